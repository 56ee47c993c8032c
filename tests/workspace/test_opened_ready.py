"""What opens ready in JupyterLab: exactly the notebooks that came with the package, and nothing a stranger wrote."""

import hashlib
import json
import re
from importlib.metadata import version

import pytest

from tests.architecture.notebook_rules import DESKS
from xhs_workbench import paths
from xhs_workbench.report.executing import fork_server
from xhs_workbench.report.opening import open_desk, open_notebook, open_start_page

SCRIPT = (paths.TEMPLATES / "labextension" / "static" / "ready.js").read_text(encoding="utf-8")
OURS = dict(re.findall(r'^    "([a-z/]+)": "([0-9a-f]{64})",$', SCRIPT, re.MULTILINE))
GIVEN = re.compile(re.search(r"const GIVEN = /(.+)/;", SCRIPT)[1])


def digest(notebook):
    """Return what the extension works out: of all code but the one cell of names and texts."""
    code = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    return hashlib.sha256("\0".join(one for one in code if not GIVEN.match(one)).encode()).hexdigest()


@pytest.fixture
def bench(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "WORK", tmp_path / "work")
    return tmp_path


def test_the_extension_knows_the_start_page_and_every_desk():
    shipped = {
        name: digest(json.loads((paths.NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8")))
        for name in ("start", *DESKS)
    }
    assert shipped == OURS, "write these into templates/labextension/static/ready.js"


def test_the_extension_is_of_this_version():
    said = json.loads((paths.TEMPLATES / "labextension" / "package.json").read_text(encoding="utf-8"))
    assert said["version"] == version("xhs-workbench")


def test_copies_in_the_work_folder_are_known_too(bench):
    assert digest(json.loads(open_start_page().read_text(encoding="utf-8"))) == OURS["start"]
    copy = open_desk(paths.PARAMS / "demo" / "selection.yaml", "selection")
    made = json.loads(copy.read_text(encoding="utf-8"))
    assert digest(made) == OURS["desks/selection"]
    given = next(cell for cell in made["cells"] if "injected-parameters" in cell["metadata"].get("tags", []))
    assert "".join(given["source"]).strip() == '# Parameters\nparams_file = "params/demo/selection.yaml"'
    assert given["metadata"]["jupyter"] == {"source_hidden": True}


@pytest.mark.parametrize(
    "cell",
    [
        "# Parameters\nimport os\n",
        '# Parameters\nparams_file = "a"; __import__("os")\n',
        '# Parameters\nparams_file = "a"\nprint(1)\n',
        '# Parameters\nparams_file = f"{open(1)}"\n',
        '# Parameters\nparams_file = "a\\" + evil() + \\""\n',
        "print(1)",
    ],
)
def test_a_cell_with_code_in_it_waits_for_run_all(cell):
    notebook = json.loads((paths.NOTEBOOKS / "desks" / "results.ipynb").read_text(encoding="utf-8"))
    notebook["cells"].insert(2, {"cell_type": "code", "source": cell})
    assert digest(notebook) not in OURS.values()


def test_work_on_a_desk_is_kept_and_its_original_is_not_touched(bench):
    original = (paths.NOTEBOOKS / "desks" / "results.ipynb").read_bytes()
    file = paths.PARAMS / "demo" / "post_campaign.yaml"
    copy = open_desk(file, "results")
    opened = json.loads(copy.read_text(encoding="utf-8"))
    opened["cells"][-1]["source"] = ["mine ／ 我的"]
    copy.write_text(json.dumps(opened), encoding="utf-8")
    stamp = copy.stat().st_mtime_ns
    assert open_desk(file, "results") == copy  # edited, and still of this notebook: it stays
    assert copy.stat().st_mtime_ns == stamp
    assert (paths.NOTEBOOKS / "desks" / "results.ipynb").read_bytes() == original


@pytest.fixture
def imported_ahead(tmp_path, monkeypatch):
    """As below `xhs-workbench lab`: a server that kernels are forked from is named to every process."""
    folder = tmp_path / "kernels"
    folder.mkdir()
    (folder / fork_server.SOCKET).touch()
    monkeypatch.setattr(fork_server, "FORK_WORKS", True)
    monkeypatch.setenv(fork_server.KERNELS, str(folder))


def kernel_of(copy):
    return json.loads(copy.read_text(encoding="utf-8"))["metadata"]["kernelspec"]["name"]


def test_desks_take_the_kernel_that_is_imported_ahead_where_there_is_one(bench, imported_ahead):
    file = paths.PARAMS / "demo" / "post_campaign.yaml"
    assert kernel_of(open_start_page()) == "xhs"
    assert kernel_of(open_desk(file, "results")) == "xhs"
    assert kernel_of(open_notebook(file)) == "python3"  # people work on with a notebook, anywhere


def test_without_one_they_take_the_kernel_that_everybody_has(bench, monkeypatch):
    monkeypatch.delenv(fork_server.KERNELS, raising=False)
    file = paths.PARAMS / "demo" / "post_campaign.yaml"
    assert kernel_of(open_desk(file, "results")) == "python3"
    monkeypatch.setenv(fork_server.KERNELS, str(bench / "gone"))
    assert kernel_of(open_desk(file, "comments")) == "python3"


def test_a_desk_that_was_opened_before_takes_it_too_and_keeps_what_stands_in_it(bench, monkeypatch, request):
    monkeypatch.delenv(fork_server.KERNELS, raising=False)
    file = paths.PARAMS / "demo" / "post_campaign.yaml"
    copy = open_desk(file, "results")
    edited = json.loads(copy.read_text(encoding="utf-8"))
    edited["cells"][-1]["source"] = ["mine ／ 我的"]
    copy.write_text(json.dumps(edited), encoding="utf-8")
    request.getfixturevalue("imported_ahead")
    assert open_desk(file, "results") == copy
    made = json.loads(copy.read_text(encoding="utf-8"))
    assert "".join(made["cells"][-1]["source"]) == "mine ／ 我的"
    assert kernel_of(copy) == "xhs"
