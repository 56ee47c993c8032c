"""Whether what the pages of a day, of the drafts and of the brief say is true of what they were drawn from."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tests.claims.campaigns import SAID, Campaign, Files
from tests.claims.days import DRAFTS
from tests.claims.pages import Page
from tests.claims.raw_tables import near, numbers
from xhs_workbench.params.brief import Brief


def _starts(text: str, kinds: tuple[str, ...]) -> bool:
    return any(text.startswith(words) for kind in kinds for words in SAID[kind])


def check_day(page: Page, campaign: Campaign) -> list[str]:
    """Return every claim of a day's page that is not true of its tables, or contradicts another."""
    return [
        *_answers(page, campaign),
        *_safety(page, campaign),
        *_posting(page, campaign),
        *_boosts(page, campaign),
    ]


def _tile(page: Page, label: str) -> float | None:
    return next((tile.value for tile in page.first.tiles if tile.label.en == label), None)


def _answers(page: Page, campaign: Campaign) -> Iterator[str]:
    comments = campaign.data.table("comments").to_dicts()
    buying = sum(_starts(row["content"], ("asking",)) for row in comments)
    waiting = buying + sum(_starts(row["content"], ("safety",)) for row in comments)
    said, first = page.statement("comments"), page.first
    if (said is None) != (not comments):
        yield "comments are spoken of although none was read, or the other way round"
    if said is None:
        if (
            "No comments were read" not in " ".join(text.en for text in first.also)
            and "cannot" not in first.verdict.en
        ):
            yield "it is not said that no comment was read"
        return
    if (_tile(page, "Likely buyers waiting"), _tile(page, "Open comments in all")) != (buying, waiting):
        yield f"{buying} of {waiting}: {[(tile.label.en, tile.value) for tile in first.tiles]}"
    wanted = [buying, waiting] if buying else [waiting] if waiting else []
    if numbers(said.says.en) != wanted:
        yield f"{wanted}: {said.says.en}"
    if buying and f"{buying} buying question" not in first.verdict.en:
        yield f"{buying}: {first.verdict.en}"
    actions = [action for action in first.actions if action.what.en.startswith("Answer")]
    if bool(actions) != bool(waiting) or (
        actions and not 0 < numbers(actions[0].amount.en)[0] <= (buying or waiting)
    ):
        yield f"{buying} of {waiting}: {actions}"
    late = next((tile.note.en for tile in first.tiles if tile.label.en == "Open comments in all"), "")
    waited = numbers(said.more.en)[0] if "waited" in said.more.en else 0
    if (numbers(late) or [0])[0] != waited:
        yield f"{late}: {said.more.en}"


def _safety(page: Page, campaign: Campaign) -> Iterator[str]:
    rows = [row for row in campaign.data.table("comments").to_dicts() if _starts(row["content"], ("safety",))]
    today = sum(row["created_at"].date() == campaign.as_of for row in rows)
    said = page.statement("safety")
    if said is None:
        return
    if _tile(page, "Safety comments so far") != len(rows):
        yield f"{len(rows)}: {_tile(page, 'Safety comments so far')}"
    wanted = [today] if today else [len(rows)] if rows else []
    if numbers(said.says.en) != wanted:
        yield f"{today} today of {len(rows)}: {said.says.en}"
    if ("No comment was read as" in said.says.en) != (not rows):
        yield f"{len(rows)}: {said.says.en}"
    note = next(tile.note.en for tile in page.first.tiles if tile.label.en == "Safety comments so far")
    if ("none today" in note) != (not today) or (today and numbers(note)[0] != today):
        yield f"{today} today of {len(rows)}: {note}"
    if "complain" in note and not 0 < numbers(note)[-1] <= len(rows):
        yield f"{len(rows)}: {note}"
    first = page.first.actions[0].see if page.first.actions else ""
    if ("complain" in note) != (first == "safety"):
        yield f"{note}: {first}"
    if ("of harm" in page.first.verdict.en) != bool(today):
        yield f"{today}: {page.first.verdict.en}"


