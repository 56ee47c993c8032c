"""The audience that was reached against the one the brief wants: gender, age, city tier."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import polars as pl

from xhs_workbench.findings import Text, both
from xhs_workbench.params.brief import Audience

CLASSES: dict[str, dict[str, tuple[Text, str]]] = {
    "gender": {
        "female": (Text("women", "女性"), r"女(性|生|粉)?|female"),
        "male": (Text("men", "男性"), r"男(性|生|粉)?|male"),
    },
    "age": {
        "under_18": (Text("under 18", "18 岁以下"), r"(<|小于|0-)1[78]岁?|1[78]岁?以下"),
        "18_24": (Text("18–24", "18–24 岁"), r"18-24岁?"),
        "25_34": (Text("25–34", "25–34 岁"), r"25-34岁?"),
        "35_44": (Text("35–44", "35–44 岁"), r"35-44岁?"),
        "over_44": (Text("over 44", "44 岁以上"), r">44岁?|4[45]岁?(\+|以上)"),
    },
    "city_tier": {
        "tier_1": (Text("tier 1", "一线城市"), r"一线(城市)?"),
        "new_tier_1": (Text("new tier 1", "新一线城市"), r"新一线(城市)?"),
        "tier_2": (Text("tier 2", "二线城市"), r"二线(城市)?"),
        "tier_3_and_below": (
            Text("tier 3 and below", "三线及以下"),
            r"三线(及以下)?(城市)?|[四五]线(及以下)?(城市)?",
        ),
    },
}
"""Dimension -> class as a brief names it -> its words, and how exports write it."""
FANS = {
    "gender": {"female": "female_share", "male": "male_share"},
    "age": {
        "under_18": "age_under18_share",
        "18_24": "age_18_24_share",
        "25_34": "age_25_34_share",
        "35_44": "age_35_44_share",
        "over_44": "age_over44_share",
    },
}
"""Class -> the creators' share of fans in it; no export gives city tiers of fans as shares."""
ORIGINS = ("notes", "ads")
ROUNDED = 0.02
"""Shares of a dimension that sum to 1 within this are of all people, and not of a list of the largest classes."""
SCHEMA: dict[str, Any] = {
    "origin": pl.String,
    "dimension": pl.String,
    "class": pl.String,
    **dict.fromkeys(both("name"), pl.String),
    "share": pl.Float64,
    "people": pl.Int64,
    "planned": pl.Boolean,
    "expected_share": pl.Float64,
    "difference": pl.Float64,
}
SUMS: dict[str, Any] = {
    "origin": pl.String,
    "dimension": pl.String,
    "share": pl.Float64,
    "expected_share": pl.Float64,
    "difference": pl.Float64,
    "people": pl.Int64,
    "whole": pl.Boolean,
}


@dataclass(frozen=True, slots=True)
class Reached:
    """Who was reached.

    Args:
        table: One row a class: `origin` (`notes` the post-campaign portrait, `ads` clicks of ads), `dimension`,
            `class` (null where the export's class is none of the brief's, such as another age band), `name`,
            `share`, `people` (null where the platform gives shares only), `planned` (the brief wants it; null
            where the brief names none of the dimension), `expected_share` (the booked creators' fans, weighted by reads), `difference`
            (share - expected).
        wanted: One row an origin and dimension the brief names, if its classes are comparable: `share` of the
            people reached who are wanted, `expected_share`, `difference`, `people` counted in the dimension,
            `whole` (the classes sum to all people).
    """

    table: pl.DataFrame
    wanted: pl.DataFrame


def compare_reached(reached: pl.DataFrame, audience: Audience, fans: pl.DataFrame) -> Reached | None:
    """Hold the audience reached against the brief's; None without a file of it.

    Args:
        reached: The `AudienceReached` table; rows of single notes are weighed by their people and left out
            where none are known, if rows of the whole campaign exist they alone count.
        audience: The brief's audience.
        fans: The booked creators with `reads` and the shares of `FANS`, one row a creator.
    """
    whole = reached.filter(pl.col("note_id").is_null())
    used = whole if whole.height else reached.filter(pl.col("people").is_not_null())
    if used.is_empty():
        return None
    rows = []
    for origin in ORIGINS:
        for dimension in CLASSES:
            part = used.filter(pl.col("origin") == origin, pl.col("dimension") == dimension)
            rows += _classes(part, origin, dimension, audience, fans)
    table = pl.DataFrame(rows, schema=SCHEMA)
    return Reached(table, _wanted_shares(table)) if table.height else None


