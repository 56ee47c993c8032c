"""Tables as native tables: widths from their words, heights from their lines, split over slides where they are long."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.oxml import parse_xml

from xhs_workbench.report.presenting.drawing import NAMESPACE, body_xml, clean, paras_xml
from xhs_workbench.report.presenting.fitting import POINTS, SLACK, height, lines, pieces_of
from xhs_workbench.report.presenting.slides import Grid, Para
from xhs_workbench.report.presenting.template import Area, Canvas, emu
from xhs_workbench.views.sketching.pen import letters

SIZES = (15.0, 14.0, 13.0, 12.0, 11.0)
"""Of the letters of cells, points; a short table is not set in the letters of a long one."""
SIDE, ABOVE = 0.07, 0.055
"""Inner margins of a cell, inches."""
LEAST, MOST = 0.55, 3.6
"""Width of a column that wraps, inches."""
WORD = 1.5
"""A word of a cell up to this wide is not broken, inches."""
PLAIN_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""Of PowerPoint: no style, no grid."""
LOOKS = f'<a:tblPr firstRow="1"><a:tableStyleId>{PLAIN_STYLE}</a:tableStyleId></a:tblPr>'
STANDS = body_xml("top")
CAPTION = 12.0
BOLD = 1.15
"""How much wider a heading is than its letters in a table: it must not break within a word."""


def caption_paras(grid: Grid) -> list[Para]:
    """Return what stands above a table."""
    return [Para(grid.title, CAPTION, bold=True)] if grid.title else []


def note_paras(grid: Grid) -> list[Para]:
    """Return what stands under a table."""
    return [Para(grid.note, 10, colour="soft", before=4)] if grid.note else []


def _wanted_widths(grid: Grid) -> list[float]:
    """Return the width that each column's words need on one line, headings on two, up to a most."""
    scale = grid.size / SIZES[-1]
    wanted = []
    for column, head in enumerate(grid.heads):
        cells = [row[column] for row in grid.rows]
        longest = max([_inches(cell, grid.size) for cell in cells] + [_head_width(head, grid.size)])
        most = (MOST if not grid.numeric[column] else 2.0) * scale
        wanted.append(min(max(longest + 2 * SIDE + 0.02, LEAST), most))
    return wanted


def is_roomy(grid: Grid, room: float) -> bool:
    """Say whether a table stands in a room without a column giving way, inches."""
    return sum(_wanted_widths(grid)) <= room


def widths(grid: Grid, room: float) -> list[float]:
    """Return the width of each column: what its words need, the widest ones giving way, the whole room used.

    Args:
        grid: The table.
        room: Inches.
    """
    wanted = _wanted_widths(grid)
    least = [
        min(want, max(LEAST, _head_width(head, grid.size) + 2 * SIDE, _word_width(grid, column)))
        for column, (want, head) in enumerate(zip(wanted, grid.heads, strict=True))
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


def _word_width(grid: Grid, column: int) -> float:
    """Return the width that a column needs so that no word of its cells is broken, a month such as 2026-04 among them."""
    words = {piece.strip() for row in grid.rows for piece in pieces_of(row[column])}
    return (
        min(max((_inches(word, grid.size) for word in words), default=0.0), WORD * grid.size / SIZES[-1])
        + 2 * SIDE
        + 0.02
    )


def _head_width(head: str, size: float) -> float:
    """Return the width of a heading on two lines, or of its longest word."""
    words = head.split()
    whole = _inches(head, size - 1) * BOLD
    return max(whole / 2, *(_inches(word, size - 1) * BOLD for word in words)) if len(words) > 1 else whole


def row_heights(grid: Grid, sizes: Sequence[float]) -> tuple[float, list[float]]:
    """Return the height of the heading and of each row, inches."""
    head = max(_cell_height(text, wide, grid.size - 1) for text, wide in zip(grid.heads, sizes, strict=True))
    return head, [
        max(_cell_height(text, wide, grid.size) for text, wide in zip(row, sizes, strict=True))
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
    across, down = ([emu(canvas, size) for size in each] for each in (sizes, (head, *tall)))
    sides = (emu(canvas, area.left), emu(canvas, area.top), sum(across), sum(down))
    frame = slide.shapes.add_table(1, 1, *sides)
    frame.name = "Table"
    rows = [
        _row_xml(
            canvas, [Para(words, grid.size - 1, True, "soft") for words in grid.heads], grid, down[0], "soft"
        )
    ]
    rows += [
        _row_xml(canvas, [Para(words, grid.size) for words in row], grid, high, "line")
        for row, high in zip(grid.rows, down[1:], strict=True)
    ]
    made = frame.table._tbl
    columns = "".join(f'<a:gridCol w="{size}"/>' for size in across)
    made.getparent().replace(
        made, parse_xml(f"<a:tbl {NAMESPACE}>{LOOKS}<a:tblGrid>{columns}</a:tblGrid>{''.join(rows)}</a:tbl>")
    )


def _row_xml(canvas: Canvas, paras: Sequence[Para], grid: Grid, high: int, under: str) -> str:
    """Return a row as DrawingML: python-pptx sets one property of one cell at a time, and a deck has thousands."""
    cells = (
        f"<a:tc><a:txBody>{STANDS}<a:lstStyle/>{paras_xml(canvas, [para], 'right' if numeric else 'left')}</a:txBody>"
        f"{_sides_xml(canvas, under)}</a:tc>"
        for para, numeric in zip(paras, grid.numeric, strict=True)
    )
    return f'<a:tr h="{high}">{"".join(cells)}</a:tr>'


def _sides_xml(canvas: Canvas, under: str) -> str:
    """Return a cell's inner margins and the line under it; lines come before the fill."""
    side, above = emu(canvas, SIDE), emu(canvas, ABOVE)
    line = f'<a:solidFill><a:srgbClr val="{canvas.look.colours[under]}"/></a:solidFill>'
    return (
        f'<a:tcPr marL="{side}" marR="{side}" marT="{above}" marB="{above}">'
        f'<a:lnB w="9525">{line}</a:lnB><a:noFill/></a:tcPr>'
    )
