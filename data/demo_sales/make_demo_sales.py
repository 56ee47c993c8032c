"""Write the third demo campaign, whose goal is sales: the same seed gives the same bytes. SYNTHETIC. 合成数据，纯属虚构。

python data/demo_sales/make_demo_sales.py            the committed files
python data/demo_sales/make_demo_sales.py FOLDER     the same files elsewhere

Creators, notes, comments and shop orders are written by `demo_leads/campaign_files.py`. `PLANTED` is what is true.
"""

from __future__ import annotations

import random
import sys
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "demo_leads"))

import campaign_files  # noqa: E402 - it lies beside the other demo
from campaign_files import CHINA, write  # noqa: E402

POSTED = datetime(2026, 9, 7, 19, 30, tzinfo=CHINA)
DAYS = 14
"""Days on which ads ran, from the third day after posting began."""
DAYS_BEFORE, DAYS_AFTER = 28, 39
"""Days of shop traffic before the first note, and from it to 30 days after the last."""
PLANTED = {
    "others_grew": 1.25,  # the shop's other channels sell a quarter more than before
    "usual_cny": 1000,  # what the referral channel sold a day before
    "extra_cny": (1200, 1500, 900, 1350, 1050, 1050),  # a day, week by week, beyond what that growth explains
    "dear_people": 2,  # the third note: a newly deeply interested person costs 30, on the others 15
    "low_cart": 3,  # the fourth note: its shop visitors seldom add to cart
    "low_buy": 5,  # the sixth note: its carts are seldom paid for
    "late": {2: 1, 5: 3},  # note -> days after its planned day
    "early": {6: 1},
}
PRICE = 199
NAMES = ("猫舍日常", "三花来了", "橘座不胖", "铲屎官阿布", "布偶团子", "一只奶牛", "猫粮测评员", "阿楠养猫")
TITLES = (
    "换粮第七天的便便记录",
    "两只猫抢一个碗",
    "挑嘴猫终于肯吃了",
    "冻干到底要不要复水",
    "配料表我一行行看",
    "出差三天自动喂食",
    "五款冻干猫粮横评",
    "毛色亮了是错觉吗",
)
SAID = (
    "挑嘴猫能吃吗",
    "求链接，家里囤粮见底了",
    "我家猫吃完拉稀了",
    "一袋能吃多久",
    "比我买的贵二十块",
    "配料表能拍清楚点吗",
    "已下单，等反馈",
    "冻干复水后味道大不大",
    "猫吃得很香",
)


def bought(n: int) -> tuple[int, int, int, int]:
    """Return reads and impressions by 聚光, then by heating, as 蒲公英 counts them."""
    if n < 4:
        return 50 * DAYS, 800 * DAYS, 0, 0
    if n < 6:
        return 40 * DAYS, 600 * DAYS, 0, 0
    return (0, 0, 610, 8300) if n == 6 else (0, 0, 280, 4000)


def fans(n: int) -> dict[str, float]:
    """Return a candidate's portrait, in percent."""
    return {
        "女粉占比": 80 + n % 4,
        "男粉占比": 20 - n % 4,
        "年龄分布-<18": 4,
        "年龄分布-18-24": 30,
        "年龄分布-25-34": 46,
        "年龄分布-35-44": 14,
        "年龄分布->44": 6,
    }


WORLD = campaign_files.World(
    key="sales-",
    posted=POSTED,
    counted_on="2026/10/20",
    ordered_on="2026/08/24",
    brand="喵岚",
    product="冻干双拼猫粮",
    order="冻干双拼猫粮 秋",
    names=NAMES,
    titles=TITLES,
    reads=(8800, 7600, 6900, 6100, 5400, 4900, 4300, 3700),
    days_after=tuple(
        n + PLANTED["late"].get(n, 0) - PLANTED["early"].get(n, 0)  # type: ignore[attr-defined]
        for n in range(8)
    ),
    said=SAID,
    candidate="候选猫友",
    category="宠物",
    everyday="养猫日常",
    body="今天也是被猫叫醒的一天。",
    tags="宠物,猫",
    keyword="猫粮",
    commenter="猫***友",
    bought=bought,
    goods=campaign_files.Goods("喵岚旗舰店（合成）", "4410293847561777", PRICE, 189, "P", 20260900000000),
    order_prefix="88",
    fans=fans,
    liking=(1.1, 0.9, 1.25, 0.8, 1.0, 1.15, 0.95, 0.85),
    candidates=26,
    formats=("测评", "日常", "测评", "教程", "测评", "日常", "横评", "日常"),
)
SPRING = replace(
    WORLD,
    posted=datetime(2026, 3, 2, 19, 30, tzinfo=CHINA),
    counted_on="2026/04/20",
    ordered_on="2026/02/14",
    order="冻干双拼猫粮 春",
    titles=(*TITLES, "春天猫掉毛日记"),
    reads=(3000, 3400, 3800, 4200, 4600, 5000, 5200, 5600, 6000),
    days_after=tuple(range(9)),
    order_prefix="66",
    bought=lambda _: (0, 0, 0, 0),
    liking=(1.2,) * 9,
    formats=("日常",) * 9,
    booked=(1, 2, 3, 4, 5, 6, 7, 14, 15),
)
"""The brand's campaign half a year before: nine small creators, seven of whom posted again; what its results remember."""
CREATORS, NOTES = WORLD.creators, WORLD.notes


