"""What money brought of a note's interactions, as the ad reports count it; unknown where a boost that cost money says nothing."""

from __future__ import annotations

import polars as pl

PARTS = ("likes", "saves", "comments", "shares")


def count_bought(paid: pl.DataFrame) -> pl.DataFrame:
    """Add how many interactions each row of a paid file brought.

    Args:
        paid: The `Paid` table, every platform.

    Returns:
        `paid` plus `bought`: the parts where all are named, else the row's own sum (聚光's has follows in it: a little much), else
        0 where nothing was spent; null where money was spent and no figure stands beside it.
    """
    named = pl.sum_horizontal(*PARTS, ignore_nulls=False)
    return paid.with_columns(
        bought=pl.coalesce(named, "interactions", pl.when(pl.col("spend_cny") == 0).then(0)).cast(pl.Float64)
    )


def sum_known(counts: pl.Series) -> float | None:
    """Return the sum; None where there is nothing, or where one of them is unknown."""
    return None if counts.is_empty() or counts.null_count() else float(counts.sum())
