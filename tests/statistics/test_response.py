"""What is learnt of responses to money: by hand where one curve is left, and in which direction evidence moves the rest."""

from itertools import pairwise
from math import exp, log

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings
from scipy.integrate import quad

from tests.live.test_boosting import learnt
from xhs_workbench.statistics.response import SHOULDER, Response, Tranches, reach, remaining


@given(st.floats(0, 1e5), st.floats(1, 1e4), st.sampled_from([0.5, 0.7, 1.5, 2.0, 5.0, np.inf, SHOULDER]))
@settings(derandomize=True)
def test_reach_is_the_integral_of_what_remains(spent, scale, decline):
    at = lambda b: remaining(np.array([b]), np.array([[scale]]), np.array([decline]))[0, 0]  # noqa: E731
    found = reach(np.array([spent]), np.array([[scale]]), np.array([decline]))[0, 0]
    parts = np.concatenate([[0.0], np.geomspace(scale / 100, max(spent, scale / 50), 12)])
    parts = np.unique(np.minimum(parts, spent))
    whole = sum(quad(at, a, b)[0] for a, b in pairwise(parts))
    assert found == pytest.approx(whole, rel=1e-5, abs=1e-6)


def one(shape, per, scale=100.0, cpm=50.0):
    return Response.known(np.array([shape]), np.array([per]), np.array([scale]), np.array([cpm]))


def test_gain_of_a_tranche_by_hand():
    """.02 · 1000/50 · 100 · (e^−.5 − e^−1.5) = 40 · (.60653 − .22313) = 15.336."""
    assert one(20.0, 1000.0).gain(np.array([50.0]), 100.0) == pytest.approx([15.336], abs=0.001)


def test_chance_that_the_next_one_is_too_dear_by_hand():
    """An exponential rate (shape 1) of which half lie below .01; CPM ¥50, target ¥5 asks for 50/1000/5 = .01.

    After scale · ln 2 the next one costs twice: 1 − (1 − .5)² = .75; at a target twice as high .5 again.
    """
    half = one(1.0, log(2) / 0.01)
    worn = np.array([100 * log(2)])
    assert half.chance_below(np.zeros(1), 1 / 5) == pytest.approx([0.5])
    assert half.chance_below(worn, 1 / 5) == pytest.approx([0.75])
    assert half.chance_below(worn, 1 / 10) == pytest.approx([0.5])


def test_worth_above_a_threshold_by_hand():
    """Exponential of mean 20 · .01 = .2 interactions a yuan: E(m − c)⁺ = .2 e^(−c / .2); at .2 that is .2 / e."""
    found = one(1.0, 100.0).surplus(np.zeros(1), 0.2)
    assert found == pytest.approx([0.2 / exp(1)])


def test_quantiles_of_a_gain_are_those_of_the_gamma():
    """Shape 30: chi-square of 60 degrees, 43.188 and 79.082 (tables), over 60 times the mean."""
    note = one(30.0, 3000.0, scale=1000.0)
    gain = note.gain(np.zeros(1), 300.0)
    assert note.gain_quantile(np.zeros(1), 300.0, 0.05) / gain == pytest.approx([43.188 / 60], rel=1e-4)
    assert note.gain_quantile(np.zeros(1), 300.0, 0.95) / gain == pytest.approx([79.082 / 60], rel=1e-4)


def test_share_that_one_tranche_settles_by_hand():
    """¥100 far from wear are 2,000 impressions: 2,000 / (2,000 + 3,000)."""
    assert one(30.0, 3000.0, scale=1e12).share_learnt(np.zeros(1), 100.0) == pytest.approx([0.4])


def test_days_without_money_are_no_tranches():
    made = Tranches.of_days(
        np.array([[100.0, 0.0], [50.0, 20.0]]), np.array([[2000.0, 0], [1000, 400]]), np.ones((2, 2))
    )
    assert sorted(zip(made.note.tolist(), made.spent_before.tolist(), made.money.tolist(), strict=True)) == [
        (0, 0.0, 100.0),
        (0, 100.0, 50.0),
        (1, 0.0, 20.0),
    ]


def test_weights_are_a_distribution_for_every_note():
    found = learnt(
        [30, 10, 0], [3000, 1000, 500], [[100.0, 0, 0], [100.0, 50, 0]], got=[[20, 0, 0], [10, 4, 0]]
    )
    assert found.weight.sum(axis=1) == pytest.approx([1, 1, 1])
    assert (found.weight >= 0).all()


