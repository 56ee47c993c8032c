"""What the chapter of budgets recommends and offers, against sums worked out by hand."""

from dataclasses import replace

import polars as pl
import pytest

from tests.selection.sets import STEADY, booked, creator, first, frontier, ordering, promising
from xhs_workbench import selection


def test_what_more_money_brings_is_the_next_larger_set(demo):
    """From 200 for 400 to 300 for 420: 100 more, 20 more, 5 yuan each; 100 already brings 250."""
    sets = frontier(
        (100.0, 100.0, 250.0), (200.0, 200.0, 400.0), (250.0, 200.0, 400.0), (300.0, 300.0, 420.0)
    )
    brief = promising(demo, interactions_4=240, cpe=1.0)
    forecast = selection.forecast_set(booked([creator(1), creator(2)]), brief)
    the_set = booked([creator(1), creator(2)])
    said = selection.say_more_money(the_set, sets, forecast)
    assert said.says.en == "¥100 more is not worth it: 20 interactions at ¥5.00 each, limit ¥1.00."
    assert said.more.en == (
        "The plan pays ¥0.50 an interaction on average, ¥0.67 for its last ones. "
        "Option: ¥100, the least that should meet the target for interactions with as many notes."
    )
    [hold] = [
        one
        for one in first(booked([creator(1), creator(2)]), brief, frontier=sets).actions
        if one.see == "more_money"
    ]
    assert hold.what.en == "Hold the creator budget at ¥1,000"
    free = selection.forecast_set(the_set, promising(demo, interactions_4=240))
    said = selection.say_more_money(the_set, sets, free)
    assert said.says.en == "Option: ¥100 more would bring 20 interactions at ¥5.00 each."
    assert said.more.en.startswith("It is the budget that binds.")
    assert not [
        one
        for one in first(the_set, promising(demo, interactions_4=240), frontier=sets).actions
        if one.see == "more_money"
    ]
    assert selection.say_more_money(the_set, sets.head(1), forecast) is None


@pytest.mark.parametrize(
    ("quota", "left_out", "why", "fix"),
    [
        ((0, 9), [], "no further candidate can be booked", "find further candidates with quotes"),
        ((0, 2), [creator(3)], "the quotas are used up", "widen the quotas"),
        ((0, 2), [], "no further candidate can be booked", "find further candidates with quotes"),
        ((0, 9), [creator(3)], "no further creator fits the rules", "loosen the other rules"),
    ],
)
def test_where_more_money_brings_nothing_the_bound_that_is_met_is_named(demo, quota, left_out, why, fix):
    """Two KOC are booked, of two or three who could be; two or nine may be. 400 interactions of 900 are aimed at."""
    full = frontier((100.0, 100.0, 250.0), (200.0, 200.0, 400.0), (300.0, 200.0, 400.0))
    the_set = booked([creator(1), creator(2)], left_out=left_out)
    the_set = replace(the_set, rules=replace(the_set.rules, quotas={"koc": quota}))
    brief = promising(demo, interactions_4=900)
    said = selection.say_more_money(the_set, full, selection.forecast_set(the_set, brief))
    assert said.says.en == f"More money would bring nothing more: {why}."
    assert first(the_set, brief, frontier=full).actions[0].what.en == (
        f"Decide: {fix}, or lower the target for interactions"
    )


def test_a_target_that_more_money_would_help_asks_for_it(demo):
    sets = frontier((100.0, 100.0, 250.0), (200.0, 200.0, 400.0), (300.0, 300.0, 600.0))
    the_set = booked([creator(1), creator(2)])
    [ask, *_] = first(the_set, promising(demo, interactions_4=900), frontier=sets).actions
    assert ask.what.en == "Decide: raise the creator budget by ¥100, or lower the target for interactions"
    assert ask.amount.en == "¥0.50 per further interaction"
    # Not where each would cost more than the limit, as the plan does: 100 / 200 = .50 against .49.
    [ask, *_] = first(the_set, promising(demo, interactions_4=900, cpe=0.49), frontier=sets).actions
    assert ask.what.en == "Decide: find candidates with lower quotes, or change the targets"


