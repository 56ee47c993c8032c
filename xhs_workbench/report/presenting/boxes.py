"""What is drawn of shapes and text: tiles of figures, cards, tables. Each says how tall it will be before it is drawn."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from xhs_workbench.report.presenting.drawing import box, clean, picture, text
from xhs_workbench.report.presenting.fitting import height
from xhs_workbench.report.presenting.slides import Cards, Para, Tiles
from xhs_workbench.report.presenting.template import Area, Canvas

GAP = 0.18
PAD = 0.14
"""Within a card or a tile, inches."""
BAR = 0.07
SIZES = (1.6, 1.35, 1.2, 1.1, 1.0)
"""Of letters in cards, the largest first: few cards are not set in the letters of many."""
SQUARE = 4
"""So many cards stand two by two, where their letters may be large."""
PAIR = 2
"""Figures of a card that stand on one line; more stand under each other."""
LEAST_CARD = 2.6
"""Width of a card, inches."""
COVER = (0.84, 1.12)
"""Width and height of a note's cover in a card of the least letters, inches; larger in larger ones."""
JPEG = "data:image/jpeg;base64,"
"""How a page holds a cover, which was made anew at a small size, without what its file said."""
TONES = {"good": "good_word", "bad": "bad_word"}
Item = Mapping[str, Any]


def tiles_height(tiles: Tiles, width: float) -> float:
    """Return how tall a row of tiles is, inches."""
    return max((_tile_height(item, _wide(len(tiles.items), width)) for item in tiles.items), default=0.0)


def _wide(count: int, width: float) -> float:
    return (width - GAP * (count - 1)) / max(count, 1)


def _tile_paras(item: Item) -> list[Para]:
    done = f"{item['done']}%" if item["done"] is not None else ""
    word = " ".join(part for part in (item["arrow"], str(item["word"])) if part)
    judged = " · ".join(part for part in (word, done) if part)
    made = [Para(str(item["label"]), 12, colour="soft"), Para(str(item["value"]), 26, bold=True, before=2)]
    made += [Para(str(item["target"]), 12, colour="soft")] if item["target"] else []
    made += [Para(judged, 12, bold=True, colour=TONES.get(item["tone"], "ink"), before=8)] if judged else []
    made += [Para(str(item["note"]), 11, colour="soft", before=2)] if item["note"] else []
    return made


def _tile_height(item: Item, width: float) -> float:
    return height(_tile_paras(item), width - 2 * PAD) + 2 * PAD + BAR


def draw_tiles(canvas: Canvas, slide: Any, area: Area, tiles: Tiles) -> None:
    """Draw figures beside each other, each with a bar that says how much of its target it reached."""
    wide = _wide(len(tiles.items), area.width)
    for number, item in enumerate(tiles.items):
        left = area.left + number * (wide + GAP)
        box(canvas, slide, Area(left, area.top, wide, area.height), "paper", name="Tile")
        filled = item.get("filled")
        if filled is not None:
            foot = area.top + area.height - BAR
            box(canvas, slide, Area(left, foot, wide, BAR), "line", name="Target")
            tone = item["tone"] if item["tone"] in ("good", "bad") else "plain"
            if filled > 0:
                box(canvas, slide, Area(left, foot, wide * filled / 100, BAR), tone, name="Reached")
        within = Area(left + PAD, area.top + PAD, wide - 2 * PAD, area.height - 2 * PAD - BAR)
        text(canvas, slide, within, _tile_paras(item), name="Figure")


def card_paras(item: Item, size: float = 1.0) -> list[Para]:
    """Return the words of a card.

    Args:
        item: The card.
        size: Of its letters; 1 is the least, larger where there is room.
    """
    made: list[Para] = []

    def say(
        words: str,
        points: float,
        colour: str = "ink",
        before: float = 0.0,
        *,
        bold: bool = False,
        lead: str = "",
    ) -> None:
        made.append(Para(words, round(points * size, 1), bold, colour, before * size if made else 0.0, lead))

    if item["badge"]:
        say(str(item["badge"]), 10, TONES.get(item["tone"], "accent_word"), bold=True)
    say(str(item["title"]), 13, before=2, bold=True)
    if item["about"]:
        say(str(item["about"]), 10, "soft", 1)
    shown = [fact for fact in item["figures"] if clean(fact["value"]) not in ("", "—")]
    if len(shown) == PAIR:
        first, second = shown
        both = f"{first['value']} · {second['label']} {second['value']}"
        say(both, 11, before=4, bold=True, lead=str(first["label"]))
        shown = []
    for number, fact in enumerate(shown):
        say(str(fact["value"]), 11, before=0 if number else 4, bold=True, lead=str(fact["label"]))
    if item["why"]:
        say(str(item["why"]), 11, before=4)
    for quote in item["quotes"]:
        say(f"“{quote}”", 10.5, "soft", 3)
    return made


