"""Weak notes and boosts: why a note is weak, what the next tranche would bring, what is left of the budget."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from xhs_workbench.findings import Text
from xhs_workbench.views.blocks import Block
from xhs_workbench.views.declarations import show
from xhs_workbench.views.drawing.tables import Figure, figures

Quadrants = Mapping[str, tuple[Text, Text]]
"""Quadrant -> its name, and the action it calls for."""


def table_diagnosis(diagnosis: pl.DataFrame, quadrants: Quadrants) -> Block:
    """Show each note's quadrant and the action it calls for."""
    says, action = ({key: pair[side] for key, pair in quadrants.items()} for side in (0, 1))
    both = diagnosis.with_columns(says="quadrant", action="quadrant")
    return show("traction.table_diagnosis", both, words={"says": says, "action": action})


def figures_boost(
    plan: pl.DataFrame,
    spending: pl.DataFrame,
    platforms: Mapping[str, Text],
    *,
    budget_cny: float,
    left_cny: float,
) -> Block:
    """Show the boost budget as tiles: what each platform used of it, what is left, what to do today.

    Args:
        plan: From `live.plan_boosts`.
        spending: From `live.sum_spending`.
        platforms: Platform -> its words; one without a row in the files has no figure, not 0.
        budget_cny: The brief's boost budget.
        left_cny: From `live.money_left`.
    """
    used = dict(spending.select("platform", "spend_cny").iter_rows())
    over = float(spending["spend_cny"].sum()) > budget_cny
    named = {key: text for key, text in platforms.items() if key != "other" or key in used}
    tiles = [
        Figure(Text("Boost budget", "投流预算"), budget_cny, "cny"),
        *(
            Figure(Text(f"Spent, {text.en}", f"已花 · {text.zh}"), used.get(key), "cny")
            for key, text in named.items()
        ),
        Figure(Text("Left", "剩余"), left_cny, "cny", tone="bad" if over else ""),
        Figure(
            Text("Release today", "今日追加"), float(plan["now_cny"].sum()) if plan.height else 0.0, "cny"
        ),
        Figure(
            Text("Notes to stop", "应停投笔记"),
            plan.filter((pl.col("decision") == "stop") & (pl.col("spend_cny") > 0)).height,
            "count",
        ),
    ]
    return figures(tiles, "traction.figures_boost")


def table_boosts(plan: pl.DataFrame, reasons: Mapping[str, Text]) -> Block:
    """Show what the next tranche would bring to each note, the decision, and why.

    Args:
        plan: From `live.plan_boosts`.
        reasons: Key of a reason -> its words.
    """
    unstarted = (pl.col("decision") == "stop") & (pl.col("spend_cny") <= 0)
    shown = plan.with_columns(decision=pl.when(unstarted).then(pl.lit("leave")).otherwise("decision"))
    return show("traction.table_boosts", shown, words={"reasons": reasons})
