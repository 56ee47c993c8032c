"""What the word files make of parts: nouns with judgements, defects with degrees, similes with what they name.

An entry is a word with its kind, its weight (0 for words without an opinion of their own) and whether it is an emoji.
"""

from __future__ import annotations

from typing import Any

OPINION, MASK, TURN, NOT_TURN, STRONGER, WEAKER, CONTRAST, AFTERWARDS, ASKING, PROMOTION, UNREAL = range(11)
CONCEDED, EXCEPT, MOCKING, TOLD, UNDONE = range(11, 16)
"""Kinds of words; `lexicon` says what each does."""
HARD = "难"
"""Degrees of words that begin so are listed (很难吃): 很难 alone turns the next word (很难买)."""
Entries = dict[str, tuple[int, float, bool]]


def wordings_of(more: dict[str, Any]) -> Entries:
    """Return the entries of `wordings.toml`, with adjectives in all their degrees."""
    made: Entries = {}
    table = more["adjectives"]
    asked = (f"{noun}好不好" for noun in more["nouns"]["words"])
    made.update(dict.fromkeys(asked, (ASKING, 0.0, False)))
    for side, sign, judgements in (("positive", 1.0, "good"), ("negative", -1.0, "bad")):
        for word in table[side]:
            made[word] = (OPINION, sign * (1.5 if len(word) == 1 else 2.0), False)
            forms = [*(degree + word for degree in table["degrees"]), *(word + end for end in table["ends"])]
            if len(word) == 1 or word[0] == HARD:
                made.update(dict.fromkeys(forms, (OPINION, sign * 2.0, False)))
        judged = more["nouns"][judgements]
        made.update(
            dict.fromkeys(
                (noun + one for noun in more["nouns"]["words"] for one in judged),
                (OPINION, sign * 2.0, False),
            )
        )
        for listed in (more[side], more["english"][side]):
            for weight, words in listed.items():
                made.update(dict.fromkeys(words, (OPINION, sign * float(weight), False)))
        made.update(dict.fromkeys(more["rhetorical"][side], (OPINION, sign * 2.0, False)))
    pairs = (lead + one for lead in more["comparisons"]["leads"] for one in more["comparisons"]["judgements"])
    made.update(dict.fromkeys(pairs, (OPINION, -2.0, False)))
    made.update(dict.fromkeys(more["promotion"]["words"], (PROMOTION, 0.0, False)))
    return made


def judgements_of(judged: dict[str, Any]) -> Entries:
    """Return the entries of `judgements.toml`: what is made of parts, then what is listed."""
    defects, missing, never, thanks = (judged[name] for name in ("defects", "missing", "never", "thanks"))
    made: Entries = {}
    for leads, weight in ((defects["slightly"], -1.0), (defects["too"], -2.0)):
        made |= {lead + word: (OPINION, weight, False) for lead in leads for word in defects["words"]}
    scant = (lead + word for lead in defects["strongly"] for word in defects["scant"])
    made |= dict.fromkeys(scant, (OPINION, -2.0, False))
    for word in defects["not_made"]:
        made.pop(word, None)
    made |= _family_words(judged)
    made |= {lead + thing: (OPINION, -2.0, False) for lead in missing["leads"] for thing in missing["things"]}
    made |= {lead + verb: (OPINION, -3.0, False) for lead in never["leads"] for verb in never["verbs"]}
    for person in thanks["people"]:
        said = [*(word + person for word in thanks["words"]), *(person + word for word in thanks["behind"])]
        made |= dict.fromkeys(said, (OPINION, 1.5, False))
    return made | _words_by_weight(judged)


def told_of(fields: dict[str, Any]) -> Entries:
    """Return the entries of `fields.toml`: what is told instead of judged, by families, then what is listed."""
    return _family_words(fields) | _words_by_weight(fields)


def _family_words(table: dict[str, Any]) -> Entries:
    return {
        lead + word: (OPINION, float(family["weight"]), False)
        for family in table["families"]
        for lead in family["leads"]
        for word in family["words"]
    }


def _words_by_weight(table: dict[str, Any]) -> Entries:
    return {
        word: (OPINION, sign * float(weight), False)
        for side, sign in (("good", 1.0), ("bad", -1.0))
        for weight, words in table[side].items()
        for word in words
    }


def figures_of(figures: dict[str, Any], more: dict[str, Any]) -> Entries:
    """Return the entries of `figures.toml`: similes, extremes, comparisons, each with its words, then what is listed."""
    like, far, than = figures["similes"], figures["extremes"], figures["compared"]
    made: Entries = {}
    for side, sign in (("praise", 2.0), ("blame", -2.0)):
        praised = (OPINION, sign, False)
        made |= dict.fromkeys((lead + one for lead in like["leads"] for one in like[side]), praised)
        framed = (lead + one for lead in like["framed"] for one in like[side])
        made |= dict.fromkeys((one + tail for one in framed for tail in like["tails"]), praised)
        made |= dict.fromkeys((one + end for one in far[side] for end in far["ends"]), praised)
        made |= dict.fromkeys((one + end for one in than[side] for end in than["ends"]), praised)
        turned = (OPINION, -sign, False)
        made |= dict.fromkeys((one + end for one in than[side] for end in than["not_far"]), turned)
        for weight, words in figures[side].items():
            made |= dict.fromkeys(words, (OPINION, (1 if sign > 0 else -1) * float(weight), False))
        named, degrees = figures["worth_naming"], figures["noun_degrees"]
        made |= dict.fromkeys((lead + one for lead in named["leads"] for one in named[side]), praised)
        nouns = (noun + one for noun in more["nouns"]["words"] for one in degrees["degrees"])
        made |= dict.fromkeys((one + judged for one in nouns for judged in degrees[side]), praised)
    found, many, makers = figures["found_in"], figures["of_so_many"], figures["makers"]
    begun = (lead + count for lead in found["leads"] for count in found["counts"])
    made |= dict.fromkeys((one + thing for one in begun for thing in found["things"]), (OPINION, -3.0, False))
    bad = (verb + count for verb in many["verbs"] for count in many["counts"])
    asked = (lead + one for lead in makers["leads"] for one in makers["asked"])
    made |= dict.fromkeys([*bad, *asked], (OPINION, -2.0, False))
    whole = (none + verb for none in many["none"] for verb in many["verbs"])
    made |= dict.fromkeys(whole, (OPINION, 2.0, False))
    expected, never = figures["expected"], figures["never_failed"]
    hoped = (lead + one for lead in expected["leads"] for one in expected["sources"])
    made |= dict.fromkeys((one + end for one in hoped for end in expected["ends"]), (TURN, 0.0, False))
    pairs = (lead + one for lead in never["leads"] for one in never["troubles"])
    return made | dict.fromkeys(pairs, (OPINION, 2.0, False))


def concessions_of(judged: dict[str, Any], more: dict[str, Any]) -> Entries:
    """Return 好看是好看 for each adjective: what one grants before saying the opposite."""
    sides = (("positive", "praise"), ("negative", "blame"))
    return {
        f"{word}是{word}": (OPINION, float(judged["concessions"][name]), False)
        for side, name in sides
        for word in more["adjectives"][side]
    }


def masks_of(more: dict[str, Any]) -> list[str]:
    """Return the words of `wordings.toml` that hide a listed word in them."""
    promoted = set(more["promotion"]["words"])
    return [
        word for name in ("interest", "compounds") for word in more[name]["words"] if word not in promoted
    ] + list(more["adjectives"]["not_made"])
