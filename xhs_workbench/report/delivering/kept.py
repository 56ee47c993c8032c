"""Executed notebooks stay in the private folder that belongs to a folder of reports; the deck is made from them."""

from __future__ import annotations

import hashlib
from pathlib import Path

from xhs_workbench import paths
from xhs_workbench.errors import WorkbenchError
from xhs_workbench.report.delivering.delivery import deliver, make_private_folder
from xhs_workbench.report.jobs import Job


def private_for(out: Path) -> Path:
    """Return the private folder that belongs to a folder of reports, mode 0700; create it if needed."""
    word = hashlib.sha256(str(out.resolve()).encode()).hexdigest()[:8]
    folder = paths.PRIVATE / f"{out.resolve().name}-{word}"
    for each in (paths.PRIVATE, folder):
        make_private_folder(each)
    return folder


def kept_notebook(private: Path, job: Job) -> Path:
    """Return where the executed notebook of a report is kept in the private folder."""
    return private / job.campaign / f"{job.stem}.ipynb"


def keep(path: Path, raw: bytes) -> None:
    """Keep an executed notebook in the private folder; if the disk has no room for it, the report stays."""
    if not raw:
        return
    try:
        make_private_folder(path.parent)
        deliver({path: raw})
    except (OSError, WorkbenchError):
        path.unlink(missing_ok=True)
