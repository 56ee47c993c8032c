"""Who posts when: the agreed day and hour if a file gives it, otherwise a proposal by simple rules.

The day: inside the posting window, after today, not before approval can be done, with the fewest notes. The
    hour: in
the block of the day that was clearly better, otherwise when the creator's own readers are active, otherwise
the guide's evening.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from xhs_workbench.findings import SIDES, Text
from xhs_workbench.live.scheduling.posting_hours import BLOCKS, best_block
from xhs_workbench.params.brief import Brief
from xhs_workbench.params.festivals import Festivals, is_day_off
from xhs_workbench.tables import CHINA
from xhs_workbench.written import MONTHS

GUIDE_HOUR, GUIDE_HOUR_DAY_OFF = 20, 21
"""The guide's 20:00-22:00; on days off readers come later, after 21 (both grade C: no method given)."""
SLOT_STATES = {
    "agreed": Text("agreed", "已约定"),
    "agreed_day": Text("day agreed, hour proposed", "日期已约定，时段为建议"),
    "proposed": Text("proposed", "建议"),
    "missed": Text("agreed day has passed", "约定日期已过"),
    "none": Text("no day left", "窗口内已无可用日期"),
}
"""State of a slot -> its words."""
HOUR_REASONS = {
    "file": Text("a file says so", "文件约定"),
    "block": Text("this block clearly did better in the notes", "该时段的笔记表现明显更好"),
    "readers": Text("the creator's readers are most active then", "该达人粉丝此时最活跃"),
    "guide": Text("the guide's evening (no better ground)", "沿用指南晚间时段（无更好依据）"),
    "none": Text("approval is not sure to end by the last posting day", "无法确保在最后发布日前过审"),
}
"""Why this hour -> its words."""


def plan_slots(
    still: pl.DataFrame,
    brief: Brief,
    as_of: date,
    worked: pl.DataFrame,
    readers: pl.DataFrame,
    known: Festivals | None = None,
) -> pl.DataFrame:
    """Give each unpublished note a day and an hour.

    Args:
        still: From `open_notes`.
        brief: The brief.
        as_of: The day of the report; slots begin on the next day.
        worked: From `hours_that_worked`.
        readers: From `creator_hours`.
        known: From `read_festivals`, for the days off.

    Returns:
        One row per note, earliest slot first and notes without a slot last: `slot`, `who`, `creator_name`,
            `state`
        (`SLOT_STATES`), `day`, `hour` (`20:00`), `starts_at` (China time; null if no day is left), `why`
        (`HOUR_REASONS`), `earliest` (first day on which approval can be done and the window is open).
    """
    rows = [{**row, "earliest": _earliest(row, brief, as_of)} for row in still.iter_rows(named=True)]
    taken: Counter[date] = Counter()
    own: Counter[tuple[str, date]] = Counter()
    for row in rows:
        if row["agreed_at"] is not None:
            _take_day(row, row["agreed_at"].date(), taken, own)
    # Notes with the fewest possible days choose first.
    for row in sorted(
        rows, key=lambda one: (-one["earliest"].toordinal(), one["creator_name"] or "", one["slot"])
    ):
        if row["agreed_at"] is None:
            _take_day(row, _least_used(row, brief.timeline.posting_end, taken, own), taken, own)
    by_who = {key[0]: frame for key, frame in readers.group_by("who")}
    planned = [_with_hour(row, best_block(worked), by_who.get(row["who"]), known) for row in rows]
    planned = [{**row, "state": "missed"} if row["day"] and row["day"] <= as_of else row for row in planned]
    kept = ("slot", "who", "creator_name", "state", "day", "hour", "starts_at", "why", "earliest")
    schema: Mapping[str, Any] = {
        **dict.fromkeys(kept, pl.String),
        "day": pl.Date,
        "earliest": pl.Date,
        "starts_at": pl.Datetime("us", CHINA),
    }
    made = pl.DataFrame([{key: row[key] for key in kept} for row in planned], schema=schema)
    return made.sort("starts_at", "creator_name", "slot", nulls_last=True)


