"""Sketches that are read row by row: bars, dots with their interval, shares of a whole, the steps of a funnel."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from xhs_workbench.views.sketching.pen import Pen, letters, shorten, tone

NARROW = 500
"""Below this width names stand above their marks."""
LABELS = 0.36
"""Share of a wide drawing's width that names take."""
BOLD = 1.1
"""How much wider figures are than other words: they are bold."""
Row = Mapping[str, Any]


def _names(pen: Pen, rows: Sequence[Row]) -> float:
    """Return how much room names take beside the marks; none where they stand above."""
    if pen.width < NARROW:
        return 0.0
    longest = max((letters(str(row["label"])) for row in rows), default=0.0)
    return min(longest + 14, pen.width * LABELS)


def _place_name(pen: Pen, y: float, row: Row, room: float) -> float:
    """Write a row's name; return the middle of its mark's line."""
    if room:
        pen.text(0, y + 15, shorten(str(row["label"]), room - 12), "name")
        return y + 11
    pen.text(0, y + 12, shorten(str(row["label"]), pen.width), "name")
    return y + 24


def _step(room: float) -> float:
    return 27.0 if room else 42.0


def _draw_reference(pen: Pen, at: float, top: float, middles: Sequence[float], room: float) -> None:
    """Draw a line through all rows; where names stand over the rows, only beside each row, so that it crosses no name."""
    if room and middles:
        pen.line(at, top, at, middles[-1] + _step(room) / 2, "reference")
        return
    for middle in middles:
        pen.line(at, middle - 9, at, middle + 9, "reference")


def draw_bars(pen: Pen, data: Mapping[str, Any]) -> None:
    """Draw bars from 0.

    Args:
        pen: The drawing.
        data: `rows` with `label`, `value` (None is not drawn), `text` beside it, and any of `target`, `low`,
            `high`, `tone`; `reference` with `value` and `label` is a line through all of them.
    """
    rows: Sequence[Row] = data["rows"]
    room, reference = _names(pen, rows), data.get("reference")
    ends = [
        float(row[key]) for row in rows for key in ("value", "high", "target") if row.get(key) is not None
    ]
    top = max([*ends, float(reference["value"]) if reference else 0.0, 1e-9])
    written = max((BOLD * letters(str(row["text"])) for row in rows), default=0.0) + 10
    scale = (pen.width - room - written) / top
    y = 20.0 if reference else 2.0
    start, middles, ends_at = y, list[float](), list[float]()
    for row in rows:
        middle = _place_name(pen, y, row, room)
        middles.append(middle)
        value = float(row["value"] or 0.0)
        pen.bar(room, middle - 6, value * scale, 12, f"mark {tone(row.get('tone'))}")
        end = value
        if row.get("low") is not None and row.get("high") is not None:
            pen.line(room + row["low"] * scale, middle, room + row["high"] * scale, middle, "whisker")
            end = max(end, float(row["high"]))
        if row.get("target") is not None:
            at = room + row["target"] * scale
            pen.line(at, middle - 9, at, middle + 9, "target")
            end = max(end, float(row["target"]))
        ends_at.append(room + end * scale + 7)
        y += _step(room)
    if reference and rows:
        at = room + reference["value"] * scale
        _draw_reference(pen, at, start - 4, middles, room)
        side = "end" if at > pen.width * 0.7 else "start"
        pen.text(at, 12, shorten(str(reference["label"]), pen.width * 0.6), "soft", side)
        ends_at = [
            at + 7 if x <= at <= x + BOLD * letters(str(row["text"])) + 4 else x
            for row, x in zip(rows, ends_at, strict=True)
        ]
    for row, middle, x in zip(rows, middles, ends_at, strict=True):  # beyond a line that would cross a figure
        pen.text(x, middle + 4, row["text"], "value")
    pen.height = y + 4


