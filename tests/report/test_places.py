"""Where delivered files are, who can read them, and that the files of one report always come from one run."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.tiny_workbench import table
from tests.report.test_batch import make  # noqa: F401 - a fixture
from xhs_workbench import cli, paths
from xhs_workbench.errors import LockedError, WorkbenchError
from xhs_workbench.memory import store
from xhs_workbench.report.batch import Wanted, keep, private_for
from xhs_workbench.report.delivering import records
from xhs_workbench.report.delivering.folder_lock import NAME, owned
from xhs_workbench.report.delivering.shelf import shelf_of, verify
from xhs_workbench.report.jobs import plan_jobs
from xhs_workbench.report.making import make_report
from xhs_workbench.report.rendering.rendered import Rendered, Version
from xhs_workbench.report.run import run_jobs
from xhs_workbench.report.salts import read_salt, salt_of

BOTH = Rendered(
    Version("<p>client</p></html>", {"rows": "a,b\n1,2\n"}, {"numbers.xlsx": b"x"}),
    Version("<p>ours</p></html>", {"rows": "a,b,value\n1,2,3\n"}, {"numbers.xlsx": b"y"}),
)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def job(tiny):
    return plan_jobs([tiny / "params" / "tiny" / "brief.yaml"])[0]


@pytest.fixture
def kernels(server, monkeypatch):
    """Let `run` take its kernels from the fork server."""
    monkeypatch.setenv("XHS_KERNELS", str(server.folder))


def put(out, job, rendered):
    with shelf_of(out, [job]) as shelf:
        shelf.put(job, rendered, 1.0)
        shelf.index()
    return out / job.campaign


def names(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_delivery_killed_at_each_of_its_writes_is_old_or_new_after_the_next_run(tmp_path):
    script = Path(__file__).with_name("deliver_killed.py")
    root = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": root},
    )
    found = json.loads(done.stdout)
    assert {name: found[name] for name in ("mixed", "hidden", "partial")} == {
        "mixed": 0,
        "hidden": 0,
        "partial": 0,
    }
    assert found["killed"] == found["full"] >= 40
    assert found["killed twice"] >= 40
    assert found["old"] + found["new"] == found["killed"] + found["killed twice"]
    assert min(found["old"], found["new"]) >= 10


@pytest.mark.parametrize("umask", [0, 0o022, 0o077])
def test_what_is_ours_is_closed_to_others_whatever_the_umask(tmp_path, job, umask):
    before = os.umask(umask)
    try:
        campaign = put(tmp_path / "new" / "out", job, BOTH)
        private = private_for(tmp_path / "new" / "out")
        keep(private / "tiny" / "kept.ipynb", b"{}")
        file = tmp_path / "reports" / "memory.duckdb"
        with store.opened(file, write=True) as connection:
            assert store.read_table(connection, "campaigns").is_empty()
            beside = [mode(path) for path in file.parent.iterdir()]
    finally:
        os.umask(before)
    ours = [campaign / "internal", private, private / "tiny", paths.PRIVATE]
    assert {mode(folder) for folder in ours} == {0o700}
    kept = [
        *(campaign / "internal").iterdir(),
        private / "tiny" / "kept.ipynb",
        campaign.parent / records.NAME,
        file,
    ]
    assert len(kept) >= 6
    assert {mode(path) for path in kept} == {0o600}
    assert set(beside) == {0o600}
    for path in (campaign, campaign / "client", *(campaign / "client").iterdir()):
        assert not mode(path) & 0o022, path  # nobody else may write where clients look
    read_salt()
    assert mode(paths.PRIVATE / "salt") == 0o600


def test_client_and_internal_files_lie_in_two_folders(tmp_path, job):
    campaign = put(tmp_path, job, BOTH)
    assert names(campaign / "client") == ["brief.html", "brief_numbers.xlsx", "index.html"]
    assert names(campaign / "internal") == [
        "brief_internal.html",
        "brief_internal_numbers.xlsx",
        "brief_internal_rows.csv",
        "index.html",
    ]
    assert (campaign / "internal" / "brief_internal_rows.csv").read_bytes().endswith(b"a,b,value\n1,2,3\n")
    client, ours = (
        (campaign / name / "index.html").read_text(encoding="utf-8") for name in ("client", "internal")
    )
    assert "brief_internal" not in client
    for link in ("brief_internal.html", "../client/brief.html", "brief_internal_rows.csv"):
        assert f'href="{link}"' in ours
    assert "Not for the client" in ours
    assert verify(tmp_path) == []


def test_where_both_readers_see_the_same_the_rows_are_still_ours(tmp_path, job):
    campaign = put(tmp_path, job, Rendered(BOTH.client))
    assert names(campaign / "internal") == ["brief_internal_rows.csv", "index.html"]
    assert 'href="../client/brief.html"' in (campaign / "internal" / "index.html").read_text(encoding="utf-8")


def test_a_file_the_report_no_longer_has_and_a_print_of_its_old_page_go_with_it(tmp_path, job):
    campaign = put(tmp_path, job, BOTH)
    for place in ("client/brief.pdf", "internal/brief_internal.pdf"):
        (campaign / place).write_bytes(b"%PDF")
    put(tmp_path, job, BOTH)
    assert (campaign / "client" / "brief.pdf").exists()  # printed from the very same page
    put(tmp_path, job, Rendered(Version("<p>other</p></html>", {}, {"calendar.ics": b"c"})))
    assert names(campaign) == [
        "client/brief.html",
        "client/brief_calendar.ics",
        "client/index.html",
        "internal/index.html",
    ]
    assert verify(tmp_path) == []


def test_reports_of_before_the_two_folders_are_set_aside_and_it_is_said(tmp_path, tiny, kernels, capsys):
    campaign = tmp_path / "tiny"
    campaign.mkdir()
    for name in ("index.html", "brief.html", "live_internal.html", "brief-k1_numbers.xlsx", "letter.docx"):
        (campaign / name).write_text(name, encoding="utf-8")
    assert "tiny/brief.html: from before the folders client and internal" in verify(tmp_path)
    assert cli.main(["run", str(tiny / "params" / "tiny" / "brief.yaml"), "--out", str(tmp_path)]) == 0
    said = capsys.readouterr()
    assert "4 files from before the folders client and internal were moved" in said.err
    assert f"open {campaign / 'client' / 'index.html'}" in said.out
    assert sorted(path.name for path in campaign.iterdir()) == ["client", "internal", "letter.docx"]
    aside = campaign / "internal" / "earlier"
    assert names(aside) == ["brief-k1_numbers.xlsx", "brief.html", "index.html", "live_internal.html"]
    assert {mode(path) for path in aside.iterdir()} == {0o600}
    assert "earlier" not in (campaign / "client" / "index.html").read_text(encoding="utf-8")
    assert verify(tmp_path) == []


def test_verify_names_what_is_missing_strange_flat_or_open(tmp_path, job):
    campaign = put(tmp_path, job, BOTH)
    (campaign / "client" / "brief_numbers.xlsx").unlink()
    (campaign / "client" / "note.txt").write_text("x", encoding="utf-8")
    (campaign / "internal" / "brief_internal.html").write_text("x", encoding="utf-8")
    (campaign / "internal" / "brief_internal.html").chmod(0o644)
    assert verify(tmp_path) == [
        "tiny/client/brief_numbers.xlsx: missing",
        "tiny/internal/brief_internal.html: changed",
        "tiny/client/note.txt: not in the record",
        "tiny/internal/brief_internal.html: others can read it",
    ]


def test_run_takes_the_lock_sweeps_records_and_keeps_earlier_links(tmp_path, tiny, kernels, make):  # noqa: F811
    out = tmp_path / "out"
    make([table(tiny, ["a", "b"])])
    for name in (
        "tiny/client/.brief-a.html.99999999.tmp",
        "tiny/.brief-a.99999999.redo",
        ".probe.99999999.tmp",
    ):
        (out / name).write_text("half", encoding="utf-8")
    jobs = plan_jobs([tiny / "params" / "tiny" / "brief.yaml"])
    with owned(out), pytest.raises(LockedError, match=f"process {os.getpid()} on "):
        run_jobs(jobs, out)
    assert not (out / NAME).exists()
    run_jobs(jobs, out)
    assert [path for path in out.rglob("*") if path.name.startswith(".")] == []
    index = (out / "tiny" / "client" / "index.html").read_text(encoding="utf-8")
    assert all(f'href="{name}.html"' in index for name in ("brief", "brief-a", "brief-b"))
    assert verify(out) == []
    again = make([tiny / "params" / "tiny" / "brief.yaml"], wanted=Wanted("stale"))
    assert (again.made, again.fresh) == ([], ["tiny/brief"])


def test_a_failed_run_says_so_in_the_record_and_is_linked_no_more(tmp_path, tiny, job, kernels):
    """What is known before a kernel starts is not asked here: the tiny notebook fails in its kernel, as by a fault of ours."""
    with pytest.raises(WorkbenchError) as told:
        run_jobs(plan_jobs([tiny / "params" / "tiny" / "content.yaml"]), tmp_path)
    assert told.value.exit_code == 3
    assert [(r["report"], r["status"]) for r in records.read(tmp_path)] == [("tiny/content", "failed")]
    assert list(tmp_path.rglob("*.html")) == []


def test_one_salt_for_each_campaign_brand_and_notebook_and_every_day_of_it(tiny, job):
    secret = read_salt()
    live = plan_jobs([tiny / "params" / "tiny" / "live.yaml"])[0]
    other_day = type(live)(live.notebook, live.campaign, live.params, "day2")
    elsewhere = type(live)(live.notebook, "other", live.params)
    assert salt_of(secret, live) == salt_of(secret, other_day)
    assert (
        len(
            {
                salt_of(secret, live),
                salt_of(secret, job),
                salt_of(secret, elsewhere),
                salt_of(b"another", live),
            }
        )
        == 4
    )
    brand = live.params.read_brief().brand
    assert (brand.name.zh or brand.name.en) not in salt_of(secret, live)


def test_run_and_batch_give_a_report_the_same_salt(tmp_path, tiny, job, monkeypatch, kernels):
    seen = []
    monkeypatch.setattr(
        "xhs_workbench.report.run.make_report",
        lambda job, around: seen.append(around.salt) or make_report(job, around),
    )
    run_jobs([job], tmp_path)
    run_jobs([job], tmp_path)
    assert seen == [salt_of(read_salt(), job)] * 2
