"""A tiny workbench, and one fork server for all tests of batches."""

import os

import pytest

from benchmarks.tiny_workbench import make_workbench
from tests.made_once import made_once
from tests.ready_commands import ready_programs
from xhs_workbench import paths
from xhs_workbench.intake.read import SALT
from xhs_workbench.report.executing.fork_server import ForkServer
from xhs_workbench.report.run import plan_jobs, run_jobs


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


@pytest.fixture(scope="session")
def begins():
    """Have a process ready that answers commands; returns how its programs begin."""
    with ready_programs(dict(os.environ)) as (begin, _):
        yield begin


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


def inputs_of(out):
    """Return the folder that the demo's reports in `made` found their inputs in, and left the memory in."""
    folder = out.with_name(f"{out.name}_inputs")
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """Make the demo's reports in English, and the real crawl's; once for all workers, and nobody changes them."""

    def make(out):
        for name in (
            "data",
            "params",
        ):  # beside them lies the memory, so that it begins empty and is no clone's own
            (inputs_of(out) / name).symlink_to(paths.ROOT / name)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(SALT, "planted")
            patch.setenv("XHS_INPUTS", str(inputs_of(out)))
            run_jobs(plan_jobs([paths.PARAMS / "demo"]), out)
        run_jobs(plan_jobs([paths.PARAMS / "beauty_2018" / "selection.yaml"], "zh"), out)
        run_jobs(
            plan_jobs([paths.PARAMS / "beauty_2018" / f"{name}.yaml" for name in ("post_campaign", "live")]),
            out,
        )

    return made_once(tmp_path_factory, "reports", make)


@pytest.fixture(scope="session")
def made_leads(tmp_path_factory):
    """Make the results of the second demo campaign, whose goal is leads; as `made`."""
    file = paths.PARAMS / "demo_leads" / "post_campaign.yaml"
    return made_once(tmp_path_factory, "reports_leads", lambda out: run_jobs(plan_jobs([file])[:1], out))


@pytest.fixture(scope="session")
def made_sales(tmp_path_factory):
    """Make the results of the third demo campaign, whose goal is sales, after those of its brand's spring; as `made`."""

    def make(out):
        for campaign in ("demo_sales_spring", "demo_sales"):
            run_jobs(plan_jobs([paths.PARAMS / campaign / "post_campaign.yaml"])[:1], out)

    return made_once(tmp_path_factory, "reports_sales", make)


@pytest.fixture(scope="session")
def made_in_chinese(tmp_path_factory):
    """Make the demo's reports in Chinese; as `made`."""
    return made_once(
        tmp_path_factory, "reports_zh", lambda out: run_jobs(plan_jobs([paths.PARAMS / "demo"], "zh"), out)
    )
