"""The day's first screen and chapters with their pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from xhs_workbench.written import day_words, many

URGENCY = {
    3: Text("About to buy", "有购买意向"),
    2: Text("Doubt or complaint", "质疑或投诉"),
    1: Text("Other question", "一般提问"),
}
LANES = {
    "make": "soft",
    "post": "accent",
    "sale": "second",
    "measure": "soft",
    "festival": "fourth",
    "holiday": "third",
    "slot": "good",
}
"""Lane of a span -> its tone."""
QUADRANT_TONES = {"earning": "good", "hidden": "second", "passed_over": "bad", "weak": "soft"}
PACE_NOTE = Text("Likes + saves as a multiple of the usual at this age", "赞藏相对达人同龄笔记的倍数")
MOST_NOTES, LEAST_ADDED = 12, 3
MOST_PACED = 10
SEVEN = timedelta(days=7)
COMMENTS = Text("the day's comment crawl", "当日评论抓取")
BOOSTS = Text("the note export with impressions, and the 聚光 report", "含曝光的笔记导出与聚光报表")
CRAWLS = Text("daily crawls of the notes and the creators' other notes", "笔记每日抓取与达人日常笔记")


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
        "Likes and saves of {notes} reached {total} by the crawl of {day}, {week} in the last week",
        "{notes}赞藏累计 {total}（{day}抓取），近一周新增 {week}",
    )
    known = Text(many(last["notes"], "note"), f"{last['notes']} 篇笔记")
    return Filled(
        text,
        {
            "notes": known,
            "day": day_words(last["day"]),
            "total": Shown(last["total"], "compact"),
            "week": Shown(week, "compact"),
        },
    )


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


STOP, ADD = Text("{cost}, stop", "{cost}，停投"), Text("{cost}, add", "{cost}，加投")


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
    room = max(MOST_NOTES - stop.height, LEAST_ADDED)  # every stop is drawn: the heading counts them
    rows = [
        {
            "label": _label(row),
            "value": row["next_cpe_cny"],
            "text": Filled(
                STOP if row["decision"] == "stop" else ADD, {"cost": Shown(row["next_cpe_cny"], "cny2")}
            ),
            "tone": "bad" if row["decision"] == "stop" else "good",
        }
        for row in pl.concat([add.head(room), stop]).sort("next_cpe_cny").iter_rows(named=True)
    ]
    line = Filled(Text("limit {target}", "上限 {target}"), {"target": Shown(target_cny, "cny")})
    more = {"reference": {"value": target_cny, "label": line}} if target_cny else {}
    note = Text(
        "Expected cost of the next interaction, and what to do",
        "再加投一笔，每次互动预计成本与建议操作",
    )
    return story.chapter(said, Sketch("bars", rows, NOTHING, note, more), name="live.chapter_boosts")


def chapter_pace(said: Statement | None, pace: pl.DataFrame) -> Block:
    """Open the chapter of early traction, with the notes furthest ahead and behind.

    Args:
        said: From `live.say_pace`.
        pace: From `live.judge_traction`.
    """
    if said is None:
        return story.unsaid(CRAWLS, name="live.chapter_pace")
    judged, half = _judged(pace), MOST_PACED // 2
    cut = judged.height > MOST_PACED
    ends = pl.concat([judged.head(half), judged.tail(half)]) if cut else judged
    note = (
        Text(PACE_NOTE.en + "; the highest and lowest five", PACE_NOTE.zh + "，列出最高与最低各 5 篇")
        if cut
        else PACE_NOTE
    )
    return story.chapter(said, _pace_sketch(ends, NOTHING, note), name="live.chapter_pace")


def sketch_pace(pace: pl.DataFrame) -> Block:
    """Draw every judged note against its creator's usual.

    Args:
        pace: From `live.judge_traction`.
    """
    title = Text("Every note against its creator's usual", "逐篇对比达人日常水平")
    note = Text(
        PACE_NOTE.en + "; bars: 90 % prediction intervals; paid likes and saves taken off",
        PACE_NOTE.zh + "；横线为 90% 预测区间，已扣除付费带来的赞藏",
    )
    return _pace_sketch(_judged(pace), title, note).block("live.sketch_pace")


def _judged(pace: pl.DataFrame) -> pl.DataFrame:
    return pace.drop_nulls("ratio").sort(["ratio", "note_id"], descending=[True, False])


def _pace_sketch(judged: pl.DataFrame, title: Text, note: Text) -> Sketch:
    rows = [
        {
            "label": _label(row),
            "value": row["ratio"],
            "low": row["low"],
            "high": row["high"],
            "text": f"{row['ratio']:.1f}×",
            "tone": {"ahead": "good", "behind": "bad"}.get(row["verdict"], "plain"),
        }
        for row in judged.iter_rows(named=True)
    ]
    more = {"reference": {"value": 1.0, "label": Text("the creator's usual", "达人日常水平")}, "log": True}
    return Sketch("dots", rows, title, note, more)


def sketch_diagnosis(diagnosis: pl.DataFrame, quadrants: Mapping[str, tuple[Text, Text]]) -> Block:
    """Draw click-through against reads; the four corners are named, those that call for something first.

    Args:
        diagnosis: From `live.diagnose_notes`.
        quadrants: Quadrant -> its name, and the action it calls for.
    """
    order = {name: place for place, name in enumerate(("hidden", "passed_over", "earning", "weak"))}
    named = diagnosis.sort(pl.col("quadrant").replace_strict(order, default=len(order)), "note_id")
    rows = [
        {
            "x": row["reads_ratio"],
            "y": row["click_rate"],
            "label": row["creator_name"] if row["quadrant"] in order else "",
            "tone": QUADRANT_TONES.get(row["quadrant"], "plain"),
        }
        for row in named.iter_rows(named=True)
    ]
    middle = diagnosis["click_rate"].median()
    lines = {
        "x_line": {"value": 1.0, "label": Text("as expected", "符合预期")},
        **({"y_line": {"value": middle, "label": Text("campaign's middle", "项目中位")}} if middle else {}),
    }
    more = {
        "x_axis": Text("reads against notes of this size and age", "阅读相对同量级同龄笔记"),
        "y_axis": Text("click-through: reads / impressions", "点击率：阅读 / 曝光"),
        "x_kind": "multiple",
        "y_kind": "share",
        "corners": [quadrants[name][0] for name in ("hidden", "earning", "weak", "passed_over")],
        **lines,
    }
    title = Text("Clicks and reach, one point a note", "点击与分发，每点为一篇笔记")
    return Sketch("points", rows, title, NOTHING, more).block("live.sketch_diagnosis")


def sketch_posts(days: pl.DataFrame) -> Block:
    """Draw the notes posted on each day of the window that has passed.

    Args:
        days: From `live.posts_by_day`.
    """
    rows = [
        {
            "label": day_words(row["day"]),
            "value": row["posted"],
            "text": f"{row['posted']:,}",
            "tone": "plain",
        }
        for row in days.drop_nulls("posted").iter_rows(named=True)
    ]
    return Sketch("bars", rows, Text("Notes by day", "每日发布")).block("live.sketch_posts")


def chapter_safety(said: Statement | None) -> Block:
    """Open the chapter of safety.

    Args:
        said: From `live.say_safety`.
    """
    if said is None:
        return story.unsaid(COMMENTS, name="live.chapter_safety")
    return story.chapter(said, name="live.chapter_safety")


def chapter_calendar(said: Statement, spans: pl.DataFrame, today: date) -> Block:
    """Show the campaign's spans of days, with today as a line.

    Args:
        said: From `live.say_calendar`.
        spans: From `live.add_spans`: `en`, `zh`, `start`, `end`, `lane`.
        today: The day.
    """
    rows = [
        {
            "label": Text(row["en"], row["zh"]),
            "start": str(row["start"]),
            "end": str(row["end"]),
            "tone": LANES.get(row["lane"], "plain"),
        }
        for row in spans.sort("start", "end", maintain_order=True).iter_rows(named=True)
    ]
    more = {"today": {"day": str(today), "label": Text("today", "今天")}}
    return story.chapter(said, Sketch("spans", rows, NOTHING, NOTHING, more), name="live.chapter_calendar")


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
