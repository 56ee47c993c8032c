"""An executed notebook's headings and blocks as the page's chapters: what stands open, what is folded, what is left out.

A heading of level 2 opens a chapter; what stands under its own headings of level 3 is folded behind
"Details". A second heading of level 1 opens the appendix, whose chapters are all folded. An empty block is
left out, and with it a heading that has nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from xhs_workbench.findings import Language
from xhs_workbench.views.blocks import render

SIDES = " ／ "
APART = {"cover", "control", "first_screen"}
"""Blocks that stand elsewhere on the page, or on none: a control is for JupyterLab only."""


@dataclass
class Part:
    """One heading of the page with its content.

    Args:
        id: Anchor.
        level: 2 or 3.
        title: The heading as the notebook has it.
        appendix: True after the second heading of level 1.
        says: The chapter's finding, if a block states one; the page's heading is then this.
        wants: What file would fill it, if its block says that there is none.
        wanting: Name of that block.
        lead: Paragraphs of the notebook.
        blocks: Rendered, in order.
        told: True if a cell under it showed a block, to either audience, or is the parameters cell.
        titled: True if its only block has its own title, which a sub-heading would repeat.
        subs: The headings of level 3 under a chapter.
        details: Blocks of its cells that are folded.
        folded: Their titles, for the line that opens them.
        figured: True if a block under it holds a figure.
    """

    id: str
    level: int
    title: str
    appendix: bool = False
    says: str = ""
    wants: str = ""
    wanting: str = ""
    lead: list[str] = field(default_factory=list)
    blocks: list[Markup] = field(default_factory=list)
    told: bool = False
    titled: bool = False
    subs: list[Part] = field(default_factory=list)
    details: list[Markup] = field(default_factory=list)
    folded: list[str] = field(default_factory=list)
    figured: bool = False

    @property
    def behind(self) -> bool:
        """True for what stands in the appendix: a chapter of it, one that these files cannot open, or details alone."""
        alone = bool(self.details) and not self.subs
        return self.appendix or (not self.blocks and (bool(self.wants) or alone))

    @property
    def idle(self) -> bool:
        """True for a chapter that these files cannot open and whose details hold no figure either."""
        unopened = self.behind and not self.appendix
        return unopened and not self.figured and not any(sub.figured for sub in self.subs)

    @property
    def heading(self) -> str:
        """What the page calls it."""
        return self.says or self.title


def read_markdown(source: str, language: Language, parts: list[Part]) -> None:
    """Add the headings and paragraphs of a markdown cell, in one language.

    The first heading of level 1 is the notebook's name; a second one opens the appendix.
    """
    for line in source.splitlines():
        text = _side(line, language)
        if line.startswith("# "):
            parts.append(Part("appendix" if len(parts) > 1 else "name", 1, text.lstrip("# ").strip()))
        elif line.startswith("#"):
            level = min(len(line) - len(line.lstrip("#")), 3)
            behind = any(part.id == "appendix" for part in parts)
            parts.append(Part(f"sec-{len(parts)}", level, text.lstrip("# ").strip(), appendix=behind))
        elif text.strip():
            parts[-1].lead.append(text.strip())


def _side(line: str, language: Language) -> str:
    english, _, chinese = line.partition(SIDES)
    marks = line[: len(line) - len(line.lstrip("#"))]
    return f"{marks} {chinese.strip()}" if language == "zh" and chinese else english


class Drawn:
    """The blocks of one report as they were rendered: most are the same for the client and for us, and are rendered once."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, ...], list[tuple[Mapping[str, Any], Markup]]] = {}

    def render(self, block: Mapping[str, Any]) -> Markup:
        """Return a block's HTML."""
        data = block["data"]
        alike = (block["kind"], block["language"], str(data.get("block")), str(data.get("title")))
        known = self._made.setdefault(alike, [])
        for held, made in known:
            if held == data:
                return made
        known.append((data, render(block["kind"], block["language"], data)))
        return known[-1][1]


def place_each(
    blocks: Sequence[Mapping[str, Any]], parts: list[Part], drawn: Drawn | None = None
) -> list[tuple[str, Mapping[str, Any]]]:
    """Render a cell's blocks under the last heading, or under their own; return each with the heading it stands under."""
    told = []
    for block in blocks:
        open_own(block, parts)
        told.append((parts[-1].title, block))
        place([block], parts[-1], drawn)
    return told


def open_own(block: Mapping[str, Any], parts: list[Part]) -> None:
    """Open a chapter for a block that brings its own heading: one cell may hold several chapters."""
    if block["kind"] == "chapter" and block["data"].get("noun"):
        title = str(block["data"]["noun"])
        parts.append(Part(f"sec-{len(parts)}", 2, title, parts[-1].appendix, told=True))


def place(blocks: Sequence[Mapping[str, Any]], part: Part, drawn: Drawn | None = None) -> None:
    """Render blocks under a heading; those that are empty or stand elsewhere are left out."""
    for block in blocks:
        data = block["data"]
        if block["kind"] in APART or (block["kind"] == "findings" and data["headline"]) or empty(block):
            if not part.wants and data.get("wants"):
                part.wants, part.wanting = str(data["wants"]), str(data.get("block") or "")
            continue
        if block["kind"] == "chapter":
            part.says = part.says or str(data["says"])
        part.figured |= _holds_a_figure(block)
        made = drawn.render(block) if drawn else render(block["kind"], block["language"], data)
        if data.get("detail"):
            part.details.append(made)
            part.folded += [str(data["title"])] if data.get("title") else []
            continue
        part.blocks.append(made)
        part.titled = part.level == 3 and len(part.blocks) == 1 and bool(data.get("title"))


def empty(block: Mapping[str, Any]) -> bool:
    """Say whether a block has nothing to show."""
    data = block["data"]
    holds: Mapping[str, Any] = {
        "table": data.get("rows"),
        "chart": not data.get("empty"),
        "sketch": data.get("rows"),
        "figures": data.get("items"),
        "cards": data.get("items"),
        "findings": data.get("items"),
        "pictures": data.get("groups"),
        "drafts": data.get("pages"),
        "chapter": data.get("says"),
    }
    return block["kind"] in holds and not holds[block["kind"]]


def _holds_a_figure(block: Mapping[str, Any]) -> bool:
    """Say whether a block that is not empty shows a number other than 0: tables of dashes tell a reader nothing."""
    data = block["data"]
    if block["kind"] != "table":
        return block["kind"] not in ("findings", "chapter")
    numeric = [place for place, column in enumerate(data["columns"]) if column["numeric"]]
    return any(row["cells"][place]["sort"] for row in data["rows"] for place in numeric)


def in_chapters(parts: Sequence[Part]) -> list[Part]:
    """Return the chapters with the sub-headings under each; headings without anything to show are left out.

    What stands before the first chapter is a chapter of its own.
    """
    chapters: list[Part] = []
    for part in parts:
        if part.level < 3 or (part.blocks and (not chapters or chapters[-1].appendix != part.appendix)):
            chapters.append(part)
        elif part.blocks:
            chapters[-1].subs.append(part)
    return [chapter for chapter in chapters if chapter.blocks or chapter.subs or chapter.details]
