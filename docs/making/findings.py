"""The pages of findings and of errors, from the places in the code and the files of rules that make them."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from docs.making.markdown import table

PACKAGE = Path(__file__).parents[2] / "xhs_workbench"
STEPS = {
    "intake": "Reading files",
    "params": "Parameters",
    "brief": "Brief",
    "selection": "Selection",
    "content": "Content",
    "live": "Live",
    "results": "Results",
    "language": "Comments",
    "metrics": "Numbers",
    "memory": "Memory",
    "images": "Pictures",
    "report": "Making reports",
    "workspace": "Work folder",
    "verbs": "In your own notebook",
    "cli": "Command line",
    "statistics": "Numbers",
    "views": "Pages",
    "paths.py": "Files",
    "work_folder.py": "Work folder",
}
BLANK = "…"
"""Stands for what a sentence takes from the data."""


Known = Mapping[str, Sequence[ast.expr | None]]
"""Name -> what it may be bound to in a place; None where only a run knows."""


@dataclass(frozen=True, slots=True)
class Made:
    """One place in the code that makes a finding or a problem.

    Args:
        room: First part of the file's path.
        named: Argument -> its expression; positions by number.
        known: The names known there.
    """

    room: str
    named: Mapping[str | int, ast.expr]
    known: Known = field(default_factory=dict)

    def text(self, *keys: str | int) -> str:
        """Return an argument as words, "" where it is not given."""
        node = next((self.named[key] for key in keys if key in self.named), None)
        return said(node, self.known) if node is not None else ""

    def sides(self, *keys: str | int) -> tuple[str, str]:
        """Return an argument that is words in both languages; alternatives stand side by side."""
        node = next((self.named[key] for key in keys if key in self.named), None)
        pairs = list(dict.fromkeys(self._pairs(node))) if node is not None else []
        if not pairs or (BLANK, BLANK) in pairs:
            return (BLANK, BLANK) if node is not None else ("", "")
        return " / ".join(en for en, _ in pairs), " / ".join(zh for _, zh in pairs)

    def _pairs(self, node: ast.expr | None, depth: int = 0) -> Iterator[tuple[str, str]]:
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Text" and len(node.args) == 2:
            yield said(node.args[0], self.known), said(node.args[1], self.known)
        elif isinstance(node, ast.IfExp):
            yield from self._pairs(node.body, depth)
            yield from self._pairs(node.orelse, depth)
        elif isinstance(node, ast.Name) and node.id in self.known and depth < DEEPEST:
            for bound in self.known[node.id]:
                yield from self._pairs(bound, depth + 1)
        elif isinstance(node, ast.Name) and node.id == "NOTHING":
            yield "", ""
        else:
            yield BLANK, BLANK


DEEPEST = 3
"""So many names are followed one to the next."""


def said(node: ast.expr | None, known: Known, depth: int = 0) -> str:
    """Return an expression of text as a reader sees it; what is only known when it runs is `…`."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(said(part, {}) if isinstance(part, ast.Constant) else BLANK for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return said(node.left, known, depth) + said(node.right, known, depth)
    if isinstance(node, ast.IfExp):
        return " / ".join(dict.fromkeys((said(node.body, known, depth), said(node.orelse, known, depth))))
    if isinstance(node, ast.Attribute) and node.attr in ("PASS", "REVIEW", "FAIL"):
        return node.attr
    if isinstance(node, ast.Name) and node.id in known and depth < DEEPEST:
        return " / ".join(dict.fromkeys(said(bound, known, depth + 1) for bound in known[node.id]))
    return BLANK


def made(kind: str) -> Iterator[Made]:
    """Yield every place in the package that makes a `Finding` or a `Problem`, file by file."""
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        room = path.relative_to(PACKAGE).parts[0]
        for node, known in calls(tree, kind):
            named: dict[str | int, ast.expr] = dict(enumerate(node.args))
            named |= {one.arg: one.value for one in node.keywords if one.arg}
            yield Made(room, named, known)


Block = tuple[int, ...]
"""Blocks of statements from the outermost inwards; what stands in an outer block holds in the inner ones below it."""


@dataclass(frozen=True, slots=True)
class Binding:
    """A name gets a value in a line of a block; None where only a run knows it."""

    line: int
    block: Block
    value: ast.expr | None


