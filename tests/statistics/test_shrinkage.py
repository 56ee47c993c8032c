"""Shrinkage against numbers worked by hand, and against a planted truth."""

import numpy as np
import pytest
from scipy.special import polygamma

from xhs_workbench.statistics.shrinkage import (
    _trigamma_inverse,
    moderate_variances,
    paule_mandel,
    shrink,
    unit_moments,
)


def test_moments_by_hand():
    """Unit 0: 1 and 4 with weights 1 and 3: mean 13/4, effective 16/10, variance 4.5; unit 1: one; unit 2: none."""
    found = unit_moments(np.array([0, 0, 1]), np.array([1.0, 4.0, 7.0]), 3, np.array([1.0, 3.0, 2.0]))
    assert found.n.tolist() == [2, 1, 0]
    assert found.means[:2] == pytest.approx([3.25, 7.0])
    assert found.effective == pytest.approx([1.6, 1.0, 0.0])
    assert found.variances[0] == pytest.approx(4.5)
    assert np.isnan(found.means[2])
    assert np.isnan(found.variances[1:]).all()


def test_equal_variances_by_hand():
    """Equal v: Σ(y − ȳ)² / (τ² + v) = k − 1, so τ² = S² − v. Here y = 0, 2, 4, v = 1: S² = 4, τ² = 3, B = .75.

    Variance B v + (1 − B)² Var(b) = .75 + (1/16) (4/3) = 5/6."""
    found = shrink(np.array([0.0, 2.0, 4.0]), np.ones(3))
    assert found.tau2 == pytest.approx(3.0, abs=1e-8)
    assert found.theta == pytest.approx([0.5, 2.0, 3.5], abs=1e-8)
    assert found.weight == pytest.approx([0.75] * 3, abs=1e-8)
    assert found.variance == pytest.approx([5 / 6] * 3, abs=1e-8)


def test_units_that_differ_less_than_their_noise_become_one():
    found = shrink(np.array([0.9, 1.0, 1.1]), np.ones(3))
    assert found.tau2 == 0.0
    assert found.theta == pytest.approx([1.0, 1.0, 1.0])


def test_paule_mandel_solves_its_equation_on_a_slope():
    rng = np.random.default_rng(1)
    x, v = rng.normal(size=200), rng.uniform(0.05, 0.6, 200)
    y = 1 + 2 * x + rng.normal(0, np.sqrt(0.4 + v))
    design = np.column_stack([np.ones(200), x, x])  # the same column twice must not matter
    tau2, b, _ = paule_mandel(y, v, design)
    surplus = np.sum((y - design @ b) ** 2 / (tau2 + v)) - 198
    assert abs(surplus) < 1e-6
    assert b[1] + b[2] == pytest.approx(2.0, abs=0.15)
    assert tau2 == pytest.approx(0.4, abs=0.15)


def test_a_unit_without_observations_gets_its_peers_level_and_their_spread():
    found = shrink(np.array([0.0, 2.0, 4.0, np.nan]), np.array([1.0, 1.0, 1.0, np.inf]))
    assert found.theta[3] == pytest.approx(2.0)
    assert found.variance[3] == pytest.approx(3 + 4 / 3)
    assert found.weight[3] == 0.0
    with pytest.raises(ValueError, match="observed"):
        shrink(np.array([np.nan]), np.array([1.0]))


@pytest.mark.parametrize("value", [1e-7, 0.01, 1.0, float(polygamma(1, 0.5)), 50.0, 1e8])
def test_trigamma_inverse(value):
    assert float(polygamma(1, _trigamma_inverse(value))) == pytest.approx(value, rel=1e-3)


def test_moderated_variances_find_the_planted_prior():
    """s²ᵢ from σ²ᵢ = d₀ s₀² / χ²(d₀) with d₀ = 8, s₀² = .5: both come back, and a unit of one note gets the common value."""
    rng = np.random.default_rng(2)
    df = rng.integers(0, 12, 4000).astype(float)
    sigma2 = 8 * 0.5 / rng.chisquare(8, 4000)
    s2 = np.where(df > 0, sigma2 * rng.chisquare(np.maximum(df, 1)) / np.maximum(df, 1), np.nan)
    found = moderate_variances(s2, df)
    assert found.common == pytest.approx(0.5, rel=0.06)
    assert found.prior_df == pytest.approx(8, rel=0.25)
    one = np.flatnonzero((df == 5) & np.isfinite(s2))[0]
    by_hand = (found.prior_df * found.common + 5 * s2[one]) / (found.prior_df + 5)
    assert found.values[one] == pytest.approx(by_hand)
    assert (found.values[df == 0] == found.common).all()
    assert np.mean((found.values - sigma2)[df > 0] ** 2) < 0.5 * np.mean((s2 - sigma2)[df > 0] ** 2)


def test_variances_that_differ_by_chance_alone_become_one():
    rng = np.random.default_rng(3)
    s2 = rng.chisquare(6, 3000) / 6
    found = moderate_variances(s2, np.full(3000, 6.0))
    assert found.prior_df > 60
    assert found.values.std() < 0.1 * s2.std()
    with pytest.raises(ValueError, match="two observations"):
        moderate_variances(np.array([np.nan]), np.array([0.0]))
