"""What the package imports comes with it; what only an extra brings is imported in one place, and missed in a sentence."""

import json
import sys
import tomllib
from importlib.metadata import packages_distributions

import polars as pl
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.import_directions import _imported
from tests.docs.what_the_base_brings import CLONE, base_requirements, modules_beyond, with_theirs
from xhs_workbench import memory, paths
from xhs_workbench.errors import ParamsError
from xhs_workbench.memory import store
from xhs_workbench.params import BriefParams
from xhs_workbench.report.executing.cluster import Cluster
from xhs_workbench.verbs.frames import take, to_pandas

PACKAGE = CLONE / "xhs_workbench"
ONLY_WITH = {
    "memory": {"duckdb": "memory/store"},
    "pandas": {"pandas": "verbs/"},
    "cluster": {"distributed": "report/executing/cluster", "fsspec": "report/making"},
    "lab": {"jupyter_server": "workspace/addresses"},
}
"""Extra -> what only it brings, and the only place that may import it."""


def imports_of_the_package():
    """Yield (place, module at the top of a package of others) for every import, of notebooks too."""
    for file in sorted(PACKAGE.rglob("*.py")):
        for module in _imported(file):
            yield file.relative_to(PACKAGE).as_posix(), module.split(".")[0]
    for file in sorted((CLONE / "notebooks").glob("*.ipynb")):
        for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
            for line in cell["source"] if cell["cell_type"] == "code" else ():
                if (words := line.split())[:1] in (["import"], ["from"]) and len(words) > 1:
                    yield file.name, words[1].split(".")[0]


def test_every_library_that_is_imported_comes_with_the_package_or_with_its_extra():
    base = with_theirs(base_requirements())
    owners = packages_distributions()
    seen, wrong = set(), []
    fenced = {module: where for modules in ONLY_WITH.values() for module, where in modules.items()}
    for place, module in imports_of_the_package():
        if module in sys.stdlib_module_names or module == "xhs_workbench":
            continue
        seen.add(module)
        brought = any(canonicalize_name(owner) in base for owner in owners.get(module, ()))
        if not brought and not place.startswith(fenced.get(module, "nowhere")):
            wrong.append(f"{place} imports {module}")
    assert wrong == []
    assert seen > {"polars", "altair", "duckdb", "pptx"}


def test_each_extra_brings_what_is_said_of_it():
    extras = tomllib.loads((CLONE / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    owners = packages_distributions()
    for extra, modules in ONLY_WITH.items():
        brought = with_theirs(extras[extra])
        assert all(brought & set(map(canonicalize_name, owners[module])) for module in modules), extra
    # Voilà is started as a program of its own; the package imports nothing of it.
    assert set(Requirement(extras["all"][0]).extras) == {*ONLY_WITH, "voila"}
    assert modules_beyond() >= {"duckdb", "pandas", "distributed", "jupyterlab", "statsmodels", "pytest"}


@pytest.fixture
def absent(monkeypatch):
    """Return a function that hides a module, as if it were not installed."""
    return lambda name: monkeypatch.setitem(sys.modules, name, None)


def test_a_memory_without_duckdb_is_read_as_a_sentence_and_writes_nothing(absent, tmp_path, monkeypatch):
    absent("duckdb")
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    monkeypatch.setattr(paths, "REPORTS", tmp_path / "reports")
    brief = BriefParams(brief=str(CLONE / "params" / "demo" / "brief.yaml")).read_brief()
    plan = pl.DataFrame(schema=store.RESULTS).drop("campaign")
    notes = pl.DataFrame(
        schema={**store.PLACEMENTS, "cost_named_cny": pl.Float64, "interactions_named": pl.Int64}
    )
    day = brief.timeline.measured_until
    [said] = memory.write_memory("reports/m.duckdb", brief, day, notes, plan, [])
    assert (said.code, said.level.value, said.internal) == ("not_remembered", "REVIEW", True)
    assert said.text.en == "Campaigns can only be remembered where DuckDB is installed, and it is not."
    assert "'xhs-workbench[memory]'" in said.fix.en and "'xhs-workbench[memory]'" in said.fix.zh
    assert list(tmp_path.iterdir()) == []
    assert memory.recall_before("reports/m.duckdb", brief).is_empty()  # no file yet: nothing is missed
    memory.check_memory(tmp_path / "m.duckdb")
    (tmp_path / "m.duckdb").write_bytes(b"x")
    with pytest.raises(ParamsError, match="XHS-M008"):
        memory.check_memory(tmp_path / "m.duckdb")


def test_pandas_and_dask_are_missed_in_a_sentence(absent):
    absent("pandas")
    absent("distributed")
    assert take({"likes": [1]}).rows() == [(1,)]
    with pytest.raises(ParamsError, match=r"pip install 'xhs-workbench\[pandas\]'"):
        to_pandas({"likes": [1]})
    with pytest.raises(ParamsError, match=r"pip install 'xhs-workbench\[cluster\]'"):
        Cluster("tcp://127.0.0.1:9")
