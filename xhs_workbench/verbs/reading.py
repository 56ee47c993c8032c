"""Read files: tables as attributes, an account of every row, a brief."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from glob import glob, has_magic
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from xhs_workbench import paths
from xhs_workbench.errors import InputMissingError, ParamsError, Problem
from xhs_workbench.findings import Finding
from xhs_workbench.verbs.frames import is_table, to_pandas, wrong

if TYPE_CHECKING:
    import pandas as pd

    from xhs_workbench.intake import Intake
    from xhs_workbench.params import Brief


@dataclass(frozen=True)
class Files:
    """The data that were read: each canonical table as an attribute, and the account of every row.

    `notes`, `creators`, `comments`, `placements`, `paid`, `snapshots`, `search_index`, … are polars frames,
    without rows if no file had any; `pandas("notes")` gives the same for pandas.

    Args:
        intake: What intake returned.
    """

    intake: Intake

    def __getattr__(self, name: str) -> pl.DataFrame:
        from xhs_workbench.tables import TABLES

        if name in TABLES:
            return self.intake.table(name)
        close = get_close_matches(name, TABLES, n=1)
        hint = f"; did you mean {close[0]}?" if close and not name.startswith("_") else ""
        raise AttributeError(f"no table {name}{hint} There are {', '.join(TABLES)}.")

    def __getitem__(self, name: str) -> pl.DataFrame:
        """Return a table by its name.

        Raises:
            ParamsError: No table has this name.
        """
        if not isinstance(name, str):
            raise wrong("a table", name, "named by one text")
        try:
            return self.__getattr__(name)
        except AttributeError as error:
            raise ParamsError(Problem(str(error), "没有这张表", column=name, code="XHS-P053")) from None

    def __dir__(self) -> list[str]:
        from xhs_workbench.tables import TABLES

        return [*TABLES, "pandas", "keys", "items", "files", "refused", "findings", "intake"]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of the tables that hold rows."""
        return iter(name for name, table in self.intake.tables.items() if table.height)

    def __len__(self) -> int:
        """Count the tables that hold rows."""
        return sum(1 for _ in self)

    def keys(self) -> list[str]:
        """Return the names of the tables that hold rows."""
        return list(self)

    def items(self) -> list[tuple[str, pl.DataFrame]]:
        """Return the tables that hold rows, with their names."""
        return [(name, self[name]) for name in self]

    def pandas(self, name: str) -> pd.DataFrame:
        """Return a table as a pandas frame.

        Raises:
            ParamsError: No table has this name.
        """
        return to_pandas(self[name])

    @property
    def files(self) -> pl.DataFrame:
        """One row per file, sheet and table: rows read, used, duplicate, refused."""
        return self.intake.files

    @property
    def refused(self) -> pl.DataFrame:
        """One row per refused row, with its reason and what to do."""
        return self.intake.refused

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is doubtful about the files, worst first."""
        return self.intake.findings

    def __repr__(self) -> str:
        """Show the tables and the account of rows."""
        sums = self.files.select("rows_read", "rows_used", "rows_duplicate", "rows_refused").sum().row(0)
        tables = ", ".join(f"{name} {self.intake.table(name).height}" for name in self)
        return (
            f"<{tables or 'no rows'} · {sums[0]} rows read = {sums[1]} used + {sums[2]} duplicates + {sums[3]} refused · "
            f"{len(self.findings)} findings>"
        )


def read(
    files: str | Path | Sequence[str | Path],
    *,
    mappings: Mapping[str, Any] | Sequence[Mapping[str, Any]] = (),
    collected_at: datetime | date | str | None = None,
) -> Files:
    """Read export files of any known kind.

    Args:
        files: A path, a pattern such as `exports/*.xlsx`, or a list of both. A folder, or a pattern that other
            files match too, stands for the exports in it, or, if it holds none, for its drafts. A relative path starts at the current folder, or, if
            nothing is found there, at the workbench folder.
        mappings: Your own source or sources, for files of an unknown kind; keys as in `intake/sources/*.toml`.
        collected_at: When the files were made, for files that do not say so: a datetime, `2026-05-20 18:00` in
            China time, or a day, which means its end.

    Raises:
        InputMissingError: A file does not exist, or nothing matches a pattern.
        IntakeError: A file cannot be read as data.
        ParamsError: A mapping is wrong, the time cannot be read, or no file is named.

    Examples:
        >>> import xhs_workbench as xhs
        >>> data = xhs.read("data/demo/pugongying_notes_synthetic.xlsx")
        >>> data.notes.height, data.files["rows_refused"].sum()
        (24, 0)
    """
    from xhs_workbench.intake import read_files

    mappings = [mappings] if isinstance(mappings, Mapping) else mappings
    given = [files] if isinstance(files, str | Path) else _several(files)
    found = [path for one in given for path in _exports_in(matches(one))]
    return Files(read_files(found, mappings=mappings, collected_at=_moment(collected_at)))


class Account(str):
    """A text of several lines that a notebook shows as it is printed."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Return the text itself."""
        return str(self)


