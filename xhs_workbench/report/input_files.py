"""Check without opening that inputs are readable files: a pipe would block, a device never end."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

from xhs_workbench import paths
from xhs_workbench.errors import InputMissingError, Problem
from xhs_workbench.intake.masking import mask_text
from xhs_workbench.params import NotebookParams
from xhs_workbench.params.every_notebook import FILE_KEYS

MAY_BE_FOLDERS = frozenset({"inputs", "mood_board", "covers"})
"""Only drafts and pictures may be named as folders; any other folder is a mistake."""
EXPORTS = frozenset(
    {
        ".csv",
        ".tsv",
        ".xlsx",
        ".xlsm",
        ".xls",
        ".json",
        ".jsonl",
        ".ndjson",
        ".db",
        ".sqlite",
        ".html",
        ".zip",
    }
)
DRAFTS = (".txt", ".md", ".yaml", ".yml")
KINDS = {
    stat.S_IFIFO: ("a pipe", "管道"),
    stat.S_IFCHR: ("a device", "设备"),
    stat.S_IFBLK: ("a device", "设备"),
    stat.S_IFSOCK: ("a socket", "套接字"),
}


def files_of(params: NotebookParams) -> list[tuple[str, str]]:
    """Return every file a report reads, as (parameter, path): the brief and its inputs of any kind."""
    named = [(key, name) for key in FILE_KEYS for name in _as_names(getattr(params, key, None))]
    return [("brief", params.brief), *named]


def names_with_contacts(params: NotebookParams) -> list[str]:
    """Return the names of input files that hold a contact: a client reads them masked, as the sources of a report."""
    names = (Path(name).name for _, name in files_of(params))
    return [name for name in dict.fromkeys(names) if mask_text(name) != name]


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
            return [_problem(key, name, "is a folder, not a file", "是文件夹，不是文件")]
        return _of_drafts(path, name) if key == "inputs" else []
    if not stat.S_ISREG(mode):
        en, zh = KINDS.get(stat.S_IFMT(mode), ("no regular file", "非普通文件"))
        return [_problem(key, name, f"is {en}, not a file", f"是{zh}，不是文件")]
    return [] if os.access(path, os.R_OK) else [_problem(key, name, "may not be read", "没有读取权限")]


def _of_drafts(folder: Path, name: str) -> list[Problem]:
    """Refuse a folder of exports: only drafts are read from a folder, and the rest would be left out without a word."""
    suffixes = {file.suffix.lower() for file in folder.iterdir()}
    if exports := sorted(suffixes.intersection(EXPORTS)):
        en = f"is a folder that holds exports ({', '.join(exports)}); from a folder only drafts are read"
        patterns = f"{name.rstrip('/')}/*{exports[0]}"
        zh = f"文件夹中有导出文件（{'、'.join(exports)}）；从文件夹只读取初稿"
        return [_problem("inputs", name, en, zh, (f"write {patterns}.", f"请写 {patterns}。"))]
    return (
        []
        if suffixes.intersection(DRAFTS)
        else [_problem("inputs", name, "is a folder without drafts", "该文件夹中没有初稿")]
    )


FIX = (
    "name the files themselves, or folders of drafts or pictures.",
    "请直接写文件；只有初稿和图片可以写文件夹。",
)


def _problem(key: str, name: str, en: str, zh: str, fix: tuple[str, str] = FIX) -> Problem:
    return Problem(en, zh, file=paths.shown(name), column=key, fix_en=fix[0], fix_zh=fix[1], code="XHS-E002")
