"""Run the tests against each fault, in a forked process that stops at the first failure.

The tests are collected once. A fault inside a function is put into the loaded function; another has its file
imported anew.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType

import pytest

from benchmarks.mutants.covering import OPTIONS, Coverage, Steady, tests_in
from benchmarks.mutants.faults import Fault
from benchmarks.mutants.rooms import PACKAGE, Room
from benchmarks.mutants.swapping import function_around, module_name, swap
from xhs_workbench import paths

IMPORTS_SECONDS = 8
SLACK = 3
"""A mutant has so many times the CPU time its tests need without it; wall time is not counted, machines differ."""
WALL_SECONDS = 90
HARMLESS = {"jemalloc_bg_thd", "polars-ooc-clea"}
"""Threads that polars starts when it is imported, and that survive without in a forked process."""


class _Faulty(SourceFileLoader):
    def __init__(self, name: str, file: Path, source: str) -> None:
        super().__init__(name, str(file))
        self.source = source

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.source, self.path, "exec", dont_inherit=True)


class _Instead(MetaPathFinder):
    """Find one module and give it another text; everything else is found as usual."""

    def __init__(self, file: Path, source: str) -> None:
        self.package, self.name = file.name == "__init__.py", module_name(file)
        self.file, self.source = file, source

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: object = None
    ) -> ModuleSpec | None:
        if fullname != self.name:
            return None
        inside = [str(self.file.parent)] if self.package else None
        loader = _Faulty(fullname, self.file, self.source)
        return importlib.util.spec_from_file_location(
            fullname, self.file, loader=loader, submodule_search_locations=inside
        )


@dataclass(frozen=True, slots=True)
class Trial:
    """A fault made, the tests that may notice it, and whether its function's code can be exchanged in place."""

    fault: Fault
    source: str
    made: str
    tests: tuple[str, ...]
    limit: int
    in_place: bool


def prepare(fault: Fault, source: str, made: str, coverage: Coverage) -> Trial:
    """Choose the tests for a fault and the way to put it in."""
    tests = tuple(coverage.tests_of(fault))
    limit = IMPORTS_SECONDS + int(SLACK * sum(coverage.seconds[test] for test in tests))
    around = None if fault.at_import else function_around(fault, source)
    in_place = (
        around is not None
        and not fault.cached
        and not coverage.imported.get(fault.file, frozenset()) & set(around[1])
    )
    return Trial(fault, source, made, tests, limit, in_place)


def check_without_fault(room: Room, trials: Sequence[Trial]) -> None:
    """Run the tests of a few trials with nothing changed, either way: what then counts as noticed is an error of the run, not of a fault.

    Raises:
        RuntimeError: A test fails, or a process dies, without any fault.
    """
    for in_place in (True, False):
        some = [
            replace(trial, made=trial.source)
            for trial in trials
            if trial.tests and trial.in_place == in_place
        ][:2]
        if any(try_all(room, some, lambda done: None)):
            raise RuntimeError(
                f"tests of {room.name} fail in a forked process without any fault; nothing can be measured"
            )


def try_all(room: Room, trials: Sequence[Trial], tell: Callable[[int], None]) -> list[bool]:
    """Return of each trial whether a test fails, or never ends, with the fault in place.

    No test at all notices nothing.
    """
    found: dict[int, bool] = {at: False for at, trial in enumerate(trials) if not trial.tests}
    ours, theirs = os.pipe()
    stage = os.fork()
    if not stage:
        os.close(ours)
        _stage(room, trials, theirs)
    os.close(theirs)
    with os.fdopen(ours, encoding="utf-8") as pipe:
        for line in pipe:
            at, noticed = line.split()
            found[int(at)] = noticed == "1"
            tell(len(found))
    os.waitpid(stage, 0)
    for at, trial in enumerate(trials):
        if at not in found:
            found[at] = _noticed(lambda trial=trial: _run_fresh(trial), trial.limit)
            tell(len(found))
    return [found[at] for at in range(len(trials))]


