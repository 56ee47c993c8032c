"""Estimates at their borders: denominators, categories, budgets, windows, half-lives and our own past; worked out by hand."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest

from benchmarks import performance as bench
from xhs_workbench import tables
from xhs_workbench.memory import ADVICE
from xhs_workbench.params.brief import Definitions
from xhs_workbench.selection.estimating import horizon as horizons
from xhs_workbench.selection.estimating import performance as performances
from xhs_workbench.selection.estimating.benchmarks import (
    _rated,
    benchmark_cells,
    cluster_interval,
    compare_with_guide,
)
from xhs_workbench.selection.estimating.commercial import compare_commercial
from xhs_workbench.selection.estimating.fair_price import compare_prices, expected_log_price, near_band
from xhs_workbench.selection.estimating.horizon import find_horizon
from xhs_workbench.selection.estimating.past import add_past_notes, add_past_record, past_findings
from xhs_workbench.selection.estimating.peers import beyond_budget, first_category, format_shares, peer_design
from xhs_workbench.selection.estimating.performance import _Asked, _check_on_later_notes, estimate_performance
from xhs_workbench.selection.estimating.recency import Recency, age_weights, choose_half_life
from xhs_workbench.selection.estimating.recent_notes import split_by_time, usable_notes
from xhs_workbench.statistics.shrinkage import Moments

BRIEF = bench.brief()
DAY0 = datetime(2026, 1, 1)
CHINA = ZoneInfo("Asia/Shanghai")


def table(name, rows):
    empty = tables.empty(name)
    return pl.concat([empty, pl.DataFrame(rows, infer_schema_length=None)], how="diagonal_relaxed").select(
        pl.col(column).cast(kind) for column, kind in empty.schema.items()
    )


# --- what a rate is of


def asks(basis):
    return SimpleNamespace(
        definitions=Definitions(engagement_rate=basis, interactions="interactions_3"), tier_scheme="default"
    )


@pytest.mark.parametrize(
    ("basis", "rates"),
    [
        # A note's own reads go before the creator's median of 500; of a creator with none there is no rate.
        ("reads", [("a", 0.1), ("a", 0.04)]),
        ("impressions", [("a", 0.01), ("a", 0.02)]),
        ("followers", [("a", 0.005), ("a", 0.005), ("b", 0.02)]),
    ],
)
def test_what_an_engagement_rate_is_of(basis, rates):
    """20 interactions each: a's first note has 200 reads and 2,000 impressions, the second neither; b's creator has followers alone."""
    notes = table(
        "notes",
        [
            {"note_id": "1", "creator_id": "a", "likes": 20, "reads": 200, "impressions": 2000},
            {"note_id": "2", "creator_id": "a", "likes": 20},
            {"note_id": "3", "creator_id": "b", "likes": 20, "reads": 0},
            {"note_id": "4", "creator_id": "stranger", "likes": 20, "reads": 10},
        ],
    ).with_columns(saves=pl.lit(0), comments=pl.lit(0))
    people = pl.DataFrame(
        {
            "creator_id": ["a", "b"],
            "tier": ["koc"] * 2,
            "category": ["[护肤], 美妆", None],
            "followers": [4000, 1000],
            "reads_median": [500.0, None],
            "impressions_median": [1000.0, 0.0],
            "engagement_rate": [0.5, 0.6],
        }
    )
    found, of = _rated(notes, people, asks(basis))
    assert of == "notes"
    assert [tuple(row) for row in found.select("creator_id", "rate").rows()] == [
        (who, pytest.approx(rate)) for who, rate in rates
    ]
    assert found["category"][0] == "护肤"
    alone, of = _rated(notes.clear(), people, asks(basis))
    assert (of, alone["rate"].to_list(), alone["format"].to_list()) == (
        "creators",
        [0.5, 0.6],
        [None, None],
    )


def test_cells_of_as_many_creators_are_sorted_by_their_names():
    people = pl.DataFrame(
        {
            "creator_id": [f"{tier}{k}" for tier in ("mid", "koc", "head") for k in range(8)],
            "tier": [tier for tier in ("mid", "koc", "head") for _ in range(8)],
            "category": ["护肤"] * 24,
            "followers": [1000] * 24,
            "reads_median": [None] * 24,
            "impressions_median": [None] * 24,
            "engagement_rate": [0.01 * (1 + k % 8) for k in range(24)],
        }
    )
    found = benchmark_cells(tables.empty("notes"), people, asks("reads"))
    assert found.select("depth", "tier").rows() == [
        (1, "head"),
        (1, "koc"),
        (1, "mid"),
        (2, "head"),
        (2, "koc"),
        (2, "mid"),
    ]


def test_the_interval_of_nine_in_ten_is_the_usual_one():
    values, owner = np.arange(40.0), np.arange(40)
    usual, named = cluster_interval(values, owner, [0.5]), cluster_interval(values, owner, [0.5], level=0.9)
    assert [part.tolist() for part in usual] == [part.tolist() for part in named]
    half = cluster_interval(values, owner, [0.5], level=0.5)
    assert usual[0][0] < half[0][0] <= half[1][0] < usual[1][0]
    # Median of 40 draws of 40: 19.5 ± .674 · √40 / 2 = 2.1 for half of them.
    assert half[1][0] - half[0][0] == pytest.approx(4.3, abs=1.1)
    assert usual[1][0] - usual[0][0] == pytest.approx(10.4, abs=2)


def test_the_guide_is_compared_tier_by_tier_smallest_first():
    """8 of mid and of koc, both at 5 %; seven of head, eight of a tier the scheme lacks, and one with no followers."""
    rows = [("mid", 8), ("koc", 8), ("head", 7), ("gap_10k_50k", 8)]
    frame = pl.DataFrame(
        {
            "tier": [tier for tier, n in rows for _ in range(n)] + ["head"],
            "followers": [100] * 31 + [0],
            "expected_interactions": [5.0] * 32,
        }
    )
    found = compare_with_guide(frame, asks("reads"))
    assert found.select("tier", "creators", "below", "within", "above", "p75").rows() == [
        ("koc", 8, 0.0, 1.0, 0.0, 0.05),
        ("mid", 8, 0.0, 1.0, 0.0, 0.05),
    ]
    assert compare_with_guide(frame, SimpleNamespace(tier_scheme="guide"))["tier"].to_list() == [
        "koc",
        "gap_10k_50k",
        "mid",
    ]


# --- peers


@pytest.mark.parametrize(
    ("written", "category"),
    [
        ("[护肤]", "护肤"),
        ("护肤, 美妆", "护肤"),
        ("【美妆】;护肤", "美妆"),
        ("护肤/美妆", "护肤"),
        ("", None),
        (None, None),
    ],
)
def test_the_first_of_several_categories(written, category):
    frame = pl.DataFrame({"category": [written]}, schema={"category": pl.String})
    assert frame.select(first_category()).item() == category


PRICES = ("price_image_with_fee_cny", "price_image_cny", "price_video_with_fee_cny", "price_video_cny")


@pytest.mark.parametrize(
    ("prices", "beyond"),
    [
        # A budget of 1,100 with fees, a fee of a tenth.
        ({"price_image_cny": 1000.0}, False),
        ({"price_image_cny": 1000.01}, True),
        ({"price_image_with_fee_cny": 1100.0}, False),
        ({"price_image_with_fee_cny": 1100.01}, True),
        ({"price_video_cny": 1001.0}, True),
        ({"price_video_with_fee_cny": 1101.0}, True),
        ({"price_image_cny": 5000.0, "price_video_cny": 900.0}, False),  # the cheapest note counts
        ({"price_image_cny": 0.0, "price_video_cny": 5000.0}, True),  # 0 is not offered
        ({"price_image_cny": 0.0}, False),
        ({}, False),
    ],
)
def test_who_costs_more_than_there_is(prices, beyond):
    budget = SimpleNamespace(budget=SimpleNamespace(service_fee_rate=0.1, creators_with_fee_cny=1100.0))
    frame = pl.DataFrame([{**dict.fromkeys(PRICES), **prices}], schema=dict.fromkeys(PRICES, pl.Float64))
    assert beyond_budget(frame, budget).height == beyond
    named = frame.select(name for name in PRICES if name in prices) if prices else frame.select()
    assert beyond_budget(named, budget).height == beyond


def roster(n, **columns):
    return pl.DataFrame({"followers": [1000] * n, "tier": ["koc"] * n, "category": ["护肤"] * n, **columns})


@pytest.mark.parametrize(("known", "columns"), [(8, 2), (7, 1)])
def test_shares_of_a_format_of_eight_creators_are_a_regressor(known, columns):
    """Where a share is unknown the mean of the known stands in."""
    shares = [k / 10 for k in range(known)] + [None] * (20 - known)
    design = peer_design(roster(20, format_review=shares), np.ones(20, dtype=bool))
    assert design.shape == (20, columns)
    if columns == 2:
        assert design[:, 1] == pytest.approx([k / 10 for k in range(8)] + [0.35] * 12)


def test_only_observed_creators_set_the_regressors():
    """Ten observed of whom all are koc; thirty others of another tier and size make no column; of none observed ones are left."""
    frame = roster(40, tier=["koc"] * 10 + ["mid"] * 30, followers=[1000] * 10 + [9000] * 30)
    observed = np.arange(40) < 10
    assert peer_design(frame, observed).shape == (40, 1)
    assert peer_design(frame, np.zeros(40, dtype=bool)).tolist() == [[1.0]] * 40
    assert peer_design(frame, np.ones(40, dtype=bool)).shape == (40, 3)
    blank = frame.with_columns(followers=pl.lit(None, dtype=pl.Int64))
    assert peer_design(blank, np.ones(40, dtype=bool))[:, 1].tolist() == [1] * 10 + [0] * 30


def test_the_most_frequent_category_is_the_base_and_twenty_at_most_have_a_level():
    """22 categories of eight each, the first of nine: the base and nineteen others of the twenty most frequent, by name."""
    names = [f"k{number:02}" for number in range(22) for _ in range(8)] + ["k07"]
    design = peer_design(roster(len(names), category=names), np.ones(len(names), dtype=bool))
    assert design.shape[1] == 20
    levels = [names[int(np.flatnonzero(column)[0])] for column in design.T[1:]]
    assert levels == [f"k{number:02}" for number in range(20) if number != 7]
    even = peer_design(roster(16, category=["b"] * 8 + ["a"] * 8), np.ones(16, dtype=bool))
    assert even[:, 1].tolist() == [1] * 8 + [0] * 8  # a comes before b


def test_shares_of_formats_of_each_creator():
    notes = pl.DataFrame({"creator_id": ["a", "a", "b"], "format": ["review", None, "comparison"]})
    found = format_shares(notes).sort("creator_id")
    assert found.select("creator_id", "format_review", "format_comparison").rows() == [
        ("a", 1, 0),
        ("b", 0, 1),
    ]


# --- prices


def quotes(prices, **more):
    n = len(prices)
    names = [f"c{k:02}" for k in range(n)]
    return pl.DataFrame(
        {
            "creator_id": names,
            "creator_name": names,
            "tier": ["koc"] * n,
            "category": ["护肤"] * n,
            "followers": [1000] * n,
            "price_image_cny": prices,
        }
        | more
    ).with_columns(
        pl.lit(None, dtype=pl.Float64).alias(name)
        for name in ("price_image_with_fee_cny", "price_video_cny", "price_video_with_fee_cny")
    )


FREE = SimpleNamespace(budget=SimpleNamespace(service_fee_rate=0.0))


@pytest.mark.parametrize(
    ("price", "position"),
    [(100.0, "within"), (100.004, "within"), (100.006, "above"), (99.996, "within"), (99.994, "below")],
)
def test_half_a_cent_beyond_a_band_is_within_it(price, position):
    """Eight peers at ¥100: their band is from 100 to 100."""
    found = compare_prices(quotes([100.0] * 8 + [price]), FREE)
    assert found.filter(pl.col("creator_id") == "c08")["position"].item() == position


def test_a_band_is_that_of_ones_own_size():
    """Everybody asks a tenth of the followers: the regression explains it, and each band is the creator's own price."""
    followers = [1000 + 100 * k for k in range(12)]
    found = compare_prices(quotes([f / 10 for f in followers], followers=followers), FREE).sort("creator_id")
    for name in ("fair_low_cny", "fair_mid_cny", "fair_high_cny"):
        assert found[name].to_list() == pytest.approx(found["price_cny"].to_list())
    assert found["price_ratio"].to_list() == pytest.approx([1.0] * 12)


