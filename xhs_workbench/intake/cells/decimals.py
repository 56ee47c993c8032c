"""Which sign separates decimals: `1,234.5` or `1.234,5`, told by the cells of a column, or of the sheet it stands in.

A sign before one, two, or four and more digits at the end of a figure separates decimals, and so does one behind a
leading 0; a sign that stands twice separates thousands. Before three digits it may be either (`1.234`): such cells are
read as the others say. Where none does, a point in a column of counts separates thousands, for a count has no
fractions, and an amount is left empty with a doubt.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

COMMA, POINT, UNSETTLED = "comma", "point", "unsettled"
AROUND = r"\A\s*[-+]?\s*[¥￥]?\s*{figure}\s*(?:%|元|万元?|[wWkK千])?\+?\s*\z"
FIGURES = {
    COMMA: r"(?:[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})|0,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3}){2,})",
    POINT: r"(?:[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+|[0-9]+\.(?:[0-9]{1,2}|[0-9]{4,})|0\.[0-9]+|[0-9]{4,}\.[0-9]+|[0-9]{1,3}(?:,[0-9]{3}){2,})",
}
SETTLES = {mark: AROUND.replace("{figure}", figure) for mark, figure in FIGURES.items()}
ANY = AROUND.replace("{figure}", r"[0-9][0-9.,]*")
GROUPED = AROUND.replace("{figure}", r"[1-9][0-9]{0,2}\.[0-9]{3}")
ROUND = AROUND.replace("{figure}", r"[1-9][0-9]{0,2}\.000")


def signed(cells: pl.Series) -> pl.Series:
    """Return the different figures of a column that hold a comma or a point."""
    # Whole numbers hold neither, and are told apart in no time.
    text = pl.col("t")
    odd = pl.DataFrame({"t": cells}).filter(text.cast(pl.Int64, strict=False).is_null() & text.is_not_null())
    if not odd.height:
        return cells.clear()
    has = text.str.contains(",", literal=True) | text.str.contains(".", literal=True)
    return odd.filter(has).to_series().rename(cells.name).unique()


def mark_of(figures: pl.Series) -> str:
    """Return `comma` or `point` where the figures of `signed` settle it; empty where none does, or both do.

    >>> mark_of(pl.Series(["1.234,5", "12,40"])), mark_of(pl.Series(["1,234"])), mark_of(pl.Series(["1,5", "1.5"]))
    ('comma', '', '')
    """
    said = [mark for mark, pattern in SETTLES.items() if figures.str.contains(pattern).any()]
    return said[0] if len(said) == 1 else ""


def settle(columns: list[pl.Series]) -> str:
    """Return the sign of a sheet: what its columns say, where no two say different things."""
    found = [signed(cells) for cells in columns]
    whole = [figures for figures in found if len(figures)]
    return mark_of(pl.concat([figures.rename("") for figures in whole])) if whole else ""


@dataclass(frozen=True)
class Figures:
    """Cells with decimal points.

    Args:
        cells: As they can be read; null where they cannot be told.
        doubt: What is to be said of some of them; empty for nothing.
        where: Those cells.
    """

    cells: pl.Series
    doubt: str
    where: pl.Series


def in_points(cells: pl.Series, told: str, *, whole: bool) -> Figures:
    """Write the figures of a column with decimal points.

    Args:
        cells: Text cells of a column of figures.
        told: What the mapping or the sheet says; empty where neither does.
        whole: The column holds counts.
    """
    if told == POINT or (figures := signed(cells)).is_empty():
        return Figures(cells, "", cells)
    mark = told or mark_of(figures)
    if not mark:
        dotted = figures.filter(figures.str.contains(".", literal=True))
        grouped = len(dotted) > 0 and bool(dotted.str.contains(GROUPED).all())
        if grouped and whole and not dotted.str.contains(ROUND).all():
            mark = COMMA
        elif grouped and (whole or len(dotted) > 1):
            unsure = cells.str.contains(GROUPED).fill_null(False)
            return Figures(_where(cells, ~unsure, pl.col("t")), "thousands_or_decimals", unsure)
    if mark != COMMA:
        return Figures(cells, "", cells)
    turned = (cells.str.contains(ANY) & cells.str.contains("[.,]")).fill_null(False)
    text = pl.col("t").str.replace_all(".", "", literal=True).str.replace_all(",", ".", literal=True)
    return Figures(_where(cells, turned, text, pl.col("t")), "decimal_comma" if turned.any() else "", turned)


def _where(cells: pl.Series, there: pl.Series, then: pl.Expr, otherwise: pl.Expr | None = None) -> pl.Series:
    rows = pl.DataFrame({"t": cells, "there": there})
    chosen = pl.when("there").then(then).otherwise(pl.lit(None) if otherwise is None else otherwise)
    return rows.select(chosen.alias(cells.name)).to_series()
