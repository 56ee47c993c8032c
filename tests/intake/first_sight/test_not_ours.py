"""What no table of ours takes, and what has a note's id and is something else: said, or read as what it is."""

import pytest

from tests.intake.first_sight.strangers import HOME, LINK, NOTES, USERS, pasted, written
from xhs_workbench.intake import NoDraft, draft_sheet
from xhs_workbench.intake.opening.files import open_sheets

NOTE = "6648150000000000"


def reason(tmp_path, header, rows):
    said = [draft_sheet(sheet) for sheet in open_sheets(written(tmp_path, header, rows))]
    assert isinstance(said[0], NoDraft)
    return said[0].reason


@pytest.mark.parametrize(
    "header",
    [
        "账号uid,账号,门店,发布笔记数,总互动数,总私信进线,总私信开口数,总留资",
        "用户ID,账号名称,区域,笔记数,互动量,私信咨询数,私信开口,私信留资数",
        "account id,account,store,notes,interactions,messages,leads,inquiries",
    ],
)
def test_leads_of_the_brands_own_accounts_are_no_creators(tmp_path, header):
    rows = [f"{USERS[n]},官号{n},店{n},{n},{n}0,{n},{n},{n}" for n in range(1, 7)]
    assert "leads" in reason(tmp_path, header, rows).en
    assert "线索" in reason(tmp_path, header, rows).zh


@pytest.mark.parametrize(
    "header",
    [
        "收款人,开户行,银行卡号,应付金额,打款状态",
        "达人昵称,户名,银行账号,结算金额,付款日期",
        "payee,bank,account number,amount due,paid on",
    ],
)
def test_payments_to_bank_accounts_are_said_not_half_read(tmp_path, header):
    rows = [f"博主{n},招商银行,622202000000000{n},{n}000,2026-10-0{n}" for n in range(1, 7)]
    assert "payments" in reason(tmp_path, header, rows).en
    assert "付款" in reason(tmp_path, header, rows).zh


@pytest.mark.parametrize(
    ("named", "spent", "shown"),
    [("笔记/素材ID", "消费", "展现量"), ("笔记ID", "消耗", "展现"), ("note_id", "消耗（元）", "曝光量")],
)
def test_money_burnt_beside_what_it_showed_is_a_report_of_ads(tmp_path, named, spent, shown):
    rows = [f"{NOTES[n]},{LINK.format(NOTES[n])},投资号,1{n}.5,{n}000,{n},{n}" for n in range(1, 7)]
    data = pasted(
        tmp_path, written(tmp_path, f"{named},素材链接,账号,{spent},{shown},激活数,首次付费次数", rows)
    )
    assert data.table("notes").is_empty()
    paid = data.table("paid").sort("spend_cny")
    assert paid["note_id"].to_list() == [NOTES[n] for n in range(1, 7)]
    assert paid["spend_cny"].sum() == 11.5 + 12.5 + 13.5 + 14.5 + 15.5 + 16.5
    assert paid["impressions"].sum() == 21_000


@pytest.mark.parametrize(
    ("number", "price", "day"),
    [("ID", "达人平台裸价", "预计档期"), ("id", "合作裸价", "档期"), ("ID", "一口价", "预计发布时间")],
)
def test_a_number_of_the_creator_is_no_note(tmp_path, number, price, day):
    """A list of who was booked for which day: `ID` is the 小红书号, and the price is no rate of one format."""
    rows = [f"博主{n},4265000{n},{HOME.format(USERS[n])},1.{n},图文,{n}00,2026-09-0{n}" for n in range(1, 7)]
    header = f"小红书昵称,{number},主页链接,粉丝数 （w）,形式,{price},{day}"
    data = pasted(tmp_path, written(tmp_path, header, rows))
    orders = data.table("placements")
    assert orders["note_id"].null_count() == 6
    assert orders["quote_cny"].sum() == 2_100
    assert sorted(orders["creator_id"]) == sorted(USERS[1:7])
    assert data.table("creators")["followers"].sum() == 66_000 + 21_000 - 12_000 + 6_000


@pytest.mark.parametrize("platform", ["小红书", "抖音", "员工号"])
def test_the_kind_of_an_account_is_no_category(tmp_path, platform):
    rows = [f"博主{n},{platform},4265000{n},{n}000,{n}00" for n in range(1, 7)]
    creators = pasted(tmp_path, written(tmp_path, "账号昵称,账号类型,小红书号,粉丝数,图文报价", rows))
    assert creators.table("creators")["category"].null_count() == 6


@pytest.mark.parametrize(
    "name", [f"评论_{NOTE}1c000001.csv", f"{NOTE}1c000001-comments.csv", f"c.{NOTE}1c000001.csv"]
)
def test_the_comments_of_a_file_are_on_the_note_of_its_name(tmp_path, name):
    rows = [f"用户{n},好看{n},2026-09-0{n} 10:00:00,{n}" for n in range(1, 7)]
    header = "用户名称,评论内容,评论时间,点赞数"
    comments = pasted(tmp_path, written(tmp_path, header, rows, name)).table("comments")
    assert set(comments["note_id"]) == {f"{NOTE}1c000001"}
    assert comments["likes"].sum() == 21


def test_a_name_with_two_ids_or_none_names_no_note(tmp_path):
    rows = [f"用户{n},好看{n},2026-09-0{n} 10:00:00,{n}" for n in range(1, 7)]
    for n, name in enumerate(["评论.csv", f"{NOTE}1c000001_{NOTE}1c000002.csv"]):
        (folder := tmp_path / str(n)).mkdir()
        file = written(folder, "用户名称,评论内容,评论时间,点赞数", rows, name)
        assert set(pasted(folder, file).table("comments")["note_id"]) == {"unknown-note"}


@pytest.mark.parametrize(
    "header",
    [
        "达人昵称,合作金额,应付金额,付款状态,付款日期",
        "博主,稿费,实付金额,打款状态,打款时间",
        "KOL,fee,amount due,payment status,paid on",
    ],
)
def test_payments_without_an_account_are_said_too(tmp_path, header):
    rows = [f"博主{n},{n}000,{n}000,已付,2026-10-0{n}" for n in range(1, 7)]
    assert "payments" in reason(tmp_path, header, rows).en
