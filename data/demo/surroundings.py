"""What lies around the notes: paid boosts, the brand's own account, search, the store, the agency's sheet. SYNTHETIC. 合成数据。"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
from exports import percent, workbook, write_csv
from truth import FORMATS, Placement, write_note

JUGUANG = (
    "时间 创意名称 创意ID 笔记/素材ID 单元名称 计划名称 创作者 消费 展现量 点击量 点击率 平均点击成本 平均千次展现费用 点赞 收藏 评论 关注 分享 互动量 "
    "搜索组件点击量 搜后阅读量 新增种草人群 新增深度种草人群 投放位置"
).split()
BENCHMARKS = """\
# SYNTHETIC benchmarks for the demo: ranges and sources are made up. 合成数据：区间与来源均为虚构。
# Copy this file for your own: one entry a range, with the month it speaks of and where it comes from.
synthetic: true
benchmarks:
  - {metric: cpe, low: 3.2, high: 5.8, category: {en: skin care, zh: 护肤}, month: 2026-04, source: {en: made up for the demo, zh: 演示虚构}, grade: C}
  - {metric: cpm_by_impressions, low: 35, high: 60, category: {en: skin care, zh: 护肤}, month: 2026-04, source: {en: made up for the demo, zh: 演示虚构}, grade: C}
  - {metric: engagement_rate_by_reads, low: 0.03, high: 0.06, category: {en: skin care, zh: 护肤}, month: 2026-04, source: {en: made up for the demo, zh: 演示虚构}, grade: C}
"""
LIFT_START, LIFT_DAYS, LIFT = date(2026, 5, 8), 42, 1.32
"""The brand term is searched a third more from the third day of posting on, for six weeks."""


def write_juguang(path: Path, rng: np.random.Generator, placed: list[Placement]) -> dict[str, int]:
    """聚光 creative report by day; the first data row is 合计 and equals the sums."""
    rows = [row for place in placed if place.boosted for row in _boost_days(rng, place)]
    book = workbook(path)
    sheet = book.add_worksheet("创意-投放数据")
    sheet.write_row(0, 0, JUGUANG)
    sums = {i: sum(float(row[i]) for row in rows) for i in (7, 8, 9, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22)}
    total = ["合计", *("-" for _ in JUGUANG[1:])]
    for i, value in sums.items():
        total[i] = f"{value:.2f}" if i == 7 else f"{value:.0f}"
    for number, row in enumerate([total, *rows], 1):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell)
    book.close()
    return {"rows": len(rows) + 1, "refused": 1, "spend_cny": round(sums[7], 2)}


def _boost_days(rng: np.random.Generator, place: Placement) -> list[list[str]]:
    days = 10
    shares = rng.dirichlet(np.full(days, 6.0))
    ctr = 0.05 if place.truth == "boosted_weak" else 0.09
    creative = str(rng.integers(10**8, 10**9))
    rows = []
    for day, share in enumerate(shares):
        shown = int(place.boosted * share)
        clicks = int(shown * ctr * rng.uniform(0.9, 1.1))
        spend = shown * rng.uniform(0.045, 0.07)
        acted = [int(clicks * rate) for rate in (0.03, 0.02, 0.004, 0.003, 0.003)]
        rows.append(
            [
                f"{place.posted.date() + timedelta(days=3 + day)}",
                f"露米拉-{place.title[:6]}",
                creative,
                place.note_id,
                "信息流",
                "618种草",
                place.creator.name,
                f"{spend:.2f}",
                str(shown),
                str(clicks),
                percent(clicks / max(shown, 1), 2),
                f"{spend / max(clicks, 1):.2f}",
                f"{spend / max(shown, 1) * 1000:.2f}",
                *(str(n) for n in acted),
                str(sum(acted)),
                str(int(clicks * 0.02)),
                str(int(clicks * 0.03)),
                str(int(clicks * 0.3)),
                str(int(clicks * 0.08)),
                "信息流",
            ]
        )
    return rows


def write_creator_centre(path: Path, rng: np.random.Generator) -> dict[str, int]:
    """创作者中心 list of the brand's own notes, its banner above the header."""
    keys = (
        "笔记标题 首次发布时间 体裁 曝光 观看量 封面点击率 点赞 评论 收藏 涨粉 分享 人均观看时长 弹幕".split()
    )
    book = workbook(path)
    sheet = book.add_worksheet("笔记列表明细表")
    sheet.write_string(0, 0, "最多导出排序后前1000条笔记")
    sheet.write_row(1, 0, keys)
    for number in range(60):
        title, _, _ = write_note(rng, str(rng.choice(list(FORMATS))), "护肤", campaign=True)
        day = date(2026, 2, 1) + timedelta(days=int(rng.integers(0, 160)))
        shown = int(np.exp(rng.normal(8.6, 0.8)))
        seen = int(shown * rng.uniform(0.08, 0.16))
        acted = [int(seen * rate) for rate in (0.03, 0.004, 0.02, 0.003, 0.004)]
        cells = [
            f"{title} {number + 1:02d}",
            f"{day:%Y年%m月%d日}20时{rng.integers(0, 60):02d}分{rng.integers(0, 60):02d}秒",
            "图文" if rng.random() < 0.8 else "视频",
            str(shown),
            str(seen),
            f"{seen / shown:.4f}",
            *(str(n) for n in acted),
            f"{rng.uniform(8, 40):.1f}",
            "0",
        ]
        for column, cell in enumerate(cells):
            sheet.write_string(2 + number, column, cell)
    book.close()
    return {"rows": 60}


