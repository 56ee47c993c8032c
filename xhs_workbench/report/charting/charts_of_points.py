"""Two measures against each other as a scatter chart, with its middle lines and the names of those who stand out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.chart.data import XyChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION
from pptx.util import Pt

from xhs_workbench.report.charting.placing import LABELS, Data, inches, label, place, plot_within, quiet
from xhs_workbench.report.charting.plotted import rounded
from xhs_workbench.report.charting.workbooks import workbook
from xhs_workbench.report.presenting.drawing import clean, rgb, text
from xhs_workbench.report.presenting.slides import Para
from xhs_workbench.report.presenting.template import Area, Canvas
from xhs_workbench.views.sketching.pen import ticks

MOST_NAMES = 8
FORMATS = {"money": '"¥"General', "share": "0.#%", "count": "#,##0"}
MARKS = {"good": XL_MARKER_STYLE.CIRCLE, "bad": XL_MARKER_STYLE.SQUARE}
"""Tones also differ by shape, for who sees no colours."""
LEFT, FOOT, HEAD, RIGHT = 0.62, 0.62, 0.32, 0.12
"""Room around the plot for axes and their names, inches."""
NARROW = 0.1
"""A spread below that share of the values is drawn on a wider axis: its ticks would all be written alike."""
Box = tuple[float, float, float, float]


def draw_points(canvas: Canvas, slide: Any, area: Area, data: Data, says: str) -> Any:
    """Draw points: a series a tone, two lines at the middles, names where there is room."""
    rows = [row for row in data["rows"] if row.get("x") is not None and row.get("y") is not None]
    tones = _tones(rows)
    groups = [[row for row in rows if str(row.get("tone") or "plain") == tone] for tone in tones]
    series = [
        (
            [(rounded(row["x"]), rounded(row["y"])) for row in group],
            [clean(row.get("label") or "") for row in group],
        )
        for group in groups
    ]
    ends = _ends(rows, data)
    lines = _line_chart(data, ends)
    chart_data, raw = _sheet_of_points(
        [*((_tone_name(tone, data), *one) for tone, one in zip(tones, series, strict=True)), *lines]
    )
    chart = place(canvas, slide, area, XL_CHART_TYPE.XY_SCATTER, chart_data, raw, says)
    _axes(canvas, chart, data, ends)
    plot = Area(LEFT, HEAD, area.width - LEFT - RIGHT, area.height - HEAD - FOOT)
    plot_within(
        chart,
        plot.left / area.width,
        plot.top / area.height,
        plot.width / area.width,
        plot.height / area.height,
    )
    every = list(chart.plots[0].series)
    for tone, made in zip(tones, every, strict=False):
        made.format.line.fill.background()
        made.marker.style, made.marker.size = MARKS.get(tone, XL_MARKER_STYLE.DIAMOND), 9
        made.marker.format.fill.solid()
        made.marker.format.fill.fore_color.rgb = rgb(
            canvas.look, {"good": "good", "bad": "bad"}.get(tone, "plain")
        )
        made.marker.format.line.color.rgb = rgb(canvas.look, "white")
    for made in every[len(tones) :]:
        made.marker.style = XL_MARKER_STYLE.NONE
        made.smooth = False
        made.format.line.color.rgb = rgb(canvas.look, "soft")
        made.format.line.width = Pt(1)
    _name_points(rows, groups, every, plot, ends, _middles(data, plot, ends))
    _corners(canvas, slide, area, plot, data)
    return chart


def _tones(rows: Sequence[Data]) -> list[str]:
    """Return the tones, the one with most points first: LibreOffice loses a first series that is shorter than another."""
    said = [str(row.get("tone") or "plain") for row in rows]
    return sorted(dict.fromkeys(said), key=lambda tone: -said.count(tone))


def _tone_name(tone: str, data: Data) -> str:
    """Return what a series is called in its workbook: the corner it lies in, or the measure."""
    corners = data.get("corners") or ()
    corner = {"good": 0, "bad": -1}.get(tone)
    return clean(corners[corner] if corners and corner is not None else data["y_axis"])


def _ends(rows: Sequence[Data], data: Data) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the ends of both axes, at round numbers, with room for marks at the edge."""
    found = []
    for axis in ("x", "y"):
        line = data.get(f"{axis}_line")
        known = [float(row[axis]) for row in rows] + ([float(line["value"])] if line else [])
        low, high = min(known), max(known)
        pad = max((high - low) * 0.08, 0.0 if high - low > abs(high) * NARROW else abs(high) * NARROW) or 1.0
        start = max(low - pad, 0.0) if low >= 0 else low - pad
        steps = ticks(start, high + pad, 5)
        step = steps[1] - steps[0] if len(steps) > 1 else high + pad - start
        first = steps[0] - step if steps[0] > start + 1e-12 else steps[0]
        first = max(first, 0.0) if low >= 0 else first
        found.append(
            (round(first, 10), round(steps[-1] + step, 10))
        )  # a workbook writes sixteen digits, a chart seventeen
    return found[0], found[1]


