"""What a notebook of ours may contain: questions in order, and no logic."""

from __future__ import annotations

import ast
from typing import Any

from xhs_workbench.params import CLOSER, NOTEBOOK_PARAMS
from xhs_workbench.params import DESKS as STORY_OF
from xhs_workbench.params.given import holds_demo, without_marks

MOST_CELLS = 4
"""Code cells under one heading: reading, reckoning, and what is shown of it."""
MOST_LINES = 10
LOGIC = {
    ast.FunctionDef: "def",
    ast.AsyncFunctionDef: "def",
    ast.ClassDef: "class",
    ast.For: "loop",
    ast.While: "loop",
    ast.If: "branch",
    ast.IfExp: "branch",
    ast.ListComp: "comprehension",
    ast.SetComp: "comprehension",
    ast.DictComp: "comprehension",
    ast.GeneratorExp: "comprehension",
    ast.Lambda: "lambda",
    ast.BinOp: "arithmetic",
    ast.Try: "try",
    ast.With: "with",
}
PAGES = {"start"}
"""Notebooks of the workspace, which belong to no campaign: they have no parameters and no inputs; all other
rules apply."""
DESKS = {f"desks/{name}" for name in STORY_OF}
"""Notebooks of one explorer each: they make no report, and read their campaign from the file they are given."""
SIDES = "／"
"""Every markdown line is in English and Chinese, separated by this sign."""


def broken_rules(name: str, notebook: dict[str, Any]) -> list[str]:
    """Return one line for each rule the notebook breaks; an empty list means it keeps them all."""
    cells = notebook["cells"]
    found = [*_order(name, cells), *_text(cells), *(_desk(name, cells) if name in DESKS else [])]
    found += [problem for number, cell in enumerate(cells) for problem in _code(number, cell, cells)]
    return found if name in PAGES | DESKS else [*found, *_parameters(name, cells)]


def _desk(name: str, cells: list[dict[str, Any]]) -> list[str]:
    """A desk is given one parameter file, folds its code away, and ends in its explorer."""
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    found = [
        f"cell {n}: a desk folds its code away" for n, c in enumerate(cells) if c in code and not _folded(c)
    ]
    wanted = f'params_file = "demo:params/demo/{STORY_OF[name.removeprefix("desks/")]}.yaml"'
    if not (_is_parameters(code[0]) and _source(code[0]).strip() == wanted):
        found.append(f"a desk begins with {wanted}")
    shown = [cell for cell in code if isinstance(ast.parse(_source(cell)).body[-1], ast.Expr)]
    if shown != [code[-1]]:
        found.append("a desk shows one thing, last: its explorer")
    return found


def _folded(cell: dict[str, Any]) -> bool:
    return cell["metadata"].get("jupyter") == {"source_hidden": True}


def _source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def _is_parameters(cell: dict[str, Any]) -> bool:
    return "parameters" in cell["metadata"].get("tags", [])


def _order(name: str, cells: list[dict[str, Any]]) -> list[str]:
    found = []
    if not (cells[0]["cell_type"] == "markdown" and _source(cells[0]).startswith("# ")):
        found.append("cell 0: a notebook opens with its title")
    if name in DESKS:
        return found
    if name in PAGES:
        return found + ["a page of the workspace has no parameters"] * any(map(_is_parameters, cells))
    tagged = [number for number, cell in enumerate(cells) if _is_parameters(cell)]
    if len(tagged) != 1:
        found.append(f"there must be one parameters cell, not {len(tagged)}")
    headings = [_source(cell).lower() for cell in cells if cell["cell_type"] == "markdown"]
    wanted = ["parameters", "data sources", "limits", "where every number comes from"]
    places = [next((i for i, text in enumerate(headings) if word in text), -1) for word in wanted]
    if -1 in places or places != sorted(places):
        found.append(f"headings must come in this order: {', '.join(wanted)}")
    return found


def _text(cells: list[dict[str, Any]]) -> list[str]:
    found = []
    for number, cell in enumerate(cells):
        if cell["cell_type"] == "markdown":
            lines = [line for line in _source(cell).splitlines() if line.strip()]
            found += [
                f"cell {number}: not in both languages: {line}" for line in lines if line.count(SIDES) != 1
            ]
    return found


def _code(number: int, cell: dict[str, Any], cells: list[dict[str, Any]]) -> list[str]:
    if cell["cell_type"] != "code":
        return []
    found = []
    source = _source(cell)
    lines = [line for line in source.splitlines() if line.strip()]
    if cell.get("outputs") or cell.get("execution_count"):
        found.append(f"cell {number}: committed with outputs")
    if len(lines) > MOST_LINES and not _is_parameters(cell):
        found.append(f"cell {number}: {len(lines)} lines of code")
    above = [cells[place] for place in range(max(number - MOST_CELLS, 0), number)]
    if not any(one["cell_type"] == "markdown" and _source(one).startswith("#") for one in above) or (
        cells[number - 1]["cell_type"] == "markdown" and not _source(cells[number - 1]).startswith("#")
    ):
        found.append(f"cell {number}: not under a heading")
    tree = ast.parse(source)
    if any(isinstance(node, ast.keyword) and node.arg == "language" for node in ast.walk(tree)):
        found.append(f"cell {number}: a language is told once, to the report")
    kinds = {LOGIC[type(node)] for node in ast.walk(tree) if type(node) in LOGIC}
    return found + [f"cell {number}: holds a {kind}" for kind in sorted(kinds)]


def _parameters(name: str, cells: list[dict[str, Any]]) -> list[str]:
    cell = next((cell for cell in cells if _is_parameters(cell)), None)
    if cell is None:
        return []
    found: dict[str, Any] = {}
    for node in ast.parse(_source(cell)).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = ast.literal_eval(node.value)
    story = next((one for one, closer in CLOSER.items() if closer == name), name)
    model = NOTEBOOK_PARAMS[story]
    needed = {key for key, field in model.model_fields.items() if field.is_required()}
    if marked := {key for key, value in found.items() if holds_demo(value)} ^ needed:
        return [
            (
                "the parameters cell marks as the demo's what is not, or leaves it unmarked: "
                f"{', '.join(sorted(marked))}"
            )
        ]
    campaign = {key: without_marks(found[key]) for key in needed}
    found |= campaign
    wanted = model.check(campaign).to_notebook()
    return (
        []
        if found == wanted
        else [f"the parameters cell differs from {model.__name__}: {_difference(found, wanted)}"]
    )


def _difference(found: dict[str, Any], wanted: dict[str, Any]) -> str:
    names = sorted(key for key in found.keys() | wanted.keys() if found.get(key, ...) != wanted.get(key, ...))
    return ", ".join(names)
