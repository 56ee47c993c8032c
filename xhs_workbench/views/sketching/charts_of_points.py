"""Two measures against each other, with the names of those who stand out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xhs_workbench.views.sketching.pen import Pen, letters, shorten, ticks, tone

MOST_NAMES = 8
LINE = 14.0
"""From one line of words to the next, px."""
LEFT, RIGHT, TOP, BOTTOM = 52.0, 14.0, 26.0, 44.0
Box = tuple[float, float, float, float]


def draw_points(pen: Pen, data: Mapping[str, Any]) -> None:
    """Draw points; the first eight rows with a name are named, where there is room.

    Args:
        pen: The drawing.
        data: `rows` with `x`, `y`, `label` and any of `tone`; `x_axis` and `y_axis` in words, `x_ticks` and
            `y_ticks` as functions are not had in data, so `x_kind` and `y_kind` say how numbers are written
            (`money`, `share`, `count`); `x_line` and `y_line` with `value` and `label` divide the plane, and
            `corners` names its four parts: top left, top right, bottom left, bottom right; `height` in px, where
            the picture has less room than it takes by itself.
    """
    rows: Sequence[Mapping[str, Any]] = [
        row for row in data["rows"] if row.get("x") is not None and row.get("y") is not None
    ]
    pen.height = float(data.get("height") or (300.0 if pen.width < 500 else 340.0))
    lines = [data.get("x_line"), data.get("y_line")]
    at_x = _axis([row["x"] for row in rows], lines[0], LEFT, pen.width - RIGHT)
    at_y = _axis([row["y"] for row in rows], lines[1], pen.height - BOTTOM, TOP)
    _frame(pen, data, at_x, at_y)
    for line, upright in zip(lines, (True, False), strict=True):
        if line:
            _divide(pen, line, at_x, at_y, upright=upright)
    taken: list[Box] = []
    for row in rows:
        x, y = at_x.place(row["x"]), at_y.place(row["y"])
        pen.dot(x, y, 5, f"mark {tone(row.get('tone'))}")
        taken.append((x - 5, y - 5, x + 5, y + 5))
    middle = at_x.place(lines[0]["value"]) if lines[0] else pen.width / 2
    _corners(pen, data.get("corners") or (), taken, middle)
    for row in [row for row in rows if row.get("label")][:MOST_NAMES]:
        _name(pen, str(row["label"]), at_x.place(row["x"]), at_y.place(row["y"]), taken)


class _Axis:
    """Where a value stands between two ends of the drawing."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self.low, self.high, self.start, self.end = low, high, start, end

    def place(self, value: float) -> float:
        return self.start + (float(value) - self.low) / (self.high - self.low) * (self.end - self.start)


def _axis(values: Sequence[float], line: Mapping[str, Any] | None, start: float, end: float) -> _Axis:
    known = [float(value) for value in values] + ([float(line["value"])] if line else [])
    low, high = min(known, default=0.0), max(known, default=1.0)
    pad = (high - low) * 0.07 or abs(high) * 0.1 or 1.0
    return _Axis(max(low - pad, 0.0) if low >= 0 else low - pad, high + pad, start, end)


def write_number(value: float, kind: str) -> str:
    """Write a number of an axis.

    >>> write_number(0.05, "share"), write_number(1500, "money"), write_number(0.5, "money")
    ('5%', '¥1,500', '¥0.5')
    """
    if kind == "share":
        return f"{value * 100:g}%"
    if kind == "multiple":
        return f"{value:g}×"
    sign = "¥" if kind == "money" else ""
    return f"{sign}{value:,.0f}" if value == round(value) else f"{sign}{value:g}"


def _frame(pen: Pen, data: Mapping[str, Any], at_x: _Axis, at_y: _Axis) -> None:
    for value in ticks(at_y.low, at_y.high, 4):
        y = at_y.place(value)
        pen.line(LEFT, y, pen.width - RIGHT, y, "grid")
        pen.text(LEFT - 7, y + 4, write_number(value, str(data.get("y_kind", ""))), "soft", "end")
    for value in _at_least_two(at_x.low, at_x.high, 3 if pen.width < 500 else 5):
        pen.text(
            at_x.place(value),
            pen.height - 25,
            write_number(value, str(data.get("x_kind", ""))),
            "soft",
            "middle",
        )
    pen.text(pen.width - RIGHT, pen.height - 6, f"{data['x_axis']} →", "soft", "end")
    pen.text(0, 12, shorten(f"↑ {data['y_axis']}", pen.width), "soft")


