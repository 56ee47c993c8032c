"""Comments under a creator's notes: wordings that few accounts repeat, and whether people ask or complain."""

from __future__ import annotations

import polars as pl

from xhs_workbench import language
from xhs_workbench.selection.evidence.detectors import EVIDENCE, RISK, no_evidence
from xhs_workbench.statistics.many_looks import false_discovery

LEAST_COMMENTS, LEAST_COPIES = 30, 5
UNUSUAL = ("few_accounts", "burst")
ASKING = (*language.ASKING, "doubt", "complaint")


def comments_by_creator(comments: pl.DataFrame, notes: pl.DataFrame) -> pl.DataFrame:
    """Return other people's comments with the `creator_id` of their note, without the author's own replies."""
    owners = notes.drop_nulls("creator_id").select("note_id", "creator_id").unique("note_id")
    by_author = pl.col("by_author").fill_null(False) if "by_author" in comments.columns else pl.lit(False)
    return comments.filter(~by_author).join(owners, on="note_id")


def asking_shares(owned: pl.DataFrame) -> dict[str, float]:
    """Return creator -> share of its comments that ask or complain; creators with fewer than 30 comments are left out.

    Args:
        owned: From `comments_by_creator`.
    """
    if owned.is_empty():
        return {}
    named = sorted(set(ASKING) & {intent.name for intent in language.intents()})
    asks = language.label_intents(owned).with_columns(_asks=pl.any_horizontal(named))
    shares = (
        asks.group_by("creator_id")
        .agg(share=pl.col("_asks").mean(), n=pl.len())
        .filter(pl.col("n") >= LEAST_COMMENTS)
    )
    return {str(creator): float(share) for creator, share in shares.select("creator_id", "share").iter_rows()}


def find_templates(owned: pl.DataFrame, *, seed: int = 0) -> pl.DataFrame:
    """Find wordings that recur under a creator's notes from few accounts, or within one hour.

    Every group of near-copies is compared with as many comments of the same notes. A template that fills a
    creator's comments is usual there, so groups are also compared with as many comments of the whole file; in
    that case only few accounts count.

    Args:
        owned: From `comments_by_creator`, with `content`, `commenter_hash`, `note_id`, `created_at`.
        seed: Seed of the draws for the usual values.

    Returns:
        Evidence of the kind `comment_templates`, one row per creator with 30 comments or more: `value` is the
            share of
        comments in unusual groups, `n` the comments; the masked wording is in the detail.
    """
    enough = owned.filter(pl.len().over("creator_id") >= LEAST_COMMENTS).sort(
        "creator_id", maintain_order=True
    )
    if enough.is_empty():
        return no_evidence()
    copies = language.find_copies(enough)
    # Hours are left out: what is common in the whole file comes in bursts wherever a note is new.
    whole = copies.with_columns(note_id=pl.lit(""), created_at=pl.lit(None, copies.schema["created_at"]))
    everywhere = language.describe_copies(whole, seed=seed)
    few = everywhere.filter(pl.col("kind") == UNUSUAL[0]).select("copy_group", "chance", "content")
    per_group = copies.drop_nulls("copy_group").group_by("creator_id", "copy_group").len()
    # Of most creators no wording stands there five times: nothing needs to be drawn for them.
    repeated = set(per_group.filter(pl.col("len") >= LEAST_COPIES)["creator_id"])
    described = language.describe_copies(
        copies.filter(pl.col("creator_id").is_in(repeated)), seed=seed, by="creator_id"
    ).filter(pl.col("kind").is_in(UNUSUAL))
    unusual = {key[0]: part.select(few.columns) for key, part in described.group_by("creator_id")}
    rows = []
    for key, own in copies.group_by("creator_id", maintain_order=True):
        odd = few.clear()
        if key[0] in repeated:
            odd = pl.concat([unusual.get(key[0], odd), few])
        rows.append(_count_unusual(str(key[0]), own, odd))
    frame = pl.DataFrame(rows, schema=dict(EVIDENCE))
    corrected = false_discovery(frame["chance"].to_numpy())
    return frame.with_columns(
        chance=pl.Series(corrected), flagged=pl.col("flagged") & pl.Series(corrected <= RISK)
    )


def _count_unusual(creator: str, own: pl.DataFrame, odd: pl.DataFrame) -> dict[str, object]:
    """Count a creator's comments in the unusual groups; a group needs five of them."""
    row: dict[str, object] = {
        "creator_id": creator,
        "kind": "comment_templates",
        "value": 0.0,
        "n": own.height,
        "flagged": False,
        "chance": 1.0,
        "detail_en": "",
        "detail_zh": "",
    }
    if odd.is_empty():
        return row
    unique = odd.group_by("copy_group").agg(pl.col("chance").min(), pl.col("content").first())
    counted = own.join(unique.select("copy_group", "chance", wording="content"), on="copy_group")
    groups = counted.group_by("copy_group").agg(
        comments=pl.len(),
        accounts=pl.col("commenter_hash").drop_nulls().n_unique(),
        chance=pl.col("chance").first(),
        wording=pl.col("wording").first(),
    )
    groups = groups.filter(pl.col("comments") >= LEAST_COPIES).sort(
        "comments", "copy_group", descending=[True, False]
    )
    if groups.height:
        row["value"] = int(groups["comments"].sum()) / own.height
        row["flagged"], row["chance"] = True, groups["chance"].min()
        first = groups.row(0, named=True)
        others = groups.height - 1
        row["detail_en"] = (
            f"“{first['wording']}” {first['comments']} times from {first['accounts']} accounts"
            + (f", and {others} more such wordings" if others else "")
        )
        row["detail_zh"] = (
            f"“{first['wording']}”出现 {first['comments']} 次，来自 {first['accounts']} 个账号"
            + (f"，另有 {others} 种此类说法" if others else "")
        )
    return row
