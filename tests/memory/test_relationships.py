"""A creator's standing with a brand: counted by brand, judged by results, and never on too few notes."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from xhs_workbench import memory, selection
from xhs_workbench.findings import Level
from xhs_workbench.views import selection as show_past
from xhs_workbench.views.audience import for_audience

CHINA = ZoneInfo("Asia/Shanghai")
EMPTY = memory.recall_placements(Path("none.duckdb"))
BRAND = "Lumira"
START = date(2025, 1, 1)


def note(
    creator: str, place: int, interactions: float = 99.0, lift: float | None = None, **given: object
) -> dict[str, object]:
    """One note of a brand's campaign `c<place>`; its own lift is known to within a factor of e^(±1.645 · 0.3)."""
    ends = (
        {}
        if lift is None
        else {
            "lift": lift,
            "lift_lower": lift * math.exp(-1.644854 * 0.3),
            "lift_upper": lift * math.exp(1.644854 * 0.3),
        }
    )
    start = START + timedelta(days=30 * place)
    return {
        "campaign": f"c{place}",
        "order_id": f"{creator}{place}",
        "note_id": f"n-{creator}{place}",
        "creator_id": creator,
        "creator_name": creator.upper(),
        "tier": "koc",
        "mature": True,
        "cost_cny": 500.0,
        "interactions": interactions,
        "published_at": datetime(start.year, start.month, start.day, 20, tzinfo=CHINA),
        "brand": BRAND,
        "posting_start": start,
        "counted_as": "interactions_4",
        **ends,
        **given,
    }


def remembered(rows: list[dict[str, object]]) -> pl.DataFrame:
    return pl.DataFrame([{**dict.fromkeys(EMPTY.columns), **row} for row in rows], schema=EMPTY.schema)


def record(rows: list[dict[str, object]], brand: str = BRAND) -> dict[str, dict[str, object]]:
    return {row["creator_id"]: row for row in memory.creator_record(remembered(rows), brand).rows(named=True)}


@pytest.mark.parametrize(
    ("lifts", "standing"),
    [
        ([1.2], "once"),
        ([1.2, 1.1], "returning"),
        ([1.2, 1.1, 1.0], "advocate"),
        ([1.2, 0.9, 0.9], "returning"),
        ([1.2, 1.1, None], "returning"),
    ],
    ids=["one_campaign", "two_campaigns", "three_at_usual", "three_below_usual", "two_measured"],
)
def test_an_advocate_came_three_times_and_held_her_own_usual(lifts, standing):
    found = record([note("a", place, lift=lift) for place, lift in enumerate(lifts)])
    assert found["a"]["standing"] == standing


def test_results_against_the_own_usual_by_hand():
    row = record([note("a", 0, lift=2.0), note("a", 1, lift=0.5), note("a", 2, lift=8.0), note("a", 3)])["a"]
    # (2 · 0.5 · 8)^(1/3) = 2; three notes, each known to 0.3 on the log scale: 0.3 / √3.
    assert row["past_lift"] == pytest.approx(2.0)
    assert row["past_lift_upper"] == pytest.approx(2 * math.exp(1.644854 * 0.3 / math.sqrt(3)))
    assert row["past_lift_lower"] * row["past_lift_upper"] == pytest.approx(4.0)
    assert (row["past_notes"], row["past_lift_notes"]) == (4, 3)
    assert row["past_lifts"] == pytest.approx([2.0, 0.5, 8.0, None])
    assert (row["first_at"].date(), row["last_at"].date()) == (START, START + timedelta(days=90))
    assert "3 notes at 2.00 times the creator's own usual" in row["standing_why_en"]
    assert "3 篇笔记为自身平日的 2.00 倍" in row["standing_why_zh"]


def peers(people: int) -> list[dict[str, object]]:
    return [note(f"p{place}", 0, 99.0) for place in range(people)]


def test_without_a_lift_the_tier_is_the_yardstick_from_eight_creators():
    mine = [note("a", place, 199.0) for place in range(3)]
    few, enough = record(mine + peers(6))["a"], record(mine + peers(7))["a"]
    assert (few["past_peers"], few["standing"]) == (None, "returning")
    # Three notes of log 200 among seven of log 100: the middle is 100.
    assert enough["past_peers"] == pytest.approx(2.0)
    assert (enough["past_peers_notes"], enough["standing"]) == (3, "advocate")
    assert enough["past_peers_lower"] < 2.0 < enough["past_peers_upper"]
    assert "times this brand's notes of the tier" in enough["standing_why_en"]


