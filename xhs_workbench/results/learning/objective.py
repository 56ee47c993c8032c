"""The count that the brief aims for; all advice on money uses this one metric."""

from __future__ import annotations

import re

import polars as pl

from xhs_workbench.findings import Text
from xhs_workbench.metrics import definition, settled_value
from xhs_workbench.params.brief import Brief

WANTED = {
    "awareness": ("impressions", "reads"),
    "launch": ("saves", "reads"),
    "tmall_traffic": ("reads", "saves"),
    "store_traffic": ("reads", "saves"),
    "ugc": (),
    "leads": ("reads", "saves"),
    "sales": ("reads", "saves"),
}
"""Objective -> counts it aims for, first choice first; a count is used if the brief promises it and the files
have it."""
GOALS = {"leads": ("leads",), "sales": ("order_value", "orders", "roi_window")}
"""Objective -> metrics that no note has of its own, by which the campaign as a whole is judged, first choice first."""
PAID_PART = {"reads": "reads_boosted", "impressions": "impressions_boosted"}


def objective_metric(brief: Brief, notes: pl.DataFrame) -> str:
    """Return the metric in which money is judged.

    Args:
        brief: The brief: objective and promises.
        notes: One row per note; a metric known for fewer than half of them is skipped.

    Returns:
        An id of the registry: the objective's first count that is promised and known, otherwise the brief's
            interactions.
    """
    promised = {kpi.metric for kpi in brief.kpis}
    for name in WANTED.get(str(brief.objective.kind), ()):
        if name in promised and name in notes.columns and 2 * notes[name].count() >= max(notes.height, 1):
            return name
    return brief.definitions.interactions


def goal_metric(brief: Brief) -> str:
    """Return the metric by which the whole campaign is judged: the first of its objective that the brief promises.

    It is never swapped for another that the files happen to hold: a goal without a figure is said to be missing.

    Args:
        brief: The brief.

    Returns:
        An id of the registry; the brief's interactions where it promises none of its objective's.
    """
    kind, promised = str(brief.objective.kind), {kpi.metric for kpi in brief.kpis}
    aimed = (*GOALS.get(kind, ()), *WANTED.get(kind, ()))
    return next((name for name in aimed if name in promised), brief.definitions.interactions)


SEARCH_WORDS = re.compile(r"\bsearch|\blook(?:s|ed|ing)? (?:it |us |them )?up\b|搜", re.IGNORECASE)
"""Words by which an objective names searches for the brand; no target of the brief can."""


def aims_at_search(brief: Brief) -> bool:
    """Say whether the brief's objective names searches as what it is measured by.

    Args:
        brief: The brief.
    """
    said = brief.objective.statement
    return bool(SEARCH_WORDS.search(f"{said.en} {said.zh}"))


def organic_count(notes: pl.DataFrame, metric: str, brief: Brief) -> pl.Series:
    """Return each note's count of a metric without the paid part.

    The paid share of saves is assumed equal to that of all interactions; reads and impressions have their own
    columns.

    Args:
        notes: From `lift_over_baseline`.
        metric: From `objective_metric`.
        brief: The brief.

    Returns:
        Counts; null if a part is missing or the paid part is unknown.
    """
    choices = brief.definitions
    whole = settled_value(metric, choices, notes.columns).cast(pl.Float64)
    if metric == choices.interactions:
        return notes.select(pl.col("organic").cast(pl.Float64)).to_series()
    part = PAID_PART.get(metric)
    if part is not None:
        paid = pl.col(part).fill_null(0) if part in notes.columns else pl.lit(0)
        return notes.select((whole - paid).clip(lower_bound=0)).to_series()
    total = settled_value(choices.interactions, choices, notes.columns).cast(pl.Float64)
    share = pl.when(total > 0).then(pl.col("organic") / total).when(pl.col("organic").is_not_null()).then(1.0)
    return notes.select(whole * share).to_series()


def metric_name(metric: str) -> Text:
    """Return the metric's name in the middle of a sentence."""
    entry = definition(metric)
    return Text(entry.en[0].lower() + entry.en[1:], entry.zh)
