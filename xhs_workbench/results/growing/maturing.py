"""How a note's count at one age predicts its count at a later one: the numbers under `longevity`.

Two methods, on log cumulative counts by age. The pattern (chain ladder, actuarial development factors)
multiplies the mean growth of each day over all notes that have both days, so young notes contribute to early
days. The regression (Szabo and Huberman, arXiv 0811.0405) predicts a note's growth from its count, its last
growth and its save share; a ridge
pulls it towards the mean growth. Intervals are conformal: they use the notes' own leave-one-out misses.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    if later > MOST_AHEAD * oldest:
        return _unseen(len(rows))
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


def _unseen(asked: int) -> Growth:
    return Growth("unseen", np.full(asked, np.nan), float("nan"), float("nan"), 0)


def _tail(
    logs: Array, quality: Array, age: int, later: int, rows: Array, row_quality: Array, oldest: int
) -> Growth:
    """Extrapolate beyond the oldest age seen: daily growth falls like a power of age; replays give the interval.

    The interval is never narrower than that of the oldest age seen, whose misses it contains.
    """
    inside = (
        predict_growth(logs, quality, age, oldest, rows, row_quality)
        if age < oldest
        else Growth("tail", np.zeros(len(rows)), 0.0, 0.0, 0)
    )
    oldest = max(oldest, age)
    ends = _replayed_ends(logs, quality, later / max(age, 1), later / oldest, later)
    if ends is None:
        return _unseen(len(rows))
    # A mere pattern's spread is not measured on left-out notes; the replays are.
    least = (inside.below, inside.above) if inside.method == "regression" else (0.0, 0.0)
    below, above = max(least[0], -ends[0]), max(least[1], ends[1])
    return Growth("tail", inside.middle + _further(logs, oldest, later), below, above, inside.n)


def _further(logs: Array, oldest: int, later: int) -> float:
    """Return the mean log growth beyond the oldest age: the slowing of the last stretch with the same ratio goes on."""
    start = max(int(oldest * oldest / later), 1)
    daily = development(logs)[start:oldest]
    ages = np.arange(start, oldest, dtype=np.float64) + 0.5
    return _power_tail(ages[np.isfinite(daily)], daily[np.isfinite(daily)], oldest, later)


REPLAYED = (0.5, 0.63, 0.8, 1.0)
"""Ages up to which forecasts are replayed, as shares of the age that at least `LEAST_MATURE` notes have
reached."""
LEAST_REPLAYS = 3
"""With fewer ages nothing says whether misses shrink or grow with age, and there is no forecast."""
FASTEST_SETTLING = 1.0
"""Misses shrink or grow with age by this power of it, at most."""
HALF_NORMAL = 0.7555
"""Standard deviation of a half-normal miss over its mean: √(π / 2 − 1)."""


def _replayed_ends(
    logs: Array, quality: Array, times: float, beyond: float, later: int
) -> tuple[float, float] | None:
    """Return the 80 % ends of what came minus what was forecast, from the same forecast made at earlier ages; None if too few.

    At an age t the past is replayed: all notes are cut at t / `beyond` (as the requested age lies beyond the
    oldest), the forecast starts from t / `times`, and the note's own growth was not in the regression. So
    both ends know in which direction and how far this very forecast errs (rolling-origin evaluation: Tashman,
    Int. J. Forecasting 16, 2000). Misses shrink where growth slows and grow where notes are found late: the
    power of t by which they did is read from the replays and carries them to the requested age (locally
    weighted conformal intervals: Lei et al., JASA 113, 2018). Past growth itself, used as a bound, is no
    measure of misses: with it, 80 % intervals held 98 % where growth fades.
    """
    reached = np.sort(_last_days(logs))[::-1]
    until = int(reached[min(LEAST_MATURE, len(reached)) - 1])
    found: list[tuple[int, Array]] = []
    for at in sorted({round(until * share) for share in REPLAYED} - {0}):
        ages = max(round(at / times), 1), round(at / beyond), at
        misses = _replay(logs, quality, *ages, later / at)
        if len(misses) >= LEAST_MATURE:
            found.append((at, misses))
    if len(found) < LEAST_REPLAYS:
        return None
    sizes = np.array([np.abs(misses).mean() for _, misses in found])
    power = _settling([at for at, _ in found], sizes, len(found[0][1]))
    carried = np.concatenate([misses * (at / later) ** power for at, misses in found])
    # A note appears in several replays: the finite-sample step counts notes.
    notes = max(len(misses) for _, misses in found)
    tail = max((1 - (1 + LEVEL) / 2 * (notes + 1) / notes), 0.0)
    low, high = np.quantile(carried, [tail, 1 - tail])
    return float(low), float(high)


def _settling(ages: Sequence[int], sizes: Array, notes: int) -> float:
    """Return the power of age by which misses shrink, at the lower end of what the replays allow.

    A slope of log mean |miss| on log age; a mean of n half-normal misses has a relative standard error of
    `HALF_NORMAL` / √n. One standard error is taken off, because an interval must not be narrowed
    on a slope that a few notes show by chance; misses that grow with age (notes found late in search) widen it.
    """
    if not (sizes > 0).all():
        return 0.0
    off = np.log(ages) - np.log(ages).mean()
    slope, error = off @ np.log(sizes) / (off @ off), HALF_NORMAL / np.sqrt(notes * (off @ off))
    return float(np.clip(-slope - error, -FASTEST_SETTLING, FASTEST_SETTLING))


def _replay(logs: Array, quality: Array, age: int, oldest: int, later: int, times: float) -> Array:
    """Return what came at `later` minus what was forecast from `age`, all notes being younger by `times`.

    Every note is cut at its last day divided by `times`, so that as few notes as today know the last days.
    """
    if not age <= oldest < later:
        return np.zeros(0)
    rows = np.isfinite(logs[:, age]) & np.isfinite(logs[:, later])
    if rows.sum() < LEAST_MATURE:
        return np.zeros(0)
    days = np.arange(logs.shape[1])[None, :]
    shown = np.where(days <= np.round(_last_days(logs) / times)[:, None], logs, np.nan)[:, : oldest + 1]
    middle = _left_out(shown, logs, quality, age, oldest)[rows] + _further(shown, oldest, later)
    return np.asarray((logs[:, later] - logs[:, age])[rows] - middle)


def _left_out(shown: Array, logs: Array, quality: Array, age: int, oldest: int) -> Array:
    """Forecast every note's growth up to the oldest age shown; a note that is shown there is not learnt from."""
    if age == oldest:
        return np.zeros(len(logs))
    both = np.isfinite(shown[:, age]) & np.isfinite(shown[:, oldest])
    if both.sum() < LEAST_MATURE:
        return np.full(len(logs), float(np.nansum(development(shown[:, age : oldest + 1]))))
    grown = (shown[:, oldest] - shown[:, age])[both]
    made, misses = _ridge(_features(shown[both], quality[both], age), grown, _features(logs, quality, age))
    made[both] = grown - misses
    return made


def _last_days(logs: Array) -> Array:
    seen = np.isfinite(logs)
    return np.where(seen.any(axis=1), seen.shape[1] - 1 - np.argmax(seen[:, ::-1], axis=1), 0)


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
