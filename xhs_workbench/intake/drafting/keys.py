"""How the keys of a table are made where no header holds them, and what a table lacks that cannot be made."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import timedelta

import polars as pl

from xhs_workbench.findings import Text
from xhs_workbench.intake.cells.dates import moment_of_note_id, parse_moment
from xhs_workbench.intake.drafting import money
from xhs_workbench.intake.drafting.evidence import RED_TEXT, Cells, fits
from xhs_workbench.intake.drafting.layout import meaning_of
from xhs_workbench.intake.drafting.plan import (
    GUESSED,
    MEASURES,
    NO_ID,
    NOTE_UNKNOWN,
    UNIQUE,
    Plan,
    by_words,
    lacks_of_a_plan,
    named_in_words,
    rows_differ,
    tell_replies,
)
from xhs_workbench.intake.recognising.links import NOTE_LINK, PROFILE_LINK, SHORT_NAME

PERSONS = frozenset({"creator", "user", "fans", "comment"})
NEAR = timedelta(days=1, hours=1)
"""A list may give the day of posting only."""


EXAMPLE = re.compile(
    r"(?i)最佳|最好|最高|代表|优秀|案例|参考|往期|历史|示例|\b(?:best|top|samples?|examples?|references?|past|previous)\b"
)
"""Words of a link to one note out of several, or to another one: a row is not about it."""


def _linked(spare: Sequence[Cells], kind: str) -> Cells | None:
    found = [cells for cells in spare if cells.mostly(kind)]
    if kind == "note_link":
        found = [cells for cells in found if not EXAMPLE.search(_name(cells))]
    return found[0] if found else None


def _name(cells: Cells) -> str:
    return cells.header.text


def _take(plan: Plan, column: str, cells: Cells, rule: dict[str, str], en: str, zh: str) -> None:
    plan.derive.setdefault(column, []).append({"header": _name(cells), **rule})
    plan.said.append(Text(f"{column} is {en} {_name(cells)}.", f"{column} {zh}「{_name(cells)}」。"))


def _from_link(plan: Plan, column: str, cells: Cells, regex: str) -> None:
    _take(plan, column, cells, {"regex": regex}, "taken out of the links under", "取自链接列")


def _with_numbers(plan: Plan, cells: Cells) -> None:
    """Name those by their 小红书号 or a short link of whom a column of links has only that."""
    if bool(cells.filled.str.contains(RED_TEXT.pattern).any()):
        rule = {"header": _name(cells), "regex": RED_TEXT.pattern, "prefix": "red-"}
        plan.derive.setdefault("creator_id", []).append(rule)
    if cells.share["short_link"]:
        rule = {"header": _name(cells), "regex": SHORT_NAME, "prefix": "short-"}
        plan.derive.setdefault("creator_id", []).append(rule)


def _hash(plan: Plan, column: str, parts: Sequence[str]) -> None:
    plan.derive[column] = [{"hash_of": ",".join(parts)}]
    plan.said.append(
        Text(
            (
                f"No header holds an id: {column} is made of {' and '.join(parts)}. Such rows join no "
                "other file."
            ),
            f"文件没有 ID 列：{column} 由 {'、'.join(parts)} 生成，无法与其他文件关联。",
        )
    )


def _complete_notes(plan: Plan, spare: Sequence[Cells]) -> None:
    note_id = plan.chosen.get("note_id")
    linked = "note_url" in plan.chosen and plan.chosen["note_url"][0].mostly("note_link")
    if note_id and linked and not note_id[0].mostly("hex"):
        del plan.chosen["note_id"]
    if "note_id" not in plan.chosen and linked:
        plan.derive["note_id"] = [{"from": "note_url", "regex": NOTE_LINK}]
        if plan.chosen["note_url"][0].share["short_link"]:
            # A note must not vanish with its figures because its link was shortened; it joins no other file.
            plan.derive["note_id"].append({"from": "note_url", "regex": SHORT_NAME, "prefix": "short-"})
        name = _name(plan.chosen["note_url"][0])
        plan.said.append(
            Text(f"note_id is taken out of the links under {name}.", f"note_id 取自链接列「{name}」。")
        )
    if not plan.has("note_id") and (own := _by_its_time(plan, spare)) is not None:
        plan.chosen["note_id"] = (own, GUESSED)
    if not plan.has("note_id"):
        parts = [name for name in ("title", "creator_name", "published_at") if name in plan.chosen]
        if len(parts) > 1 and rows_differ(plan, parts):
            _hash(plan, "note_id", parts)
    _only_time(plan, "published_at", spare)
    _author(plan, spare)
    if not plan.has("note_id"):
        plan.lacking = Text(
            "no note id, no link to a note, and no title that names one",
            "没有笔记 ID、笔记链接，也没有可区分的标题",
        )
    elif not plan.has(*MEASURES, "reads_estimated") and not ({"title", "published_at"} <= set(plan.chosen)):
        plan.lacking = Text("nothing is counted of the notes", "没有任何笔记数据列")
        plan.named_only = linked or ("note_id" in plan.chosen and plan.chosen["note_id"][0].mostly("hex"))


def _by_its_time(plan: Plan, spare: Sequence[Cells]) -> Cells | None:
    """Find the note ids under a header nobody knows: 24 hex digits that begin with the moment at which the row was posted.

    Where the file does not say when, it must be the only column of such ids that is nobody's account.
    """
    found = [
        cells
        for cells in spare
        if cells.mostly("hex") and cells.unique >= UNIQUE and not meaning_of(cells.header).tags & PERSONS
    ]
    if (posted := plan.chosen.get("published_at")) is not None:
        found = [cells for cells in found if _posted_then(cells, posted[0])]
    return found[0] if len(found) == 1 else None


NO_NOTE = PERSONS | {"parent", "reply", "crawl"}


def _commented(plan: Plan, spare: Sequence[Cells]) -> Cells | None:
    """Find the ids of the notes that were commented on under a header nobody knows (`input`).

    Every row has one, comments share them, each begins with a moment before the comment's own, and the comments and
    their writers have other ids: what else would be 24 hex digits is one of these.
    """
    posted, writer = plan.chosen.get("created_at"), plan.chosen.get("commenter_hash")
    if posted is None or writer is None or not plan.has("comment_id"):
        return None
    found = [
        cells
        for cells in spare
        if cells.mostly("hex")
        and cells.fill == 1
        and cells.unique < UNIQUE
        and not meaning_of(cells.header).tags & NO_NOTE
        and _before(cells, posted[0])
    ]
    return found[0] if len(found) == 1 else None


def _before(ids: Cells, posted: Cells) -> bool:
    """Whether each id begins with a moment before that of its row, and within the years of the platform's ids."""
    rows = pl.DataFrame({"id": ids.first, "posted": posted.first}).drop_nulls().head(40)
    said = [parse_moment(text).value for text in rows["posted"]]
    moments = rows.select(moment_of_note_id("id")).to_series().to_list()
    return bool(said) and all(own and told and own <= told for own, told in zip(moments, said, strict=True))


