"""Charts of the shapes a campaign report needs. Each takes a frame and says in its title what one should see.

Fields keep ASCII names (Vega builds signal names from them); titles are in the reader's language. Data are plain rows,
NaN is null, and a chart holds only what it draws.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

import altair as alt
import polars as pl

from xhs_workbench.findings import Language, Text
from xhs_workbench.views.blocks import Block
from xhs_workbench.views.theme import CATEGORY, ROSE, SAND, SOFT, TEAL, chart_config

NOTHING = Text("", "")
TOP: alt.YValue = alt.YValue(0)  # type: ignore[no-untyped-call]
FEW = 5
FORMATS = {"rate": ".1%", "count": ",.0f", "compact": "~s", "cny": ",.0f", "cny2": ",.2f", "score": ".1f"}


def plain_rows(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Return rows that JSON can hold: dates as text, no NaN, no huge integers."""
    return [{key: _plain(value) for key, value in row.items()} for row in frame.iter_rows(named=True)]


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, int) and abs(value) > 2**53:
        return str(value)
    return value


def _block(chart: alt.TopLevelMixin, title: Text, note: Text, language: Language, n: int) -> Block:
    spec = chart.to_dict(validate=True)
    spec["config"] = chart_config()
    spec.pop("title", None)
    data = {
        "title": title.to(language),
        "note": note.to(language),
        "spec": spec,
        "empty": n == 0,
    }
    return Block("chart", data, language, spec)


def _tall(frame: pl.DataFrame, label: str, each: int) -> int:
    """Return a height that gives each label its room; Vega-Lite's own stepping does not go with a fluid width."""
    return each * max(frame[label].n_unique(), 1)


class _Rows:
    """Rows that altair takes as they are; it would look at every value at every copy, and `plain_rows` has done so."""

    _schema: ClassVar[dict[str, str]] = {"type": "array"}

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self._rows = rows

    def to_dict(self) -> list[dict[str, Any]]:
        return self._rows

    def __repr__(self) -> str:
        return repr(self._rows)  # altair names a view by a hash of this


def _each(*columns: str) -> list[str]:
    """Return every column once, in order: a set's order would differ from run to run, and the page with it."""
    return list(dict.fromkeys(columns))


def _data(frame: pl.DataFrame) -> alt.Data:
    return alt.Data(values=_Rows(plain_rows(frame)))  # type: ignore[no-untyped-call]


def _faded(keep: alt.Parameter, on: float, off: float) -> alt.OpacityValue:
    """Fade what is not kept. A channel given as a bare dictionary or text is looked up among all of altair's classes: slow."""
    return alt.OpacityValue(**alt.condition(keep, alt.value(on), alt.value(off)))


def _ringed(field: str, on: str, off: str | None) -> alt.StrokeValue:
    """Stroke rows whose field is true in a colour of their own."""
    return alt.StrokeValue(**alt.condition(f"datum.{field}", alt.value(on), alt.value(off)))


def _pick(field: str, options: Sequence[str], label: str, every: str) -> alt.Parameter:
    """Return a drop-down that keeps one value of a field, or all."""
    choice = alt.binding_select(options=[None, *options], labels=[every, *options], name=f"{label} ")
    return alt.selection_point(fields=[field], bind=choice, name="pick")


