"""Efficiency held against the ranges of the analyst's benchmark file, judged only outside them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from xhs_workbench.errors import ParamsError, Problem
from xhs_workbench.findings import Text, both
from xhs_workbench.metrics import definition, value_of
from xhs_workbench.params.benchmarks import Benchmark, read_benchmarks
from xhs_workbench.params.brief import Brief
from xhs_workbench.results.counting.market import market_ranges, market_words
from xhs_workbench.results.counting.shop import Shop
from xhs_workbench.worked_out import kept

TEXTS = (
    "metric",
    *both("name"),
    "unit",
    "standing",
    "bound",
    *both("category"),
    "placement",
    "month",
    *both("source"),
    "grade",
)
MOST_MONTHS = 24
"""A range that speaks of a month longer before the brief is shown and judges nothing; our choice."""
NUMBERS = ("value", "lower", "upper", "range_low", "range_high")


@kept
def against_benchmarks(shop: Shop, brief: Brief, candidates: pl.DataFrame | None = None) -> pl.DataFrame:
    """Hold what came against each range of the brief's benchmark file, then against the candidates' own market.

    Args:
        shop: From `gather_shop`; its `outcomes` are the notes.
        brief: The brief; its `benchmarks` names the file.
        candidates: The `Creators` table of the candidates; None or too few of a tier is no market.

    Returns:
        One row a benchmark in the file's order: `metric`, `name_en`, `name_zh`, `unit`, `value` with `lower`,
        `upper` (90 %) and `bound`, `range_low`, `range_high`, `category` and `source` in both
        languages, `placement`, `month`, `grade`, and `standing`: `within`; `better` or `worse` where the value and its whole interval lie
        outside; `unclear` where only the value does; `not_mature` while notes grow; `no_interval` where too
        few notes give one; `unknown` without data; `old` where the range is older than `MOST_MONTHS`;
        `other_category` where the file holds several categories of a metric and this is not the one of the brief.

    Raises:
        ParamsError: From `ranges_of`.
    """
    rows = []
    growing = shop.outcomes.filter(~pl.col("mature").fill_null(True)).height > 0
    benchmarks = ranges_of(brief)
    foreign = _of_other_categories(benchmarks, brief)
    for one in benchmarks:
        entry = definition(one.metric)
        found: dict[str, Any] = shop.measure(one.metric, brief.definitions)
        held = _standing(found, one.low, one.high, lower_is_better=entry.lower_is_better)
        if held != "unknown":
            late = "not_mature" if growing else "old" if _is_old(one.month, brief) else held
            held = "other_category" if one in foreign else late
        rows.append(
            {
                **entry.name.pair("name"),
                "unit": entry.unit,
                **{key: found[key] for key in ("value", "lower", "upper", "bound")},
                "metric": one.metric,
                "range_low": one.low,
                "range_high": one.high,
                **{key: getattr(one, key) for key in ("placement", "month", "grade")},
                **one.category.text.pair("category"),
                **one.source.text.pair("source"),
                "standing": held,
            }
        )
    if candidates is not None and candidates.height:
        known = [one.category.text for one in benchmarks]
        rows += _against_market(shop.outcomes, candidates, brief, known)
    schema = {**dict.fromkeys(TEXTS, pl.String), **dict.fromkeys(NUMBERS, pl.Float64)}
    return pl.DataFrame(rows, schema=schema)


def ranges_of(brief: Brief) -> tuple[Benchmark, ...]:
    """Read the brief's benchmark file and hold its metrics against the registry.

    Args:
        brief: Its `benchmarks` names the file.

    Raises:
        InputMissingError: No such file.
        ParamsError: The file is faulty, no definition has a metric's name, or a share is written in per cent.
    """
    ranges = read_benchmarks(brief.benchmarks)
    problems: list[Problem] = []
    for number, one in enumerate(ranges):
        key, file = f"benchmarks.{number}", Path(brief.benchmarks or "").name
        try:
            entry = definition(one.metric)
        except ParamsError as error:
            problems += [replace(said, file=file, column=f"{key}.metric") for said in error.problems]
            continue
        if entry.unit == "rate" and one.high > 1:
            problems.append(
                Problem(
                    "is a share, and a share is at most 1",
                    "是占比，最大为 1",
                    file=file,
                    column=f"{key}.high",
                    value=f"{one.high:g}",
                    fix_en=f"write {one.high / 100:g} for {one.high:g} %.",
                    fix_zh=f"{one.high:g}% 请写 {one.high / 100:g}。",
                    code="XHS-P081",
                )
            )
    if problems:
        raise ParamsError(problems)
    return ranges


def _of_other_categories(ranges: Sequence[Benchmark], brief: Brief) -> list[Benchmark]:
    """Return the ranges not to be judged by: a file of several categories is judged by the one that the brief speaks of."""
    spoken = {
        word.casefold()
        for word in (*brief.audience.interests, *brief.brand.terms, *brief.keywords, brief.brand.industry)
    }
    by_metric: dict[tuple[str, str], set[Text]] = {}
    for one in ranges:
        by_metric.setdefault((one.metric, one.placement), set()).add(one.category.text)
    foreign = []
    for one in ranges:
        several = by_metric[one.metric, one.placement]
        ours = {text for text in several if any(side.casefold() in spoken for side in text)}
        if len(several) > 1 and (len(ours) != 1 or one.category.text not in ours):
            foreign.append(one)
    return foreign


def _is_old(month: str, brief: Brief) -> bool:
    """Say whether a range speaks of a time too long before the campaign: prices and traffic of the platform move."""
    sent = brief.timeline.brief_sent
    year, of_year = (int(part) for part in month.split("-"))
    return (sent.year - year) * 12 + sent.month - of_year > MOST_MONTHS


def _against_market(
    outcomes: pl.DataFrame, candidates: pl.DataFrame, brief: Brief, categories: Collection[Text]
) -> list[dict[str, Any]]:
    named = outcomes.with_columns(
        interactions_named=value_of(brief.definitions.interactions, brief.definitions, outcomes.columns)
    )
    rows = []
    for row in market_ranges(named, candidates, brief):
        words = market_words(row, brief, categories)
        standing = _standing(
            {**row, "bound": ""},
            row["range_low"],
            row["range_high"],
            lower_is_better=words.pop("lower_is_better"),
        )
        figures = {key: row[key] for key in ("metric", *NUMBERS)}
        rows.append({**words, **figures, "bound": "", "standing": standing})
    return rows


def _standing(found: dict[str, Any], low: float, high: float, *, lower_is_better: bool) -> str:
    value, near, far = found["value"], found["lower"], found["upper"]
    if value is None or found["bound"]:
        return "unknown"
    if low <= value <= high:
        return "within"
    below = value < low
    end = far if below else near
    if end is None:
        return "no_interval"
    if (end >= low) if below else (end <= high):
        return "unclear"
    return "better" if below == lower_is_better else "worse"
