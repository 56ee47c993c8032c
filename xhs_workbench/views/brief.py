"""How the brief is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from xhs_workbench.findings import Finding, Language, Text
from xhs_workbench.views.blocks import Block
from xhs_workbench.views.charts import weeks
from xhs_workbench.views.tables import Figure, document, figures, findings

BRAND = Text("For the brand", "致品牌方")
CREATOR = Text("For the creator", "致博主")


def show_score(score: float, checks: Sequence[Finding], notes: int, budget_cny: float, *, language: Language) -> Block:
    """Show completeness, checks passed, notes and budget as tiles."""
    passed = sum(finding.level == "PASS" for finding in checks)
    return figures(
        [
            Figure(Text("Completeness", "完整度"), score, "rate", tone="good" if score >= 0.9 else "bad"),
            Figure(Text("Checks passed", "通过检查"), f"{passed} / {len(checks)}", "text"),
            Figure(Text("Notes ordered", "约定笔记"), notes, "count"),
            Figure(Text("Creator budget", "达人预算"), budget_cny, "cny"),
        ],
        language=language,
    )


def show_checks(checks: Sequence[Finding], *, language: Language) -> Block:
    """Show every check with its reason."""
    return findings(checks, language=language)


def show_document(sections: Sequence[Any], *, title: str, language: Language) -> Block:
    """Show the document for its reader: English for the brand, Chinese for the creator."""
    return document(sections, title=title, language=language, audience=BRAND if language == "en" else CREATOR)


def chart_calendar(spans: pl.DataFrame, *, language: Language) -> Block:
    """Draw the brief's dates."""
    lanes = {
        "make": Text("Make", "制作"),
        "post": Text("Post", "发布"),
        "sale": Text("Sale", "大促"),
        "measure": Text("Measure", "观察"),
    }
    return weeks(
        spans, label=language, start="start", end="end", lane="lane", lanes={key: text.to(language) for key, text in lanes.items()},
        title=Text("The campaign in weeks", "投放日历"), note=Text("China time. Click the legend to keep one kind.", "北京时间。点击图例可只看一类。"),
        language=language,
    )  # fmt: skip
