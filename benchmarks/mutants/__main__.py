"""Put faults into the arithmetic and count those the tests notice: `python -m benchmarks.mutants [rooms] [--sample 80] [--seed 15] [--all]`.

Third parties are imported once; for each fault a forked process puts it in place and runs the tests that cover
its line, which takes seconds. A run of every room writes `docs/mutants.md`. Ends with 1 below the bar.
"""

import argparse
import os
import sys
import time

os.environ |= {
    "POLARS_MAX_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    "COVERAGE_CORE": "ctrace",
}

try:
    import cosmic_ray  # noqa: F401
except ImportError:
    sys.exit("cosmic-ray is not installed; `make mutants` installs it beside the locked packages")

from benchmarks.mutants.measuring import SAMPLE, SEED, measure
from benchmarks.mutants.page import BAR, PAGE, table, write_page
from benchmarks.mutants.rooms import ROOMS

parser = argparse.ArgumentParser(prog="python -m benchmarks.mutants")
parser.add_argument(
    "rooms", nargs="*", help=f"of {', '.join(room.name for room in ROOMS)}; all if none is named"
)
parser.add_argument("--sample", type=int, default=SAMPLE, help="faults a room (%(default)s)")
parser.add_argument("--seed", type=int, default=SEED, help="which sample (%(default)s)")
parser.add_argument("--all", action="store_true", help="every fault, which takes hours")
asked = parser.parse_args()
unknown = set(asked.rooms) - {room.name for room in ROOMS}
if unknown:
    parser.error(f"no room {', '.join(sorted(unknown))}; there are {', '.join(room.name for room in ROOMS)}")

began, scores = time.monotonic(), []
for room in ROOMS:
    if not asked.rooms or room.name in asked.rooms:
        score = measure(room, None if asked.all else asked.sample, asked.seed)
        print(f"\n{score.line()}", *score.survived, sep="\n", flush=True)
        scores.append(score)
print(f"\n{table(scores)}\n{time.monotonic() - began:.0f} s")
if not asked.rooms:
    write_page(scores, None if asked.all else asked.sample, asked.seed)
    print(f"written: {PAGE}")
low = [score.room for score in scores if score.share < BAR]
if low:
    sys.exit(f"below {BAR:.0%}: {', '.join(low)}")
