"""What people said: opinions, intents, themes and repeats of a list, a Series or a frame of comments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xhs_workbench.verbs.frames import give, texts_of


def sentiment(texts: Any, column: str = "") -> Any:
    """Label comments positive, neutral or negative, or say why not.

    Args:
        texts: One text, a list, a Series or a frame; pandas or polars.
        column: The frame's column of texts; not needed where it is called `content`, `text`, `comment` or 评论内容.

    Returns:
        The frame (of a list: `content`) plus `polarity`, `sentiment` (null when not scored), `confidence` (0-1) and `why_not`.

    Raises:
        ParamsError: No texts are in it.

    >>> sentiment(["这款面霜真的很好用，回购了", "用了过敏，太失望了"])["sentiment"].to_list()
    ['positive', 'negative']
    """
    from xhs_workbench.language import score_sentiment

    return give(score_sentiment(texts_of(texts, column)), texts)


def opinion_shares(texts: Any, by: str | Sequence[str] = (), column: str = "") -> Any:
    """Return the share of each opinion, with a 90 % interval and the n behind it.

    Args:
        texts: As for `sentiment`; scored here unless it was.
        by: Columns to group by.
        column: As for `sentiment`.

    Returns:
        One row a group and opinion: `sentiment`, `comments`, `share`, `lower`, `upper`, `n`.

    Raises:
        ParamsError: No texts are in it.

    >>> rows = opinion_shares(["这款真的很好用"] * 6 + ["实在是太难用了"] * 2)
    >>> dict(rows.select("sentiment", "share").rows())["positive"]
    0.75
    """
    from xhs_workbench.language import score_sentiment, summarise_sentiment

    frame = texts_of(texts, column)
    scored = frame if "sentiment" in frame.columns else score_sentiment(frame)
    return give(summarise_sentiment(scored, [by] if isinstance(by, str) else list(by)), texts)


def intents(texts: Any, column: str = "", *, competitors: Sequence[str] = ()) -> Any:
    """Say what each comment wants: a Boolean column an intent (asking for price, for a link, complaining, …).

    Args:
        texts: As for `sentiment`.
        column: As for `sentiment`.
        competitors: Other brands; a comment that names one compares.

    Returns:
        The frame plus one Boolean column an intent.

    Raises:
        ParamsError: No texts are in it.

    >>> intents(["多少钱呀"])["ask_price"].item()
    True
    """
    from xhs_workbench.language import label_intents

    return give(label_intents(texts_of(texts, column), competitors=competitors), texts)


def themes(texts: Any, by: str = "sentiment", column: str = "", *, words: Sequence[str] = ()) -> Any:
    """Find the terms by which one group of comments differs from the others.

    Args:
        texts: As for `sentiment`; with a `commenter_hash`, terms are counted by voices.
        by: Column that groups; `sentiment` is worked out where it is not there.
        column: As for `sentiment`.
        words: Product names and ingredients that must stay whole.

    Returns:
        One row a group and term: how many voices used it, in the group and outside, with examples.

    Raises:
        ParamsError: No texts are in it, or no column `by`.

    >>> said = ["包装漏液了，失望"] * 12 + ["质地清爽，好用"] * 12
    >>> "term" in themes(said).columns
    True
    """
    from xhs_workbench.language import find_topics, score_sentiment
    from xhs_workbench.verbs.frames import needs

    frame = texts_of(texts, column)
    if by == "sentiment" and by not in frame.columns:
        frame = score_sentiment(frame)
    needs(frame, [by])
    return give(find_topics(frame, by, words=words, opinions=by != "sentiment"), texts)