def ranked_bars(
    frame: pl.DataFrame, *, label: str, value: str, title: Text, axis: Text, kind: str = "count", low: str = "", high: str = "",
    colour: str = "", palette: Mapping[str, str] | None = None, note: Text = NOTHING, language: Language = "en",
) -> Block:  # fmt: skip
    """Draw bars in the frame's order, with intervals where `low` and `high` name columns; hover for the figures.

    A legend of `colour` can be clicked to keep one group.
    """
    base = alt.Chart(_data(frame), height=_tall(frame, label, 30), width="container")
    y = alt.Y(f"{label}:N", sort=None, title=None)
    ticks = _whole_ticks(frame, high or value) if kind == "count" else alt.Undefined
    x = alt.X(
        f"{value}:Q", title=axis.to(language), axis=alt.Axis(format=FORMATS.get(kind, ""), tickCount=5, values=ticks)
    )
    tips = [
        alt.Tooltip(f"{label}:N", title=" "),
        alt.Tooltip(f"{value}:Q", title=axis.to(language), format=FORMATS.get(kind, "")),
    ]
    tips += [alt.Tooltip("n:Q", title="n")] if "n" in frame.columns else []
    keep = alt.selection_point(fields=[colour or label], bind="legend" if colour else alt.Undefined, name="keep")
    scale = alt.Scale(domain=list(palette), range=list(palette.values())) if palette else alt.Scale(range=CATEGORY)
    shade = alt.Color(f"{colour}:N", scale=scale, title=None) if colour else alt.ColorValue(ROSE)
    bars = base.mark_bar(height=15).encode(
        y=y, x=x, color=shade, tooltip=tips, opacity=_faded(keep, 1, 0.25)
    ).add_params(keep)  # fmt: skip
    layers = [bars]
    if low and high:
        layers.append(
            base.mark_rule(strokeWidth=1.4, color="#221f1d").encode(y=y, x=alt.X(f"{low}:Q"), x2=alt.X2(f"{high}:Q"))
        )
    return _block(alt.layer(*layers), title, note, language, frame.height)


def _whole_ticks(frame: pl.DataFrame, most: str) -> Any:
    """Return every whole number up to a small count: vega's least step still gives halves, which the format rounds."""
    largest = frame[most].max() if frame.height else None
    few = isinstance(largest, int | float) and 0 < largest < FEW
    return list(range(math.ceil(largest) + 1)) if few else alt.Undefined  # type: ignore[arg-type]


def planned_bars(
    frame: pl.DataFrame, *, label: str, planned: str, delivered: str, title: Text, names: tuple[Text, Text], axis: Text,
    note: Text = NOTHING, language: Language = "en",
) -> Block:  # fmt: skip
    """Draw what was planned and what came side by side; the legend keeps one of them."""
    tall = frame.select(label, planned, delivered).unpivot(index=label, variable_name="side", value_name="value")
    named = {planned: names[0].to(language), delivered: names[1].to(language)}
    tall = tall.with_columns(pl.col("side").replace_strict(named))
    keep = alt.selection_point(fields=["side"], bind="legend", name="keep")
    chart = (
        alt.Chart(_data(tall), height=_tall(frame, label, 38), width="container")
        .mark_bar(height=13)
        .encode(
            y=alt.Y(f"{label}:N", sort=None, title=None),
            yOffset=alt.YOffset("side:N", sort=list(named.values())),
            x=alt.X("value:Q", title=axis.to(language), axis=alt.Axis(tickMinStep=1, format=",.0f")),
            color=alt.Color("side:N", sort=list(named.values()), scale=alt.Scale(range=[LINE_DARK, ROSE]), title=None),
            opacity=_faded(keep, 1, 0.2),
            tooltip=[
                alt.Tooltip(f"{label}:N", title=" "),
                alt.Tooltip("side:N", title=" "),
                alt.Tooltip("value:Q", title=axis.to(language)),
            ],
        )
        .add_params(keep)
    )
    return _block(chart, title, note, language, frame.height)


LINE_DARK = "#cfc4b5"


