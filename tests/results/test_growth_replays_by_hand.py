"""Replays of forecasts, tails, left-out notes and checks of forecasts piece by piece, each figure by hand."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from tests.results.test_growth_arithmetic import UNKNOWN, fading, grow
from tests.results.test_longevity import world
from tests.results.test_shop import gathered
from xhs_workbench.results.growing import longevity, maturing
from xhs_workbench.results.growing.longevity import (
    check_forecasts,
    forecast_notes,
    forecast_paths,
    note_lives,
)
from xhs_workbench.results.growing.maturing import (
    Growth,
    _further,
    _last_days,
    _left_out,
    _replay,
    _replayed_ends,
    conformal_width,
    predict_growth,
)


@pytest.mark.parametrize(("n", "width"), [(5, 5.0), (10, 9.0), (11, 10.0), (12, 11.0)])
def test_the_place_of_a_width_is_rounded_up(n, width):
    """(5 + 1)·.8 = 4.8, so the fifth; 8.8 the ninth; 9.6 the tenth; 10.4 the eleventh."""
    assert conformal_width(np.arange(1.0, n + 1)) == width


def misses_of(monkeypatch, misses):
    """Let the regression say a growth of 2 and miss by so much, oldest note first."""

    def ridge(table, grown, asked):
        return np.full(len(asked), 2.0), np.array(misses, dtype=float)

    monkeypatch.setattr(maturing, "_ridge", ridge)


@pytest.mark.parametrize(("n", "width"), [(40, 33.0), (41, 33.0), (79, 33.0), (82, 34.0), (100, 41.0)])
def test_the_latest_forty_misses_or_the_latest_half_are_heard(monkeypatch, n, width):
    """Misses n, n − 1 … 1: of the last 40 the ⌈41·.8⌉ = 33rd smallest, of 41 the ⌈33.6⌉ = 34th, of 50 the ⌈40.8⌉ = 41st."""
    misses_of(monkeypatch, np.arange(n, 0, -1))
    found = grow(np.zeros((n, 2)), 0, 1)
    assert (found.middle.tolist(), found.below, found.above, found.n) == ([2.0], width, width, n)


def test_nothing_seen_at_all_is_no_ground_for_a_forecast():
    nothing = np.full((9, 3), UNKNOWN)
    assert predict_growth(nothing, nothing, 0, 1, nothing[:1], nothing[:1]).method == "unseen"
    assert predict_growth(nothing[:0], nothing[:0], 0, 1, nothing[:1], nothing[:1]).method == "unseen"


def test_a_pattern_that_lies_beside_what_whole_notes_did_reaches_to_them_and_not_back():
    """Three whole notes grew 1 + 1, two young ones by −3 (9) on day 1: the days' means are −.6 (4.2) and 1."""
    whole = [[0, 1, 2]] * 3
    low = grow([*whole, [0, -3, UNKNOWN], [0, -3, UNKNOWN]], 0, 2)
    assert (low.middle[0], low.below, low.above, low.n) == pytest.approx((0.4, 0.0, 1.6, 3))
    high = grow([*whole, [0, 9, UNKNOWN], [0, 9, UNKNOWN]], 0, 2)
    assert (high.middle[0], high.below, high.above, high.n) == pytest.approx((5.2, 3.2, 0.0, 3))


# --- tails


def ends(monkeypatch, low, high, further=5.0):
    asked = []

    def replayed(logs, quality, times, beyond, later):
        asked.append((times, beyond, later))
        return low, high

    monkeypatch.setattr(maturing, "_replayed_ends", replayed)
    monkeypatch.setattr(maturing, "_further", lambda logs, oldest, later: further)
    return asked


@pytest.mark.parametrize(
    ("low", "high", "below", "above"), [(-0.5, 0.25, 1.0, 1.0), (-3.0, 2.0, 3.0, 2.0), (0.5, -0.5, 1.0, 1.0)]
)
def test_a_tail_is_no_narrower_than_the_oldest_age_seen(monkeypatch, low, high, below, above):
    """Up to day 4 a growth of 2 is missed by 1 at the most; beyond it come 5 more. From day 2 to 8: four times the age, twice the oldest."""
    asked = ends(monkeypatch, low, high)
    misses_of(monkeypatch, np.ones(9))
    found = grow(np.zeros((9, 5)), 2, 8)
    assert (found.method, found.middle.tolist(), found.n) == ("tail", [7.0], 9)
    assert (found.below, found.above) == (below, above)
    assert asked == [(4.0, 2.0, 8)]


