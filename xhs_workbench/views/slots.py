"""How posting slots and the hours of each creator's readers are shown."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from xhs_workbench.findings import Language, Text
from xhs_workbench.views.blocks import Block, declared
from xhs_workbench.views.tables import Column, table

WEEKDAYS = (Text("Mon", "周一"), Text("Tue", "周二"), Text("Wed", "周三"), Text("Thu", "周四"), Text("Fri", "周五"), Text("Sat", "周六"), Text("Sun", "周日"))  # fmt: skip


@declared
def table_slots(slots: pl.DataFrame, states: Mapping[str, Text], reasons: Mapping[str, Text], *, language: Language) -> Block:  # fmt: skip
    """Show who posts when, agreed or proposed, and why at that hour.

    Args:
        slots: From `live.plan_slots`.
        states: State -> its words.
        reasons: Why this hour -> its words.
        language: Language of labels.
    """
    names = {number + 1: text.to(language) for number, text in enumerate(WEEKDAYS)}
    weekday = pl.col("day").dt.weekday().replace_strict(names, return_dtype=pl.String)
    shown = slots.with_columns(
        pl.col("creator_name").fill_null(pl.col("slot")),
        day=pl.format("{} {}", "day", weekday).fill_null("—"),
        state=pl.col("state").replace_strict({key: text.to(language) for key, text in states.items()}, return_dtype=pl.String),
        why=pl.col("why").replace_strict({key: text.to(language) for key, text in reasons.items()}, return_dtype=pl.String),
    )  # fmt: skip
    columns = [
        Column("creator_name", Text("Creator", "博主")),
        Column("day", Text("Day", "日期")),
        Column("hour", Text("Hour, China time", "时间（北京时间）")),
        Column("state", Text("Agreed or proposed", "约定或建议")),
        Column("why", Text("Why this hour", "时段依据")),
        Column("earliest", Text("Earliest day it may go out", "最早可发布日")),
    ]
    note = Text(
        "An agreed slot stands as the file says it. A proposed one lies inside the posting window, after today and not before review and approval can be sure to end by the brief's clock; the day with the fewest notes comes first. A note without a draft is reckoned as if it came today.",
        "文件中约定的档期照录。建议档期在发布窗口内、今天之后，且不早于按 brief 时限最晚的过审日；优先安排在篇数最少的一天。尚无初稿的按今天交稿推算。",
    )
    return table(shown, columns, title=Text("Who posts when", "谁在什么时候发布"), note=note, language=language)


@declared
def table_reader_hours(booked: pl.DataFrame, *, language: Language) -> Block:
    """Show when each booked creator's readers are awake, and where only the guide's hours are left.

    Args:
        booked: From `live.hours_of_booked`.
        language: Language of labels.
    """
    guide = Text(
        "20:00–22:00; on days off also 14:00–17:00 and after 21:00", "20:00–22:00；休息日另有 14:00–17:00 与 21:00 后"
    )
    basis = (
        Text("the creator's readers (粉丝活跃时间)", "该博主粉丝活跃时间"),
        Text("guide, grade C: no file says it", "指南（C 级）：文件未提供"),
    )
    shown = booked.with_columns(
        hours=pl.col("hours").fill_null(guide.to(language)),
        basis=pl.when(pl.col("hours").is_null()).then(pl.lit(basis[1].to(language))).otherwise(pl.lit(basis[0].to(language))),
    )  # fmt: skip
    columns = [
        Column("creator_name", Text("Creator", "博主")),
        Column("hours", Text("Peak hours, China time (share of active readers)", "活跃时段（北京时间，括号内为活跃粉丝占比）")),
        Column("basis", Text("From", "依据")),
    ]  # fmt: skip
    note = Text(
        "The exports' hours describe readers, not what a note gains by them. Days off are weekends and public holidays, less the weekend days worked in their place.",
        "导出的时段描述粉丝活跃情况，不代表笔记因此获得的增量。休息日含周末与法定假期，不含调休上班日。",
    )
    return table(shown, columns, title=Text("When each creator's readers are active", "各博主粉丝的活跃时段"), note=note, language=language)  # fmt: skip
