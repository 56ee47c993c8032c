"""The demo's five pages, and the two pages for a closer look, in headless Chromium: bytes, seconds until the first chart is drawn, the longest task while scrolling.

A chart counts as drawn when its picture or drawing lies in the page with a size, two frames after the page was opened at it. Tasks
are what the browser itself reports as long (50 ms or more), from the first scroll to the foot of the page and back.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.bars import bar
from xhs_workbench import paths

PAGES = ("brief", "selection", "content", "live", "post_campaign", "candidates", "closer_look")
MOST_SECONDS, MOST_MB, MOST_TASK_MS = 1.0, 1.5, 200
SHORT = {"rounds": 1}
CHART = "svg, canvas, .xhs-chart img"
DRAWN = """() => new Promise(done => {
  const look = () => [...document.querySelectorAll("%s")].some(one => one.getBoundingClientRect().width > 40)
    ? requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))) : requestAnimationFrame(look);
  look();
})"""
SCROLLED = """async () => {
  const long = [];
  new PerformanceObserver(list => long.push(...list.getEntries().map(one => one.duration))).observe({type: "longtask"});
  const frame = () => new Promise(done => requestAnimationFrame(done));
  const foot = document.documentElement.scrollHeight;
  for (const down of [true, false])
    for (let at = 0; at < foot; at += 400) { window.scrollTo(0, down ? at : foot - at); await frame(); }
  await frame(); await frame();
  return Math.max(0, ...long);
}"""


@dataclass(frozen=True)
class Opened:
    """One page: its size in MB, seconds until its first chart is drawn, and the longest task in ms while scrolling."""

    page: str
    megabytes: float
    first: float
    longest: float


def run(made: str = "", rounds: int = 3) -> Iterator[str]:
    """Open each page and scroll through it.

    Args:
        made: Folder of the demo's reports; empty makes them.
        rounds: How often each page is opened; the median counts.
    """
    for one in measure_pages(made, rounds):
        yield (
            f"opening {one.page}: {one.megabytes:.2f} MB {bar(one.megabytes, most=MOST_MB)}, first chart {one.first:.2f} s "
            f"{bar(one.first, most=MOST_SECONDS)}, longest task {one.longest:.0f} ms {bar(one.longest, most=MOST_TASK_MS)}; "
            f"load {os.getloadavg()[0]:.1f}"
        )


def measure_pages(made: str = "", rounds: int = 3) -> Iterator[Opened]:
    """Measure each page; see `run`."""
    from playwright.sync_api import sync_playwright

    from xhs_workbench.report.run import plan_jobs, run_jobs

    with tempfile.TemporaryDirectory() as name:
        out = Path(made or name)
        if not made:
            run_jobs([job for job in plan_jobs([paths.PARAMS / "demo"]) if job.notebook in PAGES], out)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            for page in PAGES:
                file = out / "demo" / "client" / f"{page}.html"
                drawn, tasks = zip(*(_opened(browser, file) for _ in range(rounds)), strict=True)
                yield Opened(page, file.stat().st_size / 1e6, median(drawn) / 1000, max(tasks))
            browser.close()


def _opened(browser: Any, file: Path) -> tuple[float, float]:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    try:
        page.goto(file.as_uri(), wait_until="commit")
        return page.evaluate(DRAWN % CHART), page.evaluate(SCROLLED)
    finally:
        page.close()


if __name__ == "__main__":
    for line in run(*sys.argv[1:2]):
        print(line, flush=True)
