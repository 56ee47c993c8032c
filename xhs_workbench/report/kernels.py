"""The kernels reports run in: real ipykernels that other users of the machine cannot listen to.

jupyter_client's default puts five TCP ports on the loopback, which any local user can read; over `ipc` the same
messages go through sockets in a folder only we may enter.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jupyter_client.manager import AsyncKernelManager

IPC_WORKS = os.name == "posix"


class PrivateKernelManager(AsyncKernelManager):
    """A kernel manager whose connection is a socket file in a private folder (on Windows, loopback TCP)."""

    def __init__(self, **settings: object) -> None:
        super().__init__(**settings)
        if IPC_WORKS:
            self.transport = "ipc"


@contextmanager
def private_folder() -> Iterator[Path]:
    """Yield an empty folder of mode 0700 that is gone afterwards.

    It is the kernel's current folder too, so that a file lying beside a client's data can never be imported. The
    name is short because a socket path may not exceed about 100 bytes.
    """
    with tempfile.TemporaryDirectory(prefix="xhs-") as folder:
        yield Path(folder)


@contextmanager
def private_environment(folder: Path) -> Iterator[None]:
    """Point the kernel's runtime and configuration folders into `folder`, and put the environment back after."""
    wanted = {
        "PYTHONSAFEPATH": "1",
        "PYTHONHASHSEED": "0",
        "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTER_RUNTIME_DIR": str(folder / "r"),
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "TZ": "Asia/Shanghai",
    }
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
