"""What the tests cost: the CPU seconds of each test, fixture and file, kernels and browsers counted.

`python -m benchmarks.suite tests/report tests/intake` runs these in one process and prints the dearest; without a
name it runs all of `tests` and the doctests, file group by file group, as `make test` does without its checks.
On a loaded machine the clock says nothing, so it is processor time that is measured: of pytest itself, of everything
it started, and of what that started and has ended.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest

WRITTEN_TO = "XHS_SUITE_COSTS"
"""Environment variable of a measured run: the file that its costs are written to."""
TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def spent(pid=None):
    """Return the CPU seconds of a process, of its children that ended and of all that live below it (Linux only)."""
    pid = pid or os.getpid()
    total, waiting = 0, [pid]
    while waiting:
        one = waiting.pop()
        with suppress(OSError):
            text = Path(f"/proc/{one}/stat").read_text(encoding="utf-8", errors="replace")
            total += sum(map(int, text.rpartition(")")[2].split()[11:15]))
            for children in Path(f"/proc/{one}/task").glob("*/children"):
                waiting += children.read_text().split()
    return total / TICK


class Costs:
    """A plugin that writes down what each test and each fixture cost; a fixture's own fixtures are not counted in it."""

    def __init__(self):
        self.tests, self.fixtures, self.inner = Counter(), Counter(), [0.0]

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item):
        """Add what a test cost, from its first fixture to its last."""
        before = spent()
        try:
            return (yield)
        finally:
            self.tests[item.nodeid] += max(
                spent() - before, 0
            )  # a server that ends takes its kernels' time along

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_fixture_setup(self, fixturedef, request):
        """Add what a fixture cost, without the fixtures it asked for."""
        before = spent()
        self.inner.append(0.0)
        try:
            return (yield)
        finally:
            whole = spent() - before
            self.fixtures[f"{fixturedef.baseid}::{fixturedef.argname} ({fixturedef.scope})"] += (
                whole - self.inner.pop()
            )
            self.inner[-1] += whole

    def pytest_sessionfinish(self):
        """Write the costs where the measuring process reads them."""
        told = {"whole": max(spent(), self.tests.total()), "tests": self.tests, "fixtures": self.fixtures}
        Path(os.environ[WRITTEN_TO]).write_text(json.dumps(told), encoding="utf-8")


def pytest_configure(config):
    """Measure, where the run was asked for by `python -m benchmarks.suite`."""
    if os.environ.get(WRITTEN_TO):
        config.pluginmanager.register(Costs())


def measure(places, more=()):
    """Run tests in one process; return what they cost and pytest's last line."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "costs.json"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "benchmarks.suite", *places, *more]
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, env={**os.environ, WRITTEN_TO: str(file)}
        )
        sys.stderr.write(
            "".join(f"{line}\n" for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR")))
        )
        if not file.exists():
            sys.exit(done.stdout[-3000:] + done.stderr[-3000:])
        return json.loads(file.read_text(encoding="utf-8")), done.stdout.strip().splitlines()[-1]


def table(title, costs, dearest):
    """Return the dearest of something as lines of Markdown."""
    rows = [f"| {cost:.1f} | {name} |" for name, cost in Counter(costs).most_common(dearest) if cost >= 0.1]
    return [f"\n| CPU s | {title} |", "|--:|---|", *rows]


def main():
    """Measure and print."""
    given = argparse.ArgumentParser(prog="python -m benchmarks.suite", description=__doc__)
    given.add_argument("places", nargs="*", help="files or folders of tests; without one, all")
    given.add_argument("--dearest", type=int, default=60, help="rows of each table")
    given.add_argument("--json", help="also write every cost to this file")
    asked = given.parse_args()
    places = asked.places or [
        *sorted(str(one) for one in Path("tests").iterdir() if list(one.glob("**/test_*.py"))),
        *sorted(map(str, Path("tests").glob("test_*.py"))),
        "xhs_workbench",
    ]
    tests, fixtures, whole = Counter(), Counter(), Counter()
    for place in places:
        told, last = measure([place])
        print(f"{told['whole']:7.1f} CPU s  {place}: {last}", flush=True)
        whole[place] = told["whole"]
        tests.update(told["tests"])
        fixtures.update(told["fixtures"])
        if asked.json:
            kept = {"whole": whole, "tests": tests, "fixtures": fixtures}
            Path(asked.json).write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")
    files = Counter()
    for name, cost in tests.items():
        files[name.partition("::")[0]] += cost
    lines = [f"\nAll: {whole.total():.0f} CPU seconds."]
    lines += table("file", files, asked.dearest) + table("fixture", fixtures, asked.dearest)
    print("\n".join(lines + table("test with the fixtures it was first to need", tests, asked.dearest)))


if __name__ == "__main__":
    main()
