"""How far a note's count grows, number by number, on counts whose course is written down."""

from math import e, log

import numpy as np
import pytest

from xhs_workbench.results.growing.maturing import conformal_width, development, predict_growth

UNKNOWN = np.nan


def grow(logs, age, later, rows=None, quality=None):
    logs = np.array(logs, dtype=float)
    asked = logs[:1] if rows is None else np.array(rows, dtype=float)
    odds = np.zeros_like(logs) if quality is None else np.array(quality, dtype=float)
    return predict_growth(
        logs, odds, age, later, asked, np.zeros_like(asked) if quality is None else odds[: len(asked)]
    )


def test_with_two_notes_the_spreads_of_the_days_add_up():
    """Day 1: steps 1 and 2, mean 1.5, spread √.5; day 2: .5 and .1, mean .3, spread .2·√2. 1.2816 is the normal's 90th percentile.

    Half width 1.2816 · (.70711 + .28284) = 1.26872.
    """
    found = grow([[0, 1, 1.5], [0, 2, 2.1]], 0, 2)
    assert (found.method, found.n) == ("pattern", 2)
    assert found.middle == pytest.approx([1.8])
    assert (found.below, found.above) == (pytest.approx(1.26872, abs=1e-5), pytest.approx(1.26872, abs=1e-5))


def test_a_day_seen_on_one_note_has_a_mean_and_no_spread():
    """Note two stops on day 1: day 2 is note one's .5, and only day 1 spreads: 1.2816 · √.5."""
    found = grow([[0, 1, 1.5], [0, 2, UNKNOWN]], 0, 2)
    assert (found.method, found.n) == ("pattern", 1)
    assert found.middle == pytest.approx([2.0])
    assert found.above == pytest.approx(1.2816 * 0.5**0.5)


def test_with_three_notes_the_interval_is_their_middle_eight_tenths():
    """Growth 1, 2 and 6: mean 3; the 10th percentile is 1 + .2·1 = 1.2, the 90th 2 + .8·4 = 5.2."""
    found = grow([[0, 1], [0, 2], [0, 6]], 0, 1)
    assert (found.method, found.n) == ("pattern", 3)
    assert found.middle == pytest.approx([3.0])
    assert (found.below, found.above) == (pytest.approx(1.8), pytest.approx(2.2))


@pytest.mark.parametrize(("notes", "method"), [(7, "pattern"), (8, "regression")])
def test_eight_notes_seen_at_both_ages_make_a_regression(notes, method):
    rng = np.random.default_rng(7)
    logs = np.cumsum(rng.random((notes, 5)), axis=1)
    assert grow(logs, 2, 4).method == method
    assert grow(logs, 2, 4).n == notes


def test_the_mean_growth_of_a_day_is_over_the_notes_that_have_both_days():
    found = development(np.array([[0.0, 1.0, UNKNOWN], [2.0, 5.0, UNKNOWN], [UNKNOWN, 1.0, UNKNOWN]]))
    assert found[0] == 2.0
    assert np.isnan(found[1])


@pytest.mark.parametrize(("n", "width"), [(4, 4.0), (9, 8.0), (19, 16.0)])
def test_a_conformal_width_is_the_miss_that_four_of_five_stay_under(n, width):
    """⌈(n + 1)·.8⌉th smallest of n: 4th of 4, 8th of 9, 16th of 19; the sign of a miss plays no part."""
    misses = np.arange(1.0, n + 1) * np.where(np.arange(n) % 2, 1, -1)
    assert conformal_width(misses[::-1]) == width


def test_a_width_of_few_misses_is_the_widest_of_them():
    """⌈(2 + 1)·.8⌉ = 3rd of two: there is no third, so the second."""
    assert conformal_width(np.array([1.0, -5.0])) == 5.0


def fading(power, oldest=20, notes=9, size=2.0):
    """Notes that all grow by size·(day + ½)^−power from one day to the next, seen until `oldest`."""
    steps = size * (np.arange(oldest) + 0.5) ** -power
    return np.tile(np.concatenate([[0.0], np.cumsum(steps)]), (notes, 1))


