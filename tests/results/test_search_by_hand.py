"""Search lifts piece by piece: what goes on, what is drawn, quiet runs, comparison, borders of refusal and sentences, by hand."""

from datetime import date, timedelta
from math import exp, sqrt

import numpy as np
import polars as pl
import pytest

from xhs_workbench.results.attributing import counterfactual
from xhs_workbench.results.attributing.counterfactual import (
    PATHS,
    _compare,
    _design,
    _go_on,
    _normal_draws,
    _paths,
    _placebos,
    donor_variance,
    estimate,
)
from xhs_workbench.results.attributing.plain_difference import _jumps, _rhythm_of_the_week
from xhs_workbench.results.attributing.search import search_levels
from xhs_workbench.results.attributing.search_lift import _gap, _sale_fills, _series, _wide
from xhs_workbench.results.attributing.search_sentences import (
    few_before,
    say_bump,
    say_detectable,
    say_disagreement,
    say_seen,
)

START = date(2026, 5, 1)


def array(*values):
    return np.array(values, dtype=float)


# --- what goes on


def test_controls_go_on_with_their_last_days_and_the_week_turns():
    """Five days after three: days 1, 2, 0, 1, 2 again, so that the last day stands last; Friday to Wednesday."""
    controls = array(10, 20, 30)[:, None]
    again, week = _go_on(controls, np.array([2, 3, 4]), 5)
    assert again[:, 0].tolist() == [10, 20, 30, 20, 30, 10, 20, 30]
    assert week.tolist() == [2, 3, 4, 5, 6, 0, 1, 2]
    assert _go_on(controls, None, 2)[1] is None


def test_controls_are_centred_and_averaged_where_days_are_few():
    """Three controls: of 59 days two could be told apart, so their mean stands for them; of 60 days all three stand."""
    rows = np.column_stack([np.arange(70.0), np.zeros(70), np.arange(70.0) * 2])
    few = _design(rows, None, 59)
    assert few.shape == (70, 1)
    assert few[:, 0] == pytest.approx(np.arange(70.0) - 29)  # (k − 29 + 2k − 58) / 3
    assert _design(rows, None, 60).shape == (70, 3)
    assert _design(rows, None, 60)[0].tolist() == [-29.5, 0, -59]
    assert _design(rows[:, :1], None, 10).shape == (70, 1)


def test_weekdays_have_an_effect_from_eight_weeks_on():
    """Six columns, for Monday needs none."""
    week = np.arange(70) % 7
    assert _design(np.zeros((70, 1)), week, 55).shape == (70, 1)
    made = _design(np.zeros((70, 1)), week, 56)
    assert made.shape == (70, 7)
    assert made[:7, 1:].tolist() == [[0] * 6, *np.eye(6).tolist()]


def test_draws_have_the_sizes_they_should():
    """The walk begins at the first day and has one step's variance more each day; of 4,000 draws within 8 %."""
    first, walk, noise = _normal_draws(2, 5)
    assert (first.shape, walk.shape, noise.shape) == ((PATHS, 2), (PATHS, 5), (PATHS, 5))
    assert walk[:, 0].tolist() == [0] * PATHS
    assert walk.var(axis=0)[1:] == pytest.approx([1, 2, 3, 4], rel=0.08)
    assert noise.var(axis=0) == pytest.approx([1] * 5, rel=0.08)
    assert _normal_draws(1, 1)[1].shape == (PATHS, 1)


