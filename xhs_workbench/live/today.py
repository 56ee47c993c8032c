"""The day in order: what needs an answer, then a reminder, then money, each with the place of its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from xhs_workbench.findings import Finding, Level, Text

Kind = Literal["answer", "reminder", "money"]
PLACES = {
    "ready_to_buy": "comments", "upset": "comments", "late_answers": "comments", "open_comments": "comments",
    "carried": "comments", "complaint_spike": "spikes", "negative_spike": "spikes",
    "posting_progress": "calendar", "posted_outside_window": "posts", "ready_not_posted": "drafts", "misses_window": "drafts",
    "late_drafts": "drafts", "no_slip": "drafts", "dates_clash": "calendar", "holiday_clash": "calendar",
    "no_draft": "undrafted", "posted_without_draft": "undrafted", "orders_undated": "undrafted",
    "slot_missed": "slots", "no_slot_left": "slots", "slot_outside": "slots", "slot_too_early": "slots",
    "two_on_a_day": "slots", "crowded_day": "slots",
    "holidays_unknown": "festivals", "preheat_unknown": "festivals", "preheat_missed": "festivals", "other_peak": "festivals",
    "posting_hours": "hours",
    "boost_now": "boosts", "stop_boost": "boosts", "no_boost_plan": "boosts", "paused_unknown": "boosts",
    "boost_overspent": "spending", "boost_unplaced": "spending", "boost_unpriced": "spending", "no_boost_spending": "spending",
    "notes_behind": "pace", "notes_ahead": "pace", "notes_usual": "pace", "notes_include_paid": "pace", "no_traction": "pace",
}  # fmt: skip
"""Code of a finding -> name of the block that carries its evidence; the notebook marks the block with it."""
URGENCY = {Level.FAIL: 0, Level.REVIEW: 1, Level.PASS: 2}


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the day.

    Args:
        kind: What it asks for.
        finding: What was found and what to do.
        place: Name of the block with its evidence; empty where there is none.
    """

    kind: Kind
    finding: Finding
    place: str


def sort_today(answers: Sequence[Finding], reminders: Sequence[Finding], money: Sequence[Finding]) -> list[Task]:
    """Put the day's findings in order: answers, reminders, money; within each what is worst first.

    What is in order is said only where its kind asks for nothing: a first screen is for what must be done.

    Args:
        answers: About comments: `check_open`, `spike_findings`.
        reminders: About people and dates: `check_progress`, `slip_findings`.
        money: About boosts: `boost_findings`, `traction_findings`.
    """
    tasks: list[Task] = []
    kinds: tuple[tuple[Kind, Sequence[Finding]], ...] = (("answer", answers), ("reminder", reminders), ("money", money))
    for kind, found in kinds:
        asking: dict[Text, Finding] = {}
        for one in found:
            if one.level != Level.PASS:
                asking.setdefault(one.text, one)  # the same sentence from two questions asks for one thing
        kept = sorted(asking.values(), key=lambda one: URGENCY[one.level]) or list(found[:1])
        tasks += [Task(kind, one, PLACES.get(one.code, "")) for one in kept]
    return tasks
