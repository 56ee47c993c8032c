"""Whoever comments is named in no other comment, while words that somebody calls herself stay words."""

import polars as pl

from xhs_workbench.intake import read_files
from xhs_workbench.intake.masking.nicknames import mask_nicknames

NOTE = "6ae8361cbf0d7c1c1e21862a"


def test_a_nickname_of_the_file_is_masked_where_another_comment_quotes_it(tmp_path):
    file = tmp_path / "comments.csv"
    said = [
        ("晚风与猫12", "好用"),
        ("橙子爱测评", "晚风与猫12说得对，橙子爱测评也试过"),
        ("敏感肌", "敏感肌能用吗"),
        ("王小明", "泛红怎么办"),
        ("小棕瓶", "楼上王小明说的没错，谢谢敏感肌"),
        ("lily_2020", "比小棕瓶便宜，lily_2020 推荐的"),
    ]
    rows = "\n".join(
        f"7c{at:022x},{NOTE},{name},5f{at:022x},{text},1,2026-11-05 10:00:00"
        for at, (name, text) in enumerate(said)
    )
    file.write_text(f"评论ID,笔记ID,用户昵称,用户ID,评论内容,点赞数,评论时间\n{rows}\n", encoding="utf-8")
    assert read_files([file]).table("comments").sort("comment_id")["content"].to_list() == [
        "好用",
        "‹handle›说得对，‹handle›也试过",
        "敏感肌能用吗",
        "泛红怎么办",
        "楼上‹handle›说的没错，谢谢‹handle›",
        "比小棕瓶便宜，‹handle› 推荐的",
    ]


def test_a_name_that_stands_in_many_comments_is_a_word_and_numbers_are_none():
    texts = pl.Series(
        ["换季敏感肌求推荐", "换季敏感肌能用", "换季敏感肌慎入", "换季敏感肌亲测", None, "12345元"]
    )
    assert mask_nicknames(texts, pl.Series(["换季敏感肌", "12345", "好", None])).to_list() == texts.to_list()


def test_a_word_in_latin_letters_is_masked_only_as_a_whole_word_of_somebody_spoken_of():
    texts = pl.Series(["momo说得对", "谢谢momo", "momohair好用", "momo好用"])
    assert mask_nicknames(texts, pl.Series(["momo"])).to_list() == [
        "‹handle›说得对",
        "谢谢‹handle›",
        "momohair好用",
        "momo好用",
    ]
