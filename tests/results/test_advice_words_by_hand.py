"""Whom to book again and why, what to learn, and what is said of lifts and of the plan: every border and sentence by hand."""

import polars as pl
import pytest

from tests.results.small_tables import CPE, PLAN, plan
from tests.results.test_results_by_hand import lifts_of
from xhs_workbench.findings import Level
from xhs_workbench.memory import ADVICE
from xhs_workbench.results.attributing.baseline_lift import baseline_findings
from xhs_workbench.results.counting.boost_review import boost_review_findings
from xhs_workbench.results.counting.plan import headline, sum_own_costs
from xhs_workbench.results.learning.next_time import (
    _advice,
    _against_goal,
    _name_first_few,
    _off_goal,
    learnings,
)
from xhs_workbench.results.learning.objective import organic_count


@pytest.mark.parametrize(
    ("better", "says", "advice", "reason", "why"),
    [
        (0.9, "usual", "rebook", "money", "probably brings more saves per yuan than most here, 90% sure"),
        (0.899, "usual", "again", "level", "close to the middle of this campaign"),
        (0.1, "usual", "ask", "money", "probably brings fewer saves per yuan than most here, 90% sure"),
        (0.101, "usual", "again", "level", "close to the middle of this campaign"),
        (
            0.97,
            "above",
            "rebook",
            "both",
            "probably brings more saves per yuan than most here, 95%+ sure; above the creator's own usual",
        ),
        (
            0.05,
            "below",
            "not",
            "both",
            "probably brings fewer saves per yuan than most here, 95% sure; below the creator's own usual",
        ),
        (
            0.95,
            "below",
            "ask",
            "both",
            "probably brings more saves per yuan than most here, 95% sure; below the creator's own usual",
        ),
        (0.5, "below", "ask", "usual", "below the creator's own usual"),
        (0.5, "above", "again", "usual", "above the creator's own usual"),
        (0.5, "few", "again", "level", "few everyday notes to compare with"),
        (
            0.5,
            "own_bounds",
            "again",
            "level",
            "the creator's own notes are known only from below (such as 100+), so no lift can be told",
        ),
        (
            None,
            "bound",
            "ask",
            "unknown",
            "its interactions are known only from below (such as 100+), so neither a lift nor a cost can be told",
        ),
        (None, "usual", "ask", "unknown", "saves unknown, or too few notes to compare"),
        (0.99, "young", "wait", "young", "the note is still growing"),
    ],
)
def test_advice_rests_on_nine_chances_of_ten_and_on_the_creators_own_usual(better, says, advice, reason, why):
    row = {"better": better, "lift_says": says, "cost_named_cny": 100.0}
    assert _advice(row, "saves", suspect=False)[:3] == (advice, reason, why)


@pytest.mark.parametrize(
    ("better", "says", "zh"),
    [
        (0.9, "above", "同样花费带来的收藏很可能多于本次多数达人，把握 90%；高于自身平日"),
        (0.1, "below", "同样花费带来的收藏很可能少于本次多数达人，把握 90%；低于自身平日"),
        (0.5, "few", "可比的日常笔记少"),
    ],
)
def test_advice_says_the_same_in_chinese(better, says, zh):
    row = {"better": better, "lift_says": says, "cost_named_cny": 100.0}
    assert _advice(row, "saves", suspect=False)[3] == zh


def test_a_price_nobody_knows_is_asked_for_and_a_doubt_goes_before_all():
    row = {"better": None, "lift_says": "usual", "cost_named_cny": None}
    assert _advice(row, "saves", suspect=False)[:3] == ("ask", "unpriced", "the price is unknown")
    assert _advice({**row, "lift_says": "young"}, "saves", suspect=True)[:2] == ("not", "suspect")


