"""Files that both synthetic campaigns with a goal of their own wear: creators, placed notes, comments, shop orders. SYNTHETIC.

A `World` says whose they are; `make_demo_leads.py` and `demo_sales/make_demo_sales.py` each make one.
"""

from __future__ import annotations

import csv
import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

CHINA = timezone(timedelta(hours=8))


def an_id(kind: str, number: int, at: datetime | None = None) -> str:
    """Return a 24-hex id; a note's begins with the second of its posting, as the platform's do."""
    tail = hashlib.sha256(f"{kind}{number}".encode()).hexdigest()
    return f"{int(at.timestamp()):08x}{tail[:16]}" if at else tail[:24]


def write(folder: Path, name: str, header: str, rows: list[list[object]]) -> None:
    """Write a CSV as exports do: with a mark of its encoding, `-` where there is no figure."""
    with (folder / f"{name}_synthetic.csv").open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file, lineterminator="\r\n")
        out.writerow(header.split(","))
        out.writerows([["-" if cell is None else cell for cell in row] for row in rows])


def percent(above: float, below: float) -> str:
    """Write a share as exports do."""
    return f"{above / below * 100:.2f}%"


@dataclass(frozen=True)
class Goods:
    """What the brand's own shop sells: its name, the product's id, price, what the shop is owed, and its order numbers."""

    shop: str
    product_id: str
    price_cny: int
    owed_cny: int
    prefix: str
    first: int


@dataclass(frozen=True)
class World:
    """A made-up campaign.

    Args:
        key: What its ids are made of, so that no two campaigns share one.
        posted: When the first note went out.
        counted_on: Day of the exports, as they write it.
        ordered_on: Day of the orders, as exports write it.
        brand, product, order: Brand, product, and the name of the orders.
        names, titles, reads: Of each placed note.
        days_after: Days from the first note to each.
        said: Comments.
        candidate, category, everyday, body, tags, keyword: Words of the candidates and their everyday notes.
        commenter: Masked name of commenters.
        bought: Note -> reads by ads, impressions by ads, reads by heating, impressions by heating.
        goods: What the brand's own shop sells.
        liking: How often readers of each note interact, as a multiple of 6 %; none means once.
        fans: Candidate -> further headers of the creator list and her figures.
        candidates: How many creators the list holds; from the fifteenth on, small ones.
        formats: What kind of note each is, as exports write it.
        booked: Which of them posted, in the order of the notes; none means the first ones.
    """

    key: str
    posted: datetime
    counted_on: str
    ordered_on: str
    brand: str
    product: str
    order: str
    names: tuple[str, ...]
    titles: tuple[str, ...]
    reads: tuple[int, ...]
    days_after: tuple[int, ...]
    said: tuple[str, ...]
    candidate: str
    category: str
    everyday: str
    body: str
    tags: str
    keyword: str
    commenter: str
    bought: Callable[[int], tuple[int, int, int, int]]
    goods: Goods
    order_prefix: str = "77"
    fans: Callable[[int], dict[str, float]] | None = None
    liking: tuple[float, ...] = ()
    candidates: int = 14
    booked: tuple[int, ...] = ()
    formats: tuple[str, ...] = ()

    @property
    def creators(self) -> list[str]:
        """Ids of the candidates."""
        return [an_id(f"{self.key}creator", n) for n in range(self.candidates)]

    @property
    def posting(self) -> tuple[int, ...]:
        """Which candidates posted, in the order of the notes."""
        return self.booked or tuple(range(len(self.names)))

    def name_of(self, n: int) -> str:
        """Return a candidate's name."""
        return self.names[n] if n < len(self.names) else f"{self.candidate}{n:02d}"

    @staticmethod
    def followers(n: int) -> int:
        """Return how many follow a candidate."""
        return 9000 + 5200 * n if n < 14 else 11000 + 2800 * (n - 14)

    @staticmethod
    def quote(n: int) -> int:
        """Return what a candidate asks for a note with pictures, by her followers."""
        return 900 + 260 * n if n < 14 else 1000 + 140 * (n - 14)

    @property
    def placed(self) -> list[datetime]:
        """When each note went out."""
        return [self.posted + timedelta(days=days, minutes=7 * n) for n, days in enumerate(self.days_after)]

    @property
    def notes(self) -> list[str]:
        """Ids of the placed notes."""
        return [an_id(f"{self.key}note", n, at) for n, at in enumerate(self.placed)]


