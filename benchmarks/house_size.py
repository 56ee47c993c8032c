"""How large the house is: rooms, files, lines and Python tokens, one line a folder (python -m benchmarks.house_size [FOLDER]).

A token is a name, an operator, a number or a string; line ends, indentation, comments and docstrings do not
count, so that neither formatting nor explaining changes the number.
"""

from __future__ import annotations

import ast
import sys
import tokenize
from pathlib import Path
from typing import NamedTuple

from xhs_workbench import paths

COUNTED = {tokenize.NAME, tokenize.OP, tokenize.NUMBER, tokenize.STRING}
"""Before Python 3.12 an f-string is one token, afterwards several: compare sizes only within one version."""


class Size(NamedTuple):
    """Files, lines and tokens of one folder."""

    files: int
    lines: int
    tokens: int


def size_of(files: list[Path]) -> Size:
    """Return how large some Python files are together."""
    return Size(
        len(files), sum(len(_text(file).splitlines()) for file in files), sum(map(count_tokens, files))
    )


def count_tokens(file: Path) -> int:
    """Return the tokens of one file without those of its docstrings."""
    docstrings = _docstring_starts(ast.parse(_text(file)))
    with tokenize.open(file) as lines:
        made = [token for token in tokenize.generate_tokens(lines.readline) if _counts(token)]
    return sum(token.start not in docstrings for token in made)


def _counts(token: tokenize.TokenInfo) -> bool:
    return token.type in COUNTED or tokenize.tok_name[token.type].startswith("FSTRING")


def _docstring_starts(tree: ast.Module) -> set[tuple[int, int]]:
    """Return the positions of strings that are statements: docstrings, also those under a constant."""
    return {
        (node.lineno, node.col_offset)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def main(package: Path) -> None:
    """Print the table and its sum."""
    folders = sorted({file.parent for file in package.rglob("*.py")})
    print(f"| {'folder':32} | files | lines | tokens |\n|{'-' * 34}|------:|------:|-------:|")
    for folder in folders:
        size = size_of(sorted(folder.glob("*.py")))
        print(
            f"| {folder.relative_to(package.parent).as_posix():32} | {size.files:5} | "
            f"{size.lines:5} | {size.tokens:6} |"
        )
    size = size_of(sorted(package.rglob("*.py")))
    print(f"| {f'{len(folders)} folders':32} | {size.files:5} | {size.lines:5} | {size.tokens:6} |")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else paths.ROOT / "xhs_workbench")
