"""Results of the demo against what was planted in it, and small cases by hand."""

import polars as pl
import pytest
from ruamel.yaml import YAML

from xhs_workbench import paths, results, tables
from xhs_workbench.intake import read_files
from xhs_workbench.params import load_params

TRUTH = YAML(typ="safe").load(paths.ROOT / "tests" / "truths" / "demo.yaml")


@pytest.fixture(scope="module")
def campaign():
    params = load_params(paths.PARAMS / "demo" / "post_campaign.yaml")
    brief, data = params.read_brief(), read_files(params.inputs)
    return (
        brief,
        data,
        results.gather_outcomes(
            data.table("placements"), data.table("notes"), data.table("paid"), brief, params.as_of
        ),
    )


def promised(outcomes, brief):
    """Hold the notes against plan, with no shop and no ads."""
    window = results.decision_window(brief, None)
    shop = results.gather_shop(outcomes, tables.empty("traffic"), tables.empty("paid"), brief, window)
    return results.compare_to_plan(shop, brief)


def test_every_order_is_there_once_and_mature(campaign):
    _, _, outcomes = campaign
    assert outcomes.height == 24
    assert outcomes["mature"].all()
    assert outcomes["saves"].sum() == TRUTH["totals"]["saves"]


def test_boost_adds_up_to_the_paid_file(campaign):
    _, _, outcomes = campaign
    assert outcomes["boost_cny"].sum() == pytest.approx(
        TRUTH["files"]["juguang_creatives_synthetic.xlsx"]["spend_cny"]
    )


def test_plan_against_delivered_by_hand(campaign):
    brief, _, outcomes = campaign
    plan = {row["metric"]: row for row in promised(outcomes, brief).iter_rows(named=True)}
    totals = TRUTH["totals"]
    assert plan["saves"]["completion"] == pytest.approx(totals["saves"] / 4000)
    cost = totals["quote_cny"] * 1.1
    acted = outcomes.select(pl.sum_horizontal("likes", "saves", "comments", "shares").sum()).item()
    assert plan["cpe"]["value"] == pytest.approx(cost / acted)
    assert plan["cpe"]["completion"] == pytest.approx(4.5 / (cost / acted))
    assert plan["cpe"]["lower"] < plan["cpe"]["value"] < plan["cpe"]["upper"]


