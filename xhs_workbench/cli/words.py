"""How words on the command line are read: types, the parser's own errors in both languages, and names of campaigns."""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from importlib.metadata import version
from pathlib import Path
from typing import Any, NoReturn

from xhs_workbench import paths
from xhs_workbench.errors import InputMissingError, Problem

MOST_NAMED = 8
"""Of the campaigns there are, in a message."""
CHOICE = re.compile(r"invalid choice: '(?P<given>[^']*)'")


class CommandParser(argparse.ArgumentParser):
    """A parser whose help keeps its lines, and whose errors are told in both languages, with the closest command."""

    def __init__(self, **settings: Any) -> None:
        settings.setdefault("formatter_class", _formatter)
        super().__init__(**settings)

    def error(self, message: str) -> NoReturn:
        """Print what is wrong and how to ask for help; exit with 2."""
        close = self._close_to(message)
        hint = f" did you mean {close}? 是不是想写 {close}？" if close else ""
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {message}\n  命令或参数有误。\n  Fix:{hint} {self.prog} --help\n")

    def _close_to(self, message: str) -> str:
        found = CHOICE.search(message)
        names = [
            str(name)
            for action in self._actions
            if isinstance(action, argparse._SubParsersAction)
            for name in action.choices
        ]
        close = get_close_matches(found["given"], names, n=1) if found else []
        return close[0] if close else ""


def _formatter(prog: str) -> argparse.HelpFormatter:
    width = min(shutil.get_terminal_size().columns, 120) - 2
    return argparse.RawDescriptionHelpFormatter(prog, max_help_position=28, width=width)


class Version(argparse.Action):
    """`--version`: the version of the package and of Python, and the work folder."""

    def __init__(self, option_strings: Sequence[str], dest: str, help: str) -> None:  # noqa: A002 - argparse's name
        super().__init__(option_strings, dest=argparse.SUPPRESS, nargs=0, help=help)

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        """Print it and exit."""
        python = ".".join(map(str, sys.version_info[:3]))
        print(f"xhs-workbench {version('xhs-workbench')} · Python {python} · {paths.ROOT}")
        parser.exit()


def folder(text: str) -> Path:
    """Accept a folder that is there."""
    if not Path(text).expanduser().is_dir():
        raise argparse.ArgumentTypeError(f"no such folder: {text}")
    return Path(text).expanduser()


def page_name(text: str) -> Path:
    """Accept only a page name, so that swapped arguments never overwrite the notebook."""
    if Path(text).suffix != ".html":
        raise argparse.ArgumentTypeError("must end in .html")
    return Path(text)


def count(text: str) -> int:
    """Accept a number of workers."""
    value = int(text)
    if not 1 <= value <= 512:
        raise argparse.ArgumentTypeError("must be 1 to 512")
    return value


def seconds(text: str) -> float:
    """Accept a duration."""
    value = float(text)
    if not value > 0:
        raise argparse.ArgumentTypeError("must be more than 0")
    return value


def parameter_files(names: Sequence[str]) -> list[str]:
    """Return the parameter files a command names.

    A name is looked for in the current folder, then in the work folder; a bare name may also be a campaign's, and `demo/live` one
    report's, as `list` and `--json` call it.

    Args:
        names: Files, folders, patterns, campaigns, or reports.

    Raises:
        InputMissingError: A name is no pattern and nothing is called so.
    """
    return [_parameter_file(name) for name in names]


