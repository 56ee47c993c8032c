"""The pages of findings and of errors, from the places in the code and the files of rules that make them."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class Made:
    """One place in the code that makes a finding or a problem.

    Args:
        room: First part of the file's path.
        named: Argument -> its expression; positions by number.
        known: Name -> what it is bound to there; None where only a run knows.
    """

    room: str
    named: Mapping[str | int, ast.expr]
    known: Mapping[str, ast.expr | None] = field(default_factory=dict)

    def text(self, *keys: str | int) -> str:
        """Return an argument as words, "" where it is not given."""
        node = next((self.named[key] for key in keys if key in self.named), None)
        return said(node, self.known) if node is not None else ""

    def sides(self, *keys: str | int) -> tuple[str, str]:
        """Return an argument that is words in both languages."""
        node = next((self.named[key] for key in keys if key in self.named), None)
        if isinstance(node, ast.Name):
            node = self.known.get(node.id)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Text" and len(node.args) == 2:
            return said(node.args[0], self.known), said(node.args[1], self.known)
        return "", ""


def said(node: ast.expr | None, known: Mapping[str, ast.expr | None], depth: int = 0) -> str:
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
    if isinstance(node, ast.Name) and node.id in known and depth < 3:
        return said(known[node.id], known, depth + 1)
    return BLANK


def made(kind: str) -> Iterator[Made]:
    """Yield every place in the package that makes a `Finding` or a `Problem`, file by file."""
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for scope, known in _scopes(tree):
            for node in scope:
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == kind:
                    named: dict[str | int, ast.expr] = dict(enumerate(node.args))
                    named |= {one.arg: one.value for one in node.keywords if one.arg}
                    there = {name: _bound(bindings, node.lineno) for name, bindings in known.items()}
                    yield Made(path.relative_to(PACKAGE).parts[0], named, there)


Bindings = dict[str, list[tuple[int, ast.expr | None]]]
"""Name -> (line, what it is bound to from there on); None where only a run knows."""


def _scopes(tree: ast.Module) -> Iterator[tuple[list[ast.AST], Bindings]]:
    """Yield the nodes of each function, and of what lies outside all of them, with the names known there."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    inside = {id(node) for function in functions for node in ast.walk(function)}
    outer = _bindings(tree.body)
    yield [node for node in ast.walk(tree) if id(node) not in inside], outer
    for function in functions:
        nodes = list(ast.walk(function))
        nested = {id(node) for one in nodes[1:] if isinstance(one, ast.FunctionDef) for node in ast.walk(one)}
        yield [node for node in nodes if id(node) not in nested], outer | _bindings(nodes)


def _bindings(nodes: Iterable[ast.AST]) -> Bindings:
    """Return what names are bound to, line by line: by an assignment, as an argument, in a loop."""
    found: Bindings = {}
    for node in nodes:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, []).append((node.lineno, node.value))
        elif isinstance(node, ast.arg):
            found.setdefault(node.arg, []).append((node.lineno, None))
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.setdefault(node.id, []).append((node.lineno, None))
    return {
        name: sorted(places, key=lambda place: (place[0], place[1] is not None))
        for name, places in found.items()
    }


def _bound(places: Sequence[tuple[int, ast.expr | None]], line: int) -> ast.expr | None:
    """Return what a name stands for in a line: its last binding above, and nothing where branches bind it anew."""
    above = [node for number, node in places if number <= line]
    values = [node for node in above if node is not None]
    if not above or above[-1] is None or len(values) != 1:
        return None
    return values[0]


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
            (f"`{code}`", level if level != BLANK else "by the data", _both(words) or BLANK, _both(fix))
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
