"""The fast ways of finding words and of making odds say what the plain ways say."""

from itertools import chain

import ahocorasick_rs
import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xhs_workbench.language import cleaning
from xhs_workbench.language.opinions import lexicon as room
from xhs_workbench.language.opinions.calibration import CLASSES, FEATURES, Calibration, default_calibration
from xhs_workbench.language.opinions.lexicon import lexicon
from xhs_workbench.language.opinions.word_finding import word_finder


@pytest.fixture(scope="module")
def plain():
    return ahocorasick_rs.AhoCorasick(lexicon().words, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)


WORDS = st.sampled_from(
    [
        "好用",
        "不",
        "也不错",
        "很难吃",
        "难",
        "[赞r]",
        "😍",
        "𠮷",
        "yyds",
        "abc",
        " ",
        "，",
        "味",
        "0分",
        "20分钟",
        "没有",
        "筷子",
        "é",
        "の",
    ]
)


@given(st.lists(st.lists(st.one_of(WORDS, st.text(max_size=4)), max_size=8).map("".join), max_size=6))
def test_the_tree_finds_the_words_an_automaton_finds_at_the_same_places(plain, texts):
    whole = cleaning.clean(pl.Series(texts, dtype=pl.String))
    expected = np.fromiter(
        chain.from_iterable(plain.find_matches_as_indexes(whole.joined())), dtype=np.int64
    ).reshape(-1, 3)
    assert np.column_stack(room._find(whole)).tolist() == expected.tolist()


@given(
    st.lists(st.lists(st.floats(-3, 3), min_size=7, max_size=7), min_size=1, max_size=5), st.floats(0.2, 3)
)
def test_odds_are_the_softmax_of_evidence_times_coefficients(rows, sharp):
    features = np.array(rows)
    assert features.shape[1] == len(FEATURES)
    known = default_calibration()
    made = Calibration(known.coefficients, known.report, sharp=sharp, shift=(0.3, 0.0, -0.2)).odds(features)
    score = np.exp(sharp * (features @ known.coefficients.T) + np.array([0.3, 0.0, -0.2]))
    assert made == pytest.approx(score / score.sum(axis=1, keepdims=True), abs=1e-12)
    assert made.shape == (len(rows), len(CLASSES))


PIECES = st.text(alphabet="不好用后悔，a𠮷", max_size=12)


@given(
    st.lists(st.text(alphabet="不好用后悔a𠮷", min_size=1, max_size=5), min_size=1, max_size=12, unique=True),
    PIECES,
)
def test_any_words_are_found_leftmost_and_longest(words, text):
    """By a plain reading: at each place the longest word, then on from its end."""
    expected, at = [], 0
    while at < len(text):
        here = [word for word in words if text.startswith(word, at)]
        if here:
            word = max(here, key=len)
            expected.append((words.index(word), at, at + len(word)))
        at += len(word) if here else 1
    codes = np.array([ord(sign) for sign in text], dtype=np.uint32)
    found = word_finder(words).find(codes)
    assert list(zip(*(part.tolist() for part in found), strict=True)) == expected


def test_more_characters_than_a_table_of_pairs_holds_are_refused():
    with pytest.raises(ValueError, match="32,768 different characters"):
        word_finder([chr(0x3400 + number) for number in range(2**15)])
