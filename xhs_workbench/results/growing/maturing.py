"""How a note's count at one age predicts its count at a later one: the numbers under `longevity`.

Two methods, on log cumulative counts by age. The pattern (chain ladder, actuarial development factors)
multiplies the mean growth of each day over all notes that have both days, so young notes contribute to early
days. The regression (Szabo and Huberman, arXiv 0811.0405) predicts a note's growth from its count, its last
growth and its save share; a ridge
pulls it towards the mean growth. Intervals are conformal: they use the notes' own leave-one-out misses.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LEVEL = 0.8
LEAST_MATURE = 8
"""With fewer notes seen at both ages there is no regression, only the pattern."""
MOST_AHEAD = 4
"""No forecast is made beyond this multiple of the oldest age seen."""
RIDGE = 2.0
RECENT = 40
"""With more misses than this, only the latest notes' misses set the interval, because platforms drift."""
ROUNDS = 12
TAIL_POWERS = (1.0, 1.5, 2.0, 2.5, 3.0)


@dataclass(frozen=True, slots=True)
class Growth:
    """Growth from one age to a later one, on the log scale.

    Args:
        method: `regression`, `pattern`, `tail` (beyond the oldest age seen) or `unseen`: too far beyond it,
            or too few notes to know the size of misses; then all numbers are NaN.
        middle: Log growth of each requested row.
        below: Distance from `middle` down to the low end of the 80 % interval.
        above: Distance up to the high end.
        n: Notes seen at both ages.
    """

    method: str
    middle: Array
    below: float
    above: float
    n: int


