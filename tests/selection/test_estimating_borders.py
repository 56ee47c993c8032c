"""Estimates at their borders: what a rate is of, peers and prices; worked out by hand."""

from datetime import datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest

from benchmarks import performance as bench
from xhs_workbench import tables
from xhs_workbench.params.brief import Definitions
from xhs_workbench.selection.estimating.benchmarks import (
    _rated,
    benchmark_cells,
    cluster_interval,
    compare_with_guide,
)
from xhs_workbench.selection.estimating.fair_price import compare_prices, expected_log_price, near_band
from xhs_workbench.selection.estimating.peers import beyond_budget, first_category, format_shares, peer_design

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
