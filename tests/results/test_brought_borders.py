"""Leads, shops, search words, the audience reached and a goal by note at the borders of each judgement, by hand."""

import polars as pl
import pytest

from tests.results.test_brought import BRIEF, bought, clicked, filled, visited, word
from tests.results.test_goal_by_note import SALES, notes, reads
from tests.results.test_reached import AUDIENCE, NO_FANS, reached, row
from xhs_workbench.results.bringing.by_note import _standing, add_goal, split_column
from xhs_workbench.results.bringing.leads import (
    _cause,
    checks_forms,
    count_leads,
    dear_notes,
    lead_tree,
    sum_leads,
)
from xhs_workbench.results.bringing.offsite import _lost_at, gather_returns, losing_notes, sales_tree
from xhs_workbench.results.bringing.reached import booked_fans, class_of, compare_reached
from xhs_workbench.results.bringing.search_back import gather_searches
from xhs_workbench.results.bringing.search_words import _advice, _bought, weigh_words
from xhs_workbench.results.bringing.sums import over, spent_cny

# --- leads

WHOLE = {"lead_spend_cny": 1000.0, "clicks": 1000.0, "lead_count": 50.0}
"""¥1 a click, ¥20 a lead, 5 leads of 100 clicks."""


@pytest.mark.parametrize(
    ("spend", "clicks", "leads", "high", "cause"),
    [
        (30.0, 29, 0, 0.01, "too_few"),
        (30.0, 30, 1, 0.04, "few_leads"),
        (30.0, 30, 1, None, "too_few"),
        (20.0, 30, 1, 0.04, "fine"),  # ¥20 a lead is the usual
        (100.0, 100, 0, 0.02, "few_leads"),
        (400.0, 100, 0, 0.02, "few_leads"),  # no lead at all weighs more than any price
        (200.0, 100, 5, 0.09, "dear_clicks"),
        (200.0, 100, 2, 0.04, "few_leads"),  # 2.5 times too few weigh more than twice too dear
        (300.0, 100, 2, 0.04, "dear_clicks"),
        (200.0, 100, 2, 0.06, "fine"),  # the rate may be as usual, and the price explains less
        (110.0, 100, 5, 0.09, "dear_clicks"),
        (100.0, 100, 4, 0.05, "fine"),  # its end reaches the usual rate
        (0.0, 100, 0, 0.02, "fine"),
    ],
)
def test_why_leads_are_dear(spend, clicks, leads, high, cause):
    assert _cause(spend, clicks, leads, high, WHOLE) == cause
    for part in ("lead_count", "clicks"):
        assert _cause(spend, clicks, leads, high, {**WHOLE, part: 0.0}) == "too_few"
    assert _cause(spend, clicks, leads, high, {**WHOLE, "lead_spend_cny": 0.0}) in ("fine", "too_few")


def test_a_lead_tree_names_rates_and_their_interval():
    """20 of 100: Wilson's 90 % is 14.1 to 27.3; more leads than clicks count as all; without clicks there is none."""
    rows = [clicked("a", 100, 50.0, 20), clicked("b", 10, 10.0, 12), clicked("c", 0, 5.0, 0)]
    tree = {one["note_id"]: one for one in lead_tree(count_leads(filled("leads", *rows)), {}).to_dicts()}
    assert (tree["a"]["lead_rate"], tree["a"]["cpc_cny"], tree["a"]["cost_per_lead_cny"]) == (0.2, 0.5, 2.5)
    assert (tree["a"]["lead_rate_lower"], tree["a"]["lead_rate_upper"]) == pytest.approx(
        (0.1433, 0.2738), abs=2e-3
    )
    assert (tree["b"]["lead_rate"], tree["b"]["lead_rate_upper"]) == (1.2, 1.0)
    assert [tree["c"][name] for name in ("lead_rate", "lead_rate_lower", "cpc_cny", "cost_per_lead_cny")] == [
        None
    ] * 4
    assert list(tree) == ["c", "a", "b"]  # unknown first, then the dearest
    assert dear_notes(count_leads(filled("leads", *rows))) == {"a": "few_leads"}  # 32 of 110 are the usual


