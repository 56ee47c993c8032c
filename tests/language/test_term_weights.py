"""What stands around a listed word does to its weight, factor by factor.

Weights are the list's; factors are worked out by hand.
"""

import numpy as np
import polars as pl
import pytest

from xhs_workbench.language import cleaning
from xhs_workbench.language.opinions.entries import (
    AFTERWARDS,
    CONTRAST,
    MASK,
    NOT_TURN,
    OPINION,
    STRONGER,
    TURN,
    WEAKER,
)
from xhs_workbench.language.opinions.lexicon import (
    _after,
    _before,
    _contrast,
    lexicon,
    polarity,
    read_lexicon,
)


def weight(word):
    listed = lexicon()
    return float(listed.weights[listed.words.index(word)])


def before(*links):
    """Factor of the last of a row of words, given as (kind, start, end), all in one clause."""
    kind, start, end = (np.array(column) for column in zip(*links, strict=True))
    return float(_before(kind.astype(np.int8), start, end, np.zeros(len(kind), dtype=np.int64))[-1])


def row(*kinds, gap=0):
    """Words of one character each, `gap` characters apart."""
    return [(kind, at * (1 + gap), at * (1 + gap) + 1) for at, kind in enumerate(kinds)]


@pytest.mark.parametrize(
    ("kinds", "factor"),
    [
        ((OPINION,), 1.0),
        ((TURN, OPINION), -1.0),
        ((TURN, TURN, OPINION), 1.0),
        ((TURN, TURN, TURN, OPINION), -1.0),
        ((STRONGER, OPINION), 1.5),
        ((WEAKER, OPINION), 0.6),
        ((STRONGER, STRONGER, OPINION), 2.25),
        ((TURN, STRONGER, OPINION), -1.5),
        ((TURN, WEAKER, OPINION), -0.6),
        ((STRONGER, TURN, WEAKER, OPINION), -0.9),
        ((TURN, NOT_TURN, OPINION), -1.0),
        ((NOT_TURN, OPINION), 1.0),
        ((MASK, OPINION), 1.0),
        ((TURN, MASK, OPINION), 1.0),
        ((TURN, OPINION, OPINION), 1.0),
    ],
)
def test_words_before_a_term_multiply(kinds, factor):
    """Each negation turns over, 很 gives half as much again, 有点 leaves .6; any other word ends the chain."""
    assert before(*row(*kinds)) == pytest.approx(factor)


def test_only_three_words_back_are_heard():
    """Four in a row: the first negation is out of hearing, so three 很 stress 1.5³ and turn nothing."""
    assert before(*row(TURN, STRONGER, STRONGER, STRONGER, OPINION)) == pytest.approx(1.5**3)
    assert before(*row(TURN, STRONGER, STRONGER, OPINION)) == pytest.approx(-(1.5**2))


@pytest.mark.parametrize(("between", "factor"), [(0, -1.0), (4, -1.0), (5, 1.0)])
def test_a_negation_reaches_over_four_characters(between, factor):
    assert before((TURN, 0, 1), (OPINION, 1 + between, 2 + between)) == factor


def test_a_chain_is_measured_from_link_to_link():
    """4 characters from 不 to 很 and 4 from 很 to the term: both are heard, though 不 is nine away.

    5 break it there.
    """
    assert before((TURN, 0, 1), (STRONGER, 5, 6), (OPINION, 10, 11)) == pytest.approx(-1.5)
    assert before((TURN, 0, 1), (STRONGER, 6, 7), (OPINION, 11, 12)) == pytest.approx(1.5)


def test_another_clause_is_not_heard():
    kinds = np.array([TURN, OPINION], dtype=np.int8)
    assert _before(kinds, np.array([0, 1]), np.array([1, 2]), np.array([0, 1])).tolist() == [1.0, 1.0]


@pytest.mark.parametrize(("gap", "factor"), [(0, 1.5), (1, 1.5), (2, 1.0)])
def test_a_stress_behind_stands_at_once_or_one_character_off(gap, factor):
    found = _after(
        np.array([OPINION, AFTERWARDS], dtype=np.int8),
        np.array([0, 2 + gap]),
        np.array([2, 4 + gap]),
        np.zeros(2, dtype=np.int64),
    )
    assert found.tolist() == [factor, 1.0]


