"""This campaign's notes beside the brand's own earlier ones, tier by tier."""

from __future__ import annotations

import polars as pl

LEAST_NOTES = 5
"""Fewer mature notes of a tier are shown with their middle and not judged."""
MEASURES = {
    "interactions": pl.col("interactions_named"),
    "saves": pl.col("saves"),
    "reads": pl.col("reads"),
    "cpe_cny": pl.when(pl.col("interactions_named") > 0).then(
        pl.col("cost_named_cny") / pl.col("interactions_named")
    ),
}
"""Measure as the memory names it -> what it is in `rank_notes`; the memory keeps quotes and fee, so a cost leaves boosts out on both sides."""


def against_own_past(ranked: pl.DataFrame, past: pl.DataFrame) -> pl.DataFrame:
    """Hold each tier's middle note against the middle half of the brand's earlier notes of that tier.

    Args:
        ranked: From `rank_notes`.
        past: From `memory.own_benchmarks` by tier, of campaigns before this one.

    Returns:
        One row per tier and measure that both know: `tier`, `measure`, `value` (median of this campaign's
            mature notes), `n` (those notes), `p25`, `p50`, `p75` of the earlier ones with their `notes` and
            `creators`, `standing` (`below`, `within`, `above`; `too_few` under five notes here), `unit`.
    """
    mature = ranked.filter(pl.col("mature").fill_null(value=False))
    here = (
        mature.select("tier", **{name: column.cast(pl.Float64) for name, column in MEASURES.items()})
        .unpivot(index="tier", variable_name="measure")
        .drop_nulls()
        .group_by("tier", "measure")
        .agg(value=pl.col("value").median(), n=pl.len().cast(pl.Int64))
    )
    standing = (
        pl.when(pl.col("n") < LEAST_NOTES)
        .then(pl.lit("too_few"))
        .when(pl.col("value") < pl.col("p25"))
        .then(pl.lit("below"))
        .when(pl.col("value") > pl.col("p75"))
        .then(pl.lit("above"))
        .otherwise(pl.lit("within"))
    )
    known = past.drop_nulls("p50").select("tier", "measure", "p25", "p50", "p75", "notes", "creators")
    return (
        here.join(known, on=["tier", "measure"])
        .with_columns(
            standing=standing,
            unit=pl.when(pl.col("measure") == "cpe_cny").then(pl.lit("cny")).otherwise(pl.lit("count")),
        )
        .sort("tier", "measure")
    )
