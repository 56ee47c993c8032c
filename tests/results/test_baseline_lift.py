"""Lift over a creator's own usual: growth does not count as lift, real lift does, undated notes give neither; SYNTHETIC campaigns."""

import numpy as np
import polars as pl
import pytest

from benchmarks.calibration import lifts as made
from benchmarks.calibration.worlds import FAMILIES, Wish
from xhs_workbench import results, tables


@pytest.mark.parametrize("family", FAMILIES)
def test_the_next_ordinary_notes_of_growing_creators_are_no_lift(family):
    """Twelve campaigns: at 8 % five or more come in less than one of 500; against the plain mean of own notes four in ten were called."""
    said = made.say_lifts(family, Wish(creators=20, own=10), runs=12)
    assert said.lifted + said.lowered <= 4 / 12
    assert said.called <= 4 / 12


def test_a_lift_of_a_double_is_seen_and_its_size_held():
    said = made.say_lifts("log-normal, growing", Wish(creators=30, own=12, lift=2.0), runs=6)
    assert said.lifted == 1
    assert said.held >= 4 / 6


def campaign(seed=5, lift=1.0):
    notes = made.as_notes(
        FAMILIES["log-normal, growing"](np.random.default_rng(seed), Wish(creators=20, own=10, lift=lift))
    )
    return made.as_outcomes(notes, made.brief()), notes.filter(~pl.col("placed")).drop("placed", "cost")


def lifted(outcomes, history):
    return results.lift_over_baseline(outcomes, history, tables.empty("paid"), made.brief())


def test_the_order_of_rows_changes_nothing():
    outcomes, history = campaign()
    first = results.campaign_lift(lifted(outcomes, history))
    mixed = results.campaign_lift(
        lifted(
            outcomes.sample(fraction=1, shuffle=True, seed=1),
            history.sample(fraction=1, shuffle=True, seed=2),
        )
    )
    for key in ("ratio", "lower", "upper"):
        assert mixed[key] == pytest.approx(first[key], rel=1e-6)


def test_own_notes_without_dates_name_no_lift_and_say_why():
    outcomes, history = campaign(lift=3.0)
    bare = history.with_columns(published_at=pl.lit(None).cast(history.schema["published_at"]))
    found = lifted(outcomes, bare)
    assert found["ratio"].null_count() == 0
    assert results.campaign_lift(found)["ratio"] is None
    assert [finding.code for finding in results.baseline_findings(found)] == ["undated_baseline"]


def test_a_single_note_keeps_its_own_interval_and_is_drawn_to_the_campaign():
    outcomes, history = campaign(lift=2.0)
    found = lifted(outcomes, history)
    middle = results.campaign_lift(found)["ratio"]
    assert (found["ratio_lower"] < found["ratio"]).all()
    assert (found["ratio"] < found["ratio_upper"]).all()
    off, drawn = (found[name].log() - np.log(middle) for name in ("ratio", "lift"))
    assert (drawn.abs() <= off.abs() + 1e-9).all()
