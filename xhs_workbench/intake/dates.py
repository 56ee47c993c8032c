"""Cell texts to moments in China time, whatever the export, the crawler or Excel made of them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from xhs_workbench.intake.values import MISSED, MISSING, Parsed, tidy
from xhs_workbench.tables import CHINA

ZONE = ZoneInfo(CHINA)
PLATFORM_START = date(2013, 6, 1)
"""The platform opened in 2013; an earlier moment is a broken cell."""
ISO = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[T ]?\s*(\d{1,2})[:时点](\d{1,2})(?:[:分](\d{1,2})(?:\.\d+)?)?[秒分]?)?\s*(Z|[+-]\d{2}:?\d{2})?\Z"
)
COMPACT = re.compile(r"(20\d{2})(\d{2})(\d{2})\Z")
NO_YEAR = re.compile(r"(?:编辑于|发布于)?\s*(\d{1,2})[-/月](\d{1,2})日?(?:\s+(\d{1,2}):(\d{2}))?(?:\s+\S{1,6})?\Z")
TWO_DIGIT = re.compile(r"(\d{2})-(\d{1,2})-(\d{1,2})\Z")
DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})\Z")
AGO = re.compile(r"(\d+)\s*(天|小时|分钟|周)前\Z")
YESTERDAY = re.compile(r"(昨天|前天|今天)\s*(?:(\d{1,2}):(\d{2}))?\Z")
SERIAL = re.compile(r"(4\d{4}|5\d{4})(\.\d+)?\Z")
AGO_UNITS = {
    "天": timedelta(days=1),
    "小时": timedelta(hours=1),
    "分钟": timedelta(minutes=1),
    "周": timedelta(weeks=1),
}

PLAIN_SECONDS = r"\A20[1-3]\d-\d\d-\d\d \d\d:\d\d:\d\d\z"
PLAIN_DAY = r"\A20[1-3]\d-\d\d-\d\d\z"
PLAIN_EPOCH = r"\A1[4-9]\d{8}(\d{3})?\z"


def parse_moment(text: str, collected_at: datetime | None = None, now: datetime | None = None) -> Parsed:
    """Read a moment.

    Args:
        text: Any form of domain knowledge: ISO, slashes, 年月日, epochs in s or ms, Excel serials, relative words.
        collected_at: When the file was crawled; relative words count from it, else they are doubted and null.
        now: The latest plausible moment (default: now plus a year).

    >>> str(parse_moment("2026年05月08日20时31分12秒").value)
    '2026-05-08 20:31:12+08:00'
    >>> parse_moment("03/04/2026").refusal
    'ambiguous_date'
    """
    folded = tidy(text)
    if folded.lower() in MISSING:
        return MISSED
    for reader in (_absolute, _numeric):
        found = reader(folded)
        if found is not None:
            return _plausible(found, now)
    found = _relative(folded, collected_at)
    return found if found.value is None else _plausible(found, now)


def _moment(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime | None:
    """Build a moment in China; 24:00:00 is midnight of the next day; None when there is no such day."""
    try:
        if (hour, minute, second) == (24, 0, 0):
            return datetime(year, month, day, tzinfo=ZONE) + timedelta(days=1)
        return datetime(year, month, day, hour, minute, second, tzinfo=ZONE)
    except ValueError:
        return None


def _absolute(text: str) -> Parsed | None:
    if found := ISO.match(text):
        parts = [int(part or 0) for part in found.groups()[:6]]
        moment = _moment(*parts)
        if moment is None:
            return Parsed(refusal="no_such_date")
        if found[7]:
            moment = datetime.fromisoformat(f"{moment:%Y-%m-%dT%H:%M:%S}{found[7]}").astimezone(ZONE)
        return Parsed(moment, doubt="hour_24" if parts[3] == 24 else "")
    if found := COMPACT.match(text):
        moment = _moment(*(int(part) for part in found.groups()))
        return Parsed(moment) if moment else Parsed(refusal="no_such_date")
    if found := TWO_DIGIT.match(text):
        moment = _moment(2000 + int(found[1]), int(found[2]), int(found[3]))
        return Parsed(moment, doubt="two_digit_year") if moment else Parsed(refusal="no_such_date")
    if found := DAY_FIRST.match(text):
        day, month = int(found[1]), int(found[2])
        if day <= 12 and month <= 12 and day != month:
            return Parsed(refusal="ambiguous_date")
        first, second = (day, month) if day > 12 else (month, day)
        moment = _moment(int(found[3]), second, first)
        return Parsed(moment, doubt="day_or_month_first") if moment else Parsed(refusal="no_such_date")
    return None


def _numeric(text: str) -> Parsed | None:
    if re.fullmatch(r"\d{10}|\d{13}", text):
        seconds = int(text) / (1000 if len(text) == 13 else 1)
        return Parsed(datetime.fromtimestamp(seconds, tz=UTC).astimezone(ZONE))
    if SERIAL.match(text):
        moment = datetime(1899, 12, 30, tzinfo=ZONE) + timedelta(days=float(text))
        return Parsed(moment.replace(microsecond=0), doubt="excel_serial")
    return Parsed(refusal="not_a_date") if re.fullmatch(r"\d{14,}", text) else None


def _relative(text: str, collected_at: datetime | None) -> Parsed:
    """Read words that count from the crawl; without the crawl's time they say nothing exact."""
    if text == "刚刚":
        return Parsed(collected_at, doubt="relative_date")
    if found := AGO.match(text):
        step = int(found[1]) * AGO_UNITS[found[2]]
        return Parsed(collected_at - step if collected_at else None, doubt="relative_date")
    if found := YESTERDAY.match(text):
        back = {"今天": 0, "昨天": 1, "前天": 2}[found[1]]
        if collected_at is None:
            return Parsed(doubt="relative_date")
        day = collected_at.astimezone(ZONE) - timedelta(days=back)
        return Parsed(
            _moment(day.year, day.month, day.day, int(found[2] or 0), int(found[3] or 0)), doubt="relative_date"
        )
    if found := NO_YEAR.match(text):
        return _without_year(found, collected_at)
    return Parsed(doubt="not_a_date")


