"""Words that say less where a kind of statement missed its bar (`statistics.trust`), and the limits that follow."""

from __future__ import annotations

from xhs_workbench.findings import Text
from xhs_workbench.statistics.trust import holds, trusted

FALSE_CALLS = {
    "campaign_lift": Text("a lift over creators' own usual", "相对达人自身水平的提升"),
    "note_call": Text("a single note above or below its creator's usual", "单篇高于或低于达人平日"),
    "worked_claim": Text("a feature with more interactions", "某项特征互动量更高"),
    "money_move": Text("a move of money between groups", "预算在各组间调整"),
    "search_lift": Text("a lift in search", "搜索提升"),
    "search_sale": Text("a lift in search where a sale ran that no file lists", "未登记的促销期间的搜索提升"),
}
"""Kind -> what is said although nothing happened."""
INTERVALS = {
    "cost_interval": (Text("a cost per interaction", "互动单价"), 90),
    "lift_interval": (Text("a campaign's lift", "投放提升"), 95),
    "worked_interval": (Text("the effect of a feature", "特征效应"), 90),
    "longevity_interval": (Text("a count at day 90", "第 90 天的数值"), 80),
    "search_interval": (Text("a lift in search", "搜索提升"), 95),
}
"""Kind -> what its interval is of, and what the interval is called, %."""


def if_trusted(kind: str, sure: Text, less: Text) -> Text:
    """Return the sure words if the kind of statement kept its bar, otherwise those that say less."""
    return sure if holds(kind) else less


def trust_limits() -> list[Text]:
    """Say of each kind that missed its bar how often it was wrong where the truth was known."""
    return [*_false_calls(), *_intervals()]


def _false_calls() -> list[Text]:
    said = []
    for kind, what in FALSE_CALLS.items():
        found = trusted().get(kind)
        if found is not None and not found.held:
            most = round(100 * found.most)
            said.append(
                Text(
                    f"In up to {most} of 100 made-up campaigns where there was none, {what.en} was said.",
                    f"在模拟项目中，实际并不存在时，仍有至多 {most}% 被判为「{what.zh}」。",
                )
            )
    return said


def _intervals() -> list[Text]:
    said = []
    for kind, (what, level) in INTERVALS.items():
        found = trusted().get(kind)
        if found is not None and not found.held:
            low, high = (round(100 * part) for part in (found.least, found.most))
            said.append(
                Text(
                    (
                        f"The {level}% interval of {what.en} held the truth in {low} to {high} of 100 made-up "
                        "campaigns, depending on how notes scatter."
                    ),
                    f"{what.zh}的 {level}% 区间在模拟投放中的实际覆盖率为 {low}%–{high}%，取决于笔记的离散程度。",
                )
            )
    return said
