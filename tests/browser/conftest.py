"""A page that may talk to this machine only."""

import pytest

from tests.conftest import FLAGS, asked_elsewhere, find_chromium
from tests.waits import PATIENCE_MS


@pytest.fixture(scope="session")
def lab_context(chromium, tmp_path_factory):
    """Start a Chromium that keeps what it has compiled, as an analyst's does, and yield it with the list of other hosts it asked for.

    A context of its own for each test compiles JupyterLab's 8 MB of scripts each time, a second and a half of a core.
    """
    profile = tmp_path_factory.mktemp("profile")
    context = chromium.browser_type.launch_persistent_context(
        profile,
        executable_path=find_chromium(),
        args=FLAGS,
        timeout=PATIENCE_MS,
        viewport={"width": 1500, "height": 1000},
    )
    context.set_default_timeout(PATIENCE_MS)
    asked = asked_elsewhere(context, ("http://127.0.0.1", "data:", "blob:"))
    yield context, asked
    context.close()


@pytest.fixture
def lab_page(lab_context):
    """Yield a page that may talk to this machine only, and the list of other hosts it asked for."""
    context, asked = lab_context
    first = set(context.pages)
    asked.clear()
    page = context.new_page()
    yield page, asked
    for opened in set(context.pages) - first:
        opened.close()
    context.clear_cookies()
