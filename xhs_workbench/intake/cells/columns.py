"""Which parser reads a column, told by the column's type in the canonical table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from math import inf

import dataframely as dy
import polars as pl

from xhs_workbench.intake.cells import dates, decimals, texts, values
from xhs_workbench.intake.recognising.sources import Source, normalise
from xhs_workbench.tables import CHINA

MOMENT = pl.Datetime("us", CHINA)
LINKS = {"note_url", "profile_url"}
FREE = {"creator_name", "title", "body", "content", "hashtags", "term"}
"""Columns in which people write what they like: there `null` is a word, not a missing mark."""
PRICE = "price_"
FLOAT_NUMBER = r"\A\s*([0-9]{4,15})\.0\s*\z"
"""What pandas makes of a column of numbers with a gap."""
NEVER_BELOW_ONE = frozenset({"female_share", "male_share", "active_fan_share"})
AUDIENCE = ("female", "male", "active_fan", "age_")
"""Shares of an audience, of which none is below 1 % for everybody."""
THOUSAND = 1_000
MOST_PEOPLE, MOST_YUAN = 100_000_000, 10_000_000
"""More than anybody has followers, and more than a note costs."""
BARE = r"\A\s*[0-9][0-9,]*(?:\.[0-9]+)?\s*\z"
NO_CATEGORY = frozenset(
    [
        "图文",
        "视频",
        "小红书",
        "抖音",
        "快手",
        "微博",
        "b站",
        "哔哩哔哩",
        "视频号",
        "公众号",
        "知乎",
        "员工号",
        "门店号",
        "图文笔记",
        "视频笔记",
        "个人",
        "机构",
        "企业",
        "个人号",
        "企业号",
        "机构号",
        "专业号",
        "个人账号",
        "企业账号",
        "机构账号",
        "个人博主",
        "品牌号",
        "素人",
        "达人",
        "明星",
        "koc",
        "kol",
        "kols",
        "kocs",
        "头部",
        "腰部",
        "尾部",
        "中腰部",
        "头部达人",
        "腰部达人",
        "尾部达人",
        "personal",
        "individual",
        "business",
        "company",
        "enterprise",
        "organization",
        "agency",
        "brand",
        "macro",
        "micro",
        "nano",
        "mega",
        "profile",
        "user",
        "creator",
        "author",
        "account",
    ]
)
"""Who runs an account, how large it is, or what kind of record a row is; 账号类型 may say that, or what the account is about."""
FEW = 5
"""Fewer shares than this say nothing about whether percent or fractions were meant."""
Parser = Callable[[str], values.Parsed]


def read_column(
    name: str,
    kind: dy.Column,
    cells: pl.Series,
    *,
    source: Source,
    scale: float,
    collected_at: datetime | None,
) -> values.Column:
    """Parse the cells of one canonical column.

    Args:
        name: Canonical column.
        kind: Its type in the canonical table; decides the parser.
        cells: Text cells, null for empty.
        source: The export: percent convention and words for choices.
        scale: What the header's unit multiplies with.
        collected_at: The crawl, for relative dates.

    Returns:
        The column; a figure outside the range that the table allows is left empty with the doubt
        `out_of_range`, and an
        empty or unreadable cell of a column that must not be null is refused with `no_value`.
    """
    cells = _without_marks(cells, source.missing) if source.missing and name not in FREE else cells
    if isinstance(kind, dy.Int64 | dy.Float64):
        figures = decimals.in_points(cells, source.decimal, whole=isinstance(kind, dy.Int64))
        if figures.doubt:
            settled = replace(source, decimal=decimals.POINT)
            read = read_column(
                name, kind, figures.cells, source=settled, scale=scale, collected_at=collected_at
            )
            said = _and(read.remarks, pl.DataFrame({"at": figures.where.arg_true()}), doubt=figures.doubt)
            return values.Column(read.values, read.censored, said)
        if scale >= THOUSAND and (counted := _counted_already(cells, kind, scale)).any():
            return _unit_not_meant(name, kind, cells, counted, source, scale)
    if isinstance(kind, dy.String) and kind.max_length is None:
        clean = (
            texts.clean_links if name in LINKS else texts.clean_texts if name in FREE else texts.clean_labels
        )
        cells = cells.str.replace(FLOAT_NUMBER, "${1}") if name == "red_id" else cells
        if name == "category" and says_no_category(cells):
            return _not_categories(cells)
        read = values.as_is(clean(cells))
    else:
        if isinstance(kind, dy.String) and values.are_plain_ids(cells):
            return values.as_is(cells.rename(""))
        parse, plain = _parser(name, kind, source, scale, collected_at)
        read = values.parse_column(cells, kind.dtype, parse, *plain)
        if (read.remarks["refusal"] == "ambiguous_date").any() and (order := dates.settled_order(cells)):
            parse, plain = _parser(name, kind, replace(source, date_order=order), scale, collected_at)
            read = values.parse_column(cells, kind.dtype, parse, *plain)
        read = _within(kind, read)
        read = _offered(read) if name.startswith(PRICE) else read
        if source.percent == "percent" and (kind.metadata or {}).get("unit") == "fraction":
            read = _convention(name, cells, read)
    return read if kind.nullable else _required(read)


def says_no_category(cells: pl.Series) -> bool:
    """Say whether each cell says who runs the account, or how large it is, and none what it is about."""
    said = cells.drop_nulls().str.strip_chars().str.to_lowercase().unique()
    return bool(len(said)) and bool(said.is_in(list(NO_CATEGORY)).all())


NAMES_OF = frozenset({"mcn", "category", "persona", "brand", "spu", "campaign_name", "interests", "region"})
"""Columns of names, in which a yes or no is an answer to another question (签约MCN: 是)."""
ANSWERS = (
    values.TRUE
    | values.FALSE
    | {"有", "无", "没有", "已签", "未签", "已签约", "未签约", "√", "×", "x", "none", "n/a"}
)


def answers_only(name: str, cells: pl.Series) -> bool:
    """Say whether all cells of a column of names are yes or no."""
    if name not in NAMES_OF:
        return False
    said = cells.drop_nulls().str.strip_chars().str.to_lowercase().unique()
    return bool(len(said)) and bool(said.is_in(list(ANSWERS)).all())


def _not_categories(cells: pl.Series) -> values.Column:
    remarks = values.as_is(cells).remarks
    at = pl.DataFrame({"at": cells.is_not_null().arg_true()})
    none = pl.Series(cells.name, [None] * len(cells), dtype=pl.String)
    return values.Column(none, values.as_is(cells).censored, _and(remarks, at, doubt="no_category"))


def _counted_already(cells: pl.Series, kind: dy.Column, scale: float) -> pl.Series:
    """Say which cells under a header of 万 are whole counts or amounts: those that the unit makes impossibly many.

    No account of the platform has 100 million followers, and no note costs ten million yuan. Where half of the bare
    figures are that large, none of them is in the unit.
    """
    most = (MOST_PEOPLE if isinstance(kind, dy.Int64) else MOST_YUAN) / scale
    bare = cells.str.contains(BARE).fill_null(False)
    figures = cells.str.replace_all(",", "", literal=True).cast(pl.Float64, strict=False)
    middle = figures.filter(bare).median()
    return bare if isinstance(middle, float) and middle >= most else bare & (figures >= most).fill_null(False)


def _unit_not_meant(
    name: str, kind: dy.Column, cells: pl.Series, counted: pl.Series, source: Source, scale: float
) -> values.Column:
    """Read the cells that are whole already without the header's unit, the others with it, and say so."""
    whole, scaled = (
        read_column(name, kind, _only(cells, where), source=source, scale=by, collected_at=None)
        for where, by in ((counted, 1.0), (~counted, scale))
    )
    rows = pl.DataFrame({"whole": whole.values, "scaled": scaled.values, "counted": counted})
    merged = rows.select(pl.when("counted").then("whole").otherwise("scaled").alias("")).to_series()
    at = counted.arg_true()
    remarks = pl.concat(
        [
            whole.remarks.filter(pl.col("at").is_in(at.implode())),
            scaled.remarks.filter(~pl.col("at").is_in(at.implode())),
        ]
    )
    said = _and(remarks, pl.DataFrame({"at": at}), doubt="unit_not_meant")
    return values.Column(merged, whole.censored | scaled.censored, said)


