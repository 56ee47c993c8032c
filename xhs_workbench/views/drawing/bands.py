"""Two shapes that carry their doubt: a line with a band, and estimates with their intervals."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from xhs_workbench.late_imports import LateModule
from xhs_workbench.views.drawing.chart_engine import (
    FORMATS,
    Drawn,
    along,
    data_of,
    faded,
    shades,
    shape,
    tall,
    with_span,
)
from xhs_workbench.views.drawing.finishing import DAY
from xhs_workbench.views.drawing.theme import INK, ROSE, SOFT, TEAL

if TYPE_CHECKING:
    import altair as alt
else:
    alt = LateModule("altair")


@shape()
def band_lines(
    frame: pl.DataFrame,
    *,
    x: str,
    seen: str,
    middle: str,
    low: str,
    high: str,
    pick: str,
    axis: str,
    names: tuple[str, str],
    by: str,
    x_axis: str = "",
    kind: str = "count",
    span: tuple[date, date] | None = None,
    span_name: str = "",
) -> Drawn:
    """Draw what was seen as a line and what is expected as a dashed line in its band; a drop-down changes the row picked.

    Args:
        frame: One row a point; `x` is a date, or a number of days where `x_axis` is given.
        x: Column of the horizontal axis.
        seen: Column of what was seen.
        middle: Column of what is expected.
        low: Lower end of the band.
        high: Upper end.
        pick: Column with the name in the drop-down; the first name is shown first.
        axis: Vertical axis.
        names: Names of the two lines.
        by: Label of the drop-down.
        x_axis: Title of a numeric horizontal axis; none means dates.
        kind: Number format.
        span: Days to shade.
        span_name: Name of the shade.
    """
    shown = frame.select(x, seen, middle, low, high, pick)
    options = shown[pick].unique(maintain_order=True).to_list()
    bind = alt.binding_select(options=options, name=f"{by} ")
    chosen = alt.selection_point(fields=[pick], bind=bind, value=options[0] if options else None, name="pick")
    line = along(x, x_axis)
    form, words = FORMATS.get(kind, ""), list(names)
    y_axis = alt.Axis(format=form, tickCount=5)
    when = alt.Tooltip(f"{x}:Q", title=x_axis) if x_axis else alt.Tooltip(f"{x}:T", title=" ", format=DAY)
    tips = [
        when,
        alt.Tooltip(f"{seen}:Q", title=words[0], format=form),
        alt.Tooltip(f"{middle}:Q", title=words[1], format=form),
        alt.Tooltip(f"{low}:Q", title="↓", format=form),
        alt.Tooltip(f"{high}:Q", title="↑", format=form),
    ]
    base = alt.Chart(data_of(shown), height=300, width="container").transform_filter(chosen)
    shade = alt.Color("line:N", scale=alt.Scale(domain=words, range=[ROSE, TEAL]), title=None)
    scale = alt.Scale(zero=False)
    band = base.mark_area(color=TEAL, opacity=0.16).encode(
        x=line, y=alt.Y(f"{low}:Q", title=axis, axis=y_axis, scale=scale), y2=alt.Y2(f"{high}:Q")
    )
    dashed = (
        _line(base, words[1])
        .mark_line(strokeDash=[5, 4], strokeWidth=1.6)
        .encode(
            x=line,
            y=alt.Y(f"{middle}:Q", scale=scale),
            color=shade,
            tooltip=tips,
        )
    )
    solid = (
        _line(base, words[0])
        .mark_line(strokeWidth=1.8, point=alt.OverlayMarkDef(size=14, opacity=0.01))
        .encode(x=line, y=alt.Y(f"{seen}:Q", scale=scale), color=shade, tooltip=tips)
        .add_params(chosen)
    )
    return alt.layer(*with_span([band, dashed, solid], span, span_name))


def _room(frame: pl.DataFrame, low: str, high: str, neutral: float, *, log: bool) -> alt.Scale:
    """Leave room on the right for the words beside the longest interval."""
    kind = "log" if log else "linear"
    ends = frame.select(pl.col(low).min(), pl.col(high).max()).row(0)
    if None in ends:
        return alt.Scale(type=kind, zero=False)  # type: ignore[arg-type]
    first, last = min(ends[0], neutral), max(ends[1], neutral)
    far = last * (last / first) ** 0.25 if log else last + 0.25 * (last - first)
    return alt.Scale(type=kind, domain=[first, far], nice=False)  # type: ignore[arg-type]


def _line(base: alt.Chart, name: str) -> alt.Chart:
    """Give a layer the name of its line, so that the two share a legend."""
    return base.transform_calculate(line=json.dumps(name, ensure_ascii=False))


@shape()
def interval_dots(
    frame: pl.DataFrame,
    *,
    label: str,
    value: str,
    low: str,
    high: str,
    n: str,
    axis: str,
    colour: str = "",
    neutral: float = 0.0,
    kind: str = "+.0%",
    log: bool = False,
    order: Sequence[str] = (),
    palette: Mapping[str, str] | None = None,
) -> Drawn:
    """Draw estimates as dots with their intervals around a line of no difference; n stands beside each; the legend keeps a group.

    `palette` gives groups colours of their own; of those, the legend lists what is there.
    """
    columns = list(dict.fromkeys([label, value, low, high, n, *([colour] if colour else [])]))
    shown = frame.select(columns)
    base = alt.Chart(data_of(shown), height=tall(shown, label, 30), width="container")
    form = FORMATS.get(kind, kind)
    scale = _room(shown, low, high, neutral, log=log)
    y = alt.Y(f"{label}:N", sort=list(order) or None, title=None, axis=alt.Axis(labelLimit=300))
    keep = alt.selection_point(
        fields=[colour or label], bind="legend" if colour else alt.Undefined, name="keep"
    )
    shade = (
        alt.Color(f"{colour}:N", scale=shades(shown, colour, palette), title=None, sort=None)
        if colour
        else alt.ColorValue(ROSE)
    )
    fade = faded(keep, 1, 0.15)
    x = alt.X(f"{value}:Q", title=axis, scale=scale, axis=alt.Axis(format=form, tickCount=6))
    tips = [
        alt.Tooltip(f"{label}:N", title=" "),
        alt.Tooltip(f"{value}:Q", title=axis, format=form),
        alt.Tooltip(f"{low}:Q", title="↓", format=form),
        alt.Tooltip(f"{high}:Q", title="↑", format=form),
        alt.Tooltip(f"{n}:N", title="n"),
    ]
    spans = base.mark_rule(strokeWidth=2).encode(
        y=y, x=alt.X(f"{low}:Q", scale=scale, title=axis), x2=alt.X2(f"{high}:Q"), color=shade, opacity=fade
    )
    dots = (
        base.mark_point(size=80, filled=True)
        .encode(y=y, x=x, color=shade, opacity=fade, tooltip=tips)
        .add_params(keep)
    )
    words = base.mark_text(align="left", dx=8, color=SOFT, fontSize=11).encode(
        y=y, x=alt.X(f"{high}:Q"), text=alt.Text(f"{n}:N"), opacity=fade
    )
    zero = (
        alt.Chart(data_of(pl.DataFrame({"neutral": [neutral]})))
        .mark_rule(strokeDash=[3, 3], color=INK)
        .encode(x=alt.X("neutral:Q"))
    )
    return alt.layer(zero, spans, dots, words)
