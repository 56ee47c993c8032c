"""Likes and saves of the campaign by day, from the daily crawls."""

from __future__ import annotations

from datetime import date

import polars as pl

from xhs_workbench.live.scheduling.calendar import end_of_day


def growth_so_far(snapshots: pl.DataFrame, posted: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Sum likes and saves over the notes, day by day.

    A note keeps its last count on days that its crawl lacks, and has none before its first; a count that falls
    (a crawl that was cut) does not lower it.

    Args:
        snapshots: The `Snapshots` table; crawls after the day are ignored.
        posted: From `posted_by`.
        as_of: The day, China time.

    Returns:
        One row a day from the first crawl to the last: `day`, `total`, `notes` (with a count by then). Empty
        without a crawl.
    """
    seen = (
        snapshots.filter(pl.col("collected_at") <= end_of_day(as_of))
        .join(posted.select("note_id").unique(), on="note_id")
        .select("note_id", day=pl.col("collected_at").dt.date(), count=pl.col("likes") + pl.col("saves"))
        .drop_nulls()
    )
    if seen.is_empty():
        return pl.DataFrame(schema={"day": pl.Date, "total": pl.Int64, "notes": pl.Int64})
    days = pl.DataFrame({"day": pl.date_range(seen["day"].min(), seen["day"].max(), eager=True)})  # type: ignore[arg-type]
    each = seen.group_by("note_id", "day").agg(pl.col("count").max())
    grid = days.join(seen.select("note_id").unique(), how="cross")
    known = (
        grid.join(each, on=["note_id", "day"], how="left")
        .sort("note_id", "day")
        .with_columns(pl.col("count").cum_max().forward_fill().over("note_id"))
    )
    return (
        known.group_by("day")
        .agg(total=pl.col("count").sum().cast(pl.Int64), notes=pl.col("count").count().cast(pl.Int64))
        .sort("day")
    )