def test_paths_are_level_and_slopes_with_their_doubt_walk_and_noise():
    """Level 5 and slope 2 on a control of 0, 1 and 3: 5, 7 and 11. Doubt of 4 on the level spreads by 2, walk of 3 by 3·√k."""
    ahead, state = array(0, 1, 3)[:, None], array(5, 2)
    still = _paths(state, np.zeros((2, 2)), 0.0, 0.0, ahead)
    assert still.min(axis=0).tolist() == still.max(axis=0).tolist() == [5, 7, 11]
    level = _paths(state, np.diag([4.0, 0.0]), 0.0, 0.0, ahead)
    assert level.std(axis=0) == pytest.approx([2] * 3, rel=0.05)
    slope = _paths(state, np.diag([0.0, 4.0]), 0.0, 0.0, ahead)
    assert slope.std(axis=0) == pytest.approx([0, 2, 6], rel=0.05)
    walk = _paths(state, np.zeros((2, 2)), 3.0, 0.0, ahead)
    assert walk.std(axis=0) == pytest.approx([0, 3, 3 * sqrt(2)], rel=0.05)
    assert _paths(state, np.zeros((2, 2)), 0.0, 3.0, ahead).std(axis=0) == pytest.approx([3] * 3, rel=0.05)


# --- how wide


def pretend(monkeypatch, spreads=(1.0,), days=4):
    """Let every forecast say 0 a day, with a spread of so much (one after the other) on the mean of all days."""
    asked = iter(np.resize(spreads, 99))

    def simulate(logs, design, before):
        # Of paths ±s the standard deviation of n is s·√(n/(n − 1)): two paths of ±s/√2 have s.
        size = float(next(asked)) / sqrt(2)
        ahead = design.shape[0] - before
        return np.outer([-size, size], np.ones(ahead)), np.zeros(before)

    monkeypatch.setattr(counterfactual, "_simulate", simulate)


def test_the_controls_variance_is_the_middle_one(monkeypatch):
    """Spreads 1, 3 and 2: variances 1, 9 and 4."""
    pretend(monkeypatch, (1.0, 3.0, 2.0))
    assert donor_variance(np.ones((40, 3)), 30) == pytest.approx(4)
    pretend(monkeypatch, (1.0, 3.0))
    assert donor_variance(np.ones((40, 2)), 30) == pytest.approx(5)
    assert donor_variance(np.ones((40, 1)), 30) is None


def test_only_days_that_are_compared_make_the_controls_variance(monkeypatch):
    """Day one spreads by 1, day two by 5: of both the mean is (1 + 5)/2 = 3, of the first alone 1."""
    paths = np.outer([-1.0, 1.0], [1.0, 5.0]) / sqrt(2)
    monkeypatch.setattr(counterfactual, "_simulate", lambda *_: (paths, np.zeros(30)))
    assert donor_variance(np.ones((32, 2)), 30) == pytest.approx(9)
    assert donor_variance(np.ones((32, 2)), 30, None, np.array([True, False])) == pytest.approx(1)


def quiet(before, after, donors=None, compared=None, holes=()):
    logs = np.arange(float(before + after))
    logs[list(holes)] = np.nan
    every = np.ones(after, dtype=bool) if compared is None else np.array(compared)
    return _placebos(logs, np.zeros((before + after, 1)), None, before, donors, every)


def test_quiet_runs_begin_from_the_28th_day_and_end_before_the_campaign(monkeypatch):
    """40 days and 6 after: runs from day 28 to 34, each missed by the mean of its six days, first + 2.5, over a spread of 1."""
    pretend(monkeypatch)
    assert quiet(40, 6) == pytest.approx([first + 2.5 for first in range(28, 35)])
    assert quiet(34, 6) == pytest.approx([30.5])
    assert quiet(33, 6).size == 0
    # Days of a sale are left out of each run alike: the last five days are first + 3.
    found = quiet(40, 6, compared=[False] + [True] * 5)
    assert found == pytest.approx([first + 3 for first in range(28, 35)])
    # A spread of the controls of 4 makes √(¾ + 1) of it.
    assert quiet(34, 6, donors=4.0) == pytest.approx([30.5 / sqrt(1.75)])


