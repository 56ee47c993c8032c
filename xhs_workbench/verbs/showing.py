"""A chart and a table in one line each; defaults follow from the columns' names and types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from xhs_workbench.errors import ParamsError, Problem
from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.tables import LINEAGE
from xhs_workbench.verbs.arguments import listed
from xhs_workbench.verbs.frames import free_name, needs, take, take_labelled

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
    color: str = "",
    title: str = "",
    x_title: str = "",
    y_title: str = "",
) -> Block:
    """Draw two columns: points for numbers against numbers, lines over days, bars for numbers by a name.

    Rows without a value are not drawn, and the note under the chart counts them. Of several rows with one name,
    the bar is their mean; of more than thirty names, the largest are drawn; the note says both.

    Args:
        frame: pandas or polars.
        x: Column from left to right; for bars, the names.
        y: Column of numbers.
        label: Column that names a point (a creator, a note); shown when pointed at.
        colour: Column that groups.
        color: The same, as others spell it.
        title: What one should see, as a sentence; the two columns' names where not given.
        x_title: The axis; the column's name where not given.
        y_title: The axis; the column's name where not given.

    Returns:
        A chart that JupyterLab draws when it is the last line of a cell; `.in_("zh")` gives numbers and
        controls in Chinese.

    Raises:
        ParamsError: No such column, or `y` holds no numbers.

    Examples:
        >>> import xhs_workbench as xhs
        >>> xhs.chart({"followers": [900, 40_000], "saves": [3, 80], "name": ["a", "b"]}, "followers", "saves", label="name").kind
        'chart'
    """
    from xhs_workbench import views

    table, colour = take(frame), colour or color
    needs(table, [x, y, *(name for name in (label, colour) if name)])
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
    group = colour or free_name("group", table.columns)
    shown = table.with_columns(pl.col(colour).cast(pl.String) if colour else pl.lit("").alias(group))
    known = shown.filter(_drawable(shown[x]) & _drawable(shown[y]))
    notes = [_left_out(table.height - known.height, table.height, x, y)]
    words: dict[str, Any] = {"title": Text(said, said)}
    if table[x].dtype.is_temporal():
        return views.time_lines(
            known.sort(x),
            x=x,
            y=y,
            series=group,
            axis=heads[1],
            kind=kind_of(y, table),
            note=_together(notes),
            **words,
        )
    if not table[x].dtype.is_numeric():
        bars, several = _one_bar_each(known.with_columns(pl.col(x).cast(pl.String)), x, y, colour)
        low, high = ("lower", "upper") if {"lower", "upper"} <= set(bars.columns) else ("", "")
        notes += [several, _largest_only(bars.height)]
        return views.ranked_bars(
            bars.head(MOST_BARS),
            label=x,
            value=y,
            axis=heads[1],
            kind="number" if several != NOTHING and kind_of(y, table) == "count" else kind_of(y, table),
            low=low,
            high=high,
            colour=colour,
            note=_together(notes),
            **words,
        )
    named = label or free_name("row", table.columns)
    if not label:
        numbers = shown.with_row_index(named, 1).filter(_drawable(shown[x]) & _drawable(shown[y]))
        known = numbers.with_columns(pl.col(named).cast(pl.String))
    return views.scatter(
        known,
        x=x,
        y=y,
        colour=group,
        label=named,
        x_axis=heads[0],
        y_axis=heads[1],
        kinds=(kind_of(x, table), kind_of(y, table)),
        logs=(_wide(known[x]), _wide(known[y])),
        note=_together(notes),
        **words,
    )


def _drawable(values: pl.Series) -> pl.Series:
    there = values.is_not_null()
    return there & values.is_finite().fill_null(value=False) if values.dtype.is_numeric() else there


def _left_out(lost: int, rows: int, x: str, y: str) -> Text:
    if not lost:
        return NOTHING
    return Text(
        f"{lost:,} of {rows:,} rows have no {_plain(x)} or no {_plain(y)} and are not drawn.",
        f"{rows:,} 行中有 {lost:,} 行缺少 {_plain(x)} 或 {_plain(y)}，未画出。",
    )


def _largest_only(bars: int) -> Text:
    if bars <= MOST_BARS:
        return NOTHING
    return Text(
        f"The {MOST_BARS} largest of {bars:,} are drawn.", f"共 {bars:,} 项，仅画最大的 {MOST_BARS} 项。"
    )


def _one_bar_each(known: pl.DataFrame, x: str, y: str, colour: str) -> tuple[pl.DataFrame, Text]:
    """Return one row a name, largest first; several rows of one name become their mean, and that is said."""
    keys = list(dict.fromkeys([x, *([colour] if colour else [])]))
    if not known[x].is_duplicated().any():
        return known.sort(y, descending=True, nulls_last=True), NOTHING
    made = known.group_by(keys, maintain_order=True).agg(pl.col(y).mean(), n=pl.len())
    said = Text("A bar is the mean of its rows; n is their number.", "柱长为该组各行的均值，n 为行数。")
    return made.sort(y, descending=True, nulls_last=True), said


def _together(notes: Sequence[Text]) -> Text:
    said = [note for note in notes if note != NOTHING]
    return Text(" ".join(note.en for note in said), "".join(note.zh for note in said)) if said else NOTHING


def table(frame: Any, columns: str | Sequence[str] = (), *, title: str = "", rows: int = 12) -> Block:
    """Show a frame as a table one can sort and filter; `.in_("zh")` gives numbers and controls in Chinese.

    Args:
        frame: pandas or polars, findings, or a plan.
        columns: What to show, left to right; all where not given. `do_en` with `do_zh` is one column `do`, in the
            reader's language.
        title: What it says, as a sentence.
        rows: Shown before "show all".

    Raises:
        ParamsError: No such column.

    Examples:
        >>> import xhs_workbench as xhs
        >>> xhs.table({"save_share": [0.25]}, title="Saves").data["rows"][0]["cells"][0]["text"]
        '25.0%'
    """
    from xhs_workbench import views

    given = take_labelled(frame)
    wanted = listed(columns, "columns")
    needs(given, wanted)
    if wanted:
        shown = given.select(
            [*wanted, *(one for one in LINEAGE if one not in wanted and one in given.columns)]
        )
    else:
        shown = given.select(name for name, kind in given.schema.items() if not isinstance(kind, pl.Struct))
    plain = shown.with_columns(
        pl.col(name).list.eval(pl.element().cast(pl.String))
        for name, kind in shown.schema.items()
        if isinstance(kind, pl.List) and not kind.inner.is_nested()
    )
    units = _units(given)
    heads = [
        views.Column(name, Text(_plain(name), _plain(name)), kind)
        for name, kind in _in_one_language(plain, wanted or plain.columns, units).items()
    ]
    return views.table(plain, heads, title=Text(title, title), first=rows)


def _in_one_language(frame: pl.DataFrame, names: Sequence[str], units: Mapping[str, str]) -> dict[str, str]:
    """Return column -> how its values are written; `do_en` beside `do_zh` is one column, `do`, in the reader's language."""
    made: dict[str, str] = {}
    for name in names:
        stem, side = name[:-3], name[-3:]
        pair = side in ("_en", "_zh") and {f"{stem}_en", f"{stem}_zh"} <= set(frame.columns)
        if not pair:
            made[name] = units.get(name) or kind_of(name, frame)
        elif stem not in frame.columns:
            made.setdefault(stem, kind_of(name, frame))
    return made


def _units(frame: pl.DataFrame) -> dict[str, str]:
    """Return how the figures of `metric` are written where all rows are of one unit."""
    from xhs_workbench.metrics import registry

    if "metric" not in frame.columns or frame["metric"].dtype != pl.String:
        return {}
    units = {registry()[name].unit for name in frame["metric"].unique() if name in registry()}
    return dict.fromkeys(("value", "lower", "upper"), units.pop()) if len(units) == 1 else {}


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


def _wide(values: pl.Series) -> bool:
    known = values.drop_nulls().cast(pl.Float64)
    least, middle, most = known.min(), known.median(), known.max()
    if not isinstance(least, float) or not isinstance(middle, float) or not isinstance(most, float):
        return False
    return least > 0 and most > WIDE * middle
