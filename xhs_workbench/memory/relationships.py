"""A creator's standing with one brand: how often they worked together, with what results, and whether these last.

A standing belongs to one creator and one brand: a creator who works for two brands of an agency is not
    thereby an advocate of
either. Results are compared with the creator's own usual and with our placements of the same tier, both on
the log scale.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.memory.computed import LEAST_CREATORS
from xhs_workbench.statistics.shares import Z_90

ADVOCATE_CAMPAIGNS = 3
"""From this many campaigns of one brand a creator may be called its advocate; our own setting."""
LEAST_MEASURED = 3
"""With fewer mature notes that have a result, results do not decide a standing; our own setting."""
GOOD_RESULT = 1.0
"""From this multiple of the usual, results count as at or above it; our own setting."""
FADING_CHANCE = 0.05
"""Highest p-value of a rank test that counts as a fall: one in twenty steady regulars is wrongly called
fading; our own setting."""
STANDINGS = {
    "advocate": Text("advocate", "长期伙伴"),
    "returning": Text("returning", "多次合作"),
    "fading": Text("fading", "效果下滑"),
    "once": Text("once", "合作一次"),
}
"""Standing -> its words, closest relationship first."""
ADVICE = {
    "rebook": Text("rebook", "优先复投"),
    "again": Text("no clear case: price and timing decide", "暂无倾向，看报价与档期"),
    "ask": Text("talk first", "先沟通"),
    "not": Text("hold", "暂缓合作"),
    "wait": Text("wait: still growing", "数据未沉淀，待定"),
}
"""What a campaign's results advise about a creator -> the words, best first; saved for the next selection."""
STANDING_RULE = Text(
    (
        "Advocate: three campaigns of this brand and three notes that no longer grow, together at or above the "
        "creator's own usual or this brand's notes of the same tier (eight creators or more). Fading: the "
        "latest three such notes clearly below at least three before. These limits are our own."
    ),
    (
        "长期伙伴：为本品牌合作三次及以上，至少 3 篇数据已稳定的笔记，整体不低于达人自身平日，或不低于本品牌同量级合作的中位数（至少 8 位达人）。效果下滑：最近 3 篇明显低于此前至少 3 篇。"
        "以上标准由我们设定。"
    ),
)
"""The rules for standings in words. All of them are our own settings, not research findings."""


class Fall(NamedTuple):
    """A creator's latest notes, which did worse than the earlier ones."""

    latest: int
    before: int


def creator_record(placements: pl.DataFrame, brand: str) -> pl.DataFrame:
    """Return what each creator did for one brand and the creator's standing with it, most campaigns first.

    Args:
        placements: From `recall_placements`, of all brands, which serve as peers. Notes not yet mature are
            counted but not measured.
        brand: The brand, from `brand_of`.

    Returns:
        One row per creator of the brand: `creator_id`, `creator_name` (latest), `past_campaigns`,
            `past_notes`, `past_mature`
        (notes behind the medians), `past_interactions` (median per note), `past_cpe_cny` (cost over
        interactions, all mature notes), `past_lift` (typical ratio to the own usual, where known) and
        `past_peers` (ratio to the median of our placements of the tier; null below eight creators), each with
        `_lower`, `_upper` (90 %) and `_notes`; `past_lifts` (by campaign, oldest first; null where unknown),
        `first_at`, `last_campaign`, `last_at`, `last_advice` (`ADVICE`; null where none was given),
        `standing` (`STANDINGS`), `standing_why_en`, `standing_why_zh`.
    """
    own = _measured(placements).filter(pl.col("brand") == brand)
    known = pl.col("settled") & pl.col("interactions").is_not_null() & pl.col("cost_cny").is_not_null()
    cost, brought = pl.col("cost_cny").filter(known).sum(), pl.col("interactions").filter(known).sum()
    record = own.group_by("creator_id", maintain_order=True).agg(
        creator_name=pl.col("creator_name").drop_nulls().last(),
        past_campaigns=pl.col("campaign").n_unique().cast(pl.Int64),
        past_notes=pl.len().cast(pl.Int64),
        past_mature=(pl.col("settled") & pl.col("interactions").is_not_null()).sum().cast(pl.Int64),
        past_interactions=pl.col("interactions").filter("settled").median(),
        past_cpe_cny=pl.when(brought > 0).then(cost / brought),
        **_pooled("lift"),
        **_pooled("peers"),
        first_at=pl.col("published_at").min(),
        last_campaign=pl.col("campaign").last(),
        last_at=pl.col("published_at").max(),
        last_advice=pl.col("advice").drop_nulls().last(),
    )
    by_campaign = own.group_by("creator_id", "campaign", maintain_order=True).agg(
        pl.col("lift_gap").mean().exp()
    )
    trends = by_campaign.group_by("creator_id", maintain_order=True).agg(past_lifts="lift_gap")
    judged = _judged(record.join(trends, on="creator_id", how="left", maintain_order="left"), own)
    return judged.sort(["past_campaigns", "past_notes", "creator_id"], descending=[True, True, False])


