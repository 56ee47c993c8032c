"""How ads are shown cut by cut, and a plan sheet beside what came."""

from xhs_workbench.views.bought.ads import table_notes, tables_of_ads, tables_of_cuts, tables_of_plan

__all__ = ["table_notes", "tables_of_ads", "tables_of_cuts", "tables_of_plan"]
