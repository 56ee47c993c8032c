"""Rerun every table of *How far can these statements be trusted?* and write the page: `python -m benchmarks.calibration [--short] [--keep] [names]`.

Prints each figure as it comes. The short form takes minutes and writes nothing; the long form takes tens of
minutes and keeps each part under `reports/calibration/`, so that it can be made part by part; `--keep` keeps
the short form too. The page is written when every part is there. Ends with 1 when a figure missed its bar.
"""

import json
import sys
import time
from dataclasses import asdict
from importlib import import_module

from benchmarks.calibration.measured import Figure
from benchmarks.calibration.page import PAGE, write_page, write_trust
from xhs_workbench import paths
from xhs_workbench.statistics.trust import FILE

ALL = (
    "ratios",
    "lifts",
    "worked",
    "money",
    "claims",
    "next_notes",
    "lives",
    "search",
    "boosts",
    "boost_learner",
    "bought",
    "hostile",
)
KEPT = paths.ROOT / "reports" / "calibration"

short = "--short" in sys.argv
keeping = not short or "--keep" in sys.argv
named = [name for name in sys.argv[1:] if not name.startswith("-")]
began, figures = time.monotonic(), []
for name in named or ALL:
    part = []
    for figure in import_module(f"benchmarks.calibration.{name}").measure(short):
        print(figure.line(), flush=True)
        part.append(figure)
    figures += part
    if keeping:
        KEPT.mkdir(parents=True, exist_ok=True)
        (KEPT / f"{name}.json").write_text(json.dumps([asdict(one) for one in part]), encoding="utf-8")
print(f"{len(figures)} figures in {(time.monotonic() - began) / 60:.1f} minutes", flush=True)
parts = [KEPT / f"{name}.json" for name in ALL]
if keeping and all(part.exists() for part in parts):
    whole = [Figure(**one) for part in parts for one in json.loads(part.read_text(encoding="utf-8"))]
    write_page(whole)
    write_trust(whole)
    print(f"written: {PAGE} and {FILE}")
missed = [figure for figure in figures if not figure.held]
if missed:
    sys.exit(f"{len(missed)} of {len(figures)} figures missed their bar")
