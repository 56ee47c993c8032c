"""A work folder from nothing but the installed package: notebooks to edit, folders, the demo if wished, and the file that marks it.

What an analyst wrote is never overwritten. A second `init` after an upgrade renews the copies that nobody edited.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from xhs_workbench import work_folder
from xhs_workbench.errors import OutputError, Problem
from xhs_workbench.report.delivering.delivery import deliver

README = """# XHS workbench: a work folder 工作文件夹

1. Put the export files into `exports/`. 把导出文件放进 `exports/`。
2. `xhs-workbench inspect exports/*` says what they are. 查看文件是什么、哪里可疑。
3. `xhs-workbench new spring_serum exports/*` writes `params/spring_serum/`; fill in every ‹…›. 新建项目并填写 ‹…›。
4. `xhs-workbench check spring_serum` names what is unfinished or wrong. 一次列出未填或有误之处。
5. `xhs-workbench run spring_serum` makes the reports: `reports/spring_serum/client/` may be sent. 生成报告；`client/` 可以外发。
6. `xhs-workbench open` shows them; `xhs-workbench lab` opens JupyterLab. 打开报告；打开 JupyterLab。
7. A notebook edited in `notebooks/` is used instead of the shipped one. 在 `notebooks/` 中改过的 notebook 优先使用。
8. After an upgrade `xhs-workbench doctor` says which differ. 升级后用 `xhs-workbench doctor` 查看差异。
"""
IGNORE = """# A client's data and what is made from it stay out of a repository. 客户数据与产出不进版本库。
exports/
reports/
work/
.private/
.ipynb_checkpoints/
"""
FOLDERS = ("params", "exports", "notebooks")
DEMO = ("params/demo", "data/demo")
MADE_LATER = ("reports", "work", ".private", ".ipynb_checkpoints")
MOST_NAMED = 6
"""Of what was in the folder before, in a message."""


@dataclass(frozen=True, slots=True)
class SetUp:
    """What was done.

    Args:
        folder: The work folder.
        written: Files that were written, relative to it.
        kept: Files that were there and differ from what would have been written.
        beside: What else was there, at the top of the folder; a folder ends in /.
        demo: The demo campaign was asked for.
        again: The folder was a work folder before.
    """

    folder: Path
    written: tuple[str, ...]
    kept: tuple[str, ...]
    beside: tuple[str, ...]
    demo: bool
    again: bool


def set_up_folder(folder: Path, *, demo: bool = False) -> SetUp:
    """Write a work folder, or bring one up to date.

    Args:
        folder: Absolute; made if it is not there.
        demo: Also the demo's parameters and files.

    Raises:
        OutputError: It cannot be written, lies inside another work folder or a clone, or is no folder.
    """
    _refuse_place(folder)
    there = _entries(folder)
    before = work_folder.read_mark(folder)
    known = dict(before.notebooks) if before else {}
    shipped = work_folder.SHIPPED / "notebooks"
    notebooks = {
        work_folder.notebook_name(path, shipped): path.read_bytes()
        for path in work_folder.shipped_files("notebooks", {".ipynb"})
    }
    wanted = {"README.md": README.encode(), ".gitignore": IGNORE.encode()}
    wanted |= {f"notebooks/{name}.ipynb": raw for name, raw in notebooks.items()}
    wanted |= _demo_files() if demo else {}
    differing = [name for name, raw in wanted.items() if not _holds(folder / name, raw)]
    kept = [name for name in differing if (folder / name).exists() and not _may_renew(folder, name, known)]
    fresh = {name: wanted[name] for name in differing if name not in kept}
    noted = {name: work_folder.digest_of(raw) for name, raw in notebooks.items()}
    noted |= {name: known[name] for name in map(_notebook, kept) if name in known}
    mark = work_folder.Mark(version("xhs-workbench"), noted)
    _write(folder, {**fresh, work_folder.MARK: work_folder.write_down(mark)})
    ours = {name.partition("/")[0] for name in wanted} | {work_folder.MARK, *FOLDERS, *MADE_LATER}
    beside = tuple(name for name in there if name.rstrip("/") not in ours)
    return SetUp(folder, tuple(sorted(fresh)), tuple(sorted(kept)), beside, demo, before is not None)


def describe_set_up(made: SetUp) -> str:
    """Return lines for a terminal: what was written, what was kept, what to do next."""
    head = "brought up to date 已更新" if made.again else "written 已生成"
    lines = [f"{made.folder}: {head}, {len(made.written)} files 个文件"]
    if made.kept:
        lines.append(f"  kept as they are · 保留未动: {', '.join(made.kept)}")
    if made.beside:
        named = ", ".join(made.beside[:MOST_NAMED])
        more = len(made.beside) - MOST_NAMED
        lines.append(
            f"  was here, left alone · 原有内容，未动: {named}{f' … {more} more 另有 {more} 项' if more > 0 else ''}"
        )
    step = "" if made.folder == Path.cwd() else f"cd {shlex.quote(str(made.folder))} && "
    if made.demo:
        lines.append(f"then · 然后: {step}xhs-workbench run demo && xhs-workbench open demo")
    else:
        lines.append(f"then · 然后: {step}xhs-workbench new NAME exports/*")
    return "\n".join(lines)


def _entries(folder: Path) -> list[str]:
    """Return what lies in a folder; nothing if it cannot be read or is not there."""
    try:
        return sorted(f"{path.name}/" if path.is_dir() else path.name for path in folder.iterdir())
    except OSError:
        return []


def _refuse_place(folder: Path) -> None:
    """Refuse a folder in which a work folder would be lost or in the way."""
    inside = next(
        (
            place
            for place in (work_folder.PACKAGE, work_folder.SHIPPED)
            if folder.resolve().is_relative_to(place)
        ),
        None,
    )
    if inside is not None:
        raise _cannot(
            folder,
            ("this is the package itself", "这是软件包本身所在的位置"),
            (
                "a clone is a work folder already; otherwise name a folder of your own.",
                "请换一个自己的文件夹；克隆目录无需 init。",
            ),
        )
    if folder.exists() and not folder.is_dir():
        raise _cannot(
            folder, ("a file, not a folder", "是文件，不是文件夹"), ("name a folder.", "请写文件夹名。")
        )
    around = work_folder.marked_folder(folder.parent)
    if around is not None:
        raise _cannot(
            folder,
            (
                f"lies inside another work folder ({around.name})",
                f"位于另一个工作文件夹（{around.name}）之内",
            ),
            ("use that one: campaigns share a work folder.", "请直接使用该文件夹：多个项目可共用。"),
        )


def _cannot(folder: Path, said: tuple[str, str], fix: tuple[str, str]) -> OutputError:
    return OutputError(Problem(*said, file=folder.name, fix_en=fix[0], fix_zh=fix[1], code="XHS-P070"))


def _demo_files() -> dict[str, bytes]:
    """Return the demo's parameters and files; the scripts that made them are of no use without a clone."""
    files = (path for place in DEMO for path in work_folder.shipped_files(place) if path.suffix != ".py")
    return {path.relative_to(work_folder.SHIPPED).as_posix(): path.read_bytes() for path in files}


def _holds(path: Path, raw: bytes) -> bool:
    return path.is_file() and path.read_bytes() == raw


def _may_renew(folder: Path, file: str, known: Mapping[str, str]) -> bool:
    """Say whether a file is a notebook that an earlier `init` wrote and nobody has edited since."""
    name, path = _notebook(file), folder / file
    return bool(name) and path.is_file() and not work_folder.was_edited(path, known.get(name))


def _notebook(file: str) -> str:
    """Return the name of a notebook's file; empty for any other file."""
    return (
        work_folder.notebook_name(Path(file), Path("notebooks"))
        if file.startswith("notebooks/") and file.endswith(".ipynb")
        else ""
    )


def _write(folder: Path, files: dict[str, bytes]) -> None:
    """Make the folders and write the files, all or none; the mark comes last."""
    try:
        for place in _folders(files):
            (folder / place).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _cannot(
            folder,
            (f"cannot be written: {error.strerror}", "无法写入"),
            ("check the path and its permissions.", "请检查路径与权限。"),
        ) from error
    deliver({folder / name: raw for name, raw in files.items()})


def _folders(files: Iterable[str]) -> list[str]:
    return sorted({*FOLDERS, *(str(Path(name).parent) for name in files)})
