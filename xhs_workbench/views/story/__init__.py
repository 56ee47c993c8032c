"""The edited page: its first screen, its chapters' statements, and cards of notes, creators and themes."""

from xhs_workbench.views.story.cards import cards
from xhs_workbench.views.story.chapters import chapter, unsaid
from xhs_workbench.views.story.first_screen import first_screen

__all__ = ["cards", "chapter", "first_screen", "unsaid"]
