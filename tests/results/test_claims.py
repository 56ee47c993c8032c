"""No two sentences of a results report disagree: the demo, random campaigns, and a checker that sees planted contradictions."""

from dataclasses import replace

import polars as pl
import pytest

from benchmarks.calibration.claims import contradictions, demo, random_campaign
from xhs_workbench.findings import Text


@pytest.fixture(scope="module")
def told():
    """A campaign with creators in doubt, some to book again, and money that stays."""
    return random_campaign(0, seed=20261125)


def test_the_demos_results_hold_together():
    assert contradictions(demo()) == []


@pytest.mark.parametrize("number", range(1000, 1005))
def test_random_campaigns_hold_together(number):
    """`make calibration` checks fifty."""
    assert contradictions(random_campaign(number, seed=7)) == []


def test_the_campaign_below_has_what_is_falsified(told):
    assert told.suspects.height > 0
    assert told.judged.filter(pl.col("advice") == "rebook").height > 0
    assert contradictions(told) == []


def advised(told, creator, advice):
    return replace(
        told,
        judged=told.judged.with_columns(
            advice=pl.when(pl.col("creator_id") == creator).then(pl.lit(advice)).otherwise("advice")
        ),
    )


def test_a_creator_in_doubt_who_is_recommended_is_seen(told):
    doubtful = told.suspects["creator_id"][0]
    found = contradictions(advised(told, doubtful, "rebook"))
    assert f"{doubtful} is in doubt and advised as rebook" in found
    # The sentences still give the old numbers.
    assert "the number of creators to rebook differs between table and sentence" in found


def test_notes_of_creators_in_doubt_behind_a_budget_are_seen(told):
    split = told.splits[0].with_columns(pl.col("notes") + told.suspects.height)
    assert "notes of creators in doubt decide about money" in contradictions(
        replace(told, splits=(split, told.splits[1]))
    )


def test_money_that_moves_without_a_sentence_or_without_a_gain_is_seen(told):
    split = told.splits[0]
    moved = split.with_columns(move=pl.int_range(pl.len()) == 0, gain=pl.lit(-0.2))
    found = contradictions(replace(told, splits=(moved, told.splits[1])))
    assert any("although no gain is expected there" in one for one in found)
    assert any("disagree" in one for one in found)
    silent = split.with_columns(share_next=pl.col("share_now") + 0.1)
    assert any(
        "gets more money and no sentence says so" in one
        for one in contradictions(replace(told, splits=(silent, told.splits[1])))
    )


def test_a_lift_said_otherwise_than_counted_is_seen(told):
    wrong = told.lifts.with_columns(pl.col("_whole") + 0.4)
    found = contradictions(replace(told, lifts=wrong))
    assert any("is not that of the table" in one for one in found)
    first = told.over_own[0]
    assert "no clear difference" not in first.text.en
    shy = replace(
        first, text=Text(first.text.en.replace(" Their own", ": no clear difference. Their own"), "x")
    )
    found = contradictions(replace(told, over_own=[shy, *told.over_own[1:]]))
    assert any("called clear" in one for one in found)
    assert "the summary leaves out or changes the lift" in found


def test_a_claim_that_its_interval_does_not_carry_is_seen(told):
    level = told.worked["level"][0]
    bold = told.worked.with_columns(
        claimed=pl.col("level") == level, low=pl.lit(-0.5), high=pl.lit(0.5), change=pl.lit(0.1)
    )
    found = contradictions(replace(told, worked=bold))
    assert f"{level} is claimed although its interval holds nothing" in found


def test_targets_counted_twice_differently_are_seen(told):
    assert "missed" in told.plan["verdict"].to_list()
    plan = told.plan.with_columns(verdict=pl.lit("met"))
    found = contradictions(replace(told, plan=plan))
    assert "the number of targets met differs between table and sentence" in found
    assert "a target that was missed has no sentence, or one that was met has one" in found
