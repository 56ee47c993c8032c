"""What was delivered, what it cost, what was bought and what was sold: one statement each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import polars as pl

from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.metrics import registry
from xhs_workbench.params.brief import Brief
from xhs_workbench.results.attributing.baseline_lift import campaign_lift
from xhs_workbench.results.bringing.sums import sum_of
from xhs_workbench.results.counting.how_sure import if_trusted
from xhs_workbench.results.learning.objective import metric_name
from xhs_workbench.telling import Statement
from xhs_workbench.written import agree, listed, many, percent_done, percent_words, written

SHOWN = {"count": "compact", "cny": "cny2", "rate": "rate", "number": "number"}
"""Unit of a metric -> how it is written."""
SHORT_NAMES = {
    "interactions_3": Text("interactions", "互动量"),
    "interactions_4": Text("interactions", "互动量"),
    "interactions_5": Text("interactions", "互动量"),
    "cpe": Text("cost per interaction", "互动单价"),
    "cpm_by_impressions": Text("CPM", "CPM"),
    "cpm_by_reads": Text("CPM by reads", "阅读 CPM"),
    "order_value": Text("sales through note links", "引流 GMV"),
    "roi_window": Text("return on spend (ROI)", "ROI"),
    "orders": Text("orders through note links", "引流成交订单"),
}


def goal_name(metric: str) -> Text:
    """Return a metric's name in the middle of a sentence, without what tells its rivals apart."""
    return SHORT_NAMES.get(metric) or metric_name(metric)


def short_name(row: Mapping[str, Any]) -> Text:
    """Return a KPI's name as a sentence says it."""
    return SHORT_NAMES.get(
        row["metric"], Text(row["name_en"][:1].lower() + row["name_en"][1:], row["name_zh"])
    )


def say_delivery(
    plan: pl.DataFrame,
    layers: pl.DataFrame | None = None,
    held: pl.DataFrame | None = None,
    hangs: Sequence[Text] = (),
    why: Statement | None = None,
    traffic: pl.DataFrame | None = None,
) -> Statement | None:
    """State which targets were met and by how much the others fell short.

    Args:
        plan: From `compare_to_plan`.
        layers: From `cost_layers`, for what a cost becomes with the money that the brief leaves out.
        held: From `against_benchmarks`: what lies outside its range is told.
        hangs: From `say_resting` and `say_bought`: what targets were met only with.
        why: From `say_shortfall`.
        traffic: From `split_traffic`, for what a cost is without ads and what they brought.

    Returns:
        None where no target can be checked.
    """
    known = plan.filter(pl.col("verdict") != "unknown")
    if known.is_empty():
        return None
    met = known.filter(pl.col("verdict") == "met").height
    short = [
        row for row in known.sort("completion").iter_rows(named=True) if row["verdict"] in ("missed", "close")
    ]
    young = known.filter(pl.col("verdict") == "not_mature").height
    if not short and not young:
        says = Text(
            f"All {many(known.height, 'target')} met" if known.height > 1 else "The one target was met",
            f"{known.height} 项目标全部达成",
        )
        if known.height < plan.height:
            says = Text(
                f"All {many(known.height, 'target')} that can be checked were met"
                if known.height > 1
                else "The one target that can be checked was met",
                f"可核对的 {known.height} 项目标全部达成",
            )
    elif short:
        worst = short[0]
        names, share = listed([short_name(row) for row in short], 2), percent_words(worst["completion"])
        near = all(row["verdict"] == "close" for row in short)
        fell = Text("fell just short", "接近目标") if near else Text("fell short", "未达")
        says = Text(
            f"{met} of {many(known.height, 'target')} met; {names.en} {fell.en}, at worst {share} of target",
            f"{known.height} 项目标达成 {met} 项；{names.zh}{fell.zh}，最低完成 {share}",
        )
    else:
        says = Text(
            f"{met} of {many(known.height, 'target')} met so far; {young} cannot be judged while notes still grow",
            f"{known.height} 项目标已达成 {met} 项，{young} 项数据仍在沉淀，暂不能判断",
        )
    reason = Text(why.says.en + ".", why.says.zh + "。") if why else NOTHING
    told = [one for one in (_costs(known, layers, traffic), _beside_others(held, layers)) if one != NOTHING]
    more = Text(" ".join(one.en for one in told), "".join(one.zh for one in told))
    doubts = [one for one in (_not_there(plan), reason, *hangs) if one != NOTHING] or [_still_growing(known)]
    caution = Text(" ".join(one.en for one in doubts), "".join(one.zh for one in doubts))
    return Statement(says, more, caution, "kpi_delivery", "delivery")


