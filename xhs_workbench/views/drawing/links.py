"""The addresses a page may link to: the platform's own, made of an id."""

from __future__ import annotations

import re
from typing import Any

LINK = re.compile(r"https://(www\.)?xiaohongshu\.com/(explore|user/profile)/[0-9a-f]{24}\Z")


def note_link(note_id: str | None) -> str:
    """Return a note's address from its id, empty where the id is none of the platform's."""
    return _whole(f"https://www.xiaohongshu.com/explore/{note_id or ''}")


def creator_link(creator_id: str | None) -> str:
    """Return a creator's address from the id, empty where the id is none of the platform's."""
    return _whole(f"https://www.xiaohongshu.com/user/profile/{creator_id or ''}")


def _whole(link: str) -> str:
    return link if LINK.match(link) else ""


LINKS = {"note_id": note_link, "creator_id": creator_link}
"""Column of ids -> the address an id of it leads to."""


def link_of(column: str, value: Any) -> str:
    """Return the address of a cell's id.

    >>> link_of("note_id", "0" * 24), link_of("note_id", "javascript:x"), link_of("creator_id", None)
    ('https://www.xiaohongshu.com/explore/000000000000000000000000', '', '')
    """
    return LINKS[column](value if isinstance(value, str) else None)
