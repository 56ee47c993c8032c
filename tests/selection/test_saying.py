"""What the selection's page says first, chapter by chapter, against sums worked out by hand."""

import re
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xhs_workbench import selection
from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.params import BriefParams
from xhs_workbench.params.choosing import Risk
from xhs_workbench.selection.planning.forecast import Measure
from xhs_workbench.selection.saying.words import about, listed
from xhs_workbench.views import selection as show
from xhs_workbench.views.audience import for_audience

TIERS = {"koc": Text("KOC (1K–10K)", "KOC（1千–1万）"), "mid": Text("Mid (50K–500K)", "腰部（5万–50万）")}
STEADY = Risk(creator_sd=0.0, category_sd=0.0, platform_sd=0.0, scenarios=200)
"""Without any spread the low end, the mean and the high end are the same."""


def creator(number, tier="koc", price=100.0, brings=200.0, **more):
    return {
        "creator_id": f"{number:024x}",
        "creator_name": f"博主{number}",
        "tier": tier,
        "note_type": "image",
        "price_cny": price,
        "expected_interactions": brings,
        "plain_category": "护肤",
        "score": 50.0,
        "save_share": 0.25,
        "reads_median": 1000,
        "commercial_ratio": 1.0,
        "commercial_weak": False,
        "notes_seen": 9,
        "audience_index": 1.2,
        "audience_known": 2,
        "audience_mismatch": False,
        "part_value": 0.95,
        "score_value": 30.0,
        "part_engagement": 0.8,
        "score_engagement": 15.0,
        "followers": 5000,
        **more,
    }


def booked(rows, budget=1000.0, left_out=(), findings=(), gap=0.0, risk=STEADY):
    picks, offers = pl.DataFrame(rows), pl.DataFrame([*rows, *left_out])
    return selection.Portfolio(
        picks,
        float(picks["price_cny"].sum()),
        budget,
        float(picks["expected_interactions"].sum()),
        gap,
        tuple(findings),
        rules=selection.Rules(budget, {"koc": (0, 9)}, terms=selection.Terms(risk=risk)),
        offers=offers,
    )


@pytest.fixture(scope="module")
def demo():
    return BriefParams.check({"brief": "params/demo/brief.yaml"}).read_brief()


def promising(brief, **targets):
    kpis = tuple(
        brief.kpis[0].model_copy(update={"metric": name, "target": aim}) for name, aim in targets.items()
    )
    return brief.model_copy(update={"kpis": kpis})


NO_POINTS = pl.DataFrame(schema={"creator_id": pl.String, "creator_name": pl.String, "private": pl.Boolean})
NO_FRONTIER = pl.DataFrame(
    schema={
        "budget_cny": pl.Float64,
        "cost_cny": pl.Float64,
        "expected_interactions": pl.Float64,
        "cpe_cny": pl.Float64,
        "planned": pl.Boolean,
    }
)


def first(portfolio, brief, points=NO_POINTS, frontier=NO_FRONTIER):
    forecast = selection.forecast_set(portfolio, brief)
    return selection.sum_up_selection(portfolio, forecast, brief, TIERS, frontier=frontier, points=points)


# What a set should bring.


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
    ("low", "expected", "paid", "reach"),
    [
        (110, 150, 1.0, "sure"),
        (110, 150, 0.8, "likely"),
        (90, 150, 1.0, "likely"),
        (90, 110, 0.8, "doubtful"),
        (50, 90, 1.0, "short"),
    ],
)
def test_a_target_of_100_is_called_met_only_as_far_as_paid_notes_meet_it(low, expected, paid, reach):
    assert Measure("saves", expected, low, 200, 100, 3, paid).reach == reach
    assert Measure("saves", expected, low, 200, None, 3, paid).reach == "open"


# The first screen.


