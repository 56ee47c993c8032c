"""Pages from data: the glossary, the definitions of numbers, the files that are read."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from docs.making.markdown import table

PACKAGE = Path(__file__).parents[2] / "xhs_workbench"
GRADES = (
    "Grade: A seen in the platform's own export, B trade press or agency, C folklore, G general knowledge."
)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((PACKAGE / name).read_text(encoding="utf-8"))


def glossary_page() -> str:
    """Return one row a term, from the glossary that the tests hold every page against."""
    terms = _read("metrics/definitions/glossary.toml")
    rows = [
        (
            one["en"],
            one["zh"],
            ", ".join(one.get("never_en", ())),
            "、".join(_plain(word) for word in one.get("never_zh", ())),
        )
        for one in terms.values()
    ]
    head = (
        "# Glossary · 术语表\n\nOne term a metric, in both languages. A test reads every page of the demo and refuses the words of the last"
        " two columns.\n\n每个指标只用一个说法；测试会检查所有页面。\n\n"
    )
    return head + table(("English", "中文", "not", "不用"), rows)


def _plain(pattern: str) -> str:
    """Return a pattern's words without what must not follow them."""
    return pattern.partition("(?")[0]


def definitions_page() -> str:
    """Return every definition (口径) with its formula and source."""
    parts = [
        "# Definitions of numbers · 口径\n",
        "The same everyday word may have several definitions; the brief picks one under `definitions:`, and the report states it in a"
        f" footnote. A ratio is missing if a part of it is missing. {GRADES}\n",
    ]
    rows = []
    for name, one in _read("metrics/definitions/registry.toml").items():
        over = f" / ({' + '.join(one['denominator'])})" if one.get("denominator") else ""
        times = f" × {one['times']:g}" if one.get("times") else ""
        formula = f"`{' + '.join(one.get('numerator', ()))}{over}{times}`"
        rows.append(
            (
                f"`{name}`",
                f"{one['en']} · {one['zh']}",
                formula,
                one.get("scope_en", ""),
                one["source"],
                one["grade"],
            )
        )
    parts.append(table(("name", "words", "formula", "counts", "source", "grade"), rows))
    return "\n".join(parts)


def files_page() -> str:
    """Return every kind of file that is read, with the headers that mark it and the tables it fills."""
    rows = []
    for path in sorted((PACKAGE / "intake" / "sources").glob("*.toml")):
        one = tomllib.loads(path.read_text(encoding="utf-8"))
        marks = "; ".join(str(mark).replace("|", " or ") for mark in one.get("recognise", ()))
        rows.append(
            (
                f"`{path.stem}`",
                f"{one['title_en']} · {one['title_zh']}",
                marks,
                ", ".join(one.get("tables", {})),
            )
        )
    head = (
        "# Files that are read · 可读取的文件\n\n`xhs-workbench inspect FILE` says which of these a file is. A file of another kind needs a"
        " [mapping](../how_to/mapping.md), no code.\n\n"
    )
    return head + table(("name", "what it is", "headers that mark it", "tables it fills"), rows)
