"""What people think: shares of praise, blame and neutral, with the comments that were not read and the uncertainty.

Most comments on the platform are neutral, and a scorer without that class is wrong by design. Comments
without any text
to read are counted apart: only @friends, nothing at all, another language. A short comment is read if a
listed word or an emoji expresses an opinion; otherwise it has none. Read shares with their intervals; a
single comment's class is a guess, and its confidence says how good a one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
import polars as pl

from xhs_workbench.language.cleaning import Texts, chunks, clean, why_not_scored
from xhs_workbench.language.opinions.calibration import (
    CLASSES,
    Calibration,
    check_labels,
    default_calibration,
    fit_calibration,
)
from xhs_workbench.language.opinions.lexicon import Reading, read_lexicon
from xhs_workbench.language.opinions.ngrams import Model
from xhs_workbench.language.opinions.quantify import (
    Misreading,
    adjust_shares,
    shares_from_labels,
    shipped_misreading,
)
from xhs_workbench.statistics.shares import wilson_bounds

MARGIN = 0.2
"""Log odds of the n-gram model up to this value count as nothing: the model guesses even if there is no
opinion."""
LEARNT = 3.0
"""Weight of opinion that corresponds to one further unit of log odds."""
FULL_LENGTH = 25
"""From this many characters the model counts fully: short comments are nearly all neutral. These three values
were set
on reviews (the n-gram lines of `make bench`) and on the development half of our labels, where they must do no
harm."""
FULL = 2.0
"""Beyond this weight of opinion, more adds little."""
TIE = 0.3
"""Against praise as heavy as the blame beside it: who says both is not content (negativity bias; Rozin & Royzman,
PSPR 5, 2001)."""
REPEATED = 0.8
"""Below this share of different comments, roughly counted, it pays to read each text only once."""
UNREAD = ("empty", "only_mention", "other_language")
"""Comments that were not read: counted, but in no share. A comment too short for an opinion was read and is
neutral."""
CORES = os.cpu_count() or 1
Floats = npt.NDArray[np.float64]
Tell = Callable[[int, int], None]


def score_sentiment(
    comments: pl.DataFrame,
    text: str = "content",
    *,
    model: Model | None = None,
    calibration: Calibration | None = None,
    tell: Tell | None = None,
) -> pl.DataFrame:
    """Label comments positive, neutral or negative, or say why not.

    Args:
        comments: Any frame with a text column.
        text: Its name.
        model: From `bootstrap`; None uses only the word list.
        calibration: From `calibrate`; None uses our own.
        tell: Called with the comments done and the total, for long runs.

    Returns:
        `comments` plus `polarity` (weight of praise minus blame; null if not read), `sentiment` (null if not
        read),
        `confidence` (probability of that class, 0-1) and `why_not`: `empty`, `only_mention`, `other_language`
        if nothing was read,
        `only_emoji`, `too_short` if the text holds no opinion (neutral), otherwise null.
    """
    read = calibration or default_calibration()
    parts, done = [], 0
    with ThreadPoolExecutor(max_workers=CORES) as pool:  # the array passes let go of the interpreter
        for part in pool.map(lambda piece: _score(piece, model, read), chunks(comments[text])):
            parts.append(part)
            done += part.height
            if tell:
                tell(done, comments.height)
    scored = pl.concat(parts) if parts else _score(comments[text], model, read)
    return comments.drop([name for name in scored.columns if name in comments.columns]).hstack(scored)


def stream_sentiment(
    frames: Iterable[pl.DataFrame],
    text: str = "content",
    *,
    model: Model | None = None,
    calibration: Calibration | None = None,
) -> Iterator[pl.DataFrame]:
    """Score frames one after another, so that ten million comments are never in memory at once."""
    for frame in frames:
        yield score_sentiment(frame, text, model=model, calibration=calibration)


def _score(column: pl.Series, model: Model | None, read: Calibration) -> pl.DataFrame:
    """Read a column; texts that occur repeatedly (好看, 求链接) are read once."""
    different = column.to_frame("text").select(pl.col("text").approx_n_unique()).item()
    if different > REPEATED * len(column):
        return _read_opinions(column, model, read)
    distinct = column.unique(maintain_order=True)
    once = _read_opinions(distinct, model, read).with_columns(_text=distinct)
    joined = pl.DataFrame({"_text": column}).join(
        once, on="_text", how="left", nulls_equal=True, maintain_order="left"
    )
    return joined.drop("_text")


def _read_opinions(column: pl.Series, model: Model | None, read: Calibration) -> pl.DataFrame:
    text = column.cast(pl.String)
    whole = clean(text)
    found = read_lexicon(whole)
    why_not = why_not_scored(text, whole, found.terms).alias("why_not")
    scored = ~why_not.is_in(UNREAD).fill_null(value=False).to_numpy()
    features, balance = _features(whole, found, model)
    odds = read.odds(features)
    # A comment too short for a listed word holds no opinion; a model learnt from longer comments cannot judge
    # it.
    silent = why_not.is_not_null().to_numpy()
    best = odds.argmax(axis=1)
    best[silent] = CLASSES.index("neutral")
    polarity = np.where(silent, 0.0, balance)
    confidence = odds[np.arange(len(best)), best]
    polarity[~scored] = confidence[~scored] = np.nan
    label = np.where(scored, best, -1)
    return pl.DataFrame(
        {
            "polarity": pl.Series(polarity, nan_to_null=True),
            "sentiment": pl.Series([None, *CLASSES], dtype=pl.String).gather(label + 1),
            "confidence": pl.Series(confidence, nan_to_null=True),
            "why_not": why_not,
        }
    )


def features_of(texts: Texts, model: Model | None) -> tuple[Floats, Floats]:
    """Return the evidence in each comment (columns as `FEATURES`), and praise against blame."""
    return _features(texts, read_lexicon(texts), model)


def _features(texts: Texts, found: Reading, model: Model | None) -> tuple[Floats, Floats]:
    praise, blame = found.positive, found.negative
    if model is not None:
        leaning = model.logits(texts) * np.minimum(np.diff(texts.starts) / FULL_LENGTH, 1)
        praise = praise + LEARNT * np.maximum(leaning - MARGIN, 0)
        blame = blame + LEARNT * np.maximum(-leaning - MARGIN, 0)
    nothing = (praise + blame == 0).astype(np.float64)
    balance = np.where((praise == blame) & (praise > 0), -TIE, praise - blame)
    length = np.log1p(np.diff(texts.starts)) / 3
    features = np.array(
        [
            np.ones(len(texts)),
            np.tanh(praise / FULL),
            np.tanh(blame / FULL),
            np.tanh(balance / FULL),
            nothing,
            found.asks.astype(np.float64),
            length,
        ]
    )
    return features.T, balance


def calibrate(labels: pl.DataFrame, text: str = "content", *, model: Model | None = None) -> Calibration:
    """Calibrate the three classes with an analyst's own labels (about 200), if that helps on held-out labels.

    Args:
        labels: One row per comment: the text, and `sentiment` (one of `CLASSES`).
        text: Name of the text column.
        model: The model it will be used with.

    Raises:
        ParamsError: Too few labels, or a class with too few.
    """
    features, truth = label_evidence(labels, text, model=model)
    return fit_calibration(features, truth)


def label_evidence(
    labels: pl.DataFrame, text: str = "content", *, model: Model | None = None
) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Return the evidence in labelled comments that can be read, and the positions of their classes in `CLASSES`."""
    known = labels.filter(pl.col("sentiment").is_in(CLASSES))
    whole = clean(known[text])
    used = known.filter(why_not_scored(known[text], whole, read_lexicon(whole).terms).is_null())
    check_labels(used["sentiment"].to_list())
    features, _ = features_of(clean(used[text]), model)
    truth = used["sentiment"].replace_strict(list(CLASSES), [0, 1, 2], return_dtype=pl.Int64).to_numpy()
    return features, truth