def test_rows_of_one_note_are_added():
    rows = [
        clicked("a", 100, 50.0, 5),
        clicked("a", 50, 30.0, 3),
        {"lead_row_id": "x", "note_id": "a", "clicks": 9},
    ]
    [one] = lead_tree(count_leads(filled("leads", *rows)), {"a": "Ann"}).to_dicts()
    assert (one["clicks"], one["spend_cny"], one["lead_count"], one["creator_name"]) == (150, 80, 8, "Ann")


def test_forms_are_checked_where_valid_ones_are_listed_or_none_is():
    forms = filled("leads", {"lead_row_id": "x", "form_submits": 4})
    assert not checks_forms(forms)
    assert checks_forms(filled("leads", {"lead_row_id": "x", "form_submits": 4, "valid_forms": 0}))
    assert checks_forms(filled("leads", {"lead_row_id": "x", "message_leads": 4}))
    messages = filled("leads", {"lead_row_id": "x", "message_leads": 4, "spend_cny": 8.0})
    assert (sum_leads(count_leads(messages), {}).leads, sum_leads(count_leads(messages), {}).gross) == (4, 4)
    assert sum_leads(count_leads(forms), {}, 9.0).steps == {"form_submits": 4.0}


# --- the goal by note


@pytest.mark.parametrize(
    ("paid", "n", "standing"),
    [
        (1000.0, 60.0, "ahead"),
        (1000.0, 0.0, "behind"),  # none may stand for 3 at the most: 333 each
        (90.0, 0.0, "level"),
        (1000.0, 36.0, "level"),
        (1000.0, 38.0, "ahead"),  # 38 may stand for 28.5 at the least: 35.1 against 35.7
        (1000.0, 37.0, "level"),
        (1000.0, 19.0, "behind"),
        (1000.0, 20.0, "level"),
    ],
)
def test_a_note_stands_clearly_on_one_side_of_what_one_cost_in_all(paid, n, standing):
    """¥35.71 each in all. By chi squares n leads stand for χ²(2n; .05)/2 to χ²(2n + 2; .95)/2: 19 for 12.4 to 27.9, so ¥35.8 at the least."""
    assert _standing({"paid": paid, "n": n}, 35.71) == standing


def test_a_goal_is_known_by_note_from_two_notes_and_ten_leads_on():
    def made(*counts, costs=None):
        rows = [clicked(f"n{k}", 900, 1.0, n) for k, n in enumerate(counts)]
        return add_goal(notes(*(costs or [1000] * len(counts))), BRIEF, reads(leads=filled("leads", *rows)))

    assert made(9, 1)["goal_standing"].null_count() == 0
    assert made(8, 1)["goal_standing"].null_count() == 2
    assert made(20)["goal_standing"].to_list() == [None]
    assert made(20, 4, costs=[1000, 0])["goal_standing"].to_list() == [None, None]
    assert (
        split_column(made(1, 0), BRIEF),
        split_column(made(0, 0), BRIEF),
        split_column(made(9), BRIEF),
    ) == ("goal_leads", "", "")
    # What a boost cost counts: ¥1,000 and a boost of ¥3,000 for half of the leads.
    boosted = add_goal(
        notes(1000, 1000).with_columns(boost_cny=pl.Series([3000.0, None])),
        BRIEF,
        reads(leads=filled("leads", clicked("n0", 900, 1.0, 30), clicked("n1", 900, 1.0, 30))),
    )
    assert boosted["goal_standing"].to_list() == ["behind", "ahead"]
    other = SALES.model_copy(update={"objective": SALES.objective.model_copy(update={"kind": "launch"})})
    assert add_goal(notes(1, 1), other, reads(leads=filled("leads", clicked("n0", 9, 1.0, 30))))[
        "goal_standing"
    ].to_list() == [None, None]


def test_a_gap_in_one_row_of_a_note_leaves_it_unknown():
    rows = [clicked("n0", 900, 1.0, 30), clicked("n0", 900, 1.0, None), clicked("n1", 900, 1.0, 3)]
    assert add_goal(notes(1, 1), BRIEF, reads(leads=filled("leads", *rows)))["goal_leads"].to_list() == [
        None,
        3,
    ]


# --- shops