def class_of(dimension: str, label: str | None) -> str | None:
    """Return the brief's class that an export's label means; None for another band.

    >>> class_of("age", "25-34岁"), class_of("age", "23-27"), class_of("gender", "女"), class_of("city_tier", "新一线城市")
    ('25_34', None, 'female', 'new_tier_1')
    """
    said = re.sub(r"[\s~～–—至到]", lambda sign: "" if sign[0].isspace() else "-", label or "").lower()
    return next((name for name, (_, form) in CLASSES[dimension].items() if re.fullmatch(form, said)), None)


def _planned(audience: Audience) -> dict[str, tuple[str, ...]]:
    gender = () if audience.gender == "all" else (audience.gender,)
    return {"gender": gender, "age": tuple(audience.age_bands), "city_tier": tuple(audience.city_tiers)}


def _classes(
    part: pl.DataFrame, origin: str, dimension: str, audience: Audience, fans: pl.DataFrame
) -> list[dict[str, Any]]:
    """Return the classes of one dimension, several labels of one class added."""
    if part.is_empty():
        return []
    count = "people" if origin == "notes" else "clicks"
    known = part[count].null_count() == 0 and int(part[count].sum()) > 0
    total = float(part[count].sum()) if known else None
    made = part.with_columns(
        part_share=pl.col(count) / total if total else pl.col("share"),
        **{"class": pl.Series([class_of(dimension, label) for label in part["label"]], dtype=pl.String)},
    ).drop_nulls("part_share")
    summed = made.group_by(key=pl.coalesce("class", "label"), maintain_order=True).agg(
        pl.col("class").first(), pl.col("part_share").sum(), pl.col(count).sum()
    )
    wanted = _planned(audience)[dimension]
    rows = []
    for row in summed.iter_rows(named=True):
        name = CLASSES[dimension][row["class"]][0] if row["class"] else Text(row["key"], row["key"])
        expected = _expected(fans, dimension, row["class"])
        rows.append(
            {
                "origin": origin,
                "dimension": dimension,
                "class": row["class"],
                **name.pair("name"),
                "share": row["part_share"],
                "people": row[count] if known else None,
                "planned": (row["class"] in wanted) if wanted and row["class"] else None,
                "expected_share": expected,
                "difference": None if expected is None else row["part_share"] - expected,
            }
        )
    order = list(CLASSES[dimension])
    return sorted(rows, key=lambda row: order.index(row["class"]) if row["class"] else len(order))


def _expected(fans: pl.DataFrame, dimension: str, name: str | None) -> float | None:
    """Return the share of the class among the booked creators' fans, each weighted by the reads of her notes."""
    column = FANS.get(dimension, {}).get(name or "")
    if column is None or column not in fans.columns:
        return None
    known = fans.drop_nulls([column, "reads"])
    weight = float(known["reads"].sum())
    return float((known[column] * known["reads"]).sum()) / weight if weight else None


def _wanted_shares(table: pl.DataFrame) -> pl.DataFrame:
    rows = []
    for (origin, dimension), part in table.partition_by("origin", "dimension", as_dict=True).items():
        named = part.filter(pl.col("planned"))
        if named.is_empty() or part["class"].null_count():
            continue
        expected = None if named["expected_share"].null_count() else float(named["expected_share"].sum())
        share = float(named["share"].sum())
        rows.append(
            {
                "origin": origin,
                "dimension": dimension,
                "share": share,
                "expected_share": expected,
                "difference": None if expected is None else share - expected,
                "people": None if part["people"].null_count() else int(part["people"].sum()),
                "whole": abs(float(part["share"].sum()) - 1) <= ROUNDED + 1e-9,
            }
        )
    return pl.DataFrame(rows, schema=SUMS)


def booked_fans(outcomes: pl.DataFrame, creators: pl.DataFrame) -> pl.DataFrame:
    """Return the booked creators' portraits with the reads of their notes.

    Args:
        outcomes: From `gather_outcomes`.
        creators: The `Creators` table.
    """
    reads = outcomes.drop_nulls("creator_id").group_by("creator_id").agg(pl.col("reads").sum())
    columns = [column for classes in FANS.values() for column in classes.values()]
    one = creators.unique("creator_id", keep="last").select("creator_id", *columns)
    return reads.join(one, on="creator_id").sort("creator_id")
