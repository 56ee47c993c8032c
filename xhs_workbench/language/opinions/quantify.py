"""True shares from misread comments, with the uncertainty of misreading in the interval.

Comments read as blame include praise that was misread. There are two ways to correct this, depending on the
data:

- **The analyst's own labels**, drawn at random from this campaign within strata (class read and certainty):
what was labelled is known, with every copy of its words; the rest of a stratum is drawn from its labels (Pólya's
posterior of a finite population; M. Ghosh and G. Meeden, "Bayesian Methods for Finite Population Sampling", 1997).
- **Labelled sets of other comments**: how often each true class is read as which, with how much this differs
between sets. The true shares, and the misreading of this campaign, are drawn together from what was read
(classify-and-count in Bayes' form; G. Forman, "Quantifying counts and costs via classification", DMKD 17,
2008; L. Joseph, T. Gyorkos and L. Coupal, AJE 141, 1995, for the sampler). Solving for the shares instead
gives 0 for a rare class as soon as the sets' errors alone would explain it, whatever was found.

Intervals cover 90 % of draws of the comments, of the misreading, and of how much it differs between sets.
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

DRAWS = 400
STEPS = 30
"""Steps of the sampler before a draw is taken; each draw is a chain of its own."""
PRIOR = 0.5
"""Added to every count before drawing (Jeffreys)."""
CAP = 200.0
"""Upper limit on the labels of other comments, of a class: ten thousand reviews do not tell more about this
campaign."""
LEAST_KNOWN, LEAST_TOLD = 8, 2.0
"""Labels of a class below which a set says nothing of it, and what all sets together tell at least, in labels."""
APART = 0.25
"""Share of the weight that the spread between sets allows: a few sets show less of a spread than there is. Chosen on
every second source (by name), where intervals held the truth in .925 of trials (.89 with .5 and a `LEAST_TOLD` of 4);
on the other sources in .89 (.85)."""
UNSEEN = 1 / 3
"""Labels of each class added to those of a stratum. With a sixth, classes seen a few times were missed too often, with
a half, intervals were too wide (coverage on the development halves, `benchmarks/shares.py`)."""
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
        One row per class: share, lower, upper (90 %), 0-1; NaN if nothing was read. The upper end is never
        below the share of comments read so and, by the sets, read right.
    """
    read = np.asarray(counts, dtype=np.float64).round()
    total = read.sum()
    if not total:
        return np.full((len(CLASSES), 3), np.nan)
    rng = np.random.default_rng(seed)
    told = np.stack([_told(misread, i) for i in range(len(CLASSES))])
    shares = np.broadcast_to((read + 1) / (total + len(CLASSES)), (draws, len(CLASSES)))
    odds = _dirichlet(np.broadcast_to(told, (draws, *told.shape)), rng)
    for _ in range(STEPS):
        sorted_out = _sort_out(read, shares, odds, rng)
        shares = _dirichlet(sorted_out.sum(axis=2) + 1, rng)
        odds = _dirichlet(told + sorted_out, rng)
    made = _mean_and_ends(shares)
    made[:, 2] = np.maximum(made[:, 2], _precision(misread) * read / total)
    return made


def _dirichlet(weights: Floats, rng: np.random.Generator) -> Floats:
    drawn = rng.gamma(weights) + 1e-12
    return np.asarray(drawn / drawn.sum(axis=-1, keepdims=True), dtype=np.float64)


def _sort_out(read: Floats, shares: Floats, odds: Floats, rng: np.random.Generator) -> Floats:
    """Draw how many comments of each class read are of each true class: draws x true class x class read."""
    made = np.zeros_like(odds)
    for j, number in enumerate(read.astype(np.int64)):
        left = np.full(len(shares), number)
        chances = shares * odds[:, :, j]
        rest = chances.sum(axis=1)
        for i in range(len(CLASSES) - 1):
            taken = rng.binomial(left, np.clip(chances[:, i] / np.maximum(rest, 1e-300), 0, 1))
            made[:, i, j], left, rest = taken, left - taken, rest - chances[:, i]
        made[:, -1, j] = left
    return made


def _told(misread: Misreading, i: int) -> Floats:
    """Return what the sets tell of a true class: its mean rates, weighing as many labels as their spread allows.

    The weight is that of the Dirichlet distribution whose variance is the variance between sets (moments),
    lowered for few sets; one set alone weighs its labels, at most `CAP`.
    """
    known = [counts[i] for counts in misread.sets.values() if counts[i].sum() >= LEAST_KNOWN]
    if not known:
        return np.full(len(CLASSES), PRIOR)
    rates = np.stack([row / row.sum() for row in known])
    mean, labels = rates.mean(axis=0), float(np.mean([row.sum() for row in known]))
    if len(known) == 1:
        return np.asarray(mean * min(labels, CAP) + PRIOR, dtype=np.float64)
    spread = float(rates.var(axis=0, ddof=1).sum())
    even = float((mean * (1 - mean)).sum())
    weight = APART * even / max(spread, 1e-9) * (len(known) - 1) / (len(known) + 1)
    return np.asarray(mean * np.clip(weight, LEAST_TOLD, min(CAP, labels * len(known))) + PRIOR)


