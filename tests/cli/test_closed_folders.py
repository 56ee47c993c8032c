"""A work folder that one may only read, and a home that nobody can write: what is said, and that nothing is left behind.

Root may write anywhere, so as root the commands run without that capability.
"""

import os
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from importlib.util import find_spec

import pytest

from tests.browser.lab_server import free_port, wait_until_up
from tests.ready_commands import ready_programs
from tests.waits import PATIENCE
from xhs_workbench import paths, workspace
from xhs_workbench.work_folder import VARIABLE

COMMAND = [sys.executable, "-m", "xhs_workbench.cli"]
IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
DROPPED = (
    ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search"]
    if IS_ROOT
    else []
)
NOTES = paths.ROOT / "data" / "demo" / "pugongying_notes_synthetic.xlsx"
ADVICE = "work in a folder where you may write"
HOMES = (
    "JUPYTER_CONFIG_DIR",
    "JUPYTER_DATA_DIR",
    "JUPYTER_RUNTIME_DIR",
    "JUPYTERLAB_SETTINGS_DIR",
    "IPYTHONDIR",
)


@pytest.fixture(scope="module")
def closed(tmp_path_factory):
    """A work folder with the demo in which nobody may write, and what is in it."""
    place = tmp_path_factory.mktemp("closed")
    root = place / "a bench 只读"
    workspace.set_up_folder(root, demo=True)
    (place / "home").mkdir()
    (place / "tmp").mkdir()
    folders = [place / "home", root, *(path for path in root.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    if not stops_writing(root):
        pytest.skip("this account may write anywhere")
    yield root
    for folder in folders:
        folder.chmod(0o755)


def stops_writing(folder):
    """Say whether a command of ours is kept from writing there."""
    if DROPPED and not shutil.which(DROPPED[0]):
        return False
    tried = [*DROPPED, sys.executable, "-c", f"open({str(folder / 'tried')!r}, 'w')"]
    return subprocess.run(tried, check=False, capture_output=True).returncode != 0


def around(root):
    """The environment of an account whose home is closed."""
    kept = {name: value for name, value in os.environ.items() if name not in (*HOMES, VARIABLE)}
    return {**kept, "HOME": str(root.parent / "home"), "TMPDIR": str(root.parent / "tmp")}


@pytest.fixture(scope="module")
def called(closed):
    """Return a function that types a command in the closed folder; but for `IN_EARNEST`, a process that is ready answers."""

    with ready_programs(around(closed), DROPPED) as (begins, _):

        def type_it(*words):
            begin = [*DROPPED, *COMMAND] if IN_EARNEST.intersection(words) else begins("xhs-workbench")
            return subprocess.run(
                [*begin, *map(str, words)],
                cwd=closed,
                env=around(closed),
                capture_output=True,
                text=True,
                check=False,
            )

        yield type_it


IN_EARNEST = {"list", "new"}
"""Commands that start an interpreter of their own: one that reads, one that writes."""


def everything(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_only_reads_works_in_a_closed_folder(closed, called):
    before = everything(closed)
    for words in (["list"], ["check", "demo"], ["run", "demo", "--dry-run"], ["inspect", NOTES]):
        done = called(*words)
        assert (done.returncode, done.stderr) == (0, ""), words
    assert everything(closed) == before


@pytest.mark.parametrize(
    ("words", "where"),
    [
        (["run", "demo/brief"], "reports"),
        (["batch", "demo/brief"], "reports"),
        (["new", "spring", NOTES], "params/spring"),
        (["init", "."], ".xhs-workbench.json"),
        (["lab", "--no-browser"], "work"),
    ],
)
def test_what_writes_says_where_and_what_to_do_and_leaves_nothing(closed, called, words, where):
    if words[0] == "lab" and find_spec("jupyterlab") is None:
        pytest.skip("JupyterLab is not installed")
    before = everything(closed)
    done = called(*words)
    assert done.returncode == 73
    assert done.stderr.startswith(f"{where}: cannot be written: Permission denied")
    assert "无法写入" in done.stderr
    assert ADVICE in done.stderr
    assert "Traceback" not in done.stderr
    assert everything(closed) == before


def test_reports_elsewhere_still_need_the_work_folder_for_what_is_private(called, tmp_path):
    done = called("run", "demo/brief", "--out", tmp_path / "reports")
    assert done.returncode == 73
    assert done.stderr.startswith(".private: cannot be written")


def test_doctor_says_it_before_anybody_waits(called):
    done = called("doctor")
    assert done.returncode == 3
    assert "reports/ cannot be written" in done.stdout
    assert ADVICE in done.stdout


def test_colleagues_are_served_from_a_closed_folder_by_an_account_without_a_home(closed):
    """As a service runs it; told to end, it ends its server too and leaves none of its folders."""
    if find_spec("voila") is None:
        pytest.skip("voila is not installed: pip install 'xhs-workbench[voila]'")
    before, port = everything(closed), free_port()
    process = subprocess.Popen(
        [*DROPPED, *COMMAND, "serve", "demo", f"--port={port}"],
        cwd=closed,
        env=around(closed),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        said = wait_until_up(f"http://127.0.0.1:{port}/", process)
        asked = f"http://127.0.0.1:{port}/voila/render/mapping.ipynb"
        with urllib.request.urlopen(asked, timeout=PATIENCE) as page:
            assert "which column is what" in page.read().decode()
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/voila/files/mapping.ipynb", timeout=PATIENCE)
        process.send_signal(signal.SIGTERM)
        said += process.communicate(timeout=PATIENCE)[0]
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    assert "Traceback" not in said
    assert "Warning" not in said
    assert everything(closed) == before
    assert list((closed.parent / "tmp").glob("xhs-*")) == []