def day(number: int) -> str:
    """Return a day on which ads ran."""
    return f"{POSTED + timedelta(days=3 + number):%Y-%m-%d}"


def write_ads(folder: Path) -> None:
    """聚光 with people it interested, 聚光 with shops outside, 乘风, 薯条 and heating: each note by one of them."""
    rows: list[list[object]] = []
    for n in range(4):
        spend, people = (60, 4) if n % 2 == 0 else (75, 5)
        people = 2 if n == PLANTED["dear_people"] else people
        prices = [
            round(spend / 50, 2),
            round(spend / 0.8, 2),
            3,
            round(spend / 3, 2),
            10,
            round(spend / 10, 2),
        ]
        came = [*prices, people, round(spend / people, 2), 2, "搜索" if n % 2 else "信息流"]
        named = [f"3300{n}28841907365{n}12", f"种草{n}", NOTES[n], "种草计划", NAMES[n], spend, 800, 50]
        rows += [[day(k), *named, *came] for k in range(DAYS)]
    header = (
        "时间,创意ID,创意名称,笔记ID,计划名称,创作者,消费,展现量,点击量,平均点击成本,平均千次展现费用,互动量,平均互动成本,"
        "新增种草人群,新增种草人群成本,新增深度种草人群,新增深度种草人群成本,搜索组件点击量,投放位置"
    )
    write(folder, "juguang_creatives", header, rows)
    rows = [
        [day(k), f"3400{n}28841907365{n}12", NOTES[n], NAMES[n], "小红星", 52, 600, 40, 9, 12]
        + [x for times in (1, 2, 3) for x in (times * (1 - k % 2), times * (1 - k % 2) * PRICE)]
        + [2]
        for n in (4, 5)
        for k in range(DAYS)
    ]
    header = (
        "时间,创意ID,笔记ID,创作者,转化平台,消费,展现量,点击量,小红星站外进店量,行业商品点击量,行业商品成交订单量（7日）,"
        "行业商品GMV（7日）,行业商品成交订单量（15日）,行业商品GMV（15日）,行业商品成交订单量（30日）,行业商品GMV（30日）,互动量"
    )
    write(folder, "juguang_offsite", header, rows)
    rows = [
        [day(k), "店铺计划", NOTES[n], 80, 4000, 200, 6, 160, 14, 3, 3 * PRICE, 2, 2 * PRICE, 1, PRICE]
        for n in (6, 7)
        for k in range(DAYS)
    ]
    header = (
        "时间,计划名称,笔记ID,消费,展现量,点击量,互动量,商品浏览量,商品加购量,7日总下单订单量,7日总下单金额,7日成交订单量,7日成交GMV,"
        "新客7日成交订单,新客7日成交GMV"
    )
    write(folder, "chengfeng_creatives", header, rows)
    rows = [
        [
            "2026091400000000001",
            NOTES[6],
            NAMES[6],
            "推广完成",
            150,
            150,
            150,
            "2026-09-14 18:00:00",
            5200,
            390,
            20,
        ],
        [
            "2026091700000000002",
            NOTES[6],
            NAMES[6],
            "推广完成",
            100,
            90,
            90,
            "2026-09-17 18:00:00",
            3100,
            220,
            11,
        ],
    ]
    header = "订单ID,笔记ID,被推广者,订单状态,推广总预算（元）,实际支付金额（元）,实际消耗（元）,启动时间,曝光量,阅读量,互动量"
    write(folder, "shutiao_orders", header, rows)
    rows = [["2026-09-18", NOTES[7], NAMES[7], 120, 120, 4000, 280, 16]]
    write(
        folder,
        "heating_typed",
        "日期,笔记ID,博主昵称,加热预算,加热消耗,加热曝光量,加热阅读量,加热互动量",
        rows,
    )