def _line_chart(
    data: Data, ends: tuple[tuple[float, float], tuple[float, float]]
) -> list[tuple[str, list[tuple[float, float]], list[str]]]:
    made = []
    if line := data.get("x_line"):
        at = rounded(line["value"])
        made.append((clean(line["label"]), [(at, ends[1][0]), (at, ends[1][1])], ["", ""]))
    if line := data.get("y_line"):
        at = rounded(line["value"])
        made.append((clean(line["label"]), [(ends[0][0], at), (ends[0][1], at)], ["", ""]))
    return made


def _sheet_of_points(
    series: Sequence[tuple[str, Sequence[tuple[float, float]], Sequence[str]]],
) -> tuple[Any, bytes]:
    """Return chart data, and the workbook as its references expect it: series under each other, a blank row between."""
    chart_data, cells, row = XyChartData(), dict[tuple[int, int], Any](), 0
    for name, points, names in series:
        made = chart_data.add_series(name)
        cells[row, 1] = name
        for step, ((x, y), said) in enumerate(zip(points, names, strict=True), 1):
            made.add_data_point(x, y)
            cells |= {(row + step, 0): x, (row + step, 1): y, (row + step, 2): said or None}
        row += len(points) + 2
    return chart_data, workbook(cells)


def _axes(
    canvas: Canvas, chart: Any, data: Data, ends: tuple[tuple[float, float], tuple[float, float]]
) -> None:
    for axis, name, (low, high) in (
        (chart.category_axis, "x", ends[0]),
        (chart.value_axis, "y", ends[1]),
    ):
        quiet(canvas, axis, grid=name == "y")
        axis.minimum_scale, axis.maximum_scale = low, high
        found = ticks(low, high, 6)
        unit = found[1] - found[0] if len(found) > 1 else high - low
        off = (
            abs(low / unit - round(low / unit)) > 1e-6
        )  # marks are counted from the low end: 4.5% would be written 5%
        axis.major_unit = round(unit / 2 if off else unit, 10)
        axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
        step = axis.major_unit
        axis.tick_labels.number_format = _format(str(data.get(f"{name}_kind", "")), step)
        axis.tick_labels.number_format_is_linked = False
    chart.category_axis.has_title = True
    frame = chart.category_axis.axis_title.text_frame
    run = frame.paragraphs[0].add_run()
    run.text = clean(data["x_axis"])
    run.font.size, run.font.bold = Pt(LABELS), False


def _format(kind: str, step: float) -> str:
    """Return how numbers of an axis are written, with the decimals its steps need.

    >>> _format("money", 0.5), _format("share", 0.02), _format("money", 2)
    ('"¥"0.0', '0%', '"¥"#,##0')
    """
    if kind == "share":
        return "0%" if round(step * 100, 6) % 1 == 0 else "0.0%"
    sign = '"¥"' if kind == "money" else ""
    return f"{sign}#,##0" if round(step, 6) % 1 == 0 else f"{sign}0.0" if step >= 0.1 else f"{sign}0.00"