def test_a_row_without_followers_or_price_has_no_place():
    frame = quotes([100.0, 100.0, 0.0, -5.0, None], followers=[1000, 0, 1000, 1000, 1000])
    assert compare_prices(frame, FREE)["creator_id"].to_list() == ["c00"]


def test_a_band_of_ones_category_goes_before_one_of_all():
    """Nine of 护肤 at 100, nine of 美妆 at 300, three without a category: the regression takes the level of each category out."""
    frame = quotes([100.0] * 9 + [300.0] * 9 + [50.0] * 3, category=["护肤"] * 9 + ["美妆"] * 9 + [None] * 3)
    found = compare_prices(frame, FREE).sort("creator_id")
    assert found["peers_of"].to_list() == ["category"] * 18 + ["all"] * 3
    assert found["peers"].to_list() == [8] * 18 + [20] * 3
    assert found["fair_mid_cny"].to_list()[:18] == pytest.approx([100.0] * 9 + [300.0] * 9)


def test_prices_of_nobody_and_of_two():
    assert expected_log_price(np.zeros(0), np.zeros(0), pl.Series([], dtype=pl.String)).shape == (0,)
    band, count = near_band(np.zeros(2), np.zeros(2))
    assert (np.isnan(band).all(), count.tolist()) == (True, [1, 1])


