r"""The words that lead to a contact, composed from `leads.toml` into patterns that Python and polars read alike.

Patterns named here hold no look-around and no class that the two engines read differently (`\s`, `\w`, `\d`),
so that the quick look at a column (`tables`) can ask exactly what the finders ask.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

WORDS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "leads.toml").read_text(encoding="utf-8"))
HAN = "一-鿿"
SIGN = rf"[^0-9a-z{HAN}\x01]"
"""A sign that is no letter and no digit: what stands between the letters of a lead and is skipped."""
GAP = rf"{SIGN}{{0,3}}"
ENDS = "(?![a-z])"


def either(words: Iterable[str]) -> str:
    r"""Return a pattern of one of some words, the longest first.

    >>> either(["v", "vx", "a+"])
    '(?:vx|a\\+|v)'
    """
    return f"(?:{'|'.join(re.escape(word) for word in sorted(words, key=len, reverse=True))})"


def apart(words: Iterable[str]) -> str:
    """Return the same, the letters of each word standing apart if one likes: 绿 泡 泡."""
    return f"(?:{'|'.join(GAP.join(map(re.escape, word)) for word in sorted(words, key=len, reverse=True))})"


def _wechat() -> tuple[str, str, str]:
    """Return leads that are enough by themselves; single signs after an adding word; and single signs."""
    given, adding = WORDS["wechat"], WORDS["adding"]
    hearts = f"[{given['hearts']}]"
    letters = either(given["second_letters"])
    syllable = either(word for word in given["second_letters"] if len(word) > 1)
    # In letters and apart, the second sign ends a word, and after a colon it is none: `v: xiaomei`.
    second = (
        f"(?:{GAP}(?:[{given['second']}]|{apart(given['second_parts'])}|{hearts})|{letters}|{SIGN}{{1,3}}{letters}{ENDS}"
        rf"|[^0-9a-z{HAN}\x01:=]{{1,3}}{syllable})"
    )
    first = f"(?:[{given['first']}]|{either(given['letters'])})"
    rare = f"[{given['rare_first']}]{GAP}(?:[{given['second'][:3]}]|{hearts})"
    pair = f"(?:{first}{second}|{rare})"
    whole = f"(?:{pair}|{apart(given['words'])}|[{given['emoji']}])"
    single = f"(?:[{given['single']}]|{either(given['single_letters'])}|{hearts})"
    add = f"(?:[{re.escape(adding['signs'])}]|{apart(adding['words'])})"
    added = f"{add}{GAP}{either(adding['between'])}{{0,2}}{GAP}{single}{second}?"
    return whole, added, single


WECHAT, ADDED, SINGLE = _wechat()
WECHAT_NEED, ADDED_NEED = WECHAT.replace(ENDS, ""), ADDED.replace(ENDS, "")
"""The same without look-around."""
MINE = either(WORDS["adding"]["mine"])
BETWEEN = rf"(?:{SIGN}|{either(WORDS['between']['words'])}){{0,8}}"
"""What may stand between a lead and its contact."""
_QQ = WORDS["qq"]
QQ_WORD = "(?:" + "|".join([*(f"[{row}]{GAP}[{row}]" for row in _QQ["doubled"]), either(_QQ["words"])]) + ")"
GROUP = f"(?:{either(_QQ['group_before'])}{GAP}(?:我|个|下)?[{_QQ['group']}])"
GROUP_CALLED = f"[{_QQ['group']}]{GAP}(?:号|[:=])"
_ELSE = WORDS["elsewhere"]


def _pair(first: str, second: str) -> str:
    def signs(text: str) -> str:
        letters = re.findall("[a-z]+", text)
        return f"(?:[{re.sub('[a-z]', '', text)}]|{either(letters)})" if letters else f"[{text}]"

    return signs(first) + GAP + signs(second)


PLATFORM = "(?:" + "|".join([apart(_ELSE["words"]), *(_pair(*pair) for pair in _ELSE["pairs"])]) + ")"
LATIN = either(_ELSE["latin"])
PLATFORM_IS = rf"(?:{SIGN}|{either(_ELSE['between'])}){{0,5}}"
PUBLIC = either(_ELSE["public"])
ASKING = either(WORDS["asking"]["words"])
MAIL_WORD = f"(?:{apart(WORDS['mail']['words'])}|[{WORDS['mail']['emoji']}])"
MAIL_HOST = either(WORDS["mail"]["hosts"])
LINK_HOST = either(WORDS["links"]["hosts"])
SITES = frozenset(WORDS["links"]["sites"])
CODE_WORD = either(WORDS["links"]["codes"])
ORDINARY_PAIR = re.compile(either(WORDS["wechat"]["ordinary"]) + r"\Z")
RARE_FIRST = re.compile(f"[{WORDS['wechat']['rare_first']}]")
NO_NAME = frozenset(WORDS["ordinary"]["words"])
MODEL = re.compile(
    rf"(?:(?=.{{1,7}}\Z)[a-z]{{1,3}}\d{{1,4}}[a-z]{{0,3}}|[a-z]{{1,4}}-\d{{1,4}}[a-z0-9]{{0,4}}|{either(WORDS['ordinary']['products'])}[\d_.\-][a-z0-9_.\-]*"
    r"|\d{1,4}(?:pro|promax|max|plus|ultra|mini|se|air|gb|tb|ml|mg|g|kg|cm|mm|hz|mah|series|th|nd|rd|st|k|p|w|x\d+)+)\Z"
)
"""A model's or product's name: WH1000, iphone15pro, 14pro."""
DATE = re.compile(r"(?:19|20)\d{2}(?:[./\-年]?[01]?\d(?:[./\-月]?[0-3]?\d)?)?\Z")
UNIT = r"(?:元|块|万|w|k|千|百|亿|人|个|天|年|月|日|件|瓶|支|盒|片|张|ml|g|kg|mg|cm|mm|°|度|%|点|分|次|套|包|折|单|条|米|斤|粉|播放|阅读|赞)"
NO_UNIT = rf"(?!\d|\s?{UNIT})"
