"""What is counted and brought, at further borders: sources of traffic, words beside the tree, gaps of the shop, by hand."""

from datetime import date, datetime, timedelta

import polars as pl
import pytest

from tests.results.test_brought import BRIEF as PUDDO
from tests.results.test_brought import clicked, searched, typed, visited
from tests.results.test_brought import filled as given
from tests.results.test_budget_and_benchmarks import orders
from tests.results.test_counterfactual import index
from tests.results.test_declared_notes import declared, note
from tests.results.test_goal_by_note import notes, reads
from tests.results.test_net_sales import START, last, traffic
from tests.results.test_saying_what_hangs_and_next import judged_of
from tests.results.test_shop import BRIEF, DONE, FIRST, ad, gathered, rows_of, sold
from xhs_workbench import results
from xhs_workbench.results.bringing.audience import compare_audience
from xhs_workbench.results.bringing.by_note import add_goal, split_column
from xhs_workbench.results.bringing.offsite import gather_returns, sales_tree
from xhs_workbench.results.bringing.search_back import gather_searches
from xhs_workbench.results.bringing.sums import over, sum_of, total
from xhs_workbench.results.counting.net_sales import measure_net
from xhs_workbench.results.counting.outcomes import placed_by_notes
from xhs_workbench.results.listening.comments import liked_examples
from xhs_workbench.results.saying.brought import say_searches

# --- sources of traffic


def split(paid, **more):
    shop = gathered(
        DONE, paid=paid, impressions_natural=1000, reads_natural=100, impressions_boosted=500, **more
    )
    return shop.outcomes, shop.ads


def test_each_source_has_its_own_money_and_prices():
    """Three notes of ¥1,100 with 75 interactions, 9 of them bought on 聚光 for ¥300 and 6 heated on 薯条 for ¥60: 60 by themselves.

    ¥3,300 over 3,000 impressions; ¥300 over 600 that the ads' report counts; ¥60 over 1,200.
    """
    ads = [
        ad(platform="juguang", likes=9, saves=0, comments=0, shares=0, impressions=600),
        ad(
            platform="shutiao",
            likes=6,
            saves=0,
            comments=0,
            shares=0,
            impressions=1200,
            spend_cny=60.0,
            source_row=3,
        ),
    ]
    outcomes, paid = split(ads)
    found = results.split_traffic(outcomes, paid, BRIEF)
    assert found["interactions"].to_list() == [60, 9, 6]
    assert found["money_cny"].to_list() == [3300, 300, 60]
    assert found["cpm_cny"].to_list() == [1100, 500, 50]
    assert found["cpe_cny"].to_list() == [55, pytest.approx(300 / 9), 10]
    assert found["read_rate"].to_list() == [0.1, None, None]
    assert found["impressions"].to_list() == [3000, 1500, None]
    assert found["n"].to_list() == [3, 3, 0]
    assert found["interactions_bound"].to_list() == ["", "", ""]
    # Likes of one note known only from below: what came by itself is at least so much, and has no price.
    cut = outcomes.with_columns(likes_censored=pl.Series([True, False, False]))
    least = results.split_traffic(cut, paid, BRIEF)
    assert least["interactions_bound"].to_list() == ["at_least", "", ""]
    assert least["cpe_cny"].to_list() == [None, pytest.approx(300 / 9), 10]
    unpriced = outcomes.with_columns(quote_cny=pl.Series([1000.0, None, 1000.0]))
    assert results.split_traffic(unpriced, paid, BRIEF)["money_cny"].to_list() == [None, 300, 60]


def test_without_ads_all_came_by_itself():
    outcomes, paid = split(())
    found = results.split_traffic(outcomes, paid, BRIEF)
    assert found["interactions"].to_list()[1:] == [None, None]
    assert found["money_cny"].to_list() == [3300, None, None]
    none = results.split_traffic(outcomes.clear(), paid, BRIEF)
    assert none["money_cny"].to_list() == [None] * 3
    assert none["impressions"].to_list() == [None] * 3


# --- words beside the tree


def test_a_level_says_only_what_it_lacks():
    """No file has profile visits or impressions: only of the first is it said. Of three notes one has no day: said of money and impressions."""
    rows = rows_of(gathered(DONE, impressions=None))
    assert rows["profile_visits"]["said_en"] == "not read from any file: unknown, not 0"
    assert rows["impressions"]["said_en"] == ""
    undated = rows_of(gathered(DONE, days=(None, 10, 20), profile_visits=5))
    assert undated["impressions"]["said_en"] == "notes of unknown age: 1"
    assert (undated["reads"]["said_en"], undated["profile_visits"]["said_en"]) == ("", "")
    assert rows_of(gathered(DONE, days=(None, 10, 20), impressions=None))["impressions"]["said_en"] == ""
    assert rows_of(gathered(DONE))["impressions"]["said_en"] == ""


