"""The first screen of a day: what needs an answer, a reminder or money, and how far the campaign is."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.live.saying.day import CREATOR_PAGE, NOTE_PAGE, Day
from xhs_workbench.live.scheduling.open_notes import name_some
from xhs_workbench.live.spending.boost_spending import PLATFORMS
from xhs_workbench.metrics import definition, summarise
from xhs_workbench.telling import Action, FirstScreen, Money, Tile
from xhs_workbench.written import agree, listed, many, written

MOST_CLAUSES, MOST_NAMES = 3, 2
TODAY = Text("today", "今天")
"""The day of the page, which its head names."""
BRAND, TEAM, BUYER = (
    Text("brand", "品牌方"),
    Text("account team", "项目执行"),
    Text("media buyer", "投放优化师"),
)
HOURS_A_DAY = 24


def say_today(day: Day) -> FirstScreen:
    """Tell the day in five seconds: a verdict, tiles, the boost money, three actions.

    Args:
        day: The day's answers.
    """
    tiles = (_out(day), _buying(day), _questions(day), _safety(day), _spent(day), _furthest_target(day))
    return FirstScreen(
        verdict=_day_in_a_sentence(day),
        tiles=[tile for tile in tiles if tile],
        money=_boost_budget(day),
        actions=[action for make in ACTIONS if (action := make(day))],
        also=[text for text in (_unread(day), _late(day), _behind(day)) if text != NOTHING],
    )


def _day_in_a_sentence(day: Day) -> Text:
    clauses = [clause for clause in _clauses(day) if clause != NOTHING][:MOST_CLAUSES]
    if not clauses and not day.comments and day.boosts.is_empty():
        return Text(
            "These files cannot tell what needs an answer or money today",
            "现有文件无法判断今天的回复与投流事项",
        )
    if not clauses:
        return Text(
            "Nothing in these files needs an answer, a reminder or money today",
            "今天没有需要回复、催办或调整投放的事项",
        )
    said = listed(clauses, MOST_CLAUSES)
    return Text(said.en[:1].upper() + said.en[1:], "，".join(clause.zh for clause in clauses))


def _clauses(day: Day) -> list[Text]:
    """Return what is open, by weight: harm, buyers, money that is lost, notes that lack, further questions."""
    harm = int(day.safety["complain_today"].sum())
    before = 0 if harm else int(day.safety["complain"].sum())
    buying, other = day.buying.height, day.waiting.height - day.buying.height
    stop, add = day.to_stop.height, day.to_boost.height
    over = day.spent_cny > day.brief.budget.boost_cny > 0
    late = day.brief.timeline.posting_end < day.as_of
    return [
        _if(
            harm,
            f"{many(harm, 'comment complains', 'comments complain')} of harm",
            f"今日 {harm} 条评论反映不适",
        ),
        _if(
            before,
            f"{many(before, 'safety complaint needs', 'safety complaints need')} reading",
            f"{before} 条不适反馈待品控与法务过目",
        ),
        _if(
            buying,
            f"{many(buying, 'buying question waits', 'buying questions wait')} for an answer",
            f"{buying} 条购买咨询待回复",
        ),
        _if(over, "the boost budget is overspent", "投流已超预算"),
        _if(stop, f"{many(stop, 'boost')} should stop", f"{stop} 篇应停投"),
        _if(
            day.to_come,
            f"{many(day.to_come, 'note is', 'notes are')} {'late' if late else 'still to come'}",
            f"{day.to_come} 篇{'逾期未发' if late else '待发布'}",
        ),
        _if(
            add and not stop,
            f"{many(add, 'note deserves', 'notes deserve')} more boost",
            f"{add} 篇可加投",
        ),
        _if(
            other and not buying,
            f"{many(other, 'comment waits', 'comments wait')} for an answer",
            f"{other} 条评论待回复",
        ),
    ]


def _if(given: object, en: str, zh: str) -> Text:
    return Text(en, zh) if given else NOTHING


def _out(day: Day) -> Tile:
    out, ordered = day.posted.height, day.ordered
    label, whole = Text("Notes out", "已发布笔记"), Text(f"{ordered} ordered", f"约定 {ordered} 篇")
    if day.unassigned:
        return Tile(
            label, out, "count", note=Text(whole.en + ", the rest unknown", whole.zh + "，其余归属不明")
        )
    late = day.brief.timeline.posting_end < day.as_of
    all_out = ordered > 0 and not day.to_come
    tone = "good" if all_out else "bad" if late and day.to_come else ""
    return Tile(label, out, "count", done=out / ordered if ordered else None, word=whole, tone=tone)


def _buying(day: Day) -> Tile | None:
    if not day.comments:
        return None
    label = Text("Likely buyers waiting", "待回复购买咨询")
    longest = day.buying["waiting_hours"].max()
    days = int(float(longest) // HOURS_A_DAY) if isinstance(longest, float | int) else 0
    note = Text(f"longest wait {many(days, 'day')}", f"最长已等 {days} 天") if days else NOTHING
    return Tile(label, day.buying.height, "count", tone="bad" if day.buying.height else "good", note=note)


def _questions(day: Day) -> Tile | None:
    if not day.comments:
        return None
    label = Text("Open comments in all", "待回复评论合计")
    late = day.waiting.filter("late").height
    note = Text(f"{late:,} late", f"{late:,} 条超时")
    return Tile(
        label, day.waiting.height, "count", tone="bad" if late else "good", note=note if late else NOTHING
    )


def _safety(day: Day) -> Tile | None:
    if not day.comments:
        return None
    today, so_far = int(day.safety["today"].sum()), int(day.safety["so_far"].sum())
    complain = int(day.safety["complain"].sum())
    heard = Text(f"{complain:,} {agree(complain, 'complains', 'complain')}", f"反映不适 {complain:,} 条")
    new = Text(f"{today:,} today", f"今日 {today:,} 条") if today else Text("none today", "今日无新增")
    note = Text(f"{new.en}; {heard.en}", f"{new.zh}；{heard.zh}") if complain else new
    label = Text("Safety comments so far", "安全类评论累计")
    return Tile(label, so_far, "count", tone="bad" if complain else "" if so_far else "good", note=note)


def _spent(day: Day) -> Tile | None:
    """Return the spend where no bar can be drawn against the budget."""
    if _boost_budget(day) or not (day.brief.budget.boost_cny or day.spent_cny):
        return None
    label = Text("Boost spend", "投流消耗")
    if day.spending.is_empty():
        return Tile(label, None, "cny", note=Text("no ad report read", "未读取投流报表"))
    return Tile(label, day.spent_cny, "cny", note=Text("no budget given", "brief 未给预算"), tone="bad")


def _furthest_target(day: Day) -> Tile | None:
    """Return the count of the brief's targets that is furthest from its target; rates and costs are for the end.

    A count that is not known of every note would look further from its target than it is: it comes last, and says so.
    """
    found: list[tuple[bool, float, Tile]] = []
    for kpi in day.brief.kpis:
        entry = definition(kpi.metric)
        if entry.unit != "count" or entry.denominator or entry.over == "shop" or entry.threshold is not None:
            continue
        row = summarise(day.posted, kpi.metric, day.brief.definitions).row(0, named=True)
        if not row["n"] or row["value"] is None or not kpi.target:
            continue
        done = row["value"] / kpi.target
        word = Text("reached", "已达成") if done >= 1 else Text("so far", "截至目前")
        name = Text(entry.name.en.partition(" (")[0], entry.name.zh.partition("（")[0])
        tone = "good" if done >= 1 else ""
        n, missing = row["n"], row["n_missing"]
        known = (
            Text(f"{n} of {n + missing} notes known", f"已知 {n}/{n + missing} 篇") if missing else NOTHING
        )
        tile = Tile(name, row["value"], "compact", kpi.target, done, word, tone, note=known)
        found.append((missing > 0, done, tile))
    return min(found, key=lambda one: one[:2])[2] if found else None


def _boost_budget(day: Day) -> Money | None:
    budget = day.brief.budget.boost_cny
    if not budget or day.spending.is_empty():
        return None
    parts = [
        (Text(f"{PLATFORMS[name].en}, spent", f"{PLATFORMS[name].zh}已花"), float(spent))
        for name, spent in day.spending.select("platform", "spend_cny").iter_rows()
        if spent
    ]
    if day.released_cny:
        parts.append((Text("add today", "今日加投"), day.released_cny))
    return Money(Text("Boost budget", "投流预算"), budget, parts)


def _unread(day: Day) -> Text:
    if day.comments:
        return NOTHING
    return Text("No comments were read, so questions are unknown.", "未读取评论，无法得知待回复情况。")


def _late(day: Day) -> Text:
    late = day.drafts.filter(pl.col("days_late") > 0, pl.col("posted").is_null())
    if late.is_empty():
        return NOTHING
    return Text("Drafts of notes still to come were handed in late.", "待发布笔记的初稿逾期提交。")


def _behind(day: Day) -> Text:
    if day.pace.filter(pl.col("verdict") == "behind").is_empty():
        return NOTHING
    return Text("Not every note keeps its creator's usual pace.", "部分笔记低于达人日常水平。")


def _calm(day: Day) -> Action | None:
    """Ask for the complaints of the day to be answered; on other days, that those responsible read the earlier ones."""
    harm = day.safety.filter(pl.col("complain_today") > 0)
    if harm.is_empty():
        if not int(day.safety["complain"].sum()):
            return None
        return Action(
            Text(
                "Have quality and legal read the safety comments, and answer each complaint",
                "请品控与法务逐条过目安全类评论，并回复反映不适者",
            ),
            NOTHING,  # the verdict and the tile count them
            TODAY,
            BRAND,
            "safety",
        )
    n, theme = int(harm["complain_today"].sum()), harm.row(0, named=True)
    return Action(
        Text(
            f"Tell quality and legal of the complaints of {str(theme['label_en']).lower()}, and answer each by hand",
            f"告知品控与法务，并逐条人工回复“{theme['label_zh']}”类反馈",
        ),
        Text(many(n, "comment"), f"{n} 条"),
        TODAY,
        BRAND,
        "safety",
    )


def _answer(day: Day) -> Action | None:
    first = day.buying if day.buying.height else day.waiting
    if first.is_empty():
        return None
    n, names = first.height, [name for name in first["creator_name"].to_list() if name]
    start = Text(f", {names[0]}'s note first", f"，先回{names[0]}的笔记") if names else NOTHING
    linked = first.filter(pl.col("creator_name") == names[0])["note_id"][0] if names else None
    there = first.filter(pl.col("note_id") == first["note_id"][0]).height
    amount = Text(many(n, "comment"), f"{n} 条")
    if names and there < n:
        amount = Text(f"{there} there", f"该篇 {there} 条")
    what = (
        Text(f"Answer the buying {agree(n, 'question', 'questions')}", "回复购买咨询")
        if day.buying.height
        else Text(f"Answer the open {agree(n, 'comment', 'comments')}", "回复待答评论")
    )
    return Action(
        Text(what.en + start.en, what.zh + start.zh),
        amount,
        TODAY,
        BRAND,
        "comments",
        links=[(names[0], f"{NOTE_PAGE}{linked}")] if names and linked else [],
    )


def _remind(day: Day) -> Action | None:
    cases = (
        (["missed"], "Ask why the agreed slot was missed:", "追问逾期未发的原因："),
        (["none"], "Hasten approval, or move the money:", "加急过审，或将预算转给其他笔记："),
        (["proposed"], "Confirm the posting slot with", "确认发布档期："),
        (["agreed", "agreed_day"], "Remind of the agreed slot:", "提醒约定档期："),
    )
    for states, en, zh in cases:
        rows = day.slots.filter(pl.col("state").is_in(states))
        if rows.height:
            names = name_some(rows["creator_name"].to_list()[:MOST_NAMES])
            more = rows.height - MOST_NAMES
            return Action(
                Text(
                    f"{en} {names.en}" + (f" and {more} more" if more > 0 else ""),
                    f"{zh}{names.zh}" + (f"等 {rows.height} 位" if more > 0 else ""),
                ),
                Text(many(rows.height, "note"), f"{rows.height} 篇"),
                TODAY,
                TEAM,
                "reminders",
                links=[
                    (row["creator_name"] or "", f"{CREATOR_PAGE}{row.get('creator_id') or ''}")
                    for row in rows.head(MOST_NAMES).iter_rows(named=True)
                ],
            )
    return _ask_for_dates(day)


def _ask_for_dates(day: Day) -> Action | None:
    """Ask for the notes still to come where nobody's slot is known."""
    n = day.to_come
    if not n:
        return None
    late = day.brief.timeline.posting_end < day.as_of
    what = Text(f"Ask when the late {agree(n, 'note', 'notes')} will be posted", "追问逾期笔记的发布日期")
    if not late:
        what = Text(
            f"Agree on the posting {agree(n, 'day', 'days')} of what is still to come", "确认待发布笔记的档期"
        )
    return Action(what, Text(many(n, "note"), f"{n} 篇"), TODAY, TEAM, "reminders")


