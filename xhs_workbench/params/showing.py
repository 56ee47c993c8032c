"""Which comments and notes an analyst singled out; an empty list leaves that side open."""

from __future__ import annotations

from typing import Literal

from xhs_workbench.params.checking import ParamsModel


class CommentChoice(ParamsModel):
    """Comments to read closely: those that fit every side that is given."""

    sentiments: tuple[Literal["positive", "neutral", "negative", "not_scored"], ...] = ()
    """Opinions to show."""
    intents: tuple[str, ...] = ()
    """Ids of `language/intents.toml`."""
    notes: tuple[str, ...] = ()
    """Note ids."""
    weeks: tuple[str, ...] = ()
    """Mondays, as `2026-05-18`."""


class NoteChoice(ParamsModel):
    """Notes to look at apart from the rest: those that fit every side that is given."""

    tiers: tuple[str, ...] = ()
    """Tiers of the brief's scheme."""
    formats: tuple[str, ...] = ()
    """Content formats, such as `review`."""
