"""Kinds of files that strangers handed in and drafts got wrong at first sight; each in three clothes of our own making."""

import json

import openpyxl
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.intake.vendor_values import U1, U2, A, B, moment
from xhs_workbench.errors import IntakeError, WorkbenchError
from xhs_workbench.intake import Draft, draft_sheet, mapping_yaml, read_files
from xhs_workbench.intake.cells.values import Parsed, parse_amount
from xhs_workbench.intake.drafting.evidence import choice_of
from xhs_workbench.intake.drafting.words import candidates, understand
from xhs_workbench.intake.opening.day_columns import turn_days
from xhs_workbench.intake.opening.files import open_sheets
from xhs_workbench.intake.opening.records import find_records
from xhs_workbench.intake.opening.row_kinds import one_language
from xhs_workbench.intake.opening.sheets import Sheet
from xhs_workbench.intake.read import find_source
from xhs_workbench.params.sources_file import add_mapping, read_sources

LINK = "https://www.xiaohongshu.com/explore/{}"
HOME = "https://www.xiaohongshu.com/user/profile/{}"
USERS = [f"5a1b2c3d4e5f6a7b8c9d0e{n:02x}" for n in range(8)]
NOTES = [f"66481500000000001c0000{n:02x}" for n in range(8)]


def written(folder, header, rows, name="stranger.csv"):
    file = folder / name
    file.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return file


def pasted(folder, file):
    """Read a file as an analyst would who pastes each draft that is offered."""
    target, drafted = folder / "sources.yaml", False
    for sheet in open_sheets(file):
        if find_source(sheet) is None and isinstance(draft := draft_sheet(sheet), Draft):
            add_mapping(target, mapping_yaml(draft), draft.mapping["name"])
            drafted = True
    return read_files([file], mappings=read_sources(target) if drafted else ())


def best(header, table, groups=()):
    meaning = understand(header, groups)
    found = candidates(table, meaning)
    return found[0][0] if found and not meaning.rest else None


def sheet_of(*rows):
    width = max(map(len, rows))
    columns = {f"c{i}": [row[i] if i < len(row) else None for row in rows] for i in range(width)}
    kinds = dict.fromkeys(columns, pl.String)
    numbered = {**columns, "row": list(range(1, len(rows) + 1))}
    return Sheet("stranger.xlsx", "Sheet1", pl.DataFrame(numbered, schema_overrides=kinds))


# A list of ads is no list of notes, though it has note ids.


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
    assert data.table("paid").is_empty()


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


# Schedules, prices, charges.


@pytest.mark.parametrize(
    "header",
    [
        "执行日期,达人,主页,粉丝数,合作形式,达人费用（未税）,平台服务费10%,发布链接",
        "日期,博主昵称,主页链接,粉丝量,笔记类型,合作费用,服务费(10%),笔记链接",
        "计划发布日期,KOL,Profile,Followers,Format,Creator fee,Service fee 10%,Post link",
    ],
)
def test_a_schedule_with_fees_is_a_list_of_orders(tmp_path, header):
    links = [LINK.format(NOTES[n]) if n < 4 else "" for n in range(6)]  # two are not out yet
    rows = [
        f"2026-11-1{n},达人{n},{HOME.format(USERS[n])},{n}00,{'报备图文' if n % 2 else '报备视频'},{n + 1}000,{n + 1}00,{links[n]}"
        for n in range(6)
    ]
    sheet = open_sheets(written(tmp_path, header, rows))[0]
    draft = draft_sheet(sheet)
    assert draft.tables[0] == "placements"
    add_mapping(tmp_path / "sources.yaml", mapping_yaml(draft), draft.mapping["name"])
    data = read_files([tmp_path / "stranger.csv"], mappings=read_sources(tmp_path / "sources.yaml"))
    orders = data.table("placements").sort("planned_at")
    assert orders["quote_cny"].to_list() == [1000.0, 2000.0, 3000.0, 4000.0, 5000.0, 6000.0]
    assert orders["service_fee_cny"].sum() == 2100
    assert orders["note_id"].to_list() == [*NOTES[:4], None, None]
    assert orders["note_type"].to_list() == ["video", "image"] * 3
    assert orders["planned_at"][0] == moment(2026, 11, 10)


