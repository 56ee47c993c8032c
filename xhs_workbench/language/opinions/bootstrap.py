"""Learn a campaign's vocabulary from its own unlabelled comments, and report whether that helped."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.language.cleaning import Flags, Texts, clean, why_not_scored
from xhs_workbench.language.opinions.lexicon import Reading, read_lexicon
from xhs_workbench.language.opinions.ngrams import Model, hide, train

MOST = 200_000
"""Number of different comments to learn from; more change little and cost time."""
SURE = 2.0
"""From this weight of opinion on, the word list is trusted."""
LEAST = 300
"""With fewer clear comments in the rarer class there is too little to learn from."""
HELD_OUT = 5
"""One comment in this many is kept to judge the model."""
USEFUL = 0.7
"""Minimum area under the curve for the model to be used, on held-out comments with every listed word hidden.
A model
without knowledge reaches .5."""


@dataclass(frozen=True)
class Bootstrap:
    """The result of learning.

    Args:
        model: The model; None if only the word list is used.
        auc: How well the model separates held-out praise and blame with every listed word hidden; None if
            nothing was learnt.
        n_praise: Clear praise used for learning.
        n_blame: Clear blame used for learning.
        finding: The same as a sentence.
    """

    model: Model | None
    auc: float | None
    n_praise: int
    n_blame: int
    finding: Finding


def bootstrap(comments: pl.DataFrame, text: str = "content", *, seed: int = 0) -> Bootstrap:
    """Learn from unlabelled comments that the word list labels.

    Args:
        comments: Any frame with a text column.
        text: Its name.
        seed: Seed of the split and of the choice of hidden words.
    """
    column = comments[text].unique(maintain_order=True)
    column = column.sample(min(len(column), MOST), seed=seed)
    whole = clean(column)
    texts = whole.some(why_not_scored(column, whole).is_null().to_numpy())
    found = read_lexicon(texts)
    praise, blame = _sure(found)
    n_praise, n_blame = int(praise.sum()), int(blame.sum())
    if min(n_praise, n_blame) < LEAST:
        return Bootstrap(None, None, n_praise, n_blame, _too_few(n_praise, n_blame))
    rows = np.flatnonzero(praise | blame)
    chosen, hits = _take_rows(texts, found, rows)
    label = praise[rows]
    draw = np.random.default_rng(seed)
    held = draw.permutation(len(rows)) % HELD_OUT == 0
    half = hide(chosen, hits, draw.random(len(rows)) < 0.5)
    judge = train(half.some(~held), label[~held])
    bare = hide(chosen, hits, np.ones(len(rows), dtype=bool))
    auc = area_under_curve(judge.logits(bare.some(held)), label[held])
    if auc < USEFUL:
        return Bootstrap(None, auc, n_praise, n_blame, _no_use(auc, n_praise + n_blame))
    return Bootstrap(train(half, label), auc, n_praise, n_blame, _of_use(auc, n_praise + n_blame))


def _sure(found: Reading) -> tuple[Flags, Flags]:
    plain = ~found.asks
    one_sided = np.minimum(found.positive, found.negative) == 0
    return plain & one_sided & (found.polarity >= SURE), plain & one_sided & (found.polarity <= -SURE)


def _take_rows(
    texts: Texts, found: Reading, rows: npt.NDArray[np.int64]
) -> tuple[Texts, tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    """Hold back some comments, and the places of listed words in them."""
    kept = np.zeros(len(texts), dtype=bool)
    kept[rows] = True
    chosen = texts.some(kept)
    at, length = found.hits
    owner = texts.owner(at)
    inside = kept[owner]
    new = np.cumsum(kept) - 1
    moved = at[inside] - texts.starts[owner[inside]] + chosen.starts[new[owner[inside]]]
    return chosen, (moved, length[inside])


def area_under_curve(score: npt.NDArray[np.float64], positive: Flags) -> float:
    """Return how often a random positive scores above a random negative; ties count half.

    >>> import numpy as np
    >>> area_under_curve(np.array([0.1, 0.4, 0.35, 0.8]), np.array([False, False, True, True]))
    0.75
    """
    ranks = pl.Series(score).rank("average").to_numpy()
    n, m = int(positive.sum()), int((~positive).sum())
    return float((ranks[positive].sum() - n * (n + 1) / 2) / (n * m)) if n and m else 0.5


def _too_few(n_praise: int, n_blame: int) -> Finding:
    text = Text(
        (
            f"Too few clear comments to learn from ({n_praise:,} praise, {n_blame:,} blame; at least "
            f"{LEAST} of each are needed), so only the word list was used."
        ),
        f"可学习的明确评论过少（好评 {n_praise:,}、差评 {n_blame:,}，各需 {LEAST} 条），仅按词表判读。",
    )
    return Finding("word_list_stands", Level.PASS, text, n=n_praise + n_blame)


def _no_use(auc: float, n: int) -> Finding:
    text = Text(
        (
            f"A model learnt from {n:,} comments does not separate praise from blame well enough (area "
            f"under the curve {auc:.2f}; {USEFUL} is needed), so only the word list was used."
        ),
        f"由 {n:,} 条评论学得的模型区分度不足（AUC {auc:.2f}，需 ≥ {USEFUL}），仅按词表判读。",
    )
    return Finding("word_list_stands", Level.PASS, text, n=n)


def _of_use(auc: float, n: int) -> Finding:
    text = Text(
        (
            f"Words of this campaign were learnt from {n:,} of its own comments. With every listed word "
            f"hidden, the model separates praise from blame with an area under the curve of {auc:.2f}."
        ),
        f"已从本项目的 {n:,} 条评论中学习用语：隐藏全部词表词后，好评与差评的区分度 AUC 为 {auc:.2f}。",
    )
    return Finding("vocabulary_learnt", Level.PASS, text, n=n)
