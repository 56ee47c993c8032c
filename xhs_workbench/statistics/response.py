"""What money brings on each note: its rate and how fast it wears out, learnt from its own days, pooled over notes.

The next interaction per paid impression falls with the money b already spent on a note as
h(b) = (1 + b / (k s))^(−k): k → ∞ is an exponential (geometric) response, k = 2 Hill's with exponent 1, k = ½ a
square root; a fourth shape stays level and then falls off (`SHOULDER`). Nobody knows k and s beforehand, nor how paid readers compare with a note's own, so every point of a
grid of the three is weighed by how well it explains what each day's money brought: k, the typical s and the
paid rate over the organic one are common to the campaign, each note has an s around the typical one and a rate
of its own (gamma-Poisson, so the weights need no sampling). A note with one day of money thus learns from all.
A day's result has the variance μ + d μ²: its evidence is divided by 1 + d μ (quasi-likelihood: Wedderburn,
Biometrika 61, 1974), or one good day at the start would look like wear.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
SHOULDER = -3.0
"""Stands for h(b) = exp(−(b / s)³): an audience that responds evenly until it is used up."""
DECLINES = (0.7, 1.5, 5.0, SHOULDER)
"""Values of k: slower than a logarithm, between it and Hill, near an exponential, and the shoulder."""
SCALES = np.arange(-4.5, 2.51, 0.35)
"""Log of s in units of the money that buys one organic reach again."""
PAID = np.arange(-2.4, 1.61, 0.4)
"""Log of the paid rate in units of the organic one, common to a campaign: an ad report counts less, and other
readers see it."""
PAID_USUAL, PAID_SPREAD = -0.2, 0.8
TYPICAL_SPREAD, OWN_SPREAD = 1.0, 0.5
"""The campaign's typical s lies within a third to three times that money; a note's own within .6 to 1.6 times
the typical one (one standard deviation)."""
ORGANIC_WEIGHT = 0.05
"""Organic readers differ from paid readers, so twenty organic impressions count as one paid one."""
LEAST_SHAPE, MOST_SHAPE = 1.0, 20.0
LOWEST_RATE = 1e-6
SCATTER, SCATTER_WORTH = 0.15, 20.0
"""Prior of d (a day scatters by four tenths beyond chance), and the number of days it is worth."""
ROUNDS = 3
UNLIKELY = 1e-12
"""A point of the grid that no note gives so much weight says nothing: all of them together shift no figure that is shown."""


@dataclass(frozen=True, slots=True)
class Tranches:
    """What was spent, in the order of time within each note.

    Args:
        note: Number of the note, one entry per day or order with money.
        spent_before: CNY on that note before.
        money: CNY.
        shown: Paid impressions; 0 where they or the interactions are unknown: then only the money counts.
        bought: Paid interactions.
    """

    note: Ints
    spent_before: Array
    money: Array
    shown: Array
    bought: Array

    @classmethod
    def of_days(cls, money: Array, shown: Array, bought: Array) -> Tranches:
        """Return the tranches of a table of days × notes; a day without money on a note is none."""
        if money.size == 0:
            return cls(np.zeros(0, dtype=np.int64), *(np.zeros(0) for _ in range(4)))
        day, note = np.nonzero(money > 0)
        before = np.cumsum(money, axis=0) - money
        at = (day, note)
        return cls(note.astype(np.int64), before[at], money[at], shown[at], bought[at])


@dataclass(frozen=True, slots=True)
class Response:
    """What is known of each note's response: a mixture of gamma rates over the points of a grid.

    Args:
        weight: Notes × points, sums to 1 per note.
        scale: Notes × points, s in CNY.
        decline: Points, k; infinite for an exponential, `SHOULDER` for a shoulder.
        shape: Notes, shape of the gamma of the rate.
        per: Notes × points, its inverse scale (effective impressions).
        cpm_cny: Notes, CNY for a thousand paid impressions.
    """

    weight: Array
    scale: Array
    decline: Array
    shape: Array
    per: Array
    cpm_cny: Array

    @classmethod
    def known(cls, shape: Array, per: Array, scale: Array, cpm_cny: Array) -> Response:
        """Return exponential responses of known scale, so that only rates are uncertain."""
        one = np.ones((len(shape), 1))
        return cls(one, scale[:, None], np.array([np.inf]), shape, per[:, None], cpm_cny)

    @property
    def rate(self) -> Array:
        """Expected interactions of a first paid impression, a note each."""
        return np.asarray((self.weight * self.shape[:, None] / self.per).sum(axis=1))

    def gain(self, spent: Array, money: float | Array) -> Array:
        """Return the interactions that so much more money is expected to bring, a note each."""
        more = reach(spent + money, self.scale, self.decline) - reach(spent, self.scale, self.decline)
        return np.asarray(
            (self.weight * self.shape[:, None] / self.per * more).sum(axis=1) * 1000 / self.cpm_cny
        )

    def next_rate(self, spent: Array) -> Array:
        """Return the expected interactions of one more yuan after `spent`."""
        left = remaining(spent, self.scale, self.decline)
        return np.asarray(
            (self.weight * self.shape[:, None] / self.per * left).sum(axis=1) * 1000 / self.cpm_cny
        )

    def chance_below(self, spent: Array, least: Array | float) -> Array:
        """Return the probability that one more yuan brings fewer than `least` interactions."""
        from scipy.special import gammainc

        left = np.maximum(remaining(spent, self.scale, self.decline), 1e-22)
        need = np.asarray(least * self.cpm_cny / 1000)[:, None] / left
        return np.asarray((self.weight * gammainc(self.shape[:, None], need * self.per)).sum(axis=1))

    def surplus(self, spent: Array, least: float) -> Array:
        """Return E(m − least)⁺, m being the interactions of one more yuan after `spent`.

        For a gamma of shape a and mean μ: μ(1 − F(a + 1, x)) − least(1 − F(a, x)).
        """
        from scipy.special import gammaincc

        left = np.maximum(remaining(spent, self.scale, self.decline), 1e-22) * 1000 / self.cpm_cny[:, None]
        at = least / left * self.per
        mean = self.shape[:, None] / self.per * left
        over = mean * gammaincc(self.shape[:, None] + 1, at) - least * gammaincc(self.shape[:, None], at)
        return np.asarray((self.weight * over).sum(axis=1))

    def share_learnt(self, spent: Array, money: float) -> Array:
        """Return which share of a rate's variance the next tranche is expected to settle, a note each."""
        more = reach(spent + money, self.scale, self.decline) - reach(spent, self.scale, self.decline)
        seen = more * 1000 / self.cpm_cny[:, None]
        return np.asarray((self.weight * seen / (seen + self.per)).sum(axis=1))

    @property
    def typical_scale(self) -> Array:
        """Middle s in CNY (geometric mean), a note each."""
        return np.asarray(np.exp((self.weight * np.log(self.scale)).sum(axis=1)))

    def gain_quantile(self, spent: Array, money: float, level: float) -> Array:
        """Return a quantile of what so much more money brings (the gain itself, not its daily scatter)."""
        from scipy.special import gammainc, gammaln

        more = reach(spent + money, self.scale, self.decline) - reach(spent, self.scale, self.decline)
        per = self.per / np.maximum(more * 1000 / self.cpm_cny[:, None], 1e-300)
        found = self.gain(spent, money)
        lows, highs, left = np.zeros(len(found)), 50 * found + 1e-9, np.arange(len(found))
        for _ in range(60):  # Newton's steps, and a half of what is left where one would leave it
            at, weight, own = found[left], self.weight[left], self.shape[left][:, None]
            scaled = at[:, None] * per[left]
            off = (weight * gammainc(own, scaled)).sum(axis=1) - level
            low, high = np.where(off < 0, at, lows[left]), np.where(off < 0, highs[left], at)
            logs = own * np.log(np.maximum(scaled, 1e-300)) - scaled - gammaln(own)
            slope = (weight * np.exp(logs)).sum(axis=1) / np.maximum(at, 1e-300)
            step = at - off / np.maximum(slope, 1e-300)
            # A step of nothing ends at an end of the interval: the place is found.
            new = np.where((step >= low) & (step <= high), step, (low + high) / 2)
            lows[left], highs[left], found[left] = low, high, new
            left = left[np.abs(new - at) > 1e-13 * at + 1e-12]
            if not len(left):
                break
        return found

    def likely(self) -> Response:
        """Return the points that some note gives weight: a campaign that has seen much rules most of the grid out."""
        may = self.weight.max(axis=0) >= UNLIKELY
        return replace(
            self,
            weight=self.weight[:, may],
            scale=self.scale[:, may],
            decline=self.decline[may],
            per=self.per[:, may],
        )

    def at(self, note: int) -> Response:
        """Return what is known of one note."""
        here = slice(note, note + 1)
        return Response(
            self.weight[here],
            self.scale[here],
            self.decline,
            self.shape[here],
            self.per[here],
            self.cpm_cny[here],
        )


