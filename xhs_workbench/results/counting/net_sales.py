"""Sales of the referral channel beyond the expected: its earlier level, grown like the shop's other channels.

A shop that sells more of everything in June also sells more by referral. Net = Σ over weeks of (sales − usual
week before × growth of the other channels that week): a difference-in-differences on the shop's channels,
which share sales, prices and stock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from scipy.special import stdtrit

WEEK = 7
LEAST_WEEKS = 3
"""With fewer weeks on either side there is no interval, and so no net figure."""


@dataclass(frozen=True, slots=True)
class NetSales:
    """Net sales of a window.

    Args:
        gross_cny: Sales of the channel in the weeks compared.
        net_cny: The part that the earlier level, grown like the other channels, does not explain.
        low_cny, high_cny: Its 90 % interval, from the variation between weeks.
        others_growth: Weekly sales of the other channels in the window over those before (1.8 = 80 % more).
        weeks: Whole weeks compared.
    """

    gross_cny: float
    net_cny: float
    low_cny: float
    high_cny: float
    others_growth: float
    weeks: int


def measure_net(
    traffic: pl.DataFrame, referral: str, start: date, last: date, days_before: int
) -> NetSales | None:
    """Compare the referral channel with the shop's other channels, week by week, over the same window.

    Args:
        traffic: The `Traffic` table: `day`, `channel`, `order_value_cny`; if a day has no row for one side,
            its week is left out.
        referral: Part of the referral channel's name.
        start: First posting day.
        last: Last day of the window that has passed.
        days_before: Days before posting that give the usual level.

    Returns:
        None if the files hold no other channel, or fewer than three whole weeks on either side.
    """
    ours = pl.col("channel").str.contains(referral, literal=True)
    sides = (
        traffic.drop_nulls(["day", "order_value_cny"])
        .group_by("day")
        .agg(
            ours=pl.col("order_value_cny").filter(ours).sum(),
            n_ours=ours.sum(),
            others=pl.col("order_value_cny").filter(~ours).sum(),
            n_others=(~ours).sum(),
        )
        .filter((pl.col("n_ours") > 0) & (pl.col("n_others") > 0))
    )
    first = start - timedelta(days=days_before)
    before, after = (
        _weeks(sides, begin, end) for begin, end in ((first, start - timedelta(days=1)), (start, last))
    )
    if min(len(before), len(after)) < LEAST_WEEKS or before[:, 1].mean() <= 0:
        return None
    usual = before[:, 0].mean()
    grown = after[:, 1] / before[:, 1].mean()
    extra = after[:, 0] - usual * grown
    k, m = len(after), len(before)
    # The variation between weeks, and the uncertainty of the usual level with which they are all compared.
    spread = np.sqrt(k * extra.var(ddof=1) + grown.sum() ** 2 * before[:, 0].var(ddof=1) / m)
    reach = float(stdtrit(min(k, m) - 1, 0.95) * spread)
    net = float(extra.sum())
    return NetSales(float(after[:, 0].sum()), net, net - reach, net + reach, float(grown.mean()), k)


def _weeks(sides: pl.DataFrame, begin: date, end: date) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return weeks × (ours, others) of sums, whole weeks only, counted from the first day."""
    inside = sides.filter(pl.col("day").is_between(begin, end)).with_columns(
        week=(pl.col("day") - pl.lit(begin)).dt.total_days() // WEEK
    )
    weeks = (
        inside.group_by("week")
        .agg(pl.col("ours", "others").sum(), n=pl.len())
        .filter(pl.col("n") == WEEK)
        .sort("week")
    )
    return weeks.select("ours", "others").to_numpy().astype(np.float64)
