"""What a file is, what would be read from it, and what is doubtful, as lines for a terminal."""

from __future__ import annotations

from pathlib import Path

from xhs_workbench.errors import IntakeError
from xhs_workbench.intake.mapping import map_sheet
from xhs_workbench.intake.read import find_source
from xhs_workbench.intake.recognise import not_recognised
from xhs_workbench.intake.sheets import open_sheets, shown
from xhs_workbench.intake.sources import shipped_sources
from xhs_workbench.intake.suggest import mapping_yaml
from xhs_workbench.tables import zh_name


def inspect_file(path: str | Path) -> str:
    """Describe a file in both languages; nothing is written.

    Raises:
        InputMissingError: No such file.
        IntakeError: The file cannot be opened at all.
    """
    lines: list[str] = []
    for sheet in map(shown, open_sheets(path)):
        lines.append(f"{sheet.file} {f'› {sheet.sheet} ' if sheet.sheet else ''}({sheet.cells.height} rows)")
        if sheet.hidden:
            lines.append("  hidden: skipped unless a mapping says hidden: true · 隐藏工作表，默认跳过")
        known = find_source(sheet)
        if known is None:
            lines.append(f"  {not_recognised(sheet, shipped_sources())}")
            if sheet.cells.height:
                lines.append(
                    "  a first draft of a mapping, to correct and put into the params file · 映射草稿，请核对后写入参数："
                )
                lines += [f"    {line}" for line in mapping_yaml(sheet)]
            continue
        row = sheet.cells.item(known.position, "row")
        lines.append(f"  recognised: {known.source.title_en} · {known.source.title_zh}; header in row {row}")
        for table in known.source.tables:
            try:
                mapped = map_sheet(sheet, known, table)
            except IntakeError as error:
                lines.append(f"  {table}: {error}")
                continue
            lines.append(f"  {table}: {mapped.rows_read} rows, {mapped.refused.height} refused")
            lines += [
                f"    {header} -> {column} {zh_name(table, column)}" for column, header in mapped.used_headers.items()
            ]
            lines += [
                f"    ? {d['column']}: {d['n']} × {d['doubt']} (row {d['row']})" for d in mapped.doubts.to_dicts()
            ]
            if mapped.unmapped:
                lines.append(f"    not read: {'、'.join(mapped.unmapped)}")
        lines += [f"  ? {finding.text.en} {finding.text.zh}" for finding in sheet.findings]
    return "\n".join(lines)