def card_rows(cards: Cards, width: float, most: float) -> tuple[list[tuple[tuple[Item, ...], float]], float]:
    """Return cards in rows with the height of each row, and the size of their letters.

    The largest letters with which all of them fit are taken; with the least, as many columns as a card allows.

    Args:
        cards: The cards.
        width: Of the row, inches.
        most: Height there is, inches.

    Raises:
        ValueError: A card is taller than that even on the whole width; its title is the message.
    """
    across = [cards.across] if cards.across else _columns(len(cards.items), width)
    beside = [count for count in across if count > 1] or across
    beside = beside[-1:] if len(cards.items) == SQUARE else beside
    for size in (cards.size,) if cards.many else SIZES:
        for count in sorted(beside) if size > 1 else across:
            rows = _in_rows(cards, count, width, size)
            tall = sum(high for _, high in rows) + GAP * (len(rows) - 1)
            if tall <= most or (size == 1 and max(high for _, high in rows) <= most):
                return rows, size
    worst = max(cards.items, key=lambda item: _card_height(item, width, 1.0))
    raise ValueError(clean(worst["title"]))


def _in_rows(cards: Cards, across: int, width: float, size: float) -> list[tuple[tuple[Item, ...], float]]:
    wide = _wide(across, width)
    rows = [cards.items[start : start + across] for start in range(0, len(cards.items), across)]
    return [(row, max(_card_height(item, wide, size) for item in row)) for row in rows]


def _columns(count: int, width: float) -> Sequence[int]:
    """Return in how many columns cards may stand, most first."""
    most = max(int(width // LEAST_CARD), 1)
    wanted = {1: (1,), 2: (2, 1), 3: (3, 1), 4: (4, 2, 1), 5: (3, 2, 1), 6: (3, 2, 1)}.get(
        count, (4, 3, 2, 1)
    )
    return [across for across in wanted if across <= most] or [1]


def _card_height(item: Item, width: float, size: float) -> float:
    wide, high = _cover_size(item, size)
    tall = max(height(card_paras(item, size), width - 2 * PAD - wide), high) + 2 * PAD
    return tall + (0.12 if item["bar"] is not None else 0.0)


def _cover_size(item: Item, size: float) -> tuple[float, float]:
    """Return what a card's cover takes of its width, the gap beside it among it, and of its height; nothing without one."""
    if not str(item.get("cover") or "").startswith(JPEG):
        return 0.0, 0.0
    return COVER[0] * size + PAD, COVER[1] * size


def draw_cards(canvas: Canvas, slide: Any, area: Area, cards: Cards) -> None:
    """Draw cards in rows."""
    rows, size = card_rows(cards, area.width, area.height + 0.01)
    top = area.top
    for items, tall in rows:
        across = cards.across or len(rows[0][0])
        _draw_row(canvas, slide, Area(area.left, top, area.width, tall), items, across, size)
        top += tall + GAP


def _draw_row(
    canvas: Canvas, slide: Any, area: Area, items: Sequence[Item], across: int, size: float
) -> None:
    wide = _wide(across, area.width)
    for number, item in enumerate(items):
        left = area.left + number * (wide + GAP)
        box(canvas, slide, Area(left, area.top, wide, area.height), "paper", name="Card")
        edge = item["tone"] if item["tone"] in ("good", "bad") else "line"
        box(canvas, slide, Area(left, area.top, 0.05, area.height), edge, name="Edge")
        aside, high = _cover_size(item, size)
        if aside:
            raw = base64.b64decode(str(item["cover"]).removeprefix(JPEG))
            spot = Area(left + PAD, area.top + PAD, aside - PAD, high)
            picture(canvas, slide, raw, spot, str(item["title"]))
        within = Area(left + PAD + aside, area.top + PAD, wide - 2 * PAD - aside, area.height - 2 * PAD)
        made = text(canvas, slide, within, card_paras(item, size), name="Card text")
        if item["link"]:
            _link(made, str(item["title"]), str(item["link"]))
        if item["bar"] is not None:
            foot = area.top + area.height - 0.12
            box(canvas, slide, Area(left + PAD, foot, wide - 2 * PAD, 0.05), "line", name="Whole")
            if item["bar"] > 0:
                box(
                    canvas,
                    slide,
                    Area(left + PAD, foot, (wide - 2 * PAD) * item["bar"] / 100, 0.05),
                    "plain",
                    name="Share",
                )


def _link(shape: Any, title: str, address: str) -> None:
    """Let a card's title lead to the note or creator; its address was checked when the page was made."""
    for para in shape.text_frame.paragraphs:
        for run in para.runs:
            if run.text == clean(title):
                run.hyperlink.address = address
                return
