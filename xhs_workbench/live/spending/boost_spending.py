"""What boosting has cost so far, by platform: every paid file counts against the brief's single budget."""

from __future__ import annotations

from datetime import date

import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.params.brief import Brief

PLATFORMS = {
    "juguang": Text("聚光", "聚光"),
    "shutiao": Text("薯条", "薯条"),
    "chengfeng": Text("乘风", "乘风"),
    "heating": Text("加热", "加热"),
    "other": Text("no platform named", "未注明平台"),
}
SPENDING = {
    "platform": pl.String,
    "spend_cny": pl.Float64,
    "unplaced_cny": pl.Float64,
    "rows": pl.Int64,
    "unpriced": pl.Int64,
}


def sum_spending(paid: pl.DataFrame, notes: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Sum what was spent on boosts by the end of a day.

    Args:
        paid: The `Paid` table, every source; a row without a day is counted, because its day may have passed.
        notes: The `Notes` table of the campaign.
        as_of: The day; later rows are ignored.

    Returns:
        One row a platform with rows by then, in the order of `PLATFORMS`: `platform`, `spend_cny`,
        `unplaced_cny` (the part of it on rows that name no note of `notes`), `rows`, `unpriced` (rows whose
        spend is missing). Empty without a paid row.
    """
    until = paid.filter(pl.col("day").is_null() | (pl.col("day") <= as_of))
    ours = pl.col("note_id").is_in(notes["note_id"].implode()).fill_null(value=False)
    found = until.group_by(platform=pl.col("platform").cast(pl.String).fill_null("other")).agg(
        spend_cny=pl.col("spend_cny").sum(),
        unplaced_cny=pl.col("spend_cny").filter(~ours).sum(),
        rows=pl.len().cast(pl.Int64),
        unpriced=pl.col("spend_cny").null_count().cast(pl.Int64),
    )
    order = pl.DataFrame({"platform": list(PLATFORMS)})
    return order.join(found, on="platform", maintain_order="left").select(list(SPENDING)).cast(SPENDING)  # type: ignore[arg-type]


def money_left(spending: pl.DataFrame, brief: Brief) -> float:
    """Return what is left of the boost budget, CNY, never below 0.

    Args:
        spending: From `sum_spending`.
        brief: The brief: boost budget.
    """
    return max(brief.budget.boost_cny - float(spending["spend_cny"].sum()), 0.0)


def spending_findings(spending: pl.DataFrame, brief: Brief) -> list[Finding]:
    """Report where the files make the sum spent uncertain: it may be higher, or part of another campaign.

    Args:
        spending: From `sum_spending`.
        brief: The brief: boost budget.
    """
    if spending.is_empty():
        return [
            Finding(
                "no_boost_spending",
                Level.REVIEW,
                Text(
                    "No paid file has a row by today: what is left assumes that nothing was spent.",
                    "截至今日无投流报表数据：剩余预算按尚未花费计算。",
                ),
                Text(
                    "If anything was boosted, add the 聚光 report and the 薯条 orders.",
                    "如已投放，请补充聚光报表与薯条订单。",
                ),
            )
        ]
    said = []
    spent, elsewhere = float(spending["spend_cny"].sum()), float(spending["unplaced_cny"].sum())
    unpriced, rows = int(spending["unpriced"].sum()), int(spending["rows"].sum())
    if spent > brief.budget.boost_cny:
        said.append(
            Finding(
                "boost_overspent",
                Level.FAIL,
                Text(
                    (
                        f"¥{spent:,.0f} were spent on boosts and the brief allows "
                        f"¥{brief.budget.boost_cny:,.0f}."
                    ),
                    f"投流已花 ¥{spent:,.0f}，超出 brief 的 ¥{brief.budget.boost_cny:,.0f}。",
                ),
            )
        )
    if elsewhere > 0:
        said.append(
            Finding(
                "boost_unplaced",
                Level.REVIEW,
                Text(
                    (
                        f"¥{elsewhere:,.0f} of the spend names no note of this campaign; it is counted "
                        "against the budget."
                    ),
                    f"有 ¥{elsewhere:,.0f} 消耗未对应到本项目笔记，仍计入投流预算。",
                ),
                Text(
                    "If another campaign paid for it, take those rows out of the file.",
                    "如属其他项目，请从报表中移除这些行。",
                ),
            )
        )
    if unpriced:
        said.append(
            Finding(
                "boost_unpriced",
                Level.REVIEW,
                Text(
                    f"{unpriced} of {rows} paid rows have no spend, so at least ¥{spent:,.0f} were spent.",
                    f"{rows} 行投流数据中有 {unpriced} 行缺消耗，已花金额至少为 ¥{spent:,.0f}。",
                ),
                Text("Export the report again with its spend column.", "请重新导出含消耗列的报表。"),
                n=unpriced,
            )
        )
    return said
