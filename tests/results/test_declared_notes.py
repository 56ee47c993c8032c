"""A note export that declares notes for the brief's brand holds the campaign, order report or not."""

from datetime import date, datetime

import polars as pl

from tests.results.test_brought import BRIEF, filled
from xhs_workbench import results, tables
from xhs_workbench.results.counting.outcomes import brand_spelt_otherwise, placed_by_notes
from xhs_workbench.results.saying.best_and_last import note_cards

DAY = date(2026, 10, 20)


def note(name, brand="噗嘟（虚构）", commercial=True, day=datetime(2026, 8, 25, 12), **more):
    return {
        "note_id": name,
        "creator_name": f"by {name}",
        "title": f"T{name}",
        "brand": brand,
        "is_commercial": commercial,
        "published_at": day,
        **more,
    }


def declared(*rows):
    made = filled("notes", *({k: v for k, v in row.items() if k != "published_at"} for row in rows))
    days = pl.Series([row["published_at"] for row in rows]).dt.replace_time_zone("Asia/Shanghai")
    return made.with_columns(published_at=days.cast(made.schema["published_at"]))


def test_only_commercial_notes_of_the_brand_within_the_campaign_are_its_own():
    """Posting runs from 24 August; figures are read until 20 October."""
    rows = declared(
        note("a"),
        note("b", brand="别家"),
        note("c", commercial=False),
        note("d", brand=None),
        note("e", day=datetime(2026, 5, 1)),
        note("f", brand="Puddo", day=datetime(2026, 8, 18)),
    )
    assert placed_by_notes(rows, BRIEF)["note_id"].to_list() == ["a", "f"]


def test_where_no_note_declares_anything_those_with_a_fee_in_the_campaigns_days_are_its_own():
    """Posting runs from 24 August; one note that names a brand makes the list one that declares."""
    bare = {"brand": None, "commercial": None}
    rows = declared(
        note("a", **bare, price_cny=900.0),
        note("b", **bare, price_cny=0.0),
        note("c", **bare),
        note("d", **bare, price_cny=900.0, day=datetime(2026, 8, 23, 23)),
        note("e", **bare, price_cny=900.0, day=None),
        note("f", **bare, price_cny=500.0, day=datetime(2026, 8, 24, 0)),
    )
    found = placed_by_notes(rows, BRIEF)
    assert found.select("note_id", "quote_cny").rows() == [("a", 900.0), ("f", 500.0)]
    named = declared(note("a", **bare, price_cny=900.0), note("g", brand="别家", commercial=None))
    assert placed_by_notes(named, BRIEF).is_empty()


def test_what_rivals_paid_is_no_order_and_keeps_none_of_ours_out():
    bare = {"brand": None, "commercial": None}
    rows = declared(
        note("a", **bare, price_cny=900.0), note("r", brand=tables.RIVALS, commercial=None, price_cny=700.0)
    )
    assert placed_by_notes(rows, BRIEF)["note_id"].to_list() == ["a"]


def test_the_page_says_that_a_list_with_fees_stands_for_the_orders():
    bare = {"brand": None, "commercial": None, "price_cny": 900.0, "reads": 30_000}
    rows = declared(note("a", **bare), note("b", **bare))
    outcomes = results.gather_outcomes(tables.empty("placements"), rows, tables.empty("paid"), BRIEF, DAY)
    window = results.decision_window(BRIEF, 7)
    shop = results.gather_shop(outcomes, tables.empty("traffic"), tables.empty("paid"), BRIEF, window, DAY)
    plan = results.compare_to_plan(shop, BRIEF)
    ranked = results.rank_notes(outcomes, BRIEF, tables.empty)
    first = results.first_words(ranked, plan, BRIEF, [], [])
    assert first.also[0].zh == "未读取订单报告，以列表中投放期内有费用的 2 篇计。"
    ordered = ranked.with_columns(order_id=pl.lit("PGY-") + pl.col("note_id"))
    assert first.also[0] not in results.first_words(ordered, plan, BRIEF, [], []).also


def test_its_counts_are_held_against_targets_and_its_notes_are_ranked_with_links():
    rows = declared(note("a" * 24, reads=30_000, saves=40), note("b" * 24, reads=10_000, saves=60))
    outcomes = results.gather_outcomes(tables.empty("placements"), rows, tables.empty("paid"), BRIEF, DAY)
    window = results.decision_window(BRIEF, 7)
    shop = results.gather_shop(outcomes, tables.empty("traffic"), tables.empty("paid"), BRIEF, window, DAY)
    plan = {row["metric"]: row for row in results.compare_to_plan(shop, BRIEF).iter_rows(named=True)}
    assert (plan["reads"]["value"], plan["reads"]["verdict"]) == (40_000, "missed")  # of 50,000
    best, last = note_cards(results.rank_notes(outcomes, BRIEF, tables.empty), BRIEF)
    assert [(card.title, card.figures[0][1]) for card in best] == [
        (f"T{'a' * 24}", 30_000),
        (f"T{'b' * 24}", 10_000),
    ]
    assert best[0].why.en == "75% of what all notes brought."
    assert best[0].link.endswith("a" * 24)
    assert last == []


def test_an_order_report_is_never_added_to():
    order = filled("placements", {"order_id": "o", "note_id": "z"})
    outcomes = results.gather_outcomes(order, declared(note("a")), tables.empty("paid"), BRIEF, DAY)
    assert outcomes["order_id"].to_list() == ["o"]


def test_a_brand_that_the_brief_only_spells_otherwise_is_named_with_its_remedy():
    """The brief's is 清雾护肤, the export's 清雾 in two notes; written under the brief's terms it is the campaign's."""
    name = BRIEF.brand.name.model_copy(update={"en": "Clearmist", "zh": "清雾护肤"})
    brief = BRIEF.model_copy(update={"brand": BRIEF.brand.model_copy(update={"name": name, "terms": ()})})
    rows = declared(note("a", brand="清雾"), note("b", brand="清雾"), note("c", brand="别家"))
    assert placed_by_notes(rows, brief).is_empty()
    assert brand_spelt_otherwise(rows, brief) == ("清雾", 2)
    none = tables.empty("placements")
    first = results.first_words(
        results.rank_notes(results.gather_outcomes(none, rows, tables.empty("paid"), brief, DAY), brief),
        pl.DataFrame({"value": [], "verdict": [], "metric": []}),
        brief,
        [],
        [],
        read=rows,
    )
    assert [line.en for line in first.also] == [
        "The export's brand is 清雾 (2 notes); the brief says 清雾护肤.",
        "If it is this brand, write 清雾 under brand.terms of the brief.",
    ]
    told = brief.model_copy(update={"brand": brief.brand.model_copy(update={"terms": ("清雾",)})})
    assert placed_by_notes(rows, told)["note_id"].to_list() == ["a", "b"]
    assert brand_spelt_otherwise(rows.tail(1), brief) is None
