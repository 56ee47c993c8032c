"""A page is called on the index, and where it is linked, what it calls itself."""

import json
import re

import pytest

from xhs_workbench import paths
from xhs_workbench.params import every_notebook
from xhs_workbench.report.rendering.titles import TITLES

CALLED = re.compile(r'views\.Report\(the_brief, params, Text\("([^"]+)", "([^"]+)"\)\)')


def test_no_page_is_without_a_name():
    assert set(TITLES) == set(every_notebook())


@pytest.mark.parametrize("name", list(every_notebook()))
def test_a_page_has_one_name(name):
    cells = json.loads((paths.NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    (found,) = CALLED.findall("\n".join("".join(cell["source"]) for cell in cells))
    assert found == (TITLES[name].en, TITLES[name].zh)
