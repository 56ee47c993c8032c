"""The calendar as an iCalendar file that any calendar program can import."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta

import polars as pl

from xhs_workbench.findings import Language

PRODUCT = "-//xhs-workbench//campaign calendar//EN"


def calendar_file(
    spans: pl.DataFrame,
    campaign: str,
    as_of: date,
    language: Language,
    slots: pl.DataFrame | None = None,
    *,
    made_up: bool = False,
) -> bytes:
    """Write the campaign's dates as an iCalendar file (RFC 5545).

    Args:
        spans: From `plan_calendar` and `add_spans`: whole days, both ends included.
        campaign: Its name; part of every event's identity, so that a file read again moves events and adds
            none.
        as_of: The day the file speaks of; stamped in it, so that the same day gives the same bytes.
        language: Language of the words.
        slots: Posting slots from `calendar_slots`, one row each: `slot` (stays the same when the slot moves),
            `title_en`, `title_zh`, `starts_at` (China time), `firm` (agreed; others are marked tentative).
        made_up: The campaign or its data are synthetic; every event says so, for it leaves its calendar.

    Returns:
        The file. Whole-day events end on the following day, as the standard requires.
    """
    from icalendar import Calendar, Event

    stamp = datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC)
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    named = campaign + (" (synthetic 合成)" if made_up else "")
    made.add("x-wr-calname", named)
    for row in spans.iter_rows(named=True):
        event = Event()
        event.add("uid", _uid(campaign, row["event"]))
        event.add("summary", f"{named} · {row[language]}")
        event.add("dtstamp", stamp)
        event.add("dtstart", row["start"])
        event.add("dtend", row["end"] + timedelta(days=1))
        made.add_component(event)
    for row in slots.iter_rows(named=True) if slots is not None else ():
        event = Event()
        event.add("uid", _uid(campaign, "slot", row["slot"]))
        event.add("summary", f"{named} · {row[f'title_{language}']}")
        event.add("dtstamp", stamp)
        event.add("dtstart", row["starts_at"].astimezone(UTC))
        event.add("duration", timedelta(hours=1))
        event.add("status", "CONFIRMED" if row["firm"] else "TENTATIVE")
        made.add_component(event)
    return bytes(made.to_ical())


def _uid(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32] + "@xhs-workbench"
