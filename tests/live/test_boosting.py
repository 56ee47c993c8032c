"""Boosting: the budget is never exceeded, money stops where it should, and it beats an even split."""

from datetime import date

import hypothesis.strategies as st
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings

from benchmarks import results as bench
from xhs_workbench import live, tables
from xhs_workbench.live.spending.boosting import allocate
from xhs_workbench.params import BriefParams
from xhs_workbench.statistics.response import Tranches, learn
from xhs_workbench.views.live import figures_boost, table_boosts


@pytest.fixture(scope="module")
def brief():
    return BriefParams(brief="params/demo/brief.yaml").read_brief()


def learnt(organic, shown, days=(), cpm=50.0, got=(), tranche=100.0):
    """Responses after days of money, a row each, all shown at this CPM."""
    money = np.array(days, dtype=float)
    seen = Tranches.of_days(money, money * 1000 / cpm, np.array(got, dtype=float))
    n = len(organic)
    return learn(np.array(organic, dtype=float), np.array(shown, dtype=float), seen, np.full(n, cpm), tranche)


amounts = st.floats(0, 1e5)


@given(
    st.lists(
        st.tuples(st.integers(0, 500), st.integers(1, 100_000), amounts, st.booleans()),
        min_size=1,
        max_size=12,
    ),
    st.floats(0, 20_000),
    st.floats(400, 3000),
    st.floats(0.1, 1e6),
)
@settings(derandomize=True)
def test_the_budget_is_never_exceeded_and_paused_notes_get_nothing(rows, budget, tranche, target):
    organic, shown, spent, may = (np.array(x) for x in zip(*rows, strict=True))
    response = learnt(organic, shown, tranche=tranche)
    greedy, trial = allocate(
        response, spent, budget_cny=budget, tranche_cny=tranche, target_cny=target, allowed=may
    )
    assert (greedy + trial).sum() <= budget + 1e-6
    assert ((greedy + trial)[~may] == 0).all()
    assert (greedy >= 0).all()


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


AT = pl.datetime(2026, 5, 6, time_zone="Asia/Shanghai")
DAY = date(2026, 5, 20)


def notes_of(names="abc", **changes):
    rows = [
        {
            "note_id": n,
            "title": n.upper(),
            "impressions": 20_000,
            "likes": 250 if n == "a" else 40,
            "shares": 0,
            "comments": 0,
            "saves": 0,
        }
        for n in names
    ]
    return filled("notes", rows).with_columns(published_at=AT).with_columns(**changes)


def paid_of(*rows):
    names = ("platform", "day", "note_id", "spend_cny", "impressions", "interactions")
    kinds = tables.empty("paid").schema
    return filled("paid", [dict(zip(names, row, strict=True)) for row in rows]).cast(
        {"platform": kinds["platform"]}
    )


def on(day):
    return date(2026, 5, day)


def bought(spent=500.0):
    return paid_of(("juguang", on(8), "b", spent, 10_000, 20), ("juguang", on(30), "a", 999.0, 9000, 9))


def evidence(cpm=None, spent=500.0):
    return live.gather_evidence(notes_of(), bought(spent) if cpm is None else bought().clear(), DAY, cpm)


def spending(spent=500.0):
    return live.sum_spending(bought(spent), notes_of(), DAY)


def plan_of(brief, paid, notes=None, target=12.0, paused=None):
    known = notes_of() if notes is None else notes
    return live.plan_boosts(
        live.gather_evidence(known, paid, DAY),
        live.sum_spending(paid, known, DAY),
        brief,
        tranche_cny=300,
        target_cpe_cny=target,
        paused=paused,
    )


def why(plan):
    return {row["note_id"]: (row["decision"], row["reasons"]) for row in plan.iter_rows(named=True)}


def test_evidence_by_hand():
    rows = {row["note_id"]: row for row in evidence().iter_rows(named=True)}
    assert (rows["b"]["organic_impressions"], rows["b"]["organic_interactions"], rows["b"]["spend_cny"]) == (
        10_000,
        20,
        500,
    )
    assert rows["a"]["spend_cny"] == 0
    assert rows["a"]["cpm_cny"] == pytest.approx(50)
    assert rows["a"]["age_days"] == 14
    assert evidence(cpm=30.0)["cpm_cny"].to_list() == [30.0] * 3


