"""One report, cold and warm, against papermill and nbconvert typed by hand; and what the commands cost before they do anything.

Each way makes the same page from the same notebook, parameters and files. Cold is a first `run` in a fresh process; warm is a `run`
while `xhs-workbench kernels` keeps a process with everything imported. CPU seconds count every process that a command waited for, and for a
warm run what the server's processes used meanwhile, so its kernel counts too. Where the machine is busy with something else, the ratios in
CPU seconds are the ones to read.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from statistics import median

import psutil

from benchmarks.batch import Cost, measure
from xhs_workbench import paths

NOTEBOOK = "live"
ROUNDS, STARTS = 3, 5
SHORT = {"rounds": 1, "starts": 2}
COMMAND = (sys.executable, "-m", "xhs_workbench.cli")
SCRIPTS = {
    "import xhs_workbench": "import xhs_workbench",
    "import xhs_workbench and read a verb": "import xhs_workbench; xhs_workbench.read",
    "xhs-workbench --version": "from xhs_workbench.cli import main; main(['--version'])",
    "import papermill": "import papermill",
    "import polars": "import polars",
    "an empty Python": "",
}


def run(rounds: int = ROUNDS, starts: int = STARTS) -> Iterator[str]:
    """Measure each way by turns, say so as it is done, and yield one line a way.

    Args:
        rounds: How often each way makes the report; the median counts.
        starts: How often each import is measured.
    """
    found: dict[str, list[Cost]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with _Kernels(folder / "kernels") as kernels:
            for number in range(rounds):
                for way, make in {
                    "cold": lambda out: ours(out, {}),
                    "warm": lambda out: ours(out, {"XHS_KERNELS": str(kernels.folder)}),
                    "by hand": by_hand,
                }.items():
                    out = folder / f"{way} {number}".replace(" ", "_")
                    out.mkdir()
                    before = kernels.cpu()
                    cost = measure(1, lambda make=make, out=out: make(out))
                    cost = replace(cost, cpu=cost.cpu + kernels.cpu() - before)
                    found.setdefault(way, []).append(cost)
                    yield f"one report, measured: {way}, {cost.wall:.1f} s, {cost.cpu:.1f} CPU-s"
    walls, cpus = (
        {way: median(getattr(cost, name) for cost in costs) for way, costs in found.items()}
        for name in ("wall", "cpu")
    )
    for way in found:
        line = f"one report ({NOTEBOOK}), {way}: {walls[way]:.1f} s, {cpus[way]:.1f} CPU-s"
        if way != "by hand":
            by_cpu, by_wall = cpus["by hand"] / cpus[way], walls["by hand"] / walls[way]
            line += f"; by hand takes {by_cpu:.1f} times the CPU-s and {by_wall:.1f} times as long"
        yield line
    for what, code in SCRIPTS.items():
        yield f"start: {what}: {_start(code, starts):.2f} CPU-s"


def ours(out: Path, more: dict[str, str]) -> None:
    """Make the report with `xhs-workbench run`."""
    _call([*COMMAND, "run", f"params/demo/{NOTEBOOK}.yaml", "--out", str(out)], more)
    assert (out / "demo" / "client" / f"{NOTEBOOK}.html").is_file()


def by_hand(out: Path) -> None:
    """Make it with the two commands that one would type."""
    tools, made = Path(sys.executable).parent, shlex.quote(str(out / "made.ipynb"))
    lines = (
        f"{tools}/papermill notebooks/{NOTEBOOK}.ipynb {made} -f params/demo/{NOTEBOOK}.yaml --no-progress-bar",
        f"{tools}/jupyter-nbconvert --to html --no-input {made}",
    )
    _call(["sh", "-ec", " && ".join(lines)], {})
    assert (out / "made.html").is_file()


def _call(words: Sequence[str], more: dict[str, str]) -> None:
    kept = {name: value for name, value in os.environ.items() if name != "XHS_KERNELS"}
    subprocess.run(words, check=True, cwd=paths.ROOT, env={**kept, **more}, capture_output=True)


class _Kernels:
    """Keep prepared kernels while a block runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> _Kernels:
        words = [*COMMAND, "kernels", str(self.folder)]
        self.server = subprocess.Popen(words, cwd=paths.ROOT, stdout=subprocess.PIPE, text=True)
        assert self.server.stdout is not None
        assert "kernels are ready" in self.server.stdout.readline()
        return self

    def cpu(self) -> float:
        """Return the CPU seconds of the server's processes until now, with those of children that ended."""
        server, used = psutil.Process(self.server.pid), 0.0
        for process in [server, *server.children(recursive=True)]:
            with suppress(psutil.Error):
                times = process.cpu_times()
                used += times.user + times.system + times.children_user + times.children_system
        return used

    def __exit__(self, *_: object) -> None:
        self.server.terminate()
        self.server.wait(30)


def _start(code: str, times: int) -> float:
    """Return the CPU seconds of a fresh Python that runs a line, the median of several."""
    spent = []
    for _ in range(times):
        before = os.times()
        subprocess.run([sys.executable, "-c", code], check=False, cwd=paths.ROOT, capture_output=True)
        after = os.times()
        spent.append(
            after.children_user + after.children_system - before.children_user - before.children_system
        )
    return median(spent)


if __name__ == "__main__":
    began = time.monotonic()
    for line in run():
        print(line, flush=True)
    print(f"{time.monotonic() - began:.0f} s", flush=True)