def creator_campaigns(placements: pl.DataFrame, brand: str) -> pl.DataFrame:
    """Return the results per campaign of creators who worked in more than one, to show a trend with its uncertainty.

    Args:
        placements: From `recall_placements`, of all brands.
        brand: The brand, from `brand_of`.

    Returns:
        One row a creator and campaign, oldest first within a creator: `creator_id`, `creator_name`,
        `campaign`, `posting_start`, `past_notes`, `past_mature`, `past_interactions` (median of mature
        notes), `past_lift` and `past_peers` as in `creator_record`.
    """
    own = _measured(placements).filter(pl.col("brand") == brand)
    several = own.filter(pl.col("campaign").n_unique().over("creator_id") > 1)
    rows = several.group_by("creator_id", "campaign", maintain_order=True).agg(
        creator_name=pl.col("creator_name").drop_nulls().last(),
        posting_start=pl.col("posting_start").first(),
        past_notes=pl.len().cast(pl.Int64),
        past_mature=(pl.col("settled") & pl.col("interactions").is_not_null()).sum().cast(pl.Int64),
        past_interactions=pl.col("interactions").filter("settled").median(),
        **_pooled("lift"),
        **_pooled("peers"),
    )
    return rows.sort("creator_id", "posting_start", "campaign")


def relationship_findings(file: str, record: pl.DataFrame) -> list[Finding]:
    """Say which creators are becoming regulars of the brand, and by which rule.

    Args:
        file: The parameter `memory`; if empty, no earlier campaign is known.
        record: From `creator_record`.
    """
    if not file:
        text = Text(
            "Not known: the parameter `memory` is empty, so only this campaign was examined.",
            "无法回答：参数 memory 为空，只看得到本次投放。",
        )
        return [Finding("memory_off", Level.REVIEW, text)]
    said = []
    for standing in ("advocate", "returning", "fading"):
        rows = record.filter(pl.col("standing") == standing)
        if rows.height:
            said.append(_name_creators(standing, rows))
    if not said:
        text = Text(
            (
                f"Nobody yet: each of the {record.height} creators has worked for this brand in one recorded "
                "campaign only."
            ),
            f"暂无：现有记录中，{record.height} 位达人都只与本品牌合作过一次。",
        )
        said = [Finding("no_regulars", Level.PASS, text, n=record.height)]
    return [*said, Finding("standing_rule", Level.PASS, STANDING_RULE)]


def _name_creators(standing: str, rows: pl.DataFrame) -> Finding:
    """Name at most five creators of one standing; the count includes all."""
    named = (
        rows.head(5)
        .select(pl.coalesce("creator_name", "creator_id"), "standing_why_en", "standing_why_zh")
        .rows()
    )
    people_en, people_zh = (
        "; ".join(f"{name} ({why})" for name, why, _ in named),
        "；".join(f"{name}（{why}）" for name, _, why in named),
    )
    en, zh = STANDINGS[standing]
    rest = rows.height - 5
    more = Text(f"; and {rest} more", f"；另有 {rest} 位") if rest > 0 else Text("", "")
    text = Text(
        f"{en.capitalize()}, {rows.height}: {people_en}{more.en}.",
        f"{zh} {rows.height} 位：{people_zh}{more.zh}。",
    )
    return Finding(standing, Level.REVIEW if standing == "fading" else Level.PASS, text, n=rows.height)


def _measured(placements: pl.DataFrame) -> pl.DataFrame:
    """Add `settled`, and the log ratio to each yardstick (`lift_gap`, `peers_gap`) with its variance (`_noise`).

    Engagement that needs an explanation enters neither comparison: bought likes do not make an advocate.
    """
    settled = (
        placements.drop_nulls("creator_id")
        .sort("posting_start", "campaign", "order_id")
        .with_columns(settled=pl.col("mature").fill_null(value=False))
    )
    peers = ("tier", "counted_as")
    # A count below 0 means that somebody edited the file; it is not measured.
    sound = pl.col("settled") & ~pl.col("doubtful").fill_null(value=False)
    count = pl.when(sound & (pl.col("interactions") >= 0)).then(pl.col("interactions").log1p())
    people = pl.col("creator_id").filter(count.is_not_null()).n_unique().over(peers)
    same = (people >= LEAST_CREATORS) & pl.col("tier").is_not_null() & (pl.col("tier") != "unknown")
    width = (pl.col("lift_upper").log() - pl.col("lift_lower").log()) / (2 * Z_90)
    return settled.with_columns(
        lift_gap=pl.when(sound & (pl.col("lift") > 0)).then(pl.col("lift").log()),
        lift_noise=width**2,
        peers_gap=pl.when(same).then(count - count.median().over(peers)),
        peers_noise=pl.when(same).then(count.var().over(peers)),
    )


