"""Drafts to decide: the first screen of the content page, and what its chapter of drafts states."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

import polars as pl

from xhs_workbench.content.reviewing.draft_tables import strengths_of
from xhs_workbench.content.reviewing.review import DraftReview, Review
from xhs_workbench.findings import NOTHING, Level, Text
from xhs_workbench.telling import Action, FirstScreen, Statement, Tile
from xhs_workbench.written import agree, by_day, day_words, listed, many

MOST_TITLE, MOST_RULES = 14, 1
HOURS_A_DAY = 24
CREATOR = Text("creator", "达人")
AT_ONCE = Text("at once", "尽快")
"""Where no file tells a day."""
NOTE_PAGE = "https://www.xiaohongshu.com/explore/"
"""Where a note is found on the platform; a page leaves out what is no such address."""
TEAM = Text("account team", "项目执行")
LEGAL = Text("brand's legal team", "品牌法务")


def sort_drafts(review: Review) -> dict[str, list[DraftReview]]:
    """Sort the last rounds of the drafts by what they need: `change`, `check`, `free`; the most remarks first."""
    sides: dict[str, list[DraftReview]] = {"change": [], "check": [], "free": []}
    ordered = sorted(
        review.latest,
        key=lambda one: (-one.count(Level.FAIL), -one.count(Level.REVIEW), one.draft["draft_id"]),
    )
    for one in ordered:
        need = "change" if one.count(Level.FAIL) else "check" if one.count(Level.REVIEW) else "free"
        sides[need].append(one)
    return sides


def drafts_out(review: Review, placed: pl.DataFrame) -> dict[str, str]:
    """Return the drafts whose notes are out: their creator (id, otherwise name) has posted since the window began.

    Args:
        review: From `review_drafts`.
        placed: The campaign's own notes, from `split_notes`.

    Returns:
        Draft -> its note's id, empty where the creator has posted more than one.
    """
    start = review.brief.timeline.posting_start
    posted = placed.filter(pl.col("published_at").dt.date() >= start)
    found = dict[str, str]()
    for one in review.latest:
        key = "creator_id" if one.draft["creator_id"] else "creator_name"
        notes = posted.filter(pl.col(key) == one.draft[key])["note_id"].unique().to_list()
        if notes:
            found[one.draft["draft_id"]] = notes[0] if len(notes) == 1 else ""
    return found


def day_of_files(*tables: pl.DataFrame) -> date | None:
    """Return the last day that a file tells of: a crawl, a note, a draft handed in; None where none is dated.

    Args:
        *tables: Canonical tables.
    """
    days = [
        table[name].dt.date().max()
        for table in tables
        for name in ("collected_at", "published_at", "handed_in_at")
        if name in table.columns and table[name].dtype.is_temporal()
    ]
    return max((day for day in days if isinstance(day, date)), default=None)


def say_content(
    review: Review, formats: pl.DataFrame, out: Mapping[str, str] | None = None, day: date | None = None
) -> FirstScreen:
    """Tell what is to be decided: how many drafts go back, what for, and by when.

    Args:
        review: From `review_drafts`.
        formats: From `compare_formats`; tells the page where no draft was read.
        out: From `drafts_out`: a draft whose note is out is no longer sent back, its note is read.
        day: The day of the files: what is due at once is due the day after.
    """
    out = out or {}
    soon = by_day(day + timedelta(days=1)) if day else AT_ONCE
    if not review.latest:
        return FirstScreen(
            _without_drafts(formats), _format_tiles(formats), actions=_first_steps(review, formats, soon)
        )
    sides = sort_drafts(review)
    return FirstScreen(
        _drafts_in_a_sentence(sides, out),
        _draft_tiles(review, sides, out),
        actions=_draft_actions(review, sides, out, soon),
        also=_unread(review, formats),
    )


def _unread(review: Review, formats: pl.DataFrame) -> list[Text]:
    """Say of how many notes no draft was read, so that the drafts are not taken for all of them."""
    read, planned = len(review.latest), int(formats["planned"].sum())
    if read >= planned:
        return []
    return [
        Text(
            f"These files hold {many(read, 'draft')} for the {planned} notes ordered; "
            f"the other {planned - read} {agree(planned - read, 'was', 'were')} not read.",
            f"约定 {planned} 篇，文件中只有 {read} 篇初稿，其余 {planned - read} 篇未审。",
        )
    ]


def _drafts_in_a_sentence(sides: dict[str, list[DraftReview]], out: Collection[str] = ()) -> Text:
    change, check, free = (len(sides[name]) for name in ("change", "check", "free"))
    total = change + check + free
    if change:
        also = Text(
            f", {check} {'needs' if check == 1 else 'need'} a check" if check else "",
            f"，{check} 篇待确认" if check else "",
        )
        gone = sum(one.draft["draft_id"] in out for one in sides["change"])
        if gone == change:
            went = agree(gone, "its note went", "their notes went")
            return Text(
                f"{change} of {many(total, 'draft')} still had points to change when {went} out",
                f"{total} 篇初稿中 {change} 篇在发布时仍有必改项",
            )
        if gone:
            also = Text(f", {agree(gone, 'one is', f'{gone} are')} out already", f"，其中 {gone} 篇已发布")
        return Text(
            f"{change} of {many(total, 'draft')} must change before posting{also.en}",
            f"{total} 篇初稿中 {change} 篇须修改后发布{also.zh}",
        )
    if check:
        return Text(
            f"{check} of {many(total, 'draft')} {'needs' if check == 1 else 'need'} a check before posting",
            f"{total} 篇初稿中 {check} 篇待确认",
        )
    return Text(
        f"No rule objects to {'the draft' if total == 1 else f'any of the {total} drafts'}; legal review is still due",
        f"{total} 篇初稿均未触发规则，仍需法务审核",
    )


def _without_drafts(formats: pl.DataFrame) -> Text:
    planned, came = int(formats["planned"].sum()), int(formats["delivered"].sum())
    if not came:
        return Text(
            f"{many(planned, 'note')} to plan; no draft was read yet", f"待规划 {planned} 篇，尚未读取初稿"
        )
    return Text(
        f"{came} of {many(planned, 'note')} came; no draft was read",
        f"约定 {planned} 篇，已发布 {came} 篇；未读取初稿",
    )


def _first_steps(review: Review, formats: pl.DataFrame, soon: Text) -> list[Action]:
    """Return what is to do where no draft was read: collect those of the notes to come, else read the notes."""
    unknown = int(formats.filter(pl.col("format").is_null())["delivered"].sum())
    planned, came = int(formats["planned"].sum()), int(formats["delivered"].sum())
    missing = max(min(int(formats["open"].sum()) - unknown, planned - came), 0)
    due = day_words(review.brief.timeline.drafts_due)
    if missing:
        what = Text(f"Collect the first {agree(missing, 'draft', 'drafts')}", "收集初稿")
        amount = Text(many(missing, "note"), f"{missing} 篇")
        return [Action(what, amount, Text(f"by {due.en}", f"{due.zh}前"), TEAM, "formats")]
    what = Text("Check the published notes against the key messages", "核对已发布笔记是否说到核心信息")
    amount = Text(many(came, "note"), f"{came} 篇") if came else NOTHING
    return [Action(what, amount, soon, TEAM, "messages")]


def _format_tiles(formats: pl.DataFrame) -> list[Tile]:
    planned, came = int(formats["planned"].sum()), int(formats["delivered"].sum())
    if not planned:
        return []
    return [
        Tile(
            Text("Notes delivered", "已发布笔记"),
            came,
            "count",
            planned,
            came / planned,
            tone="good" if came >= planned else "",
        )
    ]


def _draft_tiles(review: Review, sides: dict[str, list[DraftReview]], out: Collection[str]) -> list[Tile]:
    change, check, free = (len(sides[name]) for name in ("change", "check", "free"))
    total = change + check + free
    strengths = [strength for one in review.latest for _, strength in strengths_of(one) if strength]
    clear = strengths.count("present")
    gone = change and all(one.draft["draft_id"] in out for one in sides["change"])
    back = Text("read the notes", "核对已发布正文") if gone else Text("send back", "退回修改")
    tiles = [
        Tile(
            Text("Must change", "必须修改"),
            change,
            "count",
            word=back if change else Text("none", "无"),
            tone="bad" if change else "good",
        ),
        Tile(Text("Drafts read", "已审初稿"), total, "count", note=_rounds_read(review)),
        Tile(
            Text("To check", "待确认"),
            check,
            "count",
            word=Text("ask first", "先确认") if check else NOTHING,
            tone="bad" if check else "",
        ),
        Tile(
            Text("No rule objects", "未触发规则"),
            free,
            "count",
            done=free / total,
            word=Text(f"of {total}", f"共 {total} 篇"),
            note=Text("legal review still due", "仍需法务审核"),
        ),
    ]
    if strengths:
        tiles.append(
            Tile(
                Text("Key messages said clearly", "核心信息明确"),
                clear,
                "count",
                done=clear / len(strengths),
                word=Text(f"of {len(strengths)} expected", f"应有 {len(strengths)} 处"),
            )
        )
    first = first_posting_day(review)
    return [*tiles, Tile(Text("First posting day", "最早发布日"), day_words(first), "text")]


def _rounds_read(review: Review) -> Text:
    again = sum(one.rounds.before is not None for one in review.latest)
    return Text(f"{again} in a later round", f"其中 {again} 篇为二稿及以后") if again else NOTHING


def first_posting_day(review: Review) -> date:
    """Return the nearest day a draft is to be posted: by the sheet, else the first of the brief's window."""
    agreed = [moment.date() for one in review.latest if (moment := one.draft.get("planned_at"))]
    return min(agreed, default=review.brief.timeline.posting_start)


