"""Masking when files are read: every column that people write in, no id, and later steps still work on the masked words."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xhs_workbench import language
from xhs_workbench.intake import read_files
from xhs_workbench.intake.masking import mask_table, mask_text
from xhs_workbench.intake.masking.tables import mask_column

PROFILE = "https://www.xiaohongshu.com/user/profile/5a1b2c3d4e5f6a7b8c9d0e1f"


def test_comments_are_masked_and_their_ids_are_not(tmp_path):
    file = tmp_path / "c.csv"
    rows = [
        "comment_id,note_id,content,user_id,like_count,create_time",
        "13912345678,64f1a2b3000000001e03a1b2,加V：abc_canary1 求链接,u1,3,1747000000000",
        "13912345679,64f1a2b3000000001e03a1b2,好用,u2,1,1747000000000",
    ]
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    comments = read_files([file]).table("comments")
    assert comments["content"].to_list() == ["加V：‹wechat› 求链接", "好用"]
    assert comments["comment_id"].to_list() == ["13912345678", "13912345679"]
    assert language.label_intents(comments)["ask_link"].to_list() == [True, False]


def test_bios_names_and_remarks_are_masked_and_links_to_profiles_stay():
    creators = pl.DataFrame(
        {
            "creator_id": ["13912345678"],
            "creator_name": ["阿梨 vx：ali_9988"],
            "persona": ["合作 139 1234 5678"],
            "mcn": ["x@mcn.example.com"],
            "red_id": ["123456789"],
            "profile_url": [PROFILE],
            "followers": [13912345678],
        }
    )
    masked = mask_table(creators, "creators")
    assert masked.row(0) == (
        "13912345678",
        "阿梨 vx：‹wechat›",
        "合作 ‹phone›",
        "‹email›",
        "123456789",
        PROFILE,
        13912345678,
    )
    for odd in ("加V：abc12345", "https://t.me/abcdef", f"{PROFILE} 电话13912345678"):
        link = mask_table(creators.with_columns(profile_url=pl.lit(odd)), "creators")["profile_url"][0]
        assert "‹" in link and "abc" not in link and "1391" not in link
    assert mask_table(pl.DataFrame({"rater": ["L"], "remark": ["q群 987654321"]}), "ratings").row(0) == (
        "L",
        "q群 ‹qq›",
    )


def test_a_folder_of_drafts_is_masked(tmp_path):
    (tmp_path / "D01_r1.md").write_text("# 空瓶记\n\n有问题＠小满 或 139-1234-5678", encoding="utf-8")
    (tmp_path / "D02_r1.yaml").write_text("title: 扫码加群\nbody: 邮箱 abc@qq.com\n", encoding="utf-8")
    drafts = read_files([tmp_path]).table("drafts").sort("draft_id")
    assert drafts["body"].to_list() == ["有问题＠‹handle› 或 ‹phone›", "邮箱 ‹email›"]
    assert drafts["title"].to_list() == ["空瓶记", "‹qr›"]


def test_a_refused_row_shows_its_cell_masked(tmp_path):
    file = tmp_path / "c.csv"
    lines = [f"{i:024x},64f1a2b3000000001e03a1b2,好用{i},u{i},1,1747000000000" for i in range(40)]
    lines[5] = lines[5].replace(",1,1747", ",加V：abc_canary1,1747")
    head = "comment_id,note_id,content,user_id,like_count,create_time"
    file.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    data = read_files([file])
    assert not data.refused.write_csv().count("abc_canary1")


def test_copies_of_a_template_with_other_contacts_are_one_group():
    texts = [f"姐妹们想要同款加我微信：abc{i}xyz{i * 7} 给你发优惠" for i in range(6)] + [
        "这个面霜真的很好用",
        "今天下单了明天到",
    ]
    comments = pl.DataFrame({"content": texts}).with_columns(note_id=pl.lit("n"))
    masked = mask_table(comments, "comments")
    groups = language.find_copies(masked)["copy_group"]
    assert groups[:6].n_unique() == 1
    assert groups[0] is not None
    assert groups[6:].null_count() == 2
    assert masked["content"][:6].n_unique() == 1


def test_a_contact_in_the_name_of_a_file_or_of_a_column_is_said_and_the_lineage_stays(tmp_path):
    file = tmp_path / "评论_13877778888.csv"
    file.write_text(
        (
            "comment_id,note_id,content,user_id,like_count,create_time,加V："
            "lina_8866\n1,64f1a2b3000000001e03a1b2,好用,u1,3,1747000000000,x\n"
        ),
        encoding="utf-8",
    )
    data = read_files([file])
    [said] = [finding for finding in data.findings if finding.code == "name_holds_contact"]
    assert said.level == "REVIEW" and said.internal
    assert data.table("comments")["source_file"].to_list() == [file.name]
    clean = tmp_path / "评论_20260318.csv"
    clean.write_text(file.read_text(encoding="utf-8").replace("加V：lina_8866", "备注"), encoding="utf-8")
    assert "name_holds_contact" not in {finding.code for finding in read_files([clean]).findings}


@pytest.mark.parametrize(
    ("said", "masked"),
    [
        ("@小红薯59DC399 ，叠在一起的是什么", "@‹handle› ，叠在一起的是什么"),
        ("@momo", "@‹handle›"),
        ("叫你＠ 小红薯3D0313D @momo259 @momo7", "叫你＠ ‹handle› @‹handle› @‹handle›"),
        ("@小红薯12345@小红薯67890", "@‹handle›@‹handle›"),
        ("@momo259：加V abc_12345", "@‹handle›：加V ‹wechat›"),
        ("写信到 lily@momo.com", "写信到 ‹email›"),
    ],
)
def test_names_that_the_site_gave_are_masked_whole(said, masked):
    assert mask_text(said) == masked
    assert mask_column(pl.Series([said, None, "好用"])).to_list() == [masked, None, "好用"]


NAMED = [
    "@",
    "＠",
    "小红薯",
    "59DC399",
    "momo",
    "12",
    " ",
    "\n",
    "，",
    "abc",
    "@小红薯22822B7",
    "@momo259",
    "加V abc_123",
    "qq.com",
]


@given(st.lists(st.lists(st.sampled_from(NAMED), max_size=7).map("".join), max_size=6))
def test_a_column_of_called_friends_reads_as_its_texts_do(texts):
    assert mask_column(pl.Series(texts, dtype=pl.String)).to_list() == [mask_text(text) for text in texts]
