"""How far a run is: a bar on a terminal, plain lines in a log."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from xhs_workbench import paths
from xhs_workbench.report.run import Done, Job


@contextmanager
def reporting(total: int) -> Iterator[Callable[[Done | Job], None]]:
    """Yield a function to call with every job that starts and every report that is made.

    Args:
        total: Number of reports to come.
    """
    if not sys.stderr.isatty():
        yield _line
        return
    from tqdm import tqdm

    with tqdm(total=total, unit="report", file=sys.stderr) as bar:

        def tell(event: Done | Job) -> None:
            if isinstance(event, Done):
                bar.update()
            else:
                bar.set_description(f"{event.campaign}/{event.notebook}")

        yield tell


def _line(event: Done | Job) -> None:
    if isinstance(event, Done):
        size = event.page.stat().st_size / 1e6
        print(f"{paths.shown(event.page)}  {size:.2f} MB  {event.seconds:.1f} s", file=sys.stderr)
