"""The last touches of a drawn chart: what is written on its axes, how many grid lines, how its legend is folded.

Shapes say what is drawn; how a number stands on an axis in one language, and what fits a phone, is the same for all of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from xhs_workbench.findings import Language
from xhs_workbench.views.sketching.pen import letters

DAY = "%-d %b"
"""How shapes write a day on an axis or a tip."""
DAYS: Mapping[Language, str] = {"en": DAY, "zh": "%-m月%-d日"}
SHORTENED = frozenset({"~s", ".2s"})
"""Formats that count in thousands; d3 writes them as k, the pages as K or 万."""
SHORT: Mapping[Language, str] = {
    "en": "datum.value >= 1e6 ? format(datum.value / 1e6, '~r') + 'M' : datum.value >= 1e3 ? "
    "format(datum.value / 1e3, '~r') + 'K' : format(datum.value, '~r')",
    "zh": "datum.value >= 1e8 ? format(datum.value / 1e8, '~r') + '亿' : datum.value >= 1e4 ? "
    "format(datum.value / 1e4, '~r') + '万' : format(datum.value, ',~r')",
}
SHARES, WHOLE_SHARES = ".1%", "~%"
"""A tick is a round number: 20%, not 20.0%, and 2.5% where the step is so small."""
SYMBOL = 34
"""Pixels of a legend's mark with its gaps."""
ROOM = "(isFinite(containerSize()[0]) ? containerSize()[0] : 680)"
"""Vega: pixels that a chart may take; its inner width is known only after its legend was laid out."""
NUMBERS, GAP, MOST_LABEL, LEAST = 60, 16, 220, 110
"""Pixels: figures of a vertical axis with its title, the gap beside its words, their limit, and the least a legend gets."""
FIRST_OF_TEN = "pow(10, log(datum.value) / LN10 - floor(log(datum.value) / LN10 + 1e-9))"
"""Vega: the leading digits of a tick, from 1 up to 10."""
DECADES = 2.5
"""A logarithmic axis over more powers of ten has a grid line at each, over fewer at 1, 2 and 5 times each."""


def finished(spec: dict[str, Any], language: Language) -> dict[str, Any]:
    """Return a specification as it is read in one language, on a wide screen and on a phone.

    Args:
        spec: What a shape drew.
        language: Of its words.
    """
    rows = list(_rows(spec))
    made: dict[str, Any] = _walked(spec, language, rows)
    return made


def _walked(part: Any, language: Language, rows: list[dict[str, Any]]) -> Any:
    if isinstance(part, list):
        return [_walked(one, language, rows) for one in part]
    if not isinstance(part, dict):
        return part
    made = {key: one if key == "values" else _walked(one, language, rows) for key, one in part.items()}
    if made.get("format") == DAY:
        made["format"] = DAYS[language]
    for name in ("x", "y"):
        if isinstance(channel := made.get(name), dict) and isinstance(axis := channel.get("axis"), dict):
            made[name] = {**channel, "axis": _axis(axis, channel, language, rows)}
    colour = made.get("color")
    if isinstance(colour, dict) and "field" in colour and colour.get("legend", "") is not None:
        folded = _legend_folded(colour["field"], _left_of_plot(made.get("y"), rows), rows)
        made["color"] = {**colour, "legend": {**colour.get("legend", {}), **folded}}
    return made


def _axis(
    axis: Mapping[str, Any], channel: Mapping[str, Any], language: Language, rows: list[dict[str, Any]]
) -> dict[str, Any]:
    made = dict(axis)
    if made.get("format") == SHARES:
        made["format"] = WHOLE_SHARES
    if made.get("format") in SHORTENED:
        del made["format"]
        made["labelExpr"] = SHORT[language]
    if channel.get("scale", {}).get("type") == "log":
        round_tick = _at_a_label(channel["field"], rows)
        made["gridOpacity"] = {"condition": {"test": round_tick, "value": 1}, "value": 0}
        if "labelExpr" in made:
            made["labelExpr"] = f"({round_tick}) ? ({made['labelExpr']}) : ''"
    return made


def _at_a_label(field: str, rows: list[dict[str, Any]]) -> str:
    found = [
        row[field]
        for row in rows
        if isinstance(row.get(field), int | float) and not isinstance(row[field], bool) and row[field] > 0
    ]
    wide = bool(found) and math.log10(max(found) / min(found)) > DECADES
    leading = ("1",) if wide else ("1", "2", "5")
    return " || ".join(f"abs({FIRST_OF_TEN} - {digit}) < 0.01" for digit in leading)


def _left_of_plot(up: Any, rows: list[dict[str, Any]]) -> float:
    """Return about how much room the words of the vertical axis take: a legend begins where they end."""
    if not isinstance(up, dict) or up.get("type") != "nominal":
        return NUMBERS
    return GAP + min(
        MOST_LABEL, max((letters(name) for name in _names(up.get("field", ""), rows)), default=0.0)
    )


def _legend_folded(field: str, left: float, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Fold a legend into as many columns as there is room for; a name longer than the room is cut at its end."""
    names = _names(field, rows)
    if not names:
        return {}
    widest = SYMBOL + max(letters(name) for name in names)
    room = f"max({ROOM} - {left:.0f}, {LEAST})"
    return {
        "columns": {"expr": f"max(1, floor({room} / {widest:.0f}))"},
        "labelLimit": {"expr": f"{room} - {SYMBOL}"},
    }


def _names(field: str, rows: list[dict[str, Any]]) -> set[str]:
    return {str(row[field]) for row in rows if row.get(field) is not None}


def _rows(part: Any) -> Iterator[dict[str, Any]]:
    """Return every row that a specification carries."""
    if isinstance(part, list):
        for one in part:
            yield from _rows(one)
    elif isinstance(part, dict):
        for key, one in part.items():
            if key == "values" and isinstance(one, list):
                yield from (row for row in one if isinstance(row, dict))
            else:
                yield from _rows(one)
