"""What a set should bring and what the selection's first screen says of it, against sums worked out by hand."""

from dataclasses import replace

import polars as pl
import pytest

from tests.selection.sets import (
    ASKED,
    NO_FRONTIER,
    NO_POINTS,
    PRICED,
    TIERS,
    booked,
    creator,
    first,
    ordering,
    promising,
)
from xhs_workbench import selection
from xhs_workbench.findings import NOTHING, Finding, Level, Text
from xhs_workbench.params.choosing import Risk
from xhs_workbench.selection.planning.forecast import Measure
from xhs_workbench.views import selection as show


def test_saves_are_interactions_times_their_share_and_reads_are_added_up(demo):
    rows = [
        creator(1, brings=200.0, save_share=0.25),
        creator(2, brings=100.0, save_share=0.5, reads_median=None),
    ]
    found = selection.forecast_set(booked(rows), promising(demo, saves=90, interactions_4=400))
    saves, reads = found.measure("saves"), found.measure("reads")
    assert (saves.expected, saves.low, saves.high, saves.target) == pytest.approx((100, 100, 100, 90))
    assert (reads.expected, reads.known, reads.target) == (1000, 1, None)
    assert found.measure("interactions").target == 400


def test_only_the_interactions_that_the_brief_counts_have_its_target(demo):
    other = demo.definitions.model_copy(update={"interactions": "interactions_5"})
    brief = promising(demo, interactions_4=400).model_copy(update={"definitions": other})
    assert selection.forecast_set(booked([creator(1)]), brief).measure("interactions").target is None


def test_paid_notes_are_weighed_by_what_everyday_ones_bring(demo):
    """300 x 0.5 + 100 x 1.0 = 250 of 400; a creator whose paid notes are unknown is left aside."""
    rows = [
        creator(1, brings=300.0, commercial_ratio=0.5),
        creator(2, brings=100.0, commercial_ratio=1.0),
        creator(3, brings=900.0, commercial_ratio=None),
    ]
    found = selection.forecast_set(booked(rows), demo)
    assert found.paid_ratio == pytest.approx(250 / 400)
    assert found.paid_known == 2


@pytest.mark.parametrize(
    ("expected", "chance", "reach"),
    [
        (150, 0.9, "sure"),
        (150, 0.89, "likely"),
        (110, 0.5, "likely"),
        (110, 0.49, "doubtful"),
        (99, 0.6, "doubtful"),
        (90, 0.25, "doubtful"),
        (90, 0.24, "short"),
        (65, 0.0, "short"),
    ],
)
def test_a_target_of_100_is_called_by_its_chance(expected, chance, reach):
    assert Measure("saves", expected, 50, 200, 100, 3, chance).reach == reach
    assert Measure("saves", expected, 50, 200, None, 3, None).reach == "open"


def test_every_figure_is_that_of_paid_notes_where_these_are_known(demo):
    """One creator, 1,000 everyday interactions for ¥400, paid notes bring .8: 800, of which a quarter are saves.

    At ¥.50 an interaction, and of 1,100 aimed at none of the scenarios without spread brings enough.
    """
    rows = [creator(1, price=400.0, brings=1000.0, commercial_ratio=0.8)]
    brief = promising(demo, interactions_4=900, saves=200, cpe=0.45)
    the_set = booked(rows)
    found = selection.forecast_set(the_set, brief)
    all_of, saves, reads = (found.measure(name) for name in ("interactions", "saves", "reads"))
    assert (all_of.expected, all_of.low, all_of.high, all_of.chance) == pytest.approx((800, 800, 800, 0))
    assert (saves.expected, reads.expected) == pytest.approx((200, 1000))
    assert found.cpe_cny(the_set) == pytest.approx(0.5)
    assert found.too_dear(the_set)
    frame = pl.DataFrame({"expected_interactions": [500.0], "cpe_cny": [2.0], "cost_cny": [1000.0]})
    assert found.as_paid(frame).row(0) == pytest.approx((400.0, 2.5, 1000.0))
    tiles = {tile.label.en: tile for tile in first(the_set, brief).tiles}
    assert tiles["Expected interactions"].value == pytest.approx(800)
    assert [(one.value, one.tone) for one in tiles.values()][-1] == (pytest.approx(0.5), "bad")
    said = selection.say_results(found, 1)
    assert said.says.en == "Expect 800 to 800 interactions in eight cases out of ten."
    assert said.caution.en == "Counted as paid notes: 80% of everyday ones."
    assert "Paid notes known: 1 of 2 creators." in selection.say_results(found, 2).caution.en
    # Paid notes that do better are not counted on.
    better = selection.forecast_set(booked([creator(1, brings=1000.0, commercial_ratio=1.3)]), brief)
    assert better.measure("interactions").expected == pytest.approx(1000)
    assert selection.say_results(better, 1).caution.en == (
        "Paid notes of these creators do as well as everyday ones."
    )


