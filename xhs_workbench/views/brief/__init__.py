"""How the brief is shown."""

from xhs_workbench.views.brief.checks import show_checks, show_document, show_score

__all__ = ["show_checks", "show_document", "show_score"]
