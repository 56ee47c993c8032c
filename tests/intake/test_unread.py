"""Recognised means read: unread columns of a known export are named; stray files are skipped by name."""

import pytest

from xhs_workbench import cli
from xhs_workbench.errors import IntakeError
from xhs_workbench.intake import inspect_file, read_files

NOTE, OTHER = "66481500000000001c000000", "66496680000000001c000001"
NOTE_LIST = "笔记ID,昵称"


def write(folder, text, name="file.csv"):
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def codes(data):
    return [finding.code for finding in data.findings]


@pytest.mark.parametrize(
    ("headers", "values"),
    [
        (
            "Note ID,Note Like Count,Note Collection Count,Nickname,Post time,Followers",
            ("10+", "7", "甲", "2023-12-26", "1.2万"),
        ),
        ("note_id,Likes,Collects,author,published at,fans", ("10+", "7", "甲", "2023-12-26", "12000")),
        ("笔记ID,点赞数量,收藏数量,作者昵称,上传时间,作者粉丝数", ("10+", "7", "甲", "2023-12-26", "12,000")),
        (
            "NoteId,liked count,saved count,Creator name,Publish Date,follower count",
            ("10+", "7", "甲", "2023-12-26", "12k"),
        ),
    ],
)
def test_a_list_known_by_its_id_alone_is_read_in_full(tmp_path, headers, values):
    cells = ",".join(f'"{value}"' for value in values)
    notes = read_files([write(tmp_path, f"{headers}\n{NOTE},{cells}\n{OTHER},{cells}\n")]).table("notes")
    first = notes.row(0, named=True)
    assert (first["likes"], first["likes_censored"], first["saves"], first["creator_name"]) == (
        10,
        True,
        7,
        "甲",
    )
    assert f"{first['published_at']:%Y-%m-%d}" == "2023-12-26"
    assert first["followers"] == 12_000


def test_a_known_export_reads_a_column_it_knows_under_no_name_of_its_own(tmp_path):
    text = (
        f"note_id,liked_count,collected_count,comment_count,阅读量,曝光量,备注\n{NOTE},1,2,3,400,5000,"
        f"x\n{OTHER},1,2,3,500,6000,y\n"
    )
    data = read_files([write(tmp_path, text)])
    assert data.table("notes")["reads"].sum() == 400 + 500
    assert data.table("notes")["impressions"].sum() == 5000 + 6000
    assert "columns_not_read" not in codes(data)


def test_a_known_export_names_what_it_leaves_over(tmp_path):
    """Two headers say reads, and nothing says which one is meant."""
    text = (
        f"note_id,liked_count,collected_count,comment_count,阅读量,浏览量,备注\n{NOTE},1,2,3,400,5000,"
        f"x\n{OTHER},1,2,3,500,6000,y\n"
    )
    file = write(tmp_path, text)
    data = read_files([file])
    said = next(finding for finding in data.findings if finding.code == "columns_not_read")
    assert said.level == "REVIEW"
    assert "阅读量" in said.text.en
    assert "浏览量" in said.text.zh
    assert "备注" not in said.text.en
    assert data.table("notes")["reads"].null_count() == 2
    lines = inspect_file(file).splitlines()
    assert [line.split()[1:3] for line in lines[1:3]] == [["NOT", "READ"]] * 2
    assert "阅读量" in "".join(lines[1:3])


def test_an_export_that_is_only_like_a_known_one_is_read_all_the_same(tmp_path):
    """It shares its marks with Spider_XHS comments and says time and likes in other words."""
    text = "评论id,评论内容,笔记id,评论标签,评论时间,点赞\n"
    text += "".join(f"6648{k},好,{NOTE},x,2024-05-1{k} 12:00:00,3\n" for k in range(3))
    for given in (text, text.replace("评论标签", "备注")):
        comments = read_files([write(tmp_path, given, "b.csv")]).table("comments")
        assert comments["likes"].to_list() == [3, 3, 3]
        assert comments["created_at"].null_count() == 0


