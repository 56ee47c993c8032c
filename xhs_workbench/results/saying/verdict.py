"""The first screen of the results: did it work, what did it cost, what next."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.metrics import bound_of, definition, registry, settled_value
from xhs_workbench.params.brief import Brief
from xhs_workbench.results.bringing.sums import spent_cny, sum_of, total
from xhs_workbench.results.counting.groups import off_order
from xhs_workbench.results.learning.objective import aims_at_search, goal_metric
from xhs_workbench.results.saying.brought import goal_actions
from xhs_workbench.results.saying.causes import say_search
from xhs_workbench.results.saying.delivery import (
    SHORT_NAMES,
    SHOWN,
    goal_name,
    left_of_budget,
    resting_on,
    say_shortfall,
    without_ads,
)
from xhs_workbench.results.saying.next_time import NEXT_WAVE, SOON
from xhs_workbench.results.saying.paid import say_past_stop
from xhs_workbench.telling import Action, FirstScreen, Money, Statement, Tile
from xhs_workbench.written import agree, by_day, many, percent_words, written

WORDS = {
    "met": (Text("met", "达成"), "good"),
    "close": (Text("just short", "接近目标"), "bad"),
    "missed": (Text("short", "未达"), "bad"),
    "not_mature": (Text("too early", "尚早"), ""),
    "unknown": (Text("not in the files", "文件中没有"), ""),
}
UNSEARCHED = Statement(
    Text(
        "Whether searches for the brand rose is not in these files",
        "文件中没有品牌词搜索数据，搜索目标无法评价",
    ),
    code="search",
)
"""Said where the brief aims at searches and no file holds them."""
IN_WORDS = {1: Text("one", "一"), 2: Text("two", "两"), 3: Text("three", "三")}
MOST_TILES = 4
"""A fifth would bring the first screen over thirty numbers."""


def first_words(
    outcomes: pl.DataFrame,
    plan: pl.DataFrame,
    brief: Brief,
    said: Sequence[Statement | None],
    actions: Sequence[Action],
    leads: pl.DataFrame | None = None,
    as_of: date | None = None,
    suspects: Collection[str] = (),
    read: pl.DataFrame | None = None,
) -> FirstScreen:
    """Return the first screen.

    Args:
        outcomes: From `rank_notes`.
        plan: From `compare_to_plan`.
        brief: The brief.
        said: Chapters' statements that matter beside the targets, the weightiest first.
        actions: From `next_actions`.
        leads: From `count_leads`, as the shop holds them.
        as_of: Day of the files; what leads ask for is due a week later.
        suspects: Creators being checked: targets that were met only with their notes are counted apart.
        read: The `Notes` table: what can be told where none of its notes is an order of the campaign.
    """
    if outcomes.is_empty() and read is not None and read.height:
        return _of_a_crawl(read, brief, actions)
    named = outcomes.drop_nulls(["note_id", "creator_name"]).select("note_id", "creator_name")
    # What ads that ended before this week would need is done before the next ones run.
    last = leads["day"].drop_nulls().max() if leads is not None and "day" in leads.columns else None
    runs = as_of is not None and isinstance(last, date) and last >= as_of - SOON
    due = by_day(as_of + SOON) if as_of and runs else NEXT_WAVE
    aim, known = goal_metric(brief), plan.filter(pl.col("value").is_not_null())
    names, held = resting_on(plan, outcomes, suspects)
    told = [statement for statement in said if statement]
    if aims_at_search(brief) and not outcomes.is_empty():
        told = [one for one in told if one.code != "search"]
        told.insert(1, next((one for one in said if one and one.code == "search"), UNSEARCHED))
    return FirstScreen(
        _in_a_sentence(outcomes, plan, aim, len(names), held.height),
        [_tile(row, outcomes, brief, leads) for row in _aim_first(known, aim)[:MOST_TILES]],
        _budget(outcomes, brief),
        [*(goal_actions(leads, brief, due, dict(named.iter_rows())) if leads is not None else []), *actions],
        [*_unordered(outcomes), *_unpriced(outcomes, brief), *(_ended(statement.says) for statement in told)][
            :2
        ],
    )


def say_weighty(
    plan: pl.DataFrame, lifts: pl.DataFrame, outcomes: pl.DataFrame, searched: pl.DataFrame
) -> list[Statement | None]:
    """State what matters beside the targets: why one was missed, boost money past its stop, and searches.

    Args:
        plan: From `compare_to_plan`.
        lifts: From `lift_over_baseline`.
        outcomes: From `gather_outcomes`.
        searched: The summary of `measure_lift`.

    Returns:
        Three statements in this order, each None where there is nothing to say.
    """
    return [say_shortfall(plan, lifts), say_past_stop(outcomes), say_search(searched)]


def _of_a_crawl(read: pl.DataFrame, brief: Brief, actions: Sequence[Action]) -> FirstScreen:
    """Return the first screen of files that hold notes, but no order of the campaign."""
    verdict = Text(
        f"{many(read.height, 'note')} read; none is an order of this campaign, so no target can be judged.",
        f"已读取 {read.height:,} 篇笔记，其中没有本次合作订单，无法评价目标。",
    )
    people = read["creator_id"].n_unique() if read["creator_id"].null_count() == 0 else 0
    by = Text(f"by {many(people, 'creator')}", f"来自 {people:,} 位达人") if people else NOTHING
    tiles = [Tile(Text("Notes read", "已读取笔记"), read.height, "count", note=by)]
    kind = brief.definitions.interactions
    counts = read.select(_n=settled_value(kind, brief.definitions, read.columns))["_n"]
    if (
        counts.null_count() < read.height
        and not read.filter(bound_of(kind, brief.definitions, read.columns) != "").height
    ):
        known = counts.drop_nulls()
        low, middle, high = (float(known.quantile(at, "linear")) for at in (0.25, 0.5, 0.75))  # type: ignore[arg-type]
        ends = [written(end, "compact") for end in (low, high)]
        half = Text(
            f"half of {many(known.len(), 'note')}: {ends[0].en} to {ends[1].en}",
            f"{known.len():,} 篇中半数在 {ends[0].zh}–{ends[1].zh}",
        )
        tiles.append(
            Tile(Text("Median interactions a note", "单篇互动量中位数"), middle, "compact", note=half)
        )
    return FirstScreen(verdict, tiles, None, list(actions), [])


def _ended(text: Text) -> Text:
    return Text(text.en + ".", text.zh + "。")


def _aim_first(plan: pl.DataFrame, aim: str) -> list[dict[str, Any]]:
    """Return the targets in the order of their tiles: the goal, a cost, what fell short, the rest."""
    rows = list(plan.iter_rows(named=True))
    cost = next((row["metric"] for row in rows if row["unit"] == "cny"), "")
    weights = {aim: 0, cost: 1}

    def weight(row: Mapping[str, Any]) -> int:
        return weights.get(row["metric"], 2 if row["verdict"] in ("missed", "close") else 3)

    return sorted(rows, key=weight)


def _in_a_sentence(outcomes: pl.DataFrame, plan: pl.DataFrame, aim: str, resting: int, own: int) -> Text:
    if outcomes.is_empty():
        return Text(
            "These files hold no sponsored note yet, so nothing can be judged.",
            "文件中尚无合作笔记，暂无法评价。",
        )
    known = plan.filter(pl.col("verdict") != "unknown")
    if plan.is_empty():
        return Text(
            f"{many(outcomes.height, 'note')} published; the brief names no target to judge them by.",
            f"已发布 {outcomes.height} 篇笔记；brief 未约定目标，无从评价达成。",
        )
    if known.is_empty():
        return Text(
            f"{many(outcomes.height, 'note')} published; no target can be checked with these files.",
            f"已发布 {outcomes.height} 篇笔记；现有文件无法核对目标。",
        )
    met = known.filter(pl.col("verdict") == "met").height
    in_words = IN_WORDS.get(resting, Text(str(resting), f" {resting} "))
    apart = (
        Text(
            f", {in_words.en} only with {agree(own, 'the note', 'notes')} under check",
            f"，其中{in_words.zh}项依赖核实中的笔记",
        )
        if resting
        else NOTHING
    )
    unknown = plan.filter((pl.col("verdict") == "unknown") & (pl.col("metric") != aim)).height
    rest = (
        Text(f", {unknown} cannot be checked", f"，另 {unknown} 项缺数据")
        if unknown and not resting
        else NOTHING
    )
    all_met = f"{known.height} 项目标全部达成" if met == known.height > 1 else ""
    judged = Text(
        f"{met} of {many(known.height, 'target')} met{apart.en}{rest.en}",
        f"{all_met or f'{known.height} 项目标达成 {met} 项'}{apart.zh}{rest.zh}",
    )
    goal = next((row for row in plan.iter_rows(named=True) if row["metric"] == aim), None)
    if goal is not None and goal["value"] is None:
        name = goal_name(aim)
        return _ended(
            Text(
                f"{name.en[:1].upper()}{name.en[1:]}, the goal: not in the files; {judged.en}",
                f"文件中没有核心目标「{name.zh}」的数据；{judged.zh}",
            )
        )
    if goal is None or goal["verdict"] == "unknown":
        return _ended(
            Text(
                f"{judged.en} with {many(outcomes.height, 'note')}", f"{outcomes.height} 篇笔记，{judged.zh}"
            )
        )
    name, share = goal_name(aim), _share_of_target(goal)
    early = goal["verdict"] == "not_mature"
    lead = (
        Text(
            f"{name.en[:1].upper()}{name.en[1:]} stand at {share.en} of target and still grow",
            f"「{name.zh}」已完成目标的{share.zh}，仍在增长",
        )
        if early
        else Text(
            f"{name.en[:1].upper()}{name.en[1:]}, the goal, reached {share.en} of target",
            f"核心目标「{name.zh}」完成{share.zh}",
        )
    )
    return Text(f"{lead.en}; {judged.en}.", f"{lead.zh}，{judged.zh}。")


def _share_of_target(row: Mapping[str, Any]) -> Text:
    share = percent_words(row["completion"])
    counted = row["unit"] == "count" and row["n_missing"]  # a note without the count adds to it, if anything
    if row.get("completion_bound") == "at_least" or counted:
        return Text(f"at least {share}", f"至少 {share}")
    return Text(share, f" {share}")


def _apart(row: Mapping[str, Any]) -> Text:
    """Say how far a cost lies from its target."""
    apart = row["value"] / row["target"] - 1
    if round(abs(apart) * 100) == 0:
        return Text("as targeted", "与目标持平") if apart == 0 else JUST_OVER if apart > 0 else JUST_UNDER
    if apart >= MANY_TIMES - 1:
        times = row["value"] / row["target"]
        return Text(f"{times:,.0f} times", f"{times:,.0f} 倍于")
    return Text(
        f"{abs(apart):.0%} {'under' if apart < 0 else 'over'}",
        f"{'低' if apart < 0 else '高'} {abs(apart):.0%}",
    )


MANY_TIMES = 3
"""From so many times its target a cost is told in times."""
JUST_OVER, JUST_UNDER = Text("just over", "略高"), Text("just under", "略低")


def _tile(
    row: Mapping[str, Any], outcomes: pl.DataFrame, brief: Brief, leads: pl.DataFrame | None = None
) -> Tile:
    word, tone = WORDS[row["verdict"]]
    lower = definition(row["metric"]).lower_is_better
    name = SHORT_NAMES.get(row["metric"])
    label = Text(name.en[:1].upper() + name.en[1:], name.zh) if name else Text(row["name_en"], row["name_zh"])
    done = row["completion"]
    if lower and done:
        word, done = _apart(row), None
    sign = {"at_least": Text("at least", "至少"), "at_most": Text("at most", "至多")}.get(
        row["bound"], NOTHING
    )
    if sign == NOTHING and leads is not None:
        sign = _of_leads(row["metric"], leads, outcomes)
    return Tile(
        label,
        row["value"],
        _tile_kind(row),
        row["target"],
        done,
        word,
        tone,
        row["metric"],
        _without_boosts(outcomes, brief)
        if "@money" in definition(row["metric"]).numerator and sign == NOTHING
        else _without_ads(row, outcomes)
        if sign == NOTHING
        else sign,
    )


def _of_leads(metric: str, leads: pl.DataFrame, outcomes: pl.DataFrame) -> Text:
    """Say how many leads there are with every form, and that ads alone are in a lead's cost, with what all money makes it."""
    gross, counted = (total(leads, name) for name in ("gross_count", "lead_count"))
    if metric == "leads" and gross is not None and gross != counted:
        return Text(f"valid; {round(gross):,} with every form", f"有效客资；按全部表单 {round(gross):,}")
    if metric != "cost_per_lead":
        return NOTHING
    whole = spent_cny(outcomes)
    if not counted or whole is None:
        return Text("ad money alone", "仅计投流")
    all_in = written(whole / counted, "cny2")
    return Text(f"ads alone; all money {all_in.en}", f"仅计投流；全部费用 {all_in.zh}")


