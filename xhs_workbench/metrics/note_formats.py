"""The four formats a brief orders, and the words for them in exports and titles."""

from __future__ import annotations

import polars as pl

from xhs_workbench.findings import Text

FORMAT_NAMES = {
    "review": Text("Review with personal context", "个人体验测评"),
    "lifestyle": Text("Lifestyle integration", "生活场景植入"),
    "tutorial": Text("Tutorial", "教程"),
    "comparison": Text("Comparison", "对比"),
}
FORMAT_WORDS = {
    "review": ["测评", "评测", "体验", "review", "试用", "空瓶", "回购"],
    "lifestyle": ["生活", "日常", "场景", "vlog", "lifestyle", "好物分享", "plog"],
    "tutorial": ["教程", "步骤", "手把手", "攻略", "tutorial", "护肤流程", "怎么用"],
    "comparison": ["对比", "横评", "pk", "vs", "comparison", "红黑榜", "合集"],
}
"""Words that identify one of the four formats in an export's 内容形式, or in a title if that column is empty."""
FORMATS = tuple(FORMAT_WORDS)


def name_formats(notes: pl.DataFrame) -> pl.DataFrame:
    """Add `format`: the brief's format of each note, from 内容形式 if given, otherwise from the title.

    Args:
        notes: The `Notes` table.

    Returns:
        `notes` plus `format` (null if nothing identifies one) and `format_from` (`export`, `title` or null).
        A format
        inferred from a title is a guess, and reports say so.
    """
    found = notes.with_columns(_export=_format_in("content_format"), _title=_format_in("title"))
    return found.with_columns(
        format=pl.coalesce("_export", "_title"),
        format_from=pl.when(pl.col("_export").is_not_null())
        .then(pl.lit("export"))
        .when(pl.col("_title").is_not_null())
        .then(pl.lit("title")),
    ).drop("_export", "_title")


def _format_in(column: str) -> pl.Expr:
    text = pl.col(column).str.to_lowercase()
    found = [pl.when(text.str.contains_any(words)).then(pl.lit(name)) for name, words in FORMAT_WORDS.items()]
    return pl.coalesce(*found)
