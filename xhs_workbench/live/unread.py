"""What a day's files lack and what they cannot tell, so that missing data are not mistaken for good news."""

from __future__ import annotations

from collections.abc import Callable, Collection

import polars as pl

from xhs_workbench.findings import Finding, Level, Text

ABSENT = {
    "comments": Text(
        "Questions, complaints and tone: no comment was read.", "提问、投诉与评论语气：没有读入评论。"
    ),
    "snapshots": Text(
        "Early traction: no daily crawl of the notes was read.", "早期表现：没有读入笔记的每日抓取。"
    ),
    "paid": Text(
        "What boosts cost and brought: no ad report was read.", "投流花费与效果：没有读入投流报表。"
    ),
    "placements": Text(
        "Which notes are the campaign's: no order was read, so every note in the files counts as one.",
        "哪些笔记属于本次投放：没有读入订单，文件中的笔记全部计入。",
    ),
    "drafts": Text("Where drafts stand: none was read.", "稿件进度：没有读入稿件。"),
}
"""Table -> what is unknown if it has no rows."""


def absent_tables(table: Callable[[str], pl.DataFrame]) -> list[str]:
    """Return the tables of `ABSENT` from which no row was read.

    Args:
        table: Returns a table by its name, as `intake.read_files(…).table` does.
    """
    return [name for name in ABSENT if table(name).is_empty()]


def no_comments(code: str) -> Finding:
    """Say that nothing is known about comments, instead of a finding about them."""
    text = Text(
        "Not known: no comment was read, so nobody's question or complaint is seen.",
        "无法判断：未读取到评论，看不到任何提问或投诉。",
    )
    fix = Text("Add the day's comment crawl to `inputs`.", "请在 inputs 中加入当日评论抓取。")
    return Finding(code, Level.REVIEW, text, fix, n=0)


def limits(missing: Collection[str] = ()) -> list[Text]:
    """Say what a day's files cannot tell.

    Args:
        missing: From `absent_tables`; these are listed first.
    """
    return [
        *(text for name, text in ABSENT.items() if name in missing),
        Text(
            "A comment is open when these files hold no reply by the author; crawls keep few replies.",
            "“待回复”指文件中没有作者回复；抓取文件回复很少。",
        ),
        Text(
            "Counts are those of the moment each file was made, not of the reporting day.",
            "数据为文件生成时的数值，不一定是当日数值。",
        ),
        Text("Intent is read by rules; rare wordings are missed.", "意图由规则识别，少见说法会漏掉。"),
    ]
