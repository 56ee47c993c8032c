"""Differences between notes of the same creator: the numbers under `what_worked`.

A creator who is good at everything also makes tutorials; compared across creators, tutorials then look good.
Each creator's mean is therefore subtracted first, so that creators are compared with themselves (the within
part of Mundlak's random intercept model, Econometrica 1978, whose slopes are exactly these). Standard errors
are the larger of the model's and those clustered by creator, so that an effect that differs between creators
is not overstated. Intervals use Student's t with one degree of freedom fewer than creators who made both
kinds. Benjamini-Hochberg screens, Holm claims.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
DRAWN_IN = 2.5
"""A note beyond this many robust spreads is pulled in to that distance: one hit is not an effect."""


@dataclass(frozen=True, slots=True)
class Slopes:
    """Slopes of a regression within creators: estimates, their covariance, and degrees of freedom (creators − 1)."""

    slopes: Array
    covariance: Array
    freedom: int


def within_slopes(response: Array, table: Array, creators: NDArray[np.int64]) -> Slopes:
    """Regress on a table of features after subtracting each creator's mean.

    Args:
        response: Log interactions, a note each.
        table: Notes × features; a feature without variation within creators gets an infinite standard error.
        creators: Creator number of each note, 0 to creators − 1.
    """
    y, x = _demean(response[:, None], creators)[:, 0], _demean(table, creators)
    groups, (notes, features) = int(creators.max()) + 1, x.shape
    flat = np.sqrt((x**2).sum(axis=0)) < 1e-9
    inner = np.linalg.pinv(x[:, ~flat].T @ x[:, ~flat], rcond=1e-10, hermitian=True)
    found = inner @ x[:, ~flat].T @ y
    error = y - x[:, ~flat] @ found
    left = max(notes - groups - int((~flat).sum()), 1)
    model = inner * float(error @ error) / left
    scores = np.zeros((groups, int((~flat).sum())))
    np.add.at(scores, creators, x[:, ~flat] * error[:, None])
    small = groups / max(groups - 1, 1) * max(notes - 1, 1) / left
    clustered = inner @ (scores.T @ scores) @ inner * small
    # The larger of the two for each feature; correlations are the model's.
    grow = np.sqrt(np.maximum(np.diag(clustered) / np.maximum(np.diag(model), 1e-300), 1.0))
    slopes, covariance = np.zeros(features), np.diag(np.full(features, np.inf))
    slopes[~flat] = found
    covariance[np.ix_(~flat, ~flat)] = model * np.outer(grow, grow)
    return Slopes(slopes, covariance, max(groups - 1, 1))


def _demean(table: Array, creators: NDArray[np.int64]) -> Array:
    counts = np.bincount(creators)[:, None]
    sums = np.zeros((len(counts), table.shape[1]))
    np.add.at(sums, creators, table)
    return np.asarray(table - (sums / counts)[creators])


def deviations(found: Slopes, places: list[int]) -> tuple[Array, Array]:
    """Convert the slopes of a factor's levels against its first into each level against the mean of the others.

    Args:
        found: Slopes; `places` are all levels but the first.
        places: Columns of those levels.

    Returns:
        Estimates and standard errors of all levels, the first one first.
    """
    levels = len(places) + 1
    spread = np.zeros((levels, len(places)))
    spread[1:] = np.eye(len(places))
    # Against the mean of all, a level is compared partly with itself; times levels / (levels − 1) gives it
    # against the others.
    spread = (spread - spread.mean(axis=0)) * levels / (levels - 1)
    inner = found.covariance[np.ix_(places, places)]
    return spread @ found.slopes[places], np.sqrt(np.diag(spread @ inner @ spread.T))


def draw_in(response: Array, table: Array, creators: NDArray[np.int64]) -> Array:
    """Return the response with outlying notes pulled in (Huber's pseudo-values, two passes)."""
    drawn, x = response, _demean(table, creators)
    for _ in range(2):
        y = _demean(drawn[:, None], creators)[:, 0]
        error = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
        low, high = np.quantile(error, [0.25, 0.75])
        if high <= low:
            return drawn
        reach = DRAWN_IN * float(high - low) / 1.349
        middle = drawn - error
        drawn = middle + np.clip(response - middle, -reach, reach)
    return np.asarray(drawn)


def p_values(estimates: Array, errors: Array, freedom: int | NDArray[np.int64]) -> Array:
    """Return two-sided p-values of Student's t, with common or separate degrees of freedom."""
    from scipy import stats

    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(2 * stats.t.sf(np.abs(estimates / errors), freedom))


def student(level: float, freedom: NDArray[np.int64]) -> Array:
    """Return quantiles of Student's t, one for each number of degrees of freedom."""
    from scipy import stats

    return np.asarray(stats.t.ppf(level, freedom))