def _not_there(plan: pl.DataFrame) -> Text:
    """Name the targets for which the files hold no figure."""
    gone = plan.filter(pl.col("value").is_null())
    if gone.is_empty():
        return NOTHING
    names = listed([short_name(row) for row in gone.iter_rows(named=True)])
    return Text(f"The files do not give: {names.en}.", f"现有文件无法得出：{names.zh}。")


def _costs(plan: pl.DataFrame, layers: pl.DataFrame | None, traffic: pl.DataFrame | None) -> Text:
    """Say how the first cost target compares with what was paid, and what it was with the boosts counted."""
    rows = [row for row in plan.iter_rows(named=True) if row["completion"] and _is_a_cost(row)]
    if not rows:
        return NOTHING
    row = rows[0]
    name = short_name(row)
    under = row["value"] <= row["target"]
    value, target = written(row["value"], "cny2"), written(row["target"], "cny2")
    also = _with_boosts(row["metric"], layers, traffic)
    return Text(
        f"{name.en[:1].upper()}{name.en[1:]} was {value.en}, {'within' if under else 'above'} the target of {target.en}{also.en}.",
        f"{name.zh}为 {value.zh}，{'优于' if under else '高于'}目标 {target.zh}{also.zh}。",
    )


def _is_a_cost(row: Mapping[str, Any]) -> bool:
    """Say whether a figure in yuan is better when it is lower: a sum of sales is not."""
    entry = registry().get(row["metric"])
    return row["unit"] == "cny" and (entry is None or entry.lower_is_better)


def say_resting(plan: pl.DataFrame, ranked: pl.DataFrame, suspects: Collection[str]) -> Text:
    """Say which targets were met only with the notes of creators whose engagement is being checked.

    Args:
        plan: From `compare_to_plan`.
        ranked: From `rank_notes`.
        suspects: Ids of the creators.
    """
    names, held = resting_on(plan, ranked, suspects)
    if not names:
        return NOTHING
    said, who, n = listed(names), _whose_notes(held), held.height
    return Text(
        f"Without {who.en}, {said.en} would miss the target. "
        f"{agree(n, 'Its', 'Their')} likes come with few saves and comments.",
        f"若剔除{who.zh}，{said.zh}将低于目标。{agree(n, '该笔记', '这些笔记')}点赞多，收藏与评论偏少。",
    )


def _whose_notes(held: pl.DataFrame) -> Text:
    """Name the notes being checked by their creators; their cards hold day and title."""
    rows = held.to_dicts()
    who = [str(row.get("creator_name") or row.get("creator_id") or "—") for row in rows]
    if len(rows) == 1:
        return Text(f"{who[0]}'s note, under check", f"核实中的{who[0]}笔记")
    named = listed([Text(name, name) for name in dict.fromkeys(who)], 2)
    return Text(f"{len(rows)} notes under check ({named.en})", f"核实中的 {len(rows)} 篇笔记（{named.zh}）")


def say_bought(plan: pl.DataFrame, ranked: pl.DataFrame) -> Text:
    """Say which counts met their targets only with what ads brought.

    Args:
        plan: From `compare_to_plan`.
        ranked: From `rank_notes`.
    """
    short = [(short_name(row), share) for row in plan.to_dicts() if (share := without_ads(row, ranked))]
    if not short:
        return NOTHING
    if len(short) == 1:
        [(name, share)] = short
        return Text(
            f"Without ads, {name.en} reached {share}% of target.", f"不含投流，{name.zh}完成 {share}%。"
        )
    names = listed([Text(f"{name.en} {share}%", f"{name.zh} {share}%") for name, share in short], 2)
    return Text(f"Without ads, of target: {names.en}.", f"不含投流，完成率为{names.zh}。")


