"""How posting hours, answers and alarms of a running campaign are shown."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from xhs_workbench.findings import Language, Text
from xhs_workbench.views.blocks import Block, declared
from xhs_workbench.views.tables import Column, table


@declared
def table_hours(worked: pl.DataFrame, names: Mapping[str, Text], *, language: Language) -> Block:
    """Show blocks of the day within creators, with intervals.

    Args:
        worked: From `live.hours_that_worked`.
        names: Block -> its hours.
        language: Language of labels.
    """
    shown = worked.with_columns(
        pl.col("block").replace_strict({key: text.to(language) for key, text in names.items()}, return_dtype=pl.String)
    )
    columns = [
        Column("block", Text("Posted at, China time", "发布时段（北京时间）")),
        Column("ratio", Text("Interactions against the same creators' other hours", "相对同一博主其他时段的互动"), "number", bar=True, low="lower", high="upper"),
        Column("notes", Text("Notes", "笔记"), "count"),
        Column("creators", Text("Creators", "博主"), "count"),
        Column("chance", Text("Chance", "偶然概率"), "chance"),
    ]  # fmt: skip
    note = Text(
        "1.00 is no difference. 90 % interval over creators; below ten notes or eight creators nothing is shown. Chance: how likely a block no better than the others looks so, corrected for all blocks; at 5 % or less a block is called clearly better. An association, not a cause.",
        "1.00 表示没有差异。区间为 90%（按博主重抽样）；不足 10 篇或 8 位博主不展示。偶然概率已按全部时段校正，不高于 5% 才视为明显更好。仅为相关性。",
    )
    return table(shown, columns, title=Text("Which hours did better", "哪些时段表现更好"), note=note, language=language)


@declared
def table_responses(times: pl.DataFrame, names: Mapping[str, str], *, language: Language) -> Block:
    """Show how fast authors answer, by note.

    Args:
        times: From `live.response_times`.
        names: Note id -> whose note it is.
        language: Language of labels.
    """
    who = pl.col("note_id").replace_strict(dict(names), default="—", return_dtype=pl.String)
    columns = [
        Column("who", Text("Note of", "笔记作者")),
        Column("answered", Text("Answers", "已回复"), "count", bar=True),
        Column("median_hours", Text("Median wait, hours", "等待中位数（小时）"), "score"),
        Column("slowest_hours", Text("Slowest, hours", "最长（小时）"), "score"),
    ]
    note = Text("Only answers the files hold; crawls keep few.", "仅统计文件中的回复；抓取文件保留的回复很少。")
    return table(times.with_columns(who=who), columns, title=Text("How fast authors answer", "作者回复速度"), note=note, language=language)  # fmt: skip


@declared
def table_spikes(spikes: pl.DataFrame, names: Mapping[str, str], *, language: Language) -> Block:
    """Show today's complaints against each note's own past.

    Args:
        spikes: From `live.complaint_spikes`.
        names: Note id -> whose note it is.
        language: Language of labels.
    """
    yes, no = Text("rises", "上升"), Text("as usual", "正常")
    shown = spikes.with_columns(
        who=pl.col("note_id").replace_strict(dict(names), default="—", return_dtype=pl.String),
        share=pl.col("today") / pl.col("of"),
        verdict=pl.when("spike").then(pl.lit(yes.to(language))).otherwise(pl.lit(no.to(language))),
    )
    columns = [
        Column("who", Text("Note of", "笔记作者")),
        Column("verdict", Text("Complaints", "投诉")),
        Column("today", Text("Today", "今日"), "count", bar=True),
        Column("of", Text("of comments today", "今日评论"), "count"),
        Column("share", Text("Share today", "今日占比"), "rate"),
        Column("usual_share", Text("Usual share", "平日占比"), "rate"),
        Column("n_before", Text("Comments before", "此前评论"), "count"),
        Column("chance", Text("Chance", "偶然概率"), "chance"),
    ]
    note = Text(
        "Looked at: notes with at least four complaints today and comments on at least five days before. Corrected for all notes looked at.",
        "仅检查今日至少 4 条投诉、且此前至少 5 天有评论的笔记；已按检查的笔记数校正。",
    )
    return table(shown, columns, title=Text("Complaints today against each note's own past", "今日投诉与笔记自身平日对比"), note=note, language=language)  # fmt: skip
