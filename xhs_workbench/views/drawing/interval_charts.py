"""Charts of estimates: dots with their intervals, points over their bands.

Shapes as in `charts`, apart for their length.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import polars as pl

from xhs_workbench.late_imports import LateModule
from xhs_workbench.views.drawing.chart_engine import FORMATS, Drawn, data_of, each, faded, shape, tall
from xhs_workbench.views.drawing.theme import ROSE, SAND, TEAL

if TYPE_CHECKING:
    import altair as alt
else:
    alt = LateModule("altair")


@shape()
def dots_with_intervals(
    frame: pl.DataFrame,
    *,
    label: str,
    value: str,
    low: str,
    high: str,
    axis: str,
    other: str = "",
    names: tuple[str, str] = ("", ""),
    log: bool = False,
    kind: str = "count",
) -> Drawn:
    """Draw an estimate with its interval a row, and a second figure as a diamond beside it; the legend keeps one of the two."""
    shown = frame.select(
        each(label, value, low, high, *([other] if other else []), *(["n"] if "n" in frame.columns else []))
    )
    sides = {value: names[0], **({other: names[1]} if other else {})}
    long = shown.unpivot(
        list(sides), index=[c for c in shown.columns if c not in sides], variable_name="side", value_name="at"
    ).drop_nulls("at")
    long = long.with_columns(pl.col("side").replace_strict(sides))
    smallest = max(float(shown[low].min() or 1.0), 1.0) if log and shown.height else 0.0  # type: ignore[arg-type]
    scale = alt.Scale(type="log", domainMin=smallest, clamp=True, nice=False) if log else alt.Scale()
    y = alt.Y(f"{label}:N", sort=None, title=None)
    x_axis = alt.Axis(format=FORMATS.get(kind, ""), tickCount=6)
    tips = [
        alt.Tooltip(f"{label}:N", title=" "),
        alt.Tooltip("side:N", title=" "),
        *[
            alt.Tooltip(f"{c}:Q", title=t, format=FORMATS.get(kind, ""))
            for c, t in (("at", axis), (low, "≥"), (high, "≤"))
        ],
        *([alt.Tooltip("n:Q", title="n")] if "n" in shown.columns else []),
    ]
    keep = alt.selection_point(fields=["side"], bind="legend", name="keep")
    reach = (
        alt.Chart(data_of(shown), height=tall(frame, label, 26), width="container")
        .mark_rule(strokeWidth=2.2, color=SAND)
        .encode(y=y, x=alt.X(f"{low}:Q", title=axis, scale=scale, axis=x_axis), x2=alt.X2(f"{high}:Q"))
    )
    marks = alt.Scale(domain=list(sides.values()), range=["circle", "diamond"])
    shades = alt.Scale(domain=list(sides.values()), range=[ROSE, TEAL])
    dots = (
        alt.Chart(data_of(long))
        .mark_point(size=60, filled=True)
        .encode(
            y=y,
            x=alt.X("at:Q", scale=scale),
            tooltip=tips,
            opacity=faded(keep, 0.95, 0.12),
            color=alt.Color("side:N", sort=list(sides.values()), scale=shades, title=None),
            shape=alt.Shape("side:N", scale=marks, title=None),
        )
        .add_params(keep)
    )
    return alt.layer(reach, dots)


@shape("x", "y")
def bands(
    frame: pl.DataFrame,
    *,
    x: str,
    y: str,
    low: str,
    high: str,
    colour: str,
    label: str,
    palette: Mapping[str, str],
    x_axis: str,
    y_axis: str,
    n: str = "",
    kinds: tuple[str, str] = ("compact", "cny"),
) -> Drawn:
    """Draw one point a row over its own band, both axes logarithmic; the legend keeps one colour."""
    shown = frame.select(each(x, y, low, high, colour, label, *([n] if n else [])))
    keep = alt.selection_point(fields=[colour], bind="legend", name="keep")
    base = alt.Chart(data_of(shown), height=380, width="container")
    across = alt.X(
        f"{x}:Q",
        title=x_axis,
        scale=alt.Scale(type="log", nice=False, padding=14),
        axis=alt.Axis(format=FORMATS.get(kinds[0], ""), tickCount=6),
    )
    up = alt.Axis(format=FORMATS.get(kinds[1], ""), tickCount=6)
    band = base.mark_rule(strokeWidth=3, color=SAND, opacity=0.35).encode(
        x=across,
        y=alt.Y(f"{low}:Q", title=y_axis, scale=alt.Scale(type="log", nice=False, padding=14), axis=up),
        y2=alt.Y2(f"{high}:Q"),
    )
    money = FORMATS.get(kinds[1], "")
    tips = [
        alt.Tooltip(f"{label}:N", title=" "),
        alt.Tooltip(f"{x}:Q", title=x_axis, format=",.0f"),
        alt.Tooltip(f"{y}:Q", title=y_axis, format=money),
        alt.Tooltip(f"{low}:Q", title="P25", format=money),
        alt.Tooltip(f"{high}:Q", title="P75", format=money),
        *([alt.Tooltip(f"{n}:Q", title="n")] if n else []),
    ]
    points = (
        base.mark_point(size=46, filled=True)
        .encode(
            x=across,
            y=alt.Y(f"{y}:Q", scale=alt.Scale(type="log", nice=False, padding=14)),
            tooltip=tips,
            color=alt.Color(
                f"{colour}:N",
                sort=list(palette),
                scale=alt.Scale(domain=list(palette), range=list(palette.values())),
                title=None,
            ),
            opacity=faded(keep, 0.85, 0.06),
        )
        .add_params(keep)
    )
    return alt.layer(band, points)
