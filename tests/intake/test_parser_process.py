"""Workbooks are parsed in children of one process, which ends with its owner and is replaced when it is lost."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.waits import PATIENCE
from xhs_workbench import paths
from xhs_workbench.errors import IntakeError
from xhs_workbench.intake.opening import parser_process, workbook
from xhs_workbench.intake.opening.files import open_sheets

pytestmark = pytest.mark.skipif(not parser_process.FORK_WORKS, reason="here each workbook has an interpreter")
DEMO = paths.ROOT / "data" / "demo"
BOOK, OTHER = DEMO / "pugongying_notes_synthetic.xlsx", DEMO / "pugongying_orders_synthetic.xlsx"


@pytest.fixture(autouse=True)
def without_one():
    """Begin and end without a parser process."""
    parser_process.close_own()
    yield
    parser_process.close_own()


def cells(sheets):
    return [(sheet.sheet, sheet.cells.rows(), sheet.damaged, sheet.findings) for sheet in sheets]


def test_two_workbooks_need_one_process_and_are_read_as_in_an_interpreter_each(monkeypatch):
    found = cells(open_sheets(BOOK)) + cells(open_sheets(OTHER))
    [one] = parser_process._own
    children = psutil.Process(one.pid).children()
    assert children == []  # each workbook's child has gone with its workbook
    monkeypatch.setattr(workbook, "_apart", [workbook.in_new_interpreter])
    assert cells(open_sheets(BOOK)) + cells(open_sheets(OTHER)) == found
    assert sum(len(rows) for _, rows, _, _ in found) > 40


def test_a_lost_process_costs_no_workbook_and_is_replaced():
    first = cells(open_sheets(BOOK))
    lost = parser_process._own[0].pid
    os.kill(lost, signal.SIGKILL)
    assert cells(open_sheets(BOOK)) == first
    assert cells(open_sheets(BOOK)) == first
    assert parser_process._own[0].pid != lost
    assert not psutil.pid_exists(lost)


def test_a_workbook_that_takes_too_long_is_refused_and_the_next_is_read(monkeypatch):
    whole = workbook.CHILD_SECONDS
    monkeypatch.setattr(workbook, "CHILD_SECONDS", 0)
    with pytest.raises(IntakeError) as refused:
        open_sheets(BOOK)
    assert refused.value.problems[0].code == "XHS-E032"
    monkeypatch.setattr(workbook, "CHILD_SECONDS", whole)
    assert open_sheets(BOOK)
    assert psutil.Process(parser_process._own[0].pid).children() == []


@pytest.mark.parametrize("killed", [False, True])
def test_it_ends_with_its_owner(killed):
    code = (
        "import sys; from xhs_workbench.intake.opening import files, parser_process; "
        "files.open_sheets(sys.argv[1]); print(parser_process._own[0].pid, flush=True); sys.stdin.read()"
    )
    owner = subprocess.Popen(
        [sys.executable, "-c", code, str(BOOK)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    helper = psutil.Process(int(owner.stdout.readline()))
    if killed:
        owner.kill()
    owner.communicate()
    assert owner.returncode == (-signal.SIGKILL if killed else 0)
    helper.wait(timeout=PATIENCE)


def test_a_fork_of_the_owner_has_one_of_its_own(tmp_path):
    open_sheets(BOOK)
    ours = parser_process._own[0].pid
    read, write = os.pipe()
    child = os.fork()
    if not child:  # no query of polars in it: its threads stayed behind
        parser_process.in_parser_process(OTHER, tmp_path, PATIENCE)
        os.write(write, str(parser_process._own[0].pid).encode())
        parser_process.close_own()
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as said:
        theirs = int(said.read())
    os.waitpid(child, 0)
    assert theirs != ours
    assert (tmp_path / "said.json").is_file()
    assert parser_process._own[0].pid == ours
    assert open_sheets(OTHER)


def test_after_an_interrupt_the_next_workbook_gets_its_own_answer():
    first = cells(open_sheets(BOOK))
    one = parser_process._own[0]

    class Interrupted:
        def readline(self):
            raise KeyboardInterrupt  # the request is out, its answer still to come

        def close(self):
            answers.close()

    answers, one._process.stdout = one._process.stdout, Interrupted()
    with pytest.raises(KeyboardInterrupt):
        open_sheets(OTHER)
    assert not psutil.pid_exists(one.pid)
    assert cells(open_sheets(BOOK)) == first
    assert parser_process._own[0].pid != one.pid