def _pooled(name: str) -> dict[str, pl.Expr]:
    """Return the typical ratio of a group's notes, its 90 % interval (notes independent) and their number."""
    gap, noise = pl.col(f"{name}_gap"), pl.col(f"{name}_noise").filter(pl.col(f"{name}_gap").is_not_null())
    error = pl.when(noise.is_not_null().all()).then(noise.sum().sqrt() / gap.count())
    return {
        f"past_{name}": gap.mean().exp(),
        f"past_{name}_lower": (gap.mean() - Z_90 * error).exp(),
        f"past_{name}_upper": (gap.mean() + Z_90 * error).exp(),
        f"past_{name}_notes": gap.count().cast(pl.Int64),
    }


def _judged(record: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    notes = own.partition_by("creator_id", as_dict=True)
    rows = [
        _standing(row, _fall(notes[row["creator_id"],]) if row["past_campaigns"] > 1 else None)
        for row in record.iter_rows(named=True)
    ]
    schema = {"standing": pl.String, "standing_why_en": pl.String, "standing_why_zh": pl.String}
    return record.hstack(pl.DataFrame(rows, schema=schema, orient="row"))


def _standing(row: dict[str, Any], fall: Fall | None) -> tuple[str, str, str]:
    campaigns = row["past_campaigns"]
    if campaigns < 2:
        return "once", "one campaign", "一次投放"
    en, zh = f"{campaigns} campaigns", f"{campaigns} 次投放"
    if fall:
        return (
            "fading",
            f"{en}; the latest {fall.latest} notes lie below the {fall.before} before",
            f"{zh}；最近 {fall.latest} 篇低于此前 {fall.before} 篇",
        )
    results = _results(row)
    if not results:
        said = Text(
            f"{en}; fewer than {LEAST_MEASURED} notes whose results can be judged",
            f"{zh}；可判断效果的笔记不足 {LEAST_MEASURED} 篇",
        )
        return "returning", *said
    best = max(results, key=lambda found: found[0])
    good = best[0] >= GOOD_RESULT and campaigns >= ADVOCATE_CAMPAIGNS
    shown = results if best[0] < GOOD_RESULT else [best]
    return (
        "advocate" if good else "returning",
        "; ".join([en, *(words.en for _, words in shown)]),
        "；".join([zh, *(words.zh for _, words in shown)]),
    )


def _results(row: dict[str, Any]) -> list[tuple[float, Text]]:
    """Return each comparison that has enough notes: the ratio and its words."""
    words = {
        "lift": Text("the creator's own usual", "自身平日"),
        "peers": Text("this brand's notes of the tier", "本品牌同量级合作的中位数"),
    }
    return [
        (
            row[f"past_{name}"],
            Text(
                f"{row[f'past_{name}_notes']} notes at {row[f'past_{name}']:.2f} times {usual.en}",
                f"{row[f'past_{name}_notes']} 篇笔记为{usual.zh}的 {row[f'past_{name}']:.2f} 倍",
            ),
        )
        for name, usual in words.items()
        if row[f"past_{name}_notes"] >= LEAST_MEASURED
    ]


def _fall(notes: pl.DataFrame) -> Fall | None:
    """Return a fall from the earlier campaigns to the latest ones with three measured notes, unless chance explains it.

    The creator's own usual is the yardstick if enough notes have it, otherwise the tier.
    """
    from scipy.stats import mannwhitneyu

    for gap in ("lift_gap", "peers_gap"):
        if notes[gap].count() < 2 * LEAST_MEASURED:
            continue
        known = notes.drop_nulls(gap)
        counted = known.group_by("campaign", maintain_order=True).len().reverse()
        past_enough = counted.filter(pl.col("len").cum_sum().shift(1, fill_value=0) < LEAST_MEASURED)
        recent = known["campaign"].is_in(past_enough["campaign"].implode())
        latest, before = known.filter(recent)[gap], known.filter(~recent)[gap]
        if latest.len() >= LEAST_MEASURED and before.len() >= LEAST_MEASURED:
            chance = mannwhitneyu(latest.to_numpy(), before.to_numpy(), alternative="less").pvalue
            return Fall(latest.len(), before.len()) if chance <= FADING_CHANCE + 1e-9 else None
    return None
