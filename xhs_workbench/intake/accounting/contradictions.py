"""What two rows, two tables or two sheets say differently of the same thing: said, with how much and which one counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.tables import LINEAGE, TABLES, zh_name

MORE = 0.1
"""Comment counts move between two days; a tenth more rows than the count is not that."""
CENT = 0.005
NOT_COMPARED = (*LINEAGE, "part", "order", "export", "collected_at", "crawled_at", "hidden", "size")
"""Columns that say where and when a row is from."""


def places_of(frame: pl.DataFrame) -> tuple[str, ...]:
    """Return file, sheet and row of the first rows, as evidence."""
    rows = frame.head(5).iter_rows(named=True)
    return tuple(
        " › ".join(p for p in (r["source_file"], r["source_sheet"], f"row {r['source_row']}") if p)
        for r in rows
    )


@dataclass(frozen=True)
class Differing:
    """Repeats of one row whose figures differ.

    Args:
        rows: Keys with repeats that differ.
        columns: Column -> keys that differ in it, and the largest difference (None for texts).
        first: The standing row of one such key, for evidence.
    """

    rows: int
    columns: Mapping[str, tuple[int, float | None]]
    first: pl.DataFrame


def compare_repeats(table: str, ranked: pl.DataFrame, keys: Sequence[str]) -> Differing | None:
    """Compare repeats of a row within one kind of export.

    Counts of a note at two moments are its growth, not a contradiction: they are compared within one moment
    only.

    Args:
        table: Canonical table.
        ranked: Its rows in the order in which they stand, with `export` (its kind); the first of a key is the one that
            stands.
        keys: What names a row.
    """
    same = [*keys, "export", *(["collected_at"] if table == "notes" else [])]
    repeated = ranked.filter(pl.len().over(same) > 1)
    data = [
        c for c in TABLES[table].columns() if c not in (*keys, *NOT_COMPARED) and not c.endswith("_censored")
    ]
    data = [c for c in data if c in repeated.columns and repeated[c].null_count() < repeated.height]
    if repeated.is_empty() or not data:
        return None
    told = repeated.group_by(same, maintain_order=True).agg(
        *(pl.col(c).drop_nulls().n_unique().alias(f"{c}:kinds") for c in data),
        *(
            (pl.col(c).max() - pl.col(c).min()).cast(pl.Float64).alias(f"{c}:gap")
            for c in data
            if repeated[c].dtype.is_numeric()
        ),
        *(pl.col(c).first() for c in LINEAGE),
    )
    odd = told.filter(pl.any_horizontal(pl.col(f"{c}:kinds") > 1 for c in data))
    if odd.is_empty():
        return None
    columns = {
        c: (int((odd[f"{c}:kinds"] > 1).sum()), odd[f"{c}:gap"].max() if f"{c}:gap" in odd.columns else None)
        for c in data
        if (odd[f"{c}:kinds"] > 1).any()
    }
    return Differing(odd.height, columns, odd.select(LINEAGE).head(5))  # type: ignore[arg-type]


def say_differing(table: str, found: Differing) -> Finding:
    """Put into a sentence how many repeats differ, in what, by how much, and which one counts."""

    def gap(most: float | None) -> str:
        return f", by up to {most:,.6g}" if most is not None else ""

    listed = sorted(found.columns.items(), key=lambda one: -one[1][0])[:8]
    en = "; ".join(f"{name} ({n}{gap(most)})" for name, (n, most) in listed)
    zh = "；".join(
        f"{zh_name(table, name)}（{n} 处" + (f"，最多相差 {most:,.6g}" if most is not None else "") + "）"
        for name, (n, most) in listed
    )
    text = Text(
        f"{found.rows:,} repeated rows of {table} differ: {en}. {KEPT.en}",
        f"{table} 中 {found.rows:,} 行重复记录内容不同：{zh}。{KEPT.zh}",
    )
    fix = Text("Remove the export that is out of date.", "请移除过期的导出。")
    return Finding("duplicates_differ", Level.REVIEW, text, fix, places_of(found.first), found.rows)


KEPT = Text(
    "Kept is the newest crawl, else the visible sheet, else the larger count, else the first row.",
    "保留顺序：采集时间最新、可见工作表、数值较大、靠前的一行。",
)


def compare_hidden(table: str, read: pl.DataFrame, hidden: pl.DataFrame, place: str) -> Finding | None:
    """Say where a hidden sheet, which is not read, names other figures than the sheets that are."""
    keys = TABLES[table].primary_key()
    data = [
        c
        for c in hidden.columns
        if c in read.columns and c not in (*keys, *NOT_COMPARED) and hidden[c].dtype.is_numeric()
    ]
    both = hidden.select(*keys, *(pl.col(c).alias(f"{c}:hidden") for c in data)).join(read, on=keys)
    counts = {c: both.filter(pl.col(c) != pl.col(f"{c}:hidden")).height for c in data}
    odd = {c: n for c, n in counts.items() if n}
    if not odd:
        return None
    en = ", ".join(f"{name} ({n})" for name, n in list(odd.items())[:8])
    zh = "、".join(f"{zh_name(table, name)}（{n} 处）" for name, n in list(odd.items())[:8])
    text = Text(
        f"The hidden sheet names other figures than the visible one, which counts: {en}.",
        f"隐藏工作表与可见工作表数值不同，以可见的为准：{zh}。",
    )
    fix = Text("Delete the old sheet before the file goes round.", "请在流转前删除旧表。")
    return Finding("hidden_sheet_differs", Level.REVIEW, text, fix, (place,), max(odd.values()))


def check_across(tables: Mapping[str, pl.DataFrame]) -> list[Finding]:
    """Run the checks that need two tables."""
    return [finding for check in ACROSS if (finding := check(tables)) is not None]


def counted_comments(tables: Mapping[str, pl.DataFrame]) -> Finding | None:
    """The platform counts a note's comments; rows beyond that count are another note's, another day's, or repeated."""
    if not {"comments", "notes"} <= set(tables):
        return None
    stated = (
        tables["notes"]
        .filter(~pl.col("comments_censored").fill_null(False))
        .select("note_id", stated="comments")
    )
    rows = (
        tables["comments"]
        .group_by("note_id")
        .agg(rows=pl.len().cast(pl.Int64))
        .join(stated.drop_nulls(), on="note_id")
    )
    if rows.is_empty():
        return None
    have, said = int(rows["rows"].sum()), int(rows["stated"].sum())
    over = rows.filter(pl.col("rows") > pl.col("stated") * (1 + MORE) + 1)
    if over.is_empty():
        share = have / max(said, 1)
        text = Text(
            f"{have:,} comments were read of the {said:,} that the platform counts ({share:.0%}).",
            f"平台计数 {said:,} 条评论，文件中有 {have:,} 条（{share:.0%}）。",
        )
        return Finding("comments_counted", Level.PASS, text, n=have)
    worst = over.sort(pl.col("rows") - pl.col("stated"), descending=True).row(0, named=True)
    text = Text(
        f"{over.height:,} of {rows.height:,} notes have more comment rows than the platform counts: {have:,} rows against "
        f"{said:,} (note {worst['note_id']}: {worst['rows']:,} against {worst['stated']:,}).",
        f"{rows.height:,} 篇笔记中有 {over.height:,} 篇的评论行数多于平台计数：共 {have:,} 行，平台计 {said:,} 条"
        f"（笔记 {worst['note_id']}：{worst['rows']:,} 行，平台计 {worst['stated']:,} 条）。",
    )
    fix = Text(
        "Check that both files are of the same notes and days; read comment shares as shares of this file.",
        "请核对两份文件是否为同一批笔记、同一时间；评论占比仅代表该文件。",
    )
    return Finding("comments_exceed_count", Level.REVIEW, text, fix, n=over.height)


