"""The first screen of the selection: whom to book, what it should bring, and three things to do."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from xhs_workbench.findings import NOTHING, Level, Text
from xhs_workbench.params.brief import Brief
from xhs_workbench.selection.planning.binding import what_binds
from xhs_workbench.selection.planning.forecast import Forecast, Measure
from xhs_workbench.selection.planning.portfolio import Portfolio
from xhs_workbench.selection.saying.before_signing import ABOVE, FAR, THIN, UNSEEN, WEAK
from xhs_workbench.selection.saying.creators import PROFILE
from xhs_workbench.selection.saying.recommending import Advice, recommend
from xhs_workbench.selection.saying.words import (
    KINDS,
    MEASURES,
    Tiers,
    about,
    listed,
    names_unforeseen,
    plural,
    say_unforeseen,
    short_tier,
    times,
)
from xhs_workbench.telling import Action, FirstScreen, Money, Tile
from xhs_workbench.written import agree, by_day, day_words, percent_done, written

BEST = 1e-3
"""A set proven to be within a tenth of a percent of the best possible is called the best."""
REACHED = {
    "sure": (Text("should be met", "预计达标"), "good"),
    "likely": (Text("likely, not sure", "有望达标"), "good"),
    "doubtful": (Text("in doubt", "存疑"), "bad"),
    "short": (Text("will likely miss", "大概率不达标"), "bad"),
    "open": (NOTHING, ""),
}
MOST_SHARES = 2
"""Missed targets of which the verdict says how much of each is reached; the tiles say it of all."""
WE, THEY = Text("agency", "代理商"), Text("brand", "品牌方")
BOTH = Text("brand approves, agency books", "品牌方确认，代理商下单")
PROPOSED = Text("agency proposes, brand decides", "代理商提案，品牌方决定")
FIXES = {
    "candidates": Text("find further candidates with quotes", "补充有报价的候选达人"),
    "quotas": Text("widen the quotas", "放宽量级配额"),
    "rules": Text("loosen the other rules", "放宽其他条件"),
    "budget": Text("raise the creator budget", "追加达人预算"),
}
"""What keeps the set from growing -> what would let it."""
CHEAPER = Text("find candidates with lower quotes", "补充报价更低的候选达人")
MOST_NAMES = 2
"""Creators named in an action; all stand in its chapter."""
SETTLED = {
    ABOVE.en: Text("the quote", "报价"),
    THIN.en: Text("the record", "近期笔记数据"),
    WEAK.en: Text("the paid notes", "合作笔记数据"),
    FAR.en: Text("the audience", "粉丝画像"),
    UNSEEN.en: Text("the audience", "粉丝画像"),
}
"""What is open with a creator -> what an action calls it."""
NOT_FORECAST = {
    "sales": Text("sales", "成交"),
    "leads": Text("leads", "留资"),
}
"""Goals of a campaign of which nothing in a candidate's files tells."""


def sum_up_selection(
    portfolio: Portfolio,
    forecast: Forecast,
    brief: Brief,
    tiers: Tiers,
    *,
    frontier: pl.DataFrame,
    points: pl.DataFrame,
    scored: pl.DataFrame | None = None,
) -> FirstScreen:
    """Say whom to book, what it should bring against the targets, what it costs and what to do.

    Args:
        portfolio: The picked set.
        forecast: From `forecast_set`.
        brief: The brief: targets, ordered notes, dates.
        tiers: Tier -> its name.
        frontier: From `efficient_frontier`.
        points: From `points_to_settle`.
        scored: The candidates, to be counted where nobody can be booked.
    """
    if portfolio.picks.is_empty():
        return _nobody(portfolio, brief, scored)
    advice = recommend(portfolio, forecast, frontier)
    unknown = _not_forecast(brief, forecast)
    others = [*_as_paid_notes(forecast), _how_good(portfolio, forecast)]
    return FirstScreen(
        verdict=_verdict(advice, portfolio, forecast),
        tiles=_tiles(portfolio, forecast, tiers),
        money=_spend(portfolio, brief, tiers),
        actions=[
            *_decide_first(advice, forecast, brief),
            *(_confirm_notes(advice, portfolio, brief, tiers) if advice.kind == "book" else []),
            *_settle(points, brief),
            _book(advice, brief),
            *_hold_budget(advice, portfolio, forecast, brief),
        ],
        also=[*unknown, *others] if brief.objective.kind in NOT_FORECAST else [*others, *unknown],
    )


