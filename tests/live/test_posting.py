"""Posting: hours judged within creators, and the calendar as a file."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest
from icalendar import Calendar
from polars.testing import assert_frame_equal

from xhs_workbench import live, paths, tables
from xhs_workbench.params import load_params
from xhs_workbench.params.festivals import holidays_between
from xhs_workbench.statistics.many_looks import false_discovery
from xhs_workbench.views.live import table_reader_hours

CHINA = ZoneInfo("Asia/Shanghai")
BRIEF = load_params(paths.PARAMS / "demo" / "live.yaml").read_brief()


def table(name: str, rows: list[dict[str, object]]) -> pl.DataFrame:
    return pl.concat([tables.empty(name), pl.DataFrame(rows)], how="diagonal_relaxed")


def panel(effect: float, seed: int = 1, creators: int = 30, notes: int = 12) -> pl.DataFrame:
    """Synthetic notes: large creators post in the evening; the evening itself brings `effect` in logs."""
    rng = np.random.default_rng(seed)
    rows = []
    for creator in range(creators):
        level = rng.normal(5, 1.2)
        for _ in range(notes):
            evening = rng.random() < (0.8 if level > 5 else 0.2)
            hour = int(rng.integers(20, 23)) if evening else int(rng.integers(8, 19))
            value = int(np.expm1(level + effect * evening + rng.normal(0, 0.5)))
            rows.append(
                (
                    f"c{creator}",
                    datetime(2026, 5, 1 + int(rng.integers(27)), hour, tzinfo=CHINA),
                    max(value, 0),
                )
            )
    frame = pl.DataFrame(rows, schema=["creator_id", "published_at", "likes"], orient="row")
    return frame.with_columns(saves=pl.lit(0), comments=pl.lit(0))


def test_the_evening_of_large_creators_is_no_effect_of_the_evening():
    frame = panel(0.0)
    naive = frame.with_columns(evening=pl.col("published_at").dt.hour() >= 20, y=pl.col("likes").log1p())
    raw = naive.group_by("evening").agg(pl.col("y").mean()).sort("evening")["y"]
    assert raw[1] - raw[0] > 0.5, "the naive comparison must be fooled, or this test shows nothing"
    row = live.hours_that_worked(frame).filter(pl.col("block") == "evening").row(0, named=True)
    assert row["lower"] < 1 < row["upper"]
    assert (
        "No hour stands out"
        in live.advise_hours(
            live.hours_that_worked(frame), live.reader_hours(live.creator_hours(pl.DataFrame()))
        ).text.en
    )


def test_a_planted_evening_effect_is_found():
    row = live.hours_that_worked(panel(0.4)).filter(pl.col("block") == "evening").row(0, named=True)
    assert row["lower"] < np.exp(0.4) < row["upper"]
    assert row["lower"] > 1
    assert (
        "associated"
        in live.advise_hours(
            live.hours_that_worked(panel(0.4)), live.reader_hours(live.creator_hours(pl.DataFrame()))
        ).text.en
    )


def test_coverage_of_the_interval():
    hits = sum(
        row["lower"] <= np.exp(0.3) <= row["upper"]
        for seed in range(60)
        for row in live.hours_that_worked(panel(0.3, seed, creators=16, notes=8))
        .filter(pl.col("block") == "evening")
        .rows(named=True)
    )
    assert 46 <= hits <= 60, f"a 90 % interval held the truth in {hits} of 60"


def test_too_few_creators_get_no_number():
    found = live.hours_that_worked(panel(0.4, creators=5))
    assert found["ratio"].null_count() == found.height


def test_the_same_notes_in_another_order_give_the_same_interval():
    frame = panel(0.1)
    assert_frame_equal(live.hours_that_worked(frame), live.hours_that_worked(frame.reverse()))


def test_a_block_is_best_only_after_all_blocks_are_counted():
    # Six blocks, one of which has p = 0.02: 0.02 x 6 = 0.12 is not clear; 0.001 x 6 = 0.006 is.
    corrected = false_discovery(np.array([0.02, 0.9, 0.9, 0.9, 0.9, 0.9]))
    assert corrected[0] == pytest.approx(0.12)
    worked = pl.DataFrame({"block": ["noon", "evening"], "ratio": [1.3, 1.2], "chance": [0.12, 0.006]})
    assert live.best_block(worked) == "evening"
    assert live.best_block(worked.head(1)) is None
    assert live.best_block(live.hours_that_worked(panel(0.4, creators=5))) is None


CREATORS = pl.DataFrame(
    {
        "creator_id": ["a", "b", "c", "d"],
        "creator_name": ["A", "B", "C", "D"],
        "active_hours": ["20:00|34.5% 工作日|19.5%", "21:00|30% 20:00|25.5%", None, "随便"],
    }
)


def test_hours_of_readers_are_read_from_the_export():
    readers = live.creator_hours(CREATORS, CREATORS.with_columns(active_hours=pl.lit("3:00|90%")))
    assert readers.filter(pl.col("who").is_in(["a", "b"])).rows() == [
        ("a", "A", 20, 0.345),
        ("b", "B", 21, 0.3),
        ("b", "B", 20, 0.255),
    ]
    assert live.reader_hours(live.creator_hours(CREATORS)).rows() == [
        (20, pytest.approx(0.3), 2),
        (21, 0.3, 1),
    ]


def test_each_booked_creator_has_her_hours_or_none():
    booked = pl.DataFrame({"who": ["b", "c"], "creator_name": ["B", "C"]})
    found = live.hours_of_booked(booked, live.creator_hours(CREATORS))
    assert found.rows() == [("B", "21:00 (30.0%), 20:00 (25.5%)"), ("C", None)]
    shown = table_reader_hours(found).data["rows"]
    assert "grade C" in str(shown[1]) and "grade C" not in str(shown[0])


def note(name: str, day: int, counted: int | None = None) -> dict[str, object]:
    seen = datetime(2026, 5, counted, 12, tzinfo=CHINA) if counted else None
    return {
        "note_id": name,
        "published_at": datetime(2026, 5, day, 12, tzinfo=CHINA),
        "collected_at": seen,
        "likes": 1,
    }


def test_own_notes_count_once_and_only_when_they_are_old_enough():
    # Counts compare from 14 days on. On 20 May: a is 14 days old, b two; c was counted when it was 3 days
    # old.
    own = table("notes", [note("a", 6), note("b", 18), note("c", 1, counted=4)])
    earlier = table("notes", [note("a", 6), note("b", 18), note("x", 2)])
    timed = live.gather_timed(earlier, own, BRIEF, date(2026, 5, 20))
    assert sorted(timed.notes["note_id"]) == ["a", "x"]
    assert (timed.earlier, timed.own, timed.both, timed.young) == (1, 1, 2, 2)
    said = live.timed_finding(timed)
    assert said.n == 2
    assert "2 stood in both" in said.text.en and "2 of this campaign were counted before" in said.text.en


@pytest.fixture
def spans():
    brief = load_params(paths.PARAMS / "demo" / "live.yaml").read_brief()
    return live.plan_calendar(brief)


def test_the_calendar_file_is_read_back_by_a_calendar(spans):
    at = [datetime(2026, 5, 10, 20, tzinfo=CHINA), datetime(2026, 5, 11, 20, tzinfo=CHINA)]
    slots = pl.DataFrame(
        {
            "slot": ["o1", "o2"],
            "title_en": ["阿柠 posts; \nnasty", "B"],
            "title_zh": ["阿柠 posts; \nnasty", "B"],
            "starts_at": at,
            "firm": [True, False],
        }
    )
    made = live.calendar_file(spans, "露米拉 × 618", date(2026, 5, 20), "zh", slots)
    assert made == live.calendar_file(spans, "露米拉 × 618", date(2026, 5, 20), "zh", slots)
    events = {str(event["summary"]): event for event in Calendar.from_ical(made).walk("VEVENT")}
    assert len(events) == spans.height + 2
    posting = events["露米拉 × 618 · 发布窗口"]
    row = spans.filter(pl.col("event") == "posting").row(0, named=True)
    assert posting["dtstart"].dt == row["start"]
    assert posting["dtend"].dt == row["end"] + timedelta(days=1)
    slot = next(event for name, event in events.items() if "阿柠" in name)
    assert slot["dtstart"].dt == datetime(2026, 5, 10, 20, tzinfo=CHINA)
    assert (str(slot["status"]), str(events["露米拉 × 618 · B"]["status"])) == ("CONFIRMED", "TENTATIVE")
    moved = slots.with_columns(pl.col("starts_at") + timedelta(days=1))
    again = Calendar.from_ical(live.calendar_file(spans, "露米拉 × 618", date(2026, 5, 20), "zh", moved))
    assert {str(one["uid"]) for one in again.walk("VEVENT")} == {str(one["uid"]) for one in events.values()}


def test_steps_that_run_into_one_another_are_named(spans):
    assert live.clashes(spans).is_empty()
    late = spans.with_columns(
        end=pl.when(pl.col("event") == "approval").then(pl.col("end") + timedelta(days=30)).otherwise("end")
    )
    found = live.clashes(late)
    assert found.select("first", "second").rows() == [("approval", "posting")]
    assert found.select("first_en", "second_zh").rows() == [("Platform approval", "发布窗口")]


def test_holidays_in_reviews_are_named(spans):
    # Review 27-29 April, approval 29 April to 2 May; the holiday is 1-5 May: two days of approval.
    found = live.clashes(spans, holidays_between(date(2026, 4, 13), date(2026, 5, 22)))
    assert found.select("kind", "first", "second", "days", "last").rows() == [
        ("holiday", "approval", "labour_day", 2, date(2026, 5, 2))
    ]


def test_a_note_whose_last_draft_had_open_points_is_named_until_somebody_has_read_it():
    """a is out with two open points, b without any, c is not out yet; d is known by name only; e is an older note of a."""
    out = [("a", "c1", "Ann", 7), ("b", "c2", "Bea", 7), ("c", "c3", "Cy", 21), ("d", "c4", "Dee", 8)]
    notes = table(
        "notes",
        [
            {
                "note_id": note,
                "creator_id": creator,
                "creator_name": name,
                "published_at": datetime(2026, 5, day, 9, tzinfo=CHINA),
            }
            for note, creator, name, day in [*out, ("e", "c1", "Ann", 1), ("f", "c1", "Ann", 12)]
        ],
    )
    drafts = pl.DataFrame(
        {
            "draft_id": ["D1", "D2", "D3", "D4"],
            "creator_id": ["c1", "c2", "c3", None],
            "creator_name": ["Ann", "Bea", "Cy", "Dee"],
            "to_change": [2, 0, 5, 1],
        }
    )
    day = date(2026, 5, 20)
    assert live.unsettled_notes(drafts, notes, BRIEF, day) == ["a", "d"]
    assert live.unsettled_notes(drafts, notes, BRIEF, day, ["a"]) == ["d"]
    assert live.unsettled_notes(drafts.clear(), notes, BRIEF, day) == []
