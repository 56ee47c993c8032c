"""From money to the goal, step by step: what the funnel states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.params.brief import Brief
from xhs_workbench.results.saying.delivery import short_name
from xhs_workbench.results.saying.sales import WHOLE_CHANNEL
from xhs_workbench.telling import Statement
from xhs_workbench.written import listed, many, written

STEPS = (
    "impressions",
    "reads",
    "interactions_4",
    "interactions_5",
    "saves",
    "leads",
    "visits",
    "orders",
)
"""What notes bring, down to the goal: leads, or where sales are the goal what the shop counts for its note-link channel."""
ENDS = {"leads": ("leads",), "sales": ("visits", "orders")}
"""Objective -> the steps in which its tree ends; for others these stand in chapters of their own."""


def funnel_steps(brief: Brief) -> tuple[str, ...]:
    """Return the steps of the brief's tree, in the order of the funnel."""
    ends = ENDS.get(str(brief.objective.kind), ())
    left_out = {name for names in ENDS.values() for name in names if name not in ends}
    return tuple(name for name in STEPS if name not in left_out)


def say_funnel(tree: pl.DataFrame, steps: Sequence[str] = STEPS) -> Statement | None:
    """State what the money brought, step by step, and what one of the last cost.

    Args:
        tree: From `kpi_tree`.
        steps: From `funnel_steps`.
    """
    known = {row["metric"]: row for row in tree.iter_rows(named=True) if row["value"]}
    there = [known[name] for name in steps if name in known]
    if "spend" not in known or len(there) < 2:
        return None
    spend, unpriced = known["spend"], known["spend"]["n_missing"]
    last = next((known[name] for name in ("orders", "leads") if name in steps and name in known), None)
    ends = ("impressions", "reads", "saves") if last is None else ("impressions", "reads")
    told = [known[name] for name in ends if name in known] + ([last] if last else [])
    brought = listed([_how_many(row) for row in told or there[:1]])
    money = written(spend["value"], "cny")
    says = (
        Text(
            f"{brought.en}; {many(unpriced, 'note')} without a price",
            f"带来{brought.zh}；{unpriced} 篇无报价",
        )
        if unpriced
        else Text(f"{money.en} went into {brought.en}", f"投入 {money.zh}，带来{brought.zh}")
    )
    more = _cost_of_a_save(known.get("saves"), unpriced) if last is None else _cost_of_the_goal(last, spend)
    caution = WHOLE_CHANNEL if last is not None and last["metric"] == "orders" else NOTHING
    return Statement(says, more, caution, "funnel", "funnel")


def _cost_of_the_goal(last: Mapping[str, Any], spend: Mapping[str, Any]) -> Text:
    """Say what one lead or order cost of all money; nothing where a price is missing."""
    if spend["n_missing"]:
        return NOTHING
    cost = written(spend["value"] / last["value"], "cny2")
    one = {"leads": Text("one lead", "单条客资"), "orders": Text("one order", "单笔订单")}[last["metric"]]
    return Text(
        f"All known money counted, {one.en} cost {cost.en}.", f"计入全部已知费用，{one.zh}成本 {cost.zh}。"
    )


def _how_many(row: Mapping[str, Any]) -> Text:
    count, name = written(row["value"], "compact"), short_name(row)
    one = round(row["value"]) == 1
    return Text(f"{count.en} {name.en.removesuffix('s') if one else name.en}", f"{name.zh} {count.zh}")


def _cost_of_a_save(saves: Mapping[str, Any] | None, unpriced: int) -> Text:
    """Say what one save cost, over the notes whose money is known."""
    if not saves or not saves["cost_cny"]:
        return NOTHING
    cost = written(saves["cost_cny"], "cny2")
    if unpriced:
        return Text(
            f"Where prices are known, one save cost {cost.en}.", f"有报价的笔记，单个收藏成本 {cost.zh}。"
        )
    return Text(
        f"All known money counted, one save cost {cost.en}.", f"计入全部已知费用，单个收藏成本 {cost.zh}。"
    )
