"""The plan and the brief agree, or the difference is said; who cannot be bought moves no one; the machine's speed decides nothing."""

import numpy as np
import polars as pl
import pytest

from benchmarks.portfolio import simulated
from xhs_workbench import selection, tables
from xhs_workbench.params import BriefParams, SelectionParams
from xhs_workbench.selection.planning import solver
from xhs_workbench.selection.planning.ordered import order_findings, types_ordered, within_order
from xhs_workbench.selection.planning.programme import write_programme
from xhs_workbench.selection.planning.rules import Rules, Terms, list_offers


@pytest.fixture(scope="module")
def brief():
    return BriefParams(brief="params/demo/brief.yaml").read_brief()


def pool(n=80, seed=1):
    """Creators with prices, followers and an export's median; every price can be paid."""
    draw = np.random.default_rng(seed)
    followers = np.exp(draw.uniform(np.log(1200), np.log(90_000), n)).astype(np.int64)
    made = pl.DataFrame(
        {
            "creator_id": [f"c{k:03d}" for k in range(n)],
            "followers": followers,
            "category": draw.choice(["护肤", "美妆"], n),
            "price_image_cny": np.round(100 + followers**0.8 / 4),
            "price_video_cny": np.round(150 + followers**0.8 / 3),
            "interactions_median": np.round(0.03 * followers * np.exp(draw.normal(0, 0.6, n))).astype(
                np.int64
            ),
            "reads_median": np.round(0.6 * followers).astype(np.int64),
            "active_fan_share": draw.random(n),
        }
    )
    return pl.concat([tables.empty("creators"), made], how="diagonal_relaxed")


WEIGHTS = {"value": 50.0, "engagement": 25.0, "active_fans": 25.0}


def planned(creators, brief):
    candidates = selection.gather_candidates(creators, tables.empty("notes"), brief)
    scored = selection.score_creators(candidates, WEIGHTS)
    rules = Rules(brief.budget.creators_cny, within_order({"micro": (1, 9), "koc": (1, 30)}, brief))
    return scored, selection.pick_by_rules(scored, rules)


@pytest.mark.parametrize("many", [1, 6])
def test_an_absurd_creator_nobody_can_buy_changes_no_pick_no_score_and_no_estimate(brief, many):
    """Nine hundred million followers at ten thousand times the budget: everyone else stays where she was, to the last digit."""
    plain = pool()
    absurd = plain.head(many).with_columns(
        creator_id=pl.format("absurd{}", pl.int_range(many)),
        followers=pl.lit(900_000_000, dtype=pl.Int64),
        price_image_cny=pl.lit(brief.budget.creators_cny * 1e4),
        price_video_cny=pl.lit(None, dtype=pl.Float64),
        interactions_median=pl.lit(400_000_000, dtype=pl.Int64),
        reads_median=pl.lit(1, dtype=pl.Int64),
    )
    (before, first), (after, second) = planned(plain, brief), planned(pl.concat([absurd, plain]), brief)
    assert first.picks["creator_id"].to_list() == second.picks["creator_id"].to_list()
    assert first.cost_cny == second.cost_cny
    both = before.join(after, on="creator_id", suffix="_after")
    for name in ("score", "expected_interactions", "interactions_low", "interactions_high"):
        assert both[name].to_list() == both[f"{name}_after"].to_list()
    # She herself is placed among the others: no part is above 1.
    there = after.filter(pl.col("beyond_budget"))
    assert there.height == many
    assert there["part_engagement"].to_list() == [1.0] * many
    assert there["part_value"].max() < 1


def test_parts_are_ranks_among_those_who_can_be_paid_by_hand():
    """Costs 1, 2, 2, 4 and 9, the last beyond the budget: 3/3, 1.5/3 twice, 0 … and she stands behind all."""
    candidates = pl.DataFrame(
        {
            "creator_id": list("abcde"),
            "cost_per_interaction_cny": [1.0, 2.0, 2.0, 4.0, 9.0],
            "beyond_budget": [False] * 4 + [True],
            **{
                name: [None] * 5
                for name in ("engagement_rate", "on_target_share", "save_share", "active_fan_share")
            },
        }
    ).with_columns(pl.col(pl.Null).cast(pl.Float64))
    scored = selection.score_creators(candidates, {"value": 1.0}).sort("creator_id")
    assert scored["part_value"].to_list() == pytest.approx([1, 0.5, 0.5, 0, 0])
    assert scored["part_saves"].to_list() == [None] * 5


def test_quotas_are_lowered_to_what_the_brief_orders(brief):
    """The demo's brief: 2 of mid, 7 of micro, 15 of koc."""
    assert within_order({"mid": (1, 2), "micro": (3, 8), "koc": (10, 20)}, brief) == {
        "mid": (1, 2),
        "micro": (3, 7),
        "koc": (10, 15),
    }
    # A least above the order is the analyst's wish; a tier the brief does not order gets nobody unless asked.
    assert within_order({"koc": (18, 20), "head": (0, 2), "nano": (1, 3)}, brief) == {
        "koc": (18, 18),
        "head": (0, 0),
        "nano": (1, 1),
    }
    # Tiers of another scheme say nothing.
    assert within_order({"S": (0, 4)}, brief) == {"S": (0, 4)}


