"""What a campaign brought: leads, search words, searches afterwards, audience and shops, a statement each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.params.brief import Brief
from xhs_workbench.results.bringing.audience import AudienceChange
from xhs_workbench.results.bringing.gather import Brought
from xhs_workbench.results.bringing.leads import LeadSums, lead_tree
from xhs_workbench.results.bringing.offsite import OwnOrders, Returns
from xhs_workbench.results.bringing.search_back import SearchBacks
from xhs_workbench.results.bringing.search_words import SearchWords
from xhs_workbench.results.saying.reached import say_reached
from xhs_workbench.telling import Action, Card, Statement
from xhs_workbench.written import agree, listed, many, written

FEW = 10
"""Fewer people than this are counted, not put as a share."""
STAGE_NAMES = {
    "none": Text("no contact", "未触达"),
    "aware": Text("aware", "认知"),
    "interested": Text("interested", "种草"),
    "deeply_interested": Text("deeply interested", "深度种草"),
    "purchased": Text("buyers", "购买"),
    "shared": Text("sharers", "分享"),
}
CAUSES = {
    "few_leads": Text("few clicks leave a contact", "点击后留资少"),
    "dear_clicks": Text("clicks are expensive", "点击成本高"),
    "low_cart": Text("few visitors add to cart", "进店后加购少"),
    "low_buy": Text("few carts are paid for", "加购后成交少"),
}
DO = {
    "few_leads": Text("Match the landing page to the cover's promise.", "检查落地页与封面承诺是否一致。"),
    "dear_clicks": Text("Narrow the targeting or lower the bid.", "收窄定向或下调出价。"),
    "low_cart": Text("Improve the product page.", "优化商品详情页。"),
    "low_buy": Text("Compare the price with rivals.", "对比竞品价格与优惠。"),
}
"""What the platform's handbook advises for each cause."""


def say_brought(came: Brought, window_days: int) -> dict[str, Statement | None]:
    """State what came, chapter by chapter; None where no file holds it.

    Args:
        came: From `gather_brought`.
        window_days: How long readers of this category take to decide.
    """
    return {
        "leads": say_leads(came.leads, came.lead_tree),
        "words": say_words(came.words),
        "searches": say_searches(came.searches),
        "audience": say_audience(came.audience),
        "reached": say_reached(came.reached),
        "shops": say_shops(came.shops, window_days),
    }


def say_leads(sums: LeadSums | None, tree: pl.DataFrame) -> Statement | None:
    """State how many leads came, what one cost against its target, and where they are dear."""
    if sums is None or sums.leads is None:
        return None
    count = round(sums.leads)
    says = Text(f"{many(count, 'lead')} came", f"共获得 {count:,} 条客资")
    if sums.cost_cny is not None:
        cost = written(sums.cost_cny, "cny2")
        says = Text(f"{says.en} at {cost.en} of ad money each", f"{says.zh}，单条投流成本 {cost.zh}")
    if sums.cost_cny is not None and sums.target_cny is not None:
        target, within = written(sums.target_cny, "cny2"), sums.cost_cny <= sums.target_cny
        says = Text(
            f"{says.en}, {'within' if within else 'above'} the target of {target.en}",
            f"{says.zh}，{'优于' if within else '高于'}目标 {target.zh}",
        )
    more = _told_together(_all_in(sums), _dear(tree))
    return Statement(says, more, _valid(sums), "leads", "leads")


def _told_together(*parts: Text) -> Text:
    told = [part for part in parts if part != NOTHING]
    return Text(" ".join(part.en for part in told), "".join(part.zh for part in told))


def _all_in(sums: LeadSums) -> Text:
    """Say what one lead cost with the creators' quotes and fees, which the ads' cost leaves out."""
    if not sums.leads or sums.all_cny is None or sums.spend_cny is None or sums.all_cny <= sums.spend_cny:
        return NOTHING
    cost = written(sums.all_cny / sums.leads, "cny2")
    return Text(
        f"With creators and all other money one cost {cost.en}.", f"计入达人等全部费用，单条 {cost.zh}。"
    )


