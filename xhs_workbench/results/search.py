"""Search before, during and after: each term against its own level before the first note."""

from __future__ import annotations

from datetime import date

import polars as pl


def search_levels(index: pl.DataFrame, posting_start: date) -> pl.DataFrame:
    """Express each term's weekly mean as a multiple of its mean before posting.

    Args:
        index: The `SearchIndex` table, daily.
        posting_start: First day of posting; days before it are the base.

    Returns:
        One row a term and week: `term`, `role`, `day` (first of the week), `level` (1 = mean before posting). Terms
        without a day before posting are left out.
    """
    daily = index.drop_nulls(["day", "index"])
    before = daily.filter(pl.col("day") < posting_start).group_by("term").agg(base=pl.col("index").mean())
    level = (
        daily.join(before, on="term").filter(pl.col("base") > 0).with_columns(level=pl.col("index") / pl.col("base"))
    )
    return level.sort("day").group_by_dynamic("day", every="1w", group_by=["term", "role"]).agg(pl.col("level").mean())
