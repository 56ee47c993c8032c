"""What the notebooks say about themselves: the question each answers, and the tables it needs."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from xhs_workbench import paths
from xhs_workbench.findings import Text
from xhs_workbench.params import CLOSER
from xhs_workbench.report.rendering.contents import asked_of

SIDES = "／"


def cells_of(notebook: str) -> tuple[dict[str, Any], ...]:
    """Return the cells of one of our notebooks."""
    return _cells(paths.notebook_file(notebook))


@cache
def _cells(file: Path) -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(file.read_text(encoding="utf-8"))["cells"])


def question_of(notebook: str) -> Text:
    """Return a notebook's title, which is the question it answers.

    >>> question_of("selection").en
    'Selection: whom to book within the budget'
    """
    en, _, zh = "".join(cells_of(notebook)[0]["source"]).splitlines()[0].lstrip("# ").partition(SIDES)
    return Text(en.strip(), zh.strip())


def tables_of(notebook: str) -> frozenset[str]:
    """Return the canonical tables that a notebook's cells ask for, and those of the one that looks closer with its parameters.

    >>> "creators" in tables_of("selection"), sorted(tables_of("brief")), "ratings" in tables_of("selection")
    (True, [], True)
    """
    closer = CLOSER.get(notebook)
    return asked_of(notebook) | (asked_of(closer) if closer else frozenset())