def _at_least_two(low: float, high: float, most: int) -> list[float]:
    """Return round numbers between two ends; one alone tells no distance, so more are taken where there is but one.

    >>> _at_least_two(6.0, 14.0, 3), _at_least_two(0.0, 9.3, 3)
    ([6.0, 8.0, 10.0, 12.0, 14.0], [0.0, 5.0])
    """
    return next(
        (found for n in range(most, most + 4) if len(found := ticks(low, high, n)) > 1),
        ticks(low, high, most),
    )


def _divide(pen: Pen, line: Mapping[str, Any], at_x: _Axis, at_y: _Axis, *, upright: bool) -> None:
    if upright:
        x = at_x.place(line["value"])
        pen.line(x, TOP, x, pen.height - BOTTOM, "reference")
        side = "end" if x > pen.width * 0.6 else "start"
        pen.text(x + (-5 if side == "end" else 5), pen.height - BOTTOM - 6, line["label"], "soft", side)
    else:
        y = at_y.place(line["value"])
        pen.line(LEFT, y, pen.width - RIGHT, y, "reference")
        pen.text(pen.width - RIGHT, y - 5, line["label"], "soft", "end")


def _corners(pen: Pen, words: Sequence[Any], taken: list[Box], middle: float) -> None:
    """Name the four parts, each in its corner, or a line or two towards the middle where a point stands there.

    Words stay in their own part: they break where it is narrower than they are.
    """
    places: list[tuple[float, float, str]] = [
        (LEFT + 4, TOP + 12, "start"),
        (pen.width - RIGHT, TOP + 12, "end"),
        (LEFT + 4, pen.height - BOTTOM - 22, "start"),
        (pen.width - RIGHT, pen.height - BOTTOM - 22, "end"),
    ]
    for text, (x, y, side) in zip(words, places, strict=False):
        room = middle - LEFT if side == "start" else pen.width - RIGHT - middle
        said = in_lines(str(text), min(room - 10, pen.width * 0.4))
        wide, deep = max(letters(line) for line in said), LINE * (len(said) - 1)
        left = x if side == "start" else x - wide
        top = y < pen.height / 2
        for step in range(3):
            base = y + step * LINE if top else y - step * LINE - deep
            box = (left - 2, base - 12, left + wide + 2, base + deep + 5)
            if not any(_meet(box, other) for other in taken):
                for n, line in enumerate(said):
                    pen.text(x, base + n * LINE, line, "corner", side)
                taken.append(box)
                break


def in_lines(text: str, room: float) -> list[str]:
    """Return words in one line where they fit, else in two, cut at the comma or blank nearest to the middle.

    >>> in_lines("high cost, well liked", 140), in_lines("高成本、高互动", 60), in_lines("high cost", 140)
    (['high cost,', 'well liked'], ['高成本、', '高互动'], ['high cost'])
    """
    if letters(text) <= room:
        return [text]
    cuts = [n + 1 for n, sign in enumerate(text[:-1]) if sign in " ，、,·"] or [len(text) // 2]
    at = min(cuts, key=lambda n: abs(letters(text[:n]) - letters(text[n:])))
    return [shorten(part.strip(), room) for part in (text[:at], text[at:])]


def _name(pen: Pen, label: str, x: float, y: float, taken: list[Box]) -> None:
    """Write a name at the first of eight places where it hides nothing; leave it out where there is none."""
    text = shorten(label, 130)
    width = letters(text)
    for left, base in _around(x, y, width):
        box = (left - 2, base - 11, left + width + 2, base + 3)
        inside = box[0] >= LEFT and box[2] <= pen.width and box[1] >= TOP - 10 and box[3] <= pen.height - 30
        if inside and not any(_meet(box, other) for other in taken):
            pen.text(left, base, text, "name")
            taken.append(box)
            return


def _around(x: float, y: float, width: float) -> list[tuple[float, float]]:
    near = 9.0
    return [
        (x + near, y + 4),
        (x - near - width, y + 4),
        (x - width / 2, y - near),
        (x - width / 2, y + near + 9),
        (x + near, y - 7),
        (x + near, y + 15),
        (x - near - width, y - 7),
        (x - near - width, y + 15),
    ]


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
