"""Boosting, number by number: every figure is worked out by hand in the comment above it."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from tests.live.test_boosting import DAY, brief, notes_of, paid_of  # noqa: F401
from xhs_workbench import live
from xhs_workbench.live.spending.boosting import allocate, release
from xhs_workbench.statistics.response import Response

FOREVER = 1e12
"""A scale so far away that a thousand yuan do not wear a note out."""


def known(shape, per, scale=FOREVER):
    """Notes whose rates are gamma of these shapes and inverse scales, at a CPM of ¥50."""
    shape, per = np.array(shape, dtype=float), np.array(per, dtype=float)
    return Response.known(shape, per, np.full(len(shape), scale), np.full(len(shape), 50.0))


def give(response, budget, spent=0.0, tranche=100.0, allowed=None, target=5.0):
    n = len(response.shape)
    return allocate(
        response,
        np.full(n, spent),
        budget_cny=budget,
        tranche_cny=tranche,
        target_cny=target,
        allowed=allowed,
    )


def test_a_note_gets_money_while_its_next_tranche_pays():
    """Rates of .011 and .009 well known; ¥100 buy 2,000 impressions: 22 and 18 interactions, and ¥5 each ask for 20."""
    sure = known([11e6, 9e6], [1e9, 1e9])
    assert np.add(*give(sure, 200)).tolist() == [200, 0]
    assert np.add(*give(sure, 200, target=6.0)).tolist() == [200, 0]
    assert np.add(*give(known([9e6], [1e9]), 200)).tolist() == [0]


def test_a_note_that_wears_out_is_stopped_and_the_rest_is_kept():
    """Rate .02, scale ¥100: ¥100 bring 25.3, the next 9.3, and ¥5 each ask for 20: ¥100 of ¥1,000 are spent."""
    assert np.add(*give(known([20e6], [1e9], scale=100.0), 1000)).tolist() == [100]
    # After ¥100 nothing pays any more.
    assert np.add(*give(known([20e6], [1e9], scale=100.0), 1000, spent=100.0)).tolist() == [0]


def test_a_note_of_which_little_is_known_is_tried_for_what_it_teaches():
    """Means just below what the target asks for: 19 of 20. Known well, no tranche pays; known badly, one does: it may be far better."""
    well, badly = known([9.5e6], [1e9]), known([0.95], [100.0])
    assert well.rate == pytest.approx(badly.rate)
    assert np.add(*give(well, 2000)).sum() == 0
    assert np.add(*give(badly, 2000)).sum() > 0
    # With no money to follow, nothing can be made of what is learnt.
    assert np.add(*give(badly, 100)).sum() == 0


def test_money_on_a_note_never_boosted_is_a_trial_and_the_next_is_not():
    greedy, trial = give(known([50.0], [1000.0]), 300)
    assert (greedy[0], trial[0]) == (200, 100)
    greedy, trial = give(known([50.0], [1000.0]), 300, spent=1.0)
    assert (greedy[0], trial[0]) == (300, 0)


def test_only_whole_tranches_are_given():
    """¥299 hold two of 100; .3 / .1 is 2.9999999999999996 in a computer and three tranches in a plan."""
    one = known([50.0], [1000.0])
    assert np.add(*give(one, 299)).sum() == 200
    assert np.add(*give(one, 0.3, tranche=0.1)).sum() == pytest.approx(0.3)
    assert np.add(*give(one, 99)).sum() == 0


@pytest.mark.parametrize(
    ("budget", "today"),
    [
        (1500.0, [100, 100, 100]),  # a fifth holds three tranches
        (1499.0, [0, 100, 100]),  # two: the notes of .03 and .02
        (900.0, [0, 100, 0]),  # one
        (100.0, [0, 100, 0]),  # a fifth holds none, but one tranche goes out every day
    ],
)
def test_a_fifth_of_the_money_left_goes_out_in_a_day_where_it_is_worth_most(budget, today):
    """Well-known rates of .01, .03 and .02, all of them planned."""
    sure, planned = known([1e7, 3e7, 2e7], [1e9] * 3), np.full(3, 800.0)
    asked = {"budget_cny": budget, "tranche_cny": 100.0, "target_cny": 1e9}
    assert release(sure, np.zeros(3), planned, **asked).tolist() == today


def test_what_is_not_planned_does_not_go_out():
    """The note of .03 is not in the plan, and of the one of .01 only ¥40 are."""
    sure = known([1e7, 3e7], [1e9] * 2)
    asked = {"budget_cny": 8000.0, "tranche_cny": 100.0, "target_cny": 1e9}
    assert release(sure, np.zeros(2), np.array([40.0, 0.0]), **asked).tolist() == [40, 0]


def test_a_planned_note_waits_for_its_day(brief):  # noqa: F811
    """¥9,000: a fifth holds six tranches of ¥300. Eight notes alike are planned; two wait."""
    plan = unpaid_plan(notes_of("abcdefgh", impressions=2000, likes=20), brief, 400.0)
    assert (plan["planned_cny"] > 0).all()
    assert plan["decision"].to_list().count("try") == 6
    waiting = plan.filter(pl.col("decision") == "hold")
    assert waiting["reasons"].to_list() == [["day_by_day"]] * 2
    assert waiting["now_cny"].sum() == 0


def test_paused_notes_are_passed_over():
    greedy, trial = give(known([90.0, 50.0], [1000.0, 1000.0]), 300, allowed=np.array([False, True]))
    assert (greedy + trial).tolist() == [0, 300]
    assert np.add(*give(known([90.0], [1000.0]), 300, allowed=np.array([False]))).tolist() == [0]


def test_money_goes_to_where_it_brings_most_until_that_wears_out():
    """Rates 2:1 well known, scale ¥100, steps of ¥100: the better brings 2, 2/e = .74, …; the other 1, so it is second."""
    rates = known([20_000_000.0, 10_000_000.0], [1e9, 1e9], scale=100.0)
    assert np.add(*give(rates, 300, spent=1.0, target=1e9)).tolist() == [200, 100]
    assert np.add(*give(rates, 200, spent=1.0, target=1e9)).tolist() == [100, 100]


def row_of(notes, paid, name, as_of=DAY, cpm=None):
    return live.gather_evidence(notes, paid, as_of, cpm).filter(pl.col("note_id") == name).row(0, named=True)


def test_a_note_prices_itself_from_a_thousand_impressions_on():
    """b: ¥90 for 1,000 is a CPM of 90. a: ¥10 for 999 is too few: the campaign's 100/1999·1000 = 50.025."""
    paid = paid_of(
        ("juguang", date(2026, 5, 8), "b", 90.0, 1000, 2), ("juguang", date(2026, 5, 8), "a", 10.0, 999, 1)
    )
    assert row_of(notes_of(), paid, "b")["cpm_cny"] == pytest.approx(90)
    assert row_of(notes_of(), paid, "a")["cpm_cny"] == pytest.approx(100 / 1999 * 1000)


