"""Lines of code end at 110 characters, and no statement is kept out of the formatter's hands."""

import io
import re
import tokenize

from xhs_workbench import paths

LONGEST = 110
FILES = sorted(
    file for room in ("xhs_workbench", "tests", "benchmarks") for file in (paths.ROOT / room).rglob("*.py")
)


def long_lines(text):
    """Return the lines that could have been broken: without text, a summary of a docstring or a directive in them."""
    lines = text.split("\n")
    if max(map(len, lines)) <= LONGEST:  # most files, and to read their tokens takes seconds
        return []
    told = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if (
            token.type == tokenize.STRING
        ):  # a pattern, a statement of SQL, an example: broken, it would mean less
            told |= set(range(token.start[0], token.end[0] + 1))
        if token.type == tokenize.COMMENT and re.search(r"noqa|type: ignore", token.string):
            told.add(token.start[0])
    return [number for number, line in enumerate(lines, 1) if len(line) > LONGEST and number not in told]


def kept_from_the_formatter(text):
    return "# fmt: " + "skip" in text or "# fmt: " + "off" in text


def test_every_line_of_code_ends_at_110_characters():
    """One test for all of a thousand files: each of its own cost more than looking."""
    texts = {file.relative_to(paths.ROOT).as_posix(): file.read_text(encoding="utf-8") for file in FILES}
    assert len(texts) > 500
    assert {name: found for name, text in texts.items() if (found := long_lines(text))} == {}
    assert [name for name, text in texts.items() if kept_from_the_formatter(text)] == []


def test_a_long_line_is_found():
    text = "a = b\n" + "value = " + " + ".join(["name"] * 30) + "\n" + f'"""{"word " * 30}"""\n'
    assert long_lines(text) == [2]
    assert long_lines("a = b\n") == []
    assert kept_from_the_formatter("a = b  # fmt: " + "skip\n")
