"""What a page says, without drawing it: the story's cells of its notebook, run on given tables and a given brief.

Only the lines that lead to a first screen, a chapter or cards are run, so that a made-up campaign takes a moment.
Nothing of a notebook is repeated here: what its cells hand to the views is what is checked.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from xhs_workbench import paths
from xhs_workbench.telling import Card, FirstScreen, Statement

TOLD = (FirstScreen, Statement, Card)
STORY = ("open_", "chapter_", "cards_", "first_screen")
"""How the functions of the views are called that show what a page states."""
APPENDIX = "# Appendix"


@dataclass
class Said:
    """One thing handed to a view: by which function, and with the heading of the cell above it."""

    by: str
    heading: str
    told: list[Any]


@dataclass
class Page:
    """What one page says.

    Args:
        name: The notebook.
        said: What was handed to the views, in the order of the page.
        names: Every name of the cells that were run: the frames that the sentences were made from.
    """

    name: str
    said: list[Said] = field(default_factory=list)
    names: dict[str, Any] = field(default_factory=dict)

    @property
    def first(self) -> FirstScreen:
        """The first screen."""
        return next(one for said in self.said for one in said.told if isinstance(one, FirstScreen))

    @property
    def statements(self) -> list[Statement]:
        """The chapters' statements, in order."""
        return [
            one
            for said in self.said
            if said.by.startswith("chapter_")
            for one in said.told
            if isinstance(one, Statement)
        ]

    def cards(self, by: str) -> list[Card]:
        """Return the cards that one function shows."""
        return [one for said in self.said if said.by == by for one in said.told if isinstance(one, Card)]

    def statement(self, place: str) -> Statement | None:
        """Return the statement of a chapter by its place; None where the chapter is left out."""
        return next((one for one in self.statements if one.place == place), None)


class _Views:
    """Stands for the views: takes everything, draws nothing, and keeps what is told."""

    def __init__(self, keep: Any, name: str = "") -> None:
        self._keep, self._name = keep, name

    def __getattr__(self, name: str) -> _Views:
        return _Views(self._keep, name)

    def __call__(self, *given: Any, **named: Any) -> _Views:
        self._keep(self._name, [*given, *named.values()])
        return self


def tell_page(name: str, **given: Any) -> Page:
    """Run the story of a notebook.

    Args:
        name: The notebook without its ending.
        given: Names that the cells find ready, such as `params`, `the_brief` and `data`; the lines that would
            make them are not run.
    """
    page = Page(name)
    heading = ""

    def keep(by: str, values: list[Any]) -> None:
        if by.startswith(STORY):
            page.said.append(Said(by, heading, list(_told(values))))

    views = _Views(keep)
    page.names = {**given, **dict.fromkeys(_views_of(name), views)}
    for heading, step in _story(name, frozenset(given)):  # noqa: B007 - `keep` reads the heading
        exec(step, page.names)
    return page


def _told(values: list[Any]) -> Iterator[Any]:
    for value in values:
        if isinstance(value, TOLD):
            yield value
        elif isinstance(value, list | tuple):
            yield from (one for one in value if isinstance(one, TOLD))


@cache
def _cells(name: str) -> tuple[tuple[str, ast.stmt], ...]:
    """Return the statements of the story's cells with the heading above each, up to the appendix."""
    cells = json.loads((paths.ROOT / "notebooks" / f"{name}.ipynb").read_text("utf-8"))["cells"]
    found, heading = [], ""
    for cell in cells:
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            heading = text.splitlines()[0] if text else heading
            if text.startswith(APPENDIX):
                break
        elif "parameters" not in cell["metadata"].get("tags", []):
            found += [(heading, step) for step in ast.parse(text).body]
    return tuple((heading, _Folded().visit(step)) for heading, step in found)


class _Folded(ast.NodeTransformer):
    """Takes off what stands folded behind a chapter."""

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        node.keywords = [word for word in node.keywords if word.arg != "details"]
        return node


@cache
def _views_of(name: str) -> tuple[str, ...]:
    """Return the names under which a notebook knows the views."""
    return tuple(
        alias.asname or alias.name
        for _, step in _cells(name)
        if isinstance(step, ast.ImportFrom)
        for alias in step.names
        if _of_views(step, alias)
    )


def _of_views(step: ast.ImportFrom, alias: ast.alias) -> bool:
    return f"{step.module}.{alias.name}".startswith("xhs_workbench.views")


@cache
def _story(name: str, given: frozenset[str]) -> tuple[tuple[str, Any], ...]:
    """Return the compiled statements that lead to what is told, each with the heading above it."""
    wanted: set[str] = set()
    chosen = []
    for heading, step in reversed(_cells(name)):
        if isinstance(step, ast.ImportFrom):
            step.names = [alias for alias in step.names if not _of_views(step, alias)]
            keep = bool(step.names)
        else:
            made = {part.id for part in _named(step, ast.Store)} - given
            keep = bool(made & wanted) or _tells(step)
        if keep:
            chosen.append((heading, step))
            wanted |= {part.id for part in _named(step, ast.Load)}
    return tuple(
        (heading, compile(ast.Module([step], []), f"{name}.ipynb", "exec"))
        for heading, step in reversed(chosen)
    )


def _named(step: ast.stmt, how: type[ast.expr_context]) -> list[ast.Name]:
    return [part for part in ast.walk(step) if isinstance(part, ast.Name) and isinstance(part.ctx, how)]


def _tells(step: ast.stmt) -> bool:
    """Say whether a statement shows something of the story."""
    return any(
        isinstance(part, ast.Call)
        and isinstance(part.func, ast.Attribute)
        and part.func.attr.startswith(STORY)
        for part in ast.walk(step)
    )
