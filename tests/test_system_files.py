"""A file of size 0 that gives bytes is made up while it is read, and may have no end."""

from pathlib import Path

import pytest

from xhs_workbench import images, paths
from xhs_workbench.errors import IntakeError

MADE_UP = Path("/proc/self/pagemap")


@pytest.mark.skipif(not MADE_UP.exists(), reason="this system makes up no files while they are read")
@pytest.mark.parametrize("read", [paths.read_regular, paths.hash_regular])
def test_it_is_refused_at_its_first_byte(tmp_path, read):
    link = tmp_path / "p.csv"
    link.symlink_to(MADE_UP)
    with pytest.raises(IntakeError, match="the system says that it is empty") as caught:
        read(link)
    assert caught.value.problems[0].code == "XHS-E003"


def test_a_file_that_is_empty_is_read_as_empty(tmp_path):
    (tmp_path / "empty.csv").write_bytes(b"")
    assert paths.read_regular(tmp_path / "empty.csv") == b""


def test_a_folder_with_one_picture_holds_pictures_and_a_table_is_none(tmp_path):
    board = tmp_path / "board"
    board.mkdir()
    (board / "notes.csv").write_text("a,b\n", encoding="utf-8")
    assert [problem.code for problem in images.unlike_pictures([board])] == ["XHS-I003"]
    (board / "a.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    assert images.unlike_pictures([board]) == []
    assert [problem.file for problem in images.unlike_pictures([board / "notes.csv", board])] == ["notes.csv"]
