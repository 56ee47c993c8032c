"""What the ad files cannot say, and where the prices they state are not what their own sums give."""

from __future__ import annotations

import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.metrics.identities import Verdict, check_paid
from xhs_workbench.results.bringing.sums import sum_of
from xhs_workbench.results.buying.cuts import Bought


def ad_gaps(
    bought: Bought | None, paid: pl.DataFrame, slices: pl.DataFrame, outcomes: pl.DataFrame
) -> list[Finding]:
    """Say what is missing to know the ads' prices, and how many stated prices differ from the recomputed ones.

    Args:
        bought: From `cut_ads`.
        paid: The `Paid` table.
        slices: The `PaidSlices` table.
        outcomes: From `gather_outcomes`: what 蒲公英 counts as heated.
    """
    if bought is None:
        return []
    return [*_no_people(bought), *_heating(paid, outcomes), *_differing(paid, slices)]


def _no_people(bought: Bought) -> list[Finding]:
    if bought.notes["cpti_cny"].count():
        return []
    elsewhere = bought.slices["cpti_cny"].count() > 0
    said = Text(
        "No ad report counts newly deeply interested people by note, so CPTI by note cannot be told.",
        "投流报表未按笔记列出新增深度种草人群，无法计算各笔记 CPTI。",
    )
    also = Text(" A report cut another way has them; see it below.", "按其他维度的报表中有该数据，见下表。")
    text = Text(said.en + also.en, said.zh + also.zh) if elsewhere else said
    todo = Text(
        "Export the creative report with 新增种草人群 and 新增深度种草人群.",
        "请导出含「新增种草人群」「新增深度种草人群」的创意报表。",
    )
    return [Finding("no_cpti", Level.REVIEW, text, todo)]


def _heating(paid: pl.DataFrame, outcomes: pl.DataFrame) -> list[Finding]:
    """蒲公英 counts impressions of heating (加热) and states no money for it."""
    shown = int(sum_of(outcomes, "impressions_heated"))
    if not shown or paid["platform"].is_in(["shutiao", "heating"]).any():
        return []
    text = Text(
        f"Orders count {shown:,} heated impressions, and no file holds what heating cost.",
        f"订单报告记有 {shown:,} 次加热曝光，但没有文件记录加热费用。",
    )
    todo = Text(
        "Add the 薯条 order details, or type the sheet of heated notes.",
        "请补充薯条订单明细，或填写加热投放手填表。",
    )
    return [Finding("heating_unpriced", Level.REVIEW, text, todo)]


def _differing(paid: pl.DataFrame, slices: pl.DataFrame) -> list[Finding]:
    made = [*check_paid(paid), *check_paid(slices)]
    if not made:
        return []
    checked = pl.concat(made).filter(pl.col("verdict") != Verdict.CANNOT.value)
    n = checked.filter(pl.col("verdict") != Verdict.AGREES.value).height
    if not checked.height:
        return []
    if not n:
        text = Text(
            f"All {checked.height:,} unit prices and rates that ad reports state are what their own sums give.",
            f"投流报表所列 {checked.height:,} 个单价与比率均与其金额、数量一致。",
        )
        return [Finding("unit_prices_agree", Level.PASS, text, n=checked.height)]
    text = Text(
        f"{n:,} of {checked.height:,} stated unit prices and rates differ from spend over count; ours are recomputed.",
        f"{checked.height:,} 个单价与比率中有 {n:,} 个与“消费 ÷ 数量”不符，本报告已重算。",
    )
    todo = Text("See each of them under data checks.", "逐项差异见「数据核对」。")
    return [Finding("unit_prices_differ", Level.REVIEW, text, todo, n=n)]
