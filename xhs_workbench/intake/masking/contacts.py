"""Where a contact stands in a text, whatever it is spelt with; what is masked keeps its kind: `加V：‹wechat›`.

The words that lead to a contact (加V, 邮箱, 电话) stay, so that a reader, an intent and a rule on diversion still
see what was tried; what one could write to, call, add or open goes. Forms are looked for in the folded text
(see `folding`), in turn, each where no earlier one was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from xhs_workbench.intake import late
from xhs_workbench.intake.masking import addresses, cards, chat, numbers, people
from xhs_workbench.intake.masking.folding import fold
from xhs_workbench.intake.masking.forms import SPOKEN, Form, Span
from xhs_workbench.intake.masking.gate import may_hold

KINDS = ("phone", "email", "wechat", "qq", "handle", "link", "id", "card", "qr", "address", "name")
MARK = re.compile(f"‹(?:{'|'.join(KINDS)})›")
DEFAULT_NAME = "(?:小红薯[0-9A-Fa-f]{4,12}|momo[0-9]{0,8})"
"""What the site calls who chose no name: most of the friends whom readers call."""
CALLED = r"((?:\A|[^0-9A-Za-z])[@＠] ?)" + DEFAULT_NAME + "([ \n\u3000,，.。!！?？;；:：、()（）…~～@＠]|$)"
"""Read alike by Python and polars; what stands before and after is kept."""
MARKED = "${1}‹handle›${2}"
NEIGHBOURS = 2
"""A sign between two such names is either's border: the second of them is found the second time."""
ROUNDS = 4
"""Passes until nothing more is found; a mark may bring two halves of another contact's lead together."""
FORMS: tuple[Form, ...] = (
    *addresses.FIRST,
    *cards.FIRST,
    *numbers.FORMS,
    *chat.FIRST,
    chat.HANDLE,
    *addresses.LAST,
    chat.BARE,
    *people.LAST,
)


def mask_text(text: str) -> str:
    """Put a mark of its kind in place of each contact; a text without one comes back as it is.

    >>> mask_text("加V：xiaomei_88 或 139-1234-5678，邮箱ａ.b@c.cn @小美 求带")
    '加V：‹wechat› 或 ‹phone›，邮箱‹email› @‹handle› 求带'
    >>> mask_text("618到手139元，SPF50，批号20260520A，加微笑")
    '618到手139元，SPF50，批号20260520A，加微笑'
    """
    for _ in range(NEIGHBOURS if "@" in text or "＠" in text else 0):
        text = _called().sub(r"\1‹handle›\2", text)
    for _ in range(ROUNDS):
        masked = mask_once(text)
        if masked == text:
            break
        text = masked
    return text


@cache
def _called() -> re.Pattern[str]:
    return re.compile(CALLED)


def compile_forms() -> None:
    """Compile every pattern now, so that processes forked from this one need not."""
    _called()
    late.compile_all()
    for form in FORMS:
        _ = form.needed, *form.find("")


def are_compiled() -> bool:
    """Say whether Python has compiled what the forms need."""
    return all("needed" in vars(form) for form in FORMS)


def _possible(folded: str) -> Iterator[Form]:
    if not may_hold(folded):
        return iter(())
    spoken = folded.translate(SPOKEN)
    return (form for form in FORMS if form.needed.search(spoken if form.numeric else folded))


def mask_once(text: str, forms: Iterable[Form] | None = None, folded: str = "") -> str:
    """Mask in one pass.

    Args:
        text: As written.
        forms: The forms that can be in it where they are known already.
        folded: The text folded, where it is known; one that lost a sign or holds a mark is folded again, for its places.
    """
    places: Sequence[int] = range(len(text))
    if len(folded) != len(text) or "‹" in text or "\x02" in text:
        folded, places = fold(text)
    if "‹" in text:  # a mark is opaque: its letters are no lead to what follows it
        folded = MARK.sub(lambda mark: "\x01" * len(mark[0]), folded)
    spans: list[Span] = []
    for form in _possible(folded) if forms is None else forms:
        known = len(spans)
        for start, end, kind in form.find(folded):
            if end > start and not any(start < other[1] and other[0] < end for other in spans):
                spans.append((start, end, kind))
        folded = _blank(folded, spans[known:])
    if not spans:
        return text
    out, done = [], 0
    for start, end, kind in sorted(spans):
        out += [text[done : places[start]], f"‹{kind}›"]
        done = places[end] if end < len(places) else len(text)  # unseen signs after the last one belong to it
    return "".join([*out, text[done:]])


def _blank(folded: str, spans: list[Span]) -> str:
    for start, end, _ in spans:
        folded = folded[:start] + "\x01" * (end - start) + folded[end:]
    return folded
