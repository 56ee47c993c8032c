"""How unusual a standardised residual is, judged by left-out notes: real notes have longer tails than the normal.

In the middle, the share of larger residuals; beyond the outermost tenth on either side, a generalised Pareto
tail (Pickands, Ann. Stat. 3, 1975; Hosking & Wallis, Technometrics 29, 1987). With few residuals its shape is
pulled towards a mild one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
TAIL = 0.1
SHAPE, SHAPE_WORTH = 0.15, 20.0
"""Prior shape of a tail, and the number of exceedances it is worth."""
LEAST = 20
"""Fewer residuals say nothing about the tail; a normal tail of twice the width is used instead."""


def two_sided(null: Array, values: Array) -> Array:
    """Return the two-sided probability of a residual at least this extreme: the probability on its side, doubled.

    Args:
        null: Standardised residuals of ordinary notes.
        values: Standardised residuals to be judged; NaN stays.
    """
    upper, lower = beyond(null, values), beyond(-null, -values)
    return np.asarray(np.minimum(2 * np.minimum(upper, lower), 1.0))


def beyond(null: Array, values: Array) -> Array:
    """Return the probability of a residual larger than each value.

    >>> beyond(np.arange(100.0), np.array([49.5])).round(2).tolist()
    [0.5]
    """
    if len(null) < LEAST:
        from scipy.special import ndtr

        return np.asarray(ndtr(-values / 2))
    ordered = np.sort(null)
    n, k = len(ordered), max(int(TAIL * len(ordered)), 5)
    start = (ordered[-k - 1] + ordered[-k]) / 2
    excess = ordered[-k:] - start
    # Probability-weighted moments: a₀ the mean, a₁ the mean weighted by the share above.
    a0 = float(excess.mean())
    a1 = float(np.mean(excess * (1 - (np.arange(1, k + 1) - 0.35) / k)))
    shape = 2 - a0 / max(a0 - 2 * a1, 1e-9)
    shape = float(
        np.clip((k * np.clip(shape, -0.5, 1.0) + SHAPE_WORTH * SHAPE) / (k + SHAPE_WORTH), 0.01, 0.9)
    )
    # Its shape is known to about (1 + ξ) / √k; the tail is averaged over that, in three points of a normal
    # distribution, because a tail averaged over its doubt is longer than the tail of the middle value.
    doubt = np.sqrt(3) * (1 + shape) / np.sqrt(k + SHAPE_WORTH)
    # The tail is estimated from k residuals. Two standard errors are added, so that this uncertainty does not
    # flag notes.
    share = min((k + 2 * float(np.sqrt(k))) / n, 0.5)
    inside = (n - np.searchsorted(ordered, values, side="left") + 1) / (n + 1)
    with np.errstate(invalid="ignore"):
        outside = share * sum(
            weight * _pareto(values - start, float(np.clip(shape + off, 0.01, 0.9)), a0)
            for off, weight in ((-doubt, 1 / 6), (0.0, 2 / 3), (doubt, 1 / 6))
        )
    return np.asarray(
        np.where(
            np.isnan(values), np.nan, np.where(values > start, np.minimum(outside, (k + 1) / (n + 1)), inside)
        )
    )


def _pareto(over: Array, shape: float, mean: float) -> Array:
    """Return the probability of exceeding the start by more, for a generalised Pareto tail of this shape and mean.

    >>> _pareto(np.array([1.0]), 0.5, 2.0).round(4).tolist()  # scale 1: (1 + .5)⁻²
    [0.4444]
    """
    return np.asarray(np.maximum(1 + shape * over / max(mean * (1 - shape), 1e-9), 1e-12) ** (-1 / shape))
