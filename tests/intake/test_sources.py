"""Every shipped source against a fixture with the export's own headers; the values are worked out by hand."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from xhs_workbench.errors import IntakeError, ParamsError
from xhs_workbench.intake import read_files
from xhs_workbench.intake.recognising.sources import (
    FOLDER,
    make_source,
    matches,
    normalise,
    read_header,
    shipped_sources,
)

FIXTURES = Path(__file__).parent / "fixtures"
CHINA = ZoneInfo("Asia/Shanghai")
A, B = "5e8812340000000001002345", "64a1b2c3000000001f00aa01"
U1, U2 = "5a1b2c3d4e5f6a7b8c9d0e1f", "570f8062958f1aa38f1ec2c6"


def moment(*parts):
    return datetime(*parts, tzinfo=CHINA)


EXPECTED = {
    "pugongying_creators.csv": (
        "pugongying_creators",
        "creators",
        [
            {
                "creator_id": U1,
                "red_id": "1234567890",
                "followers": 12_400,
                "likes_saves_total": 123_000,
                "source_row": 4,
                "price_image_cny": 8000.0,
                "price_video_with_fee_cny": 11_000.0,
                "price_video_cny": None,
                "impressions_median": 90_000,
                "reads_median": 12_345,
                "interactions_median": 678,
                "impressions_median_coop": 80_000,
                "reads_median_coop": 9000,
                "interactions_median_coop": 400,
                "store_visits_median_coop": 35,
                "notes_in_window": 6,
                "interaction_rate": 0.042,
                "active_fan_share": 0.551,
                "male_share": 0.123,
                "female_share": 0.877,
                "age_under18_share": 0.031,
                "age_18_24_share": 0.402,
                "age_over44_share": 0.05,
                "provinces": "上海|17.4% 北京|15.2%",
            },
            {
                "creator_id": U2,
                "followers": 9800,
                "likes_saves_total": None,
                "price_image_cny": None,
                "reads_median": None,
                "reads_median_coop": None,
                "notes_in_window": 0,
                "provinces": None,
            },
        ],
    ),
    "pugongying_creators_flat.csv": (
        "pugongying_creators",
        "creators",
        [
            {
                "creator_id": U1,
                "red_id": "1234567890",
                "followers": 12_400,
                "reads_median": 12_345,
                "profile_url": f"https://www.xiaohongshu.com/user/profile/{U1}",
                "follower_change_rate": -0.015,
                "active_fan_share": 0.551,
                "thousand_like_share": 0.042,
                "price_video_cny": 11_000.0,
                "low_active": False,
            },
        ],
    ),
    "pugongying_orders.csv": (
        "pugongying_orders",
        "placements",
        [
            {
                "order_id": "690123456789012345678",
                "quote_cny": 50.0,
                "service_fee_cny": 5.0,
                "impressions": 2269,
                "impressions_natural": 1455,
                "impressions_boosted": 814,
                "impressions_heated": 0,
                "reads": 248,
                "reads_natural": 231,
                "reads_boosted": 17,
                "reads_heated": None,
                "readers": 61,
                "interactions": 2,
                "interaction_rate": 0.0081,
                "shares": 1,
                "follows": 0,
                "interaction_unit_price_cny": 27.5,
                "search_clicks": None,
                "ordered_at": moment(2026, 8, 1),
            },
        ],
    ),
    "pugongying_notes.csv": (
        "pugongying_notes",
        "notes",
        [
            {
                "note_id": A,
                "creator_id": U1,
                "note_url": f"https://www.xiaohongshu.com/explore/{A}",
                "note_type": "image",
                "published_at": moment(2026, 5, 20),
                "collected_at": moment(2026, 8, 6),
                "followers": 12_400,
                "price_cny": 8000.0,
                "impressions": 2269,
                "reads": 248,
                "likes": 1,
                "saves": 0,
                "is_commercial": True,
            },
        ],
    ),
    "juguang_creatives.csv": (
        "juguang_creatives",
        "paid",
        [
            {
                "day": date(2026, 5, 20),
                "creative_id": "1234567890123456789",
                "note_id": A,
                "spend_cny": 100.45,
                "platform": "juguang",
                "impressions": 8000,
                "clicks": 240,
                "click_rate": 0.03,
                "follows": 2,
                "source_row": 3,
            },
            {"day": date(2026, 5, 21), "spend_cny": 23.0, "interactions": 3},
        ],
    ),
    "shutiao_orders.csv": (
        "shutiao_orders",
        "paid",
        [
            {
                "platform": "shutiao",
                "day": date(2026, 5, 20),
                "creative_id": "2026052000000000001",
                "note_id": A,
                "creator_name": "甲",
                "spend_cny": 200.0,
                "impressions": 6100,
                "interactions": None,
                "source_row": 2,
            },
            {"day": date(2026, 5, 21), "note_id": B, "spend_cny": 31.5, "impressions": None},
        ],
    ),
    "huitun_creators.csv": (
        "huitun_creators",
        "creators",
        [
            {
                "creator_id": U1,
                "followers": 123_456,
                "mcn": None,
                "viral_share": 0.125,
                "likes_mean": 1234.5,
                "active_fan_share": 0.4264,
                "suspect_fan_share": 0.071,
                "male_share": 0.136,
                "female_share": 0.864,
                "age_under18_share": 0.008,
                "age_25_34_share": 0.623,
                "age_over44_share": 0.049,
                "provinces": "上海|17.4% 北京|15.2%",
                "price_image_cny": 8000.0,
                "price_video_cny": None,
            },
        ],
    ),
    "huitun_notes.csv": (
        "huitun_notes",
        "notes",
        [
            {
                "note_id": A,
                "title": None,
                "reads": None,
                "reads_estimated": 12_000,
                "likes": 200,
                "note_type": "video",
                "is_commercial": True,
                "published_at": moment(2026, 8, 10, 12, 34, 56),
                "followers": 123_456,
            },
        ],
    ),
    "qiangua_creators.csv": (
        "qiangua_creators",
        "creators",
        [
            {"creator_id": U1, "followers": 123_000, "price_video_cny": 11_000.0, "viral_share": 0.125},
            {
                "creator_id": "red-2345678901",
                "followers": 12_000,
                "price_image_cny": None,
                "viral_share": None,
            },
        ],
    ),
    "mediacrawler_notes.csv": (
        "mediacrawler_notes",
        "notes",
        [
            {
                "note_id": A,
                "creator_id": "e00283916ef5bf3f",
                "likes": 13_000,
                "saves": 100_000,
                "saves_censored": True,
                "comments": 22,
                "note_url": f"https://www.xiaohongshu.com/explore/{A}",
                "note_type": "image",
                "body": "正文，第一行\n第二行",
                "source_row": 3,
            },
        ],
    ),
    "mediacrawler_notes_old.csv": (
        "mediacrawler_notes",
        "notes",
        [
            {"note_id": B, "creator_id": U1, "likes": 300, "note_type": "video"},
        ],
    ),
    "mediacrawler_comments.csv": (
        "mediacrawler_comments",
        "comments",
        [
            {
                "comment_id": "6a00000000000000000000c1",
                "note_id": A,
                "content": "多少钱？",
                "likes": 3,
                "parent_comment_id": None,
            },
            {"comment_id": "6a00000000000000000000c2", "parent_comment_id": "6a00000000000000000000c1"},
        ],
    ),
    "mediacrawler_comments_old.csv": (
        "mediacrawler_comments",
        "comments",
        [
            {
                "comment_id": "6a00000000000000000000c3",
                "likes": 12_000,
                "ip_region": "广东",
                "parent_comment_id": None,
            },
        ],
    ),
    "mediacrawler_creators.csv": (
        "mediacrawler_creators",
        "creators",
        [
            {"creator_id": U1, "followers": 12_400, "likes_saves_total": 123_456},
        ],
    ),
    "creator_centre_notes.csv": (
        "creator_centre_notes",
        "notes",
        [
            {
                "title": "我们的面霜",
                "published_at": moment(2026, 5, 8, 20, 31, 12),
                "note_type": "image",
                "reads": 1200,
                "saves": 12,
                "follows": 2,
                "source_row": 3,
            },
        ],
    ),
    "agency_base_table.csv": (
        "agency_base_table",
        "placements",
        [
            {"order_id": "1", "note_id": A, "quote_cny": 8000.0, "own_cost_cny": 6000.0, "reads": 248},
        ],
    ),
    "search_index_daily.csv": (
        "search_index_daily",
        "search_index",
        [
            {"term": "某牌", "day": date(2026, 1, 1), "index": 422.0, "role": "brand"},
            {"term": "某牌", "day": date(2026, 1, 2), "index": None},
        ],
    ),
    "search_rank_daily.csv": (
        "search_rank_daily",
        "search_ranks",
        [
            {"term": "某牌", "day": date(2026, 1, 1), "note_id": A, "note_rank": 7, "source_row": 2},
            {"term": "某牌", "day": date(2026, 1, 1), "note_id": B, "note_rank": 3, "source_row": 3},
        ],
    ),
    "store_traffic.csv": (
        "store_traffic",
        "traffic",
        [
            {"channel": f"小红书笔记 · {A}", "visits": 170, "order_value_cny": 2212.0},
            {"channel": f"小红书笔记 · {B}", "visits": 30, "orders": 1},
            {"channel": "站内搜索", "visits": 528, "note_id": None},
        ],
    ),
    "crawl_with_author_totals.csv": (
        "crawl_with_author_totals",
        "notes",
        [
            {
                "note_id": "5b2a1f3c07ef1c5f1a2b3c4d",
                "likes": 11_000,
                "saves": 29_000,
                "followers": 34_000,
                "published_at": moment(2018, 6, 20, 17, 32, 44),
            },
        ],
    ),
    "rubric_sheet.csv": (
        "rubric_sheet",
        "ratings",
        [
            {
                "rater": "LW",
                "creator_id": U1,
                "picture_score": 4,
                "story_score": 5,
                "clarity_score": 3,
                "tone_score": None,
                "integration_score": 2,
                "remark": "首图偏暗",
            },
        ],
    ),
    "drafts.csv": (
        "drafts",
        "drafts",
        [
            {
                "draft_id": "D01",
                "draft_round": 1,
                "creator_name": "阿梨测评",
                "body": "第一行\n第二行",
                "note_type": "image",
                "image_count": 6,
                "has_purchase_link": True,
                "ad_label": False,
                "ai_made": None,
                "handed_in_at": moment(2026, 4, 27, 18),
                "source_row": 2,
            },
            {"draft_id": "D01", "draft_round": 2, "ad_label": True, "ai_made": False},
        ],
    ),
    "drafts_first_round.csv": (
        "drafts_first_round",
        "drafts",
        [
            {
                "draft_round": 1,
                "creator_name": "阿梨测评",
                "title": "换季第一支精华",
                "image_count": 6,
                "ad_label": None,
            },
        ],
    ),
    "generic_notes.csv": (
        "generic_notes",
        "notes",
        [
            {
                "note_id": A,
                "creator_id": U1,
                "followers": 12_400,
                "price_cny": 8800.0,
                "published_at": moment(2026, 5, 20, 20),
            },
        ],
    ),
    "generic_creators.csv": (
        "generic_creators",
        "creators",
        [
            {
                "creator_id": "red-1234567890",
                "followers": 12_400,
                "likes_saves_total": 123_000,
                "price_image_cny": 8000.0,
                "price_video_cny": 11_000.0,
                "region": "上海",
                "coop_notes": 12,
            },
        ],
    ),
    "spider_xhs_notes.csv": (
        "spider_xhs_notes",
        "notes",
        [
            {
                "note_id": A,
                "creator_id": U1,
                "note_type": "image",
                "likes": 12_000,
                "saves": 40,
                "comments": 5,
                "shares": 0,
                "published_at": moment(2024, 5, 10, 12),
                "body": "正文 #精华",
                "note_url": f"https://www.xiaohongshu.com/explore/{A}",
            },
            {"note_id": B, "note_type": "video", "likes": 100_000, "likes_censored": True, "title": None},
        ],
    ),
    "spider_xhs_comments.csv": (
        "spider_xhs_comments",
        "comments",
        [
            {
                "comment_id": "660000000000000000000000",
                "note_id": A,
                "content": "这支精华质地很清爽",
                "likes": 3,
                "created_at": moment(2024, 5, 10, 12),
                "ip_region": "上海",
            },
        ],
    ),
    "spider_xhs_users.csv": (
        "spider_xhs_users",
        "creators",
        [
            {
                "creator_id": U1,
                "creator_name": "青橘",
                "red_id": "1234567890",
                "followers": 12_000,
                "gender": "女",
                "likes_saves_total": 34_000,
                "region": "上海",
            },
        ],
    ),
    "xhs_downloader.csv": (
        "xhs_downloader",
        "notes",
        [
            {
                "note_id": A,
                "creator_id": U1,
                "note_type": "image",
                "likes": 12_000,
                "saves": 40,
                "comments": 5,
                "shares": None,
                "published_at": moment(2024, 5, 10, 20, 31, 12),
                "collected_at": moment(2024, 6, 1, 10),
            },
            {
                "note_id": B,
                "creator_id": U2,
                "note_type": "video",
                "likes": 328,
                "shares": 1,
                "collected_at": moment(2024, 6, 1, 10, 0, 1),
            },
        ],
    ),
    "pugongying_crawl.csv": (
        "pugongying_crawl",
        "creators",
        [
            {
                "creator_id": U1,
                "followers": 12_000,
                "price_image_cny": 3000.0,
                "price_video_cny": None,
                "reads_median": 2400,
                "interactions_median": 180,
                "reads_median_coop": 2100,
                "interactions_median_coop": 150,
                "female_share": 0.921,
                "image_3s_read_rate": 0.45,
                "coop_notes": 12,
                "mcn": None,
                "region": "上海",
            },
        ],
    ),
    "generic_comments.csv": (
        "generic_comments",
        "comments",
        [
            {
                "comment_id": "660000000000000000000000",
                "note_id": A,
                "content": "求链接",
                "likes": 0,
                "replies": 2,
                "created_at": moment(2024, 5, 10, 12),
            },
        ],
    ),
    "xhs_web_notes.json": (
        "xhs_web_notes",
        "notes",
        [
            {
                "note_id": A,
                "creator_id": U1,
                "note_type": "image",
                "title": "标题一",
                "likes": 12_000,
                "saves": 30,
                "comments": 4,
                "shares": None,
                "source_row": 1,
            },
            {"note_id": B, "creator_id": U2, "note_type": "video", "likes": 10, "likes_censored": True},
        ],
    ),
    "xhs_web_comments.json": (
        "xhs_web_comments",
        "comments",
        [
            {
                "comment_id": "660000000000000000000000",
                "note_id": A,
                "content": "好用吗",
                "likes": 1,
                "replies": 2,
                "created_at": moment(2024, 5, 10, 12),
                "ip_region": "上海",
            },
        ],
    ),
}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_fixture_reads_as_its_export(name):
    source, table, rows = EXPECTED[name]
    data = read_files([FIXTURES / name])
    first = data.files.row(0, named=True)
    assert (first["source"], first["table"]) == (source, table)
    assert first["rows_read"] == first["rows_used"] + first["rows_duplicate"] + first["rows_refused"]
    found = data.table(table).rows(named=True)
    assert len(found) == len(rows)
    for row, wanted in zip(found, rows, strict=True):
        assert {name: row[name] for name in wanted} == wanted


def test_every_source_has_a_fixture_and_every_fixture_a_source():
    assert {source for source, _, _ in EXPECTED.values()} | {"juguang_search_terms"} == {
        path.stem for path in FOLDER.glob("*.toml")
    }
    assert set(EXPECTED) | {"juguang_search_terms.csv"} == {path.name for path in FIXTURES.iterdir()}


def test_a_term_list_of_one_day_needs_to_be_told_the_day():
    with pytest.raises(IntakeError, match="collected_at"):
        read_files([FIXTURES / "juguang_search_terms.csv"])
    row = read_files([FIXTURES / "juguang_search_terms.csv"], collected_at=datetime(2026, 5, 20, 9)).table(
        "search_index"
    )
    assert row.select("term", "day", "index", "organic_notes", "commercial_notes").row(0) == (
        "敏感肌面霜",
        date(2026, 5, 20),
        4210.0,
        29_000,
        None,
    )


def test_one_crawl_gives_notes_and_creators():
    data = read_files([FIXTURES / "crawl_with_author_totals.csv"])
    assert data.files["table"].to_list() == ["notes", "creators"]
    row = data.table("creators").row(0, named=True)
    assert (row["creator_id"], row["followers"], row["likes_saves_total"], row["notes_total"]) == (
        U1,
        34_000,
        102_000,
        120,
    )


def test_no_key_contact_or_commenter_passes_the_door():
    names = [path for path in FIXTURES.iterdir() if path.name != "juguang_search_terms.csv"]
    data = read_files(sorted(names), salt="a")
    text = "".join(frame.write_csv() for frame in data.tables.values()) + data.refused.write_csv()
    for private in (
        "SECRET",
        "xsec",
        "someone@example",
        "13800000000",
        "微信 abc",
        "abc123",
        "王某",
        "张***三",
        "李四",
        "aaaabbbbccccdddd",
        "6a1111111111111111111111",
        "用户甲",
        "9000000",
    ):
        assert private not in text, private
    said = [finding.text.zh for finding in data.findings if finding.code == "personal_columns"]
    assert any("联系邮箱" in words for words in said)
    assert any("添加人" in words for words in said)


def test_commenters_differ_by_salt_and_stay_the_same_within_one():
    def hashes(salt):
        data = read_files([FIXTURES / "mediacrawler_comments.csv"], salt=salt)
        return data.table("comments")["commenter_hash"].to_list()

    assert hashes("a") == hashes("a")
    assert not set(hashes("a")) & set(hashes("b"))
    assert not set(hashes(None)) & set(hashes(None))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("阅读中位数（日常）", "阅读中位数 (日常)"),
        ("粉絲數", "粉丝数"),
        ("笔记\u200bID\ufeff", "笔记id"),
        ("ＭＣＮ", "mcn"),
        ("性别分布-男粉占比", "性别分布_男粉占比"),
    ],
)
def test_headers_are_compared_folded(left, right):
    assert normalise(left) == normalise(right)


@pytest.mark.parametrize(
    ("header", "leaf", "scale"),
    [
        ("粉丝数（万）", "粉丝数", 10_000),
        ("粉丝量/w", "粉丝量", 10_000),
        ("粉丝数w", "粉丝数", 10_000),
        ("报价（万元）", "报价", 10_000),
        ("金额（分）", "金额", 0.01),
        ("阅读中位数（日常）", "阅读中位数日常", 1),
    ],
)
def test_a_unit_in_the_header_is_taken_off_and_applied(header, leaf, scale):
    found = read_header(header, (), 0)
    assert (found.leaf, found.scale) == (leaf, scale)


def test_a_leaf_is_asked_for_by_its_group():
    header = read_header("阅读中位数", ("数据表现", "笔记数据-按规模-日常笔记"), 0)
    assert matches(header, "日常>阅读中位数")
    assert not matches(header, "合作>阅读中位数")


def test_a_mapping_with_an_unknown_key_is_refused_by_name():
    with pytest.raises(ParamsError, match="colunms") as caught:
        make_source({"tables": {"notes": {"colunms": {}}}, "recognize": []}, "mine")
    assert [problem.column for problem in caught.value.problems] == [
        "recognize",
        "recognise",
        "tables.notes.colunms",
    ]


def test_an_own_mapping_wins_over_the_shipped_ones():
    own = {
        "name": "mine",
        "recognise": ["note_id"],
        "tables": {"notes": {"columns": {"note_id": ["note_id"], "reads": ["liked_count"]}}},
    }
    data = read_files([FIXTURES / "mediacrawler_notes_old.csv"], mappings=[own])
    assert data.files["source"].to_list() == ["mine"]
    assert data.table("notes")["reads"].to_list() == [300]


def test_the_shipped_sources_map_only_known_columns():
    assert len(shipped_sources()) == len(list(FOLDER.glob("*.toml")))
    for source in shipped_sources():
        assert source.recognise, source.name
        assert source.title_en, source.name
        assert source.title_zh, source.name
