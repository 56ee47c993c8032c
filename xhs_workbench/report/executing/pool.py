"""The reports of a batch on this machine: one worker per core, each report in its own kernel.

A worker that dies is replaced and its report is tried once more. A report that takes too long is ended with
everything it started. Pages come back in memory; only the caller writes.
"""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from xhs_workbench import paths
from xhs_workbench.errors import ReportError, WorkbenchError
from xhs_workbench.report.executing import fork_server
from xhs_workbench.report.executing.frames import Stream, receive_object, send_object
from xhs_workbench.report.executing.fresh_kernel import ahead_environment
from xhs_workbench.report.executing.process_tree import end_tree
from xhs_workbench.report.executing.worker import Pipes
from xhs_workbench.report.jobs import Job
from xhs_workbench.report.making import Failure, Outcome, Surroundings, cell_at, killed, too_late
from xhs_workbench.work_folder import VARIABLE

Way = Literal["fork", "spare"]
RECYCLE_AFTER = 100
"""After this many reports a worker is replaced, so that memory leaks in libraries stay small."""


@dataclass(frozen=True, slots=True)
class Started:
    """A report has been begun."""

    job: Job


class Channel:
    """One worker, and the messages it has sent."""

    def __init__(self, line: Stream, pid: int, process: subprocess.Popen[bytes] | None = None) -> None:
        self.line, self.pid, self._process = line, pid, process
        self.made = 0
        self.said: queue.Queue[int | Outcome | None] = queue.Queue()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        try:
            while (said := receive_object(self.line)) is not None:
                self.said.put(said)
        except (OSError, ValueError, EOFError):
            pass
        self.said.put(None)

    def close(self) -> None:
        """End the worker and everything it started."""
        end_tree(self.pid)
        if self._process is not None:
            self._process.wait()
        self._listener.join(5)
        self.line.close()


class Pool:
    """Workers on this machine.

    Args:
        workers: Number of simultaneous reports; 0 means one per core.
        way: `fork` or `spare`; None takes the faster one that works here.
        timeout: Seconds per report; 0 means no limit.
        server: Folder of a running fork server; None takes the one in `XHS_KERNELS`, or starts its own.
    """

    def __init__(
        self, workers: int = 0, way: Way | None = None, timeout: float = 0, server: Path | None = None
    ) -> None:
        self._asked = way
        self.way: Way = way or ("fork" if fork_server.FORK_WORKS else "spare")
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        self.workers = workers or cores
        self.timeout = timeout
        given = server or (
            Path(os.environ[fork_server.KERNELS]) if os.environ.get(fork_server.KERNELS) else None
        )
        self._server = fork_server.ForkServer() if self.way == "fork" and given is None else None
        self._folder = self._server.folder if self._server else given
        self._stop = threading.Event()
        self._channels: set[Channel] = set()

    def run(self, jobs: Sequence[Job], around: Mapping[str, Surroundings]) -> Iterator[Started | Outcome]:
        """Yield events in the order in which they happen.

        Args:
            jobs: What to make.
            around: Job id -> its surroundings.
        """
        self._get_ready()
        waiting: queue.SimpleQueue[Job] = queue.SimpleQueue()
        happened: queue.SimpleQueue[Started | Outcome | BaseException] = queue.SimpleQueue()
        for job in jobs:
            waiting.put(job)
        for _ in range(min(self.workers, len(jobs))):
            threading.Thread(target=self._serve, args=(waiting, happened, around), daemon=True).start()
        left = len(jobs)
        while left:
            event = happened.get()
            if isinstance(event, BaseException):
                raise event
            left -= isinstance(event, Outcome)
            yield event

    def _get_ready(self) -> None:
        """Wait for the fork server; if forking is not safe, use spares, unless forks were requested."""
        if self._server is None:
            return
        try:
            self._server.wait()
        except ReportError:
            if self._asked == "fork":
                raise
            self.way, self._server, self._folder = "spare", None, None

    @property
    def pids(self) -> list[int]:
        """The workers' processes."""
        return [channel.pid for channel in list(self._channels)]

    def close(self) -> None:
        """End every worker, kernel and server."""
        self._stop.set()
        for channel in list(self._channels):
            channel.close()
        if self._server:
            self._server.close()

    def _serve(
        self,
        waiting: queue.SimpleQueue[Job],
        happened: queue.SimpleQueue[Started | Outcome | BaseException],
        around: Mapping[str, Surroundings],
    ) -> None:
        channel: Channel | None = None
        try:
            while not self._stop.is_set():
                try:
                    job = waiting.get_nowait()
                except queue.Empty:
                    break
                happened.put(Started(job))
                channel, outcome = self._make_in_worker(job, around[job.id], channel)
                happened.put(outcome)
        except BaseException as error:  # every error must reach the caller
            if not self._stop.is_set():
                happened.put(error)
        finally:
            if channel is not None:
                self._drop(channel)

    def _make_in_worker(
        self, job: Job, around: Surroundings, channel: Channel | None
    ) -> tuple[Channel | None, Outcome]:
        started, cell = time.monotonic(), 0
        until = started + self.timeout if self.timeout else None
        for _ in range(2):
            channel = channel or self._open()
            try:
                send_object(channel.line, (job, around))
            except OSError:
                self._drop(channel)
                channel = None
                continue
            while True:
                try:
                    said = channel.said.get(
                        timeout=None if until is None else max(until - time.monotonic(), 0)
                    )
                except queue.Empty:
                    self._drop(channel)
                    error = too_late(f"{job.notebook}.ipynb", self.timeout)
                    return None, _failed_outcome(job, started, error.exit_code, error, cell)
                if isinstance(said, Outcome):
                    channel.made += 1
                    if channel.made < RECYCLE_AFTER:
                        return channel, said
                    self._drop(channel)
                    return None, said
                if said is None:
                    self._drop(channel)
                    channel = None
                    break
                cell = said
        died = killed(f"{job.notebook}.ipynb")
        return None, _failed_outcome(job, started, died.exit_code, died, cell)

    def _open(self) -> Channel:
        environment = {
            "POLARS_MAX_THREADS": os.environ.get("POLARS_MAX_THREADS") or str(_threads_each(self.workers))
        }
        if self.way == "fork":
            assert self._folder is not None
            environment[fork_server.KERNELS] = str(self._folder)
            environment[VARIABLE] = str(
                paths.ROOT
            )  # the server may be somebody else's, of another work folder
            channel = Channel(*fork_server.ask(self._folder, {"do": "worker", "environment": environment}))
        else:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "xhs_workbench.report.executing.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**ahead_environment(), **environment},
                start_new_session=True,
            )
            channel = Channel(Pipes(process.stdout, process.stdin), process.pid, process)
        self._channels.add(channel)
        if self._stop.is_set():
            channel.close()
        return channel

    def _drop(self, channel: Channel) -> None:
        self._channels.discard(channel)
        channel.close()


def _threads_each(workers: int) -> int:
    return max(1, (os.cpu_count() or 1) // workers)


def _failed_outcome(job: Job, started: float, code: int, error: WorkbenchError, cell: int) -> Outcome:
    heading, source = cell_at(job, cell)
    return Outcome(job, time.monotonic() - started, failure=Failure(code, error.problems, heading, source))
