"""What no parameter may be, whichever it is: signs nobody sees, empty words, numbers nobody means, days no campaign has.

The first three are looked for in the plain data, before any model, so that a new parameter is held to them
too.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
FIRST_YEAR = 2013
"""Xiaohongshu was founded in 2013: no note, order or campaign is older."""
YEARS_AHEAD = 2
MOST = 1e12
"""CNY, people or impressions; China's yearly online retail is some 1.5e13 CNY."""
MOST_PEOPLE = 1.5e9
LEAST_MONEY = 0.01
"""CNY: one fen, the smallest coin there is."""
PROSE = frozenset(
    {
        "statement",
        "insight",
        "text",
        "features",
        "visual",
        "tone",
        "claims_not_to_make",
        "free_for_creator",
        "disclosure",
        "remark",
        "reason",
        "why",
        "team_notes",
        "mappings",
    }
)
"""Parameters that hold sentences, or headers as they stand in a file, and may run over several lines; every other text is
a name and stands on one."""
FILES = frozenset(
    {"brief", "inputs", "history", "mood_board", "covers", "past_picks", "answered", "festivals", "memory"}
)
"""Parameters that name files; whoever made a file chose its name, which is shown as a name and nothing else."""
BREAKS = "\n\r\t\v\f\x85\u2028\u2029"
BLANK = frozenset("\u2800\u3164\u115f\u1160\uffa0")
"""Signs that count as letters or symbols and show nothing."""
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of the text behind them: what one reads is not what is written."""

SIGNS = frozenset({"mappings", "op"})
"""Parameters that may hold signs alone: marks of a file such as `--`, comparisons such as `>=`."""

Fault = tuple[str, Any, str, str, str, str]
"""Dotted key, value, and in both languages what is wrong and what to do."""


def unusable(data: Any, key: str = "") -> Iterator[Fault]:
    r"""Find texts with signs that are not words, and numbers that no campaign has.

    >>> [fault[:1] for fault in unusable({"campaign": "a\nb", "budget": {"creators_cny": float("inf")}, "n": 3})]
    [('campaign',), ('budget.creators_cny',)]
    """
    if isinstance(data, Mapping):
        for name, value in data.items():
            yield from unusable(value, f"{key}.{name}".strip("."))
    elif isinstance(data, list | tuple):
        for place, value in enumerate(data):
            yield from unusable(value, f"{key}.{place}".strip("."))
    elif isinstance(data, str) and key.split(".", maxsplit=1)[0] not in FILES:
        yield from _signs(data, key)
    elif isinstance(data, int | float) and not isinstance(data, bool):
        yield from _amounts(data, key)


def _amounts(data: float, key: str) -> Iterator[Fault]:
    if 0 < data < LEAST_MONEY and key.endswith("_cny"):
        yield (
            key,
            data,
            "is less than one fen",
            "小于 1 分钱",
            "write the amount in yuan, such as 300.",
            "请以元填写，例如 300。",
        )
    if not abs(data) <= MOST:
        shown = data if isinstance(data, float) else f"{str(data)[:20]}…" if data > 10**20 else data
        finite = "not a number one can reckon with" if not math.isfinite(data) else f"beyond {MOST:.0e}"
        yield (
            key,
            shown,
            f"is {finite}",
            "不是可用的数字" if not math.isfinite(data) else "数值过大",
            "write a plain number such as 120000; an id stands in quotes.",
            "请写普通数字，例如 120000；编号请加引号。",
        )


def _is_word(text: str) -> bool:
    """Say whether a text holds a letter, a digit or a picture sign, and not signs of punctuation alone."""
    kinds = (unicodedata.category(sign) for sign in text if sign not in BLANK)
    return any(kind[0] in "LN" or kind == "So" for kind in kinds)


def _signs(text: str, key: str) -> Iterator[Fault]:
    steps = key.split(".")
    if (text or steps[-1].isdigit()) and not SIGNS.intersection(steps) and not _is_word(text):
        yield (
            key,
            text if text.isprintable() else "",
            "holds nothing that can be read",
            "没有可读的内容",
            "write the word, or take the entry out.",
            "请填写文字，或删去该项。",
        )
        return
    shown = "".join(sign if sign.isprintable() else "�" for sign in text)[:60]
    if any(sign in TURNING for sign in text):
        yield (
            key,
            shown,
            "holds a sign that turns the direction of the text (U+202A–202E, U+2066–2069)",
            "含有改变文字方向的控制符",
            "type the text anew.",
            "请重新输入该文字。",
        )
    elif any(sign in BREAKS for sign in text) and not PROSE.intersection(steps):
        yield (
            key,
            shown,
            "holds a line break or a tab; a name stands on one line",
            "含有换行或制表符；名称须写在一行内",
            "write it on one line.",
            "请写成一行。",
        )
    elif any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in BREAKS for sign in text):
        yield (
            key,
            shown,
            "holds a control character",
            "含有控制字符",
            "type the text anew.",
            "请重新输入该文字。",
        )


def check_day(day: date) -> None:
    """Refuse a day that no campaign has.

    Raises:
        ValueError: Before Xiaohongshu was, or more than two years from today.
    """
    last = datetime.now(CHINA).year + YEARS_AHEAD
    if not FIRST_YEAR <= day.year <= last:
        raise ValueError(
            f"must be between {FIRST_YEAR}-01-01 and {last}-12-31|须在 {FIRST_YEAR}-01-01 至 {last}-12-31 之间"
            "|check the year.|请核对年份。"
        )