def remaining(spent: Array, scale: Array, decline: Array) -> Array:
    """Return h(b), what is left of the first rate: notes × points.

    >>> remaining(np.array([100.0]), np.array([[50.0, 100.0]]), np.array([2.0, np.inf])).round(4).tolist()
    [[0.25, 0.3679]]
    """
    used = spent[:, None] / scale
    finite = np.where(np.isinf(decline) | (decline < 0), 1.0, decline)
    left = np.where(np.isinf(decline), np.exp(-np.minimum(used, 50.0)), (1 + used / finite) ** -finite)
    return np.where(decline < 0, np.exp(-(np.minimum(used, 3.5) ** 3)), left)


def reach(spent: Array, scale: Array, decline: Array) -> Array:
    """Return ∫₀ᵇ h, the money's worth at the first rate: notes × points.

    >>> reach(np.array([100.0]), np.array([[50.0, 100.0]]), np.array([2.0, np.inf])).round(4).tolist()
    [[50.0, 63.2121]]
    """
    from scipy.special import gamma, gammainc

    used = spent[:, None] / scale
    finite = np.where(np.isinf(decline) | (decline < 0), 2.0, decline)
    hyper = finite / (finite - 1) * -np.expm1((1 - finite) * np.log1p(used / finite))
    whole = np.where(np.isinf(decline), -np.expm1(-used), hyper)
    flat = np.broadcast_to(decline < 0, whole.shape)
    whole[flat] = gamma(4 / 3) * gammainc(1 / 3, used[flat] ** 3)
    return np.asarray(scale * whole)


