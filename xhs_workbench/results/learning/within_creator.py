"""The sums of effects that `what_worked` speaks of, and their probabilities.

A creator who is good at everything also makes tutorials; compared across creators, tutorials then look good.
Effects therefore come from differences within creators (`metrics.note_effects`); the naive comparison across
creators is kept beside them. Benjamini-Hochberg screens, Holm claims.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def spoken_sums(formats: int, binaries: int, controls: int) -> Array:
    """Return one row per sentence: a format against the mean of the others, or a yes-or-no feature.

    Args:
        formats: Levels of the format; the first is the one the design leaves out.
        binaries: Yes-or-no features, after the formats in the design.
        controls: Columns after them, of which nothing is said.

    >>> spoken_sums(3, 1, 1).tolist()
    [[-0.5, -0.5, 0.0, 0.0], [1.0, -0.5, 0.0, 0.0], [-0.5, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]]
    """
    coded = max(formats - 1, 0)
    table = np.zeros((formats + binaries, coded + binaries + controls))
    table[:formats, :coded] = np.vstack([np.zeros((min(formats, 1), coded)), np.eye(coded)])
    if formats > 1:
        # Against the mean of all, a level is compared partly with itself; times levels / (levels − 1) gives
        # it against the others.
        own = table[:formats, :coded]
        table[:formats, :coded] = (own - own.mean(axis=0)) * formats / coded
    table[formats:, coded : coded + binaries] = np.eye(binaries)
    return table


def slopes_across(response: Array, table: Array) -> Array:
    """Return least-squares slopes over all notes, whoever made them."""
    whole = np.column_stack([np.ones(len(response)), table])
    return np.asarray(np.linalg.lstsq(whole, response, rcond=None)[0][1:])


def p_values(estimates: Array, errors: Array, freedom: float | Array) -> Array:
    """Return two-sided p-values of Student's t, with common or separate degrees of freedom."""
    from scipy import stats

    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(2 * stats.t.sf(np.abs(estimates / errors), freedom))


def student(level: float, freedom: Array) -> Array:
    """Return quantiles of Student's t, one for each number of degrees of freedom."""
    from scipy import stats

    return np.asarray(stats.t.ppf(level, freedom))
