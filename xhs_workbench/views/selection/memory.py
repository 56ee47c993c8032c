"""Our own earlier campaigns: to the campaign being closed, and to the next selection."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.views.blocks import Block
from xhs_workbench.views.declarations import show
from xhs_workbench.views.drawing.numbers import show as number
from xhs_workbench.views.drawing.tables import findings

NOTHING_LEARNT = Finding(
    "no_learnings",
    Level.PASS,
    Text(
        "No earlier campaign is remembered, so none has taught anything yet.", "尚无往期记忆，暂无往期结论。"
    ),
)


def table_past(creators: pl.DataFrame, standings: Mapping[str, Text], advice: Mapping[str, Text]) -> Block:
    """Show what creators did for this brand before, and what they are to it.

    Args:
        creators: From `memory.creator_record`, or rows of `selection.add_past_record`; those without a record
            are left out.
        standings: Standing -> its words.
        advice: Advice of the last results -> its words.
    """
    known = creators.drop_nulls("past_notes")
    trend = [" → ".join(number(lift, "number") for lift in lifts) for lifts in known["past_lifts"]]
    shown = known.with_columns(trend=pl.Series(trend, dtype=pl.String))
    return show("past.table_past", shown, words={"standing": standings, "last_advice": advice})


def show_learnings(learnings: pl.DataFrame) -> Block:
    """Show what earlier campaigns of the brand taught; suspicions on our own page only. A sentence where there are none.

    Args:
        learnings: From `memory.recall_learnings`.
    """
    if learnings.is_empty():
        return findings([NOTHING_LEARNT])
    made_up = bool(learnings.select((pl.col("synthetic") & ~pl.col("private")).any()).item())
    return show("past.show_learnings", learnings).adding(synthetic=made_up)


def table_own_benchmarks(
    benchmarks: pl.DataFrame, tiers: Mapping[str, Text], formats: Mapping[str, Text]
) -> Block:
    """Show percentiles of our own placements; cells of fewer than eight creators are counted, not shown.

    Args:
        benchmarks: From `memory.own_benchmarks`.
        tiers: Tier -> its words.
        formats: Format -> its words.
    """
    cost = pl.col("measure") == "cpe_cny"
    kind = pl.when(cost).then(pl.lit("cny2")).otherwise(pl.lit("compact"))
    marked = benchmarks.with_columns(private=cost, kind=kind)
    return show("past.table_own_benchmarks", marked, words={"tier": tiers, "format": formats})
