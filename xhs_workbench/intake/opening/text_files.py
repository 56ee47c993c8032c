"""CSV, TSV and HTML tables as sheets of text.

A row with too few or too many cells is refused, never padded: pandas and polars would fill or shift it in
silence. The file loses only the row, and the loss is counted; where too many rows are so, it is refused whole
(`bounds.too_many`).
"""

from __future__ import annotations

import csv
import html
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from xhs_workbench.errors import IntakeError, Problem
from xhs_workbench.findings import Finding
from xhs_workbench.intake.cells.texts import may_be_blank
from xhs_workbench.intake.opening.bounds import (
    AT_ONCE,
    LONGEST_CELL,
    MOST_TAGS,
    count_outside_quotes,
    count_signs,
    judge_cells,
    judge_columns,
    judge_lines,
    judge_size,
    too_many,
)
from xhs_workbench.intake.opening.encodings import HEAD, decode
from xhs_workbench.intake.opening.sheets import Sheet, doubt, refuse

DELIMITERS = ",\t;|"
LONGEST_READ = 16 * 1024**2
"""Characters of the longest cell that is read at all, as of a database."""
LARGE = 500_000
"""Bytes above which an orderly CSV goes through polars instead of the csv module."""
SEPARATOR = re.compile(r"(?i)\A\ufeff?(\"?sep=([,;\t|])\"?)(?=\n)")
PLAIN = (".csv", ".tsv", ".txt")
MOST_MENDED = 5_000_000
"""Characters above which a file with broken quotes is refused: it is not told apart cell by cell."""


