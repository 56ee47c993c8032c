"""Multiple testing: limit the share of false finds (Benjamini-Hochberg), or the chance of any (Holm)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def false_discovery(chances: Array) -> Array:
    """Adjust p-values for multiple testing; NaN (not tested) stays and is not counted as a test.

    Adjusted values up to `rate` pass the screening: of those marked, an expected share of at most `rate` is
        due to chance.
    scipy has it too (`false_discovery_control`), but importing its `stats` takes most of a second, for these four lines.
    Source: Benjamini & Hochberg, JRSS B 57 (1995).

    >>> false_discovery(np.array([0.01, 0.04, 0.03, np.nan])).tolist()
    [0.03, 0.04, 0.04, nan]
    """
    adjusted = np.full(len(chances), np.nan)
    tested = np.flatnonzero(~np.isnan(chances))
    order = tested[np.argsort(chances[tested])]
    raised = chances[order] * (len(order) / np.arange(1, len(order) + 1))
    adjusted[order] = np.minimum(np.minimum.accumulate(raised[::-1])[::-1], 1.0)
    return adjusted


def holm(chances: Array, level: float) -> NDArray[np.bool_]:
    """Mark which claims may be made: the probability of any false claim is at most `level`.

    statsmodels has it too (`multipletests`), but its import takes half a second, for these four lines.
    Source: S. Holm, Scandinavian Journal of Statistics 6 (1979).

    >>> holm(np.array([0.01, 0.04, 0.03, 0.5]), 0.05).tolist()
    [True, False, False, False]
    """
    order = np.argsort(chances)
    passed = chances[order] <= level / np.arange(len(chances), 0, -1)
    marked = np.zeros(len(chances), dtype=bool)
    marked[order[: len(chances) if passed.all() else int(np.argmin(passed))]] = True
    return marked
