"""Write the second demo campaign, whose goal is leads: the same seed gives the same bytes. SYNTHETIC. 合成数据，纯属虚构。

python data/demo_leads/make_demo_leads.py            the committed files
python data/demo_leads/make_demo_leads.py FOLDER     the same files elsewhere

The files wear the headers of real exports as far as those are documented. `PLANTED` is what is true of them.
"""

from __future__ import annotations

import random
import sys
from datetime import datetime, timedelta
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))  # `make` keeps scripts from finding what lies beside them

import campaign_files  # noqa: E402
from campaign_files import CHINA, percent, write  # noqa: E402

POSTED = datetime(2026, 8, 24, 19, 30, tzinfo=CHINA)
DAYS = 14
"""Days on which ads ran, from the third day after posting began."""
PLANTED = {
    "few_leads": 1,  # the second note: its clicks cost as usual and seldom leave a contact
    "dear_clicks": 2,  # the third note: its clicks cost about 1.7 times the usual and convert as usual
    "low_cart": 5,  # the sixth note: its visitors seldom add to cart
    "missed_keyword": "早教玩具推荐",
    "worth_an_ad": "玩具盒测评",
}
BRAND, KEYWORDS = "噗嘟", ("成长玩具盒", "早教玩具", "一岁玩具", "早教玩具推荐")
TITLES = (
    "一岁半在家玩什么",
    "玩具盒开箱记录",
    "带娃第二年的收纳",
    "早教课之外的十分钟",
    "这套玩具拼了三个月",
    "阳台变成了游戏角",
    "二胎家庭的玩具账",
    "爸爸带娃的一个下午",
    "租来的房子也能玩",
    "幼儿园前的小练习",
)
NAMES = (
    "糖豆妈",
    "小满带娃",
    "阿木爸爸",
    "橙子育儿",
    "米粒日记",
    "安安的家",
    "二宝观察",
    "云朵妈咪",
    "栗子游戏角",
    "慢慢长大",
)
SAID = (
    "这个多大的宝宝可以玩呀",
    "求链接，想给女儿订一个",
    "我家娃玩了半小时没停",
    "有点贵，不知道值不值",
    "收纳盒好看，颜色不刺眼",
    "零件会不会太小，怕吞",
    "订阅可以暂停吗",
    "客服回复挺快的",
    "孩子三天就不玩了",
    "木头打磨得很光滑",
)


READS = (9200, 7400, 6100, 5600, 5200, 4800, 4300, 3900, 3600, 3300)


def bought(n: int) -> tuple[int, int, int, int]:
    """Return what ads brought of a note, as 聚光 counts it below; nothing was heated."""
    reads = 882 if n < 4 else 931 if n < 6 else 0
    return reads, reads * (14 if n < 4 else 13), 0, 0


WORLD = campaign_files.World(
    key="",
    posted=POSTED,
    counted_on="2026/10/20",
    ordered_on="2026/08/10",
    brand=BRAND,
    product="成长玩具盒",
    order="成长玩具盒 秋",
    names=NAMES,
    titles=TITLES,
    reads=READS,
    days_after=tuple(range(10)),
    liking=(1.0, 1.15, 0.9, 1.1, 0.95, 1.2, 0.85, 1.05, 0.8, 1.1),
    formats=("日常", "测评", "日常", "教程", "测评", "日常", "测评", "教程", "测评", "教程"),
    said=SAID,
    candidate="候选妈妈",
    category="母婴",
    everyday="带娃日常",
    body="一天的玩具和午睡。",
    tags="母婴,早教",
    keyword="早教",
    commenter="宝***妈",
    bought=bought,
    goods=campaign_files.Goods("噗嘟旗舰店（合成）", "4410293847561029", 298, 278, "P", 20260800000000),
)
CREATORS, NOTES = WORLD.creators, WORLD.notes


def day(number: int) -> str:
    """Return a day on which ads ran."""
    return f"{POSTED + timedelta(days=3 + number):%Y-%m-%d}"


def lead_row(n: int, k: int) -> tuple[float, int, int, int]:
    """Return spend, clicks, forms and messages with a contact of a note on a day."""
    clicks = 50 + 2 * k
    price = 1.9 if n == PLANTED["dear_clicks"] else 1.1
    leads = (1 if k % 7 == 0 else 0) if n == PLANTED["few_leads"] else 3 + k % 2
    return round(clicks * price, 2), clicks, leads, leads // 2


