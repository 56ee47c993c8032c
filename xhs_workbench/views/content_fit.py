"""How the rubric, the raters' agreement and the brief's words in creators' notes are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import polars as pl

from xhs_workbench.findings import Language, Text
from xhs_workbench.views.blocks import Block, declared
from xhs_workbench.views.tables import Column, table


class HasQuestion(Protocol):
    """What a view needs of a rubric's question."""

    @property
    def column(self) -> str:
        """Column of the ratings."""
        ...

    @property
    def name(self) -> Text:
        """Its name."""
        ...


@declared
def table_agreement(agreement: pl.DataFrame, criteria: Sequence[HasQuestion], *, language: Language) -> Block:
    """Show how far raters agree on each question."""
    names = {criterion.column: criterion.name.to(language) for criterion in criteria}
    columns = [
        Column("criterion", Text("Question", "评分项")),
        Column("raters", Text("Raters", "评分人")),
        Column("kappa", Text("Weighted kappa", "加权 κ"), "number", low="lower", high="upper"),
        Column("exact_share", Text("Same score", "完全一致"), "rate"),
        Column("apart_share", Text("Two points or more apart", "相差 ≥2 分"), "rate"),
        Column("n", Text("Creators both scored", "共同评分博主"), "count"),
    ]
    note = Text(
        "Kappa: 1 is full agreement, 0 what chance would give; quadratic weights, 90 % bootstrap over creators, none below ten.",
        "κ：1 为完全一致，0 为随机水平；平方权重，按博主重抽样 90% 区间，不足 10 位不计算。",
    )
    shown = agreement.with_columns(pl.col("criterion").replace_strict(names, return_dtype=pl.String))
    return table(
        shown, columns, title=Text("Do two raters see the same?", "两位评分人是否一致"), note=note, language=language
    )


@declared
def table_rubric(scores: pl.DataFrame, criteria: Sequence[HasQuestion], *, language: Language) -> Block:
    """Show each creator's scores side by side; no total."""
    names = {criterion.column: criterion.name.to(language) for criterion in criteria}
    comma = "、" if language == "zh" else ", "
    columns = [
        Column("creator_name", Text("Creator", "博主")),
        *(Column(criterion.column, criterion.name, "score") for criterion in criteria),
        Column("raters", Text("Raters", "评分人数"), "count"),
        Column("discuss", Text("Talk about", "需讨论")),
    ]
    said = [comma.join(names[name] for name in words.split()) for words in scores["discuss"]]
    note = Text(
        "Points 1 to 5, mean of the raters, by name: five answers, not a ranking.",
        "1–5 分，取评分人均值，按昵称排列：五个答案，不是排名。",
    )
    return table(scores.with_columns(discuss=pl.Series(said, dtype=pl.String)), columns, title=Text("The rubric, question by question", "内容评分（逐项）"), note=note, language=language)  # fmt: skip


@declared
def table_brief_language(spoken: pl.DataFrame, names: Mapping[str, Text], *, language: Language) -> Block:
    """Show the share of each creator's own notes that speak of each topic of the brief.

    Args:
        spoken: From `selection.speak_the_brief`.
        names: Topic -> its name.
        language: Language.
    """
    topics = list(names)
    wide = spoken.pivot(
        on="topic", index=["creator_id", "creator_name"], values=["shrunk", "lower", "upper"], maintain_order=True
    )
    counts = spoken.group_by("creator_id", maintain_order=True).agg(
        n=pl.col("n").filter(pl.col("topic") != "format").max(),
        n_format=pl.col("n").filter(pl.col("topic") == "format").max(),
    )
    shown = wide.join(counts, on="creator_id", how="left", maintain_order="left")
    kept = [topic for topic in topics if f"shrunk_{topic}" in shown.columns]
    columns = [
        Column("creator_name", Text("Creator", "博主")),
        *(
            Column(f"shrunk_{topic}", names[topic], "rate", low=f"lower_{topic}", high=f"upper_{topic}")
            for topic in kept
        ),
        Column("n", Text("Notes read", "已读笔记"), "count"),
        *([Column("n_format", Text("of known format", "形式可知"), "count")] if "format" in kept else []),
    ]
    note = Text(
        "Share of own, unpaid notes that use a message's words, pulled towards all creators where notes are few; 90 % interval. A creator who never spoke of it may still do it well.",
        "自发笔记中提到该内容的占比，样本少时向整体收缩；90% 区间。没说过不代表说不好。",
    )
    return table(
        shown,
        columns,
        title=Text("Who already speaks of what the brief speaks of", "谁本来就在聊这些"),
        note=note,
        language=language,
    )
