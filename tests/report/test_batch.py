"""Batches: what fails says so, what is fresh is left alone, what was delivered is whole."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psutil
import pytest

from benchmarks.tiny_workbench import table
from tests.memory.test_memory import order, remember
from tests.waits import PATIENCE
from xhs_workbench import cli, paths
from xhs_workbench.errors import LockedError, OutputError, ParamsError
from xhs_workbench.params import load_params
from xhs_workbench.report.batch import Wanted, in_turn, private_for, run_batch
from xhs_workbench.report.delivering import delivery, journal, records
from xhs_workbench.report.delivering.folder_lock import owned
from xhs_workbench.report.delivering.shelf import verify
from xhs_workbench.report.executing.pool import Pool, Started
from xhs_workbench.report.input_files import files_of
from xhs_workbench.report.jobs import Job, plan_jobs
from xhs_workbench.report.keys import Hasher, report_key


@pytest.fixture
def make(tiny, server, tmp_path):
    def make(sources, out=None, wanted=None, workers=2, timeout=0.0, tell=None):
        jobs = plan_jobs(sources)
        return run_batch(
            jobs, out or tmp_path / "out", lambda: Pool(workers, "fork", timeout, server.folder), wanted, tell
        )

    return make


def pages(out):
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*.html"))}


def _sleeping_of(workbench):
    """Return what this workbench's hanging notebook left behind; another worker's tests may have their own."""
    found = [p for p in psutil.process_iter(["cmdline", "environ"]) if p.info["cmdline"] == ["sleep", "987"]]
    return [p for p in found if (p.info["environ"] or {}).get("XHS_WORKBENCH_ROOT") == str(workbench)]


def test_four_ways_to_stop_early_are_four_failures(make, tiny, tmp_path):
    names = ["selection", "content", "live", "post_campaign"]
    result = make([tiny / "params" / "tiny" / f"{name}.yaml" for name in names], timeout=8.0)
    out = tmp_path / "out"
    codes = {key.partition("/")[2]: failure.problems[0].code for key, failure in result.failed.items()}
    assert codes == {
        "selection": "XHS-R011",
        "content": "XHS-R003",
        "live": "XHS-R012",
        "post_campaign": "XHS-R003",
    }
    assert result.exit_code == 3
    assert pages(out) == {}
    assert {record["status"] for record in records.read(out)} == {"failed"}
    assert _sleeping_of(tiny) == []
    failure = (private_for(out) / "tiny" / "live-failed.html").read_text(encoding="utf-8")
    assert "The middle ／ 中段" in failure
    assert "time.sleep(600)" in failure
    assert "--timeout" in failure
    assert (private_for(out).stat().st_mode & 0o777) == 0o700


def test_only_timeouts_end_with_124(make, tiny):
    assert make([tiny / "params" / "tiny" / "live.yaml"], timeout=3.0).exit_code == 124


def test_each_report_holds_its_own_canary_and_no_others(make, tiny, tmp_path):
    names = [f"canary{i:03d}x" for i in range(16)]
    result = make([table(tiny, names)])
    assert sorted(result.made) == sorted(f"tiny/brief-{name}" for name in names)
    for name in names:
        text = (tmp_path / "out" / "tiny" / "client" / f"brief-{name}.html").read_text(encoding="utf-8")
        assert [other for other in names if other in text] == [name]


def test_a_heading_with_nothing_under_it_is_no_report(make, tiny, tmp_path):
    notebook = tiny / "notebooks" / "brief.ipynb"
    before = notebook.read_text(encoding="utf-8")
    whole = json.loads(before)
    middle = whole["cells"][5]
    changed = {
        "deleted": None,
        "silenced": f"{''.join(middle['source'])};",
        "assigned": f"kept = {''.join(middle['source'])}",
    }
    try:
        for name, source in changed.items():
            cells = [cell for cell in whole["cells"] if cell is not middle or source is not None]
            cells = [{**cell, "source": source} if cell is middle else cell for cell in cells]
            notebook.write_text(json.dumps({**whole, "cells": cells}), encoding="utf-8")
            result = make([table(tiny, [name])], out=tmp_path / name)
            assert [failure.problems[0].code for failure in result.failed.values()] == ["XHS-R003"], name
            assert "The middle" in next(iter(result.failed.values())).problems[0].en
            assert pages(tmp_path / name) == {}
    finally:
        notebook.write_text(before, encoding="utf-8")


@pytest.mark.parametrize(
    ("notebook", "key"), [("live", "answered"), ("live", "festivals"), ("selection", "past_picks")]
)
def test_every_file_a_report_reads_is_in_its_key(tmp_path, notebook, key):
    file = tmp_path / "read.csv"
    params = load_params(paths.PARAMS / "demo" / f"{notebook}.yaml")
    given = [str(file)] if key == "past_picks" else str(file)
    job = Job(notebook, "demo", type(params).check({**params.to_notebook(), key: given}))
    assert (key, str(file)) in files_of(job.params)
    made = []
    for text in ("one", "two", "one"):
        file.write_text(text, encoding="utf-8")
        made.append(report_key(job, Hasher().inputs(job)))
    assert made[0] == made[2] != made[1]


def test_what_earlier_campaigns_left_is_in_the_key_and_what_this_one_left_is_not(tmp_path, monkeypatch):
    file = tmp_path / "memory.duckdb"
    real = paths.resolve
    monkeypatch.setattr(
        paths, "resolve", lambda name: file if str(name) == "reports/memory.duckdb" else real(name)
    )
    names = ("selection", "post_campaign")
    jobs = [Job(name, "demo", load_params(paths.PARAMS / "demo" / f"{name}.yaml")) for name in names]
    own = jobs[0].params.read_brief()
    began = own.timeline.model_copy(
        update={"posting_start": own.timeline.posting_start - timedelta(days=200)}
    )
    earlier = own.model_copy(update={"campaign": "earlier", "timeline": began})

    def keys(brief=None, saves=1.0):
        if brief:
            remember(file, brief, [order(1, "a", saves, 550.0)])
        return [report_key(job, {}) for job in jobs]

    nothing, first = keys(), keys(earlier)
    assert keys(earlier) == first  # written again: other bytes, the same rows
    assert keys(own) == first
    other = keys(earlier, saves=2.0)
    assert all(len({*three}) == 3 for three in zip(nothing, first, other, strict=True))
    file.write_text("no memory", encoding="utf-8")
    assert len({*keys()} - {*nothing, *first, *other}) == 2


@pytest.mark.parametrize("place", ["delivering.folder_lock.os.pwrite", "batch.read_salt"])
def test_a_full_disk_at_the_lock_or_the_salt_ends_with_73(make, tiny, monkeypatch, place):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(f"xhs_workbench.report.{place}", full)
    with pytest.raises(OutputError, match="No space left"):
        make([table(tiny, ["full"])])


def test_a_fault_of_ours_ends_with_70_and_its_trace_is_kept_private(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(paths, "PRIVATE", tmp_path / ".private")
    monkeypatch.setattr("xhs_workbench.cli.campaigns._list", lambda _: 1 // 0)
    assert cli.main(["list"]) == 70
    said = capsys.readouterr().err
    [log] = (tmp_path / ".private").glob("fault-*.log")
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")
    assert log.stem.removeprefix("fault-") in said
    assert "Traceback" not in said
    assert log.stat().st_mode & 0o777 == 0o600


def test_resume_makes_what_is_missing_or_stale_and_nothing_else(make, tiny, tmp_path):
    out = tmp_path / "out"
    make([table(tiny, ["a", "b", "c"])])
    first = pages(out)
    assert len(first) == 8  # three reports and an index for the client, and as many for us
    assert make([tiny / "reports.csv"], wanted=Wanted("stale")).made == []
    (out / "tiny" / "client" / "brief-a.html").unlink()
    (out / "tiny" / "client" / "brief-b.html").write_text("changed by hand", encoding="utf-8")
    assert [line.split(": ")[1] for line in verify(out)] == ["missing", "changed"]
    again = make([tiny / "reports.csv"], wanted=Wanted("stale"))
    assert (sorted(again.made), again.fresh) == (["tiny/brief-a", "tiny/brief-b"], ["tiny/brief-c"])
    assert pages(out) == first
    assert verify(out) == []
    changed = make([table(tiny, ["a", "b", "c"], prepared_by="another {}")], wanted=Wanted("stale"))
    assert len(changed.made) == 3


def test_a_changed_input_notebook_or_brief_makes_a_report_stale(make, tiny, tmp_path):
    from xhs_workbench.report.keys import Hasher, report_key

    def key():
        job = plan_jobs([tiny / "params" / "tiny" / "selection.yaml"])[0]
        return report_key(job, Hasher().inputs(job))

    data = tiny / "data.csv"
    data.write_text("a\n", encoding="utf-8")
    params = tiny / "params" / "tiny" / "selection.yaml"
    old = {
        path: path.read_bytes()
        for path in (params, tiny / "notebooks" / "selection.ipynb", tiny / "params" / "tiny" / "brief.yaml")
    }
    try:
        params.write_text("brief: params/tiny/brief.yaml\ninputs: [data.csv]\n", encoding="utf-8")
        seen = [key()]
        data.write_text("b\n", encoding="utf-8")
        seen.append(key())
        (tiny / "notebooks" / "selection.ipynb").write_bytes(
            old[tiny / "notebooks" / "selection.ipynb"] + b" "
        )
        seen.append(key())
        (tiny / "params" / "tiny" / "brief.yaml").write_bytes(
            old[tiny / "params" / "tiny" / "brief.yaml"] + b"# x\n"
        )
        seen.append(key())
        assert len(set(seen)) == 4
        assert key() == seen[-1]
    finally:
        for path, raw in old.items():
            path.write_bytes(raw)


def test_retry_makes_what_failed(make, tiny, tmp_path):
    folder = tiny / "params" / "tiny"
    make([folder / "brief.yaml", folder / "content.yaml"])
    again = make([folder / "brief.yaml", folder / "content.yaml"], wanted=Wanted("failed"))
    assert (again.made, again.fresh, list(again.failed)) == ([], ["tiny/brief"], ["tiny/content"])


def test_workers_begin_with_different_notebooks_and_end_with_short_reports():
    params = load_params(paths.PARAMS / "demo" / "live.yaml")
    took = {
        "spring/brief": 1.0,
        "spring/live-a": 2.0,
        "spring/live-b": 3.0,
        "spring/live-c": 9.0,
        "autumn/live": 99.0,
    }
    jobs = [
        Job("brief", "spring", params),
        *(Job("live", "spring", params, name) for name in "abc"),
        Job("live", "autumn", params),
        Job("selection", "autumn", params),  # never made: nobody knows how long it takes
    ]
    order = [job.id for job in in_turn(jobs, lambda job: took.get(job.id, 0.0))]
    assert order == [
        "spring/live-a",  # the first of its notebook, from which b and c take over what it works out
        "spring/brief",
        "spring/live-b",
        "spring/live-c",
        "autumn/live",
        "autumn/selection",
    ]


def test_fail_fast_stops_at_the_first_failure(make, tiny):
    folder = tiny / "params" / "tiny"
    result = make(
        [folder / "content.yaml", folder / "post_campaign.yaml"], wanted=Wanted(fail_fast=True), workers=1
    )
    assert len(result.failed) == 1


def test_a_second_batch_stops_at_once_and_names_the_first(make, tiny, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    with owned(out), pytest.raises(LockedError, match=f"process {os.getpid()} on ") as caught:
        make([tiny / "params" / "tiny" / "brief.yaml"], out)
    assert caught.value.exit_code == 75
    assert make([tiny / "params" / "tiny" / "brief.yaml"], out).made == ["tiny/brief"]


def test_a_lock_goes_with_its_dead_owner(tmp_path):
    code = (
        "import sys, os; from pathlib import Path; from xhs_workbench.report.delivering.folder_lock "
        "import owned; lock = owned(Path(sys.argv[1])); lock.__enter__(); print('owned', flush=True); "
        "sys.stdin.read()"
    )
    owner = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=paths.ROOT,
    )
    owner.stdout.readline()
    with pytest.raises(LockedError, match=f"process {owner.pid} "), owned(tmp_path):
        pass
    owner.kill()
    owner.communicate()
    with owned(tmp_path):
        pass


def test_a_killed_worker_costs_no_report(tiny, server, tmp_path):
    pool = Pool(2, "fork", 0, server.folder)
    killed = []

    def kill_one(event):
        if isinstance(event, Started) and not killed and pool.pids:
            os.kill(pool.pids[0], signal.SIGKILL)
            killed.append(event.job.id)

    result = run_batch(
        plan_jobs([table(tiny, list("abcdef"))]), tmp_path / "out", lambda: pool, None, kill_one
    )
    assert len(killed) == 1
    assert (len(result.made), result.failed) == (6, {})


def test_a_server_of_another_work_folder_makes_reports_of_ours(tiny, server, tmp_path, monkeypatch):
    """`XHS_KERNELS` may name a server that was started elsewhere: notebooks and inputs are those of our folder."""
    ours = shutil.copytree(tiny, tmp_path / "ours")
    notebook = ours / "notebooks" / "brief.ipynb"
    notebook.write_text(
        notebook.read_text(encoding="utf-8").replace("params.prepared_by or '-'", "'Said in our notebook'"),
        encoding="utf-8",
    )
    for name, folder in {"ROOT": "", "NOTEBOOKS": "notebooks", "PARAMS": "params"}.items():
        monkeypatch.setattr(paths, name, ours / folder)
    jobs = plan_jobs([ours / "params" / "tiny" / "brief.yaml"])
    result = run_batch(jobs, tmp_path / "out", lambda: Pool(1, "fork", 0, server.folder))
    assert result.made == ["tiny/brief"]
    [page] = tmp_path.glob("out/tiny/client/brief.html")
    assert "Said in our notebook" in page.read_text(encoding="utf-8")


def test_no_kernel_listens_on_a_port(make, tiny, server):
    seen = []

    def look(event):
        for process in psutil.Process(server.pid).children(recursive=True):
            try:
                seen.extend(c for c in process.net_connections("tcp") if c.status == psutil.CONN_LISTEN)
            except psutil.NoSuchProcess:
                continue

    make([table(tiny, ["a", "b", "c"])], tell=look)
    assert seen == []


@pytest.mark.parametrize("call", ["open", "write", "fsync", "replace", "link"])
@pytest.mark.parametrize("at", [0, 1])
def test_a_full_disk_leaves_the_earlier_report(tmp_path, monkeypatch, call, at):
    page, beside = tmp_path / "a.html", tmp_path / "a_rows.csv"
    old = {beside: b"old", page: b"<p>old</p></html>"}
    delivery.deliver(old)
    calls = {"n": 0}

    def full(*arguments, **named):
        calls["n"] += 1
        if calls["n"] == at + 1:
            raise OSError(28, "No space left on device")
        return real(*arguments, **named)

    if call == "replace":
        real = Path.replace
        monkeypatch.setattr(Path, "replace", full)
    else:
        real = getattr(os, call)
        monkeypatch.setattr(journal.os, call, full)
    if call == "link":  # a file system without links copies instead
        delivery.deliver({beside: b"new", page: b"<p>new</p></html>"})
        assert page.read_bytes() == b"<p>new</p></html>"
    else:
        with pytest.raises(OutputError, match="No space left"):
            delivery.deliver({beside: b"new", page: b"<p>new</p></html>"})
        assert {path: path.read_bytes() for path in old} == old
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.html", "a_rows.csv"]


def test_a_torn_record_is_skipped_and_the_next_is_whole(tmp_path):
    records.append(tmp_path, {"report": "a/b", "status": "made"})
    with (tmp_path / records.NAME).open("ab") as file:
        file.write(b'{"schema": 1, "report": "a/c", "sta')
    records.append(tmp_path, {"report": "a/d", "status": "failed"})
    assert [record["report"] for record in records.read(tmp_path)] == ["a/b", "a/d"]


def test_what_a_killed_run_left_is_swept(tmp_path):
    folder = tmp_path / "demo" / "client"
    folder.mkdir(parents=True)
    (folder / "brief.html").write_text("whole", encoding="utf-8")
    for name in (".live.html.99999999.tmp", ".brief.html.99999999.old"):
        (folder / name).write_text("half", encoding="utf-8")
    (folder / f".brief.html.{os.getppid()}.tmp").write_text("being written by `page`", encoding="utf-8")
    journal.finish(tmp_path)
    left = {path.name for path in folder.iterdir()}
    assert left == {"brief.html", f".brief.html.{os.getppid()}.tmp"}


def write_table(folder, *lines):
    path = folder / "reports.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("header", "row", "said"),
    [
        ("params,name,language", "params/tiny/brief.yaml,../../up,en", "cannot be part of a file name"),
        ("params,name,language", "params/tiny/brief.yaml,a,fr", "must be one of"),
        ("params,name,languge", "params/tiny/brief.yaml,a,en", "did you mean language"),
        ("params,name,brand.x.y", "params/tiny/brief.yaml,a,en", "no such parameter"),
        ("params,import os", "params/tiny/brief.yaml,a", "not the name of a parameter"),
        ("params,name,messages", "params/tiny/brief.yaml,a,[1", "not valid JSON"),
        ("name,language", "a,en", "needs one column `params`"),
        ("params,name", ",a", "names no parameter file"),
    ],
)
def test_a_table_of_overrides_is_checked_before_any_kernel(tiny, tmp_path, header, row, said):
    with pytest.raises(ParamsError, match=said):
        plan_jobs([write_table(tmp_path, header, row)])


def test_two_reports_of_one_name_are_refused(tiny, tmp_path):
    file = "params/tiny/brief.yaml,a"
    with pytest.raises(ParamsError, match="would write the same page"):
        plan_jobs([write_table(tmp_path, "params,name", file, file)])


def test_a_pattern_finds_files_and_nothing_is_missing_input(tiny):
    jobs = plan_jobs([str(tiny / "params" / "*" / "brief.yaml")])
    assert [job.id for job in jobs] == ["tiny/brief"]


@contextmanager
def command(*arguments, root, server, begin=(sys.executable, "-m", "xhs_workbench.cli")):
    process = subprocess.Popen(
        [*begin, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "XHS_WORKBENCH_ROOT": str(root), "XHS_KERNELS": str(server.folder)},
        cwd=Path(__file__).parents[2],
    )
    with process:
        yield process


def test_sigterm_ends_clean_and_resume_goes_on(tiny, server, begins, tmp_path):
    ready, out, names = begins("xhs-workbench"), tmp_path / "out", [f"n{i}" for i in range(8)]
    with command("batch", table(tiny, names), "--out", out, root=tiny, server=server) as batch:
        while len(records.read(out)) < 2 and batch.poll() is None:
            time.sleep(0.02)
        batch.send_signal(signal.SIGTERM)
        batch.communicate(timeout=PATIENCE)
        assert batch.returncode == 143
    done = {record["report"] for record in records.read(out)}
    assert 2 <= len(done) < 8
    assert list(out.rglob(".*.tmp")) == []
    with command("resume", "--out", out, root=tiny, server=server, begin=ready) as again:
        said, _ = again.communicate(timeout=PATIENCE)
    assert again.returncode == 0
    assert f"{8 - len(done)} made, {len(done)} unchanged, 0 failed" in said
    with command("verify", "--out", out, root=tiny, server=server, begin=ready) as check:
        assert "every file is as it was delivered" in check.communicate(timeout=PATIENCE)[0]


def test_the_record_names_no_folder_of_this_machine(make, tiny, tmp_path):
    make([tiny / "params" / "tiny" / "brief.yaml", tiny / "params" / "tiny" / "content.yaml"])
    text = (tmp_path / "out" / records.NAME).read_text(encoding="utf-8")
    assert str(Path.home()) not in text
    assert str(tmp_path) not in text
    assert set(json.loads(text.splitlines()[0])) >= {"key", "status", "seconds", "sha256", "versions"}
    assert threading.active_count() < 50
