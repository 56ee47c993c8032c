"""The first screen of the selection: whom to book, what it should bring, and three things to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from xhs_workbench.findings import NOTHING, Level, Text
from xhs_workbench.params.brief import Brief
from xhs_workbench.selection.planning.forecast import Forecast, Measure
from xhs_workbench.selection.planning.portfolio import Portfolio
from xhs_workbench.selection.saying.words import MEASURES, Tiers, about, listed, plural, short_tier
from xhs_workbench.telling import Action, FirstScreen, Money, Tile
from xhs_workbench.written import by_day, day_words, written

BEST = 1e-3
"""A set proven to be within a tenth of a percent of the best possible is called the best."""
REACHED = {
    "sure": (Text("should be met", "预计达标"), "good"),
    "likely": (Text("likely, not sure", "有望达标"), "good"),
    "doubtful": (Text("in doubt", "存疑"), "bad"),
    "short": (Text("below target", "低于目标"), "bad"),
    "open": (NOTHING, ""),
}
WE, THEY = Text("agency", "代理商"), Text("brand", "品牌方")
BOTH = Text("brand approves, agency books", "品牌方确认，代理商下单")


def sum_up_selection(
    portfolio: Portfolio,
    forecast: Forecast,
    brief: Brief,
    tiers: Tiers,
    *,
    frontier: pl.DataFrame,
    points: pl.DataFrame,
) -> FirstScreen:
    """Say whom to book, what it should bring against the targets, what it costs and what to do.

    Args:
        portfolio: The picked set.
        forecast: From `forecast_set`.
        brief: The brief: targets, ordered notes, dates.
        tiers: Tier -> its name.
        frontier: From `efficient_frontier`.
        points: From `points_to_settle`.
    """
    if portfolio.picks.is_empty():
        return _nobody(portfolio)
    stop = worth_stopping_at(frontier, forecast)
    return FirstScreen(
        verdict=_whom_to_book(portfolio, forecast),
        tiles=_tiles(portfolio, forecast, tiers),
        money=_spend(portfolio, brief, tiers),
        actions=_money_first(
            stop is not None,
            _weigh_money(frontier, forecast, brief),
            [
                _book(brief, decided=stop is None),
                *_settle(points),
                *_confirm_notes(portfolio, brief, tiers),
            ],
        ),
        also=[*_as_paid_notes(forecast), _how_good(portfolio)],
    )


def _money_first(first: bool, money: list[Action], rest: list[Action]) -> list[Action]:
    """Put the decision on money first where the line-up hangs on it, else last."""
    return [*money, *rest] if first else [*rest, *money]


def _nobody(portfolio: Portfolio) -> FirstScreen:
    failed = [one for one in portfolio.findings if one.level == Level.FAIL]
    if any(one.code == "nothing_to_pick" for one in failed):
        return FirstScreen(
            verdict=Text(
                "Nobody can be booked yet: no creator has both a quote and a quota.",
                "暂无法确定合作名单：没有同时具备报价与配额的达人。",
            ),
            actions=[
                Action(
                    Text("Ask the creators ranked first for their quotes", "向排名靠前的达人索取报价"),
                    owner=WE,
                    see="explorer",
                ),
                Action(Text("Check the quotas against their tiers", "核对各量级配额"), owner=WE, see="rules"),
            ],
        )
    says = Text("No line-up can be booked from these files yet.", "按现有文件与要求，暂无可行的达人组合。")
    return FirstScreen(verdict=says, actions=[Action(one.text, owner=WE, see="rules") for one in failed])


def _whom_to_book(portfolio: Portfolio, forecast: Forecast) -> Text:
    n, cost = portfolio.picks.height, written(portfolio.cost_cny, "cny").en
    who = Text(f"Book {plural(n, 'creator', 'creators')} for {cost}", f"建议合作 {n} 位达人，含费 {cost}")
    promised = [one for one in forecast.measures if one.target is not None]
    if not promised:
        brings = about(portfolio.expected_interactions)
        return Text(
            f"{who.en}, to bring about {brings.en} interactions.",
            f"{who.zh}，预计带来约 {brings.zh} 次互动。",
        )
    met = [one for one in promised if one.reach in ("sure", "likely")]
    short = [one for one in promised if one not in met]
    good, bad = (listed([MEASURES[one.name] for one in group]) for group in (met, short))
    if not short:
        sure = all(one.reach == "sure" for one in met)
        aim, so = ("target", "is") if len(met) == 1 else ("targets", "are")
        return Text(
            f"{who.en}: the {aim} for {good.en} {'should' if sure else f'{so} likely to'} be met.",
            f"{who.zh}，{good.zh}{'预计' if sure else '有望'}达标。",
        )
    if not met:
        return Text(f"{who.en}, but {bad.en} may miss the target.", f"{who.zh}，但{bad.zh}可能不达标。")
    return Text(
        f"{who.en}: {good.en} should reach the target, {bad.en} may not.",
        f"{who.zh}：{good.zh}可望达标，{bad.zh}可能不达标。",
    )


def _tiles(portfolio: Portfolio, forecast: Forecast, tiers: Tiers) -> list[Tile]:
    n, expected = portfolio.picks.height, portfolio.expected_interactions
    mix = _by_tier(portfolio.picks, tiers)
    tiles = [
        Tile(
            Text("Creators", "达人"),
            n,
            "count",
            note=Text(
                " · ".join(f"{count} {tier.en}" for tier, count, _ in mix),
                " · ".join(f"{tier.zh} {count}" for tier, count, _ in mix),
            ),
        ),
        *(_measure_tile(one) for one in forecast.measures),
    ]
    cpe, aim = portfolio.cost_cny / max(expected, 1e-9), forecast.cpe_target_cny
    good = aim is not None and cpe <= aim
    word = Text("below the limit", "低于上限") if good else Text("above the limit", "高于上限")
    tiles.append(
        Tile(
            Text("Expected cost per interaction", "预计互动单价"),
            cpe,
            "cny2",
            target=aim,
            word=word if aim is not None else NOTHING,
            tone="" if aim is None else "good" if good else "bad",
            definition="cpe",
        )
    )
    return tiles


def _measure_tile(one: Measure) -> Tile:
    word, tone = REACHED[one.reach]
    low, high, name = about(one.low), about(one.high), MEASURES[one.name]
    return Tile(
        Text(f"Expected {name.en}", f"预计{name.zh}"),
        one.expected,
        "compact",
        target=one.target,
        done=one.expected / one.target if one.target else None,
        word=word,
        tone=tone,
        note=Text(f"probably {low.en} to {high.en}", f"大概率 {low.zh}–{high.zh}")
        if one.name == "interactions"
        else NOTHING,
    )


def _by_tier(picks: pl.DataFrame, tiers: Tiers) -> list[tuple[Text, int, float]]:
    """Return each tier's name, creators and cost, the largest creators first."""
    order = {name: place for place, name in enumerate(tiers)}
    counted = picks.group_by("tier").agg(n=pl.len(), cost=pl.col("price_cny").sum())
    rows = sorted(counted.iter_rows(), key=lambda row: -order.get(row[0], -1))
    return [(short_tier(tier, tiers), n, cost) for tier, n, cost in rows]


