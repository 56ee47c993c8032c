"""Briefs with one fault each: exactly that fault is found; scripts, points and emptiness are distinguished with reasons."""

import copy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from xhs_workbench import brief as step
from xhs_workbench import paths
from xhs_workbench.brief.checking.completeness import CHECKS
from xhs_workbench.brief.checking.rules import GROUPS, rules
from xhs_workbench.params import Brief, BriefParams
from xhs_workbench.params.festivals import preheat

HERE = Path(__file__).parent
DEMO = YAML(typ="safe").load(paths.PARAMS / "demo" / "brief.yaml")
FAULTS = sorted((HERE / "faults").glob("*.yaml"))


@pytest.fixture
def data():
    return copy.deepcopy({key: value for key, value in DEMO.items() if key in Brief.model_fields})


def read(path):
    return BriefParams(brief=str(path)).read_brief()


def words(en, zh):
    return {"en": en, "zh": zh}


def unmet(brief):
    return [finding.code for finding in step.check_brief(brief) if finding.level != "PASS"]


def test_the_demo_brief_meets_every_rule(data):
    checks = step.check_brief(Brief.check(data, draft=True))
    assert {finding.level for finding in checks} == {"PASS"}
    assert step.score_brief(checks).total == 100.0


@pytest.mark.parametrize("file", FAULTS, ids=lambda path: path.stem)
def test_exactly_the_fault_in_the_files_name_is_found(file):
    assert unmet(read(file)) == [file.stem]


def test_there_are_ten_faults_and_more():
    assert len(FAULTS) >= 10
    assert {file.stem for file in FAULTS} <= set(rules())


def no_kpi_for_the_objective(d):
    d["kpis"] = [{"metric": "impressions", "target": 1_500_000}]


def a_cost_the_budget_cannot_meet(d):
    d["kpis"][4]["target"] = 3.0


def more_reads_than_impressions(d):
    d["kpis"][1]["target"] = 2_000_000


def a_metric_nobody_defined(d):
    d["kpis"].append({"metric": "buzz", "target": 1})


def sharers_for_a_launch(d):
    d["audience"]["funnel_stage"] = "share"


def a_message_without_its_words(d):
    d["messages"][2]["phrases"] = []


def a_message_true_of_anything(d):
    d["messages"][0]["text"] = words("The product is great.", "产品真的很好用。")


def a_link_without_the_word(d):
    d["inclusions"]["links"] = ["小红书店铺商品卡"]


def a_code_to_scan(d):
    d["inclusions"]["features"] = [words("A QR code to our group.", "放一张加群二维码。")]


def a_link_to_another_platform(d):
    d["inclusions"]["links"] = ["https://detail.tmall.com/item.htm"]
    d["inclusions"]["disclosure"] = words("Marked as an ad.", "标明“广告”。")


def medical_words_not_ruled_out(d):
    d["guardrails"]["claims_not_to_make"] = [
        words("No superlatives.", "不用绝对化用语。"),
        words("Nothing beyond the registration.", "不超出备案。"),
    ]


def a_logo_on_the_cover(d):
    d["inclusions"]["features"] = [words("The logo on the cover.", "封面放品牌 logo。")]


def four_rounds_of_drafts(d):
    d["deliverables"][0]["drafts"] = 4
    d["timeline"]["drafts_due"] = "2026-04-22"


def three_days_to_write(d):
    d["timeline"]["brief_sent"] = "2026-04-24"


def posting_too_close_to_the_sale(d):
    d["timeline"]["sale_start"] = "2026-05-10"


def a_tier_of_another_scheme(d):
    d["deliverables"][0]["tier"] = "mega"


def a_placeholder_left(d):
    d["brand"]["terms"] = ["‹品牌中文名›"]


def one_text_not_translated(d):
    d["brand"]["product"] = {"zh": "精华"}


def a_message_of_two_sentences(d):
    d["messages"][2]["text"] = words("No fragrance and no alcohol.", "无香精。也无酒精。")


def orders_only(d):
    d["guardrails"]["tone"] = [words("First person only, this is mandatory.", "必须用第一人称。")]
    d["guardrails"]["visual"] = [words("Never a filter.", "严禁滤镜。")]


def nothing_left_to_the_creator(d):
    d["free_for_creator"] = []


