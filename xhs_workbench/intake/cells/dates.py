"""Cell texts to moments in China time, whatever the export, the crawler or Excel made of them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import polars as pl

from xhs_workbench.intake.cells.runs import order_of_a_run
from xhs_workbench.intake.cells.values import ERRORS, MISSED, MISSING, Column, Parsed, Plain, tidy
from xhs_workbench.intake.late import Late
from xhs_workbench.tables import CHINA

ZONE = ZoneInfo(CHINA)
ASKED, AGREE = 400, 0.9
"""Rows that are asked for the order of day and month, and the share of them that must agree."""
EAST = 8 * 3_600 * 1_000_000
"""Microseconds by which China's clocks are ahead of UTC; since 1991 without summer time."""
PLATFORM_START = date(2013, 6, 1)
"""The platform opened in 2013; an earlier moment is a broken cell."""
CLOCK = r"(\d{1,2})[:时点](\d{1,2})(?:[:分](\d{1,2})(?:\.\d+)?)?[秒分]?"
OFFSET = r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?\Z"
ISO = Late(
    rf"(\d{{4}})[-/.年]\s?(\d{{1,2}})[-/.月]\s?(\d{{1,2}})[日.]?(?:[T ]?\s*(?P<before>上午|下午|"
    rf"凌晨)?\s*{CLOCK}\s*(?P<half>[AaPp][Mm])?)?{OFFSET}"
)
COMPACT = Late(r"(20\d{2})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2}))?\Z")
NO_YEAR = Late(r"(\d{1,2})[-/月](\d{1,2})日?(?:\s*(\d{1,2}):(\d{2}))?\Z")
POINTED = Late(r"\A(0?[1-9]|1[0-2])\.(0[1-9]|[12]\d|3[01]|[4-9])\Z")
"""A day as people type it (10.20); 10.2 may be the twentieth without its zero, and is none."""
SPELLED = Late(
    r"(?i)\s*(?:(?P<first>[a-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?|(?P<day2>\d{1,2})(?:st|nd|rd|th)?[ -](?P<second>[a-z]{3,9})\.?)\s*\Z"
)
"""Oct 20, 20-Oct: a day with the name of its month and no year."""
TWO_DIGIT = Late(r"(\d{2})-(\d{1,2})-(\d{1,2})\Z")
WESTERN = Late(
    rf"(\d{{1,2}})([/.-])(\d{{1,2}})\2(\d{{4}}|\d{{1,2}})(?:,?\s+(\d{{1,2}}):(\d{{2}})(?::(\d{{2}}))?\s*([AaPp][Mm])?)?{OFFSET}"
)
WESTERN_CELL = r"\A\s*\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4}|[/.]\d{1,2}(?:\s|\z))"
SHORT_CELL = r"\A\s*(\d{1,2})[/.](\d{1,2})[/.](\d{1,2})(?:\s|\z)"
"""Three short numbers: a year of two digits stands first (26/9/8) or last (8/9/26)."""
FIRST_YEAR = 13
"""The platform's first year of two digits: a smaller number is no year of it."""
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
FULL_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
NAMED_MONTH = Late(
    r"(?:(?P<first>[a-z]{3,9})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,?|(?P<day2>\d{1,2})(?:st|nd|rd|th)?[ -](?P<second>[a-z]{3,9})\.?,?)"
    r"[ -](?P<year>\d{4}|\d{2})"
    rf"(?:,? (?:at )?(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})(?::(?P<clock>\d{{2}}))?\s*(?P<half>[ap]m)?)?{OFFSET}",
    re.IGNORECASE,
)
WEEKDAY = Late(
    r"\A(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}[,.]?\s+|\s*[(（]?(?:星期|周|礼拜)[一二三四五六日天][)）]?(?!前)|北京时间",
    re.IGNORECASE,
)
NAMED_ZONE = Late(r"(?<=[\d:mM])\s*[(（]?(?:UTC|GMT)\s*(?:([+-])(\d{1,2})(?::?(\d{2}))?)?[)）]?\Z")
YEAR_LAST = Late(r"([A-Z][a-z]{2} \d{1,2}) (\d{1,2}:\d{2}:\d{2}) ([+-]\d{4}) (\d{4})\Z")
"""`Apr 02 09:30:00 +0800 2026`, as some web interfaces write it."""
AGO = Late(r"(\d+)\s*(天|小时|分钟|秒钟|秒|周|星期|days?|hours?|minutes?|mins?|weeks?)\s*(?:前|ago)\Z")
LONG_AGO = Late(r"(\d+)\s*(个月|月|年|months?|years?)\s*(?:前|ago)\Z")
YESTERDAY = Late(r"(昨天|前天|今天|yesterday|today)\s*(?:(\d{1,2}):(\d{2}))?\Z")
NOW = {"刚刚", "刚才", "just now"}
SERIAL = Late(r"(4\d{4}|5\d{4})(\.\d+)?\Z")
SAID_BEFORE = Late(r"(?:最后)?(?:编辑于|发布于|更新于|修改于)\s*|(?:edited|posted) (?:on )?", re.IGNORECASE)
PLACE_AFTER = Late(
    r"\s+(?:IP属地[:：]?\s*)?[\u4e00-\u9fff]{2,8}\Z|\s+IP属地[:：].*\Z|(?:(?<=ago)|"
    r"(?<=\d\d))\s+[A-Z][A-Za-z .]{2,}\Z"
)
"""The region that the site writes behind a date; a word of time (昨天, 3天前) is none, for digits or nothing stand before it."""
EPOCH_FLOAT = Late(r"(\d{10}|\d{13})\.\d+\Z")
EPOCH_SCIENTIFIC = Late(r"(\d)\.(\d+)e\+?(0?9|12)\Z")
SECONDS_A_DAY = 86_400
AGO_UNITS = {
    "天": timedelta(days=1),
    "day": timedelta(days=1),
    "小时": timedelta(hours=1),
    "hour": timedelta(hours=1),
    "分钟": timedelta(minutes=1),
    "minute": timedelta(minutes=1),
    "min": timedelta(minutes=1),
    "秒": timedelta(seconds=1),
    "秒钟": timedelta(seconds=1),
    "周": timedelta(weeks=1),
    "星期": timedelta(weeks=1),
    "week": timedelta(weeks=1),
}
ORDERS = ("month_first", "day_first")
YEAR_FIRST = "year_first"
"""The order of 26/9/8, which only the cells of a column settle."""

