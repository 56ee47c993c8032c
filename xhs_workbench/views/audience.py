"""Two versions of one run, for the client and for us, as `who_sees.toml` declares who may see what.

The client's page, its spreadsheet and the files beside it are all made from what `for_audience` returns, so
they cannot differ. Each kind of block has one function that cuts it. A kind without one, an undeclared block
and an undeclared part of a block are left out.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from xhs_workbench.findings import Text
from xhs_workbench.who_sees import (
    EVERYTHING,
    Audience,
    all_seen,
    block_seen,
    column_seen,
    file_seen,
    parameter_seen,
)

BANNER = Text(
    "Internal: holds what we paid and other private figures. Not for the client.",
    "内部版本：含成本价等内部信息，请勿外发。",
)
"""Heads our internal version. It is not among the words that every page carries, so the client's page does
not mention it."""
DATUM = re.compile(r"datum(?:\.(\w+)|\[['\"]([^'\"]+)['\"]\])")
NAMED = {"field", "fields", "groupby", "sort", "lookup", "key"}
"""Where a Vega-Lite specification names columns of its rows; expressions name them after `datum`."""
Data = dict[str, Any]
DRAFT = Text(
    "DRAFT: not finished; the texts marked ‹…› are still to be written. Internal, not for the client.",
    "草稿：尚未完成，‹…› 处仍待填写。内部版本，请勿外发。",
)
"""Heads a page made by `run --draft`, instead of the other banner."""


def for_audience(blocks: Sequence[Mapping[str, Any]], audience: Audience) -> list[dict[str, Any]]:
    """Return the blocks that one audience sees.

    Args:
        blocks: `kind`, `language` and `data` of each.
        audience: `client` gets what is declared for clients; `internal` gets everything.
    """
    if audience == "internal":
        return [dict(block) for block in blocks]
    shown = ((block, _for_client(block)) for block in blocks)
    return [{**block, "data": data} for block, data in shown if data is not None]


def _for_client(block: Mapping[str, Any]) -> Data | None:
    data, cut = block["data"], CUTS.get(block["kind"])
    return cut(dict(data)) if cut and block_seen(data.get("block", "")) else None


def _seen_whole(data: Data) -> Data | None:
    """Return a block that is declared as a whole."""
    return data if column_seen(data["block"], EVERYTHING) else None


def _listed(data: Data) -> Data | None:
    """Return a block without its internal tiles or findings; no block if nothing is left."""
    items = [item for item in data["items"] if not _private(item)]
    return {**data, "items": items} if items or not data["items"] else None


def _findings(data: Data) -> Data | None:
    """Return the client's findings in the client's words, without the grades we work by."""
    kept = _listed(data)
    if kept is None:
        return None
    return {**kept, "items": [_to_client(item) for item in kept["items"]]}


WORKSHOP = re.compile(
    r"\.(?:yaml|ipynb)\b|`|\bparameters?\b|xhs-workbench|参数"
    r"|[\u4e00-\u9fff（]\s*(?!brief\b)[a-z_]{4,}\s*[\u4e00-\u9fff）]"  # a key within a Chinese sentence
)
"""Advice that names these is for who writes the parameters, not for who reads the page."""


def _to_client(item: Data) -> Data:
    """Return a finding in the client's words; advice on files and keys of ours is left out."""
    words = {"text": item["client"], "fix": ""} if item.get("client") else {}
    shown = {**item, **words}
    fix = "" if WORKSHOP.search(str(shown.get("fix") or "")) else shown.get("fix", "")
    return {**shown, "fix": fix, "client": "", "stamp": False}


def _first_screen(data: Data) -> Data | None:
    """Return a first screen without our own tiles and actions."""
    kept = {part: [one for one in data[part] if not _private(one)] for part in ("tiles", "actions")}
    return _seen_whole({**data, **kept})


def _went_in(data: Data) -> Data:
    doubts = [_to_client(item) for item in data["doubts"] if not _private(item)]
    return {**data, "files": _cut_cells(data["block"], data["files"]), "doubts": doubts}


def _private(item: Mapping[str, Any]) -> bool:
    return bool(item.get("private", True))


def _seen_table(data: Data) -> Data | None:
    """Remove the internal columns, cell by cell, and the internal rows."""
    stay = [
        place
        for place, column in enumerate(data["columns"])
        if all_seen(data["block"], column.get("keys", ["?"]))
    ]
    rows = [
        {**row, "cells": [row["cells"][place] for place in stay]}
        for row in data["rows"]
        if not row.get("private")
    ]
    columns = [data["columns"][place] for place in stay]
    return {**data, "columns": columns, "rows": rows} if columns else None


def _explorer(data: Data) -> Data | None:
    """Cut the table of an explorer, and the same columns in its cards, filters and marks."""
    block, state = data["block"], data["state"]
    cut = _seen_table({**state, "block": block})
    if cut is None:
        return None
    rows = [_blanked(block, "row", row) for row in cut["rows"]]
    rows = [
        {
            **row,
            "facts": _seen_parts(block, row["facts"]),
            "card": _blanked(block, "card", row["card"]) if row["card"] else None,
        }
        for row in rows
    ]
    filters = [one for one in state["filters"] if column_seen(block, one["key"])]
    kept = {**cut, "filters": filters, "rows": rows}
    return {**data, "state": _blanked(block, "state", {key: kept[key] for key in state})}


