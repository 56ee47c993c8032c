"""One process that kernels are forked from, for all of pytest's workers: to import everything costs seconds of a core.

The process that starts the workers owns it. A run without workers starts its own when a test first asks for a kernel. Notebooks, which
`tests/conftest.py` does not reach, take this file as a plugin: `-p tests.kernels_of_the_run`.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from xhs_workbench.report.executing import fork_server

PLACE = "XHS_TESTS_KERNELS"
"""Environment variable of the workers: the folder of the process."""
_owned: list[fork_server.ForkServer] = []


@dataclass(frozen=True)
class Shared:
    """The process as a worker sees it: its folder. It is ready before the first test, and ended by its owner."""

    folder: Path

    def wait(self):
        pass

    def close(self):
        pass


def start(config):
    """Start it, if this process is about to start workers."""
    workers = getattr(config.option, "numprocesses", None) or getattr(config.option, "tx", None)
    if workers and not hasattr(config, "workerinput") and fork_server.FORK_WORKS:
        _owned.append(fork_server.ForkServer())
        os.environ[PLACE] = str(_owned[0].folder)


def wait():
    """Wait until it can fork."""
    for server in _owned:
        server.wait()


def close():
    """End it and what is left of its kernels."""
    while _owned:
        os.environ.pop(PLACE, None)
        _owned.pop().close()


def use():
    """Make it this worker's own, unless it has one."""
    if (folder := os.environ.get(PLACE)) and not fork_server._own:
        fork_server._own.append(Shared(Path(folder)))


pytest_configure, pytest_unconfigure = start, close
pytest_sessionstart = pytest.hookimpl(trylast=True)(wait)
pytest_runtest_setup = pytest.hookimpl(tryfirst=True)(use)