MUTATIONS = {
    no_kpi_for_the_objective: "kpis_fit_objective",
    a_cost_the_budget_cannot_meet: "kpis_agree",
    more_reads_than_impressions: "kpis_agree",
    a_metric_nobody_defined: "kpis_defined",
    sharers_for_a_launch: "audience_fits_stage",
    a_message_without_its_words: "messages_recognisable",
    a_message_true_of_anything: "messages_concrete",
    a_link_without_the_word: "ad_label_for_links",
    a_code_to_scan: "no_diversion",
    a_link_to_another_platform: "no_diversion",
    medical_words_not_ruled_out: "claims_cover_category",
    a_logo_on_the_cover: "inclusions_livable",
    four_rounds_of_drafts: "approval_reserved",
    three_days_to_write: "creators_have_time",
    posting_too_close_to_the_sale: "seeded_before_sale",
    a_tier_of_another_scheme: "deliverables_countable",
    a_placeholder_left: "nothing_unfilled",
    one_text_not_translated: "languages_complete",
    a_message_of_two_sentences: "sentence_points",
    orders_only: "imperative_density",
    nothing_left_to_the_creator: "freedom_written",
}


@pytest.mark.parametrize("fault", MUTATIONS, ids=lambda fault: fault.__name__)
def test_one_change_of_the_demo_is_one_finding_with_its_fix(data, fault):
    fault(data)
    found = [
        finding for finding in step.check_brief(Brief.check(data, draft=True)) if finding.level != "PASS"
    ]
    assert [finding.code for finding in found] == [MUTATIONS[fault]]
    assert found[0].fix.en
    assert found[0].fix.zh


def test_every_rule_has_a_function_a_fault_and_a_part_of_the_score():
    assert set(CHECKS) == set(rules())
    assert {file.stem for file in FAULTS} | set(MUTATIONS.values()) == set(rules())
    assert {rule.group for rule in rules().values()} == set(GROUPS)
    assert sum(rule.points for rule in rules().values()) == 100
    assert {rule.grade for rule in rules().values()} <= set("ABCG")


def test_every_industry_says_what_it_must_rule_out():
    settings_of = rules()["claims_cover_category"].settings
    for industry in ("beauty", "fashion", "food_drink", "mother_baby", "electronics", "travel", "health"):
        assert {"pattern", "en", "zh"} <= set(settings_of[settings_of[industry][0]])


def test_the_parts_add_up_to_the_score(data):
    one_text_not_translated(data)
    nothing_left_to_the_creator(data)
    data["kpis"] = []
    checks = step.check_brief(Brief.check(data, draft=True))
    score = step.score_brief(checks)
    # 5 for the missing KPIs, half of 2 for the language, half of 4 for the freedom.
    assert score.total == 100 - 5 - 1 - 2
    assert sum(part.got for part in score.parts) == score.total
    assert {part.name: part.got for part in score.parts if part.unmet} == {
        "objective": 11,
        "words": 3,
        "freedom": 28,
    }
    assert step.rules_table(checks)["got"].sum() == score.total


INDEPENDENT = [
    no_kpi_for_the_objective,
    sharers_for_a_launch,
    a_message_without_its_words,
    a_message_true_of_anything,
    a_logo_on_the_cover,
    posting_too_close_to_the_sale,
    a_tier_of_another_scheme,
    a_placeholder_left,
    nothing_left_to_the_creator,
]


@given(st.sets(st.sampled_from(INDEPENDENT)))
def test_faults_are_found_together_as_they_are_alone(faults):
    d = copy.deepcopy({key: value for key, value in DEMO.items() if key in Brief.model_fields})
    for fault in faults:
        fault(d)
    checks = step.check_brief(Brief.check(d, draft=True))
    codes = {MUTATIONS[fault] for fault in faults}
    assert {finding.code for finding in checks if finding.level != "PASS"} == codes
    lost = sum(rules()[code].points * (1 if rules()[code].level == "FAIL" else 0.5) for code in codes)
    # Text that is not written yet gives no points, however well it is phrased.
    expected = 0 if "nothing_unfilled" in codes else 100 - lost
    assert step.score_brief(checks).total == pytest.approx(expected)


VOICES = {path.stem: path for path in sorted((HERE / "voices").glob("*.yaml"))}
REASONS = {
    "scripted_lipstick": {
        "scripted_captions",
        "must_says",
        "inclusions_livable",
        "sentence_points",
        "imperative_density",
        "prescribed_order",
    },
    "scripted_robot": {"scripted_captions", "prescribed_order"},
    "scripted_yoghurt": {"must_says", "sentence_points", "imperative_density"},
    "vague_tea": {"messages_recognisable", "messages_concrete", "freedom_written"},
}
VERDICTS = {"scripted": "over_scripted", "good": "balanced", "vague": "under_directed"}


@pytest.mark.parametrize("name", VOICES)
def test_scripts_points_and_emptiness_are_told_apart_with_reasons(name):
    direction = step.read_direction(step.check_brief(read(VOICES[name])))
    assert direction.verdict == VERDICTS[name.partition("_")[0]]
    assert {finding.code for finding in direction.reasons} == REASONS.get(name, set())