SHIPPED = "shipped"


def summarise_sentiment(
    scored: pl.DataFrame,
    by: Sequence[str] = (),
    *,
    misread: Misreading | str | None = SHIPPED,
    labels: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Return the shares of the three classes among the comments read, corrected for misreading, with 90 % intervals.

    Args:
        scored: From `score_sentiment`.
        by: Columns to group by.
        misread: How comments are misread: our sets by default; None counts them as read, with Wilson's
            interval.
        labels: The analyst's own labels of these comments, scored, with `truth`; they take precedence over
            `misread`. Each group uses the labels of all comments, because misreading depends on the wording,
            not on the group.

    Returns:
        One row per class (and group): the group, `sentiment`, `comments` (read as it), `read_share` (the same
        as a share), `share`, `lower`, `upper` (corrected, see `quantify`), `n` (read), `n_not_scored`.
    """
    keys = list(by)
    used = scored.filter(pl.col("sentiment").is_not_null())
    sizes = scored.group_by(keys or [pl.lit(0).alias("_")]).agg(
        n=pl.col("sentiment").count().cast(pl.Int64),
        n_not_scored=pl.col("sentiment").null_count().cast(pl.Int64),
    )
    counts = used.group_by([*keys, "sentiment"]).agg(comments=pl.len().cast(pl.Int64))
    classes = pl.DataFrame({"sentiment": list(CLASSES)}).with_row_index("place")
    whole = sizes.join(classes, how="cross").join(
        counts, on=[*keys, "sentiment"], how="left", nulls_equal=True
    )
    made = wilson_bounds(whole.with_columns(pl.col("comments").fill_null(0)), "comments", "n").sort(
        [*keys, "place"]
    )
    made = made.with_columns(read_share=pl.col("share"))
    known = shipped_misreading() if misread == SHIPPED else misread
    if labels is not None and labels.height:
        made = _corrected(made, [shares_from_labels(part, labels) for part in _parts(used, made, keys)])
    elif isinstance(known, Misreading):
        read = made["comments"].to_numpy().reshape(-1, len(CLASSES))
        made = _corrected(made, [adjust_shares(row.tolist(), known) for row in read])
    return made.select(
        *keys, "sentiment", "comments", "read_share", "share", "lower", "upper", "n", "n_not_scored"
    )


def _parts(used: pl.DataFrame, made: pl.DataFrame, keys: list[str]) -> list[pl.DataFrame]:
    """Return the comments of each group, in the order of the result's rows."""
    if not keys:
        return [used]
    parts = dict(iter(used.group_by(keys)))
    return [parts.get(key, used.clear()) for key in made.select(keys).unique(maintain_order=True).iter_rows()]


def _corrected(made: pl.DataFrame, shares: Sequence[Floats]) -> pl.DataFrame:
    if not len(shares):
        return made
    share, lower, upper = np.concatenate(list(shares)).T
    columns = {"share": share, "lower": lower, "upper": upper}
    return made.with_columns(pl.Series(name, values, nan_to_null=True) for name, values in columns.items())


def pick_examples(scored: pl.DataFrame, text: str = "content", most: int = 3) -> pl.DataFrame:
    """Return a few comments of each class to check by eye: the most certain ones, and the least certain one.

    Returns:
        `sentiment`, `content`, `confidence`, `why` (`sure` or `doubtful`), and lineage where there is any.
    """
    lineage = [name for name in ("source_file", "source_sheet", "source_row") if name in scored.columns]
    known = scored.filter(pl.col("sentiment").is_not_null()).unique(text, keep="first", maintain_order=True)
    rows = []
    for name in CLASSES:
        ranked = known.filter(pl.col("sentiment") == name).sort(
            "confidence", descending=True, maintain_order=True
        )
        sure = ranked.head(most).with_columns(why=pl.lit("sure"))
        doubtful = ranked.slice(most).tail(1).with_columns(why=pl.lit("doubtful"))
        rows += [sure, doubtful]
    return pl.concat(rows).select("sentiment", pl.col(text).alias("content"), "confidence", "why", *lineage)
