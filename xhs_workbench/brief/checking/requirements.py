"""What every note must carry and must not say, what is ordered, and whether the wording is complete."""

from __future__ import annotations

import re

from xhs_workbench.brief.checking.rules import Measured, Rule, both
from xhs_workbench.findings import Text
from xhs_workbench.metrics import tier_names
from xhs_workbench.params.brief import Brief, Words
from xhs_workbench.params.unfinished import placeholders


def sides(words: Words | None) -> str:
    """Return both languages of a text as one string for searching."""
    return f"{words.en}\n{words.zh}" if words else ""


def shown(words: Words) -> str:
    """Return a text as evidence, in the creator's language."""
    return words.to("zh")


def messages_two_or_three(brief: Brief, rule: Rule) -> Measured:
    """Between the minimum and the maximum of the settings."""
    n = len(brief.messages)
    return Measured(rule.settings["least"] <= n <= rule.settings["most"], {"n": n})


def messages_recognisable(brief: Brief, rule: Rule) -> Measured:
    """Each message has its words."""
    mute = tuple(m.id for m in brief.messages if len(m.phrases) < rule.settings["least"])
    return Measured(not mute, {"n": len(mute)}, mute)


def messages_concrete(brief: Brief, rule: Rule) -> Measured:
    """No message is so short or so general that it would fit any product."""
    vague = rule.pattern("vague")
    empty = []
    for message in brief.messages:
        en, zh = message.text.en, message.text.zh
        short = (zh and len(zh.strip(" 。！!.")) < rule.settings["least_characters"]) or (
            en and len(en.split()) < rule.settings["least_words"]
        )
        if short or (zh and vague.search(zh)) or (en and vague.search(en)):
            empty.append(shown(message.text))
    return Measured(not empty, {"n": len(empty)}, tuple(empty))


def disclosure_present(brief: Brief, rule: Rule) -> Measured:
    """The brief says how a reader knows that the note is paid."""
    return Measured(brief.inclusions.disclosure is not None)


def ad_label_for_links(brief: Brief, rule: Rule) -> Measured:
    """Purchase links need the word 广告; a brief without any disclosure is reported by `disclosure_present` instead."""
    links, told = brief.inclusions.links, brief.inclusions.disclosure
    labelled = not links or told is None or bool(rule.pattern("label").search(sides(told)))
    return Measured(labelled, {"n": len(links)}, links)


def no_diversion(brief: Brief, rule: Rule) -> Measured:
    """No inclusion points to a contact, a code or another platform."""
    asked = [shown(item) for item in brief.inclusions.features if rule.pattern().search(sides(item))]
    asked += [link for link in brief.inclusions.links if rule.pattern().search(link)]
    return Measured(not asked, {"n": len(asked)}, tuple(asked))


def claims_guarded(brief: Brief, rule: Rule) -> Measured:
    """At least one kind of claim is ruled out."""
    n = len(brief.guardrails.claims_not_to_make)
    return Measured(n > 0, {"n": n})


def claims_cover_category(brief: Brief, rule: Rule) -> Measured:
    """The classes that this industry needs are named; if there are no claims, the previous rule reports it."""
    claims = brief.guardrails.claims_not_to_make
    said = "\n".join(sides(claim) for claim in claims)
    classes = [rule.settings[name] for name in rule.settings[brief.brand.industry]]
    lacking = [Text(c["en"], c["zh"]) for c in classes if not re.search(c["pattern"], said, re.IGNORECASE)]
    return Measured(not lacking or not claims, {"lacking": both(lacking)})


def inclusions_livable(brief: Brief, rule: Rule) -> Measured:
    """No inclusion makes the note look like an advertisement, and hashtags are few."""
    asked = brief.inclusions.features + brief.guardrails.tone + brief.guardrails.visual
    hard = tuple(shown(item) for item in asked if rule.pattern().search(sides(item)))
    few = len(brief.inclusions.hashtags) <= rule.settings["most_hashtags"]
    return Measured(not hard and few, {"n": len(hard)}, hard if few else (*hard, *brief.inclusions.hashtags))


def deliverables_countable(brief: Brief, rule: Rule) -> Measured:
    """Every tier ordered is one of the brief's scheme, so that notes can be counted against it."""
    known = tier_names(brief.tier_scheme)
    unknown = tuple(dict.fromkeys(item.tier for item in brief.deliverables if item.tier not in known))
    n = sum(item.count for item in brief.deliverables)
    values = {
        "n": len(unknown) or n,
        "per_note": f"{brief.budget.creators_cny / n:,.0f}",
        "known": ", ".join(known),
    }
    return Measured(not unknown, values, unknown)


def nothing_unfilled(brief: Brief, rule: Rule) -> Measured:
    """No text contains a template's placeholder."""
    left = placeholders(brief.model_dump(mode="json"))
    return Measured(not left, {"n": len(left)}, tuple(f"{key} › {mark}" for key, mark in left))


def languages_complete(brief: Brief, rule: Rule) -> Measured:
    """Every text has both languages."""
    gaps = brief.untranslated()
    return Measured(not gaps, {"n": len(gaps)}, tuple(f"{key} › {language}" for key, language in gaps))