def _nobody(portfolio: Portfolio, brief: Brief, scored: pl.DataFrame | None) -> FirstScreen:
    by, ordered = by_day(brief.timeline.brief_sent), sum(one.count for one in brief.deliverables)
    tiles = list[Tile]()
    if scored is not None:
        known = scored["price_cny"].is_not_null().sum() if "price_cny" in scored.columns else 0
        tiles = [
            Tile(Text("Candidates", "候选达人"), scored.height, "count"),
            Tile(Text("With a price", "有报价"), known, "count"),
            Tile(Text("Notes ordered", "约定篇数"), ordered, "count"),
        ]
    failed = [one for one in portfolio.findings if one.level == Level.FAIL]
    if any(one.code == "nothing_to_pick" for one in failed):
        return FirstScreen(
            verdict=Text(
                "Nobody can be booked yet: no creator of a size that the brief orders has named a price.",
                "暂无法确定合作名单：brief 所需量级的达人均无报价。",
            ),
            tiles=tiles,
            actions=[
                Action(
                    Text("Ask the creators ranked first for their quotes", "向排名靠前的达人索取报价"),
                    Text(f"for {plural(ordered, 'note', 'notes')}", f"共需 {ordered} 篇"),
                    by,
                    WE,
                    "explorer",
                ),
                Action(
                    Text("Check how many creators of each size are wanted", "核对各量级所需人数"),
                    NOTHING,
                    by,
                    WE,
                    "rules",
                ),
            ],
        )
    says = Text("No line-up can be booked from these files yet.", "按现有文件与要求，暂无可行的达人组合。")
    return FirstScreen(
        verdict=says, tiles=tiles, actions=[Action(one.text, NOTHING, by, WE, "rules") for one in failed]
    )


def _verdict(advice: Advice, portfolio: Portfolio, forecast: Forecast) -> Text:
    if advice.kind == "decide":
        return _before_booking(advice, portfolio, forecast)
    n, cost = portfolio.picks.height, written(portfolio.cost_cny, "cny").en
    if advice.kind == "cut" and advice.stop is not None:
        less, share = written(advice.stop.cost_cny, "cny").en, f"{advice.stop.share:.0%}"
        limit = f"¥{forecast.cpe_target_cny:,.2f}"
        return Text(
            f"Cut {plural(n, 'creator', 'creators')} for {cost} to the line-up for {less}: "
            f"it keeps {share} of interactions and CPE within {limit}.",
            f"建议由 {n} 位达人（含费 {cost}）缩减至 {less} 的组合，保留 {share} 互动，互动单价不超 {limit}。",
        )
    return _whom_to_book(portfolio, forecast)


def _before_booking(advice: Advice, portfolio: Portfolio, forecast: Forecast) -> Text:
    """Say what the plan breaks, so that it is decided before anyone is booked."""
    n, cost = portfolio.picks.height, written(portfolio.cost_cny, "cny").en
    broken = []
    if advice.missed:
        few = len(advice.missed) <= MOST_SHARES
        names = listed([_how_short(one) if few else MEASURES[one.name] for one in advice.missed])
        aim = agree(len(advice.missed), " the target", "")
        broken.append(Text(f"{names.en} will likely miss{aim}", f"{names.zh}大概率不达标"))
    if advice.dear:
        here, limit = f"¥{forecast.cpe_cny(portfolio):,.2f}", f"¥{forecast.cpe_target_cny:,.2f}"
        broken.append(Text(f"CPE {here} exceeds {limit}", f"互动单价 {here} 超出 {limit} 上限"))
    return Text(
        f"Decide before booking {plural(n, 'creator', 'creators')} for {cost}: "
        f"{' and '.join(one.en for one in broken)}.",
        f"下单前需先决定：{n} 位达人含费 {cost}，{'，'.join(one.zh for one in broken)}。",
    )


def _how_short(one: Measure) -> Text:
    name, done = MEASURES[one.name], percent_done(one.shown / one.target) if one.target else 0
    return Text(f"{name.en} ({done}%)", f"{name.zh}（{done}%）")


