"""First drafts of mappings: what the headers and the cells of a file nobody has seen say, tried on the file itself."""

from xhs_workbench.intake.drafting.draft import Draft, Guess, NoDraft, draft_sheet
from xhs_workbench.intake.drafting.writing import mapping_yaml

__all__ = ["Draft", "Guess", "NoDraft", "draft_sheet", "mapping_yaml"]