def _precision(misread: Misreading) -> Floats:
    """Return how often a comment read as each class is of it, on average over the sets that know all classes."""
    whole = [counts for counts in misread.sets.values() if counts.sum(axis=1).all()]
    each = [np.diag(one) / np.maximum(one.sum(axis=0), 1) for one in whole or list(misread.sets.values())]
    return np.asarray(np.mean(each, axis=0), dtype=np.float64)


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
    """Return the shares of the classes among these comments, from labels drawn at random within their strata.

    Args:
        scored: From `score_sentiment`: `sentiment`, `confidence`; the comments whose shares are wanted. With
            `content`, comments in the same words count as one that was written several times.
        labels: Scored comments with `truth`, one of `CLASSES`.
        draws: Number of draws of what was not labelled.
        seed: Seed of the draws.

    Returns:
        As `adjust_shares`. A stratum without labels uses the labels of its class.
    """
    read = _with_words(scored.drop_nulls("sentiment"), "comment")
    if read.is_empty():
        return np.full((len(CLASSES), 3), np.nan)
    truth = [(pl.col("truth") == one).cast(pl.Float64).alias(one) for one in CLASSES]
    named = _with_words(labels, "label").with_columns(truth)
    if "content" not in scored.columns:  # labels are some of these comments, but not known which
        named = _placed(named, read)
    told = named.group_by("content").agg(pl.col(CLASSES).mean())
    heard = named.unique(["stratum", "sentiment", "content"]).select("stratum", "sentiment", "content")
    heard = heard.join(told, on="content")
    texts = read.group_by("stratum", "sentiment", "content").agg(n=pl.len().cast(pl.Float64))
    texts = texts.join(told, on="content", how="left")
    rng, counts = np.random.default_rng(seed), np.zeros((draws, len(CLASSES)))
    for (stratum_, sentiment), mine in sorted(texts.group_by("stratum", "sentiment"), key=lambda one: one[0]):
        labelled = heard.filter(pl.col("stratum") == stratum_)
        labelled = labelled if labelled.height else heard.filter(pl.col("sentiment") == sentiment)
        known = mine.drop_nulls(CLASSES[0])
        counts += known["n"].to_numpy() @ known.select(CLASSES).to_numpy()
        rest = mine.filter(pl.col(CLASSES[0]).is_null())["n"].to_numpy()
        odds = rng.dirichlet(labelled.select(CLASSES).to_numpy().sum(axis=0) + UNSEEN, draws)
        counts += _rest(rest, odds, rng)
    return _mean_and_ends(counts / read.height)


def _with_words(comments: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Return the comments with their stratum, and words of their own where there are none."""
    own = pl.concat_str(pl.lit(f"{kind} "), pl.int_range(pl.len()))
    words = pl.col("content").fill_null(own) if "content" in comments.columns else own
    return comments.with_columns(stratum=stratum(), content=words)


def _placed(labels: pl.DataFrame, read: pl.DataFrame) -> pl.DataFrame:
    """Let each label stand for a comment of its stratum."""
    order = pl.int_range(pl.len()).over("stratum").alias("order")
    there = read.select("stratum", "content", order)
    joined = labels.with_columns(order).join(there, on=["stratum", "order"], how="left", suffix="_there")
    return joined.with_columns(content=pl.coalesce("content_there", "content"))


def _rest(numbers: Floats, odds: Floats, rng: np.random.Generator) -> Floats:
    """Draw how many comments of each class are among those without a label: draws x class.

    Args:
        numbers: How often each different text was written.
        odds: Odds of the classes, one row a draw.
        rng: Source of the draws. Copies have one class, so as many texts are drawn as vary like these.
    """
    total = numbers.sum()
    if not total:
        return np.zeros_like(odds)
    different = max(1, round(float(total**2 / (numbers**2).sum())))
    return np.asarray(rng.multinomial(different, odds) * (total / different), dtype=np.float64)


def right_of_ten(labels: pl.DataFrame | None = None) -> float:
    """Return how many of ten comments are read correctly, classes weighing the same: by labels, else by our sets.

    Args:
        labels: Scored comments with `truth`.
    """
    if labels is None or labels.is_empty():
        return shipped_misreading().right_of_ten()
    return Misreading({"own": count_misreading(labels["truth"], labels["sentiment"])}).right_of_ten()
