"""Comments and reviews that we may read but not ship: how well they are read, as figures.

`python -m benchmarks.real_comments --set FILE` measures one labelled file of your own and prints the figures.
`python -m benchmarks.real_comments --record dev|kept FOLDER` measures a folder with one file for each set of
`real_comments.toml` and keeps the figures (not the texts) in `real_comments.json`, from which
`benchmarks.comments` makes the first tables of `docs/comments_measured.md`. `--record again FOLDER` reads kept
halves again with the present version and keeps the first figures beside (`again_dev`: dev halves nobody looked at). Tools that are not installed keep their figures.

A file is a CSV with a header, or a TSV without one (label, [asks,] text). Columns of a CSV: `content` or
`review` or `text`; `sentiment` or `label` (positive/neutral/negative, P/O/N, or 1/0 for praise/blame);
`asks` (1/0), if questions were labelled.
"""

from __future__ import annotations

import argparse
import json
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from xhs_workbench import language
from xhs_workbench.language.opinions.calibration import CLASSES, macro_f1
from xhs_workbench.language.opinions.quantify import SURE

HERE = Path(__file__).parent
STATED = HERE / "real_comments.toml"
FIGURES = HERE / "real_comments.json"
NAMES = {"P": CLASSES[0], "O": CLASSES[1], "N": CLASSES[2], "1": CLASSES[0], "0": CLASSES[2]}
NAIVE = "吗|哪|多少|求|\\?|？"


def read_set(path: Path) -> pl.DataFrame:
    """Return `content`, `truth` and, if questions were labelled, `asks`.

    Raises:
        ValueError: A column or a label that is not known.
    """
    if path.suffix == ".tsv":
        lines = [line.split("\t") for line in path.read_text("utf-8").splitlines() if line.strip()]
        wide = max(len(line) for line in lines)
        names = ["sentiment", "asks", "content"] if wide == 3 else ["sentiment", "content"]
        rows = pl.DataFrame(lines, schema=dict.fromkeys(names, pl.String), orient="row")
    else:
        rows = pl.read_csv(path, infer_schema=False)
    known = {"review": "content", "text": "content", "label": "sentiment"}
    rows = rows.rename(
        {old: new for old, new in known.items() if old in rows.columns and new not in rows.columns}
    )
    missing = {"content", "sentiment"} - set(rows.columns)
    if missing:
        raise ValueError(f"{path.name}: no column {', '.join(sorted(missing))}")
    rows = rows.with_columns(truth=pl.col("sentiment").replace(NAMES))
    strange = rows.filter(~pl.col("truth").is_in(CLASSES))["sentiment"].unique().to_list()
    if strange:
        raise ValueError(f"{path.name}: labels that are not known: {', '.join(map(str, strange))}")
    kept = ["content", "truth"]
    if "asks" in rows.columns:
        rows = rows.with_columns(asks=pl.col("asks").str.to_lowercase().is_in(["1", "true", "yes"]))
        kept.append("asks")
    return rows.select(kept)


def ways() -> dict[str, Any]:
    """Return the tools that can be run here, ours first."""
    from benchmarks import readings

    return readings.ways()


