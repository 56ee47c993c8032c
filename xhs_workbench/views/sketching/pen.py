"""A pen that writes SVG: every text is escaped where it is written, every place is a number, every colour a class."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

SIZE = 12.0
"""Height of letters in px, at both widths: a drawing that is scaled would halve its words on a phone."""
LATIN, WIDE = 0.56, 1.0
"""Width of a letter as a share of its height; on the safe side for the system faces of the style sheet."""
TONES = ("plain", "good", "bad", "soft", "accent", "second", "third", "fourth")
"""Classes of marks; `blocks.css` gives them a colour and, where two could be taken for one another in grey, a shape."""


def letters(text: str, size: float = SIZE) -> float:
    """Return about how wide a text is in px.

    >>> letters("ab"), letters("收藏")
    (13.44, 24.0)
    """
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)
    return round((WIDE * wide + LATIN * (len(text) - wide)) * size, 2)


def shorten(text: str, room: float, size: float = SIZE) -> str:
    """Return a text that fits the room, ended by … where it was cut.

    >>> shorten("Morning with Luna", 60), shorten("收藏", 60)
    ('Morning…', '收藏')
    """
    if letters(text, size) <= room:
        return text
    while text and letters(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def tone(name: object) -> str:
    """Return the class of a tone; what is none is plain."""
    return str(name) if name in TONES else "plain"


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Return round numbers between two ends, at most so many.

    >>> ticks(0, 9.3), ticks(0, 12_400, 4)
    ([0.0, 2.0, 4.0, 6.0, 8.0], [0.0, 5000.0, 10000.0])
    """
    span = high - low
    if not math.isfinite(span) or span <= max(abs(low), abs(high), 1.0) * 1e-12:
        return [low]  # a span below what floats tell apart has no round numbers in it
    power = math.floor(math.log10(span / most))
    for part in (1, 2, 5, 10, 20):
        step = part * 10.0**power
        places = range(math.ceil(low / step - 1e-12), math.floor(high / step + 1e-12) + 1)
        if 1 <= len(places) <= most:
            return [round(step * place, 3 - power) + 0.0 for place in places]
    return [low]


@dataclass
class Pen:
    """One drawing in one width.

    Args:
        width: Of the drawing, px.
        height: Of the drawing, px; may grow while drawing.
    """

    width: float
    height: float = 0.0
    parts: list[Markup] = field(default_factory=list)

    def text(self, x: float, y: float, words: object, kind: str = "", anchor: str = "start") -> None:
        """Write words; `anchor` is start, middle or end."""
        self.parts.append(
            Markup('<text x="{}" y="{}" class="{}" text-anchor="{}">{}</text>').format(
                number(x), number(y), kind, anchor, str(words)
            )
        )

    def bar(self, x: float, y: float, width: float, height: float, kind: str) -> None:
        """Draw a filled box."""
        self.parts.append(
            Markup('<rect x="{}" y="{}" width="{}" height="{}" class="{}"/>').format(
                number(x), number(y), number(max(width, 0)), number(height), kind
            )
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, kind: str) -> None:
        """Draw a straight line."""
        self.parts.append(
            Markup('<line x1="{}" y1="{}" x2="{}" y2="{}" class="{}"/>').format(
                number(x1), number(y1), number(x2), number(y2), kind
            )
        )

    def dot(self, x: float, y: float, radius: float, kind: str) -> None:
        """Draw a point; a bad one is a square and a good one a circle, so that grey tells them apart."""
        if "bad" in kind.split():
            self.bar(x - radius, y - radius, 2 * radius, 2 * radius, kind)
            return
        self.parts.append(
            Markup('<circle cx="{}" cy="{}" r="{}" class="{}"/>').format(
                number(x), number(y), number(radius), kind
            )
        )

    def path(self, points: Sequence[tuple[float, float]], kind: str) -> None:
        """Draw a line through points."""
        where = " ".join(f"{number(x)},{number(y)}" for x, y in points)
        self.parts.append(Markup('<polyline points="{}" class="{}"/>').format(where, kind))

    def svg(self, kind: str, says: str) -> Markup:
        """Return the drawing with what it says to who cannot see it."""
        body = Markup("").join(self.parts)
        return Markup(
            '<svg class="{}" width="{}" height="{}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>'
        ).format(
            kind,
            number(self.width),
            number(self.height),
            number(self.width),
            number(self.height),
            escape(says),
            body,
        )


def number(value: float) -> str:
    """Return a place as SVG writes it; what is no number is 0.

    >>> number(12.0), number(3.14159), number(float("nan"))
    ('12', '3.1', '0')
    """
    return f"{value:.1f}".rstrip("0").rstrip(".") if math.isfinite(value) else "0"
