"""What kind of file is this, without reading its rows: for scaffolding a campaign from a pile of exports, and for refusing one early."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from xhs_workbench import paths
from xhs_workbench.errors import InputMissingError, IntakeError, Problem
from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.intake.drafting import Draft, draft_sheet
from xhs_workbench.intake.opening.files import open_sheets
from xhs_workbench.intake.read import data_sheets, find_source
from xhs_workbench.intake.recognising.mapping import map_sheet
from xhs_workbench.intake.recognising.recognise import not_recognised
from xhs_workbench.intake.recognising.sources import Source, shipped_sources


@dataclass(frozen=True, slots=True)
class FileKind:
    """One file, and what it can be used for.

    Args:
        file: File name without folder.
        titles: The exports recognised in it; none for a file nobody has seen.
        tables: Canonical tables it fills, for an unknown file with its draft; without one, the table it comes
            closest to.
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
        return FileKind(
            name, titles, tuple(dict.fromkeys(table for source in known for table in source.tables))
        )
    tried = [draft_sheet(sheet) for sheet in sheets]
    drafts = tuple(draft for draft in tried if isinstance(draft, Draft))
    fullest = max(sheets, key=lambda sheet: sheet.cells.height)
    problem = not_recognised(fullest, shipped_sources())
    if drafts:
        return FileKind(
            name, (), tuple(dict.fromkeys(t for draft in drafts for t in draft.tables)), problem, drafts
        )
    lacking = tried[sheets.index(fullest)]
    assert not isinstance(lacking, Draft)
    closest = (lacking.closest,) if lacking.closest else ()
    return FileKind(name, (), closest, problem, why=lacking.reason)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What `read_files` will make of a file, as far as its kind and its headers tell.

    Args:
        tables: Canonical tables it fills.
        drafts: Ids of the drafts in it, where they were asked for.
        problems: Why it is refused whole; none where its headers are in order. Its rows may still be.
    """

    tables: tuple[str, ...] = ()
    drafts: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def foresee(
    path: str | Path,
    own: Sequence[Source] = (),
    collected_at: datetime | None = None,
    *,
    list_drafts: bool = False,
) -> Foreseen:
    """Say whether a file will be refused by its kind or its headers, as `read_files` would, without mapping its rows.

    Args:
        path: The file, or a folder of drafts.
        own: The analyst's own sources, from `check_mappings`.
        collected_at: When it was crawled, for files that do not say so.
        list_drafts: Read the ids of drafts too.
    """
    if paths.is_owner_file(path):
        return Foreseen()
    tables: list[str] = []
    drafts: list[str] = []
    try:
        for sheet, known in data_sheets(path, own)[0]:
            bare = replace(sheet, cells=sheet.cells.head(known.position + 1))
            for table in known.source.tables:
                listed = list_drafts and table == "drafts"
                mapped = map_sheet(sheet if listed else bare, known, table, collected_at)
                drafts += (
                    mapped.frame["draft_id"].drop_nulls().unique(maintain_order=True).to_list()
                    if listed
                    else []
                )
                tables.append(table)
    except (InputMissingError, IntakeError) as error:
        return Foreseen(problems=error.problems)
    return Foreseen(tuple(dict.fromkeys(tables)), tuple(drafts))
