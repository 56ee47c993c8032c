"""Numbers as blocks hold them: written when the language is known, with their interval and what they sort by."""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import Any, NamedTuple

from xhs_workbench.findings import Language
from xhs_workbench.written import MISSING, compact, show

__all__ = ["MISSING", "Shown", "compact", "interval", "show", "sort_key"]


class Shown(NamedTuple):
    """A number that is written when the language is known."""

    value: Any
    kind: str = "text"

    def to(self, language: Language) -> str:
        """Write it."""
        return show(self.value, self.kind, language)


def interval(low: Any, high: Any, kind: str, language: Language = "en") -> str:
    """Format an interval, or nothing where there is none.

    >>> interval(0.05, 0.08, "rate"), interval(None, None, "rate")
    ('5.0%–8.0%', '')
    """
    if show(low, kind) == MISSING or show(high, kind) == MISSING:
        return ""
    return f"{show(low, kind, language)}–{show(high, kind, language)}"


def sort_key(value: Any) -> float | str | None:
    """Return what a table sorts a value by; None sorts last."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, int | float):
        return float(value)
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
