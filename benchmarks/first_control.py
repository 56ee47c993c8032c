"""How long an analyst waits at each desk, from Run All to the first control of its explorer.

Each desk of a demo work folder runs in a real kernel as JupyterLab runs it: cell after cell, until the explorer's widget is displayed.
Measured twice: in the kernel that everybody has, which imports everything (as in a JupyterLab of one's own), and in one imported ahead
(as after `xhs-workbench lab`). Seconds are of the clock and of the processor, the kernel's with its children; of several repeats the
median and both ends. On a machine busy with something else, the processor's seconds tell what the clock's cannot.
"""

from __future__ import annotations

import queue
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import nbformat
import psutil
from jupyter_client.manager import KernelManager

from benchmarks.bars import bar
from xhs_workbench import paths, workspace
from xhs_workbench.params import DESKS
from xhs_workbench.report.executing.fork_server import kernels_ahead
from xhs_workbench.report.opening import AHEAD, write_desk

REPEATS = 3
SHORT = {"repeats": 1}
MOST_SECONDS = 5.0
"""Bar: of the processor, from Run All to the first control, where kernels are imported ahead."""
PATIENCE = 300
WIDGET = "application/vnd.jupyter.widget-view+json"
PROGRESS = "<reading>"
"""What a desk shows while it reads; it is no control of the explorer."""
KERNELS = {"python3": "imports everything", AHEAD: "imported ahead"}


@dataclass(frozen=True)
class Waited:
    """From the start of the kernel until it is ready, and from Run All to what is shown.

    Args:
        ready: Seconds of the clock until the kernel answers.
        progress: Seconds of the clock from Run All to the line that says what is read; None where a desk reads nothing.
        wall: Seconds of the clock from Run All to the first control.
        cpu: Seconds of the processor from Run All to the first control.
    """

    ready: float
    progress: float | None
    wall: float
    cpu: float


def run(repeats: int = REPEATS) -> Iterator[str]:
    """Open each desk in each kernel, by turns, and yield one line a desk and kernel."""
    found: dict[tuple[str, str], list[Waited]] = {}
    with tempfile.TemporaryDirectory() as made, ExitStack() as stack:
        root = Path(made) / "bench"
        workspace.set_up_folder(root, demo=True)
        before = paths.ROOT
        stack.callback(paths.settle, before)
        paths.settle(root)
        stack.enter_context(kernels_ahead())
        folder = Path(made)
        for _ in range(repeats):
            for desk, notebook in DESKS.items():
                copy = write_desk(
                    root / "params" / "demo" / f"{notebook}.yaml", desk, folder / f"{desk}.ipynb"
                )
                for kernel in KERNELS:
                    found.setdefault((desk, kernel), []).append(open_once(copy, kernel, root))
    for (desk, kernel), waits in found.items():
        yield _line(desk, kernel, waits)


def open_once(notebook: Path, kernel: str, folder: Path) -> Waited:
    """Start a kernel, run a desk until its explorer is shown, end the kernel.

    Raises:
        RuntimeError: A cell failed, or no explorer was shown.
    """
    began = time.monotonic()
    manager = KernelManager(kernel_name=kernel)
    manager.start_kernel(cwd=str(folder))
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=PATIENCE)
        process = psutil.Process(manager.provisioner.pid)  # type: ignore[union-attr]
        ready, used = time.monotonic() - began, _processor(process)
        began, progress = time.monotonic(), None
        for text in _shown(client, notebook):
            if text != PROGRESS:
                return Waited(ready, progress, time.monotonic() - began, _processor(process) - used)
            progress = time.monotonic() - began
        message = f"{notebook.name} showed no control"
        raise RuntimeError(message)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def _shown(client: Any, notebook: Path) -> Iterator[str]:
    """Run the cells one by one and yield the text of each widget that is displayed, when it is."""
    for cell in nbformat.read(notebook, as_version=4).cells:  # type: ignore[no-untyped-call]
        if cell.cell_type != "code":
            continue
        asked, idle, complained = client.execute(cell.source), False, ""
        while not idle:
            try:
                message = client.get_iopub_msg(timeout=PATIENCE)
            except queue.Empty:
                raise RuntimeError(f"{notebook.name}: no answer{complained}") from None
            content = message["content"]
            if message["msg_type"] == "error":
                raise RuntimeError(f"{notebook.name}: {content['ename']}: {content['evalue']}")
            if content.get("name") == "stderr":
                complained += f"; {content['text'].strip()}"
            if WIDGET in content.get("data", {}):
                yield content["data"]["text/plain"]
            mine = message["parent_header"].get("msg_id") == asked
            idle = mine and message["msg_type"] == "status" and content["execution_state"] == "idle"
        _went_well(client, asked, f"{notebook.name}{complained}")


def _went_well(client: Any, asked: str, what: str) -> None:
    """Raise where a cell ended without an error and yet not well: interrupted, or left out after one that was."""
    while (answer := client.get_shell_msg(timeout=PATIENCE))["parent_header"].get("msg_id") != asked:
        continue
    if (status := answer["content"]["status"]) != "ok":
        message = f"{what}: a cell was not run to its end ({status})"
        raise RuntimeError(message)


def _processor(process: psutil.Process) -> float:
    used = 0.0
    for one in (process, *process.children(recursive=True)):
        try:
            times = one.cpu_times()
        except psutil.Error:  # it ended meanwhile
            continue
        used += (
            times.user
            + times.system
            + getattr(times, "children_user", 0)
            + getattr(times, "children_system", 0)
        )
    return used


def _line(desk: str, kernel: str, waits: list[Waited]) -> str:
    wall, cpu = [one.wall for one in waits], [one.cpu for one in waits]
    read = [one.progress for one in waits if one.progress is not None]
    held = f" {bar(round(median(cpu), 1), most=MOST_SECONDS)}" if kernel == AHEAD else ""
    said = f", progress after {median(read):.1f} s" if read else ""
    return (
        f"{desk}, {KERNELS[kernel]}: first control after {median(cpu):.1f} CPU-s ({min(cpu):.1f} to {max(cpu):.1f}), "
        f"{median(wall):.1f} s ({min(wall):.1f} to {max(wall):.1f}){said}; kernel ready in "
        f"{median(one.ready for one in waits):.1f} s{held}"
    )
