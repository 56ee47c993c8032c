"""Several files, one table: one row a note, creator or order, and where a second export may fill what the first lacks.

Files of one kind (two crawls, two pages of a list) are the same source: the newest crawl stands, else the
visible sheet, else the larger count, else the first row; of ranks the best. What the file of that row has no
column for (a daily list without titles and fees) is taken from another that has it. Files of different kinds (蒲公英 and
灰豚) are
different sources: the kind named first in the inputs gives the row; the others fill only columns that are
empty there, and a finding says how many. A row's lineage stays that of the row that stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from xhs_workbench.intake.accounting.contradictions import Differing, compare_repeats
from xhs_workbench.tables import CHINA, LINEAGE, TABLES, all_differ

KEPT = (*LINEAGE, "part", "order", "export", "collected_at", "crawled_at", "hidden", "size")
"""What belongs to the row that stands and is never filled from another: its place and its moment."""


SIZES = {
    "notes": ("likes", "saves", "comments"),
    "comments": ("likes",),
    "creators": ("likes_saves_total",),
    "placements": ("impressions", "reads"),
    "paid_slices": ("impressions",),
    "leads": ("impressions", "form_submits", "message_leads"),
    "search_terms": ("impressions", "reads"),
    "search_back": ("searchers",),
    "offsite": ("store_visits", "order_value_cny"),
}
"""Counts that only grow: of two repeats without a time the larger is the later one."""


@dataclass(frozen=True)
class Merged:
    """One table out of its parts.

    Args:
        table: One row a key; `part` says which file and sheet gave it.
        used: Part number -> rows of it that stand.
        elsewhere: Part number -> rows of it that are not used because another kind of export gave the row.
        filled: Column -> cells filled from another kind of export.
        differing: Repeats within one kind of export whose figures differ.
        apart: Lines of an order that name a SKU again with other amounts, and stand as lines of their own.
        beside: Column -> cells taken from another file of the same kind, whose first file has no such column.
    """

    table: pl.DataFrame
    used: Mapping[int, int]
    elsewhere: Mapping[int, int] = field(default_factory=dict)
    filled: Mapping[str, int] = field(default_factory=dict)
    differing: Differing | None = None
    apart: int = 0
    beside: Mapping[str, int] = field(default_factory=dict)


def merge_parts(name: str, whole: pl.DataFrame, kinds: Sequence[int], hidden: Sequence[bool] = ()) -> Merged:
    """Keep one row a key.

    Args:
        name: Canonical table.
        whole: All parts of it, stacked in the order of the inputs, with `part` and, where known,
            `crawled_at`.
        kinds: Number of the kind of export of each part: the smaller, the sooner named in the inputs.
        hidden: Whether each part is a hidden sheet, read because somebody asked for it.
    """
    keys = TABLES[name].primary_key()
    if name == "paid":
        data = [column for column in whole.columns if column not in (*LINEAGE, "part", "crawled_at")]
        return _by_note_once(whole.unique(data, keep="first", maintain_order=True))
    if name == "traffic":
        whole = _channels_apart(whole)
    if name == "placements":
        whole = _orders_by_note(whole, kinds)
    apart = 0
    if name == "orders":
        whole, apart = _lines_apart(whole)
    if all_differ(whole, keys):
        return Merged(whole, _per_part(whole), apart=apart)
    ranked = whole.with_row_index("order").with_columns(
        export=pl.col("part").replace_strict(range(len(kinds)), list(kinds), return_dtype=pl.Int64)
    )  # no name of a table's own column: a plan has kinds too
    ranked = _ranked(name, ranked, hidden)
    firsts = ranked.unique([*keys, "export"], keep="first", maintain_order=True)
    best = firsts.unique(keys, keep="first", maintain_order=True)
    best, beside = _with_other_columns(best, ranked, keys)
    filled: dict[str, int] = {}
    if firsts.height > best.height:
        best, filled = _fill(best, firsts.join(best.select("order"), on="order", how="anti"), keys)
    elsewhere = ranked.join(best.select(*keys, standing="export"), on=keys).filter(
        pl.col("export") != pl.col("standing")
    )
    kept = best.sort("order").select(whole.columns)
    differing = None if name == "search_ranks" else compare_repeats(name, ranked, keys)
    return Merged(kept, _per_part(kept), _per_part(elsewhere), filled, differing, apart, beside)


def _by_note_once(rows: pl.DataFrame) -> Merged:
    """Leave out a report by note and day where another file gives that note's day by its creatives: it is the same money."""
    place = ["platform", "day", "note_id"]
    told = pl.all_horizontal(pl.col(place).is_not_null())
    by_creative = rows.filter(told & pl.col("creative_id").is_not_null())
    by_note = rows.filter(told & pl.col("creative_id").is_null()).filter(
        ~pl.col("part").is_in(by_creative["part"].unique().implode())
    )
    again = by_note.join(by_creative.select(place).unique(), on=place, how="semi")
    again = pl.concat([again, _whole_of_a_list(rows)])
    if again.is_empty():
        return _ads_once(rows)
    left = rows.join(
        again.select(*place, "part").unique(),
        on=[*place, "part"],
        how="anti",
        maintain_order="left",
        nulls_equal=True,
    )
    once = _ads_once(left)
    covered = _per_part(again)
    parts = {*once.elsewhere, *covered}
    return Merged(
        once.table,
        once.used,
        {part: once.elsewhere.get(part, 0) + covered.get(part, 0) for part in parts},
        once.filled,
    )


