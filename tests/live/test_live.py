"""A day of a campaign small enough to work out by hand."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from xhs_workbench import language, live, tables
from xhs_workbench.findings import Level
from xhs_workbench.params import BriefParams
from xhs_workbench.views.live import figures_today

CHINA = ZoneInfo("Asia/Shanghai")


def at(day, hour=12):
    return datetime(2026, 5, day, hour, tzinfo=CHINA)


def filled(table, rows):
    empty = tables.empty(table)
    frame = pl.DataFrame(rows)
    return frame.with_columns(
        pl.lit(None).cast(empty.schema[c]).alias(c) for c in empty.columns if c not in frame.columns
    )


@pytest.fixture(scope="module")
def brief():
    return BriefParams(brief="params/demo/brief.yaml").read_brief()


@pytest.fixture(scope="module")
def notes():
    rows = [
        {"note_id": "a", "published_at": at(6), "reads": 100},
        {"note_id": "b", "published_at": at(21), "reads": 900},
        {"note_id": "c", "published_at": at(1), "reads": 5},
    ]
    return filled("notes", rows)


def test_calendar_is_in_order_and_holds_the_briefs_dates(brief):
    spans = live.plan_calendar(brief)
    assert spans["start"].is_sorted()
    rows = {row["event"]: (row["start"], row["end"]) for row in spans.iter_rows(named=True)}
    assert rows["review"] == (date(2026, 4, 27), date(2026, 4, 29))
    assert rows["approval"] == (date(2026, 4, 29), date(2026, 5, 2))
    assert rows["posting"] == (date(2026, 5, 6), date(2026, 5, 22))


def test_progress_counts_what_is_out_and_what_strayed(brief, notes):
    progress, strays = live.check_progress(notes, brief, date(2026, 5, 20))
    assert progress.text.en == "2 of 24 notes are out; 22 are due within 2 days."
    assert (strays.code, strays.n) == ("posted_outside_window", 1)
    assert live.check_progress(notes, brief, date(2026, 5, 30))[0].level == "FAIL"


def test_days_that_have_not_come_are_not_zero(brief, notes):
    days = {
        row["day"]: row["posted"]
        for row in live.posts_by_day(notes, brief, date(2026, 5, 20)).iter_rows(named=True)
    }
    assert (days[date(2026, 5, 6)], days[date(2026, 5, 7)], days[date(2026, 5, 21)]) == (1, 0, None)


def test_open_comments(notes):
    comments = filled(
        "comments",
        [
            {
                "comment_id": "1",
                "note_id": "a",
                "content": "求链接",
                "created_at": at(19),
                "by_author": False,
                "parent_comment_id": None,
                "ask_link": True,
                "doubt": False,
            },
            {
                "comment_id": "2",
                "note_id": "b",
                "content": "会不会闷痘",
                "created_at": at(20, 20),
                "by_author": False,
                "parent_comment_id": None,
                "ask_link": False,
                "doubt": True,
            },
            {
                "comment_id": "3",
                "note_id": "a",
                "content": "链接有吗",
                "created_at": at(18),
                "by_author": False,
                "parent_comment_id": None,
                "ask_link": True,
                "doubt": False,
            },
            {
                "comment_id": "4",
                "note_id": "a",
                "content": "主页有",
                "created_at": at(18, 14),
                "by_author": True,
                "parent_comment_id": "3",
                "ask_link": False,
                "doubt": False,
            },
            {
                "comment_id": "5",
                "note_id": "a",
                "content": "求链接",
                "created_at": at(25),
                "by_author": False,
                "parent_comment_id": None,
                "ask_link": True,
                "doubt": False,
            },
        ],
    )
    waiting = live.find_open_comments(comments, notes, ["ask_link", "doubt"], date(2026, 5, 20), 24)
    assert waiting["comment_id"].to_list() == ["1", "2"]
    assert waiting["urgency"].to_list() == [3, 2]
    assert waiting["late"].to_list() == [True, False]
    assert waiting["waiting_hours"][0] == pytest.approx(36, abs=0.1)
    assert [finding.n for finding in live.check_open(waiting, 24, 9)] == [1, 1, 1]


def test_what_was_not_read_is_not_taken_for_nothing_there():
    nothing, day = tables.empty("comments"), date(2026, 5, 20)
    waiting = live.find_open_comments(
        language.label_intents(nothing), tables.empty("notes"), language.ASKING, day, 24
    )
    for found in (
        live.check_open(waiting, 24, 0),
        live.spike_findings(live.complaint_spikes(language.label_intents(nothing), "complaint", day), {}, 0),
    ):
        assert [(one.level, one.n) for one in found] == [(Level.REVIEW, 0)]
        assert found[0].text.en.startswith("Not known: no comment was read")
    tiles = figures_today(3, 24, waiting, 0).data["items"]
    assert [tile["value"] for tile in tiles] == ["3 / 24", "—", "—", "—"]
    tiles = figures_today(3, 24, waiting, 9).data["items"]
    assert [tile["value"] for tile in tiles] == ["3 / 24", "0", "0", "0"]
    missing = live.absent_tables(tables.empty)
    assert missing == ["comments", "snapshots", "paid", "placements", "drafts"]
    assert len(live.limits(missing)) == len(live.limits()) + 5


def test_more_notes_than_were_ordered_are_not_called_all_of_ours(notes, brief):
    many = pl.concat([notes.with_columns(note_id=pl.col("note_id") + str(copy)) for copy in range(9)])
    found = live.check_progress(many, brief, date(2026, 5, 30))[0]
    out, ordered = 27, live.count_ordered(brief)
    assert ordered == 24
    assert (found.level, found.n) == (Level.REVIEW, out)
    assert found.text.en == (
        f"The files hold {out} notes posted by then, the brief orders {ordered}: which of them "
        "belong to the campaign is unknown."
    )
