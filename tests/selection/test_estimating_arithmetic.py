"""What is expected of a creator, number by number: ages, trends, peers, price bands, each worked out by hand."""

from datetime import datetime, timedelta
from math import exp, log

import numpy as np
import polars as pl
import pytest

from xhs_workbench.params.brief import Definitions
from xhs_workbench.selection.estimating.fair_price import _quartiles, expected_log_price, near_band
from xhs_workbench.selection.estimating.horizon import Horizon, days_of, last_days, mean_days, trusted
from xhs_workbench.selection.estimating.peers import format_shares, peer_design
from xhs_workbench.selection.estimating.recency import age_weights, choose_half_life, measure_drift
from xhs_workbench.selection.estimating.recent_notes import split_by_time, usable_notes
from xhs_workbench.statistics.shrinkage import Moments

DAY0 = datetime(2026, 1, 1)


def on(*days):
    return pl.Series([None if day is None else DAY0 + timedelta(days=day) for day in days], dtype=pl.Datetime("us"))


def test_a_note_counts_half_after_a_half_life():
    """Newest 60 days, others 60 and 30 days older, one undated: it counts like the oldest. Half-life 30: 1, ¼, ½, ¼."""
    assert age_weights(on(60, 0, 30, None), 30.0).tolist() == pytest.approx([1, 0.25, 0.5, 0.25])
    assert age_weights(on(60, 0), None).tolist() == [1, 1]
    assert age_weights(on(None, None), 30.0).tolist() == [1, 1]
    assert age_weights(on(10_000, 0), 30.0)[1] == 1e-6


def moments(mean, effective=2.0, n=30):
    return Moments(np.full(n, 2), np.full(n, effective), np.full(n, float(mean)), np.full(n, 1.0))


def test_drift_by_hand():
    """Later means 1 above, s² = .25 on two notes each: 1 − .25·(½ + ½) = .75. Less than the notes' own noise is no drift; 29 creators tell none."""
    assert measure_drift(moments(0), moments(1), np.full(30, 0.25)) == pytest.approx(0.75)
    assert measure_drift(moments(0), moments(1, effective=4), np.full(30, 0.4)) == pytest.approx(1 - 0.4 * 0.75)
    assert measure_drift(moments(0), moments(0.1), np.full(30, 0.25)) == 0
    assert measure_drift(moments(0, n=29), moments(1, n=29), np.full(29, 0.25)) == 0


def test_the_largest_twentieth_of_drifts_is_cut_to_its_edge():
    """Twenty-nine of 1 and one of 10 (excess 100 in place of 1): the 95th percentile of thirty is still 1."""
    later = Moments(np.full(30, 2), np.full(30, 2.0), np.array([10.0, *[1.0] * 29]), np.ones(30))
    assert measure_drift(moments(0), later, np.zeros(30)) == pytest.approx(1.0)


def guesses(error_of):
    """Thirty creators whose later note is 0, guessed with an error that hangs on the half-life; it differs a little between creators."""
    later = pl.DataFrame({"creator_id": [f"c{k}" for k in range(30)], "log_interactions": [0.0] * 30})

    def predict(_, half_life):
        return later.select("creator_id", theta=pl.lit(error_of(half_life)) + pl.int_range(pl.len()) * 1e-4)

    return choose_half_life(later, later, predict)


def test_the_half_life_that_errs_least_is_taken():
    """Squared errors 1 at equal weights, .25 at 60 days, .49 at 30 and 180: 60 days, and the error fell by three quarters."""
    found = guesses(lambda half_life: {None: 1.0, 60.0: 0.5}.get(half_life, 0.7))
    assert (found.half_life_days, found.tried, found.creators) == (60.0, 60.0, 30)
    assert found.gain == pytest.approx(0.75, abs=0.01)


def test_where_no_half_life_helps_none_is_taken():
    found = guesses(lambda half_life: 1.0 if half_life is None else 1.1)
    assert found.half_life_days is None
    assert found.gain == pytest.approx(-0.21, abs=0.01)


def horizon(**changes):
    known = {"growth": 0.365, "seen_growth": 0.73, "doubt": 0.04, "drift": 0.1, "drift_days": 50.0, "day": 1000.0, "ahead_days": 100.0,
             "seen_days": 200.0, "tails": (-1.0, 1.0, 99)}  # fmt: skip
    return Horizon(**{**known, **changes})


def test_what_will_be_forgotten_by_hand():
    """After as many days as drift lasts, 1 − 1/e of .1; either way in time; nothing for a creator without a date."""
    found = horizon().transient(np.array([0.0, 100.0, 50.0, np.nan]), np.array([50.0, 50.0, 50.0, 50.0]))
    assert found == pytest.approx([0.1 * (1 - 1 / np.e), 0.1 * (1 - 1 / np.e), 0, 0])


