"""Comments that wait for an answer: questions and purchase intent first, by the note's reach and the waiting time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.language import Aspect, advice, mark_themes
from xhs_workbench.live.scheduling.calendar import end_of_day
from xhs_workbench.live.unread import no_comments

BUYING = ("purchase_intent", "ask_link", "ask_where", "ask_price", "ask_stock", "ask_shade_size")
"""Intents of people about to buy; answered first if they ask. 在哪拍的 asks for a place, not for a shop."""
CARING = ("doubt", "complaint", "service_complaint", "ask_safety")
"""Intents that do harm if they stay unanswered under a note."""
TURN = 10
"""Comments per note in one turn of the list, so that the most read note does not hide all others."""


def find_open_comments(
    comments: pl.DataFrame, notes: pl.DataFrame, intents: Sequence[str], as_of: date, within_hours: int
) -> pl.DataFrame:
    """List the comments that ask for something and have no answer from the note's author.

    A comment counts as answered if a reply by the author names it as parent. Crawler files hold few replies,
    so "open" means: no answer in the file.

    Args:
        comments: The `Comments` table with one Boolean column per name in `intents`, and `question`, without
            which an intent to buy counts as a question.
        notes: The `Notes` table (`reads` weights the note; if reads are unknown, likes).
        intents: The intent columns that want an answer.
        as_of: The day; later comments are ignored.
        within_hours: The response time that the team promised itself.

    Returns:
        One row per open comment, most urgent first; then ten of each note in turn, starting with the most
        read note and the longest
        wait: `comment_id`, `note_id`, `creator_name`, `content`, `intents` (joined names), `urgency` (3 about
        to buy, 2 doubt or complaint, 1 other question), `owner` (`brand` or `creator`), `waiting_hours`,
        `late` (longer than promised), `note_reads` and lineage.
    """
    now = end_of_day(as_of)
    seen, by_author = pl.col("created_at") <= now, pl.col("by_author").fill_null(False)
    answered = comments.filter(seen & by_author).select(comment_id="parent_comment_id").drop_nulls()
    asking = pl.any_horizontal(*(_wants_answer(name, comments) for name in intents))
    open_ones = comments.filter(seen & asking & ~by_author).join(
        answered.unique(), on="comment_id", how="anti", maintain_order="left"
    )
    return (
        open_ones.with_columns(
            intents=_joined(intents),
            urgency=_urgency(intents),
            waiting_hours=((pl.lit(now) - pl.col("created_at")).dt.total_minutes() / 60).round(1),
        )
        .with_columns(
            late=pl.col("waiting_hours") > within_hours,
            owner=pl.when(pl.col("urgency") == 1).then(pl.lit("creator")).otherwise(pl.lit("brand")),
        )
        .join(_reach(notes), on="note_id", how="left")
        .sort("waiting_hours", "comment_id", descending=[True, False], nulls_last=True)
        .with_columns(turn=pl.int_range(pl.len()).over("urgency", "note_id") // TURN)
        .sort(
            ["urgency", "turn", "note_reads", "note_id", "waiting_hours", "comment_id"],
            descending=[True, False, True, False, True, False],
            nulls_last=True,
        )
        .select(
            "comment_id",
            "note_id",
            "creator_name",
            "content",
            "intents",
            "urgency",
            "owner",
            "waiting_hours",
            "late",
            "note_reads",
            "source_file",
            "source_sheet",
            "source_row",
        )
    )


def _wants_answer(name: str, comments: pl.DataFrame) -> pl.Expr:
    """Say whether an intent wants an answer; who only announces to buy (发工资就买) asks nothing."""
    stated = name == "purchase_intent" and "question" in comments.columns
    return pl.col(name) & pl.col("question") if stated else pl.col(name)


def _reach(notes: pl.DataFrame) -> pl.DataFrame:
    return notes.select("note_id", "creator_name", note_reads=pl.coalesce("reads", "likes"))


def _joined(intents: Sequence[str]) -> pl.Expr:
    named = [pl.when(pl.col(name)).then(pl.lit(name)) for name in intents]
    return pl.concat_str(named, separator=",", ignore_nulls=True)


def _urgency(intents: Sequence[str]) -> pl.Expr:
    def any_of(names: Sequence[str]) -> pl.Expr:
        known = [pl.col(name) for name in names if name in intents]
        return pl.any_horizontal(*known) if known else pl.lit(False)

    return pl.when(any_of(BUYING)).then(3).when(any_of(CARING)).then(2).otherwise(1)


def count_open(open_comments: pl.DataFrame) -> pl.DataFrame:
    """Count open comments by urgency and owner.

    Returns:
        One row per urgency, highest first: `urgency`, `owner`, `open`, `late`, `longest_wait_hours`.
    """
    return (
        open_comments.group_by("urgency", "owner")
        .agg(
            open=pl.len().cast(pl.Int64),
            late=pl.col("late").sum().cast(pl.Int64),
            longest_wait_hours=pl.col("waiting_hours").max(),
        )
        .sort("urgency", descending=True)
    )


def check_open(open_comments: pl.DataFrame, within_hours: int, read: int) -> list[Finding]:
    """Say in sentences what waits for an answer.

    Args:
        open_comments: From `find_open_comments`.
        within_hours: The response time that the team promised itself.
        read: Number of comments read at all; with none, nothing is known.
    """
    if not read:
        return [no_comments("open_comments")]
    if open_comments.is_empty():
        return [
            Finding(
                "open_comments",
                Level.PASS,
                Text("No question waits for an answer.", "没有待回复的提问。"),
                n=0,
            )
        ]
    buying = open_comments.filter(pl.col("urgency") == 3)
    upset = open_comments.filter(pl.col("urgency") == 2)
    late = open_comments.filter("late").height
    fix = Text(
        "Start at the top of the table: ten comments of the note most read, then of the next.",
        "按表格顺序回复：先处理阅读最多的笔记，再到下一篇。",
    )
    return [
        Finding(
            "ready_to_buy",
            Level.FAIL if buying.height else Level.PASS,
            Text(
                f"{buying.height:,} comments from people about to buy have no reply in these files.",
                f"{buying.height:,} 条有购买意向的评论在文件中没有回复。",
            ),
            fix,
            n=buying.height,
        ),
        Finding(
            "upset",
            Level.REVIEW if upset.height else Level.PASS,
            Text(
                f"{upset.height:,} doubts or complaints stand unanswered.",
                f"{upset.height:,} 条质疑或投诉尚未回复。",
            ),
            n=upset.height,
        ),
        Finding(
            "late_answers",
            Level.REVIEW if late else Level.PASS,
            Text(
                f"{late:,} of {open_comments.height:,} open comments wait longer than {within_hours} hours.",
                f"{open_comments.height:,} 条待回复中有 {late:,} 条超过 {within_hours} 小时。",
            ),
            n=late,
        ),
    ]


QUOTED = 3
"""Comments quoted as evidence of an alarm."""
SAFETY: dict[str, pl.DataType | type[pl.DataType]] = {
    "theme": pl.String,
    "label_en": pl.String,
    "label_zh": pl.String,
    "today": pl.Int64,
    "complain_today": pl.Int64,
    "ask_today": pl.Int64,
    "so_far": pl.Int64,
    "complain": pl.Int64,
    "ask": pl.Int64,
    "quotes": pl.List(pl.String),
}


def count_safety(comments: pl.DataFrame, themes: Sequence[Aspect], as_of: date) -> pl.DataFrame:
    """Count the comments that name a matter of safety, on the day and so far.

    Args:
        comments: The `Comments` table.
        themes: From `language.aspects`; only safety themes are used.
        as_of: The day; later comments are ignored.

    Returns:
        One row a safety theme that was named, complaints of the day first: `theme`, `label_en`, `label_zh`;
        comments by readers that name it, complain of it or ask about it, `today`, `complain_today` and
        `ask_today`, and `so_far`, `complain` and `ask`; `quotes`, complaints (masked), the day's first.
    """
    watched = [one for one in themes if one.safety]
    # All comments are marked: their clauses were read for intents already.
    seen = _by_readers(comments.with_row_index("row"), as_of)
    named = mark_themes(comments, watched).join(
        seen.select("row", "content", today=pl.col("created_at").dt.date() == as_of),
        on="row",
        maintain_order="left",
    )
    rows = [
        _count_theme(one, said)
        for one in watched
        if (said := named.filter(pl.col("theme") == one.name)).height
    ]
    frame = pl.DataFrame(rows, schema=SAFETY, orient="row")
    return frame.sort(pl.col("complain_today") == 0, -pl.col("today"), maintain_order=True)


def _by_readers(comments: pl.DataFrame, as_of: date) -> pl.DataFrame:
    return comments.filter(
        pl.col("created_at") <= end_of_day(as_of),
        ~pl.col("by_author").fill_null(value=False),
        pl.col("content").is_not_null(),
    )


def _count_theme(theme: Aspect, named: pl.DataFrame) -> dict[str, object]:
    today = named.filter("today")
    blamed, asked = pl.col("direction") == "blame", pl.col("direction") == "asking"
    worst = named.filter(blamed).sort("today", descending=True, maintain_order=True)
    return {
        "theme": theme.name,
        **theme.label.pair("label"),
        "today": today.height,
        "complain_today": today.filter(blamed).height,
        "ask_today": today.filter(asked).height,
        "so_far": named.height,
        "complain": named.filter(blamed).height,
        "ask": named.filter(asked).height,
        "quotes": worst["content"].unique(maintain_order=True).head(QUOTED).to_list(),
    }


def safety_alarms(comments: pl.DataFrame, themes: Sequence[Aspect], as_of: date) -> list[Finding]:
    """Report on the same day that readers mention a safety matter; one comment is enough, without statistics.

    Args:
        comments: The `Comments` table.
        themes: From `language.aspects`; only safety themes are used.
        as_of: The day; later comments are ignored.

    Returns:
        One finding per safety theme mentioned so far: FAIL if somebody complained on the day, REVIEW if
            somebody
        asked, or complained earlier; one PASS if none was mentioned. Quotes are masked.
    """
    if comments.is_empty():
        return [no_comments("safety")]
    known = [_alarm(row) for row in count_safety(comments, themes, as_of).iter_rows(named=True)]
    names = [one.label for one in themes if one.safety]
    read = _by_readers(comments, as_of).height
    none = Text(
        (
            f"No comment was read as a matter of safety ({'; '.join(name.en.lower() for name in names)}), of "
            f"{read:,} read."
        ),
        f"读入的 {read:,} 条评论中，未识别到安全类评论（{'；'.join(name.zh for name in names)}）。",
    )
    return known or [Finding("safety", Level.PASS, none, n=read)]


def _alarm(row: Mapping[str, Any]) -> Finding:
    text = Text(
        (
            f"{row['label_en']}: {row['today']:,} comments today ({row['complain_today']:,} complain, "
            f"{row['ask_today']:,} ask), {row['so_far']:,} so far ({row['complain']:,} complain)."
        ),
        (
            f"{row['label_zh']}：今日 {row['today']:,} 条评论提及（抱怨 {row['complain_today']:,}、询问 "
            f"{row['ask_today']:,}），累计 {row['so_far']:,} 条（抱怨 {row['complain']:,}）。"
        ),
    )
    asked = row["complain"] or row["ask"]
    level = Level.FAIL if row["complain_today"] else Level.REVIEW if asked else Level.PASS
    return Finding("safety", level, text, advice("safety"), tuple(row["quotes"]), row["today"])
