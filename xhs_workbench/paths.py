"""Where everything is: the analyst's folder with params, exports and reports; the notebooks; the templates and the demo.

A path in a parameter file is relative to the work folder, whatever the current folder of the kernel is: JupyterLab starts kernels
in `notebooks/`, papermill where it was called. `work_folder` says how that folder is found. Templates come only with the package,
because they decide what a page may load and how it escapes.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from glob import glob
from pathlib import Path, PureWindowsPath

from xhs_workbench import work_folder
from xhs_workbench.errors import InputMissingError, IntakeError, Problem

ROOT = work_folder.find_root()
"""The work folder: one that `init` wrote, a clone, or the current folder."""
NOTEBOOKS = ROOT / "notebooks"
"""The analyst's notebooks; `notebook_file` says which is used."""
PARAMS = ROOT / "params"
REPORTS = ROOT / "reports"
PRIVATE = ROOT / ".private"
"""Files that must stay here: executed notebooks, failure pages, the salt of pseudonyms; mode 0700."""
WORK = ROOT / "work"
"""Notebooks opened from the start page, each with its campaign's parameters; they may hold a client's data."""
TEMPLATES = work_folder.SHIPPED / "templates"
DEMO = work_folder.SHIPPED / "data" / "demo"
"""The demo's files as they come with the package."""
CLIENT, INTERNAL = "client", "internal"
"""The two folders of a campaign under `reports/`: one may be sent, the other is internal (mode 0700)."""


def settle(root: Path) -> None:
    """Work in another folder from now on: for a command that names one, and for a kernel whose process was started ahead of it."""
    places = {"ROOT": "", "NOTEBOOKS": "notebooks", "PARAMS": "params", "REPORTS": "reports"}
    places |= {"PRIVATE": ".private", "WORK": "work"}
    globals().update({name: root / folder for name, folder in places.items()})


def notebook_file(name: str) -> Path:
    """Return the notebook that is used: the analyst's own if it was edited in the work folder, otherwise the shipped one.

    A copy that nobody edited gives way to the shipped notebook, so that an upgrade of the package reaches it. A folder with
    notebooks that `init` did not write is a whole workbench of its own, such as a clone: only its own notebooks count.
    """
    own, shipped = NOTEBOOKS / f"{name}.ipynb", work_folder.SHIPPED / "notebooks" / f"{name}.ipynb"
    mark = work_folder.read_mark(NOTEBOOKS.parent)
    if mark is None:
        return own if NOTEBOOKS.is_dir() else shipped
    edited = own.is_file() and work_folder.was_edited(own, mark.notebooks.get(name))
    return own if edited else shipped


def client_page(reports: Path, campaign: str, stem: str) -> Path:
    """Return the path of a report's client page."""
    return reports / campaign / CLIENT / f"{stem}.html"


def internal_page(page: Path) -> Path:
    """Return the path of the internal version of a client's page; its name differs too, in case it is sent by mistake.

    >>> internal_page(Path("reports/demo/client/live.html")).as_posix()
    'reports/demo/internal/live_internal.html'
    """
    beside = page.parent.parent if page.parent.name == CLIENT else page.parent
    return beside / INTERNAL / f"{page.stem}_{INTERNAL}{page.suffix}"


def resolve(path: str | Path) -> Path:
    r"""Return `path` as an absolute path; a relative path starts at the workbench folder.

    Parameters written on Windows also work elsewhere: `exports\a.csv` is `exports/a.csv`, unless a file really has that name.
    """
    given = Path(path).expanduser()
    found = given if given.is_absolute() else inputs_root() / given
    if "\\" not in str(path) or is_of_windows(path) or found.exists():
        return found
    return inputs_root() / str(path).replace("\\", "/")


def is_of_windows(path: str | Path) -> bool:
    r"""Say whether a path begins at a drive or a share of Windows, on a machine that has neither.

    >>> os.name == "nt" or is_of_windows("C:\\Users\\me\\a.csv")
    True
    """
    return os.name != "nt" and bool(PureWindowsPath(path).drive) and "\\" in str(path)


def inputs_root() -> Path:
    """Return where relative inputs start: the workbench folder, or a worker's folder of copies (`XHS_INPUTS`)."""
    return Path(os.environ.get("XHS_INPUTS") or ROOT)


def require(path: str | Path, parameter: str = "") -> Path:
    """Return the absolute path of an input that exists.

    Raises:
        InputMissingError: No such file or folder.
    """
    found = resolve(path)
    if found.exists():
        return found
    missing = Problem(
        "no such file",
        "找不到文件",
        file=str(path),
        column=parameter,
        fix_en="check the path; a relative path starts at the workbench folder.",
        fix_zh="请检查路径；相对路径从工作台文件夹算起。",
        code="XHS-E001",
    )
    if is_of_windows(path):
        missing = replace(missing, fix_en=OF_WINDOWS[0], fix_zh=OF_WINDOWS[1])
    raise InputMissingError(missing)


OF_WINDOWS = (
    "this is a place of a Windows machine; copy the file into the work folder and write exports/….",
    "这是 Windows 电脑上的路径；请将文件复制到工作文件夹，并写 exports/…。",
)


MOST_BYTES = 2 * 1024**3
"""Of any input."""


