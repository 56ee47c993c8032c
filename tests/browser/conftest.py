"""A page that may talk to this machine only."""

import pytest

from tests.conftest import asked_elsewhere


@pytest.fixture
def lab_page(chromium):
    """Yield a page that may talk to this machine only, and the list of other hosts it asked for."""
    context = chromium.new_context(viewport={"width": 1500, "height": 1000})
    page = context.new_page()
    asked = asked_elsewhere(context, ("http://127.0.0.1", "data:", "blob:"))
    yield page, asked
    context.close()
