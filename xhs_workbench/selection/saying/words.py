"""Words that several sentences of the page share: lists, days, tiers, measures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from xhs_workbench.findings import Text
from xhs_workbench.metrics import definition, registry, word_name
from xhs_workbench.selection.planning.forecast import Forecast
from xhs_workbench.written import listed as listed_some
from xhs_workbench.written import two_figures, written

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


def names_unforeseen(forecast: Forecast) -> list[Text]:
    """Return the targets that cannot be forecast by their names inside a sentence, without their formulas."""
    words = dict.fromkeys(definition(name).word for name in forecast.unforeseen if name in registry())
    names = [word_name(word) for word in words]
    return [
        Text(en if en[1:2].isupper() else f"{en[:1].lower()}{en[1:]}", name.zh.partition("：")[0])
        for name in names
        for en in [name.en.partition(": ")[0]]
    ]


def say_unforeseen(names: Sequence[Text]) -> Text:
    """Say that nothing of a candidate's files tells of these.

    >>> say_unforeseen([Text("impressions", "曝光"), Text("CPM", "CPM")]).en
    'Impressions and CPM cannot be forecast from these files.'
    """
    some = listed_some(names)
    return Text(
        f"{some.en[0].upper()}{some.en[1:]} cannot be forecast from these files.",
        f"现有数据无法预估{some.zh}，请以结案数据为准。",
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
    whole = two_figures(value)
    return Text(*(re.sub(r"\.0+(?=\D|$)", "", text) for text in written(whole, "compact")))


def about_cny(value: float) -> Text:
    """Write an amount that is an estimate or a difference of two sets: three figures.

    >>> about_cny(33_154), about_cny(7_920)
    (Text(en='about ¥33,200', zh='约 ¥33,200'), Text(en='¥7,920', zh=' ¥7,920'))
    """
    whole = float(f"{value:.3g}")
    shown = written(whole, "cny").en
    return Text(shown, f" {shown}") if abs(whole - value) < 0.5 else Text(f"about {shown}", f"约 {shown}")


def times(count: str) -> str:
    """Put a Chinese count into a sentence that says how often: with its measure word.

    >>> times("28万"), times("9,500")
    ('28万次', '9,500 次')
    """
    return f"{count}次" if count.endswith(("万", "亿")) else f"{count} 次"
