"""One recognised sheet to canonical columns: each column parsed by its type, each row kept, or refused with its reason."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import dataframely as dy
import polars as pl

from xhs_workbench.intake import dates, values
from xhs_workbench.intake.recognise import Recognised
from xhs_workbench.intake.sheets import Sheet, refuse
from xhs_workbench.intake.sources import Header, TableMap, matches, normalise
from xhs_workbench.intake.texts import parse_text
from xhs_workbench.tables import TABLES

REFUSALS = {
    "no_id": ("the id is empty", "ID 为空", "fill it in or remove the row.", "请补充或删除该行。"),
    "id_lost_digits": ("the id lost its digits (stored as a number)", "ID 被存成数字，位数已丢失",
                       "export again with the column as text.", "请以文本格式重新导出。"),
    "not_an_id": ("not an id", "不是有效的 ID", "check the cell.", "请检查该单元格。"),
    "not_a_count": ("not a count", "不是有效的数量", "write 12000 or 1.2万.", "请改成 12000 或 1.2万。"),
    "not_an_amount": ("not an amount of money", "不是有效的金额", "write 8800.", "请改成 8800。"),
    "not_a_share": ("not a share", "不是有效的占比", "write 9.3%.", "请改成 9.3%。"),
    "no_such_date": ("there is no such day", "没有这一天", "check the date.", "请检查日期。"),
    "ambiguous_date": ("day or month first?", "日月顺序不明", "write 2026-04-03.", "请写成 2026-04-03。"),
    "impossible_date": ("outside the platform's life", "日期不合理", "check the date.", "请检查日期。"),
    "not_a_date": ("not a date", "不是有效的日期", "write 2026-05-20.", "请写成 2026-05-20。"),
    "repeated_header": ("the header stands here again", "表头重复出现", "two exports were pasted.", "两份导出被拼接。"),
    "totals_row": ("a totals row (合计), not data", "合计行，不计入数据", "nothing; it is used to reconcile.", "无需处理。"),
    "out_of_range": ("outside the range this column can have", "超出该列可能的范围", "check the cell.", "请检查该单元格。"),
}  # fmt: skip
"""Rule -> what is wrong (en, zh) and what to do (en, zh)."""


@dataclass
class Mapped:
    """One sheet as one canonical table.

    Args:
        table: Name of the table.
        frame: Its columns and lineage; also `collected_at` where the source knows it.
        refused: `row`, `column`, `value`, `rule` of each refused row (one reason a row).
        doubts: `column`, `doubt`, `n`, `row` (the first) of what was read with a doubt.
        totals: Totals rows, parsed.
        unmapped: Headers that nothing here reads.
        rows_read: Data rows in the sheet, refused ones included.
    """

    table: str
    frame: pl.DataFrame
    refused: pl.DataFrame
    doubts: pl.DataFrame
    totals: pl.DataFrame
    unmapped: tuple[str, ...]
    rows_read: int
    used_headers: Mapping[str, str] = field(default_factory=dict)


def map_sheet(sheet: Sheet, known: Recognised, table: str, collected_at: datetime | None = None) -> Mapped:
    """Turn a recognised sheet into one of its canonical tables.

    Raises:
        IntakeError: Two headers claim one column, or the column that identifies a row is missing.
    """
    source, spec = known.source, known.source.tables[table]
    chosen = _choose(sheet, known, spec, table)
    body = sheet.cells.slice(known.position + 1)
    body, totals_body, refused = _set_aside(sheet, known, body)
    mapper = _Mapper(sheet, known, table, collected_at)
    frame = mapper.read(body, chosen, spec)
    bad = mapper.refusals(body)
    frame = frame.filter(~pl.col("source_row").is_in(bad["row"].implode())) if bad.height else frame
    totals = _Mapper(sheet, known, table, collected_at).read(totals_body, chosen, spec)
    used = {header.text for header in chosen.values()}
    dropped = {normalise(name) for name in source.drop}
    unmapped = tuple(h.text for h in known.headers if h.text not in used and normalise(h.text) not in dropped)
    return Mapped(
        table, frame, pl.concat([refused, bad]), mapper.doubtful(), totals, unmapped, body.height + refused.height,
        {column: header.text for column, header in chosen.items()},
    )  # fmt: skip


def _choose(sheet: Sheet, known: Recognised, spec: TableMap, table: str) -> dict[str, Header]:
    """Pick the header of each canonical column; two equal headers for one column are refused."""
    chosen: dict[str, Header] = {}
    for column, names in spec.columns.items():
        for name in names:
            found = [header for header in known.headers if matches(header, name)]
            if len(found) > 1 and not known.source.group_rows and len({normalise(h.text) for h in found}) == 1:
                row = int(sheet.cells.item(known.position, "row"))
                raise refuse(sheet.file, "the header stands twice", "表头重复", row=row, column=found[0].text,
                             sheet=sheet.sheet, fix=("remove or rename one.", "请删除或改名其一。"), code="XHS-E022")  # fmt: skip
            if found:
                chosen[column] = found[0]
                break
    needed = [name for name in TABLES[table].primary_key() if name not in chosen and name not in spec.derive]
    if needed and table != "paid":
        wanted = " / ".join(spec.columns.get(needed[0], (needed[0],)))
        raise refuse(sheet.file, f"the column that identifies a row is missing: {wanted}", f"缺少必需列：{wanted}",
                     sheet=sheet.sheet, column=wanted, code="XHS-E021")  # fmt: skip
    return chosen


def _set_aside(sheet: Sheet, known: Recognised, body: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Take totals rows and repeated headers out of the data; both are counted, neither is summed."""
    first = [pl.col(name) for name in sheet.columns[:3]]
    is_total = pl.any_horizontal(
        *(c.str.strip_chars().str.to_lowercase().is_in(list(known.source.totals)) for c in first)
    )
    named = known.headers[:5]
    is_header = pl.all_horizontal(*(pl.col(f"c{h.index}") == h.text for h in named))
    marked = body.with_columns(
        rule=pl.when(is_total.fill_null(False))
        .then(pl.lit("totals_row"))
        .when(is_header.fill_null(False))
        .then(pl.lit("repeated_header"))
    )
    aside = marked.filter(pl.col("rule").is_not_null())
    refused = aside.select("row", column=pl.lit(named[0].text), value=pl.col(f"c{named[0].index}"), rule="rule")
    return (
        marked.filter(pl.col("rule").is_null()).drop("rule"),
        aside.filter(pl.col("rule") == "totals_row").drop("rule"),
        refused,
    )


