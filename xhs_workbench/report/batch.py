"""Hundreds of reports in one go: what is fresh is skipped, what fails says so, and nothing half-done is ever delivered.

Parameters of all reports are validated first. Workers return pages in memory; this process alone owns the folder, writes
each report whole, and then records it. So a kill at any moment leaves whole reports and a record that `resume` can trust.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from xhs_workbench import paths
from xhs_workbench.errors import OutputError, WorkbenchError
from xhs_workbench.report import records
from xhs_workbench.report.delivery import FULL, deliver, make_folder, no_room, sweep
from xhs_workbench.report.failures import Line, write_failure, write_overview
from xhs_workbench.report.folder_lock import owned
from xhs_workbench.report.jobs import Job
from xhs_workbench.report.keys import Hasher, report_key, versions
from xhs_workbench.report.making import Failure, Outcome, Surroundings
from xhs_workbench.report.pool import Started
from xhs_workbench.report.run import Done, index

PARTLY = 3
SIGNALS = {signal.SIGINT: 130, signal.SIGTERM: 143}


class Runner(Protocol):
    """Where reports are made: `pool.Pool` on this machine, `cluster.Cluster` on many."""

    def run(self, jobs: Sequence[Job], around: Mapping[str, Surroundings]) -> Iterator[Started | Outcome]:
        """Yield a `Started` and later an `Outcome` for each job."""
        ...

    def close(self) -> None:
        """End everything that was started."""
        ...


class Stopped(BaseException):
    """A signal asked us to end."""

    def __init__(self, number: int) -> None:
        self.exit_code = SIGNALS[signal.Signals(number)]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which reports of a plan to make.

    Args:
        only: `all`; `stale`: missing or made of anything else than today's inputs; `failed`: whose last run failed.
        fail_fast: Stop at the first failure.
        fetch_from: URL below which workers find the inputs; empty where they see the same folders.
    """

    only: str = "all"
    fail_fast: bool = False
    fetch_from: str = ""


@dataclass
class Result:
    """What a batch did.

    Args:
        made: Ids of reports made now.
        fresh: Ids of reports that were there already and still hold.
        failed: Id -> why there is no report.
        stopped: Exit code of the signal that ended it; 0 when none did.
        overview: The analyst's page about the run, in the private folder.
    """

    made: list[str] = field(default_factory=list)
    fresh: list[str] = field(default_factory=list)
    failed: dict[str, Failure] = field(default_factory=dict)
    stopped: int = 0
    overview: Path | None = None

    @property
    def exit_code(self) -> int:
        """0 all; 3 some failed; 124 the failed ones all took too long; the one common reason when nothing was made."""
        if self.stopped or not self.failed:
            return self.stopped
        codes = {failure.exit_code for failure in self.failed.values()}
        alone = codes.pop() if len(codes) == 1 else PARTLY
        return alone if alone == 124 or not (self.made or self.fresh) else PARTLY


