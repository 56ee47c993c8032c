"""Planted traces among creators: what each detector finds, and how often it flags an untouched creator.

Two panels: 350 real accounts of another platform where the file is there, and a simulated one that needs no
    file. A tenth of
the creators get one kind of trace, of strong and of weak dose; everything is tested together, as in use, so
that the planted ones stand among the peers they are held against. Untouched real accounts may hold real
traces; they count as honest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.bars import bar
from xhs_workbench import tables
from xhs_workbench.selection.evidence.authenticity import check_authenticity
from xhs_workbench.selection.evidence.detectors import (
    find_bought_likes,
    find_constant,
    find_pods,
    peer_columns,
)
from xhs_workbench.selection.evidence.follower_history import find_spikes
from xhs_workbench.selection.evidence.note_signs import gated, note_signs
from xhs_workbench.statistics.huber import unlike_peers

PANEL = "shared/real_data/creator_panel_instagram.csv"
NOTES, DRAWS, SHARE = 12, 10, 0.1
AIMS = {"pods": 0.95, "constant_bots": 0.95, "bought_likes": 0.80}
FIND = {"pods": find_pods, "constant_bots": find_constant, "bought_likes": find_bought_likes}
DOSES: dict[str, dict[str, tuple[float, float]]] = {
    "pods": {"strong": (10, 30), "weak": (4, 10)},
    "constant_bots": {"strong": (0.05, 0.15), "weak": (0.2, 0.3)},
    "bought_likes": {"strong": (1.0, 3.0), "weak": (0.3, 1.0)},
}
"""Members of a comment group; spread of bought attention in logs; bought likes as multiples of the creator's median."""
POD_TIMES = {"strong": (2.0, 5.0), "weak": (0.5, 1.5)}
"""A comment group has this many members or this multiple of the creator's usual comments, whichever is more:
ten comments
would change nothing under notes that have two hundred."""

Panel = tuple[pl.DataFrame, pl.DataFrame]


SHORT = {"draws": 2}


def run(draws: int = DRAWS) -> Iterator[str]:
    """Yield one line a panel, kind and dose, and one each for the whole check and for follower curves."""
    panels = {"simulated": simulate(400, NOTES, seed=1)}
    if real := find_real():
        panels = {"real": read_real(real, NOTES), "real, 30 notes": read_real(real, 30), **panels}
    for name, panel in panels.items():
        for kind, doses in DOSES.items():
            for dose in doses:
                lumped = float(np.mean([measure_lumped(panel, kind, dose, seed) for seed in range(draws)]))
                found = [measure(panel, kind, dose, seed) for seed in range(draws)]
                auc, caught, alarms = (float(np.mean([one[i] for one in found])) for i in range(3))
                aim = f" {bar(auc, AIMS[kind])}" if dose == "strong" else ""
                yield (
                    f"authenticity, {name}, {kind}, {dose} dose: AUC {auc:.3f}{aim}, {lumped:.3f} "
                    f"by one lumped score, {caught:.0%} of the planted flagged, {alarms:.1%} of the "
                    "untouched"
                )
        yield (f"authenticity, {name}: {false_alarms(panel):.1%} of untouched creators flagged by any kind")
    auc, caught, alarms = measure_spikes(seed=3)
    yield (
        f"authenticity, simulated follower curves: AUC {auc:.3f}, {caught:.0%} of the planted "
        f"spikes flagged, {alarms:.1%} of the untouched"
    )


def find_real() -> Path | None:
    """Return the file of real accounts if it lies beside this checkout."""
    place = Path(__file__).resolve().parents[2] / PANEL
    return place if place.exists() else None


def read_real(file: Path, notes: int) -> Panel:
    """Return creators with eight posts or more and their latest posts, as canonical tables."""
    posts = pl.read_csv(file).sort("creator_id", "posted_at_unix", descending=[False, True])
    recent = (
        posts.group_by("creator_id", maintain_order=True).head(notes).filter(pl.len().over("creator_id") >= 8)
    )
    return _tables(recent.with_columns(category=pl.lit(None, pl.String), saves=pl.lit(None, pl.Int64)))


