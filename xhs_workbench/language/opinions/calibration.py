"""How evidence becomes the odds of three classes, and how an analyst's own labels change that.

Labels may shift the classes against each other and sharpen or soften all of them, but never reverse the
    evidence: more
praise stays more praise. Only three numbers are fitted to some 200 labels, not twenty-one. Rare classes weigh
as much as common ones. The change is judged on held-out labels and is used only if it helps there.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from xhs_workbench.errors import ParamsError, Problem
from xhs_workbench.findings import Finding, Level, Text

CLASSES = ("positive", "neutral", "negative")
FEATURES = ("always", "praise", "blame", "balance", "nothing_found", "asks", "length")
RIDGE = 0.02
HELD = 1.0
"""Weight of the prior that a calibration changes nothing, in labels."""
FOLDS, REPEATS = 5, 4
STEPS, LIMIT = 200, 3.0
HELPS, RESAMPLES = 0.9, 1_000
"""Macro-F1 must rise in this share of resamples of the held-out labels for a calibration to be used."""
LEAST_LABELS, LEAST_PER_CLASS = 60, 8
BINS = 5
Floats = npt.NDArray[np.float64]
Ids = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Calibration:
    """How evidence becomes the odds of the three classes.

    Args:
        coefficients: One row per class of `CLASSES`, one column per feature of `FEATURES`.
        report: `what` (`before`, `after`), `accuracy`, `macro_f1`, `calibration_error`, `n`; `after` is
            cross-validated.
        adopted: False if the change did not help on held-out labels; the coefficients are then the earlier
            ones.
        chance: Share of resamples of the held-out labels in which macro-F1 rose; NaN if nothing was fitted.
        sharp: Factor on the log odds, above 0.
        shift: Added to the log odds of each class of `CLASSES`.
    """

    coefficients: Floats
    report: pl.DataFrame
    adopted: bool = True
    chance: float = float("nan")
    sharp: float = 1.0
    shift: tuple[float, float, float] = (0.0, 0.0, 0.0)

    def odds(self, features: Floats) -> Floats:
        """Return class probabilities, one row per comment."""
        # By columns: a product with a matrix of three columns wakes every core for a moment's work.
        columns = np.asfortranarray(features).T
        one, two, three = (
            self.sharp * sum(weight * column for weight, column in zip(weights, columns, strict=True)) + shift
            for weights, shift in zip(self.coefficients.tolist(), self.shift, strict=True)
        )
        highest = np.maximum(np.maximum(one, two), three)
        raised = [np.exp(score - highest) for score in (one, two, three)]
        shares: Floats = np.column_stack(raised) / (raised[0] + raised[1] + raised[2])[:, None]
        return shares


@cache
def default_calibration() -> Calibration:
    """Return the coefficients in `sentiment.toml`, fitted to the development half of our own labelled comments."""
    data = tomllib.loads((Path(__file__).parent / "sentiment.toml").read_text(encoding="utf-8"))
    rows = np.array([data["coefficients"][name] for name in CLASSES], dtype=np.float64)
    return Calibration(rows, pl.DataFrame(schema=REPORT))


REPORT = {
    "what": pl.String,
    "accuracy": pl.Float64,
    "macro_f1": pl.Float64,
    "calibration_error": pl.Float64,
    "n": pl.Int64,
}


def fit_calibration(features: Floats, truth: Ids) -> Calibration:
    """Fit to labels, starting from our own coefficients, and use the result only if it helps on held-out labels.

    Args:
        features: Evidence, one row per label, columns as `FEATURES`.
        truth: Index of the class in `CLASSES`.
    """
    base = default_calibration()
    scores = features @ base.coefficients.T
    before, rng = base.odds(features), np.random.default_rng(0)
    after, wins = np.zeros_like(before), []
    for _ in range(REPEATS):
        fold, held = _folds(truth, rng), np.zeros_like(before)
        for part in range(FOLDS):
            kept = fold == part
            held[kept] = _apply(scores[kept], *_scale(scores[~kept], truth[~kept]))
        after += held / REPEATS
        wins.append(_wins(before, held, truth, rng))
    chance = float(np.mean(wins))
    report = pl.DataFrame([judge("before", before, truth), judge("after", after, truth)], schema=REPORT)
    if chance < HELPS:
        return Calibration(base.coefficients, report, adopted=False, chance=chance)
    sharp, shift = _scale(scores, truth)
    return Calibration(
        base.coefficients,
        report,
        chance=chance,
        sharp=sharp,
        shift=(float(shift[0]), float(shift[1]), float(shift[2])),
    )


def _folds(truth: Ids, rng: np.random.Generator) -> Ids:
    """Distribute labels over folds, evenly by class."""
    fold = np.zeros(len(truth), dtype=np.int64)
    for number in range(len(CLASSES)):
        mine = rng.permutation(np.flatnonzero(truth == number))
        fold[mine] = (np.arange(len(mine)) + rng.integers(FOLDS)) % FOLDS
    return fold


def _wins(before: Floats, after: Floats, truth: Ids, rng: np.random.Generator) -> float:
    one, other = before.argmax(axis=1), after.argmax(axis=1)
    if (one == other).all():
        return 0.0
    draws = rng.integers(len(truth), size=(RESAMPLES // REPEATS, len(truth)))
    return float(np.mean([macro_f1(other[at], truth[at]) > macro_f1(one[at], truth[at]) for at in draws]))


def _apply(scores: Floats, sharp: float, shift: Floats) -> Floats:
    raised = sharp * scores + shift
    made = np.exp(raised - raised.max(axis=1, keepdims=True))
    return np.asarray(made / made.sum(axis=1, keepdims=True), dtype=np.float64)


def _scale(scores: Floats, truth: Ids) -> tuple[float, Floats]:
    """Return the factor and shifts with the highest likelihood of the labels, with equal weight per class."""
    sizes = np.bincount(truth, minlength=len(CLASSES)).astype(np.float64)
    weights = (len(truth) / np.maximum(sizes, 1) / len(CLASSES))[truth]
    target = np.eye(len(CLASSES))[truth]

    def loss(at: Floats) -> tuple[float, Floats]:
        sharp, shift = float(np.exp(at[0])), np.array([at[1], 0.0, at[2]])
        odds = _apply(scores, sharp, shift)
        error = (odds - target) * weights[:, None]
        value = -float(
            (weights * np.log(np.maximum(odds[np.arange(len(truth)), truth], 1e-12))).sum()
        ) + HELD * float(at @ at)
        slope = np.array(
            [sharp * float((error * scores).sum()), float(error[:, 0].sum()), float(error[:, 2].sum())]
        )
        return value, slope + 2 * HELD * at

    at, step = np.zeros(3), 1.0 / len(truth)
    value, slope = loss(at)
    for _ in range(STEPS):  # gradient descent, halving a step until it improves; three numbers need no more
        moved = np.clip(at - step * slope, -LIMIT, LIMIT)
        lower, steeper = loss(moved)
        if lower <= value:
            at, value, slope, step = moved, lower, steeper, step * 1.5
        else:
            step /= 2
    return float(np.exp(at[0])), np.array([at[1], 0.0, at[2]])


def check_labels(truth: Sequence[str]) -> None:
    """Refuse labels that are too few to learn from.

    Raises:
        ParamsError: Too few labels, or a class with too few.
    """
    counts = {name: sum(one == name for one in truth) for name in CLASSES}
    if len(truth) < LEAST_LABELS or min(counts.values()) < LEAST_PER_CLASS:
        raise ParamsError(_too_few(len(truth), counts))


def calibration_finding(made: Calibration) -> Finding:
    """Say in a sentence what the labels changed, or why they changed nothing."""
    before, after = made.report["macro_f1"].to_list()
    n = int(made.report["n"][0])
    if made.adopted:
        text = Text(
            (
                f"Your {n} labels were used to calibrate how opinion is read here: macro-F1 on held-out "
                f"labels went from {before:.2f} to {after:.2f}."
            ),
            f"已按 {n} 条人工标注校准：留出样本上宏平均 F1 由 {before:.2f} 变为 {after:.2f}。",
        )
        return Finding("calibrated", Level.PASS, text, n=n)
    text = Text(
        (
            f"Your {n} labels did not help on held-out labels (macro-F1 {before:.2f} before, "
            f"{after:.2f} after), so comments are read as before; the shares still use the labels."
        ),
        f"{n} 条人工标注在留出样本上未带来提升（宏平均 F1 {before:.2f} → {after:.2f}），判读维持原设置；占比估计仍采用这些标注。",
    )
    return Finding("calibration_refused", Level.PASS, text, n=n)


def _too_few(n: int, counts: dict[str, int]) -> Problem:
    said = ", ".join(f"{name} {counts.get(name, 0)}" for name in CLASSES)
    return Problem(
        f"too few labelled comments to calibrate: {n} ({said})",
        f"标注过少，无法校准：{n} 条（{said}）",
        fix_en=f"label about 200 comments, at least {LEAST_PER_CLASS} of each class.",
        fix_zh=f"请标注约 200 条，每类至少 {LEAST_PER_CLASS} 条。",
        code="XHS-L010",
    )


def fit_coefficients(features: Floats, truth: Ids) -> Floats:
    """Multinomial logistic regression, ridge on all but the constant, by gradient steps; made `sentiment.toml`."""
    target = np.eye(len(CLASSES))[truth]
    coefficients = np.zeros((len(CLASSES), features.shape[1]))
    ridge = np.full(features.shape[1], RIDGE)
    ridge[0] = 0.0
    step = 4.0 / max(float(np.linalg.eigvalsh(features.T @ features / len(features))[-1]), 1e-9)
    for _ in range(2_000):
        odds = Calibration(coefficients, pl.DataFrame()).odds(features)
        slope = (odds - target).T @ features / len(features) + ridge * coefficients
        coefficients -= step * slope / 2
    return coefficients


def judge(what: str, odds: Floats, truth: Ids) -> dict[str, str | float | int]:
    """Compare odds with the truth: accuracy, macro-F1, expected calibration error over five bins."""
    best, sure = odds.argmax(axis=1), odds.max(axis=1)
    right = best == truth
    edges = np.quantile(sure, np.linspace(0, 1, BINS + 1)[1:-1])
    bins = np.digitize(sure, edges)
    gaps = [
        abs(right[bins == b].mean() - sure[bins == b].mean()) * (bins == b).mean()
        for b in range(BINS)
        if (bins == b).any()
    ]
    return {
        "what": what,
        "accuracy": float(right.mean()),
        "macro_f1": macro_f1(best, truth),
        "calibration_error": float(sum(gaps)),
        "n": len(truth),
    }


def macro_f1(found: Ids, truth: Ids) -> float:
    """Return the mean F1 of the three classes; a class that occurs in neither truth nor reading counts 0.

    >>> import numpy as np
    >>> macro_f1(np.array([0, 1, 2, 1]), np.array([0, 1, 2, 2]))
    0.7777777777777777
    """
    scores = []
    for number in range(len(CLASSES)):
        hit = int(((found == number) & (truth == number)).sum())
        named = int((found == number).sum()) + int((truth == number).sum())
        scores.append(2 * hit / named if named else 0.0)
    return float(np.mean(scores))