def _dear(tree: pl.DataFrame) -> Text:
    parts = []
    for cause in ("few_leads", "dear_clicks"):
        n = tree.filter(pl.col("cause") == cause).height
        if n:
            en, zh = CAUSES[cause]
            parts.append(Text(f"On {many(n, 'note')} {en}.", f"{n} 篇笔记{zh}"))
    if not parts:
        return NOTHING
    return Text(" ".join(part.en for part in parts), "，".join(part.zh for part in parts) + "。")


def _valid(sums: LeadSums) -> Text:
    """Say how many forms were valid, and what the leads are with every form; that none is known to be, where none is."""
    if not sums.checked:
        return Text(
            "The report does not say which forms were valid: all count.", "报表未列有效表单，按全部表单计。"
        )
    if sums.forms is None or sums.valid_forms is None:
        return NOTHING
    forms, valid = round(sums.forms), round(sums.valid_forms)
    was = agree(valid, "was", "were")
    told = Text(f"Of {many(forms, 'form')}, {valid:,} {was} valid.", f"{forms:,} 份表单中 {valid:,} 份有效。")
    if sums.gross is None or sums.gross == sums.leads or sums.spend_cny is None:
        return told
    cost = written(sums.spend_cny / sums.gross, "cny2")
    every = Text(
        f"With every form {many(round(sums.gross), 'lead')} came, at {cost.en} each.",
        f"按全部表单计为 {round(sums.gross):,} 条，单条 {cost.zh}。",
    )
    return _told_together(told, every)


def say_words(found: SearchWords | None) -> Statement | None:
    """State by which words readers came, and what to do with the others."""
    if found is None:
        return None
    top = found.table.filter(pl.col("reads") > 0).head(1).to_dicts()
    asked = len(found.covered) + len(found.missed)
    if not top:
        none = Text("No reader came by the listed search words", "搜索来源词暂未带来读者")
        return Statement(none, NOTHING, NOTHING, "search_words", "search_words")
    word = Text(top[0]["term"], f"「{top[0]['term']}」")
    says = (
        Text(
            f"Readers found us by {len(found.covered)} of {many(asked, 'planned keyword')}; {word.en} brought most",
            f"{asked} 个规划关键词中 {len(found.covered)} 个带来读者，{word.zh}最多",
        )
        if asked
        else Text(f"{word.en} brought most of those who searched", f"搜索读者中，{word.zh}带来最多")
    )
    share = top[0]["reads_share"]
    first = (
        Text(f"It brought {share:.0%} of the listed search reads.", f"占所列搜索阅读的 {share:.0%}。")
        if share is not None
        else NOTHING
    )
    buy, write = (_advised(found.table, name) for name in ("buy", "write"))
    more = [first]
    if buy:
        named = listed(buy)
        more.append(Text(f"Worth an ad: {named.en}.", f"值得投放：{named.zh}。"))
    caution = NOTHING
    if write:
        named = listed(write)
        what = agree(len(write), "it", "them")
        caution = Text(f"No reader came by {named.en}: write for {what}.", f"{named.zh}暂无读者，需补内容。")
    joined = Text(" ".join(filter(None, (part.en for part in more))), "".join(part.zh for part in more))
    return Statement(says, joined, caution, "search_words", "search_words")


def _advised(table: pl.DataFrame, advice: str) -> list[Text]:
    return [Text(term, f"「{term}」") for term in table.filter(pl.col("advice") == advice)["term"]]


def window_words(hours: int | None) -> Text:
    """Return a window in words.

    >>> window_words(24), window_words(168)
    (Text(en='24 hours', zh='24 小时'), Text(en='7 days', zh='7 天'))
    """
    if hours is None:
        return Text("a window not stated", "未注明周期")
    days = hours // 24
    return (
        Text(many(hours, "hour"), f"{hours} 小时")
        if hours % 24 or days < 3
        else Text(f"{days} days", f"{days} 天")
    )