def inspect(file: str | Path) -> Account:
    """Say what a file is, which columns would be read, and what is doubtful about it.

    Args:
        file: A path, or a pattern that one file matches.

    Raises:
        InputMissingError: No such file.
        ParamsError: Several files match.
        IntakeError: It cannot be opened at all.

    Examples:
        >>> import xhs_workbench as xhs
        >>> "pugongying_notes" in xhs.inspect("data/demo/pugongying_notes_synthetic.xlsx")
        True
    """
    from xhs_workbench.intake import inspect_file

    return Account(inspect_file(_only(file)))


def read_brief(source: Brief | str | Path | Mapping[str, Any]) -> Brief:
    """Read a brief from its YAML file, or check one given as a mapping.

    Args:
        source: A file, the brief's keys and values, or a brief that was read before.

    Raises:
        InputMissingError: No such file.
        ParamsError: It is not valid; all problems at once.

    Examples:
        >>> import xhs_workbench as xhs
        >>> xhs.read_brief("params/demo/brief.yaml").objective.kind
        'launch'
    """
    from xhs_workbench.params import Brief, BriefParams

    if isinstance(source, Brief):
        return source
    if isinstance(source, Mapping):
        return Brief.check(dict(source))
    return BriefParams.check({"brief": str(_only(source))}).read_brief()


def as_brief(given: Brief | str | Path | Mapping[str, Any] | None) -> Brief:
    """Return a brief given in any form; without one, a neutral brief: everybody is the audience, default definitions.

    Raises:
        InputMissingError: No such file.
        ParamsError: It is not valid.
    """
    from xhs_workbench.params import Brief

    return Brief.check(PLAIN) if given is None else read_brief(given)


PLAIN: dict[str, Any] = {
    "campaign": "without a brief",
    "brand": {
        "name": {"en": "not given", "zh": "未指定"},
        "product": {"en": "not given", "zh": "未指定"},
        "industry": "beauty",
        "price_cny": 1.0,
    },
    "objective": {"kind": "awareness", "statement": {"en": "not given", "zh": "未指定"}},
    "audience": {
        "age_bands": ["under_18", "18_24", "25_34", "35_44", "over_44"],
        "funnel_stage": "awareness",
    },
    "messages": [{"id": "none", "text": {"en": "not given", "zh": "未指定"}}],
    "deliverables": [{"format": "review", "note_type": "image", "tier": "koc", "count": 1}],
    "timeline": dict.fromkeys(
        ("brief_sent", "drafts_due", "posting_start", "posting_end", "measured_until"), "2020-01-01"
    ),
    "budget": {"creators_cny": 1.0},
}
"""The neutral brief: no restriction on audience, keywords or words; the default definitions and tiers."""


