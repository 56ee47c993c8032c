"""Whether a comment asks: recognise questions by grammar, and leave out what only looks like one.

A comment is read clause by clause. A clause asks by its mark, its particle (吗 呢 么 嘛 不 没 伐), its question
word, an offered choice (A不A, 还是), or a request (求, 蹲, 请问). Reported questions (有人问我), "everything" readings
(怎么选都行), exclamations (怎么这么好看) and questions that want no answer (谁懂啊, 这也能叫防水？) do not count; the last are
counted apart.
"""

from __future__ import annotations

import tomllib
from collections import OrderedDict
from functools import cache
from hashlib import blake2b
from pathlib import Path

import polars as pl

from xhs_workbench.language.cleaning import clean_text

CLAUSES = r"[^，。！!；;,\n…~～\s?？]*[?？!！]+|[^，。！!；;,\n…~～\s?？]+"
"""A clause keeps its own mark; spaces end clauses as in comments."""
EMOJI = r"‹[^›]{1,16}›|\[[^\[\]]{1,8}\]|[\p{So}\p{Sk}\u{1F000}-\u{1FAFF}\u{2600}-\u{27BF}\u{FE0F}\u{200D}]"
QUESTIONS = {"question": pl.Boolean, "rhetorical": pl.Boolean}


@cache
def _patterns() -> dict[str, str]:
    """Return `act`, `not_asked` and `rhetorical` as one pattern each."""
    data = tomllib.loads((Path(__file__).parent / "questions.toml").read_text(encoding="utf-8"))
    joined = {}
    for name in ("act", "not_asked", "rhetorical"):
        each = [pattern for patterns in data[name].values() for pattern in patterns]
        joined[name] = "|".join(f"(?:{pattern.replace('$END', data['end'])})" for pattern in each)
    return joined


KEPT = 2
"""A report asks of the same comments for intents, for themes and for safety; more columns than this are not kept."""
_READ: OrderedDict[bytes, tuple[pl.Series, pl.DataFrame]] = OrderedDict()


def read_clauses(texts: pl.Series) -> pl.DataFrame:
    """Cut comments into clauses and say whether each asks; the columns read last are not read again.

    Args:
        texts: Comments; a null has no clause.

    Returns:
        One row per clause: `row` (position in the column, from 0), `clause`, `asks`, `rhetorical`.
    """
    return read_texts(texts)[1]


def read_texts(texts: pl.Series) -> tuple[pl.Series, pl.DataFrame]:
    """Return the texts as `clean_text` cleans them, and their clauses (`read_clauses`)."""
    written = texts.cast(pl.String).fill_null("\x01").str.join("\x00").item() if len(texts) else ""
    name = blake2b(written.encode()).digest()
    found = _READ.pop(name) if name in _READ else _read_texts(texts)
    _READ[name] = found
    if len(_READ) > KEPT:
        _READ.popitem(last=False)
    return found


def _read_texts(texts: pl.Series) -> tuple[pl.Series, pl.DataFrame]:
    patterns = _patterns()
    clause, cleaned = pl.col("clause"), clean_text(texts)
    cut = (
        pl.DataFrame({"clause": cleaned.str.replace_all(EMOJI, " ")})
        .with_row_index("row")
        .with_columns(clause.str.extract_all(CLAUSES))
        .explode("clause")
        .drop_nulls("clause")
        .filter(clause.str.contains(r"[\p{L}\p{N}]"))
    )
    kinds = cut["clause"].unique()
    looks = kinds.filter(kinds.str.contains(patterns["act"]))
    judged = pl.DataFrame({"clause": looks}).with_columns(
        rhetorical=clause.str.contains(patterns["rhetorical"])
    )
    judged = judged.with_columns(asks=~pl.col("rhetorical") & ~_undone())
    joined = cut.join(judged, on="clause", how="left", maintain_order="left")
    return cleaned, joined.select("row", "clause", pl.col("asks", "rhetorical").fill_null(value=False))


def _undone() -> pl.Expr:
    return pl.col("clause").str.contains(_patterns()["not_asked"])


def find_questions(comments: pl.DataFrame, text: str = "content") -> pl.DataFrame:
    """Add `question` (the comment wants to know something) and `rhetorical` (it only has the form of a question).

    >>> find_questions(pl.DataFrame({"content": ["这鞋几斤啊", "怎么这么好看", "这也能叫防水？"]})).rows()
    [('这鞋几斤啊', True, False), ('怎么这么好看', False, False), ('这也能叫防水？', False, True)]
    """
    return comments.with_columns(question_flags(read_clauses(comments[text]), comments.height))


def question_flags(clauses: pl.DataFrame, rows: int) -> pl.DataFrame:
    """Return `question` and `rhetorical` for each comment, from its clauses."""
    said = clauses.group_by("row").agg(question=pl.col("asks").any(), rhetorical=pl.col("rhetorical").any())
    every = pl.DataFrame({"row": pl.int_range(rows, dtype=pl.UInt32, eager=True)})
    flags = every.join(said, on="row", how="left", maintain_order="left").drop("row")
    flags = flags.select(pl.col(name).fill_null(value=False) for name in QUESTIONS)
    return flags.with_columns(rhetorical=pl.col("rhetorical") & ~pl.col("question"))