def _only(cells: pl.Series, where: pl.Series) -> pl.Series:
    rows = pl.DataFrame({"t": cells, "where": where})
    return rows.select(pl.when("where").then("t").alias(cells.name)).to_series()


def _without_marks(cells: pl.Series, marks: frozenset[str]) -> pl.Series:
    """Empty the cells that hold what this export writes for "no figure" (-1, NaN)."""
    marked = cells.is_in(list(marks))
    if not marked.any():
        return cells
    return pl.select(pl.when(~marked).then(cells).alias(cells.name)).to_series()


def _offered(read: values.Column) -> values.Column:
    """Take a price of 0 for "not offered": a format nobody sells for nothing must not enter a plan as free."""
    free = (read.values == 0).fill_null(False)
    if not free.any():
        return read
    frame = pl.DataFrame({"v": read.values, "free": free}).with_row_index("at")
    kept = frame.select(pl.when(~pl.col("free")).then("v").alias("")).to_series()
    return values.Column(kept, read.censored, _and(read.remarks, frame.filter("free"), doubt="price_zero"))


def _parser(
    name: str, kind: dy.Column, source: Source, scale: float, collected_at: datetime | None
) -> tuple[Parser, tuple[values.Plain, ...]]:
    text = pl.col("t")
    if isinstance(kind, dy.Enum):
        own = {normalise(word): word for word in kind.categories}  # a file may use the table's own words
        return partial(_choice, {**own, **source.values.get(name, {})}), ()
    if isinstance(kind, dy.Datetime):
        return partial(
            dates.parse_moment, collected_at=collected_at, order=source.date_order
        ), dates.plain_moments()
    if isinstance(kind, dy.Date):
        return partial(_day, collected_at, source.date_order), dates.plain_days()
    if isinstance(kind, dy.Bool):
        return values.parse_flag, ()
    if isinstance(kind, dy.String):
        return partial(_id, not kind.nullable), ((values.PLAIN_ID, text),)
    if (kind.metadata or {}).get("unit") == "fraction":
        return partial(values.parse_share, convention=source.percent), ()
    if isinstance(kind, dy.Int64):
        if kind.min is None:
            return values.parse_signed_count, ()
        whole = int(max(scale, 1))
        count = partial(values.parse_count, scale=whole, rounded="_median" in name)
        return count, values.plain_counts(whole)
    plain = values.plain_amounts() if scale == 1 else ()
    return partial(values.parse_amount, scale=scale), plain


