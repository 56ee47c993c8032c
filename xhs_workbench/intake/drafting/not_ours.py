"""Kinds of exports that no table of ours takes: said by their name, and never read as something near to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import polars as pl

from xhs_workbench.findings import Text
from xhs_workbench.intake.drafting.evidence import MOST, Cells, fits
from xhs_workbench.intake.drafting.layout import meaning_of
from xhs_workbench.intake.drafting.plan import Plan

OF_A_NOTE = (frozenset({"note", "id"}), frozenset({"note", "url"}))
TEXTS = frozenset({"title", "text"})
AN_ACCOUNT = (
    frozenset({"fans"}),
    frozenset({"home", "visits"}),
    frozenset({"home", "reads"}),
    frozenset({"follow", "growth"}),
)
"""What is counted of an account, not of a note."""
SOLD = frozenset(
    {"pay", "visits", "cart", "clicks", "refund", "pieces", "order", "impressions", "reads", "saves"}
)
SEEN = frozenset({"impressions", "reads", "interactions", "likes"})
LIVE = re.compile(r"(?i)直播|开播|下播|场观|在线人数|\blive ?(?:room|stream)|\bstream(?:s|ing)?\b")
OFTEN = 3
"""So many days an account has in a list of accounts by day."""
BY_DAY = Text(
    "an account's figures by day: no table of ours takes them; give an export with a row a note instead",
    "账号按日数据：没有对应的数据表，请改用按笔记导出的数据",
)
BY_PRODUCT = Text(
    "results by product: no table of ours takes them; give the shop's orders, or its figures by day",
    "商品维度数据：没有对应的数据表，请改用店铺订单或按日数据",
)
OF_LIVES = Text("live streams by session: no table of ours takes them", "直播场次数据：没有对应的数据表")


def said_of(columns: Sequence[Cells], good: Sequence[Plan]) -> Text | None:
    """Say what a sheet is that no table takes; None for one that may be read.

    Args:
        columns: The sheet's columns.
        good: The tables that could be filled from it.
    """
    tags = [meaning_of(cells.header).tags for cells in columns]
    if any(one <= said for one in OF_A_NOTE for said in tags) or any(c.mostly("note_link") for c in columns):
        return None
    filled = {plan.table for plan in good}
    sells = any(plan.table == "traffic" and plan.has("orders", "order_value_cny") for plan in good)
    if not filled - {"notes", "creators", "traffic"} and not sells and _is_by_day(columns):
        return BY_DAY
    if not filled - {"traffic", "notes"} and _is_by_product(columns):
        return BY_PRODUCT
    lives = are_lives(cells.header.text for cells in columns)
    return OF_LIVES if lives and not filled - {"notes", "traffic"} else None


def are_lives(texts: Iterable[object]) -> bool:
    """Say whether headers speak of live streams; one may only name where something was sold."""
    return sum(isinstance(text, str) and bool(LIVE.search(text)) for text in texts) > 1


def _is_by_day(columns: Sequence[Cells]) -> bool:
    said = [(cells, meaning_of(cells.header).tags) for cells in columns]
    if any(tags & TEXTS for _, tags in said):
        return False
    counted = [cells for cells, tags in said if any(one <= tags for one in AN_ACCOUNT) and "id" not in tags]
    days = [cells for cells, tags in said if "time" in tags and fits("paid", "day", cells)]
    names = [cells for cells, tags in said if tags & {"creator", "user"} and not cells.mostly("number")]
    if not counted or len(days) != 1:
        return False
    if not names:
        others = sum(bool(tags & SEEN) for _, tags in said)
        return days[0].unique >= MOST and len(counted) + bool(others) > 1
    rows = pl.DataFrame({"name": names[0].first, "day": days[0].first}).drop_nulls()
    each = rows.height / max(rows["name"].n_unique(), 1)
    return each >= OFTEN and rows.unique().height == rows.height


def _is_by_product(columns: Sequence[Cells]) -> bool:
    said = [(cells, meaning_of(cells.header).tags) for cells in columns]
    named = [
        cells
        for cells, tags in said
        if "product" in tags and tags <= {"product", "name", "id", "title", "spec", "category"}
    ]
    measures = sum(bool(tags & SOLD) and cells.mostly("number") for cells, tags in said)
    numbered = any({"order", "id"} <= tags for _, tags in said)
    several = any(cells.filled.n_unique() > 1 and not cells.mostly("number") for cells in named)
    return several and measures > 1 and not numbered