def draw_dots(pen: Pen, data: Mapping[str, Any]) -> None:
    """Draw points with their interval around a reference.

    Args:
        pen: The drawing.
        data: `rows` with `label`, `value`, `text`, and any of `low`, `high`, `tone`; `reference` with `value`
            and `label`; `log` is true for multiples.
    """
    rows: Sequence[Row] = data["rows"]
    reference, log = data["reference"], bool(data.get("log"))
    room = _names(pen, rows)

    def along(value: float) -> float:
        return math.log(max(value, 1e-3)) if log else value

    known = [
        along(float(row[key])) for row in rows for key in ("value", "low", "high") if row.get(key) is not None
    ]
    zero = along(float(reference["value"]))
    low, high = min([*known, zero]), max([*known, zero])
    written = max((BOLD * letters(str(row["text"])) for row in rows), default=0.0) + 12
    span = max(high - low, 1e-9)

    def at(value: float) -> float:
        return room + 8 + (along(value) - low) / span * (pen.width - room - written - 16)

    y, middles = 20.0, list[float]()
    for row in rows:
        middle = _place_name(pen, y, row, room)
        middles.append(middle)
        pen.line(room, middle, pen.width - written, middle, "grid")
        if row.get("low") is not None and row.get("high") is not None:
            pen.line(at(row["low"]), middle, at(row["high"]), middle, f"whisker wide {tone(row.get('tone'))}")
        if row["value"] is not None:
            pen.dot(at(row["value"]), middle, 4.5, f"mark {tone(row.get('tone'))}")
        pen.text(pen.width, middle + 4, row["text"], "value", "end")
        y += _step(room)
    middle_line = at(reference["value"])
    _draw_reference(pen, middle_line, 16, middles, room)
    side = "end" if middle_line > pen.width * 0.6 else "start"
    pen.text(middle_line, 11, shorten(str(reference["label"]), pen.width * 0.6), "soft", side)
    pen.height = y + 4


def draw_stacks(pen: Pen, data: Mapping[str, Any]) -> None:
    """Draw shares of a whole, a bar a row, their names above the first.

    Args:
        pen: The drawing.
        data: `rows` with `label` and `parts`, each with `label`, `share` (of 1), `text` and `tone`; `note` of
            a row is written at its end.
    """
    rows: Sequence[Row] = data["rows"]
    room = _names(pen, rows)
    keys: dict[str, str] = {}
    for row in rows:
        for part in row["parts"]:
            keys.setdefault(str(part["label"]), tone(part.get("tone")))
    x, y = room, 12.0
    for label, kind in keys.items():
        if x + letters(label) + 16 > pen.width:
            x, y = room, y + 18
        pen.bar(x, y - 9, 10, 10, f"mark {kind}")
        pen.text(x + 14, y, label, "soft")
        x += letters(label) + 32
    y += 10
    written = max((letters(str(row.get("note") or "")) for row in rows), default=0.0)
    whole = pen.width - room - (written + 8 if written else 0)
    for row in rows:
        middle, x = _place_name(pen, y, row, room), room
        for part in row["parts"]:
            width = float(part["share"]) * whole
            pen.bar(x, middle - 8, max(width - 1, 0), 16, f"mark {tone(part.get('tone'))}")
            if letters(str(part["text"])) + 8 < width:
                pen.text(x + 5, middle + 4, part["text"], f"inside {tone(part.get('tone'))}")
            x += width
        if row.get("note"):
            pen.text(pen.width, middle + 4, row["note"], "soft", "end")
        y += _step(room)
    pen.height = y + 2


def draw_steps(pen: Pen, data: Mapping[str, Any]) -> None:
    """Draw the steps of a funnel; lengths go by the logarithm, for each step is a small part of the one above.

    Args:
        pen: The drawing.
        data: `rows` with `label`, `value`, `text` and `rate`, what the step is of the one above, in words.
    """
    rows: Sequence[Row] = data["rows"]
    room = _names(pen, rows)
    logs = [math.log10(max(float(row["value"] or 0), 1.0)) + 0.4 for row in rows]
    top = max([*logs, 1e-9])
    written = max((BOLD * letters(str(row["text"])) for row in rows), default=0.0) + 10
    said = max((letters(str(row.get("rate") or "")) for row in rows), default=0.0)
    whole = pen.width - room - written - said - 8
    y = 2.0
    for row, size in zip(rows, logs, strict=True):
        middle = _place_name(pen, y, row, room)
        width = size / top * whole
        pen.bar(room, middle - 8, width, 16, "mark plain")
        pen.text(room + width + 7, middle + 4, row["text"], "value")
        if row.get("rate"):
            pen.text(pen.width, middle + 4, row["rate"], "soft", "end")
        y += _step(room)
    pen.height = y + 2