def read_text(path: Path, raw: bytes) -> list[Sheet]:
    """Read a delimited file, or an HTML table that calls itself `.xls`.

    Raises:
        IntakeError: No table in it, too many broken rows, or an unreadable encoding.
    """
    if (quick := _large(path, raw)) is not None:
        return [quick]
    judge_size(path.name, raw, "text")
    judge_lines(path.name, raw)
    judge_cells(path.name, sum(count_signs(raw, b",", b"\t", b";", b"|", b"\n", b"\r")))
    text, findings = decode(raw, path.name)
    if text[:2000].lstrip()[:200].lower().startswith(("<html", "<table", "<!doctype", "<meta", "<?xml")):
        findings.append(
            doubt(path.name, "extension_lies", "An HTML table, not a workbook.", "实为 HTML 表格。")
        )
        return [_sheet(path.name, _html_rows(text, path.name), findings)]
    if path.suffix.lower() in (".xlsx", ".xls", ".xlsm"):
        findings.append(
            doubt(path.name, "extension_lies", "A text file named as a workbook.", "实为文本文件。")
        )
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    findings += _nul(text, path.name)
    if told := SEPARATOR.match(text):  # the first line may say it, for Excel
        text = text[told.end() :]
    delimiter = told[2] if told else _delimiter(text, path.name)
    if (even := _even_records(text, delimiter)) is not None:
        flat, width = even
        judge_columns(path.name, width, 1)
        cells = _laid_out(flat, width, range(1, len(flat) // width + 1))
        return [Sheet(path.name, "", cells, findings=tuple(findings))]
    try:
        rows = _records(text, delimiter, path.name)
    except IntakeError:
        if (mended := _with_bare_quotes(text, delimiter)) is None:
            raise
        rows = mended
        en, zh = (
            "Quotes inside quoted cells are not doubled; the cells were told apart by what follows.",
            "引号内的引号未转义，已按其后的分隔符拆分单元格。",
        )
        findings.append(doubt(path.name, "bare_quotes", en, zh))
    return [_sheet(path.name, rows, findings, complete=text.endswith("\n"))]


def _nul(text: str, file: str) -> list[Finding]:
    if "\x00" not in text:
        return []
    lines = text.split("\n")
    row = next(i for i, line in enumerate(lines, 1) if "\x00" in line)
    before = lines[row - 1].split("\x00")[0]
    titles = lines[0].split(",")
    column = titles[min(before.count(","), len(titles) - 1)]
    en, zh = f"A NUL character in row {row}, {column}.", f"第 {row} 行「{column}」含 NUL 字符。"
    return [doubt(file, "nul_character", en, zh, row=row)]


def _delimiter(text: str, file: str) -> str:
    lines = [line for line in text[:200_000].split("\n") if line.strip()][:30]
    widths = {mark: _common_width(lines, mark) for mark in DELIMITERS}
    best = max(DELIMITERS, key=lambda mark: widths[mark])
    if widths[best] > 1:
        return best
    if any("，" in line for line in lines):
        fix = ("replace ， by , or export again.", "请把全角逗号改为半角，或重新导出。")
        raise refuse(file, "columns are separated by fullwidth commas", "列之间用了全角逗号", row=1, fix=fix)
    return ","


def _common_width(lines: list[str], delimiter: str) -> int:
    """Return how many cells most lines have under a delimiter, quotes respected.

    Where two widths are equally common, the last line decides: a title stands above its table, so `title`,
    `a,b` has two columns; but a header that merely holds the sign, as `a|b` above `1`, has one.
    """
    try:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
    except csv.Error:  # a cell beyond all bounds; reading it says in which row
        return 1
    counted = Counter(widths)
    if not counted:
        return 0
    return max(counted, key=lambda width: (counted[width], width == widths[-1], width))


def _csv_reader(text: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(
        LONGEST_READ
    )  # a longer cell than is allowed costs its row, see `bounds.judge_sheet`
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _even_records(text: str, delimiter: str) -> tuple[list[str], int] | None:
    """Return the cells of all records one after the other, and how many a record has; None where a record needs a closer look.

    Most files have as many cells in every record and none is blank: their records need not be held as lists.
    """
    flat: list[str] = []
    width = 0
    try:
        for record in _csv_reader(text, delimiter):
            width = width or len(record)
            if len(record) != width or not any(map(str.strip, record)):
                return None
            flat += record
    except csv.Error:
        return None
    return (flat, width) if width > 1 else None


def _with_bare_quotes(text: str, delimiter: str) -> list[list[str]] | None:
    """Return the records of a file whose quoted cells hold quotes that are not doubled; None where they are not even.

    A quote ends its cell only where a delimiter or the end of the line follows. That may be wrong in a single cell, and
    then its row has another number of cells: so nothing is guessed in a file with such a row.
    """
    if len(text) > MOST_MENDED:
        return None
    mark = re.escape(delimiter)
    cell = re.compile(rf'"((?:[^"]++|"(?!{mark}|\n|\Z))*+)"(?={mark}|\n|\Z)|([^{mark}\n]*)')
    rows: list[list[str]] = [[]]
    at = 0
    while (found := cell.match(text, at)) is not None:
        quoted = found[1]
        rows[-1].append(found[2] if quoted is None else quoted.replace('""', '"'))
        at = found.end()
        if at >= len(text):
            break
        if text[at] == "\n":
            rows.append([])
        elif text[at] != delimiter:
            return None
        at += 1
    widths = {len(row) for row in rows if any(map(str.strip, row))}
    longest = max(len(one) for row in rows for one in row)
    even = len(widths) == 1 and widths != {1}
    return rows if even and longest <= LONGEST_CELL else None


def _laid_out(flat: list[str], width: int, rows: Sequence[int]) -> pl.DataFrame:
    data = {f"c{i}": flat[i::width] for i in range(width)}
    cells = pl.DataFrame(data, schema=dict.fromkeys(data, pl.String))
    cells = cells.select(pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in data)
    return cells.with_columns(pl.Series("row", rows, dtype=pl.Int64))


def _records(text: str, delimiter: str, file: str) -> list[list[str]]:
    """Return the records; a blank line is a record, so that row numbers match a spreadsheet."""
    rows: list[list[str]] = []
    try:
        rows.extend(_csv_reader(text, delimiter))  # what came before an error stays
    except csv.Error as error:
        en, zh = f"a quote that is not closed ({error})", "引号没有闭合或格式错误"
        if "field larger" in str(error):
            en = f"a cell of more than {LONGEST_READ:,} characters (or a quote that is not closed)"
            zh = f"单元格超过 {LONGEST_READ:,} 个字符（或引号没有闭合）"
        raise refuse(file, en, zh, row=len(rows) + 1) from error
    return rows


def _sheet(
    file: str,
    rows: list[list[str]],
    findings: list[Finding],
    *,
    complete: bool = True,
) -> Sheet:
    width = _width(rows)
    judge_columns(file, width, next((n for n, row in enumerate(rows, 1) if len(row) == width), 1))
    good, odd = _split(rows, width)
    refused: list[Problem] = []
    if odd:
        odd = _torn_tail(file, rows, odd, findings, refused, complete=complete)
        refused += [_ragged(file, number, rows[number - 1], width) for number in odd]
        _judge_ragged(file, rows, odd, refused, width)
    flat = list(itertools.chain.from_iterable(row for _, row in good))
    cells = _laid_out(flat, width, [number for number, _ in good])
    return Sheet(file, "", cells, findings=tuple(findings), refused=tuple(refused))


def _width(rows: list[list[str]]) -> int:
    """Return the width of the header: the first row at least two cells wide that is not wider than most rows need."""
    widths = Counter(map(len, rows))
    for narrow in (0, 1):
        widths.pop(narrow, None)
    if not widths:
        return max(map(len, rows), default=0)
    header = next(len(row) for row in rows if len(row) > 1)
    return header if widths[header] > 1 or len(widths) < 3 else widths.most_common(1)[0][0]


def _split(rows: list[list[str]], width: int) -> tuple[list[tuple[int, list[str]]], list[int]]:
    """Separate rows of the right width from odd ones; title lines above the table are padded, they carry no data."""
    good: list[tuple[int, list[str]]] = []
    odd: list[int] = []
    started = False
    for number, row in enumerate(rows, 1):
        if not any(map(str.strip, row)):
            continue
        started = started or len(row) == width
        if len(row) == width:
            good.append((number, row))
        elif not started and len(row) < width:
            good.append((number, row + [""] * (width - len(row))))
        else:
            odd.append(number)
    return good, odd


def _torn_tail(
    file: str,
    rows: list[list[str]],
    odd: list[int],
    findings: list[Finding],
    refused: list[Problem],
    *,
    complete: bool,
) -> list[int]:
    """A last row without its end is a download cut short: refused on its own and remarked on."""
    if complete or odd[-1] != len(rows):
        return odd
    en, zh = "The last row is cut off.", "最后一行不完整，文件可能没有下载完。"
    findings.append(doubt(file, "last_row_torn", en, zh, row=len(rows)))
    refused.append(
        Problem("the last row is cut off", "最后一行不完整", file=file, row=len(rows), code="XHS-E013")
    )
    return odd[:-1]


def _ragged(file: str, number: int, row: list[str], width: int) -> Problem:
    return Problem(
        f"{len(row)} cells where the header has {width}",
        f"列数不符：该行 {len(row)} 列，表头 {width} 列",
        file=file,
        row=number,
        fix_en="look for an unquoted comma or a line break in a cell.",
        fix_zh="请检查单元格里未加引号的逗号或换行。",
        code="XHS-E012",
    )


def _judge_ragged(
    file: str, rows: list[list[str]], odd: list[int], refused: list[Problem], width: int
) -> None:
    if too_many(len(odd), len(rows) - 1):
        raise IntakeError(refused)
    if width == 0:
        raise refuse(file, "no columns", "没有列")


def _large(path: Path, raw: bytes) -> Sheet | None:
    """Read a large, orderly file column-wise; None for any file that needs a closer look.

    Orderly means UTF-8, no stray line ends, and each quote at the edge of its cell. polars refuses a line with
    too many cells but fills up one with too few. Where the file has as many separators as its lines need
    together, and no line has too many, none has too few.
    """
    if len(raw) <= LARGE or path.suffix.lower() not in PLAIN or b"\x00" in raw:
        return None
    if not _returns_end_lines(raw):
        return None
    head, findings = decode(raw[: raw.rfind(b"\n", 0, HEAD) + 1], path.name)
    if not head.strip():
        return None
    delimiter = _delimiter(head, path.name)
    quote = '"' if b'"' in raw else None
    sign = delimiter.encode()
    counted = count_outside_quotes(raw, sign) if quote else count_signs(raw, b"\n", sign)
    if head.lstrip().startswith("<") or findings or counted is None:
        return None
    ends, between = counted
    lines = ends + (not raw.endswith(b"\n"))
    width = between // lines + 1
    if width < 2 or between != lines * (width - 1):
        return None
    try:
        cells = pl.read_csv(
            raw,
            has_header=False,
            separator=delimiter,
            quote_char=quote,
            infer_schema=False,
            row_index_name="row",  # laid as the file's pieces are: a column made afterwards has the others copied
            row_index_offset=1,
        )
    except pl.exceptions.PolarsError:
        return None
    if cells.shape != (lines, width + 1):
        return None
    names = {name: f"c{i}" for i, name in enumerate(cells.columns[1:])}
    named = cells.rename(names).select(*names.values(), pl.col("row").cast(pl.Int64))
    if quote:
        named = _from_quotes(named, has_returns=b"\r" in raw)
    return Sheet(path.name, "", _without_blank(named))


def _from_quotes(cells: pl.DataFrame, *, has_returns: bool) -> pl.DataFrame:
    """Return cells of a file with quotes as the others are: an empty one is null, and a line ends in a line feed.

    Only the columns that need it are written anew; of a large file there is no room for all of them twice.
    """
    names = cells.columns[:-1]
    for name in names if has_returns else ():
        if cells[name].str.contains("\r\n", literal=True).any():
            cells = cells.with_columns(pl.col(name).str.replace_all("\r\n", "\n", literal=True))
    for name in names:
        if (cells[name] == "").any():
            cells = cells.with_columns(pl.when(pl.col(name) != "").then(pl.col(name)).alias(name))
    return cells


def _without_blank(cells: pl.DataFrame) -> pl.DataFrame:
    """Leave out rows that are blank from end to end; few rows are looked at beyond the first sign of their first cell."""
    first = pl.col(cells.columns[0])
    blank = cells.filter(first.is_null() | may_be_blank(first))
    for name in cells.columns[:-1] if blank.height else ():
        blank = blank.filter(pl.col(name).is_null() | (pl.col(name).str.strip_chars() == ""))
    return cells.join(blank, on="row", how="anti", maintain_order="left") if blank.height else cells


def _returns_end_lines(raw: bytes) -> bool:
    """Say whether each carriage return stands before a line feed."""
    if b"\r" not in raw:
        return True
    whole = np.frombuffer(raw, dtype=np.uint8)
    for start in range(0, len(whole), AT_ONCE):
        after = np.flatnonzero(whole[start : start + AT_ONCE] == ord("\r")) + start + 1
        if len(after) and (after[-1] >= len(whole) or (whole[after] != ord("\n")).any()):
            return False
    return True


TAG = re.compile(
    r"""<(/?)(tr|td|th)\b(?:[^<>"']|"[^"<]{0,2000}"|'[^'<]{0,2000}'|["'])*>|<[^<>]*>?|([^<]+)""",
    re.IGNORECASE,
)
SPANS = [re.compile(rf"""(?i)\b{name}\s*=\s*["']?(\d{{1,3}})""") for name in ("colspan", "rowspan")]
WIDEST = 60
"""A merged cell is no wider and no deeper than this: a page of a few bytes must not ask for millions."""
UNSHOWN = ("<!--", "-->"), ("<style", "</style"), ("<script", "</script")


def _html_rows(text: str, file: str) -> list[list[str]]:
    """Collect the cells of the tables; markup inside a cell is dropped, its text kept.

    Tags are found one after the other and nothing is looked at twice, so that no page takes longer than its
    length says.
    """
    judge_size(file, text.encode("utf-8", "replace"), "html")
    judge_cells(file, text.count("<"), MOST_TAGS)
    for start, end in UNSHOWN:
        text = _without(text, start, end)
    rows: list[list[list[str]]] = []
    cell: list[str] | None = None
    hanging: dict[int, int] = {}
    for found in TAG.finditer(text):
        closing, tag, words = found[1], (found[2] or "").lower(), found[3]
        if words is not None:
            if cell is not None:
                cell.append(html.unescape(words).strip())
        elif tag == "tr" and not closing:
            if rows:
                _hang(rows[-1], hanging)
            rows.append([])
            cell = None
        elif tag in ("td", "th"):
            cell = [] if not closing and rows else None
            if cell is not None:
                _hang(rows[-1], hanging)
                _put_cell(rows[-1], cell, found[0], hanging)
    made = [["".join(cell) for cell in row] for row in rows if row]
    if not made:
        raise refuse(file, "an HTML page without a table", "HTML 页面中没有表格")
    # A title may be merged over more columns than the table has.
    width = Counter(map(len, made)).most_common(1)[0][0]
    return [row if any(row[width:]) else row[:width] for row in made]


def _hang(row: list[list[str]], hanging: dict[int, int]) -> None:
    """Leave the places empty that cells of the rows above reach down to."""
    while hanging.get(len(row), 0):
        hanging[len(row)] -= 1
        row.append([])


def _put_cell(row: list[list[str]], cell: list[str], tag: str, hanging: dict[int, int]) -> None:
    """Put a cell into a row: as in a workbook, what is merged stands in its first place, and the others are empty."""
    wide, deep = (min(int(found[1]), WIDEST) if (found := span.search(tag)) else 1 for span in SPANS)
    for place in range(max(wide, 1)):
        if deep > 1:
            hanging[len(row)] = deep - 1
        row.append(cell if place == 0 else [])


def _without(text: str, start: str, end: str) -> str:
    """Leave out what stands between two marks; without an end, the rest."""
    kept, lower, done = [], text.lower(), 0
    while (at := lower.find(start, done)) >= 0:
        kept.append(text[done:at])
        over = lower.find(end, at + len(start))
        if over < 0:
            return "".join(kept)
        done = over + len(end)
    return "".join([*kept, text[done:]])
