"""Charts that are read row by row: bars, differences with their interval, shares of a whole, steps of a funnel."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.oxml.ns import qn
from pptx.util import Pt

from xhs_workbench.report.charting.placing import (
    LABELS,
    Data,
    inches,
    label,
    paint,
    place,
    plot_within,
    quiet,
    unbroken,
    unlabel,
    widest,
)
from xhs_workbench.report.charting.plotted import as_shown, format_of, rounded
from xhs_workbench.report.charting.workbooks import columns, workbook
from xhs_workbench.report.presenting.drawing import clean, rgb, text, upright
from xhs_workbench.report.presenting.looks import contrast
from xhs_workbench.report.presenting.slides import Para
from xhs_workbench.report.presenting.template import Area, Canvas
from xhs_workbench.views.sketching.pen import shorten

NAMES = 0.42
"""Share of a chart's width that names take at most."""
TOLD = 0.6
"""Share that names take with their figure."""
FOOT = 0.32
"""Room for an axis or a legend, inches."""
THICK = 0.34
"""Of a bar at most, inches."""
MARK = 0.4
"""Half the height of a row's own mark, as a share of the row."""
LEAST_CONTRAST = 3.0
LEAST_LENGTH = 0.26
"""Of a part that has room for its figure, inches."""


def draw_bars(canvas: Canvas, slide: Any, area: Area, data: Data, says: str) -> Any:
    """Draw bars, or dots with their interval as bars with whiskers.

    Figures stand at the ends of bars; where whiskers or a reference's line would cross them, with the names.
    """
    rows = list(data["rows"])
    spans = any(row.get("low") is not None for row in rows)
    marks = [None if row.get("target") is None else float(row["target"]) for row in rows]
    beside = spans or bool(data.get("reference")) or any(mark is not None for mark in marks)
    texts = [clean(row.get("text") or "") for row in rows]
    values = [as_shown(float(row["value"]), text) for row, text in zip(rows, texts, strict=True)]
    names = [clean(row["label"]) for row in rows]
    room = min(widest(names) + 0.15, area.width * NAMES)
    told = _with_figures(names, texts, area) if beside else [_cut(name, room) for name in names]
    room = widest(told) + 0.15 if beside else room
    ends = [
        [_end(row, side, value) for row, value in zip(rows, values, strict=True)] for side in ("low", "high")
    ]
    measure = clean(data["note"]) or " "
    chart, series = _bars(canvas, slide, area, told, values, measure, says, ends if spans else None)
    for point, row in enumerate(rows):
        paint(canvas, series.points[point], canvas.look.tone(row.get("tone")))
    _scale(chart, values, ends, data, 0.05 if beside else _label_room(area, room, texts))
    plot = Area(area.left + room, area.top, area.width * 0.99 - room, area.height - FOOT)
    plot_within(chart, room / area.width, 0.0, plot.width / area.width, plot.height / area.height)
    _refer(canvas, slide, chart, data, plot)
    _mark(canvas, slide, chart, marks, plot)
    if not beside:
        _write_figures(canvas, chart, series, values, texts)
    return chart


def _with_figures(names: Sequence[str], texts: Sequence[str], area: Area) -> list[str]:
    """Return names with their figures; a name that is too long is cut, a figure never."""
    room = area.width * TOLD
    return [
        f"{_cut(name, max(room - inches(f'  {text}'), 0.8))}  {text}".rstrip()
        for name, text in zip(names, texts, strict=True)
    ]


def _cut(name: str, room: float) -> str:
    return shorten(name, (room - 0.1) * 72 / 1.1, LABELS)


def _end(row: Data, side: str, value: float) -> float:
    return value if row.get(side) is None else rounded(float(row[side]))


def _label_room(area: Area, room: float, texts: Sequence[str]) -> float:
    """Return what share of the bars' length their figures need beside the longest."""
    free = max(area.width - room, 0.5)
    return min((widest(texts) + 0.12) / free, 0.6)