def _spend(portfolio: Portfolio, brief: Brief, tiers: Tiers) -> Money:
    says = Text("Boosting is not included.", "不含投流预算。")
    return Money(
        Text("Creator budget with fee", "达人预算（含服务费）"),
        portfolio.budget_cny,
        [(tier, cost) for tier, _, cost in _by_tier(portfolio.picks, tiers)],
        rest=Text("unspent", "未使用"),
        says=says if brief.budget.boost_cny > 0 else NOTHING,
    )


def _book(brief: Brief, *, decided: bool) -> Action:
    if not decided:
        then = Text("Then book the line-up decided on", "确定方案后下单")
        return Action(then, NOTHING, _by(brief), BOTH, see="creators")
    return Action(Text("Book this line-up", "确认组合并下单"), NOTHING, _by(brief), BOTH, see="creators")


def _by(brief: Brief) -> Text:
    day = day_words(brief.timeline.brief_sent)
    return Text(f"by {day.en}, when the brief goes out", f"{day.zh}发出 brief 前")


def _settle(points: pl.DataFrame) -> list[Action]:
    seen = points.filter(~pl.col("private"))
    if seen.is_empty():
        return []
    n, creators = seen.height, seen["creator_id"].n_unique()
    what = Text(
        f"Settle {'an open point' if n == 1 else 'the open points'} with "
        f"{plural(creators, 'creator', 'creators')} before signing",
        f"签约前与 {creators} 位达人逐项确认",
    )
    return [Action(what, owner=WE, see="before_signing")]


def _confirm_notes(portfolio: Portfolio, brief: Brief, tiers: Tiers) -> list[Action]:
    """Ask for a decision where the set holds another number of notes than the brief orders."""
    if not notes_apart(portfolio.picks, brief, tiers):
        return []
    n, wanted = portfolio.picks.height, sum(one.count for one in brief.deliverables)
    what = Text(
        f"Decide: {plural(n, 'note', 'notes')} here, {wanted} in the brief",
        f"决定篇数：本组合 {n} 篇，brief 约定 {wanted} 篇",
    )
    return [Action(what, NOTHING, by_day(brief.timeline.brief_sent), THEY, see="mix")]


def notes_apart(picks: pl.DataFrame, brief: Brief, tiers: Tiers) -> list[tuple[Text, int, int]]:
    """Return each tier whose notes differ from the brief's: its name, notes here, notes ordered."""
    ordered: dict[str, int] = {}
    for one in brief.deliverables:
        ordered[one.tier] = ordered.get(one.tier, 0) + one.count
    picked = dict(picks.group_by("tier").len().iter_rows())
    return [
        (short_tier(tier, tiers), picked.get(tier, 0), ordered.get(tier, 0))
        for tier in tiers
        if picked.get(tier, 0) != ordered.get(tier, 0)
    ]


