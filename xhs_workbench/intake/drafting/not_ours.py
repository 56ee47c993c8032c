"""Kinds of exports that no table of ours takes: said by their name, and never read as something near to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import polars as pl

from xhs_workbench.findings import Text
from xhs_workbench.intake.drafting.evidence import MOST, Cells, fits
from xhs_workbench.intake.drafting.layout import meaning_of
from xhs_workbench.intake.drafting.money import is_of_creators, says_how_many
from xhs_workbench.intake.drafting.plan import Plan

OF_A_NOTE = (frozenset({"note", "id"}), frozenset({"note", "url"}))
TEXTS = frozenset({"title", "text"})
AN_ACCOUNT = (
    frozenset({"fans"}),
    frozenset({"home", "visits"}),
    frozenset({"home", "reads"}),
    frozenset({"follow", "growth"}),
)
"""What is counted of an account, not of a note."""
SOLD = frozenset(
    {"pay", "visits", "cart", "clicks", "refund", "pieces", "order", "impressions", "reads", "saves"}
)
SEEN = frozenset({"impressions", "reads", "interactions", "likes"})
LIVE = re.compile(r"(?i)直播|开播|下播|场观|在线人数|\blive ?(?:room|stream)|\bstream(?:s|ing)?\b")
LEAD = re.compile(r"(?i)线索|留资|客户|商机|潜客|\bleads?\b|prospect|customer|opportunity")
FOLLOWED = re.compile(
    r"(?i)意向|跟进|成交|签约|回访|邀约|上门|到店|试驾|follow.?up|deal|won|stage|interested in|grade"
)
"""What a shop's sellers note of people who asked."""
BANK = re.compile(
    r"(?i)开户[行银名]|银行|卡号|收款|户名|支付宝|身份证|\bbank|\biban\b|\bswift\b|payee|beneficiary|account (?:holder|number|no)"
)
OWED = re.compile(
    r"(?i)打款|付款|应付|实付|已付|未付|转账|结算|税后|代扣|发票|开票|\bpaid\b|payment|payable|invoice|amount due"
)
ASKED = re.compile(r"(?i)私信|留资|进线|开口|线索|咨询|\bleads?\b|inquir|enquir|messages?\b")
"""What people who wrote to an account are called."""
COUNTED = ("likes", "saves", "comments", "shares", "reads", "impressions", "interactions")
OFTEN = 3
"""So many days an account has in a list of accounts by day."""
BY_DAY = Text(
    "an account's figures by day: no table of ours takes them; give an export with a row a note instead",
    "账号按日数据：没有对应的数据表，请改用按笔记导出的数据",
)
BY_PRODUCT = Text(
    "results by product: no table of ours takes them; give the shop's orders, or its figures by day",
    "商品维度数据：没有对应的数据表，请改用店铺订单或按日数据",
)
OF_LEADS = Text(
    "people who asked, one row each: no table of ours takes them; give the ad platform's report of leads by day",
    "销售线索明细：没有对应的数据表，请改用投放平台按日的线索数据",
)
OF_ACCOUNTS = Text(
    "leads by account: no table of ours takes them; give the ad platform's report of leads by day",
    "各账号的线索数据：没有对应的数据表，请改用投放平台按日的线索数据",
)
OF_PAYMENTS = Text(
    "payments by person: no table of ours takes them; give the list of what was agreed for each note",
    "付款明细：没有对应的数据表，请改用按笔记的合作价格表",
)
OF_DAYS = Text(
    "a campaign's figures by day: no table of ours takes them but what its ads cost; give exports with a row a note",
    "项目按日汇总：除投流消耗外没有对应的数据表，请改用按笔记导出的数据",
)
OF_LIVES = Text("live streams by session: no table of ours takes them", "直播场次数据：没有对应的数据表")


def said_of(columns: Sequence[Cells], good: Sequence[Plan]) -> Text | None:
    """Say what a sheet is that no table takes; None for one that may be read.

    Args:
        columns: The sheet's columns.
        good: The tables that could be filled from it.
    """
    if _are_leads(columns, {plan.table for plan in good}):
        return OF_LEADS
    if _are_payments(columns, good):
        return OF_PAYMENTS
    if _are_leads_by_account(columns, good):
        return OF_ACCOUNTS
    tags = [meaning_of(cells.header).tags for cells in columns]
    if any(one <= said for one in OF_A_NOTE for said in tags) or any(c.mostly("note_link") for c in columns):
        return None
    filled = {plan.table for plan in good}
    sells = any(plan.table == "traffic" and plan.has("orders", "order_value_cny") for plan in good)
    if not filled - {"notes", "creators", "traffic"} and not sells and _is_by_day(columns):
        return BY_DAY
    if not filled - {"traffic", "notes"} and _is_by_product(columns):
        return BY_PRODUCT
    lives = are_lives(cells.header.text for cells in columns)
    lives = lives and not (sells and _is_of_a_shop_by_day(columns, good))
    return OF_LIVES if lives and not filled - {"notes", "traffic"} else None


