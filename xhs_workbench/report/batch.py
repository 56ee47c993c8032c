"""Hundreds of reports in one run: up-to-date ones are skipped, failures reported, no partial report delivered.

Parameters of all reports are validated first. Workers return pages in memory. Only this process writes to the
folder: each report whole, followed by its record. A kill at any moment therefore leaves whole reports and a
record that `resume` can trust.
"""

from __future__ import annotations

import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from xhs_workbench.errors import NothingToShowError, OutputError
from xhs_workbench.report.checking.files import is_closer
from xhs_workbench.report.delivering.delivery import FULL, no_room
from xhs_workbench.report.delivering.journal import finish
from xhs_workbench.report.delivering.kept import keep, kept_notebook, private_for
from xhs_workbench.report.delivering.shelf import SetAside, Shelf, shelf_of
from xhs_workbench.report.executing.pool import Started
from xhs_workbench.report.jobs import Job
from xhs_workbench.report.making import Failure, Outcome, Surroundings
from xhs_workbench.report.rendering.failures import Line, write_failure, write_overview
from xhs_workbench.report.run import Done
from xhs_workbench.report.salts import read_salt

PARTLY = 3
SIGNALS = {signal.SIGINT: 130, signal.SIGTERM: 143}


class Runner(Protocol):
    """Makes reports: `pool.Pool` on this machine, or `cluster.Cluster` on many."""

    def run(self, jobs: Sequence[Job], around: Mapping[str, Surroundings]) -> Iterator[Started | Outcome]:
        """Yield a `Started` and later an `Outcome` for each job."""
        ...

    def close(self) -> None:
        """End everything that was started."""
        ...


