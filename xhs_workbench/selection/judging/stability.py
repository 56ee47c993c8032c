"""How much a ranking depends on the weights: the chance to be among the top K with slightly different weights.

Weights are drawn around the given ones (Dirichlet), every creator is scored with each draw, and the chance is
the share of
draws in which it is in the top K: SMAA (Lahdelma, Hokkanen & Salminen, EJOR 106, 1998) with a centred weight
space.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from xhs_workbench.findings import Finding, Level, Text

DRAWS, SPREAD, SEED = 2_000, 50.0, 20260618
CELLS = 4_000_000
"""Number of scores held in memory at once."""
STABLE = 0.9


def rate_stability(
    scored: pl.DataFrame,
    weights: Mapping[str, float],
    *,
    k: int = 20,
    draws: int = DRAWS,
    spread: float = SPREAD,
    seed: int = SEED,
) -> pl.DataFrame:
    """Add the chance to be among the top K with weights near the given ones.

    Args:
        scored: From `score_creators`: `part_<name>` (0-1 or null, which gives no points) for each weight.
        weights: Part -> weight; a weight of 0 stays 0.
        k: How many creators count as the top.
        draws: Number of weight sets.
        spread: Concentration: 50 lets a weight of 35 of 100 move by about ±7 (one standard deviation).
        seed: Seed; the same seed gives the same chances.

    Returns:
        `scored` plus `top_chance` (0-1), in the original order.
    """
    names = [name for name, weight in weights.items() if weight > 0]
    parts = np.column_stack([scored[f"part_{name}"].fill_null(0.0).to_numpy() for name in names]).astype(
        float
    )
    share = np.array([weights[name] for name in names], dtype=float)
    drawn = np.random.default_rng(seed).dirichlet(spread * share / share.sum(), draws)
    n, hits = scored.height, np.zeros(scored.height)
    if n <= k:
        return scored.with_columns(top_chance=pl.lit(1.0))
    # Ties go by creator id, as in the ranking: the offset is smaller than any real difference.
    order = scored["creator_id"].rank("ordinal").cast(pl.Float64).to_numpy()
    tie = -1e-12 * order / n
    each = max(CELLS // n, 1)
    for start in range(0, draws, each):
        scores = drawn[start : start + each] @ parts.T + tie
        top = np.argpartition(scores, n - k, axis=1)[:, n - k :]
        hits += np.bincount(top.ravel(), minlength=n)
    return scored.with_columns(top_chance=pl.Series(hits / draws))


def say_stability(rated: pl.DataFrame, k: int = 20) -> list[Finding]:
    """Say how many of the top K would stay there with slightly different weights."""
    top = rated.sort(["score", "creator_id"], descending=[True, False]).head(k)
    if top.height < k or rated.height == k:
        return []
    firm = top.filter(pl.col("top_chance") >= STABLE).height
    text = Text(
        (
            f"{firm} of the first {k} stay among the first {k} in at least nine of ten slightly "
            "different weightings; the rest is a matter of taste."
        ),
        f"权重略作变动时，前 {k} 名中有 {firm} 位在九成以上情形仍居前 {k}，其余取决于偏好。",
    )
    return [Finding("stability", Level.PASS if firm >= k / 2 else Level.REVIEW, text, n=k)]
