"""Notebooks as they are committed: without outputs, counts and session data.

Git runs this file on every notebook that is added, once it is configured:

    git config filter.xhs-notebook.clean ".venv/bin/python -m xhs_workbench.report.saved_notebooks"

`--check FILE…` lists cells that would be committed with outputs; `make check` uses it. Only the standard
library is imported, because git waits for this script.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

FILTER = "filter.xhs-notebook.clean"
KEPT = ("tags", "jupyter")
"""Metadata of a cell that have a meaning: its tags, and whether its code is folded away; the rest only records how somebody last
viewed it."""
SETUP = f'git config {FILTER} ".venv/bin/python -m xhs_workbench.report.saved_notebooks"'


def strip(text: str) -> str:
    """Return a notebook's JSON without outputs, execution counts, widget state and session metadata.

    >>> print(strip('{"cells": [{"cell_type": "code", "source": ["1"], "outputs": [1], "execution_count": 3}]}'))
    {
     "cells": [
      {
       "cell_type": "code",
       "source": [
        "1"
       ],
       "outputs": [],
       "execution_count": null,
       "metadata": {}
      }
     ]
    }
    <BLANKLINE>
    """
    notebook: dict[str, Any] = json.loads(text)
    for cell in notebook.get("cells", ()):
        if cell.get("cell_type") == "code":
            cell["outputs"], cell["execution_count"] = [], None
        cell["metadata"] = {key: cell["metadata"][key] for key in KEPT if key in cell.get("metadata", {})}
        cell.pop("attachments", None)
    about = notebook.get("metadata", {})
    for key in [key for key in about if key not in ("kernelspec", "language_info")]:
        del about[key]
    if "language_info" in about:
        about["language_info"] = {"name": "python"}
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def committed(path: Path) -> str:
    """Return what git would commit of a notebook: its index if the filter is configured, else the file."""
    if _git(path, "config", "--get", FILTER):
        staged = _git(path, "show", f":./{path.name}")
        if staged:
            return staged
    return path.read_text(encoding="utf-8")


def _git(path: Path, *words: str) -> str:
    try:
        said = subprocess.run(["git", *words], cwd=path.parent, capture_output=True, check=False)  # noqa: S607
    except OSError:
        return ""
    return said.stdout.decode("utf-8", "replace") if said.returncode == 0 else ""


def faults(path: Path) -> list[str]:
    """List the cells of a notebook that would be committed with outputs or counts, one line each."""
    cells = json.loads(committed(path)).get("cells", ())
    return [
        f"{path.name}, cell {number}: committed with outputs or an execution count"
        for number, cell in enumerate(cells)
        if cell.get("outputs") or cell.get("execution_count")
    ]


def main(arguments: Sequence[str]) -> int:
    """Filter standard input, or check files."""
    if arguments[:1] == ["--check"]:
        found = [line for name in arguments[1:] for line in faults(Path(name))]
        if found:
            print(
                "\n".join(found), f"Fix: {SETUP}; git add --renormalize notebooks", sep="\n", file=sys.stderr
            )
        return 1 if found else 0
    sys.stdout.buffer.write(strip(sys.stdin.buffer.read().decode("utf-8")).encode("utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
