"""One model of a creator's notes for selection, live and results: what an ordinary note would get on a given day.

y = log(1 + count) of note j of creator i on day t is x'b + g·t + aᵢ + gᵢ·t + uᵢ(t) + e: a common trend, the
creator's level and trend, a drift uᵢ with covariance κ² exp(−|t − s| / ℓ), and the note's own scatter.
Creators share τ², τ_g², κ², ℓ, σ², found by restricted maximum likelihood with weak priors (Patterson &
Thompson, Biometrika 58, 1971). A creator with five notes thus borrows from the others, and a forecast gets
less certain with distance. Scatter is moderated per creator (`shrinkage.moderate_variances`), single hits are
pulled in before the fit (Huber), and the tails are those of left-out notes (`tails`). All computations are
batches of small matrices, one per creator.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from xhs_workbench.statistics.shrinkage import moderate_variances

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
YEAR = 365.0
MOST_NOTES = 60
"""Only the latest notes of a creator are used: older ones say almost nothing about a level that drifts."""
FITTED_CREATORS = 120
"""Number of creators used to estimate the variances; all creators get their levels."""
DRIFT_DAYS = (60.0, 400.0)
"""Candidate time scales of the drift in days; the more likely of the two is taken."""
LEAST_DAYS = 45.0
"""Notes over a shorter span reveal no trend; then only the prior says how large a trend may be."""
PRIOR = np.log([1.6, 0.4, 0.25])
PRIOR_SPREAD = np.array([1.0, 0.8, 0.7])
"""Log of τ, τ_g (a year) and κ in units of σ, and their uncertainty: weak, so that a few creators are not
assumed equal."""
CLIPPED = 2.5
"""A note beyond this many spreads is pulled in to that distance: one hit must not move a level."""


@dataclass(frozen=True)
class NoteModel:
    """A fitted model.

    Args:
        slots: Creators × notes, row of each note; −1 where a creator has fewer.
        day: Creators × notes, years from `origin`.
        inverse: Creators × notes × notes, inverse covariance.
        residual: Creators × notes, y − x'b.
        design: Creators × notes × features.
        b: Fixed effects: level, trend per year if there is one, then the given features.
        b_covariance: Their covariance.
        tau2, tau2_g, kappa2, drift_days, sigma2: Variances, and the days over which the drift forgets.
        scatter: σᵢ² / σ² of each creator.
        origin: Day that counts as 0.
        trended: Whether the notes span enough time to estimate a trend.
        dated: Whether the notes had days at all.
        null: Standardised residuals of left-out notes, with which a new one is compared.
    """

    slots: Ints
    day: Array
    inverse: Array
    residual: Array
    design: Array
    b: Array
    b_covariance: Array
    tau2: float
    tau2_g: float
    kappa2: float
    drift_days: float
    sigma2: float
    scatter: Array
    origin: float
    trended: bool
    dated: bool
    null: Array

    @property
    def growth(self) -> float:
        """Return the common trend per year, log scale; 0 if none could be estimated."""
        return float(self.b[1]) if self.trended else 0.0


@dataclass(frozen=True)
class Expected:
    """Expected ordinary notes: `mean` (log scale), `covariance` of these means, and each note's own `noise` variance."""

    mean: Array
    covariance: Array
    noise: Array

    @property
    def spread(self) -> Array:
        """Return the standard deviation of each single note around `mean`."""
        return np.sqrt(np.diag(self.covariance) + self.noise)


