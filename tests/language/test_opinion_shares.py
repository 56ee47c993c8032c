"""From evidence to shares of opinion: features, chunks, groups and examples, each worked out by hand."""

from math import log, tanh

import numpy as np
import polars as pl
import pytest

from xhs_workbench import language
from xhs_workbench.language import cleaning
from xhs_workbench.language.opinions.lexicon import lexicon
from xhs_workbench.language.opinions.sentiment import (
    features_of,
    label_evidence,
    pick_examples,
    summarise_sentiment,
)

WEIGHTS = dict(zip(lexicon().words, lexicon().weights.tolist(), strict=True))


class Leaning:
    """A learnt model that gives every comment the same log odds."""

    def __init__(self, odds):
        self.odds = odds

    def logits(self, texts):
        return np.full(len(texts), self.odds)


def features(*texts, model=None):
    found, balance = features_of(cleaning.clean(pl.Series(list(texts))), model)
    return found, balance


def test_evidence_of_the_word_list_by_hand():
    """好用但是难用: praise w, blame 2·v; tanh of half of each and of half their difference; nothing found: 1; a question: 1; log(1 + length)/3."""
    found, balance = features("好用但是难用", "明天去看看", "难用？")
    w, v = WEIGHTS["好用"], -WEIGHTS["难用"]
    assert found[0] == pytest.approx([1, tanh(w / 2), tanh(v), tanh((w - 2 * v) / 2), 0, 0, log(1 + 7) / 3])
    assert found[1] == pytest.approx([1, 0, 0, 0, 1, 0, log(1 + 6) / 3])
    assert found[2][[2, 4, 5]] == pytest.approx([tanh(0.2 * v / 2), 0, 1])
    assert balance == pytest.approx([w - 2 * v, 0, -0.2 * v])


@pytest.mark.parametrize(
    ("odds", "balance"), [(1.2, 3.0), (0.2, 0.0), (0.1, 0.0), (-0.2, 0.0), (-1.2, -3.0), (2.2, 6.0)]
)
def test_a_learnt_model_is_heard_beyond_its_margin(odds, balance):
    """Thirty characters hear it in full: three times what lies beyond .2 of log odds, on either side."""
    _, found = features("明天去看看" * 6, model=Leaning(odds))
    assert found == pytest.approx([balance])


def test_in_a_short_comment_a_model_is_heard_by_its_length():
    """Ten characters and the end of the line are 11 of 25: 1.2·11/25 = .528, less .2, times 3 = .984."""
    _, found = features("明天去看看" * 2, model=Leaning(1.2))
    assert found == pytest.approx([3 * (1.2 * 11 / 25 - 0.2)])


def scored(**sentiments):
    """So many comments read as each class; `none` were not read."""
    rows = [None if name == "none" else name for name, n in sentiments.items() for _ in range(n)]
    return pl.DataFrame({"sentiment": pl.Series(rows, dtype=pl.String)})


def test_shares_as_they_were_read_have_wilsons_interval():
    """6, 3 and 1 of ten; two were not read.

    6 of 10 at 90 %: (.6 + .13528 ± 1.64485·√(.024 + .0067638))/1.27055 = .3516 to .8057.
    """
    found = summarise_sentiment(scored(positive=6, neutral=3, negative=1, none=2), misread=None)
    rounded = found.with_columns(pl.col("read_share", "share").round(9))
    assert rounded.select("sentiment", "comments", "read_share", "share", "n", "n_not_scored").rows() == [
        ("positive", 6, 0.6, 0.6, 10, 2),
        ("neutral", 3, 0.3, 0.3, 10, 2),
        ("negative", 1, 0.1, 0.1, 10, 2),
    ]
    assert (found["lower"][0], found["upper"][0]) == (
        pytest.approx(0.3516, abs=1e-4),
        pytest.approx(0.8057, abs=1e-4),
    )


