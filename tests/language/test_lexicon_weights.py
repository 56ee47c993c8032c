"""Every listed word has the weight and the kind that the two word files give it: the files are read here once more, rule by rule."""

import tomllib
from collections import Counter
from itertools import product
from pathlib import Path

import polars as pl
import pytest

from xhs_workbench.language import cleaning
from xhs_workbench.language.opinions import lexicon as room
from xhs_workbench.language.opinions.entries import (
    AFTERWARDS,
    ASKING,
    CONTRAST,
    MASK,
    NOT_TURN,
    OPINION,
    PROMOTION,
    STRONGER,
    TURN,
    UNREAL,
    WEAKER,
)
from xhs_workbench.language.opinions.lexicon import lexicon, polarity, read_lexicon

FOLDER = Path(room.__file__).parent
LISTED, WORDED, JUDGED, FIGURES = (
    tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    for name in ("lexicon", "wordings", "judgements", "figures")
)
LATIN = set("abcdefghijklmnopqrstuvwxyz")


def cleaned(words):
    return dict(zip(words, cleaning.clean(pl.Series(list(words))).joined().split("\n"), strict=False))


def groups():
    """Words that the second file makes -> their weight, by the rule that makes them."""
    made = []
    adjectives, nouns = WORDED["adjectives"], WORDED["nouns"]
    for side, sign, judged in (("positive", 1, "good"), ("negative", -1, "bad")):
        for word in adjectives[side]:
            if len(word) > 1:
                made.append((word, sign * 2.0))
                if word[0] == "难":
                    made += [(degree + word, sign * 2.0) for degree in adjectives["degrees"]]
                    made += [(word + end, sign * 2.0) for end in adjectives["ends"]]
                continue
            made.append((word, sign * 1.5))
            made += [(degree + word, sign * 2.0) for degree in adjectives["degrees"]]
            made += [(word + end, sign * 2.0) for end in adjectives["ends"]]
        made += [(noun + one, sign * 2.0) for noun, one in product(nouns["words"], nouns[judged])]
        made += [(word, sign * 2.0) for word in WORDED["rhetorical"][side]]
        for listed in (WORDED[side], WORDED["english"][side]):
            made += [(word, sign * float(weight)) for weight, words in listed.items() for word in words]
    compared = WORDED["comparisons"]
    made += [(lead + one, -2.0) for lead, one in product(compared["leads"], compared["judgements"])]
    return made


def elsewhere():
    """Words that another rule or the first file has too, so that one of the two wins."""
    first = [word for side in ("positive", "negative") for words in LISTED[side].values() for word in words]
    first += [word for side in LISTED["emoji"].values() for words in side.values() for word in words]
    for name, keys in {
        "weaker": ["before"],
        "stronger": ["before", "after"],
        "contrast": ["words"],
        "turns": ["before", "not_turns"],
        "neutral": ["words"],
        "asks": ["words"],
    }.items():
        first += [word for key in keys for word in LISTED[name][key]]
    for name in ("interest", "compounds", "unreal", "promotion"):
        first += WORDED[name]["words"]
    return set(first) | set(WORDED["adjectives"]["not_made"])


def test_every_wording_weighs_what_its_rule_says():
    """A character with a degree 2, alone 1.5; a noun with a judgement 2; a comparison to the worse −2; others as listed."""
    made, taken = groups(), elsewhere()
    times = Counter(word for word, _ in made)
    plain = [(word, weight) for word, weight in made if times[word] == 1 and word not in taken]
    shown = cleaned([word for word, _ in plain])
    again = Counter(cleaned([*times, *taken]).values())
    listed = lexicon()
    weights = dict(zip(listed.words, listed.weights.tolist(), strict=True))
    kinds = dict(zip(listed.words, listed.kinds.tolist(), strict=True))
    checked = [(word, weight) for word, weight in plain if again[shown[word]] == 1]
    assert len(checked) > 5000
    assert [word for word, weight in checked if weights[shown[word]] != weight] == []
    assert {kinds[shown[word]] for word, _ in checked} == {OPINION}


def test_every_listed_word_weighs_what_the_first_file_says():
    listed = lexicon()
    weights = dict(zip(listed.words, listed.weights.tolist(), strict=True))
    hidden = {*WORDED["unreal"]["words"], *WORDED["adjectives"]["not_made"]}
    hidden |= {word for name in ("interest", "compounds") for word in WORDED[name]["words"]}
    for side, sign in (("positive", 1), ("negative", -1)):
        for weight, words in LISTED[side].items():
            shown = cleaned([word for word in words if word not in hidden])
            wrong = [word for word, form in shown.items() if weights[form] != sign * float(weight)]
            assert wrong == [], (side, weight)
        for weight, words in LISTED["emoji"][side].items():
            assert {weights[form] for form in cleaned(words).values() if form} == {sign * float(weight)}


def test_only_emoji_are_emoji():
    listed = lexicon()
    signs = [word for side in LISTED["emoji"].values() for words in side.values() for word in words]
    assert {word for word, one in zip(listed.words, listed.emoji, strict=True) if one} == set(
        cleaned(signs).values()
    ) - {""}


