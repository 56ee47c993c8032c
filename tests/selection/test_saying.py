"""What the chapters and cards of the selection's page say, against sums worked out by hand."""

import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.selection.sets import (
    ASKED,
    PRICED,
    TIERS,
    booked,
    creator,
    creators_of,
    first,
    ordering,
    promising,
    swaps,
)
from xhs_workbench import selection, views
from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.selection.saying.words import about, listed
from xhs_workbench.views import selection as show
from xhs_workbench.views.audience import for_audience


def test_the_picks_are_called_cheaper_only_where_they_are(demo):
    """200 / 400 = 0.50 for the picks; of the others the cheaper offer counts: 300 / 300 = 1.00."""
    dear = [creator(3, price=300.0, brings=300.0), creator(3, price=900.0, brings=300.0, note_type="video")]
    said = creators_of(booked([creator(1), creator(2)], left_out=dear), demo)
    assert said.says.en == "These 2 cost ¥0.50 per expected interaction; those left out would cost ¥1.00."
    cheap = [creator(3, price=10.0, brings=300.0)]
    said = creators_of(booked([creator(1), creator(2)], left_out=cheap), demo)
    assert said.says.en == "2 of 3 bookable creators make the line-up."
    # As paid notes half of it comes: each costs twice as much, on either side.
    halved = [creator(n, commercial_ratio=0.5) for n in (1, 2)]
    said = creators_of(booked(halved, left_out=dear), demo)
    assert said.says.en == "These 2 cost ¥1.00 per expected interaction; those left out would cost ¥2.00."


def test_a_line_up_of_everybody_is_no_choice(demo):
    said = creators_of(booked([creator(1), creator(2)]), demo)
    assert (said.says.en, said.more.en) == ("All 2 bookable creators are in the line-up.", "")
    assert creators_of(booked([creator(1)]), demo).says.en == "The one bookable creator is in the line-up."


def test_the_tier_that_brings_most_for_its_money_is_named(demo):
    """KOC: 200 of 1,000 yuan, 400 of 1,000 interactions."""
    rows = [creator(1), creator(2), creator(3, "mid", 800.0, 600.0)]
    shares = selection.tier_shares(pl.DataFrame(rows), TIERS)
    assert shares["tier"].to_list() == ["mid", "koc"]
    assert shares["cost"].to_list() == pytest.approx([0.8, 0.2])
    said = selection.say_mix(booked(rows), demo, TIERS)
    assert said.says.en == "KOC creators take 20% of the money and should bring 40% of the interactions."
    assert said.says.zh == "KOC 占花费的 20%，预计带来 40% 的互动量。"
    assert said.more.en == ("KOC: 2 notes here, 15 in the brief. Mid: 1 note here, 2 in the brief.")
    kinds = [
        demo.deliverables[0].model_copy(update={"tier": t, "count": n}) for t, n in (("koc", 2), ("mid", 1))
    ]
    same = demo.model_copy(update={"deliverables": tuple(kinds)})
    broken = booked(rows, findings=[Finding("quota_koc", Level.FAIL, Text("", ""))])
    assert not any(selection.say_mix(broken, same, TIERS).more)


def test_picks_of_people_and_other_kinds_of_notes_are_told(demo):
    """Of c1 and c2, c2 was picked by hand too; the brief orders two image notes, and one pick is a video."""
    rows = [creator(1), creator(2, note_type="video")]
    said = creators_of(booked(rows), demo, [rows[1]["creator_id"], "c9", "c8"])
    assert said.more.en == "1 of them was picked by hand too."
    image = demo.deliverables[0].model_copy(update={"tier": "koc", "note_type": "image", "count": 2})
    ordered = demo.model_copy(update={"deliverables": (image,)})
    more = selection.say_mix(booked(rows), ordered, TIERS).more
    assert more.en == "1 video note here, 0 in the brief: agree or swap."
    assert selection.say_mix(booked([creator(1), creator(2)]), ordered, TIERS).more.en == (
        "Every quota and limit is kept."
    )


def test_a_single_tier_is_a_sentence_and_no_picture(demo):
    picks = booked([creator(1), creator(2)])
    said = selection.say_mix(picks, demo, TIERS)
    assert said.says.en == "All 2 are KOC creators."
    named = {"koc": Text("Junior (1K–10K)", "初级达人（1千–1万）")}
    junior = selection.say_mix(picks, ordering(demo, koc=3), named)
    assert junior.says.zh == "2 位均为初级达人。"
    assert junior.more.zh.endswith("初级达人 2 篇，brief 约定 3 篇。")
    assert show.chapter_mix(said, selection.tier_shares(picks.picks, TIERS), TIERS).data["picture"] is None
    both = booked([creator(1), creator(2, "mid")])
    assert show.chapter_mix(said, selection.tier_shares(both.picks, TIERS), TIERS).data["picture"]["rows"]