@pytest.mark.parametrize(
    ("targets", "verdict"),
    [
        ({"interactions_4": 300, "saves": 90}, "the targets for interactions and saves should be met."),
        ({"interactions_4": 300, "saves": 900}, "interactions should reach the target, saves may not."),
        ({"saves": 900}, "but saves may miss the target."),
        ({}, "to bring about 400 interactions."),
    ],
)
def test_the_verdict_says_which_targets_are_met(demo, targets, verdict):
    said = first(booked([creator(1), creator(2)]), promising(demo, **targets)).verdict
    assert said.en.startswith("Book 2 creators for ¥200")
    assert said.en.endswith(verdict)


def test_a_likely_target_is_not_said_to_be_sure(demo):
    wide = Risk(creator_sd=0.8, category_sd=0.25, platform_sd=0.2, scenarios=500)
    said = first(booked([creator(1), creator(2)], risk=wide), promising(demo, interactions_4=395))
    assert said.verdict.en.endswith("the target for interactions is likely to be met.")
    assert said.tiles[1].word.en == "likely, not sure"


def test_tiles_money_and_tiers_add_up(demo):
    rows = [creator(1, "mid", 500.0, 900.0), creator(2, "koc", 100.0, 100.0), creator(3, "koc", 200.0, 200.0)]
    said = first(booked(rows, budget=1000.0), promising(demo, interactions_4=600, cpe=0.5))
    tiles = {tile.label.en: tile for tile in said.tiles}
    assert tiles["Creators"].value == 3
    assert tiles["Creators"].note == Text("1 Mid · 2 KOC", "腰部 1 · KOC 2")
    assert tiles["Expected interactions"].done == pytest.approx(1200 / 600)
    assert tiles["Expected CPE"].value == pytest.approx(800 / 1200)
    assert (tiles["Expected CPE"].tone, tiles["Expected CPE"].target) == ("bad", 0.5)
    assert [(label.en, value) for label, value in said.money.parts] == [("Mid", 500.0), ("KOC", 300.0)]
    assert said.money.total_cny == 1000.0


def test_another_number_of_notes_than_ordered_is_a_decision(demo):
    item = demo.deliverables[0].model_copy(update={"tier": "koc", "count": 1})
    brief = demo.model_copy(update={"deliverables": (item,)})
    asked = [one for one in first(booked([creator(1), creator(2)]), brief).actions if "Decide" in one.what.en]
    assert [one.what.en for one in asked] == ["Decide: 2 notes here, 1 in the brief"]
    same = demo.model_copy(update={"deliverables": (item.model_copy(update={"count": 2}),)})
    assert not [
        one for one in first(booked([creator(1), creator(2)]), same).actions if "Decide" in one.what.en
    ]


def test_a_proof_that_leaves_room_is_said_with_it(demo):
    assert first(booked([creator(1)], gap=0.0), demo).also[-1].en.startswith("It is the best-value line-up")
    assert "at most 3.0% more" in first(booked([creator(1)], gap=0.03), demo).also[-1].en


def test_paid_notes_that_do_less_well_are_counted_on(demo):
    rows = [creator(1, brings=1000.0, commercial_ratio=0.7)]
    [less, *_] = first(booked(rows), demo).also
    assert less.en == ("Paid notes usually do less well than everyday ones: count on about 700 interactions.")
    assert "best-value" in first(booked([creator(1, commercial_ratio=1.1)]), demo).also[0].en


def test_nothing_to_book_names_what_stands_in_the_way(demo):
    wrong = Finding("quota_mid", Level.FAIL, Text("mid: none can be had.", "腰部：无人可选。"))
    nobody = booked([creator(1)], findings=[wrong])
    nobody = replace(nobody, picks=nobody.picks.clear(), cost_cny=0.0, expected_interactions=0.0)
    said = first(nobody, demo)
    assert said.verdict.en == "No line-up can be booked from these files yet."
    assert [one.what for one in said.actions] == [wrong.text]
    assert said.tiles == ()
    no_quote = replace(nobody, findings=(Finding("nothing_to_pick", Level.FAIL, Text("", "")),))
    assert first(no_quote, demo).verdict.en.endswith("no creator has both a quote and a quota.")
    for chapter in (selection.say_creators(nobody), selection.say_mix(nobody, demo, TIERS)):
        assert chapter is None
    picture = show.open_selection(
        said, nobody.picks, pl.DataFrame([creator(1), creator(2, brings=500.0)])
    ).data
    assert [row["label"] for row in picture["picture"]["rows"]] == ["博主2", "博主1"]
    shown = show.chapter_mix(None, selection.tier_shares(nobody.picks, TIERS), TIERS).data
    assert (shown["says"], bool(shown["wants"])) == ("", True)


