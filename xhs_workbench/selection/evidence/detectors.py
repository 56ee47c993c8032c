"""One detector per kind of unusual figure. Each returns evidence; none explains why a creator differs from peers.

Every detector compares a creator with close peers (`huber.unlike_peers`), requires a minimum number of notes
and a minimum size of the difference besides its rarity, and corrects p-values for testing all creators
(Benjamini-Hochberg).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri, polygamma

from xhs_workbench.findings import Text
from xhs_workbench.selection.evidence.note_signs import QUARTILE_NOISE, gated, noise_of
from xhs_workbench.statistics.huber import Unlike, unlike_peers
from xhs_workbench.statistics.many_looks import false_discovery

Array = NDArray[np.float64]
RISK = 0.10
"""Accepted share of false flags among the flags of one kind."""
LEAST_NOTES = 5
PEERS_PER_CATEGORY = 8
LEAST_NOTES_SPREAD = 8
"""Fewer notes say nothing about the spread."""
TWICE = float(np.log(2.0))
CLIP = 3.0
EVIDENCE: Mapping[str, Any] = {
    "creator_id": pl.String,
    "kind": pl.String,
    "value": pl.Float64,
    "expected": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "z": pl.Float64,
    "chance": pl.Float64,
    "n": pl.Int64,
    "flagged": pl.Boolean,
    "detail_en": pl.String,
    "detail_zh": pl.String,
}
"""A row of evidence: the creator's value, the peers' expected value with the range of nine in ten of them,
the distance in
spreads, the p-value after Benjamini-Hochberg, the notes (or comments, days) seen, and further details."""


def no_evidence() -> pl.DataFrame:
    """Return the table of evidence without rows."""
    return pl.DataFrame(schema=dict(EVIDENCE))


def evidence_rows(
    creators: pl.Series,
    kind: str,
    found: Unlike,
    *,
    value: Array,
    chance: Array,
    far: NDArray[np.bool_],
    n: Array,
    back: Any = np.exp,
    detail: tuple[list[str], list[str]] | None = None,
) -> pl.DataFrame:
    """Put one detector's arrays into rows, tested creators only.

    Args:
        creators: Creator ids.
        kind: Name of the detector.
        found: Expected values and z.
        value: What was tested, on the scale of `found`.
        chance: One creator's p-value before correction; NaN if not tested.
        far: Where the difference is large enough to matter.
        n: Notes, comments or days behind the value.
        back: Converts the tested scale to the reader's.
        detail: English and Chinese words, one entry per creator.
    """
    corrected = false_discovery(chance)
    band = ndtri(0.95) * found.spread
    texts = detail or ([""] * len(creators), [""] * len(creators))
    frame = pl.DataFrame(
        {
            "creator_id": creators,
            "kind": [kind] * len(creators),
            "value": back(value),
            "expected": back(found.expected),
            "low": back(found.expected - band),
            "high": back(found.expected + band),
            "z": found.z,
            "chance": corrected,
            "n": np.nan_to_num(n).astype(np.int64),
            "flagged": (np.nan_to_num(corrected, nan=1.0) <= RISK) & far,
            "detail_en": texts[0],
            "detail_zh": texts[1],
        },
        schema=dict(EVIDENCE),
    )
    return frame.filter(pl.Series(~np.isnan(chance)))


def find_pods(signs: pl.DataFrame, asked: Mapping[str, float] | None = None) -> pl.DataFrame:
    """More comments per like than close peers in three of four notes: a comment group, or a field that discusses much.

    The lower quartile of the notes is tested, so that one thread of complaints or questions flags nobody. If
    comments can be read and half of them ask or complain, that explains the number.

    Args:
        signs: From `note_signs`.
        asked: Creator -> share of its comments that ask or complain, if comments were read.
    """
    value, far = gated(signs, "talk_low", LEAST_NOTES), TWICE
    found = unlike_peers(value, peer_columns(signs), noise_of(signs, "talk_spread", QUARTILE_NOISE))
    ids = signs["creator_id"].to_list()
    shares = np.array([(asked or {}).get(creator, 0.0) for creator in ids])
    explained = shares >= 0.5
    words = (
        [f"{share:.0%} of the comments read ask or complain" if share else "" for share in shares],
        [f"读到的评论中 {share:.0%} 为提问或投诉" if share else "" for share in shares],
    )
    large = (value - found.expected >= far) & ~explained
    return evidence_rows(
        signs["creator_id"],
        "pods",
        found,
        value=value,
        chance=ndtr(-found.z),
        far=large,
        n=_note_counts(signs),
        detail=words,
    )


def _note_counts(signs: pl.DataFrame) -> Array:
    return signs["notes"].cast(pl.Float64).to_numpy()


def _steadiness(signs: pl.DataFrame) -> tuple[Array, Unlike]:
    """Log variance of log likes against peers of the same followers and level: small counts vary more by chance."""
    spread = gated(signs, "spread", LEAST_NOTES_SPREAD)
    value = 2 * np.log(np.maximum(spread, 0.02))
    peers = np.column_stack([peer_columns(signs), gated(signs, "level", 1)])
    return value, unlike_peers(value, peers, polygamma(1, (np.maximum(_note_counts(signs), 3) - 2) / 2))


def find_constant(signs: pl.DataFrame) -> pl.DataFrame:
    """Likes that hardly vary from note to note, given their level: a fixed group that likes everything."""
    value, found = _steadiness(signs)
    large = value - found.expected <= -2 * TWICE
    return evidence_rows(
        signs["creator_id"],
        "constant_bots",
        found,
        value=value,
        chance=ndtr(found.z),
        far=large,
        n=_note_counts(signs),
        back=lambda x: np.exp(x / 2),
    )


def find_bought_likes(signs: pl.DataFrame) -> pl.DataFrame:
    """More likes than peers, without the comments, saves and variation that normally come with them.

    The signs are clipped at three spreads and added, so that none of them can flag a creator alone; the sum
    is then compared with peers again. Saves count if the files have them.
    """
    peers = peer_columns(signs)
    height = unlike_peers(gated(signs, "level", LEAST_NOTES_SPREAD), peers, noise_of(signs, "spread"))
    talk = unlike_peers(gated(signs, "talk", LEAST_NOTES_SPREAD), peers, noise_of(signs, "talk_spread"))
    keep = unlike_peers(gated(signs, "keep", LEAST_NOTES_SPREAD), peers, noise_of(signs, "keep_spread"))
    _, steady = _steadiness(signs)
    parts = np.column_stack([height.z, -talk.z, -keep.z, -steady.z])
    known = np.isfinite(parts[:, [0, 1, 3]]).all(axis=1)
    clipped = np.clip(np.nan_to_num(parts), -CLIP, CLIP)
    value = np.where(known, clipped.sum(axis=1), np.nan)
    found = unlike_peers(value, peers)
    much = np.exp(gated(signs, "level", 1) - height.expected)
    share = np.exp(gated(signs, "talk", 1) - talk.expected)
    saved = np.exp(gated(signs, "keep", 1) - keep.expected)
    words = (
        [_ratios(*row).en for row in zip(much, share, saved, strict=True)],
        [_ratios(*row).zh for row in zip(much, share, saved, strict=True)],
    )
    large = ((clipped >= 1).sum(axis=1) >= 2) & (clipped[:, 0] > -1)
    return evidence_rows(
        signs["creator_id"],
        "bought_likes",
        found,
        value=value,
        chance=ndtr(-found.z),
        far=large,
        n=_note_counts(signs),
        back=lambda x: x,
        detail=words,
    )


def _ratios(likes: float, talk: float, kept: float) -> Text:
    """Compare likes, comments per like and saves per like with those of close peers."""
    if not np.isfinite(likes + talk):
        return Text("", "")
    saves = (
        Text(f", saves per like {kept:.2f}×", f"，每赞收藏 {kept:.2f} 倍")
        if np.isfinite(kept)
        else Text("", "")
    )
    return Text(
        f"likes {likes:.1f}× those of near peers, comments per like {talk:.2f}×{saves.en}",
        f"点赞为相近达人的 {likes:.1f} 倍，每赞评论 {talk:.2f} 倍{saves.zh}",
    )


def peer_columns(creators: pl.DataFrame) -> Array:
    """Return log followers and a 0/1 column for each category of eight creators or more; NaN if followers are unknown.

    Args:
        creators: `followers`, and `category` if known.
    """
    columns = [creators["followers"].cast(pl.Float64).log1p().fill_null(float("nan")).to_numpy()]
    if "category" in creators.columns:
        # Some exports list several categories per creator or put brackets around them: `[护肤]`, `护肤,美妆`.
        first = creators["category"].cast(pl.String).str.extract(r"([^\[\]【】,，、;；/|\s]+)")
        counts = first.drop_nulls().value_counts(name="n").filter(pl.col("n") >= PEERS_PER_CATEGORY)
        names = sorted(counts["category"].to_list())
        columns += [(first == name).fill_null(False).cast(pl.Float64).to_numpy() for name in names]
    return np.column_stack(columns)
