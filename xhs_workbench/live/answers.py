"""Answers: response times, comments already answered elsewhere, and sudden rises of complaints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from xhs_workbench import paths
from xhs_workbench.errors import IntakeError, Problem
from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.live.scheduling.calendar import end_of_day
from xhs_workbench.live.unread import no_comments
from xhs_workbench.statistics.many_looks import false_discovery

STATES = ("open", "answered", "no_answer_needed")
LEAST_DAYS, LEAST_COMPLAINTS = 5, 4
MOST_BYTES = 20 * 1024**2
"""States of a comment in a list that was edited and returned."""
RISK = 0.05


def read_states(file: str | Path | None) -> pl.DataFrame:
    """Read the team's list of answered comments, as saved by the last run of this page and edited by hand.

    Args:
        file: A CSV with `comment_id` and `state` (`open`, `answered` or `no_answer_needed`); other columns
            are ignored. None on the first day, when nothing is known yet.

    Returns:
        `comment_id`, `state`; if a comment is listed twice, the last line counts.

    Raises:
        InputMissingError: No such file.
        IntakeError: Not a CSV, a column is missing or a state is unknown, with its row.
    """
    if not file:
        return pl.DataFrame(schema={"comment_id": pl.String, "state": pl.String})
    path = paths.require(file, "answered")
    try:
        # A spreadsheet may save the words in another encoding, but ids and states use plain letters.
        frame = pl.read_csv(
            paths.read_regular(path, MOST_BYTES),
            infer_schema=False,
            encoding="utf8-lossy",
            truncate_ragged_lines=True,
        )
    except pl.exceptions.PolarsError as error:
        raise IntakeError(
            Problem(
                "this is not a CSV with a header",
                "这不是带表头的 CSV",
                file=path.name,
                code="XHS-V012",
                fix_en="save the list as CSV again.",
                fix_zh="请将列表重新保存为 CSV。",
            )
        ) from error
    missing = [name for name in ("comment_id", "state") if name not in frame.columns]
    if missing:
        raise IntakeError(
            [
                Problem(
                    f"no column {name}",
                    f"缺少列 {name}",
                    file=path.name,
                    column=name,
                    code="XHS-V010",
                    fix_en="keep the columns of the file that the live report saved.",
                    fix_zh="请保留投放日报导出文件的列。",
                )
                for name in missing
            ]
        )
    states = frame.select(
        "comment_id", state=pl.col("state").fill_null("open").str.strip_chars().str.to_lowercase()
    )
    wrong = states.with_row_index("row", offset=2).filter(~pl.col("state").is_in(STATES))
    if wrong.height:
        raise IntakeError(
            [
                Problem(
                    "not a state",
                    "状态无法识别",
                    file=path.name,
                    row=row["row"],
                    column="state",
                    value=row["state"][:40],
                    fix_en=f"write one of {', '.join(STATES)}.",
                    fix_zh=f"请填写 {'、'.join(STATES)} 之一。",
                    code="XHS-V011",
                )
                for row in wrong.iter_rows(named=True)
            ]
        )
    return states.unique("comment_id", keep="last", maintain_order=True)


def carry_states(open_comments: pl.DataFrame, states: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Remove comments that the team has answered elsewhere, in a private message or on the platform after the crawl.

    Returns:
        The comments still open, with `state` (`open`, or `new` if no earlier list has them); and how many
        were removed.
    """
    joined = open_comments.join(states, on="comment_id", how="left", maintain_order="left")
    kept = joined.filter(pl.col("state").is_null() | (pl.col("state") == "open"))
    return kept.with_columns(pl.col("state").fill_null("new")), joined.height - kept.height


def carry_findings(states: pl.DataFrame, taken_out: int) -> list[Finding]:
    """Say how many comments the team's list removes; nothing on the first day."""
    if states.is_empty():
        return []
    text = Text(
        f"{taken_out} comments are answered or need no answer by the team's own list of {states.height}.",
        f"按团队列表（{states.height} 条），{taken_out} 条已回复或无需回复。",
    )
    return [Finding("carried", Level.PASS, text, n=taken_out)]