def _without_year(found: re.Match[str], collected_at: datetime | None) -> Parsed:
    """Take the latest year that has the day and is not after the crawl; 29 February may be years back."""
    if collected_at is None:
        return Parsed(doubt="no_year")
    month, day, hour, minute = (int(part or 0) for part in found.groups())
    for year in range(collected_at.year, collected_at.year - 9, -1):
        moment = _moment(year, month, day, hour, minute)
        if moment and moment <= collected_at:
            return Parsed(moment, doubt="no_year")
    return Parsed(refusal="no_such_date")


def _plausible(found: Parsed, now: datetime | None) -> Parsed:
    if found.value is None:
        return found
    latest = now or datetime.now(tz=ZONE) + timedelta(days=366)
    if not found.value.date() >= PLATFORM_START or found.value > latest:
        return Parsed(refusal="impossible_date")
    return found


def plain_moment() -> tuple[str, pl.Expr]:
    """Return the fast path for `2026-05-08 20:31:12` and epochs, for `values.parse_column`."""
    text = pl.col("t")
    clock = text.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us").dt.replace_time_zone(CHINA)
    number = text.cast(pl.Int64, strict=False)
    micros = pl.when(text.str.len_chars() == 13).then(number * 1_000).otherwise(number * 1_000_000)
    epoch = pl.from_epoch(micros, time_unit="us").dt.replace_time_zone("UTC").dt.convert_time_zone(CHINA)
    moment = pl.coalesce(clock, epoch)
    # Outside the platform's life the slow path gives the reason.
    first = datetime.combine(PLATFORM_START, time(), ZONE)
    latest = datetime.now(tz=ZONE) + timedelta(days=366)
    sane = moment.is_between(pl.lit(first), pl.lit(latest))
    return f"({PLAIN_SECONDS})|({PLAIN_EPOCH})", pl.when(sane).then(moment)


def moment_of_note_id(note_id: str = "note_id") -> pl.Expr:
    """Return the publish time hidden in a note id: its first 8 hex digits are Unix seconds (evidence grade A).

    Null for ids that are not 24 hex digits, or whose time is before the platform or far ahead.
    """
    is_hex = pl.col(note_id).str.contains(r"\A[0-9a-fA-F]{24}\z")
    seconds = (
        pl.when(is_hex).then(pl.col(note_id)).str.slice(0, 8).str.to_integer(base=16, strict=False, dtype=pl.Int64)
    )
    sane = seconds.is_between(1_370_000_000, 2_000_000_000)
    micros = pl.when(sane).then(seconds * 1_000_000)
    return pl.from_epoch(micros, time_unit="us").dt.replace_time_zone("UTC").dt.convert_time_zone(CHINA)
