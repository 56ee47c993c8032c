"""Make reports as `batch` does, or slides, and report the progress as JSON lines; JupyterLab's start page runs this.

The start page thus shares the batch's lock on the folder, its failure pages and records, and one failed
report does not stop the others.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from xhs_workbench import paths
from xhs_workbench.errors import WorkbenchError
from xhs_workbench.report.batch import run_batch
from xhs_workbench.report.delivering.shelf import SetAside
from xhs_workbench.report.executing.pool import Started
from xhs_workbench.report.jobs import plan_jobs
from xhs_workbench.report.making import Outcome
from xhs_workbench.report.planned import runner_for
from xhs_workbench.report.presenting.making import make_decks
from xhs_workbench.report.run import Done


def main(arguments: Sequence[str]) -> int:
    """Make the reports of the named parameter files; `--language=zh` makes all of them Chinese, `--deck FILE` slides of one."""
    if arguments[:1] == ["--deck"]:
        return _slides(arguments[1])
    language = next((text.partition("=")[2] for text in arguments if text.startswith("--language=")), None)
    try:
        jobs = plan_jobs([text for text in arguments if not text.startswith("--")], language)
        return run_batch(jobs, paths.REPORTS, runner_for(None, 0, None, 0), tell=_tell).exit_code
    except WorkbenchError as error:
        _say({"problems": [asdict(problem) for problem in error.problems]})
        return error.exit_code


def _slides(file: str) -> int:
    try:
        for one in make_decks(file):
            _say({"deck": paths.shown(one.path)})
    except WorkbenchError as error:
        _say({"problems": [asdict(problem) for problem in error.problems]})
        return error.exit_code
    return 0


def _tell(event: Started | Done | Outcome | SetAside) -> None:
    if isinstance(event, Done):
        _say({"made": event.job.notebook, "seconds": event.seconds})
    elif isinstance(event, Started):
        _say({"started": event.job.notebook})
    elif isinstance(event, Outcome) and event.failure is not None:
        _say({"problems": [asdict(problem) for problem in event.failure.problems]})


def _say(event: dict[str, Any]) -> None:
    print(json.dumps(event, ensure_ascii=True), flush=True)


def end_with_whoever_asked() -> None:
    """End as if stopped once standard input is closed: the kernel that asked is gone, and nobody reads what comes."""

    def wait() -> None:
        while os.read(0, 4096):  # unbuffered: a thread that waits in the reader cannot be left at the end
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True, name="whoever-asked").start()


if __name__ == "__main__":
    end_with_whoever_asked()
    sys.exit(main(sys.argv[1:]))
