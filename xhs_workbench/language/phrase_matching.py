"""Find thousands of terms and patterns in texts, with the position of each hit in the original text.

Terms are searched all at once (Aho-Corasick) in the folded text; patterns are searched in a lighter fold that
keeps punctuation. A hit whose first or last letter belongs to an exception of its rule (最近, 第一次, 100%棉) does
not count.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import ahocorasick_rs
import polars as pl

from xhs_workbench.language.folding import Folded, fold, fold_texts

CHUNK = 20_000
"""Texts folded at a time; limits memory, however long the column."""
FEW = 200
"""Up to this many lines, sifting costs more than reading."""
AROUND = re.compile(r"\(\?<?[!=](?:[^()\[\]\\]|\\.|\[[^\]]*\])*\)")
"""A look-around; without it a pattern finds more, never fewer."""
SCHEMA = {
    "row": pl.Int64,
    "rule": pl.String,
    "term": pl.String,
    "start": pl.Int64,
    "end": pl.Int64,
    "matched": pl.String,
}


@dataclass(frozen=True)
class PhraseRule:
    """What one rule searches for.

    Args:
        name: Its id.
        terms: Phrases; folded before comparison, so 加V信 finds 加 Ｖ 信.
        patterns: Regular expressions on the lower-case text with punctuation, line by line; no
            back-references.
        exceptions: Phrases; a hit whose first or last letter belongs to one does not count.
        unless: Regular expressions; a hit that overlaps one of their matches does not count.
    """

    name: str
    terms: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, order=True)
class Hit:
    """One hit: `text[start:end]` is the original text, `term` the term (folded) or pattern that found it."""

    start: int
    end: int
    rule: str
    term: str


@dataclass(frozen=True)
class _Found:
    """A hit in the joined originals of a chunk."""

    start: int
    end: int
    rule: int
    term: str


@lru_cache(maxsize=20_000)
def _fold_term(term: str) -> str:
    return fold(term)


class PhraseMatcher:
    """Rules compiled once, then applied to any number of texts.

    Args:
        rules: Rules with different names.

    Raises:
        ValueError: A term folds to nothing, or a pattern is no regular expression.
    """

    def __init__(self, rules: Sequence[PhraseRule]) -> None:
        self.rules = tuple(rules)
        self._owners: dict[str, tuple[list[int], list[int]]] = {}  # term -> rules it fires, rules it spares
        for number, rule in enumerate(self.rules):
            for words, counts in ((rule.terms, True), (rule.exceptions, False)):
                for term in words:
                    self._add(term, number, counts=counts)
        self._terms = list(self._owners)
        self._automaton = ahocorasick_rs.AhoCorasick(self._terms) if self._terms else None
        self._patterns = [(n, re.compile(p)) for n, rule in enumerate(self.rules) for p in rule.patterns]
        self._unless = [[re.compile(p) for p in rule.unless] for rule in self.rules]

    def _add(self, term: str, number: int, *, counts: bool) -> None:
        folded = _fold_term(term)
        if not folded or "\n" in folded:
            raise ValueError(
                f"{self.rules[number].name}: {term!r} has no letters, or holds the end of a clause"
            )
        self._owners.setdefault(folded, ([], []))[0 if counts else 1].append(number)

    def find(self, text: str) -> list[Hit]:
        """Find the hits in one text, left to right.

        >>> PhraseMatcher([PhraseRule("superlative", ("最佳", "第一"), exceptions=("第一次",))]).find("第一次用，效果最＊佳")
        [Hit(start=7, end=10, rule='superlative', term='最佳')]
        """
        found = self._find_chunk([text])
        return sorted(Hit(one.start, one.end, self.rules[one.rule].name, one.term) for one in found)

    def find_all(self, texts: pl.Series) -> pl.DataFrame:
        """Find the hits in a column of texts.

        Args:
            texts: Captions; a null counts as empty.

        Returns:
            One row per hit, by text and position: `row` (position in the column, from 0), `rule`, `term`,
                `start` and `end`
            (characters of the original), `matched` (the original between them).
        """
        rows: list[tuple[int, str, str, int, int, str]] = []
        for begin in range(0, len(texts), CHUNK):
            part = texts.slice(begin, CHUNK).fill_null("").to_list()
            starts = [0]
            for text in part:
                starts.append(starts[-1] + len(text) + 1)
            for one in sorted(self._find_chunk(part), key=lambda f: (f.start, f.end, f.rule)):
                at = bisect_right(starts, one.start) - 1
                start, end = one.start - starts[at], one.end - starts[at]
                rows.append(
                    (begin + at, self.rules[one.rule].name, one.term, start, end, part[at][start:end])
                )
        return pl.DataFrame(rows, schema=SCHEMA, orient="row")

    def _find_chunk(self, texts: list[str]) -> list[_Found]:
        found, exceptions = self._by_terms(fold_texts(texts))
        signed = fold_texts(texts, bare=False) if self._patterns or (found and any(self._unless)) else None
        if signed is not None:
            found += list(self._by_patterns(signed))
        spared = _near(exceptions, found)
        if signed is not None:
            spared = self._spare(found, spared, signed)
        kept: list[_Found] = []
        for number in {one.rule for one in found}:
            mine = [one for one in found if one.rule == number]
            kept += _longest(_unspared(mine, spared.get(number, [])))
        return kept

    def _by_terms(self, folded: Folded) -> tuple[list[_Found], list[tuple[int, int, list[int]]]]:
        """Return the hits of terms, and the positions of exceptions with their rules."""
        found: list[_Found] = []
        exceptions: list[tuple[int, int, list[int]]] = []
        if self._automaton is None:
            return found, exceptions
        for term, start, end in self._automaton.find_matches_as_indexes(folded.text, overlapping=True):
            if not (folded.begins[start] and folded.ends[end - 1]):
                continue
            span = int(folded.origin[start]), int(folded.origin[end - 1]) + 1
            fires, spares = self._owners[self._terms[term]]
            found += [_Found(*span, number, self._terms[term]) for number in fires]
            if spares:
                exceptions.append((*span, spares))
        return found, exceptions

    def _by_patterns(self, folded: Folded) -> Iterator[_Found]:
        lines = folded.text.split("\n")
        starts = [0]
        for line in lines:
            starts.append(starts[-1] + len(line) + 1)
        for (number, pattern), near in zip(self._patterns, self._worth_reading(lines), strict=True):
            for place in near:
                for match in pattern.finditer(lines[place]):
                    if match.end() > match.start():
                        first, last = starts[place] + match.start(), starts[place] + match.end() - 1
                        yield _Found(
                            int(folded.origin[first]), int(folded.origin[last]) + 1, number, pattern.pattern
                        )

    def _worth_reading(self, lines: list[str]) -> list[Sequence[int]]:
        """Say which lines may match each pattern; polars sifts many lines faster than Python reads them."""
        if len(lines) < FEW:
            return [range(len(lines))] * len(self._patterns)
        sieves = [AROUND.sub("", pattern.pattern) for _, pattern in self._patterns]
        some = pl.DataFrame({"line": lines}).with_row_index("place")
        some = some.filter(pl.col("line").str.contains("|".join(f"(?:{sieve})" for sieve in sieves)))
        return [some.filter(pl.col("line").str.contains(sieve))["place"].to_list() for sieve in sieves]

    def _spare(
        self, found: list[_Found], spared: dict[int, list[tuple[int, int]]], folded: Folded
    ) -> dict[int, list[tuple[int, int]]]:
        """Add the matches of `unless` patterns for rules with hits, only in texts that have hits."""
        more = {number: list(spans) for number, spans in spared.items()}
        places = {
            (bisect_right(folded.starts, one.start) - 1, one.rule) for one in found if self._unless[one.rule]
        }
        context: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for text, rule in places:
            left, right = int(folded.starts[text]), int(folded.starts[text + 1]) - 1
            begin, end = bisect_left(folded.origin, left), bisect_left(folded.origin, right)
            matches = (
                match for pattern in self._unless[rule] for match in pattern.finditer(folded.text, begin, end)
            )
            context[text, rule] = [span for match in matches if (span := _original(folded, match))]
        for one in found:
            for span in context.get((bisect_right(folded.starts, one.start) - 1, one.rule), ()):
                if span[0] < one.end and one.start < span[1]:
                    more.setdefault(one.rule, []).append((min(span[0], one.start), max(span[1], one.end)))
        return more


def _original(folded: Folded, match: re.Match[str]) -> tuple[int, int] | None:
    start, end = match.span()
    return (int(folded.origin[start]), int(folded.origin[end - 1]) + 1) if end > start else None


def _near(
    exceptions: Sequence[tuple[int, int, Sequence[int]]], found: Sequence[_Found]
) -> dict[int, list[tuple[int, int]]]:
    """Keep the exceptions that lie near a hit: 最近 is in every other caption, hits are not."""
    places = sorted((one.start, one.end) for one in found)
    longest = max((end - start for start, end in places), default=0)
    spared: dict[int, list[tuple[int, int]]] = {}
    for start, end, rules in exceptions:
        at = bisect_left(places, (start - longest, 0))
        if at < len(places) and places[at][0] < end:
            for number in rules:
                spared.setdefault(number, []).append((start, end))
    return spared


def _unspared(found: list[_Found], spared: list[tuple[int, int]]) -> list[_Found]:
    """Drop hits that overlap an exception: 国货第一 in 国货第一次 does not count, nor is 100%棉有效 a promise."""
    if not spared:
        return found
    spans = sorted(spared)
    longest = max(end - start for start, end in spans)
    begins = [start for start, _ in spans]
    kept = []
    for one in found:
        near = spans[bisect_left(begins, one.start - longest) : bisect_left(begins, one.end)]
        if not any(start <= one.start < end or start < one.end <= end for start, end in near):
            kept.append(one)
    return kept


def _longest(found: list[_Found]) -> list[_Found]:
    """Of overlapping hits of one rule, keep the first and longest."""
    kept: list[_Found] = []
    for one in sorted(found, key=lambda f: (f.start, -f.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept
