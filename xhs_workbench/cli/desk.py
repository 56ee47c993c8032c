"""The analyst's desk: `init`, `lab`, `serve`, `open`, `doctor`, `completion`."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import webbrowser
from pathlib import Path

from xhs_workbench import paths, work_folder
from xhs_workbench.cli.completing import SHELLS, completion_script
from xhs_workbench.cli.terminal import paint, say_json
from xhs_workbench.cli.words import json_argument, out_argument

SECONDS_TO_END = 10
"""For a server to end its kernels; after a second Ctrl+C it is not waited for."""
MARKS = {"PASS": ("✓", "green"), "REVIEW": ("?", "yellow"), "FAIL": ("✗", "red")}


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands of this file."""
    init = commands.add_parser(
        "init",
        help="write a work folder: params, notebooks to edit, exports/",
        description="Write a work folder. In one that is there already, what you edited is kept, and copies of an"
        " earlier version that nobody edited are brought up to date.",
    )
    init.add_argument(
        "target", type=Path, metavar="FOLDER", help="made if it is not there; . is the current one"
    )
    init.add_argument("--demo", action="store_true", help="with the synthetic demo campaign and its files")
    init.set_defaults(command=_init)

    lab = commands.add_parser("lab", help="open JupyterLab on the start page of the work folder")
    lab.add_argument("--no-browser", action="store_true", help="start it, and print its address only")
    lab.set_defaults(command=_lab)

    serve = commands.add_parser(
        "serve",
        help="show the explorer of creators and the mapping editor to colleagues: no code, nothing is changed",
        description="Serve the explorer of creators and the mapping editor of a campaign with Voilà, until Ctrl+C."
        " Colleagues need a browser only; nothing they do changes a file of the work folder. There is no password:"
        " whoever reaches the address sees the campaign, so only this machine does unless --host says otherwise.",
    )
    serve.add_argument("campaign", metavar="CAMPAIGN", help="whose explorers")
    serve.add_argument("--port", type=int, default=8866, help="where it listens (default 8866)")
    serve.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: this machine only)"
    )
    serve.set_defaults(command=_serve)

    show = commands.add_parser("open", help="open the last report in the browser")
    show.add_argument(
        "campaign", nargs="?", default="", metavar="CAMPAIGN", help="default: whichever is newest"
    )
    show.add_argument("--internal", action="store_true", help="our own version, not the client's")
    show.add_argument("--print", action="store_true", help="print its path and open nothing")
    out_argument(show)
    show.set_defaults(command=_open_report)

    doctor = commands.add_parser(
        "doctor", help="what is installed, where everything is, which notebooks differ from the shipped ones"
    )
    json_argument(doctor)
    doctor.set_defaults(command=_doctor)

    completion = commands.add_parser(
        "completion",
        help="print the completion script of a shell",
        description='Print the completion script of a shell. bash: eval "$(xhs-workbench completion bash)" in'
        " ~/.bashrc; zsh: into a file _xhs-workbench of $fpath; fish: into ~/.config/fish/completions/.",
    )
    completion.add_argument("shell", choices=SHELLS, help="whose script to print")
    completion.set_defaults(command=_completion)


def _init(given: argparse.Namespace) -> int:
    from xhs_workbench.workspace import describe_set_up, set_up_folder

    print(describe_set_up(set_up_folder(given.target.expanduser().resolve(), demo=given.demo)))
    return 0


def _lab(given: argparse.Namespace) -> int:
    from xhs_workbench.report.executing.fork_server import kernels_ahead
    from xhs_workbench.workspace import jupyter_home, lab_command

    lab_command()  # says what is missing before anything starts
    with jupyter_home(), kernels_ahead():
        command = lab_command(browser=not given.no_browser)
        environment = {**os.environ, work_folder.VARIABLE: str(paths.ROOT)}
        return _until_it_ends(command, paths.ROOT, environment)


def _serve(given: argparse.Namespace) -> int:
    from xhs_workbench.report.executing.fork_server import kernels_ahead
    from xhs_workbench.workspace import jupyter_home, serve_command, serve_environment, served_folder
    from xhs_workbench.workspace.mapping_desk import campaign_folder

    serve_command(campaign_folder(given.campaign))  # says what is missing before anything starts
    with jupyter_home(), kernels_ahead(), served_folder(given.campaign) as folder:
        command = serve_command(folder, given.port, given.host)
        print(f"http://{given.host}:{given.port}/", flush=True)
        return _until_it_ends(command, folder, serve_environment())


def _until_it_ends(command: list[str], folder: Path, environment: dict[str, str]) -> int:
    """Run a server until Ctrl+C, which is how it ends, or until we are told to end: then it ends with us."""
    server = subprocess.Popen(command, cwd=folder, env=environment)
    before = signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    try:
        return server.wait()
    except KeyboardInterrupt:
        server.terminate()
        try:
            server.wait(SECONDS_TO_END)
        except (KeyboardInterrupt, subprocess.TimeoutExpired):
            server.kill()
            server.wait()
        return 0
    finally:
        signal.signal(signal.SIGTERM, before)


def _open_report(given: argparse.Namespace) -> int:
    from xhs_workbench.workspace import last_report

    page = last_report(given.campaign, (given.out or paths.REPORTS).absolute(), internal=given.internal)
    if given.print or not webbrowser.open(page.as_uri()):
        print(page)
    return 0


def _doctor(given: argparse.Namespace) -> int:
    from xhs_workbench.workspace import examine

    checks = examine()
    if given.json:
        say_json(checks)
    else:
        for check in checks:
            mark, colour = MARKS[check.level]
            print(paint(mark, colour), "\n  ".join(dict.fromkeys(check.text)))
            if check.fix.en:
                print(f"  Fix: {' '.join(dict.fromkeys(check.fix))}")
    return 3 if any(check.level == "FAIL" for check in checks) else 0


def _completion(given: argparse.Namespace) -> int:
    print(completion_script(given.whole_parser, given.shell))
    return 0
