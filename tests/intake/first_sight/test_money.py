"""Whose money it is, beside notes: the creators', that of ads, or nobody says; and exports that no table of ours takes."""

import pytest

from tests.intake.first_sight.strangers import LINK, NOTES, best, pasted, sheet_of, written
from xhs_workbench.intake import Draft, draft_sheet, read_files
from xhs_workbench.intake.opening.files import open_sheets
from xhs_workbench.intake.opening.row_kinds import turn_placements

# What ads for a note cost, in a list of notes.


@pytest.mark.parametrize(
    ("fee", "ads"),
    [
        ("达人费用", "投流消耗"),
        ("报价", "广告费（元）"),
        ("稿费", "聚光消耗"),
        ("合作费用", "投放金额(元)"),
        ("Creator fee", "Ad spend (RMB)"),
    ],
)
def test_ad_money_beside_organic_figures_is_no_price_of_a_note(tmp_path, fee, ads):
    rows = [
        f"达人{n},{LINK.format(NOTES[n])},2026-10-1{n},{n + 1}000,{n}50.5,{n}0000,{n}000,{n}00"
        for n in range(1, 7)
    ]
    header = f"博主,作品地址,上线时间,{fee},{ads},曝光,阅读,互动"
    data = pasted(tmp_path, written(tmp_path, header, rows))
    assert data.table("notes")["price_cny"].sum() == 27_000
    paid = data.table("paid").sort("note_id")
    assert paid["note_id"].to_list() == NOTES[1:7]
    assert paid["spend_cny"].to_list() == [150.5, 250.5, 350.5, 450.5, 550.5, 650.5]
    assert paid["impressions"].null_count() == 6  # the list counts all of them, not those of ads


@pytest.mark.parametrize("ads", ["投流金额（元）", "推广费", "加热费(元)"])
def test_a_note_without_ads_is_no_row_of_ads(tmp_path, ads):
    rows = [f"{NOTES[n]},t{n},2026-10-1{n},{n}00,{n}0,{'' if n % 2 else '80'}" for n in range(6)]
    data = pasted(tmp_path, written(tmp_path, f"笔记ID,笔记标题,发布时间,点赞,收藏,{ads}", rows))
    assert data.table("notes")["likes"].sum() == 1500
    assert data.table("paid")["spend_cny"].to_list() == [80.0, 80.0, 80.0]
    for file in data.files.iter_rows(named=True):
        assert file["rows_read"] == file["rows_used"] + file["rows_duplicate"] + file["rows_refused"]


@pytest.mark.parametrize("said", ["待补", "TBC", "见另表"])
def test_ad_money_that_is_not_said_yet_is_not_nothing(tmp_path, said):
    rows = [f"{NOTES[n]},t{n},2026-10-1{n},{n}00,{n}0,{said if n == 3 else '80'}" for n in range(6)]
    paid = pasted(tmp_path, written(tmp_path, "笔记ID,笔记标题,发布时间,点赞,收藏,投流消耗", rows)).table(
        "paid"
    )
    assert paid.filter(note_id=NOTES[3])["spend_cny"].to_list() == [None]
    assert paid["spend_cny"].sum() == 400


def test_of_several_ad_sums_the_one_that_holds_the_others_is_read(tmp_path):
    header = "笔记ID,笔记标题,点赞,聚光消耗,薯条费,投流合计费用"
    rows = [f"{NOTES[n]},t{n},{n}00,{n}0,{n * 2},{n * 12}" for n in range(1, 6)]
    assert pasted(tmp_path, written(tmp_path, header, rows)).table("paid")["spend_cny"].sum() == 180
    rows = [f"{NOTES[n]},t{n},{n}00,{n}0,{n * 2},{n * 13}" for n in range(1, 6)]
    other = tmp_path / "other"
    other.mkdir()
    assert pasted(other, written(other, header, rows)).table("paid").is_empty()  # none is the whole


