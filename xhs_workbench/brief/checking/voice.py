"""Over-scripting and its opposite: does the brief leave the creator a voice, and something to say?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xhs_workbench.brief.checking.requirements import shown, sides
from xhs_workbench.brief.checking.rules import Measured, Rule, rules
from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.params.brief import Brief, Words

SENTENCE_END = re.compile(r"[。！？!?]+|\.(?=\s)")


def asked(brief: Brief) -> tuple[Words, ...]:
    """Return what the brief asks of a note: messages, features, tone and pictures; not claims, which the law sets."""
    messages = tuple(message.text for message in brief.messages)
    return messages + brief.inclusions.features + brief.guardrails.tone + brief.guardrails.visual


def scripted_captions(brief: Brief, rule: Rule) -> Measured:
    """Words that dictate a line, or a quoted sentence of such a length."""
    found = tuple(
        shown(item) for item in asked(brief) if rule.pattern().search(sides(item)) or _quotes(item, rule)
    )
    return Measured(not found, {"n": len(found)}, found)


def _quotes(item: Words, rule: Rule) -> bool:
    """Say whether a text quotes a whole line; one or two quoted words are just a term."""
    for quoted in rule.pattern("quoted").findall(sides(item)):
        latin = quoted.isascii()
        if not latin or len(quoted.split()) >= rule.settings["quoted_words"]:
            return True
    return False


def sentence_points(brief: Brief, rule: Rule) -> Measured:
    """Messages longer than one point: characters in Chinese, words in English, more than one sentence in either."""
    long = []
    for message in brief.messages:
        en, zh = message.text.en, message.text.zh
        several = any(
            len([part for part in SENTENCE_END.split(side) if part.strip()]) > 1 for side in (en, zh)
        )
        if (
            several
            or len(zh) > rule.settings["most_characters"]
            or len(en.split()) > rule.settings["most_words"]
        ):
            long.append(shown(message.text))
    return Measured(not long, {"n": len(long)}, tuple(long))


def must_says(brief: Brief, rule: Rule) -> Measured:
    """Messages, features and hashtags together."""
    n = len(brief.messages) + len(brief.inclusions.features) + len(brief.inclusions.hashtags)
    return Measured(n <= rule.settings["most"], {"n": n})


def imperative_density(brief: Brief, rule: Rule) -> Measured:
    """Share of requirements that are worded as an order."""
    texts = asked(brief)
    orders = tuple(shown(item) for item in texts if rule.pattern().search(sides(item)))
    share, most = len(orders) / len(texts), rule.settings["most_share"]
    return Measured(share <= most, {"share": f"{share:.0%}", "of": len(texts), "most": f"{most:.0%}"}, orders)


def prescribed_order(brief: Brief, rule: Rule) -> Measured:
    """Paragraphs, seconds, shots and their order."""
    found = tuple(shown(item) for item in asked(brief) if rule.pattern().search(sides(item)))
    return Measured(not found, {"n": len(found)}, found)


def freedom_written(brief: Brief, rule: Rule) -> Measured:
    """Something is left to the creator, in writing."""
    n = len(brief.free_for_creator)
    return Measured(n > 0, {"n": n})


@dataclass(frozen=True, slots=True)
class Direction:
    """How strictly a brief directs the creator.

    Args:
        verdict: `over_scripted`, `balanced` or `under_directed`.
        text: The verdict as a sentence.
        reasons: The findings behind it; none for a balanced brief.
    """

    verdict: str
    text: Text
    reasons: tuple[Finding, ...]


def read_direction(checks: Sequence[Finding]) -> Direction:
    """Say whether a brief is over-scripted, under-directed or balanced, and why.

    One dictated line, or two signs of either kind, decide; a single sign is only a remark in the list. If
    both kinds occur, the one with more signs is named; on a tie scripting, because it is the costlier
    mistake.

    Args:
        checks: From `check_brief`.
    """
    unmet = [finding for finding in checks if finding.level != Level.PASS and finding.code in rules()]
    over = tuple(finding for finding in unmet if rules()[finding.code].leaning == "over")
    under = tuple(finding for finding in unmet if rules()[finding.code].leaning == "under")
    dictated = any(finding.level == Level.FAIL for finding in over)
    if (dictated or len(over) > 1) and len(over) >= len(under):
        said = Text(f"Over-scripted: {len(over)} signs.", f"过度脚本化：{len(over)} 个迹象。")
        return Direction("over_scripted", said, over)
    if len(under) > 1:
        said = Text(f"Under-directed: {len(under)} signs.", f"指引不足：{len(under)} 个迹象。")
        return Direction("under_directed", said, under)
    said = Text(
        "Balanced: points are given, words are left to the creator.", "松紧适中：要点已给，措辞由达人自定。"
    )
    return Direction("balanced", said, ())