def test_two_orders_of_one_creator_on_two_days_are_two(tmp_path):
    rows = [f"2026-11-1{n},{'阿梨' if n < 2 else f'达人{n}'},报备图文,{n + 1}000" for n in range(6)]
    orders = pasted(tmp_path, written(tmp_path, "执行日期,达人,合作形式,达人费用", rows)).table("placements")
    assert orders["quote_cny"].sum() == 21_000


@pytest.mark.parametrize("header", ["平台服务费10%", "服务费（5%）", "Service fee (10%)", "佣金8.5%"])
def test_the_rate_of_a_charge_is_no_part_of_its_name(header):
    assert best(header, "placements") == "service_fee_cny"


def test_a_share_is_not_cut_down_to_a_count():
    assert best("前10%曝光", "notes") is None
    assert best("返点10%", "creators") is None


@pytest.mark.parametrize(
    "group",
    ["报价（元，含6%专票，不含平台服务费）", "报价元含税点不含服务费", "价格（含3%普票）", "裸价（不含税）"],
)
def test_terms_of_tax_over_two_prices_are_understood(group):
    assert best("图文", "creators", (group,)) == "price_image_cny"
    assert best("视频", "creators", (group,)) == "price_video_cny"


def test_a_group_of_two_currencies_leaves_it_to_each_column():
    group = ("报价 Rate card (RMB / USD)",)
    assert best("图文 未税", "creators", group) == "price_image_cny"
    assert best("图文 USD", "creators", group) is None


@pytest.mark.parametrize("header", ["含税总价", "含税报价(元)", "合作价格（含6%专票）"])
def test_a_price_with_tax_is_a_price_of_a_note(header):
    assert best(header, "notes") == "price_cny"


@pytest.mark.parametrize("text", ["RMB 1,100.00", "CNY 1100", "1,100 RMB", "人民币1100", "rmb1100元"])
def test_the_yuan_by_its_name_is_no_term(text):
    assert parse_amount(text) == Parsed(1100.0)


@pytest.mark.parametrize("text", ["RMB 1,100 net", "USD 1,100", "RMB 800/1100"])
def test_what_else_stands_beside_an_amount_still_is(text):
    assert parse_amount(text).doubt


# Who it is.


@pytest.mark.parametrize(
    ("number", "home"), [("小红书号", "账号主页"), ("红薯号", "达人主页"), ("RED ID", "Profile")]
)
def test_notes_and_creators_of_one_list_name_the_same_people(tmp_path, number, home):
    rows = [
        f"{LINK.format(NOTES[n])},t{n},{n}9,博主{n},hs0{n}77{n},{HOME.format(USERS[n])},{n}00"
        for n in range(6)
    ]
    header = f"笔记地址,笔记标题,点赞,账号名称,{number},{home},粉丝数"
    data = pasted(tmp_path, written(tmp_path, header, rows))
    assert sorted(data.table("notes")["creator_id"]) == USERS[:6]
    assert sorted(data.table("creators")["creator_id"]) == USERS[:6]


@pytest.mark.parametrize("name", ["record_id", "id", "row_id"])
def test_a_number_that_a_base_gives_its_rows_is_no_account(tmp_path, name):
    rows = [f"rec8a1f{n}c{n},达人{n},{HOME.format(USERS[n])},{n}000,{n}00" for n in range(1, 6)]
    data = pasted(tmp_path, written(tmp_path, f"{name},达人,主页链接,粉丝数,图文报价", rows))
    assert data.table("creators")["red_id"].null_count() == 5
    assert data.table("creators")["followers"].sum() == 15_000


@pytest.mark.parametrize("named", ["谁", "谁发的", "who"])
def test_headers_of_a_person_in_a_hurry(tmp_path, named):
    rows = [
        f"达人{n},{n}.2w,{LINK.format(NOTES[n])},{'图' if n % 2 else '视频'},{n}00元,{n}.5w,{n}k,{n}7"
        for n in range(1, 6)
    ]
    notes = pasted(tmp_path, written(tmp_path, f"{named},粉,链接,图/视,花了多少,曝,看,赞", rows)).table(
        "notes"
    )
    assert notes["creator_name"].to_list() == [f"达人{n}" for n in range(1, 6)]
    assert notes["note_type"].to_list() == ["image", "video", "image", "video", "image"]
    assert notes["price_cny"].sum() == 1500
    assert notes["impressions"].sum() == 175_000
    assert notes["reads"].sum() == 15_000


