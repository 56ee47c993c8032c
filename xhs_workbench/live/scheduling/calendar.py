"""The campaign's calendar: what the brief promises, what has happened by the day, what is late."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.params.brief import Brief
from xhs_workbench.tables import CHINA
from xhs_workbench.written import days_span

SEEDING_PEAK_DAYS = 7
"""Seeding peaks about a week before a sale (domain knowledge, grade B); shown as a line, not a rule."""


def plan_calendar(brief: Brief) -> pl.DataFrame:
    """Lay out the brief's dates as spans.

    Args:
        brief: The brief.

    Returns:
        One row an event in order of start: `event` (stable key), `en`, `zh`, `start`, `end` (dates, both
            included,
        China time), `lane` (`make`, `post`, `sale`, `measure`).
    """
    line = brief.timeline
    review_ends = line.drafts_due + timedelta(days=line.review_days)
    approval_ends = review_ends + timedelta(hours=line.platform_approval_hours)
    spans: list[tuple[str, str, str, date, date, str]] = [
        (
            "briefing",
            "Brief sent, creators write",
            "下发 brief、达人创作",
            line.brief_sent,
            line.drafts_due,
            "make",
        ),
        ("review", "Our review of drafts", "我方审稿", line.drafts_due, review_ends, "make"),
        ("approval", "Platform approval", "平台审核", review_ends, approval_ends, "make"),
        ("posting", "Posting window", "发布窗口", line.posting_start, line.posting_end, "post"),
    ]
    if line.sale_start and line.sale_end:
        peak = line.sale_start - timedelta(days=SEEDING_PEAK_DAYS)
        spans.append(("seeding_peak", "Usual seeding peak", "常见种草高峰", peak, line.sale_start, "sale"))
        name = line.festival or "Sale"
        spans.append(
            ("sale", f"{name} sale", f"{line.festival} 大促", line.sale_start, line.sale_end, "sale")
        )
    spans.append(("measuring", "Measuring", "数据观察期", line.posting_end, line.measured_until, "measure"))
    names = {
        "event": pl.String,
        "en": pl.String,
        "zh": pl.String,
        "start": pl.Date,
        "end": pl.Date,
        "lane": pl.String,
    }
    return pl.DataFrame(spans, schema=names, orient="row").sort("start", "event")


def posted_by(notes: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Keep the notes that were published by the end of a day in China.

    Args:
        notes: The `Notes` table.
        as_of: The day.

    Returns:
        The notes published by then; a note without a publish time does not count as published.
    """
    return notes.filter(pl.col("published_at") <= end_of_day(as_of))


COUNTS = ("impressions", "reads", "likes", "saves", "comments", "shares", "follows")


