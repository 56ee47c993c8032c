"""A batch of the demo's reports, compared with what one would run instead, on the same cores and in one run.

(a) a shell loop of `papermill` and `jupyter nbconvert`; (b) papermill's API in a process pool, exported by
nbconvert. All execute the same notebooks with the same parameters. CPU seconds count every process; memory is
the tree's proportional share at its peak.
"""

from __future__ import annotations

import os
import resource
import shlex
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import psutil

from benchmarks.bars import bar
from xhs_workbench import paths

REPORTS, STOCK = 30, 8
FORKS = 500
NOTEBOOKS = ("post_campaign", "selection")


@dataclass(frozen=True)
class Cost:
    """The cost of one way of making reports."""

    reports: int
    wall: float
    cpu: float
    peak_mb: float

    @property
    def per_minute(self) -> float:
        """Reports a minute."""
        return 60 * self.reports / self.wall

    @property
    def cpu_each(self) -> float:
        """CPU seconds a report."""
        return self.cpu / self.reports


SHORT = {"reports": 6, "forks": 50, "stock": 2, "rounds": 2}


def run(reports: int = REPORTS, forks: int = FORKS, stock: int = STOCK, rounds: int = 1) -> Iterator[str]:
    """Measure each way, say so as it is done, and yield one line a comparison.

    Args:
        reports: How many the batch makes.
        forks: Kernels forked one after the other.
        stock: How many the stock ways make: a report takes them about a minute, and the thirtieth no less
            than the third, for nothing is shared between theirs.
        rounds: How often all ways are measured by turns; with more than one, each ratio comes with its range.
    """
    found: dict[str, list[Cost]] = {}
    with tempfile.TemporaryDirectory() as name:
        for number in range(rounds):
            folder = Path(name) / str(number)
            folder.mkdir()
            for way, count, make in _ways(folder, reports, stock):
                cost = measure(count, make)
                found.setdefault(way, []).append(cost)
                yield (
                    f"batch, measured: {way}, {count} reports in {cost.wall:.0f} s, "
                    f"{cost.cpu_each:.2f} CPU-s each, peak {cost.peak_mb:,.0f} MB"
                )
    yield from _compared(found)
    yield from hangs(forks)


def _ways(folder: Path, reports: int, stock: int) -> list[tuple[str, int, Callable[[], None]]]:
    return [
        ("ours", reports, lambda: batch(folder / "ours", reports)),
        ("spare kernels", reports, lambda: batch(folder / "spare", reports, "--kernels", "spare")),
        ("shell loop", stock, lambda: shell_loop(folder / "loop", stock)),
        ("process pool", stock, lambda: process_pool(folder / "pool", stock)),
        ("bare cells", reports, lambda: bare_work(reports)),
    ]


def _compared(found: Mapping[str, list[Cost]]) -> list[str]:
    """Compare the means of all rounds; a range is that of the rounds' own ratios."""
    ours, spare, loop, pool, bare = (_mean(costs) for costs in found.values())
    lines = [
        _line("a shell loop of papermill and nbconvert", ours, loop, 12, 15),
        _line("papermill's API in a pool of as many processes", ours, pool, 5.2, 6),
        f"batch, without fork (spare kernels): {spare.per_minute / loop.per_minute:.1f}x the loop, "
        f"{spare.per_minute / pool.per_minute:.1f}x the pool; {spare.cpu_each:.2f} CPU-s a report",
        f"batch: the cells alone, each report working out everything itself, take {bare.cpu_each:.2f} CPU-s a report; ours, which take over "
        f"what the first of a run has worked out, {ours.cpu_each:.2f} with messages, export and start",
        (
            f"batch, peak memory: {ours.peak_mb:,.0f} MB against {loop.peak_mb:,.0f} MB (loop) and "
            f"{pool.peak_mb:,.0f} MB (pool)"
        ),
    ]
    rounds = len(found["ours"])
    if rounds > 1:
        for way in ("shell loop", "process pool"):
            ratios = [
                one.per_minute / other.per_minute
                for one, other in zip(found["ours"], found[way], strict=True)
            ]
            lines.append(f"batch, {rounds} rounds: {min(ratios):.1f}x to {max(ratios):.1f}x the {way}")
    return lines


