"""What a creator's card needs from the notes and from the other creators."""

from __future__ import annotations

import polars as pl

from xhs_workbench.metrics.registry import columns
from xhs_workbench.params.brief import Brief
from xhs_workbench.selection.planning.rules import plain_category
from xhs_workbench.statistics.censored import any_flag, median_settled


def list_card_notes(notes: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    """Return the notes of known creators by the brief's definition of interactions.

    Returns:
        One row per note with known, uncensored counts (no notes of a creator with half of the counts being
        bounds): `creator_id`,
        `published_at`, `interactions`, `save_share` (saves over interactions; null if saves are not part of
        them or nobody
        interacted), `is_commercial`.
    """
    parts = columns(("@interactions",), brief.definitions)
    exact = ~any_flag(parts, notes.columns) & median_settled(parts, notes.columns, "creator_id")
    known = notes.filter(pl.col("creator_id").is_not_null() & exact)
    total = pl.sum_horizontal([pl.col(part).cast(pl.Float64) for part in parts], ignore_nulls=False)
    share = (
        pl.when(pl.col("interactions") > 0).then(pl.col("saves") / pl.col("interactions"))
        if "saves" in parts
        else pl.lit(None, pl.Float64)
    )
    counted = known.with_columns(interactions=total).drop_nulls("interactions").with_columns(save_share=share)
    return counted.select("creator_id", "published_at", "interactions", "save_share", "is_commercial")


def prepare_cards(scored: pl.DataFrame) -> pl.DataFrame:
    """Add what the explorer and its cards show beside a creator's own figures.

    Returns:
        `scored` plus `peers_save_share` (the median save share of the creator's tier; null below ten
        creators) and
        `plain_category` (the first category, without brackets).
    """
    known = pl.col("save_share").count().over("tier") >= 10
    return scored.with_columns(
        peers_save_share=pl.when(known).then(pl.col("save_share").median().over("tier")),
        plain_category=plain_category(),
    )


def creator_names(creators: pl.DataFrame) -> dict[str, str]:
    """Return creator id -> nickname, or the id if there is none."""
    named = creators.select("creator_id", pl.coalesce("creator_name", "creator_id").alias("name"))
    return {str(creator): str(name) for creator, name in named.iter_rows()}