# The chapters.


def test_the_picks_are_called_cheaper_only_where_they_are():
    """200 / 400 = 0.50 for the picks; of the others the cheaper offer counts: 300 / 300 = 1.00."""
    dear = [creator(3, price=300.0, brings=300.0), creator(3, price=900.0, brings=300.0, note_type="video")]
    said = selection.say_creators(booked([creator(1), creator(2)], left_out=dear))
    assert said.says.en == "These 2 cost ¥0.50 per expected interaction; those left out would cost ¥1.00."
    cheap = [creator(3, price=10.0, brings=300.0)]
    said = selection.say_creators(booked([creator(1), creator(2)], left_out=cheap))
    assert said.says.en == "2 of 3 bookable creators make the line-up."


def test_the_tier_that_brings_most_for_its_money_is_named(demo):
    """KOC: 200 of 1,000 yuan, 400 of 1,000 interactions."""
    rows = [creator(1), creator(2), creator(3, "mid", 800.0, 600.0)]
    shares = selection.tier_shares(pl.DataFrame(rows), TIERS)
    assert shares["tier"].to_list() == ["mid", "koc"]
    assert shares["cost"].to_list() == pytest.approx([0.8, 0.2])
    said = selection.say_mix(booked(rows), demo, TIERS)
    assert said.says.en == "KOC creators take 20% of the money and should bring 40% of the interactions."
    assert said.says.zh == "KOC 占 20% 预算，预计带来 40% 互动。"
    assert said.more.en == (
        "Every quota and limit is kept. KOC: 2 notes here, 15 in the brief. Mid: 1 note here, 2 in the brief."
    )
    kinds = [
        demo.deliverables[0].model_copy(update={"tier": t, "count": n}) for t, n in (("koc", 2), ("mid", 1))
    ]
    same = demo.model_copy(update={"deliverables": tuple(kinds)})
    broken = booked(rows, findings=[Finding("quota_koc", Level.FAIL, Text("", ""))])
    assert not any(selection.say_mix(broken, same, TIERS).more)


def test_picks_of_people_and_other_kinds_of_notes_are_told(demo):
    """Of c1 and c2, c2 was picked by hand too; the brief orders two image notes, and one pick is a video."""
    rows = [creator(1), creator(2, note_type="video")]
    said = selection.say_creators(booked(rows), [rows[1]["creator_id"], "c9", "c8"])
    assert said.more.en == "1 of them was picked by hand too."
    image = demo.deliverables[0].model_copy(update={"tier": "koc", "note_type": "image", "count": 2})
    ordered = demo.model_copy(update={"deliverables": (image,)})
    more = selection.say_mix(booked(rows), ordered, TIERS).more
    assert more.en == "1 video note here, 0 in the brief: agree or swap."
    assert selection.say_mix(booked([creator(1), creator(2)]), ordered, TIERS).more.en == (
        "Every quota and limit is kept."
    )


def swaps(*rows):
    names = ("creator_id", "creator_name", "swap_id", "swap_name", "interactions_change")
    kinds = dict.fromkeys(names[:4], pl.String) | {"interactions_change": pl.Float64}
    return pl.DataFrame(rows, schema=kinds, orient="row")


