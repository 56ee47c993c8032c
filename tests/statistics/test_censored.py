"""Medians, sums and ratios of counts known only as lower bounds: by hand, and the truth is always within the result."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import censored as bench
from xhs_workbench.metrics import summarise
from xhs_workbench.params.brief import Definitions
from xhs_workbench.statistics.censored import estimate_median, median_known, median_settled
from xhs_workbench.views import show


def known(counts, cut):
    frame = pl.DataFrame(
        {"likes": counts, "likes_censored": cut}, schema={"likes": pl.Int64, "likes_censored": pl.Boolean}
    )
    return frame.select(median_known("likes", frame.columns)).row(0)


@pytest.mark.parametrize(
    ("counts", "cut", "shown"),
    [
        ([4, 4, 4, 100, 100, 100, 100], [False] * 3 + [True] * 4, (100.0, "at_least")),
        (
            [4, 9, 12, 100, 100],
            [False] * 3 + [True] * 2,
            (12.0, ""),
        ),  # the middle one of five is exact, whatever 100+ is
        ([4, 100], [False, True], (52.0, "at_least")),
        ([4, 9, 100, 100], [False, False, True, True], (54.5, "at_least")),
        (
            [500, 700, 10],
            [False, False, True],
            (500.0, "at_least"),
        ),  # 10+ may be 900, and then 700 is the middle
        ([4, None, 8], [False, None, False], (6.0, "")),
        ([None], [None], (None, "")),
    ],
)
def test_a_median_is_known_or_bounded(counts, cut, shown):
    assert known(counts, cut) == shown


@given(st.lists(st.tuples(st.integers(0, 10**6), st.booleans()), min_size=1, max_size=40))
def test_the_true_median_is_never_outside_what_is_shown(rows):
    steps = (0, 10, 100, 1_000, 10_000)
    shown = [max(s for s in steps if s <= true) if cut and true >= 10 else true for true, cut in rows]
    flags = [cut and true >= 10 for true, cut in rows]
    value, bound = known(shown, flags)
    middle = float(np.median([true for true, _ in rows]))
    assert value <= middle if bound else value == middle


def test_the_benchmark_holds_its_bars():
    lines = bench.run(rounds=120)
    assert not [line for line in lines if "MISSED" in line]


def notes(**columns):
    return pl.DataFrame(
        {"likes": [100, 50], "saves": [0, 0], "comments": [0, 0], "reads": [1000, 1000], **columns}
    )


def test_a_ratio_over_bounds_is_a_bound_without_an_interval():
    rate = summarise(
        notes(likes_censored=[True, False]),
        "engagement_rate_by_reads",
        Definitions(interactions="interactions_3"),
    )
    assert rate.select("value", "lower", "bound").row(0) == (150 / 2000, None, "at_least")
    plain = summarise(
        notes(likes_censored=[False, False]),
        "engagement_rate_by_reads",
        Definitions(interactions="interactions_3"),
    )
    assert plain["bound"].to_list() == [""]


def test_a_creator_whose_middle_is_open_has_no_middle():
    frame = pl.DataFrame(
        {"who": ["a", "a", "b", "b", "b"], "likes_censored": [True, False, True, False, False]}
    )
    settled = frame.select(median_settled(("likes",), frame.columns, "who")).to_series()
    assert settled.to_list() == [False, False, True, True, True]


def test_an_estimate_needs_exact_counts_and_lies_beyond_the_bound():
    assert estimate_median(np.full(20, 100.0), np.ones(20, dtype=bool)) is None
    draw = np.random.default_rng(3)
    true = np.floor(np.exp(draw.normal(6, 1, 400)))
    cut = true >= 300
    found = estimate_median(np.where(cut, 300.0, true), cut)
    assert found.low < np.exp(6) < found.high
    assert found.high / found.low < 1.4


def test_the_page_shows_a_bound_as_one():
    rows = pl.DataFrame(
        {
            "tier": ["koc"],
            "label_en": ["KOC"],
            "label_zh": ["KOC"],
            "notes": [40],
            "likes": [100.0],
            "likes_bound": ["at_least"],
            "saves": [2.0],
            "saves_bound": [""],
            "comments": [None],
            "comments_bound": [""],
            "value": [0.05],
            "lower": [None],
            "upper": [None],
            "n": [40],
            "bound": ["at_most"],
            "likes_estimated": [None],
        },
        schema_overrides={
            "comments": pl.Float64,
            "lower": pl.Float64,
            "upper": pl.Float64,
            "likes_estimated": pl.Float64,
        },
    )
    block = show("selection.table_notes_by_tier", rows, rate="engagement_rate_by_reads")
    assert [cell["text"] for cell in block.data["rows"][0]["cells"]] == [
        "KOC",
        "40",
        "≥ 100",
        "2",
        "—",
        "≤ 5.0%",
        "40",
    ]
    wide = rows.with_columns(likes_estimated=140.0, likes_low=90.0, likes_high=210.0)
    estimated = show("selection.table_notes_by_tier", wide, rate="engagement_rate_by_reads")
    assert [cell["text"] for cell in estimated.data["rows"][0]["cells"]][3] == "140"
