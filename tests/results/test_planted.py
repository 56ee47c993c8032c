"""The effects that make_demo.py planted are found, and nothing is claimed in the same campaign without effects."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from ruamel.yaml import YAML

from xhs_workbench import live, paths, results
from xhs_workbench.intake import read_files
from xhs_workbench.params import load_params

TRUTH = YAML(typ="safe").load(paths.ROOT / "tests" / "truths" / "demo.yaml")
DAY = date(2026, 5, 25)


class Campaign:
    """The demo's files of one folder, read once."""

    def __init__(self, folder):
        params = load_params(paths.PARAMS / "demo" / "post_campaign.yaml")
        here = {name: str(folder / name.rsplit("/", 1)[-1]) for name in (*params.inputs, *params.history)}
        wanted = [
            here[n] for n in params.inputs if not any(skip in n for skip in ("comments", "orders", "store"))
        ]
        self.brief, self.as_of = params.read_brief(), params.as_of
        self.data = read_files(wanted)
        self.notes = self.data.table("notes")
        self.history = read_files([here[n] for n in params.history]).table("notes")

    def lift(self):
        index = self.data.table("search_index").filter(pl.col("role").is_in(["brand", "control"]))
        return results.measure_lift(index, self.brief, self.as_of)

    def worked(self):
        return results.find_what_worked(results.pool_notes(self.notes, self.history), self.brief, self.as_of)

    def traction(self):
        snapshots, paid = self.data.table("snapshots"), self.data.table("paid")
        return live.judge_traction(self.notes, snapshots, self.history, DAY, paid)

    def boosts(self):
        paid = self.data.table("paid")
        spending = live.sum_spending(paid, self.notes, DAY)
        evidence = live.gather_evidence(self.notes, paid, DAY)
        return spending, live.plan_boosts(evidence, spending, self.brief, tranche_cny=300, target_cpe_cny=12)


@pytest.fixture(scope="module")
def demo():
    return Campaign(paths.ROOT / "data" / "demo")


@pytest.fixture(scope="module")
def without_effects(no_effects_folder):
    return Campaign(no_effects_folder)


def test_the_planted_lift_lies_within_its_interval(demo):
    row = demo.lift().summary.row(0, named=True)
    planted = TRUTH["search_lift"]
    assert row["term"] == planted["term"]
    # Of the window's 45 days 26 are a sale's; the lift was planted from 8 May on, so on 16 of the other 19.
    assert (planted["from"], row["days_after"]) == ("2026-05-08", 19)
    mean = (planted["factor"] - 1) * 16 / 19
    assert 0 < row["lift_low"] < mean < row["lift_high"]
    assert row["lift_low"] < planted["factor"] - 1 < row["lift_high"]


def test_the_sleeper_has_the_longest_tail(demo):
    curves = results.growth_curves(demo.data.table("snapshots"), demo.notes)
    aged = results.age_notes(curves, demo.data.table("snapshots"), demo.notes)
    lives = results.note_lives(aged, results.forecast_notes(aged), demo.brief)
    assert lives["note_id"][0] == TRUTH["sleeper"][0]
    assert lives["half_life_days"][0] > 4 * lives["half_life_days"].median()


def test_forecasts_beat_the_last_value_on_the_demo(demo):
    curves = results.growth_curves(demo.data.table("snapshots"), demo.notes)
    checked = results.check_forecasts(results.age_notes(curves, demo.data.table("snapshots"), demo.notes))
    assert checked["from_days"].to_list() == [3, 7, 14]
    assert (checked["ratio"] <= 0.75).all()


def test_the_best_format_is_claimed_and_no_other_thing(demo):
    worked = demo.worked()
    claimed = worked.filter("claimed")
    assert claimed["level"][0] == f"format:{TRUTH['best_format']}"
    assert set(claimed["level"]) == {"format:tutorial", "format:lifestyle"}
    # Planted: .35 for tutorials, .075 the mean of the four formats on the log scale, so −.0167 that of the
    # other three.
    row = claimed.row(0, named=True)
    assert row["low"] < np.expm1(0.35 + 0.05 / 3) < row["high"]


def test_the_weak_note_is_called_and_its_boost_stopped(demo):
    behind = demo.traction().filter(pl.col("verdict") == "behind")
    assert behind["note_id"].to_list() == TRUTH["boosted_weak"]
    spending, plan = demo.boosts()
    weak = plan.filter(pl.col("note_id").is_in(TRUTH["boosted_weak"])).row(0, named=True)
    assert (weak["decision"], weak["now_cny"]) == ("stop", 0)
    assert weak["gain"] == plan["gain"].min()
    said = [f for f in live.boost_findings(plan, spending, demo.brief) if f.code == "stop_boost"]
    assert any(weak["title"] in finding.text.zh for finding in said)
    spent = spending["spend_cny"].sum()
    assert spent + plan["planned_cny"].sum() <= demo.brief.budget.boost_cny


def test_without_effects_no_lift_is_claimed(without_effects):
    found = without_effects.lift()
    assert found.summary["verdict"].to_list() == ["not_seen"]
    assert "lift_seen" not in {finding.code for finding in found.findings}


def test_without_effects_no_format_is_claimed_and_no_note_woke_up(without_effects):
    worked = without_effects.worked()
    assert worked.height >= 8
    assert not worked["claimed"].any()
    curves = results.growth_curves(without_effects.data.table("snapshots"), without_effects.notes)
    assert results.late_growers(curves).is_empty()


def test_without_effects_no_note_is_called_weak(without_effects):
    assert without_effects.traction().filter(pl.col("verdict") == "behind").is_empty()
