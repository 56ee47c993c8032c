"""What an estimate of a creator could reach: a regression that was shown the truth of two hundred other rosters of the same world.

It sees of each creator what the page sees (her notes' counts and days, her followers) as a dozen summaries, and those of
the roster; how much each of them weighs is fitted to the levels of later notes, which no page ever sees. It thus
knows the shape of the world's prior, its growth and how fast its levels forget. On real posts the other rosters hold the
same accounts, which favours it further.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
ROSTERS = 200
RIDGE = 30.0
"""Weight of the ridge, in notes' worth: two dozen columns against eight thousand creators."""
MEMORIES = (20.0, 60.0, 150.0)
"""Days over which recent notes count more."""


def summaries(day: Array, y: Array, followers: float | None) -> list[float]:
    """Return what tells of a creator's level: her mean, then what lies off it, her slope and her scatter.

    Args:
        day: Days of her notes, below 0.
        y: log(1 + count).
        followers: Log of her followers; None where they are made from what is to be estimated.
    """
    order = np.argsort(day)
    day, y = day[order], y[order]
    mean, off = float(y.mean()), day - day.mean()
    recent = [np.exp(day / memory) for memory in MEMORIES]
    slope = float(off @ y / (off @ off + 20.0))
    return [
        mean,
        *(float(weight @ y / weight.sum()) - mean for weight in recent),
        float(np.median(y)) - mean,
        float(np.sort(y)[1:-1].mean()) - mean,
        float(y[-3:].mean()) - mean,
        60 * slope,
        -slope * float(day.mean()),
        float(y.std()),
        *([] if followers is None else [followers - mean]),
    ]


def table_of(creators: list[list[float]]) -> Array:
    """Return the columns of a roster: each creator's summaries off the roster's, and the roster's own."""
    own = np.array(creators)
    roster = own.mean(axis=0)
    off = own - roster
    spread = max(float(off[:, 0].std()), 1e-9)
    doubt = off[:, :1] * [(roster[9] / spread) ** 2, 1 / spread]
    return np.column_stack([np.ones(len(own)), off, np.tile(roster[1:], (len(own), 1)), doubt])


def weigh(roster: Callable[[int], tuple[Array, Array]]) -> Array:
    """Return the weight of each column, fitted to the truth of `ROSTERS` rosters (ridge regression).

    Args:
        roster: Number -> the table of a roster, and its creators' later levels less the mean of their notes seen.
    """
    tables, truths = zip(*(roster(number) for number in range(ROSTERS)), strict=True)
    x, y = np.concatenate(tables), np.concatenate(truths)
    scale = x.std(axis=0) + 1e-9
    scale[0] = 1.0
    x = x / scale
    ridge = RIDGE * np.eye(x.shape[1])
    ridge[0, 0] = 0.0
    return np.asarray(np.linalg.solve(x.T @ x + ridge, x.T @ y) / scale)
