"""Tables of ads: what they cost and brought by platform, note, phase, placement and day, and what a plan sheet promised."""

from __future__ import annotations

from typing import Any, Protocol

import polars as pl

from xhs_workbench.findings import Text
from xhs_workbench.views.blocks import Block
from xhs_workbench.views.declarations import show
from xhs_workbench.views.story import unsaid
from xhs_workbench.views.wording import Words


class Bought(Protocol):
    """What `results.cut_ads` returns, as far as it is shown here."""

    @property
    def whole(self) -> pl.DataFrame:
        """All of it in one row."""

    @property
    def platforms(self) -> pl.DataFrame:
        """One row a platform."""

    @property
    def notes(self) -> pl.DataFrame:
        """One row a note."""

    @property
    def placements(self) -> pl.DataFrame:
        """One row a placement."""

    @property
    def phases(self) -> pl.DataFrame:
        """One row a phase."""

    @property
    def days(self) -> pl.DataFrame:
        """One row a day."""

    @property
    def slices(self) -> pl.DataFrame:
        """Other exports of the same money."""


def tables_of_ads(bought: Bought | None, pace: pl.DataFrame, outcomes: pl.DataFrame) -> list[Block]:
    """Show prices by platform, note, placement and other cuts, and money by phase against plan.

    Args:
        bought: From `results.cut_ads`.
        pace: From `results.pace_ads`.
        outcomes: From `results.gather_outcomes`: what went past the limit.
    """
    if bought is None:
        return []
    return [
        show("bought.table_platforms", bought.platforms),
        show("bought.table_people", bought.platforms),
        table_notes(bought, outcomes),
        show("bought.table_pace", pace),
        *(
            show(f"bought.table_{name}", rows)
            for name, rows in (("placements", bought.placements), ("slices", bought.slices))
            if rows.height
        ),
    ]


def table_notes(bought: Bought, outcomes: pl.DataFrame) -> Block:
    """Show each note's ads, the dearest person first, with what went past the limit."""
    review = outcomes.drop_nulls("note_id").unique("note_id", keep="first")
    told = bought.notes.join(
        review.select("note_id", "boost_past_stop_cny", "boost_forgone"), on="note_id", how="left"
    )
    return show("bought.table_notes", told)


def tables_of_cuts(bought: Bought | None) -> list[Block]:
    """Show the ads by phase and day; placements and other cuts stand in the story.

    Args:
        bought: From `results.cut_ads`.
    """
    if bought is None or bought.whole.is_empty():
        return [unsaid(Text("an ad report", "投流报表"), name="bought.cuts")]
    return [
        show("bought.table_phases", bought.phases),
        show("bought.table_days", bought.days),
    ]


def tables_of_plan(followed: pl.DataFrame, states: Words) -> list[Block]:
    """Show each planned note beside what came; nothing without a plan sheet.

    Args:
        followed: From `metrics.follow_plan`.
        states: State -> its words.
    """
    words: dict[str, Any] = {"state": states}
    return [show("bought.table_plan", followed, words=words)] if followed.height else []
