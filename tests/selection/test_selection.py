"""Scores that add up, and sets that no other set beats."""

import polars as pl
import pytest

from xhs_workbench import selection
from xhs_workbench.errors import ParamsError
from xhs_workbench.intake import read_files
from xhs_workbench.params import SelectionParams, load_params
from xhs_workbench.paths import PARAMS

WEIGHTS = {"value": 3.0, "engagement": 2.0, "saves": 1.0}


@pytest.fixture(scope="module")
def demo():
    params = load_params(PARAMS / "demo" / "selection.yaml")
    data = read_files(params.inputs)
    return selection.gather_candidates(
        data.table("creators"), data.table("notes"), params.read_brief()
    ), params


def test_parts_add_up_to_the_score(demo):
    candidates, params = demo
    scored = selection.score_creators(candidates, params.weights)
    parts = pl.sum_horizontal([f"score_{name}" for name in params.weights])
    assert scored.select((parts - pl.col("score")).abs().max()).item() < 1e-9
    assert scored["score"].is_between(0, 100).all()


def test_scaling_all_weights_changes_nothing(demo):
    candidates, _ = demo
    one = selection.score_creators(candidates, WEIGHTS)
    ten = selection.score_creators(candidates, {name: 10 * weight for name, weight in WEIGHTS.items()})
    assert one["creator_id"].to_list() == ten["creator_id"].to_list()
    assert (one["score"] - ten["score"]).abs().max() < 1e-9


def test_an_unknown_part_is_refused(demo):
    with pytest.raises(ParamsError, match="no such part"):
        selection.score_creators(demo[0], {"beauty": 1.0})


def test_an_unaffordable_creator_changes_nothing(demo):
    candidates, params = demo
    scored = selection.score_creators(candidates, params.weights)
    dear = scored.head(1).with_columns(
        creator_id=pl.lit("dear"), price_cny=pl.lit(10_000_000.0), score=pl.lit(100.0)
    )
    before = selection.pick_portfolio(scored, 48_000, quotas=params.quotas)
    after = selection.pick_portfolio(pl.concat([dear, scored]), 48_000, quotas=params.quotas)
    assert before.picks["creator_id"].to_list() == after.picks["creator_id"].to_list()


def test_must_in_must_out_and_every_rule_checked_again(demo):
    candidates, params = demo
    scored = selection.score_creators(candidates, params.weights)
    koc = scored.filter(pl.col("tier") == "koc").drop_nulls(["price_cny", "expected_interactions"])
    wanted, unwanted = koc["creator_id"][-1], koc["creator_id"][0]
    found = selection.pick_portfolio(
        scored, 48_000, quotas=params.quotas, must_in=[wanted], must_out=[unwanted]
    )
    assert wanted in found.picks["creator_id"]
    assert unwanted not in found.picks["creator_id"]
    assert {finding.level for finding in found.findings} == {"PASS"}


@pytest.mark.parametrize(
    ("budget", "quotas", "code"),
    [(1_000.0, {"mid": (2, 2)}, "budget_too_low"), (48_000.0, {"head": (40, 50)}, "quota_too_high")],
)
def test_what_has_to_give_way_is_named(demo, budget, quotas, code):
    scored = selection.score_creators(demo[0], WEIGHTS)
    found = selection.pick_portfolio(scored, budget, quotas=quotas)
    assert found.picks.is_empty()
    assert [finding.code for finding in found.findings] == [code]


def test_the_real_crawl_says_what_it_cannot_tell():
    params = load_params(PARAMS / "beauty_2018" / "selection.yaml")
    assert isinstance(params, SelectionParams)
    brief = params.read_brief()
    data = read_files(params.inputs)
    candidates = selection.gather_candidates(data.table("creators"), data.table("notes"), brief)
    tiers = {
        row["tier"]: row["creators"]
        for row in selection.engagement_by_tier(candidates, brief).iter_rows(named=True)
    }
    # Counted by hand from the column `fans` of the file's 1,722 authors.
    assert tiers == {"nano": 1199, "koc": 211, "micro": 162, "mid": 107, "head": 43}
    missing = {finding.code for finding in selection.what_is_missing(candidates)}
    assert missing == {"no_price_cny", "no_on_target_share", "no_reads_median", "no_active_fan_share"}
    scored = selection.give_reasons(selection.score_creators(candidates, params.weights), params.weights)
    assert selection.pick_portfolio(scored, 50_000, quotas=params.quotas).picks.is_empty()


def test_the_parameters_know_every_part_of_the_score():
    from typing import get_args

    from xhs_workbench.params.notebooks import ScorePart

    assert set(get_args(ScorePart)) == set(selection.PARTS)