def write_leads(folder: Path) -> None:
    """聚光 with forms and messages: four notes, fourteen days; the first data row is the total."""
    rows: list[list[object]] = []
    for n in range(4):
        for k in range(DAYS):
            spend, clicks, forms, messages = lead_row(n, k)
            rows.append(
                [
                    day(k),
                    f"3100{n}28841907365{n}12",
                    f"客资{n}",
                    NOTES[n],
                    "客资计划",
                    NAMES[n],
                    spend,
                    clicks * 14,
                    clicks,
                ]
                + [percent(1, 14), "信息流" if n % 2 else "搜索", round(clicks * 0.6), forms]
                + [
                    round(spend / forms, 2) if forms else None,
                    forms // 2,
                    messages * 3,
                    messages * 2,
                    messages,
                    round(clicks * 0.08),
                ]
            )
    sums = [round(sum(float(row[c] or 0) for row in rows), 2) for c in (6, 7, 8, 11, 12, 14, 15, 16, 17, 18)]
    total = ["合计", "", "", "", "", "", *sums[:3], "", "", *sums[3:5], "", *sums[5:]]
    header = (
        "时间,创意ID,创意名称,笔记ID,计划名称,创作者,消费,展现量,点击量,点击率,投放位置,落地页访问量（行为时间）,表单提交,表单成本,"
        "有效表单,私信进线数,私信开口数,私信留资数,互动量"
    )
    write(folder, "juguang_leads", header, [total, *rows])


