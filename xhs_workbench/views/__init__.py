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
from xhs_workbench.views.report import Report, cover, provenance, what_went_in

__all__ = [
    "Block",
    "Column",
    "Figure",
    "Report",
    "cover",
    "definitions",
    "document",
    "explorer",
    "figures",
    "findings",
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
    "weeks",
    "what_went_in",
]
