"""Do the files agree with themselves and with each other?

Exports state sums, rates and unit prices beside the figures behind them, and two exports describe the same
note.
Each such pair is a check: the stated value, the value computed from other cells, and whether they differ by
more than rounding. The identities are those of 蒲公英's own order row (domain knowledge 2.2: 报价 50, 服务费 5, 阅读
248, 互动 2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.metrics import identities
from xhs_workbench.metrics.identities import Verdict
from xhs_workbench.tables import empty
from xhs_workbench.worked_out import kept

NAMES = {
    "totals": Text("Totals row (合计) = sum of its rows", "合计行 = 各行之和"),
    "impressions_parts": Text("Impressions = natural + boosted + heated", "总曝光 = 自然 + 推广 + 加热"),
    "reads_parts": Text("Reads = natural + boosted + heated", "总阅读 = 自然 + 推广 + 加热"),
    "service_fee": Text("Service fee = quote × the brief's rate", "服务费 = 报价 × brief 约定费率"),
    "read_unit_price": Text("Cost per read = (quote + fee) / reads", "阅读单价 =（报价 + 服务费）/ 阅读"),
    "interaction_unit_price": Text(
        "Cost per interaction = (quote + fee) / interactions", "互动单价 =（报价 + 服务费）/ 互动"
    ),
    "interaction_rate": Text("Interaction rate = interactions / reads", "互动率 = 互动 / 阅读"),
    "click_rate": Text("聚光: click rate = clicks / impressions", "聚光：点击率 = 点击 / 展现"),
    "cpc": Text("聚光: cost per click = spend / clicks", "聚光：平均点击成本 = 消费 / 点击"),
    "cpm": Text("聚光: CPM = spend / impressions × 1,000", "聚光：千次展现费用 = 消费 / 展现 × 1000"),
    "cpe": Text("聚光: cost per interaction = spend / interactions", "聚光：平均互动成本 = 消费 / 互动量"),
    "cpi": Text(
        "聚光: cost per newly interested person = spend / people", "聚光：新增种草人群成本 = 消费 / 人数"
    ),
    "cpti": Text(
        "聚光: cost per newly deeply interested person = spend / people",
        "聚光：新增深度种草人群成本 = 消费 / 人数",
    ),
    "publish_time": Text("Publish time = the time in the note id", "发布时间 = 笔记 ID 中的时间"),
    "quote": Text("Quote in the order = quote in the note export", "订单报价 = 笔记导出中的报价"),
    "boosted_impressions": Text("蒲公英 boosted impressions = 聚光 impressions", "蒲公英推广曝光 = 聚光展现"),
    "likes_in_crawl": Text("Likes in the order = likes in the crawl", "订单点赞 = 抓取点赞"),
    "saves_in_crawl": Text("Saves in the order = saves in the crawl", "订单收藏 = 抓取收藏"),
    "comments_in_crawl": Text("Comments in the order = comments in the crawl", "订单评论 = 抓取评论"),
}
"""Check -> the statement that it verifies."""


@dataclass(frozen=True)
class Reconciliation:
    """All checks, and each note across the exports.

    Args:
        checks: One row per check and subject: `check`, `name_en`, `name_zh`, `subject` (order, note, or
            column of a file), `stated`,
        `computed`, `difference` (stated - computed), `verdict`, and the source place of the stated figure.
        summary: One row per check: `check`, `name_en`, `name_zh`, `n` (compared), `agrees`, `differs`,
            `yuan_or_fen`, `cannot` (a part
        is missing), `worst` (largest difference relative to the computed figure).
        notes: One row per note of any export: `note_id`, `in_orders`, `in_note_export`, `in_paid`,
            `in_crawl`, and the
        figures that two exports both state.
    """

    checks: pl.DataFrame
    summary: pl.DataFrame
    notes: pl.DataFrame


@kept
def reconcile(
    tables: Mapping[str, pl.DataFrame],
    totals: Mapping[str, pl.DataFrame],
    files: pl.DataFrame,
    *,
    service_fee_rate: float = 0.1,
) -> Reconciliation:
    """Run every check for which the files have data.

    Args:
        tables: Canonical tables by name (`Intake.tables`).
        totals: Totals rows by table (`Intake.totals`).
        files: Account of rows (`Intake.files`); says which export each file is.
        service_fee_rate: The fee that the platform adds to a quote; the brief's setting.
    """
    orders = _table_or_empty(tables, "placements")
    # An order report calls what 薯条 brings heated, not boosted, so boosted figures are compared with 聚光 only.
    paid = _table_or_empty(tables, "paid").filter(pl.col("platform").fill_null("juguang") == "juguang")
    notes = _table_or_empty(tables, "notes")
    crawl, exports = _crawled(tables, files)
    found = [
        *(identities.check_totals(tables.get(name, empty(name)), rows) for name, rows in totals.items()),
        *identities.check_orders(orders, service_fee_rate),
        *identities.check_paid(paid),
        *identities.check_paid(_table_or_empty(tables, "paid_slices")),
        identities.check_publish_time(notes),
        identities.check_quote(orders, notes),
        *identities.check_across(orders, paid, crawl),
    ]
    checks = pl.concat([identities.NO_CHECKS, *(frame for frame in found if frame.height)])
    return Reconciliation(
        _add_check_names(checks),
        _add_check_names(_count_verdicts(checks)),
        _notes_by_export(orders, exports, paid, crawl),
    )


def _add_check_names(frame: pl.DataFrame) -> pl.DataFrame:
    """Add the wording of each check in both languages."""
    return frame.with_columns(
        name_en=pl.col("check").replace_strict(
            {key: name.en for key, name in NAMES.items()}, return_dtype=pl.String
        ),
        name_zh=pl.col("check").replace_strict(
            {key: name.zh for key, name in NAMES.items()}, return_dtype=pl.String
        ),
    )


def _table_or_empty(tables: Mapping[str, pl.DataFrame], name: str) -> pl.DataFrame:
    return tables[name] if name in tables else empty(name)


def _crawled(tables: Mapping[str, pl.DataFrame], files: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Split the history of counts into crawls and platform note exports, with the latest count of each note."""
    history, notes = _table_or_empty(tables, "snapshots"), _table_or_empty(tables, "notes")
    sources = dict(files.select("file", "source").iter_rows()) if files.height else {}
    crawl = [name for name, source in sources.items() if "crawl" in source]
    in_time = history.sort("collected_at", maintain_order=True)
    latest = in_time.unique("note_id", keep="last", maintain_order=True)
    crawled = in_time.filter(pl.col("source_file").is_in(crawl))
    seen = crawled.unique("note_id", keep="last", maintain_order=True)
    listed = pl.concat([latest.select("note_id", "source_file"), notes.select("note_id", "source_file")])
    whole = pl.concat([history.select("note_id", "source_file"), listed])
    return seen, whole.filter(~pl.col("source_file").is_in(crawl)).unique("note_id")