NO_POSTING = frozenset(
    {
        "crawl",
        "update",
        "planned",
        "order",
        "complete",
        "hand_in",
        "index",
        "growth",
        "age",
        "user",
        "creator",
    }
)
"""Tags of times at which something else happened than posting."""


def _only_time(plan: Plan, column: str, spare: Sequence[Cells]) -> None:
    """Take the sheet's only times for those of posting: under a header that says time, or where the ids agree.

    通知时间 and 采编日期 are words nobody can list; that a sheet has one column of times, and that each is the moment
    which the id of its row holds, says enough.
    """
    if column in plan.chosen:
        return
    found = [
        cells
        for cells in spare
        if not meaning_of(cells.header).tags & NO_POSTING and fits(plan.table, column, cells)
    ]
    if len(found) != 1:
        return
    named = plan.chosen.get("note_id" if plan.table == "notes" else "comment_id")
    agree = named is not None and named[0].mostly("hex") and _posted_then(named[0], found[0])
    if agree or "time" in meaning_of(found[0].header).tags:
        plan.chosen[column] = (found[0], GUESSED)


def _posted_then(ids: Cells, posted: Cells) -> bool:
    rows = pl.DataFrame({"id": ids.first, "posted": posted.first}).drop_nulls().head(40)
    said = [parse_moment(text).value for text in rows["posted"]]
    moments = rows.select(moment_of_note_id("id")).to_series().to_list()
    pairs = [(own, told) for own, told in zip(moments, said, strict=True) if own and told]
    near = sum(abs(own - told) <= NEAR for own, told in pairs)
    return bool(pairs) and near >= UNIQUE * len(pairs)


def _author(plan: Plan, spare: Sequence[Cells]) -> None:
    """Name the author by a profile link or a 小红书号 where no header holds the id."""
    link = _linked(spare, "profile_link")
    own = plan.chosen.get("creator_id")
    if own is not None and own[0].mostly("hex"):
        return
    if link is not None:
        _from_link(plan, "creator_id", link, PROFILE_LINK)  # what other files know the person by
        _with_numbers(plan, link)
    if own is not None:
        _red(plan, plan.chosen.pop("creator_id")[0])
        if link is not None:
            plan.chosen.pop("creator_id", None)


