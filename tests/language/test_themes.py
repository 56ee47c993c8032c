"""Themes: what is counted, its direction, the order, and what a brief adds."""

from datetime import datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from xhs_workbench import language
from xhs_workbench.findings import Level
from xhs_workbench.language.topics import name_whole
from xhs_workbench.live import safety_alarms
from xhs_workbench.params.brief import CommentTheme
from xhs_workbench.views import show

BEAUTY = language.aspects("beauty")


def said(*texts, voices=None):
    names = voices or [f"v{i}" for i in range(len(texts))]
    return pl.DataFrame({"content": list(texts), "commenter_hash": names, "note_id": ["n"] * len(texts)})


@pytest.mark.parametrize(
    ("text", "theme", "direction"),
    [
        ("质地好，就是刺痛", "irritation", "blame"),
        ("质地好，就是刺痛", "texture", "praise"),
        ("会不会刺痛啊", "irritation", "asking"),
        ("没有刺痛", "irritation", "praise"),
        ("太贵了买不起", "price", "blame"),
        ("求链接", "where_to_buy", "asking"),
        ("買到假貨", "fake", "blame"),
    ],
)
def test_a_theme_is_turned_by_its_own_clause(text, theme, direction):
    found = language.mark_themes(pl.DataFrame({"content": [text]}), BEAUTY)
    assert (theme, direction) in found.select("theme", "direction").rows()


@pytest.mark.parametrize(
    ("industry", "text", "theme", "direction"),
    [
        ("mother_baby", "说是正品，结果查不到", "fake", "mention"),  # a claim is no praise
        ("mother_baby", "查过了，是正品", "fake", "praise"),
        ("mother_baby", "推着推着侧翻", "safety", "blame"),
        ("mother_baby", "怕侧翻", "safety", "mention"),
        ("mother_baby", "不会侧翻", "safety", "praise"),
        ("mother_baby", "湿疹宝宝在用", "safety", "mention"),  # who it is for, not what it did
        ("travel", "床上有跳来跳去的臭虫", "safety", "blame"),
        ("travel", "古城里摔碗酒", "safety", "mention"),
        ("travel", "回来就吃坏肚子", "bodily_harm", "blame"),  # illness is one in every industry
        ("travel", "有没有被偷的", "safety", "asking"),
        ("travel", "排了三小时队", "time", "mention"),
        ("food_drink", "服务员爱答不理", "service", "blame"),
        ("electronics", "充着充着冒烟", "danger", "blame"),
        ("electronics", "有防漏电保护", "danger", "mention"),
    ],
)
def test_what_happened_is_blamed_and_what_is_feared_or_claimed_is_not(industry, text, theme, direction):
    found = language.mark_themes(pl.DataFrame({"content": [text]}), language.aspects(industry))
    assert (theme, direction) in found.select("theme", "direction").rows()


def test_one_harm_is_one_matter():
    found = language.mark_themes(pl.DataFrame({"content": ["脚跟磨出血"]}), language.aspects("fashion"))
    assert found.select("theme", "direction").rows() == [("skin", "blame")]
    both = language.mark_themes(pl.DataFrame({"content": ["磨出血又出血不止"]}), language.aspects("fashion"))
    assert both["theme"].to_list() == ["skin", "bodily_harm"]


def test_who_leaves_a_contact_praises_nothing_and_is_not_quoted():
    sold = [f"加我‹wechat›，质地清爽{i}" for i in range(4)]
    only = language.find_themes(said(*sold), BEAUTY).row(0, named=True)
    assert (only["praise"], only["mention"], only["quotes"]) == (0, 4, [])
    mixed = language.find_themes(said(*sold, "用着很清爽", "找@‹handle› 清爽得很"), BEAUTY).row(0, named=True)
    assert (mixed["praise"], mixed["mention"]) == (2, 4)
    assert sorted(mixed["quotes"]) == ["找@‹handle› 清爽得很", "用着很清爽"]


