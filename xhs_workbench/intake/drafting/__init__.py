"""First drafts of mappings: what the headers and the cells of a file nobody has seen say, tried on the file itself."""

from xhs_workbench.intake.drafting.by_hand import Tried, try_columns
from xhs_workbench.intake.drafting.draft import Draft, NoDraft, draft_sheet, weigh_tables
from xhs_workbench.intake.drafting.explaining import Guess
from xhs_workbench.intake.drafting.layout import Layout, lay_out
from xhs_workbench.intake.drafting.writing import mapping_yaml

__all__ = [
    "Draft",
    "Guess",
    "Layout",
    "NoDraft",
    "Tried",
    "draft_sheet",
    "lay_out",
    "mapping_yaml",
    "try_columns",
    "weigh_tables",
]
