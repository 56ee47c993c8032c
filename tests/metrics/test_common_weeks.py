"""Weeks that creators share, checked against the same model written out in full matrices; SYNTHETIC notes."""

from types import SimpleNamespace

import numpy as np
import pytest

from xhs_workbench.metrics.common_weeks import (
    SIZES,
    average_weeks,
    evidence_on_weeks,
    size_of_bend,
    with_bend,
    with_common,
)
from xhs_workbench.metrics.note_model import YEAR, carry, expect, fit_notes


def notes_of(weekly, creators=20, weeks=24, seed=5):
    """A note a week of each creator, all moved by what the week does to them (log scale)."""
    rng = np.random.default_rng(seed)
    creator = np.repeat(np.arange(creators), weeks)
    week = np.tile(np.arange(weeks), creators)
    day = 20_000 + week * 7.0 + rng.uniform(0, 6.9, len(week))
    common = rng.normal(0, weekly, weeks)
    y = rng.normal(6, 1, creators)[creator] + common[week] + rng.normal(0, 0.5, len(week))
    return creator, day, y


def covariance_of(model, days):
    """The expectation of the first ten creators' notes on these days, without and with common weeks."""
    creator = np.arange(len(days))
    alone = expect(model, creator, days)
    return alone, with_common(model, alone, carry(model, creator, days))


def test_the_evidence_is_that_of_the_whole_matrix():
    """V of all notes in one piece, P = V⁻¹ − V⁻¹X(X'V⁻¹X)⁻¹X'V⁻¹: A = Z'PZ and q = Z'Py, a note of no week left out."""
    creator, day, y = notes_of(0.3, creators=6, weeks=12)
    model = fit_notes(creator, day, y)
    used = model.slots >= 0
    assert used.all()
    notes = used.sum()
    inverse = np.zeros((notes, notes))
    for number, part in enumerate(model.inverse):
        at = slice(number * part.shape[0], (number + 1) * part.shape[0])
        inverse[at, at] = part
    x = model.design.reshape(notes, -1)
    place = np.minimum(np.arange(notes).reshape(used.shape) % 5, 4)
    z = np.eye(5)[place.ravel()][:, :4]
    p = inverse - inverse @ x @ model.b_covariance @ x.T @ inverse
    known, score, effects = evidence_on_weeks(model, place, 4)
    assert known == pytest.approx(z.T @ p @ z, abs=1e-6)
    assert effects == pytest.approx(x.T @ inverse @ z)
    fitted = model.residual.ravel() + x @ model.b
    assert score == pytest.approx(z.T @ p @ fitted, abs=1e-4)
    # A common bend is one more column: each note's day squared.
    z = np.column_stack([z, model.day.ravel() ** 2])
    known, score, effects = with_bend(model, place, known, score, effects)
    assert known == pytest.approx(z.T @ p @ z, abs=1e-6)
    assert effects == pytest.approx(x.T @ inverse @ z)
    assert score == pytest.approx(z.T @ p @ fitted, abs=1e-4)


def test_without_evidence_the_prior_is_left():
    """Nothing known: mean 0; a week's variance is twice the prior's mean square.

    Weeks half a year apart have opposite seasons.
    """
    none = np.zeros((2, 2))
    weeks = np.array([0, 26])
    middle, doubt = average_weeks(weeks, none, np.zeros(2), 4.0)
    # Sizes: .8 for none, and .2 shared out by e^(−5.99 · size) times widths of .075, .115, .225, .15.
    shares = np.array([0.075, 0.115, 0.225, 0.15]) * 20 ** (-SIZES[1:] / 0.5)
    square = 0.2 * float(shares @ SIZES[1:] ** 2) / float(shares.sum())
    assert middle.tolist() == [0, 0]
    assert np.diag(doubt) == pytest.approx([4 * 2 * square] * 2)
    assert doubt[0, 1] == pytest.approx(4 * square * np.cos(2 * np.pi * 182 / YEAR))


