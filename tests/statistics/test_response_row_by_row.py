"""What is learnt of responses to money, written out a second time, a note and a point of the grid at a time."""

from itertools import product
from math import exp, expm1, gamma, inf, log

import numpy as np
import pytest
from scipy.special import gammainc
from scipy.stats import gamma as gamma_of

from xhs_workbench.statistics.response import SHOULDER, Response, Tranches, learn, reach, remaining

PAID = [-2.4 + 0.4 * n for n in range(11)]
DECLINES = [0.7, 1.5, 5.0, SHOULDER]
SCALES = [-4.5 + 0.35 * n for n in range(21)]
POINTS = list(product(PAID, DECLINES, SCALES))


def left_at(spent, scale, decline):
    """What is left of the first rate: e^(−b/s), (1 + b/(k s))^(−k), or e^(−(b/s)³)."""
    used = spent / scale
    if decline == SHOULDER:
        return exp(-(min(used, 3.5) ** 3))
    return exp(-used) if decline == inf else (1 + used / decline) ** -decline


def worth_of(spent, scale, decline):
    """The integral of that from nothing to `spent`."""
    used = spent / scale
    if decline == SHOULDER:
        return scale * gamma(4 / 3) * gammainc(1 / 3, used**3)
    if decline == inf:
        return -scale * expm1(-used)
    return scale * decline / (decline - 1) * (1 - (1 + used / decline) ** (1 - decline))


@pytest.mark.parametrize("decline", [*DECLINES, inf])
@pytest.mark.parametrize("spent", [0.0, 30.0, 100.0, 700.0])
def test_what_is_left_and_what_money_was_worth(spent, decline):
    points = np.array([[80.0, 200.0]])
    kinds = np.array([decline, decline])
    assert remaining(np.array([spent]), points, kinds)[0] == pytest.approx(
        [left_at(spent, s, decline) for s in (80, 200)]
    )
    assert reach(np.array([spent]), points, kinds)[0] == pytest.approx(
        [worth_of(spent, s, decline) for s in (80, 200)]
    )


# --- two points of known weight

WEIGHT, SCALE, DECLINE = [0.3, 0.7], [80.0, 200.0], [5.0, SHOULDER]
SHAPE, PER, CPM = 4.0, [900.0, 2500.0], 40.0
KNOWN = Response(
    np.array([WEIGHT]),
    np.array([SCALE]),
    np.array(DECLINE),
    np.array([SHAPE]),
    np.array([PER]),
    np.array([CPM]),
)
MIX = list(zip(WEIGHT, SCALE, DECLINE, PER, strict=True))


def test_a_mixture_is_summed_over_its_points():
    """Mean rate 4/900 and 4/2500; a yuan buys 25 impressions; what is left and what money is worth as above."""
    spent, money = np.array([60.0]), 90.0
    shown = 1000 / CPM
    more = [worth_of(150, s, k) - worth_of(60, s, k) for _, s, k, _ in MIX]
    assert KNOWN.rate == pytest.approx([sum(w * SHAPE / per for w, _, _, per in MIX)])
    gain = sum(w * SHAPE / per * m * shown for (w, _, _, per), m in zip(MIX, more, strict=True))
    assert KNOWN.gain(spent, money) == pytest.approx([gain])
    left = [left_at(60, s, k) for _, s, k, _ in MIX]
    assert KNOWN.next_rate(spent) == pytest.approx(
        [sum(w * SHAPE / per * one * shown for (w, _, _, per), one in zip(MIX, left, strict=True))]
    )
    assert KNOWN.typical_scale == pytest.approx([exp(0.3 * log(80) + 0.7 * log(200))])
    learnt = sum(w * m * shown / (m * shown + per) for (w, _, _, per), m in zip(MIX, more, strict=True))
    assert KNOWN.share_learnt(spent, money) == pytest.approx([learnt])
    assert KNOWN.at(0).rate == pytest.approx(KNOWN.rate)


def test_chances_of_a_mixture_are_those_of_its_gammas():
    spent, least, shown = np.array([60.0]), 0.06, 1000 / CPM
    rates = [gamma_of(SHAPE, scale=left_at(60, s, k) * shown / per) for _, s, k, per in MIX]
    below = sum(w * one.cdf(least) for w, one in zip(WEIGHT, rates, strict=True))
    assert KNOWN.chance_below(spent, least) == pytest.approx([below])
    over = sum(w * one.expect(lambda m: m - least, lb=least) for w, one in zip(WEIGHT, rates, strict=True))
    assert KNOWN.surplus(spent, least) == pytest.approx([over], rel=1e-6)


