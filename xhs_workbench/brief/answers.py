"""What the brief report says first, and what it cannot say."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from xhs_workbench.brief.completeness import score_completeness
from xhs_workbench.findings import Finding, Language, Level, Text
from xhs_workbench.metrics import footnotes
from xhs_workbench.params.brief import Brief


def count_notes(brief: Brief) -> int:
    """Return how many notes the brief orders."""
    return sum(item.count for item in brief.deliverables)


def headline(brief: Brief, checks: Sequence[Finding]) -> list[Finding]:
    """Say how complete the brief is, and what has to change first."""
    wrong = [finding for finding in checks if finding.level != Level.PASS]
    score = score_completeness(list(checks))
    first = Text(
        f"The brief passes {len(checks) - len(wrong)} of {len(checks)} checks; completeness {score * 100:.0f}%.",
        f"brief 通过 {len(checks)} 项检查中的 {len(checks) - len(wrong)} 项，完整度 {score * 100:.0f}%。",
    )
    plan = Text(
        f"{count_notes(brief)} notes go out from {brief.timeline.posting_start} to {brief.timeline.posting_end}.",
        f"{count_notes(brief)} 篇笔记将于 {brief.timeline.posting_start} 至 {brief.timeline.posting_end} 发布。",
    )
    free = Text(
        f"{len(brief.free_for_creator)} things are left to the creator, {len(brief.messages)} messages are asked for.",
        f"{len(brief.free_for_creator)} 项由博主自主决定，{len(brief.messages)} 条核心信息需要传达。",
    )
    shown = [
        Finding("complete", Level.PASS, first),
        Finding("plan", Level.PASS, plan),
        Finding("freedom", Level.PASS, free),
    ]
    return [*shown, *wrong]


def limits() -> list[Text]:
    """Say what the checks cannot see."""
    return [
        Text(
            "Whether a claim is lawful: the checks look for what is missing, a lawyer judges what is said.",
            "宣称是否合法：检查只看缺什么，合法性由律师判断。",
        ),
        Text(
            "Whether creators will like it: ask two of them before it goes out.", "博主是否愿意：发出前请问两位博主。"
        ),
        Text(
            "The score compares versions of one brief, not brands with each other.",
            "完整度用于比较同一 brief 的不同版本，不用于比较品牌。",
        ),
    ]


def kpi_definitions(brief: Brief, language: Language) -> pl.DataFrame:
    """Return the definitions behind the brief's targets."""
    return footnotes([kpi.metric for kpi in brief.kpis], brief.definitions, language)