def test_how_unsure_a_level_becomes_by_hand():
    """A year on: doubt .04 and all drift .1·(1 − e^−7.3). Two years: four times the doubt.

    Ahead: .73 a year as seen over 100 days is .2; carried are .365 for 200·(1 − e^−½) = 78.69 days, .07869; faded (.12131² + .07869²)/2.
    """
    past, to = np.array([0.0, 0.0]), np.array([365.0, 730.0])
    own = np.array([0.04, 0.16]) + 0.1 * (1 - np.exp(-to / 50))
    assert horizon().variance(past, to) == pytest.approx(own)
    carried = 0.365 * 200 * (1 - exp(-0.5)) / 365
    faded = ((0.2 - carried) ** 2 + carried**2) / 2
    assert horizon().variance(past, to, forecast=True) == pytest.approx(own + faded)


def noted(*rows):
    units, days, logs = zip(*rows, strict=True)
    return pl.DataFrame({"unit": units, "published_at": on(*days), "log_interactions": [float(one) for one in logs]})


def test_notes_are_carried_along_the_common_trend():
    """Creator 0 has notes on days 0 and 90: to the day 100 after her last, with .001 a day. The old one rises for 180·(1 − e^−½) days of its own 90,
    both for 200·(1 − e^−½) of the hundred ahead; an undated one stays."""
    notes = noted((0, 0, 5), (0, 90, 5), (1, None, 5))
    last = days_of(notes["published_at"])[1]
    found = horizon(day=last + 100).carry(notes)["log_interactions"].to_numpy()
    ahead = 0.001 * 200 * (1 - exp(-0.5))
    assert found == pytest.approx([5 + 0.001 * 180 * (1 - exp(-0.5)) + ahead, 5 + ahead, 5])
    # With no window ahead a note is carried to its creator's own last one.
    still = horizon(ahead_days=0.0).carry(notes)["log_interactions"].to_numpy()
    assert still == pytest.approx([5 + 0.001 * 180 * (1 - exp(-0.5)), 5, 5])


def test_days_of_creators():
    notes = noted((0, 0, 1), (0, 90, 1), (2, None, 1), (2, 30, 1))
    first = days_of(on(0))[0]
    assert first == (DAY0 - datetime(1970, 1, 1)).days
    assert (last_days(notes, 4) - first)[[0, 2]].tolist() == [90, 30]
    assert (mean_days(notes, 4) - first)[[0, 2]].tolist() == [45, 30]
    assert np.isnan([last_days(notes, 4)[k] for k in (1, 3)]).all()
    assert np.isnan([mean_days(notes, 4)[k] for k in (1, 3)]).all()


@pytest.mark.parametrize(
    ("growth", "error2", "kept"),
    [(0.5, 0.02, 0.34), (-0.5, 0.02, -0.34), (0.2, 0.01, 0.0), (0.4, 0.01, 0.3), (0.0, 0.01, 0.0), (0.3, 0.0, 0.3)],
)
def test_a_trend_within_two_errors_of_nothing_is_none(growth, error2, kept):
    """g·(1 − 4v/g²): .5·(1 − .08/.25) = .34, .4·(1 − .04/.16) = .3; at g = 2√v nothing is left."""
    assert trusted(growth, error2) == pytest.approx(kept)


def recent(**columns):
    n = len(columns["likes"])
    base = {"creator_id": ["a"] * n, "saves": [0] * n, "comments": [0] * n, "shares": [0] * n, "title": [""] * n, "content_format": [""] * n,
            "is_commercial": pl.Series([None] * n, dtype=pl.Boolean), "published_at": pl.Series([DAY0] * n), "collected_at": pl.Series([DAY0 + timedelta(days=30)] * n)}  # fmt: skip
    return pl.DataFrame({**base, **columns})


class Counted:
    """As much of a brief as counting needs: four parts, two weeks."""

    definitions = Definitions(interactions="interactions_4", mature_after_days=14)


def test_interactions_and_the_odds_of_a_save_by_hand():
    """60 likes and 40 saves: log 101, and log(40.5/60.5)."""
    found = usable_notes(recent(likes=[60], saves=[40]), Counted()).row(0, named=True)
    assert found["interactions"] == 100
    assert found["log_interactions"] == pytest.approx(log(101))
    assert found["save_logit"] == pytest.approx(log(40.5 / 60.5))


@pytest.mark.parametrize(("days", "kept"), [(13.99, 0), (14, 1), (15, 1)])
def test_a_note_is_grown_up_after_two_weeks(days, kept):
    rows = recent(likes=[60], collected_at=pl.Series([DAY0 + timedelta(days=days)]))
    assert usable_notes(rows, Counted()).height == kept


def test_a_note_with_a_bound_or_a_gap_is_left_out():
    rows = recent(likes=[60, 70, 80, None], likes_censored=[True, False, False, False])
    assert usable_notes(rows, Counted())["interactions"].to_list() == [70, 80]


@pytest.mark.parametrize(("n", "later"), [(2, None), (3, 1), (5, 1), (6, 2), (9, 3)])
def test_the_later_third_is_set_aside(n, later):
    """Rounded down, at least one, of creators with three dated notes or more; the latest are the later ones."""
    notes = pl.DataFrame({"creator_id": ["a"] * n, "published_at": on(*range(n))})
    found = split_by_time(notes)
    assert found.height == (0 if later is None else n)
    assert found.filter("later")["published_at"].to_list() == notes["published_at"].to_list()[n - (later or 0) :]


