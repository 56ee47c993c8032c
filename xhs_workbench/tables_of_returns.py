"""The canonical tables of what a campaign brings back: search words, audience, leads, shops, and ads cut another way.

Columns are named as in `tables.py`, which lists these tables with the others.
"""

from __future__ import annotations

import dataframely as dy

from xhs_workbench.table_fields import (
    Lineage,
    a_count,
    a_moment,
    a_number,
    a_share,
    a_text,
    an_id,
    money,
    named,
)


class PaidSlices(Lineage):
    """Ads cut another way: one row per day and keyword, placement or audience; never added to `paid` (`paid_slices` 投流细分)."""

    slice_id = an_id("细分行ID", primary_key=True)
    dimension = dy.Enum(["keyword", "placement", "audience"], metadata=named("细分维度"))
    label = a_text("细分项")
    day = dy.Date(nullable=True, metadata=named("时间"))
    match_type = a_text("匹配方式")
    unit_name = a_text("单元名称")
    plan_name = a_text("计划名称")
    spend_cny = money("消费")
    impressions = a_count("展现量")
    clicks = a_count("点击量")
    click_rate = a_share("点击率")
    cpc_cny = money("平均点击成本")
    cpm_cny = money("平均千次展现费用")
    interactions = a_count("互动量")
    search_component_clicks = a_count("搜索组件点击量")
    new_interested = a_count("新增种草人群")
    new_deeply_interested = a_count("新增深度种草人群")
    store_visits = a_count("进店")
    mean_position = a_number("平均位次")
    first_place_share = a_share("首位曝光占比")
    top_three_share = a_share("前三位曝光占比")


class Leads(Lineage):
    """One row per creative and day: forms and private messages that ads brought (`leads` 客资)."""

    lead_row_id = an_id("客资行ID", primary_key=True)
    day = dy.Date(nullable=True, metadata=named("时间"))
    creative_id = an_id("创意ID", nullable=True)
    note_id = an_id("笔记ID", nullable=True)
    creator_name = a_text("创作者")
    placement = a_text("投放位置")
    unit_name = a_text("单元名称")
    plan_name = a_text("计划名称")
    spend_cny = money("消费")
    impressions = a_count("展现量")
    clicks = a_count("点击量")
    landing_visits = a_count("落地页访问量")
    form_submits = a_count("表单提交")
    valid_forms = a_count("有效表单")
    phone_calls = a_count("电话拨打")
    wechat_copies = a_count("微信复制")
    message_people = a_count("私信咨询人数")
    message_consults = a_count("私信咨询数")
    message_openings = a_count("私信开口数")
    message_leads = a_count("私信留资数")


class SearchTerms(Lineage):
    """One row per search word: the readers it brought to our notes (`search_terms` 搜索来源词)."""

    word_id = an_id("来源词行ID", primary_key=True)
    term = dy.String(metadata=named("搜索词"))
    note_id = an_id("笔记ID", nullable=True)
    index = dy.Float64(nullable=True, min=0, metadata=named("搜索指数"))
    impressions = a_count("笔记曝光量")
    reads = a_count("笔记阅读量")
    click_rate = a_share("点击率")


class SearchBack(Lineage):
    """One row per note, placement, word class and window: readers who searched afterwards (`search_back` 回搜)."""

    back_id = an_id("回搜行ID", primary_key=True)
    day = dy.Date(nullable=True, metadata=named("日期"))
    note_id = an_id("笔记ID", nullable=True)
    account = a_text("子账户")
    placement = a_text("场域")
    word_class = a_text("词类备注")
    window_hours = a_count("回搜周期（小时）")
    spend_cny = money("消费")
    readers = a_count("阅读UV")
    searchers = a_count("回搜人数")
    search_back_rate = a_share("回搜率")
    search_back_cost_cny = money("回搜成本")
    expected_cost_cny = money("预计回流后成本")
    cpc_cny = money("平均点击成本")
    click_rate = a_share("点击率")
    taobao_searchers = a_count("淘搜UV")
    buyers = a_count("成交UV")
    taobao_search_cost_cny = money("淘搜成本")


class AudienceAssets(Lineage):
    """One row per indicator typed from 灵犀: people, shares or ranks before and after (`audience_assets` 人群资产)."""

    asset_id = an_id("人群资产行ID", primary_key=True)
    indicator = dy.Enum(
        [
            "total",
            "aware",
            "interested",
            "deeply_interested",
            "purchased",
            "shared",
            "flow",
            "share_of_voice",
            "share_of_clicks",
            "industry_rank",
            "search_rank",
            "search_volume",
        ],
        metadata=named("指标"),
    )
    about = a_text("对象")
    from_stage = dy.Enum(
        ["none", "aware", "interested", "deeply_interested", "purchased", "shared"],
        nullable=True,
        metadata=named("流转起点"),
    )
    to_stage = dy.Enum(
        ["none", "aware", "interested", "deeply_interested", "purchased", "shared"],
        nullable=True,
        metadata=named("流转终点"),
    )
    before = a_count("投前")
    after = a_count("投后")
    before_share = a_share("投前占比")
    after_share = a_share("投后占比")
    before_rank = a_count("投前排名")
    after_rank = a_count("投后排名")
    before_at = dy.Date(nullable=True, metadata=named("投前日期"))
    after_at = dy.Date(nullable=True, metadata=named("投后日期"))


