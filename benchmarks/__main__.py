"""Run every benchmark, or those that are named, and print each line as it is measured.

`python -m benchmarks rules near_copies` runs two of them whole. With `--short` each takes minutes: it repeats less
and measures the same ratios, and its bars are shown but not held against it. Whole, it ends with 1 when a line
missed its bar.
"""

import argparse
import sys
import time
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
    "times",
    "authenticity",
    "portfolio",
    "results",
    "results_scale",
    "scale",
    "canaries",
    "batch",
    "workers",
    "one_report",
    "opening",
    "first_control",
    "censored",
)

given = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
given.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(ALL)}; without one, all")
given.add_argument("--short", action="store_true", help="fewer repeats: minutes, and no verdict")
asked = given.parse_args()

missed = left_out = 0

for name in asked.names or ALL:
    module = import_module(f"benchmarks.{name}")
    print(f"— {name} —", flush=True)
    began = time.monotonic()
    for line in module.run(**(getattr(module, "SHORT", {}) if asked.short else {})):
        print(line, flush=True)
        missed += MISSED in line
        left_out += "check is left out" in line
    print(f"— {name}: {time.monotonic() - began:.0f} s —", flush=True)
if left_out:
    print(f"{left_out} of the lines above say that a check was left out")
if asked.short:
    print(f"{missed} of the lines above missed a bar; the short form repeats too little to judge by them")
elif missed:
    sys.exit(f"{missed} of the lines above missed a bar")