def _bars(
    canvas: Canvas,
    slide: Any,
    area: Area,
    names: Sequence[str],
    values: Sequence[float],
    measure: str,
    says: str,
    ends: Sequence[Sequence[float]] | None = None,
) -> tuple[Any, Any]:
    """Add a bar chart of one series, the first row on top."""
    chart_data = CategoryChartData()
    chart_data.categories = list(names)
    chart_data.add_series(measure, list(values))
    given: list[list[Any]] = [["", *names], [measure, *values]]
    if ends:
        given += [["low", *ends[0]], ["high", *ends[1]]]
        below = [rounded(value - low) for value, low in zip(values, ends[0], strict=True)]
        above = [rounded(high - value) for value, high in zip(values, ends[1], strict=True)]
    chart = place(
        canvas, slide, area, XL_CHART_TYPE.BAR_CLUSTERED, chart_data, workbook(columns(*given)), says
    )
    plot = chart.plots[0]
    plot.vary_by_categories = False
    pitch = (area.height - FOOT) / max(len(names), 1)
    plot.gap_width = int(min(max((pitch / min(THICK, pitch * 0.7) - 1) * 100, 30), 500))
    chart.category_axis.reverse_order = True
    quiet(canvas, chart.category_axis)
    quiet(canvas, chart.value_axis, words=False)
    series = plot.series[0]
    series.invert_if_negative = False
    if ends:
        _whiskers(canvas, series, below, above)
    return chart, series


def _whiskers(canvas: Canvas, series: Any, below: Sequence[float], above: Sequence[float]) -> None:
    made = etree.Element(qn("c:errBars"))
    for tag, said in (("errBarType", "both"), ("errValType", "cust"), ("noEndCap", "0")):
        etree.SubElement(made, qn(f"c:{tag}")).set("val", said)
    for tag, values in (("plus", above), ("minus", below)):
        literal = etree.SubElement(etree.SubElement(made, qn(f"c:{tag}")), qn("c:numLit"))
        etree.SubElement(literal, qn("c:formatCode")).text = "General"
        etree.SubElement(literal, qn("c:ptCount")).set("val", str(len(values)))
        for number, value in enumerate(values):
            if not above[number] and not below[number]:
                continue  # no interval is known: a whisker of no length would say that it is exact
            point = etree.SubElement(literal, qn("c:pt"))
            point.set("idx", str(number))
            etree.SubElement(point, qn("c:v")).text = f"{max(value, 0.0):g}"
    shape = etree.SubElement(made, qn("c:spPr"))
    line = etree.SubElement(shape, qn("a:ln"))
    line.set("w", "15875")
    solid = etree.SubElement(line, qn("a:solidFill"))
    etree.SubElement(solid, qn("a:srgbClr")).set("val", canvas.look.colours["ink"])
    series._element.find(qn("c:cat")).addprevious(made)


def _scale(
    chart: Any, values: Sequence[float], ends: Sequence[Sequence[float]], data: Data, more: float
) -> None:
    """Set the ends of the axis of values, with room for figures behind the longest bar."""
    axis = chart.value_axis
    low, high = min(*ends[0], *values), max(*ends[1], *values)
    reference = (data.get("reference") or {}).get("value")
    if data.get("log") and low > 0:
        _log(axis, low, high)
        return
    marks = [float(row["target"]) for row in data["rows"] if row.get("target") is not None]
    top = max(high, 0.0, float(reference or 0.0), *marks)
    span = (top - min(low, 0.0)) or 1.0
    axis.maximum_scale = top + span * more / (1 - more)
    axis.minimum_scale = min(low, 0.0) - (span * 0.03 if low < 0 else 0.0)


def _log(axis: Any, low: float, high: float) -> None:
    scaling = axis._element.find(qn("c:scaling"))
    base = etree.Element(qn("c:logBase"))
    base.set("val", "10")
    scaling.insert(0, base)
    axis.minimum_scale, axis.maximum_scale = low / 1.15, high * 1.15


