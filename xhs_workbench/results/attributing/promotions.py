"""Sales inside the window: separated from the campaign if earlier sales show their effect, otherwise reported."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.params.brief import Brief
from xhs_workbench.params.festivals import peaks_between
from xhs_workbench.results.attributing.counterfactual import LEAST_PROMOTED, Array


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
    """Say whether the sales inside the window can be separated from the campaign.

    Args:
        days: All days of the index that are compared, before and after.
        brief: The brief: its promotions, and the first posting day.

    Returns:
        Nothing if no sale lies inside the window; otherwise one finding.
    """
    start = brief.timeline.posting_start
    marked = pl.DataFrame({"day": days, "sale": promoted_days(days, brief)}).filter(pl.col("sale") > 0)["day"]
    before, after = int((marked < start).sum()), int((marked >= start).sum())
    last = days.max() if len(days) else start
    own = {name for name, _, end in promotions_of(brief) if end >= start and name}
    names = sorted(own or {name for name, _, _ in calendar_sales(start, last)})  # type: ignore[arg-type]
    en, zh = ", ".join(names) or "a sale", "、".join(names) or "大促"
    if not after:
        return []
    if before >= LEAST_PROMOTED:
        text = Text(
            (
                f"{after} days of the window are days of a sale ({en}); what a sale does is learnt from "
                f"{before} earlier sale days and taken off."
            ),
            f"窗口内有 {after} 天为大促（{zh}）；大促影响由此前 {before} 个大促日估计并扣除。",
        )
        return [Finding("promotion_apart", Level.PASS, text, n=before)]
    text = Text(
        (
            f"{after} days of the window are days of a sale ({en}), and only {before} sale days lie "
            "before posting: beyond what the control terms share, the sale cannot be told apart from "
            "the campaign, and part of a lift may be the sale."
        ),
        f"窗口内有 {after} 天为大促（{zh}），发布前仅有 {before} 个大促日：除对照词共同波动外，无法区分大促与投放的影响，提升可能部分来自大促。",
    )
    fix = Text(
        "List earlier sales under promotions in brief.yaml, and export the index back to them.",
        "请在 brief.yaml 的 promotions 中列出此前的大促，并导出包含这些日期的指数。",
    )
    return [Finding("promotion_not_apart", Level.REVIEW, text, fix, n=before)]
