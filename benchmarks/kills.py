"""Seeded kills of kernels, workers and whole batches, and a full disk at every write: what is left must be complete.

`python -m benchmarks.kills [kills] [deliveries] [seed]`. Each round starts from delivered reports of an
earlier run, kills something at a random moment, looks at every file under a final name, resumes, and compares
the set byte for byte with that of a run nobody disturbed. A page has no stamp, so there is nothing to leave
out of the comparison.

Over deliveries: `run` and `batch` end at a write drawn at random of all that they do where reports lie. What
    the next run
does first must leave each report whole, all its files of one run, and nothing hidden.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, cast

import psutil

from benchmarks.bars import bar
from benchmarks.tiny_workbench import make_workbench, table
from xhs_workbench import paths
from xhs_workbench.errors import WorkbenchError
from xhs_workbench.report import salts
from xhs_workbench.report.batch import Wanted, run_batch
from xhs_workbench.report.delivering import folder_lock, journal, records
from xhs_workbench.report.executing.fork_server import ForkServer
from xhs_workbench.report.executing.pool import Pool
from xhs_workbench.report.jobs import Job, plan_jobs
from xhs_workbench.report.run import run_jobs

KILLS = 200
"""Kills that took effect: a kill after the end does not count."""
DELIVERIES = 40
KINDS = ("kernel", "worker", "batch")
FAULTS = ("partial", "lost", "differs", "orphans", "mixed", "hidden")
FULL = ", full"
"""Suffix of a fault's name: found after the disk was full, not after a kill."""
REPORTS = 3
SEED = 20260520
NOT_FULL = 99
"""Exit code of a run with fewer writes than the one that should fail."""
WRITES = {"open", "write", "fsync", "pwrite", "ftruncate", "link"}
WRITERS = (journal, records, folder_lock, salts)
"""Modules that write everything that is delivered or recorded."""
DELIVERED = ", delivered"
"""Suffix of a fault's name: found after a kill at a write."""
PLACES = {
    "ROOT": "",
    "NOTEBOOKS": "notebooks",
    "PARAMS": "params",
    "PRIVATE": ".private",
    "TEMPLATES": "templates",
}


def run(kills: int = KILLS, deliveries: int = DELIVERIES, seed: int = SEED) -> list[str]:
    """Kill, resume, compare; returns what was found."""
    with tempfile.TemporaryDirectory() as name, workbench(Path(name) / "w") as server:
        trial = Trial(server, Path(name), random.Random(seed))
        return [*trial.over_deliveries(deliveries), *(trial.run(kills) if kills else ())]


@contextmanager
def workbench(root: Path) -> Iterator[ForkServer]:
    """Change into a tiny workbench with its own fork server."""
    make_workbench(root)
    before = {name: getattr(paths, name) for name in PLACES}
    for name, folder in PLACES.items():
        setattr(paths, name, root / folder)
    os.environ["XHS_WORKBENCH_ROOT"] = str(root)
    server = ForkServer()
    try:
        server.wait()
        yield server
    finally:
        server.close()
        del os.environ["XHS_WORKBENCH_ROOT"]
        for name, place in before.items():
            setattr(paths, name, place)


class FullDisk:
    """`os` for the modules that write, on a disk that is full at the n-th write."""

    def __init__(self, at: int) -> None:
        self.left = at

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        return self.full(real) if name in WRITES else real

    def full(self, real: Any) -> Any:
        """Return `real`, which fails at its turn."""

        def call(*given: Any, **named: Any) -> Any:
            self.left -= 1
            if self.left == 0:
                raise OSError(28, "No space left on device")
            return real(*given, **named)

        return call


