"""The first screen's verdict, tiles and budget, at the borders of each sentence."""

from datetime import date

import polars as pl
import pytest

from tests.results.small_tables import CPE, PLAN, notes, plan
from tests.results.test_brought import BRIEF as LEADS
from tests.results.test_brought import clicked, filled
from xhs_workbench import tables
from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.results.bringing.leads import count_leads
from xhs_workbench.results.saying.delivery import left_of_budget, resting_on
from xhs_workbench.results.saying.verdict import first_words
from xhs_workbench.telling import Action, Statement

MET = {**PLAN, "verdict": "met", "value": 5000.0, "completion": 1.25}


def counted(metric, **more):
    return {**PLAN, "metric": metric, "name_en": metric.title(), "name_zh": metric, **more}


def first(brief, table, ranked=None, said=(), **more):
    ranked = notes({}, {}) if ranked is None else ranked
    return first_words(ranked, table, brief, list(said), [], **more)


# --- the sentence


def test_a_young_goal_stands_at_its_share_and_grows(given_brief):
    said = first(given_brief, plan({"verdict": "not_mature"}, CPE)).verdict
    assert said == Text(
        "Saves stand at 75% of target and still grow; 1 of 2 targets met.",
        "「收藏」已完成目标的 75%，仍在增长，2 项目标达成 1 项。",
    )


def test_a_share_known_only_from_below_says_at_least(given_brief):
    assert "reached at least 75%" in first(given_brief, plan({"completion_bound": "at_least"})).verdict.en
    assert "reached at least 75%" in first(given_brief, plan({"n_missing": 1})).verdict.en
    rate = plan({"n_missing": 1, "unit": "rate"})
    assert "reached 75%" in first(given_brief, rate).verdict.en


def test_without_a_goal_among_the_targets_the_notes_are_counted(given_brief):
    assert first(given_brief, plan(CPE)).verdict.en == "1 of 1 target met with 2 notes."
    unknown = plan({"verdict": "unknown"}, CPE)
    assert first(given_brief, unknown).verdict.en == "1 of 1 target met with 2 notes."
    assert first(given_brief, plan(PLAN).clear()).verdict.en == (
        "2 notes published; the brief names no target to judge them by."
    )
    assert first(given_brief, plan({"verdict": "unknown"})).verdict.en == (
        "2 notes published; no target can be checked with these files."
    )


@pytest.mark.parametrize(
    ("n", "said"),
    [(0, ""), (1, ", one only with"), (2, ", two only with"), (3, ", three only with"), (4, ", 4 only with")],
)
def test_targets_that_hang_on_notes_under_check_are_counted_in_words(given_brief, n, said):
    """Each met by 10 of 100 with 20 of the one under check."""
    names = ["reads", "impressions", "saves", "follows"]
    ranked = notes(
        {**dict.fromkeys(names, 90), "creator_id": "a"}, {**dict.fromkeys(names, 20), "creator_id": "b"}
    )
    rows = [
        counted(name, verdict="met", value=110.0, target=100.0 if k < n else 90.0, completion=1.1)
        for k, name in enumerate(names)
    ]
    verdict = first(given_brief, plan(*rows), ranked, suspects=["b"]).verdict.en
    assert f"4 of 4 targets met{said}" in verdict
    assert verdict.endswith(" the note under check." if n else "met.")


def test_a_target_exactly_met_without_them_does_not_hang_on_them():
    """110 less 10 is the 100 promised; less 11 it is not; costs and targets missed hang on nobody."""
    ranked = notes({"reads": 100, "creator_id": "a"}, {"reads": 10, "creator_id": "b"})
    row = counted("reads", verdict="met", value=110.0, target=100.0)
    assert resting_on(plan(row), ranked, ["b"])[0] == []
    assert [one.en for one in resting_on(plan({**row, "target": 100.5}), ranked, ["b"])[0]] == ["reads"]
    assert resting_on(plan({**row, "target": 100.5, "verdict": "close"}), ranked, ["b"])[0] == []
    assert resting_on(plan({**row, "target": 100.5, "unit": "cny"}), ranked, ["b"])[0] == []
    assert resting_on(plan({**row, "metric": "follows", "target": 100.5}), ranked, ["b"])[0] == []
    names, held = resting_on(plan({**row, "target": 100.5}), ranked, ["nobody"])
    assert (names, held.height) == ([], 0)


# --- tiles


def test_the_goal_a_cost_and_what_fell_short_have_the_first_tiles_and_four_are_enough(given_brief):
    rows = (
        counted("impressions", verdict="met"),
        counted("reads", verdict="close"),
        counted("follows", verdict="not_mature"),
        CPE,
        counted("profile_visits", verdict="missed"),
        PLAN,
    )
    assert [tile.definition for tile in first(given_brief, plan(*rows)).tiles] == [
        "saves",
        "cpe",
        "reads",
        "profile_visits",
    ]


