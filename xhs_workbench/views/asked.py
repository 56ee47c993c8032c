"""Which chapters a brief asks for: what these files cannot fill of the others is not named to a client who never wanted it."""

from __future__ import annotations

from typing import Any

ALWAYS = ("results.delivery", "results.funnel", "results.lineup", "results.next")
BY_OBJECTIVE = {
    "awareness": ("results.paid", "brought.reached"),
    "launch": ("results.search", "results.comments", "results.content"),
    "tmall_traffic": ("results.sales", "results.search"),
    "store_traffic": ("results.sales", "brought.shops"),
    "ugc": ("results.comments",),
    "leads": ("brought.leads",),
    "sales": ("results.sales", "brought.shops"),
}
"""Objective -> the chapters that answer it, beside those of every campaign."""
BY_METRIC = {
    "leads": ("brought.leads",),
    "cost_per_lead": ("brought.leads",),
    "visits": ("results.sales",),
    "orders": ("results.sales",),
    "order_value": ("results.sales",),
    "roi_window": ("results.sales",),
}
"""Promised figure -> the chapters that hold it."""
CHAPTERS = ("results.", "brought.")
"""How the chapters are named that a brief asks for or not; those of other pages are always named."""


def asked_chapters(brief: Any) -> list[str]:
    """Return the chapters of the results that a brief asks for: by its objective, its targets and its budget of boosts.

    Args:
        brief: The campaign's brief.
    """
    objective = str(getattr(getattr(brief, "objective", None), "kind", ""))
    names = [*ALWAYS, *BY_OBJECTIVE.get(objective, ())]
    for kpi in getattr(brief, "kpis", ()):
        names += BY_METRIC.get(kpi.metric, ())
    if getattr(getattr(brief, "budget", None), "boost_cny", 0):
        names.append("results.paid")
    return list(dict.fromkeys(names))


def is_asked(block: str, asked: list[str] | None) -> bool:
    """Say whether a chapter that cannot be filled is named; None where the page was made without a brief's wishes.

    >>> is_asked("brought.leads", ["results.next"]), is_asked("live.chapter_pace", []), is_asked("brought.leads", None)
    (False, True, True)
    """
    return asked is None or not block.startswith(CHAPTERS) or block in asked