def _within(kind: dy.Column, read: values.Column) -> values.Column:
    """Leave out figures that the table does not allow: a share of 120 %, a price below nothing."""
    least, most = getattr(kind, "min", None), getattr(kind, "max", None)
    if not isinstance(kind, dy.Int64 | dy.Float64) or (least is None and most is None):
        return read
    low = -inf if least is None else least
    high = inf if most is None else most
    wrong = ~read.values.is_between(low, high).fill_null(True)
    if not wrong.any():
        return read
    frame = pl.DataFrame({"v": read.values, "wrong": wrong}).with_row_index("at")
    return values.Column(
        frame.select(pl.when(~pl.col("wrong")).then("v").alias("")).to_series(),
        read.censored,
        _and(read.remarks, frame.filter("wrong"), doubt="out_of_range"),
    )


def _convention(name: str, cells: pl.Series, read: values.Column) -> values.Column:
    """Doubt a percent column of bare figures that may hold fractions.

    Either none is above 1; or half are not while others are percents, so that two people filled it in. Nobody's
    readers are to less than 1 % women, men or active: there such cells are left empty. Of a rate, or of an age, it
    says nothing.
    """
    bare = _bare(cells)
    said = bare.filter(bare > 0)
    small = said.filter(said <= 1)
    if len(bare) < FEW or not len(small):
        return read
    if len(small) == len(said):
        first = pl.DataFrame({"at": [int(cells.is_not_null().arg_max() or 0)]}, schema={"at": pl.UInt32})
        return values.Column(
            read.values, read.censored, _and(read.remarks, first, doubt="looks_like_fractions")
        )
    if name not in NEVER_BELOW_ONE or 2 * len(small) < len(said):
        return read
    figures = cells.str.strip_chars().cast(pl.Float64, strict=False)
    mixed = ((figures > 0) & (figures <= 1)).fill_null(False)
    rows = pl.DataFrame({"v": read.values, "mixed": mixed})
    kept = rows.select(pl.when(~pl.col("mixed")).then("v").alias("")).to_series()
    at = pl.DataFrame({"at": mixed.arg_true()})
    return values.Column(kept, read.censored, _and(read.remarks, at, doubt="mixed_shares"))