@pytest.mark.parametrize("power", [1.0, 1.5, 2.0, 2.5, 3.0])
def test_growth_that_fades_by_a_power_of_age_goes_on_fading_by_it(power):
    """Day 20 to 40 of 2·(day + ½)^−power: the sum over days 20 to 39, each at its middle.

    Every note did so alike, and the same forecast made at earlier ages was right each time: no doubt is left.
    """
    ahead = 2 * ((np.arange(20, 40) + 0.5) ** -power).sum()
    found = grow(fading(power), 20, 40)
    assert found.method == "tail"
    assert found.middle == pytest.approx([ahead])
    assert (found.below, found.above) == (pytest.approx(0, abs=1e-9), pytest.approx(0, abs=1e-9))


def test_beyond_the_oldest_age_the_interval_is_what_forecasts_at_earlier_ages_missed_by():
    """Nine notes of daily growth s / (day + ½), s from .6 to 1.4: doubled in age, each grows s·log 2, the mean is log 2.

    The forecast made at days 8, 10, 13 and 16 for twice the age missed by (s − 1)·log 2 at each, so misses neither
    shrink nor grow: slope 0. Its standard error is √(π/2 − 1) / √(9·Sxx), with Sxx the squares of log 16, 20, 26
    and 32 about their mean. One is given away: the misses are carried from t to day 64 by (64 / t) to that power, the
    most from day 16. Of nine notes the outermost miss is the end of an 80 % interval: (9 + 1)·.9 = 9.
    """
    speeds = np.linspace(0.6, 1.4, 9)
    logs = 3 + speeds[:, None] * np.concatenate([[0.0], np.cumsum(1 / (np.arange(32) + 0.5))])
    ages = np.log([16, 20, 26, 32])
    given_away = ((np.pi / 2 - 1) / (9 * ((ages - ages.mean()) ** 2).sum())) ** 0.5
    end = 0.4 * log(2) * 4**given_away
    found = grow(logs, 32, 64)
    assert found.method == "tail"
    assert found.middle == pytest.approx([log(2)], rel=1e-2)
    assert (found.below, found.above) == (pytest.approx(end, rel=1e-2), pytest.approx(end, rel=1e-2))


def test_misses_that_shrank_with_age_leave_a_narrower_interval_than_misses_that_grew():
    """The same notes, once settling (differences per day fall like age⁻²) and once spreading (they stay as large)."""
    rng, days = np.random.default_rng(5), np.arange(32) + 0.5
    own = rng.normal(0, 0.3, (12, 1))
    settling, spreading = (
        np.cumsum(1 / days + own * shape, axis=1) for shape in (days**-2, np.full(32, 1 / 32))
    )
    narrow, wide = grow(settling, 31, 62), grow(spreading, 31, 62)
    assert narrow.below + narrow.above < 0.5 * (wide.below + wide.above)


def test_forecasts_that_erred_to_one_side_give_an_interval_to_that_side():
    """All notes alike, growing ever faster: what came was always more than forecast, and so may it be again."""
    found = grow(np.tile(np.linspace(0, 1, 41) ** 2, (9, 1)), 40, 80)
    assert found.below == pytest.approx(0, abs=1e-9)
    assert found.above > 0.2


def test_ages_too_young_to_be_replayed_give_no_forecast():
    """Oldest age 3 of nine notes: replays at days 2 and 3 only, which say nothing of whether misses shrink."""
    assert grow(fading(1.0, oldest=3), 3, 6).method == "unseen"


def test_only_the_last_stretch_of_days_tells_how_growth_fades():
    """To double the age from 20 to 40, days 10 to 19 are heard: 20·20/40.

    What came before may have been anything.
    """
    logs = fading(2.0)
    odd = logs + np.minimum(np.arange(21), 10) * 0.3
    ahead = 2 * ((np.arange(20, 40) + 0.5) ** -2.0).sum()
    assert grow(odd, 20, 40).middle == pytest.approx([ahead])
    assert grow(logs, 20, 40).middle == pytest.approx([ahead])


