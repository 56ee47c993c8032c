"""The canonical tables: columns, types, units, 中文名.

Every reader produces these tables and every answer starts from them. A column is term + unit: `_cny` is yuan,
`_at` a time in China, `_days` days; `_rate` and `_share` are fractions 0-1; a bare noun is a count. A missing
number is null, never 0. `<count>_censored` beside a count says that the platform gave only a lower bound
(`10万+`). `_estimated` in a name marks a vendor's estimate, not a count (预估阅读); no rate and no unit cost uses
it.

Each row carries `source_file`, `source_sheet` and `source_row` (as a spreadsheet counts, header rows
included), so that any number in a report can be traced to its cell. `who_sees.toml` lists the columns a
client may see; a column that is not listed is internal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import time
from functools import cache

import dataframely as dy
import polars as pl

from xhs_workbench import table_fields
from xhs_workbench.table_fields import (
    Lineage,
)
from xhs_workbench.table_fields import a_count as _count
from xhs_workbench.table_fields import a_flag as _flag
from xhs_workbench.table_fields import a_mean as _mean
from xhs_workbench.table_fields import a_moment as _moment
from xhs_workbench.table_fields import a_net_count as _net
from xhs_workbench.table_fields import a_rate as _rate
from xhs_workbench.table_fields import a_share as _share
from xhs_workbench.table_fields import a_text as _text
from xhs_workbench.table_fields import an_id as _id
from xhs_workbench.table_fields import money as _money
from xhs_workbench.table_fields import named as _name
from xhs_workbench.table_fields import points as _points
from xhs_workbench.tables_of_returns import RETURNS

RIVALS = "竞品"
"""The brand of notes that are rivals', where a list says no more of whose they are."""

CHINA = table_fields.CHINA


class Creators(Lineage):
    """One row per creator and export: who they are, what they charge, how their notes do (`creators` 博主)."""

    creator_id = _id("博主ID", primary_key=True)
    creator_name = _text("博主昵称")
    red_id = _text("小红书号")
    profile_url = _text("小红书主页")
    gender = _text("性别")
    region = _text("地理位置")
    category = _text("内容类型")
    persona = _text("博主人设")
    mcn = _text("所属机构")
    account_level = _text("健康等级")
    followers = _count("粉丝数")
    followers_censored = _flag("粉丝数为下限")
    likes_saves_total = _count("赞藏总数")
    notes_total = _count("笔记总数")
    coop_notes = _count("合作笔记数")
    price_image_cny = _money("图文报价")
    price_video_cny = _money("视频报价")
    price_image_with_fee_cny = _money("图文报价（含服务费）")
    price_video_with_fee_cny = _money("视频报价（含服务费）")
    price_image_estimated_cny = _money("图文预估报价（第三方估算）")
    price_video_estimated_cny = _money("视频预估报价（第三方估算）")
    impressions_median = _count("曝光中位数（日常）")
    reads_median = _count("阅读中位数（日常）")
    interactions_median = _count("互动中位数（日常）")
    impressions_median_coop = _count("曝光中位数（合作）")
    reads_median_coop = _count("阅读中位数（合作）")
    interactions_median_coop = _count("互动中位数（合作）")
    store_visits_median_coop = _count("外溢进店中位数（合作）")
    likes_median = _count("中位点赞量")
    saves_median = _count("中位收藏量")
    comments_median = _count("中位评论量")
    shares_median = _count("中位分享量")
    follows_median = _count("中位关注量")
    likes_mean = _mean("平均点赞")
    saves_mean = _mean("平均收藏")
    comments_mean = _mean("平均评论")
    shares_mean = _mean("平均分享")
    notes_in_window = _count("发布笔记（窗口内）")
    interaction_rate = _rate("互动率")
    thousand_like_share = _share("千赞笔记比例")
    hundred_like_share = _share("百赞笔记比例")
    viral_share = _share("爆文率")
    video_completion_rate = _share("视频完播率")
    image_3s_read_rate = _share("图文3秒阅读率")
    follower_change = dy.Int64(nullable=True, metadata=_name("粉丝增量", "count"))
    follower_change_rate = dy.Float64(nullable=True, metadata=_name("粉丝量变化幅度", "fraction"))
    active_fan_share = _share("活跃粉丝占比")
    reading_fan_share = _share("阅读粉丝占比")
    engaged_fan_share = _share("互动粉丝占比")
    paying_fan_share = _share("下单粉丝占比")
    suspect_fan_share = _share("水粉占比")
    female_share = _share("女粉占比")
    male_share = _share("男粉占比")
    age_under18_share = _share("<18岁占比")
    age_18_24_share = _share("18-24岁占比")
    age_25_34_share = _share("25-34岁占比")
    age_35_44_share = _share("35-44岁占比")
    age_over44_share = _share(">44岁占比")
    provinces = _text("地域分布（省）")
    cities = _text("地域分布（市）")
    devices = _text("用户设备分布")
    interests = _text("兴趣分布")
    active_hours = _text("粉丝活跃时间")
    low_active = _flag("低活跃")
    vendor_index = dy.Float64(nullable=True, metadata=_name("第三方指数"))