def _notes_by_export(
    orders: pl.DataFrame, exports: pl.DataFrame, paid: pl.DataFrame, crawl: pl.DataFrame
) -> pl.DataFrame:
    """List each note with the exports that contain it."""
    sides: Sequence[tuple[str, pl.DataFrame]] = (
        ("in_orders", orders),
        ("in_note_export", exports),
        ("in_paid", paid),
        ("in_crawl", crawl),
    )
    ids = [side.select("note_id").drop_nulls().unique() for _, side in sides]
    made = pl.concat(ids).unique().sort("note_id")
    for (name, _), known in zip(sides, ids, strict=True):
        made = made.with_columns(pl.col("note_id").is_in(known["note_id"].implode()).alias(name))
    bought = (
        paid.drop_nulls("note_id")
        .group_by("note_id")
        .agg(paid_impressions=pl.col("impressions").sum(), paid_spend_cny=pl.col("spend_cny").sum())
    )
    ordered = orders.drop_nulls("note_id").unique("note_id", keep="first", maintain_order=True)
    said = ordered.select(
        "note_id",
        "creator_name",
        "impressions_boosted",
        order_saves="saves",
        source_file="source_file",
        source_sheet="source_sheet",
        source_row="source_row",
    )
    seen = crawl.select("note_id", crawl_saves="saves")
    for other in (said, bought, seen):
        made = made.join(other, on="note_id", how="left", maintain_order="left")
    return made


