"""How evidence to ask about and overlap are shown: counts of what could be tested, then rows with what to ask."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from xhs_workbench.findings import Language, Text
from xhs_workbench.views.blocks import Block, declared
from xhs_workbench.views.tables import Column, table


@declared
def table_tested(summary: pl.DataFrame, *, language: Language) -> Block:
    """Show, for each kind of evidence, how many creators could be tested and how many stand out."""
    return table(
        summary,
        [
            Column("label", Text("Kind of evidence", "线索类型")),
            Column("tested", Text("Tested", "已检查"), "count", bar=True),
            Column("flagged", Text("To ask", "待询问"), "count"),
            Column("untested", Text("Not tested", "未检查"), "count"),
        ],
        title=Text("What was looked at, one kind at a time", "逐类检查情况"),
        note=Text("Held against near peers by followers and category; a flag is rare (10 % false flags within a kind) and large.",
                  "按粉丝量与类目和相近博主比较；仅标出罕见且差距大的情况（每类误标率控制在 10%）。"),
        language=language,
        first=len(summary),
    )  # fmt: skip


@declared
def table_evidence(listed: pl.DataFrame, *, language: Language) -> Block:
    """Show each flag with the figures behind it and what to ask."""
    return table(
        listed,
        [
            Column("name", Text("Creator", "博主")),
            Column("label", Text("Kind", "类型")),
            Column("said", Text("Evidence", "依据")),
            Column("n", Text("n", "n"), "count"),
            Column("ask", Text("What to ask", "建议提问")),
        ],
        title=Text("Evidence to ask about before booking", "合作前可询问的线索"),
        note=Text("Not proof: each of these has innocent explanations. Near peers: the range of nine in ten. n: notes, comments or days seen.",
                  "并非定论，均可能有正常原因。相近博主一栏为九成范围；n 为样本笔记、评论或天数。"),
        language=language,
        first=20,
    )  # fmt: skip


@declared
def table_overlap(pairs: pl.DataFrame, names: Mapping[str, str], *, language: Language) -> Block:
    """Show the pairs of creators whose commenters meet, most first."""
    shown = (
        pairs.filter(pl.col("both") > 0)
        .head(50)
        .with_columns(pl.col("creator_a").replace(dict(names)), pl.col("creator_b").replace(dict(names)))
    )
    return table(
        shown,
        [
            Column("creator_a", Text("Creator", "博主")),
            Column("creator_b", Text("And", "与")),
            Column("both", Text("Commenters of both", "共同评论者"), "count", bar=True),
            Column("overlap", Text("Of the smaller", "占较小一方"), "rate", low="lower", high="upper"),
            Column("people_a", Text("Commenters seen", "评论者（前）"), "count"),
            Column("people_b", Text("And", "评论者（后）"), "count"),
            Column("expected", Text("As other pairs", "按其他组合推算"), "number"),
        ],
        title=Text("Who is commented on by the same people", "评论者重合的博主"),
        note=Text("From hashed accounts in the comment files; a lower bound, for crawls keep part of the comments. Intervals: Wilson, 90 %.",
                  "依据评论文件中的账号哈希；抓取不完整，为下限。区间：Wilson 90%。"),
        language=language,
        first=15,
    )  # fmt: skip
