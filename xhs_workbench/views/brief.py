"""How the brief is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import polars as pl

from xhs_workbench.findings import NOTHING, Finding, Language, Level, Text
from xhs_workbench.views.blocks import Block, declared
from xhs_workbench.views.charts import weeks
from xhs_workbench.views.tables import Column, document, findings, table


class HasScore(Protocol):
    """What the card needs of a score: the total and its parts, each with label, points got, points there are."""

    @property
    def total(self) -> float:
        """Points."""
        ...

    @property
    def parts(self) -> Sequence[Any]:
        """Parts."""
        ...


class HasDocument(Protocol):
    """What the page needs of a document laid out for a reader."""

    audience: str
    title: str
    subtitle: str
    opening: str
    facts: Sequence[tuple[str, str]]
    sections: Sequence[Any]
    language: Language


@declared
def show_score(score: HasScore, direction: Text = NOTHING, *, language: Language) -> Block:
    """Show a score as a card: the total, and the parts that add up to it."""
    of = sum(part.of for part in score.parts)
    parts = [
        {
            "label": part.label.to(language),
            "got": f"{part.got:g}",
            "of": f"{part.of:g}",
            "filled": round(100 * part.got / part.of, 1) if part.of else 0,
            "tone": "good" if part.got == part.of else "bad",
        }
        for part in score.parts
    ]
    data = {
        "label": Text("Brief score", "brief 得分").to(language), "total": f"{score.total:g}", "of": f"{of:g}",
        "note": direction.to(language), "tone": "good" if score.total >= 0.9 * of else "bad", "parts": parts,
    }  # fmt: skip
    return Block("scorecard", data, language)


@declared
def show_checks(checks: Sequence[Finding], *, language: Language) -> Block:
    """Show the rules that are not met, each with its reason and what to do."""
    unmet = [finding for finding in checks if finding.level != Level.PASS]
    nothing = Finding("nothing_to_change", Level.PASS, Text("No rule asks for a change.", "没有需要修改的地方。"))
    return findings(unmet or [nothing], language=language)


@declared
def table_rules(rules: pl.DataFrame, *, language: Language) -> Block:
    """Show every rule, what it says of this brief, and the evidence it stands on."""
    return table(
        rules,
        [
            Column("part", Text("Part", "部分")),
            Column("what", Text("Rule", "规则")),
            Column("said", Text("This brief", "本 brief")),
            Column("got", Text("Points", "得分"), "score"),
            Column("points", Text("of", "满分"), "count"),
            Column("grade", Text("Grade", "证据")),
            Column("source", Text("Source", "来源")),
        ],
        title=Text("Every rule, and the points it gives", "全部规则与得分"),
        note=Text(
            "A rule not met gives half its points (review) or none (problem); the points add up to the score.",
            "未满足的规则得一半分（复核）或零分（问题）；各项相加即为总分。",
        ),
        language=language,
    )


@declared
def show_document(laid: HasDocument, *, saved: str = "") -> Block:
    """Show a document as its reader gets it, in the reader's language.

    Args:
        laid: The document.
        saved: Name of the Word file saved beside the report.
    """
    language = laid.language
    where = Text(f"Saved beside this report as {saved}.", f"已另存为报告旁的 {saved}。").to(language) if saved else ""
    return document(
        laid.sections, title=laid.title, language=language, audience=Text(laid.audience, laid.audience),
        subtitle=laid.subtitle, opening=laid.opening, facts=laid.facts, saved=where,
    )  # fmt: skip


def control_brief(builder: Any, *, language: Language) -> Any:
    """Return the form that fills a brief's YAML; a report leaves it out.

    Args:
        builder: What reads, previews, starts and saves a brief; see `brief_form.Builder`.
        language: Language of labels and findings.
    """
    from xhs_workbench.views.brief_form import BriefForm

    return BriefForm(builder, language)


@declared
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
