"""When seeding for a festival happens, and when nobody works: the entries of `festivals.yaml`, each dated, sourced and open to editing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from xhs_workbench import paths
from xhs_workbench.params.brief import Words
from xhs_workbench.params.checking import Day, ParamsModel
from xhs_workbench.params.yaml_files import read_params_file

FILE = Path(__file__).parent / "festivals.yaml"
Grade = Literal["A", "B", "C", "G"]
"""How good a source is, as in the definition registry."""


def _month_day(text: str) -> str:
    """Accept a day that every year has."""
    if re.fullmatch(r"\d{2}-\d{2}", text):
        try:
            date.fromisoformat(f"2001-{text}")
        except ValueError:
            pass
        else:
            return text
    raise ValueError(
        'must be a month and day of every year, such as "05-24"|应为每年都有的月-日，例如 "05-24"'
        "|write two digits, a hyphen, two digits, in quotes.|请加引号，写作 月-日，各两位。"
    )


MonthDay = Annotated[str, AfterValidator(_month_day)]


class SeenYear(ParamsModel):
    """When a sale really was in one year, as reported: a dated fact, which no rule of other years replaces."""

    peak: tuple[Day, Day]
    grade: Grade
    source: Words

    @model_validator(mode="after")
    def _in_order(self) -> SeenYear:
        start, end = self.peak
        if end < start:
            raise ValueError(
                f"{end} is before {start}: write the first day, then the last|{end} 早于 {start}，请先写首日"
            )
        return self


class FestivalEntry(ParamsModel):
    """A festival or sale: by month and day (`window`, `peak`), or by the day of each year (`days`, `lead`, `gap`)."""

    name: Words
    names: tuple[str, ...] = ()
    """Other ways in which a brief may call it."""
    window: tuple[MonthDay, MonthDay] | None = None
    peak: tuple[MonthDay, MonthDay] | None = None
    days: tuple[Day, ...] = ()
    lead: int = Field(default=0, ge=0, le=180)
    gap: int = Field(default=0, ge=0, le=180)
    grade: Grade
    source: Words
    seen: tuple[SeenYear, ...] = ()
    """Years whose own days are known; they stand before `peak`."""

    @model_validator(mode="after")
    def _one_way(self) -> FestivalEntry:
        if bool(self.window) == bool(self.days):
            raise ValueError(
                "give either window or days, and not both|window 与 days 须二选一|take one of them out.|请删去其一。"
            )
        if self.days and self.lead <= self.gap:
            raise ValueError(
                "lead must be larger than gap: it is the days before the festival on which notes "
                "begin|lead 须大于 gap|raise lead, or lower gap.|请增大 lead 或减小 gap。"
            )
        return self

    def called(self, wanted: str) -> bool:
        """Return whether a brief's word for a festival means this one."""
        known = {self.name.en, self.name.zh, *self.names} - {""}
        return wanted.strip().lower().startswith(tuple(name.lower() for name in known))


class HolidayEntry(ParamsModel):
    """A public holiday: days on which nobody reviews or approves."""

    name: Words
    spans: tuple[tuple[Day, Day], ...] = Field(min_length=1)
    work_days: tuple[Day, ...] = ()
    """Weekend days worked in its place (调休)."""
    grade: Grade
    source: Words

    @model_validator(mode="after")
    def _in_order(self) -> HolidayEntry:
        for start, end in self.spans:
            if end < start:
                raise ValueError(
                    f"{end} is before {start}|{end} 早于 {start}|write the first day, then the last.|请先写首日，再写末日。"
                )
        return self


class Festivals(ParamsModel):
    """The whole file."""

    festivals: dict[str, FestivalEntry] = Field(default={})
    holidays: dict[str, HolidayEntry] = Field(default={})


@dataclass(frozen=True, slots=True)
class Window:
    """A span of days, both included."""

    start: date
    end: date

    def days_shared(self, start: date, end: date) -> int:
        """Return how many days of another span lie inside.

        >>> Window(date(2026, 5, 1), date(2026, 5, 10)).days_shared(date(2026, 5, 9), date(2026, 5, 20))
        2
        """
        return max((min(self.end, end) - max(self.start, start)).days + 1, 0)


@dataclass(frozen=True, slots=True)
class Festival:
    """One entry in one year.

    Args:
        key: Its key in the file.
        name: As a report writes it.
        window: The days asked for: pre-heat, peak or holiday.
        grade: How good the source is.
        source: Where the dates come from.
    """

    key: str
    name: Words
    window: Window
    grade: str
    source: Words


@cache
def _shipped() -> Festivals:
    file = read_params_file(FILE)
    return Festivals.check(file.data, file)


def read_festivals(path: str | None = None) -> Festivals:
    """Return the workbench's festivals and holidays, with a campaign's own file laid over them.

    Args:
        path: A YAML file of the same shape; its entries come first, and one of the same key replaces ours.

    Raises:
        InputMissingError: No such file.
        ParamsError: An entry is not valid; all problems at once, each with file and key.
    """
    shipped = _shipped()
    if not path:
        return shipped
    file = read_params_file(paths.require(path, "festivals"))
    own = Festivals.check(file.data, file)
    return Festivals(
        festivals={
            **own.festivals,
            **{k: one for k, one in shipped.festivals.items() if k not in own.festivals},
        },
        holidays={**own.holidays, **{k: one for k, one in shipped.holidays.items() if k not in own.holidays}},
    )


