"""Where kernels come from: jupyter_client asks a provisioner, and ours provides a preloaded process.

The process is forked from a server where that is safe, otherwise it is a spare started in advance; both are
real ipykernels in their own process. The entry point is called `xhs`, so any program that starts kernels
through jupyter_client can use it.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from xhs_workbench.report.executing import fork_server, spares
from xhs_workbench.report.executing.frames import receive_json
from xhs_workbench.report.executing.fresh_kernel import KEEP_TAIL
from xhs_workbench.report.executing.process_tree import end_tree


class ForkedProcess:
    """A process of the fork server as its owner sees it, with the part of `Popen` that is needed."""

    stdin = stdout = stderr = None

    def __init__(self, line: socket.socket, pid: int) -> None:
        self._line, self.pid = line, pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return the exit code, or None while it runs."""
        if self.returncode is None:
            self._line.settimeout(0.0)
            try:
                if self._line.recv(1, socket.MSG_PEEK):
                    self._receive_exit_code()
                else:
                    self._gone()
            except BlockingIOError:
                return None
            except OSError:
                self._gone()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end."""
        if self.returncode is None:
            self._line.settimeout(timeout)
            try:
                self._receive_exit_code()
            except TimeoutError:
                raise subprocess.TimeoutExpired("kernel", timeout or 0) from None
        return self.returncode or 0

    def _receive_exit_code(self) -> None:
        self._line.settimeout(5.0)
        said = receive_json(self._line)
        self.returncode = int(said["exit"]) if said else -signal.SIGKILL
        self._line.close()

    def _gone(self) -> None:
        """The server has died, and all its processes with it."""
        self.returncode = -signal.SIGKILL
        self._line.close()

    def send_signal(self, number: int) -> None:
        """Signal it, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it."""
        self.send_signal(signal.SIGKILL)


class AheadProvisioner(LocalProvisioner):
    """jupyter_client's local provisioner, which gets its process in another way."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Get a process and make it the kernel of this connection."""
        tail = cmd[cmd.index(KEEP_TAIL) + 1 :]
        environment = dict(kwargs.get("env") or os.environ)
        folder = str(kwargs.get("cwd") or Path.cwd())
        request = {"do": "kernel", "arguments": tail, "environment": environment, "folder": folder}
        self.process = _process(request)
        self.pid = self.pgid = self.process.pid
        self.cwd = folder
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel with everything it started, and wait until it is gone."""
        if self.process:
            end_tree(self.process.pid)
            until = time.monotonic() + 5
            while self.process.poll() is None and time.monotonic() < until:
                await asyncio.sleep(0.002)


def _process(request: dict[str, Any]) -> Any:
    if os.environ.get(spares.SPARE) or not fork_server.FORK_WORKS:
        return spares.SPARES.take(request)
    elsewhere = os.environ.get(fork_server.KERNELS)
    if elsewhere:
        with suppress(OSError):
            return ForkedProcess(*fork_server.ask(Path(elsewhere), request))
    return ForkedProcess(*fork_server.ask(fork_server.own_server().folder, request))
