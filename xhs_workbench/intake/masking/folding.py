"""Letters as a reader sees them: Ｖ, 𝓥, 🅥, ѵ and ᴠ are all v, ① and ❶ are 1, and what cannot be seen is not there.

Each character becomes one character or none, so that a place in the folded text leads back to the text as
written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
import polars as pl

JOINT = "\x02"
"""Stands between the cells of a column while they are folded together; `clean_texts` lets no cell hold one."""
LETTER = re.compile(
    r"(?:LATIN (?:CAPITAL |SMALL )?LETTER (?:SMALL CAPITAL )?|"
    r"REGIONAL INDICATOR SYMBOL LETTER )([A-Z])(?: WITH .*)?\Z"
)
UNSEEN = set("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Blank letters and fillers; other unseen characters are known by their category."""
ALPHABETS = (
    # Cyrillic and its additions
    (
        "а:a в:b с:c ԁ:d е:e ё:e һ:h н:h і:i ї:i ј:j к:k ӏ:l м:m о:o р:p ԛ:q ѕ:s т:t у:y ү:y ѵ:v ԝ:w "
        "ѡ:w ш:w х:x г:r п:n и:u з:3 б:6"
    ),
    "А:a В:b С:c Е:e Н:h І:i Ј:j К:k Ӏ:l М:m О:o Р:p Ԛ:q Ѕ:s Т:t У:y Ү:y Ѵ:v Ԝ:w Ѡ:w Ш:w Х:x",
    # Greek; a capital may look like another letter than its small one
    "α:a β:b ε:e η:n ι:i κ:k ν:v ο:o ρ:p τ:t υ:u χ:x ω:w γ:y σ:o ϲ:c ϳ:j",
    "Α:a Β:b Ε:e Ζ:z Η:h Ι:i Κ:k Μ:m Ν:n Ο:o Ρ:p Τ:t Υ:y Χ:x",
    # Armenian, Cherokee, Lisu, Canadian syllabics
    "ո:n ս:u օ:o հ:h ց:g զ:q Ꭰ:d Ꭱ:r Ꭲ:t Ꭺ:a Ꭻ:j Ꭼ:e Ꮃ:w Ꮇ:m Ꮋ:h Ꮓ:z Ꮩ:v Ꮪ:s Ꮮ:l Ꮯ:c Ꮲ:p Ꮶ:k Ᏼ:b Ᏻ:g Ꮍ:y",
    (
        "ꓐ:b ꓑ:p ꓓ:d ꓔ:t ꓖ:g ꓗ:k ꓙ:j ꓚ:c ꓜ:z ꓝ:f ꓟ:m ꓠ:n ꓡ:l ꓢ:s ꓣ:r ꓦ:v ꓧ:h ꓪ:w ꓫ:x ꓬ:y ꓮ:a ꓰ:e ꓲ:i "
        "ꓳ:o ꓴ:u ᐯ:v ᗪ:d ᗷ:b ᑕ:c"
    ),
    # signs drawn like letters
    "丨:| ╋:+ ➕:+ ✚:+ ✛:+ ∨:v ⋁:v √:v ×:x ✕:x ✖:x ╳:x ∪:u ℅:% ℮:e ı:i ȷ:j ɩ:i ɑ:a ɡ:g ʋ:v ʏ:y ɴ:n ⓥ:v",
)
"""Letters of other alphabets, and signs, with the letter they are taken for."""
LOOKALIKES = {pair[0]: pair[2] for alphabet in ALPHABETS for pair in alphabet.split()}


@cache
def fold_sign(sign: str) -> str:
    """Return what a character looks like: one character, or nothing for one that is not seen.

    >>> [fold_sign(sign) for sign in "Ｖ𝓥🅥ѵᴠ①❶٣\u200b\ufe0f加"]
    ['v', 'v', 'v', 'v', 'v', '1', '1', '3', '', '', '加']
    """
    if sign in LOOKALIKES:
        return LOOKALIKES[sign]
    kind = unicodedata.category(sign)
    if (
        sign in UNSEEN
        or kind in ("Mn", "Me", "Cf")
        or (kind == "Cc" and sign != JOINT and not sign.isspace())
    ):
        return ""
    digit = unicodedata.digit(sign, None)
    if digit is not None:
        return str(digit)
    letter = LETTER.search(unicodedata.name(sign, ""))
    if letter:
        return letter[1].lower()
    return _compatible(sign)


def _compatible(sign: str) -> str:
    plain = unicodedata.normalize("NFKD", sign)
    known = [part for part in plain if part.isalnum()]
    plain = known[0] if len(plain) > 1 and len(known) == 1 else plain  # ⒱ is (v)
    small = plain.lower()
    if len(small) != 1:
        return sign
    return LOOKALIKES.get(small, small)


FOLDED = r"\A[\n\x20-@\[-~一-丧丩-鿿]*\z"
"""Texts of small letters, digits and common Chinese, which fold to themselves (丨 is drawn like `|`)."""


class _Signs(dict[int, str]):
    """Code point -> its folded sign, filled as signs are met."""

    def __missing__(self, code: int) -> str:
        self[code] = fold_sign(chr(code))
        return self[code]


SIGNS = _Signs()


def fold(text: str) -> tuple[str, Sequence[int]]:
    """Fold a text.

    Returns:
        The folded text, and for each of its characters the place in `text` it stands for.
    """
    folded = text.translate(SIGNS)
    if len(folded) == len(text):
        return folded, range(len(text))
    return folded, [place for place, sign in enumerate(text) if SIGNS[ord(sign)]]


def fold_column(cells: pl.Series) -> pl.Series:
    """Fold a column of texts at once: exactly `fold` of each, in a few passes over one array.

    Args:
        cells: Texts without nulls and without the control character U+0002.
    """
    return translate_column(cells, SIGNS)


def find_odd(cells: pl.Series) -> pl.Series:
    """Return the places of texts with a sign that does not fold to itself."""
    return (~cells.str.contains(FOLDED)).arg_true()


def translate_column(cells: pl.Series, signs: Mapping[int, str]) -> pl.Series:
    """Replace single characters of a column of texts, as `str.translate` does of one.

    Args:
        cells: Texts without nulls and without the control character U+0002.
        signs: Code point -> one character or none.
    """
    if not len(cells):
        return cells
    joined = cells.str.join(JOINT).item()
    codes = np.frombuffer(joined.encode("utf-32-le", "replace"), dtype=np.uint32)
    changed = _table(codes, signs)[codes]
    text = changed[changed != 0].tobytes().decode("utf-32-le", "replace")
    return pl.Series(cells.name, [text]).str.split(JOINT).explode()


def _table(codes: npt.NDArray[np.uint32], signs: Mapping[int, str]) -> npt.NDArray[np.uint32]:
    """Return code point -> the one in its place, 0 for none; only those that stand in the column are looked at."""
    last = (
        int(codes.max(initial=0)) + 1
    )  # most columns know none of the rare planes, and those are a million signs
    seen = np.zeros(last, dtype=bool)
    seen[codes] = True
    table = np.arange(last, dtype=np.uint32)
    for code in np.flatnonzero(seen):
        sign = signs[int(code)] if isinstance(signs, _Signs) else signs.get(int(code), chr(code))
        table[code] = ord(sign) if sign else 0
    return table
