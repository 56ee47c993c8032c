"""People who are named as such: a member of staff or the writer (经理叫李晓梅, 我叫…), and the number on a badge (工号0238).

A plain name has no form; one that is introduced has: who it is, a word of calling, a common surname, and an end.
"""

from __future__ import annotations

import re

from xhs_workbench.intake.masking import leads
from xhs_workbench.intake.masking.forms import Form, named
from xhs_workbench.intake.masking.leads import HAN

WHO = leads.either(leads.WORDS["people"]["who"])
INTRODUCED = rf"(?:{WHO}(?:名字)?叫做?|{leads.either(leads.WORDS['people']['introduced'])}[是为:]?)"
BADGE = "(?:工号|工牌号?|员工编号)"
SURNAME = f"[{leads.WORDS['people']['surnames']}]"
BORDER = rf"(?=[^{HAN}]|\Z|[{leads.WORDS['people']['ends']}])"
TITLE = re.compile(leads.either(leads.WORDS["people"]["titles"]) + r"\Z")
NO_NAME = re.compile(leads.either(leads.WORDS["people"]["ordinary"]))

NAMED = named(
    "name",
    rf"{INTRODUCED}[ ]?{SURNAME}",
    rf"{INTRODUCED}[ ]?(?P<name>{SURNAME}[{HAN}]{{1,2}}?){BORDER}",
    lambda found: not (TITLE.search(found["name"]) or NO_NAME.match(found["name"])),
)
NUMBERED = named(
    "id",
    rf"{BADGE}[ :是为#]{{0,3}}[a-z]{{0,3}}[0-9]{{2}}",
    rf"{BADGE}[ :是为#]{{0,3}}(?P<name>[a-z]{{0,3}}\d{{2,10}})(?!\d)",
)

LAST: tuple[Form, ...] = (NAMED, NUMBERED)