@pytest.mark.parametrize(
    ("targets", "verdict"),
    [
        ({"interactions_4": 300, "saves": 90}, "the targets for interactions and saves should be met."),
        ({}, "to bring about 400 interactions."),
    ],
)
def test_the_verdict_says_which_targets_are_met(demo, targets, verdict):
    said = first(booked([creator(1), creator(2)]), promising(demo, **targets)).verdict
    assert said.en.startswith("Book 2 creators for ¥200")
    assert said.en.endswith(verdict)


@pytest.mark.parametrize(
    ("targets", "verdict", "decide"),
    [
        (
            {"interactions_4": 300, "saves": 160},
            "saves (62%) will likely miss the target.",
            "or lower the target for saves",
        ),
        ({"cpe": 0.4}, "CPE ¥0.50 exceeds ¥0.40.", "or raise the CPE limit"),
        (
            {"interactions_4": 800, "saves": 200, "cpe": 0.4},
            "interactions (50%) and saves (50%) will likely miss and CPE ¥0.50 exceeds ¥0.40.",
            "or change the targets",
        ),
        (
            {"interactions_4": 800, "saves": 200, "reads": 4000, "cpe": 0.4},
            "interactions, saves and reads will likely miss and CPE ¥0.50 exceeds ¥0.40.",
            "or change the targets",
        ),
    ],
)
def test_a_plan_that_breaks_the_brief_is_decided_on_before_anyone_is_booked(demo, targets, verdict, decide):
    """400 interactions for ¥200, of which 100 saves, and 2,000 reads: 100 / 160 = 62 %."""
    said = first(booked([creator(1), creator(2)]), promising(demo, **targets))
    assert said.verdict.en == f"Decide before booking 2 creators for ¥200: {verdict}"
    assert len(said.verdict.en.split()) <= 20
    assert said.actions[0].what.en.startswith("Decide: find ")
    assert said.actions[0].what.en.endswith(decide)
    assert said.actions[-1].what.en == "Then book the line-up decided on"


def test_a_target_missed_as_often_as_not_may_be_missed(demo):
    """Of a right-skewed result the median lies below the mean: the mean itself is met by a third to a half."""
    wide = Risk(creator_sd=0.8, category_sd=0.25, platform_sd=0.2, scenarios=500)
    the_set = booked([creator(1), creator(2)], risk=wide)
    said = first(the_set, promising(demo, interactions_4=400))
    assert said.verdict.en == "Book 2 creators for ¥200, but interactions may miss the target."
    assert said.tiles[1].word.en == "in doubt"
    both = first(the_set, promising(demo, interactions_4=400, reads=100))
    assert both.verdict.en.endswith("reads should reach the target, interactions may not.")


def test_a_goal_and_targets_that_no_file_foretells_are_named(demo):
    """The demo aims at impressions and a price per thousand too, of which nothing in a candidate's files tells."""
    others = "impressions and CPM cannot be forecast from these files."
    for kind, word in (("sales", "Sales"), ("leads", "Leads")):
        goal = demo.objective.model_copy(update={"kind": kind})
        also = first(booked([creator(1)]), demo.model_copy(update={"objective": goal})).also
        assert also[0].en == f"{word}, {others}"
    also = first(booked([creator(1)]), demo).also
    assert also[-1] == Text(f"I{others[1:]}", "现有数据无法预估曝光、CPM，请以结案数据为准。")
    told = promising(demo, saves=1, interactions_4=1, reads=1, cpe=1)
    assert not any("cannot be forecast" in one.en for one in first(booked([creator(1)]), told).also)
    leads = promising(demo, leads=250, cost_per_lead=20)
    leads = leads.model_copy(update={"objective": demo.objective.model_copy(update={"kind": "leads"})})
    assert first(booked([creator(1)]), leads).also[0].en == (
        "Leads and cost per lead cannot be forecast from these files."
    )


def test_estimates_are_written_with_two_figures_and_keep_their_side_of_the_target():
    """28,279 is 28,000; 11,964 of 12,000 would be called 12,000 and 99,600 of 99,700 100,000: each keeps a figure more.

    119,996 of 119,999 is 120,000 with four figures too, so it is written as it is.
    """
    pairs = ((28_279, 12_000), (11_964, 12_000), (99_600, 99_700), (119_996, 119_999), (4_044, None))
    shown = [Measure("saves", expected, 0, 0, target, 3).shown for expected, target in pairs]
    assert shown == [28_000, 11_960, 99_600, 119_996, 4_000]
    assert Measure("saves", 11_960, 0, 0, 11_950, 3).shown == 12_000
    assert Measure("saves", 11_940, 0, 0, 12_000, 3).shown == 11_900


