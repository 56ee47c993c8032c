"""What takes how long: one bar a step over days, as a plan is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from xhs_workbench.views.sketching.pen import Pen, letters, shorten, tone
from xhs_workbench.written import day_words

MOST_DATES = {True: 4, False: 8}
"""Dates along the foot: on a narrow drawing, on a wide one."""
LABELS = 0.3
NARROW = 500


def draw_spans(pen: Pen, data: Mapping[str, Any]) -> None:
    """Draw spans of days under each other.

    Args:
        pen: The drawing.
        data: `rows` with `label`, `start` and `end` (ISO days, both included) and any of `text`, beside the
            bar, and `tone`; `today` with `day` and `label` is a line through all of them.
    """
    rows, today = data["rows"], data.get("today")
    if not rows:
        return
    narrow = pen.width < NARROW
    longest = max(letters(str(row["label"])) for row in rows)
    room = 0.0 if narrow else min(longest + 14, pen.width * LABELS)
    first = min(_ordinal_of(row["start"]) for row in rows)
    last = max(_ordinal_of(row["end"]) for row in rows) + 1
    scale = (pen.width - room) / (last - first)
    step, top = (42.0 if narrow else 25.0), 22.0 if today else 2.0
    foot = top + step * len(rows)
    for day in _week_starts(first, last, MOST_DATES[narrow]):
        x, said = (
            room + (day - first) * scale,
            day_words(date.fromordinal(day)).to(data.get("language", "en")),
        )
        pen.line(x, top - 2, x, foot, "grid")
        if x + letters(said) <= pen.width:
            pen.text(x, foot + 14, said, "soft")
    for place, row in enumerate(rows):
        y = top + step * place
        pen.text(
            0,
            y + (12 if narrow else 15),
            shorten(str(row["label"]), pen.width if narrow else room - 12),
            "name",
        )
        middle = y + (24 if narrow else 11)
        start, end = _ordinal_of(row["start"]), _ordinal_of(row["end"]) + 1
        x, width = room + (start - first) * scale, max((end - start) * scale, 3)
        pen.bar(x, middle - 7, width, 14, f"mark {tone(row.get('tone'))}")
        _write(pen, str(row.get("text") or ""), x, width, middle, room, tone(row.get("tone")))
    if today and first <= _ordinal_of(today["day"]) < last:
        x = room + (_ordinal_of(today["day"]) - first) * scale
        pen.line(x, top - 6, x, foot, "reference")
        pen.text(x, 11, today["label"], "soft", "end" if x > pen.width * 0.7 else "start")
    pen.height = foot + 22


def _week_starts(first: int, last: int, most: int) -> Sequence[int]:
    """Return Mondays between two days, in steps that leave no more than `most`; the first day where there is none."""
    monday = first + (-(date.fromordinal(first).weekday()) % 7)
    weeks = max((last - 1 - monday) // 7 + 1, 0)
    return range(monday, last, 7 * max(-(-weeks // most), 1)) or [first]


def _write(pen: Pen, text: str, x: float, width: float, middle: float, room: float, kind: str) -> None:
    """Write a bar's days right of it, else left of it, else inside; nowhere if there is no place."""
    size = letters(text)
    if not text:
        return
    if x + width + 7 + size <= pen.width:
        pen.text(x + width + 7, middle + 4, text, "soft")
    elif x - 7 - size >= room:
        pen.text(x - 7, middle + 4, text, "soft", "end")
    elif size + 10 <= width:
        pen.text(x + 5, middle + 4, text, f"inside {kind}")


def _ordinal_of(day: object) -> int:
    return date.fromisoformat(str(day)[:10]).toordinal()