def without_ads(row: Mapping[str, Any], ranked: pl.DataFrame) -> int | None:
    """Return which percent of a met target came without ads, where that misses it; None where it does not or is not known."""
    metric = row["metric"]
    parts = [f"{metric}_{source}" for source in ("natural", "boosted", "heated")]
    if row["verdict"] != "met" or row["unit"] != "count" or not set(parts) <= set(ranked.columns):
        return None
    natural, *paid = (sum_of(ranked, part) for part in parts)
    # The parts have to make up the whole: an order without them would count as bought.
    if not sum(paid) or round(natural + sum(paid) - row["value"]) or natural >= row["target"]:
        return None
    return percent_done(natural / row["target"])


def left_of_budget(outcomes: pl.DataFrame, brief: Brief) -> float | None:
    """Return what is left of the budget once every note is out and priced; None before, or where nothing is left."""
    ordered = sum(item.count for item in brief.deliverables)
    parts = [
        outcomes[name] for name in ("quote_cny", "service_fee_cny", "boost_cny") if name in outcomes.columns
    ]
    if outcomes.height < ordered or len(parts) < 3 or any(part.null_count() for part in parts):
        return None
    left = brief.budget.whole_cny - sum(float(part.sum()) for part in parts)
    return left if left > 0 else None


def resting_on(
    plan: pl.DataFrame, ranked: pl.DataFrame, suspects: Collection[str]
) -> tuple[list[Text], pl.DataFrame]:
    """Return the targets that were met only with notes of creators being checked, and those notes; neither without any.

    Args:
        plan: From `compare_to_plan`.
        ranked: From `rank_notes`.
        suspects: Ids of the creators.
    """
    own = ranked.filter(pl.col("creator_id").is_in(list(suspects)))
    met = plan.filter((pl.col("verdict") == "met") & (pl.col("unit") == "count")).to_dicts()
    names = [
        short_name(row)
        for row in met
        if row["metric"] in own.columns and row["value"] - sum_of(own, row["metric"]) < row["target"]
    ]
    return (names, own) if own.height else ([], own)


def say_shortfall(plan: pl.DataFrame, lifts: pl.DataFrame) -> Statement | None:
    """State why a count fell short, as far as the files tell: notes that did less than their creators' own.

    Args:
        plan: From `compare_to_plan`.
        lifts: From `lift_over_baseline`.

    Returns:
        None where nothing fell short, or where the files neither tell why nor fell far short.
    """
    # What notes draw against their creators' usual says nothing of leads or of a shop.
    counted = [name for name in plan["metric"] if name not in registry() or registry()[name].over == "notes"]
    short = plan.filter(
        pl.col("verdict").is_in(["missed", "close"])
        & (pl.col("unit") == "count")
        & pl.col("metric").is_in(counted)
    )
    whole = campaign_lift(lifts)
    if short.is_empty():
        return None
    if whole["ratio"] is None or whole["upper"] >= 1:
        return _say_far_short(short.sort("completion").row(0, named=True), whole["lower"])
    less = f"{1 - whole['ratio']:.0%}"
    sure = if_trusted("campaign_lift", NOTHING, Text("probably ", "可能"))
    return Statement(
        Text(
            f"Sponsored notes {sure.en}drew {less} fewer organic interactions than their creators' everyday notes",
            f"合作笔记的自然互动量{sure.zh}比达人日常笔记少 {less}",
        ),
        code="shortfall",
    )


def _say_far_short(row: Mapping[str, Any], lower: float | None) -> Statement | None:
    """Say of a target missed by far that the usual would not have reached it either, or that the reason is unknown.

    Args:
        row: The target that fell shortest.
        lower: Lower end of what the notes did against their creators' usual; None where no earlier notes are known.
            The usual would have brought at most completion / lower of the target.
    """
    if row["completion"] is None or row["completion"] >= FAR_SHORT:
        return None
    name = short_name(row)
    if lower is None:
        says = Text(
            "Why cannot be told: the files hold no earlier notes of these creators",
            "文件中没有这些达人的过往笔记，原因无法判断",
        )
    elif row["completion"] < lower:
        says = Text(
            f"Even at their creators' usual level these notes would have missed the target for {name.en}",
            f"即使达到达人日常水平，{name.zh}目标也无法完成",
        )
    else:
        return None
    return Statement(says, code="far_short")


