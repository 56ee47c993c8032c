"""Whether boosts were stopped where the live rule stops them, replayed from the days of the paid file."""

from datetime import date, timedelta

import polars as pl
import pytest

from xhs_workbench import tables
from xhs_workbench.params import BriefParams
from xhs_workbench.results.counting.boost_review import boost_review_findings, review_boosts

FALLING, STEADY = (60, 20, 5, 2, 1), (60, 60, 60, 60, 60)


@pytest.fixture(scope="module")
def brief():
    """The demo's brief with a target of ¥4 an interaction: ¥100 must bring 25."""
    asked = BriefParams(brief="params/demo/brief.yaml").read_brief()
    kpis = tuple(k.model_copy(update={"target": 4.0}) if k.metric == "cpe" else k for k in asked.kpis)
    return asked.model_copy(update={"kpis": kpis})


def outcomes(notes="ab"):
    return pl.DataFrame(
        {
            "note_id": list(notes),
            "impressions": [40_000] * len(notes),
            "interactions": [800] * len(notes),
        }
    )


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


def test_money_after_the_stop_is_counted_and_money_that_paid_is_not(brief):
    """Note a brings 60, 20, 5, 2 and 1 a day where 25 are asked for: stopped after its third day at the latest, so ¥200 to ¥300 are past it."""
    found = review_boosts(outcomes(), paid(a=FALLING, b=STEADY), brief).sort("note_id")
    assert found["note_id"].to_list() == ["a", "b"]
    assert found["boost_past_stop_cny"][0] in (200, 300)
    assert found["boost_past_stop_cny"][1] == 0
    # Each of these days brought 1 to 5 on a, and would have brought up to 60 on b.
    days = found["boost_past_stop_cny"][0] / 100
    assert 20 * days < found["boost_forgone"][0] < 60 * days
    assert found["boost_forgone"][1] == 0


def test_days_to_come_change_nothing_about_a_day(brief):
    """The rule knows what the files had shown until the day before: the first day is never past a stop, whatever it brought."""
    two = review_boosts(outcomes(), paid(a=FALLING[:1], b=STEADY), brief).sort("note_id")
    assert two["boost_past_stop_cny"].to_list() == [0, 0]


def test_without_a_target_or_a_day_nothing_is_said(brief):
    none = brief.model_copy(update={"kpis": tuple(k for k in brief.kpis if k.metric != "cpe")})
    assert review_boosts(outcomes(), paid(a=FALLING, b=STEADY), none).is_empty()
    undated = paid(a=FALLING, b=STEADY).with_columns(day=pl.lit(None, dtype=pl.Date))
    assert review_boosts(outcomes(), undated, brief).is_empty()
    assert review_boosts(outcomes(), tables.empty("paid"), brief).is_empty()
    # A note whose counts are unknown cannot be replayed; the other still can.
    unknown = outcomes().with_columns(interactions=pl.when(pl.col("note_id") == "b").then(800))
    assert review_boosts(unknown, paid(a=FALLING, b=STEADY), brief)["note_id"].to_list() == ["b"]


def test_the_sentence_sums_what_went_past_the_stop():
    rows = pl.DataFrame(
        {
            "note_id": ["a", "b", "c"],
            "boost_cny": [500.0, 500.0, 0.0],
            "boost_past_stop_cny": [200.0, 0.0, None],
            "boost_forgone": [90.4, 0.0, None],
        }
    )
    said = boost_review_findings(rows)[0]
    assert said.code == "boost_past_stop"
    assert "¥200 of ¥1,000" in said.text.en
    assert "about 90 more interactions" in said.text.en
    assert "¥1,000 投流中有 ¥200" in said.text.zh
    good = boost_review_findings(rows.with_columns(boost_past_stop_cny=pl.lit(0.0)))
    assert [f.code for f in good] == ["boost_stopped_in_time"]
    assert boost_review_findings(rows.with_columns(boost_past_stop_cny=pl.lit(None, dtype=pl.Float64))) == []