def _tile_kind(row: Mapping[str, Any]) -> str:
    """Return how a tile's figure is written: no cents on a sum of sales."""
    if row["unit"] == "count":
        return "compact"
    if row["unit"] == "cny" and row["metric"] in registry() and not definition(row["metric"]).lower_is_better:
        return "cny"
    return SHOWN.get(row["unit"], "compact")


def _without_boosts(outcomes: pl.DataFrame, brief: Brief) -> Text:
    """Say that a cost leaves the boosts out, which the bar of the money below does not."""
    if brief.definitions.money == "quote_fee_boost" or not sum_of(outcomes, "boost_cny"):
        return NOTHING
    return Text("boost money left out, what it bought counted", "不含投流费用，含投流互动")


def _without_ads(row: Mapping[str, Any], outcomes: pl.DataFrame) -> Text:
    share = without_ads(row, outcomes)
    return Text(f"{share}% without ads", f"不含投流 {share}%") if share else NOTHING


def _budget(outcomes: pl.DataFrame, brief: Brief) -> Money | None:
    """Return the budget against what was spent; a part that no file has is not drawn as 0."""
    whole = brief.budget.whole_cny
    sums = [
        (Text("creators", "达人报价"), sum_of(outcomes, "quote_cny")),
        (Text("platform fee", "平台服务费"), sum_of(outcomes, "service_fee_cny")),
        (Text("boosts", "投流"), sum_of(outcomes, "boost_cny")),
    ]
    parts = [(name, value) for name, value in sums if value]
    if not parts or not whole:
        return None
    spent = sum(value for _, value in parts)
    money = written(spent, "cny")
    told = _delivered(outcomes, brief)
    why = NOTHING if off_order(outcomes, brief) else _why_left(outcomes, brief)  # one thing in a sentence
    says = Text(f"{money.en} spent, {told.en}{why.en}", f"已用 {money.zh}，{told.zh}{why.zh}")
    unpriced = outcomes["quote_cny"].null_count()
    if unpriced:
        says = Text(
            f"At least {says.en}; {many(unpriced, 'note')} without a price",
            f"至少{says.zh}；{unpriced} 篇无报价",
        )
    return Money(Text("Budget", "预算"), whole, parts, Text("left", "剩余"), says)