PLAIN_SECONDS = r"\A20[1-3]\d-\d\d-\d\d \d\d:[0-5]\d:[0-5]\d\z"
PLAIN_DAY = r"\A20[1-3]\d-\d\d-\d\d\z"
PLAIN_OTHER_DAY = r"\A20[12]\d(?:/\d{1,2}/\d{1,2}|年\d{1,2}月\d{1,2}日)\z"
DAY_FORM = r"20[12]\d(?:-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2}|年\d{1,2}月\d{1,2}日)"
PLAIN_MINUTES = rf"\A{DAY_FORM}(?: \d{{1,2}}:[0-5]\d)?\z"
PLAIN_TIMES = rf"\A{DAY_FORM} \d{{1,2}}:[0-5]\d:[0-5]\d\z"
PLAIN_ZULU = r"\A20[12]\d-\d\d-\d\dT\d\d:[0-5]\d:[0-5]\d(?:\.\d{1,6})?Z\z"
PARTS = r"\A([0-9-]+)(?: ([0-9:]+))?\z"
PLAIN_EPOCH = r"\A1[4-9]\d{8}(\d{3})?\z"


def parse_moment(
    text: str, collected_at: datetime | None = None, now: datetime | None = None, *, order: str = ""
) -> Parsed:
    """Read a moment.

    Args:
        text: Any form of domain knowledge: ISO, slashes, 年月日, epochs in s or ms, Excel serials, relative
            words, with or without 编辑于 before and the region behind.
        collected_at: When the file was crawled; relative words count from it, else they are doubted and null.
        now: The latest plausible moment (default: now plus a year).
        order: `month_first` or `day_first` for `03/04/2026`; without it such a cell is refused, for nothing
            settles it.

    >>> str(parse_moment("2026年05月08日20时31分12秒").value)
    '2026-05-08 20:31:12+08:00'
    >>> parse_moment("03/04/2026").refusal, str(parse_moment("03/04/2026", order="month_first").value.date())
    ('ambiguous_date', '2026-03-04')
    """
    folded = tidy(text)
    if folded.lower() in MISSING:
        return MISSED
    if folded.lower() in ERRORS:
        return Parsed(doubt="error_cell")
    bare = _bare(in_numbers(folded))
    for reader in (_absolute, partial(_western, order=order), _numeric):
        found = reader(bare)
        if found is not None:
            return _plausible(found, now)
    found = _relative(bare.lower(), collected_at)
    return found if found.value is None else _plausible(found, now)


