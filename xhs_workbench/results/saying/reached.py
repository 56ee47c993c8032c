"""How much of the audience reached is the one the brief wants, in sentences."""

from __future__ import annotations

from typing import Any

import polars as pl

from xhs_workbench.findings import NOTHING, Text
from xhs_workbench.results.bringing.reached import Reached
from xhs_workbench.telling import Statement
from xhs_workbench.written import listed, many

WANTED = {
    "gender": Text("the planned gender", "目标性别"),
    "age": Text("the planned ages", "目标年龄"),
    "city_tier": Text("the planned city tiers", "目标城市等级"),
}
ASPECTS = {
    "gender": Text("gender", "性别"),
    "age": Text("age", "年龄"),
    "city_tier": Text("city tier", "城市等级"),
}
LEAST_POINTS = 3
"""A difference of fewer percentage points from the creators' fans is not spoken of."""


def say_reached(found: Reached | None) -> Statement | None:
    """State how much of the audience reached is the planned one, and how it differs from the creators' fans."""
    if found is None:
        return None
    origin = found.table["origin"][0]
    table = found.table.filter(pl.col("origin") == origin)
    rows = found.wanted.filter(pl.col("origin") == origin).to_dicts()
    if not rows:
        return Statement(_largest(table), NOTHING, _not_comparable(table), "audience_reached", "reached")
    said = [(f"{row['share']:.0%}", WANTED[row["dimension"]]) for row in rows]
    first, *more = said
    who = (
        Text("those reached", "触达人群")
        if origin == "notes"
        else Text("people who clicked ads", "广告点击人群")
    )
    en = f"Of {who.en}, {first[0]} are of {first[1].en}" + "".join(f", {n} of {name.en}" for n, name in more)
    zh = f"{who.zh}中，" + "，".join(f"{n} 属于{name.zh}" for n, name in said)
    return Statement(Text(en, zh), _against_fans(rows), _how_many(rows, table), "audience_reached", "reached")


def _largest(table: pl.DataFrame) -> Text:
    row = table.sort("share", descending=True).row(0, named=True)
    return Text(
        f"Most of those reached are {row['name_en']} ({row['share']:.0%})",
        f"触达人群以{row['name_zh']}为主（{row['share']:.0%}）",
    )


def _not_comparable(table: pl.DataFrame) -> Text:
    dimension = next((row["dimension"] for row in table.iter_rows(named=True) if row["class"] is None), None)
    if dimension is None:
        return Text("The brief names no audience of this kind.", "brief 未约定该项目标人群。")
    name = ASPECTS[dimension]
    return Text(
        f"The report's classes of {name.en} are not the brief's, so they cannot be compared.",
        f"报表的{name.zh}分段与 brief 不同，无法对比。",
    )


def _against_fans(rows: list[dict[str, Any]]) -> Text:
    """Say where the audience reached differs most from the fans of the booked creators."""
    known = [row for row in rows if row["difference"] is not None]
    if not known:
        return NOTHING
    row = max(known, key=lambda one: abs(one["difference"]))
    points = round(abs(row["difference"]) * 100)
    if points < LEAST_POINTS:
        return Text("That is about as among the booked creators' fans.", "与所选达人的粉丝画像基本一致。")
    name, more = ASPECTS[row["dimension"]], row["difference"] > 0
    return Text(
        f"By {name.en} that is {points} points {'more' if more else 'less'} than among the booked creators' fans.",
        f"{name.zh}一项比所选达人粉丝画像{'高' if more else '低'} {points} 个百分点。",
    )


def _how_many(rows: list[dict[str, Any]], table: pl.DataFrame) -> Text:
    """Say over how many people, or that the platform gives shares only; and what could not be compared."""
    if any(row["class"] is None for row in table.iter_rows(named=True)):
        return _not_comparable(table)
    if not all(row["whole"] for row in rows):
        return Text("Only the largest classes are listed.", "仅列出占比较高的分段。")
    counts = [row["people"] for row in rows if row["people"] is not None]
    if not counts:
        return Text(
            "The platform gives shares only, without numbers of people.", "平台仅提供占比，未提供人数。"
        )
    people = many(min(counts), "person", "people")
    bare = listed([ASPECTS[row["dimension"]] for row in rows if row["people"] is None])
    if len(counts) < len(rows):
        return Text(
            f"Counted over {people}; for {bare.en} the platform gives shares only.",
            f"样本为 {min(counts):,} 人；{bare.zh}仅有占比。",
        )
    return Text(f"Counted over {people}.", f"样本为 {min(counts):,} 人。")