def read_regular(path: Path, most_bytes: int = MOST_BYTES) -> bytes:
    """Return the bytes of a regular file; it never blocks on a pipe or reads a device without end.

    Raises:
        InputMissingError: It cannot be opened.
        IntakeError: Not a regular file, or larger than `most_bytes`.
    """
    with opened_regular(path, most_bytes) as handle, os.fdopen(handle, "rb", closefd=False) as file:
        raw = file.read(most_bytes + 1)
    if len(raw) > most_bytes:  # it grew while it was read
        raise IntakeError(_too_large(path, most_bytes))
    return raw


def hash_regular(path: Path, most_bytes: int = MOST_BYTES) -> str:
    """Return the SHA-256 of a regular file, a piece at a time.

    Raises:
        InputMissingError: It cannot be opened.
        IntakeError: Not a regular file, or larger than `most_bytes`.
    """
    found, size = hashlib.sha256(), 0
    with opened_regular(path, most_bytes) as handle:
        while piece := os.read(handle, 1024**2):
            size += len(piece)
            if size > most_bytes:
                raise IntakeError(_too_large(path, most_bytes))
            found.update(piece)
    return found.hexdigest()


@contextmanager
def opened_regular(path: Path, most_bytes: int) -> Iterator[int]:
    """Open a regular file without blocking; check the opened file, because the name may point elsewhere by now."""
    flags = (
        os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    )
    try:
        handle = os.open(path, flags)
    except OSError as error:
        fix_en, fix_zh = "check the file and its read permission.", "请检查文件及读取权限。"
        reason = error.strerror or type(error).__name__
        raise InputMissingError(
            Problem(
                f"cannot be opened: {reason}",
                "文件无法打开",
                file=path.name,
                fix_en=fix_en,
                fix_zh=fix_zh,
                code="XHS-E002",
            )
        ) from error
    try:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode):
            fix_en, fix_zh = "give the file itself.", "请提供文件本身。"
            raise IntakeError(
                Problem(
                    "not a regular file (a folder, pipe, socket or device)",
                    "不是普通文件（目录、管道、套接字或设备）",
                    file=path.name,
                    fix_en=fix_en,
                    fix_zh=fix_zh,
                    code="XHS-E003",
                )
            )
        if about.st_size > most_bytes:
            raise IntakeError(_too_large(path, most_bytes))
        if about.st_size == 0 and _gives_bytes(handle):
            raise IntakeError(_made_by_the_system(path))
        yield handle
    finally:
        os.close(handle)


def _gives_bytes(handle: int) -> bool:
    """Say whether a file of size 0 can be read from: what a system makes up while it is read may have no end."""
    try:
        return bool(os.read(handle, 1))
    except OSError:
        return True


def _made_by_the_system(path: Path) -> Problem:
    return Problem(
        (
            "the system says that it is empty, yet it can be read: no file of data (it lies under "
            "/proc, or is being written)"
        ),
        "系统显示为空却能读出内容：不是数据文件（位于 /proc 之类目录，或正在写入）",
        file=path.name,
        fix_en="give the file itself, once it is complete.",
        fix_zh="请提供文件本身，并等待写入完成。",
        code="XHS-E003",
    )


def _too_large(path: Path, most_bytes: int) -> Problem:
    size = f"{most_bytes // 1024**2:,} MB" if most_bytes >= 1024**2 else f"{most_bytes // 1024:,} KB"
    return Problem(
        f"larger than {size}",
        f"文件超过 {size}",
        file=path.name,
        fix_en="split the file.",
        fix_zh="请拆分文件。",
        code="XHS-E040",
    )


def expand(names: Sequence[str]) -> list[str]:
    """Replace patterns (`exports/*.xlsx`) by the files they match, in order; other names stay.

    Some shells do not (PowerShell). A pattern without a match is kept, so that it is reported as missing. A
    file whose own name contains `*` is taken literally.
    """
    found: list[str] = []
    for name in names:
        is_pattern = (
            isinstance(name, str) and any(sign in name for sign in "*?[") and not resolve(name).exists()
        )
        matched = sorted(glob(str(resolve(name)), recursive=True)) if is_pattern else []  # noqa: PTH207 - may be absolute
        base = resolve("")
        found += [_as_given(match, name, base) for match in matched] or [name]
    return list(dict.fromkeys(found))


def _as_given(match: str, name: str, base: Path) -> str:
    path = Path(match)
    relative = not Path(name).expanduser().is_absolute() and path.is_relative_to(base)
    return path.relative_to(base).as_posix() if relative else match


def is_owner_file(path: str | Path) -> bool:
    """Say whether a file is the small owner file that Excel keeps beside an open workbook; it holds a user name, no data.

    >>> is_owner_file("exports/~$list.xlsx"), is_owner_file("exports/list.xlsx")
    (True, False)
    """
    return Path(path).name.startswith("~$")


def shown(path: str | Path) -> str:
    """Return the path as a report may show it: relative inside the workbench, only the file name elsewhere.

    >>> shown(ROOT / "data" / "demo" / "orders.xlsx")
    'data/demo/orders.xlsx'
    >>> shown("/home/someone/secret/orders.xlsx")
    'orders.xlsx'
    """
    absolute = resolve(path)
    for root in (inputs_root(), ROOT):
        if absolute.is_relative_to(root):
            return absolute.relative_to(root).as_posix()
    return absolute.name
