"""The content page's first screen and chapters with their pictures."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.telling import FirstScreen, Statement
from xhs_workbench.views import story
from xhs_workbench.views.blocks import Block
from xhs_workbench.views.sketching.sketches import Sketch

MOST_DRAFTS, MOST_TAGS, MOST_SIMILAR = 7, 10, 20
DRAFTS = Text("the creators' drafts", "达人初稿")
NOTES = Text("the campaign's notes with their text", "含正文的已发布笔记")
RECORDS = Text("the chosen creators and their notes", "已选达人及其笔记")
BOARD = Text("pictures of the mood board", "情绪板图片")
STRENGTHS = (
    ("present", Text("clear", "明确"), "good"),
    ("weak", Text("hinted", "较弱"), "third"),
    ("missing", Text("missing", "缺失"), "soft"),
)
CLASSES = {
    "campaign": (Text("campaign", "品牌"), "accent"),
    "category": (Text("category", "品类"), "second"),
    "long_tail": (Text("long-tail", "长尾"), "third"),
}


def first_screen(said: FirstScreen, drafts: pl.DataFrame) -> Block:
    """Show what is to be decided, with the drafts that have most to change.

    Args:
        said: From `content.say_content`.
        drafts: From `content.tabulate_drafts`.
    """
    open_ones = drafts.filter(pl.col("to_change") + pl.col("to_check") > 0)
    rows = [
        {
            "label": " · ".join(part for part in (row["creator_name"], row["title"]) if part)
            or row["draft_id"],
            "value": row["to_change"] + row["to_check"],
            "text": _remarks_counted(row["to_change"], row["to_check"]),
            "tone": "bad" if row["to_change"] else "plain",
        }
        for row in open_ones.head(MOST_DRAFTS).iter_rows(named=True)
    ]
    most = open_ones.row(0, named=True) if open_ones.height else {}
    who = most.get("creator_name") or most.get("draft_id")
    title = Text(f"{who}'s draft has the most remarks", f"{who}的初稿意见最多")
    note = Text("Remarks by draft", "各稿意见数")
    return story.first_screen(said, Sketch("bars", rows, title, note), name="content.first_screen")


def _remarks_counted(change: int, check: int) -> Text:
    parts = [(change, "to change", "处必改"), (check, "to check", "处待确认")]
    return Text(
        ", ".join(f"{n} {en}" for n, en, _ in parts if n), "，".join(f"{n} {zh}" for n, _, zh in parts if n)
    )


def chapter_drafts(said: Statement | None) -> Block:
    """Open the chapter of drafts to decide.

    Args:
        said: From `content.say_drafts`.
    """
    return (
        story.chapter(said, name="content.chapter_drafts")
        if said
        else story.unsaid(DRAFTS, name="content.chapter_drafts")
    )


def chapter_messages(said: Statement | None, counted: pl.DataFrame) -> Block:
    """Show how many notes say each key message.

    Args:
        said: From `content.say_messages`.
        counted: From `content.count_messages`.
    """
    if said is None:
        return story.unsaid(NOTES, name="content.chapter_messages")
    rows = [
        {
            "label": Text(row["text_en"], row["text_zh"]),
            "parts": [
                {"label": words, "share": row[key] / row["n"], "text": f"{row[key]:,}", "tone": tone}
                for key, words, tone in STRENGTHS
                if row[key]
            ],
        }
        for row in counted.filter(pl.col("n") > 0).iter_rows(named=True)
    ]
    note = Text("Notes by how clearly they say each message", "各核心信息在笔记中的表达程度（篇）")
    return story.chapter(said, Sketch("stacks", rows, NOTHING, note), name="content.chapter_messages")


def chapter_formats(said: Statement | None, formats: pl.DataFrame, names: Mapping[str, Text]) -> Block:
    """Show the notes that came of each format, against those ordered.

    Args:
        said: From `content.say_formats`.
        formats: From `content.compare_formats`.
        names: Format -> its name.
    """
    if said is None:
        return story.unsaid(NOTES, name="content.chapter_formats")
    rows = [
        {
            "label": names.get(row["format"] or "", Text("Format unknown", "形式未知")),
            "value": row["delivered"],
            "target": row["planned"] or None,
            "text": f"{row['delivered']:,} / {row['planned']:,}",
            "tone": "good" if row["delivered"] >= row["planned"] else "bad",
        }
        for row in formats.iter_rows(named=True)
    ]
    note = Text("Notes that came; mark: ordered", "已发布篇数；刻度为约定篇数")
    return story.chapter(said, Sketch("bars", rows, NOTHING, note), name="content.chapter_formats")


def chapter_plan(said: Statement | None) -> Block:
    """Open the chapter of who makes which note.

    Args:
        said: From `content.say_format_plan`.
    """
    return (
        story.chapter(said, name="content.chapter_plan")
        if said
        else story.unsaid(RECORDS, name="content.chapter_plan")
    )


def chapter_hashtags(said: Statement | None, coverage: pl.DataFrame) -> Block:
    """Show how many creators carry each planned hashtag, the most carried first.

    Args:
        said: From `content.say_hashtags`.
        coverage: From `content.hashtag_coverage`.
    """
    if said is None:
        return story.unsaid(RECORDS, name="content.chapter_hashtags")
    first = coverage.sort(["carriers", "hashtag"], descending=[True, False]).head(MOST_TAGS)
    return story.chapter(said, _carried_by(first, NOTHING), name="content.chapter_hashtags")


def sketch_carriers(coverage: pl.DataFrame) -> Block:
    """Draw every planned hashtag with the creators who carry it.

    Args:
        coverage: From `content.hashtag_coverage`.
    """
    title = Text("Every planned hashtag, by creators who carry it", "全部规划话题及使用达人数")
    return _carried_by(coverage, title).block("content.sketch_carriers")


def _carried_by(coverage: pl.DataFrame, title: Text) -> Sketch:
    rows = [
        {
            "label": f"#{row['hashtag']}",
            "value": row["carriers"],
            "text": _carriers(row),
            "tone": CLASSES[row["tag_class"]][1],
        }
        for row in coverage.iter_rows(named=True)
    ]
    return Sketch(
        "bars",
        rows,
        title,
        Text("The plan: creators who are to carry each hashtag", "规划值：各话题安排几位达人使用"),
    )


def sketch_similar(mix: pl.DataFrame) -> Block:
    """Draw what similar notes are tagged with.

    Args:
        mix: From `content.mix_hashtags`.
    """
    rows = [
        {
            "label": row["hashtag"],
            "value": row["notes"],
            "text": f"{row['notes']:,}",
            "tone": CLASSES.get(row["tag_class"], (NOTHING, "plain"))[1],
        }
        for row in mix.head(MOST_SIMILAR).iter_rows(named=True)
    ]
    title = Text("What similar notes are tagged with", "同类笔记的话题")
    return Sketch("bars", rows, title, Text("Notes that carry each", "带有该话题的笔记数")).block(
        "content.sketch_similar"
    )


def _carriers(row: Mapping[str, object]) -> Text:
    words = CLASSES[str(row["tag_class"])][0]
    return Text(f"{row['carriers']} · {words.en}", f"{row['carriers']} · {words.zh}")


def chapter_board(said: Statement | None) -> Block:
    """Open the chapter of the mood board.

    Args:
        said: From `content.say_board`.
    """
    return (
        story.chapter(said, name="content.chapter_board")
        if said
        else story.unsaid(BOARD, name="content.chapter_board")
    )
