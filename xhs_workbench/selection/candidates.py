"""Candidates: creators with the evidence of their recent notes, by tier, and what the files cannot tell."""

from __future__ import annotations

import numpy as np
import polars as pl

from xhs_workbench.findings import Finding, Level, Text, both
from xhs_workbench.metrics import assign_tiers, estimate_median, median_known, summarise, tier_names
from xhs_workbench.params.brief import Brief
from xhs_workbench.selection.estimating.peers import beyond_budget
from xhs_workbench.selection.estimating.performance import estimate_performance
from xhs_workbench.selection.judging.audience import AGES, fit_audience
from xhs_workbench.statistics.censored import flag_of
from xhs_workbench.statistics.intervals import median_interval
from xhs_workbench.worked_out import kept


@kept
def gather_candidates(
    creators: pl.DataFrame, notes: pl.DataFrame, brief: Brief, elsewhere: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Combine creators' own files and their recent notes in one row per creator.

    Args:
        creators: The `Creators` table.
        notes: The `Notes` table of their recent notes; may be empty.
        brief: The brief: tier scheme, definition of interactions, target audience, fee.
        elsewhere: Notes placed for other brands, see `estimate_performance`.

    Returns:
        One row per creator: `Creators` plus `tier`; what `estimate_performance` and `fit_audience` return,
            including `notes_seen`,
        `expected_interactions` (typical daily note), `interactions_low` and `interactions_high` (80 %, the
        next note), `save_share`, `commercial_ratio`, `audience_index`; `engagement_rate`; `on_target_share`
        (fans in the brief's gender × age, independence assumed), `price_cny` with fee,
        `cost_per_interaction_cny`, and `beyond_budget` (costs more than the whole budget).
    """
    whole = assign_tiers(creators, brief.tier_scheme)
    for answers in (
        estimate_performance(whole, notes, brief, elsewhere).creators,
        fit_audience(whole, brief),
    ):
        whole = whole.join(answers, on="creator_id", how="left", maintain_order="left")
    price = pl.coalesce(
        "price_image_with_fee_cny", pl.col("price_image_cny") * (1 + brief.budget.service_fee_rate)
    )
    bottom = {"reads": "reads_median", "impressions": "impressions_median", "followers": "followers"}
    rate_base = pl.col(bottom[brief.definitions.engagement_rate]).cast(pl.Float64)
    beyond = pl.col("creator_id").is_in(beyond_budget(creators, brief)["creator_id"].implode())
    return whole.with_columns(
        price_cny=price, on_target_share=_on_target(brief), beyond_budget=beyond.fill_null(value=False)
    ).with_columns(
        engagement_rate=pl.when(rate_base > 0).then(pl.col("expected_interactions") / rate_base),
        cost_per_interaction_cny=pl.when(pl.col("expected_interactions") > 0).then(
            pl.col("price_cny") / pl.col("expected_interactions")
        ),
    )


def _on_target(brief: Brief) -> pl.Expr:
    """Fans of the target gender times fans of the target ages; null if the export has no portrait."""
    ages = pl.sum_horizontal([pl.col(AGES[band]) for band in brief.audience.age_bands], ignore_nulls=False)
    gender = {"female": pl.col("female_share"), "male": pl.col("male_share"), "all": pl.lit(1.0)}[
        brief.audience.gender
    ]
    return (gender * ages).clip(upper_bound=1.0)


def engagement_by_tier(candidates: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    """Summarise candidates by tier.

    Returns:
        One row a tier in the scheme's order, `unknown` last: `tier`, `label_en`, `label_zh`, `creators`, `n`
        (with a known rate),
        `expected_median`, `rate_median` with `rate_low` and `rate_high` (90 % bootstrap over creators; null
        below 10),
        `price_median`. Rates are fractions by the brief's definition.
    """
    labels = tier_names(brief.tier_scheme)
    rows = []
    for tier, label in labels.items():
        group = candidates.filter(pl.col("tier") == tier)
        if tier == "unknown" and group.is_empty():
            continue
        rates = group["engagement_rate"].drop_nulls().to_numpy()
        low, high = median_interval(rates) if len(rates) >= 10 else (None, None)
        rows.append(
            {
                "tier": tier,
                **label.pair("label"),
                "creators": group.height,
                "n": len(rates),
                "expected_median": group["expected_interactions"].median(),
                "rate_median": group["engagement_rate"].median(),
                "rate_low": low,
                "rate_high": high,
                "price_median": group["price_cny"].median(),
            }
        )
    floats = dict.fromkeys(
        ("expected_median", "rate_median", "rate_low", "rate_high", "price_median"), pl.Float64
    )
    return pl.DataFrame(
        rows,
        schema={
            "tier": pl.String,
            **dict.fromkeys(both("label"), pl.String),
            "creators": pl.Int64,
            "n": pl.Int64,
            **floats,
        },
    )


VENDORS = ("reads_estimated", "impressions_estimated", "interactions_estimated")
"""What a vendor works out for notes whose counts only their author sees."""


def notes_by_tier(notes: pl.DataFrame, candidates: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    """Count notes and their engagement by the tier of their author.

    The author's followers are those beside the note, otherwise those of the creator's own row. The same holds
    for reads, which a crawl of notes does not have (the rate is then unknown and is not guessed).

    Returns:
        One row a tier: `tier`, `label_en`, `label_zh`, `notes`, medians of `likes`, `saves`, `comments`, each
            with `…_bound` (`at_least` where
        counts such as `10万+` leave it open upwards), and the ratio of sums of the brief's engagement rate
        with its interval (`value`, `lower`, `upper`, `n`, `bound`). Where the median of likes is only
        bounded, `likes_estimated` with its 90 % interval (`likes_low`, `likes_high`) is a log-normal fitted
        to exact counts and bounds together. Medians of a vendor's own estimates stand beside them as
        `reads_estimated`, `impressions_estimated`, `interactions_estimated` and enter no rate.
    """
    own = candidates.select("creator_id", own_followers="followers")
    known = notes.join(own, on="creator_id", how="left", maintain_order="left")
    tiered = assign_tiers(
        known.with_columns(followers=pl.coalesce("followers", "own_followers")), brief.tier_scheme
    )
    labels = tier_names(brief.tier_scheme)
    middle = [part for c in ("likes", "saves", "comments") for part in median_known(c, tiered.columns)]
    vendors = [pl.col(name).median() for name in VENDORS]
    counted = tiered.group_by("tier").agg(pl.len().cast(pl.Int64).alias("notes"), *middle, *vendors)
    rate = summarise(
        tiered, f"engagement_rate_by_{brief.definitions.engagement_rate}", brief.definitions, ["tier"]
    )
    order = pl.DataFrame(
        [{"tier": tier, **label.pair("label")} for tier, label in labels.items()]
    ).with_row_index("place")
    likes = tiered.drop_nulls("likes").group_by("tier").agg("likes", cut=flag_of("likes", tiered.columns))
    told = [{"tier": tier, **_estimated(counts, cut)} for tier, counts, cut in likes.iter_rows()]
    schema = {"tier": pl.String, **dict.fromkeys(("likes_estimated", "likes_low", "likes_high"), pl.Float64)}
    counted = counted.join(pl.DataFrame(told, schema=schema), on="tier", how="left")
    joined = order.join(counted, on="tier", how="inner").join(rate, on="tier", how="left")
    return joined.sort("place").drop("place", "metric", "n_missing", "enough")


def _estimated(counts: list[int], cut: list[bool]) -> dict[str, float]:
    """Estimate a median of likes that bounds leave uncertain; nothing if the median is certain."""
    found = estimate_median(np.array(counts, dtype=float), np.array(cut, dtype=bool)) if any(cut) else None
    return (
        {"likes_estimated": found.median, "likes_low": found.low, "likes_high": found.high} if found else {}
    )


def what_is_missing(candidates: pl.DataFrame) -> list[Finding]:
    """Say which questions these files cannot answer."""
    checks = {
        "price_cny": ("prices", "报价", "no pick within a budget", "无法按预算选号"),
        "on_target_share": ("audience shares", "粉丝画像", "audience fit is unknown", "人群匹配未知"),
        "reads_median": ("reads", "阅读", "engagement by reads is unknown", "按阅读的互动率未知"),
        "active_fan_share": ("active fans", "活跃粉丝占比", "fan quality is unknown", "粉丝质量未知"),
    }
    found = []
    for column, (en, zh, so_en, so_zh) in checks.items():
        if candidates.height and candidates[column].null_count() == candidates.height:
            text = Text(f"No {en} were read, so {so_en}.", f"未读取到{zh}，{so_zh}。")
            fix = Text("Add the 蒲公英 creator export.", "请补充蒲公英达人导出。")
            found.append(Finding(f"no_{column}", Level.REVIEW, text, fix))
    return found
