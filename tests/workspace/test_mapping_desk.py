"""The mapping desk without a browser: what a choice reads, the second table of the same rows, and what is saved."""

import pytest

from xhs_workbench import paths
from xhs_workbench.intake import read_files
from xhs_workbench.params.sources_file import read_sources
from xhs_workbench.views.desks import mapping_editor
from xhs_workbench.workspace.mapping_desk import MappingDesk

NOTES = ["663c70d0000000001e00a01f", "663c70d0000000001e00a020", "663c70d0000000001e00a021"]
USERS = ["5f0000000000000001000000", "5f0000000000000001000001"]
# Three notes of two people; 热乎值 and 记号 are no names anybody knows.
FILE = "记号,写手,写手主页,写手粉丝数,热乎值,收藏\n" + "".join(
    (
        f"{note},{'甲乙甲'[i]},https://www.xiaohongshu.com/user/profile/{USERS[i % 2]},"
        f"{[1200, 900, 1200][i]},{i + 5},{i}\n"
    )
    for i, note in enumerate(NOTES)
)
ORDERS = "采购单号,达人昵称,发布链接,达人报价,平台服务费,发布日期,点赞,收藏\n" + "".join(
    f"PO-{i},{'甲乙丙'[i]},https://www.xiaohongshu.com/explore/{note},3000,300,2024-05-1{i},{i},{i}\n"
    for i, note in enumerate(NOTES)
)


@pytest.fixture
def bench(tmp_path, monkeypatch):
    (tmp_path / "params" / "ours").mkdir(parents=True)
    (tmp_path / "params" / "ours" / "brief.yaml").write_text("", encoding="utf-8")
    monkeypatch.setattr(paths, "PARAMS", tmp_path / "params")
    return tmp_path


def chosen(opened, wanted):
    return {opened.headers.index(header): column for header, column in wanted.items()}


def test_notes_with_their_authors_fill_two_tables_and_both_are_saved(bench):
    file = bench / "unknown.csv"
    file.write_text(FILE.replace("写手", "作者"), encoding="utf-8")
    desk = MappingDesk()
    opened = desk.open(str(file))[0]
    choice = chosen(opened, {"记号": "note_id", "热乎值": "likes", "收藏": "saves", "作者": "creator_name"})
    tried = desk.count(0, "notes", choice)
    assert (tried.used, tried.refused) == (3, 0)
    table, used, headers = tried.also
    assert (table, used) == ("creators", 2)
    assert headers["作者粉丝数"] == "followers"
    assert desk.save(0, "notes", choice, "ours").code == "saved"
    data = read_files([file], mappings=read_sources(bench / "params" / "ours" / "sources.yaml"))
    assert data.table("notes")["likes"].to_list() == [5, 6, 7]
    assert dict(data.table("creators").select("creator_id", "followers").iter_rows()) == {
        USERS[0]: 1200,
        USERS[1]: 900,
    }


def test_orders_that_say_what_was_posted_fill_notes_too(bench):
    file = bench / "orders.csv"
    file.write_text(ORDERS, encoding="utf-8")
    desk = MappingDesk()
    opened = desk.open(str(file))[0]
    assert opened.table == "placements"
    tried = desk.count(0, opened.table, opened.columns)
    assert tried.also[:2] == ("notes", 3)


def test_the_editor_says_what_else_is_filled(bench, chinese):
    file = bench / "unknown.csv"
    file.write_text(FILE.replace("写手", "作者"), encoding="utf-8")
    editor = mapping_editor.mapping_editor(MappingDesk())
    editor.file.value = str(file)
    editor.open()
    editor.table.value = "notes"
    for box, header in zip(editor.meanings, editor.opened[0].headers, strict=True):
        box.value = {"记号": "note_id", "热乎值": "likes", "收藏": "saves"}.get(header, box.value)
    assert "使用 3 行" in editor.count.value
    assert "同一批数据还填入" in editor.count.value
    assert "作者粉丝数" in editor.count.value


def test_a_list_without_people_fills_one_table(bench):
    file = bench / "plain.csv"
    file.write_text("记号,热乎值,收藏\n" + "".join(f"{note},1,2\n" for note in NOTES), encoding="utf-8")
    desk = MappingDesk()
    opened = desk.open(str(file))[0]
    tried = desk.count(0, "notes", chosen(opened, {"记号": "note_id", "收藏": "saves"}))
    assert (tried.used, tried.also) == (3, None)