# --- ahead


def dated_notes(creators=6, each=4, days=100, growth=0.0):
    rows = np.random.default_rng(3)
    at = np.tile(np.linspace(0, days, each), creators)
    return pl.DataFrame(
        {
            "unit": np.repeat(np.arange(creators), each),
            "creator_id": np.repeat([f"c{k:03}" for k in range(creators)], each),
            "published_at": [DAY0 + timedelta(days=float(d)) for d in at],
            "log_interactions": rows.normal(5, 0.2, creators * each) + growth * at / 365,
        }
    )


def window(first, last):
    return SimpleNamespace(timeline=SimpleNamespace(posting_start=first, posting_end=last))


@pytest.mark.parametrize(("ahead", "counts"), [(1, True), (730, True), (731, False), (0, True), (-1, False)])
def test_a_window_up_to_two_years_ahead_counts(ahead, counts):
    """Notes end on 11 April 2026; beyond two years they were not read for that window, and the next note is estimated."""
    at = date(2026, 4, 11) + timedelta(days=ahead)
    found = find_horizon(dated_notes(), window(at, at))
    assert found.ahead_days == pytest.approx(ahead if counts else 0)
    both = find_horizon(dated_notes(), window(at - timedelta(days=4), at + timedelta(days=4)))
    assert both.ahead_days == pytest.approx(found.ahead_days)


