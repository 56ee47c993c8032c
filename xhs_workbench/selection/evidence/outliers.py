"""Export figures that lie far from those of close peers: reads, saves, active followers, growth."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import ndtr

from xhs_workbench.findings import Text
from xhs_workbench.selection.evidence.detectors import (
    LEAST_NOTES,
    TWICE,
    evidence_rows,
    no_evidence,
    peer_columns,
)
from xhs_workbench.selection.evidence.note_signs import gated, noise_of
from xhs_workbench.statistics.huber import unlike_peers

Array = NDArray[np.float64]
HIT = float(np.log(3.0))
"""A note with three times the creator's usual likes may bring followers by itself."""
LEAST_GROWTH = 0.05
"""Monthly gains below this share of the followers are not worth a question."""


def find_outliers(creators: pl.DataFrame, signs: pl.DataFrame) -> pl.DataFrame:
    """Compare reads per follower, interactions per read, saves and comments per like with close peers, both ways.

    Comments per like are tested only downwards: `find_pods` tests the other direction.

    Args:
        creators: The `Creators` table, one row a creator of `signs` in its order.
        signs: From `note_signs`.

    Returns:
        Evidence of the kinds `reads_per_follower`, `interactions_per_read`, `saves_per_like`, `few_comments`.
    """
    peers, ids, notes = (
        peer_columns(signs),
        signs["creator_id"],
        signs["notes"].fill_null(0).cast(pl.Float64).to_numpy(),
    )
    window = _column(creators, "notes_in_window")
    seen = np.where(np.isfinite(window), window, notes)
    rows = []
    for kind, top, bottom in (
        ("reads_per_follower", "reads_median", "followers"),
        ("interactions_per_read", "interactions_median", "reads_median"),
    ):
        value = _log_ratio(_column(creators, top), _column(creators, bottom))
        rows.append(_both_ways(ids, kind, value, peers, None, seen))
    keep, talk = gated(signs, "keep", LEAST_NOTES), gated(signs, "talk", LEAST_NOTES)
    rows.append(_both_ways(ids, "saves_per_like", keep, peers, noise_of(signs, "keep_spread"), notes))
    found = unlike_peers(talk, peers, noise_of(signs, "talk_spread"))
    few = talk - found.expected <= -TWICE
    rows.append(evidence_rows(ids, "few_comments", found, value=talk, chance=ndtr(found.z), far=few, n=notes))
    return pl.concat([no_evidence(), *rows])


def _both_ways(
    ids: pl.Series, kind: str, value: Array, peers: Array, noise: Array | None, n: Array
) -> pl.DataFrame:
    found = unlike_peers(value, peers, noise)
    far = np.abs(value - found.expected) >= TWICE
    return evidence_rows(ids, kind, found, value=value, chance=2 * ndtr(-np.abs(found.z)), far=far, n=n)


def _column(creators: pl.DataFrame, name: str) -> Array:
    if name not in creators.columns:
        return np.full(creators.height, np.nan)
    return creators[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()


def _log_ratio(top: Array, bottom: Array) -> Array:
    known = (top > 0) & (bottom > 0)
    return np.where(known, np.log(np.where(known, top, 1.0) / np.where(known, bottom, 1.0)), np.nan)


def find_low_active(creators: pl.DataFrame, signs: pl.DataFrame) -> pl.DataFrame:
    """Fewer active followers than close peers, by the platform's own 28-day share."""
    share = np.clip(_column(creators, "active_fan_share"), 0.001, 0.999)
    value = np.log(share / (1 - share))
    found = unlike_peers(value, peer_columns(signs))
    far = share <= _share_of_logit(found.expected) - 0.1
    return evidence_rows(
        signs["creator_id"],
        "low_active",
        found,
        value=value,
        chance=ndtr(found.z),
        far=far,
        n=np.zeros(len(value)),
        back=_share_of_logit,
    )


def _share_of_logit(logit: Array) -> Array:
    return 1 / (1 + np.exp(-logit))


def find_fast_growth(creators: pl.DataFrame, signs: pl.DataFrame) -> pl.DataFrame:
    """More followers gained in the export's window than close peers, without a note that would explain it.

    Args:
        creators: `follower_change` and `followers`, in the order of `signs`.
        signs: From `note_signs`; `hit` shows whether a note stands out.
    """
    now, gained = _column(creators, "followers"), _column(creators, "follower_change")
    known, impossible = now > 0, gained > now
    value = np.where(
        known, np.log(np.where(known, now, 1.0) / np.maximum(np.where(known, now - gained, 1.0), 1.0)), np.nan
    )
    found = unlike_peers(value, peer_columns(signs))
    hit = gated(signs, "hit", 1) >= HIT
    far = (value - found.expected >= LEAST_GROWTH) & (~hit | impossible)
    said = [_growth(*row) for row in zip(now, gained, hit, strict=True)]
    words = ([text.en for text in said], [text.zh for text in said])
    value = np.where(impossible, np.nan, value)
    notes = signs["notes"].fill_null(0).cast(pl.Float64).to_numpy()
    return evidence_rows(
        signs["creator_id"],
        "fast_growth",
        found,
        value=value,
        chance=ndtr(-found.z),
        far=far,
        n=notes,
        back=np.expm1,
        detail=words,
    )


def _growth(now: float, gained: float, hit: bool) -> Text:
    if gained > now:
        return Text(
            f"{gained:,.0f} gained, more than the {now:,.0f} it has: one of the two is wrong",
            f"涨粉 {gained:,.0f}，多于现有 {now:,.0f}，其中一个数字有误",
        )
    if hit:
        return Text("a note of three times the usual likes was seen", "期间有点赞为平时 3 倍以上的笔记")
    return Text("", "")


def say_claims(creators: pl.DataFrame) -> pl.DataFrame:
    """Report what others say about a creator's followers: the vendor's share of suspect ones, the platform's marks.

    The method behind a vendor's 水粉占比 is not published, so it is shown as a claim, is not recomputed and flags
    nobody. The platform's own mark (低活跃) is passed on as its statement.
    """
    rows = []
    if "suspect_fan_share" in creators.columns:
        claimed = creators.drop_nulls("suspect_fan_share")
        rows.append(
            claimed.select(
                "creator_id",
                kind=pl.lit("vendor_claim"),
                value=pl.col("suspect_fan_share"),
                flagged=pl.lit(False),
                detail_en=pl.lit("the vendor's figure, method not published; not recomputed here"),
                detail_zh=pl.lit("第三方数据，计算方法未公开，本报告未复算"),
            )
        )
    if "low_active" in creators.columns:
        marked = creators.filter(pl.col("low_active").fill_null(False))
        rows.append(
            marked.select(
                "creator_id",
                kind=pl.lit("platform_mark"),
                flagged=pl.lit(True),
                detail_en=pl.lit("the export marks the account as 低活跃"),
                detail_zh=pl.lit("导出文件标记为“低活跃”"),
            )
        )
    return pl.concat([no_evidence(), *rows], how="diagonal")
