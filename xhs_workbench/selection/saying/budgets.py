"""What the chapter of budgets says: which bound is met, and the other budgets as options beside the one recommendation."""

from __future__ import annotations

import polars as pl

from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.selection.planning.forecast import Forecast
from xhs_workbench.selection.planning.portfolio import Portfolio
from xhs_workbench.selection.saying.recommending import Advice, recommend
from xhs_workbench.telling import Statement
from xhs_workbench.written import written

NO_MORE = {
    "quotas": Text("the quotas are used up", "配额已用满"),
    "candidates": Text("no further candidate can be booked", "已无其他可合作候选"),
    "rules": Text("no further creator fits the rules", "其余达人不符合既定条件"),
}
"""Which bound is met -> why more money brings nothing more."""


def say_more_money(portfolio: Portfolio, frontier: pl.DataFrame, forecast: Forecast) -> Statement | None:
    """Say what other budgets would bring, as options beside the one recommendation, and which bound is met.

    Args:
        portfolio: The picked set.
        frontier: From `efficient_frontier`, counted as paid notes.
        forecast: From `forecast_set`.
    """
    if frontier.height < 2 or not frontier["planned"].any():
        return None
    advice = recommend(portfolio, forecast, frontier)
    least = _least_for_target(frontier, forecast) if advice.kind == "book" else NOTHING
    least = _as_much_for_less(portfolio, frontier) or least
    if advice.stop is not None:
        says, more, code = *_where_to_stop(advice, portfolio, forecast), "money_stop"
    elif advice.step is None:
        why = NO_MORE[advice.bound]
        says = Text(
            f"More money would bring nothing more: {why.en}.", f"追加预算不再带来更多互动：{why.zh}。"
        )
        more, code = NOTHING, "money_enough"
    else:
        says, more, code = *_next_money(advice, portfolio, forecast), "money_next"
    return Statement(
        says, Text(f"{more.en} {least.en}".strip(), f"{more.zh}{least.zh}"), code=code, place="more_money"
    )


def _least_for_target(frontier: pl.DataFrame, forecast: Forecast) -> Text:
    """Name the smallest set that should meet the target for interactions, as an option."""
    now, whole = frontier.filter("planned").row(0, named=True), forecast.measure("interactions")
    aim = whole.target if whole else None
    enough = frontier.filter(pl.col("expected_interactions") >= (aim or float("inf"))).head(1)
    if enough.is_empty() or enough["cost_cny"][0] >= now["cost_cny"]:
        return NOTHING
    cost = written(enough["cost_cny"][0], "cny").en
    return Text(
        f"Option: {cost}, the least that should meet the target for interactions.",
        f"备选：若只看互动目标，投入 {cost} 有望达成。",
    )


def _as_much_for_less(portfolio: Portfolio, frontier: pl.DataFrame) -> Text | None:
    """Name the cheaper set that should bring as much, where the plan pays more for the kinds of notes ordered."""
    now = frontier.filter("planned").row(0, named=True)
    as_much = pl.col("expected_interactions") >= now["expected_interactions"] - 0.5
    cheaper = frontier.filter((pl.col("cost_cny") < now["cost_cny"] - 0.5) & as_much)
    if cheaper.is_empty() or not portfolio.rules.terms.formats:
        return None
    cost = written(cheaper["cost_cny"].min(), "cny").en
    return Text(
        f"Option: {cost} should bring as much, without every kind of note ordered.",
        f"备选：不按 brief 的笔记形式搭配，{cost} 可带来同等互动。",
    )


def _where_to_stop(advice: Advice, portfolio: Portfolio, forecast: Forecast) -> tuple[Text, Text]:
    """Say which smaller set keeps to the limit, and whether it or the whole plan is recommended."""
    stop = advice.stop
    if stop is None:
        return NOTHING, NOTHING
    here, limit = f"¥{forecast.cpe_cny(portfolio):,.2f}", f"¥{forecast.cpe_target_cny:,.2f}"
    less, last = (written(value, "cny").en for value in (stop.cost_cny, stop.less_cny))
    each = f"¥{stop.less_cny / stop.fewer:,.2f}"
    option = Text(
        f"Option: {less} keeps {stop.share:.0%} of the interactions; "
        f"the last {last} brings {stop.fewer:,.0f} at {each} each.",
        f"备选：投入 {less} 保留 {stop.share:.0%} 互动；最后 {last} 新增 {stop.fewer:,.0f} 次互动，单价 {each}。",
    )
    if advice.kind == "cut":
        says = Text(
            f"Stop at {less}: beyond it a further interaction costs more than the limit of {limit}.",
            f"建议止于 {less}：超出部分的新增互动单价高于 {limit} 上限。",
        )
        more = Text(
            f"The last {last} brings {stop.fewer:,.0f} interactions at {each} each.",
            f"最后 {last} 新增 {stop.fewer:,.0f} 次互动，单价 {each}。",
        )
        return says, more
    if advice.kind == "book":
        says = Text(
            f"The whole plan is recommended: it pays {here} an interaction, within the limit of {limit}.",
            f"建议按整案执行：预计互动单价 {here}，未超 {limit} 上限。",
        )
        return says, option
    says = Text(
        f"Beyond {less} a further interaction costs more than the limit of {limit}.",
        f"超过 {less} 后，新增互动的单价高于 {limit} 上限。",
    )
    return says, option


def _next_money(advice: Advice, portfolio: Portfolio, forecast: Forecast) -> tuple[Text, Text]:
    """Say what the next larger set would cost more and bring more: the budget is what binds."""
    step = advice.step
    if step is None:
        return NOTHING, NOTHING
    here, each, limit = forecast.cpe_cny(portfolio), step.each_cny, forecast.cpe_target_cny
    extra = written(step.extra_cny, "cny").en
    binds = Text("It is the budget that binds.", "当前受限的是预算。")
    if limit is not None and each > limit:
        says = Text(
            f"{extra} more is not worth it: {step.gain:,.0f} interactions at ¥{each:,.2f} each, limit ¥{limit:,.2f}.",
            f"不建议追加 {extra}：新增互动单价 ¥{each:,.2f}，高于 ¥{limit:,.2f} 上限。",
        )
        return says, Text(f"The plan pays ¥{here:,.2f} an interaction.", f"现方案预计互动单价 ¥{here:,.2f}。")
    option = Text("Option: ", "备选：") if advice.kind == "book" else NOTHING
    return Text(
        f"{option.en}{extra} more would bring {step.gain:,.0f} interactions at ¥{each:,.2f} each; "
        f"the plan pays ¥{here:,.2f}.",
        f"{option.zh}追加 {extra}，新增互动单价 ¥{each:,.2f}；现方案为 ¥{here:,.2f}。",
    ), binds
