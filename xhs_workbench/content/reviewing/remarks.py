"""Remarks on drafts: about compliance and accuracy, never about style, each with its place and a suggestion."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from xhs_workbench.content.own_words import Heard
from xhs_workbench.content.reviewing.facts import CHECKS, PLACES, tags_of, whole_text
from xhs_workbench.content.reviewing.rules import Rule, forbidden_words
from xhs_workbench.findings import NOTHING, Level, Text
from xhs_workbench.language import fold
from xhs_workbench.params.brief import Brief
from xhs_workbench.written import full_day

FIELDS = ("title", "body", "hashtags")
PRICE = re.compile(r"(?:[¥￥]\s*(\d{2,6})(?!\d))|(?:(\d{2,6})\s*(?:元|块|rmb))", re.IGNORECASE)
IN_BRIEF = Text("the brief", "brief")
Draft = Mapping[str, Any]


@dataclass(frozen=True)
class Remark:
    """One thing to change in a draft, or to check.

    Args:
        code: Id of the rule, `guardrail_1` for the first forbidden claim of the brief, or what the brief asks
            for:
            `message_missing`, `hashtag_missing`, `link_missing`, `product_not_named`, `format_not_ordered`,
            `price_differs`.
        level: FAIL or REVIEW.
        text: What it is about.
        fix: What to write instead.
        basis: The law, rule or agreement behind it.
        field: `title`, `body` or `hashtags`; empty if it is about the whole draft.
        start: First character in that field; -1 without a place.
        end: Position after the last character.
        quote: The words as written.
        term: Identifies the same remark in two rounds.
        reason: Why a person overrode it; empty if nobody did.
    """

    code: str
    level: Level
    text: Text
    fix: Text = NOTHING
    basis: Text = NOTHING
    field: str = ""
    start: int = -1
    end: int = -1
    quote: str = ""
    term: str = ""
    reason: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Return the part that stays the same from round to round."""
        return self.code, self.term

    def overridden(self, reason: str) -> Remark:
        """Return the remark with a person's reason to accept it."""
        return replace(self, reason=reason)


def remark_hits(hits: pl.DataFrame, rules: Mapping[str, Rule], brief: Brief) -> list[Remark]:
    """Turn the hits of rules and of the brief's forbidden words in one draft into remarks.

    If a forbidden word of the brief lies inside words that a rule found, only the rule's remark is kept.

    Args:
        hits: The draft's rows of `PhraseMatcher.find_all`, with `field`.
        rules: Rules by id.
        brief: The brief.
    """
    sentences = list(forbidden_words(brief))
    found: list[Remark] = []
    for hit in hits.sort(pl.col("rule").str.starts_with("guardrail_"), "field", "start").iter_rows(
        named=True
    ):
        place = {"field": hit["field"], "start": hit["start"], "end": hit["end"], "quote": hit["matched"]}
        rule = rules.get(hit["rule"])
        if rule is not None:
            term = fold(hit["matched"])
            found.append(
                Remark(rule.id, rule.level, rule.text, rule.instead, _basis(rule), term=term, **place)
            )
        elif not any(
            one.field == hit["field"] and one.start < hit["end"] and hit["start"] < one.end for one in found
        ):
            sentence = sentences[int(hit["rule"].rpartition("_")[2]) - 1]
            claim = next(one for one in brief.guardrails.claims_not_to_make if one.to("zh") == sentence)
            text = Text(f"The brief forbids it: {claim.to('en')}", f"brief 不允许：{claim.to('zh')}")
            fix = Text("Take it out or say it in other words.", "删除或改写。")
            found.append(Remark(hit["rule"], Level.FAIL, text, fix, IN_BRIEF, term=hit["term"], **place))
    order = {name: number for number, name in enumerate(FIELDS)}
    return sorted(found, key=lambda one: (order[one.field], one.start))


def _basis(rule: Rule) -> Text:
    since, grade = full_day(rule.basis.since), rule.basis.grade
    return Text(
        f"{rule.basis.text.en} · {since.en} · {grade}", f"{rule.basis.text.zh} · {since.zh} · {grade}"
    )


