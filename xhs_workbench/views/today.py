"""How the day is shown first: what needs an answer, a reminder or money, each with a link to its evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import polars as pl

from xhs_workbench.findings import Finding, Language, Text
from xhs_workbench.views.blocks import Block, declared
from xhs_workbench.views.tables import Column, table

KINDS = {
    "answer": Text("Answer", "回复"),
    "reminder": Text("Remind", "提醒"),
    "money": Text("Money", "预算"),
}


class HasTask(Protocol):
    """What a line of the day needs."""

    @property
    def kind(self) -> str:
        """Key of `KINDS`."""
        ...

    @property
    def finding(self) -> Finding:
        """What was found."""
        ...

    @property
    def place(self) -> str:
        """Name of the marked block with the evidence."""
        ...


@declared
def today(tasks: Sequence[HasTask], *, language: Language) -> Block:
    """Open the page with the day's tasks.

    Args:
        tasks: From `live.sort_today`.
        language: Language of labels.
    """
    items = [
        {
            "level": task.finding.level.value,
            "text": task.finding.text.to(language),
            "fix": task.finding.fix.to(language),
            "evidence": list(task.finding.evidence[:5]),
            "quiet": False,
            "private": task.finding.internal,
            "kind": KINDS[task.kind].to(language),
            "see": task.place,
        }
        for task in tasks
    ]
    return Block("findings", {"items": items, "headline": True, "more": 0}, language)


@declared
def table_festivals(spans: pl.DataFrame, *, language: Language) -> Block:
    """Show pre-heat windows with where their dates come from.

    Args:
        spans: From `live.festival_spans`.
        language: Language of labels.
    """
    columns = [
        Column(language, Text("Window", "窗口")),
        Column("start", Text("From", "起")),
        Column("end", Text("To", "止")),
        Column("grade", Text("Grade", "证据等级")),
        Column(f"source_{language}", Text("Source", "来源")),
    ]
    note = Text(
        "China time. Grade: A official, B trade press or reprint, C folklore, G our own judgement.",
        "北京时间。等级：A 官方，B 行业资料或转载，C 经验之谈，G 我方判断。",
    )
    return table(spans, columns, title=Text("Festivals with their pre-heat windows, and public holidays", "营销节点预热期与法定假期"), note=note, language=language)  # fmt: skip


@declared
def table_drafts(followed: pl.DataFrame, states: Mapping[str, Text], *, language: Language) -> Block:
    """Show where each draft stands.

    Args:
        followed: From `live.follow_drafts`.
        states: State -> its words.
        language: Language of labels.
    """
    names = {key: text.to(language) for key, text in states.items()}
    shown = followed.with_columns(pl.col("state").replace_strict(names, default="—", return_dtype=pl.String))
    columns = [
        Column("draft_id", Text("Draft", "稿件")),
        Column("creator_name", Text("Creator", "博主")),
        Column("state", Text("Stands at", "当前状态")),
        Column("rounds", Text("Rounds", "轮次"), "count"),
        Column("handed_in", Text("Handed in", "提交")),
        Column("days_late", Text("Days late", "迟交天数"), "count"),
        Column("reviewed_by", Text("Our review until", "审稿截止")),
        Column("approved_by", Text("Approval until", "平台审核截止")),
        Column("posted", Text("Posted", "发布")),
    ]
    note = Text(
        "No export says when a review or an approval ended: those days are reckoned from the brief's review days and approval hours.",
        "导出文件不含审稿与平台审核的完成时间，按 brief 约定的审稿天数与审核时长推算。",
    )
    return table(shown, columns, title=Text("Drafts, reviews and approvals", "稿件、审稿与审核进度"), note=note, language=language)  # fmt: skip
