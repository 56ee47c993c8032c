"""Full intake (typed, checked, with lineage) against a bare read by pandas, each in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.bars import bar

XLSX_ROWS, CSV_ROWS = 200_000, 1_000_000
HEADER = ["笔记ID", "达人昵称", "达人ID", "发布时间", "粉丝数", "点赞", "收藏", "评论数", "报价", "笔记标题"]
ROW = (
    "[f'{i:024x}', f'博主{i % 9973}', f'{i % 9973:024x}', '2026-05-20 20:00:00', str(i % 90000), str(i % "
    "7000) if i % 50 else '1.2万', str(i % 3000), str(i % 400), str(i % 9000), f'标题{i}']"
)
OURS = (
    "from xhs_workbench.intake import read_files; d = read_files([{path!r}]); assert "
    "d.files['rows_used'][0] == {rows}"
)
THEIRS = {
    "xlsx": "import pandas; assert len(pandas.read_excel({path!r}, engine='openpyxl')) == {rows}",
    "csv": "import pandas; assert len(pandas.read_csv({path!r})) == {rows}",
}
PROBE = (
    "import json, resource, time; start = time.perf_counter(); {code}; took = time.perf_counter() - start; "
    "peak = max(resource.getrusage(w).ru_maxrss for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024; "
    "print(json.dumps([took, peak]))"
)


def run() -> Iterator[str]:
    """Write the two files, read each with both, and yield one line a file."""
    with tempfile.TemporaryDirectory() as folder:
        for kind, rows, aim in (("xlsx", XLSX_ROWS, 8), ("csv", CSV_ROWS, 1)):
            path = str(Path(folder) / f"notes.{kind}")
            _write(path, rows)
            ours, peak = _time(OURS.format(path=path, rows=rows))
            theirs, their_peak = _time(THEIRS[kind].format(path=path, rows=rows))
            yield (
                f"intake {rows:,}-row {kind}: {theirs / ours:.1f}x the speed of a bare pandas read {bar(theirs / ours, aim)}; "
                f"{ours:.1f} s against {theirs:.1f} s; peak of one process {peak:,.0f} MB against {their_peak:,.0f} MB"
            )


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


def _time(code: str) -> tuple[float, float]:
    done = subprocess.run(
        [sys.executable, "-c", PROBE.format(code=code)], check=True, capture_output=True, text=True
    )
    took, peak = json.loads(done.stdout.splitlines()[-1])
    return took, peak
