"""What takes how long: one bar a step over days, as a plan is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from xhs_workbench.views.sketching.pen import Pen, letters, shorten, tone

MOST_DATES = {True: 4, False: 7}
"""Dates along the foot: on a narrow drawing, on a wide one."""
LABELS = 0.3
NARROW = 500


def draw_spans(pen: Pen, data: Mapping[str, Any]) -> None:
    """Draw spans of days under each other.

    Args:
        pen: The drawing.
        data: `rows` with `label`, `start` and `end` (ISO days, both included), `text` beside the bar and any
            of `tone`.
    """
    rows: Sequence[Mapping[str, Any]] = data["rows"]
    if not rows:
        return
    narrow = pen.width < NARROW
    longest = max(letters(str(row["label"])) for row in rows)
    room = 0.0 if narrow else min(longest + 14, pen.width * LABELS)
    first = min(_day_number(row["start"]) for row in rows)
    last = max(_day_number(row["end"]) for row in rows) + 1
    scale = (pen.width - room) / (last - first)
    step, y = (42.0 if narrow else 25.0), 2.0
    foot = y + step * len(rows)
    for day in range(first, last, max(round((last - first) / MOST_DATES[narrow]), 1)):
        x = room + (day - first) * scale
        pen.line(x, 0, x, foot, "grid")
        if x + 30 <= pen.width:
            pen.text(x, foot + 14, f"{date.fromordinal(day):%m-%d}", "soft")
    for row in rows:
        if narrow:
            pen.text(0, y + 12, shorten(str(row["label"]), pen.width), "name")
        else:
            pen.text(0, y + 15, shorten(str(row["label"]), room - 12), "name")
        middle = y + (24 if narrow else 11)
        start, end = _day_number(row["start"]), _day_number(row["end"]) + 1
        x, width = room + (start - first) * scale, max((end - start) * scale, 3)
        pen.bar(x, middle - 7, width, 14, f"mark {tone(row.get('tone'))}")
        _write(pen, str(row["text"]), x, width, middle, room, str(tone(row.get("tone"))))
        y += step
    pen.height = foot + 20


def _write(pen: Pen, text: str, x: float, width: float, middle: float, room: float, kind: str) -> None:
    """Write a bar's days right of it, else left of it, else inside; nowhere if there is no place."""
    size = letters(text)
    if x + width + 7 + size <= pen.width:
        pen.text(x + width + 7, middle + 4, text, "soft")
    elif x - 7 - size >= room:
        pen.text(x - 7, middle + 4, text, "soft", "end")
    elif size + 10 <= width:
        pen.text(x + 5, middle + 4, text, f"inside {kind}")


def _day_number(day: object) -> int:
    return date.fromisoformat(str(day)[:10]).toordinal()
