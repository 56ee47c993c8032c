"""A process that imports everything once and then forks a fresh process for each kernel and each worker.

It is single-threaded, runs no query and holds no state of any report. A client connects to its socket (in a
folder only we may enter) and asks for one process. When that connection ends, the process and its children
end too, so none is left over. The server ends with its input or with its owner, and ends everything it
started.
"""

from __future__ import annotations

import atexit
import gc
import os
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xhs_workbench.errors import Problem, ReportError
from xhs_workbench.report.executing.frames import receive_json, send_json
from xhs_workbench.report.executing.fresh_kernel import ahead_environment
from xhs_workbench.report.executing.process_tree import die_with_parent, end_tree

FORK_WORKS = sys.platform == "linux"
"""macOS frameworks must not be used after a fork, and Windows cannot fork; there, spare kernels are started
in advance."""

SOCKET = "s"
KERNELS = "XHS_KERNELS"
"""Environment variable: folder of a running fork server, for schedulers that call papermill themselves."""
START_SECONDS = 120
HARMLESS = {"jemalloc_bg_thd", "polars-ooc-clea"}
"""Threads that polars starts on import: an allocator's, which handles forks, and one that waits for files."""


class ForkServer:
    """The owner's side: starts the process, knows its socket, ends it.

    Args:
        folder: Private folder for the socket; None creates one that is removed with the server.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._made = (
            None if folder else tempfile.TemporaryDirectory(prefix="xhs-", ignore_cleanup_errors=True)
        )
        self.folder = folder or Path(str(self._made and self._made.name))
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "xhs_workbench.report.executing.fork_server", str(self.folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=ahead_environment(),
            start_new_session=True,
        )
        self._ready = False

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    def wait(self) -> None:
        """Wait until it has imported everything.

        Raises:
            ReportError: It cannot fork safely, or did not start.
        """
        if self._ready:
            return
        assert self._process.stdout is not None
        said = self._process.stdout.readline().decode().strip()
        if said != "ready":
            self.close()
            raise ReportError(
                Problem(
                    f"kernels cannot be forked here: {said or 'the fork server did not start'}",
                    "此环境无法以 fork 方式启动内核",
                    fix_en="run with --kernels spare.",
                    fix_zh="请使用 --kernels spare。",
                    code="XHS-R010",
                )
            )
        self._ready = True

    def close(self) -> None:
        """End the server and everything it forked."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            end_tree(self._process.pid)
            self._process.wait(timeout=5)
        if self._made:
            self._made.cleanup()


def ask(folder: Path, request: Mapping[str, Any]) -> tuple[socket.socket, int]:
    """Ask the fork server in `folder` for one process.

    Raises:
        OSError: No server is there.
    """
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(START_SECONDS)
    try:
        line.connect(str(folder / SOCKET))
        send_json(line, request)
        answer = receive_json(line)
    except OSError:
        line.close()
        raise
    if not answer or "pid" not in answer:
        line.close()
        raise ConnectionError("the fork server provided no process")
    line.settimeout(None)
    return line, int(answer["pid"])


_own: list[ForkServer] = []
_one_at_a_time = threading.Lock()


def own_server() -> ForkServer:
    """Return this process's own fork server, started on the first call and ended with the process."""
    with _one_at_a_time:
        if not _own:
            _own.append(ForkServer())
            atexit.register(close_own)
        _own[0].wait()
        return _own[0]


def close_own() -> None:
    """End this process's own fork server."""
    while _own:
        _own.pop().close()


@contextmanager
def kernels_ahead() -> Iterator[None]:
    """Keep a fork server while a block runs, and name it to every process that the block starts.

    Where no kernel can be forked, or somebody else's server is named already, nothing is started: kernels are then
    what they always were.
    """
    if not FORK_WORKS or os.environ.get(KERNELS):
        yield
        return
    server = ForkServer()
    try:
        with suppress(ReportError):
            server.wait()
            os.environ[KERNELS] = str(server.folder)
        yield
    finally:
        os.environ.pop(KERNELS, None)
        server.close()


def are_ahead() -> bool:
    """Say whether a server is named that kernels can be forked from."""
    folder = os.environ.get(KERNELS)
    return FORK_WORKS and bool(folder) and (Path(str(folder)) / SOCKET).exists()


# What follows runs in the server.


@dataclass
class Child:
    """A process that the server forked, and the connection that keeps it alive."""

    pid: int
    line: socket.socket
    worker: bool


