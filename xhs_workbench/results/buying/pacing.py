"""Was ad money spent when the plan said, and how much of it?"""

from __future__ import annotations

from typing import Any

import polars as pl

from xhs_workbench.findings import Text, both
from xhs_workbench.metrics import planned_money
from xhs_workbench.params.brief import Brief
from xhs_workbench.results.bringing.sums import total
from xhs_workbench.results.buying.cuts import phases_of

WHOLE = Text("All ads", "投流合计")
UNDATED = Text("no day stated", "未注明日期")
SCHEMA = {
    **dict.fromkeys(both("phase"), pl.String),
    "start": pl.Date,
    "end": pl.Date,
    **dict.fromkeys(("planned_cny", "spend_cny", "difference_cny", "share", "planned_share"), pl.Float64),
    "whole": pl.Boolean,
}


def pace_ads(paid: pl.DataFrame, plan: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    """Hold each phase's ad money against what was planned for it.

    Args:
        paid: The `Paid` table, every platform.
        plan: The `MediaPlan` table; without planned money the phases have no plan, and the whole has the
            brief's budget for boosts.
        brief: The brief: its phases and budget.

    Returns:
        One row a phase with money or a plan, in time, one for money without a day, and one for the whole
        (`whole`): `phase`, `start`, `end`, `planned_cny`, `spend_cny`, `difference_cny` (spent - planned),
        `share` of all that was spent, `planned_share` of all that was planned. Empty without an ad.
    """
    if paid.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    money = planned_money(plan)
    spent, planned = total(paid, "spend_cny"), total(money, "planned_cny")
    rows = [_phase(paid, money, phase) for phase in phases_of(brief)]
    rows.append(_phase(paid, money, None))
    shown = [row for row in rows if row["spend_cny"] or row["planned_cny"]]
    agreed = planned if planned is not None else (brief.budget.boost_cny or None)
    shown.append(_held(WHOLE, None, None, agreed, spent) | {"whole": True})
    return pl.DataFrame(
        [
            {
                **row,
                "share": row["spend_cny"] / spent if spent and row["spend_cny"] is not None else None,
                "planned_share": row["planned_cny"] / planned
                if planned and row["planned_cny"] is not None
                else None,
            }
            for row in shown
        ],
        schema=SCHEMA,
    )


def _phase(paid: pl.DataFrame, money: pl.DataFrame, phase: tuple[Text, Any, Any] | None) -> dict[str, Any]:
    """Sum a phase's money; None is the money whose day no file states."""
    if phase is None:
        name, start, end, within = UNDATED, None, None, pl.col("day").is_null()
    else:
        name, start, end = phase
        within = pl.col("day").is_not_null()
        within = within & (pl.col("day") >= start) if start else within
        within = within & (pl.col("day") <= end) if end else within
    spent = total(paid.filter(within), "spend_cny")
    planned = total(money.filter(within), "planned_cny")
    # Where days are stated on both sides, a phase without a row had no money: that is known, and 0.
    return _held(
        name,
        start,
        end,
        0.0 if planned is None and money.height else planned,
        0.0 if spent is None and not paid["spend_cny"].null_count() else spent,
    )


def _held(name: Text, start: Any, end: Any, planned: float | None, spent: float | None) -> dict[str, Any]:
    both_known = planned is not None and spent is not None
    return {
        **name.pair("phase"),
        "start": start,
        "end": end,
        "planned_cny": planned,
        "spend_cny": spent,
        "difference_cny": spent - planned if both_known else None,  # type: ignore[operator]
        "whole": False,
    }
