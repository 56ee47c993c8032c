"""Who follows a creator, as lists say it in one cell; and whether the account grew."""

import pytest

from tests.intake.first_sight.strangers import HOME, USERS, pasted, written


def listed(folder, header, cells):
    rows = [f"达人{n},{HOME.format(USERS[n])},{n + 1}0000,{cell}" for n, cell in enumerate(cells)]
    return pasted(folder, written(folder, f"昵称,小红书主页,粉丝数,{header}", rows))


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("性别分布", "女 70.8% / 男 29.2%"),
        ("粉丝性别", "女性：70.8%；男性：29.2%"),
        ("粉丝画像-性别分布", "男29.2% 女70.8%"),
        ("男女比例", "男粉:29.2%、女粉:70.8%"),
    ],
)
def test_women_and_men_of_one_cell(tmp_path, header, cell):
    people = listed(tmp_path, header, [cell] * 4).table("creators")
    assert people["female_share"].to_list() == pytest.approx([0.708] * 4)
    assert people["male_share"].to_list() == pytest.approx([0.292] * 4)


@pytest.mark.parametrize(
    "cell", ["70.8%女性 29.2%男性", "70.8% 女 / 29.2% 男", "以女性为主", "29.2%男 70.8%女"]
)
def test_a_share_is_not_given_to_the_word_after_it(tmp_path, cell):
    people = listed(tmp_path, "性别分布", [cell] * 4).table("creators")
    assert people["female_share"].null_count() == people["male_share"].null_count() == 4


def test_an_age_band_that_no_cell_speaks_of_is_not_missing_in_every_row(tmp_path):
    data = listed(tmp_path, "年龄分布", ["<18 9.7%；18-24 34.1%；25-34岁：41.2%；>34 15.0%"] * 4)
    people = data.table("creators")
    assert people["age_under18_share"].to_list() == pytest.approx([0.097] * 4)
    assert people["age_18_24_share"].to_list() == pytest.approx([0.341] * 4)
    assert people["age_25_34_share"].to_list() == pytest.approx([0.412] * 4)
    assert people["age_35_44_share"].null_count() == 4  # the file's last band begins at 35 and has no end
    assert "cells_missing" not in {finding.code for finding in data.findings}


@pytest.mark.parametrize(("new", "said"), [(500, True), (None, False)])
def test_a_rank_among_others_is_no_growth_of_followers(tmp_path, new, said):
    """500 more of 10,000 to 50,000 followers is growth of 5.3 % to 1.0 %: 91.9 % cannot be it; without new followers nothing says so."""
    cells = [f"{500 if new else ''},{rank}%" for rank in (91.9, 94.3, 41.1, 62.0, 88.0)]
    data = listed(tmp_path, "粉丝增量,粉丝量变化幅度", cells)
    assert ("growth_contradicted" in {finding.code for finding in data.findings}) is said
    assert data.table("creators")["follower_change_rate"].null_count() == (5 if said else 0)


@pytest.mark.parametrize(
    ("ranks", "left"), [((91.9, 94.3), 2), ((91.9, 94.3, 41.1), 0), ((91.9, 94.3, 1.7, 1.3), 4)]
)
def test_two_rows_or_half_of_them_say_nothing_against_a_rate(tmp_path, ranks, left):
    """500 of 30,000 and 40,000 followers is growth of 1.7 % and 1.3 %: half of the four rows are right."""
    data = listed(tmp_path, "粉丝增量,粉丝量变化幅度", [f"500,{rank}%" for rank in ranks])
    rates = data.table("creators")["follower_change_rate"]
    assert len(rates) - rates.null_count() == left


def test_growth_of_a_window_that_ends_some_days_earlier_stays(tmp_path):
    data = listed(
        tmp_path, "粉丝增量,粉丝量变化幅度", ["500,7.0%", "500,2.6%", "500,1.7%", "-400,-1.0%", "0,0%"]
    )
    # 500 / 9,500 is 5.3 %, 500 / 19,500 is 2.6 %, 500 / 29,500 is 1.7 %
    assert data.table("creators")["follower_change_rate"].to_list() == pytest.approx(
        [0.07, 0.026, 0.017, -0.01, 0]
    )


@pytest.mark.parametrize("lost", [-1, -7])
def test_a_note_may_lose_followers(tmp_path, lost):
    rows = [
        f"标题{n},2026年03月1{n}日08时00分29秒,图文,685,300,20,3,9,{gain},1"
        for n, gain in enumerate([lost, 5, lost])
    ]
    notes = pasted(
        tmp_path, written(tmp_path, "笔记标题,首次发布时间,体裁,曝光,观看量,点赞,评论,收藏,涨粉,分享", rows)
    ).table("notes")
    assert notes["follows"].sum() == 5 + 2 * lost


@pytest.mark.parametrize("header", ["直播间支付订单量", "直播间支付订单数"])
def test_orders_of_a_live_room_are_no_orders_of_the_ads(tmp_path, header):
    rows = [f"2026-03-0{n},{n}00,{n}000,{n}0,{n},{n}.5" for n in range(1, 6)]
    paid = pasted(
        tmp_path, written(tmp_path, f"时间,消费,展现量,点击量,{header},直播间支付金额", rows)
    ).table("paid")
    assert paid["live_orders"].sum() == 15
    assert paid["live_order_value_cny"].sum() == 17.5
    assert paid["orders"].null_count() == 5
