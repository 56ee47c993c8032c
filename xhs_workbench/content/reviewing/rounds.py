"""What changed in a draft since its last round: the words, and which remarks are settled, new or still open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

import rjieba

from xhs_workbench.content.reviewing.remarks import Remark

MOST_WORDS = 3_000
"""Maximum number of words compared one by one; the platform's captions are much shorter."""
Change = Literal["same", "added", "removed"]


@dataclass(frozen=True)
class Rounds:
    """One draft compared with its previous round.

    Args:
        before: Number of that round; None for a first one.
        changes: Field -> pieces of text in reading order, each the same, added or removed.
        resolved: Remarks that are gone.
        new: Remarks that are new.
        still_open: Remarks in both rounds.
    """

    before: int | None
    changes: Mapping[str, tuple[tuple[Change, str], ...]]
    resolved: tuple[Remark, ...] = ()
    new: tuple[Remark, ...] = ()
    still_open: tuple[Remark, ...] = ()


def compare_rounds(
    draft: Mapping[str, Any], now: Iterable[Remark], last: Mapping[str, Any] | None, then: Iterable[Remark]
) -> Rounds:
    """Compare a draft with its last round; overridden remarks count as neither open nor new.

    Args:
        draft: One row of `drafts`.
        now: Its remarks.
        last: The row of the round before, if there is one.
        then: The remarks of that round.
    """
    stands = [one for one in now if not one.reason]
    if last is None:
        return Rounds(None, {}, new=tuple(stands))
    stood = [one for one in then if not one.reason]
    keys, old = {one.key for one in stands}, {one.key for one in stood}
    changes = {name: diff(last[name] or "", draft[name] or "") for name in ("title", "body", "hashtags")}
    return Rounds(
        last["draft_round"],
        {name: pieces for name, pieces in changes.items() if any(kind != "same" for kind, _ in pieces)},
        tuple(one for one in stood if one.key not in keys),
        tuple(one for one in stands if one.key not in old),
        tuple(one for one in stands if one.key in old),
    )


def diff(before: str, after: str) -> tuple[tuple[Change, str], ...]:
    """Compare two texts word by word.

    >>> diff("效果最佳，推荐", "效果不错，推荐")
    (('same', '效果'), ('removed', '最佳'), ('added', '不错'), ('same', '，推荐'))
    """
    old, new = _pieces(before), _pieces(after)
    pieces: list[tuple[Change, str]] = []
    for kind, i, j, k, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(("same", "".join(new[k:n])))
            continue
        if j > i:
            pieces.append(("removed", "".join(old[i:j])))
        if n > k:
            pieces.append(("added", "".join(new[k:n])))
    return tuple(pieces)


def _pieces(text: str) -> list[str]:
    words: list[str] = rjieba.cut(text)
    return [*words[:MOST_WORDS], *(["".join(words[MOST_WORDS:])] if len(words) > MOST_WORDS else [])]
