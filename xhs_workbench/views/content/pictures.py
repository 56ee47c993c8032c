"""Pictures as blocks: the mood board, and creators' covers beside it.

Only bounded JPEG data cross, never a path.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.views.blocks import Block
from xhs_workbench.views.drawing.numbers import show
from xhs_workbench.views.wording import Filled

MOST_CHARACTERS = 600_000
"""Data of one block's pictures at most; two such blocks leave a report of two megabytes under its limit."""
THUMBNAIL = re.compile(r"data:image/jpeg;base64,[A-Za-z0-9+/]+={0,2}")
HEX = re.compile(r"#[0-9a-f]{6}")
HAN = re.compile(r"[\u4e00-\u9fff]")
MEASURES = {
    "palette": Text("Colours", "配色"),
    "brightness": Text("Brightness", "明度"),
    "contrast": Text("Contrast", "对比度"),
    "saturation": Text("Saturation", "饱和度"),
    "warmth": Text("Warmth", "冷暖"),
    "clutter": Text("Clutter", "杂乱度"),
}
PLACES = {
    "palette": {
        "inside": Text("near the board", "与情绪板接近"),
        "above": Text("off the board", "偏离情绪板"),
    },
    "brightness": {"below": Text("darker", "偏暗"), "above": Text("brighter", "偏亮")},
    "contrast": {"below": Text("flatter", "偏平"), "above": Text("harder", "偏强")},
    "saturation": {"below": Text("paler", "偏淡"), "above": Text("more colourful", "偏艳")},
    "warmth": {"below": Text("cooler", "偏冷"), "above": Text("warmer", "偏暖")},
    "clutter": {"below": Text("emptier", "偏简"), "above": Text("busier", "偏乱")},
}
VALUE_PLACE = Text("{value} · {place}", "{value} · {place}")
INSIDE = Text("within the board", "在范围内")


@dataclass(frozen=True)
class Group:
    """Some pictures under one name.

    Args:
        pictures: Columns `file`, `thumbnail`, `palette`.
        name: Whose they are; any text.
        note: What to know of them.
        facts: Label, value, note and whether it stands out, for each fact beside the pictures.
    """

    pictures: pl.DataFrame
    name: str = ""
    note: str = ""
    facts: Sequence[tuple[Any, Any, Any, bool]] = ()


def pictures(
    groups: Sequence[Group],
    *,
    title: Text,
    note: Text = NOTHING,
    large: bool = False,
    most: int = MOST_CHARACTERS,
) -> Block:
    """Show groups of pictures with their palettes; what would make the page too heavy is counted, not shown.

    Args:
        groups: In the order to show.
        title: What the pictures are.
        note: What to know when looking.
        large: Few large pictures, or many small ones beside their facts.
        most: Characters of picture data at most.

    Raises:
        ValueError: A thumbnail is not a JPEG data URI, or a colour not `#rrggbb`: it did not come from the
            images room.
    """
    shown, used, left_out = [], 0, 0
    for group in groups:
        kept: list[dict[str, Any]] = []
        for row in group.pictures.iter_rows(named=True):
            if used + len(row["thumbnail"]) > most:
                left_out += 1
                continue
            used += len(row["thumbnail"])
            kept.append(_picture(row, named=large, place=len(kept) + 1))
        if kept or not group.pictures.height:
            facts = [
                {"label": a, "value": b, "note": c, "tone": "apart" if d else ""}
                for a, b, c, d in group.facts
            ]
            shown.append({"name": group.name, "note": group.note, "facts": facts, "pictures": kept})
    data = {
        "title": title,
        "note": note,
        "groups": shown,
        "left_out": left_out,
        "size": "large" if large else "small",
    }
    return Block("pictures", data)


def _picture(row: dict[str, Any], named: bool, place: int) -> dict[str, Any]:
    """Show a picture under its file's name; a name without a Chinese word is no caption of a Chinese page, a number is."""
    said, nth = name_of_picture(row["file"]), f"图 {place}"
    chinese = said if HAN.search(said) else ""
    colours = [{"hex": c["hex"], "share": round(100 * c["share"], 1)} for c in row["palette"]]
    if not THUMBNAIL.fullmatch(row["thumbnail"]) or not all(HEX.fullmatch(c["hex"]) for c in colours):
        raise ValueError("a picture did not come from the images room")
    return {
        "src": row["thumbnail"],
        "alt": Text(said or row["file"], chinese or nth),
        "caption": Text(said, chinese or nth) if named else "",
        "palette": colours,
    }


