"""The document as a Word file, which an agency sends and a creator opens on a phone."""

from __future__ import annotations

import io
import os
import zipfile
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any, get_args

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.shared import Cm, Pt

from xhs_workbench import paths
from xhs_workbench.brief.writing import word_style as look
from xhs_workbench.brief.writing.document import Document, Reader, lay_out_document
from xhs_workbench.brief.writing.parts import Section
from xhs_workbench.errors import OutputError, Problem
from xhs_workbench.findings import Language
from xhs_workbench.params.brief import Brief

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of every part inside the file, so that the same brief gives the same bytes."""


def write_brief_document(
    brief: Brief, out: str | Path, language: Language, reader: Reader | None = None
) -> Path:
    """Write the brief's document as DOCX.

    Args:
        brief: The validated brief.
        out: The file to write; replaced only by a whole new one.
        language: `en` or `zh`; see `lay_out_document`.
        reader: None means the brand in English and the creator in Chinese.

    Returns:
        Where it is.

    Raises:
        OutputError: The file cannot be written.
    """
    target = paths.resolve(out)
    raw = word_bytes(brief, language, reader)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(raw)
        temporary.replace(target)
    except OSError as error:
        raise OutputError(
            Problem(
                f"cannot be written: {error.strerror}",
                "无法写入",
                file=paths.shown(target),
                fix_en="close the file in Word, or choose another folder.",
                fix_zh="请先在 Word 中关闭该文件，或换一个文件夹。",
                code="XHS-B001",
            )
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
    return target


def word_files(brief: Brief) -> dict[str, bytes]:
    """Return the documents a campaign sends, by file name, to be saved beside the report.

    The brand reads English or Chinese, the creator Chinese.
    """
    brand = {
        f"brand_{language}.docx": word_bytes(brief, language, "brand") for language in get_args(Language)
    }
    return {**brand, "creator_zh.docx": word_bytes(brief, "zh", "creator")}


def word_bytes(brief: Brief, language: Language, reader: Reader | None = None) -> bytes:
    """Return the document as the bytes of a DOCX file; the same brief gives the same bytes."""
    laid = lay_out_document(brief, language, reader)
    made = look.make_document(language)
    _describe(made, laid, brief)
    _open(made, laid)
    for number, section in enumerate(laid.sections, 1):
        _section(made, section, number)
    _foot(made, laid)
    buffer = io.BytesIO()
    made.save(buffer)
    return _same_bytes(buffer.getvalue())


def _same_bytes(raw: bytes) -> bytes:
    """Pack the parts again, without the time of day."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as parts, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        for name in parts.namelist():
            out.writestr(zipfile.ZipInfo(name, EPOCH), parts.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _describe(made: Any, laid: Document, brief: Brief) -> None:
    """Fill the file's properties; python-docx's template would otherwise name its author and year."""
    about = made.core_properties
    about.title, about.subject = look.clean(laid.title)[:250], look.clean(laid.subtitle)[:250]
    about.author, about.comments, about.keywords = (
        look.clean(brief.brand.name.to(laid.language))[:250],
        "",
        "",
    )
    about.language = "zh-CN" if laid.language == "zh" else "en-GB"
    about.created = about.modified = datetime.combine(brief.timeline.brief_sent, time(), UTC)


def _open(made: Any, laid: Document) -> None:
    kicker = made.add_paragraph()
    _run(kicker, laid.audience.upper(), size=8.5, colour=look.ROSE, bold=True, spacing=1.2)
    made.add_paragraph(look.clean(laid.title), style="Title")
    subtitle = made.add_paragraph(look.clean(laid.subtitle), style="Subtitle")
    look.rule_below(subtitle, look.ROSE)
    opening = made.add_paragraph()
    opening.paragraph_format.space_before, opening.paragraph_format.space_after = Pt(12), Pt(12)
    _run(opening, laid.opening, size=11.5)
    glance = _grid(made, 1, len(laid.facts))
    for cell, (label, value) in zip(glance.rows[0].cells, laid.facts, strict=True):
        look.ground(cell, look.PAPER)
        look.padding(cell, top=0.22, bottom=0.18, left=0.3, right=0.2)
        _run(_first(cell), label, size=8.5, colour=look.SOFT)
        _run(cell.add_paragraph(), value, size=11, bold=True)


def _section(made: Any, section: Section, number: int) -> None:
    heading = made.add_paragraph(style="Heading 1")
    _run(heading, f"{number:02d}  ", colour=look.ROSE)
    heading.add_run(look.clean(section.title))
    place = _tinted(made, section.tone) if section.tone else made
    if section.lead:
        line = place.add_paragraph()
        line.paragraph_format.keep_with_next = True
        _run(line, section.lead, colour=look.SOFT)
    for text in section.paragraphs:
        place.add_paragraph(look.clean(text))
    _points(place, section)
    for label, items in section.groups:
        line = place.add_paragraph()
        line.paragraph_format.keep_with_next = True
        line.paragraph_format.space_before = Pt(4)
        _run(line, label, bold=True)
        _bullets(place, items)
    _bullets(place, section.bullets, hold=bool(section.pairs))
    if section.pairs:
        _pairs(made, section.pairs)
    if section.rows:
        _add_table(made, section)
    if section.tone and not place.paragraphs[0].text:
        place._tc.remove(place.paragraphs[0]._p)


def _points(place: Any, section: Section) -> None:
    for position, (text, below) in enumerate(section.points, 1):
        line = place.add_paragraph()
        line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = Cm(0.8), Cm(-0.8)
        line.paragraph_format.tab_stops.add_tab_stop(Cm(0.8))
        line.paragraph_format.keep_with_next = bool(below)
        _run(line, f"{position}\t", colour=look.ROSE, bold=True)
        _run(line, text, bold=True)
        if below:
            quiet = place.add_paragraph()
            quiet.paragraph_format.left_indent = Cm(0.8)
            _run(quiet, below, size=9.5, colour=look.SOFT)


def _bullets(place: Any, items: tuple[str, ...], *, hold: bool = False) -> None:
    for text in items:
        line = place.add_paragraph(look.clean(text), style="List Bullet")
        line.paragraph_format.space_after = Pt(2)
        line.paragraph_format.keep_with_next = hold


def _pairs(made: Any, pairs: tuple[tuple[str, str], ...]) -> None:
    grid = _grid(made, len(pairs), 2, widths=(3.6, look.WIDTH_CM - 3.6))
    for row, (label, value) in zip(grid.rows, pairs, strict=True):
        look.keep_row_whole(row)
        for cell in row.cells:
            look.borders(cell, bottom=(look.LINE, 4))
            look.padding(cell, top=0.08, bottom=0.04, left=0, right=0.2)
        _run(_first(row.cells[0]), label, colour=look.SOFT)
        _run(_first(row.cells[1]), value)


def _add_table(made: Any, section: Section) -> None:
    grid = _grid(made, len(section.rows) + 1, len(section.heads), widths=_widths(section))
    look.repeat_on_each_page(grid.rows[0])
    last = len(section.rows)
    for position, (row, values) in enumerate(zip(grid.rows, (section.heads, *section.rows), strict=True)):
        look.keep_row_whole(row)
        for column, (cell, value) in enumerate(zip(row.cells, values, strict=True)):
            head, total = position == 0, section.total and position == last
            look.borders(cell, bottom=(look.INK, 8) if head else (look.LINE, 4))
            look.padding(cell, top=0.1, bottom=0.06, left=0 if column == 0 else 0.2, right=0.2)
            line = _first(cell)
            line.paragraph_format.keep_with_next = position < last
            if column in section.numbers:
                line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            _run(line, value, size=9 if head else 10, colour=look.SOFT if head else look.INK, bold=total)


def _widths(section: Section) -> tuple[float, ...]:
    """Divide the page's width by the longest text of each column (Chinese counts double), within limits."""
    columns = list(zip(section.heads, *section.rows, strict=True))
    longest = [max(sum(2 if ord(ch) > 0x2E7F else 1 for ch in text) for text in column) for column in columns]
    wanted = [min(max(length, 8) + 3, 46) for length in longest]
    return tuple(look.WIDTH_CM * one / sum(wanted) for one in wanted)


def _tinted(made: Any, tone: str) -> Any:
    """Return a cell with coloured background and border for a section."""
    cell = _grid(made, 1, 1).rows[0].cells[0]
    fill, edge = look.TINTS[tone]
    look.borders(cell, left=(edge, 24))
    look.ground(cell, fill)
    look.padding(cell, top=0.25, bottom=0.2, left=0.5, right=0.4)
    return cell


def _grid(made: Any, rows: int, columns: int, widths: tuple[float, ...] = ()) -> Any:
    table = made.add_table(rows, columns)
    table.autofit = False
    look.flush(table)
    for row in table.rows:
        for position, cell in enumerate(row.cells):
            cell.width = Cm(widths[position] if widths else look.WIDTH_CM / columns)
    for position, column in enumerate(table.columns):
        column.width = Cm(widths[position] if widths else look.WIDTH_CM / columns)
    return table


def _first(cell: Any) -> Any:
    line = cell.paragraphs[0]
    line.paragraph_format.space_after = Pt(1)
    return line


def _run(
    paragraph: Any, text: str, *, size: float = 0, colour: str = "", bold: bool = False, spacing: float = 0
) -> None:
    run = paragraph.add_run(look.clean(text))
    run.bold = bold or None
    if size:
        run.font.size = Pt(size)
    if colour:
        run.font.color.rgb = look.colour(colour)
    if spacing:
        look.letter_spacing(run, spacing)


def _foot(made: Any, laid: Document) -> None:
    line = made.sections[0].footer.paragraphs[0]
    line.paragraph_format.tab_stops.add_tab_stop(Cm(look.WIDTH_CM), WD_TAB_ALIGNMENT.RIGHT)
    _run(line, f"{laid.foot}\t")
    look.field(line, "PAGE")
    _run(line, " / ")
    look.field(line, "NUMPAGES")
