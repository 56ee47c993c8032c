"""Effects of features within creators, against least squares and dense matrices written out in full."""

from types import SimpleNamespace

import numpy as np
import pytest

from tests.metrics.note_worlds import array, dense, uneven
from xhs_workbench.metrics.note_effects import Effects, _gls, _stretches, contrast, effects_within
from xhs_workbench.metrics.note_model import (
    _pull_in,
    fit_notes,
)


def test_least_squares_within_creators_by_hand():
    """Creator 0 gains 2, creator 1 gains 4, both without and with: slope 3; what is left is ∓½ each, σ² = 1 / (4 − 2 − 1).

    Scores −½ and +½: ¼ + ¼ between creators, nothing if both stretches are of one.
    """
    x = np.tile(array(-0.5, 0.5)[None, :, None], (2, 1, 1))
    y = array(-1, 1, -2, 2).reshape(2, 2)
    inverse, used = np.tile(np.eye(2), (2, 1, 1)), np.ones((2, 2), dtype=bool)
    b, bread, scores, sigma2, left = _gls(inverse, x, y, used, np.array([0, 1]))
    assert (b.tolist(), bread.tolist(), left) == ([pytest.approx(3)], [[pytest.approx(1)]], 1)
    assert scores.ravel() == pytest.approx([-0.5, 0.5])
    assert sigma2 == pytest.approx(1)
    _, _, whole, _, _ = _gls(inverse, x, y, used, np.array([0, 0]))
    assert whole.ravel() == pytest.approx([0])
    # Nine notes of two creators and one slope leave six degrees; at least one is left.
    wide = np.tile(np.linspace(-1, 1, 5)[None, :, None], (2, 1, 1))
    some = np.ones((2, 5), dtype=bool)
    some[1, 4] = False
    wide[1, 4] = 0
    many = _gls(np.tile(np.eye(5), (2, 1, 1)), wide, np.zeros((2, 5)), some, np.array([0, 1]))
    assert many[4] == 6
    assert _gls(inverse[:1], x[:1], y[:1], used[:1], np.array([0]))[4] == 1


def test_effects_within_are_those_of_one_large_matrix():
    """Creators of nine, three and one notes: V with levels of variance 10,000 σ², b = (X'V⁻¹X)⁻¹X'V⁻¹y, and each creator's score.

    n less creators less columns are free.
    """
    creator, day, y = uneven(noise=0.5)
    feature = (np.arange(len(y)) % 3 == 0).astype(float)
    found = effects_within(creator, day, y + feature, feature[:, None])
    model = fit_notes(creator, day, y + feature, feature[:, None])
    used = model.slots >= 0
    rows, t = model.slots[used], model.day[used]
    owner = creator[rows]
    whole = SimpleNamespace(
        tau2=1e4 * model.sigma2, tau2_g=model.tau2_g, kappa2=model.kappa2, drift_days=model.drift_days
    )
    inverse = np.linalg.inv(dense(whole, owner, t, model.sigma2) + np.diag(model.scatter[owner]))
    x = np.column_stack([feature[rows], t])
    pulled = model.residual[used] + model.design[used] @ model.b
    bread = np.linalg.inv(x.T @ inverse @ x)
    b = bread @ x.T @ inverse @ pulled
    rest = pulled - x @ b
    scores = np.stack([x[owner == who].T @ (inverse @ rest)[owner == who] for who in range(8)])
    assert found.slopes == pytest.approx(b[:1], rel=1e-5)
    assert found.notes_free == len(y) - 8 - 2
    assert found.model[0, 0] == pytest.approx(bread[0, 0] * (rest @ inverse @ rest) / (len(y) - 10), rel=1e-5)
    assert found.clustered[0, 0] == pytest.approx((bread @ scores.T @ scores @ bread)[0, 0], rel=1e-4)


def test_misses_are_pulled_in_on_either_side():
    """0, 0, −10 and −1, 1, 0: quartiles −.75 and 0 of the differences, so three spreads are 3 · .75 / 1.349."""
    found = _pull_in(array(0, 0, -10, -1, 1, 0), np.array([0, 0, 0, 1, 1, 1]))
    reach = 3 * 0.75 / 1.349
    assert found == pytest.approx([0, 0, -reach, -1, 1, 0])


def test_stretches_of_sixty_notes(monkeypatch):
    """With room for two: creator 0's notes of days 3, 1, 2 are stretches (1, 2) and (3); creator 1 is one of her own."""
    monkeypatch.setattr("xhs_workbench.metrics.note_effects.MOST_NOTES", 2)
    unit, owner = _stretches(np.array([0, 0, 0, 1, 1]), array(3, 1, 2, 1, 5))
    assert unit.tolist() == [1, 0, 0, 2, 2]
    assert owner.tolist() == [0, 0, 1]


def test_a_feature_of_a_few_decimals_still_varies():
    """Differences of a thousandth within a creator count; differences between creators do not, nor does a feature of 0."""
    who, day = np.repeat(np.arange(4), 6), np.tile(np.arange(6.0) * 9, 4)
    rng = np.random.default_rng(1)
    small = np.tile([0.0, 1e-3], 12)
    features = np.column_stack([small, who.astype(float), np.zeros(24)])
    found = effects_within(who, day, 5 + 200 * small + rng.normal(0, 0.01, 24), features)
    assert np.isfinite(np.diag(found.model)).tolist() == [True, False, False]
    assert np.isfinite(np.diag(found.clustered)).tolist() == [True, False, False]
    assert found.slopes[0] == pytest.approx(200, rel=0.1)
    assert found.slopes[1:].tolist() == [0, 0]


def test_contrasts_at_their_borders():
    """Two effects, the second unknown: a sum without it is known; one creator still leaves a degree of freedom."""
    model = np.diag([0.04, np.inf])
    found = Effects(array(0.5, 0), model, model, 100)
    estimate, error, free = contrast(found, array(2, 0, 0, 1, 1, -1).reshape(3, 2), array(9, 9, 9))
    assert estimate == pytest.approx([1.0, 0, 0.5])
    # 2² · .04 = .16; clustered .16 · 9/8 = .18, r = .125: r² / (r² + ¼) = .015625 / .265625 = .05882.
    assert error[0] == pytest.approx(np.sqrt(0.16 + 0.16 * 0.125 * 0.0588235))
    assert np.isinf(error[1:]).all()
    assert free[1:].tolist() == [1, 1]
    single = contrast(Effects(array(0.5), array(0.04)[None], array(0.04)[None], 100), np.eye(1), array(1))
    # G = 1: one degree; clustered .04 · 2 / 1 = .08, r = 1: 1 / (1 + 2) of .04 more.
    assert single[1] == pytest.approx([np.sqrt(0.04 + 0.04 / 3)])
    extra = 0.04 / 3
    assert single[2] == pytest.approx([(0.04 + extra) ** 2 / (0.04**2 / 100 + extra**2 / 1)])
    nothing = contrast(Effects(array(0.5), np.zeros((1, 1)), np.zeros((1, 1)), 100), np.eye(1), array(9))
    assert (np.isinf(nothing[1][0]), nothing[2][0]) == (True, 1.0)
