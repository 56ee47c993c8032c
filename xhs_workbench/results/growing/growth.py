"""How notes grew, from daily snapshots: each note's curve, and notes that grew late."""

from __future__ import annotations

import polars as pl

LATE_FROM_DAYS = 14
LATE_SHARE = 0.5
"""A note that gets more than half of its likes and saves after two weeks lives from search; our own
setting."""


def growth_curves(snapshots: pl.DataFrame, notes: pl.DataFrame) -> pl.DataFrame:
    """Return each note's likes and saves by age.

    Args:
        snapshots: The `Snapshots` table, cumulative counts.
        notes: The `Notes` table, for publish time and title.

    Returns:
        One row a note and day: `note_id`, `title`, `age_days` (whole days), `count` (likes + saves), `share`
            of the note's
        last count. Notes without a publish time are left out.
    """
    timed = snapshots.join(notes.select("note_id", "title", "published_at"), on="note_id").drop_nulls(
        "published_at"
    )
    aged = timed.with_columns(
        age_days=((pl.col("collected_at") - pl.col("published_at")).dt.total_hours() / 24)
        .round(0)
        .cast(pl.Int64),
        count=(pl.col("likes") + pl.col("saves")).cast(pl.Float64),
    ).drop_nulls("count")
    daily = (
        aged.group_by("note_id", "title", "age_days").agg(pl.col("count").max()).sort("note_id", "age_days")
    )
    last = pl.col("count").max().over("note_id")
    return daily.with_columns(share=pl.when(last > 0).then(pl.col("count") / last))


def middle_curve(curves: pl.DataFrame) -> pl.DataFrame:
    """Return the median share of the last count by age, and the middle half of the notes.

    Returns:
        One row a day: `age_days`, `middle`, `low` (25 %), `high` (75 %), `n` notes; days with fewer than 8
            notes are left out.
    """
    share = pl.col("share")
    days = curves.group_by("age_days").agg(
        middle=share.median(),
        low=share.quantile(0.25),
        high=share.quantile(0.75),
        n=share.count().cast(pl.Int64),
    )
    return days.filter(pl.col("n") >= 8).sort("age_days")


def late_growers(curves: pl.DataFrame) -> pl.DataFrame:
    """Find notes that got most of their likes and saves late.

    Returns:
        One row a note, latest first: `note_id`, `title`, `late_share` of the last count that came after day
            14, `count`.
        Notes watched for fewer than 30 days are not judged.
    """
    watched = curves.filter(pl.col("age_days").max().over("note_id") >= 30)
    early = (
        watched.filter(pl.col("age_days") <= LATE_FROM_DAYS)
        .group_by("note_id")
        .agg(early=pl.col("count").max())
    )
    last = watched.group_by("note_id", "title").agg(count=pl.col("count").max())
    joined = last.join(early, on="note_id").filter(pl.col("count") >= 20)
    late = joined.with_columns(late_share=1 - pl.col("early") / pl.col("count"))
    return late.filter(pl.col("late_share") > LATE_SHARE).sort("late_share", descending=True).drop("early")
