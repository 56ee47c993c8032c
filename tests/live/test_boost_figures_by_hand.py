"""What a tranche is worth, who gets it and what the plan says of it, where every figure can be worked out on paper.

A rate of which nothing but its mean μ is known (a gamma of shape 1) has P(m < c) = 1 − e^(−c/μ) and E(m − c)⁺ = μ e^(−c/μ).
At a CPM of ¥50 a yuan buys 20 impressions: a rate of .01 an impression is .2 interactions a yuan.
"""

from datetime import date
from math import exp, log

import numpy as np
import polars as pl
import pytest

from tests.live.test_boost_arithmetic import FOREVER, give, known, row_of
from tests.live.test_boosting import DAY, bought, brief, notes_of, on, paid_of, plan_of  # noqa: F401
from xhs_workbench import live
from xhs_workbench.live.spending import boosting
from xhs_workbench.live.spending.boost_reasons import boost_findings
from xhs_workbench.live.spending.boost_spending import SPENDING, money_left, spending_findings

UNSURE = ([1.0], [100.0])
"""Shape and inverse scale of a rate of .01 that may as well be anything: .2 a yuan, exponential."""


@pytest.mark.parametrize(
    ("scale", "least", "left", "worth"),
    [
        # ¥100 bring 20 and settle 2,000 / 2,100 of the rate.
        # Needed .2: E(m − .2)⁺ = .2/e, for the ¥900 that follow.
        (FOREVER, 0.2, 1000.0, 20 + 2000 / 2100 * 0.2 * exp(-1) * 900),
        # Needed .1, so the mean pays by itself: only E(m − .1)⁺ above .1 is luck.
        (FOREVER, 0.1, 1000.0, 20 + 2000 / 2100 * (0.2 * exp(-0.5) - 0.1) * 900),
        # Needed .3: the mean does not pay, and what it lacks is no luck.
        (FOREVER, 0.3, 1000.0, 20 + 2000 / 2100 * 0.2 * exp(-1.5) * 900),
        # Nothing follows a last tranche, nor half of one.
        (FOREVER, 0.2, 100.0, 20),
        (FOREVER, 0.2, 50.0, 20),
        # Scale ¥100: 63.2 of ¥100 reach new readers, .0736 a yuan is left after them,
        # and at most the scale follows.
        (
            100.0,
            0.2 * exp(-1),
            1000.0,
            20 * (1 - exp(-1)) + 2000 * (1 - exp(-1)) / (2000 * (1 - exp(-1)) + 100) * 0.2 * exp(-2) * 100,
        ),
    ],
)
def test_a_tranche_is_worth_what_it_brings_and_what_it_teaches(scale, least, left, worth):
    found = boosting._worth(known(*UNSURE, scale=scale), np.zeros(1), 100.0, least, left)
    assert found.tolist() == pytest.approx([worth])


@pytest.mark.parametrize(
    ("spent", "money", "tranche", "may", "last"),
    [
        # .4 and .2 a yuan at first, scale ¥100. The first ¥100 on each bring 25.3 and 12.6,
        # the second on the better 9.3.
        ([0, 0], 300.0, 100.0, [True, True], 0.4 * (exp(-1) - exp(-2))),
        ([0, 0], 299.0, 100.0, [True, True], 0.2 * (1 - exp(-1))),
        ([0, 0], 100.0, 100.0, [True, True], 0.4 * (1 - exp(-1))),
        ([0, 0], 99.0, 100.0, [True, True], 0.0),
        ([0, 0], 200.0, 100.0, [False, True], 0.2 * (exp(-1) - exp(-2))),
        ([0, 100], 100.0, 100.0, [False, True], 0.2 * (exp(-1) - exp(-2))),
        # .3 / .1 is a little less than 3 in a computer, and three tranches in a plan.
        ([0, 0], 0.3, 0.1, [True, False], 0.4 * (exp(-0.002) - exp(-0.003)) * 1000),
        # Of two hundred tranches a hundred steps of two are taken.
        ([0, 0], 100.0, 0.5, [True, False], 0.4 * (exp(-0.99) - exp(-1)) * 100),
        ([0, 0], 100.0, 1.25, [True, False], 0.4 * (exp(-0.9875) - exp(-1)) * 80),
    ],
)
def test_what_the_last_of_the_money_would_bring(spent, money, tranche, may, last):
    sure = known([20e6, 10e6], [1e9, 1e9], scale=100.0)
    found = boosting._last_yield(sure, np.array(spent), money, tranche, np.array(may))
    assert found == pytest.approx(last)