def test_groups_are_counted_apart_and_an_absent_class_is_none():
    rows = pl.concat(
        [
            scored(positive=2).with_columns(note=pl.lit("a")),
            scored(negative=1, none=1).with_columns(note=pl.lit("b")),
        ]
    )
    found = summarise_sentiment(rows, ["note"], misread=None)
    assert found.select("note", "sentiment", "comments", "share", "n", "n_not_scored").rows() == [
        ("a", "positive", 2, 1, 2, 0),
        ("a", "neutral", 0, 0, 2, 0),
        ("a", "negative", 0, 0, 2, 0),
        ("b", "positive", 0, 0, 1, 1),
        ("b", "neutral", 0, 0, 1, 1),
        ("b", "negative", 1, 1, 1, 1),
    ]


def test_labels_of_all_comments_correct_each_group():
    """By hand: of the labels, a has three praises and a blame, b one of each class; nothing of c was read.

    Where every comment is labelled nothing is left to chance, whatever was read of it.
    """
    truth = {
        "a": ["positive", "positive", "positive", "negative"],
        "b": ["positive", "neutral", "negative"],
        None: ["neutral"],
    }
    rows = [(f"{note} {at}", note, one) for note, ones in truth.items() for at, one in enumerate(ones)]
    labels = pl.DataFrame(rows, schema=["content", "note", "truth"], orient="row").with_columns(
        sentiment=pl.lit("neutral"), confidence=pl.lit(0.6)
    )
    unread = pl.DataFrame({"content": ["c"], "note": ["c"], "sentiment": [None], "confidence": [None]})
    comments = pl.concat([labels.drop("truth"), unread], how="diagonal_relaxed")
    found = summarise_sentiment(comments, ["note"], labels=labels)
    shares = {
        note: part["share"].to_list() for (note,), part in found.group_by(["note"], maintain_order=True)
    }
    assert list(shares) == [None, "a", "b", "c"]
    assert shares[None] == pytest.approx([0, 1, 0])
    assert shares["a"] == pytest.approx([0.75, 0, 0.25])
    assert shares["b"] == pytest.approx([1 / 3] * 3)
    assert shares["c"] == [None] * 3
    assert summarise_sentiment(comments, labels=labels)["share"].to_list() == pytest.approx([0.5, 0.25, 0.25])
    # No label says nothing: shares as they were read, corrected as without.
    assert summarise_sentiment(comments, ["note"], labels=labels.clear()).equals(
        summarise_sentiment(comments, ["note"])
    )


def test_corrected_shares_add_up_and_what_was_read_stays_beside_them():
    found = summarise_sentiment(scored(positive=60, neutral=30, negative=10))
    assert found["share"].sum() == pytest.approx(1)
    assert found["read_share"].to_list() == pytest.approx([0.6, 0.3, 0.1])
    assert (found["lower"] <= found["share"]).all()
    assert (found["share"] <= found["upper"]).all()
    assert found["share"].to_list() != found["read_share"].to_list()
    two = pl.concat(
        [scored(positive=60, neutral=30, negative=10).with_columns(g=pl.lit(k)) for k in ("a", "b")]
    )
    assert summarise_sentiment(two, ["g"])["share"].to_list() == pytest.approx(found["share"].to_list() * 2)


def test_examples_are_the_surest_and_the_most_doubtful_one():
    """Of five praises the three surest and the last; of two, no doubtful one; a repeated text stands once."""
    rows = pl.DataFrame(
        {
            "content": ["a", "b", "c", "d", "e", "e", "x", "y"],
            "sentiment": ["positive"] * 6 + ["negative"] * 2,
            "confidence": [0.9, 0.5, 0.8, 0.7, 0.6, 0.6, 0.4, 0.5],
        }
    )
    found = pick_examples(rows)
    assert found.select("content", "why").rows() == [
        ("a", "sure"),
        ("c", "sure"),
        ("d", "sure"),
        ("b", "doubtful"),
        ("y", "sure"),
        ("x", "sure"),
    ]
    assert pick_examples(rows, most=1).select("content", "why").rows() == [
        ("a", "sure"),
        ("b", "doubtful"),
        ("y", "sure"),
        ("x", "doubtful"),
    ]