def write_plan(folder: Path) -> None:
    """The plan of notes, a day each, and the plan of ads by phase."""
    start = date(2026, 9, 7)
    rows: list[list[object]] = [
        [
            n + 1,
            NAMES[n],
            "视频" if n % 3 == 2 else "图文",
            "测评" if n % 2 else "日常",
            start + timedelta(days=n),
        ]
        + [900 + 260 * n, 5000]
        for n in range(8)
    ]
    write(
        folder, "media_plan_notes", "序号,博主昵称,笔记类型,内容方向,计划发布日期,达人费用,预估阅读量", rows
    )
    rows = [
        ["2026-09-10", "2026-09-15", "信息流", "蓄水期", 1400],
        ["2026-09-10", "2026-09-15", "搜索", "蓄水期", 1000],
        ["2026-09-16", "2026-09-23", "信息流", "转化期", 4800],
    ]
    write(folder, "media_plan_ads", "开始日期,结束日期,投放位置,投放阶段,计划消费", rows)


def write_traffic(folder: Path) -> None:
    """The shop's two channels by day: the others grow by a quarter, the referral channel by that and the extra."""
    rows: list[list[object]] = []
    for k in range(-DAYS_BEFORE, DAYS_AFTER):
        at = f"{POSTED + timedelta(days=k):%Y-%m-%d}"
        grown = PLANTED["others_grew"] if k >= 0 else 1.0
        extra = PLANTED["extra_cny"][k // 7] if k >= 0 else 0  # type: ignore[index]
        ours, others = PLANTED["usual_cny"] * grown + extra, 2000 * grown  # type: ignore[operator]
        for channel, value in (("小红书笔记引流", ours), ("店铺搜索", others)):
            rows.append(
                [
                    at,
                    channel,
                    round(value / 9),
                    round(value / 16),
                    round(value / 40),
                    round(value / PRICE),
                    value,
                ]
            )
    write(folder, "store_traffic", "日期,渠道,进店UV,新客进店uv,商品加购UV,成交订单数,商家GMV", rows)


def write_offsite(folder: Path) -> None:
    """The alliance's report by note and day: thirty visits, nine carts, three buyers, but for the planted notes."""
    rows: list[list[object]] = []
    for n in range(8):
        for k in range(DAYS):
            carts, buyers = 9, 3
            if n == PLANTED["low_cart"]:
                carts, buyers = 2, 1 - k % 2
            if n == PLANTED["low_buy"]:
                buyers = 1 if k % 7 == 0 else 0
            rows.append(
                [
                    day(k),
                    "小红星",
                    NOTES[n],
                    WORLD.reads[n] // 30,
                    30,
                    10,
                    20,
                    12,
                    18,
                    carts,
                    buyers,
                    buyers * PRICE,
                ]
            )
    header = "日期,转化平台,笔记ID,阅读UV,进店UV,自然进店UV,投流进店UV,新客UV,新访客UV,加购UV,成交UV,成交GMV"
    write(folder, "offsite_daily", header, rows)


def write_reached(folder: Path) -> None:
    """Who was reached: gender and age with people, city tiers as shares alone."""
    rows: list[list[object]] = [
        ["性别", "女", "74%", 37_000],
        ["性别", "男", "26%", 13_000],
        ["年龄", "<18", "5%", 2_500],
        ["年龄", "18-24", "24%", 12_000],
        ["年龄", "25-34", "41%", 20_500],
        ["年龄", "35-44", "20%", 10_000],
        ["年龄", ">44", "10%", 5_000],
        ["城市等级", "一线", "21%", None],
        ["城市等级", "新一线", "27%", None],
        ["城市等级", "二线", "22%", None],
        ["城市等级", "三线及以下", "30%", None],
    ]
    write(folder, "audience_reached", "画像维度,细分,占比,触达人数", rows)


def write_campaign(folder: Path) -> None:
    """Write every file of the campaign into a folder."""
    rng = random.Random(20260907)
    campaign_files.write_creators(folder, rng, WORLD)
    campaign_files.write_notes(folder, WORLD)
    campaign_files.write_comments(folder, rng, WORLD)
    campaign_files.write_orders(folder, WORLD, 48)
    write_ads(folder)
    write_plan(folder)
    write_traffic(folder)
    write_offsite(folder)
    write_reached(folder)
    (folder / "spring").mkdir(exist_ok=True)
    campaign_files.write_notes(folder / "spring", SPRING)


if __name__ == "__main__":
    write_campaign(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
