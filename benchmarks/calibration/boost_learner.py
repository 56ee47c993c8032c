"""Boosting by one who knows the family of the response, every prior and the size of chance, and learns from the same tranches.

What is unknown to it is only what no page can know beforehand: how far money goes in this campaign and on each
note, and each note's paid rate. Its posterior is computed on a grid and is exact up to the grid's step. It plans
by that posterior: a tranche is worth what it brings plus what may follow once its result is seen, both over the
price of money (what the last yuan brings elsewhere, or the target). Money is spread evenly over the days, so
that as much as possible is seen before the next is spent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from benchmarks.calibration.boosts import CPM, CURVES, DAYS, NOTES, STEPS, Truth, in_tranches, shares
from benchmarks.calibration.measured import Figure

Array = NDArray[np.float64]
FAR = np.arange(np.log(0.2) - 1.5, np.log(3.0) + 1.51, 0.1)
"""Log of how far money goes on a note, in units of the money that buys its own reach again."""
COMMON = np.linspace(np.log(0.2), np.log(3.0), 28)
"""The campaign's part of it, each equally likely."""
OWN = 0.5
OFF = np.linspace(-1.6, 1.6, 15)
"""Log of a note's paid rate over what its own readers say of it."""
DAY_SHAPE = 10.0
"""A day's results are gamma-Poisson with this shape."""
OUTCOMES, AHEAD = 6, 12
"""Results of the next tranche that are thought through, and tranches after it."""


@dataclass
class Learner:
    """A posterior on the grid: `logs` are notes × how far × rate, of the days seen and of the rate's prior."""

    truth: Truth
    logs: Array
    half: Array
    rate: Array

    @classmethod
    def before(cls, truth: Truth) -> Learner:
        """Return what is known before any money: organic counts and the priors of `boosts.draw`."""
        usual = (truth.organic + 0.5) / truth.shown * np.exp(-0.2)
        rate = usual[:, None] * np.exp(OFF)
        # Gauss and Hermite over how own readers differ: E Poisson(organic; rate · exp(N(.2, .45)) · shown).
        nodes, weights = np.polynomial.hermite_e.hermegauss(15)
        due = rate[..., None] * np.exp(0.2 + 0.45 * nodes) * truth.shown[:, None, None]
        organic = truth.organic[:, None, None]
        chance = np.exp(organic * np.log(due) - due - gammaln(organic + 1)) @ weights
        # Gamma(2, .003) of the rate, on a grid of its log.
        prior = 2 * np.log(rate) - rate / 0.003
        logs = np.log(np.maximum(chance, 1e-300)) + prior
        half = CPM / 1000 * truth.shown[:, None] * np.exp(FAR)
        return cls(truth, np.repeat(logs[:, None, :], len(FAR), axis=1), half, rate)

    def brought(self, before: Array, money: Array | float) -> Array:
        """Return money's worth after `before` at the first rate, in impressions: notes × how far."""
        spent = np.asarray(before)[:, None]
        more = spent + np.broadcast_to(np.asarray(money, dtype=float), np.shape(before))[:, None]
        return np.asarray(
            (self.truth.curve(more, self.half) - self.truth.curve(spent, self.half)) * 1000 / CPM
        )

    def see(self, before: Array, money: Array, got: Array) -> None:
        """Take in a day."""
        at = money > 0
        mean = np.maximum(self.brought(before, money)[at], 1e-9)[..., None] * self.rate[at][:, None, :]
        y = got[at][:, None, None]
        self.logs[at] += y * np.log(mean) - (y + DAY_SHAPE) * np.log(mean + DAY_SHAPE)

    def weights(self) -> Array:
        """Return each note's weights: the campaign's part from all notes, then the note's own."""
        own = np.exp(-0.5 * ((FAR - COMMON[:, None]) / OWN) ** 2)
        own /= own.sum(axis=1, keepdims=True)
        top = self.logs.max(axis=(1, 2), keepdims=True)
        likelihood = np.exp(self.logs - top)
        by_common = np.maximum(likelihood.sum(axis=2) @ own.T, 1e-300)
        votes = np.log(by_common).sum(axis=0)
        chance = np.exp(votes - votes.max())
        made = ((chance / by_common) @ own)[..., None] * likelihood
        return np.asarray(made / made.sum(axis=(1, 2), keepdims=True))