def _whole_of_a_list(rows: pl.DataFrame) -> pl.DataFrame:
    """Return what lists of notes say that ads for a note cost in all, where a report of ads has that note too."""
    figures = [name for name in ("day", "creative_id", "impressions", "clicks") if name in rows.columns]
    bare = pl.all_horizontal(pl.col(figures).is_null()) & pl.col("note_id").is_not_null()
    told = rows.filter(~bare & pl.col("note_id").is_not_null() & pl.col("spend_cny").is_not_null())
    found = rows.filter(bare).join(
        told.select("note_id", "part").unique(), on="note_id", how="inner", suffix="_told"
    )
    return (
        found.filter(pl.col("part") != pl.col("part_told")).select(rows.columns).unique(maintain_order=True)
    )


def _ads_once(rows: pl.DataFrame) -> Merged:
    """Count a creative's day once where two files give it with other columns: by default, and with leads or shop visits.

    It is the same row if platform, day, creative, spend, impressions and clicks are equal; then the first file's
    row stands and the others fill what it lacks. Equal rows of one file stay: two keywords may have cost the same.
    """
    same = ["platform", "day", "creative_id", "spend_cny", "impressions", "clicks"]
    numbered = rows.with_row_index("order").with_columns(
        nth=pl.int_range(pl.len()).over(*same, "part"),
        told=pl.all_horizontal(pl.col("day", "creative_id", "spend_cny").is_not_null()),
    )
    keys = [*same, "nth"]
    firsts = numbered.filter("told").unique(keys, keep="first", maintain_order=True)
    spare = numbered.filter("told").join(firsts.select("order"), on="order", how="anti")
    if spare.is_empty():
        return Merged(rows, _per_part(rows))
    columns = [c for c in rows.columns if c not in (*same, *KEPT)]
    others = spare.group_by(keys, maintain_order=True).agg(pl.col(c).drop_nulls().first() for c in columns)
    joined = firsts.join(
        others, on=keys, how="left", maintain_order="left", suffix="_other", nulls_equal=True
    )
    counts = joined.select(
        (pl.col(c).is_null() & pl.col(f"{c}_other").is_not_null()).sum() for c in columns
    ).row(0, named=True)
    whole = joined.with_columns(pl.coalesce(c, f"{c}_other") for c in columns).select(firsts.columns)
    kept = pl.concat([whole, numbered.filter(~pl.col("told"))]).sort("order").select(rows.columns)
    return Merged(kept, _per_part(kept), _per_part(spare), {c: n for c, n in counts.items() if n})


def _ranked(name: str, rows: pl.DataFrame, hidden: Sequence[bool]) -> pl.DataFrame:
    """Sort repeats so that the one that stands comes first within its kind of export."""
    if name == "search_ranks":
        return rows.sort(["export", "note_rank", "order"], nulls_last=True)
    unseen = [part for part, is_hidden in enumerate(hidden) if is_hidden]
    sizes = [pl.col(c).fill_null(0) for c in SIZES.get(name, ())]
    timed = rows.with_columns(
        hidden=pl.col("part").is_in(unseen),
        size=pl.sum_horizontal(sizes) if sizes else pl.lit(0),
        crawled_at=pl.col("crawled_at")
        if "crawled_at" in rows.columns
        else pl.lit(None, dtype=pl.Datetime("us", CHINA)),
    )
    order = ["export", "crawled_at", "hidden", "size", "order"]
    return timed.sort(order, descending=[False, True, False, True, False], nulls_last=True)


def _channels_apart(traffic: pl.DataFrame) -> pl.DataFrame:
    """Name a channel by its note where an export splits one channel of a day by note: visits must not be lost."""
    several = pl.col("note_id").n_unique().over("day", "channel") > 1
    named = pl.concat_str("channel", "note_id", separator=" · ")
    return traffic.with_columns(
        channel=pl.when(several & pl.col("note_id").is_not_null()).then(named).otherwise("channel")
    )


AMOUNTS = (
    "quantity",
    "goods_cny",
    "payable_cny",
    "platform_discount_cny",
    "shop_discount_cny",
    "receivable_cny",
)
"""What two lines of an order with the same SKU may differ in; where its state or a time differs too, one is out of date."""