def told_convention(shares: Mapping[str, pl.Series]) -> str:
    """Say what bare numbers in the share columns of a file mean, where nobody has said it.

    Half of an audience are women, a third are 25 to 34: where every such figure is at most 1, it is a fraction. A
    rate may well be below 1 %, and says nothing.

    Args:
        shares: Canonical column -> cells of the file; other columns than audience shares are passed over.
    """
    bare = [
        _bare(cells)
        for name, cells in shares.items()
        if name.startswith(AUDIENCE) and name.endswith("_share")
    ]
    figures = pl.concat(bare) if bare else pl.Series(dtype=pl.Float64)
    largest = figures.max()
    return "fraction" if isinstance(largest, float) and 0 < largest <= 1 else "percent"


def _bare(cells: pl.Series) -> pl.Series:
    filled = cells.drop_nulls()
    return (
        filled.filter(filled.str.contains(r"\A\s*[0-9.]+\s*\z")).cast(pl.Float64, strict=False).drop_nulls()
    )


def mend(read: values.Column, spare: values.Column) -> values.Column:
    """Take ids that are empty or lost their digits from elsewhere in the row, such as its link, and say so.

    Args:
        read: The column of ids, some refused.
        spare: The same ids as another cell of each row gives them, null where it does not.
    """
    refused = read.remarks.filter(pl.col("refusal").is_not_null())["at"].unique()
    broken = spare.remarks.filter(pl.col("refusal").is_not_null())["at"]
    found = pl.DataFrame({"at": refused, "v": spare.values.gather(refused)}).drop_nulls()
    found = found.filter(~pl.col("at").is_in(broken.implode()))
    if found.is_empty():
        return read
    whole = (
        pl.DataFrame({"own": read.values})
        .with_row_index("at")
        .join(found, on="at", how="left", maintain_order="left")
    )
    kept = read.remarks.filter(~pl.col("at").is_in(found["at"].implode()))
    return values.Column(
        whole.select(pl.coalesce("v", "own").alias("")).to_series(),
        read.censored,
        _and(kept, found, doubt="id_from_elsewhere"),
    )


def _required(read: values.Column) -> values.Column:
    """Refuse rows without a value where the table must have one, unless they are refused already."""
    if not read.values.null_count():
        return read
    empty = pl.DataFrame({"v": read.values}).with_row_index("at").filter(pl.col("v").is_null())
    refused = read.remarks.filter(pl.col("refusal").is_not_null())
    lost = empty.join(refused, on="at", how="anti")
    if lost.is_empty():
        return read
    return values.Column(read.values, read.censored, _and(read.remarks, lost, refusal="no_value"))


def _and(
    remarks: pl.DataFrame, more: pl.DataFrame, *, doubt: str | None = None, refusal: str | None = None
) -> pl.DataFrame:
    said = more.select(
        pl.col("at").cast(pl.UInt32),
        doubt=pl.lit(doubt, dtype=pl.String),
        refusal=pl.lit(refusal, dtype=pl.String),
    )
    return pl.concat([remarks, said])


def _id(required: bool, text: str) -> values.Parsed:
    found = values.parse_id(text)
    return values.Parsed() if found.refusal == "no_id" and not required else found


def _day(collected_at: datetime | None, order: str, text: str) -> values.Parsed:
    found = dates.parse_moment(text, collected_at, order=order)
    return values.Parsed(
        found.value.date() if found.value else None, doubt=found.doubt, refusal=found.refusal
    )


def _choice(known: Mapping[str, str], text: str) -> values.Parsed:
    if values.is_missing(text):
        return values.Parsed()
    found = known.get(normalise(text))
    return values.Parsed(found) if found else values.Parsed(doubt="unknown_choice")
