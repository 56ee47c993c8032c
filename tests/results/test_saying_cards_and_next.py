"""Cards of notes, highlights and what to do next, at the borders of what each names."""

from datetime import date

import polars as pl
import pytest

from tests.results.small_tables import PLAN, notes, plan, priced_notes
from tests.results.test_brought import BRIEF as LEADS
from tests.results.test_saying_what_hangs_and_next import judged_of
from xhs_workbench import results
from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.results.saying.best_and_last import note_cards
from xhs_workbench.results.saying.highlights import of_all
from xhs_workbench.results.saying.lineup import (
    about_note,
    alike,
    cost_label,
    price_goal,
    priced_by,
    say_goal,
    say_half,
)

# --- cards


def priced(*costs, **more):
    """Notes of 100 saves and 1,000 reads that cost so much a save, without a boost."""
    return notes(
        *({"saves": 100, "cost_named_cny": 100.0 * each, "boost_cny": 0.0, **more} for each in costs)
    )


def costs_of(cards):
    return [card.figures[0][1] for card in cards]


def test_five_are_called_best_and_three_last_and_none_on_the_middle(given_brief):
    """Thirteen of ¥1 to ¥13: the middle is 7. Of six the three cheapest and the three dearest; of five nothing is said."""
    best, last = note_cards(priced(*range(1, 14)), given_brief)
    assert (costs_of(best), costs_of(last)) == ([1, 2, 3, 4, 5], [13, 12, 11])
    best, last = note_cards(priced(1, 2, 3, 3, 4, 5), given_brief)
    assert (costs_of(best), costs_of(last)) == ([1, 2], [5, 4])
    assert note_cards(priced(1, 2, 3, 4, 5), given_brief) == ([], [])
    assert {card.badge.en for card in best} == {"low cost"}
    assert {card.badge.en for card in last} == {"high cost"}


def test_two_notes_under_check_stand_after_the_last(given_brief):
    frame = priced(*range(1, 14))
    _, last = note_cards(frame, given_brief, checked=["c3", "c4", "c5"])
    assert costs_of(last) == [13, 12, 11, 4, 5]
    assert [card.tone for card in last] == ["bad"] * 3 + [""] * 2


def test_equal_costs_stand_in_the_order_of_their_orders(given_brief):
    best, _ = note_cards(
        priced(2, 2, 9, 9, 9, 9).with_columns(title=pl.col("order_id")).reverse(), given_brief
    )
    assert [card.title for card in best] == ["o0", "o1"]


@pytest.mark.parametrize(
    ("money", "reads", "saves", "why"),
    [
        (300.0, 1000, 100, "It cost less than most notes here."),
        (600.0, 4000, 400, "It drew more reads than most notes here."),
        (600.0, 1000, 400, "It brought more saves per read than most notes here."),
        # Half the money is log 2, three times the reads log 3: log 2 is more than half of log 3.
        (300.0, 3000, 300, "It drew more reads and cost less than most notes here."),
        # Nine tenths of the money are log 1.11, less than half of log 3.
        (540.0, 3000, 300, "It drew more reads than most notes here."),
        # Cheap in spite of fewer readers: only what speaks for it is told.
        (100.0, 500, 50, "It cost less than most notes here."),
    ],
)
def test_a_card_names_what_weighs_at_least_half_as_much_as_the_first_reason(
    given_brief, money, reads, saves, why
):
    """The other six: ¥600 for 1,000 reads and 100 saves."""
    usual = {"cost_named_cny": 600.0, "boost_cny": 0.0, "reads": 1000, "saves": 100}
    frame = notes(*([usual] * 6), {**usual, "cost_named_cny": money, "reads": reads, "saves": saves})
    [best], _ = note_cards(frame, given_brief)
    assert best.why.en == why


def test_a_dear_note_is_explained_from_the_other_side(given_brief):
    usual = {"cost_named_cny": 600.0, "boost_cny": 0.0, "reads": 1000, "saves": 100}
    frame = notes(*([usual] * 6), {**usual, "cost_named_cny": 1200.0, "reads": 300, "saves": 30})
    _, [last] = note_cards(frame, given_brief)
    assert last.why == Text(
        "It drew fewer reads and cost more than most notes here.", "阅读低于多数笔记，费用高于多数笔记。"
    )


