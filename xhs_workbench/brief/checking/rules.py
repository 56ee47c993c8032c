"""The rules for briefs: data in `rules.toml`, each with its two sentences, settings, evidence and fix."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from xhs_workbench.findings import SIDES, Finding, Language, Level, Text

FILE = Path(__file__).parent / "rules.toml"
GROUPS = {
    "objective": Text("Objective and targets", "目标与指标"),
    "audience": Text("Audience", "目标人群"),
    "messages": Text("Messages", "核心信息"),
    "inclusions": Text("Disclosure and claims", "标识与宣称"),
    "timeline": Text("Timeline", "时间安排"),
    "deliverables": Text("Deliverables", "交付内容"),
    "words": Text("Wording complete", "文字完整"),
    "freedom": Text("Creative freedom", "创作自由"),
}
"""Part of the score -> its name, in reading order."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Args:
        id: Its code.
        group: Part of the score it belongs to.
        level: Level of the finding if it is not met.
        points: Points for a met rule; a REVIEW gives half.
        what: The rule in a sentence.
        good: The sentence if it is met; `{name}` stands for a measured value, `{n:one|more}` for a noun.
        bad: The sentence if it is not met.
        fix: What to do, with the names of the file.
        do: The same for the client: verb and object.
        grade: Evidence grade.
        source: Where it is from.
        leaning: `over` if an unmet rule means too much scripting, `under` if too little is said.
        settings: Thresholds and word patterns.
    """

    id: str
    group: str
    level: Level
    points: int
    what: Text
    good: Text
    bad: Text
    fix: Text
    do: Text
    grade: str
    source: Text
    leaning: Literal["over", "under", ""] = ""
    settings: Mapping[str, Any] = field(default_factory=dict)

    def pattern(self, name: str = "pattern") -> re.Pattern[str]:
        """Return one of its word patterns, compiled."""
        return _compiled(self.settings[name])


@dataclass(frozen=True, slots=True)
class Measured:
    """The result of a check: whether the rule is met, the values for its sentences, and the place."""

    good: bool
    values: Mapping[str, Any] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()


class Count(int):
    """A number that selects the form of its noun: `{n} {n:note|notes}`.

    >>> f"{Count(1)} {Count(1):note|notes}, {Count(2)} {Count(2):note|notes}"
    '1 note, 2 notes'
    """

    def __format__(self, spec: str) -> str:
        """Return one of two words, or the number in any other format."""
        one, bar, more = spec.partition("|")
        return (one if self == 1 else more) if bar else format(int(self), spec)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


@cache
def rules() -> dict[str, Rule]:
    """Return every rule by id, in the order of the file."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {name: _rule(name, entry) for name, entry in data.items()}


def _rule(name: str, entry: dict[str, Any]) -> Rule:
    texts = {key: Text(**entry[key]) for key in ("what", "good", "bad", "fix", "do", "source")}
    fields: dict[str, Any] = {**entry, **texts, "level": Level(entry["level"])}
    return Rule(id=name, **fields)


def judge(rule: Rule, measured: Measured) -> Finding:
    """Turn a measurement into a finding in the rule's words.

    >>> judge(rules()["objective_measurable"], Measured(True, {"n": 3})).text.en
    'The objective is backed by 3 measurable targets.'
    """
    values = {**rule.settings, **measured.values}
    if measured.good:
        return Finding(rule.id, Level.PASS, _fill_sentence(rule.good, values))
    return Finding(
        rule.id,
        rule.level,
        _fill_sentence(rule.bad, values),
        _fill_sentence(rule.fix, values),
        measured.evidence,
    )


def _fill_sentence(text: Text, values: Mapping[str, Any]) -> Text:
    """Fill a rule's own sentence; a value with text in two languages goes to each side."""
    sides = [{name: _value(value, side) for name, value in values.items()} for side in SIDES]
    return Text(text.en.format(**sides[0]), text.zh.format(**sides[1]))


def _value(value: Any, side: Language) -> Any:
    if isinstance(value, Text):
        return value.to(side)
    return Count(value) if isinstance(value, int) else value


def both(names: list[Text] | tuple[Text, ...]) -> Text:
    """List names in each language."""
    return Text(", ".join(name.en for name in names), "、".join(name.zh for name in names))