def remark_facts(draft: Draft, rules: Sequence[Rule]) -> tuple[list[Remark], set[str]]:
    """Check a draft's facts against the rules about facts.

    Returns:
        Remarks, and the ids of rules that could not be tried because the sheet lacks the information.
    """
    found, untried = [], set()
    for rule in rules:
        fires = CHECKS[rule.check](draft, rule)
        if fires is None:
            untried.add(rule.id)
        elif fires:
            field = PLACES.get(rule.check, "")
            found.append(Remark(rule.id, rule.level, rule.text, rule.instead, _basis(rule), field=field))
    return found, untried


def remark_brief(draft: Draft, heard: Mapping[str, Sequence[Heard]], brief: Brief) -> list[Remark]:
    """Say what the brief asks for and the draft lacks: messages, hashtags, links, product, format, price.

    Args:
        draft: One row of `drafts` with `format` (see `metrics.name_formats`).
        heard: Message id -> its place.
        brief: The brief.
    """
    found = []
    for message in brief.messages:
        if message.phrases and not heard[message.id] and whole_text(draft).strip():
            text = Text(
                f"Key message missing: {message.text.to('en')}", f"缺少核心信息：{message.text.to('zh')}"
            )
            fix = Text("Ask for it in the creator's own words.", "请达人用自己的话补充。")
            found.append(Remark("message_missing", Level.REVIEW, text, fix, IN_BRIEF, term=message.id))
    carried = tags_of(draft)
    for tag in brief.inclusions.hashtags if draft["hashtags"] is not None or carried else ():
        if tag.strip().lstrip("#＃").lower() not in carried:
            text = Text(f"Hashtag missing: {tag}", f"缺少话题：{tag}")
            found.append(
                Remark(
                    "hashtag_missing",
                    Level.REVIEW,
                    text,
                    Text("Add it.", "请补上。"),
                    IN_BRIEF,
                    "hashtags",
                    term=tag,
                )
            )
    for link in brief.inclusions.links:
        if link not in whole_text(draft):
            text = Text(f"Link missing: {link}", f"缺少链接：{link}")
            found.append(
                Remark("link_missing", Level.REVIEW, text, Text("Add it.", "请补上。"), IN_BRIEF, term=link)
            )
    return [*found, *_accuracy(draft, brief)]


def _accuracy(draft: Draft, brief: Brief) -> Iterator[Remark]:
    names = {
        fold(name)
        for words in (brief.brand.name, brief.brand.product)
        for name in (words.en, words.zh)
        if name
    }
    names |= {fold(term) for term in brief.brand.terms if fold(brief.brand.name.zh or "\0") in fold(term)}
    if whole_text(draft).strip() and not any(name in fold(whole_text(draft)) for name in names):
        text = Text("Neither brand nor product is named.", "未提到品牌或产品名。")
        yield Remark(
            "product_not_named",
            Level.REVIEW,
            text,
            Text("Name the product once.", "请至少写一次产品名。"),
            IN_BRIEF,
        )
    ordered = {item.format for item in brief.deliverables}
    if draft.get("format") and draft["format"] not in ordered:
        text = Text(f"Format {draft['format']} was not ordered.", f"内容形式 {draft['format']} 不在约定内。")
        yield Remark(
            "format_not_ordered",
            Level.REVIEW,
            text,
            Text("Agree on the format.", "请确认内容形式。"),
            IN_BRIEF,
        )
    for field in ("title", "body"):
        for match in PRICE.finditer(draft[field] or ""):
            if (
                _clause_names(draft[field], match.start(), names)
                and float(match[1] or match[2]) != brief.brand.price_cny
            ):
                price = f"{brief.brand.price_cny:g}"
                text = Text(
                    f"The price differs from the brief's {price} CNY.", f"价格与 brief 的 {price} 元不一致。"
                )
                fix = Text("Correct it, or say which offer it is.", "请更正，或注明对应的活动。")
                yield Remark(
                    "price_differs",
                    Level.REVIEW,
                    text,
                    fix,
                    IN_BRIEF,
                    field,
                    match.start(),
                    match.end(),
                    match.group(),
                    match.group(),
                )


def _clause_names(text: str, at: int, names: set[str]) -> bool:
    """Say whether the sentence around a place names the product."""
    left = max((text.rfind(sign, 0, at) for sign in "。！？!?\n"), default=-1) + 1
    ends = [found for sign in "。！？!?\n" if (found := text.find(sign, at)) >= 0]
    return any(name in fold(text[left : min(ends, default=len(text))]) for name in names)