def time_lines(
    frame: pl.DataFrame, *, x: str, y: str, series: str, title: Text, axis: Text, names: Mapping[str, str] | None = None, kind: str = "count",
    span: tuple[date, date] | None = None, span_name: Text = NOTHING, log: bool = False, note: Text = NOTHING, language: Language = "en",
) -> Block:  # fmt: skip
    """Draw one line a series; the legend keeps one, and a span of days may be shaded."""
    shown = frame.with_columns(pl.col(series).replace(dict(names or {}))) if names else frame
    keep = alt.selection_point(fields=[series], bind="legend", name="keep")
    tips = [alt.Tooltip(f"{x}:T", title=" ", format="%Y-%m-%d"), alt.Tooltip(f"{series}:N", title=" "),
            alt.Tooltip(f"{y}:Q", title=axis.to(language), format=FORMATS.get(kind, ""))]  # fmt: skip
    scale = alt.Scale(type="log") if log else alt.Scale(zero=False)
    lines = (
        alt.Chart(_data(shown.select(x, y, series)), height=300, width="container")
        .mark_line(interpolate="monotone", point=alt.OverlayMarkDef(size=14, opacity=0.01))
        .encode(
            x=alt.X(
                f"{x}:T", title=None, axis=alt.Axis(format="%m-%d", tickCount=8, grid=False, labelOverlap="greedy")
            ),
            y=alt.Y(
                f"{y}:Q", title=axis.to(language), scale=scale, axis=alt.Axis(format=FORMATS.get(kind, ""), tickCount=5)
            ),
            color=alt.Color(f"{series}:N", scale=alt.Scale(range=CATEGORY), title=None, sort=None),
            opacity=_faded(keep, 1, 0.12),
            tooltip=tips,
        )
        .add_params(keep)
    )
    layers: list[alt.Chart] = [lines]
    if span:
        shade = pl.DataFrame({"from": [span[0]], "to": [span[1]], "name": [span_name.to(language)]})
        layers.insert(
            0, alt.Chart(_data(shade)).mark_rect(color=SAND, opacity=0.16).encode(x=alt.X("from:T"), x2=alt.X2("to:T"))
        )
        layers.append(
            alt.Chart(_data(shade))
            .mark_text(align="left", dx=6, dy=12, color=SOFT)
            .encode(x=alt.X("from:T"), y=TOP, text=alt.Text("name:N"))
        )
    return _block(alt.layer(*layers), title, note, language, frame.height)


def scatter(
    frame: pl.DataFrame, *, x: str, y: str, colour: str, label: str, title: Text, x_axis: Text, y_axis: Text, kinds: tuple[str, str] = ("count", "rate"),
    logs: tuple[bool, bool] = (True, False), picked: str = "", note: Text = NOTHING, language: Language = "en", every: Text = Text("All", "全部"),  # noqa: B008
    group: Text = Text("Show", "显示"),  # noqa: B008
) -> Block:  # fmt: skip
    """Draw one point a row; a drop-down keeps one group, and points of `picked` are ringed."""
    shown = frame.select(_each(x, y, colour, label, *([picked] if picked else []))).drop_nulls([x, y])
    options = sorted(shown[colour].drop_nulls().unique().to_list())
    pick = _pick(colour, options, group.to(language), every.to(language))
    chart = (
        alt.Chart(_data(shown), height=360, width="container")
        .mark_point(size=58, filled=True, strokeWidth=1.6)
        .encode(
            x=alt.X(f"{x}:Q", title=x_axis.to(language), scale=alt.Scale(type="log" if logs[0] else "linear", nice=True),
                    axis=alt.Axis(format=FORMATS.get(kinds[0], ""), tickCount=6)),
            y=alt.Y(f"{y}:Q", title=y_axis.to(language), scale=alt.Scale(type="log" if logs[1] else "linear"),
                    axis=alt.Axis(format=FORMATS.get(kinds[1], ""), tickCount=6)),
            color=alt.Color(f"{colour}:N", scale=alt.Scale(range=CATEGORY), title=None, sort=None),
            stroke=_ringed(picked, "#221f1d", None) if picked else alt.StrokeValue(None),
            opacity=_faded(pick, 0.75, 0.05),
            tooltip=[alt.Tooltip(f"{label}:N", title=" "), alt.Tooltip(f"{x}:Q", title=x_axis.to(language), format=FORMATS.get(kinds[0], "")),
                     alt.Tooltip(f"{y}:Q", title=y_axis.to(language), format=FORMATS.get(kinds[1], ""))],
        )
        .add_params(pick)
    )  # fmt: skip
    return _block(chart, title, note, language, shown.height)


