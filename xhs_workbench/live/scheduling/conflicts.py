"""Conflicting dates: steps, public holidays, festivals and posting slots."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

from xhs_workbench.findings import NOTHING, Finding, Level, Text
from xhs_workbench.live.scheduling.calendar import count_ordered
from xhs_workbench.live.scheduling.open_notes import name_some
from xhs_workbench.params.brief import Brief
from xhs_workbench.params.festivals import (
    Festival,
    Festivals,
    find_festival,
    holiday_years,
    holidays_between,
    nearest_preheat,
    peaks_between,
)
from xhs_workbench.written import day_words, days_span

ORDER = (("briefing", "review"), ("review", "approval"), ("approval", "posting"), ("posting", "sale"))
"""Pairs of steps: the first must end before the second begins."""
TIMES_EVEN = 2
"""A day with more than twice its even share of the notes is crowded; our own judgement (grade G)."""


def clashes(spans: pl.DataFrame, holidays: Sequence[Festival] = ()) -> pl.DataFrame:
    """Find spans of work that overlap each other or days on which nobody works.

    Args:
        spans: From `plan_calendar`.
        holidays: From `holidays_between`: days on which nobody reviews or approves.

    Returns:
        One row per conflict: `kind` (`order`, `holiday`), `first`, `second` (event, or key of the holiday),
            `days` (in
        common), `last` (of these days), `first_en`, `first_zh`, `second_en`, `second_zh`.
    """
    by = {row["event"]: row for row in spans.iter_rows(named=True)}
    rows = []
    for first, second in ORDER:
        if first in by and second in by and (days := (by[first]["end"] - by[second]["start"]).days) > 0:
            rows.append(
                (
                    "order",
                    first,
                    second,
                    days,
                    by[first]["end"],
                    *_both_names(by[first]),
                    *_both_names(by[second]),
                )
            )
    for holiday in holidays:
        for event in ("review", "approval"):
            if event in by and (days := holiday.window.days_shared(by[event]["start"], by[event]["end"])):
                last = min(holiday.window.end, by[event]["end"])
                rows.append(
                    (
                        "holiday",
                        event,
                        holiday.key,
                        days,
                        last,
                        *_both_names(by[event]),
                        *holiday.name.text,
                    )
                )
    texts = dict.fromkeys(("first_en", "first_zh", "second_en", "second_zh"), pl.String)
    schema = {
        "kind": pl.String,
        "first": pl.String,
        "second": pl.String,
        "days": pl.Int64,
        "last": pl.Date,
        **texts,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _both_names(row: dict[str, str]) -> tuple[str, str]:
    return row["en"], row["zh"]


def date_conflicts(
    spans: pl.DataFrame, brief: Brief, as_of: date, known: Festivals | None = None
) -> list[Finding]:
    """Say which of the plan's dates overlap each other or holidays, or miss the festival.

    Args:
        spans: From `plan_calendar`.
        brief: The brief.
        as_of: The day; past conflicts are still listed but require no action.
        known: From `read_festivals`.
    """
    work = (brief.timeline.brief_sent, brief.timeline.posting_end)
    found = clashes(spans, holidays_between(*work, known))
    missing = sorted({day.year for day in work} - holiday_years(known))
    said = [_clash(row, as_of) for row in found.iter_rows(named=True)]
    if missing:
        years = ", ".join(map(str, missing))
        said.append(
            Finding(
                "holidays_unknown",
                Level.REVIEW,
                Text(
                    (
                        f"No public holidays of {years} are in the festivals file: reviews and "
                        "approvals were not checked against them."
                    ),
                    f"节点文件没有 {years} 年的法定节假日，未检查审稿与审核是否遇到假期。",
                ),
                Text(
                    "Add them under `holidays`, or name a file in `festivals:` of live.yaml.",
                    "请补充到 holidays，或在 live.yaml 的 festivals 指定文件。",
                ),
            )
        )
    return [*said, *_own_festival(brief, as_of, known), *_other_peaks(brief, as_of, known)]


def _clash(row: dict[str, Any], as_of: date) -> Finding:
    days = f"{row['days']} day{'s' * (row['days'] != 1)}"
    if row["kind"] == "order":
        text = Text(
            f"{row['first_en']} runs {days} into {row['second_en']}.",
            f"“{row['first_zh']}”与“{row['second_zh']}”重叠 {row['days']} 天。",
        )
        return _timed(
            "dates_clash",
            row,
            as_of,
            text,
            Text("Shorten the one or move the other.", "缩短前者或推迟后者。"),
        )
    text = Text(
        (
            f"{row['first_en']} shares {days} with the {row['second_en']} holiday, when answers tend to "
            "take longer."
        ),
        f"“{row['first_zh']}”有 {row['days']} 天落在{row['second_zh']}假期，其间回复通常较慢。",
    )
    return _timed(
        "holiday_clash",
        row,
        as_of,
        text,
        Text(
            "Hand drafts in before the holiday, or plan the days off on top.",
            "请在假期前提交，或为假期预留天数。",
        ),
    )


def _timed(code: str, row: dict[str, Any], as_of: date, text: Text, fix: Text) -> Finding:
    over = row["last"] < as_of
    return Finding(code, Level.PASS if over else Level.REVIEW, text, NOTHING if over else fix)


def _own_festival(brief: Brief, as_of: date, known: Festivals | None) -> list[Finding]:
    """Compare the posting window with the pre-heat of the festival that the brief names."""
    line = brief.timeline
    if not line.festival:
        return []
    window = nearest_preheat(line.festival, line.posting_start, line.posting_end, known)
    if window is None:
        text = Text(
            f"No pre-heat window is known for {line.festival} {line.posting_end.year}; nothing was checked.",
            f"没有 {line.posting_end.year} 年“{line.festival}”的预热期资料，未检查。",
        )
        fix = Text(
            "Add it under `festivals`, or name a file in `festivals:` of live.yaml.",
            "请补充到 festivals，或在 live.yaml 的 festivals 指定文件。",
        )
        return [Finding("preheat_unknown", Level.REVIEW, text, fix)]
    if window.days_shared(line.posting_start, line.posting_end):
        return []
    after = line.posting_start > window.end
    own, heat = days_span(line.posting_start, line.posting_end), days_span(window.start, window.end)
    text = Text(
        (
            f"Posting, {own.en}, "
            f"{'begins after' if after else 'ends before'} the pre-heat of {line.festival}, "
            f"{heat.en}: no day is shared."
        ),
        (
            f"发布窗口（{own.zh}）在{line.festival}预热期（{heat.zh}）"
            f"{'结束之后' if after else '开始之前'}，没有重叠。"
        ),
    )
    over = line.posting_end < as_of
    fix = Text("Move the posting window, or correct the festival's name.", "请调整发布窗口，或更正节点名称。")
    return [Finding("preheat_missed", Level.PASS if over else Level.FAIL, text, NOTHING if over else fix)]


def _other_peaks(brief: Brief, as_of: date, known: Festivals | None) -> list[Finding]:
    line = brief.timeline
    own = find_festival(line.festival, known) if line.festival else None
    said = []
    for one in peaks_between(line.posting_start, line.posting_end, known):
        if one.key == own:
            continue
        days = _days(one.window.start, one.window.end)
        text = Text(
            (
                f"{one.name.to('en')} ({days.en}, dates of grade {one.grade}) falls inside the posting "
                "window: feeds and ads are usually more crowded then."
            ),
            f"发布窗口遇上{one.name.to('zh')}（{days.zh}，日期等级 {one.grade}）：其间同类内容与广告通常更多。",
        )
        over = one.window.end <= as_of  # slots begin on the day after
        fix = Text(
            "Keep slots off those days, or let the note mention the festival.",
            "避开这些日期，或让笔记结合该节点。",
        )
        said.append(
            Finding("other_peak", Level.PASS if over else Level.REVIEW, text, NOTHING if over else fix)
        )
    return said


def _days(start: date, end: date) -> Text:
    return day_words(start) if start == end else days_span(start, end)


def slot_conflicts(slots: pl.DataFrame, brief: Brief, as_of: date) -> list[Finding]:
    """Say which slots cannot be kept, and which are too close together.

    Args:
        slots: From `plan_slots`.
        brief: The brief.
        as_of: The day, China time.
    """
    line = brief.timeline
    coming = slots.filter(pl.col("state").is_in(["agreed", "agreed_day"]))
    missed = slots.filter(pl.col("state") == "missed")
    stray = coming.filter(~pl.col("day").is_between(line.posting_start, line.posting_end))
    early = coming.filter(
        pl.col("day") < pl.col("earliest"), pl.col("day").is_between(line.posting_start, line.posting_end)
    )
    last, window = day_words(line.posting_end), days_span(line.posting_start, line.posting_end)
    cases = (
        (
            "slot_missed",
            Level.FAIL,
            missed,
            Text("Not out although the agreed slot has passed", "约定档期已过但未发布"),
            Text("Ask today what holds it up.", "今天确认原因。"),
        ),
        (
            "no_slot_left",
            Level.FAIL,
            slots.filter(pl.col("state") == "none"),
            Text(
                f"Not sure to pass approval by the last posting day, {last.en}",
                f"无法确保在最后发布日{last.zh}前过审",
            ),
            Text(
                "Speed up review and approval, extend the window, or give the money to another note.",
                "加急审稿与审核、延长窗口，或将预算转给其他笔记。",
            ),
        ),
        (
            "slot_outside",
            Level.REVIEW,
            stray,
            Text(f"Agreed for a day outside {window.en}", f"约定档期不在{window.zh}内"),
            Text("Move the slot into the window.", "请将档期移入窗口。"),
        ),
        (
            "slot_too_early",
            Level.REVIEW,
            early,
            Text("Agreed for a day before approval is sure to end", "约定档期早于最晚过审日"),
            Text("Speed up review and approval, or move the slot.", "加急审稿与审核，或推迟档期。"),
        ),
    )
    said = [_which(code, level, rows, what, fix) for code, level, rows, what, fix in cases if rows.height]
    return [*said, *_twice_a_day(slots, as_of), *_crowded(slots, brief, as_of)]


def _which(code: str, level: Level, rows: pl.DataFrame, what: Text, fix: Text) -> Finding:
    names = name_some(rows["creator_name"].to_list())
    text = Text(f"{what.en} ({rows.height}): {names.en}.", f"{what.zh}（{rows.height} 篇）：{names.zh}。")
    return Finding(code, level, text, fix, n=rows.height)


def _twice_a_day(slots: pl.DataFrame, as_of: date) -> list[Finding]:
    twice = (
        slots.filter(pl.col("day") > as_of)
        .drop_nulls("who")
        .group_by("who", "day")
        .agg(pl.col("creator_name").first(), n=pl.len())
        .filter(pl.col("n") > 1)
        .sort("day", "who")
    )
    return [
        Finding(
            "two_on_a_day",
            Level.REVIEW,
            Text(
                f"{row['creator_name'] or row['who']} has {row['n']} notes on {day_words(row['day']).en}.",
                f"{row['creator_name'] or row['who']} 在{day_words(row['day']).zh}有 {row['n']} 篇。",
            ),
            Text("Move one to another day.", "请将其中一篇改期。"),
            n=row["n"],
        )
        for row in twice.iter_rows(named=True)
    ]


def most_a_day(brief: Brief) -> int:
    """Return how many notes one day may have: twice the even share of the window, at least two."""
    days = (brief.timeline.posting_end - brief.timeline.posting_start + timedelta(days=1)).days
    return max(math.ceil(TIMES_EVEN * count_ordered(brief) / days), 2)


def _crowded(slots: pl.DataFrame, brief: Brief, as_of: date) -> list[Finding]:
    most = most_a_day(brief)
    days = (
        slots.filter(pl.col("day") > as_of)
        .group_by("day")
        .agg(n=pl.len())
        .filter(pl.col("n") > most)
        .sort("day")
    )
    return [
        Finding(
            "crowded_day",
            Level.REVIEW,
            Text(
                (
                    f"{row['n']} notes stand on {day_words(row['day']).en}; more than {most} is over twice the "
                    "window's even share."
                ),
                f"{day_words(row['day']).zh}排了 {row['n']} 篇，超过 {most} 篇即超出平均每日篇数的两倍。",
            ),
            Text("Spread them over the days left.", "请分散到其余日期。"),
            n=row["n"],
        )
        for row in days.iter_rows(named=True)
    ]
