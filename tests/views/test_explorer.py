"""The explorer as data: what goes into the page, what comes back from Python, what a card holds."""

from __future__ import annotations

import shutil
import sys
from datetime import datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from xhs_workbench import paths, views, workspace
from xhs_workbench.errors import ParamsError, Problem
from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.params import load_params
from xhs_workbench.views.blocks import MIME
from xhs_workbench.views.desks.explorer import WIDGET_MIME, Filter, Plan, answer, live_explorer, rank
from xhs_workbench.views.drawing.tables import Table
from xhs_workbench.views.selection.creator_cards import MOST_NOTES, creator_cards
from xhs_workbench.views.selection.live_selection import keep_wishes
from xhs_workbench.views.wording import said

WORDS = Text("Title", "标题")
CHINA = ZoneInfo("Asia/Shanghai")


def people(n=3):
    return pl.DataFrame(
        {
            "creator_id": [f"c{i}" for i in range(n)],
            "name": [f"n{i}" for i in range(n)],
            "tier": ["koc"] * n,
            "picked": [i == n - 1 for i in range(n)],
            "price_cny": [100.0 * (i + 1) for i in range(n)],
            "part_a": [1.0 - i / n for i in range(n)],
            "part_b": [i / n if i else None for i in range(n)],
        }
    )


def block(frame=None, **more):
    columns = [views.Column("price_cny", Text("Price", "报价"), "cny")]
    parts = {"a": Text("A", "甲"), "b": Text("B", "乙")}
    frame = people() if frame is None else frame
    return views.explorer(frame, columns, parts, {"a": 2.0, "b": 1.0}, title=WORDS, note=WORDS, **more)


def test_a_score_by_hand():
    ranked = rank(people(), {"a": 2.0, "b": 1.0})
    # c0: 2 × 1 of 3; c1: (2 × 2/3 + 1/3) of 3; c2: (2 × 1/3 + 2/3) of 3.
    assert dict(ranked.iter_rows()) == pytest.approx({"c0": 200 / 3, "c1": 500 / 9, "c2": 400 / 9})
    assert rank(people(), {"a": 0.0, "b": 0.0})["score"].to_list() == [0, 0, 0]


def test_a_page_carries_the_best_rows_and_every_pick(monkeypatch):
    monkeypatch.setattr(sys.modules[Plan.__module__], "MOST_ROWS", 2)
    assert [row["id"] for row in block(people(5)).data["state"]["rows"]] == ["c0", "c1", "c4"]


def test_in_the_notebook_it_is_a_block_for_the_report_and_a_widget_for_the_lab():
    bundle = block()._repr_mimebundle_()
    assert bundle[MIME]["kind"] == "explorer"
    assert set(bundle[WIDGET_MIME]) == {"version_major", "version_minor", "model_id"}


def test_the_live_explorer_hands_requests_to_python_and_shows_why_one_failed():
    seen = []

    def recompute(request):
        seen.append(request)
        if request["budget"] < 0:
            raise ParamsError([Problem("a budget is positive", "预算须为正")])
        if request["budget"] == 0:
            raise ZeroDivisionError("nothing to divide")
        return answer(
            ["c1"], [{"label": "x", "value": "1", "note": ""}], [Finding("a", Level.PASS, WORDS)], []
        )

    plan = Plan(5.0, {"koc": (0, 2)}, {"koc": "KOC"}, 0.5, recompute=recompute)
    widget = live_explorer(block(plan=plan))
    assert widget.live
    widget.request = {"n": 1, "budget": 10}
    assert (widget.answer["n"], widget.answer["picked"]) == (1, ["c1"])
    widget.request = {"n": 2, "budget": -1}
    assert "a budget is positive" in widget.answer["error"]
    widget.request = {"n": 3, "budget": 0}
    assert "ZeroDivisionError" in widget.answer["error"]
    assert [request["n"] for request in seen] == [1, 2, 3]


