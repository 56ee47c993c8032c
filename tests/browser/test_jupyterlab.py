"""The notebooks in a real JupyterLab, driven by a real browser, offline."""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from xhs_workbench import paths

pytestmark = [
    pytest.mark.browser,
]
PATIENCE = 180_000
"""Milliseconds; JupyterLab takes 5 s on a quiet machine and a minute on a busy one."""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_until_up(url, process, seconds=90):
    """Ask the server until it answers."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert process.poll() is None, process.stdout.read()
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            continue
    pytest.fail("JupyterLab did not come up")


@pytest.fixture(scope="module")
def lab(tmp_path_factory, chromium):
    """Start JupyterLab on a copy of the workbench's notebooks; yield its address."""
    home = tmp_path_factory.mktemp("lab")
    (home / "desk").mkdir()
    for notebook in paths.NOTEBOOKS.glob("*.ipynb"):
        shutil.copy(notebook, home / "desk")
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
    environment = {**os.environ, **{name: str(home / folder) for name, folder in folders.items()}}
    port, token = free_port(), secrets.token_hex(16)
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}",
        "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={home / 'desk'}",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate", "--LabApp.extension_manager=readonly",
    ]  # fmt: skip
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    try:
        wait_until_up(f"http://127.0.0.1:{port}/api?token={token}", process)
        yield f"http://127.0.0.1:{port}/lab/tree/{{}}?token={token}&reset"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate(timeout=30)


@pytest.fixture
def lab_page(chromium):
    """Yield a page that may talk to this machine only, and the list of other hosts it asked for."""
    context = chromium.new_context(viewport={"width": 1500, "height": 1000})
    page = context.new_page()
    asked = []
    page.route(
        "**/*",
        lambda route: (
            route.continue_()
            if route.request.url.startswith(("http://127.0.0.1", "data:", "blob:"))
            else (asked.append(route.request.url), route.abort())
        ),
    )
    page.set_default_timeout(PATIENCE)
    yield page, asked
    context.close()


@pytest.mark.parametrize("name", ["selection", "post_campaign"])
def test_notebook_runs_in_jupyterlab_and_shows_its_blocks(lab, lab_page, name):
    page, asked = lab_page
    page.goto(lab.format(f"{name}.ipynb"))
    # Run All before the kernel is connected is dropped without a word, so wait for the status bar to say idle.
    page.get_by_text("Python 3 (ipykernel) | Idle").first.wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.locator(".jp-Notebook .jp-Cell-outputArea .xhs-block").last.wait_for(state="attached")
    page.wait_for_function(
        "() => [...document.querySelectorAll('.jp-InputPrompt')].every(p => !p.textContent.includes('*'))"
    )
    errors = page.locator(".jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']").all_text_contents()
    assert errors == []
    assert asked == []
    assert page.locator(".jp-Notebook .xhs-block").count() >= 3
    if shots := os.environ.get("XHS_SHOTS"):
        page.screenshot(path=f"{shots}/lab_{name}.png")
