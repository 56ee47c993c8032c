"""Opinion: the words before a term, what a campaign's own comments teach, and the certainty of a reading."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from benchmarks import sentiment as bench
from xhs_workbench import language
from xhs_workbench.errors import ParamsError
from xhs_workbench.language import cleaning
from xhs_workbench.language.opinions.bootstrap import area_under_curve
from xhs_workbench.language.opinions.calibration import default_calibration, fit_coefficients, judge, macro_f1
from xhs_workbench.language.opinions.lexicon import lexicon, read_lexicon
from xhs_workbench.language.opinions.sentiment import label_evidence


def cleaned(*texts):
    return cleaning.clean(pl.Series(list(texts), dtype=pl.String)).joined().split("\n")[:-1]


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("ＹＹＤＳ！", "yyds!"),
        ("@小红薯5FA2 快来看", " 快来看"),
        ("谢谢@某某，好用", "谢谢,好用"),
        ("好用‹phone›加我", "好用 加我"),
        ("@‹handle› 快来看", "@  快来看"),
        ("啊啊啊啊啊好看", "啊啊好看"),
        ("好看[笑哭R][笑哭R][笑哭R]", "好看[笑哭r][笑哭r][笑哭r]"),
        ("第一行\n第二行", "第一行 第二行"),
        ("😍😍😍😍", "😍😍"),
        (None, ""),
    ],
)
def test_cleaning_keeps_what_carries_opinion(raw, kept):
    assert cleaned(raw) == [kept]


@given(st.lists(st.one_of(st.none(), st.text(max_size=40)), min_size=1, max_size=8))
def test_every_comment_stays_one_comment(texts):
    column = pl.Series(texts, dtype=pl.String)
    found = cleaning.clean(column)
    assert len(found) == len(texts)
    assert found.joined().count("\n") == len(texts)
    scored = language.score_sentiment(pl.DataFrame({"content": column}))
    assert scored.height == len(texts)
    unread = scored["why_not"].is_in(["empty", "only_mention", "other_language"]).fill_null(value=False)
    assert (scored["sentiment"].is_null() == unread).all()
    assert (
        scored.filter(pl.col("why_not").is_in(["too_short", "only_emoji"]))["sentiment"] == "neutral"
    ).all()
    assert scored["confidence"].drop_nulls().is_between(1 / 3, 1).all()


def test_pieces_and_the_whole_say_the_same():
    texts = [
        f"{word}这个面霜{i}"
        for i, word in enumerate(["真的好用", "踩雷了", "哪里买", "@谁谁 ", "[赞R]", "不错"] * 30)
    ]
    whole = language.score_sentiment(pl.DataFrame({"content": texts}))
    pieces = [language.score_sentiment(pl.DataFrame({"content": [text]})) for text in texts]
    assert_frame_equal(pl.concat(pieces), whole)
    streamed = language.stream_sentiment(
        [pl.DataFrame({"content": texts[:50]}), pl.DataFrame({"content": texts[50:]})]
    )
    assert_frame_equal(pl.concat(streamed), whole)


@pytest.mark.parametrize(
    ("stronger", "weaker"),
    [
        ("真的好用", "好用"),
        ("好用", "有点好用"),
        ("贵但是好用", "好用但是难闻"),
        ("好用", "好用吗"),
        ("不是很好用，但是便宜好看", "不是很好用"),
    ],
)
def test_words_around_a_term_change_its_weight(stronger, weaker):
    assert language.polarity(stronger) > language.polarity(weaker)


def test_a_negation_does_not_reach_into_the_next_clause():
    assert language.polarity("没有，很好用") > 0
    assert language.polarity("没有很好用") < 0


def test_negation_pairs_of_the_open_half():
    pairs = pl.read_csv("tests/language/negation_pairs.csv").filter(pl.col("split") == "dev")
    right = sum(
        language.polarity(good) > 0 > language.polarity(bad)
        for good, bad in pairs.select("good", "bad").rows()
    )
    assert right >= 14, f"{right} of {pairs.height}"


def test_the_lexicon_is_clean():
    listed = lexicon()
    assert len(set(listed.words)) == len(listed.words)
    assert np.abs(listed.weights).max() <= 3


def test_hidden_words_are_where_the_reading_found_them():
    texts = cleaning.clean(pl.Series(["真的好用推荐", "不知道"]))
    start, length = read_lexicon(texts).hits
    joined = texts.joined()
    assert [joined[s : s + n] for s, n in zip(start, length, strict=True)] == ["好用", "推荐"]


PRAISE, BLAME = ["好用", "推荐", "喜欢", "惊喜"], ["踩雷", "难用", "失望", "后悔"]
SLANG = {
    "praise": ["膜布缎面", "一抹化水", "水光开关", "灯泡脸"],
    "blame": ["像涂层蜡", "橡皮屑派对", "毛孔开会", "脸上铺沙子"],
}


def campaign(rng, n):
    """Synthetic comments: a third hold a listed word, nearly all hold a phrase of the product that no list has."""
    rows = []
    for i in range(n):
        good = bool(rng.random() < 0.6)
        slang = rng.choice(SLANG["praise" if good else "blame"])
        listed = rng.choice(PRAISE if good else BLAME) if i % 3 == 0 else ""
        filler = rng.choice(["早上用的", "这支面霜", "换季的时候", "我妈也在用", "第二天上妆"])
        rows.append((f"{filler}{slang}{listed}了{i}", good))
    return pl.DataFrame(rows, schema=["content", "good"], orient="row")


def test_learning_a_campaigns_words_beats_the_list_alone():
    rng = np.random.default_rng(5)
    learnt = language.bootstrap(campaign(rng, 4000).drop("good"))
    assert learnt.model is not None
    assert learnt.auc > 0.95
    fresh = campaign(rng, 1000)
    alone, both = (
        language.score_sentiment(fresh, model=model)["polarity"].to_numpy() for model in (None, learnt.model)
    )
    good = fresh["good"].to_numpy()
    assert area_under_curve(both, good) > 0.95 > 0.8 > area_under_curve(alone, good)
    assert learnt.finding.code == "vocabulary_learnt"


def test_few_or_meaningless_comments_leave_the_list_alone():
    rng = np.random.default_rng(6)
    few = language.bootstrap(campaign(rng, 200).drop("good"))
    assert (few.model, few.finding.code) == (None, "word_list_stands")
    words = [*PRAISE, *BLAME]
    odd = pl.DataFrame(
        {
            "content": [
                f"{rng.integers(10**9)}{words[rng.integers(8)]}{rng.integers(10**9)}" for _ in range(4000)
            ]
        }
    )
    random = language.bootstrap(odd)
    assert random.model is None
    assert random.auc == pytest.approx(0.5, abs=0.1)


def labels(n=120):
    texts = {"positive": "真的好用推荐", "neutral": "请问早上几点用呀", "negative": "踩雷了很失望"}
    rows = [(f"{texts[name]}{i}", name) for i in range(n // 3) for name in texts]
    return pl.DataFrame(rows, schema=["content", "sentiment"], orient="row")


def test_calibration_reports_before_and_after():
    found = language.calibrate(labels())
    report = found.report.rows(named=True)
    assert [row["what"] for row in report] == ["before", "after"]
    assert all(row["n"] == 120 for row in report)
    assert report[1]["macro_f1"] == 1
    again = language.score_sentiment(labels().rename({"sentiment": "truth"}), calibration=found)
    assert (again["sentiment"] == again["truth"]).all()


def test_too_few_labels_are_refused_with_the_counts():
    with pytest.raises(ParamsError, match="positive 10, neutral 10, negative 10"):
        language.calibrate(labels(30))


def test_the_judge_by_hand():
    odds = np.array([[0.8, 0.1, 0.1], [0.2, 0.6, 0.2], [0.6, 0.2, 0.2], [0.1, 0.1, 0.8]])
    said = judge("x", odds, np.array([0, 1, 1, 2]))
    assert said["accuracy"] == 0.75
    assert said["macro_f1"] == pytest.approx((2 / 3 + 2 / 3 + 1) / 3)
    assert macro_f1(np.array([0, 0]), np.array([1, 1])) == 0


def test_the_default_reads_nothing_as_neutral():
    features = np.array([[1, 0, 0, 0, 1, 0, 0.9]])
    assert default_calibration().odds(features).argmax() == 1


def test_examples_show_the_sure_and_the_doubtful():
    frame = pl.DataFrame({"content": [f"真的好用推荐{i}" for i in range(6)] + ["踩雷了加我‹phone›"]})
    shown = language.pick_examples(language.score_sentiment(frame))
    assert shown.filter(pl.col("sentiment") == "positive")["why"].to_list() == [
        "sure",
        "sure",
        "sure",
        "doubtful",
    ]
    assert shown.filter(pl.col("sentiment") == "negative")["content"].to_list() == ["踩雷了加我‹phone›"]


def test_the_shipped_coefficients_are_those_of_the_open_half():
    files = ("labelled_comments.csv", "composed_comments.csv")
    parts = [pl.read_csv(f"tests/language/{name}").select("split", "sentiment", "content") for name in files]
    labels = pl.concat(parts).filter(pl.col("split") == "dev")
    fitted = fit_coefficients(*label_evidence(labels))
    assert np.abs(fitted - default_calibration().coefficients).max() < 0.006


def test_labelled_comments_are_read_better_than_by_snownlp_or_as_always_neutral():
    """On the half used while writing the word list; the half kept apart is measured by hand, once per release."""
    made = bench.compare("dev")
    assert (made.n + made.left_out, made.pairs) == (520, 20)
    others = [made.macro_f1(name) for name in made.found if name != "ours"]
    assert len(others) == 3
    assert made.macro_f1("ours") >= 0.85 > 1.5 * max(others)
    assert made.two_class["ours"] >= made.two_class["SnowNLP"] + 0.15
    assert made.pairs_right["ours"] >= 17 > 2 * made.pairs_right["SnowNLP"]