@pytest.mark.parametrize(
    "short", ["http://xhslink.com/a/Ab3dE9", "https://xhslink.com/m/4kQ9zzT", "xhslink.cn/o/A1b2C3d4"]
)
def test_a_note_does_not_vanish_because_its_link_was_shortened(tmp_path, short):
    links = [short if n == 3 else LINK.format(NOTES[n]) for n in range(8)]
    rows = [f"达人{n},{links[n]},{n}00,{n}0" for n in range(8)]
    data = pasted(tmp_path, written(tmp_path, "博主名,作品,赞数,藏数", rows))
    assert data.table("notes")["likes"].sum() == 2800
    assert [one for one in data.table("notes")["note_id"] if one.startswith("short-")] == [
        "short-" + short.rpartition("/")[2]
    ]
    assert "short_links" in {finding.code for finding in data.findings}


# What was posted, when it was counted.


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("发帖标题", "title"),
        ("发布标题", "title"),
        ("发帖内容", "body"),
        ("发布文案", "body"),
        ("出稿日期", "published_at"),
        ("发帖时间", "published_at"),
    ],
)
def test_what_was_posted_is_told_from_when(header, column):
    assert best(header, "notes") == column


@pytest.mark.parametrize("header", ["scrapedAt", "fetched_time", "crawledAt"])
def test_a_list_of_usual_words_has_its_crawl_time_read(tmp_path, header):
    notes = [
        {
            "noteId": NOTES[n],
            "title": f"t{n}",
            "likeCount": n,
            "collectCount": n,
            header: f"2026-11-2{n}T01:00:00Z",
        }
        for n in range(5)
    ]
    (tmp_path / "set.json").write_text(json.dumps(notes), encoding="utf-8")
    read = pasted(tmp_path, tmp_path / "set.json").table("notes").sort("note_id")
    assert read["collected_at"][0] == moment(2026, 11, 20, 9)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1x photo note", "image"),
        ("1x video note", "video"),
        ("图文*1", "image"),
        ("视频1条", "video"),
        ("2 x Video", "video"),
    ],
)
def test_how_many_were_agreed_is_no_part_of_the_kind(text, kind):
    assert choice_of("note_type", text) == kind


# Orders of a shop.


@pytest.mark.parametrize(
    "header",
    [
        "订单编号,下单时间,付款时间,商品名称,规格,数量,实付金额,订单状态,带货博主",
        "订单号,订单创建时间,支付时间,商品,款式,购买数量,支付金额（元）,订单状态,达人昵称",
        "Order No.,Order Date,Payment Date,Product,Variant,Qty,Amount paid (CNY),Order status,KOL",
    ],
)
def test_the_orders_of_a_shop_are_read(tmp_path, header):
    state = ["已完成", "已取消", "已发货", "已签收", "已完成", "待发货"]
    rows = [
        f"P77890{n},2026-11-0{n + 1} 12:00:00,2026-11-0{n + 1} 12:05:00,牙刷,白{n},{n + 1},{n + 1}9.9,{state[n]},达人{n}"
        for n in range(6)
    ]
    orders = pasted(tmp_path, written(tmp_path, header, rows)).table("orders").sort("order_id")
    assert orders["quantity"].sum() == 21
    assert orders["receivable_cny"].sum() == pytest.approx(19.9 + 29.9 + 39.9 + 49.9 + 59.9 + 69.9)
    assert orders["order_status"].to_list() == [
        "completed",
        "cancelled",
        "shipped",
        "received",
        "completed",
        "paid",
    ]
    assert orders["created_at"][0] == moment(2026, 11, 1, 12)
    assert orders["sku_id"].n_unique() == 6


