"""The third demo campaign's results: what was planted is found, and its page says what its files hold; its goal is sales."""

import csv
import html
import re

import pytest

from xhs_workbench import paths

DEMO = paths.ROOT / "data" / "demo_sales"


def rows_of(name):
    with (DEMO / f"{name}_synthetic.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def summed(name, column, **only):
    rows = [row for row in rows_of(name) if all(row[key] == value for key, value in only.items())]
    return sum(float(row[column]) for row in rows if row[column] not in ("-", "—", ""))


ADS = {"juguang_creatives": "消费", "juguang_offsite": "消费", "chengfeng_creatives": "消费"} | {
    "shutiao_orders": "实际消耗（元）",
    "heating_typed": "加热消耗",
}


@pytest.fixture(scope="module")
def page(made_sales):
    """Return the client's page without its markup, and the folder."""
    folder = made_sales / "demo_sales"
    text = (folder / "client" / "post_campaign.html").read_text(encoding="utf-8")
    text = re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split()), folder


def test_the_verdict_speaks_of_sales(page):
    """39 days of 1,250 and five weeks' extras of 1,200 to 1,500 a day, four days more of 1,050: 94,950."""
    text, _ = page
    extras = 7 * (1200 + 1500 + 900 + 1350 + 1050) + 4 * 1050
    sold = summed("store_traffic", "商家GMV", 渠道="小红书笔记引流") - 28 * 1000
    assert sold == 39 * 1250 + extras == 94_950
    assert "Sales through note links, the goal, reached 95% of target; 2 of 4 targets met." in text
    assert "within the target of ¥100,000" not in text  # more sales are better: no cost


def test_all_money_is_counted_once(page):
    """Quotes 14,480 and their fee; 聚光 3,780 + 1,456, 乘风 2,240, 薯条 240, 加热 120."""
    text, _ = page
    boosts = {name: summed(name, column) for name, column in ADS.items()}
    assert list(boosts.values()) == [3780, 1456, 2240, 240, 120]
    spent = summed("pugongying_orders", "博主报价") * 1.1 + sum(boosts.values())
    assert round(spent) == 23_764
    assert "Whole budget ¥25,600 ¥23,764" in text
    assert "Boosts took 33% of the money" in text


def test_what_came_by_itself_is_taken_off_the_sales(page):
    """Over five whole weeks the extras are 42,000 of 85,750, and the other channels grew by a quarter."""
    text, _ = page
    weeks = [7 * extra for extra in (1200, 1500, 900, 1350, 1050)]
    mean = sum(weeks) / 5
    spread = (5 * sum((week - mean) ** 2 for week in weeks) / 4) ** 0.5
    reach = 2.3534 * spread  # Student's t, 3 degrees of freedom, 90 %
    net, low, high = (value / 23_764 for value in (42_000, 42_000 - reach, 42_000 + reach))
    assert f"90%: {low:.2f} to {high:.2f}; over 5 whole weeks the channel sold ¥85,750" in text
    assert "came to 1.25 times their weeks before" in text
    said = f"Sales are {94_950 / 23_764:.1f} times the spend; without the shop's own growth {net:.1f}"
    assert f"{said}, likely between {low:.1f} and {high:.1f}." in text
    assert "Sales through note links covered the spend, other growth taken off" in text


def test_a_newly_interested_person_is_dear_where_planted(page):
    """Third note: 60 a day for 2 people; others 60 for 4 and 75 for 5. All: 3,780 over 224 people."""
    text, _ = page
    people = summed("juguang_creatives", "新增深度种草人群")
    assert people == 224
    assert (
        f"A newly deeply interested person (TI) cost ¥{3780 / people:.2f}; by note ¥15.00 to ¥30.00." in text
    )
    told = text[text.index("Ads by note, highest CPTI first") :]
    names = [row["创作者"] for row in rows_of("juguang_creatives")]
    first = min(dict.fromkeys(names), key=told.index)
    assert first == rows_of("pugongying_notes")[2]["博主昵称"]
    assert "All 280 unit prices and rates that ad reports state are what their own sums give." in text


def test_ads_and_notes_are_held_against_the_plan_sheets(page):
    """To 15 September: six days of 534 and a 薯条 order of 150 against 2,400; two notes are late, by 1 and 3 days."""
    text, _ = page
    daily = 270 + 104 + 160
    early, late = 6 * daily + 150, 8 * daily + 90 + 120
    assert early + late == sum(summed(name, column) for name, column in ADS.items())
    assert f"Ad spend was ¥{early - 2400} above plan in one phase: while notes go out." in text
    assert "6 of 8 planned notes went out by their day; 2 were late, by 3 days at most." in text


def test_shops_lose_visitors_where_planted(page):
    text, _ = page
    visits, buyers = summed("offsite_daily", "进店UV"), summed("offsite_daily", "成交UV")
    assert f"{visits:,.0f} Taobao store visits led to {buyers:,.0f} buyers" in text
    for creator, cause in (
        ("铲屎官阿布", "Few visitors add to cart"),
        ("一只奶牛", "Few carts are paid for"),
    ):
        assert re.search(f"{creator}\\s+{cause}", text), creator
    roi = summed("juguang_offsite", "行业商品GMV（30日）") / 1456
    assert (
        f"聚光 ads to outside shops brought back {roi:.2f} times their spend within 30 days, refunds not taken off."
        in text
    )
    # Of 48 orders 8 are refunded and 3 cancelled.
    assert "The brand's own 小红书 shop sold ¥9,072, ¥6,993 after cancellations and refunds." in text


def test_the_audience_reached_is_held_against_the_planned_one(page):
    """Fans are weighted by reads; 24 % + 41 % are of the planned ages, and 76 % of the creators' fans."""
    text, _ = page
    assert (
        "Of those reached, 74% are of the planned gender, 65% of the planned ages, 48% of the planned city tiers"
        in text
    )
    assert "By age that is 11 points less than among the booked creators' fans." in text
    assert "Counted over 50,000 people; for city tier the platform gives shares only." in text
    reads = [float(row["全部阅读量"]) for row in rows_of("pugongying_notes")]
    women = [float(row["女粉占比"]) for row in rows_of("pugongying_creators")[:8]]
    share = sum(a * b for a, b in zip(reads, women, strict=True)) / sum(reads)
    assert f"women yes 74.0% {share:.1f}%" in text


def test_no_chapter_is_missed_that_the_brief_never_asked_for(page):
    """No search index, leads, search words or audience sheet was read; the brief asks for sales, reads and costs."""
    text, _ = page
    assert "Not shown, for lack of data" not in text


def test_no_buyer_leaves_the_door_and_every_page_says_what_it_is(page):
    text, folder = page
    buyers = {
        row[column]
        for row in rows_of("qianfan_orders")
        for column in ("收件人姓名", "收件人手机号", "收件人详细地址", "用户编号")
    }
    assert len(buyers) == 4 * 48
    for file in folder.rglob("*.html"):
        shown = file.read_text(encoding="utf-8")
        assert not [buyer for buyer in buyers if buyer in shown], file.name
        assert "Synthetic demo data" in shown
    assert "Synthetic demo data" in text