def test_growth_before_the_oldest_age_comes_on_top_of_the_tail():
    """From day 10: days 10 to 19 as all notes grew, then the tail from 20 to 40."""
    days = np.arange(40) + 0.5
    found = grow(fading(2.0), 10, 40)
    assert found.middle == pytest.approx([2 * (days[10:] ** -2.0).sum()], rel=1e-3)
    assert found.n == 9


def test_how_far_ahead_something_is_said():
    """Oldest age 5: four times that is day 20, and day 21 is more.

    Seven notes that show such a stretch are too few.
    """
    assert grow(fading(1.0, oldest=5), 5, 20).method == "tail"
    assert grow(fading(1.0, oldest=5), 5, 21).method == "unseen"
    assert grow(fading(1.0, oldest=5, notes=8), 5, 10).method == "tail"
    few = grow(fading(1.0, oldest=5, notes=7), 5, 10)
    assert (few.method, few.n) == ("unseen", 0)
    assert np.isnan([few.middle[0], few.below, few.above]).all()


def test_what_all_notes_did_alike_is_forecast_without_doubt():
    """Ten notes of different size that all grow by 1.25 in log: whoever is asked about grows by that, width 0."""
    start = np.linspace(2, 6, 10)[:, None]
    logs = start + np.array([0.0, 0.5, 1.0, 2.25])
    found = grow(logs, 2, 3, rows=[[5, 5.5, 6.0, UNKNOWN]])
    assert found.middle == pytest.approx([1.25])
    assert (found.below, found.above) == (pytest.approx(0), pytest.approx(0))


def test_a_note_unlike_all_others_is_told_no_more_than_the_extreme_of_them():
    """Growth rises with size; a note ten times as large as the largest is forecast as the largest is."""
    size = np.linspace(1, 4, 12)
    logs = np.column_stack([size * 0.5, size, size + 0.2 * size])
    largest = grow(logs, 1, 2, rows=[[2.0, 4.0, UNKNOWN]]).middle
    giant = grow(logs, 1, 2, rows=[[20.0, 40.0, UNKNOWN]]).middle
    assert giant == pytest.approx(largest)
    smallest = grow(logs, 1, 2, rows=[[0.5, 1.0, UNKNOWN]]).middle
    assert smallest[0] < largest[0]
    # The ridge draws towards the mean growth, .5: less than the true .8 and .2 of the ends, and evenly on
    # both sides.
    assert 0.5 < largest[0] < 0.8
    assert largest[0] - 0.5 == pytest.approx(0.5 - smallest[0])


def test_growth_is_a_difference_so_no_scale_moves_it():
    """Twice the likes on every note at every age is log 2 on all counts: growth, width and method stay."""
    rng = np.random.default_rng(11)
    logs = np.cumsum(rng.random((14, 9)), axis=1)
    rows = logs[:2] + 0.1
    for age, later in ((3, 8), (0, 8), (8, 16)):
        one, two = grow(logs, age, later, rows), grow(logs + log(2), age, later, rows + log(2))
        assert two.middle == pytest.approx(one.middle)
        assert (two.below, two.above) == (pytest.approx(one.below), pytest.approx(one.above))
        assert one.method == two.method
    assert e > 2  # the scale was not 1


def test_a_misses_width_follows_the_latest_half_from_forty_on():
    """100 notes: the first half scatters wildly, the second hardly; the interval is that of the latest fifty."""
    rng = np.random.default_rng(3)
    logs = np.zeros((100, 3))
    logs[:, 1] = rng.random(100)
    logs[:, 2] = logs[:, 1] + 1 + rng.normal(0, 1, 100) * np.where(np.arange(100) < 50, 2.0, 0.01)
    assert grow(logs, 1, 2).above < 0.1
    assert grow(logs[::-1].copy(), 1, 2).above > 1
    # With forty or fewer all are heard, whatever their order.
    few = logs[30:70]
    assert grow(few, 1, 2).above == pytest.approx(grow(few[::-1].copy(), 1, 2).above, rel=0.2)
