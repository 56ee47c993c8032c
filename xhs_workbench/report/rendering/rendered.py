"""A report in memory: the client's version and the internal version, each with the files beside its page."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from xhs_workbench import paths


@dataclass(frozen=True, slots=True)
class Version:
    """One audience's page.

    Args:
        html: The complete page.
        tables: Name -> CSV of a table that the page only counts or shortens; empty text if there are no rows.
        whole: Name -> bytes of a file that belongs to the page: a Word document, the spreadsheet of numbers.
    """

    html: str
    tables: Mapping[str, str] = field(default_factory=dict)
    whole: Mapping[str, bytes] = field(default_factory=dict)

    def saved_tables(self, out: Path) -> dict[Path, bytes | None]:
        """Return the tables saved whole beside the page at `out`; None removes a file of an earlier run."""
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
        client: The client's version.
        internal: The analyst's version, if the client's leaves something out.
        draft: Unfinished: only the analyst's version is written, and the client's earlier files stay.
    """

    client: Version
    internal: Version | None = None
    draft: bool = False

    def files(self, page: Path) -> dict[Path, bytes | None]:
        """Return the files of the report, the client's page last; None removes a file of an earlier run.

        A table saved whole holds rows as they were read: refused rows, comments, comparisons of files. None
            is
        declared for clients, so all of them stay internal.

        Args:
            page: Where the client's page goes; the internal one goes to `paths.internal_page` of it.
        """
        own = paths.internal_page(page)
        tables = (self.internal or self.client).saved_tables(own)
        ours = self.internal.files(own) if self.internal else dict.fromkeys(self.client.files(own))
        both = {**tables, **ours}
        return both if self.draft else {**both, **self.client.files(page)}


def marked(tables: Mapping[str, str], *, made_up: bool) -> dict[str, str]:
    """Return the CSV files beside a page; for made-up data an extra column says so in each row."""
    return {name: _with_column(text) if made_up else text for name, text in tables.items()}


def _with_column(text: str) -> str:
    rows = csv.reader(io.StringIO(text, newline=""))
    out = io.StringIO(newline="")
    write = csv.writer(out, lineterminator="\n")
    write.writerows([*row, "SYNTHETIC" if number else "synthetic"] for number, row in enumerate(rows))
    return out.getvalue()