def _pages(data: Data) -> Data:
    """Blank the internal parts of pages of drafts."""
    block = data["block"]
    pages = [_blanked(block, "page", page) for page in data["pages"]]
    remarks = [[_blanked(block, "remark", one) for one in page["remarks"]] for page in pages]
    return {**data, "pages": [{**page, "remarks": said} for page, said in zip(pages, remarks, strict=True)]}


def _blanked(block: str, prefix: str, parts: Mapping[str, Any]) -> Data:
    """Empty each part that is not declared as `<prefix>.<part>`; templates and scripts find it empty."""
    seen = {key for key, value in parts.items() if value is None or column_seen(block, f"{prefix}.{key}")}
    return {key: value if key in seen else type(value)() for key, value in parts.items()}


def _seen_parts(block: str, parts: Mapping[str, Any]) -> Data:
    return {key: value for key, value in parts.items() if column_seen(block, key)}


def _cut_cells(block: str, rows: Sequence[Mapping[str, Any]]) -> list[Data]:
    """Blank the undeclared values of each row; templates still find every key."""
    return [{key: value if column_seen(block, key) else "" for key, value in row.items()} for row in rows]


def _chart(data: Data) -> Data | None:
    """Remove undeclared columns from the rows of a chart; a chart that draws one is internal."""
    block = data["block"]
    held = {key for rows in _row_sets(data["spec"]) for row in rows for key in row}
    ours = {key for key in held if not column_seen(block, key)}
    return None if ours & set(_drawn(data["spec"])) else {**data, "spec": _without(data["spec"], ours)}


def _row_sets(spec: Any) -> Iterator[Sequence[Mapping[str, Any]]]:
    """Yield each set of rows of a specification."""
    if isinstance(spec, Mapping):
        for key, value in spec.items():
            if key == "values" and isinstance(value, list) and all(isinstance(row, Mapping) for row in value):
                yield value
            elif key == "datasets":
                yield from value.values()
            else:
                yield from _row_sets(value)
    elif isinstance(spec, list):
        for item in spec:
            yield from _row_sets(item)


def _drawn(spec: Any, place: str = "") -> Iterator[str]:
    """Yield the columns that a specification reads, apart from its rows."""
    if isinstance(spec, Mapping):
        for key, value in spec.items():
            if key not in ("values", "datasets"):
                yield from _drawn(value, key)
    elif isinstance(spec, list):
        for item in spec:
            yield from _drawn(item, place)
    elif isinstance(spec, str):
        yield from (one or other for one, other in DATUM.findall(spec))
        if place in NAMED:
            yield spec


def _without(spec: Any, ours: set[str]) -> Any:
    if isinstance(spec, Mapping):
        return {
            key: _cut_rows(value, ours) if key in ("values", "datasets") else _without(value, ours)
            for key, value in spec.items()
        }
    return [_without(item, ours) for item in spec] if isinstance(spec, list) else spec


def _cut_rows(value: Any, ours: set[str]) -> Any:
    if isinstance(value, Mapping):
        return {name: _cut_rows(rows, ours) for name, rows in value.items()}
    return [
        {k: v for k, v in row.items() if k not in ours} if isinstance(row, Mapping) else row for row in value
    ]


def _provenance(data: Data) -> Data:
    """Close the client's report: files and rows by name and place, no refused text, only declared settings."""
    block = data["block"]
    return {
        **data,
        "files": _cut_cells(block, data["files"]),
        "refused": _cut_cells(block, data["refused"]),
        "parameters": {},
        "settings": {name: value for name, value in data["settings"].items() if parameter_seen(name)},
        "beside": {
            name: text
            for name, csv_file in data["beside"].items()
            if (text := _csv(f"beside.{name}", csv_file))
        },
        "beside_files": {name: raw for name, raw in data["beside_files"].items() if file_seen(name)},
    }


def _csv(block: str, text: str) -> str:
    """Remove undeclared columns from a table saved whole; an undeclared table is not saved for a client."""
    if not block_seen(block):
        return ""
    rows = list(csv.reader(io.StringIO(text, newline="")))
    stay = (
        [place for place, name in enumerate(rows[0]) if column_seen(block, name.lstrip("'"))] if rows else []
    )
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([row[place] for place in stay] for row in rows)
    return out.getvalue() if stay else ""


CUTS: Mapping[str, Callable[[Data], Data | None]] = {
    "cover": _seen_whole,
    "first_screen": _first_screen,
    "chapter": _seen_whole,
    "sketch": _seen_whole,
    "cards": _listed,
    "limits": _seen_whole,
    "definitions": _seen_whole,
    "scorecard": _seen_whole,
    "document": _seen_whole,
    "pictures": _seen_whole,
    "figures": _listed,
    "findings": _findings,
    "went_in": _went_in,
    "table": _seen_table,
    "chart": _chart,
    "explorer": _explorer,
    "drafts": _pages,
    "provenance": _provenance,
}
"""Kind of block -> the function that cuts it for a client. A kind that is not listed is internal."""