def fit_notes(creator: Ints, day: Array, y: Array, features: Array | None = None) -> NoteModel:
    """Fit the model to creators' own notes.

    Args:
        creator: Creator of each note, 0 to creators − 1; each has at least one note.
        day: Day of posting; NaN if unknown (then the middle of the known days is used).
        y: log(1 + count).
        features: Notes × features, such as formats coded as 0 and 1.

    Raises:
        ValueError: There is no note.
    """
    if len(y) == 0:
        raise ValueError("there is no note")
    dated = bool(np.isfinite(day).any())
    origin = float(np.nanmax(day)) if dated else 0.0
    years = (np.where(np.isfinite(day), day, np.nanmedian(day) if dated else 0.0) - origin) / YEAR
    slots = _stack(creator, years)
    trended = dated and float(np.ptp(years)) * YEAR >= LEAST_DAYS and len(slots) >= 5
    columns = (
        [np.ones(len(y))] + ([years] if trended else []) + ([] if features is None else list(features.T))
    )
    whole = np.column_stack(columns)
    # Two passes: the first fit finds the hits, the second is no longer pulled by them.
    pulled = _pull_in(y, creator)
    used = slots >= 0
    day = np.where(used, years[slots], 0.0)

    @cache
    def shapes(days: float, step: int) -> Array:
        """Work out once what all passes ask for: days do not change between them."""
        return _shapes(day[::step], used[::step], days)

    model = _fit(slots, day, pulled, whole, np.ones(len(slots)), shapes)
    for _ in range(2):
        misses, spread = _left_out(model)
        scale = (
            CLIPPED * spread[model.slots >= 0] * _robust(misses[model.slots >= 0] / spread[model.slots >= 0])
        )
        at = model.slots[model.slots >= 0]
        middle = pulled[at] - misses[model.slots >= 0]
        pulled = pulled.copy()
        pulled[at] = np.clip(y[at], middle - scale, middle + scale)
        scatter = _scatter(misses, spread, model.slots >= 0)
        model = _fit(slots, day, pulled, whole, scatter, shapes, model)
    return _finish(replace(model, origin=origin, trended=trended, dated=dated), y)


def _stack(creator: Ints, years: Array) -> Ints:
    """Arrange notes as one row per creator, the latest `MOST_NOTES` in the order of time."""
    order = np.lexsort((years, creator))
    counts = np.bincount(creator)
    width = min(int(counts.max()), MOST_NOTES)
    place = np.arange(len(order)) - np.repeat(np.cumsum(counts) - counts, counts)
    place -= np.repeat(np.maximum(counts - width, 0), counts)
    slots = np.full((len(counts), width), -1, dtype=np.int64)
    kept = place >= 0
    slots[creator[order][kept], place[kept]] = order[kept]
    return slots


