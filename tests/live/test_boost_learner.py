"""The learner that bounds what boosting can reach: its posterior moves as it must; SYNTHETIC campaigns."""

import numpy as np
import pytest

from benchmarks.calibration.boost_learner import COMMON, FAR, Learner, plan
from benchmarks.calibration.boosts import CPM, CURVES, NOTES, Truth, in_tranches


def alike(half=1000.0, rate=0.02):
    """Notes of 20,000 organic readers (1,000 yuan buy them again) with a wall; organic counts as the rate says."""
    one = np.ones(NOTES)
    curve = CURVES["straight, then a wall"]
    return Truth(20_000 * one, np.round(20_000 * rate * np.exp(0.2)) * one, rate * one, half * one, curve)


def test_before_any_money_only_the_prior_speaks():
    """How far money goes is uniform on the log scale, smeared by a note's own half: its middle is the middle of both ends."""
    weight = Learner.before(alike()).weights()
    assert weight.sum(axis=(1, 2)) == pytest.approx(np.ones(NOTES))
    assert (weight.sum(axis=2) @ FAR) == pytest.approx(np.full(NOTES, COMMON.mean()), abs=0.01)


def test_a_day_as_good_as_the_first_price_puts_the_wall_behind_it_and_a_bad_one_before():
    """1,500 yuan at 50 a thousand are 30,000 readers, 600 interactions at .02; a tenth of the price leaves some sixty."""
    for got, before in ((600.0, False), (60.0, True)):
        learner = Learner.before(alike())
        apart = learner.weights().sum(axis=2)[1] @ FAR
        money = np.zeros(NOTES)
        money[0] = 1500.0
        learner.see(np.zeros(NOTES), money, np.where(money > 0, got, 0.0))
        by_far = learner.weights().sum(axis=2)
        passed = float(by_far[0][learner.half[0] < 1500.0].sum())
        assert passed > 0.95 if before else passed < 0.5
        # The campaign's part is common: the other notes learn the same way, less.
        assert (by_far[1] @ FAR < apart) == before


def test_money_at_first_prices_is_readers_bought():
    """Below the wall 500 yuan buy 500 / 50 · 1000 = 10,000 readers wherever the wall stands beyond."""
    learner = Learner.before(alike())
    bought = learner.brought(np.zeros(NOTES), 500.0)
    assert bought[0][learner.half[0] >= 500.0] == pytest.approx(500 / CPM * 1000)


def test_a_note_that_cannot_pay_is_left_alone():
    """At .02 an interaction costs 2.5 yuan: of a target of 0.01 no tranche is worth it, of 100 every one is."""
    learner, rng = Learner.before(alike()), np.random.default_rng(1)
    for target, pays in ((0.01, False), (100.0, True)):
        _, worth_it = plan(learner, np.zeros(NOTES), 6000.0, 100.0, target, rng)
        assert worth_it.tolist() == [pays] * NOTES


def test_who_knows_all_fills_each_note_to_its_wall():
    """24 notes of 1,000 yuan, tranches of 28,800 / 60 = 480: two each reach 960, the third is mostly behind the wall.

    At 2.5 yuan an interaction and a target of 5, 40 yuan before the wall and 440 behind it (a tenth) bring 33.6, worth 168.
    """
    money = in_tranches(alike(), np.random.default_rng(1), 28_800.0, 5.0)
    assert money == pytest.approx(np.full(NOTES, 960.0))