FAR_SHORT = 0.8
"""Below this part of a target the reason is asked for."""


def _beside_others(held: pl.DataFrame | None, layers: pl.DataFrame | None) -> Text:
    """Say of the first metric that lies clearly outside its benchmark's range on which side it does.

    A cost without boost money that counts what boosts brought flatters: whether it holds with them is said too.
    """
    rows = [] if held is None else held.filter(pl.col("standing").is_in(["better", "worse"])).to_dicts()
    if not rows:
        return NOTHING
    row = rows[0]
    kind = SHOWN.get(row["unit"], "number")
    # A row of the candidates' market speaks of a middle note of a tier, and its name says so.
    entry = registry().get(row["metric"])
    whole = entry is None or row["name_en"] == entry.en
    name = short_name(row) if whole else Text(row["name_en"], row["name_zh"])
    of = Text("the category's", "大盘区间") if whole else Text("other candidates'", "同类候选达人区间")
    low, high = (written(row[key], kind) for key in ("range_low", "range_high"))
    side = Text("better", "优于") if row["standing"] == "better" else Text("worse", "逊于")
    gap = " " if name.zh[-1:].isascii() else ""
    boosted, also = _boosted_cost(row["metric"], layers) if whole else None, NOTHING
    if boosted is not None:
        below = row["value"] < row["range_low"]
        same = boosted < row["range_low"] if below else boosted > row["range_high"]
        also = (
            Text(", also with boosts", "，含投流亦然")
            if same
            else Text(", not with boosts", "，含投流则不然")
        )
    return Text(
        f"{name.en[:1].upper()}{name.en[1:]} was {side.en} than {of.en} {low.en} to {high.en}{also.en}.",
        f"{name.zh}{gap}{side.zh}{of.zh} {low.zh}–{high.zh}{also.zh}。",
    )


def _with_boosts(metric: str, layers: pl.DataFrame | None, traffic: pl.DataFrame | None) -> Text:
    """Say what a cost was with boosts, and without all that they brought, where the brief leaves them out of its costs."""
    whole = _boosted_cost(metric, layers)
    if whole is None:
        return NOTHING
    money, column = written(whole, "cny2"), {"cpe": "cpe_cny", "cpm_by_impressions": "cpm_cny"}.get(metric)
    said = Text(f"; with boosts {money.en}", f"；含投流为 {money.zh}")
    if traffic is None or column not in traffic.columns:
        return said
    alone = traffic.filter(pl.col("source_en") == "Organic")[column].drop_nulls()
    if alone.is_empty():
        return said
    own = written(alone[0], "cny2")
    return Text(f"{said.en}, organic alone {own.en}", f"{said.zh}，仅计自然部分为 {own.zh}")


def _boosted_cost(metric: str, layers: pl.DataFrame | None) -> float | None:
    """Return a cost with the boosts counted; None where the brief counts them already, or nothing was bought."""
    column = "cpm" if metric.startswith("cpm") else metric
    if layers is None or column not in layers.columns:
        return None
    same = layers.filter(pl.col("n") == pl.col("n").filter("chosen").first())  # over the same notes
    chosen, whole = same.filter("chosen")[column], same[column].last()
    if chosen.is_empty() or chosen[0] is None or whole is None or whole == chosen[0]:
        return None
    return float(whole)  # type: ignore[arg-type]


def _still_growing(plan: pl.DataFrame) -> Text:
    n = int(plan["n_young"].max() or 0)  # type: ignore[arg-type]
    if not n:
        return NOTHING
    return Text(
        f"{many(n, 'note')} {agree(n, 'is', 'are')} still young and will grow.",
        f"{n} 篇笔记发布时间较短，数据仍会增长。",
    )