def test_paid_figures_are_taken_off_and_never_below_nothing():
    """a has 250 + 40 + 6 + 4 = 300 of 20,000; the ad report says 60 of 5,000: 240 of 15,000.

    b has 40; 50 are said: 0.
    """
    notes = notes_of("ab", saves=40, comments=6, shares=4).with_columns(
        likes=pl.when(pl.col("note_id") == "a").then(250).otherwise(0),
        saves=pl.when(pl.col("note_id") == "a").then(40).otherwise(30),
    )
    paid = paid_of(
        ("juguang", date(2026, 5, 8), "a", 200.0, 5000, 60),
        ("juguang", date(2026, 5, 20), "b", 10.0, 30_000, 50),
        ("juguang", date(2026, 5, 21), "a", 1.0, 100, 1),
    )
    a, b = row_of(notes, paid, "a"), row_of(notes, paid, "b")
    assert (a["organic_interactions"], a["organic_impressions"]) == (240, 15_000)
    assert (a["paid_interactions"], a["paid_impressions"], a["spend_cny"], a["counted_cny"]) == (
        60,
        5000,
        200,
        200,
    )
    assert (b["organic_interactions"], b["organic_impressions"], b["spend_cny"]) == (0, 0, 10)


def test_interactions_are_the_four_parts_else_the_sum_the_file_gives():
    notes = notes_of("a", saves=pl.lit(None, dtype=pl.Int64)).with_columns(
        interactions=pl.lit(321, dtype=pl.Int64)
    )
    assert row_of(notes, paid_of(("juguang", DAY, "z", 1.0, 1000, 1)), "a")["organic_interactions"] == 321