def _is_of_a_shop_by_day(columns: Sequence[Cells], good: Sequence[Plan]) -> bool:
    """Say whether a figure of lives stands beside the same figure of the whole shop (直播支付金额, 支付金额), a row a day."""
    said = {cells.header.text for cells in columns}
    whole = any(LIVE.search(text) and LIVE.sub("", text).strip("_- ") in said for text in said)
    days = [plan.chosen["day"][0].unique for plan in good if plan.table == "traffic" and "day" in plan.chosen]
    return whole and bool(days) and days[0] >= MOST


def are_lives(texts: Iterable[object]) -> bool:
    """Say whether headers speak of live streams; one may only name where something was sold."""
    return sum(isinstance(text, str) and bool(LIVE.search(text)) for text in texts) > 1


def _are_leads(columns: Sequence[Cells], filled: set[str]) -> bool:
    """Say whether rows are people who asked for something; counts of them by day are what ads report."""
    said = [cells.header.text for cells in columns if not cells.mostly("number")]
    asked = sum(bool(LEAD.search(text)) for text in said)
    followed = sum(bool(FOLLOWED.search(text)) and not LEAD.search(text) for text in said)
    return (
        asked > 0
        and followed > 0
        and asked + followed > 2
        and not filled & {"paid", "creators", "placements"}
    )


def _are_payments(columns: Sequence[Cells], good: Sequence[Plan]) -> bool:
    """Say whether rows are sums to be paid to bank accounts; creators with their reach, or notes, may have such columns too."""
    said = [cells.header.text for cells in columns]
    banked = sum(bool(BANK.search(text)) for text in said)
    owed = sum(bool(OWED.search(text)) and not BANK.search(text) for text in said)
    reach = any(plan.has("followers", "note_id", *COUNTED) for plan in good)
    agreed = any(plan.table == "placements" for plan in good)
    return banked + owed > 2 and not reach and (banked > 0 or not agreed)


def _are_leads_by_account(columns: Sequence[Cells], good: Sequence[Plan]) -> bool:
    """Say whether rows are the brand's own accounts or shops with the people who wrote to them."""
    asked = sum(bool(ASKED.search(cells.header.text)) and cells.mostly("number") for cells in columns)
    own = {plan.table for plan in good}
    reach = any(plan.table == "creators" and plan.has("followers", "red_id", "mcn") for plan in good)
    return asked >= OFTEN and bool(own) and own <= {"creators"} and not reach


def _is_by_day(columns: Sequence[Cells]) -> bool:
    said = [(cells, meaning_of(cells.header).tags) for cells in columns]
    if any(tags & TEXTS for _, tags in said):
        return False
    counted = [cells for cells, tags in said if any(one <= tags for one in AN_ACCOUNT) and "id" not in tags]
    days = [cells for cells, tags in said if "time" in tags and fits("paid", "day", cells)]
    names = [cells for cells, tags in said if tags & {"creator", "user"} and not cells.mostly("number")]
    if not counted or len(days) != 1:
        return False
    if not names:
        others = sum(bool(tags & SEEN) for _, tags in said)
        return days[0].unique >= MOST and len(counted) + bool(others) > 1
    rows = pl.DataFrame({"name": names[0].first, "day": days[0].first}).drop_nulls()
    each = rows.height / max(rows["name"].n_unique(), 1)
    return each >= OFTEN and rows.unique().height == rows.height


def is_campaign_by_day(columns: Sequence[Cells]) -> bool:
    """Say whether rows are the days of a whole campaign: how many notes were posted on each, or what its creators got.

    Nothing names a note or a creator; a remark called `Notes` does not.
    """
    said = [(cells, meaning_of(cells.header).tags) for cells in columns]
    if any(one <= tags for one in OF_A_NOTE for _, tags in said) or any(c.mostly("link") for c in columns):
        return False
    names = [
        cells
        for cells, tags in said
        if tags & {"creator", "user", "title", "text", "red_id", "keyword"} and not cells.mostly("number")
    ]
    days = [cells for cells, tags in said if "time" in tags and fits("paid", "day", cells)]
    counted = any(tags & {*SEEN, "spend", "clicks"} and cells.mostly("number") for cells, tags in said)
    whole = any(says_how_many(cells) or is_of_creators(cells) for cells in columns)
    return len(days) == 1 and days[0].unique >= MOST and whole and counted and not names


def _is_by_product(columns: Sequence[Cells]) -> bool:
    said = [(cells, meaning_of(cells.header).tags) for cells in columns]
    named = [
        cells
        for cells, tags in said
        if "product" in tags and tags <= {"product", "name", "id", "title", "spec", "category"}
    ]
    measures = sum(bool(tags & SOLD) and cells.mostly("number") for cells, tags in said)
    numbered = any({"order", "id"} <= tags for _, tags in said)
    several = any(cells.filled.n_unique() > 1 and not cells.mostly("number") for cells in named)
    return several and measures > 1 and not numbered
