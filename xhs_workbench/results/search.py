"""Search before, during and after: each term against its own level before the first note, and where our notes ranked."""

from __future__ import annotations

from datetime import date

import polars as pl

from xhs_workbench.params.brief import Brief

FIRST_PAGE = 20
"""A search page shows about twenty notes before one scrolls on; a setting of ours."""


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


def rank_days(index: pl.DataFrame, brief: Brief, as_of: date) -> pl.DataFrame:
    """Return where our best note stood under each term, day by day.

    Args:
        index: The `SearchIndex` table; `note_rank` comes from a rank file and is the best rank of the day.
        brief: The brief, for the words that are ours.
        as_of: The day of the report.

    Returns:
        One row a term and day with a rank: `term`, `day`, `note_rank` (1 = top), `first_page` (rank 20 or better), `in_brief` (the
        term carries a word of the brief). A day
        without a row is a day without a rank in the file: not looked up, or below what the file keeps.
    """
    ranked = index.drop_nulls(["day", "note_rank"]).filter(pl.col("day") <= as_of)
    ours = [*brief.brand.terms, *(tag.lstrip("#＃") for tag in brief.inclusions.hashtags)]
    in_brief = pl.any_horizontal(pl.lit(False), *(pl.col("term").str.contains(word, literal=True) for word in ours))
    return ranked.select(
        "term", "day", "note_rank", first_page=pl.col("note_rank") <= FIRST_PAGE, in_brief=in_brief
    ).sort("term", "day")


def sum_ranks(ranks: pl.DataFrame) -> pl.DataFrame:
    """Say of each term how often and how high we stood.

    Args:
        ranks: From `rank_days`.

    Returns:
        One row a term, best first: `term`, `in_brief`, `days` with a rank, `best`, `middle` (median), `first_page_share` of those
        days, `first_half` and `second_half` (median rank of the earlier and later half of its days).
    """
    place = pl.col("day").rank("ordinal").over("term") <= pl.len().over("term") / 2
    rank = pl.col("note_rank")
    return (
        ranks.with_columns(early=place)
        .group_by("term", "in_brief")
        .agg(
            days=pl.len().cast(pl.Int64),
            best=rank.min(),
            middle=rank.median(),
            first_page_share=pl.col("first_page").mean(),
            first_half=rank.filter("early").median(),
            second_half=rank.filter(~pl.col("early")).median(),
        )
        .sort("middle", "term")
    )
