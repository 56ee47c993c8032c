"""End a process with everything it started, also what moved to a session of its own."""

from __future__ import annotations

import os
import signal
from contextlib import suppress

import psutil


def end_tree(pid: int) -> None:
    """Kill `pid`, its process group and its descendants; nothing happens where they are gone already."""
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
