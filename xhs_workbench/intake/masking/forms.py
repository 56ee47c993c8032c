"""A form of contact: what it cannot do without, and where in a folded text it stands.

`needs` decides twice, and alike: in `mask_text` a finder is asked only where its need is met, and a column is
    read text by
text only where one is. So the quick look at a column never sees less than the reading of each text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

Span = tuple[int, int, str]
Finder = Callable[[str], Iterator[Span]]
Fits = Callable[[re.Match[str]], bool]
SPOKEN_SIGNS = "〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖弌弍弎"
SPOKEN = {ord(sign): digit for sign, digit in zip(SPOKEN_SIGNS, "0001234567891123456789123", strict=True)}
"""Numerals as they are spoken: 一三九 is 139, 幺 is 1."""
LIKE_DIGITS = str.maketrans("oil", "011")
DRAWN = "[0-9oil]"
"""What is, or is drawn like, a digit; in `needs` of numbers."""


@dataclass(frozen=True)
class Form:
    """A kind of contact and how it is found.

    Args:
        kind: What is left of it: ‹kind›.
        needs: Pattern without look-around, read alike by Python and polars, that a text with the form cannot
            do without.
        find: Yields start, end and kind of each, in a folded text.
        numeric: `needs` is asked of the text with spoken numerals read as digits.
    """

    kind: str
    needs: str
    find: Finder
    numeric: bool = False

    @cached_property
    def needed(self) -> re.Pattern[str]:
        """`needs`, compiled."""
        return re.compile(self.needs)


def named(kind: str, needs: str, pattern: str, fits: Fits = lambda _: True, *, spoken: bool = False) -> Form:
    """Make a form of a pattern; what is masked is its group `name`, else all of it.

    Args:
        kind: What is left of it.
        needs: See `Form`.
        pattern: May look around.
        fits: Says whether a match is one.
        spoken: The pattern is looked for with spoken numerals read as digits.
    """

    @cache
    def written() -> re.Pattern[
        str
    ]:  # when first needed: all leads together take most of a second to compile
        return re.compile(pattern)

    def find(text: str) -> Iterator[Span]:
        compiled = written()
        read, at = text.translate(SPOKEN) if spoken else text, 0
        while found := compiled.search(read, at):
            at = found.start() + 1  # of a match that is none, a later part may still be one
            if fits(found):
                start, end = found.span("name") if "name" in compiled.groupindex else found.span()
                at = max(at, end)
                yield start, end, kind

    return Form(kind, needs, find)