def test_impressions_are_priced_by_the_thousand_and_explained_by_their_number(given_brief):
    """¥600 for 20,000 impressions are ¥30 a thousand; with twice as many 15."""
    aim = given_brief.objective.model_copy(update={"kind": "awareness"})
    kpi = given_brief.kpis[0].model_copy(update={"metric": "impressions"})
    brief = given_brief.model_copy(update={"objective": aim, "kpis": (kpi,)})
    usual = {"cost_named_cny": 600.0, "boost_cny": 0.0, "impressions": 20_000}
    frame = notes(*([usual] * 6), {**usual, "impressions": 40_000})
    made, label = price_goal(frame, brief)
    assert made["each"].to_list() == [30.0] * 6 + [15.0]
    assert label == cost_label(Text("impressions", "曝光"), "impressions") == Text("CPM", "CPM")
    [best], _ = note_cards(frame, brief)
    assert best.why.en == "It brought more impressions than most notes here."


def test_a_price_counts_the_boost_where_any_boost_is_known(given_brief):
    """600 + 100 over 60 saves; a boost of unknown cost leaves its note without a price, unless no boost is known at all."""
    assert price_goal(notes({}), given_brief)[0]["each"][0] == pytest.approx(700 / 60)
    some = price_goal(notes({}, {"boost_cny": None}), given_brief)[0]
    assert some["each"].to_list() == [pytest.approx(700 / 60), None]
    none = notes({"boost_cny": None}).cast({"boost_cny": pl.Float64})
    assert price_goal(none, given_brief)[0]["each"].to_list() == [10.0]
    assert price_goal(notes({}).drop("boost_cny"), given_brief)[0]["each"].to_list() == [10.0]
    free = notes({"saves": 0}, {"cost_named_cny": 0.0, "boost_cny": 0.0})
    assert price_goal(free, given_brief)[0]["each"].to_list() == [None, None]


def lead_notes(*leads):
    return notes(*({"goal_leads": n, "goal_sales_cny": None, "goal_buyers": None} for n in leads)).cast(
        {"goal_leads": pl.Int64, "goal_sales_cny": pl.Float64, "goal_buyers": pl.Int64}
    )


@pytest.mark.parametrize(
    ("leads", "column"), [([1] * 6, "goal_leads"), ([1] * 5 + [0], "reads"), ([1] * 5, "reads")]
)
def test_six_notes_with_leads_are_priced_by_them(leads, column):
    assert priced_by(lead_notes(*leads), LEADS)[0] == column


def test_without_a_price_the_notes_with_most_have_cards_and_none_is_last(given_brief):
    """Six notes of 10 to 60 saves, one of none: 60 of 210 are 29 %; the one being checked is left out."""
    frame = notes(*({"saves": 10 * n, "cost_named_cny": None} for n in range(7))).cast(
        {"cost_named_cny": pl.Float64}
    )
    best, last = note_cards(frame, given_brief, ["c5"])
    assert [(card.figures[0][1], card.figures[0][2]) for card in best] == [
        (n, "count") for n in (60, 40, 30, 20, 10)
    ]
    assert best[0].why.en == "29% of what all notes brought."
    assert (best[0].badge.en, last) == ("most", [])


# --- the line-up


@pytest.mark.parametrize(
    ("values", "same"),
    [
        ([100.0, 100.0, 105.0], True),
        ([100.0, 100.0, 105.1], False),
        ([1.0, 1.0], False),
        ([98.0, 100.0, 103.0], True),
        ([-100.0, -100.0, -104.0], True),
    ],
)
def test_figures_are_alike_within_a_twentieth_of_their_middle(values, same):
    assert alike(pl.Series(values)) is same


