"""The second demo campaign's results: what its page says is what its files hold; its goal is leads."""

import csv
import html
import re

import pytest

from xhs_workbench import paths

DEMO = paths.ROOT / "data" / "demo_leads"


def rows_of(name):
    with (DEMO / f"{name}_synthetic.csv").open(encoding="utf-8-sig", newline="") as file:
        return [row for row in csv.DictReader(file) if "合计" not in row.values()]


def summed(name, column, **only):
    rows = [row for row in rows_of(name) if all(row[key] == value for key, value in only.items())]
    return sum(float(row[column]) for row in rows if row[column] not in ("-", "—", ""))


@pytest.fixture(scope="module")
def page(made_leads):
    """Return the client's page without its markup, and the folder."""
    folder = made_leads / "demo_leads"
    text = (folder / "client" / "post_campaign.html").read_text(encoding="utf-8")
    text = re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split()), folder


def test_the_verdict_speaks_of_leads(page):
    """63 valid forms and 63 messages with a contact are 126 of 250; 882 clicks × (3 × 1.10 + 1.90) are 4,586.40."""
    text, _ = page
    assert summed("juguang_leads", "有效表单") + summed("juguang_leads", "私信留资数") == 126
    assert round(summed("juguang_leads", "消费"), 2) == 4586.4
    assert "Leads, the goal, reached 50% of target; 2 of 4 targets met." in text
    assert "126 leads came at ¥36.40 of ad money each, above the target of ¥20.00" in text
    assert "Of 149 forms, 63 were valid. With every form 212 leads came, at ¥21.63 each." in text


def test_what_was_planted_is_found(page):
    text, _ = page
    assert "On 1 note few clicks leave a contact. On 1 note clicks are expensive." in text
    for creator, cause in (
        ("小满带娃", "Few clicks leave a contact"),
        ("阿木爸爸", "Clicks are expensive"),
        ("安安的家", "Few visitors add to cart"),
    ):
        assert re.search(f"{creator}\\s+{cause}", text), creator
    assert "Worth an ad: 玩具盒测评." in text
    assert "No reader came by 早教玩具推荐: write for it." in text


def test_the_planted_rise_of_searches_is_found_beside_a_rhythm_of_weekends(page):
    """+50 % from the third day after posting; over the window to 28 days after it, with three days of none, some less."""
    text, _ = page
    assert "Searches for 噗嘟 rose clearly" in text
    [told] = re.findall(r"About (\d+)% \(\d+% to \d+%\) above what comparable category terms suggest", text)
    assert 40 <= int(told) <= 50


def test_words_searches_audience_and_shops_say_what_the_files_hold(page):
    text, _ = page
    reads = summed("pugongying_search_words", "笔记阅读量")
    assert f"It brought {1500 / reads:.0%} of the listed search reads." in text
    week = {"回搜周期（小时）": "168"}
    people, readers = (
        summed("search_back_notes", "回搜人数", **week),
        summed("search_back_notes", "阅读UV", **week),
    )
    cost = summed("search_back_notes", "消耗", **week) / people
    assert f"{people / readers:.1%} of readers searched for the brand within 7 days" in text
    assert f"One reader who searched cost ¥{cost:.2f} of ad money alone." in text
    # Quotes 20,700 and their 10 % fee; 聚光 for leads, for shops, and 乘风; 2,700 more deeply interested people.
    spent = summed("pugongying_orders", "博主报价") * 1.1 + sum(
        summed(name, "消费") for name in ("juguang_leads", "juguang_offsite", "chengfeng_creatives")
    )
    assert f"All known money over the newly deeply interested: ¥{spent / 2700:.2f} a person." in text
    visits, buyers = summed("offsite_daily", "进店UV"), summed("offsite_daily", "成交UV")
    assert f"{visits:,.0f} JD and Taobao store visits led to {buyers:,.0f} buyers" in text
    roi = summed("juguang_offsite", "行业商品GMV（30日）") / summed("juguang_offsite", "消费")
    assert (
        f"聚光 ads to outside shops brought back {roi:.2f} times their spend within 30 days, refunds not taken off."
        in text
    )
    lost = [
        row
        for row in rows_of("qianfan_orders")
        if row["订单状态"] in ("已取消", "已关闭") or row["售后状态"] == "售后完成"
    ]
    gross = summed("qianfan_orders", "商家应收金额(元)（支付金额）")
    assert len(lost) == 9
    assert (
        f"The brand's own 小红书 shop sold ¥{gross:,.0f}, ¥{gross - 9 * 278:,.0f} after cancellations" in text
    )


def test_no_chapter_is_missed_that_the_brief_never_asked_for_and_the_others_keep_their_place(page):
    """No portrait of people reached and no daily shop traffic was read; the brief asks for leads, reads and their costs."""
    text, _ = page
    assert "Not shown, for lack of data" not in text
    contents = text[text.index("Contents") : text.index("Appendix")]
    order = [
        "Paid",
        "Search",
        "Leads",
        "Search words",
        "Searches after reading",
        "Brand audience",
        "Store visits and orders",
    ]
    places = [contents.index(f" {name} ") for name in order]
    assert places == sorted(places)


def test_no_buyer_leaves_the_door(page):
    _, folder = page
    buyers = [
        row[column]
        for row in rows_of("qianfan_orders")
        for column in ("收件人姓名", "收件人手机号", "收件人详细地址", "用户编号")
    ]
    assert len(set(buyers)) == 4 * 42
    for file in folder.rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        assert not [buyer for buyer in buyers if buyer in text], file.name
    assert "Synthetic demo data" in page[0]
