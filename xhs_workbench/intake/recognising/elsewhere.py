"""Money in another currency and times in another zone: never read as yuan or as China time, and never left unsaid.

The header says it (`Price (USD)`, `价格($)`, `created_at_utc`, `发布时间(JST)`), or a column beside the money does
(`Currency`). No rate and no shift is guessed: what a mapping of the analyst's own names is read as it stands, and
said; everything else stays out, and is said too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.intake.late import Late
from xhs_workbench.intake.opening.sheets import Sheet
from xhs_workbench.intake.recognising.recognise import Recognised
from xhs_workbench.intake.recognising.sources import Header, matches

CODES = "usd|hkd|twd|ntd|eur|gbp|jpy|krw|sgd|myr|thb|aud|cad|nzd|chf|inr|idr|vnd|rub|brl|mxn|aed"
NAMES = (
    "美元|美金|美刀|港币|港幣|港元|欧元|歐元|日元|日圆|日圓|円|英镑|英鎊|台币|台幣|新币|新加坡元|新加坡币|韩元|韓元|泰铢|泰銖|澳元|加元|卢布|越南盾|"
    "令吉|林吉特|ドル|ユーロ|ウォン|달러|원화|유로"
)
MONEY = Late(rf"(?<![a-z])(?:{CODES})(?![a-z])|us\$|hk\$|nt\$|[$€£₩฿₫₹]|{NAMES}", re.IGNORECASE)
IN_BRACKETS = "pst|pdt|est|edt|cet|cest|bst|ist|jst|kst|aest|et|pt"
ZONE = Late(
    r"(?<![a-z])(?:utc|gmt)(?![a-z])(?!\s*\+?\s*0?8(?!\d))"
    r"|(?<![a-z])(?:pdt|edt|cest|jst|kst|aest)(?![a-z])"
    rf"|[(\[]\s*(?:{IN_BRACKETS})\s*[)\]]"
    r"|日本時間|日本时间|东京时间|美东时间|美西时间|纽约时间|伦敦时间|当地时间|local time",
    re.IGNORECASE,
)
CURRENCY_COLUMN = Late(
    r"(?:quote|price|cost|fee|结算|报价|费用|金额)?[\s_]*(?:currency|currency[\s_]?code|ccy|币种|货币|货币单位|幣種|幣別|通貨|통화)",
    re.IGNORECASE,
)
OURS = r"(?i)\A\s*(?:cny|rmb|cnh|人民币|人民幣|元|¥|￥|yuan)\s*\z"
FIGURE = r"\d"
PRICED = rf"(?i)\A\s*(?:(?:us|hk|nt)?[$€£₩฿₫₹]|(?:{CODES})\s)\s*\d|\d\s*(?:(?:{CODES})|{NAMES})\s*\z"
"""A cell that says its own currency; a column that is read says so cell by cell."""
CLOCK = r"\d{1,4}[-/.年]\d{1,2}|\d{1,2}:\d{2}"
TOLD_IN_CELL = r"(?:Z|[+-]\d{2}:?\d{2})\s*\z|\A\s*\d{10}(?:\d{3})?(?:\.\d+)?\s*\z"
"""A cell that says its own zone, or counts the seconds since 1970: it is read right whatever the header says."""
SEEN = 400
"""First rows in which cells are looked at."""


def hold_apart(sheet: Sheet, known: Recognised, *, told: bool) -> tuple[Sheet, Recognised, list[Finding]]:
    """Take money and times of elsewhere out of what is read, unless the analyst's own mapping names them.

    Args:
        sheet: The sheet.
        known: What it was recognised as.
        told: Whether the mapping is the analyst's own and checked; then the columns are read as they stand.

    Returns:
        The sheet without money cells of another currency, the headers that may be read, and what is said.
    """
    body = sheet.cells.slice(known.position + 1)
    read = _read_by(known)
    money = [
        h
        for h in known.headers
        if (_says(h, MONEY) and _holds(body, h, FIGURE)) or (h.index not in read and _holds(body, h, PRICED))
    ]
    times = [
        h
        for h in known.headers
        if _says(h, ZONE) and _holds(body, h, CLOCK) and not _holds(body, h, TOLD_IN_CELL)
    ]
    apart = {header.index for header in (*money, *times)}
    if told:
        said = [
            _money_read(sheet, [h for h in money if h.index in read]),
            _times_read(sheet, [h for h in times if h.index in read]),
        ]
    else:
        said = [_money_left(sheet, money), _times_left(sheet, times)]
        known = replace(known, headers=tuple(_unnamed(h) if h.index in apart else h for h in known.headers))
    sheet, cells = _rows_elsewhere(sheet, known, body)
    return sheet, known, [finding for finding in (*said, *cells) if finding]


def _says(header: Header, pattern: Late) -> bool:
    texts = (unicodedata.normalize("NFKC", text).replace("_", " ") for text in (header.text, *header.groups))
    return any(pattern.search(text) for text in texts)


def _holds(body: pl.DataFrame, header: Header, pattern: str) -> bool:
    """Whether most of a column's cells hold something."""
    name = f"c{header.index}"
    said = body[name].head(SEEN).drop_nulls() if name in body.columns else pl.Series(dtype=pl.String)
    return bool(len(said)) and 2 * int(said.str.contains(pattern).sum()) > len(said)


