"""A finding a chapter: answers, reminders, boosts, early traction, safety, the calendar."""

from __future__ import annotations

import polars as pl

from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.live.saying.day import Day
from xhs_workbench.telling import Statement
from xhs_workbench.written import agree, before_chinese, day_words, many, written

HOURS_A_DAY = 24


def _read(day: Day) -> Text:
    n = day.comments
    return Text(f"{many(n, 'comment')} {agree(n, 'was', 'were')} read.", f"共读取 {n:,} 条评论。")


def say_answers(day: Day) -> Statement | None:
    """State how many questions wait, and of whom; None where no comment was read."""
    if not day.comments:
        return None
    total, buying = day.waiting.height, day.buying.height
    if not total:
        read = _read(day)
        return Statement(Text("No comment waits for an answer", "没有待回复的评论"), read, place="comments")
    says = (
        Text(
            f"{buying:,} of {many(total, 'open comment')} {agree(buying, 'comes', 'come')} from likely buyers",
            f"{total:,} 条待回复评论中，{buying:,} 条有购买意向",
        )
        if buying
        else Text(
            f"{many(total, 'comment waits', 'comments wait')} for an answer, none from a likely buyer",
            f"{total:,} 条评论待回复，均无购买意向",
        )
    )
    late = day.waiting.filter("late").height
    hours = int(float(day.waiting["waiting_hours"].max() or 0))  # type: ignore[arg-type]
    days = hours // HOURS_A_DAY
    longest = Text(many(days, "day"), f"{days} 天") if days else Text(many(hours, "hour"), f"{hours} 小时")
    more = Text(
        f"{late:,} {agree(late, 'has', 'have')} waited over {many(day.within_hours, 'hour')}, the longest {longest.en}.",
        f"其中 {late:,} 条已超过 {day.within_hours} 小时，最长 {longest.zh}。",
    )
    caution = Text(
        "Crawls keep few replies, so some may already be answered on the platform.",
        "抓取文件保留的回复较少，部分评论可能已在平台上回复。",
    )
    return Statement(says, more if late else NOTHING, caution, "open_comments", "comments")


def say_reminders(day: Day) -> Statement:
    """State how many notes are still to come, and how late their drafts were."""
    end, n = day_words(day.brief.timeline.posting_end), day.to_come
    past = day.brief.timeline.posting_end < day.as_of
    if day.unassigned and not day.slots.height:
        says = Text(
            f"Which of {day.posted.height:,} notes are the {day.ordered} ordered is not known",
            f"文件含 {day.posted.height:,} 篇笔记，约定 {day.ordered} 篇，无法判断归属",
        )
    elif not n:
        says = (
            Text("The one note ordered is out", "约定的 1 篇已发布")
            if day.ordered == 1
            else Text(f"All {day.ordered} notes ordered are out", f"约定的 {day.ordered} 篇已全部发布")
        )
    elif past:
        says = Text(
            f"{many(n, 'note is', 'notes are')} not out although the window closed on {end.en}",
            f"发布窗口已于{end.zh}结束，仍有 {n} 篇未发布",
        )
    else:
        says = Text(
            f"{many(n, 'note is', 'notes are')} still to come before the window closes on {end.en}",
            f"还有 {n} 篇待发布，发布窗口{end.zh}截止",
        )
    late = day.drafts.filter(pl.col("days_late") > 0)
    due = day_words(day.brief.timeline.drafts_due)
    more = Text(
        f"{many(late.height, 'draft')} came after the due day, {due.en}.",
        f"{late.height} 篇初稿晚于约定的{due.zh}提交。",
    )
    return Statement(says, more if late.height else NOTHING, code="posting_progress", place="reminders")


def say_boosts(day: Day) -> Statement | None:
    """State what to stop and where to add; None where nothing can be planned."""
    if day.boosts.is_empty():
        return None
    stop, add = day.to_stop.height, day.to_boost.height
    money = written(day.released_cny, "cny")
    parts = [
        (stop, f"stop {many(stop, 'boost')}", f"停投 {stop} 篇"),
        (add, f"add {money.en} to {many(add, 'note')}", f"向 {add} 篇加投 {money.zh}"),
    ]
    said = [(en, zh) for given, en, zh in parts if given]
    en = " and ".join(en for en, _ in said)
    says = (
        Text(f"{en[:1].upper()}{en[1:]} today", f"今日{'，'.join(zh for _, zh in said)}")
        if said
        else Text("No boost needs a change today", "今日投放无需调整")
    )
    spent, budget = written(day.spent_cny, "cny"), written(day.brief.budget.boost_cny, "cny")
    more = (
        Text(f"{spent.en} of {budget.en} is spent so far.", f"投流预算 {budget.zh}，已花 {spent.zh}。")
        if day.brief.budget.boost_cny
        else Text(
            f"{spent.en} is spent so far; the brief gives no boost budget.",
            f"已花 {spent.zh}，brief 未约定投流预算。",
        )
    )
    caution = Text(
        "聚光 counts what follows a click within an hour, so later interactions are not in it.",
        "聚光只统计点击后一小时内的互动，之后的互动不在其中。",
    )
    return Statement(says, NOTHING if day.spending.is_empty() else more, caution, "boost_now", "boosts")


