"""Which export is this sheet, and where is its header? Decided by vocabulary, over the first rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import groupby
from typing import Any

import polars as pl

from xhs_workbench.errors import Problem
from xhs_workbench.intake.masking.nicknames import mask_nicknames
from xhs_workbench.intake.opening.sheets import Sheet
from xhs_workbench.intake.opening.side_tables import DATA
from xhs_workbench.intake.recognising.sources import Header, Source, is_dropped, leaf_of, matches, read_header
from xhs_workbench.intake.recognising.units import UNIT_CELL, units_of

LOOK_AT = 12
"""Rows in which a header is looked for; banners and titles come first in some exports."""
UNNAMED = re.compile(r"Unnamed: ?[0-9]+(_level_[0-9]+)?\Z")
NICKNAME = re.compile(r"昵称|暱称|网名|nick_?\s?name|user_?\s?name\Z|^(?:评论)?用户名?\Z", re.IGNORECASE)
"""Columns in which somebody is called as she calls herself."""
TWICE = re.compile(r"\.[0-9]\Z")
BRACKETS = " ()（）[]【】"


@dataclass(frozen=True)
class Recognised:
    """A sheet whose kind and header are known.

    Args:
        source: The export.
        headers: Its header cells, left to right.
        position: Index of the header row among the sheet's rows.
        matched: How many columns the source maps.
    """

    source: Source
    headers: tuple[Header, ...]
    position: int
    matched: int


def recognise(sheet: Sheet, sources: Sequence[Source]) -> Recognised | None:
    """Find the source and header row that explain most of a sheet; None when no source's marks are all there.

    A fallback source counts only where no other fits.
    """
    best: Recognised | None = None
    sources = [source for source in sources if source.records in ("", sheet.sheet)]
    top = sheet.cells.head(LOOK_AT + 1).to_dicts()
    for position in range(min(LOOK_AT, len(top))):
        split = _goes_on_below(sheet.columns, top[position : position + 2])
        for group_rows, group in groupby(sorted(sources, key=_group_rows), key=_group_rows):
            headers = _headers(sheet, top, position, group_rows)
            for source in group:
                if (split and not group_rows) or not _is(source, headers):
                    continue
                found = Recognised(source, headers, position, _mapped(source, headers))
                if best is None or (not source.fallback, found.matched) > (
                    not best.source.fallback,
                    best.matched,
                ):
                    best = found
    return best


def _goes_on_below(names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> bool:
    """Say whether a row of headers is only the upper of two: names stand below its gaps, and nothing below its names.

    A source that knows one row of headers would take the second for a row without an id.
    """
    if len(rows) < 2:
        return False
    upper, lower = rows
    below = [name for name in names if lower[name]]
    gaps = [name for name in below if not upper[name]]
    alone = [name for name in names if upper[name] and not lower[name]]
    return len(below) > 1 and bool(gaps and alone) and not any(DATA.search(lower[name]) for name in below)


def _group_rows(source: Source) -> int:
    return source.group_rows


def headers_at(sheet: Sheet, position: int, group_rows: int) -> tuple[Header, ...]:
    """Return the headers in a row of a sheet, with the names of the groups in the rows just above it.

    A header that is merged downwards stands in the uppermost of its rows: where the row itself is empty, the
    nearest name right above it is the header.
    """
    return _headers(sheet, sheet.cells.head(position + 2).to_dicts(), position, group_rows)


def _headers(
    sheet: Sheet, top: Sequence[Mapping[str, Any]], position: int, group_rows: int
) -> tuple[Header, ...]:
    names = sheet.columns
    units = _units_beside(top, position, names)
    rows = [row for row in range(max(0, position - group_rows), position) if not units_of(top[row], names)]
    groups = [_filled(names, top[row]) for row in rows]
    own = [top[row] for row in (*rows, position)]
    found = []
    for i, name in enumerate(names):
        at = max((level for level, cells in enumerate(own) if cells[name]), default=-1)
        if at >= 0:
            above = [group[i] for group in groups[:at]]
            text = own[at][name]
            if at and own[at - 1][name] and UNIT_CELL.match(text):
                text = f"{above.pop()}（{text.strip(BRACKETS)}）"  # 粉丝 over 万: one header in two rows
            header = read_header(text, tuple(above), i)
            found.append(replace(header, scale=units.get(name, 1)) if header.scale == 1 else header)
    return tuple(found)


def _units_beside(top: Sequence[Mapping[str, Any]], position: int, names: Sequence[str]) -> dict[str, float]:
    """Return the units that stand in a row of their own just below or above the header."""
    near = [top[row] for row in (position + 1, position - 1) if 0 <= row < len(top)]
    return next((units for row in near if (units := units_of(row, names))), {})


def _filled(names: Sequence[str], row: Mapping[str, Any]) -> list[str]:
    """Carry merged group names to the right, as a reader's eye does."""
    found, last = [], ""
    for name in names:
        last = row[name] or last
        found.append(last)
    return found