def test_what_stands_behind_the_last_contrast_counts_twice():
    """Comment 0: term, 但是, term, 但是, term: only the last doubles. Comment 1 has no contrast."""
    kind = np.array([OPINION, CONTRAST, OPINION, CONTRAST, OPINION, OPINION], dtype=np.int8)
    found = _contrast(kind, np.array([0, 2, 4, 6, 8, 20]), np.array([0, 0, 0, 0, 0, 1]), 2)
    assert found.tolist() == [1, 1, 1, 1, 2, 1]


@pytest.mark.parametrize(
    ("text", "word", "factor"),
    [
        ("好用", "好用", 1),
        ("不好用", "好用", -1),
        ("超级细腻", "细腻", 1.5),
        ("不是超级细腻", "细腻", -1.5),
        ("并非不好用", "好用", 1),
        ("有点细腻", "细腻", 0.6),
        ("细腻吗", "细腻", 0.2),
        ("好用？", "好用", 0.2),
        ("但是好用", "好用", 2),
        ("但是不好用", "好用", -2),
        ("好用。不", "好用", 1),
        ("不，好用", "好用", 1),
        ("好用好用", "好用", 2),
        ("难用？", "难用", 0.2),
        ("不细腻吗", "细腻", 0),
    ],
)
def test_a_comment_weighs_what_its_word_weighs_times_what_stands_around_it(text, word, factor):
    """Weights are the list's. An asked word that is turned over (不细腻吗) says nothing: 0."""
    assert polarity(text) == pytest.approx(factor * weight(word))


def test_the_list_has_both_signs():
    assert weight("好用") > 0 > weight("难用")
    assert weight("推荐") > 0 > weight("踩雷")


def test_praise_and_blame_are_kept_apart_and_add_up():
    """好用但是难用: +w(好用) and 2·w(难用) of blame; a negated praise is blame."""
    found = read_lexicon(cleaning.clean(pl.Series(["好用但是难用", "不好用", "没有", ""])))
    assert found.positive.tolist() == pytest.approx([weight("好用"), 0, 0, 0])
    assert found.negative.tolist() == pytest.approx([-2 * weight("难用"), weight("好用"), 0, 0])
    assert found.polarity.tolist() == pytest.approx((found.positive - found.negative).tolist())
    assert found.terms.tolist() == [2, 1, 0, 0]


def test_a_column_reads_as_its_comments_do():
    texts = ["好用", "不好用", "但是难用", "推荐吗", "真的推荐", "没有"]
    together = read_lexicon(cleaning.clean(pl.Series(texts))).polarity
    assert together.tolist() == pytest.approx([polarity(text) for text in texts])


def test_no_negation_turns_an_emoji_over_and_no_question_softens_it():
    """[哭惹R] and the like stand for themselves: 不[赞R] is praise, and so is [赞R]吗."""
    listed = lexicon()
    emoji = next(
        word
        for word, is_one, w in zip(listed.words, listed.emoji, listed.weights, strict=True)
        if is_one and w > 0
    )
    assert polarity(f"不{emoji}") == pytest.approx(weight(emoji))
    assert polarity(f"{emoji}？") == pytest.approx(weight(emoji))


def test_who_sells_praises_nothing_and_may_warn():
    """A seller's praise weighs 0, a blame keeps its weight."""
    listed = lexicon()
    seller = next(
        word for word, kind in zip(listed.words, listed.kinds, strict=True) if kind == 9 and len(word) > 2
    )
    found = read_lexicon(cleaning.clean(pl.Series([f"{seller}，好用", f"{seller}，难用"])))
    assert found.promotes.tolist() == [True, True]
    assert found.positive.tolist() == [0, 0]
    assert found.negative.tolist() == pytest.approx([0, -weight("难用")])


def test_a_word_of_one_sign_counts_only_as_a_word():
    """美 in 美国 is another word's; 美了 is the word. good in goods is none, good! is."""
    assert polarity("美国") == 0 != polarity("太美了")
    assert polarity("goods") == 0 < polarity("good!")
    assert polarity("so good") == polarity("good")
