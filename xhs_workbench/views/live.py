"""How a day of the running campaign is shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from xhs_workbench.findings import Language, Text
from xhs_workbench.views.blocks import Block, declared
from xhs_workbench.views.charts import ranked_bars, weeks
from xhs_workbench.views.tables import Column, Figure, figures, table

LANES = {
    "make": Text("Make", "制作"),
    "post": Text("Post", "发布"),
    "sale": Text("Sale", "大促"),
    "measure": Text("Measure", "观察"),
    "festival": Text("Festival", "节点"),
    "holiday": Text("Public holiday", "法定假期"),
    "slot": Text("Posting slot", "发布档期"),
}
URGENCY = {
    3: Text("About to buy", "有购买意向"),
    2: Text("Doubt or complaint", "质疑或投诉"),
    1: Text("Question", "一般提问"),
}
STATES = {"new": Text("new", "新增"), "open": Text("still open", "仍未回复")}
OWNERS = {"brand": Text("Brand", "品牌"), "creator": Text("Creator", "博主")}


@declared
def figures_today(posted: int, ordered: int, open_comments: pl.DataFrame, read: int, *, language: Language) -> Block:
    """Show the day as tiles.

    Args:
        posted: Notes that are out.
        ordered: Notes the brief orders.
        open_comments: From `live.find_open_comments`.
        read: How many comments were read at all; of none, their figures are unknown, not 0.
        language: Language of labels.
    """
    buying = open_comments.filter(pl.col("urgency") == 3).height if read else None
    late = open_comments.filter("late").height if read else None
    return figures(
        [
            Figure(Text("Notes out", "已发布"), f"{posted:,} / {ordered:,}", "text"),
            Figure(Text("Open comments", "待回复评论"), open_comments.height if read else None, "count"),
            Figure(Text("About to buy", "有购买意向"), buying, "count", tone="bad" if buying else ""),
            Figure(Text("Waiting too long", "超时未回复"), late, "count"),
        ],
        language=language,
    )


@declared
def chart_calendar(spans: pl.DataFrame, today: date, *, language: Language) -> Block:
    """Draw the calendar with a line for today."""
    return weeks(
        spans, label=language, start="start", end="end", lane="lane", today=today, lanes={key: text.to(language) for key, text in LANES.items()},
        title=Text("Where the campaign stands", "投放进行到哪里"), note=Text("Dashed line: today, China time.", "虚线：今天（北京时间）。"), language=language,
    )  # fmt: skip


@declared
def chart_posts(days: pl.DataFrame, *, language: Language) -> Block:
    """Draw notes posted by day of the window."""
    shown = days.drop_nulls("posted").with_columns(day=pl.col("day").dt.strftime("%m-%d"))
    return ranked_bars(
        shown, label="day", value="posted", axis=Text("Notes posted", "发布笔记数"), title=Text("Notes by day", "每日发布"),
        note=Text("Click a bar to keep it.", "点击柱子可突出显示。"), language=language,
    )  # fmt: skip


@declared
def table_comments(open_comments: pl.DataFrame, labels: Mapping[str, str], *, language: Language) -> Block:
    """Show the comments that wait for an answer, most urgent first; commenters are not shown."""
    shown = open_comments.head(200).with_columns(
        urgency=pl.col("urgency").replace_strict(
            {key: text.to(language) for key, text in URGENCY.items()}, return_dtype=pl.String
        ),
        owner=pl.col("owner").replace_strict(
            {key: text.to(language) for key, text in OWNERS.items()}, return_dtype=pl.String
        ),
        state=pl.col("state").replace_strict(
            {key: text.to(language) for key, text in STATES.items()}, return_dtype=pl.String
        ),
        intents=pl.col("intents")
        .str.split(",")
        .list.eval(pl.element().replace_strict(dict(labels), default="?"))
        .list.join(", "),
    )
    return table(
        shown,
        [
            Column("content", Text("Comment", "评论")),
            Column("urgency", Text("Urgency", "紧急程度")),
            Column("intents", Text("Asks", "意图")),
            Column("owner", Text("Who answers", "由谁回复")),
            Column("waiting_hours", Text("Waiting, hours", "已等（小时）"), "count"),
            Column("state", Text("On an earlier list", "此前清单")),
            Column("creator_name", Text("Note of", "笔记作者")),
            Column("note_reads", Text("Reads of the note", "笔记阅读"), "count"),
        ],
        title=Text("What to answer first", "先回复哪些"),
        note=Text(
            "The 200 most urgent; contacts, @names and commenters are masked.",
            "最紧急的 200 条；已隐去联系方式、@昵称与评论者。",
        ),
        language=language,
    )


@declared
def table_counts(counts: pl.DataFrame, *, language: Language) -> Block:
    """Show open comments by urgency."""
    shown = counts.with_columns(
        urgency=pl.col("urgency").replace_strict(
            {key: text.to(language) for key, text in URGENCY.items()}, return_dtype=pl.String
        ),
        owner=pl.col("owner").replace_strict(
            {key: text.to(language) for key, text in OWNERS.items()}, return_dtype=pl.String
        ),
    )
    columns = [
        Column("urgency", Text("Urgency", "紧急程度")),
        Column("owner", Text("Who answers", "由谁回复")),
        Column("open", Text("Open", "待回复"), "count", bar=True),
        Column("late", Text("Too long", "超时"), "count"),
        Column("longest_wait_hours", Text("Longest wait, hours", "最长等待（小时）"), "count"),
    ]
    return table(shown, columns, title=Text("How much waits", "待回复概况"), language=language)
