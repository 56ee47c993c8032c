"""Compare each quote with what close peers ask, so that pay is fair both ways: neither too high nor too low.

Peers are creators with nearly the same follower count, and of the same category if eight of it are near. A
regression of log price on log followers and category first makes their prices comparable. The band is the
25th to 75th percentile of the residuals, converted back to the creator's own size. The creator's own quote is
left out.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from xhs_workbench.params.brief import Brief
from xhs_workbench.selection.estimating.peers import first_category

PEERS = 30
"""Number of nearest quotes used; fewer if the caliper excludes some."""
PEERS_FROM = 8
"""With fewer peers there is no band."""
CALIPER = float(np.log(2))
"""A peer has between half and twice the followers."""
FORMATS = {
    "image": ("price_image_cny", "price_image_with_fee_cny"),
    "video": ("price_video_cny", "price_video_with_fee_cny"),
}
CENT = 0.005
"""The band is worked out on logarithms; a price nearer to its edge than half a cent lies within."""
Floats = NDArray[np.float64]


def compare_prices(candidates: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    """Compare every quote with the band of its close peers.

    Args:
        candidates: From `gather_candidates`.
        brief: The brief, for the service fee if an export gives the quote only without it.

    Returns:
        One row per creator and format with a price: `creator_id`, `creator_name`, `tier`, `category`,
            `followers`, `format`
        (`image`, `video`), `price_cny` (fee included), `fair_low_cny`, `fair_mid_cny`, `fair_high_cny` (25th,
        50th, 75th percentile; null below eight peers), `peers`, `peers_of` (`category` or `all`), `position`
        (`below`, `within`, `above` or null) and `price_ratio` (price ÷ middle of the band).
    """
    made = [_one_format(candidates, name, brief) for name in FORMATS]
    return pl.concat(made).sort(
        ["format", "price_ratio", "creator_id"], descending=[False, True, False], nulls_last=True
    )


def _one_format(candidates: pl.DataFrame, name: str, brief: Brief) -> pl.DataFrame:
    bare, whole = FORMATS[name]
    price = pl.coalesce(whole, pl.col(bare) * (1 + brief.budget.service_fee_rate))
    quoted = (
        candidates.select(
            "creator_id",
            "creator_name",
            "tier",
            first_category(),
            "followers",
            format=pl.lit(name),
            price_cny=price,
        )
        .filter((pl.col("price_cny") > 0) & (pl.col("followers") > 0))
        .sort("creator_id")
    )
    size, price_log = (
        quoted["followers"].cast(pl.Float64).log().to_numpy(),
        quoted["price_cny"].log().to_numpy(),
    )
    left = price_log - expected_log_price(size, price_log, quoted["category"])
    band, peers = near_band(size, left)
    close = np.zeros(quoted.height, dtype=bool)
    for category in quoted["category"].drop_nulls().unique().to_list():
        pool = np.flatnonzero((quoted["category"] == category).fill_null(False).to_numpy())
        own, count = near_band(size[pool], left[pool])
        known = count >= PEERS_FROM
        band[pool[known]], peers[pool[known]], close[pool[known]] = own[known], count[known], True
    fair = np.exp(band + (price_log - left)[:, None])
    return _positions(quoted.with_columns(of_category=pl.Series(close, dtype=pl.Boolean)), fair, peers)


def _positions(counted: pl.DataFrame, fair: Floats, peers: NDArray[np.int64]) -> pl.DataFrame:
    low, mid, high = (
        pl.Series(name, fair[:, place]).fill_nan(None)
        for place, name in enumerate(("fair_low_cny", "fair_mid_cny", "fair_high_cny"))
    )
    banded = counted.with_columns(low, mid, high, peers=pl.Series(peers))
    position = (
        pl.when(pl.col("price_cny") < pl.col("fair_low_cny") - CENT)
        .then(pl.lit("below"))
        .when(pl.col("price_cny") > pl.col("fair_high_cny") + CENT)
        .then(pl.lit("above"))
        .when(pl.col("fair_mid_cny").is_not_null())
        .then(pl.lit("within"))
    )
    return banded.with_columns(
        peers_of=pl.when(pl.col("of_category")).then(pl.lit("category")).otherwise(pl.lit("all")),
        position=position,
        price_ratio=pl.col("price_cny") / pl.col("fair_mid_cny"),
    ).drop("of_category")


def expected_log_price(size: Floats, price: Floats, category: pl.Series) -> Floats:
    """Return the fit of log price on log followers and category; a category needs eight quotes for its own level.

    Args:
        size: Log followers.
        price: Log price.
        category: Category of each; null counts as a category of its own.
    """
    names = category.fill_null("?")
    counts = names.value_counts(name="n").filter(pl.col("n") >= PEERS_FROM)[names.name].sort().to_list()
    columns = [np.ones(len(size)), size, *((names == name).cast(pl.Float64).to_numpy() for name in counts)]
    design = np.column_stack(columns)
    return np.asarray(design @ np.linalg.lstsq(design, price, rcond=None)[0]) if len(size) else np.zeros(0)


def near_band(size: Floats, left: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """Return the quartiles of the nearest peers' prices, and the number of peers.

    Args:
        size: Log followers.
        left: Log price minus what size and category explain.

    Returns:
        Rows of 25th, 50th and 75th percentile (NaN below eight peers), and the number of peers with half to
        twice the followers,
        at most thirty, without the creator itself.
    """
    n = len(size)
    if n < 2:
        return np.full((n, 3), np.nan), np.zeros(n, dtype=np.int64)
    order = np.argsort(size, kind="stable")
    ranked, rest = size[order], left[order]
    reach = min(PEERS, n - 1)
    offsets = np.concatenate([np.arange(-reach, 0), np.arange(1, reach + 1)])
    found, counts = np.full((n, 3), np.nan), np.zeros(n, dtype=np.int64)
    for start in range(0, n, 20_000):
        rows = np.arange(start, min(start + 20_000, n))
        places = rows[:, None] + offsets
        inside = (places >= 0) & (places < n)
        places = np.clip(places, 0, n - 1)
        distance = np.where(inside, np.abs(ranked[places] - ranked[rows][:, None]), np.inf)
        nearest = np.argsort(distance, axis=1, kind="stable")[:, :reach]
        gap = np.take_along_axis(distance, nearest, axis=1)
        values = np.where(gap <= CALIPER + 1e-12, rest[np.take_along_axis(places, nearest, axis=1)], np.inf)
        count = np.isfinite(values).sum(axis=1)
        counts[order[rows]] = count
        found[order[rows]] = np.where(
            count[:, None] >= PEERS_FROM, _quartiles(np.sort(values, axis=1), count), np.nan
        )
    return found, counts


def _quartiles(ranked: Floats, count: NDArray[np.int64]) -> Floats:
    """Return the quartiles of the first `count` values of each sorted row, interpolated as numpy does."""
    at = np.maximum(count - 1, 0)[:, None] * np.array([0.25, 0.5, 0.75])
    below = np.floor(at).astype(np.int64)
    first = np.take_along_axis(ranked, below, axis=1)
    second = np.take_along_axis(ranked, np.minimum(below + 1, np.maximum(count - 1, 0)[:, None]), axis=1)
    with np.errstate(invalid="ignore"):
        return np.asarray(first + (second - first) * (at - below))
