"""What people said: opinions, intents, themes and repeats in a list, a Series or a frame of comments."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import Any

import polars as pl

from xhs_workbench.errors import ParamsError, Problem
from xhs_workbench.verbs.arguments import groups_of, listed
from xhs_workbench.verbs.frames import give, give_rows, hear, needs, take, texts_of


def sentiment(texts: Any, column: str = "") -> Any:
    """Label comments positive, neutral or negative, or say why not.

    Args:
        texts: One text, a list, a Series or a frame; pandas or polars.
        column: The frame's column of texts; not needed if it is called `content`, `text`, `comment` or 评论内容.

    Returns:
        The frame (for a list: `content`), its rows and their order unchanged, plus `polarity`, `sentiment`,
        `confidence` (0-1) and `why_not`; columns of these names are replaced. `why_not` says why a text was not
        weighed: one that holds no opinion (`多少钱呀`) is `neutral`, one that cannot be read (another language,
        nothing but a name) has no `sentiment`.

    Raises:
        ParamsError: It holds no texts.

    Examples:
        >>> import xhs_workbench as xhs
        >>> xhs.sentiment(["这款面霜真的很好用，回购了", "用了过敏，太失望了"])["sentiment"].to_list()
        ['positive', 'negative']
    """
    from xhs_workbench.language import score_sentiment

    return give_rows(hear(texts, column, score_sentiment), texts)


SHARES = ("sentiment", "comments", "read_share", "share", "lower", "upper", "n", "n_not_scored", "place")
"""Columns of the answer, which no group may be called."""


def opinion_shares(texts: Any, by: str | Sequence[str] = (), column: str = "", *, labels: Any = None) -> Any:
    """Return the share of each opinion, with a 90 % interval and the n behind it.

    Args:
        texts: As for `sentiment`; scored here unless already scored.
        by: Columns to group by.
        column: As for `sentiment`.
        labels: Your own labels of some of these texts: a frame with `content` and `truth` (positive, neutral, negative),
            or the path of the file that the desk saves. About 200, drawn at random, make the shares true for these texts.

    Returns:
        One row per group and opinion: `sentiment`, `comments` (read as it), `share` corrected for misreading,
        with its interval `lower` to `upper`, `read_share` before the correction, `n` (read), `n_not_scored`.

    Raises:
        ParamsError: It holds no texts, no such column to group by, or the labels are none.

    Examples:
        >>> import xhs_workbench as xhs
        >>> rows = xhs.opinion_shares(["这款真的很好用"] * 6 + ["实在是太难用了"] * 2)
        >>> dict(rows.select("sentiment", "read_share").rows())["positive"]
        0.75
        >>> told = {"content": ["这款真的很好用", "实在是太难用了"], "truth": ["positive", "negative"]}
        >>> rows = xhs.opinion_shares(["这款真的很好用"] * 6 + ["实在是太难用了"] * 2, labels=told)
        >>> rows.select("sentiment", "share", "lower").rows()
        [('positive', 0.75, 0.75), ('neutral', 0.0, 0.0), ('negative', 0.25, 0.25)]
    """
    from xhs_workbench.language import label_comments, score_sentiment, summarise_sentiment

    groups, own = groups_of(by, SHARES), None if labels is None else _labels(labels)
    read: list[pl.DataFrame] = []

    def score(frame: pl.DataFrame) -> pl.DataFrame:
        read.append(frame if "sentiment" in frame.columns else score_sentiment(frame))
        return read[0]

    scored = hear(texts, column, score)
    needs(scored, groups)
    if own is None:
        return give(summarise_sentiment(scored, groups), texts)
    worded = scored.with_columns(content=read[0]["content"])  # by whatever name the caller calls it
    return give(summarise_sentiment(worded, groups, labels=label_comments(read[0], own)), texts)


def _labels(given: Any) -> pl.DataFrame:
    from xhs_workbench.language import checked_labels, read_labels

    if isinstance(given, str | PathLike):
        return read_labels(Path(given))
    return checked_labels(take(given, "labels"), "labels")


def intents(texts: Any, column: str = "", *, competitors: Sequence[str] = ()) -> Any:
    """Say what each comment wants, with one Boolean column per intent (asking for price, for a link, complaining, …).

    Args:
        texts: As for `sentiment`.
        column: As for `sentiment`.
        competitors: Other brands; a comment that names one is a comparison.

    Returns:
        The frame, its rows and their order unchanged, plus one Boolean column per intent; columns of these
        names are replaced.

    Raises:
        ParamsError: It holds no texts.

    Examples:
        >>> import xhs_workbench as xhs
        >>> xhs.intents(["多少钱呀"])["ask_price"].item()
        True
    """
    from xhs_workbench.language import label_intents

    named = [name for name in listed(competitors, "competitors") if name.strip()]
    return give_rows(hear(texts, column, lambda frame: label_intents(frame, competitors=named)), texts)


def themes(texts: Any, column: str = "", *, industry: str = "beauty", words: Sequence[str] = ()) -> Any:
    """Say what readers talk about most: safety matters first, then themes of the industry.

    Args:
        texts: As for `sentiment`; with a `commenter_hash`, themes are also counted by voices.
        column: As for `sentiment`.
        industry: The industry whose themes to use: `beauty`, `fashion`, `food_drink`, `mother_baby`,
            `electronics`, `travel` or `health`.
        words: Product names and ingredients: kept whole, and never a theme themselves.

    Returns:
        One row a theme: `theme`, `comments`, `share` with `lower` and `upper` (90 %) of `n`, `direction`
            (`praise`, `blame`, `asking`,
        `mention`), two typical `quotes` with contacts masked, and what to do in `do_en` and `do_zh`.

    Raises:
        ParamsError: It holds no texts, or there is no such industry.

    Examples:
        >>> import xhs_workbench as xhs
        >>> said = xhs.themes(["用了刺痛，脸都红了"] * 3 + ["质地清爽不黏腻"] * 5 + ["已收藏"] * 4)
        >>> said["comments"].to_list()[:2], said["direction"].to_list()[:2]
        ([3, 5], ['blame', 'praise'])
    """
    from typing import get_args

    from xhs_workbench.intake.masking import mask_column
    from xhs_workbench.language import aspects, find_themes
    from xhs_workbench.params.brief import Industry

    if industry not in get_args(Industry):
        raise ParamsError(
            Problem(
                "no such industry",
                "没有这个行业",
                column="industry",
                value=str(industry)[:40],
                fix_en=f"there are {', '.join(get_args(Industry))}.",
                fix_zh=f"可选：{'、'.join(get_args(Industry))}。",
                code="XHS-P059",
            )
        )
    heard = texts_of(texts, column)
    heard = heard.with_columns(mask_column(heard["content"]))  # what is quoted is shown to others
    return give(find_themes(heard, aspects(industry), words=listed(words, "words")), texts)
