"""Text made comparable: inserted or substituted characters are removed, and every position maps back to the original.

最＊佳, 最 佳 and 最⭐佳 read as the same two characters, so rules must treat them alike. Every character is folded on
its own (NFKC, lower case), so that a slice of the original folds to exactly the matching slice of the folded
text.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

PLANE = 0x20000
"""Code points looked up in the tables; higher ones are rarer Chinese characters, kept as they are."""
CLAUSE_ENDS = "\n。！？；，、：!?;,:"
"""Characters that end a thought: 价格不是最高。级别 is not 最高级."""
KEPT_SIGNS = "%"
"""100% is a claim; without its sign it is just a number."""
PLUS_SIGNS = "➕✚✙⨁⊕"
WIDE = {",": "，", "!": "！", "?": "？", ";": "；"}
"""Characters that keep their Chinese form in the lighter fold, so that patterns need only one form for the
end of a clause."""
APART = {*CLAUSE_ENDS, *PLUS_SIGNS, *WIDE}
"""Signs with a fold of their own."""
BLOCK = 256
Codes = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Folded:
    """Texts folded, one after the other, each closed by a line feed.

    Args:
        text: The folded text.
        origin: For each character of `text`, its place in the joined original.
        begins: For each character, whether the fold of an original character begins there (`㎏` folds to two).
        ends: The same for its end.
        starts: Where each original text begins in the joined original, plus the end.
    """

    text: str
    origin: Places
    begins: npt.NDArray[np.bool_]
    ends: npt.NDArray[np.bool_]
    starts: Places


@cache
def _tables(*, bare: bool) -> tuple[Places, Places, Codes]:
    """Return where the fold of each code point begins in `flat`, how long it is, and `flat`."""
    folds: list[str] = []
    for first in range(0, PLANE, BLOCK):
        signs = ["" if 0xD800 <= code < 0xE000 else chr(code) for code in range(first, first + BLOCK)]
        block = "".join(signs)
        # Most of the table is Chinese and Korean, which fold to themselves: a whole block says so at once.
        if unicodedata.is_normalized("NFKC", block) and block.lower() == block and not APART & set(block):
            folds += [sign if sign and _stays(sign, bare=bare) else "" for sign in signs]
        else:
            folds += [fold_sign(sign, bare=bare) if sign else "" for sign in signs]
    counts = np.fromiter(map(len, folds), dtype=np.int64, count=PLANE)
    flat = np.frombuffer("".join(folds).encode("utf-32-le"), dtype=np.uint32)
    return np.cumsum(counts) - counts, counts, flat


def prepare() -> None:
    """Make both tables now, so that processes forked from this one need not."""
    for bare in (True, False):
        _tables(bare=bare)


def fold_sign(sign: str, *, bare: bool) -> str:
    r"""Fold one character: NFKC, lower case; if bare, only letters and digits stay, a clause ends with a line feed.

    >>> fold_sign("Ｖ", bare=True), fold_sign("＊", bare=True), fold_sign("，", bare=True), fold_sign("＋", bare=False)
    ('v', '', '\n', '+')
    """
    if sign in PLUS_SIGNS:
        return "" if bare else "+"
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", sign).lower())
    if bare and (sign in CLAUSE_ENDS or folded in CLAUSE_ENDS):
        return "\n"
    return "".join(kept if bare else WIDE.get(kept, kept) for kept in folded if _stays(kept, bare=bare))


def _stays(sign: str, *, bare: bool) -> bool:
    if sign == "\n":
        return True
    kind = unicodedata.category(sign)
    if bare:
        return kind[0] in "LN" or sign in KEPT_SIGNS
    return kind[0] not in "CM"


def fold_texts(texts: list[str], *, bare: bool = True) -> Folded:
    r"""Fold texts in a few passes over all their characters.

    Args:
        texts: The originals.
        bare: True also drops separators, emoji and spaces (for terms); False keeps punctuation (for patterns)
            and drops only characters without width.

    >>> fold_texts(["最＊佳 Ｖ信"]).text
    '最佳v信\n'
    """
    starts, counts, flat = _tables(bare=bare)
    joined = "\n".join(texts) + "\n" if texts else ""
    raw = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    high = raw >= PLANE
    low = np.where(high, 0, raw)
    lengths = np.where(high, (raw < 0xE0000).astype(np.int64), counts[low])
    origin = np.repeat(np.arange(len(raw), dtype=np.int64), lengths)
    before = np.cumsum(lengths) - lengths
    within = np.arange(len(origin), dtype=np.int64) - before[origin]
    codes = np.where(high[origin], raw[origin], flat[np.where(high, 0, starts[low])[origin] + within])
    sizes = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    places = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes + 1)])
    text = codes.astype("<u4").tobytes().decode("utf-32-le")
    return Folded(text, origin, within == 0, within == lengths[origin] - 1, places)


def fold(text: str) -> str:
    r"""Fold one text bare, for comparison, without the line feed at its end.

    >>> fold("加\u200bＶ❤信")
    '加v信'
    """
    return fold_texts([text]).text[:-1]
