"""When seeding for a festival happens: the pre-heat windows of `festivals.toml`, each dated, sourced and open to editing."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "festivals.toml"


@dataclass(frozen=True, slots=True)
class Window:
    """The days in which notes for a festival are wanted, both included."""

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
    """A festival's pre-heat window in one year.

    Args:
        key: Its table in `festivals.toml`.
        name: The first of its names, as briefs write it.
        window: The days in which notes are wanted.
        grade: How good the source is, as in the definition registry.
        source: Where the dates come from.
    """

    key: str
    name: str
    window: Window
    grade: str
    source: str


@cache
def _festivals() -> dict[str, dict[str, Any]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def preheat(festival: str, year: int) -> Window | None:
    """Return a festival's pre-heat window in a year.

    Args:
        festival: As the brief calls it, such as `618` or `双11`.
        year: The year of the posting.

    Returns:
        The window; None where the festival, or that year of a lunar one, is not in `festivals.toml`.
    """
    wanted = festival.strip().lower()
    entry = next((one for one in _festivals().values() if wanted.startswith(tuple(one["names"]))), None)
    return None if entry is None else _window(entry, year)


def _window(entry: dict[str, Any], year: int) -> Window | None:
    if "window" in entry:
        start, end = (date.fromisoformat(f"{year}-{day}") for day in entry["window"])
        return Window(start, end)
    peak = entry["peak"].get(str(year))
    if peak is None:
        return None
    day = date.fromisoformat(peak)
    return Window(day - timedelta(days=entry["lead"]), day - timedelta(days=entry["gap"]))


def festivals_between(start: date, end: date) -> list[Festival]:
    """Return the festivals whose pre-heat window touches a span of days, earliest first.

    >>> [one.name for one in festivals_between(date(2026, 5, 6), date(2026, 5, 22))]
    ['520', '618']
    """
    found = [
        Festival(key, entry["names"][0], window, entry["grade"], entry["source"])
        for key, entry in _festivals().items()
        for year in range(start.year, end.year + 2)
        if (window := _window(entry, year)) and window.days_shared(start, end)
    ]
    return sorted(found, key=lambda one: (one.window.start, one.key))
