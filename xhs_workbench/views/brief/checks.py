"""The brief's score, what should change, and the documents made of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xhs_workbench.findings import NOTHING, Finding, Level, Text
from xhs_workbench.views.blocks import Block
from xhs_workbench.views.drawing.tables import document, findings

NOTHING_TO_CHANGE = Finding(
    "nothing_to_change", Level.PASS, Text("No rule asks for a change.", "没有需要修改的地方。")
)


def show_score(score: Any, direction: Text = NOTHING) -> Block:
    """Show a score as a card: the total, and the parts that add up to it.

    Args:
        score: `total`, and `parts`, each with `label`, points `got` and points there are (`of`).
        direction: What was read of the campaign's direction.
    """
    of = sum(part.of for part in score.parts)
    parts = [
        {
            "label": part.label,
            "got": f"{part.got:g}",
            "of": f"{part.of:g}",
            "filled": round(100 * part.got / part.of, 1) if part.of else 0,
            "tone": "good" if part.got == part.of else "bad",
        }
        for part in score.parts
    ]
    data = {
        "label": Text("Brief score", "brief 得分"),
        "total": f"{score.total:g}",
        "of": f"{of:g}",
        "note": direction,
        "tone": "good" if score.total >= 0.9 * of else "bad",
        "parts": parts,
        "block": "brief.show_score",
    }
    return Block("scorecard", data)


def show_checks(checks: Sequence[Finding]) -> Block:
    """Show the rules that are not met, each with its reason and what to do."""
    unmet = [finding for finding in checks if finding.level != Level.PASS]
    return findings(unmet or [NOTHING_TO_CHANGE])


def show_document(laid: Any, *, saved: str = "") -> Block:
    """Show a document as its reader gets it, in the reader's language.

    Args:
        laid: The document; see `brief.Document`.
        saved: Name of the Word file saved beside the report.
    """
    where = Text(f"Saved beside this report as {saved}.", f"已另存为报告旁的 {saved}。") if saved else ""
    made = document(
        laid.sections,
        title=laid.title,
        audience=laid.audience,
        subtitle=laid.subtitle,
        opening=laid.opening,
        facts=laid.facts,
        saved=where,
        block="brief.show_document",
    )
    return made.in_(laid.language)