def _count_verdicts(checks: pl.DataFrame) -> pl.DataFrame:
    counted = checks.group_by("check", maintain_order=True).agg(
        n=(pl.col("verdict") != Verdict.CANNOT.value).sum().cast(pl.Int64),
        **{verdict.value: (pl.col("verdict") == verdict.value).sum().cast(pl.Int64) for verdict in Verdict},
        worst=(pl.col("difference") / pl.when(pl.col("computed") != 0).then(pl.col("computed"))).abs().max(),
    )
    return counted.select("check", "n", *(verdict.value for verdict in Verdict), "worst")


SIDES = {
    "in_orders": ("the orders", "订单报告"),
    "in_note_export": ("the note export", "笔记导出"),
    "in_crawl": ("the crawl", "抓取文件"),
}


def where_a_note_is_missing(notes: pl.DataFrame) -> dict[str, Any]:
    """Count notes that an export lacks although another export names them.

    Returns:
        Export -> notes it lacks; exports that name no note at all are left out (no such file was given).
    """
    sides = [
        name for name in ("in_orders", "in_note_export", "in_crawl") if notes.height and notes[name].any()
    ]
    return {name: int((~notes[name]).sum()) for name in sides}


def reconciliation_findings(found: Reconciliation) -> list[Finding]:
    """Describe in sentences what does not agree; one line if everything agrees."""
    said = []
    for row in found.summary.iter_rows(named=True):
        odd = found.checks.filter(
            (pl.col("check") == row["check"]) & pl.col("verdict").is_in(["differs", "yuan_or_fen"])
        )
        if odd.is_empty():
            continue
        name, fen = NAMES[row["check"]], row["yuan_or_fen"]
        text = Text(
            f"{name.en}: {odd.height} of {row['n']} differ"
            + (f", {fen} of them a hundredfold: yuan against fen?" if fen else "."),
            f"{name.zh}：{row['n']} 项中 {odd.height} 项不符"
            + (f"，其中 {fen} 项相差百倍，疑为元/分混用。" if fen else "。"),
        )
        if row["check"] == "publish_time":
            hours = float(odd["difference"].abs().median())  # type: ignore[arg-type]
            text = Text(
                f"{text.en} Half of them by {hours:,.1f} hours or more.",
                f"{text.zh}其中一半相差 {hours:,.1f} 小时以上。",
            )
        places = tuple(
            " › ".join(p for p in (r["source_file"], r["source_sheet"], f"row {r['source_row']}") if p)
            for r in odd.head(3).iter_rows(named=True)
        )
        fix = Text("See the differences below; ask for a fresh export.", "请查看下方差异，并重新导出核对。")
        said.append(
            Finding("does_not_reconcile", Level.FAIL if fen else Level.REVIEW, text, fix, places, odd.height)
        )
    for side, n in where_a_note_is_missing(found.notes).items():
        if n:
            en, zh = SIDES[side]
            text = Text(f"{n} notes named in another file are missing in {en}.", f"{n} 篇笔记在{zh}中缺失。")
            said.append(Finding("note_missing", Level.REVIEW, text, n=n))
    if not said and found.checks.height:
        n = int(found.summary["n"].sum())
        text = Text(f"All {n} comparisons that the files allow agree.", f"可比对的 {n} 项全部一致。")
        said.append(Finding("reconciles", Level.PASS, text, n=n))
    return said
