"""What weeks and seasons do to the notes of all creators alike, and how much of it a campaign must allow for.

`note_model` takes creators as independent of each other. A holiday, a change of the platform or a season moves
all of them: c(w), common to all notes of week w, is added, with independent weeks of variance a² and a season of
variance s² that comes back every year, s² cos(2π · days / 365). All that the notes know of c is A = Z'PZ and q = Z'Py (P:
the projection of the fitted model, Z: which note is of which week); with C its covariance their restricted
likelihood is −½ log|I + CA| + ½ q'(C⁻¹ + A)⁻¹q (Patterson & Thompson, Biometrika 58, 1971). a and s are not set to
their likeliest values, because some months of notes cannot exclude what one campaign must fear: a forecast is
averaged over a grid of both. Prior: most likely there is nothing in common beyond the trend (`COMMON`), else an
exponential (penalised complexity: Simpson et al., Statistical Science 32, 2017).

Nor need a common growth last: a straight line through notes whose growth fades lies too high at its end, which
is where a campaign is (Gardner & McKenzie, Management Science 31, 1985). A common bend v · t² is added, t = 0 being
the last own note; the notes themselves say how large v is, and where they cannot, the doubt stays.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from xhs_workbench.metrics.note_model import YEAR, Carried, Expected, Ints, NoteModel

Array = NDArray[np.float64]
WEEK = 7.0
MOST_WEEKS = 80
"""Weeks further back say nothing about those to come."""
COMMON = 0.2
"""Prior chance that weeks, and likewise that a season, move creators together at all."""
LARGE, LARGE_CHANCE = 0.5, 0.05
"""If they do: one chance in twenty that their standard deviation is above half of a note's own scatter."""
FADES = 0.5
"""One standard deviation of how much the growth at the last own note differs from the average one over the time
the own notes cover, as a share of that growth: one chance in twenty that it has stopped or doubled."""
SIZES = np.array([0.0, 0.07, 0.15, 0.3, 0.6])
"""Grid of a and of s, in units of a note's own scatter."""


def with_common(model: NoteModel, expected: Expected, carried: Carried) -> Expected:
    """Let an expectation follow the season, and its notes vary together as far as weeks do.

    Args:
        model: From `note_model.fit_notes`.
        expected: From `note_model.expect`.
        carried: From `note_model.carry`, of the same notes.
    """
    if not model.dated:
        return expected
    weeks = np.floor(model.day * YEAR / WEEK + 1e-9).astype(np.int64)
    # The last note is of week 0; so is a place without a note, which weighs nothing.
    used = weeks > -MOST_WEEKS
    new = np.floor(carried.years * YEAR / WEEK + 1e-9).astype(np.int64)
    every = np.unique(np.concatenate([weeks[used], new]))
    # A note of no week that counts has the place after the last.
    place, of_new = np.where(used, np.searchsorted(every, weeks), len(every)), np.searchsorted(every, new)
    known, score, effects = evidence_on_weeks(model, place, len(every))
    known, score, effects = with_bend(model, place, known, score, effects)
    own = np.zeros((len(new), len(every) + 1))
    np.add.at(own, (np.arange(len(new))[:, None], place[carried.creator]), carried.weights)
    bend = carried.years**2 - np.einsum("mk,mk->m", carried.weights, model.day[carried.creator] ** 2)
    off = np.column_stack([np.eye(len(every))[of_new] - own[:, :-1], bend])
    off -= carried.left @ model.b_covariance @ effects
    middle, doubt = average_weeks(every, known, score, model.sigma2, size_of_bend(model))
    return Expected(expected.mean + off @ middle, expected.covariance + off @ doubt @ off.T, expected.noise)


def size_of_bend(model: NoteModel) -> float:
    """Return the prior variance of v in v · t²: its slope at the end differs by v T from that of a line over T years.

    T is twice the mean age of the own notes; where no growth could be estimated, none can have faded.
    """
    used = model.slots >= 0
    covered = -2 * float(model.day[used].mean())
    if not model.trended or covered <= 0:
        return 0.0
    return FADES**2 * float(model.b[1] ** 2 + model.b_covariance[1, 1]) / covered**2


