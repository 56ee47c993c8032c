"""Topics: the terms that distinguish one group of comments, and no terms if nothing does."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xhs_workbench import language
from xhs_workbench.language.topics import plain_words, segment, terms_of


def frame(*rows: tuple[str | None, str | None, str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["format", "content", "commenter_hash"], orient="row")


def test_the_chance_and_the_shrunk_ratio_by_hand():
    # Three of four voices here, none of four there: C(4,3)/C(8,3) = 4/56. Five voices of the usual share 3/8
    # are 5 of 13⅓:
    # (3 + 5)/(4 + 13⅓) over (0 + 5)/(4 + 13⅓) = 1.6.
    rows = [("tutorial", "质地", f"a{i}") for i in range(3)] + [("tutorial", "嗯嗯嗯", "a3")]
    rows += [("review", "嗯嗯嗯", f"b{i}") for i in range(4)]
    found = (
        language.find_topics(frame(*rows), "format", risk=0.1)
        .filter(pl.col("term") == "质地")
        .row(0, named=True)
    )
    assert (found["format"], found["voices"], found["n"], found["n_elsewhere"]) == ("tutorial", 3, 4, 4)
    assert found["chance"] == pytest.approx(4 / 56)
    assert found["times"] == pytest.approx(1.6)
    assert (found["share"], found["elsewhere"]) == (0.75, 0)
    assert language.find_topics(frame(*rows), "format").is_empty(), "three of four are not enough for a claim"


def test_what_is_planted_is_found_with_examples_and_nothing_else():
    rng = np.random.default_rng(3)
    fill = ["包装精致", "颜色温柔", "快递迅速", "周末出门", "天气转凉"]
    rows = [("tutorial", f"{rng.choice(fill)}，泵头漏液", f"t{i}") for i in range(12)]
    rows += [("tutorial", str(rng.choice(fill)), f"u{i}") for i in range(60)]
    rows += [("review", str(rng.choice(fill)), f"r{i}") for i in range(200)]
    found = language.find_topics(frame(*rows), "format")
    assert found["format"].unique().to_list() == ["tutorial"]
    assert found["term"][0] in {"泵头", "漏液", "泵头漏液"}
    assert found["voices"][0] == 12
    assert all("泵头" in text for text in found["examples"][0])


def test_of_terms_that_the_same_people_say_only_one_is_shown():
    rows = [("tutorial", "泵头漏液，客服不理人", f"t{i}") for i in range(30)]
    rows += [("review", "包装精致", f"r{i}") for i in range(80)]
    found = language.find_topics(frame(*rows), "format").filter(pl.col("format") == "tutorial")
    assert found.height == 1


def test_words_of_opinion_can_be_left_out_where_they_made_the_groups():
    rows = [("bad", "泵头踩雷", f"t{i}") for i in range(30)] + [
        ("good", "瓶身好看", f"r{i}") for i in range(30)
    ]
    found = language.find_topics(frame(*rows), "format", opinions=False)
    assert found["term"].to_list() == ["泵头", "瓶身"]


def test_one_account_that_shouts_is_one_voice():
    rows = [("tutorial", f"漏液漏液第{i}回", "angry") for i in range(40)]
    rows += [("tutorial", "包装精致", f"t{i}") for i in range(40)] + [
        ("review", "包装精致", f"r{i}") for i in range(80)
    ]
    assert language.find_topics(frame(*rows), "format").is_empty()


def test_groups_by_chance_alone_say_nothing():
    rng = np.random.default_rng(5)
    things = [
        f"{a}{b}"
        for a in ("质地", "味道", "包装", "颜色", "瓶子", "泵头")
        for b in ("清爽", "厚重", "温柔", "复古")
    ]
    claimed = 0
    for _ in range(40):
        rows = [(f"g{rng.integers(4)}", str(rng.choice(things)), f"v{i}") for i in range(300)]
        claimed += not language.find_topics(frame(*rows), "format").is_empty()
    assert claimed <= 5, f"{claimed} of 40 campaigns without any difference were given one; 5 % may be"


def test_the_briefs_words_are_kept_whole():
    text = "蓝鲸海盐泥真舒服"
    assert "蓝鲸海盐泥" not in next(segment([text]))
    assert "蓝鲸海盐泥" in next(segment([text], ["蓝鲸海盐泥"]))


def test_without_text_or_group_there_is_no_topic():
    assert language.find_topics(frame((None, "漏液", "a"), ("review", None, "b")), "format").is_empty()
    assert language.find_topics(frame(("review", "漏液漏液", "a")), "format").is_empty(), (
        "nothing to compare with"
    )


@given(st.lists(st.text(alphabet="好用质地不的，这个a1", max_size=5), max_size=8))
def test_terms_are_long_enough_and_hold_no_plain_word_alone(tokens):
    found = terms_of(tokens)
    assert all(len(term) > 1 for term in found)
    assert not found & plain_words()


def test_a_term_is_named_as_its_group_says_it():
    rows = [("good", f"博主皮肤状态看着不错{'呀' * (i % 2)}", f"t{i}") for i in range(30)]
    rows += [("bad", "孩子三天就不玩了", f"r{i}") for i in range(30)]
    found = dict(language.find_topics(frame(*rows), "format", opinions=False).select("format", "term").rows())
    assert found == {"good": "皮肤状态", "bad": "孩子三天就不玩了"}


def test_a_measure_after_a_number_is_no_part_of_the_next_word():
    rows = [("face", f"用了{i + 10}天脸红", f"t{i}") for i in range(30)]
    rows += [("other", "包装精致", f"r{i}") for i in range(60)]
    terms = language.find_topics(frame(*rows), "format")["term"].to_list()
    assert terms
    assert not any("天脸" in term for term in terms)


def test_texts_cut_once_for_several_groupings_tell_the_same():
    rows = [
        *[("review", f"漏液了{n}", f"a{n}") for n in range(12)],
        *[("tutorial", f"步骤清楚{n}", f"b{n}") for n in range(12)],
    ]
    comments = frame(*rows)
    cut = language.cut_terms(pl.concat([comments["content"], pl.Series(["别的评论", None])]))
    alone = language.find_topics(comments, "format")
    assert set(alone["format"]) == {"review", "tutorial"}
    assert language.find_topics(comments, "format", cut=cut).equals(alone)
