"""Drafts against the brief and the rules: what to change, what a person must check, and what to leave alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Protocol

import polars as pl

from xhs_workbench.content.messages import make_listener
from xhs_workbench.content.own_words import Heard, Listener
from xhs_workbench.content.reviewing.remarks import FIELDS, Remark, remark_brief, remark_facts, remark_hits
from xhs_workbench.content.reviewing.rounds import Rounds, compare_rounds
from xhs_workbench.content.reviewing.rules import Rule, guardrail_phrases, read_rules
from xhs_workbench.errors import ParamsError, Problem
from xhs_workbench.findings import Level, Text
from xhs_workbench.language import PhraseMatcher
from xhs_workbench.metrics.note_formats import name_formats
from xhs_workbench.params.brief import Brief
from xhs_workbench.worked_out import kept

MOST_HITS = 200
"""Maximum number of hits that become remarks in one draft. A text with more is not a draft, and its length
gets a remark too."""


class Override(Protocol):
    """A person's decision to accept a remark, with the reason."""

    @property
    def draft(self) -> str:
        """Draft id."""
        ...

    @property
    def rule(self) -> str:
        """Id of the rule or the remark's code."""
        ...

    @property
    def reason(self) -> str:
        """Why."""
        ...


@dataclass(frozen=True)
class DraftReview:
    """One draft of one round, reviewed.

    Args:
        draft: Its row of the `drafts` table, with `format`.
        remarks: What to change, in reading order; overridden ones carry their reason.
        messages: Message id -> its place, in title and caption joined by a line feed.
        untried: Rules that could not be tried because the sheet lacks the information.
        rounds: What changed since the round before.
    """

    draft: Mapping[str, Any]
    remarks: tuple[Remark, ...]
    messages: Mapping[str, tuple[Heard, ...]]
    untried: frozenset[str]
    rounds: Rounds

    def count(self, level: Level) -> int:
        """Count remarks of a level that nobody overrode."""
        return sum(one.level == level and not one.reason for one in self.remarks)


@dataclass(frozen=True)
class Review:
    """All drafts reviewed.

    Args:
        reviews: One per draft and round, by draft and falling round.
        brief: The brief they were checked against.
        rules: The rules, in file order.
        not_tried: Rule id -> why it does not apply to this brief.
        unused: Overrides without a matching remark.
    """

    reviews: tuple[DraftReview, ...]
    brief: Brief
    rules: tuple[Rule, ...]
    not_tried: Mapping[str, Text]
    unused: tuple[Override, ...] = ()

    @property
    def latest(self) -> tuple[DraftReview, ...]:
        """Return each draft's last round."""
        seen: dict[str, DraftReview] = {}
        for one in self.reviews:
            seen.setdefault(one.draft["draft_id"], one)
        return tuple(seen.values())


@kept
def review_drafts(
    drafts: pl.DataFrame,
    brief: Brief,
    overrides: Sequence[Override] = (),
    rules: Sequence[Rule] | None = None,
) -> Review:
    """Review every draft of every round.

    No remark means that no rule fired, never that a draft is approved: words are read, pictures and voices
        are not.

    Args:
        drafts: The `Drafts` table.
        brief: The brief.
        overrides: Decisions to accept a remark; each names a draft and a rule, and gives a reason.
        rules: Other rules than the package's.

    Raises:
        ParamsError: An override names a draft or a rule that does not exist.
    """
    known = tuple(rules if rules is not None else read_rules())
    not_tried = {rule.id: why for rule in known if (why := rule.not_tried(brief)) is not None}
    tried = [rule for rule in known if rule.id not in not_tried]
    check_overrides(overrides, drafts["draft_id"].unique().to_list(), known)
    rows = name_formats(drafts.sort("draft_id", "draft_round", descending=[False, True])).with_row_index(
        "place"
    )
    reader = _Reader(brief, tried)
    hits = reader.find(rows)
    found: list[
        tuple[Mapping[str, Any], tuple[Remark, ...], dict[str, tuple[Heard, ...]], frozenset[str]]
    ] = []
    for row in rows.iter_rows(named=True):
        remarks, heard, unknown = reader.read(row, hits.filter(pl.col("place") == row["place"]))
        found.append((row, tuple(_override(remarks, row["draft_id"], overrides)), heard, unknown))
    reviews = []
    for place, (draft, said, messages, untried) in enumerate(found):
        older = found[place + 1] if place + 1 < len(found) else None
        same = older if older and older[0]["draft_id"] == draft["draft_id"] else None
        rounds = compare_rounds(draft, said, same[0] if same else None, same[1] if same else ())
        reviews.append(DraftReview(draft, said, messages, untried, rounds))
    met = {(one.draft["draft_id"], remark.code) for one in reviews for remark in one.remarks}
    unused = tuple(one for one in overrides if (one.draft, one.rule) not in met)
    return Review(tuple(reviews), brief, known, not_tried, unused)