@pytest.mark.parametrize(("ahead", "carried"), [(100, True), (101, False)])
def test_a_trend_is_carried_no_further_than_it_was_seen(ahead, carried):
    """Two a year over 100 days of notes, planted: carried as far ahead as 100 days, not 101."""
    at = date(2026, 4, 11) + timedelta(days=ahead)
    found = find_horizon(dated_notes(40, 8, growth=2.0), window(at, at))
    assert found.seen_days == pytest.approx(100)
    assert found.seen_growth == pytest.approx(2, abs=0.3)
    assert (found.growth > 1) == carried
    assert carried or found.growth == 0


def test_the_doubt_of_a_trend_is_its_error_and_how_creators_differ(monkeypatch):
    model = SimpleNamespace(
        b_covariance=np.diag([9.0, 0.03]),
        trended=True,
        growth=0.5,
        tau2_g=0.02,
        kappa2=0.4,
        drift_days=60.0,
        null=np.arange(-10.0, 11.0),
    )
    monkeypatch.setattr(horizons, "fit_notes", lambda *given: model)
    at = date(2026, 4, 21)
    found = find_horizon(dated_notes(), window(at, at))
    assert found.doubt == pytest.approx(0.05)
    # .5 · .25 / (.25 + .03) = .4464; tenths of −10 … 10 are −8 and 8, of 21 notes.
    assert found.growth == pytest.approx(0.125 / 0.28)
    assert (found.drift, found.drift_days, found.tails) == (0.4, 60.0, (-8.0, 8.0, 21))
    model.trended = False
    assert find_horizon(dated_notes(), window(at, at)).doubt == pytest.approx(0.04)
    # All of one day: a day is the least that was seen.
    assert find_horizon(dated_notes(days=0), window(at, at)).seen_days == 1.0


