"""True shares from misread comments: adjusted classify-and-count, with the uncertainty of misreading in the interval.

Comments read as blame include praise that was misread. There are two ways to correct this, depending on the
data:

- **The analyst's own labels**, drawn at random from this campaign within strata (class read and certainty):
the share of a class is its share in each stratum, weighted by the stratum's size (post-stratification).
- **Labelled sets of other comments**: how often each true class is read as which, solved for the true shares
(adjusted classify-and-count; G. Forman, "Quantifying counts and costs via classification", DMKD 17, 2008). It
is unknown which set resembles this campaign, so each draw uses one of them.

Intervals cover 90 % of draws of the comments, of the misreading, and of the set.
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

from xhs_workbench.language.opinions.calibration import CLASSES

DRAWS = 1_000
PRIOR = 0.5
"""Added to every count before drawing (Jeffreys)."""
CAP = 200.0
"""Upper limit on the labels of one set and class: ten thousand reviews do not tell more about this
campaign."""
ENDS = (0.05, 0.95)
SURE = 0.75
"""Confidence that separates certain from uncertain readings; labels are drawn and weighted within these
strata."""
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Misreading:
    """How often comments of a true class are read as which, in one or several labelled sets.

    Args:
        sets: Name -> counts, one row per true class, one column per class read, in the order of `CLASSES`. A
            row of zeros is unknown.
    """

    sets: dict[str, Floats]

    def right_of_ten(self) -> float:
        """Return how many of ten comments are read correctly, with equal weight per class and per set."""
        rates = [
            row[i] / row.sum() for counts in self.sets.values() for i, row in enumerate(counts) if row.sum()
        ]
        return 10 * float(np.mean(rates)) if rates else float("nan")


@cache
def shipped_misreading() -> Misreading:
    """Return the counts in `misreading.toml`, measured by `python -m benchmarks.shares write`."""
    data = tomllib.loads((Path(__file__).parent / "misreading.toml").read_text(encoding="utf-8"))
    return Misreading({name: np.array(rows, dtype=np.float64) for name, rows in data["sets"].items()})


def count_misreading(truth: pl.Series, read: pl.Series) -> Floats:
    """Count true class by class read; comments that were not read are left out.

    >>> count_misreading(pl.Series(["positive", "positive", "negative"]), pl.Series(["positive", "neutral", "negative"])).tolist()
    [[1.0, 1.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    """
    counts = np.zeros((len(CLASSES), len(CLASSES)))
    for one, other in zip(truth, read, strict=True):
        if one in CLASSES and other in CLASSES:
            counts[CLASSES.index(one), CLASSES.index(other)] += 1
    return counts


def adjust_shares(
    counts: Sequence[float], misread: Misreading, *, draws: int = DRAWS, seed: int = 0
) -> Floats:
    """Correct the shares of the three classes for misreading.

    Args:
        counts: Comments read as each class of `CLASSES`.
        misread: From labelled sets.
        draws: Number of draws of all uncertain quantities.
        seed: Seed of the draws.

    Returns:
        One row per class: share, lower, upper (90 %), 0-1; NaN if nothing was read.
    """
    read = np.asarray(counts, dtype=np.float64)
    if not read.sum():
        return np.full((len(CLASSES), 3), np.nan)
    rng = np.random.default_rng(seed)
    seen = rng.dirichlet(read + PRIOR / len(CLASSES), draws)
    odds = np.stack([_rows(misread, i, draws, rng) for i in range(len(CLASSES))], axis=1)
    solved: Floats = np.asarray(
        np.linalg.solve(np.swapaxes(odds, 1, 2) + 1e-6 * np.eye(len(CLASSES)), seen[:, :, None])[:, :, 0],
        dtype=np.float64,
    )
    return _mean_and_ends(onto_shares(solved))


def _rows(misread: Misreading, i: int, draws: int, rng: np.random.Generator) -> Floats:
    """Draw how comments of one true class are read, from one set per draw."""
    known = [counts[i] for counts in misread.sets.values() if counts[i].sum()]
    rows = np.zeros((draws, len(CLASSES)))
    which = rng.integers(len(known), size=draws)
    for number, row in enumerate(known):
        chosen = which == number
        scaled = row * min(1.0, CAP / row.sum())
        rows[chosen] = rng.dirichlet(scaled + PRIOR, int(chosen.sum()))
    return rows


def onto_shares(points: Floats) -> Floats:
    """Return the nearest points with components of 0 or more that sum to 1 (Duchi et al., ICML 2008).

    >>> onto_shares(np.array([[0.5, 0.7, -0.2]])).round(2).tolist()
    [[0.4, 0.6, 0.0]]
    """
    ordered = -np.sort(-points, axis=1)
    places = np.arange(1, points.shape[1] + 1)
    over = (np.cumsum(ordered, axis=1) - 1) / places
    last = (ordered > over).sum(axis=1) - 1
    return np.asarray(np.maximum(points - over[np.arange(len(points)), last][:, None], 0), dtype=np.float64)


def _mean_and_ends(drawn: Floats) -> Floats:
    low, high = np.quantile(drawn, ENDS, axis=0)
    return np.column_stack([drawn.mean(axis=0), low, high])


def stratum(read: pl.Expr | None = None) -> pl.Expr:
    """Return the stratum of a scored comment: the class read, and whether with certainty."""
    sentiment = pl.col("sentiment") if read is None else read
    return pl.concat_str(
        sentiment, pl.when(pl.col("confidence") >= SURE).then(pl.lit(" sure")).otherwise(pl.lit(" doubtful"))
    )


def shares_from_labels(
    scored: pl.DataFrame, labels: pl.DataFrame, *, draws: int = DRAWS, seed: int = 0
) -> Floats:
    """Return true shares from labels drawn at random within strata of this same campaign.

    Args:
        scored: From `score_sentiment`: `sentiment`, `confidence`; the comments whose shares are wanted.
        labels: Scored comments with `truth`, one of `CLASSES`.
        draws: Number of draws of the labels.
        seed: Seed of the draws.

    Returns:
        As `adjust_shares`. A stratum without labels uses the labels of its class.
    """
    sizes = scored.drop_nulls("sentiment").group_by(stratum().alias("stratum"), "sentiment").len()
    named = labels.with_columns(stratum=stratum())
    rng = np.random.default_rng(seed)
    total = float(sizes["len"].sum())
    if not total:
        return np.full((len(CLASSES), 3), np.nan)
    drawn = np.zeros((draws, len(CLASSES)))
    for name, read, size in sizes.sort("stratum").iter_rows():
        mine = named.filter(pl.col("stratum") == name)
        mine = mine if mine.height else named.filter(pl.col("sentiment") == read)
        hits = np.array([mine.filter(pl.col("truth") == one).height for one in CLASSES], dtype=np.float64)
        drawn += size / total * rng.dirichlet(hits + PRIOR / len(CLASSES), draws)
    return _mean_and_ends(drawn)


def right_of_ten(labels: pl.DataFrame | None = None) -> float:
    """Return how many of ten comments are read correctly, classes weighing the same: by labels, else by our sets.

    Args:
        labels: Scored comments with `truth`.
    """
    if labels is None or labels.is_empty():
        return shipped_misreading().right_of_ten()
    return Misreading({"own": count_misreading(labels["truth"], labels["sentiment"])}).right_of_ten()