class _Mapper:
    """Parse the columns of one table and remember what was refused or doubtful."""

    def __init__(self, sheet: Sheet, known: Recognised, table: str, collected_at: datetime | None) -> None:
        self.sheet, self.source, self.headers = sheet, known.source, known.headers
        self.collected_at = collected_at
        self.types = TABLES[table].columns()
        self.keys = set(TABLES[table].primary_key())
        self.parsed: dict[str, tuple[Header, values.Column]] = {}
        self.rows: pl.Series = pl.Series(dtype=pl.Int64)

    def read(self, body: pl.DataFrame, chosen: Mapping[str, Header], spec: TableMap) -> pl.DataFrame:
        self.rows = body["row"]
        made: dict[str, pl.Series] = {}
        for column, header in chosen.items():
            parsed = self._column(column, header, body[f"c{header.index}"])
            self.parsed[column] = (header, parsed)
            made[column] = parsed.values
            if f"{column}_censored" in self.types:
                made[f"{column}_censored"] = parsed.censored
        made.update(self._derived(made, spec))
        lengths = {name: pl.lit(value).alias(name) for name, value in spec.constants.items()}
        frame = pl.DataFrame(made) if made else pl.DataFrame({"row": self.rows}).drop("row")
        frame = frame.with_columns(*lengths.values()) if lengths else frame
        frame = self._crawl_time(frame, body)
        return frame.with_columns(
            source_file=pl.lit(self.sheet.file), source_sheet=pl.lit(self.sheet.sheet), source_row=self.rows
        )

    def _crawl_time(self, frame: pl.DataFrame, body: pl.DataFrame) -> pl.DataFrame:
        if "collected_at" not in self.types or "collected_at" in frame.columns:
            return frame
        for name in self.source.collected_at:
            header = next((h for h in self.headers if matches(h, name)), None)
            if header:
                read = values.parse_column(body[f"c{header.index}"], _MOMENT, dates.parse_moment, dates.plain_moment())
                return frame.with_columns(collected_at=read.values)
        moment = pl.lit(self.collected_at, dtype=_MOMENT)
        return frame.with_columns(collected_at=moment)

    def _column(self, name: str, header: Header, text: pl.Series) -> values.Column:
        kind = self.types[name]
        parse, plain = self._parser(name, kind, header)
        read = values.parse_column(text, kind.dtype, parse, plain)
        return self._without_damaged(name, header, read)

    def _parser(
        self, name: str, kind: dy.Column, header: Header
    ) -> tuple[Callable[[str], values.Parsed], tuple[str, pl.Expr] | None]:
        unit = (kind.metadata or {}).get("unit", "")
        if isinstance(kind, dy.Enum):
            return partial(_choice, self.source.values.get(name, {})), None
        if isinstance(kind, dy.Datetime):
            return partial(dates.parse_moment, collected_at=self.collected_at), dates.plain_moment()
        if isinstance(kind, dy.Date):
            return _day, (dates.PLAIN_DAY, pl.col("t").str.to_date("%Y-%m-%d", strict=False))
        if isinstance(kind, dy.Bool):
            return values.parse_flag, None
        if isinstance(kind, dy.String):
            is_id = kind.max_length is not None
            return (partial(_id, name in self.keys), (values.PLAIN_ID, pl.col("t"))) if is_id else (parse_text, None)
        if unit == "fraction":
            return partial(values.parse_share, convention=self.source.percent), None
        if isinstance(kind, dy.Int64):
            signed = kind.min is None
            scaled = partial(values.parse_count, scale=int(header.scale)) if header.scale >= 1 else values.parse_count
            digits = (r"\A[0-9]{1,9}\z", pl.col("t").cast(pl.Int64, strict=False) * int(max(header.scale, 1)))
            return (values.parse_signed_count, None) if signed else (scaled, digits)
        return partial(values.parse_amount, scale=header.scale), None

    def _without_damaged(self, name: str, header: Header, read: values.Column) -> values.Column:
        """Refuse ids that a workbook stored as numbers: Excel keeps 15 digits and zeroes the rest."""
        hurt = [row for row, index in self.sheet.damaged if index == header.index]
        if not hurt or not isinstance(self.types[name], dy.String):
            return read
        lost = self.rows.is_in(hurt)
        refusals = pl.select(pl.when(lost).then(pl.lit("id_lost_digits")).otherwise(read.refusals)).to_series()
        return values.Column(read.values, read.censored, read.doubts, refusals)

    def _derived(self, made: Mapping[str, pl.Series], spec: TableMap) -> dict[str, pl.Series]:
        found: dict[str, pl.Series] = {}
        for column, rule in spec.derive.items():
            if column in made:
                continue
            if "hash_of" in rule:
                names = [name for name in rule["hash_of"].split(",") if name in made]
                parts = {name: made[name].cast(pl.String).fill_null("") for name in names}
                joined = pl.DataFrame(parts).select(pl.concat_str(pl.all(), separator="\n")).to_series()
                found[column] = pl.Series(["own-" + hashlib.sha256(text.encode()).hexdigest()[:20] for text in joined])
            elif rule["from"] in made:
                found[column] = made[rule["from"]].str.extract(rule["regex"], 1)
            if column in self.keys and column in found:
                lost = found[column].is_null()
                refusals = pl.select(pl.when(lost).then(pl.lit("no_id"))).to_series()
                empty = pl.Series([False]).new_from_index(0, len(lost))
                none = pl.Series([None], dtype=pl.String).new_from_index(0, len(lost))
                header = Header(rule.get("from", rule.get("hash_of", "")), "", (), 1, -1)
                self.parsed[column] = (header, values.Column(found[column], empty, none, refusals))
        return found

    def refusals(self, body: pl.DataFrame) -> pl.DataFrame:
        """Collect one reason a refused row: the first column, left to right, that refused it."""
        frames = [_REFUSED.clear()]
        for header, column in self.parsed.values():
            hit = column.refusals.is_not_null()
            if not hit.any():
                continue
            text = (
                body[f"c{header.index}"]
                if header.index >= 0
                else pl.Series([None], dtype=pl.String).new_from_index(0, len(hit))
            )
            found = pl.DataFrame({"row": self.rows, "value": text, "rule": column.refusals}).filter(hit)
            frames.append(found.select("row", column=pl.lit(header.text), value="value", rule="rule"))
        return pl.concat(frames).unique("row", keep="first", maintain_order=True).sort("row")

    def doubtful(self) -> pl.DataFrame:
        """Count doubts by column and kind, with the first row of each."""
        frames = [pl.DataFrame(schema={"column": pl.String, "doubt": pl.String, "n": pl.Int64, "row": pl.Int64})]
        for header, column in self.parsed.values():
            seen = pl.DataFrame({"doubt": column.doubts, "row": self.rows}).drop_nulls("doubt")
            counted = seen.group_by("doubt").agg(n=pl.len().cast(pl.Int64), row=pl.col("row").min())
            frames.append(counted.select(column=pl.lit(header.text), doubt="doubt", n="n", row="row"))
        return pl.concat(frames)


_MOMENT = pl.Datetime("us", "Asia/Shanghai")
_REFUSED = pl.DataFrame(schema={"row": pl.Int64, "column": pl.String, "value": pl.String, "rule": pl.String})


def _id(required: bool, text: str) -> values.Parsed:
    found = values.parse_id(text)
    return values.Parsed() if found.refusal == "no_id" and not required else found


def _day(text: str) -> values.Parsed:
    found = dates.parse_moment(text)
    return values.Parsed(found.value.date() if found.value else None, doubt=found.doubt, refusal=found.refusal)


def _choice(known: Mapping[str, str], text: str) -> values.Parsed:
    if values.is_missing(text):
        return values.Parsed()
    found = known.get(normalise(text))
    return values.Parsed(found) if found else values.Parsed(doubt="unknown_choice")
