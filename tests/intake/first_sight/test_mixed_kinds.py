"""Everyday lists in the words of public exports: what a column says by its cells, and what stands beside it."""

from datetime import date

import pytest

from tests.intake.first_sight.strangers import HOME, LINK, NOTES, USERS, pasted, written


@pytest.mark.parametrize(
    ("spent", "asked", "opened", "kept"),
    [
        ("消耗", "私信进线", "私信开口", "私信留资"),
        ("消费", "私信咨询数", "私信开口数", "私信留资数"),
        ("花费", "进线数", "开口数", "留资数"),
    ],
)
def test_who_wrote_stands_beside_what_was_spent(tmp_path, spent, asked, opened, kept):
    rows = [f"2026-09-0{n},1{n}.5,{n}000,{n}0,{n},{n},1,30.5" for n in range(1, 7)]
    header = f"日期,{spent},展现,点击,{asked},{opened},{kept},{opened}成本"
    data = pasted(tmp_path, written(tmp_path, header, rows))
    assert data.table("paid")["spend_cny"].sum() == 11.5 + 12.5 + 13.5 + 14.5 + 15.5 + 16.5
    leads = data.table("leads").sort("day")
    assert leads["message_consults"].sum() == 21
    assert leads["message_openings"].sum() == 21
    assert leads["message_leads"].sum() == 6
    assert leads["day"].to_list() == [date(2026, 9, n) for n in range(1, 7)]


@pytest.mark.parametrize(
    ("day", "kind", "about"),
    [("发布日期", "内容形式", "内容方向"), ("日期", "形式", "内容方向"), ("发布时间", "笔记类型", "方向")],
)
def test_a_calendar_whose_days_are_called_days_of_posting(tmp_path, day, kind, about):
    rows = [
        f"2026-12-0{n},周一,博主{n},{HOME.format(USERS[n])},{'图文' if n % 2 else '视频'},测评,修改中"
        for n in range(1, 7)
    ]
    data = pasted(tmp_path, written(tmp_path, f"{day},星期,达人,主页链接,{kind},{about},初稿状态", rows))
    assert data.table("notes").is_empty()
    plan = data.table("media_plan").sort("planned_from")
    assert plan["planned_from"].to_list() == [date(2026, 12, n) for n in range(1, 7)]
    assert plan["note_type"].to_list() == ["image", "video"] * 3
    assert plan["creator_id"].to_list() == USERS[1:7]


@pytest.mark.parametrize("named", ["内容类型", "达人类型", "内容类目"])
def test_a_category_of_which_the_cells_are_the_two_kinds(tmp_path, named):
    rows = [
        f"博主{n},{LINK.format(NOTES[n])},{'图文' if n % 2 else '视频'},{n}00,{n}000,{n}0"
        for n in range(1, 7)
    ]
    notes = pasted(
        tmp_path, written(tmp_path, f"达人昵称,发布链接,{named},执行价,阅读量,点赞量", rows)
    ).table("notes")
    assert sorted(notes["note_type"]) == ["image"] * 3 + ["video"] * 3


def test_a_known_list_reads_kinds_by_the_words_in_them(tmp_path):
    rows = [f"{NOTES[n]},博主{n},{'报备图文' if n % 2 else '报备视频'},{n}00,{n}0" for n in range(1, 7)]
    notes = pasted(tmp_path, written(tmp_path, "笔记ID,达人昵称,合作形式,阅读量,互动量", rows)).table("notes")
    assert sorted(notes["note_type"]) == ["image"] * 3 + ["video"] * 3


@pytest.mark.parametrize("spent", ["投流金额", "投流花费", "推广金额"])
def test_a_list_that_counts_only_what_ads_brought_is_one_of_ads(tmp_path, spent):
    rows = [f"{NOTES[n]},t{n},博主{n},5,1{n}.5,{n}000,{n}00,{n}0,1.5,9000,800" for n in range(1, 7)]
    header = f"笔记ID,笔记标题,博主昵称,投放天数,{spent},投流曝光,投流点击,投流互动,CPC,自然曝光,自然阅读"
    data = pasted(tmp_path, written(tmp_path, header, rows))
    assert data.table("notes").is_empty()
    paid = data.table("paid")
    assert paid["spend_cny"].sum() == 11.5 + 12.5 + 13.5 + 14.5 + 15.5 + 16.5
    assert paid["impressions"].sum() == 21_000
    assert paid["clicks"].sum() == 2_100


@pytest.mark.parametrize(
    ("whole", "owed", "got"),
    [
        ("商品总价", "用户应付金额", "商家应收金额"),
        ("商品总价（元）", "用户应付", "商家实收"),
        ("商品金额", "买家应付金额", "买家实付"),
    ],
)
def test_the_sums_of_an_order(tmp_path, whole, owed, got):
    rows = [f"P70000{n},已完成,2026-09-0{n} 10:00:00,洁面,100g,{n},{n}0.5,{n}0,{n}9" for n in range(1, 7)]
    header = f"订单号,订单状态,下单时间,商品名称,规格,商品数量,{whole},{owed},{got}"
    orders = pasted(tmp_path, written(tmp_path, header, rows)).table("orders")
    assert orders["goods_cny"].sum() == 213
    assert orders["payable_cny"].sum() == 210
    assert orders["receivable_cny"].sum() == 264


@pytest.mark.parametrize("beside", ["寄出日期", "快递单号", "样品状态"])
def test_gifts_of_which_some_notes_are_out(tmp_path, beside):
    """Half of the rows have no link yet and nothing is counted: they are not out, and the others are read."""
    rows = [f"博主{n},{n}000,x{n},{LINK.format(NOTES[n]) if n % 2 else ''}" for n in range(1, 7)]
    data = pasted(tmp_path, written(tmp_path, f"博主昵称,粉丝量,{beside},笔记链接", rows))
    assert sorted(data.table("notes")["note_id"]) == [NOTES[1], NOTES[3], NOTES[5]]
    assert any(finding.code == "notes_not_posted" and finding.n == 3 for finding in data.findings)


@pytest.mark.parametrize("day", ["Post Date", "Date", "日期"])
def test_the_day_of_a_note_with_counts_is_none_that_was_planned(tmp_path, day):
    rows = [f"博主{n},reda{n}b,{LINK.format(NOTES[n])},2026-09-0{n},{n}000,{n}00,{n}000" for n in range(1, 7)]
    header = f"KOL,RED ID,Post Link,{day},Impressions,Likes,Net Cost (RMB)"
    data = pasted(tmp_path, written(tmp_path, header, rows))
    assert sorted(f"{at:%m%d}" for at in data.table("notes")["published_at"]) == [
        f"090{n}" for n in range(1, 7)
    ]
    assert data.table("placements").height in (0, 6)
    assert data.table("placements")["planned_at"].null_count() == data.table("placements").height
    assert data.table("notes")["price_cny"].sum() == 21_000


@pytest.mark.parametrize("named", ["项目", "活动", "合作名称"])
def test_the_project_of_a_list_with_the_platforms_fee(tmp_path, named):
    rows = [f"秋季,博主{n},{LINK.format(NOTES[n])},图文,{n}000,{n}00,{n}0000,{n}00" for n in range(1, 7)]
    header = f"{named},博主,笔记链接,形式,报价,平台服务费,曝光,点赞"
    orders = pasted(tmp_path, written(tmp_path, header, rows)).table("placements")
    assert set(orders["campaign_name"]) == {"秋季"}
    assert orders["service_fee_cny"].sum() == 2_100
