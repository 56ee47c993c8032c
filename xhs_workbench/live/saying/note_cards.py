"""Cards of a day: notes with waiting comments, notes to come, boosts to stop and to add, matters of safety."""

from __future__ import annotations

from typing import Any

import polars as pl

from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.live.saying.day import CREATOR_PAGE, NOTE_PAGE, Day
from xhs_workbench.live.scheduling.slots import SLOT_STATES
from xhs_workbench.live.spending.boost_reasons import BOOST_REASONS
from xhs_workbench.telling import Card
from xhs_workbench.written import day_words, many, written

MOST_WAITING, MOST_COMING, MOST_QUOTES = 3, 6, 2


def cards_waiting(day: Day) -> list[Card]:
    """Return the notes with the most buyers waiting, each with its oldest questions."""
    counted = (
        day.waiting.group_by("note_id")
        .agg(
            buying=(pl.col("urgency") == 3).sum(),
            waiting=pl.len(),
            creator_name=pl.col("creator_name").first(),
            quotes=pl.col("content").unique(maintain_order=True).head(MOST_QUOTES),
        )
        .sort(["buying", "waiting", "note_id"], descending=[True, True, False])
        .head(MOST_WAITING)
    )
    titles = dict(day.posted.select("note_id", "title").iter_rows())
    return [
        Card(
            title=titles.get(row["note_id"]) or Text("Note", "笔记"),
            about=_about(day, row),
            link=f"{NOTE_PAGE}{row['note_id']}",
            figures=[(Text("waiting", "待回复"), row["waiting"], "count")],
            quotes=row["quotes"],
            tone="bad" if row["buying"] else "",
        )
        for row in counted.iter_rows(named=True)
    ]


def _about(day: Day, row: dict[str, Any]) -> Text:
    posted = day.posted_on(row["note_id"])
    who = row["creator_name"] or ""
    if posted is None:
        return Text(who, who)
    said = day_words(posted)
    return Text(f"{who} · {said.en}", f"{who} · {said.zh}")


def cards_coming(day: Day) -> list[Card]:
    """Return the notes still to come, the earliest slot first."""
    late = {
        name: days
        for name, days, posted in day.drafts.select("creator_name", "days_late", "posted").iter_rows()
        if name and days and posted is None
    }
    return [
        Card(
            title=row["creator_name"] or row["slot"] or Text("Note", "笔记"),
            about=_slot(row),
            link=f"{CREATOR_PAGE}{row['who'] or ''}",
            badge=SLOT_STATES[row["state"]],
            why=_came_late(late.get(row["creator_name"])),
            tone="bad" if row["state"] in ("missed", "none") else "",
        )
        for row in day.slots.head(MOST_COMING).iter_rows(named=True)
    ]


def _slot(row: dict[str, Any]) -> Text:
    if row["day"] is None:
        return Text("no slot left in the window", "窗口内已无档期")
    said = day_words(row["day"])
    hour = f" {row['hour']}" if row["hour"] else ""
    return Text(f"{said.en}{hour}", f"{said.zh}{hour}")


def _came_late(days: int | None) -> Text:
    if not days:
        return NOTHING
    return Text(f"Its draft came {many(days, 'day')} late.", f"初稿逾期 {days} 天提交。")


def cards_boosts(day: Day) -> list[Card]:
    """Return every boost to stop and to add, with the reason of each: the first screen names one of each and counts the rest."""
    stop = [_boost(day, row, "bad") for row in day.to_stop.iter_rows(named=True)]
    add = [_boost(day, row, "good") for row in day.to_boost.iter_rows(named=True)]
    return [*stop, *add]


def _boost(day: Day, row: dict[str, Any], tone: str) -> Card:
    money = written(row["now_cny"], "cny")
    badge = (
        Text("Stop", "停投")
        if tone == "bad"
        else Text(f"Try {money.en}", f"试投 {money.zh}")
        if row["decision"] == "try"
        else Text(f"Add {money.en}", f"加投 {money.zh}")
    )
    reasons = [BOOST_REASONS[name] for name in row["reasons"]]
    return Card(
        title=row["title"] or Text("Note", "笔记"),
        about=_about(day, row),
        link=f"{NOTE_PAGE}{row['note_id']}",
        figures=[
            (Text("next interaction", "边际互动单价"), row["next_cpe_cny"], "cny2"),
            (Text("spent", "已花"), row["spend_cny"], "cny"),
        ],
        why=Text("; ".join(one.en for one in reasons), "；".join(one.zh for one in reasons)),
        tone=tone,
        badge=badge,
    )


def cards_safety(day: Day) -> list[Card]:
    """Return the matters of safety that readers name, each with what they wrote."""
    return [
        Card(
            title=Text(row["label_en"], row["label_zh"]),
            figures=[
                (Text("today", "今日"), row["today"], "count"),
                (Text("so far", "累计"), row["so_far"], "count"),
                (Text("complain", "反映不适"), row["complain"], "count"),
            ],
            quotes=row["quotes"],
            tone="bad" if row["complain_today"] else "",
        )
        for row in day.safety.iter_rows(named=True)
    ]
