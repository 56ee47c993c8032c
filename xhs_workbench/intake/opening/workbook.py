"""XLSX workbooks, parsed in a child process so that a hostile one can only hurt itself.

Before the child starts, the zip's own list of members is judged: too many, too large, too well compressed,
named to escape, twice the same, macros, entities. In the child, memory and time are limited and every
exception, also a panic of the parser, ends as a sentence. Cells come back as text in Arrow files; nothing
evaluates a formula or follows a link. 1.4 KB of workbook can ask a parser for 549 GB (a cell in the last row
and column), so the span is checked too.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl

from xhs_workbench.errors import IntakeError, Problem
from xhs_workbench.findings import Finding
from xhs_workbench.intake.opening import behind_cells, parser_process
from xhs_workbench.intake.opening.sheets import Sheet, doubt, refuse

MAX_MEMBERS = 200
MAX_INFLATED = 800 * 1024**2
MAX_RATIO = 200
RATIO_COUNTS_FROM = 5 * 1024**2
MAX_SPARSE_SPAN = 2_000_000
CHILD_SECONDS = 60
CHILD_BYTES = 3 * 1024**3
ROW = re.compile(rb'<row [^>]{0,80}?r="([0-9]{1,7})"')
HIDDEN_ROW = re.compile(rb'<row (?=[^>]{0,200}?\bhidden="(?:1|true)")[^>]{0,80}?r="([0-9]{1,7})"')
COLUMN, HIDDEN = re.compile(rb"<col [^>]{1,200}>"), re.compile(rb'\bhidden="(?:1|true)"')
FIRST, LAST = re.compile(rb'\bmin="([0-9]{1,5})"'), re.compile(rb'\bmax="([0-9]{1,5})"')
LONGEST_ROW = len("1048576")
WIDE = re.compile(rb' r="([A-Z]{2,3})[0-9]')
LONG_NUMBER = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="[0-9]+")?(?: t="n")?><v>(?:[0-9]{16,}|'
    rb"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]+)</v>"
)
FORMULA_EMPTY = re.compile(
    rb'<c [^>]*?r="([A-Z]{1,3})([0-9]{1,7})"[^>]*>\s*<f[^>]*>[^<]*</f>\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)
MERGED = re.compile(rb'<mergeCell [^>]{0,40}?ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
MOST_MERGED = 100_000
ERROR_CELL = re.compile(rb'<c [^>]*?r="([A-Z]{1,3})([0-9]{1,7})"[^>]*t="e"')


def read_workbook(path: Path, raw: bytes) -> list[Sheet]:  # one signature for all readers
    """Read every sheet of a workbook that holds anything.

    Raises:
        IntakeError: Hostile, damaged, password-protected, without a sheet that holds anything, or too large
            to parse within the child's memory and time.
    """
    _check_zip(path)
    with tempfile.TemporaryDirectory(prefix="xhs-") as folder:
        said = _run_child(path, Path(folder))
        sheets = [_sheet(path.name, Path(folder), entry) for entry in said["sheets"]]
    if not sheets:
        raise refuse(path.name, "no sheet holds a table", "工作簿中没有数据（缺少表头）")
    general = _general_findings(path.name, said)
    return [replace(sheet, findings=(*general, *sheet.findings)) for sheet in sheets]


def _check_zip(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _judge_kind(path, [member.filename for member in members])
            _judge_members(path.name, members)
            for member in members:
                if member.filename.endswith((".xml", ".rels")):
                    _judge_xml(path.name, archive.open(member).read(4096))
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        fix = ("download it again.", "请重新下载。")
        raise refuse(
            path.name, "the workbook is damaged", "工作簿损坏（可能没有下载完整）", fix=fix
        ) from error


OTHER_KINDS = {
    "an Apple Numbers document": re.compile(r"(?:\A|/)Index(?:\.zip\Z|/.*\.iwa\Z)"),
    "an OpenDocument sheet": re.compile(r"\Acontent\.xml\Z"),
    "a binary workbook (.xlsb)": re.compile(r"\Axl/workbook\.bin\Z"),
    "a text document": re.compile(r"\Aword/"),
    "slides": re.compile(r"\Appt/"),
}
"""What else is a zip, by the names of its parts."""
OTHER_KINDS_ZH = {
    "an Apple Numbers document": "Apple Numbers 表格",
    "an OpenDocument sheet": "OpenDocument 表格（.ods）",
    "a binary workbook (.xlsb)": "二进制工作簿（.xlsb）",
    "a text document": "文档而非表格",
    "slides": "演示文稿而非表格",
}


def _judge_kind(path: Path, names: list[str]) -> None:
    """Name documents that are no workbook we read, by their parts and not by their extension."""
    kind = next((kind for kind, part in OTHER_KINDS.items() if any(map(part.search, names))), "")
    if path.suffix.lower() == ".numbers":
        kind = kind or "an Apple Numbers document"
    if kind:
        fix = ("export it as .xlsx or .csv.", "请导出为 .xlsx 或 .csv。")
        raise refuse(path.name, f"{kind}, which is not read", f"{OTHER_KINDS_ZH[kind]}，无法读取", fix=fix)


def _judge_members(file: str, members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename for member in members]
    inflated = sum(member.file_size for member in members)
    packed = [member for member in members if member.file_size > RATIO_COUNTS_FROM]
    faults = {
        "too many parts": len(members) > MAX_MEMBERS,
        "it would unpack to more than 800 MB": inflated > MAX_INFLATED,
        "a part is compressed beyond reason": any(
            m.file_size > MAX_RATIO * max(m.compress_size, 1) for m in packed
        ),
        "a part named to escape the archive": any(
            ".." in n.split("/") or n.startswith(("/", "\\")) for n in names
        ),
        "two parts of the same name": len(set(names)) < len(names),
        "a workbook with macros": any(name.lower().endswith("vbaproject.bin") for name in names),
    }
    for fault, there in faults.items():
        if there:
            fix = ("save it as a plain .xlsx without macros.", "请另存为不含宏的普通 .xlsx。")
            raise refuse(file, f"refused: {fault}", "工作簿不安全，已拒绝", fix=fix, code="XHS-E030")


def _judge_xml(file: str, head: bytes) -> None:
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise refuse(
            file, "refused: XML entities in the workbook", "工作簿含 XML 实体，已拒绝", code="XHS-E031"
        )


def in_new_interpreter(path: Path, folder: Path) -> None:
    """Parse in a child of our own interpreter.

    Raises:
        TimeoutError: It took longer than `CHILD_SECONDS`.
    """
    command = [
        sys.executable,
        "-P",
        "-m",
        "xhs_workbench.intake.opening.workbook",
        str(path.absolute()),
        str(folder),
    ]
    environment = {**os.environ, "POLARS_MAX_THREADS": "1"}
    try:
        subprocess.run(
            command, env=environment, timeout=CHILD_SECONDS, capture_output=True, check=False, cwd=folder
        )
    except subprocess.TimeoutExpired as error:
        raise TimeoutError from error


def in_process_apart(path: Path, folder: Path) -> None:
    """Parse in a child of the parser process where that can fork, else in a child of our own interpreter.

    Raises:
        TimeoutError: It took longer than `CHILD_SECONDS`.
    """
    if parser_process.FORK_WORKS:
        try:
            in_time = parser_process.in_parser_process(path, folder, CHILD_SECONDS)
        except OSError:  # it was killed, or the system gives no more processes: the long way says which
            in_new_interpreter(path, folder)
        else:
            if not in_time:
                raise TimeoutError
    else:
        in_new_interpreter(path, folder)


_apart: list[Callable[[Path, Path], None]] = [in_process_apart]


def parse_apart_by(way: Callable[[Path, Path], None]) -> None:
    """Use another way to a process of its own: a batch forks one that has the parser imported already.

    Args:
        way: Runs `parse_into(path, folder)` in a process that may die; raises TimeoutError after
            `CHILD_SECONDS`.
    """
    _apart[:] = [way]


def _run_child(path: Path, folder: Path) -> dict[str, Any]:
    """Parse in a child; what it has to say comes back as one JSON file."""
    try:
        _apart[0](path, folder)
    except TimeoutError as error:
        raise refuse(
            path.name, f"not parsed within {CHILD_SECONDS} s", "解析超时", code="XHS-E032"
        ) from error
    answer = folder / "said.json"
    if not answer.exists():
        en, zh = "the parser ran out of memory or crashed", "解析时内存不足或崩溃"
        raise refuse(path.name, en, zh, fix=("split the workbook.", "请拆分工作簿。"), code="XHS-E033")
    said: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
    if problems := said.get("problems"):
        raise IntakeError([Problem(**problem) for problem in problems])
    return said


def _sheet(file: str, folder: Path, entry: dict[str, Any]) -> Sheet:
    cells = pl.read_ipc(io.BytesIO((folder / entry["cells"]).read_bytes()))
    name = entry["name"]
    findings: list[Finding] = []
    if entry["errors"]:
        row = entry["errors"][0]
        en, zh = (
            f"{len(entry['errors'])} cells hold an error such as #N/A.",
            "含 #N/A 等错误单元格，按缺失处理。",
        )
        findings.append(doubt(file, "error_cells", en, zh, row=row, sheet=name))
    if entry["formulas"]:
        en, zh = "Formulas: their last saved values were read.", "含公式：读取的是上次保存的结果。"
        findings.append(doubt(file, "formula_cells", en, zh, sheet=name))
    if entry["linked"]:
        names = ", ".join(entry["linked"])
        en, zh = f"Links behind words were read as {names}.", f"读取了文字背后的超链接：{names}。"
        findings.append(doubt(file, "linked_words", en, zh, sheet=name))
    damaged = frozenset((row, column) for row, column in entry["damaged"])
    return Sheet(
        file,
        name,
        cells,
        damaged,
        tuple(findings),
        hidden=entry["hidden"],
        hidden_rows=frozenset(entry["hidden_rows"]),
        hidden_columns=frozenset(entry["hidden_columns"]),
        merged=tuple((top, last, column) for top, last, column in entry["merged"]),
    )


def _general_findings(file: str, said: dict[str, Any]) -> list[Finding]:
    if not said["external"]:
        return []
    en, zh = "Links to other workbooks are in it; none was followed.", "含外部链接，未跟随。"
    return [doubt(file, "external_links", en, zh)]


# What follows runs in the child.


def import_parser() -> None:
    """Import what parsing needs, so that processes forked from this one need not."""
    import defusedxml.ElementTree  # noqa: F401
    import fastexcel  # noqa: F401


def _limit() -> None:
    """Bound memory and processor time where the system can (not on Windows: there only the parent's clock)."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (CHILD_BYTES, CHILD_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CHILD_SECONDS, CHILD_SECONDS))


def _column_index(letters: str) -> int:
    """Return 0 for A, 25 for Z, 26 for AA."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def _parse(path: Path, folder: Path) -> dict[str, Any]:
    import fastexcel

    parts, unseen = _sheet_parts(path)
    with zipfile.ZipFile(path) as archive:
        external = any(name.startswith("xl/externalLinks/") for name in archive.namelist())
        xml = {part: archive.read(part) for part in parts.values() if part in archive.namelist()}
        styles = behind_cells.percent_styles(archive)
        links = {part: behind_cells.links(archive, part, text) for part, text in xml.items()}
    for name, part in parts.items():
        _check_span(path.name, name, xml.get(part, b""))
    book = fastexcel.read_excel(path)
    sheets = []
    for number, name in enumerate(book.sheet_names):
        part = parts.get(name, "")
        entry = _load(path, folder, book, number, name, xml.get(part, b""), links.get(part, {}), styles)
        if entry:
            sheets.append({**entry, "hidden": name in unseen})
    return {"sheets": sheets, "external": external}


def _sheet_parts(path: Path) -> tuple[dict[str, str], set[str]]:
    """Map sheet names to their XML parts by way of the workbook's relations; also return the names of hidden sheets."""
    from defusedxml import ElementTree

    with zipfile.ZipFile(path) as archive:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {item.get("Id"): str(item.get("Target")) for item in relations}
    found, unseen = {}, set()
    for sheet in book.iter():
        if sheet.tag.endswith("}sheet"):
            if sheet.get("state") in ("hidden", "veryHidden"):
                unseen.add(str(sheet.get("name")))
            key = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), None)
            target = targets.get(key, "")
            found[str(sheet.get("name"))] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found, unseen