def _red(plan: Plan, cells: Cells) -> None:
    if "red_id" in meaning_of(cells.header).tags:
        _take(plan, "creator_id", cells, {"prefix": "red-"}, "the", "即")
    else:
        plan.chosen["creator_id"] = (cells, 0.0)


def _complete_creators(plan: Plan, spare: Sequence[Cells]) -> None:
    own = plan.chosen.get("creator_id")
    linked = "profile_url" in plan.chosen
    if own and linked and not own[0].mostly("hex"):
        del plan.chosen["creator_id"]
        if "red_id" not in plan.chosen and fits("creators", "red_id", own[0]):
            plan.chosen["red_id"] = own  # beside a link to the profile, another id is the 小红书号
    if "creator_id" not in plan.chosen:
        if linked:
            plan.derive.setdefault("creator_id", []).append({"from": "profile_url", "regex": PROFILE_LINK})
            _with_numbers(plan, plan.chosen["profile_url"][0])
            name = _name(plan.chosen["profile_url"][0])
            en = f"creator_id is taken out of the links under {name}."
            plan.said.append(Text(en, f"creator_id 取自链接列「{name}」。"))
        if (link := _linked(spare, "profile_link")) is not None:
            _from_link(plan, "creator_id", link, PROFILE_LINK)
        if "red_id" in plan.chosen:
            plan.derive.setdefault("creator_id", []).append({"from": "red_id", "prefix": "red-"})
            name = _name(plan.chosen["red_id"][0])
            plan.said.append(
                Text(
                    f"creator_id is the {name} where no link says it.",
                    f"没有链接时 creator_id 即「{name}」。",
                )
            )
    if not plan.has("creator_id") and "creator_name" in plan.chosen and rows_differ(plan, ["creator_name"]):
        _hash(plan, "creator_id", ["creator_name"])
    if not plan.has("creator_id"):
        plan.lacking = Text(
            "no creator id, no link to a profile, no 小红书号", "没有博主 ID、主页链接或小红书号"
        )
    elif not (set(plan.chosen) - {"creator_id", "creator_name", "red_id", "profile_url"}):
        plan.lacking = Text("nothing is said of the creators but who they are", "除身份外没有任何博主数据")


def _complete_comments(plan: Plan, spare: Sequence[Cells]) -> None:
    _only_time(plan, "created_at", spare)
    if "note_id" not in plan.chosen:
        if (link := _linked(spare, "note_link")) is not None:
            _from_link(plan, "note_id", link, NOTE_LINK)
        elif (ids := _commented(plan, spare)) is not None:
            plan.chosen["note_id"] = (ids, GUESSED)
        elif not any(named_in_words(cells) for cells in spare):
            plan.constants["note_id"] = NO_ID
            plan.said.append(NOTE_UNKNOWN)
    by_words(plan, spare)
    named = plan.chosen.get("commenter_hash")
    link = _linked(spare, "profile_link")
    if link is not None and (named is None or not named[0].mostly("hex")):
        plan.chosen.pop("commenter_hash", None)
        _from_link(plan, "commenter_hash", link, PROFILE_LINK)
    if "comment_id" not in plan.chosen:
        parts = [name for name in ("note_id", "commenter_hash", "created_at", "content") if plan.has(name)]
        plan.derive["comment_id"] = [{"hash_of": ",".join(parts)}]
        plan.said.append(
            Text(f"comment_id is made of {' and '.join(parts)}.", f"comment_id 由 {'、'.join(parts)} 生成。")
        )
    tell_replies(plan, spare)
    if "content" not in plan.chosen:
        plan.lacking = Text("no words of a comment", "没有评论内容列")
    elif not plan.has("created_at", "commenter_hash"):
        plan.lacking = Text("neither a time nor a commenter", "既没有评论时间也没有评论者")