def unpaid_plan(notes, brief, target):  # noqa: F811
    """A plan in tranches of ¥300 at a CPM of ¥50, before any money was spent."""
    paid = paid_of(("juguang", DAY, "a", 1.0, 1, 1)).clear()
    known = live.gather_evidence(notes, paid, DAY, 50.0)
    return live.plan_boosts(
        known, live.sum_spending(paid, notes, DAY), brief, tranche_cny=300, target_cpe_cny=target
    )


def test_a_plan_is_priced_in_one_piece(brief):  # noqa: F811
    """One note, 200 interactions of 20,000 readers, never boosted: nobody knows how far money goes on it.

    The middle belief is a paid rate of e^−.2 of the organic 1 % and a scale of ¥1,000; at a CPM of ¥50 and
    before any wear ¥300 would bring 49. Wear takes something off, doubt about the paid rate adds something
    (the mean of a log-normal of .8): between 25 and 70, with an interval of at least three to one.
    """
    row = unpaid_plan(notes_of("z", likes=200), brief, 12.0).row(0, named=True)
    assert 25 < row["gain"] < 70
    assert row["gain_low"] < row["gain"] < row["gain_high"]
    assert row["gain_high"] > 3 * row["gain_low"]
    # The first interaction costs less than the average of the tranche.
    assert row["next_cpe_cny"] < 300 / row["gain"]
    assert (row["decision"], row["now_cny"]) == ("try", 300)


def test_the_tranches_of_a_note_stand_in_the_order_of_time_and_add_up(brief):  # noqa: F811
    """¥40 on an unknown day, ¥100 on the 8th without impressions, ¥50 on the 9th: before them 0, 40 and 140."""
    paid = paid_of(
        ("juguang", date(2026, 5, 9), "b", 50.0, 1000, 3),
        ("shutiao", date(2026, 5, 8), "b", 100.0, None, 7),
        ("juguang", None, "b", 40.0, 800, 2),
    )
    found = row_of(notes_of("b"), paid, "b")["tranches"]
    assert [(t["before_cny"], t["money_cny"], t["shown"], t["bought"]) for t in found] == [
        (0, 40, 800, 2),
        (40, 100, 0, 0),
        (140, 50, 1000, 3),
    ]


@pytest.mark.parametrize(("minutes", "decision"), [(1439, "hold"), (1441, "try")])
def test_a_note_waits_out_its_first_day(brief, minutes, decision):  # noqa: F811
    """The day ends at 24:00 China time; a note a minute short of a day is too young, one a minute past it is not."""
    born = pl.datetime(2026, 5, 21, time_zone="Asia/Shanghai") - pl.duration(minutes=minutes)
    notes = notes_of("a", published_at=born)
    plan = unpaid_plan(notes, brief, 40.0)
    assert plan["decision"].to_list() == [decision]
    assert (plan["planned_cny"][0] > 0) == (decision == "try")


def test_the_best_note_stands_first_and_ties_by_name(brief):  # noqa: F811
    notes = notes_of("cab", likes=pl.when(pl.col("note_id") == "b").then(400).otherwise(40))
    plan = unpaid_plan(notes, brief, 40.0)
    assert plan["note_id"].to_list() == ["b", "a", "c"]
    assert plan["now_cny"].max() == 300


def test_rows_of_a_note_are_summed():
    """聚光 ¥100 for 2,000 and ¥50 for 1,000: ¥150, 3,000 impressions, 8 interactions, a CPM of 150/3000·1000 = 50."""
    day = date(2026, 5, 8)
    row = row_of(
        notes_of("b"),
        paid_of(("juguang", day, "b", 100.0, 2000, 5), ("juguang", day, "b", 50.0, 1000, 3)),
        "b",
    )
    assert (row["spend_cny"], row["counted_cny"], row["paid_impressions"], row["paid_interactions"]) == (
        150,
        150,
        3000,
        8,
    )
    assert row["cpm_cny"] == pytest.approx(50)
    assert (row["organic_impressions"], row["organic_interactions"]) == (17_000, 32)


