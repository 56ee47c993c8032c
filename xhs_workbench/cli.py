"""`xhs-workbench`: a shell over the library; it holds no logic of its own.

Exit codes: 0 done · 2 usage · 3 a report failed · 65 unreadable data · 66 missing file · 73 cannot write ·
78 bad parameters · 70 our own bug.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from xhs_workbench import paths
from xhs_workbench.errors import WorkbenchError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = given.command
    try:
        return command(given)
    except WorkbenchError as error:
        print(error, file=sys.stderr)
        return error.exit_code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="xhs-workbench", description="From export files to client reports.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="make the reports of parameter files or folders of them")
    run.add_argument("params", nargs="+", help="a YAML file, or a folder such as params/demo")
    run.add_argument("--out", type=Path, default=None, help="folder for the reports (default: reports/)")
    run.add_argument("--language", choices=["en", "zh"], default=None, help="override the language of every report")
    run.set_defaults(command=_run)

    check = commands.add_parser("check", help="validate parameter files and find their inputs; starts nothing")
    check.add_argument("params", nargs="+")
    check.set_defaults(command=_check)

    listing = commands.add_parser("list", help="campaigns and notebooks there are")
    listing.set_defaults(command=_list)

    inspect = commands.add_parser("inspect", help="what a file is, what would be read from it, what is doubtful")
    inspect.add_argument("files", nargs="+")
    inspect.set_defaults(command=_inspect)

    new = commands.add_parser("new", help="parameters for a new campaign, from what your own files are")
    new.add_argument("name", metavar="NAME", help="lower-case letters, digits, - and _, such as spring_serum")
    new.add_argument("files", nargs="*", metavar="FILE", help="exports of any kind")
    new.add_argument("--objective", default="awareness", help="template of the brief: awareness, ugc, launch, traffic")
    new.add_argument("--industry", default="beauty", help="template of the brief: beauty, fashion, food_drink, …")
    new.set_defaults(command=_new)
    return parser


def _run(given: argparse.Namespace) -> int:
    from xhs_workbench.report.progress import reporting
    from xhs_workbench.report.run import plan_jobs, run_jobs

    jobs = plan_jobs(given.params, given.language)
    with reporting(len(jobs)) as tell:
        done = run_jobs(jobs, given.out, tell)
    for folder in dict.fromkeys(made.page.parent for made in done):
        print(f"open {folder / 'index.html'}")
    return 0


def _check(given: argparse.Namespace) -> int:
    from xhs_workbench.report.run import plan_jobs

    for job in plan_jobs(given.params):
        print(f"{job.campaign}/{job.notebook}.yaml: good")
    return 0


def _list(_: argparse.Namespace) -> int:
    for folder in sorted(path for path in paths.PARAMS.iterdir() if path.is_dir()):
        names = ", ".join(file.stem for file in sorted(folder.glob("*.yaml")))
        print(f"{folder.name}: {names}")
    return 0


def _inspect(given: argparse.Namespace) -> int:
    from xhs_workbench.intake import inspect_file

    for name in given.files:
        print(inspect_file(paths.require(Path(name).absolute(), "FILE")))
    return 0


def _new(given: argparse.Namespace) -> int:
    from xhs_workbench.workspace import describe_new, new_campaign

    made = new_campaign(given.name, given.files, objective=given.objective, industry=given.industry)
    print(describe_new(made))
    return 0


if __name__ == "__main__":
    sys.exit(main())
