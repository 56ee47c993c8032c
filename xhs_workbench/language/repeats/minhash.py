"""Near-copies among many short texts: MinHash proposes pairs, exact Jaccard decides, and centres keep groups small.

Method: A. Broder, "On the resemblance and containment of documents" (1997), banded as in Leskovec, Rajaraman
    & Ullman,
*Mining of Massive Datasets*, chapter 3. Two texts are linked only if their sets of character pairs really
overlap by the threshold. Chains (a like b, b like c, a unlike c) would let one group absorb everything; here
a group is a centre and the texts that resemble *the centre*.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from xhs_workbench.language.cleaning import END, Places, Texts
from xhs_workbench.language.repeats.statements import Statements

BANDS, ROWS = 20, 3
"""Texts that share half of their character pairs are proposed with probability 1 - (1 - .5³)²⁰ = .93 by at
least one bucket."""
SEED = 20_260_101
ANCHORS = 2
"""Texts of a bucket with which all others in it are compared; more of them find little more and cost as much
again."""
PAIRS_AT_ONCE = 400_000
LONG, STRICTER = 16, 0.4
"""From this many character pairs a text needs the plain threshold; and how much more a text of length zero
would need."""
RARE = 1_000.0
"""The weight of a pair is capped at that of a pair found in one of this many texts."""
Ids = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint32]


@dataclass(frozen=True)
class Shingles:
    """The set of character pairs of each text, as one array.

    Args:
        ids: Hashed character pairs, sorted within a text, each once.
        starts: Where each text's pairs begin; one more than there are texts.
    """

    ids: Hashes
    starts: Places

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def sizes(self) -> Places:
        """Return the number of different pairs of each text."""
        return np.diff(self.starts)


def shingle(texts: Texts) -> Shingles:
    """Return the sets of neighbouring characters of texts of two characters or more."""
    codes = texts.codes.astype(np.uint64)
    inside = (texts.codes[1:] != ord(END)) & (texts.codes[:-1] != ord(END))
    mixed = (codes[:-1] * np.uint64(0x9E3779B97F4A7C15)) ^ (codes[1:] * np.uint64(0xC2B2AE3D27D4EB4F))
    owner = np.repeat(np.arange(len(texts), dtype=np.uint64), np.diff(texts.starts))[:-1]
    keyed = np.sort(
        (owner[inside] << np.uint64(32)) | ((mixed[inside] * np.uint64(0x165667B19E3779F9)) >> np.uint64(32))
    )
    keyed = keyed[np.concatenate([[True], keyed[1:] != keyed[:-1]])] if len(keyed) else keyed
    counts = np.bincount((keyed >> np.uint64(32)).astype(np.int64), minlength=len(texts))
    starts = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts)])
    return Shingles((keyed & np.uint64(0xFFFFFFFF)).astype(np.uint32), starts)


def propose(sets: Shingles) -> tuple[Ids, Ids]:
    """Return candidate pairs: texts that share a bucket with one of its first texts, each pair once."""
    filled = np.flatnonzero(sets.sizes > 0)
    starts = sets.starts[filled]
    rng = np.random.default_rng(SEED)
    found: list[npt.NDArray[np.uint64]] = []
    for _ in range(BANDS):
        key = np.zeros(len(filled), dtype=np.uint64)
        for _ in range(ROWS):
            mixer, shift = rng.integers(1, 2**32, 2, dtype=np.uint32)
            mixed = sets.ids * (mixer | np.uint32(1))
            mixed ^= mixed >> np.uint32(15)
            smallest = np.minimum.reduceat(mixed * (shift | np.uint32(1)), starts) if len(filled) else key
            key = key * np.uint64(0x9E3779B97F4A7C15) + smallest
        found.append(_in_buckets(key, filled))
    pairs = np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.uint64)
    return (pairs >> np.uint64(32)).astype(np.int64), (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)


def _in_buckets(key: npt.NDArray[np.uint64], filled: Ids) -> npt.NDArray[np.uint64]:
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    new = np.concatenate([[True], ordered[1:] != ordered[:-1]])
    first = np.maximum.accumulate(np.where(new, np.arange(len(order)), 0))
    place = np.arange(len(order)) - first
    pairs = []
    for anchor in range(ANCHORS):
        later = np.flatnonzero(place > anchor)
        one, other = filled[order[first[later] + anchor]], filled[order[later]]
        pairs.append(
            (np.minimum(one, other).astype(np.uint64) << np.uint64(32))
            | np.maximum(one, other).astype(np.uint64)
        )
    return np.unique(np.concatenate(pairs))


def weights_of(sets: Shingles) -> npt.NDArray[np.float64]:
    """Return the weight of each character pair: log of one in how many texts has it, capped at one in `RARE`.

    真的 and 好用 occur in every other comment and do not make two of them copies; a rare typing error says little
    either.
    """
    _, place, counts = np.unique(sets.ids, return_inverse=True, return_counts=True)
    return np.asarray(np.log1p(np.minimum(len(sets) / counts, RARE)), dtype=np.float64)[place]


def jaccard(sets: Shingles, one: Ids, other: Ids) -> npt.NDArray[np.float64]:
    """Return the exact weighted share of common character pairs for each pair of texts."""
    from scipy.sparse import csr_array

    heavy, ids = weights_of(sets), sets.ids.astype(np.int64)
    shape = (len(sets), 2**32)
    weighed = csr_array((heavy, ids, sets.starts), shape=shape)
    there = csr_array((np.ones(len(ids)), ids, sets.starts), shape=shape)
    total: npt.NDArray[np.float64] = np.asarray(weighed.sum(axis=1)).ravel()
    shared = np.zeros(len(one))
    for start in range(0, len(one), PAIRS_AT_ONCE):
        part = slice(start, start + PAIRS_AT_ONCE)
        shared[part] = np.asarray((weighed[one[part]] * there[other[part]]).sum(axis=1)).ravel()
    either = total[one] + total[other] - shared
    return np.asarray(shared / np.maximum(either, 1e-9), dtype=np.float64)


def needed(sets: Shingles, one: Ids, other: Ids, threshold: float) -> npt.NDArray[np.float64]:
    """Return the likeness each pair needs: two of seven characters may change the meaning, two of seventeen do not."""
    longer = np.maximum(sets.sizes[one], sets.sizes[other])
    return np.asarray(threshold + STRICTER * np.clip((LONG - longer) / LONG, 0, 1), dtype=np.float64)


def stars(
    sets: Shingles, one: Ids, other: Ids, threshold: float, said: Statements | None = None
) -> tuple[Ids, npt.NDArray[np.float64]]:
    """Group texts around centres.

    The text with most links becomes a centre and takes the texts linked to it; then the next among those
    left. Centres that resemble each other give their texts to the larger one, if the texts resemble it too.

    Args:
        sets: Character pairs of the texts.
        one: First text of each candidate pair.
        other: Second.
        threshold: Weighted Jaccard from which two texts are copies.
        said: What each text states. Texts that state different things are never copies.

    Returns:
        The centre of each text (itself if it has no copy), and its Jaccard with it.
    """
    if said is not None:
        same = said.same(one, other)
        one, other = one[same], other[same]
    like = jaccard(sets, one, other)
    kept = like >= needed(sets, one, other, threshold)
    if said is not None:
        kept[kept] = ~said.swapped(one[kept], other[kept])
    centre, near = _take_stars(len(sets), one[kept], other[kept], like[kept])
    for _ in range(2):
        centre, near = _merge(sets, (one[kept], other[kept]), (centre, near), threshold, said)
    return centre, near


def _take_stars(
    n: int, one: Ids, other: Ids, like: npt.NDArray[np.float64]
) -> tuple[Ids, npt.NDArray[np.float64]]:
    left, right, worth = (
        np.concatenate([one, other]),
        np.concatenate([other, one]),
        np.concatenate([like, like]),
    )
    order = np.argsort(left, kind="stable")
    right, worth = right[order], worth[order]
    ends = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(np.bincount(left, minlength=n))])
    centre, near = np.arange(n, dtype=np.int64), np.ones(n)
    taken = np.zeros(n, dtype=bool)
    degree = np.diff(ends)
    for node in np.lexsort((np.arange(n), -degree))[: int((degree > 0).sum())]:
        if taken[node]:
            continue
        span = slice(ends[node], ends[node + 1])
        free = ~taken[right[span]]
        members = right[span][free]
        taken[node] = True
        taken[members] = True
        centre[members], near[members] = node, worth[span][free]
    return centre, near


def _merge(
    sets: Shingles,
    pairs: tuple[Ids, Ids],
    stands: tuple[Ids, npt.NDArray[np.float64]],
    threshold: float,
    said: Statements | None,
) -> tuple[Ids, npt.NDArray[np.float64]]:
    (one, other), (centre, near) = pairs, stands
    size = np.bincount(centre, minlength=len(centre))
    first, second = centre[one], centre[other]
    across = first != second
    first, second = first[across], second[across]
    bigger = np.where(
        (size[first] > size[second]) | ((size[first] == size[second]) & (first < second)), first, second
    )
    smaller = np.where(bigger == first, second, first)
    if not len(bigger):
        return centre, near
    goal = np.full(len(centre), -1, dtype=np.int64)
    order = np.argsort(size[bigger], kind="stable")  # the largest is written last, and stays
    goal[smaller[order]] = bigger[order]
    movers = np.flatnonzero(goal[centre] >= 0)
    movers = movers[goal[goal[centre[movers]]] < 0]  # a centre that moves away itself takes no texts in
    goals = goal[centre[movers]]
    likeness = jaccard(sets, movers, goals)
    fits = likeness >= needed(sets, movers, goals, threshold)
    if said is not None:
        fits[fits] = said.same(movers[fits], goals[fits]) & ~said.swapped(movers[fits], goals[fits])
    # A centre leaves only with all its texts, so that no text points at a text that is not a centre.
    stays = np.zeros(len(centre), dtype=bool)
    stays[centre[movers[~fits]]] = True
    moved = movers[fits & ((movers != centre[movers]) | ~stays[movers])]
    value = dict(zip(movers.tolist(), likeness.tolist(), strict=True))
    made, close = centre.copy(), near.copy()
    made[moved] = goal[centre[moved]]
    close[moved] = [value[node] for node in moved.tolist()]
    return made, close