def write_creators(folder: Path, rng: random.Random, world: World) -> None:
    """蒲公英 creators, a flat list, and their everyday notes as a crawl."""
    rows, notes = [], []
    more = world.fans or (lambda n: {})
    for n, creator in enumerate(world.creators):
        name = world.name_of(n)
        followers, reads = world.followers(n), 2600 + 390 * (n % 14)
        rows.append(
            [
                name,
                "优秀",
                f"{followers:,}",
                f"https://www.xiaohongshu.com/user/profile/{creator}",
                "",
                "否",
                world.category,
            ]
            + [
                f"30{n:08d}",
                ["上海", "广东", "浙江"][n % 3],
                "女",
                round(1.5 - n % 14 / 10, 1),
                52 + n % 7,
                9.1,
                reads,
            ]
            + [
                round(reads * 0.055),
                4,
                31,
                world.quote(n),
                world.quote(n) + 400 + 80 * (n % 14),
                *more(n).values(),
            ]
        )
        for k in range(9):
            at = world.posted - timedelta(days=12 + 9 * k, hours=(n + 5 * k) % 11)
            likes = round(reads * rng.uniform(0.022, 0.04))
            counts = [likes, round(likes * rng.uniform(0.45, 0.8)), round(likes * 0.08), round(likes * 0.1)]
            note = an_id(f"{world.key}own{n}", k, at)
            stamp = int(at.timestamp() * 1000)
            notes.append(
                [note, "normal", f"{world.everyday}第{k + 1}篇", world.body, "", stamp, stamp]
                + [hashlib.sha256(creator.encode()).hexdigest()[:16], f"{name[0]}***{name[-1]}", *counts, ""]
                + [
                    world.tags,
                    int(world.posted.timestamp() * 1000),
                    f"https://www.xiaohongshu.com/explore/{note}",
                ]
                + [world.keyword, "SYNTHETIC"]
            )
    header = (
        "小红书昵称,等级,粉丝数,主页链接,蒲公英链接,是否低活跃,内容类目,小红书id,地区,博主性别,粉丝量变化幅度%,活跃粉丝占比%,"
        "互动粉丝占比%,阅读中位数,互动中位数,千赞笔记比例%,百赞笔记比例%,蒲公英图文价格,蒲公英视频价格"
    )
    write(folder, "pugongying_creators", ",".join([header, *more(0)]), rows)
    header = (
        "note_id,type,title,desc,video_url,time,last_update_time,creator_hash,nickname,liked_count,collected_count,"
        "comment_count,share_count,image_list,tag_list,last_modify_ts,note_url,source_keyword,xsec_token"
    )
    write(folder, "candidate_notes", header, notes)


