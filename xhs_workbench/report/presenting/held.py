"""What an executed report holds for one reader: its blocks by name, each with its chapter. Nothing is computed again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from xhs_workbench.findings import Language
from xhs_workbench.report.rendering.masked_names import for_page
from xhs_workbench.report.rendering.sections import Part, empty, open_own, read_markdown
from xhs_workbench.views.blocks import MIME
from xhs_workbench.who_sees import Audience

PLACE = " › "
MOST_SPANS = 5
Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """One block: the chapter it stands under, and the chapter's block before it."""

    heading: str
    chapter: str
    block: Mapping[str, Any]

    @property
    def data(self) -> Data:
        """What it shows."""
        return self.block["data"]  # type: ignore[no-any-return]

    @property
    def name(self) -> str:
        """Its name in `who_sees.toml`."""
        return str(self.data.get("block") or "")


@dataclass(frozen=True, slots=True)
class Held:
    """The blocks that one reader sees, in the page's order."""

    told: tuple[Told, ...]
    language: Language
    audience: Audience
    cover: Data = field(default_factory=dict)

    def find(self, name: str, *, chapter: str = "", nth: int = 1) -> Told | None:
        """Return a block that has something to show; None if the report has none.

        Args:
            name: Its name.
            chapter: Only under this chapter's block.
            nth: Which of several.
        """
        there = [one for one in self.told if one.name == name and (not chapter or one.chapter == chapter)]
        found = there[nth - 1] if len(there) >= nth else None
        return None if found is None or empty(found.block) else found

    def kind(self, kind: str) -> list[Told]:
        """Return the blocks of a kind."""
        return [one for one in self.told if one.block["kind"] == kind]


def hold(notebook: Mapping[str, Any], audience: Audience) -> Held:
    """Return what an executed notebook shows to a reader, cut and masked as its page is.

    Args:
        notebook: As JSON; a page was made of it, so that its outputs are known to be blocks.
        audience: `client` or `internal`.
    """
    language = language_of(notebook)
    parts, chapter = [Part("top", 1, "")], ""
    blocks, stands = list[Mapping[str, Any]](), list[tuple[str, str]]()
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            before = len(parts)
            read_markdown("".join(cell["source"]), language, parts)
            chapter = chapter if len(parts) == before or parts[-1].level > 2 else ""
            continue
        for block in _blocks(cell):
            open_own(block, parts)
            chapter = str(block["data"].get("block") or "") if block["kind"] == "chapter" else chapter
            blocks.append({**block, "at": len(stands)})
            stands.append((_chapter_of(parts), chapter))
    told: list[Told] = []
    for block in for_page(blocks, audience):  # all at once: masking is slow
        heading, under = stands[block["at"]]
        told.append(Told(heading, under, block))
    cover = next((one.data for one in told if one.block["kind"] == "cover"), {})
    if any(one.data.get("synthetic") for one in told):
        cover = {**cover, "synthetic": True}
    return Held(tuple(told), language, audience, cover)


def _chapter_of(parts: list[Part]) -> str:
    return next((part.title for part in reversed(parts) if part.level == 2), "")


def _blocks(cell: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    return (output["data"][MIME] for output in cell.get("outputs", []) if MIME in output.get("data", {}))


def language_of(notebook: Mapping[str, Any]) -> Language:
    """Return the language of a report: that of its first block."""
    shown = (block for cell in notebook["cells"] for block in _blocks(cell))
    return "zh" if next((block.get("language") for block in shown), "en") == "zh" else "en"


def places(told: Iterable[Told]) -> list[str]:
    """Return the files, sheets and rows behind the tables of some blocks, rows in spans.

    Args:
        told: Blocks; tables say the place of each row.
    """
    rows: dict[str, set[int]] = {}
    for one in told:
        for row in one.data.get("rows") or () if one.block["kind"] == "table" else ():
            where, _, number = str(row.get("source") or "").rpartition(f"{PLACE}row ")
            if where and number.isdigit():
                rows.setdefault(where, set()).add(int(number))
    return [f"{where}{PLACE}{spans(sorted(found))}" for where, found in rows.items()]


def spans(numbers: list[int]) -> str:
    """Write rising numbers as spans; many spans as the first, the last and how many there are.

    >>> spans([2, 3, 4, 9]), spans(list(range(3, 60, 3)))
    ('2–4, 9', '3–57 (19)')
    """
    made: list[list[int]] = []
    for number in numbers:
        if made and number == made[-1][1] + 1:
            made[-1][1] = number
        else:
            made.append([number, number])
    if len(made) > MOST_SPANS:
        return f"{numbers[0]}–{numbers[-1]} ({len(numbers)})"
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in made)