def serve(folder: Path, forked: Callable[[Mapping[str, Any], socket.socket], None]) -> None:
    """Fork a process for every request, until the owner's pipe closes."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(folder / SOCKET))
    listener.listen(128)
    wake_read, wake_write = socket.socketpair()
    for end in (wake_read, wake_write, listener):
        end.setblocking(False)
    signal.set_wakeup_fd(wake_write.fileno())
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    watch = selectors.DefaultSelector()
    children: dict[int, Child] = {}
    for place, what in ((listener, "ask"), (wake_read, "reap"), (sys.stdin, "owner")):
        watch.register(place, selectors.EVENT_READ, what)
    _say_ready()
    while True:
        for key, _ in watch.select():
            if key.data == "owner":
                if not os.read(sys.stdin.fileno(), 1):
                    return _end_all(children)
            elif key.data == "reap":
                with suppress(BlockingIOError):
                    wake_read.recv(4096)
                _reap(children, watch)
            elif key.data == "ask":
                _answer(listener, watch, children, forked)
            elif key.data in children:
                _lost(children[key.data], watch)


def _say_ready() -> None:
    try:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
    except BrokenPipeError:  # the owner has ended meanwhile
        os._exit(0)


def _answer(
    listener: socket.socket,
    watch: selectors.BaseSelector,
    children: dict[int, Child],
    forked: Callable[[Mapping[str, Any], socket.socket], None],
) -> None:
    try:
        line, _ = listener.accept()
    except BlockingIOError:
        return
    line.settimeout(5)
    try:
        request = receive_json(line)
    except OSError:
        request = None
    if request is None:
        line.close()
        return
    owner = os.getpid()
    with (
        warnings.catch_warnings()
    ):  # newer Pythons warn of any thread; `main` has looked that only harmless ones run
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid == 0:
        _in_child(owner, request, line, forked)
    worker = request["do"] == "worker"
    with suppress(OSError):
        send_json(line, {"pid": pid})
    children[pid] = Child(pid, line, worker)
    if worker:
        line.close()  # the worker talks to its owner directly
    else:
        watch.register(line, selectors.EVENT_READ, pid)


def _in_child(
    owner: int,
    request: Mapping[str, Any],
    line: socket.socket,
    forked: Callable[[Mapping[str, Any], socket.socket], None],
) -> None:
    """Become an independent process: own session, ends with the server, default signals, no descriptors."""
    status = 70
    try:
        os.setsid()
        die_with_parent(owner)
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        keep = line.fileno()
        nothing = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1) if request["do"] == "worker" else (0, 1, 2):
            os.dup2(nothing, standard)
        os.closerange(3, keep)
        os.closerange(keep + 1, 4096)
        line.settimeout(None)
        forked(request, line)
        status = 0
    except BaseException:  # a forked process must never return into the server's loop
        import traceback

        traceback.print_exc()
    finally:
        with suppress(Exception):
            sys.stderr.flush()
        os._exit(status)


def _reap(children: dict[int, Child], watch: selectors.BaseSelector) -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        child = children.pop(pid, None)
        if child is None:
            continue
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
        if not child.worker:
            with suppress(OSError):
                send_json(child.line, {"exit": os.waitstatus_to_exitcode(status)})
            _forget(child, watch)


def _lost(child: Child, watch: selectors.BaseSelector) -> None:
    """End this process and everything it started, because its owner has ended."""
    end_tree(child.pid)
    _forget(child, watch)


def _forget(child: Child, watch: selectors.BaseSelector) -> None:
    with suppress(KeyError, ValueError):
        watch.unregister(child.line)
    child.line.close()


def _end_all(children: Mapping[int, Child]) -> None:
    for pid in list(children):
        end_tree(pid)


def _forked(request: Mapping[str, Any], line: socket.socket) -> None:
    if request["do"] == "worker":
        from xhs_workbench import paths, work_folder
        from xhs_workbench.report.executing.worker import work

        os.environ.update(request.get("environment", {}))
        paths.settle(work_folder.find_root())
        work(line)
        return
    from xhs_workbench.report.executing.fresh_kernel import become_kernel
    from xhs_workbench.report.executing.parsers import parse_in_forks

    line.close()
    parse_in_forks()
    become_kernel(request["arguments"], request["environment"], request["folder"])


def main() -> None:
    """Import in advance, make sure that no other thread runs, and serve."""
    folder = Path(sys.argv[1])
    from xhs_workbench.report.executing.fresh_kernel import import_ahead
    from xhs_workbench.report.rendering import page

    import_ahead()
    page.warm()
    gc.collect()
    gc.freeze()
    running = {(task / "comm").read_text().strip() for task in Path("/proc/self/task").iterdir()}
    if foreign := running - HARMLESS - {Path("/proc/self/comm").read_text().strip()}:
        sys.stdout.write(f"threads run after the imports: {', '.join(sorted(foreign))}\n")
        return
    serve(folder, _forked)


if __name__ == "__main__":
    main()
