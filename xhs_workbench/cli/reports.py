"""Reports one after another, and pages of them: `run`, `page`, `pdf`, `deck`, `questions`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from xhs_workbench import paths
from xhs_workbench.cli.terminal import say_json
from xhs_workbench.cli.words import json_argument, language_argument, out_argument, page_name, parameter_files
from xhs_workbench.errors import Problem, WorkbenchError


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands of this file."""
    run = commands.add_parser("run", help="make the reports of parameter files or folders of them")
    run.add_argument("params", nargs="+", help="a YAML file, a folder such as params/demo, or a campaign")
    out_argument(run)
    language_argument(run)
    run.add_argument(
        "--draft",
        action="store_true",
        help="let ‹…› stand: internal pages marked DRAFT, and no page for the client",
    )
    run.add_argument(
        "--pdf", action="store_true", help="print each page as a PDF too, where Chromium is installed"
    )
    run.add_argument(
        "--dry-run",
        action="store_true",
        help="only say what would be made, from what, and what is missing; nothing is written",
    )
    json_argument(run)
    run.set_defaults(command=_run)

    pdf = commands.add_parser("pdf", help="print reports as PDF, with the Chromium that is installed")
    pdf.add_argument("pages", nargs="+", type=Path, metavar="REPORT.html", help="pages to print")
    pdf.add_argument(
        "--summary",
        action="store_true",
        help="two pages of A4: the first screen, and what each chapter states",
    )
    pdf.set_defaults(command=_pdf)

    deck = commands.add_parser(
        "deck", help="make slides of a campaign's results and selection, from reports that were made"
    )
    deck.add_argument("campaign", metavar="CAMPAIGN", help="a campaign, its folder, or one file of it")
    out_argument(deck)
    deck.add_argument(
        "--language", choices=["en", "zh"], default=None, help="refuse reports made in the other language"
    )
    deck.set_defaults(command=_deck)

    asked = commands.add_parser(
        "questions",
        help="which of the fifteen questions clients ask the results answer, and what would answer the rest",
    )
    asked.add_argument(
        "campaign", metavar="CAMPAIGN", help="a campaign, its folder, or its post_campaign.yaml"
    )
    out_argument(asked)
    json_argument(asked)
    asked.set_defaults(command=_questions)

    page = commands.add_parser(
        "page", help="turn a notebook that papermill executed into its page, or say what is missing"
    )
    page.add_argument(
        "executed", type=Path, metavar="EXECUTED.ipynb", help="what papermill left, with any engine"
    )
    page.add_argument(
        "out", type=page_name, metavar="OUT.html", help="the page; replaced only by a whole new one"
    )
    page.set_defaults(command=_page)


def _run(given: argparse.Namespace) -> int:
    from xhs_workbench.report.progress import reporting
    from xhs_workbench.report.run import ready_jobs, run_jobs

    params = parameter_files(given.params)
    if given.dry_run:
        return _dry_run(given, params)
    jobs = ready_jobs(params, given.language, draft=given.draft, leave_out=_say_left_out)
    with reporting(len(jobs)) as tell:
        done = run_jobs(jobs, given.out, tell)
    if given.json:
        say_json([{"report": made.job.id, "page": made.page, "seconds": made.seconds} for made in done])
    else:
        for page in dict.fromkeys(
            made.page if given.draft else made.page.with_name("index.html") for made in done
        ):
            print(f"open {page}")
        for folder in dict.fromkeys(made.page.parent.parent for made in done):
            print(f"ours, not for the client · 仅供内部: {folder / paths.INTERNAL / 'index.html'}")
    return _print([made.page for made in done], quiet=given.json) if given.pdf else 0


def _say_left_out(page: str, why: Problem) -> None:
    """Say which page is not made, and what would give it something to show."""
    print(f"{page}: left out · 未生成；{why.fix_en} {why.fix_zh}", file=sys.stderr)


def _dry_run(given: argparse.Namespace, params: Sequence[str]) -> int:
    from xhs_workbench.report.checking.foretelling import foretell, told

    every = foretell(params, given.language, given.out, draft=given.draft)
    if given.json:
        say_json(every)
    else:
        from xhs_workbench.cli.complaints import told_short

        print("\n".join(told(every, lambda problems: told_short(problems, " ".join(given.params)))))
    return max((one.exit_code for one in every), default=0)


def _pdf(given: argparse.Namespace) -> int:
    return _print(given.pages, summary=given.summary)


def _print(pages: Sequence[Path], *, summary: bool = False, quiet: bool = False) -> int:
    """Print pages. The pages themselves are complete, so a failed print does not stop the others."""
    from xhs_workbench.report.rendering.pdf import write_pdf

    codes = []
    for page in pages:
        try:
            printed = write_pdf(page, summary=summary)
        except WorkbenchError as error:
            print(error, file=sys.stderr)
            codes.append(error.exit_code)
            continue
        if not quiet:
            print(printed)
    return 0 if not codes else codes[0] if len(codes) == len(pages) else 3


def _deck(given: argparse.Namespace) -> int:
    from xhs_workbench.report.presenting.making import make_decks

    [campaign] = parameter_files([given.campaign])
    made = make_decks(campaign, given.out, given.language)
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


def _questions(given: argparse.Namespace) -> int:
    from xhs_workbench.report.answering.checklist import answer_questions, in_lines

    [campaign] = parameter_files([given.campaign])
    found = answer_questions(campaign, given.out)
    if given.json:
        say_json(found)
    else:
        print(in_lines(found))
    return 0


def _page(given: argparse.Namespace) -> int:
    from xhs_workbench.report.rendering.page import write_page

    write_page(given.executed.absolute(), given.out.absolute())
    print(given.out)
    return 0
