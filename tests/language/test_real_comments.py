"""Real comments, as figures: a set that was never recorded is, and how sure a macro-F1 of few comments is."""

import json

import pytest

from benchmarks import real_comments


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
