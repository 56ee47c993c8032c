"""Questions and what only looks like them, by kind (`asking_kinds.csv`): written and labelled by hand before the rules for most kinds."""

from pathlib import Path

import polars as pl
import pytest

from xhs_workbench.language import label_intents
from xhs_workbench.language.questions import find_questions

WRITTEN = pl.read_csv(Path(__file__).with_name("asking_kinds.csv"))
HEARD = find_questions(WRITTEN).with_columns(pl.col("asks") == 1)
KINDS = WRITTEN["kind"].unique(maintain_order=True).to_list()


@pytest.mark.parametrize("kind", KINDS)
def test_at_most_one_in_ten_of_a_kind_is_misheard(kind):
    part = HEARD.filter(pl.col("kind") == kind)
    wrong = part.filter(pl.col("asks") != pl.col("question"))["content"].to_list()
    assert len(wrong) <= max(1, part.height // 10), wrong


def test_nearly_all_that_is_heard_asks_and_nearly_all_that_asks_is_heard():
    right = HEARD.filter(pl.col("asks") & pl.col("question")).height
    assert right >= 0.93 * HEARD["question"].sum()
    assert right >= 0.97 * HEARD["asks"].sum()


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("贵吗？贵，但是值", False),  # the next clause answers
        ("贵吗？便宜的有吗", True),
        ("为什么买？因为好看", False),
        ("为什么买不了？因为没货吗", True),
        ("看完《你会来吗》哭了", False),  # a title, not the writer
        ("《你会来吗》在哪看", True),
        ("停产了？", True),  # a mark alone checks something plain …
        ("一周瘦五斤？", False),  # … or doubts
        ("环境不错呢", False),
        ("蓝色的呢", True),
        ("吴京：你礼貌吗", False),
    ],
)
def test_a_neighbour_decides_whether_a_clause_asks(text, asks):
    assert find_questions(pl.DataFrame({"content": [text]}))["question"][0] is asks


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("不是说好看吗，链接发我一下", "ask_link"),
        ("怎么还有人没买，哪里买的", "ask_where"),
        ("但是呢，多少钱", "ask_price"),
        ("没盒子？", "ask_other"),
    ],
)
def test_what_is_asked_is_named_beside_what_asks_nothing(text, intent):
    assert label_intents(pl.DataFrame({"content": [text]}))[intent][0]
