"""What kind of file is this, without reading its rows: for scaffolding a campaign from a pile of exports."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from xhs_workbench.errors import Problem
from xhs_workbench.findings import Text
from xhs_workbench.intake.read import find_source
from xhs_workbench.intake.recognise import not_recognised
from xhs_workbench.intake.sheets import open_sheets
from xhs_workbench.intake.sources import shipped_sources
from xhs_workbench.intake.suggest import mapping_yaml, suggest


@dataclass(frozen=True, slots=True)
class FileKind:
    """One file, and what it can be used for.

    Args:
        file: File name without folder.
        titles: The exports recognised in it; none for a file nobody has seen.
        tables: Canonical tables it fills; for an unknown file the one table its headers come closest to.
        unknown: Why it is not recognised; None for a known file.
        draft: A first draft of a mapping as YAML lines; empty for a known file and for one without any header.
    """

    file: str
    titles: tuple[Text, ...]
    tables: tuple[str, ...]
    unknown: Problem | None = None
    draft: tuple[str, ...] = ()


def look_at(path: str | Path) -> FileKind:
    """Say what a file is.

    Raises:
        InputMissingError: No such file.
        IntakeError: The file cannot be opened at all.
    """
    sheets = open_sheets(path)
    name = Path(path).name
    known = [found.source for sheet in sheets if (found := find_source(sheet))]
    if known:
        titles = tuple(dict.fromkeys(Text(source.title_en, source.title_zh) for source in known))
        return FileKind(name, titles, tuple(dict.fromkeys(table for source in known for table in source.tables)))
    fullest = max(sheets, key=lambda sheet: sheet.cells.height)
    problem = not_recognised(fullest, shipped_sources())
    table, guesses = suggest(fullest)
    if not any(guess.column for guess in guesses):
        return FileKind(name, (), (), problem)
    return FileKind(name, (), (table,), problem, tuple(mapping_yaml(fullest)))
