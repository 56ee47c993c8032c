"""Lines of code end at 110 characters, and no statement is kept out of the formatter's hands."""

import io
import re
import tokenize

import pytest

from xhs_workbench import paths

LONGEST = 110
FILES = sorted(
    file for room in ("xhs_workbench", "tests", "benchmarks") for file in (paths.ROOT / room).rglob("*.py")
)


def long_lines(text):
    """Return the lines that could have been broken: without text, a summary of a docstring or a directive in them."""
    lines = text.split("\n")
    told = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if (
            token.type == tokenize.STRING
        ):  # a pattern, a statement of SQL, an example: broken, it would mean less
            told |= set(range(token.start[0], token.end[0] + 1))
        if token.type == tokenize.COMMENT and re.search(r"noqa|type: ignore", token.string):
            told.add(token.start[0])
    return [number for number, line in enumerate(lines, 1) if len(line) > LONGEST and number not in told]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(paths.ROOT).as_posix())
def test_a_line_of_code_ends_at_110_characters(file):
    text = file.read_text(encoding="utf-8")
    assert long_lines(text) == []
    assert "# fmt: " + "skip" not in text and "# fmt: " + "off" not in text


def test_a_long_line_is_found():
    text = "a = b\n" + "value = " + " + ".join(["name"] * 30) + "\n" + f'"""{"word " * 30}"""\n'
    assert long_lines(text) == [2]
