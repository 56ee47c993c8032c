"""Audience fit: how much of a creator's audience is the brief's target, relative to the average candidate's audience.

Expected response index = Σ shareᶜ × (targetᶜ / baseᶜ) over the classes c of a dimension: 1 is the average
candidate, 2 means twice as many of the wanted readers. Shares are smoothed towards the base according to
their sample size (Dirichlet, a₀ = 20). Gender, age and place are multiplied as if they were independent.
Place is the city tier, otherwise the province, because both say much the same; it is used if most candidates
have it. Interests are shown but not multiplied. What an export does not give stays unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from xhs_workbench.findings import Text
from xhs_workbench.params.brief import Audience, Brief
from xhs_workbench.selection.judging.portraits import bare_province, parse_portrait, tier_of_city

PRIOR_FANS = 20.0
"""a₀: the base counts like this many fans."""
LISTED_ENOUGH = 0.3
"""A list of top cities, provinces or interests that covers a smaller share of the fans says too little."""
SHARED = 0.8
"""Place is multiplied if at least this share of the candidates with a portrait has it."""
UNLISTED = "unlisted"
FANS_UNKNOWN = 100.0
"""Sample size assumed if neither a sample nor followers are known."""
FURTHER = 0.1
"""A portrait is flagged if it is this much further from the target than the average candidate's
(Jensen-Shannon distance)."""
Floats = NDArray[np.float64]

AGES = {
    "under_18": "age_under18_share",
    "18_24": "age_18_24_share",
    "25_34": "age_25_34_share",
    "35_44": "age_35_44_share",
    "over_44": "age_over44_share",
}
LISTS = ("city_tier", "province", "interest")
DIMENSIONS = {
    "gender": Text("gender", "性别"),
    "age": Text("age", "年龄"),
    "city_tier": Text("city tier", "城市等级"),
    "province": Text("province", "省份"),
    "interest": Text("interest", "兴趣"),
}


@dataclass(frozen=True)
class Portrait:
    """Shares of every creator's audience in the classes of one dimension.

    Args:
        classes: Names of the classes.
        shares: Creators × classes; a row of NaN if unknown, otherwise summing to 1.
        target: Which classes the brief wants.
        missing: Why a row is unknown; None if known.
    """

    classes: tuple[str, ...]
    shares: Floats
    target: NDArray[np.bool_]
    missing: list[Text | None]


def fit_audience(
    creators: pl.DataFrame, brief: Brief, base: Mapping[str, Mapping[str, float]] | None = None
) -> pl.DataFrame:
    """Compare each creator's audience with the one the brief wants.

    Args:
        creators: The `Creators` table; `audience_sample` (fans behind the portrait) if an export has it,
            otherwise followers.
        brief: The brief: gender, age bands, city tiers, provinces, interests.
        base: Dimension (`gender`, `age`) -> class -> share on the platform, if known; otherwise the mean of
            the candidates is the base.

    Returns:
        One row per creator, in the order given: `creator_id`; for each dimension the brief names
            `index_<dimension>` (1 =
        base; null if unknown) and `target_share_<dimension>` (smoothed; for a list, what it names);
        `audience_index`, gender × age × place; `audience_known` and `audience_asked` (number of dimensions);
        `audience_distance` (Jensen-Shannon, 0-1, mean of gender and age); `audience_mismatch` (true if it is
        well above the base's own); `audience_unknown_en` and
        `audience_unknown_zh`: what is unknown and why; `apple_share`: a proxy for spending, shown and never
            scored.
    """
    portraits = _portraits(creators, brief.audience)
    size = _sample_sizes(creators)
    made: dict[str, Floats] = {}
    distances, beyond = [], []
    for name, portrait in portraits.items():
        ground = _base(portrait, (base or {}).get(name))
        target = _target(portrait, ground)
        smoothed = smooth(portrait.shares, size, ground)
        made[f"index_{name}"] = response_index(smoothed, target, ground)
        made[f"target_share_{name}"] = smoothed[:, portrait.target].sum(axis=1)
        if name not in LISTS:  # classes missing from a list would look like a mismatch
            distances.append(jensen_shannon(smoothed, target))
            beyond.append(distances[-1] - jensen_shannon(ground[None, :], target)[0])
    known = [np.isfinite(made[f"index_{name}"]) for name in portraits]
    further = _mean_known(beyond, creators.height)
    made["audience_distance"] = _mean_known(distances, creators.height)
    made["audience_index"] = _multiplied(made, creators.height)
    return creators.select("creator_id").with_columns(
        *(pl.Series(name, values).fill_nan(None) for name, values in made.items()),
        pl.Series("audience_mismatch", further).fill_nan(None) > FURTHER,
        pl.Series(
            "audience_known", np.sum(known, axis=0) if known else np.zeros(creators.height), dtype=pl.Int64
        ),
        pl.lit(len(portraits), dtype=pl.Int64).alias("audience_asked"),
        *_say_unknown_dimensions(portraits, creators.height),
        _apple(creators),
    )


def _multiplied(made: Mapping[str, Floats], count: int) -> Floats:
    """Multiply the indices of gender, age and place where known; NaN if none is.

    Place enters only if most described candidates have it; otherwise a few would rank by something the others
    never showed.
    """
    unknown = np.full(count, np.nan)
    tier, province = made.get("index_city_tier", unknown), made.get("index_province", unknown)
    place = np.where(np.isfinite(tier), tier, province)
    known = np.isfinite([made.get("index_gender", unknown), made.get("index_age", unknown), place])
    described = max(int(known.any(axis=0).sum()), 1)
    factors = [made.get("index_gender", unknown), made.get("index_age", unknown)]
    factors += [place] if known[2].sum() >= SHARED * described else []
    product = np.prod([np.where(np.isfinite(f), f, 1.0) for f in factors], axis=0)
    return np.where(np.any(np.isfinite(factors), axis=0), product, np.nan)


def _target(portrait: Portrait, base: Floats) -> Floats:
    """Return the wanted audience: the base's proportions among the wanted classes, zero elsewhere."""
    wanted = float(base[portrait.target].sum())
    return np.where(portrait.target, base, 0) / wanted if wanted > 0 else np.full(len(base), np.nan)


def smooth(shares: Floats, sizes: Floats, base: Floats) -> Floats:
    """Return (n · share + a₀ · base) / (n + a₀), row by row; unknown rows stay NaN."""
    n = sizes[:, None]
    return np.asarray((n * shares + PRIOR_FANS * base) / (n + PRIOR_FANS))


def response_index(shares: Floats, target: Floats, base: Floats) -> Floats:
    """Return Σ shareᶜ × (targetᶜ / baseᶜ) of each row; classes with an empty base are left out.

    >>> float(response_index(np.array([[0.9, 0.1]]), np.array([1.0, 0.0]), np.array([0.6, 0.4]))[0].round(6))
    1.5
    """
    lift = np.divide(target, base, out=np.zeros_like(target), where=base > 0)
    return (
        np.asarray((shares * lift).sum(axis=1)) if np.isfinite(target).all() else np.full(len(shares), np.nan)
    )


def jensen_shannon(shares: Floats, target: Floats) -> Floats:
    """Return each row's Jensen-Shannon distance to the target: 0 if equal, 1 if nothing in common (base 2).

    >>> jensen_shannon(np.array([[0.0, 1.0], [1.0, 0.0]]), np.array([1.0, 0.0])).tolist()
    [1.0, 0.0]
    """
    middle = (shares + target) / 2

    def half(part: Floats) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            terms = np.where(part > 0, part * np.log2(part / middle), 0.0)
        return np.asarray(np.where(np.isnan(middle).any(axis=1), np.nan, terms.sum(axis=1)))

    return np.sqrt(np.clip((half(shares) + half(np.broadcast_to(target, shares.shape))) / 2, 0, 1))


def _portraits(creators: pl.DataFrame, audience: Audience) -> dict[str, Portrait]:
    """Return one portrait for each dimension the brief names."""
    found = {}
    if audience.gender != "all":
        found["gender"] = _from_columns(
            creators, {"female": "female_share", "male": "male_share"}, {audience.gender}
        )
    if len(audience.age_bands) < len(AGES):
        found["age"] = _from_columns(creators, AGES, set(audience.age_bands))
    if audience.city_tiers:
        found["city_tier"] = _from_list(creators, "cities", tier_of_city, set(audience.city_tiers))
    if audience.provinces:
        wanted = set(bare_province(pl.Series(audience.provinces)).to_list())
        found["province"] = _from_list(creators, "provinces", bare_province, wanted)
    if audience.interests:
        found["interest"] = _from_list(creators, "interests", lambda labels: labels, set(audience.interests))
    return found


def _from_columns(creators: pl.DataFrame, columns: Mapping[str, str], wanted: set[str]) -> Portrait:
    """Read a dimension with one column per class; rows that do not sum to about 1 are rejected."""
    shares = (
        creators.select(pl.col(name).cast(pl.Float64) for name in columns.values()).to_numpy().astype(float)
    )
    if len(columns) == 2:  # with two genders, one share gives the other
        shares = np.where(np.isnan(shares), 1 - shares[:, ::-1], shares)
    total = shares.sum(axis=1)
    absent, odd = np.isnan(total), (total < 0.9) | (total > 1.1)
    why = Text("not in the export", "导出中没有"), Text("shares do not add up to 100 %", "占比合计不是 100%")
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = np.where((absent | odd)[:, None], np.nan, shares / total[:, None])
    missing = [why[0] if a else why[1] if o else None for a, o in zip(absent, odd, strict=True)]
    return Portrait(tuple(columns), scaled, np.array([name in wanted for name in columns]), missing)


def _from_list(
    creators: pl.DataFrame, column: str, name_class: Callable[[pl.Series], pl.Series], wanted: set[str]
) -> Portrait:
    """Read a dimension that an export gives as a list of its largest classes; the remainder forms its own class."""
    items = parse_portrait(creators[column])
    items = items.with_columns(label=name_class(items["label"])).drop_nulls()
    summed = items.group_by("row", "label").agg(pl.col("share").sum())
    classes = (*sorted(set(summed["label"].to_list()) | wanted), UNLISTED)
    place = {name: i for i, name in enumerate(classes)}
    shares = np.zeros((creators.height, len(classes)))
    if summed.height:
        shares[
            summed["row"].to_numpy(), summed["label"].replace_strict(place, return_dtype=pl.Int64).to_numpy()
        ] = summed["share"].to_numpy()
    listed = shares.sum(axis=1)
    given = creators[column].is_not_null().to_numpy()
    few = listed < LISTED_ENOUGH
    missing = [
        None
        if not short
        else Text(f"only {part:.0%} of fans are listed", f"仅列出 {part:.0%} 的粉丝")
        if there and part > 0
        else Text("not in the export", "导出中没有")
        if not there
        else Text("the cell cannot be read", "单元格无法解析")
        for short, there, part in zip(few, given, listed, strict=True)
    ]
    shares[:, -1] = np.maximum(1 - listed, 0)
    shares = np.where(few[:, None], np.nan, shares / shares.sum(axis=1, keepdims=True))
    return Portrait(classes, shares, np.array([name in wanted for name in classes]), missing)


def _sample_sizes(creators: pl.DataFrame) -> Floats:
    """Return how many fans a portrait is based on: the sample if an export gives it, otherwise all followers."""
    given = [
        pl.col(name).cast(pl.Float64) for name in ("audience_sample", "followers") if name in creators.columns
    ]
    return creators.select(pl.coalesce(*given, pl.lit(FANS_UNKNOWN))).to_series().to_numpy()


def _base(portrait: Portrait, platform: Mapping[str, float] | None) -> Floats:
    if platform is not None:
        known = np.array([platform.get(name, 0.0) for name in portrait.classes])
        return np.asarray(known / known.sum())
    seen = portrait.shares[~np.isnan(portrait.shares).any(axis=1)]
    return np.asarray(seen.mean(axis=0)) if len(seen) else np.full(len(portrait.classes), np.nan)


def _mean_known(columns: list[Floats], count: int) -> Floats:
    stacked = np.stack(columns) if columns else np.full((1, count), np.nan)
    known = np.isfinite(stacked).sum(axis=0)
    return np.where(known > 0, np.nansum(stacked, axis=0) / np.maximum(known, 1), np.nan)


def _say_unknown_dimensions(portraits: Mapping[str, Portrait], count: int) -> list[pl.Series]:
    """Say per creator which dimensions are unknown, and why."""
    said: list[list[str]] = [[], []]
    for row in range(count):
        gaps = [
            (DIMENSIONS[name], why) for name, portrait in portraits.items() if (why := portrait.missing[row])
        ]
        said[0].append("; ".join(f"{name.en}: {why.en}" for name, why in gaps))
        said[1].append("；".join(f"{name.zh}：{why.zh}" for name, why in gaps))
    return [
        pl.Series(f"audience_unknown_{language}", texts, dtype=pl.String)
        for language, texts in zip(("en", "zh"), said, strict=True)
    ]


def _apple(creators: pl.DataFrame) -> pl.Series:
    """Return the share of fans on Apple devices if the list of devices names it."""
    items = parse_portrait(creators["devices"]).filter(
        pl.col("label").str.to_lowercase().str.contains("apple|iphone|苹果")
    )
    summed = items.group_by("row").agg(pl.col("share").sum())
    rows = pl.DataFrame({"row": range(creators.height)}, schema={"row": pl.Int64})
    return rows.join(summed, on="row", how="left", maintain_order="left")["share"].rename("apple_share")


LESS, MORE = 0.9, 1.1
"""Up to these an audience counts as reached about as well as the average candidate's."""


def rate_audience(creators: pl.DataFrame) -> pl.DataFrame:
    """Say of each creator how well her audience fits, against the average candidate.

    Args:
        creators: Candidates or picks, `audience_index` null where no portrait is known.

    Returns:
        The creators plus `audience_fit`: `more`, `same`, `less`; null where unknown.
    """
    index = pl.col("audience_index") if "audience_index" in creators.columns else pl.lit(None, pl.Float64)
    fit = (
        pl.when(index > MORE)
        .then(pl.lit("more"))
        .when(index < LESS)
        .then(pl.lit("less"))
        .when(index.is_not_null())
        .then(pl.lit("same"))
    )
    return creators.with_columns(audience_fit=fit)
