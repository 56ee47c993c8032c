"""All listed words of a column of comments in a few array passes: the leftmost, and of those the longest.

The words form a tree of characters. Every position of the column takes its first two steps at once, from one
table of character pairs; four of five positions end there. The others go on, one character a pass, through a table of
edges. This finds what an automaton that reads character by character finds, in a third of its time, and other
threads run meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from xhs_workbench.language.cleaning import TOP, Codes, Places

SPREAD = np.uint64(0x9E3779B97F4A7C15)
"""Odd, near 2 ** 64 over the golden ratio: neighbouring keys fall far apart (Knuth, multiplicative hashing)."""
ROOM = 4
"""Slots of the table of edges for each edge, at least: most keys are then found or refused at the first look."""
MOST_SIGNS = 2**15
"""Different characters in the words, plus one: pairs of them number a table."""
Ids = npt.NDArray[np.int32]
Keys = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.uint16]


@dataclass(frozen=True)
class WordFinder:
    """Words as a tree, in arrays.

    Args:
        signs: Code point -> its number; 0 is no character of a word.
        count: How many numbers there are.
        second: Pair of numbers -> node after two characters; where no word begins so, node after the first if
            that is a word; else 0.
        single: Nodes up to this one are of one character.
        keys: Table of further edges: node and number, as one key; 0 is free.
        taken: For each slot of `keys`, whether an edge stands there: an eighth of its size, for the first look.
        nodes: For each slot of `keys`, the node that the edge leads to.
        shift: What turns a spread key into a slot.
        word: Node -> the word that ends there, -1 for none.
        short: Node of up to two characters -> the longest word that ends there or at the first, -1 for none.
        grows: Node -> whether an edge of `keys` leads on from it.
    """

    signs: Numbers
    count: int
    second: npt.NDArray[np.unsignedinteger]
    single: int
    keys: Keys
    taken: npt.NDArray[np.bool_]
    nodes: Ids
    shift: np.uint64
    word: Ids
    short: Ids
    grows: npt.NDArray[np.bool_]

    def find(self, codes: Codes) -> tuple[Places, Places, Places]:
        """Return which words stand in the text, and where each begins and ends, from left to right.

        Args:
            codes: Code points.

        >>> text = np.array([ord(sign) for sign in "不后悔，好用"], dtype=np.uint32)
        >>> found = word_finder(["后悔", "不后悔", "好用", "用"]).find(text)
        >>> [part.tolist() for part in found]
        [[1, 2], [0, 4], [3, 6]]
        """
        if not len(codes):
            return (np.zeros(0, dtype=np.int64),) * 3
        signs = self.signs.take(codes)
        pairs = signs.astype(np.intp)
        pairs *= self.count
        pairs[:-1] += signs[1:]
        second = self.second.take(pairs)
        at = np.flatnonzero(second != 0)
        node = second[at]
        which = self.short.take(node)
        long = np.where((node > self.single) & (self.word.take(node) >= 0), 2, 1)
        self._walk(signs, at, node, which, long)
        found = np.flatnonzero(which >= 0)
        start = at[found]
        return _leftmost(which[found], start, start + long[found])

    def _walk(self, signs: Numbers, at: Places, node: npt.NDArray[Any], which: Ids, long: Places) -> None:
        """Set the longest word from each position, and its length, where one of three or more characters stands there.

        Args:
            signs: The text, in numbers.
            at: Positions.
            node: Where two characters from each position lead to, 0 for nowhere.
            which: Words of one or two characters there, -1 for none; changed.
            long: Their lengths; changed.
        """
        left, step = np.flatnonzero(self.grows.take(node)), 2
        node = node[left]
        while len(left):
            there = at[left] + step
            inside = int(np.searchsorted(there, len(signs)))
            left, node = left[:inside], self._next(node[:inside], signs[there[:inside]])
            word, step = self.word.take(node), step + 1
            closed = np.flatnonzero(word >= 0)
            which[left[closed]] = word[closed]
            long[left[closed]] = step
            going = np.flatnonzero(self.grows.take(node))
            left, node = left[going], node[going]

    def _next(self, node: npt.NDArray[Any], sign: Numbers) -> Ids:
        """Return the node after one more character; 0 for none."""
        key = node.astype(np.uint64) * np.uint64(self.count) + sign
        slot = ((key * SPREAD) >> self.shift).astype(np.intp)
        made = np.zeros(len(key), dtype=np.int32)
        left = np.flatnonzero(self.taken.take(slot))
        key, slot = key[left], slot[left]
        while len(left):
            held = self.keys[slot]
            same = held == key
            made[left[same]] = self.nodes[slot[same]]
            going = np.flatnonzero(~same & (held != 0))
            left, key, slot = left[going], key[going], (slot[going] + 1) & (len(self.keys) - 1)
        return made


def _leftmost(which: Ids, start: Places, end: Places) -> tuple[Places, Places, Places]:
    """Leave out finds that begin inside an earlier one that is kept.

    Args:
        which: Words, from left to right.
        start: Where each begins; no two begin together.
        end: Where each ends.
    """
    if not len(start):
        return which.astype(np.int64), start, end
    # A find that begins after all earlier ones have ended is kept; from each the next is sought, and so on.
    kept = np.ones(len(start), dtype=bool)
    kept[1:] = start[1:] >= np.maximum.accumulate(end)[:-1]
    free = np.append(kept, True)
    last = np.flatnonzero(kept & ~free[1:])
    while len(last):
        follows = np.searchsorted(start, end[last])
        last = follows[~free[follows]]
        kept[last] = True
    return which[kept].astype(np.int64), start[kept], end[kept]


def word_finder(words: Sequence[str]) -> WordFinder:
    """Make the tree of words.

    Args:
        words: All different, none empty.

    Raises:
        ValueError: More different characters than the table of pairs is made for.
    """
    lengths = np.fromiter(map(len, words), dtype=np.int64, count=len(words))
    codes = np.frombuffer("".join(words).encode("utf-32-le"), dtype=np.uint32)
    known, times = np.unique(codes, return_counts=True)
    # Frequent characters first: their pairs then lie close together in the table.
    known, count = known[np.argsort(-times, kind="stable")], len(known) + 1
    if count > MOST_SIGNS:
        message = f"{len(known):,} different characters in the word list; the table of pairs holds {MOST_SIGNS - 1:,}"
        raise ValueError(message)
    signs = np.zeros(TOP, dtype=np.uint16)
    signs[known] = np.arange(1, count)
    spelt, begin = signs[codes].astype(np.uint64), np.cumsum(lengths) - lengths
    node, nodes = np.zeros(len(words), dtype=np.int64), 1
    word, edges = [np.array([-1])], []
    for step in range(int(lengths.max(initial=0))):
        alive = np.flatnonzero(lengths > step)
        keys, which = np.unique(
            node[alive].astype(np.uint64) * np.uint64(count) + spelt[begin[alive] + step], return_inverse=True
        )
        node[alive] = nodes + which
        edges.append((keys, np.arange(nodes, nodes + len(keys), dtype=np.int32)))
        nodes += len(keys)
        here, closed = np.full(len(keys), -1), lengths[alive] == step + 1
        here[which[closed]] = alive[closed]
        word.append(here)
    ends = np.concatenate(word).astype(np.int32)
    edges += [(np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int32))] * 3
    first = np.zeros(count, dtype=np.int32)
    first[edges[0][0].astype(np.int64)] = edges[0][1]
    single = len(edges[0][0])
    alone = np.where(ends[first] >= 0, first, 0)
    second = np.repeat(alone.astype(np.min_scalar_type(single + len(edges[1][0]))), count)
    begun, led_to = np.divmod(edges[1][0].astype(np.int64), count)
    begun = edges[0][0].astype(np.int64)[begun - 1]
    second[begun * count + led_to] = edges[1][1]
    short = ends[: single + len(edges[1][0]) + 1].copy()
    pairs = short[single + 1 :]
    pairs[pairs < 0] = ends[first[begun]][pairs < 0]
    further, nodes_there = (np.concatenate(parts) for parts in zip(*edges[2:], strict=True))
    grows = np.zeros(nodes, dtype=bool)
    grows[(further // np.uint64(count)).astype(np.int64)] = True
    keys, led, shift = _edge_table(further, nodes_there)
    return WordFinder(signs, count, second, single, keys, keys != 0, led, shift, ends, short, grows)


def _edge_table(keys: Keys, nodes: Ids) -> tuple[Keys, Ids, np.uint64]:
    """Return a table in which each key stands at its slot or, where that is taken, in the next free one."""
    bits = int(np.ceil(np.log2(ROOM * max(len(keys), 1))))
    shift, mask = np.uint64(64 - bits), 2**bits - 1
    table, led = np.zeros(mask + 1, dtype=np.uint64), np.zeros(mask + 1, dtype=np.int32)
    left, slot = np.arange(len(keys)), ((keys * SPREAD) >> shift).astype(np.int64)
    while len(left):
        free = left[table[slot[left]] == 0]
        table[slot[free]] = keys[free]
        placed = table[slot[left]] == keys[left]
        led[slot[left[placed]]] = nodes[left[placed]]
        left = left[~placed]
        slot[left] = (slot[left] + 1) & mask
    return table, led, shift