def test_a_trial_goes_on_while_enough_money_is_left_to_use_what_it_teaches():
    """.2 a yuan, .25 asked: a tranche pays while 20 + 2000/2100 · .2 e^(−1.25) · follows ≥ 25: with ¥92 behind it.

    Of ¥1,000 the ninth tranche has ¥100 behind it, the tenth nothing.
    """
    greedy, trial = give(known(*UNSURE), 1000, target=4.0)
    assert (greedy.tolist(), trial.tolist()) == ([800], [100])


def test_what_is_learnt_is_worth_more_where_the_last_money_finds_nothing_better():
    """¥200 for a sure .2 beside an unsure .19. The last yuan elsewhere brings .2: knowing the second is worth

    19 + 2000/2100 · .19 e^(−.2/.19) · 100 = 25.3. So it goes first, and out first.
    """
    both = known([2e7, 1.0], [2e9, 20 / 0.19])
    assert np.add(*give(both, 200, target=1e9)).tolist() == [100, 100]
    asked = {"budget_cny": 200.0, "tranche_cny": 100.0}
    planned = np.full(2, 100.0)
    assert boosting.release(both, np.zeros(2), planned, target_cny=1e9, **asked).tolist() == [0, 100]
    # ¥3.33 ask for .3: worth 19 + 2000/2100 · .19 e^(−.3/.19) · 100 = 22.7, still before what is sure.
    assert boosting.release(both, np.zeros(2), planned, target_cny=1 / 0.3, **asked).tolist() == [0, 100]
    # ¥.2 an interaction ask for 5 a yuan, which no luck brings: what is sure goes first.
    assert boosting.release(both, np.zeros(2), planned, target_cny=0.2, **asked).tolist() == [100, 0]


def test_a_little_of_a_tranche_goes_out_and_nothing_of_nothing():
    sure = known([1e7, 3e7], [1e9] * 2)
    asked = {"budget_cny": 8000.0, "tranche_cny": 100.0, "target_cny": 1e9}
    assert boosting.release(sure, np.zeros(2), np.array([0.5, 0.0]), **asked).tolist() == [0.5, 0]
    assert boosting.release(sure, np.zeros(2), np.zeros(2), **asked).tolist() == [0, 0]
    # One tranche is out today: the better note, which the plan leaves out, does not take its place.
    asked["budget_cny"] = 100.0
    assert boosting.release(sure, np.zeros(2), np.array([100.0, 0.0]), **asked).tolist() == [100, 0]


def test_a_fifth_that_a_computer_holds_a_little_short_is_a_fifth():
    """21.5 / 5 / .1 is 42.99999999999999 there: 43 of 50 notes."""
    asked = {"budget_cny": 21.5, "tranche_cny": 0.1, "target_cny": 1e9}
    today = boosting.release(known([1e7] * 50, [1e9] * 50), np.zeros(50), np.full(50, 0.1), **asked)
    assert today.tolist() == [0.1] * 43 + [0] * 7


def test_a_tranche_that_brings_just_what_is_asked_pays():
    """¥100 at ¥5 each have to bring 20, and 20 is enough."""
    assert boosting._still_pays(np.array([20.0, 19.99]), 100.0, 5.0).tolist() == [True, False]


def test_no_notes_get_no_money():
    none = known([], [])
    assert [part.tolist() for part in give(none, 1000)] == [[], []]
    asked = {"budget_cny": 21.5, "tranche_cny": 0.1, "target_cny": 1e9}
    assert boosting.release(none, np.zeros(0), np.zeros(0), **asked).tolist() == []


# What is known of each note.


