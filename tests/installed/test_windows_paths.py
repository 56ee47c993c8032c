"""Parameters that were written on Windows, on a machine that is none: the paths work, or say what they are."""

import os

import pytest

from xhs_workbench import paths
from xhs_workbench.errors import InputMissingError

pytestmark = pytest.mark.skipif(os.name == "nt", reason="here these are paths like any other")


@pytest.fixture(autouse=True)
def exports(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    monkeypatch.delenv("XHS_INPUTS", raising=False)
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "a 一.csv").write_text("x")
    return tmp_path / "exports"


def test_a_backslash_between_folders_is_a_slash(exports):
    assert paths.require("exports\\a 一.csv") == exports / "a 一.csv"
    assert paths.expand(["exports\\*.csv"]) == ["exports/a 一.csv"]


def test_a_file_that_has_a_backslash_in_its_name_is_that_file(exports):
    (exports / "b\\c.csv").write_text("x")
    (exports / "b").mkdir()
    (exports / "b" / "c.csv").write_text("y")
    assert paths.require("exports/b\\c.csv").read_text() == "x"


@pytest.mark.parametrize("path", ["C:\\Users\\me\\a.csv", "\\\\server\\share\\a.csv", "D:\\a.csv"])
def test_a_drive_of_another_machine_is_said_to_be_one(path):
    with pytest.raises(InputMissingError) as caught:
        paths.require(path, "inputs")
    [problem] = caught.value.problems
    assert (problem.file, problem.column) == (path, "inputs")
    assert "Windows" in problem.fix_en and "exports/…" in problem.fix_en and "Windows" in problem.fix_zh


def test_a_relative_path_of_windows_that_leads_nowhere_is_an_ordinary_missing_file():
    with pytest.raises(InputMissingError, match="a relative path starts at the workbench folder"):
        paths.require("exports\\none.csv")
