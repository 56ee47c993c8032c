"""Pairs of figures that must agree: a total and its parts, a unit price and its components, two exports of one note.

The identities are those of 蒲公英's own order row (domain knowledge 2.2: 报价 50, 服务费 5, 阅读 248, 互动 2).
"""

from __future__ import annotations

from enum import StrEnum

import polars as pl

from xhs_workbench.tables import TABLES, stated_unit

ROUNDED = {"cent": 0.005, "basis_point": 0.00005, "unit": 0.5}
"""Half of the last digit that an export prints: of 0.22 yuan, of 0.81 %, of a whole count."""
SLACK = 1e-9
NEAR = 0.05
"""Two exports of one note are taken at different hours; a difference up to this share still counts as
agreement."""
SECONDS = 5
"""A note's id is created when the note is published; clocks may differ by a few seconds."""
FEN = 100.0
FEN_SPREAD = 0.02
"""A ratio of 100 within this share means that yuan were read as fen, or the reverse."""
UNIT_PRICES = {
    "cpc_cny": ("clicks", 1),
    "cpm_cny": ("impressions", 1000),
    "cpe_cny": ("interactions", 1),
    "cpi_cny": ("new_interested", 1),
    "cpti_cny": ("new_deeply_interested", 1),
}
"""Unit price that ad reports state -> what one (or a thousand) of it is of."""
COLUMNS = (
    "check",
    "subject",
    "stated",
    "computed",
    "difference",
    "verdict",
    "source_file",
    "source_sheet",
    "source_row",
)


class Verdict(StrEnum):
    """The result of a check."""

    AGREES = "agrees"
    DIFFERS = "differs"
    YUAN_OR_FEN = "yuan_or_fen"
    CANNOT = "cannot"


NO_CHECKS = pl.DataFrame(
    schema={
        "check": pl.String,
        "subject": pl.String,
        "stated": pl.Float64,
        "computed": pl.Float64,
        "difference": pl.Float64,
        "verdict": pl.Enum([verdict.value for verdict in Verdict]),
        "source_file": pl.String,
        "source_sheet": pl.String,
        "source_row": pl.Int64,
    }
)


def _check(
    name: str,
    frame: pl.DataFrame,
    stated: pl.Expr,
    computed: pl.Expr,
    tolerance: pl.Expr | float,
    subject: pl.Expr,
) -> pl.DataFrame:
    """Compare two figures of each row; a missing side gives `cannot`, and rows that state nothing are left out."""
    agrees = (pl.col("stated") - pl.col("computed")).abs() <= pl.col("tolerance") + SLACK
    ratio = pl.col("stated") / pl.col("computed")
    fen = ratio.is_between(FEN * (1 - FEN_SPREAD), FEN * (1 + FEN_SPREAD)) | ratio.is_between(
        (1 - FEN_SPREAD) / FEN, (1 + FEN_SPREAD) / FEN
    )
    verdict = (
        pl.when(pl.col("computed").is_null())
        .then(pl.lit(Verdict.CANNOT.value))
        .when(agrees)
        .then(pl.lit(Verdict.AGREES.value))
        .when(fen)
        .then(pl.lit(Verdict.YUAN_OR_FEN.value))
        .otherwise(pl.lit(Verdict.DIFFERS.value))
    )
    rows = frame.select(
        check=pl.lit(name),
        subject=subject.cast(pl.String),
        stated=stated.cast(pl.Float64),
        computed=computed.cast(pl.Float64),
        tolerance=tolerance if isinstance(tolerance, pl.Expr) else pl.lit(tolerance),
        source_file="source_file",
        source_sheet="source_sheet",
        source_row="source_row",
    ).filter(pl.col("stated").is_not_null())
    made = rows.with_columns(
        difference=pl.col("stated") - pl.col("computed"), verdict=verdict.cast(NO_CHECKS.schema["verdict"])
    )
    return made.select(COLUMNS)


def _ratio(top: pl.Expr, bottom: pl.Expr) -> pl.Expr:
    return pl.when(bottom > 0).then(top / bottom)


def _sum(*parts: str) -> pl.Expr:
    """Add parts; if one is missing, so is the sum."""
    return pl.sum_horizontal([pl.col(part).cast(pl.Float64) for part in parts], ignore_nulls=False)


