"""The same reports on a dask cluster of two worker processes; one of them is lost midway."""

import json
import os
import signal
from pathlib import Path

import pytest

from benchmarks.tiny_workbench import table
from tests.given import FILES
from xhs_workbench import paths
from xhs_workbench.errors import IntakeError, ParamsError
from xhs_workbench.params import load_params
from xhs_workbench.report import keys, making
from xhs_workbench.report.batch import run_batch
from xhs_workbench.report.executing.cluster import Cluster, answers_of, forget, make_there, workbench
from xhs_workbench.report.executing.pool import Pool
from xhs_workbench.report.jobs import plan_jobs
from xhs_workbench.report.keys import Hasher
from xhs_workbench.report.making import Surroundings, fetch, make_report
from xhs_workbench.report.planned import runner_for
from xhs_workbench.report.run import Done

distributed = pytest.importorskip("distributed", reason="the cluster extra is not installed")


@pytest.fixture(scope="module")
def cluster(tiny_root, server):
    """Two worker processes in the tiny workbench, which share the tests' fork server."""
    more = {"XHS_WORKBENCH_ROOT": str(tiny_root), "XHS_KERNELS": str(server.folder)}
    before = {name: os.environ.get(name) for name in more}
    os.environ.update(more)
    # Their hash of the code is of this moment; ours may be of ten minutes ago, before somebody saved a file.
    keys.code.cache_clear()
    try:
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
        ) as made:
            yield made
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def pages(out):
    return {path.relative_to(out): path.read_bytes() for path in out.glob("tiny/*/*.html")}


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
    # Said first: a report that failed on both workers would otherwise look like a worker that was never lost.
    assert {name: (str(why.problems[0]), why.trace) for name, why in there.failed.items()} == {}
    assert lost
    assert (sorted(there.made), here.failed) == (sorted(here.made), {})
    assert len(pages(tmp_path / "here")) == 2 * (8 + 1)  # for the client and for us: the reports and an index
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


def test_folders_come_from_a_url_whole_and_as_planned(tmp_path):
    import fsspec

    memory = fsspec.filesystem("memory")
    board = {"a.jpg": b"one", "deep/b.jpg": b"two"}
    there = {
        FILES["brief"]: b"x",
        FILES["inputs"][0]: b"notes",
        **{f"board/{name}": raw for name, raw in board.items()},
    }
    for name, raw in there.items():
        memory.pipe(f"/studio/{name}", raw)
    here = tmp_path / "here"
    for name, raw in board.items():
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_bytes(raw)
    params = load_params(paths.PARAMS / "demo" / "selection.yaml")
    only = {"inputs": FILES["inputs"], "covers": [], "past_picks": [], "history": []}
    given = {key: value for key, value in only.items() if key in params.to_notebook()}
    params = type(params).check({**params.to_notebook(), **given, "mood_board": ["board"]})
    planned = Surroundings(fetch_from="memory://studio", hashes={"board": Hasher().file(here)})
    folder = fetch(params, planned, tmp_path / "fetched")
    assert {name: (folder / "board" / name).read_bytes() for name in board} == board
    assert (folder / FILES["inputs"][0]).read_bytes() == b"notes"
    assert len([path for path in (folder / "board").rglob("*") if path.is_file()]) == 2
    memory.pipe("/studio/board/c.jpg", b"late")
    with pytest.raises(IntakeError, match="changed while the batch ran"):
        fetch(params, planned, tmp_path / "again")


def test_a_listing_cannot_lead_out_of_the_folder(tmp_path):
    class Lying:
        isdir = staticmethod(lambda _: True)
        find = staticmethod(lambda _: ["shop/board/a.jpg", "shop/board/../../../b.jpg"])

    with pytest.raises(ValueError, match="leads out"):
        making._each_file(Lying(), "shop/board", tmp_path.resolve() / "board")


def test_a_time_limit_is_the_reports_not_a_cells(tiny, server, monkeypatch):
    monkeypatch.setenv("XHS_KERNELS", str(server.folder))
    notebook = tiny / "notebooks" / "brief.ipynb"
    before = notebook.read_text(encoding="utf-8")
    whole = json.loads(before)
    slow = {**whole["cells"][1], "source": "import time\ntime.sleep(1.2)", "metadata": {}}
    cells = [
        *whole["cells"][:2],
        *({**slow, "id": f"slow-{number}"} for number in range(5)),
        *whole["cells"][2:],
    ]
    notebook.write_text(json.dumps({**whole, "cells": cells}), encoding="utf-8")
    try:
        job = plan_jobs([tiny / "params" / "tiny" / "brief.yaml"])[0]
        made = make_report(job, timeout=3)
    finally:
        notebook.write_text(before, encoding="utf-8")
    assert (made.rendered, made.failure.exit_code, made.failure.problems[0].code) == (None, 124, "XHS-R012")


def test_a_full_disk_at_the_executed_notebook_ends_with_73(tiny, server, monkeypatch):
    monkeypatch.setenv("XHS_KERNELS", str(server.folder))

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("xhs_workbench.report.executing.engine._write_plainly", full)
    made = make_report(plan_jobs([tiny / "params" / "tiny" / "brief.yaml"])[0])
    assert (made.failure.exit_code, made.failure.problems[0].code) == (73, "XHS-R004")
    assert "No space left" in made.failure.problems[0].en


def test_a_scheduler_that_does_not_answer_is_a_bad_parameter(monkeypatch):
    monkeypatch.setattr("xhs_workbench.report.executing.cluster.CONNECT_SECONDS", 0.5)
    with pytest.raises(ParamsError, match="no dask scheduler answers"):
        Cluster("tcp://127.0.0.1:9")


def test_a_worker_with_another_workbench_makes_no_report(tiny):
    job = plan_jobs([tiny / "params" / "tiny" / "brief.yaml"])[0]
    made = make_there(job, Surroundings(), 0, {**workbench(), "code": "older", "polars": "0.1"})
    assert (made.rendered, made.failure.exit_code) == (None, 3)
    problem = made.failure.problems[0]
    assert problem.code == "XHS-R013"
    assert problem.en.startswith("a worker of the cluster has a different workbench: code, polars ")
    assert problem.en.endswith(" (0.1)")


@pytest.mark.parametrize(("workers", "way"), [(4, None), (0, "fork")])
def test_workers_of_this_machine_and_a_cluster_are_not_asked_for_at_once(workers, way):
    with pytest.raises(ParamsError, match="a cluster has its own workers"):
        runner_for("tcp://127.0.0.1:9", workers, way, 0)


def test_a_worker_keeps_a_clients_answers_until_its_batch_is_over():
    with answers_of("monday", "/planner/worked_out/anna") as first, answers_of("monday", "/x/bo") as other:
        assert first.endswith("/anna")
        assert other.endswith("/bo")
        assert Path(first).parent == Path(other).parent
        Path(first).mkdir(mode=0o700)
        (Path(first) / "a.answer").write_bytes(b"1")
        with answers_of("tuesday", "/planner/worked_out/anna") as later:
            assert Path(later).parent != Path(first).parent
        assert (Path(first) / "a.answer").exists()  # another batch came, but this one is still at work
    with answers_of("monday", "/planner/worked_out/anna") as again:
        assert again == first
    assert Path(first).parent.stat().st_mode & 0o777 == 0o700
    assert not Path(later).parent.exists()  # idle when monday began its next report
    forget("monday")
    assert not Path(first).parent.exists()
    forget("monday")  # nothing is left to forget


def test_a_planner_that_keeps_nothing_lets_a_worker_keep_nothing():
    with answers_of("monday", "") as folder:
        assert folder == ""