def _move_money(day: Day) -> Action | None:
    stop, add = day.to_stop, day.to_boost
    said = [
        _on_notes(day, rows, *words)
        for rows, words in ((stop, ("Stop boosting", "停投")), (add, ("Boost", "加投")))
        if rows.height
    ]
    if not said:
        return None
    amount = written(day.released_cny, "cny") if add.height else NOTHING
    return Action(
        Text(". ".join(one.en for one in said), "；".join(one.zh for one in said)),
        Text(f"{amount.en} in all", f"共 {amount.zh}") if add.height else NOTHING,
        TODAY,
        BUYER,
        "boosts",
        links=[
            (day.short_title(row) or str(row.get("creator_name") or ""), f"{NOTE_PAGE}{row['note_id']}")
            for rows in (stop, add)
            if rows.height
            for row in [rows.row(0, named=True)]
        ],
    )


def _on_notes(day: Day, rows: pl.DataFrame, en: str, zh: str) -> Text:
    name, more = day.name(rows.row(0, named=True)), rows.height - 1
    return Text(
        f"{en} {name.en}" + (f" and {more} more" if more else ""),
        f"{zh}{name.zh}" + (f"等 {rows.height} 篇" if more else ""),
    )


ACTIONS: tuple[Callable[[Day], Action | None], ...] = (_calm, _answer, _move_money, _remind)
"""What is done, by weight; the page shows the first three."""
