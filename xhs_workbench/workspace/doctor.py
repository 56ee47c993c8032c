"""What is installed, where everything is, and which notebooks differ from the shipped ones."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec
from pathlib import Path

from xhs_workbench import paths, work_folder
from xhs_workbench.errors import WHERE_ONE_MAY_WRITE
from xhs_workbench.findings import NOTHING, Level, Text

LEAST_FREE = 500 * 1024**2
"""Free space below which a batch may fail half-way."""
EXTRAS = (
    (
        "jupyterlab",
        "lab",
        Text("JupyterLab, for the start page and the explorers", "JupyterLab，用于起始页与探索工具"),
    ),
    ("duckdb", "memory", Text("the memory of earlier campaigns", "项目记忆")),
    (
        "voila",
        "voila",
        Text("Voilà, for explorers without code", "Voilà，供同事免代码查看"),
    ),
    ("pandas", "pandas", Text("pandas frames in your own notebooks", "在自己的 notebook 中使用 pandas")),
    ("distributed", "cluster", Text("batches on more than one machine", "多台机器批量生成")),
)
"""Module, the extra that brings it, and what it is for."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    Args:
        name: Stable name, such as `notebook_edited`.
        level: PASS, REVIEW (works, but should be looked at) or FAIL (reports cannot be made).
        text: What was found.
        fix: What to do; empty where nothing is to be done.
    """

    name: str
    level: Level
    text: Text
    fix: Text = NOTHING


def examine() -> tuple[Check, ...]:
    """Look at the installation, the work folder and its notebooks; nothing is changed."""
    return (_versions(), *_requirements(), _place(), *_writable(), *_notebooks(), *_extras(), _browser())


def _versions() -> Check:
    said = (
        f"xhs-workbench {version('xhs-workbench')}, Python {platform.python_version()}, {platform.system()}"
    )
    return Check("versions", Level.PASS, Text(said, said))


def _requirements() -> Iterator[Check]:
    """Compare what is installed with what the package asks for."""
    from packaging.requirements import Requirement

    for line in requires("xhs-workbench") or ():
        wanted = Requirement(line)
        if wanted.marker is not None and not wanted.marker.evaluate({"extra": ""}):
            continue
        try:
            found = version(wanted.name)
        except PackageNotFoundError:
            found = ""
        if not found or not wanted.specifier.contains(found, prereleases=True):
            en = f"{wanted.name} {found or 'is not installed'}; needed: {wanted.name}{wanted.specifier}"
            zh = f"{wanted.name} {found or '未安装'}；需要 {wanted.name}{wanted.specifier}"
            fix = f"pip install '{wanted.name}{wanted.specifier}'"
            yield Check("requirement", Level.FAIL, Text(en, zh), Text(fix, fix))


def _place() -> Check:
    root = paths.ROOT
    if os.environ.get(work_folder.VARIABLE):
        why = Text(f"named by {work_folder.VARIABLE} or -C", f"由 {work_folder.VARIABLE} 或 -C 指定")
    elif work_folder.read_mark(root) is not None:
        why = Text("written by init", "由 init 生成")
    elif work_folder.IS_CLONE and root == work_folder.SHIPPED:
        why = Text("a clone of the project", "项目的克隆")
    else:
        text = Text(f"the current folder is no work folder: {root}", f"当前文件夹不是工作文件夹：{root}")
        return Check(
            "work_folder", Level.REVIEW, text, Text("xhs-workbench init FOLDER", "xhs-workbench init FOLDER")
        )
    return Check(
        "work_folder", Level.PASS, Text(f"work folder {root} ({why.en})", f"工作文件夹 {root}（{why.zh}）")
    )


def _writable() -> Iterator[Check]:
    """Say whether reports can be written, before an hour of work ends in an error."""
    closed = [folder for folder in (paths.REPORTS, paths.PRIVATE) if not _can_write(folder)]
    for folder in closed:
        text = Text(f"{folder.name}/ cannot be written", f"{folder.name}/ 无法写入")
        yield Check("not_writable", Level.FAIL, text, Text(*WHERE_ONE_MAY_WRITE))
    free = shutil.disk_usage(paths.ROOT).free
    if free < LEAST_FREE:
        text = Text(f"{free // 1024**2} MB free on this disk", f"磁盘仅剩 {free // 1024**2} MB")
        yield Check("little_space", Level.REVIEW, text, Text("make room.", "请清理空间。"))


def _can_write(folder: Path) -> bool:
    there = next(place for place in (folder, *folder.parents) if place.exists())
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


def _notebooks() -> Iterator[Check]:
    """Compare the notebooks of a work folder with those that the package brings now."""
    mark = work_folder.read_mark(paths.ROOT)
    if mark is None:
        return
    same = []
    for shipped in work_folder.shipped_files("notebooks", {".ipynb"}):
        name = work_folder.notebook_name(shipped, work_folder.SHIPPED / "notebooks")
        own = paths.NOTEBOOKS / f"{name}.ipynb"
        check = _notebook(own, mark.notebooks.get(name), shipped) if own.is_file() else None
        if check is None:
            same.append(name)
        else:
            yield check
    if same:
        names = ", ".join(same)
        text = Text(f"notebooks as shipped: {names}", f"与随附版本一致的 notebook：{names}")
        yield Check("notebooks_as_shipped", Level.PASS, text)


def _notebook(own: Path, written: str | None, shipped: Path) -> Check | None:
    """Judge one notebook by three digests: as it was written, as it is, as it is shipped now."""
    name, now = own.relative_to(paths.ROOT).as_posix(), work_folder.digest_of(shipped.read_bytes())
    try:
        mine = work_folder.digest_of(own.read_bytes())
    except ValueError:
        text = Text(f"{name} is no notebook", f"{name} 不是有效的 notebook")
        fix = Text(
            "delete it; xhs-workbench init . writes it anew.", "请删除；xhs-workbench init . 会重新生成。"
        )
        return Check("notebook_broken", Level.FAIL, text, fix)
    if mine == now:
        return None
    if mine == written:
        text = Text(
            f"{name} is of an earlier version and was not edited; the shipped one is used",
            f"{name} 是旧版且未改动；实际使用随附的新版",
        )
        return Check(
            "notebook_old",
            Level.REVIEW,
            text,
            Text("xhs-workbench init . renews it.", "xhs-workbench init . 可更新。"),
        )
    if written == now:
        text = Text(
            f"{name} was edited here and is used instead of the shipped one",
            f"{name} 已在此改动，代替随附版本使用",
        )
        return Check("notebook_edited", Level.PASS, text)
    text = Text(
        f"{name} was edited here, and the shipped one has changed since; yours is used",
        f"{name} 已在此改动，而随附版本其后也有更新；使用的是你的版本",
    )
    fix = Text(
        f"compare with {shipped}; deleting yours goes back to the shipped one.",
        f"请与 {shipped} 比较；删除自己的版本即恢复随附版本。",
    )
    return Check("notebook_behind", Level.REVIEW, text, fix)


def _extras() -> Iterator[Check]:
    for module, extra, what in EXTRAS:
        there = find_spec(module) is not None
        install = f"pip install 'xhs-workbench[{extra}]'"
        yield Check(
            f"extra_{extra}",
            Level.PASS,
            Text(
                f"{what.en}: {'installed' if there else 'not installed'}",
                f"{what.zh}：{'已安装' if there else '未安装'}",
            ),
            NOTHING if there else Text(install, install),
        )


def _browser() -> Check:
    from xhs_workbench.report.rendering.pdf import find_browser

    if find_browser():
        return Check("browser", Level.PASS, Text("Chromium for PDF: found", "用于 PDF 的 Chromium：已找到"))
    text = Text(
        "Chromium for PDF: not found; pages are made without it",
        "用于 PDF 的 Chromium：未找到；不影响生成页面",
    )
    return Check(
        "browser",
        Level.PASS,
        text,
        Text("install Chromium, Chrome or Edge.", "请安装 Chromium、Chrome 或 Edge。"),
    )