def _tables(posts: pl.DataFrame) -> Panel:
    posts = posts.with_row_index("note_id").with_columns(pl.col("note_id").cast(pl.String))
    creators = posts.group_by("creator_id", maintain_order=True).agg(
        pl.col("followers").last(), pl.col("category").first()
    )
    notes = pl.concat([tables.empty("notes"), posts.drop("category")], how="diagonal_relaxed")
    return creators.with_columns(creator_name=pl.col("creator_id")), notes


def simulate(creators: int, notes: int, seed: int) -> Panel:
    """Draw honest creators: log-normal likes around followers, own talk and save rates, a discussing field, viral notes.

    One creator in twenty has a complaint thread: one note with five times the comments.
    """
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(creators):
        followers = int(np.exp(rng.normal(9.2, 1.3)))
        field = str(rng.choice(["care", "outfits", "questions"], p=[0.5, 0.35, 0.15]))
        level = 1.0 + 0.5 * np.log(followers) + rng.normal(0, 0.5)
        talk = rng.normal(np.log(0.08) + (1.1 if field == "questions" else 0.0), 0.4)
        keep = rng.normal(np.log(0.45), 0.35)
        height = level + rng.normal(0, rng.uniform(0.4, 0.8), notes) + (rng.random(notes) < 0.03) * 2.0
        likes = rng.poisson(np.exp(height))
        talked = np.exp(talk + rng.normal(0, 0.4, notes))
        if rng.random() < 0.05:
            talked[int(rng.integers(notes))] *= 5
        comments, saves = (
            rng.poisson(likes * talked),
            rng.poisson(likes * np.exp(keep + rng.normal(0, 0.3, notes))),
        )
        rows += [
            {
                "creator_id": f"s{number:04d}",
                "followers": followers,
                "category": field,
                "likes": int(a),
                "comments": int(b),
                "saves": int(c),
            }
            for a, b, c in zip(likes, comments, saves, strict=True)
        ]
    return _tables(pl.DataFrame(rows))


def plant(panel: Panel, kind: str, dose: str, seed: int) -> tuple[Panel, list[str]]:
    """Give a tenth of the creators a trace of one kind; returns the panel and their ids."""
    rng = np.random.default_rng(seed)
    creators, notes = panel
    chosen = [
        str(one)
        for one in rng.choice(creators["creator_id"].to_numpy(), int(SHARE * creators.height), replace=False)
    ]
    parts = [
        _plant_one(part, kind, dose, rng) if str(key[0]) in chosen else part
        for key, part in notes.group_by("creator_id", maintain_order=True)
    ]
    return (creators, pl.concat(parts)), chosen


def _plant_one(part: pl.DataFrame, kind: str, dose: str, rng: np.random.Generator) -> pl.DataFrame:
    likes, comments = part["likes"].to_numpy().astype(float), part["comments"].to_numpy().astype(float)
    n, strength = len(likes), rng.uniform(*DOSES[kind][dose])
    if kind == "pods":
        members = round(max(strength, rng.uniform(*POD_TIMES[dose]) * float(np.median(comments))))
        comments, likes = (
            comments + rng.binomial(members, rng.uniform(0.6, 0.9), n),
            likes + rng.binomial(members, 0.9, n),
        )
    elif kind == "constant_bots":
        likes = np.median(likes) * np.exp(rng.normal(0, strength, n))
    else:
        likes = likes + np.median(likes) * strength * np.exp(rng.normal(0, 0.1, n))
    return part.with_columns(
        likes=pl.Series(np.round(likes)).cast(pl.Int64), comments=pl.Series(comments).cast(pl.Int64)
    )


