"""The look of the Word document: fonts for both scripts, one palette, and formatting that python-docx lacks."""

from __future__ import annotations

import re
from typing import Any

import docx
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from xhs_workbench.findings import Language

INK, SOFT, LINE, PAPER, ROSE, TEAL = "221F1D", "6D665F", "E4DDD3", "F7F3EC", "A8324A", "2F6F6D"
TINTS = {"free": ("EEF3F0", TEAL), "care": ("FAF0F1", ROSE)}
"""Tone of a section -> its background and border, as in the report's style."""
LATIN, SERIF, HAN = "Calibri", "Georgia", "Microsoft YaHei"
"""Fonts that every Word has; other programs use the closest they have."""
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
WIDTH_CM = 16.6


def clean(text: str) -> str:
    r"""Remove characters that XML cannot hold.

    >>> clean("a\x07b\ud800")
    'ab'
    """
    return UNPRINTABLE.sub("", text)


def colour(value: str) -> RGBColor:
    """Return a colour of the palette."""
    return RGBColor.from_string(value)


def _fonts(style: Any, latin: str) -> None:
    """Set a style's fonts for Latin and Chinese; otherwise Word uses its own font for Chinese."""
    style.font.name = latin
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(name), None)
    fonts.set(qn("w:eastAsia"), HAN)
    fonts.set(qn("w:cs"), latin)
    tongue = OxmlElement("w:lang")
    tongue.set(qn("w:val"), "en-GB")
    tongue.set(qn("w:eastAsia"), "zh-CN")
    style.element.get_or_add_rPr().append(tongue)


def make_document(language: Language) -> Any:
    """Return an empty A4 document in our styles; Chinese letters bring their own air between lines."""
    made = docx.Document()
    page = made.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.2)
    page.top_margin, page.bottom_margin = Cm(2.0), Cm(2.0)
    sizes = {
        "Normal": 10.5,
        "Title": 26,
        "Subtitle": 11.5,
        "Heading 1": 13,
        "Heading 2": 10.5,
        "List Bullet": 10.5,
        "Footer": 8,
    }
    for name, size in sizes.items():
        style = made.styles[name]
        _fonts(style, SERIF if name == "Title" else LATIN)
        style.font.size = Pt(size)
        style.font.italic = False
        style.font.color.rgb = colour(SOFT if name in ("Subtitle", "Footer") else INK)
        style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.MULTIPLE
        style.paragraph_format.line_spacing = 1.0 if language == "zh" else 1.2
        style.paragraph_format.space_after = Pt(4)
        style.paragraph_format.space_before = Pt(0)
    made.styles["Title"].font.bold = False
    made.styles["Title"].paragraph_format.line_spacing = 1.05
    _drop(made.styles["Title"], "w:pBdr")
    _drop(made.styles["Footer"], "w:tabs")
    heading = made.styles["Heading 1"]
    heading.font.bold = True
    heading.paragraph_format.space_before = Pt(18)
    heading.paragraph_format.space_after = Pt(5)
    heading.paragraph_format.keep_with_next = True
    return made


def letter_spacing(run: Any, points: float) -> None:
    """Set the spacing between a run's letters."""
    space = OxmlElement("w:spacing")
    space.set(qn("w:val"), str(round(points * 20)))
    run._r.get_or_add_rPr().insert_element_before(space, "w:w", "w:kern", "w:position", "w:sz", "w:szCs")


def _drop(style: Any, part: str) -> None:
    """Remove the formatting that Word's own template gives a style."""
    for found in style.element.get_or_add_pPr().findall(qn(part)):
        found.getparent().remove(found)


def rule_below(paragraph: Any, value: str, eighths: int = 12) -> None:
    """Draw a line under a paragraph."""
    borders = OxmlElement("w:pBdr")
    borders.append(_edge("w:bottom", value, eighths, 6))
    paragraph._p.get_or_add_pPr().append(borders)


def _edge(name: str, value: str, eighths: int, space: int = 0) -> Any:
    edge = OxmlElement(name)
    for key, said in (("val", "single"), ("sz", str(eighths)), ("space", str(space)), ("color", value)):
        edge.set(qn(f"w:{key}"), said)
    return edge


def borders(cell: Any, **edges: tuple[str, int]) -> None:
    """Draw some of a cell's edges: `bottom=(colour, eighths of a point)`."""
    made = OxmlElement("w:tcBorders")
    # The schema requires this order.
    for name in ("top", "left", "bottom", "right"):
        if name in edges:
            made.append(_edge(f"w:{name}", *edges[name]))
    cell._tc.get_or_add_tcPr().append(made)


def ground(cell: Any, value: str) -> None:
    """Colour a cell's ground."""
    shade = OxmlElement("w:shd")
    for key, said in (("val", "clear"), ("color", "auto"), ("fill", value)):
        shade.set(qn(f"w:{key}"), said)
    cell._tc.get_or_add_tcPr().append(shade)


def padding(cell: Any, **sides_cm: float) -> None:
    """Set a cell's inner margins in centimetres."""
    made = OxmlElement("w:tcMar")
    for name in ("top", "left", "bottom", "right"):
        if name in sides_cm:
            side = OxmlElement(f"w:{name}")
            side.set(qn("w:w"), str(round(sides_cm[name] * 567)))
            side.set(qn("w:type"), "dxa")
            made.append(side)
    cell._tc.get_or_add_tcPr().append(made)


def field(paragraph: Any, instruction: str) -> None:
    """Add a field that Word computes, such as `PAGE`; it takes the paragraph's style."""
    for kind in ("begin", "", "separate", "end"):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = instruction
        paragraph.add_run()._r.append(part)


def flush(table: Any) -> None:
    """Align a table with the text: no indent, no inner margin of its own."""
    for name in ("w:tblInd", "w:tblCellMar"):
        part = OxmlElement(name)
        sides = [part] if name == "w:tblInd" else [OxmlElement("w:left"), OxmlElement("w:right")]
        for side in sides:
            side.set(qn("w:w"), "0")
            side.set(qn("w:type"), "dxa")
            if side is not part:
                part.append(side)
        # Word refuses a file whose parts are not in the order of its schema.
        after = (
            ("w:tblLook",)
            if name == "w:tblCellMar"
            else ("w:tblBorders", "w:shd", "w:tblLayout", "w:tblLook")
        )
        table._tbl.tblPr.insert_element_before(part, *after)


def repeat_on_each_page(row: Any) -> None:
    """Repeat a table's heading row after a page break."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def keep_row_whole(row: Any) -> None:
    """Keep a row on one page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
