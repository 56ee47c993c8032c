"""Ads cut by platform, note, placement, phase and day: what they cost, what they brought, what one of it cost.

Every unit price is recomputed from sums, over the rows that know both sides. `CPI` has two meanings that are kept
apart: 聚光's own is spend over interactions (here `cpe_cny`), agencies' is spend over newly interested people
(`cpi_cny`). No price is judged: the cost of an interaction differs by a factor of 250 between placements.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from xhs_workbench.findings import Text, both
from xhs_workbench.params.brief import Brief
from xhs_workbench.results.bringing.sums import over, total
from xhs_workbench.results.counting.paid_part import count_bought

COUNTS = (
    "impressions",
    "clicks",
    "reads",
    "bought",
    "new_interested",
    "new_deeply_interested",
    "search_component_clicks",
    "store_visits",
)
PRICES = {
    "cpm_cny": "impressions",
    "cpc_cny": "clicks",
    "cpr_cny": "reads",
    "cpe_cny": "bought",
    "cpi_cny": "new_interested",
    "cpti_cny": "new_deeply_interested",
}
"""Unit price -> the count it is of; of a thousand for `cpm_cny`."""
SCHEMA: dict[str, Any] = {
    **dict.fromkeys(("spend_cny", "budget_cny", *COUNTS, *PRICES, "click_rate", "spend_share"), pl.Float64),
    "days": pl.Int64,
    "rows": pl.Int64,
    "unpriced": pl.Int64,
}
PLATFORMS = {
    "juguang": Text("Juguang (聚光)", "聚光"),
    "chengfeng": Text("Chengfeng (乘风)", "乘风"),
    "shutiao": Text("Shutiao (薯条)", "薯条"),
    "heating": Text("Heating (加热)", "加热"),
}
UNNAMED = Text("not stated", "未注明")
PLACEMENTS = {
    "1": Text("Feed", "信息流"),
    "2": Text("Search", "搜索"),
    "4": Text("All placements, automatic", "全站智投"),
    "7": Text("Video feed", "视频流"),
}
"""聚光's codes; exports write the code or the Chinese word."""


@dataclass(frozen=True, slots=True)
class Bought:
    """What ads cost and brought.

    Every frame has `spend_cny`, counts (`impressions`, `clicks`, `reads`, `bought`: interactions,
    `new_interested`, `new_deeply_interested`, `search_component_clicks`, `store_visits`), their unit prices,
    `click_rate`, `spend_share`, `days` with a row, `rows`, `unpriced` (rows without a spend), null where no row
    knows a figure.

    Args:
        whole: One row: all ads together. Its `cpe_cny` is left empty, because blended it says nothing.
        platforms: One row a platform: `platform`, `name`.
        notes: One row a note, dearest person first: `note_id`, `creator_name`.
        placements: One row a platform and placement: `placement_name`, `platform`.
        phases: One row a phase that has spend, in time: `phase`, `start`, `end`.
        days: One row a day: `day`.
        slices: Other exports of the same money, by `dimension` and `label`; never added to the above.
    """

    whole: pl.DataFrame
    platforms: pl.DataFrame
    notes: pl.DataFrame
    placements: pl.DataFrame
    phases: pl.DataFrame
    days: pl.DataFrame
    slices: pl.DataFrame


def cut_ads(
    paid: pl.DataFrame, slices: pl.DataFrame, brief: Brief, outcomes: pl.DataFrame | None = None
) -> Bought | None:
    """Cut the ads every way that the files allow; None without an ad.

    Args:
        paid: The `Paid` table, every platform.
        slices: The `PaidSlices` table.
        brief: The brief: its phases.
        outcomes: From `gather_outcomes`, for the creators of notes that the ads do not name.
    """
    if paid.is_empty() and slices.is_empty():
        return None
    known = [] if outcomes is None else outcomes.select("note_id", "creator_name").drop_nulls().iter_rows()
    names = dict(known)
    ads = count_bought(paid).with_columns(pl.col("platform").cast(pl.String))
    named = _name_notes(ads, names)
    return Bought(
        whole=_sum_groups(ads, [], None).with_columns(cpe_cny=pl.lit(None, dtype=pl.Float64)),
        platforms=_sum_groups(ads, ["platform"], PLATFORMS),
        notes=named.sort("cpti_cny", "spend_cny", descending=True, nulls_last=True),
        placements=_name_placements(
            _sum_groups(ads.drop_nulls("placement"), ["placement", "platform"], None)
        ),
        phases=_by_phase(ads, brief),
        days=_sum_groups(ads.drop_nulls("day"), ["day"], None).sort("day"),
        slices=_cut_slices(slices),
    )


def _sum_groups(ads: pl.DataFrame, by: Sequence[str], words: Mapping[str, Text] | None) -> pl.DataFrame:
    """Sum the rows of each group and work out its prices; the group with the most money first."""
    groups = ads.partition_by(list(by), as_dict=True, maintain_order=True) if by else {(): ads}
    whole = total(ads, "spend_cny")
    rows = [
        {**dict(zip(by, key, strict=True)), **price_rows(rows, whole)}
        for key, rows in groups.items()
        if rows.height
    ]
    schema: dict[str, Any] = {**{name: ads.schema[name] for name in by}, **SCHEMA}
    made = pl.DataFrame(rows, schema=schema).sort("spend_cny", descending=True, nulls_last=True)
    if words is None:
        return made
    said = [words.get(value, UNNAMED) for value in made[by[0]]]
    return made.with_columns(
        name_en=pl.Series([one.en for one in said], dtype=pl.String),
        name_zh=pl.Series([one.zh for one in said], dtype=pl.String),
    )


