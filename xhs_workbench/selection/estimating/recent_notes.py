"""Recent notes for estimates: counted by the brief's definition, old enough, uncensored, split into 日常 and 合作."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from xhs_workbench.metrics import any_flag, median_settled, name_formats
from xhs_workbench.metrics.registry import columns
from xhs_workbench.params.brief import Brief

KEPT = (
    "creator_id",
    "interactions",
    "log_interactions",
    "save_logit",
    "is_commercial",
    "format",
    "published_at",
)
BASES = ("reads", "impressions")
"""What a rate may be of; a table of notes need not have them."""


def usable_notes(notes: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    """Keep the notes whose interactions are known, and put them on the working scales.

    Left out: notes with a missing or censored part (`10万+`); all notes of a creator with half of the notes
        censored (the rest
    would represent only the small ones); and notes counted before the brief's `mature_after_days`,
    if both times are known. A note that no file marks as commercial counts as a daily one.

    Args:
        notes: The `Notes` table; may be empty.
        brief: The brief: definition of interactions, age from which a note counts.

    Returns:
        One row per note: `creator_id`, `interactions`, `log_interactions` = log(1 + interactions),
            `save_logit` =
        log((saves + ½) / (interactions − saves + ½)) or null, `is_commercial` (null if no file says),
        `format`, `published_at`, and `reads` and `impressions` where `notes` has them.
    """
    parts = columns(("@interactions",), brief.definitions)
    cut = any_flag(parts, notes.columns)
    age = pl.col("collected_at") - pl.col("published_at")
    young = (age < timedelta(days=brief.definitions.mature_after_days)).fill_null(False)
    total = pl.sum_horizontal([pl.col(part).cast(pl.Float64) for part in parts], ignore_nulls=False)
    saves = pl.col("saves").cast(pl.Float64) if "saves" in parts else pl.lit(None, dtype=pl.Float64)
    kept = name_formats(notes).filter(
        pl.col("creator_id").is_not_null()
        & ~cut
        & ~young
        & median_settled(parts, notes.columns, "creator_id")
    )
    return (
        kept.with_columns(interactions=total)
        .drop_nulls("interactions")
        .with_columns(
            log_interactions=pl.col("interactions").log1p(),
            save_logit=((saves + 0.5) / (pl.col("interactions") - saves + 0.5)).log(),
        )
        .select(*KEPT, *(name for name in BASES if name in notes.columns))
    )


def split_by_time(notes: pl.DataFrame, later_share: float = 1 / 3, least: int = 3) -> pl.DataFrame:
    """Mark the later notes of each creator.

    Args:
        notes: From `usable_notes`.
        later_share: Share of a creator's dated notes that is set aside, rounded down, at least one.
        least: Creators with fewer dated notes are left out.

    Returns:
        The dated notes of creators with enough of them, plus `later`.
    """
    dated = notes.filter(pl.col("published_at").is_not_null())
    count = pl.len().over("creator_id")
    rank = pl.col("published_at").rank("ordinal").over("creator_id")
    aside = (count * later_share).floor().clip(lower_bound=1)
    return dated.filter(count >= least).with_columns(later=rank > count - aside)
