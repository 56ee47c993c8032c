"""What `judgements.toml` makes of parts weighs what its rule says, and what stands elsewhere wins: the file is read here once more."""

import tomllib
from collections import Counter
from itertools import product
from pathlib import Path

import polars as pl
import pytest

from tests.language.test_lexicon_weights import WORDED, cleaned, elsewhere, groups
from xhs_workbench.language import cleaning
from xhs_workbench.language.opinions import lexicon as room
from xhs_workbench.language.opinions.entries import ASKING, MASK, OPINION
from xhs_workbench.language.opinions.lexicon import lexicon, polarity, read_lexicon

JUDGED = tomllib.loads((Path(room.__file__).parent / "judgements.toml").read_text(encoding="utf-8"))
LISTED = lexicon()
WEIGHTS = dict(zip(LISTED.words, LISTED.weights.tolist(), strict=True))
KINDS = dict(zip(LISTED.words, LISTED.kinds.tolist(), strict=True))


def pairs(leads, words, weight):
    return [(lead + word, weight) for lead, word in product(leads, words)]


def rules():
    """Rule -> the words it makes, each with its weight."""
    defects, missing, never, thanks = (JUDGED[name] for name in ("defects", "missing", "never", "thanks"))
    made = {
        "slightly": pairs(defects["slightly"], defects["words"], -1.0),
        "too": pairs(defects["too"], defects["words"], -2.0),
        "scant": pairs(defects["strongly"], defects["scant"], -2.0),
        "missing": pairs(missing["leads"], missing["things"], -2.0),
        "never": pairs(never["leads"], never["verbs"], -3.0),
        "thanks": pairs(thanks["words"], thanks["people"], 1.5),
        "thanks behind": pairs(thanks["people"], thanks["behind"], 1.5),
    }
    for at, family in enumerate(JUDGED["families"]):
        made[f"family {at}"] = pairs(family["leads"], family["words"], float(family["weight"]))
    for side, sign in (("good", 1.0), ("bad", -1.0)):
        for weight, words in JUDGED[side].items():
            made[f"{side} {weight}"] = [(word, sign * float(weight)) for word in words]
    for side, weight in (("positive", "praise"), ("negative", "blame")):
        said = [f"{word}是{word}" for word in WORDED["adjectives"][side]]
        made[f"conceded {side}"] = [(word, float(JUDGED["concessions"][weight])) for word in said]
    return made


RULES = rules()
TIMES = Counter(word for words in RULES.values() for word, _ in words)
TAKEN = {
    *elsewhere(),
    *(word for word, _ in groups()),
    *JUDGED["mixed"]["words"],
    *JUDGED["defects"]["not_made"],
    *(f"{noun}好不好" for noun in WORDED["nouns"]["words"]),
}


@pytest.mark.parametrize("rule", RULES)
def test_every_judgement_weighs_what_its_rule_says(rule):
    """Of the words that only this rule makes; a word of two rules or of another file is told below, and 慢慢慢 is read as 慢慢."""
    alone = [(word, weight) for word, weight in RULES[rule] if TIMES[word] == 1 and word not in TAKEN]
    shown = cleaned([word for word, _ in alone])
    alone = [(word, weight) for word, weight in alone if len(shown[word]) == len(word)]
    assert len(alone) > len(RULES[rule]) / 3
    wrong = [
        word for word, weight in alone if (KINDS[shown[word]], WEIGHTS[shown[word]]) != (OPINION, weight)
    ]
    assert wrong == []


def test_of_two_rules_the_later_one_wins_and_of_two_files_the_earlier():
    """In the order of the rules above; a word of the other two files weighs what they say, whatever is made of parts."""
    order = [*list(RULES)[:3], *(name for name in RULES if name.startswith("family"))]
    order += ["missing", "never", "thanks", "thanks behind", "good 2", "good 1", "bad 3", "bad 2", "bad 1"]
    several = {}
    for name in order:
        several |= {word: weight for word, weight in RULES.get(name, []) if TIMES[word] > 1}
    told = {word: weight for word, weight in several.items() if word not in TAKEN}
    shown = cleaned(list(told))
    assert len(told) > 20
    assert {word for word, weight in told.items() if WEIGHTS[shown[word]] != weight} == set()
    both = {word: weight for word, weight in groups() if TIMES[word] and word not in elsewhere()}
    shown = cleaned(list(both))
    assert len(both) > 5
    assert {word for word, weight in both.items() if WEIGHTS[shown[word]] != weight} == set()


def test_words_that_are_not_made_and_mixed_ones_say_nothing():
    """好晚 says when; 心疼 is pity or blame."""
    defects = JUDGED["defects"]
    makeable = {word for name in ("slightly", "too", "scant") for word, _ in RULES[name]}
    barred = [word for word in defects["not_made"] if word in makeable and TIMES[word] == 1]
    assert len(barred) > 5
    assert {word for word in barred if WEIGHTS.get(word, 0.0) != 0} <= elsewhere()
    shown = cleaned(JUDGED["mixed"]["words"])
    assert {(KINDS[form], WEIGHTS[form]) for form in shown.values()} == {(MASK, 0.0)}