@pytest.mark.parametrize(
    ("advice", "told"),
    [
        ("rebook", ("ask", "goal", "its leads were expensive; why")),
        ("again", ("ask", "goal", "its leads were expensive")),
        ("ask", ("ask", "money", "why")),
        ("not", ("not", "money", "why")),
    ],
)
def test_nobody_whose_note_did_worse_for_the_goal_is_booked_without_talking(advice, told):
    given = (advice, "money", "why", "因")
    assert _against_goal(given, "dear_clicks")[:3] == told
    assert _against_goal(given, None) == given
    assert _off_goal({"note_id": "n", "goal_standing": None}, {"n": "few_leads"}) == "few_leads"
    assert _off_goal({"note_id": "n", "goal_standing": "level"}, {"n": "few_leads"}) is None
    assert _off_goal({"note_id": None}, {"n": "few_leads"}) is None


def judged(*rows):
    base = {"creator_name": "A", "advice": "rebook", "why_en": "cheap", "why_zh": "便宜"}
    return pl.DataFrame([base | row for row in rows])


def test_four_are_named_and_those_with_one_reason_together():
    rows = judged(
        {"creator_name": "A"},
        {"creator_name": "B", "why_en": "above", "why_zh": "高"},
        {"creator_name": "C"},
        {"creator_name": "D"},
    )
    [said] = _name_first_few(rows, ADVICE["rebook"])
    assert said.en.endswith(": A, C, D (cheap); B (above).")
    assert said.zh.endswith("：A、C、D（便宜）；B（高）。")
    [said] = _name_first_few(pl.concat([rows, rows.head(1)]), ADVICE["rebook"])
    assert said.en.endswith("; B (above); and 1 more.")
    assert said.zh.endswith("；另有 1 位。")


NO_SPLIT = pl.DataFrame(schema={"key": pl.String, "creators_to_test": pl.Int64})
NO_SUSPECT = pl.DataFrame(schema={"creator_name": pl.String})


def worked(*rows):
    base = {
        "level": "kind:video",
        "en": "Video",
        "zh": "视频",
        "change": 0.2,
        "screened": True,
        "claimed": False,
        "notes": 12,
    }
    return pl.DataFrame([base | row for row in rows], schema_overrides={"change": pl.Float64})


def test_what_was_learnt_is_told_in_the_order_of_doing_it():
    """Three features that only passed the screening are tests; those claimed or screened out are none."""
    features = worked(
        *({"en": f"F{n}"} for n in range(4)), {"en": "No", "screened": False}, {"en": "Yes", "claimed": True}
    )
    people = judged(
        {"advice": "not"}, {"advice": "rebook"}, {"advice": "ask"}, {"advice": "rebook"}, {"advice": "again"}
    )
    said = learnings(people, NO_SPLIT, features, NO_SUSPECT)
    assert [(one.code, one.n) for one in said] == [("rebook", 2), ("ask", 1), ("not", 1), *[("test", 12)] * 3]
    assert [one.level for one in said[:3]] == [Level.PASS, Level.REVIEW, Level.REVIEW]
    assert said[3].text.en == "Test: F0 against notes without it."
    sized = pl.DataFrame({"key": ["review"], "creators_to_test": [12]})
    assert learnings(people, sized, features, NO_SUSPECT)[3].text.en == (
        "Test: F0 against notes without it, 12 creators making both."
    )
    [only] = learnings(people.clear(), NO_SPLIT, features.clear(), NO_SUSPECT)
    assert only.text.en.startswith("Test: ask the same creators for two formats each")


# --- the campaign's lift


def said_of(middle, error, growth=0.0, n=5):
    frame = lifts_of(n).with_columns(
        _whole=pl.lit(middle),
        _whole_error=pl.lit(error),
        _growth=pl.lit(growth),
        lift_says=pl.lit("usual"),
        ratio=pl.lit(1.0),
        creator_name=pl.lit("A"),
    )
    return baseline_findings(frame)[0]