def measure(panel: Panel, kind: str, dose: str, seed: int) -> tuple[float, float, float]:
    """Return AUC, share of the planted flagged and share of the untouched flagged, by that kind's detector."""
    (creators, notes), chosen = plant(panel, kind, dose, seed)
    detect: Callable[[pl.DataFrame], pl.DataFrame] = FIND[kind]
    found = detect(note_signs(notes, creators))
    return judge(found, chosen, -1.0 if kind == "constant_bots" else 1.0)


def measure_lumped(panel: Panel, kind: str, dose: str, seed: int) -> float:
    """Return the AUC of one combined score: the sum of the squared z of level, comments, saves and steadiness."""
    (creators, notes), chosen = plant(panel, kind, dose, seed)
    signs = note_signs(notes, creators)
    peers = peer_columns(signs)
    z = [unlike_peers(gated(signs, sign, 8), peers).z for sign in ("level", "talk", "keep", "spread")]
    total = np.nansum(np.square(z), axis=0)
    frame = pl.DataFrame({"creator_id": signs["creator_id"], "z": total, "flagged": [False] * signs.height})
    return judge(frame, chosen)[0]


def judge(found: pl.DataFrame, chosen: list[str], side: float = 1.0) -> tuple[float, float, float]:
    """Return AUC of z, and the flagged shares of planted and untouched creators."""
    is_planted = found["creator_id"].is_in(chosen).to_numpy()
    ranks = (side * found["z"]).rank("average").to_numpy()
    n, others = int(is_planted.sum()), int((~is_planted).sum())
    auc = (ranks[is_planted].sum() - n * (n + 1) / 2) / (n * others)
    flagged = found["flagged"].to_numpy()
    return float(auc), float(flagged[is_planted].mean()), float(flagged[~is_planted].mean())


def false_alarms(panel: Panel) -> float:
    """Return the share of creators flagged by any kind although nothing was planted."""
    creators, notes = panel
    flagged = check_authenticity(creators, notes).filter(pl.col("flagged"))
    return flagged["creator_id"].n_unique() / creators.height


def follower_curves(creators: int, days: int, seed: int) -> tuple[pl.DataFrame, pl.DataFrame, list[str]]:
    """Draw follower curves with good days and hit notes that bring followers; a tenth get one day of bought ones."""
    rng = np.random.default_rng(seed)
    first, history, notes, planted = date(2026, 3, 1), [], [], []
    for number in range(creators):
        name = f"f{number:04d}"
        growth = 0.001 + 0.0008 * rng.standard_t(3, days)
        likes = rng.lognormal(4, 0.5, days // 6)
        for place in range(len(likes)):
            posted = place * 6
            if rng.random() < 0.04:
                likes[place] = 6 * np.median(likes)
                growth[posted : posted + 4] += (
                    rng.uniform(0.01, 0.06) / np.arange(1, 5)[: len(growth[posted : posted + 4])]
                )
            moment = datetime.combine(first + timedelta(days=posted), datetime.min.time())
            notes.append(
                {"creator_id": name, "published_at": moment, "likes": int(likes[place]), "comments": 1}
            )
        if rng.random() < SHARE:
            planted.append(name)
            growth[int(rng.integers(7, days))] += rng.uniform(0.04, 0.3)
        curve = np.round(np.exp(rng.normal(9, 1)) * np.exp(np.cumsum(growth)))
        history += [
            {"creator_id": name, "day": first + timedelta(days=i), "followers": int(curve[i])}
            for i in range(days)
        ]
    return pl.DataFrame(history), pl.DataFrame(notes), planted


def measure_spikes(seed: int, creators: int = 400, days: int = 90) -> tuple[float, float, float]:
    """Return AUC and flagged shares for planted follower spikes."""
    history, notes, planted = follower_curves(creators, days, seed)
    found = find_spikes(history, notes).with_columns(z=-pl.col("chance"))
    return judge(found, planted)
