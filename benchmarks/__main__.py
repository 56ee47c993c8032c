"""Run every benchmark, or those that are named, and print their lines: `python -m benchmarks rules near_copies`.

Ends with 1 when a line missed its bar.
"""

import sys
from importlib import import_module

from benchmarks.bars import MISSED

ALL = (
    "intake",
    "drafts",
    "masking",
    "sentiment",
    "comments",
    "shares",
    "near_copies",
    "rules",
    "format_record",
    "pictures",
    "performance",
    "authenticity",
    "portfolio",
    "results",
    "results_scale",
    "canaries",
    "batch",
    "censored",
)

missed = left_out = 0

for name in sys.argv[1:] or ALL:
    for line in import_module(f"benchmarks.{name}").run():
        print(line, flush=True)
        missed += MISSED in line
        left_out += "check is left out" in line
if left_out:
    print(f"{left_out} of the lines above say that a check was left out")
if missed:
    sys.exit(f"{missed} of the lines above missed a bar")