def test_orders_in_another_currency_keep_their_pieces_and_no_money(tmp_path):
    rows = [f"2{n}.10.2026;CN40{n}21;NB-{n};Lipstick;{n};1{n},90" for n in range(1, 7)]
    data = pasted(
        tmp_path, written(tmp_path, "Order Date;Order No.;SKU;Product;Units;Gross Sales (EUR)", rows)
    )
    orders = data.table("orders")
    assert orders["quantity"].sum() == 21
    assert orders["receivable_cny"].null_count() == 6
    assert orders["product_name"][0] == "Lipstick"
    assert "money_in_other_currency" in {finding.code for finding in data.findings}


# Headers and days over several rows.

CHINESE = ("达人昵称", "主页链接", "粉丝数(千)", "阅读中位", "图文 未税", "视频 未税")


@pytest.mark.parametrize(
    "english",
    [
        ("KOL", "Profile", "Followers (K)", "Median reads", "Image excl. VAT", "Video excl. VAT"),
        ("Name", "Link", "Fans", "Reads", "Photo", "Video"),
        ("Creator", "Home page", "Followers", "Median views", "Picture note", "Video note"),
    ],
)
def test_a_header_said_again_in_english_is_no_person(tmp_path, english):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["名单 Shortlist"])
    sheet.append(["基础信息 Basic", None, None, "数据 Data", "报价 Rate card (RMB / USD)"])
    sheet.append(CHINESE)
    sheet.append(english)
    for n in range(1, 6):
        sheet.append([f"达人{n}", HOME.format(USERS[n]), f"{n}3.2", f"{n}000", n * 1000, n * 2000])
    book.save(tmp_path / "list.xlsx")
    data = pasted(tmp_path, tmp_path / "list.xlsx")
    people = data.table("creators")
    assert people["followers"].to_list() == [13_200, 23_200, 33_200, 43_200, 53_200]
    assert people["price_image_cny"].sum() == 15_000
    assert people["reads_median"].sum() == 15_000
    assert "header_twice" in {finding.code for finding in data.findings}


@pytest.mark.parametrize(
    "first", [("Kiki", "Shanghai", "food", "daily", "yes", "no"), ("Kiki", "SH", "18k", "9k", "4k", "5k")]
)
def test_a_person_with_a_latin_name_is_no_header(first):
    rows = [
        ("昵称", "城市", "粉丝", "阅读", "图文", "视频"),
        first,
        *[("甲", "上海", "12", "13", "14", "15")] * 3,
    ]
    told = one_language(sheet_of(*rows))
    assert told.cells.height == len(rows)
    assert not told.findings


def days_over(*days, dated="2026-11-05 19:42:51"):
    top = ["博主", "笔记链接", "发布时间"]
    measures = ["曝光", "阅读"]
    rows = [
        [*top, *(cell for day in days for cell in (day, None))],
        [None] * 3 + measures * len(days),
        *(
            [f"达人{n}", LINK.format(NOTES[n]), dated, *(str(100 * n + at) for at in range(2 * len(days)))]
            for n in range(1, 4)
        ),
    ]
    return sheet_of(*rows)


@pytest.mark.parametrize(
    "days",
    [
        ("11月10日", "11月11日", "11月12日"),
        ("2026-11-10", "2026-11-11", "2026-11-12"),
        ("11-10", "11-11", "11-12"),
    ],
)
def test_days_that_stand_over_measures_become_rows(days):
    made = turn_days(days_over(*days))
    assert made.cells.drop("row").row(0) == ("博主", "笔记链接", "发布时间", "统计日期", "曝光", "阅读")
    body = made.cells.slice(1)
    assert body.height == 9
    assert sorted(set(body["c3"])) == ["2026-11-10", "2026-11-11", "2026-11-12"]
    third = body.filter((pl.col("c0") == "达人2") & (pl.col("c3") == "2026-11-12"))
    assert third.select("c4", "c5").row(0) == ("204", "205")


def test_a_year_is_taken_only_where_the_sheet_says_one():
    sheet = days_over("12月31日", "1月1日", "1月2日")
    other = sheet.cells.with_columns(
        c2=pl.when(pl.col("row") == 3).then(pl.lit("2025-12-30")).otherwise(pl.col("c2"))
    )
    made = turn_days(Sheet("stranger.xlsx", "Sheet1", other))
    assert "12月31日" in made.cells["c3"].to_list()  # two years are said: neither is guessed


