"""Boosting: what our plan brings, as a share of what one brings who knows every note's response.

Four response curves; how far money goes on a note is misjudged beforehand by a factor common to the campaign
(a fifth to three) and by one of its own; results of a day scatter more than chance alone. Where the target
cost binds, what counts is net: interactions at the target's price, less the money.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.calibration.measured import Figure
from xhs_workbench.live.spending import boosting
from xhs_workbench.statistics import response

Array = NDArray[np.float64]
SEED = 94518
NOTES, DAYS, STEPS = 24, 24, 60
CPM = 50.0
Curve = Callable[[Array, Array], Array]
CURVES: dict[str, Curve] = {
    "exponential": lambda money, half: half * -np.expm1(-money / half),
    "hyperbolic (Hill)": lambda money, half: money / (1 + money / half),
    "power of a half": lambda money, half: np.sqrt((money + half / 50) * half) - half / np.sqrt(50),
    "straight, then a wall": lambda money, half: np.minimum(money, half) + 0.1 * np.maximum(money - half, 0),
}
"""Money and its half-way point -> money's worth at first prices; the third begins at 3.5 yuan for a yuan, the
others at one."""


@dataclass(frozen=True)
class Truth:
    """One campaign: organic readers and interactions of each note, its paid rate, its curve and half-way point."""

    shown: Array
    organic: Array
    rate: Array
    half: Array
    curve: Curve

    def worth(self, money: Array) -> Array:
        """Return the interactions that money brings, a note each."""
        return np.asarray(self.rate * 1000 / CPM * self.curve(money, self.half))


def draw(rng: np.random.Generator, curve: str) -> Truth:
    """Draw a campaign."""
    shown = np.exp(rng.normal(10.3, 0.8, NOTES))
    rate = rng.gamma(2.0, 0.003, NOTES)
    organic = rng.poisson(rate * np.exp(rng.normal(0.2, 0.45, NOTES)) * shown).astype(float)
    far = np.exp(rng.uniform(np.log(0.2), np.log(3.0)) + rng.normal(0, 0.5, NOTES))
    return Truth(shown, organic, rate, CPM / 1000 * shown * far, CURVES[curve])


def best(truth: Truth, budget: float, target: float) -> Array:
    """Distribute the budget in a thousand steps, each to the note where it brings most, while it costs less than the target."""
    money, step = np.zeros(NOTES), budget / 1000
    for _ in range(1000):
        gain = truth.worth(money + step) - truth.worth(money)
        if gain.max() * target < step:
            break
        money[int(np.argmax(gain))] += step
    return money


def ours(truth: Truth, rng: np.random.Generator, budget: float, target: float) -> Array:
    """Spend what the page releases, day by day, in tranches of a sixtieth; each day's results are seen."""
    spent = np.zeros(NOTES)
    days: list[Array] = []
    got: list[Array] = []
    for _ in range(DAYS):
        seen = response.Tranches.of_days(np.array(days), np.array(days) * 1000 / CPM, np.array(got))
        known = response.learn(
            truth.organic, truth.shown, seen, np.full(NOTES, CPM), least_reach=budget / STEPS
        )
        asked = {
            "budget_cny": float(budget - spent.sum()),
            "tranche_cny": budget / STEPS,
            "target_cny": target,
        }
        planned = np.add(*boosting.allocate(known, spent, **asked))
        more = boosting.release(known, spent, planned, **asked)
        mean = np.maximum(truth.worth(spent + more) - truth.worth(spent), 0)
        days.append(np.asarray(more, dtype=float))
        got.append(rng.poisson(mean * rng.gamma(10, 0.1, NOTES)).astype(float))
        spent = spent + more
    return spent


@dataclass(frozen=True, slots=True)
class Shares:
    """Mean shares of what the best plan brings.

    Args:
        bound: Our interactions where only the budget binds.
        even: Those of an even split.
        net: Our net worth where the target binds before the budget does.
        spent: Our money there over the best plan's.
    """

    bound: float
    even: float
    net: float
    spent: float


Spender = Callable[[Truth, np.random.Generator, float, float], Array]
"""Campaign, chance, budget and target -> the money on each note at the end."""


def in_tranches(truth: Truth, rng: np.random.Generator, budget: float, target: float) -> Array:
    """Spend in whole tranches knowing everything: what their size alone costs."""
    money, tranche = np.zeros(NOTES), budget / STEPS
    for _ in range(STEPS):
        gain = truth.worth(money + tranche) - truth.worth(money)
        if gain.max() * target < tranche:
            break
        money[int(np.argmax(gain))] += tranche
    return money


def shares(curve: str, runs: int, spend: Spender = ours) -> Shares:
    """Let campaigns spend."""
    rows = []
    for number in range(runs):
        rng = np.random.default_rng([SEED, number])
        truth = draw(rng, curve)
        budget = 0.35 * float(truth.half.sum())
        most = float(truth.worth(best(truth, budget, 1e9)).sum())
        bound = float(truth.worth(spend(truth, rng, budget, 1e9)).sum()) / most
        even = float(truth.worth(np.full(NOTES, budget / NOTES)).sum()) / most
        # At this target an interaction of a middling note is worth twice its first price.
        target = 2 * CPM / 1000 / float(np.median(truth.rate))
        budget = 2 * float(best(truth, 5 * float(truth.half.sum()), target).sum())
        least, spent = best(truth, budget, target), spend(truth, rng, budget, target)
        net = [float(truth.worth(money).sum()) * target - float(money.sum()) for money in (spent, least)]
        rows.append((bound, even, net[0] / net[1], float(spent.sum() / least.sum())))
    return Shares(*(float(mean) for mean in np.mean(rows, axis=0)))


def measure(short: bool) -> Iterator[Figure]:
    """Measure every curve."""
    runs = 6 if short else 96
    for curve in CURVES:
        found, setting = shares(curve, runs), f"{NOTES} notes, {DAYS} days"
        yield Figure(
            "boosting: interactions as a share of who knew everything",
            f"{curve} response",
            f"{setting} (an even split brings {found.even:.2f})",
            found.bound,
            runs,
            least=0.92,
            is_share=False,
        )
        yield Figure(
            "boosting: money spent over that of who knew everything, where the target binds before the budget",
            f"{curve} response",
            f"{setting} ({found.net:.2f} of the net worth)",
            found.spent,
            runs,
            most=1.1,
            is_share=False,
        )
