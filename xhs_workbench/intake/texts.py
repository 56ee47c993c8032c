"""Names, titles and comments: kept as they are, but for what no page or file can hold."""

from __future__ import annotations

import re

from xhs_workbench.intake.values import Parsed

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]|[\u202a-\u202e\u2066-\u2069]")
"""Control characters and bidirectional overrides, which would let a nickname rearrange the words beside it."""
LONGEST = 20_000
UNTITLED = {"笔记暂未设置标题"}


def parse_text(text: str) -> Parsed:
    r"""Keep a text; an empty one or the platform's word for "untitled" is null.

    >>> parse_text("null").value, parse_text("  ").value
    ('null', None)
    """
    kept = CONTROL.sub("", text)[:LONGEST]
    return Parsed(None if not kept.strip() or kept.strip() in UNTITLED else kept)
