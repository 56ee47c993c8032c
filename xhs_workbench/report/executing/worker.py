"""A worker: a process that makes one report after another and returns each page to its owner over one connection.

It is forked from the server if possible, otherwise started anew. Between reports it keeps only templates and
the exporter. It ends when its owner ends.
"""

from __future__ import annotations

import logging
import os
import queue
import sys
import threading
from contextlib import suppress
from typing import Any

from xhs_workbench.report.executing.frames import Stream, receive_object, send_object
from xhs_workbench.report.making import make_report


def work(line: Stream) -> None:
    """Make reports until the connection ends, then end the process."""
    logging.getLogger("papermill").setLevel(
        logging.CRITICAL
    )  # failures are reported in the outcome, in our own words
    asks: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(line, asks), daemon=True).start()
    while True:
        job, around = asks.get()
        outcome = make_report(job, around, lambda cell: send_object(line, cell))
        send_object(line, outcome)


def _listen(line: Stream, asks: queue.SimpleQueue[Any]) -> None:
    """Return what is requested; if the owner has ended, end at once, even in the middle of a report."""
    while (asked := receive_object(line)) is not None:
        asks.put(asked)
    os._exit(0)


class Pipes:
    """Standard input and output as one connection."""

    def __init__(self, read: Any, write: Any) -> None:
        self._read, self._write = read, write

    def sendall(self, data: bytes, /) -> None:
        """Send everything."""
        self._write.write(data)
        self._write.flush()

    def recv(self, size: int, /) -> bytes:
        """Receive at most `size` bytes."""
        got: bytes = self._read.read1(size)
        return got

    def close(self) -> None:
        """Close both."""
        for pipe in (self._read, self._write):
            with suppress(OSError):
                pipe.close()


def main() -> None:
    """Work over standard input and output."""
    from xhs_workbench.report.executing import spares
    from xhs_workbench.report.rendering.page import warm

    os.environ[spares.SPARE] = "1"
    line = Pipes(sys.stdin.buffer, os.fdopen(os.dup(1), "wb"))
    os.dup2(2, 1)  # printed text must not reach the connection
    spares.SPARES.start()
    warm()
    work(line)


if __name__ == "__main__":
    main()
