"""The day: what needs an answer, a reminder or money, what waits, and who posts when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from xhs_workbench.findings import Text
from xhs_workbench.views.blocks import Block
from xhs_workbench.views.declarations import show
from xhs_workbench.views.drawing.tables import Figure, figures, sentence

KINDS = {
    "answer": Text("Answer", "回复"),
    "reminder": Text("Remind", "提醒"),
    "money": Text("Money", "预算"),
}


def today(tasks: Sequence[Any]) -> Block:
    """List the day's tasks, each with a link to its evidence.

    Args:
        tasks: From `live.sort_today`.
    """
    items = [sentence(task.finding, kind=KINDS[task.kind], see=task.place, quiet=False) for task in tasks]
    return Block("findings", {"items": items, "headline": False, "more": 0, "block": "today.today"})


def figures_today(posted: int, ordered: int, open_comments: pl.DataFrame, read: int) -> Block:
    """Show the day as tiles.

    Args:
        posted: Notes that are out.
        ordered: Notes the brief orders.
        open_comments: From `live.find_open_comments`.
        read: How many comments were read at all; of none, their figures are unknown, not 0.
    """
    buying = open_comments.filter(pl.col("urgency") == 3).height if read else None
    late = open_comments.filter("late").height if read else None
    tiles = [
        Figure(Text("Notes out", "已发布"), f"{posted:,} / {ordered:,}", "text"),
        Figure(Text("Open comments", "待回复评论"), open_comments.height if read else None, "count"),
        Figure(Text("About to buy", "有购买意向"), buying, "count", tone="bad" if buying else ""),
        Figure(Text("Waiting too long", "超时未回复"), late, "count"),
    ]
    return figures(tiles, "live.figures_today")


def table_comments(open_comments: pl.DataFrame, intents: Mapping[str, Text]) -> Block:
    """Show the comments that wait for an answer, most urgent first; commenters are not shown.

    Args:
        open_comments: From `live.carry_states`.
        intents: Intent -> its words.
    """
    return show(
        "live.table_comments",
        open_comments.with_columns(pl.col("intents").str.split(",")),
        words={"intents": intents},
    )


def table_spikes(spikes: pl.DataFrame, owners: Mapping[str, str]) -> Block:
    """Show today's complaints against each note's own past.

    Args:
        spikes: From `live.complaint_spikes`.
        owners: Note id -> whose note it is.
    """
    shares = spikes.with_columns(share=pl.col("today") / pl.col("of"))
    return show("answers.table_spikes", shares, words={"note_id": owners})


def table_slots(slots: pl.DataFrame, states: Mapping[str, Text], reasons: Mapping[str, Text]) -> Block:
    """Show who posts when, agreed or proposed, and why at that hour.

    Args:
        slots: From `live.plan_slots`.
        states: State -> its words.
        reasons: Why this hour -> its words.
    """
    dated = slots.with_columns(weekday=pl.col("day").dt.weekday())
    return show("slots.table_slots", dated, words={"state": states, "why": reasons})


def table_reader_hours(booked: pl.DataFrame) -> Block:
    """Show when each booked creator's readers are awake, and where only the guide's hours are left.

    Args:
        booked: From `live.hours_of_booked`.
    """
    return show("slots.table_reader_hours", booked.with_columns(guided=pl.col("hours").is_null()))
