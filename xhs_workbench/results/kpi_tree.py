"""The campaign level by level: money to impressions to reads to interactions, and on to shops, each by a named definition."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from xhs_workbench.findings import Language, Text
from xhs_workbench.metrics import definition, summarise
from xhs_workbench.params.brief import Brief

FILE = Path(__file__).parent / "decision_windows.toml"
REFERRAL = "小红书"
"""Channels whose name holds it are traffic by our notes' links."""
LEVELS = {
    "profile_visits": Text("Profile visits", "主页访问"),
    "follows": Text("Follows of the creators", "博主新增关注"),
    "brand_follows": Text("Follows of the brand account", "品牌号关注"),
    "visits": Text("Shop visits by note links", "笔记引流进店"),
    "orders": Text("Orders from those visits", "引流成交订单"),
    "order_value_cny": Text("Value of those orders, ¥", "引流成交金额（元）"),
}
SCHEMA = {
    "level": pl.Int64, "metric": pl.String, "name": pl.String, "value": pl.Float64, "rate": pl.Float64, "of": pl.String,
    "cost_cny": pl.Float64, "n": pl.Int64, "n_missing": pl.Int64, "unit": pl.String, "said": pl.String,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DecisionWindow:
    """Days in which a reader decides, and who says so."""

    days: int
    grade: str
    source: str


@cache
def _windows() -> dict[str, dict[str, Any]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def decision_window(brief: Brief, days: int | None) -> DecisionWindow:
    """Return the x of ROI(T+x): the analyst's own, else the industry's of `decision_windows.toml`."""
    if days is not None:
        return DecisionWindow(days, "G", "decision_days")
    known = _windows()
    return DecisionWindow(**known.get(brief.brand.industry, known["default"]))


def kpi_tree(outcomes: pl.DataFrame, traffic: pl.DataFrame, brief: Brief, window: DecisionWindow, language: Language, as_of: date | None = None) -> pl.DataFrame:  # fmt: skip
    """Follow the money down, level by level.

    Args:
        outcomes: From `gather_outcomes`.
        traffic: The `Traffic` table; rows of the referral channel, from the first posting day to `window` after the last.
        brief: The brief.
        window: From `decision_window`.
        language: Language of names and remarks.
        as_of: Day of the report; a window that ends later is said not to be over. None takes it as over.

    Returns:
        One row a level: `level` (depth), `metric`, `name`, `value`, `rate` of the level above (`of` names it; null where the
        two are not of the same people), `cost_cny` (all money / value), `n` notes or days known, `n_missing`, `unit`,
        `said`: what is missing or how to read it.
    """
    choices = brief.definitions
    spend = outcomes.select(
        pl.sum_horizontal("quote_cny", "service_fee_cny", pl.col("boost_cny").fill_null(0)).sum()
    ).item()
    money = float(spend or 0)
    known = money if outcomes["quote_cny"].count() else None  # a spend nobody named is not a spend of nothing
    rows = [_row(0, "spend", Text("Spend: quotes, fee, boosts", "花费：报价 + 服务费 + 投流").to(language), known, "cny",
                 n=outcomes["quote_cny"].count(), missing=outcomes["quote_cny"].null_count(), said=_unknown_boost(outcomes, language))]  # fmt: skip
    steps = (
        ("impressions", 1, ""),
        ("reads", 2, "impressions"),
        (choices.interactions, 3, "reads"),
        ("saves", 4, choices.interactions),
    )
    values: dict[str, float | None] = {}
    for metric, level, above in steps:
        found = summarise(outcomes, metric, choices).row(0, named=True)
        values[metric] = found["value"]
        rate = _share(found["value"], values.get(above))
        entry = definition(metric)
        of = definition(above).name(language) if above else ""
        rows.append(_row(level, metric, entry.name(language), found["value"], entry.unit, rate=rate, of=of, money=money, n=found["n"], missing=found["n_missing"]))  # fmt: skip
    rows.append(_row(3, "profile_visits", LEVELS["profile_visits"].to(language), None, "count", said=Text(
        "no file of the platform holds it by note", "平台文件不按笔记提供").to(language)))  # fmt: skip
    for metric in ("follows", "brand_follows"):
        counts = outcomes[metric]
        value = float(counts.sum()) if counts.count() else None
        rows.append(_row(4, metric, LEVELS[metric].to(language), value, "count", money=money, n=counts.count(), missing=counts.null_count(),
                         rate=_share(value, values["reads"]), of=definition("reads").name(language)))  # fmt: skip
    return pl.DataFrame([*rows, *_shop(traffic, brief, window, money, language, as_of)], schema=SCHEMA)


def _shop(
    traffic: pl.DataFrame, brief: Brief, window: DecisionWindow, money: float, language: Language, as_of: date | None
) -> list[dict[str, Any]]:
    line = brief.timeline
    end = line.posting_end + timedelta(days=window.days)
    ours = traffic.filter(pl.col("channel").str.contains(REFERRAL, literal=True))
    inside = ours.filter(pl.col("day").is_between(line.posting_start, end))
    before = ours.filter(
        pl.col("day").is_between(line.posting_start - timedelta(days=28), line.posting_start - timedelta(days=1))
    )
    rows, above = [], None
    for metric in ("visits", "orders", "order_value_cny"):
        known = inside[metric]
        value = float(known.sum()) if known.count() else None
        rows.append(_row(5, metric, LEVELS[metric].to(language), value, "cny" if metric.endswith("cny") else "count", money=0 if metric.endswith("cny") else money,
                         n=known.count(), missing=known.null_count(), rate=_share(value, above) if metric == "orders" else None,
                         of=LEVELS["visits"].to(language) if metric == "orders" else "", said=_period(inside, before, metric, window, language)))  # fmt: skip
        above = value
    roi = _share(rows[-1]["value"], money) if rows[-1]["value"] is not None else None
    name = Text(f"ROI(T+{window.days}): value / spend", f"ROI(T+{window.days})：成交金额 / 花费").to(language)
    said = Text(
        f"all visits of the channel, also those without the campaign; {window.source} ({window.grade})",
        f"含无投放也会来的访问；{window.source}（{window.grade}）",
    ).to(language)
    if as_of is not None and as_of < end and not inside.is_empty():
        left = Text(f"not over: {(end - as_of).days} days of the window are still to come, so this is not final; ", f"窗口未结束，还有 {(end - as_of).days} 天，数值尚非最终；").to(language)  # fmt: skip
        said = left + said
        rows = [{**row, "said": left + row["said"]} for row in rows]
    return [*rows, _row(6, "roi", name, roi, "number", n=rows[-1]["n"], missing=rows[-1]["n_missing"], said=said)]


def _period(inside: pl.DataFrame, before: pl.DataFrame, metric: str, window: DecisionWindow, language: Language) -> str:
    if inside.is_empty():
        return Text("no file holds the referral channel", "没有引流渠道数据").to(language)
    now, usual = inside[metric].mean(), before[metric].mean()
    said = Text(f"posting and {window.days} days after, by day", f"发布期及其后 {window.days} 天").to(language)
    if not isinstance(now, float) or not isinstance(usual, float) or usual <= 0:
        return said
    more = Text(
        f"{now / usual:.2f} times the 28 days before, the sale included",
        f"日均为前 28 天的 {now / usual:.2f} 倍（含大促影响）",
    ).to(language)
    return f"{said}; {more}" if language == "en" else f"{said}；{more}"


def _unknown_boost(outcomes: pl.DataFrame, language: Language) -> str:
    known = outcomes["boost_cny"].count()
    return "" if known else Text("no boost file: boosts are not in it", "无投流文件，未含投流").to(language)


def _share(value: float | None, above: float | None) -> float | None:
    return value / above if value is not None and above else None


def _row(  # noqa: PLR0913 - one argument a column
    level: int, metric: str, name: str, value: float | None, unit: str, *, rate: float | None = None, of: str = "",
         money: float = 0, n: int = 0, missing: int = 0, said: str = "") -> dict[str, Any]:  # fmt: skip
    cost = money / value if money and value else None
    return {"level": level, "metric": metric, "name": name, "value": value, "rate": rate, "of": of, "cost_cny": cost, "n": n,
            "n_missing": missing, "unit": unit, "said": said}  # fmt: skip


MONEY = {
    "quote": Text("Quotes", "报价"),
    "quote_fee": Text("Quotes and service fee", "报价 + 服务费"),
    "quote_fee_boost": Text("Quotes, fee and boosts", "报价 + 服务费 + 投流"),
}


def cost_layers(outcomes: pl.DataFrame, brief: Brief, language: Language) -> pl.DataFrame:
    """Show what the same results cost with and without fee and boosts.

    Returns:
        One row a basis: `basis`, `total_cny`, `cpe`, `cpm`, `cost_per_save` each with `_lower` and `_upper` where notes allow,
        `n` orders with all parts known, `chosen` (the brief's basis).
    """
    columns = {"quote": ["quote_cny"], "quote_fee": ["quote_cny", "service_fee_cny"], "quote_fee_boost": ["quote_cny", "service_fee_cny", "boost_cny"]}  # fmt: skip
    rows = []
    for basis, name in MONEY.items():
        choices = brief.definitions.model_copy(update={"money": basis})
        row: dict[str, Any] = {"basis": name.to(language), "chosen": basis == brief.definitions.money}
        total = outcomes.select(pl.sum_horizontal(columns[basis], ignore_nulls=False))
        row |= {"total_cny": total.sum().item() if total.to_series().count() else None, "n": total.to_series().count()}
        for metric, key in ((f"cpm_by_{choices.cpm}", "cpm"), ("cpe", "cpe"), ("cost_per_save", "cost_per_save")):
            found = summarise(outcomes, metric, choices).row(0, named=True)
            row |= {key: found["value"], f"{key}_lower": found["lower"], f"{key}_upper": found["upper"]}
        rows.append(row)
    return pl.DataFrame(rows)


def split_traffic(outcomes: pl.DataFrame, paid: pl.DataFrame, brief: Brief, language: Language) -> pl.DataFrame:
    """Keep what came by itself apart from what was bought.

    Returns:
        One row a source (`natural`, `boosted`, `heated`, as the order report names them): `source`, `impressions`, `reads`,
        `read_rate`, `n` orders known. Interactions are split by the ad report alone (`ads`: counted within its own
        window) against all others (`rest`): `interactions`.
    """
    names = {"natural": Text("By itself", "自然"), "boosted": Text("Boosted", "推广"), "heated": Text("Heated", "加热")}
    rows: list[dict[str, Any]] = []
    for key, name in names.items():
        shown, read = outcomes[f"impressions_{key}"], outcomes[f"reads_{key}"]
        rows.append({"source": name.to(language), "impressions": shown.sum() if shown.count() else None, "reads": read.sum() if read.count() else None, "n": shown.count()})  # fmt: skip
    frame = pl.DataFrame(rows, schema={"source": pl.String, "impressions": pl.Int64, "reads": pl.Int64, "n": pl.Int64})
    ads = paid.filter(pl.col("note_id").is_in(outcomes["note_id"].drop_nulls().implode()))
    counted = ads.select(pl.sum_horizontal("likes", "saves", "comments", "shares").sum()).item() if ads.height else None
    total = summarise(outcomes, brief.definitions.interactions, brief.definitions)["value"][0]
    rest = None if total is None else total - (counted or 0)
    interactions = pl.Series("interactions", [rest, counted, None], dtype=pl.Float64)
    return frame.with_columns(interactions, read_rate=pl.when(pl.col("impressions") > 0).then(pl.col("reads") / pl.col("impressions")))  # fmt: skip


def weigh_interactions(outcomes: pl.DataFrame, weights: Mapping[str, float]) -> pl.DataFrame:
    """Return each note's CES, a community convention (1, 1, 4, 4, 8) that no platform document states.

    Returns:
        One row an order with every weighted part known: `creator_name`, `title`, `ces`, `saves`, and `place` and `place_by_saves` (1 is best), largest first.
    """
    whole = pl.sum_horizontal((pl.col(part) * weight for part, weight in weights.items()), ignore_nulls=False)
    made = outcomes.with_columns(ces=whole).drop_nulls(["ces", "saves"])
    places = {
        "place": pl.col("ces").rank("min", descending=True),
        "place_by_saves": pl.col("saves").rank("min", descending=True),
    }
    return made.with_columns(**{key: place.cast(pl.Int64) for key, place in places.items()}).sort("place").select(
        "creator_name", "title", "ces", "saves", "place", "place_by_saves", "source_file", "source_sheet", "source_row"
    )  # fmt: skip
