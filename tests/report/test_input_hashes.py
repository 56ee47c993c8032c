"""What a report depends on is hashed within bounds: files as they are, folders file by file, never a pipe."""

import hashlib
import os

import pytest

from xhs_workbench.errors import IntakeError
from xhs_workbench.report import keys
from xhs_workbench.report.keys import Hasher


def test_a_file_is_hashed_as_its_bytes(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"x" * 3_000_000)
    assert Hasher().file(tmp_path / "a.csv") == hashlib.sha256(b"x" * 3_000_000).hexdigest()


def test_a_folder_changes_with_any_file_or_name_in_it(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "D01.md").write_text("a")
    first = Hasher().file(tmp_path)
    (tmp_path / "in" / "D01.md").write_text("b")
    second = Hasher().file(tmp_path)
    (tmp_path / "in" / "D01.md").rename(tmp_path / "in" / "D02.md")
    assert len({first, second, Hasher().file(tmp_path)}) == 3


def test_a_pipe_in_a_folder_is_named_and_not_read(tmp_path):
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "loop").symlink_to(tmp_path)
    assert Hasher().file(tmp_path)
    with pytest.raises(IntakeError, match="not a regular file"):
        Hasher().file(tmp_path / "pipe.md")


def test_a_folder_of_too_many_files_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(keys, "MOST_FILES", 3)
    for number in range(4):
        (tmp_path / f"{number}.md").write_text("x")
    with pytest.raises(IntakeError, match="more than 3 files"):
        Hasher().file(tmp_path)