def test_a_row_that_lacks_a_figure_makes_no_price_and_no_rate():
    """A price is made of rows with money and impressions, a rate of rows with both counts; all money is money spent."""
    paid = paid_of(
        ("juguang", on(7), "c", 100.0, 2000, 5),
        ("shutiao", on(8), "c", 70.0, None, 7),
        ("juguang", on(9), "c", None, 4000, 9),
        ("juguang", on(10), "c", 0.5, 100, None),
        ("juguang", on(11), "c", 0.25, 10, 1),
    )
    row = row_of(notes_of(), paid, "c")
    # 2,000 + 100 + 10 with a price; ¥100.75 for them.
    assert row["cpm_cny"] == pytest.approx(100.75 / 2110 * 1000)
    # With both counts: 2,000 + 4,000 + 10 and 5 + 9 + 1; the money known of them is 100.25.
    assert (row["paid_impressions"], row["paid_interactions"], row["counted_cny"]) == (6010, 15, 100.25)
    assert (row["organic_impressions"], row["organic_interactions"]) == (13_990, 25)
    assert row["spend_cny"] == 170.75
    assert [tuple(tranche.values()) for tranche in row["tranches"]] == [
        (0, 100, 2000, 5),
        (100, 70, 0, 0),
        (170, 0, 0, 0),
        (170, 0.5, 0, 0),
        (170.5, 0.25, 10, 1),
    ]


def test_a_note_without_a_paid_row_has_spent_nothing_and_keeps_its_counts():
    row = row_of(notes_of(), paid_of(("juguang", DAY, "b", 10.0, 1000, 1)), "a")
    names = ("spend_cny", "counted_cny", "paid_impressions", "paid_interactions")
    assert [row[name] for name in names] == [0, 0, 0, 0]
    assert (row["organic_impressions"], row["organic_interactions"]) == (20_000, 250)
    assert row["cpm_cny"] == pytest.approx(10)


def test_a_known_price_is_taken_before_the_one_given_and_the_one_given_where_none_is_known():
    a_thousand, no_price = (paid_of(("juguang", DAY, "b", cost, 1000, 1)) for cost in (10.0, None))
    assert row_of(notes_of(), a_thousand, "a", cpm=30.0)["cpm_cny"] == pytest.approx(10)
    assert row_of(notes_of(), no_price, "a", cpm=30.0)["cpm_cny"] == 30
    assert row_of(notes_of(), no_price, "b")["cpm_cny"] is None


def test_the_day_itself_counts_and_the_next_does_not():
    paid = paid_of(("juguang", DAY, "b", 10.0, 1000, 1), ("juguang", on(21), "b", 500.0, 1000, 1))
    assert row_of(notes_of(), paid, "b")["spend_cny"] == 10
    assert live.sum_spending(paid, notes_of(), DAY).rows() == [("juguang", 10.0, 0.0, 1, 0)]


@pytest.mark.parametrize(("summed", "interactions"), [(321, 321), (None, None)])
def test_a_part_that_is_only_a_bound_is_not_added_up(summed, interactions):
    """Likes of 250+ are no 250: the file's own sum counts where it gives one, else nothing is known."""
    notes = notes_of("a").with_columns(
        likes_censored=pl.lit(value=True), interactions=pl.lit(summed, dtype=pl.Int64)
    )
    row = row_of(notes, paid_of(("juguang", DAY, "z", 1.0, 1000, 1)), "a")
    assert row["organic_interactions"] == interactions


def test_parts_go_before_the_sum_a_file_gives():
    notes = notes_of("a").with_columns(interactions=pl.lit(999, dtype=pl.Int64))
    assert row_of(notes, paid_of(("juguang", DAY, "z", 1.0, 1000, 1)), "a")["organic_interactions"] == 250


# The plan, over responses that are known.


def evidence_of(*notes):
    """Rows of `gather_evidence`; a note that says nothing is five days old, with 100 of 10,000 at a CPM of ¥50."""
    usual = {
        "title": None,
        "creator_name": None,
        "age_days": 5,
        "organic_impressions": 10_000,
        "organic_interactions": 100,
        "spend_cny": 0.0,
        "cpm_cny": 50.0,
        "tranches": [],
    }
    tranche = pl.Struct(dict.fromkeys(("before_cny", "money_cny", "shown", "bought"), pl.Float64))
    kinds = {
        "note_id": pl.String,
        "title": pl.String,
        "creator_name": pl.String,
        "age_days": pl.Int64,
        "organic_impressions": pl.Int64,
        "organic_interactions": pl.Int64,
        "spend_cny": pl.Float64,
        "cpm_cny": pl.Float64,
        "tranches": pl.List(tranche),
    }
    rows = [{"note_id": "abcdefgh"[at], **usual, **note} for at, note in enumerate(notes)]
    return pl.DataFrame(rows, schema=kinds)


