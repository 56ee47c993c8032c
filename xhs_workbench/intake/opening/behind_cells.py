"""What a workbook holds behind its cells: percent signs that only the format shows, and the links under words.

A cell that shows 85% holds 0.85, and one that shows 查看笔记 holds nothing of the note it opens. Both are read as the
person who filled the sheet sees them. It runs in the workbook's child process; no link is followed.
"""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

import polars as pl

Place = tuple[int, int]
"""Row as a spreadsheet counts, and index of the column."""
BUILT_IN = {9, 10}
"""Number formats 0% and 0.00%, which every workbook has."""
QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
CELL = rb'<c r="([A-Z]{1,3})([0-9]{1,7})" s="(?:%s)"(?: t="n")?>(?:<f[^<]{0,2000}</f>|<f[^>]{0,200}/>)?<v>([-0-9.eE+]{1,40})</v>'
FORMULA = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^>]{0,80}><f[^>]{0,80}>=?HYPERLINK\((?:"|&quot;)(http[^"<&]{1,2000}(?:&amp;[^"<&]{0,2000})*)(?:"|&quot;)'
)
NOTES = r"(?:xiaohongshu|rednote)\.com/(?:explore|discovery/item|search_result)/[0-9a-f]{24}|/profile/[0-9a-f]{24}/[0-9a-f]{24}"
PROFILES = r"(?:xiaohongshu|rednote)\.com/(?:user/profile|solar/pre-trade/blogger-detail)/[0-9a-f]{24}"
NAMED = {"笔记链接": re.compile(f"{NOTES}|xhslink\\.com/"), "主页链接": re.compile(PROFILES)}
"""The column that links make where the words over them are worth keeping."""
LINK_HEADER = re.compile(r"(?i)链接|連結|网址|主页|link|url|home ?page")
FEW_WORDS = 2
"""So many different words over all links of a column say nothing (查看, 点击)."""
MOST = 0.8
HALF = 0.5
"""Of the fullest row's cells: a row with fewer is a title or a remark above the headers."""


def percent_styles(archive: zipfile.ZipFile) -> frozenset[int]:
    """Return the numbers of cell styles that show a fraction as a percentage."""
    from defusedxml import ElementTree

    if "xl/styles.xml" not in archive.namelist():
        return frozenset()
    root = ElementTree.fromstring(archive.read("xl/styles.xml"))
    own = {
        item.get("numFmtId"): str(item.get("formatCode"))
        for item in root.iter()
        if item.tag.endswith("}numFmt")
    }
    shown = {key for key, code in own.items() if "%" in QUOTED.sub("", code)} | {str(n) for n in BUILT_IN}
    formats = next((part for part in root if part.tag.endswith("}cellXfs")), ())
    return frozenset(number for number, item in enumerate(formats) if item.get("numFmtId") in shown)


def percent_cells(xml: bytes, styles: frozenset[int]) -> Iterator[tuple[Place, str]]:
    """Yield the cells that show a percentage, as they show it but for the rounding."""
    if not styles:
        return
    wanted = b"|".join(str(number).encode() for number in sorted(styles))
    for found in re.finditer(CELL % wanted, xml):
        yield _cell_at(found[1], found[2]), f"{float(found[3]) * 100:.10g}%"


def links(archive: zipfile.ZipFile, part: str, xml: bytes) -> dict[Place, str]:
    """Return the links of cells, those of formulas too."""
    from defusedxml import ElementTree

    formulas = FORMULA.finditer(xml) if b"HYPERLINK(" in xml else ()
    found = {_cell_at(m[1], m[2]): html.unescape(m[3].decode("utf-8", "replace")) for m in formulas}
    here = PurePosixPath(part)
    related = str(here.parent / "_rels" / f"{here.name}.rels")
    at = xml.rfind(b"<hyperlinks")
    if at < 0 or related not in archive.namelist():
        return found
    targets = {
        item.get("Id"): str(item.get("Target")) for item in ElementTree.fromstring(archive.read(related))
    }
    for tag in re.finditer(rb"<hyperlink [^>]{1,4000}>", xml[at:]):
        ref, key = (
            re.search(rb' ref="([A-Z]{1,3})([0-9]{1,7})"', tag[0]),
            re.search(rb':id="([^"]+)"', tag[0]),
        )
        if ref and key and (target := targets.get(key[1].decode("utf-8", "replace"))):
            found[_cell_at(ref[1], ref[2])] = target
    return found


def put(frame: pl.DataFrame, cells: Iterator[tuple[Place, str]]) -> pl.DataFrame:
    """Put texts into cells of a frame whose first row is row 1; places outside it are left."""
    by_column: dict[int, dict[int, str]] = {}
    for (row, column), text in cells:
        if row <= frame.height and column < frame.width:
            by_column.setdefault(column, {})[row - 1] = text
    changed = [
        frame.to_series(column).scatter(list(texts), list(texts.values()))
        for column, texts in by_column.items()
    ]
    return frame.with_columns(changed)


def put_links(frame: pl.DataFrame, found: Mapping[Place, str]) -> tuple[pl.DataFrame, list[str]]:
    """Put links to notes and profiles where a reader of the table looks for them.

    Under a header that asks for a link, or over words that are always the same, the link takes the place of the
    words; names and titles stay, and their links make a column of their own.

    Returns:
        The frame, and the header of each column that was filled from links.
    """
    filled: list[str] = []
    columns: dict[int, dict[int, str]] = {}
    for (row, column), link in found.items():
        if row <= frame.height and column < frame.width:
            columns.setdefault(column, {})[row - 1] = link
    for column, targets in sorted(columns.items()):
        words = frame.to_series(column)
        over = words.gather(list(targets)).to_list()
        kind = _kind(targets)
        header = _header_of(frame, words, min(targets))
        if not kind or all("://" in (word or "") for word in over):
            continue
        bare = {
            row: link
            for (row, link), word in zip(targets.items(), over, strict=True)
            if "://" not in (word or "")
        }
        if LINK_HEADER.search(header) or len({word for word in over if word}) <= min(
            FEW_WORDS, len(over) - 1
        ):
            frame = frame.with_columns(words.clone().scatter(list(bare), list(bare.values())))
            filled.append(header or kind)
        elif header and kind not in frame.row(_row_of(words, header)):
            made: list[str | None] = [None] * frame.height
            made[_row_of(words, header)] = kind
            for row, link in bare.items():
                made[row] = link
            frame = frame.with_columns(pl.Series(f"c{frame.width}", made, dtype=pl.String))
            filled.append(kind)
    return frame, filled


def _header_of(frame: pl.DataFrame, words: pl.Series, first: int) -> str:
    """Return what a column is called, above its first link: rows without one may stand between, and a title above all."""
    filled = frame.head(first).select(pl.sum_horizontal(pl.all().is_not_null())).to_series().to_list()
    above = [
        text for n, text in zip(filled, words.head(first), strict=True) if n >= HALF * max(filled) and text
    ]
    return above[0] if above else next(iter(words.head(first).drop_nulls()[-1:]), "")


def _row_of(words: pl.Series, header: str) -> int:
    return words.to_list().index(header)


def _kind(targets: Mapping[int, str]) -> str:
    """Say what most links open: a note, a profile, or nothing of ours."""
    for name, pattern in NAMED.items():
        if sum(bool(pattern.search(link)) for link in targets.values()) >= MOST * len(targets):
            return name
    return ""


def _cell_at(letters: bytes, row: bytes) -> Place:
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return int(row), index - 1