def settled_order(cells: pl.Series) -> str:
    """Say which comes first in a column of `1/14/2025`, if a cell above 12 settles it and none says the other.

    >>> settled_order(pl.Series(["1/14/2025 12:08", "2/3/2025"])), settled_order(pl.Series(["2/3/2025"]))
    ('month_first', '')
    """
    western = cells.filter(cells.str.contains(WESTERN_CELL))
    if western.is_empty():
        return ""
    short = [western.str.extract(SHORT_CELL, part).cast(pl.Int64) for part in (1, 3)]
    year_first = bool(((short[0] >= FIRST_YEAR) & (short[1] < FIRST_YEAR)).any())
    if year_first:
        return "" if ((short[0] < FIRST_YEAR) & (short[1] >= FIRST_YEAR)).any() else YEAR_FIRST
    first = western.str.extract(r"\A\s*(\d{1,2})", 1).cast(pl.Int64)
    second = western.str.extract(r"\A\s*\d{1,2}[/.-](\d{1,2})", 1).cast(pl.Int64)
    months, days = bool((second > 12).any()), bool((first > 12).any())
    if months == days:
        return "" if months else _order_by_neighbours(cells, western) or order_of_a_run(first, second)
    return "month_first" if months else "day_first"


NEXT_TO = timedelta(days=14)
"""So near to the days of a column whose order is plain its other days are."""
YEAR_FIRST_DAY = r"\A\s*(20[12]\d)[-/.年](\d{1,2})[-/.月](\d{1,2})"


def _order_by_neighbours(cells: pl.Series, western: pl.Series) -> str:
    """Say in which order all days stand next to those of the same column that are written year first.

    >>> settled_order(pl.Series(["2026-11-08", "2026-11-09", "10/11/2026", "11/11/2026"]))
    'day_first'
    """
    parts = cells.drop_nulls().str.extract_groups(YEAR_FIRST_DAY).struct.unnest().drop_nulls().unique()
    plain = [day for year, month, day_ in parts.rows() if (day := _date_or_none(year, month, day_))]
    if not plain:
        return ""
    first, last = min(plain) - NEXT_TO, max(plain) + NEXT_TO
    good = []
    for order in ("month_first", "day_first"):
        said = [parse_moment(text, order=order).value for text in western.unique().head(ASKED)]
        if all(found is not None and first <= found.date() <= last for found in said):
            good.append(order)
    return good[0] if len(good) == 1 else ""