def test_one_stand_in_for_a_whole_tier_is_said_once():
    """X serves both KOC, Y the one mid creator: only X is named for a tier, and the KOC's cards do not repeat it."""
    rows = [creator(1), creator(2), creator(3, "mid")]
    a, b, c = (row["creator_id"] for row in rows)
    x = f"{9:024x}"
    found = swaps((a, "A", x, "X", -120.0), (b, "B", x, "X", -30.0), (c, "C", "y", "Y", -1.0))
    said = selection.say_stand_ins(booked(rows), found, TIERS)
    assert said.more == Text(
        "The costliest single swap loses about 120 interactions. X stands in for any of the 2 KOC.",
        "单人替换最多减少约 120 次互动。2 位 KOC 达人的替补均为X。",
    )
    cards = {card.title: card.about.en for card in selection.make_cards(pl.DataFrame(rows), found, TIERS)}
    assert cards == {
        "博主1": "KOC · image note",
        "博主2": "KOC · image note",
        "博主3": "Mid · image note · stand-in Y",
    }


def test_the_page_of_the_line_up_says_how_far_the_ranking_is_a_matter_of_weights():
    """Of 21 candidates the first 20 are looked at; 9 of them stay in nine of ten drawn weights, and the last is not counted."""
    chances = [0.95] * 9 + [0.5] * 11 + [1.0]
    ranked = pl.DataFrame(
        {
            "creator_id": [f"c{n:02}" for n in range(21)],
            "score": [100.0 - n for n in range(21)],
            "top_chance": chances,
        }
    )
    assert selection.limits_of_ranking(ranked) == [
        Text(
            "The ranking rests on weights: 9 of the first 20 stay there when the weights move a little.",
            "排名取决于权重：权重略作调整，前 20 名中 9 位仍稳居前列。",
        )
    ]
    assert selection.limits_of_ranking(ranked.head(5)) == []


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
    others = booked([creator(1)], left_out=[creator(2, price=9e9)])
    assert selection.say_stand_ins(others, none).says.en.startswith("Nobody can stand in within budget")
    assert selection.say_stand_ins(booked([creator(1)]), none).says.en == (
        "Nobody is left to stand in; a refusal needs a further candidate."
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
        points["ask_en"][5] == "Ask what the ¥100 includes; most similar creators ask at most ¥80 with fee."
    )
    said = selection.say_points(booked(rows), points)
    assert said.says.en == "All 4 creators have a point to settle before signing."
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
    assert [value for _, value, _ in shared.figures] == [100.0, 200.0, 300.0]
    assert [label.en for label, _, _ in shared.figures] == ["博主1 (¥80)", "博主2 (¥160)", "博主3 (¥240)"]
    assert [card.private for card in others] == [True, False]
    table = selection.points_of_all(points)
    assert table["creator_name"].to_list() == [row["creator_name"] for row in rows]
    assert "Why?" not in table["ask_en"].to_list()
    assert table["quote_cny"].to_list() == [100.0, 200.0, 300.0, None]
    assert table["usual_cny"].to_list() == [80.0, 160.0, 240.0, None]
    block = views.show("portfolio.table_points", table).to_json("en")
    [client] = for_audience([block], "client")
    heads = [column["keys"][0] for column in client["data"]["columns"]]
    assert {"quote_cny", "usual_cny"} <= set(heads)


def test_a_creator_with_evidence_alone_has_no_point_the_client_hears_of(demo):
    rows = [creator(1)]
    asked = pl.DataFrame(
        [(rows[0]["creator_id"], "Likes", "点赞", "flat", "过平", "Why?", "为何？")], ASKED, orient="row"
    )
    points = selection.points_to_settle(pl.DataFrame(rows), pl.DataFrame(schema=PRICED), asked)
    assert selection.say_points(booked(rows), points) is None
    block = show.chapter_points(None).data
    assert (block["says"], any(block["wants"])) == ("", False)
    assert not [one for one in first(booked(rows), demo, points).actions if "Settle" in one.what.en]


@pytest.mark.parametrize(
    ("above", "says"),
    [
        ([], "All 2 quotes lie within or below the usual range of similar creators."),
        ([0], "1 of 2 quotes lies within or below the usual range of similar creators."),
        ([0, 1], "All 2 quotes lie above the usual range of similar creators."),
    ],
)
def test_quotes_on_one_side_are_not_counted_out(above, says):
    quotes = pl.DataFrame({"position": ["above" if n in above else "within" for n in range(2)]})
    assert selection.say_prices(quotes).says.en == says


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
    plain = booked([creator(n, audience_index=1.0) for n in (1, 2)])
    assert selection.say_audience(plain, spoken).says.en.startswith("No pick reaches")
    none = spoken.with_columns(said=pl.lit(0))
    assert not any(selection.say_audience(booked(rows), none).more)


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
    assert cards[0].links == [
        ("替补君", "https://www.xiaohongshu.com/user/profile/x")
    ]  # none of the platform's
    block = show.cards_creators(cards).to_json("en")
    assert block["data"]["items"][0]["links"] == []
    assert block["data"]["items"][0]["link"].endswith("/user/profile/" + "0" * 23 + "2")


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
        st.tuples(
            st.sampled_from(["koc", "mid"]), st.floats(0, 9e4, allow_subnormal=False), st.floats(1, 9e4)
        ),
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
