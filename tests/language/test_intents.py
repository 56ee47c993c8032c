"""Intents: what is said often is read once."""

import polars as pl

from xhs_workbench.language import label_intents


def test_a_text_said_often_is_labelled_in_each_place():
    """Ten places, three texts and a null: each row as if it stood alone, in the order given."""
    said = ["求链接", None, "好用", "求链接", "多少钱", "求链接", None, "好用", "求链接", "求链接"]
    found = label_intents(pl.DataFrame({"content": said}))
    alone = pl.concat(
        [label_intents(pl.DataFrame({"content": [text]}, schema={"content": pl.String})) for text in said]
    )
    assert found.equals(alone)
    assert found["ask_link"].to_list() == [text == "求链接" for text in said]