@pytest.mark.parametrize(
    ("value", "word", "tone"),
    [
        (5.0, "as targeted", "good"),
        (5.02, "just over", "good"),
        (4.98, "just under", "good"),
        (5.03, "1% over", "good"),
        (4.0, "20% under", "good"),
        (14.99, "200% over", "good"),
    ],
)
def test_a_cost_says_how_far_it_lies_from_its_target(given_brief, value, word, tone):
    [tile] = first(given_brief, plan({**CPE, "value": value, "completion": 5 / value})).tiles
    assert (tile.word.en, tile.tone, tile.done) == (word, tone, None)


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (PLAN, "compact"),
        (CPE, "cny2"),
        (counted("order_value", unit="cny"), "cny"),
        (counted("engagement_rate_by_reads", unit="rate"), "rate"),
        (counted("roi_window", unit="number"), "number"),
    ],
)
def test_a_tiles_figure_has_cents_only_where_it_is_a_price(given_brief, row, kind):
    [tile] = first(given_brief, plan(row)).tiles
    assert tile.kind == kind


def test_a_tile_says_what_its_figure_leaves_out(given_brief):
    """A cost without boosts says so where boosts were bought; a bound says at least or at most."""
    [tile] = first(given_brief, plan(CPE)).tiles
    assert tile.note.en == "boost money left out, what it bought counted"
    none = notes({"boost_cny": 0.0}, {"boost_cny": 0.0})
    assert first(given_brief, plan(CPE), none).tiles[0].note == NOTHING
    whole = given_brief.model_copy(
        update={"definitions": given_brief.definitions.model_copy(update={"money": "quote_fee_boost"})}
    )
    assert first(whole, plan(CPE)).tiles[0].note == NOTHING
    for bound, word in (("at_least", "at least"), ("at_most", "at most")):
        assert first(given_brief, plan({"bound": bound})).tiles[0].note.en == word


def lead_plan(metric, value):
    row = counted(
        metric, unit="cny" if metric == "cost_per_lead" else "count", value=value, target=20.0, verdict="met"
    )
    return plan(row)


def test_leads_say_what_else_was_counted_and_what_all_money_makes_of_their_cost():
    """10 + 2 of 12 forms valid; 2 notes of 500 + 50 + 100 = 1,300 over 10 leads are 130."""
    leads = count_leads(
        filled(
            "leads",
            {**clicked("a", 100, 40.0, 10), "valid_forms": 8},
            {**clicked("b", 90, 20.0, 2), "valid_forms": 2},
        )
    )
    [tile] = first(LEADS, lead_plan("leads", 10.0), leads=leads).tiles
    assert tile.note.en == "valid; 12 with every form"
    [tile] = first(LEADS, lead_plan("cost_per_lead", 6.0), leads=leads).tiles
    assert tile.note.en == "ads alone; all money ¥130.00"
    unpriced = notes({"quote_cny": None}, {})
    assert (
        first(LEADS, lead_plan("cost_per_lead", 6.0), unpriced, leads=leads).tiles[0].note.en
        == "ad money alone"
    )
    same = count_leads(filled("leads", {**clicked("a", 100, 40.0, 10), "valid_forms": 10}))
    assert first(LEADS, lead_plan("leads", 10.0), leads=same).tiles[0].note == NOTHING


@pytest.mark.parametrize(
    ("last", "due"),
    [
        (date(2026, 8, 3), "by 10 Aug"),
        (date(2026, 7, 27), "by 10 Aug"),
        (date(2026, 7, 26), "before the next wave"),
    ],
)
def test_what_ads_that_still_ran_this_week_need_is_due_in_a_week(last, due):
    """Day of the files is 3 August; ads of a week ago count as running, of eight days ago they are over."""
    rows = [clicked("a", 2000, 2000.0, 140), clicked("b", 1000, 1000.0, 10)]
    leads = count_leads(filled("leads", *({**row, "day": last} for row in rows)))
    [action] = first(LEADS, lead_plan("leads", 150.0), leads=leads, as_of=date(2026, 8, 3)).actions
    assert action.by.en == due
    assert first(LEADS, lead_plan("leads", 150.0), leads=leads).actions[0].by.en == "before the next wave"


def test_what_is_advised_anyway_comes_after_the_goal(given_brief):
    own = Action(Text("Do", "做"), NOTHING, NOTHING, NOTHING, "x")
    assert first_words(notes({}), plan(PLAN), given_brief, [], [own]).actions == [own]


# --- also and money


