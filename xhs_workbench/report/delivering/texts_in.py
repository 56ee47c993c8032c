"""Every text in a delivered file, decoded: visible or not, embedded or packed."""

from __future__ import annotations

import base64
import binascii
import csv
import html
import io
import json
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from xhs_workbench.images import beside_pixels
from xhs_workbench.report.rendering.page import own_scripts

MOST_UNPACKED = 200_000_000
EMBEDDED = re.compile(r"data:[\w/+.;=-]*;base64,([A-Za-z0-9+/=\s]+)")
ESCAPED = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")
PRINTED = re.compile(rb"[\x20-\x7e\x80-\xff]{6,}")
BREAKS = re.compile(
    r"</(?:\w+:)?(?:p|si|c|v|f|formatCode|row|Relationship|title|creator|lastModifiedBy|description|subject)>|/>"
)
READER = "pdftotext"
READER_SECONDS = 120
INLINE = {
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "code",
    "em",
    "i",
    "mark",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "u",
    "wbr",
}
"""Tags that do not end a line: the text around one is read as one."""
Texts = Iterator[tuple[str, str]]


def texts_in(name: str, raw: bytes) -> Texts:
    """Yield the place and text of everything written in a file.

    Args:
        name: File name; its suffix decides how it is read.
        raw: Its bytes.

    Raises:
        ValueError: The kind cannot be checked, or the content does not match the name.
    """
    reader = READERS.get(Path(name).suffix.lower())
    if reader is None:
        raise ValueError("a file of a kind that cannot be checked|不检查此类文件")
    yield "name", name
    try:
        yield from reader(raw)
    except (UnicodeDecodeError, zipfile.BadZipFile, RecursionError, NotImplementedError) as error:
        raise ValueError("the content does not match the file name|文件内容与扩展名不符") from error


class _Page(HTMLParser):
    """Collects the texts of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.inside = ""
        self.found: dict[str, list[str]] = {}

    def add(self, place: str, text: str) -> None:
        """Keep a text, and everything embedded in it."""
        bare, embedded = _unpacked(text)
        self.found.setdefault(place, []).append(bare)
        self.found.setdefault("embedded file", []).extend(embedded)

    def cut(self, tag: str) -> None:
        """End the line of text at a tag that also ends it for the reader."""
        if tag not in INLINE:
            self.found.setdefault("text", []).append("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the attributes; remember which kind of text follows."""
        given = dict(attrs)
        self.inside = f"{tag} {given.get('type') or ''}".strip() if tag in ("script", "style") else ""
        self.cut(tag)
        for name, value in attrs:
            if value:
                self.add(f"attribute {name}", value)

    def handle_endtag(self, tag: str) -> None:
        """Leave a script or style."""
        self.cut(tag)
        self.inside = "" if tag in ("script", "style") else self.inside

    def handle_data(self, data: str) -> None:
        """Take text, embedded data and styles; our own scripts hold nothing about a campaign."""
        if self.inside == "script application/json":
            for text in _strings(json.loads(data)):
                self.add("embedded data", text)
        elif self.inside.startswith("script"):
            if data not in own_scripts():
                self.add("script", data)
        elif self.inside == "style":
            self.add("style", ESCAPED.sub(lambda sign: chr(min(int(sign[1], 16), 0x10FFFF)), data))
        elif data.strip():
            self.add("text", data)

    def handle_comment(self, data: str) -> None:
        """Take comments."""
        self.add("comment", data)

    def handle_decl(self, decl: str) -> None:
        """Take declarations."""
        self.add("declaration", decl)


def _unpacked(text: str) -> tuple[str, list[str]]:
    """Return a text without the files embedded in it, and the texts of those files."""
    found = []
    for packed in EMBEDDED.findall(text):
        try:
            found.append(_printed(base64.b64decode(packed, validate=False)))
        except binascii.Error:
            found.append(packed)
    return EMBEDDED.sub("", text), found


def _printed(raw: bytes) -> str:
    """Return the runs of printable characters in bytes, as `strings` does; of a picture those beside its pixels."""
    return "\n".join(run.decode("utf-8", "ignore") for run in PRINTED.findall(beside_pixels(raw)))


def _strings(value: Any) -> Iterator[str]:
    """Yield every text of a JSON value, names of fields included, and numbers as they are written."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield str(key)
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, str):
        yield value
    elif isinstance(value, int) and not isinstance(value, bool):
        yield str(value)


def _page_texts(raw: bytes) -> Texts:
    page = _Page()
    page.feed(raw.decode("utf-8-sig"))
    page.close()
    for place, texts in page.found.items():
        yield place, ("" if place == "text" else "\n").join(texts)


def _packed(raw: bytes) -> Texts:
    with zipfile.ZipFile(io.BytesIO(raw)) as file:
        if sum(entry.file_size for entry in file.infolist()) > MOST_UNPACKED:
            raise ValueError("unpacks to more than the limit|解压后过大")
        for entry in file.infolist():
            content = file.read(entry)
            if entry.filename.endswith((".xml", ".rels")):
                text = content.decode("utf-8")
                yield entry.filename, html.unescape(re.sub(r"<[^>]+>", "", BREAKS.sub("\n", text)))
                yield entry.filename, html.unescape("\n".join(_attributes(text)))
            elif entry.filename.endswith(".xlsx"):
                yield from ((f"{entry.filename}/{place}", text) for place, text in _packed(content))
            else:
                yield entry.filename, _printed(content)


def _attributes(text: str) -> Iterator[str]:
    """Yield values of attributes, except those that name a schema."""
    return (value for name, value in re.findall(r'([\w:]+)="([^"]*)"', text) if not name.startswith("xmlns"))


def _calendar(raw: bytes) -> Texts:
    yield "text", re.sub(r"\r?\n[ \t]", "", raw.decode("utf-8-sig")).replace("\\n", "\n").replace("\\,", ",")


def _csv_rows(raw: bytes) -> Texts:
    for number, line in enumerate(raw.decode("utf-8-sig").splitlines(), 1):
        yield f"row {number}", "\n".join(next(csv.reader([line]), []))


def _print(raw: bytes) -> Texts:
    reader = shutil.which(READER)
    if reader is None:
        raise ValueError(f"no {READER} on this machine to check it|本机没有 {READER}，无法检查")
    with tempfile.TemporaryDirectory(prefix="xhs-scan-") as folder:
        file = Path(folder) / "page.pdf"
        file.write_bytes(raw)
        done = subprocess.run(
            [reader, "-enc", "UTF-8", str(file), "-"],
            check=False,
            capture_output=True,
            timeout=READER_SECONDS,
        )
    if done.returncode:
        raise ValueError("the content does not match the file name|文件内容与扩展名不符")
    yield "text", done.stdout.decode("utf-8", "replace")
    yield "properties", _printed(raw)


READERS: Mapping[str, Callable[[bytes], Texts]] = {
    ".html": _page_texts,
    ".xlsx": _packed,
    ".docx": _packed,
    ".pptx": _packed,
    ".ics": _calendar,
    ".csv": _csv_rows,
    ".txt": _csv_rows,
    ".pdf": _print,
}
