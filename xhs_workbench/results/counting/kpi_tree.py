"""The campaign level by level: from money to impressions, reads, interactions and shops, each by a named definition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from xhs_workbench.findings import NOTHING, Text, both
from xhs_workbench.metrics import (
    any_flag,
    bound_of,
    definition,
    footnotes,
    formula,
    rivals,
    summarise,
    value_of,
)
from xhs_workbench.params.brief import Brief, Definitions
from xhs_workbench.results.bringing.sums import over
from xhs_workbench.results.counting.paid_part import count_bought, sum_known
from xhs_workbench.results.counting.shop import (
    RETURNS,
    Shop,
    full_money,
    returns_name,
    unknown_money,
    window_left,
)
from xhs_workbench.worked_out import kept

SCHEMA = {
    "level": pl.Int64,
    "metric": pl.String,
    "value": pl.Float64,
    "rate": pl.Float64,
    "cost_cny": pl.Float64,
    "n": pl.Int64,
    "n_missing": pl.Int64,
    "n_young": pl.Int64,
    "n_of": pl.Int64,
    "unit": pl.String,
    **dict.fromkeys(both("name", "of", "formula", "said"), pl.String),
    "value_bound": pl.String,
    "cost_bound": pl.String,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One level: its metric and depth, the metric it is a share of, and the definition of what one costs."""

    metric: str
    level: int
    above: str = ""
    cost: str = ""


def _steps(choices: Definitions, kind: str = "") -> tuple[Step, ...]:
    interactions = choices.interactions
    leads = (Step("leads", 5),) if kind == "leads" else ()
    return (
        *_of_every_campaign(interactions),
        *leads,
    )


def _of_every_campaign(interactions: str) -> tuple[Step, ...]:
    return (
        Step("spend", 0),
        Step("impressions", 1, "", "cpm_by_impressions"),
        Step("reads", 2, "impressions", "cpr"),
        Step(interactions, 3, "reads", "cpe"),
        Step("saves", 4, interactions, "cost_per_save"),
        Step("profile_visits", 3, "reads"),
        Step("follows", 4, "reads", "cost_per_follow"),
        Step("brand_follows", 4, "reads", "cost_per_brand_follow"),
        Step("visits", 5, "", "cost_per_visit"),
        Step("orders", 5, "visits", "cost_per_order"),
        Step("order_value", 5),
        Step("roi_window", 6),
    )


def tree_definitions(shop: Shop, brief: Brief) -> pl.DataFrame:
    """Return the definitions behind each level, what one of it costs, and the shop's rivals, as `metrics.footnotes` does."""
    steps = _steps(brief.definitions, str(brief.objective.kind))
    names = [name for step in steps for name in (step.metric, step.cost) if name]
    names += [entry.id for word in RETURNS for entry in rivals(word)]
    return footnotes(names, full_money(shop.outcomes, brief.definitions))


@kept
def kpi_tree(shop: Shop, brief: Brief) -> pl.DataFrame:
    """Follow the money down, level by level.

    Args:
        shop: From `gather_shop`.
        brief: The brief.

    Returns:
        One row a level: `level` (depth), `metric`, `name`, `value`, `rate` of the level above where both are
            known (`of` names it;
        null where the two are not of the same people), `cost_cny` (all money for one, by the registry's
        cost), `n` notes or
        shop days known, `n_missing`, `n_young` of `n_of`: notes counted here that are not mature, at shop
        levels notes whose own decision window is open; `value_bound` and `cost_bound` where counts are only
        lower bounds;
        `unit`, `formula`, `said`: what is missing or how to read it.
    """
    choices = full_money(shop.outcomes, brief.definitions)
    rows = [_level(step, shop, choices) for step in _steps(choices, str(brief.objective.kind))]
    return pl.DataFrame(rows, schema=SCHEMA)


