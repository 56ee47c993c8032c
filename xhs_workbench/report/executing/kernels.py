"""The kernels of reports: real ipykernels that other users of the machine cannot listen to.

By default, jupyter_client opens five TCP ports on the loopback, which any local user can read. Over `ipc` the
same messages go through sockets in a folder that only we may enter.
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

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

from xhs_workbench import paths
from xhs_workbench.work_folder import VARIABLE

IPC_WORKS = os.name == "posix"
SECRET = re.compile(r"token|secret|passw|api_?key|cookie|credential|private_?key|access_?key", re.IGNORECASE)
"""Words in names of environment variables that no notebook needs; parameters refuse the same words."""


class PromptClient(AsyncKernelClient):
    """jupyter_client's client, which begins as soon as the kernel answers.

    The usual one first listens until nothing has come for 0.2 s, in every report. What is still under way then needs no waiting for:
    whoever runs cells keeps the messages of each cell apart by its id.
    """

    async def _at_once(self, timeout: float | None = None) -> None:
        channel, connected = self.iopub_channel, False
        usual = channel.get_msg

        async def next_message(timeout: float | None = None) -> dict[str, Any]:
            nonlocal connected
            message: dict[str, Any] = await usual(timeout=0.0 if connected else timeout)
            connected = True
            return message

        channel.get_msg = next_message
        try:
            await super()._async_wait_for_ready(timeout=timeout)
        finally:
            channel.get_msg = usual

    wait_for_ready = _at_once


class PrivateKernelManager(AsyncKernelManager):
    """A kernel manager whose connection is a socket file in a private folder (on Windows, loopback TCP).

    The kernel comes from a preloaded process. It runs in an empty working folder, with an environment that
    holds no secret and places every settings folder inside the private one.
    """

    private: Path | None = None
    """Folder for sockets, settings and the kernel's working folder; set by `manager_in`."""
    environment: Mapping[str, str] = MappingProxyType({})
    """Further environment variables for this report's kernel."""

    def __init__(self, **settings: object) -> None:
        super().__init__(**settings)
        self.client_factory = PromptClient
        if IPC_WORKS:
            self.transport = "ipc"
        self.context.rcvhwm = 0  # as in `fresh_kernel`: unread messages are kept, never dropped
        if self.private is not None:
            runtime = self.private / "r"
            runtime.mkdir(mode=0o700, exist_ok=True)
            self.connection_file = str(runtime / "k.json")

    @property
    def kernel_spec(self) -> KernelSpec:
        """Return a kernel specification that names our provisioner; the notebook's own kernel name is unchanged."""
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
    """Return the manager class of one report, bound to its folder, because nbclient takes a class."""
    return type("ReportKernelManager", (PrivateKernelManager,), {"private": folder})


@contextmanager
def private_folder() -> Iterator[Path]:
    """Yield an empty folder of mode 0700 that is removed afterwards.

    The kernel's working folder lies in it too, so that a file beside a client's data can never be imported.
    The name is short, because a socket path is limited to about 100 bytes.
    """
    with tempfile.TemporaryDirectory(prefix="xhs-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def private_environment(folder: Path) -> dict[str, str]:
    """Return a kernel's environment: ours without secrets, with every settings and temporary folder in `folder`."""
    temporary = folder / "tmp"
    temporary.mkdir(mode=0o700, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not SECRET.search(name)}
    return (
        {VARIABLE: str(paths.ROOT)}
        | kept
        | {
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
    )
