"""The figures of a chart: rounded to what is shown, so that its workbook says no more than the slide."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

NUMBER = re.compile(r"([+\-−]?)\s*[¥￥]?\s*(\d[\d,]*(?:\.\d+)?)\s*(亿|万|M|K|%)?")
UNITS = {"亿": 1e8, "万": 1e4, "M": 1e6, "K": 1e3}
FORMATS: tuple[tuple[str, str, float], ...] = (
    ("0", "{:.0f}", 1),
    ("#,##0", "{:,.0f}", 1),
    ('0"%"', "{:.0f}%", 1),
    ('+0"%";-0"%";+0"%"', "{:+.0f}%", 1),
    ("0%", "{:.0f}%", 100),
    ('0.0"×"', "{:.1f}×", 1),
    ('0.00"×"', "{:.2f}×", 1),
    ('"¥"#,##0', "¥{:,.0f}", 1),
    ('"¥"#,##0.00', "¥{:,.2f}", 1),
)
"""Format of a spreadsheet, how Python writes the same, and by what it multiplies."""
CLOSE = 0.51
"""A figure and its text differ by half a unit of the text's last digit at most."""
SIGNIFICANT = 3


def rounded(value: float, digits: int = SIGNIFICANT) -> float:
    """Return a figure with so many significant digits.

    >>> rounded(0.0727235), rounded(1676239), rounded(0)
    (0.0727, 1680000.0, 0.0)
    """
    if not value or not math.isfinite(value):
        return 0.0
    return float(f"{value:.{digits - 1}e}")


def as_shown(value: float, text: str) -> float:
    """Return a mark's figure as its text shows it; where the text says something else, with three significant digits.

    >>> as_shown(1676239, "1.68M"), as_shown(111.749, "112%"), as_shown(0.9188, "92%"), as_shown(10410, "1.04万")
    (1680000.0, 112.0, 0.92, 10400.0)
    >>> as_shown(0.8675, "10.4K of 12K"), as_shown(52.61, "+53%")
    (0.868, 53.0)
    """
    found = NUMBER.search(text)
    if found is None:
        return rounded(value)
    sign, digits, unit = found.groups()
    last = 10.0 ** -len(digits.partition(".")[2]) * UNITS.get(unit, 1.0)
    shown = float(digits.replace(",", "")) * UNITS.get(unit, 1.0) * (-1 if sign in ("-", "−") else 1)
    for part in (1.0, 100.0) if unit == "%" else (1.0,):
        if abs(shown / part - value) <= CLOSE * last / part:
            return shown / part
    return rounded(value)


def format_of(values: Sequence[float], texts: Sequence[str]) -> str:
    """Return the spreadsheet's format that writes each figure as its text; empty where none does.

    >>> format_of([651, 1319], ["651", "1,319"]), format_of([0.92, 0.08], ["92%", "8%"]), format_of([1.68e6], ["1.68M"])
    ('#,##0', '0%', '')
    """
    for made, python, times in FORMATS:
        if all(python.format(value * times) == text for value, text in zip(values, texts, strict=True)):
            return made
    return ""