def test_a_negation_turns_every_word_but_those_that_hold_one_of_their_own():
    """没有你说的那么好用: 的那么好用 is blame because of the 没 before it; a word of another family turns over."""
    held = {
        lead + word
        for family in JUDGED["families"]
        if family.get("steady")
        for lead in family["leads"]
        for word in family["words"]
    }
    assert {word for word, steady in zip(LISTED.words, LISTED.steady, strict=True) if steady} == held & set(
        LISTED.words
    )
    steady = next(word for word in sorted(held) if word in WEIGHTS)
    assert polarity(f"没有你说{steady}") == polarity(f"不{steady}") == polarity(steady) == WEIGHTS[steady] < 0
    # 超级 still stresses it: half as much again.
    assert polarity(f"没有超级{steady}") == pytest.approx(1.5 * WEIGHTS[steady])


def polarities(*texts):
    return read_lexicon(cleaning.clean(pl.Series(list(texts)))).polarity.tolist()


def emoji_of(weight):
    return [
        word
        for word, one, value in zip(LISTED.words, LISTED.emoji, LISTED.weights, strict=True)
        if one and value == weight
    ]


def test_polite_signs_beside_words_count_as_one():
    """Each of n signs of .4 weighs .4/n beside words; two .8 weigh .8 each; a comment of signs alone means them: 2 · .4."""
    soft, soft2, loud = emoji_of(0.4)[0], emoji_of(0.4)[1], emoji_of(0.8)[0]
    found = polarities(f"明天去{soft}", f"明天去{soft}{soft2}", f"明天去{loud}{loud}", soft, f"{soft}{soft2}")
    assert found == pytest.approx([0.4, 0.4, 1.6, 0.8, 1.6])
    assert polarities(f"去{soft}", f"{soft}去", f"去{soft}{soft2}") == pytest.approx([0.4, 0.4, 0.4])
    sad = emoji_of(-0.4)[0]
    assert polarities(f"明天去{sad}", sad, f"明天去{sad}{soft}") == pytest.approx([-0.4, -0.8, 0.0])
    # In a column each comment's signs are its own.
    assert polarities(soft, f"明天去{soft}{soft2}", f"好用{soft}") == pytest.approx([0.8, 0.4, 2.4])


@pytest.mark.parametrize(
    ("text", "opinion"),
    [
        ("0分", True),  # a number at the start is the whole number
        ("20分", False),
        ("好0分", True),
        ("还是好用", True),  # offers no choice
        ("还是买这个", None),
    ],
)
def test_numbers_and_choices_are_whole_words(text, opinion):
    found = read_lexicon(cleaning.clean(pl.Series([text])))
    if opinion is None:
        assert found.asks.tolist() == [True]
    else:
        assert (found.polarity[0] != 0, found.asks.tolist()) == (opinion, [False])


def test_a_column_without_a_listed_word_says_nothing_and_still_asks():
    found = read_lexicon(cleaning.clean(pl.Series(["甲乙丙", "甲乙？", ""])))
    assert (found.polarity.tolist(), found.terms.tolist()) == ([0.0] * 3, [0] * 3)
    assert (found.positive.tolist(), found.negative.tolist()) == ([0.0] * 3, [0.0] * 3)
    assert (found.asks.tolist(), found.promotes.tolist()) == ([False, True, False], [False] * 3)
    assert [part.tolist() for part in found.hits] == [[], []]


def test_hits_are_the_places_and_lengths_of_opinions_alone():
    """超级细腻，好用: 超级 is no opinion; 细腻 stands at 2, 好用 at 5, each two long."""
    found = read_lexicon(cleaning.clean(pl.Series(["超级细腻，好用"])))
    assert [part.tolist() for part in found.hits] == [[2, 5], [2, 2]]
    assert found.terms.tolist() == [2]


def test_a_question_about_a_noun_asks_and_weighs_nothing():
    """味道好不好: the first file's 好不好 has no noun."""
    asked = cleaned([f"{noun}好不好" for noun in WORDED["nouns"]["words"]])
    assert {(KINDS[form], WEIGHTS[form]) for form in asked.values()} == {(ASKING, 0.0)}


def test_characters_beyond_all_listed_ones_are_read_past():
    """𰻞 (U+30EDE) and the last code point there is lie above every listed character."""
    assert polarities("𰻞好用", "好用\U0010fffd", "\U00030000好用") == pytest.approx([WEIGHTS["好用"]] * 3)


def test_a_word_at_the_very_beginning_of_a_column_has_nothing_before_it():
    """香了 begins the first comment and the second; 好用 before the first is no negation's business."""
    assert polarities("香了", "香了", "不好看") == pytest.approx(
        [polarity("香了")] * 2 + [polarity("不好看")]
    )
    assert polarities("good", "good") == pytest.approx([WEIGHTS["good"]] * 2)
    assert polarities("0分", "0分") == pytest.approx([WEIGHTS["0分"]] * 2)
    assert polarities("好用", "不") == pytest.approx([WEIGHTS["好用"], 0.0])
