"""Tables as native tables: widths from their words, heights from their lines, split over slides where they are long."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lxml import etree
from pptx.oxml.ns import qn

from xhs_workbench.report.presenting.drawing import clean, fill
from xhs_workbench.report.presenting.fitting import POINTS, SLACK, height, lines
from xhs_workbench.report.presenting.slides import Grid, Para
from xhs_workbench.report.presenting.template import Area, Canvas, emu
from xhs_workbench.views.sketching.pen import letters

SIZE, HEAD = 11.0, 10.0
SIDE, ABOVE = 0.07, 0.055
"""Inner margins of a cell, inches."""
LEAST, MOST = 0.55, 3.6
"""Width of a column that wraps, inches."""
PLAIN_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""Of PowerPoint: no style, no grid."""
CAPTION = 12.0
BOLD = 1.15
"""How much wider a heading is than its letters in a table: it must not break within a word."""


def caption_paras(grid: Grid) -> list[Para]:
    """Return what stands above a table."""
    return [Para(grid.title, CAPTION, bold=True)] if grid.title else []


def note_paras(grid: Grid) -> list[Para]:
    """Return what stands under a table."""
    return [Para(grid.note, 10, colour="soft", before=4)] if grid.note else []


def widths(grid: Grid, room: float) -> list[float]:
    """Return the width of each column: what its words need, the widest ones giving way, the whole room used.

    Args:
        grid: The table.
        room: Inches.
    """
    wanted = []
    for column, head in enumerate(grid.heads):
        cells = [row[column] for row in grid.rows]
        longest = max([_inches(cell, SIZE) for cell in cells] + [_head_width(head)])
        wanted.append(min(max(longest + 2 * SIDE + 0.02, LEAST), MOST if not grid.numeric[column] else 2.0))
    least = [
        min(want, max(LEAST, _head_width(head) + 2 * SIDE))
        for want, head in zip(wanted, grid.heads, strict=True)
    ]
    total = sum(wanted)
    if total > room:
        spare = sum(want - low for want, low in zip(wanted, least, strict=True))
        cut = min((total - room) / spare, 1.0) if spare else 0.0
        return [want - (want - low) * cut for want, low in zip(wanted, least, strict=True)]
    weights = [1.0 if numeric else 2.0 for numeric in grid.numeric]
    more = (room - total) / sum(weights)
    return [want + more * weight for want, weight in zip(wanted, weights, strict=True)]


def _inches(text: str, size: float) -> float:
    return letters(text, size) * SLACK / POINTS


def _head_width(head: str) -> float:
    """Return the width of a heading on two lines, or of its longest word."""
    words = head.split()
    whole = _inches(head, HEAD) * BOLD
    return max(whole / 2, *(_inches(word, HEAD) * BOLD for word in words)) if len(words) > 1 else whole


def row_heights(grid: Grid, sizes: Sequence[float]) -> tuple[float, list[float]]:
    """Return the height of the heading and of each row, inches."""
    head = max(_cell_height(text, size, HEAD) for text, size in zip(grid.heads, sizes, strict=True))
    return head, [
        max(_cell_height(text, size, SIZE) for text, size in zip(row, sizes, strict=True))
        for row in grid.rows
    ]


def _cell_height(text: str, width: float, size: float) -> float:
    rows = lines(clean(text), width - 2 * SIDE, size)
    return height([Para("", size)], 1.0) * rows + 2 * ABOVE


def around(grid: Grid, room: float) -> float:
    """Return the height of what stands above and under a table, inches."""
    over = height(caption_paras(grid), room)
    return (over + 0.08 if over else 0.0) + height(note_paras(grid), room)


def grid_height(grid: Grid, room: float) -> float:
    """Return how tall a table is with what stands around it, inches."""
    head, rows = row_heights(grid, widths(grid, room))
    return head + sum(rows) + around(grid, room)


def draw_table(canvas: Canvas, slide: Any, area: Area, grid: Grid) -> None:
    """Draw a table: a heading over a line, thin lines between rows, figures at the right."""
    sizes = widths(grid, area.width)
    head, tall = row_heights(grid, sizes)
    sides = (emu(canvas, part) for part in (area.left, area.top, sum(sizes), head + sum(tall)))
    frame = slide.shapes.add_table(len(grid.rows) + 1, len(grid.heads), *sides)
    frame.name = "Table"
    table = frame.table
    table.horz_banding = False
    style = table._tbl.tblPr.find(qn("a:tableStyleId"))
    if style is not None:
        style.text = PLAIN_STYLE
    for column, size in zip(table.columns, sizes, strict=True):
        column.width = emu(canvas, size)
    for row, size in zip(table.rows, [head, *tall], strict=True):
        row.height = emu(canvas, size)
    for place, (words, numeric) in enumerate(zip(grid.heads, grid.numeric, strict=True)):
        _cell(canvas, table.cell(0, place), Para(words, HEAD, bold=True, colour="soft"), numeric, "soft")
    for number, row in enumerate(grid.rows, 1):
        for place, (words, numeric) in enumerate(zip(row, grid.numeric, strict=True)):
            _cell(canvas, table.cell(number, place), Para(words, SIZE), numeric, "line")


def _cell(canvas: Canvas, cell: Any, para: Para, numeric: bool, under: str) -> None:
    cell.fill.background()
    fill(canvas, cell.text_frame, [para], "right" if numeric else "left")
    cell.margin_left = cell.margin_right = emu(canvas, SIDE)
    cell.margin_top = cell.margin_bottom = emu(canvas, ABOVE)
    _line_under(cell, canvas.look.colours[under])


def _line_under(cell: Any, colour: str) -> None:
    made = cell._tc.get_or_add_tcPr()
    line = etree.Element(qn("a:lnB"))
    line.set("w", "9525")
    etree.SubElement(etree.SubElement(line, qn("a:solidFill")), qn("a:srgbClr")).set("val", colour)
    made.insert(0, line)  # lines come before the fill