def _posting(page: Page, campaign: Campaign) -> Iterator[str]:
    line, out = campaign.brief.timeline, campaign.data.table("notes").height
    ordered = sum(item.count for item in campaign.brief.deliverables)
    left = (line.posting_end - campaign.as_of).days
    said, calendar = page.statement("reminders"), page.statement("calendar")
    if _tile(page, "Notes out") != out:
        yield f"{out} out: {_tile(page, 'Notes out')}"
    if said is None or calendar is None:
        yield "no chapter of the posting"
        return
    coming = page.names["day"].to_come
    known = not (campaign.data.table("placements").height or campaign.data.table("drafts").height)
    if known and coming != max(ordered - out, 0):
        yield f"{coming} to come of {ordered}, {out} out"
    if coming and numbers(said.says.en)[0] != coming:
        yield f"{coming}: {said.says.en}"
    if coming and (left < 0) != ("closed" in said.says.en):
        yield f"{left} days left: {said.says.en}"
    if f"{coming} note" in page.first.verdict.en and ("late" in page.first.verdict.en) != (left < 0):
        yield f"{left} days left: {page.first.verdict.en}"
    if left > 0 and campaign.as_of >= line.posting_start and numbers(calendar.says.en)[0] != left:
        yield f"{left} days left: {calendar.says.en}"
    if (left < 0) != ("closed on" in calendar.says.en):
        yield f"{left} days left: {calendar.says.en}"
    if coming and not page.first.actions:
        yield f"{coming} to come and nothing to do"


def _boosts(page: Page, campaign: Campaign) -> Iterator[str]:
    spent = sum(row["spend_cny"] for row in campaign.data.table("paid").to_dicts())
    said, money = page.statement("boosts"), page.first.money
    budget = campaign.brief.budget.boost_cny
    if money is not None:
        shown = sum(value for label, value in money.parts if "spent" in label.en)
        if not near(shown, spent, 1e-9) or money.total_cny != budget:
            yield f"{spent} of {budget}: {money.parts} of {money.total_cny}"
    if said is None:
        return
    if said.more.en and not near(numbers(said.more.en)[0], spent):
        yield f"{spent}: {said.more.en}"
    cards = page.cards("cards_boosts")
    stop = sum(card.badge.en == "Stop" for card in cards)
    if len(cards) < 8 and (f"Stop {stop} boost" in said.says.en) != bool(stop):
        yield f"{stop} to stop: {said.says.en}"
    acts = any(
        "boosting" in action.what.en or action.what.en.startswith("Boost") for action in page.first.actions
    )
    if acts == ("No boost needs" in said.says.en):
        yield f"{said.says.en}: {[action.what.en for action in page.first.actions]}"
    if (budget > 0) and (spent > budget) != ("overspent" in page.first.verdict.en):
        clauses = page.first.verdict.en.count(",") + page.first.verdict.en.count(" and ")
        if clauses < 2:
            yield f"{spent} of {budget}: {page.first.verdict.en}"


def check_content(page: Page, brief: Brief, data: Files) -> list[str]:
    """Return every claim of a page of drafts that is not true of them, or contradicts another."""
    return [*_drafts(page, data), *_formats(page, brief, data)]


def _drafts(page: Page, data: Files) -> Iterator[str]:
    last = {row["draft_id"]: row for row in data.table("drafts").sort("draft_round").to_dicts()}
    first, said = page.first, page.statement("drafts")
    if not last:
        if said is not None or "no draft was read" not in first.verdict.en or not first.actions:
            yield f"no draft: {first.verdict.en}"
        return
    bad = [
        row for row in last.values() if row["body"] in (DRAFTS["medical"], DRAFTS["contact"], DRAFTS["best"])
    ]
    tiles = {tile.label.en: tile.value for tile in first.tiles}
    change, read, check, free = (
        tiles[name] for name in ("Must change", "Drafts read", "To check", "No rule objects")
    )
    if (change, read) != (len(bad), len(last)) or change + check + free != read:
        yield f"{len(bad)} of {len(last)}: {tiles}"
    if change and numbers(first.verdict.en)[:2] != [change, read]:
        yield f"{change} of {read}: {first.verdict.en}"
    if change and said is not None and numbers(said.says.en)[1] != change:
        yield f"{change}: {said.says.en}"
    out = {row["creator_id"] for row in data.table("notes").to_dicts() if row["published_at"] is not None}
    for action in first.actions:
        if action.what.en.startswith("Read the published text") and not out:
            yield f"no note is out: {action.what.en}"
    back = [
        action
        for action in first.actions
        if action.what.en.startswith(("Send back", "Read the published text"))
    ]
    if len(back) != change or sum(numbers(action.amount.en)[0] for action in back) != (
        numbers(said.says.en)[0] if change and said is not None else 0
    ):
        yield f"{change} to change: {[action.what.en for action in back]}"


