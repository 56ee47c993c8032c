"""An English count of one agrees with its noun and its verb, wherever a sentence was made for many."""

import re

NOUNS = """
account article candidate cell column comment commenter cover creator day draft file gate hour interaction keyword
label message minute note order pair person picture pick post question quota quote rater read reader row rule save
search sheet target term test theme tier week word
"""
"""What findings count."""
IRREGULAR = {"person": "people"}
VERBS = """
have/has are/is were/was do/does look/looks share/shares hold/holds fail/fails use/uses show/shows name/names
stand/stands lack/lacks make/makes belong/belongs fall/falls span/spans need/needs come/comes rest/rests
complain/complains describe/describes
"""
ONE_OF = {IRREGULAR.get(noun, f"{noun}s"): noun for noun in NOUNS.split()}
DOES = dict(pair.split("/") for pair in VERBS.split())
_MANY, _DO = "|".join(ONE_OF), "|".join(DOES)
COUNTED = re.compile(
    rf"(?P<one>(?<![\w.,–-])1(?: [a-z]+)?) (?P<noun>{_MANY})\b(?P<verb>(?: that| who)? (?:{_DO})\b)?"
    rf"|(?P<of>(?<![\w.,–-])1 of [\d,]+ (?:[a-z]+ )?(?:{_MANY})) (?P<does>{_DO})\b"
)


def agreeing(text: str) -> str:
    """Return an English text in which what is counted once stands in the singular.

    >>> agreeing("1 creators have fewer than 3 covers; 21 notes are young, 1 of 24 notes are late.")
    '1 creator has fewer than 3 covers; 21 notes are young, 1 of 24 notes is late.'
    >>> agreeing("All 1 past notes were read; 2026-06-1 days, 0.1 notes and 1,001 notes stay.")
    'All 1 past note was read; 2026-06-1 days, 0.1 notes and 1,001 notes stay.'
    """
    return COUNTED.sub(_singular, text)


def _singular(found: re.Match[str]) -> str:
    if found["of"]:
        return f"{found['of']} {DOES[found['does']]}"
    link, _, verb = (found["verb"] or "").rpartition(" ")
    return f"{found['one']} {ONE_OF[found['noun']]}" + (f"{link} {DOES[verb]}" if verb else "")
