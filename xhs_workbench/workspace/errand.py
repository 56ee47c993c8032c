"""Make reports in a process of its own and tell how far it is, one JSON line an event; what JupyterLab's start page runs."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from xhs_workbench.errors import WorkbenchError
from xhs_workbench.report.run import Done, Job, plan_jobs, run_jobs


def main(arguments: Sequence[str]) -> int:
    """Make the reports of the parameter files named; `--language=zh` makes all of them Chinese."""
    language = next((text.partition("=")[2] for text in arguments if text.startswith("--language=")), None)
    try:
        run_jobs(plan_jobs([text for text in arguments if not text.startswith("--")], language), None, _tell)
    except WorkbenchError as error:
        _say({"problems": [asdict(problem) for problem in error.problems]})
        return error.exit_code
    return 0


def _tell(event: Done | Job) -> None:
    if isinstance(event, Done):
        _say({"made": event.job.notebook, "seconds": event.seconds})
    else:
        _say({"started": event.notebook})


def _say(event: dict[str, Any]) -> None:
    print(json.dumps(event, ensure_ascii=True), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
