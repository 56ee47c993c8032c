"""The first sentences of the brief report, and what it cannot say."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from xhs_workbench.brief.checking.completeness import WORTH, score_brief
from xhs_workbench.brief.checking.rules import GROUPS, Count, rules
from xhs_workbench.brief.checking.voice import read_direction
from xhs_workbench.brief.writing.parts import Wording
from xhs_workbench.findings import SIDES, Finding, Level, Text
from xhs_workbench.metrics import footnotes
from xhs_workbench.params.brief import Brief

MOST = 3
"""Number of unmet rules named on the first screen; all of them are listed in their own part."""


def count_notes(brief: Brief) -> int:
    """Return the number of notes that the brief orders."""
    return sum(item.count for item in brief.deliverables)


def headline(brief: Brief, checks: Sequence[Finding]) -> list[Finding]:
    """Say how complete the brief is, whether it leaves the creator a voice, and what has to change first."""
    wrong = [finding for finding in checks if finding.level != Level.PASS]
    score = score_brief(checks)
    first = Text(
        (
            f"The brief scores {score.total:g} of 100 and meets {len(checks) - len(wrong)} of "
            f"{len(checks)} rules."
        ),
        f"brief 得分 {score.total:g} / 100，符合 {len(checks)} 条规则中的 {len(checks) - len(wrong)} 条。",
    )
    say = {
        language: Wording(language).span(brief.timeline.posting_start, brief.timeline.posting_end)
        for language in SIDES
    }
    plan = Text(
        f"{Count(count_notes(brief))} {Count(count_notes(brief)):note goes|notes go} out, {say['en']}.",
        f"{count_notes(brief)} 篇笔记将于 {say['zh']} 发布。",
    )
    direction = read_direction(checks)
    level = Level.PASS if direction.verdict == "balanced" else Level.REVIEW
    shown = [
        Finding("complete", Level.PASS, first),
        Finding("direction", level, direction.text),
        Finding("plan", Level.PASS, plan),
    ]
    return [*shown, *wrong[:MOST]]


def limits() -> list[Text]:
    """Say what the checks cannot see."""
    return [
        Text(
            (
                "Whether a claim is lawful: the rules look for what is missing and for words; a lawyer "
                "judges what is said."
            ),
            "宣称是否合法：规则只看缺项和用词，合法性由律师判断。",
        ),
        Text(
            "Whether creators will like it: ask two of them before it goes out.",
            "达人是否愿意：发出前请问两位达人。",
        ),
        Text(
            (
                "The score compares versions of one brief, not brands; points and most thresholds are "
                "our own judgement (grade G)."
            ),
            "得分用于比较同一 brief 的不同版本，不用于比较品牌；分值和多数阈值为我们的判断（G 级）。",
        ),
    ]


def kpi_definitions(brief: Brief) -> pl.DataFrame:
    """Return the definitions behind the brief's targets."""
    return footnotes([kpi.metric for kpi in brief.kpis], brief.definitions)


def rules_table(checks: Sequence[Finding]) -> pl.DataFrame:
    """Return every rule with what it says of this brief, in the order of the score's parts.

    Args:
        checks: From `check_brief`.

    Returns:
        One row a rule: `part`, `what` (the rule), `said` (the finding), `got` and `points` (of the score),
            `grade`,
        `source`, words in both languages; the sum of `got` is the score.
    """
    found = {finding.code: finding for finding in checks}
    rows = [
        {
            **GROUPS[rule.group].pair("part"),
            **rule.what.pair("what"),
            **found[name].text.pair("said"),
            "got": WORTH[found[name].level] * rule.points,
            "points": rule.points,
            "grade": rule.grade,
            **rule.source.pair("source"),
        }
        for name, rule in rules().items()
    ]
    return pl.DataFrame(rows)
