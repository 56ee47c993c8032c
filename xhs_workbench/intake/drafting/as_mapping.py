"""Plans in the words of a mapping: as it stands in `sources.yaml`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Any

import dataframely as dy

from xhs_workbench.intake.drafting.evidence import Cells, chosen_texts, fits, percent_of
from xhs_workbench.intake.drafting.layout import Layout, meaning_of
from xhs_workbench.intake.drafting.plan import Plan
from xhs_workbench.intake.drafting.words import DATE_FORM, is_crawl_time
from xhs_workbench.intake.opening.sheets import Sheet
from xhs_workbench.tables import columns_of

MARKS = 5
"""Headers a draft is recognised by: enough that no other export has them all."""
PERSONAL = frozenset({"contact", "avatar", "bio"})


def named(cells: Cells, layout: Layout) -> str:
    """Return a header as a mapping names it: with its group where the same name stands twice."""
    text = cells.header.text
    alike = [one for one in layout.columns if one.header.leaf == cells.header.leaf]
    if layout.group_rows and len(alike) > 1 and cells.header.groups:
        return f"{cells.header.groups[-1]}>{text}"
    if (
        layout.group_rows
        and cells.header.groups
        and len(meaning_of(cells.header).tags) > len(meaning_of(_alone(cells)).tags)
    ):
        return f"{cells.header.groups[-1]}>{text}"
    return text


def _alone(cells: Cells) -> Any:
    return replace(cells.header, groups=())


def mapping_of(sheet: Sheet, layout: Layout, plans: Sequence[Plan]) -> dict[str, Any]:
    """Put plans into the words of a mapping."""
    data: dict[str, Any] = {"name": _file_name(sheet), "drafted": True, "recognise": _marks(layout, plans)}
    if layout.group_rows:
        data["group_rows"] = layout.group_rows
    shares = [
        cells
        for plan in plans
        for column, (cells, _) in plan.chosen.items()
        if unit_of(plan.table, column) == "fraction"
    ]
    if shares:
        data["percent"] = percent_of(shares) or "percent"
    used = {cells.header.text for plan in plans for cells, _ in plan.chosen.values()}
    personal = [
        c.header.text
        for c in layout.columns
        if meaning_of(c.header).tags & PERSONAL and c.header.text not in used
    ]
    if personal:
        data["drop"] = personal
    crawled = [
        c.header.text
        for c in layout.columns
        if (
            is_crawl_time(plans[0].table, meaning_of(c.header))
            or c.header.text == plans[0].counted
            or _after_posting(c, plans[0])
        )
        and fits("notes", "collected_at", c)
        and c.header.text not in used
    ]
    if crawled:
        data["collected_at"] = crawled[:1]
    if order := _stated_order(plans):
        data["date_order"] = order
    if scale := {column: factor for plan in plans for column, factor in plan.scale.items()}:
        data["scale"] = scale
    data["tables"] = {plan.table: _filled_table(plan, layout) for plan in plans}
    texts = {
        column: chosen_texts(column, cells)
        for plan in plans
        for column, (cells, _) in plan.chosen.items()
        if isinstance(columns_of(plan.table)[column], dy.Enum)
    }
    if texts:
        data["values"] = texts
    return data


def _stated_order(plans: Sequence[Plan]) -> str:
    """Return the order of day and month that the headers of times state (DD/MM/YY), where they agree."""
    texts = [
        cells.header.text for plan in plans for cells, _ in plan.chosen.values() if cells.mostly("short_date")
    ]
    said = {found[0].strip("(（")[0].lower() for text in texts if (found := DATE_FORM.search(text))}
    return {"d": "day_first", "m": "month_first"}.get(said.pop(), "") if len(said) == 1 else ""


def _after_posting(cells: Cells, plan: Plan) -> bool:
    """Whether the other time of a note list is when it was counted: the same day in all rows, after the last posting."""
    posted = plan.chosen.get("published_at")
    if (
        plan.table != "notes"
        or posted is None
        or not meaning_of(cells.header).tags <= {"time"}
        or not cells.mostly("day")
    ):
        return False
    days = cells.filled.str.slice(0, 10).unique()
    last = posted[0].filled.str.slice(0, 10).max()
    return len(days) == 1 and isinstance(last, str) and posted[0].mostly("day") and bool(days[0] > last)


def unit_of(table: str, column: str) -> str:
    """Return the unit of a canonical column."""
    return str((columns_of(table)[column].metadata or {}).get("unit", ""))


def _filled_table(plan: Plan, layout: Layout) -> dict[str, Any]:
    order = [column for column in columns_of(plan.table) if column in plan.chosen]
    spec: dict[str, Any] = {"columns": {column: [named(plan.chosen[column][0], layout)] for column in order}}
    if rules := {column: found for column, found in plan.derive.items() if found}:
        spec["derive"] = {column: found[0] if len(found) == 1 else found for column, found in rules.items()}
    if plan.constants:
        spec["constants"] = dict(plan.constants)
    return spec


def _marks(layout: Layout, plans: Sequence[Plan]) -> list[str]:
    """Choose the headers that mark the file: those that are read, the longest names first, in the order of the file."""
    read = [cells for plan in plans for cells, _ in plan.chosen.values()]
    read += [
        c
        for c in layout.columns
        if any(r.get("header") == c.header.text for p in plans for rs in p.derive.values() for r in rs)
    ]
    fine = [cells for cells in read if "|" not in cells.header.text and cells.header.leaf]
    different = {cells.header.leaf: cells for cells in fine}
    longest = sorted(different.values(), key=lambda cells: -len(cells.header.whole))[:MARKS]
    below = [cells for cells in layout.columns if cells.header.groups and cells.header.leaf]
    if below and not any(cells.header.groups for cells in longest):
        longest.append(below[0])  # only the lower row of headers has it
    return [cells.header.text for cells in sorted(longest, key=lambda cells: cells.header.index)]


def _file_name(sheet: Sheet) -> str:
    stem = PurePath(sheet.file).stem
    tidy = re.sub(r"[^a-z0-9]+", "_", stem.lower()).strip("_")
    return tidy[:40] or "my_export"
