"""A local level with regressors: a random walk seen through noise, and coefficients that stay the same.

    y_t = level_t + x_t · β + ε_t,    level_{t+1} = level_t + η_t

The two variances maximise the restricted (diffuse) likelihood of the differences between known days, whose covariance is tridiagonal;
with the scale taken out only one number is searched for. Level and coefficients are then filtered once.

Source: J. Durbin, S. J. Koopman, Time Series Analysis by State Space Methods, 2nd ed., ch. 2 (the local level), 6.2 (regressors in the
state, the augmented filter). statsmodels' `UnobservedComponents(…, "llevel", mle_regression=False)` gives the same result in five times
the time (a test compares the two); for this one fit it would add a tenth to the installation.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

PRIOR = 1e6
"""Variance of what the data say nothing about, such as the coefficient of a control that never moved."""
LEAST_SCALE = 1e-24
"""Variance of a series that the regressors explain to the last digit; 0 could not be divided by."""
SEARCHED = np.linspace(-14.0, 14.0, 29)
"""Log odds of the level's share of the variance, where the search begins."""


class LocalLevel(NamedTuple):
    """A fitted local level.

    Attributes:
        irregular: Standard deviation of ε, units of the series.
        wander: Standard deviation of η a day.
        state: Expected (level, β…) on the day after the last.
        doubt: Its covariance.
        fitted: Days, what was expected of each from the days before it; 0 for the first known day and earlier.
    """

    irregular: float
    wander: float
    state: Array
    doubt: Array
    fitted: Array


def fit_local_level(series: Array, design: Array) -> LocalLevel:
    """Fit the variances, and filter the days with them.

    Args:
        series: Days; NaN where unknown.
        design: Days × regressors, all known.

    Raises:
        ValueError: Fewer known days than what is to be estimated.
    """
    known = np.flatnonzero(np.isfinite(series))
    differences, moved = np.diff(series[known]), np.diff(design[known], axis=0)
    apart = np.diff(known).astype(np.float64)
    _, sizes, directions = np.linalg.svd(moved, full_matrices=False)
    told = directions[sizes > 1e-9 * max(float(sizes.max(initial=0.0)), 1e-300)].T
    left = len(differences) - told.shape[1]
    if left < 1:
        raise ValueError(f"{len(known)} known days are too few for {told.shape[1]} regressors")
    columns = np.column_stack([differences, moved @ told])
    share = _best_share(columns, apart, left)
    total = _likelihood(columns, apart, left, share)[1]
    return filter_days(series, design, total * (1 - share), total * share)


def filter_days(series: Array, design: Array, irregular: float, wander: float) -> LocalLevel:
    """Filter the days with known variances: level and coefficients begin without any knowledge.

    Args:
        series: Days; NaN where unknown.
        design: Days × regressors, all known.
        irregular: Variance of ε.
        wander: Variance of η a day.
    """
    days, count = design.shape
    rows = np.column_stack([series, design])
    level, variance = np.zeros(count + 1), np.inf
    information, sums = np.eye(count) / PRIOR, np.zeros(count)
    before = (np.zeros((days, count, count)), np.zeros((days, count)), np.zeros((days, count + 1)))
    first, seen = days, np.isfinite(series)
    for day in range(days):
        if seen[day] and first == days:
            first, level, variance = day, rows[day].copy(), irregular
        elif first < day:
            before[0][day], before[1][day], before[2][day] = information, sums, level
            if seen[day] and variance + irregular > 0:
                missed, spread = rows[day] - level, variance + irregular
                information += np.outer(missed[1:], missed[1:]) / spread
                sums += missed[1:] * (missed[0] / spread)
                gain = variance / spread
                level, variance = level + gain * missed, variance * (1 - gain)
        variance += wander
    fitted = np.zeros(days)
    fitted[first + 1 :] = _expect_each_day(design[first + 1 :], *(of[first + 1 :] for of in before))
    covariance = np.linalg.inv(information) if count else information
    slopes = covariance @ sums
    state = np.concatenate([[level[0] - level[1:] @ slopes], slopes])
    carried = -covariance @ level[1:]
    doubt = np.block(
        [[np.atleast_2d(variance - level[1:] @ carried), carried[None, :]], [carried[:, None], covariance]]
    )
    return LocalLevel(float(np.sqrt(irregular)), float(np.sqrt(wander)), state, doubt, fitted)


def _expect_each_day(design: Array, information: Array, sums: Array, level: Array) -> Array:
    """Return what each day was expected to be, from what was known of slopes and level before it.

    Args:
        design: Days × regressors.
        information: Days × regressors × regressors.
        sums: Days × regressors.
        level: Days × 1 + regressors.
    """
    slopes = np.linalg.solve(information, sums[:, :, None])[:, :, 0] if design.shape[1] else sums
    return np.asarray(level[:, 0] + ((design - level[:, 1:]) * slopes).sum(axis=1))


def _best_share(columns: Array, apart: Array, left: int) -> float:
    """Return the level's share of the variance with the highest likelihood: on a grid, then between its neighbours."""
    from scipy.optimize import minimize_scalar

    def lack(odds: float) -> float:
        return -_likelihood(columns, apart, left, float(1 / (1 + np.exp(-odds))))[0]

    lacks = [lack(odds) for odds in SEARCHED]
    best = int(np.argmin(lacks))
    near = SEARCHED[max(best - 1, 0)], SEARCHED[min(best + 1, len(SEARCHED) - 1)]
    found = minimize_scalar(lack, bounds=near, method="bounded", options={"xatol": 1e-6})
    inner = float(1 / (1 + np.exp(-found.x)))
    ends = {share: -_likelihood(columns, apart, left, share)[0] for share in (0.0, 1.0)}
    return min({**ends, inner: float(found.fun)}.items(), key=lambda pair: pair[1])[0]


def _likelihood(columns: Array, apart: Array, left: int, share: float) -> tuple[float, float]:
    """Return the restricted log likelihood, up to a constant, at the best scale, and that scale.

    Args:
        columns: Differences between known days: of the series, then of the regressors.
        apart: How many days lie between them.
        left: Differences minus regressors.
        share: The level's part of the two variances, 0 to 1.
    """
    # As `cholesky_banded` and `cho_solve_banded` call them, without their looks at each argument.
    from scipy.linalg.lapack import dpbtrf, dpbtrs

    band = np.vstack([np.full(len(apart), share - 1), apart * share + 2 * (1 - share)])
    root, flaw = dpbtrf(band)
    if flaw:
        raise np.linalg.LinAlgError(f"the leading minor {flaw} is not positive")
    solved = dpbtrs(root, columns)[0]
    products = columns.T @ solved
    within = products[1:, 1:]
    slopes = np.linalg.solve(within, products[1:, 0]) if len(within) else np.empty(0)
    scale = max(float(products[0, 0] - products[0, 1:] @ slopes) / left, LEAST_SCALE)
    logs = 2 * float(np.log(root[1]).sum()) + (float(np.linalg.slogdet(within)[1]) if len(within) else 0.0)
    return -(left * float(np.log(scale)) + logs) / 2, scale
