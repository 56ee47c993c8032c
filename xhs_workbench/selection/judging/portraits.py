"""Audience portraits from export cells: `上海|17.4% 北京|15.2%` becomes shares by label, and cities become city tiers."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import polars as pl

ITEM = r"[^|%｜％]+?\s*[|｜:：]?\s*[0-9]+(?:\.[0-9]+)?\s*[%％]"
SPLIT = r"^[\s,，;；、/]*(.+?)\s*[|｜:：]?\s*([0-9]+(?:\.[0-9]+)?)\s*[%％]$"
NAMED = r"^[^|｜:：]*(?:\p{L}|[<>]\d|\d-\d)"
CITY_TIERS = ("tier_1", "new_tier_1", "tier_2", "tier_3_and_below")


@cache
def city_tiers() -> dict[str, str]:
    """Return city -> tier, from `city_tiers.toml`, which names its source and year."""
    data = tomllib.loads((Path(__file__).parent / "city_tiers.toml").read_text(encoding="utf-8"))
    return {city: tier for tier in CITY_TIERS[:3] for city in data[tier]}


def parse_portrait(texts: pl.Series) -> pl.DataFrame:
    """Read composite cells: label and share, one after the other.

    Args:
        texts: Cells such as `上海|17.4% 北京|15.2%` or `广东22.3%`; null if the export has none.

    Returns:
        One row per readable item: `row` (index of its cell), `label`, `share` (fraction). Items without a
            percent sign, above
        100 %, or in a cell whose items sum to more than 105 % are not read.

    >>> parse_portrait(pl.Series(["上海|17.4% 北京|15.2%", "apple inc.30.2%", None, "n/a"])).rows()
    [(0, '上海', 0.174), (0, '北京', 0.152), (1, 'apple inc.', 0.302)]
    """
    cells = pl.DataFrame({"text": texts.cast(pl.String)}).with_row_index("row")
    items = (
        cells.with_columns(item=pl.col("text").str.extract_all(ITEM))
        .explode("item", empty_as_null=True, keep_nulls=True)
        .drop_nulls("item")
    )
    read = (
        items.select(
            pl.col("row").cast(pl.Int64),
            label=pl.col("item").str.extract(SPLIT, 1).str.strip_chars(),
            share=pl.col("item").str.extract(SPLIT, 2).cast(pl.Float64, strict=False) / 100,
        )
        .drop_nulls()
        .filter(pl.col("label").str.contains(NAMED))
    )
    summed = read.group_by("row", "label", maintain_order=True).agg(pl.col("share").max())
    whole = pl.col("share").sum().over("row")
    return summed.filter((pl.col("share").max().over("row") <= 1) & (whole <= 1.05))


def tier_of_city(labels: pl.Series) -> pl.Series:
    """Return the tier of each city name, with or without 市; provinces and countries stay null."""
    bare = labels.str.strip_suffix("市")
    tiers = bare.replace_strict(city_tiers(), default="tier_3_and_below")
    return (
        tiers.to_frame("tier")
        .with_columns(bare=bare)
        .select(pl.when(~pl.col("bare").str.contains(r"省|自治区|国|海外|其他|未知")).then(pl.col("tier")))
        .to_series()
    )


def bare_province(labels: pl.Series) -> pl.Series:
    """Return province names as briefs write them: 广东 instead of 广东省; 广西 instead of 广西壮族自治区."""
    return labels.str.replace(r"(省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)$", "")
