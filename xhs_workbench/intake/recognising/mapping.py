"""One recognised sheet to canonical columns: each column parsed by its type, each row kept, or refused with its reason."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property, partial
from typing import Any

import dataframely as dy
import polars as pl

from xhs_workbench.intake.cells import dates, decimals, values
from xhs_workbench.intake.cells.columns import MOMENT, answers_only, mend, read_column, told_convention
from xhs_workbench.intake.cells.texts import hash_rows, taken_out
from xhs_workbench.intake.masking import mask_table
from xhs_workbench.intake.opening.sheets import Sheet, refuse
from xhs_workbench.intake.recognising import not_posted, recognise, years
from xhs_workbench.intake.recognising.merged_cells import fill_down
from xhs_workbench.intake.recognising.recognise import UNNAMED, Recognised, resaved
from xhs_workbench.intake.recognising.refusals import AMBIGUOUS
from xhs_workbench.intake.recognising.set_aside import REFUSED, identifying, set_aside, without_footnotes
from xhs_workbench.intake.recognising.sources import (
    Header,
    TableMap,
    header_of,
    header_used,
    is_dropped,
    matches,
    named_so,
    normalise,
    origin_of,
)
from xhs_workbench.intake.recognising.units import MONEY, stated_above, units_of
from xhs_workbench.intake.telling import Heard, nobody, stretch
from xhs_workbench.tables import TABLES, columns_of

CORES = os.cpu_count() or 1
SHORT = 2_000
"""Rows up to which the columns are read one after the other: threads would wait for each other longer than they read."""
FIGURES = (dy.Int64, dy.Float64, dy.Bool)
STOCKS = frozenset({"followers", "likes_saves_total", "notes_total"})
"""Figures that say how much somebody has: true of each row they are merged over."""
READ_TIMES = ("hour_24", "two_digit_year", "day_or_month_first", "excel_serial", "rounded_time")
"""Doubts about a time that was read all the same."""


@dataclass
class Mapped:
    """One sheet as one canonical table.

    Args:
        table: Name of the table.
        frame: Its columns and lineage; also `collected_at` where the source knows it.
        refused: `row`, `column`, `value`, `rule` of each refused row (one reason a row).
        doubts: `column`, `doubt`, `n`, `row` (the first) of what was read with a doubt, refused rows left
            out.
        totals: Totals rows, parsed.
        unmapped: Headers that nothing here reads.
        dropped: Headers with personal data, dropped at the door.
        rows_read: Data rows in the sheet, refused ones included; blank rows are none.
        used_headers: Canonical column -> header.
        counted_by: Header of the times at which rows were counted; empty without one.
    """

    table: str
    frame: pl.DataFrame
    refused: pl.DataFrame
    doubts: pl.DataFrame
    totals: pl.DataFrame
    unmapped: tuple[str, ...]
    dropped: tuple[str, ...]
    rows_read: int
    used_headers: Mapping[str, str] = field(default_factory=dict)
    counted_by: str = ""


def map_sheet(
    sheet: Sheet,
    known: Recognised,
    table: str,
    collected_at: datetime | None = None,
    heard: Heard = nobody,
) -> Mapped:
    """Turn a recognised sheet into one of its canonical tables; `heard` is told how far it is.

    Raises:
        IntakeError: Two headers claim one column, or the column that identifies a row is missing.
    """
    source, spec = known.source, known.source.tables[table]
    chosen = _choose(sheet, known, spec, table, has_crawl=collected_at is not None)
    body = sheet.cells.slice(known.position + 1)
    body = body.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in sheet.columns))
    rows_read = body.height
    body, notes_below = without_footnotes(sheet, known, body, identifying(chosen, spec, table))
    body, totals_body, refused = set_aside(sheet, known, body, _naming(chosen, table))
    mapper = _Mapper(sheet, known, table, collected_at, stretch(heard, 0.1, 0.5))
    chosen = mapper.in_stated_unit(chosen)
    body = mapper.with_merged(body, chosen)
    frame = mapper.read(body, chosen, spec)
    bad = mapper.refusals(body)
    bad = not_posted.set_apart(bad, frame) if table == "notes" and bad.height else bad
    if table == "paid":
        aside = not_posted.without_ads(frame, body, chosen)
        bad = pl.concat([bad, aside.filter(~pl.col("row").is_in(bad["row"].implode()))])
    totals = frame.clear()
    if totals_body.height:
        totals = _Mapper(sheet, known, table, collected_at).read(totals_body, chosen, spec)
    frame = frame.filter(~pl.col("source_row").is_in(bad["row"].implode())) if bad.height else frame
    dropped = {h.whole for h in known.headers if is_dropped(h, source)}
    used = {header.text for header in chosen.values()} | mapper.also_used
    heard(0.5)
    return Mapped(
        table=table,
        frame=recognise.without_nicknames(mask_table(frame, table), sheet, known),
        refused=pl.concat([notes_below, refused, bad]),
        doubts=mapper.doubtful(bad["row"]),
        totals=mask_table(totals, table),
        unmapped=tuple(
            h.shown
            for h in known.headers
            if h.text not in used and h.whole not in dropped and not UNNAMED.match(h.text)
        ),
        dropped=tuple(h.shown for h in known.headers if h.whole in dropped),
        rows_read=rows_read,
        used_headers={column: header.shown for column, header in chosen.items()},
        counted_by=mapper.counted_by,
    )


def _choose(
    sheet: Sheet, known: Recognised, spec: TableMap, table: str, *, has_crawl: bool
) -> dict[str, Header]:
    """Pick the header of each canonical column; two equal headers for one column are refused."""
    chosen: dict[str, Header] = {}
    for column, names in spec.columns.items():
        for name in names:
            found = [header for header in known.headers if matches(header, name)]
            twice = len(found) > 1 and not known.source.group_rows and len({h.whole for h in found}) == 1
            if twice and not recognise.say_the_same(sheet, known, found):
                row = int(sheet.cells.item(known.position, "row"))
                raise refuse(
                    sheet.file,
                    "the header stands twice",
                    "表头重复",
                    row=row,
                    column=found[0].shown,
                    sheet=sheet.sheet,
                    fix=("remove or rename one.", "请删除或改名其一。"),
                    code="XHS-E022",
                )
            if found and not answers_only(column, _below(sheet, known, found[0])):
                chosen[column] = found[0]
                break
    derived = {
        *spec.constants,
        *(n for n, rules in spec.derive.items() if has_crawl or not all("crawl" in r for r in rules)),
    }
    needed = [name for name in TABLES[table].primary_key() if name not in chosen and name not in derived]
    if needed:
        wanted = " / ".join(spec.columns.get(needed[0], (needed[0],)))
        fix = ("", "")
        if needed[0] in spec.derive:
            fix = ("say when it was exported (collected_at).", "请注明导出时间（collected_at）。")
        raise refuse(
            sheet.file,
            f"the column that identifies a row is missing: {wanted}",
            f"缺少必需列：{wanted}",
            sheet=sheet.sheet,
            column=wanted,
            fix=fix,
            code="XHS-E021",
        )
    return chosen


def _below(sheet: Sheet, known: Recognised, header: Header) -> pl.Series:
    return sheet.cells[f"c{header.index}"].slice(known.position + 1, SHORT)


def _naming(chosen: Mapping[str, Header], table: str) -> list[str]:
    """Return the sheet's columns that say what a row is, and are no figures."""
    types = columns_of(table)
    return [f"c{header.index}" for column, header in chosen.items() if not isinstance(types[column], FIGURES)]


