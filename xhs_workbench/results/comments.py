"""Which comments are the readers' own, and when they were written."""

from __future__ import annotations

import polars as pl


def reader_comments(comments: pl.DataFrame) -> pl.DataFrame:
    """Return comments without the replies of the notes' authors, who would praise their own work.

    Args:
        comments: The `Comments` table; where it does not say who the author is, all stay.
    """
    return comments.filter(~pl.col("by_author").fill_null(value=False))


def add_week(comments: pl.DataFrame) -> pl.DataFrame:
    """Add `week`, the Monday (China time) of the week a comment was written in, as `2026-05-18`; null without a time."""
    monday = pl.col("created_at").dt.truncate("1w").dt.strftime("%Y-%m-%d")
    return comments.with_columns(week=monday)
