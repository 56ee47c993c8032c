"""At a desk: whose parameters it reads, what saves to them, and how it was left the last time."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xhs_workbench import paths
from xhs_workbench.errors import ParamsError, Problem, WorkbenchError
from xhs_workbench.findings import Language
from xhs_workbench.params import DESKS, NotebookParams, load_params
from xhs_workbench.params.given import without_marks
from xhs_workbench.params.yaml_files import read_params_file
from xhs_workbench.params.yaml_writing import write_whole
from xhs_workbench.work_folder import is_read_only
from xhs_workbench.workspace.keeping import Keeper

MOST_BYTES = 4 * 1024**2
"""Of what a desk leaves; more is no choice of a person."""
UNFINISHED = frozenset({"brief", "mapping"})
"""Desks that open whatever stands in the file: what is unfinished or wrong is changed there."""


class Drawer:
    """How a desk was left: one small JSON file, written whole after each change.

    What lies in it counts only while the file it was laid on is the same: once another notebook has saved, that file wins.

    Args:
        path: The file.
        laid_on: The parameter file that the desk changes; None for a desk that reads nothing when it opens.
    """

    def __init__(self, path: Path, laid_on: Path | None = None) -> None:
        self.path, self.laid_on = path, laid_on

    def read(self) -> dict[str, Any]:
        """Return what was left; empty where nothing was, it cannot be read, or it lies on an older file."""
        try:
            found = json.loads(paths.read_regular(self.path, MOST_BYTES))
            left = found["left"] if found["on"] == self._on() else {}
        except (WorkbenchError, ValueError, KeyError, TypeError, RecursionError):
            return {}
        return dict(left) if isinstance(left, dict) else {}

    def write(self, left: Mapping[str, Any]) -> None:
        """Keep how the desk looks now; a folder that cannot be written keeps nothing, and the desk goes on."""
        if is_read_only():
            return
        text = json.dumps({"on": self._on(), "left": left}, ensure_ascii=False)
        with suppress(OSError, WorkbenchError):
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(self.path, text)

    def _on(self) -> str:
        if self.laid_on is None:
            return ""
        with suppress(OSError):
            return hashlib.sha256(self.laid_on.read_bytes()).hexdigest()
        return ""


@dataclass(frozen=True, slots=True)
class Sitting:
    """What a desk is given.

    Args:
        params: The campaign's parameters; None at a desk of `UNFINISHED`.
        keeper: Saves choices to their file.
        drawer: Keeps how the desk is left.
        campaign: Name of the campaign's folder.
        language: Of the campaign's reports, which the desk speaks too.
    """

    params: NotebookParams | None
    keeper: Keeper
    drawer: Drawer
    campaign: str
    language: Language


def sit_down(desk: str, params_file: str) -> Sitting:
    """Open a desk.

    Args:
        desk: One of `params.DESKS`.
        params_file: The campaign's parameters; a relative path starts at the work folder.

    Raises:
        ParamsError: There is no such desk, the file is another notebook's, or it is not valid.
        InputMissingError: There is no such file.
    """
    file = paths.require(str(without_marks(params_file)), "params_file")
    if desk not in DESKS or file.stem != DESKS[desk]:
        wanted = f"{DESKS[desk]}.yaml" if desk in DESKS else ", ".join(DESKS)
        raise ParamsError(
            Problem(
                "this desk reads another parameter file",
                "此工作台读取的是另一个参数文件",
                file=paths.shown(file),
                column="params_file",
                value=desk,
                fix_en=f"give it {wanted}; the start page does so by itself.",
                fix_zh=f"请提供 {wanted}；从起始页打开时会自动带上。",
                code="XHS-P074",
            )
        )
    campaign = file.resolve().parent.name
    drawer = open_drawer(desk, campaign, None if desk == "mapping" else file)
    params = None if desk in UNFINISHED else load_params(file)
    language = params.language if params is not None else _language_of(file)
    return Sitting(params, Keeper(portable(file)), drawer, campaign, language)


def _language_of(file: Path) -> Language:
    return "zh" if read_params_file(file).data.get("language") == "zh" else "en"


def open_drawer(desk: str, campaign: str = "", laid_on: Path | None = None) -> Drawer:
    """Return the drawer of a desk of a campaign, or of the start page."""
    return Drawer(paths.WORK / campaign / ".left" / f"{desk}.json", laid_on)


def portable(path: Path) -> str:
    """Return a path as a notebook names it: relative inside the work folder."""
    absolute, root = path.resolve(), paths.ROOT.resolve()
    return absolute.relative_to(root).as_posix() if absolute.is_relative_to(root) else os.fspath(absolute)
