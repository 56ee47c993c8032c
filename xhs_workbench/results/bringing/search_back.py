"""Readers who searched for the brand after they saw a note, by the window in which they were counted."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from xhs_workbench.results.bringing.sums import over, total

AGREES = 0.01
"""Unit prices may differ by so much from the stated ones: they are rounded to a cent."""
WINDOWS = {
    "window_hours": pl.Int64,
    "searchers": pl.Int64,
    "readers": pl.Int64,
    "search_back_rate": pl.Float64,
    "spend_cny": pl.Float64,
    "search_back_cost_cny": pl.Float64,
    "n": pl.Int64,
    "n_differing": pl.Int64,
}


@dataclass(frozen=True, slots=True)
class SearchBacks:
    """Searches afterwards.

    Args:
        windows: One row a window, the shortest first, one of unknown length last: `window_hours`, `searchers`,
            `readers`, `search_back_rate` (over the rows that know both), `spend_cny`, `search_back_cost_cny`,
            `n` rows, `n_differing` rows whose stated cost is not spend / searchers. Windows hold the same people
            and money and are never added.
        placements: The same by window and `placement`.
        taobao: People who then searched on Taobao, who bought, and what one search cost; None where unknown.
    """

    windows: pl.DataFrame
    placements: pl.DataFrame
    taobao: tuple[float | None, float | None, float | None]


def gather_searches(back: pl.DataFrame) -> SearchBacks | None:
    """Sum searches afterwards by window; None without a file.

    Args:
        back: The `SearchBack` table.
    """
    if back.is_empty():
        return None
    notes, taobao = back.filter(pl.col("searchers").is_not_null()), back.drop_nulls("taobao_searchers")
    return SearchBacks(
        _by(notes, []),
        _by(notes, ["placement"]),
        (
            total(taobao, "taobao_searchers"),
            total(taobao, "buyers"),
            over(taobao, "spend_cny", "taobao_searchers"),
        ),
    )


def _by(rows: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    schema = {**dict.fromkeys(keys, pl.String), **WINDOWS}
    made = []
    for group in rows.partition_by(["window_hours", *keys], maintain_order=True):
        stated = group.drop_nulls(["search_back_cost_cny", "spend_cny"]).filter(pl.col("searchers") > 0)
        apart = (pl.col("spend_cny") / pl.col("searchers") - pl.col("search_back_cost_cny")).abs()
        made.append(
            {
                **{key: group[key][0] for key in keys},
                "window_hours": group["window_hours"][0],
                "searchers": total(group, "searchers"),
                "readers": total(group, "readers"),
                "search_back_rate": over(group, "searchers", "readers"),
                "spend_cny": total(group, "spend_cny"),
                "search_back_cost_cny": over(group, "spend_cny", "searchers"),
                "n": group.height,
                "n_differing": stated.filter(
                    apart > AGREES * pl.max_horizontal("search_back_cost_cny", pl.lit(1.0))
                ).height,
            }
        )
    return pl.DataFrame(made, schema=schema, strict=False).sort("window_hours", *keys, nulls_last=True)
