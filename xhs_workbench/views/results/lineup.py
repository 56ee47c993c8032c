"""Who brought it: cost against engagement as a picture, and the notes at either end as cards."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.telling import Card, Statement
from xhs_workbench.views.blocks import Block
from xhs_workbench.views.results.story import chapter_or_want
from xhs_workbench.views.results.wants import LEAST_POINTS, want_of_lineup
from xhs_workbench.views.sketching.sketches import Sketch
from xhs_workbench.views.story import cards
from xhs_workbench.written import listed


def chapter_lineup(said: Statement | None, priced: pl.DataFrame, cost: Text) -> Block:
    """Show what one of the goal cost against engagement, a point a note, with the names of those with most interactions.

    Args:
        said: From `results.say_lineup`.
        priced: From `results.price_goal`, its first part.
        cost: Its second part.
    """
    known = priced.drop_nulls(["each", "rate"]).sort(
        "interactions_named", "order_id", descending=[True, False], nulls_last=True
    )
    # Corners would tell notes apart that are the same.
    if known.height < LEAST_POINTS or said is None or said.code == "lineup_alike":
        return chapter_or_want("results.lineup", said, wants=want_of_lineup(priced))
    x, y = float(known["each"].median()), float(known["rate"].median())  # type: ignore[arg-type]
    far = pl.col("each") > FAR * x
    if known.filter(far).height > MOST_FAR:
        far = pl.lit(value=False)
    rows = [
        {
            "x": row["each"],
            "y": row["rate"],
            "label": row["creator_name"] or "",
            "tone": "good"
            if row["each"] < x and row["rate"] > y
            else "bad"
            if row["each"] > x and row["rate"] < y
            else "plain",
        }
        for row in known.filter(~far).iter_rows(named=True)
    ]
    off = [
        Text(row["creator_name"] or row["title"], row["creator_name"] or row["title"])
        for row in known.filter(far).iter_rows(named=True)
    ]
    note = listed(off)
    note = Text(f"Off the scale: {note.en}", f"超出刻度未画：{note.zh}") if off else NOTHING
    middle = Text("median", "中位")
    more = {
        "x_axis": cost,
        "y_axis": Text("engagement rate", "互动率"),
        "x_kind": "money",
        "y_kind": "share",
        "x_line": {"value": x, "label": middle},
        "y_line": {"value": y, "label": middle},
        "corners": [
            Text("low cost, well liked", "低成本·高互动"),
            Text("high cost, well liked", "高成本·高互动"),
            Text("low cost, little liked", "低成本·低互动"),
            Text("high cost, little liked", "高成本·低互动"),
        ],
    }
    title = Text(
        f"{cost.en}, boosts included, against engagement: one point a note",
        f"{cost.zh}（含投流）与互动率，每点为一篇笔记",
    )
    return chapter_or_want("results.lineup", said, Sketch("points", rows, title, note, more))


FAR, MOST_FAR = 4, 2
"""A note or two that cost more than four times the median are named beside the picture, or all others stood in one corner."""


def cards_notes(best: Sequence[Card], last: Sequence[Card]) -> Block:
    """Show the best and the last notes as cards.

    Args:
        best: From `results.note_cards`, its first part.
        last: Its second part.
    """
    title = NOTHING
    if best:
        label, _, kind = best[0].figures[0]
        en = label.en if label.en.isupper() else f"{label.en[:1].lower()}{label.en[1:]}"
        title = Text(
            f"The notes of lowest and highest {en}, boosts included", f"{label.zh}最低与最高的笔记（含投流）"
        )
        if kind == "count":  # no price is known
            title = Text(f"The notes with the most {en}", f"{label.zh}最高的笔记")
    return cards([*best, *last], name="results.note_cards", title=title)
