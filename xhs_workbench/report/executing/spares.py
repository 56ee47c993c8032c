"""Preloaded processes that wait to be told which kernel to be, for systems where forking is not safe."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from xhs_workbench.report.executing.fresh_kernel import ahead_environment
from xhs_workbench.report.executing.process_tree import end_tree

SPARE = "XHS_KERNELS_SPARE"
"""Environment variable: use spare kernels even where forking is safe."""


class Spares:
    """Preloaded processes that wait to be told which kernel to be."""

    def __init__(self, ahead: int = 1) -> None:
        self.ahead = ahead
        self._waiting: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Start the requested number in advance."""
        while len(self._waiting) < self.ahead:
            self._waiting.append(
                subprocess.Popen(
                    [sys.executable, "-P", "-m", "xhs_workbench.report.executing.fresh_kernel"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    env=ahead_environment(),
                    start_new_session=True,
                )
            )

    def take(self, request: dict[str, Any]) -> subprocess.Popen[bytes]:
        """Turn the oldest spare into a kernel and start another."""
        self.start()
        process = self._waiting.pop(0)
        self.start()
        assert process.stdin is not None
        request["arguments"] = [*request["arguments"], f"--IPKernelApp.parent_handle={os.getpid()}"]
        process.stdin.write(json.dumps(request).encode() + b"\n")
        process.stdin.flush()
        return process

    def close(self) -> None:
        """End those that were not needed."""
        for process in self._waiting:
            end_tree(process.pid)
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
        self._waiting.clear()


SPARES = Spares()
