"""The kernels reports run in: real ipykernels that other users of the machine cannot listen to.

jupyter_client's default puts five TCP ports on the loopback, which any local user can read; over `ipc` the same
messages go through sockets in a folder only we may enter.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

IPC_WORKS = os.name == "posix"
SECRET = re.compile(r"token|secret|passw|api_?key|cookie|credential|private_?key|access_?key", re.IGNORECASE)
"""Names of environment variables that no notebook needs; the same words that parameters refuse."""


class PrivateKernelManager(AsyncKernelManager):
    """A kernel manager whose connection is a socket file in a private folder (on Windows, loopback TCP).

    The kernel comes from a process that has everything imported, in an empty current folder, with an environment that
    holds no secret and puts every settings folder into the private one.
    """

    private: Path | None = None
    """Folder for sockets, settings and the kernel's current folder; set by `manager_in`."""
    environment: Mapping[str, str] = MappingProxyType({})
    """What this report's kernel is told besides."""

    def __init__(self, **settings: object) -> None:
        super().__init__(**settings)
        if IPC_WORKS:
            self.transport = "ipc"
        self.context.rcvhwm = 0  # as in `fresh_kernel`: what is not read yet is kept, never dropped
        if self.private is not None:
            runtime = self.private / "r"
            runtime.mkdir(mode=0o700, exist_ok=True)
            self.connection_file = str(runtime / "k.json")

    @property
    def kernel_spec(self) -> KernelSpec:
        """Return a specification that names our provisioner; the notebook's own name for its kernel stays untouched."""
        return KernelSpec(
            argv=["python", "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            display_name="Python 3 (ipykernel)",
            language="python",
            metadata={"kernel_provisioner": {"provisioner_name": "xhs"}},
        )

    async def _async_pre_start_kernel(self, **settings: Any) -> tuple[list[str], dict[str, Any]]:
        if self.private is not None:
            desk = self.private / "desk"
            desk.mkdir(mode=0o700, exist_ok=True)
            settings |= {"env": private_environment(self.private) | dict(self.environment), "cwd": str(desk)}
        started: tuple[list[str], dict[str, Any]] = await super()._async_pre_start_kernel(**settings)
        return started

    pre_start_kernel = _async_pre_start_kernel


def manager_in(folder: Path) -> type[PrivateKernelManager]:
    """Return the manager class of one report: nbclient takes a class, and this one knows its folder."""
    return type("ReportKernelManager", (PrivateKernelManager,), {"private": folder})


@contextmanager
def private_folder() -> Iterator[Path]:
    """Yield an empty folder of mode 0700 that is gone afterwards.

    The kernel's current folder lies in it too, so that a file beside a client's data can never be imported. The name is
    short because a socket path may not exceed about 100 bytes.
    """
    with tempfile.TemporaryDirectory(prefix="xhs-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def private_environment(folder: Path) -> dict[str, str]:
    """Return a kernel's environment: ours without secrets, with every settings and temporary folder in `folder`."""
    temporary = folder / "tmp"
    temporary.mkdir(mode=0o700, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not SECRET.search(name)}
    return kept | {
        "PYTHONSAFEPATH": "1",
        "PYTHONHASHSEED": "0",
        "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTER_RUNTIME_DIR": str(folder / "r"),
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "MPLCONFIGDIR": str(folder / "config"),
        "TMPDIR": str(temporary),
        "TZ": "Asia/Shanghai",
        "POLARS_MAX_THREADS": os.environ.get("POLARS_MAX_THREADS", "2"),
    }
