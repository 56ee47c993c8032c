"""A scheduler's two tasks: the operator runs the notebook with papermill's own engine, then one command checks it and writes the page."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.ready_commands import NO_LONGER_SO
from xhs_workbench import cli
from xhs_workbench.report.rendering.page import write_page

HERE = Path(__file__).parents[2]
OPERATOR = """
import sys
import papermill
from papermill.iorw import read_yaml_file

notebook, executed, params, kernel, engine = sys.argv[1:]
papermill.execute_notebook(
    notebook, executed, parameters=read_yaml_file(params), progress_bar=False, report_mode=True, log_output=False,
    kernel_name=kernel or None, language=None, engine_name=engine or None,
)
"""
"""What Airflow's PapermillOperator does when it runs: the same call with the same keywords.

The engine it leaves to papermill.
"""
EARLIER = b"<html>the page of yesterday</html>"


@pytest.fixture
def operator(tiny, server, begins, tmp_path):
    """Run a notebook of the tiny workbench as the operator does; returns what it left, and whether its task failed."""

    def run(notebook, kernel="xhs", engine=""):
        executed = tmp_path / "out" / f"{notebook}.ipynb"
        executed.parent.mkdir(exist_ok=True)
        given = [f"notebooks/{notebook}.ipynb", str(executed), f"params/tiny/{notebook}.yaml", kernel, engine]
        done = subprocess.run(
            [*begins("python"), NO_LONGER_SO, "-c", OPERATOR, *given],
            check=False,
            capture_output=True,
            text=True,
            cwd=tiny,
            env={
                **os.environ,
                "XHS_WORKBENCH_ROOT": str(tiny),
                "XHS_KERNELS": str(server.folder),
                "PYTHONPATH": str(HERE),
            },
        )
        return executed, done

    return run


def refused(executed, tmp_path, capsys):
    """Make sure that the second task fails, without a page and with one that was there before; returns what it says."""
    fresh, kept = tmp_path / "fresh" / "report.html", tmp_path / "kept" / "report.html"
    kept.parent.mkdir(exist_ok=True)
    kept.write_bytes(EARLIER)
    codes = {cli.main(["page", str(executed), str(out)]) for out in (fresh, kept)}
    said = capsys.readouterr()
    assert not fresh.parent.exists()
    assert [(path.name, path.read_bytes()) for path in kept.parent.iterdir()] == [("report.html", EARLIER)]
    assert said.out == ""
    return codes, said.err


def test_a_good_run_gives_the_page_and_a_cell_without_its_output_takes_it_back(operator, tmp_path, capsys):
    executed, done = operator("brief")
    assert done.returncode == 0, done.stderr
    page = tmp_path / "reports" / "client" / "brief.html"
    assert cli.main(["page", str(executed), str(page)]) == 0
    assert capsys.readouterr().out == f"{page}\n"
    write_page(executed, tmp_path / "expected.html", language="en")
    assert page.read_bytes() == (tmp_path / "expected.html").read_bytes()
    assert {path.name for path in page.parent.iterdir()} == {"brief.html", "brief_numbers.xlsx"}

    notebook = json.loads(executed.read_text(encoding="utf-8"))
    middle = next(cell for cell in notebook["cells"] if "views.limits" in "".join(cell["source"]))
    middle["outputs"] = []
    executed.write_text(json.dumps(notebook), encoding="utf-8")
    codes, said = refused(executed, tmp_path, capsys)
    assert codes == {3}
    assert "brief.ipynb › cell 6: the section “The middle” shows nothing" in said

    executed.write_text(executed.read_text(encoding="utf-8")[:-40], encoding="utf-8")
    codes, said = refused(executed, tmp_path, capsys)
    assert codes == {65}
    assert "brief.ipynb: this is not a notebook, or it is incomplete" in said


def test_leaving_with_sys_exit_is_success_to_the_operator_and_refused_by_the_page(operator, tmp_path, capsys):
    executed, done = operator("content")
    assert done.returncode == 0, "papermill itself refuses sys.exit(0) now: the recipe may say less"
    codes, said = refused(executed, tmp_path, capsys)
    assert codes == {3}
    assert "content.ipynb › cell 6: the notebook stopped here: SystemExit: 0" in said


def test_our_engine_fails_the_operators_own_task_for_sys_exit(operator, tmp_path, capsys):
    executed, done = operator("content", kernel="", engine="xhs")
    assert done.returncode != 0
    assert "content.ipynb: the notebook ended before its last cell" in done.stderr
    assert refused(executed, tmp_path, capsys)[0] == {3}


def test_a_killed_kernel_fails_both_tasks_though_its_notebook_says_completed(operator, tmp_path, capsys):
    executed, done = operator("selection")
    assert done.returncode != 0
    cells = json.loads(executed.read_text(encoding="utf-8"))["cells"]
    assert {cell["metadata"]["papermill"]["status"] for cell in cells} == {"completed"}
    codes, said = refused(executed, tmp_path, capsys)
    assert codes == {3}
    assert "selection.ipynb › cell 6: the section “The middle” shows nothing" in said


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"nbformat": 4}', '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}']
)
def test_what_is_no_notebook_is_unreadable_and_never_a_fault_of_ours(tmp_path, capsys, text):
    (tmp_path / "other.ipynb").write_text(text, encoding="utf-8")
    codes, said = refused(tmp_path / "other.ipynb", tmp_path, capsys)
    assert codes <= {3, 65}
    assert "other.ipynb: " in said
    shutil.rmtree(tmp_path / "kept")
    assert refused(tmp_path / "missing.ipynb", tmp_path, capsys)[0] == {66}


def test_a_page_and_a_notebook_in_the_wrong_order_replace_nothing(tmp_path, capsys):
    (tmp_path / "run.ipynb").write_bytes(EARLIER)
    with pytest.raises(SystemExit) as left:
        cli.main(["page", str(tmp_path / "page.html"), str(tmp_path / "run.ipynb")])
    assert (left.value.code, (tmp_path / "run.ipynb").read_bytes()) == (2, EARLIER)
    assert "must end in .html" in capsys.readouterr().err
