"""Rerun every table of *How far can these statements be trusted?* and write the page: `python -m benchmarks.calibration [--short] [names]`.

Prints each figure as it comes. Only a full run of everything writes the page; ends with 1 when a figure
missed its bar.
"""

import sys
import time
from importlib import import_module

from benchmarks.calibration.page import PAGE, write_page

ALL = ("ratios", "lifts", "worked", "money", "claims", "next_notes", "lives", "search", "boosts")

short = "--short" in sys.argv
named = [name for name in sys.argv[1:] if not name.startswith("-")]
began, figures = time.monotonic(), []
for name in named or ALL:
    for figure in import_module(f"benchmarks.calibration.{name}").measure(short):
        print(figure.line(), flush=True)
        figures.append(figure)
print(f"{len(figures)} figures in {(time.monotonic() - began) / 60:.1f} minutes", flush=True)
if not named and not short:
    write_page(figures)
    print(f"written: {PAGE}")
missed = [figure for figure in figures if not figure.held]
if missed:
    sys.exit(f"{len(missed)} of {len(figures)} figures missed their bar")