def as_they_stood(notes: pl.DataFrame, snapshots: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Give notes the counts of their last crawl of a day, where the notes' own file was made after that day.

    It was where it counts more likes and saves than the first crawl after the day, which had grown by then. As many
    tell nothing of a note that has stopped growing, unless the file holds another note that counts more.

    Args:
        notes: The `Notes` table.
        snapshots: The `Snapshots` table.
        as_of: The day.

    Returns:
        `notes` with those notes' counts replaced; what the crawl does not hold is null, not the later figure.
    """
    crawls, end = snapshots.sort("collected_at"), end_of_day(as_of)
    known = [name for name in COUNTS if name in notes.columns]
    crawls = crawls.with_columns(
        pl.lit(None, notes.schema[name]).alias(name) for name in known if name not in crawls.columns
    )
    sums = [name for name in ("likes", "saves") if name in known]
    sides = {
        "then": crawls.filter(pl.col("collected_at") <= end).group_by("note_id", maintain_order=True).last(),
        "after": crawls.filter(pl.col("collected_at") > end).group_by("note_id", maintain_order=True).first(),
    }
    joined = notes
    for side, rows in sides.items():
        joined = joined.join(
            rows.select("note_id", pl.col(known).name.suffix(f"_{side}")), on="note_id", how="left"
        )
    now, then, after = (
        pl.sum_horizontal([f"{name}{end}" for name in sums], ignore_nulls=False)
        for end in ("", "_then", "_after")
    )
    grown = (after > then).fill_null(value=False)
    more = (grown & (now > after)).fill_null(value=False)
    one_file = "source_file" in notes.columns
    made_later = more.any().over("source_file") if one_file else more.any()
    later = more | (grown & (now == after).fill_null(value=False) & made_later)
    return joined.with_columns(
        pl.when(later).then(f"{name}_then").otherwise(name).alias(name) for name in known
    ).drop([f"{name}_{side}" for name in known for side in sides])


def end_of_day(day: date) -> datetime:
    """Return the last microsecond of a day in China."""
    return datetime.combine(day, time.max, tzinfo=ZoneInfo(CHINA))


def check_progress(notes: pl.DataFrame, brief: Brief, as_of: date) -> list[Finding]:
    """Say how posting compares with the brief on a day.

    Args:
        notes: The `Notes` table of the campaign.
        brief: The brief.
        as_of: The day, China time.

    Returns:
        Findings: published against ordered notes with the days that are left; notes posted outside the
            window.
    """
    line = brief.timeline
    ordered = count_ordered(brief)
    out = posted_by(notes, as_of)
    left = (line.posting_end - as_of).days
    outside = out.filter(~pl.col("published_at").dt.date().is_between(line.posting_start, line.posting_end))
    return [_posted(out.height, ordered, left), *_strays(outside, brief)]


def _posted(out: int, ordered: int, left: int) -> Finding:
    open_notes = ordered - out
    if open_notes < 0:
        text = Text(
            (
                f"The files hold {out:,} notes posted by then, the brief orders {ordered}: which of them "
                "belong to the campaign is unknown."
            ),
            f"文件中当日已发布 {out:,} 篇，brief 仅约定 {ordered} 篇：无法判断哪些属于本次投放。",
        )
        fix = Text(
            "Read the campaign's own notes only, or correct the brief's deliverables.",
            "请只读入本次投放的笔记，或更正 brief 的交付数量。",
        )
        return Finding("posting_progress", Level.REVIEW, text, fix, n=out)
    if not open_notes:
        text = Text(f"All {ordered} notes ordered are out.", f"约定的 {ordered} 篇笔记已全部发布。")
        return Finding("posting_progress", Level.PASS, text, n=out)
    text = Text(
        f"{out} of {ordered} notes are out; {open_notes} are due within {max(left, 0)} days.",
        f"已发布 {out}/{ordered} 篇，还有 {open_notes} 篇须在 {max(left, 0)} 天内发布。",
    )
    fix = Text("Confirm or agree each slot today.", "今天逐一确认发布时间。")
    return Finding("posting_progress", Level.FAIL if left < 0 else Level.REVIEW, text, fix, n=out)


def _strays(outside: pl.DataFrame, brief: Brief) -> list[Finding]:
    if outside.is_empty():
        return []
    window = days_span(brief.timeline.posting_start, brief.timeline.posting_end)
    text = Text(
        f"{outside.height} notes went out outside {window.en}.",
        f"{outside.height} 篇笔记未在{window.zh}内发布。",
    )
    evidence = tuple(
        f"{row['source_file']} › row {row['source_row']}" for row in outside.head(10).iter_rows(named=True)
    )
    fix = Text("Note it for the creator's record.", "记入达人履约记录。")
    return [Finding("posted_outside_window", Level.REVIEW, text, fix, evidence, outside.height)]


def posts_by_day(notes: pl.DataFrame, brief: Brief, as_of: date) -> pl.DataFrame:
    """Count the notes of each day of the posting window, including days without a note.

    Returns:
        One row per day: `day`, `posted`; days after `as_of` are null, because they have not happened.
    """
    line = brief.timeline
    days = pl.DataFrame({"day": pl.date_range(line.posting_start, line.posting_end, eager=True)})
    counted = (
        posted_by(notes, as_of)
        .group_by(day=pl.col("published_at").dt.date())
        .agg(posted=pl.len().cast(pl.Int64))
    )
    joined = days.join(counted, on="day", how="left").sort("day")
    return joined.with_columns(posted=pl.when(pl.col("day") <= as_of).then(pl.col("posted").fill_null(0)))


def count_ordered(brief: Brief) -> int:
    """Return how many notes the brief orders."""
    return sum(item.count for item in brief.deliverables)
