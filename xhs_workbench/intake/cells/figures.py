"""The figure in a text: digits, unit, and words that make it a bound (10w以上) or approximate (约8.6万)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

UNITS = {
    "": 1,
    "k": 1_000,
    "千": 1_000,
    "w": 10_000,
    "万": 10_000,
    "m": 1_000_000,
    "百万": 1_000_000,
    "亿": 100_000_000,
}
NUMBER = re.compile(
    r"(?:[¥￥]\s*)?([0-9]{1,3}(?:[, ][0-9]{3})+|[0-9]+)(\.[0-9]+)?\s*(k|千|w|m|百万|万|亿)?(元)?\s*(\+)?\Z"
)
SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?e\+?[0-9]{1,2}\Z")
ABOUT = re.compile(r"(?:大约|约为|约|将近|接近|近|≈|~)\s*(?=[0-9¥￥])|(?<=[0-9kw千万亿元])\s*(?:左右|上下)\Z")
AT_LEAST = re.compile(
    r"(?:超过|超|大于|不低于|不少于|破|>=|≥|>)\s*(?=[0-9¥￥])|(?<=[0-9kw千万亿元])\s*(?:及以上|以上|起|多|余)\Z"
)
COUNTED = re.compile(r"(?<=[0-9kw千万亿+])\s*(?:个|人|次|条|篇|赞|粉丝|粉)\Z")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: its value, whether only a lower bound (`10万+`), and whether it has a unit of its own."""

    value: Decimal
    bound: bool
    unit: bool


def read_figure(text: str) -> Figure | None:
    """Read a text that is one figure and nothing else; None for any other."""
    found = NUMBER.match(text.lower())
    if not found:
        return Figure(Decimal(text), bound=False, unit=True) if SCIENTIFIC.match(text.lower()) else None
    whole, fraction, unit, _, plus = found.groups()
    digits = re.sub(r"[, ]", "", whole) + (fraction or "")
    return Figure(Decimal(digits) * UNITS[unit or ""], bool(plus), bool(unit))


def without_hints(text: str) -> tuple[str, str]:
    """Take 约, 以上 and the like off a figure; return it with the doubt they raise."""
    low = text.lower()
    if AT_LEAST.search(low):
        return AT_LEAST.sub("", low), "lower_bound"
    if ABOUT.search(low):
        return ABOUT.sub("", low), "approximate"
    return text, ""


def unit_doubt(text: str, number: Figure, scale: float) -> str:
    """Say what is doubtful about a figure's unit: scientific notation, a unit under a header with one, M for millions."""
    if SCIENTIFIC.match(text.lower()):
        return "scientific"
    if number.unit and scale != 1:
        return "unit_twice"
    return "unit_m" if number.unit and "m" in text.lower() else ""