def test_a_likely_target_is_not_said_to_be_sure(demo):
    wide = Risk(creator_sd=0.8, category_sd=0.25, platform_sd=0.2, scenarios=500)
    said = first(booked([creator(1), creator(2)], risk=wide), promising(demo, interactions_4=300))
    assert said.verdict.en.endswith("the target for interactions is likely to be met.")
    assert said.tiles[1].word.en == "likely, not sure"


def test_tiles_money_and_tiers_add_up(demo):
    rows = [creator(1, "mid", 500.0, 900.0), creator(2, "koc", 100.0, 100.0), creator(3, "koc", 200.0, 200.0)]
    said = first(booked(rows, budget=1000.0), promising(demo, interactions_4=600, cpe=0.5))
    tiles = {tile.label.en: tile for tile in said.tiles}
    assert tiles["Creators"].value == 3
    assert tiles["Creators"].note == Text("1 Mid · 2 KOC", "腰部 1 · KOC 2")
    assert tiles["Expected interactions"].done == pytest.approx(1200 / 600)
    assert tiles["Expected cost per interaction"].value == pytest.approx(800 / 1200)
    assert (tiles["Expected cost per interaction"].tone, tiles["Expected cost per interaction"].target) == (
        "bad",
        0.5,
    )
    assert [(label.en, value) for label, value in said.money.parts] == [("Mid", 500.0), ("KOC", 300.0)]
    assert said.money.total_cny == 1000.0


@pytest.mark.parametrize(
    ("ordered", "decision"),
    [
        ({"koc": 1}, "Decide on notes: keep 2, or drop 1 to the 1 in the brief"),
        ({"koc": 4}, "Decide on notes: keep 2, or find 2 more candidates for the 4 in the brief"),
        (
            {"koc": 1, "mid": 1},
            "Decide on the mix: keep 2 KOC and 0 Mid, or go back to 1 KOC and 1 Mid as in the brief",
        ),
        ({"koc": 2}, None),
    ],
)
def test_other_notes_than_ordered_are_a_decision_between_two(demo, ordered, decision):
    brief = ordering(promising(demo, interactions_4=300), **ordered)
    asked = [one for one in first(booked([creator(1), creator(2)]), brief).actions if "Decide" in one.what.en]
    assert [one.what.en for one in asked] == ([decision] if decision else [])
    assert all(one.by.en == "by 13 Apr" for one in asked)


def test_open_points_are_settled_before_anyone_is_booked_and_by_a_day(demo):
    rows = [creator(1, notes_seen=3), creator(2)]
    points = selection.points_to_settle(
        pl.DataFrame(rows), pl.DataFrame(schema=PRICED), pl.DataFrame(schema=ASKED)
    )
    brief = ordering(promising(demo, interactions_4=300), koc=2)
    settle, book = first(booked(rows), brief, points).actions
    assert (settle.what.en, settle.by.en) == (
        "Settle the record before signing: 博主1",
        "by 13 Apr",
    )
    assert (book.what.en, book.by.en) == ("Book this line-up", "on 13 Apr, when the brief goes out")


def test_who_is_to_settle_what_is_named(demo):
    """Of four with a point three are asked for a quote: two of them are named, the other two creators are counted."""
    rows = [creator(n) for n in range(1, 5)] + [creator(5, notes_seen=3)]
    ids = [row["creator_id"] for row in rows]
    above = [(one, "image", "above", 100.0, 80.0) for one in ids[:3]]
    points = selection.points_to_settle(
        pl.DataFrame(rows), pl.DataFrame(above, PRICED, orient="row"), pl.DataFrame(schema=ASKED)
    )
    settle = first(booked(rows), ordering(promising(demo, interactions_4=300), koc=5), points).actions[0]
    assert settle.what == Text(
        "Settle the quote before signing: 博主1, 博主2 and 2 more", "签约前确认报价：博主1、博主2等 4 位达人"
    )
    assert settle.amount == NOTHING  # four creators, a point each: the names and their number say so
    assert settle.links == [
        (f"博主{n}", f"https://www.xiaohongshu.com/user/profile/{n:024x}") for n in (1, 2)
    ]


