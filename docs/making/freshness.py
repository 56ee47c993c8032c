"""What each picture was drawn from, as a digest beside the pictures, so that a test without a browser can say which are out of date.

A chart is drawn from its specification with its data; figures count with three digits, so that another machine's last digits do not.
The first screen of a report is its words. The start page and the explorer are photographed in JupyterLab: for them the code that draws
them counts, without comments and docstrings.
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from html import unescape
from pathlib import Path
from typing import Any

from docs.making.gallery import PICTURES, ROOT

RECORD = PICTURES / "drawn_from.json"
DIGITS = 3
"""Significant digits of a figure that a picture can show."""
DRAWN_BY = {
    "start_page": ("xhs_workbench/views/desks/launcher.py",),
    "note_explorer": ("xhs_workbench/views/desks/explorers.py", "xhs_workbench/views/desks/control.py"),
}
"""Photograph of JupyterLab -> the code that draws what it shows."""
REPORT = "report"
"""The picture of the README: the first screen of the demo's results."""
OURS = re.compile(r"data-[0-9a-f]{16,}|view_\d+|param_\d+|\bx[0-9a-f]{12}(?=_|\b)")
"""Names that the chart library counts or hashes; no reader sees them."""
SAYING = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
CHAPTER = '<section class="xhs-part'
FIGURE = re.compile(r"-?\d+\.\d+(?:[eE][+-]?\d+)?")


def digest_of_chart(spec: Mapping[str, Any]) -> str:
    """Return a digest of a Vega-Lite specification and its data."""
    seen = {name: part for name, part in spec.items() if name not in {"$schema", "usermeta"}}
    return _digest(json.dumps(_rounded(seen), sort_keys=True, ensure_ascii=False))


def digest_of_page(page: str) -> str:
    """Return a digest of the words on a report's first screen: all before its first chapter."""
    body = page[page.index("<body") :]
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", body, flags=re.DOTALL)
    first = body.partition(CHAPTER)[0]
    words = unescape(re.sub(r"<[^>]+>", " ", first))
    return _digest(FIGURE.sub(lambda found: _short(float(found[0])), " ".join(words.split())))


def digest_of_code(files: Iterable[str]) -> str:
    """Return a digest of code without comments and docstrings."""
    return _digest("\n".join(_bare((ROOT / name).read_text(encoding="utf-8")) for name in files))


def stale(drawn: Mapping[str, str], recorded: Mapping[str, str]) -> list[str]:
    """Return the pictures that are drawn from something else today, or are not on record, in order."""
    return sorted(name for name in drawn.keys() | recorded.keys() if drawn.get(name) != recorded.get(name))


def read_record() -> dict[str, str]:
    """Return name of a picture -> digest of what it was drawn from."""
    said: dict[str, str] = json.loads(RECORD.read_text(encoding="utf-8"))
    return said


def write_record(drawn: Mapping[str, str]) -> None:
    """Write the record beside the pictures."""
    RECORD.write_text(json.dumps(dict(sorted(drawn.items())), indent=1) + "\n", encoding="utf-8")


def drawn_now(charts: Iterable[tuple[str, Mapping[str, Any]]], results: Path) -> dict[str, str]:
    """Return name -> digest of everything that is a picture of the documentation.

    Args:
        charts: From `pictures.charts`.
        results: The demo's results page, in English.
    """
    return {
        **{name: digest_of_chart(spec) for name, spec in charts},
        REPORT: digest_of_page(results.read_text(encoding="utf-8")),
        **{name: digest_of_code(files) for name, files in DRAWN_BY.items()},
    }


def _rounded(part: Any) -> Any:
    if isinstance(part, Mapping):
        return {OURS.sub("x", str(name)): _rounded(inner) for name, inner in part.items()}
    if isinstance(part, list):
        return [_rounded(inner) for inner in part]
    if isinstance(part, float):
        return _short(part)
    return OURS.sub("x", part) if isinstance(part, str) else part


def _short(figure: float) -> str:
    return f"{figure:.{DIGITS}g}"


def _bare(code: str) -> str:
    """Return code as its tree, in which comments and the form of lines do not show, without docstrings."""
    tree = ast.parse(code)
    for node in ast.walk(tree):
        if isinstance(node, SAYING) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
    return ast.dump(tree)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