def test_an_order_without_interactions_costs_money_and_makes_no_rate():
    """薯条: ¥300 for 6,000 impressions, interactions unknown.

    Neither side of the note's own rate moves: 40 of 20,000.
    """
    row = live.gather_evidence(notes_of(), paid_of(("shutiao", on(8), "b", 300.0, 6000, None)), DAY).row(
        1, named=True
    )
    assert (row["organic_interactions"], row["organic_impressions"]) == (40, 20_000)
    assert (row["paid_interactions"], row["paid_impressions"], row["spend_cny"]) == (0, 0, 300.0)
    assert row["cpm_cny"] == pytest.approx(50)


def test_every_platform_counts_against_the_budget_by_hand(brief):
    """Of ¥9,000: 聚光 500, 薯条 2,000 and 400 on no note of ours, 100 without a platform; a later order is not looked at."""
    paid = paid_of(
        ("juguang", on(8), "b", 500.0, 10_000, 20),
        ("juguang", on(9), "b", None, 100, 0),
        ("shutiao", on(12), "a", 2000.0, 40_000, None),
        ("shutiao", on(12), "elsewhere", 250.0, 10, None),
        ("shutiao", on(13), None, 150.0, 10, None),
        ("shutiao", on(21), "a", 5000.0, 10, None),
        (None, None, "c", 100.0, 10, None),
    )
    found = live.sum_spending(paid, notes_of(), DAY)
    assert found.rows() == [
        ("juguang", 500.0, 0.0, 2, 1),
        ("shutiao", 2400.0, 400.0, 3, 0),
        ("other", 100.0, 0.0, 1, 0),
    ]
    assert live.money_left(found, brief) == 6000.0
    plan = plan_of(brief, paid, target=1e6)
    assert plan["planned_cny"].sum() == 6000.0
    said = {finding.code: finding for finding in live.boost_findings(plan, found, brief)}
    assert said["boost_unpriced"].n == 1
    assert "¥400" in said["boost_unplaced"].text.en
    assert "¥6,000 of the boost budget of ¥9,000 is left" in said["boost_now"].text.en


def test_heated_money_alone_can_use_the_budget_up(brief):
    """¥8,900 went to 薯条: less than one tranche of 300 is left, though 聚光 has used nothing."""
    plan = plan_of(brief, paid_of(("shutiao", on(12), "b", 8900.0, 100_000, None)))
    assert plan["now_cny"].sum() == 0
    assert why(plan)["a"] == ("hold", ["budget_used"])


def test_tiles_show_each_platform_and_one_without_a_row_has_no_figure(brief):
    found = spending()
    block = figures_boost(plan_of(brief, bought()), found, live.PLATFORMS, budget_cny=9000.0, left_cny=8500.0)
    shown = {item["label"]: item["value"] for item in block.in_("zh").data["items"]}
    assert (shown["已花 · 聚光"], shown["已花 · 薯条"], shown["剩余"]) == ("¥500", "—", "¥8,500")
    assert "已花 · 未注明平台" not in shown


def test_the_plan_stops_the_dear_note_and_feeds_the_good_one(brief):
    rows = {
        row["note_id"]: row
        for row in live.plan_boosts(
            evidence(), spending(), brief, tranche_cny=300, target_cpe_cny=12
        ).iter_rows(named=True)
    }
    assert rows["b"]["decision"] == "stop"
    assert rows["a"]["now_cny"] == 300
    assert sum(row["planned_cny"] for row in rows.values()) <= brief.budget.boost_cny - 500


def test_a_pause_by_hand_and_a_spike_are_told_apart(brief):
    held = {"a": ["by_hand"], "b": ["complaint_spike", "negative_spike"]}
    plan = plan_of(brief, bought(), paused=held)
    assert {note: why(plan)[note] for note in "ab"} == {
        "a": ("paused", held["a"]),
        "b": ("paused", held["b"]),
    }
    assert plan.filter(pl.col("decision") == "paused")["planned_cny"].to_list() == [0, 0]
    words = table_boosts(plan, live.BOOST_REASONS).data["rows"]
    said = {row["cells"][1]["text"]: row["cells"][3]["text"] for row in words}
    assert said["A"] == "paused by hand"
    assert said["B"] == "paused today: complaints rise; paused today: comments turn negative"
    assert {f.code for f in live.boost_findings(plan, spending(), brief, [*held, "typo"])} >= {
        "paused_unknown"
    }
    assert "paused_unknown" not in {f.code for f in live.boost_findings(plan, spending(), brief, held)}


