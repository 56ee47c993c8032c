"""The made-up world behind the demo: creators, notes and what is true of them, before any file is written.

Everything is drawn from one seeded generator, so the same seed gives the same world. SYNTHETIC: no person,
brand or figure here is real. 合成数据。
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

CHINA = ZoneInfo("Asia/Shanghai")
SEED = 618
FIRST_POST = datetime(2026, 5, 6, tzinfo=CHINA)
LIVE_AT = datetime(2026, 5, 20, 22, 0, tzinfo=CHINA)
"""When the notes were exported for the page of that day."""
COUNTED_AT = datetime(2026, 7, 20, 23, 0, tzinfo=CHINA)
CATEGORIES = ("护肤", "美妆", "母婴", "生活", "穿搭", "健身")
CATEGORY_SHARES = (0.42, 0.24, 0.08, 0.12, 0.09, 0.05)
CATEGORY_LIFT = {"护肤": 0.15, "美妆": 0.05, "母婴": -0.05, "生活": 0.0, "穿搭": -0.1, "健身": -0.15}
TIERS = (
    ("head", 500_000, 2_600_000, 10),
    ("mid", 50_000, 499_000, 46),
    ("micro", 10_000, 49_900, 92),
    ("koc", 1_000, 9_990, 138),
    ("nano", 300, 990, 14),
)
FORMATS = {"review": "测评", "lifestyle": "生活日常", "tutorial": "教程", "comparison": "对比"}
FORMAT_LIFT = {"review": 0.10, "lifestyle": -0.20, "tutorial": 0.35, "comparison": 0.05}
"""True effect of a format on log interactions, within creators: tutorials do best."""
NAMES_A = "青橘 小满 半夏 雾岛 南星 柚子 阿柠 木鱼 白茶 清欢 晚风 鹿鸣 糯米 听雨 可可 朝暮 山岚 桃枝 十一 云朵".split()
NAMES_B = "爱护肤 的梳妆台 日记 成分笔记 好物 不踩雷 慢生活 的小家 空瓶记 研究所 在上海 loves 碎碎念 通勤记 护肤课".split()
PROVINCES = ("广东", "上海", "浙江", "江苏", "北京", "四川", "山东", "湖北")
CITIES = ("上海", "北京", "广州", "深圳", "杭州", "成都", "武汉")
INTERESTS = ("护肤", "彩妆", "美食", "穿搭", "母婴", "旅行", "健身")


@dataclass
class Creator:
    """One made-up creator; shares are fractions, prices CNY."""

    id: str
    red_id: str
    name: str
    tier: str
    followers: int
    category: str
    level: float
    reads: float
    save_share: float
    price_image: int
    price_video: int
    female: float
    ages: tuple[float, ...]
    active: float
    fraud: str = ""
    contact: str = ""
    posts: list[dict] = field(default_factory=list)

    @property
    def hash(self) -> str:
        """The crawler's name for the creator: 16 hex of SHA-256 of the id."""
        return hashlib.sha256(self.id.encode()).hexdigest()[:16]


@dataclass
class Placement:
    """One placed note and its true course."""

    creator: Creator
    note_id: str
    order_id: str
    format: str
    video: bool
    posted: datetime
    title: str
    body: str
    tags: list[str]
    quote: int
    reads: int
    impressions: int
    likes: int
    saves: int
    comments: int
    shares: int
    follows: int
    half_life: float
    late_growth: float = 0.0
    boosted: int = 0
    truth: str = ""


def hex_id(rng: np.random.Generator, seconds: int | None = None) -> str:
    """A 24-hex id; for notes the first eight digits are the publish time in Unix seconds."""
    head = f"{seconds:08x}" if seconds is not None else f"5{rng.integers(0, 16**7):07x}"
    return head + "".join(f"{rng.integers(0, 16):x}" for _ in range(16))


def make_creators(rng: np.random.Generator, effects: bool) -> list[Creator]:
    """Draw about 300 creators over all tiers; interactions log-normal around followers, tier and category."""
    found: list[Creator] = []
    for tier, low, high, count in TIERS:
        for _ in range(count):
            found.append(_creator(rng, tier, low, high, len(found)))
    if effects:
        kinds = {"pods": 4, "constant_bots": 4, "bought_likes": 4, "follower_spike": 3}
        pool = [c for c in found if c.tier in ("mid", "micro", "koc")]
        chosen = rng.choice(len(pool), size=sum(kinds.values()), replace=False)
        marks = [kind for kind, n in kinds.items() for _ in range(n)]
        for index, kind in zip(chosen, marks, strict=True):
            pool[index].fraud = kind
    return found