class Notes(Lineage):
    """One row per note with its latest counts (`notes` 笔记)."""

    note_id = _id("笔记ID", primary_key=True)
    creator_id = _id("博主ID", nullable=True)
    creator_name = _text("博主昵称")
    note_url = _text("笔记链接")
    title = _text("笔记标题")
    body = _text("笔记正文")
    hashtags = _text("话题")
    note_type = dy.Enum(["image", "video"], nullable=True, metadata=_name("笔记类型"))
    published_at = _moment("发布时间")
    published_from_id = _flag("发布时间取自笔记ID")
    collected_at = _moment("采集时间")
    followers = _count("粉丝数")
    followers_censored = _flag("粉丝数为下限")
    impressions = _count("曝光")
    reads = _count("阅读")
    likes = _count("点赞")
    likes_censored = _flag("点赞为下限")
    saves = _count("收藏")
    saves_censored = _flag("收藏为下限")
    comments = _count("评论数")
    comments_censored = _flag("评论数为下限")
    shares = _count("分享")
    shares_censored = _flag("分享为下限")
    follows = _net("关注")
    profile_visits = _count("主页访问")
    interactions = _count("互动量（来源口径）")
    impressions_estimated = _count("预估曝光（第三方估算）")
    reads_estimated = _count("预估阅读（第三方估算）")
    interactions_estimated = _count("预估互动（第三方估算）")
    is_commercial = _flag("是否商业笔记")
    brand = _text("报备品牌")
    spu = _text("SPU")
    content_format = _text("内容形式")
    content_direction = _text("内容方向")
    source_keyword = _text("来源关键词")
    price_cny = _money("报价")
    service_fee_cny = _money("服务费")


class Snapshots(Lineage):
    """One row per note and time of counting, with cumulative counts (`snapshots` 快照)."""

    note_id = _id("笔记ID", primary_key=True)
    collected_at = dy.Datetime(time_zone=CHINA, time_unit="us", primary_key=True, metadata=_name("采集时间"))
    impressions = _count("曝光")
    reads = _count("阅读")
    likes = _count("点赞")
    saves = _count("收藏")
    comments = _count("评论数")
    shares = _count("分享")
    follows = _count("关注")


class Comments(Lineage):
    """One row per comment; the commenter only as a salted hash (`comments` 评论)."""

    comment_id = _id("评论ID", primary_key=True)
    note_id = _id("笔记ID")
    commenter_hash = _text("评论者哈希")
    content = _text("评论内容")
    likes = _count("点赞")
    replies = _count("回复数")
    parent_comment_id = _id("上级评论ID", nullable=True)
    created_at = _moment("评论时间")
    ip_region = _text("IP属地")
    by_author = _flag("作者回复")


