"""A page at a glance: its verdict and first tiles as JSON within the page, for the index of its campaign.

The page holds what its reader sees, so the client's index can say no more than the client's page. An index
reads pages that lie in a folder, and anybody may have changed them: what it reads is cut to short texts, and
its template escapes them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xhs_workbench import paths
from xhs_workbench.errors import WorkbenchError
from xhs_workbench.views.blocks import safe_json

ID = "xhs-glance"
GLANCE = re.compile(rf'<script type="application/json" id="{ID}">([^<]{{0,20000}})</script>')
MOST_TILES, MOST_LETTERS, MOST_BYTES = 2, 300, 20_000_000
TONES, MARKS = ("good", "bad"), ("▲", "▼", "!")


@dataclass(frozen=True)
class GlanceTile:
    """One figure: its name, the figure, and what it is held against, in words."""

    label: str
    value: str
    against: str = ""
    tone: str = ""
    arrow: str = ""


@dataclass(frozen=True)
class Glance:
    """A page at a glance.

    Args:
        verdict: Its first sentence; empty for a page without one.
        as_of: Its day; empty where it has none.
        tiles: Its first figures.
        next: What it says is to be done first, how much, by when and by whom.
    """

    verdict: str = ""
    as_of: str = ""
    tiles: tuple[GlanceTile, ...] = field(default_factory=tuple)
    next: str = ""


def glance_of(cover: Mapping[str, Any], opening: Mapping[str, Any] | None) -> Glance:
    """Return a page at a glance.

    Args:
        cover: Data of its cover.
        opening: Data of its first screen, as its reader sees it, or of its headline; None without either.
    """
    said = opening or {}
    verdict = said.get("verdict") or next((item["text"] for item in said.get("items", ())), "")
    tiles = [_tile(tile) for tile in said.get("tiles", ())[:MOST_TILES]]
    return Glance(str(verdict), str(cover.get("day") or ""), tuple(tiles), _next(said.get("actions") or ()))


def _next(actions: Sequence[Mapping[str, Any]]) -> str:
    """Return the first thing to do in one line."""
    if not actions:
        return ""
    first = actions[0]
    amount = str(first["amount"] or "")
    gap = " " if amount and not amount.startswith("（") else ""  # the mark brings its own
    what = f"{first['what']}{gap}{amount}"
    return " · ".join([what, *(str(first[key]) for key in ("by", "owner") if first[key])])


def _tile(tile: Mapping[str, Any]) -> GlanceTile:
    done = f"{tile['done']}%" if tile["done"] is not None else ""
    beside = " · ".join(str(part) for part in (done, tile["word"]) if part)
    rest = [str(part) for part in (tile["target"], tile["note"]) if part]
    return GlanceTile(
        str(tile["label"]),
        str(tile["value"]),
        " · ".join([beside, *rest] if beside else rest),
        tile["tone"],
        tile["arrow"],
    )


def glance_script(glance: Glance) -> str:
    """Return the element that a page carries; data, which no browser runs."""
    tiles = [[tile.label, tile.value, tile.against, tile.tone, tile.arrow] for tile in glance.tiles]
    text = safe_json({"verdict": glance.verdict, "as_of": glance.as_of, "tiles": tiles, "next": glance.next})
    return f'<script type="application/json" id="{ID}">{text}</script>'


def read_glance(page: Path) -> Glance:
    """Return a delivered page at a glance; an empty one where the page has none, or what it has is damaged."""
    try:
        text = paths.read_regular(page, MOST_BYTES).decode("utf-8", "replace")
    except (OSError, WorkbenchError):
        return Glance()
    found = GLANCE.findall(text)
    try:
        held = json.loads(found[-1]) if found else {}
    except ValueError:
        return Glance()
    if not isinstance(held, dict):
        return Glance()
    listed = held.get("tiles")
    rows: list[object] = listed if isinstance(listed, list) else []
    tiles = [made for row in rows[:MOST_TILES] if (made := _read_tile(row))]
    said = (_short(held.get(key)) for key in ("verdict", "as_of", "next"))
    verdict, day, upcoming = said
    return Glance(verdict, day, tuple(tiles), upcoming)


def _read_tile(row: object) -> GlanceTile | None:
    if not isinstance(row, list) or len(row) not in (4, 5) or not all(isinstance(part, str) for part in row):
        return None
    label, value, against, tone, *marks = (_short(part) for part in row)
    arrow = marks[0] if marks else ""  # pages of an earlier version have none
    if not label or not value:
        return None
    return GlanceTile(label, value, against, tone if tone in TONES else "", arrow if arrow in MARKS else "")


def _short(value: object) -> str:
    return value[:MOST_LETTERS] if isinstance(value, str) else ""
