"""The campaign broken down: by format, tier, message, creator, each group with its n and its intervals."""

from __future__ import annotations

import polars as pl

from xhs_workbench.metrics import summarise
from xhs_workbench.params.brief import Brief


def compare_groups(outcomes: pl.DataFrame, brief: Brief, by: str) -> pl.DataFrame:
    """Break the campaign down by one column.

    Returns:
        One row a group, most saves first: the group, `notes`, `young` (of them not mature), `saves`, `interactions`, and CPE,
        engagement rate and save share each with `_lower` and `_upper`. Null where no note of the group knows it. Groups of
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
        )
        groups = groups.join(part, on=by, how="left", maintain_order="left", nulls_equal=True)
    return groups.sort("saves", descending=True, nulls_last=True)