def test_the_shop_says_which_days_and_notes_it_does_not_count():
    as_of = FIRST + timedelta(days=1)
    shop = gathered(as_of, days=(None, 10, 20), traffic=[sold(FIRST), sold(as_of + timedelta(days=1))])
    said = rows_of(shop)["visits"]["said_en"]
    assert "rows after the report's day, not counted: 1" in said
    assert "days without a row in the file: 1" in said
    assert "notes of unknown posting day: 1" in said
    full = rows_of(gathered(FIRST, traffic=[sold(FIRST)]))["visits"]["said_en"]
    assert not [word for word in ("not counted", "without a row", "unknown posting") if word in full]


# --- searches foreseen


def test_days_to_come_are_those_up_to_the_report_or_to_the_end_of_the_window(given_brief):
    """On the tenth posting day ten days, none of a sale, are to come; or as many as are asked for."""
    start = given_brief.timeline.posting_start
    frame = index(given_brief, before=80).filter(pl.col("day") < start)
    refused = results.foresee_lift(frame, given_brief, start + timedelta(days=5), 8)
    assert refused.summary["days"].to_list() == [8]
    ten = results.foresee_lift(frame, given_brief, start + timedelta(days=9))
    assert ten.summary["days"].to_list() == [10]


# --- the shop and the budget


def test_a_day_that_one_side_lacks_takes_its_week_out():
    day = START + timedelta(days=3)
    for side in ("小红书笔记", "搜索"):
        gap = traffic().filter((pl.col("day") != day) | (pl.col("channel") != side))
        found = measure_net(gap, "小红书", START, last(), 28)
        assert (found.weeks, found.net_cny) == (3, pytest.approx(420))


def test_three_weeks_are_enough_and_others_must_have_sold_something():
    assert measure_net(traffic(weeks=3), "小红书", START, last(3), 28).weeks == 3
    nothing = traffic().with_columns(
        order_value_cny=pl.when(pl.col("channel") == "搜索").then(0.0).otherwise("order_value_cny")
    )
    assert measure_net(nothing, "小红书", START, last(), 28) is None


def test_a_line_of_the_budget_that_nobody_agreed_has_no_share(given_brief):
    """Boosts of ¥500 where none were agreed; production neither agreed nor booked is no line.

    One fee of ¥100 is known; the other quote of ¥1,000 adds 10% = ¥100 by the brief's rate.
    """
    budget = given_brief.budget.model_copy(
        update={
            "creators_cny": 4000.0,
            "boost_cny": 0.0,
            "production_cny": 0.0,
            "service_fee_rate": 0.1,
        }
    )
    frame = orders(("a", 1000.0, 100.0, 500.0), (None, 1000.0, None, None))
    found = results.budget_lines(frame, given_brief.model_copy(update={"budget": budget}))
    assert found.select("line_en", "agreed_cny", "booked_cny", "posted_cny", "left_cny", "used").rows() == [
        ("Creators' quotes", 4000, 2000, 1000, 2000, 0.5),
        ("Platform fee (by the brief's rate)", 400, 200, 100, 200, 0.5),
        ("Boosts", 0, 500, 500, -500, None),
        ("Whole budget", 4400, 2700, 1600, 1700, pytest.approx(2700 / 4400)),
    ]


def test_a_brand_of_one_sign_is_found_in_no_other_name():
    """花 stands in 花西子; two signs are a name."""
    rows = declared(note("a", brand="花西子"), note("b", brand="噗嘟"))
    name = PUDDO.brand.name.model_copy(update={"en": "X", "zh": "花"})
    short = PUDDO.model_copy(update={"brand": PUDDO.brand.model_copy(update={"name": name, "terms": ()})})
    assert placed_by_notes(rows, short).is_empty()
    two = name.model_copy(update={"zh": "花西"})
    found = placed_by_notes(
        rows, PUDDO.model_copy(update={"brand": PUDDO.brand.model_copy(update={"name": two, "terms": ()})})
    )
    assert found.select("order_id", "creator_name").rows() == [("a", "by a")]


# --- what was brought