EXPORTS = (".xlsx", ".xlsm", ".xls", ".csv", ".tsv", ".json", ".jsonl", ".db", ".sqlite", ".zip", ".gz")
"""Endings of exports; texts and documents are drafts."""


def _several(files: Any) -> list[str | Path]:
    """Return a list of paths.

    Raises:
        ParamsError: It is none, or an empty one.
    """
    given = list(files) if hasattr(files, "__iter__") and not isinstance(files, bytes | Mapping) else [files]
    if is_table(files) or not given:
        given = [files]
    return [_path_or_refused(one) for one in given]


def _path_or_refused(given: Any) -> str | Path:
    if isinstance(given, Path) or (isinstance(given, str) and given.strip()):
        return given
    raise ParamsError(
        Problem(
            "a path is expected",
            "应为文件路径",
            column="files",
            value=repr(given)[:40] if isinstance(given, str | list | int | None) else type(given).__name__,
            fix_en='name files, such as "exports/*.xlsx"; a frame needs no reading: give it to the verbs as it is.',
            fix_zh="请写文件路径，如 exports/*.xlsx；已有的表可直接交给各函数。",
            code="XHS-P051",
        )
    )


def _exports_in(found: list[Path]) -> list[Path]:
    """Return the exports among the files and in the folders; where there is none, what was found, for its drafts."""
    inside = [sorted(path.iterdir()) if path.is_dir() else [path] for path in found]
    return [path for some in inside for path in some if _is_export(path)] or found


def _is_export(path: Path) -> bool:
    return path.suffix.lower() in EXPORTS and not path.name.startswith(("~$", ".")) and path.is_file()


def _only(given: str | Path) -> Path:
    found = matches(given)
    if len(found) == 1:
        return found[0]
    names = ", ".join(path.name for path in found[:3])
    raise ParamsError(
        Problem(
            f"{len(found)} files match the pattern",
            f"有 {len(found)} 个文件匹配",
            file=str(given)[:80],
            fix_en=f"name one of them: {names} …",
            fix_zh=f"请指明其中一个：{names} …",
            code="XHS-P086",
        )
    )


def matches(given: str | Path) -> list[Path]:
    """Return what a path or a pattern names, in the current folder or else in the workbench folder.

    Raises:
        InputMissingError: Nothing is there.
        ParamsError: It is no path.
    """
    name = str(Path(_path_or_refused(given)).expanduser())
    for place in (Path(name).absolute(), paths.resolve(name)):
        if place.exists():
            return [place]
        if has_magic(name) and (matched := sorted(glob(str(place), recursive=True))):  # noqa: PTH207 - may be absolute
            return [Path(one) for one in matched if not Path(one).name.startswith("~$")]
    raise InputMissingError(
        Problem(
            "nothing matches the pattern" if has_magic(name) else "no such file",
            "找不到文件",
            file=Path(name).name,
            fix_en="nothing is downloaded: save the file first, then name its path."
            if "://" in str(given)
            else "a relative path starts at the current folder, then at the workbench folder.",
            fix_zh="工作台不下载文件：请先保存到本地，再填写路径。"
            if "://" in str(given)
            else "相对路径先从当前文件夹算起，再从工作台文件夹算起。",
            code="XHS-E001",
        )
    )


def _moment(given: datetime | date | str | None) -> datetime | None:
    if isinstance(given, date) and not isinstance(given, datetime):
        return datetime(given.year, given.month, given.day, 23, 59)  # noqa: DTZ001 - `read_files` adds the zone
    if given is None or isinstance(given, datetime):
        return given
    try:
        return datetime.fromisoformat(given)
    except (ValueError, TypeError):
        raise ParamsError(
            Problem(
                "not a moment",
                "无法识别的时间",
                column="collected_at",
                value=str(given)[:40],
                fix_en="write it as 2026-05-20 18:00.",
                fix_zh="请写作 2026-05-20 18:00。",
                code="XHS-P054",
            )
        ) from None