def test_below_both_yardsticks_nobody_is_an_advocate():
    mine = [note("a", place, 9.0, lift=0.5) for place in range(3)]
    row = record(mine + peers(7))["a"]
    assert row["standing"] == "returning"
    assert "0.50 times the creator's own usual" in row["standing_why_en"]
    assert "0.10 times this brand's notes of the tier" in row["standing_why_en"]


def test_peers_are_counted_by_one_definition_and_of_a_known_tier():
    mine = [note("a", place, 199.0) for place in range(3)]
    other = [{**row, "counted_as": "interactions_5"} for row in peers(7)]
    assert record(mine + other)["a"]["past_peers"] is None
    nameless = [{**row, "tier": "unknown"} for row in mine + peers(7)]
    assert record(nameless)["a"]["past_peers"] is None


def test_two_brands_of_one_agency_make_no_advocate_of_either():
    rows = [note("a", place, lift=1.5, brand=BRAND if place < 2 else "Verdi") for place in range(4)]
    assert record(rows)["a"]["standing"] == "returning"
    assert record(rows, "Verdi")["a"]["past_campaigns"] == 2
    assert record(rows, "Nobody") == {}


@pytest.mark.parametrize(
    ("lifts", "standing"),
    [
        ([1.6, 1.5, 1.4, 1.3, 1.2, 1.1], "fading"),
        ([1.6, 1.5, 1.4, 1.3, 1.2, 1.45], "advocate"),
        ([1.6, 1.5, 1.3, 1.2, 1.1], "advocate"),
        ([1.1, 1.2, 1.3, 1.4, 1.5, 1.6], "advocate"),
    ],
    ids=["all_lower", "one_among_them", "five_notes", "rising"],
)
def test_fading_is_three_latest_below_three_before(lifts, standing):
    # Three of six all lower comes by chance once in twenty; any other order is likelier.
    found = record([note("a", place, lift=lift) for place, lift in enumerate(lifts)])
    assert found["a"]["standing"] == standing


def test_notes_still_growing_make_no_standing():
    rows = [note("a", place, lift=1.5, mature=place < 2) for place in range(3)]
    row = record(rows)["a"]
    assert (row["past_campaigns"], row["past_mature"], row["standing"]) == (3, 2, "returning")


def test_doubtful_engagement_makes_no_advocate_and_is_not_named():
    rows = [note("a", place, 9_000.0, lift=3.0, doubtful=place == 0) for place in range(3)]
    row = record(rows + peers(7))["a"]
    assert (row["past_mature"], row["past_lift_notes"], row["past_peers_notes"]) == (3, 2, 2)
    assert (row["standing"], row["standing_why_en"]) == (
        "returning",
        "3 campaigns; fewer than 3 notes whose results can be judged",
    )


def test_a_tampered_lift_or_count_is_not_measured():
    rows = [note("a", 0, -5.0, lift=1.0), note("a", 1, lift=1.0, lift_lower=0.0)]
    rows[0] |= {"lift": -1.0}
    row = record(rows + peers(7))["a"]
    assert (row["past_lift_notes"], row["past_peers_notes"]) == (1, 1)


def test_campaign_by_campaign_holds_only_who_came_back():
    rows = [
        note("a", 0, lift=2.0),
        note("a", 0, lift=0.5, order_id="a0b"),
        note("a", 1, lift=3.0),
        note("b", 1, lift=1.0),
    ]
    found = memory.creator_campaigns(remembered(rows), BRAND)
    shown = found.select("creator_id", "campaign", "past_notes", "past_lift_notes").rows()
    assert shown == [("a", "c0", 2, 2), ("a", "c1", 1, 1)]
    assert found["past_lift"].to_list() == pytest.approx([1.0, 3.0])


