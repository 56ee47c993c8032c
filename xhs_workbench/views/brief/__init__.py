"""How the brief is shown."""

from xhs_workbench.views.brief.checks import show_checks, show_document, show_score
from xhs_workbench.views.brief.story import (
    chapter_brand,
    chapter_checks,
    chapter_creator,
    chapter_dates,
    open_brief,
)

__all__ = [
    "chapter_brand",
    "chapter_checks",
    "chapter_creator",
    "chapter_dates",
    "open_brief",
    "show_checks",
    "show_document",
    "show_score",
]