def test_stand_ins_are_counted_and_the_costliest_is_told():
    both = swaps(("a", "A", "x", "X", -120.0), ("b", "B", "y", "Y", -30.0))
    said = selection.say_stand_ins(booked([creator(1), creator(2)]), both)
    assert said.says.en == "All 2 picks have a stand-in within budget and quotas: 2 creators in all."
    assert said.more.en == "The costliest single swap loses about 120 interactions."
    one = swaps(("a", "A", "x", "X", 5.0), ("b", "B", None, None, None))
    said = selection.say_stand_ins(booked([creator(1), creator(2)]), one)
    assert said.says.en == "1 of 2 picks has a stand-in within budget and quotas: 1 creator in all."
    assert not any(said.more)
    none = swaps(("a", "A", None, None, None))
    assert selection.say_stand_ins(booked([creator(1)]), none).says.en.startswith("Nobody can stand in")


PRICED = {
    "creator_id": pl.String,
    "format": pl.String,
    "position": pl.String,
    "price_cny": pl.Float64,
    "fair_high_cny": pl.Float64,
}
ASKED = dict.fromkeys(
    ("creator_id", "label_en", "label_zh", "said_en", "said_zh", "ask_en", "ask_zh"), pl.String
)


def test_points_come_from_price_record_audience_and_evidence_which_is_ours():
    rows = [
        creator(1, notes_seen=3),
        creator(2, commercial_weak=True, audience_mismatch=True),
        creator(3, audience_known=0),
        creator(4),
    ]
    ids = [row["creator_id"] for row in rows]
    priced = pl.DataFrame(
        [(ids[3], "image", "above", 100.0, 80.0), (ids[2], "video", "above", 9.0, 5.0)], PRICED, orient="row"
    )
    asked = pl.DataFrame([(ids[0], "Likes", "点赞", "flat", "过平", "Why?", "为何？")], ASKED, orient="row")
    points = selection.points_to_settle(pl.DataFrame(rows), priced, asked)
    assert points["creator_id"].to_list() == [ids[0], ids[0], ids[1], ids[1], ids[2], ids[3]]
    assert points["private"].to_list() == [False, True, False, False, False, False]
    assert (
        points["ask_en"][5] == "Ask what the price includes; most similar creators ask at most ¥80 with fee."
    )
    said = selection.say_points(booked(rows), points)
    assert said.says.en == "4 of 4 creators have a point to settle before signing."
    block = show.cards_asks(selection.say_asks(points)).to_json("en")
    assert len(block["data"]["items"]) == 6
    [client] = for_audience([block], "client")
    assert len(client["data"]["items"]) == 5
    assert "Likes" not in str(client)


def test_the_same_point_with_three_creators_is_said_once_and_each_stands_in_the_table():
    rows = [creator(1), creator(2), creator(3), creator(4, notes_seen=3)]
    ids = [row["creator_id"] for row in rows]
    above = [(one, "image", "above", 100.0 * n, 80.0 * n) for n, one in enumerate(ids[:3], 1)]
    above += [(one, "video", "above", 100.0 * n, 80.0 * n) for n, one in enumerate(ids[:3], 1)]
    asked = pl.DataFrame([(ids[0], "Likes", "点赞", "flat", "过平", "Why?", "为何？")], ASKED, orient="row")
    points = selection.points_to_settle(
        pl.DataFrame([{**row, "note_type": "image"} for row in rows]),
        pl.DataFrame(above, PRICED, orient="row"),
        asked,
    )
    shared, *others = selection.say_asks(points)
    assert shared.title == Text("The quote is above what similar creators ask: 3", "报价高于同类达人：3 位")
    assert [value for _, value, _ in shared.figures] == [80.0, 160.0, 240.0]
    assert [card.private for card in others] == [True, False]
    table = selection.points_of_all(points)
    assert table["creator_name"].to_list() == [row["creator_name"] for row in rows]
    assert "Why?" not in table["ask_en"].to_list()