class _Mapper:
    """Parse the columns of one table and remember what was refused or doubtful."""

    def __init__(
        self,
        sheet: Sheet,
        known: Recognised,
        table: str,
        collected_at: datetime | None,
        heard: Heard = nobody,
    ) -> None:
        self.heard = heard
        self.sheet, self.source, self.headers = sheet, resaved(sheet, known), known.headers
        self._position = known.position
        self.collected_at = collected_at
        self.types = columns_of(table)
        self.parsed: dict[str, tuple[Header, values.Column]] = {}
        self.rows: pl.Series = pl.Series(dtype=pl.Int64)
        self.also_used: set[str] = set()
        self.said: list[dict[str, Any]] = []
        self.counted_by = ""

    def in_stated_unit(self, chosen: Mapping[str, Header]) -> dict[str, Header]:
        """Apply a unit that a line above the table states (单位：万元) to the figures whose header has none."""
        unit, scale = stated_above(self.sheet, self._position)
        found = dict(chosen)
        above = self.sheet.cells.slice(max(self._position - 1, 0), 1).row(0, named=True)
        if self._position and (units := units_of(above, self.sheet.columns)):
            self.said += [
                {"column": header.shown, "doubt": "unit_above", "n": 1, "row": self._position}
                for header in chosen.values()
                if header.scale != 1 and f"c{header.index}" in units
            ]
        for column, header in chosen.items() if scale != 1 else ():
            kind = self.types[column]
            is_money = column.endswith("_cny")
            counts = isinstance(kind, dy.Int64) and unit.lower() not in MONEY
            if header.scale == 1 and (is_money or counts):
                found[column] = replace(header, scale=scale)
                self.said.append({"column": header.shown, "doubt": "unit_above", "n": 1, "row": 1})
        own = self.source.scale
        self.said += [
            {"column": header.shown, "doubt": "unit_said", "n": 1, "row": self._position + 2}
            for column, header in found.items()
            if own.get(column, header.scale) != header.scale
        ]
        return {c: replace(one, scale=own[c]) if c in own else one for c, one in found.items()}

    def with_merged(self, body: pl.DataFrame, chosen: Mapping[str, Header]) -> pl.DataFrame:
        """Read what is merged over several rows for each of them; a figure stands where it is."""
        flows = {
            header.index: header
            for column, header in chosen.items()
            if isinstance(self.types[column], FIGURES) and column not in STOCKS
        }
        body, merged = fill_down(self.sheet, body, without=flows)
        shown = {header.index: header.shown for header in self.headers}
        for index, rows in merged.items():
            if index in shown:
                kind = "merged_figure" if index in flows else "merged_down"
                self.said.append({"column": shown[index], "doubt": kind, "n": len(rows), "row": rows[0]})
        return body

    def read(self, body: pl.DataFrame, chosen: Mapping[str, Header], spec: TableMap) -> pl.DataFrame:
        self.rows = body["row"]
        made: dict[str, pl.Series] = {}
        wanted = [(column, header, body[f"c{header.index}"]) for column, header in chosen.items()]
        if not self.source.decimal:
            figures = [cells for c, _, cells in wanted if isinstance(self.types[c], dy.Int64 | dy.Float64)]
            self.source = replace(self.source, decimal=decimals.settle(figures))
        if self.source.percent == "told":
            self.source = replace(self.source, percent=told_convention({c: cells for c, _, cells in wanted}))
        if body.height <= SHORT:
            columns = [self._read(*one) for one in wanted]
        else:  # polars lets go of the interpreter while it reads a column
            with ThreadPoolExecutor(max_workers=CORES) as pool:
                columns = []
                for read in pool.map(lambda one: self._read(*one), wanted):
                    columns.append(read)
                    self.heard(len(columns) / len(wanted))
        for (column, header, _), read in zip(wanted, columns, strict=True):
            self._keep(made, column, header, read)
        for column, prefix in spec.gather.items():
            self._gather(made, column, prefix, body)
        for column, rules in spec.derive.items():
            self._derive(made, column, rules, body)
        self._settle_order(made, body)
        frame = pl.DataFrame({"source_row": self.rows, **made})
        frame = frame.with_columns(pl.lit(value).alias(name) for name, value in spec.constants.items())
        frame = self._crawl_time(frame, body)
        return frame.with_columns(source_file=pl.lit(self.sheet.file), source_sheet=pl.lit(self.sheet.sheet))

    def _settle_order(self, made: dict[str, pl.Series], body: pl.DataFrame) -> None:
        """Read days whose order their own column leaves open in that of the note ids, or of the sheet's other dates."""
        dated = {
            column: (header, body[f"c{header.index}"], read)
            for column, (header, read) in self.parsed.items()
            if header.index >= 0 and read.values.dtype in (MOMENT, pl.Date)
        }
        unsettled = [c for c, (_, _, read) in dated.items() if AMBIGUOUS in read.remarks["refusal"].to_list()]
        if not unsettled:
            return
        order = ""
        if "published_at" in dated and "note_id" in made:
            order = dates.order_by_ids(dated["published_at"][1], made["note_id"])
        crawls = [h for title in self.source.collected_at for h in self.headers if matches(h, title)]
        beside = [cells for _, cells, _ in dated.values()] + [body[f"c{h.index}"] for h in crawls]
        others = {dates.settled_order(cells) for cells in beside} - {""}
        order = order or (others.pop() if len(others) == 1 else "")
        if order:
            self.source = replace(self.source, date_order=order)
            for column in unsettled:
                self._put(made, column, *dated[column][:2])

    def _put(self, made: dict[str, pl.Series], column: str, header: Header, cells: pl.Series) -> None:
        self._keep(made, column, header, self._read(column, header, cells))

    def _read(self, column: str, header: Header, cells: pl.Series) -> values.Column:
        kind, given = self.types[column], None
        if isinstance(kind, dy.Datetime | dy.Date) and not self._crawled and years.lacks_year(cells):
            cells, given = years.with_year(cells, *self._year)
        read = read_column(
            column,
            kind,
            cells,
            source=self.source,
            scale=header.scale,
            collected_at=self.collected_at,
        )
        if given is not None and given.any():
            first = int(self.rows[int(given.arg_max() or 0)])
            self.said.append(
                {"column": header.shown, "doubt": "year_of_sheet", "n": int(given.sum()), "row": first}
            )
        return self._without_damaged(header, read)

    @cached_property
    def _year(self) -> tuple[str, tuple[date, ...]]:
        return years.year_of(self.sheet, self._position)

    @cached_property
    def _crawled(self) -> bool:
        """Whether the moment of counting is known, from which days without a year are told."""
        return self.collected_at is not None or any(
            matches(header, title) for title in self.source.collected_at for header in self.headers
        )

    def _keep(self, made: dict[str, pl.Series], column: str, header: Header, read: values.Column) -> None:
        self.parsed[column] = (header, read)
        made[column] = read.values
        if f"{column}_censored" in self.types:
            # The flag is as absent as the figure, so that filling one from another export fills both.
            flag = pl.select(pl.when(read.values.is_not_null()).then(read.censored)).to_series()
            made[f"{column}_censored"] = flag

    def _without_damaged(self, header: Header, read: values.Column) -> values.Column:
        """Refuse ids that a workbook stored as numbers: Excel keeps 15 digits and zeroes the rest."""
        hurt = [row for row, index in self.sheet.damaged if index == header.index]
        if not hurt or read.values.dtype != pl.String:
            return read
        at = self.rows.is_in(hurt).arg_true().cast(pl.UInt32)
        lost = pl.DataFrame({"at": at}).with_columns(
            doubt=pl.lit(None, dtype=pl.String), refusal=pl.lit("id_lost_digits")
        )
        return values.Column(read.values, read.censored, pl.concat([lost, read.remarks]))

    def _gather(self, made: dict[str, pl.Series], column: str, prefix: str, body: pl.DataFrame) -> None:
        """Join the texts of TOP1, TOP2, … left to right."""
        begin = normalise(prefix)
        found = [header for header in self.headers if header.whole.startswith(begin)]
        if not found or column in made:
            return
        self.also_used |= {header.text for header in found}
        joined = body.select(pl.concat_str([f"c{h.index}" for h in found], separator=" ", ignore_nulls=True))
        self._put(made, column, found[0], joined.to_series())

    def _derive(
        self, made: dict[str, pl.Series], column: str, rules: Sequence[Mapping[str, str]], body: pl.DataFrame
    ) -> None:
        """Take a column out of another one: an id out of a link, the second half of `13.6% | 86.4%`."""
        if column in made and (self.types[column].nullable or not self._refused(column)):
            return
        found = [(rule, cells) for rule in rules if (cells := self._cells(made, rule, body)) is not None]
        if not found:
            if column not in made and not self.types[column].nullable:
                blank = pl.Series([None], dtype=pl.String).new_from_index(0, len(self.rows))
                self._put(made, column, named_so(" / ".join(origin_of(rule) for rule in rules)), blank)
            return
        frame = pl.DataFrame([cells.alias(str(i)) for i, (_, cells) in enumerate(found)])
        optional = self.types[column].nullable and all("regex" in rule for rule, _ in found)
        if optional and frame.select(pl.all_horizontal(pl.all().is_null()).all()).item():
            return  # a part that no cell of the file speaks of is not there; it is not missing in every row
        first = frame.select(pl.coalesce(pl.all())).to_series()
        if column in made:
            header, read = self.parsed[column]
            self._keep(
                made,
                column,
                header,
                mend(read, self._read(column, header_used(found[0][0], self.headers), first)),
            )
            return
        self._put(made, column, header_used(found[0][0], self.headers), first)

    def _refused(self, column: str) -> bool:
        return column in self.parsed and self.parsed[column][1].remarks["refusal"].drop_nulls().len() > 0

    def _cells(
        self, made: Mapping[str, pl.Series], rule: Mapping[str, str], body: pl.DataFrame
    ) -> pl.Series | None:
        if "crawl" in rule:
            day = f"{self.collected_at:{rule['crawl']}}" if self.collected_at else None
            return pl.Series([day], dtype=pl.String).new_from_index(0, len(self.rows))
        if "file" in rule:
            found = re.search(rule["file"], self.sheet.file)
            said = found[1] if found else rule.get("else")
            return pl.Series([said], dtype=pl.String).new_from_index(0, len(self.rows))
        if "hash_of" in rule:
            return hash_rows([made[name] for name in rule["hash_of"].split(",") if name in made])
        if "header" in rule:
            header = header_of(rule, self.headers)
            if header is None:
                return None
            self.also_used.add(header.text)
            cells = body[f"c{header.index}"]
        elif rule["from"] in made:
            cells = made[rule["from"]].cast(pl.String)
        else:
            return None
        return taken_out(cells, rule)

    def _crawl_time(self, frame: pl.DataFrame, body: pl.DataFrame) -> pl.DataFrame:
        if "collected_at" in frame.columns:
            return frame
        # A table without a time of counting still says which of two rows is newer.
        name = "collected_at" if "collected_at" in self.types else "crawled_at"
        for title in self.source.collected_at:
            header = next((h for h in self.headers if matches(h, title)), None)
            if header:
                self.also_used.add(header.text)
                self.counted_by = header.shown
                told = self._told_time(header, body[f"c{header.index}"])
                own = [
                    dates.count_from_own_crawl(body[f"c{of.index}"], read, told).alias(column)
                    for column, (of, read) in self.parsed.items()
                    if read.values.dtype == MOMENT
                    and of.index >= 0
                    and column not in ("collected_at", "crawled_at")
                ]
                return frame.with_columns(
                    told.fill_null(pl.lit(self.collected_at, dtype=MOMENT)).alias(name), *own
                )
        return frame.with_columns(pl.lit(self.collected_at, dtype=MOMENT).alias(name))

    def _told_time(self, header: Header, cells: pl.Series) -> pl.Series:
        """Read when rows were counted; a time that cannot be read is said, overrides nothing and refuses no row."""
        if self.collected_at is None and years.lacks_year(cells):
            cells, given = years.with_year(cells, *self._year)
            if given.any():
                first = int(self.rows[int(given.arg_max() or 0)])
                n = int(given.sum())
                self.said.append({"column": header.shown, "doubt": "year_of_sheet", "n": n, "row": first})
        order = self.source.date_order or dates.settled_order(cells)
        parse = partial(dates.parse_moment, order=order)
        read = values.parse_column(cells, MOMENT, parse, *dates.plain_moments())
        unread = read.remarks.filter(
            pl.col("refusal").is_not_null() | ~pl.col("doubt").is_in(["missing", *READ_TIMES])
        )
        said = unread.with_columns(doubt=pl.lit("crawl_time_unread"), refusal=pl.lit(None, dtype=pl.String))
        self.parsed["collected_at"] = (header, values.Column(read.values, read.censored, said))
        return read.values

    def refusals(self, body: pl.DataFrame) -> pl.DataFrame:
        """Collect one reason a refused row: the first column, in the source's order, that refused it."""
        frames = [REFUSED.clear()]
        for header, column in self.parsed.values():
            if column.remarks["refusal"].null_count() == column.remarks.height:
                continue
            hit = column.remarks.filter(pl.col("refusal").is_not_null())
            at = hit["at"]
            text = body[f"c{header.index}"].gather(at) if header.index >= 0 else pl.lit(None, dtype=pl.String)
            frames.append(
                hit.select(
                    row=self.rows.gather(at),
                    column=pl.lit(header.shown),
                    value=text,
                    rule="refusal",
                )
            )
        return pl.concat(frames).unique("row", keep="first", maintain_order=True).sort("row")

    def doubtful(self, refused_rows: pl.Series) -> pl.DataFrame:
        """Count doubts by column and kind in the rows that stay, with the first row of each."""
        schema = {"column": pl.String, "doubt": pl.String, "n": pl.Int64, "row": pl.Int64}
        frames = [pl.DataFrame(self.said, schema=schema)]
        for header, column in self.parsed.values():
            if column.remarks["doubt"].null_count() == column.remarks.height:
                continue
            seen = column.remarks.filter(pl.col("doubt").is_not_null())
            seen = seen.with_columns(row=self.rows.gather(seen["at"])).filter(
                ~pl.col("row").is_in(refused_rows.implode())
            )
            counted = (
                seen.group_by("doubt").agg(n=pl.len().cast(pl.Int64), row=pl.col("row").min()).sort("doubt")
            )
            frames.append(counted.select(column=pl.lit(header.shown), doubt="doubt", n="n", row="row"))
        return pl.concat(frames)
