"""What fits a box: text measured before it is written, because nothing is shrunk and fonts are not embedded.

Widths are those of the page's sketches, which are on the safe side of heavier letters too, with a tenth more, for
the reader's machine may have another face.
Line heights are exact, so that a face with taller lines moves nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from xhs_workbench.report.presenting.slides import Para
from xhs_workbench.views.sketching.pen import letters

SLACK = 1.1
LEADING = 1.22
"""Line height over height of letters, set exactly: 微软雅黑 by itself takes more than Arial."""
POINTS = 72.0


@lru_cache(maxsize=8192)
def lines(text: str, width: float, size: float) -> int:
    """Return how many lines a text takes in a box.

    Args:
        text: Words; line breaks stay.
        width: Of the box, inches.
        size: Height of letters, points.

    >>> lines("收藏" * 10, 2.0, 12), lines("收藏" * 10, 5.0, 12)
    (2, 1)
    """
    room = width * POINTS / SLACK
    return sum(_lines_of(line, round(room, 2), size) for line in text.split("\n"))


@lru_cache(maxsize=4096)
def _lines_of(text: str, room: float, size: float) -> int:
    count, used = 1, 0.0
    for word in pieces_of(text):
        wide = letters(word, size)
        if used + letters(word.rstrip(), size) <= room:
            used += wide
        elif wide <= room:
            count, used = count + 1, wide
        else:  # a word longer than a line is broken where it stands
            full, rest = divmod(used + wide, room)
            count, used = count + int(full), rest
    return count


def pieces_of(text: str) -> list[str]:
    """Return the pieces between which a line may break: words with their blank, and each wide letter."""
    pieces: list[str] = []
    for sign in text:
        wide = unicodedata.east_asian_width(sign) in "WF"
        if pieces and not wide and not _ends(pieces[-1]):
            pieces[-1] += sign
        else:
            pieces.append(sign)
    return pieces


def _ends(piece: str) -> bool:
    return piece[-1].isspace() or unicodedata.east_asian_width(piece[-1]) in "WF"


def height(paras: Sequence[Para], width: float) -> float:
    """Return how tall paragraphs are, inches."""
    return sum(para_height(para, width) for para in paras)


@lru_cache(maxsize=8192)
def para_height(para: Para, width: float) -> float:
    """Return how tall a paragraph is, inches."""
    rows = lines(f"{para.lead} {para.text}" if para.lead else para.text, width, para.size)
    return (rows * para.size * LEADING + para.before) / POINTS
