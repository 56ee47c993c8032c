"""Schedules, fees, days without a year and orders of a shop, as strangers wrote them."""

import pytest

from tests.intake.first_sight.strangers import HOME, LINK, NOTES, USERS, best, pasted, written
from tests.intake.vendor_values import moment
from xhs_workbench.intake import draft_sheet, mapping_yaml, read_files
from xhs_workbench.intake.cells.values import Parsed, parse_amount
from xhs_workbench.intake.opening.files import open_sheets
from xhs_workbench.params.sources_file import add_mapping, read_sources


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


HEADERS = [
    "订单号,规格ID,SKU名称,SKU件数,商品总价(元),商家应收金额(元)（支付金额）,订单状态,售后状态,订单创建时间",
    "订单编号,规格编号,商品名称,数量,商品金额,实付金额,订单状态,售后状态,下单时间",
    "Order No.,Spec ID,Product,Qty,Goods total (CNY),Amount paid (CNY),Order status,After-sale,Order Date",
]


def lines(*told, state="已完成"):
    """Write lines of orders: number, SKU, pieces, what was received."""
    return [
        f"P900{order},65f0a{sku}c2e0000000001f0a11,面霜,{n},{n}00,{got},{state},无售后,2026-11-0{order} 08:00:00"
        for order, sku, n, got in told
    ]


@pytest.mark.parametrize("header", HEADERS)
def test_two_lines_of_one_order_and_sku_are_both_counted(tmp_path, header):
    rows = lines((1, 1, 1, 80), (1, 1, 1, 90), (1, 2, 1, 70), (2, 1, 1, 100), (2, 1, 2, 150), (3, 1, 1, 60))
    data = pasted(tmp_path, written(tmp_path, header, rows))
    orders = data.table("orders")
    assert orders["receivable_cny"].sum() == 550
    assert orders["quantity"].sum() == 7
    assert orders["order_id"].n_unique() == 3
    assert {one.code: one.n for one in data.findings}["order_lines_apart"] == 2


@pytest.mark.parametrize("header", HEADERS)
def test_a_line_that_stands_twice_or_with_a_later_state_is_one(tmp_path, header):
    rows = [
        *lines((1, 1, 1, 80), (1, 1, 1, 80), (3, 1, 1, 60)),
        *lines((4, 1, 1, 90), state="已发货"),
        *lines((4, 1, 1, 40)),
    ]
    data = pasted(tmp_path, written(tmp_path, header, rows))
    assert data.table("orders").height == 3
    assert "order_lines_apart" not in {one.code for one in data.findings}


@pytest.mark.parametrize("header", HEADERS)
def test_an_export_handed_in_twice_counts_its_lines_once(tmp_path, header):
    rows = lines((1, 1, 1, 80), (1, 1, 1, 90), (2, 1, 1, 100), (2, 1, 2, 150), (3, 1, 1, 60))
    pasted(tmp_path, written(tmp_path, header, rows, "first.csv"))
    file = tmp_path / "sources.yaml"
    later = written(tmp_path, header, [*rows, *lines((5, 1, 1, 20))], "second.csv")
    mappings = read_sources(file) if file.exists() else ()
    data = read_files([tmp_path / "first.csv", later], mappings=mappings)
    assert data.table("orders")["receivable_cny"].sum() == 500


@pytest.mark.parametrize(
    ("days", "second"),
    [
        (["2026-10-30", "11.1", "11.2", "11.3", "2026-11-04"], 1),
        (["2026-11-04", "11.3", "11.2", "11.1", "2026-10-30"], 3),
        (["10月30日", "11.1", "11.2", "11.3", "11月4日"], 1),
    ],
)
def test_a_lost_zero_is_settled_by_the_days_around_it(tmp_path, days, second):
    orders = dated(tmp_path, days, "排期2026.csv")
    assert orders["planned_at"][second] == moment(2026, 11, 1)


@pytest.mark.parametrize(
    "days",
    [
        ["11.2", "2026-11-01", "2026-11-04"],  # nothing above it
        ["2026-11-01", "11.2", "2026-11-25"],  # the twentieth would fit as well
        ["2026-11-04", "11.2", "2026-11-03", "2026-11-06"],  # the list is in no order
    ],
)
def test_a_lost_zero_that_nothing_settles_stays_empty(tmp_path, days):
    orders = dated(tmp_path, days, "排期2026.csv")
    assert orders["planned_at"].null_count() == 1


# Orders of several shops, as programs that send them keep them.


@pytest.mark.parametrize(
    ("header", "states"),
    [
        (
            "内部订单号,线上订单号,店铺名称,订单状态,订单日期,付款日期,商品名称,销售数量,销售金额",
            ("待发货", "已取消", "退款中"),
        ),
        (
            "系统编号,平台单号,店铺,订单状态,下单时间,付款时间,商品名称,销售数量,实付金额",
            ("发货中", "已作废", "异常"),
        ),
        (
            "编号,原始单号,店铺名称,订单状态,下单时间,支付时间,货品,销售件数,销售金额",
            ("待审核", "交易取消", "被合并"),
        ),
    ],
)
def test_orders_of_several_shops_are_those_of_ours(tmp_path, header, states):
    shops = ("小红书-甲旗舰店", "天猫-甲家居", "抖音-甲优选")
    rows = [
        f"44{n},P7212325514438044{n:02},{shops[max(n % 4 - 1, 0)]},{states[2] if n == 12 else states[n % 2]},"
        f"2026-11-{n + 1:02} 10:00:00,2026-11-{n + 1:02} 10:05:00,香薰{n % 3},{n + 1},{n + 1}9.5"
        for n in range(16)
    ]
    header = header.replace("货品", "商品名称")
    orders = pasted(tmp_path, written(tmp_path, header, rows)).table("orders").sort("source_row")
    # Rows 0, 1, 4, 5, 8, 9, 12, 13 are of 小红书: 1 + 2 + 5 + 6 + 9 + 10 + 13 + 14 pieces.
    assert orders["quantity"].sum() == 60
    assert orders["receivable_cny"].sum() == 19.5 + 29.5 + 59.5 + 69.5 + 99.5 + 109.5 + 139.5 + 149.5
    assert orders["order_status"].to_list() == [*["paid", "cancelled"] * 3, None, "cancelled"]
    assert set(orders["shop_name"]) == {"小红书-甲旗舰店"}
    assert orders["order_id"].str.starts_with("P72").all()


@pytest.mark.parametrize("named", ["店铺", "店铺名称", "店铺 "])
def test_visits_to_shops_elsewhere_stay(tmp_path, named):
    shops = ("小红书-甲旗舰店", "天猫-甲家居")
    rows = [f"2026-11-0{n},{shops[n % 2]},站外,{n}00,{n}1" for n in range(1, 7)]
    traffic = pasted(tmp_path, written(tmp_path, f"日期,{named},渠道,访客数,成交订单数", rows)).table(
        "traffic"
    )
    assert traffic["visits"].sum() == 2100
    assert traffic["orders"].sum() == 216
