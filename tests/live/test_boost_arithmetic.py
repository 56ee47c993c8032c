"""Boosting, number by number: every figure is worked out by hand in the comment above it."""

from datetime import date
from math import exp, log

import numpy as np
import polars as pl
import pytest

from tests.live.test_boosting import DAY, brief, notes_of, paid_of  # noqa: F401
from xhs_workbench import live
from xhs_workbench.live.spending.boosting import (
    Rates,
    allocate,
    chance_too_dear,
    effective_shown,
    marginal_gain,
    paid_rates,
)

FOREVER = 1e12
"""A saturation so far away that a thousand yuan do not wear a note out."""


def rates_of(organic, shown, paid, bought):
    return paid_rates(*(np.array(x, dtype=float) for x in (organic, shown, paid, bought)))


def chances(*wanted):
    """Notes whose next interaction is too dear with these chances, at a CPM of ¥50 and a target of ¥5.

    The rate is exponential (shape 1), so the chance is 1 − e^(−least·per) with least = 50 / 1000 / 5 = .01.
    """
    return Rates(np.ones(len(wanted)), np.array([-log(1 - chance) / 0.01 for chance in wanted]))


def give(rates, budget, spent=0.0, tranche=100.0, allowed=None):
    n = len(rates.shape)
    return allocate(
        rates,
        np.full(n, FOREVER),
        np.full(n, spent),
        np.full(n, 50.0),
        budget_cny=budget,
        tranche_cny=tranche,
        target_cny=5.0,
        allowed=allowed,
    )


def test_paid_rates_put_organic_evidence_on_the_scale_of_paid():
    """Two notes, 30 and 10 interactions of 1,000 readers each; the first was bought: 19 interactions of 1,000.

    Pooled organic rate 40/2000 = .02. Bought note: usual 31/1000 = .031, scale (19 + 1)/(1000·.031 + 1) =
    20/32 = .625. Prior .02·.625 = .0125. Rates .03 and .01: variance 2e-4, less the noise .02/1000 = 2e-5,
    leaves 1.8e-4; shape
    .02²/1.8e-4 = 20/9. Tops 20/9 + .05·30·.625 + 19 and 20/9 + .05·10·.625; per (20/9)/.0125 + .05·1000 (+
    1000).
    """
    found = rates_of([30, 10], [1000, 1000], [19, 0], [1000, 0])
    assert found.shape == pytest.approx([20 / 9 + 0.9375 + 19, 20 / 9 + 0.3125])
    assert found.per == pytest.approx([1600 / 9 + 1050, 1600 / 9 + 50])
    assert found.mean == pytest.approx(found.shape / found.per)


def test_the_prior_is_neither_flatter_than_one_nor_surer_than_twenty_interactions():
    """Equal rates scatter less than chance: shape 20, so per = 20/.02 + .05·1000 = 1050. One note alone: the same.

    Rates .1 and 0: pooled .05, variance .005 less .05/1000 = .00495; .05²/.00495 = .505, raised to 1: per =
    1/.05 + 50.
    """
    nothing = [0, 0]
    assert rates_of([20, 20], [1000, 1000], nothing, nothing).per == pytest.approx([1050, 1050])
    assert rates_of([20], [1000], [0], [0]).per == pytest.approx([1050])
    assert rates_of([100, 0], [1000, 1000], nothing, nothing).per == pytest.approx([70, 70])
    assert rates_of([100, 0], [1000, 1000], nothing, nothing).shape == pytest.approx([1 + 5, 1])


def test_notes_nobody_saw_do_not_enter_the_spread():
    """A third note without a reader leaves the others' numbers as they were, and stands on the prior alone."""
    two = rates_of([30, 10], [1000, 1000], [0, 0], [0, 0])
    three = rates_of([30, 10, 0], [1000, 1000, 0], [0, 0, 0], [0, 0, 0])
    assert three.shape[:2] == pytest.approx(two.shape)
    assert three.per[:2] == pytest.approx(two.per)
    assert three.mean[2] == pytest.approx(0.02)


