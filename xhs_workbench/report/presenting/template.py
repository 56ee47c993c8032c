"""The empty deck that slides are drawn into: the house's own template, or the brand's once it is known to be harmless."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml.ns import qn
from pptx.util import Emu

from xhs_workbench import paths
from xhs_workbench.errors import IntakeError, Problem
from xhs_workbench.report.presenting.looks import Faces, Look

HOUSE = paths.TEMPLATES / "deck"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
MOST_BYTES, MOST_UNPACKED = 30_000_000, 200_000_000
WIDE = 16 / 9
WIDTH = 40 / 3
"""Of a slide in inches, as everything here is measured; another size is scaled to it."""
EMU = 914_400
MADE = (1980, 1, 1, 0, 0, 0)
"""A fixed date for all entries, so that the same deck is the same file."""
DROPPED = {RT.THUMBNAIL, RT.PRINTER_SETTINGS, RT.CUSTOM_XML, RT.COMMENT_AUTHORS, RT.CUSTOM_PROPERTIES}
"""What a template may bring that says something of a person or a machine."""
BLANK_APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)
TYPES: Mapping[str, tuple[str, ...]] = {
    "cover": ("title",),
    "statement": ("titleOnly",),
    "divider": ("secHead", "titleOnly"),
}
"""Kind of slide -> types of layout that fit it, best first."""


@dataclass(frozen=True, slots=True)
class Area:
    """A box on a slide, inches of a slide 13.33 wide."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Canvas:
    """An empty deck.

    Args:
        deck: The presentation of python-pptx.
        look: Its look, with the template's faces.
        layouts: Kind of slide -> its layout.
        scale: EMU of an inch of ours.
        own: True for the house's template, whose free places are known.
        areas: Kind of slide and place in its layout -> where that stands.
    """

    deck: Any
    look: Look
    layouts: Mapping[str, Any]
    scale: float
    own: bool
    areas: Mapping[tuple[str, str], Area]

    def area(self, kind: str, place: str) -> Area | None:
        """Return where a placeholder of a layout stands; None where it has none."""
        return self.areas.get((kind, place))


PLACES: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "ctrTitle"),
    "under": ("subTitle", "body"),
    "foot": ("ftr",),
}
"""Place in a layout -> types of placeholders that are it."""


def _areas(layouts: Mapping[str, Any], scale: float) -> dict[tuple[str, str], Area]:
    """Measure the places of layouts once: python-pptx looks for each up to the master, every time."""
    found: dict[tuple[str, str], Area] = {}
    for kind, layout in layouts.items():
        for place, types in PLACES.items():
            one = next((one for one in layout.placeholders if type_of(one) in types), None)
            if one is not None and one.width is not None:
                sides = (value / scale for value in (one.left, one.top, one.width, one.height))
                found[kind, place] = Area(*sides)
    return found


def type_of(placeholder: Any) -> str:
    """Return the type of a placeholder as the file writes it."""
    return str(placeholder.element.ph.get("type", "obj"))


def house_template() -> bytes:
    """Return the house's template: its parts under `templates/deck`, packed in one order with one date."""
    names = [path.relative_to(HOUSE).as_posix() for path in HOUSE.rglob("*") if path.is_file()]
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as file:
        for name in sorted(names, key=lambda name: (name != "[Content_Types].xml", name)):
            file.writestr(zipfile.ZipInfo(name, MADE), (HOUSE / name).read_bytes(), zipfile.ZIP_DEFLATED)
    return raw.getvalue()


def open_canvas(look: Look, template: str | None = None) -> Canvas:
    """Return an empty deck in the house's template, or in the brand's.

    Args:
        look: Colours and logo.
        template: Path of the brand's .pptx; None for the house's.

    Raises:
        InputMissingError: No such file.
        IntakeError: It is no .pptx, is not 16:9, holds code or links, or has no layout with a title.
    """
    raw = house_template() if template is None else _brand_template(template)
    name = "" if template is None else Path(template).name
    try:
        deck = Presentation(io.BytesIO(raw))
    except Exception as error:  # python-pptx and lxml raise a dozen kinds for a damaged package
        raise _template_refused(
            name, "is not a PowerPoint file that can be read", "不是可读取的 PowerPoint 文件"
        ) from error
    width, height = deck.slide_width, deck.slide_height
    if not width or not height or abs(width / height - WIDE) > 0.01:
        raise _template_refused(name, "is not 16:9", "版面不是 16:9")
    _emptied(deck)
    layouts = _layouts(deck, name)
    faces = _faces(deck)
    _theme(deck, look, faces)
    worn = replace(look, title=faces[0], body=faces[1])
    scale = width / WIDTH
    return Canvas(deck, worn, layouts, scale, template is None, _areas(layouts, scale))


def _brand_template(path: str) -> bytes:
    file = paths.require(path, "deck.template")
    raw = paths.read_regular(file, MOST_BYTES)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            entries = packed.infolist()
            if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise _template_refused(file.name, "unpacks to more than 200 MB", "解压后超过 200 MB")
            names = [entry.filename for entry in entries]
            links = [one for one in names if one.endswith(".rels") and b'"External"' in packed.read(one)]
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise _template_refused(file.name, "is not a .pptx file", "不是 .pptx 文件") from error
    odd = [one for one in names if re.search(r"vbaProject|activeX|/embeddings/|\.bin\Z", one, re.IGNORECASE)]
    odd = [one for one in odd if "printerSettings" not in one]
    if odd:
        raise _template_refused(file.name, "holds code or embedded files", "含有宏或嵌入文件", odd[0])
    if links:
        raise _template_refused(file.name, "links to something outside the file", "含有外部链接", links[0])
    return raw


