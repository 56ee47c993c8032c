"""The same reports on a dask cluster of two worker processes; one of them is lost midway."""

import os
import signal

import pytest

from benchmarks.tiny_workbench import table
from xhs_workbench.errors import ParamsError
from xhs_workbench.report.batch import run_batch
from xhs_workbench.report.cluster import Cluster
from xhs_workbench.report.jobs import plan_jobs
from xhs_workbench.report.making import Surroundings, make_report
from xhs_workbench.report.pool import Pool
from xhs_workbench.report.run import Done

distributed = pytest.importorskip("distributed", reason="the cluster extra is not installed")


@pytest.fixture(scope="module")
def cluster(tiny_root, server):
    """Two worker processes in the tiny workbench, which share the tests' fork server."""
    more = {"XHS_WORKBENCH_ROOT": str(tiny_root), "XHS_KERNELS": str(server.folder)}
    before = {name: os.environ.get(name) for name in more}
    os.environ.update(more)
    try:
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
        ) as made:
            yield made
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def pages(out):
    return {path.name: path.read_bytes() for path in out.glob("tiny/*.html")}


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_two_processes_give_the_same_set_and_a_lost_worker_loses_nothing(tiny, server, cluster, tmp_path):
    jobs = plan_jobs([table(tiny, [f"c{i}" for i in range(8)])])
    here = run_batch(jobs, tmp_path / "here", lambda: Pool(2, "fork", 0, server.folder))
    lost = []

    def lose_one(event):
        if not lost and isinstance(event, Done):
            lost.append(next(iter(cluster.workers.values())).pid)
            os.kill(lost[0], signal.SIGKILL)

    there = run_batch(jobs, tmp_path / "there", lambda: Cluster(cluster.scheduler_address), None, lose_one)
    assert lost
    assert (sorted(there.made), there.failed) == (sorted(here.made), {})
    assert pages(tmp_path / "there") == pages(tmp_path / "here")


def test_inputs_may_come_from_a_url_and_must_be_what_was_planned(tiny, server, tmp_path, monkeypatch):
    import fsspec

    monkeypatch.setenv("XHS_KERNELS", str(server.folder))
    memory = fsspec.filesystem("memory")
    memory.pipe("/shop/params/tiny/brief.yaml", (tiny / "params" / "tiny" / "brief.yaml").read_bytes())
    job = plan_jobs([tiny / "params" / "tiny" / "brief.yaml"])[0]
    made = make_report(job, Surroundings(fetch_from="memory://shop", hashes={job.params.brief: "0" * 64}))
    assert made.failure.problems[0].code == "XHS-R008"
    good = make_report(job, Surroundings(fetch_from="memory://shop"))
    assert good.rendered is not None
    missing = make_report(job, Surroundings(fetch_from="memory://nowhere"))
    assert missing.failure.exit_code == 66


def test_a_scheduler_that_does_not_answer_is_a_bad_parameter(monkeypatch):
    monkeypatch.setattr("xhs_workbench.report.cluster.CONNECT_SECONDS", 0.5)
    with pytest.raises(ParamsError, match="no dask scheduler answers"):
        Cluster("tcp://127.0.0.1:9")
