"""The counterfactual's borders: how much must be known, what is foreseen, averaged controls and weekly errors, by hand."""

from datetime import timedelta
from math import exp, log, sqrt
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from tests.results.test_search_by_hand import array, pretend
from xhs_workbench.findings import Text
from xhs_workbench.results.attributing import counterfactual, promotions
from xhs_workbench.results.attributing.counterfactual import (
    _design,
    _detectable,
    _simulate,
    donors_ahead,
    estimate,
    foresee,
)
from xhs_workbench.results.attributing.plain_difference import _best_stretch, _jumps, difference


@pytest.mark.parametrize(
    ("before", "columns", "left"), [(39, 2, 1), (40, 2, 2), (19, 1, 1), (59, 3, 1), (60, 3, 3), (60, 4, 1)]
)
def test_a_control_needs_twenty_days_of_its_own(before, columns, left):
    """Of 39 days one control can be told, of 40 two, of 60 three; more are averaged."""
    rows = np.arange(70.0)[:, None] * np.arange(1, columns + 1)
    made = _design(rows, None, before)
    assert made.shape == (70, left)
    assert made[:before].mean(axis=0) == pytest.approx(np.zeros(left))
    if left == 1:
        assert np.diff(made[:, 0]) == pytest.approx(np.full(69, (columns + 1) / 2))


def test_paths_lie_about_the_mean_of_the_known_days(monkeypatch):
    """Logs 1, unknown and 3 have the mean 2: −1 and 1 about it are fitted, and a state of 5 means 7."""
    asked = []

    def fit(logs, design, shape):
        asked.append((np.frombuffer(logs).tolist(), shape))
        return SimpleNamespace(
            state=array(5), doubt=np.zeros((1, 1)), wander=0.0, irregular=0.0, fitted=array(0, 0.5, 1)
        )

    monkeypatch.setattr(counterfactual, "_fit", fit)
    paths, fitted = _simulate(array(1, np.nan, 3), np.zeros((5, 0)), 3)
    assert np.nan_to_num(asked[0][0], nan=9.0).tolist() == [-1, 9, 1]
    assert asked[0][1] == (3, 0)
    assert (paths.shape[1], paths.min(), paths.max()) == (2, 7.0, 7.0)
    assert fitted.tolist() == [2, 2.5, 3]


def test_28_known_days_and_one_after_are_enough(monkeypatch):
    pretend(monkeypatch)
    ones = np.ones((29, 2))
    assert estimate(np.ones(29), ones, 28).lift == pytest.approx(0)
    unknown = np.ones(29)
    unknown[28] = np.nan
    with pytest.raises(ValueError, match="28 known days before and 0 after"):
        estimate(unknown, ones, 28)
    with pytest.raises(ValueError, match="27 known days before and 2 after"):
        estimate(np.ones(29), ones, 27)


def test_28_known_days_and_one_to_come_are_enough_to_foresee(monkeypatch):
    pretend(monkeypatch)
    ones = np.ones((28, 2))
    assert foresee(np.ones(28), ones, np.array([True, False])).placebos == 0
    with pytest.raises(ValueError, match="28 known days before and 0 to come"):
        foresee(np.ones(28), ones, np.array([False, False]))
    hole = np.ones(28)
    hole[3] = np.nan
    with pytest.raises(ValueError, match="27 known days before and 1 to come"):
        foresee(hole, ones, np.array([True]))


def test_what_could_be_seen_by_quiet_runs_and_controls(monkeypatch):
    """Days 28 to 34 begin seven runs of six days, all without a miss: √(4 / (4 + 7)) = .603 of the spread.

    The spread is 1, as that of the controls, or with a variance of 4 among them √(¾ + 1).
    """
    quiet = np.ones(40)
    six = np.ones(6, dtype=bool)
    pretend(monkeypatch)
    found = foresee(quiet, np.ones((40, 2)), six)
    assert (found.placebos, found.placebos_held) == (7, 7)
    assert found.detectable == pytest.approx(exp(2.801585 * sqrt(4 / 11)) - 1)
    wide = foresee(quiet, np.ones((40, 2)), six, donors=4.0)
    assert wide.detectable == pytest.approx(exp(2.801585 * sqrt(4 / 11) * sqrt(1.75)) - 1)