def test_a_campaigns_lift_is_said_with_its_side_and_whether_it_is_clear():
    """e^.5 = 1.65, e^−.5 = .61; t(4) = 2.776 errors either way."""
    more, fewer = said_of(0.5, 0.1), said_of(-0.5, 0.1)
    assert "earned 65% more organic interactions than their creators' everyday notes" in more.text.en
    assert "earned 39% fewer organic interactions than" in fewer.text.en
    assert "比同一达人日常笔记同期应有水平高 65%" in more.text.zh
    assert "低 39%" in fewer.text.zh
    assert (more.level, fewer.level) == (Level.PASS, Level.REVIEW)
    assert "no clear difference" not in more.text.en + fewer.text.en
    for unclear in (said_of(0.5, 0.2), said_of(-0.5, 0.2)):
        assert unclear.text.en.endswith("5 notes): no clear difference.")
        assert unclear.level == Level.PASS
        assert unclear.text.zh.endswith("5 篇），差异不明确。")
    assert "不明确" not in more.text.zh + fewer.text.zh
    assert "自身增长" not in more.text.zh
    same = said_of(0.001, 0.2)
    assert "earned about as many organic interactions as their creators'" in same.text.en
    assert "与同一达人日常笔记同期应有水平大致相同" in same.text.zh
    grown = said_of(0.5, 0.1, growth=0.2231436)
    assert grown.text.en.endswith("Their own growth (+25% a year) is allowed for.")
    assert grown.text.zh.endswith("已扣除达人自身增长（每年 +25%）。")


def test_four_notes_that_stand_out_are_named():
    names = [f"n{k}" for k in range(6)]
    frame = lifts_of(6).with_columns(
        creator_name=pl.Series(names), ratio=pl.Series([2.0, 3, 4, 5, 6, 7]), lift_says=pl.lit("above")
    )
    said = baseline_findings(frame)[1]
    assert said.text.en.endswith("(6 of 6 notes): n5 ×7.00, n4 ×6.00, n3 ×5.00, n2 ×4.00.")
    assert said.n == 6


def test_why_no_lift_is_stated():
    few = lifts_of(4).with_columns(lift_says=pl.Series(["usual", "bound", "own_bounds", "usual"]))
    said = baseline_findings(few)[0]
    assert (said.code, said.n) == ("no_baseline", 4)
    assert "only 4 mature notes" in said.text.en
    assert "Of 2 more, the counts are known only from below" in said.text.en
    undated = baseline_findings(lifts_of(5, dated=0.4).with_columns(lift_says=pl.lit("usual")))[0]
    assert (undated.code, undated.n) == ("undated_baseline", 5)


# --- the plan in sentences


def outcomes(*rows):
    base = {
        "mature": True,
        "boost_cny": 0.0,
        "reads_boosted": 0,
        "interactions": 10,
        "reads": 100,
        "creator_name": "A",
        "title": "t",
        "source_file": "f",
        "source_row": 3,
        "note_id": "n",
        "boost_past_stop_cny": None,
        "boost_limit_cny": None,
        "boost_forgone": None,
    }
    kinds = dict.fromkeys(("boost_past_stop_cny", "boost_limit_cny", "boost_forgone"), pl.Float64)
    return pl.DataFrame([base | row for row in rows], schema_overrides=kinds)


NO_GROWTH = pl.DataFrame(schema={"late_share": pl.Float64, "title": pl.String})


def test_targets_met_are_counted_and_those_short_told_the_worst_first(given_brief):
    short = {"metric": "reads", "completion": 0.95, "verdict": "close"}
    said = headline(outcomes({}, {"mature": False}), plan(short, PLAN, CPE), NO_GROWTH, given_brief)
    assert [one.code for one in said] == ["kpis", "kpi_missed", "kpi_missed", "not_mature"]
    assert said[0].text.en == "1 of 3 targets were met with 2 notes."
    assert "75% of what was promised" in said[1].text.en
    assert "95% of what was promised" in said[2].text.en
    assert (said[0].level, said[0].n, said[3].n) == (Level.REVIEW, 2, 1)
    fine = headline(outcomes({}, {"mature": None}), plan(CPE), NO_GROWTH, given_brief)
    assert [(one.code, one.level) for one in fine] == [("kpis", Level.PASS)]
    late = pl.DataFrame({"late_share": [0.9, 0.8, 0.7], "title": ["a", "b", "c"]})
    slow = [
        one.text.en for one in headline(outcomes({}), plan(CPE), late, given_brief) if one.code == "sleeper"
    ]
    assert [("90%" in text, "80%" in text) for text in slow] == [(True, False), (False, True)]
    [none] = headline(outcomes({}).clear(), plan(CPE), NO_GROWTH, given_brief)
    assert (none.code, none.n) == ("nothing_placed", 0)