def write_notes(folder: Path, world: World) -> None:
    """蒲公英 orders and notes of the placed notes; the quote with its 10 % fee."""
    orders, notes = [], []
    for n, (note, who) in enumerate(zip(world.notes, world.posting, strict=True)):
        reads, quote = world.reads[n], world.quote(who)
        shown = reads * 11
        boosted, by_ads, heated, by_heat = world.bought(n)
        liked = reads * (world.liking[n] if world.liking else 1)
        likes, saves, comments, shares = (round(liked * part) for part in (0.031, 0.022, 0.004, 0.003))
        all_four = likes + saves + comments + shares
        orders.append(
            [
                world.counted_on,
                f"\t{world.order_prefix}{n}9031827364551{n}2736",
                world.order,
                world.brand,
                note,
                world.creators[who],
                world.name_of(who),
                quote,
                quote // 10,
            ]
            + [
                world.ordered_on,
                world.product,
                shown,
                reads,
                round(reads * 0.86),
                all_four,
                percent(all_four, reads),
            ]
            + [
                likes,
                saves,
                comments,
                shares,
                round(reads * 0.002),
                shown - by_ads - by_heat,
                reads - boosted - heated,
            ]
            + [
                by_ads,
                boosted,
                by_heat,
                heated,
                round(quote * 1.1 / reads, 2),
                round(quote * 1.1 / all_four, 2),
            ]
        )
        notes.append(
            [
                note,
                f"https://www.xiaohongshu.com/explore/{note}",
                world.titles[n],
                "视频" if n % 3 == 2 else "图文",
            ]
            + [
                f"{world.placed[n]:%Y-%m-%d %H:%M:%S}",
                world.creators[who],
                world.name_of(who),
                world.followers(who),
                quote,
                shown,
                reads,
            ]
            + [
                all_four,
                likes,
                saves,
                comments,
                shares,
                round(reads * 0.002),
                reads - boosted - heated,
                world.formats[n],
                world.counted_on,
            ]
        )
    header = (
        "数据更新日期,订单id,合作名称,报备品牌,笔记id,博主ID,博主昵称,博主报价,服务费金额,订单创建时间,spu名称,总曝光量,总阅读量,"
        "总阅读UV,总互动量,总互动率,总点赞量,总收藏量,总评论量,总分享量,总关注量,总自然曝光量,总自然阅读量,总推广曝光量,"
        "总推广阅读量,总加热曝光量,总加热阅读量,阅读单价,互动单价"
    )
    write(folder, "pugongying_orders", header, orders)
    header = (
        "笔记id,笔记链接,笔记标题,笔记类型,笔记发布时间,笔记创作者ID,博主昵称,博主粉丝量,博主报价,全部曝光量,全部阅读量,全部互动量,"
        "点赞量,收藏量,评论量,分享量,关注量,自然阅读量,内容形式,数据更新日期"
    )
    write(folder, "pugongying_notes", header, notes)


def write_comments(folder: Path, rng: random.Random, world: World) -> None:
    """Eight comments under each note, of our own phrases."""
    rows = []
    for n, note in enumerate(world.notes):
        for k in range(8):
            at = world.placed[n] + timedelta(hours=3 + 11 * k)
            words, who = world.said[(n + k) % len(world.said)], f"{world.key}reader{n}-{k}"
            rows.append(
                [an_id(f"{world.key}comment{n}", k, at), int(at.timestamp() * 1000), note, words]
                + [hashlib.sha256(who.encode()).hexdigest()[:16], world.commenter, 0, "", 0]
                + [int(world.posted.timestamp() * 1000) + 4_000_000_000, rng.randint(0, 9)]
            )
    header = (
        "comment_id,create_time,note_id,content,creator_hash,nickname,sub_comment_count,pictures,parent_comment_id,"
        "last_modify_ts,like_count"
    )
    write(folder, "mediacrawler_comments", header, rows)


def write_orders(folder: Path, world: World, count: int) -> None:
    """千帆 orders with made-up buyers, who are dropped as they are read: of each six one is refunded, of each fourteen one cancelled."""
    rows: list[list[object]] = []
    goods, booked = world.goods, len(world.names)
    for n in range(count):
        state, after = (
            ("已关闭", "售后完成")
            if n % 6 == 5
            else ("已取消", "无售后")
            if n % 14 == 3
            else ("已完成", "无售后")
        )
        at = f"{world.posted + timedelta(days=2 + n // 3, hours=n % 9):%Y-%m-%d %H:%M:%S}"
        rows.append(
            [f"{goods.prefix}{goods.first + n}", state, after, "现货订单"]
            + [world.creators[n % booked], world.names[n % booked]]
            + [f"55{n % 2}3190842671{n % 2}37", world.product, 1, goods.price_cny, goods.price_cny, 0]
            + [goods.price_cny - goods.owed_cny, goods.owed_cny, at, at, goods.shop, goods.product_id]
            + [world.product, f"合成收件人{n:02d}", f"1380000{n:04d}", f"合成省合成市{n}号"]
            + [f"SYNTHETIC-BUYER-{n:04d}"]
        )
    header = (
        "订单号,订单状态,售后状态,订单类型,达人ID,达人名称,规格ID,SKU名称,SKU件数,商品总价(元),用户应付金额(元),平台优惠(元),"
        "店铺优惠(元),商家应收金额(元)（支付金额）,支付时间,订单创建时间,店铺名称,商品ID,商品名称,收件人姓名,收件人手机号,"
        "收件人详细地址,用户编号"
    )
    write(folder, "qianfan_orders", header, rows)