def test_of_safety_the_most_complained_of_stands_first():
    texts = ("安全", "这里安全吗", "看着安全", "回来拉稀了", "吃完腹泻", "有点危险")
    found = language.find_themes(said(*texts), language.aspects("travel")).filter("safety")
    assert found.select("theme", "comments", "blame").rows() == [("bodily_harm", 2, 2), ("safety", 4, 1)]


def test_what_is_only_mentioned_asks_for_no_answer():
    rows = {
        row["theme"]: (row["direction"], row["do_en"])
        for row in language.find_themes(
            said("我看周末", "周末", "周末吧", "地铁几号线", "地铁远吗", "地铁怎么坐"),
            language.aspects("travel"),
        ).iter_rows(named=True)
    }
    assert rows["time"] == ("mention", "Read these comments.")
    assert rows["place"] == (
        "asking",
        "Answer it in the caption and pin the answer; brief the next creators to say it.",
    )


def test_who_sells_praises_nothing():
    comments = said("出自用，质地清爽", "低价转让 很清爽的", "闲置出 清爽好用")
    row = language.find_themes(comments, BEAUTY).filter(pl.col("theme") == "texture").row(0, named=True)
    assert (row["comments"], row["praise"], row["quotes"]) == (3, 0, [])


def test_a_products_name_is_no_theme():
    comments = pl.DataFrame({"content": ["求屏障精华链接"]})
    assert "effect" in language.mark_themes(comments, BEAUTY)["theme"].to_list()
    assert "effect" not in language.mark_themes(comments, BEAUTY, hidden=["屏障精华"])["theme"].to_list()


def test_a_word_of_the_brief_hides_no_matter_of_safety():
    found = language.mark_themes(pl.DataFrame({"content": ["换季泛红更严重了"]}), BEAUTY, hidden=["换季泛红"])
    assert "irritation" in found["theme"].to_list()


def test_one_voice_makes_no_theme_and_one_complaint_of_harm_does():
    comments = said(*["味道难闻"] * 5, "用完烂脸了", voices=["one"] * 5 + ["two"])
    found = language.find_themes(comments, BEAUTY)
    assert found["theme"].to_list() == ["irritation"]
    row = found.row(0, named=True)
    assert (row["comments"], row["n"], row["blame"], row["words"]) == (1, 6, 1, ["烂脸 1"])
    first = language.theme_findings(found, comments.height)[0]
    assert (first.code, first.level, first.n) == ("safety_theme", Level.FAIL, 1)
    assert "1 of 6" in first.text.en


def test_shares_changes_quotes_and_notes_by_hand():
    ours = said(*[f"质地真的好清爽{i}" for i in range(30)], *[f"今天天气冷{i}" for i in range(70)])
    usual = said(*[f"清爽{i}" for i in range(4)], *[f"早上好{i}" for i in range(36)])
    notes = pl.DataFrame({"note_id": ["n"], "creator_name": ["阿柠"], "title": ["t"]})
    row = (
        language.find_themes(ours, BEAUTY, ordinary=usual, notes=notes)
        .filter(pl.col("theme") == "texture")
        .row(0, named=True)
    )
    assert (row["comments"], row["n"], row["share"], row["ordinary_share"], row["ordinary_n"]) == (
        30,
        100,
        0.3,
        0.1,
        40,
    )
    assert row["change"] == pytest.approx(0.2)
    assert row["change_low"] < 0.2 < row["change_high"]
    assert row["notes"] == ["阿柠 (30)"]
    assert len(row["quotes"]) >= 1 and all("清爽" in quote for quote in row["quotes"])


def test_a_change_is_left_open_where_ordinary_notes_say_little():
    row = language.find_themes(said(*["好清爽"] * 3), BEAUTY, ordinary=said("清爽")).row(0, named=True)
    assert (row["ordinary_share"], row["change"]) == (None, None)


def test_what_no_dictionary_names_is_found():
    comments = said(*[f"泵压声好大{i}" for i in range(6)], *[f"哈哈{i}" for i in range(10)])
    names = language.find_themes(comments, BEAUTY)["theme"].to_list()
    assert any("泵压" in name for name in names)


