"""Colleagues look at a campaign in a browser: no code, the explorers work, and no file of the work folder changes."""

import hashlib
import os
import shutil
import signal
import subprocess
from importlib.util import find_spec

import pytest

from tests.browser.lab_server import free_port, wait_until_up
from tests.waits import PATIENCE
from xhs_workbench import paths, workspace
from xhs_workbench.work_folder import VARIABLE

pytestmark = [pytest.mark.browser]


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    root = tmp_path_factory.mktemp("voila") / "bench"
    workspace.set_up_folder(root, demo=True)
    shutil.copy(UNKNOWN, root / "exports" / "unknown.csv")
    return root


@pytest.fixture(scope="module")
def served(bench, chromium):
    """Serve the demo as `xhs-workbench serve demo` does; yield the address."""
    if find_spec("voila") is None:
        if os.environ.get("CI"):
            pytest.fail("CI must have voila")
        pytest.skip("voila is not installed: pip install 'xhs-workbench[voila]'")
    port = free_port()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("ROOT", "NOTEBOOKS", "PARAMS", "REPORTS", "PRIVATE", "WORK"):
            patch.setattr(paths, name, getattr(paths, name))  # put back afterwards
        paths.settle(bench)
        with workspace.served_folder("demo") as folder:
            home = {name: str(bench.parent / name.lower()) for name in HOME}
            process = subprocess.Popen(
                workspace.serve_command(folder, port),
                cwd=folder,
                env={**workspace.serve_environment(), **home},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
            try:
                wait_until_up(f"http://127.0.0.1:{port}/", process)
                yield f"http://127.0.0.1:{port}"
            finally:
                os.killpg(process.pid, signal.SIGTERM)
                process.communicate(timeout=PATIENCE)


HOME = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")


def everything(folder):
    """Return each file's digest."""
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_colleagues_try_both_explorers_and_change_nothing(bench, served, lab_page):
    page, asked = lab_page
    before = everything(bench)
    page.goto(f"{served}/voila/render/selection.ipynb")
    rows = page.locator(".xhs-explorer .xhs-scroll tbody tr")
    rows.first.wait_for()
    weight = page.locator("input[data-part=value]")
    weight.focus()
    page.keyboard.press("Home")
    assert weight.input_value() == "0"
    page.get_by_role("button", name="Pick the set again").click()
    page.locator(".xhs-reply[data-answered='1'] table").first.wait_for()
    page.get_by_role("button", name="Save for the next report").click()
    page.get_by_text("is only shown here; nothing was changed").wait_for()
    shots = os.environ.get("XHS_SHOTS")
    if shots:
        page.screenshot(path=f"{shots}/voila_selection.png")
    assert "sit_down" not in page.content()  # no code
    assert "read_files" not in page.content()

    page.goto(f"{served}/voila/render/mapping.ipynb")
    editor = page.locator(".xhs-mapping")
    editor.get_by_placeholder("exports/unknown.csv").fill(str(UNKNOWN))
    editor.get_by_placeholder("exports/unknown.csv").press("Tab")
    editor.get_by_role("button", name="Open").click()
    editor.get_by_text("only files of the work folder's exports can be opened here").wait_for()
    editor.get_by_placeholder("exports/unknown.csv").fill("exports/unknown.csv")
    editor.get_by_placeholder("exports/unknown.csv").press("Tab")
    editor.get_by_role("button", name="Open").click()
    editor.get_by_text("2 rows used · 0 refused").wait_for()
    editor.get_by_role("button", name="Save the mapping").click()
    editor.get_by_text("is only shown here; nothing was changed").wait_for()
    if shots:
        page.screenshot(path=f"{shots}/voila_mapping.png")
    assert everything(bench) == before
    assert asked == []


UNKNOWN = paths.ROOT / "tests" / "intake" / "lying_around" / "link_only.csv"


def test_a_campaign_that_is_not_there_is_said_so(bench, monkeypatch, capsys):
    from xhs_workbench import cli

    monkeypatch.setenv(VARIABLE, str(bench))
    assert cli.main(["-C", str(bench), "serve", "dmo"]) == 78
    assert "did you mean demo?" in capsys.readouterr().err
