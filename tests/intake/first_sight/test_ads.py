"""Ads as strangers handed them in: none is a list of notes, none is counted twice."""

from datetime import date

import openpyxl
import polars as pl
import pytest

from tests.intake.first_sight.strangers import NOTES, pasted, written
from xhs_workbench.intake import read_files


@pytest.mark.parametrize(
    "header",
    [
        "推广账户,笔记ID,笔记标题,博主,投放场域,消耗(元),展现,点击,点击率,千次展现成本,点击单价",
        "账户,note_id,title,达人,广告位,花费,曝光量,点击量,CTR,CPM,CPC",
        "广告账户,笔记id,标题,KOL,placement,消费（元）,展示,点击数,点击率,CPM,平均点击成本",
    ],
)
def test_what_ads_cost_is_no_price_of_a_note(tmp_path, header):
    rows = [
        f"品牌-0{n},{NOTES[n]},t{n},博主{n},信息流,10{n}.5,1{n}000,4{n},4.{n}%,10.5,2.5" for n in range(6)
    ]
    data = pasted(tmp_path, written(tmp_path, header, rows))
    assert data.table("notes").is_empty()
    paid = data.table("paid").sort("note_id")
    assert paid["spend_cny"].to_list() == [100.5, 101.5, 102.5, 103.5, 104.5, 105.5]
    assert paid["clicks"].sum() == 40 + 41 + 42 + 43 + 44 + 45
    assert paid["creator_name"][0] == "博主0"  # not the account that pays
    assert paid["placement"][0] == "信息流"


def test_a_list_of_notes_stays_one_though_it_says_what_was_spent(tmp_path):
    rows = [f"{NOTES[n]},t{n},2024-05-1{n},{n}00,{n}0,{n},50" for n in range(1, 6)]
    data = pasted(tmp_path, written(tmp_path, "笔记ID,笔记标题,发布时间,点赞,收藏,评论,投流消耗", rows))
    assert data.table("notes")["likes"].sum() == 1500
    assert data.table("notes")["price_cny"].null_count() == 5
    assert data.table("paid")["spend_cny"].sum() == 250


@pytest.mark.parametrize("named", ["关键词", "搜索词", "Keyword"])
def test_ads_by_keyword_need_neither_day_nor_note(tmp_path, named):
    rows = [f"词{n},品类词,1{n}.5,{n}00,{n}" for n in range(1, 7)]
    paid = pasted(tmp_path, written(tmp_path, f"{named},词类,花费,展现,点击", rows)).table("paid")
    assert paid["keyword"].to_list() == [f"词{n}" for n in range(1, 7)]
    assert paid["spend_cny"].sum() == 11.5 + 12.5 + 13.5 + 14.5 + 15.5 + 16.5


@pytest.mark.parametrize(
    ("one", "other"), [("发现流_展现量", "搜索_展现量"), ("甲_展示", "乙_展示"), ("某流-曝光", "搜索-曝光")]
)
def test_a_part_is_not_taken_for_the_whole(tmp_path, one, other):
    rows = [f"2026-11-0{n},{NOTES[n]},{n}00,{n},{n}000,{n}0,9{n}" for n in range(1, 7)]
    header = f"日期,笔记id,{one},点击量,{other},支付订单量,总消费"
    paid = pasted(tmp_path, written(tmp_path, header, rows)).table("paid")
    assert paid["spend_cny"].sum() == 91 + 92 + 93 + 94 + 95 + 96
    assert paid["impressions"].null_count() == 6


@pytest.mark.parametrize(
    "header",
    [
        "日期,笔记ID,信息流_消耗,信息流_展现,信息流_点击,搜索_消耗,搜索_展现,搜索_点击,总消耗",
        "时间,笔记id,信息流消费(元),信息流曝光量,信息流点击量,搜索消费(元),搜索曝光量,搜索点击量,合计消费",
        "Date,Note ID,Feed spend,Feed impressions,Feed clicks,Search spend,Search impressions,Search clicks,Total spend",
    ],
)
def test_placements_side_by_side_become_rows(tmp_path, header):
    rows = [
        f"2026-11-0{n},{NOTES[n]},{n}00.5,{n}000,{n}1,{n}0.5,{n}00,{n},{110 * n + 1}" for n in range(1, 7)
    ]
    paid = pasted(tmp_path, written(tmp_path, header, rows)).table("paid")
    assert paid["spend_cny"].sum() == 110 * 21 + 6  # the total is their sum, and is not counted again
    search = paid.filter(pl.col("placement").str.to_lowercase().is_in(["搜索", "search"]))
    assert search["spend_cny"].to_list() == [10.5, 20.5, 30.5, 40.5, 50.5, 60.5]
    assert search["impressions"].sum() == 2100
    assert search["clicks"].sum() == 21


