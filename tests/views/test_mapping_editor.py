"""The mapping editor without a browser: open, choose, count, save; the real desk behind it."""

import os
import shutil
from pathlib import Path

import pytest

from xhs_workbench import intake, paths, workspace
from xhs_workbench.params.sources_file import read_sources
from xhs_workbench.views.desks import mapping_editor as show

AROUND = Path(__file__).parents[1] / "intake" / "lying_around"


@pytest.fixture
def spring(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "PARAMS", tmp_path / "params")
    (tmp_path / "params" / "spring").mkdir(parents=True)
    return tmp_path / "params" / "spring"


def opened(file):
    editor = show.mapping_editor(workspace.open_mapping_desk())
    editor.file.value = str(file)
    editor.opener.click()
    return editor


def box(editor, header):
    return next(meaning for meaning in editor.meanings if meaning.tooltip == header)


def test_a_file_is_opened_with_its_likely_meanings_counted_and_saved(spring):
    editor = opened(AROUND / "link_only.csv")
    assert editor.table.value == "notes"
    assert box(editor, "获赞数").value == "likes"
    assert "2 rows used · 0 refused" in editor.count.value
    assert "note_id is taken out of the links" in editor.count.value
    editor.save.click()
    assert "Saved" in editor.message.value
    mappings = read_sources(spring / "sources.yaml")
    assert "drafted" not in mappings[0]
    notes = intake.read_files([AROUND / "link_only.csv"], mappings=mappings).table("notes")
    assert notes["likes"].to_list() == [1, 5]
    assert notes["note_type"].to_list() == ["image", "video"]


def test_a_choice_changes_the_count_and_what_is_saved(spring):
    editor = opened(AROUND / "link_only.csv")
    box(editor, "获赞数").value = ""
    box(editor, "收藏数").value = "likes"
    assert "2 rows used" in editor.count.value
    editor.save.click()
    columns = read_sources(spring / "sources.yaml")[0]["tables"]["notes"]["columns"]
    assert columns["likes"] == ["收藏数"]
    assert "saves" not in columns


def test_two_columns_of_one_meaning_cannot_be_saved(spring):
    editor = opened(AROUND / "link_only.csv")
    box(editor, "标题").value = "likes"
    assert "both taken for likes" in editor.count.value
    assert editor.save.disabled
    box(editor, "标题").value = ""
    assert not editor.save.disabled


def test_a_wrong_meaning_shows_its_refusals_before_anything_is_saved(spring):
    editor = opened(AROUND / "link_only.csv")
    box(editor, "获赞数").value = ""
    box(editor, "发布时间").value = "likes"
    assert "0 rows used · 2 refused" in editor.count.value
    assert "first refused: row 2 › 发布时间" in editor.count.value


def test_saving_again_replaces_the_mapping_and_keeps_the_others(spring):
    for _ in range(2):
        opened(AROUND / "link_only.csv").save.click()
    opened(AROUND / "comments_no_note.csv").save.click()
    assert [item["name"] for item in read_sources(spring / "sources.yaml")] == [
        "link_only",
        "comments_no_note",
    ]


def test_another_table_offers_its_own_columns(spring):
    editor = opened(AROUND / "comments_no_note.csv")
    assert editor.table.value == "comments"
    editor.table.value = "creators"
    assert "followers" in [value for _, value in editor.meanings[0].options]
    assert "Cannot be read yet" in editor.count.value
    assert editor.save.disabled


def test_headers_and_cells_are_escaped(spring, tmp_path):
    file = tmp_path / "x.csv"
    file.write_text(
        "笔记ID,点赞,<img src=x>\n66481500000000001c000000,1,<script>alert(1)</script>\n", encoding="utf-8"
    )
    html = "".join(column.children[1].value for column in opened(file).columns.children)
    assert "<script>" not in html
    assert "<img" not in html


def test_what_cannot_be_opened_is_a_sentence(spring, tmp_path):
    editor = opened(tmp_path / "none.csv")
    assert "no such file" in editor.message.value
    editor.tongue.value = "zh"
    assert editor.save.description == "保存映射"


def test_sheets_of_a_json_file_can_be_chosen(spring, tmp_path):
    shutil.copy(AROUND / "nested.json", tmp_path / "n.json")
    editor = opened(tmp_path / "n.json")
    assert next(name for name, _ in editor.sheet.options).endswith("notes")
    assert box(editor, "user.fans").value == "followers"


def test_files_of_the_exports_are_offered_newest_first(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    monkeypatch.setattr(paths, "PARAMS", tmp_path / "params")
    (tmp_path / "exports" / "may").mkdir(parents=True)
    for age, name in enumerate(("new.csv", "may/old.xlsx", "~$open.xlsx", ".hidden", "oldest.csv")):
        file = tmp_path / "exports" / name
        file.write_text("x", encoding="utf-8")
        os.utime(file, (1_700_000_000 - age, 1_700_000_000 - age))
    editor = show.mapping_editor(workspace.open_mapping_desk())
    assert editor.file.options == ("exports/new.csv", "exports/may/old.xlsx", "exports/oldest.csv")


def test_without_exports_a_file_is_typed(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    monkeypatch.setattr(paths, "PARAMS", tmp_path / "params")
    assert show.mapping_editor(workspace.open_mapping_desk()).file.options == ()
    editor = opened(AROUND / "link_only.csv")  # one that was not offered is opened as well
    assert "2 rows used" in editor.count.value