def test_without_quotas_the_order_of_the_brief_is_the_most_of_each_tier_and_nobody_elses_numbers_count(brief):
    assert SelectionParams.model_fields["quotas"].default == {}
    assert within_order({}, brief) == {"mid": (0, 2), "micro": (0, 7), "koc": (0, 15)}


def test_videos_are_asked_for_as_far_as_they_have_a_price(brief):
    assert types_ordered(brief, pool()) == {"video": 3}
    two = pool().with_columns(price_video_cny=pl.when(pl.int_range(pl.len()) < 2).then(500.0))
    assert types_ordered(brief, two) == {"video": 2}
    assert types_ordered(brief, pool().with_columns(price_video_cny=pl.lit(None, dtype=pl.Float64))) == {}


def three_creators():
    """Return three alike: a picture at 40, a film at 90."""
    return pl.DataFrame(
        {
            "creator_id": list("abc"),
            "tier": ["koc"] * 3,
            "price_cny": [40.0] * 3,
            "price_video_cny": [90.0] * 3,
            "expected_interactions": [10.0] * 3,
            "score": [50.0] * 3,
        }
    )


def test_a_wish_for_videos_is_given_up_where_no_set_has_them():
    """Budget ¥100: images at 40, videos at 90. One video fits alone; two do not, and the images are taken then."""
    scored = three_creators()
    kinds = {}
    for least in (1, 2):
        rules = Rules(100.0, {"koc": (1, 3)}, terms=Terms(wished={"video": least}, service_fee_rate=0.0))
        kinds[least] = selection.pick_by_rules(scored, rules).picks["note_type"].to_list()
    assert kinds == {1: ["video"], 2: ["image", "image"]}


def test_every_type_ordered_is_asked_for_before_the_rarer_one_alone():
    """Budget ¥300 pays for three videos at 90; the brief orders two images and one video."""
    scored = three_creators()
    wished = Terms(wished={"video": 1}, wished_in_full={"image": 2, "video": 1}, service_fee_rate=0.0)
    portfolio = selection.pick_by_rules(scored, Rules(300.0, {"koc": (1, 3)}, terms=wished))
    assert sorted(portfolio.picks["note_type"]) == ["image", "image", "video"]


def picks(tiers, kinds, each=100.0):
    return pl.DataFrame({"tier": tiers, "note_type": kinds, "expected_interactions": [each] * len(tiers)})


def test_a_plan_as_ordered_says_so_and_one_that_is_not_says_why(brief):
    tiers = ["mid"] * 2 + ["micro"] * 7 + ["koc"] * 15
    exact = picks(tiers, ["video"] * 3 + ["image"] * 21)
    assert order_findings(exact, 40_000.0, 48_000.0, brief)[0].code == "as_ordered"
    short = order_findings(exact.head(20), 47_000.0, 48_000.0, brief)[0]
    assert short.code == "not_as_ordered"
    assert "orders 24 notes and the set has 20" in short.text.en
    assert "11 of 15" in short.text.en
    assert "¥1,000 of the budget are left" in short.text.en
    assert "24 篇" in short.text.zh
    more = order_findings(picks([*tiers, "koc"], ["video"] * 3 + ["image"] * 22), 47_000.0, 48_000.0, brief)[
        0
    ]
    assert "quotas" in more.text.en


def test_a_plan_is_held_against_the_briefs_targets(brief):
    """24 notes of 100 are 2,400 for ¥40,000: ¥16.67 each. The brief wants 12,000 and ¥4.50; at 600 each both are met."""
    poor, rich = (
        {
            f.code: f
            for f in order_findings(picks(["koc"] * 24, ["image"] * 24, each), 40_000.0, 48_000.0, brief)
        }
        for each in (100.0, 600.0)
    )
    named = f"plan_target_{brief.definitions.interactions}"
    assert "2,400" in poor[named].text.en
    assert "¥16.67" in poor["plan_target_cpe"].text.en
    assert {poor[named].level.value, poor["plan_target_cpe"].level.value} == {"REVIEW"}
    assert {rich[named].level.value, rich["plan_target_cpe"].level.value} == {"PASS"}


def test_the_search_ends_after_so_many_nodes_and_not_by_the_clock(monkeypatch):
    """A limit of nodes is the same on every machine; a search that the safeguard of time ended is told apart, and said."""
    scored = simulated(400, 3)
    rules = Rules(20_000.0, {"koc": (5, 20), "micro": (2, 8)})
    made = write_programme(list_offers(scored, rules).filter("affordable"), rules)
    seen = []
    real = solver.milp

    def watched(*args, **options):
        seen.append(dict(options["options"]))
        return real(*args, **options)

    monkeypatch.setattr(solver, "milp", watched)
    found = solver.solve(made)
    assert found.chosen is not None
    assert not found.by_clock
    assert seen[0]["node_limit"] == solver.NODES
    assert seen[0]["time_limit"] >= 600

    def late(*args, **options):
        result = real(*args, **options)
        result.status, result.mip_node_count = 1, 7
        return result

    monkeypatch.setattr(solver, "milp", late)
    assert solver.solve(made).by_clock
    said = selection.pick_by_rules(scored, rules).findings
    assert [f.code for f in said if f.level.value == "REVIEW"] == ["stopped_by_clock"]