def strips(
    frame: pl.DataFrame, *, group: str, value: str, label: str, title: Text, axis: Text, kind: str = "rate", order: Sequence[str] = (),
    note: Text = NOTHING, language: Language = "en",
) -> Block:  # fmt: skip
    """Draw every row as a tick within its group and the group's median as a bar; a slider hides the largest values."""
    shown = frame.select(group, value, label).drop_nulls(value).filter(pl.col(value) > 0)
    top = float(shown[value].quantile(0.98) or 1.0) if shown.height else 1.0
    most = float(shown[value].max() or 1.0) if shown.height else 1.0  # type: ignore[arg-type]
    step = 10.0 ** math.floor(math.log10(most / 50))  # beside the slider stands its bare value: whole steps read well
    least, top, most = (round(round(bound / step) * step, 9) for bound in (top / 5, top, most + step / 2))
    slider = alt.binding_range(min=least, max=most, step=step, name=f"{'最大值' if language == 'zh' else 'Up to'} ")
    limit = alt.param(value=top, bind=slider, name="limit")
    base = (
        alt.Chart(_data(shown), height=_tall(shown, group, 46), width="container")
        .transform_filter(f"datum.{value} <= limit")
        .add_params(limit)
    )
    y = alt.Y(f"{group}:N", sort=list(order) or None, title=None)
    x = alt.X(f"{value}:Q", title=axis.to(language), axis=alt.Axis(format=FORMATS.get(kind, ""), tickCount=6))
    ticks = base.mark_tick(color=TEAL, opacity=0.35, thickness=1.4, height=20).encode(
        y=y, x=x, tooltip=[alt.Tooltip(f"{label}:N", title=" "), alt.Tooltip(f"{value}:Q", format=FORMATS.get(kind, ""), title=axis.to(language))]
    )  # fmt: skip
    middle = base.mark_tick(color=ROSE, thickness=3.5, height=28).encode(y=y, x=alt.X(f"median({value}):Q"))
    return _block(alt.layer(ticks, middle), title, note, language, shown.height)


def stacked_shares(
    frame: pl.DataFrame, *, group: str, part: str, share: str, title: Text, axis: Text, order: Sequence[str], colours: Sequence[str] = CATEGORY,
    note: Text = NOTHING, language: Language = "en",
) -> Block:  # fmt: skip
    """Draw shares that add up to one, a bar a group; the legend keeps one part."""
    keep = alt.selection_point(fields=[part], bind="legend", name="keep")
    place = {name: i for i, name in enumerate(order)}
    shown = frame.with_columns(place=pl.col(part).replace_strict(place, default=len(order), return_dtype=pl.Int64))
    chart = (
        alt.Chart(_data(shown), height=_tall(shown, group, 36), width="container")
        .mark_bar(height=20)
        .encode(
            y=alt.Y(f"{group}:N", sort=None, title=None),
            x=alt.X(f"{share}:Q", stack="zero", title=axis.to(language), axis=alt.Axis(format=".0%", tickCount=5)),
            color=alt.Color(f"{part}:N", sort=list(order), scale=alt.Scale(domain=list(order), range=list(colours)[: len(order)]), title=None),
            order=alt.Order("place:Q"),
            opacity=_faded(keep, 1, 0.15),
            tooltip=[alt.Tooltip(f"{group}:N", title=" "), alt.Tooltip(f"{part}:N", title=" "), alt.Tooltip(f"{share}:Q", format=".1%", title=axis.to(language)),
                     *([alt.Tooltip("n:Q", title="n")] if "n" in shown.columns else [])],
        )
        .add_params(keep)
    )  # fmt: skip
    return _block(chart, title, note, language, shown.height)