def test_a_note_whose_days_bring_less_and_less_is_worn_out_and_one_that_holds_is_not():
    """Ten days of ¥100 each: one note's fall by a fifth a day, the other's stay."""
    days = np.full((10, 2), 100.0)
    got = np.stack([np.round(60 * 0.8 ** np.arange(10)), np.full(10, 60)], axis=1)
    found = learnt([200, 200], [20_000, 20_000], days, got=got)
    spent = np.full(2, 1000.0)
    assert found.typical_scale[0] < found.typical_scale[1]
    fell, held = found.gain(spent, 100.0)
    # The next days would be 60 · .8¹⁰ = 6.4 and 60; ten days tell the first within a factor of two.
    assert 3.2 < fell < 12.8
    assert held == pytest.approx(60, rel=0.25)


def test_notes_learn_from_each_other_how_fast_money_wears_out():
    """Five notes that wear out within ¥500 make the sixth, never boosted, expected to do the same."""
    fast, slow = (np.round(60 * keep ** np.arange(8)) for keep in (0.6, 0.97))
    days = np.column_stack([np.full((8, 5), 100.0), np.zeros(8)])
    after = [
        learnt([200] * 6, [20_000] * 6, days, got=np.column_stack([*[fall] * 5, np.zeros(8)]))
        for fall in (fast, slow)
    ]
    ahead = [float(a.gain(np.zeros(6), 1000.0)[5] / a.gain(np.zeros(6), 10.0)[5]) for a in after]
    assert ahead[0] < 0.6 * ahead[1]


def test_paid_evidence_outweighs_organic_praise():
    """Loved by its own readers, ignored by bought ones: after enough paid impressions the bought ones decide."""
    found = learnt([900, 300], [30_000, 30_000], [[500.0, 500.0]] * 2, got=[[5, 100]] * 2)
    spent = np.full(2, 1000.0)
    assert found.gain(spent, 100.0)[0] < 0.3 * found.gain(spent, 100.0)[1]


def test_organic_readers_count_a_twentieth_before_any_money():
    """Rates alike, so the note's own evidence shows in the shape: 30 and 3,000 interactions add 1.5 and 150."""
    shape = learnt([30, 3000], [3000, 300_000]).shape
    assert shape[1] - shape[0] == pytest.approx(0.05 * 2970)


def test_money_whose_impressions_nobody_read_wears_a_note_out_and_makes_no_rate():
    """Two notes alike; on the second ¥1,000 more were spent before, uncounted: its days of 20 came from further down the curve."""
    counted = Tranches(np.array([0]), np.zeros(1), np.array([200.0]), np.array([4000.0]), np.array([40.0]))
    hidden = Tranches(
        np.array([0, 0]),
        np.array([0.0, 1000.0]),
        np.array([1000.0, 200.0]),
        np.array([0.0, 4000.0]),
        np.array([99.0, 40.0]),
    )
    from xhs_workbench.statistics.response import learn

    plain, further = (
        learn(np.array([200.0]), np.array([20_000.0]), seen, np.array([50.0]), 100.0)
        for seen in (counted, hidden)
    )
    assert further.rate[0] > plain.rate[0]
    assert further.shape == pytest.approx(plain.shape, rel=0.3)


def test_without_an_interaction_anywhere_nothing_is_expected_and_nothing_breaks():
    found = learnt([0, 0], [1000, 0])
    assert np.isfinite(found.gain(np.zeros(2), 100.0)).all()
    assert found.rate.max() < 1e-3


def test_what_no_note_believes_is_left_out_and_changes_nothing():
    """Two notes of many days leave some of the grid; each figure stays within a millionth of it."""
    whole = learnt([500, 300], [20_000, 20_000], [[300.0, 300.0]] * 12, got=[[400.0, 20.0]] * 12)
    likely, spent = whole.likely(), np.array([3600.0, 3600.0])
    assert 0 < likely.weight.shape[1] < whole.weight.shape[1]
    assert likely.weight.sum(axis=1) == pytest.approx(np.ones(2), abs=1e-9)
    for figure in (
        lambda one: one.rate,
        lambda one: one.gain(spent, 300.0),
        lambda one: one.gain_quantile(spent, 300.0, 0.05),
        lambda one: one.gain_quantile(spent, 300.0, 0.95),
        lambda one: one.chance_below(spent, 0.2),
        lambda one: one.surplus(spent, 0.2),
    ):
        assert figure(likely) == pytest.approx(figure(whole), rel=1e-6)