def measure(rows: pl.DataFrame, tools: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the figures of one set, for each tool.

    Args:
        rows: From `read_set`.
        tools: Name -> comments to scores; None runs all that are installed.
    """
    texts = rows["content"].to_list()
    truth = rows["truth"].replace_strict(list(CLASSES), [0, 1, 2], return_dtype=pl.Int64).to_numpy()
    made: dict[str, Any] = {"n": len(texts), "of": [int((truth == i).sum()) for i in range(3)]}
    scored = language.score_sentiment(rows)
    read = (
        scored["sentiment"]
        .fill_null("neutral")
        .replace_strict(list(CLASSES), [0, 1, 2], return_dtype=pl.Int64)
    ).to_numpy()
    scores = {name: way(texts) for name, way in (ways() if tools is None else tools).items()}
    if (truth == 1).any():
        made["three"] = {name: _three(_in_three(name, score, read), truth) for name, score in scores.items()}
        made["three"]["always neutral"] = _three(np.ones(len(truth), dtype=int), truth)
    polar = truth != 1
    made["two"] = {name: _two(score[polar], truth[polar]) for name, score in scores.items()}
    made["misread"] = [[int(((truth == i) & (read == j)).sum()) for j in range(3)] for i in range(3)]
    sure = scored["confidence"].fill_null(1.0).to_numpy() >= SURE
    made["misread_sure"] = [
        [int(((truth == i) & (read == j) & sure).sum()) for j in range(3)] for i in range(3)
    ]
    if "asks" in rows.columns:
        heard = language.label_intents(rows)["question"].to_numpy()
        asks = rows["asks"].to_numpy()
        made["asks"] = {
            "ours": _found(heard, asks),
            "吗, 哪, 多少, 求, ? alone": _found(rows["content"].str.contains(NAIVE).to_numpy(), asks),
        }
    return made


def _in_three(name: str, score: np.ndarray, read: np.ndarray) -> np.ndarray:
    if name == "ours":
        return read
    near = 0.1 if name == "SnowNLP" else 0.0
    return np.where(score > near, 0, np.where(score < -near, 2, 1))


def _three(found: np.ndarray, truth: np.ndarray) -> dict[str, float]:
    each = []
    for number in range(3):
        hit = int(((found == number) & (truth == number)).sum())
        named = int((found == number).sum()) + int((truth == number).sum())
        each.append(2 * hit / named if named else 0.0)
    return {
        "macro_f1": macro_f1(found, truth),
        "accuracy": float((found == truth).mean()),
        **{f"f1_{one}": value for one, value in zip(CLASSES, each, strict=True)},
    }


def _two(score: np.ndarray, truth: np.ndarray) -> dict[str, float]:
    """Return the share read right: half for nothing found, and with nothing found taken as blame."""
    good = truth == 0
    return {
        "right": float(np.where(score == 0, 0.5, (score > 0) == good).mean()),
        "forced": float(((score > 0) == good).mean()),
        "nothing": float((score == 0).mean()),
    }


def _found(heard: np.ndarray, asks: np.ndarray) -> dict[str, float]:
    hit = int((heard & asks).sum())
    precision, recall = hit / max(int(heard.sum()), 1), hit / max(int(asks.sum()), 1)
    return {
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / max(precision + recall, 1e-9),
        "asks": int(asks.sum()),
    }


def interval(misread: list[list[int]], draws: int = 20_000) -> tuple[float, float]:
    """Return the 90 % interval of macro-F1: comments drawn again, with replacement, from the counts of true and read classes."""
    counts = np.array(misread)
    n = int(counts.sum())
    drawn = np.random.default_rng(18).multinomial(n, counts.ravel() / n, size=draws).reshape(draws, 3, 3)
    hit = np.diagonal(drawn, axis1=1, axis2=2)
    each = 2 * hit / np.maximum(drawn.sum(1) + drawn.sum(2), 1)
    low, high = np.quantile(each.mean(axis=1), [0.05, 0.95])
    return float(low), float(high)


def stated() -> dict[str, Any]:
    """Return the sets as stated before anything was measured."""
    return tomllib.loads(STATED.read_text(encoding="utf-8"))


def figures() -> dict[str, Any]:
    """Return set -> half -> figures, as recorded; empty before the first record."""
    return json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}


def record(half: str, folder: Path) -> None:
    """Measure the files of a folder and keep the figures.

    Args:
        half: `dev`, `kept`, `again` or `again_dev`.
        folder: Holds `NAME.tsv` or `NAME.csv` for names of `real_comments.toml`.
    """
    known = figures()
    for name in stated():
        for path in (folder / f"{name}.tsv", folder / f"{name}.csv"):
            if path.exists():
                known.setdefault(name, {})[half] = _with_absent(
                    measure(read_set(path)), known.get(name, {}).get(half, {})
                )
    FIGURES.write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _with_absent(new: dict[str, Any], old: dict[str, Any]) -> dict[str, Any]:
    """Return new figures, with the old ones of tools that could not be run."""
    ways_of = [name for name in ("three", "two", "asks") if name in new]
    return new | {name: {**old.get(name, {}), **new[name]} for name in ways_of}


def lines(name: str, made: dict[str, Any]) -> list[str]:
    """Return the figures of a set as sentences."""
    said = [
        f"{name}: {made['n']} texts ({made['of'][0]} praise, {made['of'][1]} neutral, {made['of'][2]} blame)"
    ]
    said += [
        f"  three classes, {way}: macro-F1 {one['macro_f1']:.3f}, accuracy {one['accuracy']:.3f}"
        for way, one in made.get("three", {}).items()
    ]
    said += [
        f"  praise or blame, {way}: {one['right']:.3f} (nothing found counts half), {one['forced']:.3f} (as blame)"
        for way, one in made["two"].items()
    ]
    said += [
        f"  asks, {way}: P {one['precision']:.2f}, R {one['recall']:.2f}, F1 {one['f1']:.2f} of {one['asks']}"
        for way, one in made.get("asks", {}).items()
    ]
    return said


def main() -> None:
    """Measure one file, or record a half."""
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("--set", type=Path, help="a labelled file")
    read.add_argument("--record", nargs=2, metavar=("HALF", "FOLDER"))
    asked = read.parse_args()
    if asked.record:
        record(asked.record[0], Path(asked.record[1]))
        for name, halves in figures().items():
            if asked.record[0] not in halves:
                continue
            print("\n".join(lines(f"{name}, {asked.record[0]}", halves[asked.record[0]])))
    else:
        print("\n".join(lines(asked.set.name, measure(read_set(asked.set)))))


if __name__ == "__main__":
    main()
