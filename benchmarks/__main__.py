"""Run every benchmark, or those that are named, and print their lines: `python -m benchmarks rules near_copies`."""

import sys
from importlib import import_module

ALL = (
    "intake", "sentiment", "near_copies", "rules", "format_record", "pictures", "performance", "authenticity", "portfolio",
    "results", "results_scale", "canaries", "batch",
)  # fmt: skip

for name in sys.argv[1:] or ALL:
    for line in import_module(f"benchmarks.{name}").run():
        print(line, flush=True)
