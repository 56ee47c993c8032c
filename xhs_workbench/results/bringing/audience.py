"""The brand's audience before and after, as typed from 灵犀, and what one more deeply interested person cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

STAGES = ("aware", "interested", "deeply_interested", "purchased", "shared")
SHARES = ("share_of_voice", "share_of_clicks")
RANKS = ("industry_rank", "search_rank")
SCHEMA = {
    "indicator": pl.String,
    "about": pl.String,
    "before": pl.Float64,
    "after": pl.Float64,
    "change": pl.Float64,
    "growth": pl.Float64,
    "kind": pl.String,
}


@dataclass(frozen=True, slots=True)
class AudienceChange:
    """The audience before and after.

    Args:
        table: One row an indicator, stages first: `before`, `after`, `change` (after - before; of a rank
            before - after, so that more is better), `growth` (change / before, of people only), `kind`: `people`,
            `share`, `rank`.
        flow: People who moved between stages: `from_stage`, `to_stage`, `people`, `share`.
        new_deep: More deeply interested people than before; None where unknown.
        cost_cny: All known money for one of them; None where it is unknown or there are none.
    """

    table: pl.DataFrame
    flow: pl.DataFrame
    new_deep: float | None
    cost_cny: float | None


def compare_audience(assets: pl.DataFrame, spent_cny: float | None) -> AudienceChange | None:
    """Compare the typed figures before and after; None without a sheet.

    Args:
        assets: The `AudienceAssets` table.
        spent_cny: All money of the campaign; None where a part of it is unknown.
    """
    if assets.is_empty():
        return None
    still = assets.filter(pl.col("indicator") != "flow")
    rows = [row for one in still.iter_rows(named=True) if (row := _change(one))]
    order = {name: place for place, name in enumerate(("total", *STAGES, "search_volume", *SHARES, *RANKS))}
    rows.sort(key=lambda row: order[row["indicator"]])
    deep = next((row["change"] for row in rows if row["indicator"] == "deeply_interested"), None)
    flow = assets.filter(pl.col("indicator") == "flow").select(
        pl.col("from_stage", "to_stage").cast(pl.String), people="after", share="after_share"
    )
    return AudienceChange(
        pl.DataFrame(rows, schema=SCHEMA),
        flow.sort("people", descending=True, nulls_last=True),
        deep,
        spent_cny / deep if spent_cny and deep is not None and deep > 0 else None,
    )


def _change(row: dict[str, Any]) -> dict[str, Any] | None:
    """Return an indicator's two figures, of the kind that it is; None where neither is there."""
    name = row["indicator"]
    kind, part = (
        ("rank", "_rank") if name in RANKS else ("share", "_share") if name in SHARES else ("people", "")
    )
    before, after = row[f"before{part}"], row[f"after{part}"]
    if before is None and after is None:
        return None
    change = None if before is None or after is None else before - after if kind == "rank" else after - before
    return {
        "indicator": name,
        "about": row["about"],
        "before": before,
        "after": after,
        "change": change,
        "growth": change / before if kind == "people" and change is not None and before else None,
        "kind": kind,
    }
