"""The day's first screen and chapters with their pictures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.telling import Card, FirstScreen, Statement
from xhs_workbench.views import story
from xhs_workbench.views.blocks import Block
from xhs_workbench.views.drawing.numbers import Shown
from xhs_workbench.views.sketching.sketches import Sketch
from xhs_workbench.views.wording import Filled

URGENCY = {
    3: Text("About to buy", "有购买意向"),
    2: Text("Doubt or complaint", "质疑或投诉"),
    1: Text("Other question", "一般提问"),
}
MOST_NOTES = 8
MOST_PACED = 10
SEVEN = timedelta(days=7)
COMMENTS = Text("the day's comment crawl", "当日评论抓取")
BOOSTS = Text("the note export with impressions, and the 聚光 report", "含曝光的笔记导出与聚光报表")
CRAWLS = Text("daily crawls of the notes and the creators' other notes", "笔记每日抓取与博主日常笔记")


def first_screen(said: FirstScreen, picture: Sketch | None) -> Block:
    """Show the day at a glance.

    Args:
        said: From `live.say_today`.
        picture: From `sketch_days`.
    """
    return story.first_screen(said, picture, name="live.first_screen")


def sketch_days(
    growth: pl.DataFrame,
    posted: pl.DataFrame,
    paid: pl.DataFrame,
    slots: pl.DataFrame,
    festivals: pl.DataFrame,
    as_of: date,
) -> Sketch:
    """Draw the campaign's days: likes and saves, notes out and to come, boosts, festivals.

    Args:
        growth: From `live.growth_so_far`.
        posted: From `live.posted_by`.
        paid: The `Paid` table.
        slots: From `live.plan_slots`.
        festivals: From `live.festival_spans`.
        as_of: The day; what is later is a plan.
    """
    lines = (
        [
            {
                "label": Text("likes + saves", "赞藏"),
                "tone": "accent",
                "points": [[str(day), total] for day, total in growth.select("day", "total").iter_rows()],
            }
        ]
        if growth.height > 1
        else []
    )
    boosted = paid.filter(pl.col("day") <= as_of, pl.col("spend_cny") > 0)["day"].unique().sort()
    lanes = [
        (Text("Notes", "发布"), posted["published_at"].dt.date().drop_nulls().unique().sort(), "good"),
        (Text("Due", "待发"), slots["day"].drop_nulls().unique().sort(), "bad"),
        (Text("Boosts", "投流"), boosted, "second"),
    ]
    shown = [
        {"label": label, "days": [str(day) for day in days], "tone": tone}
        for label, days, tone in lanes
        if len(days)
    ]
    spans = [
        {"start": str(row["start"]), "end": str(row["end"]), "label": Text(row["en"], row["zh"])}
        for row in festivals.iter_rows(named=True)
    ]
    return Sketch(
        "timeline",
        lines or [{"label": "", "points": []}] if shown else [],
        _grown(growth),
        more={"lanes": shown, "spans": spans, "y_kind": "count"},
    )


def _grown(growth: pl.DataFrame) -> Any:
    if growth.height < 2:
        return Text("Notes and boosts by day", "每日发布与投流")
    last = growth.row(-1, named=True)
    before = growth.filter(pl.col("day") <= last["day"] - SEVEN)
    week = last["total"] - (before["total"][-1] if before.height else 0)
    text = Text(
        "Likes and saves reached {total}, {week} of them in the last 7 days",
        "赞藏累计 {total}，近 7 天新增 {week}",
    )
    return Filled(text, {"total": Shown(last["total"], "compact"), "week": Shown(week, "compact")})


def chapter_answers(said: Statement | None, waiting: pl.DataFrame) -> Block:
    """Open the chapter of comments to answer.

    Args:
        said: From `live.say_answers`.
        waiting: From `live.carry_states`.
    """
    if said is None:
        return story.unsaid(COMMENTS, name="live.chapter_answers")
    counted = dict(waiting.group_by("urgency").agg(pl.len()).iter_rows())
    rows = [
        {
            "label": words,
            "value": counted[key],
            "text": f"{counted[key]:,}",
            "tone": "bad" if key == 3 else "plain",
        }
        for key, words in URGENCY.items()
        if counted.get(key)
    ]
    note = Text("Comments without an answer, by what they want", "待回复评论，按意图")
    return story.chapter(said, Sketch("bars", rows, NOTHING, note), name="live.chapter_answers")


def chapter_reminders(said: Statement) -> Block:
    """Open the chapter of notes to come.

    Args:
        said: From `live.say_reminders`.
    """
    return story.chapter(said, name="live.chapter_reminders")


def chapter_boosts(said: Statement | None, plan: pl.DataFrame, target_cny: float | None) -> Block:
    """Open the chapter of boosts.

    Args:
        said: From `live.say_boosts`.
        plan: From `live.plan_boosts`.
        target_cny: Maximum cost of one more interaction.
    """
    if said is None:
        return story.unsaid(BOOSTS, name="live.chapter_boosts")
    add = plan.filter(pl.col("now_cny") > 0)
    stop = plan.filter((pl.col("decision") == "stop") & (pl.col("spend_cny") > 0))
    rows = [
        {
            "label": _label(row),
            "value": row["next_cpe_cny"],
            "text": Shown(row["next_cpe_cny"], "cny2"),
            "tone": "bad" if row["decision"] == "stop" else "good",
        }
        for row in pl.concat([add, stop]).sort("next_cpe_cny").head(MOST_NOTES).iter_rows(named=True)
    ]
    line = Filled(Text("target {target}", "目标 {target}"), {"target": Shown(target_cny, "cny")})
    more = {"reference": {"value": target_cny, "label": line}} if target_cny else {}
    note = Text(
        "Expected cost of the next interaction; green: add, amber: stop",
        "下一个互动的预计成本；绿色加投，黄色停投",
    )
    return story.chapter(said, Sketch("bars", rows, NOTHING, note, more), name="live.chapter_boosts")


def chapter_pace(said: Statement | None, pace: pl.DataFrame) -> Block:
    """Open the chapter of early traction.

    Args:
        said: From `live.say_pace`.
        pace: From `live.judge_traction`.
    """
    if said is None:
        return story.unsaid(CRAWLS, name="live.chapter_pace")
    judged = pace.drop_nulls("ratio").sort(["ratio", "note_id"], descending=[True, False])
    half = MOST_PACED // 2
    ends = judged if judged.height <= MOST_PACED else pl.concat([judged.head(half), judged.tail(half)])
    rows = [
        {
            "label": _label(row),
            "value": row["ratio"],
            "low": row["low"],
            "high": row["high"],
            "text": f"{row['ratio']:.1f}×",
            "tone": {"ahead": "good", "behind": "bad"}.get(row["verdict"], "plain"),
        }
        for row in ends.iter_rows(named=True)
    ]
    more = {"reference": {"value": 1.0, "label": Text("the creator's usual", "博主日常水平")}, "log": True}
    note = (
        Text("Likes + saves as a multiple of the usual at this age", "赞藏相对博主同龄笔记的倍数")
        if judged.height <= MOST_PACED
        else Text(
            "Likes + saves as a multiple of the usual at this age; the highest and lowest five",
            "赞藏相对博主同龄笔记的倍数，列出最高与最低各 5 篇",
        )
    )
    return story.chapter(said, Sketch("dots", rows, NOTHING, note, more), name="live.chapter_pace")


def chapter_safety(said: Statement | None) -> Block:
    """Open the chapter of safety.

    Args:
        said: From `live.say_safety`.
    """
    if said is None:
        return story.unsaid(COMMENTS, name="live.chapter_safety")
    return story.chapter(said, name="live.chapter_safety")


def chapter_calendar(said: Statement) -> Block:
    """Open the chapter of the calendar.

    Args:
        said: From `live.say_calendar`.
    """
    return story.chapter(said, name="live.chapter_calendar")


def cards_waiting(items: Sequence[Card]) -> Block:
    """Show the notes with the most buyers waiting.

    Args:
        items: From `live.cards_waiting`.
    """
    return story.cards(items, name="live.cards_waiting")


def cards_coming(items: Sequence[Card]) -> Block:
    """Show the notes still to come.

    Args:
        items: From `live.cards_coming`.
    """
    return story.cards(items, name="live.cards_coming")


def cards_boosts(items: Sequence[Card]) -> Block:
    """Show the boosts to stop and to add.

    Args:
        items: From `live.cards_boosts`.
    """
    return story.cards(items, name="live.cards_boosts")


def cards_safety(items: Sequence[Card]) -> Block:
    """Show the matters of safety that readers name.

    Args:
        items: From `live.cards_safety`.
    """
    return story.cards(items, name="live.cards_safety")


def _label(row: dict[str, Any]) -> str:
    return " · ".join(part for part in (row["creator_name"], row["title"]) if part) or str(row["note_id"])
