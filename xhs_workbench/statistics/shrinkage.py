"""Shrinkage: the estimate from a unit's few observations is pulled towards what its peers suggest.

Normal empirical Bayes on a working scale (log counts, logits of shares): unit means ȳᵢ ~ N(θᵢ, vᵢ), θᵢ ~
N(xᵢ'b, τ²). τ² by Paule and Mandel (J. Res. NBS 87, 1982), variances within units moderated as in limma
(Smyth, Stat. Appl. Genet. Mol. Biol. 3, 2004). Everything is done with arrays, so a hundred thousand units
take one call.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma, polygamma

Floats = NDArray[np.float64]
STEPS = 20
"""Newton steps: the error squares with each, so more of them change nothing."""


@dataclass(frozen=True)
class Moments:
    """Summary of each unit's own observations, on the working scale.

    Args:
        n: Number of observations.
        effective: (Σw)² / Σw², the number of equally weighted observations with the same information; 0
            without observations.
        means: Weighted means; NaN without observations.
        variances: Sample variances, unweighted, n − 1 in the denominator; NaN below two observations.
    """

    n: NDArray[np.int64]
    effective: Floats
    means: Floats
    variances: Floats


@dataclass(frozen=True)
class Moderated:
    """Variances within units, each pulled towards the common variance.

    Args:
        values: One per unit; units with a single observation get the common variance.
        common: The common variance s₀².
        prior_df: Number of observations that the common variance counts for, d₀; infinite if units do not
            differ.
    """

    values: Floats
    common: float
    prior_df: float


@dataclass(frozen=True)
class Shrunk:
    """Units after shrinkage, on the working scale.

    Args:
        theta: Posterior mean of each unit's level.
        variance: Posterior variance given τ², including the variance of b (Morris, JASA 78, 1983).
        prior: xᵢ'b, the expectation from peers.
        weight: Weight of the unit's own mean in `theta`, 0-1.
        tau2: Variance between units around xᵢ'b.
        coefficients: b.
    """

    theta: Floats
    variance: Floats
    prior: Floats
    weight: Floats
    tau2: float
    coefficients: Floats


def unit_moments(
    units: NDArray[np.int64], values: Floats, count: int, weights: Floats | None = None
) -> Moments:
    """Summarise observations by unit.

    Args:
        units: Unit of each observation, 0 to `count` − 1.
        values: Observations on the working scale.
        count: Number of units, including those without an observation.
        weights: Weight of each observation, above 0; equal weights if left out.
    """
    weights = np.ones(len(values)) if weights is None else weights
    n = np.bincount(units, minlength=count)
    total = np.bincount(units, weights, count)
    with np.errstate(divide="ignore", invalid="ignore"):
        means = np.bincount(units, weights * values, count) / total
        centre = np.bincount(units, values, count) / n
        variances = np.bincount(units, (values - centre[units]) ** 2, count) / (n - 1)
        effective = np.where(n > 0, total**2 / np.bincount(units, weights**2, count), 0.0)
    return Moments(n, effective, means, np.where(n > 1, variances, np.nan))


def moderate_variances(variances: Floats, df: Floats) -> Moderated:
    """Pull sample variances towards their common value, more strongly if they rest on fewer observations.

    s₀² and d₀ come from the moments of log s²: e = log s² − ψ(d/2) + log(d/2) has mean log s₀² − ψ(d₀/2) +
    log(d₀/2) and variance ψ'(d/2) + ψ'(d₀/2). The moderated variance is (d₀ s₀² + d s²) / (d₀ + d).

    Args:
        variances: Sample variance of each unit (n − 1 in the denominator); ignored where `df` is 0.
        df: Degrees of freedom, n − 1.

    Returns:
        The moderated variances; all equal to the common one if units differ no more than chance explains.

    Raises:
        ValueError: No unit has two observations.
    """
    known = df > 0
    if not known.any():
        raise ValueError("no unit has two observations")
    s2, d = variances[known], df[known]
    floor = 1e-5 * float(np.median(s2))
    s2 = np.maximum(s2, floor if floor > 0 else 1e-12)
    own = np.log(s2) - digamma(d / 2) + np.log(d / 2)
    noise = polygamma(1, d / 2)
    weight = 1 / noise
    centre = float(np.average(own, weights=weight))
    excess = float(np.average((own - centre) ** 2 - noise * (1 - weight / weight.sum()), weights=weight))
    if excess <= 0 or known.sum() < 3:
        common, prior_df = float(np.exp(centre)), float("inf")
        return Moderated(np.full(len(df), common), common, prior_df)
    prior_df = 2 * _trigamma_inverse(excess)
    common = float(np.exp(centre + digamma(prior_df / 2) - np.log(prior_df / 2)))
    values = np.where(
        known, (prior_df * common + df * np.where(known, variances, 0.0)) / (prior_df + df), common
    )
    return Moderated(values, common, prior_df)


def _trigamma_inverse(value: float) -> float:
    """Solve ψ'(x) = value by Newton on 1/ψ', which is convex and nearly straight."""
    if value > 1e7:
        return 1 / float(np.sqrt(value))
    if value < 1e-6:
        return 1 / value
    x = 0.5 + 1 / value
    for _ in range(STEPS):
        slope = float(polygamma(1, x))
        x += slope * (1 - slope / value) / float(polygamma(2, x))
    return x


def paule_mandel(means: Floats, variances: Floats, design: Floats) -> tuple[float, Floats, Floats]:
    """Return τ², b and the covariance of b of the random-effects regression ȳᵢ = xᵢ'b + N(0, τ² + vᵢ).

    τ² is the value at which Σ (ȳᵢ − xᵢ'b)² / (τ² + vᵢ) equals its expectation k − rank(X); 0 if the sum is
    smaller even at τ² = 0. statsmodels' `combine_effects` covers only one common mean (a test compares the
    two); here peers have a regression.

    Args:
        means: ȳᵢ, of k units.
        variances: vᵢ, sampling variances of the means, above 0.
        design: X, k × p; columns may be linearly dependent.
    """
    spare = len(means) - int(np.linalg.matrix_rank(design))
    spread = float(np.var(means))

    def surplus(tau2: float) -> float:
        weights = 1 / (tau2 + variances)
        residuals = means - design @ _weighted_fit(means, weights, design)[0]
        return float(np.sum(weights * residuals**2)) - spare

    if spare <= 0 or spread == 0 or surplus(0.0) <= 0:
        return 0.0, *_weighted_fit(means, 1 / variances, design)
    from scipy.optimize import brentq

    high = spread
    while surplus(high) > 0:
        high *= 2
    tau2 = float(brentq(surplus, 0.0, high, xtol=1e-9 * high))
    return tau2, *_weighted_fit(means, 1 / (tau2 + variances), design)


def _weighted_fit(means: Floats, weights: Floats, design: Floats) -> tuple[Floats, Floats]:
    scaled = design * weights[:, None]
    covariance: Floats = np.asarray(np.linalg.pinv(design.T @ scaled, hermitian=True), dtype=np.float64)
    return covariance @ (scaled.T @ means), covariance


def shrink(means: Floats, variances: Floats, design: Floats | None = None) -> Shrunk:
    """Shrink unit means towards a regression on known features of the units.

    θ̂ᵢ = xᵢ'b + Bᵢ (ȳᵢ − xᵢ'b), Bᵢ = τ² / (τ² + vᵢ), variance Bᵢ vᵢ + (1 − Bᵢ)² xᵢ' Cov(b) xᵢ. Estimated from
    the observed units; a unit with a missing mean gets the prior, with variance τ² + xᵢ' Cov(b) xᵢ.

    Args:
        means: Mean of each unit on the working scale; NaN if nothing was observed.
        variances: Sampling variance of that mean (s²ᵢ / nᵢ); infinite or NaN means not observed.
        design: One row per unit; a column of ones if left out.

    Raises:
        ValueError: No unit was observed.
    """
    design = np.ones((len(means), 1)) if design is None else design
    seen = np.isfinite(means) & np.isfinite(variances)
    if not seen.any():
        raise ValueError("no unit was observed")
    known = np.maximum(variances[seen], 1e-12)
    tau2, coefficients, covariance = paule_mandel(means[seen], known, design[seen])
    prior = design @ coefficients
    weight = np.zeros(len(means))
    weight[seen] = tau2 / (tau2 + known)
    theta = prior.copy()
    theta[seen] += weight[seen] * (means[seen] - prior[seen])
    variance = np.full(len(means), tau2)
    variance[seen] = weight[seen] * known
    variance += (1 - weight) ** 2 * np.einsum("ij,jk,ik->i", design, covariance, design, optimize=True)
    return Shrunk(theta, variance, prior, weight, tau2, coefficients)
