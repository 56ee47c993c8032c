"""The largest campaigns, from their files to the page: 100,000 candidates; 2,000 notes with 1 M comments; 1 GB of CSV read.

SYNTHETIC: the demo many times over (`ten_times`). Each is done once, with the seconds of the clock, the CPU seconds and the peak
memory of all processes together. `python -m benchmarks.scale selection` does one of them.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import ten_times
from benchmarks.bars import bar
from benchmarks.batch import measure
from xhs_workbench import paths

PAGES = {
    "selection": ten_times.Size(notes=1, creators=334, comments=2_000),
    "post_campaign": ten_times.Size(notes=84, creators=1, comments=1_000_000),
}
GIGABYTE = 1_000_000_000
MOST_SECONDS, MOST_MB = 90, 4096
SHORT = {"sizes": {"selection": ten_times.Size(1, 34, 2_000)}, "most_bytes": 50_000_000}

PAGE = """
import sys
from pathlib import Path
from xhs_workbench.report.run import plan_jobs, run_jobs
if __name__ == "__main__":
    sheet, name, out = sys.argv[1:]
    run_jobs([job for job in plan_jobs([Path(sheet)]) if job.notebook == name], Path(out))
"""
READ = """
import json
import sys
import time
from xhs_workbench import intake
began, told = time.perf_counter(), []
data = intake.read_files(sys.argv[1:], tell=lambda *said: told.append((time.perf_counter() - began, said[3])))
took = time.perf_counter() - began
print(json.dumps([int(data.files["rows_used"].sum()), [(at / took, share) for at, share in told]]))
"""
OFF = 0.3
"""The bar of a desk that reads may be so far from the share of the time that has gone, at any moment."""


def run(sizes: dict[str, ten_times.Size] | None = None, most_bytes: int = GIGABYTE) -> Iterator[str]:
    """Do each once.

    Args:
        sizes: Notebook -> how large its campaign is.
        most_bytes: Size of the CSV.
    """
    for name, size in (PAGES if sizes is None else sizes).items():
        yield from page(name, size)
    if most_bytes:
        yield read(most_bytes)


def page(name: str, size: ten_times.Size) -> Iterator[str]:
    """Make one page of a large campaign as `xhs-workbench run` does; the page for a closer look is another."""
    with tempfile.TemporaryDirectory() as folder:
        params = ten_times.write_campaign(Path(folder), size)
        yield f"scale: files for {name} are written, {_mb(Path(folder)):,.0f} MB; load {os.getloadavg()[0]:.1f}"
        command = [sys.executable, "-c", PAGE, str(params / f"{name}.yaml"), name, f"{folder}/reports"]
        environment = {**os.environ, "XHS_INPUTS": folder}

        def make() -> None:
            subprocess.run(command, check=True, cwd=paths.ROOT, env=environment)

        cost = measure(1, make)
        made = next(Path(folder).glob(f"reports/*/client/{name}.html"))
        megabytes = made.stat().st_size / 1e6
    yield (
        f"scale, {name} of {24 * size.notes:,} notes, {size.comments:,} comments, {300 * size.creators:,} candidates: "
        f"{cost.wall:.0f} s {bar(cost.wall, most=MOST_SECONDS)}, {cost.cpu:.0f} CPU-s, peak {cost.peak_mb:,.0f} MB "
        f"{bar(cost.peak_mb, most=MOST_MB)}, page {megabytes:.2f} MB; load {os.getloadavg()[0]:.1f}"
    )


def read(most_bytes: int) -> str:
    """Read one CSV of comments."""
    source = ten_times.DEMO / "mediacrawler_comments_synthetic.csv"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / source.name
        header, rows = ten_times._comments(source, 1, 1 << 40)
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(header)
            for number, row in enumerate(rows):
                writer.writerow(row)
                if number % 10_000 == 0 and out.tell() > most_bytes:
                    break
        said: list[str] = []

        def go() -> None:
            command = [sys.executable, "-c", READ, str(path)]
            said.append(
                subprocess.run(command, check=True, cwd=paths.ROOT, stdout=subprocess.PIPE, text=True).stdout
            )

        cost = measure(1, go)
        rows, told = json.loads(said[0])
    off = furthest_off(told)
    return (
        f"scale, {most_bytes / 1e6:,.0f} MB of CSV, {rows:,} rows, read with every check: {cost.wall:.0f} s, {cost.cpu:.0f} CPU-s, "
        f"peak {cost.peak_mb:,.0f} MB {bar(cost.peak_mb, most=MOST_MB)}; its bar, told {len(told)} times, was off by at most "
        f"{off:.2f} of the whole {bar(off, most=OFF)}; load {os.getloadavg()[0]:.1f}"
    )


def furthest_off(told: Sequence[tuple[float, float]]) -> float:
    """Return how far a bar was from the share of the time that had gone, at the worst moment: just before or after it moved.

    Args:
        told: The share of the time at which the bar moved, and where to.

    >>> furthest_off([(0.0, 0.0), (0.25, 0.5), (0.75, 0.75)])
    0.25
    """
    shown = [0.0, *(share for _, share in told)]
    moments = [*(at for at, _ in told), 1.0]
    before = [abs(at - share) for at, share in zip(moments, shown, strict=True)]
    return max(before + [abs(at - share) for at, share in told])


def _mb(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


if __name__ == "__main__":
    wanted = sys.argv[1:] or [*PAGES, "intake"]
    for line in run({name: PAGES[name] for name in wanted if name in PAGES}, GIGABYTE * ("intake" in wanted)):
        print(line, flush=True)
