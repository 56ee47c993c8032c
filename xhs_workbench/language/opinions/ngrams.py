"""A hashed character n-gram model of opinion, learnt from the analyst's own unlabelled comments.

The word list labels the comments of which it is certain. The model learns the other words in them (of the
product, the season, the platform) and can then read comments without any listed word. Half of the training
comments have their listed words hidden, so that the model cannot simply memorise the list.

Method: naive-Bayes log-count ratios as feature weights of a logistic regression (Wang & Manning 2012), on
    character 1- to
3-grams hashed into a table. No text is kept in a model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from xhs_workbench.language.cleaning import END, Codes, Places, Texts

BITS = 18
ORDERS = (1, 2, 3)
MIXERS = tuple(np.uint64(mixer) for mixer in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))
HIDDEN = np.uint32(0xE000)
"""Stands for a hidden word: a private-use character that comments do not contain."""
SMOOTH = 1.0
RIDGE = 3e-4
STEPS = 60
RATE = 2.0
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Model:
    """A table of weights.

    Args:
        weights: One float32 per hash bucket; positive values indicate praise.
        bias: Log odds of a comment without any feature.
    """

    weights: npt.NDArray[np.float32]
    bias: float

    def logits(self, texts: Texts) -> Floats:
        """Return the log odds of praise against blame for each comment."""
        total = np.zeros(len(texts))
        sizes = np.zeros(len(texts))
        for buckets, owner in _grams(texts):
            total += np.bincount(owner, self.weights[buckets], len(texts))
            sizes += np.bincount(owner, minlength=len(texts))
        return total / np.sqrt(np.maximum(sizes, 1)) + self.bias


def _grams(texts: Texts) -> list[tuple[npt.NDArray[np.int64], Places]]:
    """Return hash buckets and owners of all n-grams within a comment, one pair per order."""
    codes = texts.codes.astype(np.uint64)
    line = texts.codes == ord(END)
    owner = np.repeat(np.arange(len(texts), dtype=np.int64), np.diff(texts.starts))
    found = []
    rolling = np.zeros(len(codes), dtype=np.uint64)
    crosses = np.zeros(len(codes), dtype=bool)
    for order, mixer in zip(ORDERS, MIXERS, strict=True):
        size = len(codes) - order + 1
        if size <= 0:
            break
        rolling = rolling[:size] * np.uint64(1_000_003) + codes[order - 1 :]
        crosses = crosses[:size] | line[order - 1 :]
        kept = ~crosses
        buckets = ((rolling[kept] * mixer) >> np.uint64(64 - BITS)).astype(np.int64)
        found.append((buckets, owner[:size][kept]))
    return found


def hide(texts: Texts, hits: tuple[Places, Places], owners: npt.NDArray[np.bool_]) -> Texts:
    """Replace listed words with one private character in the comments marked by `owners`."""
    start, length = hits
    chosen = owners[texts.owner(start)]
    start, length = start[chosen], length[chosen]
    codes: Codes = texts.codes.copy()
    inside = np.zeros(len(codes) + 1, dtype=np.int64)
    np.add.at(inside, start, 1)
    np.add.at(inside, start + length, -1)
    codes[np.cumsum(inside[:-1]) > 0] = HIDDEN
    return Texts(codes, texts.starts)


def train(texts: Texts, praise: npt.NDArray[np.bool_]) -> Model:
    """Fit a model to comments that are praise or blame.

    Args:
        texts: Training comments.
        praise: True for praise, False for blame; both must occur.
    """
    from scipy import sparse

    n = len(texts)
    pairs = _grams(texts)
    buckets = np.concatenate([b for b, _ in pairs])
    owner = np.concatenate([o for _, o in pairs])
    counts = sparse.csr_matrix((np.ones(len(buckets)), (owner, buckets)), shape=(n, 2**BITS))
    counts.data[:] = 1.0  # presence only: a comment that says 好 ten times counts it once
    ratio = _ratio(counts, praise)
    sizes = np.maximum(np.bincount(owner, minlength=n), 1)
    scaled: Any = sparse.diags_array(1 / np.sqrt(sizes)) @ counts @ sparse.diags_array(ratio)
    weights, bias = _logistic(sparse.csr_matrix(scaled), praise)
    return Model((weights * ratio).astype(np.float32), bias)


def _ratio(counts: Any, praise: npt.NDArray[np.bool_]) -> Floats:
    for_it = np.asarray(counts[praise].sum(axis=0)).ravel() + SMOOTH
    against = np.asarray(counts[~praise].sum(axis=0)).ravel() + SMOOTH
    ratio: Floats = np.log(for_it / for_it.sum()) - np.log(against / against.sum())
    seen = np.asarray(counts.sum(axis=0)).ravel() > 0
    return np.where(seen, ratio, 0.0)


def _logistic(rows: Any, praise: npt.NDArray[np.bool_]) -> tuple[Floats, float]:
    """Ridge-penalised logistic regression by accelerated gradient steps, with equal weight for both classes."""
    sign = np.where(praise, 1.0, 0.0)
    share = np.where(praise, 0.5 / max(praise.sum(), 1), 0.5 / max((~praise).sum(), 1))
    columns = rows.T.tocsr()
    scale = RATE / max(float(np.sqrt(rows.multiply(rows).sum(axis=1)).max()) ** 2 / 4, 1e-9)
    weights, ahead, bias = np.zeros(rows.shape[1]), np.zeros(rows.shape[1]), 0.0
    for step in range(STEPS):
        error = (1 / (1 + np.exp(-(rows @ ahead + bias))) - sign) * share
        moved = ahead - scale * (columns @ error + RIDGE * ahead)
        bias -= scale * float(error.sum())
        ahead = moved + step / (step + 3) * (moved - weights)
        weights = moved
    return weights, bias
