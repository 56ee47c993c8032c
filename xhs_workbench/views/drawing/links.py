"""The addresses a page may link to: the platform's own, made of an id."""

from __future__ import annotations

import re
from collections.abc import Sequence
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


def known_links(links: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    """Return the names of a sentence that lead somewhere; what is none of the platform's addresses stays a name.

    >>> known_links([("甲", "https://www.xiaohongshu.com/explore/" + "0" * 24), ("乙", "javascript:x"), ("", "")])
    [{'name': '甲', 'link': 'https://www.xiaohongshu.com/explore/000000000000000000000000'}]
    """
    return [{"name": name, "link": link} for name, link in links if name and LINK.match(link)]


LINKS = {"note_id": note_link, "creator_id": creator_link, "swap_id": creator_link}
"""Column of ids -> the address an id of it leads to."""


def link_of(column: str, value: Any) -> str:
    """Return the address of a cell's id.

    >>> link_of("note_id", "0" * 24), link_of("note_id", "javascript:x"), link_of("creator_id", None)
    ('https://www.xiaohongshu.com/explore/000000000000000000000000', '', '')
    """
    return LINKS[column](value if isinstance(value, str) else None)
