"""The work folder: how it is found, what `init` keeps, which notebook is used, what `doctor` says after an upgrade."""

import json
import os
import shutil

import pytest
from nbclient.exceptions import CellExecutionError

from tests.installed.conftest import tree
from xhs_workbench import cli, paths, work_folder, workspace
from xhs_workbench.errors import InputMissingError, OutputError
from xhs_workbench.params import load_params
from xhs_workbench.params.given import without_marks
from xhs_workbench.report.jobs import Job
from xhs_workbench.report.making import describe

CELL = {"cell_type": "markdown", "metadata": {}, "source": ["# One ／ 一"]}


def notebook(*sources, outputs=()):
    cells = [{**CELL, "source": source} for source in sources]
    code = {
        "cell_type": "code",
        "metadata": {},
        "source": "1",
        "outputs": list(outputs),
        "execution_count": 1,
    }
    return json.dumps({"cells": [*cells, code], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Pretend that a package with two notebooks is installed; returns a function that upgrades one of them."""
    shipped = tmp_path / "package"
    (shipped / "notebooks").mkdir(parents=True)
    monkeypatch.setattr(work_folder, "SHIPPED", shipped)
    monkeypatch.setattr(work_folder, "IS_CLONE", False)
    monkeypatch.delenv(work_folder.VARIABLE, raising=False)

    def upgrade(name, raw):
        (shipped / "notebooks" / f"{name}.ipynb").write_bytes(raw)

    upgrade("brief", notebook("# Brief"))
    upgrade("live", notebook("# Live"))
    return upgrade


@pytest.fixture
def work(package, tmp_path, monkeypatch):
    """Set up a work folder and work in it."""
    folder = tmp_path / "work"
    workspace.set_up_folder(folder)
    for name in ("ROOT", "NOTEBOOKS", "PARAMS", "REPORTS", "PRIVATE", "WORK"):
        monkeypatch.setattr(paths, name, getattr(paths, name))  # put back afterwards
    paths.settle(folder)
    return folder


def own(folder, name):
    return folder / "notebooks" / f"{name}.ipynb"


def test_only_an_edited_notebook_is_used_instead_of_the_shipped_one(work, package):
    shipped = work_folder.SHIPPED / "notebooks"
    assert paths.notebook_file("live") == shipped / "live.ipynb"
    # Running it in JupyterLab is no edit; an upgrade of the package therefore still reaches it.
    ran = json.loads(own(work, "live").read_text())
    ran["cells"][-1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "1"}]
    own(work, "live").write_text(json.dumps(ran))
    assert paths.notebook_file("live") == shipped / "live.ipynb"
    own(work, "live").write_bytes(notebook("# Live", "## Ours"))
    assert paths.notebook_file("live") == own(work, "live")
    own(work, "live").unlink()
    assert paths.notebook_file("live") == shipped / "live.ipynb"


def test_doctor_tells_the_four_cases_after_an_upgrade_apart(work, package):
    def said():
        return {(one.name, one.level.value) for one in workspace.examine() if one.name.startswith("notebook")}

    assert said() == {("notebooks_as_shipped", "PASS")}
    own(work, "live").write_bytes(notebook("# Live", "## Ours"))
    assert said() == {("notebooks_as_shipped", "PASS"), ("notebook_edited", "PASS")}
    package("brief", notebook("# Brief", "## New"))
    assert said() == {("notebook_old", "REVIEW"), ("notebook_edited", "PASS")}
    package("live", notebook("# Live", "## New"))
    assert said() == {("notebook_old", "REVIEW"), ("notebook_behind", "REVIEW")}
    own(work, "live").write_text("{}")
    assert ("notebook_broken", "FAIL") in said()


def test_a_report_is_out_of_date_once_its_notebook_was_edited_here(work, package):
    for name in ("selection", "content", "post_campaign"):
        package(name, notebook("# One ／ 一"))
    params = work / "params" / "demo"
    params.mkdir(parents=True)
    shutil.copy(work_folder.PACKAGE.parent / "params" / "demo" / "brief.yaml", params)
    page = work / "reports" / "demo" / "client" / "brief.html"
    page.parent.mkdir(parents=True)
    page.write_text("x")
    for path in (params / "brief.yaml", page, own(work, "brief")):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    assert not workspace.list_campaigns()[0].steps[0].outdated
    own(work, "brief").write_bytes(notebook("# Brief", "## Ours"))
    assert workspace.list_campaigns()[0].steps[0].outdated


def test_init_again_renews_what_nobody_edited_and_keeps_the_rest(work, package):
    own(work, "live").write_bytes(notebook("# Live", "## Ours"))
    (work / "README.md").write_text("our notes\n")
    package("brief", notebook("# Brief", "## New"))
    package("live", notebook("# Live", "## New"))
    made = workspace.set_up_folder(work)
    assert made.again
    assert made.written == ("notebooks/brief.ipynb",)
    assert made.kept == ("README.md", "notebooks/live.ipynb")
    assert own(work, "brief").read_bytes() == notebook("# Brief", "## New")
    assert own(work, "live").read_bytes() == notebook("# Live", "## Ours")
    assert (work / "README.md").read_text() == "our notes\n"
    # The edited one is still known to be of the earlier version.
    assert {one.name for one in workspace.examine() if one.name.startswith("notebook")} == {
        *("notebooks_as_shipped", "notebook_behind")
    }
    assert workspace.set_up_folder(work).written == ()


def test_files_that_were_there_before_stay(package, tmp_path):
    folder = tmp_path / "there"
    (folder / "notebooks").mkdir(parents=True)
    (folder / "exports").mkdir()
    (folder / "exports" / "a.csv").write_text("a\n")
    own(folder, "live").write_bytes(notebook("# Somebody's"))
    (folder / "contract.docx").write_text("ours\n")
    (folder / "photos").mkdir()
    made = workspace.set_up_folder(folder)
    assert made.kept == ("notebooks/live.ipynb",)
    assert made.beside == ("contract.docx", "photos/")
    assert "was here, left alone · 原有内容，未动: contract.docx, photos/" in workspace.describe_set_up(made)
    assert own(folder, "live").read_bytes() == notebook("# Somebody's")
    assert (folder / "exports" / "a.csv").read_text() == "a\n"


def test_the_folder_is_found_from_below_and_by_its_name(work, package, tmp_path, monkeypatch):
    (work / "exports" / "may").mkdir()
    assert work_folder.find_root(work / "exports" / "may") == work
    assert work_folder.find_root(tmp_path) == tmp_path
    monkeypatch.setenv(work_folder.VARIABLE, str(tmp_path / "named"))
    assert work_folder.find_root(work) == tmp_path / "named"


def test_a_clone_is_its_own_work_folder(monkeypatch):
    monkeypatch.delenv(work_folder.VARIABLE, raising=False)
    assert work_folder.IS_CLONE
    assert work_folder.find_root(paths.Path("/")) == work_folder.SHIPPED
    assert paths.notebook_file("live") == work_folder.SHIPPED / "notebooks" / "live.ipynb"


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="this system has no owners of files")
def test_a_folder_above_that_belongs_to_somebody_else_chooses_no_code(work, monkeypatch):
    mine = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: mine + 1)
    assert work_folder.marked_folder(work / "exports") is None
    assert work_folder.marked_folder(work) == work  # whoever is in it has chosen it


@pytest.mark.parametrize(
    "damaged", ["", "[]", '{"version": 1}', '{"version": "1", "notebooks": 3}', "\xff", "[" * 9999]
)
def test_a_damaged_mark_is_still_a_mark_and_takes_every_notebook_for_edited(work, damaged):
    (work / work_folder.MARK).write_bytes(damaged.encode("latin-1"))
    assert work_folder.find_root(work / "exports") == work
    assert paths.notebook_file("live") == own(work, "live")


@pytest.mark.parametrize("place", ["work/exports", "file", "package"])
def test_init_refuses_a_place_where_a_work_folder_would_be_lost(work, tmp_path, place):
    (tmp_path / "file").write_text("x")
    before = tree(tmp_path)
    with pytest.raises(OutputError, match="XHS-P070"):
        workspace.set_up_folder(tmp_path / place)
    assert tree(tmp_path) == before


def test_c_works_in_another_folder_and_goes_back(work, tmp_path, capsys, monkeypatch):
    other = tmp_path / "other"
    workspace.set_up_folder(other)
    monkeypatch.chdir(work)
    assert cli.main(["-C", str(other), "list"]) == 0
    assert capsys.readouterr().out.startswith(f"no campaign in {other} yet")
    assert work == paths.ROOT
    assert work_folder.VARIABLE not in os.environ


def test_the_newest_report_is_opened_and_a_mistyped_campaign_is_named(tmp_path):
    for number, name in enumerate(("spring", "autumn")):
        for place in ("client", "internal"):
            page = tmp_path / name / place / "index.html"
            page.parent.mkdir(parents=True)
            page.write_text("x")
            os.utime(page, (number, number))
    assert workspace.last_report("", tmp_path) == tmp_path / "autumn" / "client" / "index.html"
    assert (
        workspace.last_report("spring", tmp_path, internal=True)
        == tmp_path / "spring" / "internal" / "index.html"
    )
    with pytest.raises(InputMissingError, match="did you mean spring"):
        workspace.last_report("sprign", tmp_path)


def test_a_notebook_without_parameters_shows_the_demo_even_where_no_demo_was_written(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    name = "params/demo/brief.yaml"
    assert without_marks(f"demo:{name}") == str(work_folder.SHIPPED / name)
    assert without_marks(["demo:data/demo/drafts_synthetic.csv", "own.csv"]) == [
        *(str(work_folder.SHIPPED / "data/demo/drafts_synthetic.csv"), "own.csv")
    ]
    assert without_marks("demo:2026-05-20") == "2026-05-20"
    (tmp_path / "params" / "demo").mkdir(parents=True)
    (tmp_path / name).write_text("language: en\n")
    assert without_marks(f"demo:{name}") == name


def test_a_cell_that_stops_says_which_file_to_correct_where_the_notebook_is_ones_own(work, package):
    demo = load_params(paths.Path(__file__).parents[2] / "params" / "demo" / "brief.yaml")
    job = Job("live", "demo", demo)
    error = CellExecutionError("", "SyntaxError", "incomplete input")
    [ours] = describe(job, error).problems
    assert "send us that line" in ours.fix_en  # nobody edited it
    own(work, "live").write_bytes(notebook("# Live", "## Ours"))
    [theirs] = describe(job, error).problems
    assert theirs.where == "live.ipynb"
    assert "SyntaxError: incomplete input" in theirs.en
    assert theirs.fix_en == (
        "correct that cell in notebooks/live.ipynb, or remove the file: the shipped notebook is then used."
    )
    assert "notebooks/live.ipynb" in theirs.fix_zh