def spent_of(*rows):
    return pl.DataFrame(list(rows), schema=SPENDING, orient="row")


@pytest.fixture
def planned(monkeypatch, brief):  # noqa: F811
    """Plan over responses that are given, in tranches of ¥100 and at ¥5 an interaction, with so much money."""
    monkeypatch.delenv("XHS_WORKED_OUT", raising=False)

    def plan(response, evidence, money=100.0, tranche=100.0, target=5.0, paused=None):
        monkeypatch.setattr(boosting, "learn", lambda *given, **named: response)
        allowed = brief.model_copy(update={"budget": brief.budget.model_copy(update={"boost_cny": money})})
        return boosting.plan_boosts(
            evidence, spent_of(), allowed, tranche_cny=tranche, target_cpe_cny=target, paused=paused
        )

    return plan


SURE, WORN = 1e9, 100.0


@pytest.mark.parametrize(
    ("note", "rate", "scale", "said"),
    [
        # ¥100 buy 2,000 impressions and have to bring 20: .0101 an impression bring 20.2, .0099 bring 19.8.
        ({}, 0.0101, FOREVER, ("try", ["never_tried"])),
        ({}, 0.0099, FOREVER, ("stop", ["below_target"])),
        ({"spend_cny": 200.0}, 0.0101, FOREVER, ("boost", ["brings_most"])),
        # Scale ¥100: the first ¥100 of a rate of .02 bring 25.3, the second 9.3.
        ({}, 0.020, WORN, ("try", ["never_tried"])),
        ({"spend_cny": 100.0}, 0.020, WORN, ("stop", ["saturated"])),
        # Rate .015: the first brought 19 already.
        ({"spend_cny": 100.0}, 0.015, WORN, ("stop", ["below_target"])),
        # On its first day nothing is released; a boost that does not pay is stopped all the same.
        ({"age_days": 0}, 0.0101, FOREVER, ("hold", ["too_young"])),
        ({"age_days": 0}, 0.0099, FOREVER, ("hold", ["too_young"])),
        ({"age_days": 0, "spend_cny": 0.5}, 0.0101, FOREVER, ("hold", ["too_young"])),
        ({"age_days": 0, "spend_cny": 0.5}, 0.0099, FOREVER, ("stop", ["below_target"])),
        ({"age_days": 1}, 0.0101, FOREVER, ("try", ["never_tried"])),
    ],
)
def test_what_is_decided_of_one_note_and_why(planned, note, rate, scale, said):
    plan = planned(known([rate * SURE], [SURE], scale=scale), evidence_of(note))
    row = plan.row(0, named=True)
    assert (row["decision"], row["reasons"]) == said
    given = 100 if said[0] in ("try", "boost") else 0
    assert (row["now_cny"], row["planned_cny"]) == (given, given)


def test_the_figures_of_a_note_whose_rate_may_be_anything(planned):
    """.2 a yuan: ¥100 bring 20, nine times in ten between −20 ln .95 and −20 ln .05. ¥5 ask for .2: missed with 1 − 1/e."""
    row = planned(known(*UNSURE), evidence_of({})).row(0, named=True)
    assert row["gain"] == pytest.approx(20)
    assert row["gain_low"] == pytest.approx(-20 * log(0.95))
    assert row["gain_high"] == pytest.approx(-20 * log(0.05))
    assert row["next_cpe_cny"] == pytest.approx(5)
    assert row["too_dear"] == pytest.approx(1 - exp(-1))


def test_the_figures_are_those_of_the_next_tranche(planned):
    """After ¥100 at a scale of ¥100, .2/e a yuan is left: ¥100 bring 20 (1/e − 1/e²), and .2 is missed with 1 − e^(−e)."""
    row = planned(known(*UNSURE, scale=100.0), evidence_of({"spend_cny": 100.0})).row(0, named=True)
    assert row["gain"] == pytest.approx(20 * (exp(-1) - exp(-2)))
    assert row["next_cpe_cny"] == pytest.approx(5 * exp(1))
    assert row["too_dear"] == pytest.approx(1 - exp(-exp(1)))


