"""A rate of growth that its own file contradicts: a share of others who grew less, or of another window, under the same name."""

from __future__ import annotations

import polars as pl

from xhs_workbench.findings import Finding, Level, Text

LEAST_ROWS = 3
FAR = 0.05
"""Five points of growth: windows that are shifted by some days differ by less."""


def drop_contradicted_growth(creators: pl.DataFrame, file: str) -> tuple[pl.DataFrame, list[Finding]]:
    """Leave out 粉丝量变化幅度 where 粉丝增量 and 粉丝数 of the same rows say another growth in most of them.

    Args:
        creators: One sheet, with every column of its table.
        file: Its name, for the finding.

    Returns:
        The sheet, without rates if they cannot be growth; and what is to be said.
    """
    told = creators.select("follower_change", "follower_change_rate", "followers").drop_nulls()
    before = pl.col("followers") - pl.col("follower_change")
    far = told.filter(before > 0).select(
        ((pl.col("follower_change_rate") - pl.col("follower_change") / before).abs() > FAR).alias("far")
    )["far"]
    if len(far) < LEAST_ROWS or 2 * int(far.sum()) <= len(far):
        return creators, []
    text = Text(
        f"The growth of followers stated in {file} is not what its new followers and followers give in {int(far.sum()):,} "
        f"of {len(far):,} rows: it is left empty. A column of the same name may be a rank among other creators.",
        f"{file} 中的粉丝量变化幅度，有 {int(far.sum()):,} / {len(far):,} 行与粉丝增量、粉丝数不符：已留空。同名列可能是同行排名。",
    )
    fix = Text(
        "Name the right column in a mapping as follower_change_rate.",
        "请在映射中将正确的列写为 follower_change_rate。",
    )
    bare = creators.with_columns(pl.lit(None, dtype=pl.Float64).alias("follower_change_rate"))
    return bare, [Finding("growth_contradicted", Level.REVIEW, text, fix, (file,), int(far.sum()))]
