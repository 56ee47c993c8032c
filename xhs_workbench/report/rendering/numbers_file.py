"""The numbers behind each chart and table of a page, as one spreadsheet made from the same blocks as the page.

Text is only text: no cell is a formula or a link. Numbers are numbers, with the ends of their interval beside
them. Each row names the file and row it came from, if it has one.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import polars as pl
import xlsxwriter

from xhs_workbench.findings import Language
from xhs_workbench.report.rendering.story_grids import story_grids
from xhs_workbench.views.audience import BANNER, DRAFT
from xhs_workbench.views.wording import words
from xhs_workbench.who_sees import Audience

PLAIN = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
MADE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""A fixed date, so that the same numbers make the same file."""
FORMATS = {
    "count": "#,##0",
    "compact": "#,##0",
    "about": "#,##0",
    "rate": "0.0%",
    "chance": "0.00%",
    "cny": '"¥"#,##0',
    "cny2": '"¥"#,##0.00',
    "score": "0.0",
    "number": "#,##0.00",
    "days": "0.0",
}
UNSAFE = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
LONGEST = 32_000
EXACT = 10**15
"""Larger whole numbers lose digits in a sheet."""
WIDEST = 46


@dataclass(frozen=True, slots=True)
class Head:
    """One column: its heading and number format."""

    label: str
    kind: str = "text"