def _refer(canvas: Canvas, slide: Any, chart: Any, data: Data, plot: Area) -> None:
    """Mark the reference by a line with its word; bars of differences and of multiples start there.

    The ends of the axis and the place of the plot are set, so the line stands where the axis has it.
    """
    reference, axis = data.get("reference"), chart.value_axis
    if not reference:
        return
    at, log = float(reference["value"]), bool(data.get("log"))
    if log or at == 0:
        _cross(axis, at)
        chart.category_axis.format.line.color.rgb = rgb(canvas.look, "soft")
    low, high = axis.minimum_scale, axis.maximum_scale
    share = math.log(at / low) / math.log(high / low) if log else (at - low) / (high - low)
    if not 0 <= share <= 1:
        return
    x = plot.left + share * plot.width
    if at and not log:
        upright(canvas, slide, x, plot.top, plot.top + plot.height + 0.04)
    word = [Para(clean(reference["label"]), LABELS, colour="soft")]
    wide = inches(word[0].text) + 0.2
    left = min(max(x - wide / 2, plot.left - wide / 2), plot.left + plot.width - wide)
    text(
        canvas,
        slide,
        Area(left, plot.top + plot.height + 0.06, wide, 0.22),
        word,
        "middle",
        name="Reference name",
    )


def _mark(canvas: Canvas, slide: Any, chart: Any, marks: Sequence[float | None], plot: Area) -> None:
    """Draw each row's own mark across its bar, such as the figure before the campaign."""
    low, high = chart.value_axis.minimum_scale, chart.value_axis.maximum_scale
    pitch = plot.height / max(len(marks), 1)
    for number, mark in enumerate(marks):
        if mark is None or not low <= mark <= high:
            continue
        middle = plot.top + (number + 0.5) * pitch
        x = plot.left + (mark - low) / (high - low) * plot.width
        upright(canvas, slide, x, middle - pitch * MARK, middle + pitch * MARK)


def _cross(axis: Any, at: float) -> None:
    """Let the axis of names cross the axis of values at a value."""
    element = axis._element.getparent().find(qn("c:catAx"))
    for old in (*element.findall(qn("c:crosses")), *element.findall(qn("c:crossesAt"))):
        new = etree.Element(qn("c:crossesAt"))
        new.set("val", f"{at:g}")
        old.addprevious(new)
        element.remove(old)
        return


def _write_figures(
    canvas: Canvas, chart: Any, series: Any, values: Sequence[float], texts: Sequence[str]
) -> None:
    """Write each bar's figure: by a number format where one writes it, else as words."""
    made = format_of(values, texts)
    if made:
        labels = series.data_labels
        labels.show_value, labels.number_format, labels.number_format_is_linked = True, made, False
        labels.position = XL_LABEL_POSITION.OUTSIDE_END
        labels.font.size, labels.font.bold = Pt(LABELS), True
        labels.font.color.rgb = rgb(canvas.look, "ink")
        return
    for number, words in enumerate(texts):
        label(series.points[number], words, XL_LABEL_POSITION.OUTSIDE_END, bold=True)


def draw_steps(canvas: Canvas, slide: Any, area: Area, data: Data, says: str) -> Any:
    """Draw the steps of a funnel on a logarithmic scale; figures and shares of the step above stand with the names.

    Programs differ in where they put labels on such a scale.
    """
    rows = [row for row in data["rows"] if row["value"] and row["value"] > 0]
    shown = [clean(row.get("text") or "") for row in rows]
    values = [as_shown(float(row["value"]), text) for row, text in zip(rows, shown, strict=True)]
    texts = [
        " · ".join(part for part in (text, clean(row.get("rate") or "")) if part)
        for row, text in zip(rows, shown, strict=True)
    ]
    told = _with_figures([clean(row["label"]) for row in rows], texts, area)
    room = widest(told) + 0.15
    chart, series = _bars(canvas, slide, area, told, values, clean(data["note"]) or " ", says)
    # The least bar is at least a third of a decade long: one that begins at its own value could not be seen.
    low = 10.0 ** math.floor(math.log10(min(values)) - 0.3)
    _log(chart.value_axis, low, max(values))
    chart.value_axis.minimum_scale = low
    _cross(chart.value_axis, low)
    paint(canvas, series, canvas.look.colours["plain"])
    plot_within(chart, room / area.width, 0.0, 1 - room / area.width - 0.01, 1.0)
    return chart