class AudienceReached(Lineage):
    """One row per class of people that a campaign reached, such as women or 25-34 (`audience_reached` 触达人群)."""

    reached_id = an_id("触达人群行ID", primary_key=True)
    origin = dy.Enum(["notes", "ads"], metadata=named("来源口径"))
    dimension = dy.Enum(["gender", "age", "city_tier"], metadata=named("画像维度"))
    label = a_text("细分")
    note_id = an_id("笔记ID", nullable=True)
    share = a_share("占比")
    people = a_count("人数")
    impressions = a_count("展现量")
    clicks = a_count("点击量")
    spend_cny = money("消费")


class Offsite(Lineage):
    """One row per note, task or day: what was counted in a shop outside the platform (`offsite` 站外店铺).

    The same visits stand in several exports: rows of one `origin` are never added to those of another.
    """

    offsite_id = an_id("站外行ID", primary_key=True)
    origin = dy.Enum(["alliance", "ledger", "ads"], metadata=named("来源口径"))
    alliance = dy.Enum(["taobao", "jd", "vip", "meituan"], nullable=True, metadata=named("转化平台"))
    day = dy.Date(nullable=True, metadata=named("日期"))
    note_id = an_id("笔记ID", nullable=True)
    creative_id = an_id("创意ID", nullable=True)
    task_id = an_id("任务ID", nullable=True)
    creator_name = a_text("博主昵称")
    maturity = dy.Enum(["whole", "partial", "none"], nullable=True, metadata=named("成熟度"))
    total_cost_cny = money("总花费")
    creator_spend_cny = money("达人花费")
    ad_spend_cny = money("投流消费")
    taobao_ad_spend_cny = money("小红星投流消费")
    jd_ad_spend_cny = money("小红盟投流消费")
    spend_in_task_cny = money("任务期内花费")
    spend_outside_task_cny = money("任务期外花费")
    readers = a_count("阅读UV")
    search_impression_users = a_count("搜索曝光UV")
    active_users = a_count("站外活跃UV")
    product_clicks = a_count("行业商品点击量")
    store_visits = a_count("进店UV")
    store_visits_natural = a_count("自然进店UV")
    store_visits_paid = a_count("投流进店UV")
    new_customers = a_count("新客UV")
    new_visitors = a_count("新访客UV")
    cart_adds = a_count("加购UV")
    buyers = a_count("成交UV")
    order_value_cny = money("成交GMV")
    task_value_cny = money("任务GMV")
    linked_value_cny = money("连带GMV")
    orders_7d = a_count("成交订单量（7日）")
    order_value_7d_cny = money("成交金额（7日）")
    orders_15d = a_count("成交订单量（15日）")
    order_value_15d_cny = money("成交金额（15日）")
    orders_30d = a_count("成交订单量（30日）")
    order_value_30d_cny = money("成交金额（30日）")
    stated_visit_cost_cny = money("进店成本")
    stated_task_roi = a_number("任务ROI")
    stated_shop_roi = a_number("全店ROI")


class Orders(Lineage):
    """One row per order and SKU of the brand's own shop; who bought is never read (`orders` 店铺订单)."""

    order_id = an_id("订单号", primary_key=True)
    sku_id = an_id("规格ID", primary_key=True)
    order_status = dy.Enum(
        ["unpaid", "paid", "shipped", "received", "completed", "cancelled", "closed"],
        nullable=True,
        metadata=named("订单状态"),
    )
    after_sale = dy.Enum(["none", "open", "refunded", "refused"], nullable=True, metadata=named("售后状态"))
    order_type = dy.Enum(["stock", "presale"], nullable=True, metadata=named("订单类型"))
    creator_id = an_id("达人ID", nullable=True)
    creator_name = a_text("达人名称")
    product_id = an_id("商品ID", nullable=True)
    product_name = a_text("商品名称")
    sku_name = a_text("SKU名称")
    quantity = a_count("SKU件数")
    goods_cny = money("商品总价")
    payable_cny = money("用户应付金额")
    platform_discount_cny = money("平台优惠")
    shop_discount_cny = money("店铺优惠")
    receivable_cny = money("商家应收金额（支付金额）")
    created_at = a_moment("订单创建时间")
    paid_at = a_moment("支付时间")
    completed_at = a_moment("订单完成时间")
    shop_name = a_text("店铺名称")


RETURNS: dict[str, type[Lineage]] = {
    "paid_slices": PaidSlices,
    "leads": Leads,
    "search_terms": SearchTerms,
    "search_back": SearchBack,
    "audience_assets": AudienceAssets,
    "audience_reached": AudienceReached,
    "offsite": Offsite,
    "orders": Orders,
}
"""Name in params, code and reports -> schema."""
