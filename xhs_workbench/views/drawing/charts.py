"""Charts of the shapes a campaign report needs.

Each draws a frame whose words are in one language; see `chart_engine.Chart`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl

from xhs_workbench.findings import Text
from xhs_workbench.late_imports import LateModule
from xhs_workbench.views.drawing.chart_engine import (
    FORMATS,
    Drawn,
    along,
    data_of,
    each,
    faded,
    pick_one,
    ringed,
    shades,
    shape,
    tall,
    with_span,
)
from xhs_workbench.views.drawing.finishing import DAY
from xhs_workbench.views.drawing.theme import CATEGORY, LINE_DARK, ROSE, TEAL

if TYPE_CHECKING:
    import altair as alt
else:
    alt = LateModule("altair")

FEW = 5


@shape()
def ranked_bars(
    frame: pl.DataFrame,
    *,
    label: str,
    value: str,
    axis: str,
    kind: str = "count",
    low: str = "",
    high: str = "",
    colour: str = "",
    palette: Mapping[str, str] | None = None,
) -> Drawn:
    """Draw bars in the frame's order, with intervals where `low` and `high` name columns; hover for the figures.

    A legend of `colour` can be clicked to keep one group.
    """
    named = [low, high, colour, "n" if "n" in frame.columns else ""]
    frame = frame.select(each(label, value, *filter(None, named)))
    base = alt.Chart(data_of(frame), height=tall(frame, label, 30), width="container")
    y = alt.Y(f"{label}:N", sort=None, title=None)
    ticks = _whole_ticks(frame, high or value) if kind == "count" else alt.Undefined
    x = alt.X(
        f"{value}:Q", title=axis, axis=alt.Axis(format=FORMATS.get(kind, ""), tickCount=5, values=ticks)
    )
    tips = [
        alt.Tooltip(f"{label}:N", title=" "),
        alt.Tooltip(f"{value}:Q", title=axis, format=FORMATS.get(kind, "")),
    ]
    tips += [alt.Tooltip("n:Q", title="n")] if "n" in frame.columns else []
    keep = alt.selection_point(
        fields=[colour or label], bind="legend" if colour else alt.Undefined, name="keep"
    )
    shade = (
        alt.Color(f"{colour}:N", scale=shades(frame, colour, palette), title=None)
        if colour
        else alt.ColorValue(ROSE)
    )
    bars = (
        base.mark_bar(height=15)
        .encode(y=y, x=x, color=shade, tooltip=tips, opacity=faded(keep, 1, 0.25))
        .add_params(keep)
    )
    layers = [bars]
    if low and high:
        layers.append(
            base.mark_rule(strokeWidth=1.4, color="#221f1d").encode(
                y=y, x=alt.X(f"{low}:Q"), x2=alt.X2(f"{high}:Q")
            )
        )
    return alt.layer(*layers)


def _whole_ticks(frame: pl.DataFrame, most: str) -> Any:
    """Return every whole number up to a small count: vega's least step still gives halves, which the format rounds."""
    largest = frame[most].max() if frame.height else None
    few = isinstance(largest, int | float) and 0 < largest < FEW
    return list(range(math.ceil(largest) + 1)) if few else alt.Undefined  # type: ignore[arg-type]


@shape()
def planned_bars(
    frame: pl.DataFrame, *, label: str, planned: str, delivered: str, names: tuple[str, str], axis: str
) -> Drawn:
    """Draw what was planned and what came side by side; the legend keeps one of them."""
    long = frame.select(label, planned, delivered).unpivot(
        index=label, variable_name="side", value_name="value"
    )
    named = {planned: names[0], delivered: names[1]}
    long = long.with_columns(pl.col("side").replace_strict(named))
    keep = alt.selection_point(fields=["side"], bind="legend", name="keep")
    return (
        alt.Chart(data_of(long), height=tall(frame, label, 38), width="container")
        .mark_bar(height=13)
        .encode(
            y=alt.Y(f"{label}:N", sort=None, title=None),
            yOffset=alt.YOffset("side:N", sort=list(named.values())),
            x=alt.X("value:Q", title=axis, axis=alt.Axis(tickMinStep=1, format=",.0f")),
            color=alt.Color(
                "side:N", sort=list(named.values()), scale=alt.Scale(range=[LINE_DARK, ROSE]), title=None
            ),
            opacity=faded(keep, 1, 0.2),
            tooltip=[
                alt.Tooltip(f"{label}:N", title=" "),
                alt.Tooltip("side:N", title=" "),
                alt.Tooltip("value:Q", title=axis),
            ],
        )
        .add_params(keep)
    )