def _formats(page: Page, brief: Brief, data: Files) -> Iterator[str]:
    ordered, out = sum(item.count for item in brief.deliverables), data.table("notes").height
    said, messages = page.statement("formats"), page.statement("messages")
    if (said is None) != (not out):
        yield f"{out} notes: {said}"
    if said is not None and "missing" in said.says.en:
        missing, of = numbers(said.says.en)
        if of != ordered or missing < ordered - out:
            yield f"{out} of {ordered}: {said.says.en}"
    if messages is not None and "heard least" in messages.says.en:
        clear, of = numbers(messages.says.en)
        if of > out or clear >= of:
            yield f"{out} notes: {messages.says.en}"
        full = data.table("notes").filter(pl.col("body") == DRAFTS["free"]).height
        if clear < full:
            yield f"{full} notes say everything: {messages.says.en}"


def check_brief_page(page: Page, brief: Brief) -> list[str]:
    """Return every claim of a brief's page that is not true of the brief, or contradicts another."""
    return [*_promise(page, brief), *_dates_and_rules(page, brief)]


def _promise(page: Page, brief: Brief) -> Iterator[str]:
    budget, notes = brief.budget, sum(item.count for item in brief.deliverables)
    whole = budget.creators_cny * (1 + budget.service_fee_rate) + budget.boost_cny
    first, said = page.first, page.statement("brand_brief")
    if first.money is None or not near(sum(value for _, value in first.money.parts), whole, 1e-9):
        yield f"{whole}: {first.money}"
    if len(first.tiles) != len(brief.kpis) or [tile.value for tile in first.tiles] != [
        kpi.target for kpi in brief.kpis
    ]:
        yield "the tiles are not the targets"
    if said is None or numbers(said.says.en)[0] != notes or not near(numbers(said.says.en)[1], whole):
        yield f"{notes} notes for {whole}: {said}"
    if said is not None and brief.kpis and numbers(said.says.en)[2] != len(brief.kpis):
        yield f"{len(brief.kpis)} targets: {said.says.en}"
    if "¥" in first.verdict.en and not near(numbers(first.verdict.en)[-1], whole):
        yield f"{whole}: {first.verdict.en}"
    told = page.statement("creator_brief")
    if told is None or numbers(told.says.en)[0] != len(brief.messages):
        yield f"{len(brief.messages)} messages: {told}"
    if told is not None and ("nothing is left" in told.says.en) != (not brief.free_for_creator):
        yield told.says.en


def _dates_and_rules(page: Page, brief: Brief) -> Iterator[str]:
    line, first = brief.timeline, page.first
    said, rules = page.statement("dates"), page.statement("checks")
    write = (line.drafts_due - line.brief_sent).days
    if said is None or numbers(said.says.en)[0] != write:
        yield f"{write} days: {said}"
    lead = (line.sale_start - line.posting_start).days if line.sale_start else -1
    if said is not None and lead >= 0 and numbers(said.says.en)[1] != lead:
        yield f"{line.sale_start}: {said.says.en}"
    checks = page.names["checks"]
    unmet = sum(one.level.value != "PASS" for one in checks)
    failed = any(one.level.value == "FAIL" for one in checks)
    if rules is None or numbers(rules.says.en) != (
        [len(checks) - unmet, len(checks)] if unmet else [len(checks)]
    ):
        yield f"{unmet} of {len(checks)}: {rules}"
    if ("not ready" in first.verdict.en) != failed or ("can go out:" in first.verdict.en) != (not unmet):
        yield f"{unmet} unmet: {first.verdict.en}"
    if unmet and numbers(first.verdict.en)[0] != unmet:
        yield f"{unmet} unmet: {first.verdict.en}"
    sends = any(action.what.en.startswith("Send the brief to") for action in first.actions)
    if sends != (not unmet):
        yield f"{unmet} unmet: {[action.what.en for action in first.actions]}"