def say_searches(found: SearchBacks | None) -> Statement | None:
    """State how many readers searched for the brand afterwards, by window."""
    if found is None:
        return None
    rows = found.windows.drop_nulls("searchers").to_dicts()
    if not rows:
        return _say_taobao(found)
    known = [row for row in rows if row["window_hours"] is not None]
    row = (known or rows)[-1]
    within = Text(
        f" within {window_words(row['window_hours']).en}", f"在 {window_words(row['window_hours']).zh}内"
    )
    if row["window_hours"] is None:
        within = NOTHING
    people = round(row["searchers"])
    if row["search_back_rate"] is None or people < FEW:
        says = Text(
            f"{many(people, 'reader')} searched for the brand{within.en}",
            f"{people:,} 位读者{within.zh}回搜了品牌",
        )
    else:
        rate = f"{row['search_back_rate']:.1%}"
        says = Text(
            f"{rate} of readers searched for the brand{within.en}", f"{rate} 的读者{within.zh}回搜了品牌"
        )
    return Statement(says, _cost_of_a_search(row), _how_stated(rows, row), "search_back", "search_back")


def _say_taobao(found: SearchBacks) -> Statement | None:
    people, buyers, cost = found.taobao
    if people is None:
        return None
    says = Text(
        f"{many(round(people), 'reader')} then searched on Taobao", f"{round(people):,} 位读者随后在淘宝搜索"
    )
    more = (
        Text(f"One cost {written(cost, 'cny2').en}.", f"单人成本 {written(cost, 'cny2').zh}。")
        if cost is not None
        else NOTHING
    )
    caution = (
        Text(
            f"{many(round(buyers), 'of them bought', 'of them bought')}.", f"其中 {round(buyers):,} 人成交。"
        )
        if buyers is not None
        else NOTHING
    )
    return Statement(says, more, caution, "search_back", "search_back")


def _cost_of_a_search(row: Mapping[str, Any]) -> Text:
    if row["search_back_cost_cny"] is None:
        return NOTHING
    cost = written(row["search_back_cost_cny"], "cny2")
    return Text(
        f"One reader who searched cost {cost.en} of ad money alone.", f"单个回搜成本 {cost.zh}（仅计投流）。"
    )


def _how_stated(rows: list[dict[str, Any]], row: Mapping[str, Any]) -> Text:
    """Say what window is unknown, or that stated unit prices are not what spend and people give."""
    if row["window_hours"] is None:
        return Text("The file does not say within how many hours.", "文件未注明回搜周期。")
    n = sum(one["n_differing"] for one in rows)
    if n:
        return Text(
            f"{many(n, 'stated cost')} did not match spend over people; ours {'is' if n == 1 else 'are'} recomputed.",
            f"{n} 个回搜成本与“消费 ÷ 人数”不符，已重算。",
        )
    return NOTHING


def say_audience(found: AudienceChange | None) -> Statement | None:
    """State how the brand's audience changed, and what one more deeply interested person cost."""
    if found is None:
        return None
    rows = {row["indicator"]: row for row in found.table.drop_nulls("change").iter_rows(named=True)}
    named = [
        (rows[name], label)
        for name, label in (
            ("total", Text("the audience", "人群资产")),
            ("deeply_interested", Text("deeply interested people", "深度种草人群")),
        )
        if name in rows
    ] or [(rows[name], STAGE_NAMES[name]) for name in ("interested", "aware", "purchased") if name in rows]
    if not named:
        return _say_standing(rows)
    says = _moved_together(named[:2])
    says = Text(says.en[:1].upper() + says.en[1:], says.zh)
    more = NOTHING
    if found.cost_cny is not None:
        cost = written(found.cost_cny, "cny2")
        more = Text(
            f"All known money over the newly deeply interested: {cost.en} a person.",
            f"按全部已知费用，每新增 1 位深度种草人群 {cost.zh}。",
        )
    caution = Text("What else the brand did is in it too.", "其间品牌其他动作的影响也在内。")
    return Statement(says, more, caution, "audience_change", "audience_change")