def posted_titles(tables: Mapping[str, pl.DataFrame]) -> Finding | None:
    """A creator who posted under another title than the last round of the draft posted something else, or changed it."""
    if not {"drafts", "notes"} <= set(tables):
        return None
    last = tables["drafts"].sort("draft_round").unique("draft_id", keep="last").drop_nulls("title")
    drafts = last.select("draft_id", "creator_id", "creator_name", "handed_in_at", *LINEAGE, approved="title")
    notes = (
        tables["notes"]
        .drop_nulls("title")
        .select("note_id", "creator_id", "creator_name", "published_at", posted="title")
    )
    pairs = pl.concat(
        [
            drafts.drop("creator_name").join(notes.drop("creator_name"), on="creator_id"),
            drafts.drop("creator_id").join(notes.drop("creator_id"), on="creator_name"),
        ],
        how="diagonal",
    )
    after = (pl.col("published_at") >= pl.col("handed_in_at")).fill_null(True)
    pairs = pairs.filter(after).with_columns(same=_as_compared("approved") == _as_compared("posted"))
    odd = (
        pairs.group_by("draft_id")
        .agg(pl.all().first(), kept=pl.col("same").any())
        .filter(~pl.col("kept"))
        .sort("draft_id")
    )
    if odd.is_empty():
        return None
    first = odd.row(0, named=True)
    text = Text(
        f"{odd.height} drafts were posted under another title than the last round's, such as {first['approved']!r}, "
        f"posted as {first['posted']!r}.",
        f"{odd.height} 篇稿件的发布标题与最后一轮不一致，如《{first['approved']}》发布为《{first['posted']}》。",
    )
    fix = Text("Ask the creator, or add the round that was approved.", "请与博主核对，或补充最终确认的稿件。")
    return Finding("posted_title_differs", Level.REVIEW, text, fix, places_of(odd), odd.height)


