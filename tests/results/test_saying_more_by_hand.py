"""What is said at further borders: files without an order, a single target, tests to run, audiences and readers, by hand."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from tests.results.small_tables import CPE, PLAN, notes, plan
from tests.results.test_advice_by_hand import REVIEW, SURE_LESS, TUTORIAL, split
from tests.results.test_brought import BRIEF as LEADS
from tests.results.test_counterfactual_by_hand import array
from tests.results.test_reached import AUDIENCE, NO_FANS, reached, row
from tests.results.test_saying_delivery import cut, pace, traffic
from tests.results.test_saying_verdict import MET, counted, first
from xhs_workbench import language, results, tables
from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.results.attributing.plain_difference import _stands_out
from xhs_workbench.results.bringing.reached import booked_fans, compare_reached
from xhs_workbench.results.learning.next_time import _money, learnings
from xhs_workbench.results.listening.closer_look import CommentReader
from xhs_workbench.results.listening.voices import open_questions, unanswered
from xhs_workbench.results.saying.delivery import _boosted_cost, say_resting, say_shortfall
from xhs_workbench.results.saying.lineup import half_of_it, short_title, unsplit, without
from xhs_workbench.results.saying.verdict import first_words

# --- files without an order


def crawled(*likes, **more):
    rows = pl.DataFrame(
        {
            "note_id": [f"n{k}" for k in range(len(likes))],
            "creator_id": ["c", *["d"] * (len(likes) - 1)],
            "likes": likes,
            **{name: [0] * len(likes) for name in ("saves", "comments", "shares")},
            **more,
        },
        schema_overrides={"likes": pl.Int64},
    )
    return pl.concat([tables.empty("notes"), rows], how="diagonal_relaxed")


def test_a_crawl_is_told_by_its_quarters(given_brief):
    """0, 10, 20, 30, 40 and unknown: the middle is 20, half of five lie from 10 to 30."""
    screen = first_words(
        notes({}).clear(), plan(PLAN), given_brief, [], [], read=crawled(0, 10, 40, 30, 20, None)
    )
    many, middle = screen.tiles
    assert (many.value, many.note.en) == (6, "by 2 creators")
    assert (middle.value, middle.note.en) == (20.0, "half of 5 notes: 10 to 30")
    assert screen.money is None
    nothing = first_words(notes({}).clear(), plan(PLAN), given_brief, [], [], read=crawled(0, 0))
    assert (nothing.tiles[1].value, nothing.tiles[1].note.en) == (0.0, "half of 2 notes: 0 to 0")
    bounded = crawled(100, 20, likes_censored=[True, False])
    assert len(first_words(notes({}).clear(), plan(PLAN), given_brief, [], [], read=bounded).tiles) == 1
    # With an order of the campaign the crawl is not spoken of.
    placed = first_words(notes({}), plan(PLAN), given_brief, [], [], read=crawled(1, 2))
    assert "order of this campaign" not in placed.verdict.en
    empty = first_words(notes({}).clear(), plan(PLAN), given_brief, [], [], read=crawled(1).clear())
    assert empty.verdict.en.startswith("These files hold no sponsored note")


# --- targets


def test_one_target_is_the_one(given_brief):
    assert results.say_delivery(plan(MET)).says.en == "The one target was met"
    assert results.say_delivery(plan(MET, CPE)).says.en == "All 2 targets met"
    gone = {"verdict": "unknown", "value": None, "completion": None}
    assert results.say_delivery(plan(MET, gone)).says.en == "The one target that can be checked was met"
    assert results.say_delivery(plan(gone)) is None
    said = results.say_delivery(plan(MET, {**gone, "metric": "reads", "name_en": "Reads"}))
    assert said.caution.en == "The files do not give: reads."
    assert results.say_delivery(plan(MET)).caution == NOTHING


def test_young_notes_of_the_target_with_most_of_them_are_told():
    young = plan({"verdict": "not_mature", "n_young": 3}, {**CPE, "n_young": 1})
    assert results.say_delivery(young).caution.en == "3 notes are still young and will grow."
    unknown = plan({"verdict": "not_mature", "n_young": None}).cast({"n_young": pl.Int64})
    assert results.say_delivery(unknown).caution == NOTHING


def test_a_target_that_hangs_on_two_notes_names_their_creators():
    ranked = notes(
        {"reads": 100, "creator_id": "a"},
        {"reads": 30, "creator_id": "b", "creator_name": "Bea"},
        {"reads": 30, "creator_id": "b", "creator_name": None},
    )
    row = counted("reads", verdict="met", value=160.0, target=150.0)
    said = say_resting(plan(row), ranked, ["b"]).en
    assert said.startswith(
        "Without 2 notes under check (Bea and b), reads would miss the target. Their likes"
    )
    one = say_resting(plan(row), ranked.head(2), ["b"]).en
    assert one.startswith("Without Bea's note, under check, reads would miss the target. Its likes")
    assert say_resting(plan(row), ranked, ["a1"]) == NOTHING


def test_what_notes_did_less_than_usual_explains_a_count_of_notes(monkeypatch):
    whole = {"ratio": 0.7, "lower": 0.5, "upper": 0.99}
    monkeypatch.setattr("xhs_workbench.results.saying.delivery.campaign_lift", lambda _: whole)
    assert "drew 30% fewer organic interactions" in say_shortfall(plan({}), pl.DataFrame()).says.en
    assert say_shortfall(plan({**PLAN, "verdict": "met"}), pl.DataFrame()) is None
    assert say_shortfall(plan({**PLAN, "unit": "cny"}), pl.DataFrame()) is None
    assert say_shortfall(plan({**PLAN, "metric": "orders", "verdict": "missed"}), pl.DataFrame()) is None
    close = plan({**PLAN, "verdict": "close", "completion": 0.95})
    assert say_shortfall(close, pl.DataFrame()) is not None
    whole |= {"upper": 1.0, "lower": 0.76}
    assert say_shortfall(plan({}), pl.DataFrame()).says.en.startswith("Even at their creators'")


def test_a_cost_with_boosts_is_known_over_the_same_notes():
    layers = pl.DataFrame(
        {
            "cpm": [1.0, 2.0, 3.0],
            "cpe": [1.0, 2.0, 9.0],
            "n": [4, 4, 3],
            "chosen": [True, False, False],
        }
    )
    assert (_boosted_cost("cpe", layers), _boosted_cost("cpm_by_reads", layers)) == (2.0, 2.0)
    assert _boosted_cost("cost_per_save", layers) is None
    assert _boosted_cost("cpe", None) is None


# --- bought money


def test_only_money_past_its_stop_is_told_where_the_rest_is_not_known():
    past = {"boost_past_stop_cny": 60.0, "boost_limit_cny": 4.0, "boost_forgone": 0.0}
    known = notes(past)
    assert results.say_paid(traffic(80, 20), known).code == "paid_share"
    for frame, split_of in (
        (notes(past | {"quote_cny": None}), traffic(80, 20)),
        (known, traffic(None, 20)),
        (known, traffic(0, 0)),
    ):
        said = results.say_paid(split_of, frame)
        assert (said.code, said.caution) == ("past_stop", NOTHING)
        assert said.more.en.endswith(": ¥60 of ¥100.")
    assert results.say_paid(traffic(80, 20), notes({"boost_cny": 0.0})) is None


def test_a_plan_without_money_or_phases_is_held_against_nothing():
    ads, frame = traffic(80, 20), notes({})
    assert results.say_paid(ads, frame, None, pace(("a", 100.0)).clear()).caution == NOTHING
    assert results.say_paid(ads, frame, None, pace()).caution == NOTHING
    unplanned = pace(("a", 900.0)).with_columns(planned_share=pl.lit(None, pl.Float64))
    assert results.say_paid(ads, frame, None, unplanned).caution == NOTHING
    bare = cut()
    bare.whole = bare.whole.clear()
    assert "cost ¥20.00." in results.say_paid(ads, frame, bare).more.en


# --- the line-up


def test_half_is_reached_by_the_first_note_that_reaches_it():
    assert half_of_it(pl.DataFrame({"saves": [10, 50, 40]}), "saves") == (1, 3, 0.5)
    assert half_of_it(pl.DataFrame({"saves": [10, 49, 41]}), "saves") == (2, 3, 0.9)
    assert half_of_it(pl.DataFrame({"saves": [None, None]}, schema={"saves": pl.Int64}), "saves") is None


def test_a_title_of_fourteen_signs_is_whole():
    assert short_title({"title": "一" * 14}) == "一" * 14
    assert short_title({"title": "一" * 15}) == "一" * 14 + "…"
    assert short_title({"title": None, "note_id": "n1"}) == "n1"
    assert short_title({}) == "—"


def test_a_note_whose_creator_has_no_id_stays():
    rows = pl.DataFrame({"creator_id": ["a", None, "b"]})
    assert without(rows, ["a"])["creator_id"].to_list() == [None, "b"]


def test_the_goal_is_called_unsplit_where_it_is_leads_that_no_file_splits(given_brief):
    ranked = notes({}, {})
    assert unsplit(LEADS, ranked) == Text("leads", "客资")
    known = ranked.with_columns(goal_leads=pl.Series([3, 4]))
    assert unsplit(LEADS, known) == NOTHING
    assert unsplit(given_brief, ranked) == NOTHING


def test_a_first_screen_without_targets_or_money_has_neither(given_brief):
    bare = notes({"quote_cny": 0.0, "service_fee_cny": 0.0, "boost_cny": 0.0})
    screen = first(given_brief, plan(PLAN).clear(), bare)
    assert (screen.tiles, screen.money) == ([], None)


# --- next time

NO_WORK = pl.DataFrame(
    schema={
        "screened": pl.Boolean,
        "claimed": pl.Boolean,
        "en": pl.String,
        "zh": pl.String,
        "notes": pl.Int64,
    }
)
NOBODY = pl.DataFrame(
    schema={"advice": pl.String, "why_en": pl.String, "why_zh": pl.String, "creator_name": pl.String}
)
NO_SPLIT = pl.DataFrame(schema={"key": pl.String})


def screened(*claimed):
    return pl.DataFrame(
        [
            {"screened": True, "claimed": one, "en": f"F{k}", "zh": f"特{k}", "notes": 10 + k}
            for k, one in enumerate(claimed)
        ]
    )


def test_three_features_that_were_only_screened_are_to_be_tested():
    found = learnings(NOBODY, NO_SPLIT, screened(True, False, False, False, False), NOBODY.clear())
    assert [(one.code, one.text.en, one.n) for one in found] == [
        ("test", f"Test: F{k} against notes without it.", 10 + k) for k in (1, 2, 3)
    ]
    sized = learnings(NOBODY, split(TUTORIAL, SURE_LESS), screened(False), NOBODY.clear())
    assert [one.code for one in sized] == ["budget_split", "test"]
    assert sized[1].text.en == "Test: F0 against notes without it, 12 creators making both."
    [formats] = learnings(NOBODY, NO_SPLIT, NO_WORK, NOBODY.clear())
    assert formats.text.en.startswith("Test: ask the same creators for two formats each")
    assert [one.code for one in learnings(NOBODY, split(REVIEW), NO_WORK, NOBODY.clear())] == ["budget_split"]


def test_money_is_spoken_of_where_one_group_was_judged():
    unknown = [(*row[:6], None, *row[7:8], False, *row[9:]) for row in (TUTORIAL, SURE_LESS)]
    assert _money(NO_SPLIT) == []
    one = [(*TUTORIAL[:8], False, *TUTORIAL[9:]), unknown[1]]
    [said] = _money(split(*one))
    assert (said.code, said.n) == ("budget_stays", 11)
    assert "-20%, 20% sure" in said.text.en


# --- audiences and readers


def test_rows_of_the_whole_campaign_go_before_those_of_notes():
    """Of notes only those with people count, weighed by them: 30 + 10 of 80 are women."""
    single = [
        row("gender", "女", 0.9, 30, note_id="a"),
        row("gender", "女", 0.1, 10, note_id="b"),
        row("gender", "男", 0.9, 40, note_id="b"),
        row("gender", "男", 0.5, note_id="c"),
    ]
    found = compare_reached(reached(*single), AUDIENCE, NO_FANS)
    assert found.table.select("class", "share", "people").rows() == [("female", 0.5, 40), ("male", 0.5, 40)]
    assert found.wanted.select("share", "people", "whole").rows() == [(0.5, 80, True)]
    whole = compare_reached(reached(*single, row("gender", "女", 0.7)), AUDIENCE, NO_FANS)
    assert whole.table.select("class", "share").rows() == [("female", 0.7)]
    assert compare_reached(reached(single[3]), AUDIENCE, NO_FANS) is None


def test_what_fans_lead_to_expect_is_summed_over_the_wanted_classes():
    """Fans of 60 % women; 50 % were reached: ten points less. A class of which no share of fans is known tells nothing."""
    outcomes = pl.DataFrame({"creator_id": ["a"], "reads": [10]})
    creators = pl.DataFrame(
        [{"creator_id": "a", "female_share": 0.6}], schema=tables.empty("creators").schema
    )
    fans = booked_fans(outcomes, creators)
    found = compare_reached(reached(row("gender", "女", 0.5), row("gender", "男", 0.5)), AUDIENCE, fans)
    assert found.wanted.select("expected_share", "difference").rows() == [(0.6, pytest.approx(-0.1))]
    city = compare_reached(reached(row("city_tier", "一线", 0.5)), AUDIENCE, fans).wanted
    assert city["expected_share"].to_list() == [None]


def asked(*rows):
    base = {"parent_comment_id": None, "by_author": False, "ask_link": False, "ask_price": False}
    return pl.DataFrame(
        [base | one for one in rows],
        schema_overrides={"parent_comment_id": pl.String, "by_author": pl.Boolean},
    )


def test_open_questions_are_counted_once_over_all_intents():
    """Three of four that ask stand without a reply; a reply of someone unknown is no question of a reader's."""
    readers = asked(
        {"comment_id": "1", "ask_link": True, "ask_price": True},
        {"comment_id": "2", "ask_link": True},
        {"comment_id": "3", "ask_link": True},
        {"comment_id": "4", "ask_price": True},
        {"comment_id": "5", "ask_link": True, "by_author": None, "parent_comment_id": "2"},
        {"comment_id": "6"},
    )
    words = {"ask_link": Text("link", "链接"), "ask_price": Text("price", "价格")}
    found = unanswered(readers, readers, words)
    assert found.rows() == [
        ("link", "链接", 3, 2, pytest.approx(2 / 3), 4, 3),
        ("price", "价格", 2, 2, 1.0, 4, 3),
    ]
    assert unanswered(readers, readers.tail(1), words).is_empty()
    said = results.voices_findings(pl.DataFrame(), 7, found)
    assert [(one.code, one.n) for one in said] == [("none_emerged", 7), ("unanswered", 4)]
    assert "3 of 4 comments" in said[1].text.en


