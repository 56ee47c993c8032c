"""`make mutants` itself: which faults it finds, what it leaves alone, and that a fault put in place is the one that runs."""

import ast
import subprocess
import sys
import types
from pathlib import Path

import pytest

pytest.importorskip("cosmic_ray", reason="`make mutants` installs it; nothing else needs it")
from benchmarks.mutants import swapping
from benchmarks.mutants.faults import find_faults, make
from xhs_workbench import paths

SOURCE = '''"""Ten lines, 3 of them with numbers."""
from functools import cache
SEED = 7
SHARE: float = 0.8
Both = int | None


@cache
def kept(n: int = 3) -> int:
    return n + 1


def cost(a: float, b: float | None) -> float:
    if a >= SHARE and b is not None:
        raise ValueError(f"{a * 100:.0f} is more than {1 - b}")
    return min(a, 2.5) / max(len("价格") + a, 1.0)
'''


@pytest.fixture
def written(tmp_path, monkeypatch):
    monkeypatch.setattr(swapping.paths, "ROOT", tmp_path)
    path = tmp_path / "priced.py"
    path.write_text(SOURCE, encoding="utf-8")
    return path


def changes(path):
    """Line of each fault -> the lines it may become."""
    found: dict[int, set[str]] = {}
    for fault in find_faults([path], seed=1):
        made = make(fault, SOURCE)
        if made is not None:
            line = next(
                n
                for n, (one, two) in enumerate(zip(SOURCE.split("\n"), made.split("\n"), strict=True))
                if one != two
            )
            found.setdefault(line + 1, set()).add(ast.unparse(ast.parse(made)).replace(" ", ""))
    return found


def test_arithmetic_is_changed_and_words_types_and_effort_are_not(written):
    found = changes(written)
    assert set(found) == {4, 9, 10, 14, 16}  # no docstring, no seed, no alias, no message
    assert {text.split("SHARE:float=")[1].split("\n")[0] for text in found[4]} == {
        "1.8",
        "-0.19999999999999996",
        "0.6000000000000001",
        "1.0",
    }
    assert any("a>SHARE" in text for text in found[14])
    assert any("a<=SHARE" in text for text in found[14])
    assert any("a>=SHAREorb" in text for text in found[14])
    assert any("max(a,2.5)/" in text for text in found[16])
    assert any("min(a,2.5)*" in text for text in found[16])
    assert any("len('价格')-a" in text for text in found[16])
    assert any("returnNone" in text for text in found[16])
    assert not any("max(len('价格')+a,0.75)" in text for text in found[16])  # the floor of a divisor


def test_a_sample_stays_when_a_file_moves(written, tmp_path):
    moved = tmp_path / "elsewhere.py"
    moved.write_text(SOURCE, encoding="utf-8")
    one, two = (
        [(fault.operator, fault.start) for fault in find_faults([path], seed=3)] for path in (written, moved)
    )
    assert one == two
    assert one != [(fault.operator, fault.start) for fault in find_faults([written], seed=4)]


def test_what_is_kept_is_judged_by_whoever_uses_it(written):
    faults = {fault.start[0]: fault for fault in find_faults([written], seed=1)}
    assert faults[10].cached
    assert faults[10].names == ("kept",)
    assert faults[4].at_import
    assert faults[4].names == ("SHARE",)
    assert not faults[14].at_import
    assert faults[14].lines == (14, 14)


def test_a_fault_put_in_place_is_the_one_that_runs(written, monkeypatch):
    module = types.ModuleType("priced")
    exec(compile(SOURCE, str(written), "exec"), vars(module))
    monkeypatch.setitem(sys.modules, "priced", module)
    imported_by_name = module.cost
    assert imported_by_name(0.5, None) == pytest.approx(0.5 / 2.5)
    swapped = 0
    for fault in find_faults([written], seed=1):
        made = make(fault, SOURCE)
        if made and "* max(" in made:
            swapped += swapping.swap(fault, SOURCE, made)
    assert swapped == 1
    assert imported_by_name(0.5, None) == pytest.approx(0.5 * 2.5)


def test_every_room_has_its_files_and_its_tests():
    from benchmarks.mutants.rooms import ROOMS

    for room in ROOMS:
        assert all(isinstance(path, Path) and path.is_file() for path in (*room.files(), *room.test_files()))


def test_a_file_with_examples_is_imported_once():
    """Run a second time it would put the module `registry` where its package has a function of that name."""
    script = """if True:
        import pytest
        from benchmarks.mutants.running import _Instead, _Only
        from xhs_workbench import paths
        file = paths.ROOT / "xhs_workbench" / "metrics" / "registry.py"
        test = "xhs_workbench/metrics/registry.py::xhs_workbench.metrics.registry.formula"
        only = _Only([test], _Instead(file, file.read_text(encoding="utf-8")))
        code = pytest.main(["-q", "-p", "no:cacheprovider", str(file)], plugins=[only])
        from xhs_workbench import metrics
        assert code == 0 and callable(metrics.registry)
    """
    subprocess.run([sys.executable, "-c", script], cwd=paths.ROOT, check=True, capture_output=True)
