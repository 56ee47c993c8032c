"""Posting: hours judged within creators, and the calendar as a file."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest
from icalendar import Calendar

from xhs_workbench import live, paths
from xhs_workbench.params import load_params

CHINA = ZoneInfo("Asia/Shanghai")


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
                (f"c{creator}", datetime(2026, 5, 1 + int(rng.integers(27)), hour, tzinfo=CHINA), max(value, 0))
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
        in live.advise_hours(live.hours_that_worked(frame), live.reader_hours(pl.DataFrame())).text.en
    )


def test_a_planted_evening_effect_is_found():
    row = live.hours_that_worked(panel(0.4)).filter(pl.col("block") == "evening").row(0, named=True)
    assert row["lower"] < np.exp(0.4) < row["upper"]
    assert row["lower"] > 1
    assert (
        "associated" in live.advise_hours(live.hours_that_worked(panel(0.4)), live.reader_hours(pl.DataFrame())).text.en
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


def test_hours_of_readers_are_read_from_the_export():
    creators = pl.DataFrame({"active_hours": ["20:00|34.5% 工作日|19.5%", "21:00|30% 20:00|25.5%", None, "随便"]})
    assert live.reader_hours(creators).rows() == [(20, pytest.approx(0.3), 2), (21, 0.3, 1)]


@pytest.fixture
def spans():
    brief = load_params(paths.PARAMS / "demo" / "live.yaml").read_brief()
    return live.plan_calendar(brief)


def test_the_calendar_file_is_read_back_by_a_calendar(spans):
    slots = pl.DataFrame({"title": ["阿柠 posts; \nnasty"], "starts_at": [datetime(2026, 5, 10, 20, tzinfo=CHINA)]})
    made = live.calendar_file(spans, "露米拉 × 618", date(2026, 5, 20), "zh", slots)
    assert made == live.calendar_file(spans, "露米拉 × 618", date(2026, 5, 20), "zh", slots)
    events = {str(event["summary"]): event for event in Calendar.from_ical(made).walk("VEVENT")}
    assert len(events) == spans.height + 1
    posting = events["露米拉 × 618 · 发布窗口"]
    row = spans.filter(pl.col("event") == "posting").row(0, named=True)
    assert posting["dtstart"].dt == row["start"]
    assert posting["dtend"].dt == row["end"] + timedelta(days=1)
    slot = next(event for name, event in events.items() if "阿柠" in name)
    assert slot["dtstart"].dt == datetime(2026, 5, 10, 20, tzinfo=CHINA)


def test_steps_that_run_into_one_another_are_named(spans):
    assert live.clashes(spans).is_empty()
    late = spans.with_columns(
        end=pl.when(pl.col("event") == "approval").then(pl.col("end") + timedelta(days=30)).otherwise("end")
    )
    found = live.clashes(late)
    assert found.select("first", "second").rows() == [("approval", "posting")]
    holiday = [("Labour Day", "劳动节", spans.filter(pl.col("event") == "review")["start"][0], date(2026, 12, 31))]
    assert "Labour Day" in live.clashes(spans, holiday)["second"].to_list()
