"""The labelling desk: what a key does to the labels, what is saved, and what goes wrong in a sentence."""

import polars as pl
import pytest

from xhs_workbench import language
from xhs_workbench.views.blocks import MIME
from xhs_workbench.views.desks.label_desk import KEYS, label_desk


@pytest.fixture
def campaign(tmp_path):
    return tmp_path / "post_campaign.yaml"


def test_each_label_is_saved_at_once_and_older_ones_stay(campaign):
    language.label_saver(campaign)(pl.DataFrame({"content": ["昨天的"], "truth": ["neutral"]}))
    desk = label_desk(
        pl.DataFrame({"content": ["好用", "难用", "好用", None]}),
        language.find_labels(campaign),
        language.label_saver(campaign),
    )
    assert desk.inner.state["comments"] == ["好用", "难用"]
    desk.inner.labels = {"好用": "positive"}
    assert dict(language.find_labels(campaign).iter_rows()) == {"昨天的": "neutral", "好用": "positive"}
    desk.inner.labels = {"好用": "neutral", "难用": "negative"}
    assert dict(language.find_labels(campaign).iter_rows()) == {
        "昨天的": "neutral",
        "好用": "neutral",
        "难用": "negative",
    }
    assert desk.inner.said == "3 labels saved in comment_labels.csv."


def test_a_class_nobody_knows_is_not_saved(campaign):
    desk = label_desk(
        pl.DataFrame({"content": ["好用"]}), language.find_labels(campaign), language.label_saver(campaign)
    )
    desk.inner.labels = {"好用": "<script>"}
    assert language.find_labels(campaign).is_empty()


def test_what_cannot_be_saved_is_said():
    def full(_):
        raise OSError("disk full")

    desk = label_desk(pl.DataFrame({"content": ["好用"]}), language.find_labels("nowhere/x.yaml"), full)
    desk.inner.labels = {"好用": "positive"}
    assert desk.inner.said


def test_a_report_shows_nothing_of_it_and_keys_are_different(campaign):
    desk = label_desk(
        pl.DataFrame({"content": ["好用"]}),
        language.find_labels(campaign),
        language.label_saver(campaign),
    )
    bundle = desk._repr_mimebundle_()
    assert bundle[MIME]["kind"] == "control"
    assert "好用" not in str(bundle[MIME])
    assert len({key for key, _, _ in KEYS}) == len(KEYS)
