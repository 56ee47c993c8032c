"""Exports that ship with the workbench, with headers renamed by a person or by the vendor since: read by their words."""

from datetime import date

import pytest

from tests.intake.first_sight.strangers import HOME, LINK, NOTES, USERS, pasted, written

CREATORS = "主页链接,图文报价,视频报价,阅读中位数,互动中位数"
ADS = "创意ID,笔记/素材ID,消费,展现量,点击量"
ORDERED = "博主昵称,笔记标题,笔记链接,笔记类型,笔记ID,订单ID,SPU名称,博主报价,服务费,曝光量,阅读量,互动量"


@pytest.mark.parametrize(
    ("name", "fans", "about"),
    [
        ("达人名称", "粉丝数(W)", "人设标签"),
        ("博主名", "粉丝量(w)", "账号画像"),
        ("昵称", "粉丝（万）", "人设"),
    ],
)
def test_the_marketplaces_creators_under_other_names(tmp_path, name, fans, about):
    rows = [f"{HOME.format(USERS[n])},{n}00,{n}50,{n}000,{n}0,博主{n},{n}.5,宝妈" for n in range(1, 7)]
    file = written(tmp_path, f"{CREATORS},{name},{fans},{about}", rows)
    creators = pasted(tmp_path, file).table("creators").sort("creator_id")
    assert creators["creator_name"].to_list() == [f"博主{n}" for n in range(1, 7)]
    assert creators["followers"].sum() == 15_000 + 25_000 + 35_000 + 45_000 + 55_000 + 65_000
    assert set(creators["persona"]) == {"宝妈"}
    assert creators["price_image_cny"].sum() == 100 + 200 + 300 + 400 + 500 + 600


@pytest.mark.parametrize("day", ["统计日期", "数据日期", "投放日期"])
def test_a_report_of_ads_whose_day_has_another_name(tmp_path, day):
    rows = [f"98{n},{NOTES[n]},1{n}.5,{n}000,{n}0,2026-09-0{n}" for n in range(1, 7)]
    paid = pasted(tmp_path, written(tmp_path, f"{ADS},{day}", rows)).table("paid").sort("day")
    assert paid["day"].to_list() == [date(2026, 9, n) for n in range(1, 7)]
    assert paid["spend_cny"].sum() == 11.5 + 12.5 + 13.5 + 14.5 + 15.5 + 16.5


@pytest.mark.parametrize(
    ("fans", "day", "brand"),
    [("粉丝量", "发布日期", "品牌"), ("粉丝数量", "上线日期", "品牌方"), ("粉丝", "发布日", "合作品牌")],
)
def test_the_marketplaces_notes_under_other_names(tmp_path, fans, day, brand):
    rows = [
        f"博主{n},t{n},{LINK.format(NOTES[n])},图文,{NOTES[n]},68a{n},洁面,{n}00,{n}0,{n}000,{n}00,{n}5,"
        f"{n}000,2026-09-0{n},澄芽"
        for n in range(1, 7)
    ]
    notes = pasted(tmp_path, written(tmp_path, f"{ORDERED},{fans},{day},{brand}", rows)).table("notes")
    assert notes["followers"].sum() == 21_000
    assert sorted(f"{moment:%m%d}" for moment in notes["published_at"]) == [f"090{n}" for n in range(1, 7)]
    assert set(notes["brand"]) == {"澄芽"}


def test_a_share_without_a_sign_stays_unread_where_the_export_does_not_know_it(tmp_path):
    rows = [f"98{n},{NOTES[n]},1{n}.5,{n}000,{n}0,0.0{n}" for n in range(1, 7)]
    paid = pasted(tmp_path, written(tmp_path, f"{ADS},点击比率", rows)).table("paid")
    assert paid["click_rate"].null_count() == 6
    rows = [f"98{n},{NOTES[n]},1{n}.5,{n}000,{n}0,{n}%" for n in range(1, 7)]
    paid = pasted(tmp_path, written(tmp_path, f"{ADS},点击比率", rows)).table("paid")
    assert round(paid["click_rate"].sum(), 6) == 0.21


@pytest.mark.parametrize(
    ("link", "sold", "paid"),
    [
        ("发布链接", "资源含税售价", "资源含税成本价"),
        ("笔记链接", "资源含税售价", "内容实际消耗金额"),
        ("发布链接", "内容实际结算金额,总消耗", "资源含税成本价"),
    ],
)
def test_an_agencys_base_table_without_order_numbers(tmp_path, link, sold, paid):
    """Its orders are named by the note they brought."""
    extra = ",7000" if "," in sold else ""
    total = "" if "," in sold else ",总消耗"
    rows = [
        f"{LINK.format(NOTES[n])},测评,图文,{n}000{extra},{n}00,{n}0000,{n}00{'' if extra else ',7000'}"
        for n in range(1, 7)
    ]
    header = f"{link},内容方向,笔记类型,{sold},{paid},曝光量,阅读量{total}"
    orders = pasted(tmp_path, written(tmp_path, header, rows)).table("placements").sort("quote_cny")
    assert orders["note_id"].to_list() == [NOTES[n] for n in range(1, 7)]
    assert orders["quote_cny"].sum() == 21_000
    assert orders["own_cost_cny"].sum() == 2_100
    assert set(orders["note_type"]) == {"image"}


@pytest.mark.parametrize(
    ("named", "value"),
    [("小红书名称（必填）", "甲"), ("小红书昵称", "甲"), ("红书名", "甲")],
)
def test_the_name_on_the_platform_names_who_wrote_a_note(tmp_path, named, value):
    rows = [f"{LINK.format(NOTES[n])},{value}{n},{n}00,{n}0,{n}" for n in range(1, 7)]
    notes = pasted(tmp_path, written(tmp_path, f"视频链接（必填）,{named},点赞,收藏,评论", rows)).table(
        "notes"
    )
    assert sorted(notes["creator_name"]) == [f"甲{n}" for n in range(1, 7)]


@pytest.mark.parametrize("money", ["蒲公英金额", "蒲公英费用（元）", "蒲公英下单金额"])
def test_what_the_marketplace_was_paid_is_the_notes_price(tmp_path, money):
    rows = [f"{NOTES[n]},t{n},博主{n},{n}00,{n}0,{n}000" for n in range(1, 7)]
    notes = pasted(tmp_path, written(tmp_path, f"笔记ID,笔记标题,博主昵称,阅读量,互动量,{money}", rows))
    assert notes.table("notes")["price_cny"].sum() == 21_000
