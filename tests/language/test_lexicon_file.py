"""The lexicon as a data file: mistakes that somebody who edits it could make without noticing."""

from __future__ import annotations

import re
import tomllib
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from xhs_workbench.language.opinions import lexicon as room

FILE = Path(room.__file__).parent / "lexicon.toml"
SINGLE = set(
    "爽赞棒值冲入香美妙暖顺飒酷轻丑坑骗臭齁托尬呕呸脏吵宰晃累痛疼辣苦涩酸贵慢重粗糙钝涨呃额唉哎醉迷伤费捂僵馊缩"
)
"""Characters whose other meanings the neutral list masks (颜值, 入门, 香港, 贵州, 酸奶)."""


@pytest.fixture(scope="module")
def lexicon() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def kinds(lexicon: dict[str, Any]) -> dict[str, list[str]]:
    opinions = {
        name: [term for terms in lexicon[name].values() for term in terms]
        for name in ("positive", "negative")
    }
    return {**opinions, "neutral": lexicon["neutral"]["words"]}


def test_there_are_enough_terms_of_either_kind(kinds: dict[str, list[str]]) -> None:
    assert len(kinds["positive"]) + len(kinds["negative"]) >= 900
    assert 0.5 < len(kinds["positive"]) / len(kinds["negative"]) < 2


def test_a_term_stands_in_one_section_only(kinds: dict[str, list[str]]) -> None:
    assert {pair: set(kinds[pair[0]]) & set(kinds[pair[1]]) for pair in combinations(kinds, 2)} == {
        pair: set() for pair in combinations(kinds, 2)
    }


def test_no_list_names_a_string_twice(lexicon: dict[str, Any]) -> None:
    lists = {
        "neutral": lexicon["neutral"]["words"],
        "before": lexicon["turns"]["before"],
        "not_turns": lexicon["turns"]["not_turns"],
        "stronger before": lexicon["stronger"]["before"],
        "stronger after": lexicon["stronger"]["after"],
        "weaker": lexicon["weaker"]["before"],
        "contrast": lexicon["contrast"]["words"],
    }
    assert {name: sorted({w for w in words if words.count(w) > 1}) for name, words in lists.items()} == {
        name: [] for name in lists
    }


def test_weights_are_whole_and_from_1_to_3(lexicon: dict[str, Any]) -> None:
    assert set(lexicon["positive"]) == set(lexicon["negative"]) == {"1", "2", "3"}


def test_signs_weigh_from_a_third_to_one_and_have_one_mood(lexicon: dict[str, Any]) -> None:
    good, bad = (
        [s for signs in lexicon["emoji"][mood].values() for s in signs] for mood in ("positive", "negative")
    )
    assert {*lexicon["emoji"]["positive"], *lexicon["emoji"]["negative"]} == {"0.8", "0.4"}
    assert not set(good) & set(bad)
    assert len(set(good)) == len(good)
    assert not {"[笑哭R]", "[doge]", "[微笑R]", "😂", "😭"} & {*good, *bad}, "ambiguous signs stay out"
    assert not [sign for sign in [*good, *bad] if "\ufe0f" in sign], "found with and without the selector"


def test_terms_are_bare_lower_case_and_longer_than_one_sign(kinds: dict[str, list[str]]) -> None:
    terms = [term for words in kinds.values() for term in words]
    assert {term for term in terms if len(term) == 1} <= SINGLE
    assert [t for t in terms if t != t.lower() or re.search(r"\s", t)] == []


def test_every_saying_that_is_no_turn_holds_one(lexicon: dict[str, Any]) -> None:
    before = [
        *lexicon["turns"]["before"],
        "别",
        "不要",
        "勿",
    ]  # advice against: turns nothing over, but looks so
    assert [s for s in lexicon["turns"]["not_turns"] if not any(turn in s for turn in before)] == []


def test_degrees_and_contrasts_are_no_opinions(lexicon: dict[str, Any], kinds: dict[str, list[str]]) -> None:
    roles = {*lexicon["stronger"]["before"], *lexicon["stronger"]["after"], *lexicon["weaker"]["before"]}
    roles |= {*lexicon["turns"]["before"], *lexicon["contrast"]["words"]}
    assert roles & {term for words in kinds.values() for term in words} == set()
    assert set(lexicon["stronger"]["before"]) & set(lexicon["weaker"]["before"]) == set()


@pytest.mark.parametrize(
    ("kind", "phrase"),
    [
        *[
            ("positive", p)
            for p in ("不踩雷", "不后悔", "挑不出毛病", "没毛病", "不香吗", "亲妈来了都", "不过敏", "绝绝子")
        ],
        *[
            ("negative", p)
            for p in ("一言难尽", "不过如此", "就那样", "贵得离谱", "白花钱", "交智商税", "服务好差")
        ],
        *[
            ("neutral", p)
            for p in ("好不好用", "好用吗", "会不会闷痘", "求推荐", "不好意思", "没用过", "有效期", "拒绝了")
        ],
    ],
)
def test_fixed_phrases_override_their_parts(kinds: dict[str, list[str]], kind: str, phrase: str) -> None:
    terms = [term for words in kinds.values() for term in words]
    found = re.match("|".join(re.escape(t) for t in sorted(terms, key=len, reverse=True)), phrase)
    assert found is not None
    assert found.group() == phrase
    assert phrase in kinds[kind]