def _pull_in(y: Array, creator: Ints) -> Array:
    """Pull notes in to within 3 pooled robust spreads of their creator's median."""
    order = np.lexsort((y, creator))
    counts = np.bincount(creator)
    start = np.cumsum(counts) - counts
    ranked = y[order]
    median = (ranked[start + (counts - 1) // 2] + ranked[start + counts // 2]) / 2
    away = y - median[creator]
    several = counts[creator] > 1
    spread = _robust(away[several]) if several.any() else 1.0
    return np.asarray(median[creator] + np.clip(away, -3 * spread, 3 * spread))


def _robust(values: Array) -> float:
    """Return the standard deviation of a normal sample with this interquartile range; 1 if there is none."""
    low, high = np.quantile(values, [0.25, 0.75])
    return float((high - low) / 1.349) or 1.0


def _kernel(first: Array, second: Array, ratios: Array, drift_days: float) -> Array:
    """Return the covariance of levels between two sets of days, in units of σ²."""
    tau2, slope2, kappa2 = ratios
    apart = np.abs(first[..., :, None] - second[..., None, :]) * YEAR
    return np.asarray(
        tau2 + slope2 * first[..., :, None] * second[..., None, :] + kappa2 * np.exp(-apart / drift_days)
    )


def _shapes(day: Array, used: NDArray[np.bool_], drift_days: float) -> Array:
    """Return the covariance of levels for a unit of τ², τ_g² and κ² each: 3 × creators × notes × notes."""
    first, second = day[:, :, None], day[:, None, :]
    made = np.empty((3, *day.shape, day.shape[1]))  # in place: of thousands of creators each copy takes long
    np.logical_and(used[:, :, None], used[:, None, :], out=made[0], casting="unsafe")
    np.multiply(first, second, out=made[1])
    drift = np.subtract(first, second, out=made[2])
    np.abs(drift, out=drift)
    drift *= -YEAR
    drift /= drift_days
    np.exp(drift, out=drift)
    made[1:] *= made[0]
    return made


def _with_own(levels: Array, used: NDArray[np.bool_], scatter: Array) -> Array:
    """Add each note's own variance to the diagonal; 1 where a creator has fewer notes."""
    at = np.arange(used.shape[1])
    levels[:, at, at] += np.where(used, scatter[:, None], 1.0)
    return levels


def covariances(
    day: Array, used: NDArray[np.bool_], ratios: Array, drift_days: float, scatter: Array
) -> Array:
    """Return each creator's covariance matrix of notes in units of σ², `ratios` being τ², τ_g² and κ² in the same units."""
    return _with_own(np.tensordot(ratios, _shapes(day, used, drift_days), axes=1), used, scatter)


def inverses(made: Array, used: NDArray[np.bool_]) -> Array:
    """Return the inverse of each creator's covariance matrix; 0 in places without a note."""
    found = np.zeros_like(made)
    for rows, wide in _widths(used):
        both = used[rows, :wide, None] & used[rows, None, :wide]
        found[rows, :wide, :wide] = np.where(both, np.linalg.inv(made[rows, :wide, :wide]), 0.0)
    return found


def _misfit(made: Array, right: Array) -> tuple[float, float]:
    """Return the residual sum y'V⁻¹y − y'V⁻¹X(X'V⁻¹X)⁻¹X'V⁻¹y and log|V| + log|X'V⁻¹X|, for right = (X, y)."""
    lower = np.linalg.cholesky(made)
    logs = 2 * float(np.log(np.diagonal(lower, axis1=1, axis2=2)).sum())
    white = np.linalg.solve(lower, right).reshape(-1, right.shape[2])
    whole = white.T @ white
    inner = whole[:-1, :-1] + 1e-9 * np.eye(len(whole) - 1)
    rest = float(whole[-1, -1] - whole[:-1, -1] @ np.linalg.solve(inner, whole[:-1, -1]))
    return rest, logs + float(np.linalg.slogdet(inner)[1])


def _widths(used: NDArray[np.bool_]) -> list[tuple[Ints, int]]:
    """Part creators by how many notes they have; return each part's rows and the most that one of it has.

    One creator with sixty notes must not make sixty places of work for each with ten.
    """
    counts = used.sum(axis=1)
    edges = np.unique(np.quantile(counts, [0.5, 0.9, 1.0], method="higher"))
    part = np.searchsorted(edges, counts)
    return [(np.flatnonzero(part == number), int(wide)) for number, wide in enumerate(edges)]


def _solve(
    made: Array, x: Array, y: Array, widths: Sequence[tuple[Ints, int]] = ()
) -> tuple[Array, Array, float]:
    """Return b, (X'V⁻¹X)⁻¹ and the residual sum, in units of σ²; `widths` as creators are parted, else all are one part."""
    right = np.concatenate([x, y[..., None]], axis=2)
    white = [
        np.linalg.solve(np.linalg.cholesky(made[rows, :wide, :wide]), right[rows, :wide])
        for rows, wide in widths or [(np.arange(len(made)), made.shape[1])]
    ]
    flat = np.concatenate([part.reshape(-1, right.shape[2]) for part in white])
    wx, wy = flat[:, :-1], flat[:, -1]
    inner = np.linalg.pinv(wx.T @ wx, hermitian=True)
    b = inner @ (wx.T @ wy)
    return b, inner, float(np.sum((wy - wx @ b) ** 2))


def _fit(
    slots: Ints,
    day: Array,
    y: Array,
    whole: Array,
    scatter: Array,
    shapes: Callable[[float, int], Array],
    before: NoteModel | None = None,
) -> NoteModel:
    used = slots >= 0
    x, target = np.where(used[..., None], whole[slots], 0.0), np.where(used, y[slots], 0.0)
    count, width = int(used.sum()), whole.shape[1]
    free = max(count - width, 1)
    step = max(len(slots) // FITTED_CREATORS, 1)
    some = slice(None, None, step)
    few = max(int(used[some].sum()) - width, 1)
    right = np.concatenate([x[some], target[some][..., None]], axis=2)

    def loss(logs: Array, drift_days: float) -> float:
        ratios = np.exp(2 * np.clip(logs, -5, 3))
        levels = np.tensordot(ratios, shapes(drift_days, step), axes=1)
        made = _with_own(levels, used[some], scatter[some])
        rest, dets = _misfit(made, right)
        doubt = float(np.sum(((logs - PRIOR) / PRIOR_SPREAD) ** 2))
        return float(0.5 * (dets + few * np.log(max(rest, 1e-12)) + doubt))

    logs, drift_days = _search(loss, before)
    ratios = np.exp(2 * np.clip(logs, -5, 3))
    made = _with_own(np.tensordot(ratios, shapes(drift_days, 1), axes=1), used, scatter)
    b, inner, rest = _solve(made, x, target, _widths(used))
    sigma2 = max(rest / free, 1e-8)
    tau2, slope2, kappa2 = (float(part) for part in ratios * sigma2)
    inverse = inverses(made, used)
    inverse /= sigma2
    residual = target - x @ b
    return NoteModel(
        slots,
        day,
        inverse,
        residual,
        x,
        b,
        inner * sigma2,
        tau2,
        slope2,
        kappa2,
        drift_days,
        sigma2,
        scatter,
        0.0,
        False,
        False,
        np.zeros(0),
    )


def _search(loss: Callable[[Array, float], float], before: NoteModel | None) -> tuple[Array, float]:
    if before is not None:
        start = 0.5 * np.log(np.array([before.tau2, before.tau2_g, before.kappa2]) / before.sigma2)
        return _descend(lambda logs: loss(logs, before.drift_days), start, STEPS[1:])[0], before.drift_days

    def try_days(days: float) -> tuple[Array, float]:
        return _descend(lambda logs: loss(logs, days), PRIOR, STEPS)

    tries = [(*try_days(days), days) for days in DRIFT_DAYS]
    best, _, days = min(tries, key=lambda one: one[1])
    return best, days


STEPS = (0.6, 0.3, 0.15, 0.07)
"""Step sizes of the search, log scale: the last is a fifteenth of a standard deviation, much finer than such
variances can be known."""


def _descend(loss: Callable[[Array], float], start: Array, steps: tuple[float, ...]) -> tuple[Array, float]:
    """Descend one coordinate at a time with shrinking steps (Hooke & Jeeves, J. ACM 8, 1961).

    Steps lead back to places where the search has been; what was lost there is known.
    """
    at, least = start.copy(), loss(start)
    been = {tuple(at.round(9).tolist()): least}
    for step in steps:
        for _ in range(8):
            before = least
            for number in range(len(at)):
                for way in (step, -step):
                    trial = at.copy()
                    trial[number] += way
                    place = tuple(trial.round(9).tolist())
                    value = been[place] if place in been else loss(trial)
                    been[place] = value
                    if value < least:
                        at, least = trial, value
                        break
            if least >= before:
                break
    return at, least


def _left_out(model: NoteModel) -> tuple[Array, Array]:
    """Return how far each note lies from the prediction by the creator's other notes, and its standard deviation.

    With r = y − x'b: [V⁻¹r]ⱼ / [V⁻¹]ⱼⱼ, of variance 1 / [V⁻¹]ⱼⱼ.
    """
    inside = np.maximum(np.diagonal(model.inverse, axis1=1, axis2=2), 1e-12)
    return np.einsum("cij,cj->ci", model.inverse, model.residual) / inside, 1 / np.sqrt(inside)


def _scatter(misses: Array, spread: Array, used: NDArray[np.bool_]) -> Array:
    """Return each creator's own scatter relative to the common one, moderated."""
    n = used.sum(axis=1)
    squares = np.where(used, (misses / spread) ** 2, 0.0).sum(axis=1) / np.maximum(n, 1)
    df = np.maximum(n - 1, 0).astype(float)
    if (df > 0).sum() < 3:
        return np.ones(len(n))
    moderated = moderate_variances(np.where(df > 0, squares, np.nan), df)
    return np.asarray(moderated.values / moderated.common)


def _finish(model: NoteModel, y: Array) -> NoteModel:
    """Estimate the tails from the original notes, hits included."""
    used = model.slots >= 0
    as_it_was = np.where(used, y[model.slots] - model.design @ model.b, 0.0)
    inside = np.maximum(np.diagonal(model.inverse, axis1=1, axis2=2), 1e-12)
    # The prediction from the other notes uses pulled-in values; the note itself keeps its original value.
    drawn = np.einsum("cij,cj->ci", model.inverse, model.residual) / inside
    misses = drawn + (as_it_was - model.residual)
    more = _scatter_of_others(drawn * np.sqrt(inside), used) - 1.0
    variance = 1 / inside + model.sigma2 * model.scatter[:, None] * more
    null = (misses / np.sqrt(variance))[used]
    return replace(model, null=np.sort(null))


def _scatter_of_others(left_out: Array, used: NDArray[np.bool_]) -> Array:
    """Return each creator's scatter without the note itself, over that with it.

    A hit widens its creator's scatter and so hides itself; a new note to be judged has no part in that scatter.

    Args:
        left_out: Standardised residuals of left-out notes.
        used: Where there are notes.
    """
    n = used.sum(axis=1)
    squares = np.where(used, left_out**2, 0.0)
    whole, df = squares.sum(axis=1), np.maximum(n - 1, 0).astype(float)
    if (df > 0).sum() < 3:
        return np.ones_like(left_out)
    known = moderate_variances(np.where(df > 0, whole / np.maximum(n, 1), np.nan), df)
    if not np.isfinite(known.prior_df):
        return np.ones_like(left_out)
    own = known.prior_df * known.common
    rest = np.maximum(df - 1, 0.0)[:, None]
    others = rest * (whole[:, None] - squares) / np.maximum(n - 1, 1)[:, None]
    return np.asarray((own + others) / (known.prior_df + rest) / known.values[:, None])


@dataclass(frozen=True, slots=True)
class Carried:
    """How own notes enter the forecasts of new notes.

    Args:
        creator: Creator of each new note.
        years: Its day, years from the model's `origin`.
        design: New notes × features.
        across: New notes × the creator's own notes, covariance of their levels.
        weights: The weight of each own note in the forecast.
        left: New notes × features, the part of the fixed effects that own notes do not carry.
    """

    creator: Ints
    years: Array
    design: Array
    across: Array
    weights: Array
    left: Array


def carry(model: NoteModel, creator: Ints, day: Array, features: Array | None = None) -> Carried:
    """Weigh the own notes of new notes' creators; see `expect` for the arguments."""
    years = (np.where(np.isfinite(day), day, model.origin) - model.origin) / YEAR
    columns = (
        [np.ones(len(years))]
        + ([years] if model.trended else [])
        + ([] if features is None else list(features.T))
    )
    x = np.column_stack(columns)
    ratios = np.array([model.tau2, model.tau2_g, model.kappa2])
    # A place without a note has no weight: its row of the inverse is 0.
    across = _kernel(years[:, None], model.day[creator], ratios, model.drift_days)[:, 0, :]
    weights = np.einsum("mk,mkl->ml", across, model.inverse[creator])
    left = x - np.einsum("mk,mkp->mp", weights, model.design[creator])
    return Carried(creator, years, x, across, weights, left)


def expect(model: NoteModel, creator: Ints, day: Array, features: Array | None = None) -> Expected:
    """Predict what ordinary notes of these creators would get.

    Args:
        model: From `fit_notes`.
        creator: Creator of each new note, as in the fit.
        day: Day of posting; NaN if unknown (then the last day seen is used).
        features: New notes × features, as in the fit.
    """
    found = carry(model, creator, day, features)
    mean = found.design @ model.b + np.einsum("mk,mk->m", found.weights, model.residual[creator])
    same = creator[:, None] == creator[None, :]
    # `_kernel` of every pair of new notes, minus the part that the creator's notes explain.
    ratios = np.array([model.tau2, model.tau2_g, model.kappa2])
    prior = _kernel(found.years, found.years, ratios, model.drift_days)
    explained = np.einsum("mk,nk->mn", found.weights, found.across)
    covariance = np.where(same, prior - explained, 0.0) + found.left @ model.b_covariance @ found.left.T
    if not model.trended:
        # If the notes reveal no common trend, allow one as large as the differences between creators.
        covariance += model.tau2_g * np.outer(found.years, found.years)
    return Expected(mean, covariance, model.sigma2 * model.scatter[creator])
