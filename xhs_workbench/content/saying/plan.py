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
        f"说得最少的核心信息，{row['n']} 篇中仅 {row['present']} 篇讲明",
    )
    unsaid = known.filter(pl.col("present") == 0)
    if unsaid.height > 1:
        says = Text(
            f"{unsaid.height} key messages are clear in none of {many(row['n'], 'note')}",
            f"{unsaid.height} 条核心信息，{row['n']} 篇均未讲明",
        )
        return Statement(says, NOTHING, _by_words(), "message", "messages")
    if not row["present"]:
        says = Text(
            f"One key message is clear in none of {many(row['n'], 'note')}",
            f"有一条核心信息，{row['n']} 篇均未讲明",
        )
    more = Text(f"It is: {row['text_en']}", f"即“{row['text_zh'].rstrip('。')}”。")
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
    unknown = int(formats.filter(pl.col("format").is_null())["delivered"].sum())
    if unknown and missing:
        # They may be the very notes that are asked for: nothing says that one is missing.
        says = Text(
            f"{many(came, 'note')} out for {planned} ordered; the files name no format for {unknown}",
            f"约定 {planned} 篇，已发布 {came} 篇，其中 {unknown} 篇未注明形式",
        )
        more = Text(
            "Name each note's format in the files, and this page compares them.",
            "请在文件中补充每篇的内容形式，即可核对。",
        )
        return Statement(says, more, code="formats", place="formats")
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


def say_format_plan(plan: pl.DataFrame, formats: pl.DataFrame | None = None) -> Statement | None:
    """State what the plan of formats gains over leaving the choice to the creators; None without a creator.

    Args:
        plan: From `plan_formats`.
        formats: From `compare_formats`: where every note is out, none lacks a creator, whatever the plan could fill.
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
    out = formats is not None and formats["delivered"].sum() >= formats["planned"].sum() > 0
    more = (
        NOTHING
        if left and out
        else Text(
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
    kinds = (
        (own, "of the campaign", "品牌"),
        (category, "of the category", "品类"),
        (tail, "long-tail", "长尾"),
    )
    some = [kind for kind in kinds if kind[0]]
    says = Text(
        f"{many(coverage.height, 'hashtag')}: " + ", ".join(f"{n} {en}" for n, en, _ in some),
        f"话题共 {coverage.height} 个：" + "、".join(f"{zh} {n} 个" for n, _, zh in some),
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
