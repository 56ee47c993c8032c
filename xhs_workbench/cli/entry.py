"""One command: its words are read, the work folder is found, and an error becomes a message and an exit code."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from xhs_workbench import paths, work_folder
from xhs_workbench.cli import batches, campaigns, desk, files, remembered, reports
from xhs_workbench.cli.faults import say_fault
from xhs_workbench.cli.terminal import read_and_write_any_name, say_json
from xhs_workbench.cli.words import CommandParser, Version, folder
from xhs_workbench.errors import InputMissingError, ParamsError, Problem, WorkbenchError

EXIT_CODES = """exit codes: 0 done · 2 usage · 3 a report failed · 4 the files hold nothing for this report · 65 unreadable data ·
66 missing file · 70 a fault in the workbench · 73 cannot write · 75 another run uses the folder · 77 private
content in the files to pack · 78 bad parameters · 124 out of time · 130/143 ended by a signal

to begin:  xhs-workbench init work --demo && cd work && xhs-workbench run demo && xhs-workbench open demo"""
ROOMS = (desk, files, campaigns, reports, batches, remembered)
"""Files whose commands there are, in the order in which help lists them."""
NAMING = ("params", "executed", "pages")
"""Arguments that name files of a work folder: it is theirs if the current folder has none."""
ANYWHERE = frozenset({"init", "completion", "doctor", "inspect", "page", "pdf", "kernels", "memory"})
"""Commands that take nothing from a work folder; every other one needs one."""
STOPPED = "\nstopped; what was finished before stays whole, nothing else was changed. 已中断；此前完成的内容保持完整，其余未改动。"
BEGINS = "new"
"""The command that starts a campaign wherever one is."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    if arguments is None:
        read_and_write_any_name()
    given = parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = given.command
    try:
        with _working_in(_folder_of(given)):
            return command(given)
    except WorkbenchError as error:
        print(_complaint(error, given), file=sys.stderr)
        if getattr(given, "json", False):
            say_json({"exit_code": error.exit_code, "problems": error.problems})
        return error.exit_code
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print(STOPPED, file=sys.stderr)
        return 130
    except Exception as error:
        return say_fault(error)


def _complaint(error: WorkbenchError, given: argparse.Namespace) -> str:
    """Return an error as a person reads it: what parameters lack fits on a screen, unless every place is asked for."""
    if getattr(given, "all", False):
        return "\n".join(map(str, error.problems))
    if not isinstance(error, ParamsError):
        return str(error)
    from xhs_workbench.cli.complaints import told_short

    named = getattr(given, "params", None) or ["CAMPAIGN"]
    return told_short(error.problems, " ".join(named))


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
    commands = found.add_subparsers(required=True, metavar="COMMAND", title="commands", dest="named")
    for room in ROOMS:
        room.add_commands(commands)
    found.set_defaults(whole_parser=found)
    return found


def _folder_of(given: argparse.Namespace) -> Path | None:
    """Return the folder that a command names, or that its files lie in; None leaves it as it was found.

    Raises:
        InputMissingError: The command needs a work folder, and neither the current folder nor a file it names lies in one.
    """
    if given.folder is not None:
        return Path(given.folder).absolute()
    here = Path.cwd()
    if os.environ.get(work_folder.VARIABLE) or work_folder.folder_around(here):
        return None
    if given.named == BEGINS or (here / "params").is_dir():  # made by hand: it has no mark
        return here
    for name in NAMING:
        named = getattr(given, name, None) or ()
        for path in [named] if isinstance(named, str | Path) else named:
            if found := work_folder.folder_around(Path(path).expanduser().absolute()):
                print(f"in the work folder · 工作文件夹: {found}", file=sys.stderr)
                return found
    if _needs_folder(given):
        raise InputMissingError(_no_folder(here))
    return None


def _needs_folder(given: argparse.Namespace) -> bool:
    """Say whether a command reads campaigns or writes reports without being told where all of them are."""
    if given.named in ANYWHERE:
        return bool(getattr(given, "write", ""))  # `inspect --write` adds to a campaign
    return getattr(given, "out", None) is None or bool(getattr(given, "params", ()))


def _no_folder(here: Path) -> Problem:
    return Problem(
        "this folder lies in no work folder, so there are no campaigns here",
        "当前文件夹不在任何工作文件夹中，没有可用的项目",
        file=here.name or str(here),
        fix_en="go into your work folder, name it (xhs-workbench -C FOLDER …), or make one here: xhs-workbench init .",
        fix_zh="请进入工作文件夹，或用 -C FOLDER 指明，或在此新建：xhs-workbench init .",
        code="XHS-P080",
    )


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