def _is(source: Source, headers: Sequence[Header]) -> bool:
    if not headers:
        return False
    written = {header.leaf for header in headers} | {header.whole for header in headers}

    def there(options: Sequence[str]) -> bool:
        return any(
            matches(header, option) for option in options if leaf_of(option) in written for header in headers
        )

    return all(there(options) for options in source.recognise) and not any(
        there((name,)) for name in source.refuse
    )


def _mapped(source: Source, headers: Sequence[Header]) -> int:
    wanted = [name for table in source.tables.values() for names in table.columns.values() for name in names]
    return sum(any(matches(header, name) for name in wanted) for header in headers)


def not_recognised(sheet: Sheet, sources: Sequence[Source]) -> Problem:
    """Explain why no source fits: the closest one, and which of its marks are missing."""
    best, missing, shown = "", [""], 1
    texts: list[str] = []
    for position in range(min(LOOK_AT, sheet.cells.height)):
        headers = headers_at(sheet, position, 0)
        for source in sources:
            lacking = [
                "/".join(o) for o in source.recognise if not any(matches(h, x) for h in headers for x in o)
            ]
            score = _mapped(source, headers)
            if score > shown and lacking:
                best, missing, shown, texts = source.title_zh, lacking, score, [h.shown for h in headers]
    if not best:
        return Problem(
            "no header row was recognised",
            "找不到表头：前几行里没有已知的列名",
            file=sheet.file,
            sheet=sheet.sheet,
            fix_en=(
                "keep the export's header row, or add a mapping to the campaign's sources.yaml "
                "(xhs-workbench inspect FILE --write CAMPAIGN)."
            ),
            fix_zh="请保留导出的表头，或在项目的 sources.yaml 中映射列名（xhs-workbench inspect FILE --write CAMPAIGN）。",
            code="XHS-E020",
        )
    first = missing[0]
    close = get_close_matches(first.split("/")[0], texts, n=1, cutoff=0.5)
    hint = f"; the closest header here is {close[0]}" if close else ""
    return Problem(
        f"looks like {best}, but a required column is missing: {', '.join(missing)}{hint}",
        f"像是{best}，但缺少必需列：{'、'.join(missing)}",
        file=sheet.file,
        sheet=sheet.sheet,
        column=first,
        fix_en="rename the header, or map the column in the campaign's sources.yaml.",
        fix_zh="请修改表头，或在项目的 sources.yaml 中映射该列。",
        code="XHS-E021",
    )


def resaved(sheet: Sheet, known: Recognised) -> Source:
    """Return the source, with NaN as a missing mark where pandas has written the file again.

    It leaves its traces: `Unnamed: 0` or nothing over row numbers that begin with 0, `.1` behind a name that
        stood twice.
    """
    first = sheet.cells.slice(known.position, 2)[sheet.columns[0]].to_list()
    names = {header.text for header in known.headers}
    again = first == [None, "0"] or any(
        UNNAMED.match(name) or (TWICE.search(name) and TWICE.sub("", name) in names) for name in names
    )
    return (
        replace(known.source, missing=known.source.missing | {"nan", "NaN", "NAN"}) if again else known.source
    )


def say_the_same(sheet: Sheet, known: Recognised, headers: Sequence[Header]) -> bool:
    """Whether columns of one name hold the same cells (`nickname` and `nick_name` of the site): any of them will do."""
    body = sheet.cells.slice(known.position + 1)
    first = body[f"c{headers[0].index}"]
    return all(first.equals(body[f"c{header.index}"], check_names=False) for header in headers[1:])


def without_nicknames(frame: pl.DataFrame, sheet: Sheet, known: Recognised) -> pl.DataFrame:
    """Mask in comments the nicknames of a column that the source leaves out."""
    named = [h for h in known.headers if NICKNAME.search(h.leaf) and is_dropped(h, known.source)]
    if not named or not {"comment_id", "content"} <= set(frame.columns):
        return frame
    cells = [sheet.cells[f"c{header.index}"].slice(known.position + 1).rename("name") for header in named]
    return frame.with_columns(mask_nicknames(frame["content"], pl.concat(cells)))