def test_eight_quiet_runs_are_enough_and_need_28_known_days(monkeypatch):
    """100 days and 10 after: eight of the days 28 to 90, spread evenly; a hole on day 3 leaves 27 known days at day 28."""
    pretend(monkeypatch)
    found = quiet(100, 10)
    assert found == pytest.approx([first + 4.5 for first in (28, 36, 45, 54, 63, 72, 81, 90)])
    assert quiet(40, 6, holes=[3]) == pytest.approx([first + 2.5 for first in range(29, 35)])


def test_a_comparison_by_hand():
    """Expected 5 and 10, came 8 and 12: 2.5 more a day, 20 of 15. Three worlds of 4, 5, 6 and 9, 10, 11.

    Differences 3.5, 2.5, 1.5, so 2.5 % and 97.5 % are 1.5 + .05 and 3.5 − .05; lifts 20/13, 20/15 and 20/17, less one.
    """
    worlds = np.array([[4.0, 9], [5, 10], [6, 11]])
    every = np.array([True, True])
    found = _compare(
        array(8, 12), every, np.log(array(5, 10)), worlds, array(1), 0.1, array(1.9, -2.0, 0), 1.2
    )
    assert (found.effect, found.effect_low, found.effect_high) == pytest.approx((2.5, 1.55, 3.45))
    low, middle, high = 20 / 17 - 1, 20 / 15 - 1, 20 / 13 - 1
    assert found.lift == pytest.approx(middle)
    assert found.lift_low == pytest.approx(low + 0.05 * (middle - low))
    assert found.lift_high == pytest.approx(high - 0.05 * (high - middle))
    assert (found.low.tolist(), found.high.tolist()) == (
        pytest.approx([4.05, 9.05]),
        pytest.approx([5.95, 10.95]),
    )
    assert (found.placebos, found.placebos_held, found.calibration) == (3, 2, 1.2)
    one = _compare(
        array(8, np.nan), np.array([True, False]), np.log(array(5, 10)), worlds, array(1), 0.1, array(), 1.0
    )
    assert (one.effect, one.lift) == pytest.approx((3, 0.6))


def test_an_estimate_is_as_wide_as_its_spread_and_the_controls(monkeypatch):
    """Own spread 1, variance of controls 4: √(¾ + 1) = 1.3229 times as wide; two worlds lie at e^±(1.3229/√2)."""
    pretend(monkeypatch)
    series, others = np.ones(34), np.ones((34, 2))
    plain = estimate(series, others, 30, moderate=False)
    own = 1 / sqrt(2)
    assert plain.high == pytest.approx([exp(own) - 0.025 * (exp(own) - exp(-own))] * 4)
    wide = estimate(series, others, 30, donors=4.0)
    at = 1 / sqrt(2) * sqrt(1.75)
    # Of two worlds e^±at the 97.5 % is the upper less a fortieth of the way.
    assert wide.high == pytest.approx([exp(at) - 0.025 * (exp(at) - exp(-at))] * 4)
    assert wide.low == pytest.approx([exp(-at) + 0.025 * (exp(at) - exp(-at))] * 4)
    assert wide.detectable == pytest.approx(exp(2.801585 * sqrt(1.75)) - 1)
    assert (wide.lift, wide.effect) == pytest.approx((0, 0))


# --- bumps


def test_a_weekday_has_its_usual_and_the_spread_is_widened_by_what_it_took():
    """Four weeks before posting, one day of seven at 1: 28 days less 7 medians. Three weeks tell nothing."""
    off = np.where(np.arange(35) % 7 == 5, 1.0, 0.0)
    rhythm, lost = _rhythm_of_the_week(off, 28, np.zeros(35, dtype=bool))
    assert rhythm.tolist() == off.tolist()
    assert lost == pytest.approx(sqrt(28 / 21))
    rhythm, lost = _rhythm_of_the_week(off, 27, np.zeros(35, dtype=bool))
    assert rhythm[6::7].tolist() == [0] * 5
    assert lost == pytest.approx(sqrt(27 / 21))
    listed = np.arange(35) == 5
    assert _rhythm_of_the_week(off, 28, listed)[0].tolist() == [0.0] * 35


