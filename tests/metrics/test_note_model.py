"""The model of a creator's notes: properties that hold for any numbers, and a comparison with the plain mixed model."""

import numpy as np
import pytest

from benchmarks.calibration.worlds import FAMILIES, Wish
from xhs_workbench.metrics.note_model import YEAR, expect, fit_notes
from xhs_workbench.statistics.tails import beyond, two_sided


def notes_of(seed, creators=20, own=10, growth=0.0, noise=0.4):
    rng = np.random.default_rng(seed)
    creator = np.repeat(np.arange(creators), own)
    day = -rng.uniform(0, 300, creators * own)
    y = rng.normal(6, 1, creators)[creator] + growth * day / YEAR + rng.normal(0, noise, creators * own)
    return creator, day, y


def test_growth_is_found_and_carried_to_the_day_asked_about():
    """Planted: a growth of e a year; half a year ahead creators stand .5 above their level of today."""
    creator, day, y = notes_of(1, growth=1.0)
    model = fit_notes(creator, day, y)
    assert model.growth == pytest.approx(1.0, abs=3 * np.sqrt(model.b_covariance[1, 1]))
    who = np.arange(20)
    now, later = (expect(model, who, np.full(20, at)).mean for at in (model.origin, model.origin + YEAR / 2))
    assert np.mean(later - now) == pytest.approx(model.growth / 2, abs=0.15)


def test_a_forecast_grows_unsure_with_its_distance():
    model = fit_notes(*notes_of(2))
    spreads = [
        expect(model, np.zeros(1, dtype=int), np.array([model.origin + ahead])).spread[0]
        for ahead in (0, 30, 120, 400, 1000)
    ]
    assert spreads == sorted(spreads)
    assert spreads[-1] > 1.2 * spreads[0]


def test_a_creator_with_two_notes_is_drawn_to_the_others_more_than_one_with_many():
    creator, day, y = notes_of(3)
    keep = np.ones(len(y), dtype=bool)
    keep[np.flatnonzero(creator == 0)[2:]] = False
    y = np.where((creator <= 1), y - y[creator <= 1].mean() + 9.0, y)
    y[creator == 0] = 9.0
    y[creator == 1] = 9.0
    model = fit_notes(creator[keep], day[keep], y[keep])
    few, many = expect(model, np.array([0, 1]), np.full(2, model.origin)).mean
    others = np.median(y[creator > 1])
    assert others < few < many < 9.2


def test_one_hit_moves_a_level_no_more_than_a_good_note():
    creator, day, y = notes_of(4)
    plain = expect(fit_notes(creator, day, y), np.array([0]), np.zeros(1)).mean[0]
    y[0] += 8
    hit = expect(fit_notes(creator, day, y), np.array([0]), np.zeros(1)).mean[0]
    assert hit - plain < 0.25


def test_new_notes_of_one_creator_share_their_doubt_and_others_do_not():
    model = fit_notes(*notes_of(5))
    covariance = expect(model, np.array([0, 0, 1]), np.zeros(3)).covariance
    assert covariance[0, 1] == pytest.approx(covariance[0, 0])
    assert abs(covariance[0, 2]) < 0.5 * covariance[0, 0]


@pytest.mark.parametrize("family", FAMILIES)
def test_ordinary_later_notes_lie_where_the_model_expects_them(family):
    """Standardised misses of the creators' next notes in ten campaigns: a mean near 0, a spread near 1, few beyond the 1 % tails."""
    misses, odd = [], []
    for seed in range(10):
        panel = FAMILIES[family](np.random.default_rng(seed), Wish(creators=30, own=15))
        y, own = np.log1p(panel.count), ~panel.placed
        model = fit_notes(panel.creator[own], panel.day[own], y[own])
        made = expect(model, panel.creator[~own], panel.day[~own])
        z = (y[~own] - made.mean) / made.spread
        misses += z.tolist()
        odd += (two_sided(model.null, z) < 0.01).tolist()
    assert abs(np.mean(misses)) < 0.4
    assert 0.75 < np.subtract(*np.quantile(misses, [0.75, 0.25])) / 1.349 < 1.25
    assert np.mean(odd) < 0.03


def test_no_notes_are_refused():
    with pytest.raises(ValueError, match="no note"):
        fit_notes(np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0))


def test_chances_fall_with_oddness_and_few_misses_call_nothing():
    null = np.random.default_rng(6).normal(0, 1, 400)
    values = np.linspace(-1, 8, 60)
    chances = beyond(null, values)
    assert (np.diff(chances) <= 1e-12).all()
    assert 0 < chances[-1] < 1e-3
    assert two_sided(null[:10], np.array([3.0]))[0] > 0.1
    assert np.isnan(two_sided(null, np.array([np.nan]))[0])