def _complete_placements(plan: Plan, spare: Sequence[Cells]) -> None:
    if "note_id" not in plan.chosen and (link := _linked(spare, "note_link")) is not None:
        _from_link(plan, "note_id", link, NOTE_LINK)
    _author(plan, spare)
    day = plan.chosen.get("planned_at")
    if day and plan.has(*MEASURES) and "planned" not in meaning_of(day[0].header).tags:
        del plan.chosen["planned_at"]  # beside what a note brought, a day is that on which it was posted
    money.leave_with_ads(plan, spare)
    if "order_id" not in plan.chosen:
        parts = [name for name in ("note_id", "creator_id", "creator_name") if plan.has(name)]
        if parts:
            _hash(plan, "order_id", [*parts, *_telling_apart(plan)])
    if not plan.has("quote_cny", "own_cost_cny", "service_fee_cny"):
        plan.lacking = Text("no price of an order", "没有订单价格列")
    elif not plan.has("order_id") or not plan.has("note_id", "creator_name", "creator_id"):
        plan.lacking = Text("nothing says what was ordered", "没有可识别订单的列")
    elif not (
        plan.has(*MEASURES, "ordered_at", "planned_at", "note_id")
        or "order_id" in plan.chosen
        or _is_of_payments(plan, spare)
    ):
        plan.lacking = Text(
            "neither an order number nor its note nor what it brought", "没有订单号、笔记或投放结果"
        )


PAID = re.compile(
    r"(?i)实付|已付|应付|付款|打款|结算|尾款|定金|预付|开票|\bpaid\b|payment|deposit|balance|invoiced"
)


def _is_of_payments(plan: Plan, spare: Sequence[Cells]) -> bool:
    """Say whether what is paid to creators stands beside what was agreed: no rate card says that."""
    agreed = "quote_cny" in plan.chosen and plan.has("note_type", "content_direction")
    return (
        agreed
        and plan.has("creator_id", "creator_name")
        and any(PAID.search(_name(cells)) for cells in spare)
    )


def _telling_apart(plan: Plan) -> list[str]:
    """Return what else tells orders apart where one creator has several of them: the day, the kind, what it is about."""
    named = plan.chosen.get("creator_name")
    if named is None or named[0].unique == 1:
        return []
    return [name for name in ("planned_at", "ordered_at", "note_type", "content_direction") if plan.has(name)]


NUMBER_OF = frozenset({"数量", "订购数", "num", "number", "count", "units"})
"""Headers that say how many pieces, where every row is an order."""


def _complete_orders(plan: Plan, spare: Sequence[Cells]) -> None:
    """Complete the orders of a shop: a row a product, named by what was bought where it has no number."""
    bare = [c for c in spare if c.header.text.strip().lower() in NUMBER_OF and fits("orders", "quantity", c)]
    if "quantity" not in plan.chosen and len(bare) == 1:
        plan.chosen["quantity"] = (bare[0], GUESSED)
    if "sku_id" not in plan.chosen:
        parts = [name for name in ("product_id", "product_name", "sku_name") if name in plan.chosen]
        if parts:
            plan.derive["sku_id"] = [{"hash_of": ",".join(parts)}]
        else:
            plan.constants["sku_id"] = "all"
    paid = plan.has("receivable_cny", "payable_cny", "goods_cny")
    # Money of elsewhere stays out; how many were bought, and when, is known all the same.
    paid = paid or ("quantity" in plan.chosen and plan.has("product_name", "product_id"))
    if "order_id" not in plan.chosen or not paid or not plan.has("created_at", "paid_at"):
        plan.lacking = Text("no order number, no money or no time of an order", "缺少订单号、金额或下单时间")
    elif not plan.has("product_name", "product_id", "sku_name", "quantity", "order_status"):
        plan.lacking = Text("nothing says what was bought", "没有商品、规格或数量列")


def _needs(*wanted: str, linked: bool = False) -> Callable[[Plan, Sequence[Cells]], None]:
    """Return a completion that only asks for columns.

    Args:
        wanted: Columns; `a|b` is satisfied by either.
        linked: A note's id may be taken out of a link to it.
    """

    def complete(plan: Plan, spare: Sequence[Cells]) -> None:
        link = _linked(spare, "note_link")
        if linked and "note_id" not in plan.chosen and link is not None:
            _from_link(plan, "note_id", link, NOTE_LINK)
        lacking = [one for one in wanted if not plan.has(*one.split("|"))]
        if lacking:
            named = ", ".join(one.replace("|", " / ") for one in lacking)
            plan.lacking = Text(f"no header for {named}", f"缺少 {named} 列")

    return complete


SPOTS = re.compile(
    r"(?i)信息流|搜索|视频内?流|发现[页流]|智投|开屏|火焰|品牌专区|薯条|聚光|乘风|feed|search|explore|splash|in-?stream"
)
"""Placements as ads have them, and what they are bought with."""