def weeks(
    frame: pl.DataFrame, *, label: str, start: str, end: str, lane: str, title: Text, today: date | None = None, note: Text = NOTHING,
    language: Language = "en", lanes: Mapping[str, str] | None = None,
) -> Block:  # fmt: skip
    """Draw spans of days as bars on a calendar, with a line for today; the legend keeps one lane."""
    # The last day is part of a span, so its bar reaches to the next midnight: one day has a width.
    shown = frame.with_columns(pl.col(lane).replace(dict(lanes or {})), until=pl.col(end) + timedelta(days=1))
    keep = alt.selection_point(fields=[lane], bind="legend", name="keep")
    bars = (
        alt.Chart(_data(shown.select(label, start, end, lane, "until")), height=_tall(shown, label, 34), width="container")
        .mark_bar(height=16, cornerRadius=3)
        .encode(
            y=alt.Y(f"{label}:N", sort=None, title=None),
            x=alt.X(f"{start}:T", title=None, axis=alt.Axis(format="%m-%d", tickCount="week", labelOverlap="greedy")),
            x2=alt.X2("until:T"),
            color=alt.Color(f"{lane}:N", scale=alt.Scale(range=CATEGORY), title=None, sort=None),
            opacity=_faded(keep, 0.9, 0.15),
            tooltip=[alt.Tooltip(f"{label}:N", title=" "), alt.Tooltip(f"{start}:T", title="→", format="%Y-%m-%d"),
                     alt.Tooltip(f"{end}:T", title="←", format="%Y-%m-%d")],
        )
        .add_params(keep)
    )  # fmt: skip
    layers: list[alt.Chart] = [bars]
    if today:
        now = pl.DataFrame({"now": [today]})
        layers.append(alt.Chart(_data(now)).mark_rule(strokeDash=[4, 3], color="#221f1d").encode(x=alt.X("now:T")))
    return _block(alt.layer(*layers), title, note, language, frame.height)


def curve(
    frame: pl.DataFrame, *, x: str, y: str, marked: str, title: Text, x_axis: Text, y_axis: Text, kinds: tuple[str, str] = ("cny", "count"),
    also: str = "", also_axis: Text = NOTHING, note: Text = NOTHING, language: Language = "en",
) -> Block:  # fmt: skip
    """Draw y over x as a line through the rows' points, the row of `marked` filled; hover for the figures."""
    tips = [alt.Tooltip(f"{x}:Q", title=x_axis.to(language), format=FORMATS.get(kinds[0], "")),
            alt.Tooltip(f"{y}:Q", title=y_axis.to(language), format=FORMATS.get(kinds[1], ""))]  # fmt: skip
    tips += [alt.Tooltip(f"{also}:Q", title=also_axis.to(language), format=FORMATS["cny2"])] if also else []
    base = alt.Chart(_data(frame.select(_each(x, y, marked, *([also] if also else [])))), height=300, width="container").encode(
        x=alt.X(f"{x}:Q", title=x_axis.to(language), axis=alt.Axis(format=FORMATS.get(kinds[0], ""), tickCount=6), scale=alt.Scale(zero=False)),
        y=alt.Y(f"{y}:Q", title=y_axis.to(language), axis=alt.Axis(format=FORMATS.get(kinds[1], ""), tickCount=5), scale=alt.Scale(zero=False)),
    )  # fmt: skip
    line = base.mark_line(color=TEAL, strokeWidth=2)
    fill = alt.ColorValue(**alt.condition(f"datum.{marked}", alt.value(ROSE), alt.value("#ffffff")))
    points = base.mark_point(size=90, filled=True, opacity=1, strokeWidth=2).encode(
        color=fill, stroke=_ringed(marked, ROSE, TEAL), tooltip=tips
    )
    return _block(alt.layer(line, points), title, note, language, frame.height)
