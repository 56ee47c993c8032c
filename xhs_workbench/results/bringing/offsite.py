"""Shops outside the platform, and the brand's own: from a visit to an order, and what came back for the money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from xhs_workbench.results.bringing.sums import over, total
from xhs_workbench.statistics.intervals import wilson

STEPS = ("readers", "store_visits", "cart_adds", "buyers")
WINDOWS = (7, 15, 30)
"""Days after the click over which the ad platform counts orders outside."""
AGAINST = {"cart_rate": ("cart_adds", "store_visits"), "buy_rate": ("buyers", "cart_adds")}
LEAST = 30
"""Below so many visits (carts) no note's rate is judged."""
NO_SALE = ("cancelled", "closed")
TREE = {
    "note_id": pl.String,
    "creator_name": pl.String,
    "store_visits": pl.Int64,
    "cart_adds": pl.Int64,
    "buyers": pl.Int64,
    "order_value_cny": pl.Float64,
    "cart_rate": pl.Float64,
    "buy_rate": pl.Float64,
    "cause": pl.String,
}


@dataclass(frozen=True, slots=True)
class OwnOrders:
    """Orders of the brand's own shop.

    Args:
        orders, net_orders: All, and those neither cancelled, closed nor refunded.
        gross_cny, net_cny: What buyers pay for them (商家应收金额); None where no row has it.
        unknown: Order lines whose state could not be read; they count as gross only.
    """

    orders: int
    net_orders: int
    gross_cny: float | None
    net_cny: float | None
    unknown: int


@dataclass(frozen=True, slots=True)
class Returns:
    """What came of visits to shops.

    Args:
        steps: Step -> people counted, those the alliance's report lists; people are counted by day and note.
        channels: The same by `alliance`, one row each, with `new_visitors`, `new_customers`, `new_customer_share`
            of the store visits (拉客率) and `order_value_cny`.
        natural_share: Share of store visits that came without an ad; None where unknown.
        windows: One row a window of the ad report: `days`, `orders`, `order_value_cny`, `spend_cny`, `roi`
            (gross: with what is refunded later). A longer window holds the shorter ones.
        own: The brand's own shop; None without its orders.
        mature, of_notes: Notes of the ledger whose 15-day figures are whole, and all of its notes.
        task_roi: Task value over all known cost of the mature notes; None where unknown.
    """

    steps: Mapping[str, float]
    channels: pl.DataFrame
    natural_share: float | None
    windows: pl.DataFrame
    own: OwnOrders | None
    mature: int
    of_notes: int
    task_roi: float | None
    tree: pl.DataFrame


def gather_returns(
    offsite: pl.DataFrame, orders: pl.DataFrame, names: Mapping[str, str] | None = None
) -> Returns | None:
    """Gather shops' figures, each from the one export that counts it; None without any.

    Args:
        offsite: The `Offsite` table; rows of its origins describe the same visits and are never added.
        orders: The `Orders` table.
        names: Note id -> creator, for reports that do not name one.
    """
    if offsite.is_empty() and orders.is_empty():
        return None
    shop, ledger, ads = (offsite.filter(pl.col("origin") == name) for name in ("alliance", "ledger", "ads"))
    visits = shop if shop.height else ledger
    mature = ledger.filter(pl.col("maturity") == "whole")
    return Returns(
        steps={name: value for name in STEPS if (value := total(visits, name)) is not None},
        channels=_channels(visits),
        natural_share=over(visits, "store_visits_natural", "store_visits"),
        windows=_windows(ads),
        own=_count_own_orders(orders),
        mature=mature.height,
        of_notes=ledger.height,
        task_roi=over(mature, "task_value_cny", "total_cost_cny"),
        tree=sales_tree(visits, names or {}),
    )


def _channels(visits: pl.DataFrame) -> pl.DataFrame:
    """Sum the shop's figures by alliance."""
    columns = [*STEPS, "new_visitors", "new_customers", "order_value_cny"]
    return (
        visits.with_columns(pl.col("alliance").cast(pl.String))
        .group_by("alliance", maintain_order=True)
        .agg(pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name) for name in columns)
        .with_columns(new_customer_share=pl.col("new_customers") / pl.col("store_visits"))
        .sort("alliance", nulls_last=True)
    )


