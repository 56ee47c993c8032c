"""Every rule tested with its own examples, texts that never fire, and how often rules fire on ordinary captions."""

import re

import polars as pl
import pytest

from tests.content.make_captions import captions
from xhs_workbench import paths
from xhs_workbench.content.reviewing.facts import CHECKS
from xhs_workbench.content.reviewing.rules import FOLDER, guardrail_phrases, make_rules, read_rules
from xhs_workbench.findings import Level
from xhs_workbench.language import PhraseMatcher
from xhs_workbench.language.phrase_matching import AROUND
from xhs_workbench.params import BriefParams

RULES = read_rules()
WORDS = [rule for rule in RULES if not rule.check]
ALONE = {rule.id: PhraseMatcher([rule.phrases()]) for rule in WORDS}
ALL = PhraseMatcher(
    [
        *(rule.phrases() for rule in WORDS),
        *guardrail_phrases(BriefParams(brief="params/demo/brief.yaml").read_brief(), RULES),
    ]
)
CAPTIONS = paths.ROOT / "tests" / "content" / "ordinary_captions_synthetic.csv"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_fires_on_its_examples_and_not_on_its_counter_examples(rule):
    if rule.check:
        fires = [CHECKS[rule.check](draft, rule) for draft in rule.must_fire]
        quiet = [CHECKS[rule.check](draft, rule) for draft in rule.must_not_fire]
    else:
        fires = [bool(ALONE[rule.id].find(text)) for text in rule.must_fire]
        quiet = [bool(ALONE[rule.id].find(text)) for text in rule.must_not_fire]
    assert fires
    assert quiet
    assert all(fires), [text for text, fired in zip(rule.must_fire, fires, strict=True) if not fired]
    assert not any(quiet), [text for text, fired in zip(rule.must_not_fire, quiet, strict=True) if fired]


@pytest.mark.parametrize("rule", WORDS, ids=lambda rule: rule.id)
def test_every_term_of_a_rule_can_fire(rule):
    dead = [term for term in rule.terms if not ALONE[rule.id].find(term)]
    assert dead == []


def test_every_rule_says_what_it_rests_on():
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert sum(len(rule.terms) for rule in RULES) > 1_000
    for rule in RULES:
        assert rule.basis.kind in {"legal", "platform", "setting"}, rule.id
        assert rule.basis.grade in {"A", "B", "C", "G"}, rule.id
        assert rule.basis.source, rule.id
        assert rule.basis.since.year >= 1998, rule.id
        assert rule.instead.en, rule.id
        assert rule.instead.zh, rule.id
        assert rule.level in {Level.FAIL, Level.REVIEW}, rule.id
        assert bool(rule.check) != bool(rule.terms or rule.patterns), rule.id
        assert rule.basis.kind != "setting" or rule.level is Level.REVIEW, rule.id
    assert {rule.rule_class for rule in RULES} == {path.stem for path in FOLDER.glob("*.toml")}


def test_patterns_can_be_sifted_without_their_look_arounds():
    for rule in RULES:
        for pattern in rule.patterns:
            pl.Series(["x"]).str.contains(AROUND.sub("", pattern))
            assert not re.search(r"\\[1-9]", pattern), rule.id


def test_a_rule_with_an_unknown_key_is_refused():
    data = {
        "class": "x",
        "class_en": "X",
        "class_zh": "X",
        "version": "1",
        "basis": {
            "law": {
                "kind": "legal",
                "en": "a",
                "zh": "a",
                "since": RULES[0].basis.since,
                "source": "s",
                "grade": "B",
            }
        },
        "rules": {
            "r": {
                "en": "a",
                "zh": "a",
                "severity": "FAIL",
                "basis": "law",
                "term": ["b"],
                "instead": {"en": "", "zh": ""},
            }
        },
    }
    with pytest.raises(ValueError, match="r: unknown term"):
        make_rules(data, "x.toml")


@pytest.mark.parametrize("word", ["最近", "最后", "第一次", "首先", "一定", "100%棉", "第一天"])
def test_some_words_never_fire_wherever_they_stand(word):
    frames = [
        "{}",
        "{}皮肤很好",
        "我{}用它",
        "精华，{}。",
        "换季{}真的",
        "{}推荐",
        "效果{}",
        "全网{}",
        "这是{}的精华",
        "{} 品牌",
        "国货{}",
        "{}有效",
        "排名{}",
        "{}选择",
    ]
    texts = [frame.format(word) for frame in frames]
    assert [(text, hit) for text in texts for hit in ALL.find(text)] == []


def test_the_captions_are_what_their_script_writes():
    assert pl.read_csv(CAPTIONS).to_dicts() == captions()


def test_ordinary_captions_hardly_ever_fire(capsys):
    ordinary = (
        pl.read_csv(CAPTIONS).select(pl.concat_str("title", "body", "hashtags", separator="\n")).to_series()
    )
    hits = ALL.find_all(ordinary)
    counts = dict(hits.group_by("rule").agg(pl.col("row").n_unique()).iter_rows())
    rates = {rule.name: counts.get(rule.name, 0) / len(ordinary) for rule in ALL.rules}
    with capsys.disabled():
        fired = {name: f"{rate:.1%}" for name, rate in rates.items() if rate}
        print(f"\nfalse alarms on {len(ordinary)} ordinary captions: {fired or 'none'} ({len(rates)} rules)")
    assert len(ordinary) == 300
    assert max(rates.values()) <= 0.01


def test_a_registration_lifts_its_claim_and_a_category_its_rules():
    brief = BriefParams(brief="params/demo/brief.yaml").read_brief()
    rule = next(rule for rule in RULES if rule.id == "sunscreen_claim")
    assert rule.not_tried(brief) is None
    registered = brief.model_copy(
        update={"brand": brief.brand.model_copy(update={"registered_claims": ("防晒",)})}
    )
    assert "防晒" in rule.not_tried(registered).zh
    infant = next(rule for rule in RULES if rule.id == "infant_milk")
    assert "beauty" in infant.not_tried(brief).en
