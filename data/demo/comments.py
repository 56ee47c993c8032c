"""Made-up comments from our own phrase templates, each with the family it came from. SYNTHETIC. 合成数据。"""

from __future__ import annotations

import hashlib
from datetime import timedelta

import numpy as np
from truth import CHINA, COUNTED_AT, Placement

PRODUCT = ("这支精华", "露米拉", "这个", "这款", "屏障精华")
SKIN = ("敏感肌", "干皮", "油皮", "混油", "大干皮", "屏障受损的脸", "换季泛红")
END = ("", "～", "！", "[害羞R]", "[萌萌哒R]", "啊", "呀", "呢", "[飞吻R]", "哈哈", "😂", "姐妹", "。。。")
FAMILIES: dict[str, tuple[float, tuple[str, ...]]] = {
    "small_talk": (
        0.27,
        (
            "最近换季真的好干{e}",
            "前排{e}",
            "来了来了{e}",
            "博主皮肤状态看着不错{e}",
            "已关注{e}",
            "照片在哪拍的{e}",
            "码住慢慢看{e}",
            "我也是{s}{e}",
            "蹲一个后续{e}",
            "这个天气谁懂{e}",
            "先收藏了回头看{e}",
            "头像好可爱{e}",
        ),
    ),
    "mention_only": (0.09, ("@{u}", "@{u} @{v}", "@{u} ")),
    "emoji_only": (0.06, ("[笑哭R]", "[派对R][派对R]", "😍😍😍", "[赞R]", "❤️", "[偷笑R][偷笑R]")),
    "short": (0.07, ("好看", "不错", "喜欢", "蹲", "可以", "求", "嗯嗯")),
    "ask_link": (0.06, ("求{p}链接{e}", "链接有吗{e}", "有没有购买链接{e}", "{p}怎么找不到链接{e}")),
    "ask_where": (0.05, ("{p}在哪里买{e}", "哪里可以买到{p}{e}", "线下哪家店有{p}{e}", "天猫有旗舰店吗{e}")),
    "ask_price": (0.05, ("{p}多少钱{e}", "什么价位呀{e}", "618会便宜吗{e}", "{p}贵不贵{e}")),
    "ask_usage": (
        0.07,
        (
            "{s}可以用吗{e}",
            "早上能用吗{e}",
            "和{p}叠在一起的是什么{e}",
            "一次用几泵{e}",
            "孕期能用吗{e}",
            "先用水还是先用{p}{e}",
        ),
    ),
    "purchase_intent": (
        0.05,
        (
            "已经放购物车了{e}",
            "被种草了，等618下单{e}",
            "发工资就买{e}",
            "今晚就去买{p}{e}",
            "冲了冲了，下单{e}",
        ),
    ),
    "bought": (0.03, ("刚到货，准备用起来{e}", "已经买了，等快递{e}", "上个月入手的{e}")),
    "repurchase": (0.02, ("已经回购第{n}支了{e}", "空瓶{n}支，会一直回购{e}")),
    "praise": (
        0.09,
        (
            "{p}真的好用，{s}狂喜{e}",
            "用了{n}天脸不红了，太惊喜{e}",
            "质地好清爽，一点都不黏{e}",
            "绝绝子，{s}闭眼入{e}",
            "是我今年用过很舒服的精华{e}",
            "叠防晒完全不搓泥，爱了{e}",
        ),
    ),
    "complaint": (
        0.04,
        (
            "用了{n}天烂脸了{e}",
            "搓泥搓到怀疑人生{e}",
            "味道不好闻，踩雷{e}",
            "泵头漏了，客服也不理人{e}",
            "智商税吧{e}",
            "{s}用了刺痛，拔草了{e}",
            "一点用都没有{e}",
        ),
    ),
    "doubt": (
        0.03,
        ("真的有用吗，感觉像广告{e}", "成分表能发一下吗，怕过敏{e}", "会不会闷痘{e}", "{s}会不会刺激{e}"),
    ),
    "template_bot": (
        0.02,
        (
            "姐妹们这款精华真的太好用了强烈推荐大家入手不会后悔的",
            "用完整个人都在发光真心推荐给身边所有朋友一定要试试看哦",
        ),
    ),
}
"""Family -> its share of all comments, and its templates."""
HOSTILE = (
    "</script><script>alert(1)</script>",
    '=HYPERLINK("http://example.invalid","点我")',
    "\u202e反过来的字",
    "<img src=x onerror=alert(1)>",
    "@SUM(1+1)*cmd|' /C calc'!A0",
)
REPLIES = (
    "谢谢喜欢～",
    "主页有写用法哦",
    "旗舰店可以买到的",
    "敏感肌先在耳后试一下",
    "早晚都可以用，一次两泵",
)


