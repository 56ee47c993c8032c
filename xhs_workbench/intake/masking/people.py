"""People who are named as such (经理叫李晓梅, 我叫…), and numbers that lead to them: a badge's, an order's, a parcel's.

A plain name has no form; one that is introduced has: who it is, a word of calling, a common surname, and an end.
"""

from __future__ import annotations

import re

from xhs_workbench.intake.masking import leads
from xhs_workbench.intake.masking.forms import Form, named
from xhs_workbench.intake.masking.leads import DATE, HAN

WHO = leads.either(leads.WORDS["people"]["who"])
INTRODUCED = (
    rf"(?:{WHO}(?:姓[{HAN}][ ,]?)?(?:的?名字)?叫做?|{WHO}的?(?:名字|姓名)[是为:]|"
    rf"{leads.either(leads.WORDS['people']['introduced'])}(?:[是为:叫]|就是|叫做|[ ]){{0,2}})"
)
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

_ORDER = leads.either(leads.WORDS["orders"]["words"])
_ORDER_IS = rf"(?:{leads.SIGN}|号码?|编号|是|为){{0,5}}"
PARCEL = (
    "(?:sf[0-9]{12,15}|yt[0-9]{13,15}|jt[0-9]{13}|jd[a-z]{0,2}[0-9]{11,15}|zto[0-9]{10,14}|"
    "dpk[0-9]{10,13}|[a-z]{2}[0-9]{9}cn)"
)
"""Numbers of couriers known by their beginning, and of post between countries (UPU S10)."""
ORDERED = named(
    "id",
    rf"{_ORDER}{_ORDER_IS}[a-z]{{0,5}}[0-9]{{6}}-?[0-9]",
    rf"{_ORDER}{_ORDER_IS}(?P<name>[a-z]{{0,5}}(?:\d{{8,30}}|\d{{6}}-\d{{9,15}}))(?![a-z0-9]){leads.NO_UNIT}",
    lambda found: not DATE.match(found["name"]),
)
SENT = named("id", PARCEL, rf"(?<![a-z0-9]){PARCEL}(?![a-z0-9])")

LAST: tuple[Form, ...] = (NAMED, NUMBERED, ORDERED, SENT)
