"""What the comments under a creator's notes say: wordings few accounts repeat, and whether people ask or complain."""

from __future__ import annotations

import polars as pl

from xhs_workbench import language
from xhs_workbench.selection.detectors import EVIDENCE, RISK, no_evidence
from xhs_workbench.shares import false_discovery

LEAST_COMMENTS = 30
UNUSUAL = ("few_accounts", "burst")
ASKING = (*language.ASKING, "doubt", "complaint")


def comments_by_creator(comments: pl.DataFrame, notes: pl.DataFrame) -> pl.DataFrame:
    """Return other people's comments with the `creator_id` of the note they stand under; the author's own replies are out."""
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
        asks.group_by("creator_id").agg(share=pl.col("_asks").mean(), n=pl.len()).filter(pl.col("n") >= LEAST_COMMENTS)
    )
    return {str(creator): float(share) for creator, share in shares.select("creator_id", "share").iter_rows()}


def find_templates(owned: pl.DataFrame, *, seed: int = 0) -> pl.DataFrame:
    """Wordings that stand under a creator's notes again and again from few accounts, or within one hour.

    Args:
        owned: From `comments_by_creator`, with `content`, `commenter_hash`, `note_id`, `created_at`.
        seed: Of the draws that say what would be usual.

    Returns:
        Evidence of the kind `comment_templates`, one row a creator with 30 comments or more: `value` is the share of
        comments in unusual groups, `n` the comments; the wording, masked, stands in the detail.
    """
    counts = owned.group_by("creator_id").len().filter(pl.col("len") >= LEAST_COMMENTS).sort("creator_id")
    rows = []
    for creator in counts["creator_id"]:
        own = language.find_copies(owned.filter(pl.col("creator_id") == creator))
        rows.append(_row(str(creator), own.height, language.describe_copies(own, seed=seed)))
    if not rows:
        return no_evidence()
    frame = pl.DataFrame(rows, schema=dict(EVIDENCE))
    corrected = false_discovery(frame["chance"].to_numpy())
    return frame.with_columns(chance=pl.Series(corrected), flagged=pl.col("flagged") & pl.Series(corrected <= RISK))


def _row(creator: str, comments: int, described: pl.DataFrame) -> dict[str, object]:
    odd = described.filter(pl.col("kind").is_in(UNUSUAL))
    copies = int(odd["comments"].sum()) if odd.height else 0
    row: dict[str, object] = {
        "creator_id": creator, "kind": "comment_templates", "value": copies / comments, "n": comments, "flagged": odd.height > 0,
        "chance": odd["chance"].min() if odd.height else 1.0, "detail_en": "", "detail_zh": "",
    }  # fmt: skip
    if odd.height:
        first = odd.sort("comments", descending=True).row(0, named=True)
        accounts = first["accounts"] if first["accounts"] is not None else "?"
        row["detail_en"] = (
            f"“{first['content']}” {first['comments']} times from {accounts} accounts; {odd.height} such wordings"
        )
        row["detail_zh"] = (
            f"“{first['content']}”出现 {first['comments']} 次，来自 {accounts} 个账号；此类说法共 {odd.height} 种"
        )
    return row