@pytest.mark.parametrize("whole", ["总消耗", "合计消耗", "总消费(元)"])
def test_the_cost_of_all_is_not_that_of_ads(tmp_path, whole):
    rows = [f"达人{n},{LINK.format(NOTES[n])},{n}000,{n}50,{n}050,{n}0000,{n}000,{n}00" for n in range(1, 7)]
    header = f"博主,作品地址,达人金额,投流金额,{whole},曝光,阅读,互动"
    data = pasted(tmp_path, written(tmp_path, header, rows))
    assert data.table("paid")["spend_cny"].sum() == 150 + 250 + 350 + 450 + 550 + 650
    other = tmp_path / "other"
    other.mkdir()
    header = f"博主,作品地址,达人金额,备注,{whole},曝光,阅读,互动"
    assert pasted(other, written(other, header, rows)).table("paid").is_empty()


def test_ad_money_of_a_list_is_counted_once_beside_a_report_of_ads(tmp_path):
    notes = written(
        tmp_path,
        "笔记ID,笔记标题,点赞,投流消耗",
        [f"{NOTES[n]},t{n},{n}00,{n}00" for n in range(1, 6)],
        "list.csv",
    )
    ads = written(
        tmp_path,
        "时间,计划名称,创意ID,笔记ID,消费,展现量,点击量",
        [f"2026-11-0{n},计划,c{n},{NOTES[n]},{n}01,{n}000,{n}0" for n in range(1, 4)],
        "creatives.csv",
    )
    for files in ([notes, ads], [ads, notes]):
        paid = read_files(files).table("paid")
        assert paid["spend_cny"].sum() == 101 + 201 + 301 + 400 + 500


# A sum of which nothing says who got it.


@pytest.mark.parametrize("sum_of", ["费用", "花费(元)", "总费用", "Cost (RMB)"])
def test_a_bare_sum_beside_creators_is_a_guess(tmp_path, sum_of):
    rows = [f"达人{n},{LINK.format(NOTES[n])},2026-10-1{n},{n}800,{n}00" for n in range(1, 6)]
    sheet = open_sheets(written(tmp_path, f"达人,作品地址,上线时间,{sum_of},点赞", rows))[0]
    draft = draft_sheet(sheet)
    guess = next(one for one in draft.guesses if one.header == sum_of)
    assert (guess.table, guess.column, guess.sure) == ("notes", "price_cny", False)


@pytest.mark.parametrize(
    ("sum_of", "beside"),
    [("费用", "投流消耗"), ("花费(元)", "报价"), ("投放费用", "点击单价"), ("Cost", "CPM")],
)
def test_a_bare_sum_beside_other_money_is_asked(tmp_path, sum_of, beside):
    rows = [f"达人{n},{LINK.format(NOTES[n])},2026-10-1{n},{n}800,{n}5,{n}00,x{n}" for n in range(1, 6)]
    header = f"达人,作品地址,上线时间,{sum_of},{beside},点赞,标题"
    draft = draft_sheet(open_sheets(written(tmp_path, header, rows))[0])
    own = [one for one in draft.guesses if one.header == sum_of]
    if beside == "报价":
        assert [one.column for one in own] == [""]
    else:
        assert all(one.column != "price_cny" for one in own)
    assert any("paid to the creator" in one.why.en or one.table == "paid" for one in own)


@pytest.mark.parametrize("sum_of", ["费用(元)", "花费（元）", "投放金额(元)"])
def test_a_bare_sum_of_a_known_list_is_not_read_and_said(tmp_path, sum_of):
    rows = [f"{NOTES[n]},t{n},2026-10-1{n},{n}00,{n}0,{n},500" for n in range(1, 6)]
    file = written(tmp_path, f"笔记ID,笔记标题,发布时间,点赞,收藏,评论,{sum_of}", rows)
    data = pasted(tmp_path, file)
    assert data.table("notes")["price_cny"].null_count() == 5
    said = [one for one in data.findings if one.code == "columns_not_read"]
    assert sum_of in said[0].text.en


@pytest.mark.parametrize(
    ("header", "table", "column"),
    [
        ("稿酬", "notes", "price_cny"),
        ("达人费", "placements", "quote_cny"),
        ("达人费用", "placements", "quote_cny"),
        ("推广费用", "paid", "spend_cny"),
        ("广告费", "paid", "spend_cny"),
        ("聚光消耗", "paid", "spend_cny"),
        ("Ads cost", "paid", "spend_cny"),
        ("消耗(元)", "paid", "spend_cny"),
        ("消耗(元)", "notes", None),
        ("花费(元)", "notes", None),
        ("聚光曝光", "notes", None),
    ],
)
def test_words_of_money_say_whose_it_is(header, table, column):
    assert best(header, table) == column


