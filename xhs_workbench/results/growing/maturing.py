"""How a note's count at one age tells its count at a later one: the numbers under `longevity`.

Two ways, on log cumulative counts by age. The pattern (chain ladder, actuarial development factors) multiplies the mean
growth of each day over all notes that have both days, so young notes help with early days. The regression (Szabo and
Huberman, arXiv 0811.0405) predicts the growth of one note from its count, its last growth and its save share; a ridge
pulls it back to the mean growth. Intervals are conformal: the notes' own leave-one-out misses.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LEVEL = 0.8
LEAST_MATURE = 8
"""Fewer notes seen at both ages: no regression, the pattern alone."""
MOST_AHEAD = 4
"""Nothing is said of an age more than so many times the oldest seen."""
RIDGE = 2.0
RECENT = 40
"""With more misses than this, the latest notes' misses alone set the interval: platforms drift."""
ROUNDS = 12
TAIL_POWERS = (1.0, 1.5, 2.0, 2.5, 3.0)


@dataclass(frozen=True, slots=True)
class Growth:
    """Growth from one age to a later one, on the log scale.

    Args:
        method: `regression`, `pattern`, `tail` (beyond the oldest age any note was seen at) or `unseen`: too far beyond it, or
            too few notes to say how far such forecasts miss; then all numbers are NaN.
        middle: Log growth of each row asked about.
        below: How far the 80 % interval reaches below `middle`.
        above: How far it reaches above.
        n: Notes seen at both ages.
    """

    method: str
    middle: Array
    below: float
    above: float
    n: int


def predict_growth(logs: Array, quality: Array, age: int, later: int, rows: Array, row_quality: Array) -> Growth:
    """Predict how much notes grow between two ages.

    Args:
        logs: Notes × ages, log counts of notes to learn from, oldest note first; NaN where not seen.
        quality: Notes × ages, logit of the save share; NaN where unknown.
        age: Age of the notes asked about, days.
        later: The later age.
        rows: Log counts of the notes asked about, × ages.
        row_quality: Their save share's logit.
    """
    oldest = int(np.flatnonzero(np.isfinite(logs).any(axis=0)).max(initial=0))
    if later > MOST_AHEAD * oldest or (later > oldest and len(_stretches(logs, later / max(age, 1))) < LEAST_MATURE):
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
    """Return the half width that a new miss stays under with probability `level`, from leave-one-out misses.

    >>> float(conformal_width(np.arange(1.0, 10.0), 0.8))
    8.0
    """
    ordered = np.sort(np.abs(misses))
    place = int(np.ceil((len(ordered) + 1) * level)) - 1
    return float(ordered[min(place, len(ordered) - 1)])


def _features(logs: Array, quality: Array, age: int) -> Array:
    """Count at the age, growth over the last third of the life so far, save share; what is unknown takes no side."""
    before = age - max(1, age // 3)
    last = logs[:, age] - logs[:, before] if before >= 0 else np.zeros(len(logs))
    return np.column_stack([logs[:, age], last, quality[:, age]])


def _ridge(table: Array, grown: Array, asked: Array) -> tuple[Array, Array]:
    """Regress growth on standardised features by least absolute error; return predictions and leave-one-out misses.

    Absolute errors, because growth is skewed: one note that doubles must not move what all others are told.
    """
    with np.errstate(invalid="ignore"):
        known = [bool(np.isfinite(column).any()) for column in table.T]
    centre = np.array([np.nanmean(c) if ok else 0.0 for c, ok in zip(table.T, known, strict=True)])
    scale = np.array([np.nanstd(c) if ok else 0.0 for c, ok in zip(table.T, known, strict=True)])
    scale = np.where(scale > 1e-9, scale, np.inf)
    x, new = (np.nan_to_num((part - centre) / scale) for part in (table, asked))
    # A note unlike all others may not be pushed beyond what was ever seen.
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
    """Chain the mean growth of each day; with few notes seen at both ages, the days' spreads add up, the wide way."""
    steps = np.diff(logs[:, age : later + 1], axis=1)
    middle = float(np.nansum(development(logs[:, age : later + 1])))
    if len(grown) >= 3:
        low, high = np.quantile(grown, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        return Growth("pattern", np.full(asked, middle), max(middle - low, 0.0), max(high - middle, 0.0), len(grown))
    spread = 0.0
    for step in steps.T:
        known = step[np.isfinite(step)]
        spread += 1.2816 * float(known.std(ddof=1)) if len(known) > 1 else 0.0
    return Growth("pattern", np.full(asked, middle), spread, spread, len(grown))


def _tail(logs: Array, quality: Array, age: int, later: int, rows: Array, row_quality: Array, oldest: int) -> Growth:
    """Go on beyond the oldest age seen: daily growth falls like a power of age; how far off, the notes' own stretches show.

    A stretch of a note reaches as many times its age as is asked for, up to the last day it was seen. If growth only ever slows on
    the scale of log age, none grows more ahead than behind; so nine of ten stretches bound it above, and below it may all but stop.
    """
    inside = predict_growth(logs, quality, age, oldest, rows, row_quality) if age < oldest else \
        Growth("tail", np.zeros(len(rows)), 0.0, 0.0, 0)  # fmt: skip
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
"""Of the slowest tenth's stretch, what may be left beyond the oldest age: growth may all but stop."""


def _stretches(logs: Array, times: float) -> Array:
    """Return how much each note grew while its age grew by so many times, up to the last day it was seen."""
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