def test_shares_of_formats():
    notes = pl.DataFrame({"creator_id": ["a"] * 5, "format": ["review", "review", "tutorial", "review", None]})
    row = format_shares(notes).row(0, named=True)
    assert (row["format_review"], row["format_tutorial"], row["format_lifestyle"]) == (0.75, 0.25, 0)


def roster(n, **columns):
    return pl.DataFrame(
        {"followers": [1000 * (k + 1) for k in range(n)], "tier": ["koc"] * n, "category": ["护肤"] * n, **columns}
    )


@pytest.mark.parametrize(("n", "columns"), [(7, 1), (8, 1), (15, 1), (16, 2), (40, 2)])
def test_eight_creators_carry_a_regressor(n, columns):
    """Followers join the constant at sixteen; tier and category are all the same and no regressors."""
    design = peer_design(roster(n), np.ones(n, dtype=bool))
    assert design.shape == (n, columns)
    assert (design[:, 0] == 1).all()
    if columns == 2:
        assert design[:, 1] == pytest.approx(np.log1p(1000 * np.arange(1, n + 1)))


def test_unknown_followers_stand_in_the_middle_and_are_marked():
    n = 40
    followers = [None, *[1000 * (k + 1) for k in range(1, n)]]
    design = peer_design(roster(n, followers=followers), np.ones(n, dtype=bool))
    assert design[0, 1] == pytest.approx(np.log1p(1000 * np.arange(2, n + 1)).mean())
    assert design[:, 2].tolist() == [1, *[0] * (n - 1)]


@pytest.mark.parametrize(("few", "columns"), [(8, 3), (7, 2)])
def test_a_tier_of_eight_has_a_level_of_its_own(few, columns):
    n = 40
    tiers = ["mid"] * few + ["koc"] * (n - few)
    design = peer_design(roster(n, tier=tiers), np.ones(n, dtype=bool))
    assert design.shape[1] == columns
    if columns == 3:
        assert design[:, 2].tolist() == [1] * few + [0] * (n - few)


def test_quartiles_as_numpy_has_them():
    for count in (1, 2, 5, 8, 9):
        ranked = np.array([*np.arange(count) ** 2.0, *[np.inf] * (10 - count)])[None, :]
        assert _quartiles(ranked, np.array([count]))[0] == pytest.approx(
            np.quantile(np.arange(count) ** 2.0, [0.25, 0.5, 0.75])
        )


@pytest.mark.parametrize(("n", "peers"), [(9, 8), (8, 7), (1, 0)])
def test_eight_peers_make_a_band(n, peers):
    """All of one size: the creator's own price is not among its peers'. Of 0 … 8 without 0: quartiles of 1 … 8: 2.75, 4.5, 6.25."""
    band, counts = near_band(np.zeros(n), np.arange(float(n)))
    assert counts.tolist() == [peers] * n
    if peers >= 8:
        assert band[0] == pytest.approx([2.75, 4.5, 6.25])
        assert band[8] == pytest.approx([1.75, 3.5, 5.25])
    else:
        assert np.isnan(band).all()


@pytest.mark.parametrize(("apart", "peers"), [(log(2), 8), (log(2) + 1e-6, 0), (log(2) / 2, 8)])
def test_a_peer_has_between_half_and_twice_the_followers(apart, peers):
    _, counts = near_band(np.array([0.0, *[apart] * 8]), np.zeros(9))
    assert counts[0] == peers


def test_thirty_nearest_peers_are_taken():
    """Forty creators a hair apart: thirty peers. The first has 1 … 30 beside it, whose quartiles are 8.25, 15.5, 22.75."""
    band, counts = near_band(np.arange(40) * 1e-3, np.arange(40.0))
    assert set(counts.tolist()) == {30}
    assert band[0] == pytest.approx([8.25, 15.5, 22.75])
    # In the middle fifteen on either side: 5 … 35 without 20.
    assert band[20] == pytest.approx(np.quantile([k for k in range(5, 36) if k != 20], [0.25, 0.5, 0.75]))


def test_a_price_follows_size_and_category():
    """log price = 1 + .8·size, and .5 more for eight of 美妆: found exactly; seven of a category have no level of their own."""
    size = np.linspace(0, 3, 20)
    category = pl.Series(["美妆"] * 8 + ["护肤"] * 12)
    price = 1 + 0.8 * size + 0.5 * (category == "美妆").to_numpy()
    assert expected_log_price(size, price, category) == pytest.approx(price)
    seven = pl.Series(["美妆"] * 7 + ["护肤"] * 7 + ["母婴"] * 6)
    price = 1 + 0.8 * size + 0.5 * (seven == "美妆").to_numpy()
    assert expected_log_price(size, price, seven) != pytest.approx(price)