def _check_span(file: str, sheet: str, xml: bytes) -> None:
    """A few cells that span millions would make the parser allocate the whole rectangle."""
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise refuse(
            file, "refused: XML entities in the workbook", "工作簿含 XML 实体，已拒绝", code="XHS-E031"
        )
    count = xml.count(b"<c ")
    rows, columns = _span(xml)
    if rows * columns > MAX_SPARSE_SPAN and rows * columns > 20 * count:
        en = f"{count} cells span {rows} rows and {columns} columns"
        zh = f"{count} 个单元格却跨 {rows} 行、{columns} 列"
        fix = ("delete stray cells far from the table.", "请删除远处的多余单元格。")
        raise refuse(file, en, zh, sheet=sheet, fix=fix, code="XHS-E034")


def _span(xml: bytes) -> tuple[int, int]:
    """Return the last row and column in use, without a look at each of millions of cells.

    Rows are read off the row elements; a cell may claim a row of its own, which matters only when it is
    further down by a digit. A column beyond Z shows in its letters.
    """
    rows = max((int(found[1]) for found in ROW.finditer(xml)), default=0)
    if len(str(rows)) < LONGEST_ROW:
        further = re.compile(rb' r="[A-Z]{1,3}([0-9]{%d,7})"' % (len(str(rows)) + 1))
        rows = max([rows, *(int(found[1]) for found in further.finditer(xml))])
    columns = max((_column_index(found[1].decode()) + 1 for found in WIDE.finditer(xml)), default=26)
    return rows, columns