TERMS = (
    ("露米拉", "品牌", 420.0),
    ("露米拉屏障精华", "话题", 90.0),
    ("舒缓精华", "品类", 5200.0),
    ("防晒霜", "对照", 9100.0),
    ("保湿面霜", "对照", 4300.0),
    ("卸妆油", "对照", 3600.0),
    ("身体乳", "对照", 2800.0),
)


def write_search_index(path: Path, rng: np.random.Generator, effects: bool) -> dict[str, int]:
    """Daily index of brand, hashtag, category and control terms; weekly rhythm, one market shock for all at 618."""
    start, days = date(2026, 1, 1), 201
    market = np.cumsum(rng.normal(0, 0.01, days))
    rows = []
    for term, role, base in TERMS:
        noise = np.zeros(days)
        for day in range(1, days):
            noise[day] = 0.5 * noise[day - 1] + rng.normal(0, 0.05)
        for day in range(days):
            today = start + timedelta(days=day)
            week = 0.08 if today.weekday() >= 5 else 0.0
            sale = 0.25 * np.exp(-((today - date(2026, 6, 10)).days ** 2) / 200)
            lifted = effects and role == "品牌" and 0 <= (today - LIFT_START).days < LIFT_DAYS
            index = base * np.exp(market[day] + noise[day] + week + sale + (np.log(LIFT) if lifted else 0.0))
            rows.append([f"{today}", term, f"{index:.0f}", role])
    write_csv(path, ["日期", "搜索词", "搜索次数指数", "词类"], rows)
    return {"rows": len(rows)}


def write_traffic(path: Path, rng: np.random.Generator, effects: bool) -> dict[str, int]:
    """Daily store figures by channel."""
    rows = []
    for day in range(120):
        today = date(2026, 3, 23) + timedelta(days=day)
        sale = 1.9 if date(2026, 5, 24) <= today <= date(2026, 6, 18) else 1.0
        for channel, base in (("小红书笔记", 160), ("站内搜索", 520), ("直通车", 340)):
            seeded = 1.6 if effects and channel == "小红书笔记" and today >= LIFT_START else 1.0
            visits = int(rng.poisson(base * sale * seeded))
            orders = int(rng.binomial(visits, 0.035 * min(sale, 1.3)))
            rows.append(
                [
                    f"{today}",
                    channel,
                    "-",
                    str(visits),
                    str(int(visits * 0.7)),
                    str(int(visits * 0.08)),
                    str(int(visits * 0.11)),
                    str(orders),
                    f"{orders * 316.0:.2f}",
                ]
            )
    write_csv(
        path, "日期 渠道 内容ID 进店UV 新客进店uv 商品收藏UV 商品加购UV 成交订单数 商家GMV".split(), rows
    )
    return {"rows": len(rows)}


def write_ranks(path: Path, rng: np.random.Generator, placed: list[Placement]) -> dict[str, int]:
    """Where our notes stood for the brief's keywords, day by day; absent when below 50."""
    rows = []
    for place in placed:
        best = int(rng.integers(3, 60))
        for day in range(2, 60, 2):
            rank = best - (25 if place.truth == "sleeper" and day > 28 else 0) + int(rng.integers(-4, 5))
            if 1 <= rank <= 50:
                rows.append(
                    [
                        f"{place.posted.date() + timedelta(days=day)}",
                        str(rng.choice(["敏感肌精华", "舒缓精华"])),
                        place.note_id,
                        str(rank),
                    ]
                )
    write_csv(path, ["日期", "搜索词", "笔记ID", "排名"], rows)
    return {"rows": len(rows)}


