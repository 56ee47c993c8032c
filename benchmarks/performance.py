"""Shrunk estimates, intervals and benchmarks compared with a spreadsheet's method, on a planted world and a real panel."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from xhs_workbench import tables
from xhs_workbench.params import load_params
from xhs_workbench.params.brief import Brief
from xhs_workbench.paths import PARAMS, ROOT
from xhs_workbench.selection.estimating.benchmarks import PERCENTILES, cluster_interval
from xhs_workbench.selection.estimating.performance import _levels, _prepare, estimate_performance
from xhs_workbench.selection.estimating.recency import Recency
from xhs_workbench.selection.estimating.recent_notes import split_by_time
from xhs_workbench.statistics.conformal import calibrate

PANEL = "real_data/creator_panel_instagram.csv"
SEED = 20260618
HELD_OUT = 10


def find_panel() -> Path | None:
    """Return the real panel (350 accounts of another platform; not part of the project), or None if it is missing."""
    path = ROOT.parent / "shared" / PANEL
    return path if path.exists() else None


@dataclass(frozen=True)
class Split:
    """Notes to learn from and the same creators' notes to be predicted."""

    creators: pl.DataFrame
    learnt: pl.DataFrame
    held_out: pl.DataFrame


def brief() -> Brief:
    """Return the study brief: likes + saves + comments, no audience, no prices."""
    params = load_params(PARAMS / "beauty_2018" / "selection.yaml")
    return params.read_brief()


def split_panel(path: Path, draw: int = 0, most: int = 20) -> Split:
    """Cut the panel in time: the last ten notes are held out, 1 to `most` notes just before it are learnt from."""
    rng = np.random.default_rng(SEED + draw)
    posts = pl.read_csv(path).with_columns(
        published_at=pl.from_epoch("posted_at_unix", "s")
        .dt.replace_time_zone("UTC")
        .dt.convert_time_zone(tables.CHINA)
        .cast(tables.empty("notes").schema["published_at"])
    )
    ranked = posts.with_columns(
        place=pl.col("posted_at_unix").rank("ordinal", descending=True).over("creator_id"),
        count=pl.len().over("creator_id"),
    )
    last = pl.lit(HELD_OUT)
    ids = ranked["creator_id"].unique().sort()
    taken = pl.DataFrame({"creator_id": ids, "take": rng.integers(1, most + 1, len(ids))})
    ranked = ranked.join(taken, on="creator_id").filter(pl.col("count") > last)
    held = ranked.filter(pl.col("place") <= last)
    learnt = ranked.filter((pl.col("place") > last) & (pl.col("place") <= last + pl.col("take")))
    creators = (
        ranked.unique("creator_id", maintain_order=True).sort("creator_id").select("creator_id", "followers")
    )
    return Split(_as_table("creators", creators), _as_notes(learnt), _as_notes(held))


def _as_notes(posts: pl.DataFrame) -> pl.DataFrame:
    # The panel has no saves at all: the number predicted is likes + comments, written as a definition that
    # adds 0.
    rows = posts.with_columns(note_id=pl.format("n{}", pl.int_range(pl.len())), saves=pl.lit(0))
    return _as_table(
        "notes", rows.select("note_id", "creator_id", "published_at", "likes", "saves", "comments")
    )