def _weigh_money(frontier: pl.DataFrame, forecast: Forecast, brief: Brief) -> list[Action]:
    stop = worth_stopping_at(frontier, forecast)
    if stop is not None:
        less, kept = written(stop.cost_cny, "cny").en, stop.share
        what = Text(
            f"Decide: the whole plan, or {less} for {kept:.0%} of its interactions",
            f"决定投入：按本方案，或降至 {less} 保留 {kept:.0%} 的互动",
        )
        return [Action(what, NOTHING, by_day(brief.timeline.brief_sent), THEY, see="more_money")]
    step = next_step(frontier)
    if step is None:
        return []
    extra, more = step
    cost, each, aim = written(extra, "cny").en, extra / more, forecast.cpe_target_cny
    amount = Text(f"¥{each:,.2f} per further interaction", f"每新增一次互动 ¥{each:,.2f}")
    if aim is not None and each > aim:
        what = Text(f"Do not raise the creator budget by {cost}", f"达人预算不宜再加 {cost}")
    else:
        what = Text(f"Decide on {cost} more budget", f"决定是否追加 {cost} 预算")
    return [Action(what, amount, by_day(brief.timeline.brief_sent), THEY, see="more_money")]


class Stop(NamedTuple):
    """A smaller set after which each further interaction of the plan costs more than the brief's limit.

    Args:
        cost_cny: What it costs.
        share: Its interactions as a share of the plan's.
        less_cny: What it costs less than the plan.
        fewer: How many interactions fewer it brings.
    """

    cost_cny: float
    share: float
    less_cny: float
    fewer: float


def worth_stopping_at(frontier: pl.DataFrame, forecast: Forecast) -> Stop | None:
    """Return where the plan's further money begins to cost more an interaction than the brief's limit.

    Args:
        frontier: From `efficient_frontier`.
        forecast: From `forecast_set`: the limit, and the target that the smaller set must still meet.

    Returns:
        None where the brief has no limit, the plan keeps to it to its last yuan, or no smaller set meets the target.
    """
    limit, whole = forecast.cpe_target_cny, forecast.measure("interactions")
    if limit is None or not frontier["planned"].any():
        return None
    plan = frontier.filter("planned").row(0, named=True)
    if plan["marginal_cpe_cny"] is None or plan["marginal_cpe_cny"] <= limit:
        return None
    smaller = frontier.filter(
        (pl.col("cost_cny") < plan["cost_cny"])
        & (pl.col("expected_interactions") < plan["expected_interactions"])
        & (pl.coalesce("marginal_cpe_cny", "cpe_cny") <= limit)
    )
    aim, kept = (whole.target or 0.0, whole.paid) if whole else (0.0, 1.0)
    enough = smaller.filter(pl.col("expected_interactions") * kept >= aim).sort("cost_cny").tail(1)
    if enough.is_empty():
        return None
    cost, brings = enough["cost_cny"][0], enough["expected_interactions"][0]
    more = plan["expected_interactions"]
    return Stop(cost, brings / more, plan["cost_cny"] - cost, more - brings)


def next_step(frontier: pl.DataFrame) -> tuple[float, float] | None:
    """Return what the next larger set costs more and brings more; None where more money brings nothing."""
    if frontier.height < 2 or not frontier["planned"].any():
        return None
    now = frontier.filter("planned").row(0, named=True)
    for row in frontier.filter(pl.col("budget_cny") > now["budget_cny"]).iter_rows(named=True):
        extra = row["cost_cny"] - now["cost_cny"]
        more = row["expected_interactions"] - now["expected_interactions"]
        if extra > 0 and more > 0:
            return extra, more
    return None


def _as_paid_notes(forecast: Forecast) -> Sequence[Text]:
    all_of, ratio = forecast.measure("interactions"), forecast.paid_ratio
    if all_of is None or ratio is None or round(100 * ratio) >= 100:
        return []
    paid = about(all_of.expected * ratio)
    return [
        Text(
            f"Paid notes usually do less well than everyday ones: count on about {paid.en} interactions.",
            f"合作笔记通常低于日常笔记，建议按约 {paid.zh} 次互动估算。",
        )
    ]


def _how_good(portfolio: Portfolio) -> Text:
    gap = portfolio.gap or 0.0
    if gap <= BEST:
        return Text(
            "It is the best-value line-up within this budget and these quotas.",
            "在现有预算与配额下，该组合性价比最优。",
        )
    return Text(
        f"A better line-up may exist; it could be worth at most {100 * gap:.1f}% more.",
        f"或有更优组合，价值最多再高 {100 * gap:.1f}%。",
    )
