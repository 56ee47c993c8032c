"""Boosting: our plan's result as a share of that with perfect knowledge, on the assumed response curve and on others."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from benchmarks.calibration.measured import Figure
from xhs_workbench.live.spending import boosting

Array = NDArray[np.float64]
SEED = 20261124
NOTES, ROUNDS = 24, 10
Curve = Callable[[Array, Array], Array]
CURVES: dict[str, Curve] = {
    "exponential": lambda money, half: half * -np.expm1(-money / half),
    "hyperbolic (Hill)": lambda money, half: money / (1 + money / half),
    "power of a half": lambda money, half: np.sqrt((money + half / 50) * half) - half / np.sqrt(50),
}
"""Money and its half-way point -> money's worth at first prices; each begins at about a yuan for a yuan."""


def share_of_oracle(curve: str, runs: int) -> tuple[float, float]:
    """Spend in rounds, learning between them.

    Returns:
        Mean share of what a plan with full knowledge brings, and the same of an even split.
    """
    worth, ours, even = CURVES[curve], [], []
    for number in range(runs):
        rng = np.random.default_rng([SEED, number])
        shown = np.exp(rng.normal(10.3, 0.8, NOTES))
        truth = rng.gamma(2.0, 0.003, NOTES)
        organic = rng.poisson(truth * np.exp(rng.normal(0.2, 0.45, NOTES)) * shown).astype(float)
        cpm = np.full(NOTES, 50.0)
        half = cpm / 1000 * shown * np.exp(rng.normal(0, 0.5, NOTES))
        budget = 0.35 * float((cpm / 1000 * shown).sum())
        gain = lambda money, q=truth, h=half: float((q * 20 * worth(money, h)).sum())  # noqa: E731
        best = gain(_oracle(worth, truth, half, budget))
        spent, paid = np.zeros(NOTES), np.zeros(NOTES)
        believed = cpm / 1000 * shown
        for _ in range(ROUNDS):
            bought = boosting.effective_shown(spent * 20, spent, believed)
            rates = boosting.paid_rates(organic, shown, paid, bought)
            more = sum(
                boosting.allocate(
                    rates,
                    believed,
                    spent,
                    cpm,
                    budget_cny=budget / ROUNDS,
                    tranche_cny=budget / ROUNDS / 12,
                    target_cny=1e9,
                )
            )
            paid += rng.poisson(truth * 20 * np.maximum(worth(spent + more, half) - worth(spent, half), 0))
            spent = spent + more
        ours.append(gain(spent) / best)
        even.append(gain(np.full(NOTES, budget / NOTES)) / best)
    return float(np.mean(ours)), float(np.mean(even))


def _oracle(worth: Curve, truth: Array, half: Array, budget: float) -> Array:
    """Distribute the budget in a thousand steps, each to the note where it brings most."""
    money, step = np.zeros(len(truth)), budget / 1000
    for _ in range(1000):
        money[int(np.argmax(truth * (worth(money + step, half) - worth(money, half))))] += step
    return money


def measure(short: bool) -> Iterator[Figure]:
    """Measure three curves."""
    runs = 15 if short else 200
    for curve in CURVES:
        ours, even = share_of_oracle(curve, runs)
        yield Figure(
            "boosting: interactions as a share of who knew everything",
            f"{curve} response",
            f"{NOTES} notes, {ROUNDS} rounds (an even split brings {even:.2f})",
            ours,
            runs,
            least=0.92,
            is_share=False,
        )
