"""Answers in, things to look at out: charts, tables, controls, wording, one palette.

Each is imported when it is first used: the chart library takes most of a second, and many commands draw nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xhs_workbench.views.blocks import Block
    from xhs_workbench.views.declarations import show
    from xhs_workbench.views.desks.explorer import explorer, live_explorer, rank
    from xhs_workbench.views.drawing.charts import (
        planned_bars,
        ranked_bars,
        scatter,
        stacked_shares,
        strips,
        time_lines,
        weeks,
    )
    from xhs_workbench.views.drawing.tables import (
        Column,
        Figure,
        definitions,
        document,
        figures,
        findings,
        limits,
        table,
    )
    from xhs_workbench.views.laying import lay_out
    from xhs_workbench.views.report import Report, cover, provenance, what_went_in
    from xhs_workbench.views.sketching.sketches import Sketch
    from xhs_workbench.views.story.cards import cards
    from xhs_workbench.views.story.chapters import chapter, unsaid
    from xhs_workbench.views.story.first_screen import first_screen

__all__ = [
    "Block",
    "Column",
    "Figure",
    "Report",
    "Sketch",
    "cards",
    "chapter",
    "cover",
    "definitions",
    "document",
    "explorer",
    "figures",
    "findings",
    "first_screen",
    "lay_out",
    "limits",
    "live_explorer",
    "planned_bars",
    "provenance",
    "rank",
    "ranked_bars",
    "scatter",
    "show",
    "stacked_shares",
    "strips",
    "table",
    "time_lines",
    "unsaid",
    "weeks",
    "what_went_in",
]

PLACES = {
    "blocks": ("Block",),
    "declarations": ("show",),
    "desks.explorer": (
        "explorer",
        "live_explorer",
        "rank",
    ),
    "drawing.charts": (
        "planned_bars",
        "ranked_bars",
        "scatter",
        "stacked_shares",
        "strips",
        "time_lines",
        "weeks",
    ),
    "drawing.tables": (
        "Column",
        "Figure",
        "definitions",
        "document",
        "figures",
        "findings",
        "limits",
        "table",
    ),
    "laying": ("lay_out",),
    "report": (
        "Report",
        "cover",
        "provenance",
        "what_went_in",
    ),
    "sketching.sketches": ("Sketch",),
    "story.cards": ("cards",),
    "story.chapters": ("chapter", "unsaid"),
    "story.first_screen": ("first_screen",),
}
"""Module of this room -> what of it is used elsewhere."""


def __getattr__(name: str) -> Any:
    """Import what is used.

    Raises:
        AttributeError: This room has no such thing.
    """
    for module, names in PLACES.items():
        if name in names:
            return getattr(import_module(f"xhs_workbench.views.{module}"), name)
    raise AttributeError(f"module 'xhs_workbench.views' has no {name}")


def __dir__() -> list[str]:
    return list(__all__)
