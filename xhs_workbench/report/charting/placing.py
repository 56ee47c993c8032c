"""What every native chart has: its own workbook, our faces and quiet axes, a description, a known plot area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree
from pptx.enum.chart import XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.oxml.ns import qn
from pptx.util import Pt

from xhs_workbench.report.presenting.drawing import describe, rgb
from xhs_workbench.report.presenting.fitting import POINTS, SLACK
from xhs_workbench.report.presenting.template import Area, Canvas, emu
from xhs_workbench.views.sketching.pen import letters

Data = Mapping[str, Any]
LABELS = 11.0
"""Height of letters in charts, points."""


def place(canvas: Canvas, slide: Any, area: Area, kind: Any, data: Any, raw: bytes, says: str) -> Any:
    """Add a chart without title and legend, and put our workbook into it.

    Args:
        canvas: The deck.
        slide: Where.
        area: Its box.
        kind: Member of `XL_CHART_TYPE`.
        data: Chart data of python-pptx.
        raw: From `workbooks.workbook`, laid out as the chart's references say.
        says: For who cannot see it.
    """
    sides = (emu(canvas, part) for part in (area.left, area.top, area.width, area.height))
    frame = slide.shapes.add_chart(kind, *sides, data)
    frame.name = "Chart"
    chart = frame.chart
    chart.part.chart_workbook.update_from_xlsx_blob(raw)
    chart.has_title, chart.has_legend = False, False
    chart.font.size = Pt(LABELS * canvas.scale / 914_400)
    chart.font.color.rgb = rgb(canvas.look, "ink")
    _square(chart._chartSpace)
    _transparent(chart._chartSpace)
    describe(frame, says)
    return chart


def _square(space: Any) -> None:
    """Say that the frame has no rounded corners; without a word some programs draw them."""
    for old in space.findall(qn("c:roundedCorners")):
        space.remove(old)
    made = etree.Element(qn("c:roundedCorners"))
    made.set("val", "0")
    before = [child for child in space if child.tag in (qn("c:date1904"), qn("c:lang"))]
    space.insert(space.index(before[-1]) + 1 if before else 0, made)


def _transparent(space: Any) -> None:
    """Leave the chart's ground to the slide: what lies behind it is seen in every program."""
    plot = space.find(f".//{qn('c:plotArea')}")
    for owner, follower in ((space, space.find(qn("c:txPr"))), (plot, None)):
        made = etree.Element(qn("c:spPr"))
        etree.SubElement(made, qn("a:noFill"))
        etree.SubElement(etree.SubElement(made, qn("a:ln")), qn("a:noFill"))
        if follower is not None:
            follower.addprevious(made)
        else:
            owner.append(made)


def plot_within(chart: Any, left: float, top: float, width: float, height: float) -> None:
    """Set where the marks stand, as shares of the chart: names and notes around them are placed by us."""
    area = chart._chartSpace.find(f".//{qn('c:plotArea')}")
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    layout = etree.Element(qn("c:layout"))
    manual = etree.SubElement(layout, qn("c:manualLayout"))
    for tag, value in (("layoutTarget", "inner"), ("xMode", "edge"), ("yMode", "edge")):
        etree.SubElement(manual, qn(f"c:{tag}")).set("val", value)
    for tag, share in (("x", left), ("y", top), ("w", width), ("h", height)):
        etree.SubElement(manual, qn(f"c:{tag}")).set("val", f"{share:.4f}")
    area.insert(0, layout)


def quiet(canvas: Canvas, axis: Any, *, grid: bool = False, words: bool = True, low: bool = True) -> None:
    """Draw an axis without a line and marks; with words beside it and thin gridlines where asked for."""
    axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
    axis.has_minor_gridlines, axis.has_major_gridlines = False, grid
    axis.format.line.fill.background()
    if grid:
        axis.major_gridlines.format.line.color.rgb = rgb(canvas.look, "line")
        axis.major_gridlines.format.line.width = Pt(0.75)
    axis.tick_label_position = (
        (XL_TICK_LABEL_POSITION.LOW if low else XL_TICK_LABEL_POSITION.NEXT_TO_AXIS)
        if words
        else XL_TICK_LABEL_POSITION.NONE
    )
    axis.tick_labels.font.size = Pt(LABELS * canvas.scale / 914_400)


def paint(canvas: Canvas, mark: Any, colour: str) -> None:
    """Fill a mark with one colour."""
    from pptx.dml.color import RGBColor

    mark.format.fill.solid()
    mark.format.fill.fore_color.rgb = RGBColor.from_string(colour)


def label(point: Any, words: str, position: Any, *, colour: Any = None, bold: bool = False) -> None:
    """Write words at a mark that no number format can write."""
    point.data_label.position = position
    frame = point.data_label.text_frame
    frame._txBody.bodyPr.set("wrap", "none")
    run = frame.paragraphs[0].add_run()
    run.text = words
    run.font.size, run.font.bold = Pt(LABELS), bold
    if colour is not None:
        run.font.color.rgb = colour


def unlabel(series: Any, number: int) -> None:
    """Take the label off one mark of a series that has labels."""
    made = etree.Element(qn("c:dLbl"))
    etree.SubElement(made, qn("c:idx")).set("val", str(number))
    etree.SubElement(made, qn("c:delete")).set("val", "1")
    labels = series.data_labels._element
    labels.insert(len(labels.findall(qn("c:dLbl"))), made)


def unbroken(series: Any) -> None:
    """Keep labels on one line: LibreOffice breaks a figure that is longer than its bar is thick."""
    for props in series.data_labels._element.iter(qn("a:bodyPr")):
        props.set("wrap", "none")


def inches(text: str, size: float = LABELS) -> float:
    """Return about how wide a text is in a chart."""
    return letters(text, size) * SLACK / POINTS


def widest(texts: Sequence[str]) -> float:
    """Return the width of the widest text, inches."""
    return max((inches(text) for text in texts), default=0.0)