class _Reader:
    """Everything compiled once per brief."""

    def __init__(self, brief: Brief, rules: Sequence[Rule]) -> None:
        self.brief = brief
        self.rules = {rule.id: rule for rule in rules}
        self.facts = [rule for rule in rules if rule.check]
        phrases = [rule.phrases() for rule in rules if not rule.check]
        self.matcher = PhraseMatcher([*phrases, *guardrail_phrases(brief, rules)])
        self.listener: Listener = make_listener(brief)

    def find(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Match all fields of all drafts at once."""
        tall = rows.unpivot(index="place", on=list(FIELDS), variable_name="field", value_name="text")
        hits = self.matcher.find_all(tall["text"])
        return hits.join(
            tall.with_row_index("row").select(pl.col("row").cast(pl.Int64), "place", "field"), on="row"
        )

    def read(
        self, row: Mapping[str, Any], hits: pl.DataFrame
    ) -> tuple[list[Remark], dict[str, tuple[Heard, ...]], frozenset[str]]:
        text = f"{row['title'] or ''}\n{row['body'] or ''}"
        heard = {one.id: tuple(self.listener.hear(text, one.phrases)) for one in self.brief.messages}
        facts, untried = remark_facts(row, self.facts)
        remarks = [
            *remark_hits(hits.head(MOST_HITS), self.rules, self.brief),
            *facts,
            *remark_brief(row, heard, self.brief),
        ]
        return remarks, heard, frozenset(untried)


def _override(remarks: Sequence[Remark], draft: str, overrides: Sequence[Override]) -> Iterator[Remark]:
    reasons = {one.rule: one.reason for one in overrides if one.draft == draft}
    for one in remarks:
        yield one.overridden(reasons[one.code]) if one.code in reasons else one


def check_overrides(
    overrides: Sequence[Override], drafts: Sequence[str] | None, rules: Sequence[Rule] | None = None
) -> None:
    """Refuse overrides of a rule there is none of, or of a draft that is in no file.

    Args:
        overrides: The decisions.
        drafts: Ids of the drafts there are; None where no file was opened yet: then they are not asked for.
        rules: Other rules than the package's.

    Raises:
        ParamsError: All of them at once.
    """
    asked = (
        "message_missing",
        "hashtag_missing",
        "link_missing",
        "product_not_named",
        "format_not_ordered",
        "price_differs",
    )
    codes = [*(rule.id for rule in (read_rules() if rules is None else rules)), *asked]
    problems = []
    for number, one in enumerate(overrides):
        for name, value, known in (("draft", one.draft, drafts), ("rule", one.rule, codes)):
            if (
                known is not None
                and value not in known
                and not (name == "rule" and value.startswith("guardrail_"))
            ):
                close = get_close_matches(value, known, n=1)
                hint = close[0] if close else ", ".join(map(str, known[:8])) or "(no draft in the files)"
                problems.append(
                    Problem(
                        f"no such {name}",
                        "没有这份初稿" if name == "draft" else "没有这条规则",
                        column=f"overrides[{number}].{name}",
                        value=value,
                        fix_en=f"did you mean {hint}?",
                        fix_zh=f"是不是 {hint}？",
                        code="XHS-P030",
                    )
                )
    if problems:
        raise ParamsError(problems)