def test_placements_that_are_not_all_of_the_total_are_left_as_they_are(tmp_path):
    header = "日期,笔记ID,信息流_消耗,信息流_展现,搜索_消耗,搜索_展现,总消耗,点击量"
    rows = [f"2026-11-0{n},{NOTES[n]},{n}00,{n}000,{n}0,{n}00,{n}50,{n}" for n in range(1, 7)]
    paid = pasted(tmp_path, written(tmp_path, header, rows)).table("paid")
    assert paid["spend_cny"].sum() == 150 + 250 + 350 + 450 + 550 + 650


@pytest.mark.parametrize("place", ["广告类型", "投放位置", "场域"])
def test_a_report_by_note_and_placement_is_no_cut_of_another(tmp_path, place):
    header = f"时间,计划名称,单元名称,笔记ID,{place},消费,展现量,点击量,私信进线数"
    rows = [f"2026-11-0{n},计划,单元{n},{NOTES[n]},信息流,{n}0.5,{n}000,{n}1,{n}" for n in range(1, 7)]
    data = pasted(tmp_path, written(tmp_path, header, rows))
    assert data.table("paid")["note_id"].to_list() == NOTES[1:7]
    assert data.table("paid")["spend_cny"].sum() == 213
    assert data.table("paid")["placement"].unique().to_list() == ["信息流"]
    assert data.table("leads")["message_consults"].sum() == 21
    assert data.table("paid_slices").is_empty()


def test_the_money_of_a_note_is_counted_once_beside_its_creatives(tmp_path):
    by_note = written(
        tmp_path,
        "时间,计划名称,笔记ID,消费,展现量,点击量",
        [f"2026-11-0{n},计划,{NOTES[n]},{n}0,{n}000,{n}1" for n in range(1, 7)],
        "notes.csv",
    )
    by_creative = written(
        tmp_path,
        "时间,计划名称,创意ID,笔记ID,消费,展现量,点击量",
        [f"2026-11-0{n},计划,c{n}{k},{NOTES[n]},{n}{k},{n}00,{n}" for n in range(1, 5) for k in (1, 2)],
        "creatives.csv",
    )
    paid = read_files([by_note, by_creative]).table("paid")
    creatives = sum(10 * n + k for n in range(1, 5) for k in (1, 2))
    assert paid["spend_cny"].sum() == creatives + 50 + 60  # two notes stand in the report by note alone


@pytest.mark.parametrize("total", ["合计消耗", "总消耗", ""])
def test_placements_over_their_measures_become_rows(tmp_path, total):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["日期", "信息流", None, None, "搜索", None, None, total or None])
    sheet.append([None, "消耗", "曝光", "点击", "消耗", "曝光", "点击", None])
    for n in range(1, 7):
        sheet.append(
            [f"2026-11-0{n}", n * 100.5, n * 1000, n * 11, n * 10.5, n * 100, n, n * 111 if total else None]
        )
    for span in ("A1:A2", "B1:D1", "E1:G1"):
        sheet.merge_cells(span)
    book.save(tmp_path / "daily.xlsx")
    paid = pasted(tmp_path, tmp_path / "daily.xlsx").table("paid")
    assert paid["spend_cny"].sum() == 111 * 21
    assert paid.filter(pl.col("placement") == "搜索")["impressions"].sum() == 2100


DAILY = {
    "日期,聚光消耗,曝光,点击,互动量,备注": ("第{}周小计", "总计", "花样护肤 2026双11 投放日报", "单位：元"),
    "Date,Ad spend (CNY),Impressions,Clicks,Engagements,Remark": (
        "Week {} subtotal",
        "Grand total",
        "Daily ad report Double 11 2026",
        "All in CNY",
    ),
    "时间,消费,展现量,点击量,互动量,说明": ("W{} 小计", "合计", "2026年双11投流日报（品牌部）", "次日更新"),
    "投放日期,消耗(元),展现,点击,互动,备注": ("11月第{}周小计", "汇总", "日报2026", "来源：聚光"),
}


@pytest.mark.parametrize("header", DAILY)
def test_a_daily_report_with_titles_and_weekly_sums_is_read(tmp_path, header):
    week, whole, *titles = DAILY[header]
    days = [
        *("2026-10-30", "2026-10-31", "2026-11-01"),
        week.format(1),
        *("11.2", "11.3", "11.4"),
        week.format(2),
        *("11月5日", "11月6日", "11月7日"),
        week.format(3),
        whole,
    ]
    spend = [100, 200, 300, 600, 400, 500, 600, 1500, 700, 800, 900, 2400, 4500]
    rows = [
        *(f"{title},,,,," for title in titles),
        header,
        *(f"{day},{n}.5,{n}0,{n // 10},{n // 20}," for day, n in zip(days, spend, strict=True)),
    ]
    data = pasted(tmp_path, written(tmp_path, rows[0], rows[1:], "report.csv"))
    paid = data.table("paid").sort("day")
    assert paid["day"].to_list() == [
        *(date(2026, 10, 30), date(2026, 10, 31)),
        *(date(2026, 11, n) for n in range(1, 8)),
    ]
    assert paid["spend_cny"].to_list() == [100.5 + 100 * n for n in range(9)]
    assert paid["impressions"].sum() == 45_000
    assert data.refused["rule"].to_list().count("summary_row") == 3


