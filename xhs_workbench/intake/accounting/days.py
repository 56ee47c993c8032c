"""Whether the notes of the files are of the days the report speaks of."""

from __future__ import annotations

from datetime import date

import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.params import Brief
from xhs_workbench.tables import CHINA
from xhs_workbench.written import day_words, days_span

MOST_EVIDENCE = 5


def check_days(notes: pl.DataFrame, brief: Brief, as_of: date) -> list[Finding]:
    """Find notes dated after the day of the report, and notes outside the brief's posting window.

    Args:
        notes: The `notes` table; notes without a date are counted nowhere here.
        brief: Its timeline holds the window, both ends included.
        as_of: The day the report speaks of.

    Returns:
        At most one finding of each kind; a note after `as_of` that is also outside the window counts in both.
    """
    dated = notes.filter(pl.col("published_at").is_not_null()).with_columns(
        day=pl.col("published_at").dt.convert_time_zone(CHINA).dt.date()
    )
    start, end = brief.timeline.posting_start, brief.timeline.posting_end
    late = dated.filter(pl.col("day") > as_of)
    outside = dated.filter(~pl.col("day").is_between(start, end))
    found = []
    if late.height:
        text = Text(
            f"{late.height} of {dated.height} notes are dated after {day_words(as_of).en}, the day this report speaks of.",
            f"{dated.height} 篇笔记中有 {late.height} 篇的发布日期晚于报告日期{day_words(as_of).zh}。",
        )
        fix = Text(
            "Check the day of this report, or take newer files out.", "请核对报告日期，或移除较新的文件。"
        )
        found.append(Finding("notes_after_as_of", Level.REVIEW, text, fix, _places(late), late.height))
    if outside.height:
        window = days_span(start, end)
        text = Text(
            (
                f"{outside.height} of {dated.height} notes are dated outside the brief's posting "
                f"window, {window.en}."
            ),
            f"{dated.height} 篇笔记中有 {outside.height} 篇的发布日期不在 brief 的发布窗口（{window.zh}）内。",
        )
        fix = Text(
            (
                "Check the window of the brief, and whether these notes belong to the campaign; others "
                "go under history."
            ),
            "请核对 brief 的发布窗口，并确认这些笔记是否属于本次投放；其他笔记请放入 history。",
        )
        found.append(
            Finding("notes_outside_window", Level.REVIEW, text, fix, _places(outside), outside.height)
        )
    return found


def _places(notes: pl.DataFrame) -> tuple[str, ...]:
    shown = notes.sort("day", "note_id").head(MOST_EVIDENCE)
    return tuple(
        f"{row['source_file']} › row {row['source_row']} › {row['day']}"
        for row in shown.iter_rows(named=True)
    )
