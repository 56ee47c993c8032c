"""The archive to send: a campaign's client files and a list of them, after a last check of their contents."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from xhs_workbench import paths
from xhs_workbench.errors import InputMissingError, Problem, UnsendableError
from xhs_workbench.report.delivering import records
from xhs_workbench.report.delivering.delivery import deliver
from xhs_workbench.report.delivering.folder_lock import owned
from xhs_workbench.report.delivering.journal import finish
from xhs_workbench.report.delivering.scan import Found, scan
from xhs_workbench.report.delivering.shelf import extra

LIST = "contents.txt"
MADE = (1980, 1, 1, 0, 0, 0)
"""A fixed date for all entries, so that the same files make the same archive."""


@dataclass(frozen=True, slots=True)
class Packed:
    """The archive that was made, and its list."""

    archive: Path
    contents: str


def pack(campaign: str, out: Path) -> Packed:
    """Write `<out>/<campaign>/<campaign>_client.zip`.

    Args:
        campaign: Name of the campaign's folder.
        out: Folder of the reports.

    Raises:
        InputMissingError: The campaign has no client files.
        UnsendableError: A file holds something no client may see, cannot be checked, is not as it was
            delivered, or belongs to a report whose last run failed. All problems are listed at once, and no
            archive is left.
        LockedError: A run is writing there.
    """
    folder = out / campaign / paths.CLIENT
    if campaign != Path(campaign).name or not any(folder.glob("*.html")):
        raise InputMissingError(_nothing(campaign))
    archive = out / campaign / f"{campaign}_{paths.CLIENT}.zip"
    with owned(out):
        finish(out)
        files = {path.name: path.read_bytes() for path in _files(folder)}
        problems = [
            *_last_run_failed(campaign, out, folder),
            *_strangers(campaign, folder),
            *_other_than_delivered(campaign, out, files),
        ]
        problems += [problem for name, raw in files.items() for problem in _look(campaign, name, raw)]
        if problems:
            deliver({archive: None})  # an earlier archive would not match the current files
            raise UnsendableError(problems)
        contents = _contents(campaign, files)
        deliver({archive: _zip(campaign, {**files, LIST: contents.encode()})})
    return Packed(archive, contents)


def _files(folder: Path) -> list[Path]:
    """Return the regular files of a folder, the index first."""
    found = [path for path in folder.iterdir() if path.is_file() and not path.is_symlink()]
    return sorted(found, key=lambda path: (path.name != "index.html", path.name))


def _strangers(campaign: str, folder: Path) -> list[Problem]:
    """Refuse anything that is not a plain file, is hidden, or has the name of an internal version."""
    odd = [path.name for path in sorted(folder.iterdir()) if path.is_symlink() or not path.is_file()]
    named = [
        path.name for path in _files(folder) if path.name.startswith(".") or f"_{paths.INTERNAL}" in path.name
    ]
    return [
        _not_packed(campaign, name, "does not belong here", "不应在此文件夹中") for name in (*odd, *named)
    ]


def _last_run_failed(campaign: str, out: Path, folder: Path) -> list[Problem]:
    """Refuse reports whose last run failed, because their files are from an earlier run."""
    last = [
        record for record in records.latest(out).values() if record["report"].rpartition("/")[0] == campaign
    ]
    pages = [f"{record['report'].rpartition('/')[2]}.html" for record in last if record["status"] == "failed"]
    en, zh = "its last run failed, so this page is from an earlier run", "最近一次生成失败，此页为旧版"
    return [_not_packed(campaign, page, en, zh) for page in sorted(pages) if (folder / page).is_file()]


def _other_than_delivered(campaign: str, out: Path, files: Mapping[str, bytes]) -> list[Problem]:
    """Refuse a file that was changed after its delivery, that no delivery left, or that a delivery left and is gone."""
    wanted: dict[str, str] = {}
    for key, record in records.latest(out).items():
        if key.rpartition("/")[0] == campaign:
            named = ((name.partition("/"), found) for name, found in record["sha256"].items())
            wanted |= {name: found for (place, _, name), found in named if place == paths.CLIENT}
    en, zh = "is not the one delivered: it was changed afterwards", "与生成时不一致：事后被改动"
    problems = [
        _not_packed(campaign, name, en, zh)
        for name, raw in files.items()
        if name in wanted and hashlib.sha256(raw).hexdigest() != wanted[name]
    ]
    problems += [
        _not_packed(campaign, name, "was delivered by no report here", "不是本项目生成的文件")
        for name in files
        if name not in wanted and not extra(out / campaign / paths.CLIENT / name)
    ]
    return problems + [
        _not_packed(campaign, name, "was delivered and is gone", "已生成但文件缺失")
        for name in wanted
        if name not in files
    ]


def _look(campaign: str, name: str, raw: bytes) -> list[Problem]:
    try:
        return [_private(campaign, name, found) for found in scan(name, raw)]
    except ValueError as error:
        en, _, zh = str(error).partition("|")
        return [_not_packed(campaign, name, en, zh or "无法检查该文件")]


def _contents(campaign: str, files: Mapping[str, bytes]) -> str:
    """Return the list of what is in the archive: name, size in bytes, SHA-256."""
    wide = max(len(name) for name in files)
    lines = [
        f"{name:<{wide}}  {len(raw):>12,}  {hashlib.sha256(raw).hexdigest()}" for name, raw in files.items()
    ]
    head = f"{'file 文件':<{wide - 2}}  {'bytes 字节':>10}  SHA-256"
    return "\n".join(
        [
            f"{campaign}: {len(files)} files. Open index.html first. 共 {len(files)} 个文件，请从 index.html 打开。",
            "",
            head,
            *lines,
            "",
        ]
    )


def _zip(campaign: str, files: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, raw in files.items():
            entry = zipfile.ZipInfo(f"{campaign}/{name}", MADE)
            entry.external_attr = 0o644 << 16
            file.writestr(entry, raw, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _private(campaign: str, name: str, found: Found) -> Problem:
    return Problem(
        f"holds {found.what.en}",
        f"含有{found.what.zh}",
        file=f"{campaign}/{paths.CLIENT}/{name}",
        column=found.place,
        value=found.text,
        fix_en="remove it from the input or the parameters and make the report again; nothing was packed.",
        fix_zh="请从数据或参数中去掉后重新生成报告；本次未打包。",
        code="XHS-R030",
    )


def _not_packed(campaign: str, name: str, en: str, zh: str) -> Problem:
    return Problem(
        en,
        zh,
        file=f"{campaign}/{paths.CLIENT}/{name}",
        fix_en="make the report again, or remove the file; nothing was packed.",
        fix_zh="请重新生成报告或移走该文件；本次未打包。",
        code="XHS-R031",
    )


def _nothing(campaign: str) -> Problem:
    return Problem(
        "there is no page for the client",
        "没有可发送的客户页面",
        file=f"{Path(campaign).name}/{paths.CLIENT}",
        value=campaign[:60],
        fix_en="give the name of a campaign that has reports, spelt as its folder; xhs-workbench run CAMPAIGN makes them.",
        fix_zh="请填写已生成报告的项目名称；报告由 xhs-workbench run CAMPAIGN 生成。",
        code="XHS-R032",
    )
