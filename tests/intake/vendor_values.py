"""What each fixture of a platform's or vendor's export must read as, worked out by hand: file -> source, table, rows."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
A, B = "5e8812340000000001002345", "64a1b2c3000000001f00aa01"
U1, U2 = "5a1b2c3d4e5f6a7b8c9d0e1f", "570f8062958f1aa38f1ec2c6"


def moment(*parts):
    return datetime(*parts, tzinfo=CHINA)


VENDORS = {
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
                "cpe_cny": 8.37,
                "cpi_cny": 2.51,
                "cpti_cny": 10.05,
                "new_interested": 40,
                "new_deeply_interested": 10,
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
                "budget_cny": 200.0,
                "spend_cny": 200.0,
                "impressions": 6100,
                "reads": 420,
                "clicks": None,
                "interactions": None,
                "source_row": 2,
            },
            {"day": date(2026, 5, 21), "note_id": B, "spend_cny": 31.5, "impressions": None, "reads": None},
        ],
    ),
    "heating_typed.csv": (
        "heating_typed",
        "paid",
        [
            {
                "platform": "heating",
                "day": date(2026, 5, 22),
                "note_id": A,
                "budget_cny": 300.0,
                "spend_cny": 260.5,
                "impressions": 9000,
                "reads": 610,
                "interactions": 44,
                "source_row": 2,
            },
            # Nobody typed what came of it: unknown, not 0.
            {
                "day": None,
                "note_id": B,
                "budget_cny": None,
                "spend_cny": 80.0,
                "reads": None,
                "interactions": None,
            },
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
}
