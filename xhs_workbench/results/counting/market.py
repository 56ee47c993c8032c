"""This campaign's notes against the candidates' own market: the medians of other creators of the same category and tier."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

from xhs_workbench.findings import Text
from xhs_workbench.metrics import assign_tiers, definition, median_interval, tier_word
from xhs_workbench.params.brief import Brief
from xhs_workbench.statistics.intervals import INTERVAL_FROM

LEAST_CREATORS = 10
"""Fewer other creators of a category and tier are no market."""
MEASURES = {
    "reads": ("reads", "reads_median_coop", "reads_median"),
    "interactions": ("interactions_named", "interactions_median_coop", "interactions_median"),
}
"""Measure -> its column in `rank_notes`, the creators' median of sponsored notes, and of everyday ones."""
SPONSORED = Text("their sponsored notes", "合作笔记中位数")
EVERYDAY = Text("their everyday notes", "日常笔记中位数")


def market_ranges(outcomes: pl.DataFrame, creators: pl.DataFrame, brief: Brief) -> list[dict[str, Any]]:
    """Hold each tier's middle note against the middle half of the other candidates of its category and tier.

    Sponsored notes are held against medians of sponsored notes where ten candidates have one, otherwise against
    everyday ones, and the row says which.

    Args:
        outcomes: From `gather_outcomes` or `rank_notes`; young notes are left out.
        creators: The `Creators` table of the candidates, booked ones among them.
        brief: The brief: its tiers and its definition of interactions.

    Returns:
        One row per tier, category and measure with a market: `metric`, `value` with `lower`, `upper` (90 %; null
        under five notes), `range_low`, `range_high` (quartiles), `category`, `tier`, `others` (creators), `what`.
    """
    booked = outcomes["creator_id"].drop_nulls().to_list()
    one = assign_tiers(creators.unique("creator_id", keep="last"), brief.tier_scheme)
    known = one.select("creator_id", "category")
    ours = outcomes.filter(pl.col("mature").fill_null(value=False)).join(known, on="creator_id", how="inner")
    others = one.filter(~pl.col("creator_id").is_in(booked))
    rows = []
    for (category, tier), notes in sorted(
        ours.drop_nulls(["category", "tier"]).partition_by("category", "tier", as_dict=True).items()
    ):
        market = others.filter(pl.col("category") == category, pl.col("tier") == tier)
        rows += [row for name in MEASURES if (row := _against(name, notes, market, brief))]
        for row in rows:
            row.setdefault("category", category)
            row.setdefault("tier", tier)
    return rows


def _against(name: str, notes: pl.DataFrame, market: pl.DataFrame, brief: Brief) -> dict[str, Any] | None:
    column, *medians = MEASURES[name]
    if column not in notes.columns:
        return None
    seen = (
        (market[median].drop_nulls(), said)
        for median, said in zip(medians, (SPONSORED, EVERYDAY), strict=True)
    )
    found = next(((values, said) for values, said in seen if values.len() >= LEAST_CREATORS), None)
    own = notes[column].drop_nulls().cast(pl.Float64)
    if found is None or own.is_empty():
        return None
    values, said = found
    low, high = median_interval(own.to_numpy()) if own.len() >= INTERVAL_FROM else (None, None)
    return {
        "metric": brief.definitions.interactions if name == "interactions" else name,
        "value": float(own.median()),  # type: ignore[arg-type]
        "lower": low,
        "upper": high,
        "range_low": float(values.quantile(0.25, "linear")),  # type: ignore[arg-type]
        "range_high": float(values.quantile(0.75, "linear")),  # type: ignore[arg-type]
        "others": values.len(),
        "what": said,
    }


def market_words(row: dict[str, Any], brief: Brief, categories: Iterable[Text] = ()) -> dict[str, Any]:
    """Return a row of `market_ranges` in the words of a benchmark: its name, tier, month, source, grade.

    Args:
        row: Of `market_ranges`.
        brief: The brief.
        categories: As the benchmark file calls them in both languages; any other stays as the candidates' file writes it.
    """
    category = next((text for text in categories if row["category"] in text), Text(*(row["category"],) * 2))
    entry, tier = definition(row["metric"]), tier_word(row["tier"])
    named = tier.en if tier.en.isupper() else tier.en.lower()  # KOC is an abbreviation
    what = row["what"]
    return {
        **Text(f"{entry.en}, middle note, {named}", f"{entry.zh}，{tier.zh}单篇中位数").pair("name"),
        "unit": entry.unit,
        **category.pair("category"),
        "placement": "",
        "month": f"{brief.timeline.brief_sent:%Y-%m}",
        **Text(
            f"{row['others']} other candidates, {what.en}", f"候选达人 {row['others']} 位，{what.zh}"
        ).pair("source"),
        "grade": "A",
        "lower_is_better": entry.lower_is_better,
    }
