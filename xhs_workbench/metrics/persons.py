"""Whose row is this? Exports name a creator by id, by name, or by both; a name counts as an id where only one has it."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl


def people(*frames: pl.DataFrame) -> dict[str, str]:
    """Return name -> creator id, for names that belong to only one id.

    Args:
        frames: Tables with `creator_id` and `creator_name`.
    """
    known = pl.concat([frame.select("creator_id", "creator_name").drop_nulls() for frame in frames])
    ids = known.group_by("creator_name").agg(pl.col("creator_id").unique())
    return {row[0]: row[1][0] for row in ids.iter_rows() if len(row[1]) == 1}


def with_person(frame: pl.DataFrame, ids: Mapping[str, str]) -> pl.DataFrame:
    """Add `who`: the creator's id, else the only id with this name, else the name; null without either."""
    by_name = pl.col("creator_name").replace_strict(dict(ids), default=None, return_dtype=pl.String)
    return frame.with_columns(who=pl.coalesce("creator_id", by_name, "creator_name"))
