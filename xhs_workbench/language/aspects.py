"""The themes that an industry's comments talk about, as data; a brief can add its own."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from xhs_workbench.findings import Text

ADVICE, ADVICE_OF = "advice", "advice_of"
EVERYWHERE = "any"
HARM = "bodily_harm"
"""The theme of every industry that collects what happened to a body."""


@dataclass(frozen=True)
class Aspect:
    """One theme.

    Args:
        name: Its id.
        label: Its name in both languages.
        words: Words that name it, cleaned in the same way as comments.
        safety: True for a theme that is reported however few comments mention it.
        approved: True for a theme whose questions are answered only in text that the brand has approved.
        felt: True for a theme whose words are complaints wherever nothing denies them: 喝了心慌 praises nothing.
        industry: Whose advice it takes; empty for what is said of every one.
        plain: Words of a `felt` theme that complain of nothing by themselves: 安全 beside 被偷.
        hides: Longer words in which its own have no meaning, as they name another theme: 出血 in 磨出血.
    """

    name: str
    label: Text
    words: tuple[str, ...]
    safety: bool = False
    approved: bool = False
    felt: bool = False
    industry: str = ""
    plain: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()

    @property
    def complaining(self) -> tuple[str, ...]:
        """Its words that are complaints wherever nothing denies them."""
        return tuple(word for word in self.words if word not in self.plain) if self.felt else ()

    def advise(self, act: str) -> Text:
        """Return what to do about it; see `advice`."""
        return advice(act, self.industry)


class OwnTheme(Protocol):
    """A theme of the brief."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def words(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def safety(self) -> bool: ...  # noqa: D102
    @property
    def name(self) -> Any: ...  # noqa: D102 - `Words` of a brief: en, zh


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "aspects.toml").read_text(encoding="utf-8"))


def industries() -> tuple[str, ...]:
    """Return the industries with themes of their own."""
    return tuple(name for name in _data() if name not in (ADVICE, ADVICE_OF, EVERYWHERE))


def aspects(industry: str, own: Iterable[OwnTheme] = ()) -> tuple[Aspect, ...]:
    """Return the themes of an industry, the themes of every industry, and a brief's own.

    Args:
        industry: Industry of the brief; one without its own themes gets those of every industry.
        own: `brief.comment_themes`; an entry with the id of an existing theme adds its words to that theme.
    """
    shipped = {**_data().get(industry, {}), **_data()[EVERYWHERE]}
    known_harm = {
        word for rule in _data().get(industry, {}).values() if rule.get("safety") for word in rule["words"]
    }
    made = {name: _shipped(name, rule, industry) for name, rule in shipped.items()}
    if HARM in made:  # one complaint is one matter
        own_words = tuple(word for word in made[HARM].words if word not in known_harm)
        longer = tuple(sorted(word for word in known_harm if any(one in word for one in own_words)))
        made[HARM] = replace(made[HARM], words=own_words, hides=longer)
    for theme in own:
        words = tuple(word.lower() for word in theme.words)
        known = made.get(theme.id)
        label = theme.name.text
        made[theme.id] = (
            replace(known, words=(*known.words, *words), safety=known.safety or theme.safety)
            if known
            else Aspect(theme.id, label, words, theme.safety, industry=industry)
        )
    return tuple(made.values())


def _shipped(name: str, rule: dict[str, Any], industry: str) -> Aspect:
    label = Text(rule["en"], rule["zh"])
    safety, approved, felt = (bool(rule.get(key)) for key in ("safety", "approved", "felt"))
    return Aspect(
        name,
        label,
        tuple(rule["words"]),
        safety=safety,
        approved=approved,
        felt=felt,
        industry=industry,
        plain=tuple(rule.get("plain", ())),
    )


def advice(direction: str, industry: str = "") -> Text:
    """Return what to do about a theme.

    Args:
        direction: `praise`, `blame`, `asking`, `approved` (asked about, and answered in approved text only),
            `safety`, or `found` (a phrase that no dictionary has: what it is about is not known).
        industry: Whose words to use; one without its own takes those of every industry.
    """
    own = _data()[ADVICE_OF].get(industry, {})
    said = own.get(direction) or _data()[ADVICE][direction]
    return Text(said["en"], said["zh"])
