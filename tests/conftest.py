"""A real browser for pages and for JupyterLab, cut off from the network."""

import os
import shutil
import sys

import pytest
from hypothesis import settings

from tests import kernels_of_the_run
from tests.made_once import of_the_run
from tests.waits import PATIENCE_MS
from xhs_workbench import paths
from xhs_workbench.report.executing.fork_server import FORK_WORKS, own_server

# There is a worker for each core: threads of a numeric library would spin while they wait for each other.
for library in ("OMP", "OPENBLAS", "MKL"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")

# How long an example takes says something of the machine, not of the code; a failing example prints how to
# repeat it. Twenty are drawn anew in each run, and a thousand by `make examples`.
settings.register_profile("workbench", deadline=None, print_blob=True, max_examples=20)
settings.register_profile("many", deadline=None, print_blob=True, max_examples=1000)
settings.load_profile(os.environ.get("XHS_EXAMPLES", "workbench"))

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Cut off here and not by a look at each request in Python, which also switches off the browser's cache.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
]


LONG_FIRST = (
    "tests/browser/test_start_page.py",  # 67
    "tests/report/test_reports.py",  # 66: makes the English reports that other files look at
    "tests/report/test_access.py",  # 52, and 24 for the Chinese reports
    "tests/browser/test_jupyterlab.py",  # 50
    "tests/docs/test_code_blocks.py",  # 62: follows the tutorial
    "tests/browser/test_desks_of_two_front_ends.py",  # 60
    "tests/report/test_edited_pages.py",  # 16
    "tests/report/test_kernels.py",  # 44
    "tests/report/test_hostile_content.py",  # 49
    "tests/report/test_batch.py",  # 42
    "tests/intake/test_drafts.py",  # 38
    "tests/report/test_check_and_run.py",  # 38
    "tests/cli/test_closed_folders.py",  # 22
    "tests/installed/test_wheel.py",  # 17
    "tests/report/presenting/",  # 29
    "tests/report/test_canaries.py",  # 29
    "tests/browser/",
    "tests/results/test_no_effects_pages.py",  # 20
    "tests/report/",
    "tests/intake/",
    "tests/results/",
)
"""Files that cost most, with the CPU seconds that `python -m benchmarks.suite` measured on a machine with other work; a file that is
run in one process with others makes what those look at too."""


def pytest_collection_modifyitems(items):
    """Begin with what takes long, so that no worker is left with a minute of work when the others have none."""
    last = len(LONG_FIRST)
    items.sort(
        key=lambda item: next(
            (place for place, begin in enumerate(LONG_FIRST) if item.nodeid.startswith(begin)), last
        )
    )


def pytest_configure(config):
    """Let all workers of a run fork their kernels from one process, which imports while they collect."""
    kernels_of_the_run.start(config)


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session):
    """Wait for it once the workers are started and collect."""
    kernels_of_the_run.wait()


def pytest_unconfigure(config):
    kernels_of_the_run.close()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup():
    """Take a worker's kernels from the process that all share, before its first fixture; a test may have let go of it."""
    kernels_of_the_run.use()


@pytest.fixture(scope="session")
def forked_kernels():
    """Return the folder of a process that kernels can be forked from, to be named to what a test starts; None without fork."""
    return own_server().folder if FORK_WORKS else None


def patient(opens):
    """Let what opens a page or a context give it our patience instead of playwright's 30 s, whoever calls it."""

    def open_patiently(**named):
        opened = opens(**named)
        opened.set_default_timeout(PATIENCE_MS)
        return opened

    return open_patiently


@pytest.fixture(scope="session", autouse=True)
def private_files_of_tests(tmp_path_factory):
    """Keep what tests make out of the workbench's private folder: executed notebooks would pile up there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "PRIVATE", of_the_run(tmp_path_factory) / ".private")
        yield


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown():
    """Leave no report of a test open for the next one: a kernel has one, a test run has many."""
    if wording := sys.modules.get("xhs_workbench.views.wording"):
        wording.speak("en")


@pytest.fixture
def chinese():
    """Open a Chinese report."""
    from xhs_workbench.views import wording

    wording.speak("zh")


def find_chromium():
    """Return the browser of this machine, if it has one."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium():
    """Start headless Chromium; on a user's machine without one the test is skipped, in CI it fails."""
    program = find_chromium()
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("CI must have Chromium; .ci/run installs it")
        pytest.skip("no Chromium on this machine, so pages are not opened")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=FLAGS, timeout=PATIENCE_MS)
        browser.new_context, browser.new_page = patient(browser.new_context), patient(browser.new_page)
        yield browser
        browser.close()


def asked_elsewhere(context, own):
    """Return the list in which what a context asked for is written down, but for what begins as one's own.

    What a page's own policy stopped was not asked for; the page complains of it.
    """
    asked = []

    def write_down(request):
        if not request.url.startswith(own) and request.failure != "csp":
            asked.append(request.url)

    context.on("requestfailed", write_down)
    context.on("requestfinished", write_down)
    return asked


@pytest.fixture(scope="session")
def one_page(chromium):
    """Open one page for all tests of this worker: a page of its own for each costs most of a second of a core."""
    context = chromium.new_context(viewport=SCREEN)
    asked = asked_elsewhere(context, ("file:", "data:", "blob:"))
    yield context.new_page(), asked
    context.close()


SCREEN = {"width": 1280, "height": 900}


@pytest.fixture
def offline_page(one_page):
    """Yield a page as if newly opened, plus what it asked the network for and what it complained about."""
    (page, asked), complaints = one_page, []
    page.goto(
        "about:blank"
    )  # ends what the last test's page still does, with which a new one has nothing to do
    page.set_viewport_size(SCREEN)
    page.emulate_media(media="null")
    asked.clear()
    listeners = {
        "console": lambda message: complaints.append(f"{message.type}: {message.text}"),
        "pageerror": lambda error: complaints.append(f"error: {error}"),
    }
    for event, listener in listeners.items():
        page.on(event, listener)
    yield page, asked, complaints
    for event, listener in listeners.items():
        page.remove_listener(event, listener)
