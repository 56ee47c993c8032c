"""One command: its words are read, the work folder is found, and an error becomes a message and an exit code."""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from xhs_workbench import paths, work_folder
from xhs_workbench.cli import batches, campaigns, desk, files, remembered, reports
from xhs_workbench.cli.terminal import say_json
from xhs_workbench.cli.words import CommandParser, Version, folder
from xhs_workbench.errors import Problem, WorkbenchError

EXIT_CODES = """exit codes: 0 done · 2 usage · 3 a report failed · 4 the files hold nothing for this report · 65 unreadable data ·
66 missing file · 70 a fault in the workbench · 73 cannot write · 75 another run uses the folder · 77 private
content in the files to pack · 78 bad parameters · 124 out of time · 130/143 ended by a signal

to begin:  xhs-workbench init work --demo && cd work && xhs-workbench run demo && xhs-workbench open demo"""
ROOMS = (desk, files, campaigns, reports, batches, remembered)
"""Files whose commands there are, in the order in which help lists them."""
NAMING = ("params", "executed", "pages")
"""Arguments that name files of a work folder: it is theirs if the current folder has none."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = given.command
    try:
        with _working_in(_folder_of(given)):
            return command(given)
    except WorkbenchError as error:
        print(error, file=sys.stderr)
        if getattr(given, "json", False):
            say_json({"exit_code": error.exit_code, "problems": error.problems})
        return error.exit_code
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        return _fault(error)


def parser() -> CommandParser:
    """Return what reads the command line; shell completion is made from it."""
    found = CommandParser(
        prog="xhs-workbench",
        description="From the export files of a Xiaohongshu creator campaign to reports for the client.",
        epilog=EXIT_CODES,
    )
    found.add_argument("--version", action=Version, help="the version, and where the work folder is")
    found.add_argument(
        "-C",
        "--folder",
        type=folder,
        default=None,
        metavar="FOLDER",
        help="work in this folder (default: the work folder around the current one)",
    )
    commands = found.add_subparsers(required=True, metavar="COMMAND", title="commands")
    for room in ROOMS:
        room.add_commands(commands)
    found.set_defaults(whole_parser=found)
    return found


def _folder_of(given: argparse.Namespace) -> Path | None:
    """Return the folder that a command names, or that its files lie in; None leaves it as it was found."""
    if given.folder is not None:
        return Path(given.folder).absolute()
    if os.environ.get(work_folder.VARIABLE) or work_folder.marked_folder(Path.cwd()):
        return None
    for name in NAMING:
        named = getattr(given, name, None) or ()
        for path in [named] if isinstance(named, str | Path) else named:
            if found := work_folder.marked_folder(Path(path).expanduser().absolute()):
                return found
    return None


@contextmanager
def _working_in(root: Path | None) -> Iterator[None]:
    """Work in a folder, as do the processes that the command starts; afterwards all is as before."""
    if root is None:
        yield
        return
    before, named = paths.ROOT, os.environ.get(work_folder.VARIABLE)
    paths.settle(root)
    os.environ[work_folder.VARIABLE] = str(root)
    try:
        yield
    finally:
        paths.settle(before)
        if named is None:
            del os.environ[work_folder.VARIABLE]
        else:
            os.environ[work_folder.VARIABLE] = named


def _fault(error: Exception) -> int:
    """Keep the traceback of an unexpected error in the private folder, and print the number to send us."""
    trace = "".join(traceback.format_exception(error))
    word = hashlib.sha256(trace.encode()).hexdigest()[:8]
    log = paths.PRIVATE / f"fault-{word}.log"
    with suppress(OSError, WorkbenchError):
        from xhs_workbench.report.delivering.delivery import deliver, make_private_folder

        make_private_folder(paths.PRIVATE)
        deliver({log: trace.encode("utf-8", "replace")})
    print(
        Problem(
            f"an unexpected error, number {word}: {type(error).__name__}",
            f"程序错误，编号 {word}",
            fix_en=f"send us {paths.shown(log)}.",
            fix_zh="请把该日志文件发给我们。",
            code="XHS-R070",
        ),
        file=sys.stderr,
    )
    return 70