def _emptied(deck: Any) -> None:
    """Take out the template's slides, and what it says of who made it where."""
    listed = deck.slides._sldIdLst
    for slide in list(listed):
        deck.part.drop_rel(slide.rId)
        listed.remove(slide)
    package = deck.part.package
    for owner in (package, deck.part):
        rels = owner._rels
        for key in [key for key, rel in rels.items() if rel.reltype in DROPPED]:
            rels.pop(key)
    for rel in package._rels.values():
        if rel.reltype == RT.EXTENDED_PROPERTIES:
            rel.target_part._blob = BLANK_APP
    _register_notes(deck)
    size = deck.part._element.find(qn("p:sldSz"))
    size.attrib.pop("type", None)  # a type of 4:3 on a 16:9 page makes Keynote refuse it


def _register_notes(deck: Any) -> None:
    """Name the notes master in the presentation, after the slide masters: Keynote refuses a deck that does not."""
    part, root = deck.part, deck.part._element
    key = part.relate_to(part.notes_master_part, RT.NOTES_MASTER)
    if root.find(qn("p:notesMasterIdLst")) is None:
        listed = etree.Element(qn("p:notesMasterIdLst"))
        etree.SubElement(listed, qn("p:notesMasterId")).set(qn("r:id"), key)
        root.find(qn("p:sldMasterIdLst")).addnext(listed)


def blank_properties(deck: Any) -> None:
    """Empty the core properties: no author, no title, no dates."""
    root = deck.core_properties._element
    for child in list(root):
        root.remove(child)


def _layouts(deck: Any, name: str) -> dict[str, Any]:
    """Choose a layout for each kind of slide: by its type, else by what it holds."""
    titled = [one for one in deck.slide_layouts if _title_of(one) is not None]
    if not titled:
        raise _template_refused(name, "has no layout with a title", "没有带标题的版式")
    plain = min(titled, key=lambda one: (len(list(one.placeholders)), deck.slide_layouts.index(one)))
    found = {}
    for kind, types in TYPES.items():
        typed = (one for wanted in types for one in titled if one._element.get("type") == wanted)
        found[kind] = next(typed, titled[0] if kind == "cover" else plain)
    return found


def _title_of(layout: Any) -> Any:
    return next((one for one in layout.placeholders if type_of(one) in ("title", "ctrTitle")), None)


def _faces(deck: Any) -> tuple[Faces, Faces]:
    """Return the template's faces of titles and text; a face it does not name is the house's."""
    root = etree.fromstring(_theme_parts(deck)[0].blob, _parser())
    house = Faces()
    made = []
    for font in ("majorFont", "minorFont"):
        named = {
            tag: (root.find(f".//{{{A}}}{font}/{{{A}}}{tag}").get("typeface") or "").strip()
            if root.find(f".//{{{A}}}{font}/{{{A}}}{tag}") is not None
            else ""
            for tag in ("latin", "ea", "cs")
        }
        latin = named["latin"] or house.latin
        made.append(Faces(latin, named["ea"] or house.east_asian, named["cs"] or latin))
    return made[0], made[1]


def _theme(deck: Any, look: Look, faces: tuple[Faces, Faces]) -> None:
    """Write the faces into both fonts of every theme, and the brand's colours into the slides' theme."""
    for number, part in enumerate(_theme_parts(deck)):
        root = etree.fromstring(part.blob, _parser())
        for font, face in zip(("majorFont", "minorFont"), faces, strict=True):
            for tag, name in (("latin", face.latin), ("ea", face.east_asian), ("cs", face.complex)):
                _child(root.find(f".//{{{A}}}{font}"), tag).set("typeface", name)
        for slot, colour in look.theme.items() if number == 0 else ():
            place = root.find(f".//{{{A}}}clrScheme/{{{A}}}{slot}")
            for child in list(place):
                place.remove(child)
            etree.SubElement(place, f"{{{A}}}srgbClr", val=colour)
        part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _child(font: Any, tag: str) -> Any:
    found = font.find(f"{{{A}}}{tag}")
    if found is None:
        found = etree.Element(f"{{{A}}}{tag}")
        font.insert(("latin", "ea", "cs").index(tag), found)
    return found


def _theme_parts(deck: Any) -> list[Any]:
    owners = [master.part for master in deck.slide_masters] + [deck.notes_master.part]
    return [owner.part_related_by(RT.THEME) for owner in owners]


def _parser() -> Any:
    return etree.XMLParser(resolve_entities=False, no_network=True)


def _template_refused(name: str, en: str, zh: str, value: str = "") -> IntakeError:
    return IntakeError(
        Problem(
            en,
            zh,
            file=name,
            column="deck.template",
            value=value,
            fix_en="save the brand's template as a plain 16:9 .pptx, or leave deck.template out.",
            fix_zh="请把品牌模板另存为普通的 16:9 .pptx，或去掉 deck.template。",
            code="XHS-R080",
        )
    )


def emu(canvas: Canvas, inches: float) -> Any:
    """Return a length of ours as python-pptx takes it."""
    return Emu(round(inches * canvas.scale))
