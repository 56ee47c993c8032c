"""Creators who break exactly one rule, and how many steps of relaxing it would admit them."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from xhs_workbench.params.choosing import Gate
from xhs_workbench.selection.judging.gates import figure_text, limit_text, lost_to


def near_misses(gated: pl.DataFrame, gates: Sequence[Gate]) -> pl.DataFrame:
    """List the creators that break exactly one rule, nearest to its limit first.

    Args:
        gated: From `apply_gates`; with `score` where scored.
        gates: The same rules.

    Returns:
        Columns of `gated` plus `rule`, `limit_en`, `limit_zh`, `own_value` (text), `steps_away` (number of
        relaxation steps that would
        admit it; null if a rule has no steps).
    """
    found = []
    for gate in gates:
        lost = lost_to(gated, gate)
        steps = pl.lit(None, dtype=pl.Float64)
        if gate.relaxes:
            limit = float(gate.value)  # type: ignore[arg-type]
            steps = ((pl.col(gate.column).cast(pl.Float64) - limit).abs() / gate.relaxes).cast(pl.Float64)
        own = pl.Series(
            "own_value", [figure_text(gate.column, value) for value in lost[gate.column]], dtype=pl.String
        )
        en, zh = limit_text(gate)
        found.append(
            lost.with_columns(
                own, rule=pl.lit(gate.rule), limit_en=pl.lit(en), limit_zh=pl.lit(zh), steps_away=steps
            )
        )
    texts = {name: pl.lit(None, dtype=pl.String) for name in ("own_value", "rule", "limit_en", "limit_zh")}
    none = gated.clear().with_columns(**texts, steps_away=pl.lit(None, dtype=pl.Float64))
    listed = pl.concat([none, *found], how="vertical_relaxed")
    return listed.sort(["steps_away", "creator_id"], nulls_last=True)