def name_of_picture(file: str) -> str:
    """Return what a picture's file calls it, without what only a folder needs: its kind, its number, marks for blanks.

    >>> name_of_picture("1_morning_light_synthetic.jpg"), name_of_picture("03-晨光.png"), name_of_picture("0001.jpg")
    ('morning light', '晨光', '')
    """
    words = re.split(r"[\s_\-]+", re.sub(r"\.[A-Za-z]{3,4}\Z", "", file))
    return " ".join(word for word in words if word and not word.isdigit() and word.lower() != MADE_UP)


MADE_UP = "synthetic"
"""Stands in the name of every made-up file; the page's cover says it in words."""


def mood_board(board: pl.DataFrame, *, most: int = 24) -> Block:
    """Show the campaign's visual direction: its pictures, their colours, and the span of light, warmth and clutter.

    Args:
        board: `Gallery.table` of the mood board.
        most: Pictures at most.
    """
    spans = []
    for name, label in MEASURES.items():
        if name != "palette" and board.height:
            low, high = (_say(name, board[name].min()), _say(name, board[name].max()))
            spans.append((label, low if low == high else f"{low} – {high}", "", False))
    group = Group(board.head(most), facts=spans)
    return pictures(
        [group] if board.height else [],
        title=Text("Visual direction", "视觉方向"),
        large=True,
        note=Text(
            (
                "A direction, not a template: what stays free in the brief stays free. Below each "
                "picture its main colours by area."
            ),
            "仅为方向，不是模板，brief 中由达人决定的内容仍由达人决定。每张图下方为主要颜色及占比。",
        ),
    ).adding(block="pictures.mood_board")


def covers_beside_board(
    covers: pl.DataFrame, compared: pl.DataFrame, *, most: int = 16, each: int = 4
) -> Block:
    """Show creators' covers side by side with where each measure lies against the mood board.

    Args:
        covers: `Gallery.table` with `creator_id`.
        compared: From `selection.compare_covers`.
        most: Creators at most, by name; the rest is counted.
        each: Covers of a creator at most.
    """
    people = compared.select("creator_id", "creator_name").unique(maintain_order=True)
    groups = [
        Group(
            covers.filter(pl.col("creator_id") == who).head(each),
            name or who,
            facts=_facts(compared.filter(pl.col("creator_id") == who)),
        )
        for who, name in people.head(most).iter_rows()
    ]
    more = people.height - most
    rest = (
        Text(f" {more} more creators are not shown.", f"另有 {more} 位达人未显示。") if more > 0 else NOTHING
    )
    note = Text(
        (
            "Each measure stands for itself; there is no total. The span is that of the mood board's "
            "own pictures. Faces, words and taste are not measured: a cover unlike the board is not a "
            "bad cover."
        ),
        "各项独立，不合成总分；范围取自情绪板自身图片。人物、文字与审美未测量；与情绪板不同并不代表封面不好。",
    )
    said = Text(note.en + rest.en, note.zh + rest.zh)
    made = pictures(groups, title=Text("Covers beside the mood board", "封面与情绪板对照"), note=said)
    return made.adding(block="pictures.covers_beside_board")


def _facts(rows: pl.DataFrame) -> list[tuple[Any, Any, Any, bool]]:
    found = []
    for row in rows.iter_rows(named=True):
        name = row["measure"]
        low, high = (_say(name, row[end]) for end in ("board_low", "board_high"))
        span = f"(≤ {high})" if name == "palette" else f"({low} – {high})"
        place = None if row["place"] is None else PLACES[name].get(row["place"], INSIDE)
        value = _say(name, row["value"])
        said = Filled(VALUE_PLACE, {"value": value, "place": place}) if place else value
        found.append((MEASURES[name], said, span, row["place"] in ("above", "below")))
    few = rows["n"].max() if rows.height else 0
    short = "" if rows["place"].null_count() == 0 else Text("too few to judge", "不足以判断")
    return [*found, (Text("Covers", "封面数"), str(few), short, False)]


def _say(name: str, value: Any) -> str:
    if name == "palette":
        return f"ΔE {value:.0f}"
    return f"{value * 100:+.0f}" if name == "warmth" else show(value, "rate")