@shape()
def time_lines(
    frame: pl.DataFrame,
    *,
    x: str,
    y: str,
    series: str,
    axis: str,
    x_axis: str = "",
    kind: str = "count",
    span: tuple[date, date] | None = None,
    span_name: str = "",
    log: bool = False,
    ranks: bool = False,
) -> Drawn:
    """Draw one line a series; the legend keeps one, and a span of days may be shaded.

    Args:
        frame: One row a point; `x` is a date, or a number of days where `x_axis` is given.
        x: Column of the horizontal axis.
        y: Column of the vertical axis.
        series: Column with the name of the line.
        axis: Title of the vertical axis.
        x_axis: Title of a numeric horizontal axis; none means dates.
        kind: Number format.
        span: Days to shade.
        span_name: Name of the shade.
        log: Draw on a log axis.
        ranks: 1 is on top, days are dots; ranks jump, so what joins them is thin and draws no curve through
            ranks nobody saw.
    """
    keep = alt.selection_point(fields=[series], bind="legend", name="keep")
    when = alt.Tooltip(f"{x}:Q", title=x_axis) if x_axis else alt.Tooltip(f"{x}:T", title=" ", format=DAY)
    tips = [
        when,
        alt.Tooltip(f"{series}:N", title=" "),
        alt.Tooltip(f"{y}:Q", title=axis, format=FORMATS.get(kind, "")),
    ]
    scale = (
        alt.Scale(reverse=True, zero=False, nice=False, domainMin=1)
        if ranks
        else alt.Scale(type="log")
        if log
        else alt.Scale(zero=False)
    )
    base = alt.Chart(data_of(frame.select(x, y, series)), height=300, width="container")
    marked = (
        base.mark_line(interpolate="linear", strokeWidth=0.8, point=alt.OverlayMarkDef(size=32, opacity=1))
        if ranks
        else base.mark_line(interpolate="monotone", point=alt.OverlayMarkDef(size=14, opacity=0.01))
    )
    lines = marked.encode(
        x=along(x, x_axis),
        y=alt.Y(f"{y}:Q", title=axis, scale=scale, axis=alt.Axis(format=FORMATS.get(kind, ""), tickCount=5)),
        color=alt.Color(f"{series}:N", scale=alt.Scale(range=CATEGORY), title=None, sort=None),
        opacity=faded(keep, 1, 0.12),
        tooltip=tips,
    ).add_params(keep)
    return alt.layer(*with_span([lines], span, span_name))


@shape("x", "y", every=Text("All", "全部"), group_name=Text("Show", "显示"), order=())
def scatter(
    frame: pl.DataFrame,
    *,
    x: str,
    y: str,
    colour: str,
    label: str,
    x_axis: str,
    y_axis: str,
    kinds: tuple[str, str] = ("count", "rate"),
    logs: tuple[bool, bool] = (True, False),
    picked: str = "",
    every: str,
    group_name: str,
    order: Sequence[str] = (),
) -> Drawn:
    """Draw one point a row; a drop-down keeps one group, and points of `picked` are ringed.

    `order` is that of the groups, in the legend and in the drop-down.
    """
    shown = frame.select(each(x, y, colour, label, *([picked] if picked else [])))
    there = set(shown[colour].drop_nulls())
    options = [*(name for name in order if name in there), *sorted(there.difference(order))]
    pick = pick_one(colour, options, group_name, every)
    return (
        alt.Chart(data_of(shown), height=360, width="container")
        .mark_point(size=58, filled=True, strokeWidth=1.6)
        .encode(
            x=alt.X(
                f"{x}:Q",
                title=x_axis,
                scale=alt.Scale(type="log" if logs[0] else "linear", nice=True),
                axis=alt.Axis(format=FORMATS.get(kinds[0], ""), tickCount=6),
            ),
            y=alt.Y(
                f"{y}:Q",
                title=y_axis,
                scale=alt.Scale(type="log" if logs[1] else "linear"),
                axis=alt.Axis(format=FORMATS.get(kinds[1], ""), tickCount=6),
            ),
            color=alt.Color(
                f"{colour}:N", scale=alt.Scale(domain=options, range=CATEGORY), title=None, sort=None
            ),
            stroke=ringed(picked, "#221f1d", None) if picked else alt.StrokeValue(None),
            opacity=faded(pick, 0.75, 0.05),
            tooltip=[
                alt.Tooltip(f"{label}:N", title=" "),
                alt.Tooltip(f"{x}:Q", title=x_axis, format=FORMATS.get(kinds[0], "")),
                alt.Tooltip(f"{y}:Q", title=y_axis, format=FORMATS.get(kinds[1], "")),
            ],
        )
        .add_params(pick)
    )


