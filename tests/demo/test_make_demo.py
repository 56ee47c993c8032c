"""The demo files are what the script writes, and say that they are made up."""

import hashlib
import subprocess
import sys
import zipfile

from xhs_workbench import paths

DEMO = paths.ROOT / "data" / "demo"


def hashes(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*_synthetic.*")}


def test_the_script_writes_the_committed_files_byte_for_byte(tmp_path):
    code = f"import sys; sys.path.insert(0, {str(DEMO)!r}); import make_demo; from pathlib import Path; make_demo.write_campaign(Path({str(tmp_path)!r}))"
    subprocess.run([sys.executable, "-c", code], check=True)
    assert hashes(tmp_path) == hashes(DEMO)
    assert len(hashes(DEMO)) == 18 + 6 + 23


def test_every_file_says_that_it_is_synthetic():
    for path in DEMO.glob("*.xlsx"):
        with zipfile.ZipFile(path) as book:
            assert "SYNTHETIC" in book.read("docProps/core.xml").decode()
    assert all("synthetic" in path.name for path in DEMO.iterdir() if path.suffix in {".csv", ".jsonl", ".xlsx"})
    pictures = [path for path in DEMO.rglob("*") if path.suffix in {".jpg", ".png", ".webp"}]
    assert all("synthetic" in path.name for path in pictures)
    assert sum(path.stat().st_size for path in pictures) < 300_000