def _complete_paid(plan: Plan, spare: Sequence[Cells]) -> None:
    """Ask of ads what they cost, what that brought, and what for; where each placement has its total, that is enough."""
    money.leave_the_shop(plan, spare)
    if money.leave_the_campaign(plan, spare):
        return
    where = plan.chosen.get("placement")
    said = int(where[0].filled.str.contains(SPOTS.pattern).sum()) if where is not None else 0
    spots = where is not None and said >= UNIQUE * len(where[0].filled)
    brought = "clicks|impressions|orders|interactions" + "|placement" * spots
    _needs("spend_cny", brought, "day|note_id|creative_id|keyword|plan_name|unit_name", linked=True)(
        plan, spare
    )


BY_LEAD = (
    "message_people",
    "message_consults",
    "message_openings",
    "message_leads",
    "form_submits",
    "valid_forms",
)
OF_A_ROW = ("day", "creative_id", "note_id", "placement", "unit_name", "plan_name")


def _complete_leads(plan: Plan, spare: Sequence[Cells]) -> None:
    """Complete the people who wrote or filled in a form, counted by the day or by what was advertised."""
    link = _linked(spare, "note_link")
    if "note_id" not in plan.chosen and link is not None:
        _from_link(plan, "note_id", link, NOTE_LINK)
    parts = [name for name in OF_A_ROW if plan.has(name)]
    plan.derive["lead_row_id"] = [{"hash_of": ",".join(parts)}]
    if not parts or not plan.has(*BY_LEAD):
        plan.lacking = Text("no count of leads, or no day or note of theirs", "缺少客资数量，或其日期、笔记")


def _complete_traffic(plan: Plan, spare: Sequence[Cells]) -> None:
    if "channel" not in plan.chosen:
        plan.constants["channel"] = "store"
        plan.said.append(
            Text(
                "No header names a channel: every row is of the channel store.",
                "没有渠道列：每行渠道记为 store。",
            )
        )
    _needs("day", "visits|orders|order_value_cny")(plan, spare)


def _complete_drafts(plan: Plan, spare: Sequence[Cells]) -> None:
    if "draft_id" not in plan.chosen:
        parts = [name for name in ("creator_name", "creator_id", "title") if name in plan.chosen]
        plan.derive["draft_id"] = [{"hash_of": ",".join(parts)}] if parts else []
    if "draft_round" not in plan.chosen:
        plan.constants["draft_round"] = 1
        plan.said.append(
            Text("No header numbers the round: every draft is of round 1.", "没有轮次列：稿件轮次均记为 1。")
        )
    _needs("body", "title|creator_name", "handed_in_at|planned_at|draft_id|hashtags")(plan, spare)
    if plan.lacking is None and not plan.derive.get("draft_id", [1]):
        plan.lacking = Text("nothing names a draft", "没有可识别稿件的列")


OFF = r"(?i)取消|终止|作废|不合作|cancel|dropped"


def _complete_media_plan(plan: Plan, spare: Sequence[Cells]) -> None:
    """Complete a calendar of contents: who posts what on which day, before anything is counted.

    Prices stand in lists of orders and notes too; they are those of a plan where it says what the notes are to bring.
    """
    if "note_id" not in plan.chosen and (link := _linked(spare, "note_link")) is not None:
        _from_link(plan, "note_id", link, NOTE_LINK)
    _author(plan, spare)
    parts = ("creator_name", "creator_id", "planned_from", "content_direction", "note_type", "note_id")
    _hash(plan, "plan_id", [name for name in parts if plan.has(name)])
    plan.constants["kind"] = "note"
    for cells in spare:
        if "state" in meaning_of(cells.header).tags and bool(cells.filled.str.contains(OFF).any()):
            off = int(cells.filled.str.contains(OFF).sum())
            plan.said.append(
                Text(
                    f"{off} rows are called off under {_name(cells)} and are read as planned: take them out first.",
                    f"「{_name(cells)}」列有 {off} 行已取消，仍按计划读取：请先删除这些行。",
                )
            )
    plan.lacking = lacks_of_a_plan(plan, spare)


COMPLETED: dict[str, Callable[[Plan, Sequence[Cells]], None]] = {
    "notes": _complete_notes,
    "creators": _complete_creators,
    "comments": _complete_comments,
    "placements": _complete_placements,
    "paid": _complete_paid,
    "leads": _complete_leads,
    "search_index": _needs("term", "day", "index"),
    "search_ranks": _needs("term", "day", "note_id", "note_rank", linked=True),
    "traffic": _complete_traffic,
    "orders": _complete_orders,
    "drafts": _complete_drafts,
    "media_plan": _complete_media_plan,
}
"""Table -> what makes its keys and says what it lacks."""