def test_questions_up_to_the_reports_day_are_listed_with_their_age():
    rows = asked(
        {"comment_id": "1", "ask_link": True, "likes": 1, "day": 9},
        {"comment_id": "2", "ask_link": True, "likes": 5, "day": 10},
        {"comment_id": "3", "ask_link": True, "likes": 9, "day": 11},
        {"comment_id": "4", "ask_link": True, "likes": 1, "day": 4},
    )
    readers = rows.with_columns(
        created_at=pl.Series([datetime(2026, 5, day, 3, tzinfo=UTC) for day in rows["day"]]),
        note_id=pl.Series(["a", "a", "a", "b"]),
        content=pl.col("comment_id"),
    )
    titles = pl.DataFrame({"note_id": ["a"], "title": ["A"]})
    found = open_questions(readers, readers, {"ask_link": Text("link", "链接")}, titles, date(2026, 5, 10))
    assert found.select("content", "note", "likes", "age_days").rows() == [
        ("2", "A", 5, 0),
        ("4", "b", 1, 6),
        ("1", "A", 1, 1),
    ]


def test_twelve_comments_are_examples_and_the_note_with_most_comes_first():
    n = 14
    comments = pl.DataFrame(
        {
            "comment_id": [f"k{k:02}" for k in range(n)],
            "note_id": ["a", *["b"] * (n - 1)],
            "content": [f"话{k}" for k in range(n)],
            "likes": list(range(n)),
            "sentiment": ["positive"] * n,
            "created_at": [datetime(2026, 6, 16, 3, tzinfo=UTC)] * n,
            "why_not": [None] * n,
        },
        schema_overrides={"why_not": pl.String},
    ).with_columns(**{name: pl.lit(value=False) for name in language.intent_names()})
    reader = CommentReader(comments, pl.DataFrame({"note_id": ["a"], "title": ["A"]}))
    notes_side = next(side for side in reader.sides if side.key == "notes")
    assert [(key, name.en) for key, name in notes_side.options] == [("b", "b"), ("a", "A")]
    weeks = next(side for side in reader.sides if side.key == "weeks")
    assert [key for key, _ in weeks.options] == ["2026-06-15"]
    look = reader.look({})
    assert look.examples["likes"].to_list() == list(range(13, 1, -1))
    assert (look.n, look.of) == (14, 14)


# --- a short stretch beside a sale


def test_a_stretch_is_short_among_the_days_that_no_sale_takes():
    """Ten of 28 days are a sale: of the other eighteen seven may be a stretch; the gain of the sale's own days counts for nothing."""
    before, window = 90, 28
    listed = [False] * (before + window)
    listed[before + 18 :] = [True] * 10
    apart = 0.01 * array(*(((k * 7) % 5 - 2) / 2 for k in range(before + window)))
    apart[before + 3 : before + 9] += 1.0
    apart[before + 18 :] += 3.0
    gained = apart[before:].clip(0, None)
    assert _stands_out(apart, gained, before, array(*listed).astype(bool)) is True
    long = apart.copy()
    long[before + 3 : before + 17] = 1.0
    assert _stands_out(long, long[before:].clip(0, None), before, array(*listed).astype(bool)) is False
