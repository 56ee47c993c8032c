"""The themes that an industry's comments talk about, as data; a brief can add its own."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from xhs_workbench.findings import Text

ADVICE = "advice"
EVERYWHERE = "any"


@dataclass(frozen=True)
class Aspect:
    """One theme.

    Args:
        name: Its id.
        label: Its name in both languages.
        words: Words that name it, cleaned in the same way as comments.
        safety: True for a theme that is reported however few comments mention it.
        approved: True for a theme whose questions are answered only in text that the brand has approved.
    """

    name: str
    label: Text
    words: tuple[str, ...]
    safety: bool = False
    approved: bool = False


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
    return tuple(name for name in _data() if name not in (ADVICE, EVERYWHERE))


def aspects(industry: str, own: Iterable[OwnTheme] = ()) -> tuple[Aspect, ...]:
    """Return the themes of an industry, the themes of every industry, and a brief's own.

    Args:
        industry: Industry of the brief; one without its own themes gets those of every industry.
        own: `brief.comment_themes`; an entry with the id of an existing theme adds its words to that theme.
    """
    shipped = {**_data().get(industry, {}), **_data()[EVERYWHERE]}
    made = {name: _shipped(name, rule) for name, rule in shipped.items()}
    for theme in own:
        words = tuple(word.lower() for word in theme.words)
        known = made.get(theme.id)
        label = theme.name.text
        made[theme.id] = (
            replace(known, words=(*known.words, *words), safety=known.safety or theme.safety)
            if known
            else Aspect(theme.id, label, words, theme.safety)
        )
    return tuple(made.values())


def _shipped(name: str, rule: dict[str, Any]) -> Aspect:
    label, safety, approved = (
        Text(rule["en"], rule["zh"]),
        rule.get("safety", False),
        rule.get("approved", False),
    )
    return Aspect(name, label, tuple(rule["words"]), safety=bool(safety), approved=bool(approved))


def advice(direction: str) -> Text:
    """Return what to do about a theme.

    Args:
        direction: `praise`, `blame`, `asking`, `approved` (asked about, and answered in approved text only) or
            `safety`.
    """
    said = _data()[ADVICE][direction]
    return Text(said["en"], said["zh"])
