"""True shares: the effect of misreading on a count, by hand and by coverage; labels drawn, saved, and refused."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xhs_workbench import language
from xhs_workbench.errors import ParamsError
from xhs_workbench.language.opinions.calibration import CLASSES, fit_calibration
from xhs_workbench.language.opinions.quantify import (
    Misreading,
    adjust_shares,
    shares_from_labels,
)
from xhs_workbench.language.opinions.sentiment import default_calibration
from xhs_workbench.verbs.hearing import opinion_shares

EVEN = Misreading({"a set": np.array([[800.0, 200, 0], [100, 800, 100], [0, 200, 800]])})


def test_a_known_misreading_is_undone():
    """Of 1,000 praise, 6,000 neither and 3,000 blame, this misreading makes 1,400, 5,600 and 3,000."""
    found = adjust_shares([1_400, 5_600, 3_000], EVEN, draws=4_000)
    assert found[:, 0] == pytest.approx([0.1, 0.6, 0.3], abs=0.02)
    assert (found[:, 1] < [0.1, 0.6, 0.3]).all()
    assert (found[:, 2] > [0.1, 0.6, 0.3]).all()


def test_reading_all_right_changes_nothing_and_sampling_is_all_that_is_left():
    right = Misreading({"a set": np.eye(3) * 1e6})
    found = adjust_shares([500, 300, 200], right, draws=4_000)
    assert found[:, 0] == pytest.approx([0.5, 0.3, 0.2], abs=0.02)
    assert found[0, 2] - found[0, 1] == pytest.approx(2 * 1.645 * (0.25 / 1_000) ** 0.5, rel=0.25)


def test_sets_that_disagree_widen_the_interval():
    other = np.array([[500.0, 500, 0], [50, 900, 50], [0, 500, 500]])
    one, two = EVEN, Misreading({**EVEN.sets, "another": other})
    widths = [np.subtract(*adjust_shares([300, 500, 200], sets)[0, [2, 1]]) for sets in (one, two)]
    assert widths[1] > 1.3 * widths[0]


THREE = Misreading(
    {
        "a": np.array([[88.0, 8, 4], [10, 82, 8], [8, 8, 84]]),
        "b": np.array([[80.0, 15, 5], [5, 90, 5], [5, 15, 80]]),
        "c": np.array([[75.0, 20, 5], [8, 86, 6], [12, 18, 70]]),
    }
)


@given(st.lists(st.integers(0, 3_000), min_size=3, max_size=3), st.integers(0, 5))
def test_shares_are_shares_whatever_was_read(counts, seed):
    found = adjust_shares(counts, THREE, draws=40, seed=seed)
    if not sum(counts):
        assert np.isnan(found).all()
        return
    assert found[:, 0].sum() == pytest.approx(1)
    assert ((found >= 0) & (found <= 1 + 1e-9)).all()
    assert (found[:, 1] <= found[:, 0]).all()
    assert (found[:, 0] <= found[:, 2] + 1e-9).all()


def test_a_few_complaints_are_not_explained_away():
    """27 of 997 read as blame: the sets' errors could make 6 % of neutral ones, but that they made all is not known."""
    blame = adjust_shares([100, 870, 27], THREE)[2]
    assert blame[0] > 0.004
    assert blame[1] < blame[0] < 27 / 997
    precision = np.mean([84 / 96, 80 / 90, 70 / 81])
    assert blame[2] >= precision * 27 / 997


def test_a_set_without_a_class_leaves_it_unknown_rather_than_absent():
    two = Misreading({"reviews": np.array([[90.0, 5, 5], [0, 0, 0], [5, 5, 90]])})
    found = adjust_shares([300, 400, 300], two)
    assert found[1, 2] - found[1, 1] > 0.2


def misread(rng, n, mix):
    """Comments whose class is known, misread one time in four, surely or not."""
    truth = rng.choice(3, n, p=mix)
    wrong = rng.random(n) < 0.25
    read = np.where(wrong, rng.integers(0, 3, n), truth)
    sure = np.where(wrong, rng.random(n) < 0.3, rng.random(n) < 0.8)
    names = np.array(CLASSES)
    frame = {
        "content": [f"c{i}" for i in range(n)],
        "truth": names[truth],
        "sentiment": names[read],
        "confidence": np.where(sure, 0.9, 0.5),
    }
    return pl.DataFrame(frame)


def test_intervals_from_labels_hold_the_truth_nine_times_of_ten():
    """200 labels of 2,000 comments, 150 campaigns: .9 give or take three standard errors of .024."""
    rng = np.random.default_rng(7)
    hits = np.zeros(3)
    for seed in range(150):
        campaign = misread(rng, 2_000, rng.dirichlet([2, 4, 2]))
        found = shares_from_labels(
            campaign, language.choose_labels(campaign, 200, seed=seed), draws=300, seed=seed
        )
        truth = np.array([(campaign["truth"] == one).mean() for one in CLASSES])
        hits += (found[:, 1] <= truth) & (truth <= found[:, 2])
    assert (hits / 150 > 0.83).all()
    assert (hits / 150 < 0.98).all()