def check_totals(table: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Compare a 合计 row with the sum of its file's rows, for every column that can be summed."""
    found = [NO_CHECKS]
    for total in rows.iter_rows(named=True):
        body = table.filter(
            (pl.col("source_file") == total["source_file"])
            & (pl.col("source_sheet") == total["source_sheet"])
        )
        stated = {column: total[column] for column in _additive(table) if total.get(column) is not None}
        frame = pl.DataFrame(
            [
                {
                    "column": column,
                    "stated": float(value),
                    "computed": float(body[column].sum()) if body[column].drop_nulls().len() else None,
                    "tolerance": ROUNDED["cent" if column.endswith("_cny") else "unit"],
                    "source_file": total["source_file"],
                    "source_sheet": total["source_sheet"],
                    "source_row": total["source_row"],
                }
                for column, value in stated.items()
            ],
            schema_overrides={"computed": pl.Float64},
        )
        if frame.height:
            found.append(
                _check(
                    "totals",
                    frame,
                    pl.col("stated"),
                    pl.col("computed"),
                    pl.col("tolerance"),
                    pl.col("column"),
                )
            )
    return pl.concat(found)


def _additive(table: pl.DataFrame) -> list[str]:
    """Return columns whose values may be added: counts and money, not rates or unit prices."""
    for schema in TABLES.values():
        kinds = schema.columns()
        if set(table.columns) == set(kinds):
            unit = {name: (kind.metadata or {}).get("unit", "") for name, kind in kinds.items()}
            per_piece = (*UNIT_PRICES, "unit_price_cny", "median", "mean", "rank")
            return [
                n
                for n, u in unit.items()
                if u in ("count", "CNY") and not any(word in n for word in per_piece)
            ]
    return []


def check_orders(orders: pl.DataFrame, fee_rate: float) -> list[pl.DataFrame]:
    """Check the identities inside an order row."""
    if orders.is_empty():
        return []
    paid = _sum("quote_cny", "service_fee_cny")
    subject = pl.col("order_id")
    heated = {count: pl.col(f"{count}_heated").fill_null(0) for count in ("impressions", "reads")}
    return [
        *(
            _check(
                f"{count}_parts",
                orders,
                pl.col(count),
                _sum(f"{count}_natural", f"{count}_boosted") + heated[count],
                ROUNDED["unit"],
                subject,
            )
            for count in ("impressions", "reads")
        ),
        _check(
            "service_fee",
            orders,
            pl.col("service_fee_cny"),
            pl.col("quote_cny") * fee_rate,
            ROUNDED["cent"],
            subject,
        ),
        _check(
            "read_unit_price",
            orders,
            pl.col("read_unit_price_cny"),
            _ratio(paid, pl.col("reads")),
            ROUNDED["cent"],
            subject,
        ),
        _check(
            "interaction_unit_price",
            orders,
            pl.col("interaction_unit_price_cny"),
            _ratio(paid, pl.col("interactions")),
            ROUNDED["cent"],
            subject,
        ),
        _check(
            "interaction_rate",
            orders,
            pl.col("interaction_rate"),
            _ratio(pl.col("interactions"), pl.col("reads")),
            ROUNDED["basis_point"],
            subject,
        ),
    ]


def check_paid(paid: pl.DataFrame) -> list[pl.DataFrame]:
    """Check the rates and unit prices inside the rows of an ad report, or of one cut by keyword, placement or audience.

    Args:
        paid: The `Paid` or the `PaidSlices` table; a price that it has no column for is not checked.
    """
    if paid.is_empty():
        return []
    named = ("creative_id", "note_id") if "creative_id" in paid.columns else ("label",)
    subject = pl.concat_str(
        pl.coalesce(*named, pl.lit("?")),
        pl.col("day").cast(pl.String),
        separator=" · ",
        ignore_nulls=True,
    )
    spend, shown, clicked = pl.col("spend_cny"), pl.col("impressions"), pl.col("clicks")
    # The spend itself is rounded to the cent; a small denominator magnifies this.
    half = pl.lit(ROUNDED["cent"])
    prices = [
        _check(
            price.removesuffix("_cny"),
            paid,
            pl.col(price),
            _ratio(spend * times, pl.col(of)),
            half * (1 + times / pl.col(of)),
            subject,
        )
        for price, (of, times) in UNIT_PRICES.items()
        if price in paid.columns
    ]
    rate = pl.col("click_rate")
    return [
        _check("click_rate", paid, rate, _ratio(clicked, shown), ROUNDED["basis_point"], subject),
        *prices,
    ]


def check_publish_time(notes: pl.DataFrame) -> pl.DataFrame:
    """Compare the stated publish time with the one in the note id, in hours since 1970 (independent of the time zone).

    A time stated to the second must agree within seconds; one stated as a day, hour or minute must agree
    within that unit.
    """
    told = notes.filter(pl.col("published_at").is_not_null() & ~pl.col("published_from_id").fill_null(False))
    seconds = pl.when(pl.col("note_id").str.contains(r"\A[0-9a-f]{24}\z")).then(
        pl.col("note_id").str.slice(0, 8).str.to_integer(base=16, strict=False)
    )
    at = pl.col("published_at")
    unit = stated_unit(at)
    after = seconds - at.dt.epoch("s")
    within = pl.when(after.is_between(0, unit)).then(unit).otherwise(SECONDS)
    return _check(
        "publish_time", told, at.dt.epoch("s") / 3600, seconds / 3600, within / 3600, pl.col("note_id")
    )


def check_quote(orders: pl.DataFrame, notes: pl.DataFrame) -> pl.DataFrame:
    """Compare the order's quote with the one in the note export; a factor of 100 means that 分 were read as 元."""
    joined = orders.join(
        notes.select("note_id", other="price_cny").drop_nulls(), on="note_id", maintain_order="left"
    )
    return _check("quote", joined, pl.col("quote_cny"), pl.col("other"), ROUNDED["cent"], pl.col("order_id"))


def check_across(orders: pl.DataFrame, paid: pl.DataFrame, crawl: pl.DataFrame) -> list[pl.DataFrame]:
    """Compare two exports' figures for one note."""
    found = []
    if orders.height and paid.height:
        bought = paid.drop_nulls("note_id").group_by("note_id").agg(bought=pl.col("impressions").sum())
        joined = orders.join(bought, on="note_id", maintain_order="left")
        found.append(_near("boosted_impressions", joined, "impressions_boosted", "bought"))
    if orders.height and crawl.height:
        counts = ("likes", "saves", "comments")
        seen = crawl.select("note_id", *(pl.col(count).alias(f"seen_{count}") for count in counts))
        joined = orders.join(seen, on="note_id", maintain_order="left")
        found += [_near(f"{count}_in_crawl", joined, count, f"seen_{count}") for count in counts]
    return found


def _near(name: str, frame: pl.DataFrame, stated: str, other: str) -> pl.DataFrame:
    """Agreement between exports: within a twentieth, or within two of a small count."""
    tolerance = pl.max_horizontal(pl.col(other).cast(pl.Float64) * NEAR, pl.lit(2.0))
    return _check(name, frame, pl.col(stated), pl.col(other), tolerance, pl.col("note_id"))
