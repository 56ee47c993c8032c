"""Units that stand outside the header cells: in a row of their own above or below the header, or in a line above the table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from xhs_workbench.intake.opening.sheets import Sheet
from xhs_workbench.intake.recognising.sources import SCALES

UNIT = r"万元|千元|百万|万|千|元|分|%|百分比|次|人次|人|篇|个|条|天|日|小时|分钟|秒|w|k|m|rmb|cny|yuan|¥|￥|count|pcs|days?|times?"
UNIT_CELL = re.compile(
    rf"[（(\[【]?\s*(?:单位|unit)?\s*[:：]?\s*({UNIT})(?:\s*/\s*\S{{1,3}})?\s*[)）\]】]?\Z", re.IGNORECASE
)
STATED = re.compile(
    rf"(?:.{{0,40}}[（(\s，,；;])?(?:金额)?(?:单位|unit)\s*[:：]\s*(?:人民币)?\s*({UNIT})\s*[)）]?\Z",
    re.IGNORECASE,
)
"""A line above a table that states a unit for all of it (单位：万元)."""
ABOVE = 4
"""So many rows above the header may hold that line."""
MONEY = frozenset({"万元", "千元", "元", "rmb", "cny", "yuan", "¥", "￥"})


def units_of(row: Mapping[str, Any], names: Sequence[str]) -> dict[str, float]:
    """Return column -> what its unit multiplies with, of a row that holds units and nothing else; empty for any other.

    >>> units_of({"c0": None, "c1": "（万）", "c2": "%"}, ["c0", "c1", "c2"])
    {'c1': 10000, 'c2': 1}
    >>> units_of({"c0": "甲", "c1": "万"}, ["c0", "c1"])
    {}
    """
    texts = {name: str(row[name]).strip() for name in names if row[name] is not None}
    if len(texts) == 1 and STATED.match(next(iter(texts.values()))):
        return {}  # one line of 单位：万 speaks of the whole table
    found = {name: UNIT_CELL.match(text) for name, text in texts.items()}
    if not found or not all(found.values()):
        return {}
    return {name: SCALES.get(unit[1].lower(), 1) for name, unit in found.items() if unit}


def stated_above(sheet: Sheet, position: int) -> tuple[str, float]:
    """Return the unit that a line above the header states for the whole table, and its factor; empty and 1 without one."""
    rows = sheet.cells.slice(max(0, position - ABOVE), min(ABOVE, position)).to_dicts()
    for row in rows:
        said = [str(row[name]).strip() for name in sheet.columns if row[name] is not None]
        for text in said if len(said) <= 2 else ():
            if found := STATED.match(text):
                return found[1], SCALES.get(found[1].lower(), 1)
    return "", 1
