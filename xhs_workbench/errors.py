"""Every error we raise: what is wrong, where, and what to do, in English and Chinese.

A `Problem` is one fact an analyst can act on. An error carries all problems found at once, so that a file or
a parameter sheet is corrected in one pass. Exit codes follow sysexits, so that a scheduler can tell bad data
from bad parameters from our own bug.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SHOWN = 50
WHERE_ONE_MAY_WRITE = (
    "work in a folder where you may write: a copy of this one, or -C FOLDER; what is private stays in the work folder.",
    "请在有写入权限的文件夹中工作：复制一份，或用 -C FOLDER 指明；内部文件始终保存在工作文件夹中。",
)
"""What to do where a file of the work folder may not be written, in both languages."""
"""At most this many problems are printed; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and how to fix it.

    Args:
        en: What is wrong, in English.
        zh: The same in Chinese.
        file: File name, as the analyst knows it (no folder of this machine).
        sheet: Sheet of a workbook; empty for text files.
        row: Row as a spreadsheet counts it, header rows included; 0 when the whole file is meant.
        column: Header as written in the file, or the parameter's name.
        value: The offending value, already masked where it is personal.
        fix_en: What to do, in English.
        fix_zh: The same in Chinese.
        code: Stable code such as `XHS-E021`, for searching and for machines.
    """

    en: str
    zh: str
    file: str = ""
    sheet: str = ""
    row: int = 0
    column: str = ""
    value: str = ""
    fix_en: str = ""
    fix_zh: str = ""
    code: str = ""

    @property
    def where(self) -> str:
        """Return the place as `file › sheet › row 17 › column`, only the parts that are known.

        >>> Problem("bad", "坏", file="a.csv", row=3, column="粉丝数").where
        'a.csv › row 3 › 粉丝数'
        """
        row = f"row {self.row}" if self.row else ""
        return " › ".join(part for part in (self.file, self.sheet, row, self.column) if part)

    def __str__(self) -> str:
        """Render both languages, one line each, the fix last."""
        place = f"{self.where}: " if self.where else ""
        value = f" [{self.value}]" if self.value else ""
        code = f" ({self.code})" if self.code else ""
        lines = [f"{place}{self.en}{value}{code}", f"  {self.zh}"]
        if self.fix_en or self.fix_zh:
            fixes = " ".join(dict.fromkeys(fix for fix in (self.fix_en, self.fix_zh) if fix))
            lines.append(f"  Fix: {fixes}")
        return "\n".join(lines)


class WorkbenchError(Exception):
    """An error that an analyst can fix. Subclasses set the exit code.

    Args:
        problems: Everything found, in the order found; at least one. A problem shared by several files is
            listed once.
    """

    exit_code = 70

    def __init__(self, problems: Sequence[Problem] | Problem) -> None:
        found = (problems,) if isinstance(problems, Problem) else problems
        self.problems: tuple[Problem, ...] = tuple(dict.fromkeys(found))
        super().__init__(str(self))

    def __str__(self) -> str:
        """List at most `SHOWN` problems and count the rest."""
        shown = [str(problem) for problem in self.problems[:SHOWN]]
        left = len(self.problems) - SHOWN
        if left > 0:
            shown.append(f"... and {left} more of the same kind. 另有 {left} 处问题。")
        return "\n".join(shown)

    def __reduce__(self) -> tuple[type[WorkbenchError], tuple[tuple[Problem, ...]]]:
        """Keep the problems when the error is passed to another process."""
        return type(self), (self.problems,)


class IntakeError(WorkbenchError):
    """A file was found but cannot be read as data."""

    exit_code = 65


class InputMissingError(WorkbenchError):
    """A named input file does not exist."""

    exit_code = 66


class OutputError(WorkbenchError):
    """A report cannot be written: no space, no permission, or the result is incomplete."""

    exit_code = 73


class LockedError(WorkbenchError):
    """Another run owns what is needed; trying again later may help."""

    exit_code = 75


class UnsendableError(WorkbenchError):
    """The files to pack hold something private or unfinished; nothing was packed."""

    exit_code = 77


class TooLateError(WorkbenchError):
    """It took longer than allowed."""

    exit_code = 124


class ParamsError(WorkbenchError):
    """A parameter is missing, unknown, of the wrong type, or out of range."""

    exit_code = 78


class ReportError(WorkbenchError):
    """A notebook did not run to its end, so there is no report."""

    exit_code = 3


class NothingToShowError(WorkbenchError):
    """Every file was read, but none holds anything for this report, so no empty page is made."""

    exit_code = 4
