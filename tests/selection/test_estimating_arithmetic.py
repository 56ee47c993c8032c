"""What is expected of a creator, number by number: ages, trends, peers, price bands, each worked out by hand."""

from datetime import datetime, timedelta
from math import exp, log
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from xhs_workbench.params.brief import Definitions
from xhs_workbench.selection.estimating.benchmarks import cluster_interval, compare_with_guide, summarise_cell
from xhs_workbench.selection.estimating.commercial import compare_commercial
from xhs_workbench.selection.estimating.fair_price import _quartiles, expected_log_price, near_band
from xhs_workbench.selection.estimating.horizon import Horizon, days_of, last_days, mean_days, trusted
from xhs_workbench.selection.estimating.peers import format_shares, peer_design
from xhs_workbench.selection.estimating.performance import _as_counts, _from_commercial, _join, _spread
from xhs_workbench.selection.estimating.recency import age_weights, choose_half_life, measure_drift
from xhs_workbench.selection.estimating.recent_notes import split_by_time, usable_notes
from xhs_workbench.statistics.shrinkage import Moments

DAY0 = datetime(2026, 1, 1)


def on(*days):
    return pl.Series(
        [None if day is None else DAY0 + timedelta(days=day) for day in days], dtype=pl.Datetime("us")
    )


def test_a_note_counts_half_after_a_half_life():
    """Newest 60 days, others 60 and 30 days older, one undated: it counts like the oldest.

    Half-life 30: 1, ¼, ½, ¼.
    """
    assert age_weights(on(60, 0, 30, None), 30.0).tolist() == pytest.approx([1, 0.25, 0.5, 0.25])
    assert age_weights(on(60, 0), None).tolist() == [1, 1]
    assert age_weights(on(None, None), 30.0).tolist() == [1, 1]
    assert age_weights(on(10_000, 0), 30.0)[1] == 1e-6


def moments(mean, effective=2.0, n=30):
    return Moments(np.full(n, 2), np.full(n, effective), np.full(n, float(mean)), np.full(n, 1.0))


def test_drift_by_hand():
    """Later means 1 above, s² = .25 on two notes each: 1 − .25·(½ + ½) = .75.

    Less than the notes' own noise is no drift; 29 creators tell none.
    """
    assert measure_drift(moments(0), moments(1), np.full(30, 0.25)) == pytest.approx(0.75)
    assert measure_drift(moments(0), moments(1, effective=4), np.full(30, 0.4)) == pytest.approx(
        1 - 0.4 * 0.75
    )
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
    known = {
        "growth": 0.365,
        "seen_growth": 0.73,
        "doubt": 0.04,
        "drift": 0.1,
        "drift_days": 50.0,
        "day": 1000.0,
        "ahead_days": 100.0,
        "seen_days": 200.0,
        "tails": (-1.0, 1.0, 99),
    }
    return Horizon(**{**known, **changes})


def test_what_will_be_forgotten_by_hand():
    """After as many days as drift lasts, 1 − 1/e of .1; either way in time; nothing for a creator without a date."""
    found = horizon().transient(np.array([0.0, 100.0, 50.0, np.nan]), np.array([50.0, 50.0, 50.0, 50.0]))
    assert found == pytest.approx([0.1 * (1 - 1 / np.e), 0.1 * (1 - 1 / np.e), 0, 0])


def test_how_unsure_a_level_becomes_by_hand():
    """A year on: doubt .04 and all drift .1·(1 − e^−7.3). Two years: four times the doubt.

    Ahead: .73 a year as seen over 100 days is .2; carried are .365 for 200·(1 − e^−½) = 78.69 days, .07869;
        faded (.12131² + .07869²)/2.
    """
    past, to = np.array([0.0, 0.0]), np.array([365.0, 730.0])
    own = np.array([0.04, 0.16]) + 0.1 * (1 - np.exp(-to / 50))
    assert horizon().variance(past, to) == pytest.approx(own)
    carried = 0.365 * 200 * (1 - exp(-0.5)) / 365
    faded = ((0.2 - carried) ** 2 + carried**2) / 2
    assert horizon().variance(past, to, forecast=True) == pytest.approx(own + faded)