@pytest.mark.parametrize(
    ("after", "spent", "cost"),
    [(8010, 500.0, 50.0), (8000, 500.0, None), (7990, 500.0, None), (8010, None, None)],
)
def test_one_more_person_has_a_cost_where_there_are_more(after, spent, cost):
    """¥500 over ten more; none and fewer have no cost."""
    found = compare_audience(
        given("audience_assets", typed("deeply_interested", before=8000, after=after)), spent
    )
    assert (found.new_deep, found.cost_cny) == (after - 8000, cost)


def test_growth_is_of_people_who_were_there_before():
    rows = [
        typed("aware", before=0, after=10),
        typed("interested", before=None, after=10),
        typed("share_of_voice", before_share=0.1, after_share=0.2),
        typed("purchased", before=10, after=5),
    ]
    found = compare_audience(given("audience_assets", *rows), None).table
    assert found.select("indicator", "change", "growth").rows() == [
        ("aware", 10, None),
        ("interested", None, None),
        ("purchased", -5, -0.5),
        ("share_of_voice", pytest.approx(0.1), None),
    ]


def test_natural_visits_are_a_share_of_those_that_tell_them():
    """10 of 40 and 30 of 60; the third row does not tell. Without a visit there is no share."""
    rows = [
        visited("a", 40, 1, 1, store_visits_natural=10),
        visited("b", 60, 1, 1, store_visits_natural=30),
        visited("c", 900, 1, 1),
    ]
    found = gather_returns(given("offsite", *rows), given("orders"))
    assert (found.natural_share, found.steps["store_visits"]) == (0.4, 1000)
    assert (found.mature, found.of_notes, found.task_roi) == (0, 0, None)
    none = gather_returns(given("offsite", visited("a", 0, 0, 0, store_visits_natural=0)), given("orders"))
    assert none.natural_share is None


def test_task_value_is_over_the_cost_of_mature_notes_that_know_both():
    """3,000 and 1,000 over 4,000 and 1,000; a mature note without a cost counts as mature alone."""
    base = {"origin": "ledger", "maturity": "whole"}
    rows = [
        base | {"offsite_id": "1", "note_id": "a", "task_value_cny": 3000.0, "total_cost_cny": 4000.0},
        base | {"offsite_id": "2", "note_id": "b", "task_value_cny": 1000.0, "total_cost_cny": 1000.0},
        base | {"offsite_id": "3", "note_id": "c", "task_value_cny": 9000.0},
        base
        | {"offsite_id": "4", "note_id": "d", "task_value_cny": 9000.0, "total_cost_cny": 1.0}
        | {"maturity": "partial"},
    ]
    found = gather_returns(given("offsite", *rows), given("orders"))
    assert (found.mature, found.of_notes, found.task_roi) == (3, 4, 0.8)


def test_own_orders_are_counted_once_and_as_far_as_their_state_is_known():
    """Two lines of one order kept, one cancelled, one refunded, one of unknown state."""
    rows = [
        {"order_id": "1", "order_status": "completed", "receivable_cny": 10.0, "line_id": "a"},
        {"order_id": "1", "order_status": "completed", "receivable_cny": 20.0, "line_id": "b"},
        {"order_id": "2", "order_status": "cancelled", "receivable_cny": 40.0, "line_id": "c"},
        {
            "order_id": "3",
            "order_status": "completed",
            "after_sale": "refunded",
            "receivable_cny": 80.0,
            "line_id": "d",
        },
        {"order_id": "4", "receivable_cny": 160.0, "line_id": "e"},
    ]
    columns = given("orders").columns
    made = given("orders", *({k: v for k, v in row.items() if k in columns} for row in rows))
    own = gather_returns(given("offsite"), made).own
    assert (own.orders, own.net_orders, own.gross_cny, own.net_cny, own.unknown) == (4, 1, 310, 30, 1)


def test_ads_windows_are_told_where_value_and_money_are_known():
    base = {"origin": "ads", "note_id": "a"}
    rows = [
        base | {"offsite_id": "1", "ad_spend_cny": 100.0, "order_value_7d_cny": 50.0, "orders_7d": 1},
        base | {"offsite_id": "2", "ad_spend_cny": 300.0, "order_value_7d_cny": 250.0, "orders_7d": 3},
        base | {"offsite_id": "3", "order_value_7d_cny": 999.0, "order_value_15d_cny": 9.0},
        base | {"offsite_id": "4", "ad_spend_cny": 0.0, "order_value_30d_cny": 9.0},
    ]
    found = gather_returns(given("offsite", *rows), given("orders")).windows
    assert found.rows() == [(7, 4, 300.0, 400.0, 0.75)]


