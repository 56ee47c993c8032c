"""The verdict after a benchmark's number: a miss is reported, and the run ends with 1."""

import math
import runpy
import sys
from types import SimpleNamespace

import pytest

from benchmarks.bars import bar


@pytest.mark.parametrize(
    ("value", "least", "most", "said"),
    [
        (0.92, 0.92, None, "(at least 0.92: held)"),
        (0.9199, 0.92, None, "(at least 0.92: MISSED)"),
        (0.08, None, 0.08, "(at most 0.08: held)"),
        (0.99001, 0.9, 0.99, "(0.9 to 0.99: MISSED)"),
        (4097, None, 4096, "(at most 4,096: MISSED)"),
        (math.nan, None, 1.0, "(at most 1: MISSED)"),
    ],
)
def test_a_bar_says_held_or_missed(value, least, most, said):
    assert bar(value, least, most) == said


def test_the_short_form_asks_for_less_prints_as_it_goes_and_judges_nothing(monkeypatch, capsys):
    told = []

    def run(rounds=100):
        yield f"{rounds} rounds begin"
        told.append(capsys.readouterr().out)
        yield f"coverage 0.5 {bar(0.5, 0.9)}"

    monkeypatch.setitem(sys.modules, "benchmarks.invented", SimpleNamespace(run=run, SHORT={"rounds": 3}))
    monkeypatch.setattr(sys, "argv", ["benchmarks", "--short", "invented"])
    runpy.run_module("benchmarks", run_name="__main__")
    assert "3 rounds begin" in told[0]  # before the next was measured
    assert "1 of the lines above missed a bar; the short form" in capsys.readouterr().out


@pytest.mark.parametrize(("number", "ending"), [(0.95, None), (0.5, "1 of the lines above missed a bar")])
def test_a_missed_bar_ends_the_run_with_1(monkeypatch, capsys, number, ending):
    lines = SimpleNamespace(run=lambda: [f"coverage {number} {bar(number, 0.9, 0.99)}", "no bar here"])
    monkeypatch.setitem(sys.modules, "benchmarks.invented", lines)
    monkeypatch.setattr(sys, "argv", ["benchmarks", "invented"])
    if ending is None:
        runpy.run_module("benchmarks", run_name="__main__")
    else:
        with pytest.raises(SystemExit) as stopped:
            runpy.run_module("benchmarks", run_name="__main__")
        assert stopped.value.code == ending  # a text: Python prints it and ends with 1
    assert f"coverage {number}" in capsys.readouterr().out
