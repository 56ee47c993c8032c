"""Kernels imported ahead: fresh each time, gone with their owner, usable from plain papermill, and the way without a fork."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from benchmarks.batch import hangs
from benchmarks.kills import Trial
from benchmarks.tiny_workbench import table
from tests.waits import PATIENCE
from xhs_workbench.errors import Problem, ReportError
from xhs_workbench.intake.masking import contacts
from xhs_workbench.report.batch import run_batch
from xhs_workbench.report.executing import fork_server
from xhs_workbench.report.executing.engine import saved_at_the_end
from xhs_workbench.report.executing.fresh_kernel import READ_AHEAD
from xhs_workbench.report.executing.kernels import manager_in, private_folder
from xhs_workbench.report.executing.pool import Pool
from xhs_workbench.report.jobs import plan_jobs

HERE = Path(__file__).parents[2]


def ask(code, *more):
    """Run code in one kernel of ours and return what it prints."""

    async def once(folder):
        manager = manager_in(folder)()
        await manager.start_kernel()
        client = manager.client()
        client.start_channels()
        said = []
        try:
            await client.wait_for_ready(timeout=PATIENCE)
            await client.execute_interactive(
                code,
                timeout=PATIENCE,
                output_hook=lambda m: (
                    said.append(m["content"].get("text", "")) if m["msg_type"] == "stream" else None
                ),
            )
            return "".join(said), manager.provisioner.pid
        finally:
            client.stop_channels()
            await manager.shutdown_kernel(now=True)

    # In a thread of its own: a browser test of the same worker may have left its event loop running in this
    # one.
    with private_folder() as folder, ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(once(folder))).result()


@pytest.fixture(autouse=True)
def kernels_of_the_tests(server, monkeypatch):
    monkeypatch.setenv("XHS_KERNELS", str(server.folder))


STATE = """
import json, os, random, sys, time
import numpy as np
before = [os.environ.get("LEFT"), "left_behind" in sys.modules, os.path.basename(os.getcwd()), os.environ["TZ"], time.tzname[0], "" in sys.path]
draws = [random.random(), np.random.rand()]
os.environ["LEFT"] = "x"; sys.modules["left_behind"] = sys; os.chdir("/"); random.seed(1); np.random.seed(1)
print(json.dumps([before, draws]))
"""


def test_two_kernels_share_no_state():
    (first, one), (second, two) = ask(STATE), ask(STATE)
    assert one != two
    (before, draws), (after, others) = json.loads(first), json.loads(second)
    assert before == after == [None, False, "desk", "Asia/Shanghai", "CST", False]
    assert set(draws).isdisjoint(others)


def test_forked_kernels_run_queries_and_none_hangs():
    assert hangs(5)[0].startswith("batch: 0 of 5 forked kernels hung")


def test_a_kernel_goes_with_its_owner(server):
    code = (
        "import sys; from xhs_workbench.report.executing import fork_server as f; from pathlib import "
        "Path; line, pid = f.ask(Path(sys.argv[1]), {'do': 'kernel', 'arguments': ['-f', sys.argv[2]], "
        "'environment': {'PATH': ''}, 'folder': '/'}); print(pid, flush=True); sys.stdin.read()"
    )
    with private_folder() as folder:
        owner = subprocess.Popen(
            [sys.executable, "-c", code, str(server.folder), str(folder / "k.json")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=HERE,
        )
        pid = int(owner.stdout.readline())
        assert psutil.pid_exists(pid)
        owner.kill()
        owner.communicate()
        until = time.monotonic() + 2
        while psutil.pid_exists(pid) and time.monotonic() < until:
            time.sleep(0.01)
        assert not psutil.pid_exists(pid)


def papermill(begin, *arguments, root, server):
    return subprocess.run(
        [*begin, *map(str, arguments), "--no-progress-bar"],
        check=False,
        capture_output=True,
        text=True,
        cwd=root,
        env={
            **os.environ,
            "XHS_WORKBENCH_ROOT": str(root),
            "XHS_KERNELS": str(server.folder),
            "PYTHONPATH": str(HERE),
        },
    )


TIMES = ("start_time", "end_time", "duration")
OUTPUTS = (
    "import sys; sys.stdout.write('said\\n');",
    "sys.stderr.write('warned\\n');",
    (
        "from IPython.display import display; handle = display({'text/html': '<b>1</b>'}, raw=True, "
        "metadata={'a': 1}, display_id='d')"
    ),
    "handle.update({'text/html': '<b>2</b>'}, raw=True)",
    "{'a': [1, 2.5, '三']}",
)
"""Cells that show what a notebook of ours does not: prints (in one write, which no timer can split), a display that is replaced, a plain value."""


def but_for_declared(path):
    """Return an executed notebook without what two runs of one notebook may differ in, and nothing else left out.

    Declared are: when and how long (papermill's three times of the notebook and of every cell, nbclient's
        times of its
    messages, whose names stay); the id that papermill draws for the cell of parameters it adds; the name of
    the file it wrote; and our engine's `xhs_end`. Each must be there to be left out, so that a declaration
    cannot outlive its cause. Counters of execution are equal, hence not declared.
    """
    notebook = json.loads(path.read_text(encoding="utf-8"))
    end = notebook["metadata"].pop("xhs_end", None)
    assert path.samefile(notebook["metadata"]["papermill"].pop("output_path"))
    for part in (notebook, *notebook["cells"]):
        for name in TIMES:
            del part["metadata"]["papermill"][name]
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["metadata"]["execution"] = sorted(cell["metadata"]["execution"])
        if "injected-parameters" in cell["metadata"].get("tags", []):
            del cell["id"]
    return notebook, end


def test_a_schedulers_own_papermill_gets_our_kernels_and_the_stock_notebook(tiny, server, begins, tmp_path):
    notebook = json.loads((tiny / "notebooks" / "brief.ipynb").read_text(encoding="utf-8"))
    like = notebook["cells"][1]
    notebook["cells"][-1:-1] = [
        {**like, "id": f"more-{number}", "source": source, "metadata": {}}
        for number, source in enumerate(OUTPUTS)
    ]
    (tmp_path / "given.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    ways = {
        "stock": ["--engine", "nbclient", "--kernel", "python3"],
        "kernel": ["--kernel", "xhs"],
        "engine": ["--engine", "xhs"],
    }
    made = {}
    for name, more in ways.items():
        out = tmp_path / f"{name}.ipynb"
        begin = [sys.executable, "-m", "papermill"] if name == "stock" else begins("papermill")
        done = papermill(
            begin,
            tmp_path / "given.ipynb",
            out,
            "-f",
            "params/tiny/brief.yaml",
            *more,
            root=tiny,
            server=server,
        )
        assert done.returncode == 0, done.stderr
        made[name], end = but_for_declared(out)
        assert len(end or "") == (16 if name == "engine" else 0)
    assert made["kernel"] == made["stock"]
    assert made["engine"] == made["stock"]
    assert made["stock"]["metadata"]["papermill"]["parameters"]["campaign"]
    kinds = {output["output_type"] for cell in made["stock"]["cells"] for output in cell.get("outputs", [])}
    assert kinds == {"stream", "display_data", "execute_result"}


@pytest.mark.parametrize("ends_well", [True, False])
def test_our_engine_writes_the_notebook_once_and_gives_the_path_back(ends_well):
    manager = SimpleNamespace(output_path="out.ipynb")
    with suppress(KeyError), saved_at_the_end(manager):
        assert manager.output_path is None
        if not ends_well:
            raise KeyError
    assert manager.output_path == "out.ipynb"


def test_the_way_without_a_fork_gives_the_same_pages(tiny, server, tmp_path, monkeypatch):
    monkeypatch.setenv("XHS_WORKBENCH_ROOT", str(tiny))
    jobs = plan_jobs([table(tiny, ["s1"])])
    forked = run_batch(jobs, tmp_path / "fork", lambda: Pool(1, "fork", 0, server.folder))
    spare = run_batch(jobs, tmp_path / "spare", lambda: Pool(1, "spare", 0))
    assert (sorted(spare.made), spare.failed) == (sorted(forked.made), {})
    for name in ("client/brief-s1.html", "client/index.html", "internal/index.html"):
        assert (tmp_path / "spare" / "tiny" / name).read_bytes() == (
            tmp_path / "fork" / "tiny" / name
        ).read_bytes()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills are simulated by forking the batch")
def test_kills_and_full_disks_leave_whole_files(tiny, server, tmp_path):
    """One of each kind here; `make kills` repeats it two hundred times."""
    trial = Trial(server, tmp_path, random.Random(4), reports=2)
    for kind in ("kernel", "worker", "batch"):
        trial.round(kind)
    for at in (1, 25):
        trial.full_disk(at)
    found = trial.found
    assert found["kernel"] + found["worker"] + found["batch"] + found["missed"] == 3
    assert found["kernel"] + found["worker"] + found["batch"] >= 1
    faults = ("partial", "lost", "differs", "orphans", "partial, full", "lost, full", "differs, full")
    assert {fault: found[fault] for fault in faults} == dict.fromkeys(faults, 0)
    assert found["exit 73"] >= 1


def test_a_signal_ends_the_server_with_its_owner(tiny):
    command = [sys.executable, "-m", "xhs_workbench.cli", "kernels"]
    with private_folder() as folder:
        process = subprocess.Popen([*command, str(folder)], stdout=subprocess.PIPE, text=True, cwd=HERE)
        assert f"XHS_KERNELS={folder}" in process.stdout.readline()
        children = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE)
        assert process.returncode == 0
        assert psutil.wait_procs(children, timeout=PATIENCE)[1] == []


BURST = 6000


def test_no_message_is_lost_however_long_nobody_reads():
    """zmq drops what lies beyond a thousand messages a side; a form of widgets is more than that."""
    code = f"for number in range({BURST}):\n    display(number)"

    async def shown(folder):
        manager = manager_in(folder)()
        await manager.start_kernel()
        client = manager.client()
        client.start_channels()
        try:
            await client.wait_for_ready(timeout=PATIENCE)
            await client.execute_interactive("", timeout=PATIENCE)
            client.execute(code)
            await client.get_shell_msg(timeout=PATIENCE)  # all is computed, and nothing was fetched
            kinds = []
            while kinds.count("status") < 2:
                kinds.append((await client.get_iopub_msg(timeout=PATIENCE))["msg_type"])
            return kinds.count("display_data")
        finally:
            client.stop_channels()
            await manager.shutdown_kernel(now=True)

    with private_folder() as folder, ThreadPoolExecutor(1) as thread:
        assert thread.submit(lambda: asyncio.run(shown(folder))).result() == BURST


@pytest.mark.parametrize("place", READ_AHEAD)
def test_what_is_read_ahead_is_there(place):
    """A function that was moved would otherwise be called by every kernel of its own, and nobody would notice."""
    module, _, name = place.partition(":")
    assert callable(getattr(import_module(f"xhs_workbench.{module}"), name))


def test_patterns_are_compiled_ahead_once():
    """Forms are shared by forked kernels: after the first call, the second has nothing left to compile."""
    contacts.compile_forms()
    assert all("needed" in vars(form) for form in contacts.FORMS)


def test_a_block_with_kernels_ahead_names_them_to_what_it_starts_and_leaves_none(monkeypatch):
    monkeypatch.delenv("XHS_KERNELS")
    asked = "import os, psutil; print(os.environ['XHS_KERNELS'], fork_server.are_ahead())"
    with fork_server.kernels_ahead():
        folder = Path(os.environ["XHS_KERNELS"])
        code = f"from xhs_workbench.report.executing import fork_server; {asked}"
        said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        assert said.split() == [str(folder), "True"]
        line, pid = fork_server.ask(
            folder, {"do": "kernel", "arguments": [], "environment": {}, "folder": "/"}
        )
        line.close()
    assert "XHS_KERNELS" not in os.environ
    assert not folder.exists()
    assert not fork_server.are_ahead()
    until = time.monotonic() + PATIENCE
    while psutil.pid_exists(pid) and time.monotonic() < until:
        continue
    assert not psutil.pid_exists(pid)


def test_where_nothing_can_be_forked_or_a_server_is_there_none_is_started(monkeypatch):
    monkeypatch.setattr(fork_server, "ForkServer", lambda: pytest.fail("a server was started"))
    with fork_server.kernels_ahead():
        assert os.environ["XHS_KERNELS"]
    assert os.environ["XHS_KERNELS"]  # it is somebody else's, and stays
    monkeypatch.delenv("XHS_KERNELS")
    monkeypatch.setattr(fork_server, "FORK_WORKS", False)
    with fork_server.kernels_ahead():
        assert "XHS_KERNELS" not in os.environ


def test_a_server_that_cannot_fork_leaves_kernels_as_they_always_were(monkeypatch):
    class Refuses:
        folder, closed = Path("/"), False

        def wait(self):
            raise ReportError(Problem("kernels cannot be forked here", "无法 fork", code="XHS-R010"))

        def close(self):
            Refuses.closed = True

    monkeypatch.delenv("XHS_KERNELS")
    monkeypatch.setattr(fork_server, "ForkServer", Refuses)
    with fork_server.kernels_ahead():
        assert "XHS_KERNELS" not in os.environ
    assert Refuses.closed


INTERRUPTED = """
import os, signal
from xhs_workbench.intake.opening.files import open_sheets
from xhs_workbench.report.executing import parsers

def rows():
    return [sheet.cells.height for sheet in open_sheets(BOOK)]

first, said = rows(), []
try:
    os.killpg(0, signal.SIGINT)  # as jupyter_client interrupts a kernel: whoever is in its group
    for _ in range(1_000_000): pass
except KeyboardInterrupt:
    said.append("interrupted")
said.append(rows() == first)

def interrupted(line):
    parsers.receive_json = answered
    raise KeyboardInterrupt

answered, parsers.receive_json = parsers.receive_json, interrupted
try:
    open_sheets(OTHER)
except KeyboardInterrupt:
    said.append("interrupted")
said += [rows() == first, rows() == first]
print(*said)
"""


def test_after_an_interrupt_a_kernel_reads_workbooks_as_before():
    books = {
        name: repr(str(HERE / "data" / "demo" / f"pugongying_{kind}_synthetic.xlsx"))
        for name, kind in (("BOOK", "notes"), ("OTHER", "orders"))
    }
    code = INTERRUPTED
    for name, path in books.items():
        code = code.replace(name, path)
    said, _ = ask(code)
    assert said.split() == ["interrupted", "True", "interrupted", "True", "True"]