def test_a_creator_with_evidence_alone_has_no_point_the_client_hears_of(demo):
    rows = [creator(1)]
    asked = pl.DataFrame(
        [(rows[0]["creator_id"], "Likes", "点赞", "flat", "过平", "Why?", "为何？")], ASKED, orient="row"
    )
    points = selection.points_to_settle(pl.DataFrame(rows), pl.DataFrame(schema=PRICED), asked)
    assert selection.say_points(booked(rows), points).says.en.startswith("No open point")
    assert not [one for one in first(booked(rows), demo, points).actions if "Settle" in one.what.en]


def frontier(*rows):
    """Rows of budget, cost, interactions; the second is planned."""
    frame = pl.DataFrame(rows, schema=["budget_cny", "cost_cny", "expected_interactions"], orient="row")
    further = pl.col("cost_cny").diff() / pl.col("expected_interactions").diff()
    return frame.with_columns(
        cpe_cny=pl.col("cost_cny") / pl.col("expected_interactions"),
        marginal_cpe_cny=pl.when(further.is_finite()).then(further),
        planned=pl.int_range(pl.len()) == 1,
    )


def test_what_more_money_brings_is_the_next_larger_set(demo):
    """From 200 for 400 to 300 for 420: 100 more, 20 more, 5 yuan each; 100 already brings 250."""
    sets = frontier(
        (100.0, 100.0, 250.0), (200.0, 200.0, 400.0), (250.0, 200.0, 400.0), (300.0, 300.0, 420.0)
    )
    brief = promising(demo, interactions_4=240, cpe=1.0)
    forecast = selection.forecast_set(booked([creator(1), creator(2)]), brief)
    said = selection.say_more_money(sets, forecast)
    assert said.says.en == "¥100 more would bring 20 interactions at ¥5.00 each; the plan pays ¥0.50."
    assert said.more.en == "Already ¥100 should meet the target for interactions."
    [hold] = [
        one
        for one in first(booked([creator(1), creator(2)]), brief, frontier=sets).actions
        if one.see == "more_money"
    ]
    assert hold.what.en == "Do not raise the creator budget by ¥100"
    full = frontier((100.0, 100.0, 250.0), (200.0, 200.0, 400.0), (300.0, 200.0, 400.0))
    assert selection.say_more_money(full, forecast).says.en.startswith("More money would bring nothing more")
    assert selection.say_more_money(sets.head(1), forecast) is None


def test_a_plan_whose_last_money_costs_more_than_the_limit_says_where_to_stop(demo):
    """¥100 bring 260 at .38; the next ¥100 of the plan bring 140 at .71, above the limit of .50."""
    sets = frontier((100.0, 100.0, 260.0), (200.0, 200.0, 400.0), (300.0, 300.0, 420.0))
    picks = booked([creator(1), creator(2)])
    brief = promising(demo, interactions_4=200, cpe=0.5)
    said = selection.say_more_money(sets, selection.forecast_set(picks, brief))
    assert said.says.en == "Beyond ¥100 a further interaction costs more than the limit of ¥0.50."
    assert said.more.en == (
        "The plan's last ¥100 brings 140 interactions at ¥0.71 each. "
        "Already ¥100 should meet the target for interactions."
    )
    asked = [one for one in first(picks, brief, frontier=sets).actions if one.see == "more_money"]
    assert [one.what.en for one in asked] == ["Decide: the whole plan, or ¥100 for 65% of its interactions"]
    # A limit that the last money keeps, none at all, a target that only the plan meets: nothing smaller.
    for keeps in ({"cpe": 0.72}, {}, {"interactions_4": 300, "cpe": 0.5}):
        forecast = selection.forecast_set(picks, promising(demo, **keeps))
        assert selection.say_more_money(sets, forecast).code == "money_next"


def test_audiences_better_than_average_are_counted():
    rows = [creator(1, audience_index=1.3), creator(2, audience_index=1.05), creator(3, audience_index=None)]
    ids = [row["creator_id"] for row in rows]
    spoken = pl.DataFrame(
        [(ids[0], "barrier", 2), (ids[0], "category", 9), (ids[1], "barrier", 0), ("x", "barrier", 5)],
        schema=["creator_id", "topic", "said"],
        orient="row",
    )
    said = selection.say_audience(booked(rows), spoken)
    assert said.says.en == "1 of 2 picks reaches the target group clearly better than the average candidate."
    assert said.more.en == "1 of 2 whose notes were read already uses the brief's own points."


