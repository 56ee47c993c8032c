"""What commenters said: by group, in their own words, and what nobody answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.views.blocks import Block
from xhs_workbench.views.declarations import show, words_of
from xhs_workbench.views.wording import Words


def chart_sentiment(shares: pl.DataFrame, group: str, names: Words | None = None) -> Block:
    """Draw positive, neutral and negative shares by group.

    Args:
        shares: From `language.summarise_sentiment`.
        group: The column that groups: a format, a creator's name or a message.
        names: Group -> its words; a group without any is shown as it is.
    """
    by = words_of("results", "by")[group]
    return show("results.chart_sentiment", shares, words={group: names or {}}, group=group, by=by)


CORRECTED = {
    True: Text(
        "Shares are corrected by your labels of this campaign; their intervals hold that too.",
        "占比已按本项目人工标注校正，区间含误读的不确定性。",
    ),
    False: Text(
        "Without labels of this campaign, ranges come from how other comments are misread; they may miss: a rough guide.",
        "本项目评论未经人工标注，区间按其他评论集的误读情况推算，可能偏离实际，仅供参考。",
    ),
}
"""Labels of the campaign itself? -> how far its shares can be trusted."""


def table_sentiment(
    shares: pl.DataFrame, *, right: float | None = None, labels: pl.DataFrame | None = None
) -> Block:
    """Show sentiment shares with intervals and what was not read, and say whether labels of this campaign correct them.

    Args:
        shares: From `language.summarise_sentiment`.
        right: Comments of ten read right, from `language.right_of_ten`; None leaves it unsaid.
        labels: The analyst's own labels that the shares were corrected by, if there are any.
    """
    ten = (
        NOTHING
        if right is None
        else Text(
            f" We read {right:.0f} of 10 right, each class weighing the same.",
            f"各类同权时，10 条约读对 {right:.0f} 条。",
        )
    )
    own = labels is not None and labels.height > 0
    return show("results.table_sentiment", shares, corrected=CORRECTED[own], ten=ten)


def table_topics(topics: pl.DataFrame, by: str, names: Words, title: Text) -> Block:
    """Show the terms that set each group of comments apart, with their chance and examples.

    Args:
        topics: From `language.find_topics`.
        by: The column that groups.
        names: Group -> its words; a group without any is shown as it is.
        title: What the table says where there is something to say.
    """
    head = words_of("results", "heads")[by]
    silent = Text(f"{head.en}: no word sets one apart from the others", f"{head.zh}：各组用词无明显差异")
    return _grouped("comments.table_topics", topics, by, names, title=title if topics.height else silent)


def table_intents_by(counted: pl.DataFrame, by: str, names: Words, title: Text) -> Block:
    """Show what each group of comments asks for; a share its group is too small to carry is left open.

    Args:
        counted: From `results.count_intents`.
        by: The column that groups.
        names: Group -> its words; a group without any is shown as it is.
        title: What the table says.
    """
    return _grouped("comments.table_intents_by", counted, by, names, title=title)


def table_liked(examples: pl.DataFrame, by: str, names: Words) -> Block:
    """Show the most liked comments of each group, masked.

    Args:
        examples: From `results.liked_examples`.
        by: The column that groups.
        names: Group -> its words; a group without any is shown as it is.
    """
    return _grouped("comments.table_liked", examples, by, names, by=words_of("results", "by")[by])


def _grouped(name: str, frame: pl.DataFrame, key: str, names: Words, **given: Any) -> Block:
    head = words_of("results", "heads")[key]
    return show(name, frame.with_columns(group=key), words={"group": names}, head=head, **given)


def tables_liked(heard: Mapping[str, pl.DataFrame], names: Mapping[str, Words]) -> list[Block]:
    """Show the most liked comments, a table a way of grouping.

    Args:
        heard: From `results.liked_by`.
        names: Column that groups -> its groups' words.
    """
    return [table_liked(frame, by, names.get(by, {})) for by, frame in heard.items()]


def tables_topics(topics: Mapping[str, pl.DataFrame], names: Mapping[str, Words]) -> list[Block]:
    """Show what sets groups apart, a table a way of grouping.

    Args:
        topics: From `results.topics_by`.
        names: Column that groups -> its groups' words.
    """
    return [table_topics(frame, by, names.get(by, {}), APART[by]) for by, frame in topics.items()]


APART = {
    "sentiment": Text("What praise and blame talk about", "好评与差评各在说什么"),
    "week": Text("What came up in one week more than in others", "哪一周谈得更多"),
    "format": Text("What sets the formats apart", "各形式评论的不同"),
    "message": Text("What sets the messages apart", "各卖点评论的不同"),
    "creator_name": Text("What sets the creators' notes apart", "各达人笔记评论的不同"),
}


def table_questions(questions: pl.DataFrame, intents: Words, *, most: int = 30) -> Block:
    """List the questions without an author's reply, and say how many more there are.

    Args:
        questions: From `results.open_questions`.
        intents: Intent -> its words.
        most: Questions listed.
    """
    more, n = max(0, questions.height - most), questions.height
    rest = Text(f"{more:,} more are not listed. ", f"另有 {more:,} 条未列出。") if more else NOTHING
    return show("comments.table_questions", questions.head(most), words={"asked": intents}, n=n, rest=rest)
