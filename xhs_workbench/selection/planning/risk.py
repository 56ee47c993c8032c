"""The range of what a set may bring: scenarios in which creators of one category can do badly together.

A note brings mean × exp(σz + category shock + platform shock − half the variance), each shock normal, so that
the mean is kept. The draws depend only on the creator's id and the scenario's number: adding a creator does
not change the draws of others, and two sets are compared with the same draws.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import ndtri

from xhs_workbench.params.choosing import Risk
from xhs_workbench.statistics.shares import Z_90

Floats = NDArray[np.float64]
Z_80 = 1.2815515655446004
WORST = 0.2
"""CVaR is the mean of the worst fifth."""
CHUNK = 2000


@dataclass(frozen=True)
class Outlook:
    """The scenarios' summary for a set, in interactions.

    Args:
        mean: Mean.
        low: Tenth percentile.
        high: Ninetieth percentile.
        worst_fifth: Mean of the worst fifth of scenarios (CVaR).
        target: The interactions to reach; None if nothing was promised.
        chance: Share of scenarios that reach it, with the 90 % interval of the simulation itself.
        chance_low: Low end.
        chance_high: High end.
        scenarios: Number of scenarios.
    """

    mean: float
    low: float
    high: float
    worst_fifth: float
    target: float | None
    chance: float | None
    chance_low: float | None
    chance_high: float | None
    scenarios: int


def look_ahead(picks: pl.DataFrame, risk: Risk, *, seed_shift: int = 1) -> Outlook:
    """Simulate what a set brings.

    Args:
        picks: Rows with `creator_id`, `expected_interactions` (taken as the mean, which is cautious if it is
            a median) and `plain_category`; for the spread see `own_spread`.
        risk: Spreads, target, scenarios.
        seed_shift: Added to the seed, so that a set is judged on other draws than those it was chosen by.
    """
    if picks.is_empty():
        return Outlook(0.0, 0.0, 0.0, 0.0, risk.target_interactions, None, None, None, 0)
    mean = picks["expected_interactions"].to_numpy()
    starts = range(0, risk.scenarios, CHUNK)
    spans = [(start, min(start + CHUNK, risk.scenarios)) for start in starts]
    total = np.concatenate([mean @ factors(picks, risk, span, seed_shift) for span in spans])
    low, high = np.quantile(total, [0.1, 0.9])
    target, chance, ends = risk.target_interactions, None, (None, None)
    if target:
        chance = float((total >= target).mean())
        spread = Z_90 * float(np.sqrt(chance * (1 - chance) / len(total)))
        ends = (max(chance - spread, 0.0), min(chance + spread, 1.0))  # type: ignore[assignment]
    return Outlook(
        float(total.mean()), float(low), float(high), mean_of_worst(total), target, chance, *ends, len(total)
    )


def mean_of_worst(totals: Floats, share: float = WORST) -> float:
    """Return the mean of the worst share of outcomes.

    >>> mean_of_worst(np.arange(1.0, 11.0))
    1.5
    """
    n = max(round(share * len(totals)), 1)
    return float(np.partition(totals, n - 1)[:n].mean())


def factors(rows: pl.DataFrame, risk: Risk, span: tuple[int, int], seed_shift: int = 0) -> Floats:
    """Return the factor on each row's mean in each scenario.

    Args:
        rows: Rows with `creator_id` and `plain_category`.
        risk: Spreads and seed.
        span: First scenario and the one after the last.
        seed_shift: Added to the seed.

    Returns:
        Shape (rows, scenarios); each row's expectation is 1.
    """
    seed = risk.seed + seed_shift
    own = own_spread(rows, risk)
    sd = rows.select(sd=own.cast(pl.Float64)).to_series().to_numpy()
    sd = np.broadcast_to(sd, rows.height)
    categories = rows["plain_category"].fill_null("?")
    names = categories.unique().sort().to_list()
    groups = _normals([f"category:{name}" for name in names], span, seed)
    place = categories.replace_strict(names, list(range(len(names))), return_dtype=pl.Int64).to_numpy()
    logs = sd[:, None] * _normals([f"creator:{creator}" for creator in rows["creator_id"]], span, seed)
    logs += risk.category_sd * groups[place] + risk.platform_sd * _normals(["platform"], span, seed)
    variance = sd**2 + risk.category_sd**2 + risk.platform_sd**2
    made: Floats = np.exp(logs - variance[:, None] / 2)
    return made


def own_spread(rows: pl.DataFrame, risk: Risk) -> pl.Expr:
    """Return the standard deviation of the log of one note's result, for each creator.

    Measured if possible (`interactions_log_sd`); otherwise from the 80 % interval of a creator's next note,
    which candidates have beside `typical_low` (the interval of the level alone); otherwise the setting.
    """
    known = [pl.col("interactions_log_sd")] if "interactions_log_sd" in rows.columns else []
    if {"typical_low", "interactions_low", "interactions_high"} <= set(rows.columns):
        width = pl.col("interactions_high").log1p() - pl.col("interactions_low").log1p()
        known.append((width / (2 * Z_80)).clip(0.05, 3.0))
    return pl.coalesce(*[column.fill_nan(None) for column in known], pl.lit(risk.creator_sd))


def _normals(names: Sequence[str], span: tuple[int, int], seed: int) -> Floats:
    """Return standard normals that depend only on name, scenario and seed: a counter through a 64-bit mixer.

    Source of the mixer: Steele, Lea & Flood, OOPSLA 2014 (SplitMix).
    """
    digests = [hashlib.blake2b(f"{seed}:{name}".encode(), digest_size=8).digest() for name in names]
    keys = np.frombuffer(b"".join(digests), dtype=np.uint64)
    step = np.arange(span[0] + 1, span[1] + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed = keys[:, None] + step[None, :]
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    uniform = ((mixed >> np.uint64(11)).astype(np.float64) + 0.5) / 2.0**53
    found: Floats = ndtri(uniform)
    return found
