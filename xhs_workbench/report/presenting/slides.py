"""A deck as data: slides, their columns and what stands in them. Every word and figure is the report's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Para:
    """One paragraph.

    Args:
        text: Its words.
        size: Height of letters, points.
        bold: Heavier.
        colour: Name in `Look.colours`.
        before: Room above it, points.
        lead: Said before it, softer: what a figure is called.
    """

    text: str
    size: float = 14.0
    bold: bool = False
    colour: str = "ink"
    before: float = 0.0
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """Paragraphs."""

    paras: tuple[Para, ...]


@dataclass(frozen=True, slots=True)
class Tiles:
    """The first screen's figures, as `first_screen` holds them."""

    items: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Money:
    """A sum and what it went on, as `first_screen` holds it."""

    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Picture:
    """A native chart of a sketch.

    Args:
        data: The sketch, as its block holds it.
        title: Above it, where the slide's title speaks of something else.
    """

    data: Mapping[str, Any]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Cards:
    """Cards of notes, creators or themes, as `cards` holds them.

    Args:
        items: The cards.
        many: True for part of more than a slide holds: all of these have the same size of letters.
        size: Of those letters, 1 for the least.
        across: How many stand beside each other; 0 for as many as fit.
    """

    items: tuple[Mapping[str, Any], ...]
    many: bool = False
    across: int = 0
    size: float = 1.0


@dataclass(frozen=True, slots=True)
class Grid:
    """A table.

    Args:
        title: Above it; empty where the slide says it.
        heads: Of the columns.
        rows: Cells as words.
        numeric: Which columns stand right.
        note: Under it.
        short: True if it shows the first rows only: what does not fit a slide is then left out, and `note` says where it is.
        size: Height of the letters of its cells, points; larger where the slide has room.
    """

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    note: str = ""
    short: bool = False
    size: float = 11.0


Part = Words | Tiles | Money | Picture | Cards | Grid


@dataclass(frozen=True, slots=True)
class Column:
    """Parts under each other, on a share of the slide's width."""

    parts: tuple[Part, ...]
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide.

    Args:
        title: What was found: a sentence.
        heading: The report's chapter.
        columns: Left to right.
        notes: What the speaker reads: limits, definitions, file and rows.
        layout: `cover`, `statement` or `divider`.
        under: Line under the title of a cover or a divider.
        first: In an appendix: kept before others, where a deck does not hold all.
        spread: Its cards may stand on more slides, fewer on each, where the deck would be short.
    """

    title: str
    heading: str = ""
    columns: tuple[Column, ...] = ()
    notes: tuple[str, ...] = ()
    layout: str = "statement"
    under: str = ""
    first: bool = False
    spread: bool = False

    @property
    def parts(self) -> Sequence[Part]:
        """Everything in it."""
        return [part for column in self.columns for part in column.parts]


@dataclass(frozen=True, slots=True)
class Deck:
    """A deck ready to be drawn.

    Args:
        slides: In order.
        appendix: Slides after the divider, as many as a deck holds.
        divider: Opens the appendix, whose slides it lists.
        language: Of every word.
        foot: At the foot of every slide, before the chapter: campaign, then whether its data are made up.
        banner: Said on every slide of an internal deck; empty for the client's.
    """

    slides: tuple[Slide, ...]
    language: str
    foot: tuple[str, ...]
    banner: str = ""
    appendix: tuple[Slide, ...] = ()
    divider: Slide | None = None
