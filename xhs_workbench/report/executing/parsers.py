"""Workbooks parsed in a process that is forked early, instead of starting an interpreter for each file.

A kernel must not fork after polars has run a query, so the helper is forked first and waits. For each
workbook it forks one child, which limits its own memory and time and is given up when its time is over.
"""

from __future__ import annotations

import os
import signal
import socket
from functools import partial
from pathlib import Path

from xhs_workbench.intake.opening import workbook
from xhs_workbench.intake.opening.parser_process import in_fork
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
        answer = None
        try:
            send_json(ours, {"path": str(path.absolute()), "folder": str(folder)})
            answer = receive_json(ours)
        except OSError:  # the helper was killed
            pass
        finally:  # after an interrupt too: a late answer would be taken for that of the next workbook
            if answer is None:
                ours.close()
                workbook.parse_apart_by(workbook.in_process_apart)
        if answer is None:
            workbook.in_process_apart(path, folder)
        elif answer["late"]:
            raise TimeoutError

    workbook.parse_apart_by(apart)


def _help(line: socket.socket, owner: int) -> None:
    die_with_parent(owner)
    os.environ["POLARS_MAX_THREADS"] = "1"
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # an interrupt is meant for the cell, and for the workbook in hand

    def alone() -> None:
        line.close()
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    while (request := receive_json(line)) is not None:
        path, folder = Path(request["path"]), Path(request["folder"])
        parse = partial(workbook.parse_into, path, folder)
        in_time = in_fork(parse, folder, workbook.CHILD_SECONDS, alone)
        send_json(line, {"late": not in_time})
