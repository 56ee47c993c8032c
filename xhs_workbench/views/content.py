"""How formats, hashtags and messages are shown."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from xhs_workbench.findings import Language, Text
from xhs_workbench.views.blocks import Block, declared
from xhs_workbench.views.charts import planned_bars, ranked_bars, stacked_shares
from xhs_workbench.views.tables import Column, table

CLASSES = {
    "campaign": Text("Campaign", "活动话题"),
    "category": Text("Category", "品类话题"),
    "long_tail": Text("Long tail", "长尾话题"),
}
STRENGTHS = {"present": Text("Present", "明确"), "weak": Text("Weak", "较弱"), "missing": Text("Missing", "缺失")}
COLOURS = ("#2f6f6d", "#c39b62", "#e4ddd3")


def _named(formats: pl.DataFrame, names: Mapping[str, Text], language: Language) -> pl.DataFrame:
    labels = {key: text.to(language) for key, text in names.items()}
    unknown = Text("Format unknown", "形式未知").to(language)
    return formats.with_columns(label=pl.col("format").replace_strict(labels, default=unknown, return_dtype=pl.String))


@declared
def chart_formats(formats: pl.DataFrame, names: Mapping[str, Text], *, language: Language) -> Block:
    """Draw formats ordered against formats delivered."""
    return planned_bars(
        _named(formats, names, language), label="label", planned="planned", delivered="delivered", axis=Text("Notes", "笔记数"),
        names=(Text("Ordered", "约定"), Text("Delivered", "已发布")), title=Text("Formats ordered and delivered", "内容形式：约定与发布"), language=language,
    )  # fmt: skip


@declared
def table_formats(formats: pl.DataFrame, names: Mapping[str, Text], *, language: Language) -> Block:
    """Show formats with the saves behind them."""
    columns = [
        Column("label", Text("Format", "内容形式")),
        Column("planned", Text("Ordered", "约定"), "count"),
        Column("delivered", Text("Delivered", "已发布"), "count"),
        Column("open", Text("Open", "未发布"), "count"),
        Column("saves_median", Text("Saves, median", "收藏中位数"), "count"),
        Column("n", Text("n", "n"), "count"),
    ]
    note = Text("With fewer than ten notes a median is an anecdote.", "不足 10 篇时中位数仅供参考。")
    return table(
        _named(formats, names, language),
        columns,
        title=Text("Formats in figures", "内容形式明细"),
        note=note,
        language=language,
    )


@declared
def table_hashtags(checked: pl.DataFrame, *, language: Language) -> Block:
    """Show how many notes carry each required hashtag."""
    columns = [
        Column("hashtag", Text("Required hashtag", "必带话题")),
        Column("carried", Text("Notes that carry it", "带有的笔记"), "count"),
        Column("n", Text("Notes whose tags are known", "话题可知的笔记"), "count"),
        Column("share", Text("Share", "占比"), "rate", bar=True),
    ]
    return table(checked, columns, title=Text("The brief's hashtags", "brief 要求的话题"), language=language)


@declared
def chart_hashtags(mixed: pl.DataFrame, *, language: Language) -> Block:
    """Draw the tags in use by class."""
    shown = mixed.head(20).with_columns(
        pl.col("tag_class").replace_strict({key: text.to(language) for key, text in CLASSES.items()})
    )
    return ranked_bars(
        shown.select("hashtag", "notes", "tag_class", "n"), label="hashtag", value="notes", colour="tag_class", axis=Text("Notes", "笔记数"),
        title=Text("What notes like these are tagged with", "同类笔记的话题"), note=Text("Click the legend to keep one class.", "点击图例可只看一类。"), language=language,
    )  # fmt: skip


@declared
def chart_messages(counted: pl.DataFrame, *, language: Language) -> Block:
    """Draw how many notes carry each key message."""
    names = {key: text.to(language) for key, text in STRENGTHS.items()}
    tall = counted.filter(pl.col("n") > 0).unpivot(
        index=["text", "n"], on=list(names), variable_name="strength", value_name="notes"
    )
    shown = tall.with_columns(pl.col("strength").replace_strict(names), share=pl.col("notes") / pl.col("n"))
    return stacked_shares(
        shown, group="text", part="strength", share="share", order=list(names.values()), colours=COLOURS, axis=Text("Share of notes", "笔记占比"),
        title=Text("Key messages, in the creators' own words", "核心信息是否被自然说出"),
        note=Text("Present: two phrases of the message or more; weak: one.", "明确：出现两个及以上相关词；较弱：一个。"), language=language,
    )  # fmt: skip


@declared
def table_messages(found: pl.DataFrame, *, language: Language) -> Block:
    """Show the sentence that carries each message."""
    names = {key: text.to(language) for key, text in STRENGTHS.items()}
    columns = [
        Column("creator_name", Text("Creator", "博主")),
        Column("message", Text("Message", "核心信息")),
        Column("strength", Text("Strength", "程度")),
        Column("quote", Text("The sentence", "原句")),
    ]
    shown = found.with_columns(pl.col("strength").replace_strict(names, default=None, return_dtype=pl.String))
    return table(shown, columns, title=Text("Where each message stands", "每条信息在哪一句"), language=language)
