"""The first sentences of the selection report, made from the numbers."""

from __future__ import annotations

import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.metrics import footnotes
from xhs_workbench.params.brief import Brief
from xhs_workbench.selection.candidates import what_is_missing
from xhs_workbench.selection.planning.ordered import order_findings
from xhs_workbench.selection.planning.portfolio import Portfolio
from xhs_workbench.written import agree, many


def headline(candidates: pl.DataFrame, portfolio: Portfolio, brief: Brief) -> list[Finding]:
    """State the findings in at most five sentences.

    Args:
        candidates: Scored candidates.
        portfolio: The picked set.
        brief: The brief.
    """
    known = candidates.filter(pl.col("expected_interactions").is_not_null()).height
    tiers = candidates["tier"].n_unique()
    found = [
        Finding(
            "candidates",
            Level.PASS,
            Text(
                (
                    f"{candidates.height:,} creators in {tiers} tiers were compared; {known:,} have "
                    "recent figures."
                ),
                f"共比较 {candidates.height:,} 位达人、{tiers} 个量级，其中 {known:,} 位有近期数据。",
            ),
            n=candidates.height,
        )
    ]
    if portfolio.picks.height:
        found += _picked(portfolio)
        found += order_findings(portfolio.picks, portfolio.cost_cny, portfolio.budget_cny, brief)
    else:
        found += [
            finding
            for finding in portfolio.findings
            if finding.level == Level.FAIL and finding.code != "nothing_to_pick"
        ]
    found += what_is_missing(candidates)
    thin = candidates.filter(pl.col("notes_seen") < 5).height
    if thin > 0:
        text = Text(
            f"{many(thin, 'creator')} {agree(thin, 'has', 'have')} fewer than five recent notes here: weak figures.",
            f"{thin:,} 位达人近期笔记不足 5 篇，数据偏弱。",
        )
        found.append(Finding("few_notes", Level.REVIEW, text, n=thin))
    return found


def _picked(portfolio: Portfolio) -> list[Finding]:
    n, cost, expected = portfolio.picks.height, portfolio.cost_cny, portfolio.expected_interactions
    first = Text(
        (
            f"{n} creators for ¥{cost:,.0f} should bring about {expected:,.0f} interactions, "
            f"¥{cost / max(expected, 1):.2f} each."
        ),
        f"{n} 位达人共 ¥{cost:,.0f}，预计约 {expected:,.0f} 次互动，每次 ¥{cost / max(expected, 1):.2f}。",
    )
    proof = Text(
        (
            "Proven: no other set that fits budget and quotas can be worth over "
            f"{100 * (portfolio.gap or 0):.2f}% more."
        ),
        f"在同样预算和配额下，任何组合的价值至多比它高 {100 * (portfolio.gap or 0):.2f}%。",
    )
    return [Finding("picked", Level.PASS, first, n=n), Finding("optimal", Level.PASS, proof)]


def limits(candidates: pl.DataFrame) -> list[Text]:
    """Say what these files cannot tell in any case."""
    thin = candidates.filter(pl.col("notes_seen").is_between(1, 4)).height
    said = [
        Text(
            "Interactions of past notes do not promise those of a paid one; expect less.",
            "过往互动不代表商业笔记的互动，预期应更低。",
        ),
        Text(
            "Audience fit multiplies gender by age as if they were independent.",
            "人群匹配按性别 × 年龄相乘，假设两者独立。",
        ),
    ]
    said += [
        Text(
            (
                "How far outcomes spread is a setting until it is measured; a chance of meeting a "
                "target is only as reliable as that setting."
            ),
            "结果波动幅度在实测之前只是设定值，达成概率的可靠程度取决于它。",
        ),
        Text(
            (
                "Words in notes are reasons to read them, not proof: sarcasm, quotes and pictures are "
                "not understood."
            ),
            "笔记中的关注词只提示人工查看，不是证据；反语、引用与图片无法识别。",
        ),
    ]
    if thin:
        said.append(
            Text(f"{thin:,} creators are judged by fewer than five notes.", f"{thin:,} 位达人样本不足 5 篇。")
        )
    return said


def definitions_used(brief: Brief) -> pl.DataFrame:
    """Return the definitions behind the report's numbers."""
    choices = brief.definitions
    return footnotes(
        [choices.interactions, f"engagement_rate_by_{choices.engagement_rate}", "save_share", "cpe"], choices
    )
