"""The first screen: verdict, tiles, money, one picture, three actions."""

from __future__ import annotations

from typing import Any

from xhs_workbench.findings import Text
from xhs_workbench.telling import Action, FirstScreen, Money, Tile
from xhs_workbench.views.blocks import Block
from xhs_workbench.views.drawing.links import known_links
from xhs_workbench.views.drawing.numbers import Shown, sort_key
from xhs_workbench.views.sketching.sketches import Sketch
from xhs_workbench.views.wording import Filled
from xhs_workbench.written import percent_words

MOST_TILES, MOST_ACTIONS, MOST_ALSO = 6, 3, 3
ABOVE, BELOW, ALERT = "▲", "▼", "!"
"""Marks of a tile: its figure against its target; where there is none, that it asks for somebody."""
OF_TARGET = Text("target {target}", "目标 {target}")
NO_TARGET = Text("", "")


def first_screen(said: FirstScreen, picture: Sketch | None = None, *, name: str) -> Block:
    """Show what a reader takes away in five seconds.

    Args:
        said: Verdict, tiles, money and actions, in the order of their weight.
        picture: One picture; None where the page's first block is a document.
        name: Its name in `who_sees.toml`.
    """
    return Block(
        "first_screen",
        {
            "verdict": _sentence(said.verdict),
            "also": list(said.also[:MOST_ALSO]),
            "tiles": [_tile(tile) for tile in said.tiles[:MOST_TILES]],
            "money": _money_bar(said.money) if said.money else None,
            "actions": [_action(action) for action in said.actions[:MOST_ACTIONS]],
            "picture": picture.content if picture and picture.rows else None,
            "block": name,
        },
    )


def _sentence(said: Any) -> Any:
    """Close a verdict with its stop: some are joined from clauses, and all stand beside each other on the index."""
    if not isinstance(said, Text):
        return said
    open_ended = said.en and said.en[-1] not in ".!?"
    return Text(f"{said.en}.", f"{said.zh}。") if open_ended else said


def _tile(tile: Tile) -> dict[str, Any]:
    in_words = isinstance(tile.value, Text)  # such as a day
    target = (
        Filled(OF_TARGET, {"target": Shown(tile.target, tile.kind)}) if tile.target is not None else NO_TARGET
    )
    return {
        "label": tile.label,
        "value": tile.value if in_words else Shown(tile.value, tile.kind),
        "raw": tile.value if in_words else sort_key(tile.value),
        "kind": "text" if in_words else tile.kind,
        "target": target,
        "done": None if tile.done is None else percent_words(tile.done).removesuffix("%"),
        "filled": None if tile.done is None else round(min(max(tile.done, 0.0), 1.0) * 100, 1),
        "arrow": _mark(tile),
        "word": tile.word,
        "tone": tile.tone,
        "definition": tile.definition,
        "note": tile.note,
        "private": tile.private,
    }


def _mark(tile: Tile) -> str:
    """Return where a figure lies against its target; without a target only what is bad is marked."""
    if tile.target is None or tile.value is None or isinstance(tile.value, Text):
        return ALERT if tile.tone == "bad" else ""
    return ABOVE if tile.value > tile.target else BELOW if tile.value < tile.target else ""


def _money_bar(money: Money) -> dict[str, Any]:
    spent = sum(value for _, value in money.parts)
    whole = max(money.total_cny or 0.0, spent, 1e-9)
    parts = [
        {"label": label, "value": Shown(value, "cny"), "raw": value, "width": round(value / whole * 100, 1)}
        for label, value in money.parts
    ]
    left = None if money.total_cny is None else money.total_cny - spent
    return {
        "label": money.label,
        "total": Shown(money.total_cny, "cny"),
        "raw": money.total_cny,
        "parts": parts,
        "rest": money.rest,
        "left": Shown(left, "cny") if left is not None and left > 0 else "",
        "says": money.says,
    }


def _action(action: Action) -> dict[str, Any]:
    return {
        "what": action.what,
        "amount": action.amount,
        "by": action.by,
        "owner": action.owner,
        "see": action.see,
        "private": action.private,
        "links": known_links(action.links),
    }