# Objects inside objects.


@pytest.mark.parametrize("name", ["sub_comments", "replies", "subComments"])
def test_the_replies_inside_a_comment_are_comments_of_the_same_note(tmp_path, name):
    reply = {
        "id": "66000000000000000000c001",
        "content": "同问",
        "create_time": "2024-05-11 08:00:00",
        "user_info": {"user_id": U2},
    }
    said = [
        {
            "id": f"66000000000000000000a00{n}",
            "note_id": A,
            "content": f"第{n}条",
            "create_time": f"2024-05-10 12:0{n}:00",
            "like_count": "4",
            "sub_comment_count": "1" if n == 1 else "0",
            "user_info": {"user_id": U1},
            name: [reply] if n == 1 else [],
        }
        for n in range(4)
    ]
    file = tmp_path / "raw.jsonl"
    file.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in said), encoding="utf-8")
    comments = pasted(tmp_path, file).table("comments")
    assert comments.height == 5
    assert comments["note_id"].unique().to_list() == [A]
    own = comments.filter(pl.col("content") == "同问").row(0, named=True)
    assert (own["likes"], own["replies"]) == (None, None)  # what the comment got is not its reply's


@pytest.mark.parametrize(
    ("one", "two"), [("nickname", "nick_name"), ("nickname", "nickName"), ("nick_name", "nick-name")]
)
def test_a_name_that_stands_twice_with_the_same_cells_is_one(tmp_path, one, two):
    notes = [
        {
            "id": note,
            "display_title": note[-2:],
            "user": {"user_id": U1, one: "阿梨", two: "阿梨"},
            "interact_info": {"liked_count": "5"},
        }
        for note in (A, B)
    ]
    file = tmp_path / "page.json"
    file.write_text(json.dumps({"data": {"items": notes}}, ensure_ascii=False), encoding="utf-8")
    assert read_files([file]).table("notes")["creator_name"].to_list() == ["阿梨", "阿梨"]
    notes[1]["user"][two] = "小满"
    file.write_text(json.dumps({"data": {"items": notes}}, ensure_ascii=False), encoding="utf-8")
    if "nickname" in (one, two):
        with pytest.raises(IntakeError, match="twice"):
            read_files([file])


@pytest.mark.parametrize(("kind", "figure"), [("name", "count"), ("label", "value"), ("type", "num")])
def test_a_list_of_counters_is_one_column_each(kind, figure):
    said = {
        "name": ("关注", "粉丝", "获赞与收藏"),
        "label": ("Following", "Followers", "Likes"),
        "type": ("follows", "fans", "likes"),
    }
    counters = [
        {kind: name, figure: text} for name, text in zip(said[kind], ("453", "53.9万", "10"), strict=True)
    ]
    record = find_records([{"user_id": U1, "interactions": counters}])[""][0]
    assert record == {
        "user_id": U1,
        **{
            f"interactions.{name}": text
            for name, text in zip(said[kind], ("453", "53.9万", "10"), strict=True)
        },
    }


@pytest.mark.parametrize(
    "listed",
    [
        [{"name": "护肤", "id": 1}, {"name": "护肤", "id": 2}],
        [{"url": "u", "width": 3}, {"url": "v", "width": 4}],
        [{"name": "25岁", "type": "info"}, {"name": "上海", "type": "info"}],
    ],
)
def test_tags_and_pictures_are_no_counters(listed):
    assert set(find_records([{"user_id": U1, "tags": listed}])[""][0]) == {"user_id", "tags"}


# Notes that are not out yet.


@pytest.mark.parametrize(
    ("header", "waiting"),
    [
        ("博主,粉丝数,笔记链接,笔记类型,发布日期,合作费用,点赞,收藏", ""),
        ("KOL,Followers,Post link,Format,Go-live date,Net fee (CNY),Likes,Saves", "TBC"),
        ("达人昵称,粉丝量,发布链接,内容形式,上线日期,含税报价（元）,赞,藏", "待发布"),
    ],
)
def test_the_fee_of_a_note_that_is_not_out_is_an_order(tmp_path, header, waiting):
    rows = [
        f"达人{n},{n}00,{LINK.format(NOTES[n]) if n < 5 else waiting},图文,"
        f"{f'2026-10-1{n}' if n < 5 else waiting},{n + 1}000,{n if n < 5 else ''},{n if n < 5 else ''}"
        for n in range(8)
    ]
    data = pasted(tmp_path, written(tmp_path, header, rows))
    assert data.table("notes")["price_cny"].sum() == 1000 + 2000 + 3000 + 4000 + 5000
    orders = data.table("placements")
    assert orders["quote_cny"].sum() == 36_000
    assert orders["note_id"].null_count() == 3
    assert data.refused["rule"].to_list() == ["not_posted"] * 3
    assert "notes_not_posted" in {finding.code for finding in data.findings}


