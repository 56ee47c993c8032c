"""A tiny workbench, and one fork server for all tests of batches."""

import os

import pytest

from benchmarks.tiny_workbench import make_workbench
from xhs_workbench import paths
from xhs_workbench.report.executing.fork_server import ForkServer


@pytest.fixture(scope="session")
def tiny_root(tmp_path_factory):
    return make_workbench(tmp_path_factory.mktemp("w") / "tiny")


@pytest.fixture(scope="session")
def server(tiny_root):
    """Start a fork server in the tiny workbench."""
    before = os.environ.get("XHS_WORKBENCH_ROOT")
    os.environ["XHS_WORKBENCH_ROOT"] = str(tiny_root)
    try:
        server = ForkServer()
    finally:
        if before is None:
            del os.environ["XHS_WORKBENCH_ROOT"]
        else:
            os.environ["XHS_WORKBENCH_ROOT"] = before
    server.wait()
    yield server
    server.close()


@pytest.fixture
def tiny(tiny_root, server, monkeypatch):
    """Be in the tiny workbench; returns its folder."""
    for name, folder in {
        "ROOT": "",
        "NOTEBOOKS": "notebooks",
        "PARAMS": "params",
        "PRIVATE": ".private",
        "TEMPLATES": "templates",
    }.items():
        monkeypatch.setattr(paths, name, tiny_root / folder)
    return tiny_root
