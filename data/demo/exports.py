"""The made-up world in the clothes of real exports: their headers, units, missing marks and mess. SYNTHETIC. 合成数据。"""

from __future__ import annotations

import csv
import json
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import xlsxwriter
from truth import (
    CHINA,
    CITIES,
    COUNTED_AT,
    FORMATS,
    INTERESTS,
    PROVINCES,
    Creator,
    Placement,
    share_by_age,
)

STAMP = datetime(2026, 7, 20, 12, 0)  # noqa: DTZ001 - workbook properties hold no zone
LABEL = "SYNTHETIC demo data, made up by a script. 合成数据，纯属虚构。"
DAYS = 60


def workbook(path: Path) -> xlsxwriter.Workbook:
    """Open a workbook that is byte-identical at every run and says that it is synthetic."""
    book = xlsxwriter.Workbook(
        str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": LABEL, "comments": LABEL, "created": STAMP})
    return book


def percent(value: float, digits: int = 1) -> str:
    """Write a fraction as exports do: `9.3%`."""
    return f"{value * 100:.{digits}f}%"


def wan(value: int) -> str:
    """Write a count as pages do: `1.2万` from ten thousand on."""
    return f"{value / 10000:.1f}万" if value >= 10000 else str(value)


CREATOR_LEAVES = (
    "博主ID 小红书号 昵称 性别 所属机构 粉丝数（万） 赞藏数（万） 博主人设 内容类型 地理位置 小红书主页 蒲公英主页 健康等级 下月健康等级 "
    "图文笔记一口价 视频笔记一口价 图文笔记一口价(含平台服务费) 视频笔记一口价(含平台服务费) 图文笔记接单状态 视频笔记接单状态 添加人 添加时间 "
    "备注 审核状态 曝光中位数 阅读中位数 互动中位数 曝光中位数 阅读中位数 互动中位数 外溢进店中位数 发布笔记 曝光中位数 阅读中位数 互动中位数 "
    "预估CPM 预估阅读单价 预估互动单价 中位点赞量 中位收藏量 中位评论量 中位分享量 中位关注量 互动率 千赞笔记比例 百赞笔记比例 视频完播率 "
    "图文3秒阅读率 粉丝增量 粉丝量变化幅度 活跃粉丝占比 阅读粉丝占比 互动粉丝占比 下单粉丝占比 性别分布-男粉占比 性别分布-女粉占比 "
    "年龄分布-占比最高年龄段 年龄分布-<18 -18-24 -25-34 -35-44 ->44 地域分布(省)-TOP1 地域分布(市)-TOP1 用户设备分布-TOP1 兴趣分布-TOP1"
).split()
GROUPS_1 = ((0, 23, "基础信息"), (24, 30, "数据概览"), (31, 53, "数据表现"), (54, 65, "粉丝分析"))
GROUPS_2 = (
    (0, 13, "基础数据"),
    (14, 23, "其它"),
    (24, 26, "笔记数据-按规模-日常笔记"),
    (27, 30, "笔记数据-按规模-合作笔记"),
    (31, 49, "近90天、合作笔记、图文+视频、全部流量"),
    (50, 53, "核心指标"),
    (54, 65, "粉丝画像"),
)


def write_creators(path: Path, rng: np.random.Generator, creators: list[Creator]) -> dict[str, int]:
    """蒲公英 creator list: three header rows, merged groups, repeated leaf names, 万 in the header."""
    book = workbook(path)
    sheet = book.add_worksheet("博主列表")
    for row, groups in enumerate((GROUPS_1, GROUPS_2)):
        for first, last, name in groups:
            sheet.merge_range(row, first, row, last, name)
    for column, leaf in enumerate(CREATOR_LEAVES):
        sheet.write_string(2, column, leaf)
    rows = [_creator_cells(rng, creator, number) for number, creator in enumerate(creators)]
    rows.append(rows[5])
    rows.append(rows[40])
    rows.append(["-", *rows[7][1:]])
    for number, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            sheet.write_string(3 + number, column, cell)
    sheet.freeze_panes(3, 3)
    book.close()
    return {
        "rows": len(rows),
        "duplicates": 3,
    }  # one of them has an id that Excel broke: its link tells whose row it is


def _creator_cells(rng: np.random.Generator, c: Creator, number: int) -> list[str]:
    posts = sorted(p["likes"] + p["saves"] + p["comments"] + p["shares"] for p in c.posts)
    median = posts[len(posts) // 2]
    middle = {
        key: sorted(p[key] for p in c.posts)[len(c.posts) // 2]
        for key in ("likes", "saves", "comments", "shares")
    }
    daily_reads = int(c.reads)
    coop = float(np.exp(rng.normal(-0.15, 0.25)))
    impressions = int(daily_reads / rng.uniform(0.09, 0.16))
    hidden = number % 29 == 0
    likes = [p["likes"] for p in c.posts]
    gained = 30_000 if c.fraud == "follower_spike" else int(c.followers * rng.normal(0.012, 0.02))
    ages = dict(zip(("<18", "18-24", "25-34", "35-44", ">44"), c.ages, strict=True))
    numbers = [
        impressions,
        daily_reads,
        median,
        int(impressions * coop),
        int(daily_reads * coop),
        int(median * coop),
    ]
    shown = ["-" if hidden else str(n) for n in numbers]
    return [
        c.id,
        c.red_id,
        c.name,
        "女" if rng.random() < 0.9 else "男",
        str(rng.choice(["-", "橙光MCN", "听潮文化", "-"])),
        f"{c.followers / 10000:.4f}".rstrip("0").rstrip("."),
        f"{c.followers * rng.uniform(2, 6) / 10000:.1f}",
        str(rng.choice(["护肤达人", "宝妈", "大学生", "职场人", "-"])),
        c.category,
        str(rng.choice(PROVINCES)),
        f"https://www.xiaohongshu.com/user/profile/{c.id}",
        "-",
        "正常" if number % 41 else "异常",
        "-",
        str(c.price_image),
        str(c.price_video),
        str(round(c.price_image * 1.1)),
        str(round(c.price_video * 1.1)),
        "接单中",
        "接单中",
        "运营小王",
        "2026-04-14 10:00:00",
        "-",
        "通过",
        *shown,
        "-" if hidden else str(int(daily_reads * 0.012)),
        str(len(c.posts)),
        *shown[3:6],
        f"{c.price_image * 1.1 / max(impressions, 1) * 1000:.1f}",
        f"{c.price_image * 1.1 / max(daily_reads, 1):.2f}",
        f"{c.price_image * 1.1 / max(median, 1):.1f}",
        *(str(middle[key]) for key in ("likes", "saves", "comments", "shares")),
        str(int(median * 0.02)),
        "-" if hidden else percent(median / max(daily_reads, 1)),
        percent(float(np.mean([x >= 1000 for x in likes]))),
        percent(float(np.mean([x >= 100 for x in likes]))),
        percent(rng.uniform(0.1, 0.45)),
        percent(rng.uniform(0.25, 0.6)),
        str(gained),
        percent(gained / c.followers),
        "暂无" if number % 53 == 7 else percent(c.active),
        percent(c.active * rng.uniform(0.3, 0.6)),
        percent(c.active * rng.uniform(0.1, 0.3)),
        percent(rng.uniform(0.02, 0.12)),
        percent(1 - c.female),
        percent(c.female),
        max(ages, key=lambda band: ages[band]),
        *(percent(x) for x in c.ages),
        f"{rng.choice(PROVINCES)}{rng.uniform(12, 26):.1f}%",
        f"{rng.choice(CITIES)}{rng.uniform(6, 16):.1f}%",
        f"apple inc.{rng.uniform(30, 62):.1f}%",
        f"{rng.choice(INTERESTS)}{rng.uniform(10, 30):.1f}%",
    ]


HUITUN = (
    "达人名称 达人官方地址 小红书号 灰豚指数 性别 地域 简介 联系邮箱 更新时间 认证信息 粉丝数 品牌合作人 签约MCN 达人标签 认证类型 笔记总数 赞藏总数 "
    "商业笔记总数 近7天笔记数 近60天笔记数 近60天爆文率 近60天平均点赞 近60天平均收藏 近60天平均评论 近60天平均分享 活跃粉丝占比 水粉占比 粉丝男/女 "
    "粉丝地域 粉丝年龄 粉丝活跃时间 粉丝关注焦点 图文笔记报价 图文CPE 图文CPM 视频笔记报价 视频CPE 视频CPM"
).split()


def write_huitun(path: Path, rng: np.random.Generator, creators: list[Creator]) -> dict[str, int]:
    """灰豚 creators: 38 columns, composite cells, averages, e-mail addresses (at example.invalid)."""
    rows = [_huitun_cells(rng, creator) for creator in creators]
    write_csv(path, HUITUN, rows)
    return {"rows": len(rows)}


def _huitun_cells(rng: np.random.Generator, c: Creator) -> list[str]:
    mean = {
        key: float(np.mean([p[key] for p in c.posts])) for key in ("likes", "saves", "comments", "shares")
    }
    bought = 0.42 if c.fraud in ("follower_spike", "bought_likes") else float(rng.uniform(0.03, 0.2))
    total = sum(mean.values())
    where = " ".join(
        f"{name}|{rng.uniform(5, 20):.1f}%" for name in rng.choice(PROVINCES, size=3, replace=False)
    )
    focus = " ".join(
        f"{name}|{rng.uniform(5, 30):.1f}%" for name in rng.choice(INTERESTS, size=3, replace=False)
    )
    ages = " ".join(
        f"{band}|{x * 100:.1f}%"
        for band, x in zip(("<18", "18-24", "25-34", "35-44", ">44"), c.ages, strict=True)
    )
    active = percent(c.active, 2)
    return [
        c.name,
        f"https://www.xiaohongshu.com/user/profile/{c.id}",
        c.red_id,
        f"{rng.uniform(80, 900):.0f}",
        "女",
        str(rng.choice(PROVINCES)),
        "合作请私信",
        c.contact,
        "2026-04-12 12:34:56",
        "--",
        f"{c.followers:,}",
        "是",
        "NULL",
        f"[{c.category}]",
        "--",
        str(int(rng.integers(40, 600))),
        f"{int(c.followers * rng.uniform(2, 6)):,}",
        str(int(rng.integers(2, 60))),
        "3",
        str(len(c.posts)),
        percent(float(np.mean([p["likes"] >= 1000 for p in c.posts])), 2),
        f"{mean['likes']:.0f}",
        f"{mean['saves']:.0f}",
        f"{mean['comments']:.0f}",
        f"{mean['shares']:.0f}",
        active,
        percent(bought, 2),
        f"{(1 - c.female) * 100:.1f}% | {c.female * 100:.1f}%",
        where,
        ages,
        "20:00|34.5% 21:00|19.5%",
        focus,
        str(c.price_image),
        f"{c.price_image / max(total, 1):.2f}",
        f"{c.price_image / max(c.reads * 8, 1) * 1000:.2f}",
        str(c.price_video),
        "--",
        "--",
    ]


def write_csv(path: Path, header: list[str] | tuple[str, ...], rows: list[list[str]]) -> None:
    """Write UTF-8 with a byte-order mark and CRLF, as back-offices do."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


NOTE_KEYS = (
    "note_id type title desc video_url time last_update_time creator_hash nickname liked_count collected_count comment_count "
    "share_count image_list tag_list last_modify_ts note_url source_keyword xsec_token"
).split()


def millis(moment: datetime) -> str:
    """13-digit epoch milliseconds."""
    return str(int(moment.timestamp() * 1000))


def mask(name: str) -> str:
    """Mask a nickname as the crawler does."""
    return f"{name[0]}***{name[-1]}"


def write_candidate_notes(path: Path, creators: list[Creator]) -> dict[str, int]:
    """MediaCrawler notes (new generation) of the candidates; append mode repeats rows, big counts are bucketed."""
    crawled = datetime(2026, 4, 15, 3, 0, tzinfo=CHINA)
    rows: list[list[str]] = []
    for creator in creators:
        for post in creator.posts:
            likes = "10万+" if post["likes"] >= 100_000 else wan(post["likes"])
            rows.append(
                [
                    post["id"],
                    "video" if post["video"] else "normal",
                    post["title"],
                    post["body"],
                    "",
                    millis(post["posted"]),
                    millis(post["posted"]),
                    creator.hash,
                    mask(creator.name),
                    likes,
                    wan(post["saves"]),
                    wan(post["comments"]),
                    wan(post["shares"]),
                    "",
                    ",".join(post["tags"]),
                    millis(crawled),
                    f"https://www.xiaohongshu.com/explore/{post['id']}",
                    "精华",
                    "SYNTHETIC",
                ]
            )
    repeats = [rows[i] for i in range(0, len(rows), 97)]
    broken = [["", *rows[3][1:]], [*rows[9][:9], "1O000", *rows[9][10:]]]
    write_csv(path, NOTE_KEYS, [*rows, *repeats, *broken])
    return {
        "rows": len(rows) + len(repeats) + len(broken),
        "duplicates": len(repeats),
        "refused": len(broken),
    }


def write_snapshots(path: Path, placed: list[Placement]) -> dict[str, int]:
    """MediaCrawler note lines, one crawl a day for 60 days after posting: cumulative counts."""
    lines = []
    for place in placed:
        for day in range(1, DAYS + 1):
            crawled = (place.posted + timedelta(days=day)).replace(hour=3, minute=0, second=0)
            if crawled > COUNTED_AT:
                continue
            share = share_by_age(place, (crawled - place.posted).total_seconds() / 86400)
            counts = [str(int(n * share)) for n in (place.likes, place.saves, place.comments, place.shares)]
            values = [
                place.note_id,
                "video" if place.video else "normal",
                place.title,
                place.body,
                "",
                millis(place.posted),
                millis(place.posted),
                place.creator.hash,
                mask(place.creator.name),
                *counts,
                "",
                ",".join(place.tags),
                millis(crawled),
                f"https://www.xiaohongshu.com/explore/{place.note_id}",
                "露米拉",
                "SYNTHETIC",
            ]
            lines.append(json.dumps(dict(zip(NOTE_KEYS, values, strict=True)), ensure_ascii=False))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return {"rows": len(lines)}


COMMENT_KEYS = (
    "comment_id create_time note_id content creator_hash nickname sub_comment_count pictures "
    "parent_comment_id last_modify_ts like_count"
).split()


def write_comments(path: Path, rows: list[dict]) -> dict[str, int]:
    """MediaCrawler comments (new generation)."""
    crawled = millis(COUNTED_AT)
    cells = [
        [
            r["comment_id"],
            millis(r["at"]),
            r["note_id"],
            r["content"],
            r["who"],
            r["nickname"],
            "0",
            "",
            r["parent_comment_id"],
            crawled,
            str(r["likes"]),
        ]
        for r in rows
    ]
    write_csv(path, COMMENT_KEYS, cells)
    return {"rows": len(cells)}


ORDER_KEYS = (
    "数据更新日期 订单id 合作名称 报备品牌 下单账号 笔记id 博主ID 博主昵称 博主报价 服务费金额 是否为优效模式 订单来源 订单创建时间 订单完成时间 spu名称 "
    "总曝光量 总阅读量 总阅读UV 总互动量 总互动率 总点赞量 总收藏量 总评论量 总分享量 总关注量 总自然曝光量 总自然阅读量 总推广曝光量 总推广阅读量 "
    "总加热曝光量 总加热阅读量 阅读单价 互动单价 品牌号关注量 搜索词点击量"
).split()


def traffic_of(place: Placement) -> dict[str, int]:
    """Split impressions and reads into natural, boosted and heated; the parts add up to the totals."""
    boosted_reads = int(place.boosted * (0.05 if place.truth == "boosted_weak" else 0.09))
    return {
        "impressions": place.impressions + place.boosted,
        "reads": place.reads + boosted_reads,
        "natural": place.impressions,
        "natural_reads": place.reads,
        "boosted": place.boosted,
        "boosted_reads": boosted_reads,
    }


def interactions_of(place: Placement) -> int:
    """The platform's total: likes, saves, comments, shares and follows."""
    return place.likes + place.saves + place.comments + place.shares + place.follows


def write_orders(path: Path, rng: np.random.Generator, placed: list[Placement]) -> dict[str, int]:
    """蒲公英 order report; unit prices, rates and totals obey the platform's own identities."""
    book = workbook(path)
    sheet = book.add_worksheet("订单报告")
    sheet.write_row(0, 0, ORDER_KEYS)
    for number, place in enumerate(placed, 1):
        flow, acted, fee = traffic_of(place), interactions_of(place), place.quote * 0.1
        cost = place.quote + fee
        cells = [
            "2026/07/20",
            place.order_id,
            "露米拉618",
            "露米拉（虚构）",
            "露米拉官方账号",
            place.note_id,
            place.creator.id,
            place.creator.name,
            str(place.quote),
            f"{fee:g}",
            "否",
            "蒲公英",
            f"{place.posted - timedelta(days=20):%Y/%m/%d}",
            f"{place.posted:%Y/%m/%d}",
            "舒缓屏障精华",
            str(flow["impressions"]),
            str(flow["reads"]),
            str(int(flow["reads"] * 0.82)),
            str(acted),
            percent(acted / flow["reads"], 2),
            str(place.likes),
            str(place.saves),
            str(place.comments),
            str(place.shares),
            str(place.follows),
            str(flow["natural"]),
            str(flow["natural_reads"]),
            str(flow["boosted"]),
            str(flow["boosted_reads"]),
            "0",
            "0",
            f"{cost / flow['reads']:.2f}",
            f"{cost / acted:.2f}",
            str(int(rng.poisson(flow["reads"] * 0.002))),
            str(int(rng.poisson(flow["reads"] * 0.01))),
        ]
        for column, cell in enumerate(cells):
            sheet.write_string(number, column, cell)
    book.close()
    return {"rows": len(placed)}


PGY_NOTE_GROUPS = ((0, 9, "笔记信息"), (10, 15, "订单信息"), (16, 29, "核心数据"))
PGY_NOTE_KEYS = (
    "笔记id 笔记链接 笔记标题 笔记类型 笔记发布时间 笔记状态 笔记创作者名称 笔记创作者ID 博主粉丝量 内容形式 内容方向 订单id 合作名称 报备品牌 博主报价 服务费金额 "
    "全部曝光量 全部阅读量 全部互动量 全部阅读率 全部互动率 平均阅读时长 点赞量 收藏量 评论量 分享量 关注量 自然曝光量 自然阅读量 推广总曝光量"
).split()


def write_pgy_notes(path: Path, rng: np.random.Generator, placed: list[Placement]) -> dict[str, int]:
    """蒲公英 note export: a group row above the leaf row."""
    directions = {
        "review": "神经酰胺屏障",
        "lifestyle": "轻薄质地",
        "tutorial": "换季维稳步骤",
        "comparison": "无香精温和",
    }
    book = workbook(path)
    sheet = book.add_worksheet("笔记数据")
    for first, last, name in PGY_NOTE_GROUPS:
        sheet.merge_range(0, first, 0, last, name)
    sheet.write_row(1, 0, PGY_NOTE_KEYS)
    for number, place in enumerate(placed, 2):
        flow, acted = traffic_of(place), interactions_of(place)
        cells = [
            place.note_id,
            f"https://www.xiaohongshu.com/explore/{place.note_id}",
            place.title,
            "视频笔记" if place.video else "图文笔记",
            f"{place.posted:%Y-%m-%d %H:%M:%S}",
            "已发布",
            place.creator.name,
            place.creator.id,
            str(place.creator.followers),
            FORMATS[place.format],
            directions[place.format],
            place.order_id,
            "露米拉618",
            "露米拉（虚构）",
            str(place.quote),
            f"{place.quote * 0.1:g}",
            str(flow["impressions"]),
            str(flow["reads"]),
            str(acted),
            percent(flow["reads"] / flow["impressions"], 2),
            percent(acted / flow["reads"], 2),
            f"{rng.uniform(8, 40):.1f}",
            str(place.likes),
            str(place.saves),
            str(place.comments),
            str(place.shares),
            str(place.follows),
            str(flow["natural"]),
            str(flow["natural_reads"]),
            str(flow["boosted"]) if place.boosted else "-",
        ]
        for column, cell in enumerate(cells):
            sheet.write_string(number, column, cell)
    book.close()
    return {"rows": len(placed)}
