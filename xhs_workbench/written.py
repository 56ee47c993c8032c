"""How a number is written: rounded to what is known, in the units of the language, missing shown as missing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from xhs_workbench.findings import Language, Text

MISSING = "—"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")


WHOLE = 10_000
"""From this amount on, yuan are written without cents."""


def show(value: Any, kind: str = "text", language: Language = "en") -> str:
    """Format one value.

    Args:
        value: A number, moment or text; None and NaN mean missing.
        kind: `count`, `compact`, `rate`, `chance`, `cny`, `cny2`, `score`, `date`, `moment` or `text`.
        language: 万 in Chinese, K and M in English, for `compact`.

    >>> show(-0.0001, "rate"), show(-0.001, "number")  # what rounds to nothing has no sign
    ('0.0%', '0.00')
    >>> show(12345, "compact", "zh"), show(12345, "compact"), show(None, "count"), show(0.0931, "rate"), show(-22, "cny")
    ('1.23万', '12.3K', '—', '9.3%', '-¥22')
    >>> show(9_999.5, "cny2"), show(94_950.0, "cny2")
    ('¥9,999.50', '¥94,950')
    """
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return MISSING
    makers = {
        "count": lambda: f"{value:,.0f}",
        "compact": lambda: compact(float(value), language),
        "rate": lambda: f"{value * 100:z.1f}%",
        "chance": lambda: f"{value * 100:.1f}%" if value >= 0.001 else "<0.1%",
        "cny": lambda: f"{'-' if round(value) < 0 else ''}¥{abs(value):,.0f}",
        "cny2": lambda: (
            show(value, "cny")
            if abs(value) >= WHOLE
            else f"{'-' if round(value, 2) < 0 else ''}¥{abs(value):,.2f}"
        ),
        "score": lambda: f"{value:z.1f}",
        "number": lambda: f"{value:z,.2f}",
        "date": lambda: _day(value),
        "moment": lambda: f"{value:%Y-%m-%d %H:%M}",
    }
    return makers[kind]() if kind in makers else str(value)


SCALES = {"亿": 1e8, "万": 1e4, "M": 1e6, "K": 1e3}


def compact(value: float, language: Language) -> str:
    """Shorten a count: 1.2万 and 3.4亿, or 12.3K and 1.2M.

    >>> compact(12_000, "en"), compact(1_500_000, "zh")
    ('12K', '150万')
    >>> compact(950, "zh"), compact(1_676_239, "en"), compact(1_676_239, "zh")
    ('950', '1.68M', '167.6万')
    """
    steps = (
        ((1e8, "亿", 2), (1e5, "万", 1), (1e4, "万", 2))
        if language == "zh"
        else ((1e6, "M", 2), (1e4, "K", 1))
    )
    for size, unit, digits in steps:
        if abs(value) >= size:
            scale = SCALES[unit]
            return f"{f'{value / scale:,.{digits}f}'.rstrip('0').rstrip('.')}{unit}"
    return f"{value:,.0f}"


def _day(value: Any) -> str:
    return f"{value:%Y-%m-%d}" if isinstance(value, date | datetime) else str(value)


def day_words(day: date) -> Text:
    """Return a day as people write it in a sentence.

    >>> day_words(date(2026, 5, 7))
    Text(en='7 May', zh='5月7日')
    """
    return Text(f"{day.day} {MONTHS[day.month - 1]}", f"{day.month}月{day.day}日")


def by_day(day: date) -> Text:
    """Return the last day on which something may be done.

    >>> by_day(date(2026, 5, 7))
    Text(en='by 7 May', zh='5月7日前')
    """
    said = day_words(day)
    return Text(f"by {said.en}", f"{said.zh}前")


def written(value: Any, kind: str = "count") -> Text:
    """Return a number as words of both languages, for sentences.

    >>> written(1_676_239, "compact")
    Text(en='1.68M', zh='167.6万')
    """
    return Text(show(value, kind, "en"), show(value, kind, "zh"))


def size_kind(value: float | None) -> str:
    """Return how a count is written: in full where that is short, so that a share of a target can be checked by eye.

    >>> size_kind(10_410), size_kind(1_676_239)
    ('count', 'compact')
    """
    return "count" if value is None or abs(value) < 100_000 else "compact"


def many(n: int, one: str, more: str = "") -> str:
    """Return a count with its English noun.

    >>> many(1, "note"), many(1204, "note"), many(2, "reply", "replies")
    ('1 note', '1,204 notes', '2 replies')
    """
    return f"{n:,} {one if n == 1 else more or one + 's'}"


def agree(n: int, one: str, more: str) -> str:
    """Return the form of a verb that goes with a count.

    >>> agree(1, "speaks", "speak"), agree(0, "is", "are")
    ('speaks', 'are')
    """
    return one if n == 1 else more


def percent_done(share: float) -> int:
    """Return how much of a target is reached in whole percent; what falls short is never called 100.

    >>> percent_done(0.997), percent_done(1.0), percent_done(1.118), percent_done(0.004)
    (99, 100, 112, 0)
    """
    return min(round(share * 100), 99) if share < 1 else round(share * 100)


def listed(items: Sequence[Text], most: int = 3) -> Text:
    """Return words in a row, the last joined by "and"; what is more than `most` is counted.

    >>> listed([Text("saves", "收藏"), Text("reads", "阅读")])
    Text(en='saves and reads', zh='收藏、阅读')
    """
    named, rest = items[:most], len(items) - most
    en = [item.en for item in named] + ([f"{rest} more"] if rest > 0 else [])
    zh = "、".join(item.zh for item in named) + (f"等 {len(items)} 项" if rest > 0 else "")
    return Text(" and ".join([part for part in (", ".join(en[:-1]), en[-1] if en else "") if part]), zh)
