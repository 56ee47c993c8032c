"""Boosting: the budget is never exceeded, money stops where it should, and it beats an even split."""

from datetime import date

import hypothesis.strategies as st
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings

from benchmarks import results as bench
from xhs_workbench import live, tables
from xhs_workbench.live.boosting import allocate, chance_too_dear, effective_shown, marginal_gain, paid_rates
from xhs_workbench.params import BriefParams


@pytest.fixture(scope="module")
def brief():
    return BriefParams().read_brief()


def rates_of(organic, shown, paid=None, bought=None):
    nothing = np.zeros(len(organic))
    return paid_rates(
        *(
            np.array(x, dtype=float)
            for x in (organic, shown, nothing if paid is None else paid, nothing if bought is None else bought)
        )
    )


amounts = st.floats(0, 1e5)


@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(1, 100_000), amounts, st.booleans()), min_size=1, max_size=12),
    st.floats(0, 20_000), st.floats(400, 3000), st.floats(0.1, 1e6),
)  # fmt: skip
@settings(max_examples=60, deadline=None, derandomize=True)
def test_the_budget_is_never_exceeded_and_paused_notes_get_nothing(rows, budget, tranche, target):
    organic, shown, spent, may = (np.array(x) for x in zip(*rows, strict=True))
    rates = rates_of(organic, shown)
    cpm = np.full(len(rows), 50.0)
    saturation = np.maximum(cpm / 1000 * shown, tranche)
    greedy, trial = allocate(
        rates, saturation, spent, cpm, budget_cny=budget, tranche_cny=tranche, target_cny=target, allowed=may
    )
    assert (greedy + trial).sum() <= budget + 1e-6
    assert ((greedy + trial)[~may] == 0).all()
    assert (greedy >= 0).all()
    dear = chance_too_dear(rates, saturation, spent, cpm, target) > 0.8
    assert ((greedy + trial)[dear] == 0).all()


def test_gain_saturates_and_adds_up():
    one = np.array([1.0])
    first = marginal_gain(0.01 * one, 100 * one, 0 * one, 50.0, 50 * one)
    second = marginal_gain(0.01 * one, 100 * one, 50 * one, 50.0, 50 * one)
    both = marginal_gain(0.01 * one, 100 * one, 0 * one, 100.0, 50 * one)
    assert first > second
    assert first + second == pytest.approx(both)


def test_paid_evidence_outweighs_organic_praise():
    """Loved by its own readers, ignored by bought ones: after enough paid impressions the bought ones decide."""
    rates = rates_of([900, 300], [30_000, 30_000], [10, 200], [20_000, 20_000])
    assert rates.mean[0] < rates.mean[1]


def test_organic_readers_count_a_twentieth():
    few, many = rates_of([30, 30], [3000, 3000]), rates_of([30, 30, 3000], [3000, 3000, 300_000])
    assert many.per[2] - many.per[0] == pytest.approx(0.05 * 297_000)
    assert few.mean[0] == pytest.approx(0.01, rel=0.05)


@pytest.mark.parametrize(("target", "stopped"), [(4.0, True), (40.0, False)])
def test_the_stop_rule(target, stopped):
    """1 % at a CPM of 80 costs 8 yuan an interaction; after thousands of impressions that is well known."""
    rates = rates_of([100], [10_000], [500], [50_000])
    chance = chance_too_dear(rates, np.array([1e9]), np.array([4000.0]), np.array([80.0]), target)[0]
    assert abs(chance - stopped) < 0.01


def test_a_tenth_goes_to_notes_never_tried():
    rates = rates_of([50, 50, 5], [5000, 5000, 5000], [400, 0, 0], [20_000, 0, 0])
    big, cpm = np.full(3, 1e6), np.full(3, 50.0)
    greedy, trial = allocate(
        rates, big, np.array([1000.0, 0, 0]), cpm, budget_cny=2000, tranche_cny=100, target_cny=1e9
    )
    assert trial.sum() == 200
    assert trial[0] == 0
    assert greedy.sum() + trial.sum() == 2000


