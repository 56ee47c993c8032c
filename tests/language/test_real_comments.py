"""Real comments, as figures: a set that was never recorded is, and how sure a macro-F1 of few comments is."""

import json

import pytest

from benchmarks import comments, real_comments


def test_a_set_that_was_never_recorded_is_recorded(tmp_path, monkeypatch):
    """Two texts of the new set beside figures of another one, which stay."""
    figures = tmp_path / "figures.json"
    figures.write_text(json.dumps({"old": {"kept": {"n": 1}}}), encoding="utf-8")
    stated = tmp_path / "stated.toml"
    stated.write_text("[old]\nrows = 1\n[new]\nrows = 2\n", encoding="utf-8")
    monkeypatch.setattr(real_comments, "FIGURES", figures)
    monkeypatch.setattr(real_comments, "STATED", stated)
    monkeypatch.setattr(real_comments, "ways", dict)
    (tmp_path / "new.csv").write_text(
        "sentiment,asks,content\nP,0,很好用\nO,1,在哪里买的？\n", encoding="utf-8"
    )
    real_comments.record("kept", tmp_path)
    known = real_comments.figures()
    assert known["old"] == {"kept": {"n": 1}}
    assert known["new"]["kept"]["of"] == [1, 1, 0]
    assert known["new"]["kept"]["asks"]["ours"]["recall"] == 1.0


def test_the_interval_of_a_macro_f1_is_that_of_comments_drawn_again():
    """Of three comments, one a class, all read right, 27 draws: 3 hold one class (1/3), 6 all three (1), the others two (2/3)."""
    low, high = real_comments.interval([[1, 0, 0], [0, 1, 0], [0, 0, 1]])
    assert (low, high) == pytest.approx((1 / 3, 1))


def test_nothing_read_right_has_no_interval_above_nothing():
    assert real_comments.interval([[0, 5, 0], [0, 0, 5], [5, 0, 0]]) == (0.0, 0.0)


def test_both_halves_of_the_fifth_sets_are_put_together_by_their_counts(monkeypatch):
    """By hand: 8 of 10 polar texts at .5 and 2 at 1 make .6; 6 of 12 heard ask, of 8 that do: precision .5, recall .75, F1 .6."""
    words = "our list, words counted"

    def half(polar, right, asks, misread):
        precision, recall, number = asks
        return {
            "of": [polar, 1, 0],
            "misread": misread,
            "three": {words: {"macro_f1": 0.25}},
            "two": {"ours": {"right": right}, words: {"right": 1.0}},
            "asks": {"ours": {"precision": precision, "recall": recall, "asks": number}},
        }

    sure = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    known = {
        "fifth_round": {"dev": half(8, 0.5, (0.4, 1.0, 2), sure), "kept": half(2, 1.0, (1.0, 0.5, 2), sure)},
        "bilibili_fifth": {
            "dev": half(1, 1.0, (0.4, 1.0, 2), sure),
            "kept": half(1, 1.0, (1.0, 0.5, 2), [[1, 0, 0], [0, 1, 0], [0, 1, 0]]),
        },
    }
    monkeypatch.setattr(real_comments, "figures", lambda: known)
    said = comments.fifth()
    assert said["two"] == "0.600" and said["two_counted"] == "1.000"
    # Heard: 2 / .4 + 1 / 1 + 2 / .4 + 1 / 1 = 12, of which 6 ask.
    assert (said["precision"], said["recall"], said["asks"]) == ("0.50", "0.75", "0.60")
    # Praise 2 of 2, neutral 2 * 2 / 5, blame 2 * 1 / 3: (1 + .8 + .6667) / 3.
    assert said["bilibili"].startswith("0.822 (") and said["fifth"].startswith("1.000 (")


def test_the_sixth_sets_say_how_many_of_each_class_were_misread(monkeypatch):
    """By hand: of 4 + 2 that blame 1 + 1 heard, 2 unheard, 1 + 1 praised; of 5 that ask 4 found among 8 heard."""

    def one(misread, asks):
        precision, recall, number = asks
        return {
            "misread": misread,
            "three": {"our list, words counted": {"macro_f1": 0.5}, "SnowNLP": {"macro_f1": 0.25}},
            "two": {"ours": {"right": 0.75}, "our list, words counted": {"right": 0.5}},
            "asks": {"ours": {"precision": precision, "recall": recall, "f1": 0.6, "asks": number}},
        }

    known = {
        "sixth_round": {
            "kept": one([[3, 1, 0], [2, 4, 1], [1, 2, 1]], (0.5, 0.8, 5)),
            "again": one([[4, 0, 0], [2, 4, 1], [1, 2, 1]], (0.5, 0.8, 5)),
        },
        "douyin_sixth": {
            "kept": one([[1, 0, 0], [0, 1, 0], [1, 0, 1]], (1.0, 0.5, 2)),
            "again": one([[1, 0, 0], [0, 1, 0], [0, 0, 2]], (1.0, 0.5, 2)),
        },
    }
    monkeypatch.setattr(real_comments, "figures", lambda: known)
    said = comments.sixth()
    assert (said["praise"], said["praise_heard"], said["praise_unheard"]) == ("5", "4", "1")
    assert (said["neutral"], said["neutral_praised"], said["neutral_blamed"]) == ("8", "2", "1")
    assert (said["blame"], said["blame_praised"], said["blame_unheard"], said["blame_heard"]) == (
        "6",
        "2",
        "2",
        "2",
    )
    assert (said["hit_sixth"], said["false_sixth"]) == ("4", "4")
    assert (said["hit_douyin"], said["false_douyin"]) == ("1", "0")
    # Right: 3 + 4 + 1 and 1 + 1 + 1; read again 4 + 4 + 1 and 1 + 1 + 2.
    assert (said["right"], said["right_now"]) == ("11", "13")
    assert (said["blame_heard_now"], said["douyin_now"][:7]) == ("3", "1.000 (")
    # Douyin: praise 2 * 1 / 3, neutral 1, blame 2 * 1 / 3: (.6667 + 1 + .6667) / 3.
    assert said["douyin"].startswith("0.778 (")
