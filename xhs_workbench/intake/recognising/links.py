"""What links of the platform look like, and what of them names a note or a person."""

from __future__ import annotations

from dataclasses import replace

from xhs_workbench.intake.opening.sheets import Sheet
from xhs_workbench.intake.recognising.recognise import Recognised
from xhs_workbench.intake.recognising.sources import matches

NOTE_LINK = r"(?:explore|item|search_result|profile/[0-9a-f]{24})/([0-9a-f]{24})"
PROFILE_LINK = r"(?:user/profile|blogger-detail)/([0-9a-f]{24})"
SHORT_NAME = r"xhslink\.(?:com|cn)/(?:[a-z]/)?([0-9A-Za-z]{4,40})"
"""A short link holds no id; its own name tells the notes of one list apart."""
SOME_LINKS = 0.3
"""Where so many cells are links, the others say that one is still to come, or give it in another way."""
FIRST, FEW = 1000, 20
"""First rows of a sheet in which links are looked at: all kinds of them, or one kind."""


def with_author(sheet: Sheet, known: Recognised) -> Recognised:
    """Name the authors of a vendor's notes by links to their profiles, where its mapping knows no id of theirs."""
    notes = known.source.tables.get("notes")
    if notes is None or known.source.fallback or "creator_id" in notes.derive:
        return known
    if any(matches(header, name) for header in known.headers for name in notes.columns.get("creator_id", ())):
        return known
    first = sheet.cells.slice(known.position + 1, FEW)
    for header in known.headers:
        cells = first[f"c{header.index}"].drop_nulls()
        if len(cells) and cells.str.contains(PROFILE_LINK).all() and "|" not in header.text:
            rule = {"header": header.text, "regex": PROFILE_LINK}
            made = replace(notes, derive={**notes.derive, "creator_id": (rule,)})
            return replace(known, source=replace(known.source, tables={**known.source.tables, "notes": made}))
    return known


def with_short_links(sheet: Sheet, known: Recognised) -> Recognised:
    """Name notes by their short links in a list that gives the long ones of others: none vanishes with its figures."""
    notes = known.source.tables.get("notes")
    rules = notes.derive.get("note_id", ()) if notes else ()
    if notes is None or not any(rule.get("from") == "note_url" for rule in rules):
        return known
    if any(matches(header, name) for header in known.headers for name in notes.columns.get("note_id", ())):
        return known
    body = sheet.cells.slice(known.position + 1, FIRST)
    for header in known.headers:
        if not any(matches(header, name) for name in notes.columns.get("note_url", ())):
            continue
        cells = body[f"c{header.index}"].drop_nulls()
        short = int(cells.str.contains(r"xhslink\.(?:com|cn)/").sum())
        if short and int(cells.str.contains(NOTE_LINK).sum()) >= SOME_LINKS * len(cells):
            rule = {"from": "note_url", "regex": SHORT_NAME, "prefix": "short-"}
            made = replace(notes, derive={**notes.derive, "note_id": (*rules, rule)})
            return replace(known, source=replace(known.source, tables={**known.source.tables, "notes": made}))
    return known
