"""The four formats of a brief: planned, delivered, and the results of notes of each format."""

from __future__ import annotations

import polars as pl

from xhs_workbench.metrics.note_formats import FORMATS
from xhs_workbench.params.brief import Brief
from xhs_workbench.statistics.censored import median_known


def compare_formats(notes: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    """Compare the delivered formats with the ordered ones.

    Args:
        notes: The `Notes` table of the campaign, with `format` (see `name_formats`).
        brief: The brief with its deliverables.

    Returns:
        One row a format, and one for notes whose format is unknown: `format`, `planned`, `delivered`, `open`
        (planned - delivered, not below 0), `saves_median` with `saves_median_bound` (`at_least` where
        bounds such as `10万+` leave it open) and `n` (notes with known saves). Counts are notes.
    """
    planned = pl.DataFrame(
        {"format": [d.format for d in brief.deliverables], "planned": [d.count for d in brief.deliverables]},
        schema={"format": pl.String, "planned": pl.Int64},
    )
    planned = planned.group_by("format").agg(pl.col("planned").sum())
    came = (
        notes.group_by("format")
        .agg(
            *median_known("saves", notes.columns),
            delivered=pl.len().cast(pl.Int64),
            n=pl.col("saves").count().cast(pl.Int64),
        )
        .rename({"saves": "saves_median", "saves_bound": "saves_median_bound"})
    )
    order = pl.DataFrame({"format": [*FORMATS, None], "place": range(len(FORMATS) + 1)})
    return (
        planned.join(came, on="format", how="full", coalesce=True, nulls_equal=True)
        .with_columns(pl.col("planned", "delivered", "n").fill_null(0))
        .with_columns(open=(pl.col("planned") - pl.col("delivered")).clip(lower_bound=0))
        .join(order, on="format", how="left", nulls_equal=True)
        .sort("place", nulls_last=True)
        .select("format", "planned", "delivered", "open", "saves_median", "saves_median_bound", "n")
    )
