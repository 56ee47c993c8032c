"""What a file is, what would be read from it, and what is doubtful, as lines for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from xhs_workbench.errors import IntakeError
from xhs_workbench.intake.drafting import NoDraft, draft_sheet, mapping_yaml
from xhs_workbench.intake.opening.files import open_sheets
from xhs_workbench.intake.opening.sheets import Sheet, shown
from xhs_workbench.intake.read import check_mappings, find_source
from xhs_workbench.intake.recognising.mapping import map_sheet
from xhs_workbench.intake.recognising.recognise import Recognised, not_recognised
from xhs_workbench.intake.recognising.sources import Source, shipped_sources
from xhs_workbench.intake.recognising.unread import looks_known
from xhs_workbench.tables import zh_name


def inspect_file(
    path: str | Path, *, mappings: Sequence[Mapping[str, Any]] = (), collected_at: datetime | None = None
) -> str:
    """Describe a file in both languages; nothing is written.

    Args:
        path: The file.
        mappings: An analyst's own sources, tried before the shipped ones.
        collected_at: When the file was made, for relative dates.

    Raises:
        InputMissingError: No such file.
        IntakeError: The file cannot be opened at all.
    """
    own = check_mappings(mappings)
    return "\n".join(
        line for sheet in map(shown, open_sheets(path)) for line in _about(sheet, own, collected_at)
    )


def _about(sheet: Sheet, own: Sequence[Source], collected_at: datetime | None) -> list[str]:
    lines = [f"{sheet.file} {f'› {sheet.sheet} ' if sheet.sheet else ''}({sheet.cells.height} rows)"]
    if sheet.hidden:
        lines.append("  hidden: skipped unless a mapping says hidden: true · 隐藏工作表，默认跳过")
    known = find_source(sheet, own)
    lines += _unknown(sheet, collected_at) if known is None else _known(sheet, known, collected_at)
    return [*lines, *(f"  ? {finding.text.en} {finding.text.zh}" for finding in sheet.findings)]


def _unknown(sheet: Sheet, collected_at: datetime | None) -> list[str]:
    lines = [f"  {not_recognised(sheet, shipped_sources())}"]
    draft = draft_sheet(sheet, collected_at=collected_at)
    if isinstance(draft, NoDraft):
        return [*lines, f"  no mapping is offered · 不提供映射草稿: {draft.reason.en} · {draft.reason.zh}"]
    read = ", ".join(f"{table} {n} ({draft.refused[table]} refused)" for table, n in draft.rows.items())
    return [
        *lines,
        (
            f"  a mapping that reads it ({read}): check it, then put it into the campaign's "
            "sources.yaml (inspect FILE --write CAMPAIGN)"
        ),
        "  以下映射已试读本文件，请核对后写入项目的 sources.yaml：",
        *(f"    {line}" for line in mapping_yaml(draft)),
    ]


def _known(sheet: Sheet, known: Recognised, collected_at: datetime | None) -> list[str]:
    """Begin with what is not read although it looks like something we know."""
    first: list[str] = []
    told: list[str] = []
    for table in known.source.tables:
        try:
            mapped = map_sheet(sheet, known, table, collected_at)
        except IntakeError as error:
            told.append(f"  {table}: {error}")
            continue
        first += [
            f"  ! NOT READ 未读取: {header} looks like 像 {table}.{column} {zh_name(table, column)}"
            for header, column in looks_known(sheet, known, mapped)
        ]
        told.append(f"  {table}: {mapped.rows_read} rows, {mapped.refused.height} refused")
        told += [
            f"    {header} -> {column} {zh_name(table, column)}"
            for column, header in mapped.used_headers.items()
        ]
        told += [
            f"    ? {d['column']}: {d['n']} × {d['doubt']} (row {d['row']})" for d in mapped.doubts.to_dicts()
        ]
        if mapped.unmapped:
            told.append(f"    not read: {'、'.join(mapped.unmapped)}")
    row = sheet.cells.item(known.position, "row")
    title = f"  recognised: {known.source.title_en} · {known.source.title_zh}; header in row {row}"
    return [*dict.fromkeys(first), title, *told]