def test_a_target_not_reached_while_a_note_is_young_is_not_missed(campaign):
    brief, _, outcomes = campaign
    before = {row["metric"]: row["verdict"] for row in promised(outcomes, brief).to_dicts()}
    few = outcomes.with_columns(pl.col("saves", "likes") // 100)
    missed = promised(few, brief)
    assert missed.filter(pl.col("metric") == "saves")["verdict"].to_list() == ["missed"]
    assert missed["n_young"].to_list() == [0] * missed.height
    one = pl.int_range(pl.len()) == 0
    young = few.with_columns(mature=pl.when(one).then(pl.lit(False)).otherwise("mature"))
    told = promised(young, brief)
    assert told.filter(pl.col("metric") == "saves").select("verdict", "n_young").row(0) == ("not_mature", 1)
    assert "missed" not in told["verdict"]
    met = promised(outcomes.with_columns(mature=young["mature"]), brief)
    for row in met.to_dicts():
        assert row["verdict"] == (
            before[row["metric"]] if before[row["metric"]] in ("met", "unknown") else "not_mature"
        )
    by_format = results.compare_groups(young, brief, "format")
    assert by_format["young"].sum() == 1


def test_without_a_placed_note_nothing_is_met_or_missed(campaign):
    brief, _, outcomes = campaign
    none = outcomes.clear()
    said = results.headline(none, promised(none, brief), pl.DataFrame(), brief)
    assert [finding.code for finding in said] == ["nothing_placed"]


def test_the_planted_sleeper_and_only_it_grew_late(campaign):
    _, data, _ = campaign
    late = results.late_growers(results.growth_curves(data.table("snapshots"), data.table("notes")))
    assert late["note_id"].to_list() == TRUTH["sleeper"]


def test_the_planted_weak_boost_is_called(campaign):
    brief, data, outcomes = campaign
    plan = promised(outcomes, brief)
    late = results.late_growers(results.growth_curves(data.table("snapshots"), data.table("notes")))
    said = [f for f in results.headline(outcomes, plan, late, brief) if f.code == "boosted_weak_note"]
    title = outcomes.filter(pl.col("note_id") == TRUTH["boosted_weak"][0])["title"][0]
    assert len(said) == 1
    assert title in said[0].text.en


def note(tier, quote, reads, likes, saves):
    """One delivered note; 10 % fee, ten impressions a read, no comments and no shares."""
    fee = None if quote is None else quote / 10
    counts = {"likes": likes, "saves": saves, "comments": 0, "shares": 0, "reads": reads}
    return {"tier": tier, "quote_cny": quote, "service_fee_cny": fee, "impressions": reads * 10, **counts}


def test_what_each_tier_was_ordered_stands_beside_what_came_by_hand(campaign):
    brief, _, _ = campaign  # 2 mid, 7 micro, 15 koc
    came = pl.DataFrame(
        [
            note("micro", 1000.0, 2000, 700, 300),  # ¥1,100; 1,000 interactions: viral
            note("micro", 3000.0, 1000, 200, 50),  # ¥3,300; 250
            note("koc", 200.0, 500, 80, 20),  # ¥220; 100
            note("koc", None, 300, 30, 10),  # price unknown; 40
            note(None, 500.0, 400, 40, 10),  # ¥550; 50
        ]
    )
    rows = {row["tier"]: row for row in results.compare_delivery(came, brief).iter_rows(named=True)}
    assert list(rows) == ["mid", "micro", "koc", "unknown", None]
    assert [rows[tier]["ordered"] for tier in rows] == [2, 7, 15, 0, 24]
    assert [rows[tier]["notes"] for tier in rows] == [0, 2, 2, 1, 5]
    assert rows["mid"]["cost_cny"] is None and rows["mid"]["reads"] is None
    micro, koc, everything = rows["micro"], rows["koc"], rows[None]
    assert (micro["cost_cny"], micro["cost_bound"]) == (pytest.approx(4400), "")
    assert (koc["cost_cny"], koc["cost_bound"]) == (pytest.approx(220), "at_least")
    assert micro["viral"] == 0.5
    assert micro["cpr"] == pytest.approx(4400 / 3000)
    assert micro["cpe"] == pytest.approx(4400 / 1250)
    assert micro["cpm"] == pytest.approx(4400 / 30_000 * 1000)
    assert koc["cpe"] == pytest.approx(2.2)  # the note of known price alone
    assert (everything["interactions"], everything["viral"]) == (1440, 0.2)


def test_groups_add_up_to_the_whole(campaign):
    brief, _, outcomes = campaign
    groups = results.compare_groups(outcomes, brief, "tier")
    assert groups["notes"].sum() == 24
    assert groups["saves"].sum() == TRUTH["totals"]["saves"]
    assert (
        groups.filter(pl.col("notes") < 5)["cpe_lower"].null_count()
        == groups.filter(pl.col("notes") < 5).height
    )


def test_search_levels_are_one_before_posting(campaign):
    brief, data, _ = campaign
    levels = results.search_levels(data.table("search_index"), brief.timeline.posting_start)
    before = levels.filter(pl.col("day") < pl.date(2026, 4, 27)).group_by("term").agg(pl.col("level").mean())
    assert before["level"].is_between(0.8, 1.2).all()
    brand = levels.filter(
        (pl.col("term") == "露米拉") & pl.col("day").is_between(pl.date(2026, 5, 11), pl.date(2026, 6, 1))
    )["level"].mean()
    control = levels.filter(
        (pl.col("role") == "control") & pl.col("day").is_between(pl.date(2026, 5, 11), pl.date(2026, 6, 1))
    )["level"].mean()
    assert brand / control > 1.15


def test_without_a_paid_file_boost_is_unknown_not_zero(campaign):
    brief, data, _ = campaign
    outcomes = results.gather_outcomes(
        data.table("placements"),
        data.table("notes"),
        data.table("paid").clear(),
        brief,
        brief.timeline.measured_until,
    )
    assert outcomes["boost_cny"].null_count() == 24


def test_our_cost_and_margin_by_hand_and_of_known_costs_only():
    notes = pl.DataFrame(
        {"quote_cny": [1000.0, 500.0, 300.0], "own_cost_cny": [700.0, None, 330.0]}
    ).with_columns(own_margin_cny=pl.col("quote_cny") - pl.col("own_cost_cny"))
    found = results.sum_own_costs(notes).row(0, named=True)
    assert found == {
        "own_cost_cny": 1030.0,
        "own_margin_cny": 270.0,
        "own_margin_share": pytest.approx(270 / 1300),
        "n": 2,
        "n_missing": 1,
    }
    nothing = results.sum_own_costs(notes[1:2]).row(0, named=True)
    assert (nothing["own_cost_cny"], nothing["own_margin_share"], nothing["n"]) == (None, None, 0)


def test_the_agencys_costs_stand_beside_the_orders_they_belong_to(campaign):
    brief, _, outcomes = campaign
    ranked = results.rank_notes(outcomes, brief)
    costs = TRUTH["files"]["agency_plan_synthetic.xlsx"]["costs_cny"]
    assert sorted(ranked["own_cost_cny"]) == sorted(float(cost) for cost in costs)
    assert (ranked["own_margin_share"] > 0).all()