Cell = tuple[Any, str]
"""A value and the kind that formats it; text stays text, whatever it looks like."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Headed rows."""

    heads: Sequence[Head]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The numbers of one block."""

    section: str
    title: str
    note: str
    grids: Sequence[Grid]
    definitions: tuple[str, ...] = ()
    files: tuple[str, ...] = field(default=())


def write_numbers(
    sections: Iterable[tuple[str, Mapping[str, Any]]],
    cover: Mapping[str, Any],
    language: Language,
    audience: Audience = "client",
) -> bytes:
    """Return the spreadsheet of a page.

    Args:
        sections: Heading and block, in the page's order, already cut for this audience.
        cover: Data of the cover.
        language: `en` or `zh`.
        audience: Named on the first sheet.

    Returns:
        An XLSX file: contents, one sheet per chart or table, the definitions and the files.
    """
    shown = list(sections)
    w = words(language)
    names = {
        row["id"]: row["name"]
        for _, block in shown
        if block["kind"] == "definitions"
        for row in block["data"]["items"]
    }
    files = [row for _, block in shown if block["kind"] == "provenance" for row in block["data"]["files"]]
    sheets = [sheet for section, block in shown for sheet in _sheets(section, block, w)]
    raw = io.BytesIO()
    with xlsxwriter.Workbook(raw, PLAIN) as book:
        book.set_properties(
            {
                "title": _sheet_text(cover["title"]),
                "author": _sheet_text(cover["prepared_by"]),
                "created": MADE,
            }
        )
        look = _looks(book)
        tabs = _tab_names([sheet.title or sheet.section for sheet in sheets])
        _contents(
            book,
            look,
            sheets,
            tabs,
            names,
            [row["file"] for row in files],
            cover,
            w,
            (DRAFT if cover.get("draft") else BANNER).to(language) if audience == "internal" else "",
        )
        # A sheet may be copied alone into another workbook, so each sheet says that its figures are made up.
        mark = f"{w['synthetic']} " if cover["synthetic"] else ""
        for sheet, tab in zip(sheets, tabs, strict=True):
            _write_sheet(
                book.add_worksheet(tab), look, sheet.title or sheet.section, mark + sheet.note, sheet.grids
            )
        for tab, sheet in _endings(shown, files, w):
            _write_sheet(book.add_worksheet(tab), look, sheet.title, mark + sheet.note, sheet.grids)
    return raw.getvalue()


def write_frames(frames: Mapping[str, pl.DataFrame]) -> bytes:
    """Return a workbook of plain frames, one per sheet: headings, numbers, texts, times in readable form.

    Args:
        frames: Sheet name -> frame without nested columns.
    """
    raw = io.BytesIO()
    with xlsxwriter.Workbook(raw, PLAIN) as book:
        book.set_properties({"created": MADE})
        look = _looks(book)
        for number, (name, frame) in enumerate(frames.items(), 1):
            sheet = book.add_worksheet(_tab(name) if len(frames) == 1 else _tab(f"{number:02d} {name}"))
            for column, head in enumerate(frame.columns):
                sheet.write_string(0, column, _sheet_text(head), look["head"])
            for row, values in enumerate(frame.iter_rows(), 1):
                for column, value in enumerate(values):
                    _write_cell(sheet, row, column, value, look)
            sheet.freeze_panes(1, 0)
    return raw.getvalue()


def _write_cell(sheet: Any, row: int, column: int, value: Any, look: Mapping[str, Any]) -> None:
    """Write a number as a number if a sheet can hold it exactly, anything else as text; missing stays empty."""
    if isinstance(value, bool) or (isinstance(value, int) and abs(value) > EXACT):
        sheet.write_string(row, column, str(value))
    elif isinstance(value, int | float):
        if math.isfinite(value):
            sheet.write_number(row, column, value)
    elif value is not None:
        text = f"{value:%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else str(value)
        sheet.write_string(row, column, _sheet_text(text), look["text"])


def _sheets(section: str, block: Mapping[str, Any], w: Mapping[str, str]) -> Iterator[Sheet]:
    data = block["data"]
    if block["kind"] == "table" and data["rows"]:
        used = tuple(
            dict.fromkeys(column["definition"] for column in data["columns"] if column["definition"])
        )
        places = dict.fromkeys(row["source"].split(" › ")[0] for row in data["rows"] if row["source"])
        yield Sheet(section, data["title"], data["note"], [_table_grid(data, w)], used, tuple(places))
    elif block["kind"] == "chart" and not data["empty"]:
        yield Sheet(section, data["title"], data["note"], _chart(data["spec"]))
    elif block["kind"] == "explorer":
        yield Sheet(section, data["title"], data["note"], [_explorer(data["state"], w)])
    elif block["kind"] == "figures" and data["items"]:
        used = tuple(dict.fromkeys(item["definition"] for item in data["items"] if item["definition"]))
        heads = [Head(w["figure"]), Head(w["value"]), Head(w["as_shown"]), Head(w["about"])]
        rows = [
            [
                _as_text(item["label"]),
                _cell(item["raw"], item["kind"]),
                _as_text(item["value"]),
                _as_text(item["note"]),
            ]
            for item in data["items"]
        ]
        yield Sheet(section, section, "", [Grid(heads, rows)], used)
    for title, note, (names, held) in story_grids(block, w):
        cells = [
            [_cell(value, kind) if kind != "text" else _as_text(value) for value, kind in row] for row in held
        ]
        yield Sheet(section, title or section, note, [Grid([Head(*name) for name in names], cells)])


def _table_grid(data: Mapping[str, Any], w: Mapping[str, str]) -> Grid:
    """Return a table with two more columns after each one with intervals, and source places at the end."""
    columns = data["columns"]
    ranged = {
        place for place in range(len(columns)) if any("low" in row["cells"][place] for row in data["rows"])
    }
    placed = any(row["source"] for row in data["rows"])
    heads: list[Head] = []
    for place, column in enumerate(columns):
        heads.append(Head(column["label"], column["kind"]))
        heads += (
            [Head(f"{column['label']} {w[end]}", column["kind"]) for end in ("low", "high")]
            if place in ranged
            else []
        )
    rows = []
    for row in data["rows"]:
        cells: list[Cell] = []
        for place, (column, cell) in enumerate(zip(columns, row["cells"], strict=True)):
            kind = cell.get("kind", column["kind"])
            worded = isinstance(cell["sort"], str) or cell["text"] in ("True", "False")
            cells.append(_cell(cell["text"] if worded else cell["sort"], kind))
            cells += [_cell(cell.get(end), kind) for end in ("low", "high")] if place in ranged else []
        rows.append([*cells, *([_as_text(row["source"])] if placed else [])])
    return Grid([*heads, *([Head(w["source"])] if placed else [])], rows)


def _chart(spec: Mapping[str, Any]) -> list[Grid]:
    """Return each set of rows of a chart once, under the titles that its axes and hover texts use."""
    titles, percent = _titles(spec)
    grids, seen = [], []
    for rows in _row_sets(spec):
        if not rows or rows in seen:
            continue
        seen.append(rows)
        keys = list(dict.fromkeys(key for row in rows for key in row))
        heads = [Head(titles.get(key) or key, "rate" if key in percent else "plain") for key in keys]
        grids.append(
            Grid(
                heads,
                [
                    [_cell(row.get(key), head.kind) for key, head in zip(keys, heads, strict=True)]
                    for row in rows
                ],
            )
        )
    return grids


def _row_sets(value: Any) -> Iterator[list[dict[str, Any]]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            if key == "datasets":
                yield from item.values()
            elif key == "data" and isinstance(item, Mapping) and isinstance(item.get("values"), list):
                yield item["values"]
            elif key != "config":
                yield from _row_sets(item)
    elif isinstance(value, list):
        for item in value:
            yield from _row_sets(item)


def _titles(value: Any) -> tuple[dict[str, str], set[str]]:
    """Return field -> title, and the fields that a chart shows as percentages."""
    titles: dict[str, str] = {}
    percent: set[str] = set()
    queue = [value]
    while queue:
        item = queue.pop(0)
        if isinstance(item, Mapping):
            name, title = item.get("field"), item.get("title")
            if isinstance(name, str):
                if isinstance(title, str) and title.strip() and len(title) > 1:
                    titles.setdefault(name, title)
                axis = item.get("axis")
                style = item.get("format") or (axis.get("format") if isinstance(axis, Mapping) else None)
                percent |= {name} if isinstance(style, str) and style.endswith("%") else set()
            queue += [part for key, part in item.items() if key not in ("data", "datasets", "config")]
        elif isinstance(item, list):
            queue += item
    return titles, percent


def _explorer(state: Mapping[str, Any], w: Mapping[str, str]) -> Grid:
    heads = [Head(w["creator"]), Head(w["tier"]), *(Head(c["label"], "plain") for c in state["columns"])]
    heads += [Head(f"{part['label']} ({w['weight']} {part['weight']:g})", "plain") for part in state["parts"]]
    rows = [
        [
            _as_text(row["name"]),
            _as_text(row["tier"]),
            *(_cell(cell["v"], "plain") for cell in row["cells"]),
            *(_cell(part, "plain") for part in row["parts"]),
        ]
        for row in state["rows"]
    ]
    return Grid(heads, rows)


def _endings(
    shown: Sequence[tuple[str, Mapping[str, Any]]], files: Sequence[Mapping[str, Any]], w: Mapping[str, str]
) -> Iterator[tuple[str, Sheet]]:
    """Return the definitions and the files, the last two sheets."""
    items = [row for _, block in shown if block["kind"] == "definitions" for row in block["data"]["items"]]
    keys = ("name", "formula", "scope", "source", "grade")
    if items:
        rows = [[_as_text(row[key]) for key in keys] for row in items]
        yield (
            w["definition"],
            Sheet("", w["definitions"], w["grades"], [Grid([Head(w.get(key, key)) for key in keys], rows)]),
        )
    if files:
        counts = {
            "rows_read": "read",
            "rows_used": "used",
            "rows_duplicate": "duplicate",
            "rows_refused": "refused",
        }
        known = {"file": "file", "sheet": "sheet", "source": "kind", "table": "table"}
        named = {key: head for key, head in known.items() if any(row[key] for row in files)}
        heads = [
            *(Head(w[word]) for word in named.values()),
            *(Head(w[word], "count") for word in counts.values()),
            Head("SHA-256"),
        ]
        rows = [
            [
                *(_as_text(row[key]) for key in named),
                *(_cell(row[key], "count") for key in counts),
                _as_text(row["sha256"]),
            ]
            for row in files
        ]
        yield w["files"], Sheet("", w["provenance"], w["account"], [Grid(heads, rows)])


def _contents(
    book: xlsxwriter.Workbook,
    look: Mapping[str, Any],
    sheets: Sequence[Sheet],
    tabs: Sequence[str],
    names: Mapping[str, str],
    files: Sequence[str],
    cover: Mapping[str, Any],
    w: Mapping[str, str],
    banner: str,
) -> None:
    note = " · ".join(
        part
        for part in (
            cover["brand"],
            cover["campaign"],
            cover["period"],
            w["synthetic"] if cover["synthetic"] else "",
            banner,
        )
        if part
    )
    heads = [
        Head(w["sheet"]),
        Head(w["section"]),
        Head(w["title"]),
        Head(w["about"]),
        Head(w["definition"]),
        Head(w["source"]),
    ]
    every = "; ".join(dict.fromkeys(files))
    rows = [
        [
            _as_text(text)
            for text in (
                tab,
                sheet.section,
                sheet.title,
                sheet.note,
                "; ".join(names.get(used, used) for used in sheet.definitions),
                "; ".join(sheet.files) or every,
            )
        ]
        for tab, sheet in zip(tabs, sheets, strict=True)
    ]
    _write_sheet(
        book.add_worksheet(_tab(w["contents"])), look, f"{cover['title']}", note, [Grid(heads, rows)]
    )


def _write_sheet(sheet: Any, look: Mapping[str, Any], title: str, note: str, grids: Sequence[Grid]) -> None:
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, _sheet_text(title), look["title"])
    sheet.write_string(1, 0, _sheet_text(note), look["note"])
    top = 3
    for grid in grids:
        for column, head in enumerate(grid.heads):
            sheet.write_string(top, column, _sheet_text(head.label), look["head"])
        for offset, row in enumerate(grid.rows, top + 1):
            for column, (value, kind) in enumerate(row):
                if isinstance(value, int | float):
                    sheet.write_number(offset, column, value, look.get(kind))
                elif value is not None:
                    sheet.write_string(offset, column, _sheet_text(value), look["text"])
        top += len(grid.rows) + 2
    sheet.freeze_panes(4, 1)
    first = grids[0]
    for column, head in enumerate(first.heads):
        longest = max([len(head.label), *(len(str(row[column][0])) for row in first.rows[:200])])
        sheet.set_column(column, column, min(max(longest * 1.1 + 2, 9), WIDEST))


def _looks(book: xlsxwriter.Workbook) -> dict[str, Any]:
    made = {kind: book.add_format({"num_format": style, "valign": "top"}) for kind, style in FORMATS.items()}
    made["title"] = book.add_format({"bold": True, "font_size": 14})
    made["note"] = book.add_format({"font_color": "#6d665f"})
    made["head"] = book.add_format(
        {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#f3eee7"}
    )
    made["text"] = book.add_format({"valign": "top", "text_wrap": True})
    return made


def _cell(value: Any, kind: str) -> Cell:
    if isinstance(value, bool):
        return (str(value), "text")
    if not isinstance(value, float):
        return (value, kind)
    return (_as_decimal(value) if math.isfinite(value) else None, kind)


def _as_decimal(value: float) -> float:
    """Drop what binary arithmetic leaves beyond a dozen digits: 48,000 × 1.1 is 52,800, not 52,800.00000000001."""
    return float(f"{value:.12g}")


def _as_text(value: Any) -> Cell:
    return ("" if value is None else str(value), "text")


def _sheet_text(value: Any) -> str:
    """Return text that a sheet can hold: no unpaired surrogate, not longer than a cell."""
    return str(value).encode("utf-8", "replace").decode("utf-8")[:LONGEST]


def _tab(name: str) -> str:
    return UNSAFE.sub(" ", _sheet_text(name)).strip()[:31].strip() or "-"


def _tab_names(titles: Sequence[str]) -> list[str]:
    """Number the sheets in the page's order, so that each name is unique.

    >>> _tab_names(["What [came]?", "='x'!A1", "x" * 40])
    ['01 What  came', '02 = x !A1', '03 xxxxxxxxxxxxxxxxxxxxxxxxxxxx']
    """
    return [_tab(f"{number:02d} {title}") for number, title in enumerate(titles, 1)]