def _as_compared(column: str) -> pl.Expr:
    """Return a title without spaces and punctuation, as two people would call it the same."""
    return pl.col(column).str.to_lowercase().str.replace_all(r"[\s\p{P}\p{S}]", "")


def two_prices(tables: Mapping[str, pl.DataFrame]) -> Finding | None:
    """One note has one price; two files, or two orders, that name two are not both right."""
    if "placements" not in tables:
        return None  # a note stands once among the notes; repeats that differ are said where they are merged
    ordered = tables["placements"].select("note_id", *LINEAGE, price="quote_cny")
    told = [ordered]
    if "notes" in tables:
        told.append(
            tables["notes"]
            .join(ordered, on="note_id", how="semi")
            .select("note_id", *LINEAGE, price="price_cny")
        )
    prices = pl.concat(told).drop_nulls(["note_id", "price"]).filter(pl.col("price") > 0)
    odd = prices.filter(pl.col("price").max().over("note_id") - pl.col("price").min().over("note_id") > CENT)
    if odd.is_empty():
        return None
    each = odd.group_by("note_id", maintain_order=True).agg(
        low=pl.col("price").min(), high=pl.col("price").max()
    )
    worst = each.sort(pl.col("high") - pl.col("low"), descending=True).row(0, named=True)
    text = Text(
        f"{each.height:,} notes stand at two prices, the furthest apart {worst['note_id']}: ¥{worst['low']:,.2f} and "
        f"¥{worst['high']:,.2f}.",
        f"{each.height:,} 篇笔记有两个价格，相差最大的是 {worst['note_id']}：¥{worst['low']:,.2f} 与 ¥{worst['high']:,.2f}。",
    )
    fix = Text(
        "The order's price counts for costs; correct the other file.",
        "成本以订单报价为准，请更正另一份文件。",
    )
    return Finding("two_prices", Level.REVIEW, text, fix, places_of(odd), each.height)


ACROSS: tuple[Callable[[Mapping[str, pl.DataFrame]], Finding | None], ...] = (
    counted_comments,
    posted_titles,
    two_prices,
)
