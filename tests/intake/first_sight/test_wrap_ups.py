"""Wrap-ups by note beside reports of ads, money in thousands, languages in brackets, lists of several platforms."""

import pytest

from tests.intake.first_sight.strangers import HOME, LINK, NOTES, USERS, best, pasted, written
from xhs_workbench.intake.recognising.sources import read_header


def test_a_wrap_up_by_note_is_no_report_of_ads(tmp_path):
    """Six notes: fees of 3,000 to 3,500 yuan, a tenth of it for the platform, ads of 500 to 505; views in 10k."""
    rows = [
        f"kol{n},{LINK.format(NOTES[n])},2024/5/2{n},Video,{3000 + 100 * n},{300 + 10 * n},{500 + n},"
        f"{3 + n},1.{n},{120 + n},{40 + n},{5 + n},{n},{165 + 3 * n},85,9"
        for n in range(6)
    ]
    header = (
        '"KOL","Note URL","Post date","Format","Fee (RMB, net)","Service fee 10%","Boost spend (RMB)",'
        '"Impressions (10k)","Views (10k)","Likes","Saves","Comments","Shares","Total eng.","CPM (RMB)","CPE (RMB)"'
    )
    data = pasted(tmp_path, written(tmp_path, header, rows))
    notes, orders, ads = (data.table(name) for name in ("notes", "placements", "paid"))
    assert (notes.height, notes["price_cny"].sum(), notes["reads"].sum()) == (6, 19_500, 75_000)
    assert notes["impressions"].sum() == 330_000
    assert (orders["quote_cny"].sum(), orders["service_fee_cny"].sum()) == (19_500, 1_950)
    assert (ads["spend_cny"].sum(), ads["day"].null_count()) == (3_015, 6)


def test_a_report_of_ads_by_note_and_day_stays_one(tmp_path):
    rows = [f"2024-05-2{n},{NOTES[n % 2]},{500 + n},{9000 + n},{120 + n},{30 + n}" for n in range(6)]
    data = pasted(tmp_path, written(tmp_path, "日期,笔记ID,消费,展现,点击,点赞", rows))
    assert data.table("paid")["spend_cny"].sum() == 3_015
    assert "placements" not in data.tables


@pytest.mark.parametrize(
    ("header", "leaf", "scale"),
    [
        ("Image rate (k RMB)", "imagerate", 1_000),
        ("Photo post (RMB '000)", "photopost", 1_000),
        ("Video post (¥k)", "videopost", 1_000),
        ("达人费用(万元)", "达人费用", 10_000),
        ("Fee (RMB 10k)", "fee", 10_000),
        ("Fee (RMB)", "feermb", 1),
        ("Fee (RMB, net)", "feermbnet", 1),
    ],
)
def test_money_is_read_in_what_its_header_says(header, leaf, scale):
    read = read_header(header, (), 0)
    assert (read.leaf, read.scale) == (leaf, scale)


def test_prices_in_thousands_of_yuan(tmp_path):
    """1.5 to 1.9 thousand for an image, 2.5 to 2.9 for a video."""
    rows = [f"kol{n},{HOME.format(USERS[n])},{12 + n},1.{5 + n},2.{5 + n}" for n in range(5)]
    file = written(tmp_path, "Influencer,XHS link,Fans (k),Image rate (k RMB),Video post (RMB '000)", rows)
    found = pasted(tmp_path, file).table("creators")
    assert found["price_image_cny"].sum() == 8_500
    assert found["price_video_cny"].sum() == 13_500
    assert found["followers"].sum() == 70_000


@pytest.mark.parametrize(
    ("header", "table", "column"),
    [
        ("Comment (CN)", "comments", "content"),
        ("KOL Name (中文)", "creators", "creator_name"),
        ("单价(图文)", "creators", "price_image_cny"),
        ("Paid at", "orders", "paid_at"),
        ("Payment date", "orders", "paid_at"),
    ],
)
def test_what_a_header_says_beside_its_brackets(header, table, column):
    assert best(header, table) == column


def test_links_of_other_platforms_do_not_hide_those_of_ours(tmp_path):
    """Six of ten rows are ours: their links are notes', though four links lead elsewhere."""
    rows = [
        f"小红书,甲{n},{LINK.format(NOTES[n])},2024-05-20,{100 + n},{10 + n}"
        if n < 6
        else f"抖音,甲{n},https://v.douyin.com/a{n}/,2024-05-20,{900 + n},{90 + n}"
        for n in range(10)
    ]
    data = pasted(tmp_path, written(tmp_path, "平台,账号,链接,发布时间,点赞,收藏", rows))
    assert set(data.table("notes")["note_id"]) == set(NOTES[:6])
    assert data.table("notes")["likes"].sum() == 615


def test_a_list_of_creators_with_the_links_of_what_is_out_gives_its_notes_too(tmp_path):
    """Eight creators, five notes out; a creator's last note is none of these."""
    rows = [
        f"甲{n},{1 + n / 10:.1f},{800 + 100 * n},{1500 + 100 * n},"
        + (f"{LINK.format(NOTES[n])},2024-05-2{n}" if n < 5 else ",")
        for n in range(8)
    ]
    header = "达人,粉丝(万),报价/图文,报价/视频,{},{}"
    data = pasted(tmp_path, written(tmp_path, header.format("发布链接", "发布日期"), rows))
    assert data.table("creators")["price_image_cny"].sum() == 9_200
    assert set(data.table("notes")["note_id"]) == set(NOTES[:5])
    (tmp_path / "late").mkdir()
    late = pasted(
        tmp_path / "late", written(tmp_path / "late", header.format("最近笔记链接", "最近发布时间"), rows)
    )
    assert set(late.tables) == {"creators"}
