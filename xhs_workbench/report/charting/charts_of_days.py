"""Days as a line chart: a line a series, spans of days shaded behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.oxml.ns import qn
from pptx.util import Pt

from xhs_workbench.report.charting.charts_of_points import _format
from xhs_workbench.report.charting.placing import LABELS, Data, inches, place, plot_within, quiet
from xhs_workbench.report.charting.plotted import rounded
from xhs_workbench.report.charting.workbooks import columns, workbook
from xhs_workbench.report.presenting.drawing import box, clean, rgb, text
from xhs_workbench.report.presenting.slides import Para
from xhs_workbench.report.presenting.template import Area, Canvas
from xhs_workbench.views.sketching.pen import shorten, ticks

LEFT, FOOT, HEAD = 0.62, 0.7, 0.52
"""Room for the axis of values, for days and legend, for names of spans; inches."""


def draw_days(canvas: Canvas, slide: Any, area: Area, data: Data, says: str) -> Any:
    """Draw lines over days; spans lie behind, their names above."""
    rows = [row for row in data["rows"] if any(value is not None for _, value in row["points"])]
    days = sorted({_day_of(day) for row in rows for day, _ in row["points"]})
    lines = [
        {_day_of(day): rounded(float(value)) for day, value in row["points"] if value is not None}
        for row in rows
    ]
    names = [clean(row["label"]) for row in rows]
    top = max(value for line in lines for value in line.values())
    chart_data = CategoryChartData()
    chart_data.categories = days
    for name, line in zip(names, lines, strict=True):
        chart_data.add_series(name, [line.get(day) for day in days])
    raw = workbook(
        columns(
            ["", *days],
            *([name, *(line.get(day) for day in days)] for name, line in zip(names, lines, strict=True)),
        )
    )
    plot = Area(LEFT, HEAD, area.width - LEFT - 0.15, area.height - HEAD - FOOT)
    _shade(canvas, slide, area, plot, data.get("spans") or (), (days[0], days[-1]))
    chart = place(canvas, slide, area, XL_CHART_TYPE.LINE, chart_data, raw, says)
    for row, series in zip(rows, chart.plots[0].series, strict=True):
        series.smooth = False
        series.format.line.color.rgb = _line_colour(canvas, row)
        series.format.line.width = Pt(2.25)
    _axes(canvas, chart, data, top, days)
    _joined(chart)
    chart.has_legend = len(rows) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
        chart.legend.font.size = Pt(LABELS)
    plot_within(
        chart,
        plot.left / area.width,
        plot.top / area.height,
        plot.width / area.width,
        plot.height / area.height,
    )
    return chart


def _line_colour(canvas: Canvas, row: Data) -> Any:
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(canvas.look.tone(row.get("tone")))


def _axes(canvas: Canvas, chart: Any, data: Data, top: float, days: Sequence[date]) -> None:
    quiet(canvas, chart.value_axis, grid=True)
    steps = ticks(0, top * 1.08, 5)
    step = steps[1] - steps[0] if len(steps) > 1 else top or 1.0
    chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = 0, steps[-1] + step
    chart.value_axis.major_unit = step
    kind = str(data.get("y_kind", ""))
    chart.value_axis.tick_labels.number_format = (
        f'{_format("", step)}"×"' if kind == "multiple" else _format(kind, step)
    )
    chart.value_axis.tick_labels.number_format_is_linked = False
    axis = chart.category_axis
    quiet(canvas, axis)
    axis.format.line.color.rgb = rgb(canvas.look, "line")
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "mm-dd", False
    _stretch(axis, max((days[-1] - days[0]).days // 7, 1))


def _stretch(axis: Any, unit: int) -> None:
    """Count an axis in days, with a word every so many, and let lines begin and end at its edges."""
    element = axis._element
    for tag, value in (("baseTimeUnit", "days"), ("majorUnit", str(unit)), ("majorTimeUnit", "days")):
        for old in element.findall(qn(f"c:{tag}")):
            element.remove(old)
        made = etree.SubElement(element, qn(f"c:{tag}"))
        made.set("val", value)
    values = element.getparent().find(qn("c:valAx"))
    for old in values.findall(qn("c:crossBetween")):
        old.set("val", "midCat")


def _joined(chart: Any) -> None:
    """Draw a line through days without a figure."""
    space = chart._chartSpace.find(qn("c:chart"))
    for old in space.findall(qn("c:dispBlanksAs")):
        old.set("val", "span")


def _shade(
    canvas: Canvas,
    slide: Any,
    area: Area,
    plot: Area,
    spans: Sequence[Mapping[str, Any]],
    ends: tuple[date, date],
) -> None:
    """Shade spans of days; names of neighbours stand on two lines, so that they do not run into each other."""
    whole = max((ends[1] - ends[0]).days, 1)
    free = [-1e9, -1e9]

    def at(day: date) -> float:
        return area.left + plot.left + (day - ends[0]).days / whole * plot.width

    for span in spans:
        first, last = max(_day_of(span["start"]), ends[0]), min(_day_of(span["end"]), ends[1])
        if first > last:
            continue
        left, right = at(first), max(at(last), at(first) + 0.03)
        box(canvas, slide, Area(left, area.top + plot.top, right - left, plot.height), "span", name="Span")
        room = area.left + area.width - left
        words = shorten(clean(span["label"]), room * 72 / 1.1, LABELS)
        line = next((number for number, end in enumerate(free) if end < left), None)
        if line is not None:
            spot = Area(left, area.top + 0.04 + 0.22 * line, inches(words) + 0.1, 0.22)
            text(canvas, slide, spot, [Para(words, LABELS, colour="soft")], name="Span name")
            free[line] = left + inches(words) + 0.15


def _day_of(value: object) -> date:
    return date.fromisoformat(str(value)[:10])
