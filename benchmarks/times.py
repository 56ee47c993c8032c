"""The table of times: every notebook's cells on the demo and on a campaign ten times as large, with memory and growth.

Each notebook runs in a fork of one process that has everything imported, as a prepared kernel does. CPU seconds are those of the fork
and of the processes it waited for; peak memory is that of the fork, the shared imports included. Growth is the exponent of the time
in the size: 1 is in proportion, below 1 less than that. Whole, it writes `docs/times.md`.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from benchmarks import opening
from benchmarks.bars import bar
from benchmarks.ten_times import Size, write_campaign
from xhs_workbench import paths

DOCUMENT = paths.ROOT / "docs" / "times.md"
NOTEBOOKS = ("brief", "selection", "content", "live", "post_campaign")
TEN = Size(notes=12, creators=16, comments=200_000)
MOST_CPU, MOST_TIMES, MOST_MB = 3.0, 4.0, 4096
SHORT = {"ten": Size(notes=3, creators=3, comments=5_000), "rounds": 1, "write": False}
DEMO_NOTES = 24
READING = "## Reading files"
"""From here on the page is written by hand, from what `intake` and `scale` print."""

CELLS = """
import ast, json, os, sys, time, traceback
import nbformat
from pathlib import Path
from xhs_workbench import paths
from xhs_workbench.params import load_params
from xhs_workbench.report.executing.fresh_kernel import import_ahead
import_ahead()
from xhs_workbench.views import laying
laying.display = lambda block: block._repr_mimebundle_()
folder, rounds, names = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
def cells(name):
    given, space = load_params(folder / f"{name}.yaml").to_notebook(), {}
    for cell in nbformat.read(paths.NOTEBOOKS / f"{name}.ipynb", 4).cells:
        if "parameters" in cell.metadata.get("tags", []):
            space.update(given)
        elif cell.cell_type == "code":
            body = ast.parse(cell.source).body
            last = body.pop() if isinstance(body[-1], ast.Expr) else None
            exec(compile(ast.Module(body, []), name, "exec"), space)
            shown = last and eval(compile(ast.Expression(last.value), name, "eval"), space)
            if shown is not None:
                shown._repr_mimebundle_()
for name in names * rounds:
    began = time.monotonic()
    if (pid := os.fork()) == 0:
        try:
            from xhs_workbench.report.executing.parsers import parse_in_forks
            parse_in_forks()
            cells(name)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    _, status, used = os.wait4(pid, 0)
    if status:
        sys.exit(f"the cells of {name} did not run to their end")
    took = {"name": name, "cpu": used.ru_utime + used.ru_stime, "wall": time.monotonic() - began, "mb": used.ru_maxrss / 1024}
    print(json.dumps(took), flush=True)
"""


@dataclass(frozen=True)
class Took:
    """What one notebook's cells took: CPU seconds, seconds of the clock, and peak memory in MB."""

    cpu: float
    wall: float
    mb: float


def run(ten: Size = TEN, rounds: int = 3, write: bool = True) -> Iterator[str]:
    """Measure the demo, then the larger campaign once; yield each notebook as it is done.

    Args:
        ten: How large the larger campaign is.
        rounds: How often the demo is measured; the median counts.
        write: Write the page.
    """
    yield f"times: load before {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    demo: dict[str, Took] = {}
    for name, took in _measured(paths.PARAMS / "demo", paths.ROOT, rounds):
        demo[name] = took
        yield f"times, demo: {name} {took.cpu:.2f} CPU-s, peak {took.mb:,.0f} MB"
    each = sum(took.cpu for took in demo.values()) / len(demo)
    yield f"times, demo: {each:.2f} CPU-s a report over the {len(demo)} {bar(each, most=MOST_CPU)}"
    large: dict[str, Took] = {}
    with tempfile.TemporaryDirectory() as root:
        folder = write_campaign(Path(root), ten)
        yield f"times: a campaign of {DEMO_NOTES * ten.notes} notes and {ten.comments:,} comments is written"
        for name, took in _measured(folder, Path(root), 1):
            large[name] = took
            more = took.cpu / demo[name].cpu
            yield (
                f"times, {ten.notes}x: {name} {took.cpu:.2f} CPU-s {bar(more, most=MOST_TIMES)}: {more:.1f}x the demo's, "
                f"exponent {_exponent(more, ten):.2f}; {took.wall:.1f} s, peak {took.mb:,.0f} MB {bar(took.mb, most=MOST_MB)}"
            )
    if write:
        _, mark, kept = DOCUMENT.read_text(encoding="utf-8").partition(READING)
        page = _page(demo, large, ten, list(opening.measure_pages()))
        DOCUMENT.write_text(page + ("\n" + mark + kept if mark else ""), encoding="utf-8")
        yield f"times: {DOCUMENT.relative_to(paths.ROOT)} is written"
    yield f"times: load after {os.getloadavg()[0]:.1f}"


