"""Find a brief's phrase in a creator's own words: synonyms, other forms of negation, and its place.

Text is segmented with the brief's own terms kept whole, so that 温和 is not found in 气温和湿度. Negation is
distinguished
from assertion: 不搓泥 matches 完全不会搓泥 but not 一叠就搓泥.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from xhs_workbench.language import fold
from xhs_workbench.language.cutters import new_cutter
from xhs_workbench.language.folding import fold_texts

NEGATING = "不没无未零免非"
SHORT = 2
"""Expressions up to this length must begin and end at word boundaries; longer ones rarely match by
accident."""
REACH = 3
"""Maximum number of words between a negation and its expression."""


@dataclass(frozen=True)
class Heard:
    """A phrase of the brief, and its place: `text[start:end]`."""

    phrase: str
    start: int
    end: int


@dataclass(frozen=True)
class _Words:
    groups: tuple[tuple[str, ...], ...]
    negators: frozenset[str]
    between: frozenset[str]


@cache
def _read_own_words() -> _Words:
    data = tomllib.loads((Path(__file__).parent / "own_words.toml").read_text(encoding="utf-8"))
    groups = tuple(tuple(fold(word) for word in group) for group in data["groups"])
    return _Words(groups, frozenset(data["negators"]), frozenset(data["between"]))


def _split(expression: str) -> tuple[str, bool]:
    """Return an expression without its negation, and whether it was negated."""
    for negator in sorted(_read_own_words().negators, key=len, reverse=True):
        rest = expression.removeprefix(negator)
        if rest != expression and rest:
            return rest, True
    return expression, False


class Listener:
    """Finds phrases in texts; built once per brief.

    Args:
        phrases: Phrases of all messages.
        terms: Words the segmenter must keep whole: product, ingredients, nicknames.
    """

    def __init__(self, phrases: Iterable[str], terms: Sequence[str] = ()) -> None:
        self._data = _read_own_words()
        self._ways: dict[str, list[tuple[str, bool]]] = {}
        self._segmenter = new_cutter()
        for phrase in phrases:
            folded = fold(phrase)
            same = {word for group in self._data.groups if folded in group for word in group} | {folded}
            self._ways[phrase] = [_split(word) for word in sorted(same) if word]
        for word in {fold(term) for term in terms} | {
            stem for ways in self._ways.values() for stem, _ in ways
        }:
            if len(word) > 1 and not self._segmenter.has_word(word):
                self._segmenter.add_word(word, self._segmenter.suggest_freq(word), "n")

    def hear(self, text: str, phrases: Iterable[str]) -> list[Heard]:
        """Find each phrase once, at the first place where it or a synonym occurs.

        >>> Listener(["不搓泥"]).hear("叠防晒完全不会搓泥！", ["不搓泥"])
        [Heard(phrase='不搓泥', start=5, end=9)]
        """
        folded = fold_texts([text])
        bare = folded.text[:-1]
        words = [(start, end) for _, start, end in self._segmenter.tokenize(bare)]
        heard = []
        for phrase in phrases:
            places = sorted(self._places(bare, words, self._ways[phrase]))
            if places:
                start, end = places[0]
                heard.append(Heard(phrase, int(folded.origin[start]), int(folded.origin[end - 1]) + 1))
        return heard

    def _places(
        self, bare: str, words: Sequence[tuple[int, int]], ways: Iterable[tuple[str, bool]]
    ) -> Iterable[tuple[int, int]]:
        begins, ends = {start for start, _ in words}, {end for _, end in words}
        for stem, denies in ways:
            at = bare.find(stem)
            while at >= 0:
                end = at + len(stem)
                whole = len(stem) > SHORT or (end in ends and (at in begins or bare[at - 1] in NEGATING))
                denial = self._denial(bare, words, at)
                if whole and (denial is not None) == denies:
                    yield (at if denial is None else denial), end
                at = bare.find(stem, at + 1)

    def _denial(self, bare: str, words: Sequence[tuple[int, int]], at: int) -> int | None:
        """Return where the negation of an expression begins, a few words before it in its clause; None without one."""
        clause = bare.rfind("\n", 0, at) + 1
        before = [
            (max(start, clause), min(end, at))
            for start, end in reversed(words)
            if start < at and end > clause
        ]
        starts = [*(start for start, _ in before), clause]
        for place, (start, end) in enumerate(before[: REACH + 1]):
            for further in (0, 1):  # a negation of one word, or of two: 不 含
                begin = starts[min(place + further, len(before) - 1)]
                if bare[begin:end] in self._data.negators:
                    # Two negations in a row are an assertion: 不是不温和.
                    return (
                        None
                        if bare[starts[min(place + further + 1, len(before))] : begin] in self._data.negators
                        else begin
                    )
            if bare[start:end] not in self._data.between:
                return None
        return None
