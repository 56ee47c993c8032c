"""Campaigns on the command line: `list`, `new`, `check`."""

from __future__ import annotations

import argparse

from xhs_workbench import paths
from xhs_workbench.cli.files import given_files
from xhs_workbench.cli.terminal import say_json, table
from xhs_workbench.cli.words import folders_in, json_argument, parameter_files

NONE_YET = (
    "no campaign in {folder} yet: xhs-workbench new NAME FILE…, or init . --demo\n"
    "  该文件夹还没有项目：xhs-workbench new NAME FILE…，或 init . --demo"
)
STATES = {"made": "green", "not made yet": "dim", "out of date": "yellow", "to be finished": "red"}


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands of this file."""
    new = commands.add_parser("new", help="parameters for a new campaign, from what your own files are")
    new.add_argument("name", metavar="NAME", help="lower-case letters, digits, - and _, such as spring_serum")
    new.add_argument("files", nargs="*", metavar="FILE", help="exports of any kind, or patterns of them")
    new.add_argument(
        "--objective", default="awareness", help="template of the brief: awareness, ugc, launch, traffic"
    )
    new.add_argument(
        "--industry", default="beauty", help="template of the brief: beauty, fashion, food_drink, …"
    )
    new.set_defaults(command=_new)

    check = commands.add_parser(
        "check", help="validate parameter files and find their inputs; starts nothing"
    )
    check.add_argument("params", nargs="+", help="YAML files, folders, patterns, or campaigns")
    check.add_argument("--all", action="store_true", help="list every place, also of what is said many times")
    json_argument(check)
    check.set_defaults(command=_check)

    listing = commands.add_parser("list", help="the campaigns there are, and the state of their reports")
    json_argument(listing)
    listing.set_defaults(command=_list)


def _new(given: argparse.Namespace) -> int:
    from xhs_workbench.workspace import describe_new, new_campaign

    made = new_campaign(
        given.name, given_files(given.files, must=False), objective=given.objective, industry=given.industry
    )
    print(describe_new(made))
    return 0


def _check(given: argparse.Namespace) -> int:
    from xhs_workbench.params import CLOSER
    from xhs_workbench.report.input_files import names_with_contacts
    from xhs_workbench.report.run import ready_jobs

    jobs = ready_jobs(parameter_files(given.params))
    if any(look.template or look.logo for look in (job.params.read_brief().deck for job in jobs)):
        from xhs_workbench.report.presenting.making import check_looks

        check_looks(jobs)
    if given.json:
        say_json([{"report": job.id, "names_with_contacts": names_with_contacts(job.params)} for job in jobs])
        return 0
    for job in jobs:
        if job.notebook in CLOSER.values():
            continue  # made from the file of the story it belongs to
        print(f"{job.campaign}/{job.notebook}.yaml: good")
        for name in names_with_contacts(job.params):
            print(
                f"  {name}: the name holds a contact; the client reads it masked · 文件名含联系方式，客户版中打码"
            )
    return 0


def _list(given: argparse.Namespace) -> int:
    """Print the state of every report, one a line."""
    if given.json or folders_in(paths.PARAMS):
        return _list_states(as_json=given.json)
    print(NONE_YET.format(folder=paths.ROOT))
    return 0


def _list_states(*, as_json: bool) -> int:
    from xhs_workbench.workspace import list_campaigns

    campaigns = list_campaigns()
    if as_json:
        say_json(campaigns)
        return 0
    rows = []
    for campaign in campaigns:
        for step in campaign.steps:
            if step.params is None:
                continue
            made = f"{step.made_at:%Y-%m-%d %H:%M}" if step.made_at else ""
            state = "made" if made else "not made yet"
            state = "out of date" if step.outdated else "to be finished" if step.problem else state
            why = f"{step.problem.en} ({step.problem.where})" if step.problem else ""
            page = paths.shown(step.page) if step.page else ""
            rows.append((campaign.name, step.notebook, state, made, why or page))
    print(table(("campaign", "report", "state", "made", "page, or what is wrong"), rows, STATES))
    return 0
