"""Which picture belongs to which id: a file's name begins with it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.images.gallery import Gallery

APART = re.compile(r"[_\-. ()（）]")


def name_beginnings(stem: str) -> list[str]:
    """Return a file's name without suffix, and what stands before each separator, longest first.

    >>> name_beginnings("5a1b_2 (3)")
    ['5a1b_2 (3)', '5a1b_2 (3', '5a1b_2 ', '5a1b_2', '5a1b']
    """
    cuts = [match.start() for match in APART.finditer(stem)]
    return [stem, *(stem[:cut] for cut in reversed(cuts))]


def covers_of_notes(looks: Gallery, note_ids: Iterable[str | None]) -> dict[str, str]:
    """Return each note's cover: the first picture, by name, whose file name begins with the note's id.

    Args:
        looks: From `read_pictures`.
        note_ids: The notes that are asked about.

    Returns:
        Note id -> thumbnail (`data:image/jpeg;base64,…`); a note without a picture is left out.
    """
    asked = {note for note in note_ids if note}
    found: dict[str, str] = {}
    for stem, thumbnail in (
        looks.table.sort("stem", maintain_order=True).select("stem", "thumbnail").iter_rows()
    ):
        note = next((part for part in name_beginnings(stem) if part in asked), None)
        if note:
            found.setdefault(note, thumbnail)
    return found


def cover_name_findings(looks: Gallery, note_ids: Iterable[str | None]) -> list[Finding]:
    """Report pictures that were not read and those that belong to no note; none where no pictures were given.

    Args:
        looks: From `read_pictures`.
        note_ids: The notes that are asked about.
    """
    if not looks.table.height + len(looks.refused):
        return []
    asked = {note for note in note_ids if note}
    strange = [
        str(file)
        for file, stem in looks.table.select("file", "stem").iter_rows()
        if not asked.intersection(name_beginnings(stem))
    ]
    if not strange:
        return looks.findings
    n = len(strange)
    text = Text(
        f"{n} of {looks.table.height} covers begin with no note's id and are not shown.",
        f"{looks.table.height} 张封面中，{n} 张的文件名不以笔记 ID 开头，未展示。",
    )
    fix = Text("Name each picture after its note's id.", "请用笔记 ID 命名图片文件。")
    return [*looks.findings, Finding("covers_unmatched", Level.REVIEW, text, fix, tuple(strange[:20]), n=n)]