@pytest.mark.parametrize("total", ["合计,", "Grand total,", ",", "合计,8篇", "总计：,8"])
def test_the_total_of_a_list_is_no_note_to_come(tmp_path, total):
    rows = [f"{n + 1},达人{n},{LINK.format(NOTES[n])},2026-10-1{n},{n + 1}000,{n}" for n in range(8)]
    header = "序号,博主,笔记链接,发布日期,合作费用,点赞"
    data = pasted(tmp_path, written(tmp_path, header, [*rows, f"{total},,,36000,28"]))
    assert data.table("placements").is_empty()
    assert data.table("notes")["price_cny"].sum() == 36_000


@pytest.mark.parametrize(
    "broken", [",12,3", "https://www.xiaohongshu.com/explore/6648,,", "66481500000000001,,"]
)
def test_a_note_with_figures_or_a_broken_id_is_refused_as_one(tmp_path, broken):
    rows = [f"达人{n},{LINK.format(f'66481500000000001c0000{n:02x}')},{n},{n}" for n in range(60)]
    data = pasted(tmp_path, written(tmp_path, "博主,笔记链接,点赞,收藏", [*rows, f"达人x,{broken}"]))
    assert data.table("notes").height == 60
    assert "not_posted" not in data.refused["rule"].to_list()
    assert data.refused.height == 1


# Days without a year.


def dated(folder, days, name, beside=""):
    rows = [f"{day},达人{n},报备图文,{n + 1}000,{beside}" for n, day in enumerate(days)]
    header = "执行日期,达人,合作形式,达人费用," + ("确认日期" if beside else "备注")
    return pasted(folder, written(folder, header, rows, name)).table("placements").sort("quote_cny")


@pytest.mark.parametrize(
    ("days", "name", "beside"),
    [
        (["10.20", "10.21", "11.02"], "排期2026.csv", ""),
        (["10月20日", "10月21日", "11月2日"], "排期_20261018.csv", ""),
        (["10-20", "10-21", "11-2"], "plan.csv", "2026/10/12"),
    ],
)
def test_a_day_takes_the_year_that_the_sheet_or_its_name_says(tmp_path, days, name, beside):
    orders = dated(tmp_path, days, name, beside)
    assert orders["planned_at"].to_list() == [
        moment(2026, 10, 20),
        moment(2026, 10, 21),
        moment(2026, 11, 2),
    ]


@pytest.mark.parametrize(
    ("days", "name", "beside"),
    [
        (["10.20", "10.21", "11.02"], "排期.csv", ""),  # no year is said
        (["10.20", "10.21", "11.02"], "2025vs2026.csv", ""),  # two are
        (["12.28", "12.30", "01.02"], "排期2026.csv", ""),  # the new year lies between
        (["10.20", "10.21", "11.02"], "plan.csv", "2026/3/1"),  # far from every other day
    ],
)
def test_a_day_whose_year_is_open_stays_empty(tmp_path, days, name, beside):
    assert dated(tmp_path, days, name, beside)["planned_at"].null_count() == 3


def test_a_day_that_may_have_lost_its_zero_stays_empty(tmp_path):
    orders = dated(tmp_path, ["10.2", "10.15", "10.25", "10.27", "10.28", "10.29"], "排期2026.csv")
    assert orders["planned_at"].to_list()[:2] == [None, moment(2026, 10, 15)]
    orders = dated(tmp_path, ["10.2", "10.15", "10.20", "10.27", "10.28", "10.29"], "排期2026.csv")
    assert orders["planned_at"].to_list()[:2] == [moment(2026, 10, 2), moment(2026, 10, 15)]