# Ads of which only the money is told apart, or only the money is not.


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("日期,投放位置,总花费", "2026-11-0{n},{spot},{n}01"),
        ("日期,广告类型,消费", "2026-11-0{n},{spot},{n}01"),
        ("Date,Placement,Spend", "2026-11-0{n},{spot},{n}01"),
    ],
)
def test_placements_with_their_total_are_ads(tmp_path, header, row):
    rows = [row.format(n=n, spot=("信息流", "搜索", "视频流")[n % 3]) for n in range(1, 7)]
    paid = pasted(tmp_path, written(tmp_path, header, rows)).table("paid")
    assert paid["spend_cny"].sum() == 2106
    assert sorted(paid["placement"].unique()) == ["信息流", "搜索", "视频流"]


def test_a_cash_book_is_no_report_of_ads(tmp_path):
    rows = [f"2026-11-0{n},{('道具', '场地', '妆造')[n % 3]},{n}01" for n in range(1, 7)]
    sheet = open_sheets(written(tmp_path, "日期,类型,花费", rows))[0]
    assert not isinstance(draft_sheet(sheet), Draft)


@pytest.mark.parametrize(
    "header",
    [
        "日期,信息流消耗,搜索消耗,总消耗",
        "时间,信息流花费(元),搜索花费(元),合计花费",
        "Date,Feed spend,Search spend,Total spend",
    ],
)
def test_money_side_by_side_becomes_rows(tmp_path, header):
    rows = [f"2026-11-0{n},{n}00,{n},{n * 101}" for n in range(1, 7)]
    paid = pasted(tmp_path, written(tmp_path, header, rows)).table("paid")
    assert paid["spend_cny"].sum() == 101 * 21
    assert paid.height == 12


@pytest.mark.parametrize(
    "header",
    [
        "日期,笔记ID,信息流_展现量,信息流_点击量,搜索_展现量,搜索_点击量,总消费",
        "时间,note_id,信息流曝光,信息流点击,搜索曝光,搜索点击,合计消耗",
        "Date,Note ID,Feed impressions,Feed clicks,Search impressions,Search clicks,Total spend",
    ],
)
def test_counts_of_placements_are_summed_where_the_money_is_only_given_whole(tmp_path, header):
    rows = [f"2026-11-0{n},{NOTES[n]},{n}000,{n}0,{n}00,{n},{n}50" for n in range(1, 7)]
    data = pasted(tmp_path, written(tmp_path, header, rows))
    paid = data.table("paid").sort("day")
    assert paid["impressions"].to_list() == [1100, 2200, 3300, 4400, 5500, 6600]
    assert paid["clicks"].sum() == 11 * 21
    assert paid["spend_cny"].sum() == 2400
    assert data.table("notes").is_empty()
    assert "placements_as_columns" in {finding.code for finding in data.findings}


def test_counts_that_are_not_plain_are_not_summed():
    sheet = sheet_of(
        ("日期", "信息流曝光", "信息流点击", "搜索曝光", "搜索点击", "总消耗"),
        ("2026-11-01", "1.2万", "10", "300", "4", "50"),
        ("2026-11-02", "1200", "10", "300", "4", "50"),
    )
    assert turn_placements(sheet) is sheet


# Exports that no table of ours takes.