def test_where_nobody_is_left_an_interaction_costs_a_sum_and_not_infinity(planned):
    row = planned(known(*UNSURE, scale=1.0), evidence_of({"spend_cny": 1e6})).row(0, named=True)
    assert row["next_cpe_cny"] == 1e12


def test_a_note_is_tried_for_what_it_teaches_even_with_one_yuan(planned, brief):  # noqa: F811
    """.2 a yuan, .25 asked. ¥1 shows 20 of 120: worth .2 + 20/120 · .2 e^(−1.25) · follows ≥ .25 with ¥5.24 behind it.

    Of ¥7 the first yuan has six behind it, the second five.
    """
    plan = planned(known(*UNSURE), evidence_of({}), money=7.0, tranche=1.0, target=4.0)
    row = plan.row(0, named=True)
    assert (row["decision"], row["reasons"], row["planned_cny"], row["now_cny"]) == (
        "try",
        ["never_tried"],
        1,
        1,
    )
    said = boost_findings(plan, spent_of(), brief)[0]
    assert said.text.en.startswith("Release ¥1 today for 1 note: ¥1 “a”. ")


def test_a_yuan_that_waits_is_in_the_plan(planned):
    """Scale ¥1: a first yuan brings .253 and ¥5 ask for .2, a second does not. One of two notes alike goes first."""
    plan = planned(known([20e6] * 2, [1e9] * 2, scale=1.0), evidence_of({}, {}), money=3.0, tranche=1.0)
    assert plan["planned_cny"].to_list() == [1, 1]
    assert plan["now_cny"].to_list() == [1, 0]
    assert plan["reasons"].to_list() == [["never_tried"], ["day_by_day"]]


def test_who_has_no_figures_of_his_own_hears_which_are_missing(planned):
    """Only the first has all; one own impression is enough to say that the rest is missing, none is not."""
    notes = evidence_of(
        {"organic_impressions": 1},
        {"organic_impressions": 0},
        {"organic_impressions": None},
        {"organic_impressions": 1, "cpm_cny": None},
        {"organic_impressions": 1, "organic_interactions": None},
        {"organic_impressions": 0, "organic_interactions": None, "cpm_cny": None},
        {"organic_impressions": 0},
    )
    plan = planned(known([0.03 * SURE], [SURE]), notes, paused={"g": ["by_hand"]})
    said = {row["note_id"]: (row["decision"], *row["reasons"]) for row in plan.iter_rows(named=True)}
    assert said == {
        "a": ("try", "never_tried"),
        "b": ("unknown", "not_shown"),
        "c": ("unknown", "not_shown"),
        "d": ("unknown", "no_cpm"),
        "e": ("unknown", "not_counted"),
        "f": ("unknown", "not_shown"),
        "g": ("paused", "by_hand"),
    }
    rest = plan.slice(1)
    assert rest["now_cny"].to_list() == rest["planned_cny"].to_list() == [0.0] * 6
    assert rest["gain"].null_count() == 6


def test_a_plan_of_nothing_has_the_columns_of_a_plan(planned):
    full = planned(known([0.03 * SURE], [SURE]), evidence_of({}))
    empty = planned(known([], []), evidence_of({"organic_impressions": 0}))
    assert empty.height == 0
    assert dict(empty.schema) == dict(full.schema)


def test_without_a_limit_the_briefs_holds_and_without_that_there_is_no_plan(brief):  # noqa: F811
    """The demo's own limit is ¥12. Without it a bought interaction may cost what any may; it has no such target either."""
    notes, nothing = notes_of(), bought().clear()
    known_notes = live.gather_evidence(notes, nothing, DAY, 50.0)
    asked = {"tranche_cny": 300}
    given = live.plan_boosts(known_notes, spent_of(), brief, target_cpe_cny=12.0, **asked)
    assert live.plan_boosts(known_notes, spent_of(), brief, **asked).equals(given)
    assert not live.plan_boosts(known_notes, spent_of(), brief, target_cpe_cny=40.0, **asked).equals(given)
    budget = brief.budget.model_copy(update={"boost_target_cpe_cny": None})
    free = brief.model_copy(update={"budget": budget, "kpis": ()})
    assert live.plan_boosts(known_notes, spent_of(), free, **asked).is_empty()


