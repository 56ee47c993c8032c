"""Every fault an operator can make in a file, less those that are no arithmetic: found by rule, so nothing is waved through by hand."""

from __future__ import annotations

import ast
import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import parso
from cosmic_ray.ast import Visitor, ast_nodes
from cosmic_ray.operators.operator import Operator
from parso.tree import NodeOrLeaf

from benchmarks.mutants.operators import arithmetic

Place = tuple[int, int]
"""Line from 1, column in characters from 0."""

WORDING = frozenset({"Text", "warn", "debug", "info", "warning", "error", "cast", "TypeVar", "NewType"})
"""Calls that word something, log it, or tell the type checker."""
TECHNIQUE = frozenset(
    {
        "strict",
        "slots",
        "frozen",
        "kw_only",
        "maintain_order",
        "copy",
        "maxsize",
        "check_finite",
        "seed",
        "max_workers",
        "n_jobs",
    }
)
"""Arguments that say how something is computed, not what."""
EFFORT = frozenset(
    {
        "SEED",
        "RESAMPLES",
        "DRAWS",
        "PATHS",
        "STEPS",
        "ITERATIONS",
        "ROUNDS",
        "TOLERANCE",
        "TINY",
        "EPSILON",
        "CACHE",
        "CHUNK",
        "CORE",
        "CORES",
        "KEPT",
        "ADDED",
        "FITTED",
        "GAP",
    }
)
"""Words in the names of constants that say how much work a computation is given: one step more is the same number."""


STARRED = ("parameters", "lambdef", "param", "argument", "arglist", "star_expr", "testlist_star_expr")
"""What a star may belong to that is no product."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One mutant, not yet made.

    `lines` are those of the statement it stands in. `names` are what that statement defines where it runs at
    import, and the name of
    the function where that keeps its answers (`cached`): either is run in one test's name and judged by
    others.
    """

    file: Path
    operator: str
    occurrence: int
    start: Place
    lines: tuple[int, int]
    names: tuple[str, ...]
    at_import: bool
    cached: bool
    rank: str


class _Making(Visitor):
    """Apply one occurrence of an operator while walking; count only what the operator offers."""

    def __init__(self, operator: Operator, occurrence: int) -> None:
        self.operator, self.left = operator, occurrence

    def visit(self, node: NodeOrLeaf) -> NodeOrLeaf:
        places = len(list(self.operator.mutation_positions(node)))
        if 0 <= self.left < places:
            node, self.left = self.operator.mutate(node, self.left), -1
        else:
            self.left -= places
        return node


def make(fault: Fault, source: str) -> str | None:
    """Return the file's text with the fault in it; None where that is no Python or means the same."""
    walk = _Making(arithmetic()[fault.operator], fault.occurrence)
    made = walk.walk(parso.parse(source)).get_code()
    try:
        same = ast.dump(ast.parse(made)) == ast.dump(ast.parse(source))
    except SyntaxError:
        return None
    return None if same else made


def find_faults(files: Iterable[Path], seed: int) -> list[Fault]:
    """Return every fault of the files in an order drawn by the seed; it does not change when a file is moved."""
    found = [fault for file in files for fault in _in_file(file, seed)]
    return sorted(found, key=lambda fault: fault.rank)


def _in_file(file: Path, seed: int) -> Iterator[Fault]:
    source = file.read_text(encoding="utf-8")
    tree = ast.parse(source)
    text = _Text(source)
    left_out = [text.span(node) for node in _no_arithmetic(tree)]
    statements = _Statements(tree, text)
    parsed = list(ast_nodes(parso.parse(source)))
    for name, operator in arithmetic().items():
        found = [(node, place) for node in parsed for place in operator.mutation_positions(node)]
        places = [place for _, place in found]
        for occurrence, (node, (start, end)) in enumerate(found):
            if _is_of_a_call(node) or any(low <= start and end <= high for low, high in left_out):
                continue
            first, last, names, at_import, cached = statements.around(start)
            said = (
                "\n".join(text.lines[first - 1 : last])
                + f"{seed} {name} {start[0] - first} {start[1]} {occurrence - places.index((start, end))}"
            )
            rank = hashlib.sha256(said.encode()).hexdigest()
            yield Fault(file, name, occurrence, start, (first, last), names, at_import, cached, rank)


def _is_of_a_call(node: NodeOrLeaf) -> bool:
    """Say whether a star says how arguments are passed, and multiplies nothing: `def f(a, *, b)`, `f(*rows)`."""
    return node.type == "operator" and node.parent is not None and node.parent.type in STARRED