@pytest.mark.parametrize(("creators", "fitted"), [(10, 10), (11, 11), (20, 10), (21, 11), (30, 10)])
def test_of_very_many_creators_every_second_tells_the_trend(monkeypatch, creators, fitted):
    """With room for ten: up to nineteen all of them, of twenty every second, of thirty every third, by their ids."""
    monkeypatch.setattr(horizons, "FITTED", 10)
    real, seen = horizons.fit_notes, []

    def recorded(creator, day, y):
        seen.append((len(set(creator.tolist())), len(y)))
        return real(creator, day, y)

    monkeypatch.setattr(horizons, "fit_notes", recorded)
    find_horizon(dated_notes(creators), window(date(2026, 4, 21), date(2026, 4, 21)))
    assert seen == [(fitted, 4 * fitted)]


# --- how recent notes count


def half_life_of(errors, creators=30, spread=1e-4):
    """Thirty creators with one later note of 0, guessed with an error by half-life that differs a little from one to the next."""
    later = pl.DataFrame(
        {"creator_id": [f"c{k:02}" for k in range(creators)], "log_interactions": [0.0] * creators}
    )

    def predict(_, half_life):
        off = pl.lit(errors.get(half_life, 1.0)) + (pl.int_range(pl.len()) % 2) * spread
        return later.select("creator_id", theta=off)

    return choose_half_life(later, later, predict)


@pytest.mark.parametrize(
    ("errors", "tried", "taken"),
    [
        ({None: 1.0, 180.0: 0.5, 60.0: 0.5, 30.0: 0.5}, 180.0, 180.0),  # of equals the first
        ({None: 1.0, 180.0: 0.6, 60.0: 0.5, 30.0: 0.4}, 30.0, 30.0),
        ({None: 1.0, 180.0: 0.4, 60.0: 0.5, 30.0: 0.6}, 180.0, 180.0),
        ({None: 1.0}, 180.0, None),  # no better: none
    ],
)
def test_which_half_life_is_tried(errors, tried, taken):
    found = half_life_of(errors)
    assert (found.tried, found.half_life_days, found.creators) == (tried, taken, 30)


def test_thirty_creators_decide_and_twenty_nine_do_not():
    errors = {None: 1.0, 60.0: 0.5}
    assert half_life_of(errors).half_life_days == 60.0
    assert half_life_of(errors, creators=29) == Recency(None)
    assert (Recency(None).gain, Recency(None).creators, Recency(None).drift) == (0.0, 0, 0.0)


@pytest.mark.parametrize(("gain", "taken"), [(0.19, True), (0.17, False)])
def test_a_gain_must_exceed_what_chance_makes_of_it(gain, taken):
    """Differences of squares alternate between −gain ± .6: a standard deviation of .6102, over √30 times 1.645 is .1832."""
    later = pl.DataFrame({"creator_id": [f"c{k:02}" for k in range(30)], "log_interactions": [0.0] * 30})

    def predict(_, half_life):
        ways = 1.0 if half_life is None else None
        squares = 1.0 - gain + 0.6 * (1 - 2 * (np.arange(30) % 2))
        return later.select("creator_id", theta=pl.Series(np.full(30, ways) if ways else np.sqrt(squares)))

    found = choose_half_life(later, later, predict)
    assert (found.half_life_days is not None) == taken
    assert found.gain == pytest.approx(gain)


def test_a_creators_error_is_the_mean_of_its_later_notes():
    """One creator with a hundred later notes weighs as one of thirty: its 1 − 4 = −3 of squares does not outweigh 29 gains of .5."""
    one = pl.DataFrame({"creator_id": ["c00"] * 100, "log_interactions": [0.0] * 100})
    others = pl.DataFrame({"creator_id": [f"c{k:02}" for k in range(1, 30)], "log_interactions": [0.0] * 29})
    later = pl.concat([one, others])

    def predict(_, half_life):
        worse = pl.when(pl.col("creator_id") == "c00").then(2.0).otherwise(0.5**0.5)
        return (
            later.select("creator_id")
            .unique()
            .with_columns(theta=pl.lit(1.0) if half_life is None else worse)
        )

    # Mean difference: (3 − 29 · .5) / 30.
    assert choose_half_life(later, later, predict).gain == pytest.approx((29 * 0.5 - 3) / 30)