class KilledDisk(FullDisk):
    """The same, but the process is killed at its n-th write."""

    def full(self, real: Any) -> Any:
        """Return `real`, which kills the process at its turn, when half of the data are written."""

        def call(*given: Any, **named: Any) -> Any:
            self.left -= 1
            if self.left == 0:
                if getattr(real, "__name__", "") == "write":
                    real(given[0], bytes(given[1])[: len(given[1]) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*given, **named)

        return call


def on_disk(disk: FullDisk) -> None:
    """Redirect everything that this process delivers from now on to such a disk."""
    for module in WRITERS:
        module.os = cast("Any", disk)
    Path.replace = disk.full(Path.replace)  # type: ignore[method-assign]
    Path.unlink = disk.full(Path.unlink)  # type: ignore[method-assign]


class Trial:
    """All rounds over one folder of reports.

    Args:
        server: A fork server in the tiny workbench that `paths` points at.
        folder: Where tables and reports go.
        chance: Seeded.
        reports: How many reports a round makes.
    """

    def __init__(
        self, server: ForkServer, folder: Path, chance: random.Random, reports: int = REPORTS
    ) -> None:
        self.server, self.chance, self.out = server, chance, folder / "out"
        names = [f"k{number}" for number in range(reports)]
        self.old, self.new = (self._plan(names, word) for word in ("first", "second"))
        self.found: Counter[str] = Counter()
        self.writes: dict[str, int] = {}
        self.before = self._undisturbed(self.old)
        started = time.monotonic()
        self.wanted = self._undisturbed(self.new)
        self.usual = time.monotonic() - started
        assert self.before.keys() == self.wanted.keys()
        assert all(self.before[name] != self.wanted[name] for name in self.before if "index" not in name)

    def run(self, kills: int, most_writes: int = 1000) -> list[str]:
        """Run rounds until this many kills have taken effect; return the lines of the report."""
        number = 0
        while sum(self.found[kind] for kind in KINDS) < kills:
            self.round(KINDS[number % len(KINDS)])
            number += 1
        writes = 0
        while writes < most_writes and self.full_disk(writes + 1):
            writes += 1
        found = self.found
        kept = {more: bar(sum(found[fault + more] for fault in FAULTS), most=0) for more in ("", FULL)}
        return [
            f"kills: {found['kernel']} of kernels, {found['worker']} of workers, {found['batch']} of batches; "
            f"{found['missed']} came when all was over",
            f"kills: {found['partial']} partial files under a final name; {found['lost']} earlier reports lost; "
            f"{found['differs']} resumed sets differ from an undisturbed run; {found['orphans']} processes left behind {kept['']}",
            f"full disk at each of {writes} writes: {found['partial, full']} partial files, {found['lost, full']} reports lost, "
            f"{found['differs, full']} resumed sets differ {kept[FULL]}; {found['exit 73']} ended with 73, the others went on without loss",
        ]

    def _plan(self, names: Sequence[str], word: str) -> list[Job]:
        return plan_jobs([table(paths.ROOT, list(names), prepared_by=word + " {}")])

    def _start(
        self, jobs: list[Job], only: str = "all", disk: FullDisk | None = None, way: str = "batch"
    ) -> int:
        """Run a batch, or `run`, in a process of its own; returns its pid."""
        pid = os.fork()
        if pid:
            return pid
        code = 70
        try:
            os.setsid()
            if disk:
                on_disk(disk)
            if way == "run":
                os.environ["XHS_KERNELS"] = str(self.server.folder)
                code = 0 if run_jobs(jobs, self.out) else 70
            else:
                code = run_batch(
                    jobs, self.out, lambda: Pool(2, "fork", 0, self.server.folder), Wanted(only)
                ).exit_code
            code = NOT_FULL if disk and disk.left > 0 else code
        except WorkbenchError as error:
            code = error.exit_code
        finally:
            os._exit(code)

    def _end(self, pid: int) -> int:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

    def _undisturbed(self, jobs: list[Job]) -> dict[str, bytes]:
        assert self._end(self._start(jobs)) == 0
        return self._files()

    def _files(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.out).as_posix(): path.read_bytes()
            for path in self.out.glob("*/*/*")
            if not path.name.startswith(".")
        }

    def _reset(self) -> None:
        (self.out / records.NAME).unlink(missing_ok=True)
        for name, raw in self.before.items():
            (self.out / name).write_bytes(raw)

    def round(self, what: str) -> None:
        """Make the new reports over the old, kill something on the way, judge, resume, compare."""
        self._reset()
        running = self._start(self.new)
        moment = time.monotonic() + self.chance.random() * self.usual * 0.9
        while time.monotonic() < moment:
            time.sleep(0.005)
        victim = self._victim(what, running)
        self.found[what if victim else "missed"] += 1
        if victim:
            with suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
        self._end(running)
        self._judge("")
        self._wait_for_none_left()
        self._resume("")

    def _victim(self, what: str, batch: int) -> int | None:
        if what == "batch":
            return batch
        forked = sorted(self._forked())
        chosen = forked[:2] if what == "worker" else forked[2:]
        return self.chance.choice(chosen) if chosen else None

    def _forked(self) -> list[int]:
        """Return the workers, which come first, and the kernels."""
        return [process.pid for process in psutil.Process(self.server.pid).children()]

    def _wait_for_none_left(self) -> None:
        until = time.monotonic() + 10
        while (left := self._forked()) and time.monotonic() < until:
            time.sleep(0.01)
        self.found["orphans"] += len(left)

    def _judge(self, kind: str) -> None:
        files = self._files()
        for name, raw in files.items():
            whole = raw in (self.before.get(name), self.wanted.get(name))
            if name.endswith(
                "index.html"
            ):  # it lists what is there, so after a failure it is a third one, but whole
                whole = raw.rstrip().endswith(b"</html>")
            self.found["partial" + kind] += not whole
        self.found["lost" + kind] += len(self.before.keys() - files.keys())

    def _resume(self, kind: str) -> None:
        ended = self._end(self._start(self.new, "stale"))
        if ended != 0 or self._files() != self.wanted:
            self.found["differs" + kind] += 1

    def over_deliveries(self, kills: int) -> list[str]:
        """Kill `run` and `batch` at writes drawn at random; returns the line of the report."""
        for number in range(kills):
            self.killed_delivery(("run", "batch")[number % 2])
        found = self.found
        bad = {fault: found[fault + DELIVERED] for fault in ("partial", "lost", "mixed", "hidden", "differs")}
        said = ", ".join(f"{count} {fault}" for fault, count in bad.items())
        return [
            (
                f"kills over delivery: {found['delivery']} of run and batch by turns; {said} "
                f"{bar(sum(bad.values()), most=0)}"
            )
        ]

    def killed_delivery(self, way: str) -> None:
        """Kill at one write; after that, the next run's first step must leave every report from one single run."""
        if way not in self.writes:
            self._reset()
            counting = FullDisk(1_000_000)
            self.writes[way] = self._count(way, counting)
        self._reset()
        self._end(self._start(self.new, disk=KilledDisk(self.chance.randint(1, self.writes[way])), way=way))
        self.found["delivery"] += 1
        self._judge(DELIVERED)
        self._wait_for_none_left()
        journal.finish(self.out)
        files = self._files()
        for number in range(REPORTS):
            of_one = {name for name in self.before if f"/brief-k{number}" in name}
            states = [{name: raw[name] for name in of_one} for raw in (self.before, self.wanted)]
            self.found["mixed" + DELIVERED] += {name: files.get(name) for name in of_one} not in states
        ended = self._end(self._start(self.new, "stale", way=way))
        self.found["differs" + DELIVERED] += ended != 0 or self._files() != self.wanted
        self.found["hidden" + DELIVERED] += any(path.name.startswith(".") for path in self.out.rglob("*"))

    def _count(self, way: str, disk: FullDisk) -> int:
        """Return the number of writes of an undisturbed run."""
        read, write = os.pipe()
        pid = os.fork()
        if not pid:
            os._exit(self._counted(way, disk, write))
        os.close(write)
        with os.fdopen(read) as said:
            count = int(said.read())
        assert self._end(pid) == 0
        return count

    def _counted(self, way: str, disk: FullDisk, told: int) -> int:
        start = disk.left
        on_disk(disk)
        if way == "run":
            os.environ["XHS_KERNELS"] = str(self.server.folder)
            run_jobs(self.new, self.out)
        else:
            run_batch(self.new, self.out, lambda: Pool(2, "fork", 0, self.server.folder))
        os.write(told, str(start - disk.left).encode())
        return 0

    def full_disk(self, at: int) -> bool:
        """Run once on a disk that is full at the n-th write; False when a run has fewer writes than that."""
        self._reset()
        code = self._end(self._start(self.new, disk=FullDisk(at)))
        if code == NOT_FULL:
            return False
        self.found["exit 73"] += code == 73
        self._judge(FULL)
        self._wait_for_none_left()
        self._resume(FULL)
        return True


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:]]
    for line in run(*given):
        print(line, flush=True)