def test_what_is_learnt_from(monkeypatch, brief):  # noqa: F811
    """Organic counts, each day with money by note and in time, prices, and the tranche as the least reach."""
    heard = {}

    def learn(organic, shown, tranches, cpm, least_reach):
        heard.update(organic=organic, shown=shown, cpm=cpm, tranches=tranches, least=least_reach)
        return known([0.03 * SURE] * 2, [SURE] * 2)

    monkeypatch.delenv("XHS_WORKED_OUT", raising=False)
    monkeypatch.setattr(boosting, "learn", learn)
    days = [
        {"before_cny": 0.0, "money_cny": 40.0, "shown": 800.0, "bought": 2.0},
        {"before_cny": 40.0, "money_cny": 0.0, "shown": 0.0, "bought": 0.0},
        {"before_cny": 40.0, "money_cny": 0.5, "shown": 0.0, "bought": 0.0},
    ]
    notes = evidence_of(
        {"organic_impressions": 0},
        {"organic_impressions": 7000, "organic_interactions": 70, "cpm_cny": 30.0},
        {"tranches": days},
    )
    boosting.plan_boosts(notes, spent_of(), brief, tranche_cny=300, target_cpe_cny=5.0)
    assert (heard["organic"].tolist(), heard["shown"].tolist()) == ([70, 100], [7000, 10_000])
    assert (heard["cpm"].tolist(), heard["least"]) == ([30, 50], 300)
    seen = heard["tranches"]
    assert (seen.note.tolist(), seen.spent_before.tolist(), seen.money.tolist()) == (
        [1, 1],
        [0, 40],
        [40, 0.5],
    )
    assert (seen.shown.tolist(), seen.bought.tolist()) == ([800, 0], [2, 0])


# What was spent, and the sentences.


def test_nothing_is_left_of_a_budget_that_is_overspent(brief):  # noqa: F811
    """Of ¥9,000: ¥2,000 and ¥1,500 leave 5,500; 8,000 and 1,000 nothing; more than that nothing either."""
    for one, two, left in ((2000.0, 1500.0, 5500), (8000.0, 1000.0, 0), (8000.0, 1003.0, 0)):
        assert money_left(spent_of(("juguang", one, 0, 1, 0), ("other", two, 0, 1, 0)), brief) == left


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ([], ["no_boost_spending"]),
        ([("juguang", 9000.0, 0.0, 1, 0)], []),
        ([("juguang", 9000.5, 0.0, 1, 0)], ["boost_overspent"]),
        ([("juguang", 10.0, 0.5, 1, 0)], ["boost_unplaced"]),
        ([("juguang", 10.0, 0.0, 2, 1)], ["boost_unpriced"]),
        (
            [("juguang", 9000.0, 0.0, 2, 1), ("other", 1.0, 0.5, 2, 0)],
            ["boost_overspent", "boost_unplaced", "boost_unpriced"],
        ),
    ],
)
def test_what_makes_the_sum_spent_uncertain_is_said_and_nothing_else(brief, rows, codes):  # noqa: F811
    assert [finding.code for finding in spending_findings(spent_of(*rows), brief)] == codes


def test_rows_without_a_price_are_counted_over_all_platforms(brief):  # noqa: F811
    found = spending_findings(spent_of(("juguang", 300.0, 0, 5, 2), ("shutiao", 50.0, 0, 4, 1)), brief)
    assert [(finding.code, finding.n) for finding in found] == [("boost_unpriced", 3)]
    assert found[0].text.en == "3 of 9 paid rows have no spend, so at least ¥350 were spent."
    assert found[0].text.zh == "9 行投流数据中有 3 行缺消耗，已花金额至少为 ¥350。"


def plan_rows(*rows):
    """Rows of a plan by what its sentences are made of: note, decision, spent, now, cost of the next, chance that it is too dear."""
    names = ("note_id", "decision", "spend_cny", "now_cny", "next_cpe_cny", "too_dear")
    return pl.DataFrame(list(rows), schema=names, orient="row").with_columns(
        title=pl.lit(None, pl.String), creator_name=pl.lit(None, pl.String)
    )


CALM = ("juguang", 1000.0, 0.0, 1, 0)