def test_ages_are_counted_from_the_newest_note_in_days():
    at = pl.Series([DAY0, DAY0 - timedelta(hours=12), None], dtype=pl.Datetime("us"))
    assert age_weights(at, 1.0).tolist() == pytest.approx([1, 0.5**0.5, 0.5**0.5])
    assert age_weights(pl.Series([], dtype=pl.Datetime("us")), 30.0).tolist() == []


def test_notes_of_a_creator_with_half_of_them_cut_off_do_not_count():
    """a has two bounds of four, and the two exact ones are only its small ones; b has one of four."""
    rows = [
        {
            "note_id": f"{who}{k}",
            "creator_id": who,
            "likes": 10 + k,
            "saves": 1,
            "comments": 0,
            "shares": 0,
            "likes_censored": k >= 4 - cut,
        }
        for who, cut in (("a", 2), ("b", 1))
        for k in range(4)
    ]
    kept = usable_notes(table("notes", rows), asks("reads"))
    assert kept["creator_id"].to_list() == ["b"] * 3
    assert kept["save_logit"].to_list() == pytest.approx([np.log(1.5 / (11 + k - 0.5)) for k in range(3)])


def test_the_share_set_aside_may_be_another():
    notes = pl.DataFrame(
        {
            "creator_id": ["a"] * 4 + ["b"] * 2,
            "published_at": [DAY0 + timedelta(days=k) for k in (3, 1, 2, 0, 0, 1)],
        }
    )
    found = split_by_time(notes, later_share=0.5, least=2)
    assert found["later"].to_list() == [True, False, True, False, False, True]


# --- paid notes


def test_ratios_of_notes_go_before_those_of_an_export():
    """The first has notes of both kinds, 1 apart; the second an export's 50 of 100; the third only daily notes."""
    daily, paid = (
        Moments(np.array(n), np.array(n, dtype=float), np.array(mean, dtype=float), np.ones(3))
        for n, mean in (([2, 0, 2], [5, np.nan, 5]), ([2, 0, 0], [4, np.nan, np.nan]))
    )
    frame = pl.DataFrame(
        {"interactions_median": [100.0, 100.0, 100.0], "interactions_median_coop": [50.0, 50.0, None]}
    )
    made = compare_commercial(frame, daily, paid, np.full(3, 0.25), 0.36, None)
    found = pl.DataFrame(made)
    assert found["commercial_ratio_from"].to_list() == ["notes", "export_median", None]
    assert found["commercial_ratio_n"].to_list() == [2, None, None]
    assert found["commercial_weak"].to_list()[2] is None
    assert np.isnan(found["expected_commercial"].to_numpy()).all()
    # Of −1 and log(51/101) = −.683 with noise of more than they differ, both are drawn to their mean.
    assert found["commercial_ratio"][0] == pytest.approx(found["commercial_ratio"][1])
    assert 51 / 101 > found["commercial_ratio"][0] > np.exp(-1)


@pytest.mark.parametrize(("coop", "weak"), [(59.59, True), (59.61, False)])
def test_a_ratio_below_six_tenths_is_weak(coop, weak):
    """(59.6 + 1) / (100 + 1) = .6."""
    blank = Moments(np.zeros(1, dtype=int), np.zeros(1), np.full(1, np.nan), np.ones(1))
    frame = pl.DataFrame({"interactions_median": [100.0], "interactions_median_coop": [coop]})
    found = pl.DataFrame(compare_commercial(frame, blank, blank, np.ones(1), 0.36, None))
    assert found["commercial_weak"].to_list() == [weak]


# --- the whole


def panel(creators=8, notes=6, spread=0.3):
    rng = np.random.default_rng(4)
    rows = [
        {
            "note_id": f"{k}-{j}",
            "creator_id": f"c{k}",
            "likes": int(np.exp(5 + k / 4 + rng.normal(0, spread))),
            "saves": 2,
            "comments": 0,
            "shares": 0,
            "published_at": DAY0.replace(tzinfo=CHINA) + timedelta(days=9 * j),
            "is_commercial": False,
        }
        for k in range(creators)
        for j in range(notes)
    ]
    people = table("creators", [{"creator_id": f"c{k}", "followers": 5000 + k} for k in range(creators)])
    return people, table("notes", rows)


