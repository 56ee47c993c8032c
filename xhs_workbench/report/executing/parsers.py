"""Workbooks parsed in a process that is forked early, instead of starting an interpreter for each file.

A kernel must not fork after polars has run a query, so the helper is forked first and waits. For each
workbook it forks one child, which limits its own memory and time and is given up when its time is over.
"""

from __future__ import annotations

import os
import select
import signal
import socket
from contextlib import suppress
from pathlib import Path

from xhs_workbench.intake.opening import workbook
from xhs_workbench.report.executing.frames import receive_json, send_json
from xhs_workbench.report.executing.process_tree import die_with_parent


def parse_in_forks() -> None:
    """Fork the helper and let `intake` use it. Call it in a single-threaded process, before any query."""
    ours, theirs = socket.socketpair()
    owner = os.getpid()
    if os.fork() == 0:
        ours.close()
        try:
            _help(theirs, owner)
        finally:
            os._exit(0)
    theirs.close()

    def apart(path: Path, folder: Path) -> None:
        send_json(ours, {"path": str(path.absolute()), "folder": str(folder)})
        answer = receive_json(ours)
        if answer is None:
            workbook.in_new_interpreter(path, folder)
        elif answer["late"]:
            raise TimeoutError

    workbook.parse_apart_by(apart)


def _help(line: socket.socket, owner: int) -> None:
    die_with_parent(owner)
    os.environ["POLARS_MAX_THREADS"] = "1"
    while (request := receive_json(line)) is not None:
        pid = os.fork()
        if pid == 0:
            try:
                line.close()
                os.chdir(request["folder"])
                workbook.parse_into(Path(request["path"]), Path(request["folder"]))
            finally:
                os._exit(0)
        send_json(line, {"late": not _ended(pid)})


def _ended(pid: int) -> bool:
    """Wait for the child until its time limit, then kill it."""
    handle = os.pidfd_open(pid)
    try:
        in_time = bool(select.select([handle], [], [], workbook.CHILD_SECONDS)[0])
    finally:
        os.close(handle)
    if not in_time:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return in_time
