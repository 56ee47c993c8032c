"""What the speaker reads: where the slide's figures stand in the report and in the files, and how they are counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from xhs_workbench.report.presenting.held import PLACE, Held, Told, places


def notes_of(held: Held, w: Mapping[str, str], sources: Iterable[Told]) -> list[str]:
    """Return the notes of a slide.

    Args:
        held: The report.
        w: Words of decks in its language.
        sources: The blocks its title and figures come from; none for the cover.
    """
    told = list(sources)
    said = [str(one.data[key]) for one in told for key in ("more", "caution") if one.data.get(key)]
    lines = [*said, f"{w['report']}: {held.cover.get('title', '')} · {held.cover.get('campaign', '')}"]
    lines += [f"{w['chapter']}: {one.heading}" for one in told if one.heading]
    lines += _formulas(held, told, w)
    beside = [one for one in held.told if any(one.heading == other.heading for other in told)]
    found = places(beside)
    if found:
        return [*lines, f"{w['rows']}:", *(f"  {line}" for line in found)]
    return [*lines, f"{w['files']}:", *(f"  {line}" for line in _files_used(held, w))]


def _formulas(held: Held, told: Iterable[Told], w: Mapping[str, str]) -> list[str]:
    """Return how the figures of tiles and tables are counted, where the report defines it."""
    known = {item["id"]: item for one in held.kind("definitions") for item in one.data["items"]}
    ids: list[str] = []
    for one in told:
        ids += [str(tile.get("definition") or "") for tile in one.data.get("tiles") or ()]
        ids += [str(column.get("definition") or "") for column in one.data.get("columns") or ()]
    named = [known[key] for key in dict.fromkeys(ids) if key in known and known[key]["formula"]]
    lines = [f"  {item['name']} = {item['formula']}" for item in named]
    return [f"{w['definitions']}:", *lines] if lines else []


def _files_used(held: Held, w: Mapping[str, str]) -> list[str]:
    rows = [row for one in held.kind("went_in") for row in one.data["files"]]
    return [
        PLACE.join(part for part in (str(row["file"]), str(row["sheet"] or "")) if part)
        + f" ({row['rows_used']} {w['used']})"
        for row in rows
        if row["rows_used"]
    ]