@pytest.mark.parametrize("level", [0.05, 0.5, 0.9])
def test_a_quantile_of_a_gain_has_so_much_below_it(level):
    spent, money, shown = 60.0, 90.0, 1000 / CPM
    found = KNOWN.gain_quantile(np.array([spent]), money, level)[0]
    gains = [
        gamma_of(SHAPE, scale=(worth_of(150, s, k) - worth_of(60, s, k)) * shown / per)
        for _, s, k, per in MIX
    ]
    assert sum(w * one.cdf(found) for w, one in zip(WEIGHT, gains, strict=True)) == pytest.approx(
        level, abs=1e-6
    )


def test_a_quantile_of_several_notes_is_each_notes_own():
    """Three notes at once say what each says alone."""
    shape, per = np.array([4.0, 9.0, 1.0]), np.array([[900.0, 2500.0], [400.0, 300.0], [5000.0, 80.0]])
    weight, scale = np.array([WEIGHT, [0.5, 0.5], [0.9, 0.1]]), np.array([SCALE, [50.0, 60.0], [900.0, 20.0]])
    together = Response(weight, scale, np.array(DECLINE), shape, per, np.array([40.0, 30.0, 55.0]))
    spent = np.array([60.0, 0.0, 200.0])
    alone = [together.at(n).gain_quantile(spent[n : n + 1], 90.0, 0.2)[0] for n in range(3)]
    assert together.gain_quantile(spent, 90.0, 0.2) == pytest.approx(alone)


# --- learning


def organic_rates(organic, shown):
    """Gamma prior with the mean of all and the spread beyond chance, shape 1 to 20; own readers count a twentieth."""
    pooled = max(sum(organic) / max(sum(shown), 1), 1e-6)
    seen = [(y, n) for y, n in zip(organic, shown, strict=True) if n > 0]
    spread = 0.0
    if len(seen) > 1:
        rates = [y / max(n, 1) for y, n in seen]
        mean = sum(rates) / len(rates)
        chance = sum(pooled / n for _, n in seen) / len(seen)
        spread = sum((rate - mean) ** 2 for rate in rates) / (len(rates) - 1) - chance
    shape = min(max(pooled**2 / spread, 1.0), 20.0) if spread > 0 else 20.0
    return [shape + 0.05 * y for y in organic], [shape / pooled + 0.05 * n for n in shown]


def scattered(rows, due):
    """Moments of (y − μ)² over days with a count, each note having taken one, drawn to .15 worth twenty days."""
    known = [(note, y, mean) for (note, _, _, shown, y), mean in zip(rows, due, strict=True) if shown > 0]
    free = len(known) - len({note for note, _, _ in known})
    squares = sum(mean**2 for _, _, mean in known)
    if free <= 0 or squares <= 0:
        return 0.15
    off = sum((y - mean) ** 2 for _, y, mean in known) * len(known) / free
    found = max((off - sum(mean for _, _, mean in known)) / squares, 0.0)
    return (found * free + 0.15 * 20) / (free + 20)