def test_the_reasons_quote_what_is_scripted():
    checks = step.check_brief(read(VOICES["scripted_robot"]))
    quoted = next(finding for finding in checks if finding.code == "scripted_captions").evidence
    assert quoted == ("博主转向镜头，口播词：“以前我一天吸三次地，直到遇见拟波。”",)


SAYINGS = {
    "scripted_captions": (
        [
            "请逐字照念",
            "标题固定为“春天来了”",
            "文案如下",
            "口播词：我每天用",
            "统一话术",
            "Post this caption",
            "Title: Paris",
            "Read it verbatim",
            "说“我用了三天皮肤就像新生儿一样”",
            'Say "I have never had such good skin before."',
        ],
        [
            "用自己的话说，不要照念",
            "不需要照抄",
            "标题是你自己的",
            "never word for word",
            "The title is yours",
            "她说的“温和”两个字",
            'What she calls "gentle".',
            "不必逐字",
            "文案由你写",
        ],
    ),
    "prescribed_order": (
        [
            "第一张图放产品",
            "前3秒出现品牌",
            "结尾必须引导收藏",
            "先拍全景，再拍细节，最后放产品",
            "按分镜拍",
            "The second slide is the price",
            "Open with the logo",
            "In the first 3 seconds",
        ],
        [
            "顺序由你决定",
            "开头用什么都可以，你定",
            "第一次用的感受",
            "先说你的肤质",
            "Open with whatever you like",
            "Your first week",
            "第一人称",
        ],
    ),
    "imperative_density": (
        ["必须拍到", "务必真实", "不得出现", "严禁滤镜", "The spoon must be shown", "This is mandatory"],
        [
            "不必须出镜",
            "不一定要出镜",
            "不得不说",
            "请按自己的节奏",
            "Nothing is mandatory",
            "never word for word",
            "这不是必须的",
            "mustard is fine",
        ],
    ),
    "inclusions_livable": (
        [
            "标题带品牌名",
            "封面放 logo",
            "品牌名出现至少3次",
            "全程产品露出",
            "不能提缺点",
            "The brand name in the title",
        ],
        ["拍到瓶身", "标题由你定", "出现一次品牌名即可", "可以提缺点", "The bottle in one picture"],
    ),
    "no_diversion": (
        [
            "放二维码",
            "加V领取",
            "私信领券",
            "see our WeChat",
            "https://item.taobao.com/x",
            "https://xiaohongshu.com.evil.cn/",
        ],
        ["私信聊聊", "https://www.xiaohongshu.com/goods/1", "小红书店铺商品卡", "https://xhslink.com/a1"],
    ),
}


@pytest.mark.parametrize("rule", SAYINGS)
def test_words_that_fire_and_words_that_do_not(data, rule):
    fires, quiet = SAYINGS[rule]
    for text in (*fires, *quiet):
        d = copy.deepcopy(data)
        d["guardrails"].update(tone=[], visual=[])
        # Five more calm texts would lower the share of the single order, so this text replaces all of them.
        d["inclusions"].update(features=[{"zh": text}], hashtags=[])
        if rule == "imperative_density":
            d["messages"] = d["messages"][:2]
        assert (rule in unmet(Brief.check(d, draft=True))) == (text in fires), text


@pytest.mark.parametrize(
    ("festival", "year", "start", "end"),
    [
        ("618", 2026, "2026-04-25", "2026-05-25"),
        ("双11预售", 2026, "2026-09-15", "2026-10-25"),
        ("七夕", 2026, "2026-07-29", "2026-08-16"),
        ("CNY", 2027, "2026-12-26", "2027-01-30"),
    ],
)
def test_preheat_windows(festival, year, start, end):
    window = preheat(festival, year)
    assert (str(window.start), str(window.end)) == (start, end)


def test_an_unknown_festival_is_said_not_to_be_checked(data):
    data["timeline"]["festival"] = "Oktoberfest"
    found = next(f for f in step.check_brief(Brief.check(data, draft=True)) if f.code == "inside_preheat")
    assert found.level == "PASS"
    assert "nothing was checked" in found.text.en


def test_posting_in_december_is_for_the_new_year_to_come(data):
    data["timeline"].update(
        brief_sent="2026-11-20",
        drafts_due="2026-12-05",
        posting_start="2026-12-27",
        posting_end="2026-12-31",
        sale_start=None,
        sale_end=None,
        festival="年货节",
        measured_until="2027-02-20",
    )
    assert unmet(Brief.check(data, draft=True)) == []
