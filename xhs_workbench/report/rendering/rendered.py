"""A report in memory: what the client gets, and what only we may read, with the files that stand beside each page."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from xhs_workbench import paths


@dataclass(frozen=True, slots=True)
class Version:
    """One reader's page.

    Args:
        html: The whole page.
        tables: Name -> CSV of a table that the page only counts or cuts short; empty text where there are no rows.
        whole: Name -> bytes of a file that belongs to the page: a Word document, the numbers as a spreadsheet.
    """

    html: str
    tables: Mapping[str, str] = field(default_factory=dict)
    whole: Mapping[str, bytes] = field(default_factory=dict)

    def saved_tables(self, out: Path) -> dict[Path, bytes | None]:
        """Return the tables saved whole beside the page at `out`; None takes away what an earlier run left."""
        return {
            out.with_name(f"{out.stem}_{name}.csv"): text.encode("utf-8-sig", "replace")
            if text.count("\n") > 1
            else None
            for name, text in self.tables.items()
        }

    def files(self, out: Path) -> dict[Path, bytes | None]:
        """Return the page at `out`, which comes last, and the whole files that belong to it."""
        whole = {out.with_name(f"{out.stem}_{name}"): raw for name, raw in self.whole.items()}
        return {**whole, out: self.html.encode("utf-8", "replace")}


@dataclass(frozen=True, slots=True)
class Rendered:
    """A report ready to be written.

    Args:
        client: What the client gets.
        internal: The analyst's version, where the client's leaves something out.
        draft: Not finished: only the analyst's version is written, and what a client was given before stays.
    """

    client: Version
    internal: Version | None = None
    draft: bool = False

    def files(self, page: Path) -> dict[Path, bytes | None]:
        """Return the files of the report, the client's page last; None takes away what an earlier run left.

        A table saved whole holds rows as they were read: refused ones, comments, what files say of each other. None is
        declared for the client, so all of them lie with us.

        Args:
            page: Where the client's page goes; ours goes to `paths.internal_page` of it.
        """
        own = paths.internal_page(page)
        tables = (self.internal or self.client).saved_tables(own)
        ours = self.internal.files(own) if self.internal else dict.fromkeys(self.client.files(own))
        both = {**tables, **ours}
        return both if self.draft else {**both, **self.client.files(page)}


def marked(tables: Mapping[str, str], *, made_up: bool) -> dict[str, str]:
    """Return the CSV files beside a page; of made-up data each row says so in a column of its own."""
    return {name: _with_column(text) if made_up else text for name, text in tables.items()}


def _with_column(text: str) -> str:
    rows = csv.reader(io.StringIO(text, newline=""))
    out = io.StringIO(newline="")
    write = csv.writer(out, lineterminator="\n")
    write.writerows([*row, "SYNTHETIC" if number else "synthetic"] for number, row in enumerate(rows))
    return out.getvalue()
