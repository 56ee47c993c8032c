"""Write frames as files that a spreadsheet opens safely, and make reports from parameter files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import polars as pl

from xhs_workbench.errors import ParamsError, Problem
from xhs_workbench.verbs.frames import take_labelled, wrong
from xhs_workbench.verbs.reading import Files, matches


def export(given: Any, path: str | Path) -> Path:
    """Write a frame, or several as the sheets of a workbook.

    Texts stay texts: a text that begins like a formula is quoted in CSV and is never a formula in XLSX. Ids
        keep all digits.

    Args:
        given: A frame of pandas or polars, a mapping of sheet names to frames, or the result of `read` (its
            tables).
        path: Ends in `.xlsx`, `.csv` (one frame) or `.parquet` (one frame); an existing file is replaced only
            when the new one is complete, and folders on the way are made.

    Raises:
        ParamsError: Another suffix, several frames for a file that holds one, or a folder of that name.

    Examples:
        >>> import xhs_workbench as xhs
        >>> import tempfile
        >>> from pathlib import Path
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     written = xhs.export({"name": ["=1+1"], "likes": [3]}, Path(folder) / "a.csv").read_text(encoding="utf-8-sig")
        >>> written.splitlines()
        ['name,likes', "'=1+1,3"]
    """
    target = Path(path).expanduser()
    sheets = _sheets(given, target.stem)
    ending = target.suffix.lower()
    if ending not in (".xlsx", ".csv", ".parquet") or (ending != ".xlsx" and len(sheets) > 1):
        raise ParamsError(
            Problem(
                "cannot be written to this kind of file",
                "无法写入这种文件",
                file=target.name,
                fix_en=".xlsx takes one frame or several; .csv and .parquet take one.",
                fix_zh=".xlsx 可写多张表，.csv 与 .parquet 只写一张。",
                code="XHS-P058",
            )
        )
    if target.is_dir():
        raise ParamsError(
            Problem(
                "a folder has this name",
                "已有同名文件夹",
                file=target.name,
                fix_en="give the file another name, or a name inside the folder.",
                fix_zh="请换一个文件名，或写到该文件夹内。",
                code="XHS-P089",
            )
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    from xhs_workbench.views.report import csv_text

    frame = next(iter(sheets.values()))
    try:
        if ending == ".csv":
            part.write_text("\ufeff" + csv_text(_flat(frame)), encoding="utf-8", newline="")
        elif ending == ".parquet":
            frame.write_parquet(part)
        else:
            _write_workbook(sheets, part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return target


def check(*params: str | Path) -> list[str]:
    """Say which reports parameter files would make, without starting any.

    Args:
        params: YAML files, folders or patterns. As with `read`, a relative path starts at the current folder, or,
            if nothing is found there, at the workbench folder.

    Raises:
        InputMissingError: A file, or an input it names, does not exist.
        ParamsError: Any of them has an error; all problems at once.

    Examples:
        >>> import xhs_workbench as xhs
        >>> xhs.check("params/demo/selection.yaml")  # its page, and the one that looks closer
        ['demo/selection', 'demo/candidates']
    """
    from xhs_workbench.report.run import ready_jobs

    return [job.id for job in ready_jobs(_sources(params))]


def make_reports(
    *params: str | Path, out: str | Path | None = None, language: Literal["en", "zh"] | None = None
) -> list[Path]:
    """Make the reports of parameter files, as `xhs-workbench run` does.

    Args:
        params: As for `check`.
        out: Folder of the reports; `reports/` of the workbench where not given.
        language: Of every report; each file's own where not given.

    Returns:
        The client's pages.

    Raises:
        WorkbenchError: The first report that could not be made.

    Example:
        `xhs.make_reports("params/demo", language="zh")`
    """
    from xhs_workbench.report.run import ready_jobs, run_jobs

    made = run_jobs(ready_jobs(_sources(params), language), None if out is None else Path(out).absolute())
    return [one.page for one in made]


def _sources(params: Sequence[str | Path]) -> list[Path]:
    """Return what parameter files were named, found in the current folder or the workbench's.

    Raises:
        InputMissingError: Nothing is there.
        ParamsError: None was named, or not by a path.
    """
    if not params:
        raise wrong("params", None, 'a path, such as "params/demo"')
    return [path for one in params for path in matches(one)]


def _sheets(given: Any, name: str) -> dict[str, pl.DataFrame]:
    if isinstance(given, Files):
        return {table: given[table] for table in given} or {name: given.files}
    if (
        isinstance(given, Mapping)
        and given
        and not any(isinstance(value, list | tuple | pl.Series) for value in given.values())
    ):
        return {str(sheet): take_labelled(frame) for sheet, frame in given.items()}
    return {name: take_labelled(given)}


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame with plain cells only: a list or a record becomes text."""
    nested = [name for name, kind in frame.schema.items() if kind.is_nested()]
    return frame.with_columns(
        pl.Series(name, [None if v is None else str(v) for v in frame[name].to_list()]) for name in nested
    )


def _write_workbook(sheets: Mapping[str, pl.DataFrame], path: Path) -> None:
    from xhs_workbench.report.rendering.numbers_file import write_frames

    path.write_bytes(write_frames({name: _flat(frame) for name, frame in sheets.items()}))