def test_without_any_interaction_the_rate_is_a_millionth():
    """Prior 1e-6 with shape 20: per = 20/1e-6 + .05·1000."""
    found = rates_of([0], [1000], [0], [0])
    assert found.per == pytest.approx([2e7 + 50])
    assert found.shape == pytest.approx([20.0])


def test_a_boost_stops_where_four_of_five_chances_say_too_dear():
    """.79 gets its tranche, .81 gets none; with the older .6 the first would stop too."""
    assert np.add(*give(chances(0.79, 0.81), 300)).tolist() == [300, 0]
    assert np.add(*give(chances(0.61, 0.7), 0)).tolist() == [0, 0]
    assert np.add(*give(chances(0.81), 100)).tolist() == [0]


def test_what_was_spent_makes_the_next_interaction_dearer():
    """After saturation·ln 2 the next one costs twice: 1 − (1 − p)², so .5 becomes .75; at a target twice as high, .5 again."""
    rates, sat, cpm = chances(0.5), np.array([100.0]), np.array([50.0])
    assert chance_too_dear(rates, sat, np.array([0.0]), cpm, 5.0) == pytest.approx([0.5])
    assert chance_too_dear(rates, sat, np.array([100 * log(2)]), cpm, 5.0) == pytest.approx([0.75])
    assert chance_too_dear(rates, sat, np.array([100 * log(2)]), cpm, 10.0) == pytest.approx([0.5])
    assert chance_too_dear(rates, sat, np.array([0.0]), 2 * cpm, 5.0) == pytest.approx([0.75])
    # Past 50 saturations the figure would overflow and is held: a rate of 1e-20 an impression is still told
    # from it.
    sure = Rates(np.array([1.0]), np.array([exp(-50) / 0.01]))
    assert chance_too_dear(sure, sat, np.array([1e6]), cpm, 5.0) == pytest.approx([1 - exp(-1)])


def test_one_tranche_in_ten_rounded_up_is_for_notes_never_tried():
    """40 tranches: 4 trials; 41: 5; 1: 1. Each note is tried once, then the best one gets the money."""
    rates = Rates(np.full(6, 50.0), np.array([1.0, 1.1, 1.2, 1.3, 1.4, 1.5]) * 1000)
    for steps, tried in ((40, 4), (41, 5), (1, 1), (30, 3), (10, 1)):
        greedy, trial = give(rates, 100 * steps)
        assert (trial > 0).sum() == tried
        assert trial.max() == 100
        assert trial[:tried].tolist() == [100] * tried  # the best first
        assert greedy.tolist() == [100 * (steps - tried), 0, 0, 0, 0, 0]


def test_what_was_boosted_before_is_no_trial():
    greedy, trial = give(Rates(np.full(2, 50.0), np.full(2, 1000.0)), 1000, spent=1.0)
    assert trial.tolist() == [0, 0]
    assert greedy.sum() == 1000


def test_only_whole_tranches_are_given():
    """¥299 hold two of 100; .3 / .1 is 2.9999999999999996 in a computer and three tranches in a plan."""
    one = Rates(np.array([50.0]), np.array([1000.0]))
    assert np.add(*give(one, 299)).sum() == 200
    assert np.add(*give(one, 0.3, tranche=0.1)).sum() == pytest.approx(0.3)
    assert np.add(*give(one, 99)).sum() == 0


def test_paused_notes_are_passed_over():
    greedy, trial = give(
        Rates(np.array([90.0, 50.0]), np.full(2, 1000.0)), 300, allowed=np.array([False, True])
    )
    assert (greedy + trial).tolist() == [0, 300]


def test_money_goes_to_where_it_brings_most_until_that_wears_out():
    """Rates 2:1, saturation ¥100, steps of ¥100: the better brings 2, 2/e = .74, …; the other 1, so it is second."""
    rates = Rates(np.array([20_000.0, 10_000.0]), np.full(2, 1e6))
    got = allocate(
        rates,
        np.full(2, 100.0),
        np.ones(2),
        np.full(2, 50.0),
        budget_cny=300,
        tranche_cny=100,
        target_cny=1e9,
    )
    assert got[0].tolist() == [200, 100]
    both = allocate(
        rates,
        np.full(2, 100.0),
        np.ones(2),
        np.full(2, 50.0),
        budget_cny=200,
        tranche_cny=100,
        target_cny=1e9,
    )
    assert both[0].tolist() == [100, 100]