def test_later_impressions_are_worth_less():
    worth = effective_shown(np.array([1000.0, 1000.0]), np.array([1.0, 500.0]), np.array([100.0, 100.0]))
    assert worth[0] > 990
    assert worth[1] == pytest.approx(1000 / 5, rel=0.01)


def test_simulated_campaigns_come_near_the_one_who_knows():
    """Twelve campaigns here; benchmarks/results.py runs three hundred."""
    found = bench.boost_shares(12, rounds=6)
    assert found["ours"] >= 0.92
    assert found["ours"] >= 1.15 * found["uniform"]
    assert found["overspent"] <= 1e-6


def filled(table, rows):
    empty = tables.empty(table)
    frame = pl.DataFrame(rows)
    return frame.with_columns(
        pl.lit(None).cast(empty.schema[c]).alias(c) for c in empty.columns if c not in frame.columns
    ).select(empty.columns)


def evidence(cpm=None, spent=500.0):
    at = pl.datetime(2026, 5, 6, time_zone="Asia/Shanghai")
    counts = {"shares": 0, "comments": 0, "saves": 0}
    notes = filled(
        "notes",
        [{"note_id": n, "title": n, "impressions": 20_000, "likes": 250 if n == "a" else 40, **counts} for n in "abc"],
    )
    paid = filled("paid", [
        {"day": date(2026, 5, 8), "note_id": "b", "spend_cny": spent, "impressions": 10_000, "interactions": 20},
        {"day": date(2026, 5, 30), "note_id": "a", "spend_cny": 999.0, "impressions": 9000, "interactions": 9},
    ])  # fmt: skip
    return live.gather_evidence(
        notes.with_columns(published_at=at), paid if cpm is None else paid.clear(), date(2026, 5, 20), cpm
    )


def test_evidence_by_hand():
    rows = {row["note_id"]: row for row in evidence().iter_rows(named=True)}
    assert (rows["b"]["organic_impressions"], rows["b"]["organic_interactions"], rows["b"]["spend_cny"]) == (
        10_000,
        20,
        500,
    )
    assert rows["a"]["spend_cny"] == 0
    assert rows["a"]["cpm_cny"] == pytest.approx(50)
    assert evidence(cpm=30.0)["cpm_cny"].to_list() == [30.0] * 3


def test_the_plan_stops_the_dear_note_and_feeds_the_good_one(brief):
    rows = {
        row["note_id"]: row
        for row in live.plan_boosts(evidence(), brief, tranche_cny=300, target_cpe_cny=12).iter_rows(named=True)
    }
    assert rows["b"]["decision"] == "stop"
    assert rows["a"]["now_cny"] == 300
    assert sum(row["planned_cny"] for row in rows.values()) <= brief.budget.boost_cny - 500
    held = live.plan_boosts(evidence(), brief, tranche_cny=300, target_cpe_cny=12, paused=["a"])
    assert held.filter(pl.col("note_id") == "a")["decision"].to_list() == ["paused"]


def test_an_overspent_budget_gets_no_more_and_is_said(brief):
    shown = evidence(spent=brief.budget.boost_cny + 1)
    plan = live.plan_boosts(shown, brief, tranche_cny=300, target_cpe_cny=1e6)
    assert plan["planned_cny"].sum() == 0
    assert "boost_overspent" in [f.code for f in live.boost_findings(plan, shown, brief)]


def test_without_any_cpm_nothing_is_planned_and_that_is_said(brief):
    nothing = evidence().with_columns(cpm_cny=pl.lit(None, dtype=pl.Float64))
    plan = live.plan_boosts(nothing, brief, tranche_cny=300)
    assert plan.is_empty()
    assert live.boost_findings(plan, nothing, brief)[0].code == "no_boost_plan"