class _Text:
    """Turn ast's columns, which count bytes, into characters."""

    def __init__(self, source: str) -> None:
        self.lines = source.split("\n")

    def span(self, node: ast.expr | ast.stmt | ast.keyword) -> tuple[Place, Place]:
        assert node.end_lineno is not None and node.end_col_offset is not None
        return self._place(node.lineno, node.col_offset), self._place(node.end_lineno, node.end_col_offset)

    def _place(self, line: int, column: int) -> Place:
        return line, len(self.lines[line - 1].encode()[:column].decode())


class _Statements:
    """Find the statement around a place: the header only, of those that hold others."""

    def __init__(self, tree: ast.Module, text: _Text) -> None:
        self._found: list[tuple[Place, int, int, tuple[str, ...], bool, bool]] = []
        self._collect(tree.body, text, at_import=True)
        self._found.sort(key=lambda entry: entry[0])
        self._starts = [entry[0] for entry in self._found]

    def _collect(self, body: list[ast.stmt], text: _Text, *, at_import: bool, keeper: str = "") -> None:
        for statement in body:
            inner = [
                child
                for child in ast.iter_child_nodes(statement)
                if isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case)
            ]
            first, last = statement.lineno, statement.end_lineno or statement.lineno
            blocks = [
                getattr(statement, name, None) or []
                for name in ("body", "orelse", "finalbody", "handlers", "cases")
            ]
            if inner and blocks[0]:
                last = max(first, _first_line(blocks[0][0]) - 1)
            start, _ = text.span(statement)
            self._found.append(
                (start, first, last, (keeper,) if keeper else _defined(statement), at_import, bool(keeper))
            )
            defines = isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef)
            inner_keeper = _keeps(statement) or keeper
            for block in blocks:
                for child in block:
                    held = (
                        getattr(child, "body", [])
                        if isinstance(child, ast.ExceptHandler | ast.match_case)
                        else [child]
                    )
                    self._collect(held, text, at_import=at_import and not defines, keeper=inner_keeper)

    def around(self, place: Place) -> tuple[int, int, tuple[str, ...], bool, bool]:
        at = bisect_right(self._starts, place) - 1
        _, first, last, names, at_import, cached = self._found[at]
        return first, max(last, place[0]), names, at_import, cached


def _keeps(statement: ast.stmt) -> str:
    """Return the name of a function that keeps its answers."""
    decorators = getattr(statement, "decorator_list", [])
    return (
        getattr(statement, "name", "")
        if any("cache" in ast.unparse(decorator) for decorator in decorators)
        else ""
    )


def _first_line(node: ast.stmt | ast.ExceptHandler | ast.match_case) -> int:
    decorators = getattr(node, "decorator_list", [])
    lines = [decorator.lineno for decorator in decorators]
    own = node.pattern.lineno if isinstance(node, ast.match_case) else node.lineno
    return min([own, *lines])


def _defined(statement: ast.stmt) -> tuple[str, ...]:
    if isinstance(statement, ast.Assign):
        return tuple(
            node.id for target in statement.targets for node in ast.walk(target) if isinstance(node, ast.Name)
        )
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        return (statement.target.id,)
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return (statement.name,)
    return ()


def _no_arithmetic(tree: ast.Module) -> Iterator[ast.expr | ast.stmt | ast.keyword]:
    for node in ast.walk(tree):
        yield from _types(node)
        if isinstance(node, ast.Raise | ast.Assert | ast.JoinedStr | ast.Import | ast.ImportFrom):
            yield node
        if isinstance(node, ast.Call) and _called(node) in WORDING:
            yield node
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            yield from _floors(node.right)
        if isinstance(node, ast.keyword) and node.arg in TECHNIQUE:
            yield node
        if (
            isinstance(node, ast.Assign | ast.AnnAssign)
            and node.value is not None
            and _is_effort_or_type(node)
        ):
            yield node
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            yield node


def _types(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation is not None:
        yield node.annotation
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield from node.decorator_list
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns is not None:
        yield node.returns


def _floors(divisor: ast.expr) -> Iterator[ast.expr]:
    """Return the 1.0 of `x / max(n, 1.0)`: what keeps a divisor from nothing where there is nothing to divide either."""
    if isinstance(divisor, ast.Call) and _called(divisor) in ("max", "maximum"):
        yield from (part for part in divisor.args if isinstance(part, ast.Constant))


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _is_effort_or_type(statement: ast.Assign | ast.AnnAssign) -> bool:
    names = _defined(statement)
    effort = any(EFFORT & set(name.split("_")) for name in names) or "__all__" in names
    value = statement.value
    union = isinstance(value, ast.BinOp) and isinstance(value.op, ast.BitOr)
    alias = union and all(name[:1].isupper() and not name.isupper() for name in names)
    return effort or alias