@pytest.mark.parametrize(("low", "high"), [(-0.5, 0.25), (0.5, -0.5)])
def test_a_patterns_spread_widens_no_tail(monkeypatch, low, high):
    """Two of nine notes reached day 4, of growth 0 and 8: their pattern spreads widely, the replays alone count, never backwards."""
    logs = np.zeros((9, 5))
    logs[1, 3:] = 8.0
    logs[2:, 4] = UNKNOWN
    ends(monkeypatch, low, high)
    found = grow(logs, 2, 8)
    assert (found.below, found.above) == (max(-low, 0.0), max(high, 0.0))
    assert found.n == 2


def test_from_the_oldest_age_on_only_the_tail_is_to_come(monkeypatch):
    """A note as old as the oldest, and one of day 3 beyond others of day 2: nothing lies between. From day 0 ages are counted as from day 1."""
    asked = ends(monkeypatch, -0.5, 0.25)
    logs = np.zeros((9, 5))
    found = grow(logs, 4, 8)
    assert (found.middle.tolist(), found.below, found.above, found.n) == ([5.0], 0.5, 0.25, 0)
    logs[:, 3:] = UNKNOWN
    assert grow(logs, 3, 6).middle.tolist() == [5.0]
    assert grow(logs, 0, 6).method == "tail"
    assert asked == [(2.0, 2.0, 8), (2.0, 2.0, 6), (6.0, 3.0, 6)]


def test_the_last_stretch_has_three_days_from_the_first_on():
    """To four times the age: from day 4 the days 1, 2, 3 tell the tail; from day 3 there are two, which tell nothing."""
    ahead = 2 * (1 / (np.arange(4, 16) + 0.5)).sum()
    assert _further(fading(1.0, oldest=4), 4, 16) == pytest.approx(ahead)
    assert _further(fading(1.0, oldest=3), 3, 12) == 0.0


# --- replays


def replays(monkeypatch, *misses):
    asked, answers = [], iter(misses)

    def replay(logs, quality, age, oldest, later, times):
        asked.append((age, oldest, later, times))
        return np.array(next(answers), dtype=float)

    monkeypatch.setattr(maturing, "_replay", replay)
    return asked


def seen_until(*days):
    logs = np.full((len(days), max(days) + 1), UNKNOWN)
    for row, day in zip(logs, days, strict=True):
        row[: day + 1] = 0.0
    return logs


def test_forecasts_are_replayed_at_four_ages_up_to_the_one_that_eight_notes_reached(monkeypatch):
    """Eight of ten reached day 32: days 16, 20, 26 and 32, each with a quarter of it as start and half of it as oldest."""
    asked = replays(monkeypatch, *[np.ones(8)] * 4)
    logs = seen_until(40, 32, 32, 32, 32, 32, 32, 32, 12, 3)
    assert _replayed_ends(logs, logs, 4.0, 2.0, 64) is not None
    assert asked == [(4, 8, 16, 4.0), (5, 10, 20, 3.2), (6, 13, 26, 64 / 26), (8, 16, 32, 2.0)]


def test_a_replay_starts_from_the_first_day_at_the_earliest(monkeypatch):
    """A hundred times younger would be day 0; seven notes in all: the age that all reached counts."""
    asked = replays(monkeypatch, *[np.ones(8)] * 4)
    logs = seen_until(*[20] * 7)
    _replayed_ends(logs, logs, 100.0, 2.0, 40)
    assert [one[:3] for one in asked] == [(1, 5, 10), (1, 6, 13), (1, 8, 16), (1, 10, 20)]
    asked = replays(monkeypatch, np.ones(8))
    logs = seen_until(*[1] * 9)
    assert _replayed_ends(logs, logs, 4.0, 2.0, 4) is None  # three shares of day 1 are day 1, a half is none
    assert asked == [(1, 0, 1, 4.0)]


@pytest.mark.parametrize(
    ("sizes", "told"), [((8, 8, 8, 7), True), ((8, 8, 7, 7), False), ((8, 0, 8, 8), True)]
)
def test_three_replays_of_eight_notes_make_an_interval(monkeypatch, sizes, told):
    replays(monkeypatch, *[np.ones(n) for n in sizes])
    logs = seen_until(*[32] * 9)
    assert (_replayed_ends(logs, logs, 4.0, 2.0, 64) is not None) is told