def test_quiet_runs_that_miss_by_less_than_two_spreads_hold(monkeypatch):
    """Each control's forecast spreads by 1, and so by e a day; the last twelve days stand 1.9 higher: the last runs miss."""
    pretend(monkeypatch)
    series = np.ones(40)
    series[34:] = exp(1.9)
    found = foresee(series, np.ones((40, 2)), np.ones(6, dtype=bool), donors=1.0)
    # Runs from day 28 to 34 hold 0 … 6 of the six high days: means 0, .317 … 1.9; all below 1.96.
    squares = sum((1.9 * k / 6) ** 2 for k in range(7))
    assert (found.placebos, found.placebos_held) == (7, 7)
    assert found.detectable == pytest.approx(exp(2.801585 * sqrt((4 + squares) / 11)) - 1)
    series[34:] = exp(2.3)
    # 2.3·5/6 = 1.917 holds, 2.3 does not.
    assert foresee(series, np.ones((40, 2)), np.ones(6, dtype=bool), donors=1.0).placebos_held == 6


def test_an_estimate_has_its_quiet_runs_and_takes_the_controls_own_spread(monkeypatch):
    """Seven quiet runs without a miss: the two worlds at ±1/√2 draw in to .603 of it; known donors of 1 change nothing."""
    pretend(monkeypatch)
    for donors in (None, 1.0):
        found = estimate(np.ones(46), np.ones((46, 2)), 40, donors=donors)
        assert (found.placebos, found.placebos_held) == (7, 7)
        assert found.calibration == pytest.approx(sqrt(4 / 11))
        at = sqrt(4 / 11) / sqrt(2)
        assert found.high == pytest.approx([exp(at) - 0.025 * (exp(at) - exp(-at))] * 6)
        assert found.detectable == pytest.approx(exp(2.801585 * sqrt(4 / 11)) - 1)
    assert found.fitted.tolist() == [1.0] * 40


def test_paths_without_any_spread_stay_as_they_are(monkeypatch):
    pretend(monkeypatch, (0.0,))
    found = estimate(np.full(30, 2.0), np.ones((30, 2)), 28, moderate=False)
    assert found.low.tolist() == found.high.tolist() == [1.0, 1.0]
    assert (found.lift, found.effect) == (1.0, 1.0)


def test_the_controls_own_variance_ahead_is_the_middle_of_theirs(monkeypatch):
    """Spreads of 1 and 3: (1 + 9) / 2; of one control none."""
    pretend(monkeypatch, (1.0, 3.0))
    assert donors_ahead(np.ones((30, 2)), np.ones(5, dtype=bool)) == pytest.approx(5)
    assert donors_ahead(np.ones((30, 1)), np.ones(5, dtype=bool)) is None


def test_what_is_detectable_rests_on_both_errors():
    """A spread of ½: e^(½·(1.959964 + .841621)) − 1 = e^1.4007925 − 1."""
    assert _detectable(0.5) == pytest.approx(exp(1.4007925) - 1)


# --- the plain difference


def test_days_after_count_as_one_week_at_least():
    """Weeks of 100, 110, 100, 110 of a control of 100; three days after count as a week, fourteen as two: √(1/4 + 1), √(1/4 + 1/2)."""
    weeks = np.repeat([100.0, 110, 100, 110], 7)
    spread = log(1.1) / sqrt(3) * 3.182446
    for days, error in ((3, sqrt(1.25)), (7, sqrt(1.25)), (14, sqrt(0.75))):
        series = np.concatenate([weeks, np.full(days, 100.0)])
        found = difference(series, np.full((28 + days, 1), 100.0), 28)
        assert found.low == pytest.approx(exp(-log(1.1) / 2 - spread * error) - 1, rel=1e-5)


