"""Search before, during and after: each term against its own level before the first note, and the ranks of our notes."""

from __future__ import annotations

from datetime import date

import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.params.brief import Brief

FIRST_PAGE = 20
"""A search page shows about twenty notes before scrolling; our own setting."""


def search_levels(index: pl.DataFrame, posting_start: date) -> pl.DataFrame:
    """Express each term's weekly mean as a multiple of its mean before posting.

    Args:
        index: The `SearchIndex` table, daily.
        posting_start: First day of posting; days before it are the base.

    Returns:
        One row a term and week: `term`, `role`, `day` (first of the week), `level` (1 = mean before posting).
            Terms
        without a day before posting are left out.
    """
    daily = index.drop_nulls(["day", "index"])
    before = daily.filter(pl.col("day") < posting_start).group_by("term").agg(base=pl.col("index").mean())
    level = (
        daily.join(before, on="term")
        .filter(pl.col("base") > 0)
        .with_columns(level=pl.col("index") / pl.col("base"))
    )
    return (
        level.sort("day")
        .group_by_dynamic("day", every="1w", group_by=["term", "role"])
        .agg(pl.col("level").mean())
    )


def rank_days(ranks: pl.DataFrame, outcomes: pl.DataFrame, brief: Brief, as_of: date) -> pl.DataFrame:
    """Return the rank of our best note under each term, day by day.

    Args:
        ranks: The `SearchRanks` table: notes of ours and of others.
        outcomes: From `gather_outcomes`: only the placed notes are ours.
        brief: The brief, for its keywords; without keywords, the brand's words and its hashtags are used.
        as_of: The day of the report.

    Returns:
        One row per term and day on which a note of ours has a rank: `term`, `day`, `note_rank` (1 = top),
            `note_id`, `note`
        (title, or the id if no file has one), `first_page` (rank 20 or better), `in_brief` (the term is a
        keyword of the brief). A day without a row has no rank in the file: it was not looked up, or the rank
        was too low.
    """
    titles = outcomes.drop_nulls("note_id").select("note_id", "title").unique("note_id", maintain_order=True)
    ours = (
        ranks.drop_nulls(["day", "note_rank"])
        .filter(pl.col("day") <= as_of)
        .join(titles, on="note_id", how="inner")
    )
    best = ours.sort("term", "day", "note_rank", "note_id").unique(
        ["term", "day"], keep="first", maintain_order=True
    )
    return best.select(
        "term",
        "day",
        "note_rank",
        "note_id",
        note=pl.coalesce("title", "note_id"),
        first_page=pl.col("note_rank") <= FIRST_PAGE,
        in_brief=_in_brief(brief),
    )


def _in_brief(brief: Brief) -> pl.Expr:
    if brief.keywords:
        return _bare_term(pl.col("term")).is_in([plain_keyword(word) for word in brief.keywords])
    words = [*brief.brand.terms, *(tag.lstrip("#＃") for tag in brief.inclusions.hashtags)]
    return pl.any_horizontal(
        pl.lit(False), *(pl.col("term").str.contains(word, literal=True) for word in words)
    )


def _bare_term(term: pl.Expr) -> pl.Expr:
    return term.str.to_lowercase().str.replace_all(r"\s", "").str.strip_chars_start("#＃")


def plain_keyword(word: str) -> str:
    """Return a keyword in the form used for comparison: without case, spaces and the hashtag sign.

    >>> plain_keyword("#Barrier Serum")
    'barrierserum'
    """
    return "".join(word.lower().split()).lstrip("#＃")


def sum_ranks(ranks: pl.DataFrame) -> pl.DataFrame:
    """Say for each term how often and how high we ranked, and with which note.

    Args:
        ranks: From `rank_days`.

    Returns:
        One row a term, best first: `term`, `in_brief`, `days` with a rank, `best`, `best_note` (whose it was,
            on its first
        such day), `notes` (how many of ours were best on some day), `middle` (median), `first_page_share` of
        those days, `first_half` and `second_half` (median rank of the earlier and later half of its days).
    """
    place = pl.col("day").rank("ordinal").over("term") <= pl.len().over("term") / 2
    rank = pl.col("note_rank")
    return (
        ranks.with_columns(early=place)
        .sort("term", "day")
        .group_by("term", "in_brief", maintain_order=True)
        .agg(
            days=pl.len().cast(pl.Int64),
            best=rank.min(),
            best_note=pl.col("note").filter(rank == rank.min()).first(),
            notes=pl.col("note_id").n_unique().cast(pl.Int64),
            middle=rank.median(),
            first_page_share=pl.col("first_page").mean(),
            first_half=rank.filter("early").median(),
            second_half=rank.filter(~pl.col("early")).median(),
        )
        .sort("middle", "term")
    )


def rank_findings(
    ranks: pl.DataFrame, days: pl.DataFrame, outcomes: pl.DataFrame, brief: Brief
) -> list[Finding]:
    """Say which keywords have no rank of ours, and how many ranks in the file belong to others.

    Args:
        ranks: The `SearchRanks` table.
        days: From `rank_days`.
        outcomes: From `gather_outcomes`: the placed notes.
        brief: The brief: its keywords.
    """
    said = []
    found = {plain_keyword(term) for term in days["term"].unique()}
    without = [word for word in brief.keywords if plain_keyword(word) not in found]
    if not brief.keywords:
        said.append(
            Finding(
                "no_keywords",
                Level.REVIEW,
                Text(
                    "The brief names no keywords, so terms are known by the brand's words and hashtags.",
                    "brief 未列搜索关键词，暂以品牌词与话题词识别。",
                ),
                Text("List them under keywords in brief.yaml.", "请在 brief.yaml 的 keywords 中列出。"),
            )
        )
    elif without:
        names_en, names_zh = ", ".join(without), "、".join(without)
        said.append(
            Finding(
                "keywords_without_rank",
                Level.REVIEW,
                Text(
                    (
                        f"{len(without)} of {len(brief.keywords)} keywords have no rank of ours that "
                        f"was read: {names_en}."
                    ),
                    f"{len(brief.keywords)} 个关键词中有 {len(without)} 个未读取到我方排名：{names_zh}。",
                ),
                Text(
                    "Not looked up, or too far down: look them up and add them to the rank file.",
                    "可能未查询或排名过低：请查询后补入排名表。",
                ),
                n=len(brief.keywords),
            )
        )
    else:
        n = len(brief.keywords)
        said.append(
            Finding(
                "keywords_ranked",
                Level.PASS,
                Text(
                    f"A note of ours ranked under each of the {n} keywords.",
                    f"{n} 个关键词均有我方笔记上榜。",
                ),
                n=n,
            )
        )
    others = ranks.join(outcomes.select("note_id").drop_nulls(), on="note_id", how="anti")
    if others.height:
        notes = others["note_id"].n_unique()
        said.append(
            Finding(
                "ranks_of_others",
                Level.REVIEW,
                Text(
                    (
                        f"{others.height} of {ranks.height} ranks belong to {notes} notes that nobody "
                        "placed; they are not counted as ours."
                    ),
                    f"{ranks.height} 条排名中有 {others.height} 条属于 {notes} 篇非合作笔记，不计为我方。",
                ),
                Text("If one is ours, add its order.", "如其中有我方笔记，请补充其订单。"),
                n=ranks.height,
            )
        )
    return said
