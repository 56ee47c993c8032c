"""Answers in, things to look at out: charts, tables, controls, wording, one palette."""

from xhs_workbench.views.blocks import Block
from xhs_workbench.views.charts import planned_bars, ranked_bars, scatter, stacked_shares, strips, time_lines, weeks
from xhs_workbench.views.explorer import explorer, live_explorer, rank
from xhs_workbench.views.numbers import show
from xhs_workbench.views.pages import cover, open_report, provenance, provenance_of, what_went_in
from xhs_workbench.views.tables import Column, Figure, definitions, document, figures, findings, limits, table

__all__ = [
    "Block", "Column", "Figure", "cover", "definitions", "document", "explorer", "figures", "findings", "limits",
    "live_explorer", "open_report", "planned_bars", "provenance", "provenance_of", "rank", "ranked_bars", "scatter", "show", "stacked_shares", "strips",
    "table", "time_lines", "weeks", "what_went_in",
]  # fmt: skip
