"""The plan and what came of it: messages, formats, hashtags, the mood board; a statement each."""

from __future__ import annotations

import polars as pl

from xhs_workbench.content.planning.format_plan import LITTLE, format_gain
from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.telling import Statement
from xhs_workbench.written import many


def say_messages(counted: pl.DataFrame) -> Statement | None:
    """State which key message is heard least; None where no note could be read.

    Args:
        counted: From `count_messages`.
    """
    known = counted.filter(pl.col("n") > 0)
    if known.is_empty():
        return None
    row = known.sort(pl.col("present") / pl.col("n"), "message").row(0, named=True)
    if row["present"] == row["n"]:
        says = Text("Every note says every key message clearly", "所有笔记均明确说到核心信息")
        return Statement(says, code="message", place="messages")
    says = Text(
        f"The key message heard least is clear in {row['present']} of {many(row['n'], 'note')}",
        f"最弱的核心信息仅在 {row['n']} 篇中的 {row['present']} 篇明确说到",
    )
    more = Text(f"It is: {row['text_en']}", f"该信息为：{row['text_zh']}")
    return Statement(says, more, _by_words(), "message", "messages")


def _by_words() -> Text:
    return Text(
        "Read from the wording; pictures and voices are not heard.", "仅按文字识别，画面与口播未读取。"
    )


def say_formats(formats: pl.DataFrame) -> Statement | None:
    """State whether the notes came in the formats ordered; None where none is out.

    Args:
        formats: From `compare_formats`.
    """
    planned, came, missing = (int(formats[name].sum()) for name in ("planned", "delivered", "open"))
    if not came or not planned:
        return None
    says = (
        Text(
            f"{many(missing, 'note')} of {planned} {'is' if missing == 1 else 'are'} missing in the agreed formats",
            f"按约定形式还缺 {missing} 篇，共约定 {planned} 篇",
        )
        if missing
        else Text("The one note ordered came in its format", "约定的 1 篇已按形式发布")
        if planned == 1
        else Text(
            f"All {planned} notes are out, as many of each format as agreed",
            f"{planned} 篇均已发布，各形式篇数与约定一致",
        )
    )
    return Statement(says, code="formats", place="formats")


def say_format_plan(plan: pl.DataFrame) -> Statement | None:
    """State what the plan of formats gains over leaving the choice to the creators; None without a creator.

    Args:
        plan: From `plan_formats`.
    """
    gain = format_gain(plan)
    if gain is None:
        return None
    ordered = plan.drop_nulls("format")
    left = ordered.filter(pl.col("creator_id").is_null()).height
    says = (
        Text(
            "Let creators choose their formats: the files favour no plan",
            "形式由达人自选：数据未显示明显更优的安排",
        )
        if gain < LITTLE
        else Text(
            f"Formats by creators' records should bring {gain:.0%} more interactions",
            f"按达人所长分配形式，预计互动量高 {gain:.0%}",
        )
    )
    more = (
        Text(
            f"{many(left, 'note')} still {'lacks' if left == 1 else 'lack'} a creator.",
            f"还有 {left} 篇未安排达人。",
        )
        if left
        else Text(f"All {many(ordered.height, 'note')} have a creator.", f"{ordered.height} 篇均已安排达人。")
    )
    return Statement(says, more, code="format_gain", place="plan")


def say_hashtags(coverage: pl.DataFrame, hashtags: pl.DataFrame) -> Statement | None:
    """State the mix of hashtags, and which of the brief's the notes lack; None without a plan.

    Args:
        coverage: From `hashtag_coverage`.
        hashtags: From `check_hashtags`: the brief's, over the notes that are out.
    """
    if coverage.is_empty():
        return None
    counts = dict(coverage.group_by("tag_class").agg(pl.len()).iter_rows())
    own, category, tail = (int(counts.get(name, 0)) for name in ("campaign", "category", "long_tail"))
    says = Text(
        f"{many(coverage.height, 'hashtag')}: {own} of the campaign, {category} of the category, {tail} long-tail",
        f"话题共 {coverage.height} 个：品牌 {own} 个、品类 {category} 个、长尾 {tail} 个",
    )
    lacking = hashtags.filter(pl.col("carried") < pl.col("n")).sort("carried", "hashtag")
    if lacking.is_empty():
        return Statement(says, code="hashtags", place="hashtags")
    row = lacking.row(0, named=True)
    n = row["n"] - row["carried"]
    more = Text(
        f"Not as planned, {n} of {many(row['n'], 'note')} {'lacks' if n == 1 else 'lack'} {row['hashtag']}; "
        "ask for an edit.",
        f"与规划不符：已发布 {row['n']} 篇中有 {n} 篇缺少 {row['hashtag']}，请达人补上。",
    )
    return Statement(says, more, code="hashtags", place="hashtags")


def say_board(pictures: int) -> Statement | None:
    """State what the mood board holds; None without a picture."""
    if not pictures:
        return None
    says = Text(
        f"{many(pictures, 'picture')} {'sets' if pictures == 1 else 'set'} the look",
        f"{pictures} 张图确定视觉方向",
    )
    return Statement(says, NOTHING, code="board", place="board")
