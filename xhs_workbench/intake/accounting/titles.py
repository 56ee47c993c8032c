"""Comments that name their note in words: joined to the note of that title, or of that creator, where there is only one."""

from __future__ import annotations

import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.intake.cells.texts import BEGINS, name_by_words
from xhs_workbench.written import many

COLUMNS = {"title": "title", "creator": "creator_name"}


def join_by_words(comments: pl.DataFrame, notes: pl.DataFrame | None) -> tuple[pl.DataFrame, list[Finding]]:
    """Give comments the ids of the notes whose title or creator they name, where it is that of one note only.

    Returns:
        The comments, and what was joined and what was not.
    """
    worded = pl.any_horizontal(pl.col("note_id").str.starts_with(begin) for begin in BEGINS.values())
    n = comments.filter(worded).height
    if not n:
        return comments, []
    own = _only_ones(notes) if notes is not None else {}
    named = comments["note_id"].replace_strict(own, default=None, return_dtype=pl.String)
    made = comments.with_columns(pl.coalesce(named, "note_id").alias("note_id"))
    return made, [_say_joined(int(named.is_not_null().sum()), n, made.filter(worded)["note_id"].n_unique())]


def _only_ones(notes: pl.DataFrame) -> dict[str, str]:
    found: dict[str, str] = {}
    for said, column in COLUMNS.items():
        rows = notes.select("note_id", words=name_by_words(notes[column], said)).drop_nulls()
        alone = rows.filter(pl.col("words").is_unique())
        found |= dict(zip(alone["words"], alone["note_id"], strict=True))
    return found


def _say_joined(joined: int, n: int, left: int) -> Finding:
    if joined == n:
        text = Text(
            f"{many(n, 'comment')} without a note's id or link are on the note whose title or creator stands beside.",
            f"{n} 条评论没有笔记 ID 或链接，已按同行的标题或博主归到对应笔记。",
        )
        return Finding("comments_by_words", Level.PASS, text, n=n)
    text = Text(
        f"{n} comments name their note only in words; {n - joined} of them join no note of these files.",
        f"{n} 条评论只写了笔记标题或博主，其中 {n - joined} 条无法对应到本次文件中的笔记。",
    )
    fix = Text(
        f"They stand apart, under {many(left, 'note')} of their own. Add the list of notes, or links.",
        f"这些评论单独归为 {left} 篇。请补充笔记清单，或在评论表中写上笔记链接。",
    )
    return Finding("comments_by_words", Level.REVIEW, text, fix, n=n - joined)