class Placements(Lineage):
    """One row per order: what was bought, what it cost, what it brought (`placements` 合作订单)."""

    order_id = _id("订单ID", primary_key=True)
    note_id = _id("笔记ID", nullable=True)
    creator_id = _id("博主ID", nullable=True)
    creator_name = _text("博主昵称")
    campaign_name = _text("合作名称")
    brand = _text("报备品牌")
    spu = _text("SPU")
    note_type = dy.Enum(["image", "video"], nullable=True, metadata=_name("笔记类型"))
    content_direction = _text("内容方向")
    ordered_at = _moment("订单创建时间")
    completed_at = _moment("订单完成时间")
    planned_at = _moment("约定发布时间")
    quote_cny = _money("博主报价")
    service_fee_cny = _money("服务费金额")
    own_cost_cny = _money("成本价（内部）")
    impressions = _count("总曝光量")
    impressions_natural = _count("自然曝光量")
    impressions_boosted = _count("推广曝光量")
    impressions_heated = _count("加热曝光量")
    reads = _count("总阅读量")
    reads_natural = _count("自然阅读量")
    reads_boosted = _count("推广阅读量")
    reads_heated = _count("加热阅读量")
    readers = _count("总阅读UV")
    interactions = _count("总互动量")
    interaction_rate = _rate("总互动率")
    likes = _count("点赞")
    saves = _count("收藏")
    comments = _count("评论数")
    shares = _count("分享")
    follows = _count("关注")
    read_unit_price_cny = _money("阅读单价")
    interaction_unit_price_cny = _money("互动单价")
    profile_visits = _count("主页访问")
    brand_follows = _count("品牌号关注量")
    search_clicks = _count("搜索词点击量")


class Paid(Lineage):
    """Paid amplification: one row per creative and day (聚光, 乘风), or per order by its first day (薯条, 加热) (`paid` 投流)."""

    platform = dy.Enum(
        ["juguang", "shutiao", "chengfeng", "heating"], nullable=True, metadata=_name("投放平台")
    )
    day = dy.Date(nullable=True, metadata=_name("时间"))
    creative_id = _id("创意ID", nullable=True)
    creative_name = _text("创意名称")
    unit_name = _text("单元名称")
    plan_name = _text("计划名称")
    note_id = _id("笔记ID", nullable=True)
    creator_name = _text("创作者")
    placement = _text("投放位置")
    keyword = _text("关键词")
    budget_cny = _money("推广总预算")
    spend_cny = _money("消费")
    impressions = _count("展现量")
    clicks = _count("点击量")
    reads = _count("阅读量")
    click_rate = _share("点击率")
    cpc_cny = _money("平均点击成本")
    cpm_cny = _money("平均千次展现费用")
    cpe_cny = _money("平均互动成本")
    cpi_cny = _money("新增种草人群成本")
    cpti_cny = _money("新增深度种草人群成本")
    likes = _count("点赞")
    saves = _count("收藏")
    comments = _count("评论数")
    shares = _count("分享")
    follows = _count("关注")
    interactions = _count("互动量")
    search_component_clicks = _count("搜索组件点击量")
    search_reads = _count("搜后阅读量")
    new_interested = _count("新增种草人群")
    new_deeply_interested = _count("新增深度种草人群")
    store_visits = _count("进店")
    orders = _count("7日支付订单量")
    order_value_cny = _money("7日支付金额")
    ordered_value_cny = _money("7日下单金额")
    orders_placed = _count("7日下单订单量")
    product_views = _count("商品浏览量")
    product_visitors = _count("商品访客量")
    cart_adds = _count("商品加购量")
    new_customer_orders = _count("新客7日成交订单量")
    new_customer_value_cny = _money("新客7日成交金额")
    live_views = _count("直播间观看次数")
    live_valid_views = _count("直播间有效观看次数（≥5秒）")
    live_long_views = _count("直播间30秒观看次数")
    live_follows = _count("直播间新增粉丝量")
    live_comments = _count("直播间评论次数")
    live_orders = _count("直播间支付订单量")
    live_order_value_cny = _money("直播间支付金额")


