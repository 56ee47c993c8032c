"""Who cannot see the pages, or uses no mouse: axe-core finds nothing, closed or open, in both languages and widths."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from xhs_workbench.params import every_notebook

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
"""Told in full is what is wrong; to list the thousands of places that are right takes as long as to find them."""
SEEN = [("en", 1280, 800), ("zh", 390, 844)]


@pytest.mark.parametrize(("language", "width", "height"), SEEN)
@pytest.mark.parametrize("name", [*every_notebook(), "index"])
def test_axe_finds_nothing(made, made_in_chinese, offline_page, name, language, width, height):
    page, _, _ = offline_page
    page.set_viewport_size({"width": width, "height": height})
    page.goto(((made if language == "en" else made_in_chinese) / "demo" / "client" / f"{name}.html").as_uri())
    for opened in (False, True):
        page.evaluate(
            "(open) => document.querySelectorAll('details').forEach((d) => { d.open = open; })", opened
        )
        found = Axe().run(page, options=RULES).response["violations"]
        said = {one["id"]: [node["html"][:120] for node in one["nodes"][:4]] for one in found}
        assert said == {}