def test_an_interval_is_cut_by_the_finite_sample_step_of_the_most_notes(monkeypatch):
    """Of twenty notes 1 − .9·21/20 = 5.5 % is cut off at each end of 0 … 9, 24 times 9.5, 10 … 19: place .055·43 = 2.365."""
    asked = []

    def settling(ages, sizes, notes):
        asked.append((list(ages), sizes.tolist(), notes))
        return 0.0

    replays(monkeypatch, np.arange(20), *[np.full(8, 9.5)] * 3)
    monkeypatch.setattr(maturing, "_settling", settling)
    logs = seen_until(*[32] * 9)
    assert _replayed_ends(logs, logs, 4.0, 2.0, 64) == pytest.approx((2.365, 16.635))
    assert asked == [([16, 20, 26, 32], [9.5] * 4, 20)]


def test_misses_are_carried_by_the_power_of_age(monkeypatch):
    """At power 1 a miss of 64 on day 16 is 16 on day 64, and of −64 on day 32 it is −32. Of eight notes nothing is cut off."""
    replays(monkeypatch, np.full(8, 64.0), np.zeros(8), np.zeros(8), np.full(8, -64.0))
    monkeypatch.setattr(maturing, "_settling", lambda *_: 1.0)
    logs = seen_until(*[32] * 9)
    assert _replayed_ends(logs, logs, 4.0, 2.0, 64) == (-32.0, 16.0)


@pytest.mark.parametrize(
    ("age", "oldest", "later", "n"),
    [(5, 10, 20, 9), (10, 10, 20, 9), (11, 10, 20, 0), (5, 20, 20, 0), (5, 19, 20, 9)],
)
def test_what_may_be_replayed(age, oldest, later, n):
    """The start lies at the oldest day shown or before it, and the day forecast after it."""
    logs = fading(1.0)
    assert len(_replay(logs, np.zeros_like(logs), age, oldest, later, 1.0)) == n
    few = fading(1.0, notes=8)
    assert len(_replay(few, np.zeros_like(few), 5, 10, 20, 1.0)) == 8
    assert len(_replay(few[:7], np.zeros_like(few[:7]), 5, 10, 20, 1.0)) == 0


def test_a_replay_shows_each_note_as_young_as_it_was(monkeypatch):
    """Half as old: notes of day 20 are shown to day 10, one of day 12 to day 6; beyond the oldest day 10 nothing is shown.

    Each grew by its day, 1 a day: from day 5 to 20 it is 15, of which 4 and 7 were foreseen.
    """
    shown_to = []

    def left_out(shown, logs, quality, age, oldest):
        shown_to.append(_last_days(shown).tolist())
        assert (age, oldest, shown.shape[1]) == (5, 10, 11)
        return np.full(len(logs), 4.0)

    monkeypatch.setattr(maturing, "_left_out", left_out)
    monkeypatch.setattr(maturing, "_further", lambda shown, oldest, later: 7.0)
    logs = np.tile(np.arange(21.0), (10, 1))
    logs[9, 13:] = UNKNOWN
    found = _replay(logs, np.zeros_like(logs), 5, 10, 20, 2.0)
    assert found.tolist() == [4.0] * 9
    assert shown_to == [[10] * 9 + [6]]


def test_a_note_that_is_shown_is_not_learnt_from_itself(monkeypatch):
    """Seven shown at both ages follow the mean of the days, 1.5 a day for two days; eight are regressed and leave themselves out."""
    logs = np.zeros((9, 3))
    logs[:, 1:] = [1.5, 3.0]
    seven, eight = logs.copy(), logs.copy()
    seven[7:, 1:], eight[8:, 1:] = UNKNOWN, UNKNOWN
    odds = np.zeros_like(logs)
    assert _left_out(seven, logs, odds, 0, 2).tolist() == [3.0] * 9
    assert _left_out(logs, logs, odds, 1, 1).tolist() == [0.0] * 9
    misses_of(monkeypatch, np.full(8, 0.5))
    assert _left_out(eight, logs, odds, 0, 2).tolist() == [2.5] * 8 + [2.0]


def test_the_last_day_of_a_note_and_of_one_never_seen():
    assert _last_days(np.array([[1.0, 2.0, UNKNOWN], [UNKNOWN, UNKNOWN, 0.0], [UNKNOWN] * 3])).tolist() == [
        1,
        2,
        0,
    ]


# --- checks and paths


def grows_by(monkeypatch, middle, below, above):
    monkeypatch.setattr(
        longevity,
        "predict_growth",
        lambda *_: Growth("regression", np.array([middle]), below, above, 9),
    )


