"""Progress of a run: a bar with the remaining time on a terminal, one line per report in a log."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from xhs_workbench import paths
from xhs_workbench.report.delivering.shelf import SetAside, notice
from xhs_workbench.report.executing.pool import Started
from xhs_workbench.report.jobs import Job
from xhs_workbench.report.making import Outcome
from xhs_workbench.report.run import Done

Event = Done | Job | Started | Outcome | SetAside
"""Possible events: a report begins (`Job`, `Started`), is made (`Done`), or fails (`Outcome`); old reports
were moved."""


@contextmanager
def reporting(total: int) -> Iterator[Callable[[Event], None]]:
    """Yield a function to call with every report that starts, is made or fails.

    Args:
        total: Number of reports to come.
    """
    if not sys.stderr.isatty():
        yield _line
        return
    from tqdm import tqdm

    with tqdm(total=total, unit="report", file=sys.stderr, dynamic_ncols=True) as bar:
        failed = 0

        def tell(event: Event) -> None:
            nonlocal failed
            if isinstance(event, SetAside):
                bar.write(str(notice(event)), file=sys.stderr)
                return
            if isinstance(event, Job | Started):
                bar.set_description(event.id if isinstance(event, Job) else event.job.id)
                return
            if isinstance(event, Outcome):
                failed += 1
                bar.set_postfix_str(f"failed: {failed}")
            bar.update()

        yield tell


def _line(event: Event) -> None:
    if isinstance(event, SetAside):
        print(notice(event), file=sys.stderr)
    elif isinstance(event, Done):
        size = event.page.stat().st_size / 1e6
        print(f"{paths.shown(event.page)}  {size:.2f} MB  {event.seconds:.1f} s", file=sys.stderr)
    elif isinstance(event, Outcome) and event.failure is not None:
        print(f"{event.job.id}  FAILED  {event.failure.problems[0]}", file=sys.stderr)
