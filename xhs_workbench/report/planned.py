"""What the command line passes to a batch: the last plan of a folder, and the workers to run it with."""

from __future__ import annotations

import json
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from xhs_workbench.errors import InputMissingError, ParamsError, Problem
from xhs_workbench.report.batch import Runner
from xhs_workbench.report.delivering.delivery import deliver, make_private_folder
from xhs_workbench.report.delivering.kept import private_for
from xhs_workbench.report.executing.pool import Pool, Way

PLAN = "plan.json"


def runner_for(scheduler: str | None, workers: int, way: Way | None, timeout: float) -> Callable[[], Runner]:
    """Return the factory for workers: on this machine, or on a dask cluster.

    Raises:
        ParamsError: Options for local workers are combined with a cluster.
    """
    if scheduler is None:
        return lambda: Pool(workers, way, timeout)
    if workers or way:
        raise ParamsError(
            Problem(
                "a cluster has its own workers and kernels",
                "集群使用其自身的进程与内核",
                column="--scheduler",
                value=scheduler,
                fix_en="leave --workers and --kernels out.",
                fix_zh="请去掉 --workers 与 --kernels。",
                code="XHS-P045",
            )
        )
    from xhs_workbench.report.executing.cluster import Cluster

    return lambda: Cluster(scheduler, timeout)


@contextmanager
def started_now(make: Callable[[], Runner], *, sure: bool) -> Iterator[Callable[[], Runner]]:
    """Start the workers while the batch is still being planned: kernels are ready seconds earlier.

    Args:
        make: From `runner_for`.
        sure: Whether there will be work for them; otherwise they are started when there is.
    """
    if not sure:
        yield make
        return
    started = make()
    try:
        yield lambda: started
    finally:
        started.close()


def remember_plan(out: Path, sources: Sequence[str], language: str | None) -> None:
    """Keep the sources of a batch in the private folder, so that `resume` and `retry` need no arguments."""
    absolute = [str(Path(source).absolute()) if Path(source).exists() else source for source in sources]
    raw = json.dumps({"sources": absolute, "language": language}, ensure_ascii=False).encode()
    deliver({private_for(out) / PLAN: raw})


def last_plan(out: Path) -> tuple[list[str], str | None]:
    """Return the sources and the language of the last batch into a folder.

    Raises:
        InputMissingError: There was none.
    """
    try:
        said: dict[str, Any] = json.loads((private_for(out) / PLAN).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputMissingError(
            Problem(
                "no batch has run into this folder",
                "该文件夹没有批处理记录",
                file=out.name,
                fix_en="name the parameter files.",
                fix_zh="请写明参数文件。",
                code="XHS-P043",
            )
        ) from error
    return list(said["sources"]), said["language"]


ENDS = (signal.SIGINT, signal.SIGTERM)


def serve_kernels(folder: Path) -> int:
    """Keep a fork server in `folder` until a signal ends it; returns 0."""
    from xhs_workbench.report.executing.fork_server import SOCKET, ForkServer

    make_private_folder(folder)
    (folder / SOCKET).unlink(missing_ok=True)
    with _signals_as_bytes() as ended:
        server = ForkServer(folder.absolute())
        try:
            server.wait()
            print(f"kernels are ready: export XHS_KERNELS={folder.absolute()}", flush=True)
            ended.recv(1)
        finally:
            server.close()
    return 0


@contextmanager
def _signals_as_bytes() -> Iterator[socket.socket]:
    """Yield a socket that delivers one byte for each signal of `ENDS` received while the block runs.

    Blocking the signals and waiting for them would not work: a mask applies to one thread, and an existing
        thread of a
    library would take the signal and end the process.
    """
    read, write = socket.socketpair()
    write.setblocking(False)
    woken = signal.set_wakeup_fd(write.fileno(), warn_on_full_buffer=False)
    before = {number: signal.signal(number, lambda *_: None) for number in ENDS}
    try:
        yield read
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(woken)
        read.close()
        write.close()