def _windows(ads: pl.DataFrame) -> pl.DataFrame:
    rows = []
    for days in WINDOWS:
        known = ads.drop_nulls([f"order_value_{days}d_cny", "ad_spend_cny"])
        spend = float(known["ad_spend_cny"].sum())
        if known.is_empty() or not spend:
            continue
        value = float(known[f"order_value_{days}d_cny"].sum())
        rows.append(
            {
                "days": days,
                "orders": total(known, f"orders_{days}d"),
                "order_value_cny": value,
                "spend_cny": spend,
                "roi": value / spend,
            }
        )
    schema = {
        "days": pl.Int64,
        "orders": pl.Int64,
        **dict.fromkeys(("order_value_cny", "spend_cny", "roi"), pl.Float64),
    }
    return pl.DataFrame(rows, schema=schema, strict=False)


def _count_own_orders(orders: pl.DataFrame) -> OwnOrders | None:
    if orders.is_empty():
        return None
    lost = pl.col("order_status").is_in(NO_SALE) | (pl.col("after_sale") == "refunded").fill_null(value=False)
    untold = pl.col("order_status").is_null()
    kept = orders.filter(~lost.fill_null(value=False) & ~untold)
    return OwnOrders(
        orders=orders["order_id"].n_unique(),
        net_orders=kept["order_id"].n_unique(),
        gross_cny=total(orders, "receivable_cny"),
        net_cny=total(kept, "receivable_cny"),
        unknown=orders.filter(untold).height,
    )


def sales_tree(visits: pl.DataFrame, names: Mapping[str, str]) -> pl.DataFrame:
    """Say of each note where its shop visitors are lost, against the campaign's own rates.

    A rate is low if the upper end of its 90 % interval lies below that of all notes together.

    Args:
        visits: Rows of one origin of the `Offsite` table.
        names: Note id -> creator, for reports that do not name one.

    Returns:
        One row a note, most visits first, with `cause`: `low_cart` (product page), `low_buy` (price against
        rivals), `fine`, or `too_few` visits to say.
    """
    known = visits.drop_nulls(["note_id", "store_visits"])
    if known.is_empty():
        return pl.DataFrame(schema=TREE)
    by_note = known.group_by("note_id", maintain_order=True).agg(
        pl.col("creator_name").drop_nulls().first(),
        *(
            pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name)
            for name in ("store_visits", "cart_adds", "buyers", "order_value_cny")
        ),
    )
    usual = {
        name: float(by_note.drop_nulls([above, below])[above].sum()) / whole
        for name, (above, below) in AGAINST.items()
        if (whole := float(by_note.drop_nulls([above, below])[below].sum()))
    }
    rows = [
        {
            **row,
            "creator_name": row["creator_name"] or names.get(row["note_id"]),
            **{
                name: row[above] / row[below] if row[below] and row[above] is not None else None
                for name, (above, below) in AGAINST.items()
            },
            "cause": _lost_at(row, usual),
        }
        for row in by_note.iter_rows(named=True)
    ]
    return pl.DataFrame(rows, schema=TREE).sort("store_visits", "note_id", descending=[True, False])


def _lost_at(row: Mapping[str, float | None], usual: Mapping[str, float]) -> str:
    judged = False
    for name, cause in (("cart_rate", "low_cart"), ("buy_rate", "low_buy")):
        above, below = (row[part] for part in AGAINST[name])
        if name not in usual or above is None or below is None or below < LEAST or above > below:
            continue
        judged = True
        if wilson(above, below)[1] < usual[name]:
            return cause
    return "fine" if judged else "too_few"


def losing_notes(offsite: pl.DataFrame) -> dict[str, str]:
    """Return the notes whose shop visitors are lost more often than the campaign's, each with its cause as in `sales_tree`.

    Args:
        offsite: The `Offsite` table.
    """
    lost: dict[str, str] = {}
    for _, visits in offsite.group_by("origin", maintain_order=True):
        low = sales_tree(visits, {}).filter(pl.col("cause").is_in(["low_cart", "low_buy"]))
        lost |= dict(low.select("note_id", "cause").iter_rows())
    return lost