def noted(*rows):
    units, days, logs = zip(*rows, strict=True)
    return pl.DataFrame(
        {"unit": units, "published_at": on(*days), "log_interactions": [float(one) for one in logs]}
    )


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
    [
        (0.5, 0.25, 0.25),
        (-0.5, 0.25, -0.25),
        (0.4, 0.75, 0.1),
        (0.26, 0.01, 0.25),
        (0.0, 0.01, 0.0),
        (0.3, 0.0, 0.3),
    ],
)
def test_a_trend_is_carried_as_far_as_it_is_known(growth, error2, kept):
    """g · .25 / (.25 + v): half at v = .25, a quarter at .75, 25/26 at .01, all of what is known exactly."""
    assert trusted(growth, error2) == pytest.approx(kept)


def recent(**columns):
    n = len(columns["likes"])
    base = {
        "creator_id": ["a"] * n,
        "saves": [0] * n,
        "comments": [0] * n,
        "shares": [0] * n,
        "title": [""] * n,
        "content_format": [""] * n,
        "is_commercial": pl.Series([None] * n, dtype=pl.Boolean),
        "published_at": pl.Series([DAY0] * n),
        "collected_at": pl.Series([DAY0 + timedelta(days=30)] * n),
    }
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
    assert (
        found.filter("later")["published_at"].to_list() == notes["published_at"].to_list()[n - (later or 0) :]
    )


def test_shares_of_formats():
    notes = pl.DataFrame(
        {"creator_id": ["a"] * 5, "format": ["review", "review", "tutorial", "review", None]}
    )
    row = format_shares(notes).row(0, named=True)
    assert (row["format_review"], row["format_tutorial"], row["format_lifestyle"]) == (0.75, 0.25, 0)


def roster(n, **columns):
    return pl.DataFrame(
        {
            "followers": [1000 * (k + 1) for k in range(n)],
            "tier": ["koc"] * n,
            "category": ["护肤"] * n,
            **columns,
        }
    )


@pytest.mark.parametrize(("n", "columns"), [(7, 1), (8, 2), (15, 2), (16, 2), (40, 2)])
def test_eight_creators_carry_a_regressor(n, columns):
    """Followers join the constant at eight; tier and category are all the same and no regressors."""
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
    """All of one size: the creator's own price is not among its peers'.

    Of 0 … 8 without 0: quartiles of 1 … 8: 2.75, 4.5, 6.25.
    """
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
    """Forty creators a hair apart: thirty peers.

    The first has 1 … 30 beside it, whose quartiles are 8.25, 15.5, 22.75.
    """
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


def moments_of(means, effective):
    n = np.where(np.isfinite(means), 2, 0)
    return Moments(n, np.array(effective, dtype=float), np.array(means, dtype=float), np.ones(len(n)))


def test_paid_notes_speak_for_daily_ones_less_the_usual_step():
    """Creator 0 has paid notes 1 below its daily ones: so have the others.

    s² = .2 over effective notes, and .1 for how the step differs.
    """
    daily, paid = moments_of([5, 5, np.nan], [2, 2, 0]), moments_of([4, np.nan, 3], [4, 0, 2])
    mean, variance = _from_commercial(daily, paid, np.full(3, 0.2))
    assert mean[[0, 2]] == pytest.approx([5, 4])
    assert variance[[0, 2]] == pytest.approx([0.2 / 4 + 0.1, 0.2 / 2 + 0.1])
    assert np.isnan(mean[1])
    assert variance[1] == np.inf


@pytest.mark.parametrize(("n", "between"), [(4, 0.1), (5, 0.0)])
def test_five_creators_tell_how_the_step_differs(n, between):
    """All by the same −1: no difference between them is left, where five have both kinds."""
    _, variance = _from_commercial(
        moments_of([5] * n, [2] * n), moments_of([4] * n, [4] * n), np.full(n, 0.2)
    )
    assert variance == pytest.approx([0.05 + between] * n)


def test_estimates_are_joined_by_their_precision():
    """4 of variance 1 and 6 of variance 1/3 count 1 and 3: 5.5 with variance ¼; an unknown one counts nothing; two unknown are unknown."""
    ones = (np.array([4.0, 4.0, np.nan]), np.array([1.0, 1.0, np.inf]))
    others = (np.array([6.0, np.nan, np.nan]), np.array([1 / 3, np.inf, np.inf]))
    mean, variance = _join(ones, others)
    assert mean[:2] == pytest.approx([5.5, 4])
    assert variance[:2] == pytest.approx([0.25, 1])
    assert np.isnan(mean[2])
    assert variance[2] == np.inf


