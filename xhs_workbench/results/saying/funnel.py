"""From money to the goal: what the funnel states step by step, and whether sales through note links covered the spend."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl

from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.metrics.registry import MONEY_NAMES
from xhs_workbench.params.brief import Brief
from xhs_workbench.results.saying.delivery import short_name
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
ALL_MONEY = Text("All known money counted", "计入全部已知费用")
QUOTES = Text("Quotes alone counted", "仅计达人报价")


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
    counted = QUOTES if _quotes_alone(spend) else ALL_MONEY
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
        else Text(f"Quotes of {money.en} went into {brought.en}", f"达人报价 {money.zh}，带来{brought.zh}")
        if _quotes_alone(spend)
        else Text(f"{money.en} went into {brought.en}", f"投入 {money.zh}，带来{brought.zh}")
    )
    more = (
        _cost_of_a_save(known.get("saves"), unpriced, counted)
        if last is None
        else _cost_of_the_goal(last, spend, counted)
    )
    caution = WHOLE_CHANNEL if last is not None and last["metric"] == "orders" else NOTHING
    return Statement(says, more, caution, "funnel", "funnel")


def _quotes_alone(spend: Mapping[str, Any]) -> bool:
    """Return whether the money is quotes and nothing else: where the fees are unknown, no sum holds the boosts."""
    return spend.get("formula_en") == MONEY_NAMES["quote"].en


def _cost_of_the_goal(last: Mapping[str, Any], spend: Mapping[str, Any], counted: Text) -> Text:
    """Say what one lead or order cost of all money; nothing where a price is missing."""
    if spend["n_missing"]:
        return NOTHING
    cost = written(spend["value"] / last["value"], "cny2")
    one = {"leads": Text("one lead", "单条客资"), "orders": Text("one order", "单笔订单")}[last["metric"]]
    return Text(f"{counted.en}, {one.en} cost {cost.en}.", f"{counted.zh}，{one.zh}成本 {cost.zh}。")


def _how_many(row: Mapping[str, Any]) -> Text:
    count, name = written(row["value"], "compact"), short_name(row)
    one = round(row["value"]) == 1
    return Text(f"{count.en} {name.en.removesuffix('s') if one else name.en}", f"{name.zh} {count.zh}")


def _cost_of_a_save(saves: Mapping[str, Any] | None, unpriced: int, counted: Text) -> Text:
    """Say what one save cost, over the notes whose money is known."""
    if not saves or not saves["cost_cny"]:
        return NOTHING
    cost = written(saves["cost_cny"], "cny2")
    if unpriced:
        return Text(
            f"Where prices are known, one save cost {cost.en}.", f"有报价的笔记，单个收藏成本 {cost.zh}。"
        )
    return Text(f"{counted.en}, one save cost {cost.en}.", f"{counted.zh}，单个收藏成本 {cost.zh}。")


def say_sales(returns: pl.DataFrame) -> Statement | None:
    """State whether sales through note links covered the spend, after other channels' growth.

    Args:
        returns: From `compare_returns`.
    """
    known = {row["metric"]: row for row in returns.iter_rows(named=True)}
    gross, net = known.get("roi_window"), known.get("roi_net")
    if gross is None or gross["value"] is None:
        return None
    if net is None or net["value"] is None:
        return Statement(
            Text(
                f"Sales through note links came to {gross['value']:.1f} times the spend, before other causes",
                f"引流 GMV 为花费的 {gross['value']:.1f} 倍（未扣除其他因素）",
            ),
            caution=WHOLE_CHANNEL,
            code="sales",
            place="sales",
        )
    low, high = returns_ends(net)
    shown = _digits(gross["value"], net["value"], low, high)
    likely = (
        Text(
            f", {shown(low)} to {shown(high)} after the shop's own growth",
            f"，扣除店铺自然增长后 {shown(low)}–{shown(high)} 倍",
        )
        if low is not None and high is not None and shown(low) != shown(high)
        else NOTHING
    )
    says = (
        Text(
            "Sales through note links covered the spend, after the shop's own growth",
            "扣除店铺自然增长后，引流 GMV 已覆盖投入",
        )
        if low is not None and low > 1
        else Text(
            "Sales through note links did not cover the spend, after the shop's own growth",
            "扣除店铺自然增长后，引流 GMV 未覆盖投入",
        )
        if high is not None and high < 1
        else Text(
            f"Sales were {shown(gross['value'])} times the spend{likely.en}: not proven to cover it",
            f"引流 GMV 为花费的 {shown(gross['value'])} 倍{likely.zh}，尚不能证明覆盖投入",
        )
    )
    between = (
        Text(f", likely between {shown(low)} and {shown(high)}", f"（区间 {shown(low)}–{shown(high)}）")
        if low is not None and high is not None and shown(low) != shown(high)
        else NOTHING
    )
    if not ((low is not None and low > 1) or (high is not None and high < 1)):  # the heading has all of it
        return Statement(says, NOTHING, WHOLE_CHANNEL, "sales", "sales")
    more = Text(
        f"Sales are {shown(gross['value'])} times the spend; without the shop's own growth {shown(net['value'])}{between.en}.",
        f"ROI {shown(gross['value'])}；扣除店铺同期增长后为 {shown(net['value'])}{between.zh}。",
    )
    return Statement(says, more, WHOLE_CHANNEL, "sales", "sales")


WHOLE_CHANNEL = Text(
    "Counts the shop's whole note-link channel, not these notes alone.",
    "口径为店铺笔记引流全渠道，非仅本次笔记。",
)


def _digits(*values: float | None) -> Callable[[float], str]:
    """Return how returns are written together: finer where one digit could not be told from "covered"."""
    near = any(value is not None and value != 1 and f"{value:.1f}" == "1.0" for value in values)
    return (lambda value: f"{value:z.2f}") if near else (lambda value: f"{value:z.1f}")


def returns_ends(row: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """Return the ends of a return's interval; None where it has none."""
    return row.get("lower"), row.get("upper")
