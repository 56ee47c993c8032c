"""Efficiency held against the ranges of the analyst's benchmark file, judged only outside them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import polars as pl

from xhs_workbench.findings import Text, both
from xhs_workbench.metrics import definition, registry, value_of
from xhs_workbench.params.benchmarks import read_benchmarks
from xhs_workbench.params.brief import Brief
from xhs_workbench.results.counting.market import market_ranges, market_words
from xhs_workbench.results.counting.shop import Shop

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
NUMBERS = ("value", "lower", "upper", "range_low", "range_high")


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
        few notes give one; `unknown` without data or for a metric that the registry does not know.
    """
    rows = []
    growing = shop.outcomes.filter(~pl.col("mature").fill_null(True)).height > 0
    benchmarks = read_benchmarks(brief.benchmarks)
    for one in benchmarks:
        found: dict[str, Any] = {"value": None, "lower": None, "upper": None, "bound": ""}
        named = {"name_en": one.metric, "name_zh": one.metric, "unit": "number"}
        lower_is_better = False
        if one.metric in registry():
            entry = definition(one.metric)
            found, lower_is_better = shop.measure(one.metric, brief.definitions), entry.lower_is_better
            named = {**entry.name.pair("name"), "unit": entry.unit}
        rows.append(
            {
                **named,
                **{key: found[key] for key in ("value", "lower", "upper", "bound")},
                "metric": one.metric,
                "range_low": one.low,
                "range_high": one.high,
                **{key: getattr(one, key) for key in ("placement", "month", "grade")},
                **one.category.text.pair("category"),
                **one.source.text.pair("source"),
                "standing": "not_mature"
                if growing and found["value"] is not None
                else _standing(found, one.low, one.high, lower_is_better=lower_is_better),
            }
        )
    if candidates is not None and candidates.height:
        known = [one.category.text for one in benchmarks]
        rows += _against_market(shop.outcomes, candidates, brief, known)
    schema = {**dict.fromkeys(TEXTS, pl.String), **dict.fromkeys(NUMBERS, pl.Float64)}
    return pl.DataFrame(rows, schema=schema)


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
