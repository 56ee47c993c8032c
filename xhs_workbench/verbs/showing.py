"""A chart and a table in one line each; defaults follow from the columns' names and types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from xhs_workbench.errors import ParamsError, Problem
from xhs_workbench.findings import Text
from xhs_workbench.verbs.frames import needs, take

if TYPE_CHECKING:
    from xhs_workbench.views import Block

KINDS = (
    ("_cny", "cny"),
    ("_rate", "rate"),
    ("_share", "rate"),
    ("share", "rate"),
    ("_at", "moment"),
    ("score", "score"),
)
"""Suffix of a column's name -> how its values are written."""
WIDE = 50.0
"""A column whose largest value exceeds its median by this factor is drawn on a log axis."""
MOST_BARS = 30


def chart(
    frame: Any,
    x: str,
    y: str,
    *,
    label: str = "",
    colour: str = "",
    title: str = "",
    x_title: str = "",
    y_title: str = "",
) -> Block:
    """Draw two columns: points for numbers against numbers, lines over days, bars for numbers by a name.

    Args:
        frame: pandas or polars.
        x: Column from left to right; for bars, the names.
        y: Column of numbers.
        label: Column that names a point (a creator, a note); shown when pointed at.
        colour: Column that groups.
        title: What one should see, as a sentence; the two columns' names where not given.
        x_title: The axis; the column's name where not given.
        y_title: The axis; the column's name where not given.

    Returns:
        A chart that JupyterLab draws when it is the last line of a cell; `.in_("zh")` gives numbers and
        controls in Chinese.

    Raises:
        ParamsError: No such column, or `y` holds no numbers.

    Examples:
        >>> chart({"followers": [900, 40_000], "saves": [3, 80], "name": ["a", "b"]}, "followers", "saves", label="name").kind
        'chart'
    """
    from xhs_workbench import views

    table = take(frame)
    needs(table, [name for name in (x, y, label, colour) if name])
    if not table[y].dtype.is_numeric():
        raise ParamsError(
            Problem(
                "the column holds no numbers",
                "该列不是数字",
                column=y,
                value=str(table[y].dtype),
                fix_en="draw it as x, or turn it into numbers first.",
                fix_zh="请作为 x 轴，或先转换为数字。",
                code="XHS-P057",
            )
        )
    heads = Text(x_title or _plain(x), x_title or _plain(x)), Text(y_title or _plain(y), y_title or _plain(y))
    said = title or f"{_plain(y)} / {_plain(x)}"
    words: dict[str, Any] = {"title": Text(said, said)}
    group = colour or _free("group", table)
    shown = table if colour else table.with_columns(pl.lit("").alias(group))
    if table[x].dtype.is_temporal():
        return views.time_lines(
            shown.sort(x), x=x, y=y, series=group, axis=heads[1], kind=kind_of(y, table), **words
        )
    if not table[x].dtype.is_numeric():
        bars = table.sort(y, descending=True, nulls_last=True).head(MOST_BARS)
        low, high = ("lower", "upper") if {"lower", "upper"} <= set(table.columns) else ("", "")
        return views.ranked_bars(
            bars,
            label=x,
            value=y,
            axis=heads[1],
            kind=kind_of(y, table),
            low=low,
            high=high,
            colour=colour,
            **words,
        )
    named = label or _free("row", table)
    shown = shown if label else shown.with_row_index(named, 1).with_columns(pl.col(named).cast(pl.String))
    return views.scatter(
        shown,
        x=x,
        y=y,
        colour=group,
        label=named,
        x_axis=heads[0],
        y_axis=heads[1],
        kinds=(kind_of(x, table), kind_of(y, table)),
        logs=(_wide(table[x]), _wide(table[y])),
        **words,
    )


def table(frame: Any, columns: Sequence[str] = (), *, title: str = "", rows: int = 12) -> Block:
    """Show a frame as a table one can sort and filter; `.in_("zh")` gives numbers and controls in Chinese.

    Args:
        frame: pandas or polars.
        columns: What to show, left to right; all where not given.
        title: What it says, as a sentence.
        rows: Shown before "show all".

    Raises:
        ParamsError: No such column.

    Examples:
        >>> table({"save_share": [0.25]}, title="Saves").data["rows"][0]["cells"][0]["text"]
        '25.0%'
    """
    from xhs_workbench import views

    given = take(frame)
    wanted = list(columns) or [
        name for name in given.columns if not isinstance(given[name].dtype, pl.List | pl.Struct)
    ]
    needs(given, wanted)
    heads = [views.Column(name, Text(_plain(name), _plain(name)), kind_of(name, given)) for name in wanted]
    return views.table(given, heads, title=Text(title, title), first=rows)


def kind_of(name: str, frame: pl.DataFrame) -> str:
    """Return how a column's values are written, from its name and type.

    >>> kind_of("price_cny", pl.DataFrame({"price_cny": [1.0]})), kind_of("likes", pl.DataFrame({"likes": [1]}))
    ('cny', 'count')
    """
    dtype = frame[name].dtype
    if dtype == pl.Date:
        return "date"
    if dtype.is_temporal():
        return "moment"
    if not dtype.is_numeric():
        return "text"
    ending = next((kind for end, kind in KINDS if name.endswith(end) and kind != "moment"), "")
    return ending or ("count" if dtype.is_integer() else "number")


def _plain(name: str) -> str:
    return name.removesuffix("_cny").replace("_", " ")


def _free(name: str, frame: pl.DataFrame) -> str:
    while name in frame.columns:
        name += "_"
    return name


def _wide(values: pl.Series) -> bool:
    known = values.drop_nulls().cast(pl.Float64)
    least, middle, most = known.min(), known.median(), known.max()
    if not isinstance(least, float) or not isinstance(middle, float) or not isinstance(most, float):
        return False
    return least > 0 and most > WIDE * middle