def draw_stacks(canvas: Canvas, slide: Any, area: Area, data: Data, says: str) -> Any:
    """Draw each row as shares of its whole; parts are told apart by a legend and by their figures.

    A part with a `value` is a sum of money, and the workbook holds the sums.
    """
    rows = list(data["rows"])
    parts = list(dict.fromkeys((clean(part["label"]), part["tone"]) for row in rows for part in row["parts"]))
    names = [
        f"{clean(row['label'])} ({clean(row['note'])})" if row.get("note") else clean(row["label"])
        for row in rows
    ]
    room = min(widest(names) + 0.15, area.width * NAMES)
    told = [_cut(name, room) for name in names]
    held = [{clean(part["label"]): part for part in row["parts"]} for row in rows]
    in_sums = any("value" in part for row in rows for part in row["parts"])
    key, made = ("value", '"¥"#,##0') if in_sums else ("share", "0%")
    values = [
        [as_shown(row[name][key], clean(row[name]["text"])) if name in row else None for row in held]
        for name, _ in parts
    ]
    chart_data = CategoryChartData(number_format=made)
    chart_data.categories = told
    for (name, _), shares in zip(parts, values, strict=True):
        chart_data.add_series(name, shares)
    sheet = columns(["", *told], *([name, *shares] for (name, _), shares in zip(parts, values, strict=True)))
    raw = workbook(sheet, dict.fromkeys(range(1, len(parts) + 1), made))
    chart = place(canvas, slide, area, XL_CHART_TYPE.BAR_STACKED_100, chart_data, raw, says)
    plot = chart.plots[0]
    pitch = (area.height - FOOT) / max(len(rows), 1)
    plot.gap_width, plot.overlap = int(min(max((pitch / 0.5 - 1) * 100, 30), 400)), 100
    chart.category_axis.reverse_order = True
    quiet(canvas, chart.category_axis)
    quiet(canvas, chart.value_axis, words=False)
    wholes = [sum(line[number] or 0.0 for line in values) for number in range(len(rows))]
    for (name, tone), series, shares in zip(parts, plot.series, values, strict=True):
        paint(canvas, series, canvas.look.tone(tone))
        texts = [clean(row[name]["text"]) if name in row else "" for row in held]
        lengths = [
            (share or 0.0) / (whole or 1.0) * (area.width - room)
            for share, whole in zip(shares, wholes, strict=True)
        ]
        fits = [
            length >= max(LEAST_LENGTH, inches(said) + 0.06)
            for length, said in zip(lengths, texts, strict=True)
        ]
        _write_within(canvas, series, shares, texts, fits, canvas.look.tone(tone))
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    chart.legend.font.size = Pt(LABELS)
    plot_within(chart, room / area.width, 0.0, 1 - room / area.width - 0.01, 1 - FOOT / area.height)
    return chart


def _write_within(
    canvas: Canvas,
    series: Any,
    shares: Sequence[float | None],
    texts: Sequence[str],
    fits: Sequence[bool],
    ground: str,
) -> None:
    """Write figures into the parts that have room for them."""
    ink = rgb(
        canvas.look, "white" if contrast(ground, canvas.look.colours["white"]) >= LEAST_CONTRAST else "ink"
    )
    shown = [(share, said) for share, said in zip(shares, texts, strict=True) if share is not None and said]
    made = format_of([share for share, _ in shown], [said for _, said in shown])
    if not made:
        for number, (said, room) in enumerate(zip(texts, fits, strict=True)):
            if said and room:
                label(series.points[number], said, XL_LABEL_POSITION.CENTER, colour=ink, bold=True)
        return
    labels = series.data_labels
    labels.show_value, labels.number_format, labels.number_format_is_linked = True, made, False
    labels.position = XL_LABEL_POSITION.CENTER
    labels.font.size, labels.font.bold, labels.font.color.rgb = Pt(LABELS), True, ink
    unbroken(series)
    for number, (said, room) in enumerate(zip(texts, fits, strict=True)):
        if not said or not room:
            unlabel(series, number)