def price_rows(rows: pl.DataFrame, whole_cny: float | None = None) -> dict[str, float | int | None]:
    """Return sums and unit prices of some rows of ads.

    Args:
        rows: Rows with `spend_cny` and the counts; a count they have no column for is unknown.
        whole_cny: The money that `spend_share` is of.
    """
    have = [name for name in COUNTS if name in rows.columns]
    spend = total(rows, "spend_cny")
    prices = {
        price: None
        if (each := over(rows, "spend_cny", of)) is None
        else each * (1000 if of == "impressions" else 1)
        for price, of in PRICES.items()
        if of in have
    }
    return {
        "spend_cny": spend,
        "budget_cny": total(rows, "budget_cny") if "budget_cny" in rows.columns else None,
        **dict.fromkeys(COUNTS),
        **{name: total(rows, name) for name in have},
        **dict.fromkeys(PRICES),
        **prices,
        "click_rate": over(rows, "clicks", "impressions"),
        "spend_share": spend / whole_cny if spend is not None and whole_cny else None,
        "days": rows["day"].n_unique() if "day" in rows.columns and rows["day"].count() else None,
        "rows": rows.height,
        "unpriced": rows["spend_cny"].null_count(),
    }


def _name_notes(ads: pl.DataFrame, names: Mapping[str, str]) -> pl.DataFrame:
    told = ads.drop_nulls("note_id")
    said = dict(told.drop_nulls("creator_name").select("note_id", "creator_name").iter_rows()) | dict(names)
    made = _sum_groups(told, ["note_id"], None)
    return made.with_columns(
        creator_name=pl.col("note_id").replace_strict(said, default=None, return_dtype=pl.String)
    )


def _name_placements(made: pl.DataFrame) -> pl.DataFrame:
    said = [PLACEMENTS.get(value, Text(value, value)) for value in made["placement"]]
    by_word = {name.zh: name for name in PLACEMENTS.values()}
    told = [by_word.get(name.zh, name) for name in said]
    return made.with_columns(
        placement_name_en=pl.Series([one.en for one in told], dtype=pl.String),
        placement_name_zh=pl.Series([one.zh for one in told], dtype=pl.String),
    )


def phases_of(brief: Brief) -> list[tuple[Text, date | None, date | None]]:
    """Return the campaign's phases, in time and without overlap: name, first and last day; None is open.

    A day of the sale is the sale's, whatever else runs on it.
    """
    line, one = brief.timeline, timedelta(days=1)
    found: list[tuple[Text, date | None, date | None]] = [
        (Text("before the first note", "发布前"), None, line.posting_start - one),
        (Text("while notes go out", "发布期"), line.posting_start, line.posting_end),
        (Text("after the last note", "发布后"), line.posting_end + one, None),
    ]
    start, end = line.sale_start, line.sale_end
    if not start or not end:
        return found
    sale = Text("during the sale", "大促期间")
    cut = [part for phase in found for part in _around(phase, start, end)]
    whole = [*cut, (sale, start, end)]
    return sorted(whole, key=lambda phase: phase[1] or date.min)


def _around(
    phase: tuple[Text, date | None, date | None], start: date, end: date
) -> list[tuple[Text, date | None, date | None]]:
    """Return what is left of a phase before and after the sale."""
    name, first, last = phase
    one = timedelta(days=1)
    head = (name, first, min(last, start - one) if last else start - one)
    tail = (name, max(first, end + one) if first else end + one, last)
    return [
        (said, begins, ends)
        for said, begins, ends in (head, tail)
        if begins is None or ends is None or begins <= ends
    ]


def _by_phase(ads: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    whole, rows = total(ads, "spend_cny"), []
    for name, start, end in phases_of(brief):
        within = pl.lit(value=True)
        if start:
            within = within & (pl.col("day") >= start)
        if end:
            within = within & (pl.col("day") <= end)
        part = ads.drop_nulls("day").filter(within)
        if part.height:
            rows.append({**name.pair("phase"), "start": start, "end": end, **price_rows(part, whole)})
    texts = dict.fromkeys(both("phase"), pl.String)
    return pl.DataFrame(rows, schema={**texts, "start": pl.Date, "end": pl.Date, **SCHEMA})


def _cut_slices(slices: pl.DataFrame) -> pl.DataFrame:
    """Sum each export of the same money by what it is cut by; the share is of its own export."""
    ready = slices.with_columns(pl.col("dimension").cast(pl.String), bought="interactions")
    parts = [
        _sum_groups(part, ["dimension", "label"], None)
        for part in ready.partition_by("dimension", maintain_order=True)
    ]
    empty = {"dimension": pl.String, "label": pl.String, **SCHEMA}
    return pl.concat([pl.DataFrame(schema=empty), *parts])
