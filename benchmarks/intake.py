"""Full intake (typed, checked, with lineage) against a bare read by pandas, each in a process of its own, turn about.

Also against pandas with what one would do next: ids as text, times and counts read, repeats dropped. The clock decides on quiet
cores; on a loaded machine processor time says more, so both are printed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.bars import bar

XLSX_ROWS, CSV_ROWS = 200_000, 1_000_000
SHORT = {"rounds": 1}
HEADER = ["笔记ID", "达人昵称", "达人ID", "发布时间", "粉丝数", "点赞", "收藏", "评论数", "报价", "笔记标题"]
ROW = (
    "[f'{i:024x}', f'博主{i % 9973}', f'{i % 9973:024x}', '2026-05-20 20:00:00', str(i % 90000), str(i % "
    "7000) if i % 50 else '1.2万', str(i % 3000), str(i % 400), str(i % 9000), f'标题{i}']"
)
OURS = (
    "from xhs_workbench.intake import read_files; d = read_files([{path!r}]); assert "
    "d.files['rows_used'][0] == {rows}"
)
READ_ON = (
    "; d['发布时间'] = pandas.to_datetime(d['发布时间']); many = d['点赞'].str.endswith('万'); d['点赞'] = "
    "(pandas.to_numeric(d['点赞'].str.rstrip('万')) * many.map({{True: 10000, False: 1}})).astype('int64'); "
    "assert len(d.drop_duplicates('笔记ID')) == {rows}"
)
"""What one would do next: nothing is checked, and no row says where it came from."""
AND_ON = (
    "import pandas; d = pandas.read_csv({path!r}, dtype={{'笔记ID': str, '达人ID': str, '点赞': str}})"
    + READ_ON
)
THEIRS = {
    "xlsx": "import pandas; assert len(pandas.read_excel({path!r}, engine='openpyxl')) == {rows}",
    "csv": "import pandas; assert len(pandas.read_csv({path!r})) == {rows}",
}
PROBE = (
    "import json, os, resource, time; start = time.perf_counter(); {code}; took = time.perf_counter() - start; "
    "peak = max(resource.getrusage(w).ru_maxrss for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024; "
    "print(json.dumps([took, peak]))"
)


def run(rows: tuple[int, int] = (XLSX_ROWS, CSV_ROWS), rounds: int = 3) -> Iterator[str]:
    """Write the two files, read each with both, and yield one line a file.

    Args:
        rows: Of the workbook and of the CSV.
        rounds: How often each is read; the median of the ratios counts.
    """
    with tempfile.TemporaryDirectory() as folder:
        for kind, many, aim in (("xlsx", rows[0], 8), ("csv", rows[1], 1)):
            path = str(Path(folder) / f"notes.{kind}")
            _write(path, many)
            ours, theirs, on = [], [], []
            for _ in range(rounds):
                ours.append(_time(OURS.format(path=path, rows=many)))
                theirs.append(_time(THEIRS[kind].format(path=path, rows=many)))
                if kind == "csv":
                    on.append(_time(AND_ON.format(path=path, rows=many)))
            clock, low, high = _ratios(theirs, ours, 0)
            processor, *_ = _ratios(theirs, ours, 1)
            yield (
                f"intake {many:,}-row {kind}: {clock:.2f}x the speed of a bare pandas read {bar(clock, aim)}, {low:.2f} to {high:.2f} "
                f"in {rounds} rounds; {_middle(ours, 0):.1f} s against {_middle(theirs, 0):.1f} s; in processor time {processor:.2f}x, "
                f"{_middle(ours, 1):.2f} against {_middle(theirs, 1):.2f} CPU-s; peak of one process {_middle(ours, 2):,.0f} MB against "
                f"{_middle(theirs, 2):,.0f} MB; load {os.getloadavg()[0]:.1f}"
            )
            if on:
                clock, low, high = _ratios(on, ours, 0)
                processor, *_ = _ratios(on, ours, 1)
                yield (
                    f"intake {many:,}-row {kind}: {clock:.2f}x pandas with times and counts read and repeats dropped, {low:.2f} to "
                    f"{high:.2f}; in processor time {processor:.2f}x, {_middle(on, 1):.2f} CPU-s"
                )


Took = tuple[float, float, float]
"""Seconds of the clock, CPU seconds of the process and of those it waited for, and the peak of the largest in MB."""


def _middle(taken: list[Took], what: int) -> float:
    return median(took[what] for took in taken)


def _ratios(theirs: list[Took], ours: list[Took], what: int) -> tuple[float, float, float]:
    found = [one[what] / own[what] for one, own in zip(theirs, ours, strict=True)]
    return median(found), min(found), max(found)


def _write(path: str, rows: int) -> None:
    writer = {
        "xlsx": "import xlsxwriter; b = xlsxwriter.Workbook({path!r}, {{'constant_memory': True}}); s = b.add_worksheet(); "
        "[s.write_row(n, 0, r) for n, r in enumerate([{header}, *({row} for i in range({rows}))])]; b.close()",
        "csv": "import csv; f = open({path!r}, 'w', encoding='utf-8', newline=''); w = csv.writer(f); w.writerow({header}); "
        "w.writerows({row} for i in range({rows})); f.close()",
    }[path.rpartition(".")[2]]
    subprocess.run(
        [sys.executable, "-c", writer.format(path=path, header=HEADER, row=ROW, rows=rows)], check=True
    )


def _time(code: str) -> Took:
    before = os.times()
    done = subprocess.run(
        [sys.executable, "-c", PROBE.format(code=code)], check=True, capture_output=True, text=True
    )
    after = os.times()
    took, peak = json.loads(done.stdout.splitlines()[-1])
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return took, used, peak