def test_who_becomes_a_regular_is_said_with_the_rule():
    rows = [note("a", place, lift=1.5) for place in range(3)] + [note("b", 0, lift=1.0)]
    said = memory.relationship_findings("reports/m.duckdb", memory.creator_record(remembered(rows), BRAND))
    assert [found.code for found in said] == ["advocate", "standing_rule"]
    assert said[0].text.en.startswith("Advocate, 1: A (3 campaigns; 3 notes at 1.50 times")
    assert said[0].text.zh.startswith("长期伙伴 1 位：A（3 次投放；3 篇笔记为自身平日的 1.50 倍）")
    once = memory.relationship_findings(
        "reports/m.duckdb", memory.creator_record(remembered(rows[:1]), BRAND)
    )
    assert (once[0].code, once[0].n) == ("no_regulars", 1)
    off = memory.relationship_findings("", memory.creator_record(EMPTY, BRAND))
    assert [(found.code, found.level) for found in off] == [("memory_off", Level.REVIEW)]


def data(made, who: str) -> dict[str, object]:
    return for_audience([{"kind": made.kind, "language": made.language, "data": dict(made.data)}], who)[0][
        "data"
    ]


def test_whom_the_last_results_advised_against_is_named_to_the_next_selection():
    past = remembered(
        [
            note("a", 0, advice="not"),
            note("a", 1, advice="rebook"),
            note("b", 0, advice="rebook"),
            note("b", 1, advice="not"),
            note("c", 1),
            note("d", 1, advice="not"),
            note("d", 1, advice="not", brand="Verdi", order_id="dv"),
        ]
    )
    told = {
        row["creator_id"]: row["last_advice"] for row in memory.creator_record(past, BRAND).rows(named=True)
    }
    assert told == {"a": "rebook", "b": "not", "c": None, "d": "not"}
    picks = pl.DataFrame({"creator_id": ["a", "b", "c", "e"], "creator_name": ["A", "B", "C", "E"]})
    chosen = selection.add_past_record(picks, memory.creator_record(past, BRAND))
    [found] = [one for one in selection.past_findings(chosen, past, BRAND) if one.code == "advised_against"]
    assert (found.n, found.text.en) == (
        1,
        "Of the chosen, the last results said “hold” of B (c1).",
    )
    calm = selection.past_findings(chosen.head(1), past, BRAND)
    assert "advised_against" not in [one.code for one in calm]
    rows = show_past.table_past(chosen, memory.STANDINGS, memory.ADVICE).in_("zh").data["rows"]
    assert [row["cells"][-2]["text"] for row in rows] == ["优先复投", "暂缓合作", "—"]


def test_the_reason_of_a_standing_is_not_the_reason_of_a_pick():
    picks = pl.DataFrame(
        {"creator_id": ["a"], "creator_name": ["A"], "why_en": ["59 points"], "why_zh": ["59 分"]}
    )
    chosen = selection.add_past_record(picks, memory.creator_record(remembered([note("a", 0)]), BRAND))
    [row] = show_past.table_past(chosen, memory.STANDINGS, memory.ADVICE).in_("zh").data["rows"]
    assert [cell["text"] for cell in row["cells"][:3]] == ["A", "合作一次", "一次投放"]
    assert chosen["why_en"].to_list() == ["59 points"]


def test_the_client_sees_standing_and_no_cost():
    rows = memory.creator_record(remembered([note("a", 0, lift=1.2), note("a", 1)]), BRAND)
    made = show_past.table_past(rows, memory.STANDINGS, memory.ADVICE)
    ours, client = (
        [column["label"] for column in data(made, who)["columns"]] for who in ("internal", "client")
    )
    assert [label for label in ours if label not in client] == ["Cost per interaction"]
    texts = [cell["text"] for cell in data(made, "client")["rows"][0]["cells"]]
    assert texts[:2] == ["A", "returning"]
    assert "1.20 → —" in texts


def test_other_brands_are_counted_for_us_alone_and_named_to_nobody():
    past = remembered([note("a", 0, lift=1.2), note("b", 1, brand="Verdi")])
    picks = pl.DataFrame({"creator_id": ["a", "b", "c"]})
    chosen = selection.add_past_record(picks, memory.creator_record(past, BRAND))
    own, other, rule = selection.past_findings(chosen, past, BRAND)
    assert rule.code == "standing_rule"
    assert (own.n, own.internal) == (1, False)
    assert (other.n, other.internal) == (1, True)
    assert not [said for said in (own, other, rule) if "Verdi" in said.text.en + said.text.zh]
