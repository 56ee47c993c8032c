"""How a number is written: rounded to what is known, in the units of the language, missing shown as missing."""

from __future__ import annotations

import math
import re
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
        kind: `count`, `compact`, `about` (an estimate, two figures), `rate`, `chance`, `cny`, `cny2`, `score`, `date`, `moment` or `text`.
        language: 万 in Chinese, K and M in English, for `compact`; see there.

    >>> show(-0.0001, "rate"), show(-0.001, "number")  # what rounds to nothing has no sign
    ('0.0%', '0.00')
    >>> show(123456, "compact", "zh"), show(123456, "compact"), show(None, "count"), show(0.0931, "rate"), show(-22, "cny")
    ('12.3万', '123.5K', '—', '9.3%', '-¥22')
    >>> show(9_999.5, "cny2"), show(94_950.0, "cny2")
    ('¥9,999.50', '¥94,950')
    """
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return MISSING
    makers = {
        "count": lambda: f"{value:,.0f}",
        "compact": lambda: compact(float(value), language),
        "about": lambda: compact(two_figures(float(value)), language),
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


def two_figures(value: float) -> float:
    """Round an estimate to what is known of it.

    >>> two_figures(28_279), two_figures(399_800), two_figures(-1_691), two_figures(7.0)
    (28000.0, 400000.0, -1700.0, 7.0)
    """
    return float(f"{value:.2g}")


LONG = 1e5
"""From here on a count is shortened in tiles, sentences and pictures."""
SCALES = {"亿": 1e8, "万": 1e4, "B": 1e9, "M": 1e6, "K": 1e3}


def compact(value: float, language: Language) -> str:
    """Shorten a long count: 16.8万 and 3.4亿, or 168K and 1.2M; a short one stands in full, so that shares can be checked by eye.

    Tiles, sentences and pictures all write counts so, whichever stands beside it; tables have the exact figures.

    >>> compact(12_000, "en"), compact(12_000, "zh"), compact(1_500_000, "zh")
    ('12,000', '12,000', '150万')
    >>> compact(99_999, "zh"), compact(1_676_239, "en"), compact(1_676_239, "zh")
    ('99,999', '1.68M', '167.6万')
    >>> compact(1e9, "en"), compact(999_996_000, "en"), compact(999_960, "en")
    ('1B', '1B', '1M')
    """
    steps = (
        ((1e8, "亿", 2), (LONG, "万", 1))
        if language == "zh"
        else ((1e9, "B", 2), (1e6, "M", 2), (LONG, "K", 1))
    )
    for size, unit, digits in steps if abs(value) >= LONG else ():
        scale = SCALES[unit]
        # What rounds to the next unit is written in it: 1B, not 1,000M.
        if abs(round(value / scale, digits)) * scale >= size:
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


def full_day(day: date) -> Text:
    """Return a day with its year, as the head of a page has it.

    >>> full_day(date(2026, 7, 20))
    Text(en='20 July 2026', zh='2026年7月20日')
    """
    said = day_words(day)
    return Text(f"{said.en} {day.year}", f"{day.year}年{said.zh}")


def days_span(start: date, end: date) -> Text:
    """Return a span of days; what both ends share is said once.

    >>> days_span(date(2026, 5, 6), date(2026, 5, 22))
    Text(en='6–22 May 2026', zh='2026年5月6日–22日')
    >>> days_span(date(2026, 8, 24), date(2026, 9, 3))
    Text(en='24 Aug – 3 Sept 2026', zh='2026年8月24日–9月3日')
    >>> days_span(date(2025, 12, 28), date(2026, 1, 3)).zh
    '2025年12月28日–2026年1月3日'
    """
    first, last = full_day(start), full_day(end)
    if start == end:
        return last
    if start.year != end.year:
        return Text(f"{first.en} – {last.en}", f"{first.zh}–{last.zh}")
    if start.month != end.month:
        return Text(f"{day_words(start).en} – {last.en}", f"{first.zh}–{day_words(end).zh}")
    return Text(f"{start.day}–{last.en}", f"{first.zh}–{end.day}日")


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


def limit_words(value: float) -> Text:
    """Return an agreed sum of money: cents only where it has some.

    >>> limit_words(12.0).en, limit_words(4.5).en
    ('¥12', '¥4.50')
    """
    return written(value, "cny" if value == round(value) else "cny2")


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


ID = re.compile(r"[0-9a-f]{24}\Z")


def called(name: str | None, an_id: str | None) -> str:
    """Return what a person or note is called: the name, else the beginning of the id, which no one reads whole.

    >>> called("半夏好物022", "549f79e0c179b0dd8acc41aa"), called(None, "549f79e0c179b0dd8acc41aa"), called("", "c7")
    ('半夏好物022', '549f79…', 'c7')
    """
    known = an_id or ""
    return name or (f"{known[:6]}…" if ID.match(known) else known)


def percent_words(share: float) -> str:
    """Return how much of a target is reached, in words that tell little from nothing.

    >>> percent_words(0.004), percent_words(0.0), percent_words(0.879), percent_words(1676.24)
    ('<1%', '0%', '88%', '167,624%')
    """
    return "<1%" if 0 < share < 0.005 else f"{percent_done(share):,}%"


def listed(items: Sequence[Text], most: int = 3) -> Text:
    """Return words in a row, the last joined by "and"; what is more than `most` is counted.

    >>> listed([Text("saves", "收藏"), Text("reads", "阅读")])
    Text(en='saves and reads', zh='收藏、阅读')
    """
    named, rest = items[:most], len(items) - most
    en = [item.en for item in named] + ([f"{rest} more"] if rest > 0 else [])
    zh = "、".join(item.zh for item in named) + (f"等 {len(items)} 项" if rest > 0 else "")
    return Text(" and ".join([part for part in (", ".join(en[:-1]), en[-1] if en else "") if part]), zh)


def before_chinese(name: str) -> str:
    """Return a name as it stands before a Chinese word: a blank after Latin letters and digits.

    >>> before_chinese("KOC"), before_chinese("腰部")
    ('KOC ', '腰部')
    """
    return f"{name} " if name and name[-1].isascii() and name[-1].isalnum() else name
