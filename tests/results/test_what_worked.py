"""What worked: against statsmodels' mixed model, tags that mean nothing, effects that are there, and small cases by hand."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest

from benchmarks import results as bench
from xhs_workbench import results, tables
from xhs_workbench.errors import ParamsError
from xhs_workbench.params import BriefParams
from xhs_workbench.results.learning.within_creator import spoken_sums

CHINA = ZoneInfo("Asia/Shanghai")
FORMATS = ("测评", "生活日常", "教程", "对比")


@pytest.fixture(scope="module")
def brief():
    return BriefParams(brief="params/demo/brief.yaml").read_brief()


def posted(creators=30, notes=8, lifts=(0.0, 0.0, 0.0, 0.0), seed=5):
    """Notes of creators who differ a lot; formats lift or do not; tutorials come from those who do well anyway."""
    rng = np.random.default_rng(seed)
    rows = []
    for creator in range(creators):
        level = rng.normal(6, 1.2)
        lean = np.array([1.0, 1.0, np.exp(level - 6), 1.0])
        for number in range(notes):
            form = int(rng.choice(4, p=lean / lean.sum()))
            total = np.exp(level + lifts[form] + rng.normal(0, 0.5))
            at = datetime(2026, 4, 1, tzinfo=CHINA) + timedelta(
                days=int(rng.integers(0, 28)), hours=int(rng.integers(7, 23))
            )
            rows.append(
                {
                    "note_id": f"{creator}-{number}",
                    "creator_id": f"c{creator}",
                    "title": FORMATS[form],
                    "body": "最近天气忽冷忽热",
                    "hashtags": "护肤",
                    "note_type": "video" if rng.random() < 0.4 else "image",
                    "published_at": at,
                    "likes": int(total * 0.6),
                    "saves": int(total * 0.4),
                    "comments": 0,
                    "shares": 0,
                }
            )
    empty = tables.empty("notes")
    frame = pl.DataFrame(rows).with_columns(pl.col("note_type").cast(empty.schema["note_type"]))
    return frame.with_columns(
        pl.lit(None).cast(empty.schema[c]).alias(c) for c in empty.columns if c not in frame.columns
    ).select(empty.columns)


def test_levels_are_held_against_the_others_by_hand():
    """Three formats at 0, .3 and .6, and a feature of .1: 0 against .45, .3 against .3, .6 against .15; the control is not spoken of."""
    said = spoken_sums(3, 1, 2) @ np.array([0.3, 0.6, 0.1, 5.0, 5.0])
    assert said == pytest.approx([-0.45, 0.0, 0.45, 0.1])
    # Two formats: one against the other, either way.
    assert (spoken_sums(2, 0, 0) @ [0.4]).tolist() == [-0.4, 0.4]
    # One format can be compared with nothing.
    assert spoken_sums(1, 1, 0).tolist() == [[0.0], [1.0]]


def test_one_format_alone_is_compared_with_nothing(brief):
    alone = posted().with_columns(title=pl.lit("测评"))
    found = results.find_what_worked(alone, brief, date(2026, 5, 20))
    assert not found["level"].str.starts_with("format:").any()
    assert found.height > 0


def test_tags_that_mean_nothing_pass_no_more_than_chance_allows():
    found = bench.placebo_rate(
        *bench.panel(np.random.default_rng(9), 40, 8), runs=20, tags=20, by_creator=1.5
    )
    assert found["within"] <= 0.08
    assert found["claim"] <= 0.15
    assert found["across"] > found["within"]


def test_a_real_difference_is_claimed_and_a_creators_own_level_is_not(brief):
    lifted = results.find_what_worked(posted(lifts=(0, 0, 0.5, 0)), brief, date(2026, 5, 20))
    tutorial = lifted.filter(pl.col("level") == "format:tutorial").row(0, named=True)
    truth = np.expm1(0.5)
    assert tutorial["claimed"]
    assert tutorial["low"] < truth < tutorial["high"]
    flat = results.find_what_worked(posted(), brief, date(2026, 5, 20))
    naive = flat.filter(pl.col("level") == "format:tutorial").row(0, named=True)
    assert not flat["claimed"].any()
    assert naive["across_change"] > naive["high"]
    assert [f.code for f in results.worked_findings(flat)] == ["nothing_stands_out"]


def test_creators_with_one_note_tell_nothing(brief):
    found = results.find_what_worked(posted(notes=1), brief, date(2026, 5, 20))
    assert found.is_empty()
    assert [f.code for f in results.worked_findings(found)] == ["one_note_a_creator"]


def test_words_of_the_team_stand_beside_the_numbers_and_change_none(brief):
    notes, day = posted(), date(2026, 5, 20)
    plain, told = (
        results.find_what_worked(notes, brief, day, words)
        for words in (None, {"format_tutorial": "步骤清楚"})
    )
    assert told.filter(pl.col("level") == "format:tutorial")["team_note"].to_list() == ["步骤清楚"]
    assert plain.drop("team_note").equals(told.drop("team_note"))
    with pytest.raises(ParamsError, match="format_tutorail"):
        results.find_what_worked(notes, brief, day, {"format_tutorail": "x"})


def test_a_note_in_both_tables_counts_once():
    notes = posted(creators=3)
    assert results.pool_notes(notes, notes).height == notes.height


def test_wording_is_of_a_comparison(brief):
    said = results.worked_findings(
        results.find_what_worked(posted(lifts=(0, 0, 0.5, 0)), brief, date(2026, 5, 20))
    )
    claims = [f for f in said if f.code == "associated"]
    assert claims
    for finding in claims:
        assert "interactions than the same creators'" in finding.text.en
        assert "互动量比同一达人" in finding.text.zh