def _stage(room: Room, trials: Sequence[Trial], pipe: int) -> None:
    """Collect the room's tests once; then each fault that can be put in place gets a forked process of its own."""
    try:
        _hush()
        pytest.main([*OPTIONS, *tests_in(room)], plugins=[_Trying(trials, pipe), Steady()])
    finally:
        os._exit(0)


class _Trying:
    """A pytest plugin: instead of running all tests, try the faults."""

    def __init__(self, trials: Sequence[Trial], pipe: int) -> None:
        self.trials, self.pipe, self.failed = trials, pipe, False

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        if _threads() - HARMLESS:
            return (
                True  # a library's threads would be missing in a forked process; every trial imports afresh
            )
        for at, trial in enumerate(self.trials):
            chosen = [items[test] for test in trial.tests if test in items]
            if trial.in_place and chosen:
                noticed = _noticed(lambda trial=trial, chosen=chosen: self._run(trial, chosen), trial.limit)
                os.write(self.pipe, f"{at} {noticed:d}\n".encode())
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed = self.failed or report.failed

    def _run(self, trial: Trial, items: Sequence[pytest.Item]) -> int:
        if not swap(trial.fault, trial.source, trial.made):
            return _run_fresh(trial)
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.failed:
                return 1
        return 0


def _threads() -> set[str]:
    return {
        (task / "comm").read_text().strip()
        for task in Path("/proc/self/task").iterdir()
        if task.name != str(os.getpid())
    }


class _Only:
    """A pytest plugin: keep the tests that were asked for, in the order asked for.

    A case of a test whose name the fault changed (`test_x[10]` is `test_x[9]`) goes where its test's first
    case stands.
    """

    def __init__(self, tests: Sequence[str], instead: _Instead) -> None:
        self.instead = instead
        self.order = {test: at for at, test in enumerate(tests)}
        self.first = {test.split("[")[0]: at for at, test in reversed([*enumerate(tests)])}

    def pytest_collection(self) -> None:
        # After pytest's own finder, which reads files that are named on its command line from the disk.
        sys.meta_path.insert(0, self.instead)
        # Before pytest imports a file for its examples, past Python's own way: it would run it twice and put
        # the module where its package has a function of the same name; tests would fail without any fault.
        for file in dict.fromkeys(paths.ROOT / test.split("::")[0] for test in self.order):
            if file.is_relative_to(PACKAGE):
                importlib.import_module(module_name(file))

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        placed = [
            (self.order.get(item.nodeid, self.first.get(item.nodeid.split("[")[0])), item) for item in items
        ]
        items[:] = [
            item
            for at, item in sorted(
                ((at, item) for at, item in placed if at is not None), key=lambda pair: pair[0]
            )
        ]


def _noticed(run: Callable[[], int], limit: int) -> bool:
    """Run in a forked process that may use so much CPU time; whatever ends otherwise than well has been noticed."""
    child = os.fork()
    if not child:
        code = 1
        try:
            # Soft only: a child may set a limit of its own, which may not be above the hard one.
            resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))
            code = int(run())
        finally:
            os._exit(code)
    began = time.monotonic()
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status) != 0
        if time.monotonic() - began > max(WALL_SECONDS, 10 * limit):
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return True
        time.sleep(0.01)


def _run_fresh(trial: Trial) -> int:
    """Forget what was imported of ours, and run the tests with the faulty file in place of the good one."""
    _hush()
    for name in [
        name
        for name in sys.modules
        if name.split(".")[0] in ("xhs_workbench", "tests", "benchmarks") and name != "xhs_workbench"
    ]:
        if not name.startswith("benchmarks.mutants") and name != "benchmarks":
            del sys.modules[name]
    files = dict.fromkeys(str(paths.ROOT / test.split("::")[0]) for test in trial.tests)
    return int(
        pytest.main(
            [*OPTIONS, "-x", "--tb=no", *files],
            plugins=[_Only(trial.tests, _Instead(trial.fault.file, trial.made)), Steady()],
        )
    )


def _hush() -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