def _load(
    path: Path,
    folder: Path,
    book: Any,
    number: int,
    name: str,
    xml: bytes,
    links: Mapping[behind_cells.Place, str],
    styles: frozenset[int],
) -> dict[str, Any] | None:
    frame = book.load_sheet(
        number, header_row=None, skip_rows=0, dtypes="string", skip_whitespace_tail_rows=False
    ).to_polars()
    if frame.height == 0 or frame.width == 0:
        return None
    frame = frame.rename({title: f"c{i}" for i, title in enumerate(frame.columns)})
    formulas = b"<f>" in xml or b"<f " in xml
    empty = _unsaved(xml, links) if formulas else None
    if empty:
        column = _column_index(empty[1].decode())
        title = frame.item(0, column) if column < frame.width else empty[1].decode()
        fix = ("open it in Excel, save, and try again.", "请在 Excel 中打开并保存后重试。")
        raise refuse(
            path.name,
            "a formula without a saved value",
            "公式没有缓存结果",
            row=int(empty[2]),
            column=str(title),
            sheet=name,
            fix=fix,
            code="XHS-E035",
        )
    frame = behind_cells.put(frame, behind_cells.percent_cells(xml, styles))
    frame, linked = behind_cells.put_links(frame, links)
    cells = frame.with_columns(row=pl.int_range(1, pl.len() + 1))
    target = f"{number}.arrow"
    cells.write_ipc(folder / target)
    return {
        "name": name,
        "cells": target,
        "damaged": [(int(m[2]), _column_index(m[1].decode())) for m in LONG_NUMBER.finditer(xml)],
        "errors": [int(m[2]) for m in ERROR_CELL.finditer(xml)] if b't="e"' in xml else [],
        "formulas": formulas,
        "linked": linked,
        "hidden_rows": [int(m[1]) for m in HIDDEN_ROW.finditer(xml)] if b"hidden=" in xml else [],
        "hidden_columns": _hidden_columns(xml[: xml.find(b"<sheetData")], frame.width),
        "merged": _merged(xml[xml.rfind(b"<mergeCells") :]) if b"<mergeCells" in xml else [],
    }