def test_a_plan_is_judged_by_its_last_money_as_an_increase_is(demo):
    """¥100 bring 260 at .38; the next ¥100 of the plan bring 140 at .71, above the limit of .60; all pays .50."""
    sets = frontier((100.0, 100.0, 260.0), (200.0, 200.0, 400.0), (300.0, 300.0, 420.0))
    picks = booked([creator(1), creator(2)])
    brief = promising(demo, interactions_4=200, cpe=0.6)
    said = selection.say_more_money(picks, sets, selection.forecast_set(picks, brief))
    assert said.says.en == "Stop at ¥100: beyond it a further interaction costs more than the limit of ¥0.60."
    assert said.more.en == "The last ¥100 brings about 140 at ¥0.71 each."
    opening = first(picks, brief, frontier=sets)
    assert opening.verdict.en.startswith("Cut 2 creators for ¥200 to the line-up for ¥100: it keeps 65%")
    # A limit that the last money keeps, none at all, a target that only the plan meets: nothing smaller.
    for keeps in ({"cpe": 0.72}, {}, {"interactions_4": 300, "cpe": 0.6}):
        forecast = selection.forecast_set(picks, promising(demo, **keeps))
        assert selection.say_more_money(picks, sets, forecast).code == "money_next"


@pytest.mark.parametrize(
    ("targets", "same_notes", "why"),
    [
        ({"interactions_4": 200}, False, "only it holds the notes ordered"),
        ({"interactions_4": 200, "saves": 66}, True, "only it should meet every target"),
    ],
)
def test_a_whole_plan_whose_last_money_is_dear_says_why_it_is_booked(demo, targets, same_notes, why):
    """As above; of the plan's 100 saves 65 stay with the smaller one."""
    sets = frontier((100.0, 100.0, 260.0), (200.0, 200.0, 400.0), (300.0, 300.0, 420.0))
    sets = sets.with_columns(same_notes=(pl.col("cost_cny") > 100) | same_notes)
    picks = booked([creator(1), creator(2)])
    brief = promising(demo, **targets, cpe=0.6)
    said = selection.say_more_money(picks, sets, selection.forecast_set(picks, brief))
    assert said.says.en == f"Book the whole plan: {why}, although its last ¥100 costs ¥0.71 an interaction."
    assert said.more.en.startswith("The limit is ¥0.60; on average the plan pays ¥0.50.")
    opening = first(picks, brief, frontier=sets)
    assert opening.verdict.en.startswith("Book 2 creators for ¥200")
    # Five yuan for each further interaction: the budget is held.
    assert [one.what.en for one in opening.actions if one.see == "more_money"] == [
        "Hold the creator budget at ¥1,000"
    ]


def pool(*priced):
    """Candidates without a price for videos: (price, what a note brings), all of one tier, fit and category."""
    rows = [creator(n, price=price, brings=brings) for n, (price, brings) in enumerate(priced, 1)]
    return pl.DataFrame(rows).with_columns(category=pl.lit("护肤"), admitted=pl.lit(value=True))