def answer_list(kept: pl.DataFrame, states: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return the list to work through, to be read again the next day as `answered`; it names no commenter.

    Args:
        kept: From `carry_states`.
        states: From `read_states`: comments answered earlier stay in the list, so that they do not return as
            new.

    Returns:
        `comment_id`, `state` (`open`, to be edited by hand), `owner`, `urgency`, `waiting_hours`,
        `creator_name` and
        `note_id` of the note, `intents`, `content`. Comments answered earlier follow with their id and state
        only.
    """
    listed = kept.select(
        "comment_id",
        pl.lit("open").alias("state"),
        "owner",
        "urgency",
        "waiting_hours",
        "creator_name",
        "note_id",
        "intents",
        "content",
    )
    if states is None:
        return listed
    done = states.filter(pl.col("state") != "open").join(
        kept, on="comment_id", how="anti", maintain_order="left"
    )
    return pl.concat([listed, done], how="diagonal")


def carry_note() -> Finding:
    """Say which of the saved lists to edit and read again the next day; internal, because the client's has no ids."""
    text = Text(
        (
            "To carry today's answers to tomorrow, edit `state` in the file beside this page whose "
            "name ends in `_internal_to_answer.csv` (answered or no_answer_needed; open stays open), "
            "and give that file as `answered:` in tomorrow's live.yaml."
        ),
        (
            "如需把今天的回复带到明天：请在本页旁以 `_internal_to_answer.csv` 结尾的文件中修改 state（answered 或 no_answer_needed；"
            "未处理保持 open），并在明天的 live.yaml 中以 `answered:` 指定该文件。"
        ),
    )
    fix = Text(
        "The client's list, without `internal` in its name, has no comment ids: it cannot be read back.",
        "给客户的列表（文件名不含 internal）没有评论 ID，无法读回。",
    )
    return Finding("carry_note", Level.REVIEW, text, fix, private=True)


def mark_negative(scored: pl.DataFrame) -> pl.DataFrame:
    """Add `negative`: whether a comment was read as negative; unscored comments are not.

    Args:
        scored: Comments with `sentiment`.
    """
    return scored.with_columns(negative=(pl.col("sentiment") == "negative").fill_null(value=False))


def response_times(comments: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return how long authors took to answer, by note.

    Args:
        comments: The `Comments` table; an answer names its question as parent and is by the author.
        as_of: The day; later comments are ignored.

    Returns:
        One row per note: `note_id`, `answered` (n), `median_hours`, `slowest_hours`, fastest notes first. An
            answer dated
        before its question is left out, because its time must be wrong.
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
    """Find notes with more complaints on the day than their earlier days explain.

    The day's complaints, among the day's comments, are compared with the share on the note's earlier days
    (plus one complaint and one comment, so that a past without complaints is not certainty): a binomial tail,
    corrected for all notes tested.

    Args:
        comments: With `note_id`, `created_at` and a Boolean column `flag`.
        flag: Its name: `complaint`, or negative sentiment as a column.
        as_of: The day.

    Returns:
        One row per note with at least four such comments on the day and five days of comments before:
            `note_id`, `today`, `of`
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
    return made.sort("chance", "note_id").select(
        "note_id", "today", "of", "usual_share", "n_before", "chance", "spike"
    )


def paused_notes(
    paused: Sequence[str],
    complaints: pl.DataFrame,
    negative: pl.DataFrame,
    unsettled: Sequence[str] = (),
) -> dict[str, list[str]]:
    """Return the notes that get no further tranche and why: first those the team paused, then those with a spike today.

    Args:
        paused: Note ids paused by hand.
        complaints: From `complaint_spikes` with complaints.
        negative: The same with negative comments.
        unsettled: From `unsettled_notes`.

    Returns:
        Note id -> its reasons, keys of `BOOST_REASONS`: `by_hand`, `draft_open`, `complaint_spike`,
        `negative_spike`.
    """
    held: dict[str, list[str]] = {note: ["by_hand"] for note in paused}
    for note in unsettled:
        held.setdefault(note, []).append("draft_open")
    for reason, spikes in (("complaint_spike", complaints), ("negative_spike", negative)):
        for note in spikes.filter("spike")["note_id"].to_list():
            held.setdefault(note, []).append(reason)
    return held


KINDS = {
    "complaint": ("complaint_spike", Text("complain", "投诉"), Text("complaints", "投诉")),
    "negative": ("negative_spike", Text("are negative", "负面评价"), Text("negative comments", "负面评论")),
}
"""Flag -> code of its finding, its words for one note and for none."""


def spike_findings(
    spikes: pl.DataFrame, names: Mapping[str, str], read: int, flag: str = "complaint"
) -> list[Finding]:
    """Say for which notes complaints, or negative comments, rose.

    Args:
        spikes: From `complaint_spikes`.
        names: Note id -> creator's name.
        read: Number of comments read at all; with none, nothing is known.
        flag: What was counted: `complaint` or `negative`.
    """
    code, verb, noun = KINDS[flag]
    if not read:
        return [no_comments(code)]
    risen = spikes.filter("spike")
    if risen.is_empty():
        text = Text(
            f"No note has more {noun.en} today than its own days before explain.",
            f"各篇笔记的{noun.zh}均未明显高于平日。",
        )
        return [Finding(code, Level.PASS, text, n=spikes.height)]
    fix = Text(
        (
            "Read them now; pause the boost of this note until you know why: this page gives it no "
            "further tranche today."
        ),
        "立即查看评论；查明原因前暂停该笔记投流：本页今日不再为其追加投放。",
    )
    return [
        Finding(
            code,
            Level.FAIL,
            Text(
                (
                    f"{row['today']} of {row['of']} comments under "
                    f"{names.get(row['note_id'], row['note_id'])}'s note {verb.en} today; its usual "
                    f"share is {row['usual_share']:.0%}."
                ),
                (
                    f"{names.get(row['note_id'], row['note_id'])} 的笔记今日 {row['of']} 条评论中有 "
                    f"{row['today']} 条{verb.zh}，平日占比 {row['usual_share']:.0%}。"
                ),
            ),
            fix,
            n=row["of"],
        )
        for row in risen.iter_rows(named=True)
    ]


def note_owners(notes: pl.DataFrame) -> dict[str, str]:
    """Return note id -> the creator's name."""
    return dict(notes.select("note_id", "creator_name").drop_nulls().iter_rows())
