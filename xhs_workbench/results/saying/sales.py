"""What was sold through note links, before and after the shop's own growth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.telling import Statement


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
