"""What became of each header of a drafted sheet: what it is taken for, or why it is not read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.intake.drafting.as_mapping import named
from xhs_workbench.intake.drafting.choosing import stands_twice
from xhs_workbench.intake.drafting.evidence import FEW_KINDS, MOST, Cells
from xhs_workbench.intake.drafting.layout import Layout, meaning_of
from xhs_workbench.intake.drafting.plan import GUESSED, Plan
from xhs_workbench.intake.drafting.words import Meaning, candidates

UNSETTLED = Text(
    "day or month first? No cell settles it: map the column and write date_order: month_first (or day_first)",
    "日月顺序不明：请映射该列并写 date_order: month_first（或 day_first）",
)
TWICE = Text("the header stands twice: rename one", "表头重复：请改名其一")


@dataclass(frozen=True, slots=True)
class Guess:
    """One header and what it is taken for.

    Args:
        header: As a mapping names it.
        table: Canonical table; empty for a header that is not read.
        column: Canonical column; empty for a header that is not read.
        sure: The header is a usual name of the column; else it is a guess to be checked.
        why: Why it is not read.
    """

    header: str
    table: str = ""
    column: str = ""
    sure: bool = True
    why: Text = NOTHING


def explain(
    layout: Layout, plans: Sequence[Plan], mapping: dict[str, Any], left_out: dict[str, Text]
) -> tuple[Guess, ...]:
    """Say of every header what became of it."""
    found: list[Guess] = []
    derived = [
        (rule["header"], (plan.table, column))
        for plan in plans
        for column, rules in plan.derive.items()
        for rule in rules
        if "header" in rule
    ]
    for cells in layout.columns:
        text = cells.header.text
        twice = TWICE if stands_twice(cells, layout.columns) else None
        hits = [
            (plan.table, column, rank)
            for plan in plans
            for column, (own, rank) in plan.chosen.items()
            if own is cells
        ]
        found += [Guess(named(cells, layout), table, column, rank < GUESSED) for table, column, rank in hits]
        taken = dict.fromkeys(where for header, where in derived if header == text)
        found += [Guess(text, table, column) for table, column in taken]
        if hits or taken:
            continue
        if text in mapping.get("collected_at", ()):
            found.append(Guess(text, plans[0].table, "collected_at"))
        else:
            found.append(
                Guess(
                    named(cells, layout), why=left_out.get(text) or twice or _why_not(cells, plans, mapping)
                )
            )
    return tuple(found)


def _why_not(cells: Cells, plans: Sequence[Plan], mapping: dict[str, Any]) -> Text:
    """Say why a header is not read."""
    meaning = meaning_of(cells.header)
    if cells.header.text in mapping.get("drop", ()):
        return Text("personal, dropped at the door", "个人信息，读取时丢弃")
    if not len(cells.filled):
        return Text("no cell is filled", "整列为空")
    if cells.row_number:
        return Text("it counts the rows", "行号")
    if cells.mostly("short_link"):
        return Text("short links, which carry no id", "短链接，不含 ID")
    for plan in plans:
        if cells.header.text in plan.rejected:
            return plan.rejected[cells.header.text]
    return _name_not_read(cells, meaning, plans)


HOW_FAR = (
    r"(?i)[初一二三终定]稿|[过审交改]稿|待[审改]|[未已待]?修改|审核|已审|(?:待|已|未)(?:发布?|上线|拍摄?|寄)|拍摄中|"
    r"approv|pending|revis|draft|review|posted|scheduled|\blive\b|cancel|on hold|取消"
)
"""What is written while notes are made: how far each is."""


def _says_how_far(cells: Cells) -> bool:
    texts = cells.filled
    return 0 < texts.n_unique() <= FEW_KINDS and int(texts.str.contains(HOW_FAR).sum()) >= MOST * len(texts)


def _name_not_read(cells: Cells, meaning: Meaning, plans: Sequence[Plan]) -> Text:
    """Say why a header with proper cells is not read."""
    if _says_how_far(cells):
        return Text("how far each row is: no table of ours holds it", "各行的进度：没有对应的字段")
    if meaning.rest or not meaning.tags:
        return Text("not a name we know", "未知字段")
    for plan in plans:
        for column, _ in candidates(plan.table, meaning):
            if column in plan.chosen:
                return Text(
                    f"{column} is read from {plan.chosen[column][0].header.text}",
                    f"{column} 已取自「{plan.chosen[column][0].header.text}」",
                )
            return Text(
                f"named like {column}, but its cells are something else", f"名称像 {column}，但单元格内容不符"
            )
    return Text("there is no column of ours for it", "没有对应的字段")