COMPOSED = 20_000
"""Comments composed for the 24 notes: a stock to take from, far more than the notes have."""
CRAWLED = 0.95
"""Share of a note's counted comments that a crawl finds: folded and deleted ones are in the count, not on the page."""


def make_comments(rng: np.random.Generator, placed: list[Placement], total: int, effects: bool) -> list[dict]:
    """Compose `total` comments; notes with more comments get more of them, and time falls off after posting."""
    weights = np.array([place.comments for place in placed], dtype=float) ** 0.6
    counts = rng.multinomial(total - len(HOSTILE), weights / weights.sum())
    people = [hashlib.sha256(f"commenter{i}".encode()).hexdigest()[:16] for i in range(9000)]
    bots = people[:12]
    names, shares = list(FAMILIES), np.array([share for share, _ in FAMILIES.values()])
    rows: list[dict] = []
    for place, count in zip(placed, counts, strict=True):
        for name in rng.choice(names, size=int(count), p=shares / shares.sum()):
            family = str(name) if effects or name != "template_bot" else "praise"
            rows.append(_comment(rng, place, family, people, bots))
            if family.startswith("ask") and rng.random() < 0.25:
                rows.append(_reply(rng, place, rows[-1]))
    rows = _without(rows, placed[int(np.argmax(counts))].note_id, len(rows) - (total - len(HOSTILE)))
    for text in HOSTILE:
        rows.append(
            {**_comment(rng, placed[0], "small_talk", people, bots), "content": text, "family": "hostile"}
        )
    for row in rows:
        row["comment_id"] = f"{int(row['at'].timestamp()):08x}" + "".join(
            f"{x:x}" for x in rng.integers(0, 16, size=16)
        )
    for row in rows:
        if parent := row.pop("parent", None):
            row["parent_comment_id"] = parent.get("comment_id", "")
    return rows


def _without(rows: list[dict], note_id: str, excess: int) -> list[dict]:
    """Leave out the last rows of a note: the replies made more than the total."""
    own = [number for number, row in enumerate(rows) if row["note_id"] == note_id]
    left_out = set(own[len(own) - excess :])
    return [row for number, row in enumerate(rows) if number not in left_out]


def as_counted(rows: list[dict], placed: list[Placement]) -> list[dict]:
    """Take of each note's comments what a crawl finds of the number that the platform counts; replies follow their comment.

    Hostile texts stay: a reader must meet them.
    """
    left = {place.note_id: int(place.comments * CRAWLED) for place in placed}
    hostile = [row for row in rows if row["family"] == "hostile"]
    for row in hostile:
        left[row["note_id"]] -= 1
    kept: dict[str, dict] = {}
    for row in rows:
        parent = row["parent_comment_id"]
        if row["family"] != "hostile" and left[row["note_id"]] > 0 and (not parent or parent in kept):
            left[row["note_id"]] -= 1
            kept[row["comment_id"]] = row
    return [*kept.values(), *hostile]


def _fill(rng: np.random.Generator, template: str) -> str:
    return template.format(
        p=rng.choice(PRODUCT),
        s=rng.choice(SKIN),
        e=rng.choice(END),
        n=int(rng.integers(2, 30)),
        u=f"小红薯{rng.integers(10**7, 10**8):X}",
        v=f"momo{rng.integers(100, 999)}",
    )


def _comment(
    rng: np.random.Generator, place: Placement, family: str, people: list[str], bots: list[str]
) -> dict:
    who = (
        bots[int(rng.integers(0, len(bots)))]
        if family == "template_bot"
        else people[int(rng.integers(12, len(people)))]
    )
    delay = timedelta(hours=float(rng.exponential(60 if not place.late_growth else 500)) + 0.05)
    at = min(place.posted + delay, COUNTED_AT - timedelta(hours=float(rng.uniform(1, 90))))
    return {
        "family": family,
        "note_id": place.note_id,
        "at": at.astimezone(CHINA),
        "who": who,
        "nickname": f"{'薯用户'[int(rng.integers(0, 3))]}***{int(rng.integers(0, 99))}",
        "content": _fill(rng, str(rng.choice(FAMILIES[family][1]))),
        "likes": int(rng.pareto(1.6)),
        "parent_comment_id": "",
    }


def _reply(rng: np.random.Generator, place: Placement, parent: dict) -> dict:
    at = min(parent["at"] + timedelta(hours=float(rng.exponential(6))), COUNTED_AT)
    return {
        "family": "author_reply",
        "note_id": place.note_id,
        "at": at,
        "who": place.creator.hash,
        "nickname": "作***者",
        "content": str(rng.choice(REPLIES)),
        "likes": int(rng.pareto(2)),
        "parent_comment_id": "",
        "parent": parent,
    }
