"""What the chapter of budgets says: which bound is met, and the other budgets as options beside the one recommendation."""

from __future__ import annotations

import polars as pl

from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.selection.planning.forecast import Forecast
from xhs_workbench.selection.planning.portfolio import Portfolio
from xhs_workbench.selection.saying.recommending import Advice, recommend
from xhs_workbench.selection.saying.words import about, about_cny, times
from xhs_workbench.telling import Statement
from xhs_workbench.written import written

NO_MORE = {
    "quotas": Text("the quotas are used up", "配额已用满"),
    "candidates": Text("no further candidate can be booked", "已无其他可合作候选"),
    "rules": Text("no further creator fits the rules", "其余达人不符合既定条件"),
}
"""Which bound is met -> why more money brings nothing more."""
WHOLE = {
    "notes": Text("only it holds the notes ordered", "只有整案能满足约定篇数"),
    "targets": Text("only it should meet every target", "只有整案预计达成全部目标"),
}
"""What the plan has and the smaller set lacks -> why the plan is booked although its last money is dear."""


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
        says, more, code = *_next_money(advice, portfolio, forecast, frontier), "money_next"
    return Statement(
        says, Text(f"{more.en} {least.en}".strip(), f"{more.zh}{least.zh}"), code=code, place="more_money"
    )


def _least_for_target(frontier: pl.DataFrame, forecast: Forecast) -> Text:
    """Name the smallest set of as many notes that should meet the target for interactions, as an option."""
    now, whole = frontier.filter("planned").row(0, named=True), forecast.measure("interactions")
    aim = whole.target if whole else None
    meets = pl.col("expected_interactions") >= (aim or float("inf"))
    enough = frontier.filter(meets & pl.col("same_notes")).head(1)
    if enough.is_empty() or enough["cost_cny"][0] >= now["cost_cny"]:
        return NOTHING
    cost = written(enough["cost_cny"][0], "cny").en
    return Text(
        f"Option: {cost}, the least that should meet the target for interactions with as many notes.",
        f"备选：篇数不变、只求达成互动目标，最低投入 {cost}。",
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
    """Say which smaller set keeps to the limit, and why the whole plan is booked where it is."""
    stop = advice.stop
    if stop is None:
        return NOTHING, NOTHING
    here, limit = f"¥{forecast.cpe_cny(portfolio):,.2f}", f"¥{forecast.cpe_target_cny:,.2f}"
    less, last = written(stop.cost_cny, "cny").en, about_cny(stop.less_cny)
    each, fewer = f"¥{stop.less_cny / stop.fewer:,.2f}", about(stop.fewer)
    money = Text(
        f"the last {last.en} brings about {fewer.en} at {each} each",
        f"最后{last.zh} 新增约 {times(fewer.zh)}互动，单价 {each}",
    )
    option = Text(
        f"Option: {less} keeps {stop.share:.0%} of the interactions; {money.en}.",
        f"备选：投入 {less} 保留 {stop.share:.0%} 互动；{money.zh}。",
    )
    if advice.kind == "cut":
        says = Text(
            f"Stop at {less}: beyond it a further interaction costs more than the limit of {limit}.",
            f"建议止于 {less}：超出部分的新增互动单价高于 {limit} 上限。",
        )
        return says, Text(f"{money.en[0].upper()}{money.en[1:]}.", f"{money.zh}。")
    if advice.kind == "book" and advice.needs:
        why = WHOLE[advice.needs]
        says = Text(
            f"Book the whole plan: {why.en}, although its last {last.en} costs {each} an interaction.",
            f"建议按整案执行：{why.zh}，但最后{last.zh} 的互动单价达 {each}。",
        )
        return says, Text(
            f"The limit is {limit}; on average the plan pays {here}.",
            f"互动单价上限 {limit}，整案平均 {here}。",
        )
    says = Text(
        f"Beyond {less} a further interaction costs more than the limit of {limit}.",
        f"超过 {less} 后，新增互动的单价高于 {limit} 上限。",
    )
    return says, option


def _next_money(
    advice: Advice, portfolio: Portfolio, forecast: Forecast, frontier: pl.DataFrame
) -> tuple[Text, Text]:
    """Say what the next larger set would cost more and bring more, judged as the plan's own last money is."""
    step = advice.step
    if step is None:
        return NOTHING, NOTHING
    here, each, limit = forecast.cpe_cny(portfolio), step.each_cny, forecast.cpe_target_cny
    extra, gain = about_cny(step.extra_cny), about(step.gain)
    more = f"{extra.en[0].upper()}{extra.en[1:]}"
    last = frontier.filter("planned")["marginal_cpe_cny"][0]
    pays = Text(f"The plan pays ¥{here:,.2f} an interaction.", f"现方案预计互动单价 ¥{here:,.2f}。")
    if last is not None and f"{last:,.2f}" != f"{here:,.2f}":
        pays = Text(
            f"The plan pays ¥{here:,.2f} an interaction on average, ¥{last:,.2f} for its last ones.",
            f"现方案平均互动单价 ¥{here:,.2f}，末段为 ¥{last:,.2f}。",
        )
    if limit is not None and each > limit:
        says = Text(
            f"{more} more is not worth it: {gain.en} interactions at ¥{each:,.2f} each, limit ¥{limit:,.2f}.",
            f"不建议追加{extra.zh}：新增互动单价 ¥{each:,.2f}，高于 ¥{limit:,.2f} 上限。",
        )
        return says, pays
    option = Text("Option: ", "备选：") if advice.kind == "book" else NOTHING
    return Text(
        f"{option.en}{extra.en if option.en else more} more would bring {gain.en} interactions at ¥{each:,.2f} each.",
        f"{option.zh}追加{extra.zh}，新增约 {times(gain.zh)}互动，单价 ¥{each:,.2f}。",
    ), Text(f"It is the budget that binds. {pays.en}", f"当前受限的是预算。{pays.zh}")