def _delivered(outcomes: pl.DataFrame, brief: Brief) -> Text:
    """Say how many of the notes ordered came, and how many of them are of another tier or format than ordered."""
    came, ordered = outcomes.height, sum(item.count for item in brief.deliverables)
    all_came = Text("all notes delivered", "笔记全部交付")
    part = Text(f"{came} of {many(ordered, 'note')} delivered", f"交付 {came}/{ordered} 篇")
    told = all_came if came == ordered else part
    off = off_order(outcomes, brief)
    for name, word in (("tier", Text("tier", "量级")), ("format", Text("format", "形式"))):
        if name in off:
            n = off[name]
            told = Text(f"{told.en}, {n} of another {word.en}", f"{told.zh}，{n} 篇{word.zh}与约定不同")
    return Text(f"{told.en} than ordered", told.zh) if off else told


def _why_left(outcomes: pl.DataFrame, brief: Brief) -> Text:
    """Say which line most of what is left was meant for; nothing where no line holds most of it, or little is left."""
    left, agreed = left_of_budget(outcomes, brief), brief.budget
    if left is None or left < WORTH_SAYING * agreed.whole_cny:
        return NOTHING
    creators = (
        agreed.creators_with_fee_cny - sum_of(outcomes, "quote_cny") - sum_of(outcomes, "service_fee_cny")
    )
    lines = (
        (creators, Text("quotes came in under budget", "报价低于预算")),
        (agreed.boost_cny - sum_of(outcomes, "boost_cny"), Text("fewer boosts were bought", "投流少于预算")),
        (agreed.production_cny, Text("no file holds production costs", "制作费未在文件中")),
    )
    most, why = max(lines, key=lambda line: line[0])
    return Text(f"; {why.en}", f"，{why.zh}") if 2 * most > left else NOTHING


WORTH_SAYING = 0.1
"""Less of a budget than this may be left without a word."""


def _unordered(outcomes: pl.DataFrame) -> list[Text]:
    """Say that the notes are the campaign's by a list with their fees alone, from `placed_by_notes`."""
    priced = outcomes["quote_cny"].is_not_null().all()
    if outcomes.is_empty() or not priced or not (outcomes["order_id"] == outcomes["note_id"]).all():
        return []
    n = many(outcomes.height, "note")
    return [
        Text(
            f"No order report was read: {n} of the list with a fee, out in the campaign's days, count as its own.",
            f"未读取订单报告，以列表中投放期内有费用的 {outcomes.height} 篇计。",
        )
    ]


def _unpriced(outcomes: pl.DataFrame, brief: Brief) -> list[Text]:
    """Say that the cost is unknown where no file has a price, and how many of the notes ordered came."""
    if outcomes.is_empty() or any(sum_of(outcomes, name) for name in ("quote_cny", "boost_cny")):
        return []
    told = _delivered(outcomes, brief)
    return [
        Text("No file holds a price, so the cost is unknown.", "文件中没有报价，成本未知。"),
        *([_ended(Text(told.en[:1].upper() + told.en[1:], told.zh))] if brief.deliverables else []),
    ]
