"""The gallery: every table and chart that a page declares, with the cell that shows it and, of a chart, a picture."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from docs.making.markdown import cell

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "pictures"
PAGES = {
    "brief": "Brief",
    "selection": "Selection",
    "content": "Content",
    "live": "Live",
    "results": "Results",
}
HEAD = """# Gallery of charts and tables

Everything that a page can show is declared in `xhs_workbench/views/<page>/shown.toml`: title, columns, axes, colours. A cell of a
notebook hands it a frame. Pictures are of the synthetic demo campaign.

In a notebook of your own, `xhs.chart(frame, x, y)` and `xhs.table(frame)` draw any frame; see [Python](reference/python.md).

"""


def page() -> str:
    """Return every entry of every page."""
    parts = [HEAD]
    for room, title in PAGES.items():
        parts.append(f"## {title}\n")
        for name, entry in declared(room).items():
            parts += _entry(name, entry)
    return "\n".join(parts)


def declared(room: str) -> dict[str, dict[str, Any]]:
    """Return name -> declaration of the tables and charts of a page."""
    said = tomllib.loads((ROOT / "xhs_workbench/views" / room / "shown.toml").read_text(encoding="utf-8"))
    return {
        f"{section}.{name}": entry
        for section, entries in said.items()
        if section != "words"
        for name, entry in entries.items()
        if isinstance(entry, dict)
    }


def _entry(name: str, entry: dict[str, Any]) -> list[str]:
    title = entry.get("title", ["", ""])
    lines = [f"### {name}\n"]
    if any(title):
        lines.append(f"{cell(_pair(title))}\n")
    if note := entry.get("note"):
        lines.append(f"*{cell(_pair(note))}*\n")
    picture = PICTURES / f"{name}.webp"
    if picture.is_file():
        lines.append(f"![{cell(_side(title))}](pictures/{picture.name}){{ loading=lazy }}\n")
    if columns := entry.get("columns"):
        heads = ", ".join(
            _side(column["label"]) for column in columns if isinstance(column, dict) and "label" in column
        )
        lines.append(f"Columns: {cell(heads)}.\n")
    shape = f"shape `{entry['shape']}`, " if "shape" in entry else ""
    where, code = shown_by().get(name, ("", ""))
    if code:
        lines += [f"{shape}shown in `{where}`:\n", f"```python\n{code}\n```\n"]
    elif shape:
        lines.append(f"{shape[:-2]}.\n")
    return lines


@cache
def shown_by() -> dict[str, tuple[str, str]]:
    """Return name -> (notebook, line of code) that shows it; the rooms of `views` show some of them together."""
    found: dict[str, tuple[str, str]] = {}
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for one in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            source = "".join(one["source"])
            _note(found, path.name, source if one["cell_type"] == "code" else "")
    for path in sorted((ROOT / "xhs_workbench/views").rglob("*.py")):
        _note(found, path.relative_to(ROOT / "xhs_workbench").as_posix(), path.read_text(encoding="utf-8"))
    return found


def _note(found: dict[str, tuple[str, str]], where: str, source: str) -> None:
    for room in PAGES:
        for name in declared_names(room):
            if f'"{name}"' in source and name not in found:
                line = next(line for line in source.splitlines() if f'"{name}"' in line)
                found[name] = (where, line.strip())


@cache
def declared_names(room: str) -> tuple[str, ...]:
    """Return the names of a page's tables and charts."""
    return tuple(declared(room))


def _pair(words: Any) -> str:
    return " · ".join(words) if isinstance(words, list) else str(words)


def _side(words: Any) -> str:
    return str(words[0] if isinstance(words, list) else words)