def test_the_set_to_book_stops_where_a_further_interaction_costs_more_than_the_limit(demo):
    """Two of four, each 100 or 200 yuan: for 200 they bring 400; either dear one costs 100 more and brings 10 more.

    Of the budget of 400 both dear ones would be booked, at 10 yuan a further interaction; the limit is 1.
    """
    candidates = pool((100.0, 200.0), (100.0, 200.0), (200.0, 210.0), (200.0, 210.0))
    brief = ordering(promising(demo, interactions_4=300, cpe=1.0), koc=2)
    rules = selection.Rules(400.0, {"koc": (2, 2)}, terms=selection.Terms(risk=STEADY))
    best = selection.pick_by_rules(candidates, rules)
    assert (best.cost_cny, best.expected_interactions) == (400.0, 420.0)
    plan, sets = selection.keep_to_limit(candidates, best, brief)
    assert (plan.cost_cny, plan.expected_interactions, plan.budget_cny) == (200.0, 400.0, 400.0)
    assert sets.filter("planned")["cost_cny"].to_list() == [200.0]
    [within, *_] = plan.findings
    assert within.text.en == "The set costs ¥200 of ¥400."
    opening = first(plan, brief, frontier=sets)
    assert opening.verdict.en == "Book 2 creators for ¥200: the target for interactions should be met."
    assert opening.also[0].en == ("With more money each further interaction would cost more than the limit.")
    assert [one.what.en for one in opening.actions] == [
        "Book this line-up",
        "Leave the rest of the creator budget unspent",
    ]
    said = selection.say_more_money(plan, sets, selection.forecast_set(plan, brief))
    assert said.says.en == "¥100 more is not worth it: 10 interactions at ¥10.00 each, limit ¥1.00."
    # Any stand-in may cost what the budget allows.
    assert selection.next_best(plan)["swap_price_cny"].to_list() == [200.0, 200.0]
    # Without a limit, or with a target that only the whole budget meets, the best set is the plan.
    for other in (promising(demo, interactions_4=300), promising(demo, interactions_4=410, cpe=1.0)):
        assert selection.keep_to_limit(candidates, best, other)[0] is best


def test_a_plan_that_pays_for_the_kinds_ordered_names_the_cheaper_one(demo):
    """¥100 bring the same 400 as the plan's ¥200, which holds the video that was asked for."""
    sets = frontier((100.0, 100.0, 400.0), (200.0, 200.0, 400.0), (300.0, 200.0, 400.0))
    picks = booked([creator(1), creator(2, note_type="video")])
    forecast = selection.forecast_set(picks, promising(demo, interactions_4=300))
    assert "Option: ¥100, the least" in selection.say_more_money(picks, sets, forecast).more.en
    terms = replace(picks.rules.terms, formats={"video": 1})
    asked = replace(picks, rules=replace(picks.rules, terms=terms))
    assert selection.say_more_money(asked, sets, forecast).more.en == (
        "Option: ¥100 should bring as much, without every kind of note ordered."
    )


def test_a_plan_dearer_than_the_limit_is_cut_where_the_smaller_one_keeps_every_target(demo):
    """All 400 for ¥200 pay .50, above .45; ¥100 bring 260 at .38, 65 %: of 100 saves 65 stay."""
    sets = frontier((100.0, 100.0, 260.0), (200.0, 200.0, 400.0), (300.0, 300.0, 420.0))
    picks = booked([creator(1), creator(2)])
    brief = promising(demo, interactions_4=200, saves=65, cpe=0.45)
    opening = first(picks, brief, frontier=sets)
    assert opening.verdict.en == (
        "Cut 2 creators for ¥200 to the line-up for ¥100: it keeps 65% of interactions and CPE within ¥0.45."
    )
    assert [one.what.en for one in opening.actions] == [
        "Plan again with ¥100 for creators, fee included",
        "Then book the smaller line-up",
    ]
    said = selection.say_more_money(picks, sets, selection.forecast_set(picks, brief))
    assert said.says.en == "Stop at ¥100: beyond it a further interaction costs more than the limit of ¥0.45."
    # One save more and the smaller one would miss what the plan meets: decide, the smaller one is an option.
    brief = promising(demo, interactions_4=200, saves=66, cpe=0.45)
    assert first(picks, brief, frontier=sets).verdict.en == (
        "Decide before booking 2 creators for ¥200: CPE ¥0.50 exceeds ¥0.45."
    )
    said = selection.say_more_money(picks, sets, selection.forecast_set(picks, brief))
    assert said.more.en.startswith("Option: ¥100 keeps 65%")
