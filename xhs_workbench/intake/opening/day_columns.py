"""Tables that go to the right with time, as BI tools pivot them: one column a day, one row a note and measure.

A day is no column of a table. Such a sheet is turned: one row for each note and day, one column for each measure,
with the row number of the note. The measures stand in a column (指标) or as groups over the days.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from xhs_workbench.intake.opening.sheets import Sheet, doubt
from xhs_workbench.intake.opening.side_tables import DATA

DAY = re.compile(
    r"(?:(?:19|20)\d{2}[-/.年]\d{1,2}[-/.月]|\d{1,2}[-/月])\d{1,2}日?(?:[ T]00:00(?::00(?:\.0+)?)?)?|(?:19|20)\d{2}(?:0[1-9]|1[0-2])[0-3]\d"
)
"""A day; without a year no point stands in it, for 5.20 is a price."""
SAYS_MEASURE = re.compile(
    r"(?:数据)?(?:指标|度量|数据项)(?:名称?)?|(?:metric|measure|kpi|indicator)s?(?:\s*names?)?", re.IGNORECASE
)
"""Headers of the column that names the measure of each row."""
LOOK_AT = 6
"""Rows in which such a header is looked for."""
DAYS_FROM = 3
MOST_CELLS = 2_000_000
DAY_TITLE = "统计日期"
"""The header the days get: the day on which it was counted."""


@dataclass(frozen=True)
class _Pivot:
    """Where the days are.

    Args:
        header: Index of the header row.
        days: Column -> (measure or "", day).
        kept: Columns that name the row.
        measure: The column that names each row's measure; empty where groups above the days do.
    """

    header: int
    days: Mapping[str, tuple[str, str]]
    kept: Sequence[str]
    measure: str


def turn_days(sheet: Sheet) -> Sheet:
    """Return the sheet with a row a day; one whose columns are no days comes back as it is."""
    found = _pivot(sheet)
    if found is None:
        return sheet
    found, year = _with_year(sheet, found)
    body = _filled_down(sheet).slice(found.header + 1)
    if body.height * len(found.days) > MOST_CELLS:
        return sheet
    long = body.unpivot(
        list(found.days), index=[*found.kept, "row", *([found.measure] if found.measure else [])]
    )
    told = pl.DataFrame(
        {
            "variable": list(found.days),
            "group": [m for m, _ in found.days.values()],
            "day": [d for _, d in found.days.values()],
        }
    )
    long = long.join(told, on="variable", maintain_order="left")
    named = pl.col(found.measure) if found.measure else pl.col("group")
    long = long.with_columns(named.alias("measure")).filter(pl.col("measure").is_not_null())
    keys = [*found.kept, "day"] if found.measure else [*found.kept, "row", "day"]
    measures = long["measure"].unique(maintain_order=True).to_list()
    wide = long.group_by(keys, maintain_order=True).agg(
        pl.col("row").min().alias("first_row"),
        *(
            pl.col("value").filter(pl.col("measure") == one).first().alias(f"m{i}")
            for i, one in enumerate(measures)
        ),
    )
    return _rebuilt(sheet, found, wide, measures, year)


NO_YEAR = re.compile(r"(\d{1,2})[-/月](\d{1,2})日?.*")
YEAR = r"(20\d{2})[-/.年]\d{1,2}"


def _with_year(sheet: Sheet, found: _Pivot) -> tuple[_Pivot, str]:
    """Give days without a year that of all other dates of the sheet; where these say several, they stay as they are."""
    if not all(NO_YEAR.fullmatch(day) for _, day in found.days.values()):
        return found, ""
    cells = sheet.cells.slice(found.header + 1)
    said = {year for name in found.kept for year in cells[name].str.extract(YEAR).drop_nulls().unique()}
    if len(said) != 1:
        return found, ""
    year = said.pop()
    days = {
        name: (measure, NO_YEAR.sub(lambda d: f"{year}-{int(d[1]):02d}-{int(d[2]):02d}", day))
        for name, (measure, day) in found.days.items()
    }
    return replace(found, days=days), year


def _pivot(sheet: Sheet) -> _Pivot | None:
    if sheet.hidden_columns or sheet.hidden_rows:
        return None
    for at in range(min(LOOK_AT, sheet.cells.height - 1)):
        row = sheet.cells.row(at, named=True)
        days = [name for name in sheet.columns if row[name] and DAY.fullmatch(row[name].strip())]
        if len(days) < DAYS_FROM:
            continue
        kept = [name for name in sheet.columns if row[name] and name not in days]
        measure = next((name for name in kept if SAYS_MEASURE.fullmatch(row[name].strip())), "")
        if measure:
            apart = len({row[name] for name in days}) == len(days)
            told = {name: ("", row[name].strip()) for name in days}
            return (
                _Pivot(at, told, [n for n in kept if n != measure], measure)
                if apart and len(kept) > 1
                else None
            )
        return _over_measures(sheet, at, days) or _under_groups(sheet, at, days)
    return None


def _over_measures(sheet: Sheet, at: int, days: Sequence[str]) -> _Pivot | None:
    """Read days that stand over runs of measures, the other way round; each day over the same measures."""
    if at + 2 >= sheet.cells.height:
        return None
    own, below = sheet.cells.row(at, named=True), sheet.cells.row(at + 1, named=True)
    told: dict[str, tuple[str, str]] = {}
    day = ""
    for name in sheet.columns:
        if own[name]:
            day = own[name].strip() if name in days else ""
        if day and below[name]:
            told[name] = (below[name].strip(), day)
    spans = [
        {measure for measure, one in told.values() if one == day}
        for day in dict.fromkeys(d for _, d in told.values())
    ]
    if len(spans) < DAYS_FROM or len(spans[0]) < 2 or any(span != spans[0] for span in spans):
        return None
    if len(set(told.values())) < len(told) or any(DATA.search(measure) for measure in spans[0]):
        return None
    kept = [name for name in sheet.columns if name not in told and (own[name] or below[name])]
    return _Pivot(at + 1, told, kept, "") if kept else None


def _under_groups(sheet: Sheet, at: int, days: Sequence[str]) -> _Pivot | None:
    """Read measures that stand over runs of days; what names the rows stands in either row of the header."""
    if not at:
        return None
    own, above = sheet.cells.row(at, named=True), sheet.cells.row(at - 1, named=True)
    told: dict[str, tuple[str, str]] = {}
    group = ""
    for name in sheet.columns:
        group = above[name] or group
        if name in days:
            told[name] = (group, own[name].strip())
    spans = [
        {day for measure, day in told.values() if measure == one} for one in {m for m, _ in told.values()}
    ]
    words = [
        text for row in (own, above) for name in sheet.columns if name not in days and (text := row[name])
    ]
    groups = [above[name] for name in days if above[name]]
    if len(spans) < 2 or len(spans[0]) < 2 or any(span != spans[0] for span in spans):
        return None  # the same days under each measure, or they are data
    if len(set(told.values())) < len(told) or any(DATA.search(text) for text in (*words, *groups)):
        return None
    kept = [name for name in sheet.columns if name not in days and (own[name] or above[name])]
    return _Pivot(at, told, kept, "") if kept else None


def _filled_down(sheet: Sheet) -> pl.DataFrame:
    """Carry what is merged downwards into its rows: a note's id stands once over its measures."""
    cells = sheet.cells
    for first, last, column in sheet.merged:
        name = f"c{column}"
        if name in cells.columns:
            within = pl.col("row").is_between(first, last)
            text = cells.filter(pl.col("row") == first)[name]
            if len(text) and text[0] is not None:
                cells = cells.with_columns(
                    pl.when(within).then(pl.lit(text[0])).otherwise(pl.col(name)).alias(name)
                )
    return cells


