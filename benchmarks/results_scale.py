"""Ten million comments and a hundred thousand notes through the results tables, and the same aggregations in pandas.

Labelling (sentiment, intents) has no counterpart in pandas: it is streamed, timed by itself, and both sides
then start from the labelled columns. Each side is a process of its own, with its peak memory; both are timed
from tables in memory. The comments are the demo's, drawn again.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.bars import bar

COMMENTS, NOTES = 10_000_000, 100_000
PIECE, BATCH = 500_000, 250_000
AIM_MB = 4096
SEED = 20260618
AS_OF = date(2026, 7, 20)
FORMATS = ("教程", "测评", "生活方式", "对比")
Z = 1.6448536269514722


SHORT = {"comments": 200_000, "notes": 2_000}


def run(comments: int = COMMENTS, notes: int = NOTES) -> Iterator[str]:
    """Make the files, run each side once, hold the two answers equal; yield what is done as it is done.

    Args:
        comments: How many comments.
        notes: How many notes, each placed once.
    """
    with tempfile.TemporaryDirectory() as folder:
        make_files(Path(folder), comments, notes)
        yield f"results, files of {comments:,} comments and {notes:,} notes are written"
        label = _child("label", folder)
        yield (
            f"results {comments:,} comments labelled (sentiment, {label['intents']} intents): {label['seconds']:.0f} s, "
            f"{comments / label['seconds']:,.0f} a second, peak {label['peak_mb']:,.0f} MB"
        )
        ours = _child("ours", folder)
        yield f"results, ours: {sum(ours['seconds'].values()):.1f} s; pandas follows"
        theirs = _child("theirs", folder)
    _same(ours["answers"], theirs["answers"])
    peak = max(label["peak_mb"], ours["peak_mb"])
    yield from (
        *(
            f"results {name}: {theirs['seconds'][step] / ours['seconds'][step]:.2g}x the speed of pandas; "
            f"{ours['seconds'][step]:.1f} s against {theirs['seconds'][step]:.1f} s"
            for step, name in {
                "comments": f"{comments:,} comments by format and by note, intents by format, with intervals",
                "notes": f"{notes:,} notes gathered from orders, notes and boosts, and ranked",
                "groups": (
                    f"{notes:,} notes summed against plan, by format and by tier: ours with 90 % "
                    "intervals, pandas without any"
                ),
            }.items()
        ),
        (
            f"results peak {peak:,.0f} MB {bar(peak, most=AIM_MB)}, of pandas {theirs['peak_mb']:,.0f} "
            "MB; the answers are equal"
        ),
    )


def make_files(folder: Path, comments: int, notes: int) -> None:
    """Write comments in pieces, and notes, orders and boosts, as parquet."""
    from xhs_workbench import intake, tables

    rng = np.random.default_rng(SEED)
    words = (
        intake.read_files(["data/demo/mediacrawler_comments_synthetic.csv"])
        .table("comments")["content"]
        .drop_nulls()
    )
    ids = pl.Series("note_id", [f"{number:024x}" for number in range(notes)])
    weights = rng.pareto(1.2, notes) + 0.02
    for number, start in enumerate(range(0, comments, PIECE)):
        size = min(PIECE, comments - start)
        which = rng.choice(notes, size, p=weights / weights.sum())
        frame = pl.DataFrame(
            {"note_id": ids.gather(which), "content": words.gather(rng.integers(0, len(words), size))}
        )
        frame.write_parquet(folder / f"comments_{number:03d}.parquet")
    counts = {
        name: rng.integers(0, 5000, notes) for name in ("likes", "saves", "comments", "shares", "follows")
    }
    reads = rng.integers(5000, 90_000, notes)
    about = {"note_id": ids, "reads": reads, "impressions": reads * 9, **counts}
    made = {
        "notes": {
            **about,
            "title": ids,
            "followers": rng.integers(1000, 900_000, notes),
            "content_format": [FORMATS[i] for i in rng.integers(0, len(FORMATS), notes)],
        },
        "placements": {
            "order_id": ids,
            **about,
            "quote_cny": rng.integers(200, 9000, notes).astype(float),
            "service_fee_cny": rng.integers(20, 900, notes).astype(float),
        },
        "paid": {
            "note_id": ids.gather(rng.integers(0, notes, notes // 2)),
            "spend_cny": rng.integers(10, 900, notes // 2).astype(float),
        },
    }
    posted = pl.datetime(2026, 5, 10, 20, time_zone=tables.CHINA)
    for name, columns in made.items():
        frame = pl.DataFrame(columns).with_columns(**({"published_at": posted} if name == "notes" else {}))
        whole = pl.concat([tables.empty(name), frame], how="diagonal_relaxed")
        whole.select(pl.col(c).cast(kind) for c, kind in tables.empty(name).schema.items()).write_parquet(
            folder / f"{name}.parquet"
        )


def label(folder: Path) -> dict[str, object]:
    """Read comments piece by piece, label them, and keep what the results tables need of each."""
    from xhs_workbench import language

    start, names = time.perf_counter(), list(language.intent_names())
    for number, path in enumerate(sorted(folder.glob("comments_*.parquet"))):
        parts = []
        for piece in pl.read_parquet(path).iter_slices(BATCH):
            labelled = language.score_sentiment(language.label_intents(piece))
            parts.append(labelled.select("note_id", "sentiment", "confidence", *names))
        pl.concat(parts).write_parquet(folder / f"labelled_{number:03d}.parquet")
    return {"seconds": time.perf_counter() - start, "intents": len(names)}


def ours(folder: Path) -> dict[str, object]:
    """Run the functions the notebook runs, on all rows at once."""
    from xhs_workbench import language, paths, results, tables
    from xhs_workbench.params import load_params

    brief = load_params(paths.PARAMS / "demo" / "brief.yaml").read_brief()
    notes, placements, paid = (
        pl.read_parquet(folder / f"{name}.parquet") for name in ("notes", "placements", "paid")
    )
    comments = pl.read_parquet(folder / "labelled_*.parquet")
    start = time.perf_counter()
    outcomes = results.gather_outcomes(placements, notes, paid, brief, AS_OF)
    ranked = results.rank_notes(outcomes, brief)
    gathered = time.perf_counter()
    window, no_shop = results.decision_window(brief, None), tables.empty("traffic")
    shop = results.gather_shop(outcomes, no_shop, paid, brief, window, AS_OF)
    results.compare_to_plan(shop, brief)
    groups = [results.compare_groups(outcomes, brief, by) for by in ("format", "tier")]
    middle = time.perf_counter()
    by_note = language.summarise_sentiment(comments, ["note_id"])
    formats = results.add_format(comments, outcomes)
    del comments
    by_format = language.summarise_sentiment(formats, ["format"])
    intents = language.summarise_intents(formats, ["format"])
    answers = {
        "notes": by_note.height,
        "positive": int(by_note.filter(pl.col("sentiment") == "positive")["comments"].sum()),
        "shares": by_format.sort("format", "sentiment")["share"].to_list(),
        "lower": by_format.sort("format", "sentiment")["lower"].to_list(),
        "intents": int(intents["comments"].sum()),
        "saves": int(groups[0]["saves"].sum()),
        "first": ranked["saves"][0],
        "boost_cny": float(outcomes["boost_cny"].sum()),
    }
    return {"seconds": _steps(start, gathered, middle), "answers": answers}


def theirs(folder: Path) -> dict[str, object]:
    """Do the same sums as a pandas user would."""
    from xhs_workbench import language, metrics, paths, results
    from xhs_workbench.params import load_params

    brief = load_params(paths.PARAMS / "demo" / "brief.yaml").read_brief()
    small = pl.read_parquet(folder / "notes.parquet").select(
        "note_id", "title", "content_format", "followers"
    )
    named = results.add_format(small.select("note_id"), metrics.name_formats(small))
    tiers = metrics.assign_tiers(small, brief.tier_scheme).select("note_id", "tier")
    tiers = _to_pandas(tiers)
    names, notes, placements, paid = (
        _to_pandas(frame)
        for frame in (
            named,
            *(pl.read_parquet(folder / f"{name}.parquet") for name in ("notes", "placements", "paid")),
        )
    )
    comments = _to_pandas(pl.read_parquet(folder / "labelled_*.parquet"))
    start = time.perf_counter()
    boost = paid.groupby("note_id")["spend_cny"].sum().rename("boost_cny").reset_index()
    outcomes = placements.merge(
        notes[["note_id", "title", "published_at", "followers"]], on="note_id", how="left"
    )
    outcomes = (
        outcomes.merge(boost, on="note_id", how="left")
        .fillna({"boost_cny": 0.0})
        .merge(names, on="note_id")
        .merge(tiers, on="note_id")
    )
    outcomes["interactions_named"] = outcomes[["likes", "saves", "comments", "shares"]].sum(axis=1)
    outcomes["cost"] = outcomes["quote_cny"] + outcomes["service_fee_cny"]
    outcomes["cpe"] = outcomes["cost"] / outcomes["interactions_named"]
    ranked = outcomes.sort_values(["saves", "order_id"], ascending=[False, True])
    gathered = time.perf_counter()
    sums = ["saves", "interactions_named", "reads", "impressions", "cost"]
    groups = [outcomes.groupby(by)[sums].sum() for by in ("format", "tier")]
    middle = time.perf_counter()
    by_note = _shares(comments, "note_id")
    formats = comments.merge(names, on="note_id", how="inner")
    del comments
    by_format = _shares(formats, "format").sort_values(["format", "sentiment"])
    intents = formats.groupby("format")[list(language.intent_names())].sum()
    answers = {
        "notes": len(by_note),
        "positive": int(by_note.loc[by_note["sentiment"] == "positive", "comments"].sum()),
        "shares": by_format["share"].tolist(),
        "lower": by_format["lower"].tolist(),
        "intents": int(intents.to_numpy().sum()),
        "saves": int(groups[0]["saves"].sum()),
        "first": int(ranked["saves"].iloc[0]),
        "boost_cny": float(outcomes["boost_cny"].sum()),
    }
    return {"seconds": _steps(start, gathered, middle), "answers": answers}


def _shares(frame, by):  # type: ignore[no-untyped-def]
    """Return counts, shares and Wilson bounds of the three classes by a column, absent classes as 0."""
    counts = frame.groupby([by, "sentiment"], observed=False).size().unstack(fill_value=0)
    counts = counts.reindex(columns=["positive", "neutral", "negative"], fill_value=0)
    counts = counts.reindex(frame[by].unique(), fill_value=0)
    n = counts.sum(axis=1)
    tall = counts.stack().rename("comments").reset_index()
    tall["n"] = tall[by].map(n)
    p, z2 = tall["comments"] / tall["n"], Z * Z
    middle, width = p + z2 / (2 * tall["n"]), Z * np.sqrt(p * (1 - p) / tall["n"] + z2 / (4 * tall["n"] ** 2))
    tall["share"], tall["lower"], tall["upper"] = (
        p,
        (middle - width) / (1 + z2 / tall["n"]),
        (middle + width) / (1 + z2 / tall["n"]),
    )
    return tall


def _to_pandas(frame):  # type: ignore[no-untyped-def]
    """Return a pandas frame column by column, classes as a category."""
    import pandas as pd

    text = (pl.String, pl.Enum, pl.Categorical)
    columns = {
        c: frame[c].to_list() if frame.schema[c] in text else frame[c].to_numpy() for c in frame.columns
    }
    return pd.DataFrame({c: pd.Categorical(v) if c == "sentiment" else v for c, v in columns.items()})


def _steps(start: float, gathered: float, middle: float) -> dict[str, float]:
    return {"notes": gathered - start, "groups": middle - gathered, "comments": time.perf_counter() - middle}


def _same(left: dict[str, object], right: dict[str, object]) -> None:
    for name, value in left.items():
        if not np.allclose(
            np.asarray(value, dtype=float), np.asarray(right[name], dtype=float), rtol=1e-9, atol=1e-9
        ):
            raise AssertionError(f"{name}: {value} here, {right[name]} in pandas")


def _child(step: str, folder: str) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.results_scale", step, folder],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


STEPS: dict[str, Callable[[Path], dict[str, object]]] = {"label": label, "ours": ours, "theirs": theirs}


def main(given: list[str]) -> None:
    """Run one step in this process, or all of them at a size: `python -m benchmarks.results_scale [comments notes]`."""
    if given and given[0] in STEPS:
        found = STEPS[given[0]](Path(given[1]))
        print(json.dumps({**found, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
        return
    for line in run(*(int(size) for size in given)):
        print(line, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
