"""Who may see what: declared in `who_sees.toml` and asked by every renderer. Anything not declared there is internal.

A forgotten declaration therefore hides a column from the client; it never reveals a secret. A test lists what
has no declaration.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

Audience = Literal["client", "internal"]
EVERYTHING = "*"
"""Stands in place of columns for a block that has none, and means the whole block."""


class Register(NamedTuple):
    """What is declared.

    Args:
        tables: Canonical table -> audience -> its columns.
        columns: Columns that answers calculate and that are internal in every block.
        blocks: Block -> the parts of it, besides canonical columns, that a client sees; None for an internal
            block.
        findings: Audience -> codes of findings.
        parameters: Audience -> names of parameters.
        files: Audience -> names of whole files that may be saved beside a page.
    """

    tables: dict[str, dict[Audience, frozenset[str]]]
    columns: frozenset[str]
    blocks: dict[str, frozenset[str] | None]
    findings: dict[Audience, frozenset[str]]
    parameters: dict[Audience, frozenset[str]]
    files: dict[Audience, frozenset[str]]


@cache
def register() -> Register:
    """Return the declarations; names are separated by spaces or line ends."""
    raw = tomllib.loads((Path(__file__).parent / "who_sees.toml").read_text(encoding="utf-8"))
    blocks = {
        f"{module}.{name}": None if text == "internal" else frozenset(text.split())
        for module, declared in raw["blocks"].items()
        for name, text in declared.items()
    }
    tables = {name: _sides(declared) for name, declared in raw["tables"].items()}
    ours = frozenset(raw["columns"]["internal"].split())
    return Register(
        tables, ours, blocks, _sides(raw["findings"]), _sides(raw["parameters"]), _sides(raw["files"])
    )


def _sides(declared: dict[str, str]) -> dict[Audience, frozenset[str]]:
    return {
        "client": frozenset(declared["client"].split()),
        "internal": frozenset(declared["internal"].split()),
    }


@cache
def _canonical(audience: Audience) -> frozenset[str]:
    return frozenset().union(*(sides[audience] for sides in register().tables.values()))


def canonical_seen(column: str) -> bool:
    """Say whether a client may see a canonical column. A name that is internal in one table is internal in all of them.

    >>> canonical_seen("saves"), canonical_seen("own_cost_cny"), canonical_seen("never_heard_of")
    (True, False, False)
    """
    return column in _canonical("client") and column not in _canonical("internal")


def block_seen(block: str) -> bool:
    """Say whether a client may see anything of a block (`results.table_notes`)."""
    return register().blocks.get(block) is not None


def column_seen(block: str, column: str) -> bool:
    """Say whether a client may see a column, or another named part, of a block.

    A canonical column follows the declaration of its table. Any other column is visible if its block declares
    it, by name or by a pattern such as `shrunk_*`.
    """
    declared = register().blocks.get(block)
    if declared is None or column in _canonical("internal") or column in register().columns:
        return False
    return canonical_seen(column) or any(fnmatchcase(column, name) for name in declared)


def all_seen(block: str, columns: Iterable[str]) -> bool:
    """Say whether a client may see all of these columns of a block; empty names are ignored."""
    return all(column_seen(block, column) for column in columns if column)


@cache
def finding_seen(code: str) -> bool:
    """Say whether a client may see findings of this code.

    >>> finding_seen("open_comments"), finding_seen("bought_engagement")
    (True, False)
    """
    sides = register().findings
    return code not in sides["internal"] and any(fnmatchcase(code, name) for name in sides["client"])


def parameter_seen(name: str) -> bool:
    """Say whether a parameter's value may appear on a client's page when an answer depends on it."""
    return name in register().parameters["client"]


def file_seen(name: str) -> bool:
    """Say whether a client receives a file that is saved whole beside a page."""
    return name in register().files["client"]
