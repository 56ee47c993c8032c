"""The campaign broken down: by format, tier, message, creator, each group with its n and its intervals."""

from __future__ import annotations

import polars as pl

from xhs_workbench.metrics import summarise
from xhs_workbench.params.brief import Brief


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