def _date_or_none(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def order_by_ids(cells: pl.Series, note_ids: pl.Series) -> str:
    """Say in which order days of posting are written: the one in which they are the days that the note ids hold.

    >>> made = pl.Series(["69cdc698000000000b000000", "69cf1b24000000000b000001"])  # 2 and 3 April 2026
    >>> order_by_ids(pl.Series(["02/04/2026", "03/04/2026"]), made)
    'day_first'
    """
    rows = pl.DataFrame({"t": cells, "note_id": note_ids}).select("t", told=moment_of_note_id())
    rows = rows.drop_nulls().filter(pl.col("t").str.contains(WESTERN_CELL)).head(ASKED)
    good = []
    for order in ("month_first", "day_first"):
        said = [parse_moment(text, order=order).value for text in rows["t"]]
        near = sum(
            found is not None and abs(found.date() - told.date()) <= timedelta(days=1)
            for found, told in zip(said, rows["told"], strict=True)
        )
        good += [order] if near and near >= AGREE * rows.height else []
    return good[0] if len(good) == 1 else ""


def _bare(text: str) -> str:
    """Take off what is written around a date: 编辑于, the region, the weekday; a named zone becomes its offset."""
    text = WEEKDAY.sub("", SAID_BEFORE.sub("", text, count=1)).strip()
    text = YEAR_LAST.sub(r"\1, \4 \2 \3", NAMED_ZONE.sub(_offset, text))
    text = PLACE_AFTER.sub("", text).strip()
    return re.sub(r"(?<=\d{4}-\d\d-\d\d)_(?=\d)", " ", text)


def _offset(zone: re.Match[str]) -> str:
    """Write GMT+8 as +08:00, and UTC as +00:00: taken for a place, it would shift the moment by hours."""
    return f"{zone[1]}{int(zone[2]):02d}:{zone[3] or '00'}" if zone[1] else "+00:00"


def _in_zone(moment: datetime | None, zone: str | None, doubt: str = "") -> Parsed:
    """Return a moment that was written in another zone as China's."""
    if moment is None:
        return Parsed(refusal="no_such_date")
    if zone:
        try:
            moment = datetime.fromisoformat(f"{moment:%Y-%m-%dT%H:%M:%S}{zone}").astimezone(ZONE)
        except ValueError:
            return Parsed(refusal="no_such_date")
    return Parsed(moment, doubt=doubt)


def _moment(
    year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0
) -> datetime | None:
    """Build a moment in China; 24:00:00 is midnight of the next day; None when there is no such day."""
    try:
        if (hour, minute, second) == (24, 0, 0):
            return datetime(year, month, day, tzinfo=ZONE) + timedelta(days=1)
        return datetime(year, month, day, hour, minute, second, tzinfo=ZONE)
    except ValueError:
        return None


def _absolute(text: str) -> Parsed | None:
    if found := ISO.match(text):
        year, month, day, before, hour, minute, second, half, zone = found.groups()
        clock = _clock(hour, minute, second, half or {"上午": "am", "凌晨": "am", "下午": "pm"}.get(before))
        moment = _moment(int(year), int(month), int(day), *clock)
        return _in_zone(moment, zone, "hour_24" if clock[0] == 24 else "")
    if found := COMPACT.match(text):
        moment = _moment(*(int(part or 0) for part in found.groups()))
        return Parsed(moment) if moment else Parsed(refusal="no_such_date")
    if found := TWO_DIGIT.match(text):
        moment = _moment(2000 + int(found[1]), int(found[2]), int(found[3]))
        return Parsed(moment, doubt="two_digit_year") if moment else Parsed(refusal="no_such_date")
    return None


def _western(text: str, order: str) -> Parsed | None:
    """Read `1/14/2025 12:08 PM` and `Jan 14, 2025`: by the number above 12, else by the stated order."""
    if found := NAMED_MONTH.match(text):
        name = (found["first"] or found["second"])[:3].lower()
        if name not in MONTHS:
            return None
        day, year = int(found["day"] or found["day2"]), int(found["year"])
        clock = _clock(found["hour"], found["minute"], found["clock"], found["half"])
        short = len(found["year"]) == 2
        moment = _moment(year + 2000 if short else year, MONTHS.index(name) + 1, day, *clock)
        return _in_zone(moment, found["zone"], "two_digit_year" if short else "")
    found = WESTERN.match(text)
    if not found:
        return None
    first, second, last = int(found[1]), int(found[3]), int(found[4])
    if last < 100:
        if found[2] == "-" or max(first, last) < FIRST_YEAR:
            return None
        if order == YEAR_FIRST or (first >= FIRST_YEAR > last):
            moment = _moment(2000 + first, second, last, *_clock(*found.groups()[4:8]))
            return _in_zone(moment, found["zone"], "two_digit_year")
        if first >= FIRST_YEAR and second <= 12 and not order:
            return Parsed(refusal="ambiguous_date")
        last += 2000
    if first <= 12 and second <= 12 and first != second and not order:
        return Parsed(refusal="ambiguous_date")
    month_first = second > 12 or (first <= 12 and order != "day_first")
    month, day = (first, second) if month_first else (second, first)
    moment = _moment(last, month, day, *_clock(*found.groups()[4:8]))
    return _in_zone(moment, found["zone"], "day_or_month_first")


def _clock(
    hour: str | None, minute: str | None, second: str | None, half: str | None
) -> tuple[int, int, int]:
    """Return hour, minute, second; 12 AM is midnight and 12 PM noon; beside an hour above 12 the half says nothing."""
    hours = int(hour or 0)
    if half and hours <= 12:
        hours = hours % 12 + (12 if half.lower() == "pm" else 0)
    return hours, int(minute or 0), int(second or 0)


def _numeric(text: str) -> Parsed | None:
    if found := EPOCH_FLOAT.match(text):
        text = found[1]
    if re.fullmatch(r"\d{10}|\d{13}", text):
        return _epoch(int(text) / (1000 if len(text) == 13 else 1))
    if found := EPOCH_SCIENTIFIC.match(text.lower()):
        return _scientific_epoch(found)
    if SERIAL.match(text):
        moment = datetime(1899, 12, 30, tzinfo=ZONE) + timedelta(seconds=round(float(text) * SECONDS_A_DAY))
        return Parsed(moment, doubt="excel_serial")
    return Parsed(refusal="not_a_date") if re.fullmatch(r"\d{14,}(\.\d+)?", text) else None


def _epoch(seconds: float, doubt: str = "") -> Parsed:
    return Parsed(datetime.fromtimestamp(seconds, tz=UTC).astimezone(ZONE), doubt=doubt)


def _scientific_epoch(found: re.Match[str]) -> Parsed:
    """Read 1.70138E+09: exact if all digits are there, doubted if hours are lost, left out if a day or more is."""
    exponent = int(found[3])
    scale = 1000 if exponent == 12 else 1
    step = 10.0 ** (exponent - len(found[2])) / scale
    if step >= SECONDS_A_DAY:
        return Parsed(doubt="not_a_date")
    seconds = float(f"{found[1]}.{found[2]}e{exponent}") / scale
    return _epoch(seconds, "" if step <= 1 else "rounded_time")


def _relative(text: str, collected_at: datetime | None) -> Parsed:
    """Read words that count from the crawl; without the crawl's time they say nothing exact."""
    if text in NOW:
        return Parsed(collected_at, doubt="relative_date")
    if found := AGO.match(text):
        unit = found[2] if found[2] in AGO_UNITS else found[2].rstrip("s")
        far = len(found[1]) > 5
        step = timedelta() if far else int(found[1]) * AGO_UNITS[unit]
        return Parsed(collected_at - step if collected_at and not far else None, doubt="relative_date")
    if LONG_AGO.match(text):
        return Parsed(doubt="rough_date")
    if found := YESTERDAY.match(text):
        back = {"今天": 0, "today": 0, "昨天": 1, "yesterday": 1, "前天": 2}[found[1]]
        if collected_at is None:
            return Parsed(doubt="relative_date")
        day = collected_at.astimezone(ZONE) - timedelta(days=back)
        return Parsed(
            _moment(day.year, day.month, day.day, int(found[2] or 0), int(found[3] or 0)),
            doubt="relative_date",
        )
    if found := NO_YEAR.match(POINTED.sub(r"\1-\2", text)):
        return _without_year(found, collected_at)
    return Parsed(doubt="not_a_date")


def in_numbers(text: str) -> str:
    """Write a day that names its month as month and day; any other text comes back as it is.

    >>> in_numbers("Oct 20"), in_numbers("3-Nov"), in_numbers("May be 3")
    ('10-20', '11-3', 'May be 3')
    """
    found = SPELLED.match(text)
    name = (found["first"] or found["second"]).lower() if found else ""
    if found is None or name[:3] not in MONTHS or not FULL_MONTHS[MONTHS.index(name[:3])].startswith(name):
        return text
    return f"{MONTHS.index(name[:3]) + 1}-{found['day'] or found['day2']}"


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


RELATIVE = ("relative_date", "no_year")


def count_from_own_crawl(cells: pl.Series, read: Column, crawls: pl.Series) -> pl.Series:
    """Read relative words again, each from the moment when its own row was crawled.

    Args:
        cells: The texts of the column.
        read: The column as read with one crawl time for the whole file, or none.
        crawls: When each row was crawled, null where unknown.
    """
    at = read.remarks.filter(pl.col("doubt").is_in(RELATIVE))["at"]
    own = pl.DataFrame({"at": at, "t": cells.gather(at), "crawl": crawls.gather(at)}).drop_nulls()
    if own.is_empty():
        return read.values
    pairs = own.select("t", "crawl").unique(maintain_order=True)
    moments = [parse_moment(text, crawl.astimezone(ZONE)).value for text, crawl in pairs.iter_rows()]
    pairs = pairs.with_columns(again=pl.Series(moments, dtype=read.values.dtype))
    again = own.join(pairs, on=["t", "crawl"]).select("at", "again")
    whole = (
        pl.DataFrame({"v": read.values})
        .with_row_index("at")
        .join(again, on="at", how="left", maintain_order="left")
    )
    return whole.select(pl.coalesce("again", "v").alias(read.values.name)).to_series()


def plain_moments() -> tuple[Plain, ...]:
    """Return the fast paths for moments, for `values.parse_column`: `2026-05-08 20:31:12` and epochs, then other forms.

    The others are those whose parts stand in one order and that nothing follows: 2026/5/8, 2026-05-08 20:31,
    2026年5月8日, 2026-05-08T12:31:12.000Z.
    """
    text = pl.col("t")
    number = text.cast(pl.Int64, strict=False)
    epoch = pl.when(text.str.len_chars() == 13).then(number * 1_000).otherwise(number * 1_000_000)
    tidy_day = text.str.replace_all("[/年月]", "-").str.replace("日", "")
    parts = pl.concat_str(
        tidy_day.str.extract(PARTS, 1), pl.lit(" "), tidy_day.str.extract(PARTS, 2).fill_null("0:0")
    )
    zulu = text.str.head(19).str.to_datetime("%Y-%m-%dT%H:%M:%S", strict=False, time_unit="us")
    return (
        # Moments are whole numbers and get their zone once: in the platform's life China had one.
        (
            f"({PLAIN_SECONDS})|({PLAIN_EPOCH})",
            _said(pl.coalesce(_clock_of(text, "%Y-%m-%d %H:%M:%S"), epoch)),
        ),
        (PLAIN_MINUTES, _said(_clock_of(parts, "%Y-%m-%d %H:%M"))),
        (PLAIN_TIMES, _said(_clock_of(parts, "%Y-%m-%d %H:%M:%S"))),
        (PLAIN_ZULU, _said(zulu.cast(pl.Int64))),
    )


def plain_days() -> tuple[Plain, ...]:
    """Return the fast paths for days; what is outside the platform's life is left to the slow one, which says so."""
    text = pl.col("t")
    tidy_day = text.str.replace_all("[/年月]", "-").str.replace("日", "")
    forms = ((PLAIN_DAY, text), (PLAIN_OTHER_DAY, tidy_day))
    return tuple((form, cells.str.to_date("%Y-%m-%d", strict=False)) for form, cells in forms)


def _clock_of(text: pl.Expr, form: str) -> pl.Expr:
    """Return the moments that clocks in China show, in microseconds."""
    return text.str.to_datetime(form, strict=False, time_unit="us").cast(pl.Int64) - EAST


def _said(moment: pl.Expr) -> pl.Expr:
    """Return moments in China; null outside the platform's life, where the slow path gives the reason."""
    first = datetime.combine(PLATFORM_START, time(), ZONE)
    latest = datetime.now(tz=ZONE) + timedelta(days=366)
    sane = moment.is_between(_micros(first), _micros(latest))
    said = pl.from_epoch(pl.when(sane).then(moment), time_unit="us")
    return said.dt.replace_time_zone("UTC").dt.convert_time_zone(CHINA)


def _micros(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)


def moment_of_note_id(note_id: str = "note_id") -> pl.Expr:
    """Return the publish time hidden in a note id: its first 8 hex digits are Unix seconds (evidence grade A).

    Null for ids that are not 24 hex digits, or whose time is before the platform or far ahead.
    """
    seconds = pl.col(note_id).str.slice(0, 8).str.to_integer(base=16, strict=False, dtype=pl.Int64)
    sane = seconds.is_between(1_370_000_000, 2_000_000_000)
    is_hex = pl.when(sane).then(pl.col(note_id)).str.contains(r"\A[0-9a-fA-F]{24}\z")
    micros = pl.when(is_hex).then(seconds * 1_000_000)
    return pl.from_epoch(micros, time_unit="us").dt.replace_time_zone("UTC").dt.convert_time_zone(CHINA)