@shape("value", up_to=Text("Up to", "最大值"))
def strips(
    frame: pl.DataFrame,
    *,
    group: str,
    value: str,
    label: str,
    axis: str,
    kind: str = "rate",
    order: Sequence[str] = (),
    up_to: str,
) -> Drawn:
    """Draw every row as a tick within its group and the group's median as a bar; a slider hides the largest values."""
    shown = frame.select(group, value, label).filter(pl.col(value) > 0)
    times, unit = (100, " (%)") if kind == "rate" else (1, "")
    top = times * float(shown[value].quantile(0.98) or 1.0) if shown.height else 1.0
    most = times * float(shown[value].max() or 1.0) if shown.height else 1.0  # type: ignore[arg-type]
    step = 10.0 ** math.floor(
        math.log10(most / 50)
    )  # beside the slider stands its bare value: whole steps read well
    least, top, most = (round(round(bound / step) * step, 9) for bound in (top / 5, top, most + step / 2))
    slider = alt.binding_range(min=least, max=most, step=step, name=f"{up_to}{unit} ")
    limit = alt.param(value=top, bind=slider, name="limit")
    base = (
        alt.Chart(data_of(shown), height=tall(shown, group, 46), width="container")
        .transform_filter(f"{times} * datum.{value} <= limit + 1e-9")
        .add_params(limit)
    )
    y = alt.Y(f"{group}:N", sort=list(order) or None, title=None)
    x = alt.X(f"{value}:Q", title=axis, axis=alt.Axis(format=FORMATS.get(kind, ""), tickCount=6))
    ticks = base.mark_tick(color=TEAL, opacity=0.35, thickness=1.4, height=20).encode(
        y=y,
        x=x,
        tooltip=[
            alt.Tooltip(f"{label}:N", title=" "),
            alt.Tooltip(f"{value}:Q", format=FORMATS.get(kind, ""), title=axis),
        ],
    )
    middle = base.mark_tick(color=ROSE, thickness=3.5, height=28).encode(y=y, x=alt.X(f"median({value}):Q"))
    return alt.layer(ticks, middle)


@shape()
def stacked_shares(
    frame: pl.DataFrame,
    *,
    group: str,
    part: str,
    share: str,
    axis: str,
    order: Sequence[str],
    colours: Sequence[str] = CATEGORY,
) -> Drawn:
    """Draw shares that add up to one, a bar a group; the legend keeps one part."""
    keep = alt.selection_point(fields=[part], bind="legend", name="keep")
    place = {name: i for i, name in enumerate(order)}
    shown = frame.with_columns(
        place=pl.col(part).replace_strict(place, default=len(order), return_dtype=pl.Int64)
    )
    return (
        alt.Chart(data_of(shown), height=tall(shown, group, 36), width="container")
        .mark_bar(height=20)
        .encode(
            y=alt.Y(f"{group}:N", sort=None, title=None),
            x=alt.X(f"{share}:Q", stack="zero", title=axis, axis=alt.Axis(format=".0%", tickCount=5)),
            color=alt.Color(
                f"{part}:N",
                sort=list(order),
                scale=alt.Scale(domain=list(order), range=list(colours)[: len(order)]),
                title=None,
            ),
            order=alt.Order("place:Q"),
            opacity=faded(keep, 1, 0.15),
            tooltip=[
                alt.Tooltip(f"{group}:N", title=" "),
                alt.Tooltip(f"{part}:N", title=" "),
                alt.Tooltip(f"{share}:Q", format=".1%", title=axis),
                *([alt.Tooltip("n:Q", title="n")] if "n" in shown.columns else []),
            ],
        )
        .add_params(keep)
    )