def test_a_brief_adds_themes_and_words():
    own = CommentTheme.model_validate(
        {"id": "lid", "name": {"en": "Lid", "zh": "瓶盖"}, "words": ["瓶盖"], "safety": True}
    )
    more = SimpleNamespace(id="texture", name=own.name, words=("拉丝",), safety=False)
    themes = {one.name: one for one in language.aspects("beauty", [own, more])}
    assert (themes["lid"].words, themes["lid"].safety) == (("瓶盖",), True)
    assert {"质地", "拉丝"} <= set(themes["texture"].words)


def test_every_industry_of_a_brief_has_a_theme_of_safety():
    for industry in ("beauty", "fashion", "food_drink", "mother_baby", "electronics", "travel", "health"):
        found = language.aspects(industry)
        assert len(found) >= 8
        assert any(one.safety for one in found if one.name not in ("fake", "bodily_harm"))


def test_the_table_speaks_both_languages():
    found = language.find_themes(said("好清爽呀", "质地清爽", "很清爽"), BEAUTY)
    assert show("comments.table_themes", found).in_("zh").data["rows"][0]["cells"][0]["text"] == "质地与肤感"
    assert show("comments.table_themes", found).data["rows"][0]["cells"][0]["text"] == "Texture and feel"


def day(n):
    return datetime(2026, 5, n, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_harm_is_said_on_its_day():
    comments = pl.DataFrame(
        {
            "content": ["用完刺痛", "会不会闷痘", "好用", "刺痛死了"],
            "created_at": [day(20), day(19), day(20), day(21)],
            "by_author": [None, False, False, False],
        }
    )
    found = {
        finding.text.en.split(":")[0]: finding for finding in safety_alarms(comments, BEAUTY, day(20).date())
    }
    alarm = found["Irritation and skin reactions"]
    assert (alarm.level, alarm.n, alarm.evidence) == (Level.FAIL, 1, ("用完刺痛",))
    assert "1 comments today (1 complain, 0 ask), 2 so far" in alarm.text.en
    quiet = safety_alarms(comments.filter(pl.col("content") == "好用"), BEAUTY, day(20).date())
    assert [(one.level, one.n) for one in quiet] == [(Level.PASS, 1)]


@pytest.mark.parametrize(
    ("cuts", "name"),
    [
        (
            ["皮肤 状态 看着 不错", "博主 皮肤 状态 看着 不错 哈哈"],
            "皮肤状态看着不错",
        ),  # 博主 is said by one of two
        (["状态 看着", "状态 看着 好"], "状态看着"),  # what comes after is said by one of two
        (["皮肤 ， 状态 看着", "皮肤 ， 状态 看着"], "状态看着"),  # no further than a mark
        (["皮肤 好", "状态 看着 不错"], "状态看着不错"),  # a text without the phrase has no say
        (["一二三四五 六七八九 状态 看着"] * 2, "六七八九状态看着"),  # twelve characters are the most
    ],
)
def test_a_found_phrase_is_named_as_nearly_all_say_it(cuts, name):
    assert name_whole("状态看着", [cut.split() for cut in cuts]) == name


@pytest.mark.parametrize(
    ("industry", "question", "approved"),
    [
        ("beauty", "孕期可以用吗", True),
        ("health", "高血压适合吗", True),
        ("mother_baby", "几个月的宝宝能用吗", True),
        ("beauty", "哪里买呀", False),
        ("beauty", "要怎么用呢", False),
    ],
)
def test_a_question_of_health_is_answered_in_text_that_the_brand_has_approved(industry, question, approved):
    asked = said(question, f"请问{question}", f"想知道{question}")
    top = language.find_themes(asked, language.aspects(industry)).row(0, named=True)
    assert top["direction"] == "asking"
    assert top["do_en"].startswith("Answer only in text the brand has approved") is approved
    assert ("审定口径" in top["do_zh"]) is approved


@pytest.mark.parametrize(
    ("industry", "text", "theme", "direction"),
    [
        ("food_drink", "喝了心慌", "bodily_harm", "blame"),
        ("food_drink", "我家猫吃了软便", "bodily_harm", "blame"),
        ("food_drink", "喝完不会心慌", "bodily_harm", "praise"),
        ("food_drink", "会不会头晕啊", "bodily_harm", "asking"),
        ("electronics", "用完直接进医院了", "bodily_harm", "blame"),
        ("travel", "回来头晕了两天", "bodily_harm", "blame"),
    ],
)
def test_what_happened_to_a_body_is_a_matter_of_safety_in_every_industry(industry, text, theme, direction):
    found = language.mark_themes(pl.DataFrame({"content": [text]}), language.aspects(industry))
    assert (theme, direction) in found.select("theme", "direction").rows()
    row = language.find_themes(said(text), language.aspects(industry)).row(0, named=True)
    assert (row["theme"], row["safety"]) == ("bodily_harm", True)
    alarmed = row["do_zh"].startswith("当天告知") and "逐条回复并留存评论" in row["do_zh"]
    assert alarmed is (direction != "praise")
    assert "在正文写明" not in row["do_zh"] or direction == "praise"


def test_one_complaint_is_one_matter_of_safety():
    """Words that an industry's own safety theme has are not counted a second time."""
    for industry, text, own in (("food_drink", "吃完拉肚子", "safety"), ("beauty", "用完红肿", "irritation")):
        found = language.mark_themes(pl.DataFrame({"content": [text]}), language.aspects(industry))
        assert found.filter(pl.col("theme").is_in(["bodily_harm", own]))["theme"].to_list() == [own]


def test_a_phrase_that_no_dictionary_has_gets_no_ready_answer():
    comments = said(*[f"孩子三天就不玩了{mark}" for mark in ("", "。", "！", "呀", "哈", "吧")])
    found = language.find_themes(comments, language.aspects("mother_baby"))
    row = found.filter(pl.col("theme").str.starts_with("found_")).row(0, named=True)
    assert (row["do_en"], row["do_zh"]) == ("Read these comments.", "请逐条查看这些评论。")


@pytest.mark.parametrize(
    ("industry", "question", "theme", "says", "never"),
    [
        ("food_drink", "配料表能拍清楚点吗", "ingredients", "兽医", "孕期"),
        ("mother_baby", "这个多大的宝宝可以玩呀", "age_size", "以产品标注为准", "孕期"),
        ("beauty", "孕期可以用吗", "for_whom", "孕期", "兽医"),
    ],
)
def test_an_approved_answer_speaks_of_what_is_sold(industry, question, theme, says, never):
    found = language.find_themes(
        said(question, f"请问{question}", f"想知道{question}"), language.aspects(industry)
    )
    do = found.filter(pl.col("theme") == theme)["do_zh"][0]
    assert says in do
    assert never not in do
    assert "skin" not in language.advice("safety", "food_drink").en


def blamed(found):
    return next(one.text for one in language.theme_findings(found, 20) if one.code == "most_blame")


def test_the_most_blamed_theme_is_first_of_the_others_only_where_safety_is_blamed_as_often():
    dear, harmed = [f"太贵了{n}" for n in range(6)], [f"用完刺痛{n}" for n in range(7)]
    both = language.find_themes(said(*dear, *harmed), BEAUTY)
    assert blamed(both).en.startswith("Most blamed besides safety: price and worth, in 6 of 6")
    assert blamed(both).zh.startswith("除安全类外，抱怨最多的是“价格与值不值”")
    fewer = language.find_themes(said(*dear, *harmed[:5]), BEAUTY)
    assert blamed(fewer).en.startswith("Most blamed: price and worth, in 6 of 6")
    assert blamed(fewer).zh.startswith("抱怨最多的是“价格与值不值”")


def test_a_complaint_that_is_over_is_no_complaint():
    texts = ["用了两周 泛红下去好多", "泛红都消退了", "用完泛红", "过敏好了两天又过敏"]
    marked = language.mark_themes(pl.DataFrame({"content": texts}), language.aspects("beauty"))
    heard = dict(marked.filter(pl.col("theme") == "irritation").select("row", "direction").iter_rows())
    assert heard == {0: "praise", 1: "praise", 2: "blame", 3: "blame"}
