"""Reports made side by side, each with a word of its own: no page, spreadsheet or kept notebook may hold another's.

`python -m benchmarks.canaries [reports]`.
"""

from __future__ import annotations

import sys
import tempfile
import zipfile
from pathlib import Path

from benchmarks.bars import bar
from benchmarks.kills import workbench
from benchmarks.tiny_workbench import table
from xhs_workbench import paths
from xhs_workbench.report.batch import private_for, run_batch
from xhs_workbench.report.jobs import plan_jobs
from xhs_workbench.report.pool import Pool

REPORTS = 200
WORKERS = 8
"""More than there are cores, so that many reports are under way at any moment."""


def run(reports: int = REPORTS) -> list[str]:
    """Make them and look for each word in every file."""
    with tempfile.TemporaryDirectory() as name, workbench(Path(name) / "w") as server:
        out, words = Path(name) / "out", [f"canary{number:03d}x" for number in range(reports)]
        result = run_batch(plan_jobs([table(paths.ROOT, words)]), out, lambda: Pool(WORKERS, "fork", 0, server.folder))
        pages = [out / "tiny" / "client" / f"brief-{word}.html" for word in words]
        books = [page.with_name(f"{page.stem}_numbers.xlsx") for page in pages]
        kept = [private_for(out) / "tiny" / f"brief-{word}.ipynb" for word in words]
        strays = missing = 0
        for files in (pages, books, kept):
            for word, file in zip(words, files, strict=True):
                text = _text(file)
                missing += word not in text
                strays += sum(other in text for other in words if other != word)
    return [
        f"canaries: {len(result.made)} reports made by {WORKERS} workers, {len(result.failed)} failed; "
        f"{strays} words of another report in {3 * reports} files, {missing} files without their own {bar(strays + missing + len(result.failed), most=0)}"
    ]


def _text(file: Path) -> str:
    if file.suffix != ".xlsx":
        return file.read_text(encoding="utf-8")
    with zipfile.ZipFile(file) as book:
        return "".join(book.read(name).decode("utf-8") for name in book.namelist())


if __name__ == "__main__":
    for line in run(*(int(text) for text in sys.argv[1:])):
        print(line, flush=True)