@pytest.mark.parametrize(
    ("header", "row", "kind"),
    [
        (
            "日期,粉丝数,新增粉丝,曝光量,阅读量,点赞,收藏,评论,主页访问",
            "{d},1{n}0,{n},{n}00,{n}0,{n},{n},{n},{n}",
            "by day",
        ),
        (
            "日期,账号名称,粉丝数,净涨粉,曝光,阅读,互动,主页访客",
            "{d},某品牌,1{n}0,{n},{n}00,{n}0,{n},{n}",
            "by day",
        ),
        (
            "Date,Followers,New followers,Impressions,Profile visits,Views",
            "{d},1{n}0,{n},{n}00,{n}0,{n}",
            "by day",
        ),
        (
            "商品ID,商品名称,商品访客数,加购人数,支付件数,支付金额",
            "6{n}123,牙刷{n},{n}00,{n}0,{n},{n}000",
            "product",
        ),
        (
            "日期,商品名称,商品访客数,商品点击次数,支付订单数,支付金额(元)",
            "{d},牙刷{n},{n}00,{n}0,{n},{n}9.9",
            "product",
        ),
        ("日期,曝光,阅读,互动,涨粉,发布篇数", "{d},{n}000,{n}00,{n}0,{n},1", "by day"),
        ("Product,Clicks,Orders,GMV", "Brush {n},{n}0,{n},{n}00", "product"),
        ("开播时间,下播时间,直播间观看人数,直播成交金额", "{d} 20:00,{d} 22:00,{n}00,{n}000", "live"),
        ("直播场次,日期,直播间观看次数,最高在线人数,成交金额", "{n},{d},{n}00,{n}0,{n}000", "live"),
    ],
)
def test_what_no_table_takes_is_said_by_its_name(tmp_path, header, row, kind):
    rows = [row.format(n=n, d=f"2026-11-0{n}") for n in range(1, 9)]
    sheet = open_sheets(written(tmp_path, header, rows))[0]
    none = draft_sheet(sheet)
    assert not isinstance(none, Draft)
    assert kind in none.reason.en
    assert "没有对应的数据表" in none.reason.zh


@pytest.mark.parametrize(
    "header", ["日期,粉丝数,新增粉丝,访客数,支付订单数,支付金额", "日期,涨粉,粉丝,进店访客,成交订单,GMV"]
)
def test_a_shop_by_day_stays_one_though_it_counts_its_fans(tmp_path, header):
    rows = [f"2026-11-0{n},{n}000,{n},{n}00,{n},{n}9.9" for n in range(1, 9)]
    assert pasted(tmp_path, written(tmp_path, header, rows)).table("traffic")["orders"].sum() == 36


def test_notes_of_many_creators_are_no_accounts_by_day(tmp_path):
    rows = [f"达人{n},2026-11-0{n},{n}000,{n}0,{n}00,{n}" for n in range(1, 9)]
    notes = pasted(tmp_path, written(tmp_path, "博主,发布日期,粉丝数,涨粉,点赞,收藏", rows)).table("notes")
    assert notes["likes"].sum() == 3600


def test_a_shop_by_day_stays_one_though_it_names_its_only_product(tmp_path):
    rows = [f"2026-11-0{n},牙刷,{n}00,{n},{n}9.9" for n in range(1, 9)]
    shop = pasted(tmp_path, written(tmp_path, "日期,商品名称,访客数,支付订单数,支付金额", rows)).table(
        "traffic"
    )
    assert shop["orders"].sum() == 36


@pytest.mark.parametrize("part", ["近3日聚光消费", "近7日投流消耗", "聚光消费(近7天)", "投流费用（首3日）"])
@pytest.mark.parametrize("whole", ["聚光消费", ""])
def test_what_ads_cost_in_some_days_is_not_what_they_cost(tmp_path, part, whole):
    rows = [
        f"{LINK.format(NOTES[n])},博主{n},2026-10-1{n},{n}00,{n}0,{n},{n}0.5" + f",{n}50" * bool(whole)
        for n in range(1, 7)
    ]
    header = f"笔记链接,博主,发布日期,点赞,收藏,评论,{part}" + f",{whole}" * bool(whole)
    data = pasted(tmp_path, written(tmp_path, header, rows))
    assert data.table("notes")["likes"].sum() == 2100
    assert data.table("notes")["price_cny"].null_count() == 6
    assert data.table("paid")["spend_cny"].sum() == (150 + 250 + 350 + 450 + 550 + 650 if whole else 0)


@pytest.mark.parametrize("header", ["Boost Spend", "Boosting fee (RMB)", "Boost cost"])
def test_what_boosting_a_note_cost_is_ad_money(tmp_path, header):
    rows = [f"Kol {n},{LINK.format(NOTES[n])},{n}0/10/2026,{n}00,{n}000,{n}0.5" for n in range(1, 4)]
    data = pasted(tmp_path, written(tmp_path, f"KOL,Live Link,Live Date,Likes,Fee (RMB),{header}", rows))
    assert data.table("paid")["spend_cny"].sum() == 61.5
    assert data.table("notes")["price_cny"].sum() == 6000
