"""People's lists with what was shared from the app, sums beside notes, shops by day, orders as the platform's interface gives them."""

import json

import openpyxl
import pytest

from tests.intake.first_sight.strangers import HOME, LINK, NOTES, USERS, pasted, written
from xhs_workbench.intake import read_files
from xhs_workbench.intake.opening.records import find_records

SHARED = "@阿梨 在小红书收获了2.5万次赞与收藏，查看Ta的主页>> https://xhslink.com/m/{}"


@pytest.mark.parametrize(
    "header", ["达人,小红书主页,粉丝量,图文报价", "KOL name,Home page,Fans,Photo rate (RMB)"]
)
def test_a_creator_whose_link_was_shortened_does_not_vanish(tmp_path, header):
    rows = [f"kol{n},{HOME.format(USERS[n])},{1000 * (n + 1)},{100 * (n + 1)}" for n in range(5)]
    rows += [
        f'kol5,"{SHARED.format("ZenfZJhKoEW")}",6000,600',
        "kol6,http://xhslink.com/m/A0d3xfKS6OM,7000,700",
    ]
    made = pasted(tmp_path, written(tmp_path, header, rows)).table("creators")
    assert made["creator_id"].to_list() == [*USERS[:5], "short-ZenfZJhKoEW", "short-A0d3xfKS6OM"]
    assert (made["followers"].sum(), made["price_image_cny"].sum()) == (28_000, 2_800)


def test_words_around_a_shared_link_are_not_the_link_and_its_token_is_dropped(tmp_path):
    words = f"kol0的小红书主页 {HOME.format(USERS[0])}?xsec_token=SECRET&xsec_source=app_share 打开看看"
    rows = [f'kol0,"{words}",900', f"kol1,{HOME.format(USERS[1])},800"]
    made = pasted(tmp_path, written(tmp_path, "达人,主页链接,粉丝数", rows)).table("creators")
    assert made["profile_url"].to_list() == [HOME.format(USERS[0]), HOME.format(USERS[1])]


def test_the_column_of_links_behind_words_is_named_by_its_header_whatever_stands_above_the_first(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["达人", "小红书主页", "粉丝量"])
    sheet.append(["甲", f"甲的主页 {HOME.format(USERS[0])}?xsec_token=SECRET", 900])
    sheet.append(["乙", "主页链接", 800])
    sheet["B3"].hyperlink = HOME.format(USERS[1])
    book.save(tmp_path / "list.xlsx")
    data = read_files([tmp_path / "list.xlsx"])
    assert data.table("creators")["creator_id"].to_list() == USERS[:2]
    [said] = [one.text.en for one in data.findings if one.code == "linked_words"]
    assert said == "Links behind words were read as 小红书主页."


HEADER = "博主,形式,发布日期,发布链接,费用,赞,藏,评,投流"


def a_list(fees, asked):
    return [
        f"kol{n},图文,2026-10-{16 + n},{LINK.format(NOTES[n])},{fees[n]},{20 + n},{9 + n},{3 + n},{asked[n]}"
        for n in range(5)
    ]


@pytest.mark.parametrize(
    ("fees", "asked", "total"),
    [
        (
            ["置换", 2200, 4800, "置换", 1000],
            ["是", "", "是", "否", "是"],
            8_000,
        ),  # paid in goods: the creators were
        (
            [900, 2200, 4800, 300, 1000],
            ["是", "否", "是", "否", "是"],
            9_200,
        ),  # and so were those not promoted
    ],
)
def test_the_one_sum_of_a_list_is_the_creators_where_notes_without_ads_have_it_too(
    tmp_path, fees, asked, total
):
    notes = pasted(tmp_path, written(tmp_path, HEADER, a_list(fees, asked))).table("notes")
    assert (notes.height, notes["price_cny"].sum()) == (5, total)


def test_a_sum_that_stands_with_promoted_notes_only_is_still_asked_about(tmp_path):
    rows = a_list([900, "", 4800, "", 1000], ["是", "否", "是", "否", "是"])
    notes = pasted(tmp_path, written(tmp_path, HEADER, rows)).table("notes")
    assert (notes.height, notes["price_cny"].null_count()) == (5, 5)