def test_gain_of_a_tranche_by_hand():
    """.02 · 1000/50 · 100 · (e^−.5 − e^−1.5) = 40 · (.60653 − .22313) = 15.336."""
    found = marginal_gain(np.array([0.02]), np.array([100.0]), np.array([50.0]), 100.0, np.array([50.0]))
    assert found == pytest.approx([40 * (exp(-0.5) - exp(-1.5))])
    assert found == pytest.approx([15.336], abs=0.001)


def test_worth_of_paid_impressions_by_hand():
    """Half a saturation: 1000 · (1 − e^−.5)/.5 = 786.94; nothing spent: all of them."""
    found = effective_shown(np.full(2, 1000.0), np.array([50.0, 0.0]), np.full(2, 100.0))
    assert found == pytest.approx([786.939, 1000.0], abs=0.001)


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


def test_a_plan_is_priced_by_hand(brief):  # noqa: F811
    """One note, 200 interactions of 20,000 readers, never boosted, CPM ¥50, tranche ¥300.

    Saturation 50/1000·20,000 = ¥1,000. Rate: pooled .01, shape 20 + .05·200 = 30 over 20/.01 + .05·20,000 =
    3,000: .01. Gain of ¥300: .01·1000/50·1000·(1 − e^−.3) = 200·.25918 = 51.84. The next interaction costs
    .05/.01 = ¥5.
    """
    notes = notes_of("z", likes=200)
    plan = unpaid_plan(notes, brief, 12.0)
    row = plan.row(0, named=True)
    assert row["gain"] == pytest.approx(200 * (1 - exp(-0.3)))
    assert row["next_cpe_cny"] == pytest.approx(5.0)
    # 90 % of a gamma of shape 30: chi-square of 60 degrees, 43.188 and 79.082 (tables), over 2·30.
    assert row["gain_low"] / row["gain"] == pytest.approx(43.188 / 60, rel=1e-4)
    assert row["gain_high"] / row["gain"] == pytest.approx(79.082 / 60, rel=1e-4)
    assert (row["decision"], row["now_cny"]) == ("try", 300)
    # Target ¥5 is what it costs: P(rate < .01) of that gamma, chi-square of 60 degrees at 60 is .5243.
    again = unpaid_plan(notes, brief, 5.0)
    assert again["too_dear"][0] == pytest.approx(0.5243, abs=0.0005)


@pytest.mark.parametrize(("minutes", "decision"), [(1439, "hold"), (1441, "try")])
def test_a_note_waits_out_its_first_day(brief, minutes, decision):  # noqa: F811
    """The day ends at 24:00 China time; a note a minute short of a day is too young, one a minute past it is not."""
    born = pl.datetime(2026, 5, 21, time_zone="Asia/Shanghai") - pl.duration(minutes=minutes)
    notes = notes_of("a", published_at=born)
    plan = unpaid_plan(notes, brief, 40.0)
    assert plan["decision"].to_list() == [decision]
    assert (plan["planned_cny"][0] > 0) == (decision == "try")


def test_saturation_is_never_less_than_a_tranche(brief):  # noqa: F811
    """100 readers at a CPM of ¥50 would be used up by ¥5; a tranche of ¥300 sets the scale: gain 1 − 1/e of 300 yuan's worth.

    Rate: pooled 1/100 = .01, shape 20 + .05·1 over 20/.01 + .05·100 = 2005.
    """
    notes = notes_of("a", likes=1, impressions=100)
    plan = unpaid_plan(notes, brief, 40.0)
    assert plan["gain"][0] == pytest.approx(20.05 / 2005 * 1000 / 50 * 300 * (1 - exp(-1)))


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
    """Seven notes get ¥300 each: 9,000 hold thirty tranches, three of them trials of the best three, so money is there for all."""
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