def test_a_line_up_without_cost_or_reads_is_counted_and_alike_ones_are_one(given_brief):
    frame, label = priced_notes(given_brief, (1.0, 0.09), (2.0, 0.05), (3.0, 0.01))
    said = results.say_lineup(frame, label)
    assert said.caution == NOTHING
    gap = pl.concat([frame, frame.head(1).with_columns(rate=pl.lit(None, pl.Float64))])
    assert results.say_lineup(gap, label).caution.en == "1 note without cost or reads is not counted here."
    two = pl.concat([gap, gap.tail(1)])
    assert results.say_lineup(two, label).caution.en == "2 notes without cost or reads are not counted here."
    same, label = priced_notes(given_brief, *[(2.0, 0.05)] * 3)
    assert (
        results.say_lineup(same, label).says.en
        == "All 3 notes cost and engaged alike: cost per save about ¥2.00, engagement about 5.0%"
    )
    assert results.say_lineup(same, label).caution == NOTHING
    more = pl.concat([same, same.head(1).with_columns(rate=pl.lit(None, pl.Float64))])
    assert results.say_lineup(more, label).caution.en == "1 note without cost or reads is not counted here."
    cost, label = priced_notes(given_brief, (2.0, 0.01), (2.0, 0.05), (2.0, 0.09))
    assert (
        results.say_lineup(cost, label).says.en
        == "Cost per save was about ¥2.00 on all 3 notes; they engaged 1.0% to 9.0%"
    )
    neither, label = priced_notes(given_brief, (1.0, 0.01), (2.0, 0.05), (3.0, 0.09))
    assert results.say_lineup(neither, label).says.en.startswith("No note of the 3 is both cheaper")
    # A note on one of the middles is on neither side.
    edge, label = priced_notes(given_brief, (1.0, 0.05), (2.0, 0.05), (3.0, 0.01), (0.5, 0.09), (2.0, 0.2))
    assert results.say_lineup(edge, label).says.en.startswith(
        "1 of 5 notes cost less and engaged more than the median; 1 the reverse"
    )


@pytest.mark.parametrize(
    ("saves", "said", "named"),
    [
        ([3, 1], "1 note of the 2 brought 75% of all saves", 1),  # 75 is 1.5 times the even 50
        ([74, 26], "No note dominates: the largest brought 74% of all saves", 0),
        ([9, 1, 1, 1, 1, 1, 1, 1, 1], "1 note of the 9 brought 53% of all saves", 1),
        ([10, 1, 1, 1, 1, 1, 1, 1, 1, 1], "1 note brought 53% of all saves", 1),
    ],
)
def test_few_notes_are_said_to_have_brought_most_from_half_as_much_again_as_even(
    given_brief, saves, said, named
):
    ranked = notes(*({"saves": n} for n in saves))
    assert say_half(ranked, given_brief).says.en == said
    column, half, n, name = say_goal(ranked, given_brief)
    assert (column, half.says.en, n, name.en) == ("saves", said, named, "saves")
    assert say_half(notes({"saves": 0}), given_brief) is None


def test_a_note_is_named_by_creator_day_and_format():
    row = {"creator_name": None, "creator_id": "c9", "published_at": date(2026, 5, 6), "format": "tutorial"}
    assert about_note(row).en == "c9 · 6 May · Tutorial"
    assert about_note({"creator_name": "Ann", "published_at": None, "format": None}) == Text("Ann", "Ann")
    assert of_all(Text("leads", "客资"), whole=False).en == "the leads known by note"
    assert of_all(Text("leads", "客资"), whole=True).en == "all leads"


# --- highlights

NO_WORK = pl.DataFrame(schema={"claimed": pl.Boolean, "change": pl.Float64})
NO_SEARCH = pl.DataFrame(schema={"verdict": pl.String, "lift": pl.Float64})
NO_LATE = pl.DataFrame(schema={"note_id": pl.String, "late_share": pl.Float64})


def lights(brief, ranked, suspects=(), work=NO_WORK, search=NO_SEARCH, late=NO_LATE, **more):
    return results.highlight_cards(ranked, brief, suspects, work, search, late, **more)


def found(*changes):
    rows = [
        {
            "family": "kind",
            "level": "kind:video",
            "en": f"W{n}",
            "zh": f"因{n}",
            "claimed": True,
            "change": change,
        }
        for n, change in enumerate(changes)
    ]
    return pl.DataFrame(rows)


def rose(*lifts):
    rows = [
        {"term": f"t{n}", "verdict": "up", "lift": lift, "lift_low": 0.1, "lift_high": 0.6}
        for n, lift in enumerate(lifts)
    ]
    return pl.DataFrame(rows)


def test_what_stands_out_is_the_largest_note_what_worked_what_rose_and_what_came_late(given_brief):
    """Of two choices +50 %, of two terms +40 %; a note of 51 % after day 14, not one of 50 %."""
    ranked = notes({"saves": 60, "note_id": "a"}, {"saves": 20, "note_id": "b"})
    late = pl.DataFrame({"note_id": ["b"], "late_share": [0.51]})
    cards = lights(given_brief, ranked, work=found(0.2, 0.5, -0.9), search=rose(0.2, 0.4), late=late)
    assert [card.clause.en for card in cards] == [
        "Ann's note brought 75% of all saves",
        "w1 drew 50% more interactions",
        "searches for t1 rose about 40%",
        "Ann's note drew 51% of its likes and saves after day 14",
    ]
    said = results.say_highlights(cards).says.en
    assert said == "Ann's note brought 75% of all saves; w1 drew 50% more interactions"
    assert results.say_highlights([]) is None
    half = late.with_columns(late_share=pl.lit(0.5))
    assert len(lights(given_brief, ranked, work=found(0.5), late=half)) == 2
    # One thing is no highlight.
    assert lights(given_brief, ranked) == []
    assert lights(given_brief, ranked, work=found(0.0, -0.5)) == []


