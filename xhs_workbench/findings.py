"""A finding: one graded sentence about the data or the campaign, with its evidence and what to do about it.

The rooms make findings and word them; `views` only shows them. A finding holds both languages side by side,
so that the rule and its two sentences are read, reviewed and changed together.
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
    """How much attention a finding asks of the reader."""

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
        evidence: Places or quotes that support it: `orders.xlsx › row 17`, a sentence of a draft; already
            masked.
        n: How many rows, notes or creators it is about; None where a count makes no sense.
        private: True hides this finding from the client although its code is declared for clients in
            `who_sees.toml`. The reverse is not possible.
        client: What the client reads instead of `text` and `fix`, where those speak to the analyst; None
            where both read the same.
    """

    code: str
    level: Level
    text: Text
    fix: Text = NOTHING
    evidence: tuple[str, ...] = ()
    n: int | None = None
    private: bool = False
    client: Text | None = None

    @property
    def internal(self) -> bool:
        """True when the client's version omits it: its code is not declared for clients, or it is `private`."""
        return self.private or not finding_seen(self.code)