def _moved_together(named: list[tuple[dict[str, Any], Text]]) -> Text:
    """Say from what to what people became; the verb stands once where all moved the same way."""
    en, zh, verb = [], [], ""
    for row, label in named:
        before, after = (written(row[name], "compact") for name in ("before", "after"))
        grew = row["change"] >= 0
        told = verb == ("grew" if grew else "fell")
        verb = "grew" if grew else "fell"
        en.append(f"{label.en} {'' if told else verb + ' '}from {before.en} to {after.en}")
        zh.append(f"{label.zh}由 {before.zh} {'增至' if grew else '降至'} {after.zh}")
    return Text(", ".join(en), "，".join(zh))


def _say_standing(rows: Mapping[str, Mapping[str, Any]]) -> Statement | None:
    """State the first share or rank, where the sheet counts no people."""
    names = {
        "share_of_voice": Text("Share of conversation", "声量份额"),
        "share_of_clicks": Text("Share of clicks", "点击份额"),
        "industry_rank": Text("The rank in the industry", "行业排名"),
        "search_rank": Text("The rank in search", "搜索排名"),
    }
    for name, label in names.items():
        if name in rows:
            row = rows[name]
            kind = "rate" if row["kind"] == "share" else "count"
            before, after = written(row["before"], kind), written(row["after"], kind)
            says = Text(
                f"{label.en} went from {before.en} to {after.en}", f"{label.zh}由 {before.zh} 变为 {after.zh}"
            )
            return Statement(says, NOTHING, NOTHING, "audience_change", "audience_change")
    return None


def say_shops(found: Returns | None, window_days: int) -> Statement | None:
    """State how many visits became purchases, what came back for the ads, and whether it is final."""
    if found is None:
        return None
    visits, buyers = found.steps.get("store_visits"), found.steps.get("buyers")
    own, windows = found.own, found.windows.to_dicts()
    if visits is not None:
        n, shops = round(visits), _named_shops(found)
        visited = many(n, f"{shops.en} store visit".strip())
        says = Text(f"{visited} came from the notes", f"笔记带来{shops.zh or '站外'}进店 {n:,} 次")
        if buyers is not None:
            bought = round(buyers)
            says = Text(
                f"{visited} led to {many(bought, 'buyer')}", f"{shops.zh}进店 {n:,} 次，{bought:,} 人成交"
            )
    elif windows:
        says = _say_windows(windows)
    elif own is not None:
        says = _say_own(own)
    else:
        return None
    more = [] if not windows or says == _say_windows(windows) else [_ended(_say_windows(windows))]
    if own is not None and says != _say_own(own):
        more.append(_ended(_say_own(own)))
    joined = Text(" ".join(part.en for part in more), "".join(part.zh for part in more)) if more else NOTHING
    several = sum((visits is not None, bool(windows), own is not None)) > 1
    caution = _told_together(_not_final(windows, window_days), OVERLAPPING if several else NOTHING)
    return Statement(says, joined, caution, "shops", "shops")


SHOPS = {
    "taobao": Text("Taobao", "淘宝"),
    "jd": Text("JD", "京东"),
    "vip": Text("Vipshop", "唯品会"),
    "meituan": Text("Meituan", "美团"),
}
OVERLAPPING = Text("These reports overlap and do not add up.", "各报表口径有重叠，不可相加。")


def _named_shops(found: Returns) -> Text:
    """Return the platforms whose visits are counted; nothing where the report does not say."""
    names = [SHOPS[name] for name in found.channels["alliance"].drop_nulls() if name in SHOPS]
    return listed(names) if names else NOTHING


def _ended(text: Text) -> Text:
    return Text(text.en + ".", text.zh + "。")


def _say_windows(windows: list[dict[str, Any]]) -> Text:
    row = windows[-1]
    return Text(
        f"聚光 ads to outside shops brought back {row['roi']:.2f} times their spend within {row['days']} days, refunds not taken off",
        f"聚光站外投流 {row['days']} 日 ROI 为 {row['roi']:.2f}（未扣退款）",
    )