def _name_points(
    rows: Sequence[Data],
    groups: Sequence[Sequence[Data]],
    series: Sequence[Any],
    plot: Area,
    ends: tuple[tuple[float, float], tuple[float, float]],
    lines: Sequence[Box],
) -> None:
    """Name the first rows that have a name, each at the first side where it hides nothing and no line crosses it.

    The slide says that these rows are named: where no side is free, a name may cross a line, then touch a mark.
    """
    marks = []
    for row in rows:
        x, y = _at(row, plot, ends)
        marks.append((x - 0.07, y - 0.07, x + 0.07, y + 0.07))
    names: list[Box] = []
    for row in [row for row in rows if row.get("label")][:MOST_NAMES]:
        words = clean(row["label"])
        x, y = _at(row, plot, ends)
        wide, tall = inches(words), 0.1
        sides = (
            (XL_LABEL_POSITION.RIGHT, (x + 0.08, y - tall, x + 0.1 + wide, y + tall)),
            (XL_LABEL_POSITION.LEFT, (x - 0.1 - wide, y - tall, x - 0.08, y + tall)),
            (XL_LABEL_POSITION.ABOVE, (x - wide / 2, y - 0.3, x + wide / 2, y - 0.08)),
            (XL_LABEL_POSITION.BELOW, (x - wide / 2, y + 0.08, x + wide / 2, y + 0.3)),
        )
        within = [
            (position, spot)
            for position, spot in sides
            if spot[0] >= 0 and spot[2] <= plot.width and spot[1] >= 0 and spot[3] <= plot.height
        ]
        for taken in ((*names, *marks, *lines), (*names, *marks), names):
            free = next((one for one in within if not any(_meet(one[1], other) for other in taken)), None)
            if free is not None:
                group = next(number for number, held in enumerate(groups) if row in held)
                label(series[group].points[groups[group].index(row)], words, free[0])
                names.append(free[1])
                break


def _middles(data: Data, plot: Area, ends: tuple[tuple[float, float], tuple[float, float]]) -> list[Box]:
    """Return where the middle lines run."""
    found: list[Box] = []
    at = {
        key: line["value"] if (line := data.get(f"{key}_line")) else ends[number][0]
        for number, key in enumerate("xy")
    }
    x, y = _at(at, plot, ends)
    if data.get("x_line"):
        found.append((x - 0.01, 0.0, x + 0.01, plot.height))
    if data.get("y_line"):
        found.append((0.0, y - 0.01, plot.width, y + 0.01))
    return found


def _at(row: Data, plot: Area, ends: tuple[tuple[float, float], tuple[float, float]]) -> tuple[float, float]:
    (left, right), (low, high) = ends
    across = (float(row["x"]) - left) / (right - left) * plot.width
    return across, plot.height - (float(row["y"]) - low) / (high - low) * plot.height


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _corners(canvas: Canvas, slide: Any, area: Area, plot: Area, data: Data) -> None:
    """Write what each quarter means into its corner, and the upright measure's name above."""
    left, right = area.left + plot.left + 0.08, area.left + plot.left + plot.width
    top, foot = area.top + plot.top, area.top + plot.top + plot.height
    wide = plot.width * 0.45
    places = (
        (left, top + 0.04, "left"),
        (right - wide - 0.08, top + 0.04, "right"),
        (left, foot - 0.26, "left"),
        (right - wide - 0.08, foot - 0.26, "right"),
    )
    for words, (x, y, side) in zip(data.get("corners") or (), places, strict=False):
        text(canvas, slide, Area(x, y, wide, 0.22), [Para(words, 11, colour="soft")], side, name="Corner")
    text(
        canvas,
        slide,
        Area(area.left, area.top, plot.width, 0.24),
        [Para(clean(data["y_axis"]), 11, colour="soft")],
        name="Axis",
    )
