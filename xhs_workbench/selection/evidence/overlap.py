"""How many people two creators reach in common, from the hashed accounts that comment under both.

Overlap has two measures, because tools use the word for both: the overlap coefficient (people seen under
    both, as a share of
the smaller creator's) and the share of all people seen under two or more of a set. Comments are only partly
known: a crawl keeps ten per note by default. Two samples overlap less than their populations, so both figures
are lower bounds of the commenters' overlap, and commenters are a small, active part of readers.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.selection.evidence.comment_signs import comments_by_creator
from xhs_workbench.statistics.intervals import wilson
from xhs_workbench.statistics.many_looks import false_discovery
from xhs_workbench.statistics.shares import wilson_bounds

LEAST_PEOPLE = 20
"""A creator with fewer different commenters is in no pair."""
MOST_CREATORS = 300
"""Creators that are compared in pairs, those with the most commenters: every further one would be compared with all."""
CRAWL_LIMIT = 10
"""Comments per note that the usual crawler keeps by default."""
RISK = 0.10
PAIRS: dict[str, type[pl.DataType]] = {
    "creator_a": pl.String,
    "creator_b": pl.String,
    "people_a": pl.Int64,
    "people_b": pl.Int64,
    "both": pl.Int64,
    "overlap": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "expected": pl.Float64,
    "chance": pl.Float64,
    "above_chance": pl.Boolean,
}


def gather_commenters(
    comments: pl.DataFrame, notes: pl.DataFrame, among: Sequence[str] | None = None
) -> pl.DataFrame:
    """Return which accounts commented under which creators' notes.

    Args:
        comments: The `Comments` table; commenters are hashes.
        notes: The `Notes` table, for the note's creator.
        among: Creator ids to keep; all if left out.

    Returns:
        One row per creator and commenter: `creator_id`, `commenter_hash`, `comments`, `notes`. The creators'
            own replies and
        comments without an account are left out.
    """
    owned = comments_by_creator(comments, notes).drop_nulls("commenter_hash")
    kept = owned if among is None else owned.filter(pl.col("creator_id").is_in(list(among)))
    return (
        kept.group_by("creator_id", "commenter_hash")
        .agg(comments=pl.len().cast(pl.Int64), notes=pl.col("note_id").n_unique().cast(pl.Int64))
        .sort("creator_id", "commenter_hash")
    )


def overlap_pairs(people: pl.DataFrame, *, least: int = LEAST_PEOPLE) -> pl.DataFrame:
    """Compare every two creators, of very many the `MOST_CREATORS` with the most people.

    Args:
        people: From `gather_commenters`.
        least: Minimum number of different commenters per creator.

    Returns:
        One row per pair, most overlap first: `creator_a`, `creator_b`, `people_a`, `people_b`, `both`,
            `overlap` (both over
        the smaller's people) with its 90 % Wilson interval `lower` and `upper`, `expected` (people in common
        if it overlapped as much as the file's other pairs; null below three pairs), `chance` (Poisson,
        Benjamini-Hochberg over the pairs) and `above_chance` (chance of .10 or less and at least twice as
        many as expected).
    """
    sizes = (
        people.group_by("creator_id")
        .agg(people=pl.len().cast(pl.Int64))
        .filter(pl.col("people") >= least)
        .sort("people", "creator_id", descending=[True, False])
        .head(MOST_CREATORS)
        .sort("creator_id")
    )
    if sizes.height < 2:
        return pl.DataFrame(schema=PAIRS)
    kept = people.join(sizes, on="creator_id")
    met = kept.join(kept, on="commenter_hash", suffix="_b").filter(
        pl.col("creator_id") < pl.col("creator_id_b")
    )
    shared = met.group_by(creator_a="creator_id", creator_b="creator_id_b").agg(both=pl.len().cast(pl.Int64))
    a, b = (
        sizes.rename({"creator_id": "creator_a", "people": "people_a"}),
        sizes.rename({"creator_id": "creator_b", "people": "people_b"}),
    )
    pairs = a.join(b, how="cross").filter(pl.col("creator_a") < pl.col("creator_b"))
    pairs = pairs.join(shared, on=["creator_a", "creator_b"], how="left").with_columns(
        pl.col("both").fill_null(0)
    )
    pairs = pairs.with_columns(smaller=pl.min_horizontal("people_a", "people_b"), expected=_expected())
    pairs = wilson_bounds(pairs, "both", "smaller").rename({"share": "overlap"})
    # Takes half a second to import; a selection without commenters does without.
    from scipy.stats import poisson

    tail = poisson.sf(pairs["both"].to_numpy() - 1, pairs["expected"].fill_null(float("nan")).to_numpy())
    chance = false_discovery(np.asarray(tail, dtype=np.float64))
    much = ((pl.col("both") >= 2 * pl.col("expected")) & (pl.Series(chance) <= RISK)).fill_null(False)
    judged = pairs.with_columns(chance=pl.Series(chance).fill_nan(None), above_chance=much)
    return judged.sort("overlap", "creator_a", "creator_b", descending=[True, False, False]).select(
        list(PAIRS)
    )


def _expected() -> pl.Expr:
    """Return how many people such a pair would share if it overlapped like the file's other pairs, plus one half.

    The size of the whole population is unknown, so a pair cannot be compared with pure chance; with fewer
    than three pairs there is nothing to compare with.
    """
    room = (pl.col("people_a") * pl.col("people_b")).cast(pl.Float64)
    others = (pl.col("both").sum() - pl.col("both") + 0.5) / (room.sum() - room)
    return pl.when(pl.len() >= 3).then(room * others)


def overlap_in_set(people: pl.DataFrame, creators: Sequence[str]) -> dict[str, float | int]:
    """Return how many people a set reaches, and how many of them more than once.

    Returns:
        `creators` (of the set, with people seen), `people` (different), `seen` (sum over creators), `in_two`
        (people under
        two or more), `share` (in_two over people) with its 90 % Wilson interval `lower` and `upper` (NaN
        without people).
    """
    own = people.filter(pl.col("creator_id").is_in(list(creators)))
    times = own.group_by("commenter_hash").len()
    n, twice = times.height, times.filter(pl.col("len") >= 2).height
    low, high = wilson(twice, n)
    return {
        "creators": own["creator_id"].n_unique(),
        "people": n,
        "seen": own.height,
        "in_two": twice,
        "share": twice / n if n else float("nan"),
        "lower": low,
        "upper": high,
    }


def seen_share(comments: pl.DataFrame, notes: pl.DataFrame) -> pl.DataFrame:
    """Say how much of the comments was seen.

    Returns:
        One row per creator: `creator_id`, `notes` (with comments seen), `seen`, `counted` (comments according
            to the notes),
        `share` (seen over counted, at most 1; null if unknown), `cut` (True if most notes hold no more than
        the crawler's ten although they have more).
    """
    by_note = comments.group_by("note_id").agg(seen=pl.len().cast(pl.Int64))
    joined = (
        notes.drop_nulls("creator_id")
        .select("note_id", "creator_id", counted="comments")
        .join(by_note, on="note_id")
    )
    is_cut = (pl.col("seen") <= CRAWL_LIMIT) & (pl.col("counted") > pl.col("seen"))
    return (
        joined.with_columns(cut=is_cut)
        .group_by("creator_id")
        .agg(
            notes=pl.len().cast(pl.Int64),
            seen=pl.col("seen").sum(),
            counted=pl.col("counted").sum(),
            cut=pl.col("cut").mean() > 0.5,
        )
        .with_columns(
            share=pl.when(pl.col("counted") > 0).then(
                (pl.col("seen") / pl.col("counted")).clip(upper_bound=1.0)
            )
        )
        .select("creator_id", "notes", "seen", "counted", "share", "cut")
        .sort("creator_id")
    )


def overlap_findings(
    people: pl.DataFrame, pairs: pl.DataFrame, seen: pl.DataFrame, creators: Sequence[str] = ()
) -> list[Finding]:
    """Say in sentences what the comments show about overlap, and what they cannot.

    Args:
        people: From `gather_commenters`.
        pairs: From `overlap_pairs`.
        seen: From `seen_share`.
        creators: The picked set; all creators if left out.
    """
    whole = overlap_in_set(people, creators or people["creator_id"].unique().to_list())
    if pairs.is_empty():
        text = Text(
            (
                f"Fewer than two creators have {LEAST_PEOPLE} different commenters in these files; "
                "overlap is unknown."
            ),
            f"不足两位达人有 {LEAST_PEOPLE} 个以上不同评论账号，人群重合未知。",
        )
        fix = Text("Add comment files with several notes per creator.", "请补充每位达人多篇笔记的评论文件。")
        return [Finding("overlap", Level.REVIEW, text, fix, n=int(whole["people"]))]
    found = [_in_set(whole)]
    most = pairs.filter(pl.col("above_chance"))
    if most.height:
        first = most.row(0, named=True)
        text = Text(
            (
                f"{most.height:,} of {pairs.height:,} pairs share more commenters than other pairs do; "
                f"the closest {first['overlap']:.0%} ({first['lower']:.0%}–{first['upper']:.0%}) of the "
                "smaller."
            ),
            (
                f"{pairs.height:,} 对达人中有 {most.height:,} 对的共同评论者明显多于其他组合，最高占较小一方的 "
                f"{first['overlap']:.0%}（{first['lower']:.0%}–{first['upper']:.0%}）。"
            ),
        )
        fix = Text(
            "Book one of such a pair, or both for depth; ask if they are one comment group.",
            "二选一可扩大触达；都选则加深触达。也可询问是否为互评群。",
        )
        found.append(Finding("overlap_pairs", Level.REVIEW, text, fix, n=most.height))
    if seen.height and bool(seen["cut"].any()):
        n = int(seen["cut"].sum())
        text = Text(
            (
                f"{n:,} of {seen.height:,} creators' notes hold {CRAWL_LIMIT} comments or fewer of "
                "more: the crawl was cut, true overlap is higher."
            ),
            f"{seen.height:,} 位达人中有 {n:,} 位的笔记只抓取了不超过 {CRAWL_LIMIT} 条评论，真实重合更高。",
        )
        found.append(
            Finding(
                "overlap_cut",
                Level.REVIEW,
                text,
                Text("Crawl all comments of the notes that matter.", "请对重点笔记抓取全部评论。"),
                n=n,
            )
        )
    return found


def _in_set(whole: dict[str, float | int]) -> Finding:
    text = Text(
        (
            f"{whole['in_two']:,} of {whole['people']:,} commenters ({whole['share']:.1%}, "
            f"{whole['lower']:.1%}–{whole['upper']:.1%}) were seen under two or more of "
            f"{whole['creators']} creators."
        ),
        (
            f"{whole['people']:,} 个评论账号中有 {whole['in_two']:,} 个（{whole['share']:.1%}，"
            f"{whole['lower']:.1%}–{whole['upper']:.1%}）出现在 {whole['creators']} 位达人中的两位及以上。"
        ),
    )
    return Finding("overlap", Level.PASS, text, n=int(whole["people"]))


OVERLAP_LIMITS = (
    Text(
        (
            "Overlap is that of commenters seen in the files, a lower bound: crawls keep part of the "
            "comments, and most readers never comment."
        ),
        "重合度仅基于文件中的评论账号，为下限：抓取不完整，且多数读者从不评论。",
    ),
)