def _rebuilt(sheet: Sheet, found: _Pivot, wide: pl.DataFrame, measures: Sequence[str], year: str) -> Sheet:
    own = sheet.cells.row(found.header, named=True)
    above = sheet.cells.row(found.header - 1, named=True) if found.header else dict.fromkeys(own)
    titles = [*(own[name] or above[name] for name in found.kept), DAY_TITLE, *measures]
    columns = [*found.kept, "day", *(f"m{i}" for i in range(len(measures)))]
    names = [f"c{i}" for i in range(len(titles))]
    number = int(sheet.cells.item(found.header, "row"))
    head = pl.DataFrame(
        {**dict(zip(names, titles, strict=True)), "row": number},
        schema_overrides={"row": sheet.cells.schema["row"]},
    )
    body = wide.select(
        *(pl.col(old).alias(new) for old, new in zip(columns, names, strict=True)),
        pl.col("first_row").cast(sheet.cells.schema["row"]).alias("row"),
    )
    damaged = {(row, found.kept.index(f"c{c}")) for row, c in sheet.damaged if f"c{c}" in found.kept}
    en = f"{len({day for _, day in found.days.values()})} days stand as columns; each became a row (column {DAY_TITLE})."
    zh = f"{len({day for _, day in found.days.values()})} 个日期横向排列，已转为每日一行（{DAY_TITLE}）。"
    if year:
        en += f" Their year is that of the sheet's other dates, {year}."
        zh += f"年份取自表中其他日期（{year}）。"
    finding = doubt(sheet.file, "days_as_columns", en, zh, row=number, sheet=sheet.sheet)
    return replace(
        sheet,
        cells=pl.concat([head, body]),
        damaged=frozenset(damaged),
        merged=(),
        findings=(*sheet.findings, finding),
    )