def test_labels_that_cannot_be_read_teach_nothing():
    texts = ["好用极了真的", "难用得不行", "明天去看看吧"] * 20 + ["@某某", ""]
    labels = pl.DataFrame(
        {"content": texts, "sentiment": ["positive", "negative", "neutral"] * 20 + ["neutral", "neutral"]}
    )
    evidence, truth = label_evidence(labels)
    assert evidence.shape == (60, 7)
    assert truth.tolist() == [0, 2, 1] * 20


def test_comments_that_repeat_are_read_once_and_say_the_same():
    """Ten texts, nine of them alike: under four fifths different, so each is read once; alone they say the same."""
    texts = ["好用极了真的", *["难用得不行"] * 9]
    told = []
    found = language.score_sentiment(
        pl.DataFrame({"content": texts, "polarity": [9.0] * 10}),
        tell=lambda done, of: told.append((done, of)),
    )
    assert found["polarity"].to_list() == [found["polarity"][0], *[found["polarity"][1]] * 9]
    assert found["polarity"][0] > 0 > found["polarity"][1]
    alone = language.score_sentiment(pl.DataFrame({"content": texts[:2]}))
    assert found["polarity"].to_list()[:2] == alone["polarity"].to_list()
    assert found["confidence"].to_list()[:2] == alone["confidence"].to_list()
    assert told == [(10, 10)]


def test_what_was_not_read_has_no_class_and_what_is_too_short_is_neutral():
    found = language.score_sentiment(
        pl.DataFrame({"content": ["", "@某某", "嗯", "👀", "this is not chinese at all", "好用"]})
    )
    assert found["why_not"].to_list() == [
        "empty",
        "only_mention",
        "too_short",
        "only_emoji",
        "other_language",
        None,
    ]
    assert found["sentiment"].to_list()[:5] == [None, None, "neutral", "neutral", None]
    assert found["sentiment"][5] == "positive"
    assert found["polarity"].to_list()[:5] == [None, None, 0, 0, None]
    assert [value is None for value in found["confidence"]] == [True, True, False, False, True, False]


def test_a_confidence_is_the_odds_of_its_own_class():
    frame = pl.DataFrame({"content": ["好用极了真的很推荐", "难用得不行，踩雷", "明天去看看吧"]})
    found = language.score_sentiment(frame)
    from xhs_workbench.language.opinions.calibration import CLASSES, default_calibration

    odds = default_calibration().odds(features(*frame["content"])[0])
    assert (
        found["sentiment"].to_list()
        == [CLASSES[k] for k in odds.argmax(axis=1)]
        == ["positive", "negative", "neutral"]
    )
    assert found["confidence"].to_list() == pytest.approx(odds.max(axis=1).tolist())


@pytest.mark.parametrize(("different", "read"), [(8, 8), (9, 10), (1, 1), (10, 10)])
def test_texts_are_read_once_where_a_fifth_of_them_repeat(monkeypatch, different, read):
    """Of ten comments eight different ones are four fifths: each is read once; of nine all ten are read."""
    from xhs_workbench.language.opinions import sentiment

    seen, real = [], sentiment._read_opinions

    def watched(column, model, calibration):
        seen.append(len(column))
        return real(column, model, calibration)

    monkeypatch.setattr(sentiment, "_read_opinions", watched)
    texts = [f"好用{min(k, different - 1)}" for k in range(10)]
    found = language.score_sentiment(pl.DataFrame({"content": texts}))
    assert (seen, found.height) == ([read], 10)


def test_shares_of_no_comment_are_none():
    """Without a group there is nothing to share, whoever corrects."""
    nothing = scored().with_columns(note=pl.lit(None, dtype=pl.String))
    for misread in (None, "shipped"):
        found = summarise_sentiment(nothing, ["note"], misread=misread)
        assert found.is_empty()
        assert found.columns == [
            "note",
            "sentiment",
            "comments",
            "read_share",
            "share",
            "lower",
            "upper",
            "n",
            "n_not_scored",
        ]