@pytest.mark.parametrize(
    ("visits", "carts", "buyers", "cause"),
    [
        (30, 1, 1, "low_cart"),  # 1 of 30: up to 13.6 %, below the usual fifth
        (29, 0, 0, "too_few"),
        (100, 20, 0, "fine"),
        (200, 40, 10, "low_buy"),  # 10 of 40: up to 37.6 %, below .45
        (200, 40, 41, "fine"),
        (30, 31, 0, "low_buy"),  # more carts than visits say nothing of visits
        (None, 40, 0, "low_buy"),
        (200, None, None, "too_few"),
    ],
)
def test_where_visitors_are_lost(visits, carts, buyers, cause):
    row = {"store_visits": visits, "cart_adds": carts, "buyers": buyers}
    assert _lost_at(row, {"cart_rate": 0.2, "buy_rate": 0.45}) == cause
    assert _lost_at(row, {}) == "too_few"


def test_rates_of_shops_are_over_notes_that_know_both():
    """200 of 1,000; the note without carts is in neither sum; without visits there is no rate."""
    rows = [visited("a", 1000, 200, 90), visited("b", 500, None, None), visited("c", 0, 0, 0)]
    tree = {one["note_id"]: one for one in sales_tree(filled("offsite", *rows), {"c": "Cy"}).to_dicts()}
    assert (
        tree["a"]["cart_rate"],
        tree["a"]["buy_rate"],
        tree["b"]["cart_rate"],
        tree["c"]["cart_rate"],
    ) == (0.2, 0.45, None, None)
    assert (list(tree), tree["c"]["creator_name"]) == (["a", "b", "c"], "Cy")
    assert losing_notes(filled("offsite", visited("a", 500, 140, 70), visited("b", 300, 20, 12))) == {
        "b": "low_cart"
    }
    ledger = {**visited("a", 9, 1, 1), "origin": "ledger", "store_visits_natural": 3}
    found = gather_returns(filled("offsite", ledger), filled("orders"))
    assert (found.natural_share, found.steps["store_visits"]) == (pytest.approx(1 / 3), 9)
    new = filled(
        "offsite", visited("a", 100, 1, 1, new_customers=20), visited("b", 100, 1, 1, new_customers=10)
    )
    assert gather_returns(new, filled("orders")).channels["new_customer_share"].to_list() == [0.15]


# --- search words


@pytest.mark.parametrize(
    ("reads", "low", "high", "ads", "advice"),
    [
        (1, 0.2, 0.3, True, "keep"),
        (0, 0.2, 0.3, True, "buy"),
        (9, 0.11, 0.3, False, "buy"),
        (9, 0.1, 0.3, False, ""),
        (9, 0.01, 0.1, False, ""),
        (9, 0.01, 0.09, False, "title"),
        (9, None, None, False, ""),
        (9, 0.2, None, False, ""),
    ],
)
def test_what_to_do_with_a_word(reads, low, high, ads, advice):
    """The list as a whole is clicked by 10 of 100."""
    assert _advice(reads, low, high, 0.1, has_ads=ads) == advice
    assert _advice(9, 0.2, 0.3, None, has_ads=False) == ""


def test_words_are_added_by_their_folded_form():
    """Two slices of ￥10 and unknown on 9 and unknown clicks; a word more read than shown has no rate."""
    slices = filled(
        "paid_slices",
        bought("Ａ2 奶粉", 9, 10.0),
        {**bought("a2奶粉", None, None), "slice_id": "y"},
        {**bought("x", 1, 1.0), "dimension": "audience"},
    )
    assert _bought(slices) == {"a2奶粉": (9, 10.0)}
    rows = [
        word("早教玩具", 10, 11),
        {**word("绘本", 90, 9), "index": 5.0},
        {**word("绘本", 10, 1), "word_id": "z", "index": 7.0},
    ]
    found = {
        one["term"]: one for one in weigh_words(filled("search_terms", *rows), slices, BRIEF).table.to_dicts()
    }
    assert found["早教玩具"]["click_rate"] is None
    assert [found["绘本"][name] for name in ("impressions", "reads", "click_rate", "index")] == [
        100,
        10,
        0.1,
        7,
    ]
    assert found["绘本"]["reads_share"] == pytest.approx(10 / 21)


# --- the audience reached


