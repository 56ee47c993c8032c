"""A first, cautious reading of opinion: our lexicon, negation, and a wide neutral middle.

What holds no opinion is counted apart and not scored: only @names, only emoji, four characters or fewer, and questions
without a word of opinion. Most comments on the platform are neutral; a scorer that cannot say so is wrong by design. Read
shares with their intervals, not single labels.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from xhs_workbench.shares import wilson_bounds

MENTION = r"@[^\s@]+"
BRACKET = r"\[[^\[\]]{1,8}R?\]"
NOT_WORDS = r"[^\p{Han}\p{L}\p{N}]"
SHORT = 4
BAND = 0.5
"""|polarity| up to here is neutral; a setting of ours."""
CLASSES = ("positive", "neutral", "negative")


@cache
def _lexicon() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "lexicon.toml").read_text(encoding="utf-8"))


@cache
def _pattern() -> re.Pattern[str]:
    words = [*_lexicon()["positive"]["words"], *_lexicon()["negative"]["words"]]
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))


def polarity(text: str) -> float:
    """Return the weighed opinion of a text: above 0 good, below 0 bad, 0 none found.

    What follows 但是, 但 or 就是 counts double, for that is where the opinion goes.

    >>> polarity("真的好用"), polarity("不好用"), polarity("不踩雷"), polarity("在哪里买")
    (3.0, -3.0, 2.0, 0.0)
    """
    lexicon = _lexicon()
    total = 0.0
    contrast = max((text.rfind(word) for word in ("但是", "但", "就是", "不过")), default=-1)
    for found in _pattern().finditer(text):
        word = found.group()
        weight = float(lexicon["positive"]["words"].get(word, 0) - lexicon["negative"]["words"].get(word, 0))
        before = text[max(0, found.start() - 4) : found.start()]
        weight += (
            (0.5 if weight > 0 else -0.5) * 2 * any(before.endswith(strong) for strong in lexicon["stronger"]["before"])
        )
        if _turned(before, lexicon):
            weight = -weight
        total += weight * (2 if 0 <= contrast < found.start() else 1)
    total += sum(text.count(sign) for sign in lexicon["emoji"]["positive"]) * 0.4
    return total - sum(text.count(sign) for sign in lexicon["emoji"]["negative"]) * 0.6


def _turned(before: str, lexicon: dict[str, Any]) -> bool:
    if any(saying in before for saying in lexicon["turns"]["not_turns"]):
        return False
    return any(turn in before for turn in lexicon["turns"]["before"])


def score_sentiment(comments: pl.DataFrame, text: str = "content") -> pl.DataFrame:
    """Label comments positive, neutral or negative, or say why not.

    Args:
        comments: Any frame with a text column.
        text: Its name.

    Returns:
        `comments` plus `polarity`, `sentiment` (null when not scored) and `why_not` (`empty`, `only_mention`,
        `only_emoji`, `too_short`, or null).
    """
    words = pl.col(text).fill_null("")
    bare = words.str.replace_all(MENTION, "").str.replace_all(BRACKET, "").str.replace_all(NOT_WORDS, "")
    marked = comments.with_columns(
        why_not=pl.when(words.str.strip_chars() == "").then(pl.lit("empty"))
        .when((bare == "") & words.str.contains(MENTION)).then(pl.lit("only_mention"))
        .when(bare == "").then(pl.lit("only_emoji"))
        .when(bare.str.len_chars() <= SHORT).then(pl.lit("too_short"))
    )  # fmt: skip
    distinct = marked.filter(pl.col("why_not").is_null()).select(text).unique()
    values = pl.Series("polarity", [polarity(item) for item in distinct[text]], dtype=pl.Float64)
    joined = marked.join(distinct.with_columns(values), on=text, how="left", maintain_order="left")
    scored = pl.col("why_not").is_null()
    return joined.with_columns(
        sentiment=pl.when(scored & (pl.col("polarity") > BAND)).then(pl.lit("positive"))
        .when(scored & (pl.col("polarity") < -BAND)).then(pl.lit("negative"))
        .when(scored).then(pl.lit("neutral"))
    )  # fmt: skip


def summarise_sentiment(scored: pl.DataFrame, by: Sequence[str] = ()) -> pl.DataFrame:
    """Return the shares of the three classes among scored comments, with 90 % Wilson intervals.

    Returns:
        One row a class (and group): the group, `sentiment`, `comments`, `share`, `lower`, `upper`, `n` (scored),
        `n_not_scored`.
    """
    keys = list(by)
    used = scored.filter(pl.col("sentiment").is_not_null())
    sizes = scored.group_by(keys or [pl.lit(0).alias("_")]).agg(
        n=pl.col("sentiment").count().cast(pl.Int64), n_not_scored=pl.col("sentiment").null_count().cast(pl.Int64)
    )
    counts = used.group_by([*keys, "sentiment"]).agg(comments=pl.len().cast(pl.Int64))
    classes = pl.DataFrame({"sentiment": list(CLASSES), "place": [0, 1, 2]})
    whole = sizes.join(classes, how="cross").join(counts, on=[*keys, "sentiment"], how="left")
    made = wilson_bounds(whole.with_columns(pl.col("comments").fill_null(0)), "comments", "n")
    return made.sort([*keys, "place"]).select(
        *keys, "sentiment", "comments", "share", "lower", "upper", "n", "n_not_scored"
    )


def mask(text: str) -> str:
    """Take names, numbers and addresses out of a comment before it is shown.

    >>> mask("@小红薯1A 加我13800138000")
    '@… 加我…'
    """
    masked = re.sub(MENTION, "@…", text)
    return re.sub(r"[\w.]+@[\w.]+|\d{6,}", "…", masked)


def mask_comments(comments: pl.DataFrame, text: str = "content") -> pl.DataFrame:
    """Mask names, numbers and addresses in a column of comments, before it is shown."""
    return comments.with_columns(pl.col(text).map_elements(mask, return_dtype=pl.String))