def test_the_picture_parts_the_picks_as_the_sentence_counts_them():
    index = [1.3, 1.1, 1.05, 0.9, 0.899, None]
    rated = selection.rate_audience(pl.DataFrame([creator(n, audience_index=i) for n, i in enumerate(index)]))
    assert rated["audience_fit"].to_list() == ["more", "same", "same", "same", "less", None]
    assert selection.rate_audience(pl.DataFrame({"creator_id": ["x"]}))["audience_fit"].to_list() == [None]


def test_cards_lead_with_what_brings_most_and_link_to_the_platform():
    rows = [
        creator(1, brings=100.0),
        creator(2, brings=300.0, part_engagement=0.95),
        creator(3, brings=200.0, part_value=0.1, part_engagement=0.2),
    ]
    cards = selection.make_cards(
        pl.DataFrame(rows), swaps((rows[1]["creator_id"], "B", "x", "替补君", -1.0)), TIERS
    )
    assert [card.title for card in cards] == ["博主2", "博主3", "博主1"]
    assert cards[0].why.en == "Top tenth for value for money and engagement rate."
    assert cards[0].about.en.endswith(" · stand-in 替补君")
    assert cards[0].why.zh == "性价比和互动率居候选前一成。"
    assert (cards[1].why.en, cards[1].about.en.split(" · ")[-1]) == ("", "no stand-in")
    assert cards[2].why.en == "Top tenth for value for money, top quarter for engagement rate."
    block = show.cards_creators(cards).to_json("en")
    assert block["data"]["items"][0]["link"].endswith("/user/profile/" + "0" * 23 + "2")


# Wording.


@given(st.floats(0, 5e8))
def test_what_is_expected_is_written_with_two_figures(value):
    for text in about(value):
        figures = re.sub(r"\D", "", text).strip("0")
        assert len(figures) <= 2, text


def test_names_are_joined_as_each_language_does():
    assert listed([Text("a", "甲"), Text("b", "乙")]) == Text("a and b", "甲和乙")
    assert listed([]) == Text("", "")


@given(
    st.lists(
        st.tuples(st.sampled_from(["koc", "mid"]), st.floats(0, 9e4), st.floats(1, 9e4)),
        min_size=1,
        max_size=6,
    )
)
def test_shares_of_tiers_add_up_to_one(made):
    rows = [creator(n, tier, price, brings) for n, (tier, price, brings) in enumerate(made)]
    shares = selection.tier_shares(pl.DataFrame(rows), TIERS)
    assert shares["creators"].sum() == pytest.approx(1)
    assert shares["interactions"].sum() == pytest.approx(1)
    assert shares["cost"].sum() == pytest.approx(1 if sum(price for _, price, _ in made) > 0 else 0)


@given(
    st.lists(
        st.tuples(st.sampled_from(["koc", "mid"]), st.floats(1, 9e5), st.floats(1, 9e5)),
        min_size=1,
        max_size=8,
    ),
    st.dictionaries(st.sampled_from(["interactions_4", "saves", "reads", "cpe"]), st.floats(1, 9e6)),
    st.floats(0, 0.2),
)
def test_no_sentence_is_too_long(demo, made, targets, gap):
    rows = [
        creator(n, tier, price, brings, commercial_ratio=0.8) for n, (tier, price, brings) in enumerate(made)
    ]
    said = first(booked(rows, budget=9e9, gap=gap), promising(demo, **targets))
    for text in (said.verdict, *said.also):
        assert len(text.en.split()) <= 20, text.en
        assert len(re.findall(r"[\u4e00-\u9fff]", text.zh)) <= 35, text.zh