# Ads of several placements side by side.


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


# Prices without the word.


@pytest.mark.parametrize("kinds", [("图文", "视频"), ("Photo", "Video"), ("图文笔记", "视频笔记")])
def test_figures_asked_in_steps_of_fifty_are_prices(tmp_path, kinds):
    rows = [
        f"达人{n},{HOME.format(USERS[n])},{n}770,{n * 550 + 500},{n * 650 + 800},{n * 1000 + 900}"
        for n in range(6)
    ]
    header = f"昵称,主页,粉丝数,{kinds[0]},{kinds[1]},打包价(1图文+1视频)"
    people = pasted(tmp_path, written(tmp_path, header, rows)).table("creators")
    assert people["price_image_cny"].sum() == 550 * 15 + 3000
    assert people["price_video_cny"].sum() == 650 * 15 + 4800


@pytest.mark.parametrize("figures", [(12, 3), (50, 100), (5321, 2217)])
def test_counts_under_a_kind_of_note_are_no_prices(tmp_path, figures):
    rows = [f"达人{n},{HOME.format(USERS[n])},{n}770,{figures[0] + n},{figures[1] + n}" for n in range(6)]
    people = pasted(tmp_path, written(tmp_path, "昵称,主页,粉丝数,图文,视频", rows)).table("creators")
    assert people["price_image_cny"].null_count() == 6


@pytest.mark.parametrize("header", ["Last checked", "更新日期", "数据截止日期", "Updated at"])
def test_a_list_of_creators_says_when_it_was_counted(tmp_path, header):
    rows = [f"Kiki{n},{HOME.format(USERS[n])},{n}00,{n}00,2026-11-1{n}" for n in range(1, 6)]
    older = f"Kiki1,{HOME.format(USERS[1])},999,9,2026-11-02"
    file = written(tmp_path, f"KOL,Profile,Fans,Notes listed,{header}", [older, *rows])
    people = pasted(tmp_path, file).table("creators")
    assert people["followers"].sum() == 1500  # of the one who stands twice, the later count
    assert people["notes_total"].sum() == 1500


@pytest.mark.parametrize(
    ("header", "said", "read"),
    [
        ("账号类型", ("个人", "机构"), False),
        ("达人类型", ("KOC", "KOL"), False),
        ("类目", ("素人", "素人"), False),
        ("账号类型", ("美妆", "个人"), True),
        ("达人类型", ("美食", "穿搭"), True),
    ],
)
def test_who_runs_an_account_is_not_what_it_is_about(tmp_path, header, said, read):
    rows = [f"达人{n},{HOME.format(USERS[n])},{n}00,{said[n % 2]}" for n in range(1, 6)]
    data = pasted(tmp_path, written(tmp_path, f"达人昵称,主页链接,粉丝数,{header}", rows))
    people = data.table("creators")
    assert people["category"].null_count() == (0 if read else 5)
    assert people["followers"].sum() == 1500


@pytest.mark.parametrize(
    "days",
    [
        ["Oct 20", "Oct 21", "Nov 2"],
        ["20-Oct", "21-Oct", "2-Nov"],
        ["20 October", "21 October", "2 November"],
    ],
)
def test_a_day_that_names_its_month_takes_the_year_too(tmp_path, days):
    orders = dated(tmp_path, days, "plan Q4 2026.csv")
    assert orders["planned_at"].to_list() == [
        moment(2026, 10, 20),
        moment(2026, 10, 21),
        moment(2026, 11, 2),
    ]


@pytest.mark.parametrize("waiting", ["Not live yet", "待定", "排期中"])
def test_words_where_a_day_is_still_to_come_cost_no_column(tmp_path, waiting):
    days = ["2026-10-20", "2026-10-21", "2026-11-02", waiting, waiting]
    orders = dated(tmp_path, days, "plan.csv")
    assert orders["planned_at"].null_count() == 2
    assert orders["quote_cny"].sum() == 15_000


