"""The day in order: comments to answer, then reminders, then money, each with a link to its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from xhs_workbench.findings import Finding, Level, Text

Kind = Literal["answer", "reminder", "money"]
PLACES = {
    "ready_to_buy": "comments",
    "upset": "comments",
    "late_answers": "comments",
    "open_comments": "comments",
    "carried": "comments",
    "complaint_spike": "spikes",
    "negative_spike": "spikes",
    "posting_progress": "calendar",
    "posted_outside_window": "posts",
    "ready_not_posted": "drafts",
    "misses_window": "drafts",
    "late_drafts": "drafts",
    "no_slip": "drafts",
    "dates_clash": "calendar",
    "holiday_clash": "calendar",
    "no_draft": "undrafted",
    "posted_without_draft": "undrafted",
    "orders_undated": "undrafted",
    "slot_missed": "slots",
    "no_slot_left": "slots",
    "slot_outside": "slots",
    "slot_too_early": "slots",
    "two_on_a_day": "slots",
    "crowded_day": "slots",
    "holidays_unknown": "festivals",
    "preheat_unknown": "festivals",
    "preheat_missed": "festivals",
    "other_peak": "festivals",
    "posting_hours": "hours",
    "boost_now": "boosts",
    "stop_boost": "boosts",
    "no_boost_plan": "boosts",
    "paused_unknown": "boosts",
    "boost_overspent": "spending",
    "boost_unplaced": "spending",
    "boost_unpriced": "spending",
    "no_boost_spending": "spending",
    "plan_late": "undrafted",
    "notes_behind": "pace",
    "notes_ahead": "pace",
    "notes_usual": "pace",
    "notes_include_paid": "pace",
    "no_traction": "pace",
}
"""Code of a finding -> name of the block with its evidence; the notebook marks the block with it."""
URGENCY = {Level.FAIL: 0, Level.REVIEW: 1, Level.PASS: 2}


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the day.

    Args:
        kind: What it requires.
        finding: What was found and what to do.
        place: Name of the block with its evidence; empty if there is none.
    """

    kind: Kind
    finding: Finding
    place: str


def sort_today(
    answers: Sequence[Finding], reminders: Sequence[Finding], money: Sequence[Finding]
) -> list[Task]:
    """Order the day's findings: answers, reminders, money; within each the worst first.

    Good news is shown only if its kind requires nothing, because the first screen is for what must be done.

    Args:
        answers: About comments: `check_open`, `spike_findings`.
        reminders: About people and dates: `check_progress`, `slip_findings`.
        money: About boosts: `boost_findings`, `traction_findings`.
    """
    tasks: list[Task] = []
    kinds: tuple[tuple[Kind, Sequence[Finding]], ...] = (
        ("answer", answers),
        ("reminder", reminders),
        ("money", money),
    )
    for kind, found in kinds:
        asking: dict[Text, Finding] = {}
        for one in found:
            if one.level != Level.PASS:
                asking.setdefault(one.text, one)  # the same sentence from two questions is one task
        kept = sorted(asking.values(), key=lambda one: URGENCY[one.level]) or list(found[:1])
        tasks += [Task(kind, one, PLACES.get(one.code, "")) for one in kept]
    return tasks