def predict_growth(
    logs: Array, quality: Array, age: int, later: int, rows: Array, row_quality: Array
) -> Growth:
    """Predict how much notes grow between two ages.

    Args:
        logs: Notes × ages, log counts of notes to learn from, oldest note first; NaN if not seen.
        quality: Notes × ages, logit of the save share; NaN if unknown.
        age: Current age of the requested notes, days.
        later: The later age.
        rows: Log counts of the requested notes, × ages.
        row_quality: The logit of their save share.
    """
    oldest = int(np.flatnonzero(np.isfinite(logs).any(axis=0)).max(initial=0))
    if later > MOST_AHEAD * oldest or (
        later > oldest and len(_stretches(logs, later / max(age, 1))) < LEAST_MATURE
    ):
        unknown = np.full(len(rows), np.nan)
        return Growth("unseen", unknown, float("nan"), float("nan"), 0)
    if later > oldest:
        return _tail(logs, quality, age, later, rows, row_quality, oldest)
    both = np.isfinite(logs[:, age]) & np.isfinite(logs[:, later])
    grown = (logs[:, later] - logs[:, age])[both]
    if both.sum() < LEAST_MATURE:
        return _pattern(logs, grown, age, later, len(rows))
    table = _features(logs[both], quality[both], age)
    asked = _features(rows, row_quality, age)
    middle, misses = _ridge(table, grown, asked)
    width = conformal_width(misses[-max(RECENT, len(misses) // 2) :])
    return Growth("regression", middle, width, width, int(both.sum()))


def conformal_width(misses: Array, level: float = LEVEL) -> float:
    """Return the half width that a new miss stays below with probability `level`, from leave-one-out misses.

    >>> float(conformal_width(np.arange(1.0, 10.0), 0.8))
    8.0
    """
    ordered = np.sort(np.abs(misses))
    place = int(np.ceil((len(ordered) + 1) * level)) - 1
    return float(ordered[min(place, len(ordered) - 1)])


def _features(logs: Array, quality: Array, age: int) -> Array:
    """Count at the age, growth over the last third of the life so far, save share; unknown values are neutral."""
    before = age - max(1, age // 3)
    last = logs[:, age] - logs[:, before] if before >= 0 else np.zeros(len(logs))
    return np.column_stack([logs[:, age], last, quality[:, age]])


def _ridge(table: Array, grown: Array, asked: Array) -> tuple[Array, Array]:
    """Regress growth on standardised features by least absolute error; return predictions and leave-one-out misses.

    Absolute errors, because growth is skewed: one note that doubles must not change the forecast for all
        others.
    """
    with np.errstate(invalid="ignore"):
        known = [bool(np.isfinite(column).any()) for column in table.T]
    centre = np.array([np.nanmean(c) if ok else 0.0 for c, ok in zip(table.T, known, strict=True)])
    scale = np.array([np.nanstd(c) if ok else 0.0 for c, ok in zip(table.T, known, strict=True)])
    scale = np.where(scale > 1e-9, scale, np.inf)
    x, new = (np.nan_to_num((part - centre) / scale) for part in (table, asked))
    # An unusual note may not be predicted beyond the growth seen so far.
    new = np.clip(new, x.min(axis=0), x.max(axis=0))
    x, new = (np.column_stack([np.ones(len(part)), part]) for part in (x, new))
    penalty = np.diag([0.0, *[RIDGE] * (x.shape[1] - 1)])
    weight, slopes, leverage = np.ones(len(grown)), np.zeros(x.shape[1]), np.zeros(len(grown))
    for _ in range(ROUNDS):
        inverse = np.linalg.inv((x * weight[:, None]).T @ x + penalty)
        slopes = inverse @ (x * weight[:, None]).T @ grown
        leverage = np.einsum("ij,jk,ik->i", x, inverse, x) * weight
        error = np.abs(grown - x @ slopes)
        weight = 1 / np.maximum(error, max(float(np.median(error)) / 4, 1e-6))
        weight = weight / weight.mean()
    misses = (grown - x @ slopes) / np.clip(1 - leverage, 0.1, None)
    return new @ slopes, misses


def development(logs: Array) -> Array:
    """Return the mean log growth of each day over the notes seen on both days; NaN where no note was.

    >>> [float(x) for x in development(np.array([[0.0, 1.0, 1.5], [1.0, 3.0, np.nan]]))]
    [1.5, 0.5]
    """
    steps = np.diff(logs, axis=1)
    seen = np.isfinite(steps).sum(axis=0)
    total = np.nansum(steps, axis=0)
    return np.asarray(np.divide(total, seen, out=np.full(len(total), np.nan), where=seen > 0))


def _pattern(logs: Array, grown: Array, age: int, later: int, asked: int) -> Growth:
    """Chain the mean growth of each day; with few notes seen at both ages, the days' spreads add up (conservative)."""
    steps = np.diff(logs[:, age : later + 1], axis=1)
    middle = float(np.nansum(development(logs[:, age : later + 1])))
    if len(grown) >= 3:
        low, high = np.quantile(grown, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        return Growth(
            "pattern", np.full(asked, middle), max(middle - low, 0.0), max(high - middle, 0.0), len(grown)
        )
    spread = 0.0
    for step in steps.T:
        known = step[np.isfinite(step)]
        spread += 1.2816 * float(known.std(ddof=1)) if len(known) > 1 else 0.0
    return Growth("pattern", np.full(asked, middle), spread, spread, len(grown))


def _tail(
    logs: Array, quality: Array, age: int, later: int, rows: Array, row_quality: Array, oldest: int
) -> Growth:
    """Extrapolate beyond the oldest age seen: daily growth falls like a power of age; past growth gives the error.

    The note's past is cut into stretches with the same ratio of ages as requested, up to its last day. If
    growth only slows on the scale of log age, future growth does not exceed past growth; so nine of ten
    stretches give the upper bound, and below it may almost stop.
    """
    inside = (
        predict_growth(logs, quality, age, oldest, rows, row_quality)
        if age < oldest
        else Growth("tail", np.zeros(len(rows)), 0.0, 0.0, 0)
    )
    start = max(int(oldest * oldest / later), 1)
    daily = development(logs)[start:oldest]
    ages = np.arange(start, oldest, dtype=np.float64) + 0.5
    further = _power_tail(ages[np.isfinite(daily)], daily[np.isfinite(daily)], oldest, later)
    middle = inside.middle + further
    stretch = _stretches(logs, later / max(age, 1))
    low, high = np.quantile(stretch, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    below = max(inside.below, float(middle.max()) - STOPS * low)
    return Growth("tail", middle, below, max(inside.above, float(high - middle.min())), inside.n)


STOPS = 0.25
"""Share of the slowest tenth's growth that may remain beyond the oldest age: growth may almost stop."""


def _stretches(logs: Array, times: float) -> Array:
    """Return how much each note grew while its age increased by this factor, up to its last day."""
    found = []
    for row in logs:
        ages = np.flatnonzero(np.isfinite(row))
        if ages.size:
            last = int(ages[-1])
            first = round(last / times)
            if first >= max(int(ages[0]), 1) and first < last:
                found.append(float(row[last] - row[max(first, int(ages[0]))]))
    return np.array(found)


def _power_tail(ages: Array, daily: Array, oldest: int, later: int) -> float:
    if len(ages) < 3:
        return 0.0
    best = (np.inf, 0.0)
    for power in TAIL_POWERS:
        shape = ages**-power
        size = max(float(shape @ daily / (shape @ shape)), 0.0)
        miss = float(((daily - size * shape) ** 2).sum())
        ahead = float(size * ((np.arange(oldest, later) + 0.5) ** -power).sum())
        best = min(best, (miss, ahead))
    return best[1]