def test_a_header_whose_cells_are_something_else_is_not_called_unread(tmp_path):
    text = f"note_id,liked_count,collected_count,comment_count,阅读量\n{NOTE},1,2,3,高\n{OTHER},1,2,3,低\n"
    assert "columns_not_read" not in codes(read_files([write(tmp_path, text)]))


def test_owner_files_are_skipped_and_named(tmp_path):
    good = write(tmp_path, f"笔记ID,点赞\n{NOTE},1\n")
    for name in ("~$list.xlsx", "~$旧表.xlsx", "~$a.csv"):
        owner = write(tmp_path, "\x05user", name)
        data = read_files([good, owner])
        said = next(finding for finding in data.findings if finding.code == "owner_file")
        assert name in said.text.en
        assert data.table("notes").height == 1
        with pytest.raises(IntakeError, match="owner file"):
            read_files([owner])


def test_inspect_expands_patterns_and_skips_owner_files(tmp_path, capsys):
    write(tmp_path, f"笔记ID,点赞\n{NOTE},1\n", "a.csv")
    write(tmp_path, f"笔记ID,点赞\n{NOTE},1\n", "b.csv")
    write(tmp_path, "\x05user", "~$c.csv")
    assert cli.main(["inspect", str(tmp_path / "*.csv")]) == 0
    said = capsys.readouterr()
    assert "a.csv" in said.out
    assert "b.csv" in said.out
    assert "~$c.csv: skipped" in said.err


MINE = {
    "name": "mine",
    "recognise": ["编号"],
    "tables": {"notes": {"columns": {"note_id": ["编号"], "likes": ["点赞数"]}}},
}


def test_a_mapping_that_reads_nothing_is_an_error(tmp_path):
    with pytest.raises(IntakeError, match="reads nothing here but ids"):
        read_files([write(tmp_path, f"编号,点赞\n{NOTE},1\n")], mappings=[MINE])
    with pytest.raises(IntakeError, match="reads nothing here but ids"):
        read_files([write(tmp_path, f"编号,点赞数\n{NOTE},-\n{OTHER},\n")], mappings=[MINE])


def test_a_header_that_a_mapping_names_in_vain_is_said(tmp_path):
    mapping = {
        **MINE,
        "tables": {"notes": {"columns": {"note_id": ["编号"], "likes": ["点赞"], "saves": ["收藏了"]}}},
    }
    data = read_files([write(tmp_path, f"编号,点赞,收藏\n{NOTE},1,2\n")], mappings=[mapping])
    said = next(finding for finding in data.findings if finding.code == "mapping_header_missing")
    assert "saves (收藏了)" in said.text.en


def test_short_links_are_the_reason_that_is_given(tmp_path):
    mapping = {
        "name": "mine",
        "recognise": ["链接"],
        "tables": {
            "notes": {
                "columns": {"note_url": ["链接"], "likes": ["点赞"]},
                "derive": {"note_id": {"from": "note_url", "regex": "([0-9a-f]{24})"}},
            }
        },
    }
    with pytest.raises(IntakeError) as refused:
        read_files(
            [write(tmp_path, "链接,点赞\nhttp://xhslink.com/a/AbC,1\nhttps://xhslink.com/m/AbD,2\n")],
            mappings=[mapping],
        )
    assert refused.value.problems[0].code == "XHS-E054"
    assert "xhslink.com" in str(refused.value)


def test_short_links_beside_ids_are_remarked_on(tmp_path):
    data = read_files([write(tmp_path, f"笔记ID,链接,点赞\n{NOTE},http://xhslink.com/a/AbC,1\n")])
    assert "short_links" in codes(data)


def test_a_draft_nobody_checked_is_said_on_the_page(tmp_path):
    data = read_files(
        [write(tmp_path, f"编号,点赞\n{NOTE},1\n")],
        mappings=[
            {
                **MINE,
                "drafted": True,
                "tables": {"notes": {"columns": {"note_id": ["编号"], "likes": ["点赞"]}}},
            }
        ],
    )
    assert "drafted_mapping" in codes(data)
