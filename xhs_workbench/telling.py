"""What a page says first: a verdict, tiles, the money and what to do; and each chapter's statement.

The rooms fill these, `views.story` shows them. Words are pairs (`Text`) or whatever says itself in a language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from xhs_workbench.findings import NOTHING, Text

LEFT = Text("left", "剩余")


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure of the first screen against its target.

    Args:
        label: What it is, in the words of the glossary.
        value: The figure, or words such as a day; None is "not in the files".
        kind: How it is written, see `views.drawing.numbers.show`.
        target: The figure promised; None where nothing was.
        done: Share of the target reached, 1 as promised; for a cost target / value.
        word: The judgement in one word, such as "met", beside the arrow.
        tone: `good`, `bad` or empty.
        definition: Id of the definition behind it.
        note: What to know of it, a few words.
        private: True for a figure the client does not see.
    """

    label: Any
    value: Any
    kind: str = "compact"
    target: Any = None
    done: float | None = None
    word: Any = NOTHING
    tone: str = ""
    definition: str = ""
    note: Any = NOTHING
    private: bool = False


@dataclass(frozen=True, slots=True)
class Money:
    """A sum of money and what it went on.

    Args:
        label: What the whole is: the budget.
        total_cny: The whole; None where no budget is known.
        parts: Words and CNY of each part, in the order of the bar; what is left of the whole is drawn empty.
        rest: What the part that is left is called.
        says: One sentence about it.
    """

    label: Any
    total_cny: float | None
    parts: Sequence[tuple[Any, float]]
    rest: Any = LEFT
    says: Any = NOTHING


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do.

    Args:
        what: Verb and object.
        amount: How much or how many; empty where it makes no sense.
        by: The day it is due.
        owner: Who does it.
        see: Place on the page that it follows from, as in `Block.marked`.
        private: True for what only we do.
        links: Names inside `what` and their addresses on 小红书; only the platform's own are shown.
    """

    what: Any
    amount: Any = NOTHING
    by: Any = NOTHING
    owner: Any = NOTHING
    see: str = ""
    private: bool = False
    links: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class FirstScreen:
    """What a reader takes away in five seconds.

    Args:
        verdict: Did it work, or what is to be decided: one sentence.
        tiles: Four to six figures.
        money: The budget and what it went on; None where the page is not about money.
        actions: Three at most are shown.
        also: Two or three sentences that come next in weight.
    """

    verdict: Any
    tiles: Sequence[Tile] = ()
    money: Money | None = None
    actions: Sequence[Action] = ()
    also: Sequence[Any] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """What a chapter has found.

    Args:
        says: The finding, a sentence that can be read alone; it is the chapter's heading.
        more: One sentence under the picture.
        caution: One limit that concerns this chapter, if any.
        code: Name of the finding, so that a checker of claims can compare; empty for none.
        place: Name that links of the first screen lead to, as in `Block.marked`.
    """

    says: Any
    more: Any = NOTHING
    caution: Any = NOTHING
    code: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One note, creator or theme as a card.

    Args:
        title: Its name.
        about: A line under it: creator, day, format.
        link: Address on 小红书; only the platform's own are shown.
        figures: Words, value and kind of each figure.
        why: Why it stands here.
        tone: `good`, `bad` or empty.
        badge: A word in its corner.
        quotes: Sentences that people wrote, already masked.
        bar: Share of 1 that a thin bar shows; None for none.
        cover: A picture as a data URI that `images` made; empty for none.
        private: True for a card the client does not see.
        clause: What it shows, for the heading of its chapter; not on the card.
        links: Names inside `about` and their addresses on 小红书; only the platform's own are shown.
    """

    title: Any
    about: Any = NOTHING
    link: str = ""
    figures: Sequence[tuple[Any, Any, str]] = field(default_factory=tuple)
    why: Any = NOTHING
    tone: str = ""
    badge: Any = NOTHING
    quotes: Sequence[str] = field(default_factory=tuple)
    bar: float | None = None
    cover: str = ""
    private: bool = False
    clause: Any = NOTHING
    links: Sequence[tuple[str, str]] = ()