def test_the_desk_draws_more_of_the_doubtful_and_some_of_every_kind():
    rng = np.random.default_rng(3)
    campaign = misread(rng, 3_000, [0.3, 0.6, 0.1])
    drawn = language.choose_labels(campaign, 200)
    assert 190 <= drawn.height <= 230
    doubtful = [(frame["confidence"] < 0.75).mean() for frame in (campaign, drawn)]
    assert doubtful[1] > doubtful[0]
    assert set(drawn["sentiment"]) == set(CLASSES)


def evidence(rng, n, shift):
    """Evidence of praise less blame, whose class is set at thresholds moved by `shift`."""
    balance = rng.normal(0, 1.5, n)
    features = np.column_stack(
        [
            np.ones(n),
            np.maximum(balance, 0),
            np.maximum(-balance, 0),
            np.tanh(balance),
            np.abs(balance) < 0.3,
            np.zeros(n),
            np.ones(n),
        ]
    )
    truth = np.where(balance > 0.6 + shift, 0, np.where(balance < -0.6 + shift, 2, 1))
    return features.astype(float), truth


def test_labels_that_say_otherwise_are_taken_and_more_praise_stays_more_praise():
    features, truth = evidence(np.random.default_rng(1), 240, 1.2)
    made = fit_calibration(features, truth)
    assert made.adopted
    assert made.report["macro_f1"][1] > made.report["macro_f1"][0] + 0.05
    ladder, _ = evidence(np.random.default_rng(2), 50, 0)
    order = np.argsort(ladder[:, 3])
    before = np.log(default_calibration().odds(ladder[order]))
    after = np.log(made.odds(ladder[order]))
    both = np.argsort(before[:, 0] - before[:, 2], kind="stable")
    assert (np.diff((after[:, 0] - after[:, 2])[both]) >= -1e-9).all()


def test_labels_without_sense_are_refused_and_change_nothing():
    features, _ = evidence(np.random.default_rng(1), 200, 0)
    made = fit_calibration(features, np.random.default_rng(4).integers(0, 3, 200))
    assert not made.adopted
    assert (made.odds(features) == default_calibration().odds(features)).all()
    assert language.calibration_finding(made).code == "calibration_refused"


def test_labels_are_kept_beside_the_campaign_and_found_again(tmp_path):
    save = language.label_saver(tmp_path / "post_campaign.yaml")
    labels = pl.DataFrame(
        {"content": ["好用", "难用", "哪里买"], "truth": ["positive", "negative", "unclear"]}
    )
    assert save(labels).n == 3
    found = language.find_labels(tmp_path / "post_campaign.yaml")
    assert found.rows() == labels.rows()
    assert language.learn_labels(found).finding.code == "few_labels"
    scored = language.score_sentiment(pl.DataFrame({"content": ["好用", "好用", "哪里买"]}))
    assert language.label_comments(scored, found)["truth"].to_list() == ["positive", "positive"]


def test_a_file_that_holds_no_labels_is_refused_by_name(tmp_path):
    (tmp_path / "comment_labels.csv").write_text("content,truth\n好用,great\n", encoding="utf-8")
    with pytest.raises(ParamsError, match=r"comment_labels\.csv is no file of labels"):
        language.find_labels(tmp_path / "post_campaign.yaml")


def test_copies_of_a_labelled_comment_are_known_and_count_as_one_label():
    """One text is half of 200 comments; of 20 others labelled, half praise.

    Known: 110 neutral and 10 praise. Of the 80 others, (10 + 1/3) of (21 + 1) labels praise: 10 + 80 * 0.4697 of 200.
    """
    texts = ["求链接"] * 100 + [f"c{i}" for i in range(100)]
    truth = ["neutral"] * 100 + ["positive", "neutral"] * 50
    campaign = pl.DataFrame(
        {"content": texts, "truth": truth, "sentiment": "neutral", "confidence": 0.9},
        schema_overrides={"sentiment": pl.String},
    )
    labels = campaign.head(120)
    found = shares_from_labels(campaign, labels, draws=4_000)
    assert found[0, 0] == pytest.approx((10 + 80 * (10 + 1 / 3) / 22) / 200, abs=0.005)
    assert found[0, 1] > 0.15


def test_where_all_is_labelled_nothing_is_left_to_chance():
    campaign = misread(np.random.default_rng(5), 60, [0.3, 0.5, 0.2])
    found = shares_from_labels(campaign, campaign)
    for at, one in enumerate(CLASSES):
        assert found[at] == pytest.approx((campaign["truth"] == one).mean())
    bare = shares_from_labels(campaign.drop("content"), campaign.drop("content"))
    assert bare == pytest.approx(found)


def test_own_labels_reach_the_shares_as_a_frame_or_a_file(tmp_path):
    """Four texts twice over, all labelled: six of eight are praise, whatever was read."""
    texts = ["求链接", "在哪买", "好用", "难用"] * 2
    labels = pl.DataFrame({"content": texts[:4], "truth": ["positive", "positive", "positive", "negative"]})
    file = tmp_path / "comment_labels.csv"
    labels.write_csv(file)
    for own in (labels, labels.to_dict(as_series=False), file, str(file)):
        found = opinion_shares(texts, labels=own)
        assert found["share"].to_list() == pytest.approx([0.75, 0.0, 0.25])
    called = opinion_shares(pl.DataFrame({"text": texts}), labels=labels)
    assert called["share"].to_list() == pytest.approx([0.75, 0.0, 0.25])
    with pytest.raises(ParamsError, match="labels is no file of labels"):
        opinion_shares(texts, labels={"content": texts, "label": texts})
