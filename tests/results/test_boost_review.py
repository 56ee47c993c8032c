"""Whether boost money went on after notes had passed the limit for a bought interaction, by hand."""

from datetime import date, timedelta

import polars as pl
import pytest

from xhs_workbench import live, tables
from xhs_workbench.params import BriefParams
from xhs_workbench.results.counting.boost_review import boost_review_findings, review_boosts

FALLING, STEADY, SLOW_START = (60, 20, 5, 2, 1), (60, 60, 60, 60, 60), (10, 10, 80, 30, 30)


def limited(limit, target=4.0):
    """The demo's brief with this limit for boosts and this target for all interactions."""
    asked = BriefParams(brief="params/demo/brief.yaml").read_brief()
    kpis = tuple(k.model_copy(update={"target": target}) if k.metric == "cpe" else k for k in asked.kpis)
    kept = tuple(k for k in kpis if target is not None or k.metric != "cpe")
    money = asked.budget.model_copy(update={"boost_target_cpe_cny": limit})
    return asked.model_copy(update={"kpis": kept, "budget": money})


def paid(**by_note):
    """¥100 a day and note, 2,000 impressions each, with these interactions."""
    rows = [
        {
            "note_id": note,
            "platform": "juguang",
            "day": date(2026, 5, 10) + timedelta(days=day),
            "spend_cny": 100.0,
            "impressions": 2000,
            "interactions": bought,
        }
        for note, got in by_note.items()
        for day, bought in enumerate(got)
        if bought is not None
    ]
    empty = tables.empty("paid")
    frame = pl.DataFrame(rows)
    return frame.with_columns(
        *(pl.lit(None).cast(empty.schema[c]).alias(c) for c in empty.columns if c not in frame.columns),
        pl.col("platform").cast(empty.schema["platform"]),
    ).select(empty.columns)


def by_note(limit, **got):
    found = review_boosts(paid(**got), limited(limit)).sort("note_id")
    return found.select("boost_past_stop_cny", "boost_forgone").rows()


def test_money_counts_from_the_day_after_the_running_cost_passed_the_limit():
    """a: ¥100 a day for 60, 20, 5, 2, 1, so 100/60, 200/80, 300/85 = 3.53, 400/87 = 4.60, 500/88 = 5.68 so far.

    The fourth day passes ¥4; the fifth day's ¥100 is past it and bought 1 where the limit asks for 25.
    """
    assert by_note(4.0, a=FALLING, b=STEADY) == [(100.0, 24.0), (0.0, 0.0)]
    # At ¥3.60 the same day passes it: 3.53 is within. At ¥3.50 the third does: 300 of 85, and ¥200 for 3 are past.
    assert by_note(3.6, a=FALLING)[0][0] == 100.0
    [(past, forgone)] = by_note(3.5, a=FALLING)
    assert past == 200.0
    assert forgone == pytest.approx(200 / 3.5 - 3)


def test_a_limit_above_every_cost_counts_nothing_and_a_note_that_came_back_is_not_past_it():
    """Slow start: 100/10, 200/20 = 10, then 300/100 = 3 and 500/160 = 3.13: within ¥4 at the end, whatever came first."""
    assert by_note(1e6, a=FALLING, b=SLOW_START) == [(0.0, 0.0), (0.0, 0.0)]
    assert by_note(4.0, b=SLOW_START) == [(0.0, 0.0)]
    # Always above ¥2.90: 3.13 at the last. But what came after the first day was bought at 400/150 = 2.67, within it.
    assert by_note(2.9, b=SLOW_START) == [(0.0, 0.0)]


def test_a_note_is_not_judged_before_its_money_could_have_bought_ten_interactions():
    """At ¥20 that is ¥200: 1, 1, 1 a day is judged from the second day on, so the third day's ¥100 counts alone."""
    assert by_note(20.0, a=(1, 1)) == [(0.0, 0.0)]
    assert by_note(20.0, a=(1, 1, 1)) == [(100.0, 4.0)]


def test_the_limit_is_the_boosts_own_and_live_reads_the_same(monkeypatch):
    """Given one it is that, else the target for all interactions, else none; the live page takes the same."""
    assert limited(12.0).boost_limit_cny == 12.0
    assert limited(None).boost_limit_cny == 4.0
    assert limited(None, None).boost_limit_cny is None
    assert review_boosts(paid(a=FALLING), limited(12.0))["boost_limit_cny"].to_list() == [12.0]
    evidence = pl.DataFrame(schema={"note_id": pl.String})
    day = live.Day(
        date(2026, 5, 20), limited(12.0), evidence, evidence, 0, 24, evidence, evidence, evidence, None,
        evidence, evidence, evidence,
    )  # fmt: skip
    assert day.target_cny == 12.0


def test_without_a_limit_a_day_or_a_count_nothing_is_said():
    assert review_boosts(paid(a=FALLING), limited(None, None)).is_empty()
    undated = paid(a=FALLING, b=STEADY).with_columns(day=pl.lit(None, dtype=pl.Date))
    assert review_boosts(undated, limited(4.0)).is_empty()
    assert review_boosts(tables.empty("paid"), limited(4.0)).is_empty()
    # What one day of a note brought is unknown: its running cost is too. The other still counts.
    ads = paid(a=FALLING, b=STEADY).with_columns(
        interactions=pl.when((pl.col("note_id") == "b") & (pl.col("day") == date(2026, 5, 11)))
        .then(None)
        .otherwise("interactions")
    )
    assert review_boosts(ads, limited(4.0))["note_id"].to_list() == ["a"]


def test_the_sentence_sums_what_went_past_the_limit():
    rows = pl.DataFrame(
        {
            "note_id": ["a", "b", "c"],
            "boost_cny": [500.0, 500.0, 0.0],
            "boost_limit_cny": [12.0, 12.0, None],
            "boost_past_stop_cny": [200.0, 0.0, None],
            "boost_forgone": [90.4, 0.0, None],
        }
    )
    said = boost_review_findings(rows)[0]
    assert said.code == "boost_past_stop"
    assert said.text.en == (
        "¥200 of ¥1,000 boost money went to 1 note after it had passed ¥12 an interaction; "
        "at the limit it would have bought 90 more."
    )
    assert (
        said.text.zh == "¥1,000 投流中有 ¥200 花在 1 篇互动单价已超 ¥12 的笔记上；按上限计，少得 90 次互动。"
    )
    good = boost_review_findings(rows.with_columns(boost_past_stop_cny=pl.lit(0.0)))
    assert [f.code for f in good] == ["boost_stopped_in_time"]
    assert boost_review_findings(rows.with_columns(boost_past_stop_cny=pl.lit(None, dtype=pl.Float64))) == []
