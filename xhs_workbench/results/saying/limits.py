"""What a page of results cannot tell: worked out from what was read and what is shown, never a fixed list."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import polars as pl

from xhs_workbench.findings import Text
from xhs_workbench.results.counting.how_sure import trust_limits


@dataclass(frozen=True, slots=True)
class Without:
    """What cannot be said without a table.

    Args:
        said: Where nothing else tells of the same thing.
        beside: Other tables that tell a part of it.
        partly: What is said where one of those has rows; None says the same.
    """

    said: Text
    beside: tuple[str, ...] = ()
    partly: Text | None = None


ABSENT = {
    "placements": Without(
        Text(
            "No orders or plan were read: nothing can be said about targets, costs or creators.",
            "没有订单或排期：不评价目标、成本与达人。",
        )
    ),
    "paid": Without(
        Text(
            "No paid file was read: what ads brought cannot be told from what came by itself.",
            "没有投流报表：无法区分自然与付费效果。",
        ),
        ("paid_slices", "leads"),
        Text(
            "No ad report by note was read: reads that were bought stand together with the others.",
            "没有分笔记的投流报表：自然与付费阅读未能分开。",
        ),
    ),
    "comments": Without(
        Text(
            "No comments were read: nothing can be said about opinion, questions or wishes to buy.",
            "没有评论：不评价情绪、提问与购买意向。",
        )
    ),
    "snapshots": Without(
        Text(
            "No daily snapshots were read: nothing can be said about how long notes live.",
            "没有每日快照：不评价笔记寿命。",
        )
    ),
    "search_index": Without(
        Text(
            "No daily search index was read: nothing can be said about search.", "没有搜索指数：不评价搜索。"
        ),
        ("search_terms", "search_back", "search_ranks"),
        Text(
            "No daily search index was read: whether more people searched is unknown.",
            "没有每日搜索指数：无法判断搜索是否上升。",
        ),
    ),
    "traffic": Without(
        Text(
            "No shop traffic was read: nothing can be said about visits, orders or ROI.",
            "没有店铺流量：不评价进店、成交与 ROI。",
        ),
        ("offsite", "orders"),
        Text(
            "No daily shop traffic was read: visits and sales are those the other reports count.",
            "没有每日店铺流量：进店与成交仅为其他报表所列。",
        ),
    ),
    "audience_reached": Without(
        Text(
            "No portrait of the people reached was read: whether they are the planned audience is unknown.",
            "没有触达人群画像：无法判断是否为目标人群。",
        )
    ),
}
"""Table -> what cannot be said without it."""
DECLARED = Text(
    "No order report was read: the notes are those that their export declares for the brand.",
    "没有订单报告：笔记取自笔记导出中报备品牌一致的部分。",
)
NO_PRICES = Text("No prices were read: what results cost is unknown.", "没有报价：不评价成本。")
NO_WAVE = Text(
    "No earlier campaign of the brand is kept: results are not held against a wave before.",
    "没有该品牌的历史项目：不与往期对比。",
)
NO_AUTHORS = Text(
    "No file names all the notes' authors: a reply by someone unknown counts as an answer.",
    "文件未注明笔记作者：身份不明的回复按已答复计。",
)
OVERLAP = Text(
    "Reports of several platforms count some of the same visits and orders: they do not add up.",
    "各平台报表的进店与订单有重叠，不可相加。",
)
SHOWN = {
    "search_index": Text(
        "Which note moved search: a lift against control terms says that a term moved with the campaign, not by whom.",
        "搜索由哪篇笔记带动：与对照词相比的提升只说明词随投放变动，不能归因到单篇。",
    ),
    "traffic": Text(
        "What people bought because of a note: store figures are by channel and day, not by reader.",
        "谁因笔记而购买：店铺数据按渠道和日期，不到个人。",
    ),
    "comments": Text(
        "Comments are a sample of what was crawled, and opinion is read by word lists.",
        "评论为抓取样本，情绪由词表判读。",
    ),
}
"""Table -> what it cannot tell although it was read."""
SMALL_GROUPS = Text(
    "With a few notes a group, most differences between groups are chance: read the intervals.",
    "每组笔记不多，多数差异可能是偶然，请看区间。",
)
SALES_REPORTS = ("traffic", "offsite", "orders")


def limits(
    table: Callable[[str], pl.DataFrame], outcomes: pl.DataFrame, earlier: pl.DataFrame | None = None
) -> list[Text]:
    """Say what these files cannot tell: first what is missing, then what those that were read leave open.

    Args:
        table: Returns a table by its name, as `intake.read_files(…).table` does.
        outcomes: From `gather_outcomes`.
        earlier: Placements of the brand's earlier campaigns; None on a page that compares with none.
    """
    tables = {*ABSENT, *SHOWN, *SALES_REPORTS, *(name for one in ABSENT.values() for name in one.beside)}
    read = {name for name in tables if not table(name).is_empty()}
    said = [_without(one, read) for name, one in ABSENT.items() if name not in read]
    if outcomes.height and "placements" not in read:
        said[0] = DECLARED
    if outcomes.height and not outcomes["quote_cny"].count():
        said.append(NO_PRICES)
    if earlier is not None and earlier.is_empty():
        said.append(NO_WAVE)
    said += [text for name, text in SHOWN.items() if name in read]
    said += _unnamed_authors(table("comments"))
    if _sales_reports(table, read) > 1:
        said.append(OVERLAP)
    if outcomes.height > 1:
        said += [SMALL_GROUPS, *trust_limits()]
    return said


def _without(one: Without, read: Collection[str]) -> Text:
    return one.partly if one.partly and {*read} & {*one.beside} else one.said


def _unnamed_authors(comments: pl.DataFrame) -> list[Text]:
    """Say how replies are told apart where the files do not name the notes' authors."""
    replies = comments.filter(pl.col("parent_comment_id").is_not_null())
    return [NO_AUTHORS] if replies["by_author"].null_count() else []


def _sales_reports(table: Callable[[str], pl.DataFrame], read: Collection[str]) -> int:
    """Count the reports that hold visits or sales: each origin of the off-site table is one of its own."""
    origins = table("offsite")["origin"].n_unique() if "offsite" in read else 0
    return origins + len({"traffic", "orders"} & set(read))