def test_with_few_creators_of_two_notes_a_default_spread_stands_in():
    few = Moments(np.array([2, 2, 2, 2, 1]), np.ones(5), np.zeros(5), np.array([1.0, 2, 3, 4, np.nan]))
    assert _spread(few, 5) == (pytest.approx([0.36] * 5), 0.36)
    enough = Moments(np.array([2, 2, 2, 2, 2]), np.ones(5), np.zeros(5), np.array([1.0, 2, 3, 4, 5]))
    assert _spread(enough, 5)[1] != 0.36


def counts_of(theta, variance, spread, *, seen=True, low=-1.28, high=1.7):
    shrunk = SimpleNamespace(theta=np.array([theta]), variance=np.array([variance]), weight=np.array([0.7]))
    levels = SimpleNamespace(
        shrunk=shrunk, spread=np.array([spread]), source=np.array(["notes" if seen else None], dtype=object)
    )
    return {series.name: series[0] for series in _as_counts(levels, SimpleNamespace(low=low, high=high))}


def test_a_level_is_written_as_counts():
    """log 101, variance .04, notes' own .21: 100 typical, 101·e^±(1.64485·.2) − 1; mean 101·e^.125 − 1; a next note by √.25 = .5."""
    found = counts_of(log(101), 0.04, 0.21)
    assert found["expected_interactions"] == pytest.approx(100)
    assert found["typical_low"] == pytest.approx(101 * exp(-1.6448536 * 0.2) - 1)
    assert found["typical_high"] == pytest.approx(101 * exp(1.6448536 * 0.2) - 1)
    assert found["mean_interactions"] == pytest.approx(101 * exp(0.125) - 1)
    assert found["interactions_low"] == pytest.approx(101 * exp(-0.64) - 1)
    assert found["interactions_high"] == pytest.approx(101 * exp(0.85) - 1)
    assert found["own_weight"] == 0.7
    assert counts_of(0.1, 4.0, 1.0)["typical_low"] == 0  # a count is never negative
    assert np.isnan(counts_of(log(101), 0.04, 0.21, seen=False)["expected_interactions"])


def commercial(daily, paid, effective, spread, medians=None, within=0.36):
    n = len(daily)
    frame = pl.DataFrame(
        medians or {"interactions_median": [None] * n, "interactions_median_coop": [None] * n},
        schema={"interactions_median": pl.Float64, "interactions_median_coop": pl.Float64},
    )
    made = compare_commercial(
        frame,
        moments_of(daily, effective),
        moments_of(paid, effective),
        np.full(n, spread),
        within,
        SimpleNamespace(theta=np.full(n, log(101))),
    )
    return pl.DataFrame(made).with_columns(pl.col(pl.Float64).fill_nan(None))


def test_ratios_of_paid_to_daily_are_shrunk():
    """Differences −1, 0, 1 of noise ¼ (s² = ¼ of two effective notes on either side): τ² = ¾, so three quarters are kept: e^−.75, 1, e^.75.

    Variance ¾·¼ + (¼)²·(1/3); a ratio of .47 is weak, 1 is not; a paid note of a creator at 100 daily is
    expected at 101·e^−.75 − 1.
    """
    found = commercial([5, 5, 5], [4, 5, 6], [2] * 3, 0.25)
    assert found["commercial_ratio"].to_list() == pytest.approx([exp(-0.75), 1, exp(0.75)])
    reach = 1.6448536 * (0.75 * 0.25 + 0.0625 / 3) ** 0.5
    assert found["commercial_ratio_low"].to_list() == pytest.approx(
        [exp(-0.75 - reach), exp(-reach), exp(0.75 - reach)]
    )
    assert found["commercial_ratio_high"].to_list() == pytest.approx(
        [exp(-0.75 + reach), exp(reach), exp(0.75 + reach)]
    )
    assert found["commercial_weak"].to_list() == [True, False, False]
    assert found["commercial_ratio_n"].to_list() == [2, 2, 2]
    assert found["expected_commercial"][0] == pytest.approx(101 * exp(-0.75) - 1)


