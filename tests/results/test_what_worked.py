"""What worked: against statsmodels' mixed model, tags that mean nothing, effects that are there, and small cases by hand."""

import warnings
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest

from benchmarks import results as bench
from xhs_workbench import results, tables
from xhs_workbench.errors import ParamsError
from xhs_workbench.params import BriefParams
from xhs_workbench.results.within_creator import Slopes, deviations, shrink, within_slopes

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
            rows.append({
                "note_id": f"{creator}-{number}", "creator_id": f"c{creator}", "title": FORMATS[form], "body": "最近天气忽冷忽热",
                "hashtags": "护肤", "note_type": "video" if rng.random() < 0.4 else "image", "published_at": at,
                "likes": int(total * 0.6), "saves": int(total * 0.4), "comments": 0, "shares": 0,
            })  # fmt: skip
    empty = tables.empty("notes")
    frame = pl.DataFrame(rows).with_columns(pl.col("note_type").cast(empty.schema["note_type"]))
    return frame.with_columns(
        pl.lit(None).cast(empty.schema[c]).alias(c) for c in empty.columns if c not in frame.columns
    ).select(empty.columns)


def test_slopes_are_those_of_the_mixed_model_with_creator_means():
    from statsmodels.regression.mixed_linear_model import MixedLM

    rng = np.random.default_rng(11)
    who = np.repeat(np.arange(30), 5)
    x = rng.normal(0, 1, (150, 2)) + rng.normal(0, 1, (30, 2))[who]
    y = 5 + rng.normal(0, 1, 30)[who] + x @ [0.3, -0.2] + rng.normal(0, 0.5, 150)
    ours = within_slopes(y, x, who)
    means = np.array([x[who == i].mean(axis=0) for i in range(30)])[who]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = MixedLM(y, np.column_stack([np.ones(150), x - means, means]), who).fit()
    assert ours.slopes == pytest.approx(theirs.params[1:3], abs=1e-3)
    assert (np.sqrt(np.diag(ours.covariance)) >= theirs.bse[1:3] * 0.97).all()


def test_a_feature_without_variation_within_creators_is_never_certain():
    who = np.repeat(np.arange(10), 4)
    table = np.column_stack([(who > 4).astype(float), np.tile([0.0, 1, 0, 1], 10)])
    found = within_slopes(np.random.default_rng(1).normal(0, 1, 40), table, who)
    assert np.isinf(found.covariance[0, 0])
    assert np.isfinite(found.covariance[1, 1])


def test_levels_are_held_against_their_mean_by_hand():
    found = Slopes(np.array([0.3, 0.6]), np.diag([0.01, 0.01]), 20)
    estimates, errors = deviations(found, [0, 1])
    assert estimates == pytest.approx([-0.3, 0.0, 0.3])
    # The first: −(a + b) / 3, so √(2 · .01 / 9); the second: 2a/3 − b/3, so √(.01 · 5/9).
    assert errors == pytest.approx([np.sqrt(0.02 / 9), np.sqrt(0.05 / 9), np.sqrt(0.05 / 9)])


def test_drawing_to_none_is_stronger_where_chance_explains_all():
    quiet, _ = shrink(np.array([0.05, -0.05, 0.02]), np.array([0.2, 0.2, 0.2]))
    loud, _ = shrink(np.array([0.9, -0.9, 0.5]), np.array([0.2, 0.2, 0.2]))
    assert np.abs(quiet / [0.05, -0.05, 0.02]).max() < 0.1
    assert np.abs(loud / [0.9, -0.9, 0.5]).min() > 0.85


def test_drawing_lowers_the_error_of_many_formats():
    """Twelve formats, true effects of 15 %: the error against the raw estimates', over 40 campaigns."""
    rng, raw, drawn = np.random.default_rng(4), [], []
    for _ in range(40):
        truth, errors = rng.normal(0, 0.15, 12), np.full(12, 0.2)
        seen = truth + rng.normal(0, errors)
        raw.append(((seen - truth) ** 2).mean())
        drawn.append(((shrink(seen, errors)[0] - truth) ** 2).mean())
    assert np.sqrt(np.mean(drawn) / np.mean(raw)) < 0.75


def test_tags_that_mean_nothing_pass_no_more_than_chance_allows():
    found = bench.placebo_rate(*bench.panel(np.random.default_rng(9), 40, 8), runs=20, tags=20, by_creator=1.5)
    assert found["within"] <= 0.08
    assert found["claim"] <= 0.15
    assert found["across"] > found["within"]


def test_a_real_difference_is_claimed_and_a_creators_own_level_is_not(brief):
    lifted = results.find_what_worked(posted(lifts=(0, 0, 0.5, 0)), brief, date(2026, 5, 20))
    tutorial = lifted.filter(pl.col("level") == "format:tutorial").row(0, named=True)
    truth = np.expm1(0.5 * 0.75)
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
        results.find_what_worked(notes, brief, day, words) for words in (None, {"format_tutorial": "步骤清楚"})
    )
    assert told.filter(pl.col("level") == "format:tutorial")["team_note"].to_list() == ["步骤清楚"]
    assert plain.drop("team_note").equals(told.drop("team_note"))
    with pytest.raises(ParamsError, match="format_tutorail"):
        results.find_what_worked(notes, brief, day, {"format_tutorail": "x"})


def test_a_note_in_both_tables_counts_once():
    notes = posted(creators=3)
    assert results.pool_notes(notes, notes).height == notes.height


def test_wording_is_of_association(brief):
    said = results.worked_findings(results.find_what_worked(posted(lifts=(0, 0, 0.5, 0)), brief, date(2026, 5, 20)))
    claims = [f for f in said if f.code == "associated"]
    assert claims
    for finding in claims:
        assert "associated with" in finding.text.en
        assert "关联" in finding.text.zh