def test_weeks_end_on_the_day_before_posting():
    """Two odd days stand before four whole weeks: the mean knows them, the error does not. A week of a sale is no week."""
    weeks = np.repeat([100.0, 110, 100, 110], 7)
    series = np.concatenate([[1000.0, 1000.0], weeks, np.full(14, 100.0)])
    found = difference(series, np.full((44, 1), 100.0), 30)
    reach = log(1.1) / sqrt(3) * 3.182446 * sqrt(0.75)
    step = -(2 * log(10) + 14 * log(1.1)) / 30
    assert found.lift == pytest.approx(exp(step) - 1)
    assert found.high == pytest.approx(exp(step + reach) - 1, rel=1e-5)
    series[9:16] = np.nan  # 110: weeks of 100, 100 and 110 are left
    third = difference(series, np.full((44, 1), 100.0), 30)
    low, high = sorted([exp(step) - 1, third.low])
    assert low < high
    left = np.array([0.0, 0.0, log(1.1)])
    error = 4.302653 * left.std(ddof=1) * sqrt(1 / 3 + 1 / 2)
    assert log((1 + third.high) / (1 + third.lift)) == pytest.approx(error, rel=1e-5)


def test_a_bump_of_a_series_that_never_moves_needs_no_size():
    logs = np.zeros(35)
    logs[[30, 31]] = 0.01
    assert np.flatnonzero(_jumps(logs, 28, np.zeros(35, dtype=bool))).tolist() == [30, 31]


def test_a_stretch_has_three_days_or_more_and_something_beside_it():
    """0 9 9 0: two high days make no stretch; three of 6 beside the other day's 0 are 6/√(1/3 + 1)."""
    found, at = _best_stretch(array(0, 9, 9, 0), 3)
    assert found == pytest.approx(6 / sqrt(4 / 3))
    assert (at.start, at.stop) == (0, 3)
    assert _best_stretch(array(1, 1, 1), 3)[0] == -np.inf
    assert _best_stretch(array(1, 1), 3)[0] == -np.inf


def test_a_stretch_is_looked_for_beyond_days_of_which_nothing_is_known():
    """Three unknown days first: 9 9 9 beside 0 0 0 are 9/√(1/3 + 1/3)."""
    found, at = _best_stretch(array(np.nan, np.nan, np.nan, 0, 0, 9, 9, 9, 0), 3)
    assert found == pytest.approx(9 / sqrt(2 / 3))
    assert (at.start, at.stop) == (5, 8)


def test_a_peak_of_the_calendar_is_a_sale_from_three_days_on(monkeypatch, given_brief):
    """Peaks of two, three and four days: two are sales. With a sale of the brand's own in the window only that is named."""
    start = given_brief.timeline.posting_start

    def peak(name, first, days):
        window = SimpleNamespace(
            start=start + timedelta(days=first), end=start + timedelta(days=first + days - 1)
        )
        return SimpleNamespace(name=Text(name, name), window=window)

    asked = []

    def peaks(begins, ends):
        asked.append((begins, ends))
        return [peak("two", 0, 2), peak("three", 3, 3), peak("four", 8, 4)]

    monkeypatch.setattr(promotions, "peaks_between", peaks)
    line = given_brief.timeline.model_copy(update={"sale_start": None, "sale_end": None})
    free = given_brief.model_copy(update={"promotions": (), "timeline": line})
    days = pl.Series([start + timedelta(days=k) for k in range(12)])
    assert promotions.promoted_days(days, free).tolist() == [0, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 1]
    assert promotions.sales_in(days, free) == Text("four, three", "four、three")
    assert asked[-1] == (start, start + timedelta(days=11))
    assert promotions.sales_in(days.clear(), free).en == "four, three"
    assert asked[-1] == (start, start)
    [said] = promotions.promotion_findings(days, free)
    assert (said.n, said.text.en[:18]) == (5, "7 days of the wind")
    own = SimpleNamespace(name="own", start=start, end=start)
    early = SimpleNamespace(name="early", start=start - timedelta(days=9), end=start - timedelta(days=1))
    with_own = free.model_copy(update={"promotions": (own, early)})
    assert promotions.sales_in(days, with_own) == Text("own", "own")
