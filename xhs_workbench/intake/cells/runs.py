"""Days that count up one after the other, and what that says of how they are written."""

from __future__ import annotations

import polars as pl

A_RUN = 4
"""So many days one after the other, of the same month, are a run."""


def order_of_a_run(first: pl.Series, second: pl.Series) -> str:
    """Say which number is the month where it stays the same and the other counts up day by day.

    The same day of month after month is how monthly figures are written only on the first of each.

    Args:
        first: The first numbers of days like 02.11.2026.
        second: The second ones.

    >>> order_of_a_run(pl.Series([2, 3, 4, 5]), pl.Series([11, 11, 11, 11]))
    'day_first'
    >>> order_of_a_run(pl.Series([1, 2, 3, 4]), pl.Series([1, 1, 1, 1]))
    ''
    """
    for same, other, order in ((second, first, "day_first"), (first, second, "month_first")):
        run = other.drop_nulls().unique().sort().to_list()
        alone = set(same.to_list())
        if (
            len(alone) == 1
            and not alone & {None, 1}
            and len(run) >= A_RUN
            and run[-1] - run[0] == len(run) - 1
        ):
            return order
    return ""
