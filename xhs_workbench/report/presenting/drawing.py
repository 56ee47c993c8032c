"""Boxes, text and pictures on a slide. Every text is cleaned, every run has its faces, nothing is shrunk."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_CONNECTOR
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Pt

from xhs_workbench.report.presenting.fitting import LEADING
from xhs_workbench.report.presenting.looks import Faces, Look
from xhs_workbench.report.presenting.slides import Para
from xhs_workbench.report.presenting.template import Area, Canvas, emu

TURNS = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff\ufffe\uffff]")
"""Signs that turn the direction of what follows, or are none."""
AFTER_FACES = {qn(f"a:{tag}") for tag in ("sym", "hlinkClick", "hlinkMouseOver", "rtl", "extLst")}
RUNS = tuple(qn(f"a:{tag}") for tag in ("rPr", "defRPr", "endParaRPr"))
ALIGN = {"left": PP_ALIGN.LEFT, "right": PP_ALIGN.RIGHT, "middle": PP_ALIGN.CENTER}


def clean(text: object, *, title: bool = False) -> str:
    r"""Return a text as one line that is only text.

    Args:
        text: Anything that people wrote.
        title: True takes out emoji too, which some programs draw as empty boxes in titles.

    >>> clean("a\x00b\x0b\u202ec\td"), clean("好用😂", title=True)
    ('abc d', '好用')
    """
    made = TURNS.sub("", str(text).replace("\n", " ").replace("\t", " "))
    kept = "".join(sign for sign in made if unicodedata.category(sign) not in ("Cc", "Cs", "Cn"))
    if title:
        kept = "".join(sign for sign in kept if unicodedata.category(sign) != "So" or sign in "▲▼°©®")
        kept = kept.replace("\ufe0f", "").replace("\u200d", "")
    return re.sub(r" {2,}", " ", kept).strip()


def rgb(look: Look, colour: str) -> Any:
    """Return a colour as python-pptx takes it."""
    return RGBColor.from_string(look.colours[colour])


def box(canvas: Canvas, slide: Any, area: Area, fill: str = "", line: str = "", name: str = "") -> Any:
    """Draw a rectangle."""
    made = slide.shapes.add_shape(
        1, *(emu(canvas, part) for part in (area.left, area.top, area.width, area.height))
    )
    made.shadow.inherit = False
    made.name = name or "Box"
    if fill:
        made.fill.solid()
        made.fill.fore_color.rgb = rgb(canvas.look, fill)
    else:
        made.fill.background()
    if line:
        made.line.color.rgb = rgb(canvas.look, line)
        made.line.width = Pt(0.75)
    else:
        made.line.fill.background()
    return made


def text(
    canvas: Canvas,
    slide: Any,
    area: Area,
    paras: Sequence[Para],
    align: str = "left",
    anchor: str = "top",
    name: str = "Text",
) -> Any:
    """Write paragraphs into a box of their own."""
    made = slide.shapes.add_textbox(
        *(emu(canvas, part) for part in (area.left, area.top, area.width, area.height))
    )
    made.name = name
    fill(canvas, made.text_frame, paras, align, anchor)
    return made


def fill(canvas: Canvas, frame: Any, paras: Sequence[Para], align: str = "left", anchor: str = "top") -> None:
    """Write paragraphs into a frame: no inner margins, wrapped, exact line heights, never shrunk."""
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = {
        "top": MSO_ANCHOR.TOP,
        "middle": MSO_ANCHOR.MIDDLE,
        "bottom": MSO_ANCHOR.BOTTOM,
    }[anchor]
    zoom = canvas.scale / 914_400
    for number, para in enumerate(paras):
        made = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        made.alignment = ALIGN[align]
        made.line_spacing = Pt(round(para.size * LEADING * zoom, 1))
        made.space_before, made.space_after = Pt(para.before * zoom), Pt(0)
        size = Pt(round(para.size * zoom, 1))
        if not (words := clean(para.text)):
            end = etree.SubElement(made._p, qn("a:endParaRPr"))
            end.set(
                "sz", str(int(size.pt * 100))
            )  # an empty line is otherwise as tall as the program's default
            continue
        if lead := clean(para.lead):
            _run(canvas, made, f"{lead} ", size, "soft", bold=False)
        _run(canvas, made, words, size, para.colour, bold=para.bold)


def _run(canvas: Canvas, para: Any, words: str, size: Any, colour: str, *, bold: bool) -> None:
    run = para.add_run()
    run.text = words
    run.font.size, run.font.bold = size, bold
    run.font.color.rgb = rgb(canvas.look, colour)


def upright(canvas: Canvas, slide: Any, x: float, top: float, foot: float) -> None:
    """Draw a dashed upright line."""
    ends = (emu(canvas, x), emu(canvas, top), emu(canvas, x), emu(canvas, foot))
    made = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *ends)
    made.name = "Reference"
    made.line.color.rgb = rgb(canvas.look, "ink")
    made.line.width, made.line.dash_style = Pt(1.25), MSO_LINE.DASH


def picture(canvas: Canvas, slide: Any, raw: bytes, area: Area, says: str) -> Any:
    """Place a picture in a box, whole, at its left and middle."""
    made = slide.shapes.add_picture(io.BytesIO(raw), emu(canvas, area.left), emu(canvas, area.top))
    share = min(emu(canvas, area.width) / made.width, emu(canvas, area.height) / made.height)
    made.width, made.height = int(made.width * share), int(made.height * share)
    made.top = emu(canvas, area.top) + int((emu(canvas, area.height) - made.height) / 2)
    made.name = "Picture"
    describe(made, says)
    return made


def describe(shape: Any, says: str) -> None:
    """Say what a shape shows to who cannot see it."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", clean(says))


def dress(root: Any, faces: Faces, language: str) -> None:
    """Give every run, and every default of runs, faces for Latin, East Asian and complex letters.

    python-pptx names the Latin face only; a Chinese letter then has whatever the reader's machine falls back on.
    """
    for run in (*root.iter(qn("a:r")), *root.iter(qn("a:fld"))):
        if run.find(qn("a:rPr")) is None:
            run.insert(0, etree.SubElement(run, qn("a:rPr")))
    for made in root.iter(*RUNS):
        if made.tag != qn("a:defRPr"):
            made.set("lang", "zh-CN" if language == "zh" else "en-US")
            made.set("altLang", "en-US" if language == "zh" else "zh-CN")
        for tag in ("latin", "ea", "cs"):
            for old in made.findall(qn(f"a:{tag}")):
                made.remove(old)
        place = next((i for i, child in enumerate(made) if child.tag in AFTER_FACES), len(made))
        named = (("latin", faces.latin), ("ea", faces.east_asian), ("cs", faces.complex))
        for step, (tag, face) in enumerate(named):
            child = etree.Element(qn(f"a:{tag}"))
            child.set("typeface", face)
            made.insert(place + step, child)
