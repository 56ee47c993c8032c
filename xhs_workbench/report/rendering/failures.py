"""What the analyst sees after a failed run: a page for each failed report, and one about the whole run.

Both are in the private folder, never under a name that a client might open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from xhs_workbench.errors import Problem
from xhs_workbench.report.delivering.delivery import deliver, make_private_folder
from xhs_workbench.report.jobs import Job
from xhs_workbench.report.making import Failure
from xhs_workbench.report.rendering.content_policy import content_policy, style
from xhs_workbench.views.blocks import environment


@dataclass(frozen=True, slots=True)
class Line:
    """One report in the overview of a run.

    Args:
        report: Its id.
        status: `made`, `fresh` or `failed`.
        seconds: How long it took.
        problem: The first problem.
        page: Its failure page.
    """

    report: str
    status: str
    seconds: float
    problem: Problem | None = None
    page: Path | None = None


def write_failure(private: Path, job: Job, failure: Failure) -> Path | None:
    """Write the page that says in which section a report stopped, why, and what to do.

    Returns:
        Its path; None if the disk has no room even for it.
    """
    page = private / job.campaign / f"{job.stem}-failed.html"
    body = (
        environment()
        .get_template("failure.html.j2")
        .render(job=job, failure=failure, style=style(), policy=content_policy(()))
    )
    return _write_failure_page(page, body)


def write_overview(private: Path, lines: Sequence[Line], run: str) -> Path | None:
    """Write the page about a run: every report with its status, failures first."""
    order = {"failed": 0, "made": 1, "fresh": 2}
    ranked = sorted(lines, key=lambda line: (order[line.status], line.report))
    links = {line.report: line.page.relative_to(private).as_posix() for line in lines if line.page}
    body = (
        environment()
        .get_template("overview.html.j2")
        .render(lines=ranked, links=links, run=run, style=style(), policy=content_policy(()))
    )
    return _write_failure_page(private / "index.html", body)


def _write_failure_page(page: Path, body: str) -> Path | None:
    from xhs_workbench.errors import OutputError

    try:
        make_private_folder(page.parent)
        deliver({page: body.encode("utf-8", "replace")})
    except (OSError, OutputError):
        return None
    return page
