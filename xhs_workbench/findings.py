"""A finding: one sentence about the data or the campaign, graded, with its evidence and what to do about it.

Rooms make findings; `views` shows them; nothing else words them. A finding carries both languages side by side so
that a rule and its two sentences are read, reviewed and changed together.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, NamedTuple

from xhs_workbench.who_sees import finding_seen

Language = Literal["en", "zh"]
SIDES: tuple[Language, Language] = ("en", "zh")


class Text(NamedTuple):
    """The same words in English and Chinese."""

    en: str
    zh: str

    def to(self, language: Language) -> str:
        """Return the words in one language.

        >>> Text("saves", "收藏").to("zh")
        '收藏'
        """
        return self.zh if language == "zh" else self.en

    def pair(self, name: str) -> dict[str, str]:
        """Return the words as two columns of a row.

        >>> Text("saves", "收藏").pair("name")
        {'name_en': 'saves', 'name_zh': '收藏'}
        """
        return {f"{name}_en": self.en, f"{name}_zh": self.zh}


def both(*names: str) -> tuple[str, ...]:
    """Return the columns that hold words in both languages, two a name: tables and charts show the reader's."""
    return tuple(f"{name}_{side}" for name in names for side in SIDES)


NOTHING = Text("", "")
"""No words: nothing to do."""


class Level(StrEnum):
    """How much a finding asks of the reader."""

    PASS = "PASS"  # noqa: S105 - a grade, not a password
    REVIEW = "REVIEW"
    FAIL = "FAIL"


@dataclass(frozen=True, slots=True)
class Finding:
    """One graded sentence.

    Args:
        code: Stable name in snake case, such as `duplicate_rows`.
        level: PASS, REVIEW or FAIL.
        text: What was found, with its numbers.
        fix: What to do; empty texts when nothing is to be done.
        evidence: Places or quotes that carry it: `orders.xlsx › row 17`, a sentence of a draft; already masked.
        n: How many rows, notes or creators it speaks of; None when counting makes no sense.
        private: True for what is ours alone though its code is declared a client's (`who_sees.toml`); the other way there is none.
    """

    code: str
    level: Level
    text: Text
    fix: Text = NOTHING
    evidence: tuple[str, ...] = ()
    n: int | None = None
    private: bool = False

    @property
    def internal(self) -> bool:
        """True when the client's version leaves it out: a code that is not declared a client's, or `private`."""
        return self.private or not finding_seen(self.code)
