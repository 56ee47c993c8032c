"""Picking again: what a request changes, and what it may not ask."""

from __future__ import annotations

import random
from datetime import datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from tests.given import FILES
from xhs_workbench import selection, tables
from xhs_workbench.errors import ParamsError
from xhs_workbench.params import SelectionParams
from xhs_workbench.views.selection import live_selection
from xhs_workbench.views.wording import speak

GATES = [{"rule": "active", "column": "active_fan_share", "op": ">=", "value": 0.2, "step": 0.05}]
WEIGHTS = {"value": 35.0, "engagement": 25.0, "audience": 20.0, "saves": 10.0, "active_fans": 10.0}
WISH = {
    "weights": WEIGHTS,
    "budget": 12_000,
    "quotas": {"koc": [2, 6]},
    "max_share": 0.5,
    "must_in": [],
    "must_out": [],
    "among": None,
}


@pytest.fixture(scope="module")
def replan():
    draw = random.Random(5)
    rows = []
    for i in range(40):
        interactions, price = draw.randint(40, 900), float(draw.randint(200, 6000))
        rows.append(
            {
                "creator_id": f"c{i:02d}",
                "creator_name": f"n{i}",
                "tier": "koc",
                "category": draw.choice(["[护肤]", "穿搭"]),
                "followers": 5000,
                "expected_interactions": float(interactions),
                "price_cny": price,
                "notes_seen": 10,
                "cost_per_interaction_cny": price / interactions,
                "engagement_rate": draw.random(),
                "on_target_share": draw.random(),
                "save_share": draw.random(),
                "active_fan_share": draw.uniform(0.1, 0.8),
            }
        )
    params = SelectionParams.check({**FILES, "quotas": {"koc": [2, 9]}, "gates": GATES})
    return selection.Replanner(
        selection.apply_gates(pl.DataFrame(rows), params.gates), params, params.read_brief()
    )


def ids(found):
    return set(found.portfolio.picks["creator_id"])


def test_a_request_sets_budget_quotas_and_wishes(replan):
    first = replan(WISH)
    assert 2 <= len(ids(first)) <= 6
    assert first.portfolio.cost_cny <= 12_000
    unwanted = min(ids(first))
    wanted = min(set(replan.candidates.filter(pl.col("price_cny") < 3000)["creator_id"]) - ids(first))
    again = replan({**WISH, "must_in": [wanted], "must_out": [unwanted]})
    assert wanted in ids(again)
    assert unwanted not in ids(again)


def test_only_those_shown_are_chosen_from_and_scores_stay(replan):
    some = replan.candidates.filter(pl.col("category") == "穿搭")["creator_id"].to_list()
    found = replan({**WISH, "among": some})
    assert ids(found) <= set(some)
    whole = dict(replan(WISH).portfolio.offers.select("creator_id", "score").iter_rows())
    assert all(
        whole[row["creator_id"]] == row["score"] for row in found.portfolio.picks.iter_rows(named=True)
    )


def test_near_misses_are_those_one_rule_away_best_first(replan):
    missed = replan(WISH).near_misses
    assert set(missed["creator_id"]) == set(
        replan.candidates.filter(pl.col("active_fan_share") < 0.2)["creator_id"]
    )
    assert missed["score"].to_list() == sorted(missed["score"], reverse=True)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"budget": -1}, "budget"),
        ({"budget": float("nan")}, "budget"),
        ({"max_share": 0}, "max_share"),
        ({"quotas": {"koc": [5, 2]}}, "quotas.koc"),
        ({"quotas": {"koc": [0.5, 2]}}, "quotas.koc"),
        ({"weights": {"value": -1.0}}, "weights"),
        ({"weights": {"value": 0.0}}, "weights"),
        ({"weights": {"beauty": 1.0}}, "no such part"),
    ],
)
def test_what_cannot_be_asked_is_named(replan, change, said):
    with pytest.raises(ParamsError, match=said):
        replan({**WISH, **change})


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_answer_is_words(replan, language):
    speak(language)
    made = live_selection.answer_live(replan, {"koc": "KOC"})(WISH)
    assert made["figures"][0]["label"] == {"en": "Creators picked", "zh": "入选达人"}[language]
    assert made["picked"] == replan(WISH).portfolio.picks["creator_id"].to_list()
    assert [len(table["rows"]) for table in made["tables"]] == [
        len(made["picked"]),
        min(replan(WISH).near_misses.height, 15),
    ]
    assert len(made["figures"]) == 4
    none = live_selection.answer_live(replan, {})({**WISH, "budget": 10})
    assert (none["picked"], none["tables"][0]["rows"]) == ([], [])
    assert {finding["level"] for finding in none["findings"]} == {"FAIL"}


def test_card_notes_and_what_peers_save():
    moment = datetime(2026, 3, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    rows = [
        {
            "note_id": f"n{i}",
            "creator_id": "a",
            "likes": 60,
            "saves": 20,
            "comments": 15,
            "shares": 5,
            "published_at": moment,
        }
        for i in range(2)
    ]
    rows.append({**rows[0], "note_id": "cut", "likes_censored": True})
    notes = pl.concat([tables.empty("notes"), pl.DataFrame(rows)], how="diagonal_relaxed")
    brief = SelectionParams.check(FILES).read_brief()
    listed = selection.list_card_notes(notes, brief)
    assert listed.select("interactions", "save_share").rows() == [(100.0, 0.2)] * 2
    frame = pl.DataFrame(
        {
            "tier": ["koc"] * 10 + ["mid"],
            "save_share": [i / 10 for i in range(10)] + [0.5],
            "category": ["[护肤,美妆]"] * 11,
        }
    )
    shown = selection.prepare_cards(frame)
    assert shown["peers_save_share"].to_list() == [pytest.approx(0.45)] * 10 + [None]
    assert shown["plain_category"].unique().to_list() == ["护肤"]
