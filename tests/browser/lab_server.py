"""A private Jupyter server for a browser test: its own settings, one port, one token, ended with the test."""

import json
import os
import re
import secrets
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress

import pytest
from playwright.sync_api import TimeoutError as TooLate

from tests.waits import PATIENCE
from xhs_workbench import paths
from xhs_workbench.report.executing.fork_server import KERNELS

BOTH = os.environ.get("XHS_DESKS") == "both"
"""Whether each desk is changed in both front ends and left unsaved, and each report is made, as `make desks` does."""
LOOK_AGAIN_MS = 5000
"""If no cell is queued after this many seconds, Run All is requested once more."""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_until_up(url, process, seconds=PATIENCE):
    """Wait until a server says that it runs, then until it answers; returns what it has said.

    Asking before it says so would keep a core from the server that starts.
    """
    end, said = time.monotonic() + seconds, b""
    while RUNS not in said:
        left = max(end - time.monotonic(), 0)
        if not select.select([process.stdout], [], [], left)[0]:
            pytest.fail(f"the server did not say that it runs: {said.decode()}")
        piece = os.read(process.stdout.fileno(), 65536)
        assert piece, said.decode()
        said += piece
    while time.monotonic() < end:
        assert process.poll() is None, said.decode()
        try:
            with urllib.request.urlopen(url, timeout=2):
                return said.decode()
        except OSError:
            continue
    pytest.fail(f"the server did not answer: {said.decode()}")


RUNS = b" running at"
"""What Jupyter Server and Voilà say once they listen."""


def take_kernels_from(folder, home):
    """Let the kernel that everybody has be forked from a process with everything imported; returns what names it.

    Desks take such a kernel by themselves below `xhs-workbench lab`; to import everything for each notebook costs seconds.
    """
    if folder is None:
        return {}
    spec = home / "data" / "kernels" / "python3"
    spec.mkdir(parents=True)
    shipped = json.loads((paths.TEMPLATES / "kernel" / "kernel.json").read_text(encoding="utf-8"))
    (spec / "kernel.json").write_text(json.dumps({**shipped, "display_name": "Python 3 (ipykernel)"}))
    return {KERNELS: str(folder)}


@contextmanager
def serving(home, root, python=sys.executable, module="jupyterlab", view="lab/tree", **variables):
    """Start JupyterLab (or the plain notebook, `module="notebook"`) on a folder; yield the pattern of its addresses."""
    settings = home / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text(
        json.dumps({"fetchNews": "false", "checkForUpdates": False})
    )
    folders = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    # The extension as it stands in this tree, where JupyterLab and Notebook 7 both look;
    # an editable install holds a copy of the day it was made.
    extensions = home / "data" / "labextensions"
    shutil.copytree(paths.TEMPLATES / "labextension", extensions / "xhs-workbench", dirs_exist_ok=True)
    environment = {
        **os.environ,
        **{name: str(home / folder) for name, folder in folders.items()},
        **variables,
    }
    port, token = free_port(), secrets.token_hex(16)
    command = [
        str(python),
        "-m",
        module,
        "--no-browser",
        "--allow-root",
        "--ip=127.0.0.1",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={token}",
        f"--ServerApp.root_dir={root}",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]
    process = subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        wait_until_up(f"http://127.0.0.1:{port}/api?token={token}", process)
        yield f"http://127.0.0.1:{port}/{view}/{{}}?token={token}&reset"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate(timeout=PATIENCE)


def run_all(page):
    """Run every cell of the notebook in front, and return once they are queued."""
    queued = page.locator(
        ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-InputPrompt", has_text=re.compile(r"\[(\*|\d+)\]")
    )
    # The status bar may still speak of another notebook's kernel, and Run All before this one's is connected
    # is dropped
    # without a word: so the prompts are looked at.
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        page.get_by_text("Python 3 (ipykernel) | Idle").first.wait_for()
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        with suppress(TooLate):
            queued.first.wait_for(state="attached", timeout=LOOK_AGAIN_MS)
            return
    pytest.fail("no cell was queued")
