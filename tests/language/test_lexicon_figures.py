"""What `figures.toml` makes of parts weighs what its rule says, and what the three earlier files say wins: the file is read once more."""

from itertools import product

import polars as pl
import pytest

from tests.language.test_lexicon_judged import RULES
from tests.language.test_lexicon_judged import TAKEN as BEFORE
from tests.language.test_lexicon_weights import FIGURES, WORDED, cleaned
from xhs_workbench.language import cleaning
from xhs_workbench.language.opinions.entries import CONCEDED, EXCEPT, MOCKING, OPINION, TOLD, TURN, UNDONE
from xhs_workbench.language.opinions.lexicon import lexicon, read_lexicon

LISTED = lexicon()
KNOWN = {
    word: (int(kind), float(weight))
    for word, kind, weight in zip(LISTED.words, LISTED.kinds, LISTED.weights, strict=True)
}
TAKEN = {*BEFORE, *(word for words in RULES.values() for word, _ in words)}


def made():
    like, far, than, never = (FIGURES[name] for name in ("similes", "extremes", "compared", "never_failed"))
    for side, weight in (("praise", 2.0), ("blame", -2.0)):
        yield from ((lead + one, weight) for lead, one in product(like["leads"], like[side]))
        yield from (
            (lead + one + tail, weight)
            for lead, one, tail in product(like["framed"], like[side], like["tails"])
        )
        yield from ((one + end, weight) for one, end in product(far[side], far["ends"]))
        yield from ((one + end, weight) for one, end in product(than[side], than["ends"]))
        yield from ((one + end, -weight) for one, end in product(than[side], than["not_far"]))
        named, degrees = FIGURES["worth_naming"], FIGURES["noun_degrees"]
        yield from ((lead + one, weight) for lead, one in product(named["leads"], named[side]))
        parts = (WORDED["nouns"]["words"], degrees["degrees"], degrees[side])
        yield from (("".join(three), weight) for three in product(*parts))
    found, many = FIGURES["found_in"], FIGURES["of_so_many"]
    parts = (found["leads"], found["counts"], found["things"])
    yield from (("".join(three), -3.0) for three in product(*parts))
    yield from ((verb + count, -2.0) for verb, count in product(many["verbs"], many["counts"]))
    yield from ((none + verb, 2.0) for none, verb in product(many["none"], many["verbs"]))
    yield from ((lead + one, 2.0) for lead, one in product(never["leads"], never["troubles"]))


def test_every_figure_weighs_what_its_rule_says():
    several: dict[str, set[float]] = {}
    for word, weight in made():
        several.setdefault(word, set()).add(weight)
    plain = {word: weights for word, weights in several.items() if len(weights) == 1 and word not in TAKEN}
    shown = cleaned(list(plain))
    plain = {word: weights for word, weights in plain.items() if len(shown[word]) == len(word)}
    assert len(plain) > 5000
    wrong = {word for word, weights in plain.items() if KNOWN[shown[word]] != (OPINION, *weights)}
    assert len(wrong) <= len(plain) / 1000  # a few are masked: 变成 with what is no opinion


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (FIGURES["conceded"]["words"], CONCEDED),
        (FIGURES["conceded"]["except"], EXCEPT),
        (FIGURES["told"]["words"], TOLD),
        (FIGURES["mocking"]["first"], MOCKING),
        (FIGURES["mocking"]["words"], MOCKING),
        (FIGURES["compared"]["not_far"], UNDONE),
        (["没有想象中那么", "没传说中那么"], TURN),
    ],
)
def test_words_of_figures_have_their_kind_and_no_weight(words, kind):
    assert {KNOWN[form] for form in cleaned(words).values() if form} == {(kind, 0.0)}


def polarities(*texts):
    return read_lexicon(cleaning.clean(pl.Series(list(texts)))).polarity.tolist()


def test_what_is_granted_counts_three_tenths_until_it_is_contradicted():
    """好用 weighs 2: granted .6; after 但 it is the opinion and counts double; in the next clause it counts whole."""
    found = polarities("虽然好用", "虽然但好用", "虽然，好用", "好用虽然", "除了好用")
    assert found == pytest.approx([0.6, 4.0, 2.0, 2.0, 0.6])


def test_praise_by_a_seller_counts_nothing_and_mock_praise_is_blame():
    found = polarities(
        "主播说好用", "主播说难看", "主播说，好用", "真有意思，我谢谢你好用", "呵呵好用", "好用呵呵"
    )
    assert found[:3] == pytest.approx([0.0, -2.0, 2.0])
    assert found[4:] == pytest.approx([-2.0, 2.0])
    assert found[3] < 0


def test_the_second_opinion_says_the_first_one_out():
    """丑 weighs nothing beside 可爱 behind 得; a comma or another sign between them leaves both."""
    assert polarities("难看得可爱", "难看，可爱", "味道好不到哪去") == pytest.approx([2.0, 0.0, -2.0])