def _draft_actions(
    review: Review, sides: dict[str, list[DraftReview]], out: Mapping[str, str], soon: Text
) -> list[Action]:
    """Return which drafts go back and for what; approval must still fit before the first posting day."""
    hours = review.brief.timeline.platform_approval_hours
    last = first_posting_day(review) - timedelta(days=-(-hours // HOURS_A_DAY))
    by = Text(f"by {day_words(last).en}", f"{day_words(last).zh}前")
    back = [
        Action(
            _read_note(one) if gone else _send_back(one),
            Text(many(one.count(Level.FAIL), "point" if gone else "change"), f"{one.count(Level.FAIL)} 处"),
            soon if gone else by,
            TEAM if gone else CREATOR,
            "drafts",
            links=[(short_title(one), NOTE_PAGE + out[one.draft["draft_id"]])] if gone else [],
        )
        for one in sides["change"]
        for gone in [one.draft["draft_id"] in out]
    ]
    check = [
        Action(_check_first(one), Text(many(n, "point"), f"{n} 处"), by, TEAM, "drafts")
        for one in sides["check"]
        if one.draft["draft_id"] not in out and (n := one.count(Level.REVIEW))
    ]
    free = sum(one.draft["draft_id"] not in out for one in sides["free"])
    cleared = Action(
        Text(
            f"Have the {agree(free, 'draft', 'drafts')} without objection read by legal",
            "将未触发规则的初稿送法务审核",
        ),
        Text(many(free, "draft"), f"{free} 篇"),
        by,
        LEGAL,
        "drafts",
    )
    return [*back, *check, *([cleared] if free else [])]


def short_title(one: DraftReview) -> str:
    """Return the title of a draft as a sentence has room for it."""
    title = one.draft["title"] or ""
    return title if len(title) <= MOST_TITLE else title[:MOST_TITLE].rstrip("，,。 ") + "…"


def name_draft(one: DraftReview) -> Text:
    """Return a draft as a sentence names it: title and creator."""
    short, who = short_title(one), one.draft["creator_name"] or one.draft["draft_id"] or ""
    return (
        Text(f"“{short}” ({who})", f"{who}《{short}》") if short else Text(f"{who}'s draft", f"{who}的初稿")
    )


def _send_back(one: DraftReview) -> Text:
    name, why = name_draft(one), rules_named([one], Level.FAIL)
    return Text(f"Send back {name.en}: {why.en}", f"退回{name.zh}。主要问题：{why.zh}")


def _read_note(one: DraftReview) -> Text:
    name, why = name_draft(one), rules_named([one], Level.FAIL)
    return Text(f"Read the published text of {name.en}: {why.en}", f"核对{name.zh}正文：{why.zh}")


def _check_first(one: DraftReview) -> Text:
    name, why = name_draft(one), rules_named([one], Level.REVIEW)
    return Text(f"Check {name.en}: {why.en}", f"确认{name.zh}。待确认：{why.zh}")


def rules_named(reviews: Sequence[DraftReview], level: Level, most: int = MOST_RULES) -> Text:
    """Return what the remarks of a level are about, the most frequent first."""
    counted: Counter[Text] = Counter()
    for one in reviews:
        counted.update(r.text for r in one.remarks if r.level is level and not r.reason)
    about = [text for text, _ in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))]
    said = listed([Text(text.en[:1].lower() + text.en[1:], text.zh) for text in about], most)
    return Text(said.en.rstrip("."), said.zh.rstrip("。"))