def test_the_largest_note_is_praised_only_where_nothing_is_doubted(given_brief):
    ranked = notes({"saves": 60, "note_id": "a"}, {"saves": 20, "note_id": "b"})
    two = {"work": found(0.5), "search": rose(0.4)}
    assert len(lights(given_brief, ranked, **two)) == 3
    assert len(lights(given_brief, ranked, ["c1"], **two)) == 3
    assert len(lights(given_brief, ranked, ["c0"], **two)) == 2
    assert len(lights(given_brief, ranked.head(1), **two)) == 2
    assert len(lights(given_brief, ranked.with_columns(saves=pl.lit(0)), **two)) == 2


def test_a_note_that_brought_most_and_cost_least_has_one_card_and_five_are_enough(given_brief):
    """Six notes of ¥600: most saves are the lowest cost too."""
    rows = [
        {
            "saves": 10 * n,
            "note_id": f"n{n}",
            "creator_name": f"A{n}",
            "cost_named_cny": 600.0,
            "boost_cny": 0.0,
        }
        for n in range(1, 7)
    ]
    cards = lights(given_brief, notes(*rows), work=found(0.5))
    assert (cards[0].badge.en, [kind for _, _, kind in cards[0].figures]) == (
        "most, low cost",
        ["count", "cny2"],
    )
    assert cards[0].clause.en == "A6's note brought 29% of all saves"
    dear = [*rows[:5], {**rows[5], "cost_named_cny": 6000.0}]
    late = pl.DataFrame({"note_id": ["n1"], "late_share": [0.9]})
    cards = lights(
        given_brief, notes(*dear), work=found(0.5), search=rose(0.4), late=late, covers={"n1": "data:x"}
    )
    assert [card.cover for card in cards] == ["data:x", "", "", "", ""]
    assert "A5's cost per save was ¥12.00" in [card.clause.en for card in cards]


# --- what to do next

NO_THEMES = pl.DataFrame(schema={"safety": pl.Boolean, "comments": pl.Int64})
NO_QUESTIONS = pl.DataFrame(schema={"unanswered_all": pl.Int64})
FINE = plan({**PLAN, "verdict": "met", "value": 5000.0, "completion": 1.25})


def todo(brief, judged, table=FINE, ranked=None, themes=NO_THEMES, questions=NO_QUESTIONS, suspects=()):
    ranked = notes({}) if ranked is None else ranked
    found = results.next_actions(judged, ranked, themes, questions, suspects, table, brief, date(2026, 7, 20))
    return [(one.what.en, one.amount.en, one.by.en) for one in found]


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ((), "Add the order report or the plan"),
        (({"advice": "ask"}, {"advice": "wait"}), "Talk to 1 creator before booking again"),
        (({"advice": "wait"}, {}), "Read the results again once every note is old enough"),
        (({},), "Keep to this line-up: no creator stands out"),
    ],
)
def test_where_nothing_presses_one_thing_is_left_to_do(given_brief, rows, what):
    judged = judged_of(*rows) if rows else judged_of({}).clear()
    assert todo(given_brief, judged) == [(what, "", "before the next wave")]


def test_safety_is_read_at_once_and_answers_are_due_in_a_week(given_brief):
    themes = pl.DataFrame({"safety": [True, True, False], "comments": [2, 1, 90]})
    questions = pl.DataFrame({"unanswered_all": [4, 4]})
    found = todo(given_brief, judged_of({}), themes=themes, questions=questions)
    assert found[0] == ("Have quality and legal read the comments on safety", "(3)", "by 21 July")
    assert found[1] == (
        "Answer what is still open, matters of safety first",
        "(4 without a reply in the files)",
        "by 27 July",
    )
    one = todo(
        given_brief,
        judged_of({}),
        themes=themes[1:2],
        questions=questions.with_columns(unanswered_all=pl.lit(1)),
    )
    assert [what for what, _, _ in one] == [
        "Have quality and legal read the comment on safety",
        "Answer the comment if it is still open",
    ]
    none = todo(
        given_brief,
        judged_of({}),
        themes=themes[2:],
        questions=questions.with_columns(unanswered_all=pl.lit(0)),
    )
    assert len(none) == 1


