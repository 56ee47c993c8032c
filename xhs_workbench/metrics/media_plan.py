"""A plan sheet held against what came: each planned note against the posted one, and planned money day by day."""

from __future__ import annotations

from datetime import date

import polars as pl

from xhs_workbench.findings import Text
from xhs_workbench.metrics.persons import people, with_person

STATES = {
    "early": Text("posted early", "提前发布"),
    "on_time": Text("posted on the day", "按期发布"),
    "late": Text("posted late", "延期发布"),
    "overdue": Text("not out, and its day is past", "逾期未发布"),
    "to_come": Text("still to come", "待发布"),
    "undated": Text("posted; no day was planned", "已发布，未定日期"),
}
"""State of a planned note -> its words."""


def follow_plan(plan: pl.DataFrame, notes: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Match each planned note with a posted one.

    A planned note that names its note follows that one. The others of a creator (by id, else by a name that only
    one creator has) are matched in the order of their days with her notes that no plan names.

    Args:
        plan: The `MediaPlan` table.
        notes: Notes of the campaign: `note_id`, `creator_id`, `creator_name`, `published_at`; later ones than
            `as_of` are ignored.
        as_of: The day, China time.

    Returns:
        One row a planned note, in the order of the days: the plan's columns, `posted_note_id`, `posted_on`,
        `days_late` (posted - planned, negative when early; null where one of them is unknown), `state`
        (`STATES`; `overdue` only once the planned day is over).
    """
    wanted = plan.filter(pl.col("kind") == "note")
    out = notes.filter(pl.col("published_at").dt.date() <= as_of).unique(
        "note_id", keep="first", maintain_order=True
    )
    ids = people(wanted, out)
    named = wanted["note_id"].drop_nulls().to_list()
    planned = _number_turns(with_person(wanted, ids).filter(pl.col("note_id").is_null()), "planned_from")
    free = _number_turns(with_person(out, ids).filter(~pl.col("note_id").is_in(named)), "published_at")
    by_person = planned.join(
        free.select("who", "turn", posted_note_id="note_id", posted_on=pl.col("published_at").dt.date()),
        on=["who", "turn"],
        how="left",
        nulls_equal=False,
    )
    by_note = wanted.filter(pl.col("note_id").is_not_null()).join(
        out.select("note_id", posted_note_id="note_id", posted_on=pl.col("published_at").dt.date()),
        on="note_id",
        how="left",
    )
    columns = [*wanted.columns, "posted_note_id", "posted_on"]
    both = pl.concat([by_person.select(columns), by_note.select(columns)])
    late = (pl.col("posted_on") - pl.col("planned_from")).dt.total_days()
    return both.with_columns(days_late=late, state=_state_of_plan(late, as_of)).sort(
        "planned_from", "creator_name", "plan_id", nulls_last=True
    )


def _number_turns(frame: pl.DataFrame, by: str) -> pl.DataFrame:
    """Number each person's rows by their day; a row without a person has no number and meets nobody."""
    ready = frame.sort(by, nulls_last=True, maintain_order=True)
    return ready.with_columns(
        turn=pl.when(pl.col("who").is_not_null()).then(pl.int_range(pl.len()).over("who"))
    )


def _state_of_plan(late: pl.Expr, as_of: date) -> pl.Expr:
    out, past = pl.col("posted_on").is_not_null(), pl.col("planned_from") < as_of
    return (
        pl.when(late < 0)
        .then(pl.lit("early"))
        .when(late == 0)
        .then(pl.lit("on_time"))
        .when(late.is_not_null())
        .then(pl.lit("late"))
        .when(out)
        .then(pl.lit("undated"))
        .when(past)
        .then(pl.lit("overdue"))
        .otherwise(pl.lit("to_come"))
    )


def planned_money(plan: pl.DataFrame) -> pl.DataFrame:
    """Spread the planned ad money over the days it is planned for.

    A plan of ads counts where there is one; otherwise what the plan of notes names for each note, from its day on.
    The same money stands in both and is never added.

    Args:
        plan: The `MediaPlan` table.

    Returns:
        One row a day and placement: `day` (null where none is planned), `placement`, `planned_cny`.
    """
    ads = plan.filter(pl.col("kind") == "ads").drop_nulls("spend_cny")
    used = ads if ads.height else plan.drop_nulls("spend_cny")
    last = pl.max_horizontal("planned_from", pl.coalesce("planned_until", "planned_from"))
    spread = used.with_columns(
        day=pl.when(pl.col("planned_from").is_not_null()).then(pl.date_ranges("planned_from", last))
    ).with_columns(planned_cny=pl.col("spend_cny") / pl.col("day").list.len().fill_null(1))
    days = spread.explode("day").group_by("day", "placement", maintain_order=True)
    return days.agg(pl.col("planned_cny").sum()).sort("day", "placement", nulls_last=True)
