"""Reports made in parallel, each with its own marker word: no page, spreadsheet or saved notebook may hold another's.

`python -m benchmarks.canaries [reports]`; `python -m benchmarks.canaries planted` makes all five reports in
both languages from inputs with a word of its own in every field (`benchmarks.planted`) and looks for them in
every file.
"""

from __future__ import annotations

import os
import sys
import tempfile
import zipfile
from pathlib import Path

from benchmarks import planted
from benchmarks.bars import bar
from benchmarks.kills import workbench
from benchmarks.tiny_workbench import table
from xhs_workbench import paths
from xhs_workbench.report.batch import private_for, run_batch
from xhs_workbench.report.executing.pool import Pool
from xhs_workbench.report.jobs import plan_jobs
from xhs_workbench.report.run import run_jobs

REPORTS = 200
WORKERS = 8
"""More than there are cores, so that many reports run at any moment."""


SHORT = {"reports": 30}


def run(reports: int = REPORTS) -> list[str]:
    """Make them and look for each word in every file."""
    with tempfile.TemporaryDirectory() as name, workbench(Path(name) / "w") as server:
        out, words = Path(name) / "out", [f"canary{number:03d}x" for number in range(reports)]
        result = run_batch(
            plan_jobs([table(paths.ROOT, words)]), out, lambda: Pool(WORKERS, "fork", 0, server.folder)
        )
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


def run_planted() -> list[str]:
    """Make the five reports in both languages and count the marker words that reach a reader who may not see them."""
    lines = []
    for language in ("en", "zh"):
        with tempfile.TemporaryDirectory() as name:
            root = Path(name)
            os.environ["XHS_INPUTS"] = name
            run_jobs(plan_jobs([planted.write_campaign(root, language)]), root / "out")
            del os.environ["XHS_INPUTS"]
            files = [path for path in (root / "out").rglob("*") if path.is_file()]
            client = [path for path in files if path.parent.name == paths.CLIENT]
            strays = [
                word
                for path in client
                for word in planted.words_in(path.read_bytes())
                if not planted.may_be_seen(word)
            ]
            others = [
                word
                for path in files
                for word in planted.words_in(path.read_bytes())
                if word.startswith("QzOther")
            ]
            seen = {word for path in client for word in planted.words_in(path.read_bytes())}
        lines.append(
            f"canaries, {language}: {len(seen)} words a client may see in {len(client)} of {len(files)} files; "
            f"{len(strays)} of ours in a client's, {len(others)} of another brand in any {bar(len(strays) + len(others), most=0)}"
        )
    return lines


def _text(file: Path) -> str:
    if file.suffix != ".xlsx":
        return file.read_text(encoding="utf-8")
    with zipfile.ZipFile(file) as book:
        return "".join(book.read(name).decode("utf-8") for name in book.namelist())


if __name__ == "__main__":
    for line in run_planted() if sys.argv[1:] == ["planted"] else run(*(int(text) for text in sys.argv[1:])):
        print(line, flush=True)