def _earliest(row: Mapping[str, Any], brief: Brief, as_of: date) -> date:
    """Return the first day on which the note may be published; a missing draft is assumed to arrive today."""
    line = brief.timeline
    asked = any(item.drafts for item in brief.deliverables)
    approval = timedelta(days=line.review_days * asked - (-line.platform_approval_hours // 24))
    return max(line.posting_start, as_of + timedelta(days=1), row["approved_by"] or as_of + approval)


def _take_day(
    row: dict[str, Any], day: date | None, taken: Counter[date], own: Counter[tuple[str, date]]
) -> None:
    row["day"] = day
    if day is not None:
        taken[day] += 1
        own[row["who"] or row["slot"], day] += 1


def _least_used(
    row: Mapping[str, Any], last: date, taken: Counter[date], own: Counter[tuple[str, date]]
) -> date | None:
    """Return the day with the fewest notes, the earliest of several; the same creator's days come last."""
    left = [row["earliest"] + timedelta(days=k) for k in range((last - row["earliest"]).days + 1)]
    return min(left, key=lambda day: (own[row["who"] or row["slot"], day], taken[day], day), default=None)


def _with_hour(
    row: dict[str, Any], block: str | None, readers: pl.DataFrame | None, known: Festivals | None
) -> dict[str, Any]:
    day, agreed = row["day"], row["agreed_at"]
    if day is None:
        return {**row, "state": "none", "hour": "—", "starts_at": None, "why": "none"}
    # A date without a time is read as midnight, an hour that nobody agrees on for posting.
    if agreed is not None and agreed.time() != time(0):
        return {
            **row,
            "state": "agreed",
            "hour": agreed.strftime("%H:%M"),
            "starts_at": agreed,
            "why": "file",
        }
    hour, why = _hour(day, block, readers, known)
    starts = datetime.combine(day, time(hour), tzinfo=ZoneInfo(CHINA))
    state = "proposed" if agreed is None else "agreed_day"
    return {**row, "state": state, "hour": f"{hour:02d}:00", "starts_at": starts, "why": why}


def _hour(
    day: date, block: str | None, readers: pl.DataFrame | None, known: Festivals | None
) -> tuple[int, str]:
    if block:
        first, after = BLOCKS[block]
        # The hours after midnight of the night block belong to the next day; a slot stays on its own day.
        inside = pl.col("hour").is_between(first, min(after, 24), closed="left")
        awake = readers.filter(inside) if readers is not None else None
        return (_top(awake) if awake is not None and awake.height else first), "block"
    if readers is not None and readers.height:
        return _top(readers), "readers"
    return (GUIDE_HOUR_DAY_OFF if is_day_off(day, known) else GUIDE_HOUR), "guide"


def _top(readers: pl.DataFrame) -> int:
    return int(readers.sort(["share", "hour"], descending=[True, False])["hour"][0])


def calendar_slots(slots: pl.DataFrame) -> pl.DataFrame:
    """Return the slots as `calendar_file` takes them, those missed and those without a day left out.

    Returns:
        `slot`, `title_en`, `title_zh`, `starts_at`, `firm` (agreed, not proposed).
    """
    name = pl.col("creator_name").fill_null(pl.col("slot"))
    posts = Text("posts", "发布")
    titles = {
        f"title_{side}": pl.format(
            "{} {} ({})",
            name,
            pl.lit(posts.to(side)),
            pl.col("state").replace_strict({key: text.to(side) for key, text in SLOT_STATES.items()}),
        )
        for side in SIDES
    }
    coming = slots.drop_nulls("starts_at").filter(pl.col("state") != "missed")
    return coming.select("slot", "starts_at", **titles, firm=pl.col("state") == "agreed")


def slot_spans(slots: pl.DataFrame) -> pl.DataFrame:
    """Return the days with coming slots as spans of the calendar's picture: one row per day, in lane `slot`.

    Returns:
        The columns of `plan_calendar`.
    """
    days = (
        slots.drop_nulls("day")
        .filter(pl.col("state") != "missed")
        .group_by("day")
        .agg(n=pl.len())
        .sort("day")
    )
    zh = pl.format("{}月{}日", pl.col("day").dt.month(), pl.col("day").dt.day())
    en = pl.format(
        "{} {}", pl.col("day").dt.day(), pl.col("day").dt.month().replace_strict(dict(enumerate(MONTHS, 1)))
    )
    return days.select(
        event=pl.format("slots_{}", "day"),
        en=pl.format("To post {}: {}", en, "n"),
        zh=pl.format("{}待发布 {} 篇", zh, "n"),
        start="day",
        end="day",
        lane=pl.lit("slot"),
    )
