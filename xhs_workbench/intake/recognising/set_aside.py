"""Rows of a sheet that are no data: totals, subtotals, headers that stand again, units, and lines below the table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from xhs_workbench.intake.opening.sheets import Sheet
from xhs_workbench.intake.opening.side_tables import DATA
from xhs_workbench.intake.recognising.recognise import Recognised
from xhs_workbench.intake.recognising.sources import Header, TableMap, names_of, normalise
from xhs_workbench.intake.recognising.units import units_of
from xhs_workbench.tables import TABLES

SUMMARIES = (
    "小计",
    "小計",
    "平均值?",
    "平均數",
    "均值",
    "平均数",
    "sub-?total",
    "average",
    "avg",
    "中位数值?",
    "占比",
    "环比",
    "同比",
)
"""Words of rows that sum up some of the others; unlike a total they are compared with nothing."""
NAMES_TOO = (
    "sum",
    "mean",
    "median",
    "max",
    "min",
    "count",
    "std",
    "最大值?",
    "最小值?",
    "最高",
    "最低",
    "标准差",
    "总数",
    "人数",
    "计数",
)
"""Words that sum up where nothing else in the row says what it is; a creator may be called Max."""
NAMES = rf"(?i)\A\s*(?:{'|'.join(NAMES_TOO)})\s*[:：]?\s*\z"
FOOTNOTES = 20
"""So many lines may stand below a table."""
LONGEST_BLANK = 12
"""Bytes of the longest text that says nothing."""
BLANK = r"\A\s*[-—–/]*\s*\z"
A_PERIOD = (
    r"(?:(?:\d{2,4}\s*年\s*)?(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s*月份?|第?\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s*"
    r"(?:周|季度)|(?:\d{4}\s*年?\s*)?Q[1-4]|\d{4}[-/.年]\d{1,2}月?|W(?:k|eek)?\s*\d{1,2}|本月|本周|上周|上月|全部|all|mtd|ytd)"
)
PERIOD = rf"(?i)\A\s*{A_PERIOD}\s*\z"
"""A month, a week or a quarter, and no day of it."""
A_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\.?(?:\s*\d{4})?"
)
SUMMED = "小计|小計|合计|合計|总计|總計|汇总"
OF_A_PART = (
    rf"(?i)\A\s*(?:(?:{A_PERIOD}(?:\s*{A_PERIOD})?|{A_MONTH}|头部|肩部|腰部|尾部|底部|KOL|KOC|素人|明星|图文|视频)"
    rf"(?:\s*[-–—:：·]?\s*(?:{SUMMED})|(?:\s+|\s*[-–—:：·]\s*)(?:sub[- ]?)?total)"
    rf"|(?:{SUMMED}|(?:sub[- ]?)?total)\s*[-–—:：·]?\s*(?:for|of)?\s*(?:{A_PERIOD}|{A_MONTH}))\s*[:：]?\s*\z"
)
"""A sum that names what it sums up: 第1周小计, 头部小计, 10月合计, Week 2 total, Sub-total W46. English stands apart, which is said without
`\\b`: polars asks for the border of a word sign by sign where a text is not ASCII, ten times as slowly."""
FEW = 0.2
"""Where more rows than this say nothing of what they are, that is how the table is."""
MOST = 0.9
"""So many of its cells must name a platform before a column says which rows are whose."""
NARROW = 4
"""In a table of fewer columns a row with one cell is no exception."""


def identifying(chosen: Mapping[str, Header], spec: TableMap, table: str) -> set[str]:
    """Return the sheet's columns that a row is named by: those of the key, and those it is taken out of."""
    keys = TABLES[table].primary_key()
    sources = [rule for key in keys for rule in spec.derive.get(key, ())]
    named = {normalise(name) for rule in sources if "header" in rule for name in names_of(rule["header"])}
    wanted = {*keys, *(rule["from"] for rule in sources if "from" in rule)}
    return {
        f"c{header.index}" for column, header in chosen.items() if column in wanted or header.whole in named
    }