class SearchIndex(Lineage):
    """One row per term and day: how often it is searched (`search_index` 搜索指数)."""

    term = dy.String(primary_key=True, metadata=_name("搜索词"))
    day = dy.Date(primary_key=True, metadata=_name("日期"))
    index = dy.Float64(nullable=True, min=0, metadata=_name("搜索指数"))
    role = dy.Enum(["brand", "hashtag", "category", "control"], nullable=True, metadata=_name("词类"))
    organic_notes = _count("自然笔记数")
    commercial_notes = _count("商业笔记数")


class SearchRanks(Lineage):
    """One row per term, day and note: the note's rank in search (`search_ranks` 搜索排名)."""

    term = dy.String(primary_key=True, metadata=_name("搜索词"))
    day = dy.Date(primary_key=True, metadata=_name("日期"))
    note_id = _id("笔记ID", primary_key=True)
    note_rank = _count("笔记排名")


class Ratings(Lineage):
    """One row per creator and rater: the completed rubric (`ratings` 内容评分)."""

    creator_id = _id("博主ID", primary_key=True)
    rater = dy.String(primary_key=True, max_length=60, metadata=_name("评分人"))
    creator_name = _text("博主昵称")
    picture_score = _points("画面质感")
    story_score = _points("个人体验")
    clarity_score = _points("信息清晰")
    tone_score = _points("调性契合")
    integration_score = _points("植入自然")
    remark = _text("备注")


class Traffic(Lineage):
    """One row per day and source: visits and orders outside the platform (`traffic` 店铺流量)."""

    day = dy.Date(primary_key=True, metadata=_name("日期"))
    channel = dy.String(primary_key=True, metadata=_name("渠道"))
    note_id = _id("笔记ID", nullable=True)
    visits = _count("进店UV")
    new_visitors = _count("新客进店UV")
    product_saves = _count("商品收藏UV")
    cart_adds = _count("商品加购UV")
    orders = _count("成交订单")
    order_value_cny = _money("成交金额")


class Drafts(Lineage):
    """One row per draft and round: what a creator submits before posting (`drafts` 初稿)."""

    draft_id = _id("稿件ID", primary_key=True)
    draft_round = dy.Int64(min=1, max=99, primary_key=True, metadata=_name("轮次", "count"))
    creator_id = _id("博主ID", nullable=True)
    creator_name = _text("博主昵称")
    title = _text("标题")
    body = _text("正文")
    hashtags = _text("话题")
    content_format = _text("内容形式")
    note_type = dy.Enum(["image", "video"], nullable=True, metadata=_name("笔记类型"))
    image_count = _count("图片数")
    has_purchase_link = _flag("是否带购物链接")
    ad_label = _flag("是否已标广告")
    ai_made = _flag("是否含AI生成内容")
    handed_in_at = _moment("提交时间")
    planned_at = _moment("约定发布时间")


class MediaPlan(Lineage):
    """One row per planned note, or per planned span of ads: what a plan sheet promised (`media_plan` 投放计划).

    Days, not times: a plan names the day. The money of a plan is what was agreed, never what went.
    """

    plan_id = _id("计划行ID", primary_key=True)
    kind = dy.Enum(["note", "ads"], metadata=_name("计划类型"))
    note_id = _id("笔记ID", nullable=True)
    creator_id = _id("博主ID", nullable=True)
    creator_name = _text("博主昵称")
    note_type = dy.Enum(["image", "video"], nullable=True, metadata=_name("笔记类型"))
    content_direction = _text("内容方向")
    phase = _text("投放阶段")
    placement = _text("投放位置")
    planned_from = dy.Date(nullable=True, metadata=_name("计划日期"))
    planned_until = dy.Date(nullable=True, metadata=_name("计划结束日期"))
    cost_cny = _money("计划达人费用")
    spend_cny = _money("计划投流消费")
    impressions = _count("预估曝光")
    reads = _count("预估阅读")
    interactions = _count("预估互动")