def test_an_interval_holds_a_count_it_reaches_after_rounding(monkeypatch):
    """Notes of 9 that grew to 19: forecast 9 + 0 to 10·e^x − 1. To 18.4 reaches 19 rounded up, to 17.9 does not; from 19.6 down reaches it."""
    logs = np.log1p([[9.0, 19.0]] * 10)

    def held(low, high):
        middle = float(np.log((high + 1) / 10))
        grows_by(monkeypatch, middle, middle - float(np.log((low + 1) / 10)), 0.0)
        return check_forecasts(world(logs), from_days=(0,))["coverage"][0]

    assert held(12.0, 18.4) == 1.0
    assert held(12.0, 17.9) == 0.0
    assert held(19.6, 25.0) == 1.0
    assert held(20.1, 25.0) == 0.0


def test_misses_are_shares_of_what_came_and_of_one_at_least(monkeypatch):
    """From 3 to 0 by no growth at all: 3 missed of 1, and so does taking 3 as final. Half of the notes went to 6: 3 of 6; the middle is 1.75."""
    grows_by(monkeypatch, 0.0, 0.0, 0.0)
    logs = np.log1p([[3.0, 0.0]] * 5 + [[3.0, 6.0]] * 5)
    row = check_forecasts(world(logs), from_days=(0,)).row(0, named=True)
    assert (row["error"], row["error_last"], row["ratio"]) == pytest.approx((1.75, 1.75, 1.0))


def test_an_age_before_the_first_day_or_beyond_the_last_is_not_checked(monkeypatch):
    grows_by(monkeypatch, 0.0, 0.0, 0.0)
    aged = world(np.zeros((10, 4)))
    assert check_forecasts(aged, from_days=(-1, 0, 2, 3, 4))["from_days"].to_list() == [0, 2]
    assert check_forecasts(aged, to_days=4, from_days=(0,)).is_empty()
    assert check_forecasts(aged, to_days=3, from_days=(0,)).height == 1
    assert check_forecasts(world(np.zeros((10, 8))))["from_days"].to_list() == [3]
    assert check_forecasts(world(np.zeros((10, 16))))["from_days"].to_list() == [3, 7, 14]


def test_what_is_to_come_is_never_less_than_nothing(monkeypatch):
    """A count that was higher on day 0 than today's: what was seen then is told, and less than nothing is not to come."""
    grows_by(monkeypatch, 0.0, 0.0, 0.0)
    seen = forecast_notes(world(np.log1p([[9.0, 4.0]])), [0]).row(0, named=True)
    assert (seen["forecast"], seen["still_to_come"]) == (pytest.approx(9.0), pytest.approx(5.0))
    fell = forecast_notes(world(np.log1p([[4.0, 9.0]])), [0]).row(0, named=True)
    assert (fell["forecast"], fell["still_to_come"]) == (pytest.approx(4.0), 0.0)


def test_twelve_paths_to_ninety_days_unless_asked(monkeypatch):
    """Thirteen notes; those with the most to come are shown. Where nothing is told of day 90 the last day told is shown."""
    grows_by(monkeypatch, 1.0, 0.0, 0.0)
    logs = np.log1p(np.arange(1.0, 14))[:, None] * np.ones((1, 2))
    found = forecast_paths(world(logs))
    assert sorted(found["note_id"].unique().to_list()) == [f"n{k:03}" for k in range(1, 13)]
    assert found["age_days"].max() == 90


def test_nine_notes_reach_the_age_that_is_checked(monkeypatch):
    """Nine reached day 2, eight of them day 3: day 2 is forecast."""
    grows_by(monkeypatch, 0.0, 0.0, 0.0)
    logs = np.zeros((9, 4))
    logs[8, 3] = UNKNOWN
    assert check_forecasts(world(logs), from_days=(0,))["to_days"].to_list() == [2]


def test_a_life_of_one_interaction_has_a_tail(given_brief):
    """½ of 1 after day 7 is a half; of nothing there is no share."""
    counts = np.array([[0.5] * 9, [0.0] * 9])
    aged = world(np.log1p(counts))
    ahead = forecast_notes(aged, [8]).with_columns(forecast=pl.Series([1.0, 0.0]))
    found = note_lives(aged, ahead)
    assert found.select("long_tail_share", "half_life_days").rows() == [(pytest.approx(0.5), 0), (None, 0)]


def test_an_age_is_in_days_of_24_hours():
    """Of 6 May at 20:00, at the end of 7 May: 27 whole hours."""
    assert gathered(date(2026, 5, 7), days=(6,)).outcomes["age_days"].to_list() == [27 / 24]