def without_footnotes(
    sheet: Sheet, known: Recognised, body: pl.DataFrame, identifying: set[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Take out lines below the table (数据来源：…): the last rows that fill one cell, and none that names a row.

    Returns:
        The data, and the lines as refused rows.
    """
    if len(known.headers) < NARROW:
        return body, REFUSED.clear()
    lines = []
    for row in reversed(body.tail(FOOTNOTES).to_dicts()):
        filled = [name for name in sheet.columns if row[name] is not None]
        if len(filled) != 1 or filled[0] in identifying:
            break
        header = next((h.shown for h in known.headers if f"c{h.index}" == filled[0]), "")
        lines.append({"row": row["row"], "column": header, "value": row[filled[0]], "rule": "footnote"})
    if not lines:
        return body, REFUSED.clear()
    return body.head(-len(lines)), pl.DataFrame(lines[::-1], schema=REFUSED.schema)


def set_aside(
    sheet: Sheet, known: Recognised, body: pl.DataFrame, naming: Sequence[str] = ()
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Take totals, subtotals, headers that stand again and units out of the data; all are counted, none is summed.

    Args:
        sheet: The sheet.
        known: Its source and header.
        body: Its rows below the header, lines at the end left out.
        naming: Columns that say what a row is: those of texts, ids and dates.

    Returns:
        The data, the totals rows, and all that was taken out as refused rows.
    """
    first = [pl.col(name) for name in sheet.columns[:3]]
    if body.height and body[sheet.columns[0]].null_count():
        first.append(pl.coalesce(sheet.columns))  # the first cell that says anything
    total, summary = (
        # The word once, or once in each language of the sheet (汇总 Total).
        rf"(?i)\A\s*(?:(?:{'|'.join(words)})[\s/／]*){{1,2}}([:：(（0-9]|\z)"
        for words in (known.source.totals, SUMMARIES)
    )
    either = body.select(
        column.str.contains(f"{total}|{summary}|{OF_A_PART}").any() for column in _numbered(first)
    ).row(0)
    worded = [column for column, there in zip(first, either, strict=True) if there]
    is_total = _any(column.str.contains(total) for column in worded)
    is_summary = _any(column.str.contains(f"{summary}|{OF_A_PART}") for column in worded)
    named = known.headers[:5]
    is_header = pl.all_horizontal(pl.col(f"c{h.index}") == h.text for h in named)
    rules = body.select(
        rule=pl.when(is_header.fill_null(False))
        .then(pl.lit("repeated_header"))
        .when(pl.int_range(pl.len()) == 0 if _begins_with_units(sheet, known, body) else pl.lit(False))
        .then(pl.lit("unit_row"))
        .when(_is_section(sheet, known, body))
        .then(pl.lit("section_row"))
        .when(is_elsewhere(known.headers, body, sold="orders" in known.source.tables))
        .then(pl.lit("other_platform"))
        .when(is_total.fill_null(False))
        .then(pl.lit("totals_row"))
        .when((is_summary | _sums_up(body, naming)).fill_null(False))
        .then(pl.lit("summary_row"))
    )["rule"]
    if rules.null_count() == len(rules):
        return body, body.clear(), REFUSED.clear()
    aside = body.with_columns(rule=rules).filter(pl.col("rule").is_not_null())
    refused = aside.select(
        "row", column=pl.lit(named[0].shown), value=pl.col(f"c{named[0].index}"), rule="rule"
    )
    return body.filter(rules.is_null()), aside.filter(pl.col("rule") == "totals_row").drop("rule"), refused


def _numbered(columns: Sequence[pl.Expr]) -> list[pl.Expr]:
    return [column.alias(str(number)) for number, column in enumerate(columns)]


def _any(columns: Iterable[pl.Expr]) -> pl.Expr:
    found = list(columns)
    return pl.any_horizontal(found) if found else pl.lit(False)


def _begins_with_units(sheet: Sheet, known: Recognised, body: pl.DataFrame) -> bool:
    top = sheet.cells.slice(known.position + 1, 1)
    return bool(
        body.height
        and top.item(0, "row") == body.item(0, "row")
        and units_of(top.row(0, named=True), sheet.columns)
    )


def _is_section(sheet: Sheet, known: Recognised, body: pl.DataFrame) -> pl.Expr:
    """Say which rows name a part of the table (头部达人): one cell of words, where most rows fill many."""
    if sum(not body[name].null_count() for name in sheet.columns) > 1:
        return pl.lit(False)
    filled = pl.sum_horizontal(pl.col(name).is_not_null() for name in sheet.columns)
    alone = body.select((filled == 1).sum()).item() if body.height else 0
    if len(known.headers) < NARROW or not 0 < alone <= FEW * body.height:
        return pl.lit(False)
    words = ~pl.coalesce(sheet.columns).str.contains(DATA.pattern.replace(r"\Z", r"\z"))
    return ((filled == 1) & words).fill_null(False)


SAYS_PLATFORM = re.compile(
    r"(?i)\s*(?:发布|投放|所属|合作|媒体|社交|社媒)?平台(?:名称|类型)?\s*|\s*(?:social\s+)?(?:network|platform)s?(?:\s+name)?\s*"
)
SHOPS = r"(?i)天猫|淘宝|京东|拼多多|有赞|微店|tmall|taobao|\bjd\b"
SAYS_SHOP = re.compile(r"\s*店铺(?:名称)?\s*")
"""In orders a shop's name says whose it is; visits to a shop elsewhere are what is looked for in other tables."""
OURS = r"(?i)小红书|红书|xiao\s?hong\s?shu|\bxhs\b|\bred(?:\s?note|book)?\b|little\s?red\s?book"
OTHERS = (
    r"(?i)抖音|douyin|tik\s?tok|微博|weibo|b\s?站|哔哩|bilibili|快手|kuaishou|知乎|zhihu|视频号|公众号|微信|wechat|得物|点评|天猫|淘宝|京东|拼多多|tmall|taobao|"
    r"\b(?:instagram|ins|ig|youtube|yt|facebook|fb|twitter|x|threads|snapchat|pinterest|line)\b"
)


def is_elsewhere(headers: Sequence[Header], body: pl.DataFrame, *, sold: bool = False) -> pl.Expr:
    """Say which rows are of another platform, where a column says of every row which one it is of, and some are ours."""
    elsewhere = f"{OTHERS}|{SHOPS.removeprefix('(?i)')}" if sold else OTHERS
    for header in headers:
        texts = [
            part for part in re.split(r"[\n/|（(]|(?<=[\u4e00-\u9fff])\s+(?=[A-Za-z])", header.text) if part
        ]
        told = all(SAYS_PLATFORM.fullmatch(part.strip(")） ")) for part in texts)
        shop = sold and SAYS_SHOP.fullmatch(header.text)
        if not texts or not (told or shop):
            continue
        cells = body[f"c{header.index}"]
        ours = cells.str.contains(OURS).fill_null(value=False)
        others = cells.str.contains(elsewhere).fill_null(value=False) & ~ours
        if ours.any() and others.any() and int((ours | others).sum()) >= MOST * cells.count():
            column = pl.col(f"c{header.index}")
            return column.str.contains(elsewhere) & ~column.str.contains(OURS)
    return pl.lit(False)


def _shortest(cells: pl.Series) -> int:
    return int(cells.str.len_bytes().min() or 0)  # type: ignore[arg-type]


def _always_says(cells: pl.Series) -> bool:
    return not cells.null_count() and _shortest(cells) > LONGEST_BLANK


def _sums_up(body: pl.DataFrame, naming: Sequence[str]) -> pl.Expr:
    """Say which rows sum up others without a word for it: nothing in them says what they are, or only a month does.

    In a list of days `9月` is their sum; in a list of months it is one of them.
    """
    if not naming or not body.height:
        return pl.lit(False)
    if sum(_always_says(body[name]) for name in naming) > 1:
        return pl.lit(False)
    says = {
        name: pl.col(name).is_not_null()
        & ((pl.col(name).str.len_bytes() > LONGEST_BLANK) | ~pl.col(name).str.contains(BLANK))
        if _shortest(body[name]) <= LONGEST_BLANK
        else pl.col(name).is_not_null()
        for name in naming
    }
    many = pl.sum_horizontal(says.values())
    none, one = body.select((many == 0).sum().alias("none"), (many == 1).sum().alias("one")).row(0)
    if not none + one or none > FEW * body.height:
        return pl.lit(False)
    worded = _any(says[name] & pl.col(name).str.contains(NAMES) for name in naming)
    periods = body.select(pl.col(name).str.contains(PERIOD).sum() for name in naming).row(0, named=True)
    dated = [name for name, n in periods.items() if 0 < n < 0.5 * body[name].count()]
    month = _any(says[name] & pl.col(name).str.contains(PERIOD) for name in dated)
    return (many == 0) | ((many == 1) & (month | worded))


REFUSED = pl.DataFrame(schema={"row": pl.Int64, "column": pl.String, "value": pl.String, "rule": pl.String})
"""Refused rows, one reason each."""
