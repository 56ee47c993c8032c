"""What a note brought of the goal itself, leads or sales, where a file splits it by note, and how that stands to the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl
from scipy.stats import chi2

from xhs_workbench.params.brief import Brief
from xhs_workbench.results.bringing.leads import count_leads
from xhs_workbench.results.bringing.sums import sum_of

COUNTED = {"leads": "goal_leads", "sales": "goal_buyers"}
"""Objective -> the column in which a note's cost for it is counted."""
VALUED = {"leads": "goal_leads", "sales": "goal_sales_cny"}
"""Objective -> the column by which notes are ranked."""
LEAST_NOTES = 2
"""Fewer notes with a figure are not held against each other."""
LEAST_COUNT = 10
"""Fewer leads or buyers of all notes together judge none of them."""
TAIL = 0.05


def add_goal(ranked: pl.DataFrame, brief: Brief, table: Callable[[str], pl.DataFrame]) -> pl.DataFrame:
    """Add what each note brought of leads and sales, where a file says so by note, and how it stands for the brief's goal.

    Args:
        ranked: From `rank_notes`.
        brief: The brief.
        table: Returns a table by its name, as `intake.read_files(…).table` does.

    Returns:
        `ranked` with `goal_leads`, `goal_buyers`, `goal_sales_cny` (null where no file has the note) and
        `goal_standing`: `ahead` or `behind` where what one lead (buyer) cost lies clearly on one side of all known
        notes together, `level` where it does not, null where it is unknown or leads and sales are not the goal.
    """
    leads = count_leads(table("leads"), brief.definitions.leads)
    made = ranked.join(
        _summed(leads, lead_count="goal_leads"), on="note_id", how="left", maintain_order="left"
    )
    sold = _summed(_one_origin(table("offsite")), buyers="goal_buyers", order_value_cny="goal_sales_cny")
    made = made.join(sold, on="note_id", how="left", maintain_order="left")
    standing = _standings(made, COUNTED.get(str(brief.objective.kind), ""))
    return made.with_columns(goal_standing=pl.Series(standing, dtype=pl.String))


def split_column(ranked: pl.DataFrame, brief: Brief) -> str:
    """Return the column in which the goal is known by note; empty where leads or sales are not the goal or no file splits it."""
    column = VALUED.get(str(brief.objective.kind), "")
    known = column in ranked.columns and ranked[column].count() >= LEAST_NOTES and sum_of(ranked, column) > 0
    return column if known else ""


def _one_origin(offsite: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of the first report that counts buyers by note: reports count the same ones and are never added."""
    for origin in ("alliance", "ledger"):
        rows = offsite.filter(pl.col("origin") == origin).drop_nulls("note_id")
        if rows["buyers"].count() or rows["order_value_cny"].count():
            return rows
    return offsite.clear()


def _summed(frame: pl.DataFrame, **columns: str) -> pl.DataFrame:
    """Sum columns by note; a note with a gap in one is unknown there."""
    return (
        frame.drop_nulls("note_id")
        .group_by("note_id", maintain_order=True)
        .agg(
            pl.when(pl.col(name).null_count() == 0).then(pl.col(name).sum()).alias(as_)
            for name, as_ in columns.items()
        )
    )


def _standings(ranked: pl.DataFrame, column: str) -> list[str | None]:
    """Say of each note on which side of all known notes its cost for one lies, with nine chances of ten."""
    if column not in ranked.columns or "cost_named_cny" not in ranked.columns:
        return [None] * ranked.height
    boost = pl.col("boost_cny").fill_null(0.0) if "boost_cny" in ranked.columns else pl.lit(0.0)
    rows = ranked.select(paid=pl.col("cost_named_cny") + boost, n=pl.col(column).cast(pl.Float64)).to_dicts()
    known = [row for row in rows if row["paid"] and row["n"] is not None]
    count = sum(row["n"] for row in known)
    if len(known) < LEAST_NOTES or count < LEAST_COUNT:
        return [None] * ranked.height
    whole = sum(row["paid"] for row in known) / count
    return [_standing(row, whole) if row["paid"] and row["n"] is not None else None for row in rows]


def _standing(row: Mapping[str, Any], whole: float) -> str:
    paid, n = float(row["paid"]), float(row["n"])
    low = float(chi2.ppf(TAIL, 2 * n)) / 2 if n else 0.0
    high = float(chi2.ppf(1 - TAIL, 2 * n + 2)) / 2
    if low and paid / low < whole:
        return "ahead"
    return "behind" if paid / high > whole else "level"