def _unnamed(header: Header) -> Header:
    """Return a header that no name of a source is; it is still listed among those that were not read."""
    return replace(header, leaf=f"{header.leaf}≠", whole=f"{header.whole}≠")


def _read_by(known: Recognised) -> set[int]:
    names = [
        name for spec in known.source.tables.values() for column in spec.columns.values() for name in column
    ]
    return {h.index for h in known.headers if any(matches(h, name) for name in names)}


def _rows_elsewhere(sheet: Sheet, known: Recognised, body: pl.DataFrame) -> tuple[Sheet, list[Finding]]:
    """Empty the money of rows whose own currency, in a column beside it, is not the yuan."""
    beside = next((h for h in known.headers if CURRENCY_COLUMN.fullmatch(h.text.strip())), None)
    if beside is None or f"c{beside.index}" not in body.columns:
        return sheet, []
    names = [
        name
        for spec in known.source.tables.values()
        for column, given in spec.columns.items()
        if column.endswith("_cny")
        for name in given
    ]
    money = [h for h in known.headers if any(matches(h, name) for name in names)]
    own = pl.col(f"c{beside.index}")
    foreign = own.is_not_null() & ~own.str.contains(OURS)
    n = body.filter(foreign).height
    if not money or not n:
        return sheet, []
    cells = sheet.cells.with_columns(
        pl.when(foreign & (pl.int_range(pl.len()) > known.position))
        .then(None)
        .otherwise(pl.col(f"c{h.index}"))
        .alias(f"c{h.index}")
        for h in money
    )
    listed = ", ".join(sorted({str(text) for text in body.filter(foreign)[f"c{beside.index}"].unique()})[:5])
    text = Text(
        f"{n:,} rows have money in another currency ({beside.shown}: {listed}). It was not read as yuan: {_named(money)}.",
        f"{n:,} 行的金额不是人民币（{beside.shown}：{listed}），未当作人民币读取：{_named(money)}。",
    )
    return replace(sheet, cells=cells), [_finding("money_in_other_currency", sheet, text, IN_YUAN, n)]


IN_YUAN = Text(
    "Add a column in yuan (报价（元）, Price (CNY)) with the rate you agreed.",
    "请按约定汇率另加一列人民币金额（如「报价（元）」）。",
)
IN_CHINA = Text(
    "Add a column in China time (发布时间（北京时间）), or write the offset into the cells (2026-09-01T04:30:00Z).",
    "请另加一列北京时间，或在单元格中写明时区（如 2026-09-01T04:30:00Z）。",
)


def _named(headers: Sequence[Header]) -> str:
    return ", ".join(h.shown for h in headers[:8]) + (" …" if len(headers) > 8 else "")


def _finding(code: str, sheet: Sheet, text: Text, fix: Text, n: int) -> Finding:
    place = " › ".join(part for part in (sheet.file, sheet.sheet) if part)
    return Finding(code, Level.REVIEW, text, fix, (place,), n)


def _money_left(sheet: Sheet, headers: Sequence[Header]) -> Finding | None:
    text = Text(
        f"Money in another currency was not read as yuan: {_named(headers)}. It is missing below though the file has it.",
        f"非人民币金额未当作人民币读取：{_named(headers)}。文件中有这些数据，但下文未使用。",
    )
    return _finding("money_in_other_currency", sheet, text, IN_YUAN, len(headers)) if headers else None


def _times_left(sheet: Sheet, headers: Sequence[Header]) -> Finding | None:
    text = Text(
        f"Times of another zone were not read as China time: {_named(headers)}. Times of notes come from their ids where they have them.",
        f"其他时区的时间未当作北京时间读取：{_named(headers)}。笔记如有 ID，发布时间取自 ID。",
    )
    return _finding("time_in_other_zone", sheet, text, IN_CHINA, len(headers)) if headers else None


def _money_read(sheet: Sheet, headers: Sequence[Header]) -> Finding | None:
    text = Text(
        f"The mapping reads money in another currency as yuan, without a rate: {_named(headers)}.",
        f"映射将非人民币金额直接当作人民币读取，未经换算：{_named(headers)}。",
    )
    return _finding("money_in_other_currency", sheet, text, IN_YUAN, len(headers)) if headers else None


def _times_read(sheet: Sheet, headers: Sequence[Header]) -> Finding | None:
    text = Text(
        f"The mapping reads times of another zone as China time, without a shift: {_named(headers)}.",
        f"映射将其他时区的时间直接当作北京时间读取，未经换算：{_named(headers)}。",
    )
    return _finding("time_in_other_zone", sheet, text, IN_CHINA, len(headers)) if headers else None
