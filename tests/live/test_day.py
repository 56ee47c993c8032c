"""The day in order, who slips, festivals, and the list that goes from one day to the next."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from tests.given import RUNNING
from xhs_workbench import live, paths, tables
from xhs_workbench.errors import IntakeError, ParamsError
from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.params import LiveParams, PostCampaignParams, load_params
from xhs_workbench.views.audience import for_audience
from xhs_workbench.views.live import today
from xhs_workbench.views.report import csv_text

CHINA = ZoneInfo("Asia/Shanghai")
BRIEF = load_params(paths.PARAMS / "demo" / "live.yaml").read_brief()
DAY = date(2026, 5, 12)


def draft(name: str, day: int, rounds: int = 1, month: int = 4) -> list[dict[str, object]]:
    return [
        {
            "draft_id": name,
            "draft_round": k + 1,
            "creator_name": name.upper(),
            "handed_in_at": datetime(2026, month, day + k, 12, tzinfo=CHINA),
        }
        for k in range(rounds)
    ]


def table(name: str, rows: list[dict[str, object]]) -> pl.DataFrame:
    return pl.concat([tables.empty(name), pl.DataFrame(rows)], how="diagonal_relaxed")


def test_drafts_are_followed_by_the_briefs_clock():
    # Due 27 April, two days of review, 72 hours of approval; posting 6 to 22 May; today is 12 May.
    rows = [
        *draft("a", 25, 2),
        *draft("b", 29),
        *draft("c", 11, month=5),
        *draft("d", 8, month=5),
        *draft("later", 13, month=5),
        *draft("e", 20),
    ]
    notes = table(
        "notes",
        [
            {"note_id": "n", "creator_name": "A", "published_at": datetime(2026, 5, 7, 20, tzinfo=CHINA)},
            {"note_id": "m", "creator_name": "E", "published_at": datetime(2026, 5, 1, 20, tzinfo=CHINA)},
        ],
    )
    followed = live.follow_drafts(table("drafts", rows), notes, BRIEF, DAY)
    by = {row["draft_id"]: row for row in followed.iter_rows(named=True)}
    assert {key: row["state"] for key, row in by.items()} == {
        "a": "posted",
        "b": "ready",
        "c": "reviewing",
        "d": "approving",
        "e": "ready",
    }
    assert (by["b"]["days_late"], by["a"]["days_late"], by["a"]["rounds"]) == (2, 0, 2)
    assert (by["c"]["reviewed_by"], by["c"]["approved_by"]) == (date(2026, 5, 13), date(2026, 5, 16))
    assert followed["draft_id"][0] in ("b", "e")
    codes = {
        finding.code: finding
        for finding in live.slip_findings(
            followed, live.date_conflicts(live.plan_calendar(BRIEF), BRIEF, DAY), BRIEF
        )
    }
    assert codes["ready_not_posted"].n == 2
    assert codes["late_drafts"].n == 3
    assert "misses_window" not in codes


def test_a_draft_that_cannot_make_the_window_fails():
    late = table("drafts", draft("z", 19, month=5))
    followed = live.follow_drafts(late, tables.empty("notes"), BRIEF, date(2026, 5, 20))
    found = live.slip_findings(followed, [], BRIEF)
    assert [one.level for one in found if one.code == "misses_window"] == [Level.FAIL]


def test_festivals_and_holidays_of_the_campaign_carry_their_source():
    spans = live.festival_spans(BRIEF)
    assert spans["event"].to_list() == [
        "preheat_love_520_2026",
        "preheat_sale_618_2026",
        "holiday_labour_day_2026",
        "holiday_dragon_boat_2026",
    ]
    assert spans.row(1, named=True)["start"] == date(2026, 4, 25)
    assert spans.row(2, named=True)["zh"] == "劳动节假期"
    assert all(spans["source_en"]) and all(spans["source_zh"]) and set(spans["grade"]) == {"B"}
    both = live.add_spans(live.plan_calendar(BRIEF), spans)
    assert both.filter(pl.col("lane") == "festival").height == 2
    assert both.filter(pl.col("lane") == "holiday").height == 2


def say(code: str, level: Level) -> Finding:
    return Finding(code, level, Text(code, code))


def test_the_day_is_answers_reminders_money_and_worst_first():
    tasks = live.sort_today(
        [say("upset", Level.REVIEW), say("ready_to_buy", Level.FAIL), say("late_answers", Level.PASS)],
        [say("posting_progress", Level.PASS), say("no_slip", Level.PASS)],
        [say("boost_now", Level.REVIEW), say("stop_boost", Level.FAIL)],
    )
    assert [(task.kind, task.finding.code) for task in tasks] == [
        ("answer", "ready_to_buy"),
        ("answer", "upset"),
        ("reminder", "posting_progress"),
        ("money", "stop_boost"),
        ("money", "boost_now"),
    ]
    assert all(task.place for task in tasks)
    shown = today(tasks).in_("zh").data["items"]
    assert [(item["kind"], item["see"]) for item in shown[:2]] == [("回复", "comments"), ("回复", "comments")]


def test_what_is_ours_alone_stays_ours_on_the_first_screen():
    ours = Finding("stop_boost", Level.FAIL, Text("ours", "内部"), private=True)
    block = today(live.sort_today([], [], [ours, say("boost_now", Level.REVIEW)])).to_json()
    shown = {
        who: [item["text"] for item in for_audience([block], who)[0]["data"]["items"]]
        for who in ("client", "internal")
    }
    assert shown == {"client": ["boost_now"], "internal": ["ours", "boost_now"]}


def test_every_place_a_sentence_links_to_is_marked_in_the_notebook_or_opens_a_chapter():
    text = (paths.NOTEBOOKS / "live.ipynb").read_text(encoding="utf-8")
    opened = {"comments", "boosts", "pace", "calendar"}  # by `live.say_…`, see test_saying
    marked = {place for place in live.PLACES.values() if f'.marked(\\"{place}\\")' in text}
    assert marked | opened == set(live.PLACES.values())


def test_the_list_goes_from_one_day_to_the_next(tmp_path):
    kept = pl.DataFrame(
        {
            "comment_id": ["c1", "c2"],
            "state": ["new", "open"],
            "owner": ["brand"] * 2,
            "urgency": [3, 1],
            "waiting_hours": [2.0, 4.0],
            "creator_name": ["A", "B"],
            "note_id": ["n", "m"],
            "intents": ["ask_link"] * 2,
            "content": ["=1+1 @小红薯12AB", "多少钱"],
        }
    )
    saved = live.answer_list(kept)
    assert not {"commenter_hash", "nickname"} & set(saved.columns)
    file = tmp_path / "to_answer.csv"
    for encoding in ("utf-8-sig", "gb18030"):
        file.write_bytes(csv_text(saved).replace("c1,open", "c1,answered").encode(encoding))
        left, gone = live.carry_states(kept.drop("state"), live.read_states(file))
        assert (left["comment_id"].to_list(), gone) == (["c2"], 1)
    assert live.carry_findings(live.read_states(file), gone)[0].n == 1
    assert live.carry_findings(live.read_states(None), 0) == []
    file.write_bytes(b"")
    with pytest.raises(IntakeError, match="not a CSV"):
        live.read_states(file)


def test_what_was_answered_on_day_one_is_still_answered_on_day_three(tmp_path):
    asked = pl.DataFrame(
        {
            "comment_id": ["c1", "c2"],
            "owner": ["brand"] * 2,
            "urgency": [3, 1],
            "waiting_hours": [2.0, 4.0],
            "creator_name": ["A", "B"],
            "note_id": ["n", "m"],
            "intents": ["ask_link"] * 2,
            "content": ["链接", "多少钱"],
        }
    )
    file = tmp_path / "to_answer.csv"
    first, _ = live.carry_states(asked, live.read_states(None))
    file.write_text(
        csv_text(live.answer_list(first, live.read_states(None))).replace("c1,open", "c1,answered")
    )
    for _day in (2, 3):
        states = live.read_states(file)
        left, gone = live.carry_states(asked, states)
        assert (left["comment_id"].to_list(), left["state"].to_list(), gone) == (["c2"], ["open"], 1)
        file.write_text(csv_text(live.answer_list(left, states)))
    assert live.read_states(file).rows() == [("c2", "open"), ("c1", "answered")]


def test_negative_comments_are_told_from_those_not_read():
    scored = pl.DataFrame({"sentiment": ["negative", None, "positive"]})
    assert live.mark_negative(scored)["negative"].to_list() == [True, False, False]


@pytest.mark.parametrize(
    "path",
    ["memory.duckdb", "reports/../data/x.duckdb", "/tmp/x.duckdb", "reports/x.csv", "reports/a:b.duckdb"],
)
def test_a_memory_stays_under_reports(path):
    with pytest.raises(ParamsError, match="under reports"):
        PostCampaignParams.check({**RUNNING, "memory": path})
    assert LiveParams.check(RUNNING).answered is None


def test_one_thing_is_asked_for_once():
    unknown = [
        Finding(code, Level.REVIEW, Text("Not known.", "无法判断。"))
        for code in ("open_comments", "complaint_spike")
    ]
    [task] = live.sort_today(unknown, [], [])
    assert (task.kind, task.place) == ("answer", "comments")
