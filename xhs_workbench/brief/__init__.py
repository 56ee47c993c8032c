"""Step 1: what creators are asked to do, whether the brief is complete, and the document they receive."""

from xhs_workbench.brief.answers import count_notes, headline, kpi_definitions, limits, rules_table
from xhs_workbench.brief.builder import BriefBuilder, open_builder, open_draft
from xhs_workbench.brief.checking.completeness import Score, check_brief, score_brief
from xhs_workbench.brief.checking.rules import rules
from xhs_workbench.brief.checking.voice import Direction, read_direction
from xhs_workbench.brief.saying import (
    say_brand_brief,
    say_checks,
    say_creator_brief,
    say_dates,
    sum_up_brief,
)
from xhs_workbench.brief.templates import INDUSTRIES, OBJECTIVES, start_brief
from xhs_workbench.brief.writing.document import Document, lay_out_document
from xhs_workbench.brief.writing.parts import Section
from xhs_workbench.brief.writing.word_file import word_files, write_brief_document

__all__ = [
    "INDUSTRIES",
    "OBJECTIVES",
    "BriefBuilder",
    "Direction",
    "Document",
    "Score",
    "Section",
    "check_brief",
    "count_notes",
    "headline",
    "kpi_definitions",
    "lay_out_document",
    "limits",
    "open_builder",
    "open_draft",
    "read_direction",
    "rules",
    "rules_table",
    "say_brand_brief",
    "say_checks",
    "say_creator_brief",
    "say_dates",
    "score_brief",
    "start_brief",
    "sum_up_brief",
    "word_files",
    "write_brief_document",
]
