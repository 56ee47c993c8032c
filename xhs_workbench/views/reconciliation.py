"""How it is shown whether the files agree, and what a campaign looks like under rival definitions."""

from __future__ import annotations

from typing import Protocol

import polars as pl

from xhs_workbench.findings import Language, Text
from xhs_workbench.views.blocks import Block, declared
from xhs_workbench.views.numbers import show
from xhs_workbench.views.tables import Column, Figure, figures, table

VERDICTS = {
    "agrees": Text("agrees", "一致"),
    "differs": Text("differs", "不符"),
    "yuan_or_fen": Text("a hundredfold: 元 or 分?", "相差百倍：元/分？"),
    "cannot": Text("a part is missing", "缺少数据"),
}
YES, NO = Text("yes", "有"), Text("—", "—")
KINDS = {"count": "count", "cny": "cny2", "rate": "rate", "number": "number"}
MONEY = {
    "": Text("", ""),
    "quote": Text("quote", "报价"),
    "quote_fee": Text("quote + fee", "报价 + 服务费"),
    "quote_fee_boost": Text("quote + fee + boost", "报价 + 服务费 + 投流"),
}


class HasChecks(Protocol):
    """What is shown of a reconciliation."""

    @property
    def checks(self) -> pl.DataFrame:
        """One row a check and subject."""
        ...

    @property
    def summary(self) -> pl.DataFrame:
        """One row a check."""
        ...

    @property
    def notes(self) -> pl.DataFrame:
        """One row a note."""
        ...


@declared
def figures_checks(found: HasChecks, *, language: Language) -> Block:
    """Show how many comparisons were made and how they came out."""
    total = {name: int(found.summary[name].sum()) for name in VERDICTS}
    compared = int(found.summary["n"].sum())
    tones = {"differs": "bad" if total["differs"] else "good", "yuan_or_fen": "bad" if total["yuan_or_fen"] else "good"}
    items = [
        Figure(Text("Comparisons made", "已比对"), compared, "count", Text("two figures that must agree", "应当一致的两个数")),
        Figure(Text("Agree", "一致"), total["agrees"], "count", Text("up to rounding", "仅有四舍五入差异")),
        Figure(Text("Differ", "不符"), total["differs"], "count", Text("listed below", "见下表"), tone=tones["differs"]),
        Figure(Text("元 or 分?", "元/分混用？"), total["yuan_or_fen"], "count", Text("a hundredfold apart", "相差百倍"), tone=tones["yuan_or_fen"]),
        Figure(Text("Cannot be compared", "无法比对"), total["cannot"], "count", Text("a part is missing", "缺少数据")),
    ]  # fmt: skip
    return figures(items, language=language)


@declared
def table_checks(found: HasChecks, *, language: Language) -> Block:
    """Show each check with its counts."""
    columns = [
        Column(f"name_{language}", Text("What must agree", "应一致的两个数")),
        Column("n", Text("Compared", "已比对"), "count"),
        Column("agrees", VERDICTS["agrees"], "count", bar=True),
        Column("differs", VERDICTS["differs"], "count"),
        Column("yuan_or_fen", VERDICTS["yuan_or_fen"], "count"),
        Column("cannot", VERDICTS["cannot"], "count"),
        Column("worst", Text("Largest difference", "最大差异"), "rate"),
    ]
    note = Text(
        "Stated figures against what follows from the other cells. Two exports of one note agree within 5 %, for they are taken at different hours; small counts and prices differ by more through rounding.",
        "导出中写明的数与由其他单元格推出的数相比；同一笔记的两份导出采集时间不同，相差 5% 以内视为一致；小数值因取整差异较大。",
    )
    return table(found.summary, columns, title=Text("Every check", "逐项核对"), note=note, language=language, first=20)