def _level(step: Step, shop: Shop, choices: Definitions) -> dict[str, Any]:
    entry, found = definition(step.metric), shop.measure(step.metric, choices)
    spent: dict[str, Any] = shop.measure(step.cost, choices) if step.cost else {"value": None, "bound": ""}
    cost = spent["value"]
    young, of = _young(step.metric, shop, choices)
    return {
        "level": step.level,
        "metric": step.metric,
        **returns_name(entry, shop).pair("name"),
        "value": found["value"],
        "rate": _rate(step, shop, choices),
        **(definition(step.above).name if step.above else NOTHING).pair("of"),
        "cost_cny": cost / definition(step.cost).times if cost is not None else None,
        "n": found["n"],
        "n_missing": found["n_missing"],
        "n_young": young,
        "n_of": of,
        "unit": entry.unit,
        "value_bound": found.get("bound", ""),
        "cost_bound": spent.get("bound", ""),
        **formula(entry, choices).pair("formula"),
        **_say_step(step, found, shop, choices).pair("said"),
    }


def _rate(step: Step, shop: Shop, choices: Definitions) -> float | None:
    """Divide the sums over the rows that know both levels; none where a count is only a lower bound."""
    if not step.above:
        return None
    frame = shop.days if definition(step.metric).over == "shop" else shop.outcomes
    both = frame.select(
        here=value_of(step.metric, choices, frame.columns).cast(pl.Float64),
        above=value_of(step.above, choices, frame.columns).cast(pl.Float64),
        open=pl.any_horizontal(
            bound_of(name, choices, frame.columns) != "" for name in (step.metric, step.above)
        ),
    ).drop_nulls()
    if both["open"].any():
        return None
    here, above = (float(both[name].sum()) for name in ("here", "above"))
    return here / above if above else None


def _young(metric: str, shop: Shop, choices: Definitions) -> tuple[int | None, int | None]:
    if metric == "spend":  # spending does not grow with a note's age
        return None, None
    if definition(metric).over == "shop":
        return (shop.dated - shop.ended, shop.dated) if not shop.days.is_empty() else (None, None)
    known = shop.outcomes.filter(value_of(metric, choices, shop.outcomes.columns).is_not_null())
    return (known.filter(~pl.col("mature")).height, known.height) if known.height else (None, None)


def _say_step(step: Step, found: Mapping[str, Any], shop: Shop, choices: Definitions) -> Text:
    over = definition(step.metric).over
    said = _shop_words(step, shop, choices) if over == "shop" else _note_words(step, found, shop, choices)
    words = [text for text in said if text != NOTHING]
    return Text("; ".join(text.en for text in words), "；".join(text.zh for text in words))


def _note_words(step: Step, found: Mapping[str, Any], shop: Shop, choices: Definitions) -> list[Text]:
    if step.metric == "spend":
        return _money_left_out(shop, choices)
    if not found["n"] and step.metric == "profile_visits":
        return [Text("not read from any file: unknown, not 0", "文件中无此数据")]
    undated = shop.outcomes.height - shop.dated
    if not found["n"] or not undated or step.level > 1:
        return []
    return [Text(f"notes of unknown age: {undated}", f"{undated} 篇笔记发布时间未知，无法判断是否成熟")]


def _money_left_out(shop: Shop, choices: Definitions) -> list[Text]:
    if not shop.outcomes["quote_cny"].count():
        return [Text("what the notes cost was not read from any file", "未从文件读取笔记费用")]
    if choices.money == "quote_fee_boost":
        return []
    boosts = (
        Text("boosts are known, but not in a sum without the fees", "已知投流费用，但服务费未知，故未合计")
        if shop.outcomes["boost_cny"].count()
        else Text("no boost file: boosts are not in it", "无投流文件，未含投流")
    )
    fee = Text("service fees are unknown and not in it", "服务费未知，未计入")
    return [fee, boosts] if choices.money == "quote" else [boosts]


def _shop_words(step: Step, shop: Shop, choices: Definitions) -> list[Text]:
    if shop.days.is_empty():
        return [Text("the referral channel was not read from any file", "未从文件读取引流渠道数据")]
    window, undated = shop.window, shop.outcomes.height - shop.dated
    ended = Text(
        f"the {window.days}-day window has ended for {shop.ended} of {shop.dated} notes",
        f"{shop.dated} 篇笔记中 {shop.ended} 篇的 {window.days} 天决策周期已结束",
    )
    counted = (
        (
            shop.later_rows,
            Text(
                f"rows after the report's day, not counted: {shop.later_rows}",
                f"报告日之后的 {shop.later_rows} 行未计入",
            ),
        ),
        (
            shop.absent_days,
            Text(f"days without a row in the file: {shop.absent_days}", f"文件缺 {shop.absent_days} 天"),
        ),
        (undated, Text(f"notes of unknown posting day: {undated}", f"另有 {undated} 篇发布日期未知")),
    )
    gaps = [text for n, text in counted if n]
    money = [unknown_money(shop, choices)] if step.metric == "roi_window" or step.cost else []
    return [window_left(shop), ended, *gaps, *_period(step.metric, shop), *money]