def restated(organic, shown, rows, cpm, least_reach):
    """Return weights, scales, shapes and inverse scales, after three rounds of scatter."""
    notes = range(len(organic))
    unit = [max(cpm[n] / 1000 * shown[n], least_reach) for n in notes]
    shape, first = organic_rates(organic, shown)
    scale = [[unit[n] * exp(s) for _, _, s in POINTS] for n in notes]
    exposure = [
        [
            max((worth_of(b + m, scale[n][p], k) - worth_of(b, scale[n][p], k)) / m, 1e-12) * seen
            for p, (_, k, _) in enumerate(POINTS)
        ]
        for n, b, m, seen, _ in rows
    ]
    own = np.array([[exp(-0.5 * ((s - typical) / 0.5) ** 2) for s in SCALES] for typical in SCALES])
    own /= own.sum(axis=1, keepdims=True)
    mean, d = [row[4] + 0.5 for row in rows], 0.15
    for _ in range(3):
        worth = [(row[3] > 0) / (1 + d * mu) for row, mu in zip(rows, mean, strict=True)]
        after = [
            shape[n] + sum(row[4] * w for row, w in zip(rows, worth, strict=True) if row[0] == n)
            for n in notes
        ]
        per = np.array(
            [
                [
                    first[n] / exp(paid)
                    + sum(exposure[t][p] * worth[t] for t, row in enumerate(rows) if row[0] == n)
                    for p, (paid, _, _) in enumerate(POINTS)
                ]
                for n in notes
            ]
        )
        logs = np.array(
            [
                [
                    sum(
                        row[4] * worth[t] * log(exposure[t][p])
                        for t, row in enumerate(rows)
                        if row[0] == n and row[3] > 0
                    )
                    + shape[n] * log(first[n] / exp(paid))
                    - after[n] * log(per[n][p])
                    for p, (paid, _, _) in enumerate(POINTS)
                ]
                for n in notes
            ]
        )
        likelihood = np.exp(logs - logs.max(axis=1, keepdims=True)).reshape(len(organic), 11, 4, 21)
        votes = np.zeros((11, 4, 21))
        by_typical = np.zeros((len(organic), 11, 4, 21))
        for a, paid in enumerate(PAID):
            for k in range(4):
                for typical, at in enumerate(SCALES):
                    for n in notes:
                        by_typical[n, a, k, typical] = float(likelihood[n, a, k] @ own[typical])
                        votes[a, k, typical] += log(by_typical[n, a, k, typical])
                    votes[a, k, typical] -= 0.5 * ((paid + 0.2) / 0.8) ** 2 + 0.5 * at**2
        chance = np.exp(votes - votes.max())
        weight = np.array([(chance / by_typical[n]) @ own * likelihood[n] for n in notes]).reshape(
            len(organic), -1
        )
        weight /= weight.sum(axis=1, keepdims=True)
        mean = [
            float(sum(weight[row[0]] * after[row[0]] / per[row[0]] * np.array(exposure[t])))
            for t, row in enumerate(rows)
        ]
        d = scattered(rows, mean)
    return weight, scale, after, per


ROWS = [  # note, spent before, money, impressions, interactions
    (0, 0.0, 100.0, 2500.0, 60.0),
    (0, 100.0, 150.0, 3600.0, 50.0),
    (0, 250.0, 200.0, 5000.0, 30.0),
    (1, 0.0, 80.0, 2000.0, 20.0),
    (1, 80.0, 300.0, 0.0, 9.0),
    (1, 380.0, 60.0, 1500.0, 25.0),
]


EVEN = [(note, 100.0 * day, 100.0, 2500.0, 50.0) for note in (0, 1) for day in range(4)]
"""Days that scatter less than chance would make them."""


@pytest.mark.parametrize(
    ("organic", "shown", "rows", "least"),
    [
        ([300.0, 40.0, 90.0], [10_000.0, 4000.0, 3000.0], ROWS, 50.0),
        ([200.0, 80.0, 60.0], [10_000.0, 4000.0, 3000.0], ROWS, 500.0),
        ([30.0, 0.0, 0.0], [1000.0, 0.0, 0.0], ROWS[:1] + ROWS[3:4], 50.0),
        ([0.0, 0.0, 0.0], [0.0, 0.0, 0.0], ROWS[:3], 50.0),
        ([200.0, 80.0, 60.0], [10_000.0, 4000.0, 3000.0], EVEN, 50.0),
    ],
)
def test_learning_is_as_its_formulas_say(organic, shown, rows, least):
    """Notes that differ beyond chance, that do not, one seen alone, and none seen; a day without impressions only wears the note out."""
    cpm = [40.0, 35.0, 50.0]
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    found = learn(
        np.array(organic),
        np.array(shown),
        Tranches(columns[0].astype(np.int64), *columns[1:]),
        np.array(cpm),
        least,
    )
    weight, scale, shape, per = restated(organic, shown, rows, cpm, least)
    assert found.shape == pytest.approx(shape)
    assert found.scale == pytest.approx(np.array(scale))
    assert found.per == pytest.approx(per)
    assert found.weight == pytest.approx(weight, abs=1e-9)
    assert found.decline.tolist() == [k for _, k, _ in POINTS]
    assert found.cpm_cny.tolist() == cpm