def _none_clear(day: Day, judged: pl.DataFrame) -> Text:
    """Say that no note is called, and name the lowest where its own interval leaves out the usual: among many one may."""
    n = judged.height
    apart = judged.filter(pl.col("high") < 1).sort("ratio")
    if apart.is_empty():
        return Text("No note is clearly off its creator's usual", f"{n} 篇与达人日常均无明显差异")
    lowest = apart.row(0, named=True)
    name, ratio = day.name(lowest), f"{lowest['ratio']:.1f}"
    return Text(
        f"{name.en} stands lowest, at {ratio} of the usual; with {n} notes that may be chance",
        f"{name.zh}最低，为日常的 {ratio} 倍；{n} 篇里出现一篇，也可能是偶然",
    )


def say_pace(day: Day) -> Statement | None:
    """State which notes differ from their creators' usual; None where too few can be judged."""
    judged = day.pace.drop_nulls("ratio")
    if judged.is_empty():
        return None
    sides = {name: judged.filter(pl.col("verdict") == name) for name in ("ahead", "behind")}
    ahead, behind, n = sides["ahead"].height, sides["behind"].height, judged.height
    if ahead and behind:
        says = Text(
            f"{many(ahead, 'note runs', 'notes run')} ahead of the creator's usual, {behind} behind",
            f"{ahead} 篇高于达人日常水平，{behind} 篇偏低",
        )
    elif ahead or behind:
        side, zh = ("ahead of", "高于") if ahead else ("behind", "低于")
        says = Text(
            f"{ahead or behind} of {n} notes {'runs' if (ahead or behind) == 1 else 'run'} {side} the creator's usual",
            f"{n} 篇中 {ahead or behind} 篇明显{zh}达人日常水平",
        )
    else:
        says = (
            Text(
                "The one note judged is not clearly off its creator's usual",
                "可判断的 1 篇与达人日常无明显差异",
            )
            if n == 1
            else _none_clear(day, judged)
        )
    said = [
        Text(
            f"{en}: {', '.join(name.en for name in names)}.",
            f"{zh}：{'、'.join(name.zh for name in names)}。",
        )
        for side, en, zh in (("ahead", "Ahead", "偏高"), ("behind", "Behind", "偏低"))
        if (names := [day.name(row, dated=True) for row in sides[side].head(2).iter_rows(named=True)])
    ]
    more = Text(" ".join(one.en for one in said), "".join(one.zh for one in said))
    caution = Text(
        "One note varies a lot, so only clear differences are called.",
        "单篇波动较大，只指出差异明确的笔记。",
    )
    return Statement(says, more, caution, "notes_behind", "pace")


def say_safety(day: Day) -> Statement | None:
    """State whether readers speak of harm; None where no comment was read."""
    if not day.comments:
        return None
    if day.safety.is_empty():
        return Statement(
            Text("No comment was read as a matter of safety", "未识别到安全类评论"),
            _read(day),
            code="safety",
            place="safety",
        )
    names = ("complain_today", "today", "complain", "so_far")
    harm, today, complain, so_far = (int(day.safety[name].sum()) for name in names)
    says = (
        Text(
            f"{many(harm, 'comment complains', 'comments complain')} of harm today",
            f"今日 {harm} 条评论反映不适",
        )
        if harm
        else Text(
            f"{many(complain, 'comment complains', 'comments complain')} of harm so far, none of them today",
            f"累计 {complain} 条评论反映不适，今日无新增",
        )
        if complain
        else Text("Readers ask about safety, nobody complains", "有读者询问安全性，无人反映不适")
    )
    more = (
        Text(
            f"{many(today, 'comment')} of today {'names' if today == 1 else 'name'} a safety matter, {so_far:,} so far.",
            f"今日 {today:,} 条评论提及安全类问题，累计 {so_far:,} 条。",
        )
        if today
        else Text(
            f"{many(so_far, 'comment names', 'comments name')} a safety matter so far, none of them today.",
            f"累计 {so_far:,} 条评论提及安全类问题，今日无新增。",
        )
    )
    return Statement(says, more, code="safety", place="safety")


def say_calendar(day: Day) -> Statement:
    """State how much of the posting window is left, and what comes after it."""
    line = day.brief.timeline
    start, end = day_words(line.posting_start), day_words(line.posting_end)
    left = (line.posting_end - day.as_of).days
    if day.as_of < line.posting_start:
        says = Text(f"Posting begins on {start.en}", f"{start.zh}开始发布")
    elif left < 0:
        says = Text(f"The posting window closed on {end.en}", f"发布窗口已于{end.zh}结束")
    elif not left:
        says = Text("Today is the last posting day", "今天是发布窗口最后一天")
    else:
        says = Text(
            f"The posting window closes in {many(left, 'day')}, on {end.en}",
            f"发布窗口还剩 {left} 天，{end.zh}截止",
        )
    more = NOTHING
    if line.sale_start and line.sale_start >= day.as_of:
        sale, name = day_words(line.sale_start), line.festival or ""
        more = Text(
            f"The {name or 'planned'} sale begins on {sale.en}.", f"{before_chinese(name)}大促{sale.zh}开始。"
        )
        if line.sale_start == day.as_of:
            more = Text(
                f"The {name or 'planned'} sale begins today.", f"{before_chinese(name)}大促今天开始。"
            )
    return Statement(says, more, code="calendar", place="calendar")
