"""How what a campaign brought is shown: leads, search words, searches afterwards, audience, shops."""

from xhs_workbench.views.brought.chapters import chapters

__all__ = ["chapters"]
