"""What each fixture of a crawl, a table of our own or the site's answers must read as, worked out by hand."""

from datetime import date

from tests.intake.vendor_values import U1, U2, A, B, moment

CRAWLS = {
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
            {"note_id": A, "quote_cny": 8000.0, "own_cost_cny": 6000.0, "reads": 248},
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
