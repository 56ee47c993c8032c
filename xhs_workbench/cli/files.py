"""Files on the command line: which are meant, and `inspect`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from xhs_workbench import paths
from xhs_workbench.cli.faults import say_fault
from xhs_workbench.cli.terminal import paint, say_json
from xhs_workbench.cli.words import json_argument
from xhs_workbench.errors import InputMissingError, IntakeError, Problem, WorkbenchError


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands of this file."""
    inspect = commands.add_parser(
        "inspect",
        help="what a file is, what is doubtful about it, what would be read",
        description="Say what a file is. What is doubtful stands first: columns that look known but are not read,"
        " refused rows, doubtful values.",
    )
    inspect.add_argument("files", nargs="+", metavar="FILE", help="files, or patterns such as exports/*.xlsx")
    inspect.add_argument(
        "--all", action="store_true", help="list every column that is read, and those that are not"
    )
    inspect.add_argument(
        "--write",
        metavar="CAMPAIGN",
        default="",
        help="add the mapping of each unknown file to params/CAMPAIGN/sources.yaml",
    )
    json_argument(inspect)
    inspect.set_defaults(command=_inspect)


def _inspect(given: argparse.Namespace) -> int:
    from xhs_workbench.intake import inspect_file, look_over
    from xhs_workbench.workspace import add_drafts

    files = given_files(given.files)
    add = given.write
    ended = 0
    seen: list[object] = []
    for file in files:
        try:
            if given.json and not add:
                seen += look_over(file)
                continue
            said = add_drafts(file, add) if add else inspect_file(file, whole=given.all)
        except IntakeError as error:
            if len(files) == 1:
                raise
            ended = max(ended, error.exit_code)
            print(error, file=sys.stderr)
            continue
        except Exception as error:
            if len(files) == 1 or isinstance(error, WorkbenchError | BrokenPipeError):
                raise
            ended = max(ended, say_fault(error, file.name))
            continue
        print("\n".join(map(_painted, said.splitlines())))
    if given.json and not add:
        say_json(seen)
    return ended


def _painted(line: str) -> str:
    """Colour what wants attention."""
    if not line.startswith(" "):
        return paint(line, "bold")
    mark = line.lstrip()[:2]
    return paint(line, "red") if mark == "! " else paint(line, "yellow") if mark == "? " else line


def given_files(names: Sequence[str], *, must: bool = True) -> list[Path]:
    """Return the named files, with patterns expanded.

    A relative path starts at the current folder, or at the work folder where there is no such file here:
    `exports/list.xlsx` means the same in a folder below.
    """
    given = {str(place): name for name in names for place in map(Path, paths.expand([_place_of(name)]))}
    kept = [Path(place) for place in given if not paths.is_owner_file(place)]
    for place in given:
        if paths.is_owner_file(place):
            print(
                f"{Path(place).name}: skipped, Excel's owner file of an open workbook · 已跳过：Excel 打开文件时的临时文件",
                file=sys.stderr,
            )
    if gone := [given[str(file)] for file in kept if must and not file.exists()]:
        raise InputMissingError([_no_such(name) for name in gone])
    return kept


def given_file(name: str) -> Path:
    """Return the one file that is named."""
    file = Path(_place_of(name))
    if not file.exists():
        raise InputMissingError(_no_such(name))
    return file


def _place_of(name: str) -> str:
    """Return a path or pattern as an absolute one: of the current folder, or of the work folder if only that has it."""
    here, there = (str(folder / Path(name).expanduser()) for folder in (Path.cwd(), paths.ROOT))
    found = [place for place in (here, there) if any(Path(one).exists() for one in paths.expand([place]))]
    return (found or [here])[0]


def _no_such(name: str) -> Problem:
    return Problem(
        "no such file",
        "找不到文件",
        file=name,
        fix_en="check the path; a relative path starts at the current folder, or at the work folder.",
        fix_zh="请检查路径；相对路径从当前文件夹或工作文件夹算起。",
        code="XHS-E001",
    )
