"""Compliance rules as data: one TOML per class in `rules/`; each rule has its basis, its wording and its own tests.

A rule says what it searches for and where that does not count, how serious it is, its basis (law, platform,
or our own setting, with date, source and grade of evidence), the trades it applies to, and what to write
instead.
Keys:

    terms, patterns          what fires (see `language.PhraseRule`)
    exceptions, unless       where it does not; `unless` at the top of a file holds for all its rules
    check, words, least, most   instead of terms: a check on the draft's facts (see `facts.py`)
    categories               trades it applies to; none: all
    registration             claims of the product's registration (特证, 备案) that lift it
    must_fire, must_not_fire examples, which are its tests
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from xhs_workbench.findings import Level, Text
from xhs_workbench.language import PhraseRule
from xhs_workbench.params.brief import Brief

FOLDER = Path(__file__).parent / "rules"
EVERYDAY = Path(__file__).parent / "everyday.toml"
KEYS = {
    "en",
    "zh",
    "severity",
    "basis",
    "terms",
    "patterns",
    "exceptions",
    "unless",
    "check",
    "words",
    "least",
    "most",
    "categories",
    "registration",
    "instead",
    "must_fire",
    "must_not_fire",
}


@dataclass(frozen=True)
class Basis:
    """The basis of a rule.

    Args:
        kind: `legal`, `platform` or `setting` (of ours, from practice).
        text: Law and article, or rule of the platform.
        since: In force since.
        source: Where it was read.
        grade: A seen in an original, B trade press or agency, C folklore, G general knowledge.
    """

    kind: str
    text: Text
    since: date
    source: str
    grade: str


@dataclass(frozen=True)
class Rule:
    """One rule; see the module's docstring."""

    id: str
    rule_class: str
    class_text: Text
    version: str
    text: Text
    level: Level
    basis: Basis
    instead: Text
    terms: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    check: str = ""
    words: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    categories: tuple[str, ...] = ()
    registration: tuple[str, ...] = ()
    must_fire: tuple[Any, ...] = ()
    must_not_fire: tuple[Any, ...] = ()

    def phrases(self) -> PhraseRule:
        """Return what to search for in a text; everyday expressions are exempt from every rule."""
        everyday = (word for word in everyday_exceptions() if not any(word in term for term in self.terms))
        return PhraseRule(self.id, self.terms, self.patterns, (*self.exceptions, *everyday), self.unless)

    def not_tried(self, brief: Brief) -> Text | None:
        """Say why the rule does not apply to this brief; None if it does."""
        trade = brief.brand.industry
        if self.categories and trade not in self.categories:
            return Text(f"not for this category ({trade})", f"不适用于该品类（{trade}）")
        covered = [claim for claim in self.registration if claim in brief.brand.registered_claims]
        if covered:
            return Text(
                f"covered by the registration: {', '.join(covered)}", f"注册备案已覆盖：{'、'.join(covered)}"
            )
        return None


@cache
def read_rules() -> tuple[Rule, ...]:
    """Return all rules that come with the package, in the order of files and of rules in them.

    Raises:
        ValueError: A rule has an unknown key, or names a basis that its file does not contain.
    """
    found: list[Rule] = []
    for path in sorted(FOLDER.glob("*.toml")):
        found += make_rules(tomllib.loads(path.read_text(encoding="utf-8")), path.name)
    return tuple(found)


def make_rules(data: Mapping[str, Any], where: str) -> list[Rule]:
    """Build the rules of one file.

    Raises:
        ValueError: A rule has an unknown key, or names a basis that the file does not contain.
    """
    bases = {
        name: Basis(one["kind"], Text(one["en"], one["zh"]), one["since"], one["source"], one["grade"])
        for name, one in data["basis"].items()
    }
    return [_rule(name, one, data, bases, where) for name, one in data["rules"].items()]


def _rule(
    name: str, one: Mapping[str, Any], data: Mapping[str, Any], bases: Mapping[str, Basis], where: str
) -> Rule:
    unknown = set(one) - KEYS
    if unknown or one["basis"] not in bases:
        raise ValueError(f"{where}, rule {name}: unknown {', '.join(sorted(unknown)) or one['basis']}")
    lists = (
        "terms",
        "patterns",
        "exceptions",
        "words",
        "categories",
        "registration",
        "must_fire",
        "must_not_fire",
    )
    return Rule(
        id=name,
        rule_class=data["class"],
        class_text=Text(data["class_en"], data["class_zh"]),
        version=data["version"],
        text=Text(one["en"], one["zh"]),
        level=Level(one["severity"]),
        basis=bases[one["basis"]],
        instead=Text(one["instead"]["en"], one["instead"]["zh"]),
        check=one.get("check", ""),
        least=one.get("least", 0),
        most=one.get("most", 0),
        unless=(*data.get("unless", ()), *one.get("unless", ())),
        **{key: tuple(one.get(key, ())) for key in lists},
    )


@cache
def _everyday() -> tuple[tuple[str, ...], tuple[str, ...]]:
    data = tomllib.loads(EVERYDAY.read_text(encoding="utf-8"))
    return tuple(data["exceptions"]), tuple(data["unless"])


def everyday_exceptions() -> tuple[str, ...]:
    """Return expressions that make no claim: 最近, 第一次, 100%棉 and the like."""
    return _everyday()[0]


def forbidden_words(brief: Brief) -> dict[str, tuple[str, ...]]:
    """Extract the words from the claims a brief forbids: `不用医疗用语：治疗、治愈` forbids 治疗 and 治愈.

    Args:
        brief: The brief; its Chinese sentences are read.

    Returns:
        Sentence -> its words; empty if it lists none, so that a person has to check.
    """
    return {claim.to("zh"): _listed(claim.zh) for claim in brief.guardrails.claims_not_to_make}


def _listed(sentence: str) -> tuple[str, ...]:
    listed = sentence.partition("：")[2] or _without_verb(sentence.partition("，")[0])
    words = [
        word.strip(" “”\"'「」")
        for word in listed.rstrip("。.；;").replace("和", "、").replace("或", "、").split("、")
    ]
    return tuple(word for word in words if 2 <= len(word) <= 8)


def _without_verb(sentence: str) -> str:
    for verb in ("不得", "不能", "不要", "请勿", "避免", "禁止", "禁用", "不许", "不", "勿"):
        sentence = sentence.removeprefix(verb)
    for verb in ("宣称", "使用", "提及", "出现", "承诺", "用", "说", "写", "提"):
        sentence = sentence.removeprefix(verb)
    return sentence


def guardrail_phrases(brief: Brief, rules: Iterable[Rule]) -> list[PhraseRule]:
    """Turn the brief's forbidden words into rules, with the same exceptions as the compliance rules.

    Args:
        brief: The brief.
        rules: The compliance rules, for their exceptions.

    Returns:
        One `PhraseRule` per sentence that lists words, named `guardrail_1`, … by its place in the brief.
    """
    exceptions, unless = _everyday()
    known = list(rules)
    made = []
    for number, words in enumerate(forbidden_words(brief).values(), 1):
        if words:
            near = [
                rule
                for rule in known
                if any(word in term or term in word for term in rule.terms for word in words)
            ]
            spared = {one for rule in near for one in rule.exceptions} | set(exceptions)
            context = {one for rule in near for one in rule.unless} | set(unless)
            made.append(
                PhraseRule(
                    f"guardrail_{number}", words, (), tuple(sorted(spared - {*words})), tuple(sorted(context))
                )
            )
    return made