def find_festival(wanted: str, known: Festivals | None = None) -> str | None:
    """Return the key of the festival that a brief names, or None.

    >>> find_festival("双11预售")
    'double_11'
    """
    entries = (known or _shipped()).festivals
    return next((key for key, entry in entries.items() if entry.called(wanted)), None)


def preheat(festival: str, year: int, known: Festivals | None = None) -> Window | None:
    """Return a festival's pre-heat window in a year.

    Args:
        festival: As the brief calls it, such as `618` or `双11`.
        year: The year in which the window ends; of a lunar festival, the year of its day.
        known: From `read_festivals`; the workbench's own where not given.

    Returns:
        The window; None where the festival, or that year of a lunar one, is not in the file.
    """
    known = known or _shipped()
    key = find_festival(festival, known)
    return None if key is None else _window(known.festivals[key], year)


def nearest_preheat(festival: str, start: date, end: date, known: Festivals | None = None) -> Window | None:
    """Return the pre-heat window that shares most days with a span, of that year and the next.

    A festival early in a year is prepared for in the year before.
    """
    windows = [found for year in (end.year, end.year + 1) if (found := preheat(festival, year, known))]
    return max(windows, key=lambda one: one.days_shared(start, end), default=None)


def _dates(pair: tuple[str, str], year: int) -> Window:
    """Return a span of month-days that ends in `year`; one that runs backwards began the year before."""
    first, last = pair
    return Window(
        date.fromisoformat(f"{year - (first > last)}-{first}"), date.fromisoformat(f"{year}-{last}")
    )


def _window(entry: FestivalEntry, year: int) -> Window | None:
    if entry.window:
        return _dates(entry.window, year)
    day = next((day for day in entry.days if day.year == year), None)
    return None if day is None else Window(day - timedelta(days=entry.lead), day - timedelta(days=entry.gap))


def _seen(entry: FestivalEntry, year: int) -> SeenYear | None:
    return next((one for one in entry.seen if one.peak[1].year == year), None)


def _as_seen(entry: FestivalEntry, year: int) -> FestivalEntry:
    """Return the entry with the source of that year's own days, where they are known."""
    seen = _seen(entry, year)
    return entry.model_copy(update={"grade": seen.grade, "source": seen.source}) if seen else entry


def _peak(entry: FestivalEntry, year: int) -> Window | None:
    if seen := _seen(entry, year):
        return Window(*seen.peak)
    if entry.peak:
        return _dates(entry.peak, year)
    day = next((day for day in entry.days if day.year == year), None)
    return None if day is None else Window(day, day)


def festivals_between(start: date, end: date, known: Festivals | None = None) -> list[Festival]:
    """Return the festivals whose pre-heat window touches a span of days, earliest first.

    >>> [one.name.en for one in festivals_between(date(2026, 5, 6), date(2026, 5, 22))]
    ['520', '618']
    """
    return _touching(
        start, end, ((key, entry, _window(entry, year)) for key, entry, year in _years(start, end, known))
    )


def peaks_between(start: date, end: date, known: Festivals | None = None) -> list[Festival]:
    """Return the festivals whose own sale or day touches a span of days, earliest first.

    >>> [one.name.en for one in peaks_between(date(2026, 5, 6), date(2026, 5, 22))]
    ['520']
    """
    return _touching(
        start,
        end,
        ((key, _as_seen(entry, year), _peak(entry, year)) for key, entry, year in _years(start, end, known)),
    )


def holidays_between(start: date, end: date, known: Festivals | None = None) -> list[Festival]:
    """Return the public holidays that touch a span of days, earliest first.

    >>> [one.name.en for one in holidays_between(date(2026, 4, 27), date(2026, 5, 6))]
    ['Labour Day']
    """
    entries = (known or _shipped()).holidays
    return _touching(
        start, end, ((key, entry, Window(*span)) for key, entry in entries.items() for span in entry.spans)
    )


def holiday_years(known: Festivals | None = None) -> set[int]:
    """Return the years whose public holidays the file holds."""
    return {
        day.year for entry in (known or _shipped()).holidays.values() for span in entry.spans for day in span
    }


def is_day_off(day: date, known: Festivals | None = None) -> bool:
    """Return whether most people in China are free: a holiday, or a weekend day that is not worked in its place.

    >>> [is_day_off(date(2026, 5, day)) for day in (5, 8, 9, 10)]
    [True, False, False, True]
    """
    entries = (known or _shipped()).holidays.values()
    if any(start <= day <= end for entry in entries for start, end in entry.spans):
        return True
    return day.isoweekday() > 5 and not any(day in entry.work_days for entry in entries)


def _years(start: date, end: date, known: Festivals | None) -> Iterator[tuple[str, FestivalEntry, int]]:
    entries = (known or _shipped()).festivals
    return ((key, entry, year) for key, entry in entries.items() for year in range(start.year, end.year + 2))


def _touching(
    start: date,
    end: date,
    found: Iterator[tuple[str, FestivalEntry, Window | None]] | Iterator[tuple[str, HolidayEntry, Window]],
) -> list[Festival]:
    kept = [
        Festival(key, entry.name, window, entry.grade, entry.source)
        for key, entry, window in found
        if window and window.days_shared(start, end)
    ]
    return sorted(kept, key=lambda one: (one.window.start, one.key))
