"""Answers in, things to look at out: charts, tables, controls, wording, one palette."""

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
from xhs_workbench.views.story import cards, chapter, first_screen, unsaid

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