def test_money_for_today_is_summed_named_and_counted(brief):  # noqa: F811
    rows = [
        (note, "boost", 10.0, money, 5.0, 0.5)
        for note, money in zip("abcdef", (9, 8, 7, 6, 5, 0.5), strict=True)
    ]
    five, six = (
        boost_findings(plan_rows(*rows[:n], ("z", "hold", 0.0, 0.0, 5.0, 0.5)), spent_of(CALM), brief)
        for n in (5, 6)
    )
    assert [(f.code, f.n) for f in (*five, *six)] == [("boost_now", 5), ("boost_now", 6)]
    named = "¥9 “a”; ¥8 “b”; ¥7 “c”; ¥6 “d”; ¥5 “e”"
    left = "¥8,000 of the boost budget of ¥9,000 is left."
    assert five[0].text.en == f"Release ¥35 today for 5 notes: {named}. {left}"
    assert six[0].text.en == f"Release ¥36 today for 6 notes: {named}; and 1 more. {left}"
    assert six[0].text.zh == (
        "今天为 6 篇追加投放 ¥36：《a》¥9；《b》¥8；《c》¥7；《d》¥6；《e》¥5；另有 1 篇。投流预算 ¥9,000 还剩 ¥8,000。"
    )


def test_a_day_without_money_says_so_of_no_note(brief):  # noqa: F811
    found = boost_findings(plan_rows(("a", "hold", 10.0, 0.0, 5.0, 0.5)), spent_of(CALM), brief)
    assert [(f.code, f.n) for f in found] == [("boost_now", 0)]
    assert found[0].text.en == "Release nothing today; ¥8,000 of the boost budget of ¥9,000 is left."


def test_only_a_boost_that_runs_is_stopped_by_a_sentence(brief):  # noqa: F811
    found = boost_findings(
        plan_rows(
            ("a", "stop", 1234.0, 0.0, 15.25, 0.876),
            ("b", "stop", 0.0, 0.0, 15.0, 0.9),
            ("c", "hold", 500.0, 0.0, 15.0, 0.9),
            ("d", "stop", 0.5, 0.0, 20.0, 0.9),
        ),
        spent_of(CALM),
        brief,
    )
    stops = [f.text for f in found if f.code == "stop_boost"]
    assert len(stops) == 2
    assert stops[0].en == (
        "Stop boosting “a”: after ¥1,234 the next interaction costs about ¥15.2, above the target with 88% probability."
    )
    assert stops[0].zh == "停止投放《a》：已花 ¥1,234，再多一次互动约需 ¥15.2，高于目标的概率 88%。"
    assert "“d”" in stops[1].en


def test_pauses_of_notes_that_are_not_out_are_counted_and_three_named(brief):  # noqa: F811
    plan = plan_rows(("a", "paused", 0.0, 0.0, 5.0, 0.5), ("b", "hold", 0.0, 0.0, 5.0, 0.5))
    found = boost_findings(plan, spent_of(CALM), brief, ["z", "a", "y", "x", "w", "z"])
    assert [(f.code, f.n) for f in found] == [("boost_now", 0), ("paused_unknown", 4)]
    assert found[1].text.en == "4 of the paused notes are not among those out today: w, x, y."
    assert [f.code for f in boost_findings(plan, spent_of(CALM), brief, ["a", "b"])] == ["boost_now"]


def test_a_plan_of_nothing_still_says_what_was_spent_where_anything_was(brief):  # noqa: F811
    nothing, over = plan_rows(), ("juguang", 9001.0, 0.0, 1, 0)
    assert [f.code for f in boost_findings(nothing, spent_of(), brief)] == ["no_boost_plan"]
    assert [f.code for f in boost_findings(nothing, spent_of(over), brief)] == [
        "no_boost_plan",
        "boost_overspent",
    ]


@pytest.mark.parametrize(("day", "platform"), [(date(2026, 5, 20), "juguang"), (None, "other")])
def test_spend_on_no_note_is_spend_all_the_same(day, platform):
    paid = paid_of(
        (platform if day else None, day, None, 40.0, 1, 1), (platform if day else None, day, "a", 2.0, 1, 1)
    )
    assert live.sum_spending(paid, notes_of(), DAY).rows() == [(platform, 42.0, 40.0, 2, 0)]
