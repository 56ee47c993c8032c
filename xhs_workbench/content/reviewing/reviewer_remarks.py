"""A reviewer's own remarks: those on compliance, accuracy or agreements go to the creator, those on style do not."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import polars as pl

from xhs_workbench.findings import Text, both

REFUSED = Text(
    (
        "Refused: a remark about style. The creator's voice is what readers trust; name the rule, fact "
        "or agreement it breaks, or leave it."
    ),
    "不转达：属于风格意见。达人的表达正是读者信任的；请指出违反的规则、事实或约定，否则保留原样。",
)
UNCLEAR = Text(
    "Held back: it names no rule, fact or agreement. Say which, and it goes out.",
    "暂缓：未指出规则、事实或约定，请补充后再转达。",
)
KEPT = Text("Kept: about {}.", "转达：涉及{}。")
BOTH = Text(
    "Kept for its part about {}; its part about style is the creator's to decide.",
    "仅转达涉及{}的部分；风格由达人决定。",
)


class ReviewerRemark(Protocol):
    """One remark of a person."""

    @property
    def draft(self) -> str:
        """Draft id."""
        ...

    @property
    def remark(self) -> str:
        """The words."""
        ...


@cache
def _read_style_words() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "style.toml").read_text(encoding="utf-8"))


def judge_remark(words: str) -> tuple[str, Text]:
    """Judge one remark: `kept`, `refused` (style) or `unclear`, and why.

    >>> judge_remark("标题不够吸引，语气再活泼一点")[0], judge_remark("“最佳”是极限词，请删除")[0], judge_remark("再想想")[0]
    ('refused', 'kept', 'unclear')
    """
    folded = words.lower()
    grounds = [
        one["name"] for one in _read_style_words()["grounds"] if any(word in folded for word in one["words"])
    ]
    style = any(word in folded for word in _read_style_words()["style"]["words"])
    if not grounds:
        return ("refused", REFUSED) if style else ("unclear", UNCLEAR)
    said = BOTH if style else KEPT
    return "kept", Text(
        said.en.format(", ".join(one["en"] for one in grounds)),
        said.zh.format("、".join(one["zh"] for one in grounds)),
    )


def judge_remarks(remarks: Iterable[ReviewerRemark]) -> pl.DataFrame:
    """Judge a reviewer's list.

    Returns:
        One row a remark in the list's order: `draft_id`, `remark`, `verdict` (`kept`, `refused`, `unclear`),
        `why_en`, `why_zh`.
    """
    rows = []
    for one in remarks:
        verdict, why = judge_remark(one.remark)
        rows.append({"draft_id": one.draft, "remark": one.remark, "verdict": verdict, **why.pair("why")})
    return pl.DataFrame(
        rows, schema=dict.fromkeys(("draft_id", "remark", "verdict", *both("why")), pl.String)
    )