def _as_table(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([tables.empty(name), rows], how="diagonal_relaxed")


def simulate(count: int = 2_000, viral: float = 0.03, seed: int = SEED) -> tuple[Split, pl.DataFrame]:
    """Make creators whose level is known: 1-20 notes each, 3 % of the notes viral. SYNTHETIC.

    Returns:
        The split and the truth: `creator_id`, `theta` (log level), `median` of its notes.
    """
    rng = np.random.default_rng(seed)
    followers = np.exp(rng.uniform(np.log(500), np.log(800_000), count)).astype(int)
    category = rng.choice(["护肤", "美妆", "生活", "穿搭"], count)
    lift = (
        pl.Series(category).replace_strict({"护肤": 0.3, "美妆": 0.1, "生活": -0.1, "穿搭": -0.3}).to_numpy()
    )
    theta = 0.8 + 0.55 * np.log(followers) + lift + rng.normal(0, 0.5, count)
    spread = np.sqrt(10 * 0.6 / rng.chisquare(10, count))
    ids = np.array([f"c{i:06d}" for i in range(count)])

    def draw(each: np.ndarray) -> pl.DataFrame:
        who = np.repeat(np.arange(count), each)
        log = (
            theta[who]
            + rng.normal(0, spread[who])
            + (rng.random(len(who)) < viral) * rng.uniform(1.5, 3.5, len(who))
        )
        total = np.round(np.exp(log)).astype(np.int64)
        saves = rng.binomial(total, 0.3)
        day = pl.Series(rng.uniform(0, 90, len(who)) * 86_400_000_000).cast(pl.Int64).cast(pl.Duration("us"))
        start = pl.Series([date(2026, 1, 1)]).cast(pl.Datetime("us")).dt.replace_time_zone(tables.CHINA)
        rows = pl.DataFrame(
            {
                "note_id": [f"n{i}" for i in range(len(who))],
                "creator_id": ids[who],
                "likes": total - saves,
                "saves": saves,
                "comments": np.zeros(len(who), dtype=np.int64),
                "published_at": start[0] + day,
            }
        )
        return _as_table("notes", rows)

    creators = _as_table(
        "creators", pl.DataFrame({"creator_id": ids, "followers": followers, "category": category})
    )
    split = Split(creators, draw(rng.integers(1, 21, count)), draw(np.full(count, 20)))
    return split, pl.DataFrame({"creator_id": ids, "theta": theta, "median": np.exp(theta)})


def compare(split: Split, truth: pl.DataFrame | None = None) -> pl.DataFrame:
    """Compare estimates and plain figures with the outcome.

    Returns:
        One row a creator: `raw_mean` and `raw_median` of the learnt notes, the estimate's columns,
            `came_median` and
        `came_mean` of the held-out notes (or the planted truth), `n`.
    """
    total = pl.col("likes") + pl.col("saves") + pl.col("comments")
    raw = split.learnt.group_by("creator_id").agg(
        raw_mean=total.mean(), raw_median=total.median(), n=pl.len()
    )
    came = split.held_out.group_by("creator_id").agg(came_median=total.median(), came_mean=total.mean())
    if truth is not None:
        came = came.drop("came_median").join(
            truth.select("creator_id", came_median="median"), on="creator_id"
        )
    made = estimate_performance(split.creators, split.learnt, brief()).creators
    return raw.join(came, on="creator_id").join(made, on="creator_id").sort("creator_id")


def error(frame: pl.DataFrame, column: str) -> float:
    """Return the root mean squared error of log(1 + x) against what came."""
    return float(((frame[column].log1p() - frame["came_median"].log1p()) ** 2).mean() ** 0.5)  # type: ignore[operator]


def spearman(frame: pl.DataFrame, column: str) -> float:
    """Return the rank correlation with what came."""
    return float(frame.select(pl.corr(column, "came_median", method="spearman")).item())


def coverage(frame: pl.DataFrame, held_out: pl.DataFrame) -> float:
    """Return how often a held-out note of a creator fell within its interval, creators counting alike."""
    total = pl.col("likes") + pl.col("saves") + pl.col("comments")
    joined = held_out.join(frame, on="creator_id").with_columns(
        inside=(total >= pl.col("interactions_low") - 1e-9) & (total <= pl.col("interactions_high") + 1e-9)
    )
    return float(joined.group_by("creator_id").agg(pl.col("inside").mean())["inside"].mean())  # type: ignore[arg-type]


def delivered(frame: pl.DataFrame, column: str, came: str, best: int = 40) -> float:
    """Return promised / delivered of the best picked by the column itself: above 1 is the winner's curse."""
    picked = frame.sort(column, descending=True).head(best)
    return float(picked[column].sum() / picked[came].sum())


def interval_coverage(
    rates: np.ndarray, owner: np.ndarray, draws: int = 200, sample: int = 40
) -> tuple[float, float]:
    """Return how often a benchmark's 90 % interval held the whole panel's percentile: creators resampled, notes resampled.

    Args:
        rates: Engagement rate of each note.
        owner: Whose it is, 0 to k - 1.
        draws: How often `sample` creators are drawn from the panel.
        sample: Creators in a cell.
    """
    rng = np.random.default_rng(SEED)
    shares = [q / 100 for q in PERCENTILES]
    truth = np.quantile(rates, shares)
    each = [rates[owner == who] for who in range(owner.max() + 1)]
    hits = np.zeros(2)
    for _ in range(draws):
        drawn = rng.choice(owner.max() + 1, sample, replace=True)  # the panel stands for a larger world
        values = np.concatenate([each[who] for who in drawn])
        clusters = np.repeat(np.arange(sample), [len(each[who]) for who in drawn])
        for way, group in enumerate((clusters, np.arange(len(values)))):
            low, high = cluster_interval(values, group, shares)
            hits[way] += ((low <= truth) & (truth <= high)).mean()
    return float(hits[0] / draws), float(hits[1] / draws)


def panel_rates(path: Path, most: int = 40) -> tuple[np.ndarray, np.ndarray]:
    """Return engagement by followers of the panel's latest notes, and whose they are."""
    posts = pl.read_csv(path).filter(pl.col("followers") > 0).sort("creator_id", "posted_at_unix")
    latest = posts.group_by("creator_id", maintain_order=True).tail(most)
    rate = (latest["likes"] + latest["comments"]) / latest["followers"]
    return rate.to_numpy(), latest["creator_id"].rank("dense").to_numpy().astype(np.int64) - 1


def _pooled(path: Path, draws: int = 12) -> tuple[pl.DataFrame, list[float], list[float], list[float]]:
    """Compare on several cuts of the panel: errors pooled; coverage of the next five notes; promised / delivered."""
    frames, covered, typical, mean = [], [], [], []
    for draw in range(draws):
        split = split_panel(path, draw)
        frame = compare(split)
        nearest = (
            split.held_out.sort("creator_id", "published_at")
            .group_by("creator_id", maintain_order=True)
            .head(5)
        )
        covered.append(coverage(frame, nearest))
        typical.append(delivered(frame, "expected_interactions", "came_median"))
        mean.append(delivered(frame, "raw_mean", "came_mean"))
        frames.append(frame)
    return pl.concat(frames), covered, typical, mean


def default_tails(path: Path, draws: int = 6) -> tuple[float, float, float]:
    """Return the quantiles of standardised errors on later notes when no drift is measured, and the common variance of notes."""
    found = []
    for draw in range(draws):
        split = split_panel(path, draw)
        ready, usable = _prepare(split.creators, split.learnt, brief())
        notes = split_by_time(usable)
        levels = _levels(ready, notes.filter(~pl.col("later")), Recency(60.0), None)
        assert levels.shrunk is not None
        made = ready.select(
            "creator_id", theta=levels.shrunk.theta, reach=np.sqrt(levels.shrunk.variance + levels.spread)
        )
        later = notes.filter(pl.col("later")).join(made, on="creator_id")
        errors = (later["log_interactions"] - later["theta"]) / later["reach"]
        tails = calibrate(errors.to_numpy(), later["unit"].to_numpy())
        found.append((tails.low, tails.high, levels.within))
    low, high, within = np.mean(found, axis=0)
    return float(low), float(high), float(within)


SHORT = {"times": 5}


def run(times: int = 50) -> Iterator[str]:
    """Yield the ratios; the panel's lines are left out where it is not at hand."""
    split, truth = simulate()
    frame = compare(split, truth)
    yield from (
        f"performance, simulated (2,000 creators, 3 % viral): log-RMSE {error(frame, 'expected_interactions') / error(frame, 'raw_mean'):.2f} of the raw mean's "
        f"and {error(frame, 'expected_interactions') / error(frame, 'raw_median'):.2f} of the raw median's; Spearman {spearman(frame, 'expected_interactions'):.3f} "
        f"against {spearman(frame, 'raw_mean'):.3f}; 80 % interval holds {coverage(frame, split.held_out):.3f}",
        f"performance, simulated: promised / delivered of the best 40: {delivered(frame, 'expected_interactions', 'came_median'):.2f} typical, "
        f"{delivered(frame, 'mean_interactions', 'came_mean'):.2f} mean, raw mean {delivered(frame, 'raw_mean', 'came_mean'):.2f}",
    )
    many = _many(split, times)
    begun = time.perf_counter()
    estimate_performance(*many, brief())
    seconds = time.perf_counter() - begun
    yield f"performance: {many[0].height:,} creators with {many[1].height:,} notes in {seconds:.0f} s"
    path = find_panel()
    if path is None:
        yield "performance, real panel: not on this machine, so its check is left out"
        return
    pooled, covered, typical, mean = _pooled(path)
    few = pooled.filter(pl.col("n") <= 2)
    cluster, naive = interval_coverage(*panel_rates(path))
    low, high, within = default_tails(path)
    yield from (
        f"performance, real panel in time: log-RMSE {error(pooled, 'expected_interactions') / error(pooled, 'raw_mean'):.2f} of the raw mean's, "
        f"{error(pooled, 'expected_interactions') / error(pooled, 'raw_median'):.2f} of the raw median's, with 1-2 notes "
        f"{error(few, 'expected_interactions') / error(few, 'raw_mean'):.2f}; Spearman {spearman(pooled, 'expected_interactions') - spearman(pooled, 'raw_mean'):+.3f}",
        f"performance, real panel in time: 80 % interval holds {np.mean(covered):.3f} of the next five notes (cuts {min(covered):.3f}-{max(covered):.3f}); "
        f"promised / delivered of the best 40 {np.mean(typical):.2f}, raw mean {np.mean(mean):.2f}",
        (
            f"benchmarks, real panel: 90 % interval holds the percentile in {cluster:.2f} of draws with "
            f"creators resampled, {naive:.2f} with notes resampled"
        ),
        (
            f"performance, real panel: 80 % of later notes lie between {low:.2f} and {high:.2f} model "
            f"deviations when drift is not measured; notes vary by {within:.2f} (log, squared)"
        ),
    )


def _many(split: Split, times: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    copies = pl.DataFrame({"copy": [f"-{i}" for i in range(times)]})

    def repeat(frame: pl.DataFrame) -> pl.DataFrame:
        return (
            frame.join(copies, how="cross")
            .with_columns(creator_id=pl.col("creator_id") + pl.col("copy"))
            .drop("copy")
        )

    return repeat(split.creators), repeat(split.learnt)