def test_who_costs_more_than_there_is_is_nobodys_peer():
    """The others' estimates are as if the dear one were not there; her own is among all, in her place."""
    people, notes = panel()
    dear = people.with_columns(
        price_image_with_fee_cny=pl.when(pl.col("creator_id") == "c3")
        .then(BRIEF.budget.creators_with_fee_cny + 1)
        .otherwise(100.0)
    )
    every = estimate_performance(dear, notes, BRIEF).creators
    without = estimate_performance(dear.filter(pl.col("creator_id") != "c3"), notes, BRIEF).creators
    cheap = estimate_performance(people, notes, BRIEF).creators
    assert every["creator_id"].to_list() == people["creator_id"].to_list()
    name = "expected_interactions"
    assert every.filter(pl.col("creator_id") != "c3")[name].to_list() == pytest.approx(
        without[name].to_list()
    )
    assert every.row(3, named=True)[name] == pytest.approx(cheap.row(3, named=True)[name])
    assert without[name].to_list() != pytest.approx(
        cheap.filter(pl.col("creator_id") != "c3")[name].to_list()
    )
    # Where nobody can be paid, all are each other's peers.
    all_dear = people.with_columns(price_image_with_fee_cny=pl.lit(BRIEF.budget.creators_with_fee_cny + 1))
    assert estimate_performance(all_dear, notes, BRIEF).creators[name].to_list() == pytest.approx(
        cheap[name].to_list()
    )


def test_the_same_question_is_answered_once_and_another_anew(monkeypatch):
    people, notes = panel(3, 2)
    asked = _Asked(people, notes, BRIEF, None)
    assert asked.is_like(_Asked(people.clone(), notes.clone(), BRIEF, None))
    assert not asked.is_like(_Asked(people.head(2), notes, BRIEF, None))
    assert not asked.is_like(_Asked(people, notes.head(2), BRIEF, None))
    assert not asked.is_like(_Asked(people, notes, BRIEF, notes))
    assert not _Asked(people, notes, BRIEF, notes).is_like(asked)
    assert _Asked(people, notes, BRIEF, notes).is_like(_Asked(people, notes, BRIEF, notes.clone()))
    other = BRIEF.model_copy(update={"definitions": Definitions(interactions="interactions_4")})
    assert not asked.is_like(_Asked(people, notes, other, None))


def test_later_notes_are_guessed_from_earlier_ones():
    """Forty creators of six notes each: four are learnt from, two are guessed; errors are those of about a standard normal."""
    people, notes = panel(40, 6)
    ready, usable = performances._prepare(people, notes, BRIEF)
    assert ready["unit"].to_list() == list(range(40))
    recency, calibration = _check_on_later_notes(ready, usable, None)
    assert (recency.creators, calibration.creators) == (40, 40)
    assert -2.2 < calibration.low < -0.7 < 0.7 < calibration.high < 2.2
    paid = usable.with_columns(is_commercial=pl.lit(value=True))
    assert _check_on_later_notes(ready, paid, None)[1].from_data is False


def test_of_very_many_creators_every_second_is_checked(monkeypatch):
    people, notes = panel(40, 6)
    ready, usable = performances._prepare(people, notes, BRIEF)
    for room, checked in ((40, 40), (21, 40), (20, 20), (19, 20), (13, 0)):
        monkeypatch.setattr(performances, "CHECKED_CREATORS", room)
        found = _check_on_later_notes(ready, usable, None)[0].creators
        assert found == (checked if checked >= 30 else 0)


def test_notes_placed_for_other_brands_move_estimates_and_are_not_counted():
    people, notes = panel(6, 5)
    other = notes.head(5).with_columns(
        note_id=pl.lit("x") + pl.col("note_id"), likes=pl.col("likes") * 9, is_commercial=pl.lit(value=True)
    )
    alone = estimate_performance(people, notes, BRIEF).creators.row(0, named=True)
    more = estimate_performance(people, notes, BRIEF, other).creators.row(0, named=True)
    assert more["expected_interactions"] != pytest.approx(alone["expected_interactions"])
    assert (more["notes_seen"], more["commercial_notes"]) == (5, 0)
    assert more["commercial_ratio_n"] is None
    assert alone["few_notes"] is False


# --- our own past