def learn(
    organic: Array, organic_shown: Array, tranches: Tranches, cpm_cny: Array, least_reach: float
) -> Response:
    """Learn the responses of a campaign's notes.

    Args:
        organic: Interactions without money, a note each.
        organic_shown: Impressions without money.
        tranches: What was spent and what it brought.
        cpm_cny: CNY for a thousand paid impressions, a note each.
        least_reach: Least CNY taken for one organic reach.
    """
    unit, notes = np.maximum(cpm_cny / 1000 * organic_shown, least_reach), len(organic)
    paid, decline, log_scale = (part.ravel() for part in np.meshgrid(PAID, DECLINES, SCALES, indexing="ij"))
    scale = unit[:, None] * np.exp(log_scale)
    # The impressions in terms of first ones do not depend on the paid rate: one block serves for all of them.
    block = len(DECLINES) * len(SCALES)
    exposure = np.tile(_exposure(tranches, scale[:, :block], decline[:block]), len(PAID))
    shape, first = _organic_rates(organic, organic_shown)
    before = first[:, None] / np.exp(paid)
    mean, spread = tranches.bought + 0.5, SCATTER
    for _ in range(ROUNDS):
        worth = (tranches.shown > 0) / (1 + spread * mean)
        after = shape + np.bincount(tranches.note, tranches.bought * worth, notes)
        per = before + _by_note(tranches.note, exposure * worth[:, None], notes)
        weight = _weigh(tranches, exposure, worth, (shape, before), (after, per))
        own = weight[tranches.note] * (after[:, None] / per)[tranches.note]
        mean = np.einsum("tp,tp->t", own, exposure)
        spread = _scatter(tranches, mean)
    return Response(weight, scale, decline, after, per, cpm_cny)