def _say_own(own: OwnOrders) -> Text:
    if own.gross_cny is None or own.net_cny is None:
        return Text(
            f"The brand's own 小红书 shop took {many(own.orders, 'order')}",
            f"小红书自有店铺共 {own.orders:,} 单",
        )
    gross, net = written(own.gross_cny, "cny"), written(own.net_cny, "cny")
    return Text(
        f"The brand's own 小红书 shop sold {gross.en}, {net.en} after cancellations and refunds",
        f"小红书自有店铺成交 {gross.zh}，扣除取消与退款后 {net.zh}",
    )


def _not_final(windows: list[dict[str, Any]], window_days: int) -> Text:
    if not windows or windows[-1]["days"] >= window_days:
        return NOTHING
    return Text(
        f"This category decides in about {window_days} days, so more may come.",
        f"该品类决策周期约 {window_days} 天，后续仍可能成交。",
    )


MOST_CARDS = 4


def dear_cards(came: Brought) -> list[Card]:
    """Return the notes whose leads are dear, with why and what to do."""
    rows = came.lead_tree.filter(pl.col("cause").is_in(["few_leads", "dear_clicks"])).head(MOST_CARDS)
    return [
        _card(
            row,
            (
                (Text("cost per lead", "客资成本"), row["cost_per_lead_cny"], "cny2"),
                (Text("cost per click", "点击成本"), row["cpc_cny"], "cny2"),
                (Text("leads", "客资"), row["lead_count"], "count"),
                (Text("clicks", "点击"), row["clicks"], "count"),
            ),
        )
        for row in rows.iter_rows(named=True)
    ]


def lost_cards(came: Brought) -> list[Card]:
    """Return the notes whose shop visitors are lost, with where and what to do."""
    if came.shops is None:
        return []
    rows = came.shops.tree.filter(pl.col("cause").is_in(["low_cart", "low_buy"])).head(MOST_CARDS)
    return [
        _card(
            row,
            (
                (Text("store visits", "进店"), row["store_visits"], "count"),
                (Text("carts", "加购"), row["cart_adds"], "count"),
                (Text("buyers", "成交人数"), row["buyers"], "count"),
            ),
        )
        for row in rows.iter_rows(named=True)
    ]


def goal_actions(
    leads: pl.DataFrame, brief: Brief, by: Text, names: Mapping[str, str] | None = None
) -> list[Action]:
    """Return what to do about dear leads, where leads are the goal; by the cause that more notes share first.

    Args:
        leads: From `count_leads`, as the shop holds them.
        brief: The brief, for its objective.
        by: When it is due.
        names: Note id -> creator, for reports that do not name one.
    """
    if brief.objective.kind != "leads" or leads.is_empty():
        return []
    tree = lead_tree(leads, names or {})
    found = [(tree.filter(pl.col("cause") == cause), cause) for cause in ("few_leads", "dear_clicks")]
    return [
        Action(
            Text(DO[cause].en.rstrip("."), DO[cause].zh.rstrip("。")),
            _whose(notes),
            by,
            Text("agency", "代理商"),
            "leads",
        )
        for notes, cause in sorted(found, key=lambda pair: -pair[0].height)
        if notes.height
    ]


def _whose(notes: pl.DataFrame) -> Text:
    """Name the creators of some notes, two of them at most; without names, their number."""
    names = notes["creator_name"].drop_nulls().unique(maintain_order=True).to_list()
    if not names:
        return Text(f"({many(notes.height, 'note')})", f"（{notes.height} 篇笔记）")
    en, zh = " and ".join(names[:2]), "、".join(names[:2])
    rest = len(names) - 2
    if rest > 0:
        en, zh = f"{', '.join(names[:2])} and {rest} more", f"{zh}等 {len(names)} 位"
    return Text(f"({en})", f"（{zh}）")


def _card(row: Mapping[str, Any], figures: tuple[tuple[Any, Any, str], ...]) -> Card:
    cause = row["cause"]
    about = Text(CAUSES[cause].en[:1].upper() + CAUSES[cause].en[1:], CAUSES[cause].zh)
    link = f"https://www.xiaohongshu.com/explore/{row['note_id']}"
    title = row["creator_name"] or row["note_id"]
    return Card(title, about, link, figures, DO[cause], "bad")
