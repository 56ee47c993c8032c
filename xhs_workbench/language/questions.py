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
from itertools import chain
from pathlib import Path

import polars as pl

from xhs_workbench.language.cleaning import clean_text

CLAUSES = r"[^，。！!；;,\n…~～\s?？]*[?？!！]+|[^，。！!；;,\n…~～\s?？]+"
"""A clause keeps its own mark; spaces end clauses as in comments."""
EMOJI = r"‹[^›]{1,16}›|\[[^\[\]]{1,8}\]|[\p{So}\p{Sk}\u{1F000}-\u{1FAFF}\u{2600}-\u{27BF}\u{FE0F}\u{200D}]"
CITED = "《[^》]{1,40}》|“[^”]{1,40}”|「[^」]{1,40}」|『[^』]{1,40}』"
"""Titles and what others said: their question is not the writer's."""
ASKED_FOR = r"(?:为什么|为啥|为何|怎么办|凭什么)"
QUESTIONS = {"question": pl.Boolean, "rhetorical": pl.Boolean}


@cache
def _patterns() -> dict[str, str]:
    """Return `act`, `not_asked`, `rhetorical`, and `plain` and `doubted` of a mark alone, as one pattern each."""
    data = tomllib.loads((Path(__file__).parent / "questions.toml").read_text(encoding="utf-8"))
    each = {name: list(chain(*data[name].values())) for name in ("act", "not_asked", "rhetorical")}
    return {
        name: "|".join(f"(?:{pattern.replace('$END', data['end'])})" for pattern in patterns)
        for name, patterns in {**each, **data["mark"]}.items()
    }


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
        pl.DataFrame({"clause": cleaned.str.replace_all(CITED, "某").str.replace_all(EMOJI, " ")})
        .with_row_index("row")
        .with_columns(clause.str.extract_all(CLAUSES))
        .explode("clause")
        .drop_nulls("clause")
        .filter(clause.str.contains(r"[\p{L}\p{N}]"))
    )
    kinds = cut["clause"].unique()
    acts, marked = kinds.str.contains(patterns["act"]), kinds.str.contains("[?？]")
    judged = pl.DataFrame({"clause": kinds, "acts": acts}).filter(acts | marked)
    judged = judged.with_columns(rhetorical=clause.str.contains(patterns["rhetorical"]))
    plain = clause.str.contains(patterns["plain"]) & ~clause.str.contains(patterns["doubted"])
    judged = judged.with_columns(asks=~pl.col("rhetorical") & (pl.col("acts") | plain) & ~_undone())
    joined = cut.join(judged, on="clause", how="left", maintain_order="left")
    joined = joined.with_columns(pl.col("asks", "rhetorical").fill_null(value=False))
    return cleaned, joined.select("row", "clause", pl.col("asks") & ~_answered(), "rhetorical")


def _answered() -> pl.Expr:
    """Say whether the writer answers in the next clause: 贵吗？贵但是值; 是谁哭了，是我; 为什么买？因为好看."""
    clause = pl.col("clause").str
    same = pl.col("row") == pl.col("row").shift(-1)
    after = pl.col("clause").shift(-1)
    about = clause.extract("^(?:会|能|要)?(.{1,6})[吗嘛么][?？!！]*$").fill_null("\n")
    echoed = after.str.strip_chars_start("不很真太超").str.starts_with(about) & ~after.str.contains(
        "的话|一点"
    )
    denied = clause.contains("^(?:会|能|要|有)") & after.str.contains("^(?:不会|不能|不要|没有)[!！]*$")
    told = after.str.contains("^(?:当然|凉拌|答案|答:|并不|没错|是的|不存在|不就|还不是|反正不|这就[是叫])")
    reason = clause.contains(ASKED_FOR) & after.str.contains("^(?:因为|还不是)")
    oneself = clause.contains("谁") & after.str.contains("^(?:哦|噢)?(?:原来|就)?是[我她他你]")
    thought = clause.contains("^(?:这|那)是") & after.str.contains("^我?还?以为")
    awaited = clause.contains("(?:什么|啥)时候") & after.str.contains("^(?:才|再|就)")
    answers = echoed | denied | told | reason | oneself | thought | awaited
    return (same & answers & ~pl.col("asks").shift(-1)).fill_null(value=False)


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
