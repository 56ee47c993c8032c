"""The words by which readers found our notes: what of the brief's keywords they cover, which to buy, which to write for."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from xhs_workbench.params.brief import Brief
from xhs_workbench.results.bringing.sums import over, sum_of
from xhs_workbench.statistics.intervals import wilson

SCHEMA = {
    "term": pl.String,
    "keyword": pl.String,
    "impressions": pl.Int64,
    "reads": pl.Int64,
    "reads_share": pl.Float64,
    "click_rate": pl.Float64,
    "click_rate_lower": pl.Float64,
    "click_rate_upper": pl.Float64,
    "index": pl.Float64,
    "ad_clicks": pl.Int64,
    "ad_spend_cny": pl.Float64,
    "ad_cpc_cny": pl.Float64,
    "advice": pl.String,
}


@dataclass(frozen=True, slots=True)
class SearchWords:
    """What search brought, word by word.

    Args:
        table: One row a word, most reads first: `term`, `keyword` of the brief that it holds, `impressions`,
            `reads`, `reads_share` of all listed words, `click_rate` with its 90 % interval, `index`,
            `ad_clicks`, `ad_spend_cny`, `ad_cpc_cny`, `advice`: `buy`, `write`, `title`, `keep` or empty.
        covered, missed: Keywords of the brief by which readers came, and the others.
    """

    table: pl.DataFrame
    covered: tuple[str, ...]
    missed: tuple[str, ...]


def fold(word: str) -> str:
    """Return a word as it is compared: without width, case and spaces.

    >>> fold("Ａ2 奶粉")
    'a2奶粉'
    """
    return "".join(unicodedata.normalize("NFKC", word).lower().split())


def weigh_words(terms: pl.DataFrame, slices: pl.DataFrame, brief: Brief) -> SearchWords | None:
    """Say what each search word brought, and what to do with it; None without a list of search words.

    - `buy`: shown to searchers they click it clearly more often than the list as a whole, and no ad ran on it;
    - `title`: shown to searchers they click it clearly less often: cover and title do not answer the search;
    - `write`: a keyword of the brief by which no reader came;
    - `keep`: it brings readers and an ad runs on it.

    Args:
        terms: The `SearchTerms` table.
        slices: The `PaidSlices` table.
        brief: The brief, for its keywords.
    """
    if terms.is_empty():
        return None
    found = terms.group_by("term", maintain_order=True).agg(
        *(_known_sum(name) for name in ("impressions", "reads")), pl.col("index").max()
    )
    bought = _bought(slices)
    rate, reads = over(found, "reads", "impressions"), int(sum_of(found, "reads"))
    rows = [_row(row, bought, brief.keywords, rate, reads) for row in found.iter_rows(named=True)]
    came = {row["keyword"] for row in rows if row["keyword"] and row["reads"]}
    missed = tuple(word for word in brief.keywords if word not in came)
    there = {fold(row["term"]) for row in rows}
    rows += [
        {**_row({"term": word}, bought, brief.keywords, rate, reads), "advice": "write"}
        for word in missed
        if fold(word) not in there
    ]
    for row in rows:
        if row["term"] in missed:
            row["advice"] = "write"
    table = pl.DataFrame(rows, schema=SCHEMA).sort("reads", "term", descending=[True, False], nulls_last=True)
    return SearchWords(table, tuple(word for word in brief.keywords if word in came), missed)


def _known_sum(name: str) -> pl.Expr:
    return pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name)


def _bought(slices: pl.DataFrame) -> dict[str, tuple[int, float]]:
    """Return clicks and spend of the ads on each word, by the folded word."""
    sums: dict[str, tuple[int, float]] = {}
    words = slices.filter(pl.col("dimension") == "keyword").drop_nulls("label")
    for label, clicks, spend in words.select("label", "clicks", "spend_cny").iter_rows():
        before = sums.get(fold(label), (0, 0.0))
        sums[fold(label)] = (before[0] + (clicks or 0), before[1] + (spend or 0.0))
    return sums


def keyword_of(term: str, keywords: Sequence[str]) -> str | None:
    """Return the longest keyword that a search word holds: 幼猫粮推荐 is a search for 幼猫粮.

    >>> keyword_of("幼猫粮 推荐", ["猫粮", "幼猫粮"]), keyword_of("狗粮", ["猫粮"])
    ('幼猫粮', None)
    """
    held = [word for word in keywords if fold(word) and fold(word) in fold(term)]
    return max(held, key=lambda word: len(fold(word)), default=None)


def _row(
    row: dict[str, Any],
    bought: dict[str, tuple[int, float]],
    keywords: Sequence[str],
    rate: float | None,
    all_reads: int,
) -> dict[str, Any]:
    shown, reads = row.get("impressions"), row.get("reads")
    told = bool(shown) and reads is not None and reads <= (shown or 0)
    low, high = wilson(reads, shown) if told and reads is not None and shown else (None, None)
    clicks, spend = bought.get(fold(row["term"]), (None, None))
    return {
        "term": row["term"],
        "keyword": keyword_of(row["term"], keywords),
        "impressions": shown,
        "reads": reads,
        "reads_share": reads / all_reads if reads is not None and all_reads else None,
        "click_rate": reads / shown if told and reads is not None and shown else None,
        "click_rate_lower": low,
        "click_rate_upper": high,
        "index": row.get("index"),
        "ad_clicks": clicks,
        "ad_spend_cny": spend,
        "ad_cpc_cny": spend / clicks if spend is not None and clicks else None,
        "advice": _advice(reads, low, high, rate, has_ads=spend is not None),
    }


def _advice(
    reads: int | None, low: float | None, high: float | None, rate: float | None, *, has_ads: bool
) -> str:
    if reads and has_ads:
        return "keep"
    if rate is None or low is None or high is None:
        return ""
    return "buy" if low > rate else "title" if high < rate else ""
