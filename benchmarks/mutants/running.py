"""Run the tests against one fault: a forked process imports the faulty file in place of ours and stops at the first failure."""

from __future__ import annotations

import importlib.util
import os
import resource
import signal
import sys
import time
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType

import pytest

from benchmarks.mutants.covering import OPTIONS, Coverage, Steady
from benchmarks.mutants.faults import Fault
from xhs_workbench import paths

IMPORTS_SECONDS = 20
SLACK = 5
"""A mutant has so many times the CPU time its tests need without it; wall time is not counted, machines differ."""
WALL_SECONDS = 300


class _Faulty(SourceFileLoader):
    def __init__(self, name: str, file: Path, source: str) -> None:
        super().__init__(name, str(file))
        self.source = source

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.source, self.path, "exec", dont_inherit=True)


class _Instead(MetaPathFinder):
    """Find one module and give it another text; everything else is found as usual."""

    def __init__(self, file: Path, source: str) -> None:
        parts = file.relative_to(paths.ROOT).with_suffix("").parts
        self.package = parts[-1] == "__init__"
        self.name = ".".join(parts[:-1] if self.package else parts)
        self.file, self.source = file, source

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: object = None) -> ModuleSpec | None:
        if fullname != self.name:
            return None
        inside = [str(self.file.parent)] if self.package else None
        loader = _Faulty(fullname, self.file, self.source)
        return importlib.util.spec_from_file_location(fullname, self.file, loader=loader, submodule_search_locations=inside)


class _Only:
    """A pytest plugin: keep the tests that were asked for, in the order asked for."""

    def __init__(self, tests: Sequence[str]) -> None:
        self.order = {test: at for at, test in enumerate(tests)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted((item for item in items if item.nodeid in self.order), key=lambda item: self.order[item.nodeid])


def notices(fault: Fault, source: str, coverage: Coverage) -> bool:
    """Return whether a test fails, or never ends, with the fault in place. No test at all notices nothing.

    Args:
        fault: What was changed.
        source: The file's text with the fault.
        coverage: Which tests may notice.
    """
    tests = coverage.tests_of(fault)
    if not tests:
        return False
    limit = IMPORTS_SECONDS + int(SLACK * sum(coverage.seconds[test] for test in tests))
    child = os.fork()
    if not child:
        _run_here(fault, source, tests, limit)
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


def _run_here(fault: Fault, source: str, tests: Sequence[str], limit: int) -> None:
    code = 1
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        sys.meta_path.insert(0, _Instead(fault.file, source))
        files = dict.fromkeys(str(paths.ROOT / test.split("::")[0]) for test in tests)
        code = pytest.main([*OPTIONS, "-x", "--tb=no", *files], plugins=[_Only(tests), Steady()])
    finally:
        os._exit(int(code))
