"""One note's money, shop days and lift over its creator's usual, worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from tests.results.one_note import BRIEF, DAY, PARAMS, bought, own, placed, tree_of
from xhs_workbench import results, tables


def test_a_day_after_the_window_brings_no_order():
    first, last = BRIEF.timeline.posting_start, BRIEF.timeline.posting_end + timedelta(days=7)
    days = [first - timedelta(days=1), first, last, last + timedelta(days=1)]
    traffic = tables.empty("traffic").select(
        "day", "channel", "note_id", "visits", "orders", "order_value_cny"
    )
    rows = pl.DataFrame(
        {
            "day": days,
            "channel": ["小红书笔记"] * 4,
            "note_id": ["-"] * 4,
            "visits": [1, 10, 20, 40],
            "orders": [1, 2, 3, 4],
            "order_value_cny": [1.0, 20.0, 30.0, 40.0],
        }
    )
    tree = tree_of(placed(), pl.concat([traffic, rows]), results.decision_window(BRIEF, 7))
    rows_of = {row["metric"]: row for row in tree.iter_rows(named=True)}
    assert (rows_of["visits"]["value"], rows_of["orders"]["value"], rows_of["order_value"]["value"]) == (
        30,
        5,
        50,
    )
    assert rows_of["orders"]["rate"] == pytest.approx(5 / 30)


def test_a_window_that_is_not_over_is_never_shown_as_final():
    line, window = BRIEF.timeline, results.decision_window(BRIEF, 7)
    traffic = tables.empty("traffic").select(
        "day", "channel", "note_id", "visits", "orders", "order_value_cny"
    )
    rows = pl.DataFrame(
        {
            "day": [line.posting_start],
            "channel": ["小红书笔记"],
            "note_id": ["-"],
            "visits": [10],
            "orders": [2],
            "order_value_cny": [20.0],
        }
    )
    for left, as_of in (
        (7, line.posting_end),
        (1, line.posting_end + timedelta(days=6)),
        (0, line.posting_end + timedelta(days=7)),
    ):
        tree = tree_of(placed(), pl.concat([traffic, rows]), window, as_of)
        said = tree.filter(pl.col("metric").is_in(["visits", "orders", "order_value", "roi_window"]))[
            "said_en"
        ]
        assert [f"not over: {left} days" in text for text in said] == [left > 0] * 4


def test_a_spend_nobody_named_is_not_a_spend_of_nothing():
    tree = tree_of(placed().clear(), tables.empty("traffic"), results.decision_window(BRIEF, 7))
    assert tree["value"].null_count() == tree.height


def test_a_ratio_by_hand_and_what_is_no_baseline():
    row = results.lift_over_baseline(placed(), own([89, 89, 89, 89, 89]), tables.empty("paid"), BRIEF).row(
        0, named=True
    )
    assert (row["own_notes"], row["organic"]) == (5, 180)
    assert row["usual"] == pytest.approx(89)
    assert row["ratio"] == pytest.approx(181 / 90)
    few = results.lift_over_baseline(placed(), own([50, 60, 70]), tables.empty("paid"), BRIEF)
    assert few["lift_says"].to_list() == ["few"]
    none = results.lift_over_baseline(placed(), own([50, 60]), tables.empty("paid"), BRIEF)
    assert (none["lift_says"].to_list(), none["lift"].to_list()) == (["no_baseline"], [None])
    young = results.lift_over_baseline(placed(age_days=3), own([50] * 6), tables.empty("paid"), BRIEF)
    assert young["lift_says"].to_list() == ["young"]
    assert results.judge_creators(young, BRIEF)["advice"].to_list() == ["wait"]


def test_a_note_known_only_from_below_says_so_instead_of_a_lift():
    counted = own([89, 89, 89, 89, 89])
    note = placed().with_columns(likes_censored=pl.lit(value=True))
    bound = results.lift_over_baseline(note, counted, tables.empty("paid"), BRIEF)
    assert (bound["lift_says"].to_list(), bound["lift"].to_list()) == (["bound"], [None])
    row = results.judge_creators(bound, BRIEF).row(0, named=True)
    assert "only from below" in row["why_en"] and "仅知下限" in row["why_zh"]
    cut = own([100, 100, 100, 100], likes_censored=True)
    other = results.lift_over_baseline(placed(), cut, tables.empty("paid"), BRIEF)
    assert other["lift_says"].to_list() == ["own_bounds"]
    said = results.baseline_findings(other)[0].text
    assert "Of 1 more" in said.en and "另有 1 篇" in said.zh
    none = results.lift_over_baseline(placed(), own([50, 60]), tables.empty("paid"), BRIEF)
    assert "only from below" not in results.baseline_findings(none)[0].text.en


def test_what_was_bought_is_no_lift_and_what_nobody_counted_is_not_guessed():
    """180 interactions, 30 of them from 聚光 by parts, 40 from 薯条 as a sum: 150 and 140 came by themselves."""
    parts = bought(platform="juguang", likes=20, saves=10, comments=0, shares=0)
    heat = bought(platform="shutiao", interactions=40)
    silent = bought(platform="shutiao")
    nothing = bought(platform="shutiao", spend_cny=0.0)
    for paid, organic, says in (
        (parts, 150, "above"),
        (heat, 140, "above"),
        (silent, None, "includes_paid"),
        (nothing, 180, "above"),
        (bought(platform="juguang", likes=200, saves=0, comments=0, shares=0), 180, "includes_paid"),
    ):
        lifted = results.lift_over_baseline(placed(), own([89] * 5), paid, BRIEF)
        assert (lifted["organic"].to_list(), lifted["lift_says"].to_list()) == ([organic], [says])
    split = results.split_traffic(placed(), pl.concat([parts, heat, nothing]), BRIEF)
    assert split["interactions"].to_list() == [110, 30, 40]
    untold = results.split_traffic(placed(), pl.concat([parts, silent]), BRIEF)
    assert untold["interactions"].to_list() == [None, 30, None]


def test_a_boost_whose_spend_cannot_be_read_is_of_unknown_cost():
    orders, notes = placed(), tables.empty("notes")
    orders = orders.select(name for name in tables.empty("placements").columns if name in orders.columns)
    for spends, cost in (([300.0, 20.0], 320.0), ([300.0, None], None)):
        paid = pl.concat([bought(spend_cny=spend) for spend in spends])
        assert results.gather_outcomes(orders, notes, paid, BRIEF, date(2026, 7, 20))[
            "boost_cny"
        ].to_list() == [cost]
    other = bought().with_columns(note_id=pl.lit("n2"))
    assert results.gather_outcomes(orders, notes, other, BRIEF, date(2026, 7, 20))["boost_cny"].to_list() == [
        0.0
    ]


def test_commercial_and_fresh_own_notes_are_no_baseline():
    paid = own([50] * 6, is_commercial=True)
    fresh = own([50] * 6, collected_at=DAY - timedelta(days=85))
    for history in (paid, fresh):
        assert results.lift_over_baseline(placed(), history, tables.empty("paid"), BRIEF)[
            "lift"
        ].to_list() == [None]


def test_ces_is_the_convention_it_says():
    row = results.weigh_interactions(placed(), PARAMS.ces_weights).row(0, named=True)
    assert row["ces"] == 100 + 50 + 4 * 20 + 4 * 10 + 8 * 5
    assert results.weigh_interactions(
        placed().with_columns(follows=pl.lit(None, dtype=pl.Int64)), PARAMS.ces_weights
    ).is_empty()


def test_costs_by_hand():
    layers = results.cost_layers(placed(), BRIEF)
    assert layers["total_cny"].to_list() == [1000.0, 1100.0, None]
    assert layers["cpe"].to_list()[:2] == [pytest.approx(1000 / 180), pytest.approx(1100 / 180)]


def test_a_campaign_of_one_note_names_no_lift():
    said = results.baseline_findings(
        results.lift_over_baseline(placed(), own([89] * 5), tables.empty("paid"), BRIEF)
    )
    assert [finding.code for finding in said] == ["no_baseline"]