@pytest.mark.parametrize(("size", "jumps"), [(1.2, True), (0.5, False)])
def test_a_jump_stands_five_spreads_above_its_surroundings_for_two_days(size, jumps):
    """Noise of ±.1 in turn, three weeks long: spread 1.4826 · .1 · √(21/21), five of which are .74."""
    logs = np.where(np.arange(21) % 2, 0.1, -0.1)
    logs[[17, 18]] += size
    found = _jumps(logs, 14, np.zeros(21, dtype=bool))
    assert np.flatnonzero(found).tolist() == ([17, 18] if jumps else [])
    alone = np.where(np.arange(21) % 2, 0.1, -0.1)
    alone[17] += size
    assert not _jumps(alone, 14, np.zeros(21, dtype=bool)).any()
    assert not _jumps(logs, 14, np.isin(np.arange(21), [17, 18])).any()


# --- tables


def test_levels_are_multiples_of_the_mean_before_posting():
    """Mean 10 before; weeks begin on Monday: 27 April to 3 May holds 5, 15 (before), 20, 40 and 30; then 10. A term first seen later is left out."""
    rows = [
        ("a", date(2026, 4, 29), 5.0),
        ("a", date(2026, 4, 30), 15.0),
        ("a", START, 20.0),
        ("a", date(2026, 5, 2), 40.0),
    ]
    rows += [
        ("a", date(2026, 5, 3), 30.0),
        ("a", date(2026, 5, 4), 10.0),
        ("b", START, 9.0),
        ("z", date(2026, 4, 29), 0.0),
    ]
    index = pl.DataFrame(rows, schema=["term", "day", "index"], orient="row").with_columns(
        role=pl.lit("brand")
    )
    found = search_levels(index, START)
    assert found.select("term", "day", "level").rows() == [
        ("a", date(2026, 4, 27), pytest.approx((0.5 + 1.5 + 2 + 4 + 3) / 5)),
        ("a", date(2026, 5, 4), 1.0),
    ]


def daily(**series):
    rows = [
        (name, START + timedelta(days=day), float(value), "control" if name.startswith("c") else "brand")
        for name, values in series.items()
        for day, value in enumerate(values)
        if value is not None
    ]
    return pl.DataFrame(rows, schema=["term", "day", "index", "role"], orient="row")


def test_days_without_a_row_are_there_and_controls_are_filled():
    """A control's missing day lies between its neighbours, its ends as the nearest; a term's stays unknown."""
    wide, controls = _wide(daily(a=[1, None, 3, None], c1=[None, 10, None, 30], c2=[5, None, None, None]))
    assert controls == ["c1", "c2"]
    assert wide["day"].to_list() == [START + timedelta(days=n) for n in range(4)]
    assert wide["a"].to_list() == [1, None, 3, None]
    assert wide["c1"].to_list() == [10, 10, 20, 30]
    assert wide["c2"].to_list() == [5] * 4


@pytest.mark.parametrize(
    ("before", "after", "known", "code"),
    [
        (28, 10, 8, None),
        (28, 10, 7, "days_after_missing"),
        (27, 10, 10, "few_days_before"),
        (28, 20, 15, "days_after_missing"),
        (28, 20, 16, None),
        (28, 1, 0, "days_after_missing"),
        (28, 1, 1, None),
    ],
)
def test_a_term_needs_28_days_before_and_four_fifths_of_those_after(before, after, known, code):
    days = [START + timedelta(days=n - before) for n in range(before + after)]
    values = [1.0] * (before + known) + [None] * (after - known)
    wide = pl.DataFrame({"day": days, "a": pl.Series(values, dtype=pl.Float64)})
    found = _gap(wide, "a", START)
    assert (found and found.code) == code