def write_offsite(folder: Path) -> None:
    """聚光 with off-site orders of two notes, the alliance's daily report, and the store side's ledger."""
    rows: list[list[object]] = []
    for n in (4, 5):
        for k in range(DAYS):
            clicks, bought = 60 + k, 1 if k % 5 == 0 else 0
            rows.append(
                [
                    day(k),
                    f"3200{n}28841907365{n}12",
                    NOTES[n],
                    NAMES[n],
                    "小红星",
                    round(clicks * 1.2, 2),
                    clicks * 13,
                    clicks,
                ]
                + [round(clicks * 0.2), round(clicks * 0.25), bought, bought * 298, bought * 2, bought * 596]
                + [bought * 3, bought * 894, round(clicks * 0.06)]
            )
    header = (
        "时间,创意ID,笔记ID,创作者,转化平台,消费,展现量,点击量,小红星站外进店量,行业商品点击量,行业商品成交订单量（7日）,"
        "行业商品GMV（7日）,行业商品成交订单量（15日）,行业商品GMV（15日）,行业商品成交订单量（30日）,行业商品GMV（30日）,互动量"
    )
    write(folder, "juguang_offsite", header, rows)
    daily: list[list[object]] = []
    ledger: list[list[object]] = []
    for n in range(4, 10):
        visits, carts = 40 - n, (1 if n == PLANTED["low_cart"] else 9)
        for k in range(DAYS):
            natural = 12
            daily.append(
                [
                    day(k),
                    "小红星" if n < 8 else "小红盟",
                    NOTES[n],
                    round(READS[n] / 30),
                    visits,
                    natural,
                    visits - natural,
                ]
                + [visits // 2, visits - 6, carts, carts // 3, carts // 3 * 298.0]
            )
        whole, value = n != 9, carts // 3 * DAYS * 298
        quote = 900 + 260 * n
        cost = round(quote * 1.1 + (60 * DAYS + 91) * 1.2, 2) if n in (4, 5) else round(quote * 1.1, 2)
        ledger.append(
            [
                NOTES[n],
                TITLES[n],
                NAMES[n],
                "完整" if whole else "部分不可用",
                f"66{n:08d}",
                round(quote * 1.1, 2),
            ]
            + [cost if whole else "—", round(READS[n] * 0.86), visits * DAYS, value if whole else "—"]
            + [value if whole else "—", round(value / cost, 2) if whole else "—"]
        )
    header = "日期,转化平台,笔记ID,阅读UV,进店UV,自然进店UV,投流进店UV,新客UV,新访客UV,加购UV,成交UV,成交GMV"
    write(folder, "offsite_daily", header, daily)
    header = "笔记ID,标题,达人,成熟度,星河任务ID,本期达人花费,总花费,星河阅读UV,星河进店UV,星河GMV,星河任务GMV,任务ROI"
    write(folder, "offsite_note_ledger", header, ledger)


def write_searches(folder: Path) -> None:
    """Searches after reading by window, on Taobao, the words readers came by, and ads cut three ways."""
    rows: list[list[object]] = []
    for n in range(6):
        for hours, share in ((24, 0.012), (48, 0.019), (168, 0.034)):
            readers, spend = round(READS[n] * 0.86), 400 + 35 * n
            people = round(readers * share)
            rows.append(
                [
                    NOTES[n],
                    "账户一",
                    "信息流" if n % 2 else "搜索",
                    "品牌词",
                    spend,
                    people,
                    round(spend / people, 2),
                ]
                + [round(people / readers * 100, 2), readers, hours]
            )
    header = "笔记ID,子账户,场域,词类备注,消耗,回搜人数,回搜成本,回搜率(%),阅读UV,回搜周期（小时）"
    write(folder, "search_back_notes", header, rows)
    rows = [[day(k), 180 + 4 * k, 20 + k, 2 + k % 2, round((180 + 4 * k) / (20 + k), 2)] for k in range(DAYS)]
    write(folder, "search_back_taobao", "日期,消耗(元),淘搜UV,成交UV,淘搜成本(元/人)", rows)
    words = [
        ("噗嘟玩具盒", 900, 6200, 930),
        ("成长玩具盒推荐", 1400, 9800, 980),
        ("一岁玩具", 5200, 21000, 1260),
        ("早教玩具", 8800, 30000, 1500),
        (PLANTED["worth_an_ad"], 700, 4100, 780),
        ("绘本推荐", None, 8000, 240),
    ]
    rows = [[word, index, shown, reads, percent(reads, shown)] for word, index, shown, reads in words]
    write(folder, "pugongying_search_words", "关键词,搜索指数,笔记曝光量,笔记阅读量,点击率", rows)
    rows = [
        [
            day(k),
            word,
            "精准匹配",
            "搜索计划",
            round(clicks * price, 2),
            clicks * 12,
            clicks,
            percent(1, 12),
            price,
            spot,
        ]
        for k in range(0, DAYS, 7)
        for word, clicks, price, spot in (
            ("成长玩具盒推荐", 40, 1.3, 1.4),
            ("一岁玩具", 90, 1.6, 3.2),
            ("噗嘟玩具盒", 25, 0.6, 1.0),
        )
    ]
    header = "时间,关键词,匹配方式,计划名称,消费,展现量,点击量,点击率,平均点击成本,平均位次"
    write(folder, "juguang_keywords", header, rows)
    rows = [["信息流", 2100.0, 190000, 15200, 410, 96], ["搜索", 2480.0, 64000, 5100, 260, 118]]
    write(folder, "juguang_placements", "投放位置,消费,展现量,点击量,新增种草人群,新增深度种草人群", rows)
    rows = [["新手爸妈", 2600.0, 150000, 12300, 130], ["竞品搜索人群", 1980.0, 104000, 8000, 84]]
    write(folder, "juguang_audiences", "人群包,消费,展现量,点击量,新增深度种草人群", rows)


def write_shop(folder: Path) -> None:
    """乘风 for the own shop, its orders with made-up buyers, who are dropped as they are read, and the 灵犀 sheet."""
    rows: list[list[object]] = [
        [day(k), "店铺计划", NOTES[0], 90.0, 5200, 260, 18, 210, 16, 3, 894.0, 2, 596.0, 1, 298.0]
        for k in range(DAYS)
    ]
    header = (
        "时间,计划名称,笔记ID,消费,展现量,点击量,互动量,商品浏览量,商品加购量,7日总下单订单量,7日总下单金额,7日成交订单量,7日成交GMV,"
        "新客7日成交订单,新客7日成交GMV"
    )
    write(folder, "chengfeng_creatives", header, rows)
    campaign_files.write_orders(folder, WORLD, 42)
    days = ["2026-08-20", "2026-10-18"]
    rows = [
        ["AIPS总量", None, None, None, "18.4万", "23.1万", None, None, None, None, *days],
        ["认知人群", None, None, None, "12.6万", "15.9万", None, None, None, None, *days],
        ["种草人群", None, None, None, "4.6万", "5.7万", None, None, None, None, *days],
        ["深度种草人群", None, None, None, 9600, 12300, None, None, None, None, *days],
        ["购买人群", None, None, None, 2400, 2800, None, None, None, None, *days],
        ["流转", None, "种草", "深度种草", None, 2100, None, "4.6%", None, None, *days],
        ["流转", None, "认知", "种草", None, 7400, None, "5.9%", None, None, *days],
        ["SOV", "早教玩具", None, None, None, None, "3.1%", "4.4%", None, None, *days],
        ["行业排名", "早教玩具", None, None, None, None, None, None, 34, 22, *days],
    ]
    header = "指标,对象,流转起点,流转终点,投前,投后,投前占比,投后占比,投前排名,投后排名,投前日期,投后日期"
    write(folder, "lingxi_typed", header, rows)


def write_index(folder: Path, rng: random.Random) -> None:
    """A daily search index: the brand's word rises by half from the third day after posting, three control words do not."""
    rows: list[list[object]] = []
    start = POSTED - timedelta(days=110)
    for word, role, level in (
        ("噗嘟", "品牌", 300),
        ("儿童书架", "对照", 8800),
        ("绘本", "对照", 12000),
        ("积木", "对照", 7600),
    ):
        for k in range(165):
            at = start + timedelta(days=k)
            lift = 1.5 if role == "品牌" and at >= POSTED + timedelta(days=3) else 1.0
            weekend = 1.12 if at.weekday() >= 5 else 1.0
            rows.append(
                [f"{at:%Y-%m-%d}", word, round(level * lift * weekend * rng.uniform(0.95, 1.05)), role]
            )
    write(folder, "search_index", "日期,搜索词,搜索次数指数,词类", rows)


def write_campaign(folder: Path) -> None:
    """Write every file of the campaign into a folder."""
    rng = random.Random(20260824)
    campaign_files.write_creators(folder, rng, WORLD)
    campaign_files.write_notes(folder, WORLD)
    campaign_files.write_comments(folder, rng, WORLD)
    write_leads(folder)
    write_offsite(folder)
    write_searches(folder)
    write_shop(folder)
    write_index(folder, rng)


if __name__ == "__main__":
    write_campaign(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
