"""Numbers by their definition: per row, or summed with an interval and the n behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import polars as pl

from xhs_workbench.metrics.registry import (
    MONEY,
    Definition,
    chosen,
    columns,
    definition,
    formula,
    rivals,
    word_name,
)
from xhs_workbench.params.brief import Definitions
from xhs_workbench.statistics.censored import AT_LEAST, AT_MOST, any_flag
from xhs_workbench.statistics.intervals import ENOUGH, INTERVAL_FROM, wilson
from xhs_workbench.statistics.ratio_intervals import ratio_interval


def value_of(name: str, choices: Definitions, available: Sequence[str]) -> pl.Expr:
    """Return the expression of a metric for one row.

    A missing part makes the value missing: five-part interactions without follows must not pass as four-part
        ones.
    The same holds for a column that the table does not have. A count that is only a lower bound (`1万+`)
    stands at
    its bound: `bound_of` says on which side the value is open, and between two bounds there is none.

    Args:
        name: Id in the registry.
        choices: The brief's definitions.
        available: Columns of the frame.
    """
    entry = definition(name)
    top, bottom = _sides(entry, choices, available)
    top_cut, bottom_cut = _cuts(entry, choices, available)
    if entry.threshold is not None:
        reached = top >= entry.threshold
        return pl.when(reached | ~top_cut).then(reached.cast(pl.Float64))
    if bottom is None:
        return top
    return pl.when((bottom > 0) & ~(top_cut & bottom_cut)).then(top / bottom * entry.times)


def bound_of(name: str, choices: Definitions, available: Sequence[str]) -> pl.Expr:
    """Return on which side of `value_of` the true value of a row lies: `at_least`, `at_most`, or "" where it is known."""
    entry = definition(name)
    top_cut, bottom_cut = _cuts(entry, choices, available)
    if entry.threshold is not None:
        return pl.lit("")
    return (
        pl.when(top_cut).then(pl.lit(AT_LEAST)).when(bottom_cut).then(pl.lit(AT_MOST)).otherwise(pl.lit(""))
    )


def settled_value(name: str, choices: Definitions, available: Sequence[str]) -> pl.Expr:
    """Return `value_of` where no count behind it is only a bound; null elsewhere, for what is worked out from it would be off."""
    return pl.when(bound_of(name, choices, available) == "").then(value_of(name, choices, available))


def _cuts(entry: Definition, choices: Definitions, available: Sequence[str]) -> tuple[pl.Expr, pl.Expr]:
    return any_flag(columns(entry.numerator, choices), available), any_flag(
        columns(entry.denominator, choices), available
    )


def _sides(
    entry: Definition, choices: Definitions, available: Sequence[str]
) -> tuple[pl.Expr, pl.Expr | None]:
    def add(parts: tuple[str, ...]) -> pl.Expr:
        names = columns(parts, choices)
        if any(part not in available for part in names):
            return pl.lit(None, dtype=pl.Float64)
        return pl.sum_horizontal([pl.col(part).cast(pl.Float64) for part in names], ignore_nulls=False)

    return add(entry.numerator), add(entry.denominator) if entry.denominator else None


def summarise(frame: pl.DataFrame, name: str, choices: Definitions, by: Sequence[str] = ()) -> pl.DataFrame:
    """Sum a metric over rows, with a 90 % interval.

    A ratio is the ratio of sums over the rows with both sides known, never a mean of ratios.

    Args:
        frame: One row per note, order or creator.
        name: Id in the registry.
        choices: The brief's definitions.
        by: Columns to group by.

    Returns:
        One row per group, sorted by it: the group, `metric`, `value`, `lower`, `upper` (null if no interval
            makes sense or
        there are fewer than five rows), `n` (rows used), `n_missing` (rows left out because a part is
        missing), `enough` (n of at least 10), `bound`: `at_least` or `at_most` if a count behind the value is
        only a lower bound (`10万+`), else "". A value between two bounds is missing.
    """
    entry = definition(name)
    top, bottom = _sides(entry, choices, frame.columns)
    # No more columns than are needed: splitting a wide table copies all of it.
    top_cut, bottom_cut = _cuts(entry, choices, frame.columns)
    sides = {
        "_top": top,
        "_bottom": bottom if bottom is not None else pl.lit(1.0),
        "_top_cut": top_cut,
        "_bottom_cut": bottom_cut,
    }
    ready = frame.with_columns(**sides).select(*by, *sides)
    groups = ready.partition_by(list(by), as_dict=True, maintain_order=True) if by else {(): ready}
    rows: list[dict[str, Any]] = [
        {**dict(zip(by, key, strict=True)), **_summarise_group(entry, group)} for key, group in groups.items()
    ]
    schema: dict[str, Any] = {
        **{key: frame.schema[key] for key in by},
        "metric": pl.String,
        "value": pl.Float64,
        "lower": pl.Float64,
        "upper": pl.Float64,
        "n": pl.Int64,
        "n_missing": pl.Int64,
        "enough": pl.Boolean,
        "bound": pl.String,
    }
    made = pl.DataFrame(rows, schema=schema).with_columns(pl.col("value", "lower", "upper").fill_nan(None))
    return made.sort(list(by), nulls_last=True) if by else made


def _summarise_group(entry: Definition, group: pl.DataFrame) -> dict[str, Any]:
    known = group.filter(pl.col("_top").is_not_null() & pl.col("_bottom").is_not_null())
    top, bottom = known["_top"].to_numpy(), known["_bottom"].to_numpy()
    n = known.height
    lower = upper = float("nan")
    value = float("nan")
    if entry.threshold is not None and n:
        hits = float((top >= entry.threshold).sum())
        value, (lower, upper) = hits / n, wilson(hits, n)
    elif not entry.denominator and n:
        value = float(top.sum())
    elif n and bottom.sum() > 0:
        value = float(top.sum() / bottom.sum()) * entry.times
        if n >= INTERVAL_FROM:
            ends = ratio_interval(np.asarray(top, float), np.asarray(bottom, float))
            lower, upper = (end * entry.times for end in ends)
    bound, given = _bound(entry, known)
    if bound or not given:
        lower = upper = float("nan")
    return {
        "metric": entry.id,
        "value": value if given else float("nan"),
        "lower": lower,
        "upper": upper,
        "n": n,
        "n_missing": group.height - n,
        "enough": n >= ENOUGH,
        "bound": bound,
    }


def _bound(entry: Definition, known: pl.DataFrame) -> tuple[str, bool]:
    """Say in which direction lower bounds leave the value open, and whether a value can be given at all."""
    top, bottom = known["_top_cut"], known["_bottom_cut"]
    if entry.threshold is not None:
        # A bound that reaches the threshold is certainly a hit; one below it may be.
        top = top & (known["_top"] < entry.threshold)
    if top.any() and bottom.any():
        return "", False
    return (AT_LEAST if top.any() else AT_MOST if bottom.any() else ""), True


def side_by_side(frame: pl.DataFrame, words: Iterable[str], choices: Definitions) -> pl.DataFrame:
    """Show the same rows under every definition in use of several everyday words, including money bases.

    Args:
        frame: One row per note or order, with `quote_cny`, `service_fee_cny` and `boost_cny` for costs.
        words: Everyday words of the registry, such as `cpm`.
        choices: The brief's definitions; its own pick is marked.

    Returns:
        The columns of `summarise`, and `word`, `word_en`, `word_zh`, `money` (basis; empty for metrics
        without money), `unit`,
        `formula_en`, `formula_zh`, `chosen`.
    """
    found = []
    for word in words:
        own, name = chosen(word, choices), word_name(word)
        for entry in rivals(word):
            bases = tuple(MONEY) if "@money" in entry.numerator else ("",)
            for money in bases:
                picked = choices.model_copy(update={"money": money}) if money else choices
                found.append(
                    summarise(frame, entry.id, picked).with_columns(
                        word=pl.lit(word),
                        word_en=pl.lit(name.en),
                        word_zh=pl.lit(name.zh),
                        money=pl.lit(money),
                        unit=pl.lit(entry.unit),
                        **{
                            name: pl.lit(said)
                            for name, said in formula(entry, picked).pair("formula").items()
                        },
                        chosen=pl.lit(entry.id == own.id and money in ("", choices.money)),
                    )
                )
    return pl.concat(found)