def test_a_note_the_files_hold_too_counts_once_with_their_values():
    notes = table("notes", [{"note_id": "a", "likes": 5}, {"note_id": "b", "likes": 6}])
    past = pl.DataFrame({"note_id": ["b", "c"], "likes": [60, 70], "campaign": ["x", "x"]})
    found = add_past_notes(notes, past)
    assert found.select("note_id", "likes").rows() == [("a", 5), ("b", 6), ("c", 70)]
    assert found.columns == notes.columns


PAST = pl.DataFrame(
    {
        "brand": ["ours", "ours", "ours", "other", "other"],
        "campaign": ["spring", "spring", "autumn", "x", "y"],
        "creator_id": ["a", "b", "a", "c", "z"],
    }
)
RECORD = {
    "past_notes": pl.Int64,
    "standing": pl.String,
    "last_advice": pl.String,
    "last_campaign": pl.String,
}


def picks(*rows):
    return pl.DataFrame(
        [("a", "安", *rows[0]), ("b", None, *rows[1]), ("c", "夏", *rows[2])],
        schema={"creator_id": pl.String, "creator_name": pl.String, **RECORD},
        orient="row",
    )


NOTHING = (None, None, None, None)


def test_what_our_own_past_says():
    """a is an advocate, b falling and advised against, c unknown here and known elsewhere."""
    chosen = picks((4, "advocate", "again", "autumn"), (2, "fading", "not", "spring"), NOTHING)
    found = {one.code: one for one in past_findings(chosen, PAST, "ours")}
    assert list(found) == ["own_record", "advised_against", "other_brands", "standing_rule"]
    own = found["own_record"]
    assert (own.n, own.level) == (2, "REVIEW")
    assert own.text.en == (
        "2 of 3 chosen creators have worked for this brand in 2 remembered campaigns; 2 of them more than once "
        "(advocates: 1; returning: 0; results falling: 1)."
    )
    assert (found["advised_against"].n, found["other_brands"].n) == (1, 1)
    assert "b (spring)" in found["advised_against"].text.en
    assert ADVICE["not"].en in found["advised_against"].text.en
    assert found["other_brands"].private
    assert not own.private


def test_what_our_own_past_does_not_say():
    calm = picks((1, None, "again", "spring"), NOTHING, NOTHING)
    past = PAST.filter(pl.col("campaign") == "spring")
    found = {one.code: one for one in past_findings(calm, past, "ours")}
    assert list(found) == ["own_record", "standing_rule"]
    assert (found["own_record"].n, found["own_record"].level) == (1, "PASS")
    assert "in 1 remembered campaign; 0 of them more than once" in found["own_record"].text.en
    assert [one.code for one in past_findings(calm, PAST.clear(), "ours")] == ["no_memory"]
    two = picks((3, "returning", None, None), (2, "returning", None, None), NOTHING)
    assert "returning: 2" in past_findings(two, PAST, "ours")[0].text.en


def test_a_record_joins_its_creator():
    record = pl.DataFrame({"creator_id": ["b"], "creator_name": ["old name"], "past_notes": [3]})
    people = pl.DataFrame({"creator_id": ["a", "b"], "creator_name": ["安", "乐"]})
    assert add_past_record(people, record).rows() == [("a", "安", None), ("b", "乐", 3)]


def test_a_carried_estimate_differs_from_one_that_stays():
    """A window ahead makes the interval of a level wider and leaves the number of notes as it is."""
    people, notes = panel(8, 6)
    line = BRIEF.timeline.model_copy(
        update={"posting_start": date(2026, 8, 1), "posting_end": date(2026, 8, 1)}
    )
    soon = BRIEF.timeline.model_copy(
        update={"posting_start": date(2026, 1, 1), "posting_end": date(2026, 1, 1)}
    )
    far = estimate_performance(people, notes, BRIEF.model_copy(update={"timeline": line}))
    near = estimate_performance(people, notes, BRIEF.model_copy(update={"timeline": soon}))
    # Notes end with 14 February, 16:00 in London; 1 August is 167 days and a third on, 1 January is past.
    assert (far.horizon.ahead_days, near.horizon.ahead_days) == (pytest.approx(167 + 1 / 3), 0)
    reach = [(one.creators["typical_high"] / one.creators["typical_low"]).to_numpy() for one in (far, near)]
    assert (reach[0] > reach[1]).all()
    assert far.creators["daily_notes"].to_list() == [6] * 8
    assert replace(far, horizon=None).horizon is None
