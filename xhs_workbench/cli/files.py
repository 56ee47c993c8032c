"""Files on the command line: which are meant, and `inspect`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from xhs_workbench import paths
from xhs_workbench.cli.terminal import paint, say_json
from xhs_workbench.cli.words import json_argument


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
    if given.json and not given.write:
        say_json([sheet for file in files for sheet in look_over(file)])
        return 0
    for file in files:
        said = add_drafts(file, given.write) if given.write else inspect_file(file, whole=given.all)
        print("\n".join(map(_painted, said.splitlines())))
    return 0


def _painted(line: str) -> str:
    """Colour what wants attention."""
    if not line.startswith(" "):
        return paint(line, "bold")
    mark = line.lstrip()[:2]
    return paint(line, "red") if mark == "! " else paint(line, "yellow") if mark == "? " else line


def given_files(names: Sequence[str], *, must: bool = True) -> list[Path]:
    """Return the named files, with patterns expanded; a relative path starts at the current folder."""
    found = [Path(name) for name in paths.expand([str(Path(name).absolute()) for name in names])]
    kept = [file for file in found if not paths.is_owner_file(file)]
    for file in found:
        if file not in kept:
            print(
                f"{file.name}: skipped, Excel's owner file of an open workbook · 已跳过：Excel 打开文件时的临时文件",
                file=sys.stderr,
            )
    return [paths.require(file, "FILE") for file in kept] if must else kept


def given_file(name: str) -> Path:
    """Return the one file that is named."""
    return paths.require(Path(name).absolute(), "FILE")
