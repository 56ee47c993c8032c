"""Who says the same thing: groups of near-copies with the evidence of who, when and how fast.

Ordinary people repeat "好看" all day; a template is repeated by few accounts, or by many within an hour. A
group is
therefore compared with random draws of as many other comments from the same notes: how many accounts do they
come from, and how many fall into one hour? Only a group that no draw comes near is called unusual. Even that
is evidence to ask about, never proof.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.language.cleaning import CHINESE, END, LATIN, WORD, Texts, bracket_emoji, clean
from xhs_workbench.language.repeats.minhash import propose, shingle, stars
from xhs_workbench.language.repeats.statements import Statements, number_statements
from xhs_workbench.statistics.many_looks import false_discovery
from xhs_workbench.tables import CHINA

LEAST_LENGTH = 5
"""A comment needs this many letters, digits and Chinese characters; below that, all comments are alike."""
LIKE = 0.55
"""From this weighted share of common character pairs, two comments of 17 characters are copies: they differ
in two or three
characters. Shorter ones need more. Set so that pairs drawn from real reviews look right; `make bench` counts
planted templates."""
LEAST_COPIES = 5
DRAWS, MANY_DRAWS = 100, 20_000
AT_ONCE = 400
"""Draws held in memory at once."""
SURE = 1 / (MANY_DRAWS + 1)
"""A chance that is at most this by calculation is not drawn more finely: so many draws cannot tell it from 0."""
RISK = 0.05
TIMES = 2.0
"""A group must not only be rare but also lie this far from the median draw: half the accounts, or twice as
many in one hour."""
HOUR = 3_600_000_000
KINDS = {
    "few_accounts": Text("Few accounts repeat it", "少数账号反复发送"),
    "burst": Text("Sprayed within an hour", "一小时内集中发送"),
    "common_words": Text("Many people's own words", "多人自然重复"),
    "unknown": Text("Accounts and times unknown", "账号与时间未知"),
}
EVIDENCE: Mapping[str, Any] = {
    "copy_group": pl.Int64,
    "content": pl.String,
    "comments": pl.Int64,
    "notes": pl.Int64,
    "accounts": pl.Int64,
    "accounts_expected": pl.Float64,
    "fastest_hour": pl.Int64,
    "hour_expected": pl.Float64,
    "first_at": pl.Datetime("us"),
    "last_at": pl.Datetime("us", CHINA),
    "wordings": pl.Int64,
    "chance": pl.Float64,
    "kind": pl.String,
}


def find_copies(
    comments: pl.DataFrame, text: str = "content", *, like: float = LIKE, names: Sequence[str] = ()
) -> pl.DataFrame:
    """Group comments that say nearly the same thing.

    Only letters, digits and Chinese characters are compared, without @friends and emoji. Comments with fewer
    than five of them are in no group.

    Args:
        comments: Any frame with a text column.
        text: Its name.
        like: Share of common character pairs, by weight (exact Jaccard), from which two comments are copies,
            0-1.
        names: Products and brands; comments that name different ones are not copies. Nor are comments that
            differ in a number, a negation, a question, in one word for another, or in praise and blame.

    Returns:
        `comments` plus `copy_group` (numbered by falling size, from 0; null if the comment has no copy or is
        too short)
        and `copy_likeness` (Jaccard with the group's centre; null likewise).
    """
    plain = _clean_without_emoji(comments[text].cast(pl.String))
    lengths = np.diff(plain.starts) - 1
    long = np.flatnonzero(lengths >= LEAST_LENGTH)
    bodies = (
        pl.Series(plain.joined().split("\n")[:-1], dtype=pl.String).gather(long)
        if len(long)
        else pl.Series([], dtype=pl.String)
    )
    frame = pl.DataFrame({"row": long, "body": bodies})
    unique = frame.group_by("body", maintain_order=True).agg(first=pl.col("row").first())
    centres, near = _group(plain, unique["body"], unique["first"].to_numpy(), like, names)
    grouped = frame.join(
        unique.with_columns(centre=pl.Series(centres), near=pl.Series(near)), on="body", how="left"
    )
    sizes = (
        grouped.group_by("centre").agg(size=pl.len(), place=pl.col("row").min()).filter(pl.col("size") > 1)
    )
    numbered = (
        sizes.sort("size", "place", descending=[True, False])
        .with_row_index("number")
        .select("centre", "number")
    )
    kept = grouped.join(numbered, on="centre")
    group = pl.Series("copy_group", [None], dtype=pl.Int64).new_from_index(0, comments.height)
    likeness = pl.Series("copy_likeness", [None], dtype=pl.Float64).new_from_index(0, comments.height)
    return comments.with_columns(
        group.scatter(kept["row"], kept["number"].cast(pl.Int64)), likeness.scatter(kept["row"], kept["near"])
    )


PARTS = r"(\d)[.．:：/](\d)"
"""What stands between the parts of a number: 1.5 is not 15."""


def _clean_without_emoji(column: pl.Series) -> Texts:
    texts = clean(column.str.replace_all(PARTS, "${1}点${2}"), digits=True)
    texts = texts.without(bracket_emoji(texts))
    return texts.without(~texts.marks(WORD) & (texts.codes != ord(END)))


def _names_shortened(texts: Texts) -> Texts:
    """Keep only the first and last letter of a Latin name in a Chinese comment: THINKPad counts once, not seven times."""
    latin = texts.marks(LATIN)
    inner = latin.copy()
    inner[1:] &= latin[:-1]
    inner[:-1] &= latin[1:]
    inner[:1] = False
    chinese = texts.count(texts.marks(CHINESE)) > 0
    return texts.without(inner & np.repeat(chinese, np.diff(texts.starts)))


def _group(
    plain: Texts, bodies: pl.Series, rows: npt.NDArray[np.int64], like: float, names: Sequence[str]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    chosen = np.zeros(len(plain), dtype=bool)
    chosen[rows] = True
    ascending = np.sort(rows)
    texts = plain.some(chosen)
    sets = shingle(_names_shortened(texts))
    one, other = propose(sets)
    place = np.searchsorted(ascending, rows)
    what, mood = np.zeros(len(ascending), dtype=np.int64), np.zeros(len(ascending), dtype=np.int64)
    what[place], mood[place] = number_statements(bodies, names)
    centre, near = stars(sets, one, other, like, Statements(texts, what, mood))
    return ascending[centre[place]], near[place]


@dataclass(frozen=True)
class _Comments:
    """Who wrote each comment, when and under which note, in numbers; 0 and -1 where it is not known."""

    accounts: npt.NDArray[np.int64]
    times: npt.NDArray[np.int64]
    notes: npt.NDArray[np.int64]

    def part(self, rows: npt.NDArray[np.int64]) -> _Ground:
        """Return what draws are made from if these were all the comments."""
        notes = np.unique(self.notes[rows], return_inverse=True)[1]
        starts = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(np.bincount(notes))])
        return _Ground(self.accounts[rows], self.times[rows], notes, np.argsort(notes, kind="stable"), starts)


@dataclass(frozen=True)
class _Ground:
    """The comments from which draws are made: accounts and hours by note."""

    accounts: npt.NDArray[np.int64]
    times: npt.NDArray[np.int64]
    notes: npt.NDArray[np.int64]
    order: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]


def describe_copies(
    copies: pl.DataFrame,
    *,
    least: int = LEAST_COPIES,
    most: int = 200,
    seed: int = 0,
    by: str | None = None,
) -> pl.DataFrame:
    """Describe each group by who, when and how fast, compared with as many random comments of the same notes.

    Args:
        copies: `Comments` from `find_copies`, with `commenter_hash`, `note_id`, `created_at`.
        least: Minimum number of copies for a group to be judged.
        most: Maximum number of groups, largest first.
        seed: Seed of the draws.
        by: Column whose values are described apart, each as if there were no other: who copies under one creator.

    Returns:
        One row per group, unusual ones first: `copy_group`, `content` (the most frequent wording),
            `comments`,
        `notes`, `accounts` (different commenters) and `accounts_expected` (mean of 100 draws or more),
        `fastest_hour` (copies in the busiest 60 minutes) and `hour_expected`, `first_at`, `last_at`,
        `wordings`, `chance` (share of draws as extreme, Benjamini-Hochberg over the groups) and `kind`
        (`few_accounts`, `burst`, `common_words`, `unknown`); with `by`, that column first.
    """
    apart = by or "_all"
    rows = copies.with_row_index("_row")
    rows = rows if by else rows.with_columns(_all=pl.lit(0))
    schema = {**({by: copies.schema[by]} if by else {}), **EVIDENCE}
    sizes = rows.drop_nulls("copy_group").group_by(apart, "copy_group").len().filter(pl.col("len") >= least)
    wanted = sizes.sort(apart, "copy_group").group_by(apart, maintain_order=True).head(most)
    if wanted.is_empty():
        return pl.DataFrame(schema=schema)
    told = _facts_of_groups(rows.join(wanted, on=[apart, "copy_group"], how="semi"), apart)
    places = dict(
        rows.join(wanted, on=apart, how="semi", nulls_equal=True)
        .group_by(apart)
        .agg(pl.col("_row").sort())
        .iter_rows()
    )
    whole, judged = _ground(copies), []
    for key, groups in groupby(told.iter_rows(named=True), key=lambda facts: facts[apart]):
        own = np.array(places[key], dtype=np.int64)
        ground, rng = whole.part(own), np.random.default_rng(seed)
        found = [{**facts, **_evidence(np.searchsorted(own, facts["_row"]), ground, rng)} for facts in groups]
        chances = [[one[name] for one in found] for name in ("by_accounts", "by_hour")]
        few, fast = false_discovery(np.array(chances).ravel()).reshape(2, -1)
        judged += [
            {**one, "few": float(a), "fast": float(b)} for one, a, b in zip(found, few, fast, strict=True)
        ]
    frame = pl.DataFrame(judged, schema={**schema, "few": pl.Float64, "fast": pl.Float64}, strict=False)
    return _judge(frame, least, [by] if by else []).select(list(schema))


def _judge(frame: pl.DataFrame, least: int, before: list[str]) -> pl.DataFrame:
    """Name the kind of each group and put the unusual ones first, by number of comments."""
    frame = frame.with_columns(pl.col("few", "fast").fill_nan(None))
    unknown = pl.col("few").is_null() & pl.col("fast").is_null()
    is_few = (pl.col("few") <= RISK) & (pl.col("accounts") * TIMES <= pl.col("accounts_expected"))
    is_fast = (
        (pl.col("fast") <= RISK)
        & (pl.col("fastest_hour") >= TIMES * pl.col("hour_expected"))
        & (pl.col("fastest_hour") >= least)
    )
    kind = (
        pl.when(unknown)
        .then(pl.lit("unknown"))
        .when(is_few)
        .then(pl.lit("few_accounts"))
        .when(is_fast)
        .then(pl.lit("burst"))
    )
    judged = frame.with_columns(
        kind=kind.otherwise(pl.lit("common_words")), chance=pl.min_horizontal("few", "fast")
    )
    rank = {name: place for place, name in enumerate(KINDS)}
    return judged.sort(*before, pl.col("kind").replace_strict(rank), -pl.col("comments"))


def _ground(copies: pl.DataFrame) -> _Comments:
    accounts = copies["commenter_hash"].rank("dense").fill_null(0).cast(pl.Int64).to_numpy()
    # A moment at midnight sharp is a day without an hour: an export of dates would put a whole day into one.
    at = pl.col("created_at")
    hour_known = (at.dt.time() != time(0)).fill_null(value=False)
    times = copies.select(pl.when(hour_known).then(at.dt.epoch("us")).otherwise(-1)).to_series().to_numpy()
    notes = copies["note_id"].rank("dense").fill_null(0).cast(pl.Int64).to_numpy()
    return _Comments(accounts, times, notes)


def _facts_of_groups(parts: pl.DataFrame, apart: str) -> pl.DataFrame:
    """Return one row a group, by number: its rows, notes, first and last moment, its most frequent wording and how many it has."""
    group = [apart, "copy_group"]
    at = pl.col("created_at")
    facts = parts.group_by(group).agg(
        pl.col("_row").sort(),
        comments=pl.len(),
        notes=pl.col("note_id").n_unique(),
        first_at=at.min(),
        last_at=at.max(),
    )
    said = parts.group_by(*group, "content").len()
    ranked = said.sort(*group, "len", "content", descending=[False, False, True, False])
    wordings = ranked.group_by(group, maintain_order=True).agg(pl.col("content").first(), wordings=pl.len())
    return facts.join(wordings, on=group).sort(group)


def _evidence(
    rows: npt.NDArray[np.int64], ground: _Ground, rng: np.random.Generator
) -> dict[str, int | float | None]:
    known = bool((ground.accounts[rows] > 0).all())
    timed = bool((ground.times[rows] >= 0).all())
    accounts = int(_distinct(ground.accounts[rows][None])[0])
    fastest = int(_busiest(np.sort(ground.times[rows])[None])[0])
    others, hours = _usual(rows, ground, rng, DRAWS)
    rarely, seldom = few_at_most(accounts, others), many_at_least(fastest, hours)
    few = known and accounts * TIMES <= others.mean() and accounts < others.min() and rarely > SURE
    fast = timed and fastest >= TIMES * hours.mean() and fastest > hours.max() and seldom > SURE
    if few or fast:
        # Many groups are tested, so the chances need to be finer.
        others, hours = _usual(rows, ground, rng, MANY_DRAWS)
    by_accounts = rarely if rarely <= SURE else _share(others <= accounts)
    by_hour = seldom if seldom <= SURE else _share(hours >= fastest)
    return {
        "accounts": accounts if known else None,
        "accounts_expected": float(others.mean()) if known else None,
        "fastest_hour": fastest if timed else None,
        "hour_expected": float(hours.mean()) if timed else None,
        "by_accounts": by_accounts if known else float("nan"),
        "by_hour": by_hour if timed else float("nan"),
    }


def _share(as_extreme: npt.NDArray[np.bool_]) -> float:
    """Return the share of draws that are as extreme, the group itself counted as one."""
    return (1 + int(as_extreme.sum())) / (len(as_extreme) + 1)


def few_at_most(accounts: int, drawn: npt.NDArray[np.int64]) -> float:
    """Return the most that the chance of so few different accounts can be: exp(−E · h(accounts / E)), h(x) = x ln x − x + 1.

    The number of different accounts among independent draws is self-bounding, so its tails are no heavier than those of a
    Poisson number with its mean (S. Boucheron, G. Lugosi, P. Massart, Concentration Inequalities, 2013, theorem 6.12). E is
    the mean of the draws less five of its standard errors.

    Args:
        accounts: How many different accounts the group has.
        drawn: How many each draw has.
    """
    mean = float(drawn.mean()) - 5 * float(drawn.std(ddof=1)) / len(drawn) ** 0.5
    return _tail(accounts, mean) if accounts < mean else 1.0


def many_at_least(fastest: int, drawn: npt.NDArray[np.int64]) -> float:
    """Return the most that the chance of so many in an hour can be: exp(−E · h(fastest / E)), as in `few_at_most`.

    The busiest hour of independent draws is self-bounding, too: a comment less takes at most one from it, and no more
    comments than it holds can do so. E is the mean of the draws and five of its standard errors.

    Args:
        fastest: How many comments the group's busiest hour has.
        drawn: How many each draw's has.
    """
    mean = float(drawn.mean()) + 5 * float(drawn.std(ddof=1)) / len(drawn) ** 0.5
    return _tail(fastest, mean) if fastest > mean else 1.0


def _tail(seen: int, mean: float) -> float:
    times = seen / mean
    return float(np.exp(-mean * (times * np.log(times) - times + 1)))


def _usual(
    rows: npt.NDArray[np.int64], ground: _Ground, rng: np.random.Generator, draws: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the accounts and the copies in the busiest hour for each draw from the same notes."""
    notes = ground.notes[rows]
    low, size = ground.starts[notes], ground.starts[notes + 1] - ground.starts[notes]
    accounts, hours = [], []
    for start in range(0, draws, AT_ONCE):
        chosen = rng.random((min(AT_ONCE, draws - start), len(rows))) * size
        drawn = ground.order[low + chosen.astype(np.int64)]
        accounts.append(_distinct(ground.accounts[drawn]))
        hours.append(_busiest(np.sort(ground.times[drawn], axis=1)))
    return np.concatenate(accounts), np.concatenate(hours)


def _distinct(drawn: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    ordered = np.sort(drawn, axis=1)
    return np.asarray(1 + (ordered[:, 1:] != ordered[:, :-1]).sum(axis=1), dtype=np.int64)


def _busiest(times: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the most comments within any 60 minutes, for each row of sorted times (microseconds).

    >>> _busiest(np.array([[0, 60, 61, 62, 200], [0, 10, 20, 30, 40]]) * 60_000_000).tolist()
    [3, 5]
    """
    rows, width, most = np.arange(len(times)), times.shape[1], np.ones(len(times), dtype=np.int64)
    held, tried, between = 1, 2, []
    while len(rows) and held < width:  # draws at random seldom hold more than a few in an hour
        within = _hold(times[rows], tried)
        between.append((rows[~within], held, tried))
        rows, held, tried = rows[within], tried, min(2 * tried, width)
    most[rows] = held
    while between:
        rows, held, tried = between.pop()
        if tried - held <= 1 or not len(rows):
            most[rows] = held
            continue
        middle = (held + tried) // 2
        within = _hold(times[rows], middle)
        between += [(rows[within], middle, tried), (rows[~within], held, middle)]
    return most


def _hold(times: npt.NDArray[np.int64], size: int) -> npt.NDArray[np.bool_]:
    """Say which rows hold so many comments within an hour; who holds many holds fewer, too."""
    return np.asarray((times[:, size - 1 :] - times[:, : 1 - size] < HOUR).any(axis=1))


def copies_findings(described: pl.DataFrame, comments: int) -> list[Finding]:
    """Say in sentences which groups to ask about.

    Args:
        described: From `describe_copies`.
        comments: How many comments were read.
    """
    odd = described.filter(pl.col("kind").is_in(["few_accounts", "burst"]))
    if odd.is_empty():
        text = Text(
            (
                f"{described.height} wordings are repeated {LEAST_COPIES} times or more; none comes "
                "from fewer accounts, or faster, than other comments of the same notes."
            ),
            f"{described.height} 种说法重复 {LEAST_COPIES} 次以上，账号数与速度均与同笔记其他评论无异。",
        )
        return [Finding("copies", Level.PASS, text, n=comments)]
    return [_ask(row) for row in odd.head(10).iter_rows(named=True)]


def _ask(row: dict[str, object]) -> Finding:
    fix = Text(
        "Evidence to ask the creator about, not proof; leave these out before reading sentiment.",
        "作为与博主沟通的线索，不是定论；解读情感前可先剔除。",
    )
    if row["kind"] == "few_accounts":
        text = Text(
            (
                f"“{row['content']}” stands {row['comments']} times under {row['notes']} notes, from "
                f"{row['accounts']} accounts; as many other comments there come from "
                f"{row['accounts_expected']:.0f}."
            ),
            (
                f"“{row['content']}”在 {row['notes']} 篇笔记下出现 {row['comments']} 次，仅来自 {row['accounts']} "
                f"个账号；同笔记等量评论通常来自 {row['accounts_expected']:.0f} 个。"
            ),
        )
    else:
        text = Text(
            (
                f"“{row['content']}” stands {row['comments']} times under {row['notes']} notes, "
                f"{row['fastest_hour']} of them within one hour; as many other comments there reach "
                f"{row['hour_expected']:.0f}."
            ),
            (
                f"“{row['content']}”在 {row['notes']} 篇笔记下出现 {row['comments']} 次，其中 "
                f"{row['fastest_hour']} 次在一小时内；同笔记等量评论通常为 {row['hour_expected']:.0f} 次。"
            ),
        )
    return Finding("copies", Level.REVIEW, text, fix, n=int(str(row["comments"])))
