"""How a deck looks: faces, colours, logo. The house's own, or what the brief's `deck:` says of the brand."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field

from xhs_workbench import images
from xhs_workbench.errors import IntakeError, Problem
from xhs_workbench.params.brief import DeckLook

MAIN, SECOND = "A8324A", "2F6F6D"
HOUSE: Mapping[str, str] = {
    "ink": "221F1D",
    "soft": "6D665F",
    "line": "E4DDD3",
    "span": "F1E8DA",
    "paper": "FBF9F6",
    "white": "FFFFFF",
    "accent": MAIN,
    "second": "6F4A6E",
    "third": "7A8450",
    "fourth": "C39B62",
    "plain": "5B6B7F",
    "muted": "D5CABB",
    "good": SECOND,
    "bad": "C39B62",
    "good_word": SECOND,
    "bad_word": "8F6114",
    "accent_word": MAIN,
}
"""Colours by what they are for, the page's own. Red and green judge nothing: a word and an arrow stand beside."""
TONES: Mapping[str, str] = {
    "good": "good",
    "bad": "bad",
    "soft": "muted",
    "accent": "accent",
    "second": "second",
    "third": "third",
    "fourth": "fourth",
}
"""Tone of a mark -> its colour; any other is plain."""
LEGIBLE = 4.5
"""Contrast of text to what it stands on, WCAG 2.2 AA."""
SEEN = 1.3
"""Contrast to white below which a bar is not seen: a light yellow is, a white or ivory is not; our choice."""
LOGO_SIDE, LOGO_BYTES = 1_000, 150_000


@dataclass(frozen=True, slots=True)
class Faces:
    """Typefaces of Latin, East Asian and complex letters; they are not embedded, so they are common ones."""

    latin: str = "Arial"
    east_asian: str = "Microsoft YaHei"
    complex: str = "Arial"


@dataclass(frozen=True, slots=True)
class Look:
    """Faces, colours and logo of a deck.

    Args:
        colours: Name -> RGB, six hexadecimal digits.
        body: Faces of the text.
        title: Faces of titles.
        logo: JPEG without metadata; empty for none.
        logo_name: What the logo is called for who cannot see it.
        theme: Slot of the theme -> RGB that replaces it.
    """

    colours: Mapping[str, str] = field(default_factory=lambda: dict(HOUSE))
    body: Faces = Faces()
    title: Faces = Faces()
    logo: bytes = b""
    logo_name: str = ""
    theme: Mapping[str, str] = field(default_factory=dict)

    def tone(self, name: object) -> str:
        """Return the colour of a mark."""
        return self.colours[TONES.get(str(name), "plain")]

    def on(self, ground: str) -> str:
        """Return the colour of text on a ground: white where it can be read there."""
        return self.colours["white"] if contrast("FFFFFF", self.colours[ground]) >= 3 else self.colours["ink"]


def house_look(given: DeckLook | None, brand: str) -> Look:
    """Return the house's look with the brand's colours and logo, where the brief gives them.

    Args:
        given: The brief's `deck:`.
        brand: Name of the brand, for the logo's description.

    Raises:
        InputMissingError: The logo is not there.
        IntakeError: It is no picture, or a colour cannot be seen on white.
    """
    if given is None:
        return Look()
    _refuse_pale(given)
    said = {
        name: value.lstrip("#").upper()
        for name in ("main", "second", "good", "bad")
        if (value := getattr(given.colours, name))
    }
    colours = dict(HOUSE)
    theme = {}
    if "main" in said:
        colours["accent"], theme["accent1"] = said["main"], said["main"]
    if "second" in said:
        colours["plain"], theme["accent3"] = said["second"], said["second"]
    for tone in ("good", "bad"):
        if tone in said:
            colours[tone] = said[tone]
            colours[f"{tone}_word"] = said[tone] if _readable(said[tone]) else HOUSE["ink"]
    colours["accent_word"] = colours["accent"] if _readable(colours["accent"]) else HOUSE["ink"]
    return Look(colours, logo=_logo(given.logo), logo_name=brand, theme=theme)


def _refuse_pale(given: DeckLook) -> None:
    """Refuse a colour in which bars would vanish on the slide's white."""
    for name in ("main", "second", "good", "bad"):
        colour = getattr(given.colours, name)
        if colour and contrast(colour.lstrip("#"), HOUSE["white"]) < SEEN:
            raise IntakeError(
                Problem(
                    "is too pale to be seen on white",
                    "颜色过浅，在白底上看不清",
                    column=f"deck.colours.{name}",
                    value=colour,
                    fix_en="choose a darker colour of the brand, or leave it out.",
                    fix_zh="请改用品牌中较深的颜色，或删去该项。",
                    code="XHS-R086",
                )
            )


def _logo(path: str | None) -> bytes:
    """Return a logo encoded again from its pixels: no place, camera or comment of the file is left."""
    if not path:
        return b""
    read = images.read_picture(path, side=LOGO_SIDE, most_bytes=LOGO_BYTES)
    return base64.b64decode(read.thumbnail.partition(",")[2])


def _readable(colour: str) -> bool:
    return contrast(colour, HOUSE["white"]) >= LEGIBLE


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21, as WCAG 2.2 defines it.

    >>> round(contrast("FFFFFF", "000000")), round(contrast("A8324A", "FFFFFF"), 1)
    (21, 6.5)
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