@pytest.mark.parametrize(
    ("shop", "visits", "read"),
    [
        ("店铺GMV", "进店UV", 0),
        ("全店ROI", "进店人数", 0),
        ("Store sales (CNY)", "进店UV", 0),
        ("备注", "进店UV", 36),  # beside ads alone, the visits are theirs
    ],
)
def test_the_visits_of_a_whole_shop_are_not_those_of_ads(tmp_path, shop, visits, read):
    rows = [f"2026-11-0{n},{n}00.5,{n}0000,{n}00,{n},{n}999.5" for n in range(1, 9)]
    paid = pasted(tmp_path, written(tmp_path, f"日期,聚光消耗,曝光,点击,{visits},{shop}", rows)).table("paid")
    assert paid["spend_cny"].sum() == 3604
    assert paid["store_visits"].sum() == read


@pytest.mark.parametrize(
    "header",
    [
        "日期,计划名称,推广费用,展现量,点击量,商品浏览量,商品加购量,7日总下单订单量,7日总下单金额,新客7日成交订单量,新客7日成交GMV",
        "时间,计划,消耗,曝光量,点击数,商品浏览次数,加购数,下单订单数,下单金额(元),新客成交订单数,新客成交金额",
        "统计日期,推广计划名称,花费,展示量,点击,商品浏览,加购量,7日下单订单量,7日下单金额（元）,新客支付订单量,新客支付金额",
    ],
)
def test_ads_of_goods_say_what_was_looked_at_put_aside_and_ordered(tmp_path, header):
    rows = [f"2026-11-0{n},甲{n},{n}0.5,{n}000,{n}0,{n}1,{n}2,{n}3,{n}4.5,{n},{n}6.5" for n in range(1, 7)]
    paid = pasted(tmp_path, written(tmp_path, header, rows)).table("paid")
    sums = {
        "spend_cny": 213.0,
        "product_views": 216,
        "cart_adds": 222,
        "orders_placed": 228,
        "ordered_value_cny": 237.0,
        "new_customer_orders": 21,
        "new_customer_value_cny": 249.0,
    }
    assert {name: paid[name].sum() for name in sums} == sums
    assert paid["orders"].null_count() == 6  # what was ordered is not what was paid for


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("search_cmt_click", "search_component_clicks"),
        ("search_cmt_after_read", "search_reads"),
        ("i_user_num", "new_interested"),
        ("ti_user_num", "new_deeply_interested"),
        ("搜后阅读量", "search_reads"),
    ],
)
def test_the_names_of_the_ad_platforms_own_interface_are_known(tmp_path, header, column):
    rows = [f"2026-11-0{n},甲,7{n},{NOTES[n]},{n}0.5,{n}000,{n}0,{n}1" for n in range(1, 7)]
    file = written(tmp_path, f"time,campaign_name,creativity_id,note_id,fee,impression,click,{header}", rows)
    assert pasted(tmp_path, file).table("paid")[column].sum() == 216


@pytest.mark.parametrize(
    ("where", "asked", "left"),
    [
        ("投放位置", "私信进线数", "私信留资数"),
        ("广告类型", "私信咨询数", "私信开口数"),
        ("场域", "表单提交", "有效表单"),
    ],
)
def test_leads_in_a_cut_of_ads_are_named_and_not_counted_twice(tmp_path, where, asked, left):
    rows = [f"2026-11-0{n},计划{n},信息流,{n}0.5,{n}000,{n}0,{n},{n}" for n in range(1, 7)]
    header = f"时间,计划名称,{where},消费,展现量,点击量,{asked},{left}"
    data = read_files([written(tmp_path, header, rows)])
    assert data.table("paid_slices")["spend_cny"].sum() == 213
    assert data.table("leads").is_empty()
    (said,) = [finding for finding in data.findings if finding.code == "columns_not_read"]
    assert asked in said.text.en
    assert left in said.text.en


@pytest.mark.parametrize(
    "header",
    [
        "time,note_id,fee,impression,click",
        "date,note_id,cost,impressions,clicks",
        "日期,笔记ID,投放费用,曝光量,点击量",
        "统计时间,笔记id,fee,展现量,点击数",
    ],
)
def test_money_beside_clicks_on_notes_is_that_of_ads(tmp_path, header):
    rows = [f"2026-11-0{n},{NOTES[n]},{n}0.5,{n}000,{n}0" for n in range(1, 7)]
    data = pasted(tmp_path, written(tmp_path, header, rows))
    assert data.table("paid")["spend_cny"].sum() == 213
    assert data.table("paid")["clicks"].sum() == 210
    assert data.table("notes").is_empty()


def test_what_a_creator_got_beside_clicks_stays_a_price(tmp_path):
    rows = [f"2026-11-0{n},{NOTES[n]},t{n},{n}00,{n}000,{n}0,{n}5" for n in range(1, 7)]
    file = written(tmp_path, "发布日期,笔记ID,标题,稿费,曝光量,点击量,点赞", rows)
    assert pasted(tmp_path, file).table("notes")["price_cny"].sum() == 2100