def write_agency_plan(path: Path, rng: np.random.Generator, placed: list[Placement]) -> dict[str, object]:
    """Agency base table: cost beside sell price, so it may never reach a client."""
    keys = (
        "序号 博主昵称 博主粉丝量 笔记链接 笔记id 合作形式 是否报备 内容方向 达人类型 对应SPU 资源含税成本价 资源含税售价 总费用 曝光量 阅读量 点赞量 收藏量 评论量 分享量 "
        "关注量"
    ).split()
    book = workbook(path)
    sheet = book.add_worksheet("底表")
    sheet.write_row(0, 0, keys)
    costs = []
    for number, place in enumerate(placed, 1):
        cost = round(place.quote * float(rng.uniform(0.61, 0.79)) + 0.37, 2)
        costs.append(f"{cost:.2f}")
        cells = [
            str(number),
            place.creator.name,
            str(place.creator.followers),
            f"https://www.xiaohongshu.com/explore/{place.note_id}",
            place.note_id,
            "报备",
            "是",
            FORMATS[place.format],
            place.creator.tier,
            "舒缓屏障精华",
            costs[-1],
            str(place.quote),
            str(place.quote),
            str(place.impressions),
            str(place.reads),
            str(place.likes),
            str(place.saves),
            str(place.comments),
            str(place.shares),
            str(place.follows),
        ]
        for column, cell in enumerate(cells):
            sheet.write_string(number, column, cell)
    book.close()
    return {"rows": len(placed), "costs_cny": costs}


SEARCHED = (
    ("护肤", 61200, "1287万", "45.6万"),
    ("敏感肌", 18400, "213万", "9.8万"),
    ("成分党", 6900, "98万", "3.1万"),
    ("精华推荐", 9800, "121万", "12.4万"),
    ("美妆", 48800, "1420万", "61万"),
    ("底妆", 15300, "310万", "18万"),
    ("妆前护肤", 3900, "21万", "1.6万"),
    ("孕期护肤", 5200, "48万", "2.2万"),
    ("运动护肤", 420, "1.1万", "310"),
    ("敏感肌精华", 7600, "16.2万", "2.9万"),
    ("换季泛红", 3100, "2.4万", "1900"),
    ("神经酰胺精华", 2800, "3.6万", "5200"),
    ("屏障修护精华", 4600, "5.9万", "8800"),
    ("换季维稳", 1500, "1.2万", "760"),
    ("舒缓精华敏感肌", 1900, "6400", "880"),
    ("早c晚a精华", 5100, "11万", "1.4万"),
    ("敏感肌妆前", 980, "3800", "240"),
    ("露米拉屏障精华", 90, "35", "-"),
    ("身体乳", 9100, "160万", "14万"),
    ("抖音同款精华", 640, "8200", "90"),
    ("美白精华", 12100, "88万", "17万"),
)
"""Made-up index, organic and commercial notes of search terms; some of another product, some with a fault."""


def write_search_terms(path: Path) -> dict[str, int]:
    """聚光 search terms of one day, counts in 万, missing as '-'."""
    head = [
        "日期",
        "搜索词",
        "搜索次数指数",
        "自然笔记数",
        "商业笔记数",
        "自然曝光量指数",
        "广告消耗（元）",
        "市场出价（元）",
    ]
    rows = [
        ["2026-04-15", term, str(index), own, paid, str(index // 40), "-", "1.2"]
        for term, index, own, paid in SEARCHED
    ]
    write_csv(path, head, rows)
    return {"rows": len(rows)}


RUBRIC = ["评分人", "博主ID", "博主昵称", "画面质感", "个人体验", "信息清晰", "调性契合", "植入自然", "备注"]


def write_rubric(path: Path, placed: list[Placement]) -> dict[str, int]:
    """The rubric of two made-up raters: they agree but for the last question, on which the second guesses."""
    rng = np.random.default_rng(20260620)
    rows = []
    truth = rng.integers(1, 6, (len(placed), 5))
    for rater in ("LW", "MZ"):
        for number, place in enumerate(placed):
            seen = np.clip(truth[number] + rng.choice([-1, 0, 0, 0, 1], 5), 1, 5)
            if rater == "MZ":
                seen[4] = rng.integers(1, 6)
            rows.append(
                [
                    rater,
                    place.creator.id,
                    place.creator.name,
                    *(str(n) for n in seen),
                    "首图偏暗" if seen[0] == 1 else "",
                ]
            )
    write_csv(path, RUBRIC, rows)
    return {"rows": len(rows)}
