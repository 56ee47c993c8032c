"""Sums and ratios of columns that may be missing: what no row holds is unknown, never 0."""

from __future__ import annotations

import polars as pl


def total(frame: pl.DataFrame, column: str) -> float | None:
    """Return the sum of what is known; None where no row has it.

    >>> total(pl.DataFrame({"a": [1, None]}), "a"), total(pl.DataFrame({"a": [None]}, schema={"a": pl.Int64}), "a")
    (1.0, None)
    """
    return float(frame[column].sum()) if frame[column].count() else None


def sum_of(frame: pl.DataFrame, column: str) -> float:
    """Return the sum of what is known, for sums in which a gap is nothing: 0 where no row has it.

    >>> sum_of(pl.DataFrame({"a": [1, None]}), "a"), sum_of(pl.DataFrame({"a": [None]}), "a")
    (1.0, 0.0)
    """
    return total(frame, column) or 0.0


def over(frame: pl.DataFrame, above: str, below: str) -> float | None:
    """Return the ratio of sums over the rows that know both; None without such a row or over 0."""
    known = frame.drop_nulls([above, below])
    whole = float(known[below].sum())
    return float(known[above].sum()) / whole if whole else None


def spent_cny(outcomes: pl.DataFrame) -> float | None:
    """Return quotes, fee and boosts of all orders; None where one of them is unknown, because a gap would flatter costs.

    Args:
        outcomes: From `gather_outcomes`.
    """
    parts = ("quote_cny", "service_fee_cny", "boost_cny")
    if outcomes.is_empty() or any(outcomes[part].null_count() for part in parts):
        return None
    return sum(float(outcomes[part].sum()) for part in parts)
