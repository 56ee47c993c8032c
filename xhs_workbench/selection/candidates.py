"""Candidates: creators with what their recent notes say, by tier, and what the files cannot tell."""

from __future__ import annotations

import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.metrics import assign_tiers, summarise, tier_names
from xhs_workbench.metrics.intervals import median_interval
from xhs_workbench.metrics.registry import columns
from xhs_workbench.params.brief import Brief

AGE_COLUMNS = {
    "under_18": "age_under18_share", "18_24": "age_18_24_share", "25_34": "age_25_34_share",
    "35_44": "age_35_44_share", "over_44": "age_over44_share",
}  # fmt: skip
HEALTHY = {"", "正常", "优秀", "普通"}


def gather_candidates(creators: pl.DataFrame, notes: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    """Put what creators' own files and their recent notes say on one row each.

    Args:
        creators: The `Creators` table.
        notes: The `Notes` table of their recent notes; may be empty.
        brief: The brief: tier scheme, definition of interactions, target audience, fee.

    Returns:
        One row a creator: `Creators` plus `tier`, `notes_seen`, `interactions_seen` (median interactions of the notes
        seen, by the brief's definition; censored counts left out), `interactions_low` and `interactions_high` (90 %
        bootstrap), `expected_interactions` (that median, else the export's), `engagement_rate`, `save_share`,
        `on_target_share` (fans in the brief's gender × age, independence assumed), `price_cny` with fee, and
        `cost_per_interaction_cny`.
    """
    seen = _from_notes(notes, brief)
    whole = assign_tiers(creators, brief.tier_scheme).join(seen, on="creator_id", how="left", maintain_order="left")
    price = pl.coalesce("price_image_with_fee_cny", pl.col("price_image_cny") * (1 + brief.budget.service_fee_rate))
    bottom = {"reads": "reads_median", "impressions": "impressions_median", "followers": "followers"}
    rate_base = pl.col(bottom[brief.definitions.engagement_rate]).cast(pl.Float64)
    expected = pl.coalesce("interactions_seen", pl.col("interactions_median").cast(pl.Float64))
    return whole.with_columns(
        notes_seen=pl.col("notes_seen").fill_null(0),
        expected_interactions=expected,
        price_cny=price,
        on_target_share=_on_target(brief),
    ).with_columns(
        engagement_rate=pl.when(rate_base > 0).then(pl.col("expected_interactions") / rate_base),
        cost_per_interaction_cny=pl.when(pl.col("expected_interactions") > 0).then(
            pl.col("price_cny") / pl.col("expected_interactions")
        ),
    )


def _from_notes(notes: pl.DataFrame, brief: Brief) -> pl.DataFrame:
    parts = columns(("@interactions",), brief.definitions)
    counted = notes.filter(pl.col("creator_id").is_not_null())
    for part in parts:
        if f"{part}_censored" in counted.columns:
            counted = counted.filter(~pl.col(f"{part}_censored").fill_null(False))
    total = pl.sum_horizontal([pl.col(part).cast(pl.Float64) for part in parts], ignore_nulls=False)
    known = counted.with_columns(total=total).drop_nulls("total")
    rows = [_one_creator(str(key[0]), group) for key, group in known.group_by("creator_id", maintain_order=True)]
    schema = {"creator_id": pl.String, "notes_seen": pl.Int64, "interactions_seen": pl.Float64, "interactions_low": pl.Float64,
              "interactions_high": pl.Float64, "save_share": pl.Float64, "commercial_notes": pl.Int64}  # fmt: skip
    return pl.DataFrame(rows, schema=schema).with_columns(pl.col(pl.Float64).fill_nan(None))


def _one_creator(creator: str, group: pl.DataFrame) -> dict[str, float | int | str | None]:
    values = group["total"].to_numpy()
    low, high = median_interval(values) if len(values) >= 5 else (float("nan"), float("nan"))
    total = float(values.sum())
    saves = group["saves"].sum() if group["saves"].null_count() == 0 else None
    return {
        "creator_id": creator, "notes_seen": len(values), "interactions_seen": float(group["total"].median() or 0.0),  # type: ignore[arg-type]
        "interactions_low": low, "interactions_high": high,
        "save_share": float(saves) / total if saves is not None and total > 0 else None,
        "commercial_notes": int(group["is_commercial"].fill_null(False).sum()),
    }  # fmt: skip


def _on_target(brief: Brief) -> pl.Expr:
    """Fans of the target gender times fans of the target ages; null where the export has no portrait."""
    ages = pl.sum_horizontal([pl.col(AGE_COLUMNS[band]) for band in brief.audience.age_bands], ignore_nulls=False)
    gender = {"female": pl.col("female_share"), "male": pl.col("male_share"), "all": pl.lit(1.0)}[brief.audience.gender]
    return (gender * ages).clip(upper_bound=1.0)


def engagement_by_tier(candidates: pl.DataFrame, brief: Brief, language: str) -> pl.DataFrame:
    """Summarise candidates by tier.

    Returns:
        One row a tier in the scheme's order, `unknown` last: `tier`, `label`, `creators`, `n` (with a known rate),
        `expected_median`, `rate_median` with `rate_low` and `rate_high` (90 % bootstrap over creators; null below 10),
        `price_median`. Rates are fractions by the brief's definition.
    """
    labels = tier_names(brief.tier_scheme, "zh" if language == "zh" else "en")
    rows = []
    for tier, label in labels.items():
        group = candidates.filter(pl.col("tier") == tier)
        if tier == "unknown" and group.is_empty():
            continue
        rates = group["engagement_rate"].drop_nulls().to_numpy()
        low, high = median_interval(rates) if len(rates) >= 10 else (None, None)
        rows.append(
            {"tier": tier, "label": label, "creators": group.height, "n": len(rates), "expected_median": group["expected_interactions"].median(),
             "rate_median": group["engagement_rate"].median(), "rate_low": low, "rate_high": high, "price_median": group["price_cny"].median()}
        )  # fmt: skip
    floats = dict.fromkeys(("expected_median", "rate_median", "rate_low", "rate_high", "price_median"), pl.Float64)
    return pl.DataFrame(
        rows, schema={"tier": pl.String, "label": pl.String, "creators": pl.Int64, "n": pl.Int64, **floats}
    )


def notes_by_tier(notes: pl.DataFrame, candidates: pl.DataFrame, brief: Brief, language: str) -> pl.DataFrame:
    """Count notes and their engagement by the tier of their author.

    The author's followers are those beside the note, else those of the creator's own row, as are the reads that a crawl
    of notes does not have (then the rate is unknown, not guessed).

    Returns:
        One row a tier: `tier`, `label`, `notes`, medians of `likes`, `saves`, `comments`, and the ratio of sums of the
        brief's engagement rate with its interval (`value`, `lower`, `upper`, `n`).
    """
    own = candidates.select("creator_id", own_followers="followers")
    known = notes.join(own, on="creator_id", how="left", maintain_order="left")
    tiered = assign_tiers(known.with_columns(followers=pl.coalesce("followers", "own_followers")), brief.tier_scheme)
    labels = tier_names(brief.tier_scheme, "zh" if language == "zh" else "en")
    middle = [
        pl.col(c).filter(~pl.col(f"{c}_censored").fill_null(False)).median().alias(c)
        for c in ("likes", "saves", "comments")
    ]
    counted = tiered.group_by("tier").agg(pl.len().cast(pl.Int64).alias("notes"), *middle)
    rate = summarise(tiered, f"engagement_rate_by_{brief.definitions.engagement_rate}", brief.definitions, ["tier"])
    order = pl.DataFrame({"tier": list(labels), "label": list(labels.values()), "place": range(len(labels))})
    joined = order.join(counted, on="tier", how="inner").join(rate, on="tier", how="left")
    return joined.sort("place").drop("place", "metric", "n_missing", "enough")


def what_is_missing(candidates: pl.DataFrame) -> list[Finding]:
    """Say which questions these files cannot answer."""
    checks = {
        "price_cny": ("prices", "报价", "no pick within a budget", "无法按预算选号"),
        "on_target_share": ("audience shares", "粉丝画像", "audience fit is unknown", "人群匹配未知"),
        "reads_median": ("reads", "阅读量", "engagement by reads is unknown", "按阅读的互动率未知"),
        "active_fan_share": ("active fans", "活跃粉丝占比", "fan quality is unknown", "粉丝质量未知"),
    }
    found = []
    for column, (en, zh, so_en, so_zh) in checks.items():
        if candidates.height and candidates[column].null_count() == candidates.height:
            text = Text(f"These files hold no {en}, so {so_en}.", f"文件中没有{zh}，{so_zh}。")
            fix = Text("Add the 蒲公英 creator export.", "请补充蒲公英博主导出。")
            found.append(Finding(f"no_{column}", Level.REVIEW, text, fix))
    return found