@pytest.mark.parametrize("money", ["合作金额(元)", "合作费用", "Fee (RMB)"])
def test_what_was_paid_for_each_note_is_a_list_of_orders(tmp_path, money):
    rows = [
        f"{n + 1},达人{n},{LINK.format(NOTES[n]) if n < 5 else '未发布'},{n + 1}000,{n}00,已开"
        for n in range(8)
    ]
    orders = pasted(
        tmp_path, written(tmp_path, f"序号,达人,笔记链接,{money},已付,发票", [*rows, "合计,,,36000,2800,"])
    ).table("placements")
    assert orders["quote_cny"].sum() == 36_000
    assert orders["note_id"].null_count() == 3


def test_an_order_names_its_creator_as_the_list_of_creators_does(tmp_path):
    rows = [f"达人{n},hs0{n}77{n},报备图文,2026-10-1{n},{n + 1}000,{n}000" for n in range(1, 6)]
    data = pasted(tmp_path, written(tmp_path, "达人,小红书号,合作形式,执行日期,达人费用,粉丝数", rows))
    assert sorted(data.table("placements")["creator_id"]) == sorted(data.table("creators")["creator_id"])


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


# Whatever is mixed: every row is accounted for.

CELLS = {
    "笔记链接": lambda n: (
        LINK.format(f"66481500000000001c00{n:04x}"),
        "http://xhslink.com/a/Ab3dE9",
        "",
        "待发布",
    )[n % 4],
    "链接": lambda n: LINK.format(f"66481500000000001c00{n:04x}"),
    "订单编号": lambda n: f"P7789{n}",
    "谁": lambda n: f"达人{n}",
    "博主": lambda n: f"达人{n % 5}",
    "主页": lambda n: HOME.format(USERS[n % 8]),
    "record_id": lambda n: f"rec8a{n:04d}",
    "图/视": lambda n: ("1x 图文", "视频", "")[n % 3],
    "花了多少": lambda n: ("500元", "置换", "1.2k", "")[n % 4],
    "达人费用（含6%专票）": lambda n: str(100 * n),
    "平台服务费10%": lambda n: str(10 * n),
    "信息流_展现量": lambda n: str(1000 + n),
    "搜索_展现量": lambda n: str(100 + n),
    "信息流_消耗": lambda n: f"{n}0.5",
    "搜索_消耗": lambda n: f"{n}.5",
    "发布日期": lambda n: (f"10.{n % 28 + 1:02d}", f"10月{n % 28 + 1}日", "待发布", "2026-10-09")[n % 4],
    "账号类型": lambda n: ("个人", "机构")[n % 2],
    "图文": lambda n: str(500 + 50 * n),
    "总消费": lambda n: f"{n}.5",
    "实付金额": lambda n: f"{n}9.9",
    "数量": lambda n: str(n % 3 + 1),
    "商品名称": lambda n: "牙刷",
    "下单时间": lambda n: f"2026-11-{n % 28 + 1:02d} 12:00:00",
    "赞": lambda n: ("12", "1.2万", "赞", "")[n % 4],
    "藏": str,
    "看": lambda n: f"{n}k",
    "评论内容": lambda n: f"第{n}条",
}
BELOW = (["合计"], ["备注：以上为截至今天的数据"], ["No.", "KOL", "Link", "Likes", "Price"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    headers=st.lists(st.sampled_from(sorted(CELLS)), min_size=3, max_size=9, unique=True),
    rows=st.integers(2, 30),
    below=st.sampled_from((*BELOW, [])),
    blanks=st.sets(st.integers(0, 29), max_size=4),
)
def test_every_row_of_a_mixture_is_used_a_repeat_or_refused(tmp_path_factory, headers, rows, below, blanks):
    folder = tmp_path_factory.mktemp("mixed")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(headers)
    for n in range(rows):
        sheet.append(
            [None if n in blanks and at else CELLS[name](n) or None for at, name in enumerate(headers)]
        )
    if below:
        sheet.append(below[: len(headers)])
    book.save(folder / "mixed.xlsx")
    try:
        data = pasted(folder, folder / "mixed.xlsx")
    except WorkbenchError:
        return
    for file in data.files.iter_rows(named=True):
        assert file["rows_read"] == file["rows_used"] + file["rows_duplicate"] + file["rows_refused"]
        assert data.refused.filter(pl.col("file") == file["file"]).height >= file["rows_refused"]
