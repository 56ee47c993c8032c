"""A page that may talk to this machine only."""

import pytest

from tests.conftest import asked_elsewhere


@pytest.fixture(scope="session")
def lab_context(chromium):
    """Open one context for all pages of all servers: what it has loaded and compiled of JupyterLab, it keeps."""
    context = chromium.new_context(viewport=SIZE)
    asked = asked_elsewhere(context, ("http://127.0.0.1", "data:", "blob:"))
    yield context, asked
    context.close()


SIZE = {"width": 1500, "height": 1000}


@pytest.fixture
def lab_page(lab_context):
    """Yield a page that may talk to this machine only, and the list of other hosts it asked for; it is closed with all it opened."""
    context, asked = lab_context
    asked.clear()
    context.clear_cookies()  # another server's, which a browser does not tell apart by their ports
    yield context.new_page(), asked
    for page in context.pages:
        page.close()
