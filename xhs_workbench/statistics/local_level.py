"""A series as a level that wanders, plus regressors, plus noise: fitted by maximum likelihood, with its state on the day after.

The model is Harvey's local level (Forecasting, Structural Time Series Models and the Kalman Filter, 1989, section 2.2): the level is
a random walk, the coefficients are fixed and unknown, and both begin with a diffuse prior. The values of all days have a joint normal
distribution; the rows of its Cholesky factor are the Kalman filter's one-step forecasts, so no filter is run. The likelihood leaves
out the first days, as many as there are unknowns, which only find out the diffuse prior. statsmodels' `UnobservedComponents` gives the
same; it and the packages it needs would be a sixth of the installation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

DIFFUSE = 1e6
"""Prior variance of level and coefficients, in variances of one day's change."""
UNSEEN = 1e12
"""Variance of the noise on a day without a value, in the same unit: such a day says nothing."""
IDENTIFIES = 1e3
"""A day whose forecast varies more than this first shows an unknown, such as a sale's effect; it says nothing of the variances."""
LOG_RATIOS = np.linspace(-18.0, 12.0, 11)
"""Where the likelihood is looked at first: log of the walk's variance over the noise's, from no walk to no noise."""


@dataclass(frozen=True, slots=True)
class LocalLevel:
    """A fitted series.

    Args:
        noise: Standard deviation of the noise.
        wander: Standard deviation of the level's change from one day to the next.
        state: Expected level on the day after the last, then the coefficients.
        doubt: Their covariance.
        fitted: What was expected of each day from the days before it.
    """

    noise: float
    wander: float
    state: Array
    doubt: Array
    fitted: Array


def fit_local_level(values: Array, regressors: Array) -> LocalLevel:
    """Fit the model.

    Args:
        values: One a day; NaN where there is none.
        regressors: Days × regressors, all known.
    """
    from scipy.optimize import minimize_scalar

    model = _Model(values, regressors)
    first = [model.deviance(ratio) for ratio in LOG_RATIOS]
    best = int(np.argmin(first))
    around = LOG_RATIOS[max(best - 1, 0)], LOG_RATIOS[min(best + 1, len(LOG_RATIOS) - 1)]
    found = minimize_scalar(model.deviance, bounds=around, method="bounded", options={"xatol": 1e-4})
    return model.at(float(found.x) if found.fun < first[best] else float(LOG_RATIOS[best]))


class _Model:
    """The series with what does not depend on the variances."""

    def __init__(self, values: Array, regressors: Array) -> None:
        days = np.arange(len(values), dtype=np.float64)
        missing = ~np.isfinite(values)
        self.values = np.where(missing, 0.0, values)
        self.walk = np.minimum.outer(days, days)
        self.design = np.column_stack([np.ones(len(days)), regressors])
        self.prior = DIFFUSE * self.design @ self.design.T + np.diag(UNSEEN * missing)
        self.counted = ~missing & (days >= self.design.shape[1])

    def deviance(self, log_ratio: float) -> float:
        """Return minus twice the log likelihood, up to a constant, at the best common scale of both variances."""
        factor, errors, _ = self._factor(log_ratio)
        counted = self._counted(factor)
        scale = self._scale(factor, errors)
        return float(counted.sum() * np.log(scale) + 2 * np.log(np.diag(factor)[counted]).sum())

    def at(self, log_ratio: float) -> LocalLevel:
        """Return the fit for one ratio of the variances."""
        from scipy.linalg import solve_triangular

        factor, errors, (noise, walk) = self._factor(log_ratio)
        scale = self._scale(factor, errors)
        days = np.arange(len(self.values))
        ahead = DIFFUSE * self.design.T
        ahead[0] += walk * days
        before = np.full(self.design.shape[1], DIFFUSE)
        before[0] += walk * len(days)
        seen = solve_triangular(factor, ahead.T, lower=True)
        return LocalLevel(
            float(np.sqrt(scale * noise)),
            float(np.sqrt(scale * walk)),
            seen.T @ errors,
            scale * (np.diag(before) - seen.T @ seen),
            self.values - np.diag(factor) * errors,
        )

    def _factor(self, log_ratio: float) -> tuple[Array, Array, tuple[float, float]]:
        """Return the Cholesky factor of the days' covariance, the standardised forecast errors, and the two shares of variance."""
        from scipy.linalg import cholesky, solve_triangular

        walk = float(1 / (1 + np.exp(-log_ratio)))
        noise = 1 - walk
        factor = cholesky(noise * np.eye(len(self.values)) + walk * self.walk + self.prior, lower=True)
        return factor, solve_triangular(factor, self.values, lower=True), (noise, walk)

    def _counted(self, factor: Array) -> NDArray[np.bool_]:
        return np.asarray(self.counted & (np.diag(factor) ** 2 < IDENTIFIES))

    def _scale(self, factor: Array, errors: Array) -> float:
        return max(float((errors[self._counted(factor)] ** 2).mean()), np.finfo(float).tiny)