def say_drafts(review: Review) -> Statement | None:
    """State what the drafts must change most; None where no draft was read."""
    if not review.latest:
        return None
    sides = sort_drafts(review)
    changes = sum(one.count(Level.FAIL) for one in review.latest)
    if changes:
        n = len(sides["change"])
        says = Text(
            f"{many(changes, 'point')} must change in {many(n, 'draft')}", f"{n} 篇初稿共 {changes} 处必改"
        )
    elif sides["check"]:
        n = len(sides["check"])
        says = Text(f"{many(n, 'draft')} to check, none must change", f"{n} 篇待确认，无必改项")
    else:
        one = len(review.latest) == 1
        says = Text(f"No rule objects to {'the' if one else 'any'} draft", "所有初稿均未触发规则")
    caution = Text(
        "Pictures and voices are not read: no objection does not mean approval.",
        "画面与口播未读取，未触发规则不等于审核通过。",
    )
    return Statement(says, _most_often(review, changes), caution, "drafts", "drafts")


def _most_often(review: Review, changes: int) -> Text:
    why, since = rules_named(review.latest, Level.FAIL), _since_last_round(review)
    often = Text(f"Most often: {why.en}. ", f"最常见：{why.zh}。") if changes else NOTHING
    return Text((often.en + since.en).strip(), often.zh + since.zh)


def _since_last_round(review: Review) -> Text:
    later = [one.rounds for one in review.latest if one.rounds.before is not None]
    if not later:
        return NOTHING
    settled, still, new = (
        sum(len(getattr(one, name)) for one in later) for name in ("resolved", "still_open", "new")
    )
    return Text(
        f"Since the last round: {settled} settled, {still} still open, {new} new.",
        f"与上一轮相比：已解决 {settled} 处，未解决 {still} 处，新增 {new} 处。",
    )
