"""What to expect of a creator before seeing a note: followers, tier, category and formats as regressors."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from xhs_workbench.metrics import FORMATS
from xhs_workbench.params.brief import Brief

CREATORS_PER_COLUMN = 8
"""Minimum number of observed creators per regressor and for each of its columns."""
MOST_CATEGORIES = 20


def beyond_budget(creators: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    """Return the creators whose cheapest note costs more than the brief has for all creators together."""
    fee = 1 + brief.budget.service_fee_rate
    prices = [
        pl.col(name) * (1.0 if name.endswith("_with_fee_cny") else fee)
        for name in (
            "price_image_with_fee_cny",
            "price_image_cny",
            "price_video_with_fee_cny",
            "price_video_cny",
        )
        if name in creators.columns
    ]
    # A price of 0 means that this type is not offered.
    asked = [pl.when(price > 0).then(price) for price in prices]
    return (
        creators.filter(pl.min_horizontal(asked) > brief.budget.creators_with_fee_cny)
        if asked
        else creators.clear()
    )


def peer_design(creators: pl.DataFrame, observed: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return one row of regressors per creator, as many as the observed creators allow.

    Args:
        creators: `followers`, `tier`, `category`, and `format_<name>` (share of a creator's notes in that
            format, null if unknown) if notes name formats.
        observed: Creators on which the regression will be fitted.

    Returns:
        Ones, then log(1 + followers) with a column for unknown followers, tiers, categories and format
        shares; the later ones
        are dropped if there are fewer than eight observed creators per column.
    """
    made = [np.ones(creators.height)]
    followers = creators["followers"].cast(pl.Float64).log1p()
    middle = followers.filter(pl.Series(observed)).mean()
    made.append((followers.fill_null(middle if isinstance(middle, float) else 0.0)).to_numpy())
    made.append(followers.is_null().cast(pl.Float64).to_numpy())
    made += _dummies(creators["tier"], observed) + _dummies(
        creators.select(first_category().fill_null("?")).to_series(), observed
    )
    for name in FORMATS:
        if f"format_{name}" in creators.columns:
            share = creators[f"format_{name}"]
            known = share.is_not_null().to_numpy() & observed
            if known.sum() >= CREATORS_PER_COLUMN:
                made.append(share.fill_null(float(share.filter(pl.Series(known)).mean() or 0.0)).to_numpy())  # type: ignore[arg-type]
    most = max(int(observed.sum()) // CREATORS_PER_COLUMN, 1)
    useful = [column for column in made[1:] if np.ptp(column[observed]) > 0] if observed.any() else []
    return np.column_stack([made[0], *useful][:most])


def first_category() -> pl.Expr:
    """Return a creator's first category, without the brackets some exports write (`[护肤]`)."""
    return pl.col("category").str.extract(r"([^\[\]【】,，、;；/|\s]+)").alias("category")


def _dummies(values: pl.Series, observed: NDArray[np.bool_]) -> list[NDArray[np.float64]]:
    """Return a 0/1 column for each value that enough creators have, with the most frequent as the base."""
    counts = (
        values.filter(pl.Series(observed))
        .value_counts(name="n")
        .filter(pl.col("n") >= CREATORS_PER_COLUMN)
        # By name where two are as frequent: which of them is the base must not hang on the order of the rows.
        .sort("n", values.name, descending=[True, False])
    )
    names = sorted(counts[values.name].head(MOST_CATEGORIES).to_list()[1:])
    return [(values == name).cast(pl.Float64).to_numpy() for name in names]


def format_shares(notes: pl.DataFrame) -> pl.DataFrame:
    """Return `creator_id` and `format_<name>`: among the creator's notes with a known format, the share of each."""
    named = notes.filter(pl.col("format").is_not_null())
    return named.group_by("creator_id").agg(
        [(pl.col("format") == name).mean().alias(f"format_{name}") for name in FORMATS]
    )
