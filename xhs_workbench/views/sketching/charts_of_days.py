"""What happened when: lines over days, with the days of notes, boosts and festivals under and behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from xhs_workbench.views.sketching.charts_of_points import write_number
from xhs_workbench.views.sketching.pen import Pen, letters, shorten, ticks, tone

LEFT, TOP, LANE = 46.0, 34.0, 22.0


def draw_timeline(pen: Pen, data: Mapping[str, Any]) -> None:
    """Draw lines over days.

    Args:
        pen: The drawing.
        data: `rows` are the lines, each with `label`, `tone` and `points`, pairs of ISO day and value;
            `lanes` stand under them, each with `label`, `tone` and `days`; `spans` with `start`, `end` and
            `label` are shaded; `y_kind` says how numbers are written, see `charts_of_points.write_number`.
    """
    rows, lanes = data["rows"], data.get("lanes") or ()
    days = [
        _ordinal(day)
        for source in (
            [point[0] for row in rows for point in row["points"]],
            *(lane["days"] for lane in lanes),
        )
        for day in source
    ]
    if not days:
        return
    first, last = min(days), max(*days, min(days) + 1)
    plot = 170.0 if any(row["points"] for row in rows) else 0.0
    foot = TOP + plot + LANE * len(lanes)
    pen.height = foot + 26
    end = pen.width - (
        max((letters(str(row["label"])) for row in rows), default=0.0) + 10 if pen.width > 500 else 8
    )

    def at(day: str) -> float:
        return LEFT + (_ordinal(day) - first) / (last - first) * (end - LEFT)

    _shade(pen, data.get("spans") or (), at, (first, last), foot)
    _dates(pen, first, last, at, foot)
    if plot:
        _draw_lines(pen, data, at, plot, end)
    for place, lane in enumerate(lanes):
        y = TOP + plot + LANE * place + 14
        pen.text(0, y + 4, shorten(str(lane["label"]), LEFT - 4), "soft")
        for day in lane["days"]:
            pen.bar(at(day) - 1.5, y - 6, 3, 12, f"mark {tone(lane.get('tone'))}")


def draw_spans(pen: Pen, data: Mapping[str, Any]) -> None:
    """Draw spans of days, one under the other, with today as a line.

    Args:
        pen: The drawing.
        data: `rows` with `label`, ISO days `start` and `end` (both included) and any of `tone`; `today` with
            `day` and `label`.
    """
    rows, today = data["rows"], data.get("today")
    if not rows:
        return
    first = min(_ordinal(row["start"]) for row in rows)
    last = max(_ordinal(row["end"]) for row in rows) + 1
    wide = pen.width >= 500
    room = min(max(letters(str(row["label"])) for row in rows) + 14, pen.width * 0.3) if wide else 0.0
    step, top = (24.0 if wide else 38.0), 22.0

    def at(day: int) -> float:
        return room + (day - first) / max(last - first, 1) * (pen.width - room)

    foot = top + step * len(rows)
    for place, row in enumerate(rows):
        y = top + step * place
        pen.text(0, y + 12, shorten(str(row["label"]), (room - 12) if wide else pen.width), "name")
        start, end = at(_ordinal(row["start"])), at(_ordinal(row["end"]) + 1)
        pen.bar(start, y + (2 if wide else 18), max(end - start, 3), 12, f"mark {tone(row.get('tone'))}")
    for day in _week_starts(first, last, 4 if not wide else 8):
        pen.line(at(day), top - 4, at(day), foot, "grid")
        said = f"{date.fromordinal(day):%m-%d}"
        if at(day) + letters(said) <= pen.width:
            pen.text(at(day), foot + 16, said, "soft")
    if today and first <= _ordinal(today["day"]) < last:
        x = at(_ordinal(today["day"]))
        pen.line(x, top - 6, x, foot, "reference")
        pen.text(x, 11, today["label"], "soft", "end" if x > pen.width * 0.7 else "start")
    pen.height = foot + 24


def _week_starts(first: int, last: int, most: int) -> Sequence[int]:
    """Return Mondays between two days, in steps that leave no more than `most`."""
    monday = first + (-(date.fromordinal(first).weekday()) % 7)
    weeks = max((last - 1 - monday) // 7 + 1, 0)
    return range(monday, last, 7 * max(-(-weeks // most), 1))


def _ordinal(text: str) -> int:
    return date.fromisoformat(str(text)[:10]).toordinal()


def _shade(pen: Pen, spans: Sequence[Mapping[str, Any]], at: Any, ends: tuple[int, int], foot: float) -> None:
    """Shade spans of days; names of neighbours stand on two lines, so that they do not run into each other."""
    free = [-1e9, -1e9]
    for span in spans:
        if _ordinal(span["end"]) < ends[0] or _ordinal(span["start"]) > ends[1]:
            continue
        start, stop = (
            max(at(span["start"]), LEFT),
            min(max(at(span["end"]), at(span["start"]) + 3), pen.width),
        )
        pen.bar(start, TOP - 6, stop - start, foot - TOP + 6, "band")
        words = shorten(str(span["label"]), pen.width - start)
        line = next((place for place, end in enumerate(free) if end < start), None)
        if line is not None:
            pen.text(start, 12 + 14 * line, words, "soft")
            free[line] = start + letters(words) + 8


def _dates(pen: Pen, first: int, last: int, at: Any, foot: float) -> None:
    most = 4 if pen.width < 500 else 7
    step = max(round((last - first) / most), 1)
    for day in range(first, last + 1, step):
        when = date.fromordinal(day)
        x = at(when.isoformat())
        if x + 14 <= pen.width:
            pen.text(x, foot + 18, f"{when:%m-%d}", "soft", "middle" if day > first else "start")


def _draw_lines(pen: Pen, data: Mapping[str, Any], at: Any, plot: float, end: float) -> None:
    values = [float(value) for row in data["rows"] for _, value in row["points"] if value is not None]
    top = max([*values, 1e-9]) * 1.05
    low = TOP + plot

    def up(value: float) -> float:
        return low - 8 - value / top * (plot - 14)

    for value in ticks(0, top, 4):
        pen.line(LEFT, up(value), end, up(value), "grid")
        pen.text(LEFT - 6, up(value) + 4, write_number(value, str(data.get("y_kind", ""))), "soft", "end")
    taken: list[float] = []
    for row in data["rows"]:
        points = [(at(day), up(float(value))) for day, value in row["points"] if value is not None]
        if not points:
            continue
        pen.path(points, f"line {tone(row.get('tone'))}")
        y = points[-1][1] + 4
        while any(abs(y - other) < 14 for other in taken):
            y += 14
        taken.append(y)
        if pen.width > 500:
            pen.text(points[-1][0] + 6, y, row["label"], f"name {tone(row.get('tone'))}")
        else:
            x = LEFT + 4 + sum(letters(str(other["label"])) + 16 for other in data["rows"][: len(taken) - 1])
            pen.text(x, TOP + 2, row["label"], f"name {tone(row.get('tone'))}")