def test_two_things_are_said_beside_the_targets(given_brief):
    said = [Statement(Text(f"Thing {n}", f"事 {n}"), code="x") for n in range(3)]
    plain = given_brief.objective.statement.model_copy(update={"en": "Get saves.", "zh": "提高收藏。"})
    brief = given_brief.model_copy(
        update={"objective": given_brief.objective.model_copy(update={"statement": plain})}
    )
    assert [one.en for one in first(brief, plan(PLAN), said=[None, *said]).also] == ["Thing 0.", "Thing 1."]
    assert first(brief, plan(PLAN)).also == []


def test_a_cost_nobody_knows_is_said_and_what_came_of_the_order(given_brief):
    unpriced = notes({"quote_cny": None, "boost_cny": None}, {"quote_cny": None, "boost_cny": None}).cast(
        {"quote_cny": pl.Float64, "boost_cny": pl.Float64}
    )
    also = first(given_brief, plan(PLAN), unpriced).also
    assert [one.en for one in also[:1]] == ["No file holds a price, so the cost is unknown."]
    assert also[1].en.startswith("2 of 24 notes delivered")
    boosted = unpriced.with_columns(boost_cny=pl.lit(5.0))
    assert not [one for one in first(given_brief, plan(PLAN), boosted).also if "unknown" in one.en]
    unordered = given_brief.model_copy(update={"deliverables": ()})
    assert (
        len(
            [
                one
                for one in first(unordered, plan(PLAN), unpriced).also
                if "price" in one.en or "delivered" in one.en
            ]
        )
        == 1
    )


def test_a_note_without_a_price_makes_the_sum_a_least_one(given_brief):
    some = notes({}, {"quote_cny": None})
    says = first(given_brief, plan(PLAN), some).money.says
    # 500 + twice 50 + twice 100.
    assert says.en.startswith("At least ¥800 spent, ")
    assert says.en.endswith("; 1 note without a price")
    assert says.zh.endswith("；1 篇无报价")


def whole(brief, creators, boosts, production=0.0):
    """A budget of so much for creators, fee included; one note ordered."""
    budget = brief.budget.model_copy(
        update={
            "creators_cny": creators,
            "boost_cny": boosts,
            "production_cny": production,
            "service_fee_rate": 0.0,
        }
    )
    item = brief.deliverables[0].model_copy(update={"count": 1, "tier": "koc", "format": "tutorial"})
    return brief.model_copy(update={"budget": budget, "deliverables": (item,)})


@pytest.mark.parametrize(
    ("creators", "boosts", "production", "why"),
    [
        (600.0, 100.0, 0.0, ""),  # 50 of 700 are under a tenth
        (615.0, 100.0, 0.0, ""),  # 65 of 715
        (630.0, 100.0, 0.0, "quotes came in under budget"),  # 80 of 730, eleven in a hundred
        (550.0, 300.0, 0.0, "fewer boosts were bought"),
        (550.0, 100.0, 200.0, "no file holds production costs"),
        (650.0, 200.0, 0.0, ""),  # 100 and 100: neither line holds most of it
        (650.0, 199.0, 0.0, "quotes came in under budget"),
    ],
)
def test_why_money_is_left_is_said_from_a_tenth_on_where_one_line_holds_most(
    given_brief, creators, boosts, production, why
):
    """One note of 500 + 50 + 100; what is agreed less that is left."""
    came = notes({"tier": "koc"})
    says = first(whole(given_brief, creators, boosts, production), plan(PLAN), came).money.says.en
    assert says == f"¥650 spent, all notes delivered{f'; {why}' if why else ''}"


def test_what_is_left_is_known_once_all_notes_are_out_and_priced(given_brief):
    brief = whole(given_brief, 800.0, 200.0)
    assert left_of_budget(notes({}), brief) == 350.0
    assert left_of_budget(notes({"quote_cny": None}), brief) is None
    assert left_of_budget(notes({}).drop("boost_cny"), brief) is None
    assert left_of_budget(notes({}).head(0), brief) is None
    assert left_of_budget(notes({}), whole(given_brief, 550.0, 100.0)) is None
    assert left_of_budget(notes({}), whole(given_brief, 551.0, 100.0)) == 1.0


def test_files_without_an_order_name_as_much_as_they_hold(given_brief):
    rows = pl.DataFrame({"note_id": ["a", "b"], "creator_id": ["c", None], "likes": [1, None]})
    read = pl.concat([tables.empty("notes"), rows], how="diagonal_relaxed")
    [tile] = first_words(notes({}).clear(), plan(PLAN), given_brief, [], [], read=read).tiles
    assert (tile.value, tile.note) == (2, NOTHING)
    one = read.with_columns(creator_id=pl.lit("c")).head(1)
    said = first_words(notes({}).clear(), plan(PLAN), given_brief, [], [], read=one)
    assert said.verdict.en.startswith("1 note read; none is an order")
    assert said.tiles[0].note.en == "by 1 creator"
