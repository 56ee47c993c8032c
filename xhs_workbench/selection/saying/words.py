"""Words that several sentences of the page share: lists, days, tiers, measures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from xhs_workbench.findings import Text
from xhs_workbench.written import written

MEASURES = {
    "interactions": Text("interactions", "互动量"),
    "saves": Text("saves", "收藏"),
    "reads": Text("reads", "阅读"),
}
KINDS = {"image": Text("image note", "图文笔记"), "video": Text("video note", "视频笔记")}
Tiers = Mapping[str, Text]
"""Tier -> its name with its limits, lowest first; from `metrics.tier_names`."""


def listed(names: Sequence[Text]) -> Text:
    """Join names as each language does.

    >>> listed([Text("saves", "收藏"), Text("reads", "阅读"), Text("likes", "点赞")])
    Text(en='saves, reads and likes', zh='收藏、阅读和点赞')
    """
    if len(names) < 2:
        return names[0] if names else Text("", "")
    *first, last = names
    return Text(
        f"{', '.join(one.en for one in first)} and {last.en}",
        f"{'、'.join(one.zh for one in first)}和{last.zh}",
    )


def plural(n: int, one: str, more: str) -> str:
    """Write a count with its noun.

    >>> plural(1, "creator", "creators"), plural(1200, "creator", "creators")
    ('1 creator', '1,200 creators')
    """
    return f"{n:,} {one if n == 1 else more}"


def short_tier(tier: str, tiers: Tiers) -> Text:
    """Return a tier's name without its limits.

    >>> short_tier("mid", {"mid": Text("Mid (50K–500K)", "腰部（5万–50万）")})
    Text(en='Mid', zh='腰部')
    """
    name = tiers.get(tier, Text(tier, tier))
    return Text(name.en.partition(" (")[0] or name.en, name.zh.partition("（")[0] or name.zh)


def about(value: float) -> Text:
    """Write an expected count no finer than it is known: two figures.

    >>> about(271_712), about(9_480), about(21_948)
    (Text(en='270K', zh='27万'), Text(en='9,500', zh='9,500'), Text(en='22,000', zh='22,000'))
    """
    whole = float(f"{value:.2g}")
    return Text(*(re.sub(r"\.0+(?=\D|$)", "", text) for text in written(whole, "compact")))


def times(count: str) -> str:
    """Put a Chinese count into a sentence that says how often: with its measure word.

    >>> times("28万"), times("9,500")
    ('28万次', '9,500 次')
    """
    return f"{count}次" if count.endswith(("万", "亿")) else f"{count} 次"


def before_chinese(name: str) -> str:
    """Return a name as it stands before a Chinese word: a blank after Latin letters and digits.

    >>> before_chinese("KOC"), before_chinese("腰部")
    ('KOC ', '腰部')
    """
    return f"{name} " if name and name[-1].isascii() and name[-1].isalnum() else name
