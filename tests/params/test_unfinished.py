"""What stands for a text that is still to come, and what a draft does without until it comes."""

import pytest

from xhs_workbench import paths
from xhs_workbench.params import Brief, SelectionParams, load_params
from xhs_workbench.params.judging.kinds import truth_for_a_number
from xhs_workbench.params.judging.leaving_out import left_out
from xhs_workbench.params.unfinished import placeholders
from xhs_workbench.params.yaml_files import read_params_file

STANDING_IN = [
    "‹brand›",
    "TODO",
    "todo",
    "TBD",
    "tba",
    "FIXME",
    "xxx",
    "XXXX",
    "×××",
    "Your brand",
    "待填",
    "待定",
    "（待补充）",
    "某某",
    "某某精华",
    "XX品牌",
    "<brand>",
    "＜品牌＞",
    "#待定",
    "price TBD",
    "TODO: ask the brand",
    "精华（待定）",
    "???",
    "…",
    "Lorem ipsum dolor",
]
ORDINARY = [
    "Lumira",
    "Todo Moda",
    "露米拉",
    "618",
    "SPF50",
    "XX",
    "X2",
    "不要写某某品牌比我们差",
    "待在家的一天",
    "定价待市场部同意后公布",
    "3 < 5 and 7 > 6",
    "a <b> in a sentence",
    "Exxon",
    "maxxx out",
    "什么???",
    "wait… what",
    "brand",
    "product",
    "price",
    "campaign names",
    "成分",
    "🌸",
]


@pytest.mark.parametrize("text", STANDING_IN)
def test_what_stands_for_a_text_is_unfinished(text):
    assert [key for key, _ in placeholders({"brand": {"product": {"en": text}}})] == ["brand.product.en"]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_are_finished(text):
    assert placeholders({"brand": {"product": {"en": text}}, "audience": {"interests": [text]}}) == []


def test_words_of_a_template_are_unfinished_in_their_own_place_only():
    assert placeholders({"campaign": "Campaign Name"}) == [("campaign", "Campaign Name")]
    assert placeholders({"messages": [{"phrases": ["campaign name"]}]}) == []
    assert placeholders({"inclusions": {"hashtags": ["#品牌话题"]}}) == [
        ("inclusions.hashtags.0", "#品牌话题")
    ]


@pytest.mark.parametrize("key", ["mappings", "reviewer_remarks"])
def test_what_a_file_holds_or_a_colleague_says_is_left_alone(key):
    assert placeholders({key: [{"missing": ["xxx", "TBD"], "remark": "待定"}]}) == (
        [] if key == "mappings" else [(f"{key}.0.missing.{n}", text) for n, text in enumerate(("xxx", "TBD"))]
    )


@pytest.mark.parametrize("campaign", ["demo", "beauty_2018"])
def test_no_campaign_that_is_finished_is_called_unfinished(campaign):
    for file in (paths.PARAMS / campaign).glob("*.yaml"):
        assert placeholders(read_params_file(file).data) == []


def brief(**changes):
    return {
        **load_params(paths.PARAMS / "demo" / "brief.yaml").read_brief().model_dump(mode="json"),
        **changes,
    }


def test_a_target_takes_its_row_with_it_and_the_others_stay():
    kpis = [
        {"metric": "reads", "target": "‹number›"},
        {"metric": "saves", "target": 10},
        {"metric": "cpe", "target": "‹CNY›"},
    ]
    kept = left_out(Brief, brief(kpis=kpis), ["kpis.0.target", "kpis.2.target"])
    assert kept["kpis"] == [{"metric": "saves", "target": 10}]
    assert len(kpis) == 3  # what was given is not changed


def test_what_has_a_default_goes_alone_and_what_has_none_stays():
    data = brief()
    data["budget"] = {"creators_cny": "‹CNY›", "boost_cny": "‹CNY›"}
    kept = left_out(Brief, data, ["budget.creators_cny", "budget.boost_cny"])
    assert kept["budget"] == {"creators_cny": "‹CNY›"}


def test_a_text_stays_for_it_can_be_shown():
    assert left_out(Brief, brief(campaign="‹campaign name›"), ["campaign"])["campaign"] == "‹campaign name›"


def test_the_last_entry_of_a_list_that_may_not_be_empty_stays():
    one = [{"format": "review", "note_type": "image", "tier": "koc", "count": "‹number›"}]
    assert left_out(Brief, brief(deliverables=one), ["deliverables.0.count"])["deliverables"] == one


def test_true_is_no_number_and_may_stand_where_either_is_asked_for():
    gate = {"rule": "shop", "column": "has_shop", "op": "==", "value": True, "step": True}
    found = truth_for_a_number(
        SelectionParams,
        {
            "gates": [gate],
            "weights": {"value": False},
            "quotas": {"koc": [True, 2]},
            "learn_weights": True,
            "risk": {"seed": True},
        },
    )
    assert sorted(fault[0] for fault in found) == [
        "gates.0.step",
        "quotas.koc.0",
        "risk.seed",
        "weights.value",
    ]