def test_a_word_with_a_letter_at_either_end_is_a_whole_word():
    """加v and vx都 count between other letters no more than good in goods; a Chinese word of two characters counts everywhere."""
    listed = lexicon()
    signs = {
        word
        for side in ("positive", "negative")
        for words in LISTED[side].values()
        for word in words
        if len(word) == 1
    }
    for word, kind, weight, emoji, bare in zip(
        listed.words,
        listed.kinds.tolist(),
        listed.weights.tolist(),
        listed.emoji.tolist(),
        listed.bare.tolist(),
        strict=True,
    ):
        if emoji:
            expected = 0
        elif word in FIGURES["mocking"]["first"]:
            expected = 6  # 呵呵 mocks at the beginning alone
        elif word[0] in LATIN or word[-1] in LATIN:
            expected = 3
        elif word[0].isdigit():
            expected = 4  # 0分 is not in 20分钟
        elif word == "还是":
            expected = 5  # 还是很好 offers no choice
        elif len(word) == 1 and kind == OPINION:
            expected = 1 if word in signs else 2
        elif kind == OPINION and weight < 0 and word[-1] in JUDGED["borders"]:
            expected = 7  # 太短 is not in 太短裙
        else:
            expected = 0
        assert bare == expected, word
    one_end = [word for word in listed.words if (word[0] in LATIN) != (word[-1] in LATIN)]
    assert len(one_end) > 3


def shortest(turns):
    """也不 ends in 不, which turns the same and hides less (也不错)."""
    return [word for word in turns if not any(word.endswith(one) for one in turns if one != word)]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (LISTED["weaker"]["before"], WEAKER),
        (LISTED["stronger"]["before"], STRONGER),
        (LISTED["stronger"]["after"], AFTERWARDS),
        (LISTED["contrast"]["words"], CONTRAST),
        (shortest(LISTED["turns"]["before"]), TURN),
        (LISTED["turns"]["not_turns"], NOT_TURN),
        (WORDED["unreal"]["words"], UNREAL),
        (WORDED["promotion"]["words"], PROMOTION),
        (LISTED["asks"]["words"], ASKING),
    ],
)
def test_words_without_an_opinion_have_their_kind_and_no_weight(words, kind):
    listed = lexicon()
    known = {
        word: (one, weight)
        for word, one, weight in zip(listed.words, listed.kinds, listed.weights, strict=True)
    }
    found = [known[form] for form in cleaned(words).values() if form]
    assert sum(one == kind for one, _ in found) >= 0.8 * len(
        found
    )  # a few are listed twice, and the later list wins
    assert {weight for one, weight in found if one == kind} == {0.0}


def test_a_neutral_word_that_asks_is_a_question_and_any_other_hides_what_is_in_it():
    listed = lexicon()
    known = dict(zip(listed.words, listed.kinds.tolist(), strict=True))
    assert (known["好用吗"], known["好不好用"], known["求推荐"]) == (ASKING, MASK, ASKING)
    assert polarity("求推荐") == polarity("女神节") == polarity("收藏了") == 0


def test_a_seller_warns_softly_too():
    """有点 leaves .6 of a blame: what is below one counts as the seller's blame, and a praise of .6 does not count."""
    soft = next(word for word in LISTED["negative"]["1"] if polarity(f"加我，有点{word}") != 0)
    found = read_lexicon(
        cleaning.clean(pl.Series([f"有点{soft}", f"加我，有点{soft}", "加我，有点细腻", "有点细腻"]))
    )
    assert found.promotes.tolist() == [False, True, True, False]
    assert found.polarity.tolist() == pytest.approx([-0.6, -0.6, 0.0, 0.6])


def test_what_is_supposed_happened_to_nobody():
    """听说 hides what follows in its clause, and nothing before it or behind the comma; a sign stays."""
    texts = ["听说好用", "好用听说", "听说，好用", "听说难用好用", "好用听说难用"]
    found = read_lexicon(cleaning.clean(pl.Series(texts)))
    assert found.polarity.tolist() == pytest.approx([0, 2, 2, 0, 2])
    assert found.terms.tolist() == [1, 1, 1, 2, 2]


def test_a_question_is_one_of_its_clause_and_its_comment():
    texts = ["细腻吗，好用", "好用，细腻吗", "这也能叫好用？", "在哪买", "不香吗？", "好用"]
    found = read_lexicon(cleaning.clean(pl.Series(texts)))
    assert found.asks.tolist() == [True, True, True, True, True, False]
    assert found.polarity[:2].tolist() == pytest.approx([0.2 + 2, 2 + 0.2])  # 细腻 weighs 1
    assert found.polarity[4] > 0 > found.polarity[2]


def test_a_one_character_word_needs_its_neighbours():
    """贵 (listed) may follow anything: 这贵了; 香 of the second file wants a degree or a beginning: 太香了, 香了, but not 檀香了."""
    assert polarity("太贵了") < 0
    assert polarity("贵州") == 0
    assert polarity("柴了") < 0 == polarity("火柴了")
    assert polarity("柴了") == polarity("太好了，柴了") - polarity("太好了")