def _mean(costs: Sequence[Cost]) -> Cost:
    wall, cpu = (sum(getattr(cost, name) for cost in costs) for name in ("wall", "cpu"))
    return Cost(sum(cost.reports for cost in costs), wall, cpu, max(cost.peak_mb for cost in costs))


def _line(what: str, ours: Cost, theirs: Cost, least: float, aim: int) -> str:
    ratio = ours.per_minute / theirs.per_minute
    return (
        f"batch of {ours.reports} against {theirs.reports}: {ratio:.1f}x the reports per minute of {what} {bar(ratio, least)}, aim {aim}x; "
        f"{ours.per_minute:.1f} against {theirs.per_minute:.1f} a minute, CPU-s a report {ours.cpu_each:.2f} against "
        f"{theirs.cpu_each:.2f} ({theirs.cpu_each / ours.cpu_each:.1f}x)"
    )


def measure(reports: int, way: Callable[[], None]) -> Cost:
    """Run one way and count its time, its processes' CPU time and their memory."""
    peak, over = [0.0], threading.Event()

    def watch() -> None:
        me = psutil.Process()
        while not over.wait(0.5):
            total = 0
            for process in me.children(recursive=True):
                with suppress(psutil.Error):
                    total += process.memory_full_info().pss
            peak[0] = max(peak[0], total / 1e6)

    watcher = threading.Thread(target=watch)
    watcher.start()
    before, started = _cpu(), time.perf_counter()
    try:
        way()
        wall, cpu = time.perf_counter() - started, _cpu() - before
    finally:
        over.set()
        watcher.join()
    return Cost(reports, wall, cpu, peak[0])


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def batch(out: Path, reports: int, *more: str) -> None:
    """Make the reports with `xhs-workbench batch`."""
    out.mkdir()
    table = out / "reports.csv"
    rows = [f"params/demo/{NOTEBOOKS[i % 2]}.yaml,r{i:03d},r{i:03d}" for i in range(reports)]
    table.write_text("\n".join(["params,name,prepared_by", *rows]), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "xhs_workbench.cli",
        "batch",
        str(table),
        "--out",
        str(out / "reports"),
        *more,
    ]
    done = subprocess.run(command, check=False, cwd=paths.ROOT, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(
            f"batch ended with {done.returncode}:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
        )
    assert len(list((out / "reports").glob("demo/client/*-r[0-9][0-9][0-9].html"))) == reports


def shell_loop(out: Path, reports: int) -> None:
    """Make them one after the other with the two commands."""
    out.mkdir()
    tools = Path(sys.executable).parent
    lines = []
    for i in range(reports):
        name, made = NOTEBOOKS[i % 2], shlex.quote(str(out / f"r{i:03d}.ipynb"))
        lines.append(
            f"{tools}/papermill notebooks/{name}.ipynb {made} -f params/demo/{name}.yaml -p prepared_by r{i:03d} --no-progress-bar"
            f" && {tools}/jupyter-nbconvert --to html --no-input {made}"
        )
    subprocess.run(["sh", "-ec", "\n".join(lines)], check=True, cwd=paths.ROOT, capture_output=True)
    assert len(list(out.glob("*.html"))) == reports


def process_pool(out: Path, reports: int) -> None:
    """Make them with papermill's API, one process a core."""
    out.mkdir()
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        for done in [pool.submit(_stock, out, i) for i in range(reports)]:
            done.result()
    assert len(list(out.glob("*.html"))) == reports


def _stock(out: Path, number: int) -> None:
    import papermill
    from nbconvert import HTMLExporter

    from xhs_workbench.params import load_params

    name = NOTEBOOKS[number % 2]
    parameters = {
        **load_params(paths.PARAMS / "demo" / f"{name}.yaml").to_notebook(),
        "prepared_by": f"r{number:03d}",
    }
    notebook = papermill.execute_notebook(
        str(paths.NOTEBOOKS / f"{name}.ipynb"),
        str(out / f"r{number:03d}.ipynb"),
        parameters,
        progress_bar=False,
    )
    body, _ = HTMLExporter(exclude_input=True).from_notebook_node(notebook)
    (out / f"r{number:03d}.html").write_text(body, encoding="utf-8")


CELLS = """
import ast, os, sys, traceback, nbformat
from xhs_workbench import paths
from xhs_workbench.params import load_params
from xhs_workbench.report.executing.fresh_kernel import import_ahead
import_ahead()
from xhs_workbench.views import laying
laying.display = lambda block: block._repr_mimebundle_()
notebooks = {name: nbformat.read(paths.NOTEBOOKS / f"{name}.ipynb", 4) for name in sys.argv[2:]}
given = {name: load_params(paths.PARAMS / "demo" / f"{name}.yaml").to_notebook() for name in notebooks}
def cells(name):
    space = {}
    for cell in notebooks[name].cells:
        if "parameters" in cell.metadata.get("tags", []):
            space.update(given[name])
        elif cell.cell_type == "code":
            body = ast.parse(cell.source).body
            last = body.pop() if isinstance(body[-1], ast.Expr) else None
            exec(compile(ast.Module(body, []), name, "exec"), space)
            if last is not None:
                shown = eval(compile(ast.Expression(last.value), name, "eval"), space)
                if shown is not None:
                    shown._repr_mimebundle_()
for i in range(int(sys.argv[1])):
    if (pid := os.fork()) == 0:
        from xhs_workbench.report.executing.parsers import parse_in_forks
        parse_in_forks()
        try:
            cells(sys.argv[2 + i % 2])
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    if os.waitpid(pid, 0)[1]:
        sys.exit("the cells did not run to their end")
"""


def bare_work(reports: int) -> None:
    """Run only the cells, each report in a fork of one process that has everything imported; no kernel, no messages."""
    single = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-c", CELLS, str(reports), *NOTEBOOKS]
    subprocess.run(command, check=True, cwd=paths.ROOT, env={**os.environ, **single})


def hangs(forks: int = FORKS) -> list[str]:
    """Fork kernels one after the other, let each compute a query, and count those that do not answer."""
    from xhs_workbench.report.executing import fork_server
    from xhs_workbench.report.executing.kernels import manager_in, private_folder

    asked = (
        "import polars as pl\npl.DataFrame({'a': range(1000)}).lazy().group_by(pl.col('a') % "
        "7).len().collect().height"
    )
    lost, started = 0, time.perf_counter()
    for _ in range(forks):
        with private_folder() as folder:
            if not _answers(manager_in(folder), asked):
                lost += 1
    took = time.perf_counter() - started
    fork_server.close_own()
    return [
        (
            f"batch: {lost} of {forks} forked kernels hung {bar(lost, most=0)}; each ran a query; "
            f"{forks / took:.1f} a second"
        )
    ]


def _answers(manager_class: type, code: str) -> bool:
    import asyncio

    async def once() -> bool:
        manager = manager_class()
        await manager.start_kernel()
        client = manager.client()
        client.start_channels()
        try:
            await client.wait_for_ready(timeout=60)
            reply = await client.execute_interactive(code, timeout=60, output_hook=lambda _: None)
            return bool(reply["content"]["status"] == "ok")
        except (RuntimeError, TimeoutError):
            return False
        finally:
            client.stop_channels()
            await manager.shutdown_kernel(now=True)

    with ThreadPoolExecutor(1) as thread:  # a caller may have an event loop of its own
        return thread.submit(lambda: asyncio.run(once())).result()


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:]]
    for line in run(*given):
        print(line, flush=True)
