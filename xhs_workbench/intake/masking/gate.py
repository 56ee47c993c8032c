r"""The first look at a text: most hold nothing a contact could be made of, and four cheap patterns tell.

Every form's `needs` (see `forms`) is behind this gate: what a form cannot do without, weakened to single signs and
short words. A text that does not pass is never asked again; a test draws texts from each form's `needs` and asks
that all of them pass. The patterns hold no large classes and no look-around, so that Python compiles them in no
time and polars reads them in one pass.
"""

from __future__ import annotations

import re
from functools import cache

import polars as pl

from xhs_workbench.intake.masking import leads
from xhs_workbench.intake.masking.forms import SPOKEN_SIGNS

LIKE_A_DIGIT = f"0-9oil{SPOKEN_SIGNS}"
FEWEST_DIGITS = 7
"""No number of a phone, a card or a document has fewer: `加` or `+` with seven, a trunk line of seven."""
NUMBERS = rf"\A(?:[^{LIKE_A_DIGIT}]*[{LIKE_A_DIGIT}]){{{FEWEST_DIGITS}}}"
LATIN = f"[0-9a-z_{SPOKEN_SIGNS}]"
"""What every name is written with; a lead without any leads nowhere."""


def _leading() -> str:
    """Return a pattern of one sign, or the first signs, of every lead to a name in `leads.toml`."""
    wechat, qq, elsewhere = leads.WORDS["wechat"], leads.WORDS["qq"], leads.WORDS["elsewhere"]
    mail = leads.WORDS["mail"]
    # A rare first sign (为, 未) leads only with 信, 芯, 心 or a heart after it.
    signs = {*wechat["first"], *wechat["second"][:3], *wechat["single"], "v", "w", "q"}
    signs |= {*wechat["hearts"], *wechat["emoji"], *mail["emoji"], *"".join(qq["doubled"]), *qq["group"]}
    pairs = [first for first, _ in elsewhere["pairs"]]
    signs |= {sign for first in pairs for sign in first if not sign.isascii()}
    words = {*elsewhere["latin"], *qq["words"], "gh", *(re.sub("[^a-z]", "", first) for first in pairs)}
    for word in (*wechat["words"], *elsewhere["words"], *mail["words"]):
        if signs & set(word):
            continue
        if word.isascii():
            words.add(word)
        else:
            signs.add(next(sign for sign in word if not sign.isascii()))
    begun = {word[:3] for word in words if word and not signs & set(word)}
    apart = "|".join("[^0-9a-z]{0,3}".join(map(re.escape, first)) for first in sorted(begun))
    return f"[{re.escape(''.join(sorted(signs)))}]|{apart}"


LEADING = _leading()
WORDED = "|".join(
    (
        r"[@#🐌🐶🐕特鼠]|[(\[{<【]a|圈a|at ",
        r"(?:qq|163|126|gmail|foxmail|新浪|网易|扣扣|腾讯|outlook|hotmail)[ \n\u3000]?(?:邮箱|[.。·点])",
        r":[ \n\u3000]?/|(?:[.。·点]|dot)[)\]]?[ \n\u3000]?[a-z]|www",
        rf"[¥$€£₤₳¢][ \n(]?[a-z0-9]{{8}}|cz[0-9]{{3}}|{leads.CODE_WORD}|复制",
        "扫|长按|识别|码|qr",
        leads.either(leads.WORDS["address"]["asking"]),
        r"(?:路|街|巷|弄|道|胡同|里|村|小区|花园|公寓|苑|家园)[ \n]?[0-9]",
        "护照|通行证|台胞证|回乡证|驾驶证|驾照|社保|港澳|passport|身份",
        rf"{leads.PUBLIC}[ ]?:",
        "[a-z]{3}_?[0-9]{3}",
        rf"{leads.ASKING}[ \n:=👉→➡是]{{1,4}}[a-z0-9]",
        "叫|名字|工号|工牌|员工编号",
        leads.either(leads.WORDS["people"]["introduced"]),
    )
)
"""Contacts that need no lead, and words that are enough by themselves."""
ANY = f"(?:{WORDED})|(?:{LEADING})|(?:{NUMBERS})"
"""All that may pass in one pattern: one pass over a column in which nearly nothing does, in place of four."""


@cache
def _compiled() -> tuple[re.Pattern[str], ...]:
    """Compile when one text is asked; columns are asked through polars."""
    return tuple(re.compile(part) for part in (NUMBERS, LATIN, LEADING, WORDED))


def may_hold(folded: str) -> bool:
    """Say whether a folded text may hold a contact.

    >>> [may_hold(text) for text in ("标题123456", "加微lily2020", "138 0013 8000", "微笑", "好用到哭")]
    [False, True, True, False, False]
    """
    numbers, latin, leading, worded = _compiled()
    return bool(
        numbers.search(folded) or worded.search(folded) or (latin.search(folded) and leading.search(folded))
    )


def that_may_hold(folded: pl.Series) -> pl.Series:
    """Say the same of each text of a column; nulls are none."""
    any_at = folded.str.contains(ANY).fill_null(False)
    if not any_at.any():
        return any_at.alias("may")
    places = any_at.arg_true()
    text = pl.col(folded.name)
    asked = text.str.contains(NUMBERS) | text.str.contains(WORDED)
    asked |= text.str.contains(LEADING) & text.str.contains(LATIN)
    few = folded.gather(places).to_frame().select(asked.alias("may")).to_series()
    return any_at.alias("may").scatter(places, few)
