"""One process that has the parser imported and forks a child for every workbook.

An interpreter of its own for each would take half a second, many times what most workbooks take. What a
workbook can do stays the same: each has a child with limits on memory and time, and only that child can be
hurt. The process starts with the first workbook and ends with its owner, whose pipe it reads.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

FORK_WORKS = sys.platform == "linux"
"""Elsewhere frameworks may not be used after a fork, or there is none."""


class ParserProcess:
    """The owner's side: starts the process and asks it for one workbook after the other."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "xhs_workbench.intake.opening.workbook"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "POLARS_MAX_THREADS": "1"},
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    def parse(self, path: Path, folder: Path, seconds: float) -> bool:
        """Parse a workbook into a folder; say whether that ended within its time.

        Raises:
            OSError: The process is no more.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        asked = {"path": str(path.absolute()), "folder": str(folder), "seconds": seconds}
        self._process.stdin.write(json.dumps(asked).encode() + b"\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise ConnectionError("the parser's process has ended")
        return bool(json.loads(answer)["in_time"])

    def close(self, *, now: bool = False) -> None:
        """Let it end; what a fork of the owner's has in hand is the owner's to end.

        Args:
            now: Kill it with the workbook it has in hand.
        """
        if os.getpid() != self.owner:
            return
        if now:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)  # it leads a session of its own
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        try:
            self._process.wait(timeout=1)  # it reads its pipe's end; a workbook in hand is nobody's any more
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


_own: list[ParserProcess] = []
_one_at_a_time = threading.Lock()


def in_parser_process(path: Path, folder: Path, seconds: float) -> bool:
    """Parse in this process's own parser process, started on the first call.

    Returns:
        Whether it ended within its time.

    Raises:
        OSError: The process could not be started, or has ended; the next call starts another.
    """
    with _one_at_a_time:
        if not _own or _own[0].owner != os.getpid():
            _own[:] = [ParserProcess()]
            atexit.register(close_own)
        try:
            return _own[0].parse(path, folder, seconds)
        except BaseException:  # an interrupt too: its answer would be taken for that of the next workbook
            close_own(now=True)
            raise


def close_own(*, now: bool = False) -> None:
    """End this process's own parser process.

    Args:
        now: Kill it with the workbook it has in hand.
    """
    while _own:
        _own.pop().close(now=now)


def in_fork(work: Callable[[], None], folder: Path, seconds: float, alone: Callable[[], None]) -> bool:
    """Fork a child that works; call it in a single-threaded process that has run no query.

    Args:
        work: What it does.
        folder: Where.
        seconds: After so many it is killed.
        alone: Called in the child first, to let go of what it shares with its parent.

    Returns:
        Whether the child ended within its time.
    """
    pid = os.fork()
    if pid == 0:
        try:
            alone()
            os.chdir(folder)
            work()
        finally:
            os._exit(0)
    return _ended(pid, seconds)


def _ended(pid: int, seconds: float) -> bool:
    handle = os.pidfd_open(pid)
    try:
        in_time = bool(select.select([handle], [], [], seconds)[0])
    finally:
        os.close(handle)
    if not in_time:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return in_time


def _let_go() -> None:
    """A child neither reads its parent's requests nor writes answers."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)


def serve(parse_into: Callable[[Path, Path], None]) -> None:
    """Parse each workbook that the owner asks for in a child, until the owner's pipe ends."""
    for line in sys.stdin:
        asked = json.loads(line)
        path, folder = Path(asked["path"]), Path(asked["folder"])
        in_time = in_fork(partial(parse_into, path, folder), folder, asked["seconds"], _let_go)
        sys.stdout.write(json.dumps({"in_time": in_time}) + "\n")
        sys.stdout.flush()