@pytest.mark.parametrize(
    ("shares", "whole"),
    [((0.68, 0.3), True), ((0.67, 0.3), False), ((0.72, 0.3), True), ((0.73, 0.3), False)],
)
def test_shares_that_sum_to_one_within_two_points_are_of_all_people(shares, whole):
    found = compare_reached(
        reached(row("gender", "女", shares[0]), row("gender", "男", shares[1])), AUDIENCE, NO_FANS
    )
    assert found.wanted["whole"].to_list() == [whole]


def test_classes_stand_in_the_order_of_the_brief_and_unknown_ones_last():
    rows = [row("age", ">44", 0.1), row("age", "23-27", 0.5), row("age", "18-24", 0.4)]
    found = compare_reached(reached(*rows), AUDIENCE, NO_FANS).table
    assert found["class"].to_list() == ["18_24", "over_44", None]
    assert found["planned"].to_list() == [False, False, None]
    everyone = AUDIENCE.model_copy(update={"age_bands": ()})
    assert compare_reached(reached(*rows), everyone, NO_FANS).table["planned"].to_list() == [None] * 3


def test_people_unknown_of_one_class_leave_shares_as_they_were_told():
    found = compare_reached(
        reached(row("gender", "女", 0.6, 300), row("gender", "男", 0.4)), AUDIENCE, NO_FANS
    )
    assert found.table.select("share", "people").rows() == [(0.6, None), (0.4, None)]
    none = compare_reached(
        reached(row("gender", "女", 0.6, 0), row("gender", "男", 0.4, 0)), AUDIENCE, NO_FANS
    )
    assert none.table["share"].to_list() == [0.6, 0.4]


def test_fans_are_weighed_by_the_reads_of_all_their_notes():
    outcomes = pl.DataFrame({"creator_id": ["b", "a", "a", None], "reads": [10, 1, 2, 5]})
    creators = filled(
        "creators",
        {"creator_id": "a", "female_share": 0.5},
        {"creator_id": "a", "female_share": 0.9},
        {"creator_id": "x"},
    )
    found = booked_fans(outcomes, creators)
    assert found.select("creator_id", "reads", "female_share").rows() == [("a", 3, 0.9)]
    nobody = found.with_columns(reads=pl.lit(0))
    [one, _] = compare_reached(
        reached(row("gender", "女", 0.6), row("gender", "男", 0.4)), AUDIENCE, nobody
    ).table.to_dicts()
    assert (one["expected_share"], one["difference"]) == (None, None)


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("18 至 24", "18_24"),
        ("18到24岁", "18_24"),
        ("18–24", "18_24"),
        ("0-18", "under_18"),
        ("44+", "over_44"),
        ("", None),
    ],
)
def test_ages_are_read_however_they_are_joined(label, name):
    assert class_of("age", label) == name


# --- searches afterwards and sums


@pytest.mark.parametrize(("stated", "n"), [(5.05, 0), (5.06, 1), (4.951, 0), (4.95, 1), (None, 0)])
def test_a_stated_cost_differs_beyond_a_hundredth(stated, n):
    """100 / 20 = 5; a hundredth of what is stated, or of ¥1 where less is."""
    one = {
        "back_id": "1",
        "window_hours": 24,
        "searchers": 20,
        "spend_cny": 100.0,
        "search_back_cost_cny": stated,
    }
    assert gather_searches(filled("search_back", one)).windows["n_differing"].to_list() == [n]
    cents = {**one, "spend_cny": 10.0, "search_back_cost_cny": 0.509}
    assert gather_searches(filled("search_back", cents)).windows["n_differing"].to_list() == [0]
    assert gather_searches(filled("search_back", {**cents, "search_back_cost_cny": 0.511})).windows[
        "n_differing"
    ].to_list() == [1]
    assert gather_searches(filled("search_back", {**one, "searchers": 0})).windows[
        "n_differing"
    ].to_list() == [0]


def test_sums_leave_out_what_one_side_lacks():
    frame = pl.DataFrame({"a": [6, 4, None], "b": [2, None, 9]})
    assert over(frame, "a", "b") == 3
    assert over(frame.head(1).with_columns(b=pl.lit(0)), "a", "b") is None
    money = pl.DataFrame({"quote_cny": [1.0, 2.0], "service_fee_cny": [0.5, 0.5], "boost_cny": [3.0, 0.0]})
    assert spent_cny(money) == 7
    assert spent_cny(money.clear()) is None
    assert spent_cny(money.with_columns(boost_cny=pl.Series([None, 1.0]))) is None
