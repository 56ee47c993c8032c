"""How unusual a value is among close peers: a robust z-score from Huber regression on known features of each creator.

A fixed band (3-8 %) makes small creators look brilliant and large ones weak; neighbours of the same size and
field do not. The regression gives outliers little weight, so that unusual creators do not set the standard by
which they are judged.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
TUNING = 1.345
"""Residuals beyond this many spreads lose weight; 95 % as efficient as least squares on normal data (Huber
1981)."""
MAD_TO_SD = 1.4826
LEAST_PEERS = 30
"""Fewer creators with a value are not enough for a comparison."""
ROUNDS = 60


@dataclass(frozen=True)
class Unlike:
    """Values compared with their peers, one entry per creator; NaN if a value was not tested.

    Args:
        expected: The typical value for this size and field.
        spread: One standard deviation of peers around it, including this creator's sampling noise.
        z: (value - expected) / spread.
    """

    expected: Array
    spread: Array
    z: Array


def fit_huber(design: Array, value: Array) -> Array:
    """Return regression coefficients by iteratively reweighted least squares.

    statsmodels' `RLM` gives the same result (a test compares the two), but stops with a warning if most
    residuals are 0.

    >>> x = np.arange(20.0)
    >>> y = 2 * x + 1
    >>> y[7] = 500
    >>> np.round(fit_huber(np.column_stack([np.ones(20), x]), y), 6).tolist()
    [1.0, 2.0]
    """
    weight: Array = np.ones(len(value))
    found: Array = np.zeros(design.shape[1])
    for _ in range(ROUNDS):
        root = np.sqrt(weight)
        before = found
        found = np.asarray(
            np.linalg.lstsq(design * root[:, None], value * root, rcond=None)[0], dtype=np.float64
        )
        rest = np.abs(value - design @ found)
        scale = max(MAD_TO_SD * float(np.median(rest)), 1e-12)
        weight = np.minimum(1.0, TUNING * scale / np.maximum(rest, 1e-12))
        if np.allclose(found, before, rtol=1e-10, atol=1e-12):
            break
    return found


def unlike_peers(value: Array, peers: Array, noise: Array | None = None) -> Unlike:
    """Compare each creator's value with the values of similar creators.

    The spread has two parts: real differences between peers, and sampling noise for creators with few notes.
        The first part is
    the value for which half of all creators lie within .6745 spreads.

    Args:
        value: One number per creator; NaN is not tested.
        peers: Features of each creator, one per column; a row with NaN is not tested.
        noise: Sampling variance of each value, from the creator's own notes; no noise if left out.
    """
    n = len(value)
    unsharp = np.zeros(n) if noise is None else noise
    tested = np.isfinite(value) & np.isfinite(peers).all(axis=1) & np.isfinite(unsharp)
    expected, spread, z = np.full(n, np.nan), np.full(n, np.nan), np.full(n, np.nan)
    if tested.sum() >= LEAST_PEERS:
        kept = peers[tested][:, np.ptp(peers[tested], axis=0) > 0]
        design = np.column_stack([np.ones(int(tested.sum())), kept])
        expected[tested] = design @ fit_huber(design, value[tested])
        rest = value[tested] - expected[tested]
        spread[tested] = np.sqrt(_true_variance(rest, unsharp[tested]) + unsharp[tested])
        z[tested] = rest / np.maximum(spread[tested], 1e-9)
    return Unlike(expected, spread, z)


def _true_variance(rest: Array, noise: Array) -> float:
    """Return the variance between creators for which the median scaled residual equals that of a normal curve."""

    def excess(between: float) -> float:
        return MAD_TO_SD * float(np.median(np.abs(rest) / np.sqrt(between + noise + 1e-18))) - 1

    # Without noise the variance is this; noise only takes away from it.
    most = (MAD_TO_SD * float(np.median(np.abs(rest)))) ** 2
    if excess(0.0) <= 0 or excess(most) >= 0:
        return 0.0 if excess(0.0) <= 0 else most
    from scipy.optimize import brentq

    return float(brentq(excess, 0.0, most, xtol=1e-15 * most))
