"""Step 5: what we got against plan, what moved because of it, what to do next time."""

from xhs_workbench.results.closer_look import CommentReader, NoteReader
from xhs_workbench.results.comments import add_week, reader_comments
from xhs_workbench.results.growth import growth_curves, late_growers, middle_curve
from xhs_workbench.results.outcomes import gather_outcomes
from xhs_workbench.results.plan import (
    add_format,
    compare_groups,
    compare_to_plan,
    definitions_used,
    headline,
    limits,
    next_steps,
    rank_notes,
)
from xhs_workbench.results.search import search_levels

__all__ = [
    "CommentReader",
    "NoteReader",
    "add_format",
    "add_week",
    "compare_groups",
    "compare_to_plan",
    "definitions_used",
    "gather_outcomes",
    "growth_curves",
    "headline",
    "late_growers",
    "limits",
    "middle_curve",
    "next_steps",
    "rank_notes",
    "reader_comments",
    "search_levels",
]  # fmt: skip