@declared
def table_differences(found: HasChecks, *, language: Language) -> Block:
    """Show what does not agree, and where it stands."""
    odd = found.checks.filter(pl.col("verdict").is_in(["differs", "yuan_or_fen"]))
    shown = odd.with_columns(
        verdict=pl.col("verdict").cast(pl.String).replace({key: text.to(language) for key, text in VERDICTS.items()})
    )
    columns = [
        Column(f"name_{language}", Text("What must agree", "应一致的两个数")),
        Column("subject", Text("Order, note or column", "订单、笔记或列")),
        Column("stated", Text("Stated", "写明"), "number"),
        Column("computed", Text("Follows from the cells", "推算"), "number"),
        Column("difference", Text("Difference", "差异"), "number"),
        Column("verdict", Text("Verdict", "结论")),
    ]
    note = Text("Hover a row for its file and row.", "悬停可见来源文件与行号。")
    title = Text("What does not agree", "不一致明细")
    return table(shown, columns, title=title, note=note, language=language)


@declared
def table_sides(found: HasChecks, *, language: Language) -> Block:
    """Show each note with the exports that know it."""
    sides = ("in_orders", "in_note_export", "in_paid", "in_crawl")
    said = [
        pl.when(side).then(pl.lit(YES.to(language))).otherwise(pl.lit(NO.to(language))).alias(side) for side in sides
    ]
    columns = [
        Column("note_id", Text("Note", "笔记ID")),
        Column("creator_name", Text("Creator", "博主")),
        Column("in_orders", Text("蒲公英 orders", "蒲公英订单")),
        Column("in_note_export", Text("Note export", "笔记导出")),
        Column("in_paid", Text("聚光", "聚光")),
        Column("in_crawl", Text("Crawl", "抓取")),
        Column("impressions_boosted", Text("蒲公英: boosted", "蒲公英推广曝光"), "count"),
        Column("paid_impressions", Text("聚光: impressions", "聚光展现"), "count"),
        Column("paid_spend_cny", Text("聚光: spend", "聚光消费"), "cny"),
        Column("order_saves", Text("Saves, order", "收藏（订单）"), "count"),
        Column("crawl_saves", Text("Saves, crawl", "收藏（抓取）"), "count"),
    ]
    note = Text("Joined on the note id. A note without 聚光 was not boosted, or its report is missing.",
                "按笔记 ID 关联。聚光一栏为空：未投流，或缺少报表。")  # fmt: skip
    title = Text("Which file knows which note", "每篇笔记出现在哪些文件中")
    return table(found.notes.with_columns(said), columns, title=title, note=note, language=language)


@declared
def table_definitions(compared: pl.DataFrame, *, language: Language) -> Block:
    """Show one campaign under rival definitions; the brief's own are marked."""
    rows = compared.iter_rows(named=True)
    shown = compared.with_columns(
        value_text=pl.Series([show(r["value"], KINDS[r["unit"]], language) for r in rows], dtype=pl.String),
        range_text=pl.Series(
            [_range(r, language) for r in compared.iter_rows(named=True)], dtype=pl.String
        ),
        formula=pl.col(f"formula_{language}"),
        basis=pl.col("money").replace_strict({key: text.to(language) for key, text in MONEY.items()}),
        ours=pl.when("chosen").then(pl.lit(Text("this brief", "本简报").to(language))).otherwise(pl.lit("")),
    )  # fmt: skip
    columns = [
        Column(f"word_{language}", Text("Word", "名称")),
        Column("formula", Text("Formula", "公式")),
        Column("basis", Text("Money", "费用口径")),
        Column("value_text", Text("Value", "数值")),
        Column("range_text", Text("90 % interval", "90% 区间")),
        Column("n", Text("Notes", "笔记数"), "count"),
        Column("n_missing", Text("without data", "缺数据"), "count"),
        Column("ours", Text("Used here", "本报告采用")),
    ]
    note = Text("Same notes, same files; only the definition differs.", "同样的笔记与文件，仅口径不同。")
    title = Text("One campaign, rival definitions", "同一项目，不同口径")
    return table(shown, columns, title=title, note=note, language=language, first=30)


def _range(row: dict[str, float | str | None], language: Language) -> str:
    from xhs_workbench.views.numbers import interval

    return interval(row["lower"], row["upper"], KINDS[str(row["unit"])], language)
