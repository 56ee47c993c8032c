"""Performance, audience, prices and overlap: every estimate with its interval and the n behind it, rows chosen and ordered."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from xhs_workbench.findings import Text
from xhs_workbench.views.blocks import Block
from xhs_workbench.views.declarations import show, words_of

MOST_ROWS = 200
"""Creators in one table; a page is read, and two thousand rows are not."""
Tiers = Mapping[str, Text]
"""Tier -> its name."""


def table_performance(candidates: pl.DataFrame, tiers: Tiers) -> Block:
    """Show what a daily note of each creator brings, most first, with where the next one should fall."""
    known = candidates.drop_nulls("expected_interactions").sort("expected_interactions", descending=True)
    return show("performance.table_performance", known.head(MOST_ROWS), words={"tier": tiers})


def chart_performance(candidates: pl.DataFrame, tiers: Tiers, *, most: int = 20) -> Block:
    """Draw the creators with the most to expect: plain median, estimate, and where the next note should fall."""
    known = candidates.drop_nulls(["expected_interactions", "interactions_low"])
    first = known.sort("expected_interactions", descending=True).head(most)
    return show("performance.chart_performance", first.with_columns(n="daily_notes"), words={"tier": tiers})


def table_audience(candidates: pl.DataFrame, tiers: Tiers) -> Block:
    """Show how each creator's audience compares with the one wanted, best first, and what is unknown; nothing known, no row."""
    known = candidates.filter(pl.col("audience_known") > 0).sort(
        "audience_index", descending=True, nulls_last=True
    )
    return show("performance.table_audience", known.head(MOST_ROWS), words={"tier": tiers})


def chart_audience(candidates: pl.DataFrame, tiers: Tiers) -> Block:
    """Draw how much of the target each tier's creators reach: shares of creators below, near and above the average."""
    index, place = pl.col("audience_index"), {name: number for number, name in enumerate(tiers)}
    part = (
        pl.when(index < 0.9)
        .then(pl.lit("low"))
        .when(index > 1.1)
        .then(pl.lit("high"))
        .otherwise(pl.lit("near"))
    )
    known = candidates.drop_nulls("audience_index").with_columns(part=part)
    counted = known.group_by("tier", "part").agg(pl.len().alias("n"))
    shares = counted.with_columns(share=pl.col("n") / pl.col("n").sum().over("tier"))
    order = pl.col("tier").replace_strict(place, default=len(place), return_dtype=pl.Int64)
    return show("performance.chart_audience", shares.sort(order, "part"), words={"tier": tiers})


def chart_fair_price(priced: pl.DataFrame, tiers: Tiers, *, format_name: str = "image") -> Block:
    """Draw quotes by followers over the band of near peers, coloured by where they lie."""
    kind = words_of("selection", "quoted")[format_name]
    shown = priced.filter(pl.col("format") == format_name).drop_nulls("position")
    return show("performance.chart_fair_price", shown, words={"tier": tiers}, kind=kind)


def table_fair_price(priced: pl.DataFrame, tiers: Tiers) -> Block:
    """Show the quotes outside their band, furthest first, over and under alike."""
    outside = priced.filter(pl.col("position").is_in(["above", "below"]))
    furthest = outside.sort(pl.col("price_ratio").log().abs(), descending=True)
    return show("performance.table_fair_price", furthest, words={"tier": tiers})


def table_overlap(pairs: pl.DataFrame, names: Mapping[str, str]) -> Block:
    """Show the pairs of creators whose commenters meet, most first."""
    met = pairs.filter(pl.col("both") > 0)
    return show("authenticity.table_overlap", met, words={"creator_a": names, "creator_b": names})
