"""Charts of estimates: dots with their intervals, points over their bands. Shapes as in `charts`, apart for their length."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import polars as pl

from xhs_workbench.findings import Language, Text
from xhs_workbench.views.blocks import Block
from xhs_workbench.views.charts import FORMATS, NOTHING, _block, _data, _each, _faded, _tall
from xhs_workbench.views.theme import ROSE, SAND, TEAL


def dots_with_intervals(
    frame: pl.DataFrame, *, label: str, value: str, low: str, high: str, title: Text, axis: Text, other: str = "", names: tuple[Text, Text] = (NOTHING, NOTHING),
    log: bool = False, kind: str = "count", note: Text = NOTHING, language: Language = "en",
) -> Block:  # fmt: skip
    """Draw an estimate with its interval a row, and a second figure as a diamond beside it; the legend keeps one of the two."""
    shown = frame.select(
        _each(label, value, low, high, *([other] if other else []), *(["n"] if "n" in frame.columns else []))
    )
    sides = {value: names[0].to(language), **({other: names[1].to(language)} if other else {})}
    tall = shown.unpivot(
        list(sides), index=[c for c in shown.columns if c not in sides], variable_name="side", value_name="at"
    ).drop_nulls("at")
    tall = tall.with_columns(pl.col("side").replace_strict(sides))
    smallest = max(float(shown[low].min() or 1.0), 1.0) if log and shown.height else 0.0  # type: ignore[arg-type]
    scale = alt.Scale(type="log", domainMin=smallest, clamp=True, nice=False) if log else alt.Scale()
    y = alt.Y(f"{label}:N", sort=None, title=None)
    x_axis = alt.Axis(format=FORMATS.get(kind, ""), tickCount=6)
    tips = [alt.Tooltip(f"{label}:N", title=" "), alt.Tooltip("side:N", title=" "),
            *[alt.Tooltip(f"{c}:Q", title=t, format=FORMATS.get(kind, "")) for c, t in (("at", axis.to(language)), (low, "≥"), (high, "≤"))],
            *([alt.Tooltip("n:Q", title="n")] if "n" in shown.columns else [])]  # fmt: skip
    keep = alt.selection_point(fields=["side"], bind="legend", name="keep")
    reach = alt.Chart(_data(shown), height=_tall(frame, label, 26), width="container").mark_rule(strokeWidth=2.2, color=SAND).encode(
        y=y, x=alt.X(f"{low}:Q", title=axis.to(language), scale=scale, axis=x_axis), x2=alt.X2(f"{high}:Q")
    )  # fmt: skip
    marks = alt.Scale(domain=list(sides.values()), range=["circle", "diamond"])
    shades = alt.Scale(domain=list(sides.values()), range=[ROSE, TEAL])
    dots = alt.Chart(_data(tall)).mark_point(size=60, filled=True).encode(
        y=y, x=alt.X("at:Q", scale=scale), tooltip=tips, opacity=_faded(keep, 0.95, 0.12),
        color=alt.Color("side:N", sort=list(sides.values()), scale=shades, title=None), shape=alt.Shape("side:N", scale=marks, title=None),
    ).add_params(keep)  # fmt: skip
    return _block(alt.layer(reach, dots), title, note, language, frame.height)


def bands(
    frame: pl.DataFrame, *, x: str, y: str, low: str, high: str, colour: str, label: str, palette: Mapping[str, str], title: Text, x_axis: Text, y_axis: Text,
    n: str = "", kinds: tuple[str, str] = ("compact", "cny"), note: Text = NOTHING, language: Language = "en",
) -> Block:  # fmt: skip
    """Draw one point a row over its own band, both axes logarithmic; the legend keeps one colour."""
    shown = frame.select(_each(x, y, low, high, colour, label, *([n] if n else []))).drop_nulls([x, y])
    keep = alt.selection_point(fields=[colour], bind="legend", name="keep")
    base = alt.Chart(_data(shown), height=380, width="container")
    across = alt.X(
        f"{x}:Q",
        title=x_axis.to(language),
        scale=alt.Scale(type="log", nice=False, padding=14),
        axis=alt.Axis(format=FORMATS.get(kinds[0], ""), tickCount=6),
    )
    up = alt.Axis(format=FORMATS.get(kinds[1], ""), tickCount=6)
    band = base.mark_rule(strokeWidth=3, color=SAND, opacity=0.35).encode(
        x=across, y=alt.Y(f"{low}:Q", title=y_axis.to(language), scale=alt.Scale(type="log", nice=False, padding=14), axis=up), y2=alt.Y2(f"{high}:Q")
    )  # fmt: skip
    money = FORMATS.get(kinds[1], "")
    tips = [alt.Tooltip(f"{label}:N", title=" "), alt.Tooltip(f"{x}:Q", title=x_axis.to(language), format=",.0f"),
            alt.Tooltip(f"{y}:Q", title=y_axis.to(language), format=money), alt.Tooltip(f"{low}:Q", title="P25", format=money),
            alt.Tooltip(f"{high}:Q", title="P75", format=money), *([alt.Tooltip(f"{n}:Q", title="n")] if n else [])]  # fmt: skip
    points = base.mark_point(size=46, filled=True).encode(
        x=across, y=alt.Y(f"{y}:Q", scale=alt.Scale(type="log", nice=False, padding=14)), tooltip=tips,
        color=alt.Color(f"{colour}:N", sort=list(palette), scale=alt.Scale(domain=list(palette), range=list(palette.values())), title=None),
        opacity=_faded(keep, 0.85, 0.06),
    ).add_params(keep)  # fmt: skip
    return _block(alt.layer(band, points), title, note, language, shown.height)