def test_a_shop_by_day_with_its_lives_apart_is_no_list_of_lives(tmp_path):
    header = "日期,支付金额,笔记支付金额,直播支付金额,支付订单数,笔记支付订单数,直播支付订单数,加购人数"
    rows = [f"2026110{n},{1000 + n},{600 + n},{400},{70 + n},{50 + n},20,{200 + n}" for n in range(1, 7)]
    made = pasted(tmp_path, written(tmp_path, header, rows)).table("traffic")
    assert (made.height, made["order_value_cny"].sum(), made["orders"].sum()) == (6, 6_021, 441)


def an_order(number, status, *lines):
    return {
        "orderId": f"P{number}",
        "orderStatus": status,
        "createdTime": 1794138095000,
        "skuList": list(lines),
    }


def a_line(sku, fen, units=1):
    return {"skuId": sku, "skuName": "面霜", "skuQuantity": units, "totalPaidAmount": fen, "kolId": USERS[0]}


ORDERS = [an_order(1, 7, a_line("s1", 29_800, 2), a_line("s2", 990)), an_order(2, 9, a_line("s1", 15_900))]


@pytest.mark.parametrize(
    "saved",
    [
        ORDERS,
        {"orderList": ORDERS, "total": 2},
        [{"success": True, "error_code": 0, "data": order} for order in ORDERS],
    ],
)
def test_orders_of_the_platforms_interface_are_read_in_yuan_line_by_line(tmp_path, saved):
    file = tmp_path / "orders.json"
    file.write_text(json.dumps(saved, ensure_ascii=False), encoding="utf-8")
    made = read_files([file]).table("orders")
    assert made["order_id"].to_list() == ["P1", "P1", "P2"]
    assert made["receivable_cny"].to_list() == [298.0, 9.9, 159.0]
    assert made["order_status"].to_list() == ["completed", "completed", "cancelled"]
    assert made["quantity"].sum() == 4


def test_what_a_note_shows_of_its_goods_is_no_list_of_orders():
    note = {"note_id": NOTES[0], "title": "好物", "goods": [{"goods_id": "g1", "name": "面霜"}]}
    assert list(find_records([note])) == [""]


def test_a_kind_of_record_is_no_category(tmp_path):
    rows = [f"profile,kol{n},{1000 + n},{HOME.format(USERS[n])}" for n in range(4)]
    made = pasted(tmp_path, written(tmp_path, "recordType,nickname,followersCount,profileUrl", rows)).table(
        "creators"
    )
    assert made.height == 4
    assert made["category"].null_count() == 4


def test_replies_beside_likes_and_shares_are_a_notes_comments(tmp_path):
    """A listening tool calls them so, whatever the platform; where comments stand too, replies are not they."""
    rows = [f"2026-08-{10 + n},标题{n},{LINK.format(NOTES[n])},{40 + n},{7 + n},{2 + n}" for n in range(5)]
    notes = pasted(tmp_path, written(tmp_path, "Date,Headline,URL,Likes,Replies,Shares", rows)).table("notes")
    assert (notes["comments"].sum(), notes["likes"].sum(), notes["shares"].sum()) == (45, 210, 20)
    (tmp_path / "both").mkdir()
    header = "Date,Headline,URL,Likes,Replies,Comments"
    both = pasted(tmp_path / "both", written(tmp_path / "both", header, rows)).table("notes")
    assert both["comments"].sum() == 20


def test_pieces_of_a_sku_are_how_many_were_bought(tmp_path):
    rows = [f"P{7000 + n},已完成,2026-09-0{n + 1} 10:00:00,面霜,{n + 1},{100 * (n + 1)},甲" for n in range(5)]
    header = "订单号,订单状态,下单时间,商品名称,SKU件数,实付金额(元),达人昵称"
    made = pasted(tmp_path, written(tmp_path, header, rows)).table("orders")
    assert (made["quantity"].sum(), made["receivable_cny"].sum()) == (15, 1_500)