def calls(tree: ast.Module, kind: str) -> Iterator[tuple[ast.Call, Known]]:
    """Yield each call of a class by its name, with what the names around it may be bound to."""
    outer = _bindings(tree.body, (0,))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for scope in (None, *functions):
        body = tree.body if scope is None else scope.body
        inner = {} if scope is None else _bindings(body, (0,))
        arguments = (
            [] if scope is None else [one.arg for one in ast.walk(scope.args) if isinstance(one, ast.arg)]
        )
        for node, block in _placed(body, (0,)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == kind:
                known: dict[str, Sequence[ast.expr | None]] = {
                    name: [one.value for one in places] for name, places in outer.items() if len(places) == 1
                }
                known |= dict.fromkeys(arguments, (None,))
                known |= {name: _bound(places, node.lineno, block) for name, places in inner.items()}
                yield node, known


def _placed(body: Sequence[ast.stmt], block: Block) -> Iterator[tuple[ast.AST, Block]]:
    """Yield the nodes of statements with the block each stands in; functions inside are left to themselves."""
    for number, statement in enumerate(body):
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            continue
        inner = [
            (part, (*block, number, place))
            for place, name in enumerate(("body", "orelse", "finalbody"))
            if (part := getattr(statement, name, None))
        ]
        handlers = [(one.body, (*block, number, 9)) for one in getattr(statement, "handlers", ())]
        inside = {id(node) for part, _ in inner + handlers for one in part for node in ast.walk(one)}
        yield from ((node, block) for node in ast.walk(statement) if id(node) not in inside)
        for part, below in inner + handlers:
            yield from _placed(part, below)


def _bindings(body: Sequence[ast.stmt], block: Block) -> dict[str, list[Binding]]:
    """Return what names are bound to: by an assignment, in a loop, as part of a tuple."""
    found: dict[str, dict[int, Binding]] = {}
    for node, place in _placed(body, block):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            target = node.targets[0]
            found.setdefault(target.id, {})[id(target)] = Binding(node.lineno, place, node.value)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.setdefault(node.id, {}).setdefault(id(node), Binding(node.lineno, place, None))
    return {name: sorted(places.values(), key=lambda one: one.line) for name, places in found.items()}


def _bound(places: Sequence[Binding], line: int, block: Block) -> list[ast.expr | None]:
    """Return what a name may stand for in a line: what holds there for sure, or what each branch above may have made of it."""
    may: list[ast.expr | None] = []
    branches: set[Block] = set()
    for one in reversed([one for one in places if one.line <= line]):
        if not _ended(one, block):
            may.append(one.value)
            branches.add(one.block)
        whole = len(one.block) > 1 and {(*one.block[:-1], 0), (*one.block[:-1], 1)} <= branches
        if block[: len(one.block)] == one.block or (whole and block[: len(one.block) - 2] == one.block[:-2]):
            return may[::-1]
    return [*may[::-1], None]


def _ended(one: Binding, block: Block) -> bool:
    """Say whether a binding stands in another branch of a statement in which the place itself stands."""
    for mine, theirs in zip(one.block, block, strict=False):
        if mine != theirs:
            return (
                len(one.block) > 1
                and one.block[:-1] == block[: len(one.block) - 1]
                and len(block) >= len(one.block)
            )
    return False


def page() -> str:
    """Return every finding: its code, how grave it is, what it says and what it asks for."""
    parts = [
        "# Findings and their reasons\n",
        "A finding is one graded sentence: PASS, REVIEW or FAIL, what was found, and what to do. `…` stands for what comes from the"
        " data. The sentences are those of the code; nothing here was typed again.\n",
    ]
    rooms: dict[str, list[tuple[str, str, str, str]]] = {}
    for one in made("Finding"):
        code, level = one.text(0, "code"), one.text(1, "level")
        words, fix = one.sides(2, "text"), one.sides(3, "fix")
        if code == BLANK:
            continue  # made by a rule of a file, which is listed below
        rooms.setdefault(STEPS[one.room], []).append(
            (f"`{code}`", level if level != BLANK else "by the data", _both(words), _both(fix))
        )
    for title, rows in rooms.items():
        parts += [
            f"## {title}\n",
            table(("code", "grade", "what it says", "what to do"), sorted(set(rows))),
            "",
        ]
    return "\n".join([*parts, *_brief_rules(), *_compliance_rules()])


def _both(words: tuple[str, str]) -> str:
    return " · ".join(part for part in words if part and part != BLANK)


def _brief_rules() -> list[str]:
    rules = tomllib.loads((PACKAGE / "brief/checking/rules.toml").read_text(encoding="utf-8"))
    rows = [
        (
            f"`{name}`",
            one["level"],
            _two(one["what"]),
            _two(one["fix"]),
            f"{_two(one['source'])} ({one['grade']})",
        )
        for name, one in rules.items()
        if isinstance(one, dict) and "what" in one
    ]
    head = ("code", "grade", "rule", "what to do", "source")
    return ["## Rules for briefs\n", table(head, rows), ""]


def _two(words: Any) -> str:
    return f"{words['en']} · {words['zh']}" if isinstance(words, dict) else str(words)


def _compliance_rules() -> list[str]:
    parts = ["## Rules for drafts\n"]
    for path in sorted((PACKAGE / "content/reviewing/rules").glob("*.toml")):
        rules = tomllib.loads(path.read_text(encoding="utf-8"))
        rows = []
        for name, one in rules.get("rules", {}).items():
            basis = rules.get("basis", {}).get(one.get("basis", ""), {})
            reason = f"{basis.get('en', '')} · {basis.get('zh', '')}" if basis else ""
            rows.append(
                (
                    f"`{name}`",
                    one.get("severity", ""),
                    f"{one['en']} · {one['zh']}",
                    reason,
                    basis.get("since", ""),
                )
            )
        parts += [
            f"### {rules['class_en']} · {rules['class_zh']}\n",
            table(("code", "grade", "rule", "reason", "since"), rows),
            "",
        ]
    return parts


def errors_page() -> str:
    """Return every error that a command can end with: its code, what is wrong, what to do."""
    parts = [
        "# Errors\n",
        "Every error says what is wrong, where, and what to do, in both languages. Its code stands in brackets at the end of the first"
        " line. `…` stands for what comes from the files.\n",
    ]
    rooms: dict[str, set[tuple[str, str, str]]] = {}
    for one in made("Problem"):
        code, words = one.text("code"), (one.text(0, "en"), one.text(1, "zh"))
        if not code.startswith("XHS-") or words[0] == BLANK:
            continue
        fix = _both((one.text("fix_en"), one.text("fix_zh")))
        rooms.setdefault(STEPS[one.room], set()).add((f"`{code}`", _both(words), fix))
    for title, rows in rooms.items():
        parts += [f"## {title}\n", table(("code", "what is wrong", "what to do"), sorted(rows)), ""]
    return "\n".join(parts)
