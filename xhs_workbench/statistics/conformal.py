"""Intervals calibrated on notes that the model had not seen: split-conformal over creators, in the order of time.

Each creator's level is estimated from the earlier notes and compared with the later notes. The quantiles of
those errors, with equal weight per creator, widen or narrow the model's own spread (Vovk et al., 2005; Lei et
al., JASA 113, 2018).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.8
CREATORS_FROM = 30
"""Fewer creators with later notes cannot calibrate the tails; the default is then used and reported."""
NOTES_FROM = 40
DEFAULT = (-1.28, 1.7)
"""The lower end is the normal quantile. The upper end is what 350 real accounts of another platform needed:
their upper
tail is longer (`benchmarks/performance.py` prints the measurement)."""


@dataclass(frozen=True)
class Calibration:
    """Distance of later notes from the estimate, in the model's standard deviations.

    Args:
        low: Quantile at the lower end, usually negative.
        high: Quantile at the upper end.
        creators: Creators whose later notes were used; 0 for the default.
        level: Intended coverage.
        notes: Left-out notes used instead when there were too few creators; otherwise 0.
    """

    low: float
    high: float
    creators: int
    level: float = LEVEL
    notes: int = 0

    @property
    def from_data(self) -> bool:
        """True if the given data were enough."""
        return self.creators > 0


def calibrate(errors: NDArray[np.float64], creators: NDArray[np.int64], level: float = LEVEL) -> Calibration:
    """Return the quantiles that cover `level` of later notes of a creator drawn at random.

    A creator with many later notes counts as much as a creator with one. The tails take the usual
    finite-sample step: with m independent errors the quantile is at ⌈(m + 1)(1 − α/2)⌉ / m. How many independent errors
    the notes are worth is asked of each tail (`_worth`).

    Args:
        errors: (later note − estimate) / sqrt(its variance), one per later note.
        creators: The creator of each note.
        level: Intended coverage.

    Returns:
        The measured quantiles, or the default below thirty creators.
    """
    _, owner, counts = np.unique(creators, return_inverse=True, return_counts=True)
    if len(counts) < CREATORS_FROM:
        return Calibration(*DEFAULT, 0, level)
    high, low = (_reach(side, owner, counts, (1 - level) / 2) for side in (errors, -errors))
    return Calibration(-low, high, len(counts), level)


def _reach(
    errors: NDArray[np.float64], owner: NDArray[np.int64], counts: NDArray[np.int64], tail: float
) -> float:
    """Return the upper quantile that leaves `tail` of later notes above it, with the finite-sample step."""
    weights = 1 / counts[owner]
    above = errors > weighted_quantile(errors, weights, 1 - tail)
    worth = _worth(np.bincount(owner, above) / counts, counts, tail)
    return weighted_quantile(errors, weights, float(min(np.ceil((worth + 1) * (1 - tail)) / worth, 1.0)))


def _worth(shares: NDArray[np.float64], counts: NDArray[np.int64], tail: float) -> int:
    """Return how many independent notes creators' shares in a tail are worth: at least one a creator, at most every note.

    The variance of the mean share, over the creators, against that of as many independent notes: Kish's design effect
    (L. Kish, Survey Sampling, 1965, 5.4). Creators of whom some are missed with every note count once each; where misses
    fall on all alike, every note counts.

    >>> _worth(np.array([1.0, 0.0, 0.0, 0.0, 0.0]), np.full(5, 4), 0.2)
    5
    >>> _worth(np.full(5, 0.25), np.full(5, 4), 0.2)
    20
    """
    spread = float(shares.var()) / len(counts)
    found = tail * (1 - tail) / spread if spread > 0 else np.inf
    return int(np.clip(found, len(counts), counts.sum()))


def from_left_out(low: float, high: float, notes: int, level: float = LEVEL) -> Calibration:
    """Return quantiles from notes left out one by one, for rosters too small to hold creators back; default below 40 notes."""
    return Calibration(low, high, 0, level, notes) if notes >= NOTES_FROM else Calibration(*DEFAULT, 0, level)


def weighted_quantile(values: NDArray[np.float64], weights: NDArray[np.float64], share: float) -> float:
    """Return the smallest value at or below which `share` of the weight lies.

    >>> weighted_quantile(np.array([3.0, 1.0, 2.0]), np.array([1.0, 1.0, 2.0]), 0.5)
    2.0
    """
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    at = int(np.searchsorted(reached, share * reached[-1] - 1e-12))
    return float(values[order][min(at, len(values) - 1)])