def test_who_is_held_is_held_until_checked_where_that_is_why(given_brief):
    doubt = judged_of({"advice": "not", "reason": "suspect"}, {"advice": "not", "reason": "both"})
    assert ("Hold 2 creators until checked", "", "before booking") in todo(given_brief, doubt)
    assert ("Hold 1 creator for now", "", "before booking") in todo(given_brief, doubt.tail(1))


@pytest.mark.parametrize(
    ("rows", "missing"),
    [
        (({"target": 4000.0, "value": 3999.0, "completion": 0.999, "verdict": "close"},), "1 missing save"),
        (({"target": 4000.0, "value": 3998.4, "completion": 0.999, "verdict": "close"},), "2 missing saves"),
        (
            ({"metric": "reads", "name_en": "Reads", "completion": 0.1}, {}),
            "1,000 missing saves",
        ),  # the goal first
        (
            ({"metric": "reads", "name_en": "Reads", "value": 10.0, "target": 100.0, "completion": 0.1},),
            "90 missing reads",
        ),
        (({"bound": "at_least"},), None),
        (({"unit": "rate"},), None),
        (({"verdict": "not_mature"},), None),
    ],
)
def test_how_many_are_missing_is_agreed_on_where_nobody_is_rebooked(given_brief, rows, missing):
    [(what, _, by), *_] = todo(given_brief, judged_of({}), plan(*rows))
    if missing is None:
        assert "missing" not in what
    else:
        assert (what, by) == (f"Agree how to make up {missing}", "by 27 July")


def test_what_is_left_of_the_budget_may_pay_for_what_is_missing(given_brief):
    """24 notes of ¥650 are ¥15,600 of 61,800, and nobody stands out."""
    ranked = notes(*({} for _ in range(24)))
    assert todo(given_brief, judged_of({}), plan(PLAN), ranked)[0] == (
        "Agree how to make up 1,000 missing saves",
        "(¥46,200 of the budget is left)",
        "by 27 July",
    )


def test_what_rebooking_costs_is_known_where_every_price_is(given_brief):
    again = judged_of({"advice": "rebook"}, {"advice": "rebook"})
    two = notes({"cost_named_cny": 600.0}, {"cost_named_cny": 700.0}, {"cost_named_cny": 900.0})
    assert todo(given_brief, again, ranked=two)[0][:2] == ("Rebook 2 creators", "(about ¥1,300)")
    gap = notes({"cost_named_cny": 600.0}, {"cost_named_cny": None})
    assert todo(given_brief, again, ranked=gap)[0][:2] == ("Rebook 2 creators", "")


def test_the_most_careful_advice_on_a_creator_counts(given_brief):
    """Two notes of one creator, to rebook and to hold: held. Without id and name nobody is advised on."""
    judged = judged_of({"advice": "rebook"}, {"advice": "not"}).with_columns(
        creator_id=pl.lit("c0"), creator_name=pl.lit("N0")
    )
    assert [card.title.en for card in results.advice_cards(judged)] == ["Hold: 1"]
    nobody = judged_of({"advice": "rebook"}).with_columns(
        creator_id=pl.lit(None, pl.String), creator_name=pl.lit(None, pl.String)
    )
    assert results.advice_cards(nobody) == []
    every = judged_of({"advice": "rebook"})
    assert results.say_next(every, pl.DataFrame()).says.en == "Rebook the one creator"
    both = judged_of({"advice": "rebook"}, {"advice": "rebook"})
    assert results.say_next(both, pl.DataFrame()).says.en == "Rebook all 2 creators"
    assert results.say_next(judged_of({}), pl.DataFrame()).says.en.startswith("No creator stands out")
    assert results.say_next(judged_of({}).clear(), pl.DataFrame()) is None


def test_where_money_may_go_is_said_by_the_larger_gain():
    split = pl.DataFrame(
        {"key": ["review", "tutorial", "x"], "move": [True, True, False], "gain": [0.1, 0.3, 0.9]}
    )
    more = results.say_next(judged_of({}), split).more.en
    assert more == "Budget may move towards tutorial and review with personal context."
    assert results.say_next(judged_of({}), split.filter(key="x")).more.en.startswith(
        "There is no clear reason"
    )