def test_as_many_notes_with_more_of_one_type_than_ordered_are_a_decision(demo):
    """Two image notes are ordered; one of the two picks is a video: one of them to swap."""
    image = demo.deliverables[0].model_copy(update={"tier": "koc", "note_type": "image", "count": 2})
    brief = promising(demo, interactions_4=300).model_copy(update={"deliverables": (image,)})
    rows = [creator(1), creator(2, note_type="video")]
    decide, book = first(booked(rows), brief).actions
    assert decide.what == Text(
        "Decide on formats: keep 1 video note, or swap 1 for the other kind",
        "决定笔记形式：保留 1 篇视频笔记，或将其中 1 篇换成另一形式",
    )
    assert (decide.by.en, book.what.en) == ("by 13 Apr", "Book this line-up")
    assert [one.what.en for one in first(booked([creator(1), creator(2)]), brief).actions] == [
        "Book this line-up"
    ]


def test_creators_without_names_are_called_by_the_beginning_of_their_ids(demo):
    """Nobody has a price: what there is is counted, and who is asked first stands by six signs and a link, for a day."""
    rows = pl.DataFrame([creator(1), creator(2, brings=500.0)]).with_columns(
        creator_name=pl.lit(None, pl.String), price_cny=pl.lit(None, pl.Float64)
    )
    nobody = booked([creator(1)], findings=[Finding("nothing_to_pick", Level.FAIL, Text("", ""))])
    nobody = replace(nobody, picks=nobody.picks.clear(), cost_cny=0.0, expected_interactions=0.0)
    forecast = selection.forecast_set(nobody, demo)
    said = selection.sum_up_selection(
        nobody, forecast, demo, TIERS, frontier=NO_FRONTIER, points=NO_POINTS, scored=rows
    )
    assert [(tile.label.en, tile.value) for tile in said.tiles] == [
        ("Candidates", 2),
        ("With a price", 0),
        ("Notes ordered", 24),
    ]
    ask = said.actions[0]
    assert (ask.amount.en, ask.by.en) == ("for 24 notes", "by 13 Apr")
    picture = show.open_selection(said, nobody.picks, rows).data["picture"]
    assert [row["label"] for row in picture["rows"]] == ["000000…", "000000…"]


def test_a_proof_that_leaves_room_is_said_with_it(demo):
    others = [creator(3, price=500.0)]
    assert (
        first(booked([creator(1)], left_out=others), demo)
        .also[0]
        .en.startswith("It is the best-value line-up")
    )
    assert "at most 3.0% more" in first(booked([creator(1)], gap=0.03, left_out=others), demo).also[0].en
    # Where everybody is taken nothing was chosen.
    assert first(booked([creator(1)]), demo).also[0].en == (
        "The line-up holds every candidate who can be booked."
    )


def test_what_paid_notes_keep_is_said_once(demo):
    rows = [creator(1, brings=1000.0, commercial_ratio=0.7)]
    [less, *_] = first(booked(rows), demo).also
    assert less == Text(
        "Figures are those of paid notes, which bring less than everyday ones.",
        "预计值已按合作笔记折算，低于日常笔记。",
    )
    assert "paid notes" not in first(booked([creator(1, commercial_ratio=1.1)]), demo).also[0].en


def test_nothing_to_book_names_what_stands_in_the_way(demo):
    wrong = Finding("quota_mid", Level.FAIL, Text("mid: none can be had.", "腰部：无人可选。"))
    nobody = booked([creator(1)], findings=[wrong])
    nobody = replace(nobody, picks=nobody.picks.clear(), cost_cny=0.0, expected_interactions=0.0)
    said = first(nobody, demo)
    assert said.verdict.en == "No line-up can be booked from these files yet."
    assert [one.what for one in said.actions] == [wrong.text]
    assert said.tiles == []
    no_quote = replace(nobody, findings=(Finding("nothing_to_pick", Level.FAIL, Text("", "")),))
    assert first(no_quote, demo).verdict.en.endswith(
        "no creator of a size that the brief orders has named a price."
    )
    nothing = selection.forecast_set(nobody, demo)
    for chapter in (selection.say_creators(nobody, nothing), selection.say_mix(nobody, demo, TIERS)):
        assert chapter is None
    picture = show.open_selection(
        said, nobody.picks, pl.DataFrame([creator(1), creator(2, brings=500.0)])
    ).data
    assert [row["label"] for row in picture["picture"]["rows"]] == ["博主2", "博主1"]
    shown = show.chapter_mix(None, selection.tier_shares(nobody.picks, TIERS), TIERS).data
    assert (shown["says"], bool(shown["wants"])) == ("", True)
