"""Orders whose notes are not out: they count as agreed money, never as notes delivered."""

from datetime import date, datetime

import polars as pl
import pytest

from tests.results.test_brought import BRIEF, filled
from xhs_workbench import results, tables
from xhs_workbench.results.counting.outcomes import waiting_orders

DAY = date(2026, 10, 20)


def order(name, note=None, **more):
    return {"order_id": name, "note_id": note, "creator_id": f"c{name}", "quote_cny": 1000.0, **more}


def posted(*names, day=datetime(2026, 8, 25, 12), **more):
    made = filled(
        "notes", *({"note_id": name, "creator_id": f"c{name[1:]}", "title": name, **more} for name in names)
    )
    days = pl.Series([day] * len(names)).dt.replace_time_zone("Asia/Shanghai")
    return made.with_columns(published_at=days.cast(made.schema["published_at"]))


def budgeted(**update):
    money = {
        "creators_cny": 5000.0,
        "service_fee_rate": 0.1,
        "boost_cny": 0.0,
        "production_cny": 0.0,
        **update,
    }
    return BRIEF.model_copy(update={"budget": BRIEF.budget.model_copy(update=money)})


def screen(orders, notes, brief):
    outcomes = results.gather_outcomes(orders, notes, tables.empty("paid"), brief, DAY)
    ranked = results.rank_notes(outcomes, brief)
    traffic, paid = tables.empty("traffic"), tables.empty("paid")
    window = results.decision_window(brief, 7)
    plan = results.compare_to_plan(results.gather_shop(outcomes, traffic, paid, brief, window, DAY), brief)
    return results.first_words(ranked, plan, brief, [], [], orders=orders)


def test_an_order_without_note_or_figure_is_no_note_delivered():
    """Three orders of ¥1,000, two out: spent 2 x 1,100 by the 10% rate, and 1 x 1,100 more is agreed."""
    orders = filled("placements", order("1", "n1"), order("2", "n2"), order("3"))
    found = screen(orders, posted("n1", "n2", likes=5), budgeted())
    assert [part for _, part in found.money.parts] == [2000.0, pytest.approx(200.0), pytest.approx(1100.0)]
    assert found.money.says.en.startswith("¥2,200 spent, 2 of ")
    assert found.money.says.en.endswith("; ¥1,100 more is agreed")
    assert "1 note ordered is not out yet; figures are of the other 2." in [line.en for line in found.also]
    assert "另有 1 篇已约定的笔记尚未发布，数据仅含已发布的 2 篇。" in [line.zh for line in found.also]


def test_what_shows_that_a_note_is_out():
    """A figure, a day of completion, or a note of the creator that no order names and that came after posting began."""
    orders = filled(
        "placements",
        order("1", "n1"),
        order("2", reads=7),
        order("3", reads=0),
        order("4"),
        order("5"),
        {**order("6"), "creator_id": "c4"},
    )
    notes = posted("n1", "n4")
    assert waiting_orders(orders, notes, BRIEF)["order_id"].to_list() == ["3", "5", "6"]
    early = posted("n1", "n4", day=datetime(2026, 5, 1))
    assert waiting_orders(orders, early, BRIEF)["order_id"].to_list() == ["3", "4", "5", "6"]


def test_orders_of_which_no_file_knows_a_note_say_nothing_of_what_is_out():
    orders = filled("placements", order("1"), order("2"))
    assert waiting_orders(orders, tables.empty("notes"), BRIEF).is_empty()


def test_followers_that_no_note_states_are_those_of_the_list_of_creators():
    orders = filled("placements", order("1", "n1"), order("2", "n2"))
    notes = pl.concat([posted("n1", followers=900), posted("n2")])
    listed = filled("creators", *({"creator_id": f"c{n}", "followers": 7000 + n} for n in (1, 2)))
    found = results.gather_outcomes(orders, notes, tables.empty("paid"), BRIEF, DAY, listed)
    assert found["followers"].to_list() == [900, 7002]


def test_the_line_of_fees_counts_the_briefs_rate_where_no_file_has_one():
    """Quotes 3 x 1,000, one not out: fee 300 booked, 200 posted; agreed 500, so 200 is left of it."""
    orders = filled("placements", order("1", "n1"), order("2", "n2"), order("3"))
    brief = budgeted()
    outcomes = results.gather_outcomes(orders, posted("n1", "n2"), tables.empty("paid"), brief, DAY)
    lines = results.budget_lines(outcomes, brief, orders)
    assert lines.select("line_en", "booked_cny", "posted_cny", "left_cny").rows()[:2] == [
        ("Creators' quotes", 3000.0, 2000.0, 2000.0),
        (
            "Platform fee (by the brief's rate)",
            pytest.approx(300.0),
            pytest.approx(200.0),
            pytest.approx(200.0),
        ),
    ]


def test_money_past_the_budget_is_said():
    """2 x 1,000 and 10% = 2,200, where 2,000 and 10% of it = 2,200 less 440 was agreed: 1,600 + 160."""
    orders = filled("placements", order("1", "n1"), order("2", "n2"))
    found = screen(orders, posted("n1", "n2"), budgeted(creators_cny=1600.0))
    assert found.money.says.en.endswith("; ¥440 over budget")
    assert found.money.says.zh.endswith("，超出预算 ¥440")


def test_a_fee_in_the_list_of_notes_is_the_campaigns():
    bare = {"is_commercial": None, "brand": None, "price_cny": 1000.0, "service_fee_cny": 120.0}
    found = results.gather_outcomes(
        tables.empty("placements"), posted("n1", **bare), tables.empty("paid"), BRIEF, DAY
    )
    assert found.select("quote_cny", "service_fee_cny").rows() == [(1000.0, 120.0)]
