"""A deck taken apart: its XML parts, texts, charts and their workbooks."""

import io
import re
import zipfile

from lxml import etree
from openpyxl import load_workbook
from pptx import Presentation

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def parts(raw):
    """Return name -> bytes of each part."""
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def trees(raw, folder=""):
    """Return name -> root of each XML part below a folder."""
    return {
        name: etree.fromstring(content)
        for name, content in parts(raw).items()
        if name.startswith(folder) and name.endswith((".xml", ".rels"))
    }


def opened(raw):
    """Return the deck as python-pptx reads it."""
    return Presentation(io.BytesIO(raw))


def titles(raw):
    """Return the title of each slide, in order."""
    return [slide.shapes.title.text_frame.text for slide in opened(raw).slides]


def slide_texts(raw):
    """Return the texts of the slides and their charts, a list a part; notes are apart."""
    return {
        name: [text.text or "" for text in root.iter(f"{A}t")]
        for name, root in trees(raw).items()
        if re.match(r"ppt/(slides|charts)/[^_]", name)
    }


def everything_said(raw):
    """Return every text of a deck: slides, notes, charts with their caches, descriptions, workbooks."""
    found = []
    for name, root in trees(raw).items():
        found += [node.text for node in root.iter(f"{A}t", f"{C}v") if node.text]
        found += [value for node in root.iter() for value in node.attrib.values()]
        found.append(name)
    for book in workbooks(raw).values():
        found += [
            str(cell.value) for row in book.active.iter_rows() for cell in row if cell.value is not None
        ]
    return "\n".join(found)


def workbooks(raw):
    """Return chart part -> its workbook."""
    every = parts(raw)
    found = {}
    for name in every:
        if re.fullmatch(r"ppt/charts/chart\d+\.xml", name):
            rels = etree.fromstring(every[f"ppt/charts/_rels/{name.rpartition('/')[2]}.rels"])
            target = next(rel.get("Target") for rel in rels if rel.get("Type").endswith("/package"))
            found[name] = load_workbook(io.BytesIO(every["ppt/" + target.removeprefix("../")]))
    return found


def plotted(root):
    """Return reference -> values of each cache of a chart."""
    found = {}
    for ref in root.iter(f"{C}numRef", f"{C}strRef"):
        values = {int(point.get("idx")): point.find(f"{C}v").text for point in ref.iter(f"{C}pt")}
        found[ref.find(f"{C}f").text] = values
    return found