def test_an_exports_two_medians_stand_in():
    """100 daily and 50 paid: (50 + 1)/(100 + 1); alone it is drawn to itself.

    Its noise is π/2·.36·2/5 = .2262.
    """
    found = commercial(
        [np.nan], [np.nan], [0], 0.25, {"interactions_median": [100.0], "interactions_median_coop": [50.0]}
    )
    row = found.row(0, named=True)
    assert row["commercial_ratio"] == pytest.approx(51 / 101)
    assert (row["commercial_ratio_from"], row["commercial_ratio_n"], row["commercial_weak"]) == (
        "export_median",
        None,
        True,
    )
    reach = 1.6448536 * (np.pi / 2 * 0.36 * 2 / 5) ** 0.5
    assert row["commercial_ratio_high"] == pytest.approx(51 / 101 * exp(reach))


def test_medians_are_noisy_by_no_more_than_half_of_what_they_vary():
    """Logs −.1, 0, .1 vary by .01, so .005 each is noise and .005 is real: half of each is kept."""
    paid = [101 * exp(one) - 1 for one in (-0.1, 0.0, 0.1)]
    found = commercial(
        [np.nan] * 3,
        [np.nan] * 3,
        [0] * 3,
        0.25,
        {"interactions_median": [100.0] * 3, "interactions_median_coop": paid},
    )
    assert found["commercial_ratio"].to_list() == pytest.approx([exp(-0.05), 1, exp(0.05)], rel=1e-6)


def test_nothing_paid_is_unknown():
    found = commercial([5.0], [np.nan], [2], 0.25).row(0, named=True)
    assert [
        found[name]
        for name in ("commercial_ratio", "commercial_weak", "commercial_ratio_from", "expected_commercial")
    ] == [None] * 4


def test_percentiles_over_creators():
    """One creator drawn again and again says the same: of 1, 2, 3, 4 the smallest value that reaches a quarter is 1, a half 2, nine tenths 4."""
    low, high = cluster_interval(np.array([4.0, 1, 3, 2]), np.zeros(4, dtype=np.int64), [0.25, 0.5, 0.9])
    assert low.tolist() == high.tolist() == [1, 2, 4]
    cell = summarise_cell(np.array([1.0, 2, 3, 4, 5]), ["a", "a", "b", "b", "c"])
    assert (cell["creators"], cell["notes"], cell["p25"], cell["p50"], cell["p75"], cell["p90"]) == (
        3,
        5,
        2,
        3,
        4,
        pytest.approx(4.6),
    )
    assert cell["p50_low"] <= 3 <= cell["p50_high"]


def test_whole_creators_are_drawn():
    """Two creators, one of ten notes at 1 and one of ten at 9: a draw of two is all 1 in a quarter, all 9 in a quarter, so the 90 % interval is 1 to 9;
    twenty creators of one note each leave the median's ends well inside."""
    values = np.array([1.0] * 10 + [9.0] * 10)
    low, high = cluster_interval(values, np.repeat([0, 1], 10), [0.5])
    assert (low[0], high[0]) == (1, 9)
    low, high = cluster_interval(np.arange(20.0), np.arange(20), [0.5])
    # The median of 20 draws: order statistics about 10 ± 1.645·√20/2 = 6.3 … 13.7, less one for counting from
    # 0.
    assert low[0] == pytest.approx(5.5, abs=1.5)
    assert high[0] == pytest.approx(13.5, abs=1.5)


class Tiers:
    """As much of a brief as tiers need."""

    tier_scheme = "default"


@pytest.mark.parametrize(("n", "shown"), [(8, 1), (7, 0)])
def test_the_guides_three_to_eight_percent(n, shown):
    """Of eight creators with 10,000 followers: .02, .03 and .08 (both within), .09, and four of .05."""
    rates = [0.02, 0.03, 0.08, 0.09, 0.05, 0.05, 0.05, 0.05][:n]
    frame = pl.DataFrame(
        {
            "tier": ["micro"] * n,
            "followers": [10_000] * n,
            "expected_interactions": [10_000 * rate for rate in rates],
        }
    )
    found = compare_with_guide(frame, Tiers())
    assert found.height == shown
    if shown:
        row = found.row(0, named=True)
        assert (row["creators"], row["below"], row["within"], row["above"]) == (8, 0.125, 0.75, 0.125)
        assert row["p50"] == pytest.approx(0.05)
        assert row["p25"] == pytest.approx(0.045)