def evidence_on_weeks(model: NoteModel, place: Ints, count: int) -> tuple[Array, Array, Array]:
    """Return A = Z'PZ, q = Z'Py and X'V⁻¹Z.

    Args:
        model: From `note_model.fit_notes`.
        place: Creators × notes, the number of each note's week; `count` where a note belongs to none.
        count: Number of weeks.
    """
    wide, at = count + 1, place.ravel()
    pairs = (place[:, :, None] * wide + place[:, None, :]).ravel()
    whole = np.bincount(pairs, model.inverse.ravel(), wide * wide).reshape(wide, wide)[:-1, :-1]
    half = np.einsum("cij,cjp->pci", model.inverse, model.design)
    effects = np.stack([np.asarray(np.bincount(at, one.ravel(), wide)[:-1], np.float64) for one in half])
    right = np.einsum("cij,cj->ci", model.inverse, model.residual)
    score = np.asarray(np.bincount(at, right.ravel(), wide)[:-1], np.float64)
    return whole - effects.T @ model.b_covariance @ effects, score, effects


def with_bend(
    model: NoteModel, place: Ints, known: Array, score: Array, effects: Array
) -> tuple[Array, Array, Array]:
    """Add the place of v to the evidence on weeks: Z gets one more column, t² of each note."""
    count = len(score)
    squares = model.day**2
    half = np.einsum("cij,cj->ci", model.inverse, squares)
    on_weeks = np.asarray(np.bincount(place.ravel(), half.ravel(), count + 1)[:-1], np.float64)
    more = np.einsum("cip,ci->p", model.design, half)
    across = on_weeks - effects.T @ model.b_covariance @ more
    alone = float(np.sum(squares * half) - more @ model.b_covariance @ more)
    whole = np.block([[known, across[:, None]], [across[None, :], np.array([[alone]])]])
    return whole, np.append(score, np.sum(half * model.residual)), np.column_stack([effects, more])


def average_weeks(
    weeks: Ints, known: Array, score: Array, sigma2: float, bend: float | None = None
) -> tuple[Array, Array]:
    """Return mean and covariance of c in each week, averaged over the grid of a and s; those of v come last.

    Args:
        weeks: Number of each week.
        known: A.
        score: q.
        sigma2: Variance of a note's own scatter.
        bend: Prior variance of v; without it A and q hold weeks only.
    """
    apart = (weeks[:, None] - weeks[None, :]) * WEEK
    shapes = np.stack([np.eye(len(weeks)), np.cos(2 * np.pi * apart / YEAR)])
    first, second = (part.ravel() for part in np.meshgrid(*[np.arange(len(SIZES))] * 2, indexing="ij"))
    sizes = np.column_stack([SIZES[first], SIZES[second]])
    made = sigma2 * np.tensordot(sizes**2, shapes, axes=1)
    if bend is not None:
        made = np.pad(made, ((0, 0), (0, 1), (0, 1)))
        made[:, -1, -1] = bend
    inner = np.eye(made.shape[1]) + known @ made
    doubts = made @ np.linalg.inv(inner)
    means = doubts @ score
    prior = np.log(_prior())
    logs = prior[first] + prior[second] + 0.5 * (means @ score - np.linalg.slogdet(inner)[1])
    weight = np.exp(logs - logs.max())
    weight /= weight.sum()
    middle = weight @ means
    away = means - middle
    doubt = np.tensordot(weight, doubts, axes=1) + (away * weight[:, None]).T @ away
    return middle, np.asarray((doubt + doubt.T) / 2)


def _prior() -> Array:
    """Return the prior of each size: `COMMON` is shared out by an exponential over the sizes above 0.

    >>> _prior().round(3).tolist()
    [0.8, 0.072, 0.068, 0.054, 0.006]
    """
    width = np.diff(np.concatenate([SIZES[:1], (SIZES[1:] + SIZES[:-1]) / 2, SIZES[-1:]]))
    found = width * np.exp(SIZES * np.log(LARGE_CHANCE) / LARGE)
    found[0] = 0.0
    return np.concatenate([[1 - COMMON], (COMMON * found / found.sum())[1:]])
