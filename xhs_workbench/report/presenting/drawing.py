"""Boxes, text and pictures on a slide. Every text is cleaned, every run has its faces, nothing is shrunk."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_CONNECTOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from xhs_workbench.report.presenting.fitting import LEADING
from xhs_workbench.report.presenting.looks import Faces, Look
from xhs_workbench.report.presenting.slides import Para
from xhs_workbench.report.presenting.template import EMU, Area, Canvas, emu

TURNS = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff\ufffe\uffff]")
"""Signs that turn the direction of what follows, or are none."""
AFTER_FACES = {qn(f"a:{tag}") for tag in ("sym", "hlinkClick", "hlinkMouseOver", "rtl", "extLst")}
RUNS = tuple(qn(f"a:{tag}") for tag in ("rPr", "defRPr", "endParaRPr"))
FACE_TAGS = tuple(qn(f"a:{tag}") for tag in ("latin", "ea", "cs"))
RUN, FIELD, PROPERTIES, DEFAULTS = (qn(f"a:{tag}") for tag in ("r", "fld", "rPr", "defRPr"))
P_TAG, BODY = qn("a:p"), qn("a:bodyPr")
NAMESPACE = nsdecls("a")
ALIGN = {"left": "l", "right": "r", "middle": "ctr"}
ANCHORS = {"top": "t", "middle": "ctr", "bottom": "b"}
MARGINS = ("lIns", "rIns", "tIns", "bIns")


@lru_cache(maxsize=8192)
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
    held = frame._txBody
    for old in held.findall(P_TAG):
        held.remove(old)
    before = held.find(BODY)
    held.replace(before, parse_xml(body_xml(anchor, before.items())))
    for para in parse_xml(f"<a:held {NAMESPACE}>{paras_xml(canvas, paras, align)}</a:held>"):
        held.append(para)


def body_xml(anchor: str, given: Iterable[tuple[str, str]] = ()) -> str:
    """Return how text stands in its frame: wrapped, without inner margins, never shrunk to fit.

    Args:
        anchor: `top`, `middle` or `bottom`.
        given: What else the frame says of its text, such as how many columns.
    """
    said = {**dict(given), "wrap": "square", "anchor": ANCHORS[anchor], **dict.fromkeys(MARGINS, "0")}
    told = " ".join(f"{key}={quoteattr(value)}" for key, value in said.items())
    return f"<a:bodyPr {NAMESPACE} {told}><a:noAutofit/></a:bodyPr>"


def paras_xml(canvas: Canvas, paras: Sequence[Para], align: str = "left") -> str:
    """Return paragraphs as DrawingML; python-pptx sets one property at a time, and a deck has thousands."""
    return "".join(_para_xml(canvas, para, align) for para in paras)


def _para_xml(canvas: Canvas, para: Para, align: str) -> str:
    zoom = canvas.scale / EMU
    size = _hundredths(round(para.size * zoom, 1))
    sides = (
        ("lnSpc", _hundredths(round(para.size * LEADING * zoom, 1))),
        ("spcBef", _hundredths(para.before * zoom)),
        ("spcAft", 0),
    )
    room = "".join(f'<a:{tag}><a:spcPts val="{points}"/></a:{tag}>' for tag, points in sides)
    head = f'<a:pPr algn="{ALIGN[align]}">{room}</a:pPr>'
    if not (words := clean(para.text)):
        # an empty line is otherwise as tall as the program's default
        return f'<a:p>{head}<a:endParaRPr sz="{size}"/></a:p>'
    lead = clean(para.lead)
    first = _run_xml(canvas, f"{lead} ", size, "soft", bold=False) if lead else ""
    return f"<a:p>{head}{first}{_run_xml(canvas, words, size, para.colour, bold=para.bold)}</a:p>"


def _run_xml(canvas: Canvas, words: str, size: int, colour: str, *, bold: bool) -> str:
    ink = f'<a:solidFill><a:srgbClr val="{canvas.look.colours[colour]}"/></a:solidFill>'
    return f'<a:r><a:rPr sz="{size}" b="{int(bold)}">{ink}</a:rPr><a:t>{escape(words)}</a:t></a:r>'


def _hundredths(points: float) -> int:
    return int(Pt(points).centipoints)


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
    for run in root.iter(RUN, FIELD):
        if run.find(PROPERTIES) is None:
            run.insert(0, etree.SubElement(run, PROPERTIES))
    spoken, other = ("zh-CN", "en-US") if language == "zh" else ("en-US", "zh-CN")
    named = tuple(zip(FACE_TAGS, (faces.latin, faces.east_asian, faces.complex), strict=True))
    for made in root.iter(*RUNS):
        if made.tag != DEFAULTS:
            made.set("lang", spoken)
            made.set("altLang", other)
        for old in list(made.iterchildren(*FACE_TAGS)):
            made.remove(old)
        place = next((i for i, child in enumerate(made) if child.tag in AFTER_FACES), len(made))
        for step, (tag, face) in enumerate(named):
            child = etree.Element(tag)
            child.set("typeface", face)
            made.insert(place + step, child)
