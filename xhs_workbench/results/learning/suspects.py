"""Creators whose likes come without the saves and comments that others' bring."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

LEAST_OWN = 3


def find_suspects(outcomes: pl.DataFrame, history: pl.DataFrame) -> pl.DataFrame:
    """Find placed creators whose likes come with far fewer saves and comments than others': a pattern of bought likes.

    The log odds of saves and of comments against likes are compared with the median of all creators' notes,
    in robust spreads. Both must be low, in the placed note and, if there are any, in the creator's own notes.

    Args:
        outcomes: From `gather_outcomes`.
        history: The `Notes` table of the creators' other notes.

    Returns:
        One row a creator to ask: `creator_id`, `creator_name`, `saves_per_like`, `comments_per_like` of the
            placed note,
        `usual_saves_per_like`, `usual_comments_per_like` (middle of all), `own_notes`.
    """
    peers = (
        _odds(history)
        .group_by("creator_id")
        .agg(pl.col("s", "c").median(), own_notes=pl.len().cast(pl.Int64))
    )
    known = peers.filter(pl.col("own_notes") >= LEAST_OWN)
    schema = {
        "creator_id": pl.String,
        "creator_name": pl.String,
        "saves_per_like": pl.Float64,
        "comments_per_like": pl.Float64,
        "usual_saves_per_like": pl.Float64,
        "usual_comments_per_like": pl.Float64,
        "own_notes": pl.Int64,
    }
    if known.height < 20:
        return pl.DataFrame(schema=schema)
    (s, wide_s), (c, wide_c) = (_middle(known[name].to_numpy()) for name in ("s", "c"))
    placed = _odds(outcomes).rename({"s": "note_s", "c": "note_c"})
    joined = placed.join(known, on="creator_id", how="left", maintain_order="left")
    low = (
        (pl.col("s") < s - 3 * wide_s) & (pl.col("c") < c - 2 * wide_c) & (pl.col("note_s") < s - 2 * wide_s)
    )
    made = joined.filter(low).with_columns(
        saves_per_like=pl.col("note_s").exp(),
        comments_per_like=pl.col("note_c").exp(),
        usual_saves_per_like=pl.lit(s).exp(),
        usual_comments_per_like=pl.lit(c).exp(),
    )
    return made.select(list(schema)).unique("creator_id", keep="first", maintain_order=True)


def _middle(values: NDArray[np.float64]) -> tuple[float, float]:
    """Return the median and the robust spread (1.4826 times the median distance from it)."""
    middle = float(np.median(values))
    return middle, 1.4826 * float(np.median(np.abs(values - middle)))


def _odds(notes: pl.DataFrame) -> pl.DataFrame:
    likes = pl.col("likes") + 0.5
    counted = notes.drop_nulls(["creator_id", "likes", "saves", "comments"])
    odds = {name: ((pl.col(part) + 0.5) / likes).log() for name, part in (("s", "saves"), ("c", "comments"))}
    return counted.select("creator_id", "creator_name", **odds)
