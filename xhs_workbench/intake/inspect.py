"""What a file is, what is doubtful about it, and what would be read from it: as data, and as lines for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from xhs_workbench.errors import IntakeError, Problem
from xhs_workbench.findings import Text
from xhs_workbench.intake.accounting.doubts import DOUBTS
from xhs_workbench.intake.drafting import NoDraft, draft_sheet, mapping_yaml
from xhs_workbench.intake.opening.files import open_sheets
from xhs_workbench.intake.opening.sheets import Sheet, shown
from xhs_workbench.intake.read import check_mappings, find_source
from xhs_workbench.intake.recognising.mapping import Mapped, map_sheet
from xhs_workbench.intake.recognising.recognise import Recognised, not_recognised
from xhs_workbench.intake.recognising.sources import Source, shipped_sources
from xhs_workbench.intake.recognising.unread import looks_known
from xhs_workbench.tables import zh_name

RULES_SHOWN = 5
"""At most this many reasons for refusing rows are listed; the rest are counted."""


@dataclass(frozen=True, slots=True)
class SeenTable:
    """What one sheet gives to one canonical table.

    Args:
        table: Its name.
        rows: Rows read, refused ones included.
        refused: Rows refused.
        reasons: Rule -> how many rows it refused, and the first of them.
        columns: Header -> canonical column.
        looks_like: Header that is not read -> the column that it looks like.
        doubts: `column`, `doubt`, `n`, `row` (the first) of values read with a doubt.
        not_read: Headers that nothing reads.
        problems: Why it cannot be read at all; none where it can.
        counted_by: Header of dates that are taken for the times at which rows were counted; empty without one.
    """

    table: str
    rows: int = 0
    refused: int = 0
    reasons: Mapping[str, tuple[int, int]] | None = None
    columns: Mapping[str, str] | None = None
    looks_like: Mapping[str, str] | None = None
    doubts: tuple[Mapping[str, Any], ...] = ()
    not_read: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    counted_by: str = ""


@dataclass(frozen=True, slots=True)
class SeenSheet:
    """One sheet of a file; a text file is one sheet without a name.

    Args:
        file: Name of the file.
        sheet: Name of the sheet.
        rows: Rows, the header's included.
        hidden: It is skipped unless a mapping says otherwise.
        title: Of the export it is; None for an unknown one.
        header_row: Row of the header as a spreadsheet counts; 0 for an unknown export.
        tables: What it gives to each table.
        findings: What was remarkable about the sheet.
        unknown: Why it is not recognised; None where it is.
        draft: A mapping that reads it, as YAML; empty where none is offered.
        drafted: Table -> rows the draft reads, rows it refuses.
        no_draft: Why none is offered.
    """

    file: str
    sheet: str
    rows: int
    hidden: bool
    title: Text | None = None
    header_row: int = 0
    tables: tuple[SeenTable, ...] = ()
    findings: tuple[Text, ...] = ()
    unknown: Problem | None = None
    draft: str = ""
    drafted: Mapping[str, tuple[int, int]] | None = None
    no_draft: Text | None = None


def look_over(
    path: str | Path, *, mappings: Sequence[Mapping[str, Any]] = (), collected_at: datetime | None = None
) -> list[SeenSheet]:
    """Look at every sheet of a file; nothing is written.

    Args:
        path: The file.
        mappings: An analyst's own sources, tried before the shipped ones.
        collected_at: When the file was made, for relative dates.

    Raises:
        InputMissingError: No such file.
        IntakeError: The file cannot be opened at all.
    """
    own = check_mappings(mappings)
    return [_look_over(sheet, own, collected_at) for sheet in map(shown, open_sheets(path))]


def inspect_file(
    path: str | Path,
    *,
    mappings: Sequence[Mapping[str, Any]] = (),
    collected_at: datetime | None = None,
    whole: bool = True,
) -> str:
    """Describe a file in both languages, doubts first.

    Args:
        path: The file.
        mappings: An analyst's own sources, tried before the shipped ones.
        collected_at: When the file was made, for relative dates.
        whole: List every column; otherwise only what is doubtful, and counts.

    Raises:
        InputMissingError: No such file.
        IntakeError: The file cannot be opened at all.
    """
    seen = look_over(path, mappings=mappings, collected_at=collected_at)
    return "\n".join(line for sheet in seen for line in _sheet_lines(sheet, whole=whole))


def _look_over(sheet: Sheet, own: Sequence[Source], collected_at: datetime | None) -> SeenSheet:
    about: dict[str, Any] = {
        "file": sheet.file,
        "sheet": sheet.sheet,
        "rows": sheet.cells.height,
        "hidden": sheet.hidden,
        "findings": tuple(finding.text for finding in sheet.findings),
    }
    known = find_source(sheet, own)
    if known is not None:
        tables = tuple(_seen_table(sheet, known, table, collected_at) for table in known.source.tables)
        title = Text(known.source.title_en, known.source.title_zh)
        return SeenSheet(
            **about, title=title, header_row=sheet.cells.item(known.position, "row"), tables=tables
        )
    unknown, draft = not_recognised(sheet, shipped_sources()), draft_sheet(sheet, collected_at=collected_at)
    if isinstance(draft, NoDraft):
        return SeenSheet(**about, unknown=unknown, no_draft=draft.reason)
    drafted = {table: (n, draft.refused[table]) for table, n in draft.rows.items()}
    return SeenSheet(**about, unknown=unknown, draft="\n".join(mapping_yaml(draft)), drafted=drafted)


def _seen_table(sheet: Sheet, known: Recognised, table: str, collected_at: datetime | None) -> SeenTable:
    try:
        mapped = map_sheet(sheet, known, table, collected_at)
    except IntakeError as error:
        return SeenTable(table, problems=error.problems)
    return SeenTable(
        table,
        mapped.rows_read,
        mapped.refused.height,
        _reasons(mapped),
        {header: column for column, header in mapped.used_headers.items()},
        dict(looks_known(sheet, known, mapped)),
        tuple(mapped.doubts.to_dicts()),
        tuple(mapped.unmapped),
        counted_by=mapped.counted_by,
    )


def _reasons(mapped: Mapped) -> dict[str, tuple[int, int]]:
    """Count refused rows by rule, the most frequent first."""
    found: dict[str, tuple[int, int]] = {}
    for row, rule in mapped.refused.select("row", "rule").sort("row").iter_rows():
        n, first = found.get(rule, (0, row))
        found[rule] = (n + 1, first)
    return dict(sorted(found.items(), key=lambda item: -item[1][0]))


def _sheet_lines(seen: SeenSheet, *, whole: bool) -> Iterator[str]:
    yield f"{seen.file} {f'› {seen.sheet} ' if seen.sheet else ''}({seen.rows} rows)"
    yield from dict.fromkeys(line for table in seen.tables for line in _not_read(table))
    if seen.hidden:
        yield "  ? hidden: skipped unless a mapping says hidden: true · 隐藏工作表，默认跳过"
    yield from (line for table in seen.tables for line in _doubtful(table))
    yield from (
        f"  ? {header}: when each row was counted, not when it was posted 视为采集时间，不是发布时间"
        for header in dict.fromkeys(table.counted_by for table in seen.tables)
        if header
    )
    yield from (f"  ? {text.en} {text.zh}" for text in seen.findings)
    if seen.title is not None:
        yield f"  recognised: {seen.title.en} · {seen.title.zh}; header in row {seen.header_row}"
    if seen.unknown is not None:
        yield from _unknown(seen)
    yield from (line for table in seen.tables for line in _table_lines(table, whole=whole))


def _not_read(seen: SeenTable) -> Iterator[str]:
    """Begin with what is not read although it looks like something we know."""
    for header, column in (seen.looks_like or {}).items():
        yield f"  ! NOT READ 未读取: {header} looks like 像 {seen.table}.{column} {zh_name(seen.table, column)}"


def _doubtful(seen: SeenTable) -> Iterator[str]:
    yield from (
        f"  ! {seen.table}: {line}" for problem in seen.problems for line in str(problem).splitlines()
    )
    reasons = list((seen.reasons or {}).items())
    for rule, (n, row) in reasons[:RULES_SHOWN]:
        yield f"  ! {seen.table}: {n} rows refused 行被拒: {rule} (row {row})"
    if len(reasons) > RULES_SHOWN:
        yield f"  ! {seen.table}: {len(reasons) - RULES_SHOWN} more reasons 种其他原因"
    told = Counter(
        f"  ? {d['column']}: {d['n']} × {' · '.join(DOUBTS[d['doubt']])} (row {d['row']})"
        for d in seen.doubts
    )
    yield from (
        f"{line}, the same in {n} columns of this name 同名 {n} 列皆然" if n > 1 else line
        for line, n in told.items()
    )


def _table_lines(seen: SeenTable, *, whole: bool) -> Iterator[str]:
    if seen.problems:
        return
    columns, rows = seen.columns or {}, f"  {seen.table}: {seen.rows} rows, {seen.refused} refused"
    if not whole:
        yield f"{rows}; {len(columns)} columns read 列已读, {len(seen.not_read)} not 列未读 (--all)"
        return
    yield rows
    yield from (
        f"    {header} -> {column} {zh_name(seen.table, column)}" for header, column in columns.items()
    )
    if seen.not_read:
        yield f"    not read: {'、'.join(seen.not_read)}"


def _unknown(seen: SeenSheet) -> Iterator[str]:
    yield f"  {seen.unknown}"
    if seen.no_draft is not None:
        yield f"  no mapping is offered · 不提供映射草稿: {seen.no_draft.en} · {seen.no_draft.zh}"
        return
    read = ", ".join(
        f"{table} {n} ({refused} refused)" for table, (n, refused) in (seen.drafted or {}).items()
    )
    yield (
        f"  a mapping that reads it ({read}): check it, then put it into the campaign's "
        "sources.yaml (inspect FILE --write CAMPAIGN)"
    )
    yield "  以下映射已试读本文件，请核对后写入项目的 sources.yaml："
    yield from (f"    {line}" for line in seen.draft.splitlines())
