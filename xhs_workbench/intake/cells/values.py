"""Cell texts to values: counts, money, shares, ids, switches; a column at a time.

Plain digits are cast by polars; whatever else a column holds is parsed once per distinct text. A text is a
value, a lower bound (`10万+`), missing (`-`), doubtful (`八千八`: left out and remarked on) or refused (a count
of `-5`, `TRUE`, `1e309`).
Money is never refused: nobody drops out of a list over a price that cannot be read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

import polars as pl

from xhs_workbench.intake.cells.figures import COUNTED, read_figure, unit_doubt, without_hints

MISSING = frozenset(
    {
        "",
        "-",
        "--",
        "—",
        "——",
        "null",
        "none",
        "暂无",
        "暂无数据",
        "数据较少",
        "n/a",
        "na",
        "#n/a",
        "无",
        "\\n",
        "–",
        "―",
        "---",
        "/",
        "//",
        "\\",
        "－",
        "／",
        "＼",
    }
)
"""Marks that exports and people write for "no figure"; compared after trimming and lower-casing."""
WAITING = frozenset(
    {
        "不接",
        "不接单",
        "不报价",
        "未授权",
        "未回传",
        "未更新",
        "未统计",
        "未发布",
        "待询",
        "待询价",
        "待定",
        "待发布",
        "待回传",
        "待更新",
        "待补",
        "待补充",
        "待统计",
    }
)
"""What people write where a figure was not given, or will stand later; no day, and no label."""
SIGNS = frozenset({"-", "--", "---", "—", "——", "–", "―", "－", "/", "//", "／", "\\", "＼"})
"""Marks that are no letters: under a header of ids they name nothing."""
ERRORS = frozenset(
    {"#ref!", "#value!", "#div/0!", "#name?", "#num!", "#null!", "#spill!", "#calc!", "#error!"}
)
"""What a spreadsheet leaves where a formula failed; the cell says nothing, and that is worth a remark."""
LARGEST = 5_000_000_000
"""No count on the platform passes this; a larger one is a broken cell."""
NOISE = Decimal("1e-6")
"""What a workbook's binary numbers may stray from the whole number they mean."""
BELOW = re.compile(r"[<＜]\s*[0-9]")
STARRED = re.compile(r"\*+\Z")
RANGE = re.compile(r"[0-9.,]+\s*[万wWkKmM千]?\s*元?\s*[-~～—–至到]+\s*[0-9.,]+\s*[万wWkKmM千]?\s*(元)?\+?\Z")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
WORDS = re.compile(
    r"[^0-9]*[\u4e00-\u9fff][^0-9]*\Z|(?i:pending|(?:not|too) (?:yet|due|early)[a-z ]*|tb[acd])\Z"
)
"""Words where a figure should be (八千八, 面议, 赞, pending): the cell says nothing, the row still does."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """One text understood: its value, or why there is none.

    Args:
        value: The value; None when missing, doubtful or refused.
        censored: The value is only a lower bound.
        doubt: Stable code of a doubt; the row stays.
        refusal: Stable code of a refusal; the row goes.
    """

    value: Any = None
    censored: bool = False
    doubt: str = ""
    refusal: str = ""


MISSED = Parsed(doubt="missing")


@dataclass(frozen=True)
class Column:
    """A column understood.

    Args:
        values: The values, null where there is none.
        censored: True where the value is a lower bound; as long as `values`.
        remarks: Only the cells with something to say: `at` (position in the column), `doubt`, `refusal`
            (codes or null). Sparse, because a clean million-row column must not carry two million nulls.
    """

    values: pl.Series
    censored: pl.Series
    remarks: pl.DataFrame


REMARKS = {"at": pl.UInt32, "doubt": pl.String, "refusal": pl.String}


def as_is(values: pl.Series) -> Column:
    """Wrap a column that needs no remark.

    >>> as_is(pl.Series([1, None])).censored.to_list()
    [False, False]
    """
    return Column(values, pl.Series([False]).new_from_index(0, len(values)), pl.DataFrame(schema=REMARKS))


Plain = tuple[str | pl.Expr, pl.Expr]
"""Which texts are meant, by a regular expression or an expression on column `t`, and the expression on `t` that reads them."""
FIRST = 2_000
"""So many rows show whether a long column says the same again and again."""


def parse_column(
    text: pl.Series,
    dtype: pl.DataType,
    slow: Callable[[str], Parsed],
    *plain: Plain,
) -> Column:
    """Parse a text column: each `plain` form for the texts that the forms before it left, `slow` once for each other text.

    Args:
        text: Text cells, null for empty.
        dtype: Type of the values.
        slow: Parser of one text; an empty text stands for an empty cell.
        plain: Forms that polars reads, the usual ones first. A text of a plain form that yields null (24:00, 30
            February) still gets its value or its reason from `slow`; what both read, both read alike.
    """
    text = text.cast(pl.String)
    values = pl.Series([None], dtype=dtype).new_from_index(0, len(text))
    hard = None
    for form, (pattern, expression) in enumerate(plain):
        left = text if hard is None else text.gather(hard)
        fits = pl.col("t").str.contains(pattern) if isinstance(pattern, str) else pattern
        quick = _read_plainly(left, pl.when(fits).then(expression.cast(dtype, strict=False)).alias(""), dtype)
        values = quick if hard is None else values.scatter(hard, quick)
        if not values.null_count():
            return as_is(values)
        hard = values.is_null().arg_true()
        if form == 0 and not text.gather(hard).count():
            break  # all that is left is empty
    at = pl.int_range(len(text), eager=True, dtype=pl.UInt32) if hard is None else hard.cast(pl.UInt32)
    others = pl.DataFrame({"at": at, "t": text.gather(at).fill_null("")})
    known = _known(others["t"].unique(), dtype, slow)
    said = others.join(known, on="t", how="left", maintain_order="left")
    values = values.scatter(said["at"], said["value"])
    censored = pl.Series([False]).new_from_index(0, len(text))
    if said["censored"].any():
        censored = censored.scatter(said.filter("censored")["at"], True)
    remarked = said.filter(pl.col("doubt").is_not_null() | pl.col("refusal").is_not_null())
    return Column(values.rename(""), censored, remarked.select(list(REMARKS)))


def _read_plainly(texts: pl.Series, read: pl.Expr, dtype: pl.DataType) -> pl.Series:
    """Read texts by an expression; days and times that stand in many rows once each, for those are dear to read."""
    if not (dtype.is_temporal() and says_again(texts)):
        return pl.DataFrame({"t": texts}).select(read).to_series()
    different = texts.drop_nulls().unique()
    found = pl.DataFrame({"t": different}).select(read).to_series()
    return texts.replace_strict(different, found, default=None, return_dtype=dtype).rename("")


def _known(texts: pl.Series, dtype: pl.DataType, slow: Callable[[str], Parsed]) -> pl.DataFrame:
    parsed = [slow(item) for item in texts.to_list()]
    return pl.DataFrame(
        {
            "t": texts,
            "value": pl.Series([item.value for item in parsed], dtype=dtype, strict=False),
            "censored": pl.Series([item.censored for item in parsed], dtype=pl.Boolean),
            "doubt": pl.Series([item.doubt or None for item in parsed], dtype=pl.String),
            "refusal": pl.Series([item.refusal or None for item in parsed], dtype=pl.String),
        }
    )


FOLDED = str.maketrans("萬億", "万亿", "\u200b\ufeff")


def tidy(text: str) -> str:
    """Fold fullwidth forms and the units 萬 and 億, and trim, tabs and zero-width characters included."""
    return unicodedata.normalize("NFKC", text).translate(FOLDED).strip(" \t\r\n\u3000'")


def is_missing(text: str) -> bool:
    """Say whether a text means "no figure".

    >>> [is_missing(mark) for mark in ("-", "暂无", "0")]
    [True, True, False]
    """
    return tidy(text).lower() in MISSING


def parse_count(text: str, scale: int = 1, *, rounded: bool = False) -> Parsed:
    """Read a count.

    Args:
        text: The cell.
        scale: 10,000 when the header says 万. A cell with a unit of its own is not scaled again, and doubted.
        rounded: A fraction is rounded and doubted (medians of an even number of notes) instead of refused.

    >>> parse_count("2.9万").value, parse_count("10万+").censored, parse_count("-").value
    (29000, True, None)
    >>> parse_count("1.24", 10_000).value, parse_count("1.24万", 10_000).value
    (12400, 12400)
    >>> parse_count("约8.6万").doubt, parse_count("10w以上").censored, parse_count("-1").doubt
    ('approximate', True, 'minus_one')
    """
    folded = tidy(text)
    if nothing := _nothing(folded):
        return nothing
    if BELOW.match(folded) or STARRED.match(folded) or folded.endswith("%") or WORDS.match(folded):
        return Parsed(doubt="not_a_plain_count")
    if RANGE.match(folded):
        return Parsed(doubt="a_range")
    bare, hint = without_hints(COUNTED.sub("", folded))
    number = read_figure(bare)
    if number is None:
        # Words beside digits (1万2, 3000以下) say something we cannot read; bare garbage is a broken row.
        return Parsed(doubt="not_a_plain_count") if CHINESE.search(folded) else Parsed(refusal="not_a_count")
    value = number.value if number.unit else number.value * scale
    nearest = value.quantize(Decimal(1), ROUND_HALF_UP) if value <= LARGEST else value
    # A unit makes a rounded figure of the cell, and workbooks write 12340.000000000002; a bare 12.5 is no
    # count.
    whole = abs(value - nearest) <= NOISE or number.unit or scale != 1
    if value > LARGEST or not (whole or rounded):
        return Parsed(refusal="not_a_count")
    bound = number.bound or hint == "lower_bound"
    doubt = (
        "lower_bound" if bound else hint or unit_doubt(bare, number, scale) or ("" if whole else "rounded")
    )
    return Parsed(int(nearest), censored=bound, doubt=doubt)


def _nothing(folded: str) -> Parsed | None:
    """Say why a cell holds no figure: a mark for it, a failed formula, the -1 of programs; None if it may hold one."""
    low = folded.lower()
    if low in MISSING or low in WAITING:
        return MISSED
    if low in ERRORS:
        return Parsed(doubt="error_cell")
    return Parsed(doubt="minus_one") if low in ("-1", "-1.0") else None


def parse_signed_count(text: str) -> Parsed:
    """Read a count that may fall, such as net followers gained."""
    folded = tidy(text)
    if folded.startswith(("-", "+")) and len(folded) > 1 and folded[1].isdigit():
        found = parse_count(folded[1:])
        return Parsed(
            -found.value if folded[0] == "-" and found.value is not None else found.value,
            doubt=found.doubt,
            refusal=found.refusal,
        )
    return parse_count(text)


AMOUNT = re.compile(
    r"(?P<before>(?:(?:报备|非报备|图文|视频|裸价|报价|价格|单价|一口价|总价|人民币|rmb|cny)[:： ]*)*)"
    r"(?P<figure>(?:[¥￥]\s*)?[0-9][0-9,. ]*(?:\s*(?:k|千|w|m|百万|万))?\s*(?:元|rmb|cny|人民币)?\+?)(?P<after>.*)\Z",
    re.DOTALL,
)
OURS = re.compile(r"(?i)\A(?:rmb|cny|人民币)[:： ]*(?=[\d¥￥])|(?<=[\d万wk元]) *(?:rmb|cny|人民币)\Z")
"""The yuan by its name: it says nothing of terms."""
FOREIGN = re.compile(r"美元|美金|美刀|港币|港元|台币|日元|欧元|英镑|韩元|usd|hkd|twd|eur|gbp|jpy|[$€£₩]")
BELOW_AMOUNT = re.compile(r"以下|以内|不到|低于|少于|小于|不超过|最多|[<≤]")


def parse_amount(text: str, scale: float = 1.0) -> Parsed:
    """Read money or a mean in units of 1; `2000+200` keeps the first part and is doubted. Nothing is refused.

    >>> parse_amount("￥8,800").value, parse_amount("1.2万").value, parse_amount("1k").value
    (8800.0, 12000.0, 1000.0)
    >>> parse_amount("3000（含返点20%）"), parse_amount("3000/5000").value
    (Parsed(value=3000.0, censored=False, doubt='with_terms', refusal=''), None)
    """
    folded = tidy(text)
    if nothing := _nothing(folded):
        return nothing
    if found := re.fullmatch(r"([0-9]+)\+([0-9]+)", folded):
        return Parsed(float(Decimal(found[1]) * Decimal(str(scale))), doubt="two_amounts")
    if WORDS.match(folded) or RANGE.match(folded):
        return Parsed(doubt="a_range" if RANGE.match(folded) else "not_an_amount")
    if FOREIGN.search(folded.lower()):
        return Parsed(doubt="other_currency")
    bare, hint = without_hints(OURS.sub("", folded))
    number = read_figure(bare)
    if number is None:
        return _with_terms(folded.lower(), scale)
    value = number.value if number.unit else number.value * Decimal(str(scale))
    if value > LARGEST:
        return Parsed(doubt="not_an_amount")
    return Parsed(
        float(value), doubt="lower_bound" if number.bound else hint or unit_doubt(bare, number, scale)
    )


def _with_terms(text: str, scale: float) -> Parsed:
    """Read the one amount of a cell that also states terms (不含税, /篇, 返点20%, +10%); the terms are not applied.

    A second figure that is no percentage leaves the cell empty: which of the two is the price, nobody knows.
    """
    found = AMOUNT.match(without_hints(text)[0])
    if found is None or BELOW_AMOUNT.search(text):
        return Parsed(doubt="not_an_amount")
    after = re.sub(r"[0-9]+(?:\.[0-9]+)?\s*%", "", found["after"])
    if re.search(r"[0-9]", after):
        return Parsed(doubt="several_amounts")
    figure = re.sub(r"\s*(?:rmb|cny|人民币)", "", found["figure"]).strip().rstrip(",.")
    number = read_figure(figure)
    if number is None or number.value > LARGEST or found["after"].strip().startswith("%"):
        return Parsed(doubt="not_an_amount")
    value = number.value if number.unit else number.value * Decimal(str(scale))
    return Parsed(float(value), doubt="with_terms")


def parse_share(text: str, convention: str = "percent") -> Parsed:
    """Read a share or rate as a fraction.

    Args:
        text: `9.3%`, `9.3`, `0.093`, or `42.64% | 192745` (share, then count).
        convention: What a number without % means in this export: `percent` or `fraction`. Never guessed per
            cell.

    >>> parse_share("9.3%").value, parse_share("0.093", "fraction").value, parse_share("9.3").value
    (0.093, 0.093, 0.093)
    """
    folded = tidy(text)
    if nothing := _nothing(folded):
        return (
            nothing if nothing.doubt != "minus_one" else Parsed(-1.0 if convention == "fraction" else -0.01)
        )
    head = folded.split("|")[0].strip()
    sign = -1 if head.startswith("-") else 1
    marked = head.endswith("%")
    try:
        number = Decimal(head.lstrip("+-").rstrip("%").strip())
    except InvalidOperation:
        return Parsed(doubt="not_a_share")
    if not number.is_finite() or abs(number) > LARGEST:
        return Parsed(doubt="not_a_share")
    return Parsed(float(sign * number / (100 if marked or convention == "percent" else 1)))


GOOD_ID = re.compile(r"[A-Za-z0-9_\-:.]{1,64}\Z")
FLOAT_ID = re.compile(r"([0-9]{4,15})\.0\Z")
MANGLED_ID = re.compile(r"[0-9](\.[0-9]+)?[eE]\+[0-9]+\Z")
DEVICES = {"con", "prn", "aux", "nul", "com1", "lpt1", "inf", "nan", "none", "null"}


def parse_id(text: str) -> Parsed:
    """Read an id: always text, its characters untouched but for a leading tab or apostrophe.

    >>> parse_id("5e8812340000000001002345").value, parse_id("000123").value, parse_id("5.8812E+23").refusal
    ('5e8812340000000001002345', '000123', 'id_lost_digits')
    """
    value = text.strip(" \t\r").removeprefix("'").strip(" \t\r")
    if found := FLOAT_ID.match(value):  # pandas gives a column of numbers with a gap a decimal point
        value = found[1]
    if not value or value in SIGNS:
        return Parsed(refusal="no_id")
    if MANGLED_ID.match(value):
        return Parsed(refusal="id_lost_digits")
    if not GOOD_ID.match(value) or ".." in value:
        return Parsed(refusal="not_an_id")
    doubtful = (
        value.lower() in DEVICES
        or (value.isdigit() and len(value) >= 16 and value.endswith("000"))
        or (len(value) == 24 and value != value.lower())
    )
    return Parsed(value, doubt="odd_id" if doubtful else "")


PLAIN_ID = (
    r"\A([0-9]{4,15}|[0-9]{0,40}[a-df-z_\-][0-9a-z_\-]{4,23}|[0-9a-f]{24}"
    r"|[0-9]{13,37}([0-9]{2}[1-9]|[0-9][1-9][0-9]|[1-9][0-9]{2}))\z"
)
"""Ids that need no second look: short numbers, ids with a letter that no power of ten has, 24 hex digits, and long
numbers that do not end in the 000 that Excel leaves."""
DIGITS = (pl.col("t") >= "0") & (pl.col("t") < ":") & (pl.col("t").str.len_bytes() <= 9)
"""Of the texts that polars reads as whole numbers, those of one to nine bare digits: what begins with one has no sign. To
compare takes a fifth of the time of a regular expression."""


def says_again(texts: pl.Series) -> bool:
    """Say whether a column is long and its first rows say the same again and again: then each different text is asked once."""
    return len(texts) > FIRST and 2 * texts.head(FIRST).n_unique() <= FIRST


def are_plain_ids(texts: pl.Series) -> bool:
    """Say of a column in which few ids stand in many rows, with no gap, whether all are plain."""
    return not texts.null_count() and says_again(texts) and bool(texts.unique().str.contains(PLAIN_ID).all())


PLAIN_COUNT = r"\A[0-9]{1,9}\z"
GROUPED_COUNT = r"\A[0-9]{1,3}(,[0-9]{3}){1,2}\z"
PLAIN_AMOUNT = r"\A[0-9]{1,9}(\.[0-9]{1,6})?\z"


def plain_amounts() -> tuple[Plain, ...]:
    """Return the fast paths for amounts: bare digits, and digits with decimals."""
    text = pl.col("t")
    return (
        (DIGITS, text.cast(pl.Int64, strict=False).cast(pl.Float64)),
        (PLAIN_AMOUNT, text.cast(pl.Float64, strict=False)),
    )


def plain_counts(scale: int) -> tuple[Plain, ...]:
    """Return the fast paths for counts: bare digits, and digits in groups of three."""
    forms: tuple[tuple[str | pl.Expr, pl.Expr], ...] = (
        (DIGITS, pl.col("t")),
        (GROUPED_COUNT, pl.col("t").str.replace_all(",", "", literal=True)),
    )
    counts = [(form, text.cast(pl.Int64, strict=False) * scale) for form, text in forms]
    if scale == 1:
        return tuple(counts)
    return tuple((form, pl.when(count <= LARGEST).then(count)) for form, count in counts)


TRUE = {"是", "true", "1", "yes", "y", "商业", "商业笔记", "低活", "低活跃", "✓"}
FALSE = {"否", "false", "0", "no", "n", "非商业", "正常"}


def parse_flag(text: str) -> Parsed:
    """Read a yes or no in either language."""
    folded = tidy(text).lower()
    if folded in MISSING:
        return Parsed()
    if folded in TRUE or folded in FALSE:
        return Parsed(folded in TRUE)
    return Parsed(doubt="not_yes_or_no")
