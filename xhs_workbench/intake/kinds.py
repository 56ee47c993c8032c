"""What kind of file is this, without reading its rows: for scaffolding a campaign from a pile of exports."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from xhs_workbench.errors import Problem
from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.intake.drafting import Draft, draft_sheet
from xhs_workbench.intake.opening.files import open_sheets
from xhs_workbench.intake.read import find_source
from xhs_workbench.intake.recognising.recognise import not_recognised
from xhs_workbench.intake.recognising.sources import shipped_sources


@dataclass(frozen=True, slots=True)
class FileKind:
    """One file, and what it can be used for.

    Args:
        file: File name without folder.
        titles: The exports recognised in it; none for a file nobody has seen.
        tables: Canonical tables it fills, for an unknown file with its draft; without one, the table it comes closest to.
        unknown: Why it is not recognised; None for a known file.
        drafts: Mappings with which the sheets of an unknown file were read; none for a known file.
        why: Why there is no draft; empty for a known file and for one with a draft.
    """

    file: str
    titles: tuple[Text, ...]
    tables: tuple[str, ...]
    unknown: Problem | None = None
    drafts: tuple[Draft, ...] = ()
    why: Text = NOTHING


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
    tried = [draft_sheet(sheet) for sheet in sheets]
    drafts = tuple(draft for draft in tried if isinstance(draft, Draft))
    fullest = max(sheets, key=lambda sheet: sheet.cells.height)
    problem = not_recognised(fullest, shipped_sources())
    if drafts:
        return FileKind(name, (), tuple(dict.fromkeys(t for draft in drafts for t in draft.tables)), problem, drafts)
    lacking = tried[sheets.index(fullest)]
    assert not isinstance(lacking, Draft)
    closest = (lacking.closest,) if lacking.closest else ()
    return FileKind(name, (), closest, problem, why=lacking.reason)
