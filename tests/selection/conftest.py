"""The demo's brief, for what is said of a set."""

import pytest

from xhs_workbench.params import BriefParams


@pytest.fixture(scope="module")
def demo():
    return BriefParams.check({"brief": "params/demo/brief.yaml"}).read_brief()
