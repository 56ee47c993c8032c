"""Step 1: what we ask of creators, whether it is complete, and the document they receive."""

from xhs_workbench.brief.answers import count_notes, headline, kpi_definitions, limits
from xhs_workbench.brief.completeness import check_brief, score_completeness
from xhs_workbench.brief.document import Section, write_document

__all__ = [
    "Section",
    "check_brief",
    "count_notes",
    "headline",
    "kpi_definitions",
    "limits",
    "score_completeness",
    "write_document",
]
