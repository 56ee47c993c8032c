"""Cells and tables of Markdown, with what people wrote kept from being read as Markdown."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence


def cell(text: object) -> str:
    """Return a text as one cell of a table."""
    plain = re.sub(r"\s+", " ", str(text)).strip()
    parts = re.split(r"(`[^`]*`|\[[\w ]+\]\(#[\w-]+\))", plain)
    safe = (part if place % 2 else _escaped(part) for place, part in enumerate(parts))
    return "".join(safe).replace("|", "\\|")


def _escaped(text: str) -> str:
    return re.sub(r"([*_\[\]{}#\\])", r"\\\1", html.escape(text, quote=False))


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table."""
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return "\n".join([*lines, *(f"| {' | '.join(map(cell, row))} |" for row in rows)])