class Stopped(BaseException):
    """A signal asked the batch to end."""

    def __init__(self, number: int) -> None:
        self.exit_code = SIGNALS[signal.Signals(number)]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which reports of a plan to make.

    Args:
        only: `all`; `stale`: missing, or made from other inputs than the current ones; `failed`: reports
            whose last run failed.
        fail_fast: Stop at the first failure.
        fetch_from: URL below which workers find the inputs; empty if they share the folders.
    """

    only: str = "all"
    fail_fast: bool = False
    fetch_from: str = ""


@dataclass
class Result:
    """The result of a batch.

    Args:
        made: Ids of reports made now.
        fresh: Ids of existing reports that are still up to date.
        failed: Id -> why the report could not be made.
        stopped: Exit code of the signal that ended the batch; 0 if none did.
        overview: The analyst's page about the run, in the private folder.
    """

    made: list[str] = field(default_factory=list)
    fresh: list[str] = field(default_factory=list)
    failed: dict[str, Failure] = field(default_factory=dict)
    stopped: int = 0
    overview: Path | None = None

    @property
    def exit_code(self) -> int:
        """0 all; 3 some failed; 124 all failures were timeouts; the shared exit code if no report was made."""
        if self.stopped or not self.failed:
            return self.stopped
        codes = {failure.exit_code for failure in self.failed.values()}
        alone = codes.pop() if len(codes) == 1 else PARTLY
        return alone if alone == 124 or not (self.made or self.fresh) else PARTLY


Tell = Callable[[Started | Done | Outcome | SetAside], None]


def run_batch(
    jobs: Sequence[Job],
    out: Path,
    runner: Callable[[], Runner],
    wanted: Wanted | None = None,
    tell: Tell | None = None,
    begun: Callable[[], None] | None = None,
) -> Result:
    """Make the reports of a plan.

    Args:
        jobs: From `plan_jobs`.
        out: Folder of the reports.
        runner: Makes the workers; called only if a report has to be made.
        wanted: Which reports to make, and when to stop.
        tell: Called with each report that starts, is made, or fails.
        begun: Called once this process owns the folder.

    Raises:
        OutputError: The folder cannot be written; reports made before that stay.
        LockedError: Another batch is writing there.
    """
    try:
        with stopping(), shelf_of(out, jobs) as shelf:
            if begun:
                begun()
            return Batch(shelf, wanted or Wanted(), tell or (lambda _: None)).run(runner)
    except Stopped as stopped:  # while files were being hashed or the index written
        return Result(stopped=stopped.exit_code)
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise no_room(error) from error  # at the lock, the salt or a private page


@contextmanager
def stopping() -> Iterator[None]:
    """Turn SIGINT and SIGTERM into `Stopped` while the block runs; a second signal ends the process as usual."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, _: Any) -> None:
        for each in SIGNALS:
            signal.signal(each, signal.SIG_DFL)
        raise Stopped(number)

    before = {number: signal.signal(number, stop) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def in_turn(jobs: Sequence[Job], took: Callable[[Job], float]) -> list[Job]:
    """Order reports so that no two workers work out the same thing at once, and none is left with a long one at the end.

    Reports of one notebook and campaign take over what the first of them has worked out (`worked_out`), which two begun at once
    cannot. So the first of each notebook come first, then the others by turns. Of these the longest come first. A campaign's reports
    stay together: a run that is stopped leaves whole campaigns.

    Args:
        jobs: What to make, in the order of the plan.
        took: Seconds that a report took last time; 0 if it was never made.
    """
    before: Counter[tuple[str, str]] = Counter()
    round_of: dict[str, int] = {}
    for job in jobs:
        round_of[job.id] = before[job.campaign, job.notebook]
        before[job.campaign, job.notebook] += 1
    campaigns = {name: number for number, name in enumerate(dict.fromkeys(job.campaign for job in jobs))}
    return sorted(jobs, key=lambda job: (campaigns[job.campaign], round_of[job.id], -took(job)))


class Batch:
    """One run over a folder that it owns."""

    def __init__(self, shelf: Shelf, wanted: Wanted, tell: Tell) -> None:
        self.shelf, self.wanted, self.tell = shelf, wanted, tell
        self.private = private_for(shelf.out)
        self.result = Result()
        self.lines: dict[str, Line] = {}

    def run(self, runner: Callable[[], Runner]) -> Result:
        """Make the requested reports, then the index pages and the analyst's overview."""
        finish(self.private)
        for campaign in dict.fromkeys(job.campaign for job in self.shelf.jobs):
            if moved := self.shelf.set_aside(campaign):
                self.tell(moved)
        todo = [job for job in self.shelf.jobs if self._wants(job)]
        try:
            if todo:
                self._work(todo, runner)
        except Stopped as stopped:
            self.result.stopped = stopped.exit_code
        self.shelf.index()
        self.result.overview = write_overview(self.private, list(self.lines.values()), self.shelf.id)
        return self.result

    def _took(self, job: Job) -> float:
        last = self.shelf.last.get(job.id)
        return float(last["seconds"]) if last else 0.0

    def _wants(self, job: Job) -> bool:
        last = self.shelf.last.get(job.id)
        made = last is not None and last["status"] == "made"
        fresh = self.shelf.is_fresh(job)
        wants = {"all": True, "stale": not fresh, "failed": last is not None and not made}[self.wanted.only]
        if not wants and made and last is not None:
            self.result.fresh.append(job.id)
            self.lines[job.id] = Line(job.id, "fresh", float(last["seconds"]))
        return wants

    def _work(self, todo: Sequence[Job], runner: Callable[[], Runner]) -> None:
        salt = read_salt()
        around = {job.id: self.shelf.surroundings(job, salt, self.wanted.fetch_from) for job in todo}
        workers = runner()
        try:
            for event in workers.run(in_turn(todo, self._took), around):
                if isinstance(event, Started):
                    self.tell(event)
                    continue
                self._finish(event)
                if event.failure is not None and self.wanted.fail_fast:
                    break
        finally:
            workers.close()

    def _finish(self, outcome: Outcome) -> None:
        """Deliver the report or write its failure page, then record it; a full disk ends the batch."""
        job = outcome.job
        keep(kept_notebook(self.private, job), outcome.executed)
        if outcome.failure is not None or outcome.rendered is None:
            assert outcome.failure is not None
            if is_closer(job) and outcome.failure.exit_code == NothingToShowError.exit_code:
                return  # the page it belongs to has no link to it
            self._fail(job, outcome)
            return
        try:
            page = self.shelf.put(job, outcome.rendered, outcome.seconds, outcome.executed)
        except OutputError as error:
            self._fail(job, Outcome(job, outcome.seconds, failure=Failure(error.exit_code, error.problems)))
            raise
        self.result.made.append(job.id)
        self.lines[job.id] = Line(job.id, "made", outcome.seconds)
        self.tell(Done(job, page, outcome.seconds))

    def _fail(self, job: Job, outcome: Outcome) -> None:
        assert outcome.failure is not None
        self.result.failed[job.id] = outcome.failure
        page = write_failure(self.private, job, outcome.failure)
        keep(
            self.private / job.campaign / f"{job.stem}.log", outcome.failure.trace.encode("utf-8", "replace")
        )
        self.lines[job.id] = Line(job.id, "failed", outcome.seconds, outcome.failure.problems[0], page)
        try:
            self.shelf.fail(job, outcome.seconds, outcome.failure)
        except OutputError:
            if outcome.failure.exit_code != OutputError.exit_code:
                raise
        self.tell(outcome)