def _lines_apart(orders: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Number the lines of an order that name one SKU with other amounts: a shop writes a coupon on one of two pieces.

    Lines of one sheet only, and only where nothing else in them differs; a line that stands twice is one line.

    Returns:
        The orders, and how many lines were numbered.
    """
    key = ["order_id", "sku_id", "part"]
    told = [c for c in orders.columns if c not in (*LINEAGE, *key, *AMOUNTS)]
    alike = pl.all_horizontal(pl.col(c).n_unique().over(key) == 1 for c in told)
    lines = orders.filter(alike).select(*key, *AMOUNTS).unique(maintain_order=True)
    lines = lines.with_columns(nth=pl.int_range(1, pl.len() + 1).over(key))
    if lines["nth"].max() in (None, 1):
        return orders, 0
    joined = orders.join(
        lines, on=[*key, *AMOUNTS], how="left", maintain_order="left", nulls_equal=True
    ).with_columns(pl.col("nth").fill_null(1))
    again = pl.col("nth") > 1
    named = pl.when(again).then(pl.concat_str("sku_id", "nth", separator="#")).otherwise("sku_id")
    n = int((lines["nth"] > 1).sum())
    return joined.with_columns(sku_id=named).select(orders.columns), n


def _orders_by_note(orders: pl.DataFrame, kinds: Sequence[int]) -> pl.DataFrame:
    """Give an order the number that an export named earlier gives to the same note: a base table only counts its rows.

    Only where each export has one order for the note; two orders of one note stay apart.
    """
    if len(set(kinds)) < 2:
        return orders
    kind = pl.col("part").replace_strict(range(len(kinds)), list(kinds), return_dtype=pl.Int64)
    known = orders.with_columns(kind=kind).filter(pl.col("note_id").is_not_null())
    once = known.filter(pl.len().over("note_id", "kind") == 1).sort("kind")
    several = once.filter(pl.col("kind").n_unique().over("note_id") > 1)
    first = several.unique("note_id", keep="first", maintain_order=True).select(
        "note_id", first_id="order_id"
    )
    alike = several.join(first, on="note_id").select("order_id", "part", "first_id")
    joined = orders.join(alike, on=["order_id", "part"], how="left", maintain_order="left")
    return joined.with_columns(order_id=pl.coalesce("first_id", "order_id")).drop("first_id")


def _with_other_columns(
    best: pl.DataFrame, ranked: pl.DataFrame, keys: Sequence[str]
) -> tuple[pl.DataFrame, dict[str, int]]:
    """Fill what the standing row's file has no column for from the same kind's other files, the newest first.

    A cell that is empty in a column which the file has stays empty: its newest word is that nothing is known.
    """
    if ranked["part"].n_unique() == ranked["export"].n_unique():
        return best, {}  # a kind of export is one file
    columns = [c for c in best.columns if c not in (*keys, *KEPT) and not c.endswith("_censored")]
    held = ranked.group_by("part").agg(pl.col(c).is_not_null().any().alias(f"{c}_held") for c in columns)
    bounds = [f"{c}_censored" for c in columns if f"{c}_censored" in best.columns]
    where = ranked.join(best.select("order"), on="order", how="anti").rename({"part": "from"})
    standing = best.select(*keys, "export", "part")
    spare = where.join(standing, on=[*keys, "export"], how="inner", maintain_order="left").filter(
        pl.col("from") != pl.col("part")
    )
    if spare.is_empty():
        return best, {}
    known = [pl.col(c).drop_nulls().first() for c in columns]
    bound = [
        pl.col(c).filter(pl.col(c.removesuffix("_censored")).is_not_null()).first().alias(c) for c in bounds
    ]
    others = spare.group_by(keys, maintain_order=True).agg(*known, *bound)
    joined = best.join(others, on=keys, how="left", maintain_order="left", suffix="_other").join(
        held, on="part", how="left", maintain_order="left"
    )
    taken = {c: ~pl.col(f"{c}_held") & pl.col(f"{c}_other").is_not_null() for c in columns}
    counts = joined.select(is_taken.sum().alias(c) for c, is_taken in taken.items()).row(0, named=True)
    merged = joined.with_columns(
        *(pl.when(taken[c]).then(f"{c}_other").otherwise(c).alias(c) for c in columns),
        *(
            pl.when(taken[c.removesuffix("_censored")]).then(f"{c}_other").otherwise(c).alias(c)
            for c in bounds
        ),
    ).select(best.columns)
    return merged, {c: n for c, n in counts.items() if n}


def _fill(
    best: pl.DataFrame, spare: pl.DataFrame, keys: Sequence[str]
) -> tuple[pl.DataFrame, dict[str, int]]:
    """Fill what the standing rows lack from the other kinds' rows, in their order."""
    columns = [c for c in best.columns if c not in (*keys, *KEPT)]
    others = spare.group_by(keys, maintain_order=True).agg(pl.col(c).drop_nulls().first() for c in columns)
    joined = best.join(others, on=keys, how="left", maintain_order="left", suffix="_other")
    counts = joined.select(
        (pl.col(c).is_null() & pl.col(f"{c}_other").is_not_null()).sum() for c in columns
    ).row(0, named=True)
    merged = joined.with_columns(pl.coalesce(c, f"{c}_other") for c in columns).select(best.columns)
    return merged, {c: n for c, n in counts.items() if n and not c.endswith("_censored")}


def _per_part(rows: pl.DataFrame) -> dict[int, int]:
    return dict(rows.group_by("part").len().iter_rows())