@pytest.mark.parametrize(
    ("interactions", "boost", "weak"),
    [(4, 300.0, True), (5, 300.0, False), (4, 200.0, True), (4, 199.0, False)],
)
def test_a_boost_of_a_note_half_as_liked_as_the_middle_is_named(given_brief, interactions, boost, weak):
    """Middle rate .1, half is .05; the middle boost is ¥200 where the first had more, else what it had itself."""
    rows = [
        {"interactions": interactions, "boost_cny": boost, "reads_boosted": 9},
        {"boost_cny": 200.0, "reads_boosted": 9},
        {"boost_cny": 200.0, "reads_boosted": 9},
        {},
        {},
    ]
    said = headline(outcomes(*rows), plan(CPE), NO_GROWTH, given_brief)
    assert ("boosted_weak_note" in [one.code for one in said]) is weak
    # Two boosted notes are too few, and a boost without reads is none.
    for without in ({"reads_boosted": 0}, {"boost_cny": 0.0}):
        fewer = [rows[0], rows[1], {**rows[2], **without}]
        assert "boosted_weak_note" not in [
            one.code for one in headline(outcomes(*fewer), plan(CPE), NO_GROWTH, given_brief)
        ]


def test_boosts_stopped_in_time_are_praised_once_a_note():
    limit = {"boost_limit_cny": 4.0, "boost_cny": 100.0}
    stopped = [
        {**limit, "note_id": name, "boost_past_stop_cny": 0.0, "boost_forgone": 0.0}
        for name in ("a", "b", "a")
    ]
    [said] = boost_review_findings(outcomes(*stopped))
    assert (said.code, said.n) == ("boost_stopped_in_time", 2)
    assert "none of ¥200 went to a note past ¥4" in said.text.en
    late = [stopped[0], {**stopped[1], "boost_past_stop_cny": 30.0, "boost_forgone": 2.6}]
    [said] = boost_review_findings(outcomes(*late))
    assert (said.code, said.n) == ("boost_past_stop", 1)
    assert said.text.en == (
        "¥30 of ¥200 boost money went to 1 note after it had passed ¥4 an interaction; at the limit it would have bought 3 more."
    )
    little = [stopped[0], {**late[1], "boost_forgone": 0.4}]
    assert boost_review_findings(outcomes(*little))[0].text.en.endswith("passed ¥4 an interaction.")
    assert boost_review_findings(outcomes({})) == []
    free = outcomes({**limit, "boost_cny": 0.0, "boost_past_stop_cny": 0.0})
    assert boost_review_findings(free) == []


def test_a_margin_of_nothing_asked_is_no_share():
    notes = pl.DataFrame({"quote_cny": [0.0], "own_cost_cny": [10.0], "own_margin_cny": [-10.0]})
    assert sum_own_costs(notes)["own_margin_share"].to_list() == [None]


def test_a_count_without_its_paid_part(given_brief):
    """Reads: 100 less 30; never below 0; saves as the organic part of all: 5 of 20 interactions leave a quarter of 8."""
    notes = pl.DataFrame(
        {
            "reads": [100, 10, 5, None],
            "reads_boosted": [30, 30, None, 1],
            "saves": [8, 8, 8, 8],
            "organic": [5.0, 0.0, None, 20.0],
            "likes": [12, 0, 0, 12],
            "comments": [0, -8, 0, 0],
            "shares": [0, 0, 0, 0],
            "follows": [0, 0, 0, 0],
        }
    )
    assert organic_count(notes, "reads", given_brief).to_list() == [70, 0, 5, None]
    assert organic_count(notes.drop("reads_boosted"), "reads", given_brief).to_list() == [100, 10, 5, None]
    assert organic_count(notes, "saves", given_brief).to_list() == [2.0, 8.0, None, 8.0]
    assert organic_count(notes, given_brief.definitions.interactions, given_brief).to_list() == [
        5.0,
        0.0,
        None,
        20.0,
    ]
