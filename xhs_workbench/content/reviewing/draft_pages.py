"""A review as pages: one a draft, its text cut into pieces that carry their remarks. No markup."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from xhs_workbench.content.messages import quote_of
from xhs_workbench.content.reviewing.draft_tables import strengths_of
from xhs_workbench.content.reviewing.remarks import FIELDS, Remark
from xhs_workbench.content.reviewing.review import DraftReview, Review
from xhs_workbench.content.reviewing.rules import forbidden_words
from xhs_workbench.findings import Level, Text
from xhs_workbench.metrics.note_formats import FORMAT_NAMES
from xhs_workbench.params.brief import Words

FIELD_NAMES = {
    "title": Text("Title", "标题"),
    "body": Text("Caption", "正文"),
    "hashtags": Text("Hashtags", "话题"),
}
GRAVE = ("FAIL", "REVIEW", "overridden", "message")
"""If marks overlap, the first of these gives the colour."""


def page_drafts(review: Review) -> list[dict[str, Any]]:
    """Return one page a draft in its last round, the one with most to change first.

    Returns:
        Pages, words in both languages: `name`, `title`, `creator`, `facts` (label, value), `source`, `fields`
            (`label`, `pieces` of `text`,
        `mark` and remark `numbers`), `remarks`, `messages`, `changes`, `settled`, `new`, `open`, `look` (what
        a person must see), `free` (what is the creator's), `tried`.
    """
    by_need = sorted(review.latest, key=lambda one: (-one.count(Level.FAIL), -one.count(Level.REVIEW)))
    return [_draft_page(one, review) for one in by_need]


def _draft_page(one: DraftReview, review: Review) -> dict[str, Any]:
    draft, rounds = one.draft, one.rounds
    spans = _spans(one)
    tried = len(review.rules) - len(review.not_tried) - len(one.untried)
    fired = len({remark.code for remark in one.remarks if remark.code in {rule.id for rule in review.rules}})
    said = Text(f"{tried} rules tried, {fired} fired.", f"已核对 {tried} 条规则，触发 {fired} 条。")
    return {
        "name": draft["draft_id"],
        "title": draft["title"] or "",
        "round": draft["draft_round"],
        "creator": draft["creator_name"] or "",
        "facts": _draft_facts(draft),
        "source": " › ".join(
            str(part)
            for part in (draft["source_file"], draft["source_sheet"], f"row {draft['source_row']}")
            if part
        ),
        "fields": [
            {"label": FIELD_NAMES[name], "pieces": cut(draft[name], spans[name])}
            for name in FIELDS
            if draft[name]
        ],
        "remarks": [_remark(number, remark) for number, remark in enumerate(one.remarks, 1)],
        "messages": _messages(one, review),
        "before": rounds.before,
        "changes": [
            {"label": FIELD_NAMES[name], "pieces": [{"kind": kind, "text": text} for kind, text in pieces]}
            for name, pieces in rounds.changes.items()
        ],
        "settled": _remark_titles(rounds.resolved),
        "new": _remark_titles(rounds.new) if rounds.before else [],
        "open": _remark_titles(rounds.still_open),
        "look": _look(review),
        "free": list(review.brief.free_for_creator),
        "tried": said,
    }


def _draft_facts(draft: Mapping[str, Any]) -> list[list[Any]]:
    yes_no = {True: Text("yes", "是"), False: Text("no", "否")}
    unknown = Text("not said", "未注明")
    form = FORMAT_NAMES.get(draft["format"] or "", unknown)
    said = [
        (Text("Format", "内容形式"), form),
        (
            Text("Pictures", "图片"),
            str(draft["image_count"]) if draft["image_count"] is not None else unknown,
        ),
        (Text("Purchase link", "购物链接"), yes_no.get(draft["has_purchase_link"], unknown)),
        (Text("广告 label", "广告标识"), yes_no.get(draft["ad_label"], unknown)),
    ]
    return [[name, value] for name, value in said]


def _spans(one: DraftReview) -> dict[str, list[tuple[int, int, str, int]]]:
    """Collect the places of remarks (numbered) and of messages (number 0) by field."""
    spans: dict[str, list[tuple[int, int, str, int]]] = {name: [] for name in FIELDS}
    for number, remark in enumerate(one.remarks, 1):
        if remark.start >= 0:
            mark = "overridden" if remark.reason else remark.level.value
            spans[remark.field].append((remark.start, remark.end, mark, number))
    body_from = len(one.draft["title"] or "") + 1
    for heard in (heard for found in one.messages.values() for heard in found):
        field, shift = ("title", 0) if heard.end < body_from else ("body", body_from)
        spans[field].append((max(heard.start - shift, 0), heard.end - shift, "message", 0))
    return spans


def cut(text: str, spans: Iterable[tuple[int, int, str, int]]) -> list[dict[str, Any]]:
    """Cut a text at the ends of its marks, so that marks may overlap and no character is lost or repeated.

    Args:
        text: The text as written.
        spans: Start, end, mark and remark number (0: none) of each mark.

    Returns:
        Pieces in order: `text`, `mark` (the gravest there, or empty), `numbers` of the remarks that end
            there.

    >>> [(p["text"], p["mark"]) for p in cut("效果最佳，推荐", [(2, 4, "FAIL", 1)])]
    [('效果', ''), ('最佳', 'FAIL'), ('，推荐', '')]
    """
    marks = sorted(
        (max(start, 0), min(end, len(text)), mark, number)
        for start, end, mark, number in spans
        if start < end
    )
    edges = sorted({0, len(text), *(start for start, *_ in marks), *(end for _, end, *_ in marks)})
    pieces = []
    for left, right in pairwise(edges):
        here = [one for one in marks if one[0] <= left and right <= one[1]]
        mark = next((grave for grave in GRAVE if any(one[2] == grave for one in here)), "")
        numbers = [one[3] for one in here if one[3] and one[1] == right]
        pieces.append({"text": text[left:right], "mark": mark, "numbers": numbers})
    return pieces


def _remark(number: int, remark: Remark) -> dict[str, Any]:
    return {
        "number": number,
        "level": remark.level.value,
        "text": remark.text,
        "quote": remark.quote,
        "fix": remark.fix,
        "basis": remark.basis,
        "code": remark.code,
        "reason": remark.reason,
    }


def _messages(one: DraftReview, review: Review) -> list[dict[str, Any]]:
    text = f"{one.draft['title'] or ''}\n{one.draft['body'] or ''}"
    strengths = dict(strengths_of(one))
    return [
        {
            "text": message.text,
            "strength": strengths[message.id] or "",
            "sentence": quote_of(text, one.messages[message.id]),
        }
        for message in review.brief.messages
    ]


def _remark_titles(remarks: Iterable[Remark]) -> list[Text]:
    return [
        Text(*(f"{said} “{one.quote}”" for said in one.text)) if one.quote else one.text for one in remarks
    ]


def _look(review: Review) -> list[Words]:
    """List what the brief asks for that words cannot show: a person looks."""
    brief = review.brief
    unread = [
        words for words in brief.guardrails.claims_not_to_make if not forbidden_words(brief)[words.to("zh")]
    ]
    seen = (*brief.inclusions.features, *brief.guardrails.visual, *brief.guardrails.tone)
    label = [brief.inclusions.disclosure] if brief.inclusions.disclosure else []
    return [*seen, *label, *unread]
