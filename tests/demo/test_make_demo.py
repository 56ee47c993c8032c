"""The demo files are what the script writes, and say that they are made up."""

import hashlib
import subprocess
import sys
import zipfile

from xhs_workbench import paths
from xhs_workbench.intake import read_files
from xhs_workbench.intake.accounting import contradictions

DEMO = paths.ROOT / "data" / "demo"


def hashes(folder):
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*_synthetic.*")
    }


def test_the_script_writes_the_committed_files_byte_for_byte(tmp_path):
    code = (
        f"import sys; sys.path.insert(0, {str(DEMO)!r}); import make_demo; from pathlib import Path; "
        f"make_demo.write_campaign(Path({str(tmp_path)!r}))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert hashes(tmp_path) == hashes(DEMO)
    assert len(hashes(DEMO)) == 19 + 1 + 6 + 23 + 24


def test_every_file_says_that_it_is_synthetic():
    for path in DEMO.glob("*.xlsx"):
        with zipfile.ZipFile(path) as book:
            assert "SYNTHETIC" in book.read("docProps/core.xml").decode()
    assert all(
        "synthetic" in path.name for path in DEMO.iterdir() if path.suffix in {".csv", ".jsonl", ".xlsx"}
    )
    pictures = [path for path in DEMO.rglob("*") if path.suffix in {".jpg", ".png", ".webp"}]
    assert all("synthetic" in path.name for path in pictures)
    assert sum(path.stat().st_size for path in pictures) < 300_000


def test_a_crawl_finds_no_more_comments_than_the_platform_counts():
    """The counts add up to 683 by hand; of each note's a crawl finds 95 of 100, whole comments only."""
    data = read_files(
        [DEMO / "pugongying_notes_synthetic.xlsx", DEMO / "mediacrawler_comments_synthetic.csv"]
    )
    counted = dict(data.table("notes").select("note_id", "comments").iter_rows())
    found = dict(data.table("comments").group_by("note_id").len().iter_rows())
    assert sum(counted.values()) == 683
    assert len(found) == 24
    # Into the note with 28 go the five hostile texts too, which its 26 hold.
    assert {counted[note] - n for note, n in found.items()} <= set(range(1, 8))
    said = {finding.code: finding for finding in data.findings}
    assert said["comments_counted"].level == "PASS"
    assert "comments_exceed_count" not in said


def test_one_note_was_posted_under_another_title_than_its_draft():
    """D06 has 29 characters; a note may have 20."""
    data = read_files(
        [
            DEMO / name
            for name in (
                "pugongying_notes_synthetic.xlsx",
                "drafts_synthetic.csv",
                "late_drafts_synthetic.csv",
                "pugongying_creators_synthetic.xlsx",
            )
        ]
    )
    finding = contradictions.posted_titles(data.tables)
    assert finding is not None
    assert finding.n == 1
    assert "和妈妈一起用的精华，她第一次说皮肤舒服了" in finding.text.zh