def _whom_to_book(portfolio: Portfolio, forecast: Forecast) -> Text:
    n, cost = portfolio.picks.height, written(portfolio.cost_cny, "cny").en
    who = Text(f"Book {plural(n, 'creator', 'creators')} for {cost}", f"建议合作 {n} 位达人，含费 {cost}")
    promised = [one for one in forecast.measures if one.target is not None]
    if not promised:
        brings = about(portfolio.expected_interactions * forecast.kept)
        return Text(
            f"{who.en}, to bring about {brings.en} interactions.",
            f"{who.zh}，预计带来约 {times(brings.zh)}互动。",
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
    n = portfolio.picks.height
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
    cpe, aim = forecast.cpe_cny(portfolio), forecast.cpe_target_cny
    good = not forecast.too_dear(portfolio)
    word = Text("within the limit", "未超上限") if good else Text("above the limit", "高于上限")
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
        one.shown,
        "compact",
        target=one.target,
        done=one.shown / one.target if one.target else None,
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


def _book(advice: Advice, brief: Brief) -> Action:
    what = {
        "book": Text("Book this line-up", "确认组合并下单"),
        "cut": Text("Then book the smaller line-up", "确认缩减后的组合并下单"),
        "decide": Text("Then book the line-up decided on", "确定方案后下单"),
    }[advice.kind]
    day = day_words(brief.timeline.brief_sent)
    when = Text(f"on {day.en}, when the brief goes out", f"{day.zh}发出 brief 时")
    return Action(what, NOTHING, when, BOTH, see="creators")


def _decide_first(advice: Advice, forecast: Forecast, brief: Brief) -> list[Action]:
    """Say what is to be done before anyone is booked, where the plan breaks what the brief asks."""
    if advice.kind == "book":
        return []
    day = by_day(brief.timeline.brief_sent)
    if advice.kind == "cut" and advice.stop is not None:
        less = written(advice.stop.cost_cny, "cny").en
        again = Text(f"Plan again with {less} for creators, fee included", f"按含费 {less} 重新组合")
        return [Action(again, NOTHING, day, WE, see="more_money")]
    step, limit = advice.step, forecast.cpe_target_cny
    costly = advice.dear or (step is not None and limit is not None and step.each_cny > limit)
    fix, amount = (CHEAPER if costly else FIXES[advice.bound]), NOTHING
    if step is not None and not costly:
        fix = Text(
            f"{fix.en} by {written(step.extra_cny, 'cny').en}",
            f"{fix.zh} {written(step.extra_cny, 'cny').zh}",
        )
        each = f"¥{step.each_cny:,.2f}"
        amount = Text(f"{each} per further interaction", f"每新增一次互动 {each}")
    lower = Text("change the targets", "调整目标") if advice.dear else Text("lower the targets", "下调目标")
    if len(advice.missed) + advice.dear == 1:
        lower = Text("raise the CPE limit", "上调互动单价上限")
        if advice.missed:
            name = MEASURES[advice.missed[0].name]
            lower = Text(f"lower the target for {name.en}", f"下调{name.zh}目标")
    what = Text(f"Decide: {fix.en}, or {lower.en}", f"先定方案：{fix.zh}，或{lower.zh}")
    return [Action(what, amount, day, PROPOSED, see="more_money")]


def _settle(points: pl.DataFrame, brief: Brief) -> list[Action]:
    seen = points.filter(~pl.col("private"))
    if seen.is_empty():
        return []
    n, creators = seen.height, seen["creator_id"].n_unique()
    often, _ = (
        seen["about_en"]
        .value_counts(sort=True, name="n")
        .sort("n", "about_en", descending=[True, False])
        .row(0)
    )
    about = seen.filter(about_en=often)
    first = list(dict.fromkeys(about.select("creator_id", "creator_name").iter_rows()))[:MOST_NAMES]
    more = creators - len(first)
    names = ", ".join(name for _, name in first)
    chinese = "、".join(name for _, name in first)
    topic = SETTLED.get(often, Text("the open points" if n > 1 else "an open point", "待定事项"))
    what = Text(
        f"Settle {topic.en} before signing: {names}" + (f" and {more} more" if more else ""),
        f"签约前确认{topic.zh}：{chinese}" + (f"等 {creators} 位达人" if more else ""),
    )
    amount = Text(plural(n, "point", "points"), f"共 {n} 项") if n != creators else NOTHING
    links = [(name, PROFILE + key) for key, name in first]
    return [Action(what, amount, by_day(brief.timeline.brief_sent), WE, see="before_signing", links=links)]


def _confirm_notes(advice: Advice, portfolio: Portfolio, brief: Brief, tiers: Tiers) -> list[Action]:
    """Ask for a decision where the set holds other notes than the brief orders: keep these, or what else."""
    apart = notes_apart(portfolio.picks, brief, tiers)
    if not apart:
        return _confirm_kinds(portfolio.picks, brief)
    n, wanted = portfolio.picks.height, sum(one.count for one in brief.deliverables)
    keep = Text(f"Decide on notes: keep {n}", f"决定篇数：按 {n} 篇执行")
    if n < wanted:
        lack = wanted - n
        other = Text(
            f"book {plural(lack, 'more creator', 'more creators')} for the {wanted} in the brief",
            f"增补 {lack} 位达人，凑足 brief 约定的 {wanted} 篇",
        )
        if advice.bound == "candidates":
            other = Text(
                f"find {plural(lack, 'more candidate', 'more candidates')} for the {wanted} in the brief",
                f"补充 {lack} 位候选，凑足 brief 约定的 {wanted} 篇",
            )
    elif n > wanted:
        other = Text(
            f"drop {n - wanted} to the {wanted} in the brief",
            f"减 {n - wanted} 篇，回到 brief 约定的 {wanted} 篇",
        )
    else:
        here, there = (
            Text(
                " and ".join(f"{one[place]} {one[0].en}" for one in apart),
                "、".join(f"{one[0].zh} {one[place]} 篇" for one in apart),
            )
            for place in (1, 2)
        )
        keep = Text(f"Decide on the mix: keep {here.en}", f"决定量级搭配：按{here.zh}执行")
        other = Text(f"go back to {there.en} as in the brief", f"回到 brief 约定的{there.zh}")
    what = Text(f"{keep.en}, or {other.en}", f"{keep.zh}，或{other.zh}")
    return [Action(what, NOTHING, by_day(brief.timeline.brief_sent), THEY, see="mix")]


def _confirm_kinds(picks: pl.DataFrame, brief: Brief) -> list[Action]:
    """Ask for a decision where as many notes as ordered hold more of one type than the brief orders."""
    return [
        Action(
            Text(
                f"Decide on formats: keep {plural(here, f'{name.en}', f'{name.en}s')}, "
                f"or swap {here - ordered} for the other kind",
                f"决定笔记形式：保留 {here} 篇{name.zh}，或将其中 {here - ordered} 篇换成另一形式",
            ),
            NOTHING,
            by_day(brief.timeline.brief_sent),
            THEY,
            see="mix",
        )
        for name, here, ordered in kinds_apart(picks, brief)
    ]


def kinds_apart(picks: pl.DataFrame, brief: Brief) -> list[tuple[Text, int, int]]:
    """Return each type of which as many notes as ordered hold more than the brief orders: name, notes here, ordered."""
    ordered: dict[str, int] = {}
    for one in brief.deliverables:
        ordered[one.note_type] = ordered.get(one.note_type, 0) + one.count
    here = dict(picks.group_by("note_type").len().iter_rows())
    if not ordered or sum(ordered.values()) != sum(here.values()):
        return []
    return [
        (name, here[kind], ordered.get(kind, 0))
        for kind, name in KINDS.items()
        if here.get(kind, 0) > ordered.get(kind, 0)
    ]


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


def _hold_budget(advice: Advice, portfolio: Portfolio, forecast: Forecast, brief: Brief) -> list[Action]:
    """Advise against more money where a further interaction costs more than the brief allows."""
    step, limit = advice.step, forecast.cpe_target_cny
    if advice.kind != "book" or step is None or limit is None or step.each_cny <= limit:
        return []
    whole = written(portfolio.budget_cny, "cny").en
    what = Text(f"Hold the creator budget at {whole}", f"达人预算维持 {whole}，不再追加")
    if portfolio.rules.stop_cny is not None:
        what = Text("Leave the rest of the creator budget unspent", "达人预算余额留存，暂不动用")
    return [Action(what, NOTHING, by_day(brief.timeline.brief_sent), THEY, see="more_money")]


def _not_forecast(brief: Brief, forecast: Forecast) -> Sequence[Text]:
    """Name the goal and the targets that cannot be forecast, as nothing of a candidate's files tells of them."""
    names, goal = names_unforeseen(forecast), NOT_FORECAST.get(brief.objective.kind)
    if goal is not None and not any(goal.en in name.en for name in names):
        names = [goal, *names]
    return [say_unforeseen(names)] if names else []


def _as_paid_notes(forecast: Forecast) -> Sequence[Text]:
    kept = round(100 * forecast.kept)
    if kept >= 100:
        return []
    return [
        Text(
            "Figures are those of paid notes, which bring less than everyday ones.",
            "预计值已按合作笔记折算，低于日常笔记。",
        )
    ]


def _how_good(portfolio: Portfolio, forecast: Forecast) -> Text:
    gap = portfolio.gap or 0.0
    if portfolio.rules.stop_cny is not None and forecast.cpe_target_cny is not None:
        return Text(
            "With more money each further interaction would cost more than the limit.",
            "再追加预算，新增互动单价将高于上限。",
        )
    if what_binds(portfolio) == "candidates":
        return Text("The line-up holds every candidate who can be booked.", "可合作的候选达人已全部入选。")
    if gap <= BEST:
        return Text(
            "It is the best-value line-up within this budget and these quotas.",
            "在现有预算与配额下，该组合性价比最优。",
        )
    return Text(
        f"A better line-up may exist; it could be worth at most {100 * gap:.1f}% more.",
        f"或有更优组合，价值最多再高 {100 * gap:.1f}%。",
    )