def _creator(rng: np.random.Generator, tier: str, low: int, high: int, number: int) -> Creator:
    followers = int(np.exp(rng.uniform(np.log(low), np.log(high))))
    category = str(rng.choice(CATEGORIES, p=CATEGORY_SHARES))
    level = 1.2 + 0.52 * np.log(followers) + CATEGORY_LIFT[category] + rng.normal(0, 0.45)
    interactions = float(np.exp(level))
    reads = interactions / float(np.clip(rng.normal(0.065, 0.018), 0.025, 0.12))
    price = int(round((80 + 0.1 * followers**0.97) * float(np.exp(rng.normal(0, 0.28))), -1))
    female = float(np.clip(rng.beta(16, 3) if category != "健身" else rng.beta(6, 5), 0.2, 0.98))
    ages = rng.dirichlet(np.array([0.8, 6.5, 7.5, 2.2, 0.8]) * rng.uniform(0.6, 1.6))
    name = f"{NAMES_A[number % len(NAMES_A)]}{NAMES_B[(number * 7) % len(NAMES_B)]}{number:03d}"
    return Creator(
        hex_id(rng),
        f"{rng.integers(10**8, 10**10)}",
        name,
        tier,
        followers,
        category,
        float(level),
        reads,
        float(rng.beta(12, 22)),
        max(price, 100),
        max(int(round(price * rng.uniform(1.25, 1.5), -1)), 150),
        female,
        tuple(float(x) for x in ages),
        float(rng.beta(30, 22)),
        contact=f"creator{number:03d}@example.invalid",
    )


TITLES = {
    "review": [
        "用了{n}天说说真实感受",
        "敏感肌{n}天体验，优缺点都说",
        "空瓶{n}支才敢写的测评",
        "换季泛红期的{n}天记录",
    ],
    "lifestyle": [
        "加班回家的护肤日常",
        "周末在家的慢护肤日常",
        "出差一周我的护肤日常带了什么",
        "和妈妈一起的护肤日常",
    ],
    "tutorial": [
        "换季护肤教程，三步就够",
        "敏感肌精华怎么用，手把手教程",
        "早C晚B护肤教程",
        "上妆不搓泥的叠涂教程",
    ],
    "comparison": [
        "三支舒缓精华横评对比",
        "同价位精华对比，谁更适合敏感肌",
        "红黑榜：{n}支精华对比",
        "学生党精华对比",
    ],
}
BODIES = {
    "ceramide_barrier": [
        "里面有三重神经酰胺，我的屏障换季没那么脆了。",
        "主打修护屏障，神经酰胺放在前面。",
        "换季维稳就靠它。",
    ],
    "light_texture": ["质地轻薄，叠防晒不搓泥。", "好吸收，清爽不黏。", "上妆前用也不搓泥。"],
    "fragrance_free": ["无香精无酒精，用着不刺激。", "很温和，闻不到香精味。"],
}
SMALL_TALK = [
    "最近天气忽冷忽热。",
    "先说结论，再说过程。",
    "照片都是自己拍的，没修。",
    "有不喜欢的地方也会直说：泵头有点紧。",
    "第一次写这么长。",
    "每个人肤质不同，仅供参考。",
]
TAGS = {
    "护肤": ["护肤", "敏感肌", "成分党", "精华推荐"],
    "美妆": ["美妆", "妆前护肤", "底妆"],
    "母婴": ["孕期护肤", "宝妈"],
    "生活": ["日常", "生活记录"],
    "穿搭": ["穿搭", "ootd"],
    "健身": ["健身", "运动护肤"],
}


def write_note(
    rng: np.random.Generator, form: str, category: str, campaign: bool
) -> tuple[str, str, list[str]]:
    """Compose title, body and tags from our own phrases; campaign notes carry most messages and tags."""
    title = str(rng.choice(TITLES[form])).format(n=int(rng.integers(3, 30)))
    parts = [str(x) for x in rng.choice(SMALL_TALK, size=2, replace=False)]
    tags = [str(x) for x in rng.choice(TAGS[category], size=min(2, len(TAGS[category])), replace=False)]
    if campaign:
        for options in BODIES.values():
            if rng.random() < 0.82:
                parts.insert(1, str(rng.choice(options)))
        tags = (
            ["露米拉屏障精华"] * bool(rng.random() < 0.95) + ["换季维稳"] * bool(rng.random() < 0.85) + tags
        )
    return title, "\n".join(parts), tags


def make_posts(rng: np.random.Generator, creators: list[Creator], effects: bool = True) -> None:
    """Give each creator 8-12 recent notes; formats lift or lower them, fraud bends them."""
    start = datetime(2026, 2, 10, tzinfo=CHINA)
    for creator in creators:
        favourite = rng.dirichlet([2.0, 2.5, 1.2, 1.3])
        for _ in range(int(rng.integers(8, 13))):
            form = str(rng.choice(list(FORMATS), p=favourite))
            noise = (
                rng.normal(0, 0.12 if creator.fraud == "constant_bots" else 0.55)
                + (rng.random() < 0.02) * 2.2
            )
            total = float(np.exp(creator.level + FORMAT_LIFT[form] * effects + noise))
            posted = start + timedelta(days=float(rng.uniform(0, 58)), hours=float(rng.uniform(7, 23)) - 12)
            creator.posts.append(_post(rng, creator, form, total, posted))


