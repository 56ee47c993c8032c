"""Cards of notes, creators or themes: what stands out, with its name, its link and why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from xhs_workbench.findings import NOTHING
from xhs_workbench.telling import Card
from xhs_workbench.views.blocks import Block
from xhs_workbench.views.drawing.links import LINK, known_links
from xhs_workbench.views.drawing.numbers import Shown, sort_key

COVER = re.compile(r"data:image/jpeg;base64,[A-Za-z0-9+/]+={0,2}\Z")


def cards(items: Sequence[Card], *, name: str, title: Any = NOTHING, note: Any = NOTHING) -> Block:
    """Show cards in rows.

    Args:
        items: In the order to show.
        name: Its name in `who_sees.toml`.
        title: What they are.
        note: What to know when reading them.
    """
    return Block(
        "cards", {"title": title, "note": note, "items": [_card(card) for card in items], "block": name}
    )


def _card(card: Card) -> dict[str, Any]:
    return {
        "title": card.title,
        "about": card.about,
        "link": card.link if LINK.match(card.link) else "",
        "cover": card.cover if COVER.match(card.cover) else "",
        "figures": [
            {"label": label, "value": Shown(value, kind), "raw": sort_key(value), "kind": kind}
            for label, value, kind in card.figures
        ],
        "why": card.why,
        "tone": card.tone,
        "badge": card.badge,
        "quotes": list(card.quotes),
        "bar": None if card.bar is None else round(min(max(card.bar, 0.0), 1.0) * 100, 1),
        "private": card.private,
        "links": known_links(card.links),
    }
