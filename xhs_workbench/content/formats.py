"""The four formats of a brief: what was planned, what came, and how notes of each format did."""

from __future__ import annotations

import polars as pl

from xhs_workbench.params.brief import Brief

FORMAT_WORDS = {
    "review": ["测评", "评测", "体验", "review", "试用", "空瓶", "回购"],
    "lifestyle": ["生活", "日常", "场景", "vlog", "lifestyle", "好物分享", "plog"],
    "tutorial": ["教程", "步骤", "手把手", "攻略", "tutorial", "护肤流程", "怎么用"],
    "comparison": ["对比", "横评", "pk", "vs", "comparison", "红黑榜", "合集"],
}
"""Words by which an export's 内容形式, or a title where that column is empty, names one of the four formats."""
FORMATS = tuple(FORMAT_WORDS)


def name_formats(notes: pl.DataFrame) -> pl.DataFrame:
    """Add `format`: the brief's format of each note, from 内容形式 first, else from the title.

    Args:
        notes: The `Notes` table.

    Returns:
        `notes` plus `format` (null where nothing names one) and `format_from` (`export`, `title` or null): a format
        guessed from a title is a guess and reports say so.
    """
    from_export, from_title = _format_in("content_format"), _format_in("title")
    return notes.with_columns(
        format=pl.coalesce(from_export, from_title),
        format_from=pl.when(from_export.is_not_null())
        .then(pl.lit("export"))
        .when(from_title.is_not_null())
        .then(pl.lit("title")),
    )


def _format_in(column: str) -> pl.Expr:
    text = pl.col(column).str.to_lowercase()
    found = [pl.when(text.str.contains_any(words)).then(pl.lit(name)) for name, words in FORMAT_WORDS.items()]
    return pl.coalesce(*found)


def compare_formats(notes: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    """Hold the formats that came against the formats ordered.

    Args:
        notes: The `Notes` table of the campaign, with `format` (see `name_formats`).
        brief: The brief with its deliverables.

    Returns:
        One row a format, and one for notes whose format is unknown: `format`, `planned`, `delivered`, `open`
        (planned - delivered, not below 0), `saves_median` and `n` (notes with known saves). Counts are notes.
    """
    planned = pl.DataFrame(
        {"format": [d.format for d in brief.deliverables], "planned": [d.count for d in brief.deliverables]},
        schema={"format": pl.String, "planned": pl.Int64},
    )
    planned = planned.group_by("format").agg(pl.col("planned").sum())
    came = notes.group_by("format").agg(
        delivered=pl.len().cast(pl.Int64),
        saves_median=pl.col("saves").filter(~pl.col("saves_censored").fill_null(False)).median(),
        n=pl.col("saves").count().cast(pl.Int64),
    )
    order = pl.DataFrame({"format": [*FORMATS, None], "place": range(len(FORMATS) + 1)})
    return (
        planned.join(came, on="format", how="full", coalesce=True, nulls_equal=True)
        .with_columns(pl.col("planned", "delivered", "n").fill_null(0))
        .with_columns(open=(pl.col("planned") - pl.col("delivered")).clip(lower_bound=0))
        .join(order, on="format", how="left", nulls_equal=True)
        .sort("place", nulls_last=True)
        .select("format", "planned", "delivered", "open", "saves_median", "n")
    )