@shape()
def weeks(
    frame: pl.DataFrame,
    *,
    label: str,
    start: str,
    end: str,
    lane: str,
    today: date | None = None,
) -> Drawn:
    """Draw spans of days as bars on a calendar, with a line for today; the legend keeps one lane."""
    # The last day is part of a span, so its bar reaches to the next midnight: one day has a width.
    shown = frame.with_columns(until=pl.col(end) + timedelta(days=1))
    keep = alt.selection_point(fields=[lane], bind="legend", name="keep")
    bars = (
        alt.Chart(
            data_of(shown.select(label, start, end, lane, "until")),
            height=tall(shown, label, 34),
            width="container",
        )
        .mark_bar(height=16, cornerRadius=3)
        .encode(
            y=alt.Y(f"{label}:N", sort=None, title=None),
            x=alt.X(
                f"{start}:T",
                title=None,
                axis=alt.Axis(format=DAY, tickCount="week", labelOverlap="greedy"),
            ),
            x2=alt.X2("until:T"),
            color=alt.Color(f"{lane}:N", scale=alt.Scale(range=CATEGORY), title=None, sort=None),
            opacity=faded(keep, 0.9, 0.15),
            tooltip=[
                alt.Tooltip(f"{label}:N", title=" "),
                alt.Tooltip(f"{start}:T", title="→", format=DAY),
                alt.Tooltip(f"{end}:T", title="←", format=DAY),
            ],
        )
        .add_params(keep)
    )
    layers: list[alt.Chart] = [bars]
    if today:
        now = pl.DataFrame({"now": [today]})
        layers.append(
            alt.Chart(data_of(now)).mark_rule(strokeDash=[4, 3], color="#221f1d").encode(x=alt.X("now:T"))
        )
    return alt.layer(*layers)


@shape()
def curve(
    frame: pl.DataFrame,
    *,
    x: str,
    y: str,
    marked: str,
    x_axis: str,
    y_axis: str,
    kinds: tuple[str, str] = ("cny", "count"),
    also: str = "",
    also_axis: str = "",
) -> Drawn:
    """Draw y over x as a line through the rows' points, the row of `marked` filled; hover for the figures."""
    tips = [
        alt.Tooltip(f"{x}:Q", title=x_axis, format=FORMATS.get(kinds[0], "")),
        alt.Tooltip(f"{y}:Q", title=y_axis, format=FORMATS.get(kinds[1], "")),
    ]
    tips += [alt.Tooltip(f"{also}:Q", title=also_axis, format=FORMATS["cny2"])] if also else []
    base = alt.Chart(
        data_of(frame.select(each(x, y, marked, *([also] if also else [])))), height=300, width="container"
    ).encode(
        x=alt.X(
            f"{x}:Q",
            title=x_axis,
            axis=alt.Axis(format=FORMATS.get(kinds[0], ""), tickCount=6),
            scale=alt.Scale(zero=False),
        ),
        y=alt.Y(
            f"{y}:Q",
            title=y_axis,
            axis=alt.Axis(format=FORMATS.get(kinds[1], ""), tickCount=5),
            scale=alt.Scale(zero=False),
        ),
    )
    line = base.mark_line(color=TEAL, strokeWidth=2)
    fill = alt.ColorValue(**alt.condition(f"datum.{marked}", alt.value(ROSE), alt.value("#ffffff")))
    points = base.mark_point(size=90, filled=True, opacity=1, strokeWidth=2).encode(
        color=fill, stroke=ringed(marked, ROSE, TEAL), tooltip=tips
    )
    return alt.layer(line, points)