def _parameter_file(name: str) -> str:
    here = Path(name).expanduser().absolute()
    if here.exists():
        return name if Path.cwd() == paths.ROOT else str(here)
    if paths.resolve(name).exists() or any(sign in name for sign in "*?["):
        return name
    bare = name.rstrip("/\\")
    if Path(bare).name == bare and (paths.PARAMS / bare).is_dir():
        return str(paths.PARAMS / bare)
    if (paths.PARAMS / f"{bare}.yaml").is_file():
        return str(paths.PARAMS / f"{bare}.yaml")
    if Path(bare).suffix:
        beside = sorted(file.name for file in paths.resolve(bare).parent.glob("*.yaml"))
        if close := get_close_matches(Path(bare).name, beside, n=1, cutoff=0.8):
            raise _no_file(name, str(Path(bare).with_name(close[0])))
        return name  # a file, reported as missing where it is opened
    of_a_campaign = Path(bare).parent.name
    if (paths.PARAMS / of_a_campaign).is_dir() and of_a_campaign:
        raise no_report(Path(bare), of_a_campaign)
    raise no_campaign(Path(bare).name, folders_in(paths.PARAMS))


def _no_file(name: str, meant: str) -> InputMissingError:
    return InputMissingError(
        Problem(
            "no such file",
            "找不到文件",
            file=name,
            fix_en=f"did you mean {meant}?",
            fix_zh=f"是不是想写 {meant}？",
            code="XHS-E001",
        )
    )


def no_report(given: Path, campaign: str) -> InputMissingError:
    """Return the error for a report that a campaign has no parameters for, with those it has."""
    there = [file.stem for file in sorted((paths.PARAMS / campaign).glob("*.yaml")) if file.stem != "sources"]
    known = ", ".join(f"{campaign}/{name}" for name in there)
    close = get_close_matches(given.name, there, n=1)
    meant = f"{campaign}/{close[0]}" if close else ""
    return InputMissingError(
        Problem(
            "this campaign has no such report",
            "该项目没有这份报告",
            file=str(given),
            fix_en=f"did you mean {meant}?" if meant else f"there are: {known}.",
            fix_zh=f"是不是想写 {meant}？" if meant else f"现有：{known}。",
            code="XHS-E001",
        )
    )


def campaign_with_reports(name: str, out: Path) -> str:
    """Return the name of a campaign's folder of reports, as `name`, `name/` or a path to it gives it.

    Raises:
        InputMissingError: There is none, and what it may have been meant for.
    """
    bare = Path(name.rstrip("/\\")).name
    if not (out / bare).is_dir() and (near := folders_in(out)):
        raise no_campaign(bare, near)
    return bare


def folders_in(folder: Path) -> list[str]:
    """Return the names of the campaigns in a folder."""
    if not folder.is_dir():
        return []
    return sorted(path.name for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))


def no_campaign(name: str, there: Sequence[str]) -> InputMissingError:
    """Return the error for a campaign that nobody knows: the closest one, or those there are."""
    close = get_close_matches(name, there, n=1)
    known = ", ".join(there[:MOST_NAMED]) + (" …" if len(there) > MOST_NAMED else "")
    make = "xhs-workbench new NAME FILE…"
    hint = (
        (f"did you mean {close[0]}?", f"是不是想写 {close[0]}？")
        if close
        else (f"there are: {known}; {make} makes another.", f"现有：{known}；新建请用 {make}。")
        if there
        else (f"there is none yet; {make} makes one.", f"还没有项目；新建请用 {make}。")
    )
    return InputMissingError(
        Problem(
            "no campaign, file or folder is called this",
            "没有这个项目、文件或文件夹",
            file=name,
            fix_en=hint[0],
            fix_zh=hint[1],
            code="XHS-E001",
        )
    )


def out_argument(parser: argparse.ArgumentParser) -> None:
    """Let a command be given another folder of reports."""
    parser.add_argument(
        "--out", type=Path, default=None, metavar="FOLDER", help="folder of the reports (default: reports/)"
    )


def language_argument(parser: argparse.ArgumentParser) -> None:
    """Let a command be given a language."""
    parser.add_argument(
        "--language", choices=["en", "zh"], default=None, help="override the language of every report"
    )


def json_argument(parser: argparse.ArgumentParser) -> None:
    """Let a command answer a machine."""
    parser.add_argument("--json", action="store_true", help="answer as JSON, errors too")
