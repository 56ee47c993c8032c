"""Days without a year (10.20, 10-20, 10月20日), where the sheet itself or its name says the year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl

from xhs_workbench.intake.cells.dates import in_numbers
from xhs_workbench.intake.opening.sheets import Sheet

FULL = r"(20[12]\d)[-/.年](\d{1,2})[-/.月](\d{1,2})"
NAMED = re.compile(r"(?<!\d)(20[12]\d)(?=年|\b|[^\d]|(?:0[1-9]|1[0-2])(?:[0-3]\d)?(?!\d)|_)")
WEEKDAY = r"\s*[(（]?\s*(?:周|星期|礼拜)[一二三四五六日天]\s*[)）]?"
"""Beside a day, the day of the week (10月15日（周四）): the day says it already."""
SHORT = rf"\A\s*(\d{{1,2}})(?:[-/.月])(\d{{1,2}})[日号]?(?:{WEEKDAY})?(?:\s+(\d{{1,2}}:\d{{2}}(?::\d{{2}})?))?\s*\z"
SPELLED = (
    r"(?i)\A\s*(?:[a-z]{3,9}\.?\s+\d{1,2}(?:st|nd|rd|th)?|\d{1,2}(?:st|nd|rd|th)?[ -][a-z]{3,9}\.?)\s*\z"
)
LOST_ZERO = r"\A\s*\d{1,2}\.[123]\s*\z"
"""10.2 may be the second, or the twentieth that a workbook kept as a number."""
KEPT_ZERO = r"\A\s*(?:\d{1,2}\.\d?0|\d{1,2}\.0\d|0\d\.\d{1,2})\s*\z"
FAR = timedelta(days=120)
"""Further from the sheet's other days than this, the year may be another."""
MOST_MONTHS = 6
LOOK_AT = 200
FIRST = 2000


def year_of(sheet: Sheet, position: int) -> tuple[str, tuple[date, ...]]:
    """Return the one year that the sheet's other days say, else its lines above the table or its name; empty without one.

    Returns:
        The year, and the first and the last of those days.
    """
    body = sheet.cells.slice(position + 1).head(LOOK_AT)
    said = [day for name in sheet.columns for day in _full_days(body[name])]
    years = {day.year for day in said}
    if said:
        return (str(years.pop()), (min(said), max(said))) if len(years) == 1 else ("", ())
    above = [text for row in sheet.cells.head(position).drop("row").rows() for text in row if text]
    for texts in (above, [sheet.sheet], [sheet.file]):
        found = {year for text in texts for year in NAMED.findall(text)}
        if found:
            return (found.pop() if len(found) == 1 else ""), ()
    return "", ()


def _full_days(cells: pl.Series) -> list[date]:
    parts = cells.drop_nulls().str.extract_groups(FULL).struct.unnest().drop_nulls().unique()
    return [day for row in parts.rows() if (day := _date_of(*map(int, row)))]


def _date_of(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def lacks_year(cells: pl.Series) -> bool:
    """Say whether the first cells of a column of times hold a day without a year; to look for one costs time."""
    first = cells.head(FIRST)
    return bool(first.str.contains(SHORT).any() or first.str.contains(SPELLED).any())


def _settled_by_neighbours(cells: pl.Series, lost: pl.Series, year: int) -> pl.Series:
    """Say of which days that may have lost their zero the days above and below settle it, in a list in order of days.

    Between 11.1 and 11.4, or 2026-11-01 and 11月4日, 11.2 is the second: the twentieth would be out of order.
    """
    days = [_any_day(text, year) if text else None for text in cells]
    sure = [None if is_lost else day for day, is_lost in zip(days, lost, strict=True)]
    told = [day for day in sure if day]
    settled = [False] * len(days)
    if told in (sorted(told), sorted(told, reverse=True)):
        before, after = _last_seen(sure), _last_seen(sure[::-1])[::-1]
        above, below = (before, after) if told == sorted(told) else (after, before)
        for at, (day, is_lost) in enumerate(zip(days, lost, strict=True)):
            first, last = above[at], below[at]
            if is_lost and day and first and last:
                tens = _date_of(day.year, day.month, 10 * day.day)
                settled[at] = first <= day <= last and not (tens and first <= tens <= last)
    return pl.Series(settled, dtype=pl.Boolean)


def _last_seen(days: Sequence[date | None]) -> list[date | None]:
    seen, found = None, []
    for day in days:
        seen = day or seen
        found.append(seen)
    return found


def _any_day(text: str, year: int) -> date | None:
    if found := re.match(rf"\s*{FULL}", text):
        return _date_of(*map(int, found.groups()))
    found = re.match(SHORT.replace(r"\z", r"\Z"), text)
    return _date_of(year, int(found[1]), int(found[2])) if found else None


def with_year(cells: pl.Series, year: str, span: tuple[date, ...]) -> tuple[pl.Series, pl.Series]:
    """Write days of a column of times with their year, where nothing speaks against it.

    Args:
        cells: Texts of a column of times.
        year: As `year_of` says.
        span: The first and the last of the sheet's other days; empty without any.

    Returns:
        The cells, and which of them were given the year.
    """
    if cells.str.contains(SPELLED).any():
        cells = pl.Series(cells.name, [text and in_numbers(text) for text in cells], dtype=pl.String)
    short = cells.str.contains(SHORT).fill_null(value=False)
    none = pl.repeat(value=False, n=len(cells), dtype=pl.Boolean, eager=True)
    if not year or not short.any():
        return cells, none
    if not cells.str.contains(KEPT_ZERO).any():
        lost = cells.str.contains(LOST_ZERO).fill_null(value=False)
        short &= ~lost | _settled_by_neighbours(cells, lost, int(year))
    parts = cells.str.extract_groups(SHORT).struct.unnest().get_columns()
    days = [
        _date_of(int(year), int(month), int(day)) if ok and month and day else None
        for ok, month, day in zip(short, parts[0], parts[1], strict=True)
    ]
    good = [day for day in days if day]
    if not good or max(good).month - min(good).month > MOST_MONTHS:
        return cells, none
    if span and (min(good) < span[0] - FAR or max(good) > span[1] + FAR):
        return cells, none
    made = pl.Series(
        cells.name,
        [
            f"{day.isoformat()} {parts[2][at] or ''}".strip() if day else text
            for at, (day, text) in enumerate(zip(days, cells, strict=True))
        ],
        dtype=pl.String,
    )
    return made, pl.Series([day is not None for day in days])
