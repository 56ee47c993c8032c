"""90 % intervals of a cost per interaction: how often they hold the long-run ratio."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from benchmarks.calibration.measured import Figure
from benchmarks.calibration.worlds import FAMILIES, ratio_rows
from xhs_workbench.metrics import ratio_interval

SEED = 91509
SIZES = (5, 10, 20, 50)
SPREADS = (0.5, 1.0, 1.5)


@dataclass(frozen=True, slots=True)
class Held:
    """How often intervals held the truth, and how wide they were (middle ratio of high to low end)."""

    share: float
    width: float


def coverage(family: str, n: int, s: float, runs: int) -> Held:
    """Return how often the 90 % interval held the truth.

    Args:
        family: A key of `FAMILIES`.
        n: Notes a campaign.
        s: Spread of log interactions.
        runs: Campaigns.
    """
    costs, got, truth = ratio_rows(family, np.random.default_rng([SEED, n, round(100 * s)]), runs, n, s)
    ends = np.array([ratio_interval(top, bottom) for top, bottom in zip(costs, got, strict=True)])
    held = (ends[:, 0] <= truth) & (truth <= ends[:, 1])
    return Held(float(held.mean()), float(np.median(ends[:, 1] / ends[:, 0])))


def measure(short: bool) -> Iterator[Figure]:
    """Measure every size and spread in both families."""
    runs = 100 if short else 3_000
    for family in FAMILIES:
        for n in SIZES:
            for s in SPREADS:
                found = coverage(family, n, s, runs)
                least, most = (0.85, 0.95) if n == 5 else (0.87, 0.93)
                setting = f"{n} notes, spread {s} (interval a factor {found.width:.1f} wide)"
                yield Figure(
                    "cost per interaction, 90 % interval",
                    family,
                    setting,
                    found.share,
                    runs,
                    least,
                    most,
                    kind="cost_interval",
                )
