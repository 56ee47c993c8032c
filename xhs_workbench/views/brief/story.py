"""The story of the brief: its first screen with the plan in days, and the statement over each document."""

from __future__ import annotations

import polars as pl

from xhs_workbench.findings import Text
from xhs_workbench.telling import FirstScreen, Statement
from xhs_workbench.views.blocks import Block
from xhs_workbench.views.sketching.sketches import Sketch
from xhs_workbench.views.story import chapter, first_screen
from xhs_workbench.views.wording import Filled
from xhs_workbench.written import day_words

TONES = {"make": "plain", "post": "accent", "sale": "fourth", "measure": "soft"}
"""Lane of the calendar -> the tone of its bar."""
DAYS = Text("{start} – {end}", "{start}至{end}")


def open_brief(said: FirstScreen, calendar: pl.DataFrame) -> Block:
    """Show the first screen, with the steps of the campaign in days.

    Args:
        said: From `brief.sum_up_brief`.
        calendar: One row a step: `en`, `zh`, `start`, `end`, `lane`.
    """
    rows = [
        {
            "label": Text(row["en"], row["zh"]),
            "start": row["start"].isoformat(),
            "end": row["end"].isoformat(),
            "text": Filled(DAYS, {"start": day_words(row["start"]), "end": day_words(row["end"])}),
            "tone": TONES.get(row["lane"], "plain"),
        }
        for row in calendar.iter_rows(named=True)
    ]
    title = Text("From brief to last count", "从下发 brief 到数据截止")
    picture = Sketch("spans", rows, title, Text("China time", "北京时间"))
    return first_screen(said, picture, name="brief.first_screen")


def chapter_brand(said: Statement) -> Block:
    """Open what the brand receives."""
    return chapter(said, name="brief.chapter_brand")


def chapter_creator(said: Statement) -> Block:
    """Open what the creator receives."""
    return chapter(said, name="brief.chapter_creator")


def chapter_dates(said: Statement) -> Block:
    """Open the calendar."""
    return chapter(said, name="brief.chapter_dates")


def chapter_checks(said: Statement) -> Block:
    """Open what the rules found."""
    return chapter(said, name="brief.chapter_checks")
