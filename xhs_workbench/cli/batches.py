"""Many reports at once, and what becomes of them: `batch`, `resume`, `retry`, `verify`, `pack`, `kernels`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from xhs_workbench import paths
from xhs_workbench.cli.terminal import say_json
from xhs_workbench.cli.words import (
    campaign_with_reports,
    count,
    json_argument,
    language_argument,
    out_argument,
    parameter_files,
    seconds,
)

AS_DELIVERED = "every file is as it was delivered · 全部文件与交付时一致"


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands of this file."""
    for name, command, about in (
        (
            "batch",
            _batch,
            "make many reports at once, each in a fresh kernel, as many at a time as there are cores",
        ),
        ("resume", _resume, "make exactly the reports that are missing or no longer match their inputs"),
        ("retry", _retry, "make again the reports that failed last time"),
    ):
        _batch_arguments(commands.add_parser(name, help=about), command, many="+" if name == "batch" else "*")

    verify = commands.add_parser("verify", help="compare what was delivered with what lies there now")
    out_argument(verify)
    json_argument(verify)
    verify.set_defaults(command=_verify)

    pack = commands.add_parser(
        "pack", help="make the one archive to send, after a last look for what no client may see"
    )
    pack.add_argument("campaign", metavar="CAMPAIGN", help="its folder under reports/, such as demo")
    out_argument(pack)
    pack.set_defaults(command=_pack)

    kernels = commands.add_parser(
        "kernels", help="keep kernels imported ahead for a scheduler's own papermill"
    )
    kernels.add_argument(
        "socket_folder",
        type=Path,
        metavar="FOLDER",
        help="private folder for the socket; give it to papermill as XHS_KERNELS",
    )
    kernels.set_defaults(command=_kernels)


def _batch_arguments(
    parser: argparse.ArgumentParser, command: Callable[[argparse.Namespace], int], many: str
) -> None:
    last = "" if many == "+" else "; none means those of the last batch into this folder"
    parser.add_argument(
        "params", nargs=many, help=f"YAML files, folders, patterns, or CSV tables of overrides{last}"
    )
    out_argument(parser)
    language_argument(parser)
    parser.add_argument("--workers", type=count, default=0, help="reports at once (default: one a core)")
    parser.add_argument(
        "--timeout", type=seconds, default=0, help="seconds a report may take (default: no limit)"
    )
    parser.add_argument("--fail-fast", action="store_true", help="stop at the first report that fails")
    parser.add_argument(
        "--kernels",
        choices=["fork", "spare"],
        default=None,
        help="where kernels come from (default: the fastest that is safe)",
    )
    parser.add_argument(
        "--scheduler", default=None, help="address of a dask scheduler, such as tcp://10.0.0.5:8786"
    )
    parser.add_argument(
        "--inputs-from",
        default="",
        help="URL below which the scheduler's workers find the inputs (default: a shared folder)",
    )
    parser.set_defaults(command=command)


def _batch(given: argparse.Namespace) -> int:
    return _make(given, "all")


def _resume(given: argparse.Namespace) -> int:
    return _make(given, "stale")


def _retry(given: argparse.Namespace) -> int:
    return _make(given, "failed")


def _make(given: argparse.Namespace, only: str) -> int:
    from xhs_workbench.report.planned import last_plan, remember_plan, runner_for, started_now

    named = parameter_files(given.params)
    runner = runner_for(given.scheduler, given.workers, given.kernels, given.timeout)
    with started_now(runner, sure=only == "all" and not given.scheduler) as runner:
        from xhs_workbench.report.batch import Wanted, run_batch
        from xhs_workbench.report.progress import reporting
        from xhs_workbench.report.run import plan_jobs

        out = (given.out or paths.REPORTS).absolute()
        sources, language = (named, given.language) if named else last_plan(out)
        jobs = plan_jobs(sources, language)
        wanted = Wanted(only, given.fail_fast, given.inputs_from)
        with reporting(len(jobs)) as tell:
            result = run_batch(jobs, out, runner, wanted, tell, lambda: remember_plan(out, sources, language))
    print(
        f"{len(result.made)} made, {len(result.fresh)} unchanged, {len(result.failed)} failed; "
        f"{result.overview}"
    )
    return result.exit_code


def _verify(given: argparse.Namespace) -> int:
    from xhs_workbench.report.delivering.shelf import verify

    lines = verify(given.out or paths.REPORTS)
    if given.json:
        say_json({"changed": lines})
    else:
        print("\n".join(lines) or AS_DELIVERED)
    return 3 if lines else 0


def _pack(given: argparse.Namespace) -> int:
    from xhs_workbench.report.delivering.pack import pack

    out = given.out or paths.REPORTS
    packed = pack(campaign_with_reports(given.campaign, out), out)
    print(packed.contents, packed.archive, sep="\n")
    return 0


def _kernels(given: argparse.Namespace) -> int:
    from xhs_workbench.report.planned import serve_kernels

    return serve_kernels(given.socket_folder)
