"""The figures of first screens, pictures and cards as rows, for the spreadsheet beside the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

Cells = list[tuple[Any, str]]
Rows = tuple[list[tuple[str, str]], list[Cells]]
"""Heads with their kind, and rows of a value with its kind."""


def story_grids(block: Mapping[str, Any], w: Mapping[str, str]) -> Iterator[tuple[str, str, Rows]]:
    """Yield title, note and rows of each set of figures in a block of the story.

    Args:
        block: A `first_screen`, `chapter`, `sketch` or `cards`; any other yields nothing.
        w: The furniture's words in one language.
    """
    data, kind = block["data"], block["kind"]
    if kind == "first_screen":
        if data["tiles"]:
            yield data["verdict"], "", _tiles(data["tiles"], w)
        if data["money"]:
            yield data["money"]["label"], "", _money_parts(data["money"], w)
    if kind in ("first_screen", "chapter") and data["picture"]:
        yield data["picture"]["title"], data["picture"]["note"], picture_rows(data["picture"], w)
    if kind == "sketch" and data["rows"]:
        yield data["title"], data["note"], picture_rows(data, w)
    if kind == "cards" and data["items"]:
        yield data["title"], data["note"], _cards(data["items"], w)


def _tiles(tiles: Sequence[Mapping[str, Any]], w: Mapping[str, str]) -> Rows:
    heads = [w["figure"], w["value"], w["as_shown"], w["target"], w["about"]]
    rows: list[Cells] = [
        [
            (tile["label"], "text"),
            (tile["raw"], tile["kind"]),
            (tile["value"], "text"),
            (tile["target"], "text"),
            (" ".join(str(part) for part in (tile["word"], tile["note"]) if part), "text"),
        ]
        for tile in tiles
    ]
    return [(head, "text") for head in heads], rows


def _money_parts(money: Mapping[str, Any], w: Mapping[str, str]) -> Rows:
    parts = [(money["label"], money["raw"]), *((part["label"], part["raw"]) for part in money["parts"])]
    return (
        [(w["figure"], "text"), (w["value"], "cny")],
        [[(label, "text"), (value, "cny")] for label, value in parts],
    )


def picture_rows(data: Mapping[str, Any], w: Mapping[str, str]) -> Rows:
    """Return what a picture draws, a row a mark."""
    return SHAPES.get(data["shape"], _marks)(data, w)


def _marks(data: Mapping[str, Any], w: Mapping[str, str]) -> Rows:
    """Return bars, dots and steps, with the columns that any of them has."""
    words = {"value": w["value"], "low": w["low"], "high": w["high"], "target": w["target"]}
    there = [key for key in words if any(row.get(key) is not None for row in data["rows"])]
    heads = [("", "text"), *((words[key], "plain") for key in there), (w["as_shown"], "text")]
    rows = [
        [(row["label"], "text"), *((row.get(key), "plain") for key in there), (row["text"], "text")]
        for row in data["rows"]
    ]
    return heads, rows


def _points(data: Mapping[str, Any], w: Mapping[str, str]) -> Rows:
    heads = [("", "text"), (data["x_axis"], "plain"), (data["y_axis"], "plain")]
    return heads, [
        [(row.get("label") or "", "text"), (row["x"], "plain"), (row["y"], "plain")] for row in data["rows"]
    ]


def _stacks(data: Mapping[str, Any], w: Mapping[str, str]) -> Rows:
    rows = [
        [(row["label"], "text"), (part["label"], "text"), (part["share"], "rate")]
        for row in data["rows"]
        for part in row["parts"]
    ]
    return [("", "text"), ("", "text"), (w["value"], "rate")], rows


def _timeline(data: Mapping[str, Any], w: Mapping[str, str]) -> Rows:
    lines = [
        [(row["label"], "text"), (day, "text"), (value, "plain")]
        for row in data["rows"]
        for day, value in row["points"]
    ]
    lanes = [
        [(lane["label"], "text"), (day, "text"), (None, "plain")]
        for lane in data.get("lanes") or ()
        for day in lane["days"]
    ]
    return [("", "text"), (w["day"], "text"), (w["value"], "plain")], [*lines, *lanes]


def _spans(data: Mapping[str, Any], w: Mapping[str, str]) -> Rows:
    rows = [[(row["label"], "text"), (row["start"], "text"), (row["end"], "text")] for row in data["rows"]]
    return [("", "text"), (w["from_day"], "text"), (w["to_day"], "text")], rows


SHAPES: Mapping[str, Callable[[Mapping[str, Any], Mapping[str, str]], Rows]] = {
    "points": _points,
    "spans": _spans,
    "stacks": _stacks,
    "timeline": _timeline,
}


def _cards(items: Sequence[Mapping[str, Any]], w: Mapping[str, str]) -> Rows:
    labels = list(dict.fromkeys(fact["label"] for item in items for fact in item["figures"]))
    heads = [
        (w["title"], "text"),
        (w["about"], "text"),
        *((label, "plain") for label in labels),
        (w["why"], "text"),
    ]
    rows = []
    for item in items:
        known = {fact["label"]: (fact["raw"], fact["kind"]) for fact in item["figures"]}
        rows.append(
            [
                (item["title"], "text"),
                (item["about"], "text"),
                *(known.get(label, (None, "plain")) for label in labels),
                (item["why"], "text"),
            ]
        )
    return heads, rows
