"""Forecasts, orders, bounds, swaps, requests and what has to give way: each border by hand."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from tests.selection.sets import STEADY, booked, creator, promising
from xhs_workbench import selection
from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.selection.planning.binding import what_binds
from xhs_workbench.selection.planning.forecast import Forecast
from xhs_workbench.selection.planning.frontier import holds_as_many, lay_out_frontier, say_frontier
from xhs_workbench.selection.planning.infeasible import explain
from xhs_workbench.selection.planning.ordered import notes_ordered, order_findings, types_ordered
from xhs_workbench.selection.planning.portfolio import BY_CLOCK, stop_at
from xhs_workbench.selection.planning.reach import reach_of
from xhs_workbench.selection.planning.replan import _wrong_numbers, _wrong_weights
from xhs_workbench.selection.planning.rules import Rules, Terms, list_offers, terms_of

# --- forecast


def test_a_cost_per_interaction_counts_paid_notes_and_is_dear_above_its_limit():
    """¥200 for 400 everyday interactions of which paid notes keep half are 1.00 each; at a limit of 1.00 it is not too dear."""
    the_set = booked([creator(1), creator(2)])
    half = Forecast((), 1.0, 0.5, 2)
    assert (half.kept, half.cpe_cny(the_set), half.too_dear(the_set)) == (0.5, 1.0, False)
    assert replace(half, cpe_target_cny=0.99).too_dear(the_set)
    assert not replace(half, cpe_target_cny=None).too_dear(the_set)
    assert replace(half, paid_ratio=1.5).kept == replace(half, paid_ratio=None).kept == 1.0
    frame = pl.DataFrame(
        {"expected_interactions": [10.0], "interactions_low": [4.0], "cpe_cny": [2.0], "price_cny": [9.0]}
    )
    assert half.as_paid(frame).row(0) == (5.0, 2.0, 4.0, 9.0)


def test_everyday_interactions_count_as_paid_ones_in_sums_but_not_in_reads(demo):
    """200 and 200 of which half stay: 200; a quarter of them saves; 1,000 reads each as they are."""
    rows = [creator(n, commercial_ratio=0.5) for n in (1, 2)]
    found = selection.forecast_set(
        booked(rows), promising(demo, interactions_4=200, saves=50, follows=9, cpe=1)
    )
    sums = {one.name: one.expected for one in found.measures}
    assert sums == pytest.approx({"interactions": 200, "saves": 50, "reads": 2000})
    assert found.unforeseen == ("follows",)
    assert found.cpe_target_cny == 1
    assert (found.measure("reads").known, found.measure("none")) == (2, None)
    bare = booked([creator(1)]).picks.drop("save_share", "reads_median", "commercial_ratio")
    few = selection.forecast_set(replace(booked([creator(1)]), picks=bare), promising(demo, saves=9))
    assert [one.name for one in few.measures] == ["interactions"]
    assert (few.paid_ratio, few.paid_known, few.unforeseen) == (None, 0, ("saves",))


def test_paid_notes_of_nobody_are_unknown(demo):
    none = booked([creator(1, commercial_ratio=None), creator(2, brings=0.0)])
    found = selection.forecast_set(none, demo)
    assert (found.paid_ratio, found.paid_known) == (None, 0)


# --- the order


def ordering(demo, *items):
    first = demo.deliverables[0]
    made = tuple(first.model_copy(update={"tier": t, "note_type": kind, "count": n}) for t, kind, n in items)
    return demo.model_copy(update={"deliverables": made})


def picked(*rows):
    names = ["tier", "note_type", "expected_interactions"]
    return pl.DataFrame(rows, schema=names, orient="row")


def test_only_what_differs_from_the_order_is_named(demo):
    """Ordered: 1 mid video, 2 KOC pictures. Picked: 1 KOC video, 2 KOC pictures of 100 each."""
    brief = ordering(demo, ("mid", "video", 1), ("koc", "image", 1), ("koc", "image", 1))
    assert notes_ordered(brief, "tier") == {"mid": 1, "koc": 2}
    came = picked(("koc", "video", 100.0), ("koc", "image", 100.0), ("koc", "image", 100.0))
    said = order_findings(came, 90.0, 100.0, brief)[0]
    assert (said.code, said.n, said.level) == ("not_as_ordered", 3, Level.REVIEW)
    assert (
        said.text.en
        == "The brief orders 3 notes and the set has 3 (Mid (50K–500K) 0 of 1, KOC (1K–10K) 3 of 2). The quotas ask for these numbers."
    )
    fewer = order_findings(came.head(2), 90.0, 100.0, brief)[0]
    assert fewer.text.en.startswith(
        "The brief orders 3 notes and the set has 2 (Mid (50K–500K) 0 of 1, image 1 of 2). ¥10 of the budget"
    )
    exact = order_findings(
        picked(("mid", "video", 1.0), ("koc", "image", 1.0), ("koc", "image", 1.0)), 90.0, 100.0, brief
    )[0]
    assert (exact.code, exact.n) == ("as_ordered", 3)
    assert order_findings(came.clear(), 0.0, 100.0, brief) == []
    more = picked(("mid", "video", 1.0), ("koc", "image", 1.0), ("koc", "image", 1.0), ("head", None, 1.0))
    assert order_findings(more, 90.0, 100.0, brief)[0].code == "not_as_ordered"


@pytest.mark.parametrize(
    ("targets", "cost", "levels"),
    [
        ({"interactions_4": 200.0, "cpe": 0.5}, 100.0, ["PASS", "PASS"]),
        ({"interactions_4": 200.1, "cpe": 0.499}, 100.0, ["REVIEW", "REVIEW"]),
        ({"saves": 1.0}, 100.0, []),
    ],
)
def test_a_target_reached_to_the_last_is_reached(demo, targets, cost, levels):
    """200 interactions for ¥100."""
    found = order_findings(
        picked(("koc", "image", 100.0), ("koc", "image", 100.0)), cost, 100.0, promising(demo, **targets)
    )
    assert [one.level.value for one in found[1:]] == levels
    nothing = order_findings(picked(("koc", "image", 0.0)), 100.0, 100.0, promising(demo, cpe=9.0))
    assert len(nothing) == 1


def test_one_type_ordered_asks_for_no_type(demo):
    frame = pl.DataFrame({"price_video_cny": [1.0, None], "price_video_with_fee_cny": [None, None]}).cast(
        pl.Float64
    )
    both = ordering(demo, ("koc", "video", 3), ("koc", "image", 1))
    assert types_ordered(both, frame) == {"video": 1}
    assert types_ordered(ordering(demo, ("koc", "video", 3)), frame) == {}
    assert types_ordered(ordering(demo, ("koc", "image", 3)), frame) == {}
    assert types_ordered(both, frame.select(x=1)) == {}


# --- what binds, and smaller sets


def bound(quota, held=2, bookable=("koc", "koc", "koc")):
    offers = pl.DataFrame(
        {"creator_id": [f"c{n}" for n in range(len(bookable))], "tier": list(bookable)},
        schema={"creator_id": pl.String, "tier": pl.String},
    )
    made = replace(booked([creator(1)]), picks=offers.head(held), offers=offers, rules=Rules(0.0, quota))
    return what_binds(made)


@pytest.mark.parametrize(
    ("quota", "held", "bookable", "said"),
    [
        ({"koc": (0, 2)}, 2, ("koc",) * 3, "quotas"),
        ({"koc": (0, 2)}, 1, ("koc",) * 3, "rules"),
        ({"koc": (0, 3)}, 3, ("koc",) * 3, "candidates"),
        ({"koc": (0, 9)}, 2, ("koc",) * 3, "rules"),
        ({"koc": (0, 1), "mid": (0, 5)}, 2, ("koc", "koc", "mid"), "quotas"),
        ({"mid": (0, 5)}, 2, ("koc", "koc", "mid"), "rules"),
        ({"koc": (0, 2)}, 0, (), "candidates"),
    ],
)
def test_what_keeps_a_set_from_growing(quota, held, bookable, said):
    assert bound(quota, held, bookable) == said


def test_a_creator_offered_in_two_types_is_one_creator():
    offers = pl.DataFrame({"creator_id": ["a", "a", "b"], "tier": ["koc"] * 3})
    made = replace(
        booked([creator(1)]), picks=offers.tail(2), offers=offers, rules=Rules(0.0, {"koc": (0, 9)})
    )
    assert what_binds(made) == "candidates"
    assert what_binds(made, 1) == "rules"


def test_a_set_holds_as_many_notes_of_each_tier_and_of_each_type_asked_for():
    plan = booked([creator(1), creator(2, "mid"), creator(3, note_type="video")])
    asked = replace(plan, rules=replace(plan.rules, terms=Terms(formats={"video": 2})))
    same = plan.picks
    assert holds_as_many(same, plan)
    assert holds_as_many(pl.concat([same, same]), asked)
    assert not holds_as_many(same.head(2), plan)
    # Two videos were asked for and the plan has one: one is enough; without any it is not as many.
    pictures = same.with_columns(note_type=pl.lit("image"))
    assert holds_as_many(pictures, plan)
    assert holds_as_many(same, asked)
    assert not holds_as_many(pictures, asked)


def test_a_frontier_is_laid_out_with_its_gap_and_its_last_money():
    """Worth 90 of at most 100 is a tenth away; a bound below the worth is no gap; ¥100 more bring 100, one yuan each."""
    one, two = booked([creator(1)]), booked([creator(1), creator(2, brings=100.0)])
    sets = [(100.0, replace(one, worth=90.0, bound=100.0)), (1000.0, replace(two, worth=100.0, bound=99.0))]
    made = lay_out_frontier(sets, two)
    assert made["gap"].to_list() == pytest.approx([0.1, 0.0])
    assert made["planned"].to_list() == [False, True]
    assert made["same_notes"].to_list() == [False, True]
    assert made["marginal_cpe_cny"].to_list() == [None, 1.0]
    assert made["cpe_cny"].to_list() == pytest.approx([0.5, 200 / 300])
    none = [(100.0, replace(one, worth=0.0, bound=0.0))]
    assert lay_out_frontier(none, two)["gap"].to_list() == [0.0]


def test_more_money_is_told_only_where_the_next_set_brings_more():
    frame = pl.DataFrame(
        {
            "budget_cny": [100.0, 150.0],
            "cost_cny": [100.0, 140.0],
            "expected_interactions": [200.0, 200.0],
            "cpe_cny": [0.5, 0.7],
            "worth": [100.0, 100.0],
            "creators": [1, 1],
            "planned": [True, False],
        }
    )
    assert "more_money" not in [one.code for one in say_frontier(frame, booked([creator(1)]))]
    more = frame.with_columns(
        expected_interactions=pl.Series([200.0, 201.0]), worth=pl.Series([100.0, 200.0])
    )
    [said] = say_frontier(more, booked([creator(1)]))
    assert said.code == "more_money"
    assert "¥40 more would bring 1 more" in said.text.en


def test_a_smaller_set_for_the_whole_budget_keeps_its_rules_and_the_clock():
    smaller = replace(booked([creator(1)], budget=100.0), findings=(BY_CLOCK,))
    whole = booked([creator(1), creator(2)], budget=1000.0)
    made = stop_at(smaller, whole, 100.0)
    assert (made.budget_cny, made.rules.stop_cny, made.rules.spend_cny, made.rules.budget_cny) == (
        1000,
        100,
        100,
        1000,
    )
    assert made.findings[0].text.en == "The set costs ¥100 of ¥1,000."
    assert made.findings[-1] == BY_CLOCK
    assert BY_CLOCK not in stop_at(booked([creator(1)]), whole, 100.0).findings
    assert replace(whole.rules, stop_cny=5000.0).spend_cny == 1000
    assert whole.rules.spend_cny == 1000


def test_a_swap_is_worth_what_it_reaches_too():
    """c0 reaches 200 of 1,000, c1 500, c2 200: for c2 c1 stands in with 300 people more, at .1 each 30, and 10 less of value.

    Booked are c0 and c2: 1 − .8·.8 = 360 people; c0 and c1: 1 − .8·.5 = 600.
    """
    people = pl.DataFrame(
        {
            "creator_id": ["c0", "c1", "c2"],
            "reads_median": [200.0, 500.0, 200.0],
            "female_share": [1.0] * 3,
            "age_18_24_share": [1.0] * 3,
        }
    )
    reach = reach_of(people, {"female_18_24": 1000.0})
    frame = pl.DataFrame(
        {
            "creator_id": ["c0", "c1", "c2"],
            "tier": ["koc"] * 3,
            "price_cny": [10.0, 12.0, 10.0],
            "expected_interactions": [200.0, 80.0, 100.0],
            "score": [100.0] * 3,
        }
    )
    terms = Terms(reach=reach, worth_of_reach=0.0, risk=STEADY)
    found = selection.pick_by_rules(frame, Rules(20, {"koc": (2, 2)}, terms=terms))
    assert found.picks["creator_id"].to_list() == ["c0", "c2"]
    wide = replace(
        found, rules=replace(found.rules, budget_cny=22.0, terms=replace(terms, worth_of_reach=0.1))
    )
    row = selection.next_best(wide).filter(creator_id="c2").row(0, named=True)
    assert (row["swap_id"], row["cost_change_cny"], row["interactions_change"]) == ("c1", 2, -20)
    assert row["worth_change"] == pytest.approx(-20 + 0.1 * (600 - 360))
    # Half a cent over the budget is within it, a cent is not.
    assert selection.next_best(replace(wide, rules=replace(wide.rules, budget_cny=21.996)))[
        "swap_id"
    ].to_list() == ["c1", "c1"]
    assert selection.next_best(replace(wide, rules=replace(wide.rules, budget_cny=21.99)))[
        "swap_id"
    ].to_list() == [None, None]


# --- requests


def request(**change):
    return {"budget": 0, "max_share": 1, "quotas": {"koc": [2, 2], "mid": [0, 0.0]}, **change}


@pytest.mark.parametrize(
    ("change", "n"),
    [
        ({}, 0),
        ({"max_share": 1.0001}, 1),
        ({"max_share": 0.0001}, 0),
        ({"max_share": True}, 1),
        ({"budget": "9"}, 1),
        ({"budget": float("inf")}, 1),
        ({"quotas": {"koc": [3, 2]}}, 1),
        ({"quotas": {"koc": [0, 2.5]}}, 1),
        ({"quotas": {"koc": [-1, 2], "mid": [0, -1]}}, 2),
        ({"budget": -1, "max_share": 0, "quotas": {"koc": [1, 0]}}, 3),
    ],
)
def test_all_that_is_wrong_with_a_request_is_told_at_once(change, n):
    assert len(_wrong_numbers(request(**change))) == n


@pytest.mark.parametrize(
    ("weights", "n"),
    [
        ({"a": 0.0, "b": 0.1}, 0),
        ({"a": 0.0}, 1),
        ({}, 1),
        ({"a": 1.0, "b": -0.1}, 1),
        ({"a": float("nan")}, 1),
    ],
)
def test_weights_are_not_all_nothing(weights, n):
    assert len(_wrong_weights(weights)) == n


# --- what has to give way


def pool(*rows):
    frame = pl.DataFrame(rows, schema=["tier", "price_cny"], orient="row")
    return frame.with_columns(
        creator_id=pl.format("c{}", pl.int_range(pl.len())),
        expected_interactions=10.0,
        score=50.0,
        category=pl.lit("护肤"),
    )


def told(frame, rules):
    [said] = explain(list_offers(frame, rules), rules)
    return said.code, said.text.en


def test_of_two_quotas_the_larger_gives_way():
    """Ten KOCs and two mids at ¥10 cost ¥120 of 110: one KOC of ten weighs 1.1, one mid of two 1.5."""
    frame = pool(*[("koc", 10.0)] * 10, ("mid", 10.0), ("mid", 10.0))
    code, said = told(frame, Rules(110.0, {"koc": (10, 10), "mid": (2, 2)}))
    assert code == "budget_too_low"
    assert said.endswith("costs ¥120; the budget is ¥110. Or keep the budget and relax: KOC, least 10 → 9.")


def test_fewer_creators_weigh_more_than_the_size_of_their_quota():
    """312 of ¥300: four of a hundred KOCs at ¥3 weigh 4 · 1.01 = 4.04, three of three mids at ¥4 weigh 3 · (1 + 1/3) = 4."""
    frame = pool(*[("koc", 3.0)] * 100, *[("mid", 4.0)] * 3)
    _, said = told(frame, Rules(300.0, {"koc": (100, 100), "mid": (3, 3)}))
    assert said.endswith("relax: Mid, least 3 → 0.")


def test_half_a_cent_over_the_budget_is_within_it():
    assert told(pool(("koc", 100.005)), Rules(100.0, {"koc": (1, 1)}))[0] == "share_too_low"
    assert told(pool(("koc", 100.006)), Rules(100.0, {"koc": (1, 1)}))[0] == "budget_too_low"


def test_must_haves_beyond_the_budget_leave_nothing_to_relax():
    frame = pool(("koc", 60.0), ("koc", 60.0))
    code, said = told(frame, Rules(100.0, {"koc": (0, 2)}, must_in=["c0", "c1"]))
    assert (code, said) == (
        "budget_too_low",
        "The cheapest set that meets every quota costs ¥120; the budget is ¥100. The must-have creators alone cost more.",
    )


def test_a_most_can_be_in_the_way_too():
    """Two must-haves and a quota of one at most."""
    code, said = told(pool(("koc", 10.0), ("koc", 10.0)), Rules(100.0, {"koc": (0, 1)}, must_in=["c0", "c1"]))
    assert (code, said) == (
        "quota_too_high",
        "Relax these quotas, the files hold too few creators: KOC, most 1 → 2.",
    )


@pytest.mark.parametrize(
    ("budget", "share", "code", "said"),
    [
        (100.0, 0.4, "share_too_low", "The cheapest creator costs ¥50; at most ¥40 may go to one."),
        (40.0, 1.0, "budget_too_low", "The cheapest creator costs ¥50; at most ¥40 may go to one."),
        (
            100.0,
            0.5,
            "share_too_low",
            "The quotas fit the budget, but not with shares capped at 50% a creator and 100% a category. Raise the caps.",
        ),
    ],
)
def test_a_cap_below_the_cheapest_is_named_with_it(budget, share, code, said):
    assert told(pool(("koc", 50.0), ("koc", 70.0)), Rules(budget, {"koc": (0, 2)}, max_share=share)) == (
        code,
        said,
    )


def test_categories_of_which_too_few_are_there_are_named():
    rules = Rules(100.0, {"koc": (0, 9)}, terms=Terms(categories={"护肤": (0, 9), "母婴": (2, 9)}))
    code, said = told(pool(("koc", 10.0), ("koc", 10.0)), rules)
    assert (code, said.endswith("category 母婴, least 2 → 0.")) == ("quota_too_high", True)


def test_the_terms_come_from_parameters_and_brief(demo):
    """The target for interactions is the brief's unless the analyst gives one; types are asked for only where none are set."""
    brief = ordering(promising(demo, interactions_4=900), ("koc", "video", 1), ("koc", "image", 2))
    frame = pl.DataFrame({"price_video_cny": [100.0]})
    params = SimpleNamespace(
        formats={},
        categories={},
        conflicts=(),
        max_share_per_category=0.7,
        audience_people={},
        worth_of_reach=0.2,
        risk=STEADY,
    )
    made = terms_of(params, brief, frame)
    assert (made.risk.target_interactions, made.wished, made.wished_in_full) == (
        900,
        {"video": 1},
        {"video": 1, "image": 2},
    )
    assert (made.max_share_per_category, made.worth_of_reach, made.reach) == (0.7, 0.2, None)
    own = SimpleNamespace(
        **{
            **vars(params),
            "formats": {"image": 3},
            "risk": STEADY.model_copy(update={"target_interactions": 5.0}),
        }
    )
    asked = terms_of(own, brief, frame)
    assert (asked.risk.target_interactions, asked.formats, asked.wished, asked.wished_in_full) == (
        5.0,
        {"image": 3},
        {},
        {},
    )


def test_a_solver_that_found_nothing_in_time_says_so(monkeypatch):
    from xhs_workbench.selection.planning import portfolio
    from xhs_workbench.selection.planning.solver import Solved

    frame, rules = pool(("koc", 10.0)), Rules(100.0, {"koc": (0, 1)})
    monkeypatch.setattr(portfolio, "solve", lambda *_, **__: Solved(None, np.inf))
    assert [one.code for one in selection.pick_by_rules(frame, rules).findings] == ["out_of_time"]
    chosen = np.array([True])
    monkeypatch.setattr(portfolio, "solve", lambda *_, **__: Solved(chosen, 10.0, by_clock=True))
    found = selection.pick_by_rules(frame, rules)
    assert (found.worth, found.bound, found.gap) == (5.0, 10.0, 0.5)
    assert found.findings[-1] == BY_CLOCK
    assert isinstance(found.findings[0], Finding) and found.findings[0].text == Text(
        "The set costs ¥10 of ¥100.", "组合花费 ¥10，预算 ¥100。"
    )
