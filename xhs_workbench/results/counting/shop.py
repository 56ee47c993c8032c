"""The shop's side of a campaign: days in the decision window, and numbers whose two sides are in different files."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from xhs_workbench import tables
from xhs_workbench.findings import NOTHING, Text, both
from xhs_workbench.metrics import definition, formula, rivals, summarise
from xhs_workbench.metrics.registry import MONEY, Definition, columns
from xhs_workbench.params.brief import Brief, Definitions
from xhs_workbench.results.bringing.leads import count_leads
from xhs_workbench.results.counting.net_sales import NetSales, measure_net

FILE = Path(__file__).parent / "decision_windows.toml"
REFERRAL = "小红书"
"""Channels with this in their name are traffic from our notes' links."""
DAYS_BEFORE = 28
RETURNS = ("roi", "cost_per_visit")
"""Everyday words whose rival definitions use different files."""


@dataclass(frozen=True, slots=True)
class DecisionWindow:
    """Number of days in which a reader decides, and its source."""

    days: int
    grade: str
    source: Text


@cache
def _windows() -> dict[str, dict[str, Any]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def decision_window(brief: Brief, days: int | None) -> DecisionWindow:
    """Return the x of ROI(T+x): the analyst's own, else the industry's of `decision_windows.toml`."""
    if days is not None:
        return DecisionWindow(days, "G", Text("set for this campaign", "本项目设定"))
    known = _windows()
    row = known.get(brief.brand.industry, known["default"])
    return DecisionWindow(row["days"], row["grade"], Text(row["source"], row["source_zh"]))


@dataclass(frozen=True, slots=True)
class Shop:
    """What the shop and the ads brought, with the notes they are compared with.

    Args:
        outcomes: From `gather_outcomes`.
        days: Rows of the referral channel, from the first posting day to `window` after the last, none after
            the report's day.
        before: Its rows of the 28 days before posting.
        ads: Rows of the ad report for placed notes.
        whole: The campaign as one row: sums of money, visits, orders and values; null if no row has the
            figure, for money also if a single order's is unknown.
        known: Column of `whole` that comes from the shop -> rows with a figure, rows without.
        window: From `decision_window`.
        later_rows: Rows of the channel within the window but after the report's day; not counted.
        absent_days: Days of the window so far without a row of the channel.
        left_days: Days of the campaign's window still to come; 0 if it is over.
        ended: Notes whose own window (posting day + `window`) is over.
        dated: Notes with a posting day.
        net: The channel's sales net of the growth of the shop's other channels; None if the files do not
            allow it.
        leads: From `bringing.leads.count_leads`.
    """

    outcomes: pl.DataFrame
    days: pl.DataFrame
    before: pl.DataFrame
    ads: pl.DataFrame
    whole: pl.DataFrame
    known: Mapping[str, tuple[int, int]]
    window: DecisionWindow
    later_rows: int
    absent_days: int
    left_days: int
    ended: int
    dated: int
    net: NetSales | None = None
    leads: pl.DataFrame = field(default_factory=lambda: count_leads(tables.empty("leads")))

    def measure(self, name: str, choices: Definitions) -> dict[str, Any]:
        """Return a metric by its definition, from the rows it is defined on.

        Args:
            name: Id in the registry.
            choices: The brief's definitions.

        Returns:
            The row of `metrics.summarise`; `n` and `n_missing` are orders, rows of the shop or rows of the ad
            report. A shop's ratio
            has no interval, because the campaign is only one row.
        """
        entry = definition(name)
        if entry.over == "notes":
            return summarise(self.outcomes, name, choices).row(0, named=True)
        if entry.over in ("ads", "leads"):
            rows = self.ads if entry.over == "ads" else self.leads
            found = summarise(rows, name, choices).row(0, named=True)
            return {
                **found,
                "lower": None,
                "upper": None,
            }  # creatives and days of one note are not independent
        if not entry.denominator:
            return summarise(self.days, name, choices).row(0, named=True)
        n, missing = self.known[_shop_side(entry, choices, self.known)]
        return {**summarise(self.whole, name, choices).row(0, named=True), "n": n, "n_missing": missing}


def _shop_side(entry: Definition, choices: Definitions, known: Mapping[str, Any]) -> str:
    return next(part for part in columns((*entry.numerator, *entry.denominator), choices) if part in known)


def gather_shop(
    outcomes: pl.DataFrame,
    traffic: pl.DataFrame,
    paid: pl.DataFrame,
    brief: Brief,
    window: DecisionWindow,
    as_of: date | None = None,
    leads: pl.DataFrame | None = None,
) -> Shop:
    """Gather the shop's days and the ads' rows that belong to the campaign.

    Args:
        outcomes: From `gather_outcomes`.
        traffic: The `Traffic` table.
        paid: The `Paid` table.
        brief: The brief.
        window: From `decision_window`.
        as_of: Day of the report; without it every window counts as over.
        leads: The `Leads` table.
    """
    start, end = brief.timeline.posting_start, brief.timeline.posting_end + timedelta(days=window.days)
    last = min(end, as_of) if as_of else end
    inside = traffic.filter(pl.col("day").is_between(start, last))
    ours = pl.col("channel").str.contains(REFERRAL, literal=True)
    days, placed = inside.filter(ours), outcomes["note_id"].drop_nulls().implode()
    # An export of a single channel lacks the others, so its sum is not the whole shop's.
    everything = inside if inside.filter(~ours).height else inside.clear()
    found = {
        "visits": days["visits"],
        "orders": days["orders"],
        "order_value_cny": days["order_value_cny"],
        "shop_value_cny": everything["order_value_cny"],
        "task_value_cny": inside.filter(pl.col("note_id").is_in(placed))["order_value_cny"],
    }
    money = {
        part: outcomes[part].sum() if outcomes.height and not outcomes[part].null_count() else None
        for part in MONEY["quote_fee_boost"]
    }
    sums = {name: float(values.sum()) if values.count() else None for name, values in found.items()}
    posted = outcomes["published_at"].drop_nulls().dt.date()
    return Shop(
        outcomes=outcomes,
        days=days,
        before=traffic.filter(
            ours, pl.col("day").is_between(start - timedelta(days=DAYS_BEFORE), start - timedelta(days=1))
        ),
        ads=paid.filter(pl.col("note_id").is_in(placed)),
        whole=pl.DataFrame([money | sums], schema=dict.fromkeys((*money, *sums), pl.Float64)),
        known={name: (values.count(), values.null_count()) for name, values in found.items()},
        window=window,
        later_rows=traffic.filter(ours, pl.col("day").is_between(last, end, closed="right")).height,
        absent_days=max((last - start).days + 1 - days["day"].n_unique(), 0),
        left_days=max((end - as_of).days, 0) if as_of else 0,
        ended=int((posted <= as_of - timedelta(days=window.days)).sum()) if as_of else posted.len(),
        dated=posted.len(),
        net=measure_net(traffic, REFERRAL, start, last, DAYS_BEFORE),
        leads=count_leads(tables.empty("leads") if leads is None else leads, brief.definitions.leads),
    )


def full_money(outcomes: pl.DataFrame, choices: Definitions) -> Definitions:
    """Return the brief's definitions on the widest money basis known for any order; if none is known, the brief's own."""
    known = [basis for basis, parts in MONEY.items() if all(outcomes[part].count() for part in parts)]
    return choices.model_copy(update={"money": known[-1] if known else choices.money})


def compare_returns(shop: Shop, brief: Brief) -> pl.DataFrame:
    """Show ROI and the cost of a shop visit under every rival definition.

    Returns:
        One row a definition, in the registry's order: `metric`, `name`, `value`, `unit`, `formula`, `scope`,
        `n` and `n_missing`
        (rows of the shop's file or of the ad report), `lower` and `upper` (90 %, of the net return), `said` (why it is unknown, or that its window is not
        over).
    """
    choices = full_money(shop.outcomes, brief.definitions)
    rows = []
    for entry in [entry for word in RETURNS for entry in rivals(word)]:
        found = shop.measure(entry.id, choices)
        rows.append(
            {
                "metric": entry.id,
                **returns_name(entry, shop).pair("name"),
                "value": found["value"],
                "unit": entry.unit,
                **formula(entry, choices).pair("formula"),
                **entry.scope.pair("scope"),
                "n": found["n"],
                "n_missing": found["n_missing"],
                **_say_why_unknown(entry, found, shop, choices).pair("said"),
            }
        )
        if entry.id == "roi_window":
            rows.append(_net_row(shop, choices))
    texts = dict.fromkeys(("metric", "unit", *both("name", "formula", "scope", "said")), pl.String)
    numbers = dict.fromkeys(("value", "lower", "upper"), pl.Float64)
    schema = {**texts, **numbers, "n": pl.Int64, "n_missing": pl.Int64}
    return pl.DataFrame([{"lower": None, "upper": None, **row} for row in rows], schema=schema)


def _net_row(shop: Shop, choices: Definitions) -> dict[str, Any]:
    """Return ROI with the channel's sales net of the shop's other channels; unknown where the files do not tell."""
    spend = [shop.whole[part][0] for part in MONEY[choices.money]]
    money = sum(spend) if all(part is not None for part in spend) else None
    net = shop.net
    said = Text(
        "needs the shop's other channels and three whole weeks on either side of the first posting day",
        "需要店铺其他渠道的数据，且首日发布前后各有三个整周",
    )
    value = low = high = None
    if net is not None and money:
        value, low, high = (part / money for part in (net.net_cny, net.low_cny, net.high_cny))
        said = Text(
            (
                f"90%: {low:.2f} to {high:.2f}; over {net.weeks} whole weeks the channel sold "
                f"¥{net.gross_cny:,.0f}, the shop's other channels came to {net.others_growth:.2f} "
                "times their weeks before"
            ),
            (
                f"90%：{low:.2f} 至 {high:.2f}；{net.weeks} 个整周内该渠道成交 ¥{net.gross_cny:,.0f}，同期店铺其他渠道为此前的 "
                f"{net.others_growth:.2f} 倍"
            ),
        )
    elif net is not None:
        said = unknown_money(shop, choices)
    return {
        "metric": "roi_net",
        **Text("ROI net of the shop's other channels", "ROI（扣除店铺其他渠道同期增长）").pair("name"),
        "value": value,
        "lower": low,
        "upper": high,
        "unit": definition("roi_window").unit,
        **Text(
            "(referral sales − usual weeks before × growth of the other channels) / spend",
            "（本渠道成交 − 此前周均 × 其他渠道增长倍数）/ 投入",
        ).pair("formula"),
        **Text("the window's whole weeks", "窗口内的整周").pair("scope"),
        "n": net.weeks if net else 0,
        "n_missing": 0,
        **said.pair("said"),
    }


def returns_name(entry: Definition, shop: Shop) -> Text:
    """Return the name, the x of ROI(T+x) filled in, and of what ads brought whose report counts it."""
    name = Text(*(name.replace("T+x", f"T+{shop.window.days}") for name in entry.name))
    if entry.over != "ads" or entry.numerator[0] not in shop.ads.columns:
        return name
    counted = shop.ads.drop_nulls(entry.numerator[0])["platform"].drop_nulls().unique().sort()
    told = "、".join(PLATFORMS.get(platform, platform) for platform in counted)
    return Text(f"{name.en} ({told})", f"{name.zh}（{told}）") if told else name


PLATFORMS = {"juguang": "聚光", "chengfeng": "乘风", "shutiao": "薯条", "heating": "加热"}


def _say_why_unknown(entry: Definition, found: Mapping[str, Any], shop: Shop, choices: Definitions) -> Text:
    if found["value"] is None and not found["n"]:
        return Text("not read from any file", "未从文件读取")
    if found["value"] is None:
        money = unknown_money(shop, choices)
        return Text("one side is zero or unknown", "有一侧为零或未知") if money == NOTHING else money
    return window_left(shop) if entry.over == "shop" else NOTHING


def how_early(shop: Shop, brief: Brief) -> pl.DataFrame:
    """Count the notes that are old enough to judge, and those whose readers have had their time to decide.

    Args:
        shop: From `gather_shop`.
        brief: The brief.

    Returns:
        Empty without a dated note. Two rows: `name_en`, `name_zh`, `n` notes, `of` those with a posting day.
    """
    ripe, days = brief.definitions.mature_after_days, shop.window.days
    dated = shop.outcomes.drop_nulls("published_at")
    names = (
        Text(f"Notes {ripe} days old or older", f"发布满 {ripe} 天的笔记"),
        Text(f"Notes whose {days} days of deciding have ended", f"{days} 天决策周期已结束的笔记"),
    )
    counts = (int(dated["mature"].sum()), shop.ended)
    rows = [{**name.pair("name"), "n": n, "of": shop.dated} for name, n in zip(names, counts, strict=True)]
    schema = {**dict.fromkeys(both("name"), pl.String), "n": pl.Int64, "of": pl.Int64}
    return pl.DataFrame(rows if shop.dated else [], schema=schema)


def window_left(shop: Shop) -> Text:
    """Say that the campaign's window is not over; empty when it is."""
    if not shop.left_days:
        return NOTHING
    return Text(
        f"not over: {shop.left_days} days of the window are still to come, so this is not final",
        f"窗口未结束，还有 {shop.left_days} 天，数值尚非最终",
    )


def unknown_money(shop: Shop, choices: Definitions) -> Text:
    """Say why no money is held against the shop: a spend with a gap would flatter every cost; empty when none has one."""
    parts, orders = MONEY[choices.money], shop.outcomes.height
    gaps = shop.outcomes.filter(pl.any_horizontal(pl.col(part).is_null() for part in parts)).height
    if not gaps:
        return NOTHING
    return Text(
        f"the money of {gaps} of {orders} orders is unknown, so no cost or ROI is worked out",
        f"{orders} 个订单中 {gaps} 个费用未知，故不计算成本与 ROI",
    )
