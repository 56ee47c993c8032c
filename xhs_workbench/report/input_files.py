"""Check without opening that inputs are readable files: a pipe would block, a device never end."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

from xhs_workbench import paths
from xhs_workbench.errors import InputMissingError, Problem
from xhs_workbench.params import NotebookParams
from xhs_workbench.params.every_notebook import FILE_KEYS

MAY_BE_FOLDERS = frozenset({"inputs", "mood_board", "covers"})
"""Folders of drafts, and folders of pictures; a folder named elsewhere is a slip."""
DRAFTS = (".txt", ".md", ".yaml", ".yml")
KINDS = {stat.S_IFIFO: ("a pipe", "管道"), stat.S_IFCHR: ("a device", "设备"), stat.S_IFBLK: ("a device", "设备"),
         stat.S_IFSOCK: ("a socket", "套接字")}  # fmt: skip


def files_of(params: NotebookParams) -> list[tuple[str, str]]:
    """Return every file a report reads, as (parameter, path): the brief and its inputs of any kind."""
    named = [(key, name) for key in FILE_KEYS for name in _as_names(getattr(params, key, None))]
    return [("brief", params.brief), *named]


def _as_names(given: str | Sequence[str] | None) -> Sequence[str]:
    return [given] if isinstance(given, str) else given or ()


def unreadable_inputs(params: NotebookParams) -> list[Problem]:
    """Return one problem for each file that is missing or is not a readable file."""
    found: list[Problem] = []
    for key, name in files_of(params):
        try:
            found += _problems(paths.require(name, key), key, name)
        except InputMissingError as error:
            found += error.problems
    memory = getattr(params, "memory", "")
    if memory and paths.resolve(memory).exists():
        found += _problems(paths.resolve(memory), "memory", memory)
    return found


def _problems(path: Path, key: str, name: str) -> list[Problem]:
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        if key not in MAY_BE_FOLDERS:
            return [_unreadable(key, name, "is a folder, not a file", "是文件夹，不是文件")]
        if key == "inputs" and not any(file.suffix.lower() in DRAFTS for file in path.iterdir()):
            return [_unreadable(key, name, "is a folder without drafts", "该文件夹中没有初稿")]
        return []
    if not stat.S_ISREG(mode):
        en, zh = KINDS.get(stat.S_IFMT(mode), ("no regular file", "非普通文件"))
        return [_unreadable(key, name, f"is {en}, not a file", f"是{zh}，不是文件")]
    return [] if os.access(path, os.R_OK) else [_unreadable(key, name, "may not be read", "没有读取权限")]


def _unreadable(key: str, name: str, en: str, zh: str) -> Problem:
    return Problem(
        en, zh, file=paths.shown(name), column=key, fix_en="name the files themselves, or folders of drafts or pictures.",
        fix_zh="请直接写文件；只有初稿和图片可以写文件夹。", code="XHS-E002",
    )  # fmt: skip