Tell = Callable[[Started | Done | Outcome], None]


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
        runner: Makes the workers; called only when there is something to do.
        wanted: Which reports, and when to stop.
        tell: Called with each report that starts, is made, or failed.
        begun: Called once the folder is ours.

    Raises:
        OutputError: The folder cannot be written; reports made before stay.
        LockedError: Another batch is writing there.
    """
    make_folder(out)
    try:
        with owned(out), stopping():
            if begun:
                begun()
            return Batch(jobs, out, wanted or Wanted(), tell or (lambda _: None)).run(runner)
    except Stopped as stopped:  # while files were hashed or the index was written
        return Result(stopped=stopped.exit_code)
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise no_room(error) from error  # at the lock, the salt or a private page


@contextmanager
def stopping() -> Iterator[None]:
    """Turn SIGINT and SIGTERM into `Stopped` while the block runs; a second one ends the process as usual."""
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


class Batch:
    """One run over one folder, which it owns."""

    def __init__(self, jobs: Sequence[Job], out: Path, wanted: Wanted, tell: Tell) -> None:
        self.jobs, self.out, self.wanted, self.tell = jobs, out, wanted, tell
        self.id = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ-") + secrets.token_hex(3)
        self.private = private_for(out)
        hasher = Hasher()
        self.inputs = {job.id: hasher.inputs(job) for job in jobs}
        self.keys = {job.id: report_key(job, self.inputs[job.id]) for job in jobs}
        self.last = records.latest(out)
        self.result = Result()
        self.lines: dict[str, Line] = {}

    def run(self, runner: Callable[[], Runner]) -> Result:
        """Make what is wanted, then the index pages and the analyst's overview."""
        sweep(self.out)
        todo = [job for job in self.jobs if self._wants(job)]
        try:
            if todo:
                self._work(todo, runner)
        except Stopped as stopped:
            self.result.stopped = stopped.exit_code
        self._index()
        self.result.overview = write_overview(self.private, list(self.lines.values()), self.id)
        return self.result

    def _wants(self, job: Job) -> bool:
        last = self.last.get(job.id)
        made = last is not None and last["status"] == "made"
        fresh = made and last is not None and last["key"] == self.keys[job.id] and not altered(self.out, last)
        wants = {"all": True, "stale": not fresh, "failed": last is not None and not made}[self.wanted.only]
        if not wants and made and last is not None:
            self.result.fresh.append(job.id)
            self.lines[job.id] = Line(job.id, "fresh", float(last["seconds"]))
        return wants

    def _work(self, todo: Sequence[Job], runner: Callable[[], Runner]) -> None:
        salt = read_salt()
        around = {job.id: self._surroundings(job, salt) for job in todo}
        workers = runner()
        try:
            for event in workers.run(todo, around):
                if isinstance(event, Started):
                    self.tell(event)
                    continue
                self._finish(event)
                if event.failure is not None and self.wanted.fail_fast:
                    break
        finally:
            workers.close()

    def _surroundings(self, job: Job, salt: bytes) -> Surroundings:
        client = f"{job.campaign}\0{job.params.read_brief().brand.name.zh or job.params.read_brief().brand.name.en}"
        own = hmac.new(salt, client.encode(), hashlib.sha256).hexdigest()
        return Surroundings(own, self.wanted.fetch_from, self.inputs[job.id])

    def _finish(self, outcome: Outcome) -> None:
        """Deliver the report, or write its failure page; then record it. A full disk ends the batch, for all would fail."""
        job = outcome.job
        keep(self.private / job.campaign / f"{job.stem}.ipynb", outcome.executed)
        if outcome.failure is not None or outcome.rendered is None:
            assert outcome.failure is not None
            self._fail(job, outcome)
            return
        page = self.out / job.campaign / f"{job.stem}.html"
        make_folder(page.parent)
        try:
            hashes = deliver(outcome.rendered.files(page))
        except OutputError as error:
            self._fail(job, Outcome(job, outcome.seconds, failure=Failure(error.exit_code, error.problems)))
            raise
        self._record(job, outcome, {"status": "made", "sha256": hashes})
        self.result.made.append(job.id)
        self.lines[job.id] = Line(job.id, "made", outcome.seconds)
        self.tell(Done(job, page, outcome.seconds))

    def _fail(self, job: Job, outcome: Outcome) -> None:
        assert outcome.failure is not None
        self.result.failed[job.id] = outcome.failure
        page = write_failure(self.private, job, outcome.failure)
        keep(self.private / job.campaign / f"{job.stem}.log", outcome.failure.trace.encode("utf-8", "replace"))
        self.lines[job.id] = Line(job.id, "failed", outcome.seconds, outcome.failure.problems[0], page)
        problem = outcome.failure.problems[0]
        said = {
            "exit_code": outcome.failure.exit_code,
            "code": problem.code,
            "en": clean(problem.en),
            "zh": clean(problem.zh),
        }
        try:
            self._record(job, outcome, {"status": "failed", "sha256": {}, "failure": said})
        except OutputError:
            if outcome.failure.exit_code != OutputError.exit_code:
                raise
        self.tell(outcome)

    def _record(self, job: Job, outcome: Outcome, more: Mapping[str, Any]) -> None:
        record = {
            "run": self.id,
            "report": job.id,
            "key": self.keys[job.id],
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": round(outcome.seconds, 2),
            "versions": versions(),
            **more,
        }
        records.append(self.out, record)

    def _index(self) -> None:
        """Link, for each campaign, the reports that lie there whole; those of earlier runs included."""
        there = {*self.result.made, *self.result.fresh}
        there |= {
            key for key, record in self.last.items() if record["status"] == "made" and key not in self.result.failed
        }
        for campaign, job in {job.campaign: job for job in self.jobs}.items():
            stems = [key.rpartition("/")[2] for key in there if key.rpartition("/")[0] == campaign]
            stems = [stem for stem in stems if (self.out / campaign / f"{stem}.html").is_file()]
            if stems:
                index(stems, self.out / campaign, job)


def altered(out: Path, record: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the delivered files of a record: `<name>: missing` or `<name>: changed`."""
    folder = (out / record["report"]).parent
    found = []
    for name, wanted in record["sha256"].items():
        path = folder / Path(name).name
        if not path.is_file():
            found.append(f"{name}: missing")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != wanted:
            found.append(f"{name}: changed")
    return found


def verify(out: Path) -> list[str]:
    """Compare what was delivered with what lies there now.

    Returns:
        One line for each file that is missing or was changed, and each page that no record knows.
    """
    last = records.latest(out)
    found, known = [], set()
    for key, record in sorted(last.items()):
        campaign = key.rpartition("/")[0]
        known |= {f"{campaign}/{name}" for name in record["sha256"]}
        found += [f"{campaign}/{line}" for line in altered(out, record)]
    pages = {path.relative_to(out).as_posix() for path in out.glob("*/*.html") if path.name != "index.html"}
    return found + [f"{name}: not in the record" for name in sorted(pages - known)]


def private_for(out: Path) -> Path:
    """Return the private folder that belongs to a folder of reports, mode 0700, made if it is not there."""
    word = hashlib.sha256(str(out.resolve()).encode()).hexdigest()[:8]
    folder = paths.PRIVATE / f"{out.resolve().name}-{word}"
    for each in (paths.PRIVATE, folder):
        each.mkdir(mode=0o700, parents=True, exist_ok=True)
        each.chmod(0o700)
    return folder


def keep(path: Path, raw: bytes) -> None:
    """Keep an executed notebook where only we can read it; a disk too full for it must not cost the report."""
    if not raw:
        return
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        deliver({path: raw})
        path.chmod(0o600)
    except (OSError, WorkbenchError):
        path.unlink(missing_ok=True)


def read_salt() -> bytes:
    """Return this workbench's secret for pseudonyms; each client's own salt is derived from it."""
    path = paths.PRIVATE / "salt"
    paths.PRIVATE.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        beside = path.with_name(f".salt.{os.getpid()}.{time.monotonic_ns()}")
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(32))
        try:
            os.link(beside, path)
        except FileExistsError:
            pass
        finally:
            beside.unlink()
    return path.read_bytes()


def clean(text: str) -> str:
    """Take this machine's folders out of a message that will travel."""
    for place in (paths.ROOT, Path.home()):
        text = text.replace(str(place), "…")
    return text
