"""`xhs-workbench`: a shell over the library; it holds no logic of its own.

Exit codes: 0 done · 2 usage · 3 some reports failed, the others are delivered · 4 nothing to show · 65
    unreadable data ·
66 missing file · 70 a fault in the workbench · 73 cannot write · 75 another run uses the folder ·
77 private content in the files to pack · 78 bad parameters · 124 out of time · 130/143 ended by a signal.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from xhs_workbench import paths
from xhs_workbench.errors import Problem, WorkbenchError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = given.command
    try:
        return command(given)
    except WorkbenchError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except Exception as error:
        return _fault(error)


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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="xhs-workbench", description="From export files to client reports.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="make the reports of parameter files or folders of them")
    run.add_argument("params", nargs="+", help="a YAML file, or a folder such as params/demo")
    run.add_argument("--out", type=Path, default=None, help="folder for the reports (default: reports/)")
    run.add_argument(
        "--language", choices=["en", "zh"], default=None, help="override the language of every report"
    )
    run.add_argument(
        "--draft",
        action="store_true",
        help="let ‹…› stand: internal pages marked DRAFT, and no page for the client",
    )
    run.add_argument(
        "--pdf", action="store_true", help="print each page as a PDF too, where Chromium is installed"
    )
    run.set_defaults(command=_run)

    pdf = commands.add_parser("pdf", help="print reports as PDF, with the Chromium that is installed")
    pdf.add_argument("pages", nargs="+", type=Path, metavar="REPORT.html")
    pdf.add_argument(
        "--summary",
        action="store_true",
        help="two pages of A4: the first screen, and what each chapter states",
    )
    pdf.set_defaults(command=_pdf)

    deck = commands.add_parser(
        "deck", help="make slides of a campaign's results and selection, from reports that were made"
    )
    deck.add_argument("campaign", metavar="CAMPAIGN", help="a folder such as params/demo, or one file of it")
    deck.add_argument("--out", type=Path, default=None, help="folder of the reports (default: reports/)")
    deck.add_argument(
        "--language", choices=["en", "zh"], default=None, help="refuse reports made in the other language"
    )
    deck.set_defaults(command=_deck)

    page = commands.add_parser(
        "page", help="turn a notebook that papermill executed into its page, or say what is missing"
    )
    page.add_argument(
        "executed", type=Path, metavar="EXECUTED.ipynb", help="what papermill left, with any engine"
    )
    page.add_argument(
        "out", type=_html, metavar="OUT.html", help="the page; replaced only by a whole new one"
    )
    page.set_defaults(command=_page)

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
    verify.add_argument("--out", type=Path, default=None, help="folder of the reports (default: reports/)")
    verify.set_defaults(command=_verify)

    pack = commands.add_parser(
        "pack", help="make the one archive to send, after a last look for what no client may see"
    )
    pack.add_argument("campaign", metavar="CAMPAIGN", help="its folder under reports/, such as demo")
    pack.add_argument("--out", type=Path, default=None, help="folder of the reports (default: reports/)")
    pack.set_defaults(command=_pack)

    kernels = commands.add_parser(
        "kernels", help="keep kernels imported ahead for a scheduler's own papermill"
    )
    kernels.add_argument(
        "folder", type=Path, help="private folder for the socket; give it to papermill as XHS_KERNELS"
    )
    kernels.set_defaults(command=_kernels)

    check = commands.add_parser(
        "check", help="validate parameter files and find their inputs; starts nothing"
    )
    check.add_argument("params", nargs="+")
    check.set_defaults(command=_check)

    listing = commands.add_parser("list", help="campaigns and notebooks there are")
    listing.set_defaults(command=_list)

    inspect = commands.add_parser(
        "inspect", help="what a file is, what would be read from it, what is doubtful"
    )
    inspect.add_argument("files", nargs="+", help="files, or patterns such as exports/*.xlsx")
    inspect.add_argument(
        "--write",
        metavar="CAMPAIGN",
        default="",
        help="add the mapping of each unknown file to params/CAMPAIGN/sources.yaml",
    )
    inspect.set_defaults(command=_inspect)

    new = commands.add_parser("new", help="parameters for a new campaign, from what your own files are")
    new.add_argument("name", metavar="NAME", help="lower-case letters, digits, - and _, such as spring_serum")
    new.add_argument("files", nargs="*", metavar="FILE", help="exports of any kind")
    new.add_argument(
        "--objective", default="awareness", help="template of the brief: awareness, ugc, launch, traffic"
    )
    new.add_argument(
        "--industry", default="beauty", help="template of the brief: beauty, fashion, food_drink, …"
    )
    new.set_defaults(command=_new)

    _memory_arguments(
        commands.add_parser("memory", help="what earlier campaigns taught: show, export, forget")
    )
    return parser


def _memory_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    for name, command, about in (
        ("show", _memory_show, "campaigns in the memory and what each taught"),
        ("export", _memory_export, "write its tables as parquet, for other tools"),
        ("forget", _memory_forget, "take one campaign out, as a client may ask"),
    ):
        action = actions.add_parser(name, help=about)
        action.add_argument("file", metavar="FILE", help="the memory, such as reports/memory.duckdb")
        action.set_defaults(command=command)
        if name == "export":
            action.add_argument("folder", type=Path, metavar="FOLDER", help="made if it is not there")
        if name == "forget":
            action.add_argument("campaign", metavar="CAMPAIGN", help="its name as `memory show` writes it")


def _run(given: argparse.Namespace) -> int:
    from xhs_workbench.report.progress import reporting
    from xhs_workbench.report.run import ready_jobs, run_jobs

    jobs = ready_jobs(given.params, given.language, draft=given.draft)
    with reporting(len(jobs)) as tell:
        done = run_jobs(jobs, given.out, tell)
    for page in dict.fromkeys(
        made.page if given.draft else made.page.with_name("index.html") for made in done
    ):
        print(f"open {page}")
    for folder in dict.fromkeys(made.page.parent.parent for made in done):
        print(f"ours, not for the client · 仅供内部: {folder / paths.INTERNAL / 'index.html'}")
    return _print([made.page for made in done]) if given.pdf else 0


def _pdf(given: argparse.Namespace) -> int:
    return _print(given.pages, summary=given.summary)


def _print(pages: Sequence[Path], *, summary: bool = False) -> int:
    """Print pages. The pages themselves are complete, so a failed print does not stop the others."""
    from xhs_workbench.report.rendering.pdf import write_pdf

    codes = []
    for page in pages:
        try:
            print(write_pdf(page, summary=summary))
        except WorkbenchError as error:
            print(error, file=sys.stderr)
            codes.append(error.exit_code)
    return 0 if not codes else codes[0] if len(codes) == len(pages) else 3


def _deck(given: argparse.Namespace) -> int:
    from xhs_workbench.report.presenting.making import make_decks

    made = make_decks(given.campaign, given.out, given.language)
    for one in made:
        ours = "" if one.audience == "client" else "ours, not for the client · 仅供内部: "
        print(f"{ours}{one.path}")
    for name in dict.fromkeys(one.job.id for one in made if one.outdated):
        print(
            f"{name}: parameters, files or the workbench changed after this report; the deck says what the report says"
            " · 报告生成后参数、数据或程序有变化，幻灯片与报告一致",
            file=sys.stderr,
        )
    return 0


def _page(given: argparse.Namespace) -> int:
    from xhs_workbench.report.rendering.page import write_page

    write_page(given.executed.absolute(), given.out.absolute())
    print(given.out)
    return 0


def _html(text: str) -> Path:
    """Accept only a page name, so that swapped arguments never overwrite the notebook."""
    if Path(text).suffix != ".html":
        raise argparse.ArgumentTypeError("must end in .html")
    return Path(text)


def _batch_arguments(
    parser: argparse.ArgumentParser, command: Callable[[argparse.Namespace], int], many: str
) -> None:
    last = "" if many == "+" else "; none means those of the last batch into this folder"
    parser.add_argument(
        "params", nargs=many, help=f"YAML files, folders, patterns, or CSV tables of overrides{last}"
    )
    parser.add_argument("--out", type=Path, default=None, help="folder for the reports (default: reports/)")
    parser.add_argument(
        "--language", choices=["en", "zh"], default=None, help="override the language of every report"
    )
    parser.add_argument("--workers", type=_count, default=0, help="reports at once (default: one a core)")
    parser.add_argument(
        "--timeout", type=_seconds, default=0, help="seconds a report may take (default: no limit)"
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


def _count(text: str) -> int:
    value = int(text)
    if not 1 <= value <= 512:
        raise argparse.ArgumentTypeError("must be 1 to 512")
    return value


def _seconds(text: str) -> float:
    value = float(text)
    if not value > 0:
        raise argparse.ArgumentTypeError("must be more than 0")
    return value


def _batch(given: argparse.Namespace) -> int:
    return _make(given, "all")


def _resume(given: argparse.Namespace) -> int:
    return _make(given, "stale")


def _retry(given: argparse.Namespace) -> int:
    return _make(given, "failed")


def _make(given: argparse.Namespace, only: str) -> int:
    from xhs_workbench.report.executing.fresh_kernel import skip_slow_import

    skip_slow_import()
    from xhs_workbench.report.batch import Wanted, run_batch
    from xhs_workbench.report.planned import last_plan, remember_plan, runner_for
    from xhs_workbench.report.progress import reporting
    from xhs_workbench.report.run import plan_jobs

    out = (given.out or paths.REPORTS).absolute()
    sources, language = (given.params, given.language) if given.params else last_plan(out)
    jobs = plan_jobs(sources, language)
    wanted = Wanted(only, given.fail_fast, given.inputs_from)
    runner = runner_for(given.scheduler, given.workers, given.kernels, given.timeout)
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
    print("\n".join(lines) or "every file is as it was delivered")
    return 3 if lines else 0


def _pack(given: argparse.Namespace) -> int:
    from xhs_workbench.report.delivering.pack import pack

    packed = pack(given.campaign, given.out or paths.REPORTS)
    print(packed.contents, packed.archive, sep="\n")
    return 0


def _kernels(given: argparse.Namespace) -> int:
    from xhs_workbench.report.planned import serve_kernels

    return serve_kernels(given.folder)


def _check(given: argparse.Namespace) -> int:
    from xhs_workbench.report.input_files import names_with_contacts
    from xhs_workbench.report.run import ready_jobs

    for job in ready_jobs(given.params):
        print(f"{job.campaign}/{job.notebook}.yaml: good")
        for name in names_with_contacts(job.params):
            print(
                f"  {name}: the name holds a contact; the client reads it masked · 文件名含联系方式，客户版中打码"
            )
    return 0


def _list(_: argparse.Namespace) -> int:
    for folder in sorted(path for path in paths.PARAMS.iterdir() if path.is_dir()):
        names = ", ".join(file.stem for file in sorted(folder.glob("*.yaml")) if file.stem != "sources")
        print(f"{folder.name}: {names}")
    return 0


def _inspect(given: argparse.Namespace) -> int:
    from xhs_workbench.intake import inspect_file
    from xhs_workbench.workspace import add_drafts

    for file in _given_files(given.files):
        print(add_drafts(file, given.write) if given.write else inspect_file(file))
    return 0


def _new(given: argparse.Namespace) -> int:
    from xhs_workbench.workspace import describe_new, new_campaign

    made = new_campaign(
        given.name, _given_files(given.files, must=False), objective=given.objective, industry=given.industry
    )
    print(describe_new(made))
    return 0


def _memory_show(given: argparse.Namespace) -> int:
    from xhs_workbench.memory import describe_memory

    print(describe_memory(_given_file(given.file)))
    return 0


def _memory_export(given: argparse.Namespace) -> int:
    from xhs_workbench.memory import export_memory

    for file in export_memory(_given_file(given.file), given.folder):
        print(file)
    return 0


def _memory_forget(given: argparse.Namespace) -> int:
    from xhs_workbench.memory import forget_campaign

    forget_campaign(_given_file(given.file), given.campaign)
    print(f"{given.campaign}: forgotten. 已删除。")
    print(
        "Freed space of the file may hold traces until it is written over. 文件的空闲区在被覆盖前可能仍有残留。"
    )
    return 0


def _given_files(names: Sequence[str], *, must: bool = True) -> list[Path]:
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


def _given_file(name: str) -> Path:
    return paths.require(Path(name).absolute(), "FILE")


if __name__ == "__main__":
    sys.exit(main())