def test_wishes_are_written_to_the_parameters_and_what_is_wrong_is_not(tmp_path):
    file = tmp_path / "selection.yaml"
    shutil.copy(paths.PARAMS / "demo" / "selection.yaml", file)
    before = file.read_text(encoding="utf-8")
    keep = keep_wishes(workspace.Keeper(str(file)), 320_000)
    plan = Plan(320_000, {"koc": (0, 2)}, {"koc": "KOC"}, 0.5, recompute=lambda _: {}, keep=keep)
    widget = live_explorer(block(plan=plan))
    assert widget.keeps
    assert not live_explorer(block()).keeps
    wish = {
        "weights": {"value": 70, "saves": 30},
        "quotas": {"koc": [3, 9]},
        "max_share": 0.2,
        "must_in": ["c1"],
        "must_out": [],
    }
    for wrong in (
        {"weights": {"value": "=1"}},
        {"weights": None},
        {"quotas": {"koc": [9, 3]}},
        {"must_in": [{"a": 1}]},
        {"max_share": 7},
    ):
        widget.wish = {"n": str(wrong), **wish, **wrong}
        assert (widget.kept["n"], widget.kept["ok"]) == (str(wrong), False), wrong
        assert widget.kept["text"].startswith("Not saved")
        assert file.read_text(encoding="utf-8") == before
    widget.wish = {"n": 2, **wish, "budget": 320_000, "brief": "/etc/passwd"}
    assert (widget.kept["ok"], "brief" in widget.kept["text"]) == (True, False)
    written = load_params(file)
    assert written.weights == {"value": 70, "saves": 30}
    assert dict(written.quotas) == {"koc": (3, 9)}
    assert (written.max_share_per_creator, written.must_in, written.must_out) == (0.2, ("c1",), ())
    assert written.brief == load_params(paths.PARAMS / "demo" / "selection.yaml").brief
    assert [line for line in before.splitlines() if line.startswith("#")] == [
        line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("#")
    ]
    widget.wish = {"n": 3, **wish, "budget": 9_000}
    assert "creators_cny to 9,000" in widget.kept["text"]


def test_without_python_there_is_no_live_part():
    assert not live_explorer(block()).live
    assert block(plan=Plan(5.0, {"koc": (0, 2)}, {}, 0.5, must_in=["c0"])).data["state"]["wishes"] == [
        ["c0", "in"]
    ]


def test_answers_are_words_and_numbers_only(chinese):
    table = Table([views.Column("creator_id", WORDS), views.Column("price_cny", WORDS, "cny")], WORDS, WORDS)
    made = answer(["c0"], [], [Finding("x", Level.REVIEW, WORDS, WORDS)], [(table, people())])
    assert made["tables"][0]["rows"][1] == ["c1", "¥200"]
    assert made["findings"] == [{"level": "REVIEW", "word": "待确认", "text": "标题", "fix": "标题"}]


def test_filters_take_their_facts_along():
    shown = block(filters=[Filter("price_cny", WORDS, "most")]).data["state"]
    assert [row["facts"] for row in shown["rows"]] == [
        {"price_cny": 100.0},
        {"price_cny": 200.0},
        {"price_cny": 300.0},
    ]


def test_a_card_by_hand():
    creators = people().with_columns(
        expected_interactions=pl.lit(50.0),
        female_share=pl.Series([0.8, None, 0.5]),
        male_share=pl.Series([0.2, None, 0.5]),
        save_share=pl.lit(0.25),
        peers_save_share=pl.lit(0.2),
        why_en=pl.lit("cheap"),
        why_zh=pl.lit("便宜"),
        source_file=pl.lit("a.xlsx"),
        source_sheet=pl.lit("S"),
        source_row=pl.lit(7),
    )
    days = [datetime(2026, 3, 1 + i, 23, 30, tzinfo=CHINA) for i in range(MOST_NOTES + 3)]
    notes = pl.DataFrame(
        {
            "creator_id": "c0",
            "published_at": days,
            "interactions": range(len(days)),
            "save_share": 0.25,
            "is_commercial": [None] * len(days),
        }
    )
    prices = pl.DataFrame(
        {
            "creator_id": ["c0"],
            "price_cny": [120.0],
            "fair_low_cny": [90.0],
            "fair_mid_cny": [100.0],
            "fair_high_cny": [130.0],
            "peers": [9],
        }
    )
    asks = pl.DataFrame(
        {
            "creator_id": ["c1"],
            "label_en": "Likes",
            "label_zh": "赞",
            "said_en": "steady",
            "said_zh": "稳",
            "ask_en": "why?",
            "ask_zh": "为何？",
        }
    )
    cards = said(creator_cards(creators, notes, prices=prices, asks=asks, target={"female_share"}), "zh")
    first = cards["c0"]
    assert len(first["notes"]) == MOST_NOTES
    assert first["notes"][0] == ["2026-03-27", 26.0, 0.25, 0]
    assert first["audience"] == [
        {"label": "女", "share": 0.8, "target": True},
        {"label": "男", "share": 0.2, "target": False},
    ]
    assert (first["price"]["low"], first["price"]["value"], first["why"]) == (90.0, 120.0, "便宜")
    assert "9 位" in first["price"]["note"]
    assert first["source"] == "a.xlsx › S › row 7"
    assert cards["c1"]["asks"] == [["赞", "稳", "为何？"]]
    assert (cards["c1"]["audience"], cards["c1"]["price"]["low"]) == ([], None)