def _period(metric: str, shop: Shop) -> list[Text]:
    window = shop.window
    if metric == "roi_window":
        return [
            Text(
                (
                    f"all visits of the channel, also those without the campaign; {window.source.en} "
                    f"({window.grade})"
                ),
                f"含无投放也会来的访问；{window.source.zh}（{window.grade}）",
            )
        ]
    part = definition(metric).numerator[0]
    now, usual = _daily(shop.days, part), _daily(shop.before, part)
    if now is None or not usual:
        return []
    return [
        Text(
            f"{now / usual:.2f} times the 28 days before by day, any sale included",
            f"日均为前 28 天的 {now / usual:.2f} 倍（如有大促，含其影响）",
        )
    ]


def _daily(rows: pl.DataFrame, part: str) -> float | None:
    """Return the daily mean; an export may split a day's channel over several rows."""
    known = rows.drop_nulls(part)
    return float(known[part].sum()) / known["day"].n_unique() if known.height else None


MONEY = {
    "quote": Text("Quotes", "报价"),
    "quote_fee": Text("Quotes and service fee", "报价 + 服务费"),
    "quote_fee_boost": Text("Quotes, fee and boosts", "报价 + 服务费 + 投流"),
}


@kept
def cost_layers(outcomes: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    """Show what the same results cost with and without fee and boosts.

    Returns:
        One row a basis: `basis` in both languages, `total_cny`, `cpe`, `cpm`, `cost_per_save` each with
            `_lower` and `_upper` where notes allow,
        `n` orders with all parts known, `chosen` (the brief's basis).
    """
    columns = {
        "quote": ["quote_cny"],
        "quote_fee": ["quote_cny", "service_fee_cny"],
        "quote_fee_boost": ["quote_cny", "service_fee_cny", "boost_cny"],
    }
    rows = []
    for basis, name in MONEY.items():
        choices = brief.definitions.model_copy(update={"money": basis})
        row: dict[str, Any] = {**name.pair("basis"), "chosen": basis == brief.definitions.money}
        total = outcomes.select(pl.sum_horizontal(columns[basis], ignore_nulls=False))
        row |= {
            "total_cny": total.sum().item() if total.to_series().count() else None,
            "n": total.to_series().count(),
        }
        for metric, key in (
            (f"cpm_by_{choices.cpm}", "cpm"),
            ("cpe", "cpe"),
            ("cost_per_save", "cost_per_save"),
        ):
            found = summarise(outcomes, metric, choices).row(0, named=True)
            row |= {
                key: found["value"],
                f"{key}_lower": found["lower"],
                f"{key}_upper": found["upper"],
                f"{key}_bound": found["bound"],
            }
        rows.append(row)
    return pl.DataFrame(rows)


def split_traffic(outcomes: pl.DataFrame, paid: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    """Keep what came by itself apart from what was bought.

    Returns:
        One row a source (`natural`, `boosted`, `heated`, as the order report names them): `source`,
        `impressions`, `reads`,
        `read_rate`, `n` orders known, `interactions`: those of 聚光 (boosted) and of 薯条 and 加热 (heated) as
        their reports count them, all others under `natural`; null where a row that cost money counts none, and
        then for `natural` too. `money_cny`, `cpm_cny`, `cpe_cny`: quotes and fee against what came by itself,
        ads against what they brought; null where one order's money is unknown.
    """
    names = {
        "natural": Text("Organic", "自然"),
        "boosted": Text("Boosted", "投流"),
        "heated": Text("Heated", "加热"),
    }
    rows: list[dict[str, Any]] = []
    for key, name in names.items():
        shown, read = outcomes[f"impressions_{key}"], outcomes[f"reads_{key}"]
        rows.append(
            {
                **name.pair("source"),
                "impressions": shown.sum() if shown.count() else None,
                "reads": read.sum() if read.count() else None,
                "n": shown.count(),
            }
        )
    frame = pl.DataFrame(
        rows,
        schema={
            **dict.fromkeys(both("source"), pl.String),
            "impressions": pl.Int64,
            "reads": pl.Int64,
            "n": pl.Int64,
        },
    )
    ads = count_bought(paid.filter(pl.col("note_id").is_in(outcomes["note_id"].drop_nulls().implode())))
    heats = pl.col("platform").is_in(["shutiao", "heating"]).fill_null(value=False)
    boosted, heated = (sum_known(ads.filter(which)["bought"]) for which in (~heats, heats))
    whole = summarise(outcomes, brief.definitions.interactions, brief.definitions).row(0, named=True)
    total = whole["value"]
    untold = total is None or ads["bought"].null_count()
    rest = None if untold else total - (boosted or 0) - (heated or 0)
    interactions = pl.Series("interactions", [rest, boosted, heated], dtype=pl.Float64)
    bound = (
        pl.when(pl.col("interactions").is_not_null() & (pl.int_range(pl.len()) == 0))
        .then(pl.lit(whole["bound"]))
        .otherwise(pl.lit(""))
    )
    money = pl.Series("money_cny", _money_by_source(outcomes, ads, heats), dtype=pl.Float64)
    frame = frame.with_columns(interactions, money)
    seen, acted = pl.col("impressions") > 0, pl.col("interactions") > 0
    by_itself = pl.int_range(pl.len()) == 0
    # An order report counts no impressions of 乘风: ads are priced over those that their own reports count.
    priced = [None, *(_thousand(ads.filter(which)) for which in (~heats, heats))]
    own = pl.when(by_itself & seen).then(1000 * pl.col("money_cny") / pl.col("impressions"))
    return frame.with_columns(interactions_bound=bound).with_columns(
        read_rate=pl.when(seen).then(pl.col("reads") / pl.col("impressions")),
        cpm_cny=pl.coalesce(own, pl.Series(priced, dtype=pl.Float64)),
        cpe_cny=pl.when(acted & (pl.col("interactions_bound") == "")).then(
            pl.col("money_cny") / pl.col("interactions")
        ),
    )


def _thousand(ads: pl.DataFrame) -> float | None:
    """Return what a thousand impressions of ads cost, over the rows that know both."""
    each = over(ads, "spend_cny", "impressions")
    return None if each is None else 1000 * each


def _money_by_source(outcomes: pl.DataFrame, ads: pl.DataFrame, heats: pl.Expr) -> list[float | None]:
    """Return what notes cost, what ads and what heating did; None where a part is unknown or nothing was bought."""
    parts = [outcomes[name] for name in ("quote_cny", "service_fee_cny")]
    notes = None if any(part.null_count() for part in parts) else sum(float(part.sum()) for part in parts)
    bought = [sum_known(ads.filter(which)["spend_cny"]) for which in (~heats, heats)]
    return [notes if outcomes.height else None, *bought]


def weigh_interactions(outcomes: pl.DataFrame, weights: Mapping[str, float]) -> pl.DataFrame:
    """Return each note's CES, a community convention (1, 1, 4, 4, 8) that no platform document states.

    Returns:
        One row an order with every weighted part known, none of them as a lower bound only: `creator_name`,
        `title`, `ces`, `saves`, and `place` and `place_by_saves` (1 is best), largest first.
    """
    whole = pl.sum_horizontal((pl.col(part) * weight for part, weight in weights.items()), ignore_nulls=False)
    made = outcomes.filter(~any_flag([*weights, "saves"], outcomes.columns)).with_columns(ces=whole)
    made = made.drop_nulls(["ces", "saves"])
    places = {
        "place": pl.col("ces").rank("min", descending=True),
        "place_by_saves": pl.col("saves").rank("min", descending=True),
    }
    return (
        made.with_columns(**{key: place.cast(pl.Int64) for key, place in places.items()})
        .sort("place")
        .select(
            "creator_name",
            "title",
            "ces",
            "saves",
            "place",
            "place_by_saves",
            "source_file",
            "source_sheet",
            "source_row",
        )
    )
