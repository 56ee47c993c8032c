"""A folder of drafts, one file a draft: read, counted and traced like a sheet."""

import pytest

from xhs_workbench.errors import IntakeError
from xhs_workbench.intake import read_files


@pytest.fixture
def folder(tmp_path):
    files = {
        "D01_r1.md": "# 换季的一支精华\n达人昵称：阿梨\n话题：#护肤 #精华\n图片数：6\n\n质地轻薄。\n最近：都在用。\n",
        "D01_r2.md": "title: 换季的精华\ncreator: 阿梨\nhas_purchase_link: 是\n\n质地轻薄，不搓泥。\n",
        "乙.yaml": (
            "draft_id: D02\ncreator: 半夏\ntitle: 空瓶\ncaption: 用空了两瓶\nhashtags: [护肤, "
            "空瓶]\nhas_purchase_link: true\nround: 3\n"
        ),
        "notes.pdf": "left alone",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_each_file_is_a_draft_with_its_round_and_its_place(folder):
    data = read_files([folder])
    rows = {(row["draft_id"], row["draft_round"]): row for row in data.table("drafts").iter_rows(named=True)}
    assert set(rows) == {("D01", 1), ("D01", 2), ("D02", 3)}
    first = rows["D01", 1]
    assert (first["title"], first["body"], first["image_count"]) == (
        "换季的一支精华",
        "质地轻薄。\n最近：都在用。",
        6,
    )
    assert (first["has_purchase_link"], rows["D01", 2]["has_purchase_link"]) == (None, True)
    assert (rows["D02", 3]["hashtags"], rows["D02", 3]["body"], rows["D02", 3]["has_purchase_link"]) == (
        "护肤 空瓶",
        "用空了两瓶",
        True,
    )
    assert first["source_sheet"] == "D01_r1.md"
    assert data.files["rows_used"].to_list() == [1, 1, 1]


def test_a_folder_without_drafts_and_one_draft_too_large_are_refused(tmp_path):
    with pytest.raises(IntakeError, match="0 drafts"):
        read_files([tmp_path])
    (tmp_path / "a.md").write_text("长" * 400_000, encoding="utf-8")
    with pytest.raises(IntakeError, match="over 1 MB"):
        read_files([tmp_path])
