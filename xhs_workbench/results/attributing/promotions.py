"""Sales inside the window: separated from the campaign if earlier sales show their effect, otherwise reported."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.params.brief import Brief
from xhs_workbench.params.festivals import peaks_between
from xhs_workbench.results.attributing.counterfactual import Array


def promotions_of(brief: Brief) -> list[tuple[str, date, date]]:
    """Return the sales that the brief names, including the festival's own: name, first and last day."""
    line = brief.timeline
    named = [(one.name, one.start, one.end) for one in brief.promotions]
    if line.sale_start and line.sale_end:
        named.append((line.festival, line.sale_start, line.sale_end))
    return sorted(named, key=lambda one: one[1])


SALE_FROM_DAYS = 3
"""A calendar peak of this length is a sale of the platform; shorter ones are gift days."""


def calendar_sales(start: date, end: date) -> list[tuple[str, date, date]]:
    """Return the platform's sales that overlap a span of days, from the shipped calendar: name, first and last day."""
    peaks = [
        one
        for one in peaks_between(start, end)
        if (one.window.end - one.window.start).days + 1 >= SALE_FROM_DAYS
    ]
    return [(one.name.en or one.name.zh, one.window.start, one.window.end) for one in peaks]


def promoted_days(days: pl.Series, brief: Brief) -> Array:
    """Mark the days of a sale: those the brief names, and the platform's own from the shipped calendar.

    Args:
        days: Days, as dates.
        brief: The brief: its promotions and the festival's sale.

    Returns:
        One value per day: 1 in a sale, else 0.
    """
    if days.is_empty():
        return np.zeros(0)
    shipped = calendar_sales(days.min(), days.max())  # type: ignore[arg-type]
    inside = [days.is_between(start, end) for _, start, end in (*promotions_of(brief), *shipped)]
    marked = pl.DataFrame({"day": days, "sale": [False] * len(days)})["sale"]
    for one in inside:
        marked = marked | one
    return marked.cast(pl.Float64).to_numpy().astype(float)


def promotion_findings(days: pl.Series, brief: Brief) -> list[Finding]:
    """Say which days of the window are left out, because a sale moves search as a campaign does.

    Args:
        days: All days of the index, before and after.
        brief: The brief: its promotions, and the first posting day.

    Returns:
        Nothing if no sale lies inside the window; otherwise one finding.
    """
    start = brief.timeline.posting_start
    sale = pl.Series(promoted_days(days, brief)) > 0
    inside, compared = int((sale & (days >= start)).sum()), int((~sale & (days >= start)).sum())
    if not inside:
        return []
    en, zh = sales_in(days, brief)
    text = Text(
        f"{inside} days of the window are days of a sale ({en}) and are left out; {compared} are compared.",
        f"窗口内 {inside} 天为大促（{zh}），已剔除；用于对比的为 {compared} 天。",
    )
    return [Finding("promotion_apart", Level.PASS, text, n=compared)]


def sales_in(days: pl.Series, brief: Brief) -> Text:
    """Return the names of the sales from the first posting day on: the brief's own, or else the calendar's."""
    start = brief.timeline.posting_start
    last = days.max() if len(days) else start
    own = {name for name, _, end in promotions_of(brief) if end >= start and name}
    names = sorted(own or {name for name, _, _ in calendar_sales(start, last)})  # type: ignore[arg-type]
    return Text(", ".join(names) or "a sale", "、".join(names) or "大促")
