"""A plan sheet (执行排期表) beside what was ordered and what came: dates, fees and reads, note by note."""

from __future__ import annotations

from datetime import date

import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.metrics import follow_plan
from xhs_workbench.written import agree, many


def hold_plan_sheet(plan: pl.DataFrame, outcomes: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Hold each planned note against the posted one.

    Args:
        plan: The `MediaPlan` table.
        outcomes: From `gather_outcomes`.
        as_of: Day of the report.

    Returns:
        The rows of `metrics.follow_plan` plus `quote_cny` (what was ordered) and `reads_came` of the matched note.
    """
    placed = outcomes.drop_nulls("note_id").unique("note_id", keep="first", maintain_order=True)
    came = placed.select(posted_note_id="note_id", quote_cny="quote_cny", reads_came="reads")
    return follow_plan(plan, placed, as_of).join(came, on="posted_note_id", how="left", maintain_order="left")


def plan_sheet_findings(followed: pl.DataFrame) -> list[Finding]:
    """Say how many planned notes kept their day, and which did not."""
    if followed.is_empty():
        return []
    n = followed.height
    kept = followed.filter(pl.col("state").is_in(["early", "on_time"])).height
    late, overdue = (followed.filter(pl.col("state") == name) for name in ("late", "overdue"))
    if not late.height and not overdue.height:
        text = Text(
            f"No planned note is late: {kept} of {n} are out by their day.",
            f"排期无延误：{n} 篇中 {kept} 篇已按期或提前发布。",
        )
        return [Finding("plan_kept", Level.PASS, text, n=n)]
    said = Text(
        f"{kept} of {many(n, 'planned note')} went out by their day", f"{n} 篇排期中 {kept} 篇按期或提前发布"
    )
    if late.height:
        most = int(late["days_late"].max())  # type: ignore[arg-type]
        said = Text(
            f"{said.en}; {late.height} {agree(late.height, 'was', 'were')} late, by {many(most, 'day')} at most",
            f"{said.zh}，{late.height} 篇延期，最多 {most} 天",
        )
    if overdue.height:
        said = Text(f"{said.en}; {overdue.height} not out", f"{said.zh}，{overdue.height} 篇逾期未发布")
    todo = (
        Text("Ask those creators for a day.", "请与相关达人确认发布日期。")
        if overdue.height
        else Text("", "")
    )
    return [Finding("plan_late", Level.REVIEW, Text(f"{said.en}.", f"{said.zh}。"), todo, n=n)]