def test_a_week_without_a_sale_is_enough(given_brief):
    days = pl.Series([given_brief.timeline.posting_start + timedelta(days=n) for n in range(45)])
    assert _sale_fills(7, days, given_brief) == []
    [said] = _sale_fills(6, days, given_brief)
    assert said.code == "sale_fills_window"
    assert "leaves 6 days of the window, and 7 are needed" in said.text.en
    assert _sale_fills(6, days.clear(), given_brief) == []


def test_the_picture_leaves_the_first_two_weeks_of_the_fit_out(monkeypatch):
    pretend(monkeypatch)
    found = estimate(np.ones(34), np.ones((34, 2)), 30, moderate=False)
    wide = pl.DataFrame({"day": [START + timedelta(days=n - 30) for n in range(34)], "a": [1.0] * 34})
    series = _series("a", found, wide, START)
    assert series["expected"].null_count() == 14
    assert series["expected"][14] == 1.0
    assert series["after"].sum() == 4
    assert series["low"].null_count() == series["high"].null_count() == 30


# --- sentences

ROW = {
    "term": "露",
    "lift": 0.3,
    "lift_low": 0.1,
    "lift_high": 0.5,
    "plain_lift": 0.2,
    "plain_low": 0.05,
    "plain_high": 0.4,
    "verdict": "up",
    "days_after": 19,
}


@pytest.mark.parametrize(
    ("change", "disagree"),
    [
        ({}, False),
        ({"plain_lift": 0.1}, False),
        ({"plain_lift": 0.5}, False),
        ({"plain_lift": 0.09}, True),
        ({"plain_lift": 0.51}, True),
        ({"plain_low": 0.0}, True),  # a range that touches nothing finds no lift
        ({"plain_low": 0.0, "verdict": "not_seen"}, False),
        ({"verdict": "not_seen"}, False),
        ({"plain_low": -0.5, "plain_high": -0.1}, True),
        ({"plain_low": -0.5, "plain_high": -0.1, "verdict": "down"}, False),
        ({"plain_low": -0.5, "plain_high": 0.0, "verdict": "down"}, True),
    ],
)
def test_methods_disagree_where_one_lies_outside_or_finds_what_the_other_does_not(change, disagree):
    said = say_disagreement(ROW | change)
    assert bool(said) is disagree
    if change == {"plain_lift": 0.51}:
        assert "gives +51% (range +5% to +40%)" in said[0].text.en
        assert said[0].n == 19


def test_what_was_seen_is_said_with_its_side_and_range():
    up = say_seen(ROW)
    assert up.text.en.endswith("+30% against what comparable terms suggest (range +10% to +50%).")
    assert (up.code, up.n, "水平高 30%（区间 +10% 至 +50%）" in up.text.zh) == ("lift_seen", 19, True)
    down = say_seen(ROW | {"lift": -0.3, "lift_low": -0.5, "lift_high": -0.1, "verdict": "down"})
    assert (down.code, "fell: -30%" in down.text.en, "低 30%" in down.text.zh) == (
        "lift_negative",
        True,
        True,
    )
    still = say_seen(ROW | {"lift": 0.0, "lift_low": -0.1, "verdict": "not_seen"})
    assert (still.code, "no clear change: +0%" in still.text.en, "低 0%" in still.text.zh) == (
        "lift_not_seen",
        True,
        True,
    )
    bump = say_bump(ROW, "short")
    assert "(+30% against comparable terms)" in bump.text.en
    assert bump.n == 19


def test_what_could_be_detected_is_said_with_its_quiet_runs():
    row = {
        "term": "露",
        "days_before": 58,
        "days": 19,
        "detectable": 0.124,
        "placebos": 8,
        "placebos_held": 7,
    }
    said = say_detectable(row).text.en
    assert "with 58 days before posting, a lift of 12% or more over 19 days" in said
    assert said.endswith("7 of 8 placebo tests on earlier dates passed.")
    assert "too few days before for placebo tests" in say_detectable(row | {"placebos": 0}).text.en
    assert "has 27 days before posting and 28 are needed" in few_before("露", 27).text.en