def plan(
    learner: Learner, spent: Array, left: float, tranche: float, target: float, rng: np.random.Generator
) -> tuple[Array, Array]:
    """Return what a tranche on each note is worth over the price of its money, and whether it is worth the target.

    Args:
        learner: What is known.
        spent: CNY on each note.
        left: CNY of the budget.
        tranche: CNY of a step.
        target: CNY that an interaction may cost.
        rng: Draws the results that are thought through.
    """
    weight = learner.weights()
    steps = np.stack([learner.brought(spent, k * tranche) for k in range(1, AHEAD + 2)], axis=-1)
    by_far = np.einsum("nhr,nr->nh", weight, learner.rate)
    expected = np.einsum("nh,nhk->nk", by_far, steps)
    each = np.diff(expected, axis=1, prepend=0.0)
    many = min(int(left / tranche + 1e-9), each.size)
    # Later tranches never count for more than earlier ones, so the dearest one bought is found by sorting.
    last = np.sort(np.minimum.accumulate(each, axis=1).ravel())[::-1][many - 1]
    price = max(float(last), tranche / target)
    mean = np.maximum(steps[:, :, 0, None] * learner.rate[:, None, :], 1e-9)
    flat = weight.reshape(len(spent), -1)
    place = (np.arange(OUTCOMES) + rng.random((len(spent), OUTCOMES))) / OUTCOMES
    drawn = np.stack([np.searchsorted(np.cumsum(one), at) for one, at in zip(flat, place, strict=True)])
    drawn = np.minimum(drawn, flat.shape[1] - 1)
    means = np.take_along_axis(mean.reshape(len(spent), -1), drawn, axis=1)
    seen = rng.poisson(means * rng.gamma(DAY_SHAPE, 1 / DAY_SHAPE, means.shape))
    logs = np.log(mean.reshape(len(spent), -1)), np.log(mean.reshape(len(spent), -1) + DAY_SHAPE)
    after = np.empty((len(spent), OUTCOMES))
    cost = price * np.arange(1, AHEAD + 1)
    follow = steps[:, :, 1:] - steps[:, :, :1]
    for number in range(OUTCOMES):
        y = seen[:, number : number + 1]
        fit = y * logs[0] - (y + DAY_SHAPE) * logs[1]
        new = flat * np.exp(fit - fit.max(axis=1, keepdims=True))
        new /= new.sum(axis=1, keepdims=True)
        then = np.einsum("nhr,nr->nh", new.reshape(weight.shape), learner.rate)
        after[:, number] = np.maximum((np.einsum("nh,nhk->nk", then, follow) - cost).max(axis=1), 0.0)
    worth = each[:, 0] - price + after.mean(axis=1)
    return worth, (worth > 0) | (each[:, 0] * target > tranche)


def learnt(truth: Truth, rng: np.random.Generator, budget: float, target: float) -> Array:
    """Spend day by day, in the same tranches as the page, and return the money on each note."""
    learner, spent, tranche = Learner.before(truth), np.zeros(NOTES), budget / STEPS
    for day in range(DAYS):
        left = budget - float(spent.sum())
        tranches = int(np.ceil(left / tranche / (DAYS - day) - 1e-9))
        if not tranches:
            break
        worth, pays = plan(learner, spent, left, tranche, target, rng)
        first = np.argsort(-np.where(pays, worth, -np.inf))[:tranches]
        more = np.zeros(NOTES)
        more[first[pays[first]]] = tranche
        mean = np.maximum(truth.worth(spent + more) - truth.worth(spent), 0)
        got = rng.poisson(mean * rng.gamma(DAY_SHAPE, 1 / DAY_SHAPE, NOTES)).astype(float)
        learner.see(spent, more, got)
        spent = spent + more
    return spent


def measure(short: bool) -> Iterator[Figure]:
    """Measure every curve, on the campaigns of `boosts`."""
    runs, setting = 6 if short else 96, f"{NOTES} notes, {DAYS} days"
    for curve in CURVES:
        for who, spend in (
            ("knew family and priors and learnt from the same tranches", learnt),
            ("knew everything but spent whole tranches", in_tranches),
        ):
            found = shares(curve, runs, spend)
            yield Figure(
                f"boosting: interactions, as a share of who knew everything, by one who {who}",
                f"{curve} response",
                setting,
                found.bound,
                runs,
                is_share=False,
            )
            yield Figure(
                f"boosting: money spent over that of who knew everything, by one who {who}",
                f"{curve} response",
                f"{setting} ({found.net:.2f} of the net worth)",
                found.spent,
                runs,
                is_share=False,
            )
