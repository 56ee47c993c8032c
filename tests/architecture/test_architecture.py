"""The house rules, and proof that each of them can fail."""

import copy
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.import_directions import MAY_IMPORT, wrong_imports
from tests.architecture.notebook_rules import DESKS, PAGES, broken_rules
from xhs_workbench import paths
from xhs_workbench.params import NOTEBOOK_PARAMS, every_notebook
from xhs_workbench.report.saved_notebooks import committed

NOTEBOOKS = sorted(paths.NOTEBOOKS.rglob("*.ipynb"))
PACKAGE = paths.ROOT / "xhs_workbench"


def read(name):
    return json.loads(committed(paths.NOTEBOOKS / f"{name}.ipynb"))


def test_every_room_imports_only_what_it_may():
    assert wrong_imports(PACKAGE) == []


def test_every_room_is_in_the_table():
    rooms = {
        path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert rooms - {"__init__", "__pycache__", "__main__"} == set(MAY_IMPORT)


@pytest.mark.parametrize(
    ("file", "code", "said"),
    [
        (
            "selection/broken.py",
            "from xhs_workbench.results import x",
            "selection/broken imports xhs_workbench.results",
        ),
        ("metrics/broken.py", "from xhs_workbench import live", "metrics/broken imports xhs_workbench.live"),
        ("results/broken.py", "import altair", "results/broken imports altair, which belongs in views"),
        (
            "views/broken.py",
            "import papermill.execute",
            "views/broken imports papermill.execute, which belongs in report",
        ),
    ],
)
def test_a_wrong_import_is_found(tmp_path, file, code, said):
    target = tmp_path / "xhs_workbench" / file
    target.parent.mkdir(parents=True)
    target.write_text(code)
    assert wrong_imports(tmp_path / "xhs_workbench") == [said]


def test_there_is_one_notebook_per_model_and_one_demo_file_each():
    names = {path.relative_to(paths.NOTEBOOKS).with_suffix("").as_posix() for path in NOTEBOOKS}
    assert names == set(every_notebook()) | PAGES | DESKS
    assert {path.stem for path in (paths.PARAMS / "demo").glob("*.yaml")} == set(NOTEBOOK_PARAMS)


@pytest.mark.parametrize("name", sorted({*every_notebook(), *PAGES, *DESKS}))
def test_notebook_keeps_the_rules(name):
    assert broken_rules(name, read(name)) == []


def code_cell(notebook):
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"][-1]


def add_loop(notebook):
    code_cell(notebook)["source"] = ["for creator in creators:\n", "    print(creator)\n"]


def add_arithmetic(notebook):
    code_cell(notebook)["source"] = ["rate = likes / reads\n"]


def tell_a_language(notebook):
    code_cell(notebook)["source"] = ['views.findings(said, language="zh")\n']


def add_output(notebook):
    code_cell(notebook)["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x"}]


def add_lines(notebook):
    code_cell(notebook)["source"] = [f"a{i} = {i}\n" for i in range(11)]


def drop_heading(notebook):
    position = notebook["cells"].index(code_cell(notebook))
    notebook["cells"][position - 1]["source"] = ["no heading ／ 无标题"]


def drop_chinese(notebook):
    notebook["cells"][0]["source"] = ["# Only English"]


def change_parameter(notebook):
    cell = next(cell for cell in notebook["cells"] if "parameters" in cell["metadata"].get("tags", []))
    cell["source"] = [line.replace('language = "en"', 'language = "fr"') for line in cell["source"]]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (add_loop, "holds a loop"),
        (add_arithmetic, "holds a arithmetic"),
        (tell_a_language, "a language is told once"),
        (add_output, "committed with outputs"),
        (add_lines, "11 lines of code"),
        (drop_heading, "not under a heading"),
        (drop_chinese, "not in both languages"),
        (change_parameter, "differs from SelectionParams: language"),
    ],
)
def test_a_broken_notebook_is_found(fault, said):
    notebook = copy.deepcopy(read("selection"))
    fault(notebook)
    assert any(said in problem for problem in broken_rules("selection", notebook))


def show_more(notebook):
    code = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    code["source"] = [*code["source"], "\nparams_file\n"]


def unfold(notebook):
    code_cell(notebook)["metadata"] = {}


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (add_loop, "holds a loop"),
        (show_more, "a desk shows one thing, last: its explorer"),
        (show_more, 'a desk begins with params_file = "demo:params/demo/selection.yaml"'),
        (unfold, "a desk folds its code away"),
    ],
)
def test_a_broken_desk_is_found(fault, said):
    notebook = copy.deepcopy(read("desks/selection"))
    fault(notebook)
    assert any(said in problem for problem in broken_rules("desks/selection", notebook))


def test_only_one_configuration_file():
    others = {
        "setup.cfg",
        "setup.py",
        "tox.ini",
        "pytest.ini",
        "mypy.ini",
        ".ruff.toml",
        "ruff.toml",
        "conftest.ini",
    }
    assert others & {path.name for path in paths.ROOT.iterdir()} == set()


def test_lock_names_hashes_and_no_host():
    lock = (paths.ROOT / "requirements.lock").read_text()
    pinned = re.findall(r"^[a-z0-9._-]+==", lock, re.MULTILINE)
    assert len(pinned) > 100
    assert "://" not in lock
    blocks = re.split(r"\n(?=[a-z0-9])", lock.strip())
    assert [block.split("==")[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_no_file_passes_five_hundred_lines():
    """As the formatter breaks them, one argument a line where they do not fit."""
    files = list(PACKAGE.rglob("*.py"))
    assert [path.name for path in files if len(path.read_text(encoding="utf-8").splitlines()) > 500] == []


def test_the_command_line_answers_without_the_heavy_libraries():
    code = (
        "import sys, xhs_workbench.cli; print([m for m in ('altair','papermill','pandas','scipy') if m "
        "in sys.modules])"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path("/")
    )
    assert said.stdout.strip() == "[]"