def _post(rng: np.random.Generator, creator: Creator, form: str, total: float, posted: datetime) -> dict:
    save_share, comment_share = creator.save_share, float(rng.beta(3, 40))
    if creator.fraud == "bought_likes":
        save_share, comment_share = save_share * 0.12, comment_share * 0.15
    if creator.fraud == "pods":
        comment_share = 0.45
    saves, comments = total * save_share, total * comment_share
    title, body, tags = write_note(rng, form, creator.category, campaign=False)
    return {
        "id": hex_id(rng, int(posted.timestamp())),
        "form": form,
        "posted": posted,
        "title": title,
        "body": body,
        "tags": tags,
        "likes": int(max(total - saves - comments, 0)),
        "saves": int(saves),
        "comments": int(comments),
        "shares": int(total * rng.beta(3, 60)),
        "video": bool(rng.random() < (0.7 if form == "tutorial" else 0.25)),
    }


def make_placements(rng: np.random.Generator, creators: list[Creator], effects: bool) -> list[Placement]:
    """Place 24 notes by the brief's deliverables, each with its own decay; plant a sleeper and a boosted weak note."""
    wanted = (
        [("mid", "review", False)] * 2 + [("micro", "tutorial", True)] * 3 + [("micro", "review", False)] * 4
    )
    wanted += [("koc", "lifestyle", False)] * 9 + [("koc", "comparison", False)] * 6
    clean = [
        c for c in creators if c.category in ("护肤", "美妆", "生活") and c.fraud in ("", "bought_likes")
    ]
    taken: set[str] = set()
    placed: list[Placement] = []
    for number, (tier, form, video) in enumerate(wanted):
        pool = [c for c in clean if c.tier == tier and c.id not in taken]
        flagged = [c for c in pool if c.fraud]
        fair = [c for c in pool if not c.fraud and (c.tier != "mid" or c.followers < 150_000)]
        creator = (
            flagged[0] if effects and number == 12 and flagged else fair[int(rng.integers(0, len(fair)))]
        )
        taken.add(creator.id)
        placed.append(_placement(rng, creator, form, video, number, effects))
    if effects:
        _plant(placed)
    for place in rng.choice(len(placed), size=4, replace=False):
        if not placed[place].boosted and placed[place].truth != "sleeper":
            placed[place].boosted = int(placed[place].impressions * rng.uniform(0.5, 1.1))
    return placed


def _placement(
    rng: np.random.Generator, creator: Creator, form: str, video: bool, number: int, effects: bool
) -> Placement:
    total = float(np.exp(creator.level + FORMAT_LIFT[form] * effects - 0.15 + rng.normal(0, 0.4)))
    day = int(number * 16 / 23)
    posted = FIRST_POST + timedelta(
        days=day,
        hours=int(rng.choice([8, 12, 18, 20, 21, 21, 22])),
        minutes=int(rng.integers(0, 60)),
        seconds=int(rng.integers(0, 60)),
    )
    title, body, tags = write_note(rng, form, "护肤", campaign=True)
    save_share = creator.save_share * (0.12 if creator.fraud == "bought_likes" else 1.15)
    saves, comments = total * save_share, max(total * float(rng.beta(3, 38)), 8)
    reads = total / float(np.clip(rng.normal(0.06, 0.014), 0.025, 0.11))
    return Placement(
        creator,
        hex_id(rng, int(posted.timestamp())),
        f"2026{rng.integers(10**13, 10**14)}",
        form,
        video,
        posted,
        title,
        body,
        tags,
        creator.price_video if video else creator.price_image,
        int(reads),
        int(reads / float(rng.uniform(0.09, 0.16))),
        int(max(total - saves - comments, 5)),
        int(saves),
        int(comments),
        int(total * rng.beta(3, 55)),
        int(total * rng.beta(2, 90)),
        float(rng.uniform(2.0, 6.0)),
        truth="bought_likes" if creator.fraud == "bought_likes" else "",
    )


def _plant(placed: list[Placement]) -> None:
    sleeper, weak = placed[7], placed[17]
    sleeper.truth, sleeper.late_growth, sleeper.half_life = "sleeper", 0.7, 3.0
    weak.truth, weak.boosted = "boosted_weak", int(weak.impressions * 1.6)
    for name in ("likes", "saves", "comments", "shares", "reads"):
        setattr(weak, name, max(int(getattr(weak, name) * 0.3), 3))


def as_of(placed: list[Placement], moment: datetime) -> list[Placement]:
    """The notes that are out at a moment, with the counts they have reached by then."""
    counts = ("reads", "impressions", "likes", "saves", "comments", "shares", "follows", "boosted")
    found = []
    for place in placed:
        share = share_by_age(place, (moment - place.posted).total_seconds() / 86400)
        if share > 0:
            found.append(replace(place, **{name: int(getattr(place, name) * share) for name in counts}))
    return found


def share_by_age(place: Placement, age_days: float) -> float:
    """Share of its final count that a note has at an age; a sleeper gets most of it around day 35, from search."""
    if age_days <= 0:
        return 0.0
    early = 1 - 0.5 ** (age_days / place.half_life)
    late = 1 / (1 + np.exp(-(age_days - 35) / 4))
    tail = min(age_days / 75, 1.0)
    return float(min((1 - place.late_growth) * (0.88 * early + 0.12 * tail) + place.late_growth * late, 1.0))