def _unsaved(xml: bytes, links: Mapping[behind_cells.Place, str]) -> re.Match[bytes] | None:
    """Find a formula without a saved value, other than one whose link is all it says."""
    every = FORMULA_EMPTY.finditer(xml)
    return next((m for m in every if (int(m[2]), _column_index(m[1].decode())) not in links), None)


def _hidden_columns(head: bytes, width: int) -> list[int]:
    """Return the indexes of hidden columns; `<col min="3" max="5" hidden="1"/>` hides C to E."""
    hidden: list[int] = []
    for found in COLUMN.finditer(head):
        first, last = FIRST.search(found[0]), LAST.search(found[0])
        if first and last and HIDDEN.search(found[0]):
            hidden += range(int(first[1]) - 1, min(int(last[1]), width))
    return hidden


def _merged(xml: bytes) -> list[tuple[int, int, int]]:
    """Return first row, last row and column of the cells that are merged downwards."""
    found = ((int(m[2]), int(m[4]), _column_index(m[1].decode())) for m in MERGED.finditer(xml))
    return [(first, last, column) for first, last, column in islice(found, MOST_MERGED) if last > first]


def parse_into(path: Path, folder: Path) -> None:
    """Limit this process, parse, and leave what was found in `folder`."""
    _limit()
    try:
        said = _parse(path, folder)
    except IntakeError as error:
        fields = ("en", "zh", "file", "sheet", "row", "column", "value", "fix_en", "fix_zh", "code")
        said = {"problems": [{name: getattr(p, name) for name in fields} for p in error.problems]}
    except BaseException as error:  # the parser's panics are no Exception; each must end as a sentence
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        problem = {
            "en": f"the workbook cannot be parsed: {reason}",
            "zh": "工作簿损坏，无法解析",
            "file": path.name,
        }
        said = {"problems": [problem]}
    (folder / "said.json").write_text(json.dumps(said), encoding="utf-8")


if (
    __name__ == "__main__"
):  # one workbook in this process, or each that the owner asks for in a child of its own
    if len(sys.argv) > 1:
        parse_into(Path(sys.argv[1]), Path(sys.argv[2]))
    else:
        import_parser()
        parser_process.serve(parse_into)