def test_the_sentence_names_five_notes_and_counts_the_rest(brief):  # noqa: F811
    """Seven notes get ¥300 each: a fifth of ¥10,500 is ¥2,100, seven tranches."""
    brief = brief.model_copy(update={"budget": brief.budget.model_copy(update={"boost_cny": 10_500.0})})
    notes = notes_of("abcdefg", impressions=2000, likes=20)
    plan = unpaid_plan(notes, brief, 400.0)
    nothing = live.sum_spending(paid_of(("juguang", DAY, "a", 1.0, 1, 1)).clear(), notes, DAY)
    got = plan.filter(pl.col("now_cny") > 0)
    said = next(f for f in live.boost_findings(plan, nothing, brief) if f.code == "boost_now").text.en
    assert got.height == 7
    assert [f"“{name}”" in said for name in "ABCDEFG"] == [True] * 5 + [False] * 2
    assert "and 2 more" in said


def test_a_dear_note_that_got_any_money_is_to_be_stopped(brief):  # noqa: F811
    paid = paid_of(("juguang", date(2026, 5, 8), "b", 0.5, 10, 0))
    notes = notes_of("b")
    spent = live.sum_spending(paid, notes, DAY)
    plan = live.plan_boosts(
        live.gather_evidence(notes, paid, DAY, 50.0), spent, brief, tranche_cny=300, target_cpe_cny=0.01
    )
    assert [f.code for f in live.boost_findings(plan, spent, brief)].count("stop_boost") == 1


def test_what_platforms_used_is_added_up(brief):  # noqa: F811
    """聚光 5,000 (100 on no note of ours) and 薯条 4,500 (300): 9,500 of 9,000, and 400 elsewhere."""
    day = date(2026, 5, 8)
    paid = paid_of(
        ("juguang", day, "a", 4900.0, 1, 1),
        ("juguang", day, "x", 100.0, 1, 1),
        ("shutiao", day, "a", 4200.0, 1, 1),
        ("shutiao", day, "x", 300.0, 1, 1),
    )
    found = live.sum_spending(paid, notes_of("a"), DAY)
    said = {
        f.code: f.text.en for f in live.boost_findings(unpaid_plan(notes_of("a"), brief, 40.0), found, brief)
    }
    assert "¥9,500" in said["boost_overspent"]
    assert "¥400" in said["boost_unplaced"]
    exactly = live.sum_spending(paid_of(("juguang", day, "a", 9000.0, 1, 1)), notes_of("a"), DAY)
    assert "boost_overspent" not in [
        f.code for f in live.boost_findings(unpaid_plan(notes_of("a"), brief, 40.0), exactly, brief)
    ]


@pytest.mark.parametrize(("left", "reason"), [(300, "others_first"), (299, "budget_used")])
def test_one_tranche_left_is_a_tranche(brief, left, reason):  # noqa: F811
    """Two notes alike, ¥300 left: the first by name gets it, the other hears that others go first.

    ¥299 is no tranche.
    """
    notes, paid = (
        notes_of("xy"),
        paid_of(("shutiao", date(2026, 5, 8), "elsewhere", 9000.0 - left, None, None)),
    )
    known = live.gather_evidence(notes, paid, DAY, 50.0)
    plan = live.plan_boosts(
        known, live.sum_spending(paid, notes, DAY), brief, tranche_cny=300, target_cpe_cny=400.0
    )
    assert plan.row(1, named=True)["reasons"] == [reason]
    assert plan["now_cny"].sum() == (300 if left == 300 else 0)


def test_a_note_of_which_nothing_is_known_gets_nothing(brief):  # noqa: F811
    notes = notes_of("ab", impressions=pl.when(pl.col("note_id") == "a").then(20_000))
    row = unpaid_plan(notes, brief, 40.0).filter(pl.col("note_id") == "b").row(0, named=True)
    assert (row["decision"], row["now_cny"], row["planned_cny"], row["gain"]) == ("unknown", 0, 0, None)