def test_notes_of_shops_stand_by_visits_and_share_their_rows():
    rows = [
        visited("a", 10, None, 2) | {"offsite_id": "1"},
        visited("b", 40, 10, 4, 100.0) | {"offsite_id": "2", "creator_name": "Bea"},
        visited("b", 20, 5, 5, 50.0) | {"offsite_id": "3"},
        visited("c", 10, 1, 0) | {"offsite_id": "4"},
        visited(None, 999, 1, 1) | {"offsite_id": "5"},
    ]
    tree = sales_tree(given("offsite", *rows), {"a": "Ann", "b": "No"}).to_dicts()
    assert [(row["note_id"], row["creator_name"], row["store_visits"]) for row in tree] == [
        ("b", "Bea", 60),
        ("a", "Ann", 10),
        ("c", None, 10),
    ]
    b, a, c = tree
    assert (b["cart_rate"], b["buy_rate"], b["order_value_cny"]) == (0.25, 0.6, 150)
    assert (a["cart_rate"], a["buy_rate"], a["cart_adds"]) == (None, None, None)
    assert (c["cart_rate"], c["buy_rate"], c["cause"]) == (0.1, 0.0, "too_few")


def test_the_longest_of_several_windows_is_told():
    rows = [
        searched("a", 24, 100, 20, 50.0),
        searched("a", 168, 100, 30, 50.0),
        searched("a", 72, 100, 25, 9.0),
    ]
    said = say_searches(gather_searches(given("search_back", *rows)))
    assert said.says.en == "30.0% of readers searched for the brand within 7 days"
    unstated = say_searches(gather_searches(given("search_back", searched("a", None, 100, 30, 50.0))))
    assert unstated.says.en == "30.0% of readers searched for the brand"


def test_sums_of_what_is_known():
    frame = pl.DataFrame({"a": [2, None, 3], "b": [None, None, None]})
    assert (sum_of(frame, "a"), sum_of(frame, "b"), total(frame, "a"), total(frame, "b")) == (5, 0, 5, None)
    assert over(pl.DataFrame({"a": [6.0, 9.0], "b": [2, 1]}), "a", "b") == 5


def test_a_goal_is_split_from_two_notes_that_know_it_on():
    rows = [clicked(f"n{k}", 900, 1.0, n) for k, n in enumerate((3, 0))]
    made = add_goal(notes(1, 1, 1), PUDDO, reads(leads=given("leads", *rows)))
    assert split_column(made, PUDDO) == "goal_leads"
    assert split_column(made.head(1), PUDDO) == ""
    assert split_column(made.drop("goal_leads"), PUDDO) == ""
    awareness = PUDDO.model_copy(
        update={"objective": PUDDO.objective.model_copy(update={"kind": "awareness"})}
    )
    assert split_column(made, awareness) == ""


# --- cards and comments


@pytest.mark.parametrize(("n", "rest"), [(11, 0), (12, 0), (13, 2)])
def test_eleven_are_named_on_a_card_and_one_more_rather_than_counted(n, rest):
    one = judged_of({"advice": "rebook"}, *({} for _ in range(n)))
    all_of = judged_of(*({"advice": "rebook"} for _ in range(n)))
    for card, first in ((results.advice_cards(one)[-1], 1), (results.advice_cards(all_of)[0], 0)):
        names = ", ".join(f"N{k}" for k in range(first, first + n - rest))
        told = card.about.en.partition(" (")[0]
        assert told == names + (f" and {rest} more" if rest else "")
        assert [name for name, _ in card.links] == names.split(", ")


def test_two_comments_of_a_group_are_shown():
    comments = pl.DataFrame(
        {
            "theme": ["a"] * 4,
            "content": ["x", "y", "z", "w"],
            "likes": [3, 5, 1, 4],
            "sentiment": ["positive"] * 4,
            "why_not": [None] * 4,
        },
        schema_overrides={"why_not": pl.String},
    )
    assert liked_examples(comments, "theme")["content"].to_list() == ["y", "w"]


def test_a_campaign_that_has_not_begun_counts_no_day():
    shop = gathered(date(2026, 4, 1), traffic=[sold(date(2026, 4, 1))])
    assert (shop.absent_days, shop.ended) == (0, 0)
    assert shop.left_days > 0
    assert datetime(2026, 4, 1).date() < FIRST
