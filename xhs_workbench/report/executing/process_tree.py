"""End a process with everything it started, also in other sessions; or be ended with a parent."""

from __future__ import annotations

import ctypes
import os
import signal
from contextlib import suppress

import psutil

PR_SET_PDEATHSIG = 1


def end_tree(pid: int) -> None:
    """Kill `pid`, its process group and its descendants; processes that have already ended are ignored."""
    try:
        top = psutil.Process(pid)
        family = [*top.children(recursive=True), top]
    except psutil.NoSuchProcess:
        family = []
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            if os.getpgid(pid) == pid:
                os.killpg(pid, signal.SIGKILL)
    for process in family:
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            process.kill()


def die_with_parent(parent: int) -> None:
    """Ask the system to kill this process when its parent dies (Linux)."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