def test_one_size_is_the_best_linear_forecast(monkeypatch):
    """With one size of each on the grid: c given y is C(I + AC)⁻¹q with covariance C(I + AC)⁻¹."""
    monkeypatch.setattr("xhs_workbench.metrics.common_weeks.SIZES", np.array([0.3]))
    monkeypatch.setattr("xhs_workbench.metrics.common_weeks._prior", lambda: np.ones(1))
    known, score = np.array([[40.0, -5.0], [-5.0, 30.0]]), np.array([6.0, -2.0])
    middle, doubt = average_weeks(np.array([0, 1]), known, score, 1.0)
    season = np.cos(2 * np.pi * 7 / YEAR)
    c = 0.09 * np.array([[2.0, season], [season, 2.0]])
    assert doubt == pytest.approx(np.linalg.inv(np.linalg.inv(c) + known))
    assert middle == pytest.approx(doubt @ score)


def test_strong_weeks_make_notes_of_one_week_vary_together():
    """Weeks of .6: ten notes of one week to come are less certain together than ten notes of ten weeks."""
    creator, day, y = notes_of(0.6)
    model = fit_notes(creator, day, y)
    soon = day.max() + 7.0
    one, ten = np.full(10, soon), soon + 7.0 * np.arange(10)
    means = []
    for days in (one, ten):
        alone, together = covariance_of(model, days)
        means.append(together.covariance.mean() - alone.covariance.mean())
    assert means[0] > 0.2  # nearly .6² = .36, less what the trend explains
    assert means[0] > 2 * means[1]


def test_where_weeks_share_nothing_hardly_anything_is_added():
    """No common weeks, 480 notes: a week's shared variance is below that of twenty notes' mean, .25/20."""
    creator, day, y = notes_of(0.0)
    alone, together = covariance_of(fit_notes(creator, day, y), np.full(10, day.max() + 7.0))
    assert 0 < together.covariance.mean() - alone.covariance.mean() < 0.25 / 20


def test_notes_without_a_day_share_no_week():
    model = fit_notes(np.array([0, 0, 1]), np.full(3, np.nan), np.array([1.0, 2.0, 3.0]))
    alone = expect(model, np.array([0]), np.zeros(1))
    assert with_common(model, alone, carry(model, np.array([0]), np.zeros(1))) is alone


def grown(*, slope=0.3, error2=0.07, trended=True, ages=(-0.1, -0.3)):
    """A model of one creator with two notes, of which only growth and days are asked."""
    days = np.array([[*ages, 0.0]])
    places = np.array([[0, 1, -1]])
    return SimpleNamespace(
        slots=places, day=days, trended=trended, b=np.array([6.0, slope]), b_covariance=np.diag([1.0, error2])
    )


def test_growth_may_have_changed_by_half_of_itself():
    """Notes .2 years old on average cover .4 years; ½ · √(.3² + .07) = ½ · .4, over .4 years: v has variance (.2 / .4)²."""
    assert size_of_bend(grown()) == pytest.approx(0.25)
    assert size_of_bend(grown(trended=False)) == 0.0
    assert size_of_bend(grown(ages=(0.0, 0.0))) == 0.0


def test_the_prior_of_a_bend_is_left_where_nothing_is_known():
    middle, doubt = average_weeks(np.array([0, 1]), np.zeros((3, 3)), np.zeros(3), 1.0, 0.25)
    assert middle.tolist() == [0, 0, 0]
    assert doubt[2].tolist() == pytest.approx([0, 0, 0.25])


@pytest.mark.parametrize("fading", [0.0, 1.0])
def test_growth_that_has_faded_is_not_carried_on(fading):
    """A year of notes that grow by 1.2 evenly, or first by twice that and at last not at all: y rises by 1.2 (1 − (1 − u)²).

    A line misses the end of the second by 1.2 / 6 = .2; the expectation takes back more than half of it, and of even growth
    almost nothing.
    """
    rng = np.random.default_rng(8)
    creator = np.repeat(np.arange(40), 20)
    part = rng.uniform(0, 1, len(creator))
    shape = (1 - fading) * part + fading * (1 - (1 - part) ** 2)
    y = rng.normal(6, 1, 40)[creator] + 1.2 * shape + rng.normal(0, 0.25, len(creator))
    model = fit_notes(creator, 20_000 + 365 * part, y)
    alone, together = covariance_of(model, np.full(10, 20_365.0))
    back = float((together.mean - alone.mean).mean())
    assert -0.3 < back < -0.1 if fading else abs(back) < 0.05
