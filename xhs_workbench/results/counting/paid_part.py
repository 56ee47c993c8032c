"""The paid part of a note's interactions, as the ad reports count it; unknown if a paid boost reports no result."""

from __future__ import annotations

import polars as pl

PARTS = ("likes", "saves", "comments", "shares")


def count_bought(paid: pl.DataFrame) -> pl.DataFrame:
    """Add the number of interactions that each row of a paid file brought.

    Args:
        paid: The `Paid` table, every platform.

    Returns:
        `paid` plus `bought`: the parts if all are given, otherwise the row's own sum (聚光's includes follows,
            so it is slightly high),
        otherwise 0 if nothing was spent; null if money was spent and no figure is given.
    """
    named = pl.sum_horizontal(*PARTS, ignore_nulls=False)
    return paid.with_columns(
        bought=pl.coalesce(named, "interactions", pl.when(pl.col("spend_cny") == 0).then(0)).cast(pl.Float64)
    )


def sum_known(counts: pl.Series) -> float | None:
    """Return the sum; None if there are no values, or if one of them is unknown."""
    return None if counts.is_empty() or counts.null_count() else float(counts.sum())
