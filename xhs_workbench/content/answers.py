"""The first sentences of the content report, and what it cannot say."""

from __future__ import annotations

import polars as pl

from xhs_workbench.findings import Finding, Level, Text


def split_notes(notes: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Separate the campaign's own notes from those of candidates.

    Args:
        notes: The `Notes` table with `format`.

    Returns:
        Notes of the campaign (marked commercial by 蒲公英's export) and all others. Without such a mark every
        note counts
        as the campaign's.
    """
    own = pl.col("is_commercial").fill_null(False)
    return (notes.filter(own), notes.filter(~own)) if notes.select(own.any()).item() else (notes, notes)


def headline(formats: pl.DataFrame, messages: pl.DataFrame, hashtags: pl.DataFrame) -> list[Finding]:
    """Say whether formats, messages and hashtags were delivered as ordered."""
    planned, came, open_notes = (int(formats[name].sum()) for name in ("planned", "delivered", "open"))
    found = [
        Finding(
            "formats",
            Level.REVIEW if open_notes else Level.PASS,
            Text(
                f"{came} notes came for {planned} ordered; {open_notes} are open by format.",
                f"约定 {planned} 篇，已发布 {came} 篇，按形式缺 {open_notes} 篇。",
            ),
            n=came,
        )
    ]
    for row in messages.filter(pl.col("n") > 0).iter_rows(named=True):
        share = row["present"] / row["n"]
        text = Text(
            (
                f"\u201c{row['text_en']}\u201d is clearly said in {row['present']} of {row['n']} notes, "
                f"hinted at in {row['weak']}."
            ),
            f"“{row['text_zh'].rstrip('。')}”：{row['n']} 篇中 {row['present']} 篇明确说到，{row['weak']} 篇提及。",
        )
        found.append(Finding("message", Level.PASS if share >= 0.5 else Level.REVIEW, text, n=row["n"]))
    for row in hashtags.filter(pl.col("carried") < pl.col("n")).iter_rows(named=True):
        lacking = row["n"] - row["carried"]
        text = Text(
            f"{lacking} of {row['n']} notes lack {row['hashtag']}.",
            f"{row['n']} 篇中有 {lacking} 篇缺少 {row['hashtag']}。",
        )
        found.append(
            Finding(
                "hashtag",
                Level.REVIEW,
                text,
                Text("Ask for an edit while the note is young.", "趁笔记还新，请达人补上。"),
                n=lacking,
            )
        )
    return found


def limits() -> list[Text]:
    """Say what word matching cannot see."""
    return [
        Text(
            "Messages are found by the brief's phrases: a picture, a voice-over or a paraphrase is not read.",
            "按 brief 词语识别：画面、口播和转述无法读取。",
        ),
        Text(
            "A hashtag's use says nothing of its reach; add a search-terms export for that.",
            "话题使用量不等于流量，需补充搜索词导出。",
        ),
        Text("A format guessed from a title is a guess.", "由标题推断的内容形式仅为推测。"),
    ]