def _exposure(tranches: Tranches, scale: Array, decline: Array) -> Array:
    """Return each tranche's impressions in terms of first ones: tranches × points."""
    own, money = scale[tranches.note], np.maximum(tranches.money, 1e-9)
    before = reach(tranches.spent_before, own, decline)
    share = (reach(tranches.spent_before + money, own, decline) - before) / money[:, None]
    return np.asarray(np.maximum(share, 1e-12) * tranches.shown[:, None])


def _by_note(note: Ints, values: Array, notes: int) -> Array:
    found = np.zeros((notes, values.shape[1]))
    np.add.at(found, note, values)
    return found


def _weigh(
    tranches: Tranches,
    exposure: Array,
    worth: Array,
    before: tuple[Array, Array],
    after: tuple[Array, Array],
) -> Array:
    """Return each note's weights: the campaign's typical values from all notes, then the note's own scale.

    The likelihood of a note's days with the rate integrated out: β^α Π Eₜ^yₜ / (β + ΣE)^(α + Σy).
    """
    seen = tranches.shown > 0
    parts = (tranches.bought * worth)[seen, None] * np.log(exposure[seen])
    logs = _by_note(tranches.note[seen], parts, len(before[0]))
    logs += before[0][:, None] * np.log(before[1]) - after[0][:, None] * np.log(after[1])
    logs -= logs.max(axis=1, keepdims=True)
    likelihood = np.exp(logs).reshape(-1, len(PAID), len(DECLINES), len(SCALES))
    own = np.exp(-0.5 * ((SCALES[None, :] - SCALES[:, None]) / OWN_SPREAD) ** 2)
    own /= own.sum(axis=1, keepdims=True)
    by_typical = np.maximum(likelihood @ own.T, 1e-300)
    belief = (
        -0.5 * ((PAID - PAID_USUAL) / PAID_SPREAD)[:, None, None] ** 2 - 0.5 * (SCALES / TYPICAL_SPREAD) ** 2
    )
    votes = np.log(by_typical).sum(axis=0) + belief
    chance = np.exp(votes - votes.max())
    made = ((chance / by_typical) @ own * likelihood).reshape(len(logs), -1)
    return np.asarray(made / made.sum(axis=1, keepdims=True))


def _scatter(tranches: Tranches, mean: Array) -> float:
    """Return d of the variance μ + d μ² by moments over days with a count, drawn to the prior."""
    known = tranches.shown > 0
    note, due = tranches.note[known], mean[known]
    free = max(len(note) - len(np.unique(note)), 0)
    squares = float(np.sum(due**2))
    if not free or squares <= 0:
        return SCATTER
    # Each note's own rate was fitted to its days, which takes one of them.
    off = float(np.sum((tranches.bought[known] - due) ** 2)) * len(note) / free
    found = max((off - float(due.sum())) / squares, 0.0)
    return (found * free + SCATTER * SCATTER_WORTH) / (free + SCATTER_WORTH)


def _organic_rates(organic: Array, shown: Array) -> tuple[Array, Array]:
    """Return shape and inverse scale of what is believed of each note's organic rate.

    The prior has the mean of all notes and the spread between them beyond chance; own readers count
    `ORGANIC_WEIGHT`.
    """
    pooled = max(float(organic.sum() / max(shown.sum(), 1.0)), LOWEST_RATE)
    rates, seen = organic / np.maximum(shown, 1.0), shown > 0
    noise = pooled / np.maximum(shown[seen], 1.0)
    spread = float(rates[seen].var(ddof=1) - noise.mean()) if seen.sum() > 1 else 0.0
    shape = float(np.clip(pooled**2 / spread, LEAST_SHAPE, MOST_SHAPE)) if spread > 0 else MOST_SHAPE
    return shape + ORGANIC_WEIGHT * organic, shape / pooled + ORGANIC_WEIGHT * shown
