"""The budget line by line: what was agreed, what went, what is left."""

from __future__ import annotations

from typing import Any

import polars as pl

from xhs_workbench.findings import Text, both
from xhs_workbench.params.brief import Brief

LINES = {
    "quote_cny": Text("Creators' quotes", "达人报价"),
    "service_fee_cny": Text("Platform fee", "平台服务费"),
    "boost_cny": Text("Boosts", "投流"),
    "production_cny": Text("Production", "制作费"),
}


def fee_by_rate(orders: pl.DataFrame, brief: Brief) -> float:
    """Return what the brief's rate adds to the quotes for which no file has the platform's fee.

    Args:
        orders: Orders, or what became of them.
        brief: The brief: its fee on quotes.
    """
    if not {"quote_cny", "service_fee_cny"} <= set(orders.columns):
        return 0.0
    bare = orders.filter(pl.col("service_fee_cny").is_null())["quote_cny"]
    return float(bare.sum()) * brief.budget.service_fee_rate


def budget_lines(
    outcomes: pl.DataFrame, brief: Brief, placements: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Hold each line of the brief's budget against the orders.

    Where no file has the platform's fee it is estimated by the brief's rate, and its line says so.

    Args:
        outcomes: From `gather_outcomes`: one row an order whose note is out.
        brief: The brief: its budget.
        placements: The `Placements` table, for the orders whose notes are not out.

    Returns:
        One row a line and one for the whole: `line_en`, `line_zh`, `agreed_cny`, `booked_cny` (all orders;
        null where no file holds the line), `posted_cny` (of it, orders whose note is out), `left_cny`,
        `used` (share of 1), `n` orders with a figure and `n_missing` without. The whole sums what is known.
    """
    budget = brief.budget
    agreed = {
        "quote_cny": budget.creators_cny,
        "service_fee_cny": budget.creators_with_fee_cny - budget.creators_cny,
        "boost_cny": budget.boost_cny,
        "production_cny": budget.production_cny,
    }
    orders = outcomes
    if placements is not None and not placements.is_empty():
        open_ones = placements.join(
            outcomes.select("order_id"), on="order_id", how="anti", maintain_order="left"
        )
        orders = pl.concat(
            [outcomes, open_ones.with_columns(note_id=pl.lit(None, pl.String))], how="diagonal_relaxed"
        )
    out = pl.col("note_id").is_not_null()
    rows: list[dict[str, Any]] = []
    for column, plain in LINES.items():
        held = orders[column] if column in orders.columns else pl.Series(dtype=pl.Float64)
        known = held.count()
        if not known and not agreed[column]:
            continue
        booked = float(held.sum()) if known else None
        posted = float(orders.filter(out)[column].sum()) if known else None
        guessed = fee_by_rate(orders, brief) if column == "service_fee_cny" else 0.0
        name = plain
        if guessed:
            name = Text(f"{plain.en} (by the brief's rate)", f"{plain.zh}（按 brief 费率估算）")
            booked = (booked or 0.0) + guessed
            posted = (posted or 0.0) + fee_by_rate(orders.filter(out), brief)
        rows.append(
            {
                **name.pair("line"),
                "agreed_cny": agreed[column],
                "booked_cny": booked,
                "posted_cny": posted,
                "n": known,
                "n_missing": held.null_count(),
            }
        )
    whole = {
        **Text("Whole budget", "合计").pair("line"),
        "agreed_cny": budget.whole_cny,
        "booked_cny": _known_sum([row["booked_cny"] for row in rows]),
        "posted_cny": _known_sum([row["posted_cny"] for row in rows]),
    }
    schema = {
        **dict.fromkeys(both("line"), pl.String),
        **dict.fromkeys(("agreed_cny", "booked_cny", "posted_cny"), pl.Float64),
        **dict.fromkeys(("n", "n_missing"), pl.Int64),
    }
    frame = pl.DataFrame([*rows, whole], schema=schema)
    share = pl.when(pl.col("agreed_cny") > 0).then(pl.col("booked_cny") / pl.col("agreed_cny"))
    return frame.with_columns(left_cny=pl.col("agreed_cny") - pl.col("booked_cny"), used=share)


def _known_sum(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None