def test_why_a_note_gets_no_tranche_is_said(brief):
    """a 1.25 % organic; b brought 130, 50 and 20 for ¥500 each, the last at ¥25; c posted on the day; d not shown; e brought nothing."""
    name = pl.col("note_id")
    born = pl.when(name == "c").then(pl.datetime(2026, 5, 20, 9, time_zone="Asia/Shanghai")).otherwise(AT)
    shown = pl.col("impressions") + pl.when(name == "b").then(30_000).otherwise(0)
    likes = pl.col("likes") * pl.when(name == "e").then(0).when(name == "b").then(12).otherwise(1)
    notes = notes_of("abcde", published_at=born, impressions=pl.when(name != "d").then(shown), likes=likes)
    falling = [("juguang", on(8 + day), "b", 500.0, 10_000, got) for day, got in enumerate((130, 50, 20))]
    paid = paid_of(*falling, ("juguang", on(8), "e", 500.0, 10_000, 0))
    found = why(plan_of(brief, paid, notes))
    assert found["a"] == ("try", ["never_tried"])
    assert found["b"] == ("stop", ["saturated"])
    assert found["c"] == ("hold", ["too_young"])
    assert found["d"] == ("unknown", ["not_shown"])
    assert found["e"] == ("stop", ["below_target"])
    assert all(reason in live.BOOST_REASONS for _, reasons in found.values() for reason in reasons)


def test_a_dear_note_is_stopped_where_money_runs_and_not_started_where_none_does(brief):
    """¥0.01 an interaction is out of reach for all three; only b was boosted."""
    plan = plan_of(brief, bought(), target=0.01)
    assert set(plan["decision"]) == {"stop"}
    rows = table_boosts(plan, live.BOOST_REASONS).data["rows"]
    said = {row["cells"][1]["text"]: row["cells"][2]["text"] for row in rows}
    assert said == {"A": "do not start", "B": "stop", "C": "do not start"}


def test_a_note_passed_over_for_better_ones_is_told_so(brief):
    """One tranche of 300 is left: it goes to the note never tried with the best rate, and the other hears why."""
    notes = notes_of("ax", likes=pl.when(pl.col("note_id") == "a").then(250).otherwise(240))
    paid = paid_of(
        ("shutiao", on(8), "elsewhere", 8600.0, 100, None), ("juguang", on(8), "x", 50.0, 1000, 10)
    )
    found = why(plan_of(brief, paid, notes))
    assert found == {"a": ("try", ["never_tried"]), "x": ("hold", ["others_first"])}


def test_the_sentence_names_each_note_with_its_amount(brief):
    said = live.boost_findings(plan_of(brief, bought()), spending(), brief)[0]
    assert said.code == "boost_now"
    assert "¥300 “A”" in said.text.en
    assert "《A》¥300" in said.text.zh


def test_an_overspent_budget_gets_no_more_and_is_said(brief):
    over = brief.budget.boost_cny + 1
    plan = live.plan_boosts(evidence(spent=over), spending(over), brief, tranche_cny=300, target_cpe_cny=1e6)
    assert plan["planned_cny"].sum() == 0
    assert "boost_overspent" in [f.code for f in live.boost_findings(plan, spending(over), brief)]


def test_without_any_cpm_nothing_is_planned_and_that_is_said(brief):
    nothing = evidence().with_columns(cpm_cny=pl.lit(None, dtype=pl.Float64))
    plan = live.plan_boosts(nothing, spending(), brief, tranche_cny=300)
    assert plan.is_empty()
    assert [f.code for f in live.boost_findings(plan, spending(), brief)] == ["no_boost_plan"]


def test_without_a_paid_row_what_is_left_is_said_to_be_an_assumption(brief):
    nothing = spending().clear()
    plan = live.plan_boosts(evidence(cpm=30.0), nothing, brief, tranche_cny=300, target_cpe_cny=12)
    assert "no_boost_spending" in [f.code for f in live.boost_findings(plan, nothing, brief)]
