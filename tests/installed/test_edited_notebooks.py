"""A notebook that an analyst broke is found by `check`, before a kernel: which notebook, which cell, which line."""

import json

import pytest

from tests.installed.conftest import CLONE
from tests.installed.test_work_folder import notebook, own, package, work  # noqa: F401
from xhs_workbench import paths
from xhs_workbench.errors import ReportError
from xhs_workbench.params import load_params
from xhs_workbench.report.checking.notebooks import check_notebooks
from xhs_workbench.report.jobs import Job


@pytest.fixture
def jobs(work):  # noqa: F811
    return [Job("live", "demo", load_params(CLONE / "params" / "demo" / "brief.yaml"))]


def of_cells(*sources):
    """Return a notebook of a heading and code cells."""
    told = json.loads(notebook("# Ours"))
    code = told["cells"].pop()
    told["cells"] += [{**code, "source": source} for source in sources]
    return json.dumps(told).encode()


@pytest.mark.parametrize(
    ("sources", "place", "said"),
    [
        (["x = 1", "y = (1,\nz = 2\n"], "live.ipynb › cell 3, line 1", "was never closed"),
        (
            [["import os\n", "if os:\n", "x = 1\n"]],
            "live.ipynb › cell 2, line 3",
            "expected an indented block",
        ),
        (["return 3"], "live.ipynb › cell 2, line 1", "outside function"),
        (["x = 'a\x00'"], "live.ipynb › cell 2", "null bytes"),
        (["%time x = 1\ny = ("], "live.ipynb › cell 2", ""),
    ],
)
def test_a_cell_that_is_not_python_is_named_with_its_line(jobs, work, sources, place, said):  # noqa: F811
    own(work, "live").write_bytes(of_cells(*sources))
    with pytest.raises(ReportError) as caught:
        check_notebooks(jobs)
    [problem] = caught.value.problems
    assert problem.where.startswith(place)
    assert said in problem.en
    assert "notebooks/live.ipynb" in problem.fix_en and "notebooks/live.ipynb" in problem.fix_zh


@pytest.mark.parametrize(
    "source",
    [
        "%matplotlib inline\nx = 1",
        "!ls",
        "%%bash\nfor x in 1; do",
        "len?",
        "await something()",
        "'\\d'",
        "",
        "x = !ls",
    ],
)
def test_what_jupyter_runs_is_let_through(jobs, work, source):  # noqa: F811
    own(work, "live").write_bytes(of_cells(source))
    check_notebooks(jobs)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "this is no notebook: line 1: Expecting value"),
        (of_cells("x = 1")[:-9], "this is no notebook: line 1: "),
        (b"<<<<<<< HEAD\n" + of_cells("x = 1"), "this is no notebook: line 1: Expecting value"),
        (b"\xff\xfe{}", "this is no notebook: "),
        (b"[]", "not the format of notebooks"),
        (b'{"nbformat": 3, "worksheets": []}', "not the format of notebooks"),
        (b'{"nbformat": 4, "cells": [3]}', "cell 1 is no cell"),
        (b'{"nbformat": 4, "cells": [{"cell_type": "code"}]}', "cell 1 has no source"),
        (b"[" * 100_000, "this is no notebook: "),
    ],
)
def test_a_file_that_is_no_notebook_is_said_to_be_none(jobs, work, raw, said):  # noqa: F811
    own(work, "live").write_bytes(raw)
    with pytest.raises(ReportError) as caught:
        check_notebooks(jobs)
    [problem] = caught.value.problems
    assert said in problem.en
    assert "init . writes it anew" in problem.fix_en


def test_a_notebook_that_nobody_may_read_or_that_is_gone_is_said(jobs, work):  # noqa: F811
    (work / "notebooks" / "live.ipynb").unlink()
    (work / ".xhs-workbench.json").unlink()  # a folder of one's own: only its own notebooks count
    with pytest.raises(ReportError, match="there is no such file"):
        check_notebooks(jobs)


def test_every_shipped_notebook_is_let_through():
    params = load_params(CLONE / "params" / "demo" / "brief.yaml")
    names = [file.stem for file in (CLONE / "notebooks").glob("*.ipynb")]
    assert len(names) >= 8
    assert paths.NOTEBOOKS == CLONE / "notebooks"
    check_notebooks([Job(name, "demo", params) for name in names])
