"""The same look at comments, group by group: what each group likes most, and what it talks about more than others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from xhs_workbench.language import cut_terms, find_topics
from xhs_workbench.results.listening.comments import liked_examples

OF_OPINION = "sentiment"
"""A group by opinion would be told apart by words of opinion, which only repeats how it was read."""


def liked_by(groups: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return the most liked comments of each group.

    Args:
        groups: Column that groups -> comments with it.
    """
    return {by: liked_examples(comments, by) for by, comments in groups.items()}


def topics_by(groups: Mapping[str, pl.DataFrame], words: Sequence[str]) -> dict[str, pl.DataFrame]:
    """Return what each group talks about more than the others do.

    Args:
        groups: Column that groups -> comments with it.
        words: Words the segmenter keeps whole.
    """
    plain = {by: comments for by, comments in groups.items() if by != OF_OPINION}
    texts = [comments["content"].unique() for comments in plain.values()]
    cut = cut_terms(pl.concat(texts).sort(), words) if texts else None
    return {
        by: find_topics(comments, by, words=words, opinions=by in plain, cut=cut if by in plain else None)
        for by, comments in groups.items()
    }
