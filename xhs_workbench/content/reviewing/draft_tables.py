"""A review as tables: for the reviewer, remark by remark, round by round, and the rules that were tried."""

from __future__ import annotations

from typing import Any

import polars as pl

from xhs_workbench.content.messages import strength_of
from xhs_workbench.content.reviewing.review import DraftReview, Review
from xhs_workbench.findings import NOTHING, Level, both

LINEAGE = ("source_file", "source_sheet", "source_row")


def tabulate_drafts(review: Review) -> pl.DataFrame:
    """Return one row a draft in its last round, most to change first.

    Returns:
        `draft_id`, `draft_round`, `creator_id`, `creator_name`, `title`, `to_change` (FAIL), `to_check` (REVIEW),
        `overridden`,
        `messages_present`, `messages_weak`, `messages_missing`, `resolved`, `new`, `still_open` (remarks
        since the last
        round, null in a first one), and lineage. Counts.
    """
    rows = []
    for one in review.latest:
        strengths = [strength for _, strength in strengths_of(one)]
        first = one.rounds.before is None
        rows.append(
            {
                **{
                    name: one.draft[name]
                    for name in ("draft_id", "draft_round", "creator_id", "creator_name", "title")
                },
                "to_change": one.count(Level.FAIL),
                "to_check": one.count(Level.REVIEW),
                "overridden": sum(bool(remark.reason) for remark in one.remarks),
                **{f"messages_{name}": strengths.count(name) for name in ("present", "weak", "missing")},
                "resolved": None if first else len(one.rounds.resolved),
                "new": None if first else len(one.rounds.new),
                "still_open": None if first else len(one.rounds.still_open),
                **{name: one.draft[name] for name in LINEAGE},
            }
        )
    counts = (
        "draft_round",
        "to_change",
        "to_check",
        "overridden",
        "messages_present",
        "messages_weak",
        "messages_missing",
        "resolved",
        "new",
        "still_open",
    )
    texts = ("draft_id", "creator_id", "creator_name", "title")
    names = ("draft_id", "draft_round", "creator_id", "creator_name", "title", *counts[1:], *LINEAGE)
    kinds = dict.fromkeys(counts, pl.Int64) | dict.fromkeys(texts, pl.String) | _lineage()
    frame = pl.DataFrame(rows, schema={name: kinds[name] for name in names}, infer_schema_length=None)
    return frame.sort(["to_change", "to_check", "draft_id"], descending=[True, True, False])


def _lineage() -> dict[str, Any]:
    return {"source_file": pl.String, "source_sheet": pl.String, "source_row": pl.Int64}


def strengths_of(one: DraftReview) -> list[tuple[str, str | None]]:
    """Return message id and strength (`present`, `weak`, `missing`, None without text) in the brief's order."""
    text = "".join(one.draft[name] or "" for name in ("title", "body"))
    return [(name, strength_of(text, heard)) for name, heard in one.messages.items()]


def tabulate_remarks(review: Review) -> pl.DataFrame:
    """Return one row a remark on the last rounds.

    Returns:
        In both languages `about`, `instead` and `basis`; `draft_id`, `draft_round`, `creator_name`, `code`,
        `level`, `field`, `quote`, `instead`, `basis`,
        `reason` (of an override, else empty), and lineage.
    """
    rows = [
        {
            **{name: one.draft[name] for name in ("draft_id", "draft_round", "creator_name")},
            "code": remark.code,
            "level": remark.level.value,
            **remark.text.pair("about"),
            "field": remark.field,
            "quote": remark.quote,
            **remark.fix.pair("instead"),
            **remark.basis.pair("basis"),
            "reason": remark.reason,
            **{name: one.draft[name] for name in LINEAGE},
        }
        for one in review.latest
        for remark in one.remarks
    ]
    texts = ("code", "level", *both("about"), "field", "quote", *both("instead", "basis"), "reason")
    schema = {
        "draft_id": pl.String,
        "draft_round": pl.Int64,
        "creator_name": pl.String,
        **dict.fromkeys(texts, pl.String),
        **_lineage(),
    }
    return pl.DataFrame(rows, schema=schema, infer_schema_length=None)


def tabulate_rules(review: Review) -> pl.DataFrame:
    """Return one row a rule: what it rests on, and on how many drafts (last rounds) it was tried and fired.

    Returns:
        `rule`, `rule_class`, `about`, `level`, `kind` (`legal`, `platform`, `setting`), `basis`, `since`,
        `grade`,
        `source`, `version`, `tried`, `fired`, `why_not` (why it was not for this brief; empty when it was).
    """
    latest = review.latest
    rows = []
    for rule in review.rules:
        why = review.not_tried.get(rule.id)
        rows.append(
            {
                "rule": rule.id,
                **rule.class_text.pair("rule_class"),
                **rule.text.pair("about"),
                "level": rule.level.value,
                "kind": rule.basis.kind,
                **rule.basis.text.pair("basis"),
                "since": str(rule.basis.since),
                "grade": rule.basis.grade,
                "source": rule.basis.source,
                "version": rule.version,
                "tried": 0 if why else sum(rule.id not in one.untried for one in latest),
                "fired": sum(any(remark.code == rule.id for remark in one.remarks) for one in latest),
                **(why or NOTHING).pair("why_not"),
            }
        )
    texts = (
        "rule",
        *both("rule_class", "about"),
        "level",
        "kind",
        *both("basis"),
        "since",
        "grade",
        "source",
        "version",
    )
    schema = {
        **dict.fromkeys(texts, pl.String),
        "tried": pl.Int64,
        "fired": pl.Int64,
        **dict.fromkeys(both("why_not"), pl.String),
    }
    return pl.DataFrame(rows, schema=schema).sort(["fired", "tried"], descending=True, maintain_order=True)
