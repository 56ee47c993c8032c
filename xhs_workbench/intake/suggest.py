"""A first draft of a mapping for a file nobody has seen: which header may be which column, as YAML to correct and paste."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from xhs_workbench.intake.recognise import LOOK_AT
from xhs_workbench.intake.sheets import Sheet
from xhs_workbench.intake.sources import Header, normalise, read_header, shipped_sources
from xhs_workbench.tables import LINEAGE, TABLES, zh_name

SURE = 0.99
LIKELY = 0.6
"""How alike two names must be to be worth a guess; checked by eye on the documented headers, not a law."""


@dataclass(frozen=True)
class Guess:
    """One header with the column it may be.

    Args:
        header: As it stands in the file.
        column: Canonical column; empty when nothing comes close.
        likeness: 0-1; 1 is a name that an export we know uses.
    """

    header: str
    column: str
    likeness: float


def suggest(sheet: Sheet) -> tuple[str, list[Guess]]:
    """Guess the table and columns of an unknown sheet from the names that known exports use.

    Returns:
        The table whose names explain most headers, and one guess a header of the widest of the first rows.
    """
    headers = _header_row(sheet)
    known = {table: _names(table) for table in TABLES if table != "snapshots"}
    guesses = {table: [_guess(header, names) for header in headers] for table, names in known.items()}
    table = max(guesses, key=lambda name: sum(guess.likeness for guess in guesses[name]))
    taken: set[str] = set()
    kept = []
    for guess in sorted(guesses[table], key=lambda one: -one.likeness):
        kept.append(guess if guess.column and guess.column not in taken else Guess(guess.header, "", 0.0))
        taken.add(guess.column)
    order = [header.text for header in headers]
    return table, sorted(kept, key=lambda one: order.index(one.header))


def mapping_yaml(sheet: Sheet) -> list[str]:
    """Write a mapping for a sheet as YAML lines; what is not sure is marked to be checked."""
    table, guesses = suggest(sheet)
    found = [guess for guess in guesses if guess.column]
    sure = [guess.header for guess in found if guess.likeness >= SURE]
    marks = [*sure, *(guess.header for guess in guesses if guess.header not in sure)][:3]
    lines = ["mappings:", "  - name: my_export", f"    recognise: [{', '.join(map(_quoted, marks))}]", "    tables:",
             f"      {table}:", "        columns:"]  # fmt: skip
    for guess in found:
        doubt = "" if guess.likeness >= SURE else "   # a guess: check"
        lines.append(f"          {guess.column}: [{_quoted(guess.header)}]{doubt}   # {zh_name(table, guess.column)}")
    lines += [f"          # not recognised: {guess.header}" for guess in guesses if not guess.column]
    return lines


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _header_row(sheet: Sheet) -> list[Header]:
    """Take the first of the top rows that has most cells filled with words."""
    best: list[Header] = []
    for position in range(min(LOOK_AT, sheet.cells.height)):
        cells = sheet.cells.row(position, named=True)
        words = [(i, cells[name]) for i, name in enumerate(sheet.columns) if cells[name] and not _number(cells[name])]
        if len(words) > len(best):
            best = [read_header(text, (), i) for i, text in words]
    return best


def _number(text: str) -> bool:
    return text.strip().strip("%+-¥￥").replace(".", "").replace(",", "").isdigit()


def _names(table: str) -> dict[str, str]:
    """Return normalised name -> canonical column: what exports call it, its 中文名, its own name."""
    found: dict[str, str] = {}
    for column in TABLES[table].columns():
        if column not in LINEAGE and not column.endswith("_censored"):
            found.setdefault(normalise(column), column)
            found.setdefault(normalise(zh_name(table, column)), column)
    for source in shipped_sources():
        for column, names in (source.tables[table].columns if table in source.tables else {}).items():
            for name in names:
                found.setdefault(normalise(name.rpartition(">")[2]), column)
    return found


def _guess(header: Header, names: dict[str, str]) -> Guess:
    for own in (header.leaf, header.whole):
        if own in names:
            return Guess(header.text, names[own], 1.0)
    best, likeness = "", 0.0
    for name, column in names.items():
        alike = SequenceMatcher(None, header.leaf, name).ratio()
        if alike > likeness:
            best, likeness = column, alike
    return Guess(header.text, best, likeness) if likeness >= LIKELY else Guess(header.text, "", 0.0)
