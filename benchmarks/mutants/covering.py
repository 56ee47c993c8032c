"""Which tests run each line: the room's tests once, without a fault, in a forked process."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from benchmarks.mutants.faults import Fault
from benchmarks.mutants.rooms import PACKAGE, Room

SLOWEST_SECONDS = 2.0
"""A test that takes longer says little for its time; what only such a test notices counts as unnoticed."""
FOLLOWED = 2
"""So many times as long does a test take while its lines are followed."""
OPTIONS = ["-p", "no:cacheprovider", "-q", "--no-header", "-m", "not browser and not real_data"]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Seconds of CPU time a test, in running order, the tests that ran each line of each file, and the lines run at import."""

    seconds: dict[str, float]
    by_line: dict[Path, dict[int, frozenset[str]]]
    imported: dict[Path, frozenset[int]]

    def tests_of(self, fault: Fault) -> list[str]:
        """Return the tests that may notice a fault: the quickest that run its lines first, then their files' others.

        The others belong to it because a fixture or a cached world runs in one test's name and is judged by
        the next. A statement that runs at import, or once for all in a cached function, is held by the tests
        of what uses the names it defines, else by its whole file's.
        """
        lines = self.by_line.get(fault.file, {})
        at = range(fault.lines[0], fault.lines[1] + 1)
        direct = frozenset[str]().union(*(lines.get(line, frozenset()) for line in at))
        if fault.at_import or fault.cached or self.imported.get(fault.file, frozenset()).intersection(at):
            direct |= self._users(fault.names) or frozenset[str]().union(*lines.values())
        direct = frozenset(test for test in direct if test in self.seconds)
        files = {test.split("::")[0] for test in direct}
        others = [test for test in self.seconds if test not in direct and test.split("::")[0] in files]
        return [test for part in (direct, others) for test in self._in_order(part)]

    def _in_order(self, tests: Iterable[str]) -> list[str]:
        """File by file, so that what a file's tests share is made once: the cheapest file first, the quickest test first."""
        files: dict[str, list[str]] = defaultdict(list)
        for test in tests:
            files[test.split("::")[0]].append(test)
        cheapest = sorted(files, key=lambda file: (sum(self.seconds[test] for test in files[file]), file))
        return [test for file in cheapest for test in sorted(files[file], key=self._cost)]

    def _users(self, names: tuple[str, ...]) -> frozenset[str]:
        found: set[str] = set()
        word = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in names)) if names else None
        for file, lines in self.by_line.items():
            for at, line in enumerate(file.read_text(encoding="utf-8").split("\n"), start=1):
                if word is not None and word.search(line):
                    found |= lines.get(at, frozenset())
        return frozenset(found)

    def _cost(self, test: str) -> tuple[float, str]:
        return self.seconds[test], test


class _Following:
    """A pytest plugin: coverage's context is the test, and each test's time is taken."""

    def __init__(self, coverage: Any) -> None:
        self.coverage, self.seconds = coverage, dict[str, float]()
        self.failed, self.slow = list[str](), set[str]()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.coverage.switch_context(item.nodeid)
        signal.signal(signal.SIGPROF, _give_up)
        signal.setitimer(signal.ITIMER_PROF, FOLLOWED * SLOWEST_SECONDS)
        began = time.process_time()
        result = yield
        signal.setitimer(signal.ITIMER_PROF, 0)
        self.seconds[item.nodeid] = (time.process_time() - began) / FOLLOWED
        self.coverage.switch_context("")
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and TooSlowError.__name__ in report.longreprtext:
            self.slow.add(report.nodeid)
        elif report.failed:
            self.failed.append(report.nodeid)
        if report.skipped:
            self.slow.add(report.nodeid)


class TooSlowError(Exception):
    """A test took longer than it may."""


def _give_up(number: int, frame: object) -> None:
    raise TooSlowError


def tests_in(room: Room) -> list[str]:
    """Return what pytest is given: the room's test files, and its own files for the examples in their docstrings."""
    return [*map(str, room.test_files()), *map(str, room.files())]


def cover(room: Room) -> Coverage:
    """Run the room's tests in a forked process and return what each line is run by.

    Raises:
        RuntimeError: A test fails without any fault, or nothing ran.
    """
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        os.close(ours)
        _cover_here(room, theirs)
    os.close(theirs)
    with os.fdopen(ours, encoding="utf-8") as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    if not said:
        raise RuntimeError(
            f"the tests of {room.name} could not be followed; run them by themselves: pytest "
            f"{' '.join(room.tests)}"
        )
    seconds, failed, by_line, imported = json.loads(said)
    if failed or not seconds:
        raise RuntimeError(
            f"tests of {room.name} fail without any fault: {', '.join(failed[:5]) or 'none ran'}"
        )
    lines_of = {
        Path(file): {int(line): frozenset(tests) for line, tests in lines.items()}
        for file, lines in by_line.items()
    }
    return Coverage(seconds, lines_of, {Path(file): frozenset(lines) for file, lines in imported.items()})


def _cover_here(room: Room, pipe: int) -> None:
    import coverage

    try:
        with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
            os.dup2(nowhere.fileno(), 1)
            os.dup2(nowhere.fileno(), 2)
            following = coverage.Coverage(data_file=None, include=[f"{PACKAGE}/*"], config_file=False)
            following.start()
            plugin = _Following(following)
            pytest.main([*OPTIONS, *tests_in(room)], plugins=[plugin, Steady()])
            following.stop()
        data = following.get_data()
        by_line: dict[str, dict[int, list[str]]] = defaultdict(dict)
        imported: dict[str, list[int]] = defaultdict(list)
        for file in data.measured_files():
            for line, contexts in data.contexts_by_lineno(file).items():
                if tests := [context for context in contexts if context]:
                    by_line[file][line] = tests
                if "" in contexts:
                    imported[file].append(line)
        with os.fdopen(pipe, "w", encoding="utf-8") as out:
            seconds = {test: spent for test, spent in plugin.seconds.items() if test not in plugin.slow}
            json.dump([seconds, plugin.failed, by_line, imported], out)
    finally:
        sys.stdout.flush()
        os._exit(0)


class Steady:
    """A pytest plugin: hypothesis draws the same examples in every run, so that a score can be had again."""

    def pytest_collection(self) -> None:
        """Load the settings before any test is imported."""
        from hypothesis import settings

        settings.register_profile(
            "mutants", settings.get_profile("workbench"), derandomize=True, database=None, print_blob=False
        )
        settings.load_profile("mutants")