TABLES: dict[str, type[Lineage]] = {
    "creators": Creators,
    "notes": Notes,
    "snapshots": Snapshots,
    "comments": Comments,
    "placements": Placements,
    "paid": Paid,
    "search_index": SearchIndex,
    "search_ranks": SearchRanks,
    "traffic": Traffic,
    "ratings": Ratings,
    "drafts": Drafts,
    "media_plan": MediaPlan,
    **RETURNS,
}
"""Name in params, code and reports -> schema."""

LINEAGE = ("source_file", "source_sheet", "source_row")


def stated_unit(at: pl.Expr) -> pl.Expr:
    """Return how exactly a time is stated, in seconds: to the day (86,400), the hour, the minute, or the second (0)."""
    return (
        pl.when(at.dt.time() == time())
        .then(86_400)
        .when((at.dt.minute() == 0) & (at.dt.second() == 0))
        .then(3_600)
        .when(at.dt.second() == 0)
        .then(60)
        .otherwise(0)
    )


TITLED = re.compile(r"\(`\w+` ([^)]+)\)")
"""The name of a table as its docstring ends with it."""

IN_ENGLISH = {"placements": "creator orders", "paid": "paid ads", "orders": "shop orders"}


def table_title(table: str) -> tuple[str, str]:
    """Return what a table is called, in English and in Chinese; its own name for one that is not ours.

    >>> table_title("search_index")
    ('search index', '搜索指数')
    """
    named = TITLED.search(TABLES[table].__doc__ or "") if table in TABLES else None
    return IN_ENGLISH.get(table, table.replace("_", " ")), named.group(1) if named else table


def zh_name(table: str, column: str) -> str:
    """Return the 中文名 of a column.

    >>> zh_name("notes", "saves")
    '收藏'
    """
    metadata: dict[str, str] = columns_of(table)[column].metadata or {}
    return metadata.get("zh", column)


@cache
def columns_of(table: str) -> Mapping[str, dy.Column]:
    """Return column -> its type and rules; asked of a schema itself, each column would be named anew each time."""
    return TABLES[table].columns()


def empty(table: str) -> pl.DataFrame:
    """Return the table with its columns and types and no rows."""
    return _empty(table).clone()


@cache
def _empty(table: str) -> pl.DataFrame:
    return TABLES[table].create_empty()


def checked(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame as the table's own columns, cast, with every rule of the schema held.

    Raises:
        dataframely.ValidationError: A rule is broken; it names the rules and the rows.
    """
    schema = TABLES[table]
    try:
        made = schema.cast(frame)
    except pl.exceptions.PolarsError:
        return schema.validate(frame, cast=True)
    # Only a frame that breaks a rule needs the rows that do; to plan for those takes 0.2 s, however few.
    return made if _keeps_rules(schema, made) else schema.validate(frame, cast=True)


def _keeps_rules(schema: type[dy.Schema], frame: pl.DataFrame) -> bool:
    """Say whether every rule holds; a rule says nothing of a column that is empty and may be."""
    rules = [
        rule.all()
        for name, column in schema.columns().items()
        if not column.nullable or frame[name].null_count() < frame.height
        for rule in column.validation_rules(pl.col(name)).values()
    ]
    held = all(frame.select(rule.alias(str(number)) for number, rule in enumerate(rules)).row(0))
    return held and all_differ(frame, schema.primary_key())


def all_differ(frame: pl.DataFrame, keys: Sequence[str]) -> bool:
    """Say whether no two rows share a key; rows without one are alike.

    To count a million different numbers takes a tenth of the time of as many different texts.

    >>> all_differ(pl.DataFrame({"a": [1, 1], "b": ["x", "y"]}), ["a", "b"])
    True
    """
    if not keys:
        return True
    whole = frame.select(keys)
    return whole.hash_rows().n_unique() == whole.height or whole.n_unique() == whole.height
