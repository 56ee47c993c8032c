"""What features of notes go with, within creators: generalised least squares on the model of `note_model`.

Every creator keeps a level of her own, so only differences between her own notes count (the within part of
Mundlak, Econometrica 46, 1978). Her trend and her drift are not noise here: notes posted close together are
compared with each other first, as their common covariance says. Extreme notes enter pulled in
(`note_model.fit_notes`); such an estimate is less certain than its residuals look, because a pulled-in note no longer answers
(Huber, Robust Statistics, 1981, 7.6). An effect that differs between creators is less certain than the model says: that
surplus is read from the scores of each creator (Liang & Zeger, Biometrika 73, 1986) and counts as far as it
exceeds what chance makes of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xhs_workbench.metrics.note_model import MOST_NOTES, Ints, NoteModel, covariances, fit_notes, inverses

Array = NDArray[np.float64]
OWN_LEVEL = 1e4
"""Variance of a creator's level in units of her notes' variance: so large that levels are left free."""
UNVARIED = 1e-9


@dataclass(frozen=True, slots=True)
class Effects:
    """Effects of features within creators.

    Args:
        slopes: One per feature, log scale; 0 if no creator varied it.
        model: Their covariance by the model; infinite on the diagonal if no creator varied the feature.
        clustered: Their covariance by the creators' scores.
        notes_free: Degrees of freedom of `model`.
    """

    slopes: Array
    model: Array
    clustered: Array
    notes_free: int


def effects_within(creator: Ints, day: Array, y: Array, features: Array) -> Effects:
    """Estimate the effects of features within creators.

    Args:
        creator: Creator of each note, 0 to creators − 1.
        day: Day of posting of each note.
        y: log(1 + count).
        features: Notes × features.
    """
    unit, owner = _stretches(creator, day)
    model = fit_notes(unit, day, y, features)
    used, width = model.slots >= 0, features.shape[1]
    x = np.where(used[..., None], features[model.slots], 0.0)
    varied = ((np.abs(x - _means(x, used)) > UNVARIED) & used[..., None]).any(axis=(0, 1))
    ratios = np.array([OWN_LEVEL * model.sigma2, model.tau2_g, model.kappa2]) / model.sigma2
    made = covariances(model.day, used, ratios, model.drift_days, model.scatter)
    inverse = inverses(made, used)
    # The common trend stays in, if the model has one; the common level is part of every creator's own.
    columns = [x[..., varied]] + ([model.day[..., None]] if model.trended else [])
    whole = np.concatenate(columns, axis=2)
    fitted = _as_fitted(model)
    slopes, bread, scores, sigma2, left = _gls(inverse, whole, fitted, used, owner)
    clustered, few = bread @ (scores.T @ scores) @ bread, int(varied.sum())
    unknown, at = np.diag(np.full(width, np.inf)), np.ix_(varied, varied)
    found = Effects(np.zeros(width), unknown.copy(), unknown, left)
    found.slopes[varied] = slopes[:few]
    untouched = int((np.abs(fitted[used] - y[model.slots[used]]) < UNVARIED).sum())
    more = pulled_in_costs(untouched, int(used.sum()), left)
    found.model[at], found.clustered[at] = (bread * sigma2 * more)[:few, :few], (clustered * more)[:few, :few]
    return found


def pulled_in_costs(untouched: int, notes: int, free: int) -> float:
    """Return by how much pulled-in notes understate the variance of an M-estimate: (K / share left whole)².

    K = 1 + (estimated / notes) · (share pulled in / share left whole): Huber, Robust Statistics, 1981, (7.6.6).

    Args:
        untouched: Notes that were not pulled in; half of all at least, as ends are set by the quartiles.
        notes: All notes.
        free: Degrees of freedom left.

    >>> round(pulled_in_costs(95, 100, 90), 4), pulled_in_costs(100, 100, 90)
    (1.1197, 1.0)
    """
    share = max(untouched / notes, 0.5)
    return float(((1 + (notes - free) / notes * (1 - share) / share) / share) ** 2)


def contrast(found: Effects, table: Array, creators: Array) -> tuple[Array, Array, Array]:
    """Return estimates of sums of effects, their standard errors and degrees of freedom.

    With m the model's variance and m(1 + r) the clustered one, r has a standard deviation of √(2 / (G − 1)) by
    chance. The variance is m + x with x = m r · r² / (r² + 2 / (G − 1)) for r above 0, a smooth version of
    "the clustered one if it is clearly larger"; degrees of freedom after Satterthwaite (Biometrics 2, 1946).

    Args:
        found: From `effects_within`.
        table: Sums × features.
        creators: Creators who made both kinds, one number a sum (G).
    """
    known = np.isfinite(np.diag(found.model))
    model, clustered = (
        np.einsum("ij,jk,ik->i", table[:, known], part[np.ix_(known, known)], table[:, known])
        for part in (found.model, found.clustered)
    )
    free = np.maximum(np.asarray(creators, dtype=float) - 1, 1)
    surplus = np.maximum(clustered * (free + 1) / free / np.maximum(model, 1e-300) - 1, 0.0)
    extra = model * surplus * surplus**2 / (surplus**2 + 2 / free)
    variance = model + extra
    mixed = variance**2 / np.maximum(model**2 / found.notes_free + extra**2 / free, 1e-300)
    blind = (np.abs(table[:, ~known]) > 0).any(axis=1) | (model <= 0)
    return table @ found.slopes, np.where(blind, np.inf, np.sqrt(variance)), np.where(blind, 1.0, mixed)


def _stretches(creator: Ints, day: Array) -> tuple[Ints, Ints]:
    """Cut creators with very many notes into stretches of time; return each note's stretch and each stretch's creator."""
    order = np.lexsort((day, creator))
    counts = np.bincount(creator)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order)) - np.repeat(np.cumsum(counts) - counts, counts)
    stretch = place // MOST_NOTES
    _, first, unit = np.unique(
        creator * (int(stretch.max()) + 1) + stretch, return_index=True, return_inverse=True
    )
    return unit.astype(np.int64), creator[first]


def _means(x: Array, used: NDArray[np.bool_]) -> Array:
    return np.asarray(x.sum(axis=1, keepdims=True) / np.maximum(used.sum(axis=1), 1)[:, None, None])


def _as_fitted(model: NoteModel) -> Array:
    """Return the notes as the fit used them: extreme ones pulled in; 0 in a place without a note."""
    return model.residual + model.design @ model.b


def _gls(
    inverse: Array, x: Array, y: Array, used: NDArray[np.bool_], owner: Ints
) -> tuple[Array, Array, Array, float, int]:
    """Return b, (X'V⁻¹X)⁻¹, each creator's score X'V⁻¹r, σ² and its degrees of freedom."""
    half = np.einsum("cip,cij->cpj", x, inverse)
    bread = np.linalg.pinv(np.einsum("cpj,cjq->pq", half, x), rcond=1e-10, hermitian=True)
    b = bread @ np.einsum("cpj,cj->p", half, y)
    rest = np.where(used, y - x @ b, 0.0)
    left = max(int(used.sum()) - len(used) - x.shape[2], 1)
    scores = np.zeros((int(owner.max()) + 1, x.shape[2]))
    np.add.at(scores, owner, np.einsum("cpj,cj->cp", half, rest))
    sigma2 = float(np.einsum("ci,cij,cj->", rest, inverse, rest)) / left
    return b, bread, scores, sigma2, left
