"""Answers: who was answered how fast, what was already answered elsewhere, and when complaints suddenly rise."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from xhs_workbench.errors import IntakeError, Problem
from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.live.calendar import end_of_day
from xhs_workbench.shares import false_discovery

STATES = ("open", "answered", "no_answer_needed")
LEAST_DAYS, LEAST_COMPLAINTS = 5, 4
RISK = 0.05


def read_states(path: Path) -> pl.DataFrame:
    """Read the team's own list of what was answered, as the last run of this page saved it and hands edited it.

    Args:
        path: A CSV with `comment_id` and `state` (`open`, `answered` or `no_answer_needed`); other columns are left alone.

    Returns:
        `comment_id`, `state`; of a comment listed twice the last line counts.

    Raises:
        IntakeError: A column is missing or a state is unknown, with its row.
    """
    frame = pl.read_csv(path, infer_schema=False)
    missing = [name for name in ("comment_id", "state") if name not in frame.columns]
    if missing:
        raise IntakeError([
            Problem(f"no column {name}", f"缺少列 {name}", file=path.name, column=name, code="XHS-V010",
                    fix_en="keep the columns of the file that the live report saved.", fix_zh="请保留投放日报导出文件的列。")
            for name in missing
        ])  # fmt: skip
    states = frame.select("comment_id", state=pl.col("state").fill_null("open").str.strip_chars().str.to_lowercase())
    wrong = states.with_row_index("row", offset=2).filter(~pl.col("state").is_in(STATES))
    if wrong.height:
        raise IntakeError([
            Problem("not a state", "状态无法识别", file=path.name, row=row["row"], column="state", value=row["state"][:40],
                    fix_en=f"write one of {', '.join(STATES)}.", fix_zh=f"请填写 {'、'.join(STATES)} 之一。", code="XHS-V011")
            for row in wrong.iter_rows(named=True)
        ])  # fmt: skip
    return states.unique("comment_id", keep="last", maintain_order=True)


def carry_states(open_comments: pl.DataFrame, states: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Take out what the team has answered elsewhere, in a private message or on the platform after the crawl.

    Returns:
        The comments still open, with `state` (`open`, or `new` where no earlier list knew them); how many were taken out.
    """
    joined = open_comments.join(states, on="comment_id", how="left", maintain_order="left")
    kept = joined.filter(pl.col("state").is_null() | (pl.col("state") == "open"))
    return kept.with_columns(pl.col("state").fill_null("new")), joined.height - kept.height


def response_times(comments: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return how long authors took to answer, by note.

    Args:
        comments: The `Comments` table; an answer names its question as parent and is by the author.
        as_of: The day; later ones are not looked at.

    Returns:
        One row a note: `note_id`, `answered` (n), `median_hours`, `slowest_hours`, quickest notes first. An answer stamped
        before its question is left out: the file is wrong, not the creator fast.
    """
    seen = comments.filter(pl.col("created_at") <= end_of_day(as_of))
    answers = seen.filter(pl.col("by_author").fill_null(value=False)).drop_nulls("parent_comment_id")
    first = answers.group_by(comment_id="parent_comment_id").agg(answered_at=pl.col("created_at").min())
    waited = (pl.col("answered_at") - pl.col("created_at")).dt.total_minutes() / 60
    joined = seen.join(first, on="comment_id").with_columns(hours=waited).filter(pl.col("hours") >= 0)
    return (
        joined.group_by("note_id")
        .agg(
            answered=pl.len().cast(pl.Int64),
            median_hours=pl.col("hours").median(),
            slowest_hours=pl.col("hours").max(),
        )
        .sort("median_hours", "note_id")
    )


def complaint_spikes(comments: pl.DataFrame, flag: str, as_of: date) -> pl.DataFrame:
    """Find notes with more complaints on the day than their own days before explain.

    The day's complaints, of the day's comments, are held against the share of the note's earlier days (with one complaint
    and one comment more, so that a clean past is not certainty): a binomial tail, corrected for all notes looked at.

    Args:
        comments: With `note_id`, `created_at` and a Boolean column `flag`.
        flag: Its name: `complaint`, or negative sentiment as a column.
        as_of: The day.

    Returns:
        One row a note with at least four such comments on the day and five days of comments before: `note_id`, `today`, `of`
        (comments on the day), `usual_share`, `n_before`, `chance` (corrected), `spike`, least likely first.
    """
    from scipy.stats import binom

    day = comments.with_columns(day=pl.col("created_at").dt.date(), bad=pl.col(flag).fill_null(value=False))
    before = day.filter(pl.col("day").is_between(as_of - timedelta(days=28), as_of - timedelta(days=1)))
    past = before.group_by("note_id").agg(
        bad=pl.col("bad").sum(), n_before=pl.len().cast(pl.Int64), days=pl.col("day").n_unique()
    )
    today = (
        day.filter(pl.col("day") == as_of)
        .group_by("note_id")
        .agg(today=pl.col("bad").sum().cast(pl.Int64), of=pl.len().cast(pl.Int64))
    )
    joined = today.join(past, on="note_id").filter(
        (pl.col("today") >= LEAST_COMPLAINTS) & (pl.col("days") >= LEAST_DAYS)
    )
    joined = joined.with_columns(usual_share=(pl.col("bad") + 1) / (pl.col("n_before") + 2))
    tail = binom.sf(joined["today"].to_numpy() - 1, joined["of"].to_numpy(), joined["usual_share"].to_numpy())
    chance = pl.Series("chance", false_discovery(np.asarray(tail, dtype=np.float64)), dtype=pl.Float64)
    made = joined.with_columns(chance).with_columns(spike=pl.col("chance") <= RISK)
    return made.sort("chance", "note_id").select("note_id", "today", "of", "usual_share", "n_before", "chance", "spike")


def spike_findings(spikes: pl.DataFrame, names: dict[str, str]) -> list[Finding]:
    """Say which notes' complaints rose.

    Args:
        spikes: From `complaint_spikes`.
        names: Note id -> whose note it is.
    """
    risen = spikes.filter("spike")
    if risen.is_empty():
        text = Text(
            "No note has more complaints today than its own days before explain.",
            "没有笔记的投诉明显高于自身平日水平。",
        )
        return [Finding("complaint_spike", Level.PASS, text, n=spikes.height)]
    fix = Text(
        "Read them now; pause the boost of this note until you know why.", "立即查看评论；查明原因前暂停该笔记投流。"
    )
    return [
        Finding("complaint_spike", Level.FAIL, Text(
            f"{row['today']} of {row['of']} comments under {names.get(row['note_id'], row['note_id'])}'s note complain today; its usual share is {row['usual_share']:.0%}.",
            f"{names.get(row['note_id'], row['note_id'])} 的笔记今日 {row['of']} 条评论中有 {row['today']} 条投诉，平日占比 {row['usual_share']:.0%}。"), fix, n=row["of"])
        for row in risen.iter_rows(named=True)
    ]  # fmt: skip
