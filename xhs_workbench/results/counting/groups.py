"""The campaign broken down: by format, tier, message, creator, each group with its n and its intervals."""

from __future__ import annotations

from collections import Counter
from typing import Any

import polars as pl

from xhs_workbench.metrics import summarise
from xhs_workbench.metrics.registry import columns
from xhs_workbench.metrics.tiers import UNKNOWN, tier_names
from xhs_workbench.params.brief import Brief, Definitions
from xhs_workbench.worked_out import kept

COUNTED = ("impressions", "reads", "interactions", "cpm", "cpr", "cpe", "viral")
DELIVERY: dict[str, Any] = {
    "tier": pl.String,
    "ordered": pl.Int64,
    "notes": pl.Int64,
    "cost_cny": pl.Float64,
    "cost_bound": pl.String,
    **{f"{name}{end}": kind for name in COUNTED for end, kind in (("", pl.Float64), ("_bound", pl.String))},
    "viral_lower": pl.Float64,
    "viral_upper": pl.Float64,
}


@kept
def compare_groups(outcomes: pl.DataFrame, brief: Brief, by: str) -> pl.DataFrame:
    """Break the campaign down by one column.

    Returns:
        One row a group, most saves first: the group, `notes`, `young` (of them not mature), `saves`,
            `interactions`, and CPE,
        engagement rate and save share each with `_lower` and `_upper`; `_bound` beside each figure, as in
        `metrics.summarise`. Null where no note of the group knows it. Groups of
        fewer than ten notes are shown but say little: read the intervals.
    """
    choices = brief.definitions
    groups = outcomes.group_by(by, maintain_order=True).agg(
        notes=pl.len().cast(pl.Int64), young=(~pl.col("mature").fill_null(True)).sum().cast(pl.Int64)
    )
    wanted = {
        "saves": "saves",
        choices.interactions: "interactions",
        "cpe": "cpe",
        f"engagement_rate_by_{choices.engagement_rate}": "rate",
        "save_share": "save_share",
    }
    for metric, name in wanted.items():
        part = summarise(outcomes, metric, choices, [by]).select(
            by,
            pl.col("value").alias(name),
            pl.col("lower").alias(f"{name}_lower"),
            pl.col("upper").alias(f"{name}_upper"),
            pl.col("bound").alias(f"{name}_bound"),
        )
        groups = groups.join(part, on=by, how="left", maintain_order="left", nulls_equal=True)
    return groups.sort("saves", descending=True, nulls_last=True)


@kept
def compare_delivery(outcomes: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    """Set what each tier was ordered beside what came, as a wrap report's first table has it.

    Args:
        outcomes: From `gather_outcomes`.
        brief: The brief; its `definitions` say what an interaction, the money and a viral note are.

    Returns:
        Empty without a note. One row a tier of the order or the notes, largest tier first as in the brief's scheme, then one of all with
        `tier` null: `ordered` and `notes`; `cost_cny` (CNY, the brief's money), `impressions`, `reads`,
        `interactions`, each with `_bound` (`at_least` where a note's figure is unknown or only a bound); `viral`
        (share of notes, with `_lower` and `_upper`); `cpm`, `cpr`, `cpe` (CNY) with `_bound`. What was counted, not an
        estimate of the next campaign. A tier without a note has null figures.
    """
    if outcomes.is_empty():
        return pl.DataFrame(schema=DELIVERY)
    choices = brief.definitions
    ordered = Counter[str]()
    for item in brief.deliverables:
        ordered[item.tier] += item.count
    known = outcomes.with_columns(pl.col("tier").fill_null(UNKNOWN))
    bands = [tier for tier in tier_names(brief.tier_scheme) if tier != UNKNOWN]
    groups = {tier: known.filter(tier=tier) for tier in [*reversed(bands), UNKNOWN]}
    rows = [
        {"tier": tier, "ordered": ordered[tier], **_delivered(group, choices)}
        for tier, group in groups.items()
        if ordered[tier] or group.height
    ]
    rows.append({"tier": None, "ordered": ordered.total(), **_delivered(outcomes, choices)})
    return pl.DataFrame(rows, schema=DELIVERY)


def off_order(outcomes: pl.DataFrame, brief: Brief) -> dict[str, int]:
    """Count the notes delivered beyond what was ordered of their tier, and of their format; a note of unknown tier is none.

    Args:
        outcomes: From `gather_outcomes`.
        brief: The brief.

    Returns:
        `tier` and `format`, each only where some notes are of another than ordered.
    """
    found = {}
    for name in ("tier", "format"):
        ordered = Counter[str]()
        for item in brief.deliverables:
            ordered[str(getattr(item, name))] += item.count
        came = Counter(outcomes[name].drop_nulls().to_list()) if name in outcomes.columns else Counter[str]()
        came.pop(UNKNOWN, None)
        beyond = (came - ordered).total()
        if ordered and beyond:
            found[name] = beyond
    return found


def _delivered(group: pl.DataFrame, choices: Definitions) -> dict[str, Any]:
    """Sum what a group of notes cost and brought; a sum over notes that are not all known is a lower bound."""
    money = group.select(_total=pl.sum_horizontal(columns(("@money",), choices), ignore_nulls=False))[
        "_total"
    ].drop_nulls()
    row: dict[str, Any] = {
        "notes": group.height,
        "cost_cny": float(money.sum()) if len(money) else None,
        "cost_bound": "at_least" if 0 < len(money) < group.height else "",
    }
    counted = {"impressions": "impressions", "reads": "reads", choices.interactions: "interactions"}
    prices = {f"cpm_by_{choices.cpm}": "cpm", "cpr": "cpr", "cpe": "cpe", choices.viral: "viral"}
    for metric, name in {**counted, **prices}.items():
        [found] = summarise(group, metric, choices).to_dicts()
        short = name in counted.values() and found["n_missing"] and found["value"] is not None
        row |= {name: found["value"], f"{name}_bound": "at_least" if short else found["bound"]}
        if name == "viral":
            row |= {"viral_lower": found["lower"], "viral_upper": found["upper"]}
    return row


@kept
def compare_creators(outcomes: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    """Break the campaign down by creator: most notes first, then by name, never by result.

    Most creators have one note, and ordering them by one note's result would be a ranking of chance.

    Args:
        outcomes: From `gather_outcomes`.
        brief: The brief.

    Returns:
        One row a creator: `creator` (the name, with the id where two share it; null where no file says it)
            and the columns of `compare_groups`.
    """
    name, key = pl.col("creator_name"), pl.col("creator_id")
    several = (key.drop_nulls().n_unique() > 1).over("creator_name")
    told = pl.when(several & key.is_not_null()).then(pl.format("{} · {}", name, key)).otherwise(name)
    latest = outcomes.with_columns(
        creator_name=pl.coalesce(name.drop_nulls().last().over("creator_id"), "creator_name")
    )
    named = latest.with_columns(creator=pl.coalesce(told, key))
    return compare_groups(named, brief, "creator").sort(
        ["notes", "creator"], descending=[True, False], nulls_last=True
    )
