"""What happened when: lines over days, with the days of notes, boosts and festivals under and behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from xhs_workbench.findings import Language
from xhs_workbench.views.sketching.charts_of_points import write_number
from xhs_workbench.views.sketching.pen import Pen, letters, shorten, ticks, tone
from xhs_workbench.written import day_words

LEFT, TOP, LANE = 46.0, 34.0, 22.0
NARROW = 500.0
"""Up to this width a drawing is made for a phone, px."""


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
        max((letters(str(row["label"])) for row in rows), default=0.0) + 10 if pen.width > NARROW else 8
    )

    def at(day: str) -> float:
        return LEFT + (_ordinal(day) - first) / (last - first) * (end - LEFT)

    _shade(pen, data.get("spans") or (), at, (first, last), foot)
    _dates(pen, first, last, at, foot, data.get("language", "en"))
    if plot:
        _draw_lines(pen, data, at, plot, end)
        _name_lines_below(pen, rows, foot)
    for place, lane in enumerate(lanes):
        y = TOP + plot + LANE * place + 14
        pen.text(0, y + 4, shorten(str(lane["label"]), LEFT - 4), "soft")
        for day in lane["days"]:
            pen.bar(at(day) - 1.5, y - 6, 3, 12, f"mark {tone(lane.get('tone'))}")


def _ordinal(text: str) -> int:
    return date.fromisoformat(str(text)[:10]).toordinal()


def _shade(pen: Pen, spans: Sequence[Mapping[str, Any]], at: Any, ends: tuple[int, int], foot: float) -> None:
    """Shade spans of days, each named where it is alone; names of neighbours take two lines rather than run into each other."""
    free, shaded = [-1e9, -1e9], list[tuple[float, float]]()
    for span in spans:
        if _ordinal(span["end"]) < ends[0] or _ordinal(span["start"]) > ends[1]:
            continue
        start, stop = (
            max(at(span["start"]), LEFT),
            min(max(at(span["end"]), at(span["start"]) + 3), pen.width),
        )
        pen.bar(start, TOP - 6, stop - start, foot - TOP + 6, "band")
        own = max([start, *(end for begun, end in shaded if begun <= start < end < stop)])
        shaded.append((start, stop))
        words = shorten(str(span["label"]), pen.width - own)
        line = next((place for place, end in enumerate(free) if end < own), None)
        if line is not None:
            pen.text(own, 12 + 14 * line, words, "soft")
            free[line] = own + letters(words) + 8


def _dates(pen: Pen, first: int, last: int, at: Any, foot: float, language: Language) -> None:
    most = 4 if pen.width < NARROW else 7
    step, free = max(round((last - first) / most), 1), -1e9
    for day in range(first, last + 1, step):
        when = date.fromordinal(day)
        x, words = at(when.isoformat()), day_words(when).to(language)
        wide = letters(words)
        begins = x - wide / 2 if day > first else x
        if x + 14 <= pen.width and begins >= free:
            pen.text(x, foot + 18, words, "soft", "middle" if day > first else "start")
            free = begins + wide + 12


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
        if pen.width > NARROW:
            pen.text(points[-1][0] + 6, y, row["label"], f"name {tone(row.get('tone'))}")


def _name_lines_below(pen: Pen, rows: Sequence[Mapping[str, Any]], foot: float) -> None:
    """Name the lines under a drawing too narrow for names beside them, as many a line as fit."""
    if pen.width > NARROW:
        return
    x, y = LEFT, foot + 40
    for row in rows:
        words, kind = str(row["label"]), tone(row.get("tone"))
        if x > LEFT and x + 20 + letters(words) > pen.width:
            x, y = LEFT, y + 18
        pen.path([(x, y - 4), (x + 14, y - 4)], f"line {kind}")
        pen.text(x + 20, y, shorten(words, pen.width - x - 20), f"name {kind}")
        x += 36 + letters(words)
    pen.height = y + 8