def _measured(folder: Path, root: Path, rounds: int) -> Iterator[tuple[str, Took]]:
    single = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    environment = {**os.environ, **single, "XHS_INPUTS": str(root), "PYTHONHASHSEED": "0"}
    with subprocess.Popen(
        [sys.executable, "-c", CELLS, str(folder), str(rounds), *NOTEBOOKS],
        cwd=paths.ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        found: dict[str, list[Took]] = {}
        for line in child.stdout or ():
            took = json.loads(line)
            name = took.pop("name")
            found.setdefault(name, []).append(Took(**took))
            if len(found[name]) == rounds:
                yield name, _middle(found[name])
    if child.returncode:
        raise RuntimeError("a notebook's cells did not run to their end; what they said stands above")


def _middle(taken: Sequence[Took]) -> Took:
    cpu, wall = (median(getattr(took, part) for took in taken) for part in ("cpu", "wall"))
    return Took(cpu, wall, max(took.mb for took in taken))


def _exponent(more: float, ten: Size) -> float:
    """Return by which power of the campaign's size its time grows."""
    return math.log(max(more, 1e-9)) / math.log(ten.notes)


def _page(
    demo: Mapping[str, Took], large: Mapping[str, Took], ten: Size, pages: Sequence[opening.Opened]
) -> str:
    rows = [
        f"| {name} | {demo[name].cpu:.2f} | {demo[name].mb:,.0f} | {took.cpu:.2f} | {took.wall:.1f} | {took.mb:,.0f} | "
        f"{took.cpu / demo[name].cpu:.1f} | {_exponent(took.cpu / demo[name].cpu, ten):.2f} |"
        for name, took in large.items()
    ]
    each = sum(took.cpu for took in demo.values()) / len(demo)
    return "\n".join(
        [
            "# Times",
            "",
            f"Made by `python -m benchmarks times` on {datetime.now(UTC):%d %B %Y}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end.",
            "CPU seconds of the cells alone, each notebook in a fork of a process that has everything imported; memory is the fork's peak. A",
            "loaded machine needs more CPU seconds for the same work.",
            "",
            f"The larger campaign is the demo several times over (synthetic): {DEMO_NOTES * ten.notes} notes with their daily snapshots,",
            f"{ten.comments:,} comments, {300 * ten.creators:,} candidates with about ten notes each. Growth is the exponent of the time in the",
            "number of notes: 1 would be in proportion.",
            "",
            "| notebook | demo, CPU s | MB | larger, CPU s | s | MB | times | growth |",
            "|---|--:|--:|--:|--:|--:|--:|--:|",
            *rows,
            "",
            f"A report of the demo takes {each:.2f} CPU seconds in its cells, on average over the five.",
            "",
            "## Pages",
            "",
            "The demo's pages as a client opens them, in headless Chromium: seconds until the first chart is drawn (median of three), and",
            f"the longest task while scrolling to the foot and back. Load {os.getloadavg()[0]:.1f}; a loaded machine draws later.",
            "",
            "| page | MB | first chart, s | longest task, ms |",
            "|---|--:|--:|--:|",
            *(f"| {one.page} | {one.megabytes:.2f} | {one.first:.2f} | {one.longest:.0f} |" for one in pages),
            "",
        ]
    )
